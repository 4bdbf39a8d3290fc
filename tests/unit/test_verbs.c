/*
 * Verbs: each of them as every role where it may and where it may not; undone; repeated and stale forms. The rules they keep:
 * test_verbs_rules.c.
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
#include "format/csv.h"
#include "verbs_cases.h"
#include "area_cases.h"

static int64_t give_nothing(struct call *c)
{
	(void)c;
	return 0; /* site.init concerns no unit: nothing is there yet */
}

#include "verbs_report.h"

static const struct verb_case {
	const char *verb;
	int64_t (*give)(struct call *c);
} verb_cases[] = {
	{"site.init", give_nothing},          {"unit.import", give_import},
	{"election.open", give_open},         {"step.assign", give_step},
	{"step.assign_all", give_election},   {"step.direct", give_direct},
	{"step.override", give_override},     {"step.mark", give_mark},
	{"task.receive", give_receive},       {"task.report", give_report},
	{"task.take_back", give_take_back},   {"unit.save", give_unit},
	{"person.save", give_person},         {"grants.save", give_grant},
	{"committee.save", give_committee},   {"person.erase", give_erase},
	{"unit.undo", give_undo_unit},        {"person.undo", give_undo_person},
	{"grants.undo", give_undo_grant},     {"committee.undo", give_undo_committee},
	{"person.reset", give_reset},         {"assignment.give", give_give},
	{"assignment.propose", give_give},    {"assignment.assign", give_assign},
	{"assignment.add", give_add},         {"assignment.cancel", give_cancel},
	{"assignment.next", give_next},       {"task.name", give_name},
	{"task.progress", give_progress},     {"task.extend", give_extend},
	{"task.accept", give_submitted},      {"task.return", give_return},
	{"task.remove", give_remove},         {"task.remind", give_urge},
	{"task.criticise", give_urge},        {"task.demand", give_urge},
	{"urging.note", give_note},           {"extension.grant", give_extension},
	{"extension.refuse", give_extension}, {"difficulty.report", give_difficulty},
	{"difficulty.settle", give_settle},   {"difficulty.pass", give_pass},
	{"difficulty.answer", give_answer},   {"difficulty.withdraw", fresh_difficulty},
	{"decision.ask", give_ask},           {"decision.approve", give_decide},
	{"decision.refuse", give_decide},     {"decision.withdraw", give_withdraw},
	{"committee.enter", give_enter},      {"member.save", give_member},
	{"member.undo", give_undo_member},
	{"seal.save", give_seal},             {"seal.undo", give_undo_seal},
	{"seal.request", give_seal_request},  {"seal.engrave", give_seal_engrave},
	{"seal.register", give_seal_register}, {"seal.issue", give_seal_issue},
	{"seal.use", give_seal_use},          {"seal.return", give_seal_return},
	{"handover.save", give_handover},     {"handover.undo", give_undo_handover},
	{"handover.finish", give_handover_finish},
	{"facility.save", give_facility},     {"facility.undo", give_undo_facility},
	AREA_CASES
	REPORT_VERBS
	{"snapshot.take", give_week},         {"snapshot.save", give_snapshot},
	{"briefing.draft", give_week},        {"briefing.save", give_briefing},
	{"briefing.undo", give_briefing_saved}, {"briefing.issue", give_issue},
};

static void no_verb_is_forgotten(void **state)
{
	(void)state;
	size_t n = 0;
	for (const struct verb *const *v = app_verbs; *v; v++)
		n++;
	for (const struct record *const *r = app_registers; *r; r++)
		n += 1 + (*r)->move_count + access_known(record_undo_verb(*r)->name) + (record_erase_verb(*r) != NULL);
	for (size_t i = 0; i < ARRAY_LEN(verb_cases); i++)
		assert_non_null(app_verb(str_from_c(verb_cases[i].verb)));
	assert_int_equal(n, ARRAY_LEN(verb_cases));
}

/* access.csv read by hand: "", "tree" or "any". */
static struct str reach(const struct csv_table *t, const char *action, enum role role)
{
	for (size_t i = 0; i < t->rows; i++)
		if (str_eq_c(csv_cell(t, i, 0), action))
			return csv_cell(t, i, csv_column(t, role_code(role)));
	fail_msg("no row for %s", action);
	return (struct str){0};
}

static bool may(const struct csv_table *t, const char *action, enum place place, enum role role, int64_t unit)
{
	const int64_t at[PLACES] = {s.root, s.commune[0], s.commune[1]};
	struct str how = reach(t, action, role);
	return str_eq_c(how, "any") || (str_eq_c(how, "tree") && unit && (at[place] == s.root || at[place] == unit));
}

