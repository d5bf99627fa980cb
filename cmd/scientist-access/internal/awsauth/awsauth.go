// Package awsauth knows what the ConfigMap aws-auth does beside access entries. A line of it is given as the access entry
// that would do the same.
package awsauth

import (
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
)

// The ConfigMap that lets principals in where the cluster's authentication mode lets it have effect.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
const (
	Namespace = "kube-system"
	Name      = "aws-auth"
	// Place is how the ConfigMap is called in reports.
	Place = "ConfigMap " + Namespace + "/" + Name
)

// Effective are the lines of principals without an access entry, the last of each: EKS does not look at the others.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/migrating-access-entries.html
func Effective(entries, lines []access.Entry) []access.Entry {
	seen := map[string]bool{}
	for _, entry := range entries {
		seen[pathless(entry.PrincipalARN)] = true
	}
	var effective []access.Entry
	for _, line := range slices.Backward(lines) {
		if !seen[pathless(line.PrincipalARN)] {
			seen[pathless(line.PrincipalARN)] = true
			effective = append(effective, line)
		}
	}
	return effective
}

// LineOf is the line of a principal; nil if there is none.
func LineOf(arn string, lines []access.Entry) *access.Entry {
	for i := range lines {
		if pathless(lines[i].PrincipalARN) == pathless(arn) {
			return &lines[i]
		}
	}
	return nil
}

// pathless is an ARN as aws-auth writes it: that of a role has no path there.
// Source: https://github.com/kubernetes-sigs/aws-iam-authenticator#full-configuration-format
func pathless(arn string) string {
	head, name, ok := strings.Cut(arn, ":role/")
	if !ok {
		return arn
	}
	return head + ":role/" + name[strings.LastIndex(name, "/")+1:]
}
