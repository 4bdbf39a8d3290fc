/* Plans, constituencies and what they are made of. */
#include "area/area.h"

const struct choice area_levels[] = {
	{"na", _("đại biểu Quốc hội"), ""},
	{"province", _("đại biểu HĐND cấp tỉnh"), ""},
	{"commune", _("đại biểu HĐND cấp xã"), ""},
	{0},
};

static const struct choice plan_states[] = {
	{"asked", _("đang tính"), "wait"},
	{"draft", _("dự thảo"), ""},
	{"failed", _("không tính được"), "late"},
	{"submitted", _("đã trình"), "soon"},
	{"decided", _("đã quyết định"), "done"},
	{"replaced", _("đã thay thế"), ""},
	{0},
};

#define ELECTION                                                                                                       \
	{                                                                                                              \
		.name = "election", .kind = FIELD_REF, .label = _("Cuộc bầu cử"), .flags = FIELD_REQUIRED | FIELD_SET, \
		.references = "election"                                                                               \
	}
#define UNIT                                                                                                           \
	{                                                                                                              \
		.name = "unit", .kind = FIELD_REF, .label = _("Nơi bầu"),                                              \
		.flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED, .references = "unit"               \
	}
#define LEVEL                                                                                                          \
	{                                                                                                              \
		.name = "level", .kind = FIELD_CHOICE, .label = _("Bầu"),                                              \
		.flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED, .choices = area_levels             \
	}

