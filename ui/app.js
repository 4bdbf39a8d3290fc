// Help for the keyboard and against lost words; every page works without it.
"use strict";

// "/" and Ctrl+K put the cursor into the search, unless something is being typed.
document.addEventListener("keydown", (event) => {
	const find = document.getElementById("tim");
	const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
	const slash = event.key === "/" && !event.ctrlKey && !event.altKey && !event.metaKey && !typing;
	const control = event.key === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;

	if (find && (slash || control)) {
		event.preventDefault();
		find.focus();
		find.select();
	}
});

// A summary of errors is read first; from it Enter leads to where it is mended.
const wrong = document.querySelector(".summary");

if (wrong) {
	wrong.tabIndex = -1;
	(wrong.querySelector("a") ?? wrong).focus();
}

// A row is chosen from too many for a list: what fits the words typed is offered under them. Arrows, Enter, Escape; the server
// knows the rows and the sentence that counts them.
const ASK_AFTER_MS = 200;

for (const input of document.querySelectorAll("input[data-chon]")) {
	const field = input.closest("fieldset"), marked = field.querySelector("div"), name = input.name.slice(0, -".tim".length);
	const several = "nhieu" in input.dataset;
	const list = document.createElement("ul"), said = document.createElement("p");
	let timer = 0, asked = 0, rows = [], at = -1;

	list.id = `${input.id}-goi-y`;
	list.hidden = true;
	for (const [key, value] of [["role", "listbox"], ["aria-label", "Gợi ý"]]) list.setAttribute(key, value);
	said.className = "hint";
	said.setAttribute("role", "status");
	for (const [key, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]])
		input.setAttribute(key, value);
	input.after(list);
	input.parentElement.after(said);

	const point = (to) => {
		at = to;
		[...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
		if (at < 0) return input.removeAttribute("aria-activedescendant");
		input.setAttribute("aria-activedescendant", list.children[at].id);
		list.children[at].scrollIntoView({block: "nearest"});
	};
	const close = () => {
		clearTimeout(timer);
		asked++;
		list.hidden = true;
		input.setAttribute("aria-expanded", "false");
		point(-1);
	};
	const choose = ({id, text}) => {
		const label = document.createElement("label"), mark = document.createElement("input");

		for (const other of field.querySelectorAll(`.pick input[value="${id}"]`)) other.parentElement.remove();
		if (!several) for (const other of marked.querySelectorAll(".pick input:not([value=''])")) other.parentElement.remove();
		Object.assign(mark, {type: several ? "checkbox" : "radio", name: several ? `${name}[]` : name, value: id});
		label.className = "pick";
		label.append(mark, ` ${text}`);
		marked.prepend(label);
		mark.checked = true;
		input.value = "";
		close();
		said.textContent = `Đã chọn ${text}`;
		input.dispatchEvent(new Event("input", {bubbles: true})); // a draft keeps it
	};
	const show = (answer) => {
		rows = answer.rows;
		list.replaceChildren(...rows.map(({text}, i) => {
			const item = document.createElement("li");
			item.id = `${list.id}-${i}`;
			item.setAttribute("role", "option");
			item.textContent = text;
			return item;
		}));
		said.textContent = answer.said;
		list.hidden = !rows.length;
		input.setAttribute("aria-expanded", String(rows.length > 0));
		point(-1);
	};
	const ask = async () => {
		const mine = ++asked, words = input.value.trim();

		if (!words) return close();
		try {
			const answer = await fetch(`${input.dataset.chon}${input.dataset.chon.includes("?") ? "&" : "?"}q=${encodeURIComponent(words)}`);
			if (answer.ok && mine === asked) show(await answer.json());
		} catch { /* without a line the button says so */ }
	};

	input.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(ask, ASK_AFTER_MS);
	});
	input.addEventListener("blur", close);
	list.addEventListener("mousedown", (event) => {
		const i = [...list.children].indexOf(event.target.closest("li"));
		event.preventDefault();
		if (i >= 0) choose(rows[i]);
	});
	input.addEventListener("keydown", (event) => {
		const {key} = event, n = rows.length;

		if (event.isComposing) return;
		if (key === "Escape" && !list.hidden) close();
		else if (key === "ArrowDown" && list.hidden && input.value.trim()) ask();
		else if (key === "ArrowDown" && !list.hidden) point((at + 1) % n);
		else if (key === "ArrowUp" && !list.hidden) point((at + n - (at < 0 ? 0 : 1)) % n);
		else if (key === "Enter" && at >= 0) choose(rows[at]);
		else if (key === "Enter" && !list.hidden) point(0);
		else if (key === "Enter" && input.value.trim() && !event.repeat) ask();
		else return;
		event.preventDefault();
	});
}

// What is typed into a form that keeps drafts is kept on the server even when nobody presses the button: after a while, and when
// the page goes away. Not over a draft that was offered and not opened; and "Thôi" means what it says.
const KEEP_AFTER_MS = 20_000;

for (const form of document.forms) {
	const offered = form.parentElement.querySelector(".message a[href*='nhap=1']");
	let changed = false, timer = 0;
	const forget = () => {
		changed = false;
		clearTimeout(timer);
	};
	const keep = () => {
		const typed = new URLSearchParams(new FormData(form));

		if (changed) {
			typed.set("nhap", "1");
			navigator.sendBeacon(form.action, typed);
		}
		forget();
	};

	if (!form.querySelector("button[name=nhap]") || offered)
		continue;
	form.addEventListener("input", () => {
		forget();
		changed = true;
		timer = setTimeout(keep, KEEP_AFTER_MS);
	});
	form.addEventListener("submit", forget);
	form.querySelector(".tools a")?.addEventListener("click", forget);
	document.addEventListener("visibilitychange", () => document.hidden && keep());
}
