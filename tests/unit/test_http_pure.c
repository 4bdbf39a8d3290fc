/* The parts of src/http that need no socket: addresses, forms, cookies, routes, finishing an answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypt.h"
#include "http/form.h"
#include "http/response.h"
#include "http/route.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	crypt_start();
	arena = arena_new("test", 8u << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void assert_str(struct str s, const char *expected)
{
	assert_string_equal(arena_c(arena, s), expected);
	assert_int_equal(s.n, strlen(expected));
}

/* ---- addresses ---- */

static bool target(const char *text, struct http_request *r)
{
	struct err err = ERR_INIT;
	*r = (struct http_request){0};
	int code = http_parse_target(arena, str_from_c(text), r, &err);
	if (code < 0)
		assert_true(err.code == (enum err_code)-code && err.text[0]);
	return code == 0;
}

static void test_target(void **state)
{
	(void)state;
	struct http_request r;
	assert_true(target("/", &r));
	assert_str(r.path, "/");
	assert_null(r.query_text.p);
	assert_true(target("/x%C3%A3/b%20c?q=%C4%90%C3%A0o+T%E1%BA%A5n&trang=2&rong&=x&&q=hai", &r));
	assert_str(r.path, "/xã/b c");
	assert_str(http_query(&r, "q"), "Đào Tấn");
	assert_str(http_query(&r, "trang"), "2");
	assert_non_null(http_query(&r, "rong").p);
	assert_int_equal(http_query(&r, "rong").n, 0);
	assert_null(http_query(&r, "khong").p);
	assert_int_equal(r.query.n, 5);
	assert_str(r.query.v[4].value, "hai");
	assert_true(target("/a?b?c=%3F%26", &r));
	assert_str(http_query(&r, "b?c"), "?&");
}

static void test_target_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",       "a",       "*",       "http://h/a", "/a/../b", "/..",       "/./a",      "/a/.", "/%2e%2e/b",
		"/a%2fb", "/a%2Fb",  "/a%00",   "/a%0ab",     "/a\\b",   "/a%5cb",    "/%",        "/%4",  "/%zz",
		"/%ff",   "/%c0%af", "/%c2%85", "/a%7f",      "/ok?a=%", "/ok?a=%ff", "/ok?%00=1",
	};
	struct http_request r;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (target(bad[i], &r))
			fail_msg("accepted: %s", bad[i]);
	char *path = arena_alloc(arena, HTTP_MAX_PATH + 2);
	memset(path, 'a', HTTP_MAX_PATH + 1);
	path[0] = '/';
	assert_false(target(path, &r));
	path[HTTP_MAX_PATH] = '\0';
	assert_true(target(path, &r));
	struct buf many = BUF_INIT(4096);
	buf_add_c(&many, "/?a");
	for (int i = 1; i < HTTP_MAX_QUERY_PAIRS; i++)
		buf_add_c(&many, "&a");
	assert_true(target(arena_c(arena, buf_str(&many)), &r));
	assert_int_equal(r.query.n, HTTP_MAX_QUERY_PAIRS);
	buf_add_c(&many, "&a");
	assert_false(target(arena_c(arena, buf_str(&many)), &r));
	buf_free(&many);
}

static void test_encode(void **state)
{
	(void)state;
	struct buf out = BUF_INIT(256);
	http_encode(&out, STR("xã/a b&c=~"), false);
	assert_str(buf_str(&out), "x%C3%A3%2Fa%20b%26c%3D~");
	struct str back;
	assert_true(http_decode(arena, buf_str(&out), true, &back));
	assert_str(back, "xã/a b&c=~");
	buf_reset(&out);
	http_encode(&out, STR("/a/b"), true);
	assert_str(buf_str(&out), "/a/b");
	buf_free(&out);
}

/* ---- forms ---- */

