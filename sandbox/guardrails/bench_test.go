package guardrails

import (
	"slices"
	"testing"
	"time"

	"k8s.io/client-go/dynamic"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/policy"
)

// BenchmarkCreate creates a job as a member of a team with guardrails, and of one without, in turns. The goal: less than
// 5 ms more.
func BenchmarkCreate(b *testing.B) {
	free, guarded := newTeam(b, "free-bench"), newTeam(b, "guarded-bench")
	guarded.guard(b, guardrails.Deny, []string{"default", "trainer"}, []string{"/data"})
	guarded.awaitDeny(b)
	i := slices.IndexFunc(policy.PodMakers(), func(m policy.PodMaker) bool { return m.Resource == "hyperpodpytorchjobs" })
	m := policy.PodMakers()[i]
	var without, with []time.Duration
	for b.Loop() {
		without = append(without, timed(b, free, free.member(b), m))
		with = append(with, timed(b, guarded, guarded.member(b), m))
	}
	milliseconds := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(median(without)), "ms-without")
	b.ReportMetric(milliseconds(median(with)), "ms-with")
	b.ReportMetric(milliseconds(median(with)-median(without)), "ms-more")
}

func timed(b *testing.B, of team, client dynamic.Interface, m policy.PodMaker) time.Duration {
	o := made(m, of.namespace, m.Pods[0], podSpec(m, m.Pods[0], hostPath("/data/models")))
	begin := time.Now()
	if err := create(b.Context(), client, m, o); err != nil {
		b.Fatal(err)
	}
	return time.Since(begin)
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
