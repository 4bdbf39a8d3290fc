/* test_html.c – the escaping that templates rely on, and the files of ui/ inside the program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <zlib.h>

#include "render/asset.h"
#include "render/html.h"

static struct buf out;
static struct html h = {.out = &out};

static void assert_out(const char *due)
{
	if (!str_eq_c(buf_str(&out), due))
		fail_msg("«%.*s» instead of «%s»", STR_ARG(buf_str(&out)), due);
	buf_reset(&out);
}

static int start(void **state)
{
	(void)state;
	out = BUF_INIT(4096);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	buf_free(&out);
	return 0;
}

static void text_is_escaped(void **state)
{
	(void)state;
	html_text(&h, STR("\"><script>alert('&')</script>"));
	assert_out("&#34;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;");
	html_text(&h, "Xã Thiệu Hóa – 62,31 %");
	assert_out("Xã Thiệu Hóa – 62,31 %");
	html_text(&h, (const char *)NULL);
	assert_out("");
	html_text(&h, (struct str){0});
	assert_out("");
	html_text(&h, STR("&amp;"));
	assert_out("&amp;amp;");
}

static void numbers_are_plain(void **state)
{
	(void)state;
	html_text(&h, INT64_MIN);
	assert_out("-9223372036854775808");
	html_text(&h, UINT64_MAX);
	assert_out("18446744073709551615");
	html_text(&h, (size_t)3487);
	assert_out("3487");
	html_url_part(&h, -5);
	assert_out("-5");
}

static void addresses_keep_their_scheme(void **state)
{
	static const char *const allowed[][2] = {
		{"/don-vi/3", "/don-vi/3"}, {"?tt=cham&xep=han", "?tt=cham&amp;xep=han"}, {"#ten", "#ten"}, {"a/b:c", "a/b:c"},
		{"https://example.vn/?a=1", "https://example.vn/?a=1"}, {"HTTP://x/", "HTTP://x/"}, {"tel:+842373", "tel:+842373"},
		{"mailto:a@b.vn", "mailto:a@b.vn"}, {"", ""}, {"/tìm?q=a b", "/t%C3%ACm?q=a%20b"}, {"/a\"b<c>'", "/a%22b%3Cc%3E%27"},
		{"/\\evil.example", "/%5Cevil.example"},
	};
	static const char *const refused[] = {
		"javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", "\njavascript:alert(1)", " javascript:alert(1)",
		"data:text/html,x", "vbscript:x", "file:///etc/passwd", "x:y", "https\n://x", ":x", "\x01/x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++) {
		html_url(&h, allowed[i][0]);
		assert_out(allowed[i][1]);
	}
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		html_url(&h, refused[i]);
		assert_out("#");
	}
	html_url(&h, ((struct str){"/a\0b", 4}));
	assert_out("#");
}

static void parts_stay_in_their_part(void **state)
{
	(void)state;
	html_url_part(&h, "../a?b#c&d=e:f\"<%");
	assert_out("..%2Fa%3Fb%23c%26d%3De%3Af%22%3C%25");
	html_url_part(&h, STR("Thiệu-Hóa_1.2~"));
	assert_out("Thi%E1%BB%87u-H%C3%B3a_1.2~");
}

static struct str next_key(void *ctx)
{
	return ++*(int *)ctx == 1 ? STR("k1") : STR("k\"2");
}

static void tokens_are_hidden_fields(void **state)
{
	int made = 0;
	struct html with_key = {.out = &out, .csrf = STR("t\"o"), .form_key = next_key, .form_ctx = &made};

	(void)state;
	html_token(&with_key);
	assert_out("<input type=\"hidden\" name=\"csrf\" value=\"t&#34;o\"><input type=\"hidden\" name=\"khoa\" value=\"k1\">");
	html_token(&with_key);
	assert_out("<input type=\"hidden\" name=\"csrf\" value=\"t&#34;o\"><input type=\"hidden\" name=\"khoa\" value=\"k&#34;2\">");
	html_token(&h);
	assert_out("<input type=\"hidden\" name=\"csrf\" value=\"\">");
}

static void a_full_page_says_so(void **state)
{
	_cleanup_buf_ struct buf small = BUF_INIT(16);
	struct html tight = {.out = &small};

	(void)state;
	html_text(&tight, "<<<<<<<<<<<<");
	assert_true(small.full);
	assert_true(small.n <= 16);
}

static void inflate_is(const struct asset *a)
{
	uint8_t plain[65536];
	z_stream z = {.next_in = (uint8_t *)(uintptr_t)a->gz, .avail_in = (uInt)a->gz_n, .next_out = plain, .avail_out = sizeof(plain)};

	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.total_out, a->n);
	assert_memory_equal(plain, a->data, a->n);
	inflateEnd(&z);
}

static void assets_are_found_by_hash(void **state)
{
	const struct asset *css = NULL;
	size_t first_visit = 0;

	(void)state;
	for (size_t i = 0; i < asset_count; i++) {
		const struct asset *a = &assets[i];

		assert_ptr_equal(asset_find(str_from_c(a->hash), str_from_c(a->name)), a);
		assert_null(asset_find(STR("0000000000000000"), str_from_c(a->name)));
		assert_non_null(strstr(a->url, a->hash));
		if (a->gz)
			inflate_is(a);
		first_visit += a->gz ? a->gz_n : a->n;
		if (strcmp(a->name, "app.css") == 0)
			css = a;
	}
	assert_non_null(css);
	assert_string_equal(css->type, "text/css; charset=utf-8");
	assert_string_equal(asset_url("app.css"), css->url);
	assert_true(css->n <= 12 * 1024);
	assert_true(first_visit <= 54 * 1024); /* with a page of 6 KB a first visit is at most 60 */
	assert_null(strstr((const char *)css->data, "/*"));
	assert_null(strstr((const char *)css->data, "url(")); /* nothing else is fetched */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_escaped), cmocka_unit_test(numbers_are_plain), cmocka_unit_test(addresses_keep_their_scheme),
		cmocka_unit_test(parts_stay_in_their_part), cmocka_unit_test(tokens_are_hidden_fields),
		cmocka_unit_test(a_full_page_says_so), cmocka_unit_test(assets_are_found_by_hash),
	};

	return cmocka_run_group_tests_name("html", tests, start, stop);
}
