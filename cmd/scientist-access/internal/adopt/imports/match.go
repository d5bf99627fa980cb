package imports

import (
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/keeper"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/difference"
)

// matcher finds what a pending resource is, and sets its id.
type matcher struct {
	cluster    string
	declared   access.Objects
	live       *access.Model
	namespaces map[string]string
	from       *keeper.Chosen
	own        string // ends the mark of the stack itself
}

func (m *matcher) item(resource pending) Item {
	for _, role := range m.declared.Roles {
		if m.is(resource, role.Origin) {
			return m.role(resource, role)
		}
	}
	for _, binding := range m.declared.Bindings {
		if m.is(resource, binding.Origin) {
			return m.binding(resource, binding)
		}
	}
	for _, entry := range m.declared.Entries {
		if m.is(resource, entry.Origin) {
			return m.entry(resource, entry)
		}
	}
	if resource.text("type") == namespaceType {
		return m.namespace(resource)
	}
	return Item{Object: resource.text("type") + " " + resource.logicalName(), State: NotOurs}
}

// is reports whether a pending resource is the one that the preview tells of, on the cluster in question.
func (m *matcher) is(resource pending, origin access.Origin) bool {
	u, ok := parseURN(origin.URN)
	if !ok || u.typ != resource.text("type") || u.name != resource.logicalName() {
		return false
	}
	if access.Named(origin.Cluster) && origin.Cluster != m.cluster {
		return false
	}
	m.own = u.owner()
	return true
}

const namespaceType = "kubernetes:core/v1:Namespace"

func (m *matcher) role(resource pending, declared access.Role) Item {
	ref := declared.Ref()
	if !access.Known(ref.Name) || !access.Known(ref.Namespace) {
		return Item{Object: declared.URN, State: Untold}
	}
	live := m.live.FindRole(m.cluster, ref)
	if live == nil {
		return Item{Object: ref.String(), State: Absent}
	}
	return m.found(resource, ref, live.Owner, difference.Rules(declared.Rules, live.Rules))
}

func (m *matcher) binding(resource pending, declared access.Binding) Item {
	ref := declared.Ref()
	if !access.Known(ref.Name) || !access.Known(ref.Namespace) {
		return Item{Object: declared.URN, State: Untold}
	}
	live := m.live.FindBinding(m.cluster, ref)
	if live == nil {
		return Item{Object: ref.String(), State: Absent}
	}
	item := m.found(resource, ref, live.Owner, difference.Bindings(declared, *live))
	item.Replaced = declared.RoleRef.Kind != live.RoleRef.Kind || declared.RoleRef.Name != live.RoleRef.Name
	return item
}

func (m *matcher) namespace(resource pending) Item {
	name := resource.logicalName()
	ref := access.Ref{Kind: "Namespace", Name: name[strings.LastIndex(name, "/")+1:]}
	owner, exists := m.namespaces[ref.Name]
	if !exists {
		return Item{Object: ref.String(), State: Absent}
	}
	return m.found(resource, ref, owner, nil)
}

// found is an object that exists. Its id is that of Pulumi's Kubernetes provider.
// Source: https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/import-existing-resources/
func (m *matcher) found(resource pending, ref access.Ref, owner string, lines []string) Item {
	resource["id"] = strings.TrimPrefix(ref.Namespace+"/"+ref.Name, "/")
	item := Item{Object: ref.String(), State: stateOf(lines), Owner: owner, Lines: lines}
	if owner != "" && !m.isOwn(owner) && !m.from.Include(owner) {
		item.State = Blocked
	}
	return item
}

// isOwn reports whether the stack itself made the object, in an update that was killed. The preview does not tell the
// stack's organization.
func (m *matcher) isOwn(owner string) bool {
	return strings.HasPrefix(owner, "pulumi:") && m.own != "" && strings.HasSuffix(owner, m.own)
}

// entry compares an access entry. EKS does not tell who keeps it.
// Source: https://www.pulumi.com/registry/packages/aws/api-docs/eks/accessentry/#import
func (m *matcher) entry(resource pending, declared access.Entry) Item {
	if !access.Known(declared.PrincipalARN) {
		return Item{Object: declared.URN, State: Untold}
	}
	object := "access entry of " + declared.PrincipalARN
	for _, live := range m.live.Entries {
		if live.PrincipalARN == declared.PrincipalARN {
			resource["id"] = m.cluster + ":" + declared.PrincipalARN
			lines := difference.Entries(declared, live)
			return Item{Object: object, State: stateOf(lines), Lines: lines}
		}
	}
	return Item{Object: object, State: Absent}
}

func stateOf(lines []string) State {
	if len(lines) == 0 {
		return Identical
	}
	return Differs
}
