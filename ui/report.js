// Reports on a weak line. The first part reads numbers and runs the formulas and rules of a form from the same table as the
// server (doc/formats/form.md); tests hold the two together.
"use strict";

const formTable = (() => {
	const NUMBER = 0, EMPTY = 1, ZERO = 2, LARGE = 3;
	const SCALE = 10000n, MOST = 9223372036854775807n;
	const nothing = [EMPTY, 0n], large = [LARGE, 0n];
	const trim = (text) => text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, "");

	// [reading, value]; the readings are those of form/number.h.
	const value = (whole, fraction) => {
		const digits = whole.replace(/\./g, "");
		if (digits.replace(/^0+/, "").length > 14) return [8];
		return [0, BigInt(digits + fraction.padEnd(4, "0"))];
	};
	const grouped = (text) => /^[1-9]\d{0,2}(\.\d{3})*$/.test(text);
	const readNumber = (typed, decimals) => {
		const text = trim(typed);
		if (!text) return [1];
		if (text[0] === "-") return [3];
		if (/[^0-9.,]/.test(text)) return [2];
		const comma = text.indexOf(","), dots = text.split(".").length - 1;
		if (comma >= 0) {
			const whole = text.slice(0, comma), fraction = text.slice(comma + 1);
			if (/[.,]/.test(fraction)) return [6];
			if (!whole || !fraction) return [2];
			if (dots && !grouped(whole)) return [5];
			if (decimals === 0) return [fraction.length === 3 ? 6 : 4];
			return fraction.length > decimals ? [7] : value(whole, fraction);
		}
		if (dots === 0) return value(text, "");
		if (grouped(text)) return decimals > 0 && dots === 1 ? [6] : value(text, "");
		const [whole, fraction] = text.split(".");
		if (dots > 1 || decimals === 0 || !whole || !fraction) return [5];
		return fraction.length > decimals ? [7] : value(whole, fraction);
	};

	const fit = (v) => (v > MOST || v < -MOST ? large : [NUMBER, v]);
	const divide = (a, b) => { // half away from zero
		const rest = a % b;
		const up = 2n * (rest < 0n ? -rest : rest) >= (b < 0n ? -b : b);
		return a / b + (up ? ((a < 0n) === (b < 0n) ? 1n : -1n) : 0n);
	};
	const truth = (holds) => [NUMBER, holds ? SCALE : 0n];
	const two = {
		2: (x, y) => fit(x + y),
		3: (x, y) => fit(x - y),
		4: (x, y) => fit(divide(x * y, SCALE)),
		5: (x, y) => (y === 0n ? [ZERO, 0n] : fit(divide(x * SCALE, y))),
		9: (x, y) => truth(x === y),
		10: (x, y) => truth(x !== y),
		11: (x, y) => truth(x < y),
		12: (x, y) => truth(x <= y),
		13: (x, y) => truth(x > y),
		14: (x, y) => truth(x >= y),
	};
	const binary = (op, a, b) => (a[0] || b[0] ? [Math.max(a[0], b[0]), 0n] : two[op](a[1], b[1]));
	const addUp = (values, all) => {
		const there = all ? values : values.filter((v) => v[0] !== EMPTY);
		return there.length ? there.reduce((sum, v) => binary(2, sum, v), [NUMBER, 0n]) : nothing;
	};
	const run = (code, constants, cells) => {
		const stack = [];
		for (let i = 0; i < code.length; i++) {
			const op = code[i];
			if (op === 0) stack.push([NUMBER, constants[code[++i]]]);
			else if (op === 1) stack.push(cells[code[++i]]);
			else if (op === 6) {
				const v = stack.pop();
				stack.push([v[0], -v[1]]);
			} else if (op === 7 || op === 8) stack.push(addUp(stack.splice(-code[++i]), op === 7));
			else if (op > 14) {
				const a = !cells[code[++i]][0], b = !cells[code[++i]][0];
				stack.push(truth(op === 15 ? a === b : !(a && b)));
			} else {
				const b = stack.pop();
				stack.push(binary(op, stack.pop(), b));
			}
		}
		return stack[0];
	};

	const numbers = (text) => text.split(" ").map(Number);
	const list = (text, one) => (text ? text.split(",").map(one) : []);
	const program = (text) => {
		const [head, code] = text.split(":");
		return {head, code: numbers(code)};
	};
	const parse = (text) => {
		const [cells, constants, formulas, rules, ...labels] = text.split("|");
		return {
			cells: list(cells, (c) => ({kind: c[0], decimals: Number(c[1]), computed: c[2] === "=", required: c[2] === "!"})),
			constants: list(constants, BigInt),
			formulas: list(formulas, program),
			rules: list(rules, (text, i) => ({...program(text), label: labels[i]})),
		};
	};

	// What was typed in each cell → readings of numbers, values, and for each rule whether it holds, is broken or passed over.
	const check = (table, typed) => {
		const readings = [];
		const values = table.cells.map((cell, i) => {
			if (cell.computed) return nothing;
			if (cell.kind !== "n") return trim(typed[i] ?? "") ? [NUMBER, 0n] : nothing;
			const [reading, v] = readNumber(typed[i] ?? "", cell.decimals);
			readings[i] = reading;
			return reading ? nothing : [NUMBER, v];
		});
		for (const {head, code} of table.formulas) values[Number(head)] = run(code, table.constants, values);
		const broken = table.rules.map(({head, code}) => {
			const [state, v] = run(code, table.constants, values);
			return state === NUMBER ? v === 0n : !(state === EMPTY && head !== "w");
		});
		return {readings, values, broken};
	};
	return {parse, check};
})();

