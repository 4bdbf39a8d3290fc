/*
 * Verbs: the rules of the election, of its bodies, of tasks, people and units that need a whole site to be seen. Who may run
 * which: test_verbs.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/private.h"
#include "base/embedded.h"
#include "verbs_site.h"

/* ---- opening an election ---- */

static struct call opening(const char *kind, day_t day)
{
	struct call c = {0};
	call_add(&c, "name", STR("Bầu cử"));
	call_add(&c, "kind", str_from_c(kind));
	call_day(&s, &c, "day", day);
	return c;
}

static void only_on_sundays(void **state)
{
	(void)state;
	int64_t specialist = someone(AT_PROVINCE, ROLE_SPECIALIST);
	static const struct { const char *kind, *article; } kinds[] = {
		{"general", "Điều 5"}, {"by_na", "Điều 89"}, {"by_province", "Điều 89"},
	};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		for (int d = 1; d <= 6; d++) {
			struct call c = opening(kinds[i].kind, ELECTION_DAY + d);
			NOBODY_ELSE(specialist, "election.open", &c, ERR_LAW);
			wants_word(kinds[i].article);
			assert_string_equal(s.err.field, "day");
			assert_string_equal(s.result.errors[0].field, "day");
		}
	struct call c = opening("general", ELECTION_DAY);
	s.election = small_do(&s, specialist, "election.open", &c);
	NOBODY_ELSE(specialist, "election.open", &c, ERR_CONFLICT);
	assert_true(id_of("SELECT count(*) FROM step") > 30);
	assert_int_equal(id_of("SELECT count(*) FROM task"), 0);
	int64_t step = small_get(&s, &step_by_rule, VALUES(v_int(s.election), v_c("COMMUNE_UBBC")));
	struct row row = small_row(&s, &step_record, step);
	assert_int_equal(row_day(&row, "legal_day"), date_from_civil(2025, 11, 30));
	assert_int_equal(row_day(&row, "by_day"), date_from_civil(2025, 11, 30));
	assert_true(row_is(&row, "asks", "commune"));
}

static void where_it_is_held(void **state)
{
	(void)state;
	int64_t specialist = someone(AT_PROVINCE, ROLE_SPECIALIST);
	struct call c = opening("by_commune", ELECTION_DAY);
	NOBODY_ELSE(specialist, "election.open", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "unit");
	call_int(&s, &c, "unit", 424242);
	NOBODY_ELSE(specialist, "election.open", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "unit");
	c = opening("by_commune", ELECTION_DAY);
	call_int(&s, &c, "unit", s.department);
	NOBODY_ELSE(specialist, "election.open", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "unit");
	c = opening("general", ELECTION_DAY); /* a general election is everywhere */
	call_int(&s, &c, "unit", s.commune[0]);
	NOBODY_ELSE(specialist, "election.open", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "unit");
	c = opening("by_commune", ELECTION_DAY);
	call_int(&s, &c, "unit", s.commune[2]);
	s.election = small_do(&s, specialist, "election.open", &c);
	struct call all = {0};
	call_int(&s, &all, "id", s.election);
	small_do(&s, specialist, "step.assign_all", &all);
	assert_true(id_of("SELECT count(*) FROM task") > 0);
	char sql[160];
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM task WHERE unit NOT IN (%lld, %lld)", (long long)s.commune[2],
		 (long long)s.department);
	assert_int_equal(id_of(sql), 0);
}

/* ---- dates of steps ---- */

static int64_t step_id(const char *rule)
{
	return small_get(&s, &step_by_rule, VALUES(v_int(s.election), v_c(rule)));
}

static struct call order(const char *rule, const char *day, const char *document)
{
	struct call c = {0};
	call_int(&s, &c, "id", step_id(rule));
	call_add(&c, "day", str_from_c(day));
	call_add(&c, "document", str_from_c(document));
	return c;
}

static day_t due_of(int64_t unit, const char *rule)
{
	struct row task = small_row(&s, &task_record, small_task(&s, rule, unit));
	return row_day(&task, "due");
}

