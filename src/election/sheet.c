#include "election/sheet.h"

#include <stdio.h>
#include <string.h>

#include "text/text.h"

/* The columns; those before NAME belong to the body. */
enum sheet_column { UNIT, KIND, PLACE, NUMBER, DAY, SIGNER, AGREED, SENT, EXPLAINED, NAME, POSITION, ROLE, PHONE, DUTY, COLUMNS };
_Static_assert(COLUMNS == SHEET_COLUMNS, "the columns and how many are said to be there");

const char *const sheet_headings[COLUMNS + 1] = {_("Đơn vị"),
						 _("Tổ chức"),
						 _("Số hoặc tên"),
						 _("Số quyết định"),
						 _("Ngày quyết định"),
						 _("Người ký"),
						 _("Đã thống nhất"),
						 _("Ngày gửi danh sách"),
						 _("Giải trình"),
						 _("Họ và tên"),
						 _("Chức vụ"),
						 _("Chức danh"),
						 _("Điện thoại"),
						 _("Nhiệm vụ được phân công"),
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
	    {"phan cong", DUTY},
	    {"nhiem vu phan cong", DUTY},
	    {"nhiem vu dia ban phu trach", DUTY},
	    {"nhiem vu dia ban duoc phan cong", DUTY},
	    {"dia ban phu trach", DUTY},
	    {"so dien thoai", PHONE},
	    {"dt", PHONE},
	    {"sdt", PHONE},
	    {"ngay gui danh sach len tinh", SENT},
	    {"da thong nhat voi thuong truc hdnd va ban thuong truc mttq cung cap", AGREED}};

struct reading {
	struct arena *a;
	int64_t election, unit, province;
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
		if (column == ROLE && r->at[ROLE] >= 0) /* «Nhiệm vụ» beside «Chức danh» */
			column = DUTY;
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

/* Of a council, written out or with the unit's own kind: "Ban bầu cử đại biểu Hội đồng nhân dân phường". */
static const struct {
	const char *fold, *kind;
} other_kinds[] = {{"ban bau cu dai bieu hdnd xa", "BBC_COMMUNE"},
		   {"ban bau cu dai bieu hdnd phuong", "BBC_COMMUNE"},
		   {"ban bau cu dai bieu hoi dong nhan dan cap xa", "BBC_COMMUNE"},
		   {"ban bau cu dai bieu hoi dong nhan dan xa", "BBC_COMMUNE"},
		   {"ban bau cu dai bieu hoi dong nhan dan phuong", "BBC_COMMUNE"},
		   {"ban bau cu dai bieu hdnd tinh", "BBC_PROVINCE"},
		   {"ban bau cu dai bieu hoi dong nhan dan tinh", "BBC_PROVINCE"}};

static struct str kind_typed(struct reading *r, struct sheet_body *b, struct str typed, bool province)
{
	struct str fold = text_fold(r->a, typed);
	if (!typed.n)
		return province ? STR("UBBC_PROVINCE") : STR("UBBC_COMMUNE");
	for (size_t i = 0; body_kind_choices[i].code; i++) {
		bool other_level = body_kinds[i].levels == (province ? BODY_OF_COMMUNE : BODY_OF_PROVINCE);
		if (str_eq(fold, text_fold(r->a, str_from_c(body_kind_choices[i].label))) ||
		    str_eq(fold, text_fold(r->a, str_from_c(body_kind_choices[i].code))) ||
		    (str_eq(fold, text_fold(r->a, str_from_c(body_kinds[i].title))) && !other_level))
			return str_from_c(body_kind_choices[i].code);
	}
	for (size_t i = 0; i < ARRAY_LEN(other_kinds); i++)
		if (str_eq_c(fold, other_kinds[i].fold))
			return str_from_c(other_kinds[i].kind);
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
	b->rows = arena_array(r->a, BODY_ROWS, sizeof(*b->rows));
	int64_t unit = unit_typed(r, b, own[UNIT]);
	struct str kind = kind_typed(r, b, own[KIND], unit && unit == r->province), agreed = text_fold(r->a, own[AGREED]);
	b->title = arena_printf(r->a, "%.*s %.*s", STR_ARG(own[KIND].n ? own[KIND] : str_from_c(_("Ủy ban bầu cử"))),
				STR_ARG(own[PLACE]));
	put(r, b, "election", arena_printf(r->a, "%lld", (long long)r->election));
	b->unit = unit;
	b->kind = kind;
	b->place = own[PLACE];
	put(r, b, "unit", arena_printf(r->a, "%lld", (long long)unit));
	put(r, b, "kind", kind);
	put(r, b, "place", own[PLACE]);
	put(r, b, "decision_number", own[NUMBER]);
	put(r, b, "decision_day", day_typed(r, own[DAY]));
	put(r, b, "signer", own[SIGNER]);
	put(r, b, "sent_day", day_typed(r, own[SENT]));
	put(r, b, "explanation", own[EXPLAINED]);
	if (agreed.n)
		put(r, b, "agreed",
		    str_eq_c(agreed, "co") || str_eq_c(agreed, "x") || str_eq_c(agreed, "1") ? STR("1") : STR("0"));
	return b;
}

/* ---- members ---- */

/* By how it begins: "Phó Chủ tịch", "Ủy viên Thường trực". */
static struct str role_typed(struct reading *r, struct sheet_body *b, struct str typed)
{
	struct str fold = text_fold(r->a, typed);
	static const struct {
		const char *word;
		enum body_role role;
	} words[] = {{"pho", BODY_DEPUTY},     {"uy vien", BODY_MEMBER}, {"thanh vien", BODY_MEMBER},
		     {"chu tich", BODY_HEAD}, {"truong", BODY_HEAD},    {"to truong", BODY_HEAD}};
	if (!typed.n)
		return typed;
	if (str_find(fold, STR("thu ky")) >= 0) /* "Ủy viên, Thư ký" */
		return str_from_c(member_roles[BODY_SECRETARY].code);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		bool two = words[i].role == BODY_MEMBER &&
			   (str_find(fold, STR(" pho ")) >= 0 || str_find(fold, STR(" truong ")) >= 0);
		if (str_starts(fold, str_from_c(words[i].word)) && !two)
			return str_from_c(member_roles[words[i].role].code);
	}
	blame(r, b, _("không có chức danh"), typed);
	return (struct str){0};
}

