/* The calendar: every date of 15/03/2026, other election days, by-elections, plans, orders, areas, and broken
 * tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "law/calendar.h"
#include "law_world.h"

static day_t day(const char *iso)
{
	day_t d = DAY_NONE;
	assert_true(date_parse_iso(str_from_c(iso), &d));
	return d;
}

static struct calendar make(enum election_kind kind, const char *iso)
{
	struct calendar c;
	struct err err = ERR_INIT;
	assert_int_equal(calendar_make(arena, law, kind, day(iso), &c, &err), 0);
	assert_true(c.n > 0);
	return c;
}

static const struct calendar_row *row(const struct calendar *c, const char *id)
{
	const struct calendar_row *r = calendar_find(c, str_from_c(id));
	if (!r)
		fail_msg("no row %s", id);
	return r;
}

static bool says(struct str text, const char *part)
{
	return str_find(text, str_from_c(part)) >= 0;
}

static void expect(const struct calendar *c, const char *id, int offset, const char *iso)
{
	const struct calendar_row *r = row(c, id);
	if (calendar_row_day(r) != day(iso))
		fail_msg("%s: %.*s, not %s", id, STR_ARG(date_iso(arena, calendar_row_day(r))), iso);
	assert_true(r->has_offset);
	assert_int_equal(r->offset, offset);
	assert_int_equal(calendar_row_day(r), c->election_day + offset);
	assert_false(r->moving);
	assert_true(r->basis.n > 0);
	assert_true(r->why.n > 0);
}

static void test_2026(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		int offset;
		const char *date;
	} rows[] = {
		{"ANNOUNCE_DAY", -115, "2025-11-20"}, {"PROV_UBBC", -105, "2025-11-30"},
		{"COMMUNE_UBBC", -105, "2025-11-30"}, {"STRUCT_NA", -105, "2025-11-30"},
		{"STRUCT_HDND", -105, "2025-11-30"},  {"HT1", -95, "2025-12-10"},
		{"ADJUST1", -90, "2025-12-15"},	      {"CONSTIT", -80, "2025-12-25"},
		{"BBC", -70, "2026-01-04"},	      {"TBC", -43, "2026-01-31"},
		{"DOSSIER", -42, "2026-02-01"},	      {"HT2", -40, "2026-02-03"},
		{"VOTER_LIST", -40, "2026-02-03"},    {"ADJUST2", -38, "2026-02-05"},
		{"VERIFY", -35, "2026-02-08"},	      {"HT3", -23, "2026-02-20"},
		{"LIST_SENT", -21, "2026-02-22"},     {"OFFICIAL_LIST", -17, "2026-02-26"},
		{"BALLOTS_UBBC", -17, "2026-02-26"},  {"LOCAL_PUB", -16, "2026-02-27"},
		{"BALLOTS_BBC", -13, "2026-03-02"},   {"NOTICE", -10, "2026-03-05"},
		{"STOP_COMPLAINT", -10, "2026-03-05"}, {"VOTE", 0, "2026-03-15"},
		{"M_TBC", 3, "2026-03-18"},	      {"M_BBC", 5, "2026-03-20"},
		{"M_PROV_NA", 7, "2026-03-22"},	      {"RERUN", 7, "2026-03-22"},
		{"RESULT", 10, "2026-03-25"},	      {"FIRST_SESSION", 45, "2026-04-29"},
		{"FIRST_SESSION_NA", 60, "2026-05-14"},
	};
	struct calendar c = make(ELECTION_GENERAL, "2026-03-15");
	size_t fixed = 0;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		expect(&c, rows[i].id, rows[i].offset, rows[i].date);
	for (size_t i = 0; i < c.n; i++)
		fixed += c.row[i].has_offset;
	assert_int_equal(fixed, ARRAY_LEN(rows)); /* no other row claims an offset */
	assert_int_equal(c.caution.n, 0);
	assert_int_equal(row(&c, "NOTICE")->due, day("2026-03-14"));
	assert_true(says(row(&c, "COMMUNE_UBBC")->why.line[0].text, "15/03/2026 − 105 ngày = 30/11/2025"));
	assert_true(says(row(&c, "COMMUNE_UBBC")->basis, "Điều 22 khoản 2 Luật Bầu cử"));
	assert_true(says(row(&c, "M_BBC")->why.line[0].text, "15/03/2026 + 5 ngày = 20/03/2026"));
	assert_true(row(&c, "FIRST_SESSION_NA")->rule->provisional);
}

