// A commune officer sees the commune's own tasks, and of another commune's nothing: not even that they exist.

export const name = 'officer';

const tasks = (t) => t.page.locator('main a[href^="/nhiem-vu/"]');

export async function run(t) {
	const [mine, other] = [t.officer(0), t.officer(1)];
	await t.signIn(other.login);
	await t.visit('/nhiem-vu');
	const foreign = await tasks(t).first().getAttribute('href');
	await t.signOut();

	await t.signIn(mine.login);
	await t.pageIsSound('first page');
	await t.sees(mine.unit, 'the own commune is named');
	await t.seesNot(other.unit, 'no other commune is named');
	await t.visit('/nhiem-vu');
	await t.pageIsSound('own tasks');
	await t.seesNot(other.unit, 'no task of another commune');
	const own = await tasks(t).first().getAttribute('href');
	await t.visit(own);
	await t.pageIsSound('an own task');
	await t.visit(foreign, 404);
	await t.pageIsSound('another commune’s task');
	await t.seesNot(other.unit, 'the refusal names nobody');
	await t.visit('/bau-cu/moi', 404);
}
