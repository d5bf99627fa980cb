package component

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/internal/problems"
)

var (
	clusterNamePath = field.NewPath("clusterName")
	teamsPath       = field.NewPath("teams")
)

func principalPath(key string) *field.Path {
	return field.NewPath("principals").Child(key)
}

// Validate reports everything that is wrong and can be found without a cluster, in one error with a line per problem:
// the field's path, its value, what is wrong and how to fix it. Outputs are skipped. [NewScientistAccess] calls it
// first.
func (args *ScientistAccessArgs) Validate() error {
	var all field.ErrorList
	all = append(all, args.validateClusterName()...)
	all = append(all, args.validateHyperPodCluster()...)
	all = append(all, args.validateNames()...)
	all = append(all, args.validateTeams()...)
	all = append(all, args.validateOwnObjects()...)
	all = append(all, args.validatePodSecurity()...)
	all = append(all, args.validateAccessPolicies()...)
	return problems.Join(append(all, args.validatePrincipals()...))
}

func (args *ScientistAccessArgs) validateClusterName() field.ErrorList {
	if args.ClusterName == nil {
		return field.ErrorList{field.Required(clusterNamePath, "name the EKS cluster")}
	}
	if name, known := plain(args.ClusterName); known {
		return list(checkClusterName(clusterNamePath, name))
	}
	return nil
}

// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
var clusterNamePattern = regexp.MustCompile(`^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$`)

func checkClusterName(path *field.Path, name string) *field.Error {
	if name == "" {
		return field.Required(path, "name the EKS cluster")
	}
	if !clusterNamePattern.MatchString(name) {
		return field.Invalid(path, name, "is not a valid name of an EKS cluster; use the name, not the ARN: "+
			"1 to 100 letters, digits, hyphens and underscores, starting with a letter or digit")
	}
	return nil
}

func (args *ScientistAccessArgs) validateNames() field.ErrorList {
	var found field.ErrorList
	path := field.NewPath("namePrefix")
	for _, wrong := range validation.IsDNS1123Subdomain(args.namePrefix()) {
		found = append(found, field.Invalid(path, args.NamePrefix, wrong))
	}
	found = append(found, checkLength(path, names.ForTeam(args.namePrefix(), ""))...)

	for _, key := range slices.Sorted(maps.Keys(args.Labels)) {
		path := field.NewPath("labels").Key(key)
		for _, wrong := range validation.IsQualifiedName(key) {
			found = append(found, field.Invalid(path, key, wrong))
		}
		for _, wrong := range validation.IsValidLabelValue(args.Labels[key]) {
			found = append(found, field.Invalid(path, args.Labels[key], wrong))
		}
	}
	return found
}

// checkLength refuses names that are longer than Kubernetes allows for objects.
// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
func checkLength(path *field.Path, n names.Objects, more ...string) field.ErrorList {
	longest := slices.MaxFunc(append(n.All(), more...), func(a, b string) int { return len(a) - len(b) })
	excess := len(longest) - validation.DNS1123SubdomainMaxLength
	if excess <= 0 {
		return nil
	}
	return field.ErrorList{field.Invalid(path, n.Prefix(), fmt.Sprintf(
		"makes the name %q too long: %d characters, but Kubernetes allows %d; shorten it by %d",
		longest, len(longest), validation.DNS1123SubdomainMaxLength, excess))}
}

func (args *ScientistAccessArgs) validatePrincipals() field.ErrorList {
	if len(args.Principals) == 0 {
		return field.ErrorList{field.Required(field.NewPath("principals"),
			"name at least one IAM principal, by a key of your choice")}
	}
	var found field.ErrorList
	arns := newARNRegister()
	for _, key := range slices.Sorted(maps.Keys(args.Principals)) {
		found = append(found, args.validatePrincipal(key, arns)...)
	}
	return append(found, args.validateFormerKeys()...)
}

// validateFormerKeys refuses a former key that two principals claim: it was the key of only one entry.
func (args *ScientistAccessArgs) validateFormerKeys() field.ErrorList {
	var found field.ErrorList
	claimed := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(args.Principals)) {
		for i, former := range args.Principals[key].FormerKeys {
			path := principalPath(key).Child("formerKeys").Index(i)
			found = append(found, validateKey(path, former)...)
			if _, current := args.Principals[former]; current {
				found = append(found, field.Invalid(path, former,
					"is a current key; first rename that one, in an update of its own"))
			}
			if claimed[former] {
				found = append(found, field.Duplicate(path, former))
			}
			claimed[former] = true
		}
	}
	return found
}

// keyPattern allows what is safe in the name of a Pulumi resource, in a stack configuration path and in a shell.
var keyPattern = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._@+=-]*$`)

func validateKey(path *field.Path, key string) field.ErrorList {
	if keyPattern.MatchString(key) {
		return nil
	}
	return field.ErrorList{field.Invalid(path, key,
		"is not a valid key: use letters, digits and . _ @ + = -, starting with a letter or digit")}
}

func (args *ScientistAccessArgs) validatePrincipal(key string, arns *arnRegister) field.ErrorList {
	var found field.ErrorList
	path, principal := principalPath(key), args.Principals[key]
	found = append(found, validateKey(field.NewPath("principals"), key)...)
	found = append(found, validateARN(key, principal.Arn, arns)...)
	if principal.UserName != nil {
		if name, known := plain(principal.UserName); known {
			found = append(found, list(iam.CheckUserName(path.Child("userName"), name))...)
		}
	}
	return append(found, args.validateMembership(path.Child("teams"), principal)...)
}

func validateARN(key string, input pulumi.StringInput, arns *arnRegister) field.ErrorList {
	path := principalPath(key).Child("arn")
	if input == nil {
		return field.ErrorList{field.Required(path, "give the ARN of an IAM role or user")}
	}
	arn, known := plain(input)
	if !known {
		return nil
	}
	if problem := iam.CheckARN(path, arn); problem != nil {
		return field.ErrorList{problem}
	}
	return list(arns.add(key, arn))
}

// plain returns the value of an input, unless it is an output.
func plain(input pulumi.StringInput) (string, bool) {
	value, known := input.(pulumi.String)
	return string(value), known
}

func list(problem *field.Error) field.ErrorList {
	if problem == nil {
		return nil
	}
	return field.ErrorList{problem}
}
