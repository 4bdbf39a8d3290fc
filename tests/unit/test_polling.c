/* Villages and polling areas by the law; what a commune lacks; areas that follow a new decision; each thing tried as somebody else
 * too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "area/check.h"
#include "area_site.h"
#include "base/fs.h"
#include "format/csv.h"
#include "record/import.h"

/* The constituencies of the National Assembly are decided. */
static int begin_decided(void **state)
{
	begin(state);
	join_communes();
	int64_t plan = proposed();
	small_must(submit(specialist(), plan), &s.err, "submit");
	small_must(decide(someone(AT_PROVINCE, ROLE_LEADER), plan), &s.err, "decide");
	return 0;
}

/* ---- villages and polling areas ---- */

static int64_t village(int64_t person, const char *name, int people, int64_t area)
{
	struct call c = {0};
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "name", str_from_c(name));
	call_add(&c, "kind", STR("thon"));
	call_int(&s, &c, "population", people);
	call_int(&s, &c, "voters", people * 7 / 10);
	if (area)
		call_int(&s, &c, "area", area);
	return small_run(&s, person, "village.save", &c) < 0 ? 0 : s.result.id;
}

static int area_with(int number, int voters, const char *kind, const char *small)
{
	struct call c = small_area(&s, s.election, s.commune[0], number, kind, voters);
	call_add(&c, "small", str_from_c(small));
	return small_run(&s, officer(), "polling_area.save", &c);
}

static void sizes_of_areas(void **state)
{
	(void)state;
	assert_int_equal(area_with(1, 4001, "normal", ""), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "4001 cử tri: mỗi khu vực bỏ phiếu không quá 4.000 (Điều 11 khoản 2)"));
	assert_int_equal(area_with(1, 4000, "normal", ""), 0);
	assert_int_equal(area_with(2, 299, "normal", ""), -ERR_INPUT);
	assert_string_equal(s.err.field, "small");
	assert_int_equal(area_with(2, 300, "normal", ""), 0);
	assert_int_equal(area_with(3, 299, "normal", "scattered"), 0);
	assert_int_equal(area_with(4, 49, "care", ""), -ERR_INPUT);
	assert_int_equal(area_with(4, 50, "care", ""), 0);
	assert_int_equal(area_with(5, 30, "army", ""), 0);
	assert_int_equal(area_with(5, 1000, "normal", ""), -ERR_INPUT); /* number 5 is there */
}

static int64_t area_number(int number)
{
	return small_count(&s,
			   arena_c(s.a, arena_printf(s.a, "SELECT id FROM polling_area WHERE number = %d", number)));
}

static int64_t area_of(int64_t village_id)
{
	struct row row = small_row(&s, &village_record, village_id);
	return row_int(&row, "area");
}

static void split_and_merged(void **state)
{
	(void)state;
	small_must(area_with(11, 2100, "normal", ""), &s.err, "area");
	int64_t area = area_number(11), one = village(officer(), "Thôn Một", 1000, area),
		two = village(officer(), "Thôn Hai", 2000, area);
	assert_true(one && two);
	assert_int_equal(village(s.person[AT_B][ROLE_OFFICER], "Thôn Ba", 900, 0), 0); /* not theirs */
	struct call c = of_plan(area);
	call_int(&s, &c, "number", 12);
	call_add(&c, "villages", STR("Thôn Hai, Thôn Chín"));
	call_add(&c, "place", STR("Trường tiểu học"));
	assert_int_equal(small_run(&s, officer(), "polling_area.split", &c), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "«Thôn Chín»"));
	c.arg[2].value = STR("Thôn Hai");
	assert_true(small_run(&s, s.person[AT_B][ROLE_OFFICER], "polling_area.split", &c) < 0);
	small_must(small_run(&s, officer(), "polling_area.split", &c), &s.err, "split");
	int64_t fresh = area_number(12);
	assert_int_equal(area_of(two), fresh);
	assert_int_equal(area_of(one), area);
	struct row row = small_row(&s, &polling_area_record, fresh);
	assert_int_equal(row_int(&row, "voters"), 1400);
	c = of_plan(fresh);
	call_int(&s, &c, "into", area);
	/* from the day the list is posted a document is needed */
	small_set_day(&s, ELECTION_DAY - 40);
	assert_int_equal(small_run(&s, officer(), "polling_area.merge", &c), -ERR_INPUT);
	assert_string_equal(s.err.field, "document");
	call_add(&c, "document", STR("Quyết định diễn tập số 9"));
	small_must(small_run(&s, officer(), "polling_area.merge", &c), &s.err, "merge");
	small_set_day(&s, SMALL_DAY);
	assert_int_equal(area_of(two), area);
	row = small_row(&s, &polling_area_record, fresh);
	assert_true(row_is(&row, "state", "ended"));
	row = small_row(&s, &polling_area_record, area);
	assert_int_equal(row_int(&row, "voters"), 2100);
}

