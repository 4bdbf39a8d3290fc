// A task in six clears, from one end to the other: the specialist gives it to two communes and is told what is missing; a commune
// receives it, names its officer, tells a difficulty, hands in with a file; the director returns it with a reason; it is handed in
// again and accepted; the other commune is urged and reads that; a decision is asked and taken. Giving, handing in, returning,
// accepting, urging, reading and deciding are done by keyboard alone. What recurs says when its next period opens by itself.

export const name = 'work';

const tabTo = async (t, field) => {
	for (let i = 0; i < 90; i++) {
		await t.page.keyboard.press('Tab');
		if ((await t.page.locator(':focus').getAttribute('name').catch(() => null)) === field) return;
	}
	throw new Error(`Tab never reaches “${field}”`);
};

// Opens a folded form and gives it back.
const unfold = async (t, summary) => {
	const form = t.page.locator('details.form', { has: t.page.locator('summary', { hasText: new RegExp(`^${summary}$`) }) });
	if (!(await form.evaluate((d) => d.open).catch(() => false))) await form.locator('summary').first().click();
	return form;
};

const send = (form) => form.locator('button[type=submit]').first().click();

// By Tab alone, however far it is.
async function reach(t, what) {
	const isThere = () => what.evaluate((e) => e === e.ownerDocument.activeElement).catch(() => false);
	for (let i = 0; i < 150; i++) {
		if (await isThere()) return;
		await t.page.keyboard.press('Tab');
	}
	throw new Error(`Tab never reaches ${what}`);
}

async function press(t, what, key = 'Enter') {
	await reach(t, what);
	await Promise.all([t.page.waitForResponse((r) => r.request().method() === 'POST'), t.page.keyboard.press(key)]);
	await t.page.waitForLoadState();
}

// A folded form, opened, filled in its one text and sent without the mouse.
async function byKeyboard(t, summary, field, words) {
	const form = t.page.locator('details.form', { has: t.page.locator('summary', { hasText: new RegExp(`^${summary}$`) }) });
	await reach(t, form.locator('summary').first());
	if (!(await form.evaluate((d) => d.open))) await t.page.keyboard.press('Enter');
	await reach(t, form.locator(`textarea[name=${field}]`));
	await t.page.keyboard.type(words);
	await press(t, form.locator('button[type=submit]').first());
}

async function give(t, title, units) {
	await t.signIn('chuyenvien');
	await t.visit('/giao-viec/moi');
	await t.pageIsSound('the form in six clears');
	await tabTo(t, 'title');
	await t.page.keyboard.type(title);
	await tabTo(t, 'assigner');
	await t.page.keyboard.type('Chủ tịch UBND tỉnh');
	await tabTo(t, 'document');
	await t.page.keyboard.type('Công văn 99/UBND-NC');
	await tabTo(t, 'due');
	await t.page.keyboard.type('28/11/2025');
	await Promise.all([t.page.waitForResponse((r) => r.request().method() === 'POST'), t.page.keyboard.press('Enter')]);
	await t.page.locator('.summary').waitFor();
	await t.sees('Có chỗ cần sửa', 'it is not given while a clear is missing');
	for (const clear of ['Rõ trách nhiệm', 'Rõ sản phẩm', 'Rõ thẩm quyền', 'Rõ người']) await t.sees(clear, `it says: ${clear}`);
	await t.pageIsSound('the form with what is missing');
	await tabTo(t, 'responsible');
	await t.page.keyboard.type('Phó Chủ tịch UBND xã');
	await tabTo(t, 'product');
	await t.page.keyboard.type('Báo cáo bằng văn bản');
	await tabTo(t, 'authority');
	await t.page.keyboard.type('Chủ tịch UBND xã ký');
	await t.page.locator('fieldset', { hasText: 'Đơn vị chủ trì' }).locator('summary').focus();
	await t.page.keyboard.press('Enter');
	for (const unit of units) {
		await t.page.locator('input[name="leads[]"]').locator('xpath=..').filter({ hasText: new RegExp(`^\\s*${unit}\\s*$`) }).locator('input').focus();
		await t.page.keyboard.press('Space');
	}
	await t.page.locator('main button[type=submit]').first().focus();
	await t.page.keyboard.press('Enter');
	await t.page.waitForURL(/\/giao-viec\/\d+/);
	await t.pageIsSound('what was given');
	for (const unit of units) await t.sees(unit, `${unit} has a row`);
	const address = t.page.url().split('?')[0];
	const rows = {};
	for (const unit of units) rows[unit] = new URL(await t.page.getByRole('link', { name: unit, exact: true }).first().getAttribute('href'), address).pathname;
	return { address: new URL(address).pathname, rows };
}

// Another list of the form is opened with what was typed; nothing is given by that.
async function secondList(t) {
	await t.visit('/giao-viec/moi');
	await t.page.locator('input[name=title]').fill('Còn gõ dở');
	await t.page.locator('fieldset', { hasText: 'Đơn vị chủ trì' }).locator('input').first().check();
	const few = await t.page.locator('input[name="supports[]"]').count();
	await t.page.getByRole('button', { name: 'Chọn từng xã phối hợp' }).click();
	await t.page.getByRole('button', { name: 'Chọn từng xã chủ trì' }).waitFor();
	await t.ok((await t.page.locator('input[name="supports[]"]').count()) > few + 100, 'every commune may be chosen to co-ordinate');
	await t.ok((await t.page.locator('input[name=title]').inputValue()) === 'Còn gõ dở', 'what was typed is kept');
	await t.ok((await t.page.locator('input[name="leads[]"]:checked').count()) === 1, 'and what was chosen');
	await t.pageIsSound('the form with its other list');
}

