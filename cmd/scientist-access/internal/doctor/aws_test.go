package doctor

import (
	"testing"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	to := func(outcome Outcome) func(*Facts) {
		return func(f *Facts) { f.Caller = none[string](outcome, "said so") }
	}
	requireDecisions(t, linkCredentials, []decision{
		{"there", healthy, same, InOrder, session, "", ""},
		{"of who examines somebody else", others, same, InOrder, admin, "", ""},
		{"none", healthy, to(Absent), Broken, "no AWS credentials were found", Scientist, "aws configure sso"},
		{"none to examine somebody else with", others, to(Absent), Broken, "no AWS credentials were found", ClusterAdministrator, "aws configure sso"},
		{"expired", healthy, to(Expired), Broken, "has expired or was never started", Scientist, "aws sso login"},
		{"wrong", healthy, to(Refused), Broken, "AWS does not accept the credentials", Scientist, "aws configure list"},
		{"STS out of reach", healthy, to(Failed), Unknown, "STS does not tell who this is: said so", "", ""},
	})
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	iam := func(outcome Outcome) func(*Facts) {
		return func(f *Facts) { f.IAM = none[Made](outcome, "the IAM action iam:GetRole") }
	}
	// blind: neither IAM nor EKS tell.
	blind := func(f *Facts) {
		iam(Lacking)(f)
		f.Entry = none[Entry](Lacking, "x")
	}
	caller := func(arn string) func(*Facts) {
		return func(f *Facts) {
			blind(f)
			f.Caller, f.IAM = Is(arn), none[Made](NotAsked, "")
		}
	}
	other := func(arn string) func(*Facts) {
		return func(f *Facts) { f.Principal, f.IAM, f.Entry = arn, none[Made](NotAsked, ""), none[Entry](Absent, "") }
	}
	requireDecisions(t, linkIdentity, []decision{
		{"a role", healthy, same, InOrder, alice, "", ""},
		{"a role by its entry", healthy, iam(Lacking), InOrder, alice, "", ""},
		{"a user", healthy, caller(bob), InOrder, bob, "", ""},
		{"a role that the API server knows", healthy, blind, InOrder, "its ARN is not known, as the IAM action iam:GetRole is missing", "", ""},
		{"a role that nobody knows", healthy, func(f *Facts) { blind(f); f.User = none[live.User](Refused, "") }, Unknown,
			"its ARN is not known, as STS leaves out the path of a role: the IAM action iam:GetRole is missing", "", ""},
		{"the root user", healthy, caller("arn:aws:iam::111122223333:root"), Broken, "is the account's root user", Scientist, "use a role"},
		{"a federated user", healthy, caller("arn:aws:sts::111122223333:federated-user/bob"), Broken, "is an STS session", Scientist, "use a role"},
		{"a service-linked role", others, other("arn:aws:iam::111122223333:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS"),
			Broken, "is a service-linked role", ClusterAdministrator, "use a role"},
		{"deleted", healthy, func(f *Facts) { iam(Absent)(f); f.Entry = none[Entry](Absent, "") }, Broken, "IAM does not know " + session,
			IAMAdministrator, "aws iam get-role --role-name Alice"},
		{"another, that IAM does not know", others, iam(Absent), Broken, "IAM does not know " + alice, IAMAdministrator, "aws iam get-role --role-name Alice"},
		{"another by a wrong path", others, func(f *Facts) { f.IAM.Value.ARN = "arn:aws:iam::111122223333:role/Alice" }, Broken,
			alice + " by another path", ClusterAdministrator, "arn:aws:iam::111122223333:role/Alice"},
		{"another that EKS knows", others, iam(Lacking), InOrder, alice, "", ""},
		{"another whom nobody knows", others, other("arn:aws:iam::444455556666:role/Eve"), Unknown, "nobody could be asked", "", ""},
	})
}

func TestCluster(t *testing.T) {
	t.Parallel()
	to := func(outcome Outcome, why string) func(*Facts) {
		return func(f *Facts) { f.Described = none[live.Cluster](outcome, why) }
	}
	requireDecisions(t, linkCluster, []decision{
		{"there", healthy, same, InOrder, "us-west-2", "", ""},
		{"none", healthy, to(Absent, ""), Broken, "account 111122223333 has no EKS cluster ml in us-west-2", Scientist,
			"aws eks list-clusters --region us-west-2"},
		{"not allowed", healthy, to(Lacking, "the IAM action eks:DescribeCluster"), Unknown, "the IAM action eks:DescribeCluster is missing", "", ""},
	})
	requireDecisions(t, linkMode, []decision{
		{"API", healthy, same, InOrder, "API", "", ""},
		{"CONFIG_MAP", healthy, func(f *Facts) { f.Described.Value.Mode = "CONFIG_MAP" }, Broken, "CONFIG_MAP, which takes no access entries",
			ClusterAdministrator, "aws eks update-cluster-config --region us-west-2 --name ml"},
		{"not allowed", healthy, to(Lacking, "the IAM action eks:DescribeCluster"), Unknown, "the IAM action eks:DescribeCluster is missing", "", ""},
	})
}

func TestKubeconfig(t *testing.T) {
	t.Parallel()
	requireDecisions(t, linkKubeconfig, []decision{
		{"there", healthy, same, InOrder, host, "", ""},
		{"none", healthy, func(f *Facts) { f.Kubeconfig = none[string](Failed, "no configuration has been provided") }, Broken,
			"it cannot be used: no configuration has been provided", Scientist, "aws eks update-kubeconfig --region us-west-2 --name ml"},
		{"another cluster's", healthy, func(f *Facts) { f.Kubeconfig.Outcome = Absent }, Broken, "it leads to another cluster: " + host, Scientist,
			"choose another --context"},
		{"does not let the administrator in", others, func(f *Facts) { f.User = none[live.User](Refused, "Unauthorized") }, Broken,
			"it does not let you in, who examine somebody else: Unauthorized", ClusterAdministrator, "aws eks update-kubeconfig"},
		{"whose is not known", healthy, func(f *Facts) { f.Described = none[live.Cluster](Lacking, "the IAM action eks:DescribeCluster") },
			Unknown, "whether that is the cluster is not known: the IAM action eks:DescribeCluster is missing", "", ""},
	})
}
