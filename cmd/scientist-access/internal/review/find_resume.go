package review

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// NoAutomaticResume is a namespace in which HyperPod does not resume jobs by itself.
const NoAutomaticResume finding.Kind = "no-automatic-resume"

// trainingJobs are the resources whose jobs HyperPod resumes.
var trainingJobs = []rbacv1.PolicyRule{
	{APIGroups: []string{"kubeflow.org"}, Resources: []string{"pytorchjobs"}, Verbs: []string{"create"}},
	{APIGroups: []string{"sagemaker.amazonaws.com"}, Resources: []string{"hyperpodpytorchjobs"}, Verbs: []string{"create"}},
}

// resume finds namespaces where somebody may start training that HyperPod won't resume by itself.
func (f *finder) resume() { f.inEachScope(resumeIn) }

func resumeIn(r spot) []finding.Finding {
	if r.scope == access.WholeCluster || !access.Known(r.scope) || policy.Resumes(r.scope) {
		return nil
	}
	trains := func(rule rbacv1.PolicyRule) bool {
		ok, _ := validation.Covers(r.At(r.scope).Rules, []rbacv1.PolicyRule{rule})
		return ok
	}
	if !slices.ContainsFunc(trainingJobs, trains) {
		return nil
	}
	return []finding.Finding{{
		Severity: policy.Low, Kind: NoAutomaticResume, Object: "training jobs",
		Message: "HyperPod resumes jobs by itself only in kubeflow and in namespaces whose name starts with aws-hyperpod",
		Fix:     "let the team work in such a namespace, or do without automatic resume",
		Source:  policy.ResumeSource,
	}}
}
