// forms.mjs PROGRAM CASES – the script of the browser against the server over invented forms. Prints TAP.
import {spawn} from "node:child_process";
import {readFileSync} from "node:fs";
import {createInterface} from "node:readline";
import vm from "node:vm";

const [program, wanted] = process.argv.slice(2);
const script = readFileSync(new URL("../../ui/report.js", import.meta.url), "utf8");
const load = (text) => vm.runInThisContext(`(() => {${text.replace('"use strict";', "")}\nreturn formTable;})()`);
const browser = load(script);
// A script that adds cells up as if an empty one were zero: the comparison has to see it.
const seeded = load(script.replace("all ? values : values.filter((v) => v[0] !== EMPTY)", "values.filter((v) => v[0] !== EMPTY)"));

let cases = 0, first, computed = 0, caught = 0;
const child = spawn(program, [`forms ${wanted}`, wanted], {stdio: ["ignore", "pipe", "inherit"]});
const shown = (value) => JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}` : v));
const outcome = (script, table, typed) => {
	const got = script.check(script.parse(table), typed);
	return {
		readings: got.values.map((_, i) => got.readings[i] ?? -1),
		values: got.values.map(([state, v]) => `${state} ${v}`),
		broken: got.broken,
	};
};
for await (const line of createInterface({input: child.stdout})) {
	const form = JSON.parse(line);
	for (const {typed, ...expected} of form.cases) {
		const got = outcome(browser, form.table, typed);
		cases++;
		computed += expected.values.slice(-6, -3).filter((v) => v.startsWith("0 ")).length;
		if (shown(got) !== shown(expected)) first ??= {table: form.table, typed, expected, got};
		if (cases % 50 === 0) caught += shown(outcome(seeded, form.table, typed)) !== shown(expected);
	}
}
const enough = cases >= Number(wanted) && computed > cases / 10;
console.log(`${first || !enough ? "not ok" : "ok"} 1 - ${cases} cases alike in browser and server (${computed} formulas computed)`);
if (first) console.log(`# ${shown(first)}`);
console.log(`${caught ? "ok" : "not ok"} 2 - a script that takes empty for zero is seen (${caught} times)`);
console.log("1..2");
process.exit(first || !enough || !caught ? 1 : 0);
