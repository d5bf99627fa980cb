package commands

import (
	"slices"

	"github.com/scientist-access/scientist-access/internal/cite"
	"github.com/scientist-access/scientist-access/policy"
)

// v3Inference are the commands of the HyperPod CLI 3 for JumpStart and for custom endpoints, which are the same
// on two resources.
func v3Inference() []Command {
	fallback := call("get", endpointConfigs, cite.V3("cli/commands/inference.py#L100")).
		when("SageMaker knows no endpoint of the name")
	return slices.Concat(
		endpoint("hyp-jumpstart-endpoint", jumpStartModels, slices.Concat(instanceTypesOfModel(), instanceTypes())),
		endpoint("hyp-custom-endpoint", endpointConfigs, instanceTypes()),
		[]Command{
			v3Bare("hyp invoke hyp-jumpstart-endpoint", needs(inference), fallback).asking(invoke()...),
			v3Bare("hyp invoke hyp-custom-endpoint", needs(inference), fallback).asking(invoke()...),
		},
	)
}

func endpoint(name string, k kind, checks []AWSCall) []Command {
	const base = "inference/hp_endpoint_base.py"
	const system = "hyperpod-inference-system"
	create := call("create", k, cite.V3(base+"#L121"))
	list := call("list", k, cite.V3(base+"#L177"))
	get := call("get", k, cite.V3(base+"#L235"))
	podsOf := call("list", pods, cite.V3("inference/hp_endpoint.py#L209"))
	return []Command{
		v3Create("hyp create "+name, needs(inference), create).asking(checks...),
		v3Create("hyp create, "+name+" of hyp init", needs(inference), create).asking(checks...),
		v3In("hyp list "+name, needs(inference), list, get.when("there are endpoints, each of them")),
		v3In("hyp describe "+name, needs(inference), get),
		v3In("hyp delete "+name, needs(inference), get, call("delete", k, cite.V3(base+"#L292"))),
		v3In("hyp list-pods "+name, needs(inference), podsOf, list),
		v3In("hyp list-pods "+name+" --endpoint-name", needs(inference), podsOf),
		v3In("hyp get-logs "+name, needs(inference),
			call("get", pods, cite.V3(base+"#L432")), call("get", podLogs, cite.V3(base+"#L442"))),
		v3("hyp get-operator-logs "+name, needs(inferenceLogs),
			call("list", pods, cite.V3(base+"#L349")).in(policy.Elsewhere(system)),
			call("get", podLogs, cite.V3(base+"#L361")).in(policy.Elsewhere(system))),
	}
}
