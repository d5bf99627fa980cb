package main

import (
	"context"

	"github.com/scientist-access/scientist-access/sandbox"
)

// recordGuarded records a team with guardrails beside one without, and a change that only audits what was refused.
func recordGuarded(ctx context.Context, r *recorder) error {
	if err := r.prepare(ctx, []string{"aws-hyperpod-red", "aws-hyperpod-blue"}, "Eve", "Fay"); err != nil {
		return err
	}
	settings := func(action string) config {
		rails := config{"action": action, "hostPaths": []string{"/fsx"}}
		return config{
			"clusterName": sandbox.Cluster,
			"namePrefix":  "guarded",
			"teams": config{
				"blue": config{"namespaces": []string{"aws-hyperpod-blue"}},
				"red":  config{"namespaces": []string{"aws-hyperpod-red"}, "guardrails": rails},
			},
			"principals": config{"eve": member("Eve", "red"), "fay": member("Fay", "blue")},
		}
	}
	st, err := r.stack(ctx, "", "guarded", settings("deny"))
	if err != nil {
		return err
	}
	if err := r.preview(ctx, st, "guarded-create-preview", false); err != nil {
		return err
	}
	if _, err := st.Up(ctx); err != nil {
		return err
	}
	if err := r.export(ctx, st, "guarded-export"); err != nil {
		return err
	}
	if err := st.Configure(settings("audit")); err != nil {
		return err
	}
	return r.preview(ctx, st, "guarded-audit-preview", false, everything)
}
