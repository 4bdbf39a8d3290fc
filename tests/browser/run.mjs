// Journeys in a real browser, over a rehearsal site of their own. Prints TAP; each check is a test case.
//
//   NOIVU=build/noivu node tests/browser/run.mjs [JOURNEY…]
//
// A journey is a file journeys/NAME.mjs that exports { name, variants?, run }. `run(t)` gets the tester of tester.mjs: a page
// in one of four variants (script on and off, 1280 and 320 pixels wide). Journeys go in lanes, one a processor (BROWSER_LANES
// says otherwise), each lane over a site and a browser of its own. BROWSER_KEEP=1 keeps pictures of what failed.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { Judge } from './judge.mjs';
import { Tester } from './tester.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const noivu = process.env.NOIVU ?? join(root, 'build', 'noivu');
const day = '2025-11-18';

export const allVariants = [
	{ script: true, width: 1280 },
	{ script: true, width: 320 },
	{ script: false, width: 1280 },
	{ script: false, width: 320 },
];

const tap = {
	count: 0,
	failed: 0,
	say(ok, name, detail = '') {
		this.count++;
		if (!ok) this.failed++;
		console.log(`${ok ? 'ok' : 'not ok'} ${this.count} - ${name.replaceAll('#', '')}`);
		if (!ok && detail) console.log(String(detail).split('\n').slice(0, 40).map((line) => `# ${line}`).join('\n'));
	},
};

// Once; each lane has a copy.
function makeSite(site) {
	const made = spawnSync(noivu, ['demo', site, '--day', day, '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 });
	if (made.status !== 0) throw new Error(`noivu demo ended with ${made.status}: ${made.stderr ?? made.error}`);
	return JSON.parse(made.stdout);
}

// Starts the server on a free port; it says its address when it is ready.
function serve(site) {
	return new Promise((resolve, reject) => {
		const process = spawn(noivu, ['serve', site, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
		let said = '';
		const limit = setTimeout(() => {
			process.kill('SIGKILL'); // or it would keep this program waiting
			reject(new Error(`the server is not ready after two minutes: ${said}`));
		}, 120_000);
		const ended = new Promise((done) => process.on('exit', (code, signal) => done({ code, signal })));
		const hear = (chunk) => {
			said = (said + chunk).slice(-20_000);
			const address = /address=(http:\/\/\S+)/.exec(said);
			if (!address) return;
			clearTimeout(limit);
			resolve({ process, ended, base: address[1].replace(/\/$/, ''), log: () => said });
		};
		process.stdout.on('data', hear);
		process.stderr.on('data', hear);
		ended.then(() => {
			clearTimeout(limit);
			reject(new Error(`the server ended: ${said}`));
		});
	});
}

async function loadJourneys() {
	const wanted = process.argv.slice(2);
	const files = readdirSync(join(here, 'journeys')).filter((file) => file.endsWith('.mjs')).sort();
	const journeys = await Promise.all(files.map((file) => import(pathToFileURL(join(here, 'journeys', file)))));
	const chosen = journeys.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
	chosen.sort((a, b) => (b.minutes ?? 0) - (a.minutes ?? 0)); // the longest first, so that lanes end together
	if (chosen.length === 0) throw new Error(`no journey${wanted.length ? ` named ${wanted}` : ''}`);
	return chosen;
}

const settingsOf = (width) => ({
	viewport: { width, height: width < 600 ? 640 : 900 },
	locale: 'vi-VN',
	timezoneId: 'Asia/Ho_Chi_Minh',
});

async function walk(browser, { base, demo, jar, judge }, journey, variant) {
	const label = `${journey.name} [${variant.width} px, script ${variant.script ? 'on' : 'off'}]`;
	const began = performance.now();
	const context = await browser.newContext({ ...settingsOf(variant.width), javaScriptEnabled: variant.script });
	context.setDefaultTimeout(60_000); // only what never comes takes so long
	const page = await context.newPage();
	const tester = new Tester({ page, judge, variant, base, demo, jar, say: (ok, name, detail) => tap.say(ok, `${label}: ${name}`, detail) });
	try {
		await journey.run(tester);
		tester.nothingWrongBehind();
	} catch (error) {
		tap.say(false, `${label}: goes to its end`, `${error.stack}\nat ${page.url()}`);
	}
	await tester.everythingSaid();
	if (tester.failed && process.env.BROWSER_KEEP)
		await page.screenshot({ path: join(tmpdir(), `${label.replace(/\W+/g, '-')}.png`), fullPage: true }).catch(() => {});
	await context.close();
	console.log(`# ${label}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

// One lane: takes the next journey as long as there is one.
async function lane(site, demo, journeys) {
	let server, browser;
	try {
		server = await serve(site);
		browser = await chromium.launch({
			executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', // draws no windows: half the work
			args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
				'--disable-background-networking', '--disable-component-update', '--disable-sync'],
		});
		const place = { base: server.base, demo, jar: new Map(), judge: new Judge(browser, server.base, settingsOf) };
		for (let journey = journeys.shift(); journey; journey = journeys.shift())
			for (const variant of journey.variants ?? allVariants) await walk(browser, place, journey, variant);
	} catch (error) {
		tap.say(false, 'the browser tests can run', error.stack);
	} finally {
		await browser?.close();
		if (server) {
			server.process.kill('SIGTERM');
			const { code, signal } = await server.ended;
			tap.say(code === 0, 'the server stops cleanly when asked', `exit ${code}, signal ${signal}\n${server.log().slice(-2000)}`);
		}
	}
}

async function main() {
	const folder = mkdtempSync(join(tmpdir(), 'noivu-browser-'));
	try {
		const journeys = await loadJourneys();
		const lanes = Math.min(Number(process.env.BROWSER_LANES ?? availableParallelism()), journeys.length);
		const made = join(folder, 'made'), demo = makeSite(made);
		await Promise.all(Array.from({ length: lanes }, (_, i) => {
			const site = join(folder, `${i}`);
			cpSync(made, site, { recursive: true });
			return lane(site, demo, journeys);
		}));
		if (journeys.length > 0) tap.say(false, `${journeys.map(({ name }) => name)}: not walked`);
	} catch (error) {
		tap.say(false, 'the browser tests can run', error.stack);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	console.log(`1..${tap.count}`);
}

await main();
process.exit(tap.failed ? 1 : 0); // whatever a journey that failed has left open
