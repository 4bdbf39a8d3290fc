/* The record of a recipient's row; its class and lateness. */
#include "work/internal.h"
#include "work/figures.h"
#include "work/statements.h"

const struct choice task_states[] = {
	{"assigned", _("chưa tiếp nhận"), "wait"},
	{"received", _("đã tiếp nhận"), "wait"},
	{"working", _("đang thực hiện"), "wait"},
	{"submitted", _("chờ nghiệm thu"), "wait"},
	{"returned", _("bị trả lại"), "soon"},
	{"done", _("đã xong"), "done"},
	{"cancelled", _("thôi giao"), "wait"},
	{0},
};

static const struct choice roles[] = {{"lead", _("chủ trì"), ""}, {"support", _("phối hợp"), ""}, {0}};

const struct choice task_assigners[] = {
	{"party", _("Tỉnh ủy, Ban Thường vụ Tỉnh ủy"), ""},
	{"party_committee", _("Đảng ủy UBND tỉnh"), ""},
	{"chair", _("Chủ tịch UBND tỉnh"), ""},
	{"vice_chair", _("Phó Chủ tịch UBND tỉnh"), ""},
	{"director", _("Giám đốc Sở"), ""},
	{"deputy_director", _("Phó Giám đốc Sở"), ""},
	{"commune_chair", _("Chủ tịch UBND cấp xã"), ""},
	{"law", _("Lịch bầu cử theo luật"), ""},
	{"register", _("Đơn vị tự theo dõi (từ danh mục)"), ""},
	{0},
};

const struct choice task_closers[] = {
	{"committee", _("Tổ chức phụ trách bầu cử"), ""},
	{"plan", _("Phương án đơn vị bầu cử"), ""},
	{"facility", _("Khảo sát nơi bỏ phiếu"), ""},
	{0},
};

bool task_assigner_is_provincial(struct str code)
{
	static const char *const provincial[] = {"party", "party_committee", "chair", "vice_chair", "law"};
	for (size_t i = 0; i < ARRAY_LEN(provincial); i++)
		if (str_eq_c(code, provincial[i]))
			return true;
	return false;
}

bool task_assigner_is_program(struct str code)
{
	return str_eq_c(code, "law") || str_eq_c(code, "register");
}

