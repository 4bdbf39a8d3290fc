/* The tasks of the calendar that bodies answer: closed when they are there, open again when they are not. */
#include "election/body_int.h"
#include "election/election.h"
#include "election/statements.h"
#include "work/task.h"

/* What the province answers for is a task of its department. */
static int answering_unit(struct verb_call *c, int64_t unit, int64_t *ret_unit, struct err *err)
{
	*ret_unit = unit;
	return unit == c->site->root ? db_get_int(c->db, &department_of_site, VALUES(v_int(unit)), 0, ret_unit, err) : 0;
}

static int close_for(struct record_check *k, const struct law_body *law, day_t done, struct str note, struct err *err)
{
	struct verb_call *c = k->call;
	int64_t unit;
	const struct task_closer by = {"committee", k->edit->id, note};
	int r = answering_unit(c, check_value(k, "unit")->i, &unit, err);
	return r < 0 ? r
		     : task_close(c, check_value(k, "election")->i, arena_c(c->arena, law->step), unit, done, &by,
				  err);
}

/* A decision that was taken out again: the task it answered waits for the next one. Boards and teams closed theirs together,
 * whichever came last. */
static int reopen_task(struct record_check *k, const struct body_kind *kind, const struct law_body *law, struct err *err)
{
	struct verb_call *c = k->call;
	int64_t unit, own = kind->place == BODY_EVERYWHERE ? k->edit->id : 0;
	const struct task_closer by = {"committee", own,
				       arena_printf(c->arena, _("Mở lại ngày %.*s: «%.*s» không còn quyết định thành lập."),
						    STR_ARG(date_vn(c->arena, c->today)), STR_ARG(check_value(k, "name")->s))};
	int r = answering_unit(c, check_value(k, "unit")->i, &unit, err);
	return r < 0 ? r : task_reopen(c, check_value(k, "election")->i, arena_c(c->arena, law->step), unit, &by, err);
}

static bool was_decided(const struct record_check *k)
{
	int at = record_field(&committee_record, "decision_day");
	return k->edit->old && k->edit->old[at].kind != VALUE_NULL;
}

/* In time is what was set up in time, whenever it is typed and however often it was renewed since. */
static int close_committee(struct record_check *k, const struct body_kind *kind, const struct law_body *law, struct err *err)
{
	bool renewed = !check_blank(k, "founded_day");
	day_t decided = (day_t)check_value(k, renewed ? "founded_day" : "decision_day")->i;
	struct str note = arena_printf(k->call->arena, _("Tự đóng khi có %s: Quyết định số %.*s ngày %.*s."), kind->title,
				       STR_ARG(check_value(k, renewed ? "founded_number" : "decision_number")->s),
				       STR_ARG(date_vn(k->call->arena, decided)));
	return close_for(k, law, decided, note, err);
}

/* Boards and teams: when the last one is there, on the latest day any of them was set up. */
static int close_places(struct record_check *k, const struct body_kind *kind, const struct law_body *law,
			struct err *err)
{
	bool all;
	int64_t last = 0, decided = check_value(k, check_blank(k, "founded_day") ? "decision_day" : "founded_day")->i;
	struct verb_call *c = k->call;
	int r = body_all_there(k, kind, &all, err);
	if (r < 0 || !all)
		return r;
	/* "TBC", "B_B": ordinary, armed and mixed teams, boards of every level together */
	r = db_get_int(c->db, &body_last_decision,
		       VALUES(*check_value(k, "election"), *check_value(k, "unit"), v_text(str_slice(str_from_c(kind->code), 0, 3))),
		       0, &last, err);
	struct str note = arena_printf(c->arena, _("Tự đóng: đã có đủ %s theo danh sách."),
				       kind->place == BODY_AREA ? _("Tổ bầu cử ở mọi khu vực bỏ phiếu")
								: _("Ban bầu cử ở mọi đơn vị bầu cử"));
	return r < 0 ? r : close_for(k, law, (day_t)(last > decided ? last : decided), note, err);
}

int body_task_follow(struct record_check *k, const struct body_kind *kind, bool decided, struct err *err)
{
	const struct law_body *law = body_law(k->call->site->law, str_from_c(kind->code));
	if (!law || !law->step.n)
		return 0;
	if (!decided)
		return was_decided(k) ? reopen_task(k, kind, law, err) : 0;
	return kind->place == BODY_EVERYWHERE ? close_committee(k, kind, law, err) : close_places(k, kind, law, err);
}

int body_task_unmade(struct record_check *k, const struct body_kind *kind, struct err *err)
{
	const struct law_body *law = body_law(k->call->site->law, str_from_c(kind->code));
	bool counted = kind->place == BODY_EVERYWHERE ||
		       !check_blank(k, kind->place == BODY_AREA ? "polling_area" : "constituency"); /* of a place that the list knows */
	return law && law->step.n && counted && was_decided(k) ? reopen_task(k, kind, law, err) : 0;
}

/* ---- when their places change ---- */

/* The step that bodies of such places answer in this election: TBC, BBC, in a by-election B_TBC, B_BBC. */
static int step_of_places(struct verb_call *c, int64_t election, enum body_place place, const char **ret_step, struct err *err)
{
	struct row row;
	int r = verb_load(c, &election_record, election, &row, err);
	*ret_step = NULL;
	for (const struct body_kind *k = body_kinds; r == 0 && k->code && !*ret_step; k++) {
		const struct law_body *law = k->place == place ? body_law(c->site->law, str_from_c(k->code)) : NULL;
		if (law && law->step.n && (law->kinds & 1u << election_kind_of(&row)))
			*ret_step = arena_c(c->arena, law->step);
	}
	return r;
}

int body_places_new(struct verb_call *c, int64_t election, int64_t unit, enum body_place place, struct str why, struct err *err)
{
	const char *step;
	const struct task_closer by = {"committee", 0,
				       arena_printf(c->arena, _("Mở lại ngày %.*s: %.*s."), STR_ARG(date_vn(c->arena, c->today)),
						    STR_ARG(why))};
	int r = step_of_places(c, election, place, &step, err);
	if (r == 0)
		r = answering_unit(c, unit, &unit, err);
	return r < 0 || !step ? r : task_reopen(c, election, step, unit, &by, err);
}

int body_area_gone(struct verb_call *c, int64_t election, int64_t unit, int64_t area, struct str why, struct err *err)
{
	const char *step;
	int64_t missing = 1, team = 0;
	const struct value of[] = {v_int(election), v_int(unit), v_int(area)};
	int r = step_of_places(c, election, BODY_AREA, &step, err);
	if (r == 0)
		r = db_get_int(c->db, &body_areas_without, of, ARRAY_LEN(of), 0, &missing, err);
	if (r == 0 && !missing)
		r = db_get_int(c->db, &body_last_team, of, ARRAY_LEN(of), 0, &team, err);
	if (r < 0 || !step || !team)
		return r;
	/* until today one was missing, whatever the days of the others */
	const struct task_closer by = {
		"committee", team, arena_printf(c->arena, _("Tự đóng: %.*s; mọi khu vực bỏ phiếu còn lại đã có Tổ bầu cử."), STR_ARG(why))};
	return task_close(c, election, step, unit, c->today, &by, err);
}
