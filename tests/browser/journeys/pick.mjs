// A form that refers to one of thousands of people: with script what fits is offered while one types, and chosen by the keyboard alone;
// without it the button «Tìm» brings what fits with the form. Also the list of many rows sent without saying which.

import { done, here, press, until } from '../steps.mjs';

export const name = 'pick';

const form = '/danh-muc/grants/moi';
const units = '14758 14797 15853 15865 15880 15889 15910 15925 15961 15976 15991 16000 16378 16417 16516 16522'.split(' '), unit = units.at(-1);

// 6,400 people in sixteen communes, once for all variants.
async function people(t) {
	await t.visit('/danh-muc/person?q=kiểm+thử+nghìn');
	if (await t.page.locator('tbody tr').count()) return;
	const last = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Đỗ'], rows = [];
	for (let i = 0; i < 6400; i++) rows.push(`${last[i % 5]} Kiểm Thử Nghìn ${i},Nhân viên,${units[i % 16]},nghin.${i},có`);
	rows.push(`Mạc Đĩnh Chi,Trưởng thôn,${unit},,có`, `Mạc Đĩnh Chí,Bí thư,${unit},,có`);
	await t.visit('/danh-muc/person/nhap');
	const table = `Họ và tên,"Chức vụ, chức danh",Đơn vị,Tên đăng nhập,Đang dùng\n${rows.join('\n')}\n`;
	await t.page.locator('input[type=file]').setInputFiles({ name: 'nguoi.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
	await press(t, 'Kiểm tra bảng');
	const job = here(t);
	await press(t, 'Ghi 6.402 dòng');
	await done(t, job);
}

const group = (t) => t.page.getByRole('group', { name: 'Người', exact: true });
const box = (t) => t.page.locator('[name="person.tim"]');

async function byHand(t) {
	const page = t.page;
	await box(t).fill('mac chi');
	await page.getByLabel('Vai trò').selectOption('officer');
	await press(t, 'Tìm');
	await t.sees('Có 2 kết quả cho “mac chi”', 'what fits comes with the form');
	t.equal(await box(t).inputValue(), 'mac chi', 'what was typed is kept');
	t.equal(await page.getByLabel('Vai trò').inputValue(), 'officer', 'and what was chosen elsewhere');
	await t.pageIsSound('what was found');
	await box(t).fill('nghìn');
	await press(t, 'Tìm');
	await t.sees('hơn 500 kết quả', 'too many are counted');
	await t.pageIsSound('too many');
	await box(t).fill('chi mac');
	if (t.variant.script) await press(t, 'Tìm');
	else await Promise.all([page.waitForNavigation(), box(t).press('Enter')]); // sends the form, as in any field
	if (!t.variant.script) await t.sees('Có chỗ cần sửa', 'saving without a choice asks for it');
	await t.pageIsSound('a choice is asked for');
	await page.getByLabel(/Mạc Đĩnh Chí \(Bí thư\)/).check();
}

// Nothing but the keyboard from the first key on.
async function byKeyboard(t) {
	const page = t.page, keys = page.keyboard, list = page.getByRole('listbox');
	await box(t).focus();
	await keys.type('mạc chi');
	await list.waitFor();
	t.equal(await until(async () => await list.getByRole('option').count() === 2), true, 'both are offered'); // more, while the words were shorter
	await t.axeIsClean('offered while one types: axe finds nothing');
	await t.fitsWidth('offered while one types: no sideways scrolling');
	await keys.press('Escape');
	t.equal(await list.isVisible(), false, 'Escape closes');
	await keys.press('ArrowDown');
	await list.waitFor();
	await keys.press('ArrowDown');
	await keys.press('ArrowDown');
	t.equal(await page.locator('[aria-selected=true]').innerText().then((text) => text.startsWith('Mạc Đĩnh Chí')), true, 'the arrows lead on');
	await keys.press('ArrowUp');
	await keys.press('ArrowDown');
	await keys.press('Enter');
	t.equal(await group(t).getByRole('radio', { checked: true }).count(), 1, 'Enter chooses');
	t.equal(await box(t).inputValue(), '', 'and the field is free again');
	await t.sees('Đã chọn Mạc Đĩnh Chí', 'it is said');
	await t.axeIsClean('chosen: axe finds nothing');
	await keys.type('khongcoai');
	await t.page.getByText('Không tìm thấy “khongcoai”').waitFor();
	await box(t).fill('');
	await page.getByLabel('Vai trò').selectOption('officer');
}

// «Xem trước» without saying which rows: the list comes back as it was.
async function many(t) {
	const page = t.page;
	await t.visit('/danh-muc/person?active=1&trang=2');
	const todo = page.getByLabel('Việc', { exact: true }), value = await todo.locator('option').nth(1).getAttribute('value');
	await todo.selectOption(value);
	await press(t, 'Xem trước');
	await t.sees('Chưa chọn dòng nào', 'it says what is missing');
	t.equal(await todo.inputValue(), value, 'and keeps what was said');
	t.equal(await page.locator('[aria-current=page]', { hasText: '2' }).count() > 0, true, 'on the page one was on');
	await t.pageIsSound('list that came back');
	await page.getByLabel(/^Chọn dòng/).nth(1).check();
	await press(t, 'Xem trước');
	await t.sees('Số dòng đã chọn', 'then it is shown');
	await press(t, 'Thôi, không làm');
}

export async function run(t) {
	const page = t.page;
	await t.signIn('quantri');
	await people(t);
	await t.visit(form);
	await t.pageIsSound('a field that searches');
	if (t.variant.script) await byKeyboard(t);
	else await byHand(t);
	await page.getByRole('button', { name: 'Lưu', exact: true }).filter({ visible: true }).click();
	await t.sees('Mạc Đĩnh Chí', 'the chosen one is saved');
	if (t.variant.script) {
		await t.visit(form);
		await byHand(t);
	}
	await many(t);
}
