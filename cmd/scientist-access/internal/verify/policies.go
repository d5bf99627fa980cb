package verify

import (
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/fix"
	"github.com/scientist-access/scientist-access/policy"
)

// comparePolicies compares the EKS access policies of the stack's principals.
func (c *comparison) comparePolicies() {
	type key struct{ principal, policy string }
	declared := map[key]access.PolicyAssociation{}
	for _, a := range c.objects.Associations {
		declared[key{a.PrincipalARN, a.PolicyARN}] = a
	}
	own := c.Principals()
	live := map[key]bool{}
	for _, is := range c.live.Associations {
		k := key{is.PrincipalARN, is.PolicyARN}
		live[k] = true
		was, ok := declared[k]
		if !slices.Contains(own, is.PrincipalARN) || ok && policyText(was) == policyText(is) {
			continue
		}
		f := finding.Finding{
			Kind: ForeignPolicy, Object: entryName(is.PrincipalARN),
			Message: "has an EKS access policy that the stack does not give",
			Lines:   policyLines("+", is), By: &is.By, ARN: is.PolicyARN,
			Fix: fix.OnEntry("disassociate-access-policy", c.Cluster, is.PrincipalARN) + " --policy-arn " + fix.Quote(is.PolicyARN),
		}
		if ok {
			f.Kind, f.Message, f.Fix = PolicyChanged, "has an EKS access policy in another scope", restore
			f.Lines = []string{"+ " + policyText(is), "- " + policyText(was)}
		}
		c.differs(f)
	}
	for _, was := range c.objects.Associations {
		if !live[key{was.PrincipalARN, was.PolicyARN}] {
			c.differs(finding.Finding{
				Kind: PolicyMissing, Object: entryName(was.PrincipalARN), Message: "lacks an EKS access policy of the stack",
				Lines: policyLines("-", was), ARN: was.PolicyARN, Fix: restore,
			})
		}
	}
}

// policyLines are an EKS access policy and the rules that AWS documents of it, if it does.
func policyLines(sign string, a access.PolicyAssociation) []string {
	known, _ := policy.LookupAccessPolicy(access.PolicyName(a.PolicyARN))
	rules := access.RuleLines(sign, known.Rules)
	for i := range rules {
		rules[i] += ", as AWS documents it"
	}
	return append([]string{sign + " " + policyText(a)}, rules...)
}

// policyText is an EKS access policy and where it holds.
func policyText(a access.PolicyAssociation) string {
	return access.PolicyName(a.PolicyARN) + access.In(strings.Join(sortedSet(a.Namespaces...), ", "))
}
