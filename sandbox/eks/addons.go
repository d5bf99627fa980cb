package eks

import "slices"

// Addon is an add-on of a cluster, such as amazon-sagemaker-hyperpod-observability.
type Addon struct {
	// Name of the add-on.
	Name string
	// Version of the add-on, for example v1.0.0-eksbuild.1.
	Version string
	// ConfigurationValues is the add-on's configuration, as YAML or JSON; none if empty.
	ConfigurationValues string
}

// describedAddon has the members of EKS's Addon that are true here.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_Addon.html
type describedAddon struct {
	Name                string            `json:"addonName"`
	ClusterName         string            `json:"clusterName"`
	Status              string            `json:"status"`
	Version             string            `json:"addonVersion"`
	ARN                 string            `json:"addonArn"`
	CreatedAt           timestamp         `json:"createdAt"`
	ModifiedAt          timestamp         `json:"modifiedAt"`
	Tags                map[string]string `json:"tags"`
	ConfigurationValues *string           `json:"configurationValues"`
}

// newAddon is an add-on as old as its cluster.
func (s *Server) newAddon(c *cluster, addon Addon) describedAddon {
	described := describedAddon{
		Name: addon.Name, ClusterName: c.Name, Status: "ACTIVE", Version: addon.Version, ARN: s.addonARN(c.Name, addon.Name, newUUID()),
		CreatedAt: timestamp(c.createdAt), ModifiedAt: timestamp(c.createdAt), Tags: map[string]string{},
	}
	if addon.ConfigurationValues != "" {
		described.ConfigurationValues = &addon.ConfigurationValues
	}
	return described
}

func (s *Server) addonARN(clusterName, name, id string) string {
	return s.eksARN("addon/" + clusterName + "/" + name + "/" + id)
}

// onAddon is the add-on's ARN; see [Server.onEntry] for the wildcard.
func (s *Server) onAddon(r *request) string {
	name, addonName := r.PathValue("name"), r.PathValue("addonName")
	if c, ok := s.clusters[name]; ok {
		if addon, ok := c.addon(addonName); ok {
			return addon.ARN
		}
	}
	return s.addonARN(name, addonName, "*")
}

func (c *cluster) addon(name string) (describedAddon, bool) {
	i := slices.IndexFunc(c.addons, func(a describedAddon) bool { return a.Name == name })
	if i < 0 {
		return describedAddon{}, false
	}
	return c.addons[i], true
}

func (s *Server) listAddons(r *request) (any, error) {
	c, err := s.requestedCluster(r)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, addon := range c.addons {
		names = append(names, addon.Name)
	}
	slices.Sort(names)
	page, next, err := paginate(names, r.URL.Query())
	if err != nil {
		return nil, err
	}
	return map[string]any{"addons": page, "nextToken": next}, nil
}

func (s *Server) describeAddon(r *request) (any, error) {
	c, err := s.requestedCluster(r)
	if err != nil {
		return nil, err
	}
	addon, ok := c.addon(r.PathValue("addonName"))
	if !ok {
		return nil, resourceNotFound("No addon: %s found in cluster: %s", r.PathValue("addonName"), c.Name)
	}
	return map[string]any{"addon": addon}, nil
}
