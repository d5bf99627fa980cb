
// What a cell stands for: the rights, what is dangerous of them, and the ways on which they come.

const dialog = byId("cell");

const severalClusters = new Set(data?.rows.map((row) => row.cluster)).size > 1;

const placeName = (n) => (n === WHOLE ? "the whole cluster" : clean(data.namespaces[n]));

function showCell(row, column) {
	const back = document.activeElement;
	const of = data.rows[row], namespaces = namespacesOf(column), scope = scopeOf(row, column);
	const place = namespaces.length === 1 ? placeName(namespaces[0]) : plural(namespaces.length, "namespace");
	dialog.replaceChildren(
		element("form", { method: "dialog" }, element("button", { "aria-label": "Close" }, "✕")),
		element("h2", { id: "cell-title" }, `${rowName(of)} in ${place}`),
		...(data.ask ? accessIn(row, column) : differencesIn(scope)),
	);
	dialog.addEventListener("close", () => back?.focus(), { once: true });
	if (!dialog.open) {
		dialog.showModal();
	}
	dialog.scrollTop = 0;
}

// accessIn is all about a cell of a review.
function accessIn(row, column) {
	const of = data.rows[row], namespaces = namespacesOf(column), scope = scopeOf(row, column);
	return [
		...names(of.principals, "principal"),
		...(namespaces.length > 1 ? names(namespaces.map(placeName), "namespace") : []),
		...rightsOf(of, scope, column),
		...clusterToo(row, column),
		...doubtsIn(row, namespaces[0]),
		...waysShown(row, namespaces),
		...dangersOf(scope),
	];
}

// differencesIn are the findings about a cell of a comparison, as they stand in the list below.
function differencesIn(scope) {
	const copies = (scope?.findings ?? []).map((number) => {
		const copy = byId(`findings-${number}`).cloneNode(true);
		copy.removeAttribute("id");
		return copy;
	});
	return [copies.length === 0 ? element("p", {}, "Nothing differs here.") : element("ul", { class: "findings" }, copies)];
}

function rowName(row) {
	const first = shortName(row.principals[0]) + (severalClusters && row.principals.length === 1 ? ` on cluster ${row.cluster}` : "");
	return row.principals.length === 1 ? first : `${first} and ${row.principals.length - 1} more`;
}

// names lists several names, below a fold if they are many.
function names(all, thing) {
	const list = element("ul", { class: "names" }, all.map((name) => element("li", {}, name)));
	if (all.length <= 4) {
		return [list];
	}
	return [element("details", {}, element("summary", {}, plural(all.length, thing)), list)];
}

function rightsOf(row, scope, column) {
	if (!scope) {
		const nothing = column === 0 ? "No right in the whole cluster." : "No right here beside those in the whole cluster.";
		return [element("p", {}, row.unclear ? "No right here that is known." : nothing)];
	}
	const parts = [["gained", scope.gains], ["lost", scope.loses], ["kept", scope.keeps]]
		.filter(([, list]) => data.rights[list].length > 0);
	return parts.map(([change, list]) => {
		const title = data.preview ? changeWords[change] : "has";
		return element("section", { class: "rights " + (data.preview ? change : "kept") },
			element("h3", {}, title[0].toUpperCase() + title.slice(1)),
			element("ul", {}, data.rights[list].map(([what, verbs, below]) =>
				element("li", { class: below ? "below" : undefined }, element("code", {}, what), verbs ? " " + verbs : ""))));
	});
}

// clusterToo leads to what holds here because it holds everywhere.
function clusterToo(row, column) {
	if (column === 0 || !scopeOf(row, 0)) {
		return [];
	}
	return [element("p", {}, link("What holds in the whole cluster holds here too", () => showCell(row, 0)))];
}

