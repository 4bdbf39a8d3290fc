// A commune's officer enters the election committee from the decision on paper: refused once with the article, then saved; the
// commune's task closes itself, the list prints, and the province sees it.

export const name = 'body';

const people = [
	['Ông Lê Văn Chủ Nhiệm', 'Bí thư Đảng ủy'], ['Bà Phạm Thị Phó Ban', 'Phó Chủ tịch UBND'], ['Ông Trần Văn Ghi Chép', 'Chánh Văn phòng'],
	['Ông Nguyễn Văn Mặt Trận', 'Chủ tịch Ủy ban MTTQ'], ['Bà Hoàng Thị Văn Xã', 'Trưởng Phòng Văn hóa – Xã hội'],
	['Ông Đỗ Văn Công An', 'Trưởng Công an'], ['Ông Bùi Văn Quân Sự', 'Chỉ huy trưởng Ban CHQS'],
	['Bà Vũ Thị Phụ Nữ', 'Chủ tịch Hội LHPN'], ['Ông Ngô Văn Thanh Niên', 'Bí thư Đoàn Thanh niên'],
];

async function press(t, text) {
	const button = t.page.getByRole('button', { name: text, exact: true });
	await Promise.all([t.page.waitForNavigation({ waitUntil: 'load' }), button.first().click()]);
}

// A commune that has none yet, from the province's page.
async function communeWithout(t) {
	await t.signIn('giamdoc');
	await t.visit('/bau-cu/to-chuc');
	await t.pageIsSound('how far the communes are');
	await t.visit('/bau-cu/to-chuc?buoc=0&tt=1');
	const href = await t.page.locator('.list table').last().locator('tbody th a').first().getAttribute('href');
	await t.visit(href);
	const code = (await t.page.locator('dl.facts div', { hasText: /^\s*Mã/ }).locator('dd').first().innerText()).trim();
	await t.signOut();
	return code;
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
	await t.sees('đã thành lập');
	await t.sees('chưa gửi danh sách', 'what is left to do is said');
	await t.pageIsSound('a body');
	const list = await page.getByRole('link', { name: 'In danh sách kèm quyết định (PDF)' }).getAttribute('href');
	const paper = await page.context().request.get(t.base + list);
	t.equal(paper.headers()['content-type'], 'application/pdf', 'the list prints');
	await t.visit('/nhiem-vu');
	const task = page.getByRole('link', { name: /Ủy ban bầu cử/ }).first();
	await Promise.all([page.waitForNavigation(), task.click()]);
	await t.sees('Tự đóng khi có Ủy ban bầu cử', 'the task closed itself and says so');
	await t.visit('/bau-cu/to-chuc');
	await t.pageIsSound('the own commune’s line');
	await t.visit('/bau-cu/to-chuc/nhap');
	await t.pageIsSound('form for a sheet');
}
