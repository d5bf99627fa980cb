package verify

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/difference"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// entryName is what an access entry is called in a report.
func entryName(arn string) string { return "access entry of " + arn }

func (c *comparison) compareEntries() {
	live := map[string]access.Entry{}
	for _, entry := range c.live.Entries {
		live[entry.PrincipalARN] = entry
	}
	for _, entry := range c.objects.Entries {
		is, ok := live[entry.PrincipalARN]
		if !ok {
			c.differs(finding.Finding{
				Kind: EntryMissing, Object: entryName(entry.PrincipalARN),
				Message: "is in the stack, but not in the cluster: the principal cannot sign in", Fix: restore,
			})
			continue
		}
		if lines := difference.Entries(entry, is); len(lines) > 0 {
			c.differs(finding.Finding{
				Kind: EntryChanged, Object: entryName(entry.PrincipalARN), Message: "it is not as the stack declares it",
				Lines: lines, By: &is.By, ARN: is.ARN, Fix: restore,
			})
		}
	}
}

// findForeignEntries looks for other access entries that carry a group that the stack binds, or a user name.
func (c *comparison) findForeignEntries() {
	own := c.Principals()
	bound := map[rbacv1.Subject]bool{}
	c.model.Subjects(func(_ string, subject rbacv1.Subject) { bound[subject] = true })
	for _, entry := range c.live.Entries {
		if slices.Contains(own, entry.PrincipalARN) {
			continue
		}
		var lines []string
		for _, group := range entry.Groups {
			if bound[access.GroupSubject(group)] && !strings.HasPrefix(group, "system:") {
				lines = append(lines, "+ group "+group)
			}
		}
		if bound[access.UserSubject(entry.UserName)] {
			lines = append(lines, "+ user name "+entry.UserName)
		}
		if len(lines) == 0 {
			continue
		}
		slices.Sort(lines)
		c.differs(finding.Finding{
			Kind: ForeignEntry, Object: entryName(entry.PrincipalARN), Message: "has the stack's rights, but is not the stack's",
			Lines: lines, By: &entry.By, ARN: entry.ARN,
			Fix: onEntry("delete-access-entry", c.Cluster, entry.PrincipalARN) +
				"; if the access is wanted, add the principal to the stack",
		})
	}
}
