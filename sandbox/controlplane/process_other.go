//go:build !linux

package controlplane

import "syscall"

// dieWithParent leaves the program in this process's group, so that Ctrl-C at a terminal ends both. There is no
// way to have the kernel end it when this process is killed.
func dieWithParent() *syscall.SysProcAttr { return nil }
