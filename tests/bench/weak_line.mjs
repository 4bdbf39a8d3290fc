// The browser's end of tests/bench/weak_line: opens a form, opens it again, fills and sends it. Talks in lines of JSON; each is
// answered before it goes on. Signs in while the line is good.

import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const task = JSON.parse(process.argv[2]);
const LIMIT = 300_000;

const heard = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = async (what) => {
	process.stdout.write(`${JSON.stringify(what)}\n`);
	await heard.next();
};

const sites = {
	noivu: {
		field: '#bao-cao [name=o3]',
		async signIn(page) {
			await page.goto(`${task.base}/dang-nhap`);
			await page.fill('main [name=login]', task.login);
			await page.fill('main [name=password]', task.password);
			await Promise.all([page.waitForNavigation(), page.click('main form button')]);
			await page.goto(`${task.base}/bao-cao`);
			const answer = await page.locator('main td a, main th a').filter({ hasText: 'Tiến độ chuẩn bị bầu cử' }).first().getAttribute('href');
			return `${task.base}${answer}/nop`;
		},
		async fill(page) {
			await page.check('#bao-cao [name=o0] >> nth=0');
			for (const name of await page.locator('#bao-cao input[type=text]').evaluateAll((all) => all.map((e) => e.name)))
				await page.fill(`[name=${name}]`, '10');
			await page.fill('[name=o1]', '01/11/2025');
		},
		send: (page) => page.locator('#bao-cao button:not([name])').click(),
		sent: /xong=1/,
	},
	redmine: {
		field: '#issue_subject',
		async signIn(page) {
			await page.goto(`${task.base}/login`);
			await page.fill('#username', task.login);
			await page.fill('#password', task.password);
			await Promise.all([page.waitForNavigation(), page.click('#login-submit')]);
			return `${task.base}/projects/xa001/issues/new`;
		},
		async fill(page) {
			await page.fill('#issue_subject', 'Báo cáo tuần 47');
			for (const id of await page.locator('#all_attributes input.int_cf').evaluateAll((all) => all.map((e) => e.id))) await page.fill(`#${id}`, '10');
		},
		send: (page) => page.locator('input[name=commit]').click(),
		sent: /\/issues\/\d+$/,
	},
};
const site = sites[task.what];

// Bytes the browser took, as it counts them, over all that the page asked for.
function counted(session) {
	const count = { bytes: 0 };
	session.on('Network.loadingFinished', (e) => (count.bytes += e.encodedDataLength));
	return count;
}

async function step(name, count, act) {
	const before = count.bytes;
	await say({ event: 'begin' });
	const begin = Date.now();
	let seconds = null;
	try {
		await act();
		seconds = (Date.now() - begin) / 1000;
	} catch (error) {
		if (!/Timeout/.test(error.message)) console.error(error.message);
	}
	await say({ event: 'end', step: name, seconds, taken: count.bytes - before });
	return seconds !== null;
}

const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
		'--disable-sync'],
});
await say({ event: 'line', weak: false });
const first = await browser.newContext();
const front = await first.newPage(), form = await site.signIn(front);
await front.goto(form);
await front.waitForSelector(site.field, { state: 'visible' }); // what is measured must be the form
const storageState = await first.storageState();
await first.close();

for (let round = 0; round < task.rounds; round++) {
	const context = await browser.newContext({ storageState });
	context.setDefaultTimeout(LIMIT);
	context.setDefaultNavigationTimeout(LIMIT);
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	await session.send('Network.enable');
	const count = counted(session);
	const open = async () => {
		await page.goto(form, { waitUntil: 'domcontentloaded' });
		await page.waitForSelector(site.field, { state: 'visible' });
	};
	await say({ event: 'line', weak: true });
	await step('form usable, first visit', count, open);
	await say({ event: 'line', weak: false }); // whatever came of it: the cache of one who has been here before
	await open();
	await page.goto('about:blank');
	await say({ event: 'line', weak: true });
	if (await step('form usable, return visit', count, open)) {
		await site.fill(page);
		await step('filled, sent, answer seen', count, async () => {
			await Promise.all([page.waitForURL(site.sent, { waitUntil: 'domcontentloaded' }), site.send(page)]);
		});
	}
	await say({ event: 'line', weak: false });
	await context.close();
}
await browser.close();
process.exit(0);
