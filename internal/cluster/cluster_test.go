package cluster

import (
	"encoding/base64"
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	endpoint = "https://0123456789ABCDEF.gr7.us-west-2.eks.amazonaws.com"
	arn      = "arn:aws:eks:us-west-2:111122223333:cluster/ml"
)

func ml() *Cluster {
	return &Cluster{
		Name: "ml", ARN: arn, Region: "us-west-2",
		endpoint: endpoint, certificate: base64.StdEncoding.EncodeToString([]byte("PEM")),
	}
}

// answer is what EKS says of a cluster, as Pulumi's function aws.eks.getCluster gives it.
func answer(change func(resource.PropertyMap)) resource.PropertyMap {
	all := resource.NewPropertyMapFromMap(map[string]any{
		"arn": arn, "endpoint": endpoint, "status": "ACTIVE",
		"certificateAuthorities": []any{map[string]any{"data": ml().certificate}},
		"accessConfigs":          []any{map[string]any{"authenticationMode": "API"}},
	})
	change(all)
	return all
}

func set(key resource.PropertyKey, value any) func(resource.PropertyMap) {
	return func(m resource.PropertyMap) { m[key] = resource.NewPropertyValue(value) }
}

func mode(name string) func(resource.PropertyMap) {
	return set("accessConfigs", []any{map[string]any{"authenticationMode": name}})
}

func without(key resource.PropertyKey) func(resource.PropertyMap) {
	return func(m resource.PropertyMap) { delete(m, key) }
}

func TestLookup(t *testing.T) {
	t.Parallel()
	const command = "aws eks update-cluster-config --region us-west-2 --name ml " +
		"--access-config authenticationMode=API_AND_CONFIG_MAP"
	elsewhere := ml()
	elsewhere.ARN, elsewhere.Region = "arn:aws:eks:eu-west-1:111122223333:cluster/ml", "eu-west-1"
	for name, c := range map[string]struct {
		change func(resource.PropertyMap)
		want   *Cluster
		says   []string
	}{
		"access entries":                  {mode("API"), ml(), nil},
		"access entries and a config map": {mode("API_AND_CONFIG_MAP"), ml(), nil},
		"a cluster in another region than the provider's": {
			set("arn", elsewhere.ARN), elsewhere, nil,
		},
		"a config map": {
			mode("CONFIG_MAP"), nil, []string{"authentication mode CONFIG_MAP, which takes no access entries", command},
		},
		"nothing about the mode, so the oldest": {
			without("accessConfigs"), nil, []string{"authentication mode CONFIG_MAP", command},
		},
		"no endpoint yet": {
			without("endpoint"), nil,
			[]string{`EKS cluster "ml" has no endpoint yet (status ACTIVE)`, "wait until it is ACTIVE"},
		},
		"no certificate yet": {without("certificateAuthorities"), nil, []string{"has no endpoint yet"}},
		"an empty certificate": {
			set("certificateAuthorities", []any{map[string]any{"data": ""}}), nil, []string{"has no endpoint yet"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found *Cluster
			_, err := run(t, engine{answer: answer(c.change)}, func(ctx *pulumi.Context) error {
				var err error
				found, err = Lookup(ctx, "ml")
				return err
			})
			if c.says == nil {
				require.NoError(t, err)
				assert.Equal(t, c.want, found)
			}
			for _, words := range c.says {
				assert.ErrorContains(t, err, words)
			}
		})
	}
}

func TestAClusterThatIsNotThere(t *testing.T) {
	t.Parallel()
	_, err := run(t, engine{fails: errors.New("no cluster found for name: ml")}, func(ctx *pulumi.Context) error {
		_, err := Lookup(ctx, "ml")
		return err
	})
	assert.ErrorContains(t, err, `find EKS cluster "ml" (clusterName, aws:region, aws:profile)`)
	assert.ErrorContains(t, err, "no cluster found for name: ml")
}

func TestUpdateKubeconfig(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "aws eks update-kubeconfig --region us-west-2 --name ml", ml().UpdateKubeconfig())
}

func TestRegionComesFromTheARN(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"arn:aws:eks:eu-west-1:111122223333:cluster/ml": "eu-west-1",
		"arn:aws:eks:eu-west-1":                         "eu-west-1",
		"arn:aws:eks":                                   "",
		"ml":                                            "",
	} {
		assert.Equal(t, want, regionOf(text), text)
	}
}
