package render

import (
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/question"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/resources"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// askData is what the script of a page needs to answer questions.
type askData struct {
	*question.Sheet
	Resources []resources.Spelling `json:"resources"`
	Plain     map[string]int       `json:"plain"` // what a name without API group means
}

func newAskData(r *review.Report) askData {
	data := askData{Sheet: question.NewSheet(r)}
	data.Resources, data.Plain = resources.Known().Spelled()
	return data
}
