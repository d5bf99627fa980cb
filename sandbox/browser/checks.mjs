// The checks of one page. Each takes what was opened and what the JSON report of the same stack says, returns how many things
// it compared, and throws where one differs.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// cells: the table says what the JSON report says, cell by cell, and opens it.
export async function cells({ page }, { report }) {
	const shown = await page.evaluate(() => ({
		rows: tableRows.map((row) => [...row.cells].slice(1).map((cell) => cell.textContent)), columns: data.columns.map((c) => c.map((n) => data.namespaces[n])),
	}));
	assert.equal(shown.rows.length, report.access.length);
	let compared = 0;
	report.access.forEach((access, r) => {
		[[""], ...shown.columns].forEach((namespaces, c) => {
			for (const namespace of namespaces) {
				assert.equal(shown.rows[r][c].split(", ")[0], word(access, namespace, report.source), `${access.principals[0].name} in ${namespace}`);
				compared++;
			}
		});
	});
	return compared;
}

const scopeIn = (access, namespace) => access.scopes.find((s) => (namespace === "" ? s.namespaces.length === 0 : s.namespaces.includes(namespace)));

function word(access, namespace, source) {
	const scope = scopeIn(access, namespace);
	if (!scope) {
		return access.unclear ? "not known" : "";
	}
	const [gains, loses] = [scope.gains.length > 0, scope.loses.length > 0];
	return gains && loses ? "gains and loses" : gains ? "gains" : loses ? "loses" : source === "preview" ? "keeps" : "has";
}

// dialogs: a cell opens the rights of the report, and the ways, with each of their steps.
export async function dialogs({ page }, { report, most }) {
	let compared = 0;
	const columns = await page.evaluate(() => data.columns.map((c) => c.map((n) => data.namespaces[n])));
	for (const [r, access] of report.access.entries()) {
		for (const [c, namespaces] of [[""], ...columns].entries()) {
			const scope = scopeIn(access, namespaces[0]);
			if (!scope || compared >= most) {
				continue;
			}
			await page.evaluate(([row, column]) => showCell(row, column), [r, c]);
			const text = await page.locator("dialog").innerText();
			for (const right of [...scope.gains, ...scope.loses, ...scope.keeps]) {
				const name = right.capability ? "capability " + right.capability : right.role ?? right.rules[0].verbs.join(", ");
				assert.ok(text.includes(name), `${name} in ${text}`);
			}
			const ways = scope.grants.filter((g) => namespaces[0] === "" || !g.binding || g.binding.includes(` ${namespaces[0]}/`));
			const chains = await page.locator("dialog .chain").count();
			assert.equal(chains, new Set(ways.map((g) => JSON.stringify(g))).size, JSON.stringify(ways));
			for (const way of ways) {
				const words = [way.subject, way.role].filter((w) => w !== "access policy association" && w !== "everything").flatMap((w) => w.replace(/^EKS access policy /, "").split(" "));
				words.forEach((one) => assert.ok(text.includes(one), `${one} in ${text}`));
			}
			await page.keyboard.press("Escape");
			compared++;
		}
	}
	return compared;
}

// findings: all of the report are there, with what to do.
export async function findings({ page }, { report }) {
	const items = await page.locator("main > section .finding").allInnerTexts();
	assert.equal(items.length, report.findings.length);
	report.findings.forEach((f, i) => {
		for (const part of [f.severity, f.kind, f.object, f.message, f.fix ?? ""]) {
			assert.ok(items[i].includes(part), `${part} in ${items[i]}`);
		}
	});
	return items.length;
}

