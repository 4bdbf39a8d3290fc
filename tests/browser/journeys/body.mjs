// A commune's officer enters the election committee from the decision on paper: refused once with the article, then saved; the
// commune's task closes itself, the list prints, and the province sees it.

import { press, pressed } from '../steps.mjs';

export const name = 'body';

const people = [
	['Ông Lê Văn Chủ Nhiệm', 'Bí thư Đảng ủy'], ['Bà Phạm Thị Phó Ban', 'Phó Chủ tịch UBND'], ['Ông Trần Văn Ghi Chép', 'Chánh Văn phòng'],
	['Ông Nguyễn Văn Mặt Trận', 'Chủ tịch Ủy ban MTTQ'], ['Bà Hoàng Thị Văn Xã', 'Trưởng Phòng Văn hóa – Xã hội'],
	['Ông Đỗ Văn Công An', 'Trưởng Công an'], ['Ông Bùi Văn Quân Sự', 'Chỉ huy trưởng Ban CHQS'],
	['Bà Vũ Thị Phụ Nữ', 'Chủ tịch Hội LHPN'], ['Ông Ngô Văn Thanh Niên', 'Bí thư Đoàn Thanh niên'],
];

// A commune that has none yet, from the province's page.
async function communeWithout(t) {
	await t.signIn('giamdoc');
	await t.visit('/bau-cu/to-chuc');
	await t.pageIsSound('how far the communes are');
	await t.visit('/bau-cu/to-chuc?buoc=0&tt=1');
	const href = await t.page.locator('.list table').last().locator('tbody th a').first().getAttribute('href');
	await t.visit(href.replace('/bau-cu/to-chuc', '')); // from what it lacks to the sheet of the unit
	const code = (await t.page.locator('dl.facts div', { hasText: /^\s*Mã/ }).locator('dd').first().innerText()).trim();
	await t.signOut();
	return code;
}

// Who does what, the working rules and the scan, in the same form; nothing else changes.
async function duties(t) {
	const { page } = t;
	await pressed(t, page.getByRole('link', { name: 'Kiện toàn, phân công, sửa danh sách' }));
	await page.locator('[name=duty_2]').fill('Thôn 1, thôn 2');
	await page.locator('details.form summary').click();
	await page.locator('[name=rules_document]').fill('Quy chế 01/QC-UBBC');
	await page.locator('[name=file]').setInputFiles({ name: 'quyet-dinh.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') });
	await press(t, 'Lưu tổ chức và danh sách');
	await t.sees('Thôn 1, thôn 2', 'the duty is there');
	await t.sees('Quy chế 01/QC-UBBC', 'the working rules are there');
	await t.sees('quyet-dinh.pdf', 'the scan is attached');
	const sheet = await page.getByRole('link', { name: 'Danh sách, điện thoại (Excel)' }).getAttribute('href');
	const file = await page.context().request.get(t.base + sheet);
	t.ok(file.headers()['content-type'].includes('spreadsheetml'), 'the list as a workbook');
}

// Agreed first, decided later: a list without a decision.
async function planned(t) {
	const { page } = t;
	await t.visit('/bau-cu/to-chuc/moi?kind=STEERING');
	await page.locator('[name=name_1]').fill('Ông Lê Văn Chủ Nhiệm');
	await press(t, 'Lưu tổ chức và danh sách');
	await t.sees('Chưa có quyết định thì chọn', 'a forgotten decision is no plan');
	await page.locator('[name=stage][value=planned]').check();
	await press(t, 'Lưu tổ chức và danh sách');
	await t.sees('dự kiến', 'planned');
	await t.sees('Ủy ban bầu cử', 'one person’s bodies side by side');
	await t.pageIsSound('a planned body');
}

