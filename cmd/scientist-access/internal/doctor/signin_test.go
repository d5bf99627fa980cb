package doctor

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
)

func TestEntry(t *testing.T) {
	t.Parallel()
	absent := func(f *Facts) { f.Entry, f.User = none[Entry](Absent, ""), none[live.User](Refused, "") }
	made := func(after time.Duration) func(*Facts) {
		return func(f *Facts) { f.IAM.Value.Created = noon.Add(after) }
	}
	iamSilent := func(f *Facts) { f.IAM = none[Made](Lacking, "the IAM action iam:GetRole") }
	unread := func(f *Facts) { f.Entry = none[Entry](Lacking, "the IAM action eks:DescribeAccessEntry") }
	requireDecisions(t, linkEntry, []decision{
		{"there", healthy, same, InOrder, "2025-01-01T12:00:00Z", "", ""},
		{"none", healthy, absent, Broken, "there is none for " + alice, ClusterAdministrator,
			"aws eks create-access-entry --cluster-name ml --principal-arn " + alice + " --kubernetes-groups GROUP"},
		{"none of somebody else", others, func(f *Facts) { f.Entry = none[Entry](Absent, "") }, Broken, "there is none", ClusterAdministrator, "aws eks create-access-entry"},
		{"aws-auth in its place", healthy, func(f *Facts) { f.Entry = none[Entry](Absent, "") }, InOrder, "ConfigMap kube-system/aws-auth lets", "", ""},
		{"aws-auth in place of somebody else's", others, func(f *Facts) {
			f.Entry, f.Line = none[Entry](Absent, ""), Is(access.Entry{PrincipalARN: alice, Groups: []string{"g"}})
		}, InOrder, "ConfigMap kube-system/aws-auth lets", "", ""},
		{"none where aws-auth has effect", healthy, func(f *Facts) { absent(f); f.Described.Value.ConfigMap = true }, Broken, "there is none",
			ClusterAdministrator, "create-access-entry"},
		{"none of somebody else where aws-auth has effect", others, func(f *Facts) {
			f.Entry, f.Line, f.Described.Value.ConfigMap = none[Entry](Absent, ""), none[access.Entry](Absent, ""), true
		}, Broken, "there is none", ClusterAdministrator, "create-access-entry"},
		{"aws-auth cannot be tried", healthy, func(f *Facts) {
			f.Entry, f.User, f.Described.Value.ConfigMap = none[Entry](Absent, ""), none[live.User](Failed, "connection refused"), true
		}, Unknown, "whether ConfigMap kube-system/aws-auth has a line in its place is not known: connection refused", "", ""},
		{"aws-auth may not be read", others, func(f *Facts) {
			f.Entry, f.Line, f.Described.Value.ConfigMap = none[Entry](Absent, ""), none[access.Entry](Failed, "not read"), true
		},
			Unknown, "whether ConfigMap kube-system/aws-auth has a line in its place is not known: not read", "", ""},
		{"for nodes", healthy, func(f *Facts) { f.Entry.Value.Type = "EC2_LINUX" }, Broken, "it is of type EC2_LINUX", ClusterAdministrator,
			"aws eks delete-access-entry --cluster-name ml --principal-arn " + alice + " && aws eks create-access-entry"},
		{"the role is older", others, made(-time.Hour), InOrder, "", "", ""},
		{"the role is younger, and its entry has a user name and a policy", others, func(f *Facts) {
			made(time.Second)(f)
			f.Entry.Value.UserName = "al:{{SessionName}}"
			f.Policies = Is([]access.PolicyAssociation{{PolicyARN: "arn:p", Namespaces: []string{"a", "b"}}, {PolicyARN: "arn:q"}})
		}, Broken, "was made again", ClusterAdministrator, "--kubernetes-groups g --username 'al:{{SessionName}}' && aws eks associate-access-policy " +
			"--cluster-name ml --principal-arn " + alice + " --policy-arn arn:p --access-scope type=namespace,namespaces=a,b && " +
			"aws eks associate-access-policy --cluster-name ml --principal-arn " + alice + " --policy-arn arn:q --access-scope type=cluster; "},
		{"the role is younger", others, made(time.Second), Broken, alice + " was made again after its access entry", ClusterAdministrator,
			"aws eks delete-access-entry --cluster-name ml --principal-arn " + alice + " && aws eks create-access-entry --cluster-name ml " +
				"--principal-arn " + alice + " --kubernetes-groups g"},
		{"IAM does not tell, and the API server lets in", healthy, iamSilent, InOrder, "there is one", "", ""},
		{"IAM does not tell", others, iamSilent, Unknown, "whether the principal was made again after it is not known: the IAM action iam:GetRole is missing", "", ""},
		{"unread, and the API server lets in", healthy, unread, InOrder, "not read, as the IAM action eks:DescribeAccessEntry is missing", "", ""},
		{"unread", others, unread, Unknown, "the IAM action eks:DescribeAccessEntry is missing", "", ""},
	})
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	user := func(outcome Outcome, why string) func(*Facts) {
		return func(f *Facts) { f.User = none[live.User](outcome, why) }
	}
	requireDecisions(t, linkSignIn, []decision{
		{"accepted", healthy, same, InOrder, "as " + session, "", ""},
		{"accepted, by whom is not told", healthy, func(f *Facts) { f.User.Value.ARN = "" }, InOrder, "as " + session, "", ""},
		{"in another session of the role", healthy, func(f *Facts) { f.User.Value.ARN = session + "-2" }, InOrder, "as " + session, "", ""},
		{"another AWS profile", healthy, func(f *Facts) { f.User.Value.ARN = admin }, Broken, "signs in as " + admin + ", not as " + session,
			Scientist, "aws eks update-kubeconfig --region us-west-2 --name ml"},
		{"refused", healthy, user(Refused, "Unauthorized"), Broken, "does not accept the token (401)", Scientist,
			"aws eks update-kubeconfig --region us-west-2 --name ml"},
		{"refused, and the role may have been made again", healthy, func(f *Facts) {
			f.User, f.IAM = none[live.User](Refused, "Unauthorized"), none[Made](Lacking, "x")
		}, Broken, "does not accept the token (401)", ClusterAdministrator, "made again: aws eks delete-access-entry --cluster-name ml --principal-arn " + alice},
		{"nobody answers", healthy, user(Failed, "connection refused"), Broken, "connection refused", Scientist, "kubectl version"},
		{"not told", healthy, user(Lacking, "the Kubernetes right to create selfsubjectreviews"), Unknown,
			"the Kubernetes right to create selfsubjectreviews is missing", "", ""},
	})
}

