package toolchain

import (
	"os"
	"testing"
)

// The tests build modules that need nothing from anywhere; should one try, it fails.
func TestMain(m *testing.M) {
	os.Setenv("GOPROXY", "off")
	os.Exit(m.Run())
}
