
// Rules, compared as the API server's RBAC authorizer does.
// Source: k8s.io/component-helpers, auth/rbac/validation/policy_comparator.go

// covers reports whether rules give a right: { verb, group, resource, name } or { verb, path }.
const covers = (rules, right) => rules.some((rule) => ruleCovers(rule, right));

function ruleCovers([verbs, groups, resources, names, paths], right) {
	if (!verbs.includes("*") && !verbs.includes(right.verb)) {
		return false;
	}
	if (right.path) {
		return names.length === 0 && paths.some((path) => pathCovers(path, right.path));
	}
	return (groups.includes("*") || groups.includes(right.group)) && resourceCovers(resources, right.resource) &&
		(names.length === 0 || (right.name !== "" && names.includes(right.name)));
}

function resourceCovers(resources, resource) {
	const slash = resource.indexOf("/");
	return resources.includes("*") || resources.includes(resource) || (slash >= 0 && resources.includes("*" + resource.slice(slash)));
}

const pathCovers = (path, asked) => path === asked || (path.endsWith("*") && asked.startsWith(path.replace(/\*+$/, "")));

// Values that a stack does not tell.
const withheld = ["(not known yet)", "(secret)"];

// waysIn are all ways of somebody in one scope, before and after, with what changes of them.
function waysIn(who, namespace) {
	const found = new Map();
	for (const state of ["was", "is"]) {
		for (const way of waysOf(who, state, namespace)) {
			const key = JSON.stringify([way.subject, way.label, way.role]);
			const known = found.get(key) ?? { ...way };
			known[state + "There"] = true;
			found.set(key, known);
		}
	}
	return [...found.values()].map((way) => ({ ...way, change: way.wasThere && way.isThere ? "kept" : way.isThere ? "gained" : "lost" }));
}

const bindingsByPlace = new Map();

// bindingsIn are those of one cluster and one scope.
function bindingsIn(cluster, namespace) {
	if (bindingsByPlace.size === 0) {
		for (const binding of data.ask.bindings) {
			const place = JSON.stringify([binding.cluster, binding.namespace]);
			bindingsByPlace.set(place, [...(bindingsByPlace.get(place) ?? []), binding]);
		}
	}
	return bindingsByPlace.get(JSON.stringify([cluster, namespace])) ?? [];
}

// waysOf are those of one state. EKS access policies are ways whose rules nobody knows.
function waysOf(who, state, namespace) {
	const self = who[state], ways = [];
	for (const binding of bindingsIn(who.cluster, namespace).filter((one) => one[state] >= 0)) {
		for (const subject of binding.subjects.filter((one) => self.subjects.includes(one))) {
			ways.push({ subject: data.ask.subjects[subject], label: binding.label, role: binding.role, rules: data.ask.rules[binding[state]] });
		}
	}
	for (const policy of self.policies) {
		if (policy.namespaces.includes(namespace) || (policy.namespaces.length === 0 && namespace === "")) {
			ways.push({ subject: "", label: "", role: "EKS access policy " + policy.name, rules: [] });
		}
	}
	return ways;
}

// scopesOf are those whose rules can give a right.
const scopesOf = (right) => (right.namespace === "" || right.path ? [""] : ["", right.namespace]);

// waysTo are the ways of one state to a right.
function waysTo(who, state, right) {
	return scopesOf(right).flatMap((scope) => waysOf(who, state, scope)).filter((way) => covers(way.rules, right));
}

// doubtsAbout say why a right that is not found may be there all the same.
function doubtsAbout(who, state, right) {
	const texts = who[state].doubts.map((number) => data.ask.doubts[number]).filter((doubt) => {
		if (!doubt.anywhere && doubt.namespace !== "") {
			if (right.namespace === "" || (!withheld.includes(doubt.namespace) && doubt.namespace !== right.namespace)) {
				return false;
			}
		}
		return doubt.rules < 0 || covers(data.ask.rules[doubt.rules], right) !== Boolean(doubt.not);
	}).map((doubt) => doubt.text);
	return [...new Set(texts)].sort();
}

// answerFor says whether somebody may do something, before and after.
function answerFor(who, right) {
	const answer = { who, ways: [], doubts: [], parts: [] };
	for (const state of ["was", "is"]) {
		const ways = waysTo(who, state, right);
		const doubts = ways.length > 0 ? [] : doubtsAbout(who, state, right);
		answer[state] = ways.length > 0 ? "yes" : doubts.length > 0 ? "unknown" : "no";
		answer.doubts = [...new Set([...answer.doubts, ...doubts])];
	}
	answer.ways = scopesOf(right).flatMap((scope) => changedWays(who, scope, right));
	if (answer.is !== "yes") {
		answer.parts = partsOf(who, right);
	}
	return answer;
}

// changedWays are the ways to a right in one scope, with what changes of them.
function changedWays(who, scope, right) {
	const key = (way) => JSON.stringify([way.subject, way.label, way.role]);
	const there = (state) => waysOf(who, state, scope).filter((way) => covers(way.rules, right));
	const was = there("was"), is = there("is");
	const had = new Set(was.map(key)), has = new Set(is.map(key));
	return [
		...is.map((way) => ({ ...way, scope, change: had.has(key(way)) ? "kept" : "gained" })),
		...was.filter((way) => !has.has(key(way))).map((way) => ({ ...way, scope, change: "lost" })),
	];
}

// partsOf are narrower rights after the change: in namespaces, where the whole cluster is asked about, and on names, where all are.
function partsOf(who, right) {
	const scopes = new Set(data.ask.bindings.filter((b) => b.cluster === who.cluster).map((b) => b.namespace));
	const parts = [];
	for (const scope of [...scopes].sort()) {
		if (scope !== "" && (right.placeless || (right.namespace !== "" && scope !== right.namespace))) {
			continue;
		}
		const ways = waysOf(who, "is", scope);
		if (waysTo(who, "is", { ...right, namespace: scope }).length > 0) {
			if (ways.length > 0) {
				parts.push({ namespace: scope, names: [] });
			}
			continue;
		}
		const named = right.name !== "" || right.path ? [] : ways.flatMap((way) => way.rules)
			.filter((rule) => ruleCovers([rule[0], rule[1], rule[2], [], rule[4]], right)).flatMap((rule) => rule[3]);
		if (named.length > 0) {
			parts.push({ namespace: scope, names: [...new Set(named)].sort() });
		}
	}
	return parts;
}
