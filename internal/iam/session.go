package iam

import (
	"regexp"
	"strings"
)

// Role gives the account and the name, which has no path, of the ARN of a role.
func Role(arn string) (account, name string, isRole bool) {
	parsed, ok := parseARN(arn)
	if !ok || parsed.service != "iam" || !strings.HasPrefix(parsed.resource, "role/") {
		return "", "", false
	}
	return parsed.account, parsed.resource[strings.LastIndex(parsed.resource, "/")+1:], true
}

var reservedRole = regexp.MustCompile(`^AWSReservedSSO_(.+)_[0-9a-f]{16}$`)

// PermissionSet is the permission set of IAM Identity Center for which it made a role of this name; empty for other roles.
// Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
func PermissionSet(role string) string {
	found := reservedRole.FindStringSubmatch(role)
	if found == nil {
		return ""
	}
	return found[1]
}

// IsSession reports whether who STS calls so is a user, or a session of a role. STS leaves out the role's path.
// Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func IsSession(callerARN, principalARN string) bool {
	account, name, isRole := Role(principalARN)
	caller, ok := parseARN(callerARN)
	if !isRole || !ok {
		return callerARN != "" && callerARN == principalARN
	}
	return caller.service == "sts" && caller.account == account && strings.HasPrefix(caller.resource, "assumed-role/"+name+"/")
}

// Session gives the account and the role's name, which has no path, of the ARN by which STS calls a session of a role.
func Session(callerARN string) (account, role string, isSession bool) {
	caller, ok := parseARN(callerARN)
	name, isRole := strings.CutPrefix(caller.resource, "assumed-role/")
	if !ok || caller.service != "sts" || !isRole {
		return "", "", false
	}
	role, _, _ = strings.Cut(name, "/")
	return caller.account, role, true
}

// Account is the account of an ARN; empty for what is not an ARN.
func Account(arn string) string {
	parsed, _ := parseARN(arn)
	return parsed.account
}

// SameCaller reports whether two ARNs by which STS calls somebody are of one user, or of sessions of one role: whoever assumes
// a role by a profile has another session each time.
func SameCaller(a, b string) bool {
	account, role, isSession := Session(a)
	if !isSession {
		return a == b
	}
	otherAccount, otherRole, _ := Session(b)
	return account == otherAccount && role == otherRole
}