// doubtsIn say why there may be more than is known.
function doubtsIn(row, n) {
	const here = n === WHOLE ? [""] : ["", data.namespaces[n], ...withheld];
	const all = data.ask.who[row].is.doubts.map((number) => data.ask.doubts[number])
		.filter((doubt) => doubt.rules < 0 && (doubt.anywhere || here.includes(doubt.namespace))).map((doubt) => clean(doubt.text));
	if (all.length === 0) {
		return [];
	}
	const items = [...new Set(all)].map((text) => element("li", {}, text));
	return [element("section", {}, element("h3", {}, "Not known"), element("ul", {}, items))];
}

function dangersOf(scope) {
	const all = scope ? data.sets[scope.set] : [];
	if (all.length === 0) {
		return [];
	}
	return [element("section", {},
		element("h3", {}, "Dangerous"),
		element("ul", { class: "findings" }, all.map(([number, fresh]) => {
			const danger = data.dangers[number];
			return element("li", { class: "finding " + (danger.closed ? "low" : danger.severity) },
				element("span", { class: "severity" }, danger.severity), " ", element("strong", {}, danger.name),
				fresh && !danger.closed ? [" ", element("span", { class: "mark" }, "new")] : "",
				element("p", {}, danger.message),
				danger.closed ? element("p", {}, "Closed by guardrails: " + danger.closed) : "",
				danger.fix ? element("p", { class: "fix" }, element("b", {}, "What to do:"), " ", danger.fix) : "");
		})))];
}

// waysShown draws the ways of one cell, each as a chain from the principal to the place.
function waysShown(row, namespaces) {
	const who = data.ask.who[row];
	const chains = namespaces.flatMap((n) => waysIn(who, n === WHOLE ? "" : data.namespaces[n]))
		.map((way) => ({ ...way, label: withoutNamespace(way.label) }));
	const shown = [], at = new Map();
	for (const way of chains) {
		const key = JSON.stringify([way.subject, way.label, way.role, way.change]);
		if (!at.has(key)) {
			at.set(key, shown.push(way));
		}
	}
	if (shown.length === 0) {
		return [];
	}
	const place = namespaces.length === 1 ? placeName(namespaces[0]) : `each of ${namespaces.length} namespaces`;
	const title = shown.length === 1 ? "The way" : "The ways";
	return [element("section", {}, element("h3", {}, title), shown.map((way) => chain(data.rows[row], way, place)))];
}

// withoutNamespace shortens "RoleBinding team-a/writers" to "RoleBinding writers": the place stands at the end of the chain.
const withoutNamespace = (label) => label.replace(/^(\S+) [^/]*\//, "$1 ");

function chain(row, way, place) {
	const boxes = [["principal", rowName(row)]];
	if (row.principals[0].startsWith("arn:")) {
		boxes.push(["access entry", data.preview && row.signIn !== "kept" ? changeSigns[row.signIn] + " may sign in" : "may sign in"]);
	}
	if (way.subject && !row.principals.includes(clean(way.subject))) {
		boxes.push(split(way.subject));
	}
	if (way.label) {
		boxes.push(split(way.label));
	}
	boxes.push(split(way.role), ["place", place]);
	const sign = data.preview ? changeSigns[way.change] + " " + changeWords[way.change] : "";
	return element("div", { class: "chain " + (data.preview ? way.change : "kept") },
		sign ? element("p", { class: "sign-word" }, sign) : "",
		element("ol", {}, boxes.map(([kind, name]) => element("li", {}, element("small", {}, kind), element("span", {}, clean(name))))));
}

// split takes "Role reader" apart.
function split(text) {
	const policy = "EKS access policy ", space = text.indexOf(" ");
	if (text.startsWith(policy)) {
		return [policy.trim(), text.slice(policy.length)];
	}
	return space < 0 ? ["gives", text] : [text.slice(0, space), text.slice(space + 1)];
}

if (dialog && data) {
	dialog.addEventListener("click", (event) => {
		if (event.target === dialog) {
			dialog.close();
		}
	});
}
