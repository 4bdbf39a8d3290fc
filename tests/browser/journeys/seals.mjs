// What a commune still lacks, led to each form; a polling place surveyed with a photo; a step of many seals at once.

import { press, pressed } from '../steps.mjs';

export const name = 'seals';

async function follow(t, text) {
	await pressed(t, t.page.getByRole('link', { name: text }).first());
}

// The smallest picture a phone could send.
const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

async function officer(t) {
	const { page } = t;
	await t.signIn('cb.15766');
	await t.visit('/bau-cu/to-chuc');
	await t.pageIsSound('what the own commune lacks');
	await follow(t, /^Khu vực bỏ phiếu số \d+ chưa khảo sát/);
	await t.pageIsSound('form of a survey');
	t.ok((await page.locator('[name=number]').inputValue()).length > 0, 'the number is there already');
	await page.locator('[name=room][value="1"]').check();
	await page.locator('[name=boxes]').fill('1');
	await page.locator('[name=power][value="1"]').check();
	await page.locator('[name=signal][value="0"]').check();
	await page.locator('[name=disabled][value="1"]').check();
	await press(t, /^Lưu/);
	await t.sees('còn thiếu');
	await page.getByText('Đính kèm tệp').first().click();
	await page.locator('input[type=file]').setInputFiles({ name: 'phong-bo-phieu.png', mimeType: 'image/png', buffer: photo });
	await press(t, 'Đính kèm tệp');
	await t.sees('phong-bo-phieu.png', 'the photo stands with the survey');
	await t.pageIsSound('a survey');
	await t.signOut();
}

export async function run(t) {
	const { page } = t;
	await officer(t);
	await t.signIn('chuyenvien');
	await t.visit('/bau-cu/to-chuc?buoc=5');
	await t.sees('Quá hạn bàn giao công việc', 'who is late with handing over is named');
	await t.pageIsSound('how far they are with handing over');
	await follow(t, /^Tỉnh Thanh Hóa/);
	await t.pageIsSound('what the province lacks');
	await t.visit('/danh-muc/seal?state=engraved');
	await page.getByLabel(/^Chọn dòng/).nth(0).check();
	await page.getByLabel('Việc', { exact: true }).selectOption('move register');
	await press(t, 'Xem trước');
	await t.pageIsSound('day and paper, once for all rows');
	await page.locator('[name=registered_document]').fill('12/PC06');
	await press(t, 'Xem trước');
	await t.sees('Đã đăng ký mẫu dấu', 'it is shown before it is done');
	await t.visit('/danh-muc/seal?state=issued');
	await page.locator('.list tbody a').first().click();
	await page.waitForLoadState('load');
	await t.pageIsSound('a seal');
}
