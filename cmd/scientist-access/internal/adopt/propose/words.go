package propose

import (
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/scientist-access/scientist-access/charts"
)

// kebab writes a name of IAM or Kubernetes in lower case, its words joined by hyphens.
func kebab(name string) string {
	name = acronym.ReplaceAllString(word.ReplaceAllString(name, "$1-$2"), "$1-$2")
	return strings.Trim(other.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

var (
	word    = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	acronym = regexp.MustCompile(`([A-Z])([A-Z][a-z])`)
	other   = regexp.MustCompile(`[^a-z0-9]+`)
)

// keyOf is what a principal is called in the configuration: the name of the role or user.
func keyOf(arn string) string {
	if key := kebab(arn[strings.LastIndex(arn, "/")+1:]); key != "" {
		return key
	}
	return "principal"
}

// longest leaves room for a number after the name of a team, which must be a label.
const longest = validation.DNS1123LabelMaxLength - 4

// suggestion is a name for the team: its namespace if it has one, else its first group, without what AWS's names start
// with.
func (t *team) suggestion() string {
	name := t.groups[0]
	if t.charts == nil && len(t.namespaces) == 1 && len(t.policy.Namespace) > 0 {
		name = t.namespaces[0]
	}
	if t.charts != nil && t.charts.Team != nil {
		name = t.charts.Team.TargetID
	}
	for _, prefix := range []string{charts.TeamNamespace(""), "aws-hyperpod-"} {
		name = strings.TrimPrefix(name, prefix)
	}
	if name = kebab(name); name == "" {
		return "team"
	}
	return strings.Trim(name[:min(len(name), longest)], "-")
}
