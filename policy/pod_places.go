package policy

// The places in custom resources, with all the fields that their definitions had when they were read.

// placesOfHyperPodJobs are read from the models that the CLI has of them: the definition itself is not published.
//
// Source: https://github.com/aws/sagemaker-hyperpod-cli/blob/6c3aea5b3b1b5bb3fccacd0402e3e32c0b2b4ee9/src/sagemaker/hyperpod/training/config/hyperpod_pytorch_job_unified_config.py
var placesOfHyperPodJobs = Places{
	Version: "v1",
	Pods:    []string{"spec.replicaSpecs?[].template.spec"},
	Fields: map[string][]string{
		"spec":                 {"elasticPolicy", "nprocPerNode", "replicaSpecs", "runPolicy"},
		"spec.replicaSpecs?[]": {"maxReplicas", "name", "replicas", "spares", "template"},
	},
}
