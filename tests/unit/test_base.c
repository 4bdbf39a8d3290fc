/* The ground: strings, days, JSON both ways, memory with caps, errors, chance from a seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "base/date.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/json_in.h"
#include "base/monotonic.h"
#include "base/thread.h"
#include "base/world.h"
#include "group_arena.h"

/* ---- strings ---- */

static void comparing(void **state)
{
	(void)state;
	struct str none = {0};
	assert_true(str_eq(none, STR("")));
	assert_true(str_eq_c(none, ""));
	assert_true(str_cmp(STR("a"), STR("ab")) < 0);
	assert_true(str_cmp(STR("b"), STR("ab")) > 0);
	assert_int_equal(str_cmp(STR("xã"), STR("xã")), 0);
	assert_true(str_cmp(STR("z"), STR("\xc3\xa3")) < 0); /* bytes are unsigned */
	assert_true(str_starts(STR("task.read"), STR("task.")));
	assert_false(str_starts(STR("task"), STR("task.")));
	assert_true(str_ends(STR("units.csv"), STR(".csv")));
	assert_false(str_ends(STR("csv"), STR(".csv")));
	assert_true(str_starts(none, none) && str_ends(none, none));
	assert_int_equal(str_find(STR("abcabd"), STR("abd")), 3);
	assert_int_equal(str_find(STR("abc"), STR("abcd")), -1);
	assert_int_equal(str_find(none, STR("")), 0);
	assert_int_equal(str_find_char(none, 'x'), -1);
}

static void cutting(void **state)
{
	(void)state;
	assert_true(str_eq_c(str_trim(STR(" \t xã\r\n")), "xã"));
	assert_true(str_eq_c(str_trim(STR(" \n ")), ""));
	assert_true(str_eq_c(str_slice(STR("abcdef"), 2, 4), "cd"));
	assert_true(str_eq_c(str_slice(STR("abc"), 1, 99), "bc"));
	assert_true(str_eq_c(str_slice(STR("abc"), 3, 1), ""));
	assert_true(str_eq_c(str_head(STR("xã Na Mèo"), 2), "x") && str_eq_c(str_head(STR("xã Na Mèo"), 3), "xã"));
	assert_true(str_eq_c(str_head(STR("xã"), 9), "xã") && str_head(STR("ã"), 1).n == 0);
	assert_true(str_eq_c(str_slice(STR("abc"), 7, 9), ""));

	struct str rest = STR("a,,b"), part;
	const char *const expected[] = {"a", "", "b"};
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		assert_true(str_split(&rest, ',', &part));
		assert_true(str_eq_c(part, expected[i]));
	}
	assert_false(str_split(&rest, ',', &part));
	rest = STR("a,");
	assert_true(str_split(&rest, ',', &part));
	assert_true(str_split(&rest, ',', &part)); /* what follows the last separator counts */
	assert_int_equal(part.n, 0);
	assert_false(str_split(&rest, ',', &part));
	rest = (struct str){0};
	assert_false(str_split(&rest, ',', &part));
}

static void integers(void **state)
{
	(void)state;
	static const struct { const char *text; int64_t value; } good[] = {
		{"0", 0}, {"-0", 0}, {"007", 7}, {"-12", -12}, {"9223372036854775807", INT64_MAX}, {"-9223372036854775808", INT64_MIN},
	};
	static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "1.0", "0x10", "9223372036854775808", "-9223372036854775809",
	                                  "99999999999999999999", "١", "--1"};
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		int64_t v = 77;
		assert_true(str_to_i64(str_from_c(good[i].text), INT64_MIN, INT64_MAX, &v));
		assert_int_equal(v, good[i].value);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		int64_t v = 77;
		assert_false(str_to_i64(str_from_c(bad[i]), INT64_MIN, INT64_MAX, &v));
		assert_int_equal(v, 77);
	}
	int64_t v = 77;
	assert_false(str_to_i64(STR("18"), 9, 17, &v));
	assert_false(str_to_i64(STR("8"), 9, 17, &v));
	assert_int_equal(v, 77);
	assert_true(str_to_i64(STR("17"), 9, 17, &v));
}