/* Terms that count from another step, from the start of voting, or from what nobody foresees. */
static void test_moving(void **state)
{
	(void)state;
	struct calendar c = make(ELECTION_GENERAL, "2026-03-15");
	static const struct {
		const char *id, *date;
	} rows[] = {
		{"KVBP", "2026-01-31"},		  {"DOSSIER_TO_FRONT", "2026-02-03"}, {"VOTER_COMPLAINT", "2026-03-05"},
		{"RESULT_COMPLAINT", "2026-03-28"}, {"ROLL_CLOSE", "2026-03-14"},     {"ROLL_DELETE", "2026-03-15"},
		{"CANDIDATE_DELETE", "2026-03-15"}, {"CAMPAIGN", "2026-03-14"},	      {"WITHDRAW_BODY", "2026-02-26"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct calendar_row *r = row(&c, rows[i].id);
		assert_int_equal(r->due, day(rows[i].date));
		assert_true(r->moving);
		assert_false(r->has_offset);
		assert_true(r->counts.n > 0);
	}
	assert_int_equal(row(&c, "ROLL_CLOSE")->due_minute, 420);
	assert_int_equal(row(&c, "CAMPAIGN")->start, day("2026-02-26"));
	assert_int_equal(row(&c, "CERTIFICATE")->start, day("2026-02-03"));
	assert_int_equal(row(&c, "CERTIFICATE")->due, day("2026-03-15"));
	static const char *const open[] = {"VOTER_COMPLAINT_ANSWER", "RESULT_COMPLAINT_ANSWER", "EARLY", "ADJUST_POWER"};
	for (size_t i = 0; i < ARRAY_LEN(open); i++) {
		assert_int_equal(row(&c, open[i])->due, DAY_NONE);
		assert_true(row(&c, open[i])->counts.n > 0);
		assert_true(row(&c, open[i])->why.n > 0);
	}
}

static void test_area(void **state)
{
	(void)state;
	struct calendar c = make(ELECTION_GENERAL, "2026-03-15");
	struct err err = ERR_INIT;
	int64_t hour = 3600000, five = (int64_t)day("2026-03-15") * 86400000 - 2 * hour; /* 05:00 in +07 */
	int64_t ms = 0;
	assert_int_equal(calendar_area_moment(row(&c, "ROLL_CLOSE"), five, &ms, &err), 0);
	assert_int_equal(ms, five - 24 * hour);
	assert_int_equal(calendar_area_moment(row(&c, "CAMPAIGN"), five + 2 * hour, &ms, &err), 0);
	assert_int_equal(ms, five - 22 * hour);
	/* An area that votes a week early. */
	assert_int_equal(calendar_area_moment(row(&c, "CANDIDATE_DELETE"), five - 168 * hour, &ms, &err), 0);
	assert_int_equal(ms, five - 168 * hour);
	assert_int_equal(calendar_area_moment(row(&c, "ROLL_CLOSE"), five - 1, &ms, &err), -ERR_LAW);
	assert_int_equal(calendar_area_moment(row(&c, "ROLL_CLOSE"), five + 2 * hour + 1, &ms, &err), -ERR_LAW);
	assert_non_null(strstr(err.text, "Điều 71"));
}

static void test_order_of_rows(void **state)
{
	(void)state;
	struct calendar c = make(ELECTION_GENERAL, "2026-03-15");
	for (size_t i = 1; i < c.n; i++) {
		day_t before = calendar_row_day(&c.row[i - 1]), here = calendar_row_day(&c.row[i]);
		assert_true(here == DAY_NONE || (before != DAY_NONE && before <= here));
	}
}

static void test_warnings(void **state)
{
	(void)state;
	struct calendar c = make(ELECTION_GENERAL, "2026-03-15");
	static const struct {
		const char *id;
		unsigned warnings;
		const char *suggested;
	} rows[] = {
		{"COMMUNE_UBBC", WARN_WEEKEND, "2025-11-28"}, {"BBC", WARN_WEEKEND, "2026-01-02"},
		{"TBC", WARN_WEEKEND, "2026-01-30"},	      {"DOSSIER", WARN_WEEKEND, "2026-01-30"},
		{"VERIFY", WARN_WEEKEND, "2026-02-06"},	      {"HT3", WARN_TET, "2026-02-13"},
		{"LIST_SENT", WARN_WEEKEND | WARN_TET, "2026-02-13"}, {"M_PROV_NA", WARN_WEEKEND, "2026-03-20"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct calendar_row *r = row(&c, rows[i].id);
		assert_int_equal(r->warnings, rows[i].warnings);
		assert_int_equal(r->suggested, day(rows[i].suggested));
		assert_true(says(r->warning, "Luật không dời ngày"));
	}
	static const char *const quiet[] = {"HT1", "CONSTIT", "OFFICIAL_LIST", "VOTE", "RERUN", "CAMPAIGN", "ROLL_CLOSE"};
	for (size_t i = 0; i < ARRAY_LEN(quiet); i++) {
		assert_int_equal(row(&c, quiet[i])->warnings, 0);
		assert_int_equal(row(&c, quiet[i])->suggested, DAY_NONE);
	}
}

static void test_other_days(void **state)
{
	(void)state;
	struct calendar c = make(ELECTION_GENERAL, "2031-03-16");
	expect(&c, "COMMUNE_UBBC", -105, "2030-12-01");
	expect(&c, "RESULT", 10, "2031-03-26");
	c = make(ELECTION_GENERAL, "2032-03-14"); /* a leap year */
	expect(&c, "OFFICIAL_LIST", -17, "2032-02-26");
	expect(&c, "BALLOTS_BBC", -13, "2032-03-01");
	expect(&c, "COMMUNE_UBBC", -105, "2031-11-30");
	c = make(ELECTION_GENERAL, "2021-05-23"); /* before the wording of 2025 */
	expect(&c, "COMMUNE_UBBC", -105, "2021-02-07");
	assert_true(says(c.caution, "không phải quy định khi đó"));
}

/* What was planned for one election shows for no other. */
static void test_plan(void **state)
{
	(void)state;
	struct calendar c = make(ELECTION_GENERAL, "2026-03-15");
	const struct calendar_row *r = row(&c, "WORKPLACE_MEET");
	assert_true(r->plan);
	assert_int_equal(r->start, day("2025-12-17"));
	assert_int_equal(r->due, day("2026-01-25"));
	assert_false(r->has_offset);
	assert_int_equal(row(&c, "RESIDENCE_MEET")->due, day("2026-02-08"));
	assert_int_equal(law->plan_n, 7);
	static const char *const others[] = {"2031-03-16", "2026-03-22", "2026-03-08", "2021-05-23"};
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		c = make(ELECTION_GENERAL, others[i]);
		for (size_t j = 0; j < c.n; j++)
			assert_false(c.row[j].plan);
		assert_null(calendar_find(&c, STR("RESIDENCE_MEET")));
	}
	c = make(ELECTION_BY_COMMUNE, "2026-03-15");
	assert_null(calendar_find(&c, STR("RESIDENCE_MEET")));
}

static void test_refused_days(void **state)
{
	(void)state;
	struct calendar c;
	struct err err = ERR_INIT;
	assert_int_equal(calendar_make(arena, law, ELECTION_GENERAL, day("2026-03-14"), &c, &err), -ERR_LAW);
	assert_non_null(strstr(err.text, "Điều 5 "));
	assert_non_null(strstr(err.text, "thứ Bảy"));
	assert_int_equal(calendar_make(arena, law, ELECTION_BY_NA, day("2027-03-15"), &c, &err), -ERR_LAW);
	assert_non_null(strstr(err.text, "Điều 89 khoản 4"));
	assert_int_equal(calendar_make(arena, law, ELECTION_GENERAL, day("1976-04-25"), &c, &err), -ERR_INPUT);
	assert_int_equal(calendar_make(arena, law, ELECTION_GENERAL, DAY_NONE, &c, &err), -ERR_INPUT);
}

static void test_by_elections(void **state)
{
	(void)state;
	static const char *const date = "2028-06-04";
	struct calendar na = make(ELECTION_BY_NA, date), pr = make(ELECTION_BY_PROVINCE, date),
			co = make(ELECTION_BY_COMMUNE, date);
	const struct calendar *all[] = {&na, &pr, &co};
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		expect(all[i], "B_ANNOUNCE", -30, "2028-05-05");
		expect(all[i], "B_HT1", -20, "2028-05-15");
		expect(all[i], "B_NOMINATE", -19, "2028-05-16");
		expect(all[i], "B_DOSSIER", -18, "2028-05-17");
		expect(all[i], "B_HT2", -16, "2028-05-19");
		expect(all[i], "B_TBC", -15, "2028-05-20");
		expect(all[i], "B_VOTER_LIST", -15, "2028-05-20");
		expect(all[i], "B_MEET", -14, "2028-05-21");
		expect(all[i], "B_HT3", -12, "2028-05-23");
		expect(all[i], "B_OFFICIAL_LIST", -10, "2028-05-25");
		expect(all[i], "B_VOTE", 0, date);
		expect(all[i], "B_RESULT", 10, "2028-06-14");
		assert_null(calendar_find(all[i], STR("COMMUNE_UBBC")));
		assert_true(row(all[i], "B_HT1")->rule->provisional);
		assert_int_equal(row(all[i], "B_HT1")->rule->confidence, LAW_MED);
		assert_false(row(all[i], "B_DOSSIER")->rule->provisional);
		assert_int_equal(row(all[i], "B_VOTER_COMPLAINT")->warnings, WARN_AFTER_VOTE);
	}
	/* Art. 90: of the National Assembly a board only, by the province; of a council first its committee. */
	expect(&na, "B_BBC", -20, "2028-05-15");
	assert_null(calendar_find(&na, STR("B_UBBC")));
	assert_null(calendar_find(&na, STR("M_PROV_NA")));
	expect(&pr, "B_UBBC", -20, "2028-05-15");
	expect(&pr, "B_BBC", -15, "2028-05-20");
	expect(&co, "B_UBBC", -20, "2028-05-15");
	expect(&co, "B_BBC", -15, "2028-05-20");
	assert_true(row(&co, "B_UBBC")->step->actors == 1u << ACTOR_commune_ubnd);
	assert_true(row(&pr, "B_UBBC")->step->actors == 1u << ACTOR_province_ubnd);
	assert_true(row(&na, "B_ANNOUNCE")->step->actors == 1u << ACTOR_na);
	assert_true(row(&co, "B_ANNOUNCE")->step->actors == 1u << ACTOR_province_council);
	assert_null(calendar_find(&co, STR("B_CERTIFICATE"))); /* Art. 34: not for the commune's council */
	assert_non_null(calendar_find(&pr, STR("B_CERTIFICATE")));
}

