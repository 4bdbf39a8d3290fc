/* Giving work: at once, as a proposal to a leader, to more units later; calling off. */
#include "unit/records.h"
#include "work/assignment.h"
#include "work/statements.h"

const struct choice assignment_every[] = {
	{"once", _("một lần"), ""},   {"week", _("hằng tuần"), ""}, {"month", _("hằng tháng"), ""},
	{"quarter", _("hằng quý"), ""}, {"year", _("hằng năm"), ""},  {0},
};
const struct choice assignment_off_days[] = {
	{"keep", _("giữ nguyên ngày"), ""},
	{"before", _("lấy ngày làm việc liền trước"), ""},
	{"after", _("lấy ngày làm việc liền sau"), ""},
	{0},
};
const struct choice assignment_closing[] = {
	{"accept", _("khi bên giao nghiệm thu"), ""},
	{"report", _("khi đơn vị báo cáo"), ""},
	{0},
};

/* ---- whose ---- */

/* On whose behalf: the unit named; else the province for what its leaders ordered; else where the actor works. */
static int unit_of_actor(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row person;
	*ret_unit = c->site->root;
	if (c->actor->program || task_assigner_is_provincial(verb_str(c, "assigner")))
		return 0;
	int r = row_load(c->db, c->arena, &person_record, c->actor->person, &person, err);
	if (r > 0)
		*ret_unit = row_int(&person, "unit");
	return r < 0 ? r : 0;
}

static int give_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row parent;
	if (verb_int(c, "unit")) {
		*ret_unit = verb_int(c, "unit");
		return 0;
	}
	/* what is delegated is delegated by the unit that has the task */
	int r = verb_int(c, "parent") ? row_load(c->db, c->arena, &task_record, verb_int(c, "parent"), &parent, err) : 0;
	if (r > 0)
		*ret_unit = row_int(&parent, "unit");
	return r != 0 ? (r < 0 ? r : 0) : unit_of_actor(c, ret_unit, err);
}

static int propose_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	return verb_int(c, "id") ? verb_of_row(c, ret_unit, err) : give_target(c, ret_unit, err);
}

/* ---- the terms ---- */

/* The form into the row; what has no parameter of that name stays. */
static void take_terms(struct verb_call *c, struct edit *e)
{
	for (size_t i = 0; i < c->verb->param_count; i++) {
		const char *name = c->verb->params[i].name;
		if (strcmp(name, "id") != 0 && strcmp(name, "unit") != 0)
			edit_set(e, name, c->args[i]);
	}
	if (edit_value(e, "closing")->kind == VALUE_NULL)
		edit_set(e, "closing", v_c("accept"));
}

static int fresh(struct verb_call *c, struct edit **ret, struct err *err)
{
	int64_t unit;
	int r = give_target(c, &unit, err);
	if (r < 0)
		return r;
	struct edit *e = edit_new(c, &assignment_record);
	edit_set(e, "unit", v_int(unit));
	take_terms(c, e);
	*ret = e;
	return 0;
}

static void check_assigner(struct verb_call *c)
{
	if (verb_str(c, "assigner").n == 0)
		verb_wrong(c, "assigner", _("Chọn người giao việc."));
	if (task_assigner_is_program(verb_str(c, "assigner")))
		verb_wrong(c, "assigner",
			   _("Việc theo lịch bầu cử và việc từ danh mục do chương trình giao; hãy chọn người giao khác."));
}

static void begin_series(struct edit *e)
{
	bool every = edit_value(e, "every")->kind == VALUE_TEXT && !work_is(e, "every", "once");
	edit_set(e, "series", every ? v_int(e->id) : v_null());
	edit_set(e, "period", every ? v_int(1) : v_null());
}

/* Whoever is no leader assigns only what a document orders. */
static int check_document(struct verb_call *c, const struct edit *e, struct err *err)
{
	if (edit_value(e, "document")->kind == VALUE_TEXT)
		return 0;
	int may = access_may(c->db, c->actor, assignment_assign.name, work_int(e, "unit"), err);
	if (may == 0)
		verb_wrong(c, "document", _("Ghi văn bản giao việc; nếu không có văn bản, hãy trình lãnh đạo duyệt giao."));
	return may < 0 ? may : 0;
}

