package component_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/policy"
)

// refusals are single mistakes in otherwise valid arguments, with what the error must contain: the field's path, its
// value, what is wrong and how to fix it.
var refusals = map[string]struct {
	mistake func(*component.ScientistAccessArgs)
	says    []string
}{
	"no cluster name": {
		func(a *component.ScientistAccessArgs) { a.ClusterName = nil },
		[]string{"clusterName: Required value", "name the EKS cluster"},
	},
	"empty cluster name": {
		func(a *component.ScientistAccessArgs) { a.ClusterName = pulumi.String("") },
		[]string{"clusterName: Required value"},
	},
	"cluster ARN for its name": {
		func(a *component.ScientistAccessArgs) {
			a.ClusterName = pulumi.String("arn:aws:eks:us-west-2:111122223333:cluster/ml")
		},
		[]string{"clusterName", `"arn:aws:eks:us-west-2:111122223333:cluster/ml"`, "is not a valid name of an EKS cluster", "use the name, not the ARN"},
	},
	"a cluster name too long": {
		func(a *component.ScientistAccessArgs) { a.ClusterName = pulumi.String(strings.Repeat("c", 101)) },
		[]string{"clusterName", "1 to 100 letters"},
	},
	"a chart's role that is not UTF-8": {
		func(a *component.ScientistAccessArgs) {
			a.HelmCharts = &component.HelmChartsArgs{Cluster: &component.ClusterChartArgs{RoleName: "r\xff"}}
		},
		[]string{"helmCharts.cluster.roleName", "is not UTF-8"},
	},
	"guardrails without an action": {
		func(a *component.ScientistAccessArgs) { a.Guardrails = &component.GuardrailsArgs{} },
		[]string{"guardrails.action: Required value", "choose warn, audit or deny"},
	},
	"guardrails with another action": {
		func(a *component.ScientistAccessArgs) { a.Guardrails = &component.GuardrailsArgs{Action: "Deny"} },
		[]string{"guardrails.action: Unsupported value", `"Deny"`, `"warn", "audit", "deny"`},
	},
	"guardrails without a service account": {
		func(a *component.ScientistAccessArgs) {
			a.Guardrails = &component.GuardrailsArgs{Action: "deny", ServiceAccounts: []string{}}
		},
		[]string{"guardrails.serviceAccounts: Required value", "name at least one, or leave it out"},
	},
	"guardrails with bad service accounts": {
		func(a *component.ScientistAccessArgs) {
			a.Guardrails = &component.GuardrailsArgs{Action: "deny", ServiceAccounts: []string{"a", "ns:b", "a"}}
		},
		[]string{`guardrails.serviceAccounts[1]: Invalid value: "ns:b"`, `guardrails.serviceAccounts[2]: Duplicate value: "a"`},
	},
	"guardrails with bad paths": {
		func(a *component.ScientistAccessArgs) {
			a.Guardrails = &component.GuardrailsArgs{Action: "deny", HostPaths: []string{"/", "data", "/data/", "/a/../b", "/ok"}}
		},
		[]string{
			`guardrails.hostPaths[0]: Invalid value: "/": is the whole node`,
			`guardrails.hostPaths[1]: Invalid value: "data": is not an absolute path as short as can be; write it like "/data"`,
			`guardrails.hostPaths[2]`, `guardrails.hostPaths[3]`, `write it like "/b"`,
		},
	},
	"guardrails beside teams": {
		func(a *component.ScientistAccessArgs) {
			a.Guardrails = &component.GuardrailsArgs{Action: "deny"}
			a.Teams = map[string]component.TeamArgs{"a": {Namespaces: []string{"a"}}}
		},
		[]string{"guardrails: Forbidden: with teams, each team has its own guardrails; move it there"},
	},
	"guardrails of a team": {
		func(a *component.ScientistAccessArgs) {
			a.Teams = map[string]component.TeamArgs{"a": {Namespaces: []string{"a"}, Guardrails: &component.GuardrailsArgs{}}}
		},
		[]string{"teams.a.guardrails.action: Required value"},
	},
	"a prefix too long for guardrails": {
		func(a *component.ScientistAccessArgs) {
			a.NamePrefix, a.Guardrails = strings.Repeat("p", 240-len("-guardrails-")), &component.GuardrailsArgs{Action: "deny"}
			a.Namespaces = []string{strings.Repeat("n", 20)}
		},
		[]string{"namePrefix", "too long: 260 characters", "shorten it by 7"},
	},
	"pod security of namespaces that exist": {
		func(a *component.ScientistAccessArgs) {
			a.PodSecurity = &component.PodSecurityArgs{Enforce: "baseline"}
		},
		[]string{"podSecurity: Forbidden: sets labels of namespaces that the stack creates; set createNamespaces"},
	},
	"pod security without a level": {
		func(a *component.ScientistAccessArgs) {
			a.CreateNamespaces, a.PodSecurity = true, &component.PodSecurityArgs{Version: "1.33"}
		},
		[]string{"podSecurity: Required value: set enforce, warn or audit", `podSecurity.version: Invalid value: "1.33"`, "like v1.33"},
	},
	"pod security of other levels": {
		func(a *component.ScientistAccessArgs) {
			a.CreateNamespaces, a.PodSecurity = true, &component.PodSecurityArgs{Enforce: "none", Warn: "Baseline"}
		},
		[]string{`podSecurity.enforce: Unsupported value: "none"`, `podSecurity.warn: Unsupported value: "Baseline"`},
	},
	"pod security among the labels": {
		func(a *component.ScientistAccessArgs) {
			a.CreateNamespaces, a.PodSecurity = true, &component.PodSecurityArgs{Enforce: "baseline"}
			a.Labels = map[string]string{"pod-security.kubernetes.io/enforce": "privileged"}
		},
		[]string{"labels[pod-security.kubernetes.io/enforce]: Forbidden: is set by podSecurity too"},
	},
	"no principals": {
		func(a *component.ScientistAccessArgs) { a.Principals = nil },
		[]string{"principals: Required value", "at least one IAM principal"},
	},
	"a key with white space": {
		func(a *component.ScientistAccessArgs) {
			a.Principals["bob smith"] = component.PrincipalArgs{Arn: pulumi.String(bobARN)}
		},
		[]string{"principals", `"bob smith"`, "is not a valid key", "use letters"},
	},
	"a former key that is in use": {
		func(a *component.ScientistAccessArgs) {
			a.Principals["bob"] = component.PrincipalArgs{Arn: pulumi.String(bobARN), FormerKeys: []string{"alice"}}
		},
		[]string{"principals.bob.formerKeys[0]", `"alice"`, "is a current key", "first rename that one, in an update of its own"},
	},
	"a former key of two principals": {
		func(a *component.ScientistAccessArgs) {
			a.Principals["bob"] = component.PrincipalArgs{Arn: pulumi.String(bobARN), FormerKeys: []string{"zoe"}}
			a.Principals["carol"] = component.PrincipalArgs{
				Arn: pulumi.String(bobARN + "2"), FormerKeys: []string{"caroline", "zoe"},
			}
		},
		[]string{"principals.carol.formerKeys[1]: Duplicate value", `"zoe"`},
	},
	"a former key twice": {
		func(a *component.ScientistAccessArgs) {
			a.Principals["bob"] = component.PrincipalArgs{Arn: pulumi.String(bobARN), FormerKeys: []string{"zoe", "zoe"}}
		},
		[]string{"principals.bob.formerKeys[1]: Duplicate value", `"zoe"`},
	},
	"a former key that was never one": {
		func(a *component.ScientistAccessArgs) {
			a.Principals["bob"] = component.PrincipalArgs{Arn: pulumi.String(bobARN), FormerKeys: []string{"bob smith"}}
		},
		[]string{"principals.bob.formerKeys[0]", `"bob smith"`, "is not a valid key", "letters"},
	},
	"no ARN": {
		func(a *component.ScientistAccessArgs) { a.Principals["bob"] = component.PrincipalArgs{} },
		[]string{"principals.bob.arn: Required value", "ARN of an IAM role or user"},
	},
	"the same ARN under two keys": {
		func(a *component.ScientistAccessArgs) {
			a.Principals["zoe"] = component.PrincipalArgs{Arn: pulumi.String(aliceARN)}
		},
		[]string{"principals.zoe.arn", aliceARN, "is also the principal of principals.alice", "merge them into one key"},
	},
	"principals of two partitions": {
		func(a *component.ScientistAccessArgs) {
			a.Principals["zoe"] = component.PrincipalArgs{Arn: pulumi.String("arn:aws-cn:iam::111122223333:role/ScientistUserRole")}
		},
		[]string{"principals.zoe.arn", "is in partition aws-cn of AWS, but principals.alice is in aws", "principals of its own partition only"},
	},
	"no namespaces": {
		func(a *component.ScientistAccessArgs) { a.Namespaces = []string{} },
		[]string{"namespaces: Required value", "at least one namespace"},
	},
	"an empty namespace": {
		func(a *component.ScientistAccessArgs) { a.Namespaces = []string{"kubeflow", ""} },
		[]string{"namespaces[1]", `""`},
	},
	"a namespace in capitals": {
		func(a *component.ScientistAccessArgs) { a.Namespaces = []string{"KubeFlow"} },
		[]string{"namespaces[0]", `"KubeFlow"`, "lower case alphanumeric"},
	},
	"a namespace too long": {
		func(a *component.ScientistAccessArgs) { a.Namespaces = []string{strings.Repeat("n", 64)} },
		[]string{"namespaces[0]", "must be no more than 63"},
	},
	"a namespace twice": {
		func(a *component.ScientistAccessArgs) { a.Namespaces = []string{"kubeflow", "kubeflow"} },
		[]string{"namespaces[1]: Duplicate value", `"kubeflow"`},
	},
	"a label key that Kubernetes refuses": {
		func(a *component.ScientistAccessArgs) { a.Labels = map[string]string{"-owner": "ml"} },
		[]string{"labels[-owner]", `"-owner"`},
	},
	"a label value that Kubernetes refuses": {
		func(a *component.ScientistAccessArgs) { a.Labels = map[string]string{"owner": "ml platform"} },
		[]string{"labels[owner]", `"ml platform"`, "a valid label must be"},
	},
	"a prefix with a reserved beginning": {
		func(a *component.ScientistAccessArgs) { a.NamePrefix = "system:scientists" },
		[]string{"namePrefix", `"system:scientists"`, "RFC 1123"},
	},
	"a prefix in capitals": {
		func(a *component.ScientistAccessArgs) { a.NamePrefix = "Scientists" },
		[]string{"namePrefix", `"Scientists"`, "lower case"},
	},
	"a prefix that makes names too long": {
		func(a *component.ScientistAccessArgs) { a.NamePrefix = strings.Repeat("p", 230) },
		[]string{"namePrefix", "too long: 259 characters, but Kubernetes allows 253", "shorten it by 6"},
	},
	"teams without a principal's team": {
		func(a *component.ScientistAccessArgs) { a.Teams = oneTeam() },
		[]string{"principals.alice.teams: Required value", "vision"},
	},
	"an unknown team": {
		func(a *component.ScientistAccessArgs) { inTeams(a, "visoin") },
		[]string{"principals.alice.teams[0]: Unsupported value", `"visoin"`, `supported values: "vision"`},
	},
	"a team twice": {
		func(a *component.ScientistAccessArgs) { inTeams(a, "vision", "vision") },
		[]string{"principals.alice.teams[1]: Duplicate value", `"vision"`},
	},
	"a principal's team where there are none": {
		func(a *component.ScientistAccessArgs) { inTeams(a, "vision"); a.Teams = nil },
		[]string{"principals.alice.teams: Forbidden", "define them in teams"},
	},
	"no teams": {
		func(a *component.ScientistAccessArgs) { a.Teams = map[string]component.TeamArgs{} },
		[]string{"teams: Required value", "leave teams out"},
	},
	"namespaces beside teams": {
		func(a *component.ScientistAccessArgs) { inTeams(a, "vision"); a.Namespaces = []string{"kubeflow"} },
		[]string{"namespaces: Forbidden", "each team has its own namespaces"},
	},
	"a policy beside teams": {
		func(a *component.ScientistAccessArgs) { inTeams(a, "vision"); a.Policy = policy.Documented() },
		[]string{"policy: Forbidden", "each team has its own policy"},
	},
	"a team name that cannot be part of a name": {
		func(a *component.ScientistAccessArgs) {
			a.Teams = oneTeam()
			a.Teams["Vision Team"] = a.Teams["vision"]
		},
		[]string{"teams", `"Vision Team"`, "is not a valid team name"},
	},
	"a team that makes names too long": {
		func(a *component.ScientistAccessArgs) {
			a.NamePrefix = strings.Repeat("p", 220)
			inTeams(a, "vision")
		},
		[]string{"teams.vision", "too long: 256 characters", "shorten it by 3"},
	},
	"a team without namespaces": {
		func(a *component.ScientistAccessArgs) {
			inTeams(a, "vision")
			a.Teams["vision"] = component.TeamArgs{}
		},
		[]string{"teams.vision.namespaces: Required value"},
	},
	"a team's bad namespace": {
		func(a *component.ScientistAccessArgs) {
			inTeams(a, "vision")
			a.Teams["vision"] = component.TeamArgs{Namespaces: []string{"a_b"}}
		},
		[]string{"teams.vision.namespaces[0]", `"a_b"`},
	},
	"a rule without verbs": {
		func(a *component.ScientistAccessArgs) {
			a.Policy.Cluster = []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"pods"}}}
		},
		[]string{"policy.cluster[0].verbs: Required value"},
	},
	"a rule without API groups and resources": {
		func(a *component.ScientistAccessArgs) {
			a.Policy.Namespace = []rbacv1.PolicyRule{{Verbs: []string{"get"}}}
		},
		[]string{"policy.namespace[0].apiGroups: Required value", "policy.namespace[0].resources: Required value", `core group is ""`},
	},
	"a URL in a Role": {
		func(a *component.ScientistAccessArgs) {
			a.Policy.Namespace = []rbacv1.PolicyRule{{Verbs: []string{"get"}, NonResourceURLs: []string{"/metrics"}}}
		},
		[]string{"policy.namespace[0].nonResourceURLs: Forbidden", "only cluster rules"},
	},
	"URLs and resources in one rule": {
		func(a *component.ScientistAccessArgs) {
			a.Policy.Cluster = []rbacv1.PolicyRule{{Verbs: []string{"get"}, Resources: []string{"pods"}, NonResourceURLs: []string{"/metrics"}}}
		},
		[]string{"policy.cluster[0].nonResourceURLs: Forbidden", "split it in two"},
	},
	"a bad namespace elsewhere": {
		func(a *component.ScientistAccessArgs) {
			a.Policy.Elsewhere = map[string][]rbacv1.PolicyRule{"AWS": {{Verbs: []string{"get"}}}}
		},
		[]string{"policy.elsewhere", `"AWS"`, "policy.elsewhere[AWS][0].resources: Required value"},
	},
	"a user name that EKS reserves": {
		func(a *component.ScientistAccessArgs) { named(a, "eks:alice") },
		[]string{"principals.alice.userName", `"eks:alice"`, "which EKS reserves", "choose another"},
	},
	"a session name without a colon": {
		func(a *component.ScientistAccessArgs) { named(a, "scientist-{{SessionName}}") },
		[]string{"principals.alice.userName", "needs a colon before {{SessionName}}"},
	},
	"a user name with white space": {
		func(a *component.ScientistAccessArgs) { named(a, "alice smith") },
		[]string{"principals.alice.userName", "white space"},
	},
	"an empty user name": {
		func(a *component.ScientistAccessArgs) { named(a, "") },
		[]string{"principals.alice.userName", "leave userName out"},
	},
}

