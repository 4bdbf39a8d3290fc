/*
 * Verbs: each of them as every role where it may and where it may not; repeated and stale forms; the rules of the election and
 * of tasks that need a whole site to be seen.
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
#include "app/briefing.h"
#include "small_site.h"

static struct small s;

static int setup(void **state)
{
	(void)state;
	small_make(&s, "verbs");
	small_people(&s);
	small_open_election(&s);
	return 0;
}

static int setup_plain(void **state)
{
	(void)state;
	small_make(&s, "verbs");
	small_people(&s);
	return 0;
}

/* Whatever a case did: the ledger is sound at its end. */
static int teardown(void **state)
{
	(void)state;
	struct ledger_report report;
	struct err err = ERR_INIT;
	int r = ledger_verify(s.db, &s.app->catalog, s.site->key.public_key, NULL, &report, &err);
	if (r < 0)
		print_error("verify: %s (%s)\n", err.text, err.detail);
	small_end(&s);
	return r;
}

#define NOBODY_ELSE(who, verb, c, want) refused(__LINE__, (who), (verb), (c), (want))

/* Refused with that code, and nothing has changed. */
static void refused(int line, int64_t who, const char *verb, const struct call *c, enum err_code want)
{
	struct head before = small_head(&s);
	int r = small_run(&s, who, verb, c);
	struct head after = small_head(&s);
	if (r != -(int)want)
		fail_msg("line %d: %s gave %s “%s”, not %s", line, verb, err_name(s.err.code), s.err.text, err_name(want));
	assert_true(s.err.text[0] && str_is_utf8(str_from_c(s.err.text)));
	assert_int_equal(before.number, after.number);
	assert_memory_equal(&before.hash, &after.hash, HASH_LEN);
}

static void wants_word(const char *word)
{
	if (!strstr(s.err.text, word))
		fail_msg("“%s” does not say “%s”", s.err.text, word);
}

static int64_t id_of(const char *sql)
{
	return small_count(&s, sql);
}

static int64_t someone(enum place place, enum role role) { return s.person[place][role]; }

/* ---- every verb as everybody ---- */

/* Arguments with which the verb would go well now; the unit it concerns. */
static int64_t on_root(void) { return s.root; }

static int64_t task_in(const char *state, int64_t unit)
{
	return id_of(
		arena_c(s.a, arena_printf(s.a,
					  "SELECT id FROM task t WHERE t.step NOT IN (SELECT id FROM step WHERE rule = "
					  "'COMMUNE_UBBC') AND state %s AND unit = %lld ORDER BY id LIMIT 1",
					  state, (long long)unit)));
}

static int64_t give_step(struct call *c)
{
	call_int(&s, c, "id", small_get(&s, &step_by_rule, VALUES(v_int(s.election), v_c("VOTER_LIST"))));
	return on_root();
}

static int64_t give_open(struct call *c)
{
	static int weeks;
	call_add(c, "name", STR("Bầu cử bổ sung"));
	call_add(c, "kind", STR("by_na"));
	call_day(&s, c, "day", ELECTION_DAY + 7 * ++weeks);
	return on_root();
}

static int64_t give_election(struct call *c)
{
	call_int(&s, c, "id", s.election);
	return on_root();
}

static int64_t give_direct(struct call *c)
{
	static int days;
	give_step(c);
	call_day(&s, c, "day", ELECTION_DAY - 60 - ++days);
	call_add(c, "document", STR("Công văn diễn tập"));
	return on_root();
}

static int64_t give_override(struct call *c)
{
	static int days;
	call_int(&s, c, "id", small_get(&s, &step_by_rule, VALUES(v_int(s.election), v_c("BBC"))));
	call_day(&s, c, "day", ELECTION_DAY - 60 - ++days);
	call_add(c, "document", STR("Nghị quyết diễn tập"));
	return on_root();
}

static int64_t give_mark(struct call *c)
{
	static int days;
	give_step(c);
	call_day(&s, c, "day", SMALL_DAY - ++days);
	return on_root();
}

static int64_t give_receive(struct call *c)
{
	call_int(&s, c, "id", task_in("= 'assigned'", s.commune[0]));
	return s.commune[0];
}

