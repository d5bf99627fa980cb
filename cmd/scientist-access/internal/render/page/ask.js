
// The two questions, in the words of the command line, answered from what is in the page.

// words splits a line as a shell does, as far as quotes go.
const words = (line) => [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]);

const usage = "Ask can PRINCIPAL [VERB RESOURCE [NAME]] [-n NAMESPACE], or who-can VERB RESOURCE [NAME] [-n NAMESPACE].";

// parse takes a line apart: what is asked, by whom, where.
function parse(line) {
	const rest = [];
	let namespace = "";
	const all = words(line).filter((word, i) => i > 0 || word !== "scientist-access");
	for (let i = 0; i < all.length; i++) {
		if (all[i] === "-n" || all[i] === "--namespace") {
			namespace = all[++i] ?? "";
			if (namespace === "") {
				throw new Error(`${all[i - 1]} needs the name of a namespace.`);
			}
		} else if (all[i].startsWith("--namespace=")) {
			namespace = all[i].slice("--namespace=".length);
		} else if (/^-n.+/.test(all[i])) {
			namespace = all[i].slice(2).replace(/^=/, "");
		} else if (all[i].startsWith("-")) {
			throw new Error(`${all[i]} is not known here: want -n NAMESPACE.`);
		} else {
			rest.push(all[i]);
		}
	}
	const [command, ...args] = rest;
	if (command !== "can" && command !== "who-can") {
		throw new Error(usage);
	}
	const principal = command === "can" ? args.shift() : "";
	if (principal === undefined) {
		throw new Error("The principal is missing: want can PRINCIPAL [VERB RESOURCE [NAME]].");
	}
	if (command === "can" && args.length === 0 && namespace === "") {
		return { principal, all: true };
	}
	if (args.length < 2) {
		throw new Error(`The ${args.length === 0 ? "verb" : "resource"} is missing: want, for example, get pods.`);
	}
	if (args.length > 3) {
		throw new Error(`${args[3]} is one argument too many.`);
	}
	return { principal, ...rightOf(args, namespace) };
}

// rightOf is what the API server is asked about, and what of the question says nothing.
function rightOf([verb, what, name = ""], namespace) {
	const notes = [];
	if (what.startsWith("/")) {
		if (name !== "") {
			throw new Error(`${name} is one argument too many: a path has no names.`);
		}
		if (namespace !== "") {
			notes.push(`${what}: is in no namespace, so that -n says nothing`);
		}
		return { right: { verb, path: what, name: "", namespace: "", placeless: true }, notes };
	}
	const found = resource(what);
	const right = { verb, group: found.group, resource: found.name, name, namespace, placeless: found.clusterScoped };
	if (!found.known) {
		notes.push(`${what}: is not known as a resource here, and taken as it is written`);
	}
	if (right.group === "" && right.resource.split("/")[0] === "namespaces" && name !== "") {
		return { right: { ...right, namespace: name, placeless: true }, notes };
	}
	if (right.placeless && namespace !== "") {
		notes.push(`${right.resource}: is in no namespace, so that -n says nothing`);
		right.namespace = "";
	}
	return { right, notes };
}

// resource finds one by plural, singular or short name, with or without the API group, as kubectl does.
function resource(text) {
	const slash = text.indexOf("/");
	const base = slash < 0 ? text : text.slice(0, slash);
	const found = baseResource(base.toLowerCase());
	if (slash < 0) {
		return found;
	}
	const name = found.name + text.slice(slash);
	const known = base === "*" || data.ask.resources.some((r) => r.group === found.group && r.name === name);
	return { ...found, name, known: found.known && known };
}

