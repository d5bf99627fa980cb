package policy

const (
	goodPractices = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"
	rbacReference = "https://kubernetes.io/docs/reference/access-authn-authz/rbac/"
	serverAccess  = "https://kubernetes.io/docs/reference/access-authn-authz/"
)

var (
	writing   = []string{"create", "update", "patch"}
	changing  = []string{"create", "update", "patch", "delete", "deletecollection"}
	reading   = []string{"get", "list", "watch"}
	rbacGroup = []string{"rbac.authorization.k8s.io"}
	core      = []string{""}
)

// rightsOverRights lead to any right: wildcards, and what Kubernetes guards by verbs of their own.
var rightsOverRights = []pattern{
	{
		name: "wildcards", severity: Critical, where: everywhere, refused: true,
		needs:   all(grant{verbs: []string{"*"}}),
		opens:   "every verb, including escalate, bind, impersonate and those of later versions",
		instead: "list the verbs",
		answer:  wholeRight,
	},
	{
		name: "wildcards", severity: Critical, where: everywhere, refused: true,
		needs:   all(grant{resources: []string{"*"}}),
		opens:   "every resource, including secrets, RBAC and those of operators yet to come",
		instead: "list the resources",
		answer:  wholeRight,
	},
	{
		name: "wildcards", severity: Critical, where: everywhere, refused: true,
		needs:   all(grant{groups: []string{"*"}}),
		opens:   "resources of that name in every API group",
		instead: "list the API groups",
		answer:  wholeRight,
	},
	{
		name: "wildcards", severity: High, where: clusterWide, refused: true,
		needs:   all(grant{everyAddress: true}),
		opens:   "every address of the API server, including its metrics, logs and profiles",
		instead: "list the addresses",
		answer:  wholeRight,
	},
	{
		name: "escalate", severity: Critical, where: everywhere, refused: true,
		needs:   all(grant{groups: rbacGroup, resources: []string{"roles", "clusterroles"}, verbs: []string{"escalate"}}),
		opens:   "writing any right into a role, including rights that the writer lacks",
		instead: "have the administrator write roles",
		source:  rbacReference + "#privilege-escalation-prevention-and-bootstrapping",
		answer:  wholeRight,
	},
	{
		name: "bind", severity: Critical, where: everywhere, refused: true,
		needs:   all(grant{groups: rbacGroup, resources: []string{"roles", "clusterroles"}, verbs: []string{"bind"}}),
		opens:   "binding any role to oneself, including cluster-admin",
		instead: "have the administrator bind roles",
		source:  rbacReference + "#restrictions-on-role-binding-creation-or-update",
		answer:  wholeRight,
	},
	{
		name: "impersonate", severity: Critical, where: everywhere, refused: true,
		needs: anyOf(
			grant{groups: core, resources: []string{"users", "groups", "serviceaccounts"}, verbs: []string{"impersonate"}},
			grant{
				groups: []string{"authentication.k8s.io"}, resources: []string{"uids", "userextras"},
				verbs: []string{"impersonate"},
			},
		),
		opens:   "acting as any user, group or service account, including system:masters",
		instead: "sign in as the principal itself",
		source:  serverAccess + "authentication/#user-impersonation",
		answer:  Answer{Why: "admission sees the impersonated user, not who impersonates: leave the right out"},
	},
	{
		name: "write-rbac", severity: High, where: everywhere,
		needs: all(grant{
			groups: rbacGroup, resources: []string{"roles", "rolebindings", "clusterroles", "clusterrolebindings"},
			verbs: changing,
		}),
		opens:   "handing on all of one's own rights, even past their revocation, and taking away other people's",
		instead: "have the administrator write roles and bindings",
		answer:  wholeRight,
	},
	{
		name: "write-aws-auth", severity: Critical, where: clusterWide, namespaces: []string{"kube-system"},
		// A request to create carries no name to compare.
		needs: anyOf(
			grant{groups: core, resources: []string{"configmaps"}, verbs: []string{"create"}, unnamed: true},
			grant{
				groups: core, resources: []string{"configmaps"}, verbs: []string{"update", "patch"},
				names: []string{"aws-auth"},
			},
		),
		opens: "the config map aws-auth in kube-system, which signs IAM principals in to any group, even " +
			"system:masters, while the cluster's authentication mode is API_AND_CONFIG_MAP",
		instead: "grant config maps in the team's namespaces",
		source:  "https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html",
		answer:  wholeRight,
	},
	{
		name: "sign-certificates", severity: Critical, where: clusterWide,
		needs: all(grant{
			groups: []string{"certificates.k8s.io"}, resources: []string{"certificatesigningrequests/approval", "signers"},
			verbs: []string{"update", "patch", "approve", "sign"},
		}),
		opens:   "a client certificate for any user and group",
		instead: "have the administrator approve certificates",
		answer:  wholeRight,
	},
}
