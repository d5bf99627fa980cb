package controlplane

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// parentVariable makes the test binary a parent of one program: see beParent.
const parentVariable = "CONTROLPLANE_TEST_PARENT"

// beParent starts a program that would run for long, prints its process id and waits to be killed.
func beParent(dir string) {
	p, err := startProcess(dir, program{name: "child", path: "/bin/sleep", args: []string{"3600"}}, make(chan *process, 1))
	if err != nil {
		panic(err)
	}
	fmt.Println(p.pid())
	select {}
}

func TestProgramsDieWithTheirParent(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a program that its parent was killed")
	}
	parent := exec.CommandContext(t.Context(), os.Args[0])
	parent.Env = append(os.Environ(), parentVariable+"="+t.TempDir())
	stdout, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	var child int
	_, err = fmt.Fscan(stdout, &child)
	require.NoError(t, err)
	require.True(t, runs(t, child), "the program does not run while its parent does")

	require.NoError(t, parent.Process.Kill())
	_ = parent.Wait()
	eventually(t, "the program outlives its parent", func() bool { return !runs(t, child) })
}

func TestWaitTellsWhatEnded(t *testing.T) {
	t.Parallel()
	port, err := reservePort()
	require.NoError(t, err)
	c := &ControlPlane{port: port, stopping: make(chan struct{})}
	require.NoError(t, c.launch(t.TempDir(), []program{
		{name: "steady", path: "/bin/sleep", args: []string{"3600"}},
		{name: "fickle", path: script(t, "echo farewell; exit 7")},
	}))
	err = c.Wait()
	assert.ErrorContains(t, err, "fickle ended: exit status 7")
	assert.ErrorContains(t, err, "farewell")

	require.NoError(t, c.stopAll())
	assert.ErrorIs(t, syscall.Kill(c.PIDs()[0], 0), syscall.ESRCH)
}

func TestTerminateKillsWhatDoesNotEnd(t *testing.T) {
	t.Parallel()
	stubborn := program{name: "stubborn", path: script(t, "trap '' TERM; echo up; while :; do sleep 0.1; done")}
	p, err := startProcess(t.TempDir(), stubborn, make(chan *process, 1))
	require.NoError(t, err)
	eventually(t, "the script does not start", func() bool { return tail(p.log) == "up" })
	p.terminate()
	assert.ErrorContains(t, p.err, "killed")
	assert.ErrorIs(t, syscall.Kill(p.pid(), 0), syscall.ESRCH)
}

func TestStartProcessThatIsNotThere(t *testing.T) {
	t.Parallel()
	_, err := startProcess(t.TempDir(), program{name: "ghost", path: "/nonexistent"}, make(chan *process, 1))
	assert.ErrorContains(t, err, "start ghost")
}

func TestTailKeepsTheLastLines(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/log"
	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("old\n", lastWords)+"new\n"), 0o600))
	assert.Equal(t, strings.Repeat("old\n", lastWords-1)+"new", tail(path))
}

// runs reports whether the process is there and no zombie.
func runs(t *testing.T, pid int) bool {
	t.Helper()
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if os.IsNotExist(err) {
		return false
	}
	require.NoError(t, err)
	_, state, found := strings.Cut(string(status), ") ") // the name in brackets may hold anything
	require.True(t, found)
	return !strings.HasPrefix(state, "Z")
}
