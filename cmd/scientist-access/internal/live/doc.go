// Package live reads a cluster into the model of package access, from its Kubernetes API server and from EKS, and asks
// the API server what somebody may do. It changes nothing.
package live
