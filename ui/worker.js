// Lets the form of a report open again without a line, after the browser was closed. Registered by report.js for /bao-cao/;
// what it keeps is wiped at sign-out (Clear-Site-Data). Nothing is sent from here.
"use strict";

const STORE = "bao-cao-1";
const PATIENCE_MS = 20000;

// Which page it is: a part of a long form, but the first, has a place of its own, whatever else the address says.
const place = (address) => {
	const {pathname, searchParams} = new URL(address), part = searchParams.get("phan") ?? "1";
	return part !== "1" ? `${pathname}?phan=${part}` : pathname;
};

const fresh = async (request) => {
	const answer = await fetch(request, {signal: AbortSignal.timeout(PATIENCE_MS)});
	if (answer.ok && answer.type === "basic") {
		const copy = answer.clone();
		caches.open(STORE).then((store) => store.put(place(request.url), copy));
	}
	return answer;
};

const none = () =>
	new Response(
		'<!DOCTYPE html><html lang="vi"><meta charset="utf-8"><title>Không có mạng</title>' +
			"<h1>Không có mạng</h1><p>Trang này chưa từng mở trên máy này nên chưa điền được. Khi có mạng, hãy mở lại trang.</p></html>",
		{status: 503, headers: {"Content-Type": "text/html; charset=utf-8"}},
	);

// The form: from the server while there is a line.
const form = async (request) => {
	try {
		return await fresh(request);
	} catch {
		return (await caches.match(place(request.url))) ?? none();
	}
};

// Style and script: their address changes with their content.
const asset = async (request) => (await caches.match(new URL(request.url).pathname)) ?? fresh(request);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
	const {request} = event, url = new URL(request.url);
	if (request.method !== "GET" || url.origin !== self.location.origin) return;
	if (request.mode === "navigate" && /^\/bao-cao\/\d+\/nop$/.test(url.pathname)) event.respondWith(form(request));
	else if (url.pathname.startsWith("/tep/")) event.respondWith(asset(request));
});