static void everybody(void **state)
{
	(void)state;
	struct csv_table t;
	struct err err = ERR_INIT;
	int done = 0, denied = 0, hidden = 0;
	small_must(csv_table(s.a, embedded_text("src/access/access.csv"), &csv_limits_default, &t, &err), &err, "table");
	for (size_t i = 0; i < ARRAY_LEN(verb_cases); i++)
		for (int place = 0; place < PLACES; place++)
			for (int role = 0; role < ROLE_COUNT; role++) {
				const struct verb_case *v = &verb_cases[i];
				char read[80];
				struct call c = {0};
				int64_t unit = v->give(&c), who = s.person[place][role];
				snprintf(read, sizeof(read), "%s.read", app_verb(str_from_c(v->verb))->record->name);
				if (may(&t, v->verb, (enum place)place, (enum role)role, unit)) {
					if (small_run(&s, who, v->verb, &c) < 0)
						fail_msg("%s as %s at %d: %s", v->verb, role_code((enum role)role),
							 place, s.err.text);
					done++;
				} else if (may(&t, read, (enum place)place, (enum role)role, unit)) {
					NOBODY_ELSE(who, v->verb, &c, ERR_DENIED);
					denied++;
				} else {
					NOBODY_ELSE(who, v->verb, &c, ERR_NOT_FOUND);
					hidden++;
				}
			}
	assert_true(done > 20 && denied > 50 && hidden > 50);
}

/* A person of the next commune: whatever the verb concerns in ours is not theirs. */
static void the_neighbour(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(verb_cases); i++)
		for (int role = 0; role < ROLE_COUNT; role++) {
			struct call c = {0};
			if (verb_cases[i].give(&c) != s.commune[0])
				continue;
			NOBODY_ELSE(s.person[AT_B][role], verb_cases[i].verb, &c, ERR_NOT_FOUND);
			/* exactly what is said of a thing that is not there */
			struct err hidden = s.err;
			for (size_t k = 0; k < c.n; k++)
				if (str_eq_c(c.arg[k].name, "id"))
					c.arg[k].value = STR("424242");
			if (c.n && str_eq_c(c.arg[0].name, "id")) {
				NOBODY_ELSE(s.person[AT_B][role], verb_cases[i].verb, &c, ERR_NOT_FOUND);
				assert_string_equal(hidden.text, s.err.text);
			}
		}
}

static void who_left(void **state)
{
	(void)state;
	int64_t expired = small_person(&s, "het.han", s.root), later = small_person(&s, "chua.den", s.root);
	int64_t inactive = small_person(&s, "da.nghi", s.root), bare = small_person(&s, "chua.giao", s.root);
	for (int role = 0; role < ROLE_COUNT; role++) {
		small_grant(&s, expired, role_code((enum role)role), s.root, SMALL_DAY - 30, SMALL_DAY - 1);
		small_grant(&s, later, role_code((enum role)role), s.root, SMALL_DAY + 1, DAY_NONE);
		small_grant(&s, inactive, role_code((enum role)role), s.root, SMALL_DAY - 30, DAY_NONE);
	}
	struct call c = {0};
	call_int(&s, &c, "id", inactive);
	call_add(&c, "name", STR("Người cũ"));
	call_int(&s, &c, "unit", s.root);
	call_add(&c, "login", STR("da.nghi"));
	call_add(&c, "active", STR("0"));
	small_do(&s, 0, "person.save", &c);
	for (size_t i = 0; i < ARRAY_LEN(verb_cases); i++) {
		c = (struct call){0};
		verb_cases[i].give(&c);
		NOBODY_ELSE(expired, verb_cases[i].verb, &c, ERR_SIGN_IN);
		NOBODY_ELSE(later, verb_cases[i].verb, &c, ERR_SIGN_IN);
		NOBODY_ELSE(inactive, verb_cases[i].verb, &c, ERR_SIGN_IN);
		NOBODY_ELSE(bare, verb_cases[i].verb, &c, ERR_SIGN_IN);
		NOBODY_ELSE(424242, verb_cases[i].verb, &c, ERR_SIGN_IN);
	}
	small_set_day(&s, SMALL_DAY + 1);
	c = (struct call){0};
	give_mark(&c);
	assert_int_equal(small_run(&s, later, "step.mark", &c), 0);
}

