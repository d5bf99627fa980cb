package eks

import "strings"

// The resource that EKS evaluates a call on, by the Service Authorization Reference:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html. It names
// one required resource type for each of these calls: the cluster, or the access entry and not its cluster.

func (s *Server) onCluster(r *request) string { return s.eksARN("cluster/" + r.PathValue("name")) }

// onEntry is the access entry's ARN. Of an entry that does not exist, EKS leaves the unique id to a wildcard, and with
// something that is no principal's ARN even the parts before it are empty: a field report has
// "is not authorized to perform: eks:DescribeAccessEntry on resource: arn:aws:eks:…:access-entry/CLUSTER////*". That the
// parts of a well-formed ARN are filled in then is inferred.
func (s *Server) onEntry(r *request) string {
	name, principalARN := r.PathValue("name"), r.PathValue("principalArn")
	if c, ok := s.clusters[name]; ok {
		if entry, ok := c.entries[principalARN]; ok {
			return entry.AccessEntryARN
		}
	}
	return s.entryARN(name, principalARN, "*")
}

// entryARN is the ARN of a principal's access entry with a unique id.
func (s *Server) entryARN(clusterName, principalARN, id string) string {
	kind, account, name := "", "", ""
	if owner, err := s.parsePrincipal(principalARN); err == nil {
		kind, _, _ = strings.Cut(owner.Resource, "/")
		account, name = owner.AccountID, friendlyName(owner)
	}
	return s.eksARN(strings.Join([]string{"access-entry", clusterName, kind, account, name, id}, "/"))
}

// onTagged is the resource that is tagged, whatever it is.
func (s *Server) onTagged(r *request) string { return r.PathValue("resourceArn") }

// onAnything is for calls that name no resource: a policy must allow them on "*".
func (s *Server) onAnything(*request) string { return "*" }
