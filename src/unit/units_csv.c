#include <string.h>
#include "format/table.h"
#include "text/text.h"
#include "unit/units_csv.h"

#define CODE_BYTES 20
#define NAME_BYTES 100
#define DISTRICTS_BYTES 400
#define VALUE_BYTES 60            /* of a refused cell, shown in the refusal */
#define POPULATION_MAX 20000000   /* of one commune; the largest has some 300,000 */
#define AREA_MAX 2000000          /* km² × 100 of one commune; the largest has 1,114 km² */

enum column { CODE, NAME, TYPE, POPULATION, AREA, MOUNTAIN, PROVINCE, DISTRICTS, COLUMNS };

static const struct {
	const char *name, *vietnamese;
	bool required;
} columns[COLUMNS] = {
	[CODE] = {"code", _("Mã"), true},
	[NAME] = {"name", _("Tên"), true},
	[TYPE] = {"type", _("Loại"), true},
	[POPULATION] = {"population", _("Dân số"), true},
	[AREA] = {"area_km2", _("Diện tích (km2)"), true},
	[MOUNTAIN] = {"mountainous", _("Miền núi"), true},
	[PROVINCE] = {"province_code", _("Mã tỉnh"), false},
	[DISTRICTS] = {"old_districts", _("Huyện cũ"), false},
};

/* Headings as text_fold leaves them. */
static const struct {
	const char *folded;
	enum column column;
} headings[] = {
	{"code", CODE}, {"ma", CODE}, {"ma don vi", CODE}, {"ma xa", CODE}, {"ma dvhc", CODE},
	{"ma don vi hanh chinh", CODE},
	{"name", NAME}, {"ten", NAME}, {"ten don vi", NAME}, {"ten xa", NAME}, {"ten xa phuong", NAME},
	{"ten don vi hanh chinh", NAME},
	{"type", TYPE}, {"kind", TYPE}, {"loai", TYPE}, {"loai don vi", TYPE}, {"loai don vi hanh chinh", TYPE},
	{"population", POPULATION}, {"dan so", POPULATION}, {"quy mo dan so", POPULATION}, {"dan so nguoi", POPULATION},
	{"area km2", AREA}, {"area", AREA}, {"dien tich", AREA}, {"dien tich km2", AREA}, {"dien tich tu nhien", AREA},
	{"dien tich tu nhien km2", AREA},
	{"mountainous", MOUNTAIN}, {"mien nui", MOUNTAIN}, {"mien nui hai dao", MOUNTAIN}, {"la xa mien nui", MOUNTAIN},
	{"province code", PROVINCE}, {"ma tinh", PROVINCE}, {"ma tinh thanh pho", PROVINCE},
	{"old districts", DISTRICTS}, {"huyen cu", DISTRICTS}, {"don vi cap huyen cu", DISTRICTS},
};

struct seen {
	struct str code;
	size_t line;
};

#define SLOTS 32768 /* a power of two, more than twice UNITS_CSV_ROWS */
_Static_assert(SLOTS > 2 * UNITS_CSV_ROWS, "the table of codes would fill up");

struct reading {
	struct arena *a;       /* what the result holds */
	struct arena *scratch; /* for one row */
	struct str province;
	struct str *found;     /* the headings of the file */
	size_t found_count;
	int at[COLUMNS];       /* column of the file, -1 for none */
	bool headed;
	struct unit_row *rows;
	size_t row_cap;
	struct unit_refusal *refusals;
	size_t refusal_cap;
	struct units_csv result;
	struct seen *seen;     /* every readable code of the file, accepted or not */
	size_t seen_count, seen_cap;
	uint32_t *slots;       /* hash → index in `seen` + 1 */
	bool bad;              /* the row under way has a fault */
	size_t line;           /* of the row under way */
};

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static struct str clipped(struct str s, size_t cap)
{
	if (s.n <= cap)
		return s;
	size_t n = cap;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_slice(s, 0, n);
}

