/* The records of the calendar: election, step. Bodies: body.c. */
#include "election/election.h"

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
