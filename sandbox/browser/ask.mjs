// The checks of the search box. What checks are says checks.mjs.
import assert from "node:assert/strict";
import { called } from "./report.mjs";

// questions: the page answers each as the command does: verdicts, ways, doubts and parts.
export async function questions({ page }, { questions }) {
	let compared = 0;
	for (const { line, report } of questions) {
		const got = await page.evaluate((asked) => answers(parse(asked)).flatMap((a) => a.names.map((name) => ({
			name, was: a.was, is: a.is, ways: a.ways.map((w) => [w.subject, w.label, w.role, w.change].join(" → ")),
			doubts: a.doubts, parts: a.parts,
		}))), line);
		const want = report.answers.flatMap((a) => a.principals.map((p) => ({
			name: called(p), was: a.now, is: a.after, ways: a.ways.map((w) => [w.subject, w.binding ?? "", w.role, w.change].join(" → ")),
			doubts: a.doubts, parts: a.parts.map((part) => ({ namespace: part.namespace ?? "", names: part.names ?? [] })),
		})));
		assert.deepEqual(sorted(got), sorted(want), line);
		compared += Math.max(1, want.length);
	}
	return compared;
}

const sorted = (all) => all.map((a) => ({ ...a, ways: [...a.ways].sort(), doubts: [...a.doubts].sort() }))
	.sort((a, b) => (a.name < b.name ? -1 : 1));

// asking: the box is filled in and sent by keys, and says what is wrong with a question.
export async function asking({ page }, { report }) {
	const who = report.access[0].principals[0];
	const cases = [
		[`can ${JSON.stringify(called(who))} get pods`, "May "], [`can ${JSON.stringify(called(who))}`, "rights"],
		["who-can get pods -n nowhere", "Who may get pods in nowhere?"],
		["who-can list deploy", "list deployments.apps in the whole cluster"], ["who-can get /metrics", "get /metrics?"],
		["who-can use wombats", "is not known as a resource"],
		["may I", "Ask can PRINCIPAL"], ["can", "The principal is missing"], ["who-can get", "The resource is missing"],
		["can Nobody get pods", "Nothing in this report names Nobody"],
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

// leading: a name in an answer leads to the cell with the right's ways.
export async function leading({ page }, { questions }) {
	let compared = 0;
	for (const { line, report } of questions) {
		for (const answer of report.answers.filter((a) => a.ways.length > 0)) {
			await page.fill("#question", line);
			await page.press("#question", "Enter");
			const name = called(answer.principals[0]);
			await page.locator("#answer button", { hasText: name.slice(name.lastIndexOf(":") + 1) }).first().click();
			const text = await page.locator("dialog").innerText();
			const [way] = answer.ways;
			[...way.subject.split(" "), ...way.role.split(" ")].forEach((word) => assert.ok(text.includes(word), `${line}: ${word} in ${text}`));
			await page.keyboard.press("Escape");
			compared++;
		}
	}
	return compared;
}
