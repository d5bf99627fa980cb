package question_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/question"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// TestSheet: a change of a role, and of who is bound. That a page answers by it as the command does, a browser shows.
func TestSheet(t *testing.T) {
	t.Parallel()
	before := world(`
		entry ` + alice + ` g
		role a r get pods
		role c kept get nodes
		bind a Role/r Group:g
		bind c Role/kept Group:g`)
	after := world(`
		entry ` + alice + ` g unbound
		role a r list pods
		role c kept get nodes
		bind a Role/r Group:g
		bind c Role/kept Group:g
		bind b ClusterRole/elsewhere Group:h`)
	reading := &access.Reading{Source: access.Preview, Before: before, After: after}
	s := question.NewSheet(review.New(reading))

	rules := func(n int) string {
		if n < 0 {
			return "not there"
		}
		text := ""
		for _, rule := range s.Rules.At(n) {
			text += rule[0][0] + " " + rule[2][0]
		}
		return text
	}
	var bindings []string
	for _, b := range s.Bindings {
		names := ""
		for _, n := range b.Subjects {
			names += " " + s.Subjects.At(n)
		}
		if b.Label != "" {
			bindings = append(bindings, b.Label+" → "+b.Role+":"+names+", was "+rules(b.Was)+", is "+rules(b.Is))
		}
	}
	assert.ElementsMatch(t, []string{
		after.Bindings[0].Ref().String() + " → Role r: Group g, was get pods, is list pods",
		after.Bindings[1].Ref().String() + " → Role kept: Group g, was get nodes, is get nodes",
		after.Bindings[2].Ref().String() + " → ClusterRole elsewhere: Group h, was not there, is ",
	}, bindings)

	assert.Equal(t, []string{alice}, s.Who[0].Names)
	var subjects []string
	for _, n := range s.Who[0].Is.Subjects {
		subjects = append(subjects, s.Subjects.At(n))
	}
	assert.ElementsMatch(t, []string{"Group g", "Group system:authenticated", "Group unbound"}, subjects)
	doubts := func(self *question.SheetSelf) []string {
		var texts []string
		for _, n := range self.Doubts {
			if d := s.Doubts.At(n); d.Anywhere && d.Rules < 0 {
				texts = append(texts, d.Text)
			}
		}
		return texts
	}
	assert.Empty(t, doubts(s.Who[0].Was))
	assert.Equal(t, []string{"Group unbound: nothing in this stack binds it; what binds it on the cluster is not known here"}, doubts(s.Who[0].Is))
	var others []string
	for _, who := range s.Who[1:] {
		others = append(others, who.Names...)
	}
	assert.ElementsMatch(t, []string{"group:g", "group:h", "group:system:authenticated", "group:unbound"}, others)
}
