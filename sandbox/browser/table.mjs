// The checks of the table. What checks are says checks.mjs.
import assert from "node:assert/strict";
import { scopeIn, short, word } from "./report.mjs";

// cells: the table says what the JSON report says, cell by cell, and opens it.
export async function cells({ page }, { report }) {
	const shown = await page.evaluate(() => ({
		rows: tableRows.map((row) => [...row.cells].slice(1).map((cell) => cell.textContent)),
		columns: data.columns.map((c) => c.map((n) => data.namespaces[n])),
	}));
	assert.equal(shown.rows.length, report.access.length);
	let compared = 0;
	report.access.forEach((access, r) => {
		[[""], ...shown.columns].forEach((namespaces, c) => {
			for (const namespace of namespaces) {
				const want = word(access, namespace, report.source);
				assert.equal(shown.rows[r][c].split(", ")[0], want, `${access.principals[0].name} in ${namespace}`);
				compared++;
			}
		});
	});
	return compared;
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
				const words = [way.subject, way.role].filter((w) => w !== "access policy association" && w !== "everything")
					.flatMap((w) => w.replace(/^EKS access policy /, "").split(" "));
				words.forEach((one) => assert.ok(text.includes(one), `${one} in ${text}`));
			}
			await page.keyboard.press("Escape");
			compared++;
		}
	}
	return compared;
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
	const called = report.access.flatMap((a, r) => {
		const all = [...a.principals.map(short), ...a.groups.map((g) => g.group + (g.team ? " of team " + g.team : ""))];
		return all.some((n) => n.toLowerCase().includes(name.toLowerCase())) ? [r] : [];
	});
	assert.deepEqual((await shown()).rows, called);
	await page.fill("#by-principal", "");
	const namespace = await page.evaluate(() => data.namespaces[0] ?? "");
	await page.fill("#by-namespace", namespace);
	const columns = await page.evaluate((text) =>
		data.columns.flatMap((c, i) => (c.some((n) => data.namespaces[n].includes(text)) ? [i + 1] : [])), namespace);
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
	const fresh = await page.evaluate(() =>
		tableRows.flatMap((row, r) => ([...row.cells].some((c) => /\dn/.test(c.className)) ? [r] : [])));
	assert.deepEqual(left.filter((r) => !changed.includes(r) && !fresh.includes(r)), [], "others are not");
	await page.uncheck("#only-changed");
}

// keyboard: the whole way by keys, from the address bar to a cell and back.
export async function keyboard({ page }) {
	const at = () => page.evaluate(() => {
		const focused = document.activeElement;
		return focused.closest("#matrix tbody") ? [focused.parentElement.sectionRowIndex, focused.cellIndex] : focused.className || focused.id;
	});
	await page.reload();
	await page.keyboard.press("Tab");
	assert.equal(await at(), "skip");
	await page.keyboard.press("Enter");
	for (let i = 0; i < 20 && !Array.isArray(await at()); i++) {
		await page.keyboard.press("Tab");
	}
	assert.deepEqual(await at(), [0, 1], "one Tab stop in the table");
	const [height, width] = await page.evaluate(() => [tableRows.length, tableRows[0].cells.length]);
	const moves = [
		["End", [0, width - 1]], ["Home", [0, 0]], ["ArrowRight", [0, 1]], ["Control+End", [height - 1, width - 1]],
		["Control+Home", [0, 0]], ["ArrowDown", [Math.min(1, height - 1), 0]], ["ArrowUp", [0, 0]], ["ArrowLeft", [0, 0]],
		["ArrowUp", [0, 0]], ["ArrowRight", [0, 1]],
	];
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

// differences: each cell of a comparison opens the findings that it stands for, and every finding is in a cell.
export async function differences({ page }, { report }) {
	const cells = await page.evaluate(() =>
		tableRows.flatMap((row, r) => [...row.cells].slice(1).flatMap((cell, c) => (cell.textContent === "" ? [] : [[r, c]]))));
	const missed = new Set(report.findings.map((f) => f.object));
	for (const at of cells) {
		await page.evaluate(([row, column]) => showCell(row, column), at);
		for (const text of await page.locator("dialog .finding").allInnerTexts()) {
			const found = report.findings.filter((f) =>
				[`${f.kind}: ${f.object}`, f.message, f.fix].every((part) => text.includes(part)));
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