/* What a site of 0.1.0 has comes first: its rows lack the rest. */
static const struct field fields[] = {
	{.name = "election",
	 .kind = FIELD_REF,
	 .label = _("Cuộc bầu cử"),
	 .flags = FIELD_SET,
	 .references = "election"},
	{.name = "step", .kind = FIELD_REF, .label = _("Bước"), .flags = FIELD_SET, .references = "step"},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .references = "unit"},
	{.name = "title",
	 .kind = FIELD_TEXT,
	 .label = _("Nhiệm vụ"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 300},
	{.name = "due", .kind = FIELD_DAY, .label = _("Hạn"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "legal_due", .kind = FIELD_DAY, .label = _("Hạn theo luật"), .flags = FIELD_SET},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Trạng thái"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = task_states},
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
	{.name = "assignment",
	 .kind = FIELD_REF,
	 .label = _("Việc được giao"),
	 .flags = FIELD_SET,
	 .references = "assignment"},
	{.name = "role", .kind = FIELD_CHOICE, .label = _("Vai trò"), .flags = FIELD_SET, .choices = roles},
	{.name = "assigner",
	 .kind = FIELD_CHOICE,
	 .label = _("Người giao"),
	 .flags = FIELD_SET,
	 .choices = task_assigners},
	{.name = "person",
	 .kind = FIELD_REF,
	 .label = _("Người thực hiện"),
	 .flags = FIELD_SET,
	 .references = "person"},
	{.name = "first_due", .kind = FIELD_DAY, .label = _("Hạn giao lần đầu"), .flags = FIELD_SET},
	{.name = "by_report", .kind = FIELD_TRISTATE, .label = _("Báo cáo là xong"), .flags = FIELD_SET},
	{.name = "progress", .kind = FIELD_LONG, .label = _("Tiến độ"), .flags = FIELD_SET, .max = TASK_TEXT_MOST},
	{.name = "progress_day", .kind = FIELD_DAY, .label = _("Ngày báo cáo tiến độ"), .flags = FIELD_SET},
	{.name = "submitted_day", .kind = FIELD_DAY, .label = _("Ngày nộp"), .flags = FIELD_SET},
	{.name = "submitted_by",
	 .kind = FIELD_REF,
	 .label = _("Người nộp"),
	 .flags = FIELD_SET,
	 .references = "person"},
	{.name = "submitted_moment", .kind = FIELD_INT, .label = _("Nửa ngày nộp"), .flags = FIELD_SET},
	{.name = "accepted_day", .kind = FIELD_DAY, .label = _("Ngày nghiệm thu"), .flags = FIELD_SET},
	{.name = "accepted_by",
	 .kind = FIELD_REF,
	 .label = _("Người nghiệm thu"),
	 .flags = FIELD_SET,
	 .references = "person"},
	{.name = "reason",
	 .kind = FIELD_LONG,
	 .label = _("Lý do trả lại, thôi giao"),
	 .flags = FIELD_SET,
	 .max = TASK_TEXT_MOST},
	{.name = "returned", .kind = FIELD_INT, .label = _("Số lần bị trả lại"), .flags = FIELD_SET},
	{.name = "urged", .kind = FIELD_INT, .label = _("Số lần đôn đốc"), .flags = FIELD_SET},
	{.name = "closed_record", .kind = FIELD_CHOICE, .label = _("Tự đóng nhờ"), .flags = FIELD_SET, .choices = task_closers},
	{.name = "closed_row", .kind = FIELD_INT, .label = _("Bản ghi đóng nhiệm vụ"), .flags = FIELD_SET},
};

static const struct index indexes[] = {
	{"step, unit", true}, {"unit, due", false}, {"due", false}, {"assignment, unit", false}, {"person, due", false},
	{"assigner, due", false}, {"unit, done_day", false}, {"done_day", false},
};

const struct record task_record = {
	.name = "task",
	.title = _("Nhiệm vụ"),
	.many = _("Nhiệm vụ"),
	.empty = _("Chưa có nhiệm vụ nào. Nhiệm vụ được giao ở trang «Giao việc» và từ lịch bầu cử."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "title",
	.sort = "due",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.files = true,
	.follow = task_follow,
};

/* ---- class and lateness ---- */

bool task_open(const struct row *task)
{
	return !row_is(task, "state", "done") && !row_is(task, "state", "cancelled");
}

int64_t task_mark(const struct row *task)
{
	bool runs = task_open(task) && !row_is(task, "state", "submitted");
	return runs ? late_mark(row_day(task, "due"), row_int(task, "step") != 0) : LATE_NEVER;
}

int64_t task_late_days(const struct row *task, int64_t moment)
{
	if (row_is(task, "state", "done"))
		return row_int(task, "late_days");
	if (row_is(task, "state", "submitted"))
		return late_days(late_mark(row_day(task, "due"), row_int(task, "step") != 0), row_int(task, "submitted_moment"));
	return late_days(task_mark(task), moment);
}

enum task_class task_class_of(const struct row *task)
{
	if (row_is(task, "state", "assigned"))
		return TASK_NOT_STARTED;
	if (row_is(task, "state", "submitted"))
		return TASK_SUBMITTED;
	if (row_is(task, "state", "cancelled"))
		return TASK_CANCELLED;
	if (!row_is(task, "state", "done"))
		return TASK_IN_PROGRESS;
	if (row_int(task, "late_days") > 0)
		return TASK_LATE;
	day_t due = row_day(task, "due"), done = row_day(task, "done_day");
	return due != DAY_NONE && done < due ? TASK_EARLY : TASK_ON_TIME;
}

/* ---- a row of its own ---- */

struct edit *task_row_new(struct verb_call *c, const struct task_wish *w)
{
	struct edit *e = edit_new(c, &task_record);
	edit_set(e, "election", w->election ? v_int(w->election) : v_null());
	edit_set(e, "step", w->step ? v_int(w->step) : v_null());
	edit_set(e, "unit", v_int(w->unit));
	edit_set(e, "title", v_text(w->title));
	edit_set(e, "due", v_day(w->due));
	edit_set(e, "legal_due", v_day(w->legal_due));
	edit_set(e, "first_due", v_day(w->due));
	edit_set(e, "state", v_c("assigned"));
	edit_set(e, "assigned_day", v_day(c->today));
	edit_set(e, "assignment", v_int(w->assignment));
	edit_set(e, "role", v_c(w->role));
	edit_set(e, "assigner", v_text(w->assigner));
	edit_set(e, "person", w->person ? v_int(w->person) : v_null());
	edit_set(e, "by_report", v_int(w->by_report));
	return e;
}

void task_finish(struct verb_call *c, struct edit *e, day_t day, int64_t moment, struct value by)
{
	int64_t mark = late_mark(work_day(e, "due"), work_int(e, "step") != 0);
	edit_set(e, "state", v_c("done"));
	edit_set(e, "done_day", v_day(day));
	edit_set(e, "done_by", by);
	edit_set(e, "late_days", v_int(late_days(mark, moment)));
	if (edit_value(e, "received_day")->kind == VALUE_NULL) {
		edit_set(e, "received_day", v_day(day));
		edit_set(e, "received_by", by);
	}
	(void)c;
}

/* ---- the steps of an election ---- */

static struct value text_or_null(struct str s)
{
	return s.n ? v_text(s) : v_null();
}

int task_source_open(struct verb_call *c, struct task_source *from, struct err *err)
{
	struct row has;
	int r = db_get_int(c->db, &assignment_of_step, VALUES(v_int(from->step)), 0, &from->assignment, err);
	if (r == 0 && from->assignment && (r = verb_load(c, &assignment_record, from->assignment, &has, err)) == 0)
		from->was_done = row_is(&has, "state", "done");
	if (r < 0 || from->assignment)
		return r;
	struct edit *e = edit_new(c, &assignment_record);
	edit_set(e, "unit", v_int(c->site->root));
	edit_set(e, "title", v_text(from->title));
	edit_set(e, "assigner", v_c("law"));
	edit_set(e, "document", text_or_null(from->document));
	edit_set(e, "responsible", text_or_null(from->responsible));
	edit_set(e, "product", text_or_null(from->product));
	edit_set(e, "authority", text_or_null(from->authority));
	edit_set(e, "due", v_day(from->due));
	edit_set(e, "closing", v_c("report"));
	edit_set(e, "state", v_c("assigned"));
	edit_set(e, "assigned_day", v_day(c->today));
	edit_set(e, "assigned_by", work_actor(c));
	edit_set(e, "election", v_int(from->election));
	edit_set(e, "step", v_int(from->step));
	from->assignment = e->id;
	return 0;
}

/* A row that an older program made knows no assignment yet. */
static int adopt(struct verb_call *c, const struct task_source *from, int64_t task, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &task_record, task, &e, err);
	if (r < 0 || work_int(e, "assignment"))
		return r;
	edit_set(e, "assignment", v_int(from->assignment));
	edit_set(e, "role", v_c("lead"));
	edit_set(e, "assigner", v_c("law"));
	edit_set(e, "first_due", v_day(work_day(e, "due")));
	edit_set(e, "by_report", v_int(1));
	return 0;
}

int task_give(struct verb_call *c, const struct task_source *from, int64_t unit, struct err *err)
{
	int64_t has;
	int r = db_get_int(c->db, &task_of_step, VALUES(v_int(from->step), v_int(unit)), 0, &has, err);
	if (r < 0 || has)
		return r < 0 ? r : adopt(c, from, has, err);
	task_row_new(c, &(struct task_wish){.assignment = from->assignment,
					.unit = unit,
					.role = "lead",
					.election = from->election,
					.step = from->step,
					.title = from->title,
					.assigner = STR("law"),
					.due = from->due,
					.legal_due = from->legal_due,
					.by_report = true});
	return from->was_done ? assignment_settle(c, from->assignment, err) : 0;
}

int task_move(struct verb_call *c, int64_t step, day_t due, day_t legal_due, struct err *err)
{
	int64_t *ids, assignment;
	size_t n;
	struct edit *e;
	int r = db_get_int(c->db, &assignment_of_step, VALUES(v_int(step)), 0, &assignment, err);
	if (r == 0 && assignment && (r = edit_row(c, &assignment_record, assignment, &e, err)) == 0)
		edit_set(e, "due", v_day(due));
	if (r == 0)
		r = work_query_ids(c, &tasks_open_of_step, VALUES(v_int(step)), &ids, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		r = edit_row(c, &task_record, ids[i], &e, err);
		if (r < 0)
			return r;
		edit_set(e, "due", v_day(due));
		edit_set(e, "legal_due", v_day(legal_due));
	}
	return r;
}

int task_close_by(struct verb_call *c, int64_t task, day_t done, int64_t moment, const struct task_closer *by, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &task_record, task, &e, err);
	if (r < 0 || work_is(e, "state", "done") || work_is(e, "state", "cancelled"))
		return r;
	edit_set(e, "note", text_or_null(by->note));
	edit_set(e, "closed_record", v_c(by->record));
	edit_set(e, "closed_row", v_int(by->row));
	task_finish(c, e, done, moment, work_actor(c));
	return assignment_settle(c, work_int(e, "assignment"), err);
}

