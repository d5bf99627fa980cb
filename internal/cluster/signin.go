package cluster

import (
	"encoding/json"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// signIn is who the AWS provider is, as far as `aws eks get-token` has to be told. What is left out, both take from
// the same environment and files.
type signIn struct {
	profile string
	keys    struct{ id, secret, token string }
	web     struct{ roleARN, sessionName, tokenFile string }
	roleARN string // assumed in the end

	environment map[string]string
}

// awsSettings are the settings of the AWS provider. Those that are nil change neither who signs in nor where: the
// region is that of the cluster's ARN, and a token must be signed for AWS's own address of STS.
// Source: https://www.pulumi.com/registry/packages/aws/installation-configuration/
var awsSettings = table[signIn]{
	"accessKey":                 text(func(s *signIn) *string { return &s.keys.id }),
	"secretKey":                 text(func(s *signIn) *string { return &s.keys.secret }),
	"token":                     text(func(s *signIn) *string { return &s.keys.token }),
	"profile":                   text(func(s *signIn) *string { return &s.profile }),
	"assumeRole":                object(assumeRole),
	"assumeRoleWithWebIdentity": object(webIdentity),

	"sharedConfigFiles":              oneFile("AWS_CONFIG_FILE"),
	"sharedCredentialsFiles":         oneFile("AWS_SHARED_CREDENTIALS_FILE"),
	"ec2MetadataServiceEndpoint":     variable("AWS_EC2_METADATA_SERVICE_ENDPOINT"),
	"ec2MetadataServiceEndpointMode": variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"),
	"httpProxy":                      variable("HTTP_PROXY"),
	"httpsProxy":                     variable("HTTPS_PROXY"),
	"noProxy":                        variable("NO_PROXY"),
	"customCaBundle": func(s *signIn, _ *field.Path, value string) field.ErrorList {
		s.set("AWS_CA_BUNDLE", expand(value))
		return nil
	},

	"allowedAccountIds":              nil,
	"defaultTags":                    nil,
	"endpoints":                      nil,
	"forbiddenAccountIds":            nil,
	"ignoreTags":                     nil,
	"insecure":                       nil,
	"maxRetries":                     nil,
	"region":                         nil,
	"retryMode":                      nil,
	"s3UsEast1RegionalEndpoint":      nil,
	"s3UsePathStyle":                 nil,
	"skipCredentialsValidation":      nil,
	"skipMetadataApiCheck":           nil,
	"skipRegionValidation":           nil,
	"skipRequestingAccountId":        nil,
	"stsRegion":                      nil,
	"tokenBucketRateLimiterCapacity": nil,
	"useDualstackEndpoint":           nil,
	"useFipsEndpoint":                nil,

	// Not the provider's, but Pulumi's own.
	"pluginDownloadURL": nil,
	"version":           nil,
}

// assumeRole are the members of aws:assumeRole. EKS looks at the role alone, so what else makes the session does not
// matter, unless the role's trust policy demands it.
// Source: https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
var assumeRole = table[signIn]{
	"roleArn": text(func(s *signIn) *string { return &s.roleARN }),
	"externalId": refused[signIn]("`aws eks get-token` cannot pass an external id; put role_arn and external_id into a " +
		"profile of the AWS configuration file, and set aws:profile instead of aws:assumeRole"),
	"sourceIdentity": refused[signIn]("`aws eks get-token` cannot pass a source identity; remove it, or set " +
		"kubernetes:kubeconfig to a kubeconfig of your own"),

	"duration":          nil,
	"policy":            nil,
	"policyArns":        nil,
	"sessionName":       nil,
	"tags":              nil,
	"transitiveTagKeys": nil,
}

// webIdentity are the members of aws:assumeRoleWithWebIdentity.
var webIdentity = table[signIn]{
	"roleArn":     text(func(s *signIn) *string { return &s.web.roleARN }),
	"sessionName": text(func(s *signIn) *string { return &s.web.sessionName }),
	"webIdentityToken": refused[signIn]("the AWS CLI reads the token from a file only; " +
		"put it into one, and set webIdentityTokenFile"),
	"webIdentityTokenFile": func(s *signIn, _ *field.Path, value string) field.ErrorList {
		s.web.tokenFile = expand(value)
		return nil
	},

	"duration":   nil,
	"policy":     nil,
	"policyArns": nil,
}

func (s *signIn) set(name, value string) {
	if s.environment == nil {
		s.environment = map[string]string{}
	}
	s.environment[name] = value
}

func variable(name string) reader[signIn] {
	return func(s *signIn, _ *field.Path, value string) field.ErrorList {
		s.set(name, value)
		return nil
	}
}

// oneFile is a list of files for the provider, of which the AWS CLI takes one. Both expand variables and ~ in it.
func oneFile(name string) reader[signIn] {
	return func(s *signIn, path *field.Path, value string) field.ErrorList {
		var files []string
		if err := json.Unmarshal([]byte(value), &files); err != nil {
			return field.ErrorList{field.TypeInvalid(path, value, "must be a list of files")}
		}
		switch len(files) {
		case 0:
			return nil
		case 1:
			s.set(name, files[0])
			return nil
		}
		return field.ErrorList{field.Invalid(path, value,
			"the AWS CLI, which signs in to Kubernetes, reads one such file; merge them into one")}
	}
}

// command is what the AWS CLI is told, in arguments and environment. Of several identities it gets the one that the
// provider prefers. Keys in the environment would come before a web identity, so they are emptied; a profile in the
// environment that assumes a role still comes before it.
// Source: https://github.com/hashicorp/aws-sdk-go-base/blob/v2.0.0-beta.65/credentials.go
func (s *signIn) command() (options []string, environment []clientcmdapi.ExecEnvVar) {
	variables := map[string]string{}
	maps.Copy(variables, s.environment)
	setKeys := func(id, secret, token string) {
		variables["AWS_ACCESS_KEY_ID"] = id
		variables["AWS_SECRET_ACCESS_KEY"] = secret
		variables["AWS_SESSION_TOKEN"] = token
	}
	switch {
	case s.web.roleARN != "":
		setKeys("", "", "")
		variables["AWS_ROLE_ARN"] = s.web.roleARN
		variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = s.web.tokenFile
		if s.web.sessionName != "" {
			variables["AWS_ROLE_SESSION_NAME"] = s.web.sessionName
		}
	case s.keys.id != "":
		setKeys(s.keys.id, s.keys.secret, s.keys.token)
	case s.profile != "":
		// The option, because keys in the environment would come before AWS_PROFILE.
		options = []string{"--profile", s.profile}
	}
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		environment = append(environment, clientcmdapi.ExecEnvVar{Name: name, Value: variables[name]})
	}
	return options, environment
}
