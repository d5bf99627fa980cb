package stackconfig

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Section is the part of the stack's configuration that belongs to one project or package, by key.
type Section struct {
	Values map[string]string
	// Secret are the keys with a secret anywhere in their value: Pulumi says no more.
	Secret map[string]bool
}

// ReadSection reads a section. Pulumi's SDK gives values by name only, which would leave misspelt keys unseen.
func ReadSection(ctx *pulumi.Context, namespace string) (Section, error) {
	values, err := section(os.Getenv(pulumi.EnvConfig), namespace)
	if err != nil {
		return Section{}, err
	}
	secret := map[string]bool{}
	for key := range values {
		secret[key] = ctx.IsConfigSecret(namespace + ":" + key)
	}
	return Section{Values: values, Secret: secret}, nil
}

func section(config, namespace string) (map[string]string, error) {
	if config == "" {
		return nil, nil
	}
	var all map[string]string
	if err := json.Unmarshal([]byte(config), &all); err != nil {
		return nil, fmt.Errorf("read the stack's configuration: %w", err)
	}
	own := map[string]string{}
	for key, value := range all {
		if name, ok := strings.CutPrefix(key, namespace+":"); ok {
			own[name] = value
		}
	}
	return own, nil
}
