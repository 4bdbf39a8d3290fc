/*
 * body_fields.h – private to election/: what is said of a body in its register and in committee.enter alike. Each stands here
 * once, the register adds whether it is listed, searched, indexed.
 */
#pragma once

#define BODY_KIND                                                                                                      \
	.name = "kind", .kind = FIELD_CHOICE, .label = _("Loại tổ chức"), .choices = body_kind_choices, .absent = "UBBC_COMMUNE"
#define BODY_PLACE                                                                                                     \
	.name = "place", .kind = FIELD_TEXT, .label = _("Số hoặc tên"), .flags = FIELD_REQUIRED, .max = 80,            \
	.hint = _("Tổ bầu cử, Ban bầu cử: số khu vực bỏ phiếu, số đơn vị bầu cử. Tiểu ban, nhóm: tên. Ủy ban bầu cử: " \
		  "để trống."),                                                                                        \
	.absent = ""
#define BODY_PARENT .name = "parent", .kind = FIELD_REF, .label = _("Thuộc tổ chức"), .references = "committee"
#define BODY_NUMBER .name = "decision_number", .kind = FIELD_TEXT, .label = _("Số quyết định"), .max = 40
#define BODY_DAY .name = "decision_day", .kind = FIELD_DAY, .label = _("Ngày quyết định")
#define BODY_SIGNER .name = "signer", .kind = FIELD_TEXT, .label = _("Người ký"), .max = 100
#define BODY_AGREED                                                                                                    \
	.name = "agreed", .kind = FIELD_TRISTATE,                                                                      \
	.label = _("Đã thống nhất với Thường trực HĐND và Ban Thường trực MTTQ cùng cấp")
#define BODY_SENT                                                                                                      \
	.name = "sent_day", .kind = FIELD_DAY, .label = _("Ngày gửi danh sách"),                                       \
	.hint = _("Đến những nơi luật quy định. Chưa gửi thì để trống.")
#define BODY_UNSENT                                                                                                    \
	.name = "sent_missing", .kind = FIELD_TEXT, .label = _("Nơi chưa gửi danh sách"), .max = 300,                  \
	.hint = _("Đã gửi đủ các nơi luật quy định thì để trống.")
#define BODY_AGREEMENT                                                                                                 \
	.name = "agreed_document", .kind = FIELD_TEXT, .label = _("Văn bản thống nhất"), .max = 120,                   \
	.hint = _("Số, ngày văn bản của từng nơi.")
#define BODY_RULES                                                                                                     \
	.name = "rules_document", .kind = FIELD_TEXT, .label = _("Quy chế làm việc, phân công nhiệm vụ"), .max = 120,  \
	.hint = _("Số, ngày văn bản.")
#define BODY_CHARGE .name = "area", .kind = FIELD_TEXT, .label = _("Địa bàn, lĩnh vực phụ trách"), .max = 300
#define BODY_EXPLANATION                                                                                               \
	.name = "explanation", .kind = FIELD_LONG, .label = _("Giải trình"), .max = 1000,                              \
	.hint = _("Chỉ ghi khi hệ thống hỏi về một điều khác thường.")
