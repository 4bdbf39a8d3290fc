/* Hòm phiếu phụ giao cho tổ bầu cử: who keeps a box, and that it came back. One reference (the unit), one private field
 * (the keeper's number), two states, one check, and the test. This file belongs into a domain's folder and its
 * meson.build, its test into tests/unit; `box_record` is declared in the domain's header and named in app/catalog.c, in `records`
 * and in `app_registers`. The page is /danh-muc/box. */
#include "access/verb.h"

/* Rows of src/access/access.csv. */
#define BOX_ACCESS                                                       \
	"action,leader,specialist,commune_leader,officer,front,council,admin\n" \
	"box.read,tree,tree,tree,tree,,,\n"                              \
	"box.save,,tree,,tree,,,\n"                                      \
	"box.undo,,tree,,tree,,,\n"                                      \
	"box.open,,tree,,,,,\n"                                          \
	"box.erase,,tree,,,,,\n"                                         \
	"box.give_back,,tree,,tree,,,\n"

static const struct choice states[] = {{"given", _("đang giữ"), "wait"}, {"returned", _("đã nộp lại"), "done"}, {0}};

static const struct field fields[] = {
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "body",
	 .kind = FIELD_TEXT,
	 .label = _("Hòm phiếu của"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .hint = _("Ví dụ: Tổ bầu cử số 3.")},
	{.name = "keeper", .kind = FIELD_TEXT, .label = _("Người giữ"), .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED},
	{.name = "keeper_number",
	 .kind = FIELD_CITIZEN,
	 .label = _("Số định danh của người giữ"),
	 .flags = FIELD_PRIVATE | FIELD_FOUND},
	{.name = "given_day",
	 .kind = FIELD_DAY,
	 .label = _("Ngày giao"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .preset = "today"},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = states},
	{.name = "returned_day", .kind = FIELD_DAY, .label = _("Ngày nộp lại"), .flags = FIELD_SET | FIELD_LISTED},
};

static const struct move moves[] = {
	{.name = "give_back", .title = _("Đã nộp lại hòm phiếu"), .from = "given", .to = "returned", .day = "returned_day"}};

static const struct index indexes[] = {{"unit, body", true}};

static int check(struct record_check *k, struct err *err)
{
	if (edit_value(k->edit, "given_day")->i > k->call->today)
		verb_wrong(k->call, "given_day", _("«Ngày giao» ở sau ngày hôm nay."));
	return verb_failed(k->call, err);
}

const struct record box_record = {
	.name = "box",
	.title = _("Hòm phiếu phụ"),
	.many = _("Hòm phiếu phụ của các tổ bầu cử"),
	.empty = _("Chưa giao hòm phiếu nào. Bấm «Thêm mới» khi giao."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "body",
	.sort = "-given_day",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.state = "state",
	.moves = moves,
	.move_count = ARRAY_LEN(moves),
	.check = check,
};

/* ---- its test ---- */

static struct small s;

static void the_box(void **state)
{
	(void)state;
	int64_t officer = s.person[AT_A][ROLE_OFFICER], neighbour = s.person[AT_B][ROLE_OFFICER];
	struct call c = {0}, back = {0};
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "body", STR("Tổ bầu cử số 3"));
	call_add(&c, "keeper", STR("Lê Thị Giữ"));
	call_add(&c, "keeper_number", STR("038085012345"));
	call_day(&s, &c, "given_day", SMALL_DAY + 1);
	assert_int_equal(small_act(&s, officer, record_save_verb(&box_record), &c), -ERR_INPUT); /* not before tomorrow */
	c.arg[c.n - 1].value = STR("18/11/2025");
	assert_int_equal(small_act(&s, officer, record_save_verb(&box_record), &c), 0);
	call_int(&s, &back, "id", s.result.id);
	struct row row = small_row(&s, &box_record, s.result.id);
	assert_true(row_is(&row, "state", "given"));
	assert_int_equal(str_find(row_str(&row, "keeper_number"), STR("0380")), -1); /* sealed */
	assert_int_equal(small_act(&s, neighbour, record_move_verb(&box_record, 0), &back), -ERR_NOT_FOUND);
	assert_int_equal(small_act(&s, officer, record_move_verb(&box_record, 0), &back), 0);
	row = small_row(&s, &box_record, row.id);
	assert_true(row_is(&row, "state", "returned") && row_day(&row, "returned_day") == SMALL_DAY);
	assert_int_equal(small_act(&s, officer, record_move_verb(&box_record, 0), &back), -ERR_CONFLICT); /* only once */
}
