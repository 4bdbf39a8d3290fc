// What several journeys do on the way; `t` is their tester.

/** Presses a button, follows a link, and waits for the page behind it. */
export const pressed = (t, one) => Promise.all([t.page.waitForNavigation({ waitUntil: 'load' }), one.click()]);

/** The first button with exactly this name that is seen in the page's own part. */
export const press = (t, text) =>
	pressed(t, t.page.locator('main').getByRole('button', { name: text, exact: true }).filter({ visible: true }).first());

/** Looks at the page of a job until it is done: the driver does it while the page tells how far it is. */
export async function done(t, address) {
	const seen = async () => {
		await t.visit(address);
		return await t.page.locator('.state', { hasText: 'đã xong' }).count() > 0;
	};
	if (!await until(seen)) throw new Error('it is not done');
}

/** Looks again and again, a minute long, until `holds` does; whether it did. */
export async function until(holds) {
	for (const end = performance.now() + 60_000; performance.now() < end; await new Promise((then) => setTimeout(then, 100)))
		if (await holds()) return true;
	return false;
}

/** The address of the page, as visit takes it. */
export const here = (t) => new URL(t.page.url()).pathname + new URL(t.page.url()).search;
