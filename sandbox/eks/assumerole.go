package eks

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// defaultSession is how long a session lasts unless the caller says otherwise.
const defaultSession = time.Hour

// assumedRole is STS's answer.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
type assumedRole struct {
	XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ AssumeRoleResponse" json:"-"`
	Result  struct {
		User struct {
			ARN string `xml:"Arn" json:"Arn"`
			ID  string `xml:"AssumedRoleId" json:"AssumedRoleId"`
		} `xml:"AssumedRoleUser" json:"AssumedRoleUser"`
		Credentials struct {
			AccessKeyID     string    `xml:"AccessKeyId" json:"AccessKeyId"`
			SecretAccessKey string    `xml:"SecretAccessKey" json:"SecretAccessKey"`
			SessionToken    string    `xml:"SessionToken" json:"SessionToken"`
			Expiration      time.Time `xml:"Expiration" json:"Expiration"`
		} `xml:"Credentials" json:"Credentials"`
	} `xml:"AssumeRoleResult" json:"AssumeRoleResult"`
	Metadata stsMetadata `xml:"ResponseMetadata" json:"ResponseMetadata"`
}

// assumeRole gives whoever has the action sts:AssumeRole on it a session of a role that is registered. Trust policies, session policies and external ids are not looked at, and a session does not end.
func (s *Server) assumeRole(caller *accessKey, parameters url.Values) (any, error) {
	roleARN := parameters.Get("RoleArn")
	role, ok := s.principals[roleARN]
	if why := caller.principal.refusal("sts:AssumeRole", roleARN); !ok || !isRole(role.arn) || why != "" {
		return nil, noAssumeRole(caller, roleARN, why)
	}
	key, err := newAccessKey(role.arn, parameters.Get("RoleSessionName"))
	if err != nil {
		return nil, apiErrorf(http.StatusBadRequest, "ValidationError", "%v", err)
	}
	lasts, err := sessionDuration(parameters.Get("DurationSeconds"))
	if err != nil {
		return nil, err
	}
	key.principal = role
	s.addKey(key)
	var answer assumedRole
	answer.Result.User.ARN, answer.Result.User.ID = key.callerARN(), key.userID()
	answer.Result.Credentials.AccessKeyID = key.credentials.AccessKeyID
	answer.Result.Credentials.SecretAccessKey = key.credentials.SecretAccessKey
	answer.Result.Credentials.SessionToken = key.credentials.SessionToken
	answer.Result.Credentials.Expiration = s.now().Add(lasts).UTC()
	answer.Metadata.RequestID = newUUID()
	return answer, nil
}

// noAssumeRole gives a reason for an explicit denial only: otherwise, the role's trust policy might be another.
func noAssumeRole(caller *accessKey, roleARN, why string) error {
	message := fmt.Sprintf("User: %s is not authorized to perform: sts:AssumeRole on resource: %s", caller.callerARN(), roleARN)
	if why == explicitDenial {
		message += " " + why
	}
	return apiErrorf(http.StatusForbidden, "AccessDenied", "%s", message)
}

func sessionDuration(seconds string) (time.Duration, error) {
	if seconds == "" {
		return defaultSession, nil
	}
	n, err := strconv.Atoi(seconds)
	if err != nil || n < 900 || n > 43200 {
		return 0, apiErrorf(http.StatusBadRequest, "ValidationError", "DurationSeconds %q must be between 900 and 43200", seconds)
	}
	return time.Duration(n) * time.Second, nil
}
