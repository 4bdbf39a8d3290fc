/* For each verb a call that may be run, over rows it makes itself; it gives back the unit the verb concerns. */
#pragma once
#include "app/briefing.h"
#include "verbs_site.h"

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
