package policy

import "slices"

// The places in custom resources, with all the fields that their definitions had when they were read.

// placesOfHyperPodJobs are read from the models that the CLI has of them: the definition itself is not published.
//
// Source: https://github.com/aws/sagemaker-hyperpod-cli/blob/6c3aea5b3b1b5bb3fccacd0402e3e32c0b2b4ee9/src/sagemaker/hyperpod/training/config/hyperpod_pytorch_job_unified_config.py
var placesOfHyperPodJobs = Places{
	Versions: []string{"v1"},
	Pods:     []string{"spec.replicaSpecs?[].template.spec"},
	Fields: map[string][]string{
		"spec":                 {"elasticPolicy", "nprocPerNode", "replicaSpecs", "runPolicy"},
		"spec.replicaSpecs?[]": {"maxReplicas", "name", "replicas", "spares", "template"},
	},
}

// placesOfEndpoints: with what the worker is made of, its operator chooses the rest of the pod. The older version has some of
// the newer one's fields.
//
// Source: https://github.com/aws/sagemaker-hyperpod-cli/blob/0986f2cc4eb14070d3aeb159c2c9b09d1b5f287b/helm_chart/HyperPodHelmChart/charts/inference-operator/config/crd/inference.sagemaker.aws.amazon.com_inferenceendpointconfigs.yaml
var placesOfEndpoints = Places{
	Versions:  []string{"v1", "v1alpha1"},
	Pods:      []string{"spec.kubernetes?"},
	HostPaths: []string{weightsCache + ".hostPath?"},
	Fields: map[string][]string{
		"spec": {
			"InitialReplicaCount", "autoScalingSpec", "dataCapture", "dnsConfig", "endpointName", "instanceType", "instanceTypes",
			"intelligentRoutingSpec", "invocationEndpoint", "kubernetes", "kvCacheSpec", "loadBalancer", "maxDeployTimeInSeconds",
			"metrics", "modelCacheConfig", "modelName", "modelSourceConfig", "modelVersion", "nodeAffinity", "pdSpec", "replicas",
			"tags", "tlsConfig", "worker",
		},
		"spec.kubernetes?": {"initContainers", "schedulerName", "serviceAccountName", "volumes"},
		"spec.worker": {
			"args", "command", "environmentVariables", "image", "modelInvocationPort", "modelVolumeMount", "probes",
			"requestLimits", "resources", "workingDir",
		},
		"spec.modelCacheConfig?": {"imageCache", "weightsCache"},
		weightsCache:             {"enabled", "hostPath"},
	},
}

// weightsCache keeps the weights of models on the node.
const weightsCache = "spec.modelCacheConfig?.weightsCache?"

// Source: https://github.com/aws/sagemaker-hyperpod-cli/blob/0986f2cc4eb14070d3aeb159c2c9b09d1b5f287b/helm_chart/HyperPodHelmChart/charts/inference-operator/config/crd/inference.sagemaker.aws.amazon.com_jumpstartmodels.yaml
var placesOfJumpStartModels = Places{
	Versions:  []string{"v1", "v1alpha1"},
	HostPaths: []string{weightsCache + ".hostPath?"},
	Fields: map[string][]string{
		"spec": {
			"autoScalingSpec", "dataCapture", "dnsConfig", "environmentVariables", "intelligentRoutingSpec", "kvCacheSpec",
			"loadBalancer", "maxDeployTimeInSeconds", "metrics", "model", "modelCacheConfig", "replicas", "sageMakerEndpoint",
			"server", "tlsConfig",
		},
		"spec.server":            {"acceleratorPartitionType", "executionRole", "instanceType", "validations"},
		"spec.modelCacheConfig?": {"imageCache", "weightsCache"},
		weightsCache:             {"enabled", "hostPath"},
	},
}

// placesOfWorkspaces: the operator copies the rest from the template, the access strategy and the integration templates that a
// workspace names, which others write.
//
// Source: https://github.com/jupyter-infra/jupyter-k8s/blob/bea59fbf7d84e17d0a99b8b04fd6590484ca20eb/api/v1alpha1/workspace_types.go
// and earlier commits, which had integrationRefs and integrationStrategy.
var placesOfWorkspaces = Places{
	Versions: []string{"v1alpha1"},
	Pods:     []string{"spec"},
	Contexts: []string{"spec.containerSecurityContext?"},
	Fields: map[string][]string{"spec": {
		"accessStrategy", "accessType", "affinity", "appType", "containerConfig", "containerSecurityContext", "desiredStatus",
		"displayName", "env", "idleShutdown", "image", "initContainers", "integrationRefs", "integrationStrategy",
		"integrationTemplateRefs", "lifecycle", "nodeSelector", "ownershipType", "podSecurityContext", "readinessProbe",
		"resources", "serviceAccountName", "sharedMemory", "storage", "templateRef", "tolerations", "volumes",
	}},
}

// placesOfWorkspaceTemplates are of the defaults that a template has for workspaces, which the operator copies into them.
//
// Source: https://github.com/jupyter-infra/jupyter-k8s/blob/ba8d6064ea3d482617ada62021c9dcfacc4aa8ac/dist/chart/templates/crd/workspacetemplates.workspace.jupyter.org.yaml
var placesOfWorkspaceTemplates = Places{
	Versions:   []string{"v1alpha1"},
	Containers: []string{"spec.defaultInitContainers?"},
	Contexts:   []string{"spec.defaultContainerSecurityContext?"},
	Fields: map[string][]string{"spec": {
		"allowCustomImages", "allowCustomInitContainers", "allowSecondaryStorages", "allowedImages", "appType", "baseEnv",
		"baseLabels", "defaultAccessStrategy", "defaultAccessType", "defaultAffinity", "defaultContainerConfig",
		"defaultContainerSecurityContext", "defaultIdleShutdown", "defaultImage", "defaultInitContainers", "defaultLifecycle",
		"defaultNodeSelector", "defaultOwnershipType", "defaultPodSecurityContext", "defaultResources", "defaultTolerations",
		"defaultVolumes", "description", "displayName", "envRequirements", "idleShutdownOverrides", "labelRequirements",
		"primaryStorage", "resourceBounds",
	}},
}

// replicas are the places in a job of the training operator: a pod for each type of replica.
func replicas(field string, others ...string) Places {
	types := "spec." + field + "{}"
	others = append(others, field)
	slices.Sort(others)
	return Places{
		Versions: []string{"v1"},
		Pods:     []string{types + ".template.spec"},
		Fields: map[string][]string{
			"spec": others, types: {"replicas", "restartPolicy", "template"},
		},
	}
}
