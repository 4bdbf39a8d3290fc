// One thing done with many rows of a list: some ticked, then all of them; seen first, done, taken back.

import { done, here, press } from '../steps.mjs';

export const name = 'many';

async function confirmed(t, text) {
	const address = here(t);
	await press(t, text);
	await done(t, address);
	return address;
}

export async function run(t) {
	const page = t.page;
	await t.signIn('chuyenvien');
	await t.visit('/danh-muc/committee');
	await t.pageIsSound('list whose rows can be ticked');
	await page.getByLabel(/^Chọn dòng/).nth(0).check();
	await page.getByLabel(/^Chọn dòng/).nth(2).check();
	await page.getByLabel('Việc', { exact: true }).selectOption('set agreed 0');
	await press(t, 'Xem trước');
	await t.sees('Số dòng đã chọn', 'it is shown first');
	await t.pageIsSound('what would be done');
	await confirmed(t, 'Làm với 2 dòng');
	await t.sees('2 trong 2 dòng', 'both rows are done');
	await t.pageIsSound('what was done');
	await press(t, 'Hoàn tác lần làm này');
	await confirmed(t, 'Làm với 2 dòng');
	await t.sees('2 trong 2 dòng', 'both are put back');

	await t.visit('/danh-muc/committee');
	await page.getByLabel(/Cả \d+ dòng/).check();
	await page.getByLabel('Việc', { exact: true }).selectOption('set agreed 0');
	await press(t, 'Xem trước');
	await press(t, 'Thôi, không làm');
	await t.sees('đã bỏ', 'nothing has to be done');
	await t.visit('/danh-muc/committee/nhieu');
	await t.pageIsSound('what was done lately');

	await t.visit('/nhiem-vu?loai=dang&trang=2');
	await press(t, 'Nhắc nhở');
	await t.sees('Chưa chọn đơn vị nào', 'nothing was ticked: the list comes back and says so');
	if (t.variant.script)
		await t.ok(await page.waitForFunction(() => document.activeElement?.getAttribute('href') === '#nhieu-dong').then(() => true, () => false),
			'one stands where it is said');
	await t.pageIsSound('tasks of which none was ticked');
	await page.getByRole('link', { name: /^Chưa chọn đơn vị nào/ }).click();
	await t.ok(await page.locator('#nhieu-dong:target').count() === 1, 'from there one is led to the first box');
	await page.getByLabel(/^Chọn dòng/).nth(1).check();
	await page.getByLabel('Nội dung đôn đốc').fill('Báo cáo trước 17 giờ.');
	await press(t, 'Nhắc nhở');
	await t.sees('51–100 trong', 'sent, one is on the page where one was');
}
