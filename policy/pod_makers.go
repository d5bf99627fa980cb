package policy

import "slices"

// PodMaker is a namespaced resource whose objects choose what a pod is made of: a pod template, an image, a service
// account, a volume or a path of the node.
type PodMaker struct {
	Group, Resource string
	Places
}

// Places are where an object says what its pods are made of. The zero value means that no list of fields tells all: pods
// come from text, from other objects or from patches.
//
// A place is a path of field names. A name that ends with ? may be absent, with [] it is a list, with {} a map; of both,
// every item is meant.
type Places struct {
	// Pods lead to whole pod specifications, or to what has the fields of one.
	Pods []string
	// Containers lead to lists of containers, Contexts to security contexts, and HostPaths to texts that are paths of a node,
	// all outside of Pods.
	Containers, Contexts, HostPaths []string
	// Versions are those of a custom resource for which the places are known; none for Kubernetes' own.
	Versions []string
	// Fields are all the fields of these versions that stand at a path, so that a field which comes later, and of which nobody
	// knows what it does, can be told.
	Fields map[string][]string
}

// IsZero reports whether no list of fields tells what pods are made of.
func (p Places) IsZero() bool {
	return len(p.Pods)+len(p.Containers)+len(p.Contexts)+len(p.HostPaths) == 0
}

// PodMakers are the resources known to make pods: Kubernetes' own, HyperPod's, and those of usual companions.
func PodMakers() []PodMaker {
	var makers []PodMaker
	for _, k := range slices.Concat(podMakers, nodeWriters) {
		for _, resource := range k.resources {
			makers = append(makers, PodMaker{k.group, resource, k.places})
		}
	}
	return makers
}

// kinds are resources of one API group, with the same places.
type kinds struct {
	group     string
	resources []string
	places    Places
}