// The second part: checks while typing, what is typed kept on the device, sending when the line is back. Without it the form works as any other.
(() => {
	const form = globalThis.document?.getElementById("bao-cao");
	if (!form) return;
	const table = formTable.parse(form.dataset.bang);
	const {so: id, lan: revision, nguoi: person} = form.dataset;
	const line = document.getElementById("mang");
	const draftName = `nhap ${id}`, queueName = `cho ${id}`;
	const reasons = ["", "", "không phải là số", "không nhận số âm", "đếm bằng số nguyên", "dấu chấm chỉ để tách nhóm ba chữ số", "đọc được hai cách, hãy gõ lại không có dấu chấm", "quá nhiều chữ số sau dấu phẩy", "số quá lớn"];
	const states = ["", "không tính được vì còn ô trống", "không tính được: chia cho 0", "không tính được: số quá lớn"];

	const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), {textContent: text, ...more});
	const say = (text, ...more) => line.replaceChildren(text, ...more.flatMap((m) => [" ", m]));
	const button = (text, act) => make("button", text, {type: "button", className: "second", onclick: act});
	const label = (i) => document.querySelector(`label[for="bc-o${i}"]`)?.textContent.replace(/ \*$/, "") ?? `ô ${i}`;
	// a file cell holds the one that was attached before, or the one chosen now
	const typed = () => table.cells.map((_, i) => (form.elements[`x${i}`]?.checked ? "" : form.elements[`o${i}`]?.value) || form.elements[`t${i}`]?.value || "");

	const words = ([state, v], decimals) => {
		if (state) return states[state];
		const text = `${v < 0n ? -v : v}`.padStart(5, "0");
		const fraction = text.slice(-4).replace(/0+$/, "").padEnd(decimals, "0");
		return (v < 0n ? "-" : "") + text.slice(0, -4).replace(/\B(?=(\d{3})+$)/g, ".") + (fraction ? `,${fraction}` : "");
	};

	// What is wrong, in words; `whole`: required cells too.
	const problems = (whole) => {
		const now = typed(), {readings, values, broken} = formTable.check(table, now), found = [];
		table.cells.forEach((cell, i) => {
			if (cell.computed) {
				const shown = document.getElementById(`bc-o${i}`); // on another part of a long form it is not there
				if (shown) shown.textContent = words(values[i], cell.decimals);
			}
			else if (readings[i] > 1) found.push(`${label(i)}: «${now[i]}» ${reasons[readings[i]]}`);
			else if (whole && cell.required && !now[i].trim()) found.push(`${label(i)}: chưa nhập`);
		});
		table.rules.forEach((rule, i) => {
			if (broken[i] && rule.head !== "a") found.push(rule.label);
		});
		return found;
	};
	const listed = (found) => {
		const list = make("ul", "");
		list.append(...found.map((text) => make("li", text, {className: "error"})));
		return list;
	};
	// Not while a finger or button is down: words that come in between would move the button away from under it.
	let pressed = false, later = false;
	const check = () => {
		const found = problems(false);
		say("", ...(found.length ? [listed(found)] : []));
	};
	const released = () => {
		pressed = false;
		if (later) check();
		later = false;
	};
	addEventListener("pointerdown", () => (pressed = true));
	for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(released));
	form.addEventListener("change", () => (pressed ? (later = true) : check()));

	// ---- what is kept on the device: sealed with a key that no script can read out, for this person alone ----
	if (!globalThis.isSecureContext || !globalThis.indexedDB || !crypto.subtle) return;
	const store = (mode, act) =>
		new Promise((done, fail) => {
			const open = indexedDB.open("bao-cao", 1);
			open.onupgradeneeded = () => open.result.createObjectStore("giu");
			open.onerror = () => fail(open.error);
			open.onsuccess = () => {
				const turn = open.result.transaction("giu", mode), asked = act(turn.objectStore("giu"));
				turn.oncomplete = () => {
					open.result.close();
					done(asked.result);
				};
				turn.onabort = () => fail(turn.error);
			};
		});
	const read = (name) => store("readonly", (s) => s.get(name));
	const write = (name, value) => store("readwrite", (s) => s.put(value, name));
	const drop = (name) => store("readwrite", (s) => s.delete(name));
	const ownKey = async () => {
		const kept = await read("khoa");
		if (kept?.person === person) return kept.key;
		await store("readwrite", (s) => s.clear());
		const key = await crypto.subtle.generateKey({name: "AES-GCM", length: 256}, false, ["encrypt", "decrypt"]);
		await write("khoa", {person, key});
		return key;
	};
	const seal = async (name, value) => {
		const iv = crypto.getRandomValues(new Uint8Array(12)), key = await ownKey();
		const text = await crypto.subtle.encrypt({name: "AES-GCM", iv}, key, new TextEncoder().encode(JSON.stringify(value)));
		await write(name, {iv, text});
	};
	const unseal = async (name) => {
		const key = await ownKey(), kept = await read(name);
		if (!kept) return null;
		try {
			return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({name: "AES-GCM", iv: kept.iv}, key, kept.text)));
		} catch {
			return null;
		}
	};

	const pairs = () => [...new FormData(form)].filter(([name]) => /^([ox]\d+|none|note|revision)$/.test(name));
	// Files that were chosen, to be kept with an answer that waits.
	const FILES_MOST = 8 << 20;
	const chosen = () => [...new FormData(form)].filter(([name, file]) => /^t\d+$/.test(name) && file.size);
	const packed = (files) => Promise.all(files.map(async ([field, file]) => {
		const bytes = new Uint8Array(await file.arrayBuffer());
		let text = "";
		for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
		return {field, name: file.name, bytes: btoa(text)};
	}));
	const body = (item, token) => {
		const all = [...item.pairs, ["khoa", item.key], ["csrf", token]];
		if (!item.files?.length) return new URLSearchParams(all);
		const data = new FormData();
		for (const [name, value] of all) data.append(name, value);
		for (const f of item.files) data.append(f.field, new File([Uint8Array.from(atob(f.bytes), (c) => c.charCodeAt(0))], f.name));
		return data;
	};
	const plain = (list) => JSON.stringify(list.filter(([n, v]) => v && n !== "revision").sort());
	const same = (a, b) => plain(a) === plain(b);
	const fill = (kept) => {
		for (const [name, value] of kept) {
			let field = form.elements[name];
			if (name === "revision") continue;
			if (!field && table.cells[name.slice(1)]) form.append((field = make("input", "", {type: "hidden", name}))); // empty until now, on another part
			if (!field) continue;
			if (field.type === "checkbox") field.checked = value === "1";
			else field.value = value;
		}
		problems(false);
	};
	const partAt = (n) => (n === "1" ? location.pathname : `${location.pathname}?phan=${n}`); // as worker.js names places
	const moment = (at) => new Date(at).toLocaleString("vi-VN");

	// ---- the queue: one answer, one key, sent until the server has said what became of it ----
	let busy = false;
	const waiting = (item) => say(`Chưa gửi – sẽ tự gửi khi có mạng (giữ lúc ${moment(item.at)} theo giờ máy này).`, button("Thôi không gửi", async () => {
		await drop(queueName);
		say("Đã bỏ khỏi hàng chờ; số vẫn ở trong các ô.");
	}));
	const newest = async () => {
		const page = await fetch(location.pathname, {cache: "no-store"});
		return new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#bao-cao [name=csrf]")?.value;
	};
	const post = (item, token) => fetch(form.action, {method: "POST", body: body(item, token)});
	const outcome = async (item, answer) => {
		const url = new URL(answer.url);
		if (answer.redirected && url.searchParams.has("xong")) {
			await drop(queueName);
			await drop(draftName);
			say("Đã nhận.");
			location.assign(url);
		} else if (answer.status === 401 || url.pathname === "/dang-nhap") {
			say("Chưa gửi: phiên làm việc đã hết.", make("a", "Đăng nhập lại để gửi", {href: `/dang-nhap?ve=${location.pathname}`}));
		} else if (answer.status === 409 || answer.status === 422) {
			await drop(queueName);
			await drop(draftName);
			say("Bị trả lại: máy chủ chưa nhận.", make("a", "Mở lại để xem chỗ cần sửa", {href: location.pathname}));
		} else waiting(item);
	};
	const send = async () => {
		const item = busy ? null : await unseal(queueName);
		if (!item) return;
		busy = true;
		try {
			say("Đang gửi…");
			let answer = await post(item, form.elements.csrf.value);
			if (answer.status === 403) answer = await post(item, (await newest()) ?? "");
			await outcome(item, answer);
		} catch {
			waiting(item);
		}
		busy = false;
	};
	const reachable = () => fetch("/suc-khoe", {cache: "no-store", signal: AbortSignal.timeout(5000)}).then((a) => a.ok, () => false);
	const freshKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");

	form.addEventListener("submit", async (event) => {
		const part = event.submitter?.name === "sang" ? event.submitter.value : "";
		if ((event.submitter?.name && !part) || busy) return;
		event.preventDefault();
		busy = true;
		const there = await reachable();
		busy = false;
		if (there && part) form.append(make("input", "", {type: "hidden", name: "sang", value: part}));
		if (there) return form.submit();
		if (part) {
			await seal(draftName, {pairs: pairs(), revision, at: Date.now()});
			if (await caches.match(partAt(part))) return location.assign(partAt(part));
			return say(`Không có mạng, và phần ${part} chưa từng mở trên máy này. Số đã gõ được giữ trên máy; khi có mạng hãy bấm lại.`);
		}
		const found = form.elements.none.checked ? [] : problems(true);
		if (found.length) return say("Chưa gửi, có chỗ cần sửa:", listed(found));
		const files = chosen();
		if (files.reduce((sum, [, file]) => sum + file.size, 0) > FILES_MOST)
			return say("Chưa gửi: tệp đã chọn lớn hơn 8 MB nên cần có mạng. Số đã gõ được giữ trên máy này; khi có mạng hãy chọn lại tệp rồi gửi.");
		const item = {pairs: pairs(), files: await packed(files), key: freshKey(), at: Date.now()};
		await seal(queueName, item);
		waiting(item);
	});
	addEventListener("online", send);
	setInterval(send, 30000);

	let typing;
	form.addEventListener("input", () => {
		clearTimeout(typing);
		typing = setTimeout(() => seal(draftName, {pairs: pairs(), revision, at: Date.now()}), 400);
	});

	// A newer answer on the server: both beside each other, a person decides.
	const compare = (kept) => {
		const box = make("table", ""), now = new Map(pairs());
		box.append(make("caption", `Máy chủ có bản mới hơn số gõ trên máy này lúc ${moment(kept.at)}`));
		for (const [name, value] of kept.pairs)
			if (/^o\d/.test(name) && value !== (now.get(name) ?? "")) {
				const row = make("tr", "");
				row.append(make("th", label(name.slice(1))), make("td", `trên máy này: ${value || "(trống)"}`), make("td", `trên máy chủ: ${now.get(name) || "(trống)"}`));
				box.append(row);
			}
		say("", box, button("Dùng số trên máy này", () => {
			fill(kept.pairs);
			say("Đã đưa số trên máy này vào các ô; chưa gửi.");
		}), button("Bỏ số trên máy này", () => drop(draftName).then(() => say(""))));
	};
	const begin = async () => {
		form.elements.khoa.value = freshKey(); // a page that was kept carries the key of another time
		const queued = await unseal(queueName), kept = await unseal(draftName);
		if (queued) {
			fill(queued.pairs);
			waiting(queued);
			return send();
		}
		if (!kept || same(kept.pairs, pairs())) return kept && drop(draftName);
		if (kept.revision !== revision) return compare(kept);
		fill(kept.pairs);
		say(`Đã mở lại số đang gõ trên máy này lúc ${moment(kept.at)}; chưa gửi.`, button("Bỏ, lấy lại số của máy chủ", () => drop(draftName).then(() => location.reload())));
	};
	const openable = async () => {
		await navigator.serviceWorker.register("/bao-cao/nen.js", {scope: "/bao-cao/"});
		const shelf = await caches.open("bao-cao-1");
		const needed = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((e) => new URL(e.href ?? e.src).pathname);
		const parts = [...form.querySelectorAll("button[name=sang]")].map((b) => partAt(b.value));
		for (const path of [location.pathname, ...parts, ...needed]) if (!(await shelf.match(path))) await shelf.add(path);
	};
	begin().catch(() => {});
	if (navigator.serviceWorker) openable().catch(() => {});
})();
