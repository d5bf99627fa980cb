package eks

import (
	"fmt"
	"io"
	"strings"

	authenticationv1 "k8s.io/api/authentication/v1"

	"github.com/sirupsen/logrus"
	"sigs.k8s.io/aws-iam-authenticator/pkg/config"
	"sigs.k8s.io/aws-iam-authenticator/pkg/mapper/configmap"
	"sigs.k8s.io/aws-iam-authenticator/pkg/token"
)

// FollowAWSAuth has the ConfigMap aws-auth of a cluster let principals in, if the authentication mode says so. It follows
// the ConfigMap as EKS does, by aws-iam-authenticator's own code, until stop is closed. The kubeconfig is a file, of a
// client that may read the ConfigMap.
func (s *Server) FollowAWSAuth(clusterName, kubeconfig string, stop <-chan struct{}) error {
	logrus.SetOutput(io.Discard) // it tells of every change
	mapper, err := configmap.NewConfigMapMapper(config.Config{Kubeconfig: kubeconfig})
	if err != nil {
		return fmt.Errorf("aws-auth of cluster %q: %w", clusterName, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.clusters[clusterName]
	if !ok {
		return fmt.Errorf("cluster %q: does not exist; call AddCluster first", clusterName)
	}
	c.awsAuth = mapper
	return mapper.Start(stop)
}

// mapped is the Kubernetes user that aws-auth makes of an identity that no access entry signs in, for that reason.
func (c *cluster) mapped(identity *token.Identity, reason error) (authenticationv1.UserInfo, error) {
	if c.awsAuth == nil || !authenticationModes[c.AuthenticationMode].configMap {
		return authenticationv1.UserInfo{}, reason
	}
	line, err := c.awsAuth.Map(identity)
	if err != nil {
		return authenticationv1.UserInfo{}, fmt.Errorf("%w, and no line in aws-auth", reason)
	}
	if strings.Contains(line.Username, "{{EC2PrivateDNSName}}") {
		return authenticationv1.UserInfo{}, fmt.Errorf("%s: only EC2 knows the name of a node, and there is none here", identity.ARN)
	}
	account := func(template string) string { return strings.ReplaceAll(template, "{{AccountID}}", identity.AccountID) }
	user := userInfo(identity, account(line.Username))
	for _, group := range line.Groups {
		user.Groups = append(user.Groups, fillIn(account(group), identity))
	}
	return user, nil
}