/* What a caller says about grants is not believed. */
static void forged_actor(void **state)
{
	(void)state;
	struct grant grants[] = {{ROLE_SPECIALIST, s.root}, {ROLE_ADMIN, s.root}};
	struct actor actor = {.person = someone(AT_B, ROLE_OFFICER), .grants = grants, .n = 2, .unit = s.root};
	struct call c = {0};
	struct err err = ERR_INIT;
	struct verb_result result;
	give_mark(&c);
	int r = verb_run(s.site, &actor, &step_mark, &(struct verb_input){.args = c.arg, .n = c.n}, &result, &err);
	assert_int_equal(r, -ERR_DENIED);
}

/* A row may not be moved to where the person could not have made it. */
static void moving_rows(void **state)
{
	(void)state;
	int64_t officer = someone(AT_A, ROLE_OFFICER);
	struct call c = small_committee(&s, s.commune[0], 9, 0, 0);
	int64_t id = small_do(&s, officer, "committee.save", &c);
	c = small_committee(&s, s.commune[1], 9, id, 1);
	NOBODY_ELSE(officer, "committee.save", &c, ERR_INPUT);
	assert_string_equal(s.err.field, "unit");
	NOBODY_ELSE(someone(AT_B, ROLE_OFFICER), "committee.save", &c, ERR_NOT_FOUND); /* nor taken away */
	assert_int_equal(small_run(&s, someone(AT_PROVINCE, ROLE_SPECIALIST), "committee.save", &c), 0);
	/* an administrator of a commune gives rights there and nowhere else */
	struct call g = {0};
	call_int(&s, &g, "person", officer);
	call_add(&g, "role", STR("leader"));
	call_int(&s, &g, "unit", s.root);
	call_day(&s, &g, "from_day", SMALL_DAY);
	NOBODY_ELSE(someone(AT_A, ROLE_ADMIN), "grants.save", &g, ERR_NOT_FOUND);
}

/* ---- undo ---- */

static struct call by_id(int64_t id)
{
	struct call c = {0};
	call_int(&s, &c, "id", id);
	return c;
}

/* The last save is put back by a new entry, and that by another; never anything older. Of new rows: test_unmake.c. */
static void undone(void **state)
{
	(void)state;
	int64_t officer = someone(AT_A, ROLE_OFFICER);
	struct call c = small_committee(&s, s.commune[0], 9, 0, 0);
	int64_t id = small_do(&s, officer, "committee.save", &c);
	struct call undo = by_id(id), stale = by_id(id);
	c = small_committee(&s, s.commune[0], 11, id, 1);
	small_do(&s, officer, "committee.save", &c);
	int64_t entries = small_head(&s).number;
	call_add(&stale, "revision", STR("1"));
	NOBODY_ELSE(officer, "committee.undo", &stale, ERR_CONFLICT);
	small_do(&s, officer, "committee.undo", &undo);
	struct row row = small_row(&s, &committee_record, id);
	assert_int_equal(row_int(&row, "members"), 9);
	assert_int_equal(row.revision, 3);
	assert_int_equal(small_head(&s).number, entries + 1);
	small_do(&s, officer, "committee.undo", &undo);
	row = small_row(&s, &committee_record, id);
	assert_int_equal(row_int(&row, "members"), 11);
}

/* A task closed by its committee stays closed while the committee is there: the two never say different things. */
static void undone_with_its_task(void **state)
{
	(void)state;
	int64_t officer = someone(AT_A, ROLE_OFFICER), task = small_task(&s, "COMMUNE_UBBC", s.commune[0]);
	struct call c = small_committee(&s, s.commune[0], 9, 0, 0);
	int64_t id = small_do(&s, officer, "committee.save", &c);
	assert_int_equal(small_task_verb(&s, officer, "task.take_back", task), -ERR_CONFLICT);
	c = small_committee(&s, s.commune[0], 11, id, 1);
	small_do(&s, officer, "committee.save", &c);
	struct call undo = by_id(id);
	small_do(&s, officer, "committee.undo", &undo);
	struct row row = small_row(&s, &committee_record, id), closed = small_row(&s, &task_record, task);
	assert_int_equal(row_int(&row, "members"), 9);
	assert_true(row_is(&closed, "state", "done"));
}

static void opens_as(int64_t person, const char *number)
{
	struct row row = small_row(&s, &person_record, person);
	struct err err = ERR_INIT;
	struct str text;
	struct actor admin;
	small_must(access_actor(s.db, s.a, someone(AT_PROVINCE, ROLE_ADMIN), SMALL_DAY, &admin, &err), &err, "actor");
	small_must(private_open(s.site, s.db, s.a, &admin, &row, s.root, "citizen_id", &text, &err), &err, "open");
	assert_true(str_eq_c(text, number));
}

