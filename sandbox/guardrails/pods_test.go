package guardrails

import (
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/scientist-access/scientist-access/policy"
)

// fields are a part of an object.
type fields = map[string]any

// podSpec is a harmless pod at a place, with some fields of its own.
func podSpec(m policy.PodMaker, place string, own fields) fields {
	spec := fields{}
	if m.Fields[place] == nil {
		spec = fields{"containers": []any{fields{"name": "main", "image": "main"}}, "restartPolicy": restartPolicy(m)}
	}
	return merged(spec, own)
}

func restartPolicy(m policy.PodMaker) string {
	if m.Group == "batch" || m.Resource == "pods" {
		return "Never"
	}
	return "Always"
}

// container is a pod with one more container.
func container(list string, context fields) fields {
	all := []any{fields{"name": "other", "image": "other", "securityContext": context}}
	if list == "containers" {
		all = append([]any{fields{"name": "main", "image": "main"}}, all...)
	}
	return fields{list: all}
}

func hostPath(path string) fields {
	return fields{"volumes": []any{
		fields{"name": "tmp", "emptyDir": fields{}}, fields{"name": "node", "hostPath": fields{"path": path}},
	}}
}

// put puts a value where a path of [policy.Places] leads: into the last of two items where it leads to several, the first of
// which gets the other value.
func put(into fields, path string, value, other any) {
	names := strings.Split(path, ".")
	for i, name := range names {
		bare, rest := strings.TrimRight(name, "?[]{}"), strings.Join(names[i+1:], ".")
		item := func(v any) any {
			if rest == "" {
				return v
			}
			inner := fields{}
			put(inner, rest, v, other)
			return inner
		}
		switch {
		case strings.HasSuffix(name, "[]"):
			into[bare] = []any{item(other), item(value)}
			return
		case strings.HasSuffix(name, "{}"):
			into[bare] = fields{"Master": item(other), "Worker": item(value)}
			return
		case rest == "":
			into[bare] = value
			return
		}
		next, ok := into[bare].(fields)
		if !ok {
			next = fields{}
			into[bare] = next
		}
		into = next
	}
}

// made is an object of a resource that makes harmless pods, except at one place.
func made(m policy.PodMaker, namespace, place string, value any) *unstructured.Unstructured {
	apiVersion := strings.TrimPrefix(m.Group+"/"+version(m), "/")
	o := object(apiVersion, kindNamed(m), namespace, nil)
	for path := range m.Fields {
		if !strings.ContainsAny(path, "?[{") && strings.Contains(path, ".") {
			put(o.Object, path, fields{}, nil)
		}
	}
	for _, path := range m.Pods {
		put(o.Object, path, podSpec(m, path, nil), podSpec(m, path, nil))
	}
	if place != "" {
		put(o.Object, place, value, podSpec(m, place, nil))
	}
	complete(m, o.Object)
	return o
}

// kindNamed is the kind of a resource: Kubernetes' own have theirs, and the tests define the others.
func kindNamed(m policy.PodMaker) string {
	if kind, ok := builtIn[m.Resource+"."+m.Group]; ok {
		return kind
	}
	return kindOf(m)
}

var builtIn = map[string]string{
	"pods.": "Pod", "podtemplates.": "PodTemplate", "replicationcontrollers.": "ReplicationController",
	"controllerrevisions.apps": "ControllerRevision", "daemonsets.apps": "DaemonSet", "deployments.apps": "Deployment", "replicasets.apps": "ReplicaSet",
	"statefulsets.apps": "StatefulSet", "cronjobs.batch": "CronJob", "jobs.batch": "Job",
}

// complete adds what the API server demands of Kubernetes' own resources.
func complete(m policy.PodMaker, o fields) {
	labels := fields{"app": "any"}
	spec, _ := o["spec"].(fields)
	switch {
	case m.Resource == "controllerrevisions":
		o["revision"] = int64(1)
		o["data"] = fields{"spec": fields{"template": fields{"spec": podSpec(m, "", powerful)}}}
	case m.Group == "apps" || m.Resource == "replicationcontrollers":
		spec["template"].(fields)["metadata"] = fields{"labels": labels}
		spec["selector"] = fields{"matchLabels": labels}
		if m.Group == "" {
			spec["selector"] = labels
		}
		if m.Resource == "statefulsets" {
			spec["serviceName"] = "any"
		}
	case m.Group == "batch" && m.Resource == "cronjobs":
		spec["schedule"] = "0 0 * * *"
	}
}