function baseResource(base) {
	const [name, ...rest] = base.split(".");
	const group = rest.join(".");
	if (name === "*") {
		return { group: group || "*", name: "*", known: true, clusterScoped: false };
	}
	const plain = Object.hasOwn(data.ask.plain, base) ? data.ask.resources[data.ask.plain[base]] : undefined;
	const named = (of) => data.ask.resources.find((r) => r.group === of && (r.name === name || r.others.includes(name)));
	const found = group === "" ? plain : named(rest.slice(1).join(".") || group) ?? named(group);
	return found ? { ...found, known: true } : { group, name, known: false, clusterScoped: false };
}

// find is who is meant: by name, by an end of an ARN that no other has, or by the ARN of a session.
function find(text) {
	const rows = data.ask.who, exact = rows.filter((who) => who.names.includes(text));
	if (exact.length > 0) {
		return exact.map((who) => ({ who, name: text }));
	}
	const found = rows.flatMap((who) => who.names.filter((name) => means(text, name)).map((name) => ({ who, name })));
	const different = [...new Set(found.map((one) => one.name))];
	if (different.length > 1) {
		throw new Error(`${clean(text)} may mean ${different.slice(0, 5).map(clean).join(", ")}: write more of the ARN.`);
	}
	if (found.length === 0) {
		throw new Error(`Nothing in this report names ${clean(text)}; ` +
			"a group is written group:NAME, a user user:NAME, a service account system:serviceaccount:NAMESPACE:NAME.");
	}
	return found;
}

function means(text, name) {
	const session = /^arn:([^:]*):sts::(\d*):assumed-role\/([^/]+)\//.exec(text);
	if (session) {
		const role = /^arn:([^:]*):iam::(\d*):role\/(?:.*\/)?([^/]+)$/.exec(name);
		return role !== null && role.slice(1).every((part, i) => part === session[i + 1]);
	}
	const before = name.startsWith("arn:") && text !== "" && name.endsWith(text) ? name.slice(0, name.length - text.length) : "-";
	return before === "" || before.endsWith("/") || before.endsWith(":");
}

// asked is a question in words: "get pods.apps named x in team-a".
function asked(right) {
	if (right.path) {
		return `${right.verb} ${right.path}`;
	}
	const [base, ...sub] = right.resource.split("/");
	const name = [base + (right.group === "" ? "" : "." + right.group), ...sub].join("/");
	const place = right.placeless ? "" : right.namespace === "" ? " in the whole cluster" : " in " + right.namespace;
	return clean(`${right.verb} ${name}${right.name === "" ? "" : " named " + right.name}${place}`);
}

const empty = (answer) => answer.was === "no" && answer.is === "no" && answer.parts.length === 0;

// answers are those to a question: of who is asked about, or of all of whom there is something to say.
function answers(asking) {
	if (asking.principal) {
		return find(asking.principal).map(({ who, name }) => ({ ...answerFor(who, asking.right), names: [name] }));
	}
	const rank = (a) => (a.was !== a.is ? 0 : ["yes", "unknown", "no"].indexOf(a.is) + 1);
	const same = new Map(); // those of whom the same is said share an answer
	for (const who of data.ask.who.slice(0, data.rows.length)) {
		const answer = { ...answerFor(who, asking.right), names: who.names };
		const ways = answer.ways.map(({ rules, ...way }) => way);
		const key = JSON.stringify([who.cluster, answer.was, answer.is, ways, answer.doubts, answer.parts]);
		if (!empty(answer)) {
			same.set(key, same.has(key) ? { ...answer, names: [...same.get(key).names, ...who.names] } : answer);
		}
	}
	return [...same.values()].sort((a, b) => rank(a) - rank(b));
}

const verdictWords = { yes: "yes", no: "no", unknown: "not known" };

// verdict says an answer in a few words.
function verdict(answer) {
	if (answer.was !== answer.is) {
		return `changes from ${verdictWords[answer.was]} to ${verdictWords[answer.is]}`;
	}
	const word = answer.is === "no" && answer.parts.length > 0 ? "a part of it" : verdictWords[answer.is];
	return word + (data.preview ? ", now and after the change" : "");
}

