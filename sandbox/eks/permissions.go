package eks

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Why a call is refused, as AWS words it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
const (
	notAllowed     = "because no identity-based policy allows the %s action"
	explicitDenial = "with an explicit deny in an identity-based policy"
)

// authorize refuses a call that the caller's policies do not allow on every one of the resources. The action is IAM's
// name, such as eks:DescribeCluster.
func (k *accessKey) authorize(action string, resources ...string) error {
	return k.authorizeIn(serviceOf(action), action, resources...)
}

// authorizeIn is for an action that another service's call needs as well.
func (k *accessKey) authorizeIn(service, action string, resources ...string) error {
	for _, resource := range resources {
		if why := k.principal.refusal(action, resource); why != "" {
			return apiErrorf(http.StatusForbidden, accessDeniedCodes[service], "User: %s is not authorized to perform: %s on resource: %s %s",
				k.callerARN(), action, shownResource(service, resource), why)
		}
	}
	return nil
}

// accessDeniedCodes are the services' names for the same refusal.
var accessDeniedCodes = map[string]string{
	"eks":       "AccessDeniedException",
	"iam":       "AccessDenied",
	"s3":        "AccessDenied",
	"sagemaker": "AccessDeniedException",
	"sts":       "AccessDenied",
}

func serviceOf(action string) string {
	service, _, _ := strings.Cut(action, ":")
	return service
}

// shownResource is the resource as the message names it: IAM says "role NAME" of a role, and S3 puts it in quotes.
func shownResource(service, resource string) string {
	if service == "s3" {
		return `"` + resource + `"`
	}
	_, role, isRole := strings.Cut(resource, ":role/")
	if service != "iam" || !isRole {
		return resource
	}
	return "role " + role[strings.LastIndex(role, "/")+1:]
}

// refusal says why the principal's policies do not let it do something, "" if they do: one statement must allow it, and
// none deny it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
func (p *principal) refusal(action, resource string) string {
	statements := slices.Clone(p.statements)
	for _, policy := range p.inline {
		statements = append(statements, policy.statements...)
	}
	allowed := false
	for _, s := range statements {
		if !s.matches(action, resource) {
			continue
		}
		if !s.allows {
			return explicitDenial
		}
		allowed = true
	}
	if !allowed {
		return fmt.Sprintf(notAllowed, action)
	}
	return ""
}

// matches compares actions without regard to case, and resources with it.
func (s statement) matches(action, resource string) bool {
	return matchesOne(s.actions, strings.ToLower(action)) && matchesOne(s.resources, resource)
}

func matchesOne(patterns []string, text string) bool {
	for _, pattern := range patterns {
		if wildcard(pattern, text) {
			return true
		}
	}
	return false
}

// wildcard matches a text with a pattern, in which * stands for any characters, colons and slashes among them, and ? for
// one. After a mismatch it lets the last * take one character more; an earlier * need never take more.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func wildcard(pattern, text string) bool {
	p, t, star, resume := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			resume++
			p, t = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
