// Package arns has the ARNs of what commands ask AWS about, as the Service Authorization Reference writes them, with the
// placeholders of policy.IAMPlace.
// Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
package arns

// The resources of IAM statements.
const (
	EKSCluster      = "arn:{partition}:eks:{region}:{account}:cluster/{cluster}"
	OwnAccessEntry  = "arn:{partition}:eks:{region}:{account}:access-entry/{cluster}/{principalType}/{principalAccount}/{principalName}/*"
	OwnRole         = "{principal}"
	HyperPodCluster = "{hyperPodCluster}"
	Endpoints       = "arn:{partition}:sagemaker:{region}:{account}:endpoint/*"
	PublicHub       = "arn:{partition}:sagemaker:{region}:aws:hub/SageMakerPublicHub"
	PublicModels    = "arn:{partition}:sagemaker:{region}:aws:hub-content/SageMakerPublicHub/Model/*"
	PublicRecipes   = "arn:{partition}:s3:::jumpstart-cache-prod-{region}/*"
)

// AddOn is an EKS add-on of the cluster, by its name.
func AddOn(name string) string {
	return "arn:{partition}:eks:{region}:{account}:addon/{cluster}/" + name + "/*"
}
