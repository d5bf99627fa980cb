package eks

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"time"
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

// getRole finds a role of the server's account by its name, which has no path.
func (s *Server) getRole(caller *accessKey, parameters url.Values) (any, error) {
	name := parameters.Get("RoleName")
	if !caller.principal.may("GetRole") {
		return nil, apiErrorf(http.StatusForbidden, "AccessDenied", "User: %s is not authorized to perform: iam:GetRole on resource: role %s "+
			"because no identity-based policy allows the iam:GetRole action", caller.callerARN(), name)
	}
	for _, p := range s.principals {
		if !isRole(p.arn) || friendlyName(p.arn) != name || p.arn.AccountID != s.config.AccountID {
			continue
		}
		var answer role
		found := &answer.Result.Role
		found.ARN, found.ID, found.Name, found.Document = p.arn.String(), p.id, name, "%7B%7D"
		found.Path = strings.TrimSuffix(strings.TrimPrefix(p.arn.Resource, "role"), name)
		found.Created = s.now().UTC()
		answer.Metadata.RequestID = newUUID()
		return answer, nil
	}
	return nil, apiErrorf(http.StatusNotFound, "NoSuchEntity", "The role with name %s cannot be found.", name)
}
