package e2e

// parts are what the commands' templates write into objects, by kind, as far as it makes pods.
//
// Sources: in https://github.com/aws/sagemaker-hyperpod-cli/blob/2f8030b84c02f101576ca25e7edaa76bd0d89595
// src/sagemaker/hyperpod/cli/sagemaker_hyperpod_recipes/launcher/nemo/k8s_templates/training/training.yaml for PyTorchJob,
// hyperpod-pytorch-job-template, hyperpod-custom-inference-template, hyperpod-jumpstart-inference-template and
// hyperpod-space-template for the others.
var parts = map[string]string{
	"PyTorchJob": `, "spec": {"nprocPerNode": "8", "pytorchReplicaSpecs": {"Worker": {"replicas": 2, "template": {"spec": {
		"containers": [{"name": "pytorch", "image": "a", "securityContext": {"capabilities": {"add": ["IPC_LOCK"]}}, "volumeMounts": [
			{"name": "shm", "mountPath": "/dev/shm"}, {"name": "logs", "mountPath": "/var/log/aws/clusters", "readOnly": true}]}],
		"volumes": [{"name": "shm", "hostPath": {"path": "/dev/shm", "type": "Directory"}},
			{"name": "logs", "hostPath": {"path": "/var/log/aws/clusters", "type": "DirectoryOrCreate"}}]}}}}}`,
	"HyperPodPyTorchJob": `, "spec": {"nprocPerNode": "8", "runPolicy": {"cleanPodPolicy": "None"}, "replicaSpecs": [{
		"name": "pod", "replicas": 2, "template": {"metadata": {"name": "example"}, "spec": {"containers": [{
			"name": "pytorch-job-container", "image": "a", "volumeMounts": [{"name": "data", "mountPath": "/data"}]}],
			"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}}}]}`,
	"InferenceEndpointConfig": `, "spec": {"modelName": "m", "instanceType": "ml.g5.8xlarge", "invocationEndpoint": "invocations",
		"modelSourceConfig": {"modelSourceType": "s3", "s3Storage": {"bucketName": "b", "region": "us-west-2"}},
		"worker": {"image": "a", "modelInvocationPort": {"containerPort": 8080, "name": "http"}, "resources": {},
			"modelVolumeMount": {"name": "weights", "mountPath": "/opt/ml/model"}, "environmentVariables": []}}`,
	"JumpStartModel": `, "spec": {"model": {"modelId": "m"}, "server": {"instanceType": "ml.g5.8xlarge"}, "sageMakerEndpoint": {"name": "e"}}`,
	"Workspace": `, "spec": {"displayName": "d", "image": "a", "desiredStatus": "Running", "ownershipType": "Public", "resources": {},
		"storage": {"size": "5Gi"}, "volumes": [{"name": "v", "persistentVolumeClaimName": "c", "mountPath": "/v"}],
		"templateRef": {"name": "t"}, "serviceAccountName": "default"}`,
	"WorkspaceTemplate": `, "spec": {"displayName": "d", "defaultImage": "a", "allowedImages": ["a"], "defaultResources": {},
		"defaultContainerSecurityContext": {"allowPrivilegeEscalation": false}}`,
	"Secret":  `, "type": "helm.sh/release.v1", "data": {"release": ""}`,
	"Service": `, "spec": {"ports": [{"port": 80}]}`,
}
