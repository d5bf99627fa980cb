package question_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/question"
)

// TestVerdicts: yes, no, and what a stack does not tell, of Alice, beside what the same objects mean on a cluster.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	const bound = "\nbind a Role/r Group:g"
	const entry = "entry " + alice + " g\n"
	tests := []struct {
		name, objects, asked string
		stack, cluster       question.Verdict
		doubt                string // of the stack, or else of the cluster
	}{
		{"a Role", entry + "role a r get pods" + bound, "get pods in a", "yes", "yes", ""},
		{"another verb", entry + "role a r get pods" + bound, "list pods in a", "no", "no", ""},
		{"another namespace", entry + "role a r get pods" + bound, "get pods in b", "no", "no", ""},
		{"a Role for the whole cluster", entry + "role a r get pods" + bound, "get pods", "no", "no", ""},
		{"another group", "entry " + alice + " h\nrole a r get pods" + bound + "\nrole a s get secrets\nbind a Role/s Group:h", "get pods in a", "no", "no", ""},
		{"a ClusterRole in a namespace", entry + "role - c get pods\nbind - ClusterRole/c Group:g", "get pods in a", "yes", "yes", ""},
		{"a ClusterRole for the cluster", entry + "role - c get pods\nbind - ClusterRole/c Group:g", "get pods", "yes", "yes", ""},
		{"a subresource", entry + "role a r create pods/exec" + bound, "create po/exec in a", "yes", "yes", ""},
		{"not the resource of it", entry + "role a r create pods/exec" + bound, "create pods in a", "no", "no", ""},
		{"not the subresource", entry + "role a r create pods" + bound, "create pods/exec in a", "no", "no", ""},
		{"all subresources of a kind", entry + "role a r get */scale.apps" + bound, "get deploy/scale in a", "yes", "yes", ""},
		{"all verbs", entry + "role a r * pods" + bound, "escalate pods in a", "yes", "yes", ""},
		{"all of a group", entry + "role a r get *.apps" + bound, "get deploy in a", "yes", "yes", ""},
		{"of the wrong group", entry + "role a r get deployments" + bound, "get deploy in a", "no", "no", ""},
		{"a list of verbs is not the star", entry + "role a r get,list pods" + bound, "* pods in a", "no", "no", ""},
		{"one by name", entry + "role a r get pods:x" + bound, "get pods x in a", "yes", "yes", ""},
		{"another by name", entry + "role a r get pods:x" + bound, "get pods y in a", "no", "no", ""},
		{"all by one name", entry + "role a r get pods:x" + bound, "get pods in a", "no", "no", ""},
		{"one of all", entry + "role a r get pods" + bound, "get pods x in a", "yes", "yes", ""},
		{"a namespace is in itself", entry + "role a r get namespaces" + bound, "get ns a", "yes", "yes", ""},
		{"another namespace is not", entry + "role a r get namespaces" + bound, "get ns b", "no", "no", ""},
		{"a path", entry + "role - c get /metrics\nbind - ClusterRole/c Group:g", "get /metrics", "yes", "yes", ""},
		{"paths by a star", entry + "role - c get /logs/*\nbind - ClusterRole/c Group:g", "get /logs/x", "yes", "yes", ""},
		{"a path in a namespace", entry + "role - c get /metrics\nbind a ClusterRole/c Group:g", "get /metrics", "no", "no", ""},
		{"a custom resource", entry + "role a r create pytorchjobs.kubeflow.org" + bound, "create pytorchjob in a", "yes", "yes", ""},
		{"what nobody knows", entry + "role a r get crontabs.example.com" + bound, "get crontabs.example.com in a", "yes", "yes", ""},
		{"system:masters", "entry " + alice + " system:masters", "get secrets", "yes", "yes", ""},
		{"cluster-admin", entry + "bind - ClusterRole/cluster-admin Group:g", "get /x", "yes", "yes", ""},
		{"everybody", entry + "role a r get pods\nbind a Role/r Group:system:authenticated Group:g", "get pods in a", "yes", "yes", ""},
		{"a session", entry + "role a r get pods\nbind a Role/r Group:g User:arn:aws:sts::111122223333:assumed-role/Alice/me", "get pods in a", "yes", "yes", ""},

		{"a group that is bound elsewhere", entry, "get pods in a", "unknown", "no", "Group g: nothing in this stack binds it"},
		{"beside a way", "entry " + alice + " g h\nrole a r get pods" + bound, "get pods in a", "yes", "yes", ""},
		{"a group that is not known", "entry " + alice + " ?", "get pods in a", "unknown", "no", "a group of the access entry is (not known yet)"},
		{"a role that is elsewhere", entry + "bind a ClusterRole/edit Group:g", "get pods in a", "unknown", "no", "ClusterRole edit: not all of its rules are in this stack"},
		{"a role that is elsewhere, in another namespace", entry + "bind a ClusterRole/edit Group:g", "get pods in b", "no", "no", ""},
		{"a role with a rule that is not known", entry + "role a r ? pods" + bound, "get pods in a", "unknown", "unknown", "Role a/r: a rule holds a value"},
		{"a namespace that is not known", entry + "role - c get pods\nbind ? ClusterRole/c Group:g", "get pods in a", "unknown", "unknown", "the name of its namespace is (not known yet)"},
		{"a namespace that is not known, in the cluster", entry + "role - c get pods\nbind ? ClusterRole/c Group:g", "get pods", "no", "no", ""},
		{"a subject that is not known", entry + "role a r get pods\nbind a Role/r Group:?\nrole a s get secrets\nbind a Role/s Group:g", "get pods in a", "unknown", "unknown", "RoleBinding a/b-r: a subject of it is not known"},
		{"a subject that is not known, of another right", entry + "role a r get pods\nbind a Role/r Group:? Group:g", "get secrets in a", "no", "no", ""},
		{"a policy that gives it", entry + "role a r get pods" + bound + "\npolicy " + alice + " AmazonEKSViewPolicy a", "list cm in a", "unknown", "unknown", "EKS access policy AmazonEKSViewPolicy: gives it, as AWS documents"},
		{"a policy that does not", entry + "role a r get pods" + bound + "\npolicy " + alice + " AmazonEKSViewPolicy a", "get secrets in a", "unknown", "unknown", "does not give it, as AWS documents"},
		{"a policy of another namespace", entry + "role a r get pods" + bound + "\npolicy " + alice + " AmazonEKSViewPolicy a", "list cm in b", "no", "no", ""},
		{"a policy that nobody knows", entry + "role a r get pods" + bound + "\npolicy " + alice + " Other", "list cm in b", "unknown", "unknown", "EKS access policy Other: what it gives, EKS alone knows"},
		{"what Kubernetes gives", entry + "role a r get pods" + bound, "get /version", "unknown", "no", "ClusterRole system:discovery"},
		{"what Kubernetes gives, a resource", entry + "role a r get pods" + bound, "create selfsubjectaccessreviews", "unknown", "no", "ClusterRole system:basic-user"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			stack, cluster := can(t, export(test.objects), "Alice", test.asked), can(t, live(test.objects), "Alice", test.asked)
			assert.Equal(t, test.stack, stack.After)
			assert.Equal(t, test.cluster, cluster.After)
			for _, answer := range []question.Answer{stack, cluster} {
				assert.Equal(t, answer.After, answer.Now)
				assert.Equal(t, answer.After == question.Yes, len(answer.Ways) > 0)
				assert.Equal(t, answer.After == question.Unknown, len(answer.Doubts) > 0, answer.Doubts)
			}
			if test.doubt != "" {
				assert.Contains(t, strings.Join(stack.Doubts, "\n"), test.doubt)
			}
		})
	}
}

