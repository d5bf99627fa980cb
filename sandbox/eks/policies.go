package eks

import (
	"maps"
	"slices"
	"strings"
)

const (
	scopeCluster   = "cluster"
	scopeNamespace = "namespace"
)

// accessPolicies are the policies of EKS that may be associated with an entry, by name. Associations are kept
// and listed, but grant nothing in Kubernetes: EKS's authorizer is not part of this server. The one exception
// is the first, which the creator's entry has.
// https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
var accessPolicies = []string{
	"AmazonEKSClusterAdminPolicy",
	"AmazonEKSAdminPolicy",
	"AmazonEKSAdminViewPolicy",
	"AmazonEKSEditPolicy",
	"AmazonEKSSecretReaderPolicy",
	"AmazonEKSViewPolicy",
	"AmazonSagemakerHyperpodInferencePolicy",
	"AmazonSagemakerHyperpodSpacePolicy",
	"AmazonSagemakerHyperpodSpaceTemplatePolicy",
	"AmazonSagemakerHyperpodTrainingPolicy",
	"AmazonSagemakerHyperpodUserClusterPolicy",
}

// associatedPolicy is the API's AssociatedAccessPolicy.
type associatedPolicy struct {
	PolicyARN    string      `json:"policyArn"`
	AccessScope  accessScope `json:"accessScope"`
	AssociatedAt timestamp   `json:"associatedAt"`
	ModifiedAt   timestamp   `json:"modifiedAt"`
}

type accessScope struct {
	Type       string   `json:"type"`
	Namespaces []string `json:"namespaces"`
}

func (s *Server) policyARN(name string) string {
	return "arn:" + s.config.Partition + ":eks::aws:cluster-access-policy/" + name
}

func (s *Server) clusterAdminPolicy() string { return s.policyARN(accessPolicies[0]) }

func (s *Server) newAssociation(policyARN string, scope accessScope) *associatedPolicy {
	now := timestamp(s.now())
	scope.Namespaces = orEmpty(scope.Namespaces)
	return &associatedPolicy{policyARN, scope, now, now}
}

func (s *Server) listAccessPolicies(r *request) (any, error) {
	names := slices.Sorted(slices.Values(accessPolicies))
	page, next, err := paginate(names, r.URL.Query())
	if err != nil {
		return nil, err
	}
	listed := make([]map[string]string, len(page))
	for i, name := range page {
		listed[i] = map[string]string{"name": name, "arn": s.policyARN(name)}
	}
	return map[string]any{"accessPolicies": listed, "nextToken": next}, nil
}

// associateAccessPolicy adds a policy to an entry; once more with the same policy replaces its scope.
func (s *Server) associateAccessPolicy(r *request) (any, error) {
	c, entry, err := s.requestedEntry(r)
	if err != nil {
		return nil, err
	}
	var body struct {
		PolicyARN   string      `json:"policyArn"`
		AccessScope accessScope `json:"accessScope"`
	}
	if err := r.decode(&body); err != nil {
		return nil, err
	}
	// The guide says that only STANDARD entries take policies, but those of EC2 nodes in Auto Mode do:
	// https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3274
	if entry.Type != standard && entry.Type != "EC2" {
		return nil, errNotStandard
	}
	if err := s.checkAssociation(body.PolicyARN, body.AccessScope); err != nil {
		return nil, err
	}
	association := s.newAssociation(body.PolicyARN, body.AccessScope)
	if before, ok := entry.policies[body.PolicyARN]; ok {
		association.AssociatedAt = before.AssociatedAt
	}
	entry.policies[body.PolicyARN] = association
	return map[string]any{
		"clusterName": c.Name, "principalArn": entry.PrincipalARN, "associatedAccessPolicy": association,
	}, nil
}

func (s *Server) checkAssociation(policyARN string, scope accessScope) error {
	name := strings.TrimPrefix(policyARN, s.policyARN(""))
	if name == policyARN || !slices.Contains(accessPolicies, name) {
		return invalidParameter("The policyArn parameter format is not valid")
	}
	switch {
	case scope.Type == scopeCluster && len(scope.Namespaces) == 0:
		return nil
	case scope.Type == scopeNamespace && len(scope.Namespaces) > 0:
		return nil
	}
	return invalidParameter("The accessScope must be of type cluster without namespaces, or of type namespace with at least one")
}

func (s *Server) listAssociatedAccessPolicies(r *request) (any, error) {
	c, entry, err := s.requestedEntry(r)
	if err != nil {
		return nil, err
	}
	page, next, err := paginate(slices.Sorted(maps.Keys(entry.policies)), r.URL.Query())
	if err != nil {
		return nil, err
	}
	associated := make([]*associatedPolicy, len(page))
	for i, policyARN := range page {
		associated[i] = entry.policies[policyARN]
	}
	return map[string]any{
		"clusterName": c.Name, "principalArn": entry.PrincipalARN, "associatedAccessPolicies": associated, "nextToken": next,
	}, nil
}

func (s *Server) disassociateAccessPolicy(r *request) (any, error) {
	_, entry, err := s.requestedEntry(r)
	if err != nil {
		return nil, err
	}
	policyARN := r.PathValue("policyArn")
	if _, ok := entry.policies[policyARN]; !ok {
		return nil, resourceNotFound("The specified policyArn %s is not associated with this access entry.", policyARN)
	}
	delete(entry.policies, policyARN)
	return struct{}{}, nil
}

// isClusterAdmin reports whether the entry carries the policy of a cluster's creator for the whole cluster.
func (s *Server) isClusterAdmin(entry *accessEntry) bool {
	association, ok := entry.policies[s.clusterAdminPolicy()]
	return ok && association.AccessScope.Type == scopeCluster
}