static void add_member(struct reading *r, struct sheet_body *b, const struct csv_row *row, const struct str own[NAME])
{
	static const struct {
		const char *field;
		enum sheet_column column;
	} of[] = {{"name", NAME}, {"position", POSITION}, {"role", ROLE}, {"phone", PHONE}, {"duty", DUTY}};
	if (b->members == BODY_ROWS) {
		blame(r, b, _("quá nhiều thành viên từ dòng"), arena_printf(r->a, "%zu", row->line));
		return;
	}
	for (int i = 0; i < COLUMNS; i++)
		b->rows[b->members][i] = i < NAME ? own[i] : cell(r, row, (enum sheet_column)i);
	b->lines[b->members++] = row->line;
	for (size_t i = 0; i < ARRAY_LEN(of); i++) {
		struct str value = cell(r, row, of[i].column);
		if (of[i].column == DUTY && r->at[DUTY] < 0)
			continue; /* says nothing about duties: those that are known stay */
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

/* Blank means as above: whose it is and what kind, one decision about many bodies with its day and signer. What was agreed, sent
 * or explained is said of one body and never of the next. */
static void as_above(struct str own[NAME], const struct str above[NAME])
{
	static const enum sheet_column of_decision[] = {DAY, SIGNER}, of_body[] = {AGREED, SENT, EXPLAINED};
	bool same = true;
	for (int i = UNIT; i <= NUMBER; i++) {
		if (!own[i].n && (same || i != PLACE))
			own[i] = above[i];
		same &= str_eq(own[i], above[i]);
	}
	bool decision = str_eq(own[NUMBER], above[NUMBER]);
	for (size_t i = 0; i < ARRAY_LEN(of_decision); i++)
		if (!own[of_decision[i]].n && decision)
			own[of_decision[i]] = above[of_decision[i]];
	for (size_t i = 0; i < ARRAY_LEN(of_body); i++)
		if (!own[of_body[i]].n && same)
			own[of_body[i]] = above[of_body[i]];
}

/* What stands under a list in place of a name. Accents count: "Tống Công Minh" is somebody. */
static const struct under {
	const char *word;
	bool ends; /* nothing but signatures follows */
} under[] = {{_("tổng cộng"), false},   {_("tổng số"), false},    {_("cộng"), false},       {_("ghi chú"), false},
	     {_("chủ tịch"), false},    {_("phó chủ tịch"), false}, {_("trưởng ban"), false}, {_("phó trưởng ban"), false},
	     {_("người lập"), true},    {_("người ký"), true},    {_("thủ trưởng"), true},  {_("nơi nhận"), true},
	     {_("tm."), true},          {_("kt."), true}};

/* A blank ends a word of two, but not "cộng": a family may have that name. */
static bool begins_with(struct str key, struct str word)
{
	bool alone = str_find_char(word, ' ') < 0 && !str_ends(word, STR("."));
	if (!str_starts(key, word))
		return false;
	return key.n == word.n || str_find_char(alone ? STR(":,(") : STR(" :,("), key.p[word.n]) >= 0;
}

static const struct under *not_a_name(struct reading *r, struct str name)
{
	struct str key = text_name_key(r->a, name);
	for (size_t i = 0; i < ARRAY_LEN(under); i++)
		if (begins_with(key, text_name_key(r->a, str_from_c(under[i].word))))
			return &under[i];
	return NULL;
}

/* "1. Lê Văn A", "Có 12 người": a word of digits. */
static bool has_number(struct str name)
{
	struct str word;
	while (str_split(&name, ' ', &word)) {
		size_t digits = 0;
		while (digits < word.n && word.p[digits] >= '0' && word.p[digits] <= '9')
			digits++;
		if (digits && (digits == word.n || str_find_char(STR(".),:/-"), word.p[digits]) >= 0))
			return true;
	}
	return false;
}

/* Of a row that names somebody: a cell where a formula failed, a name that is none. */
static void blame_cells(struct reading *r, struct sheet_body *b, const struct csv_row *row)
{
	for (int i = 0; i < COLUMNS; i++)
		if (table_cell_failed(cell(r, row, (enum sheet_column)i)))
			blame(r, b, arena_c(r->a, arena_printf(r->a, _("dòng %zu, cột «%s»: ô báo lỗi"), row->line, sheet_headings[i])),
			      cell(r, row, (enum sheet_column)i));
	if (has_number(cell(r, row, NAME)))
		blame(r, b, arena_c(r->a, arena_printf(r->a, _("dòng %zu: không phải họ và tên"), row->line)), cell(r, row, NAME));
}

static int take_row(void *ctx, const struct csv_row *row, struct err *err)
{
	struct reading *r = ctx;
	struct str own[NAME];
	if (!r->headed) {
		take_heading(r, row);
		return 0;
	}
	const struct under *no = not_a_name(r, cell(r, row, NAME));
	if (no && no->ends && !r->sheet.ended)
		r->sheet.ended = row->line;
	if (!cell(r, row, NAME).n || no || r->sheet.ended)
		return 0; /* a sum, a signature, an empty line */
	for (int i = 0; i < NAME; i++)
		own[i] = cell(r, row, (enum sheet_column)i);
	if (r->sheet.n)
		as_above(own, r->above);
	struct sheet_body *b =
		r->sheet.n && same_body(own, r->above) ? &r->sheet.bodies[r->sheet.n - 1] : begin_body(r, row, own);
	memcpy(r->above, own, sizeof(own));
	if (r->sheet.n > SHEET_BODIES_MOST)
		return err_set(err, ERR_TOO_LARGE, _("Bảng có quá nhiều tổ chức; hãy chia thành nhiều tệp."));
	blame_cells(r, b, row);
	add_member(r, b, row, own);
	return 0;
}

/* Twice in one file: the second would undo the first. */
static void find_twice(struct reading *r)
{
	for (size_t i = 0; i < r->sheet.n; i++)
		for (size_t k = 0; k < i && !r->sheet.bodies[i].wrong.n; k++) {
			const struct sheet_body *x = &r->sheet.bodies[k], *b = &r->sheet.bodies[i];
			if (x->unit == b->unit && str_eq(x->kind, b->kind) && str_eq(x->place, b->place))
				r->sheet.bodies[i].wrong =
					arena_printf(r->a, _("tổ chức này đã có ở dòng %zu của bảng: mỗi tổ chức ghi các dòng liền nhau"), x->line);
		}
}

int sheet_read(struct arena *a, struct str bytes, const char *filename, int64_t election, int64_t province, int64_t unit,
	       const struct sheet_unit *units, size_t unit_n, struct sheet *ret_sheet, struct err *err)
{
	_cleanup_buf_ struct buf ignored = BUF_INIT(2000);
	struct reading r = {
		.a = a, .election = election, .province = province, .unit = unit, .units = units, .unit_n = unit_n, .ignored = &ignored};
	int s = table_read(bytes, filename, &csv_limits_default, take_row, &r, NULL, err);
	if (s < 0)
		return s;
	if (!r.headed)
		return err_field(err, ERR_INPUT, "file",
				 _("Không thấy hàng tiêu đề có cột «Họ và tên»; hãy dùng bảng mẫu."));
	if (!r.sheet.n)
		return err_field(err, ERR_INPUT, "file", _("Bảng không có dòng nào có họ và tên."));
	find_twice(&r);
	r.sheet.ignored = arena_dup(a, buf_str(&ignored));
	*ret_sheet = r.sheet;
	return 0;
}
