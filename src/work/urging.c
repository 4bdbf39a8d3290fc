/* Đôn đốc: the record, the verbs that urge tasks, the reading of what was urged. */
#include <string.h>

#include "work/internal.h"
#include "work/statements.h"
#include "work/urging.h"

const struct choice urging_grades[] = {{"remind", _("nhắc nhở"), "soon"},
				       {"criticise", _("phê bình"), "late"},
				       {"demand", _("yêu cầu kiểm điểm"), "late"},
				       {0}};

static const struct field fields[] = {
	WORK_UNIT(_("Đơn vị"), FIELD_LISTED),
	WORK_OF("task", _("Nhiệm vụ"), FIELD_LISTED),
	{.name = "number", .kind = FIELD_INT, .label = _("Lần"), .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	WORK_CHOICE("grade", _("Mức"), urging_grades),
	WORK_WORDS("text", _("Nội dung"), FIELD_REQUIRED),
	WORK_DAY("urged_day", _("Ngày đôn đốc"), FIELD_REQUIRED | FIELD_LISTED),
	WORK_BY("urged_by", _("Người đôn đốc")),
	WORK_DAY("read_day", _("Ngày đọc"), 0),
	WORK_BY("read_by", _("Người đọc")),
	WORK_OF("answer", _("Báo cáo"), FIELD_LISTED),
};
static const struct index indexes[] = {
	{"task, number", true}, {"answer, number", true}, {"unit, read_day", false}, {"urged_day", false}};

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

/* The third grade: the signer's own unit is the one that asked, or one that unit belongs to. */
static int check_signer(struct verb_call *c, int64_t unit, struct err *err)
{
	struct row person;
	int64_t above = 0;
	if (c->actor->program)
		return 0;
	int r = verb_load(c, &person_record, c->actor->person, &person, err);
	if (r == 0 && row_int(&person, "unit") != unit)
		r = db_get_int(c->db, &unit_is_below, VALUES(v_int(row_int(&person, "unit")), v_int(unit)), 0, &above, err);
	if (r < 0 || above || row_int(&person, "unit") == unit)
		return r;
	return err_set(err, ERR_LAW,
		       _("Yêu cầu kiểm điểm phải do lãnh đạo của cơ quan đã giao việc ký. Bạn có thể nhắc nhở hoặc phê "
			 "bình."));
}

int urging_add(struct verb_call *c, const struct urging_of *of, const char *grade, struct str text, struct err *err)
{
	int r = strcmp(grade, "demand") == 0 ? check_signer(c, of->asked_by, err) : 0;
	if (r < 0)
		return r;
	int64_t number = work_int(of->row, "urged") + 1;
	struct edit *e = edit_new(c, &urging_record);
	edit_set(e, "unit", *edit_value(of->row, "unit"));
	edit_set(e, of->row->record->name, v_int(of->row->id));
	edit_set(e, "number", v_int(number));
	edit_set(e, "grade", v_c(grade));
	edit_set(e, "text", v_text(text));
	edit_set(e, "urged_day", v_day(c->today));
	edit_set(e, "urged_by", work_actor(c));
	edit_set(of->row, "urged", v_int(number));
	return 0;
}

static int urge_one(struct verb_call *c, struct edit *task, const char *grade, struct err *err)
{
	struct row row = work_row(task);
	struct urging_of of = {.row = task};
	if (!task_open(&row))
		return err_set(err, ERR_CONFLICT,
			       _("Có nhiệm vụ đã đóng nên không đôn đốc nữa; hãy bỏ chọn đơn vị đó."));
	if (work_is(task, "state", "submitted"))
		return err_set(err, ERR_CONFLICT,
			       _("Có đơn vị đã nộp kết quả, đang chờ nghiệm thu; hãy nghiệm thu hoặc trả lại."));
	int r = task_assigning_unit(c, task, &of.asked_by, err);
	return r < 0 ? r : urging_add(c, &of, grade, verb_str(c, "text"), err);
}

static int check_urge(struct verb_call *c, struct err *err)
{
	const char *grade = c->verb->data;
	struct edit **tasks;
	size_t n;
	int r = task_chosen(c, &tasks, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = urge_one(c, tasks[i], grade, err);
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
				 &urging_record,   verb_of_row, check_read,  NULL};
