package guardrails

import (
	"encoding/json"
	"reflect"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
)

// Recognise tells the guardrails of a policy, and whether it is one of [Guardrails.Policy] to the letter. Any other may close
// less than it seems to, and so does one of another version of this package.
func Recognise(spec admissionv1.ValidatingAdmissionPolicySpec) (Guardrails, bool) {
	var g Guardrails
	for _, c := range spec.MatchConditions {
		before, after, _ := strings.Cut(Guardrails{Groups: []string{"x"}}.members(), `["x"]`)
		text, _ := strings.CutPrefix(c.Expression, before)
		text, ok := strings.CutSuffix(text, after)
		if !ok || json.Unmarshal([]byte(text), &g.Groups) != nil {
			return Guardrails{}, false
		}
	}
	lists := map[string]*[]string{serviceAccounts: &g.ServiceAccounts, hostPaths: &g.HostPaths}
	for _, v := range spec.Variables {
		if into, wanted := lists[v.Name]; wanted && json.Unmarshal([]byte(v.Expression), into) != nil {
			return Guardrails{}, false
		}
	}
	return g, reflect.DeepEqual(spec, g.Policy())
}
