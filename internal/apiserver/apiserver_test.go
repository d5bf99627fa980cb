package apiserver

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"
)

func TestSame(t *testing.T) {
	t.Parallel()
	const address = "https://0123456789ABCDEF.gr7.us-west-2.eks.amazonaws.com"
	eks := Server{Address: address, CertificateAuthority: []byte("ours\n")}
	tests := []struct {
		name, address, authority string
		same                     bool
	}{
		{"the address", address, "", true},
		{"a slash at the end", address + "/", "", true},
		{"the default port", address + ":443", "", true},
		{"the default port and a slash", address + ":443/", "", true},
		{"another letter case of the host", "https://0123456789abcdef.GR7.us-west-2.eks.amazonaws.com", "", true},
		{"another letter case of the scheme", "HTTPS://0123456789ABCDEF.gr7.us-west-2.eks.amazonaws.com", "", true},
		{"no scheme", "0123456789ABCDEF.gr7.us-west-2.eks.amazonaws.com", "", true},
		{"the address, with another authority", address, "a proxy's", true},
		{"a tunnel", "https://localhost:8443", "ours", true},
		{"a tunnel that names no authority", "https://localhost:8443", "", false},
		{"a tunnel to another cluster", "https://localhost:8443", "theirs", false},
		{"another port", address + ":8443", "", false},
		{"another host whose port ends alike", address + ":1443", "", false},
		{"another scheme", "http://0123456789ABCDEF.gr7.us-west-2.eks.amazonaws.com", "", false},
		{"http on the port of https", "http://0123456789ABCDEF.gr7.us-west-2.eks.amazonaws.com:443", "", false},
		{"a path, as behind a proxy for several clusters", address + "/k8s/clusters/c1", "", false},
		{"another cluster", "https://FEDCBA9876543210.gr7.us-west-2.eks.amazonaws.com", "theirs", false},
		{"nothing", "", "", false},
		{"no address at all", "://\x00", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			other := Server{Address: test.address, CertificateAuthority: []byte(test.authority)}
			assert.Equal(t, test.same, Same(other, eks))
			assert.Equal(t, test.same, Same(eks, other), "the other way round")
		})
	}
}

func TestTwoServersWithoutAuthorityAreNotTheSame(t *testing.T) {
	t.Parallel()
	assert.False(t, Same(Server{Address: "https://a"}, Server{Address: "https://b"}))
	assert.False(t, Same(Server{"https://a", []byte("\n")}, Server{"https://b", []byte(" ")}))
}

func TestPathsKeepTheirLetterCase(t *testing.T) {
	t.Parallel()
	assert.False(t, Same(Server{Address: "https://a/Dev"}, Server{Address: "https://a/dev"}))
}

func TestOf(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ca.crt")
	require.NoError(t, os.WriteFile(file, []byte("ours"), 0o600))
	config := &rest.Config{Host: "https://a", TLSClientConfig: rest.TLSClientConfig{CAFile: file}}

	got, err := Of(config)
	require.NoError(t, err)
	assert.Equal(t, Server{"https://a", []byte("ours")}, got)
	assert.Empty(t, config.CAData, "the configuration itself stays as it is")

	config.CAFile += "x"
	_, err = Of(config)
	assert.ErrorContains(t, err, "no such file")
}
