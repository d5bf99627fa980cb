package component

import (
	"fmt"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/iam"
)

// arnRegister finds principals that have two keys, and those of two partitions, as soon as their ARNs are known.
type arnRegister struct {
	mu   sync.Mutex
	keys map[string]string // by ARN

	partition, first string // of the first principal, and its key
}

func newARNRegister() *arnRegister {
	return &arnRegister{keys: map[string]string{}}
}

func (r *arnRegister) add(key, arn string) *field.Error {
	r.mu.Lock()
	defer r.mu.Unlock()
	partition := iam.Partition(arn)
	if r.partition == "" {
		r.partition, r.first = partition, key
	}
	if partition != r.partition {
		return field.Invalid(principalPath(key).Child("arn"), arn, fmt.Sprintf(
			"is in partition %s of AWS, but %s is in %s; a cluster has principals of its own partition only",
			partition, principalPath(r.first), r.partition))
	}
	other, taken := r.keys[arn]
	if !taken || other == key {
		r.keys[arn] = key
		return nil
	}
	return field.Invalid(principalPath(key).Child("arn"), arn, fmt.Sprintf(
		"is also the principal of %s; EKS allows one access entry per principal: merge them into one key with all teams",
		principalPath(other)))
}