static void scaled(void **state)
{
	(void)state;
	static const struct { const char *text; int decimals; int64_t value; } good[] = {
		{"12", 2, 1200}, {"12.3", 2, 1230}, {"12,34", 2, 1234}, {"-0,5", 2, -50}, {"7", 0, 7}, {"0.01", 2, 1},
	};
	static const struct { const char *text; int decimals; } bad[] = {
		{"12,345", 2}, {"12,", 2}, {",5", 2}, {"1,2,3", 2}, {"1.2", 0}, {"", 2}, {"-", 2}, {"-,5", 2}, {"12a", 2}, {"99999999999999999999999999999999999", 2},
		{"9223372036854775807", 2},
	};
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		int64_t v = 77;
		assert_true(str_to_scaled(str_from_c(good[i].text), good[i].decimals, INT64_MIN, INT64_MAX, &v));
		assert_int_equal(v, good[i].value);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		int64_t v = 77;
		assert_false(str_to_scaled(str_from_c(bad[i].text), bad[i].decimals, INT64_MIN, INT64_MAX, &v));
		assert_int_equal(v, 77);
	}
}

static void utf8(void **state)
{
	(void)state;
	static const char *const good[] = {"", "Thanh Hóa", "\xf0\x9f\x97\xb3", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"};
	static const char *const bad[] = {
		"\xc3", "\xa3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xf3 a", "\xff",
	};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(str_is_utf8(str_from_c(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(str_is_utf8(str_from_c(bad[i])));
}

/* ---- days ---- */

static void known_days(void **state)
{
	(void)state;
	assert_int_equal(date_from_civil(1970, 1, 1), 0);
	assert_int_equal(date_from_civil(2026, 3, 15), 20527);
	assert_int_equal(date_from_civil(2026, 3, 15) - 105, date_from_civil(2025, 11, 30));
	assert_int_equal(date_weekday(date_from_civil(1970, 1, 1)), THURSDAY);
	assert_int_equal(date_weekday(date_from_civil(1945, 9, 2)), SUNDAY);
	assert_int_equal(date_weekday(date_from_civil(2026, 3, 15)), SUNDAY);
	assert_int_equal(date_weekday(date_from_civil(2026, 3, 16)), MONDAY);
}

/* Every day of six centuries there and back, each one after the other, weekdays in turn. */
static void all_days(void **state)
{
	(void)state;
	day_t first = date_from_civil(1800, 1, 1), last = date_from_civil(2400, 12, 31);
	enum weekday w = date_weekday(first);
	struct civil before = date_to_civil(first - 1);
	for (day_t d = first; d <= last; d++) {
		struct civil c = date_to_civil(d);
		bool next_day = c.year == before.year && c.month == before.month && c.day == before.day + 1;
		bool next_month = c.year == before.year && c.month == before.month + 1 && c.day == 1 && before.day >= 28;
		bool next_year = c.year == before.year + 1 && c.month == 1 && c.day == 1 && before.month == 12 && before.day == 31;
		if (date_from_civil(c.year, c.month, c.day) != d || date_weekday(d) != w || next_day + next_month + next_year != 1)
			fail_msg("%d-%d-%d", c.year, c.month, c.day);
		before = c;
		w = w == SUNDAY ? MONDAY : (enum weekday)(w + 1);
	}
}

static void typed_days(void **state)
{
	(void)state;
	static const char *const good[] = {"2026-03-15", "15/03/2026", "15/3/2026", " 15/3/2026\n", "15-03-2026",
					   "15.3.2026", "15032026", "15 / 3 / 2026", "2026/03/15", "2026-3-15", "2026.3.15"};
	static const char *const bad[] = {
		"", "2026-02-30", "30/02/2026", "2026-02-29", "29/2/2100", "29/2/1900", "31/04/2026", "2026-13-01", "2026-00-10", "2026-01-00",
		"0/1/2026", "1 5/3/2026", "1503202", "2026/15/03", "2026/3", "20260315", "26/3/15", "15/3/26", "15/3", "15/3/2026/1", "15//2026", "1799-12-31", "2401-01-01", "2026-3-1500",
		"+1/03/2026", "2026-03-15x", "hôm nay",
	};
	day_t d;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_true(date_parse(str_from_c(good[i]), &d));
		assert_int_equal(d, date_from_civil(2026, 3, 15));
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		d = 77;
		if (date_parse(str_from_c(bad[i]), &d) || d != 77)
			fail_msg("taken: %s", bad[i]);
	}
	assert_true(date_parse_iso(STR("2024-02-29"), &d) && date_parse_iso(STR("2000-02-29"), &d));
	assert_false(date_parse_iso(STR("15/03/2026"), &d));
}

static void written_days(void **state)
{
	(void)state;
	day_t d = date_from_civil(2026, 3, 5);
	assert_true(str_eq_c(date_iso(a, d), "2026-03-05"));
	assert_true(str_eq_c(date_vn(a, d), "05/03/2026"));
	assert_true(str_eq_c(date_vn_long(a, date_from_civil(2026, 3, 15)), "Chủ nhật 15/03/2026"));
	assert_int_equal(date_iso(a, DAY_NONE).n + date_vn(a, DAY_NONE).n + date_vn_long(a, DAY_NONE).n, 0);
	/* 17:00 UTC is midnight in Viet Nam */
	int64_t midnight = (int64_t)date_from_civil(2025, 11, 18) * 86400000 - 7 * 3600000;
	assert_int_equal(date_of_ms(midnight), date_from_civil(2025, 11, 18));
	assert_int_equal(date_of_ms(midnight - 1), date_from_civil(2025, 11, 17));
	assert_int_equal(date_of_ms(-7 * 3600000 - 1), -1);
	assert_true(str_eq_c(moment_vn(a, midnight + (14 * 60 + 5) * 60000 + 59999), "18/11/2025 14:05"));
}

/* ---- JSON ---- */

static void json_written(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(1 << 12);
	struct json_out j;
	json_begin(&j, &b);
	json_object(&j);
	json_kv_str(&j, "tên", STR("Xã \"A\" \\ </script> & \x01\n\x1f"));
	json_kv_i64(&j, "n", INT64_MIN);
	json_kv_bool(&j, "b", true);
	json_key(&j, "l");
	json_array(&j);
	json_i64(&j, 1);
	json_null(&j);
	json_array(&j);
	json_array_end(&j);
	json_object(&j);
	json_object_end(&j);
	json_bool(&j, false);
	json_array_end(&j);
	json_object_end(&j);
	assert_true(str_eq_c(buf_str(&b), "{\"tên\":\"Xã \\\"A\\\" \\\\ \\u003c/script\\u003e \\u0026 \\u0001\\n\\u001f\","
	                                  "\"n\":-9223372036854775808,\"b\":true,\"l\":[1,null,[],{},false]}"));
	const struct jval *v;
	struct err err = ERR_INIT;
	assert_int_equal(jval_parse(a, buf_str(&b), 1 << 12, &v, &err), 0);
	assert_true(str_eq_c(jval_get(v, "tên")->s, "Xã \"A\" \\ </script> & \x01\n\x1f"));
	assert_int_equal(jval_get(v, "n")->i, INT64_MIN);
	assert_int_equal(jval_get(v, "b")->kind, J_TRUE);
	assert_int_equal(jval_get(v, "l")->n, 5);
	assert_null(jval_get(v, "x"));
	assert_null(jval_get(jval_get(v, "l"), "x"));
	assert_null(jval_get(NULL, "x"));
	buf_free(&b);
}

static void json_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "{", "{\"a\":1,\"a\":2}", "[1.5]", "[1e3]", "[9223372036854775808]", "[1] x", "[\"\\u0000\"]", "[\"\xc3\"]", "{a:1}", "[01]",
		"[\"\\ud800\"]", "nul", "[1,]",
	};
	const struct jval *v = (const struct jval *)a;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err err = ERR_INIT;
		if (jval_parse(a, str_from_c(bad[i]), 1000, &v, &err) >= 0)
			fail_msg("taken: %s", bad[i]);
		assert_true(err.code == ERR_INPUT && err.text[0]);
		assert_ptr_equal(v, a);
	}
	struct err err = ERR_INIT;
	char deep[130];
	memset(deep, '[', 64);
	memset(deep + 64, ']', 64);
	assert_int_equal(jval_parse(a, (struct str){deep, 128}, 1000, &v, &err), -ERR_INPUT);
	assert_int_equal(jval_parse(a, (struct str){deep + 34, 60}, 1000, &v, &err), 0); /* 30 levels */
	assert_int_equal(jval_parse(a, STR("[1,2,3]"), 6, &v, &err), -ERR_TOO_LARGE);
	assert_int_equal(jval_parse(a, STR("[1,2,3]"), 7, &v, &err), 0);
}

