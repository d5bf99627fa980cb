package verify_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
	"github.com/scientist-access/scientist-access/policy"
)

// line is one of aws-auth, as the reader gives it.
func line(arn, user string, groups ...string) access.Entry {
	return access.Entry{Origin: access.Origin{Cluster: "ml", By: mallory}, PrincipalARN: arn, UserName: user, Groups: groups}
}

func compareLive(t *testing.T, objects access.Objects, live verify.Live) []finding.Finding {
	t.Helper()
	d := declare(t, objects)
	report := verify.Compare(d, live, ask(t, d, &authorizer{}))
	assert.Empty(t, report.Unchecked)
	return report.Findings
}

// TestForeignLines: whom aws-auth gives rights of the stack, on a cluster that is as declared otherwise.
func TestForeignLines(t *testing.T) {
	t.Parallel()
	entryOf := func(arn string) func(*access.Objects, *verify.Live) {
		return func(_ *access.Objects, live *verify.Live) {
			live.Objects.Entries = append(live.Objects.Entries, access.Entry{Origin: inML, PrincipalARN: arn})
		}
	}
	binds := func(subject rbacv1.Subject) func(*access.Objects, *verify.Live) {
		return func(objects *access.Objects, live *verify.Live) {
			objects.Bindings[0].Subjects = append(objects.Bindings[0].Subjects, subject)
			live.Objects.Bindings[0].Subjects = objects.Bindings[0].Subjects
		}
	}
	nothing := func(*access.Objects, *verify.Live) {}
	tests := []struct {
		name   string
		change func(*access.Objects, *verify.Live)
		mapped []access.Entry
		lines  []string // none for no difference
	}{
		{"a group of the stack", nothing, []access.Entry{line(bob, "b", "h", "g")}, []string{"+ group g"}},
		{"a group twice", nothing, []access.Entry{line(bob, "b", "g", "g")}, []string{"+ group g"}},
		{"a user name of the stack", binds(access.UserSubject("b")), []access.Entry{line(bob, "b", "h")}, []string{"+ user name b"}},
		{"neither", nothing, []access.Entry{line(bob, "b", "h")}, nil},
		{"a user of the group's name", nothing, []access.Entry{line(bob, "g", "h")}, nil},
		{"a group of the cluster's own", binds(access.GroupSubject("system:nodes")), []access.Entry{line(bob, "b", "system:nodes")}, nil},
		{"beside an entry of its own", entryOf(bob), []access.Entry{line(bob, "b", "g")}, nil},
		{"beside the entry of a role with a path", entryOf("arn:aws:iam::111122223333:role/team/Bob"), []access.Entry{line(bob, "b", "g")}, nil},
		{"of the stack's principal, which has its entry", nothing, []access.Entry{line(alice, "al", "g", "system:masters")}, nil},
		{"the last of two", nothing, []access.Entry{line(bob, "b", "h"), line(bob, "b", "g")}, []string{"+ group g"}},
		{"not the last of two", nothing, []access.Entry{line(bob, "b", "g"), line(bob, "b", "h")}, nil},
		{"after others", nothing, []access.Entry{line(bob, "b", "g"), line(alice, "al"), line("arn:aws:iam::111122223333:user/carol", "c", "h")},
			[]string{"+ group g"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			objects, live := declaredObjects(), verify.Live{Objects: liveObjects(), Mapped: test.mapped}
			test.change(&objects, &live)
			found := compareLive(t, objects, live)
			if test.lines == nil {
				assert.Empty(t, found)
				return
			}
			assert.Equal(t, []finding.Finding{{
				Severity: policy.High, Kind: verify.ForeignEntry, Object: "line of " + bob + " in ConfigMap kube-system/aws-auth",
				Message: "has the stack's rights, but is not the stack's", Lines: test.lines, By: &mallory,
				Namespaces: []string{}, Principals: []string{}, Roles: []string{},
				Fix: "kubectl edit configmap aws-auth --namespace kube-system, to remove the principal's lines; " +
					"if the access is wanted, add the principal to the stack",
			}}, found)
		})
	}
}

