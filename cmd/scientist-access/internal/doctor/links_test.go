package doctor

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/policy"
)

// decision is how a link is judged after a change of facts that are in order.
type decision struct {
	name    string
	facts   func(*testing.T) *Facts
	change  func(*Facts)
	state   State
	message string // a part of it
	mender  Mender
	fix     string // a part of it
}

// requireDecisions judges one link.
func requireDecisions(t *testing.T, link string, decisions []decision) {
	t.Helper()
	for _, d := range decisions {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			f := d.facts(t)
			d.change(f)
			requireSchema(t, New(f))
			found := of(t, f, link)
			assert.Equal(t, d.state, found.State)
			assert.Contains(t, found.Message, d.message)
			assert.Equal(t, d.mender, found.Mender)
			assert.Contains(t, found.Fix, d.fix)
			assert.Equal(t, d.state == Broken, found.Fix != "", "what is broken can be mended, and nothing else need be")
		})
	}
}

func same(*Facts) {}

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
		{"expired", healthy, to(Expired), Broken, "have expired", Scientist, "aws sso login"},
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

func TestSignIn(t *testing.T) {
	t.Parallel()
	user := func(outcome Outcome, why string) func(*Facts) {
		return func(f *Facts) { f.User = none[live.User](outcome, why) }
	}
	requireDecisions(t, linkSignIn, []decision{
		{"accepted", healthy, same, InOrder, "as " + session, "", ""},
		{"accepted, by whom is not told", healthy, func(f *Facts) { f.User.Value.ARN = "" }, InOrder, "as " + session, "", ""},
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

func TestBindings(t *testing.T) {
	t.Parallel()
	// refuses takes the proof away that the API server's own word is.
	refuses := func(change func(*Facts)) func(*Facts) {
		return func(f *Facts) {
			delete(f.Allowed.Value, createJobs)
			change(f)
		}
	}
	unread := func(f *Facts) { f.RBAC = none[access.Objects](Lacking, "the Kubernetes right to list roles") }
	requireDecisions(t, linkBindings, []decision{
		{"there", healthy, refuses(same), InOrder, "RoleBinding kubeflow/b", "", ""},
		{"none", healthy, refuses(func(f *Facts) { f.RBAC.Value.Bindings = nil }), Broken, "nothing binds the group g", ClusterAdministrator,
			"kubectl create rolebinding NAME --namespace kubeflow --role ROLE --group g"},
		{"one group of two", healthy, refuses(func(f *Facts) { f.User.Value.Groups = []string{"g", "h"} }), Broken, "nothing binds the group h",
			ClusterAdministrator, "pulumi up --refresh"},
		{"to a role that does not exist", healthy, refuses(func(f *Facts) { f.RBAC.Value.Roles = nil }), Broken,
			"RoleBinding kubeflow/b refers to Role kubeflow/r, which does not exist", ClusterAdministrator, "pulumi up --refresh"},
		{"elsewhere", healthy, refuses(func(f *Facts) { f.RBAC.Value.Bindings[0].Namespace = "team-a" }), Broken,
			"no binding is in namespace kubeflow; there are some in team-a", Scientist, "--namespace team-a"},
		{"elsewhere, and in the whole cluster", healthy, refuses(func(f *Facts) {
			everywhere := binding("", "c", "g")
			everywhere.Kind, everywhere.RoleRef = "ClusterRoleBinding", rbacv1.RoleRef{Kind: "ClusterRole", Name: "cluster-admin"}
			f.RBAC.Value.Bindings = []access.Binding{binding("team-a", "b", "g"), everywhere}
		}), Broken, "no binding is in namespace kubeflow", Scientist, "--namespace team-a"},
		{"elsewhere, and the rights are there", healthy, func(f *Facts) { f.RBAC.Value.Bindings = nil }, InOrder, "the rights are there", "", ""},
		{"masters", others, refuses(func(f *Facts) { f.Entry.Value.Groups, f.RBAC.Value.Bindings = []string{access.Masters}, nil }), InOrder,
			"needs none", "", ""},
		{"policies alone", others, refuses(func(f *Facts) {
			f.Entry.Value.Groups, f.Policies = nil, Is([]access.PolicyAssociation{{PolicyARN: "x"}})
		}), InOrder, "none are needed", "", ""},
		{"unread", healthy, refuses(unread), Unknown, "the Kubernetes right to list roles is missing", "", ""},
		{"unread, and a capability is there", healthy, func(f *Facts) { f.Named = false; unread(f) }, InOrder, "not read", "", ""},
		{"unread, and one capability of two is there", healthy, func(f *Facts) {
			f.Capabilities = append(f.Capabilities, policy.Catalogue()[0])
			unread(f)
		}, Unknown, "the Kubernetes right to list roles is missing", "", ""},
		{"unread, and no capability is there", healthy, refuses(func(f *Facts) { f.Named = false; unread(f) }), Unknown,
			"the Kubernetes right to list roles is missing", "", ""},
		{"neither groups nor policies are known", others, refuses(func(f *Facts) {
			f.Entry.Value.Groups, f.Policies = nil, none[[]access.PolicyAssociation](Lacking, "x")
		}), Unknown, "no group, and nothing binds the user", "", ""},
		{"of nobody known", others, refuses(func(f *Facts) { f.Entry = none[Entry](Lacking, "x") }), Unknown, "the groups are not", "", ""},
	})
}

func TestNamespace(t *testing.T) {
	t.Parallel()
	requireDecisions(t, linkNamespace, []decision{
		{"there", healthy, same, InOrder, "kubeflow", "", ""},
		{"none", healthy, func(f *Facts) { f.Exists = Is(false) }, Broken, "kubeflow does not exist", ClusterAdministrator, "kubectl create namespace kubeflow"},
		{"not told", healthy, func(f *Facts) { f.Exists = none[bool](Lacking, "the Kubernetes right to get namespaces") }, Unknown,
			"the Kubernetes right to get namespaces is missing", "", ""},
	})
}

func TestRights(t *testing.T) {
	t.Parallel()
	lacks := func(f *Facts) { delete(f.Allowed.Value, createJobs) }
	all := func(change func(*Facts)) func(*Facts) {
		return func(f *Facts) {
			f.Named = false
			change(f)
		}
	}
	policies := func(f *Facts) {
		lacks(f)
		f.Policies = Is([]access.PolicyAssociation{{PolicyARN: "arn:aws:eks::aws:cluster-access-policy/P"}})
	}
	requireDecisions(t, linkRights, []decision{
		{"there", healthy, same, InOrder, "all of " + job, "", ""},
		{"one refused", healthy, lacks, Broken, "the API server refuses requests of " + job, ClusterAdministrator, "add " + job + " to"},
		{"one refused of somebody else", others, lacks, Broken, "the API server refuses requests of " + job, ClusterAdministrator, "pulumi up"},
		{"what policies give is not told", others, policies, Unknown, "the principal alone can ask: P", "", ""},
		{"whether there are policies is not told", others, func(f *Facts) { lacks(f); f.Policies = none[[]access.PolicyAssociation](Lacking, "x") },
			Unknown, "whether EKS access policies give them is not known: x is missing", "", ""},
		{"who signs in is told", healthy, policies, Broken, "the API server refuses requests of " + job, ClusterAdministrator, "pulumi up"},
		{"not told", others, func(f *Facts) {
			f.Allowed = none[map[access.Right]bool](Lacking, "the Kubernetes right to create subjectaccessreviews")
		},
			Unknown, "the Kubernetes right to create subjectaccessreviews is missing", "", ""},
		{"none named, one there", healthy, all(same), InOrder, "", "", ""},
		{"none named, one in part", healthy, all(lacks), Unknown, "name the one that is meant with --capability", "", ""},
		{"none named, none there", healthy, all(func(f *Facts) { f.Allowed = Is(map[access.Right]bool{}) }), Broken, "no right of any capability is there",
			ClusterAdministrator, "pulumi up"},
		{"none named, what policies give is not told", others, all(policies), Unknown, "the principal alone can ask: P", "", ""},
	})
}

func TestResources(t *testing.T) {
	t.Parallel()
	gone := func(f *Facts) { delete(f.Served.Value.Resources, training) }
	silent := func(f *Facts) { gone(f); f.Served.Value.Unread = []string{training.Group} }
	all := func(change func(*Facts)) func(*Facts) {
		return func(f *Facts) {
			f.Named = false
			change(f)
		}
	}
	requireDecisions(t, linkResources, []decision{
		{"served", healthy, same, InOrder, "those of " + job, "", ""},
		{"not served", healthy, gone, Broken, "does not serve all of " + job, ClusterAdministrator, "sagemaker-eks-operator-install.html"},
		{"the server does not answer", healthy, silent, Unknown, "do not answer", "", ""},
		{"not told", healthy, func(f *Facts) { f.Served = none[live.Served](Failed, "no") }, Unknown, "not known: no", "", ""},
		{"none named, one of two served", healthy, all(func(f *Facts) {
			gone(f)
			f.Capabilities = append(f.Capabilities, policy.Capability{Name: "none"})
		}), InOrder, "those of none", "", ""},
		{"one of two served", healthy, func(f *Facts) {
			gone(f)
			f.Capabilities = append(f.Capabilities, policy.Capability{Name: "none"})
		}, Broken, "does not serve all of " + job + ", none", ClusterAdministrator, "install"},
		{"none named, none served", healthy, all(gone), Broken, "does not serve all of " + job, ClusterAdministrator, "install"},
		{"none named, none there", healthy, all(func(f *Facts) { f.Allowed = Is(map[access.Right]bool{}) }), NotChecked, "", "", ""},
	})
}

// TestLines: what is refused or not served is named, each once, with where it is and what brings it.
func TestLines(t *testing.T) {
	t.Parallel()
	f := healthy(t)
	delete(f.Allowed.Value, createJobs)
	delete(f.Served.Value.Resources, training)
	assert.Equal(t, []string{job + ": create hyperpodpytorchjobs.sagemaker.amazonaws.com in kubeflow"}, of(t, f, linkRights).Lines)
	assert.Equal(t, []string{"hyperpodpytorchjobs.sagemaker.amazonaws.com, which comes with the EKS add-on " +
		"amazon-sagemaker-hyperpod-training-operator"}, of(t, f, linkResources).Lines)

	f = others(t)
	f.IAM.Value.Created = noon.Add(time.Hour)
	assert.Equal(t, []string{"made at: 2025-01-01T13:00:00Z", "access entry made at: 2025-01-01T12:00:00Z"}, of(t, f, linkEntry).Lines)

	f = healthy(t)
	f.Named = false
	assert.Equal(t, []string{"whole: " + job}, of(t, f, linkRights).Lines)
	delete(f.Allowed.Value, createJobs)
	assert.Equal(t, []string{"in part: " + job}, of(t, f, linkRights).Lines)
}

// TestCreate: an entry is made anew with what the one before has, as far as that is of use.
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
