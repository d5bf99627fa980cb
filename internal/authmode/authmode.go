// Package authmode knows in which authentication modes an EKS cluster takes access entries.
package authmode

import (
	"cmp"
	"fmt"
	"slices"
)

// entryModes are those that take access entries.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html
var entryModes = []string{"API", "API_AND_CONFIG_MAP"}

// Check is an error where a cluster's mode takes no access entries; it names the command that changes that. An empty mode
// stands for CONFIG_MAP, which all clusters had before there were modes.
func Check(cluster, region, mode string) error {
	if slices.Contains(entryModes, mode) {
		return nil
	}
	return fmt.Errorf("EKS cluster %q has authentication mode %s, which takes no access entries; change it with:\n"+
		"  aws eks update-cluster-config --region %s --name %s --access-config authenticationMode=API_AND_CONFIG_MAP",
		cluster, cmp.Or(mode, "CONFIG_MAP"), region, cluster)
}
