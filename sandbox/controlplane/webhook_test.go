package controlplane

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"

	authenticationv1 "k8s.io/api/authentication/v1"
)

// webhook stands in for EKS's authenticator: it knows the tokens that a test tells it.
type webhook struct {
	*httptest.Server
	mu    sync.Mutex
	users map[string]authenticationv1.UserInfo
}

func newWebhook() *webhook {
	w := &webhook{users: map[string]authenticationv1.UserInfo{}}
	w.Server = httptest.NewServer(http.HandlerFunc(w.review))
	return w
}

func (w *webhook) accept(token, user string, groups ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.users[token] = authenticationv1.UserInfo{Username: user, Groups: groups}
}

func (w *webhook) refuse(token string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.users, token)
}

func (w *webhook) review(response http.ResponseWriter, request *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var review authenticationv1.TokenReview
	if err := json.NewDecoder(request.Body).Decode(&review); err != nil {
		http.Error(response, err.Error(), http.StatusBadRequest)
		return
	}
	if review.APIVersion != authenticationv1.SchemeGroupVersion.String() {
		http.Error(response, "not a review of version v1: "+review.APIVersion, http.StatusBadRequest)
		return
	}
	review.Status.User, review.Status.Authenticated = w.users[review.Spec.Token], false
	if _, ok := w.users[review.Spec.Token]; ok {
		review.Status.Authenticated = true
	}
	response.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(response).Encode(review)
}
