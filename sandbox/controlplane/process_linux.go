package controlplane

import "syscall"

// dieWithParent has the kernel kill the program when this process ends, however it ends. Ctrl-C at a terminal
// reaches this process only, which then stops its programs in their order.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