static int64_t give_report(struct call *c)
{
	if (!task_in("<> 'done'", s.commune[0])) { /* all reported: one is taken back first */
		int64_t done = task_in("= 'done'", s.commune[0]);
		small_must(small_task_verb(&s, someone(AT_A, ROLE_OFFICER), "task.take_back", done), &s.err, "take back");
	}
	call_int(&s, c, "id", task_in("<> 'done'", s.commune[0]));
	call_add(c, "note", STR("đã làm"));
	return s.commune[0];
}

static int64_t give_take_back(struct call *c)
{
	if (!task_in("= 'done'", s.commune[0])) {
		int64_t open = task_in("<> 'done'", s.commune[0]);
		small_must(small_task_verb(&s, someone(AT_A, ROLE_OFFICER), "task.report", open), &s.err, "report");
	}
	call_int(&s, c, "id", task_in("= 'done'", s.commune[0]));
	return s.commune[0];
}

static int64_t give_import(struct call *c)
{
	static int people = 10000;
	struct row unit = small_row(&s, &unit_record, s.commune[0]);
	c->file = arena_printf(s.a, "code,name,type,population,area_km2,mountainous\n%.*s,%.*s,%s,%d,,\n",
			       STR_ARG(row_str(&unit, "code")), STR_ARG(row_str(&unit, "name")),
			       row_is(&unit, "kind", "ward") ? "phường" : "xã", ++people);
	return on_root();
}

static int64_t give_unit(struct call *c)
{
	static int people = 20000;
	struct row unit = small_row(&s, &unit_record, s.commune[0]);
	call_int(&s, c, "id", unit.id);
	call_int(&s, c, "revision", unit.revision);
	call_add(c, "code", row_str(&unit, "code"));
	call_add(c, "name", row_str(&unit, "name"));
	call_add(c, "kind", row_str(&unit, "kind"));
	call_int(&s, c, "population", ++people);
	return s.commune[0];
}

static int64_t give_person(struct call *c)
{
	static int n;
	call_add(c, "name", STR("Người mới"));
	call_int(&s, c, "unit", s.commune[0]);
	call_add(c, "login", arena_printf(s.a, "moi.%d", ++n));
	call_add(c, "active", STR("1"));
	return s.commune[0];
}

static int64_t give_grant(struct call *c)
{
	call_int(&s, c, "person", someone(AT_A, ROLE_OFFICER));
	call_add(c, "role", STR("officer"));
	call_int(&s, c, "unit", s.commune[0]);
	call_day(&s, c, "from_day", SMALL_DAY);
	return s.commune[0];
}

static int64_t give_erase(struct call *c)
{
	call_int(&s, c, "id", someone(AT_A, ROLE_COUNCIL));
	call_add(c, "word", str_from_c(ERASE_WORD));
	return s.commune[0];
}

/* Somebody has just changed something, so that there is something to put back. */
static int64_t give_undo_unit(struct call *c)
{
	struct call change = {0};
	int64_t unit = give_unit(&change);
	small_do(&s, 0, "unit.save", &change);
	call_int(&s, c, "id", s.commune[0]);
	return unit;
}

/* The form of a person as it is, with another login and position. */
static struct call person_form(int64_t id, const char *login, const char *position)
{
	struct row row = small_row(&s, &person_record, id);
	struct call c = {0};
	call_int(&s, &c, "id", id);
	call_add(&c, "name", row_str(&row, "name"));
	call_add(&c, "position", arena_dup(s.a, str_from_c(position)));
	call_int(&s, &c, "unit", row_int(&row, "unit"));
	call_add(&c, "login", login ? str_from_c(login) : row_str(&row, "login"));
	call_add(&c, "active", STR("1"));
	return c;
}

static int64_t give_undo_person(struct call *c)
{
	static int n;
	int64_t id = someone(AT_A, ROLE_COUNCIL);
	struct call change = person_form(id, NULL, arena_c(s.a, arena_printf(s.a, "Chức vụ %d", ++n)));
	small_do(&s, 0, "person.save", &change);
	call_int(&s, c, "id", id);
	return s.commune[0];
}

