/*
 * Đôn đốc: nhắc nhở, phê bình, yêu cầu kiểm điểm. Numbered for each recipient in the entry that makes it, never
 * deleted, shown until it is read, counted in the recipient's row. Who may sign a grade is a row of access.csv; the
 * third is signed only by somebody of the unit that assigned, or of one above it, for it asks that unit's own leader to
 * answer.
 */
#include <string.h>

#include "work/internal.h"
#include "work/statements.h"

const struct choice urging_grades[] = {{"remind", _("nhắc nhở"), "soon"},
				       {"criticise", _("phê bình"), "late"},
				       {"demand", _("yêu cầu kiểm điểm"), "late"},
				       {0}};

static const struct field fields[] = {
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .references = "unit"},
	{.name = "task",
	 .kind = FIELD_REF,
	 .label = _("Nhiệm vụ"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .references = "task"},
	{.name = "number", .kind = FIELD_INT, .label = _("Lần"), .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "grade",
	 .kind = FIELD_CHOICE,
	 .label = _("Mức"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = urging_grades},
	{.name = "text",
	 .kind = FIELD_LONG,
	 .label = _("Nội dung"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .max = TASK_TEXT_MOST},
	{.name = "urged_day",
	 .kind = FIELD_DAY,
	 .label = _("Ngày đôn đốc"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "urged_by",
	 .kind = FIELD_REF,
	 .label = _("Người đôn đốc"),
	 .flags = FIELD_SET,
	 .references = "person"},
	{.name = "read_day", .kind = FIELD_DAY, .label = _("Ngày đọc"), .flags = FIELD_SET},
	{.name = "read_by", .kind = FIELD_REF, .label = _("Người đọc"), .flags = FIELD_SET, .references = "person"},
};
static const struct index indexes[] = {{"task, number", true}, {"unit, read_day", false}, {"urged_day", false}};

const struct record urging_record = {
	.name = "urging",
	.title = _("Đôn đốc"),
	.many = _("Đôn đốc"),
	.empty = _("Chưa đôn đốc lần nào."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "text",
	.sort = "-urged_day",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
};

static int urge_one(struct verb_call *c, struct edit *task, const char *grade, struct err *err)
{
	int64_t count;
	struct row row = work_row(task);
	if (!task_open(&row))
		return err_set(err, ERR_CONFLICT,
			       _("Có nhiệm vụ đã đóng nên không đôn đốc nữa; hãy bỏ chọn đơn vị đó."));
	if (work_is(task, "state", "submitted"))
		return err_set(err, ERR_CONFLICT,
			       _("Có đơn vị đã nộp kết quả, đang chờ nghiệm thu; hãy nghiệm thu hoặc trả lại."));
	int r = db_get_int(c->db, &urging_count, VALUES(v_int(task->id)), 0, &count, err);
	if (r < 0)
		return r;
	struct edit *e = edit_new(c, &urging_record);
	edit_set(e, "unit", *edit_value(task, "unit"));
	edit_set(e, "task", v_int(task->id));
	edit_set(e, "number", v_int(count + 1));
	edit_set(e, "grade", v_c(grade));
	edit_set(e, "text", v_text(verb_str(c, "text")));
	edit_set(e, "urged_day", v_day(c->today));
	edit_set(e, "urged_by", work_actor(c));
	edit_set(task, "urged", v_int(count + 1));
	return 0;
}

/* The third grade: the signer's own unit is the one that assigned, or one that unit belongs to. */
static int check_signer(struct verb_call *c, const struct edit *task, struct err *err)
{
	struct row person;
	int64_t unit, above = 0;
	if (c->actor->program)
		return 0;
	int r = task_assigning_unit(c, task, &unit, err);
	if (r == 0)
		r = verb_load(c, &person_record, c->actor->person, &person, err);
	if (r == 0 && row_int(&person, "unit") != unit)
		r = db_get_int(c->db, &unit_is_below, VALUES(v_int(row_int(&person, "unit")), v_int(unit)), 0, &above, err);
	if (r < 0 || above || row_int(&person, "unit") == unit)
		return r;
	return err_set(err, ERR_LAW,
		       _("Yêu cầu kiểm điểm phải do lãnh đạo của cơ quan đã giao việc ký. Bạn có thể nhắc nhở hoặc phê "
			 "bình."));
}

static int check_urge(struct verb_call *c, struct err *err)
{
	const char *grade = c->verb->data;
	struct edit **tasks;
	size_t n;
	int r = task_chosen(c, &tasks, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		if (strcmp(grade, "demand") == 0)
			r = check_signer(c, tasks[i], err);
		if (r == 0)
			r = urge_one(c, tasks[i], grade, err);
	}
	return r;
}

/* ---- urging.read ---- */

static int check_read(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &urging_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	if (edit_value(e, "read_day")->kind != VALUE_NULL)
		return 0; /* somebody of the unit was quicker */
	edit_set(e, "read_day", v_day(c->today));
	edit_set(e, "read_by", work_actor(c));
	return 0;
}

static const struct field urge_params[] = {
	WORK_ID("task", _("Nhiệm vụ")),
	WORK_ALSO,
	{.name = "text",
	 .kind = FIELD_LONG,
	 .label = _("Nội dung đôn đốc"),
	 .flags = FIELD_REQUIRED,
	 .max = TASK_TEXT_MOST,
	 .hint = _("Yêu cầu gì, báo cáo lại khi nào.")},
};
static const struct field read_params[] = {WORK_ID("urging", _("Đôn đốc"))};

#define URGE(name_, title_, grade_) \
	{name_, title_, urge_params, ARRAY_LEN(urge_params), &task_record, task_target_many, check_urge, grade_}

const struct verb task_remind = URGE("task.remind", _("Nhắc nhở"), "remind");
const struct verb task_criticise = URGE("task.criticise", _("Phê bình"), "criticise");
const struct verb task_demand = URGE("task.demand", _("Yêu cầu kiểm điểm"), "demand");
const struct verb urging_read = {"urging.note", _("Đã đọc"), read_params, ARRAY_LEN(read_params),
				 &urging_record,   work_target, check_read,  NULL};