function verdictClass(answer) {
	if (answer.was === answer.is) {
		return answer.is;
	}
	return { yes: "gained", no: "lost", unknown: "unknown" }[answer.is];
}

function answerShown(answer) {
	const more = answer.names.length > 20 ? ` and ${answer.names.length - 20} more` : "";
	const shownNames = answer.names.slice(0, 20).flatMap((name, i) => [i > 0 ? ", " : "", cellLink(answer, name)]);
	return element("li", { class: "verdict " + verdictClass(answer) },
		element("strong", {}, verdict(answer)), ": ", ...shownNames, more, severalClusters ? ` on cluster ${clean(answer.who.cluster)}` : "",
		element("ul", {},
			answer.ways.map((way) => element("li", {}, (data.preview ? changeSigns[way.change] + " " : "") + "by " +
				clean([way.subject, way.label, way.role].filter((part) => part !== "").join(" → ")))),
			answer.doubts.map((doubt) => element("li", {}, clean(doubt))),
			answer.parts.map((part) => element("li", {}, clean(partText(part))))));
}

// cellLink is a name that leads to the cell with the right, its ways and its dangers; nothing but the name if there is no cell.
function cellLink({ who, ways }, name) {
	const text = clean(shortName(name));
	const row = data.rows.findIndex((_, r) => data.ask.who[r].cluster === who.cluster && data.ask.who[r].names.includes(name));
	const column = ways.length > 0 ? columnOf(ways[0].scope) : -1;
	if (row < 0 || column < 0 || !scopeOf(row, column)) {
		return text;
	}
	return link(text, () => showCell(row, column));
}

function partText(part) {
	const place = part.namespace === "" ? "in the whole cluster" : "in " + part.namespace;
	if (part.names.length === 0) {
		return "only " + place;
	}
	const more = part.names.length > 5 ? ` and ${part.names.length - 5} more` : "";
	return `only those named ${part.names.slice(0, 5).join(", ")}${more} ${place}`;
}

// listShown leads to all that somebody has.
function listShown({ who, name }) {
	const row = data.ask.who.indexOf(who);
	if (row >= data.rows.length) {
		return element("p", {}, `${clean(name)} is no row of the table; ask about one right.`);
	}
	const places = data.columns.map((_, i) => i + 1).concat(0).filter((column) => scopeOf(row, column)).sort((a, b) => a - b);
	const title = places.length === 0 ? `${clean(name)} has no rights here.` : `${clean(name)} has rights in:`;
	return element("div", {}, element("p", {}, title), element("ul", {}, places.map((column) => element("li", {},
		link(namespacesOf(column).map(placeName).join(", "), () => showCell(row, column)),
		": " + tableRows[row].cells[column + 1].textContent))));
}

function answer(line) {
	const asking = parse(line);
	if (asking.all) {
		return find(asking.principal).map(listShown);
	}
	const all = answers(asking);
	const who = asking.principal ? `May ${clean(shortName(all[0].names[0]))}` : "Who may";
	return [
		element("h3", {}, `${who} ${asked(asking.right)}?`),
		...asking.notes.map((note) => element("p", { class: "help" }, clean(note))),
		all.length === 0 ? element("p", {}, "Nobody in this report.") : element("ul", { class: "verdicts" }, all.map(answerShown)),
		element("p", { class: "help" }, "Of what this report knows: what somebody else binds on the cluster, only the cluster tells."),
	];
}

function startAsking() {
	byId("ask").hidden = false;
	byId("ask-form").addEventListener("submit", (event) => {
		event.preventDefault();
		try {
			byId("answer").replaceChildren(...answer(byId("question").value));
		} catch (problem) {
			byId("answer").replaceChildren(element("p", { class: "problem" }, problem.message));
		}
	});
}

if (table && data) {
	startMatrix();
	if (byId("ask")) {
		startAsking();
	}
}
