// The leader reads the day beside last week's figures and prints it; the help team drafts the week's briefing, edits it, and
// the leader issues it with its number: with script and mouse, and without script by keyboard alone.

export const name = 'brief';

export const variants = [
	{ script: true, width: 1280 },
	{ script: false, width: 320 },
];

// Moves the focus on until it stands on what fits, and presses Enter there.
async function tabTo(t, text) {
	for (let i = 0; i < 200; i++) {
		await t.page.keyboard.press('Tab');
		const here = await t.page.evaluate(() => document.activeElement?.innerText ?? '').catch(() => '');
		if (text.test(here)) return true;
	}
	return false;
}

async function paper(t, path, name) {
	const answer = await t.page.request.get(t.base + path);
	t.equal(answer.status(), 200, `${name}: there`);
	t.ok((await answer.body()).subarray(0, 5).toString() === '%PDF-', `${name}: is a PDF`);
}

async function reads(t) {
	await t.signIn('giamdoc');
	await t.pageIsSound('the leader’s day');
	await t.sees(/tuần trước \(14\/11\)/, 'last week’s figure says its day');
	await t.sees('Cần quyết định');
	await t.sees('Khó khăn, vướng mắc');
	if (t.variant.width > 600) {
		const sheets = (await t.page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
		t.ok(sheets.length >= 1 && sheets.length <= 2, `printed on two sheets at most (${sheets.length})`);
	}
	await paper(t, '/hom-nay/pdf', 'the day on paper');
	await t.visit('/ban-tin');
	await t.pageIsSound('briefings');
	await t.sees(/BC-TGV|Tiến độ chuẩn bị bầu cử/, 'issued briefings are there');
	await t.signOut();
}

async function drafts(t) {
	await t.signIn('chuyenvien');
	await t.visit('/ban-tin');
	await t.ok(await tabTo(t, /^Soạn bản tin tuần$/), 'by keyboard to «Soạn bản tin tuần»');
	await Promise.all([t.page.waitForURL(/\/ban-tin\/\d+/), t.page.keyboard.press('Enter')]);
	await t.pageIsSound('a draft');
	await t.sees('Đang soạn, chưa có số');
	const address = new URL(t.page.url()).pathname;
	await t.ok(await tabTo(t, /^Sửa bản tin$/), 'by keyboard to «Sửa bản tin»');
	await Promise.all([t.page.waitForURL(/\/sua/), t.page.keyboard.press('Enter')]);
	await t.pageIsSound('the form of a draft');
	await t.page.locator('[name=signer]').focus();
	await t.page.keyboard.type('Lê Thị Diễn Tập');
	await Promise.all([t.page.waitForURL(/\/ban-tin\/\d+/), t.page.keyboard.press('Enter')]);
	await t.signOut();
	await t.signIn('giamdoc');
	await t.visit(address);
	await t.page.locator('[name=word]').focus();
	await t.page.keyboard.type('khong phai');
	await t.page.keyboard.press('Enter');
	await t.page.waitForLoadState('load');
	await t.sees(/PHÁT HÀNH/, 'another word is refused and the right one named');
	await t.page.locator('[name=word]').fill('PHÁT HÀNH');
	await Promise.all([t.page.waitForURL(/\/ban-tin\/\d+/), t.page.locator('[name=word]').press('Enter')]);
	await t.sees(/số \d\d\/BC-TGV/, 'issued with its number');
	await t.pageIsSound('an issued briefing');
	t.equal(await t.page.locator('[name=word]').count(), 0, 'nothing more can be done with it');
	await paper(t, `${address}/pdf`, 'the briefing on paper');
}

export async function run(t) {
	await reads(t);
	if (!t.variant.script) await drafts(t);
}