static int give_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	check_assigner(c);
	int r = fresh(c, &e, err);
	if (r == 0)
		r = check_document(c, e, err);
	if (r == 0)
		r = assignment_fan_out(c, e, err);
	if (r == 0)
		begin_series(e);
	return r < 0 ? r : verb_failed(c, err);
}

static int propose_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	check_assigner(c);
	int r = verb_int(c, "id") ? edit_row(c, &assignment_record, verb_int(c, "id"), &e, err) : fresh(c, &e, err);
	if (r < 0)
		return r;
	if (verb_int(c, "id")) {
		if (!work_is(e, "state", "proposed"))
			return err_set(err, ERR_CONFLICT, _("Việc này không còn là đề xuất nên không sửa ở đây được nữa."));
		take_terms(c, e);
	}
	if (edit_value(e, "title")->kind == VALUE_NULL)
		verb_wrong(c, "title", "%s", assignment_clears[0].remedy);
	edit_set(e, "state", v_c("proposed"));
	if (!e->old) {
		edit_set(e, "proposed_day", v_day(c->today));
		edit_set(e, "proposed_by", work_actor(c));
	}
	return verb_failed(c, err);
}

/* ---- assignment.assign ---- */

static int assign_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &assignment_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	if (!work_is(e, "state", "proposed"))
		return err_set(err, ERR_CONFLICT, work_is(e, "state", "cancelled") ? _("Đề xuất này đã thôi.")
										   : _("Việc này đã được duyệt giao rồi."));
	struct row row = work_row(e);
	struct str missing = assignment_missing(c->arena, &row);
	if (missing.n)
		return err_set(err, ERR_LAW,
			       _("Chưa giao được vì chưa đủ 6 rõ, còn thiếu: %.*s. Hãy sửa đề xuất rồi duyệt."),
			       STR_ARG(missing));
	r = assignment_fan_out(c, e, err);
	if (r == 0)
		begin_series(e);
	return r < 0 ? r : verb_failed(c, err);
}

/* ---- assignment.add ---- */

/* What was meant for all stays so; else the new ones are kept for the next period too. */
static void keep_list(struct verb_call *c, struct edit *e, const char *field, struct str more)
{
	struct str have = edit_value(e, field)->s;
	if (edit_value(e, field)->kind != VALUE_TEXT)
		edit_set(e, field, v_text(more));
	else if (!str_eq_c(have, WORK_COMMUNES))
		edit_set(e, field, v_text(arena_printf(c->arena, "%.*s %.*s", STR_ARG(have), STR_ARG(more))));
}

static int add_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	struct str units = verb_str(c, "units"), people = verb_str(c, "people");
	const char *role = str_eq_c(verb_str(c, "role"), "support") ? "support" : "lead";
	int r = edit_row(c, &assignment_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	if (work_int(e, "step"))
		return err_set(err, ERR_LAW, _("Việc theo lịch bầu cử được giao ở trang «Bầu cử»."));
	if (!work_is(e, "state", "assigned") && !work_is(e, "state", "done"))
		return err_set(err, ERR_CONFLICT, _("Chỉ thêm đơn vị vào việc đang giao."));
	if (late_mark(work_day(e, "due"), false) < work_moment(c))
		return err_set(err, ERR_CONFLICT, _("Hạn của việc này đã qua nên không thêm đơn vị được nữa; hãy giao việc mới."));
	r = assignment_recipients(c, e, "units", units, people, role, err);
	if (r == 0)
		r = verb_failed(c, err);
	if (r < 0)
		return r;
	keep_list(c, e, role[0] == 'l' ? "leads" : "supports", units);
	if (people.n)
		keep_list(c, e, "people", people);
	return assignment_settle(c, e->id, err);
}

/* ---- assignment.cancel ---- */

