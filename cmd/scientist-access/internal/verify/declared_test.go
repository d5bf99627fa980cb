package verify_test

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
	"github.com/scientist-access/scientist-access/source"
)

// TestTwoClusters: of a stack with two clusters, only the objects of the one in question are declared on it.
func TestTwoClusters(t *testing.T) {
	t.Parallel()
	objects, other := declaredObjects(), declaredObjects()
	other.Roles[0].Cluster, other.Bindings[0].Cluster, other.Entries[0].Cluster = "other", "other", "other"
	other.Roles[0].URN, other.Bindings[0].URN, other.Entries[0].URN = "urn:r", "urn:b", "urn:e"
	other.Roles[0].Name, other.Bindings[0].RoleRef.Name, other.Bindings[0].Name = "writer", "writer", "writers"
	objects.Roles, objects.Bindings = append(objects.Roles, other.Roles...), append(objects.Bindings, other.Bindings...)
	objects.Entries = append(objects.Entries, other.Entries...)
	report := compare(t, objects, liveObjects())
	assert.Empty(t, report.Findings)
	assert.Empty(t, report.Unchecked)
	assert.Len(t, report.Notes, 3, "what is in the other cluster is named")

	objects.Roles[1].Cluster = access.Unnamed("blue")
	report = compare(t, objects, liveObjects())
	require.Len(t, report.Unchecked, 1)
	assert.Contains(t, report.Unchecked[0].Message, "does not tell which cluster it is in (provider blue)")
}

// TestWithheldValuesAreNamed: what the export does not tell is never taken as fine.
func TestWithheldValuesAreNamed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*access.Objects){
		"rule":    func(o *access.Objects) { o.Roles[0].Rules[0].Verbs = []string{access.Secret} },
		"name":    func(o *access.Objects) { o.Roles[0].Name = access.Unknown },
		"subject": func(o *access.Objects) { o.Bindings[0].Subjects[0].Name = access.Secret },
		"group":   func(o *access.Objects) { o.Entries[0].Groups = []string{access.Secret} },
		"cluster": func(o *access.Objects) { o.Entries[0].Cluster = access.Secret },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			objects := declaredObjects()
			change(&objects)
			report := compare(t, objects, liveObjects())
			require.Len(t, report.Unchecked, 1)
			assert.Contains(t, report.Unchecked[0].Message, "not checked")
			var a authorizer
			ask(t, declare(t, objects), &a)
			for _, q := range a.asked {
				assert.NotContains(t, []string{q.right.Verb, q.right.Resource}, access.Secret)
			}
		})
	}
}

func TestDeclare(t *testing.T) {
	t.Parallel()
	objects := declaredObjects()
	two := declaredObjects()
	two.Entries = append(two.Entries, access.Entry{Origin: access.Origin{Cluster: "other"}, PrincipalARN: bob})
	tests := []struct {
		name, cluster string
		source        access.Source
		objects       access.Objects
		err           string
	}{
		{"the only one", "", access.Export, objects, ""},
		{"by name", "ml", access.Export, two, ""},
		{"several", "", access.Export, two, "several clusters; choose one with --cluster: ml, other"},
		{"none", "", access.Export, access.Objects{}, "no access entry of the stack names a cluster"},
		{"none, by name", "ml", access.Export, access.Objects{}, ""},
		{"a wrong name", "mm", access.Export, objects, `--cluster "mm": the stack's access entries name ml`},
		{"a preview", "", access.Preview, objects, "this is a preview"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d, err := verify.Declare(&access.Reading{Source: test.source, After: test.objects}, test.cluster)
			if test.err != "" {
				assert.ErrorContains(t, err, test.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, "ml", d.Cluster)
			if len(test.objects.Entries) > 0 {
				assert.Equal(t, "eu-west-1", d.Region)
			}
		})
	}
}

