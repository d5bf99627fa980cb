package policy

import "maps"

// The places in the custom resources of usual companions, as in KubeRay 1.6.0, JobSet 0.11.0 and LeaderWorkerSet 0.8.0 and
// before. Their sources stand beside them in podMakers.

var placesOfRayClusters = Places{
	Versions: []string{"v1", "v1alpha1"},
	Pods:     rayPods("spec"),
	Contexts: rayContexts("spec"),
	Fields:   rayFields("spec"),
}

// placesOfRayJobs leave out clusterSelector, which runs the job in the pods of somebody's cluster.
var placesOfRayJobs = Places{
	Versions: []string{"v1", "v1alpha1"},
	Pods:     append(rayPods("spec.rayClusterSpec?"), "spec.submitterPodTemplate?.spec?"),
	Contexts: rayContexts("spec.rayClusterSpec?"),
	Fields: with(rayFields("spec.rayClusterSpec?"), map[string][]string{
		"spec": {
			"activeDeadlineSeconds", "backoffLimit", "deletionPolicy", "deletionStrategy", "entrypoint", "entrypointNumCpus",
			"entrypointNumGpus", "entrypointResources", "jobId", "managedBy", "metadata", "preRunningDeadlineSeconds",
			"rayClusterSpec", "runtimeEnvYAML", "shutdownAfterJobFinishes", "submissionMode", "submitterConfig",
			"submitterPodTemplate", "suspend", "ttlSecondsAfterFinished",
		},
	}),
}

var placesOfRayServices = Places{
	Versions: []string{"v1", "v1alpha1"},
	Pods:     rayPods("spec.rayClusterConfig?"),
	Contexts: rayContexts("spec.rayClusterConfig?"),
	Fields: with(rayFields("spec.rayClusterConfig?"), map[string][]string{
		"spec": {
			"deploymentUnhealthySecondThreshold", "excludeHeadPodFromServeSvc", "managedBy", "rayClusterConfig",
			"rayClusterDeletionDelaySeconds", "serveConfigV2", "serveService", "serviceUnhealthySecondThreshold", "upgradeStrategy",
		},
	}),
}

func rayPods(cluster string) []string {
	return []string{cluster + ".headGroupSpec.template.spec?", cluster + ".workerGroupSpecs?[].template.spec"}
}

func rayContexts(cluster string) []string {
	return []string{cluster + ".autoscalerOptions?.securityContext?"}
}

// rayFields leave out enableInTreeAutoscaling: the head then runs as the service account that has the cluster's name, if none
// is named, and gets rights over the pods of the namespace.
//
// Source: https://github.com/ray-project/kuberay/blob/v1.5.0/ray-operator/controllers/ray/utils/util.go#L542
func rayFields(cluster string) map[string][]string {
	return map[string][]string{
		cluster: {
			"authOptions", "autoscalerOptions", "gcsFaultToleranceOptions", "headGroupSpec", "headServiceAnnotations", "managedBy",
			"rayVersion", "suspend", "upgradeStrategy", "workerGroupSpecs",
		},
		cluster + ".headGroupSpec": {
			"enableIngress", "headService", "labels", "rayStartParams", "resources", "serviceType", "template",
		},
		cluster + ".workerGroupSpecs?[]": {
			"groupName", "idleTimeoutSeconds", "labels", "maxReplicas", "minReplicas", "numOfHosts", "rayStartParams", "replicas",
			"resources", "scaleStrategy", "suspend", "template",
		},
	}
}

var placesOfJobSets = Places{
	Versions: []string{"v1alpha2"},
	Pods:     []string{"spec.replicatedJobs?[].template.spec.template.spec"},
	Fields: map[string][]string{
		"spec": {
			"coordinator", "failurePolicy", "managedBy", "network", "replicatedJobs", "startupPolicy", "successPolicy", "suspend",
			"ttlSecondsAfterFinished", "volumeClaimPolicies",
		},
		"spec.replicatedJobs?[]": {"dependsOn", "groupName", "name", "replicas", "template"},
	},
}

var placesOfLeaderWorkerSets = Places{
	Versions: []string{"v1"},
	Pods: []string{
		"spec.leaderWorkerTemplate.leaderTemplate?.spec?", "spec.leaderWorkerTemplate.workerTemplate.spec",
	},
	Fields: map[string][]string{
		"spec": {"leaderWorkerTemplate", "networkConfig", "replicas", "rolloutStrategy", "startupPolicy"},
		"spec.leaderWorkerTemplate": {
			"leaderTemplate", "persistentVolumeClaimRetentionPolicy", "restartPolicy", "size", "subGroupPolicy",
			"volumeClaimTemplates", "workerTemplate",
		},
	},
}

func with(a, b map[string][]string) map[string][]string {
	maps.Copy(a, b)
	return a
}
