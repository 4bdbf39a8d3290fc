// Constituencies: a specialist has a plan proposed, moves two communes, submits; a leader decides; then nobody changes it. A commune
// makes a polling area from its villages and sees what it lacks.

import { press } from '../steps.mjs';

export const name = 'constituencies';

export const variants = [
	{ script: true, width: 1280 },
	{ script: false, width: 320 },
];

async function choose(t, id, value) {
	const list = t.page.locator(`select[name=${id}]`);
	if (await list.count()) await list.first().selectOption(value);
	else await t.page.locator(`input[name=${id}][value="${value}"]`).first().check();
}

async function proposal(t, title) {
	await t.visit('/bau-cu/don-vi');
	await t.pageIsSound('where it stands');
	await t.visit('/bau-cu/phuong-an/moi');
	await t.pageIsSound('asking for a plan');
	await t.page.locator('input[name=name]').fill(title);
	await t.page.locator('input[name=seats]').fill('19');
	await t.page.locator('input[name=count]').fill('6');
	await press(t, 'Lập phương án');
	await t.sees('không đủ cho 19 đại biểu', 'too few constituencies are refused');
	await t.page.locator('input[name=seats]').fill('17');
	await press(t, 'Lập phương án');
	const plan = new URL(t.page.url()).pathname;
	await t.page.locator('.state', { hasText: 'dự thảo' }).waitFor({ timeout: 120_000 }); // the page loads itself again
	await t.visit(plan);
	await t.sees('dự thảo', 'the search answers');
	await t.sees('Đơn vị bầu cử số 6', 'six constituencies');
	await t.pageIsSound('a draft');
	return plan;
}

// From the page of a constituency: one of its communes goes; one that borders it comes.
async function moveOne(t, plan) {
	await t.visit(`${plan}/don-vi?so=1`);
	await t.sees('Giáp đơn vị bầu cử số', 'what each commune borders');
	await t.pageIsSound('one constituency');
	const place = t.page.locator('#chuyen-place');
	const chosen = t.page.locator('select#chuyen-place option').nth(1);
	const name = (await chosen.textContent()).trim();
	await place.selectOption(await chosen.getAttribute('value'));
	await choose(t, 'number', '2');
	await press(t, 'Chuyển sang đơn vị bầu cử khác');
	t.ok(t.page.url().includes('/don-vi?so=1'), 'back at the constituency');
	t.equal(await t.page.locator('tbody th', { hasText: name }).count(), 0, 'the commune has gone');
	return name;
}

// From the page of the plan: several by name; what is no place is named.
async function moveByName(t, plan, name) {
	await t.visit(plan);
	await t.page.locator('textarea[name=places]').fill('Xã Không Có Thật');
	await choose(t, 'number', '1');
	await press(t, 'Chuyển sang đơn vị bầu cử khác');
	await t.sees('«Xã Không Có Thật» không phải là mã hay tên', 'what is no place is named');
	await t.pageIsSound('a place that is none');
	await t.visit(plan);
	await t.page.locator('textarea[name=places]').fill(name);
	await choose(t, 'number', '1');
	await press(t, 'Chuyển sang đơn vị bầu cử khác');
	t.equal(new URL(t.page.url()).pathname, plan, 'back at the plan');
	await t.visit(`${plan}/don-vi?so=1`);
	t.equal(await t.page.locator('tbody th', { hasText: name }).count(), 1, 'the commune is back');
}

async function map(t, plan, from) {
	const answer = await t.page.request.get(`${new URL(t.page.url()).origin}${plan}/ban-do`);
	t.equal(answer.headers()['content-type'], 'image/svg+xml; charset=utf-8', 'the map is a picture');
	t.ok((await answer.text()).includes(from), `the map is drawn from ${from}`);
}