// TestDoubtsOfReadings: what was not read may give what is not found.
func TestDoubtsOfReadings(t *testing.T) {
	t.Parallel()
	const objects = "entry " + alice + " g\nrole a r get pods\nbind a Role/r Group:g"
	for doubt, change := range map[string]func(*access.Reading){
		"the source shows a part of the stack":          func(r *access.Reading) { r.Partial = true },
		"the preview failed, and shows the part before": func(r *access.Reading) { r.Failed = true },
		"urn:x: could not be read": func(r *access.Reading) {
			r.Notes = []access.Note{{Place: "urn:x", Message: "could not be read", LeftOut: true}}
		},
		"RoleBinding a/b-s: whether its cluster, provider p": func(r *access.Reading) { elsewhere(&r.Before); r.After = r.Before },
		"b-s: it names a user, and which user the principal": func(r *access.Reading) {
			o := world("role a s get secrets\nbind a Role/s User:u")
			r.Before.Roles, r.Before.Bindings = append(r.Before.Roles, o.Roles...), append(r.Before.Bindings, o.Bindings...)
			r.Before.Entries[0].UserName = access.Unknown
		},
	} {
		reading := export(objects)
		assert.Equal(t, question.No, can(t, reading, "Alice", "get secrets in a").After)
		change(reading)
		answer := can(t, reading, "Alice", "get secrets in a")
		assert.Equal(t, question.Unknown, answer.After, doubt)
		assert.Contains(t, strings.Join(answer.Doubts, "\n"), doubt)
		assert.Equal(t, question.Yes, can(t, reading, "Alice", "get pods in a").After, "what is found is there")
	}
}

