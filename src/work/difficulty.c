/* Khó khăn, vướng mắc; đề xuất, kiến nghị: reported → settled, or passed up with reason and basis → answered. */
#include "work/internal.h"
#include "work/statements.h"

static const struct choice kinds[] = {{"difficulty", _("khó khăn, vướng mắc"), ""}, {"proposal", _("đề xuất, kiến nghị"), ""}, {0}};

static const struct choice states[] = {
	{"reported", _("chờ giải quyết"), "soon"},     {"settled", _("đã giải quyết"), "done"},
	{"passed", _("đã chuyển cấp trên"), "wait"},   {"answered", _("đã có trả lời"), "done"},
	{"withdrawn", _("đơn vị đã rút"), "wait"},     {0},
};

static const struct field fields[] = {
	WORK_UNIT(_("Đơn vị"), FIELD_LISTED),
	WORK_OF("task", _("Nhiệm vụ"), FIELD_INDEXED),
	WORK_CHOICE("kind", _("Loại"), kinds),
	WORK_WORDS("text", _("Nội dung"), FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED),
	WORK_WORDS("wish", _("Đề nghị cách giải quyết"), 0),
	WORK_DAY("reported_day", _("Ngày phản ánh"), FIELD_REQUIRED | FIELD_LISTED),
	WORK_BY("reported_by", _("Người phản ánh")),
	WORK_CHOICE("state", _("Trạng thái"), states),
	{.name = "passed_to", .kind = FIELD_TEXT, .label = _("Chuyển đến"), .flags = FIELD_SET, .max = 200},
	WORK_WORDS("passed_reason", _("Lý do chuyển"), 0),
	{.name = "passed_basis", .kind = FIELD_TEXT, .label = _("Căn cứ thẩm quyền"), .flags = FIELD_SET, .max = 300},
	WORK_DAY("passed_day", _("Ngày chuyển"), 0),
	WORK_BY("passed_by", _("Người chuyển")),
	WORK_WORDS("answer", _("Trả lời"), 0),
	{.name = "answer_document", .kind = FIELD_TEXT, .label = _("Văn bản trả lời"), .flags = FIELD_SET, .max = 200},
	WORK_DAY("answered_day", _("Ngày trả lời"), 0),
	WORK_BY("answered_by", _("Người trả lời")),
};
static const struct index indexes[] = {{"unit, reported_day", false}, {"state, reported_day", false}, {"reported_day", false}};

const struct record difficulty_record = {
	.name = "difficulty",
	.title = _("Khó khăn, vướng mắc"),
	.many = _("Khó khăn, vướng mắc, đề xuất"),
	.empty = _("Chưa có khó khăn, vướng mắc nào. Đơn vị phản ánh ở trang nhiệm vụ hoặc bấm «Phản ánh»."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "text",
	.sort = "-reported_day",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.files = true,
};

/* ---- difficulty.report ---- */

static int report_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row row;
	int64_t task = verb_int(c, "task");
	*ret_unit = verb_int(c, "unit");
	int r = task && !*ret_unit ? verb_load(c, &task_record, task, &row, err) : 0;
	if (r == 0 && task && !*ret_unit)
		*ret_unit = row_int(&row, "unit");
	if (r == 0 && !*ret_unit && !c->actor->program && (r = verb_load(c, &person_record, c->actor->person, &row, err)) == 0)
		*ret_unit = row_int(&row, "unit");
	return r;
}

static int report_check(struct verb_call *c, struct err *err)
{
	struct row task;
	int64_t unit = 0;
	int r = report_target(c, &unit, err);
	if (r == 0 && verb_int(c, "task")) {
		r = row_load(c->db, c->arena, &task_record, verb_int(c, "task"), &task, err);
		if (r >= 0 && (r == 0 || row_int(&task, "unit") != unit))
			return err_field(err, ERR_INPUT, "task", _("Chỉ gắn được với nhiệm vụ của chính đơn vị."));
	}
	if (r < 0)
		return r;
	struct edit *e = edit_new(c, &difficulty_record);
	edit_set(e, "unit", v_int(unit));
	edit_set(e, "task", verb_int(c, "task") ? v_int(verb_int(c, "task")) : v_null());
	edit_set(e, "kind", v_text(verb_str(c, "kind")));
	edit_set(e, "text", v_text(verb_str(c, "text")));
	edit_set(e, "wish", verb_str(c, "wish").n ? v_text(verb_str(c, "wish")) : v_null());
	edit_set(e, "reported_day", v_day(c->today));
	edit_set(e, "reported_by", work_actor(c));
	edit_set(e, "state", v_c("reported"));
	return 0;
}

/* ---- its way ---- */