/* At most `cap` bytes of a cell as it goes to terminals and pages: no control characters. */
static struct str shown(struct arena *a, struct str cell, size_t cap)
{
	char *copy = arena_c(a, clipped(cell, cap));
	for (char *c = copy; *c; c++)
		*c = is_control(*c) ? ' ' : *c;
	return str_from_c(copy);
}

/* Names a fault of the row under way; `sentence` lives as long as the result. */
static void refuse_with(struct reading *r, enum column column, struct str value, struct str sentence)
{
	struct units_csv *u = &r->result;
	if (!r->bad)
		u->refused_rows++;
	r->bad = true;
	r->refusals = arena_grow(r->a, r->refusals, u->refusal_count, &r->refusal_cap, sizeof(*r->refusals));
	int at = r->at[column];
	r->refusals[u->refusal_count++] = (struct unit_refusal){
		.line = r->line,
		.column = at >= 0 ? r->found[at] : str_from_c(columns[column].name),
		.value = shown(r->a, value, VALUE_BYTES),
		.sentence = sentence,
	};
}

static void refuse(struct reading *r, enum column column, struct str value, const char *sentence)
{
	refuse_with(r, column, value, str_from_c(sentence));
}

/* ---- the heading ---------------------------------------------------------------------------------------------------- */

static int column_of(struct arena *scratch, struct str heading)
{
	struct str folded = text_fold(scratch, heading);
	for (size_t i = 0; i < ARRAY_LEN(headings); i++)
		if (str_eq_c(folded, headings[i].folded))
			return (int)headings[i].column;
	return -1;
}

static int missing_columns(const struct reading *r, struct err *err)
{
	_cleanup_buf_ struct buf missing = BUF_INIT(400), found = BUF_INIT(240);
	for (int c = 0; c < COLUMNS; c++)
		if (columns[c].required && r->at[c] < 0)
			buf_printf(&missing, "%s%s (%s)", missing.n ? ", " : "", columns[c].name, columns[c].vietnamese);
	if (!missing.n)
		return 0;
	for (size_t i = 0; i < r->found_count && i < 12; i++) {
		struct str name = clipped(r->found[i], 30);
		buf_printf(&found, "%s%.*s", i ? ", " : "", STR_ARG(name));
	}
	return err_set(err, ERR_INPUT,
	               _("Bảng đơn vị thiếu cột %.*s. Các cột đang có: %.*s%s. Hãy thêm cột còn thiếu vào dòng đầu; ô chưa biết "
	                 "thì để trống."),
	               STR_ARG(buf_str(&missing)), STR_ARG(buf_str(&found)), r->found_count > 12 ? ", ..." : "");
}

static int read_heading(struct reading *r, const struct csv_row *row, struct err *err)
{
	for (int c = 0; c < COLUMNS; c++)
		r->at[c] = -1;
	r->found = arena_array_of(r->a, row->n + 1, struct str);
	r->found_count = row->n;
	for (size_t i = 0; i < row->n; i++) {
		r->found[i] = shown(r->a, str_trim(row->cells[i]), 80);
		int c = column_of(r->scratch, r->found[i]);
		if (c < 0)
			continue;
		if (r->at[c] >= 0)
			return err_set(err, ERR_INPUT,
			               _("Bảng đơn vị có hai cột cùng nghĩa: “%.*s” và “%.*s”. Hãy bỏ bớt một cột."),
			               STR_ARG(r->found[r->at[c]]), STR_ARG(r->found[i]));
		r->at[c] = (int)i;
	}
	r->headed = true;
	return missing_columns(r, err);
}

/* ---- cells ---------------------------------------------------------------------------------------------------------- */

static struct str cell_of(const struct reading *r, const struct csv_row *row, enum column column)
{
	int at = r->at[column];
	return at >= 0 && (size_t)at < row->n ? str_trim(row->cells[at]) : STR("");
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

/* "1.114" or "63.166.001": one to three digits, not beginning with 0, then groups of three after `mark`, at least one. The digits
 * go to `room`. */
static bool without_groups(struct str s, char mark, char room[24], struct str *ret_digits)
{
	size_t n = 0, in_group = 0;
	bool grouped = false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == mark) {
			if (in_group == 0 || in_group > 3 || (grouped && in_group != 3))
				return false;
			grouped = true;
			in_group = 0;
			continue;
		}
		if (!is_digit(s.p[i]) || n == 23)
			return false;
		room[n++] = s.p[i];
		in_group++;
	}
	if (!grouped || in_group != 3 || room[0] == '0')
		return false;
	*ret_digits = (struct str){room, n};
	return true;
}

