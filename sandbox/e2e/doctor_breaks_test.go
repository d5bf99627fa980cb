package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/crds"
)

// Who mends what.
const (
	theScientist     = "the scientist"
	theAdministrator = "the administrator of the cluster"
)

// breakage breaks a link in the cluster, or by how the command is run. A finding without links is not looked for.
type breakage struct {
	name                     string
	do                       func(*testing.T, *patient) (undo func())
	ask                      func(*testing.T, examination) examination
	scientist, administrator finding
}

const (
	doctorGroup   = "doctor-namespace-level"
	doctorRole    = "doctor-namespace-level-role"
	doctorBinding = doctorRole + "-binding"
)

var breaks = []breakage{
	{
		name: "no credentials", ask: withEnv("AWS_PROFILE="),
		scientist:     finding{[]string{"credentials"}, "no AWS credentials were found", theScientist, "aws configure sso"},
		administrator: finding{[]string{"credentials"}, "no AWS credentials were found", theAdministrator, "aws configure sso"},
	},
	{
		name: "wrong credentials", ask: withEnv("AWS_PROFILE=", "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY=x"),
		scientist:     finding{[]string{"credentials"}, "AWS does not accept the credentials", theScientist, "aws configure list"},
		administrator: finding{[]string{"credentials"}, "AWS does not accept the credentials", theAdministrator, "aws configure list"},
	},
	{
		name: "a principal by a wrong path", ask: withArgs("--principal", "arn:aws:iam::111122223333:role/DoctorAlice"),
		administrator: finding{[]string{"identity"}, "by another path", theAdministrator, "arn:aws:iam::111122223333:role/research/DoctorAlice"},
	},
	{
		name: "a principal that IAM does not know", ask: withArgs("--principal", "arn:aws:iam::111122223333:role/DoctorNobody"),
		administrator: finding{[]string{"identity"}, "IAM does not know", "the administrator of IAM", "aws iam get-role --role-name DoctorNobody"},
	},
	{
		name: "no such cluster", ask: withArgs("--cluster", "nope"),
		scientist:     finding{[]string{"cluster"}, "account 111122223333 has no EKS cluster nope in us-west-2", theScientist, "aws eks list-clusters"},
		administrator: finding{[]string{"cluster"}, "account 111122223333 has no EKS cluster nope in us-west-2", theAdministrator, "aws eks list-clusters"},
	},
	{
		name: "an authentication mode without access entries", do: withoutEntries,
		scientist:     finding{[]string{"authentication mode"}, "CONFIG_MAP", theAdministrator, "aws eks update-cluster-config"},
		administrator: finding{[]string{"authentication mode"}, "CONFIG_MAP", theAdministrator, "aws eks update-cluster-config"},
	},
	{
		name: "no access entry", do: withoutEntry,
		scientist:     finding{[]string{"access entry"}, "there is none", theAdministrator, "aws eks create-access-entry --cluster-name ml"},
		administrator: finding{[]string{"access entry"}, "there is none", theAdministrator, "aws eks create-access-entry --cluster-name ml"},
	},
	{
		name: "a role that was made again", do: recreateRole,
		scientist:     finding{[]string{"access entry"}, "was made again after its access entry", theAdministrator, "aws eks delete-access-entry"},
		administrator: finding{[]string{"access entry"}, "was made again after its access entry", theAdministrator, "aws eks delete-access-entry"},
	},
	{
		name: "a kubeconfig to another cluster", ask: withKubeconfig("https://127.0.0.1:1"),
		scientist:     finding{[]string{"kubeconfig"}, "it leads to another cluster: https://127.0.0.1:1", theScientist, "aws eks update-kubeconfig"},
		administrator: finding{[]string{"kubeconfig"}, "it leads to another cluster: https://127.0.0.1:1", theAdministrator, "aws eks update-kubeconfig"},
	},
	{
		name: "no kubeconfig", ask: withArgs("--kubeconfig", "no-such-file"),
		scientist:     finding{[]string{"kubeconfig"}, "it cannot be used", theScientist, "aws eks update-kubeconfig"},
		administrator: finding{[]string{"kubeconfig"}, "it cannot be used", theAdministrator, "aws eks update-kubeconfig"},
	},
	{
		name: "the kubeconfig of another profile", ask: func(_ *testing.T, e examination) examination {
			e.signsIn = sandbox.Administrator
			return e
		},
		scientist: finding{[]string{"sign-in"}, "signs in as arn:aws:sts::111122223333:assumed-role/PlatformAdmin/", theScientist, "aws eks update-kubeconfig"},
	},
	{
		name: "an entry without groups", do: setGroups(),
		scientist:     finding{[]string{"groups"}, "neither groups nor EKS access policies", theAdministrator, "aws eks update-access-entry"},
		administrator: finding{[]string{"groups"}, "neither groups nor EKS access policies", theAdministrator, "aws eks update-access-entry"},
	},
	{
		name: "a group that nothing binds", do: setGroups("doctor-cluster-level", "doctor-namespace-levle"),
		scientist:     finding{[]string{"rights"}, "refuses requests of " + doctorCapability, theAdministrator, "pulumi up"},
		administrator: finding{[]string{"bindings"}, "nothing binds the group doctor-namespace-levle", theAdministrator, "kubectl create rolebinding"},
	},
	{
		name: "a role that does not exist", do: withoutRole,
		scientist:     finding{[]string{"rights"}, "refuses requests of " + doctorCapability, theAdministrator, "pulumi up"},
		administrator: finding{[]string{"bindings"}, "refers to Role doctor/" + doctorRole, theAdministrator, "pulumi up --refresh"},
	},
	{
		name: "another namespace", ask: withArgs("--namespace", "elsewhere"),
		scientist:     finding{[]string{"rights"}, "refuses requests of " + doctorCapability, theAdministrator, "pulumi up"},
		administrator: finding{[]string{"bindings"}, "there are some in doctor", theAdministrator, "--namespace doctor"},
	},
	{
		name: "no such namespace", ask: withArgs("--namespace", "nowhere"),
		administrator: finding{[]string{"bindings", "namespace"}, "there are some in doctor", theAdministrator, "--namespace doctor"},
	},
	{
		name: "a right less", do: withoutVerb,
		scientist:     finding{[]string{"rights"}, "refuses requests of " + doctorCapability, theAdministrator, "pulumi up"},
		administrator: finding{[]string{"rights"}, "refuses requests of " + doctorCapability, theAdministrator, "pulumi up"},
	},
	{
		name: "a capability that is not given", ask: withArgs("--capability", "exec"),
		scientist:     finding{[]string{"rights"}, "refuses requests of exec", theAdministrator, "add exec to"},
		administrator: finding{[]string{"rights"}, "refuses requests of exec", theAdministrator, "add exec to"},
	},
	{
		name: "no training operator", do: withoutOperator,
		scientist:     finding{[]string{"resources"}, "does not serve all of " + doctorCapability, theAdministrator, "sagemaker-eks-operator-install.html"},
		administrator: finding{[]string{"resources"}, "does not serve all of " + doctorCapability, theAdministrator, "sagemaker-eks-operator-install.html"},
	},
}

