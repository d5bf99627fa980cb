package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func validatesElsewhere(t *testing.T) {
	f := startFakeEKS(t)
	err := startPlugin(t, 0).Configure(configFor(f, map[string]string{"skipCredentialsValidation": "false"}))
	require.ErrorContains(t, err, "unable to validate AWS credentials.\nDetails: validating provider credentials: ")
	assert.ErrorContains(t, err, nobody)
	assert.ErrorContains(t, err, "aws:skipCredentialsValidation")
	assert.Empty(t, f.asked(), "aws:endpoints names an STS that would have accepted them")
}

func validationSkipped(t *testing.T) {
	f := startFakeEKS(t)
	config := map[string]string{"skipCredentialsValidation": "true", "skipRequestingAccountId": "true"}
	require.NoError(t, startPlugin(t, 0).Configure(configFor(f, config)))
	assert.Empty(t, f.asked())
}

func assumesRole(t *testing.T) {
	server, f := connected(t, map[string]string{
		"assumeRole": `{"roleArn":"arn:aws:iam::111122223333:role/Deployer","sessionName":"pulumi","externalId":"x","duration":"30m"}`,
	})
	_, err := server.Invoke(p.InvokeRequest{Token: getClusterToken, Args: bag(map[string]any{"name": testCluster})})
	require.NoError(t, err)
	assert.Equal(t, "ASIAROLE", f.signer)
	assert.Equal(t, "arn:aws:iam::111122223333:role/Deployer", f.assumed.Get("RoleArn"))
	assert.Equal(t, "pulumi", f.assumed.Get("RoleSessionName"))
	assert.Equal(t, "x", f.assumed.Get("ExternalId"))
	assert.Equal(t, "1800", f.assumed.Get("DurationSeconds"))
}

func roleRefused(t *testing.T) {
	f := startFakeEKS(t)
	f.refuse("POST /")
	err := startPlugin(t, 0).Configure(configFor(f, map[string]string{"assumeRole": `{"roleArn":"arn:aws:iam::111122223333:role/Deployer"}`}))
	assert.ErrorContains(t, err, "cannot assume IAM role arn:aws:iam::111122223333:role/Deployer")
}

func unknownKey(t *testing.T) {
	err := startPlugin(t, 0).Configure(configFor(startFakeEKS(t), map[string]string{"reigon": "us-east-1"}))
	assert.ErrorContains(t, err, "aws:reigon")
}
