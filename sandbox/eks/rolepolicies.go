package eks

import (
	"encoding/xml"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The characters that all inline policies of one principal may have together, without white space.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const (
	maxRoleInline = 10_240
	maxUserInline = 2_048
)

const maxPolicyName = 128

var policyNamePattern = regexp.MustCompile(`^[\w+=,.@-]+$`)

// inlinePolicy is a policy that belongs to its principal.
type inlinePolicy struct {
	document   string // as it was put
	statements []statement
}

// putInline adds an inline policy or replaces the one of that name.
func (p *principal) putInline(name, document string) error {
	if !policyNamePattern.MatchString(name) {
		return validationError("The specified value for policyName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")
	}
	if len(name) > maxPolicyName {
		return validationError("1 validation error detected: Value '%s' at 'policyName' failed to satisfy constraint: "+
			"Member must have length less than or equal to %d", name, maxPolicyName)
	}
	statements, err := parsePolicy(document)
	if err != nil {
		return err
	}
	kind, limit, size := "user", maxUserInline, policySize(document)
	if isRole(p.arn) {
		kind, limit = "role", maxRoleInline
	}
	for other, policy := range p.inline {
		if other != name {
			size += policySize(policy.document)
		}
	}
	if size > limit {
		return apiErrorf(http.StatusConflict, "LimitExceeded", "Maximum policy size of %d bytes exceeded for %s %s", limit, kind, friendlyName(p.arn))
	}
	p.inline[name] = inlinePolicy{document, statements}
	return nil
}

func validationError(format string, args ...any) error {
	return apiErrorf(http.StatusBadRequest, "ValidationError", format, args...)
}

// done is IAM's answer without a result, under the operation's name.
type done struct {
	XMLName  xml.Name
	Metadata stsMetadata `xml:"ResponseMetadata"`
}

func doneWith(operation string) done {
	return done{xml.Name{Space: iamNamespace, Local: operation + "Response"}, stsMetadata{newUUID()}}
}

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
func (s *Server) putRolePolicy(_ *accessKey, parameters url.Values) (any, error) {
	p, err := s.requestedRole(parameters)
	if err != nil {
		return nil, err
	}
	if err := p.putInline(parameters.Get("PolicyName"), parameters.Get("PolicyDocument")); err != nil {
		return nil, err
	}
	return doneWith("PutRolePolicy"), nil
}

// rolePolicy is IAM's answer.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
type rolePolicy struct {
	XMLName xml.Name `xml:"https://iam.amazonaws.com/doc/2010-05-08/ GetRolePolicyResponse"`
	Result  struct {
		RoleName       string
		PolicyName     string
		PolicyDocument string
	} `xml:"GetRolePolicyResult"`
	Metadata stsMetadata `xml:"ResponseMetadata"`
}

func (s *Server) getRolePolicy(_ *accessKey, parameters url.Values) (any, error) {
	p, policy, err := s.requestedRolePolicy(parameters)
	if err != nil {
		return nil, err
	}
	var answer rolePolicy
	answer.Result.RoleName, answer.Result.PolicyName = friendlyName(p.arn), parameters.Get("PolicyName")
	// IAM escapes by RFC 3986, which knows no plus sign for a space.
	answer.Result.PolicyDocument = strings.ReplaceAll(url.QueryEscape(policy.document), "+", "%20")
	answer.Metadata.RequestID = newUUID()
	return answer, nil
}

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html
func (s *Server) deleteRolePolicy(_ *accessKey, parameters url.Values) (any, error) {
	p, _, err := s.requestedRolePolicy(parameters)
	if err != nil {
		return nil, err
	}
	delete(p.inline, parameters.Get("PolicyName"))
	return doneWith("DeleteRolePolicy"), nil
}

func (s *Server) requestedRolePolicy(parameters url.Values) (*principal, inlinePolicy, error) {
	p, err := s.requestedRole(parameters)
	if err != nil {
		return nil, inlinePolicy{}, err
	}
	name := parameters.Get("PolicyName")
	policy, ok := p.inline[name]
	if !ok {
		return nil, inlinePolicy{}, apiErrorf(http.StatusNotFound, "NoSuchEntity", "The role policy with name %s cannot be found.", name)
	}
	return p, policy, nil
}

// rolePolicies is IAM's answer.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html
type rolePolicies struct {
	XMLName xml.Name `xml:"https://iam.amazonaws.com/doc/2010-05-08/ ListRolePoliciesResponse"`
	Result  struct {
		PolicyNames struct {
			Members []string `xml:"member"`
		}
		IsTruncated bool
		Marker      string `xml:",omitempty"`
	} `xml:"ListRolePoliciesResult"`
	Metadata stsMetadata `xml:"ResponseMetadata"`
}

// listRolePolicies lists by name. A marker is the last name of its page.
func (s *Server) listRolePolicies(_ *accessKey, parameters url.Values) (any, error) {
	p, err := s.requestedRole(parameters)
	if err != nil {
		return nil, err
	}
	size := 100
	if given := parameters.Get("MaxItems"); given != "" {
		if size, err = strconv.Atoi(given); err != nil || size < 1 || size > 1000 {
			return nil, validationError("MaxItems %q must be between 1 and 1000", given)
		}
	}
	names := slices.Sorted(maps.Keys(p.inline))
	start, found := slices.BinarySearch(names, parameters.Get("Marker"))
	if found {
		start++
	}
	var answer rolePolicies
	answer.Result.PolicyNames.Members = names[start:]
	if rest := names[start:]; len(rest) > size {
		answer.Result.PolicyNames.Members, answer.Result.IsTruncated, answer.Result.Marker = rest[:size], true, rest[size-1]
	}
	answer.Metadata.RequestID = newUUID()
	return answer, nil
}