static void directed_dates(void **state)
{
	(void)state;
	int64_t leader = someone(AT_PROVINCE, ROLE_LEADER);
	struct call c = order("COMMUNE_UBBC", "2025-12-01", "Công văn 1");
	NOBODY_ELSE(leader, "step.direct", &c, ERR_LAW); /* later than the law allows */
	assert_string_equal(s.err.field, "day");
	c = order("COMMUNE_UBBC", "2025-11-29", "");
	NOBODY_ELSE(leader, "step.direct", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "document");
	c = order("COMMUNE_UBBC", "30/02/2025", "Công văn 1");
	NOBODY_ELSE(leader, "step.direct", &c, ERR_INPUT);
	c = order("COMMUNE_UBBC", "2025-11-30", "Công văn 1"); /* the legal day itself */
	assert_int_equal(small_run(&s, leader, "step.direct", &c), 0);
	c = order("COMMUNE_UBBC", "2025-11-29", "Công văn 2");
	assert_int_equal(small_run(&s, leader, "step.direct", &c), 0);
	struct row step = small_row(&s, &step_record, step_id("COMMUNE_UBBC"));
	assert_int_equal(row_day(&step, "by_day"), date_from_civil(2025, 11, 29));
	assert_int_equal(row_day(&step, "legal_day"), date_from_civil(2025, 11, 30));
	for (int i = 0; i < SMALL_COMMUNES; i++)
		assert_int_equal(due_of(s.commune[i], "COMMUNE_UBBC"), date_from_civil(2025, 11, 29));
	c = order("COMMUNE_UBBC", "", ""); /* taken back */
	assert_int_equal(small_run(&s, leader, "step.direct", &c), 0);
	assert_int_equal(due_of(s.commune[0], "COMMUNE_UBBC"), date_from_civil(2025, 11, 30));
	step = small_row(&s, &step_record, step_id("COMMUNE_UBBC"));
	assert_int_equal(row_value(&step, "directed_document")->kind, VALUE_NULL);
}

static void overridden_dates(void **state)
{
	(void)state;
	int64_t specialist = someone(AT_PROVINCE, ROLE_SPECIALIST);
	struct call c = order("VOTER_LIST", "2026-02-10", "  ");
	NOBODY_ELSE(specialist, "step.override", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "document");
	c = order("VOTER_LIST", "2026-02-10", "Nghị quyết của Hội đồng bầu cử quốc gia");
	assert_int_equal(small_run(&s, specialist, "step.override", &c), 0); /* later than the law's row: Art. 98(3) */
	struct row step = small_row(&s, &step_record, step_id("VOTER_LIST"));
	assert_int_equal(row_day(&step, "legal_day"), date_from_civil(2026, 2, 10));
	assert_int_equal(due_of(s.commune[1], "VOTER_LIST"), date_from_civil(2026, 2, 10));
	c = order("VOTER_LIST", "2026-02-05", "Công văn"); /* stricter than the new date: fine */
	assert_int_equal(small_run(&s, specialist, "step.direct", &c), 0);
	c = order("VOTER_LIST", "2026-02-11", "Công văn");
	NOBODY_ELSE(specialist, "step.direct", &c, ERR_LAW);
	c = order("VOTER_LIST", "2026-02-01", "Nghị quyết khác"); /* now the directed date would be too late */
	int r = small_run(&s, specialist, "step.override", &c);
	assert_true(r == -ERR_LAW || r == -ERR_INPUT);
	c = (struct call){0};
	call_int(&s, &c, "id", 424242);
	NOBODY_ELSE(specialist, "step.direct", &c, ERR_NOT_FOUND);
}

