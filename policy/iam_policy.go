package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// IAMPlace is what the placeholders in the resources of statements stand for.
type IAMPlace struct {
	// Partition, Region and Account are the cluster's.
	Partition, Region, Account string
	// Cluster is the name of the EKS cluster.
	Cluster string
	// HyperPodClusterARN is the ARN of the HyperPod cluster. Default: every one of the account and region.
	HyperPodClusterARN string
	// Principal is the ARN of the IAM role or user.
	Principal string
}

// MaxIAMPolicy is how many characters the inline policies of a role may have together, white space left out. Those of a
// permission set may have as many.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
// Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html
const MaxIAMPolicy = 10240

// IAMPolicy is an identity-based policy that allows the statements: JSON without white space, the same for the same
// statements in any order. It is empty for none.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
func IAMPolicy(statements []Statement, place IAMPlace) (string, error) {
	at, isRole := place.replacer()
	actions := map[string][]string{} // by resources
	for _, s := range statements {
		if s.RolesOnly && !isRole {
			continue
		}
		resources := make([]string, len(s.Resources))
		for i, resource := range s.Resources {
			resources[i] = at.Replace(resource)
		}
		slices.Sort(resources)
		key := strings.Join(resources, " ")
		actions[key] = append(actions[key], s.Action)
	}
	if len(actions) == 0 {
		return "", nil
	}
	text, err := json.Marshal(newIAMDocument(actions))
	if err != nil {
		return "", err
	}
	if len(text) > MaxIAMPolicy {
		return "", fmt.Errorf("the IAM policy for %s has %d characters, but IAM allows %d", place.Principal, len(text), MaxIAMPolicy)
	}
	return string(text), nil
}

type iamDocument struct {
	Version   string
	Statement []iamStatement
}

type iamStatement struct {
	Effect           string
	Action, Resource []string
}

// newIAMDocument has one statement for all actions on the same resources.
func newIAMDocument(actions map[string][]string) iamDocument {
	document := iamDocument{Version: "2012-10-17"}
	for _, key := range slices.Sorted(maps.Keys(actions)) {
		slices.Sort(actions[key])
		document.Statement = append(document.Statement, iamStatement{"Allow", slices.Compact(actions[key]), strings.Split(key, " ")})
	}
	return document
}

// replacer puts the place in, and says whether the principal is a role. A $ in a path would begin a variable of IAM.
func (p IAMPlace) replacer() (at *strings.Replacer, isRole bool) {
	head, path, isRole := strings.Cut(p.Principal, ":role/")
	kind := "role"
	if !isRole {
		head, path, _ = strings.Cut(p.Principal, ":user/")
		kind = "user"
	}
	hyperPod := p.HyperPodClusterARN
	if hyperPod == "" {
		hyperPod = fmt.Sprintf("arn:%s:sagemaker:%s:%s:cluster/*", p.Partition, p.Region, p.Account)
	}
	return strings.NewReplacer(
		"{partition}", p.Partition, "{region}", p.Region, "{account}", p.Account, "{cluster}", p.Cluster,
		"{hyperPodCluster}", hyperPod,
		"{principal}", strings.ReplaceAll(p.Principal, "$", "${$}"),
		"{principalType}", kind,
		"{principalAccount}", head[strings.LastIndex(head, ":")+1:],
		"{principalName}", path[strings.LastIndex(path, "/")+1:],
	), isRole
}
