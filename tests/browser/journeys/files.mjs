// The scan of a decision is attached to a committee, looked at and taken off again.

export const name = 'files';

export async function run(t) {
	const called = `Quyết định ${t.variant.script ? 'có' : 'không'} script ${t.variant.width}.txt`;
	await t.signIn('chuyenvien');
	await t.visit('/danh-muc/committee');
	await t.page.locator('main a[href^="/danh-muc/committee/1"]').first().click();
	const row = t.page.url();
	await t.pageIsSound('a row with files');
	await t.sees('Tệp đính kèm', 'the row lists its files');

	const form = t.page.locator('form[action$="/tep"]');
	await t.page.locator('details', { has: form }).locator('summary').click();
	await form.locator('button[type=submit]').click();
	await t.sees('Chưa chọn tệp', 'without a file the form says what is missing');
	await t.pageIsSound('the form with its error');
	await t.page.locator('input[type=file]').setInputFiles({ name: called, mimeType: 'text/html', buffer: Buffer.from(`Bản quét ${called}`) });
	await t.page.locator('form[action$="/tep"] button[type=submit]').click();
	t.equal(t.page.url().split('?')[0], row.split('?')[0], 'back at the row');
	await t.sees(called, 'the file is listed');

	await t.page.getByRole('region', { name: 'Tệp đính kèm' }).getByRole('link', { name: called }).click();
	await t.pageIsSound('a file');
	await t.sees('văn bản thuần', 'what it is was told from its bytes');
	const [download] = await Promise.all([t.page.waitForEvent('download'), t.page.getByRole('link', { name: 'Tải về' }).click()]);
	t.equal(download.suggestedFilename(), called, 'it is saved under its name');
	await t.page.getByRole('button', { name: 'Gỡ tệp' }).click();
	await t.sees('đã gỡ', 'the row remembers that it was there');
	await t.pageIsSound('a row with a removed file');
}
