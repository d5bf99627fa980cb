package review_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
)

func TestGroups(t *testing.T) {
	g := groupSubject("g")
	checkFindings(t, []findingCase{
		{"a group that nothing here binds", objects(entry(alice, "g", "h"), role("a", "r", "get pods"), bind("a", "Role r", g)), []string{"medium unbound-group Group h"}},
		{"nothing but such a group", objects(entry(alice, "h")), []string{"medium unbound-group Group h"}},
		{"a group of AWS's chart", objects(entry(alice, "hyperpod-scientist-user-cluster-role-cluster-level")),
			[]string{"low unbound-group Group hyperpod-scientist-user-cluster-role-cluster-level"}},
		{"the cluster's own group", objects(entry(alice, "system:monitoring")), []string{"medium unbound-group Group system:monitoring"}},
		{"a group that is not known", objects(entry(alice, access.Secret)), nil},
		{"a group bound in another cluster", objects(
			entry(alice, "g"), role("a", "r", "get pods"), in("other", bind("a", "Role r", g)),
		), []string{"medium unbound-group Group g", "low uncarried-group Group g"}},
		{"a group bound in a cluster without a name", objects(
			entry(alice, "g"), in(access.Unnamed("blue"), bind("a", "Role r", g)),
		), []string{"medium unbound-group Group g"}},
		{"a group that nobody carries", objects(role("a", "r", "get pods"), bind("a", "Role r", g)), []string{"low uncarried-group Group g"}},
		{"a group that somebody may carry", objects(entry(alice, access.Secret), role("a", "r", "get pods"), bind("a", "Role r", g)), nil},
		{"somebody who may carry it in another cluster", objects(
			in("other", entry(alice, access.Secret)), role("a", "r", "get pods"), bind("a", "Role r", g),
		), []string{"low uncarried-group Group g"}},
		{"a user", objects(role("a", "r", "get pods"), bind("a", "Role r", access.UserSubject("u"))), nil},
	})
}

// TestUnboundGroupIsNeverSaidToGiveNothing: a stack does not tell what binds a group on the cluster.
func TestUnboundGroupIsNeverSaidToGiveNothing(t *testing.T) {
	t.Parallel()
	for _, group := range []string{"h", "system:monitoring", "hyperpod-ns-a-namespace-level-group"} {
		report := export(objects(entry(alice, group)))
		require.Len(t, report.Findings, 1)
		assert.Contains(t, report.Findings[0].Message, "not known here")
		assert.NotContains(t, report.Findings[0].Message, "nothing")
		assert.True(t, report.Access[0].Unclear)
	}
}
