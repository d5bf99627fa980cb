package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/internal/cluster"
	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

func TestStepsOf(t *testing.T) {
	t.Parallel()
	ml := &cluster.Cluster{Name: "ml", Region: "us-west-2"}
	for name, test := range map[string]struct {
		arn                      string
		namespaces, capabilities []string
		want                     string
	}{
		"a role": {
			"arn:aws:iam::111122223333:role/research/Alice", []string{"aws-hyperpod-vision", "b"}, []string{"exec", "hyperpod-pytorch-jobs", "spaces"},
			`aws configure set region us-west-2 --profile ml
aws configure set role_arn arn:aws:iam::111122223333:role/research/Alice --profile ml
aws configure set source_profile default --profile ml
export AWS_PROFILE=ml
aws eks update-kubeconfig --region us-west-2 --name ml
hyp set-cluster-context --cluster-name HYPERPOD_CLUSTER --namespace aws-hyperpod-vision
hyp list hyp-pytorch-job --namespace aws-hyperpod-vision
`},
		"Identity Center": {
			"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Data_Scientist_0123456789abcdef", []string{"a"}, []string{"documented"},
			`aws configure set region us-west-2 --profile ml
aws configure sso --profile ml  # account 111122223333, role Data_Scientist
export AWS_PROFILE=ml
aws eks update-kubeconfig --region us-west-2 --name ml
hyperpod connect-cluster --cluster-name HYPERPOD_CLUSTER --namespace a
hyperpod list-jobs
`},
		"a user with rules of the team's own": {
			"arn:aws:iam::111122223333:user/bob", nil, nil,
			`aws configure set region us-west-2 --profile ml
aws configure --profile ml  # the access key of arn:aws:iam::111122223333:user/bob
export AWS_PROFILE=ml
aws eks update-kubeconfig --region us-west-2 --name ml
hyp set-cluster-context --cluster-name HYPERPOD_CLUSTER --namespace default
kubectl auth can-i --list --namespace default
`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, stepsOf(test.arn, test.namespaces, test.capabilities, ml))
		})
	}
}

// TestFirstCommandsWork: each is a command that its capability alone lets through, and changes nothing.
func TestFirstCommandsWork(t *testing.T) {
	t.Parallel()
	for _, f := range firsts[:len(firsts)-1] {
		p, err := policy.Combine(f.capability)
		require.NoError(t, err)
		statements, err := policy.Statements(f.capability)
		require.NoError(t, err)
		command, _, _ := strings.Cut(f.command, " --namespace")
		for _, name := range []string{f.connect, command} {
			i := slices.IndexFunc(commands.All(), func(c commands.Command) bool { return c.Name == name })
			require.NotEqual(t, -1, i, name)
			c := commands.All()[i]
			verdict, _ := c.Under(p, "aws-hyperpod-team")
			assert.Equal(t, commands.Works, verdict, name)
			verdict, _ = c.UnderIAM(statements)
			assert.Equal(t, commands.Works, verdict, name)
			for _, call := range c.Calls {
				assert.Contains(t, []string{"get", "list"}, call.Verb, name)
			}
		}
	}
}