/* Open tasks follow the date of their step; those reported keep theirs, with the lateness they had. */
static void moved_dates(void **state)
{
	(void)state;
	int64_t a = small_task(&s, "VOTER_LIST", s.commune[0]), b = small_task(&s, "VOTER_LIST", s.commune[1]);
	day_t legal = due_of(s.commune[0], "VOTER_LIST");
	small_set_day(&s, legal + 3);
	assert_int_equal(small_task_verb(&s, someone(AT_A, ROLE_OFFICER), "task.report", a), 0);
	struct call c = order("VOTER_LIST", "2026-02-20", "Nghị quyết của Hội đồng bầu cử quốc gia");
	assert_int_equal(small_run(&s, someone(AT_PROVINCE, ROLE_SPECIALIST), "step.override", &c), 0);
	struct row done = small_row(&s, &task_record, a), open = small_row(&s, &task_record, b);
	assert_int_equal(row_day(&done, "due"), legal);
	assert_int_equal(row_int(&done, "late_days"), 3);
	assert_int_equal(task_late_days(&done, late_morning(legal + 300)), 3);
	assert_int_equal(row_day(&open, "due"), date_from_civil(2026, 2, 20));
	assert_int_equal(row_day(&open, "legal_due"), date_from_civil(2026, 2, 20));
	assert_int_equal(task_late_days(&open, late_morning(date_from_civil(2026, 2, 20))), 0);
	assert_int_equal(task_late_days(&open, late_morning(date_from_civil(2026, 2, 22))), 2);
}

static void assigning(void **state)
{
	(void)state;
	int64_t before = id_of("SELECT count(*) FROM task");
	struct call c = {0};
	struct head head = small_head(&s);
	give_election(&c);
	assert_int_equal(small_run(&s, someone(AT_PROVINCE, ROLE_SPECIALIST), "step.assign_all", &c), 0);
	assert_int_equal(s.result.entry, 0); /* all have it: nothing to do, nothing in the ledger */
	assert_int_equal(small_head(&s).number, head.number);
	assert_int_equal(id_of("SELECT count(*) FROM task"), before);
	assert_int_equal(id_of("SELECT count(*) FROM (SELECT step, unit FROM task GROUP BY step, unit)"), before);
	/* communes' steps go to every commune, milestones of others to nobody */
	assert_int_equal(id_of("SELECT count(*) FROM task t JOIN step s ON s.id = t.step WHERE s.rule = 'VOTER_LIST'"),
			 SMALL_COMMUNES);
	assert_int_equal(id_of("SELECT count(*) FROM task t JOIN step s ON s.id = t.step WHERE s.asks = 'none'"), 0);
	c = (struct call){0};
	call_int(&s, &c, "id", id_of("SELECT min(id) FROM step WHERE asks = 'none'"));
	int r = small_run(&s, someone(AT_PROVINCE, ROLE_SPECIALIST), "step.assign", &c);
	assert_true(r < 0 && s.err.text[0]);
}

static void marking(void **state)
{
	(void)state;
	struct call c = {0};
	call_int(&s, &c, "id", step_id("HT1"));
	call_day(&s, &c, "day", SMALL_DAY + 1);
	NOBODY_ELSE(someone(AT_PROVINCE, ROLE_FRONT), "step.mark", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "day");
	c.arg[1].value = date_iso(s.a, SMALL_DAY);
	assert_int_equal(small_run(&s, someone(AT_PROVINCE, ROLE_FRONT), "step.mark", &c), 0);
	c.arg[1].value = (struct str){0};
	assert_int_equal(small_run(&s, someone(AT_PROVINCE, ROLE_FRONT), "step.mark", &c), 0);
	struct row step = small_row(&s, &step_record, step_id("HT1"));
	assert_int_equal(row_day(&step, "done_day"), DAY_NONE);
}

/* ---- the committee ---- */

static void committee_sizes(void **state)
{
	(void)state;
	int64_t who[] = {someone(AT_A, ROLE_OFFICER), someone(AT_B, ROLE_OFFICER)};
	static const int bad[] = {0, 1, 8, 18, 1000};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct call c = small_committee(&s, s.commune[0], bad[i], 0, 0);
		NOBODY_ELSE(who[0], "committee.save", &c, ERR_INPUT);
		assert_string_equal(s.err.field, "members");
		wants_word("Điều 22");
	}
	struct call c = small_committee(&s, s.commune[0], 9, 0, 0);
	assert_int_equal(small_run(&s, who[0], "committee.save", &c), 0);
	c = small_committee(&s, s.commune[1], 17, 0, 0);
	assert_int_equal(small_run(&s, who[1], "committee.save", &c), 0);
	c = small_committee(&s, s.commune[0], 9, 0, 0); /* a second one */
	NOBODY_ELSE(who[0], "committee.save", &c, ERR_INPUT);
	assert_true(strcmp(s.err.field, "unit") == 0 || strcmp(s.err.field, "election") == 0);
}

