package eks

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// role is IAM's answer, with what a role is known by.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
type role struct {
	XMLName xml.Name `xml:"https://iam.amazonaws.com/doc/2010-05-08/ GetRoleResponse" json:"-"`
	Result  struct {
		Role struct {
			ARN      string    `xml:"Arn"`
			ID       string    `xml:"RoleId"`
			Name     string    `xml:"RoleName"`
			Path     string    `xml:"Path"`
			Created  time.Time `xml:"CreateDate"`
			Document string    `xml:"AssumeRolePolicyDocument"`
		}
	} `xml:"GetRoleResult"`
	Metadata stsMetadata `xml:"ResponseMetadata"`
}

// getRole finds a role by its name.
func (s *Server) getRole(_ *accessKey, parameters url.Values) (any, error) {
	p, err := s.requestedRole(parameters)
	if err != nil {
		return nil, err
	}
	var answer role
	found := &answer.Result.Role
	found.ARN, found.ID, found.Name, found.Document = p.arn.String(), p.id, friendlyName(p.arn), "%7B%7D"
	found.Path = strings.TrimSuffix(strings.TrimPrefix(p.arn.Resource, "role"), found.Name)
	found.Created = p.createdAt
	answer.Metadata.RequestID = newUUID()
	return answer, nil
}

// requestedRole is the role of the server's account with the request's name, which has no path.
func (s *Server) requestedRole(parameters url.Values) (*principal, error) {
	name := parameters.Get("RoleName")
	for _, p := range s.principals {
		if isRole(p.arn) && friendlyName(p.arn) == name && p.arn.AccountID == s.config.AccountID {
			return p, nil
		}
	}
	return nil, apiErrorf(http.StatusNotFound, "NoSuchEntity", "The role with name %s cannot be found.", name)
}

// onRole is the ARN of the role that a request names. Where there is none, IAM cannot know its path.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
func (s *Server) onRole(parameters url.Values) string {
	if found, err := s.requestedRole(parameters); err == nil {
		return found.arn.String()
	}
	return arn.ARN{
		Partition: s.config.Partition, Service: "iam", AccountID: s.config.AccountID, Resource: "role/" + parameters.Get("RoleName"),
	}.String()
}
