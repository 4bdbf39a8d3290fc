/* Bàn giao công việc: officials freed for the election – which work goes to which successor, by when, and that it was
 * done. */
#include "election/body.h"

static const struct choice states[] = {{"open", _("chưa bàn giao"), "wait"}, {"done", _("đã bàn giao"), "done"}, {0}};

static const struct field fields[] = {
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "person",
	 .kind = FIELD_REF,
	 .label = _("Người tham gia công tác bầu cử"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "person"},
	{.name = "work",
	 .kind = FIELD_TEXT,
	 .label = _("Công việc bàn giao"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 300},
	{.name = "successor",
	 .kind = FIELD_REF,
	 .label = _("Người nhận việc"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .references = "person"},
	{.name = "document",
	 .kind = FIELD_TEXT,
	 .label = _("Thông báo, quyết định phân công"),
	 .flags = FIELD_REQUIRED,
	 .max = 120,
	 .hint = _("Số, ngày văn bản.")},
	{.name = "due",
	 .kind = FIELD_DAY,
	 .label = _("Bàn giao xong chậm nhất"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .hint = _("«Trước ngày 20/11» là chậm nhất 19/11.")},
	{.name = "done_day", .kind = FIELD_DAY, .label = _("Ngày bàn giao"), .flags = FIELD_LISTED},
	{.name = "done_document", .kind = FIELD_TEXT, .label = _("Biên bản bàn giao"), .max = 120},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED,
	 .choices = states},
};

static int check(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	if (check_value(k, "person")->i == check_value(k, "successor")->i)
		verb_wrong(c, "successor", _("Người nhận việc phải là người khác."));
	if (check_blank(k, "done_day") != check_blank(k, "done_document"))
		verb_wrong(c, check_blank(k, "done_day") ? "done_day" : "done_document",
			   _("Bàn giao xong thì ghi cả ngày và biên bản."));
	if (!check_blank(k, "done_day") && check_value(k, "done_day")->i > c->today)
		verb_wrong(c, "done_day", _("«Ngày bàn giao» ở sau ngày hôm nay."));
	edit_set(k->edit, "state", v_c(check_blank(k, "done_day") ? "open" : "done"));
	return verb_failed(c, err);
}

const struct record handover_record = {
	.name = "handover",
	.title = _("Bàn giao công việc"),
	.many = _("Bàn giao công việc của người tham gia bầu cử"),
	.empty = _("Chưa ghi bàn giao nào. Ghi theo thông báo phân công nhiệm vụ của Tổ giúp việc."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "work",
	.sort = "due",
	.check = check,
};
