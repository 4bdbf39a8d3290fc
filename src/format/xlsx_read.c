#include "format/xlsx_read.h"

#include <string.h>

#include "format/xlsx_book.h"
#include "format/xlsx_merge.h"

const struct xlsx_limits xlsx_limits_default = {
	.package = {.parts = 5000, .unpacked = (size_t)1 << 30, .ratio = 300, .depth = 64, .token = (size_t)1 << 20},
	.strings = 4000000,
	.string_bytes = (size_t)96 << 20,
	.sheets = 500,
	.styles = 65536,
};

#define MERGES_MOST 4096 /* of those that touch the heading */

enum { SHEET = 1, DATA, ROW, CELL, VALUE, FORMULA, INLINE, RUN, TEXT, MERGES, MERGE };

enum cell_type { NUMBER, SHARED, STRING, BOOLEAN, ISO_DATE };

struct sheet {
	struct xlsx_book *book;
	const struct csv_limits *limits;
	int (*row)(void *ctx, const struct csv_row *row, struct err *err);
	void *ctx;
	struct xlsx_info *info;
	struct arena *arena; /* values of one row, forgotten after it */
	struct str *cells;   /* limits->columns */
	size_t n;            /* one behind the last cell that is not empty */
	size_t line;         /* of the row, from 1; that of the last row between rows */
	bool hidden;
	size_t next; /* column that a cell without an address has */
	/* the cell at work */
	size_t column;
	enum cell_type type;
	enum xlsx_format format;
	bool formula, valued;
	struct buf text;
	/* xlsx_heading: rows are kept and not given; after the last of them cells are passed over */
	struct xlsx_rows *kept;
	struct arena *kept_in;
	size_t keep, merges;
	struct xlsx_merges *down; /* NULL: nothing is merged over rows, or these rows are kept */
};

static int refuse_order(const struct sheet *s, struct err *err)
{
	return err_set(err, ERR_INPUT,
		       _("Trang tính “%s”, sau dòng %zu: các dòng hoặc ô không theo thứ tự, tệp bị hỏng. Hãy mở bằng Excel, "
			 "lưu lại thành .xlsx rồi nạp lại."),
		       s->info->sheet, s->line);
}

static int refuse_cell(const struct sheet *s, enum err_code code, struct err *err, const char *words)
{
	return err_set(err, code, _("Trang tính “%s”, dòng %zu, cột %s: %s"), s->info->sheet, s->line,
		       xlsx_letters(s->column).c, words);
}

static bool passes_over(const struct sheet *s)
{
	return s->kept && s->kept->n == s->keep;
}

/* ---- cells --------------------------------------------------------------------------------------------------------- */

static int begin_row(struct sheet *s, const char **attributes, struct err *err)
{
	size_t line = s->line + 1;
	struct str r = package_attribute(attributes, "r"), hidden = package_attribute(attributes, "hidden");
	int64_t number;
	if (r.p) {
		if (!str_to_i64(r, 1, XLSX_ROWS_MOST, &number) || (size_t)number < line)
			return refuse_order(s, err);
		line = (size_t)number;
	} else if (line > XLSX_ROWS_MOST) {
		return refuse_order(s, err);
	}
	s->line = line;
	s->hidden = str_eq(hidden, STR("1")) || str_eq(hidden, STR("true"));
	s->next = 0;
	s->n = 0;
	return 0;
}

static enum cell_type type_of(struct str t)
{
	if (t.n == 0 || str_eq(t, STR("n")))
		return NUMBER;
	if (str_eq(t, STR("s")))
		return SHARED;
	if (str_eq(t, STR("b")))
		return BOOLEAN;
	return str_eq(t, STR("d")) ? ISO_DATE : STRING; /* str, inlineStr, e */
}

