// Reads the JSON list of statements on stdin and prints SQL for psql that prepares each: ?1 becomes $1.
import { readFileSync } from 'node:fs';

const statements = JSON.parse(readFileSync(0, 'utf8'));
if (!Array.isArray(statements) || statements.length === 0) throw new Error('no statements');
const names = new Set();
statements.forEach(({ name, sql }, index) => {
	if (names.has(name)) throw new Error(`two statements are named ${name}`);
	names.add(name);
	// Outside of quoted strings only.
	const portable = sql.replace(/'(?:[^']|'')*'|\?(\d+)/g, (all, number) => (number ? `$${number}` : all));
	console.log(`\\warn '@@ ${name}'`);
	console.log(`PREPARE s${index} AS ${portable.replace(/\s+/g, ' ').replace(/;\s*$/, '')};`);
});