static const struct field plan_fields[] = {
	ELECTION,
	UNIT,
	LEVEL,
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .label = _("Tên phương án"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .max = 200},
	{.name = "seats",
	 .kind = FIELD_INT,
	 .label = _("Tổng số đại biểu"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "count", .kind = FIELD_INT, .label = _("Số đơn vị bầu cử"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "how",
	 .kind = FIELD_CHOICE,
	 .label = _("Cách lập"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .choices = plan_hows},
	{.name = "seed", .kind = FIELD_INT, .label = _("Số gieo"), .flags = FIELD_SET},
	{.name = "together",
	 .kind = FIELD_LONG,
	 .label = _("Phải ở cùng đơn vị bầu cử"),
	 .flags = FIELD_SET,
	 .max = 2000},
	{.name = "apart", .kind = FIELD_LONG, .label = _("Phải ở khác đơn vị bầu cử"), .flags = FIELD_SET, .max = 2000},
	{.name = "deviation",
	 .kind = FIELD_DECIMAL,
	 .decimals = 2,
	 .label = _("Chênh lệch lớn nhất (%)"),
	 .flags = FIELD_SET | FIELD_LISTED,
	 .max = 1000000000},
	{.name = "cut",
	 .kind = FIELD_DECIMAL,
	 .decimals = 3,
	 .label = _("Đường giáp ranh bị cắt (km)"),
	 .flags = FIELD_SET,
	 .max = 1000000000},
	{.name = "split", .kind = FIELD_INT, .label = _("Địa bàn huyện cũ bị chia"), .flags = FIELD_SET},
	{.name = "connected", .kind = FIELD_TRISTATE, .label = _("Các đơn vị đều liền nhau"), .flags = FIELD_SET},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED,
	 .choices = plan_states},
	{.name = "problem", .kind = FIELD_LONG, .label = _("Vì sao không tính được"), .flags = FIELD_SET, .max = 2000},
	{.name = "made_day",
	 .kind = FIELD_DAY,
	 .label = _("Ngày lập"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "submitted_day", .kind = FIELD_DAY, .label = _("Ngày trình"), .flags = FIELD_SET},
	{.name = "submitted_note",
	 .kind = FIELD_LONG,
	 .label = _("Tờ trình, ghi chú"),
	 .flags = FIELD_SET,
	 .max = 2000},
	{.name = "returned_note", .kind = FIELD_LONG, .label = _("Lý do trả lại"), .flags = FIELD_SET, .max = 2000},
	{.name = "decider", .kind = FIELD_TEXT, .label = _("Cơ quan quyết định"), .flags = FIELD_SET},
	{.name = "decision", .kind = FIELD_TEXT, .label = _("Văn bản quyết định"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "decision_day", .kind = FIELD_DAY, .label = _("Ngày quyết định"), .flags = FIELD_SET},
	{.name = "replaces", .kind = FIELD_REF, .label = _("Thay cho"), .flags = FIELD_SET, .references = "plan"},
	{.name = "decision_file", .kind = FIELD_FILE, .label = _("Bản quét quyết định"), .flags = FIELD_SET},
	{.name = "asker",
	 .kind = FIELD_REF,
	 .label = _("Người yêu cầu tính"),
	 .flags = FIELD_SET | FIELD_INDEXED,
	 .references = "person"},
	{.name = "answered_day", .kind = FIELD_DAY, .label = _("Ngày tính xong"), .flags = FIELD_SET},
};
static const struct index plan_indexes[] = {{"election, level, unit, state", false}, {"state, id", false}};

const struct record plan_record = {
	.name = "plan",
	.title = _("Phương án đơn vị bầu cử"),
	.many = _("Phương án đơn vị bầu cử"),
	.empty = _("Chưa có phương án nào. Lập ở trang Bầu cử → Đơn vị bầu cử."),
	.fields = plan_fields,
	.field_count = ARRAY_LEN(plan_fields),
	.scope = "unit",
	.heading = "name",
	.sort = "-made_day",
	.indexes = plan_indexes,
	.index_count = ARRAY_LEN(plan_indexes),
	.files = true,
	.made_by_verbs = true,
	.stays = _("Phương án không rút lại; lập phương án khác, hoặc trả lại, quyết định phương án khác thay thế."),
};

static const struct choice constituency_states[] = {
	{"draft", _("dự thảo"), ""}, {"decided", _("đã quyết định"), "done"}, {"replaced", _("đã thay thế"), ""}, {0}};

static const struct field constituency_fields[] = {
	{.name = "plan",
	 .kind = FIELD_REF,
	 .label = _("Phương án"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_INDEXED,
	 .references = "plan"},
	ELECTION,
	UNIT,
	LEVEL,
	{.name = "number", .kind = FIELD_INT, .label = _("Số"), .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .label = _("Đơn vị bầu cử"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_SEARCHED},
	{.name = "seats",
	 .kind = FIELD_INT,
	 .label = _("Số đại biểu"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "population", .kind = FIELD_INT, .label = _("Dân số"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "locked", .kind = FIELD_TRISTATE, .label = _("Đã khóa"), .flags = FIELD_SET},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED,
	 .choices = constituency_states},
};
static const struct index constituency_indexes[] = {
	{"plan, number", true}, {"election, level, unit, state", false}, {"state, id", false}};

const struct record constituency_record = {
	.name = "constituency",
	.title = _("Đơn vị bầu cử"),
	.many = _("Các đơn vị bầu cử"),
	.empty = _("Chưa có đơn vị bầu cử nào được quyết định. Lập phương án ở trang Bầu cử → Đơn vị bầu cử."),
	.fields = constituency_fields,
	.field_count = ARRAY_LEN(constituency_fields),
	.scope = "unit",
	.heading = "name",
	.sort = "number",
	.indexes = constituency_indexes,
	.index_count = ARRAY_LEN(constituency_indexes),
	.made_by_verbs = true,
	.stays = _("Đơn vị bầu cử theo phương án nên không rút lại; thay đổi bằng phương án và quyết định khác."),
};

static const struct field place_fields[] = {
	{.name = "plan",
	 .kind = FIELD_REF,
	 .label = _("Phương án"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .references = "plan"},
	UNIT,
	{.name = "commune",
	 .kind = FIELD_REF,
	 .label = _("Xã, phường, đặc khu"),
	 .flags = FIELD_SET | FIELD_LISTED,
	 .references = "unit"},
	{.name = "village",
	 .kind = FIELD_REF,
	 .label = _("Thôn, tổ dân phố"),
	 .flags = FIELD_SET | FIELD_LISTED,
	 .references = "village"},
	{.name = "constituency",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị bầu cử"),
	 .flags = FIELD_SET | FIELD_LISTED,
	 .references = "constituency"},
};
static const struct index place_indexes[] = {{"plan, commune", false},
					     {"plan, village", false},
					     {"constituency", false},
					     {"village", false},
					     {"commune", false}};

const struct record constituency_place_record = {
	.name = "constituency_place",
	.title = _("Nơi thuộc đơn vị bầu cử"),
	.many = _("Nơi thuộc các đơn vị bầu cử"),
	.empty = _("Chưa có phương án nào."),
	.fields = place_fields,
	.field_count = ARRAY_LEN(place_fields),
	.scope = "unit",
	.sort = "plan",
	.indexes = place_indexes,
	.index_count = ARRAY_LEN(place_indexes),
	.made_by_verbs = true,
};

static const struct field link_fields[] = {
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Thuộc"),
	 .flags = FIELD_REQUIRED | FIELD_INDEXED,
	 .references = "unit",
	 .hint = _("Tỉnh, thành phố.")},
	{.name = "commune_a",
	 .kind = FIELD_REF,
	 .label = _("Xã, phường, đặc khu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .references = "unit"},
	{.name = "commune_b",
	 .kind = FIELD_REF,
	 .label = _("nối với"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .references = "unit"},
	{.name = "means",
	 .kind = FIELD_TEXT,
	 .label = _("Nối bằng"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .max = 200,
	 .hint = _("Cầu, phà, tàu; ai xác nhận.")},
};
static const struct index link_indexes[] = {{"unit, commune_a, commune_b", true}};

static int link_check(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	if (edit_value(k->edit, "unit")->i != c->site->root)
		verb_wrong(c, "unit", _("Chọn tỉnh, thành phố của hệ thống này."));
	if (edit_value(k->edit, "commune_a")->i == edit_value(k->edit, "commune_b")->i)
		verb_wrong(c, "commune_b", _("Hai nơi phải khác nhau."));
	return verb_failed(c, err);
}

const struct record commune_link_record = {
	.name = "commune_link",
	.title = _("Nối qua cầu, phà"),
	.many = _("Nơi nối nhau qua cầu, phà"),
	.empty = _("Chưa ghi nơi nào. Chỉ cần khi một đảo không giáp nơi nào trong bảng giáp ranh."),
	.fields = link_fields,
	.field_count = ARRAY_LEN(link_fields),
	.scope = "unit",
	.heading = "means",
	.sort = "unit",
	.indexes = link_indexes,
	.index_count = ARRAY_LEN(link_indexes),
	.check = link_check,
};