// The operator's own file: its outline on the map, then taken away again.
async function outlines(t, plan) {
	const file = { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { code: '14758' }, geometry: {
		type: 'Polygon', coordinates: [[[105.7, 19.8], [105.8, 19.8], [105.8, 19.9], [105.7, 19.8]]] } }] };
	await t.visit('/bau-cu/ranh-gioi');
	await t.pageIsSound('loading outlines');
	const load = async (name, text) => {
		await t.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/geo+json', buffer: Buffer.from(text) });
		await t.page.locator('input[name=source]').fill('Tệp thử');
		await press(t, 'Nhập hình ranh giới');
	};
	await load('sai.geojson', '{"features":[}');
	await t.sees('Dòng 1, chỗ thứ', 'a file that is none is refused with the place');
	await t.pageIsSound('a file that is none');
	await load('ranh-gioi.geojson', JSON.stringify(file));
	await t.sees('1/166 xã', 'one outline is there');
	await map(t, plan, 'Phường Hàm Rồng');
	await t.visit('/bau-cu/ranh-gioi');
	await press(t, 'Bỏ hình ranh giới');
	await t.sees('0/166 xã', 'and taken away');
}

async function decision(t, plan, title) {
	await t.signOut();
	await t.signIn('giamdoc');
	await t.visit(plan);
	await t.page.locator('summary', { hasText: 'Ghi quyết định' }).click();
	await t.page.locator('input[name=decider]').fill('Hội đồng bầu cử quốc gia (diễn tập)');
	await t.page.locator('input[name=decision]').fill(`Nghị quyết diễn tập ${title}`);
	await t.page.locator('input[name=decision_day]').fill('18/11/2025');
	await press(t, 'Ghi quyết định');
	await t.sees('đã quyết định', 'decided');
	await t.pageIsSound('a decided plan');
	await t.signOut();
	await t.signIn('chuyenvien');
	await t.visit(plan);
	t.equal(await t.page.locator('form[action$="/chuyen"]').count(), 0, 'nothing is moved any more');
	t.equal(await t.page.locator('summary', { hasText: 'Sao thành dự thảo mới' }).count(), 1, 'a new draft can be made of it');
}

async function commune(t, mark) {
	await t.signOut();
	const officer = t.officer(1);
	await t.signIn(officer.login);
	await t.visit('/danh-muc/polling_area/moi');
	await t.pageIsSound('a new polling area');
	await t.page.locator('input[name=number]').fill(mark);
	await choose(t, 'kind', 'normal');
	await t.page.locator('input[name=voters]').fill('4001');
	await t.page.locator('input[name=place]').fill('Nhà văn hóa diễn tập');
	await press(t, 'Lưu');
	await t.sees('không quá 4.000', 'too many voters are refused');
	await t.page.locator('input[name=voters]').fill('900');
	await press(t, 'Lưu');
	const area = new URL(t.page.url()).pathname.split('/').pop();
	await t.visit('/danh-muc/village/moi');
	await t.page.locator('input[name=name]').fill(`Thôn thử ${mark}`);
	await choose(t, 'kind', 'thon');
	await t.page.locator('input[name=population]').fill('1200');
	await t.page.locator('input[name=voters]').fill('900');
	await choose(t, 'area', /^\d+$/.test(area) ? area : '');
	await press(t, 'Lưu');
	await t.sees(`Thôn thử ${mark}`, 'the village is there');
	await t.visit(`/bau-cu/khu-vuc/${area}`);
	await t.sees(`Thôn thử ${mark}`, 'the area has its village');
	await t.pageIsSound('a polling area');
	await t.page.getByRole('link', { name: 'Đủ – thiếu – sai của xã' }).click();
	await t.sees('Mỗi thôn, tổ dân phố thuộc một khu vực bỏ phiếu', 'what must be there');
	await t.sees('thiếu', 'what is lacking');
	await t.pageIsSound('full, missing, wrong');
}

export async function run(t) {
	const title = `${t.variant.width} ${t.variant.script ? 'có' : 'không'} kịch bản`;
	await t.signIn('chuyenvien');
	const plan = await proposal(t, `Phương án ${title}`);
	await map(t, plan, 'h9v9h-9z');
	const first = await moveOne(t, plan), second = await moveOne(t, plan);
	t.ok(first !== second, 'two communes were moved');
	await moveByName(t, plan, second);
	await outlines(t, plan);
	await t.visit(plan);
	await t.pageIsSound('after moving');
	await t.page.locator('summary', { hasText: 'Trình' }).click();
	await t.page.locator('textarea[name=note]').first().fill('Tờ trình diễn tập');
	await press(t, 'Trình');
	await t.sees('đã trình', 'submitted');
	await decision(t, plan, title);
	await commune(t, String(100 + (t.variant.script ? 1 : 2)));
}