static void test_urlencoded(void **state)
{
	(void)state;
	struct http_pairs p;
	struct err err = ERR_INIT;
	assert_int_equal(http_parse_urlencoded(arena, STR("a=1%0D%0A2%0D3&b=x%3Dy=z&a=+"), 10, &p, &err), 0);
	assert_int_equal(p.n, 3);
	assert_str(p.v[0].value, "1\n2\n3");
	assert_str(p.v[1].value, "x=y=z");
	assert_str(p.v[2].value, " ");
	assert_int_equal(http_parse_urlencoded(arena, STR(""), 10, &p, &err), 0);
	assert_int_equal(p.n, 0);
	p.n = 77;
	assert_int_equal(http_parse_urlencoded(arena, STR("a=1&b=2&c=3"), 2, &p, &err), -ERR_TOO_LARGE);
	assert_int_equal(http_parse_urlencoded(arena, STR("a=%E1%BA"), 2, &p, &err), -ERR_INPUT);
	assert_int_equal(http_parse_urlencoded(arena, STR("a=%00"), 2, &p, &err), -ERR_INPUT);
	assert_int_equal(p.n, 77);
}

static int multipart(struct str body, struct http_pairs *pairs, struct http_file *file)
{
	struct err err = ERR_INIT;
	struct str boundary;
	assert_true(http_multipart_boundary(STR("Multipart/Form-Data; charset=x; boundary=\"--B1\""), &boundary));
	assert_str(boundary, "--B1");
	return http_parse_multipart(arena, body, boundary, 3, pairs, file, &err);
}

#define PART(name, value) "----B1\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(file, bytes)                                                                                         \
	"----B1\r\ncontent-disposition: form-data; name=\"tep\"; filename=\"" file                                     \
	"\"\r\nContent-Type: text/csv\r\n\r\n" bytes "\r\n"
#define END "----B1--\r\n"

static void test_multipart(void **state)
{
	(void)state;
	struct http_pairs p;
	struct http_file f;
	assert_int_equal(
		multipart(STR(PART("k", "xã\r\nb") FILE_PART("C:\\tam\\xã; 1.csv", "a,\0\r\n--B1\r\n-") PART("z", "") END),
		      &p, &f),
		0);
	assert_int_equal(p.n, 2);
	assert_str(http_pairs_get(p, "k"), "xã\nb");
	assert_str(http_pairs_get(p, "z"), "");
	assert_str(f.field, "tep");
	assert_str(f.filename, "xã; 1.csv");
	assert_str(f.type, "text/csv");
	assert_int_equal(f.bytes.n, sizeof("a,\0\r\n--B1\r\n-") - 1);
	assert_memory_equal(f.bytes.p, "a,\0\r\n--B1\r\n-", f.bytes.n);
	assert_int_equal(multipart(STR(FILE_PART("", "") PART("a", "1") END), &p, &f), 0);
	assert_null(f.field.p);
	assert_int_equal(p.n, 1);
	assert_int_equal(multipart(STR(END), &p, &f), 0);
	assert_int_equal(p.n, 0);
	assert_int_equal(multipart(STR(FILE_PART("a", "1") FILE_PART("", "") FILE_PART("b", "2") END), &p, &f), 0);
	assert_str(f.filename, "a");
	assert_str(f.more->filename, "b");
	assert_null(f.more->more);
	struct buf many = BUF_INIT(1 << 16);
	for (int i = 0; i < HTTP_MAX_FILES + 1; i++)
		buf_add_c(&many, FILE_PART("a", "1"));
	buf_add_c(&many, END);
	assert_int_equal(multipart(buf_str(&many), &p, &f), -ERR_INPUT);
	buf_free(&many);
}

static void test_multipart_refused(void **state)
{
	(void)state;
	static const struct { struct str body; int code; } bad[] = {
		{STR_INIT(""), -ERR_INPUT},
		{STR_INIT("----B"), -ERR_INPUT},
		{STR_INIT("----B1"), -ERR_INPUT},
		{STR_INIT("----B1\r\n"), -ERR_INPUT},
		{STR_INIT("----B1\r\n\r\nx\r\n----B1--"), -ERR_INPUT}, /* no name */
		{STR_INIT(PART("a", "1")), -ERR_INPUT},             /* cut off */
		{STR_INIT("----B1\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n" END), -ERR_INPUT},
		{STR_INIT("----B1\r\nno colon\r\n\r\n1\r\n" END), -ERR_INPUT},
		{STR_INIT("x\r\n" PART("a", "1") END), -ERR_INPUT},
		{STR_INIT(PART("a", "\xFF") END), -ERR_INPUT},
		{STR_INIT(PART("\xFF", "1") END), -ERR_INPUT},
		{STR_INIT(PART("a", "1\0") END), -ERR_INPUT},
		{STR_INIT(FILE_PART("\xFF", "1") END), -ERR_INPUT},
		{STR_INIT(PART("a", "1") PART("b", "1") PART("c", "1") PART("d", "1") END), -ERR_TOO_LARGE},
	};
	struct http_pairs p = {NULL, 5};
	struct http_file f = {0};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (multipart(bad[i].body, &p, &f) != bad[i].code)
			fail_msg("case %zu", i);
	assert_int_equal(p.n, 5);
	static const char *const types[] = {
		"multipart/form-data", "multipart/form-data; boundary=", "text/plain; boundary=a",
		"multipart/form-data; boundary=\"a b\"", "multipart/form-data; boundary=\"a"};
	struct str boundary;
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		assert_false(http_multipart_boundary(str_from_c(types[i]), &boundary));
}

