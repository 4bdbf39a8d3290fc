// Pictures of the manual, from a rehearsal site: tools/pictures calls this.
//
//   node tools/pictures.mjs BASE-ADDRESS PASSWORD FOLDER
//
// Each picture is named with who sees it, where, how wide and high, and what is done before. They are kept small: as few colours as
// such pages have, in a palette.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import { chromium } from 'playwright-core';

const [base, password, folder] = process.argv.slice(2);
const largest = 60_000;

const pictures = [
	{ name: 'lanh-dao', login: 'giamdoc', path: '/', width: 1000, height: 900 },
	{ name: 'lanh-dao-dien-thoai', login: 'giamdoc', path: '/', width: 390, height: 720 },
	{ name: 'vi-sao', login: 'giamdoc', path: '/', width: 1000, height: 520, open: 'details.why' },
	{ name: 'chuyen-vien', login: 'chuyenvien', path: '/', width: 1000, height: 700 },
	{ name: 'ban-tin', login: 'chuyenvien', path: '/ban-tin', width: 1000, height: 620 },
	{ name: 'ban-tin-mot', login: 'chuyenvien', path: '/ban-tin', click: 'main td a, main th a', width: 1000, height: 760 },
	{ name: 'buoc', login: 'chuyenvien', path: '/bau-cu', click: 'main a[href^="/bau-cu/buoc/"]', width: 1000, height: 620 },
	{ name: 'xa', login: 'xa', path: '/', width: 1000, height: 720 },
	{ name: 'xa-dien-thoai', login: 'xa', path: '/', width: 390, height: 720 },
	{ name: 'xa-viec', login: 'xa', path: '/nhiem-vu', click: 'main a[href^="/nhiem-vu/"]', width: 1000, height: 620 },
	{ name: 'mat-tran', login: 'mattran', path: '/', width: 1000, height: 720 },
	{ name: 'chuong', login: 'xa', path: '/chuong', width: 1000, height: 620 },
	{ name: 'tim', login: 'chuyenvien', path: '/tim?q=thieu', width: 1000, height: 560 },
];

// ---- a PNG with a palette ----

function chunk(type, data) {
	const body = Buffer.concat([Buffer.from(type), data]);
	const out = Buffer.alloc(body.length + 8);
	out.writeUInt32BE(data.length, 0);
	body.copy(out, 4);
	out.writeUInt32BE(crc32(body), body.length + 4);
	return out;
}

// Pixels come as RGBA; colours are rounded ever more coarsely until 256 of them are enough.
function paletted(width, height, rgba) {
	for (let bits = 2; bits < 8; bits++) {
		const round = (v) => Math.min(255, Math.round(v / (1 << bits)) * (1 << bits));
		const palette = new Map();
		const rows = Buffer.alloc((width + 1) * height);
		let fits = true;
		for (let y = 0; y < height && fits; y++)
			for (let x = 0; x < width; x++) {
				const at = (y * width + x) * 4;
				const colour = (round(rgba[at]) << 16) | (round(rgba[at + 1]) << 8) | round(rgba[at + 2]);
				if (!palette.has(colour)) palette.set(colour, palette.size);
				if (palette.size > 256) { fits = false; break; }
				rows[y * (width + 1) + 1 + x] = palette.get(colour);
			}
		if (!fits) continue;
		const head = Buffer.alloc(13);
		head.writeUInt32BE(width, 0);
		head.writeUInt32BE(height, 4);
		head.set([8, 3, 0, 0, 0], 8);
		const colours = Buffer.from([...palette.keys()].flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]));
		return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('PLTE', colours),
			chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))]);
	}
	throw new Error('a picture with too many colours');
}

// The browser itself takes its picture apart.
async function small(helper, png) {
	const { width, height, data } = await helper.evaluate(async (text) => {
		const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${text}`)).blob());
		const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
		canvas.drawImage(image, 0, 0);
		const pixels = canvas.getImageData(0, 0, image.width, image.height).data;
		let binary = '';
		for (let i = 0; i < pixels.length; i += 32768) binary += String.fromCharCode(...pixels.subarray(i, i + 32768));
		return { width: image.width, height: image.height, data: btoa(binary) };
	}, png.toString('base64'));
	return paletted(width, height, Buffer.from(data, 'base64'));
}

// ---- taking them ----

async function take(browser, helper, picture, login) {
	const context = await browser.newContext({ viewport: { width: picture.width, height: picture.height }, locale: 'vi-VN',
		timezoneId: 'Asia/Ho_Chi_Minh', colorScheme: 'light' });
	const page = await context.newPage();
	await page.goto(`${base}/dang-nhap`);
	await page.locator('[name=login]').fill(login);
	await page.locator('[name=password]').fill(password);
	await Promise.all([page.waitForURL((url) => !url.pathname.startsWith('/dang-nhap')), page.locator('main form [type=submit]').first().click()]);
	await page.goto(base + picture.path);
	if (picture.click) {
		await page.locator(picture.click).first().click();
		await page.waitForLoadState('load');
	}
	if (picture.open) await page.locator(`${picture.open} > summary`).first().click();
	const png = await small(helper, await page.screenshot());
	await context.close();
	if (png.length > largest) throw new Error(`${picture.name} takes ${png.length} bytes, more than ${largest}`);
	writeFileSync(join(folder, `${picture.name}.png`), png);
	console.log(`${String(png.length).padStart(7)} ${picture.name}.png`);
}

const commune = process.env.COMMUNE_LOGIN;
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
mkdirSync(folder, { recursive: true });
const helper = await (await browser.newContext()).newPage();
for (const picture of pictures) await take(browser, helper, picture, picture.login === 'xa' ? commune : picture.login);
await browser.close();
