package principals

import (
	"errors"
	"net"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
)

const (
	alice    = "arn:aws:iam::111122223333:role/team/Alice"
	deployer = "arn:aws:iam::111122223333:role/ci/Deployer"
	session  = "arn:aws:sts::111122223333:assumed-role/Deployer/pulumi"
)

func TestWarnings(t *testing.T) {
	t.Parallel()
	args := &component.ScientistAccessArgs{Principals: map[string]component.PrincipalArgs{
		"alice": {Arn: pulumi.String(alice)}, "ci": {Arn: pulumi.String(deployer)},
		"secret": {Arn: pulumi.ToSecret(pulumi.String(deployer)).(pulumi.StringOutput)},
	}}
	warnings := Caller{ARN: session, Account: "111122223333"}.warnings(args)
	require.Len(t, warnings, 1)
	assert.Contains(t, warnings[0], "principals.ci is who runs this stack ("+session+")")
	assert.Empty(t, Caller{}.warnings(args))
}

// engine answers who the caller is.
type engine struct {
	answer resource.PropertyMap
	fails  error
}

func (e engine) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return e.answer, e.fails }

func (engine) NewResource(pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	return "", nil, nil
}

// TestAsk cannot run beside other tests: the configuration is in the environment.
func TestAsk(t *testing.T) {
	known := engine{answer: resource.NewPropertyMapFromMap(map[string]any{"arn": session, "accountId": "111122223333"})}
	for name, c := range map[string]struct {
		engine engine
		config string
		want   Caller
	}{
		"who it is":                     {known, "", Caller{session, "111122223333"}},
		"who may not ask":               {engine{fails: errors.New("AccessDenied")}, "", Caller{}},
		"STS out of reach":              {known, `{"aws:skipCredentialsValidation":"true"}`, Caller{}},
		"STS out of reach, but EKS not": {known, `{"aws:skipCredentialsValidation":"true","aws:endpoints":"[{\"eks\":\"http://a\"}]"}`, Caller{}},
		"an endpoint of STS": {known, `{"aws:skipCredentialsValidation":"true","aws:endpoints":"[{\"sts\":\"http://a\"}]"}`,
			Caller{session, "111122223333"}},
		"endpoints that cannot be read": {known, `{"aws:endpoints":"?"}`, Caller{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(pulumi.EnvConfig, c.config)
			var got Caller
			require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
				got = <-Ask(ctx)
				return nil
			}, pulumi.WithMocks("project", "stack", c.engine)))
			assert.Equal(t, c.want, got)
		})
	}
}

func TestCheckRole(t *testing.T) {
	t.Parallel()
	gone := errors.New("reading IAM Role (Alice): couldn't find resource")
	for name, c := range map[string]struct {
		arn    string
		secret bool
		found  string
		err    error
		want   string
	}{
		"known":                      {arn: alice, found: alice},
		"not known":                  {arn: alice, err: gone, want: `IAM knows no role "Alice" in account 111122223333`},
		"known by another path":      {arn: alice, found: "arn:aws:iam::111122223333:role/Alice", want: `by another path: arn:aws:iam::111122223333:role/Alice`},
		"not known, and secret":      {arn: alice, secret: true, err: gone, want: "IAM does not know the principal"},
		"may not ask":                {arn: alice, err: errors.New("AccessDenied")},
		"out of reach":               {arn: alice, err: errUnknown},
		"of another account":         {arn: "arn:aws:iam::444455556666:role/Alice", err: gone},
		"a user":                     {arn: "arn:aws:iam::111122223333:user/Alice", err: gone},
		"an ARN that is not yet one": {arn: "", err: gone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var warned []string
			r := &roles{
				account: "111122223333", warn: func(text string) { warned = append(warned, text) },
				find: func(name string) (string, error) {
					assert.Equal(t, "Alice", name)
					return c.found, c.err
				},
			}
			arn := resource.NewProperty(c.arn)
			if c.secret {
				arn = resource.MakeSecret(arn)
			}
			entry := &pulumi.ResourceHookArgs{Name: "access/alice", NewInputs: resource.PropertyMap{"principalArn": arn}}
			require.NoError(t, r.check(entry), "an update goes on")
			r.preview = true
			err := r.check(entry)
			if c.want == "" {
				assert.NoError(t, err)
				assert.Empty(t, warned)
				return
			}
			assert.ErrorContains(t, err, c.want)
			require.Len(t, warned, 1)
			assert.Contains(t, warned[0], c.want)
			if c.secret {
				assert.NotContains(t, err.Error()+warned[0], "Alice")
			}
		})
	}
}

func TestReaches(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	assert.True(t, reaches(t.Context(), listener.Addr().String()))
	require.NoError(t, listener.Close())
	assert.False(t, reaches(t.Context(), listener.Addr().String()))
}

// TestLeadToIAM cannot run beside other tests: the configuration is in the environment.
func TestLeadToIAM(t *testing.T) {
	for config, want := range map[string]bool{
		``: false,
		`{"aws:endpoints":"[{\"sts\":\"http://a\"}]"}`: false,
		`{"aws:endpoints":"[{\"iam\":\"http://a\"}]"}`: true,
		`{"aws:httpsProxy":"http://proxy"}`:            true,
		`{"aws:httpProxy":"http://proxy"}`:             true,
	} {
		t.Setenv(pulumi.EnvConfig, config)
		require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
			settings, err := readSettings(ctx)
			require.NoError(t, err)
			assert.Equal(t, want, settings.leadToIAM(), config)
			return nil
		}, pulumi.WithMocks("project", "stack", engine{})))
	}
}
