// Is HTML valid, by html-validate. It costs more time than the page itself, so it works in a thread beside the journeys; the same
// bytes are judged once.

import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const settings = {
	root: true,
	extends: ['html-validate:recommended', 'html-validate:document'],
	rules: {
		// Style of writing, not validity.
		'attribute-boolean-style': 'off',
		'no-trailing-whitespace': 'off',
		'void-style': 'off',
		'doctype-style': 'off',
		'long-title': 'off', // a title names page, unit and site
		'no-inline-style': 'error',
		'require-sri': ['error', { target: 'crossorigin' }], // ours come from ourselves
		'require-csp-nonce': 'off', // there is no inline script to give one
	},
};

if (!isMainThread) {
	const { HtmlValidate } = await import('html-validate');
	const validator = new HtmlValidate(settings);
	parentPort.on('message', async ({ id, html }) => {
		try {
			const { valid, results } = await validator.validateString(html, 'page.html');
			const lines = results.flatMap(({ messages }) => messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
			parentPort.postMessage({ id, valid, lines: lines.join('\n') });
		} catch (error) {
			parentPort.postMessage({ id, valid: false, lines: error.stack });
		}
	});
}

let worker = null, asked = 0;
const judged = new Map(); // hash: promise of { valid, lines }
const waiting = new Map(); // id: who hears the answer

function ask(html) {
	if (!worker) {
		worker = new Worker(fileURLToPath(import.meta.url));
		worker.on('message', ({ id, ...answer }) => {
			waiting.get(id)(answer);
			waiting.delete(id);
		});
		worker.on('error', (error) => {
			for (const hear of waiting.values()) hear({ valid: false, lines: error.stack });
			waiting.clear();
			worker = null;
		});
		worker.unref(); // it keeps nobody from ending
	}
	return new Promise((hear) => {
		const id = ++asked;
		waiting.set(id, hear);
		worker.postMessage({ id, html });
	});
}

// The bytes of a page, but for the tokens of its forms, which are others each time and which nobody sees.
export const fingerprint = (html) => createHash('sha256')
	.update(html.replace(/(<input type="hidden" name="(?:csrf|khoa)" value=")[\w-]+(">)/g, '$1$2')).digest('hex');

// A promise of { valid, lines }: what is wrong, a line each. A page of no bytes is none.
export function htmlValid(html) {
	if (!html) return Promise.resolve({ valid: false, lines: 'no page' });
	const hash = fingerprint(html);
	if (!judged.has(hash)) judged.set(hash, ask(html));
	return judged.get(hash);
}