static int begin_cell(struct sheet *s, const char **attributes, struct err *err)
{
	struct str type = {0}, style = {0};
	size_t line = s->line, column = s->next;
	for (size_t i = 0; attributes[i]; i += 2) {
		struct str value = str_from_c(attributes[i + 1]);
		if (strcmp(attributes[i], "r") == 0) {
			if (!xlsx_ref(value, &line, &column))
				return refuse_order(s, err);
		} else if (strcmp(attributes[i], "t") == 0) {
			type = value;
		} else if (strcmp(attributes[i], "s") == 0) {
			style = value;
		}
	}
	if (line != s->line || column < s->next || column >= XLSX_COLUMNS_MOST)
		return refuse_order(s, err);
	s->column = column;
	s->next = column + 1;
	s->type = type_of(type);
	s->format = s->type == NUMBER ? xlsx_book_format(s->book, style) : XLSX_PLAIN;
	s->formula = s->valued = false;
	buf_reset(&s->text);
	return 0;
}

static int value_of(struct sheet *s, struct str *ret_value, struct err *err)
{
	struct str raw = buf_str(&s->text);
	switch (s->type) {
	case NUMBER:
		*ret_value = xlsx_number(s->arena, raw, s->format, s->book->from_1904);
		return 0;
	case SHARED:
		if (!xlsx_book_string(s->book, str_trim(raw), ret_value))
			return refuse_cell(s, ERR_INPUT, err,
					   _("chữ của ô không có trong tệp, tệp bị hỏng. Hãy mở bằng Excel, lưu lại thành "
					     ".xlsx rồi nạp lại."));
		return 0;
	case STRING:
		raw.n = xlsx_unescape(s->text.p, raw.n);
		*ret_value = arena_dup(s->arena, raw);
		return 0;
	case ISO_DATE:
		*ret_value = xlsx_iso(s->arena, raw);
		return 0;
	case BOOLEAN:
		*ret_value = arena_dup(s->arena, raw);
		return 0;
	}
	BUG("unknown type of cell");
}

static int refuse_length(const struct sheet *s, struct err *err)
{
	return err_set(err, ERR_TOO_LARGE, _("Trang tính “%s”, dòng %zu, cột %s: ô dài quá %zu byte."), s->info->sheet, s->line,
		       xlsx_letters(s->column).c, s->limits->cell);
}

/* An empty text is a value, an empty number is none: some programs leave the element empty. */
static void count_formula(struct sheet *s)
{
	if (s->text.n || (s->valued && s->type == STRING)) {
		s->info->formulas++;
		return;
	}
	if (s->info->formulas_unsaved++ == 0) {
		s->info->unsaved_line = s->line;
		s->info->unsaved_column = s->column + 1;
	}
}

static int end_cell(struct sheet *s, struct err *err)
{
	struct str value = {0};
	if (s->formula)
		count_formula(s);
	if (s->text.n == 0)
		return 0;
	int k = value_of(s, &value, err);
	if (k < 0)
		return k;
	if (value.n == 0)
		return 0;
	if (value.n > s->limits->cell)
		return refuse_length(s, err);
	if (s->column >= s->limits->columns)
		return err_set(err, ERR_TOO_LARGE,
			       _("Trang tính “%s”, dòng %zu: có chữ ở cột %s, quá %zu cột. Hãy xóa các cột thừa rồi nạp lại."),
			       s->info->sheet, s->line, xlsx_letters(s->column).c, s->limits->columns);
	for (; s->n < s->column; s->n++)
		s->cells[s->n] = (struct str){0};
	s->cells[s->n++] = value;
	return 0;
}

/* ---- rows ---------------------------------------------------------------------------------------------------------- */

static void keep_row(struct sheet *s)
{
	struct str *cells = arena_array_of(s->kept_in, s->limits->columns, struct str);
	for (size_t i = 0; i < s->n; i++)
		cells[i] = arena_dup(s->kept_in, s->cells[i]);
	s->kept->row[s->kept->n++] = (struct csv_row){.line = s->line, .n = s->n, .cells = cells};
}