/* ---- memory ---- */

static void buffer_cap(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = BUF_INIT(10);
	buf_add_c(&b, "12345678");
	assert_false(b.full);
	buf_add_c(&b, "abc"); /* does not fit: nothing of it is taken */
	assert_true(b.full);
	assert_true(b.n <= 10);
	assert_true(str_starts(buf_str(&b), STR("12345678")));
	buf_add_char(&b, 'x');
	buf_printf(&b, "%d", 5);
	assert_true(b.full && b.n <= 10);
	buf_reset(&b);
	assert_true(!b.full && b.n == 0);
	buf_add_i64(&b, -123456789);
	assert_true(str_eq_c(buf_str(&b), "-123456789"));
	assert_false(b.full);
	_cleanup_buf_ struct buf large = BUF_INIT(1 << 20);
	for (int i = 0; i < 20000; i++)
		buf_printf(&large, "%05d,", i);
	assert_int_equal(large.n, 120000);
	assert_memory_equal(large.p + 6 * 12345, "12345,", 6);
}

static void arena_memory(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *own = arena_new("own", 8 << 20);
	for (size_t size = 1; size < 70000; size = size * 3 + 1) {
		unsigned char *p = arena_alloc(own, size);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAA, size);
	}
	arena_reset(own);
	unsigned char *again = arena_alloc(own, 4000);
	for (size_t i = 0; i < 4000; i++)
		assert_int_equal(again[i], 0); /* zeroed although used before */
	int *list = NULL;
	size_t n = 0, cap = 0;
	for (int i = 0; i < 1000; i++) {
		list = arena_grow(own, list, n, &cap, sizeof(*list));
		list[n++] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(list[i], i);
	assert_true(str_eq_c(arena_printf(own, "%s-%05d", "xã", 42), "xã-00042"));
	for (int width = 2046; width <= 2050; width++) { /* around the length that is printed once */
		struct str wide = arena_printf(own, "%*d%s", width, 7, "xã");
		assert_int_equal(wide.n, width + 3);
		assert_int_equal(wide.p[wide.n], 0);
		assert_true(wide.p[0] == ' ' && str_ends(wide, STR("7xã")));
	}
	assert_string_equal(arena_c(own, STR("abc")), "abc");
	assert_string_equal(arena_c(own, (struct str){0}), "");
}

