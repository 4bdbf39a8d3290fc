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

// A summary of errors is read first.
document.querySelector(".summary")?.querySelector("a, h2")?.focus();

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
