#include "election/sheet.h"

#include <stdio.h>
#include <string.h>

#include "text/text.h"

/* The columns; those before NAME belong to the body. */
enum sheet_column { UNIT, KIND, PLACE, NUMBER, DAY, SIGNER, AGREED, SENT, NAME, POSITION, ROLE, PHONE, COLUMNS };

const char *const sheet_headings[COLUMNS + 1] = {_("Đơn vị"),
						 _("Tổ chức"),
						 _("Số hoặc tên"),
						 _("Số quyết định"),
						 _("Ngày quyết định"),
						 _("Người ký"),
						 _("Đã thống nhất"),
						 _("Ngày gửi danh sách"),
						 _("Họ và tên"),
						 _("Chức vụ"),
						 _("Chức danh"),
						 _("Điện thoại"),
						 NULL};

/* Other words communes use for the same column. */
static const struct {
	const char *fold;
	enum sheet_column column;
} also[] = {{"xa phuong", UNIT},
	    {"loai to chuc", KIND},
	    {"ten to chuc", KIND},
	    {"so", PLACE},
	    {"khu vuc bo phieu", PLACE},
	    {"so qd", NUMBER},
	    {"quyet dinh so", NUMBER},
	    {"ngay qd", DAY},
	    {"ngay", DAY},
	    {"ho ten", NAME},
	    {"ho va ten thanh vien", NAME},
	    {"chuc vu don vi cong tac", POSITION},
	    {"chuc vu noi cong tac", POSITION},
	    {"don vi cong tac", POSITION},
	    {"chuc danh trong to chuc", ROLE},
	    {"nhiem vu", ROLE},
	    {"so dien thoai", PHONE},
	    {"dt", PHONE},
	    {"sdt", PHONE},
	    {"ngay gui danh sach len tinh", SENT},
	    {"da thong nhat voi thuong truc hdnd va ban thuong truc mttq cung cap", AGREED}};

struct reading {
	struct arena *a;
	int64_t election, unit;
	const struct sheet_unit *units;
	size_t unit_n;
	int at[COLUMNS]; /* of each column in the file; -1 */
	bool headed;
	struct str above[NAME]; /* what stood above in the body's columns */
	struct sheet sheet;
	size_t cap;
	struct buf *ignored;
};

static int column_of(struct arena *a, struct str heading)
{
	struct str fold = text_fold(a, heading);
	for (int i = 0; i < COLUMNS; i++)
		if (str_eq(fold, text_fold(a, str_from_c(sheet_headings[i]))))
			return i;
	for (size_t i = 0; i < ARRAY_LEN(also); i++)
		if (str_eq_c(fold, also[i].fold))
			return (int)also[i].column;
	return -1;
}

/* The heading is the first row that names people and one more thing we know. */
static bool take_heading(struct reading *r, const struct csv_row *row)
{
	size_t known = 0;
	for (int i = 0; i < COLUMNS; i++)
		r->at[i] = -1;
	for (size_t i = 0; i < row->n; i++) {
		int column = column_of(r->a, row->cells[i]);
		known += column >= 0;
		if (column >= 0 && r->at[column] < 0)
			r->at[column] = (int)i;
	}
	r->headed = r->at[NAME] >= 0 && known >= 2;
	for (size_t i = 0; r->headed && i < row->n; i++)
		if (column_of(r->a, row->cells[i]) < 0 && str_trim(row->cells[i]).n &&
		    !str_eq_c(text_fold(r->a, row->cells[i]), "tt") && !str_eq_c(text_fold(r->a, row->cells[i]), "stt"))
			buf_printf(r->ignored, "%s%.*s", r->ignored->n ? ", " : "", STR_ARG(str_trim(row->cells[i])));
	return r->headed;
}

static struct str cell(const struct reading *r, const struct csv_row *row, enum sheet_column column)
{
	int at = r->at[column];
	return at >= 0 && (size_t)at < row->n ? arena_dup(r->a, str_trim(row->cells[at])) : (struct str){0};
}