/* ---- errors ---- */

static void errors(void **state)
{
	(void)state;
	char long_text[2000];
	struct err e = ERR_INIT;
	for (int shift = 0; shift < 4; shift++) { /* the cut falls at each byte of a character in turn */
		memset(long_text, 'x', (size_t)shift);
		for (size_t i = (size_t)shift; i + 3 < sizeof(long_text); i += 3)
			memcpy(long_text + i, "\xe1\xba\xa5", 4);
		assert_int_equal(err_set(&e, ERR_LAW, "%s", long_text), -ERR_LAW);
		assert_true(str_is_utf8(str_from_c(e.text)));
		assert_true(strlen(e.text) >= sizeof(e.text) - 4);
	}
	assert_int_equal(err_field(&e, ERR_INPUT, "day", "«%s» sai", "Ngày"), -ERR_INPUT);
	assert_string_equal(e.field, "day");
	assert_string_equal(e.text, "«Ngày» sai");
	assert_int_equal(err_field(&e, e.code, "other", "%s!", e.text), -ERR_INPUT); /* from itself */
	assert_string_equal(e.text, "«Ngày» sai!");
	assert_int_equal(err_detail(&e, "errno %d", 5), -ERR_INPUT);
	assert_string_equal(e.detail, "errno 5");
	assert_int_equal(err_set(&e, ERR_BUSY, "x"), -ERR_BUSY);
	assert_string_equal(e.detail, ""); /* nothing of the one before */
	assert_string_equal(e.field, "");
	for (int code = 1; code < ERR_CODE_COUNT; code++) {
		assert_in_range(err_http_status((enum err_code)code), 400, 599);
		assert_in_range(err_exit_status((enum err_code)code), 1, 63);
		assert_memory_equal(err_name((enum err_code)code), "ERR_", 4);
	}
	assert_int_equal(err_exit_status(ERR_SCHEMA), 8);
	assert_int_equal(err_http_status(ERR_CONFLICT), 409);
}

/* ---- chance and hashes ---- */

