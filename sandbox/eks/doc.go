// Package eks is a small Amazon EKS in memory: the part of its API that manages access entries, the few calls of
// SageMaker and S3 that the HyperPod CLI makes, the part of STS and IAM that these and the sign-in need, and EKS's sign-in
// itself, for one AWS account and region.
//
// It is a stand-in, made to prove on one machine who may do what. Requests are signed and checked as on AWS,
// and the rules, statuses and messages of access entries follow the EKS API reference and user guide:
// https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html. Every call is evaluated by the identity-based
// policies of its caller, on the resource that the Service Authorization Reference names. What it does not have: eventual
// consistency, conditions in policies, permissions boundaries, session, service control, resource and trust policies,
// nodes, and the permissions of access policies, except that of [Cluster.Creator].
package eks