/* ---- full, missing, wrong ---- */

static struct area_check checked(void)
{
	struct row commune = small_row(&s, &unit_record, s.commune[0]);
	struct seats seats = {.lo = 15, .hi = 15};
	struct area_check check;
	small_must(area_check(s.db, s.a, s.root, &commune, s.election, &seats, &check, &err), &err, "check");
	return check;
}

static enum area_state finding(const struct area_check *check, const char *words)
{
	for (size_t i = 0; i < check->n; i++)
		if (strstr(check->finding[i].title, words))
			return check->finding[i].state;
	fail_msg("no finding about %s", words);
	return AREA_FULL;
}

static void what_a_commune_lacks(void **state)
{
	(void)state;
	int64_t lost = village(officer(), "Thôn Chưa Xếp", 500, 0);
	struct area_check check = checked();
	assert_int_equal(finding(&check, "thuộc một khu vực"), AREA_MISSING);
	assert_int_equal(finding(&check, "đã được quyết định"), AREA_MISSING);
	assert_int_equal(finding(&check, "Quốc hội"), AREA_FULL);
	assert_int_equal(finding(&check, "HĐND tỉnh"), AREA_MISSING);
	assert_int_equal(finding(&check, "cộng bằng dân số"), AREA_WRONG);
	assert_int_equal(finding(&check, "Cử tri của khu vực"), AREA_FULL);
	struct row row = small_row(&s, &village_record, lost);
	struct call c = {0};
	call_int(&s, &c, "id", lost);
	call_int(&s, &c, "revision", row.revision);
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "name", STR("Thôn Chưa Xếp"));
	call_add(&c, "kind", STR("thon"));
	call_int(&s, &c, "population", 500);
	call_int(&s, &c, "voters", 350);
	call_int(&s, &c, "area", area_number(11));
	small_do(&s, officer(), "village.save", &c);
	check = checked();
	assert_int_equal(finding(&check, "thuộc một khu vực"), AREA_FULL);
	assert_int_equal(finding(&check, "Cử tri của khu vực"), AREA_WRONG); /* 2,100 and 2,450 */
}

/* ---- a new decision about the council's constituencies ---- */

static int64_t council_plan(const int64_t *villages, const int *numbers, size_t n)
{
	struct call c = ask_of("commune", s.commune[0], 15, 3, "manual");
	int64_t plan = small_do(&s, officer(), "plan.ask", &c);
	for (size_t i = 0; i < n; i++)
		small_must(move(officer(), plan, villages[i], numbers[i]), &s.err, "move");
	/* other tests left villages in this commune: with the first */
	struct site_plan p = loaded(plan);
	for (size_t i = 0; i < p.n; i++)
		if (p.plan.part[i] < 0)
			small_must(move(officer(), plan, p.place[i], 1), &s.err, "move");
	small_must(submit(officer(), plan), &s.err, "submit");
	small_must(decide(s.person[AT_A][ROLE_COMMUNE_LEADER], plan), &s.err, "decide");
	return plan;
}

