// What axe says of a page as it was served. A lane has one page for it in each width, where axe stays loaded and warm: the bytes are
// written into its document, at their address, for the same person; the site's scripts are left out. It follows from the bytes and the
// width, so pages that are the same are judged once.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fingerprint } from './valid.mjs';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const run = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`;
const judgements = new Map(); // of all lanes

// Of a page as it stands; a document keeps the axe it was given.
export const axeOf = async (page) => page.evaluate(`${await page.evaluate('typeof axe') === 'undefined' ? source : ''};${run}`);

export class Judge {
	#twins = new Map(); // width: promise of a page

	constructor(browser, base, settingsOf) { Object.assign(this, { browser, base, settingsOf }); }

	violations(html, page, width) {
		const key = `${fingerprint(html)} ${width}`;
		if (!judgements.has(key)) judgements.set(key, this.#judged(html, page, width).catch((error) => {
			judgements.delete(key);
			throw error;
		}));
		return judgements.get(key);
	}

	async #judged(html, page, width) {
		if (!this.#twins.has(width)) this.#twins.set(width, this.#newTwin(width));
		const twin = await this.#twins.get(width), context = twin.context();
		await context.clearCookies();
		await context.addCookies(await page.context().cookies());
		const [address, part] = page.url().split('#');
		await twin.evaluate((a) => history.replaceState(null, '', a), address);
		await twin.setContent(html);
		if (part) await twin.evaluate((p) => { location.hash = p; }, part);
		const shown = await twin.evaluate(() => `${location.href} ${document.title} ${document.styleSheets[0]?.cssRules.length ?? 0}`);
		const meant = await page.evaluate(() => `${location.href} ${document.title} ${document.styleSheets[0]?.cssRules.length ?? 0}`);
		if (shown !== meant) throw new Error(`axe was shown ${shown}, not ${meant}`);
		return axeOf(twin);
	}

	async #newTwin(width) {
		const twin = await (await this.browser.newContext(this.settingsOf(width))).newPage();
		await twin.route(/\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
		await twin.goto(`${this.base}/dang-nhap`);
		return twin;
	}
}