// filters: what is left are the rows and columns with something that is asked for.
export async function filters({ page }, { report }) {
	const shown = () => page.evaluate(() => ({
		rows: tableRows.flatMap((row, r) => (row.hidden ? [] : [r])),
		columns: [...table.tHead.rows[0].cells].slice(1).flatMap((cell, c) => (cell.hidden ? [] : [c])),
	}));
	const all = await shown();
	assert.equal(all.rows.length, report.access.length);
	if (report.source === "preview") {
		await changesLeft(page, report, shown);
	} else {
		assert.ok(await page.isDisabled("#only-changed"), "nothing changes in an export");
	}
	await page.check("#only-dangerous");
	const concerned = new Set(report.findings.filter((f) => f.kind === "dangerous-right").flatMap((f) => f.principals));
	const dangerous = report.access.flatMap((a, r) => (concerned.has(short(a.principals[0])) ? [r] : []));
	assert.deepEqual((await shown()).rows, dangerous);
	await page.uncheck("#only-dangerous");
	const name = report.access[0]?.principals[0].name.slice(-5) ?? "";
	await page.fill("#by-principal", name.toUpperCase());
	const called = report.access.flatMap((a, r) =>
		[...a.principals.map(short), ...a.groups.map((g) => g.group + (g.team ? " of team " + g.team : ""))].some((n) => n.toLowerCase().includes(name.toLowerCase())) ? [r] : []);
	assert.deepEqual((await shown()).rows, called);
	await page.fill("#by-principal", "");
	const namespace = await page.evaluate(() => data.namespaces[0] ?? "");
	await page.fill("#by-namespace", namespace);
	const columns = await page.evaluate((text) => data.columns.flatMap((c, i) => (c.some((n) => data.namespaces[n].includes(text)) ? [i + 1] : [])), namespace);
	assert.deepEqual((await shown()).columns, [0, ...columns]);
	await page.fill("#by-namespace", "");
	assert.deepEqual(await shown(), all);
	return 5;
}

// changesLeft: of a preview, the rows with something that changes.
async function changesLeft(page, report, shown) {
	await page.check("#only-changed");
	const changed = report.access.flatMap((a, r) => {
		const moves = a.signIn !== "kept" || a.groups.some((g) => g.change !== "kept");
		return moves || a.scopes.some((s) => s.gains.length + s.loses.length > 0) ? [r] : [];
	});
	const left = (await shown()).rows;
	assert.deepEqual(changed.filter((r) => !left.includes(r)), [], "rows with changes are left");
	const fresh = await page.evaluate(() => tableRows.flatMap((row, r) => ([...row.cells].some((c) => /\dn/.test(c.className)) ? [r] : [])));
	assert.deepEqual(left.filter((r) => !changed.includes(r) && !fresh.includes(r)), [], "others are not");
	await page.uncheck("#only-changed");
}

const short = (p) => (p.kind === "IAM" || p.kind === p.name ? p.name : [p.kind, p.namespace ? `${p.namespace}/${p.name}` : p.name].join(" "));

// keyboard: the whole way by keys, from the address bar to a cell and back.
export async function keyboard({ page }) {
	const at = () => page.evaluate(() => (document.activeElement.closest("#matrix tbody") ? [document.activeElement.parentElement.sectionRowIndex, document.activeElement.cellIndex] : document.activeElement.className || document.activeElement.id));
	await page.reload();
	await page.keyboard.press("Tab");
	assert.equal(await at(), "skip");
	await page.keyboard.press("Enter");
	for (let i = 0; i < 20 && !Array.isArray(await at()); i++) {
		await page.keyboard.press("Tab");
	}
	assert.deepEqual(await at(), [0, 1], "one Tab stop in the table");
	const [height, width] = await page.evaluate(() => [tableRows.length, tableRows[0].cells.length]);
	const moves = [["End", [0, width - 1]], ["Home", [0, 0]], ["ArrowRight", [0, 1]], ["Control+End", [height - 1, width - 1]], ["Control+Home", [0, 0]],
		["ArrowDown", [Math.min(1, height - 1), 0]], ["ArrowUp", [0, 0]], ["ArrowLeft", [0, 0]], ["ArrowUp", [0, 0]], ["ArrowRight", [0, 1]]];
	for (const [key, want] of moves) {
		await page.keyboard.press(key);
		assert.deepEqual(await at(), want, key);
	}
	await page.keyboard.press("Enter");
	assert.ok(await page.evaluate(() => dialog.open), "Enter opens");
	assert.ok(await page.evaluate(() => dialog.contains(document.activeElement)), "the focus is in the dialog");
	await page.keyboard.press("Escape");
	assert.ok(!(await page.evaluate(() => dialog.open)), "Escape closes");
	assert.deepEqual(await at(), [0, 1], "the focus is where it was");
	return moves.length + 6;
}