/* The rules hold for what is put back too; and a private value comes back, sealed anew. */
static void undo_asks_the_rules(void **state)
{
	(void)state;
	int64_t admin = someone(AT_PROVINCE, ROLE_ADMIN), one = small_person(&s, "mot", s.root);
	struct call undo = by_id(one), c = person_form(one, "mot.moi", "Chức vụ");
	call_add(&c, "citizen_id", STR("038085012345"));
	small_do(&s, 0, "person.save", &c);
	small_person(&s, "mot", s.root); /* somebody else has the login now */
	NOBODY_ELSE(admin, "person.undo", &undo, ERR_INPUT);
	assert_string_equal(s.err.field, "login");
	c.arg[c.n - 1].value = STR("038085012346");
	small_do(&s, 0, "person.save", &c);
	struct row before = small_row(&s, &person_record, one);
	opens_as(one, "038085012346");
	small_do(&s, admin, "person.undo", &undo);
	struct row after = small_row(&s, &person_record, one);
	assert_false(str_eq(row_str(&before, "citizen_id"), row_str(&after, "citizen_id")));
	opens_as(one, "038085012345");
	struct call erase = by_id(one);
	call_add(&erase, "word", str_from_c(ERASE_WORD));
	struct verb_result tried;
	struct err err = ERR_INIT;
	struct actor actor = {.person = admin};
	const struct verb_input trial = {.args = erase.arg, .n = erase.n, .trial = true};
	small_must(verb_run(s.site, &actor, app_verb(STR("person.erase")), &trial, &tried, &err), &err, "trial");
	opens_as(one, "038085012345"); /* a trial erases nothing */
	small_do(&s, admin, "person.erase", &erase);
	NOBODY_ELSE(admin, "person.undo", &undo, ERR_CONFLICT); /* what is erased does not come back */
}

/* ---- forms sent twice, and stale ones ---- */

static void the_same_form_twice(void **state)
{
	(void)state;
	int64_t officer = someone(AT_A, ROLE_OFFICER), leader = someone(AT_A, ROLE_COMMUNE_LEADER);
	struct call c = small_committee(&s, s.commune[0], 9, 0, 0);
	c.key = STR("bieu-mau-1");
	int64_t id = small_do(&s, officer, "committee.save", &c);
	int64_t entry = s.result.entry;
	assert_false(s.result.repeated);
	struct head head = small_head(&s);
	assert_int_equal(entry, head.number);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(small_run(&s, officer, "committee.save", &c), 0);
		assert_true(s.result.repeated);
		assert_int_equal(s.result.entry, entry);
		assert_int_equal(s.result.id, id);
	}
	small_close(&s);
	small_open(&s); /* and after a restart */
	assert_int_equal(small_run(&s, officer, "committee.save", &c), 0);
	assert_true(s.result.repeated && s.result.entry == entry);
	assert_int_equal(small_head(&s).number, head.number);
	/* the same key of another person is another key: here the rules answer, not the memory */
	NOBODY_ELSE(leader, "committee.save", &c, ERR_INPUT);
	struct call t = {.key = STR("bieu-mau-1")};
	call_int(&s, &t, "id", small_task(&s, "VOTER_LIST", s.commune[0]));
	assert_int_equal(small_run(&s, leader, "task.receive", &t), 0);
	assert_true(!s.result.repeated && s.result.entry == head.number + 1);
	/* a refused form keeps nothing: mended, it goes with the same key */
	struct call bad = {.key = STR("bieu-mau-2")};
	call_int(&s, &bad, "id", 424242);
	NOBODY_ELSE(leader, "task.receive", &bad, ERR_NOT_FOUND);
	bad.arg[0].value = arena_printf(s.a, "%lld", (long long)small_task(&s, "KVBP", s.commune[0]));
	assert_int_equal(small_run(&s, leader, "task.receive", &bad), 0);
	assert_false(s.result.repeated);
}

