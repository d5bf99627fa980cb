// What the JSON report says, in the words of the page.

// scopeIn is what somebody has in a namespace, "" being the whole cluster.
export const scopeIn = (access, namespace) =>
	access.scopes.find((s) => (namespace === "" ? s.namespaces.length === 0 : s.namespaces.includes(namespace)));

// word is what a cell says.
export function word(access, namespace, source) {
	const scope = scopeIn(access, namespace);
	if (!scope) {
		return access.unclear ? "not known" : "";
	}
	const [gains, loses] = [scope.gains.length > 0, scope.loses.length > 0];
	return gains && loses ? "gains and loses" : gains ? "gains" : loses ? "loses" : source === "preview" ? "keeps" : "has";
}

// short is a principal as a row calls it.
export const short = (p) =>
	(p.kind === "IAM" || p.kind === p.name ? p.name : [p.kind, p.namespace ? `${p.namespace}/${p.name}` : p.name].join(" "));

// called is a principal as questions call it.
export function called(p) {
	if (p.kind === "IAM") {
		return p.name;
	}
	if (p.name.startsWith("(")) {
		return short(p);
	}
	return p.kind === "ServiceAccount" ? `system:serviceaccount:${p.namespace}:${p.name}` : `${p.kind.toLowerCase()}:${p.name}`;
}