// TestRecordedExport reads a real export: the region is in the entry's ARN, and what was left out counts as unchecked.
func TestRecordedExport(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../testdata/pulumi/documented-export.json")
	require.NoError(t, err)
	stack, err := source.Read(bytes.NewReader(text))
	require.NoError(t, err)
	d, err := verify.Declare(stack, "")
	require.NoError(t, err)
	assert.Equal(t, "ml", d.Cluster)
	assert.Equal(t, "us-west-2", d.Region)
	assert.Empty(t, d.Unchecked)

	broken := bytes.Replace(text, []byte(`"kubernetesGroups": [`), []byte(`"kubernetesGroups": 1, "ignored": [`), 1)
	stack, err = source.Read(bytes.NewReader(broken))
	require.NoError(t, err)
	d, err = verify.Declare(stack, "ml")
	require.NoError(t, err)
	require.Len(t, d.Unchecked, 1)
	assert.Contains(t, d.Unchecked[0].Message, "left out: kubernetesGroups")
}

// TestReportIsSafeAndStable: names are no commands to a terminal or a shell, and lists in JSON are never null.
func TestReportIsSafeAndStable(t *testing.T) {
	t.Parallel()
	live := liveObjects()
	evil := foreignBinding(rbacv1.Subject{Kind: "Group", Name: "g"})
	evil.Name = "x; rm -rf ~\x1b[2J"
	live.Bindings = append(live.Bindings, evil)
	report := compare(t, declaredObjects(), live)
	var text, first, second bytes.Buffer
	require.NoError(t, render.VerifyText(&text, report, false))
	assert.NotContains(t, text.String(), "\x1b")
	assert.Contains(t, text.String(), "kubectl delete clusterrolebinding 'x; rm -rf ~")
	require.NoError(t, render.JSON(&first, report))
	assert.NotContains(t, first.String(), "null")
	require.NoError(t, render.JSON(&second, compare(t, declaredObjects(), live)))
	assert.Equal(t, first.String(), second.String())
}

// TestImportedStack: after pulumi import the state's inputs can lack rules, roles and subjects; its own bindings are its
// own all the same.
func TestImportedStack(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../testdata/pulumi/op-imported-export.json")
	require.NoError(t, err)
	reading, err := source.Read(bytes.NewReader(text))
	require.NoError(t, err)
	d, err := verify.Declare(reading, "ml")
	require.NoError(t, err)
	live := reading.After
	live.Entries = slices.Clone(live.Entries)
	for i := range live.Entries {
		live.Entries[i].UserName = live.Entries[i].User()
	}
	var a authorizer
	report := verify.Compare(d, verify.Live{Objects: live}, ask(t, d, &a))
	assert.Empty(t, report.Findings)
	assert.Contains(t, a.asked, question{"scientist-access:verify", "readers system:authenticated", access.Right{Namespace: "imported", Verb: "get", Resource: "pods"}})
}

// TestEveryOneOfSeveral: what is not compared, or differs, does not hide what follows it.
func TestEveryOneOfSeveral(t *testing.T) {
	t.Parallel()
	declared := declaredObjects()
	more := declaredObjects()
	more.Roles[0].Name, more.Bindings[0].Name, more.Bindings[0].RoleRef.Name = "writer", "writers", "writer"
	more.Entries[0].PrincipalARN = bob
	hidden, aggregated := more.Roles[0], more.Roles[0]
	hidden.Name, hidden.Rules = "hidden", []rbacv1.PolicyRule{rule([]string{access.Secret}, []string{"pods"})}
	aggregated.Name, aggregated.Aggregated = "aggregated", true
	declared.Roles = slices.Concat([]access.Role{hidden, aggregated}, declared.Roles, more.Roles)
	declared.Bindings = append(declared.Bindings, more.Bindings...)
	nodes := more.Entries[0]
	nodes.PrincipalARN, nodes.Type = "arn:aws:iam::111122223333:role/Nodes", "EC2_LINUX"
	declared.Entries = slices.Concat([]access.Entry{nodes}, declared.Entries, more.Entries)

	liveHidden, liveAggregated := hidden, aggregated
	liveHidden.Rules, liveAggregated.Rules = []rbacv1.PolicyRule{rule([]string{"get"}, []string{"secrets"})}, nil
	live := access.Objects{Roles: []access.Role{liveHidden, liveAggregated}}
	report := compare(t, declared, live)
	var objects []string
	for _, f := range report.Findings {
		objects = append(objects, f.Object)
	}
	assert.ElementsMatch(t, []string{
		"Role team/reader", "Role team/writer", "RoleBinding team/readers", "RoleBinding team/writers",
		"access entry of " + alice, "access entry of " + bob, "access entry of " + nodes.PrincipalARN,
	}, withoutRepeats(objects))
	require.Len(t, report.Unchecked, 1)
	assert.Equal(t, "Role team/hidden", report.Unchecked[0].Place)
	assert.Contains(t, report.Notes, access.Note{Place: "Role team/aggregated", Message: "rules not compared: the cluster takes them from other roles"})
}