static int64_t constituency_of(int64_t plan, int number)
{
	return small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT id FROM constituency WHERE plan = %lld AND number = %d",
							 (long long)plan, number)));
}

static int64_t written(int64_t area)
{
	struct row row = small_row(&s, &polling_area_record, area);
	return row_int(&row, "constituency");
}

/* A hospital is in no village: somebody says which constituency. */
static int64_t hospital(int number, int64_t constituency)
{
	struct call c = small_area(&s, s.election, s.commune[0], number, "care", 80);
	call_int(&s, &c, "constituency", constituency);
	return small_do(&s, officer(), "polling_area.save", &c);
}

static void areas_follow_a_new_decision(void **state)
{
	(void)state;
	int64_t area[3], villages[6];
	for (int i = 0; i < 3; i++) {
		small_must(area_with(21 + i, 1400, "normal", ""), &s.err, "area");
		area[i] = area_number(21 + i);
		for (int k = 0; k < 2; k++)
			villages[2 * i + k] = village(officer(), arena_c(s.a, arena_printf(s.a, "Thôn Quyết %d", 2 * i + k)), 1000,
						      area[i]);
	}
	int64_t first = council_plan(villages, (const int[]){1, 1, 2, 2, 3, 3}, 6);
	for (int i = 0; i < 3; i++)
		assert_int_equal(written(area[i]), constituency_of(first, i + 1)); /* from the villages, without a hand */
	int64_t same = hospital(31, constituency_of(first, 3)), other = hospital(32, constituency_of(first, 2));
	struct row second_area = small_row(&s, &polling_area_record, area[1]);
	int64_t lies;
	bool apart;
	small_must(area_constituency(s.db, &second_area, &lies, &apart, &err), &err, "constituency");
	assert_true(lies == constituency_of(first, 2) && !apart);
	struct area_check check = checked();
	assert_int_equal(finding(&check, "nằm trọn trong một"), AREA_FULL);
	/* the second area changes whole, the first is torn; the third stays as it was, under another number */
	int64_t second = council_plan(villages, (const int[]){1, 2, 1, 1, 3, 3}, 6);
	assert_int_equal(written(area[1]), constituency_of(second, 1));
	assert_int_equal(written(area[2]), constituency_of(second, 3));
	assert_int_equal(written(same), constituency_of(second, 3)); /* the same villages: the same constituency */
	assert_int_equal(written(area[0]), constituency_of(first, 1)); /* torn: nobody guesses */
	struct row torn = small_row(&s, &polling_area_record, area[0]);
	small_must(area_constituency(s.db, &torn, &lies, &apart, &err), &err, "constituency");
	assert_true(lies == 0 && apart);
	assert_int_equal(written(other), constituency_of(first, 2));
	check = checked();
	assert_int_equal(finding(&check, "nằm trọn trong một"), AREA_WRONG);
	assert_int_equal(finding(&check, "đã thay thế"), AREA_WRONG);
	/* before and after stand in the history of the area */
	assert_int_equal(small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT count(*) FROM change_of WHERE record = 'polling_area' "
									"AND id = %lld", (long long)area[1]))) >= 3, 1);
	/* a person chooses; then nothing is left */
	struct row row = small_row(&s, &polling_area_record, other);
	struct call c = {0};
	call_int(&s, &c, "id", other);
	call_int(&s, &c, "revision", row.revision);
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", s.commune[0]);
	call_int(&s, &c, "number", 32);
	call_add(&c, "kind", STR("care"));
	call_int(&s, &c, "voters", 80);
	call_add(&c, "place", STR("Bệnh viện"));
	call_int(&s, &c, "constituency", constituency_of(first, 2)); /* replaced: refused */
	assert_int_equal(small_run(&s, officer(), "polling_area.save", &c), -ERR_INPUT);
	c.arg[c.n - 1].value = arena_printf(s.a, "%lld", (long long)constituency_of(second, 2));
	small_do(&s, officer(), "polling_area.save", &c);
	assert_int_equal(written(other), constituency_of(second, 2));
}

