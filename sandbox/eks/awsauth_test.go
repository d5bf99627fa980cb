package eks

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// awsAuth has lines as AWS's page on the ConfigMap describes them.
const awsAuth = `
- rolearn: arn:aws:iam::111122223333:role/Scientist
  username: scientist:{{SessionName}}
  groups: [readers, "of-{{AccountID}}"]
- rolearn: arn:aws:iam::111122223333:role/Node
  username: system:node:{{EC2PrivateDNSName}}
  groups: [system:nodes]
`

// serveConfigMap is an API server that has nothing but the ConfigMap, for those who watch.
func serveConfigMap(t *testing.T, data map[string]string) (kubeconfig string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/namespaces/kube-system/configmaps" || r.URL.Query().Get("watch") == "" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(metav1.WatchEvent{Type: "ADDED", Object: runtime.RawExtension{Object: &corev1.ConfigMap{
			TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "ConfigMap"},
			ObjectMeta: metav1.ObjectMeta{Name: "aws-auth", Namespace: "kube-system"}, Data: data,
		}}})
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(server.CloseClientConnections)
	kubeconfig = filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: c}}]\n" +
		"clusters: [{name: c, cluster: {server: " + server.URL + "}}]\n"
	require.NoError(t, os.WriteFile(kubeconfig, []byte(text), 0o600))
	return kubeconfig
}

func TestAWSAuthLetsIn(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	scientist := principalKey(t, a.Server, roleARN, SessionName("alice"))
	node := principalKey(t, a.Server, "arn:aws:iam::111122223333:role/Node")
	stranger := principalKey(t, a.Server, "arn:aws:iam::111122223333:role/Stranger")
	signIn := func(key Credentials) authenticationv1.TokenReviewStatus {
		return review(t, a.Server, "authentication.k8s.io/v1", signInToken(t, key, testCluster, testRegion)).Status
	}
	require.NoError(t, a.SetAuthenticationMode(testCluster, "API_AND_CONFIG_MAP"))
	require.False(t, signIn(scientist).Authenticated, "nobody follows the ConfigMap yet")

	kubeconfig := serveConfigMap(t, map[string]string{"mapRoles": awsAuth})
	require.Error(t, a.FollowAWSAuth("other", kubeconfig, t.Context().Done()))
	require.NoError(t, a.FollowAWSAuth(testCluster, kubeconfig, t.Context().Done()))
	require.Eventually(t, func() bool { return signIn(scientist).Authenticated }, 10*time.Second, time.Millisecond)
	user := signIn(scientist).User
	require.Equal(t, "scientist:alice", user.Username)
	require.Equal(t, []string{"readers", "of-111122223333"}, user.Groups)
	require.Contains(t, signIn(node).Error, "only EC2 knows the name of a node")
	require.Contains(t, signIn(stranger).Error, `has no access entry on cluster "ml", and no line in aws-auth`)

	require.NoError(t, a.SetAuthenticationMode(testCluster, "API"))
	require.False(t, signIn(scientist).Authenticated)
	require.NoError(t, a.SetAuthenticationMode(testCluster, "CONFIG_MAP"))
	require.True(t, signIn(scientist).Authenticated)
	require.NoError(t, a.SetAuthenticationMode(testCluster, "API_AND_CONFIG_MAP"))
	a.create(t, roleARN, "writers")
	require.Equal(t, []string{"writers"}, signIn(scientist).User.Groups, "an access entry takes the place of the line")
}
