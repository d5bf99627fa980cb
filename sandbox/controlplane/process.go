package controlplane

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

const (
	// grace is how long a program may take to end before it is killed.
	grace = 5 * time.Second
	// lastWords is how many lines of its log the failure of a program carries.
	lastWords = 20
)

// process is a running program.
type process struct {
	name string
	log  string
	cmd  *exec.Cmd
	done chan struct{} // closed when the program has ended
	err  error         // how it ended; to be read when done is closed
}

// startProcess starts the program in dir, with its output in a log file there, and sends the process to exited
// when it ends. The program ends with this process at the latest: see dieWithParent.
func startProcess(dir string, program program, exited chan<- *process) (*process, error) {
	log, err := os.Create(filepath.Join(dir, program.name+".log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(program.path, program.args...)
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = dieWithParent()
	p := &process{name: program.name, log: log.Name(), cmd: cmd, done: make(chan struct{})}

	started := make(chan error)
	go func() {
		// Linux takes the end of the thread that started the program for the end of the parent.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		close(p.done)
		exited <- p
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", program.name, err)
	}
	return p, nil
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// terminate asks the program to end, then kills it, and returns when it has ended.
func (p *process) terminate() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // fails only if it has ended
	select {
	case <-p.done:
	case <-time.After(grace):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}

// failure is for a program that ended by itself.
func (p *process) failure() error {
	status := "exit status 0"
	if p.err != nil {
		status = p.err.Error()
	}
	return fmt.Errorf("%s ended: %s; the end of %s:\n%s", p.name, status, p.log, tail(p.log))
}

func tail(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-lastWords):], "\n")
}
