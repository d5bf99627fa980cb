package policy

const tokenSecrets = "https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets"

var (
	createsTokens = grant{groups: core, resources: []string{"serviceaccounts/token"}, verbs: []string{"create"}}
	createsToken  = grant{
		groups: core, resources: []string{"serviceaccounts/token"}, verbs: []string{"create"}, unnamed: true,
	}
	createsSecrets = grant{groups: core, resources: []string{"secrets"}, verbs: []string{"create"}}
	readsSecrets   = grant{groups: core, resources: []string{"secrets"}, verbs: reading, unnamed: true}
)

// rightsOverAccounts lead to service accounts and to what they or others keep in secrets.
var rightsOverAccounts = []pattern{
	{
		name: "create-tokens", severity: Critical, where: powerful,
		needs:   all(createsTokens),
		opens:   "a token of any service account within reach",
		instead: "grant it in a namespace without controllers, for a service account named in resourceNames",
		answer:  closedBy(ServiceAccounts),
	},
	{
		name: "create-tokens", severity: High, where: []place{ordinary},
		needs:   all(createsToken),
		opens:   "a token of every service account of the namespace",
		instead: "name the service account in resourceNames",
		answer:  closedBy(ServiceAccounts),
	},
	{
		name: "token-secrets", severity: Critical, where: powerful,
		needs:   all(createsSecrets, readsSecrets),
		opens:   "a lasting token of any service account within reach, by creating a secret of its type and reading it",
		instead: "use a namespace without controllers",
		source:  tokenSecrets,
		answer:  closedBy(ServiceAccounts),
	},
	{
		name: "token-secrets", severity: Medium, where: []place{ordinary},
		needs:   all(createsSecrets, readsSecrets),
		opens:   "a lasting token of every service account of the namespace, by creating a secret of its type and reading it",
		instead: "keep service accounts with rights of their own out of the namespace; drop Helm's secrets by using CLI v3",
		source:  tokenSecrets,
		answer:  closedBy(ServiceAccounts),
	},
	{
		name: "read-secrets", severity: Critical, where: clusterWide,
		needs:   all(readsSecrets),
		opens:   "all secrets of the cluster, including the tokens and passwords of every controller",
		instead: "grant it in the team's namespaces, or name the secrets in resourceNames",
		answer:  noAdmission,
	},
	{
		name: "read-secrets", severity: High, where: []place{controlled},
		needs:   all(readsSecrets),
		opens:   "all secrets of the namespace, including those of its controllers",
		instead: "use a namespace without controllers",
		answer:  noAdmission,
	},
	{
		name: "read-secrets", severity: Medium, where: []place{ordinary},
		needs:   all(readsSecrets),
		opens:   "all secrets of the namespace, not only one's own",
		instead: "keep other people's secrets out of the namespace, or give each team its own; CLI v3 needs no secrets",
		answer:  noAdmission,
	},
	{
		name: "change-service-accounts", severity: Medium, where: everywhere,
		needs: all(grant{groups: core, resources: []string{"serviceaccounts"}, verbs: writing}),
		opens: "every IAM role that trusts the service account's name, by creating the account or annotating it " +
			"with the role",
		instead: "have the administrator create service accounts, each with the IAM role that it is meant to have",
		source:  "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
		answer:  closedBy(IAMRoles),
	},
}
