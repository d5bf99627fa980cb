package stackconfig

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Section is the part of the stack's configuration that belongs to one project or package, by key. Pulumi's SDK
// gives values by name only, which would leave misspelt keys unseen.
func Section(namespace string) (map[string]string, error) {
	return section(os.Getenv(pulumi.EnvConfig), namespace)
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
