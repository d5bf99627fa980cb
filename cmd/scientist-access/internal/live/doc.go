// Package live reads what package verify compares, from a Kubernetes API server and from EKS. It changes nothing.
package live
