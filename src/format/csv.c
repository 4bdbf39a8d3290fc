#include "format/csv.h"

#include <string.h>

const struct csv_limits csv_limits_default = {
	.bytes = (size_t)64 << 20,
	.rows = 2000000,
	.columns = 200,
	.cell = (size_t)64 << 10,
};

struct reader {
	struct str text;
	const struct csv_limits *limits;
	size_t at;           /* next byte */
	size_t line;         /* line of that byte, from 1 */
	char separator;
	struct arena *cells; /* the array of cells, for the whole reading */
	struct arena *row;   /* cells that had doubled quotes, forgotten after each row */
	struct str *cell;
	size_t n;
};

/* The end of a line is LF, CR LF or a CR alone; passes over it when there is one at the reader's place. */
static bool at_line_end(const struct reader *r)
{
	return r->at >= r->text.n || r->text.p[r->at] == '\n' || r->text.p[r->at] == '\r';
}

static void pass_line_end(struct reader *r)
{
	if (r->at >= r->text.n)
		return;
	if (r->text.p[r->at] == '\r' && r->at + 1 < r->text.n && r->text.p[r->at + 1] == '\n')
		r->at++;
	r->at++;
	r->line++;
}

#define LINES_ASKED 10
#define SEPARATORS 3

/* Spreadsheets that write decimals with a comma separate cells by semicolons; "copy as text" gives tabs. What parts the cells is
 * in nearly every line, a comma in a title or a number, a semicolon in a note in some: of the first lines, outside quotes, what
 * more of them have; then what is there more often. The comma unless another one is in more than half of them. */
static char find_separator(struct str text)
{
	static const char separators[SEPARATORS] = {',', ';', '\t'};
	size_t lines[SEPARATORS] = {0}, all[SEPARATORS] = {0}, asked = 0, best = 0;
	bool quoted = false, here[SEPARATORS] = {false};
	char before = '\n';
	for (size_t i = 0; i <= text.n && asked < LINES_ASKED; i++) {
		char c = i < text.n ? text.p[i] : '\n';
		bool end = c == '\n' || c == '\r';
		quoted ^= c == '"';
		for (size_t k = 0; k < SEPARATORS && !quoted; k++) {
			bool hit = c == separators[k];
			all[k] += hit;
			lines[k] += hit && !here[k];
			here[k] = (here[k] || hit) && !end;
		}
		asked += !quoted && end && before != '\n' && before != '\r';
		before = c;
	}
	for (size_t k = 1; k < SEPARATORS; k++)
		if (2 * lines[k] > asked && (lines[k] > lines[best] || (lines[k] == lines[best] && all[k] > all[best])))
			best = k;
	return separators[best];
}

/* A quote is doubled inside quotes: copies the cell with single ones. */
static struct str without_doubles(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		p[n++] = s.p[i];
		if (s.p[i] == '"')
			i++;
	}
	return (struct str){p, n};
}

static int read_quoted(struct reader *r, struct str *ret_cell, struct err *err)
{
	size_t began_in = r->line, from = ++r->at;
	bool doubled = false;
	for (;; r->at++) {
		if (r->at >= r->text.n)
			return err_set(err, ERR_INPUT,
				       _("Dòng %zu: dấu ngoặc kép mở ở dòng này không được đóng. "
					 "Hãy thêm dấu ngoặc kép đóng rồi nạp lại."),
				       began_in);
		char c = r->text.p[r->at];
		if (c == '"') {
			if (r->at + 1 >= r->text.n || r->text.p[r->at + 1] != '"')
				break;
			doubled = true;
			r->at++;
		} else if (c == '\n' || (c == '\r' && !(r->at + 1 < r->text.n && r->text.p[r->at + 1] == '\n'))) {
			r->line++;
		}
	}
	struct str raw = {r->text.p + from, r->at - from};
	r->at++;
	if (!at_line_end(r) && r->text.p[r->at] != r->separator)
		return err_set(err, ERR_INPUT,
			       _("Dòng %zu: sau dấu ngoặc kép đóng phải là dấu phân cách ô hoặc hết dòng. "
				 "Dấu ngoặc kép bên trong ô phải viết hai lần."),
			       r->line);
	if (doubled && raw.n > 2 * r->limits->cell)
		raw.n = r->limits->cell + 1; /* refused by the caller; never copied */
	else if (doubled)
		raw = without_doubles(r->row, raw);
	*ret_cell = raw;
	return 0;
}

