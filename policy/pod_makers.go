package policy

// kinds are resources of one API group.
type kinds struct {
	group     string
	resources []string
}

// podMakers are the namespaced resources whose objects choose what a pod is made of: a pod template, an image, a
// service account or a volume. Kubernetes' own come first, then HyperPod's, then those of usual companions.
var podMakers = []kinds{
	// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
	{"", []string{"pods", "podtemplates", "replicationcontrollers"}},
	{"apps", []string{"daemonsets", "deployments", "replicasets", "statefulsets"}},
	{"batch", []string{"cronjobs", "jobs"}},

	// https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-eks-operator-usage.html
	{"sagemaker.amazonaws.com", []string{"hyperpodpytorchjobs"}},
	// https://github.com/aws/sagemaker-hyperpod-cli/tree/main/helm_chart/HyperPodHelmChart/charts/inference-operator/config/crd
	{"inference.sagemaker.aws.amazon.com", []string{
		"inferenceendpointconfigs", "modelimagecaches", "modelweightscacheconfigs",
	}},
	// Templates, access strategies and integration templates add containers to workspaces.
	// https://github.com/jupyter-infra/jupyter-k8s/tree/main/api/v1alpha1
	{"workspace.jupyter.org", []string{
		"workspaceaccessstrategies", "workspaceintegrationtemplates", "workspaces", "workspacetemplates",
	}},

	// https://github.com/kubeflow/training-operator/tree/v1.9.0/manifests/base/crds,
	// https://github.com/kubeflow/katib/tree/master/manifests/v1beta1/components/crd,
	// https://github.com/kubeflow/kubeflow/tree/v1.9.0/components and
	// https://github.com/kubeflow/pipelines/tree/master/manifests/kustomize/base/pipeline/cluster-scoped
	{"kubeflow.org", []string{
		"experiments", "jaxjobs", "mpijobs", "mxjobs", "notebooks", "paddlejobs", "poddefaults", "pytorchjobs",
		"scheduledworkflows", "tfjobs", "trials", "viewers", "xgboostjobs",
	}},
	// https://github.com/kubeflow/trainer/tree/master/manifests/base/crds
	{"trainer.kubeflow.org", []string{"optimizationjobs", "trainingruntimes", "trainjobs"}},
	// https://github.com/ray-project/kuberay/tree/master/ray-operator/config/crd/bases
	{"ray.io", []string{"rayclusters", "raycronjobs", "rayjobs", "rayservices"}},
	// https://github.com/kubernetes-sigs/jobset/tree/main/config/components/crd/bases
	{"jobset.x-k8s.io", []string{"jobsets"}},
	// https://github.com/kubernetes-sigs/lws/tree/main/config/crd/bases
	{"leaderworkerset.x-k8s.io", []string{"leaderworkersets"}},
	{"disaggregatedset.x-k8s.io", []string{"disaggregatedsets"}},
	// https://github.com/kubeflow/spark-operator/tree/master/config/crd/bases
	{"sparkoperator.k8s.io", []string{"scheduledsparkapplications", "sparkapplications", "sparkconnects"}},
	// https://github.com/apache/spark-kubernetes-operator/tree/main/build-tools/helm/spark-kubernetes-operator/crds
	{"spark.apache.org", []string{"sparkapplications", "sparkclusters"}},
	// https://github.com/dask/dask-kubernetes/tree/main/dask_kubernetes/operator/customresources
	{"kubernetes.dask.org", []string{"daskclusters", "daskjobs", "daskworkergroups"}},
	// https://github.com/argoproj/argo-workflows/tree/main/manifests/base/crds and
	// https://github.com/argoproj/argo-rollouts/tree/master/manifests/crds
	{"argoproj.io", []string{
		"analysisruns", "analysistemplates", "cronworkflows", "experiments", "rollouts", "workflows",
		"workflowtasksets", "workflowtemplates",
	}},
	// https://github.com/tektoncd/pipeline/tree/main/config/300-crds
	{"tekton.dev", []string{"pipelineruns", "pipelines", "stepactions", "taskruns", "tasks"}},
	// https://github.com/kserve/kserve/tree/master/config/crd
	{"serving.kserve.io", []string{
		"inferencegraphs", "inferenceservices", "llminferenceserviceconfigs", "llminferenceservices", "servingruntimes",
	}},
	// https://github.com/knative/serving/tree/main/config/core/300-resources
	{"serving.knative.dev", []string{"configurations", "revisions", "services"}},
	// https://github.com/volcano-sh/volcano/tree/master/config/crd/volcano/bases
	{"batch.volcano.sh", []string{"cronjobs", "jobs"}},
	// https://github.com/kedacore/keda/tree/main/config/crd/bases
	{"keda.sh", []string{"scaledjobs"}},
	// https://github.com/project-codeflare/appwrapper/tree/main/config/crd/bases
	{"workload.codeflare.dev", []string{"appwrappers"}},
}

// clusterPodMakers are the same without namespace: templates for the pods of all namespaces.
var clusterPodMakers = []kinds{
	// The sources are those above.
	{"argoproj.io", []string{"clusteranalysistemplates", "clusterworkflowtemplates"}},
	{"serving.kserve.io", []string{"clusterservingruntimes", "clusterstoragecontainers"}},
	{"trainer.kubeflow.org", []string{"clustertrainingruntimes"}},
}

// writesAny is met by the right to write objects of any of these kinds.
func writesAny(all []kinds) need {
	var any need
	for _, k := range all {
		any = append(any, grant{groups: []string{k.group}, resources: k.resources, verbs: writing})
	}
	return any
}
