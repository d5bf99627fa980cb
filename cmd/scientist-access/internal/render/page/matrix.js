
// The matrix: the way through it by keyboard, and what of it is shown.

const WHOLE = -1; // the whole cluster, among the numbers of namespaces
const table = byId("matrix");
const tableRows = table ? [...table.tBodies[0].rows] : [];

// namespacesOf are those of a column, counted from 0; the first is the whole cluster.
const namespacesOf = (column) => (column === 0 ? [WHOLE] : data.columns[column - 1]);

// columnOf is that of a namespace, "" being the whole cluster; -1 for none.
function columnOf(namespace) {
	const column = data.columns.findIndex((of) => of.some((n) => data.namespaces[n] === namespace));
	return namespace === "" ? 0 : column < 0 ? -1 : column + 1;
}

const scopesByRow = new Map();

// scopeOf is what a row has in a column; nothing if that is nothing.
function scopeOf(row, column) {
	if (!scopesByRow.has(row)) {
		const scopes = new Map();
		data.rows[row].scopes.forEach((scope) => scope.in.forEach((n) => scopes.set(n, scope)));
		scopesByRow.set(row, scopes);
	}
	return scopesByRow.get(row).get(namespacesOf(column)[0]);
}

const isChanged = (cell) => /^[glb]|n/.test(cell.className);
const isDangerous = (cell) => /\d/.test(cell.className);

// place is where a cell is: the numbers of its row and column, the heading of the row having -1.
function placeOf(cell) {
	return { row: cell.parentElement.sectionRowIndex, column: cell.cellIndex - 1 };
}

let current = null; // the one cell that the Tab key leads to

function makeCurrent(cell, focus) {
	current?.setAttribute("tabindex", "-1");
	current = cell;
	current.setAttribute("tabindex", "0");
	if (focus) {
		current.focus();
		current.scrollIntoView({ block: "nearest", inline: "nearest" });
	}
}

// step goes from a cell to the next that is shown, in a direction.
function step(cell, rowStep, columnStep) {
	let row = cell.parentElement, column = cell.cellIndex;
	do {
		if (rowStep !== 0) {
			row = rowStep > 0 ? row.nextElementSibling : row.previousElementSibling;
		}
		column += columnStep;
		if (!row || column < 0 || column >= row.cells.length) {
			return cell;
		}
	} while (row.hidden || row.cells[column].hidden);
	return row.cells[column];
}

function last(cell, rowStep, columnStep) {
	for (let next = step(cell, rowStep, columnStep); next !== cell; next = step(cell, rowStep, columnStep)) {
		cell = next;
	}
	return cell;
}

const keys = {
	ArrowUp: (cell) => step(cell, -1, 0),
	ArrowDown: (cell) => step(cell, 1, 0),
	ArrowLeft: (cell) => step(cell, 0, -1),
	ArrowRight: (cell) => step(cell, 0, 1),
	Home: (cell, all) => (all ? last(last(cell, -1, 0), 0, -1) : last(cell, 0, -1)),
	End: (cell, all) => (all ? last(last(cell, 1, 0), 0, 1) : last(cell, 0, 1)),
};

function onKey(event) {
	const cell = event.target.closest("tbody td, tbody th");
	if (!cell || event.target !== cell || event.altKey || event.metaKey) {
		return;
	}
	if (event.key === "Enter" || event.key === " ") {
		open(cell);
		event.preventDefault();
	} else if (keys[event.key]) {
		makeCurrent(keys[event.key](cell, event.ctrlKey), true);
		event.preventDefault();
	}
}

// open shows what a cell stands for; the heading of a row folds its names in and out.
function open(cell) {
	const at = placeOf(cell);
	if (at.column >= 0) {
		showCell(at.row, at.column);
		return;
	}
	cell.querySelectorAll("details").forEach((fold) => { fold.open = !fold.open; });
}

function startMatrix() {
	table.setAttribute("role", "grid");
	table.closest(".scroll").removeAttribute("tabindex");
	table.querySelectorAll("summary").forEach((summary) => summary.setAttribute("tabindex", "-1"));
	table.addEventListener("keydown", onKey);
	table.addEventListener("click", (event) => {
		const cell = event.target.closest("tbody td");
		if (cell) {
			makeCurrent(cell, true);
			open(cell);
		}
	});
	if (tableRows.length > 0) {
		makeCurrent(tableRows[0].cells[1], false);
	}
	byId("keys").hidden = false;
	byId("filters").hidden = false;
	byId("filters").addEventListener("input", filter);
	byId("filters").addEventListener("submit", (event) => event.preventDefault());
	filter();
}

// contains compares without regard to case; no text is in every name.
const contains = (names, text) => text === "" || names.some((name) => name.toLowerCase().includes(text));

// filter hides what is not asked for. A column that is named stays, whatever is in it.
function filter() {
	const wanted = (id) => byId(id).value.trim().toLowerCase();
	const principal = wanted("by-principal"), namespace = wanted("by-namespace");
	const tests = [["only-changed", isChanged], ["only-dangerous", isDangerous]]
		.filter(([id]) => byId(id)?.checked).map(([, test]) => test);
	const columns = [true, ...data.columns.map((of) => contains(of.map((n) => data.namespaces[n]), namespace))];
	const full = columns.map(() => tests.length === 0);
	const rows = data.rows.map((row, r) => {
		const names = [...row.principals, ...row.teams.map((team) => "team " + team), ...row.groups.map(([name]) => name)];
		if (!contains(names, principal)) {
			return false;
		}
		let found = tests.length === 0;
		const cells = tableRows[r].cells;
		for (let c = 0; c < columns.length; c++) {
			if (tests.length > 0 && columns[c] && tests.every((test) => test(cells[c + 1]))) {
				found = full[c] = true;
			}
		}
		const joins = row.signIn !== "kept" || row.groups.some(([, change]) => change !== "kept");
		return found || (joins && tests.length === 1 && tests[0] === isChanged && namespace === "");
	});
	show(rows, columns.map((wantedColumn, c) => c === 0 || (wantedColumn && (full[c] || namespace !== ""))));
}

function show(rows, columns) {
	rows.forEach((shown, r) => { tableRows[r].hidden = !shown; });
	for (const row of [table.tHead.rows[0], ...tableRows]) {
		columns.forEach((shown, c) => {
			const cell = row.cells[c + 1];
			if (cell.hidden === shown) {
				cell.hidden = !shown;
			}
		});
	}
	const count = (all) => all.filter((shown) => shown).length;
	byId("shown").textContent =
		`${count(rows)} of ${plural(rows.length, "row")}, ${count(columns)} of ${plural(columns.length, "column")}`;
	if (current && (current.parentElement.hidden || current.hidden)) {
		const row = tableRows[rows.indexOf(true)];
		if (row) {
			makeCurrent(row.cells[1], false);
		}
	}
}
