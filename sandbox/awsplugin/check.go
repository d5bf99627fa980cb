package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// defaultType is the type of an entry that names none.
const defaultType = "STANDARD"

// entryTypes are the types that the real provider accepts: EKS knows HYPERPOD_LINUX as well.
// Source: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/eks/consts.go
var entryTypes = []string{defaultType, "FARGATE_LINUX", "EC2_LINUX", "EC2_WINDOWS", "EC2", "HYBRID_LINUX"}

// clusterNameForm is EKS's own.
// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
var clusterNameForm = regexp.MustCompile(`^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$`)

// What the parts of an ARN look like to the real provider.
// Source: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/verify/validate.go
var (
	partitionForm = regexp.MustCompile(`^aws(-[a-z]+)*$`)
	arnRegionForm = regexp.MustCompile(`^([a-z]{2}(-[a-z]+)+-\d)?$`)
	accountForm   = regexp.MustCompile(`^(aws|aws-managed|third-party|\d{12}|cw.{10})?$`)
)

// rule says what an input must look like. A value that is not known yet satisfies every rule.
type rule struct {
	required bool
	// wrong returns what is wrong with a known value, "" if nothing.
	wrong func(property.Value) string
}

var rules = map[string]rule{
	"clusterName":      {required: true, wrong: textThat("is not the name of an EKS cluster", clusterNameForm.MatchString)},
	"principalArn":     {required: true, wrong: textThat("is an invalid ARN", isARN)},
	"type":             {wrong: textThat("is none of "+strings.Join(entryTypes, ", "), isEntryType)},
	"userName":         {wrong: textThat("", func(string) bool { return true })},
	"kubernetesGroups": {wrong: wrongList},
	"tags":             {wrong: wrongMap},
	"tagsAll":          {wrong: wrongMap},
}

// isARN reports whether the text is the ARN of anything: the real provider does not ask for a principal's.
func isARN(text string) bool {
	parsed, err := arn.Parse(text)
	return err == nil && partitionForm.MatchString(parsed.Partition) && arnRegionForm.MatchString(parsed.Region) &&
		accountForm.MatchString(parsed.AccountID) && parsed.Resource != ""
}

func isEntryType(text string) bool { return slices.Contains(entryTypes, text) }

func textThat(complaint string, accepted func(string) bool) func(property.Value) string {
	return func(v property.Value) string {
		switch {
		case v.IsComputed():
			return ""
		case !v.IsString():
			return "must be a string"
		case !accepted(v.AsString()):
			return fmt.Sprintf("%q %s", v.AsString(), complaint)
		}
		return ""
	}
}

func wrongList(v property.Value) string {
	if v.IsComputed() {
		return ""
	}
	if !v.IsArray() {
		return "must be a list of strings"
	}
	for _, element := range v.AsArray().All {
		if !element.IsString() && !element.IsComputed() {
			return "must be a list of strings"
		}
	}
	return ""
}

func wrongMap(v property.Value) string {
	if v.IsComputed() {
		return ""
	}
	if !v.IsMap() {
		return "must be a map of strings"
	}
	for _, element := range v.AsMap().All {
		if !element.IsString() && !element.IsComputed() {
			return "must be a map of strings"
		}
	}
	return ""
}

// Check validates the inputs, fills in the type, and adds the provider's default tags as tagsAll.
func (e *accessEntry) Check(_ context.Context, request p.CheckRequest) (p.CheckResponse, error) {
	inputs := request.Inputs
	response := p.CheckResponse{Failures: failures(inputs, rules, "an access entry")}
	if leftOut(inputs.Get("type")) {
		inputs = inputs.Set("type", property.New(defaultType))
	}
	response.Inputs = inputs.Set("tagsAll", e.tagsAll(inputs.Get("tags")))
	return response, nil
}

func failures(inputs property.Map, rules map[string]rule, what string) []p.CheckFailure {
	var failed []p.CheckFailure
	for name, rule := range rules {
		if rule.required && inputs.Get(name).IsNull() {
			failed = append(failed, p.CheckFailure{Property: name, Reason: "missing required property " + name})
		}
	}
	for name, value := range inputs.All {
		rule, known := rules[name]
		switch {
		case !known:
			failed = append(failed, p.CheckFailure{Property: name, Reason: what + " has no such property"})
		case value.IsNull() || rule.wrong(value) == "":
		default:
			failed = append(failed, p.CheckFailure{Property: name, Reason: name + ": " + rule.wrong(value)})
		}
	}
	slices.SortFunc(failed, func(a, b p.CheckFailure) int { return strings.Compare(a.Property, b.Property) })
	return failed
}

// tagsAll is what the entry will be tagged with: the provider's default tags with its own on top. It is never
// secret, whatever the tags are.
// Source: https://github.com/pulumi/pulumi-aws/pull/3471
func (e *accessEntry) tagsAll(tags property.Value) property.Value {
	if tags.HasComputed() {
		return property.New(property.Computed)
	}
	return mapValue(merged(e.cloud.defaultTags, mapOf(tags)))
}
