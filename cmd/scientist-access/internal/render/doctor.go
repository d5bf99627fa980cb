package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/doctor"
)

var stateColors = map[doctor.State]string{
	doctor.InOrder: green, doctor.Broken: red, doctor.Unknown: yellow, doctor.NotChecked: faint,
}

// DoctorText prints the links of a chain for a terminal; color marks their states with the colours of one.
func DoctorText(w io.Writer, r *doctor.Report, color bool) error {
	t := textWriter{Writer: bufio.NewWriter(w), color: color}
	t.line("%s", t.paint(bold, clean(doctorHeadline(r))))
	if r.Principal != "" {
		t.line("%s", clean(r.Principal))
	}
	t.line("")
	for _, link := range r.Links {
		t.line("  %s  %s: %s", t.paint(stateColors[link.State], fmt.Sprintf("%-11s", link.State)), link.Name, clean(link.Message))
		for _, line := range link.Lines {
			t.below("  ", line)
		}
		t.below("who mends it: ", string(link.Mender))
		t.below("fix: ", link.Fix)
	}
	return t.Flush()
}

func doctorHeadline(r *doctor.Report) string {
	what := "in order"
	switch r.State {
	case doctor.Broken:
		what = "broken at " + strings.Join(r.In(doctor.Broken), ", ")
	case doctor.Unknown:
		what = "nothing is found broken, but not known is: " + strings.Join(r.In(doctor.Unknown), ", ")
	}
	return fmt.Sprintf("Cluster %s, namespace %s: %s", r.Cluster, r.Namespace, what)
}

// below prints text below a link's message; empty text is no line.
func (t textWriter) below(word, text string) {
	if text != "" {
		t.line("               %s%s", word, clean(text))
	}
}
