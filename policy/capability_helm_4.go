package policy

// helm4 is what start-job needs beyond pytorch-jobs if the scientist has Helm 4.
func helm4() Capability {
	const (
		applies = "https://helm.sh/community/hips/hip-0023"
		waits   = "https://helm.sh/community/hips/hip-0022"
	)
	return Capability{
		Name:    "helm-4",
		Summary: "Start PyTorchJobs with Helm 4, which uses server-side apply and watches what it waits for",
		Rules: []Rule{
			{
				TeamNamespaces, rule("kubeflow.org", "pytorchjobs").verbs("patch"),
				"start-job with Helm 4: server-side apply is a patch", applies,
			},
			{
				TeamNamespaces, rule("", "configmaps").verbs("patch"),
				"start-job with Helm 4: server-side apply is a patch", applies,
			},
			{
				TeamNamespaces, rule("kubeflow.org", "pytorchjobs").verbs("watch"),
				"start-job with Helm 4: it watches the release until that is ready", waits,
			},
			{
				TeamNamespaces, rule("", "configmaps").verbs("list", "watch"),
				"start-job with Helm 4: it watches the release until that is ready", waits,
			},
		},
	}
}
