/* Forms and answers as sheets: written for Excel, read again whoever moved the columns. */
#include <string.h>

#include "format/table.h"
#include "format/xlsx_write.h"
#include "report/report.h"
#include "text/text.h"

#define SHEET_ROWS_MOST 2000
#define SHEET_HEAD_ROWS 10 /* the heading is looked for in these */

const char *const report_sheet_columns[REPORT_SHEET_COLUMNS] = {_("Mã"), _("Nội dung"), _("Đơn vị tính"), _("Kỳ trước"),
								_("Kỳ này")};
enum { S_CODE, S_LABEL, S_MEASURE, S_BEFORE, S_NOW };

struct sheet {
	struct arena *a;
	struct csv_row *rows;
	size_t n, cap;
};

static int keep_row(void *ctx, const struct csv_row *row, struct err *err)
{
	struct sheet *s = ctx;
	if (s->n == SHEET_ROWS_MOST)
		return err_set(err, ERR_TOO_LARGE, _("Bảng có quá %d dòng."), SHEET_ROWS_MOST);
	struct str *cells = arena_array_of(s->a, row->n + 1, struct str);
	for (size_t i = 0; i < row->n; i++)
		cells[i] = arena_dup(s->a, str_trim(row->cells[i]));
	s->rows = arena_grow(s->a, s->rows, s->n, &s->cap, sizeof(*s->rows));
	s->rows[s->n++] = (struct csv_row){row->line, row->n, cells};
	return 0;
}

