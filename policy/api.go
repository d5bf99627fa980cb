package policy

import "slices"

// What the Kubernetes API knows, as far as it decides whether a rule can have an effect.

// resourceVerbs are the verbs of requests for resources, with those that only checks inside the API server ask
// for (bind, escalate, impersonate, use; approve, sign and attest for certificates).
//
// Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#request-verbs-and-authorization
var resourceVerbs = []string{
	"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection",
	"bind", "escalate", "impersonate", "use", "approve", "sign", "attest",
}

// Verbs are those of requests for resources.
func Verbs() []string { return slices.Clone(resourceVerbs) }

// urlVerbs are the verbs of requests for other addresses: HTTP's methods.
var urlVerbs = []string{"get", "head", "options", "post", "put", "patch", "delete"}

// verbsWithoutName are the verbs of requests whose address holds no object's name.
var verbsWithoutName = []string{"list", "watch", "create", "deletecollection"}

// subresourceVerbs are the verbs for which subresources are served.
//
// Source: https://kubernetes.io/docs/reference/kubernetes-api/
var subresourceVerbs = map[string][]string{
	"log":                 {"get"},
	"exec":                {"get", "create"},
	"attach":              {"get", "create"},
	"portforward":         {"get", "create"},
	"eviction":            {"create"},
	"binding":             {"create"},
	"token":               {"create"},
	"ephemeralcontainers": {"get", "update", "patch"},
	"resize":              {"get", "update", "patch"},
	"status":              {"get", "update", "patch"},
	"scale":               {"get", "update", "patch"},
	"approval":            {"get", "update", "patch"},
	"finalize":            {"update"},
}

// clusterScoped are the resources without namespace, by API group: Kubernetes' own, and Kueue's, which teams under
// task governance meet.
//
// Source: kubectl api-resources --namespaced=false on Kubernetes 1.34, and
// https://kueue.sigs.k8s.io/docs/concepts/
var clusterScoped = map[string][]string{
	"": {"componentstatuses", "namespaces", "nodes", "persistentvolumes"},
	"admissionregistration.k8s.io": {
		"mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations",
		"validatingadmissionpolicies", "validatingadmissionpolicybindings", "validatingwebhookconfigurations",
	},
	"apiextensions.k8s.io":         {"customresourcedefinitions"},
	"apiregistration.k8s.io":       {"apiservices"},
	"authentication.k8s.io":        {"selfsubjectreviews", "tokenreviews"},
	"authorization.k8s.io":         {"selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews"},
	"certificates.k8s.io":          {"certificatesigningrequests", "clustertrustbundles"},
	"flowcontrol.apiserver.k8s.io": {"flowschemas", "prioritylevelconfigurations"},
	"internal.apiserver.k8s.io":    {"storageversions"},
	"networking.k8s.io":            {"ingressclasses", "ipaddresses", "servicecidrs"},
	"node.k8s.io":                  {"runtimeclasses"},
	"rbac.authorization.k8s.io":    {"clusterroles", "clusterrolebindings"},
	"resource.k8s.io":              {"deviceclasses", "resourceslices"},
	"scheduling.k8s.io":            {"priorityclasses"},
	"storage.k8s.io": {
		"csidrivers", "csinodes", "storageclasses", "volumeattachments", "volumeattributesclasses",
	},
	"storagemigration.k8s.io": {"storageversionmigrations"},
	"kueue.x-k8s.io": {
		"admissionchecks", "clusterqueues", "cohorts", "multikueueclusters", "multikueueconfigs",
		"provisioningrequestconfigs", "resourceflavors", "topologies", "workloadpriorityclasses",
	},
}
