package stack

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// Change is one step that the engine took, or would take: an operation on a resource.
type Change struct {
	Op   string // create, update, delete, create-replacement, delete-replaced, …
	Type string // the last part of the type token, such as RoleBinding
	Name string

	// Done tells the end of a step from its begin. A preview has no ends.
	Done bool
}

// Changes are steps in the order in which they began and ended. Resources that stay the same are left out, as are
// providers and the stack itself.
type Changes []Change

// Ops are the operations with how often each comes, by resource type, as "create Role": a plan as one reads it.
func (c Changes) Ops() map[string]int {
	ops := map[string]int{}
	for _, change := range c {
		if !change.Done {
			ops[change.Op+" "+change.Type]++
		}
	}
	return ops
}

// Index finds a step; -1 if there is none.
func (c Changes) Index(want Change) int {
	for i, change := range c {
		if change == want {
			return i
		}
	}
	return -1
}

// event is the part of the engine's events that is of use here.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/apitype/events.go
type event struct {
	Pre *struct {
		Metadata step `json:"metadata"`
	} `json:"resourcePreEvent"`
	Outputs *struct {
		Metadata step `json:"metadata"`
		Planning bool `json:"planning"`
	} `json:"resOutputsEvent"`
}

type step struct {
	Op  string `json:"op"`
	URN string `json:"urn"`
}

func readChanges(path string) (Changes, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()

	var changes Changes
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("event log: %w", err)
		}
		switch {
		case e.Pre != nil:
			changes = changes.add(e.Pre.Metadata, false)
		case e.Outputs != nil && !e.Outputs.Planning:
			changes = changes.add(e.Outputs.Metadata, true)
		}
	}
	return changes, lines.Err()
}

func (c Changes) add(s step, done bool) Changes {
	change, ok := changeOf(s)
	if !ok {
		return c
	}
	change.Done = done
	return append(c, change)
}

// unchanging are operations that change nothing.
var unchanging = map[string]bool{"same": true, "read": true, "refresh": true}

func changeOf(s step) (Change, bool) {
	// urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME
	parts := strings.SplitN(s.URN, "::", 4)
	if len(parts) != 4 || unchanging[s.Op] {
		return Change{}, false
	}
	types := strings.Split(parts[2], "$")
	token := types[len(types)-1]
	if strings.HasPrefix(token, "pulumi:") {
		return Change{}, false
	}
	return Change{Op: s.Op, Type: token[strings.LastIndex(token, ":")+1:], Name: parts[3]}, true
}
