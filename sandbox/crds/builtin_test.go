package crds

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/client-go/kubernetes/scheme"
)

// podParts are the types that say what a pod is made of, and the one that holds a volume's hostPath.
var podParts = []reflect.Type{
	reflect.TypeFor[corev1.PodSpec](),
	reflect.TypeFor[corev1.Container](),
	reflect.TypeFor[corev1.EphemeralContainer](),
	reflect.TypeFor[corev1.Volume](),
	reflect.TypeFor[corev1.PersistentVolumeSource](),
}

// builtInExceptions are the built-in kinds that hold such parts, and from which no pod is made.
var builtInExceptions = map[string]exception{
	"volumeattachments.storage.k8s.io": {
		"its inline volume is attached to a node, and mounted in no pod",
		"https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attachment-v1/",
	},
	"podcertificaterequests.certificates.k8s.io": {
		"it asks a signer for the certificate of a pod that is there already; alpha, and off",
		"https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#pod-certificate-requests",
	},
}

// TestBuiltInKindsAreJudged: whatever kind of Kubernetes' own holds a part of a pod is a known danger to write.
func TestBuiltInKindsAreJudged(t *testing.T) {
	t.Parallel()
	var found []string
	for gvk, kind := range scheme.Scheme.AllKnownTypes() {
		// The API server has not served extensions since Kubernetes 1.22.
		if gvk.Group == "extensions" || strings.HasSuffix(gvk.Kind, "List") || !holds(kind, map[reflect.Type]bool{}) {
			continue
		}
		plural, _ := meta.UnsafeGuessKindToResource(gvk)
		name := strings.TrimSuffix(plural.Resource+"."+gvk.Group, ".")
		if _, harmless := builtInExceptions[name]; harmless || slices.Contains(found, name) {
			continue
		}
		found = append(found, name)
		dangers := dangersOfWriting(gvk.Group, plural.Resource)
		assert.True(t, slices.Contains(dangers, "run-pods") || slices.Contains(dangers, "mount-nodes"),
			"%s holds a part of a pod, and writing it is no known danger", name)
	}
	slices.Sort(found)
	assert.Equal(t, []string{
		"cronjobs.batch", "daemonsets.apps", "deployments.apps", "jobs.batch", "persistentvolumes", "pods", "podtemplates",
		"replicasets.apps", "replicationcontrollers", "statefulsets.apps",
	}, found)
}

// holds reports whether a pod's part, or the name of a service account to run as, is anywhere in a type.
func holds(t reflect.Type, seen map[reflect.Type]bool) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if slices.Contains(podParts, t) {
		return true
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return false
	}
	seen[t] = true
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Name == "ServiceAccountName" || holds(field.Type, seen) {
			return true
		}
	}
	return false
}
