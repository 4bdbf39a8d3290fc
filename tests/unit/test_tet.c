/* Mùng một Tết against known days, those where the Chinese calendar differs among them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "law/tet.h"

static void expect(int year, int month, int day)
{
	assert_int_equal(tet_day(year), date_from_civil(year, month, day));
}

static void test_known_days(void **state)
{
	(void)state;
	expect(2016, 2, 8);
	expect(2020, 1, 25);
	expect(2021, 2, 12);
	expect(2022, 2, 1);
	expect(2023, 1, 22);
	expect(2024, 2, 10);
	expect(2025, 1, 29);
	expect(2026, 2, 17);
	expect(2027, 2, 6);
	expect(2028, 1, 26);
	expect(2029, 2, 13);
}

/* New moon or solstice between 23:00 and 24:00 of Hà Nội: the next day in Beijing. */
static void test_differs_from_china(void **state)
{
	(void)state;
	expect(1968, 1, 29);
	expect(1969, 2, 16);
	expect(1985, 1, 21); /* a month earlier */
	expect(2007, 2, 17);
	expect(2030, 2, 2);
}

static void test_leap_month_before_tet(void **state)
{
	(void)state;
	expect(2033, 1, 31);
	expect(2034, 2, 19); /* after a repeated eleventh month */
}

static void test_range(void **state)
{
	(void)state;
	assert_int_equal(tet_day(1899), DAY_NONE);
	assert_int_equal(tet_day(2200), DAY_NONE);
	for (int year = 1901; year <= 2199; year++) {
		struct civil c = date_to_civil(tet_day(year));
		assert_int_equal(c.year, year);
		assert_in_range(c.month * 100 + c.day, 120, 221);
		int months = tet_day(year) - tet_day(year - 1);
		assert_true((months >= 353 && months <= 356) || (months >= 382 && months <= 386));
	}
}

static void test_week(void **state)
{
	(void)state;
	day_t tet = date_from_civil(2026, 2, 17);
	assert_false(tet_week(tet - 4));
	assert_true(tet_week(tet - 3));
	assert_true(tet_week(tet));
	assert_true(tet_week(tet + 5));
	assert_false(tet_week(tet + 6));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_days), cmocka_unit_test(test_differs_from_china),
		cmocka_unit_test(test_leap_month_before_tet), cmocka_unit_test(test_range), cmocka_unit_test(test_week),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
