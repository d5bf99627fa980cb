package e2e

import (
	"github.com/scientist-access/scientist-access/sandbox"
)

// scene is one operation on a stack, which is killed at each of its steps.
type scene struct {
	name string
	// from is the configuration before, and to the one that is applied; nil for none, so that it is made, or destroyed.
	from, to config
}

// scenes are all operations on a stack as in the README, and on one with two teams, access policies, guardrails, objects
// of AWS's charts and tags.
func scenes(arns []string) []scene {
	simple := config{
		"clusterName": sandbox.Cluster, "namePrefix": "killed", "namespaces": []string{"killed-a"}, "principals": config{"alice": arns[0]},
	}
	wider := with(simple, config{"namespaces": []string{"killed-a", "killed-b"}, "capabilities": []string{"exec"}})
	renamed := with(simple, config{"namePrefix": "killed-new"})
	team := func(name string) config { return config{"arn": arns[0], "teams": []string{name}} }
	big := config{
		"clusterName": sandbox.Cluster, "namePrefix": "killed", "tags": config{"owner": "ml"},
		"teams": config{
			"vision": config{
				"namespaces": []string{"killed-a"}, "capabilities": []string{"documented"},
				"accessPolicies": []config{{"policy": "AmazonEKSViewPolicy"}},
			},
			"speech": config{
				"namespaces": []string{"killed-b"}, "capabilities": []string{"exec"}, "guardrails": config{"action": "deny"},
			},
			"quota": config{"helmCharts": config{"team": config{"targetId": "killed"}, "createObjects": true}},
		},
		"principals": config{
			"alice": team("vision"), "bob": config{"arn": arns[1], "teams": []string{"speech", "quota"}},
		},
	}
	moved := with(big, config{"principals": config{
		"alice": team("speech"), "bob": config{"arn": arns[1], "teams": []string{"quota"}},
	}})
	return []scene{
		{"up", nil, simple},
		{"update", simple, wider},
		{"replace", simple, renamed},
		{"destroy", simple, nil},
		{"up of teams", nil, big},
		{"move", big, moved},
		{"destroy of teams", big, nil},
	}
}
