// What several journeys do on the way; `t` is their tester.

/** Presses the first button of that name and waits for the page behind it. */
export async function press(t, text) {
	await Promise.all([t.page.waitForNavigation({ waitUntil: 'load' }),
		t.page.getByRole('button', { name: text }).first().click()]);
}

/** Looks at the page of a job until it is done: the driver does it while the page tells how far it is. */
export async function done(t, address) {
	for (let i = 0; i < 100; i++) {
		await t.visit(address);
		if (await t.page.locator('.state', { hasText: 'đã xong' }).count()) return;
		await new Promise((then) => setTimeout(then, 100));
	}
	throw new Error('it is not done');
}

/** The address of the page, as visit takes it. */
export const here = (t) => new URL(t.page.url()).pathname + new URL(t.page.url()).search;
