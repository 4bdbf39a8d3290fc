/* What committee.enter is given: the body and its decision, then the lines of the list. */
#include "election/body_fields.h"
#include "election/body_int.h"

#define LINE(n)                                                                                                        \
	{.name = "name_" #n, .kind = FIELD_TEXT, .label = _("Họ và tên, dòng " #n), .max = 100},                       \
		{.name = "position_" #n, .kind = FIELD_TEXT, .label = _("Chức vụ, dòng " #n), .max = 150},             \
		{.name = "role_" #n,                                                                                   \
		 .kind = FIELD_CHOICE,                                                                                 \
		 .label = _("Chức danh, dòng " #n),                                                                    \
		 .choices = member_roles},                                                                             \
		{.name = "phone_" #n, .kind = FIELD_PHONE, .label = _("Điện thoại, dòng " #n)},                        \
		{.name = "duty_" #n, .kind = FIELD_TEXT, .label = _("Nhiệm vụ, dòng " #n), .max = 300},                \
	{                                                                                                              \
		.name = "person_" #n, .kind = FIELD_TEXT, .label = _("Là ai, dòng " #n), .max = 20                     \
	}

static const struct choice stages[] = {
	{"decided", _("theo quyết định thành lập, kiện toàn"), ""}, {"planned", _("mới dự kiến, chưa có quyết định"), ""}, {0}};

static const struct field params[] = {
	{.name = "id", .kind = FIELD_REF, .label = _("Tổ chức"), .references = "committee"},
	{.name = "revision", .kind = FIELD_INT, .label = _("Lần sửa")},
	{.name = "election", .kind = FIELD_REF, .label = _("Cuộc bầu cử"), .references = "election"},
	{.name = "unit", .kind = FIELD_REF, .label = _("Đơn vị"), .references = "unit"},
	{BODY_KIND, .flags = FIELD_REQUIRED},
	{BODY_PLACE},
	{BODY_PARENT},
	/* said, not concluded from blanks: a number that was forgotten is no plan */
	{.name = "stage",
	 .kind = FIELD_CHOICE,
	 .label = _("Danh sách này"),
	 .flags = FIELD_REQUIRED,
	 .choices = stages,
	 .absent = "decided"},
	{BODY_NUMBER, .hint = _("Ví dụ 152/QĐ-UBND.")},
	{BODY_DAY},
	{BODY_SIGNER},
	{BODY_AGREED},
	{BODY_SENT},
	{BODY_EXPLANATION},
	{BODY_UNSENT},
	{BODY_AGREEMENT},
	{BODY_RULES},
	{BODY_CHARGE},
	LINE(1),
	LINE(2),
	LINE(3),
	LINE(4),
	LINE(5),
	LINE(6),
	LINE(7),
	LINE(8),
	LINE(9),
	LINE(10),
	LINE(11),
	LINE(12),
	LINE(13),
	LINE(14),
	LINE(15),
	LINE(16),
	LINE(17),
	LINE(18),
	LINE(19),
	LINE(20),
	LINE(21),
	LINE(22),
	LINE(23),
	LINE(24),
	LINE(25),
	LINE(26),
	LINE(27),
	LINE(28),
	LINE(29),
	LINE(30),
	LINE(31),
	LINE(32),
	LINE(33),
	LINE(34),
	LINE(35),
	LINE(36),
	LINE(37),
	LINE(38),
	LINE(39),
	LINE(40),
};

const struct verb committee_enter = {.name = "committee.enter",
				     .title = _("Lập danh sách theo quyết định"),
				     .params = params,
				     .param_count = ARRAY_LEN(params),
				     .record = &committee_record,
				     .target = body_enter_target,
				     .check = body_enter_check};
