package main

import (
	"os"
	"testing"
)

// asCommand makes the test binary the command itself, so that tests can start it and send it signals.
const asCommand = "SANDBOX_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}