static void test_cookies(void **state)
{
	(void)state;
	struct http_pairs p = http_parse_cookies(arena, STR("a=1; phien=xYz-_.; bad; =x; c=\"q\"; d=a b;e=, ; f=g=h"));
	assert_int_equal(p.n, 3);
	assert_str(http_pairs_get(p, "phien"), "xYz-_.");
	assert_str(http_pairs_get(p, "f"), "g=h");
	struct buf many = BUF_INIT(4096);
	for (int i = 0; i < HTTP_MAX_COOKIES + 5; i++)
		buf_add_c(&many, "a=1; ");
	assert_int_equal(http_parse_cookies(arena, buf_str(&many)).n, HTTP_MAX_COOKIES);
	assert_int_equal(http_parse_cookies(arena, (struct str){0}).n, 0);
	buf_free(&many);
}

static void test_accepts(void **state)
{
	(void)state;
	assert_true(http_accepts(STR("gzip"), STR("gzip")));
	assert_true(http_accepts(STR("br, GZIP;q=0.5"), STR("gzip")));
	assert_true(http_accepts(STR("*"), STR("gzip")));
	assert_false(http_accepts(STR("gzip;q=0, *"), STR("gzip")));
	assert_false(http_accepts(STR("gzip; q=0.000"), STR("gzip")));
	assert_false(http_accepts(STR("br, xgzip"), STR("gzip")));
	assert_false(http_accepts((struct str){0}, STR("gzip")));
}

/* ---- routes ---- */

static const struct http_route routes[] = {
	{HTTP_GET, "/", "home"},
	{HTTP_GET, "/nhiem-vu", "list"},
	{HTTP_POST, "/nhiem-vu", "create"},
	{HTTP_GET, "/nhiem-vu/moi", "new"},
	{HTTP_GET, "/nhiem-vu/:id", "one"},
	{HTTP_POST, "/nhiem-vu/:id/tiep-nhan", "receive"},
	{HTTP_GET, "/danh-muc/@so/:id", "record"},
	{HTTP_GET, "/danh-muc/@so/moi", "record new"},
	{HTTP_GET, "/danh-muc/don-vi/@x", "unit"},
	{HTTP_GET, "/a/@tep", "asset"},
};

static void route_is(const struct http_router *r, enum http_method method, const char *path, int status,
		     const char *target_name)
{
	struct http_match m = {0};
	int got = http_route_find(r, method, str_from_c(path), &m);
	if (got != status)
		fail_msg("%s: %d instead of %d", path, got, status);
	if (status == 200)
		assert_string_equal(m.route->target, target_name);
}

