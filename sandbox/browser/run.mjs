// Runs the checks that a file names on the pages that it names, and prints what came of each as a line of JSON.
import { readFile } from "node:fs/promises";
import * as ask from "./ask.mjs";
import { firstSight, launch, open } from "./browser.mjs";
import * as page from "./checks.mjs";
import * as table from "./table.mjs";

const checks = { ...page, ...table, ...ask };
const plan = JSON.parse(await readFile(process.argv[2], "utf8"));
const tell = (result) => console.log(JSON.stringify(result));
const browser = await launch(plan.chromium);

// check does all checks of a page.
async function check(of) {
	const known = { ...of, report: JSON.parse(await readFile(of.report, "utf8")) };
	const opened = await open(browser, of.page, { javaScriptEnabled: !of.scriptless });
	for (const name of of.checks) {
		const began = Date.now();
		const result = { name: `${of.name}/${name}` };
		try {
			result.compared = await checks[name](opened, known);
		} catch (problem) {
			result.error = String(problem.message ?? problem).slice(0, 4000);
		}
		tell({ ...result, milliseconds: Date.now() - began });
	}
	await opened.close();
}

try {
	// Several pages at a time: a browser waits for its next frame more than it works.
	const queue = [...(plan.pages ?? [])];
	await Promise.all(Array.from({ length: 4 }, async () => {
		for (let of = queue.shift(); of; of = queue.shift()) {
			await check(of);
		}
	}));
	for (const { name, page, times } of plan.sights ?? []) {
		for (let i = 0; i < times; i++) {
			const opened = await open(browser, page);
			tell({ name, milliseconds: await firstSight(opened.page) });
			await opened.close();
		}
	}
} finally {
	await browser.close();
}
