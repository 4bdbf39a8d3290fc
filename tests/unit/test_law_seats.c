/* Numbers of deputies: every quick test, threshold and cap of Art. 30, what is unknown, and bodies' sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/csv.h"
#include "law/bodies.h"
#include "law/seats.h"
#include "law_world.h"

static struct seats of(enum seats_unit unit, int64_t population, enum tri mountainous)
{
	struct seats_input in = {
		.unit = unit,
		.province_code = STR("38"),
		.population = population,
		.mountainous = mountainous,
		.population_final = true,
		.mountainous_final = true,
	};
	return seats_for_unit(arena, law, &in);
}

static void expect(enum seats_unit unit, int64_t population, enum tri mountainous, int seats)
{
	struct seats s = of(unit, population, mountainous);
	if (s.lo != seats || s.hi != seats)
		fail_msg("unit %d, %lld people: %d–%d, not %d", (int)unit, (long long)population, s.lo, s.hi, seats);
	assert_true(s.why.n > 0);
}

static void test_quick(void **state)
{
	(void)state;
	expect(SEATS_PROVINCE, 2000000, TRI_UNKNOWN, 64);
	expect(SEATS_XA, 7999, TRI_YES, 17);
	expect(SEATS_XA, 13000, TRI_YES, 21);
	expect(SEATS_XA, 26000, TRI_NO, 21);
	expect(SEATS_PHUONG_OF_CITY, 44999, TRI_UNKNOWN, 19);
	expect(SEATS_PHUONG_OF_CITY, 45000, TRI_UNKNOWN, 20);
	expect(SEATS_DAC_KHU, 4000, TRI_UNKNOWN, 15);
}

static void test_thresholds(void **state)
{
	(void)state;
	static const struct {
		enum seats_unit unit;
		enum tri mountainous;
		int64_t base, step1, until, step2, full;
	} rows[] = {
		{SEATS_XA, TRI_YES, 5000, 1000, 10000, 3000, 40000},
		{SEATS_DAC_KHU, TRI_UNKNOWN, 5000, 1000, 10000, 3000, 40000},
		{SEATS_XA, TRI_NO, 10000, 2000, 20000, 6000, 80000},
		{SEATS_PHUONG_OF_PROVINCE, TRI_UNKNOWN, 10000, 2000, 20000, 6000, 80000},
		{SEATS_PHUONG_OF_CITY, TRI_UNKNOWN, 15000, 6000, 45000, 7000, 115000},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum seats_unit u = rows[i].unit;
		enum tri m = rows[i].mountainous;
		expect(u, 0, m, 15);
		expect(u, rows[i].base, m, 15);
		expect(u, rows[i].base + 1, m, 15);
		expect(u, rows[i].base + rows[i].step1 - 1, m, 15);
		expect(u, rows[i].base + rows[i].step1, m, 16);
		expect(u, rows[i].until - 1, m, 19);
		expect(u, rows[i].until, m, 20);
		expect(u, rows[i].until + 1, m, 20);
		expect(u, rows[i].until + rows[i].step2 - 1, m, 20);
		expect(u, rows[i].until + rows[i].step2, m, 21);
		expect(u, rows[i].full - 1, m, 29);
		expect(u, rows[i].full, m, 30);
		expect(u, rows[i].full * 10, m, 30);
	}
}

static void test_provinces(void **state)
{
	(void)state;
	expect(SEATS_PROVINCE, 500000, TRI_UNKNOWN, 50);
	expect(SEATS_PROVINCE, 1000000, TRI_UNKNOWN, 50);
	expect(SEATS_PROVINCE, 1069999, TRI_UNKNOWN, 50);
	expect(SEATS_PROVINCE, 1070000, TRI_UNKNOWN, 51);
	expect(SEATS_PROVINCE, 3449999, TRI_UNKNOWN, 84);
	expect(SEATS_PROVINCE, 3450000, TRI_UNKNOWN, 85);
	expect(SEATS_PROVINCE, 4320947, TRI_UNKNOWN, 85);
	expect(SEATS_CITY, 1200000, TRI_UNKNOWN, 50);
	expect(SEATS_CITY, 1275000, TRI_UNKNOWN, 51);
	expect(SEATS_CITY, 3824999, TRI_UNKNOWN, 84);
	expect(SEATS_CITY, 3825000, TRI_UNKNOWN, 85);
}

static void test_fixed_cities(void **state)
{
	(void)state;
	static const char *const codes[] = {"01", "79"};
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		struct seats_input in = {.unit = SEATS_CITY, .province_code = str_from_c(codes[i]),
					 .population = POPULATION_UNKNOWN};
		struct seats s = seats_for_unit(arena, law, &in);
		assert_int_equal(s.lo, 125);
		assert_int_equal(s.hi, 125);
		assert_false(s.provisional);
	}
}

static void test_unknown(void **state)
{
	(void)state;
	struct seats s = of(SEATS_XA, 8000, TRI_UNKNOWN);
	assert_int_equal(s.lo, 15);
	assert_int_equal(s.hi, 18);
	assert_true(s.provisional);
	struct str why = why_text(arena, &s.why);
	assert_true(str_find(why, STR("Bộ Dân tộc và Tôn giáo")) >= 0);
	assert_true(str_find(why, STR("Bộ Nội vụ")) >= 0);
	assert_true(str_find(why, STR("Nghị quyết số 107/2025/UBTVQH15")) >= 0);
	/* Below 5,000 and from 80,000 people on both rules agree. */
	expect(SEATS_XA, 5000, TRI_UNKNOWN, 15);
	assert_false(of(SEATS_XA, 5000, TRI_UNKNOWN).provisional);
	expect(SEATS_XA, 80000, TRI_UNKNOWN, 30);
	/* Unknown people are never none. */
	s = of(SEATS_XA, POPULATION_UNKNOWN, TRI_YES);
	assert_int_equal(s.lo, 15);
	assert_int_equal(s.hi, 30);
	assert_true(s.provisional);
	s = of(SEATS_PROVINCE, POPULATION_UNKNOWN, TRI_UNKNOWN);
	assert_int_equal(s.lo, 50);
	assert_int_equal(s.hi, 85);
}

