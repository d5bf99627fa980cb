package question_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/question"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/resources"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/schema"
)

// What the decision tables are written with.

const alice = "arn:aws:iam::111122223333:role/Alice"

// world reads objects of cluster ml, one a line; - is the whole cluster. A name with a star in front is not known.
//
//	entry ARN GROUP...
//	role NAMESPACE|- NAME VERB RESOURCE.GROUP[:NAME]
//	bind NAMESPACE|- KIND/ROLE SUBJECTKIND:NAME...
//	policy ARN NAME NAMESPACE...
func world(text string) access.Objects {
	var o access.Objects
	for line := range strings.Lines(text) {
		f := strings.Fields(strings.ReplaceAll(line, "?", "(not_known_yet)"))
		for i := range f {
			f[i] = strings.ReplaceAll(strings.Replace(f[i], "(not_known_yet)", access.Unknown, 1), "~", " ")
		}
		origin := access.Origin{Cluster: "ml"}
		switch {
		case len(f) == 0:
		case f[0] == "entry":
			o.Entries = append(o.Entries, access.Entry{Origin: origin, PrincipalARN: f[1], Groups: f[2:]})
		case f[0] == "role":
			o.Roles = append(o.Roles, role(origin, f))
		case f[0] == "bind":
			o.Bindings = append(o.Bindings, binding(origin, f))
		case f[0] == "policy":
			o.Associations = append(o.Associations, access.PolicyAssociation{
				Origin: origin, PrincipalARN: f[1], PolicyARN: "arn:aws:eks::aws:cluster-access-policy/" + f[2], Namespaces: f[3:],
			})
		default:
			panic(line)
		}
	}
	return o
}

func role(origin access.Origin, f []string) access.Role {
	what, name, named := strings.Cut(f[4], ":")
	rule := rbacv1.PolicyRule{Verbs: strings.Split(f[3], ",")}
	if strings.HasPrefix(what, "/") {
		rule.NonResourceURLs = []string{what}
	} else {
		resource, group, _ := strings.Cut(what, ".")
		rule.APIGroups, rule.Resources = []string{group}, []string{resource}
	}
	if named {
		rule.ResourceNames = []string{name}
	}
	r := access.Role{Origin: origin, Kind: "Role", Namespace: f[1], Name: f[2], Rules: []rbacv1.PolicyRule{rule}}
	if f[1] == "-" {
		r.Kind, r.Namespace = "ClusterRole", ""
	}
	return r
}

func binding(origin access.Origin, f []string) access.Binding {
	kind, name, _ := strings.Cut(f[2], "/")
	b := access.Binding{
		Origin: origin, Kind: "RoleBinding", Namespace: f[1], Name: "b-" + name, RoleRef: rbacv1.RoleRef{Kind: kind, Name: name},
	}
	if f[1] == "-" {
		b.Kind, b.Namespace = "ClusterRoleBinding", ""
	}
	for _, subject := range f[3:] {
		kind, name, _ := strings.Cut(subject, ":")
		b.Subjects = append(b.Subjects, rbacv1.Subject{Kind: kind, Name: name})
	}
	return b
}

func export(text string) *access.Reading {
	return &access.Reading{Source: access.Export, Before: world(text), After: world(text)}
}

func preview(before, after string) *access.Reading {
	return &access.Reading{Source: access.Preview, Before: world(before), After: world(after)}
}

func live(text string) *access.Reading { return question.Live(world(text), nil) }

// ask asks "get pods", "get pods x", with "in NAMESPACE" after it.
func ask(t *testing.T, text string) question.Question {
	t.Helper()
	text, namespace, _ := strings.Cut(text, " in ")
	f := append(strings.Fields(text), "")
	q, err := question.Parse(resources.Known(), namespace, f[0], f[1], f[2])
	require.NoError(t, err)
	return q
}

func can(t *testing.T, reading *access.Reading, who, text string) question.Answer {
	t.Helper()
	asker, err := question.New(reading, "")
	require.NoError(t, err)
	p, err := asker.Find(who)
	require.NoError(t, err)
	report := asker.Can(p, ask(t, text))
	requireSchema(t, report)
	require.Len(t, report.Answers, 1)
	return report.Answers[0]
}

// requireSchema checks that a report is what the schema describes, and has no field beyond.
func requireSchema(t *testing.T, r *question.Report) {
	t.Helper()
	closed, err := schema.Closed("answer.schema.json", "../review/report.schema.json")
	require.NoError(t, err)
	text, err := json.Marshal(r)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	require.NoError(t, closed.Validate(value), "%s", text)
}
