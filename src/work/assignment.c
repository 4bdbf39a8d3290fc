/* The record of an assignment, and which of its six clears are missing. */
#include "work/assignment.h"
#include "work/figures.h"

static const struct choice states[] = {
	{"proposed", _("chờ lãnh đạo duyệt giao"), "wait"},
	{"assigned", _("đang thực hiện"), "wait"},
	{"done", _("đã xong"), "done"},
	{"cancelled", _("thôi giao"), "wait"},
	{0},
};

static const struct field fields[] = {
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị giao"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .references = "unit"},
	ASSIGNMENT_TERMS(FIELD_SET, FIELD_SET | FIELD_REQUIRED),
	{.name = "leads",
	 .kind = FIELD_LONG,
	 .label = _("Đơn vị chủ trì"),
	 .flags = FIELD_SET,
	 .max = ASSIGNMENT_LIST_MOST, .references = "unit"},
	{.name = "supports",
	 .kind = FIELD_LONG,
	 .label = _("Đơn vị phối hợp"),
	 .flags = FIELD_SET,
	 .max = ASSIGNMENT_LIST_MOST, .references = "unit"},
	{.name = "people",
	 .kind = FIELD_LONG,
	 .label = _("Người thực hiện"),
	 .flags = FIELD_SET,
	 .max = ASSIGNMENT_LIST_MOST, .references = "person"},
	{.name = "series",
	 .kind = FIELD_REF,
	 .label = _("Việc định kỳ"),
	 .flags = FIELD_SET,
	 .references = "assignment"},
	{.name = "period", .kind = FIELD_INT, .label = _("Kỳ thứ"), .flags = FIELD_SET},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Trạng thái"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = states},
	{.name = "proposed_day", .kind = FIELD_DAY, .label = _("Ngày đề xuất"), .flags = FIELD_SET},
	{.name = "proposed_by",
	 .kind = FIELD_REF,
	 .label = _("Người đề xuất"),
	 .flags = FIELD_SET,
	 .references = "person"},
	{.name = "assigned_day", .kind = FIELD_DAY, .label = _("Ngày giao"), .flags = FIELD_SET | FIELD_INDEXED},
	{.name = "assigned_by",
	 .kind = FIELD_REF,
	 .label = _("Người ghi việc giao"),
	 .flags = FIELD_SET,
	 .references = "person"},
	{.name = "closed_day", .kind = FIELD_DAY, .label = _("Ngày xong"), .flags = FIELD_SET},
	{.name = "late_days", .kind = FIELD_INT, .label = _("Số ngày chậm"), .flags = FIELD_SET},
	{.name = "reason",
	 .kind = FIELD_LONG,
	 .label = _("Lý do thôi giao"),
	 .flags = FIELD_SET,
	 .max = TASK_TEXT_MOST},
	{.name = "election",
	 .kind = FIELD_REF,
	 .label = _("Cuộc bầu cử"),
	 .flags = FIELD_SET,
	 .references = "election"},
	{.name = "step", .kind = FIELD_REF, .label = _("Bước"), .flags = FIELD_SET, .references = "step"},
};

static const struct index indexes[] = {
	{"step", true}, {"parent", false}, {"series, period", true}, {"unit, due", false}, {"due", false}, {"state, due", false},
};

const struct record assignment_record = {
	.name = "assignment",
	.title = _("Việc được giao"),
	.many = _("Việc đã giao"),
	.empty = _("Chưa giao việc nào. Bấm «Giao việc» để giao việc đầu tiên."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "title",
	.sort = "-due",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.files = true,
	.follow = assignment_follow,
};

/* ---- the six clears ---- */

const struct assignment_clear assignment_clears[] = {
	{"title", _("rõ việc"), _("Rõ việc: ghi việc phải làm.")},
	{"due", _("rõ thời gian"), _("Rõ thời gian: ghi hạn hoàn thành.")},
	{"responsible", _("rõ trách nhiệm"), _("Rõ trách nhiệm: ghi ai phụ trách, chịu trách nhiệm đến đâu.")},
	{"product", _("rõ sản phẩm"), _("Rõ sản phẩm: ghi sản phẩm phải nộp (văn bản, báo cáo, danh sách …).")},
	{"authority", _("rõ thẩm quyền"), _("Rõ thẩm quyền: ghi ai được quyết định, phê duyệt kết quả.")},
	{"leads", _("rõ người"), _("Rõ người: chọn ít nhất một đơn vị chủ trì.")},
	{0},
};

struct str assignment_missing(struct arena *a, const struct row *assignment)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1024);
	for (const struct assignment_clear *clear = assignment_clears; clear->field; clear++) {
		/* rows of the law's calendar have their recipients, but no list of them */
		if (strcmp(clear->field, "leads") == 0 && row_int(assignment, "step"))
			continue;
		if (row_value(assignment, clear->field)->kind == VALUE_NULL)
			buf_printf(&b, "%s%s", b.n ? ", " : "", clear->name);
	}
	return arena_dup(a, buf_str(&b));
}
