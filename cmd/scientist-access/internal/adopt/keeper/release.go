package keeper

import "strings"

// releases say how a tool lets go of an object without deleting it.
var releases = map[string]string{
	// Source: https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource
	"helm": "upgrade the release once with the annotation helm.sh/resource-policy: keep in the chart's template, before you " +
		"uninstall it or leave the object out; an annotation set by kubectl is not enough",
	// Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
	"argocd": "take it out of the application's source, with the annotation argocd.argoproj.io/sync-options: Prune=false on it",
	// Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
	"flux": "take it out of the source, with the annotation kustomize.toolkit.fluxcd.io/prune: disabled on it",
	// Source: https://developer.hashicorp.com/terraform/cli/commands/state/rm
	"terraform": "run terraform state rm with its address, and take it out of the configuration",
	// Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_state_delete/
	"pulumi": "run pulumi state delete with its URN in the other stack, and take it out of that program",
}

// Release says how the keeper of an object lets go of it.
func Release(owner string) string {
	tool, _, _ := strings.Cut(owner, ":")
	return releases[tool]
}
