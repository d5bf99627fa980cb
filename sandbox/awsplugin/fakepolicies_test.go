package main

import (
	"maps"
	"net/http"
	"slices"
)

const (
	testPolicy        = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
	otherPolicy       = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
	testAssociationID = testCluster + "#" + testPrincipal + "#" + testPolicy
	policiesPath      = "/clusters/hyperpod/access-entries/" + testPrincipal + "/access-policies"
)

// accessPolicies answers about the policies of an entry, of which it lists one a page.
func (f *fakeEKS) accessPolicies(w http.ResponseWriter, r *http.Request, segments []string, body map[string]any) {
	if f.entries[segments[3]] == nil || r.Method == http.MethodPost && f.unknownFor > 0 {
		f.unknownFor--
		refuseWith(w, http.StatusNotFound, "ResourceNotFoundException", "The specified principalArn could not be found. "+
			"You can view your available access entries with 'list-access-entries'.")
		return
	}
	switch r.Method {
	case http.MethodPost:
		policy := map[string]any{"associatedAt": 1700000000.0, "modifiedAt": 1700000000.0}
		maps.Copy(policy, body)
		if !f.forgetOnCreate {
			f.policies[body["policyArn"].(string)] = policy
		}
		answer(w, map[string]any{"associatedAccessPolicy": policy})
	case http.MethodDelete:
		if f.policies[segments[5]] == nil {
			refuseWith(w, http.StatusNotFound, "ResourceNotFoundException", "The specified policyArn is not associated.")
			return
		}
		delete(f.policies, segments[5])
		answer(w, map[string]any{})
	default:
		f.listPolicies(w, r.URL.Query().Get("nextToken"))
	}
}

func (f *fakeEKS) listPolicies(w http.ResponseWriter, after string) {
	page := map[string]any{"associatedAccessPolicies": []any{}}
	for _, arn := range slices.Sorted(maps.Keys(f.policies)) {
		if arn <= after {
			continue
		}
		page["associatedAccessPolicies"], page["nextToken"] = []any{f.policies[arn]}, arn
		break
	}
	answer(w, page)
}

// associateElsewhere gives the test's principal a policy as somebody else would.
func (f *fakeEKS) associateElsewhere(policy, scope string, namespaces ...any) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.policies[policy] = map[string]any{
		"policyArn": policy, "accessScope": map[string]any{"type": scope, "namespaces": namespaces},
		"associatedAt": 1700000000.0, "modifiedAt": 1700000100.0,
	}
}
