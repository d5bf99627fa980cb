package render

import (
	"bytes"
	"encoding/json"
	"slices"

	"go.yaml.in/yaml/v3"
)

// stackFile is a stack's configuration as Pulumi keeps it, its keys in the order of the fields.
func stackFile(config any) (string, error) {
	text, err := json.Marshal(map[string]any{"config": config})
	if err != nil {
		return "", err
	}
	var document yaml.Node // JSON is YAML, and a node keeps the order of keys
	if err := yaml.Unmarshal(text, &document); err != nil {
		return "", err
	}
	if err := layOut(&document); err != nil {
		return "", err
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		return "", err
	}
	return out.String(), nil
}

// layOut writes a document as people do: a line for each key, lists of words on one line, quotes where a word could be
// taken for something else, also by readers of YAML 1.1.
func layOut(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode && node.Tag == "!!str" {
		return node.Encode(node.Value)
	}
	node.Style = 0
	nested := func(n *yaml.Node) bool { return n.Kind != yaml.ScalarNode }
	if node.Kind == yaml.SequenceNode && !slices.ContainsFunc(node.Content, nested) {
		node.Style = yaml.FlowStyle
	}
	for _, child := range node.Content {
		if err := layOut(child); err != nil {
			return err
		}
	}
	return nil
}
