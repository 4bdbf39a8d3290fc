// A row for the wrong village is taken back, its page says so, and it comes again.

import { done, here, press, pressed } from '../steps.mjs';

export const name = 'taken-back';

async function byTable(t, called) {
	const rows = [1, 2, 3].map((i) => `15766,${called} bảng ${i},thôn`).join('\r\n');
	await t.visit('/danh-muc/village/nhap');
	await t.page.locator('input[type=file]').setInputFiles({ name: 'nhầm.csv', mimeType: 'text/csv',
		buffer: Buffer.from(`Xã, phường, đặc khu;Tên;Loại\r\n${rows.replaceAll(',', ';')}\r\n`) });
	await pressed(t, t.page.locator('form', { has: t.page.locator('input[type=file]') }).locator('button[type=submit]').first());
	let job = here(t);
	await press(t, 'Ghi 3 dòng');
	await done(t, job);
	await t.sees('Rút lại bảng đã nhập', 'a table that made new rows can be taken back');
	await press(t, 'Rút lại bảng đã nhập');
	await t.pageIsSound('what would go');
	job = here(t);
	await press(t, 'Làm với 3 dòng');
	await done(t, job);
	await t.sees('3 trong 3 dòng', 'all of it went');
	await t.sees('Hoàn tác lần làm này', 'and can come again');
	await t.pageIsSound('what went');
}

export async function run(t) {
	const called = `Thôn nhầm ${t.variant.script ? 'có' : 'không'} script ${t.variant.width}`;
	await t.signIn('cb.15766');
	await t.visit('/danh-muc/village/moi');
	await t.page.getByLabel('Tên', { exact: true }).fill(called);
	await press(t, 'Lưu');
	const row = here(t).split('?')[0];
	await t.sees('Rút lại bản ghi vừa lập', 'a new row can be taken back');
	await t.pageIsSound('a new row');
	await press(t, 'Rút lại bản ghi vừa lập');
	await t.sees('đã rút lại', 'its page says that it was taken back');
	await t.sees('Lập lại bản ghi này', 'and offers it again');
	await t.pageIsSound('a row that was taken back');
	await t.visit('/danh-muc/village');
	await t.seesNot(called, 'the list does not have it');
	await t.page.goBack();
	await press(t, 'Lập lại bản ghi này');
	await t.sees('Lập lại bản ghi đã rút', 'it is there again');
	await t.pageIsSound('a row that came back');
	await t.visit('/danh-muc/village');
	await t.sees(called, 'and in the list');
	await t.visit(`${row}/sua`);
	await t.page.getByLabel('Tên', { exact: true }).fill(`${called} đã sửa`);
	await press(t, 'Lưu');
	await t.sees('Hoàn tác lần sửa này', 'saved since, the last change can be put back');
	await t.pageIsSound('a row that was saved since');
	await press(t, 'Rút lại cả bản ghi này');
	await t.sees('đã rút lại', 'or the whole row taken back');
	await press(t, 'Lập lại bản ghi này');
	await t.sees(`${called} đã sửa`, 'it comes again as it was last');
	await byTable(t, called);
	await t.visit('/danh-muc/period');
	const period = t.page.locator('main a[href^="/bao-cao/ky/"]').first();
	if (await period.count()) {
		await period.click();
		await t.pageIsSound('a period, which is not taken back');
	}
}