func withoutRepeats(all []string) []string { return slices.Compact(slices.Sorted(slices.Values(all))) }

// TestRoleDefinedElsewhere: a role that the stack binds and does not define is there, or not.
func TestRoleDefinedElsewhere(t *testing.T) {
	t.Parallel()
	objects, live := declaredObjects(), liveObjects()
	objects.Roles = nil
	report := compare(t, objects, live)
	assert.Empty(t, report.Findings)
	require.Len(t, report.Notes, 1)
	assert.Equal(t, "Role team/reader", report.Notes[0].Place)
	live.Roles = nil
	report = compare(t, objects, live)
	require.Len(t, report.Findings, 1)
	assert.Contains(t, report.Findings[0].Message, "does not exist, but RoleBinding team/readers of the stack names it")
	assert.Equal(t, "create it, or let the stack define it", report.Findings[0].Fix)
}

// TestNodeEntries: EKS adds groups of its own to the entries of nodes, which do not differ by that, or by a user name.
func TestNodeEntries(t *testing.T) {
	t.Parallel()
	objects, live := declaredObjects(), liveObjects()
	objects.Entries[0].Type, live.Entries[0].Type = "EC2_LINUX", "EC2_LINUX"
	live.Entries[0].Groups, live.Entries[0].UserName = []string{"system:nodes"}, "system:node:{{EC2PrivateDNSName}}"
	assert.Empty(t, compare(t, objects, live).Findings)
	live.Entries[0].Type = access.Standard
	report := compare(t, objects, live)
	require.Len(t, report.Findings, 1)
	assert.ElementsMatch(t, []string{"+ group system:nodes", "- group g", "+ type STANDARD", "- type EC2_LINUX"}, report.Findings[0].Lines)
}

// TestNotesOfTheSource: what the source left out is unchecked, all else that it says is a note.
func TestNotesOfTheSource(t *testing.T) {
	t.Parallel()
	d, err := verify.Declare(&access.Reading{Source: access.Export, After: declaredObjects(), Notes: []access.Note{
		{Place: "a", Message: "left out", LeftOut: true}, {Place: "b", Message: "said"}, {Place: "c", Message: "left out too", LeftOut: true},
	}}, "")
	require.NoError(t, err)
	assert.Len(t, d.Unchecked, 2)
	assert.Equal(t, []access.Note{{Place: "b", Message: "said"}}, d.Notes)
}

// TestRegionOfMalformedARNs: an ARN without a region tells none, the next one may.
func TestRegionOfMalformedARNs(t *testing.T) {
	t.Parallel()
	for arn, region := range map[string]string{"arn:aws:eks": "", "arn:aws:eks:eu-west-1": "eu-west-1", "": ""} {
		objects := declaredObjects()
		objects.Entries[0].ARN = arn
		assert.Equal(t, region, declare(t, objects).Region, arn)
	}
}
