package propose

import (
	"cmp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/iam"
)

func compareEntries(a, b access.Entry) int { return cmp.Compare(a.PrincipalARN, b.PrincipalARN) }

// isMapped reports whether a principal has no access entry, but a line in aws-auth.
func (s *survey) isMapped(arn string) bool {
	return !hasEntry(s.live.Objects.Entries, arn)
}

func hasEntry(entries []access.Entry, arn string) bool {
	return slices.ContainsFunc(entries, func(e access.Entry) bool { return e.PrincipalARN == arn })
}

// unfit is why an entry cannot be one of the stack's; empty if it can.
func (s *survey) unfit(entry access.Entry) string {
	for _, why := range []func(access.Entry) string{
		unfitType, unfitGroups, unfitARN, s.unfitRights, s.unfitUser,
	} {
		if text := why(entry); text != "" {
			return text
		}
	}
	return ""
}

func unfitType(entry access.Entry) string {
	if entry.ForPeople() {
		return ""
	}
	return "an access entry of type " + entry.Type + ", for nodes: EKS decides what it may do"
}

// unfitGroups: a stack's entry cannot carry what EKS refuses in entries.
func unfitGroups(entry access.Entry) string {
	for _, group := range slices.Sorted(slices.Values(entry.Groups)) {
		if group == access.Masters {
			return "it has the group " + group + ", which may do everything and which EKS refuses in access entries; " +
				"the access policy AmazonEKSClusterAdminPolicy gives the same"
		}
		if prefix, reserved := iam.ReservedPrefix(group); reserved {
			return "it has the group " + group + ", and EKS refuses groups that start with " + prefix + " in access entries"
		}
	}
	return ""
}

func unfitARN(entry access.Entry) string {
	if problem := iam.CheckARN(field.NewPath("arn"), entry.PrincipalARN); problem != nil {
		return "its ARN " + problem.Detail
	}
	return ""
}

// unfitRights: a stack gives rights by groups.
func (s *survey) unfitRights(entry access.Entry) string {
	switch {
	case len(s.bound(entry)) > 0:
		return ""
	case len(entry.Groups) == 0 && len(s.policies(entry)) > 0:
		return "it has EKS access policies and no group: this plan does not propose accessPolicies"
	case len(entry.Groups) == 0:
		return "it has no group, so that no right comes from one"
	}
	return "no binding gives anything to its groups: " + strings.Join(entry.Groups, ", ")
}

// unfitUser: rights by a user name that EKS refuses would be lost with the name.
func (s *survey) unfitUser(entry access.Entry) string {
	if _, problem := userName(entry); problem == "" || len(s.byUserName(entry)) == 0 {
		return ""
	}
	return "bindings name its user name " + entry.UserName + ", which EKS refuses in access entries"
}

// policies are the EKS access policies of a principal, sorted by name.
func (s *survey) policies(entry access.Entry) []string {
	var names []string
	for _, a := range s.live.Objects.Associations {
		if a.PrincipalARN == entry.PrincipalARN {
			names = append(names, access.PolicyName(a.PolicyARN))
		}
	}
	slices.Sort(names)
	return names
}

// byUserName are the bindings that name the user that a principal is.
func (s *survey) byUserName(entry access.Entry) []*access.Binding {
	id := s.model.Identity(access.Principal{Kind: access.IAM, Name: entry.PrincipalARN, Cluster: s.live.Cluster})
	var found []*access.Binding
	if id == nil {
		return nil
	}
	for _, subject := range id.Subjects {
		if subject.Kind == string(access.User) {
			found = append(found, s.model.Naming(s.live.Cluster, subject)...)
		}
	}
	return found
}

// userName is what to configure: empty where it is what EKS chooses, or where it cannot be kept. The problem says the
// latter.
func userName(entry access.Entry) (name, problem string) {
	byDefault := access.Entry{PrincipalARN: entry.PrincipalARN}.User()
	if entry.UserName == "" || !access.Known(entry.UserName) || entry.UserName == byDefault {
		return "", ""
	}
	if wrong := iam.CheckUserName(field.NewPath("userName"), entry.UserName); wrong != nil {
		return "", wrong.Detail
	}
	return entry.UserName, ""
}
