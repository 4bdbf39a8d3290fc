/* Addresses, number formats, numbers, days, escapes of workbook cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "format/xlsx_value.h"

static struct arena *a;

static void assert_str(struct str got, const char *want)
{
	if (!str_eq_c(got, want))
		fail_msg("got \"%.*s\", want \"%s\"", STR_ARG(got), want);
}

static void test_ref(void **state)
{
	(void)state;
	static const struct { const char *ref; size_t row, column; } good[] = {
		{"A1", 1, 0}, {"Z9", 9, 25}, {"AA10", 10, 26}, {"XFD1048576", 1048576, 16383},
	};
	static const char *const bad[] = {"", "A", "1", "A0", "A01", "a1", "XFE1", "AAAA1", "A1048577", "A1B", "A99999999999999999999", "$A$1"};
	size_t row = 7, column = 7;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(xlsx_ref(str_from_c(bad[i]), &row, &column));
	assert_int_equal(row, 7);
	assert_int_equal(column, 7);
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_true(xlsx_ref(str_from_c(good[i].ref), &row, &column));
		assert_int_equal(row, good[i].row);
		assert_int_equal(column, good[i].column);
	}
	for (size_t c = 0; c < XLSX_COLUMNS_MOST; c++) { /* both ways */
		struct str ref = arena_printf(a, "%s5", xlsx_letters(c).c);
		assert_true(xlsx_ref(ref, &row, &column));
		assert_int_equal(column, c);
	}
}

