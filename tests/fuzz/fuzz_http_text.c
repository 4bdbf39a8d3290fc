/* Any bytes as an address, a form, a cookie header: no crash; what is accepted keeps the promises of http.h, and a form
 * written again is read the same. */
#include <stdint.h>

#include "http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct str s)
{
	INVARIANT(str_is_utf8(s), "not UTF-8");
	INVARIANT(str_find_char(s, '\0') < 0, "a NUL");
}

static void check_target(struct arena *a, struct str text)
{
	struct http_request r = {0};
	struct err err = ERR_INIT;
	if (http_parse_target(a, text, &r, &err) < 0)
		return;
	check_text(r.path);
	INVARIANT(r.path.n > 0 && r.path.n <= HTTP_MAX_PATH && r.path.p[0] == '/', "no path");
	for (size_t i = 0; i < r.path.n; i++)
		INVARIANT((unsigned char)r.path.p[i] >= 0x20 && r.path.p[i] != 0x7F && r.path.p[i] != '\\',
			  "a control character");
	struct str rest = r.path, segment;
	while (str_split(&rest, '/', &segment))
		INVARIANT(!str_eq(segment, STR("..")) && !str_eq(segment, STR(".")), "a way up");
	INVARIANT(r.query.n <= HTTP_MAX_QUERY_PAIRS, "too many pairs");
}

static void check_form(struct arena *a, struct str text)
{
	struct http_pairs first, second;
	struct err err = ERR_INIT;
	if (http_parse_urlencoded(a, text, 50, &first, &err) < 0)
		return;
	INVARIANT(first.n <= 50, "too many pairs");
	_cleanup_buf_ struct buf out = BUF_INIT(1u << 20);
	for (size_t i = 0; i < first.n; i++) {
		check_text(first.v[i].name);
		check_text(first.v[i].value);
		INVARIANT(str_find_char(first.v[i].value, '\r') < 0, "a carriage return");
		if (i)
			buf_add_char(&out, '&');
		http_encode(&out, first.v[i].name, false);
		buf_add_char(&out, '=');
		http_encode(&out, first.v[i].value, false);
	}
	INVARIANT(http_parse_urlencoded(a, buf_str(&out), 50, &second, &err) == 0, "what was written is not read");
	INVARIANT(second.n == first.n, "a pair was lost or made");
	for (size_t i = 0; i < first.n; i++)
		INVARIANT(str_eq(first.v[i].name, second.v[i].name) && str_eq(first.v[i].value, second.v[i].value),
			  "changed");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size}, boundary;
	if (size > 1 << 16)
		return 0;
	_cleanup_arena_ struct arena *a = arena_new("fuzz", 64u << 20);
	check_target(a, text);
	check_form(a, text);
	struct http_pairs cookies = http_parse_cookies(a, text);
	INVARIANT(cookies.n <= HTTP_MAX_COOKIES, "too many cookies");
	for (size_t i = 0; i < cookies.n; i++)
		check_text(cookies.v[i].value);
	http_accepts(text, STR("gzip"));
	if (http_multipart_boundary(text, &boundary))
		INVARIANT(boundary.n > 0 && boundary.n <= 70, "a boundary of no length");
	return 0;
}
