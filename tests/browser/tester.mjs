// What a journey does with a page: go, fill, press, look. Every look is a test case.

import { axeOf } from './judge.mjs';
import { htmlValid } from './valid.mjs';

// In the page: is it still what these bytes say, nothing changed by a script or a person, nothing typed, pointed at or in focus?
const isAsServed = (html) => {
	const served = new DOMParser().parseFromString(html, 'text/html').documentElement.outerHTML;
	const asGiven = (e) => {
		if (e.type === 'file') return e.files.length === 0;
		if (e.type === 'checkbox' || e.type === 'radio') return e.checked === e.defaultChecked;
		if (e.options) return e.selectedIndex === Math.max(0, [...e.options].findLastIndex((o) => o.defaultSelected));
		return e.value === e.defaultValue;
	};
	return document.documentElement.outerHTML === served && document.activeElement === document.body && !location.hash &&
		!document.querySelector('a:hover, button:hover, summary:hover') && [...document.querySelectorAll('input, select, textarea')].every(asGiven);
};

export class Tester {
	failed = false;
	#troubles = [];
	#served = null; // the answer that became the page shown
	#judging = []; // promises of what is judged beside

	// `judge` judges pages as they were served. `jar` keeps the cookies of those who have signed in to this site, by login.
	constructor({ page, judge, variant, base, demo, jar, say }) {
		Object.assign(this, { page, judge, variant, base, demo, jar });
		this.say = (ok, name, detail) => {
			if (!ok) this.failed = true;
			say(ok, name, detail);
		};
		page.on('pageerror', (error) => this.#troubles.push(`script: ${error.message}`));
		page.on('console', (message) => {
			// A refused page (4xx) is reported by the browser as an error too; journeys look at its status themselves.
			if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) this.#troubles.push(`console: ${message.text()}`);
		});
		page.on('request', (request) => {
			if (!request.url().startsWith(base) && !request.url().startsWith('data:')) this.#troubles.push(`asks ${request.url()}`);
		});
		page.on('response', (response) => {
			const redirect = response.status() >= 300 && response.status() < 400;
			if (response.request().isNavigationRequest() && !redirect) this.#served = response;
			if (response.status() >= 500) this.#troubles.push(`${response.status()} ${response.url()}`);
		});
	}

	// ---- looking -----------------------------------------------------------------------------------------------------

	ok(condition, name, detail) { this.say(Boolean(condition), name, detail); }

	equal(got, want, name) { this.say(got === want, name, `got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`); }

	async sees(text, name = `shows “${text}”`) {
		const shown = await this.page.locator('body').innerText();
		const there = text instanceof RegExp ? text.test(shown) : shown.includes(text);
		this.say(there, name, shown.slice(0, 1500));
	}

	async seesNot(text, name = `does not show “${text}”`) {
		const shown = await this.page.locator('body').innerText();
		this.say(!shown.includes(text), name, shown.slice(0, 1500));
	}

	// Everything that every page must be: valid HTML as served, no axe violation, no sideways scrolling, one h1, a title.
	async pageIsSound(name) {
		await this.htmlIsValid(`${name}: valid HTML`);
		await this.axeIsClean(`${name}: axe finds nothing`);
		await this.fitsWidth(`${name}: no sideways scrolling`);
		this.equal(await this.page.locator('h1').count(), 1, `${name}: one h1`);
	}

	// As it was served. The word falls before the journey is over: see everythingSaid.
	async htmlIsValid(name) {
		const html = await this.#html();
		this.#judging.push(htmlValid(html).then(({ valid, lines }) => this.say(valid, name, lines)));
	}

	async #html() { return (await this.#served?.text().catch(() => '')) ?? ''; }

	async axeIsClean(name) {
		const html = await this.#html(), { script, width } = this.variant;
		const asServed = html && (!script || await this.page.evaluate(isAsServed, html));
		const violations = asServed ? await this.judge.violations(html, this.page, width) : await axeOf(this.page);
		const lines = violations.flatMap(({ id, help, nodes }) => [`${id}: ${help}`, ...nodes.slice(0, 5).map((n) => `  ${n.html.slice(0, 200)}`)]);
		this.say(violations.length === 0, name, lines.join('\n'));
	}

	async fitsWidth(name) {
		const found = await this.page.evaluate(() => {
			const width = document.documentElement.clientWidth;
			const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > width + 1);
			return { scroll: document.documentElement.scrollWidth, width, wide: wide.slice(0, 5).map((e) => e.outerHTML.slice(0, 150)) };
		});
		this.say(found.scroll <= found.width, name, `${found.scroll} > ${found.width}\n${found.wide.join('\n')}`);
	}

	// What is still being judged has been said.
	async everythingSaid() { await Promise.all(this.#judging); }

	nothingWrongBehind() { this.say(this.#troubles.length === 0, 'no error behind the pages, nothing asked of others', this.#troubles.join('\n')); }

	// ---- doing -------------------------------------------------------------------------------------------------------

	// Goes to an address of the site; the answer is checked unless another status is expected.
	async visit(path, status = 200) {
		const response = await this.page.goto(this.base + path);
		this.equal(response.status(), status, `${path} answers ${status}`);
		return response;
	}

	// An account of the rehearsal by its login: giamdoc, chuyenvien, cb.<code> …; all share one password.
	account(login) { return { login, password: this.demo.password }; }

	// Any commune officer's account: the first printed, or the n-th.
	officer(n = 0) {
		const found = this.demo.logins.filter((each) => each.login.startsWith('cb.'))[n];
		if (!found) throw new Error(`no officer ${n} among ${this.demo.logins.map((each) => each.login)}`);
		return found;
	}

	// Who has signed in to this site before comes back with the cookie of then; the form asks everybody once.
	async signIn(name) {
		const { login, password } = this.account(name);
		const kept = this.jar.get(login);
		if (kept) await this.page.context().addCookies(kept);
		await this.page.goto(`${this.base}/`);
		const secret = this.page.locator('input[type=password]');
		if (kept && (await secret.count()) === 0) return;
		await this.signInByForm(login, password);
		this.jar.set(login, await this.page.context().cookies());
	}

	async signInByForm(login, password) {
		await this.page.goto(`${this.base}/`);
		const secret = this.page.locator('input[type=password]'), form = this.page.locator('form', { has: secret });
		await form.locator('input:not([type=hidden]):not([type=password])').first().fill(login);
		await form.locator('input[type=password]').fill(password);
		await Promise.all([this.page.waitForLoadState('load'), form.locator('button').first().click()]);
		await secret.waitFor({ state: 'detached' });
	}

	// Forgets who is signed in, as another person at the same machine would find it.
	async signOut() { await this.page.context().clearCookies(); }
}
