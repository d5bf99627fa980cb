package review

import (
	"bytes"
	"strings"
)

// state is a resource as Pulumi writes it, reduced to what matters here.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/apitype/core.go (ResourceV3)
type state struct {
	URN                string      `json:"urn"`
	Type               string      `json:"type"`
	ID                 string      `json:"id"`
	Provider           string      `json:"provider"`
	Delete             bool        `json:"delete"`
	PendingReplacement bool        `json:"pendingReplacement"`
	RetainOnDelete     bool        `json:"retainOnDelete"`
	Inputs             *properties `json:"inputs"`
	Outputs            *properties `json:"outputs"`
}

func (s *state) origin() Origin {
	provider := s.Provider
	// A provider reference is the URN of its resource, "::" and its id. The id may change; the URN does not.
	if i := strings.LastIndex(provider, "::"); i >= 0 {
		provider = provider[:i]
	}
	return Origin{URN: s.URN, Provider: provider}
}

// supported reports whether the resource is of a kind that [Read] understands.
func (s *state) supported() bool {
	_, ok := decoders[s.Type]
	return ok
}

// blinded reports whether a preview hides a value that decides about access.
func (s *state) blinded() bool {
	if s == nil || s.Inputs == nil || !s.supported() {
		return false
	}
	in := s.Inputs
	all := bytes.Join([][]byte{
		in.Metadata, in.Rules, in.RoleRef, in.Subjects, in.PrincipalARN, in.KubernetesGroups, in.UserName,
		in.PolicyARN, in.AccessScope,
	}, nil)
	return bytes.Contains(all, []byte(`"`+blindedSecret+`"`))
}

// blindSpot says what access a resource may give that this package cannot see in it; most kinds give none.
func (s *state) blindSpot() string {
	switch {
	case s.supported():
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
func (s *state) isAWSAuth() bool {
	if s.Inputs == nil {
		return false
	}
	var problem error
	metadata := property(&problem, "metadata", s.Inputs.Metadata)
	return metadata.at("name").text() == "aws-auth" && metadata.at("namespace").text() == "kube-system"
}
