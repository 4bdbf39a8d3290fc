/*
 * import_register.h – a register that no release has, for trying imports: fifteen fields of every kind that is typed, four
 * indexes, one private field. Included by the test, the bench and the fault test of imports.
 */
#pragma once
#include "access/verb.h"

#define WORKER_ACCESS                                                     \
	"action,leader,specialist,commune_leader,officer,front,council,admin\n" \
	"worker.read,tree,tree,tree,tree,,,\n"                            \
	"worker.save,,tree,,tree,,,\n"                                    \
	"worker.undo,,tree,,tree,,,\n"                                    \
	"worker.open,,tree,,,,,\n"                                        \
	"worker.erase,,tree,,,,,\n"

static const struct choice worker_sexes[] = {{"male", _("Nam"), ""}, {"female", _("Nữ"), ""}, {0}};

static const struct field worker_fields[] = {
	{.name = "code", .kind = FIELD_TEXT, .label = _("Mã hồ sơ"), .flags = FIELD_REQUIRED | FIELD_LISTED, .max = 20},
	{.name = "name", .kind = FIELD_TEXT, .label = _("Họ và tên"), .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED, .max = 100},
	{.name = "unit", .kind = FIELD_REF, .label = _("Đơn vị"), .flags = FIELD_REQUIRED | FIELD_LISTED, .references = "unit"},
	{.name = "born", .kind = FIELD_DAY, .label = _("Ngày sinh"), .flags = FIELD_LISTED | FIELD_INDEXED},
	{.name = "sex", .kind = FIELD_CHOICE, .label = _("Giới tính"), .flags = FIELD_LISTED, .choices = worker_sexes},
	{.name = "citizen_id", .kind = FIELD_CITIZEN, .label = _("Số định danh"), .flags = FIELD_PRIVATE | FIELD_FOUND},
	{.name = "phone", .kind = FIELD_PHONE, .label = _("Điện thoại")},
	{.name = "wage", .kind = FIELD_MONEY, .label = _("Tiền lương"), .flags = FIELD_LISTED | FIELD_INDEXED},
	{.name = "area", .kind = FIELD_DECIMAL, .decimals = 2, .label = _("Diện tích (m²)"), .min = -1000000, .max = 100000000},
	{.name = "children", .kind = FIELD_INT, .label = _("Số con"), .max = 20},
	{.name = "trained", .kind = FIELD_TRISTATE, .label = _("Đã đào tạo")},
	{.name = "place", .kind = FIELD_PLACE, .label = _("Tọa độ")},
	{.name = "shift", .kind = FIELD_TIME, .label = _("Giờ vào ca")},
	{.name = "keeper", .kind = FIELD_REF, .label = _("Người phụ trách"), .references = "person"},
	{.name = "note", .kind = FIELD_LONG, .label = _("Ghi chú"), .max = 2000},
};
static const struct index worker_indexes[] = {{"code", true}, {"unit, name", false}};

static const struct record worker_record = {
	.name = "worker",
	.title = _("Hồ sơ lao động"),
	.many = _("Hồ sơ lao động"),
	.fields = worker_fields,
	.field_count = ARRAY_LEN(worker_fields),
	.scope = "unit",
	.heading = "name",
	.sort = "code",
	.indexes = worker_indexes,
	.index_count = ARRAY_LEN(worker_indexes),
};
