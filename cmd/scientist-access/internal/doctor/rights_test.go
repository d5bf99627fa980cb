package doctor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/policy"
)

func TestRights(t *testing.T) {
	t.Parallel()
	lacks := func(f *Facts) { delete(f.Allowed.Value, createJobs) }
	all := func(change func(*Facts)) func(*Facts) {
		return func(f *Facts) {
			f.Named = false
			change(f)
		}
	}
	policies := func(f *Facts) {
		lacks(f)
		f.Policies = Is([]access.PolicyAssociation{{PolicyARN: "arn:aws:eks::aws:cluster-access-policy/P"}})
	}
	requireDecisions(t, linkRights, []decision{
		{"there", healthy, same, InOrder, "all of " + job, "", ""},
		{"one refused", healthy, lacks, Broken, "the API server refuses requests of " + job, ClusterAdministrator, "add " + job + " to"},
		{"one refused of somebody else", others, lacks, Broken, "the API server refuses requests of " + job, ClusterAdministrator, "pulumi up"},
		{"what policies give is not told", others, policies, Unknown, "the principal alone can ask: P", "", ""},
		{"whether there are policies is not told", others, func(f *Facts) { lacks(f); f.Policies = none[[]access.PolicyAssociation](Lacking, "x") },
			Unknown, "whether EKS access policies give them is not known: x is missing", "", ""},
		{"who signs in is told", healthy, policies, Broken, "the API server refuses requests of " + job, ClusterAdministrator, "pulumi up"},
		{"not told", others, func(f *Facts) {
			f.Allowed = none[map[access.Right]bool](Lacking, "the Kubernetes right to create subjectaccessreviews")
		},
			Unknown, "the Kubernetes right to create subjectaccessreviews is missing", "", ""},
		{"none named, one there", healthy, all(same), InOrder, "", "", ""},
		{"none named, one in part", healthy, all(lacks), Unknown, "name the one that is meant with --capability", "", ""},
		{"none named, none there", healthy, all(func(f *Facts) { f.Allowed = Is(map[access.Right]bool{}) }), Broken, "no right of any capability is there",
			ClusterAdministrator, "pulumi up"},
		{"none named, what policies give is not told", others, all(policies), Unknown, "the principal alone can ask: P", "", ""},
	})
}

func TestResources(t *testing.T) {
	t.Parallel()
	gone := func(f *Facts) { delete(f.Served.Value.Resources, training) }
	silent := func(f *Facts) { gone(f); f.Served.Value.Unread = []string{training.Group} }
	all := func(change func(*Facts)) func(*Facts) {
		return func(f *Facts) {
			f.Named = false
			change(f)
		}
	}
	requireDecisions(t, linkResources, []decision{
		{"served", healthy, same, InOrder, "those of " + job, "", ""},
		{"not served", healthy, gone, Broken, "does not serve all of " + job, ClusterAdministrator, "sagemaker-eks-operator-install.html"},
		{"the server does not answer", healthy, silent, Unknown, "do not answer", "", ""},
		{"not told", healthy, func(f *Facts) { f.Served = none[live.Served](Failed, "no") }, Unknown, "not known: no", "", ""},
		{"none named, one of two served", healthy, all(func(f *Facts) {
			gone(f)
			f.Capabilities = append(f.Capabilities, policy.Capability{Name: "none"})
		}), InOrder, "those of none", "", ""},
		{"one of two served", healthy, func(f *Facts) {
			gone(f)
			f.Capabilities = append(f.Capabilities, policy.Capability{Name: "none"})
		}, Broken, "does not serve all of " + job + ", none", ClusterAdministrator, "install"},
		{"none named, none served", healthy, all(gone), Broken, "does not serve all of " + job, ClusterAdministrator, "install"},
		{"none named, none there", healthy, all(func(f *Facts) { f.Allowed = Is(map[access.Right]bool{}) }), NotChecked, "", "", ""},
	})
}

func TestLines(t *testing.T) {
	t.Parallel()
	f := healthy(t)
	delete(f.Allowed.Value, createJobs)
	delete(f.Served.Value.Resources, training)
	assert.Equal(t, []string{job + ": create hyperpodpytorchjobs.sagemaker.amazonaws.com in kubeflow"}, of(t, f, linkRights).Lines)
	assert.Equal(t, []string{"hyperpodpytorchjobs.sagemaker.amazonaws.com, which comes with the EKS add-on " +
		"amazon-sagemaker-hyperpod-training-operator"}, of(t, f, linkResources).Lines)

	f = others(t)
	f.IAM.Value.Created = noon.Add(time.Hour)
	assert.Equal(t, []string{"made at: 2025-01-01T13:00:00Z", "access entry made at: 2025-01-01T12:00:00Z"}, of(t, f, linkEntry).Lines)

	f = healthy(t)
	f.Named = false
	assert.Equal(t, []string{"whole: " + job}, of(t, f, linkRights).Lines)
	delete(f.Allowed.Value, createJobs)
	assert.Equal(t, []string{"in part: " + job}, of(t, f, linkRights).Lines)
}
