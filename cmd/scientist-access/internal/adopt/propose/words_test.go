package propose

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	for arn, want := range map[string]string{
		"arn:aws:iam::111122223333:role/ScientistUserRole":      "scientist-user-role",
		"arn:aws:iam::111122223333:role/team/ML-Team_2":         "ml-team-2",
		"arn:aws:iam::111122223333:role/MLEngineer":             "ml-engineer",
		"arn:aws:iam::111122223333:user/alice@example.com":      "alice-example-com",
		"arn:aws:iam::111122223333:role/Role2Use":               "role2-use",
		"arn:aws:iam::111122223333:role/AWSReservedSSO_Sci_0a1": "aws-reserved-sso-sci-0a1",
		"arn:aws:iam::111122223333:role/___":                    "principal",
		"arn:aws:iam::111122223333:role/":                       "principal",
		"":                                                      "principal",
	} {
		assert.Equal(t, want, keyOf(arn), arn)
	}
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	oneNamespace := func(name string) team {
		tm := team{groups: []string{"g"}, namespaces: []string{name}}
		tm.policy.Namespace = rules("get pods")
		return tm
	}
	long := strings.Repeat("x", 70)
	for want, of := range map[string]team{
		"speech":                oneNamespace("speech"),
		"vision":                oneNamespace("aws-hyperpod-vision"),
		"quota":                 oneNamespace("hyperpod-ns-quota"),
		"ml-team":               {groups: []string{"ML_Team", "other"}, namespaces: []string{"a", "b"}},
		"governed":              {groups: []string{"g"}, charts: &HelmCharts{Team: &TeamChart{TargetID: "governed"}}},
		"team":                  {groups: []string{"///"}},
		strings.Repeat("x", 59): {groups: []string{long}},
	} {
		assert.Equal(t, want, of.suggestion())
	}
}