static void test_who_is_asked(void **state)
{
	(void)state;
	struct calendar c = make(ELECTION_GENERAL, "2026-03-15");
	assert_true(law_step_asks(row(&c, "COMMUNE_UBBC")->step, LEVEL_COMMUNE));
	assert_false(law_step_asks(row(&c, "COMMUNE_UBBC")->step, LEVEL_PROVINCE));
	assert_true(law_step_asks(row(&c, "PROV_UBBC")->step, LEVEL_PROVINCE));
	assert_false(law_step_asks(row(&c, "PROV_UBBC")->step, LEVEL_COMMUNE));
	assert_true(law_step_asks(row(&c, "BBC")->step, LEVEL_COMMUNE));
	assert_true(law_step_asks(row(&c, "BBC")->step, LEVEL_PROVINCE));
	assert_false(law_step_asks(row(&c, "HT1")->step, LEVEL_COMMUNE));
	assert_false(law_step_asks(row(&c, "DOSSIER")->step, LEVEL_COMMUNE));
	assert_string_equal(law_actor_name(ACTOR_commune_ubnd), "Ủy ban nhân dân cấp xã");
}

static void test_orders(void **state)
{
	(void)state;
	struct calendar c = make(ELECTION_GENERAL, "2026-03-15");
	const struct calendar_row *r = row(&c, "COMMUNE_UBBC");
	struct err err = ERR_INIT;
	struct calendar_effect e;
	assert_int_equal(calendar_apply(arena, r, NULL, NULL, &e, &err), 0);
	assert_int_equal(e.by, day("2025-11-30"));
	assert_false(e.overridden);

	struct calendar_order directed = {.day = day("2025-11-30"), .before = true, .document = STR("Công văn 12/SNV")};
	assert_int_equal(calendar_apply(arena, r, NULL, &directed, &e, &err), 0);
	assert_int_equal(e.legal, day("2025-11-30"));
	assert_int_equal(e.directed, day("2025-11-29"));
	assert_int_equal(e.by, day("2025-11-29"));
	assert_true(says(why_text(arena, &e.why), "trước ngày 30/11/2025, tức chậm nhất 29/11/2025, theo Công văn 12/SNV"));

	directed = (struct calendar_order){.day = day("2025-11-30")}; /* the same day is allowed */
	assert_int_equal(calendar_apply(arena, r, NULL, &directed, &e, &err), 0);
	directed.day++;
	struct calendar_effect untouched = e;
	assert_int_equal(calendar_apply(arena, r, NULL, &directed, &e, &err), -ERR_LAW);
	assert_string_equal(err.field, "directed");
	assert_int_equal(e.by, untouched.by);

	struct calendar_order override = {.day = day("2025-12-05")};
	assert_int_equal(calendar_apply(arena, r, &override, NULL, &e, &err), -ERR_INPUT);
	assert_string_equal(err.field, "document");
	override.document = STR("  ");
	assert_int_equal(calendar_apply(arena, r, &override, NULL, &e, &err), -ERR_INPUT);
	override.document = STR("Nghị quyết 40/NQ-HĐBCQG");
	directed = (struct calendar_order){.day = day("2025-12-01"), .document = STR("Công văn 15/SNV")};
	assert_int_equal(calendar_apply(arena, r, &override, &directed, &e, &err), 0);
	assert_int_equal(e.legal, day("2025-12-05"));
	assert_int_equal(e.by, day("2025-12-01"));
	assert_true(e.overridden);
	struct str why = why_text(arena, &e.why);
	assert_true(says(why, "Nghị quyết 40/NQ-HĐBCQG") && says(why, "Công văn 15/SNV") && says(why, "Điều 98 khoản 3"));
	/* A step without a date gets one; a plan takes none. */
	assert_int_equal(calendar_apply(arena, row(&c, "EARLY"), &override, NULL, &e, &err), 0);
	assert_int_equal(e.by, day("2025-12-05"));
	assert_int_equal(calendar_apply(arena, row(&c, "RESIDENCE_MEET"), &override, NULL, &e, &err), -ERR_INPUT);
}