// TestForeignLineOfAPolicysPrincipal: the stack gives the principal an EKS access policy, but no groups.
func TestForeignLineOfAPolicysPrincipal(t *testing.T) {
	t.Parallel()
	objects := declaredObjects()
	objects.Associations = []access.PolicyAssociation{{Origin: inML, PrincipalARN: bob, PolicyARN: "x/AmazonEKSViewPolicy"}}
	var kinds []finding.Kind
	for _, f := range compareLive(t, objects, verify.Live{Objects: liveObjects(), Mapped: []access.Entry{line(bob, "b", "g")}}) {
		kinds = append(kinds, f.Kind)
	}
	assert.Equal(t, []finding.Kind{verify.ForeignEntry, verify.PolicyMissing}, kinds)
}

// TestMissingEntry: where a principal of the stack has no access entry, aws-auth decides whether it can sign in.
func TestMissingEntry(t *testing.T) {
	t.Parallel()
	const missing = "is in the stack, but not in the cluster: the principal "
	byLine := missing + "signs in by its line in ConfigMap kube-system/aws-auth"
	session := "arn:aws:sts::111122223333:assumed-role/Alice/{{SessionName}}"
	unread := []access.Note{{Place: "ConfigMap kube-system/aws-auth", Message: "not read", LeftOut: true}}
	tests := []struct {
		name, arn, kind string
		live            verify.Live
		severity        policy.Severity
		message         string
		lines           []string
	}{
		{"no line", alice, "", verify.Live{Mapped: []access.Entry{line(bob, "b", "h")}}, policy.Medium, missing + "cannot sign in", nil},
		{"not read", alice, "", verify.Live{Unread: unread}, policy.Medium,
			missing + "cannot sign in, unless ConfigMap kube-system/aws-auth lets it in (see the notes)", nil},
		{"the same line", alice, "", verify.Live{Mapped: []access.Entry{line(alice, session, "g")}}, policy.Medium, byLine, nil},
		{"a line, and not all is read", alice, "", verify.Live{Mapped: []access.Entry{line(alice, session, "g")}, Unread: unread},
			policy.Medium, byLine, nil},
		{"a line without user name", alice, "", verify.Live{Mapped: []access.Entry{line(alice, access.Unknown, "g")}}, policy.Medium, byLine, nil},
		{"a line of less", alice, "", verify.Live{Mapped: []access.Entry{line(alice, session)}}, policy.Medium, byLine, []string{"- group g"}},
		{"a line of others", alice, "", verify.Live{Mapped: []access.Entry{line(alice, "al", "system:masters")}}, policy.High, byLine,
			[]string{"+ group system:masters", "- group g", "+ user name al", "- user name " + session}},
		{"the line of a role with a path", "arn:aws:iam::111122223333:role/team/Alice", "",
			verify.Live{Mapped: []access.Entry{line(alice, session, "g")}}, policy.Medium, byLine, nil},
		{"nodes", alice, "EC2_LINUX", verify.Live{Mapped: []access.Entry{line(alice, "system:node:{{EC2PrivateDNSName}}", "system:nodes")}},
			policy.Medium, byLine, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			objects := declaredObjects()
			objects.Entries[0].PrincipalARN, objects.Entries[0].Type = test.arn, test.kind
			test.live.Objects = liveObjects()
			test.live.Objects.Entries = nil
			found := compareLive(t, objects, test.live)
			require.Len(t, found, 1)
			assert.Equal(t, verify.EntryMissing, found[0].Kind)
			assert.Equal(t, "access entry of "+test.arn, found[0].Object)
			assert.Equal(t, test.severity, found[0].Severity)
			assert.Equal(t, test.message, found[0].Message)
			assert.Equal(t, test.lines, found[0].Lines)
			assert.Equal(t, test.message == byLine, found[0].By != nil, "who wrote the line")
			assert.Equal(t, "pulumi up --refresh", found[0].Fix)
		})
	}
}

// TestUnreadLinesAreNoted: the cluster counts as checked all the same.
func TestUnreadLinesAreNoted(t *testing.T) {
	t.Parallel()
	note := access.Note{Place: "ConfigMap kube-system/aws-auth", Message: "not read", LeftOut: true}
	d := declare(t, declaredObjects())
	report := verify.Compare(d, verify.Live{Objects: liveObjects(), Unread: []access.Note{note}}, ask(t, d, &authorizer{}))
	assert.Equal(t, []access.Note{note}, report.Notes)
	assert.Empty(t, report.Findings)
	assert.Empty(t, report.Unchecked)
}
