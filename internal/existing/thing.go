package existing

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

const accessEntry = "AccessEntry"

// thing is a Kubernetes object, or the access entry of a principal, whose name is the ARN.
type thing struct{ kind, namespace, name string }

func (t thing) String() string {
	if t.kind == accessEntry {
		return "access entry of " + t.name
	}
	return t.kind + " " + strings.TrimPrefix(t.namespace+"/"+t.name, "/")
}

// declared are the things that the component creates, as far as their names are known and may be told.
func declared(args *component.ScientistAccessArgs) []thing {
	var things []thing
	for _, o := range args.Objects() {
		things = append(things, thing{o.Kind, o.Namespace, o.Name})
	}
	for _, principal := range args.Principals {
		if arn, plain := principal.Arn.(pulumi.String); plain {
			things = append(things, thing{accessEntry, "", string(arn)})
		}
	}
	return things
}

// kubernetesPrefix begins the tokens of Kubernetes objects.
const kubernetesPrefix = "kubernetes:"

// created is the thing that a resource is about to create.
func created(args *pulumi.ResourceHookArgs) (thing, bool) {
	metadata := args.NewInputs["metadata"]
	kind, isObject := kindOf(string(args.Type))
	switch {
	case args.Type == names.EntryType:
		return thing{accessEntry, "", stackhooks.Text(args.NewInputs["principalArn"])}, true
	case isObject && metadata.IsObject():
		m := metadata.ObjectValue()
		return thing{kind, stackhooks.Text(m["namespace"]), stackhooks.Text(m["name"])}, true
	}
	return thing{}, false
}

func kindOf(token string) (kind string, ok bool) {
	if !strings.HasPrefix(token, kubernetesPrefix) {
		return "", false
	}
	return token[strings.LastIndex(token, ":")+1:], true
}