/* The line where this code stood first, or 0 when it is new; then it is kept. */
static size_t first_line_of_code(struct reading *r, struct str code)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < code.n; i++)
		hash = (hash ^ (unsigned char)code.p[i]) * 16777619u;
	size_t slot = hash % SLOTS;
	for (; r->slots[slot]; slot = (slot + 1) % SLOTS)
		if (str_eq(r->seen[r->slots[slot] - 1].code, code))
			return r->seen[r->slots[slot] - 1].line;
	r->seen = arena_grow(r->a, r->seen, r->seen_count, &r->seen_cap, sizeof(*r->seen));
	r->seen[r->seen_count++] = (struct seen){.code = code, .line = r->line};
	r->slots[slot] = (uint32_t)r->seen_count;
	return 0;
}

static void read_code(struct reading *r, struct str cell, struct unit_row *row)
{
	if (!cell.n) {
		refuse(r, CODE, cell, _("Chưa có mã đơn vị. Hãy điền mã (5 chữ số theo bảng mã của cơ quan thống kê)."));
		return;
	}
	bool plain = cell.n <= CODE_BYTES;
	for (size_t i = 0; plain && i < cell.n; i++) {
		char c = cell.p[i];
		plain = is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
	}
	if (!plain) {
		refuse(r, CODE, cell, _("Mã đơn vị chỉ gồm chữ cái không dấu, chữ số, dấu “-”, “.”, “_”, dài nhất 20 ký tự."));
		return;
	}
	row->code = arena_dup(r->a, cell);
	if (cell.n < 5 && all_digits(cell)) {
		row->code = arena_printf(r->a, "%.*s%.*s", (int)(5 - cell.n), "00000", STR_ARG(cell));
		r->result.padded++;
	}
	size_t first = first_line_of_code(r, row->code);
	if (first)
		refuse_with(r, CODE, cell,
		            arena_printf(r->a, _("Mã này đã có ở dòng %zu. Mỗi đơn vị chỉ có một dòng, một mã."), first));
}

static bool name_is_clean(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (is_control(s.p[i]))
			return false;
	return true;
}

static struct str single_blanks(struct arena *a, struct str s)
{
	char *p = arena_array_of(a, s.n + 1, char);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' || (n && p[n - 1] != ' '))
			p[n++] = s.p[i];
	return str_trim((struct str){p, n});
}

static void read_name(struct reading *r, struct str cell, struct unit_row *row)
{
	if (!cell.n) {
		refuse(r, NAME, cell, _("Chưa có tên đơn vị. Hãy điền tên, ví dụ “Thiệu Hóa”."));
		return;
	}
	if (cell.n > NAME_BYTES || !name_is_clean(cell)) {
		refuse(r, NAME, cell,
		       _("Tên đơn vị quá dài, có xuống dòng hoặc ký tự điều khiển. Hãy viết lại tên trên một dòng."));
		return;
	}
	enum unit_kind in_name;
	struct str bare;
	unit_name_part(r->scratch, single_blanks(r->scratch, text_nfc(r->scratch, cell)), &in_name, &bare);
	if (in_name && row->kind && in_name != row->kind) {
		refuse_with(r, NAME, cell,
		            arena_printf(r->a, _("Tên nói là %.*s nhưng cột loại ghi %.*s. Hãy sửa cho khớp."),
		                         STR_ARG(unit_kind_word(in_name)), STR_ARG(unit_kind_word(row->kind))));
		return;
	}
	row->name = arena_dup(r->a, bare);
}

