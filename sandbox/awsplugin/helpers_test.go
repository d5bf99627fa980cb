package main

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	presource "github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"
)

const entryURN presource.URN = "urn:pulumi:test::project::aws:eks/accessEntry:AccessEntry::alice"

// nobody listens there: it stands for AWS's own STS, which the tests do not reach.
const nobody = "http://127.0.0.1:1"

// TestMain keeps the machine's own AWS configuration out of the tests.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE":             os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_EC2_METADATA_DISABLED":   "true",
		"AWS_ENDPOINT_URL_STS":        nobody,
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID",
		"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EKS"} {
		if err := os.Unsetenv(name); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// startPlugin serves the plugin, not yet configured.
func startPlugin(t *testing.T, propagation time.Duration) integration.Server {
	return startPluginIn(t, surroundings{propagation: propagation, pauses: atOnce, log: discard})
}

func discard(context.Context, string) {}

func startPluginIn(t *testing.T, around surroundings) integration.Server {
	server, err := integration.NewServer(t.Context(), "aws", semver.MustParse(version),
		integration.WithProvider(newProviderIn(around)))
	require.NoError(t, err)
	return server
}

// configFor is a stack's configuration that leads to the fake, as the engine sends it, plus the given keys.
func configFor(f *fakeEKS, more map[string]string) p.ConfigureRequest {
	endpoints, _ := json.Marshal([]map[string]string{{"eks": f.URL, "sts": f.URL, "iam": f.URL}})
	variables := map[string]string{
		"aws:config:region":    "us-east-1",
		"aws:config:accessKey": "AKIDEXAMPLE",
		"aws:config:secretKey": "example-secret",
		"aws:config:endpoints": string(endpoints),

		"aws:config:skipCredentialsValidation": "true",
	}
	for key, value := range more {
		variables["aws:config:"+key] = value
	}
	return p.ConfigureRequest{Variables: variables}
}

// connected is a plugin that is configured for a fake EKS of its own.
func connected(t *testing.T, more map[string]string) (integration.Server, *fakeEKS) {
	f := startFakeEKS(t)
	server := startPlugin(t, time.Millisecond)
	require.NoError(t, server.Configure(configFor(f, more)))
	f.asked()
	return server, f
}

// bag is a property map written as JSON-like Go values; unknown and secretly stand for what JSON has not.
func bag(fields map[string]any) property.Map {
	return valueOf(fields).AsMap()
}

var unknown = property.New(property.Computed)

func secretly(text string) property.Value { return property.New(text).WithSecret(true) }

func valueOf(v any) property.Value {
	switch v := v.(type) {
	case property.Value:
		return v
	case string:
		return property.New(v)
	case []string:
		return listValue(v)
	case map[string]string:
		return mapValue(v)
	case map[string]any:
		values := make(map[string]property.Value, len(v))
		for key, element := range v {
			values[key] = valueOf(element)
		}
		return property.New(values)
	}
	panic("no property value for this type")
}

// entryInputs are checked inputs, with the given ones on top; nil removes.
func entryInputs(fields map[string]any) property.Map {
	all := map[string]any{
		"clusterName":      testCluster,
		"principalArn":     testPrincipal,
		"type":             "STANDARD",
		"kubernetesGroups": []string{"g1", "g2"},
		"tagsAll":          map[string]string{},
	}
	for key, value := range fields {
		all[key] = value
		if value == nil {
			delete(all, key)
		}
	}
	return bag(all)
}

// created is the state of an entry that the plugin created with those inputs.
func created(t *testing.T, server integration.Server, inputs property.Map) property.Map {
	response, err := server.Create(p.CreateRequest{Urn: entryURN, Properties: inputs})
	require.NoError(t, err)
	require.Equal(t, testID, response.ID)
	return response.Properties
}
