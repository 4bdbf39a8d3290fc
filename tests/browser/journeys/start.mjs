// Everybody's first page, bell and search.

export const name = 'start';

export async function run(t) {
	const officer = t.officer(0), other = t.officer(1);
	const people = [['chuyenvien', /Đang làm ở các xã/], [officer.login, /việc chưa xong/], ['mattran', /Bước luật giao/],
		['hdnd', /Bước luật giao|Được gửi đến/], ['quantri', /Danh mục/]];
	for (const [login, shows] of people) {
		await t.signIn(login);
		await t.visit('/');
		await t.pageIsSound(`first page of ${login}`);
		await t.sees(shows, `first page of ${login} shows what is theirs`);
		await t.visit('/chuong');
		await t.pageIsSound(`bell of ${login}`);
		await t.visit('/tim?q=xa');
		await t.pageIsSound(`search of ${login}`);
		await t.signOut();
	}
	await t.signIn(officer.login);
	await t.visit('/chuong');
	const numbers = await t.page.locator('header .person b').count(), button = t.page.getByRole('button', { name: 'Đánh dấu đã xem tất cả' });
	t.equal(numbers, await button.count(), 'the bell in the frame has a number when something is unread');
	if (numbers) {
		await button.click();
		await t.page.waitForLoadState('load');
	}
	t.equal(await t.page.locator('header .person b').count(), 0, 'read: the number is gone');
	await t.visit(`/tim?q=${encodeURIComponent(other.unit)}`);
	t.equal(await t.page.locator('main table a').filter({ hasText: other.unit }).count(), 0, 'no other commune in the results');
	if (!t.variant.script) return;
	await t.visit('/nhiem-vu');
	await t.page.locator('h1').click();
	await t.page.keyboard.press('/');
	await t.page.keyboard.type('khu vuc bo phieu');
	await Promise.all([t.page.waitForURL(/\/tim\?/), t.page.keyboard.press('Enter')]);
	await t.sees(/[Kk]hu vực bỏ phiếu/, 'found without accents, by keyboard');
}
