/* Xin ý kiến quyết định: asked of the leaders, decided by one of them with a reason. The writer takes one decision
 * after the other, so that of two leaders at once the first decides and the second is told what was decided and by
 * whom. */
#include <string.h>

#include "work/internal.h"
#include "work/statements.h"

static const struct choice states[] = {
	{"asked", _("chờ quyết định"), "soon"},
	{"approved", _("đồng ý"), "done"},
	{"refused", _("không đồng ý"), "late"},
	{"withdrawn", _("đã rút"), "wait"},
	{0},
};

static const struct field fields[] = {
	WORK_UNIT(_("Đơn vị quyết định"), 0),
	{.name = "question",
	 .kind = FIELD_TEXT,
	 .label = _("Xin quyết định"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 300},
	WORK_WORDS("content", _("Nội dung, phương án đề xuất"), 0),
	WORK_DAY("due", _("Cần quyết định trước"), FIELD_LISTED),
	WORK_OF("task", _("Nhiệm vụ"), FIELD_INDEXED),
	WORK_OF("assignment", _("Việc được giao"), FIELD_INDEXED),
	WORK_OF("difficulty", _("Khó khăn, vướng mắc"), FIELD_INDEXED),
	WORK_DAY("asked_day", _("Ngày trình"), FIELD_REQUIRED | FIELD_LISTED),
	WORK_BY("asked_by", _("Người trình")),
	WORK_CHOICE("state", _("Quyết định"), states),
	WORK_WORDS("reason", _("Lý do, ý kiến chỉ đạo"), 0),
	WORK_DAY("decided_day", _("Ngày quyết định"), 0),
	WORK_BY("decided_by", _("Người quyết định")),
};
static const struct index indexes[] = {{"unit, asked_day", false}, {"state, asked_day", false}, {"asked_day", false}};

const struct record decision_record = {
	.name = "decision",
	.title = _("Xin quyết định"),
	.many = _("Việc xin lãnh đạo quyết định"),
	.empty = _("Không có việc nào chờ quyết định. Chuyên viên trình ở đây việc cần lãnh đạo quyết định."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "question",
	.sort = "-asked_day",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.files = true,
};

static int ask_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row person;
	*ret_unit = verb_int(c, "unit") ? verb_int(c, "unit") : c->site->root;
	int r = c->actor->program || verb_int(c, "unit")
			? 0
			: row_load(c->db, c->arena, &person_record, c->actor->person, &person, err);
	if (r > 0)
		*ret_unit = row_int(&person, "unit");
	return r < 0 ? r : 0;
}

/* What it is about must be readable to whoever asks. */
static int check_about(struct verb_call *c, const struct record *record, const char *action, int64_t id, struct err *err)
{
	struct row row;
	int r = id ? row_load(c->db, c->arena, record, id, &row, err) : 0;
	if (r > 0)
		r = access_may(c->db, c->actor, action, row_int(&row, "unit"), err);
	if (r < 0 || !id || r > 0)
		return r < 0 ? r : 0;
	verb_wrong(c, record->name, _("«%s»: mục đã chọn không còn."), record->title);
	return 0;
}

static struct value ref(int64_t id)
{
	return id ? v_int(id) : v_null();
}

static int ask_check(struct verb_call *c, struct err *err)
{
	int64_t unit = 0;
	day_t due = verb_day(c, "due");
	if (due != DAY_NONE && due < c->today)
		verb_wrong(c, "due", _("«Cần quyết định trước» ở trước ngày hôm nay."));
	int r = ask_target(c, &unit, err);
	if (r == 0)
		r = check_about(c, &task_record, "task.read", verb_int(c, "task"), err);
	if (r == 0)
		r = check_about(c, &assignment_record, "assignment.read", verb_int(c, "assignment"), err);
	if (r == 0)
		r = check_about(c, &difficulty_record, "difficulty.read", verb_int(c, "difficulty"), err);
	if (r < 0)
		return r;
	struct edit *e = edit_new(c, &decision_record);
	edit_set(e, "unit", v_int(unit));
	edit_set(e, "question", v_text(verb_str(c, "question")));
	edit_set(e, "content", verb_str(c, "content").n ? v_text(verb_str(c, "content")) : v_null());
	edit_set(e, "due", v_day(due));
	edit_set(e, "task", ref(verb_int(c, "task")));
	edit_set(e, "assignment", ref(verb_int(c, "assignment")));
	edit_set(e, "difficulty", ref(verb_int(c, "difficulty")));
	edit_set(e, "asked_day", v_day(c->today));
	edit_set(e, "asked_by", work_actor(c));
	edit_set(e, "state", v_c("asked"));
	return verb_failed(c, err);
}

/* ---- deciding ---- */

static int taken(struct verb_call *c, const struct edit *e, struct err *err)
{
	struct row person;
	int64_t by = work_int(e, "decided_by");
	const struct choice *state = field_choice(&fields[record_field(&decision_record, "state")], edit_value(e, "state")->s);
	int r = by ? row_load(c->db, c->arena, &person_record, by, &person, err) : 0;
	if (r < 0)
		return r;
	return err_set(err, ERR_CONFLICT, _("Việc này không còn chờ quyết định: %s%s%.*s%s%.*s."), state->label, r ? _(", ") : "",
		       STR_ARG(r ? row_str(&person, "name") : STR("")), r ? _(" đã quyết định ngày ") : "",
		       STR_ARG(r ? date_vn(c->arena, work_day(e, "decided_day")) : STR("")));
}

static int close_it(struct verb_call *c, const char *state, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &decision_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	if (!work_is(e, "state", "asked"))
		return taken(c, e, err);
	edit_set(e, "state", v_c(state));
	if (strcmp(state, "withdrawn") == 0)
		return 0;
	edit_set(e, "reason", v_text(verb_str(c, "reason")));
	edit_set(e, "decided_day", v_day(c->today));
	edit_set(e, "decided_by", work_actor(c));
	return 0;
}

static int decide_check(struct verb_call *c, struct err *err)
{
	return close_it(c, c->verb->data, err);
}

static const struct field ask_params[] = {
	{.name = "unit", .kind = FIELD_REF, .label = _("Đơn vị quyết định"), .references = "unit"},
	{.name = "question", .kind = FIELD_TEXT, .label = _("Xin quyết định việc gì"), .flags = FIELD_REQUIRED, .max = 300},
	{.name = "content", .kind = FIELD_LONG, .label = _("Nội dung, phương án đề xuất"), .max = TASK_TEXT_MOST},
	{.name = "due", .kind = FIELD_DAY, .label = _("Cần quyết định trước")},
	{.name = "task", .kind = FIELD_REF, .label = _("Nhiệm vụ"), .references = "task"},
	{.name = "assignment", .kind = FIELD_REF, .label = _("Việc được giao"), .references = "assignment"},
	{.name = "difficulty", .kind = FIELD_REF, .label = _("Khó khăn, vướng mắc"), .references = "difficulty"},
};
static const struct field decide_params[] = {
	WORK_ID("decision", _("Việc xin quyết định")),
	WORK_REASON(_("Lý do, ý kiến chỉ đạo"), NULL),
};
static const struct field id_param[] = {WORK_ID("decision", _("Việc xin quyết định"))};

const struct verb decision_ask = {"decision.ask",   _("Trình lãnh đạo quyết định"), ask_params, ARRAY_LEN(ask_params),
				  &decision_record, ask_target,                     ask_check,  NULL};
const struct verb decision_approve = {"decision.approve", _("Đồng ý"), decide_params, ARRAY_LEN(decide_params),
				      &decision_record,   verb_of_row, decide_check,  "approved"};
const struct verb decision_refuse = {"decision.refuse", _("Không đồng ý"), decide_params, ARRAY_LEN(decide_params),
				     &decision_record,  verb_of_row,       decide_check,  "refused"};
const struct verb decision_withdraw = {"decision.withdraw", _("Rút lại"), id_param,     ARRAY_LEN(id_param),
				       &decision_record,    verb_of_row,  decide_check, "withdrawn"};