static void read_type(struct reading *r, struct str cell, struct unit_row *row)
{
	enum unit_kind kind = unit_kind_parse(r->scratch, cell);
	if (unit_kind_is_communal(kind)) {
		row->kind = kind;
		return;
	}
	if (!cell.n)
		refuse(r, TYPE, cell, _("Chưa có loại đơn vị. Hãy điền xã, phường hoặc đặc khu."));
	else if (unit_kind_is_abolished(r->scratch, cell))
		refuse(r, TYPE, cell, _("Loại đơn vị này không còn từ 01/7/2025. Hãy điền xã, phường hoặc đặc khu."));
	else if (kind)
		refuse(r, TYPE, cell, _("Bảng này chỉ gồm đơn vị cấp xã. Hãy điền xã, phường hoặc đặc khu, hoặc bỏ dòng này."));
	else
		refuse(r, TYPE, cell, _("Không rõ loại đơn vị. Hãy điền xã, phường hoặc đặc khu."));
}

static void read_population(struct reading *r, struct str cell, struct unit_row *row)
{
	char room[24];
	struct str digits = cell;
	if (!cell.n)
		return;
	if (!without_groups(cell, '.', room, &digits) && !without_groups(cell, ',', room, &digits))
		digits = cell;
	if (all_digits(digits) && str_to_i64(digits, 0, POPULATION_MAX, &row->population))
		return;
	if (cell.p[0] == '-' && all_digits(str_slice(cell, 1, cell.n)))
		refuse(r, POPULATION, cell, _("Dân số không thể là số âm. Hãy điền số người, để trống nếu chưa biết."));
	else if (all_digits(digits))
		refuse(r, POPULATION, cell, _("Dân số quá lớn đối với một đơn vị cấp xã. Hãy kiểm tra lại số người."));
	else
		refuse(r, POPULATION, cell,
		       _("Dân số phải là số nguyên, ví dụ 63166 hoặc 63.166. Hãy sửa lại, để trống nếu chưa biết."));
}

static void read_area(struct reading *r, struct str cell, struct unit_row *row)
{
	char room[24];
	struct str digits;
	int64_t decimals;
	ptrdiff_t comma = str_find_char(cell, ',');
	if (!cell.n)
		return;
	if (cell.p[0] != '-' && str_to_scaled(cell, 2, 0, AREA_MAX, &row->area))
		return;
	/* "1.114,78": groups are certain only together with a decimal comma. */
	if (comma > 0 && without_groups(str_slice(cell, 0, (size_t)comma), '.', room, &digits)) {
		struct str rest = str_slice(cell, (size_t)comma + 1, cell.n);
		int64_t whole;
		if (rest.n <= 2 && all_digits(rest) && str_to_i64(digits, 0, AREA_MAX / 100, &whole) &&
		    str_to_i64(rest, 0, 99, &decimals)) {
			row->area = whole * 100 + (rest.n == 1 ? decimals * 10 : decimals);
			return;
		}
	}
	refuse(r, AREA, cell,
	       _("Diện tích phải là số km² không âm với nhiều nhất hai chữ số thập phân, ví dụ 20,88. Hãy sửa lại, để trống nếu "
	             "chưa biết."));
}

static void read_mountain(struct reading *r, struct str cell, struct unit_row *row)
{
	struct str folded = text_fold(r->scratch, cell);
	if (!cell.n)
		return;
	if (str_eq_c(folded, "1") || str_eq_c(folded, "co"))
		row->mountain = MOUNTAIN_YES;
	else if (str_eq_c(folded, "0") || str_eq_c(folded, "khong"))
		row->mountain = MOUNTAIN_NO;
	else
		refuse(r, MOUNTAIN, cell, _("Cột miền núi chỉ nhận 1 (có), 0 (không) hoặc để trống khi chưa có quyết định."));
}

/* ---- rows ----------------------------------------------------------------------------------------------------------- */

static bool same_code(struct str a, struct str b)
{
	while (a.n > 1 && a.p[0] == '0')
		a = str_slice(a, 1, a.n);
	while (b.n > 1 && b.p[0] == '0')
		b = str_slice(b, 1, b.n);
	return str_eq(a, b);
}

