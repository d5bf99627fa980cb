package render_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/doctor"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
)

// examined is a report with a link in each state.
func examined() *doctor.Report {
	return &doctor.Report{
		SchemaVersion: doctor.SchemaVersion, Cluster: "ml", Namespace: "kubeflow", Principal: "arn:aws:iam::111122223333:role/Alice",
		State: doctor.Broken,
		Links: []doctor.Link{
			{Name: "credentials", State: doctor.InOrder, Message: "those of \x1b[31mAlice"},
			{Name: "identity", State: doctor.Unknown, Message: "not known"},
			{Name: "access entry", State: doctor.Broken, Message: "there is none", Lines: []string{"one", "two"},
				Mender: doctor.ClusterAdministrator, Fix: "a && b"},
			{Name: "groups", State: doctor.NotChecked, Message: "it depends on: access entry"},
		},
	}
}

const examinedText = `Cluster ml, namespace kubeflow: broken at access entry
arn:aws:iam::111122223333:role/Alice

  in order     credentials: those of \x1b[31mAlice
  unknown      identity: not known
  broken       access entry: there is none
                 one
                 two
               who mends it: the administrator of the cluster
               fix: a && b
  not checked  groups: it depends on: access entry
`

const examinedJSON = `{
  "schemaVersion": 1,
  "cluster": "ml",
  "namespace": "kubeflow",
  "principal": "arn:aws:iam::111122223333:role/Alice",
  "state": "broken",
  "links": [
    {
      "name": "credentials",
      "state": "in order",
      "message": "those of \u001b[31mAlice"
    },
    {
      "name": "identity",
      "state": "unknown",
      "message": "not known"
    },
    {
      "name": "access entry",
      "state": "broken",
      "message": "there is none",
      "lines": [
        "one",
        "two"
      ],
      "mender": "the administrator of the cluster",
      "fix": "a && b"
    },
    {
      "name": "groups",
      "state": "not checked",
      "message": "it depends on: access entry"
    }
  ]
}
`

func TestDoctor(t *testing.T) {
	t.Parallel()
	var text, asJSON, colored bytes.Buffer
	require.NoError(t, render.DoctorText(&text, examined(), false))
	assert.Equal(t, examinedText, text.String())
	require.NoError(t, render.JSON(&asJSON, examined()))
	assert.Equal(t, examinedJSON, asJSON.String())
	require.NoError(t, render.DoctorText(&colored, examined(), true))
	assert.Contains(t, colored.String(), "\x1b[31mbroken     \x1b[0m  access entry")
}

// TestDoctorHeadline: what is not known does not count as in order.
func TestDoctorHeadline(t *testing.T) {
	t.Parallel()
	for state, want := range map[doctor.State]string{
		doctor.InOrder: "Cluster ml, namespace kubeflow: in order\n\n",
		doctor.Unknown: "Cluster ml, namespace kubeflow: nothing is found broken, but not known is: sign-in\n\n",
	} {
		var out bytes.Buffer
		report := &doctor.Report{Cluster: "ml", Namespace: "kubeflow", State: state, Links: []doctor.Link{{Name: "sign-in", State: state}}}
		require.NoError(t, render.DoctorText(&out, report, false))
		assert.Contains(t, out.String(), want)
	}
}