static void test_routes(void **state)
{
	(void)state;
	struct http_router *r = http_router_new(arena, routes, ARRAY_LEN(routes));
	route_is(r, HTTP_GET, "/", 200, "home");
	route_is(r, HTTP_GET, "/nhiem-vu", 200, "list");
	route_is(r, HTTP_POST, "/nhiem-vu", 200, "create");
	route_is(r, HTTP_GET, "/nhiem-vu/moi", 200, "new");
	route_is(r, HTTP_GET, "/nhiem-vu/42", 200, "one");
	route_is(r, HTTP_GET, "/danh-muc/con-dau/9", 200, "record");
	route_is(r, HTTP_GET, "/danh-muc/con-dau/moi", 200, "record new");
	route_is(r, HTTP_GET, "/danh-muc/don-vi/9", 200, "unit"); /* the leftmost literal wins */
	route_is(r, HTTP_GET, "/a/app.3f2a.css", 200, "asset");
	route_is(r, HTTP_POST, "/", 405, NULL);
	static const char *const nowhere[] = {"",
					      "x",
					      "/nhiem-vu/",
					      "//",
					      "/nhiem-vu//",
					      "/nhiem-vu/0",
					      "/nhiem-vu/042",
					      "/nhiem-vu/-1",
					      "/nhiem-vu/4x",
					      "/nhiem-vu/9007199254740992",
					      "/a/A",
					      "/a/",
					      "/a/b c",
					      "/Nhiem-vu",
					      "/a/b/c/d/e/f/g/h/i"};
	for (size_t i = 0; i < ARRAY_LEN(nowhere); i++)
		route_is(r, HTTP_GET, nowhere[i], 404, NULL);
	struct http_match m = {0};
	assert_int_equal(http_route_find(r, HTTP_POST, STR("/nhiem-vu/9007199254740991/tiep-nhan"), &m), 200);
	assert_int_equal(m.ids[0], INT64_C(9007199254740991));
	assert_int_equal(m.methods, HTTP_POST);
	assert_int_equal(http_route_find(r, HTTP_GET, STR("/danh-muc/con-dau/7"), &m), 200);
	assert_str(m.names[0], "con-dau");
	assert_int_equal(m.ids[0], 7);
	assert_int_equal(http_route_find(r, HTTP_GET, STR("/nhiem-vu/1/tiep-nhan"), &m), 405);
	assert_int_equal(m.methods, HTTP_POST);
}

/* ---- requests ---- */

