package attach

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCommand(t *testing.T) {
	t.Parallel()
	const document = `{"Resource":["arn:aws:iam::111122223333:role/it's/Alice"]}`
	const quoted = `'{"Resource":["arn:aws:iam::111122223333:role/it'\''s/Alice"]}'`
	for arn, want := range map[string]string{
		"arn:aws:iam::111122223333:role/it's/Alice": "aws iam put-role-policy --role-name Alice --policy-name scientist --policy-document " + quoted,
		"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Scientist_0123456789abcdef": "aws sso-admin " +
			"put-inline-policy-to-permission-set --instance-arn INSTANCE --permission-set-arn ARN_OF_Scientist --inline-policy " + quoted,
		"arn:aws-cn:iam::111122223333:user/ml/bob": "aws iam create-policy --policy-name scientist --policy-document " + quoted +
			" && aws iam attach-user-policy --user-name bob --policy-arn arn:aws-cn:iam::111122223333:policy/scientist",
	} {
		assert.Equal(t, want, command(arn, "scientist", document))
	}
}