static int read_cell(struct reader *r, struct err *err)
{
	struct str cell;
	size_t line = r->line;
	if (r->at < r->text.n && r->text.p[r->at] == '"') {
		int k = read_quoted(r, &cell, err);
		if (k < 0)
			return k;
	} else {
		size_t from = r->at;
		while (!at_line_end(r) && r->text.p[r->at] != r->separator)
			r->at++;
		cell = (struct str){r->text.p + from, r->at - from};
	}
	if (cell.n > r->limits->cell)
		return err_set(err, ERR_TOO_LARGE, _("Dòng %zu, cột %zu: ô dài quá %zu byte."), line, r->n + 1,
			       r->limits->cell);
	if (r->n == r->limits->columns)
		return err_set(err, ERR_TOO_LARGE, _("Dòng %zu: có quá %zu cột."), line, r->limits->columns);
	r->cell[r->n++] = cell;
	return 0;
}

static int read_row(struct reader *r, struct csv_row *ret_row, struct err *err)
{
	size_t from = r->at, line = r->line;
	r->n = 0;
	for (;;) {
		int k = read_cell(r, err);
		if (k < 0)
			return k;
		if (at_line_end(r))
			break;
		r->at++; /* the separator */
	}
	struct str raw = {r->text.p + from, r->at - from};
	if (!str_is_utf8(raw) || memchr(raw.p, 0, raw.n))
		return err_set(err, ERR_INPUT,
			       _("Dòng %zu: tệp không phải văn bản UTF-8. "
				 "Trong Excel hãy chọn Lưu thành, kiểu .xlsx hoặc “CSV UTF-8”, rồi nạp lại."),
			       line);
	pass_line_end(r);
	*ret_row = (struct csv_row){.line = line, .n = r->n, .cells = r->cell};
	return 0;
}

static int read_rows(struct reader *r, int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx,
		     struct err *err)
{
	size_t rows = 0;
	while (r->at < r->text.n) {
		if (at_line_end(r)) {
			pass_line_end(r);
			continue;
		}
		struct csv_row got;
		int k = read_row(r, &got, err);
		if (k < 0)
			return k;
		if (++rows > r->limits->rows)
			return err_set(err, ERR_TOO_LARGE, _("Tệp có quá %zu dòng. Hãy chia thành nhiều tệp."),
				       r->limits->rows);
		k = row(ctx, &got, err);
		if (k != 0)
			return k;
		arena_reset(r->row);
	}
	return 0;
}

/* ---- UTF-16: what older spreadsheets save as "Unicode text" ---- */

static uint32_t pair_at(struct str s, size_t at, bool big)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

/* `s` without its mark; false when it is cut or has half a letter. */
static bool add_utf16(struct buf *out, struct str s, bool big)
{
	for (size_t i = 0; i + 2 <= s.n; i += 2) {
		uint32_t c = pair_at(s, i, big);
		char utf8[4];
		if (c >= 0xD800 && c < 0xE000) {
			uint32_t low = i + 4 <= s.n ? pair_at(s, i + 2, big) : 0;
			if (c >= 0xDC00 || low < 0xDC00 || low >= 0xE000)
				return false;
			c = 0x10000 + ((c - 0xD800) << 10 | (low - 0xDC00));
			i += 2;
		}
		buf_add_bytes(out, utf8, str_put_utf8(utf8, c));
	}
	return s.n % 2 == 0;
}

static int read_text(struct str text, const struct csv_limits *limits,
		     int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct err *err)
{
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_slice(text, 3, text.n);
	/* Room for the longest row that passes the limits: a cell in quotes is at most twice its length. */
	size_t cells_most = (limits->columns + 1) * sizeof(struct str);
	_cleanup_arena_ struct arena *cells = arena_new("csv cells", cells_most + (1 << 20));
	_cleanup_arena_ struct arena *scratch =
		arena_new("csv row", 2 * ((limits->columns + 1) * (2 * limits->cell + 64)) + (1 << 20));
	struct reader r = {
		.text = text,
		.limits = limits,
		.line = 1,
		.separator = find_separator(text),
		.cells = cells,
		.row = scratch,
		.cell = arena_array_of(cells, limits->columns, struct str),
	};
	return read_rows(&r, row, ctx, err);
}