static void test_provisional(void **state)
{
	(void)state;
	assert_false(of(SEATS_XA, 7000, TRI_YES).provisional);
	assert_true(of(SEATS_XA, 7999, TRI_YES).provisional);   /* a remainder decides */
	assert_false(of(SEATS_XA, 40999, TRI_YES).provisional); /* the cap decides */
	struct seats_input in = {.unit = SEATS_PHUONG_OF_PROVINCE, .population = 12000, .population_final = false};
	assert_true(seats_for_unit(arena, law, &in).provisional);
	in = (struct seats_input){.unit = SEATS_XA, .population = 12000, .population_final = true, .mountainous = TRI_NO};
	assert_true(seats_for_unit(arena, law, &in).provisional);
}

static void test_why(void **state)
{
	(void)state;
	struct seats s = of(SEATS_XA, 13000, TRI_YES);
	struct str why = why_text(arena, &s.why);
	assert_true(str_find(why, STR("15 + (10.000 − 5.000) : 1.000 + (13.000 − 10.000) : 3.000 = 15 + 5 + 1 = 21")) >= 0);
	assert_true(str_find(why, STR("Điều 30 khoản 2 điểm a Luật Tổ chức chính quyền địa phương số 72/2025/QH15")) >= 0);
	s = of(SEATS_XA, 7999, TRI_YES);
	why = why_text(arena, &s.why);
	assert_true(str_find(why, STR("Còn lẻ 999 người")) >= 0);
	s = of(SEATS_PROVINCE, 4320947, TRI_UNKNOWN);
	why = why_text(arena, &s.why);
	assert_true(str_find(why, STR("= 97, nhiều hơn mức tối đa nên là 85")) >= 0);
}

static void test_total(void **state)
{
	(void)state;
	struct seats_total t = {0};
	struct seats a = of(SEATS_XA, 7000, TRI_YES), b = of(SEATS_XA, 8000, TRI_UNKNOWN);
	seats_add(&t, &a);
	assert_false(t.provisional);
	seats_add(&t, &b);
	assert_int_equal(t.lo, 17 + 15);
	assert_int_equal(t.hi, 17 + 18);
	assert_int_equal(t.units, 2);
	assert_int_equal(t.ranges, 1);
	assert_true(t.provisional);
}

static struct str read_whole(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return (struct str){0};
	char *p = arena_alloc(arena, 1 << 20);
	size_t n = fread(p, 1, 1 << 20, f);
	fclose(f);
	return (struct str){p, n};
}

/* A regression value, no proof: population and mountain flags of that file are not the official ones. */
static void test_thanh_hoa(void **state)
{
	(void)state;
	const char *data = getenv("NOIVU_DATA");
	if (!data || !*data)
		skip();
	struct str path = arena_printf(arena, "%s/admin/communes_thanh_hoa.csv", data);
	struct str text = read_whole(arena_c(arena, path));
	if (!text.n)
		skip();
	struct csv_table t;
	struct err err = ERR_INIT;
	assert_int_equal(csv_table(arena, text, &csv_limits_default, &t, &err), 0);
	struct seats_total total = {0};
	int64_t all = 0;
	for (size_t i = 0; i < t.rows; i++) {
		int64_t people = 0;
		assert_true(str_to_i64(csv_cell(&t, i, csv_column(&t, "population")), 0, 1000000, &people));
		bool xa = str_eq_c(csv_cell(&t, i, csv_column(&t, "type")), "xã");
		bool mountain = str_eq_c(csv_cell(&t, i, csv_column(&t, "mountainous")), "1");
		struct seats s = of(xa ? SEATS_XA : SEATS_PHUONG_OF_PROVINCE, people, mountain ? TRI_YES : TRI_NO);
		seats_add(&total, &s);
		all += people;
	}
	assert_int_equal(t.rows, 166);
	assert_int_equal(total.lo, 3487);
	assert_int_equal(total.hi, 3487);
	expect(SEATS_PROVINCE, all, TRI_UNKNOWN, 85);
}