static void seeded_chance(void **state)
{
	(void)state;
	struct seeded one, two, other;
	uint8_t x[300], y[300];
	seeded_start(&one, STR("seed"));
	seeded_start(&two, STR("seed"));
	seeded_start(&other, STR("seed."));
	for (size_t n = 1; n < sizeof(x); n += 37) {
		seeded_bytes(&one, x, n);
		seeded_bytes(&two, y, n);
		assert_memory_equal(x, y, n);
	}
	seeded_bytes(&one, x, 64);
	seeded_bytes(&other, y, 64);
	assert_memory_not_equal(x, y, 64);
	seeded_bytes(&one, y, 64);
	assert_memory_not_equal(x, y, 64);
	int seen[6] = {0};
	for (int i = 0; i < 6000; i++) {
		uint64_t v = seeded_below(&one, 6);
		assert_true(v < 6);
		seen[v]++;
	}
	for (int i = 0; i < 6; i++)
		assert_in_range(seen[i], 800, 1200);
	assert_int_equal(seeded_below(&one, 1), 0);
}

static void hashes(void **state)
{
	(void)state;
	/* BLAKE2b-256 of "abc", by another program */
	struct hash h = hash_str(STR("abc"));
	assert_true(str_eq_c(hex(a, h.b, HASH_LEN), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
	struct hash three = hash_three("a", 1, "b", 1, "c", 1);
	assert_true(hash_eq(&h, &three));
	struct hash_state s;
	hash_begin(&s);
	hash_add(&s, "ab", 2);
	hash_add(&s, "c", 1);
	struct hash parts = hash_end(&s);
	assert_true(hash_eq(&h, &parts));
	uint8_t bytes[3];
	assert_true(unhex(STR("00Ffa5"), bytes, 3));
	assert_memory_equal(bytes, "\x00\xff\xa5", 3);
	assert_false(unhex(STR("00ff"), bytes, 3));
	assert_false(unhex(STR("00ffag"), bytes, 3));
}

static void signatures(void **state)
{
	(void)state;
	uint8_t seed[32] = {7}, public_key[SIGN_PUBLIC_LEN], secret[SIGN_SECRET_LEN], signature[SIGNATURE_LEN];
	sign_keypair_from_seed(seed, public_key, secret);
	sign_bytes(secret, "head", 4, signature);
	assert_true(sign_check(public_key, "head", 4, signature));
	assert_false(sign_check(public_key, "heap", 4, signature));
	signature[3] ^= 1;
	assert_false(sign_check(public_key, "head", 4, signature));
	char hash[PASSWORD_HASH_MAX];
	password_hash(STR("một câu dễ nhớ"), hash);
	assert_memory_equal(hash, "$argon2id$", 10);
	assert_true(password_check(hash, STR("một câu dễ nhớ")));
	assert_false(password_check(hash, STR("một câu dễ nhớ ")));
	assert_false(password_check("", STR("")));
}

/* ---- small things of one meaning ---- */

static void characters_and_names(void **state)
{
	(void)state;
	assert_int_equal(str_characters(STR("")), 0);
	assert_int_equal(str_characters(STR("Thiệu Hoá")), 9); /* not its 12 bytes */
	assert_int_equal(str_characters((struct str){0}), 0);
	assert_true(str_eq_c(str_base_name(STR("C:\\Tài liệu\\a.pdf")), "a.pdf"));
	assert_true(str_eq_c(str_base_name(STR("/x/y/")), ""));
	assert_true(str_eq_c(str_base_name(STR("a.pdf")), "a.pdf"));
}

static void the_clock_nobody_sets(void **state)
{
	(void)state;
	int64_t before = monotonic_ms();
	double fine = monotonic_fine_ms();
	struct timespec in = monotonic_in(2750);
	assert_true(fine >= (double)before && monotonic_ms() >= before);
	assert_true(in.tv_nsec >= 0 && in.tv_nsec < 1000000000);
	assert_true((int64_t)in.tv_sec * 1000 + in.tv_nsec / 1000000 >= before + 2750);
}

/* ---- files ---- */

static void whole_files(void **state)
{
	(void)state;
	char dir[] = "/tmp/noivu-base-XXXXXX", path[64], sub[64];
	struct err err = ERR_INIT;
	struct str text = {0};
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/file", dir);
	snprintf(sub, sizeof(sub), "%s/sub", dir);
	assert_int_equal(fs_read(a, path, 100, &text, &err), -ERR_NOT_FOUND);
	assert_int_equal(fs_write_new(path, STR("mười byte."), 0600, &err), 0);
	assert_int_equal(fs_write_new(path, STR("khác"), 0600, &err), -ERR_CONFLICT);
	assert_int_equal(fs_read(a, path, 100, &text, &err), 0);
	assert_true(str_eq_c(text, "mười byte."));
	assert_int_equal(fs_read(a, path, 5, &text, &err), -ERR_TOO_LARGE);
	assert_int_equal(fs_replace(path, STR("mới"), 0600, &err), 0);
	assert_int_equal(fs_read(a, path, 100, &text, &err), 0);
	assert_true(str_eq_c(text, "mới"));
	assert_true(fs_read(a, dir, 100, &text, &err) < 0); /* no regular file */
	assert_int_equal(fs_rename(sub, path, &err), -ERR_NOT_FOUND); /* nothing there yet */
	assert_int_equal(fs_sync_folder_of(path, &err), 0);
	assert_int_equal(fs_sync_folder_of("tệp-không-có-thư-mục", &err), 0); /* here */
	char lost[512];
	snprintf(lost, sizeof(lost), "%s/không-có/tệp", dir);
	assert_int_equal(fs_sync_folder_of(lost, &err), -ERR_NOT_FOUND);
	assert_int_equal(fs_make_empty_dir(dir, &err), -ERR_CONFLICT);
	assert_int_equal(fs_make_empty_dir(sub, &err), 0);
	assert_int_equal(fs_make_empty_dir(sub, &err), 0);
	int fd, second;
	assert_int_equal(fs_lock(path, &fd, &err), 0);
	assert_int_equal(fs_lock(path, &second, &err), -ERR_BUSY);
	close(fd);
	assert_int_equal(fs_lock(path, &second, &err), 0);
	close(second);
	rmdir(sub);
	unlink(path);
	rmdir(dir);
}

/* RFC 4648, without padding; each length comes back through libsodium. */
static void base64(void **state)
{
	(void)state;
	static const char *const known[][2] = {
		{"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {"\xFB\xFF\xBF", "-_-_"}};
	unsigned char bytes[70];
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		assert_true(str_eq_c(base64url(a, known[i][0], strlen(known[i][0])), known[i][1]));
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 151 + 7);
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		struct str back;
		assert_true(unbase64url(a, base64url(a, bytes, n), &back));
		assert_int_equal(back.n, n);
		assert_memory_equal(back.p, bytes, n);
	}
}

static void ascii(void **state)
{
	(void)state;
	char text[40];
	for (size_t n = 0; n < sizeof(text); n++) {
		memset(text, 'a', sizeof(text));
		assert_true(str_is_ascii((struct str){text, n}));
		for (size_t at = 0; at < n; at++) {
			text[at] = '\x80';
			assert_false(str_is_ascii((struct str){text, n}));
			text[at] = 'a';
		}
	}
}

static void *priority_beside(void *arg)
{
	thread_come_after(THREAD_BESIDE);
	*(int *)arg = getpriority(PRIO_PROCESS, 0);
	return NULL;
}

/* Of that thread alone. */
static void threads_that_come_after(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	pthread_t thread;
	int before = getpriority(PRIO_PROCESS, 0), beside = -1;
	assert_int_equal(thread_start("beside", priority_beside, &beside, &thread, &err), 0);
	pthread_join(thread, NULL);
	assert_true(beside == THREAD_BESIDE || before > THREAD_BESIDE);
	assert_int_equal(getpriority(PRIO_PROCESS, 0), before);
}

int main(void)
{
	crypt_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparing),     cmocka_unit_test(cutting),      cmocka_unit_test(integers),   cmocka_unit_test(scaled),
		cmocka_unit_test(utf8),          cmocka_unit_test(known_days),   cmocka_unit_test(all_days),   cmocka_unit_test(typed_days),
		cmocka_unit_test(written_days),  cmocka_unit_test(json_written), cmocka_unit_test(json_refused), cmocka_unit_test(buffer_cap),
		cmocka_unit_test(arena_memory),  cmocka_unit_test(errors),       cmocka_unit_test(seeded_chance), cmocka_unit_test(hashes),
		cmocka_unit_test(signatures),    cmocka_unit_test(whole_files),
		cmocka_unit_test(characters_and_names), cmocka_unit_test(the_clock_nobody_sets),
		cmocka_unit_test(base64),        cmocka_unit_test(ascii),        cmocka_unit_test(threads_that_come_after),
	};
	return cmocka_run_group_tests(tests, with_arena, without_arena);
}
