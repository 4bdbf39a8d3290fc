// A report on a line that is cut: the form opens again after the browser was closed, is filled, checked, kept, and sent once when the
// line is back – from two windows, with a clock a day off. A newer answer on the server is shown beside what was typed. Signing out
// leaves nothing on the device.

import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { makesLongForm } from '../long_form.mjs';
import { until } from '../steps.mjs';

export const name = 'offline';
export const variants = [{ script: true, width: 1280 }];

// A line of its own to the server, that can be cut.
class Line {
	#target;
	#open = new Set();
	#server = null;
	port = 0;
	constructor(base) { this.#target = Number(new URL(base).port); }
	get base() { return `http://127.0.0.1:${this.port}`; }
	restore() {
		this.#server = createServer((socket) => {
			const beyond = connect(this.#target, '127.0.0.1');
			for (const end of [socket, beyond]) {
				this.#open.add(end);
				end.on('error', () => {}).on('close', () => { this.#open.delete(end); socket.destroy(); beyond.destroy(); });
			}
			socket.pipe(beyond).pipe(socket);
		});
		return new Promise((done) => this.#server.listen(this.port, '127.0.0.1', () => { this.port = this.#server.address().port; done(); }));
	}
	cut() {
		for (const end of this.#open) end.destroy();
		return new Promise((done) => this.#server.close(done));
	}
}

let folder = ''; // what the browser keeps while it is closed
let last; // the browser that was opened last
const open = async () => last = await chromium.launchPersistentContext(folder, {
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh',
	args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
// Until it holds in the page, also what takes its time to say so.
const holds = async (page, what, arg, name) => {
	if (!await until(() => page.evaluate(what, arg))) throw new Error(`in vain: ${name}`);
};
// Pages, styles and scripts lie on the device: they are put there one after the other.
const kept = (page, ...parts) => holds(page, async (more) => {
	const assets = [...document.querySelectorAll('link[rel=stylesheet], script[src]')].map((e) => e.href ?? e.src);
	const lies = await Promise.all([location.pathname, ...more.map((n) => `${location.pathname}?phan=${n}`), ...assets].map((path) => caches.match(path)));
	return lies.every(Boolean);
}, parts, 'the form lies on the device');
// What was typed lies there, too: a moment after the last key.
const drafted = (page) => holds(page, () => new Promise((done) => {
	const open = indexedDB.open('bao-cao', 1);
	open.onsuccess = () => {
		const keys = open.result.transaction('giu').objectStore('giu').getAllKeys();
		keys.onsuccess = () => {
			open.result.close();
			done(keys.result.some((key) => key.startsWith('nhap ')));
		};
	};
}), null, 'what is typed lies on the device');
const said = (page, text) => page.waitForFunction((t) => document.getElementById('mang')?.innerText.includes(t), text);

async function signIn(page, base, { login, password }) {
	await page.goto(`${base}/dang-nhap`);
	await page.fill('main [name=login]', login);
	await page.fill('main [name=password]', password);
	await Promise.all([page.waitForNavigation(), page.click('main form button')]);
}

const sendings = (page) => page.locator('.history li', { hasText: 'Gửi báo cáo' }).count();

async function walk(t, line) {
	const account = t.account(t.officer().login);
	let context = await open(), page = context.pages()[0];
	await signIn(page, line.base, account);
	await page.goto(`${line.base}/bao-cao`);
	const answer = await page.locator('main td a, main th a').filter({ hasText: 'Tiến độ chuẩn bị bầu cử' }).first().getAttribute('href');
	await page.goto(line.base + answer);
	const before = await sendings(page);
	await page.goto(`${line.base}${answer}/nop`);
	await page.evaluate(async () => { await navigator.serviceWorker.ready; });
	await kept(page);
	await context.close();

	await line.cut();
	context = await open();
	await context.clock.install({ time: Date.now() + 86_400_000 }); // this device is a day ahead
	page = context.pages()[0];
	await page.goto(`${line.base}${answer}/nop`);
	t.ok(await page.locator('#bao-cao').count(), 'without a line, after the browser was closed, the form opens');
	const meetings = page.getByLabel(/^15\. /);
	await meetings.fill('1.5');
	await meetings.blur();
	await said(page, 'dấu chấm chỉ để tách');
	await page.getByRole('button', { name: 'Trình lãnh đạo duyệt' }).click();
	await said(page, 'Chưa gửi, có chỗ cần sửa');
	t.ok(true, 'it is checked without a line, and what is wrong is said');
	await page.getByLabel(/^5\. /).fill('0');
	t.ok(await page.locator('output').first().textContent(), 'what is computed follows');
	await meetings.fill('7');
	await page.getByLabel(/^16\. /).fill('77');
	await page.getByRole('button', { name: 'Trình lãnh đạo duyệt' }).click();
	await said(page, 'Chưa gửi – sẽ tự gửi khi có mạng');
	t.ok(true, 'it waits, and says so in honest words');
	await context.close();

	context = await open();
	page = context.pages()[0];
	await page.goto(`${line.base}${answer}/nop`);
	await said(page, 'Chưa gửi – sẽ tự gửi khi có mạng');
	t.equal(await page.getByLabel(/^15\. /).inputValue(), '7', 'after closing the browser once more it still waits, with its figures');
	const second = await context.newPage();
	await second.goto(`${line.base}${answer}/nop`);
	await said(second, 'Chưa gửi');
	await line.restore();
	const there = (p) => p.waitForURL(/xong=1/).then(() => true, () => false);
	const both = Promise.all([there(page), there(second)]);
	await Promise.all([page, second].map((p) => p.evaluate(() => dispatchEvent(new Event('online')))));
	t.ok((await both).includes(true), 'when the line is back it is sent by itself');
	await page.goto(line.base + answer);
	t.equal(await sendings(page), before + 1, 'once, though two windows sent it');
	const shown = await page.locator('main').innerText();
	t.ok(/Ngày lập\s+18\/11\/2025/.test(shown), 'on the day of the server, whatever the clock of the device');
	await second.close();

	// Typed here, meanwhile somebody else saves.
	await page.goto(`${line.base}${answer}/nop`);
	await page.getByLabel(/^13\. /).fill('41');
	await drafted(page);
	const other = await t.page.context().browser().newContext();
	const colleague = await other.newPage();
	await signIn(colleague, t.base, account);
	await colleague.goto(`${t.base}${answer}/nop`);
	await colleague.getByLabel(/^13\. /).fill('29');
	await Promise.all([colleague.waitForURL(/xong=1/), colleague.getByRole('button', { name: 'Trình lãnh đạo duyệt' }).click()]);
	await other.close();
	await page.goto(`${line.base}${answer}/nop`);
	await said(page, 'Máy chủ có bản mới hơn');
	await said(page, 'trên máy này: 41');
	await said(page, 'trên máy chủ: 29');
	t.ok(true, 'a newer answer on the server stands beside what was typed here');
	await page.getByRole('button', { name: 'Dùng số trên máy này' }).click();
	t.equal(await page.getByLabel(/^13\. /).inputValue(), '41', 'and a person decides');

	await page.goto(`${line.base}/tai-khoan`);
	await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Đăng xuất' }).click()]);
	const left = await page.evaluate(async () => [(await indexedDB.databases()).length, (await caches.keys()).length]);
	t.equal(left.join(), '0,0', 'signing out leaves nothing on the device');
	await context.close();
}

// A long form: its parts open without a line, and a file that was chosen waits with the rest.
async function partsAndFile(t, line) {
	await t.signIn('chuyenvien');
	await makesLongForm(t, 'Biểu mẫu dài OFF');
	const context = await open(), page = context.pages()[0];
	await signIn(page, line.base, t.account(t.officer(1).login));
	await page.goto(`${line.base}/bao-cao`);
	const answer = await page.locator('main td a, main th a').filter({ hasText: 'Biểu mẫu dài OFF' }).first().getAttribute('href');
	await page.goto(`${line.base}${answer}/nop`);
	await page.evaluate(async () => { await navigator.serviceWorker.ready; });
	await kept(page, 2);
	await line.cut();
	await page.fill('[name=o0]', '9');
	const shelf = (act) => page.evaluate(async (back) => {
		const store = await caches.open('bao-cao-1'), place = `${location.pathname}?phan=2`;
		if (back) return store.put(place, globalThis.part);
		globalThis.part = await store.match(place);
		await store.delete(place);
	}, act);
	await shelf(false);
	await page.getByRole('button', { name: 'Sang phần 2' }).click();
	await said(page, 'phần 2 chưa từng mở trên máy này');
	t.equal(await page.locator('[name=o0]').inputValue(), '9', 'a part that is not on the device says so, and nothing typed is lost');
	await shelf(true);
	await Promise.all([page.waitForURL(/phan=2/), page.getByRole('button', { name: 'Sang phần 2' }).click()]);
	await said(page, 'Đã mở lại số đang gõ');
	t.equal(await page.locator('[name=o0]').inputValue(), '9', 'without a line the next part opens, with what was typed on the first');
	await page.fill('[name=o59]', '5');
	await page.getByRole('button', { name: 'Trình lãnh đạo duyệt' }).click();
	await said(page, 'Đầu không nhiều hơn cuối');
	await said(page, 'chưa nhập');
	t.ok(true, 'a rule over both parts, and the file that is missing, are said');
	await page.fill('[name=o59]', '50');
	await page.setInputFiles('[name=t60]', { name: 'bản đồ.txt', mimeType: 'text/plain', buffer: Buffer.from('bản đồ ngoại tuyến\n') });
	await page.getByRole('button', { name: 'Trình lãnh đạo duyệt' }).click();
	await said(page, 'Chưa gửi – sẽ tự gửi khi có mạng');
	await line.restore();
	await Promise.all([page.waitForURL(/xong=1/), page.evaluate(() => dispatchEvent(new Event('online')))]);
	await page.locator('main a', { hasText: 'bản đồ.txt' }).first().click();
	await page.waitForURL(/\/tep\/\d+$/);
	t.ok((await page.locator('main').innerText()).includes('bản đồ.txt'), 'the file went along when the line was back');
	await context.close();
}

export async function run(t) {
	const line = new Line(t.base);
	folder = mkdtempSync(join(tmpdir(), 'noivu-offline-'));
	await line.restore();
	try {
		await walk(t, line);
		await partsAndFile(t, line);
	} finally {
		await last?.close();
		await line.cut().catch(() => {});
		rmSync(folder, { recursive: true, force: true });
	}
}