/* Loads it when it is in one of two states; `to` names a second, may be NULL. */
static int in_state(struct verb_call *c, const char *a, const char *b, struct edit **ret, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &difficulty_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	if (!work_is(e, "state", a) && !(b && work_is(e, "state", b)))
		return err_set(err, ERR_CONFLICT, _("Khó khăn, vướng mắc này %s; hãy tải lại trang."),
			       field_choice(&fields[record_field(&difficulty_record, "state")], edit_value(e, "state")->s)->label);
	*ret = e;
	return 0;
}

static void answer(struct verb_call *c, struct edit *e, const char *state)
{
	edit_set(e, "state", v_c(state));
	edit_set(e, "answer", v_text(verb_str(c, "answer")));
	edit_set(e, "answer_document", verb_str(c, "document").n ? v_text(verb_str(c, "document")) : v_null());
	edit_set(e, "answered_day", v_day(c->today));
	edit_set(e, "answered_by", work_actor(c));
}

static int settle_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = in_state(c, "reported", NULL, &e, err);
	if (r == 0)
		answer(c, e, "settled");
	return r;
}

static int answer_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = in_state(c, "passed", NULL, &e, err);
	if (r == 0)
		answer(c, e, "answered");
	return r;
}

static int pass_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = in_state(c, "reported", NULL, &e, err);
	if (r < 0)
		return r;
	edit_set(e, "state", v_c("passed"));
	edit_set(e, "passed_to", v_text(verb_str(c, "to")));
	edit_set(e, "passed_reason", v_text(verb_str(c, "reason")));
	edit_set(e, "passed_basis", v_text(verb_str(c, "basis")));
	edit_set(e, "passed_day", v_day(c->today));
	edit_set(e, "passed_by", work_actor(c));
	return 0;
}

static int withdraw_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = in_state(c, "reported", "passed", &e, err);
	if (r == 0)
		edit_set(e, "state", v_c("withdrawn"));
	return r;
}

#define ID WORK_ID("difficulty", _("Khó khăn, vướng mắc"))
#define ANSWER                                                                                                         \
	{.name = "answer", .kind = FIELD_LONG, .label = _("Trả lời"), .flags = FIELD_REQUIRED, .max = TASK_TEXT_MOST}, \
	{.name = "document", .kind = FIELD_TEXT, .label = _("Văn bản trả lời"), .max = 200, .hint = _("Số, ngày, cơ quan.")}

static const struct field report_params[] = {
	{.name = "unit", .kind = FIELD_REF, .label = _("Đơn vị"), .references = "unit"},
	{.name = "task", .kind = FIELD_REF, .label = _("Nhiệm vụ"), .references = "task"},
	{.name = "kind",
	 .kind = FIELD_CHOICE,
	 .label = _("Loại"),
	 .flags = FIELD_REQUIRED,
	 .choices = kinds,
	 .preset = "difficulty"},
	{.name = "text",
	 .kind = FIELD_LONG,
	 .label = _("Nội dung"),
	 .flags = FIELD_REQUIRED,
	 .max = TASK_TEXT_MOST,
	 .hint = _("Vướng gì, ở đâu, ảnh hưởng đến việc nào.")},
	{.name = "wish", .kind = FIELD_LONG, .label = _("Đề nghị cách giải quyết"), .max = TASK_TEXT_MOST},
};
static const struct field settle_params[] = {ID, ANSWER};
static const struct field pass_params[] = {
	ID,
	{.name = "to",
	 .kind = FIELD_TEXT,
	 .label = _("Chuyển đến"),
	 .flags = FIELD_REQUIRED,
	 .max = 200,
	 .hint = _("Ví dụ: UBND tỉnh; Bộ Nội vụ.")},
	WORK_REASON(_("Lý do chuyển"), _("Vì sao không giải quyết được ở đây.")),
	{.name = "basis",
	 .kind = FIELD_TEXT,
	 .label = _("Căn cứ thẩm quyền"),
	 .flags = FIELD_REQUIRED,
	 .max = 300,
	 .hint = _("Điều, khoản, văn bản quy định ai có thẩm quyền.")},
};
static const struct field id_param[] = {ID};

#define VERB(symbol, name_, title_, params_, target_, check_)                                                          \
	const struct verb symbol = {name_, title_, params_, ARRAY_LEN(params_), &difficulty_record, target_, check_, NULL}

VERB(difficulty_report, "difficulty.report", _("Phản ánh khó khăn, đề xuất"), report_params, report_target, report_check);
VERB(difficulty_settle, "difficulty.settle", _("Giải quyết"), settle_params, verb_of_row, settle_check);
VERB(difficulty_pass, "difficulty.pass", _("Chuyển cấp có thẩm quyền"), pass_params, verb_of_row, pass_check);
VERB(difficulty_answer, "difficulty.answer", _("Ghi trả lời của cấp trên"), settle_params, verb_of_row, answer_check);
VERB(difficulty_withdraw, "difficulty.withdraw", _("Rút phản ánh"), id_param, verb_of_row, withdraw_check);
