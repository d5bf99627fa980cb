package main

import (
	"context"
	"maps"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

type config = map[string]any

// everything lets a preview list unchanged resources too.
const everything = "--show-sames"

// recordProgram records the life of a stack of the program with its defaults.
func recordProgram(ctx context.Context, r *recorder) error {
	if err := r.prepare(ctx, []string{"kubeflow"}, "ScientistUserRole"); err != nil {
		return err
	}
	settings := config{"clusterName": sandbox.Cluster, "principals": config{"alice": roleARN("ScientistUserRole")}}
	st, err := r.stack(ctx, "", "documented", settings)
	if err != nil {
		return err
	}
	if err := r.preview(ctx, st, "documented-create-preview", false); err != nil {
		return err
	}
	if _, err := st.Up(ctx); err != nil {
		return err
	}
	if err := r.export(ctx, st, "documented-export"); err != nil {
		return err
	}
	if err := r.preview(ctx, st, "documented-unchanged-preview", false, everything); err != nil {
		return err
	}
	if err := st.Configure(with(settings, config{"clusterName": "nl"})); err != nil {
		return err
	}
	return r.preview(ctx, st, "wrong-cluster-preview", true, everything)
}

// recordTeams records a change of teams: one gains a namespace and a policy of its own, somebody changes teams,
// somebody leaves, somebody comes.
func recordTeams(ctx context.Context, r *recorder) error {
	if err := r.prepare(ctx, []string{"aws-hyperpod-vision", "aws-hyperpod-speech", "playground"},
		"Ada", "Ben", "Cem", "Dua"); err != nil {
		return err
	}
	settings := config{
		"clusterName": sandbox.Cluster,
		"namePrefix":  "teams",
		"teams": config{
			"speech": config{"namespaces": []string{"aws-hyperpod-speech"}},
			"vision": config{"namespaces": []string{"aws-hyperpod-vision"}},
		},
		"principals": config{"ada": member("Ada", "vision"), "ben": member("Ben", "speech"), "cem": member("Cem", "speech")},
	}
	st, err := r.stack(ctx, "", "teams", settings)
	if err != nil {
		return err
	}
	if _, err := st.Up(ctx); err != nil {
		return err
	}
	if err := r.export(ctx, st, "teams-export"); err != nil {
		return err
	}
	rules := []config{{"apiGroups": []string{""}, "resources": []string{"pods", "pods/log"}, "verbs": []string{"get"}}}
	if err := st.Configure(with(settings, config{
		"teams": config{
			"speech": config{"namespaces": []string{"aws-hyperpod-speech"}, "policy": config{"namespace": rules}},
			"vision": config{"namespaces": []string{"aws-hyperpod-vision", "playground"}},
		},
		"principals": config{"ada": member("Ada", "vision"), "ben": member("Ben", "speech", "vision"), "dua": member("Dua", "vision")},
	})); err != nil {
		return err
	}
	if err := r.preview(ctx, st, "teams-change-preview", false, everything); err != nil {
		return err
	}
	return r.preview(ctx, st, "teams-change-hidden-preview", false)
}

// recordForeign records a program that is not ours, with all that a stack may withhold.
func recordForeign(ctx context.Context, r *recorder) error {
	if err := r.prepare(ctx, nil, "Admin", "Hidden", "Unknown"); err != nil {
		return err
	}
	st, err := r.stack(ctx, "sandbox/cmd/reviewdata/testdata/foreign", "foreign", config{"clusterName": sandbox.Cluster})
	if err != nil {
		return err
	}
	if err := r.useKubeconfig(st, nil); err != nil {
		return err
	}
	if err := r.preview(ctx, st, "foreign-create-preview", false); err != nil {
		return err
	}
	if _, err := st.Up(ctx); err != nil {
		return err
	}
	return r.export(ctx, st, "foreign-export")
}

// stack makes a configured stack of a project. It needs no destroying: the sandbox goes as a whole.
func (r *recorder) stack(ctx context.Context, project, name string, settings config) (*stack.Stack, error) {
	st, err := stack.New(ctx, r.box, project, name)
	if err != nil {
		return nil, err
	}
	return st, st.Configure(settings)
}

// prepare creates namespaces and IAM roles.
func (r *recorder) prepare(ctx context.Context, namespaces []string, roles ...string) error {
	if err := createNamespaces(ctx, r.box.Admin, namespaces...); err != nil {
		return err
	}
	for _, name := range roles {
		if err := r.box.AddPrincipal(name, roleARN(name)); err != nil {
			return err
		}
	}
	return nil
}

func createNamespaces(ctx context.Context, admin *rest.Config, names ...string) error {
	client, err := kubernetes.NewForConfig(admin)
	if err != nil {
		return err
	}
	for _, name := range names {
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
		if _, err := client.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	return nil
}

func roleARN(name string) string { return "arn:aws:iam::" + sandbox.AccountID + ":role/" + name }

func member(name string, teams ...string) config { return config{"arn": roleARN(name), "teams": teams} }

func with(settings, changed config) config {
	all := maps.Clone(settings)
	maps.Copy(all, changed)
	return all
}

// recordCharts records principals in groups that only AWS's Helm chart binds, which is not in the stack.
func recordCharts(ctx context.Context, r *recorder) error {
	if err := r.prepare(ctx, nil, "Charlie"); err != nil {
		return err
	}
	st, err := r.stack(ctx, "", "charts", config{
		"clusterName": sandbox.Cluster,
		"helmCharts":  config{"cluster": config{}},
		"principals":  config{"charlie": roleARN("Charlie")},
	})
	if err != nil {
		return err
	}
	if err := r.preview(ctx, st, "op-charts-preview", false, everything); err != nil {
		return err
	}
	if _, err := st.Up(ctx); err != nil {
		return err
	}
	return r.export(ctx, st, "op-charts-export")
}