/* A broken table is refused with its file, line and column. */
static void refuse(struct law_texts texts, const char *part)
{
	struct law *got = NULL;
	struct err err = ERR_INIT;
	assert_int_equal(law_load(arena, &texts, &got, &err), -ERR_INTERNAL);
	assert_null(got);
	if (!strstr(err.text, part))
		fail_msg("“%s” does not say “%s”", err.text, part);
}

#define STEPS "id,kind,start,due,hours,office,title,who,actors,sent_to,counts,source,article,confidence,provisional,from,to,note\n"
#define STEP(id, kind, start, due, counts) \
	id "," kind "," start "," due ",,1,Việc,Ai,nec,," counts ",LBC,Điều 1,high,,2025-07-01,,\n"

static void test_broken_tables(void **state)
{
	(void)state;
	struct law_texts t = law_texts_embedded();
	t.calendar = STR(STEPS STEP("A", "general", "", "T-5", ""));
	struct law *got;
	struct err err = ERR_INIT;
	assert_int_equal(law_load(arena, &t, &got, &err), 0);
	t.calendar = STR(STEPS STEP("A", "general", "", "T-5", "") STEP("A", "general", "", "T-6", ""));
	refuse(t, "dòng 2, cột id");
	t.calendar = STR(STEPS STEP("A", "general", "", "T-5h", ""));
	refuse(t, "cột due");
	t.calendar = STR(STEPS STEP("A", "general", "", "START-24", "từ"));
	refuse(t, "cột due");
	t.calendar = STR(STEPS STEP("A", "general", "", "T-x", ""));
	refuse(t, "cột due");
	t.calendar = STR(STEPS STEP("A", "general", "", "B+3", "từ"));
	refuse(t, "cột due");
	t.calendar = STR(STEPS STEP("A", "general by_na", "", "B+3", "từ") STEP("B", "general", "", "T-3", ""));
	refuse(t, "cột due");
	t.calendar = STR(STEPS STEP("A", "general", "", "EVENT+5", ""));
	refuse(t, "cột counts");
	t.calendar = STR(STEPS STEP("A", "local", "", "T-5", ""));
	refuse(t, "cột kind");
	t.calendar = STR("id,kind\nA,general\n");
	refuse(t, "thiếu cột");
	t.calendar = STR(STEPS "A,general\n");
	refuse(t, "2 ô");
	t = law_texts_embedded();
	t.reasons = STR("id,text,source,article,confidence,provisional,from,to,note\n");
	refuse(t, "law/reasons.csv");
	t = law_texts_embedded();
	t.bodies = STR("id,name,kind,min,max,roles,founded_by,agrees,informs,step,source,article,confidence,from,to,note\n"
		       "A,Ban,general,5,3,a,b,,,,LBC,Điều 1,high,2025-07-01,,\n");
	refuse(t, "cột max");
	t = law_texts_embedded();
	t.seats = (struct str){0};
	refuse(t, "law/seats.csv");
}

