package policy

import "strings"

// ResumeSource is the public page that says where HyperPod resumes jobs.
const ResumeSource = "https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-setup-rbac.html"

// Resumes reports whether HyperPod resumes jobs automatically in a namespace: in kubeflow, and where the name starts
// with aws-hyperpod. See [ResumeSource].
func Resumes(namespace string) bool {
	return namespace == "kubeflow" || strings.HasPrefix(namespace, "aws-hyperpod")
}
