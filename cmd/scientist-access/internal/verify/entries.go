package verify

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/difference"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/fix"
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
			c.differs(c.missingEntry(entry))
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
	for _, entry := range c.live.Entries {
		if !slices.Contains(own, entry.PrincipalARN) {
			c.foreignEntry(entry, entryName(entry.PrincipalARN), fix.OnEntry("delete-access-entry", c.Cluster, entry.PrincipalARN))
		}
	}
}

// foreignEntry is about an entry, or a line of aws-auth, that is not the stack's. It differs if it has rights of the stack.
func (c *comparison) foreignEntry(entry access.Entry, object, removal string) {
	var lines []string
	for _, group := range entry.Groups {
		if c.binds(access.GroupSubject(group)) && !strings.HasPrefix(group, "system:") {
			lines = append(lines, "+ group "+group)
		}
	}
	if c.binds(access.UserSubject(entry.UserName)) {
		lines = append(lines, "+ user name "+entry.UserName)
	}
	if len(lines) == 0 {
		return
	}
	slices.Sort(lines)
	c.differs(finding.Finding{
		Kind: ForeignEntry, Object: object, Message: "has the stack's rights, but is not the stack's",
		Lines: slices.Compact(lines), By: &entry.By, ARN: entry.ARN, Fix: removal + "; if the access is wanted, add the principal to the stack",
	})
}

// binds reports whether the stack binds a subject.
func (c *comparison) binds(subject rbacv1.Subject) bool {
	return c.model.Naming(c.Cluster, subject) != nil
}
