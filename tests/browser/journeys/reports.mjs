// A specialist looks at a round and its units, a commune's officer fills a report: every page of the way is sound. Then a long form
// with a file, made in Excel and on the page, filled part by part, sent back by the chair with a reason beside a cell.

import { makesLongForm } from '../long_form.mjs';
import { press, pressed } from '../steps.mjs';

export const name = 'reports';

async function fillsLongForm(t, title) {
	const { page } = t;
	await t.visit('/bao-cao');
	await page.locator('main').getByRole('link', { name: title }).first().click();
	await page.waitForURL(/\/bao-cao\/\d+$/);
	const answer = new URL(page.url()).pathname;
	await t.visit(`${answer}/nop`);
	await t.pageIsSound('the first part of a long form');
	await page.fill('[name=o0]', '9');
	await press(t, 'Sang phần 2');
	await t.sees(/Phần 2\/2/, 'the second part opens');
	t.equal(await page.locator('[name=o0]').inputValue(), '9', 'what was typed on the first goes along');
	await page.fill('[name=o59]', '5');
	await press(t, 'Trình lãnh đạo duyệt');
	await t.sees('Đầu không nhiều hơn cuối', 'a rule over both parts is said');
	await t.pageIsSound('a part with what is wrong');
	await page.fill('[name=o59]', '50');
	await page.setInputFiles('[name=t60]', { name: 'bản đồ.txt', mimeType: 'text/plain', buffer: Buffer.from(`bản đồ ${title}\n`) });
	await press(t, 'Trình lãnh đạo duyệt');
	await t.sees('bản đồ.txt', 'the file is there');
	await t.pageIsSound('a report with a file');
	return answer;
}

async function sendsBack(t, answer) {
	const { page } = t;
	await t.visit(answer);
	await t.sees('Nộp tệp ký số', 'the chair is asked for a signed file');
	await t.pageIsSound('a report that waits for a signature');
	await t.visit(`${answer}/tra-can-bo`);
	await t.pageIsSound('reasons beside each cell');
	await page.getByLabel(/^1\. /).fill('đếm lại');
	await press(t, 'Trả lại cán bộ');
	await t.sees('trả lại: đếm lại', 'the reason stands at its cell');
	await t.visit(`${answer}/ky`);
	await t.pageIsSound('no signature yet');
}

async function leaves(t) {
	await t.visit('/tai-khoan');
	await pressed(t, t.page.getByRole('button', { name: 'Đăng xuất' }));
}

export async function run(t) {
	await t.signIn('chuyenvien');
	await t.visit('/bao-cao');
	await t.pageIsSound('rounds');
	await t.page.locator('main a[href^="/bao-cao/ky/"]').first().click();
	await t.page.waitForURL(/\/bao-cao\/ky\/\d+$/);
	const round = new URL(t.page.url()).pathname;
	await t.pageIsSound('a round');
	await t.sees(/\d+\/166/, 'how many have answered');
	await t.sees(/Đôn đốc \d+ đơn vị chưa gửi/, 'who has not is urged with one button');
	for (const part of ['/luoi', '/luoi?loc=chua', '/y-kien', '/don-doc']) {
		await t.visit(round + part);
		await t.pageIsSound(part);
	}
	await t.visit('/bao-cao');
	await t.page.locator('main a[href^="/bao-cao/mau/"]').first().click();
	await t.page.waitForURL(/\/bao-cao\/mau\/\d+$/);
	await t.pageIsSound('a template');
	await t.page.getByRole('link', { name: 'Soạn các chỉ tiêu' }).click();
	await t.pageIsSound('making a form');
	const title = `Biểu mẫu dài ${t.variant.width}${t.variant.script ? 'S' : 'K'}`;
	await makesLongForm(t, title);
	await leaves(t);

	await t.signIn(t.officer(1).login);
	await t.visit('/bao-cao');
	await t.pageIsSound('what is to be reported');
	await t.page.locator('main').getByRole('link', { name: /Tiến độ chuẩn bị bầu cử/ }).first().click();
	await t.page.waitForURL(/\/bao-cao\/\d+$/);
	await t.pageIsSound('one report');
	await t.page.getByRole('link', { name: /Điền báo cáo|Sửa và gửi lại/ }).click();
	await t.page.waitForURL(/\/nop$/);
	await t.pageIsSound('the form');
	await t.page.getByLabel(/^4\. /).fill('1.2.3');
	await press(t, 'Trình lãnh đạo duyệt');
	await t.sees('dấu chấm chỉ để tách', 'what is wrong is said at its cell');
	await t.pageIsSound('the form with its errors');
	await t.page.getByLabel(/^4\. /).fill('40');
	await press(t, 'Trình lãnh đạo duyệt');
	await t.sees('chờ lãnh đạo duyệt', 'a right one waits for the chair');
	const answer = await fillsLongForm(t, title);
	await leaves(t);
	await t.signIn(t.officer(1).login.replace('cb.', 'ct.'));
	await sendsBack(t, answer);
}
