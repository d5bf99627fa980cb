// Package crds installs the custom resources of a HyperPod cluster: minimal definitions of our own, with the true
// groups, plurals, short names, scopes and subresources. Authorization asks for nothing else; any object fits their schema.
package crds

// definition is what a CustomResourceDefinition says of one resource.
type definition struct {
	group, version string
	plural, kind   string
	cluster        bool // cluster-scoped
	scale          bool // has the scale subresource; all have status
	short          []string
}

// Sources: https://github.com/kubeflow/training-operator/tree/v1.7.0/manifests/base/crds,
// https://github.com/aws/sagemaker-hyperpod-cli/tree/main/helm_chart,
// https://github.com/kubernetes-sigs/kueue/tree/main/config/components/crd/bases
var definitions = []definition{
	{group: "kubeflow.org", version: "v1", plural: "pytorchjobs", kind: "PyTorchJob", scale: true},
	{group: "kubeflow.org", version: "v1", plural: "paddlejobs", kind: "PaddleJob", scale: true},
	{group: "kubeflow.org", version: "v1", plural: "tfjobs", kind: "TFJob"},
	{group: "kubeflow.org", version: "v1", plural: "mxjobs", kind: "MXJob"},
	{group: "kubeflow.org", version: "v1", plural: "xgboostjobs", kind: "XGBoostJob"},
	{group: "kubeflow.org", version: "v2beta1", plural: "mpijobs", kind: "MPIJob"},

	{group: "sagemaker.amazonaws.com", version: "v1", plural: "hyperpodpytorchjobs", kind: "HyperPodPyTorchJob"},

	{group: "inference.sagemaker.aws.amazon.com", version: "v1", plural: "inferenceendpointconfigs", kind: "InferenceEndpointConfig", scale: true},
	{group: "inference.sagemaker.aws.amazon.com", version: "v1", plural: "jumpstartmodels", kind: "JumpStartModel", scale: true},
	{group: "inference.sagemaker.aws.amazon.com", version: "v1", plural: "sagemakerendpointregistrations", kind: "SageMakerEndpointRegistration"},

	{group: "workspace.jupyter.org", version: "v1alpha1", plural: "workspaces", kind: "Workspace"},
	{group: "workspace.jupyter.org", version: "v1alpha1", plural: "workspacetemplates", kind: "WorkspaceTemplate"},
	{group: "connection.workspace.jupyter.org", version: "v1alpha1", plural: "workspaceconnections", kind: "WorkspaceConnection"},

	{group: "kueue.x-k8s.io", version: "v1beta1", plural: "workloads", kind: "Workload", short: []string{"wl"}},
	{group: "kueue.x-k8s.io", version: "v1beta1", plural: "localqueues", kind: "LocalQueue", short: []string{"queue", "queues", "lq"}},
	{group: "kueue.x-k8s.io", version: "v1beta1", plural: "clusterqueues", kind: "ClusterQueue", cluster: true, short: []string{"cq"}},
	{group: "kueue.x-k8s.io", version: "v1beta1", plural: "resourceflavors", kind: "ResourceFlavor", cluster: true, short: []string{"flavor", "flavors", "rf"}},
	{group: "kueue.x-k8s.io", version: "v1beta1", plural: "workloadpriorityclasses", kind: "WorkloadPriorityClass", cluster: true},
}