static void committee_days_and_places(void **state)
{
	(void)state;
	struct call c = small_committee(&s, s.commune[0], 9, 0, 0);
	c.arg[3].value = date_iso(s.a, SMALL_DAY + 1);
	NOBODY_ELSE(someone(AT_A, ROLE_OFFICER), "committee.save", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "decision_day");
	c = small_committee(&s, s.department, 9, 0, 0);
	NOBODY_ELSE(someone(AT_PROVINCE, ROLE_SPECIALIST), "committee.save", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "unit");
	c = small_committee(&s, s.commune[0], 9, 0, 0);
	c.arg[0].value = STR("424242");
	NOBODY_ELSE(someone(AT_A, ROLE_OFFICER), "committee.save", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "election");
}

/* The task that asks for the committee closes itself, for this commune alone, and says why. */
static void committee_closes_its_task(void **state)
{
	(void)state;
	int64_t mine = small_task(&s, "COMMUNE_UBBC", s.commune[0]), theirs = small_task(&s, "COMMUNE_UBBC", s.commune[1]);
	day_t due = due_of(s.commune[0], "COMMUNE_UBBC");
	small_set_day(&s, due + 2);
	struct call c = small_committee(&s, s.commune[0], 11, 0, 0);
	int64_t id = small_do(&s, someone(AT_A, ROLE_OFFICER), "committee.save", &c);
	assert_int_equal(small_head(&s).number, s.result.entry); /* one entry for both */
	struct row task = small_row(&s, &task_record, mine), other = small_row(&s, &task_record, theirs);
	assert_true(row_is(&task, "state", "done") && row_is(&other, "state", "assigned"));
	assert_int_equal(row_int(&task, "late_days"), 2);
	assert_int_equal(row_int(&task, "done_by"), someone(AT_A, ROLE_OFFICER));
	assert_true(str_find(row_str(&task, "note"), STR("152/QĐ-UBND")) >= 0);
	/* saved again later, the lateness stays */
	small_set_day(&s, due + 9);
	c = small_committee(&s, s.commune[0], 12, id, 1);
	assert_int_equal(small_run(&s, someone(AT_A, ROLE_OFFICER), "committee.save", &c), 0);
	task = small_row(&s, &task_record, mine);
	assert_int_equal(row_int(&task, "late_days"), 2);
	assert_int_equal(task.revision, 2);
}

/* ---- tasks ---- */

