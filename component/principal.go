package component

import (
	"fmt"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// arnRegister finds principals that have two keys, as soon as their ARNs are known.
type arnRegister struct {
	mu   sync.Mutex
	keys map[string]string // by ARN
}

func newARNRegister() *arnRegister {
	return &arnRegister{keys: map[string]string{}}
}

func (r *arnRegister) add(key, arn string) *field.Error {
	r.mu.Lock()
	defer r.mu.Unlock()
	other, taken := r.keys[arn]
	if !taken || other == key {
		r.keys[arn] = key
		return nil
	}
	return field.Invalid(principalPath(key).Child("arn"), arn, fmt.Sprintf(
		"is also the principal of %s; EKS allows one access entry per principal: merge them into one key with all teams",
		principalPath(other)))
}
