// A template of two parts with a file and a rule over both, made in Excel and on the page, asked of every commune: for journeys.

import { press, pressed } from './steps.mjs';

const columns = 'Kiểu,Mã,Nội dung,Đơn vị tính hoặc lựa chọn,Phân tổ,Bắt buộc,Công thức hoặc quy tắc,Cách cộng,Hướng dẫn';
function longForm() {
	const lines = [columns];
	for (let i = 0; i < 60; i++) {
		if (i % 30 === 0) lines.push(`mục,M${i / 30 + 1},Mục thứ ${i / 30 + 1},,,,,,`);
		lines.push(`số nguyên,${i + 1},Chỉ tiêu số ${i + 1},người,,,,,`);
	}
	return [...lines, 'tệp,T,Bản đồ kèm theo,,,x,,,PDF hoặc ảnh', 'quy tắc,,Đầu không nhiều hơn cuối,,,,[1] <= [60],,'].join('\n');
}

const opened = async (t, heading) => {
	await t.page.locator('summary', { hasText: heading }).click();
	return t.page.locator('details[open]', { hasText: heading });
};

export async function makesLongForm(t, title) {
	const { page } = t;
	await t.visit('/danh-muc/template/moi');
	await page.fill('main [name=code]', title.slice(-8));
	await page.fill('main [name=title]', title);
	await page.fill('main [name=due_days]', '60');
	for (const [field, value] of [['cycle', 'week'], ['approval', 'digital']]) {
		const choice = page.locator(`main [name=${field}]`).first();
		if ((await choice.evaluate((e) => e.tagName)) === 'SELECT') await choice.selectOption(value);
		else await page.check(`main [name=${field}][value=${value}]`);
	}
	await pressed(t, page.locator('main form button[type=submit]:not([name])').first());
	const template = new URL(page.url()).pathname;
	await t.visit(`${template}/soan`);
	await page.setInputFiles('main input[type=file]', { name: 'dai.csv', mimeType: 'text/csv', buffer: Buffer.from(longForm()) });
	await press(t, 'Nộp tệp biểu mẫu');
	await t.visit(`${template}/soan?tu=25`);
	await t.pageIsSound('a part of a long form being made');
	await page.fill('[name=d2]', 'Chỉ tiêu sửa trên trang');
	await press(t, 'Lưu bản đang soạn');
	await t.visit(template);
	await press(t, 'Ban hành bản đang soạn');
	await t.visit(template);
	const assign = await opened(t, 'Giao tất cả');
	await assign.locator('[name=from_day]').fill('01/10/2025');
	await pressed(t, assign.locator('button[type=submit]').first());
	await t.visit(template);
	const begin = await opened(t, 'Mở kỳ');
	await begin.locator('[name=day]').fill('18/11/2025');
	await pressed(t, begin.locator('button[type=submit]').first());
}
