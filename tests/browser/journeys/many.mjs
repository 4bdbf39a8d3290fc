// One thing done with many rows of a list: some ticked, then all of them; seen first, done, taken back.

export const name = 'many';

async function press(t, text) {
	await Promise.all([t.page.waitForNavigation({ waitUntil: 'load' }),
		t.page.getByRole('button', { name: text }).first().click()]);
}

// The driver does it while the page tells how far it is.
async function done(t, address) {
	for (let i = 0; i < 100; i++) {
		await t.visit(address);
		if (await t.page.locator('.state', { hasText: 'đã xong' }).count()) return;
		await new Promise((then) => setTimeout(then, 100));
	}
	throw new Error('it is not done');
}

const here = (t) => new URL(t.page.url()).pathname + new URL(t.page.url()).search;

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
	await confirmed(t, 'Làm với');
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
}
