#include "work/task.h"

#include "work/statements.h"

static const struct choice states[] = {
	{"assigned", _("chưa tiếp nhận"), "wait"},
	{"received", _("đang thực hiện"), "wait"},
	{"done", _("đã xong"), "done"},
	{0},
};

static const struct field fields[] = {
	{.name = "election",
	 .kind = FIELD_REF,
	 .label = _("Cuộc bầu cử"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .references = "election"},
	{.name = "step",
	 .kind = FIELD_REF,
	 .label = _("Bước"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .references = "step"},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .references = "unit"},
	{.name = "title",
	 .kind = FIELD_TEXT,
	 .label = _("Nhiệm vụ"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "due", .kind = FIELD_DAY, .label = _("Hạn"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "legal_due", .kind = FIELD_DAY, .label = _("Hạn theo luật"), .flags = FIELD_SET},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Trạng thái"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = states},
	{.name = "assigned_day", .kind = FIELD_DAY, .label = _("Ngày giao"), .flags = FIELD_REQUIRED | FIELD_SET},
	{.name = "received_day", .kind = FIELD_DAY, .label = _("Ngày tiếp nhận"), .flags = FIELD_SET},
	{.name = "received_by",
	 .kind = FIELD_REF,
	 .label = _("Người tiếp nhận"),
	 .flags = FIELD_SET,
	 .references = "person"},
	{.name = "done_day", .kind = FIELD_DAY, .label = _("Ngày báo cáo xong"), .flags = FIELD_SET},
	{.name = "done_by", .kind = FIELD_REF, .label = _("Người báo cáo"), .flags = FIELD_SET, .references = "person"},
	{.name = "late_days", .kind = FIELD_INT, .label = _("Số ngày chậm"), .flags = FIELD_SET},
	{.name = "note", .kind = FIELD_LONG, .label = _("Kết quả"), .flags = FIELD_SET, .max = 2000},
};

static const struct index indexes[] = {
	{"step, unit", true}, {"unit, due", false}, {"state, due", false}, {"due", false},
};

const struct record task_record = {
	.name = "task",
	.title = _("Nhiệm vụ"),
	.many = _("Nhiệm vụ"),
	.empty = _("Chưa có nhiệm vụ nào. Nhiệm vụ được giao từ lịch bầu cử."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "title",
	.sort = "due",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
};

int64_t task_late_days(const struct row *task, day_t today)
{
	if (row_is(task, "state", "done"))
		return row_int(task, "late_days");
	day_t due = row_day(task, "due");
	return due != DAY_NONE && due < today ? today - due : 0;
}

int task_give(struct verb_call *c, const struct task_source *from, int64_t unit, struct err *err)
{
	int64_t has;
	int r = db_get_int(c->db, &task_of_step, VALUES(v_int(from->step), v_int(unit)), 0, &has, err);
	if (r < 0 || has)
		return r;
	struct edit *e = edit_new(c, &task_record);
	edit_set(e, "election", v_int(from->election));
	edit_set(e, "step", v_int(from->step));
	edit_set(e, "unit", v_int(unit));
	edit_set(e, "title", v_text(from->title));
	edit_set(e, "due", v_day(from->due));
	edit_set(e, "legal_due", v_day(from->legal_due));
	edit_set(e, "state", v_c("assigned"));
	edit_set(e, "assigned_day", v_day(c->today));
	return 0;
}

static int each_task(struct verb_call *c, const struct stmt *stmt, const struct value *values, size_t n,
		     int64_t **ret_ids, size_t *ret_n, struct err *err)
{
	int64_t *ids = NULL;
	size_t count = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, stmt, values, n, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		ids = arena_grow(c->arena, ids, count, &cap, sizeof(*ids));
		ids[count++] = query_int(q, 0);
		r = 0;
	}
	if (r < 0)
		return r;
	*ret_ids = ids;
	*ret_n = count;
	return 0;
}

int task_move(struct verb_call *c, int64_t step, day_t due, day_t legal_due, struct err *err)
{
	int64_t *ids;
	size_t n;
	int r = each_task(c, &tasks_open_of_step, VALUES(v_int(step)), &ids, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct edit *e;
		r = edit_row(c, &task_record, ids[i], &e, err);
		if (r < 0)
			return r;
		edit_set(e, "due", v_day(due));
		edit_set(e, "legal_due", v_day(legal_due));
	}
	return r;
}

/* Reported on `day`: lateness is frozen against the deadline in force. */
static void finish(struct verb_call *c, struct edit *e, day_t day, struct str note)
{
	const struct value *due = edit_value(e, "due");
	edit_set(e, "state", v_c("done"));
	edit_set(e, "done_day", v_day(day));
	edit_set(e, "done_by", c->actor->program ? v_null() : v_int(c->actor->person));
	edit_set(e, "late_days", v_int(due->kind == VALUE_INT && day > due->i ? day - due->i : 0));
	edit_set(e, "note", note.n ? v_text(note) : v_null());
	if (edit_value(e, "received_day")->kind == VALUE_NULL) {
		edit_set(e, "received_day", v_day(day));
		edit_set(e, "received_by", *edit_value(e, "done_by"));
	}
}

int task_close(struct verb_call *c, int64_t election, const char *rule, int64_t unit, day_t done, struct str note,
	       struct err *err)
{
	int64_t *ids;
	size_t n;
	int r = each_task(c, &tasks_open_of_rule, VALUES(v_int(election), v_c(rule), v_int(unit)), &ids, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct edit *e;
		r = edit_row(c, &task_record, ids[i], &e, err);
		if (r == 0)
			finish(c, e, done, note);
	}
	return r;
}

/* ---- verbs ---- */

static int target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row task;
	int r = verb_load(c, &task_record, verb_int(c, "id"), &task, err);
	if (r == 0)
		*ret_unit = row_int(&task, "unit");
	return r;
}

static bool state_is(const struct edit *e, const char *code)
{
	return str_eq_c(edit_value(e, "state")->s, code);
}

static int check_receive(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &task_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	if (!state_is(e, "assigned"))
		return err_set(err, ERR_CONFLICT, _("Nhiệm vụ này đã được tiếp nhận rồi."));
	edit_set(e, "state", v_c("received"));
	edit_set(e, "received_day", v_day(c->today));
	edit_set(e, "received_by", c->actor->program ? v_null() : v_int(c->actor->person));
	return 0;
}

static int check_report(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &task_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	if (state_is(e, "done"))
		return err_set(err, ERR_CONFLICT, _("Nhiệm vụ này đã được báo cáo xong ngày %.*s."),
		               STR_ARG(date_vn(c->arena, (day_t)edit_value(e, "done_day")->i)));
	finish(c, e, c->today, verb_str(c, "note"));
	return 0;
}

static int check_take_back(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &task_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	if (!state_is(e, "done"))
		return err_set(err, ERR_CONFLICT, _("Nhiệm vụ này chưa được báo cáo xong nên không có gì để rút lại."));
	int64_t closed_by;
	r = db_get_int(c->db, &task_committee, VALUES(v_int(edit_value(e, "step")->i), v_int(edit_value(e, "unit")->i)),
		       0, &closed_by, err);
	if (r < 0)
		return r;
	if (closed_by)
		return err_set(err, ERR_CONFLICT,
			       _("Nhiệm vụ này đã đóng vì Ủy ban bầu cử của đơn vị đã được ghi; hãy sửa bản ghi Ủy ban "
				 "bầu cử."));
	edit_set(e, "state", v_c("received"));
	edit_set(e, "done_day", v_null());
	edit_set(e, "done_by", v_null());
	edit_set(e, "late_days", v_null());
	return 0;
}

static const struct field id_param[] = {
	{.name = "id", .kind = FIELD_REF, .label = _("Nhiệm vụ"), .flags = FIELD_REQUIRED, .references = "task"},
};
static const struct field report_params[] = {
	{.name = "id", .kind = FIELD_REF, .label = _("Nhiệm vụ"), .flags = FIELD_REQUIRED, .references = "task"},
	{.name = "note", .kind = FIELD_LONG, .label = _("Kết quả"), .max = 2000,
	 .hint = _("Số, ngày văn bản hoặc việc đã làm. Không bắt buộc.")},
};

const struct verb task_receive = {"task.receive", _("Tiếp nhận"), id_param,      ARRAY_LEN(id_param),
				  &task_record,   target,         check_receive, NULL};
const struct verb task_report = {
	"task.report", _("Báo cáo đã xong"), report_params, ARRAY_LEN(report_params), &task_record,
	target,        check_report,         NULL};
const struct verb task_take_back = {"task.take_back", _("Rút lại báo cáo"), id_param, ARRAY_LEN(id_param), &task_record,
				    target,           check_take_back,      NULL};