func oneTeam() map[string]component.TeamArgs {
	return map[string]component.TeamArgs{"vision": {Namespaces: []string{"aws-hyperpod-vision"}}}
}

func inTeams(a *component.ScientistAccessArgs, teams ...string) {
	a.Teams = oneTeam()
	a.Principals["alice"] = component.PrincipalArgs{Arn: pulumi.String(aliceARN), Teams: teams}
}

func named(a *component.ScientistAccessArgs, userName string) {
	a.Principals["alice"] = component.PrincipalArgs{Arn: pulumi.String(aliceARN), UserName: pulumi.String(userName)}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, refusal := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := simple()
			refusal.mistake(args)
			registrations, err := create(t, args)
			requireSays(t, err, refusal.says...)
			assert.Empty(t, registrations, "nothing is registered")
		})
	}
}

func requireSays(t *testing.T, err error, says ...string) {
	t.Helper()
	require.Error(t, err)
	for _, words := range says {
		assert.Contains(t, err.Error(), words)
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	registrations, err := create(t, &component.ScientistAccessArgs{
		Namespaces: []string{"KubeFlow", ""},
		NamePrefix: "Scientists",
		Principals: map[string]component.PrincipalArgs{
			"alice": {Arn: pulumi.String("arn:aws:iam::111122223333:root")},
			"bob":   {Arn: pulumi.String("arn:aws:iam::11:role/Bob")},
		},
	})
	requireSays(t, err, "6 problems:", "clusterName", "namePrefix", "namespaces[0]", "namespaces[1]",
		"principals.alice.arn", "principals.bob.arn")
	assert.Empty(t, registrations)
}

func TestNoArgumentsAtAllIsNoPanic(t *testing.T) {
	t.Parallel()
	_, err := create(t, nil)
	requireSays(t, err, "clusterName: Required value", "principals: Required value")
}
