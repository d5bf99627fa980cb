package policy

// lessening leaves out creation: a further quota or limit only restricts.
var lessening = []string{"update", "patch", "delete", "deletecollection"}

// rightsOverTheCluster lead to what guards, shares out or serves the cluster.
var rightsOverTheCluster = []pattern{
	{
		name: "admission-webhooks", severity: Critical, where: clusterWide,
		needs:   all(grant{groups: []string{"admissionregistration.k8s.io"}, verbs: changing}),
		opens:   "reading and changing every object that is written to the cluster, and switching off its rules",
		instead: "have the administrator install webhooks and admission policies",
		answer:  wholeRight,
	},
	{
		name: "serve-apis", severity: Critical, where: clusterWide,
		needs: all(grant{
			groups: []string{"apiregistration.k8s.io"}, resources: []string{"apiservices"}, verbs: changing,
		}),
		opens:   "reading and answering all requests for an API group in the API server's place",
		instead: "have the administrator register API services",
		source:  "https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/",
		answer:  wholeRight,
	},
	{
		name: "change-definitions", severity: High, where: clusterWide,
		needs: all(grant{
			groups: []string{"apiextensions.k8s.io"}, resources: []string{"customresourcedefinitions"}, verbs: changing,
		}),
		opens: "the objects of every operator: a definition's conversion webhook reads and rewrites them, and " +
			"deleting the definition deletes them",
		instead: "have the administrator install operators",
		source: "https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/" +
			"custom-resource-definition-versioning/#webhook-conversion",
		answer: wholeRight,
	},
	{
		name: "nodes-proxy", severity: Critical, where: clusterWide,
		needs: all(grant{
			groups: core, resources: []string{"nodes/proxy"}, verbs: []string{"get", "create", "update", "patch"},
		}),
		opens:   "the kubelet's own API: commands in every pod of a node, past admission and audit",
		instead: "grant nodes/metrics or nodes/stats, or pods/exec in the team's namespaces",
		answer:  Answer{Why: "the kubelet asks no admission: leave the right out"},
	},
	{
		name: "mount-nodes", severity: Critical, where: clusterWide,
		needs:   all(grant{groups: core, resources: []string{"persistentvolumes"}, verbs: writing}),
		opens:   "the file system of every node, as a volume of type hostPath",
		instead: "grant persistentvolumeclaims in the team's namespaces",
		answer:  wholeRight,
	},
	{
		name: "change-nodes", severity: High, where: clusterWide,
		needs:   all(grant{groups: core, resources: []string{"nodes"}, verbs: []string{"update", "patch"}}),
		opens:   "the labels and taints of nodes, which decide where pods run and which nodes are set apart",
		instead: "have the administrator label nodes",
		source:  "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-isolation-restriction",
		answer:  wholeRight,
	},
	{
		name: "change-namespaces", severity: High, where: everywhere,
		needs:   all(grant{groups: core, resources: []string{"namespaces"}, verbs: []string{"update", "patch"}}),
		opens:   "the namespace's labels, including the Pod Security level that it enforces",
		instead: "have the administrator label namespaces",
		answer:  wholeRight,
	},
	{
		name: "change-priorities", severity: Medium, where: clusterWide,
		needs: all(grant{
			groups: []string{"scheduling.k8s.io"}, resources: []string{"priorityclasses"}, verbs: writing,
		}),
		opens:   "pods that push other people's pods off their nodes",
		instead: "have the administrator write priority classes",
		source:  "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
		answer:  wholeRight,
	},
	{
		name: "change-quotas", severity: Medium, where: everywhere,
		needs:   all(grant{groups: core, resources: []string{"resourcequotas", "limitranges"}, verbs: lessening}),
		opens:   "more of the cluster than the namespace's share",
		instead: "have the administrator write quotas",
		source:  "https://kubernetes.io/docs/concepts/security/multi-tenancy/#quotas",
		answer:  wholeRight,
	},
	{
		name: "change-quotas", severity: Medium, where: clusterWide,
		needs: all(grant{
			groups: []string{"kueue.x-k8s.io"}, resources: []string{"clusterqueues", "cohorts"}, verbs: changing,
		}),
		opens:   "more of the cluster than the team's share, which Kueue's queues set",
		instead: "have the administrator write queues",
		source:  "https://kueue.sigs.k8s.io/docs/concepts/cluster_queue/",
		answer:  wholeRight,
	},
}
