package authmode_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/internal/authmode"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	const refused = "EKS cluster \"ml\" has authentication mode CONFIG_MAP, which takes no access entries; change it with:\n" +
		"  aws eks update-cluster-config --region us-west-2 --name ml --access-config authenticationMode=API_AND_CONFIG_MAP"
	for mode, want := range map[string]string{"API": "", "API_AND_CONFIG_MAP": "", "CONFIG_MAP": refused, "": refused} {
		err := authmode.Check("ml", "us-west-2", mode)
		if want == "" {
			assert.NoError(t, err, mode)
			continue
		}
		assert.EqualError(t, err, want, mode)
	}
}
