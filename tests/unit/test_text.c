/* Normal form, folding, keys of names, order, numbers. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/text.h"
#include "group_arena.h"

static void same(struct str got, const char *want)
{
	char *c = arena_c(a, got);
	assert_non_null(got.p);
	assert_string_equal(c, want);
}

static struct str s(const char *c)
{
	return str_from_c(c);
}

static void nfc_composes(void **state)
{
	(void)state;
	same(text_nfc(a, s("Thie\xcc\xa3\xcc\x82u Ho\xcc\x81" "a")), "Thiệu Hóa");
	same(text_nfc(a, s("u\xcc\x9b\xcc\xa3")), "ự"); /* horn and dot below: three code points, one letter */
	same(text_nfc(a, s("Thiệu Hóa")), "Thiệu Hóa");
	same(text_nfc(a, s("plain")), "plain");
	same(text_nfc(a, s("")), "");
}

static void what_is_seen(void **state)
{
	(void)state;
	static const char *const all[][2] = {
		{"plain, xã Hàm Rồng – 5 m²", "plain, xã Hàm Rồng – 5 m²"},
		{"a\xc2\xa0" "b", "a b"},                           /* no-break */
		{"a\xe2\x80\xaf" "b\xe2\x80\x89" "c\xe3\x80\x80" "d", "a b c d"}, /* narrow, thin, wide */
		{"a\xe2\x80\x8b" "b\xc2\xad" "c\xef\xbb\xbf", "abc"},  /* zero width, soft hyphen, byte order mark */
		{"\xe2\x80\xae" "a\xe2\x81\xa9" "b\xc2\x9f", "ab"},    /* direction, a control */
		{"\xe2\x80\x9c" "a\xe2\x80\x9d\xe2\x80\xa6\xc2\xb5", "“a”…µ"},
		{"15/Q\xc3\x90-UBND, \xc3\x90ông", "15/QĐ-UBND, Đông"},    /* the eth of older keyboards */
		{"", ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		assert_true(str_eq_c(text_visible(a, s(all[i][0])), all[i][1]));
	assert_true(str_eq_c(text_visible(a, s("\xc2")), "\xc2")); /* torn: left to whoever refuses it */
	assert_true(str_eq_c(text_visible(a, s("\xe2\x80")), "\xe2\x80"));
	assert_true(str_eq_c(text_visible(a, s("\xc2 x")), "\xc2 x"));
}

static void before_unicode(void **state)
{
	(void)state;
	static const char *const old[] = {"NguyÔn V¨n A", "TrÇn ThÞ Hoµ", "Lª ThÞ Hång", "Ph¹m H¶i", "D­¬ng §×nh Nghªu"};
	static const char *const fine[] = {
		"Nguyễn Văn Ân", "TRẦN THỊ HOÀ", "ỦY BAN NHÂN DÂN XÃ ĐÔNG SƠN", "Müller, François và Zoë", "100 kW·h, 25 m², 3 m³",
		"Windows® và Office®", "xem ghi chú¹ và bảng¹", "chương trình «Nhà ở» 5µm", "Cty TNHHÁ Châu", "", "NguyÔn",
	};
	for (size_t i = 0; i < ARRAY_LEN(old); i++)
		assert_true(text_is_old(s(old[i])));
	for (size_t i = 0; i < ARRAY_LEN(fine); i++)
		assert_false(text_is_old(s(fine[i])));
}

static void not_utf8_is_nothing(void **state)
{
	(void)state;
	static const char *const bad[] = {"Thi\xea\xa5u", "\xff", "\xc0\x80", "\xed\xa0\x80", "x\xe1\xbb"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_null(text_nfc(a, s(bad[i])).p);
		assert_null(text_fold(a, s(bad[i])).p);
		assert_null(text_name_key(a, s(bad[i])).p);
		assert_null(text_sort_key(a, s(bad[i])).p);
		assert_null(text_upper(a, s(bad[i])).p);
	}
}

static void folding(void **state)
{
	(void)state;
	same(text_fold(a, s("  Xã Thiệu-Hoá ")), "xa thieu hoa");
	same(text_fold(a, s("ĐẶC KHU Đảo đá")), "dac khu dao da");
	same(text_fold(a, s("D\xcc\xa3\xe1\xba\xb7" "c")), "dac"); /* marks of their own and letters with marks */
	same(text_fold(a, s("Ea H'Leo")), "ea h leo");
	same(text_fold(a, s("Ea H\xe2\x80\x99Leo")), "ea h leo");
	same(text_fold(a, s("Diện tích (km²)")), "dien tich km2");
	same(text_fold(a, s("a\xe2\x80\x8b" "b")), "ab"); /* a zero-width blank parts nothing */
	same(text_fold(a, s("\xef\xbb\xbfmã")), "ma");
	same(text_fold(a, s("Q\xc3\x90-UBND")), "qd ubnd");
	same(text_fold(a, s("...")), "");
	same(text_fold(a, s("2 Bảo Lộc")), "2 bao loc");
	same(text_fold(a, s("ƯỚC mơ")), "uoc mo");
	/* Folding twice is folding once. */
	struct str once = text_fold(a, s("Xuân Hương - Đà Lạt"));
	assert_true(str_eq(once, text_fold(a, once)));
}

static bool one_name(const char *x, const char *y)
{
	return str_eq(text_name_key(a, s(x)), text_name_key(a, s(y)));
}

static void names_with_the_mark_elsewhere(void **state)
{
	(void)state;
	assert_true(one_name("Thiệu Hoá", "Thiệu Hóa"));
	assert_true(one_name("\xc3\x90ông Sơn", "Đông Sơn"));
	assert_true(one_name("THIỆU HÓA", "thiệu hoá"));
	assert_true(one_name("Thuỷ", "Thủy"));
	assert_true(one_name("Quý", "Qúy"));
	assert_true(one_name("Khoẻ", "Khỏe"));
	assert_true(one_name("  Thiệu   Hóa\t", "Thiệu Hóa"));
	assert_true(one_name("Ho\xcc\x81" "a", "Hoá"));
	assert_true(one_name("Xuân Hương - Đà Lạt", "Xuân Hương–Đà Lạt"));
	assert_true(one_name("Ea H'Leo", "Ea H\xe2\x80\x99Leo"));
}

static void names_that_differ(void **state)
{
	(void)state;
	assert_false(one_name("Hòa", "Hóa"));
	assert_false(one_name("Quý Lộc", "Quí Lộc"));
	assert_false(one_name("Hoa", "Hóa"));
	assert_false(one_name("Đông", "Dông"));
	assert_false(one_name("Tân", "Tấn"));
	assert_false(one_name("Thọ Xuân", "Thọ Xuan"));
	assert_false(one_name("Yên Định", "YênĐịnh"));
	assert_false(one_name("Hóà", "Hòá"));   /* two tones in one syllable: a slip, and each its own */
	assert_false(one_name("Hà Trung", "Ha Trùng"));
	assert_true(text_name_key(a, s(" \t ")).n == 0);
}

static int by_key(const void *x, const void *y)
{
	return str_cmp(text_sort_key(a, s(*(const char *const *)x)), text_sort_key(a, s(*(const char *const *)y)));
}

static void order_is_that_of_the_alphabet(void **state)
{
	(void)state;
	static const char *const want[] = {
		"Ả", "An", "Anh", "Ánh", "Ăn", "Ân", "Ba", "Bà", "Bả", "Bã", "Bá", "Bạ", "Bình 2", "Bình 10", "Cao", "Dung",
		"Đạt", "Đông", "Em", "Êm", "Hà Nội", "Hải", "Ong", "Ông", "Ơn", "Ung", "Ưng", "Vũ", "Xuân", "Yên",
	};
	enum { N = ARRAY_LEN(want) };
	const char *got[N];
	for (size_t i = 0; i < N; i++)
		got[i] = want[(i * 7 + 3) % N]; /* 7 and the count have no common factor */
	qsort(got, N, sizeof(*got), by_key);
	for (size_t i = 0; i < N; i++)
		assert_string_equal(got[i], want[i]);
	/* One normal form or the other: the same key. */
	assert_true(str_eq(text_sort_key(a, s("Hóa")), text_sort_key(a, s("Ho\xcc\x81" "a"))));
	assert_true(text_sort_key(a, s("")).n == 0);
	/* A text whose key is longer than the small buffer. */
	char *longer = arena_array_of(a, 2001, char);
	memset(longer, 'a', 2000);
	assert_true(text_sort_key(a, s(longer)).n >= 2000);
}

static void *sort_in_thread(void *context)
{
	struct str *ret = context;
	_cleanup_arena_ struct arena *mine = arena_new("thread", 1 << 20);
	for (int i = 0; i < 500; i++) {
		arena_reset(mine);
		struct str key = text_sort_key(mine, s("Thiệu Hóa"));
		if (i == 0)
			*ret = (struct str){memcpy(malloc(key.n), key.p, key.n), key.n};
		else if (!str_eq(key, *ret))
			ret->n = 0;
	}
	return NULL;
}

static void order_from_many_threads(void **state)
{
	(void)state;
	pthread_t thread[4];
	struct str key[4];
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, sort_in_thread, &key[i]), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	for (int i = 0; i < 4; i++) {
		assert_true(str_eq(key[i], text_sort_key(a, s("Thiệu Hóa"))));
		free((void *)(uintptr_t)key[i].p);
	}
}

static void letter_case(void **state)
{
	(void)state;
	same(text_upper(a, s("ủy ban bầu cử")), "ỦY BAN BẦU CỬ");
	same(text_upper(a, s("o\xcc\x81")), "Ó");
	same(text_upper(a, s("")), "");
}

static size_t put(char *to, uint32_t c)
{
	if (c < 0x80)
		return to[0] = (char)c, 1;
	if (c < 0x800)
		return to[0] = (char)(0xC0 | c >> 6), to[1] = (char)(0x80 | (c & 0x3F)), 2;
	to[0] = (char)(0xE0 | c >> 12);
	to[1] = (char)(0x80 | (c >> 6 & 0x3F));
	to[2] = (char)(0x80 | (c & 0x3F));
	return 3;
}

/* Most letters are folded and composed by a short way. A letter from far away behind them makes it the long one, by utf8proc: what
 * stands before it must become the same. */
static void common_letters_as_the_long_way(void **state)
{
	(void)state;
	static const uint32_t beside[] = {'x', ' ', 0xAD, 0xE1, 0x110, 0x1B0, 0x1EC7, 0x2BC};
	for (uint32_t c = 1; c < 0x1F00; c = c == 0x2FF ? 0x1E00 : c + 1)
		for (size_t i = 0; i < ARRAY_LEN(beside); i++) {
			char text[32];
			_cleanup_arena_ struct arena *own = arena_new("letters", 1 << 16);
			size_t n = put(text, beside[i]);
			n += put(text + n, c);
			n += put(text + n, 'x');
			struct str near = {text, n}, far = {text, n + put(text + n, 0x4E2D)};
			struct str fold = text_fold(own, near), whole = text_fold(own, far);
			assert_true(str_eq(fold, str_slice(whole, 0, whole.n - 3)));
			assert_true(str_eq(text_nfc(own, near), near));
			assert_true(str_eq(text_nfc(own, far), far));
		}
	same(text_fold(a, s("½ km² ŉ")), "1 2 km2 n");
	same(text_nfc(a, s("Thiệu Ho\xcc\x81" "a")), "Thiệu Hóa");
}

static void numbers(void **state)
{
	(void)state;
	same(text_number(a, 0), "0");
	same(text_number(a, 999), "999");
	same(text_number(a, 3487), "3.487");
	same(text_number(a, 4320947), "4.320.947");
	same(text_number(a, -1000), "-1.000");
	same(text_number(a, INT64_MIN), "-9.223.372.036.854.775.808");
	same(text_number(a, INT64_MAX), "9.223.372.036.854.775.807");
	same(text_scaled(a, 6231, 2), "62,31");
	same(text_scaled(a, 1234567, 2), "12.345,67");
	same(text_scaled(a, 5, 2), "0,05");
	same(text_scaled(a, -5, 2), "-0,05");
	same(text_scaled(a, 100, 2), "1,00");
	same(text_scaled(a, 42, 0), "42");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nfc_composes), cmocka_unit_test(what_is_seen), cmocka_unit_test(before_unicode),
		cmocka_unit_test(not_utf8_is_nothing),
		cmocka_unit_test(folding),
		cmocka_unit_test(common_letters_as_the_long_way),
		cmocka_unit_test(names_with_the_mark_elsewhere),
		cmocka_unit_test(names_that_differ),
		cmocka_unit_test(order_is_that_of_the_alphabet),
		cmocka_unit_test(order_from_many_threads),
		cmocka_unit_test(letter_case),
		cmocka_unit_test(numbers),
	};
	return cmocka_run_group_tests_name("text", tests, with_arena, without_arena);
}
