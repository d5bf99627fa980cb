// A program that declares the objects and access entries which its configuration lists. The recorder changes the list
// between two runs, so that one program shows what Pulumi's engine does to a resource.
package main

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

// declared is one resource of the list. The stack's name is the namespace of objects, and begins the names of objects
// and principals, so that stacks on one cluster don't meet.
type declared struct {
	Type string `json:"type"` // Role, ClusterRole, RoleBinding, ClusterRoleBinding or AccessEntry
	Key  string `json:"key"`  // the resource's name in Pulumi

	Name      string   `json:"name"`      // of an object; if empty, the provider chooses
	Verbs     []string `json:"verbs"`     // of a role, on pods
	RoleKind  string   `json:"roleKind"`  // that a binding binds
	Role      string   `json:"role"`      // that a binding binds
	Cluster   string   `json:"cluster"`   // of an entry
	Principal string   `json:"principal"` // of an entry; what is not a role's name is taken as it is
	Groups    []string `json:"groups"`    // the subjects of a binding, the groups of an entry
	Secret    bool     `json:"secret"`    // hides the role, the principal and the groups

	Provider    string `json:"provider"` // a context of the kubeconfig; if empty, the default provider
	Version     string `json:"version"`  // of the provider
	Get         string `json:"get"`      // the id of an object that is only read
	Import      bool   `json:"import"`
	Retain      bool   `json:"retain"`
	DeleteFirst bool   `json:"deleteFirst"`
	After       string `json:"after"` // the key of a resource that it depends on
}

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	var list []declared
	config.RequireObject(ctx, "resources", &list)
	s := &stack{
		ctx: ctx, name: ctx.Stack(),
		resources: map[string]pulumi.Resource{}, providers: map[string]pulumi.ProviderResource{},
	}
	for _, d := range list {
		declare, ok := kinds[d.Type]
		if !ok {
			return fmt.Errorf("resource %q: the type %q is not known", d.Key, d.Type)
		}
		options, err := s.options(d)
		if err != nil {
			return err
		}
		if s.resources[d.Key], err = declare(s, d, options); err != nil {
			return err
		}
	}
	return nil
}

// kinds say how a resource is declared, by its type.
var kinds = map[string]func(*stack, declared, []pulumi.ResourceOption) (pulumi.Resource, error){
	"Role":               role,
	"ClusterRole":        clusterRole,
	"RoleBinding":        binding,
	"ClusterRoleBinding": clusterBinding,
	"AccessEntry":        entry,
}

// stack is what the program has declared so far.
type stack struct {
	ctx       *pulumi.Context
	name      string
	resources map[string]pulumi.Resource
	providers map[string]pulumi.ProviderResource
}

func (s *stack) options(d declared) ([]pulumi.ResourceOption, error) {
	var options []pulumi.ResourceOption
	if d.Retain {
		options = append(options, pulumi.RetainOnDelete(true))
	}
	if d.DeleteFirst { // set to false, it would overrule the provider
		options = append(options, pulumi.DeleteBeforeReplace(true))
	}
	if d.Version != "" {
		options = append(options, pulumi.Version(d.Version))
	}
	if d.Import {
		options = append(options, pulumi.Import(pulumi.ID(s.id(d))))
	}
	if d.After != "" {
		options = append(options, pulumi.DependsOn([]pulumi.Resource{s.resources[d.After]}))
	}
	if d.Provider != "" {
		provider, err := s.provider(d.Provider)
		if err != nil {
			return nil, err
		}
		options = append(options, pulumi.Provider(provider))
	}
	return options, nil
}

// id is the one under which the provider imports the resource.
func (s *stack) id(d declared) string {
	switch d.Type {
	case "AccessEntry":
		return d.Cluster + ":" + s.principal(d)
	case "ClusterRole", "ClusterRoleBinding":
		return s.prefixed(d.Name)
	}
	return s.name + "/" + s.prefixed(d.Name)
}

// prefixed makes a name the stack's; one that begins with a slash is the cluster's own.
func (s *stack) prefixed(name string) string {
	if own, ok := strings.CutPrefix(name, "/"); ok {
		return own
	}
	return s.name + "-" + name
}

func (s *stack) principal(d declared) string {
	if strings.Contains(d.Principal, " ") {
		return d.Principal
	}
	return "arn:aws:iam::111122223333:role/" + s.prefixed(d.Principal)
}

// text is secret if the resource hides its values.
func (d declared) text(text string) pulumi.StringInput {
	if d.Secret {
		return pulumi.ToSecret(pulumi.String(text)).(pulumi.StringOutput)
	}
	return pulumi.String(text)
}
