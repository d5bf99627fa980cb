package main

import (
	"os"
	"testing"

	"github.com/scientist-access/scientist-access/toolchain"
)

// asCommand makes the test binary the command itself, so that tests can start it and send it signals. It runs the pinned
// programs, whatever the machine has.
const asCommand = "SANDBOX_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		run(toolchain.Ensure)
	}
	os.Exit(m.Run())
}
