/* Bàn giao công việc: officials freed for the election – which work goes to which successor, by when, and that it was
 * done. */
#include "election/body.h"
#include "election/statements.h"
#include "unit/records.h"

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
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED | FIELD_NEAR,
	 .references = "person"},
	{.name = "work",
	 .kind = FIELD_TEXT,
	 .label = _("Công việc bàn giao"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 300},
	{.name = "successor",
	 .kind = FIELD_REF,
	 .label = _("Người nhận việc"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_NEAR,
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

static const struct move moves[] = {{.name = "finish",
				     .title = _("Đã bàn giao xong"),
				     .from = "open",
				     .to = "done",
				     .asks = {"done_day", "done_document"}}};

/* Whose work it is belongs to the unit; who takes it over may come from an office above, not from another commune. */
static int check_units(struct record_check *k, struct err *err)
{
	static const char *const people[] = {"person", "successor"};
	struct verb_call *c = k->call;
	for (size_t i = 0; i < ARRAY_LEN(people); i++) {
		struct row person;
		struct unit_item unit = {0};
		int r = row_load(c->db, c->arena, &person_record, check_value(k, people[i])->i, &person, err);
		if (r > 0 && row_int(&person, "unit") != check_value(k, "unit")->i)
			r = unit_get(c->db, c->arena, row_int(&person, "unit"), &unit, err);
		if (r < 0)
			return r;
		if (unit.id && (i == 0 || unit_kind_is_communal(unit.kind)))
			verb_wrong(c, people[i], _("«%.*s» là người của %.*s, không phải của đơn vị này."),
				   STR_ARG(row_str(&person, "name")), STR_ARG(unit.full));
	}
	return 0;
}

/* The same work of the same person, still open, is one row. */
static int check_twice(struct record_check *k, struct err *err)
{
	int64_t same = 0;
	int r = db_get_int(k->call->db, &handover_same,
			   VALUES(*check_value(k, "person"), *check_value(k, "work"), v_int(k->edit->id)), 0, &same, err);
	if (r == 0 && same)
		verb_wrong(k->call, "work", _("Việc này của người này đã có một dòng bàn giao; hãy sửa dòng ấy."));
	return r;
}

static const struct index indexes[] = {{"state, due", false}, {"successor", false}};

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
	if (c->result->error_count)
		return verb_failed(c, err);
	int r = check_units(k, err);
	if (r == 0)
		r = check_twice(k, err);
	return r < 0 ? r : verb_failed(c, err);
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
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.files = true,
	.state = "state",
	.moves = moves,
	.move_count = ARRAY_LEN(moves),
	.check = check,
};
