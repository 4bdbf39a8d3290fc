// Help for the keyboard; every page works without it.
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
