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
	asWritten(&document)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		return "", err
	}
	return out.String(), nil
}

// asWritten lays a document out as people do: a line for each key, lists of words on one line, quotes where needed.
func asWritten(node *yaml.Node) {
	node.Style = 0
	isWord := func(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode }
	if node.Kind == yaml.SequenceNode && !slices.ContainsFunc(node.Content, func(n *yaml.Node) bool { return !isWord(n) }) {
		node.Style = yaml.FlowStyle
	}
	for _, child := range node.Content {
		asWritten(child)
	}
}