static int64_t give_undo_grant(struct call *c)
{
	static day_t to;
	struct call first = {0}, change = {0};
	give_grant(&first);
	int64_t grant = small_do(&s, 0, "grants.save", &first);
	call_int(&s, &change, "id", grant);
	give_grant(&change);
	call_day(&s, &change, "to_day", SMALL_DAY + 100 + ++to);
	small_do(&s, 0, "grants.save", &change);
	call_int(&s, c, "id", grant);
	return s.commune[0];
}

static int64_t give_committee(struct call *c);

static int64_t give_undo_committee(struct call *c)
{
	struct call change = {0};
	give_committee(&change);
	int64_t id = small_do(&s, 0, "committee.save", &change);
	give_committee(&change);
	small_do(&s, 0, "committee.save", &change);
	call_int(&s, c, "id", id);
	return s.commune[0];
}

static int64_t give_committee(struct call *c)
{
	static int members;
	int64_t id = id_of("SELECT coalesce(max(id), 0) FROM committee");
	*c = small_committee(&s, s.commune[0], 9 + ++members % 9, id, id ? small_row(&s, &committee_record, id).revision : 0);
	return s.commune[0];
}

/* A sub-committee of one, with somebody new. */
static int64_t give_enter(struct call *c)
{
	static int n;
	call_int(&s, c, "election", s.election);
	call_int(&s, c, "unit", s.commune[0]);
	call_add(c, "kind", STR("SUBCOMMITTEE"));
	call_add(c, "place", arena_printf(s.a, "%d", ++n));
	call_add(c, "decision_number", arena_printf(s.a, "%d/QĐ-UBBC", n));
	call_day(&s, c, "decision_day", SMALL_DAY);
	call_add(c, "signer", STR("Lê Văn Ký"));
	call_add(c, "name_1", arena_printf(s.a, "Phạm Thị Số %d", n));
	return s.commune[0];
}

static int64_t give_member(struct call *c)
{
	struct call body = {0};
	give_enter(&body);
	int64_t id = small_do(&s, 0, "committee.enter", &body);
	call_int(&s, c, "committee", id);
	call_int(&s, c, "person", someone(AT_A, ROLE_COUNCIL));
	call_add(c, "role", STR("member"));
	return s.commune[0];
}

static int64_t give_undo_member(struct call *c)
{
	static int n;
	struct call change = {0};
	int64_t unit = give_member(&change);
	int64_t id = small_do(&s, 0, "member.save", &change);
	call_int(&s, &change, "id", id);
	call_add(&change, "duty", arena_printf(s.a, "Việc %d", ++n));
	small_do(&s, 0, "member.save", &change);
	call_int(&s, c, "id", id);
	return unit;
}

static int64_t give_seal(struct call *c)
{
	struct call body = {0};
	give_enter(&body);
	call_int(&s, c, "committee", small_do(&s, 0, "committee.enter", &body));
	call_add(c, "what", STR("seal"));
	call_add(c, "source", STR("new"));
	return s.commune[0];
}

static void seal_step(struct call *c, const char *step)
{
	call_day(&s, c, arena_c(s.a, arena_printf(s.a, "%s_day", step)), SMALL_DAY);
	call_add(c, arena_c(s.a, arena_printf(s.a, "%s_document", step)), STR("12/UBBC"));
}

/* A seal that has made the steps before the next one. */
static int64_t next_of_seal(struct call *c, size_t made)
{
	static const char *const steps[] = {"requested", "engraved", "registered", "issued", "used", "returned"};
	struct call seal = {0};
	int64_t unit = give_seal(&seal);
	for (size_t i = 0; i < made; i++)
		seal_step(&seal, steps[i]);
	call_int(&s, c, "id", small_do(&s, 0, "seal.save", &seal));
	seal_step(c, steps[made]);
	return unit;
}
static int64_t give_seal_request(struct call *c) { return next_of_seal(c, 0); }
static int64_t give_seal_engrave(struct call *c) { return next_of_seal(c, 1); }
static int64_t give_seal_register(struct call *c) { return next_of_seal(c, 2); }
static int64_t give_seal_issue(struct call *c) { return next_of_seal(c, 3); }
static int64_t give_seal_use(struct call *c) { return next_of_seal(c, 4); }
static int64_t give_seal_return(struct call *c) { return next_of_seal(c, 5); }

