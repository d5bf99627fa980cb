// The checks of one page. Each takes what was opened and what the JSON report of the same stack says, returns how many things
// it compared, and throws where one differs.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { word } from "./report.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

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

// accessible: axe finds nothing, with the dialog closed and open, in light and in dark.
export const accessible = (opened, { report }) => looked(opened, report.access.length > 0);
export const accessibleDifferences = (opened) => looked(opened, true);

// On a table of 100,000 cells axe takes minutes: there, the first rows stand for the others, which are of the same elements.
const context = { include: ["html"], exclude: ["#matrix tbody tr:nth-child(n+11)"] };

async function looked({ page }, hasCells) {
	let rules = 0;
	// Not by a script element, which the policy of the page forbids.
	await page.evaluate(axe);
	for (const [scheme, opened] of [["light", false], ["dark", false], ["dark", true]]) {
		await page.emulateMedia({ colorScheme: scheme });
		if (opened && hasCells) {
			await page.evaluate(() => showCell(0, 0));
		}
		const found = await page.evaluate((on) => axe.run(on, { resultTypes: ["violations"] }), context);
		const told = found.violations.map((v) =>
			`${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html + " " + n.failureSummary).join("; ")}`);
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
	const paper = async (colorScheme) => {
		await page.emulateMedia({ media: "print", colorScheme });
		return page.evaluate(() =>
			["--paper", "--ink", "--gain"].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name)));
	};
	assert.deepEqual(await paper("dark"), await paper("light"), "paper is white, also in the dark");
	await page.emulateMedia({ media: null, colorScheme: "light" });
	await page.fill("#by-principal", "");
	return 4;
}

// scriptless: without JavaScript the table and the findings are whole, and no control that would do nothing is shown.
export async function scriptless({ page }, { report }) {
	const words = await page.locator("#matrix tbody tr").evaluateAll((rows) =>
		rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)));
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
		canary: "canary" in window, scripts: document.scripts.length,
		images: document.querySelectorAll("img, iframe, object, svg, a[href^=javascript]").length,
		turned: /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u001b]/u.test(
			[...document.querySelectorAll("body *:not(script)")].map((e) => e.textContent).join("")),
	}));
	assert.deepEqual(found, { canary: false, images: 0, scripts: 2, turned: false });
	await quiet(opened);
	return names.length;
}
