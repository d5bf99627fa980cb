// Package cite writes the addresses of the public sources that rules and calls are read from.
package cite

const (
	cli   = "https://github.com/aws/sagemaker-hyperpod-cli/blob/"
	guide = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
)

// V1 is a file of the HyperPod CLI 1 (tag v1.0.0), below src/hyperpod_cli.
func V1(path string) string { return cli + "v1.0.0/src/hyperpod_cli/" + path }

// V2 is a file of the HyperPod CLI 2 (branch release_v2), below src/hyperpod_cli.
func V2(path string) string { return cli + "release_v2/src/hyperpod_cli/" + path }

// V3 is a file of the HyperPod CLI 3 (commit 011ca92), below src/sagemaker/hyperpod.
func V3(path string) string { return cli + "011ca92/src/sagemaker/hyperpod/" + path }

// CLI is a file of the HyperPod CLI at a commit.
func CLI(commit, path string) string { return cli + commit + "/" + path }

// Guide is a page of the Amazon SageMaker AI developer guide.
func Guide(page string) string { return guide + page }
