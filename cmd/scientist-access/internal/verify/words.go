package verify

import (
	"fmt"
	"regexp"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// ruleLines say rules one a line, with a sign in front: "+ get, list pods in team-a".
func ruleLines(sign string, rules []rbacv1.PolicyRule, where string) []string {
	var lines []string
	for _, rule := range (policy.Policy{Namespace: rules}).Union().Namespace {
		lines = append(lines, sign+" "+ruleText(rule)+where)
	}
	return lines
}

func ruleText(rule rbacv1.PolicyRule) string {
	what := append([]string{}, rule.NonResourceURLs...)
	for _, group := range rule.APIGroups {
		for _, resource := range rule.Resources {
			what = append(what, qualified(resource, group))
		}
	}
	text := strings.Join(rule.Verbs, ", ") + " " + strings.Join(what, ", ")
	if len(rule.ResourceNames) > 0 {
		text += " named " + strings.Join(rule.ResourceNames, ", ")
	}
	return text
}

// qualified adds the API group, before the subresource: pytorchjobs.kubeflow.org/status.
func qualified(resource, group string) string {
	if group == "" {
		return resource
	}
	base, subresource, ok := strings.Cut(resource, "/")
	if !ok {
		return base + "." + group
	}
	return base + "." + group + "/" + subresource
}

// place is where a right is, to follow what it is.
func place(namespace string) string {
	if namespace == "" {
		return " in the whole cluster"
	}
	return " in " + namespace
}

func (r Right) rule() rbacv1.PolicyRule {
	rule := rbacv1.PolicyRule{Verbs: []string{r.Verb}}
	if r.Path != "" {
		rule.NonResourceURLs = []string{r.Path}
		return rule
	}
	rule.APIGroups, rule.Resources = []string{r.APIGroup}, []string{r.Resource}
	if r.Name != "" {
		rule.ResourceNames = []string{r.Name}
	}
	return rule
}

// restore is the way out where Pulumi sees the difference.
const restore = "pulumi up --refresh"

// deletion is the command that deletes an object.
func deletion(key objectKey) string {
	command := "kubectl delete " + strings.ToLower(key.kind) + " " + quote(key.name)
	if key.namespace != "" {
		command += " --namespace " + quote(key.namespace)
	}
	return command
}

// onEntry is a command of the AWS CLI about a principal's access entry.
func onEntry(verb, cluster, arn string) string {
	return fmt.Sprintf("aws eks %s --cluster-name %s --principal-arn %s", verb, quote(cluster), quote(arn))
}

var plain = regexp.MustCompile(`^[\w@%+=:,./-]+$`)

// quote makes a name one word to a shell.
func quote(s string) string {
	if plain.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
