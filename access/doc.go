// Package access is the model of who may do what on Kubernetes clusters that Amazon EKS runs: roles, bindings, access
// entries and EKS access policies, and how they lead from a principal to its rights.
//
// Sources read [Objects] of one or several clusters, each object with its cluster; [New] joins them. It is the only
// place that follows a binding to its role. Questions such as a review are asked of the [Model]; it knows nothing of
// them.
package access
