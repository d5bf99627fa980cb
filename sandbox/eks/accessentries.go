package eks

import (
	"maps"
	"slices"
	"strconv"
	"time"
)

// maxAccessEntries is EKS's quota for one cluster.
// https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html
const maxAccessEntries = 3000

// accessEntry is the API's AccessEntry, and what EKS keeps to itself.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_AccessEntry.html
type accessEntry struct {
	ClusterName      string            `json:"clusterName"`
	PrincipalARN     string            `json:"principalArn"`
	KubernetesGroups []string          `json:"kubernetesGroups"`
	AccessEntryARN   string            `json:"accessEntryArn"`
	CreatedAt        timestamp         `json:"createdAt"`
	ModifiedAt       timestamp         `json:"modifiedAt"`
	Tags             map[string]string `json:"tags"`
	Username         string            `json:"username"`
	Type             string            `json:"type"`

	// principalID is the principal's unique id when the entry was created. Sign-in compares this, not the ARN.
	principalID string
	// clientToken recognizes a repeated create request.
	clientToken string
	// policies are the associated access policies by ARN.
	policies map[string]*associatedPolicy
}

// timestamp is written as AWS's rest-json does: seconds since 1970, with a fraction.
type timestamp time.Time

func (t timestamp) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(time.Time(t).UnixMilli())/1000, 'f', 3, 64), nil
}

type createRequest struct {
	PrincipalARN       string            `json:"principalArn"`
	KubernetesGroups   []string          `json:"kubernetesGroups"`
	Tags               map[string]string `json:"tags"`
	ClientRequestToken string            `json:"clientRequestToken"`
	Username           string            `json:"username"`
	Type               string            `json:"type"`
}

type updateRequest struct {
	KubernetesGroups []string `json:"kubernetesGroups"`
	Username         string   `json:"username"`
}

func (s *Server) createAccessEntry(r *request) (any, error) {
	c, err := s.requestedEntries(r)
	if err != nil {
		return nil, err
	}
	var create createRequest
	if err := r.decode(&create); err != nil {
		return nil, err
	}
	if create.Type == "" {
		create.Type = standard
	}
	if err := s.authorizeCreate(r, create); err != nil {
		return nil, err
	}
	owner, err := s.checkCreate(create)
	if err != nil {
		return nil, err
	}
	if existing, ok := c.entries[create.PrincipalARN]; ok {
		return existing.repeated(create)
	}
	if len(c.entries) >= maxAccessEntries {
		return nil, apiErrorf(400, "ResourceLimitExceededException",
			"The maximum number of access entries, %d, is reached on cluster %s.", maxAccessEntries, c.Name)
	}
	return map[string]any{"accessEntry": s.newAccessEntry(c, owner, create)}, nil
}

// authorizeCreate asks for what a new entry needs beside eks:CreateAccessEntry: the tagging of an entry with tags, and the
// role of a node's entry to be passed on. The Service Authorization Reference names both and says neither on what resource
// the first is evaluated nor for which entries the second is needed; this is what fails more often.
func (s *Server) authorizeCreate(r *request, create createRequest) error {
	if len(create.Tags) > 0 {
		if err := r.caller.authorize("eks:TagResource", s.entryARN(r.PathValue("name"), create.PrincipalARN, "*")); err != nil {
			return err
		}
	}
	if create.Type != standard {
		return r.caller.authorizeIn("eks", "iam:PassRole", create.PrincipalARN)
	}
	return nil
}

// repeated answers a create request for an entry that exists: a retry of the same request gets the entry, any
// other request is refused.
func (e *accessEntry) repeated(create createRequest) (any, error) {
	if create.ClientRequestToken != "" && create.ClientRequestToken == e.clientToken {
		return map[string]any{"accessEntry": e}, nil
	}
	return nil, apiErrorf(409, "ResourceInUseException", "The specified access entry resource is already in use on this cluster.")
}

// newAccessEntry adds an entry whose request has been checked.
func (s *Server) newAccessEntry(c *cluster, owner *principal, create createRequest) *accessEntry {
	now := timestamp(s.now())
	defaults := entryTypes[create.Type]
	entry := &accessEntry{
		ClusterName:      c.Name,
		PrincipalARN:     owner.arn.String(),
		AccessEntryARN:   s.entryARN(c.Name, owner.arn.String(), newUUID()),
		KubernetesGroups: orEmpty(append(create.KubernetesGroups, defaults.groups...)),
		CreatedAt:        now,
		ModifiedAt:       now,
		Tags:             map[string]string{},
		Username:         usernameOrDefault(create.Username, create.Type, owner.arn),
		Type:             create.Type,
		principalID:      owner.id,
		clientToken:      create.ClientRequestToken,
		policies:         map[string]*associatedPolicy{},
	}
	maps.Copy(entry.Tags, create.Tags)
	c.entries[entry.PrincipalARN] = entry
	return entry
}

func (s *Server) describeAccessEntry(r *request) (any, error) {
	_, entry, err := s.requestedEntry(r)
	if err != nil {
		return nil, err
	}
	return map[string]any{"accessEntry": entry}, nil
}

// updateAccessEntry replaces groups and user name together: what the request leaves out goes back to its
// default, no groups and the user name that EKS makes up.
func (s *Server) updateAccessEntry(r *request) (any, error) {
	_, entry, err := s.requestedEntry(r)
	if err != nil {
		return nil, err
	}
	var update updateRequest
	if err := r.decode(&update); err != nil {
		return nil, err
	}
	if entry.Type != standard {
		return nil, errNotStandard
	}
	if err := checkUsername(update.Username); err != nil {
		return nil, err
	}
	if err := checkGroups(update.KubernetesGroups); err != nil {
		return nil, err
	}
	owner, err := s.parsePrincipal(entry.PrincipalARN)
	if err != nil {
		return nil, err
	}
	entry.KubernetesGroups = orEmpty(update.KubernetesGroups)
	entry.Username = usernameOrDefault(update.Username, entry.Type, owner)
	entry.ModifiedAt = timestamp(s.now())
	return map[string]any{"accessEntry": entry}, nil
}

func (s *Server) deleteAccessEntry(r *request) (any, error) {
	c, entry, err := s.requestedEntry(r)
	if err != nil {
		return nil, err
	}
	delete(c.entries, entry.PrincipalARN)
	return struct{}{}, nil
}

func (s *Server) listAccessEntries(r *request) (any, error) {
	c, err := s.requestedEntries(r)
	if err != nil {
		return nil, err
	}
	var principals []string
	policy := r.URL.Query().Get("associatedPolicyArn")
	for principalARN, entry := range c.entries {
		if _, associated := entry.policies[policy]; policy == "" || associated {
			principals = append(principals, principalARN)
		}
	}
	slices.Sort(principals)
	page, next, err := paginate(principals, r.URL.Query())
	if err != nil {
		return nil, err
	}
	return map[string]any{"accessEntries": page, "nextToken": next}, nil
}

// requestedEntry is the entry in the request's path, and its cluster.
func (s *Server) requestedEntry(r *request) (*cluster, *accessEntry, error) {
	c, err := s.requestedEntries(r)
	if err != nil {
		return nil, nil, err
	}
	entry, ok := c.entries[r.PathValue("principalArn")]
	if !ok {
		return nil, nil, resourceNotFound("The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.")
	}
	return c, entry, nil
}

// orEmpty makes a list that JSON shows as [] rather than null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
