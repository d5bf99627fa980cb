// Package iam knows which IAM principals, and which user names for them, EKS accepts in an access entry.
package iam

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
var partitions = []string{
	"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
}

// principalARN is an ARN taken apart: arn:partition:service:region:account:resource.
type principalARN struct {
	partition, service, region, account, resource string
}

func parseARN(arn string) (principalARN, bool) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" {
		return principalARN{}, false
	}
	return principalARN{parts[1], parts[2], parts[3], parts[4], parts[5]}, true
}

const arnForm = "arn:aws:iam::111122223333:role/ScientistUserRole"

var (
	accountPattern = regexp.MustCompile(`^[0-9]{12}$`)
	// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
	resourcePattern = regexp.MustCompile(`^(role|user)/([\x21-\x7e]{1,510}/)?[\w+=,.@-]{1,64}$`)
)

// arnRules say which ARNs are unfit for an access entry; the first match is reported. EKS refuses these principals, or
// accepts them but never lets them in.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
var arnRules = []struct {
	wrong   func(principalARN) bool
	message string
}{
	{func(a principalARN) bool { return !slices.Contains(partitions, a.partition) },
		"is not in a partition of AWS; valid partitions: " + strings.Join(partitions, ", ")},
	{func(a principalARN) bool { return a.service == "sts" },
		"is an STS session, which expires; use its IAM role instead, with the role's path: " + arnForm},
	{func(a principalARN) bool { return a.service != "iam" },
		"is not an IAM principal; use a role or user: " + arnForm},
	{func(a principalARN) bool { return a.region != "" },
		"contains a region, but IAM has none; leave it empty: " + arnForm},
	{func(a principalARN) bool { return !accountPattern.MatchString(a.account) },
		"does not contain an account id of 12 digits: " + arnForm},
	{func(a principalARN) bool { return strings.ContainsAny(a.resource, "*?") },
		"contains a wildcard, which EKS does not expand; list each principal"},
	{func(a principalARN) bool { return a.resource == "root" },
		"is the account's root user, which EKS ignores; use a role or user"},
	{isA("group/"), "is an IAM group, which is not a principal; use a role that its members assume"},
	{isA("instance-profile/"), "is an instance profile, which is not a principal; use the role in it"},
	{isA("role/aws-service-role/"), "is a service-linked role, which EKS refuses; use a role of your own"},
	{isA("role/AWSReservedSSO_"),
		"is an IAM Identity Center role without its path; the path is aws-reserved/sso.amazonaws.com/REGION/, " +
			"without REGION if Identity Center is in us-east-1 (see aws iam get-role)"},
	{func(a principalARN) bool { return !resourcePattern.MatchString(a.resource) },
		"does not name a role or user: " + arnForm},
}

func isA(prefix string) func(principalARN) bool {
	return func(a principalARN) bool { return strings.HasPrefix(a.resource, prefix) }
}

// CheckARN refuses an ARN that is unfit for an access entry.
func CheckARN(path *field.Path, arn string) *field.Error {
	if arn == "" {
		return field.Required(path, "give the ARN of an IAM role or user")
	}
	if strings.ContainsFunc(arn, unicode.IsSpace) {
		return field.Invalid(path, arn, "contains white space; remove it")
	}
	parsed, ok := parseARN(arn)
	if !ok {
		return field.Invalid(path, arn, "is not a valid ARN; an example: "+arnForm)
	}
	for _, rule := range arnRules {
		if rule.wrong(parsed) {
			return field.Invalid(path, arn, rule.message)
		}
	}
	return nil
}

// Place is where the resource of an ARN is; empty for what is not an ARN.
func Place(arn string) (partition, region, account string) {
	parsed, _ := parseARN(arn)
	return parsed.partition, parsed.region, parsed.account
}

// Partition is the partition of AWS that an ARN is in; empty for what is not an ARN.
func Partition(arn string) string {
	parsed, _ := parseARN(arn)
	return parsed.partition
}

// reserved are prefixes of user names and groups that EKS reserves.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
var reserved = []string{"system:", "eks:", "aws:", "amazon:", "iam:"}

// ReservedPrefix is the prefix by which EKS reserves the name of a user or a group, and whether it does.
func ReservedPrefix(name string) (prefix string, isReserved bool) {
	for _, prefix := range reserved {
		if strings.HasPrefix(name, prefix) {
			return prefix, true
		}
	}
	return "", false
}

// DefaultUserName is the user name that EKS gives a principal without one of its own.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/set-custom-username.html
func DefaultUserName(arn string) string {
	head, name, ok := strings.Cut(arn, ":role/")
	if !ok {
		return arn // an IAM user's name is its ARN
	}
	return strings.Replace(head, ":iam:", ":sts:", 1) + ":assumed-role/" + name[strings.LastIndex(name, "/")+1:] +
		"/{{SessionName}}"
}

// CheckUserName refuses a user name that EKS refuses.
func CheckUserName(path *field.Path, name string) *field.Error {
	if name == "" {
		return field.Invalid(path, name, "is empty; leave userName out to let EKS choose it")
	}
	if strings.ContainsFunc(name, unicode.IsSpace) {
		return field.Invalid(path, name, "contains white space; remove it")
	}
	if prefix, isReserved := ReservedPrefix(name); isReserved {
		return field.Invalid(path, name, fmt.Sprintf("starts with %q, which EKS reserves; choose another", prefix))
	}
	before, _, hasSession := strings.Cut(name, "{{SessionName")
	if hasSession && !strings.Contains(before, ":") {
		return field.Invalid(path, name, `needs a colon before {{SessionName}}, for example "scientist:{{SessionName}}"`)
	}
	return nil
}
