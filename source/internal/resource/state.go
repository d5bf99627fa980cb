// Package resource reads the resources of Pulumi's states that decide about access.
package resource

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// State is a resource as Pulumi writes it, reduced to what matters here.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/apitype/core.go (ResourceV3)
type State struct {
	URN                string      `json:"urn"`
	Type               string      `json:"type"`
	ID                 string      `json:"id"`
	Provider           string      `json:"provider"`
	Delete             bool        `json:"delete"`
	PendingReplacement bool        `json:"pendingReplacement"`
	RetainOnDelete     bool        `json:"retainOnDelete"`
	External           bool        `json:"external"` // it is read, and belongs to somebody else
	ImportID           string      `json:"importID"`
	Inputs             *properties `json:"inputs"`
	Outputs            *properties `json:"outputs"`

	Place string `json:"-"` // in the file, for messages
	// Live says that the state is what is there, rather than what a program asks for.
	Live bool `json:"-"`
	// Was is what an update in place starts from; nil for any other state.
	Was *State `json:"-"`
}

// ExistsAlready reports whether the object is there before the stack takes it in.
func (s *State) ExistsAlready() bool { return s != nil && (s.External || s.ImportID != "") }

// IsLeft reports whether the object stays where it is when the stack lets go of it.
func (s *State) IsLeft() bool { return s != nil && (s.External || s.RetainOnDelete) }

// properties are those of the kinds that are read; all others are skipped while reading and cost no memory.
type properties struct {
	Metadata         json.RawMessage `json:"metadata"`
	Rules            json.RawMessage `json:"rules"`
	AggregationRule  json.RawMessage `json:"aggregationRule"`
	RoleRef          json.RawMessage `json:"roleRef"`
	Subjects         json.RawMessage `json:"subjects"`
	ClusterName      json.RawMessage `json:"clusterName"`
	PrincipalARN     json.RawMessage `json:"principalArn"`
	KubernetesGroups json.RawMessage `json:"kubernetesGroups"`
	UserName         json.RawMessage `json:"userName"`
	Type             json.RawMessage `json:"type"`
	AccessEntryARN   json.RawMessage `json:"accessEntryArn"`
	PolicyARN        json.RawMessage `json:"policyArn"`
	AccessScope      json.RawMessage `json:"accessScope"`
	Spec             json.RawMessage `json:"spec"`
	// Of Kubernetes providers.
	ClusterIdentifier json.RawMessage `json:"clusterIdentifier"`
	Kubeconfig        json.RawMessage `json:"kubeconfig"`
	Context           json.RawMessage `json:"context"`
}

// deciding are the properties that decide about access, by the names that a preview gives them.
func (p *properties) deciding() map[string]json.RawMessage {
	return map[string]json.RawMessage{
		"metadata": p.Metadata, "rules": p.Rules, "aggregationRule": p.AggregationRule, "roleRef": p.RoleRef,
		"subjects": p.Subjects, "clusterName": p.ClusterName, "principalArn": p.PrincipalARN,
		"kubernetesGroups": p.KubernetesGroups, "userName": p.UserName, "type": p.Type, "policyArn": p.PolicyARN,
		"accessScope": p.AccessScope, "spec": p.Spec,
	}
}

// LastPart is what follows the last separator, or all of s.
func LastPart(s, separator string) string {
	if i := strings.LastIndex(s, separator); i >= 0 {
		return s[i+len(separator):]
	}
	return s
}

// Supported reports whether the resource is of a kind that decides about access and is understood.
func (s *State) Supported() bool {
	_, ok := decoders[s.Type]
	return ok
}

// SupportedURN reports the same by a URN alone: urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME.
func SupportedURN(urn string) bool {
	parts := strings.Split(urn, "::")
	return len(parts) >= 4 && (&State{Type: LastPart(parts[2], "$")}).Supported()
}

// IsProvider reports whether the resource is a provider of Kubernetes.
func (s *State) IsProvider() bool { return s.Type == "pulumi:providers:kubernetes" }

// Hidden are the properties that decide about access and whose values both states hide, sorted. Reasons are the
// properties that a preview calls the cause of the step; where there are any, others do not differ.
func Hidden(before, after *State, reasons []string) []string {
	if before == nil || after == nil || before.Inputs == nil || after.Inputs == nil || !after.Supported() {
		return nil
	}
	was := before.Inputs.deciding()
	var hidden []string
	for name, is := range after.Inputs.deciding() {
		if blinded(was[name]) && blinded(is) && named(name, reasons) {
			hidden = append(hidden, name)
		}
	}
	slices.Sort(hidden)
	return hidden
}

func blinded(raw json.RawMessage) bool { return bytes.Contains(raw, []byte(`"`+blindedSecret+`"`)) }

// named reports whether a property is among the reasons, which may be paths below it; no reasons are all.
func named(property string, reasons []string) bool {
	for _, reason := range reasons {
		if rest, ok := strings.CutPrefix(reason, property); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return len(reasons) == 0
}

// BlindSpot says what access a resource may give that cannot be seen in it; most kinds give none.
func (s *State) BlindSpot() string {
	switch {
	case s.Supported():
		return ""
	case strings.HasPrefix(s.Type, "kubernetes:rbac.authorization.k8s.io/"):
		return "objects of this kind are not read"
	case strings.HasPrefix(s.Type, "kubernetes:helm.sh/v3:Release"):
		return "what the release installs is not in the stack"
	case strings.HasPrefix(s.Type, "aws-native:eks:AccessEntry"):
		return "access entries of this provider are not read"
	case strings.HasPrefix(s.Type, "kubernetes:core/v1:ConfigMap") && s.isAWSAuth():
		return "the principals that aws-auth maps to groups are not read"
	}
	return ""
}

// isAWSAuth recognises the ConfigMap that was EKS's way before access entries.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
func (s *State) isAWSAuth() bool {
	if s.Inputs == nil {
		return false
	}
	var problem error
	metadata := property(&problem, "metadata", s.Inputs.Metadata)
	return metadata.at("name").text() == "aws-auth" && metadata.at("namespace").text() == "kube-system"
}
