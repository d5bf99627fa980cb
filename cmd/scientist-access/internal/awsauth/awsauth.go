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

// Effective are the lines that let somebody in: of principals without an access entry, the last of each. EKS does not look
// at the others, and finds nobody by the path of a role.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/migrating-access-entries.html
func Effective(entries, lines []access.Entry) []access.Entry {
	seen := map[string]bool{}
	for _, entry := range entries {
		seen[signedIn(entry.PrincipalARN)] = true
	}
	var effective []access.Entry
	for _, line := range slices.Backward(lines) {
		arn := signedIn(line.PrincipalARN)
		if seen[arn] || !strings.EqualFold(arn, line.PrincipalARN) {
			continue
		}
		seen[arn] = true
		effective = append(effective, line)
	}
	return effective
}

// Find is the one of a principal among entries or lines; nil if there is none.
func Find(arn string, among []access.Entry) *access.Entry {
	for i := range among {
		if signedIn(among[i].PrincipalARN) == signedIn(arn) {
			return &among[i]
		}
	}
	return nil
}

// signedIn is the ARN by which EKS looks for the line of somebody who signs in: that of a role has no path, and capital
// letters do not matter.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/security-iam-troubleshoot.html and
// https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/v0.5.9/pkg/mapper/configmap/mapper.go
func signedIn(arn string) string {
	if head, name, ok := strings.Cut(arn, ":role/"); ok {
		arn = head + ":role/" + name[strings.LastIndex(name, "/")+1:]
	}
	return strings.ToLower(arn)
}