static void test_bodies(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		int min, max;
	} rows[] = {
		{"NEC", 15, 21},	{"UBBC_PROVINCE", 23, 37}, {"UBBC_COMMUNE", 9, 17}, {"BBC_NA", 9, 17},
		{"BBC_PROVINCE", 11, 15}, {"BBC_COMMUNE", 9, 15}, {"TBC", 11, 21},	    {"TBC_ARMED", 5, 9},
		{"TBC_MIXED", 11, 21},	{"B_COUNCIL_NA", 5, 7},	   {"B_UBBC", 3, 5},	    {"B_BBC", 3, 5},
		{"B_TBC", 9, 11},
	};
	assert_int_equal(law->body_n, ARRAY_LEN(rows));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct law_body *b = law_body_find(law, str_from_c(rows[i].id));
		struct err err = ERR_INIT;
		assert_non_null(b);
		assert_int_equal(body_size_ok(b, rows[i].min, &err), 0);
		assert_int_equal(body_size_ok(b, rows[i].max, &err), 0);
		assert_int_equal(body_size_ok(b, rows[i].max + 1, &err), -ERR_LAW);
		assert_int_equal(body_size_ok(b, rows[i].min - 1, &err), -ERR_LAW);
		assert_non_null(strstr(err.text, "Điều"));
	}
	assert_null(law_body_find(law, STR("ABC")));
}

/* Art. 22, 24, 25, 26, 90: offices, who agrees, who is told, meetings. */
static void test_body_rules(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		int64_t n[BODY_ROLE_COUNT];
		const char *wrong; /* NULL: as the law wants it */
	} lists[] = {
		{"UBBC_COMMUNE", {1, 2, 1, 7}, NULL},
		{"UBBC_COMMUNE", {1, 0, 1, 7}, NULL}, /* the law gives no number of deputies */
		{"UBBC_COMMUNE", {1, 2, 0, 8}, "chưa có Thư ký"},
		{"UBBC_COMMUNE", {0, 2, 1, 8}, "chưa có người đứng đầu"},
		{"UBBC_COMMUNE", {2, 2, 1, 6}, "hơn một người đứng đầu"},
		{"TBC", {1, 0, 1, 9}, NULL},
		{"TBC", {1, 1, 1, 9}, "cấp phó"},
		{"B_BBC", {1, 1, 0, 1}, NULL},
		{"B_BBC", {1, 1, 1, 1}, "không đặt Thư ký"},
	};
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct err err = ERR_INIT;
		int r = body_roles_ok(law_body_find(law, str_from_c(lists[i].id)), lists[i].n, &err);
		assert_int_equal(r, lists[i].wrong ? -ERR_LAW : 0);
		if (lists[i].wrong) {
			assert_non_null(strstr(err.text, lists[i].wrong));
			assert_non_null(strstr(err.text, "Điều"));
		}
	}
	const struct law_body *team = law_body_find(law, STR("TBC")), *mixed = law_body_find(law, STR("TBC_MIXED"));
	assert_true(str_eq_c(body_role_name(team, BODY_HEAD), "Tổ trưởng"));
	assert_int_equal(body_role_name(team, BODY_DEPUTY).n, 0);
	assert_true(str_find(mixed->agrees, STR("chỉ huy")) > 0);
	assert_true(str_find(law_body_find(law, STR("UBBC_COMMUNE"))->informs, STR("Ủy ban bầu cử ở tỉnh")) >= 0);
	static const int64_t meeting[][3] = {{9, 6, 5}, {10, 7, 6}, {11, 8, 6}, {17, 12, 9}, {23, 16, 12}, {37, 25, 19}};
	for (size_t i = 0; i < ARRAY_LEN(meeting); i++) {
		assert_int_equal(body_quorum(meeting[i][0]), meeting[i][1]);
		assert_int_equal(body_majority(meeting[i][0]), meeting[i][2]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quick),	    cmocka_unit_test(test_thresholds), cmocka_unit_test(test_provinces),
		cmocka_unit_test(test_fixed_cities), cmocka_unit_test(test_unknown),   cmocka_unit_test(test_provisional),
		cmocka_unit_test(test_why),	    cmocka_unit_test(test_total),      cmocka_unit_test(test_thanh_hoa),
		cmocka_unit_test(test_bodies),	    cmocka_unit_test(test_body_rules),
	};
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
