// The sign-in page: sound by itself, refuses a wrong password in words and keeps the name typed, lets the leader in.

export const name = 'sign-in';

export async function run(t) {
	await t.visit('/dang-nhap');
	await t.pageIsSound('sign-in');
	await t.sees('DIỄN TẬP', 'the rehearsal banner is there');

	const login = 'giamdoc';
	const form = t.page.locator('form', { has: t.page.locator('input[type=password]') });
	const user = form.locator('input:not([type=hidden]):not([type=password])').first();
	await user.fill(login);
	await form.locator('input[type=password]').fill('không phải mật khẩu');
	await form.locator('button').first().click();
	await t.page.waitForLoadState('load');
	t.ok(await t.page.locator('input[type=password]').count(), 'a wrong password does not let in');
	t.equal(await user.inputValue(), login, 'the name typed is kept');
	t.equal(await t.page.locator('input[type=password]').inputValue(), '', 'the password is not sent back');
	await t.axeIsClean('the refusal: axe finds nothing');

	await t.signInByForm('giamdoc', t.account('giamdoc').password);
	t.equal(await t.page.locator('input[type=password]').count(), 0, 'the right password lets in');
	await t.pageIsSound('first page');
}
