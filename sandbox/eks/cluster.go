package eks

import (
	"fmt"
	"regexp"
	"time"

	"sigs.k8s.io/aws-iam-authenticator/pkg/mapper"
)

// authenticationModes says by what principals sign in, in each of EKS's modes.
// https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html
var authenticationModes = map[string]struct{ entries, configMap bool }{
	"CONFIG_MAP":         {configMap: true},
	"API_AND_CONFIG_MAP": {entries: true, configMap: true},
	"API":                {entries: true},
}

// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
var clusterNamePattern = regexp.MustCompile(`^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$`)

// Cluster describes a cluster to [Server.AddCluster].
type Cluster struct {
	// Name of the cluster, up to 100 letters, digits, hyphens and underscores.
	Name string
	// Version of Kubernetes, for example 1.34.
	Version string
	// Endpoint is the URL of the API server.
	Endpoint string
	// CertificateAuthority is the PEM of the authority that signed the API server's certificate.
	CertificateAuthority []byte
	// AuthenticationMode is API, API_AND_CONFIG_MAP or CONFIG_MAP; API if empty. The ConfigMap aws-auth is read after
	// [Server.FollowAWSAuth] only.
	AuthenticationMode string
	// Creator is the ARN of the principal that created the cluster, registered with [Server.AddPrincipal]. As
	// on EKS it gets an access entry with AmazonEKSClusterAdminPolicy, which makes it system:masters.
	Creator string
	// Addons are the cluster's add-ons; none if empty.
	Addons []Addon
}

// cluster is a cluster and its access entries, by principal ARN.
type cluster struct {
	Cluster
	createdAt time.Time
	tags      map[string]string
	entries   map[string]*accessEntry
	addons    []describedAddon
	awsAuth   mapper.Mapper // nil until it is followed
}

// AddCluster adds an active cluster whose only access entry is its creator's. It is an error if the name is
// malformed or taken, the authentication mode unknown, or the creator not registered.
func (s *Server) AddCluster(c Cluster) error {
	if !clusterNamePattern.MatchString(c.Name) {
		return fmt.Errorf("cluster %q: the name must be 1 to 100 letters, digits, hyphens and underscores", c.Name)
	}
	if c.AuthenticationMode == "" {
		c.AuthenticationMode = "API"
	}
	if err := checkAuthenticationMode(c.Name, c.AuthenticationMode); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.clusters[c.Name]; ok {
		return fmt.Errorf("cluster %q: exists already; choose another name", c.Name)
	}
	creator, ok := s.principals[c.Creator]
	if !ok {
		return fmt.Errorf("cluster %q: creator %q is not a registered principal; call AddPrincipal first", c.Name, c.Creator)
	}
	added := &cluster{Cluster: c, createdAt: s.now(), tags: map[string]string{}, entries: map[string]*accessEntry{}}
	entry := s.newAccessEntry(added, creator, createRequest{Type: standard})
	entry.policies[s.clusterAdminPolicy()] = s.newAssociation(s.clusterAdminPolicy(), accessScope{Type: scopeCluster})
	for _, addon := range c.Addons {
		added.addons = append(added.addons, s.newAddon(added, addon))
	}
	s.clusters[c.Name] = added
	return nil
}

// SetAuthenticationMode changes a cluster's mode to any other one. EKS itself never goes back to CONFIG_MAP.
func (s *Server) SetAuthenticationMode(clusterName, mode string) error {
	if err := checkAuthenticationMode(clusterName, mode); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.clusters[clusterName]
	if !ok {
		return fmt.Errorf("cluster %q: does not exist; call AddCluster first", clusterName)
	}
	c.AuthenticationMode = mode
	return nil
}

// SetEndpoint changes where a cluster's API server is found.
func (s *Server) SetEndpoint(clusterName, endpoint string, certificateAuthority []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.clusters[clusterName]
	if !ok {
		return fmt.Errorf("cluster %q: does not exist; call AddCluster first", clusterName)
	}
	c.Endpoint, c.CertificateAuthority = endpoint, certificateAuthority
	return nil
}

func checkAuthenticationMode(clusterName, mode string) error {
	if _, ok := authenticationModes[mode]; !ok {
		return fmt.Errorf("cluster %q: authentication mode %q: must be API, API_AND_CONFIG_MAP or CONFIG_MAP", clusterName, mode)
	}
	return nil
}

// requestedCluster is the cluster in the request's path.
func (s *Server) requestedCluster(r *request) (*cluster, error) {
	c, ok := s.clusters[r.PathValue("name")]
	if !ok {
		return nil, resourceNotFound("No cluster found for name: %s.", r.PathValue("name"))
	}
	return c, nil
}

// requestedEntries is the cluster in the request's path, if its authentication mode has access entries.
func (s *Server) requestedEntries(r *request) (*cluster, error) {
	c, err := s.requestedCluster(r)
	if err != nil {
		return nil, err
	}
	if !authenticationModes[c.AuthenticationMode].entries {
		return nil, invalidRequest("The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.")
	}
	return c, nil
}

// describedCluster has the members of EKS's Cluster that are true here: there is no VPC and no node.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html
type describedCluster struct {
	Name                 string            `json:"name"`
	ARN                  string            `json:"arn"`
	CreatedAt            timestamp         `json:"createdAt"`
	Version              string            `json:"version"`
	Endpoint             string            `json:"endpoint"`
	Status               string            `json:"status"`
	Tags                 map[string]string `json:"tags"`
	CertificateAuthority struct {
		// Data travels in base64, as encoding/json writes bytes.
		Data []byte `json:"data"`
	} `json:"certificateAuthority"`
	AccessConfig struct {
		AuthenticationMode string `json:"authenticationMode"`
	} `json:"accessConfig"`
}

func (s *Server) describeCluster(r *request) (any, error) {
	c, err := s.requestedCluster(r)
	if err != nil {
		return nil, err
	}
	described := describedCluster{
		Name:      c.Name,
		ARN:       s.eksARN("cluster/" + c.Name),
		CreatedAt: timestamp(c.createdAt),
		Version:   c.Version,
		Endpoint:  c.Endpoint,
		Status:    "ACTIVE",
		Tags:      c.tags,
	}
	described.CertificateAuthority.Data = c.CertificateAuthority
	described.AccessConfig.AuthenticationMode = c.AuthenticationMode
	return map[string]any{"cluster": described}, nil
}