int csv_read(struct str text, const struct csv_limits *limits,
	     int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct err *err)
{
	bool big = str_starts(text, STR("\xfe\xff"));
	if (text.n > limits->bytes)
		return err_set(err, ERR_TOO_LARGE, _("Tệp lớn quá %zu MB. Hãy chia thành nhiều tệp."),
			       limits->bytes >> 20);
	if (!big && !str_starts(text, STR("\xff\xfe")))
		return read_text(text, limits, row, ctx, err);
	if (limits->utf8_only)
		return err_set(err, ERR_INPUT, _("Dòng 1: tệp là văn bản UTF-16. "
						 "Trong Excel hãy chọn Lưu thành, kiểu “CSV UTF-8”, rồi nạp lại."));
	_cleanup_buf_ struct buf utf8 = BUF_INIT(2 * limits->bytes); /* two bytes become three at most */
	if (!add_utf16(&utf8, str_slice(text, 2, text.n), big))
		return err_set(err, ERR_INPUT,
			       _("Tệp là văn bản Unicode (UTF-16) nhưng bị hỏng hoặc tải lên chưa trọn. "
				 "Trong Excel hãy chọn Lưu thành, kiểu .xlsx, rồi nạp lại."));
	return read_text(buf_str(&utf8), limits, row, ctx, err);
}

struct collector {
	struct arena *a;
	struct csv_table *t;
	struct csv_row *row; /* the vector behind t->row */
	size_t cap;
	bool headed;
};

static int collect(void *ctx, const struct csv_row *row, struct err *err)
{
	(void)err;
	struct collector *c = ctx;
	struct str *cells = arena_array_of(c->a, row->n, struct str);
	for (size_t i = 0; i < row->n; i++)
		cells[i] = arena_dup(c->a, c->headed ? row->cells[i] : str_trim(row->cells[i]));
	if (!c->headed) {
		c->headed = true;
		c->t->columns = row->n;
		c->t->names = cells;
		return 0;
	}
	c->row = arena_grow(c->a, c->row, c->t->rows, &c->cap, sizeof(*c->row));
	c->row[c->t->rows++] = (struct csv_row){.line = row->line, .n = row->n, .cells = cells};
	return 0;
}

int csv_table(struct arena *a, struct str text, const struct csv_limits *limits, struct csv_table *ret_table,
	      struct err *err)
{
	struct csv_table t = {0};
	struct collector c = {.a = a, .t = &t};
	int k = csv_read(text, limits, collect, &c, err);
	if (k < 0)
		return k;
	if (!c.headed)
		return err_set(err, ERR_INPUT, _("Tệp trống: không có dòng tiêu đề."));
	t.row = c.row;
	*ret_table = t;
	return 0;
}

int csv_column(const struct csv_table *t, const char *name)
{
	for (size_t i = 0; i < t->columns; i++)
		if (str_eq_c(t->names[i], name))
			return (int)i;
	return -1;
}

struct str csv_cell(const struct csv_table *t, size_t row, int column)
{
	if (row >= t->rows || column < 0 || (size_t)column >= t->row[row].n)
		return (struct str){0};
	return str_trim(t->row[row].cells[column]);
}

/* What a spreadsheet would run as a formula. */
static bool is_formula_start(char c)
{
	return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
}

/* Text that begins with apostrophes before such a sign gets one more, so that taking one away always gives it back. */
static bool wants_guard(struct str s)
{
	size_t at = 0;
	while (at < s.n && s.p[at] == '\'')
		at++;
	return at < s.n && is_formula_start(s.p[at]);
}

static bool wants_quotes(struct str s)
{
	if (str_starts(s, STR("\xef\xbb\xbf"))) /* at the start of a file it would be taken for the mark of UTF-8 */
		return true;
	for (size_t i = 0; i < s.n; i++)
		if (strchr(",;\t\"\r\n", s.p[i]) && s.p[i])
			return true;
	return false;
}

void csv_write_text(struct buf *out, struct str cell, bool last)
{
	bool guard = wants_guard(cell);
	/* A row of one empty cell would be an empty line, which readers pass over. */
	bool alone = last && cell.n == 0 && (out->n == 0 || out->p[out->n - 1] == '\n');
	bool quotes = alone || wants_quotes(cell);
	if (quotes)
		buf_add_char(out, '"');
	if (guard)
		buf_add_char(out, '\'');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			buf_add_char(out, '"');
		buf_add_char(out, cell.p[i]);
	}
	if (quotes)
		buf_add_char(out, '"');
	buf_add_c(out, last ? "\r\n" : ",");
}

void csv_write_int(struct buf *out, int64_t v, bool last)
{
	buf_add_i64(out, v);
	buf_add_c(out, last ? "\r\n" : ",");
}

struct str csv_unguard(struct str cell)
{
	if (cell.n >= 2 && cell.p[0] == '\'' && wants_guard(cell))
		return str_slice(cell, 1, cell.n);
	return cell;
}