// podMakers are those of [PodMakers].
var podMakers = []kinds{
	// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
	{"", []string{"pods"}, podsAt("spec")},
	{"", []string{"podtemplates"}, podsAt("template.spec")},
	{"", []string{"replicationcontrollers"}, podsAt(template)},
	{"apps", []string{"daemonsets", "deployments", "replicasets", "statefulsets"}, podsAt(template)},
	// A StatefulSet's pods of an earlier revision are made of what its ControllerRevision holds, which may be of any form.
	// https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/statefulset/stateful_set_utils.go (ApplyRevision)
	{"apps", []string{"controllerrevisions"}, unknown},
	{"batch", []string{"cronjobs"}, podsAt("spec.jobTemplate.spec.template.spec")},
	{"batch", []string{"jobs"}, podsAt(template)},

	// https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-eks-operator-usage.html
	{"sagemaker.amazonaws.com", []string{"hyperpodpytorchjobs"}, placesOfHyperPodJobs},
	// https://github.com/aws/sagemaker-hyperpod-cli/tree/main/helm_chart/HyperPodHelmChart/charts/inference-operator/config/crd
	{"inference.sagemaker.aws.amazon.com", []string{"inferenceendpointconfigs"}, placesOfEndpoints},
	{"inference.sagemaker.aws.amazon.com", []string{"modelimagecaches", "modelweightscacheconfigs"}, unknown},
	// Templates, access strategies and integration templates add containers to workspaces.
	// https://github.com/jupyter-infra/jupyter-k8s/tree/main/api/v1alpha1
	{"workspace.jupyter.org", []string{"workspaces"}, placesOfWorkspaces},
	{"workspace.jupyter.org", []string{"workspacetemplates"}, placesOfWorkspaceTemplates},
	{"workspace.jupyter.org", []string{
		"workspaceaccessstrategies", "workspaceintegrations", "workspaceintegrationstrategies", "workspaceintegrationtemplates",
	}, unknown},

	// https://github.com/kubeflow/training-operator/tree/v1.9.0/manifests/base/crds, of MXJobs v1.8.1. An MPIJob's launcher runs
	// as an account that goes by the job's name.
	{"kubeflow.org", []string{"jaxjobs"}, replicas("jaxReplicaSpecs", "runPolicy")},
	{"kubeflow.org", []string{"mxjobs"}, replicas("mxReplicaSpecs", "jobMode", "runPolicy")},
	{"kubeflow.org", []string{"paddlejobs"}, replicas("paddleReplicaSpecs", "elasticPolicy", "runPolicy")},
	{"kubeflow.org", []string{"pytorchjobs"}, replicas("pytorchReplicaSpecs", "elasticPolicy", "nprocPerNode", "runPolicy")},
	{"kubeflow.org", []string{"tfjobs"}, replicas("tfReplicaSpecs", "enableDynamicWorker", "runPolicy", "successPolicy")},
	{"kubeflow.org", []string{"xgboostjobs"}, replicas("xgbReplicaSpecs", "runPolicy")},
	// https://github.com/kubeflow/katib/tree/master/manifests/v1beta1/components/crd,
	// https://github.com/kubeflow/kubeflow/tree/v1.9.0/components and
	// https://github.com/kubeflow/pipelines/tree/master/manifests/kustomize/base/pipeline/cluster-scoped
	{"kubeflow.org", []string{
		"experiments", "mpijobs", "notebooks", "poddefaults", "scheduledworkflows", "trials", "viewers",
	}, unknown},
	// https://github.com/kubeflow/trainer/tree/master/manifests/base/crds
	{"trainer.kubeflow.org", []string{"optimizationjobs", "trainingruntimes", "trainjobs"}, unknown},
	// https://github.com/ray-project/kuberay/tree/master/ray-operator/config/crd/bases
	{"ray.io", []string{"rayclusters"}, placesOfRayClusters},
	{"ray.io", []string{"rayjobs"}, placesOfRayJobs},
	{"ray.io", []string{"rayservices"}, placesOfRayServices},
	{"ray.io", []string{"raycronjobs"}, unknown},
	// https://github.com/kubernetes-sigs/jobset/tree/main/config/components/crd/bases
	{"jobset.x-k8s.io", []string{"jobsets"}, placesOfJobSets},
	// https://github.com/kubernetes-sigs/lws/tree/main/config/crd/bases
	{"leaderworkerset.x-k8s.io", []string{"leaderworkersets"}, placesOfLeaderWorkerSets},
	{"disaggregatedset.x-k8s.io", []string{"disaggregatedsets"}, unknown},
	// https://github.com/kubeflow/spark-operator/tree/master/config/crd/bases
	{"sparkoperator.k8s.io", []string{"scheduledsparkapplications", "sparkapplications", "sparkconnects"}, unknown},
	// https://github.com/apache/spark-kubernetes-operator/tree/main/build-tools/helm/spark-kubernetes-operator/crds
	{"spark.apache.org", []string{"sparkapplications", "sparkclusters"}, unknown},
	// https://github.com/dask/dask-kubernetes/tree/main/dask_kubernetes/operator/customresources
	{"kubernetes.dask.org", []string{"daskclusters", "daskjobs", "daskworkergroups"}, unknown},
	// https://github.com/argoproj/argo-workflows/tree/main/manifests/base/crds and
	// https://github.com/argoproj/argo-rollouts/tree/master/manifests/crds
	{"argoproj.io", []string{
		"analysisruns", "analysistemplates", "cronworkflows", "experiments", "rollouts", "workflows",
		"workflowtasksets", "workflowtemplates",
	}, unknown},
	// https://github.com/tektoncd/pipeline/tree/main/config/300-crds
	{"tekton.dev", []string{"pipelineruns", "pipelines", "stepactions", "taskruns", "tasks"}, unknown},
	// https://github.com/kserve/kserve/tree/master/config/crd
	{"serving.kserve.io", []string{
		"inferencegraphs", "inferenceservices", "llminferenceserviceconfigs", "llminferenceservices", "servingruntimes",
	}, unknown},
	// https://github.com/knative/serving/tree/main/config/core/300-resources
	{"serving.knative.dev", []string{"configurations", "revisions", "services"}, unknown},
	// https://github.com/volcano-sh/volcano/tree/master/config/crd/volcano/bases
	{"batch.volcano.sh", []string{"cronjobs", "jobs"}, unknown},
	// https://github.com/kedacore/keda/tree/main/config/crd/bases
	{"keda.sh", []string{"scaledjobs"}, unknown},
	// https://github.com/project-codeflare/appwrapper/tree/main/config/crd/bases
	{"workload.codeflare.dev", []string{"appwrappers"}, unknown},
}

// clusterPodMakers are the same without namespace: templates for the pods of all namespaces.
var clusterPodMakers = []kinds{
	// The sources are those above.
	{"argoproj.io", []string{"clusteranalysistemplates", "clusterworkflowtemplates"}, unknown},
	{"serving.kserve.io", []string{"clusterservingruntimes", "clusterstoragecontainers"}, unknown},
	{"trainer.kubeflow.org", []string{"clustertrainingruntimes"}, unknown},
}

// nodeWriters make pods with an image and an account of their own, that write to a path of the node which the object names.
var nodeWriters = []kinds{
	{"inference.sagemaker.aws.amazon.com", []string{"jumpstartmodels"}, placesOfJumpStartModels},
}

// template is where most resources have the specification of their pods.
const template = "spec.template.spec"

// unknown are the places of resources that nobody has looked through.
var unknown Places

func podsAt(paths ...string) Places { return Places{Pods: paths} }

// writesAny is met by the right to write objects of any of these kinds.
func writesAny(all []kinds) need {
	var any need
	for _, k := range all {
		any = append(any, grant{groups: []string{k.group}, resources: k.resources, verbs: writing})
	}
	return any
}