static int64_t give_handover(struct call *c)
{
	static int n;
	call_int(&s, c, "unit", s.commune[0]);
	call_int(&s, c, "person", someone(AT_A, ROLE_COUNCIL));
	call_add(c, "work", arena_printf(s.a, "Việc %d", ++n));
	call_int(&s, c, "successor", someone(AT_A, ROLE_FRONT));
	call_add(c, "document", STR("Thông báo 3/TB"));
	call_day(&s, c, "due", SMALL_DAY);
	return s.commune[0];
}

static int64_t give_handover_finish(struct call *c)
{
	struct call open = {0};
	int64_t unit = give_handover(&open);
	call_int(&s, c, "id", small_do(&s, 0, "handover.save", &open));
	call_day(&s, c, "done_day", SMALL_DAY);
	call_add(c, "done_document", STR("Biên bản 1"));
	return unit;
}

static int64_t give_facility(struct call *c)
{
	static int n;
	call_int(&s, c, "unit", s.commune[0]);
	call_int(&s, c, "number", ++n);
	call_add(c, "name", STR("Nhà văn hóa"));
	return s.commune[0];
}

/* A row that was made and changed once, so that there is something to put back. */
static int64_t undo_of(struct call *c, const char *verb, int64_t (*give)(struct call *), const char *field)
{
	static int n;
	struct call change = {0};
	int64_t unit = give(&change), id = small_do(&s, 0, verb, &change);
	call_int(&s, &change, "id", id);
	for (size_t i = 0; i < change.n; i++)
		if (str_eq_c(change.arg[i].name, field))
			change.arg[i].name = STR("khong");
	call_add(&change, field, arena_printf(s.a, "Khác %d", ++n));
	small_do(&s, 0, verb, &change);
	call_int(&s, c, "id", id);
	return unit;
}

static int64_t give_undo_seal(struct call *c) { return undo_of(c, "seal.save", give_seal, "keeper"); }
static int64_t give_undo_handover(struct call *c) { return undo_of(c, "handover.save", give_handover, "work"); }
static int64_t give_undo_facility(struct call *c) { return undo_of(c, "facility.save", give_facility, "name"); }

static int64_t give_reset(struct call *c)
{
	call_int(&s, c, "id", someone(AT_A, ROLE_COUNCIL));
	return s.commune[0];
}

/* ---- work: an assignment of commune A to people of its own, so that the one unit has both sides ---- */

static int work_count;

static void terms(struct call *c, int64_t unit, const char *assigner, day_t due)
{
	call_int(&s, c, "unit", unit);
	call_add(c, "title", arena_printf(s.a, "Việc thử số %d", ++work_count));
	call_add(c, "assigner", str_from_c(assigner));
	call_add(c, "document", STR("Công văn thử"));
	call_day(&s, c, "due", due);
	call_add(c, "responsible", STR("Phó Chủ tịch phụ trách"));
	call_add(c, "product", STR("Báo cáo"));
	call_add(c, "authority", STR("Chủ tịch UBND"));
}

static void recipients_of(struct call *c, int64_t unit, const char *people)
{
	call_int(&s, c, "leads", unit);
	if (people)
		call_add(c, "people", str_from_c(people));
}

/* Officer and leader of A have a row each; the id of the officer's. */
static int64_t fresh_task(void)
{
	struct call c = {0};
	terms(&c, s.commune[0], "commune_chair", s.world.today + 7);
	recipients_of(&c, s.commune[0], arena_c(s.a, arena_printf(s.a, "%lld %lld", (long long)someone(AT_A, ROLE_OFFICER),
								  (long long)someone(AT_A, ROLE_COMMUNE_LEADER))));
	int64_t assignment = small_do(&s, 0, "assignment.give", &c);
	return small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT min(id) FROM task WHERE assignment = %lld",
							 (long long)assignment)));
}

