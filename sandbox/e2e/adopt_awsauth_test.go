package e2e

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/sandbox"
)

// awsAuth is a ConfigMap as clusters have it that are older than access entries: roles, users, and the nodes' role.
const awsAuth = `
- rolearn: arn:aws:iam::111122223333:role/Nodes
  username: system:node:{{EC2PrivateDNSName}}
  groups: [system:bootstrappers, system:nodes]
- rolearn: arn:aws:iam::111122223333:role/AuthAlice
  username: alice:{{SessionName}}
  groups: [auth-vision-namespace-level, auth-vision-cluster-level]
- rolearn: arn:aws:iam::111122223333:role/AuthBob
  groups: [auth-speech-namespace-level, auth-speech-cluster-level]
  username: bob
`

const awsAuthUsers = `
- userarn: arn:aws:iam::111122223333:user/auth-carol
  username: carol
  groups: [auth-speech-namespace-level, auth-speech-cluster-level]
`

// TestAdoptAWSAuth gives those whom aws-auth lets in access entries of the stack, as adopt plan proposes it.
func TestAdoptAWSAuth(t *testing.T) {
	vision := found{name: "auth-vision", prefix: "auth-vision", namespaces: []string{"auth-vision"}}
	speech := found{name: "auth-speech", prefix: "auth-speech", namespaces: []string{"auth-speech"}}
	vision.create(t)
	speech.create(t)
	principal(t, "AuthAlice")
	principal(t, "AuthBob")
	require.NoError(t, box.AddPrincipal("AuthCarol", "arn:aws:iam::111122223333:user/auth-carol"))
	everybody, namespaces := []string{"AuthAlice", "AuthBob", "AuthCarol"}, []string{"auth-vision", "auth-speech"}
	createAWSAuth(t, map[string]string{"mapRoles": awsAuth, "mapUsers": awsAuthUsers}, everybody)
	before := resolved(t, everybody, namespaces...)
	scientists := []*colleagues{working(t, everybody[:1], vision.rights()), working(t, everybody[1:], speech.rights())}

	proposal := plannedFor(t, "auth-")
	assert.Equal(t, config{
		"auth-carol": config{"arn": "arn:aws:iam::111122223333:user/auth-carol", "userName": "carol", "teams": []any{"speech"}},
		"auth-alice": config{"arn": "arn:aws:iam::111122223333:role/AuthAlice", "userName": "alice:{{SessionName}}", "teams": []any{"vision"}},
		"auth-bob":   config{"arn": "arn:aws:iam::111122223333:role/AuthBob", "userName": "bob", "teams": []any{"speech"}},
	}, proposal.settings["principals"])
	assert.Contains(t, proposal.text, "#   arn:aws:iam::111122223333:role/Nodes in aws-auth: left out: it has the group "+
		"system:bootstrappers, and EKS refuses groups that start with system:")
	assert.Contains(t, proposal.text, "#   ConfigMap kube-system/aws-auth: the line of arn:aws:iam::111122223333:role/AuthAlice can go")

	st := newStack(t, "adopt-aws-auth", proposal.settings)
	_, changes := takeOver(t, st) // the review cannot know of aws-auth
	assert.Equal(t, plan{
		"create AccessEntry": 3, "update ClusterRole": 2, "update ClusterRoleBinding": 2, "update Role": 2, "update RoleBinding": 2,
	}, changes.Ops())
	requireSettled(t, st) // the lines have no effect any more
	nodes := strings.SplitAfter(awsAuth, "system:nodes]\n")[0]
	setAWSAuth(t, map[string]string{"mapRoles": nodes})
	for _, s := range scientists {
		s.stop()
	}
	requireSettled(t, st)
	requireSame(t, before, resolved(t, everybody, namespaces...))

	const stranger = "- {rolearn: arn:aws:iam::111122223333:role/Stranger, username: s, groups: [auth-vision-cluster-level]}\n"
	setAWSAuth(t, map[string]string{"mapRoles": nodes + stranger})
	found := requireUnchanged(t, st).until(t, func(found verification) bool { return found.code == 2 })
	assert.Equal(t, []string{"foreign-entry line of arn:aws:iam::111122223333:role/Stranger in ConfigMap kube-system/aws-auth"}, found.kinds())
}

// proposal is what adopt plan says, and of its settings those about names of a test's own.
type proposal struct {
	text     string
	settings config
}

// plannedFor runs adopt plan. Other tests may have left principals and teams: those whose keys and namespaces begin
// otherwise are left out.
func plannedFor(t *testing.T, prefix string) proposal {
	t.Helper()
	code, text, said := adoptPlan(t, sandbox.Administrator)
	require.Equal(t, 0, code, said)
	var file struct{ Config map[string]any }
	require.NoError(t, yaml.Unmarshal([]byte(text), &file), text)
	settings := config{}
	for key, value := range file.Config {
		if name, own := strings.CutPrefix(key, "scientist-access:"); own {
			settings[name] = value
		}
	}
	foreign := func(key string, _ any) bool { return !strings.HasPrefix(key, prefix) }
	if principals, ok := settings["principals"].(map[string]any); ok {
		maps.DeleteFunc(principals, foreign)
		settings["principals"] = config(principals)
	}
	if teams, ok := settings["teams"].(map[string]any); ok {
		maps.DeleteFunc(teams, func(_ string, team any) bool {
			return !strings.Contains(fmt.Sprint(team), prefix)
		})
	}
	return proposal{text, settings}
}

// createAWSAuth makes the ConfigMap, and waits until it has let those in whom it names.
func createAWSAuth(t *testing.T, data map[string]string, profiles []string) {
	t.Helper()
	_, err := admin(t).CoreV1().ConfigMaps("kube-system").Create(testContext(t), &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "aws-auth"}, Data: data,
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = admin(t).CoreV1().ConfigMaps("kube-system").Delete(testContext(t), "aws-auth", metav1.DeleteOptions{})
	})
	for _, profile := range profiles {
		require.Eventually(t, func() bool {
			_, err := client(t, box.SignIn(profile)).Discovery().ServerVersion()
			return err == nil
		}, time.Minute, 50*time.Millisecond, profile)
	}
}

func setAWSAuth(t *testing.T, data map[string]string) {
	t.Helper()
	changed, err := admin(t).CoreV1().ConfigMaps("kube-system").Get(testContext(t), "aws-auth", metav1.GetOptions{})
	require.NoError(t, err)
	changed.Data = data
	_, err = admin(t).CoreV1().ConfigMaps("kube-system").Update(testContext(t), changed, metav1.UpdateOptions{})
	require.NoError(t, err)
}
