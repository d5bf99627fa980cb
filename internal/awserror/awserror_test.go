package awserror_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/internal/awserror"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	gone := errors.New("invoking aws:iam/getRole:getRole: 1 error occurred:\n\t* reading IAM Role (a): couldn't find resource\n\n")
	denied := errors.New("reading IAM Role (a): operation error IAM: GetRole, https response error StatusCode: 403, api error AccessDenied: no")
	assert.True(t, awserror.NotFound(gone))
	assert.False(t, awserror.NotFound(denied))
	assert.True(t, awserror.AccessDenied(denied))
	assert.False(t, awserror.AccessDenied(gone))
	assert.False(t, awserror.NotFound(nil))
	assert.False(t, awserror.AccessDenied(nil))
}
