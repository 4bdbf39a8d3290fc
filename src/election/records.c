/* The three records: election, step, committee. */
#include "election/election.h"
#include "election/statements.h"
#include "law/bodies.h"
#include "record/verbs.h"
#include "unit/records.h"
#include "work/task.h"

const struct choice election_kinds[] = {
	{"general", _("Bầu cử đại biểu Quốc hội và đại biểu HĐND các cấp"), ""},
	{"by_na", _("Bầu cử bổ sung đại biểu Quốc hội"), ""},
	{"by_province", _("Bầu cử bổ sung đại biểu HĐND cấp tỉnh"), ""},
	{"by_commune", _("Bầu cử bổ sung đại biểu HĐND cấp xã"), ""},
	{0},
};

static const struct field election_fields[] = {
	{.name = "name", .kind = FIELD_TEXT, .label = _("Tên cuộc bầu cử"), .flags = FIELD_REQUIRED | FIELD_LISTED},
	{.name = "kind",
	 .kind = FIELD_CHOICE,
	 .label = _("Loại"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .choices = election_kinds},
	{.name = "day", .kind = FIELD_DAY, .label = _("Ngày bầu cử"), .flags = FIELD_REQUIRED | FIELD_LISTED},
	{.name = "document", .kind = FIELD_TEXT, .label = _("Văn bản ấn định ngày bầu cử"), .flags = FIELD_LISTED},
	{.name = "unit", .kind = FIELD_REF, .label = _("Nơi bầu cử"), .flags = FIELD_REQUIRED, .references = "unit"},
	{.name = "opened_day",
	 .kind = FIELD_DAY,
	 .label = _("Ngày mở trên hệ thống"),
	 .flags = FIELD_REQUIRED | FIELD_SET},
};
static const struct index election_indexes[] = {{"kind, day, unit", true}};

const struct record election_record = {
	.name = "election",
	.title = _("Cuộc bầu cử"),
	.many = _("Các cuộc bầu cử"),
	.empty = _("Chưa mở cuộc bầu cử nào."),
	.fields = election_fields,
	.field_count = ARRAY_LEN(election_fields),
	.heading = "name",
	.sort = "-day",
	.indexes = election_indexes,
	.index_count = ARRAY_LEN(election_indexes),
};

static const struct choice asks[] = {
	{"commune", _("UBND, Ủy ban bầu cử cấp xã báo cáo"), ""},
	{"province", _("cấp tỉnh báo cáo"), ""},
	{"both", _("cấp tỉnh và cấp xã báo cáo"), ""},
	{"none", _("mốc theo dõi (cơ quan khác thực hiện)"), ""},
	{0},
};

static const struct field step_fields[] = {
	{.name = "election",
	 .kind = FIELD_REF,
	 .label = _("Cuộc bầu cử"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .references = "election"},
	{.name = "rule",
	 .kind = FIELD_TEXT,
	 .label = _("Điều khoản trong bảng luật"),
	 .flags = FIELD_REQUIRED | FIELD_SET},
	{.name = "place", .kind = FIELD_INT, .label = _("Thứ tự"), .flags = FIELD_REQUIRED | FIELD_SET},
	{.name = "title",
	 .kind = FIELD_TEXT,
	 .label = _("Bước"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_SEARCHED},
	{.name = "asks",
	 .kind = FIELD_CHOICE,
	 .label = _("Ai báo cáo"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .choices = asks},
	{.name = "legal_day", .kind = FIELD_DAY, .label = _("Hạn theo luật"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "override_day",
	 .kind = FIELD_DAY,
	 .label = _("Ngày Hội đồng bầu cử quốc gia điều chỉnh"),
	 .flags = FIELD_SET},
	{.name = "override_document", .kind = FIELD_TEXT, .label = _("Văn bản điều chỉnh"), .flags = FIELD_SET},
	{.name = "directed_day", .kind = FIELD_DAY, .label = _("Hạn theo chỉ đạo"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "directed_document", .kind = FIELD_TEXT, .label = _("Văn bản chỉ đạo"), .flags = FIELD_SET},
	{.name = "by_day", .kind = FIELD_DAY, .label = _("Hạn phải theo"), .flags = FIELD_SET | FIELD_INDEXED},
	{.name = "assigned_day", .kind = FIELD_DAY, .label = _("Ngày giao"), .flags = FIELD_SET},
	{.name = "done_day", .kind = FIELD_DAY, .label = _("Ngày hoàn thành"), .flags = FIELD_SET},
	{.name = "done_note", .kind = FIELD_TEXT, .label = _("Văn bản, kết quả"), .flags = FIELD_SET},
};
static const struct index step_indexes[] = {{"election, rule", true}, {"election, place", false}};

const struct record step_record = {
	.name = "step",
	.title = _("Bước của lịch bầu cử"),
	.many = _("Lịch bầu cử"),
	.empty = _("Mở một cuộc bầu cử để có lịch theo luật."),
	.fields = step_fields,
	.field_count = ARRAY_LEN(step_fields),
	.heading = "title",
	.sort = "place",
	.indexes = step_indexes,
	.index_count = ARRAY_LEN(step_indexes),
};

static const struct field committee_fields[] = {
	{.name = "election",
	 .kind = FIELD_REF,
	 .label = _("Cuộc bầu cử"),
	 .flags = FIELD_REQUIRED,
	 .references = "election"},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "decision_number",
	 .kind = FIELD_TEXT,
	 .label = _("Số quyết định"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 40,
	 .hint = _("Ví dụ 152/QĐ-UBND.")},
	{.name = "decision_day",
	 .kind = FIELD_DAY,
	 .label = _("Ngày quyết định"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED},
	{.name = "signer",
	 .kind = FIELD_TEXT,
	 .label = _("Người ký"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 100},
	{.name = "members",
	 .kind = FIELD_INT,
	 .label = _("Số thành viên"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .max = 1000,
	 .hint = _("Từ 9 đến 17 người (Điều 22 khoản 2 Luật Bầu cử).")},
	{.name = "agreed",
	 .kind = FIELD_TRISTATE,
	 .label = _("Đã thống nhất với Thường trực HĐND và Ban Thường trực MTTQ cùng cấp")},
	{.name = "sent_day", .kind = FIELD_DAY, .label = _("Ngày gửi danh sách lên tỉnh"), .flags = FIELD_LISTED},
	{.name = "decision_file", .kind = FIELD_FILE, .label = _("Bản quét quyết định"), .flags = FIELD_SET},
};
static const struct index committee_indexes[] = {{"election, unit", true}};

/* Art. 22(2): size; the task of the step closes itself when the committee is there. */
static int committee_check(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	const struct law_body *body = law_body_find(c->site->law, STR("UBBC_COMMUNE"));
	struct err size = ERR_INIT;
	struct row unit;
	day_t decided = (day_t)edit_value(k->edit, "decision_day")->i;
	const struct value *sent = edit_value(k->edit, "sent_day");
	int64_t unit_id = edit_value(k->edit, "unit")->i, election = edit_value(k->edit, "election")->i;
	INVARIANT(body, "law/bodies.csv lacks UBBC_COMMUNE");
	if (body_size_ok(body, edit_value(k->edit, "members")->i, &size) < 0)
		verb_wrong(c, "members", "%s", size.text);
	struct row of;
	int found = row_load(c->db, c->arena, &election_record, election, &of, err);
	if (found < 0)
		return found;
	if (found && !row_is(&of, "kind", "general"))
		verb_wrong(
			c, "election",
			_("Cuộc bầu cử này không thành lập Ủy ban bầu cử ở xã theo Điều 22; chọn cuộc bầu cử chung."));
	if (found && decided < row_day(&of, "day") - 365)
		verb_wrong(c, "decision_day",
			   _("«Ngày quyết định» trước ngày bầu cử hơn một năm; hãy kiểm tra lại năm."));
	if (decided > c->today)
		verb_wrong(c, "decision_day", _("«Ngày quyết định» ở sau ngày hôm nay."));
	if (sent->kind == VALUE_INT && sent->i < decided)
		verb_wrong(c, "sent_day", _("«Ngày gửi danh sách» ở trước ngày quyết định."));
	int r = row_load(c->db, c->arena, &unit_record, unit_id, &unit, err);
	if (r < 0)
		return r;
	if (r == 0 || !unit_kind_is_communal(unit_kind_of_key(row_str(&unit, "kind"))))
		verb_wrong(c, "unit", _("Chọn một xã, phường hoặc đặc khu."));
	if (c->result->error_count)
		return verb_failed(c, err);
	struct str note =
		arena_printf(c->arena, _("Tự đóng khi có Ủy ban bầu cử: Quyết định số %.*s ngày %.*s."),
			     STR_ARG(edit_value(k->edit, "decision_number")->s), STR_ARG(date_vn(c->arena, decided)));
	/* in time is what was decided in time, whenever it is typed */
	return task_close(c, election, "COMMUNE_UBBC", unit_id, decided, note, err);
}

const struct record committee_record = {
	.name = "committee",
	.title = _("Ủy ban bầu cử cấp xã"),
	.many = _("Ủy ban bầu cử ở xã, phường, đặc khu"),
	.empty = _("Chưa xã nào ghi Ủy ban bầu cử. Công chức xã ghi quyết định thành lập tại đây."),
	.fields = committee_fields,
	.field_count = ARRAY_LEN(committee_fields),
	.scope = "unit",
	.heading = "decision_number",
	.sort = "-decision_day",
	.indexes = committee_indexes,
	.index_count = ARRAY_LEN(committee_indexes),
	.files = true,
	.check = committee_check,
};