static void states_of_tasks(void **state)
{
	(void)state;
	int64_t officer = someone(AT_A, ROLE_OFFICER), leader = someone(AT_A, ROLE_COMMUNE_LEADER);
	int64_t id = small_task(&s, "VOTER_LIST", s.commune[0]);
	struct call c = {0};
	call_int(&s, &c, "id", id);
	NOBODY_ELSE(officer, "task.take_back", &c, ERR_CONFLICT);
	assert_int_equal(small_run(&s, officer, "task.receive", &c), 0);
	NOBODY_ELSE(officer, "task.receive", &c, ERR_CONFLICT);
	NOBODY_ELSE(leader, "task.receive", &c, ERR_CONFLICT);
	NOBODY_ELSE(officer, "task.take_back", &c, ERR_CONFLICT);
	small_set_day(&s, SMALL_DAY + 1);
	assert_int_equal(small_run(&s, leader, "task.report", &c), 0);
	NOBODY_ELSE(officer, "task.report", &c, ERR_CONFLICT);
	wants_word("19/11/2025");
	struct row task = small_row(&s, &task_record, id);
	assert_int_equal(row_int(&task, "received_by"), officer);
	assert_int_equal(row_day(&task, "received_day"), SMALL_DAY);
	assert_int_equal(row_int(&task, "done_by"), leader);
	assert_int_equal(row_day(&task, "done_day"), SMALL_DAY + 1);
	NOBODY_ELSE(officer, "task.receive", &c, ERR_CONFLICT);
	assert_int_equal(small_run(&s, officer, "task.take_back", &c), 0);
	task = small_row(&s, &task_record, id);
	assert_true(row_is(&task, "state", "received") && row_day(&task, "done_day") == DAY_NONE);
	assert_int_equal(row_value(&task, "late_days")->kind, VALUE_NULL);
	assert_int_equal(small_run(&s, officer, "task.report", &c), 0);
	/* reported without being received first */
	c.arg[0].value = arena_printf(s.a, "%lld", (long long)small_task(&s, "KVBP", s.commune[0]));
	assert_int_equal(small_run(&s, officer, "task.report", &c), 0);
	task = small_row(&s, &task_record, small_task(&s, "KVBP", s.commune[0]));
	assert_int_equal(row_day(&task, "received_day"), SMALL_DAY + 1);
}

static void lateness(void **state)
{
	(void)state;
	int64_t officer = someone(AT_A, ROLE_OFFICER), id = small_task(&s, "VOTER_LIST", s.commune[0]);
	day_t due = due_of(s.commune[0], "VOTER_LIST");
	struct row task = small_row(&s, &task_record, id);
	assert_int_equal(task_late_days(&task, late_morning(due - 1)), 0);
	assert_int_equal(task_late_days(&task, late_morning(due)), 0); /* the deadline is the last day in time */
	assert_int_equal(task_late_days(&task, late_morning(due + 1)), 1);
	small_set_day(&s, due);
	assert_int_equal(small_task_verb(&s, officer, "task.report", id), 0);
	task = small_row(&s, &task_record, id);
	assert_int_equal(task_late_days(&task, late_morning(due + 100)), 0);
	assert_int_equal(small_task_verb(&s, officer, "task.take_back", id), 0);
	task = small_row(&s, &task_record, id);
	assert_int_equal(task_late_days(&task, late_morning(due + 100)), 100); /* not done: it runs again */
	small_set_day(&s, due + 5);
	assert_int_equal(small_task_verb(&s, officer, "task.report", id), 0);
	task = small_row(&s, &task_record, id);
	assert_int_equal(row_int(&task, "late_days"), 5);
	assert_int_equal(task_late_days(&task, late_morning(due + 100)), 5);
	int64_t open = id_of("SELECT coalesce(min(id), 0) FROM task WHERE due IS NULL");
	if (open) {
		task = small_row(&s, &task_record, open);
		assert_int_equal(task_late_days(&task, late_morning(due + 1000)), 0); /* without a date nothing is late */
	}
}

/* ---- people, units, grants ---- */

static void people(void **state)
{
	(void)state;
	int64_t admin = someone(AT_PROVINCE, ROLE_ADMIN);
	struct call c = {0};
	give_person(&c);
	c.arg[2].value = STR("a.officer"); /* somebody has it */
	NOBODY_ELSE(admin, "person.save", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "login");
	static const char *const odd[] = {"Cán bộ", "CANBO", "can bo", "a'--", "<script>", "căn"};
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		c.arg[2].value = str_from_c(odd[i]);
		NOBODY_ELSE(admin, "person.save", &c, ERR_INPUT);
		assert_string_equal(s.err.field, "login");
	}
	c.arg[2].value = STR("can-bo.2");
	c.arg[0].value = STR("<script>alert(1)</script>");
	int64_t id = small_do(&s, admin, "person.save", &c);
	struct row person = small_row(&s, &person_record, id);
	assert_true(str_eq_c(row_str(&person, "name"), "<script>alert(1)</script>")); /* kept as typed: pages escape it */
	struct call g = {0};
	call_int(&s, &g, "person", id);
	call_add(&g, "role", STR("emperor"));
	call_int(&s, &g, "unit", s.root);
	call_day(&s, &g, "from_day", SMALL_DAY);
	NOBODY_ELSE(admin, "grants.save", &g, ERR_INPUT);
	assert_string_equal(s.err.field, "role");
	g.arg[1].value = STR("officer");
	call_day(&s, &g, "to_day", SMALL_DAY - 1);
	NOBODY_ELSE(admin, "grants.save", &g, ERR_INPUT); /* ends before it begins */
	assert_string_equal(s.err.field, "to_day");
}

