package eks

import (
	"encoding/base64"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateCluster.html
var (
	hyperPodNamePattern = regexp.MustCompile(`^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`)
	hyperPodIDPattern   = regexp.MustCompile(`^[a-z0-9]{12}$`)
)

// HyperPodCluster describes a SageMaker HyperPod cluster to [Server.AddHyperPodCluster].
type HyperPodCluster struct {
	// Name of the cluster, up to 63 letters, digits and hyphens.
	Name string
	// ID is the end of the cluster's ARN: 12 small letters and digits. It is not the name.
	ID string
	// Orchestrator is the name of the EKS cluster behind it, added with [Server.AddCluster].
	Orchestrator string
	// InstanceGroups are its groups of nodes; none if empty.
	InstanceGroups []InstanceGroup
}

// InstanceGroup is a group of nodes of a HyperPod cluster.
type InstanceGroup struct {
	// Name of the group.
	Name string
	// InstanceType of all its nodes, for example ml.g5.8xlarge.
	InstanceType string
	// Count of its nodes.
	Count int
}

type hyperPod struct {
	HyperPodCluster
	createdAt time.Time
}

// AddHyperPodCluster adds a HyperPod cluster that is in service. It is an error if its name or ID is malformed or taken,
// or if the EKS cluster does not exist.
func (s *Server) AddHyperPodCluster(c HyperPodCluster) error {
	if !hyperPodNamePattern.MatchString(c.Name) {
		return fmt.Errorf("HyperPod cluster %q: the name must be 1 to 63 letters, digits and hyphens", c.Name)
	}
	if !hyperPodIDPattern.MatchString(c.ID) {
		return fmt.Errorf("HyperPod cluster %q: the ID %q must be 12 small letters and digits", c.Name, c.ID)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.clusters[c.Orchestrator]; !ok {
		return fmt.Errorf("HyperPod cluster %q: the EKS cluster %q does not exist; call AddCluster first", c.Name, c.Orchestrator)
	}
	for _, other := range s.hyperPods {
		if other.Name == c.Name || other.ID == c.ID {
			return fmt.Errorf("HyperPod cluster %q: its name or its ID %q is taken; choose others", c.Name, c.ID)
		}
	}
	s.hyperPods[c.Name] = &hyperPod{c, s.now()}
	return nil
}

type describeHyperPodInput struct{ ClusterName string }

// onHyperPod is the cluster's ARN, which has its ID, whatever the caller named it by.
func (s *Server) onHyperPod(input describeHyperPodInput) []string {
	if found, ok := s.findHyperPod(input.ClusterName); ok {
		return []string{s.hyperPodARN(found.ID)}
	}
	return []string{s.hyperPodARN(lastPart(input.ClusterName))}
}

func (s *Server) hyperPodARN(id string) string {
	return s.sageMakerARN(s.config.AccountID, "cluster/"+id)
}

// findHyperPod finds a cluster by its name or ARN.
func (s *Server) findHyperPod(nameOrARN string) (*hyperPod, bool) {
	for _, found := range s.hyperPods {
		if nameOrARN == found.Name || nameOrARN == s.hyperPodARN(found.ID) {
			return found, true
		}
	}
	return nil, false
}

func lastPart(text string) string { return text[strings.LastIndex(text, "/")+1:] }

type describedHyperPod struct {
	ClusterArn     string
	ClusterName    string
	ClusterStatus  string
	CreationTime   timestamp
	NodeRecovery   string
	Orchestrator   any
	InstanceGroups []describedInstanceGroup
}

type describedInstanceGroup struct {
	InstanceGroupName string
	InstanceType      string
	CurrentCount      int
	TargetCount       int
	ThreadsPerCore    int
	Status            string
}

// describeHyperPod has the members that are true here.
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html
func (s *Server) describeHyperPod(input describeHyperPodInput) (any, error) {
	if err := required("clusterName", input.ClusterName); err != nil {
		return nil, err
	}
	found, ok := s.findHyperPod(input.ClusterName)
	if !ok {
		// As a user reports it, with the name where the ARN of a cluster that exists has the ID.
		return nil, sageMakerNotFound("Could not find cluster '%s'", s.hyperPodARN(lastPart(input.ClusterName)))
	}
	answer := describedHyperPod{
		ClusterArn:     s.hyperPodARN(found.ID),
		ClusterName:    found.Name,
		ClusterStatus:  inService,
		CreationTime:   timestamp(found.createdAt),
		NodeRecovery:   "Automatic",
		Orchestrator:   map[string]any{"Eks": map[string]string{"ClusterArn": s.eksARN("cluster/" + found.Orchestrator)}},
		InstanceGroups: []describedInstanceGroup{},
	}
	for _, group := range found.InstanceGroups {
		answer.InstanceGroups = append(answer.InstanceGroups, describedInstanceGroup{group.Name, group.InstanceType, group.Count, group.Count, 1, inService})
	}
	return answer, nil
}

type listHyperPodsInput struct {
	NameContains string
	pageInput
}

func (s *Server) onHyperPods(listHyperPodsInput) []string { return []string{"*"} }

// listHyperPods lists by name.
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListClusters.html
func (s *Server) listHyperPods(input listHyperPodsInput) (any, error) {
	names, next, err := input.page(slices.Sorted(maps.Keys(s.hyperPods)), input.NameContains)
	if err != nil {
		return nil, err
	}
	summaries := []map[string]any{}
	for _, name := range names {
		summaries = append(summaries, map[string]any{
			"ClusterArn": s.hyperPodARN(s.hyperPods[name].ID), "ClusterName": name, "ClusterStatus": inService,
			"CreationTime": timestamp(s.hyperPods[name].createdAt),
		})
	}
	return map[string]any{"ClusterSummaries": summaries, "NextToken": next}, nil
}

// pageInput asks for a page of a list. Its token is the last name of the page before.
type pageInput struct {
	MaxResults *int
	NextToken  string
}

// page cuts the page out of sorted names that contain a text, and returns the token of the next, nil if this is the last.
func (p pageInput) page(sorted []string, contains string) (page []string, next *string, err error) {
	size := 10 // SageMaker's default
	if p.MaxResults != nil {
		size = *p.MaxResults
	}
	if size < 1 || size > maxPage {
		return nil, nil, validationException("MaxResults must be between 1 and %d, but is %d", maxPage, size)
	}
	after, err := base64.RawURLEncoding.DecodeString(p.NextToken)
	if err != nil {
		return nil, nil, validationException("NextToken %s is invalid: take it from the previous page", p.NextToken)
	}
	for _, name := range sorted {
		if name <= string(after) || !strings.Contains(name, contains) {
			continue
		}
		if len(page) == size {
			token := base64.RawURLEncoding.EncodeToString([]byte(page[size-1]))
			return page, &token, nil
		}
		page = append(page, name)
	}
	return page, nil, nil
}