int task_close(struct verb_call *c, int64_t election, const char *rule, int64_t unit, day_t done, const struct task_closer *by,
	       struct err *err)
{
	int64_t *ids;
	size_t n;
	int r = work_query_ids(c, &tasks_open_of_rule, VALUES(v_int(election), v_c(rule), v_int(unit)), &ids, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = task_close_by(c, ids[i], done, late_morning(done), by, err);
	return r;
}

int task_open_again(struct verb_call *c, struct edit *e, struct err *err)
{
	static const char *const ended[] = {"done_day", "done_by", "late_days", "closed_record", "closed_row"};
	edit_set(e, "state", v_c("received"));
	for (size_t i = 0; i < ARRAY_LEN(ended); i++)
		edit_set(e, ended[i], v_null());
	return assignment_settle(c, work_int(e, "assignment"), err);
}

int task_reopen(struct verb_call *c, int64_t election, const char *rule, int64_t unit, const struct task_closer *by,
		struct err *err)
{
	int64_t *ids;
	size_t n;
	int r = work_query_ids(c, &tasks_closed_of_rule,
			       VALUES(v_int(election), v_c(rule), v_int(unit), v_c(by->record), v_int(by->row)), &ids, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct edit *e;
		r = edit_row(c, &task_record, ids[i], &e, err);
		if (r < 0 || !work_is(e, "state", "done")) /* an undo has opened it already */
			continue;
		edit_set(e, "note", text_or_null(by->note));
		r = task_open_again(c, e, err);
	}
	return r;
}
