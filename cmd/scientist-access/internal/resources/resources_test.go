package resources

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"

	"github.com/scientist-access/scientist-access/policy"
)

// TestFind: what people call a resource, and what it is to the API server.
func TestFind(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Resource{
		"pods":                            {"", "pods", true, false},
		"pod":                             {"", "pods", true, false},
		"po":                              {"", "pods", true, false},
		"Pods":                            {"", "pods", true, false},
		"pods/exec":                       {"", "pods/exec", true, false},
		"po/log":                          {"", "pods/log", true, false},
		"deploy":                          {"apps", "deployments", true, false},
		"deploy.apps":                     {"apps", "deployments", true, false},
		"deployment.v1.apps":              {"apps", "deployments", true, false},
		"deploy.apps/scale":               {"apps", "deployments/scale", true, false},
		"no":                              {"", "nodes", true, true},
		"ns":                              {"", "namespaces", true, true},
		"clusterroles":                    {"rbac.authorization.k8s.io", "clusterroles", true, true},
		"jobs":                            {"batch", "jobs", true, false},
		"jobs.batch.volcano.sh":           {"batch.volcano.sh", "jobs", true, false},
		"events":                          {"", "events", true, false}, // the core's count first
		"ev.events.k8s.io":                {"events.k8s.io", "events", true, false},
		"svc":                             {"", "services", true, false},
		"pytorchjob":                      {"kubeflow.org", "pytorchjobs", true, false},
		"PyTorchJob":                      {"kubeflow.org", "pytorchjobs", true, false},
		"pytorchjobs.kubeflow.org/status": {"kubeflow.org", "pytorchjobs/status", true, false},
		"hyperpodpytorchjobs":             {"sagemaker.amazonaws.com", "hyperpodpytorchjobs", true, false},
		"cq":                              {"kueue.x-k8s.io", "clusterqueues", true, true},
		"lq":                              {"kueue.x-k8s.io", "localqueues", true, false},
		"raycluster":                      {"ray.io", "rayclusters", true, false},
		"inferenceservices":               {"serving.kserve.io", "inferenceservices", true, false},
		"workspaceaccessstrategy":         {"workspace.jupyter.org", "workspaceaccessstrategies", true, false},
		"experiments.argoproj.io":         {"argoproj.io", "experiments", true, false},
		"*":                               {"*", "*", true, false},
		"*.apps":                          {"apps", "*", true, false},
		"*/scale":                         {"*", "*/scale", true, false},
		"pods/web-0":                      {"", "pods/web-0", false, false},
		"crontabs":                        {"", "crontabs", false, false},
		"crontabs.stable.example.com":     {"stable.example.com", "crontabs", false, false},
		"pods.apps":                       {"apps", "pods", false, false},
		"users":                           {"", "users", false, false},
		"userextras.authentication.k8s.io/Scopes": {"authentication.k8s.io", "userextras/Scopes", false, false},
	} {
		assert.Equal(t, want, Known().Find(text), text)
	}
}

// TestEveryPluralIsKnown: of the resources that package policy knows, and of those that it takes for cluster-scoped.
func TestEveryPluralIsKnown(t *testing.T) {
	t.Parallel()
	for _, maker := range policy.PodMakers() {
		want := Resource{Group: maker.Group, Name: maker.Resource, Known: true}
		full := maker.Resource
		if maker.Group != "" {
			full += "." + maker.Group
		}
		assert.Equal(t, want, Known().Find(full))
	}
	for _, resource := range []string{"nodes", "persistentvolumes", "customresourcedefinitions", "validatingadmissionpolicies", "storageclasses"} {
		assert.True(t, Known().Find(resource).ClusterScoped, resource)
	}
}

func TestAll(t *testing.T) {
	t.Parallel()
	all := Known().All()
	assert.IsIncreasing(t, all)
	assert.Subset(t, all, []string{"pods", "pods/exec", "deployments.apps", "deployments.apps/scale", "pytorchjobs.kubeflow.org", "rayjobs.ray.io"})
	for _, name := range all {
		assert.True(t, Known().Find(name).Known, name)
	}
}

// answers are what an API server says.
type answers struct {
	discovery.DiscoveryInterface
	groups []*metav1.APIGroup
	lists  []*metav1.APIResourceList
	err    error
}

func (a answers) ServerGroupsAndResources() ([]*metav1.APIGroup, []*metav1.APIResourceList, error) {
	return a.groups, a.lists, a.err
}

// TestNew: names are those of the server that is asked, also where a part of it does not answer.
func TestNew(t *testing.T) {
	t.Parallel()
	_, err := New(answers{err: errors.New("no such host")})
	require.EqualError(t, err, "no such host")

	version := metav1.GroupVersionForDiscovery{GroupVersion: "stable.example.com/v1", Version: "v1"}
	partly := answers{
		groups: []*metav1.APIGroup{{Name: "stable.example.com", Versions: []metav1.GroupVersionForDiscovery{version}, PreferredVersion: version}},
		lists: []*metav1.APIResourceList{{GroupVersion: version.GroupVersion, APIResources: []metav1.APIResource{
			{Name: "crontabs", SingularName: "crontab", Kind: "CronTab", ShortNames: []string{"ct"}, Namespaced: true},
		}}},
		err: &discovery.ErrGroupDiscoveryFailed{},
	}
	names, err := New(partly)
	require.NoError(t, err)
	for _, text := range []string{"crontabs", "crontab", "ct", "ct.stable.example.com"} {
		assert.Equal(t, Resource{"stable.example.com", "crontabs", true, false}, names.Find(text), text)
	}
	assert.Equal(t, Resource{"", "pods", false, false}, names.Find("pods"))

	// Of two groups with the same names, the first counts, in whatever order their resources come.
	other := metav1.GroupVersionForDiscovery{GroupVersion: "other.example.com/v1", Version: "v1"}
	both := partly
	both.groups = append(both.groups, &metav1.APIGroup{Name: "other.example.com", Versions: []metav1.GroupVersionForDiscovery{other}, PreferredVersion: other})
	both.lists = []*metav1.APIResourceList{{GroupVersion: other.GroupVersion, APIResources: partly.lists[0].APIResources}, partly.lists[0]}
	ordered, err := New(both)
	require.NoError(t, err)
	for _, text := range []string{"crontabs", "crontab", "ct"} {
		assert.Equal(t, "stable.example.com", ordered.Find(text).Group, text)
	}
	assert.Equal(t, "other.example.com", ordered.Find("ct.other.example.com").Group)
	assert.Equal(t, []string{"crontabs.stable.example.com"}, names.All())
}