static int cancel_check(struct verb_call *c, struct err *err)
{
	struct row row;
	int r = verb_load(c, &assignment_record, verb_int(c, "id"), &row, err);
	if (r < 0)
		return r;
	if (row_int(&row, "step"))
		return err_set(err, ERR_LAW, _("Việc theo lịch bầu cử do luật giao nên không thôi giao được."));
	if (row_is(&row, "state", "cancelled") || row_is(&row, "state", "done"))
		return err_set(err, ERR_CONFLICT, row_is(&row, "state", "done") ? _("Việc này đã xong nên không thôi giao nữa.")
										: _("Việc này đã thôi giao rồi."));
	return assignment_drop(c, row.id, verb_str(c, "reason"), err);
}

/* ---- the verbs ---- */

#define UNIT_PARAM {.name = "unit", .kind = FIELD_REF, .label = _("Đơn vị giao"), .references = "unit"}
#define LISTS                                                                                                          \
	{.name = "leads",                                                                                              \
	 .kind = FIELD_LONG,                                                                                           \
	 .label = _("Đơn vị chủ trì (rõ người)"),                                                                      \
	 .max = ASSIGNMENT_LIST_MOST},                                                                                 \
	{.name = "supports", .kind = FIELD_LONG, .label = _("Đơn vị phối hợp"), .max = ASSIGNMENT_LIST_MOST},          \
	{.name = "people",                                                                                             \
	 .kind = FIELD_LONG,                                                                                           \
	 .label = _("Người thực hiện"),                                                                                \
	 .max = ASSIGNMENT_LIST_MOST,                                                                                  \
	 .hint = _("Xã, phường: Chủ tịch UBND là người thực hiện cho đến khi xã phân công. Đơn vị khác phải nêu người.")}

static const struct choice added_roles[] = {{"lead", _("chủ trì"), ""}, {"support", _("phối hợp"), ""}, {0}};

static const struct field give_params[] = {UNIT_PARAM, ASSIGNMENT_TERMS(0, 0), LISTS};
static const struct field propose_params[] = {
	{.name = "id", .kind = FIELD_REF, .label = _("Đề xuất"), .references = "assignment"},
	UNIT_PARAM,
	ASSIGNMENT_TERMS(0, 0),
	LISTS};
static const struct field id_param[] = {WORK_ID("assignment", _("Việc được giao"))};
static const struct field add_params[] = {
	WORK_ID("assignment", _("Việc được giao")),
	{.name = "units",
	 .kind = FIELD_LONG,
	 .label = _("Đơn vị thêm"),
	 .flags = FIELD_REQUIRED,
	 .max = ASSIGNMENT_LIST_MOST},
	{.name = "people", .kind = FIELD_LONG, .label = _("Người thực hiện"), .max = ASSIGNMENT_LIST_MOST},
	{.name = "role",
	 .kind = FIELD_CHOICE,
	 .label = _("Vai trò"),
	 .flags = FIELD_REQUIRED,
	 .choices = added_roles,
	 .preset = "lead"},
};
static const struct field cancel_params[] = {
	WORK_ID("assignment", _("Việc được giao")),
	WORK_REASON(_("Lý do thôi giao"), _("Mọi đơn vị nhận, và những việc họ đã giao tiếp, đều thôi.")),
};

const struct verb assignment_give = {"assignment.give",  _("Giao việc"), give_params, ARRAY_LEN(give_params),
				     &assignment_record, give_target,    give_check,  NULL};
const struct verb assignment_propose = {
	"assignment.propose", _("Trình lãnh đạo duyệt giao"), propose_params, ARRAY_LEN(propose_params), &assignment_record,
	propose_target,       propose_check,                  NULL};
const struct verb assignment_assign = {"assignment.assign", _("Duyệt giao"), id_param,     ARRAY_LEN(id_param),
				       &assignment_record,  verb_of_row,     assign_check, NULL};
const struct verb assignment_add = {"assignment.add",   _("Thêm đơn vị"), add_params, ARRAY_LEN(add_params),
				    &assignment_record, verb_of_row,      add_check,  NULL};
const struct verb assignment_cancel = {"assignment.cancel", _("Thôi giao cả việc này"), cancel_params, ARRAY_LEN(cancel_params),
				       &assignment_record,  verb_of_row,                cancel_check,  NULL};