static int64_t give_task(struct call *c)
{
	call_int(&s, c, "id", fresh_task());
	return s.commune[0];
}

static int64_t give_submitted(struct call *c)
{
	struct call report = {0};
	int64_t task = fresh_task();
	call_int(&s, &report, "id", task);
	call_add(&report, "note", STR("đã làm"));
	small_do(&s, 0, "task.report", &report);
	call_int(&s, c, "id", task);
	return s.commune[0];
}

static int64_t give_return(struct call *c)
{
	call_add(c, "reason", STR("chưa đủ"));
	return give_submitted(c);
}

static int64_t give_remove(struct call *c)
{
	call_add(c, "reason", STR("giao nhầm"));
	return give_task(c);
}

static int64_t give_name(struct call *c)
{
	call_int(&s, c, "person", someone(AT_A, ROLE_OFFICER));
	return give_task(c);
}

static int64_t give_progress(struct call *c)
{
	call_add(c, "progress", STR("đang làm"));
	return give_task(c);
}

static int64_t give_extend(struct call *c)
{
	call_day(&s, c, "new_due", s.world.today + 14);
	call_add(c, "reason", STR("chưa đủ số liệu"));
	return give_task(c);
}

static int64_t give_urge(struct call *c)
{
	call_add(c, "text", STR("đề nghị báo cáo"));
	return give_task(c);
}

static int64_t give_extension(struct call *c)
{
	struct call ask = {0};
	give_extend(&ask);
	call_int(&s, c, "id", small_do(&s, 0, "task.extend", &ask));
	call_add(c, "reason", STR("xét thấy đúng"));
	return s.commune[0];
}

static int64_t give_note(struct call *c)
{
	struct call urge = {0};
	give_urge(&urge);
	small_do(&s, 0, "task.remind", &urge);
	call_int(&s, c, "id", id_of("SELECT max(id) FROM urging"));
	return s.commune[0];
}

static int64_t give_give(struct call *c)
{
	terms(c, s.root, "chair", s.world.today + 7);
	recipients_of(c, s.commune[0], NULL);
	return s.root;
}

static int64_t give_assign(struct call *c)
{
	struct call propose = {0};
	give_give(&propose);
	call_int(&s, c, "id", small_do(&s, 0, "assignment.propose", &propose));
	return s.root;
}

static int64_t give_add(struct call *c)
{
	struct call give = {0};
	give_give(&give);
	call_int(&s, c, "id", small_do(&s, 0, "assignment.give", &give));
	call_int(&s, c, "units", s.commune[1]);
	call_add(c, "role", STR("support"));
	return s.root;
}

static int64_t give_cancel(struct call *c)
{
	struct call give = {0};
	give_give(&give);
	call_int(&s, c, "id", small_do(&s, 0, "assignment.give", &give));
	call_add(c, "reason", STR("không cần nữa"));
	return s.root;
}

/* A weekly report whose first period ended yesterday. */
static int64_t give_next(struct call *c)
{
	struct call give = {0};
	day_t today = s.world.today;
	small_set_day(&s, today - 1);
	terms(&give, s.root, "chair", today - 1);
	call_add(&give, "every", STR("week"));
	recipients_of(&give, s.commune[0], NULL);
	call_int(&s, c, "id", small_do(&s, 0, "assignment.give", &give));
	small_set_day(&s, today);
	return s.root;
}

static int64_t give_difficulty(struct call *c)
{
	call_int(&s, c, "unit", s.commune[0]);
	call_add(c, "kind", STR("difficulty"));
	call_add(c, "text", STR("thiếu máy in"));
	return s.commune[0];
}

static int64_t fresh_difficulty(struct call *c)
{
	struct call report = {0};
	give_difficulty(&report);
	call_int(&s, c, "id", small_do(&s, 0, "difficulty.report", &report));
	return s.commune[0];
}

static int64_t give_settle(struct call *c)
{
	fresh_difficulty(c);
	call_add(c, "answer", STR("đã cấp máy"));
	return s.commune[0];
}