/* The browser's way back brings an old form with its old key: with other words in it, it is refused, never taken for done. */
static void same_key_other_words(void **state)
{
	(void)state;
	int64_t officer = someone(AT_A, ROLE_OFFICER), task = small_task(&s, "KVBP", s.commune[0]);
	struct call c = by_id(task);
	c.key = STR("mot-bieu-mau");
	call_add(&c, "note", STR("sai"));
	assert_int_equal(small_run(&s, officer, "task.report", &c), 0);
	assert_int_equal(small_task_verb(&s, officer, "task.take_back", task), 0);
	struct call other = by_id(task);
	other.key = STR("mot-bieu-mau");
	call_add(&other, "note", STR("đúng"));
	NOBODY_ELSE(officer, "task.report", &other, ERR_CONFLICT);
	/* nor for another deed */
	struct call receive = by_id(small_task(&s, "TBC", s.commune[0]));
	receive.key = STR("mot-bieu-mau");
	NOBODY_ELSE(officer, "task.receive", &receive, ERR_CONFLICT);
}

static void odd_keys(void **state)
{
	(void)state;
	char key[70];
	struct call c = {0};
	memset(key, 'k', sizeof(key));
	give_receive(&c);
	c.key = (struct str){key, 65};
	NOBODY_ELSE(someone(AT_A, ROLE_OFFICER), "task.receive", &c, ERR_INPUT);
	c.key = (struct str){key, 64};
	assert_int_equal(small_run(&s, someone(AT_A, ROLE_OFFICER), "task.receive", &c), 0);
	assert_int_equal(small_run(&s, someone(AT_A, ROLE_OFFICER), "task.receive", &c), 0);
	assert_true(s.result.repeated);
	/* without a key each is a form of its own */
	c = (struct call){0};
	give_grant(&c);
	int64_t one = small_do(&s, 0, "grants.save", &c), two = small_do(&s, 0, "grants.save", &c);
	assert_true(one != two);
}

static void stale_forms(void **state)
{
	(void)state;
	int64_t officer = someone(AT_A, ROLE_OFFICER);
	struct call c = small_committee(&s, s.commune[0], 9, 0, 0);
	int64_t id = small_do(&s, officer, "committee.save", &c);
	c = small_committee(&s, s.commune[0], 10, id, 1);
	assert_int_equal(small_run(&s, someone(AT_A, ROLE_COMMUNE_LEADER), "committee.save", &c), 0);
	c = small_committee(&s, s.commune[0], 12, id, 1);
	NOBODY_ELSE(officer, "committee.save", &c, ERR_CONFLICT);
	assert_int_equal(row_int(&(struct row){&committee_record, id, 0, small_row(&s, &committee_record, id).values},
				 "members"),
			 10);
	c = small_committee(&s, s.commune[0], 12, id, 2);
	assert_int_equal(small_run(&s, officer, "committee.save", &c), 0);
	assert_int_equal(small_row(&s, &committee_record, id).revision, 3);
	c = small_committee(&s, s.commune[0], 12, id, 99);
	NOBODY_ELSE(officer, "committee.save", &c, ERR_CONFLICT);
	/* saving what is there already is no entry */
	struct head before = small_head(&s);
	c = small_committee(&s, s.commune[0], 12, id, 3);
	assert_int_equal(small_run(&s, officer, "committee.save", &c), 0);
	assert_int_equal(s.result.entry, 0);
	assert_int_equal(small_head(&s).number, before.number);
}

static void every_wrong_field_is_named(void **state)
{
	(void)state;
	struct call c = {0};
	call_add(&c, "election", STR("x"));
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "decision_day", STR("30/02/2026"));
	call_add(&c, "members", STR("mười"));
	NOBODY_ELSE(someone(AT_A, ROLE_OFFICER), "committee.save", &c, ERR_INPUT);
	static const char *const names[] = {"election", "decision_day", "members"};
	assert_int_equal(s.result.error_count, ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_string_equal(s.result.errors[i].field, names[i]);
	assert_string_equal(s.err.field, "election");
	c = small_committee(&s, s.commune[0], 3, 0, 0); /* and of the rules, all at once */
	c.arg[0].value = STR("424242");
	call_day(&s, &c, "sent_day", SMALL_DAY - 30);
	NOBODY_ELSE(someone(AT_A, ROLE_OFFICER), "committee.save", &c, ERR_INPUT);
	assert_int_equal(s.result.error_count, 3); /* the election, the members, the day of sending */
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, with_election, sound)

int main(void)
{
	crypt_start();
	const struct CMUnitTest tests[] = {
		CASE(no_verb_is_forgotten),
		CASE(everybody),
		CASE(the_neighbour),
		CASE(who_left),
		CASE(forged_actor),
		CASE(moving_rows),
		CASE(undone),
		CASE(undone_with_its_task),
		CASE(undo_asks_the_rules),
		CASE(the_same_form_twice),
		CASE(same_key_other_words),
		CASE(odd_keys),
		CASE(stale_forms),
		CASE(every_wrong_field_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