static void test_same_origin(void **state)
{
	(void)state;
	static const struct { const char *site, *origin; bool same;
	} cases[] = {
		{"same-origin", NULL, true},
		{"none", NULL, true},
		{"cross-site", "http://h:1", false},
		{"same-site", NULL, false},
		{"", NULL, false},
		{NULL, NULL, false},
		{NULL, "http://h:1", true},
		{NULL, "https://h:1", true},
		{NULL, "http://h", false},
		{NULL, "null", false},
		{NULL, "http://h:1.evil", false},
		{NULL, "ftp://h:1", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_request r = {0};
		r.header[HTTP_HOST] = STR("h:1");
		r.header[HTTP_SEC_FETCH_SITE] = str_from_c(cases[i].site);
		r.header[HTTP_ORIGIN] = str_from_c(cases[i].origin);
		if (http_same_origin(&r) != cases[i].same)
			fail_msg("case %zu", i);
	}
	struct http_request r = {0};
	r.header[HTTP_ORIGIN] = STR("http://");
	assert_false(http_same_origin(&r));
}

static void test_local(void **state)
{
	(void)state;
	static const char *const good[] = {"/", "/a", "/a//b", "/a?b=//c"};
	static const char *const bad[] = {"", "a", "//a", "/\\a", "\\", "http://a", "/\t/a", "/a\r\nb"};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(http_is_local(str_from_c(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(http_is_local(str_from_c(bad[i])));
}

static void test_token(void **state)
{
	(void)state;
	const uint8_t token[HTTP_TOKEN_LEN] = "0123456789abcde", first[HTTP_TOKEN_LEN] = {1, 2},
		      second[HTTP_TOKEN_LEN] = {3};
	uint8_t back[HTTP_TOKEN_LEN];
	struct str one = http_token_mask(arena, token, first), two = http_token_mask(arena, token, second);
	assert_false(str_eq(one, two));
	assert_true(http_token_unmask(one, back));
	assert_memory_equal(back, token, HTTP_TOKEN_LEN);
	assert_true(http_token_unmask(two, back));
	assert_memory_equal(back, token, HTTP_TOKEN_LEN);
	assert_false(http_token_unmask(str_slice(one, 0, 62), back));
	assert_false(http_token_unmask(STR(""), back));
}

/* ---- answers ---- */

static struct http_response answer;
static struct buf packed;

static struct http_request ask(void)
{
	struct http_request r = {.method = HTTP_GET, .arena = arena};
	http_response_init(&answer, arena, 1u << 20);
	packed.cap = 1u << 20;
	return r;
}

static const char *wire_get(const struct http_wire *w, const char *name)
{
	for (size_t i = 0; i < w->header_count; i++)
		if (strcmp(w->headers[i].name, name) == 0)
			return w->headers[i].value;
	return NULL;
}

static void test_page(void **state)
{
	(void)state;
	struct http_wire w;
	struct http_request r = ask();
	struct gzip *g = gzip_new();
	for (int i = 0; i < 100; i++)
		buf_add_c(&answer.body, "<p>xã</p>");
	r.header[HTTP_ACCEPT_ENCODING] = STR("gzip, br");
	http_finish(&r, &answer, false, g, &packed, &w);
	assert_int_equal(w.status, 200);
	assert_string_equal(wire_get(&w, "Content-Encoding"), "gzip");
	assert_string_equal(wire_get(&w, "Vary"), "Accept-Encoding");
	assert_string_equal(wire_get(&w, "Cache-Control"), "no-cache, private");
	assert_string_equal(wire_get(&w, "Content-Type"), "text/html; charset=utf-8");
	assert_non_null(strstr(wire_get(&w, "Content-Security-Policy"), "default-src 'none'"));
	assert_string_equal(wire_get(&w, "X-Content-Type-Options"), "nosniff");
	assert_true(w.body.n > 20 && w.body.n < 200);
	const char *etag = wire_get(&w, "ETag");
	assert_non_null(etag);
	/* the same page, asked for with its validator */
	r = ask();
	for (int i = 0; i < 100; i++)
		buf_add_c(&answer.body, "<p>xã</p>");
	r.header[HTTP_IF_NONE_MATCH] = arena_printf(arena, "\"x\" , %s", etag + 2);
	http_finish(&r, &answer, false, g, &packed, &w);
	assert_int_equal(w.status, 304);
	assert_int_equal(w.body.n, 0);
	assert_string_equal(wire_get(&w, "ETag"), etag);
	assert_null(wire_get(&w, "Content-Encoding"));
	/* another page, plain client */
	r = ask();
	buf_add_c(&answer.body, "khác");
	r.header[HTTP_IF_NONE_MATCH] = str_from_c(etag);
	http_finish(&r, &answer, false, g, &packed, &w);
	assert_int_equal(w.status, 200);
	assert_str(w.body, "khác");
	assert_null(wire_get(&w, "Content-Encoding"));
	gzip_free(g);
}

static void test_cache(void **state)
{
	(void)state;
	struct http_wire w;
	struct http_request r = ask();
	r.method = HTTP_POST;
	buf_add_c(&answer.body, "x");
	http_finish(&r, &answer, false, NULL, &packed, &w);
	assert_string_equal(wire_get(&w, "Cache-Control"), "no-store");
	assert_null(wire_get(&w, "ETag"));
	r = ask();
	answer.cache = HTTP_CACHE_NEVER;
	http_finish(&r, &answer, false, NULL, &packed, &w);
	assert_string_equal(wire_get(&w, "Cache-Control"), "no-store");
	r = ask();
	answer.status = 404;
	answer.cache = HTTP_CACHE_FOREVER;
	http_finish(&r, &answer, false, NULL, &packed, &w);
	assert_string_equal(wire_get(&w, "Cache-Control"), "no-store");
	r = ask();
	static const char css[600] = "a";
	http_fixed(&answer, STR("text/css"), (struct str){css, sizeof(css)}, STR("packed at build time"));
	answer.cache = HTTP_CACHE_FOREVER;
	r.header[HTTP_ACCEPT_ENCODING] = STR("gzip");
	http_finish(&r, &answer, false, NULL, &packed, &w);
	assert_string_equal(wire_get(&w, "Cache-Control"), "public, max-age=31536000, immutable");
	assert_string_equal(wire_get(&w, "Content-Encoding"), "gzip");
	assert_str(w.body, "packed at build time");
}

static void test_unchanged(void **state)
{
	(void)state;
	struct http_wire w;
	struct http_request r = ask();
	assert_false(http_unchanged(&r, &answer, STR("head 7, person 3")));
	buf_add_c(&answer.body, "token 1");
	http_finish(&r, &answer, false, NULL, &packed, &w);
	const char *etag = wire_get(&w, "ETag");
	r = ask();
	r.header[HTTP_IF_NONE_MATCH] = str_from_c(etag);
	assert_true(http_unchanged(&r, &answer, STR("head 7, person 3")));
	http_finish(&r, &answer, false, NULL, &packed, &w);
	assert_int_equal(w.status, 304);
	r = ask();
	r.header[HTTP_IF_NONE_MATCH] = str_from_c(etag);
	assert_false(http_unchanged(&r, &answer, STR("head 8, person 3")));
	r.method = HTTP_POST;
	assert_false(http_unchanged(&r, &answer, STR("head 7, person 3")));
}

static void test_injection(void **state)
{
	(void)state;
	ask();
	assert_false(http_add_header(&answer, "X-A", STR("a\r\nSet-Cookie: b=c")));
	assert_false(http_add_header(&answer, "X-A", STR("a\nb")));
	assert_false(http_add_header(&answer, "X-A", STR("a\0b")));
	assert_false(http_add_header(&answer, "X A", STR("a")));
	assert_false(http_add_header(&answer, "", STR("a")));
	assert_int_equal(answer.header_count, 0);
	assert_true(http_add_header(&answer, "X-A", STR("đúng")));
	assert_false(http_set_cookie(&answer, "p", STR("a; Domain=x"), 1));
	assert_false(http_set_cookie(&answer, "p\r\n", STR("a"), 1));
	assert_int_equal(answer.cookie_count, 0);
}

static void test_cookie_out(void **state)
{
	(void)state;
	struct http_wire w;
	struct http_request r = ask();
	assert_true(http_set_cookie(&answer, "phien", STR("abc"), 3600));
	http_finish(&r, &answer, true, NULL, &packed, &w);
	assert_string_equal(wire_get(&w, "Set-Cookie"),
				"phien=abc; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax; Secure");
	r = ask();
	assert_true(http_set_cookie(&answer, "phien", STR(""), 0));
	http_finish(&r, &answer, false, NULL, &packed, &w);
	assert_string_equal(wire_get(&w, "Set-Cookie"), "phien=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
	r = ask();
	assert_true(http_set_cookie(&answer, "phien", STR("x"), -1));
	http_finish(&r, &answer, false, NULL, &packed, &w);
	assert_string_equal(wire_get(&w, "Set-Cookie"), "phien=x; Path=/; HttpOnly; SameSite=Lax");
}

static void redirect_is(const char *address, const char *expected)
{
	struct http_wire w;
	struct http_request r = ask();
	buf_add_c(&answer.body, "half a page");
	http_redirect(&answer, str_from_c(address));
	http_finish(&r, &answer, false, NULL, &packed, &w);
	assert_int_equal(w.status, 303);
	assert_int_equal(w.body.n, 0);
	assert_string_equal(wire_get(&w, "Location"), expected);
}

static void test_redirect(void **state)
{
	(void)state;
	redirect_is("/nhiem-vu/7?loc=mo&trang=2#cuoi", "/nhiem-vu/7?loc=mo&trang=2#cuoi");
	redirect_is("/tìm?q=a b", "/t%C3%ACm?q=a%20b");
	redirect_is("//evil.example/", "/");
	redirect_is("https://evil.example/", "/");
	redirect_is("/\\evil.example", "/");
	redirect_is("/a\r\nSet-Cookie: x=y", "/");
	redirect_is("/%0d%0aSet-Cookie", "/%0d%0aSet-Cookie");
}

static void test_attachment(void **state)
{
	(void)state;
	ask();
	http_attachment(&answer, STR("Danh sách \"xã\".xlsx"));
	assert_str(answer.headers[0].value, "attachment; filename*=UTF-8''Danh%20s%C3%A1ch%20%22x%C3%A3%22.xlsx");
	ask();
	http_allow(&answer, HTTP_POST);
	assert_str(answer.headers[0].value, "POST");
	ask();
	http_allow(&answer, HTTP_GET | HTTP_POST);
	assert_str(answer.headers[0].value, "GET, HEAD, POST");
	buf_free(&answer.body);
	buf_free(&packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_target),      cmocka_unit_test(test_target_refused),
		cmocka_unit_test(test_encode),      cmocka_unit_test(test_urlencoded),
		cmocka_unit_test(test_multipart),   cmocka_unit_test(test_multipart_refused),
		cmocka_unit_test(test_cookies),     cmocka_unit_test(test_accepts),
		cmocka_unit_test(test_routes),      cmocka_unit_test(test_same_origin),
		cmocka_unit_test(test_local),       cmocka_unit_test(test_token),
		cmocka_unit_test(test_page),        cmocka_unit_test(test_cache),
		cmocka_unit_test(test_unchanged),   cmocka_unit_test(test_injection),
		cmocka_unit_test(test_cookie_out),  cmocka_unit_test(test_redirect),
		cmocka_unit_test(test_attachment),
	};
	return cmocka_run_group_tests_name("http_pure", tests, setup, teardown);
}
