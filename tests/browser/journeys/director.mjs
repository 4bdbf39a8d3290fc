// The director signs in, reads the brief, opens what stands behind a figure, a late commune and its "vì sao?"; every page of
// the way is sound.

export const name = 'director';

const pages = ['/nhiem-vu', '/nhiem-vu?loai=cham', '/bau-cu', '/bau-cu/cac-cuoc', '/bau-cu/moi', '/don-vi', '/dai-bieu', '/danh-muc',
	'/danh-muc/committee', '/tai-khoan', '/mat-khau', '/tim?q=thieu'];

export async function run(t) {
	await t.signIn('giamdoc');
	await t.pageIsSound('brief');
	await t.sees(/còn 117 ngày/, 'days to the election');
	await t.sees(/\d+\/166/, 'communes without a committee');
	await t.sees(/(Xã|Phường) [^\n]+\s4 ngày/, 'where it is late and by how many days, in words');

	const why = t.page.locator('details').first();
	t.ok(await why.count(), 'a figure can be asked why');
	await why.locator('summary').click();
	await t.sees(/Điều \d+/, 'the answer names the article');

	await t.page.locator('a[href^="/nhiem-vu?"][href*="loai=cham"]').first().click();
	await t.page.waitForLoadState('load');
	await t.pageIsSound('late tasks');
	const late = t.page.locator('main a[href^="/nhiem-vu/"]').first();
	await late.click();
	await t.page.waitForURL(/\/nhiem-vu\/\d+$/);
	await t.pageIsSound('a late task');
	await t.sees(/quá hạn/, 'the task says that it is late');

	for (const path of pages) {
		await t.visit(path);
		await t.pageIsSound(path);
	}
	await t.visit('/bau-cu');
	await t.page.locator('main a[href^="/bau-cu/buoc/"]').first().click();
	await t.page.waitForURL(/\/bau-cu\/buoc\/\d+$/);
	await t.pageIsSound('a step');
	await t.visit('/don-vi');
	await t.page.locator('main a[href^="/don-vi/"]:not([href="/don-vi/xuat"]):not([href="/don-vi/nhap"])').first().click();
	await t.page.waitForURL(/\/don-vi\/\d+$/);
	await t.pageIsSound('a commune');

	await t.visit('/khong-co-trang-nay', 404);
	await t.pageIsSound('not found');
}