// Two teams from a sheet: one lawful, one of ten people, which comes back with its reason.
async function teamsFromSheet(t) {
	const { page } = t;
	const team = (no, n) => Array.from({ length: n }, (_, i) => [i ? '' : 'Tổ bầu cử', i ? '' : no, i ? '' : '91/QĐ-UBND', i ? '' : '18/11/2025',
		i ? '' : 'Lê Văn Ký', `Phạm Văn Tổ ${no}${String.fromCharCode(65 + i)}`, `Trưởng thôn ${i + 1}`, ['Tổ trưởng', 'Thư ký'][i] ?? 'Ủy viên'].join(',')).join('\n');
	await t.visit('/danh-muc/polling_area/moi');
	for (const [field, value] of [['number', '71'], ['voters', '900'], ['place', 'Nhà văn hóa thôn 1']])
		await page.locator(`[name=${field}]`).fill(value);
	await press(t, 'Lưu');
	const area = page.url().match(/polling_area\/(\d+)/)[1];
	await t.visit('/bau-cu/to-chuc/nhap');
	await t.pageIsSound('form for a sheet');
	await page.locator('[name=file]').setInputFiles({ name: 'to.csv', mimeType: 'text/csv', buffer: Buffer.from(
		`Tổ chức,Số hoặc tên,Số quyết định,Ngày quyết định,Người ký,Họ và tên,Chức vụ,Chức danh\n${team(71, 11)}\n${team(72, 10)}\n`) });
	await press(t, 'Kiểm tra và ghi');
	await t.sees('1/2 tổ chức đã ghi', 'the lawful one is written');
	await t.sees('từ 11 đến 21 thành viên (Điều 25', 'the other is refused with the article');
	await t.pageIsSound('what came of a sheet');
	const [back] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Tải các dòng chưa ghi được, kèm lý do (Excel)' }).click()]);
	t.ok(/xlsx$/.test(back.suggestedFilename()), 'what was refused comes back as a workbook');
	await t.visit(`/bau-cu/khu-vuc/${area}`);
	await t.sees('Tổ bầu cử số 71', 'the polling area knows its team');
}

export async function run(t) {
	const { page } = t;
	let typed = 0;
	const fill = async (field, value) => { typed += 1; await page.locator(`[name=${field}]`).fill(value); };
	const code = await communeWithout(t);
	await t.signIn(`cb.${code}`);
	await t.visit('/bau-cu/to-chuc/moi');
	await t.pageIsSound('form of a committee');
	await fill('decision_number', '88/QĐ-UBND');
	await fill('decision_day', '18/11/2025');
	await fill('signer', 'Lê Văn Ký');
	typed += 1;
	await page.locator('[name=agreed][value="1"]').check();
	for (const [i, [person, position]] of people.entries()) {
		await fill(`name_${i + 1}`, person);
		await fill(`position_${i + 1}`, position);
	}
	await page.locator('[name=role_3]').selectOption('member');
	await press(t, 'Lưu tổ chức và danh sách');
	await t.sees('chưa có Thư ký', 'a list without a secretary is refused');
	await t.sees('Điều 22', 'with its article');
	t.equal(await page.locator('[name=name_9]').inputValue(), people[8][0], 'nothing typed is lost');
	await t.pageIsSound('refused form of a committee');
	typed += 1;
	await page.locator('[name=role_3]').selectOption('secretary');
	await press(t, 'Lưu tổ chức và danh sách');
	t.ok(typed < 40, `${typed} fields, fewer than 40`);
	await t.sees('Hoàng Thị Văn Xã', 'the list is there');
	await t.sees('Chưa có trong danh sách người của đơn vị nên đã thêm', 'who was not in the register is named');
	await t.sees('đã thành lập');
	await t.sees('chưa gửi danh sách', 'what is left to do is said');
	await page.locator('details.why summary').first().click();
	await t.sees('ít nhất 6 người', 'why: two thirds of nine for a meeting');
	await t.sees('ít nhất 5 người', 'why: more than half of all nine for a decision');
	await t.pageIsSound('a body');
	const list = await page.getByRole('link', { name: 'In danh sách kèm quyết định (PDF)' }).getAttribute('href');
	const paper = await page.context().request.get(t.base + list);
	t.equal(paper.headers()['content-type'], 'application/pdf', 'the list prints');
	await duties(t);
	await t.visit('/nhiem-vu');
	const task = page.getByRole('link', { name: /Ủy ban bầu cử/ }).first();
	await pressed(t, task);
	await t.sees('Tự đóng khi có Ủy ban bầu cử', 'the task closed itself and says so');
	await t.visit('/bau-cu/to-chuc');
	await t.pageIsSound('the own commune’s line');
	await planned(t);
	await teamsFromSheet(t);
}