static void put(struct reading *r, struct sheet_body *b, const char *field, struct str value)
{
	b->args = arena_grow(r->a, b->args, b->n, &b->cap, sizeof(*b->args));
	b->args[b->n++] = (struct verb_arg){str_from_c(field), value};
}

static void blame(struct reading *r, struct sheet_body *b, const char *format, struct str what)
{
	if (!b->wrong.n)
		b->wrong = arena_printf(r->a, "%s «%.*s»", format, STR_ARG(what));
}

/* ---- the body's own columns ---- */

static struct str kind_typed(struct reading *r, struct sheet_body *b, struct str typed)
{
	struct str fold = text_fold(r->a, typed);
	if (!typed.n)
		return STR("UBBC_COMMUNE");
	for (size_t i = 0; body_kind_choices[i].code; i++)
		if (str_eq(fold, text_fold(r->a, str_from_c(body_kind_choices[i].label))) ||
		    str_eq(fold, text_fold(r->a, str_from_c(body_kind_choices[i].code))) ||
		    str_eq(fold, text_fold(r->a, str_from_c(body_kinds[i].title))))
			return str_from_c(body_kind_choices[i].code);
	blame(r, b, _("không có loại tổ chức"), typed);
	return (struct str){0};
}

static int64_t unit_typed(struct reading *r, struct sheet_body *b, struct str typed)
{
	struct str key = text_name_key(r->a, typed);
	if (!typed.n)
		return r->unit;
	for (size_t i = 0; i < r->unit_n; i++)
		if (str_eq(key, text_name_key(r->a, r->units[i].name)) || str_eq(typed, r->units[i].code))
			return r->units[i].id;
	blame(r, b, _("bạn không được ghi cho đơn vị"), typed);
	return 0;
}

static struct str day_typed(struct reading *r, struct str typed)
{
	day_t d;
	if (typed.n >= 10 && date_parse_iso(str_slice(typed, 0, 10), &d)) /* a date of a workbook */
		return date_vn(r->a, d);
	return typed;
}

static struct sheet_body *begin_body(struct reading *r, const struct csv_row *row, const struct str own[NAME])
{
	r->sheet.bodies = arena_grow(r->a, r->sheet.bodies, r->sheet.n, &r->cap, sizeof(*r->sheet.bodies));
	struct sheet_body *b = &r->sheet.bodies[r->sheet.n++];
	*b = (struct sheet_body){.line = row->line, .lines = arena_array_of(r->a, BODY_ROWS, size_t)};
	struct str kind = kind_typed(r, b, own[KIND]), agreed = text_fold(r->a, own[AGREED]);
	b->title = arena_printf(r->a, "%.*s %.*s", STR_ARG(own[KIND].n ? own[KIND] : str_from_c(_("Ủy ban bầu cử"))),
				STR_ARG(own[PLACE]));
	put(r, b, "election", arena_printf(r->a, "%lld", (long long)r->election));
	put(r, b, "unit", arena_printf(r->a, "%lld", (long long)unit_typed(r, b, own[UNIT])));
	put(r, b, "kind", kind);
	put(r, b, "place", own[PLACE]);
	put(r, b, "decision_number", own[NUMBER]);
	put(r, b, "decision_day", day_typed(r, own[DAY]));
	put(r, b, "signer", own[SIGNER]);
	put(r, b, "sent_day", day_typed(r, own[SENT]));
	if (agreed.n)
		put(r, b, "agreed",
		    str_eq_c(agreed, "co") || str_eq_c(agreed, "x") || str_eq_c(agreed, "1") ? STR("1") : STR("0"));
	return b;
}

/* ---- members ---- */

