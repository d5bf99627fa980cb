package verify

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/review"
)

// Declared is the access that a stack gives on one cluster.
type Declared struct {
	Cluster string
	Region  string // of the access entries' ARNs; empty if these don't tell one
	review.Objects
	// Unchecked are the parts of the stack that cannot be compared, because their values are not in it.
	Unchecked []review.Note
	Notes     []review.Note
}

// Declare takes from a stack's export what it declares on a cluster; "" is the one that its access entries name. It
// is an error if that is none, or one of several.
func Declare(stack *review.Stack, cluster string) (*Declared, error) {
	if stack.Source != review.Export {
		return nil, errors.New("this is a preview, which says what may come to be; " +
			"give what is: pulumi stack export | scientist-access verify")
	}
	name, err := chooseCluster(stack.After, cluster)
	if err != nil {
		return nil, err
	}
	d := &Declared{Cluster: name}
	for _, note := range stack.Notes {
		d.note(note)
	}
	d.addObjects(stack.After)
	d.Region = regionOf(d.Entries)
	return d, nil
}

func (d *Declared) note(note review.Note) {
	if note.LeftOut {
		d.Unchecked = append(d.Unchecked, note)
		return
	}
	d.Notes = append(d.Notes, note)
}

func chooseCluster(objects review.Objects, wanted string) (string, error) {
	set := map[string]bool{}
	for _, entry := range objects.Entries {
		set[entry.Cluster] = true
	}
	for _, association := range objects.Associations {
		set[association.Cluster] = true
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(set)), withheld)
	switch {
	case wanted != "" && (len(names) == 0 || slices.Contains(names, wanted)):
		return wanted, nil
	case wanted != "":
		return "", fmt.Errorf("--cluster %q: the stack's access entries name %s", wanted, strings.Join(names, ", "))
	case len(names) == 1:
		return names[0], nil
	case len(names) == 0:
		return "", errors.New("no access entry of the stack names a cluster; choose one by --cluster")
	}
	return "", fmt.Errorf("the stack's access entries name several clusters; choose one by --cluster: %s",
		strings.Join(names, ", "))
}

// addObjects keeps what can be compared, and names what cannot.
func (d *Declared) addObjects(objects review.Objects) {
	for _, role := range objects.Roles {
		if d.readable(role.Origin, role.Namespace, role.Name) {
			d.Roles = append(d.Roles, role)
		}
	}
	for _, binding := range objects.Bindings {
		texts := []string{binding.Namespace, binding.Name, binding.RoleRef.Kind, binding.RoleRef.Name}
		for _, subject := range binding.Subjects {
			texts = append(texts, subject.Kind, subject.Namespace, subject.Name)
		}
		if d.readable(binding.Origin, texts...) {
			d.Bindings = append(d.Bindings, binding)
		}
	}
	for _, entry := range objects.Entries {
		texts := append([]string{entry.Cluster, entry.PrincipalARN, entry.UserName, entry.Type}, entry.Groups...)
		if d.readable(entry.Origin, texts...) && d.here(entry.Origin, entry.Cluster) {
			d.Entries = append(d.Entries, entry)
		}
	}
	for _, a := range objects.Associations {
		texts := append([]string{a.Cluster, a.PrincipalARN, a.PolicyARN}, a.Namespaces...)
		if d.readable(a.Origin, texts...) && d.here(a.Origin, a.Cluster) {
			d.Associations = append(d.Associations, a)
		}
	}
}

// readable reports whether none of the values is withheld, and otherwise notes that the resource is not checked.
func (d *Declared) readable(origin review.Origin, values ...string) bool {
	i := slices.IndexFunc(values, withheld)
	if i < 0 {
		return true
	}
	d.Unchecked = append(d.Unchecked, review.Note{
		Place: origin.URN, Message: "not checked: it holds a value that the export does not tell: " + values[i],
	})
	return false
}

// here reports whether a resource is of the cluster in question.
func (d *Declared) here(origin review.Origin, cluster string) bool {
	if cluster != d.Cluster {
		d.Notes = append(d.Notes, review.Note{Place: origin.URN, Message: "not checked: it is of cluster " + cluster})
	}
	return cluster == d.Cluster
}

func withheld(value string) bool { return value == review.Unknown || value == review.Secret }

// regionOf takes the region from an entry's ARN: arn:aws:eks:REGION:ACCOUNT:access-entry/…
func regionOf(entries []review.AccessEntry) string {
	for _, entry := range entries {
		if parts := strings.Split(entry.ARN, ":"); len(parts) > 3 {
			return parts[3]
		}
	}
	return ""
}

// Principals are the ARNs of the stack's IAM principals on the cluster.
func (d *Declared) Principals() []string {
	var arns []string
	for _, entry := range d.Entries {
		arns = append(arns, entry.PrincipalARN)
	}
	for _, association := range d.Associations {
		arns = append(arns, association.PrincipalARN)
	}
	slices.Sort(arns)
	return slices.Compact(arns)
}

// objectKey is what an RBAC object goes by in the cluster.
type objectKey struct{ kind, namespace, name string }

func (k objectKey) String() string {
	if k.namespace == "" {
		return k.kind + " " + k.name
	}
	return k.kind + " " + k.namespace + "/" + k.name
}

func roleKey(r review.Role) objectKey       { return objectKey{r.Kind, r.Namespace, r.Name} }
func bindingKey(b review.Binding) objectKey { return objectKey{b.Kind, b.Namespace, b.Name} }

// boundKey is the role that a binding refers to.
func boundKey(b review.Binding) objectKey {
	if b.RoleRef.Kind == "Role" {
		return objectKey{b.RoleRef.Kind, b.Namespace, b.RoleRef.Name}
	}
	return objectKey{b.RoleRef.Kind, "", b.RoleRef.Name}
}

func compareNotes(a, b review.Note) int {
	return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Message, b.Message))
}
