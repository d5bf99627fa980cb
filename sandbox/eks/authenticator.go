package eks

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	authenticationv1 "k8s.io/api/authentication/v1"
	"sigs.k8s.io/aws-iam-authenticator/pkg/token"
)

// adminGroup is what the creator of a cluster is in Kubernetes here. EKS reaches the same with an authorizer of
// its own.
const adminGroup = "system:masters"

// verifierMu guards token.NewVerifier, whose first call sets up metrics of the whole process.
var verifierMu sync.Mutex

// Authenticator serves kube-apiserver's token webhook for one cluster: it tells who made a sign-in token, and
// which user name and groups the access entry of that principal gives it, or else its line in the ConfigMap aws-auth. A
// token that is wrong, or whose principal has neither, is answered as not authenticated, with the reason; the API server
// then says 401. Only entries of type STANDARD sign in. The cluster may be added later.
//
// kube-apiserver keeps answers for two minutes unless --authentication-token-webhook-cache-ttl is set.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication
func (s *Server) Authenticator(clusterName string) http.Handler {
	verifierMu.Lock()
	defer verifierMu.Unlock()
	return &authenticator{s, clusterName, token.NewVerifier(clusterName, s.config.Partition, s.config.Region)}
}

type authenticator struct {
	server      *Server
	clusterName string
	verifier    token.Verifier
}

// ServeHTTP implements [http.Handler]. Versions v1 and v1beta1 of TokenReview have the same members.
func (a *authenticator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.Error(w, "expected a POST of a TokenReview", http.StatusMethodNotAllowed)
		return
	}
	var review authenticationv1.TokenReview
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&review); err != nil {
		http.Error(w, fmt.Sprintf("expected a TokenReview: %v", err), http.StatusBadRequest)
		return
	}
	if review.Kind != "TokenReview" || !strings.HasPrefix(review.APIVersion, authenticationv1.GroupName+"/") {
		http.Error(w, fmt.Sprintf("expected a TokenReview, got %s of %s", review.Kind, review.APIVersion), http.StatusBadRequest)
		return
	}
	answer := authenticationv1.TokenReview{TypeMeta: review.TypeMeta, Status: a.review(review.Spec.Token)}
	body, err := json.Marshal(answer)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, body)
}

func (a *authenticator) review(signInToken string) authenticationv1.TokenReviewStatus {
	identity, err := a.verifier.Verify(signInToken)
	if err != nil {
		return authenticationv1.TokenReviewStatus{Error: err.Error()}
	}
	user, err := a.user(identity)
	if err != nil {
		return authenticationv1.TokenReviewStatus{Error: err.Error()}
	}
	return authenticationv1.TokenReviewStatus{Authenticated: true, User: user}
}

// user is the Kubernetes user that the identity's access entry, or else aws-auth, makes of it.
func (a *authenticator) user(identity *token.Identity) (authenticationv1.UserInfo, error) {
	a.server.mu.Lock()
	defer a.server.mu.Unlock()
	c, ok := a.server.clusters[a.clusterName]
	if !ok {
		return authenticationv1.UserInfo{}, fmt.Errorf("cluster %q: does not exist", a.clusterName)
	}
	entry, err := c.entryOf(identity)
	if err != nil {
		return c.mapped(identity, err)
	}
	user := userInfo(identity, entry.Username)
	user.Groups = slices.Clone(entry.KubernetesGroups)
	if a.server.isClusterAdmin(entry) {
		user.Groups = append(user.Groups, adminGroup)
	}
	return user, nil
}

// userInfo is an identity in Kubernetes, in no group.
func userInfo(identity *token.Identity, username string) authenticationv1.UserInfo {
	return authenticationv1.UserInfo{
		Username: fillIn(username, identity),
		UID:      fmt.Sprintf("aws-iam-authenticator:%s:%s", identity.AccountID, identity.UserID),
		Extra: map[string]authenticationv1.ExtraValue{
			"accessKeyId":  {identity.AccessKeyID},
			"arn":          {identity.ARN},
			"canonicalArn": {identity.CanonicalARN},
			"principalId":  {identity.UserID},
			"sessionName":  {identity.SessionName},
		},
	}
}

// entryOf finds the entry by the principal's unique id: the caller's ARN has no path, and would also match a
// principal that was deleted and created again.
func (c *cluster) entryOf(identity *token.Identity) (*accessEntry, error) {
	for _, entry := range c.entries {
		if entry.principalID != identity.UserID || entry.Type != standard {
			continue
		}
		if !authenticationModes[c.AuthenticationMode].entries && entry.PrincipalARN != c.Creator {
			return nil, errors.New("access entries do not sign in with authentication mode " + c.AuthenticationMode)
		}
		return entry, nil
	}
	return nil, fmt.Errorf("%s (%s) has no access entry on cluster %q", identity.ARN, identity.UserID, c.Name)
}

// fillIn replaces the variables of a user name. An @ in a session's name becomes a hyphen, unless the raw name
// is asked for. https://docs.aws.amazon.com/eks/latest/userguide/set-custom-username.html
func fillIn(username string, identity *token.Identity) string {
	return strings.NewReplacer(
		"{{SessionName}}", strings.ReplaceAll(identity.SessionName, "@", "-"),
		"{{SessionNameRaw}}", identity.SessionName,
	).Replace(username)
}
