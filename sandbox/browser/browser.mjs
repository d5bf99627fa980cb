// Opens pages in Chromium, from the disk. Every request but that for the page itself is kept, and so is every complaint.
import { chromium } from "playwright-core";
import { pathToFileURL } from "node:url";

export const launch = (executablePath) =>
	// Without a sandbox, which a container's root does not have, and without a GPU.
	chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

export async function open(browser, file, options = {}) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
	const page = await context.newPage();
	page.setDefaultTimeout(120_000); // a page of 100,000 cells on a busy machine
	const url = pathToFileURL(file).href, seen = { requests: [], complaints: [] };
	page.on("request", (request) => request.url() === url || seen.requests.push(request.url()));
	page.on("console", (message) => ["error", "warning"].includes(message.type()) && seen.complaints.push(message.text()));
	page.on("pageerror", (error) => seen.complaints.push(error.message));
	page.on("dialog", (dialog) => { seen.complaints.push("dialog: " + dialog.message()); return dialog.dismiss(); });
	await page.goto(url);
	return { page, seen, close: () => context.close() };
}

// firstSight is the time from the start of the navigation to the first content that is painted, in milliseconds.
export const firstSight = (page) =>
	page.evaluate(() => new Promise((done, fail) => {
		setTimeout(() => fail(new Error("nothing was painted within 20 s")), 20_000);
		new PerformanceObserver((list) => {
			for (const entry of list.getEntriesByName("first-contentful-paint")) {
				done(entry.startTime);
			}
		}).observe({ type: "paint", buffered: true });
	}));
