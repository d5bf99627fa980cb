package eks

import (
	"encoding/xml"
	"net/url"
)

// callerIdentity is STS's answer, as XML or as JSON, which it writes if the client asks for it.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
type callerIdentity struct {
	XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ GetCallerIdentityResponse" json:"-"`
	Result  struct {
		ARN     string `xml:"Arn" json:"Arn"`
		UserID  string `xml:"UserId" json:"UserId"`
		Account string `xml:"Account" json:"Account"`
	} `xml:"GetCallerIdentityResult" json:"GetCallerIdentityResult"`
	Metadata stsMetadata `xml:"ResponseMetadata" json:"ResponseMetadata"`
}

func (s *Server) getCallerIdentity(key *accessKey, _ url.Values) (any, error) {
	var answer callerIdentity
	answer.Result.ARN = key.callerARN()
	answer.Result.UserID = key.userID()
	answer.Result.Account = key.principal.arn.AccountID
	answer.Metadata.RequestID = newUUID()
	return answer, nil
}
