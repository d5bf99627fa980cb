package eks

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParsePolicyRefuses(t *testing.T) {
	t.Parallel()
	const statement = `"Effect":"Allow","Action":"eks:ListAddons","Resource":"*"`
	const (
		syntax  = "Syntax errors in policy."
		vendor  = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
		version = `The Version "" is not evaluated here: it must be "2012-10-17".`
	)
	in := func(statements string) string { return `{"Version":"2012-10-17","Statement":` + statements + `}` }
	for name, c := range map[string]struct{ document, message string }{
		"nothing":                   {``, syntax},
		"no object":                 {`[]`, syntax},
		"null":                      {`null`, syntax},
		"no JSON":                   {`{"Version":"2012-10-17",}`, syntax},
		"more behind it":            {in(`{`+statement+`}`) + `{}`, syntax},
		"not closed":                {`{"Version":"2012-10-17"`, syntax},
		"no version":                {`{"Statement":{` + statement + `}}`, version},
		"a version in lower case":   {`{"version":"2012-10-17","Statement":{` + statement + `}}`, syntax},
		"the old version":           {`{"Version":"2008-10-17","Statement":[]}`, `The Version "2008-10-17" is not evaluated here: it must be "2012-10-17".`},
		"no statement":              {`{"Version":"2012-10-17"}`, syntax},
		"an empty list":             {in(`[]`), syntax},
		"an unknown element":        {`{"Version":"2012-10-17","Statements":[],"Statement":{` + statement + `}}`, syntax},
		"an element twice":          {in(`{` + statement + `,"Resource":"arn:aws:s3:::b"}`), syntax},
		"a statement that is text":  {in(`"x"`), syntax},
		"no effect":                 {in(`{"Action":"eks:ListAddons","Resource":"*"}`), syntax},
		"an effect in lower case":   {in(`{"Effect":"allow","Action":"eks:ListAddons","Resource":"*"}`), syntax},
		"no action":                 {in(`{"Effect":"Allow","Resource":"*"}`), "Policy statement must contain actions."},
		"no actions":                {in(`{"Effect":"Allow","Action":[],"Resource":"*"}`), "Policy statement must contain actions."},
		"an action without service": {in(`{"Effect":"Allow","Action":"ListAddons","Resource":"*"}`), vendor},
		"a null action":             {in(`{"Effect":"Allow","Action":null,"Resource":"*"}`), syntax},
		"a number":                  {in(`{"Effect":"Allow","Action":["eks:ListAddons",1],"Resource":"*"}`), syntax},
		"no resource":               {in(`{"Effect":"Allow","Action":"eks:ListAddons"}`), "Policy statement must contain resources."},
		"a resource's name":         {in(`{"Effect":"Allow","Action":"eks:ListAddons","Resource":"ml"}`), `Resource ml must be in ARN format or "*".`},
		"a short ARN":               {in(`{"Effect":"Allow","Action":"eks:ListAddons","Resource":"arn:aws:eks"}`), `Resource arn:aws:eks must be in ARN format or "*".`},
		"an ARN cut short":          {in(`{"Effect":"Allow","Action":"eks:ListAddons","Resource":"arn:aws:eks:*"}`), `Resource arn:aws:eks:* must be in ARN format or "*".`},
		"any service":               {in(`{"Effect":"Allow","Action":"eks:ListAddons","Resource":"arn:aws:*:*:*:*"}`), "Resource vendor must be fully qualified and cannot contain regexes."},
		"a role in a region":        {in(`{"Effect":"Allow","Action":"iam:GetRole","Resource":"arn:aws:iam:us-west-2:111122223333:role/a"}`), "Resource arn:aws:iam:us-west-2:111122223333:role/a can not contain region information."},
		"a variable":                {in(`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}"}`), "The policy variable in arn:aws:s3:::b/${aws:username} is not evaluated here."},
		"a condition":               {in(`{` + statement + `,"Condition":{}}`), "The element Condition is not evaluated here."},
		"NotAction":                 {in(`{"Effect":"Allow","NotAction":"eks:ListAddons","Resource":"*"}`), "The element NotAction is not evaluated here."},
		"NotResource":               {in(`{"Effect":"Allow","Action":"eks:ListAddons","NotResource":"*"}`), "The element NotResource is not evaluated here."},
		"a principal":               {in(`{` + statement + `,"Principal":"*"}`), "Policy document should not specify a principal."},
		"an element of none":        {in(`{` + statement + `,"Resources":"*"}`), syntax},
		"a Sid with a space":        {in(`{` + statement + `,"Sid":"a b"}`), "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"},
		"a Sid twice":               {in(`[{` + statement + `,"Sid":"A"},{` + statement + `,"Sid":"A"}]`), "Statement IDs (SID) in a single policy must be unique."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parsePolicy(c.document)
			require.EqualError(t, err, "MalformedPolicyDocument: "+c.message)
		})
	}
}

func TestParsePolicy(t *testing.T) {
	t.Parallel()
	got, err := parsePolicy(`{
		"Version": "2012-10-17", "Id": "scientists",
		"Statement": [
			{"Sid": "Clusters", "Effect": "Allow", "Action": ["eks:List*", "sagemaker:DescribeCluster"], "Resource": "*"},
			{"Effect": "Deny", "Action": "*", "Resource": ["arn:aws:eks:us-west-2:111122223333:cluster/ml", "arn:aws:s3:::*"]}
		]
	}`)
	require.NoError(t, err)
	require.Equal(t, []statement{
		{allows: true, actions: []string{"eks:list*", "sagemaker:describecluster"}, resources: []string{"*"}},
		{actions: []string{"*"}, resources: []string{"arn:aws:eks:us-west-2:111122223333:cluster/ml", "arn:aws:s3:::*"}},
	}, got)
}
