package stack

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/yaml"
)

// Dir is the folder with the stack's Pulumi.yaml and configuration, where commands on it run.
func (st *Stack) Dir() string { return st.dir }

// Env is the environment of the stack's commands, each variable as NAME=value.
func (st *Stack) Env() []string { return slices.Clone(st.env) }

// ConfigureFrom takes a whole stack file, with its secrets as they are encrypted and the way to decrypt them. The
// sandbox's aws: settings and the given ones, with keys as in the file, replace its own. The passphrase of the file
// has to be set: see [Stack.Setenv].
func (st *Stack) ConfigureFrom(path string, settings map[string]any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var file struct {
		Salt   string         `json:"encryptionsalt"`
		Config map[string]any `json:"config"`
	}
	if err := yaml.UnmarshalStrict(text, &file); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if file.Config == nil {
		return fmt.Errorf("%s: has no config", path)
	}
	maps.Copy(file.Config, st.sandbox.Settings())
	maps.Copy(file.Config, settings)
	if text, err = yaml.Marshal(file); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(st.dir, "Pulumi."+st.Name+".yaml"), text, 0o600)
}