func withEnv(env ...string) func(*testing.T, examination) examination {
	return func(_ *testing.T, e examination) examination {
		e.env = env
		return e
	}
}

// withArgs adds arguments; the last of a flag counts, and capabilities add up.
func withArgs(args ...string) func(*testing.T, examination) examination {
	return func(_ *testing.T, e examination) examination {
		e.args = append(append([]string{}, e.args...), args...)
		return e
	}
}

func withKubeconfig(server string) func(*testing.T, examination) examination {
	return func(t *testing.T, e examination) examination {
		file := filepath.Join(t.TempDir(), "other")
		require.NoError(t, os.WriteFile(file, fmt.Appendf(nil, `{"apiVersion":"v1","kind":"Config","current-context":"c",
			"clusters":[{"name":"c","cluster":{"server":%q}}],"contexts":[{"name":"c","context":{"cluster":"c"}}]}`, server), 0o600))
		return withArgs("--kubeconfig", file)(t, e)
	}
}

func withoutEntries(t *testing.T, _ *patient) func() {
	require.NoError(t, box.EKS.SetAuthenticationMode(sandbox.Cluster, "CONFIG_MAP"))
	return func() { require.NoError(t, box.EKS.SetAuthenticationMode(sandbox.Cluster, "API_AND_CONFIG_MAP")) }
}