static void read_cells(struct reading *r, const struct csv_row *row, struct unit_row *u)
{
	read_code(r, cell_of(r, row, CODE), u);
	read_type(r, cell_of(r, row, TYPE), u);
	read_name(r, cell_of(r, row, NAME), u);
	read_population(r, cell_of(r, row, POPULATION), u);
	read_area(r, cell_of(r, row, AREA), u);
	read_mountain(r, cell_of(r, row, MOUNTAIN), u);
	struct str districts = cell_of(r, row, DISTRICTS);
	if (districts.n > DISTRICTS_BYTES || !name_is_clean(districts))
		refuse(r, DISTRICTS, districts, _("Tên huyện cũ quá dài hoặc có ký tự điều khiển. Hãy viết lại trên một dòng."));
	else
		u->old_districts = arena_dup(r->a, text_nfc(r->scratch, districts));
	struct str province = cell_of(r, row, PROVINCE);
	if (r->at[PROVINCE] >= 0 && (!province.n || province.n > CODE_BYTES || !name_is_clean(province)))
		refuse(r, PROVINCE, province, _("Chưa có mã tỉnh hoặc mã tỉnh sai. Hãy điền mã tỉnh, ví dụ 38."));
	else
		u->province_code = arena_dup(r->a, province);
}

static int read_row(void *ctx, const struct csv_row *row, struct err *err)
{
	struct reading *r = ctx;
	if (!r->headed) {
		int k = read_heading(r, row, err);
		arena_reset(r->scratch);
		return k;
	}
	bool blank = true;
	for (size_t i = 0; blank && i < row->n; i++)
		blank = str_trim(row->cells[i]).n == 0;
	if (blank)
		return 0;
	struct str province = cell_of(r, row, PROVINCE);
	if (r->province.n && province.n && !same_code(province, r->province)) {
		r->result.elsewhere++;
		return 0;
	}
	struct unit_row u = {
		.line = row->line, .population = UNIT_UNKNOWN, .area = UNIT_UNKNOWN, .mountain = MOUNTAIN_UNKNOWN,
	};
	r->bad = false;
	r->line = row->line;
	read_cells(r, row, &u);
	arena_reset(r->scratch);
	if (r->bad)
		return 0;
	r->rows = arena_grow(r->a, r->rows, r->result.row_count, &r->row_cap, sizeof(*r->rows));
	r->rows[r->result.row_count++] = u;
	r->result.unknown_population += u.population == UNIT_UNKNOWN;
	r->result.unknown_mountain += u.mountain == MOUNTAIN_UNKNOWN;
	return 0;
}

static int check_not_empty(const struct reading *r, struct err *err)
{
	const struct units_csv *u = &r->result;
	if (!r->headed)
		return err_set(err, ERR_INPUT, _("Bảng đơn vị trống: không có dòng tiêu đề."));
	if (u->row_count || u->refused_rows)
		return 0;
	if (u->elsewhere)
		return err_set(err, ERR_INPUT, _("Bảng có %zu dòng nhưng không dòng nào thuộc tỉnh có mã “%.*s”."), u->elsewhere,
		               STR_ARG(r->province));
	return err_set(err, ERR_INPUT, _("Bảng đơn vị không có dòng nào dưới dòng tiêu đề."));
}

int units_csv_read(struct arena *a, struct str text, struct str province_code, struct units_csv *ret_units, struct err *err)
{
	struct csv_limits limits = csv_limits_default;
	limits.rows = UNITS_CSV_ROWS + 1;
	limits.cell = 4096;
	_cleanup_arena_ struct arena *scratch = arena_new("a row of units", (size_t)4 << 20);
	struct reading r = {.a = a, .scratch = scratch, .province = str_trim(province_code)};
	r.slots = arena_array_of(a, SLOTS, uint32_t);
	int k = table_read(text, NULL, &limits, read_row, &r, NULL, err);
	if (k == 0)
		k = check_not_empty(&r, err);
	if (k < 0)
		return k;
	*ret_units = r.result;
	ret_units->rows = r.rows;
	ret_units->refusals = r.refusals;
	return 0;
}
