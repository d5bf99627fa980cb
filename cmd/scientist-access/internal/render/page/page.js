"use strict";

// The script makes the page quicker to use; all that the report says stands in the page without it. It makes elements and
// texts, and never HTML, so that names from a stack are nothing but names.

const data = JSON.parse(document.getElementById("data")?.textContent ?? "null");

const byId = (id) => document.getElementById(id);

// element is one with attributes and children; texts are children too.
function element(tag, attributes, ...children) {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes ?? {})) {
		if (typeof value === "function") {
			made.addEventListener(name, value);
		} else if (value !== undefined && value !== false) {
			made.setAttribute(name, value);
		}
	}
	made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== ""));
	return made;
}

// link is a word that does something within the page.
const link = (text, click) => element("button", { type: "button", class: "link", click }, text);

// shortName is a principal without partition and account: role/path/Name.
const shortName = (name) => (name.startsWith("arn:") ? name.slice(name.lastIndexOf(":") + 1) : name);

// clean writes out what a browser might obey rather than show, as the other forms of a report do.
function clean(text) {
	if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(text)) {
		return text;
	}
	return text.replace(/[\\\p{C}\p{Zl}\p{Zp}]/gu, (c) => named[c] ?? coded(c.codePointAt(0)));
}

const named = { "\\": "\\\\", "\x07": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v" };

function coded(point) {
	const [start, digits] = point < 0x80 ? ["\\x", 2] : point < 0x10000 ? ["\\u", 4] : ["\\U", 8];
	return start + point.toString(16).padStart(digits, "0");
}

const plural = (n, thing) => (n === 1 ? `1 ${thing}` : `${n} ${thing}s`);

const changeWords = { gained: "gains", lost: "loses", kept: "keeps" };
const changeSigns = { gained: "+", lost: "−", kept: "=" };