// accessible: axe finds nothing, with the dialog closed and open, in light and in dark.
export const accessible = (opened, { report }) => looked(opened, report.access.length > 0);
export const accessibleDifferences = (opened) => looked(opened, true);

async function looked({ page }, hasCells) {
	let rules = 0;
	// Not by a script element, which the policy of the page forbids.
	await page.evaluate(axe);
	for (const [scheme, opened] of [["light", false], ["dark", false], ["dark", true]]) {
		await page.emulateMedia({ colorScheme: scheme });
		if (opened && hasCells) {
			await page.evaluate(() => showCell(0, 0));
		}
		const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
		const told = found.violations.map((v) => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html + " " + n.failureSummary).join("; ")}`);
		assert.deepEqual(told, [], `${scheme}, ${opened ? "with" : "without"} dialog`);
		rules += found.passes.length;
		await page.keyboard.press("Escape");
	}
	return rules;
}

// quiet: nothing was asked for, and the browser complains of nothing.
export async function quiet({ page, seen }) {
	await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
	assert.deepEqual(seen, { requests: [], complaints: [] });
	return 1;
}

// questions: the page answers each as the command does: verdicts, ways, doubts and parts.
export async function questions({ page }, { questions }) {
	let compared = 0;
	for (const { line, report } of questions) {
		const got = await page.evaluate((asked) => answers(parse(asked)).flatMap((a) => a.names.map((name) => ({
			name, was: a.was, is: a.is, ways: a.ways.map((w) => [w.subject, w.label, w.role, w.change].join(" → ")), doubts: a.doubts, parts: a.parts,
		}))), line);
		const want = report.answers.flatMap((a) => a.principals.map((p) => ({
			name: called(p), was: a.now, is: a.after, ways: a.ways.map((w) => [w.subject, w.binding ?? "", w.role, w.change].join(" → ")), doubts: a.doubts,
			parts: a.parts.map((part) => ({ namespace: part.namespace ?? "", names: part.names ?? [] })),
		})));
		assert.deepEqual(sorted(got), sorted(want), line);
		compared += Math.max(1, want.length);
	}
	return compared;
}

const sorted = (all) => all.map((a) => ({ ...a, ways: [...a.ways].sort(), doubts: [...a.doubts].sort() })).sort((a, b) => (a.name < b.name ? -1 : 1));

// called is a principal as questions call it.
const called = (p) => (p.kind === "IAM" ? p.name : p.name.startsWith("(") ? short(p) : p.kind === "ServiceAccount" ? `system:serviceaccount:${p.namespace}:${p.name}` : `${p.kind.toLowerCase()}:${p.name}`);

// asking: the box is filled in and sent by keys, and says what is wrong with a question.
export async function asking({ page }, { report }) {
	const who = report.access[0].principals[0];
	const cases = [
		[`can ${JSON.stringify(called(who))} get pods`, "May "], ["who-can get pods -n nowhere", "Who may get pods in nowhere?"], [`can ${JSON.stringify(called(who))}`, "rights"],
		["who-can list deploy", "list deployments.apps in the whole cluster"], ["who-can get /metrics", "get /metrics?"], ["who-can use wombats", "is not known as a resource"],
		["may I", "Ask can PRINCIPAL"], ["can", "The principal is missing"], ["who-can get", "The resource is missing"], ["can Nobody get pods", "Nothing in this report names Nobody"],
		["who-can get pods -n", "-n needs the name"], ["who-can get pods --all", "--all is not known here"],
	];
	for (const [line, want] of cases) {
		await page.fill("#question", line);
		await page.press("#question", "Enter");
		const said = await page.locator("#answer").innerText();
		assert.ok(said.includes(want), `${line}: ${said}`);
	}
	return cases.length;
}

// printed: on paper everything is there, whatever the filters hide, and no control is.
export async function printed({ page }, { report }) {
	await page.fill("#by-principal", "no such name");
	await page.emulateMedia({ media: "print" });
	const seen = await page.evaluate(() => ({
		rows: tableRows.filter((row) => row.offsetHeight > 0).length,
		controls: ["ask", "filters", "keys"].filter((id) => document.getElementById(id)?.offsetHeight > 0),
		cut: document.querySelector(".scroll").scrollHeight > document.querySelector(".scroll").clientHeight + 2,
	}));
	assert.deepEqual(seen, { rows: report.access.length, controls: [], cut: false });
	const paper = (colorScheme) => page.emulateMedia({ media: "print", colorScheme }).then(() =>
		page.evaluate(() => ["--paper", "--ink", "--gain"].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name))));
	assert.deepEqual(await paper("dark"), await paper("light"), "paper is white, also in the dark");
	await page.emulateMedia({ media: null, colorScheme: "light" });
	await page.fill("#by-principal", "");
	return 4;
}

// scriptless: without JavaScript the table and the findings are whole, and no control that would do nothing is shown.
export async function scriptless({ page }, { report }) {
	const words = await page.locator("#matrix tbody tr").evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)));
	assert.equal(words.length, report.access.length);
	report.access.forEach((access, r) => {
		assert.equal(words[r][0].split(", ")[0], word(access, "", report.source));
		const changes = ["gains", "loses"].filter((change) => access.scopes.some((s) => s[change].length > 0));
		changes.forEach((change) => assert.ok(words[r].some((text) => text.includes(change)), change));
	});
	assert.equal(await page.locator("main > section .finding").count(), report.findings.length);
	for (const id of ["#ask", "#filters", "#keys"]) {
		assert.ok(!(await page.locator(id).isVisible()), id);
	}
	return words.length;
}

// harmless: names that try to be HTML or a script, or to turn the text around, are names.
export async function harmless(opened, { report, names }) {
	const { page } = opened;
	const text = await page.evaluate(() => document.body.textContent);
	names.forEach((name) => assert.ok(text.includes(name), `${name} stands in the page`));
	const columns = await page.evaluate(() => data.columns.length);
	for (let r = 0; r < report.access.length; r++) {
		for (let c = 0; c <= columns; c++) {
			await page.evaluate(([row, column]) => showCell(row, column), [r, c]);
			await page.keyboard.press("Escape");
		}
		for (const line of [`can '${report.access[r].principals[0].name}' get pods`, `can '${report.access[r].principals[0].name}'`]) {
			await page.fill("#question", line);
			await page.press("#question", "Enter");
		}
	}
	await page.fill("#question", `who-can get pods -n '<img src=x onerror=canary()>'`);
	await page.press("#question", "Enter");
	const found = await page.evaluate(() => ({
		canary: "canary" in window, images: document.querySelectorAll("img, iframe, object, svg, a[href^=javascript]").length, scripts: document.scripts.length,
		turned: /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u001b]/u.test([...document.querySelectorAll("body *:not(script)")].map((e) => e.textContent).join("")),
	}));
	assert.deepEqual(found, { canary: false, images: 0, scripts: 2, turned: false });
	await quiet(opened);
	return names.length;
}

// differences: each cell of a comparison opens the findings that it stands for, and every finding is in a cell.
export async function differences({ page }, { report }) {
	const cells = await page.evaluate(() => tableRows.flatMap((row, r) => [...row.cells].slice(1).flatMap((cell, c) => (cell.textContent === "" ? [] : [[r, c]]))));
	const missed = new Set(report.findings.map((f) => f.object));
	for (const at of cells) {
		await page.evaluate(([row, column]) => showCell(row, column), at);
		for (const text of await page.locator("dialog .finding").allInnerTexts()) {
			const found = report.findings.filter((f) => text.includes(`${f.kind}: ${f.object}`) && text.includes(f.message) && text.includes(f.fix));
			assert.equal(found.length, 1, text);
			missed.delete(found[0].object);
		}
		await page.keyboard.press("Escape");
	}
	assert.deepEqual([...missed], []);
	await page.fill("#by-principal", "reader");
	assert.equal(await page.evaluate(() => tableRows.filter((row) => !row.hidden).length), 1);
	await page.fill("#by-principal", "");
	return cells.length;
}