/* What is pasted from a spreadsheet has tabs, and commas inside its numbers. */
static int read_pasted(struct sheet *s, struct str text, struct err *err)
{
	struct str line, cell;
	for (size_t number = 1; str_split(&text, '\n', &line); number++) {
		struct str cells[64];
		size_t n = 0;
		while (n < ARRAY_LEN(cells) && str_split(&line, '\t', &cell))
			cells[n++] = cell;
		if (n == 0 || (n == 1 && str_trim(cells[0]).n == 0))
			continue;
		int r = keep_row(s, &(struct csv_row){number, n, cells}, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_sheet(struct arena *a, struct str bytes, const char *filename, struct sheet *ret, struct err *err)
{
	*ret = (struct sheet){.a = a};
	if (!str_starts(bytes, STR("PK")) && str_find_char(bytes, '\t') >= 0 && str_is_utf8(bytes))
		return read_pasted(ret, bytes, err);
	return table_read(bytes, filename, &csv_limits_default, keep_row, ret, NULL, err);
}

static struct str cell_of(const struct csv_row *row, int column)
{
	return column >= 0 && (size_t)column < row->n ? row->cells[column] : (struct str){0};
}

/* The row with the headings; places[k] is where the k-th heading stands, -1 for none. The first one must be there. */
static int find_heading(const struct sheet *s, const char *const *names, size_t n, int *places, size_t least,
			size_t *ret_row, struct err *err)
{
	for (size_t i = 0; i < s->n && i < SHEET_HEAD_ROWS; i++) {
		size_t found = 0;
		for (size_t k = 0; k < n; k++) {
			struct str want = text_fold(s->a, str_from_c(names[k]));
			places[k] = -1;
			for (size_t c = 0; c < s->rows[i].n; c++) {
				if (!str_eq(text_fold(s->a, s->rows[i].cells[c]), want))
					continue;
				if (places[k] >= 0)
					return err_set(err, ERR_INPUT,
						       _("Dòng %zu: cột «%s» có hai lần; hãy bỏ một cột."),
						       s->rows[i].line, names[k]);
				places[k] = (int)c;
			}
			found += places[k] >= 0;
		}
		if (found >= least && places[0] >= 0) {
			*ret_row = i;
			return 0;
		}
	}
	return 1;
}

/* ---- the form itself ---- */

int report_form_sheet(struct arena *a, struct str bytes, const char *filename, struct str *ret_body, struct err *err)
{
	struct sheet s;
	int places[FORM_COLUMNS];
	size_t head;
	int r = read_sheet(a, bytes, filename, &s, err);
	if (r == 0)
		r = find_heading(&s, form_columns, FORM_COLUMNS, places, 3, &head, err);
	if (r < 0)
		return r;
	if (r > 0)
		return err_set(err, ERR_INPUT,
			       _("Không thấy dòng tiêu đề của biểu mẫu trong %d dòng đầu. Các cột cần có: %s, %s, %s "
				 "…; hãy tải mẫu "
				 "Excel về và điền vào đó."),
			       SHEET_HEAD_ROWS, form_columns[0], form_columns[1], form_columns[2]);
	struct str *cells = arena_array_of(a, (s.n + 1) * FORM_COLUMNS, struct str);
	size_t n = 0;
	for (size_t i = head + 1; i < s.n; i++)
		for (size_t k = 0; k < FORM_COLUMNS; k++)
			cells[n++] = csv_unguard(cell_of(&s.rows[i], places[k]));
	*ret_body = form_text(a, cells, n / FORM_COLUMNS);
	return 0;
}

int report_form_write(const char *path, struct arena *a, struct str title, struct str body, struct err *err)
{
	static const int widths[FORM_COLUMNS] = {12, 8, 50, 24, 16, 10, 30, 14, 40};
	struct xlsx_column columns[FORM_COLUMNS];
	struct xlsx_writer *w;
	const struct str *cells;
	size_t rows;
	for (size_t i = 0; i < FORM_COLUMNS; i++)
		columns[i] = (struct xlsx_column){
			.label = str_from_c(form_columns[i]), .kind = XLSX_TEXT, .width = widths[i]};
	form_cells_of_text(a, body, &cells, &rows);
	int r = xlsx_write_start(path, title, columns, FORM_COLUMNS, &w, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < rows; i++) {
		for (size_t k = 0; k < FORM_COLUMNS; k++)
			xlsx_write_text(w, cells[i * FORM_COLUMNS + k]);
		xlsx_write_row(w);
	}
	return xlsx_write_end(w, err);
}

/* ---- an answer ---- */

/* The cell of a code; a spreadsheet may have made a number of "1.2". */
static int cell_of_code(struct arena *a, const struct form *f, struct str code)
{
	int cell = form_cell_find(f, code);
	if (cell >= 0 || str_find_char(code, ',') < 0)
		return cell;
	char *p = arena_c(a, code);
	for (char *c = p; *c; c++)
		if (*c == ',')
			*c = '.';
	return form_cell_find(f, str_from_c(p));
}

struct filling {
	struct arena *a;
	const struct form *f;
	struct str *typed;
	bool *seen;
	size_t known, unknown, other; /* rows: of this form, of none, of this code with another text */
	struct buf ignored;
};

static int fill_row(struct filling *w, const struct csv_row *row, const int *places, struct err *err)
{
	struct str code = csv_unguard(cell_of(row, places[S_CODE])), label = csv_unguard(cell_of(row, places[S_LABEL])),
		   value = csv_unguard(cell_of(row, places[S_NOW]));
	if (!code.n)
		return 0;
	int cell = cell_of_code(w->a, w->f, code);
	if (cell < 0) {
		bool section = false;
		for (size_t i = 0; i < w->f->line_n; i++)
			section |= str_eq(w->f->lines[i].code, code);
		if (!section) {
			w->unknown++;
			buf_printf(&w->ignored, "%s%.*s", w->ignored.n ? ", " : "", STR_ARG(str_head(code, 20)));
		}
		return 0;
	}
	if (table_cell_failed(value))
		return err_set(err, ERR_INPUT, _("Dòng %zu: ô «%s» báo lỗi “%.*s”; hãy sửa công thức rồi nạp lại."), row->line,
			       report_sheet_columns[S_NOW], STR_ARG(str_head(value, 40)));
	if (w->seen[cell])
		return err_set(err, ERR_INPUT, _("Dòng %zu: mã «%.*s» có hai lần; không biết lấy số nào."), row->line,
			       STR_ARG(code));
	w->seen[cell] = true;
	w->known++;
	if (label.n && !str_eq(text_fold(w->a, label), text_fold(w->a, form_cell_label(w->a, w->f, cell))))
		w->other++;
	/* a sheet says a file's name only: what is attached stays */
	bool file = w->f->lines[w->f->cells[cell].line].kind == FORM_FILE;
	if (!w->f->cells[cell].computed && !file && places[S_NOW] >= 0)
		w->typed[cell] = value;
	return 0;
}

int report_sheet_read(struct arena *a, const struct form *f, struct str bytes, const char *filename, struct str *typed,
		      struct str *ret_ignored, struct err *err)
{
	struct sheet s;
	int places[REPORT_SHEET_COLUMNS];
	size_t head = 0;
	struct str *mine = arena_array_of(a, f->cell_n, struct str);
	struct filling w = {a, f, mine, arena_array_of(a, f->cell_n, bool), 0, 0, 0, BUF_INIT(400)};
	memcpy(mine, typed, f->cell_n * sizeof(*mine));
	int r = read_sheet(a, bytes, filename, &s, err);
	if (r == 0)
		r = find_heading(&s, report_sheet_columns, REPORT_SHEET_COLUMNS, places, 2, &head, err);
	if (r > 0 && s.n && s.rows[0].n >= 2 && cell_of_code(a, f, s.rows[0].cells[0]) >= 0) {
		/* pasted without its heading: code first, the value last */
		for (int k = 0; k < REPORT_SHEET_COLUMNS; k++)
			places[k] = -1;
		places[S_CODE] = 0;
		places[S_NOW] = (int)s.rows[0].n - 1;
		head = (size_t)-1;
		r = 0;
	}
	if (r == 0 && places[S_NOW] < 0)
		r = 1;
	if (r > 0)
		r = err_set(err, ERR_INPUT,
			    _("Không thấy cột «%s» và «%s» trong %d dòng đầu của bảng; hãy tải bảng của báo cáo này về "
			      "và điền "
			      "vào đó."),
			    report_sheet_columns[S_CODE], report_sheet_columns[S_NOW], SHEET_HEAD_ROWS);
	for (size_t i = head + 1; r == 0 && i < s.n; i++)
		r = fill_row(&w, &s.rows[i], places, err);
	if (r == 0 && (w.known == 0 || w.unknown > w.known || 2 * w.other > w.known))
		r = err_set(err, ERR_INPUT,
			    _("Bảng này là của biểu mẫu khác: %zu mã không có trong biểu mẫu, %zu dòng có nội dung "
			      "khác. Chưa lấy số nào."),
			    w.unknown, w.other);
	if (r == 0) {
		memcpy(typed, mine, f->cell_n * sizeof(*mine));
		*ret_ignored = arena_dup(a, buf_str(&w.ignored));
	}
	buf_free(&w.ignored);
	return r;
}

static void write_value(struct xlsx_writer *w, struct arena *a, const struct form *f, int cell, const struct answer_cell *v)
{
	const struct form_line *l = &f->lines[f->cells[cell].line];
	if (v->state != EXPR_NUMBER)
		xlsx_write_empty(w);
	else if (l->kind == FORM_NUMBER && v->v % FORM_SCALE == 0)
		xlsx_write_int(w, v->v / FORM_SCALE);
	else if (l->kind == FORM_NUMBER)
		xlsx_write_scaled(w, v->v, FORM_DECIMALS);
	else if (l->kind == FORM_DAY)
		xlsx_write_day(w, (day_t)v->v);
	else
		xlsx_write_text(w, answer_text(a, f, cell, v));
}

int report_sheet_write(const char *path, struct arena *a, const struct form *f, struct str title,
		       const struct answer_cell *before, const struct answer_cell *now, struct err *err)
{
	static const int widths[REPORT_SHEET_COLUMNS] = {8, 60, 14, 14, 20};
	struct xlsx_column columns[REPORT_SHEET_COLUMNS];
	struct xlsx_writer *w;
	for (size_t i = 0; i < REPORT_SHEET_COLUMNS; i++)
		columns[i] = (struct xlsx_column){
			.label = str_from_c(report_sheet_columns[i]), .kind = XLSX_TEXT, .width = widths[i]};
	int r = xlsx_write_start(path, title, columns, REPORT_SHEET_COLUMNS, &w, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < f->line_n; i++) {
		const struct form_line *l = &f->lines[i];
		if (l->kind == FORM_SECTION) {
			xlsx_write_text(w, l->code);
			xlsx_write_text(w, l->label);
			xlsx_write_row(w);
		}
		for (int cell = l->cell; l->cell_n && cell < l->cell + l->cell_n; cell++) {
			xlsx_write_text(w, f->cells[cell].code);
			xlsx_write_text(w, form_cell_label(a, f, cell));
			xlsx_write_text(w, l->measure);
			write_value(w, a, f, cell, &before[cell]);
			write_value(w, a, f, cell, &now[cell]);
			xlsx_write_row(w);
		}
	}
	return xlsx_write_end(w, err);
}

/* ---- a round ---- */

static void write_cells(struct xlsx_writer *w, struct arena *a, const struct form *f, const struct answer_cell *cells)
{
	for (size_t i = 0; i < f->cell_n; i++)
		write_value(w, a, f, (int)i, &cells[i]);
	xlsx_write_row(w);
}

int report_round_write(const char *path, struct arena *a, const struct form *f, struct str title,
		       const struct report_round *round, const struct roll *sum, struct err *err)
{
	struct xlsx_column *columns = arena_array_of(a, f->cell_n + 3, struct xlsx_column);
	struct answer_cell *cells = arena_array_of(a, f->cell_n, struct answer_cell);
	struct xlsx_writer *w;
	columns[0] = (struct xlsx_column){.label = str_from_c(_("Mã đơn vị")), .kind = XLSX_TEXT, .width = 10};
	columns[1] = (struct xlsx_column){.label = str_from_c(_("Đơn vị")), .kind = XLSX_TEXT, .width = 28};
	columns[2] = (struct xlsx_column){.label = str_from_c(_("Tình trạng")), .kind = XLSX_TEXT, .width = 18};
	for (size_t i = 0; i < f->cell_n; i++)
		columns[i + 3] = (struct xlsx_column){
			.label = arena_printf(a, "[%.*s] %.*s", STR_ARG(f->cells[i].code),
					      STR_ARG(form_cell_label(a, f, (int)i))),
			.kind = f->lines[f->cells[i].line].kind == FORM_NUMBER ? XLSX_INT : XLSX_TEXT,
			.width = 16};
	int r = xlsx_write_start(path, title, columns, f->cell_n + 3, &w, err);
	if (r < 0)
		return r;
	const struct field *state = &answer_record.fields[record_field(&answer_record, "state")];
	roll_cells(sum, cells);
	xlsx_write_text(w, (struct str){0});
	xlsx_write_text(w, str_from_c(_("Tổng hợp")));
	xlsx_write_text(w, arena_printf(a, _("%lld/%zu đơn vị đã gửi"), (long long)round->counted, round->n));
	write_cells(w, a, f, cells);
	for (size_t i = 0; i < round->n; i++) {
		const struct report_answer *one = &round->answers[i];
		xlsx_write_text(w, one->unit_code);
		xlsx_write_text(w, one->unit_name);
		xlsx_write_text(w, one->none ? str_from_c(_("không có gì để báo cáo"))
					     : str_from_c(field_choice(state, one->state)->label));
		answer_kept(a, f, one->counts ? one->cells : (struct str){0}, cells);
		write_cells(w, a, f, cells);
	}
	return xlsx_write_end(w, err);
}