static int64_t give_pass(struct call *c)
{
	fresh_difficulty(c);
	call_add(c, "to", STR("UBND tỉnh"));
	call_add(c, "reason", STR("vượt thẩm quyền"));
	call_add(c, "basis", STR("Điều thử"));
	return s.commune[0];
}

static int64_t give_answer(struct call *c)
{
	struct call pass = {0};
	give_pass(&pass);
	int64_t id = small_do(&s, 0, "difficulty.pass", &pass);
	call_int(&s, c, "id", id);
	call_add(c, "answer", STR("đồng ý cấp"));
	return s.commune[0];
}

static int64_t give_ask(struct call *c)
{
	call_int(&s, c, "unit", s.commune[0]);
	call_add(c, "question", STR("Chọn phương án 1?"));
	return s.commune[0];
}

static int64_t give_withdraw(struct call *c)
{
	struct call ask = {0};
	give_ask(&ask);
	call_int(&s, c, "id", small_do(&s, 0, "decision.ask", &ask));
	return s.commune[0];
}

static int64_t give_decide(struct call *c)
{
	give_withdraw(c);
	call_add(c, "reason", STR("đúng quy định"));
	return s.commune[0];
}

/* A week nobody has frozen yet: of an election of its own when it has to be. */
static int64_t give_week(struct call *c)
{
	static int weeks;
	struct call open = {0};
	(void)c;
	if (!id_of("SELECT id FROM snapshot WHERE election IN (SELECT id FROM election ORDER BY day LIMIT 1)"))
		return on_root();
	call_add(&open, "name", STR("Bầu cử bổ sung"));
	call_add(&open, "kind", STR("by_na"));
	call_day(&s, &open, "day", ELECTION_DAY - 7 * ++weeks);
	call_add(&open, "document", STR("Nghị quyết diễn tập"));
	small_do(&s, 0, "election.open", &open);
	return on_root();
}

static int64_t give_snapshot(struct call *c)
{
	if (!id_of("SELECT max(id) FROM snapshot"))
		small_do(&s, 0, "snapshot.take", &(struct call){0});
	call_int(&s, c, "id", id_of("SELECT max(id) FROM snapshot"));
	return on_root();
}

/* A draft as it stands, and who signs. */
static int64_t give_briefing(struct call *c)
{
	const struct verb *save = record_save_verb(&briefing_record);
	if (!id_of("SELECT id FROM briefing WHERE state = 'draft'")) {
		give_week(c);
		small_do(&s, 0, "briefing.draft", &(struct call){0});
	}
	struct row row = small_row(&s, &briefing_record, id_of("SELECT id FROM briefing WHERE state = 'draft'"));
	call_int(&s, c, "id", row.id);
	for (size_t i = 0; i < save->param_count; i++) {
		int at = record_field(&briefing_record, save->params[i].name);
		if (at >= 0)
			call_add(c, save->params[i].name,
				 strcmp(save->params[i].name, "signer") == 0
					 ? STR("Lê Thị Diễn Tập")
					 : field_typed(s.a, &briefing_record.fields[at], &row.values[at]));
	}
	return on_root();
}

static int64_t give_briefing_saved(struct call *c)
{
	struct call save = {0};
	give_briefing(&save);
	small_do(&s, 0, "briefing.save", &save);
	c->arg[c->n++] = save.arg[0];
	return on_root();
}

static int64_t give_issue(struct call *c)
{
	give_briefing_saved(c);
	call_add(c, "word", str_from_c(BRIEFING_ISSUE_WORD));
	return on_root();
}
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

/* The last save is put back by a new entry, and that by another; never anything older, never a new row. */
static void undone(void **state)
{
	(void)state;
	int64_t officer = someone(AT_A, ROLE_OFFICER);
	struct call c = small_committee(&s, s.commune[0], 9, 0, 0);
	int64_t id = small_do(&s, officer, "committee.save", &c);
	struct call undo = by_id(id), stale = by_id(id);
	NOBODY_ELSE(officer, "committee.undo", &undo, ERR_CONFLICT); /* a new row stays */
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

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

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
		cmocka_unit_test_setup_teardown(only_on_sundays, setup_plain, teardown),
		cmocka_unit_test_setup_teardown(where_it_is_held, setup_plain, teardown),
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