// TestDoubtsOfPolicies: each is named, also of one place.
func TestDoubtsOfPolicies(t *testing.T) {
	t.Parallel()
	objects := "entry " + alice + "\npolicy " + alice + " One\npolicy " + alice + " Two a\npolicy " + alice + " Three a"
	const unknown = ": what it gives, EKS alone knows"
	assert.Equal(t, []string{"EKS access policy One" + unknown, "EKS access policy Three" + unknown, "EKS access policy Two" + unknown},
		can(t, live(objects), "Alice", "get pods in a").Doubts)
}

// TestAnotherCluster: what is bound on a cluster that goes by another name is no matter of doubt.
func TestAnotherCluster(t *testing.T) {
	t.Parallel()
	reading := export("entry " + alice + " g\nrole b r get pods\nbind b Role/r Group:g")
	other := world("role a s get secrets\nbind a Role/s Group:g")
	other.Roles[0].Cluster, other.Bindings[0].Cluster = "other", "other"
	reading.Before.Roles, reading.Before.Bindings = append(reading.Before.Roles, other.Roles...), append(reading.Before.Bindings, other.Bindings...)
	reading.After = reading.Before
	asker, err := question.New(reading, "ml")
	require.NoError(t, err)
	p, err := asker.Find("Alice")
	require.NoError(t, err)
	assert.Equal(t, question.No, asker.Can(p, ask(t, "get secrets in a")).Answers[0].After)
	assert.Equal(t, []string{"b"}, asker.Namespaces())
}

// elsewhere adds a binding by a provider of which the stack does not tell where it leads.
func elsewhere(into *access.Objects) {
	o := world("role a s get secrets\nbind a Role/s Group:g")
	o.Roles[0].Cluster, o.Bindings[0].Cluster = access.Unnamed("p"), access.Unnamed("p")
	into.Roles, into.Bindings = append(into.Roles, o.Roles...), append(into.Bindings, o.Bindings...)
}

// TestChange: a preview is answered now and after the change, with the ways that come and go.
func TestChange(t *testing.T) {
	t.Parallel()
	const without, with = "entry " + alice + " g\nrole a r get pods", "entry " + alice + " g\nrole a r get pods\nbind a Role/r Group:g"
	const moved = "entry " + alice + " g\nrole - c get pods\nbind - ClusterRole/c Group:g"
	for name, c := range map[string]struct {
		reading    *access.Reading
		now, after question.Verdict
		ways       string
	}{
		"gained":        {preview("", with), "no", "yes", "+RoleBinding a/b-r"},
		"lost":          {preview(with, "role a r get pods"), "yes", "no", "-RoleBinding a/b-r"},
		"kept":          {preview(with, with), "yes", "yes", "=RoleBinding a/b-r"},
		"another way":   {preview(with, moved), "yes", "yes", "+ClusterRoleBinding b-c -RoleBinding a/b-r"},
		"never":         {preview(with, with+"\nrole a s get cm"), "yes", "yes", "=RoleBinding a/b-r"},
		"known only so": {preview(without, with), "unknown", "yes", "+RoleBinding a/b-r"},
	} {
		answer := can(t, c.reading, alice, "get pods in a")
		assert.Equal(t, c.now, answer.Now, name)
		assert.Equal(t, c.after, answer.After, name)
		assert.Equal(t, c.now != c.after, answer.Changes(), name)
		var ways []string
		for _, way := range answer.Ways {
			ways = append(ways, map[string]string{"gained": "+", "lost": "-", "kept": "="}[string(way.Change)]+way.Binding)
		}
		assert.Equal(t, c.ways, strings.Join(ways, " "), name)
	}
}

