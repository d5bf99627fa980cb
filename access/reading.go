package access

// Source says what a [Reading] was read from.
type Source string

// The sources.
const (
	// Preview is what "pulumi preview --json" prints.
	Preview Source = "preview"
	// Export is what "pulumi stack export" prints.
	Export Source = "export"
	// Live is a cluster itself.
	Live Source = "live"
)

// Reading is what a source tells about access.
type Reading struct {
	Source Source
	// Before and After are the states before and after a change. A source that knows one state has it in both.
	Before, After Objects
	// Notes say what could not be read, and what that means.
	Notes []Note
	// Hidden are the resources that may change in values which the source does not show.
	Hidden []string
	// Partial says that access may exist which the source does not show. What is not found then proves nothing.
	Partial bool
	// Failed says that the preview itself failed: the reading covers the part before the failure.
	Failed bool
}

// Models are those of the two states, or twice the same.
func (r *Reading) Models() (before, after *Model) {
	before = New(r.Before)
	if r.Source != Preview {
		return before, before
	}
	return before, New(r.After)
}

// Note is something that a reader of a report must know about its input.
type Note struct {
	Place   string `json:"place,omitempty"` // a path in a file, a resource or an object
	Message string `json:"message"`
	// LeftOut says that the place decides about access and could not be read.
	LeftOut bool `json:"-"`
}
