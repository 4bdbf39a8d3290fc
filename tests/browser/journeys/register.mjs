// Registers by hand: a list with chosen columns and a search, a form refused and kept as a draft, one typed and left, a save put back, a private
// field opened, found and erased; two windows at one row.

import { press, pressed, until } from '../steps.mjs';

export const name = 'register';

const number = '038085012345';

async function list(t) {
	await t.visit('/danh-muc/person');
	await t.pageIsSound('list of people');
	await t.page.locator('summary', { hasText: 'Chọn cột' }).click();
	await t.page.getByLabel('Điện thoại công vụ').check();
	await press(t, 'Hiện các cột này');
	await t.pageIsSound('list with a chosen column');
	t.equal(await t.page.locator('td[data-label="Điện thoại công vụ"]').count() > 0, true, 'the column is there');
	await t.page.locator('#loc').fill('THUONG TRUC HDND TINH');
	await Promise.all([t.page.waitForNavigation(), t.page.locator('#loc').press('Enter')]);
	t.equal(await t.page.locator('tbody tr').count(), 1, 'found by the office, without accents or capitals');
	return t.page.locator('tbody th a').first().getAttribute('href');
}

async function form(t, row) {
	const page = t.page;
	await t.visit(`${row}/sua`);
	const before = await page.locator('input[name=position]').inputValue();
	await page.locator('input[name=position]').fill(`${before} (nháp)`);
	await page.locator('input[name=citizen_id]').fill('123');
	await press(t, 'Lưu');
	await t.sees('đúng 12 chữ số', 'the wrong number is named');
	await t.pageIsSound('refused form');
	await t.visit(`${row}/sua`);
	await t.pageIsSound('form with a draft offered');
	await pressed(t, page.getByRole('link', { name: 'Mở bản nháp' }));
	t.equal(await page.locator('input[name=position]').inputValue(), `${before} (nháp)`, 'the draft opens');
	await t.pageIsSound('open draft');
	await page.locator('input[name=citizen_id]').fill(number);
	await press(t, 'Lưu');
	await t.sees(`${before} (nháp)`, 'it is saved');
	await t.pageIsSound('row with a private field');
	return before;
}

// Typed and left: with script it is kept all the same, unless the way out was taken.
async function left(t, row) {
	const page = t.page;
	const offered = async () => {
		await t.visit(`${row}/sua`);
		return await page.getByText('Bạn có bản nháp').count() > 0;
	};
	await t.visit(`${row}/sua`);
	await page.locator('input[name=position]').fill('Bỏ dở');
	await pressed(t, page.getByRole('link', { name: 'Thôi' }));
	t.equal(await offered(), false, 'the way out keeps nothing');
	await page.locator('input[name=position]').fill('Gõ dở');
	await t.visit('/danh-muc');
	const kept = t.variant.script ? await until(offered) : await offered(); // it is sent beside the next page
	t.equal(kept, Boolean(t.variant.script), 'what was typed and left is kept by script');
	if (!kept) return;
	await press(t, 'Bỏ bản nháp');
	await t.seesNot('Bạn có bản nháp');
}

async function conflict(t, row) {
	const page = t.page;
	await t.visit(`${row}/sua`);
	const stale = await page.locator('form:has(input[name=revision]) input[name=revision]').first().inputValue();
	await page.locator('input[name=position]').fill('Cửa sổ thứ nhất');
	await press(t, 'Lưu');
	await t.visit(`${row}/sua`);
	await page.locator('input[name=position]').fill('Cửa sổ thứ hai');
	await page.locator('input[name=revision]').first().evaluate((e, v) => { e.value = v; }, stale);
	await press(t, 'Lưu');
	await t.sees('Cửa sổ thứ nhất', 'what is stored is shown');
	await t.sees('Đang lưu', 'beside what was typed');
	await t.pageIsSound('two people at one row');
	await t.visit(row);
	await press(t, 'Hoàn tác lần sửa này');
	await t.seesNot('Bạn gõ');
	await t.pageIsSound('row after undo');
}

async function secret(t, row) {
	await t.visit(row);
	await t.seesNot(number, 'the number is masked');
	await press(t, 'Xem «Số định danh cá nhân»');
	await t.sees(number, 'one button shows it');
	await t.pageIsSound('opened private field');
	await t.visit('/danh-muc/person');
	await t.page.locator('summary', { hasText: 'Tìm theo mục riêng tư' }).click();
	await t.page.locator('input[name=citizen_id]').fill(number);
	await press(t, 'Tìm đúng số này');
	t.equal(await t.page.locator(`a[href="${row}"]`).count(), 1, 'typed whole it is found');
	await t.pageIsSound('found by a private field');
	await t.visit(row);
	await t.page.locator('summary', { hasText: 'Xóa hẳn dữ liệu riêng tư' }).click();
	await t.page.locator('input[name=word]').fill('XÓA');
	await press(t, 'Xóa hẳn dữ liệu riêng tư');
	await t.seesNot('Xem «', 'erased, there is nothing to open');
	await t.pageIsSound('row after erasing');
}

export async function run(t) {
	await t.signIn('quantri');
	const row = await list(t);
	await form(t, row);
	await left(t, row);
	await conflict(t, row);
	await secret(t, row);
	await t.visit(`${row}/sua`);
	await t.page.locator('input[name=position]').fill('Thường trực HĐND tỉnh');
	await press(t, 'Lưu');
}
