package sandbox

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/scientist-access/scientist-access/toolchain"
)

// awsPluginVersion is that of the AWS SDK in the project's go.mod; a provider must have the same.
const awsPluginVersion = "v6.83.2"

const passphrase = "sandbox"

// preparePulumi makes a PULUMI_HOME of the sandbox's own: its plugins, its stacks, and nothing of the user's. A folder for the
// path has a link to the CLI alone: beside that may lie anything, as in /usr/bin.
func (s *Sandbox) preparePulumi() error {
	if err := os.MkdirAll(s.binDir(), 0o700); err != nil {
		return err
	}
	if err := os.Symlink(s.tools.Pulumi, filepath.Join(s.binDir(), "pulumi")); err != nil {
		return err
	}
	if err := s.InstallKubernetesProvider(toolchain.KubernetesProviderVersion); err != nil {
		return err
	}
	plugin, standIn, err := s.awsPlugin()
	if err != nil {
		return err
	}
	s.StandInAWSPlugin = standIn
	if err := s.InstallPlugin(plugin, "resource-aws-"+awsPluginVersion, "pulumi-resource-aws"); err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(s.stateDir(), 0o700), os.MkdirAll(s.TempDir(), 0o700))
}

// awsPlugin prefers the real provider, where the user's Pulumi has it.
func (s *Sandbox) awsPlugin() (path string, standIn bool, err error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", false, err
	}
	if own := os.Getenv("PULUMI_HOME"); own != "" {
		home = own
	} else {
		home = filepath.Join(home, ".pulumi")
	}
	path = filepath.Join(home, "plugins", "resource-aws-"+awsPluginVersion, "pulumi-resource-aws")
	_, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s.programs.awsPlugin, true, nil
	}
	return path, false, err
}

// InstallKubernetesProvider installs the one build of the Kubernetes provider as another version too, such as v4.24.0. It
// still behaves as the version that it is: this is for stacks whose state names several versions.
func (s *Sandbox) InstallKubernetesProvider(version string) error {
	return s.InstallPlugin(s.tools.ProviderKubernetes, "resource-kubernetes-"+version, "pulumi-resource-kubernetes")
}

// InstallPlugin puts a program into Pulumi's folder of a plugin, such as resource-kubernetes-v4.25.0, under the name that
// Pulumi looks for.
func (s *Sandbox) InstallPlugin(program, plugin, name string) error {
	dir := filepath.Join(s.pulumiHome(), "plugins", plugin)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Symlink(program, filepath.Join(dir, name))
}

func (s *Sandbox) pulumiHome() string { return filepath.Join(s.Dir, "pulumi") }
func (s *Sandbox) binDir() string     { return filepath.Join(s.Dir, "bin") }
func (s *Sandbox) stateDir() string   { return filepath.Join(s.Dir, "state") }

// Variable is one variable of the environment.
type Variable struct{ Name, Value string }

// Environment is what a shell needs to use the sandbox with pulumi, aws and kubectl, as the administrator.
func (s *Sandbox) Environment() []Variable {
	path := s.binDir()
	if s.programs.standInAWS {
		path += string(os.PathListSeparator) + filepath.Dir(s.programs.aws)
	}
	variables := []Variable{
		{"PATH", path + string(os.PathListSeparator) + os.Getenv("PATH")},
		{"PULUMI_HOME", s.pulumiHome()},
		{"PULUMI_BACKEND_URL", "file://" + s.stateDir()},
		{"PULUMI_CONFIG_PASSPHRASE", passphrase},
		{"PULUMI_SKIP_UPDATE_CHECK", "true"},
		// Plugins come from PULUMI_HOME: nothing from the path, nothing from the network.
		{"PULUMI_IGNORE_AMBIENT_PLUGINS", "true"},
		{"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true"},
		{"AWS_CONFIG_FILE", s.profiles.config},
		{"AWS_SHARED_CREDENTIALS_FILE", s.profiles.credentials},
		{"AWS_PROFILE", Administrator},
		// The user's own keys would come before the profile.
		{"AWS_ACCESS_KEY_ID", ""},
		{"AWS_SECRET_ACCESS_KEY", ""},
		{"AWS_SESSION_TOKEN", ""},
		{"AWS_ENDPOINT_URL_EKS", s.EKSEndpoint},
		{"AWS_ENDPOINT_URL_IAM", s.EKSEndpoint},
		{"AWS_ENDPOINT_URL_SAGEMAKER", s.EKSEndpoint},
		{"AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", s.EKSEndpoint},
		// Not S3's: the user may keep stacks in a bucket.
	}
	if s.programs.standInAWS {
		// For roles to assume. The real command would make its tokens for this endpoint, too, and EKS takes none of those.
		variables = append(variables, Variable{"AWS_ENDPOINT_URL_STS", s.EKSEndpoint})
	}
	return variables
}

// Settings is the stack configuration with which Pulumi's AWS provider finds the sandbox: ordinary aws: keys. Unless two
// questions are skipped, the real provider asks AWS's own STS and IAM about the credentials, whatever the endpoints are.
// Source: https://github.com/pulumi/pulumi-aws/issues/2003
func (s *Sandbox) Settings() map[string]any {
	return map[string]any{
		"aws:region":                    Region,
		"aws:endpoints":                 []map[string]string{{"eks": s.EKSEndpoint, "sts": s.EKSEndpoint, "iam": s.EKSEndpoint}},
		"aws:skipCredentialsValidation": "true",
		"aws:skipRequestingAccountId":   "true",
	}
}

// Pulumi is the path of the CLI.
func (s *Sandbox) Pulumi() string { return s.tools.Pulumi }

// AWS is the path of the aws command, and whether it is the stand-in.
func (s *Sandbox) AWS() (path string, standIn bool) { return s.programs.aws, s.programs.standInAWS }

// TempDir is a folder for temporary files, which goes with the sandbox.
func (s *Sandbox) TempDir() string { return filepath.Join(s.Dir, "tmp") }
