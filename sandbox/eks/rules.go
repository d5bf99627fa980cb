package eks

import (
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// standard is the type of entry for people and pipelines; all others are for nodes.
const standard = "STANDARD"

// entryType is what EKS sets on an entry of a type for nodes.
type entryType struct {
	username string
	groups   []string
}

// entryTypes are the types of access entries. The user names are those of
// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html; where it names none, the one of
// other Linux nodes stands in.
var entryTypes = map[string]entryType{
	standard:         {},
	"EC2":            {"system:node:{{EC2PrivateDNSName}}", []string{"system:nodes"}},
	"EC2_LINUX":      {"system:node:{{EC2PrivateDNSName}}", []string{"system:nodes"}},
	"EC2_WINDOWS":    {"system:node:{{EC2PrivateDNSName}}", []string{"eks:kube-proxy-windows", "system:nodes"}},
	"FARGATE_LINUX":  {"system:node:{{SessionName}}", []string{"system:nodes"}},
	"HYBRID_LINUX":   {"system:node:{{SessionName}}", []string{"system:nodes"}},
	"HYPERPOD_LINUX": {"system:node:{{SessionName}}", []string{"system:nodes"}},
}

// reservedUsernames are the prefixes that no user name may have.
// https://docs.aws.amazon.com/eks/latest/userguide/set-custom-username.html
var reservedUsernames = []string{"system:", "eks:", "aws:", "amazon:", "iam:"}

var (
	sessionVariable = regexp.MustCompile(`\{\{SessionName(Raw)?\}\}`)
	rootPattern     = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:root$`)
)

var errNotStandard = invalidParameter(`This operation can only be performed on Access Entries with a type of "STANDARD".`)

// checkCreate applies the rules for a new entry and returns its principal.
// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
func (s *Server) checkCreate(create createRequest) (*principal, error) {
	owner, err := s.checkPrincipal(create.PrincipalARN)
	if err != nil {
		return nil, err
	}
	if err := s.checkType(create, owner.arn); err != nil {
		return nil, err
	}
	if err := checkUsername(create.Username); err != nil {
		return nil, err
	}
	if err := checkGroups(create.KubernetesGroups); err != nil {
		return nil, err
	}
	if problem := checkTags(create.Tags); problem != "" {
		return nil, invalidParameter("%s", problem)
	}
	return owner, nil
}

func (s *Server) checkPrincipal(principalARN string) (*principal, error) {
	if !principalPattern.MatchString(principalARN) && !rootPattern.MatchString(principalARN) {
		return nil, invalidParameter("The principalArn parameter format is not valid")
	}
	if strings.Contains(principalARN, ":role/aws-service-role/") {
		return nil, invalidParameter("The caller is not allowed to modify access entries with a principalArn value of a Service Linked Role")
	}
	owner, ok := s.principals[principalARN]
	if !ok {
		return nil, invalidParameter("The specified principalArn is invalid: invalid principal.")
	}
	return owner, nil
}

// checkType: only a role of the cluster's own account is a node, and a node's user name and groups are EKS's.
func (s *Server) checkType(create createRequest, owner arn.ARN) error {
	if _, ok := entryTypes[create.Type]; !ok {
		return invalidParameter("The specified type is invalid: %s", create.Type)
	}
	if create.Type == standard {
		return nil
	}
	if create.Username != "" || len(create.KubernetesGroups) > 0 {
		return errNotStandard
	}
	if !isRole(owner) || owner.AccountID != s.config.AccountID {
		return invalidParameter("The specified principalArn is invalid: an entry of type %s takes a role of account %s", create.Type, s.config.AccountID)
	}
	return nil
}

func checkUsername(username string) error {
	for _, prefix := range reservedUsernames {
		if strings.HasPrefix(username, prefix) {
			return invalidParameter("The username must not begin with %s", prefix)
		}
	}
	variable := sessionVariable.FindStringIndex(username)
	if variable != nil && !strings.Contains(username[:variable[0]], ":") {
		return invalidParameter("The username must contain a colon before %s", username[variable[0]:variable[1]])
	}
	return nil
}

func checkGroups(groups []string) error {
	for _, group := range groups {
		if group == "" {
			return invalidParameter("The kubernetes group name must not be empty")
		}
		if strings.HasPrefix(group, "system:") {
			return invalidParameter("The kubernetes group name %s is invalid, it cannot start with system:", group)
		}
	}
	return nil
}

// usernameOrDefault is the given user name, or the one that EKS makes up: a node's, the user's ARN, or the ARN
// of the role's sessions, which has no path.
func usernameOrDefault(given, entryType string, owner arn.ARN) string {
	if given != "" {
		return given
	}
	if entryType != standard {
		return entryTypes[entryType].username
	}
	if isRole(owner) {
		return assumedRoleARN(owner, "{{SessionName}}")
	}
	return owner.String()
}
