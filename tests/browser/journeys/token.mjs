// A token: made on one's own account with the password once more, shown once, used by a program, revoked.

export const name = 'token';

export async function run(t) {
	const me = t.officer(0);
	await t.signIn(me.login);
	await t.visit('/tai-khoan');
	await t.page.getByRole('link', { name: 'Mã truy cập cho chương trình khác' }).click();
	await t.pageIsSound('tokens');
	const form = t.page.locator('form', { has: t.page.locator('input[type=password]') });
	await form.locator('input[name=name]').fill('Chương trình thử');
	await form.locator('input[name=dm-committee]').check();
	await form.locator('input[type=password]').fill('không phải mật khẩu');
	await form.locator('button').first().click();
	await t.page.waitForLoadState('load');
	await t.axeIsClean('a wrong password: axe finds nothing');
	t.equal(await form.locator('input[name=name]').inputValue(), 'Chương trình thử', 'what was typed is kept');
	t.ok(await form.locator('input[name=dm-committee]').isChecked(), 'what was ticked too');
	await form.locator('input[type=password]').fill(me.password);
	await form.locator('button').first().click();
	await t.page.waitForLoadState('load');
	await t.axeIsClean('the new token: axe finds nothing');
	const token = /noivu_[\w-]{43}/.exec(await t.page.locator('main').innerText())?.[0] ?? '';
	t.ok(token, 'the token is shown');

	const ask = (path, auth) => fetch(new URL(path, t.page.url()), { headers: auth ? { Authorization: `Bearer ${auth}` } : {} });
	const list = await ask('/api/v1/committee', token);
	t.equal(list.status, 200, 'a program reads with it');
	t.ok(Array.isArray((await list.json()).items), 'and gets JSON');
	t.equal((await ask('/api/v1/committee')).status, 401, 'without it nobody does');

	await t.visit('/api');
	await t.pageIsSound('the guide');
	await t.visit('/tai-khoan/ma-truy-cap');
	await t.seesNot(token, 'the token is not shown again');
	await t.pageIsSound('tokens, with one');
	await t.page.getByRole('button', { name: 'Thu hồi' }).first().click();
	await t.page.waitForLoadState('load');
	t.equal((await ask('/api/v1/committee', token)).status, 401, 'revoked, it opens nothing');
}