static void test_formats(void **state)
{
	(void)state;
	static const struct { const char *code; enum xlsx_format format; } cases[] = {
		{"General", XLSX_PLAIN}, {"0.00", XLSX_PLAIN}, {"#,##0\\ \"đồng\"", XLSX_PLAIN}, {"@", XLSX_PLAIN},
		{"#,##0 [$₫-42A]", XLSX_PLAIN}, {"[Red]0", XLSX_PLAIN}, {"0.0E+00", XLSX_PLAIN}, {"\\d0", XLSX_PLAIN},
		{"0_d", XLSX_PLAIN}, {"0;dd", XLSX_PLAIN}, {"", XLSX_PLAIN}, {"\"dd/mm", XLSX_PLAIN}, {"[>5]0", XLSX_PLAIN},
		{"dd/mm/yyyy", XLSX_DAY}, {"yyyy\\-mm\\-dd;@", XLSX_DAY}, {"[$-42A]dd/mm/yyyy", XLSX_DAY}, {"mmm", XLSX_DAY},
		{"\"ngày\" dd \"tháng\" mm \"năm\" yyyy", XLSX_DAY}, {"DD/MM/YY", XLSX_DAY}, {"mm/yyyy", XLSX_DAY},
		{"h:mm", XLSX_TIME}, {"[h]:mm:ss", XLSX_TIME}, {"mm:ss.0", XLSX_TIME}, {"h AM/PM", XLSX_TIME}, {"[mm]", XLSX_TIME},
		{"dd/mm/yyyy h:mm", XLSX_MOMENT}, {"yyyy-mm-dd hh:mm:ss", XLSX_MOMENT},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (xlsx_format_of(str_from_c(cases[i].code)) != cases[i].format)
			fail_msg("%s", cases[i].code);
	for (int id = 0; id < 60; id++)
		assert_int_equal(xlsx_format_built_in(id), id >= 14 && id <= 17 ? XLSX_DAY
		                                         : id == 22             ? XLSX_MOMENT
		                                         : (id >= 18 && id <= 21) || (id >= 45 && id <= 47) ? XLSX_TIME
		                                                                                            : XLSX_PLAIN);
}

static void test_numbers(void **state)
{
	(void)state;
	static const struct { const char *raw, *want; } cases[] = {
		{"38", "38"}, {"-5", "-5"}, {"0", "0"}, {"12345678901234567890", "12345678901234567890"}, {"0.1", "0,1"},
		{"0.10000000000000001", "0,1"}, {"62.31", "62,31"}, {"-1.5", "-1,5"}, {"1E3", "1000"}, {"3.8E11", "380000000000"},
		{"38214012345.0", "38214012345"}, {"1.234", "1,234"}, {"0.30000000000000004", "0,3"}, {"-0.0", "0"}, {"1e-3", "0,001"},
		{"1E+300", "1E+300"}, {"1E999", "1E999"}, {"0x10", "0x10"}, {"nan", "nan"}, {"inf", "inf"}, {"1.2.3", "1.2.3"},
		{"", ""}, {"-", "-"}, {" 7 ", "7"}, {"99999999999999.9", "99999999999999,9"}, {"9.1", "9,1"},
		{"9.0999999999999996", "9,1"}, {"123456789012345680", "123456789012345680"},
		{"1111111111111111111111111111111111111111111.5", "1111111111111111111111111111111111111111111.5"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_str(xlsx_number(a, str_from_c(cases[i].raw), XLSX_PLAIN, false), cases[i].want);
}

static void test_days(void **state)
{
	(void)state;
	static const struct { const char *raw; enum xlsx_format format; bool from_1904; const char *want; } cases[] = {
		{"1", XLSX_DAY, false, "1900-01-01"}, {"59", XLSX_DAY, false, "1900-02-28"}, {"60", XLSX_DAY, false, "60"},
		{"61", XLSX_DAY, false, "1900-03-01"}, {"0", XLSX_DAY, false, "0"}, {"-1", XLSX_DAY, false, "-1"},
		{"46096", XLSX_DAY, false, "2026-03-15"}, {"46096.75", XLSX_DAY, false, "2026-03-15"},
		{"46096.9999999", XLSX_DAY, false, "2026-03-15"}, {"2958465", XLSX_DAY, false, "9999-12-31"},
		{"2958466", XLSX_DAY, false, "2958466"}, {"44634", XLSX_DAY, true, "2026-03-15"}, {"0", XLSX_DAY, true, "1904-01-01"},
		{"46096", XLSX_MOMENT, false, "2026-03-15"}, {"46096.5", XLSX_MOMENT, false, "2026-03-15 12:00"},
		{"46096.9999999", XLSX_MOMENT, false, "2026-03-16"}, {"46096.312511574", XLSX_MOMENT, false, "2026-03-15 07:30:01"},
		{"0.3125", XLSX_TIME, false, "07:30"}, {"0.3125", XLSX_MOMENT, false, "07:30"}, {"1.25", XLSX_TIME, false, "30:00"},
		{"0", XLSX_TIME, false, "00:00"}, {"chưa rõ", XLSX_DAY, false, "chưa rõ"}, {"", XLSX_DAY, false, ""},
		{"1E200", XLSX_DAY, false, "1E200"}, {"45000.5e0", XLSX_DAY, false, "2023-03-15"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_str(xlsx_number(a, str_from_c(cases[i].raw), cases[i].format, cases[i].from_1904), cases[i].want);
	/* every day of four centuries is one more than the day before */
	for (int64_t serial = 62; serial < 182000; serial++) {
		day_t day = DAY_NONE;
		struct str got = xlsx_number(a, arena_printf(a, "%lld", (long long)serial), XLSX_DAY, false);
		assert_true(date_parse_iso(got, &day));
		assert_int_equal(day, serial - 25569);
		if (serial % 1000 == 0)
			arena_reset(a);
	}
}

static void test_iso(void **state)
{
	(void)state;
	static const struct { const char *raw, *want; } cases[] = {
		{"2026-03-15", "2026-03-15"}, {"2026-03-15T00:00:00", "2026-03-15"}, {"2026-03-15T00:00:00Z", "2026-03-15"},
		{"2026-03-15T07:30:00", "2026-03-15 07:30"}, {"2026-03-15T07:30", "2026-03-15 07:30"},
		{"2026-03-15T07:30:05", "2026-03-15 07:30:05"}, {"2026-03-15T00:00:00.000", "2026-03-15"},
		{"2026-02-30", "2026-02-30"}, {"PT7H", "PT7H"}, {"", ""}, {"2026-03-15T", "2026-03-15T"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_str(xlsx_iso(a, str_from_c(cases[i].raw)), cases[i].want);
}

static struct str unescaped(const char *c)
{
	char *p = arena_c(a, str_from_c(c));
	return (struct str){p, xlsx_unescape(p, strlen(p))};
}

static void test_escapes(void **state)
{
	(void)state;
	assert_str(unescaped("a_x000D_b"), "a\rb");
	assert_str(unescaped("_x1ED9__x00e1_"), "ộá");
	assert_str(unescaped("_x005F_x0041_"), "_x0041_");
	assert_str(unescaped("_x0000_"), "_x0000_");
	assert_str(unescaped("_xD83D_"), "_xD83D_");
	assert_str(unescaped("_x00G0_ _x41_ _x0041"), "_x00G0_ _x41_ _x0041");
	static const char *const cells[] = {
		"", "xã", "_x0041_", "_x005F_x0041_", "\r\n", "\x01\x1f\x7f", "_x0041_x0042_", "a_b_x", "\xef\xbf\xbe\xef\xbf\xbf",
		"\xef\xbb\xbfX", "_x_x0041_",
	};
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		struct str s = xlsx_escape(a, str_from_c(cells[i]));
		assert_int_equal(str_find(s, STR("\r")), -1);
		assert_str(unescaped(arena_c(a, s)), cells[i]);
	}
}

static int begin(void **state)
{
	(void)state;
	a = arena_new("test", (size_t)64 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ref),  cmocka_unit_test(test_formats), cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_days), cmocka_unit_test(test_iso),     cmocka_unit_test(test_escapes),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