static void units(void **state)
{
	(void)state;
	int64_t specialist = someone(AT_PROVINCE, ROLE_SPECIALIST);
	struct row mine = small_row(&s, &unit_record, s.commune[0]), other = small_row(&s, &unit_record, s.commune[1]);
	struct call c = {0};
	give_unit(&c);
	for (size_t i = 0; i < c.n; i++)
		if (str_eq_c(c.arg[i].name, "code"))
			c.arg[i].value = row_str(&other, "code");
	if (small_run(&s, specialist, "unit.save", &c) == 0) { /* a form that does not take the code passes it over */
		struct row now = small_row(&s, &unit_record, s.commune[0]);
		assert_true(str_eq(row_str(&now, "code"), row_str(&mine, "code")));
	} else {
		assert_int_equal(s.err.code, ERR_INPUT);
		assert_string_equal(s.err.field, "code");
	}
	c = (struct call){0}; /* a unit out of nothing would belong to no tree */
	call_add(&c, "code", STR("99999"));
	call_add(&c, "name", STR("Không ở đâu"));
	call_add(&c, "kind", STR("commune"));
	NOBODY_ELSE(specialist, "unit.save", &c, ERR_INPUT);
	assert_int_equal(id_of("SELECT count(*) FROM unit WHERE parent IS NULL"), 1);
}

static void importing(void **state)
{
	(void)state;
	int64_t specialist = someone(AT_PROVINCE, ROLE_SPECIALIST);
	struct row unit = small_row(&s, &unit_record, s.commune[0]);
	struct call c = {0};
	give_import(&c);
	struct str good = c.file;
	c.file = arena_printf(s.a, "%.*s99999,Không có,xã,1,,\n", STR_ARG(good));
	NOBODY_ELSE(specialist, "unit.import", &c, ERR_INPUT);
	wants_word("99999");
	c.file = arena_printf(s.a, "%.*s%.*s,Lặp,xã,1,,\n", STR_ARG(good), STR_ARG(row_str(&unit, "code")));
	NOBODY_ELSE(specialist, "unit.import", &c, ERR_INPUT);
	c.file = STR("code,name\n1,2\n");
	NOBODY_ELSE(specialist, "unit.import", &c, ERR_INPUT);
	c.file = STR("");
	NOBODY_ELSE(specialist, "unit.import", &c, ERR_INPUT);
	c.file = good;
	assert_int_equal(small_run(&s, specialist, "unit.import", &c), 0);
	struct head head = small_head(&s);
	assert_int_equal(small_run(&s, specialist, "unit.import", &c), 0); /* the same table again: nothing to say */
	assert_int_equal(s.result.entry, 0);
	assert_int_equal(small_head(&s).number, head.number);
	struct row now = small_row(&s, &unit_record, s.commune[0]);
	assert_int_equal(row_int(&now, "area"), row_int(&unit, "area")); /* a blank cell erases nothing */
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, with_election, sound)

int main(void)
{
	crypt_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_on_sundays, with_people, sound),
		cmocka_unit_test_setup_teardown(where_it_is_held, with_people, sound),
		CASE(directed_dates),
		CASE(overridden_dates),
		CASE(moved_dates),
		CASE(assigning),
		CASE(marking),
		CASE(committee_sizes),
		CASE(committee_days_and_places),
		CASE(committee_closes_its_task),
		CASE(states_of_tasks),
		CASE(lateness),
		CASE(people),
		CASE(units),
		CASE(importing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
