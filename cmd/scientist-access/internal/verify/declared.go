package verify

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
)

// Declared is the access that a stack gives on one cluster.
type Declared struct {
	Cluster string
	Region  string // of the access entries' ARNs; empty if these don't tell one
	// Unchecked are the parts of the stack that cannot be compared, because their values are not in it.
	Unchecked []access.Note
	Notes     []access.Note

	objects access.Objects
	model   *access.Model
}

// Declare takes from an export what the stack declares on a cluster; "" is the one that its access entries name. It
// is an error if that is none, or one of several.
func Declare(reading *access.Reading, cluster string) (*Declared, error) {
	if reading.Source != access.Export {
		return nil, errors.New("this is a preview, which says what may come to be; " +
			"give what is: pulumi stack export | scientist-access verify")
	}
	name, err := ChooseCluster(reading.After, cluster)
	if err != nil {
		return nil, err
	}
	d := &Declared{Cluster: name}
	for _, note := range reading.Notes {
		if note.LeftOut {
			d.Unchecked = append(d.Unchecked, note)
			continue
		}
		d.Notes = append(d.Notes, note)
	}
	d.addObjects(reading.After)
	d.Region = regionOf(d.objects.Entries)
	d.model = access.New(d.objects)
	return d, nil
}

// ChooseCluster is the cluster that is meant: the wanted one, or the only one that access entries name. It is an error if
// these name several, or only others than the wanted one.
func ChooseCluster(objects access.Objects, wanted string) (string, error) {
	set := map[string]bool{}
	for _, entry := range objects.Entries {
		set[entry.Cluster] = true
	}
	for _, association := range objects.Associations {
		set[association.Cluster] = true
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(set)), func(name string) bool { return !access.Known(name) })
	switch {
	case wanted != "" && (len(names) == 0 || slices.Contains(names, wanted)):
		return wanted, nil
	case wanted != "":
		return "", fmt.Errorf("--cluster %q: the stack's access entries name %s", wanted, strings.Join(names, ", "))
	case len(names) == 1:
		return names[0], nil
	case len(names) == 0:
		return "", errors.New("no access entry of the stack names a cluster; choose one with --cluster")
	}
	return "", fmt.Errorf("the stack's access entries name several clusters; choose one with --cluster: %s",
		strings.Join(names, ", "))
}

// addObjects keeps what can be compared, and names what cannot.
func (d *Declared) addObjects(objects access.Objects) {
	for _, role := range objects.Roles {
		if d.checks(&role.Origin, role.Namespace, role.Name) {
			d.objects.Roles = append(d.objects.Roles, role)
		}
	}
	for _, binding := range objects.Bindings {
		texts := []string{binding.Namespace, binding.Name, binding.RoleRef.Kind, binding.RoleRef.Name}
		for _, subject := range binding.Subjects {
			texts = append(texts, subject.Kind, subject.Namespace, subject.Name)
		}
		if d.checks(&binding.Origin, texts...) {
			d.objects.Bindings = append(d.objects.Bindings, binding)
		}
	}
	for _, entry := range objects.Entries {
		texts := append([]string{entry.PrincipalARN, entry.UserName, entry.Type}, entry.Groups...)
		if d.checks(&entry.Origin, texts...) {
			d.objects.Entries = append(d.objects.Entries, entry)
		}
	}
	for _, a := range objects.Associations {
		texts := append([]string{a.PrincipalARN, a.PolicyARN}, a.Namespaces...)
		if d.checks(&a.Origin, texts...) {
			d.objects.Associations = append(d.objects.Associations, a)
		}
	}
	for _, p := range objects.AdmissionPolicies {
		if d.checks(&p.Origin, p.Name, p.Withheld) {
			d.objects.AdmissionPolicies = append(d.objects.AdmissionPolicies, p)
		}
	}
	for _, b := range objects.AdmissionBindings {
		if d.checks(&b.Origin, b.Name, b.Withheld) {
			d.objects.AdmissionBindings = append(d.objects.AdmissionBindings, b)
		}
	}
}

// checks reports whether an object is of the cluster in question and all its values are known. It notes why not.
func (d *Declared) checks(origin *access.Origin, values ...string) bool {
	if origin.Cluster == "" {
		origin.Cluster = d.Cluster // the stack names no cluster at all; the user has chosen one
	}
	if i := slices.IndexFunc(append(values, origin.Cluster), func(s string) bool { return !access.Known(s) }); i >= 0 {
		d.Unchecked = append(d.Unchecked, access.Note{
			Place:   origin.URN,
			Message: "not checked: it holds a value that the export does not tell: " + append(values, origin.Cluster)[i],
		})
		return false
	}
	if !access.Named(origin.Cluster) {
		d.Unchecked = append(d.Unchecked, access.Note{
			Place: origin.URN, Message: "not checked: the export does not tell which cluster it is in (" + origin.Cluster + ")",
		})
		return false
	}
	if origin.Cluster != d.Cluster {
		d.Notes = append(d.Notes, access.Note{Place: origin.URN, Message: "not checked: it is in cluster " + origin.Cluster})
	}
	return origin.Cluster == d.Cluster
}

// regionOf takes the region from an entry's ARN: arn:aws:eks:REGION:ACCOUNT:access-entry/…
func regionOf(entries []access.Entry) string {
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
	for _, entry := range d.objects.Entries {
		arns = append(arns, entry.PrincipalARN)
	}
	for _, association := range d.objects.Associations {
		arns = append(arns, association.PrincipalARN)
	}
	slices.Sort(arns)
	return slices.Compact(arns)
}

func compareNotes(a, b access.Note) int {
	return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Message, b.Message))
}
