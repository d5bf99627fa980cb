package sandbox

// Wait blocks until the sandbox is closed, and then returns nil, or until a program of its control plane ends by
// itself, and then returns an error with that program's last words. Close is still needed.
func (s *Sandbox) Wait() error { return s.controlPlane.Wait() }

// PIDs are the process ids of the control plane. The EKS and STS API and the authenticator run in this process.
func (s *Sandbox) PIDs() []int { return s.controlPlane.PIDs() }