async function receive(t, who, row) {
	await t.signIn(who.login);
	await t.visit(row);
	await t.pageIsSound('a commune’s task');
	await t.sees('chưa phân công công chức', 'until somebody is named the chair is the clear person');
	const form = await unfold(t, 'Tiếp nhận');
	await form.getByLabel(/Công chức/).first().check().catch(async () => { await form.locator('select[name=person]').selectOption({ index: 1 }); });
	await send(form);
	await t.sees('đã tiếp nhận', 'received');
	const trouble = await unfold(t, 'Phản ánh khó khăn, đề xuất');
	await trouble.locator('textarea[name=text]').fill('Chưa có sóng điện thoại ở hai thôn');
	await send(trouble);
	await t.sees('Chưa có sóng điện thoại ở hai thôn', 'the difficulty stands at the task');
	await t.pageIsSound('the task with a difficulty');
}

async function handIn(t, row, words, file) {
	await t.visit(row);
	if (file) {
		const attach = await unfold(t, 'Đính kèm tệp');
		await attach.locator('input[type=file]').setInputFiles({ name: file, mimeType: 'text/plain', buffer: Buffer.from(`Báo cáo ${file}`) });
		await send(attach);
		await t.sees(file, 'the file is at the task');
	}
	await byKeyboard(t, 'Báo cáo kết quả', 'note', words);
	await t.sees('chờ nghiệm thu', 'handed in');
}

export async function run(t) {
	const [one, two] = [t.officer(0), t.officer(1)];
	const title = `Việc thử ${t.variant.script ? 'có' : 'không'} script ${t.variant.width}`;
	const { address, rows } = await give(t, title, [one.unit, two.unit]);
	await secondList(t);
	await t.signOut();

	await receive(t, one, rows[one.unit]);
	await t.visit(rows[two.unit], 404);
	await handIn(t, rows[one.unit], 'Báo cáo số 5/BC-UBND', 'bao-cao.txt');
	await t.signOut();

	await t.signIn('giamdoc');
	await t.visit(rows[one.unit]);
	await t.pageIsSound('what waits for acceptance');
	await byKeyboard(t, 'Trả lại', 'reason', 'Thiếu biểu tổng hợp');
	await t.sees('bị trả lại', 'returned');
	await t.signOut();
	await t.signIn(one.login);
	await t.visit(rows[one.unit]);
	await t.sees('Thiếu biểu tổng hợp', 'the commune reads why');
	await handIn(t, rows[one.unit], 'Báo cáo số 6/BC-UBND, đủ biểu', null);
	await t.signOut();

	await t.signIn('chuyenvien');
	await t.visit(rows[one.unit]);
	await press(t, t.page.getByRole('button', { name: 'Nghiệm thu', exact: true }));
	await t.sees('đã xong', 'accepted');
	await t.visit(address);
	await reach(t, t.page.locator('input[name="chon[]"]').first());
	await t.page.keyboard.press('Space');
	await reach(t, t.page.locator('textarea[name=text]').first());
	await t.page.keyboard.type('Đề nghị báo cáo trước 25/11');
	await press(t, t.page.getByRole('button', { name: 'Nhắc nhở' }));
	await t.sees('đôn đốc 1 lần', 'the urging is counted');
	await t.visit('/xin-y-kien/moi');
	await t.pageIsSound('the form of a question');
	await t.page.locator('input[name=question]').fill(`Chọn phương án 1? ${title}`);
	await t.page.locator('main button[type=submit]').first().click();
	const question = new URL(t.page.url()).pathname;
	await t.signOut();

	await t.signIn(two.login);
	await t.visit(rows[two.unit]);
	await t.sees('Đôn đốc lần 1 (nhắc nhở)', 'the urging stands on top until it is read');
	await t.pageIsSound('an urged task');
	await press(t, t.page.getByRole('button', { name: 'Đã đọc đôn đốc lần 1' }));
	await t.seesNot('Đôn đốc lần 1 (nhắc nhở)', 'and no more when it was read');
	await t.visit('/kho-khan');
	await t.seesNot('sóng điện thoại ở hai thôn', 'another commune’s difficulty is not seen');
	await t.signOut();

	await t.signIn('giamdoc');
	await t.visit(question);
	await t.pageIsSound('a question to decide');
	await reach(t, t.page.locator('textarea[name=reason]'));
	await t.page.keyboard.type('Đúng thẩm quyền');
	await press(t, t.page.getByRole('button', { name: 'Không đồng ý' }));
	await t.sees('không đồng ý', 'decided with one click and a reason');
	for (const path of ['/tong-hop/nhiem-vu', '/tong-hop/nhiem-vu?theo=ca-viec', '/van-ban', `${address}/them`, '/tong-hop/nhiem-vu?theo=don-vi', '/tong-hop/nhiem-vu?theo=nguoi', '/tong-hop/nhiem-vu?theo=van-ban', '/giao-viec',
		'/kho-khan', '/xin-y-kien', '/nhiem-vu?loai=nop', '/nhiem-vu?loai=xong', '/'])
		{
			await t.visit(path);
			await t.pageIsSound(path);
		}
}