static struct str role_typed(struct reading *r, struct sheet_body *b, struct str typed)
{
	struct str fold = text_fold(r->a, typed);
	static const struct {
		const char *word;
		enum body_role role;
	} words[] = {{"pho", BODY_DEPUTY},     {"thu ky", BODY_SECRETARY},  {"uy vien thu ky", BODY_SECRETARY},
		     {"uy vien", BODY_MEMBER}, {"thanh vien", BODY_MEMBER}, {"chu tich", BODY_HEAD},
		     {"truong", BODY_HEAD},    {"to truong", BODY_HEAD}};
	if (!typed.n)
		return typed;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq_c(fold, words[i].word) || ((words[i].role == BODY_DEPUTY || words[i].role == BODY_HEAD) &&
						      str_starts(fold, str_from_c(words[i].word))))
			return str_from_c(member_roles[words[i].role].code);
	blame(r, b, _("không có chức danh"), typed);
	return (struct str){0};
}

static void add_member(struct reading *r, struct sheet_body *b, const struct csv_row *row)
{
	static const struct {
		const char *field;
		enum sheet_column column;
	} of[] = {{"name", NAME}, {"position", POSITION}, {"role", ROLE}, {"phone", PHONE}};
	if (b->members == BODY_ROWS) {
		blame(r, b, _("quá nhiều thành viên từ dòng"), arena_printf(r->a, "%zu", row->line));
		return;
	}
	b->lines[b->members++] = row->line;
	for (size_t i = 0; i < ARRAY_LEN(of); i++) {
		struct str value = cell(r, row, of[i].column);
		if (of[i].column == ROLE)
			value = role_typed(r, b, value);
		put(r, b, arena_c(r->a, arena_printf(r->a, "%s_%zu", of[i].field, b->members)), value);
	}
}

static bool same_body(const struct str own[NAME], const struct str above[NAME])
{
	for (int i = 0; i < NAME; i++)
		if (!str_eq(own[i], above[i]))
			return false;
	return true;
}

static int take_row(void *ctx, const struct csv_row *row, struct err *err)
{
	struct reading *r = ctx;
	struct str own[NAME];
	bool any = false;
	if (!r->headed) {
		take_heading(r, row);
		return 0;
	}
	if (!cell(r, row, NAME).n)
		return 0; /* a sum, a signature, an empty line */
	for (int i = 0; i < NAME; i++) {
		own[i] = cell(r, row, (enum sheet_column)i);
		any |= own[i].n > 0;
	}
	/* blank means as above; a line that begins another body says so in its own columns */
	for (int i = 0; i < NAME && r->sheet.n; i++)
		if (!any || !own[i].n)
			own[i] = own[i].n ? own[i] : r->above[i];
	struct sheet_body *b =
		r->sheet.n && same_body(own, r->above) ? &r->sheet.bodies[r->sheet.n - 1] : begin_body(r, row, own);
	memcpy(r->above, own, sizeof(own));
	if (r->sheet.n > SHEET_BODIES_MOST)
		return err_set(err, ERR_TOO_LARGE, _("Bảng có quá nhiều tổ chức; hãy chia thành nhiều tệp."));
	add_member(r, b, row);
	return 0;
}

int sheet_read(struct arena *a, struct str bytes, const char *filename, int64_t election, int64_t unit,
	       const struct sheet_unit *units, size_t unit_n, struct sheet *ret_sheet, struct err *err)
{
	_cleanup_buf_ struct buf ignored = BUF_INIT(2000);
	struct reading r = {
		.a = a, .election = election, .unit = unit, .units = units, .unit_n = unit_n, .ignored = &ignored};
	int s = table_read(bytes, filename, &csv_limits_default, take_row, &r, NULL, err);
	if (s < 0)
		return s;
	if (!r.headed)
		return err_field(err, ERR_INPUT, "file",
				 _("Không thấy hàng tiêu đề có cột «Họ và tên»; hãy dùng bảng mẫu."));
	if (!r.sheet.n)
		return err_field(err, ERR_INPUT, "file", _("Bảng không có dòng nào có họ và tên."));
	r.sheet.ignored = arena_dup(a, buf_str(&ignored));
	*ret_sheet = r.sheet;
	return 0;
}
