// A specialist looks at a round and its units, a commune's officer fills a report: every page of the way is sound.

export const name = 'reports';

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
	for (const part of ['/luoi', '/luoi?loc=chua', '/y-kien']) {
		await t.visit(round + part);
		await t.pageIsSound(part);
	}
	await t.visit('/bao-cao');
	await t.page.locator('main a[href^="/bao-cao/mau/"]').first().click();
	await t.page.waitForURL(/\/bao-cao\/mau\/\d+$/);
	await t.pageIsSound('a template');
	await t.page.getByRole('link', { name: 'Soạn các chỉ tiêu' }).click();
	await t.pageIsSound('making a form');
	await t.visit('/tai-khoan');
	await Promise.all([t.page.waitForNavigation(), t.page.getByRole('button', { name: 'Đăng xuất' }).click()]);

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
	await Promise.all([t.page.waitForNavigation(), t.page.getByRole('button', { name: 'Trình lãnh đạo duyệt' }).click()]);
	await t.sees('dấu chấm chỉ để tách', 'what is wrong is said at its cell');
	await t.pageIsSound('the form with its errors');
	await t.page.getByLabel(/^4\. /).fill('40');
	await Promise.all([t.page.waitForNavigation(), t.page.getByRole('button', { name: 'Trình lãnh đạo duyệt' }).click()]);
	await t.sees('chờ lãnh đạo duyệt', 'a right one waits for the chair');
}
