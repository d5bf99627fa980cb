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

// Default is the mode that all clusters had before there were modes, which EKS tells as none.
const Default = "CONFIG_MAP"

// TakesEntries reports whether access entries have effect in a mode.
func TakesEntries(mode string) bool { return slices.Contains(entryModes, mode) }

// Change is the command that gives a cluster a mode that takes access entries, and keeps those in who are in.
func Change(cluster, region string) string {
	return fmt.Sprintf("aws eks update-cluster-config --region %s --name %s --access-config authenticationMode=API_AND_CONFIG_MAP",
		region, cluster)
}

// Check is an error where a cluster's mode takes no access entries; it names the command that changes that. An empty mode
// stands for [Default].
func Check(cluster, region, mode string) error {
	if TakesEntries(mode) {
		return nil
	}
	return fmt.Errorf("EKS cluster %q has authentication mode %s, which takes no access entries; change it with:\n  %s",
		cluster, cmp.Or(mode, Default), Change(cluster, region))
}
