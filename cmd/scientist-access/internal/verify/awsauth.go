package verify

import (
	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/difference"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// lineName is what a line of aws-auth is called in a report.
func lineName(arn string) string { return "line of " + arn + " in " + awsauth.Place }

// editing is the command that changes aws-auth.
const editing = "kubectl edit configmap " + awsauth.Name + " --namespace " + awsauth.Namespace

// findForeignLines looks for lines of aws-auth that have a group that the stack binds, or a user name. A line in place of
// an entry of the stack is told with the missing entry.
func (c *comparison) findForeignLines() {
	for _, line := range c.mapped {
		if awsauth.Find(line.PrincipalARN, c.objects.Entries) == nil {
			c.foreignEntry(line, lineName(line.PrincipalARN), editing+", to remove the principal's lines")
		}
	}
}

// missingEntry is about an access entry of the stack that is not there. Without it, aws-auth decides who signs in, and as
// whom.
func (c *comparison) missingEntry(entry access.Entry) finding.Finding {
	f := finding.Finding{
		Kind: EntryMissing, Object: entryName(entry.PrincipalARN), Message: "is in the stack, but not in the cluster: the principal ",
		Fix: restore,
	}
	line := awsauth.Find(entry.PrincipalARN, c.mapped)
	switch {
	case line != nil:
		f.Message += "signs in by its line in " + awsauth.Place
		f.Lines, f.By = inPlaceOf(entry, *line), &line.By
	case c.unread:
		f.Message += "cannot sign in, unless " + awsauth.Place + " lets it in (see the notes)"
	default:
		f.Message += "cannot sign in"
	}
	return f
}

// inPlaceOf says in what a line differs from the entry that it stands in for. A line has no type, and who has no name in it
// is not known.
func inPlaceOf(entry, line access.Entry) []string {
	line.Type = entry.Type
	if !access.Known(line.UserName) {
		line.UserName = entry.User()
	}
	return difference.Entries(entry, line)
}
