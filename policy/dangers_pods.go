package policy

import (
	"slices"

	"github.com/scientist-access/scientist-access/internal/cite"
)

const podSecurity = "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"

const otherNamespace = "use a namespace without controllers, such as aws-hyperpod-<team>, where automatic job resume works too"

var (
	podShells = grant{
		groups: core, resources: []string{"pods/exec", "pods/attach"}, verbs: []string{"get", "create", "update", "patch"},
	}
	debugContainers = grant{groups: core, resources: []string{"pods/ephemeralcontainers"}, verbs: []string{"update", "patch"}}
	podPorts        = grant{
		groups: core, resources: []string{"pods/portforward", "pods/proxy", "services/proxy"},
		verbs: []string{"get", "create", "update", "patch", "delete"},
	}
)

// rightsOverPods lead to what runs in pods, and through it to what their service accounts may do.
var rightsOverPods = []pattern{
	{
		name: "run-pods", severity: Critical, where: clusterWide,
		needs:   []need{writesAny(clusterPodMakers)},
		opens:   "the templates from which pods of every namespace are made, with their service accounts",
		instead: "have the administrator write templates for the whole cluster",
		answer:  ofCluster,
	},
	{
		name: "run-pods", severity: Critical, where: powerful,
		needs:   []need{writesAny(podMakers)},
		opens:   "running a pod as a service account with rights over the whole cluster",
		instead: otherNamespace,
		source:  cite.Guide("sagemaker-hyperpod-eks-setup-rbac.html"),
		answer:  closedBy(ServiceAccounts),
	},
	{
		name: "run-pods", severity: Medium, where: []place{ordinary},
		needs:   []need{writesAny(podMakers)},
		opens:   "running a pod as any service account of the namespace",
		instead: "keep service accounts with rights of their own out of the namespace",
		answer:  closedBy(ServiceAccounts),
	},
	{
		name: "reach-nodes", severity: High, where: everywhere,
		needs: []need{writesAny(slices.Concat(podMakers, nodeWriters))},
		opens: "the nodes and whatever else runs on them, by a pod that is privileged, mounts paths of its node or shares its " +
			"network and processes, unless another rule of the cluster refuses it",
		instead: "enforce the Pod Security level baseline in the namespace",
		source:  podSecurity,
		answer:  closedBy(HostAccess),
	},
	{
		name: "mount-secrets", severity: Critical, where: clusterWide,
		needs:   []need{writesAny(podMakers)},
		opens:   "all secrets and volumes of the cluster, by mounting them in pods",
		instead: otherNamespace,
		source:  goodPractices + "#workload-creation",
		answer:  ofOthers,
	},
	{
		name: "mount-secrets", severity: High, where: []place{controlled},
		needs:   []need{writesAny(podMakers)},
		opens:   "all secrets and volumes of the namespace, including those of its controllers, by mounting them in pods",
		instead: otherNamespace,
		source:  goodPractices + "#workload-creation",
		answer:  ofOthers,
	},
	{
		name: "mount-secrets", severity: Medium, where: []place{ordinary},
		needs:   []need{writesAny(podMakers)},
		opens:   "all secrets and volumes of the namespace, not only one's own, by mounting them in pods",
		instead: "keep other people's secrets and volumes out of the namespace, or give each team its own",
		source:  goodPractices + "#workload-creation",
		answer:  ofOthers,
	},
	{
		name: "enter-pods", severity: Critical, where: powerful,
		needs:   all(podShells),
		opens:   "a shell in a controller's pod, with the token of its service account",
		instead: otherNamespace,
		source:  cite.Guide("sagemaker-hyperpod-eks-setup-rbac.html"),
		answer:  onlyNames,
	},
	{
		name: "enter-pods", severity: Medium, where: []place{ordinary},
		needs:   all(podShells),
		opens:   "a shell in every pod of the namespace, not only in one's own",
		instead: "give each team its own namespace; leave exec to those who debug",
		answer:  onlyNames,
	},
	{
		name: "debug-pods", severity: Critical, where: powerful,
		needs:   all(debugContainers),
		opens:   "a shell in a controller's pod, in a container of one's own, with the token of its service account",
		instead: otherNamespace,
		source:  "https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/",
		answer:  closedBy(ServiceAccounts),
	},
	{
		name: "debug-pods", severity: Medium, where: []place{ordinary},
		needs:   all(debugContainers),
		opens:   "a shell in every pod of the namespace, not only in one's own, in a container of one's own",
		instead: "give each team its own namespace; leave debugging to those who debug",
		source:  "https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/",
		answer:  onlyNames,
	},
	{
		name: "reach-pods", severity: High, where: powerful,
		needs:   all(podPorts),
		opens:   "every port of every pod within reach, including those of controllers",
		instead: otherNamespace,
		source:  "https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/",
		answer:  onlyNames,
	},
	{
		name: "reach-pods", severity: Medium, where: []place{ordinary},
		needs:   all(podPorts),
		opens:   "every port of every pod of the namespace, including other people's notebooks and dashboards",
		instead: "give each team its own namespace, and have notebooks and dashboards ask for a password",
		source:  "https://kubernetes.io/docs/tasks/access-application-cluster/port-forward-access-application-cluster/",
		answer:  onlyNames,
	},
	{
		name: "intercept-traffic", severity: Medium, where: everywhere,
		needs: anyOf(
			grant{groups: core, resources: []string{"services"}, verbs: writing},
			grant{groups: core, resources: []string{"services/status"}, verbs: []string{"update", "patch"}},
		),
		opens:   "traffic of other pods to any address, by a service with that address as an external IP",
		instead: "admit no service with external IPs that the administrator did not choose",
		source:  "https://github.com/kubernetes/kubernetes/issues/97076",
		answer:  closedBy(ExternalIPs),
	},
	{
		name: "intercept-traffic", severity: Medium, where: everywhere,
		needs: anyOf(
			grant{groups: core, resources: []string{"endpoints"}, verbs: writing},
			grant{groups: []string{"discovery.k8s.io"}, resources: []string{"endpointslices"}, verbs: writing},
		),
		opens:   "addresses in other namespaces, past network policies, by a service or load balancer that points there",
		instead: "let Kubernetes write them, for services with a selector",
		source:  rbacReference + "#write-access-for-endpoints",
		answer:  wholeRight,
	},
	{
		name: "change-network", severity: Medium, where: everywhere,
		needs: all(grant{
			groups: []string{"networking.k8s.io"}, resources: []string{"networkpolicies"}, verbs: changing,
		}),
		opens:   "what the namespace's network policies close: policies add up, so one that allows everything is enough",
		instead: "have the administrator write network policies",
		source:  "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
		answer:  wholeRight,
	},
	{
		name: "read-all-pods", severity: Medium, where: clusterWide,
		needs:   all(grant{groups: core, resources: []string{"pods"}, verbs: reading, unnamed: true}),
		opens:   "the specification of every pod of the cluster, including its environment variables",
		instead: "leave out cluster-overview; CLI commands other than get-clusters and list-cluster don't need it",
		answer:  noAdmission,
	},
}
