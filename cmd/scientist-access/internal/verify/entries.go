package verify

import (
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/review"
)

// entryName is what an access entry is called in a report.
func entryName(arn string) string { return "access entry of " + arn }

func (c *comparison) compareEntries() {
	live := map[string]LiveEntry{}
	for _, entry := range c.live.Entries {
		live[entry.PrincipalARN] = entry
	}
	for _, entry := range c.declared.Entries {
		is, ok := live[entry.PrincipalARN]
		if !ok {
			c.differs(Difference{
				Kind: EntryMissing, Object: entryName(entry.PrincipalARN),
				What: "is in the stack, but not in the cluster: the principal cannot sign in", WayOut: restore,
			})
			continue
		}
		if lines := entryLines(entry, is.AccessEntry); len(lines) > 0 {
			c.differs(Difference{
				Kind: EntryChanged, Object: entryName(entry.PrincipalARN), What: "it is not the stack's", Lines: lines,
				By: &Author{Time: is.Modified}, ARN: is.ARN, WayOut: restore,
			})
		}
	}
}

func entryLines(declared, live review.AccessEntry) []string {
	name := func(group string) string { return "group " + group }
	var lines []string
	// To a type for nodes EKS adds groups of its own.
	if standard(declared) || standard(live) {
		was, is := mapped(declared.Groups, name), mapped(live.Groups, name)
		lines = append(added("+", was, is), added("-", is, was)...)
	}
	if want := userName(declared); standard(declared) && want != live.UserName {
		lines = append(lines, "+ user name "+live.UserName, "- user name "+want)
	}
	if want := typeName(declared); want != typeName(live) {
		lines = append(lines, "+ type "+typeName(live), "- type "+want)
	}
	return lines
}

func typeName(entry review.AccessEntry) string {
	if standard(entry) {
		return "STANDARD"
	}
	return entry.Type
}

func mapped(all []string, change func(string) string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = change(s)
	}
	return out
}

// findForeignEntries looks for other access entries that carry a group of the stack, or a user name that it binds.
func (c *comparison) findForeignEntries() {
	own := c.declared.Principals()
	for _, entry := range c.live.Entries {
		if slices.Contains(own, entry.PrincipalARN) {
			continue
		}
		var lines []string
		for _, group := range entry.Groups {
			if c.subjects.bound[rbacv1.Subject{Kind: rbacv1.GroupKind, Name: group}] {
				lines = append(lines, "+ group "+group)
			}
		}
		if c.subjects.bound[rbacv1.Subject{Kind: rbacv1.UserKind, Name: entry.UserName}] {
			lines = append(lines, "+ user name "+entry.UserName)
		}
		if len(lines) == 0 {
			continue
		}
		slices.Sort(lines)
		c.differs(Difference{
			Kind: ForeignEntry, Object: entryName(entry.PrincipalARN), What: "has the stack's rights, but is not the stack's",
			Lines: lines, By: &Author{Time: entry.Modified}, ARN: entry.ARN,
			WayOut: onEntry("delete-access-entry", c.declared.Cluster, entry.PrincipalARN) +
				", unless it should be: then add the principal to the stack",
		})
	}
}

// comparePolicies compares the EKS access policies of the stack's principals.
func (c *comparison) comparePolicies() {
	type key struct{ principal, policy string }
	declared := map[key]review.PolicyAssociation{}
	for _, a := range c.declared.Associations {
		declared[key{a.PrincipalARN, a.PolicyARN}] = a
	}
	live := map[key]bool{}
	for _, is := range c.live.Policies {
		k := key{is.PrincipalARN, is.PolicyARN}
		live[k] = true
		was, ok := declared[k]
		if ok && scope(was) == scope(is.PolicyAssociation) {
			continue
		}
		d := Difference{
			Kind: ForeignPolicy, Object: entryName(is.PrincipalARN),
			What:  "has an EKS access policy that the stack does not give",
			Lines: []string{"+ " + policyName(is.PolicyARN) + scope(is.PolicyAssociation)},
			By:    &Author{Time: is.Modified}, ARN: is.PolicyARN,
			WayOut: onEntry("disassociate-access-policy", c.declared.Cluster, is.PrincipalARN) + " --policy-arn " + quote(is.PolicyARN),
		}
		if ok {
			d.Kind, d.What, d.WayOut = PolicyChanged, "has an EKS access policy in another scope", restore
			d.Lines = append(d.Lines, "- "+policyName(was.PolicyARN)+scope(was))
		}
		c.differs(d)
	}
	for _, was := range c.declared.Associations {
		if !live[key{was.PrincipalARN, was.PolicyARN}] {
			c.differs(Difference{
				Kind: PolicyMissing, Object: entryName(was.PrincipalARN), What: "lacks an EKS access policy of the stack",
				Lines: []string{"- " + policyName(was.PolicyARN) + scope(was)}, ARN: was.PolicyARN, WayOut: restore,
			})
		}
	}
}

func policyName(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }

func scope(a review.PolicyAssociation) string {
	if len(a.Namespaces) == 0 {
		return place("")
	}
	return fmt.Sprintf(" in %s", strings.Join(slices.Sorted(slices.Values(a.Namespaces)), ", "))
}
