package render_test

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/golden"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// TestPageGolden prints what stands in the pages of recorded stacks, without the script. UPDATE_GOLDEN=1 writes it anew.
func TestPageGolden(t *testing.T) {
	t.Parallel()
	inputs := append(golden.Inputs(t, "../.."), "../../testdata/pulumi/op-two-clusters-export.json")
	for _, input := range inputs {
		t.Run(filepath.Base(input), func(t *testing.T) {
			t.Parallel()
			root, err := html.Parse(strings.NewReader(pageOf(t, review.New(golden.Read(t, input)))))
			require.NoError(t, err)
			var seen bytes.Buffer
			outline(&seen, find(root, "body")[0])
			golden.Compare(t, input, ".page.txt", seen.Bytes())
		})
	}
}

// outline writes each text with its element and class, and each cell of a table, also an empty one. What is the same in all
// pages is left out.
func outline(w io.Writer, n *html.Node) {
	name, class := n.Data, attribute(n, "class")
	if name == "script" || class == "legend" || class == "help" || slices.Contains([]string{"ask", "filters"}, attribute(n, "id")) {
		return
	}
	if class != "" {
		name += "." + class
	}
	if n.Data == "td" && n.FirstChild == nil {
		fmt.Fprintln(w, name)
	}
	for child := range n.ChildNodes() {
		if child.Type == html.ElementNode {
			outline(w, child)
		} else if said := strings.TrimSpace(child.Data); said != "" {
			fmt.Fprintf(w, "%s: %s\n", name, said)
		}
	}
}