static int end_row(struct sheet *s, struct err *err)
{
	int k = 0;
	if (s->down)
		xlsx_merges_fill(s->down, s->line, s->cells, &s->n, s->info);
	if (s->n == 0)
		return 0;
	if (s->info->rows == s->limits->rows)
		return err_set(err, ERR_TOO_LARGE, _("Trang tính “%s” có quá %zu dòng. Hãy chia thành nhiều tệp."),
			       s->info->sheet, s->limits->rows);
	s->info->rows++;
	s->info->hidden_rows += s->hidden;
	if (s->kept) {
		keep_row(s);
	} else {
		const struct csv_row row = {.line = s->line, .n = s->n, .cells = s->cells};
		k = s->row(s->ctx, &row, err);
	}
	arena_reset(s->arena);
	return k;
}

/* ---- merged ranges ------------------------------------------------------------------------------------------------- */

static struct csv_row *kept_row(struct sheet *s, size_t line)
{
	for (size_t i = 0; i < s->kept->n; i++)
		if (s->kept->row[i].line == line)
			return &s->kept->row[i];
	return NULL;
}

/* The rows were kept with room for every column. */
static void fill_row(struct csv_row *row, size_t from, size_t to, struct str value)
{
	struct str *cells = (struct str *)row->cells;
	for (size_t i = from; i <= to; i++)
		if (i >= row->n || cells[i].n == 0)
			cells[i] = value;
	if (to >= row->n)
		row->n = to + 1;
}

static int merge(struct sheet *s, const char **attributes, struct err *err)
{
	struct xlsx_range r;
	if (s->down || (s->kept && s->kept->n == 0))
		return 0;
	bool range = xlsx_range(package_attribute(attributes, "ref"), &r);
	if (!s->kept) {
		s->info->merged_unread += range && r.bottom > r.top;
		return 0;
	}
	if (!range)
		return refuse_order(s, err);
	struct csv_row *corner = kept_row(s, r.top);
	if (!corner || r.left >= corner->n || corner->cells[r.left].n == 0)
		return 0;
	if (++s->merges > MERGES_MOST)
		return err_set(err, ERR_TOO_LARGE, _("Trang tính “%s” có quá nhiều ô gộp ở phần tiêu đề. Hãy bỏ gộp ô rồi nạp lại."),
			       s->info->sheet);
	if (r.right >= s->limits->columns)
		r.right = s->limits->columns - 1;
	for (size_t i = 0; i < s->kept->n; i++)
		if (s->kept->row[i].line >= r.top && s->kept->row[i].line <= r.bottom)
			fill_row(&s->kept->row[i], r.left, r.right, corner->cells[r.left]);
	return 0;
}

/* ---- the sheet ----------------------------------------------------------------------------------------------------- */

static int on_begin(void *ctx, unsigned place, const char **attributes, struct err *err)
{
	struct sheet *s = ctx;
	if (place == MERGE)
		return merge(s, attributes, err);
	if (passes_over(s))
		return 0;
	switch (place) {
	case ROW:
		return begin_row(s, attributes, err);
	case CELL:
		return begin_cell(s, attributes, err);
	case VALUE:
	case INLINE:
		s->valued = true;
		return 0;
	case FORMULA:
		s->formula = true;
		return 0;
	default:
		return 0;
	}
}

static int on_text(void *ctx, unsigned place, struct str text, struct err *err)
{
	(void)place;
	struct sheet *s = ctx;
	if (passes_over(s))
		return 0;
	buf_add(&s->text, text);
	return s->text.full ? refuse_length(s, err) : 0;
}

static int on_end(void *ctx, unsigned place, struct err *err)
{
	struct sheet *s = ctx;
	if (passes_over(s))
		return 0;
	if (place == CELL)
		return end_cell(s, err);
	return place == ROW ? end_row(s, err) : 0;
}

static struct str where(void *ctx, struct arena *a)
{
	const struct sheet *s = ctx;
	return arena_printf(a, _("trang tính “%s”, sau dòng %zu"), s->info->sheet, s->line);
}