func TestGroups(t *testing.T) {
	t.Parallel()
	view := Is([]access.PolicyAssociation{{PolicyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"}})
	without := func(f *Facts) {
		f.Entry.Value.Groups, f.User.Value.Groups, f.Allowed = nil, nil, Is(map[access.Right]bool{})
	}
	requireDecisions(t, linkGroups, []decision{
		{"of who signs in", healthy, func(f *Facts) { f.Entry.Value.Groups = nil }, InOrder, "g", "", ""},
		{"of somebody else's entry", others, func(f *Facts) { f.User.Value.Groups = []string{"theirs"} }, InOrder, "g", "", ""},
		{"none", healthy, without, Broken, "neither groups nor EKS access policies", ClusterAdministrator,
			"aws eks update-access-entry --cluster-name ml --principal-arn " + alice},
		{"policies alone", others, func(f *Facts) { without(f); f.Policies = view }, InOrder, "AmazonEKSViewPolicy", "", ""},
		{"none, but a user", others, func(f *Facts) {
			without(f)
			f.Entry.Value.UserName = "al"
			f.RBAC.Value.Bindings[0].Subjects = []rbacv1.Subject{access.UserSubject("al")}
		}, InOrder, "bindings name the user al", "", ""},
		{"none, but the rights are there", healthy, func(f *Facts) { f.User.Value.Groups = nil }, InOrder, "the rights are there without", "", ""},
		{"policies may not be read", healthy, func(f *Facts) { without(f); f.Policies = none[[]access.PolicyAssociation](Lacking, "the IAM action x") },
			Unknown, "whether there are EKS access policies is not known: the IAM action x is missing", "", ""},
		{"nobody tells", others, func(f *Facts) { f.Entry = none[Entry](Lacking, "the IAM action eks:DescribeAccessEntry") }, Unknown,
			"the IAM action eks:DescribeAccessEntry is missing", "", ""},
	})
}

func TestCreate(t *testing.T) {
	t.Parallel()
	const start = "aws eks create-access-entry --cluster-name ml --principal-arn " + alice + " --kubernetes-groups "
	for want, before := range map[string]access.Entry{
		"GROUP":           {},
		"g 'a b'":         {Groups: []string{"g", "a b"}},
		"g":               {Groups: []string{"g"}, UserName: session[:len(session)-1] + "{{SessionName}}"},
		"g --username al": {Groups: []string{"g"}, UserName: "al"},
		"GROUP ":          {Groups: []string{"system:nodes"}, UserName: "system:node:{{EC2PrivateDNSName}}", Type: "EC2_LINUX"},
	} {
		f := healthy(t)
		before.PrincipalARN = alice
		f.Entry.Value.Entry = before
		assert.Equal(t, start+strings.TrimSpace(want), create(f))
	}
}