var doctorGroups = []string{"doctor-cluster-level", doctorGroup}

func withoutEntry(t *testing.T, p *patient) func() {
	deleteEntry(t, p.arn)
	return func() { makeEntry(t, p.arn) }
}

// makeEntry makes the patient's entry; the stack deletes it in the end.
func makeEntry(t *testing.T, arn string) {
	t.Helper()
	_, err := eksClient(t).CreateAccessEntry(testContext(t), &eks.CreateAccessEntryInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn), KubernetesGroups: doctorGroups,
	})
	require.NoError(t, err)
}

// recreateRole makes the role again in a later second than its entry: IAM tells no fraction.
func recreateRole(t *testing.T, p *patient) func() {
	time.Sleep(time.Until(describeEntry(t, p.arn).CreatedAt.Add(time.Second)))
	box.EKS.RemovePrincipal(p.arn)
	const again = "DoctorAliceAgain"
	require.NoError(t, box.AddPrincipal(again, p.arn, doctorActions))
	p.scientist.profile, p.scientist.signsIn = again, again
	return func() {
		deleteEntry(t, p.arn)
		makeEntry(t, p.arn)
	}
}

func setGroups(groups ...string) func(*testing.T, *patient) func() {
	return func(t *testing.T, p *patient) func() {
		set := func(groups ...string) {
			_, err := eksClient(t).UpdateAccessEntry(testContext(t), &eks.UpdateAccessEntryInput{
				ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(p.arn), KubernetesGroups: groups,
			})
			require.NoError(t, err)
		}
		set(groups...)
		return func() { set(doctorGroups...) }
	}
}

func withoutRole(t *testing.T, _ *patient) func() {
	ctx, roles := testContext(t), admin(t).RbacV1().Roles(doctorNamespace)
	role, err := roles.Get(ctx, doctorRole, metav1.GetOptions{})
	require.NoError(t, err)
	require.NoError(t, roles.Delete(ctx, doctorRole, metav1.DeleteOptions{}))
	return func() {
		role.ResourceVersion, role.UID = "", ""
		_, err := roles.Create(ctx, role, metav1.CreateOptions{})
		require.NoError(t, err)
	}
}

// withoutVerb takes the creation of jobs out of the role.
func withoutVerb(t *testing.T, _ *patient) func() {
	ctx, roles := testContext(t), admin(t).RbacV1().Roles(doctorNamespace)
	role, err := roles.Get(ctx, doctorRole, metav1.GetOptions{})
	require.NoError(t, err)
	before := role.DeepCopy().Rules
	role.Rules = []rbacv1.PolicyRule{}
	for _, rule := range before {
		if !strings.HasSuffix(rule.Resources[0], "hyperpodpytorchjobs") {
			role.Rules = append(role.Rules, rule)
		}
	}
	require.Len(t, role.Rules, len(before)-1)
	role, err = roles.Update(ctx, role, metav1.UpdateOptions{})
	require.NoError(t, err)
	return func() {
		role.Rules = before
		_, err := roles.Update(ctx, role, metav1.UpdateOptions{})
		require.NoError(t, err)
	}
}

func withoutOperator(t *testing.T, _ *patient) func() {
	ctx := testContext(t)
	client, err := dynamic.NewForConfig(box.Admin)
	require.NoError(t, err)
	definitions := schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}
	const name = "hyperpodpytorchjobs.sagemaker.amazonaws.com"
	require.NoError(t, client.Resource(definitions).Delete(ctx, name, metav1.DeleteOptions{}))
	return func() {
		require.Eventually(t, func() bool {
			_, err := client.Resource(definitions).Get(ctx, name, metav1.GetOptions{})
			return err != nil
		}, verifyDeadline, 50*time.Millisecond)
		require.NoError(t, crds.Install(ctx, box.Admin, "sagemaker.amazonaws.com"))
	}
}