// TestParts: where there is not the whole right, the narrower ones are named.
func TestParts(t *testing.T) {
	t.Parallel()
	const objects = "entry " + alice + " g\nrole a r get pods\nrole b r get pods:x\nrole c r get nodes\n" +
		"bind a Role/r Group:g\nbind b Role/r Group:g\nbind c Role/r Group:g\nrole - c get secrets:s\nbind - ClusterRole/c Group:g"
	for asked, want := range map[string][]question.Part{
		"get pods":         {{Namespace: "a"}, {Namespace: "b", Names: []string{"x"}}},
		"get pods in a":    {},
		"get pods in b":    {{Namespace: "b", Names: []string{"x"}}},
		"get pods in c":    {},
		"get pods x":       {{Namespace: "a"}, {Namespace: "b"}},
		"get pods y":       {{Namespace: "a"}},
		"get nodes":        {}, // a Role gives nothing that is in no namespace
		"get secrets":      {{Names: []string{"s"}}},
		"get secrets in d": {{Names: []string{"s"}}},
		"list pods":        {},
		"get /metrics":     {},
	} {
		assert.Equal(t, want, can(t, export(objects), "Alice", asked).Parts, asked)
	}
}

// TestDangers: those of the right that is asked about, as it is given, and no others of the same role.
func TestDangers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ objects, asked, want string }{
		"harmless":             {"role a r get pods\nbind a Role/r Group:g", "get pods in a", ""},
		"secrets":              {"role a r get secrets\nbind a Role/r Group:g", "get secrets in a", "medium read-secrets in a"},
		"one secret":           {"role a r get secrets:s\nbind a Role/r Group:g", "get secrets s in a", ""},
		"one secret of all":    {"role a r get secrets\nbind a Role/r Group:g", "get secrets s in a", "medium read-secrets in a"},
		"by the cluster":       {"role - c get secrets\nbind - ClusterRole/c Group:g", "get secrets in a", "critical read-secrets"},
		"nothing of wildcards": {"role - c * *.*\nbind - ClusterRole/c Group:g", "get pods in a", "medium read-all-pods"},
		"all of wildcards":     {"role - c * *.*\nbind - ClusterRole/c Group:g", "* *", "critical wildcards"},
		"twice, once in the cluster": {
			"role a r get secrets\nrole - c get secrets\nbind a Role/r Group:g\nbind - ClusterRole/c Group:g", "get secrets in a",
			"critical read-secrets; medium read-secrets in a",
		},
		"on two ways of one place": {
			"role a r get secrets\nrole a s get secrets\nbind a Role/r Group:g\nbind a Role/s Group:g", "get secrets in a",
			"medium read-secrets in a",
		},
		"on three ways": {
			"role a r get secrets\nrole a s get secrets\nrole - c get secrets\nbind a Role/r Group:g\nbind a Role/s Group:g\n" +
				"bind - ClusterRole/c Group:g", "get secrets in a", "critical read-secrets; medium read-secrets in a",
		},
		"on two ways in the cluster, and a third": {
			"role a r get secrets\nrole - c get secrets\nrole - d get secrets\nbind - ClusterRole/c Group:g\nbind - ClusterRole/d Group:g\n" +
				"bind a Role/r Group:g", "get secrets in a", "critical read-secrets; medium read-secrets in a",
		},
		"with another right": {
			"role a r get secrets\nrole a s create secrets\nbind a Role/r Group:g\nbind a Role/s Group:g", "create secrets in a",
			"medium token-secrets in a",
		},
	} {
		answer := can(t, export("entry "+alice+" g\n"+c.objects), "Alice", c.asked)
		require.Equal(t, question.Yes, answer.After, name)
		var found []string
		for _, f := range answer.Dangers {
			text := fmt.Sprintf("%s %s", f.Severity, f.Object)
			if len(f.Namespaces) > 0 {
				text += " in " + strings.Join(f.Namespaces, ",")
			}
			found = append(found, text)
		}
		assert.Equal(t, c.want, strings.Join(found, "; "), name)
	}
}
