package stack

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// Kill ends every process of the stack's commands at once, as a machine does that loses power: the CLI, the program and
// the plugins.
func (st *Stack) Kill() error {
	pids, err := st.Processes()
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended
	}
	return err
}

// Processes are those of the stack's commands that run. They have the stack's mark in their environment.
func (st *Stack) Processes() (pids []int, err error) {
	environments, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil, err
	}
	for _, path := range environments {
		text, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(append([]byte{0}, text...), append([]byte{0}, st.mark()+"\x00"...)) {
			continue // gone already, or somebody else's
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil {
			return nil, err
		}
		pids = append(pids, pid)
	}
	return pids, nil
}