/* Of two versions that of the election day counts. */
static void test_versions(void **state)
{
	(void)state;
	struct law_texts t = law_texts_embedded();
	t.calendar = STR(STEPS "A,general,,T-5,,1,Cũ,Ai,nec,,,LBC,Điều 1,high,,2016-01-01,2025-06-30,\n"
			 "A,general,,T-6,,1,Mới,Ai,nec,,,LBC,Điều 1,high,,2025-07-01,,\n");
	struct law *two;
	struct calendar c;
	struct err err = ERR_INIT;
	assert_int_equal(law_load(arena, &t, &two, &err), 0);
	assert_int_equal(calendar_make(arena, two, ELECTION_GENERAL, day("2021-05-23"), &c, &err), 0);
	assert_int_equal(row(&c, "A")->offset, -5);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.caution.n, 0);
	assert_int_equal(calendar_make(arena, two, ELECTION_GENERAL, day("2031-03-16"), &c, &err), 0);
	assert_int_equal(row(&c, "A")->offset, -6);
	assert_int_equal(calendar_make(arena, two, ELECTION_GENERAL, day("2011-05-22"), &c, &err), 0);
	assert_int_equal(row(&c, "A")->offset, -5);
	assert_true(c.caution.n > 0);
	assert_false(hash_eq(&law->hash, &two->hash));
}

static void test_kinds(void **state)
{
	(void)state;
	enum election_kind k;
	assert_true(election_kind_parse(STR("by-commune"), &k));
	assert_int_equal(k, ELECTION_BY_COMMUNE);
	assert_true(election_kind_parse(STR("general"), &k));
	assert_int_equal(k, ELECTION_GENERAL);
	assert_false(election_kind_parse(STR("by"), &k));
	assert_false(election_kind_parse(STR("general "), &k));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_2026),	     cmocka_unit_test(test_moving),	  cmocka_unit_test(test_area),
		cmocka_unit_test(test_order_of_rows), cmocka_unit_test(test_warnings),	  cmocka_unit_test(test_other_days),
		cmocka_unit_test(test_plan),	     cmocka_unit_test(test_refused_days), cmocka_unit_test(test_by_elections),
		cmocka_unit_test(test_who_is_asked), cmocka_unit_test(test_orders),	  cmocka_unit_test(test_broken_tables),
		cmocka_unit_test(test_versions),     cmocka_unit_test(test_kinds),
	};
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