static int walk_sheet(struct sheet *s, const struct xlsx_sheet *sheet, struct err *err)
{
	static const struct package_step steps[] = {
		{CELL, "v", VALUE, true},           {ROW, "c", CELL, false},      {DATA, "row", ROW, false},
		{CELL, "is", INLINE, false},        {INLINE, "t", TEXT, true},    {INLINE, "r", RUN, false},
		{RUN, "t", TEXT, true},             {CELL, "f", FORMULA, false},  {SHEET, "sheetData", DATA, false},
		{SHEET, "mergeCells", MERGES, false}, {MERGES, "mergeCell", MERGE, false}, {0, "worksheet", SHEET, false},
		{0},
	};
	static const struct package_reader reader = {
		.steps = steps, .begin = on_begin, .text = on_text, .end = on_end, .where = where,
	};
	/* Room for the longest row that passes the limits; shared strings are not copied. */
	size_t row_most = (s->limits->columns + 1) * (s->limits->cell + 64) + ((size_t)1 << 20);
	_cleanup_arena_ struct arena *cells = arena_new("xlsx cells", s->limits->columns * sizeof(struct str) + 8192);
	_cleanup_arena_ struct arena *row = arena_new("xlsx row", 2 * row_most);
	_cleanup_xlsx_merges_ struct xlsx_merges *down = NULL;
	int k = s->kept ? 0 : xlsx_merges_find(s->book, sheet, s->limits->columns, &down, err);
	if (k < 0)
		return k;
	s->down = down;
	s->cells = arena_array_of(cells, s->limits->columns, struct str);
	s->arena = row;
	s->text = BUF_INIT(7 * s->limits->cell + 64); /* escapes make a text up to seven times longer */
	k = package_walk(s->book->package, sheet->part, &reader, s, err);
	buf_free(&s->text);
	return k;
}

static int read_sheet(struct sheet *s, struct str bytes, struct str name, const struct xlsx_limits *package, struct err *err)
{
	_cleanup_xlsx_book_ struct xlsx_book *book = NULL;
	const struct xlsx_sheet *sheet;
	if (bytes.n > s->limits->bytes)
		return err_set(err, ERR_TOO_LARGE, _("Tệp lớn quá %zu MB. Hãy chia thành nhiều tệp."), s->limits->bytes >> 20);
	int k = xlsx_book_open(bytes, package, &book, err);
	if (k == 0)
		k = xlsx_book_find(book, name, &sheet, err);
	if (k == 0)
		k = xlsx_book_load(book, err);
	if (k < 0)
		return k;
	s->book = book;
	snprintf(s->info->sheet, sizeof(s->info->sheet), "%.*s", STR_ARG(sheet->name));
	for (size_t i = 0; i < book->sheet_count; i++)
		s->info->other_sheets += &book->sheets[i] != sheet && book->sheets[i].part.p && !book->sheets[i].hidden;
	return walk_sheet(s, sheet, err);
}

int xlsx_read(struct str bytes, struct str sheet, const struct csv_limits *limits, const struct xlsx_limits *package,
	      int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct xlsx_info *info,
	      struct err *err)
{
	struct xlsx_info own;
	struct sheet s = {.limits = limits, .row = row, .ctx = ctx, .info = info ? info : &own};
	*s.info = (struct xlsx_info){0};
	return read_sheet(&s, bytes, sheet, package, err);
}

int xlsx_heading(struct arena *a, struct str bytes, struct str sheet, size_t most, const struct csv_limits *limits,
		 const struct xlsx_limits *package, struct xlsx_rows *ret_rows, struct err *err)
{
	INVARIANT(most > 0 && most <= XLSX_HEADING_MOST, "more rows than a heading has");
	struct xlsx_info info = {0};
	struct xlsx_rows rows = {.row = arena_array_of(a, most, struct csv_row)};
	struct sheet s = {.limits = limits, .info = &info, .kept = &rows, .kept_in = a, .keep = most};
	int k = read_sheet(&s, bytes, sheet, package, err);
	if (k < 0)
		return k;
	*ret_rows = rows;
	return 0;
}