/* ---- a real ward ---- */

static void import(const struct record *record, struct str csv, int64_t rows)
{
	struct actor actor;
	struct import_job job;
	int64_t id;
	small_must(access_actor(s.db, s.a, s.person[AT_B][ROLE_OFFICER], SMALL_DAY, &actor, &err), &err, "actor");
	small_must(import_check(s.site, s.db, &actor, record, STR("bang.csv"), csv, &id, &err), &err, "check");
	assert_int_equal(import_load(s.site, s.db, s.a, id, &job, &err), 1);
	if (job.refused) {
		_cleanup_buf_ struct buf b = BUF_INIT(1 << 20);
		import_refusals(s.site, s.db, id, &b, &err);
		print_message("# %.*s\n", STR_ARG(buf_str(&b)));
	}
	assert_int_equal(job.refused, 0);
	assert_int_equal(job.fresh, rows);
	small_must(import_confirm(s.site, id, &err), &err, "confirm");
	import_slices(s.site, s.db, id, true);
}

static void a_real_ward(void **state)
{
	(void)state;
	const char *data = getenv("NOIVU_DATA");
	struct str text;
	struct csv_table t;
	if (!data)
		skip();
	small_must(fs_read(s.a,
			   arena_c(s.a, arena_printf(s.a, "%s/election/ward_polling_structure_ban_co_2026.csv", data)),
			   1 << 20, &text, &err),
		   &err, "ward");
	small_must(csv_table(s.a, text, &csv_limits_default, &t, &err), &err, "ward");
	struct row unit = small_row(&s, &unit_record, s.commune[1]),
		   election = small_row(&s, &election_record, s.election);
	_cleanup_buf_ struct buf areas = BUF_INIT(1 << 20), villages = BUF_INIT(1 << 20);
	struct str last = {0};
	int64_t area_count = 0;
	buf_add_c(&areas, "election,unit,number,kind,voters,place\n");
	buf_add_c(&villages, "unit,name,kind,population,voters,area\n");
	for (size_t i = 0; i < t.rows; i++) {
		struct str number = csv_cell(&t, i, csv_column(&t, "polling_area"));
		if (!str_eq(number, last)) {
			area_count++;
			buf_printf(&areas, "\"%.*s\",%.*s,%.*s,\"khu vực bỏ phiếu của thôn, tổ dân phố\",%.*s,",
				   STR_ARG(row_str(&election, "name")), STR_ARG(row_str(&unit, "code")),
				   STR_ARG(number), STR_ARG(csv_cell(&t, i, csv_column(&t, "polling_area_voters"))));
			csv_write_text(&areas, csv_cell(&t, i, csv_column(&t, "polling_place")), true);
		}
		buf_printf(&villages, "%.*s,%.*s,khu phố,%.*s,%.*s,Khu vực bỏ phiếu số %.*s\n",
			   STR_ARG(row_str(&unit, "code")), STR_ARG(csv_cell(&t, i, csv_column(&t, "khu_pho"))),
			   STR_ARG(csv_cell(&t, i, csv_column(&t, "population"))),
			   STR_ARG(csv_cell(&t, i, csv_column(&t, "voters"))), STR_ARG(number));
		last = number;
	}
	import(&polling_area_record, buf_str(&areas), area_count);
	import(&village_record, buf_str(&villages), (int64_t)t.rows);
	assert_int_equal(area_count, 32);
	assert_int_equal(
		small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT sum(voters) FROM polling_area WHERE unit = %lld",
							  (long long)s.commune[1]))),
		small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT sum(voters) FROM village WHERE unit = %lld",
							  (long long)s.commune[1]))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_of_areas),
		cmocka_unit_test(split_and_merged),
		cmocka_unit_test(what_a_commune_lacks),
		cmocka_unit_test(areas_follow_a_new_decision),
		cmocka_unit_test(a_real_ward),
	};
	return cmocka_run_group_tests_name("polling areas of a site", tests, begin_decided, sound);
}
