/* The table of a form read: lines, cells, formulas in the order they are computed. */
#include "form/form.h"

#include <string.h>

#include "text/text.h"

enum column { C_KIND, C_CODE, C_LABEL, C_MEASURE, C_SPLITS, C_REQUIRED, C_FORMULA, C_ROLL, C_NOTE };

const char *const form_columns[FORM_COLUMNS] = {
	_("Kiểu"),	 _("Mã"),		 _("Nội dung"),	  _("Đơn vị tính hoặc lựa chọn"), _("Phân tổ"),
	_("Bắt buộc"), _("Công thức hoặc quy tắc"), _("Cách cộng"), _("Hướng dẫn"),
};

static const struct {
	const char *words; /* folded */
	enum form_kind kind;
	int detail; /* decimals, or the kind of rule */
} kinds[] = {
	{"muc", FORM_SECTION, 0},	{"so nguyen", FORM_NUMBER, 0},	 {"so le 1", FORM_NUMBER, 1},
	{"so le 2", FORM_NUMBER, 2},	{"so le 3", FORM_NUMBER, 3},	 {"so le 4", FORM_NUMBER, 4},
	{"chu", FORM_SHORT, 0},		{"chu dai", FORM_LONG, 0},	 {"ngay", FORM_DAY, 0},
	{"chon", FORM_CHOICE, 0},	{"tep", FORM_FILE, 0},		 {"quy tac", FORM_RULE, RULE_SKIP},
	{"quy tac du", FORM_RULE, RULE_WHOLE}, {"canh bao", FORM_RULE, RULE_WARN},
};

static const struct {
	const char *words;
	enum form_roll roll;
} rolls[] = {{"cong", ROLL_SUM},      {"cuoi ky", ROLL_LAST},	{"binh quan", ROLL_MEAN},
	     {"tinh lai", ROLL_AGAIN}, {"danh sach", ROLL_LIST}, {"khong", ROLL_NONE}};

struct building {
	struct arena *a;
	struct form_line *lines;
	size_t line_n;
	struct form_cell *cells;
	size_t cell_n;
	struct form_check *checks;
	size_t check_n;
	struct expr_constants constants;
	int *order;
	size_t order_n;
	char *state; /* of each cell while it is put in order */
	struct err *err;
};

static int refuse(struct err *err, size_t line, enum column column, const char *why)
{
	char field[32];
	struct buf b = BUF_INIT(sizeof(field));
	buf_printf(&b, "dong%zu", line + 1);
	memset(field, 0, sizeof(field));
	memcpy(field, b.p, b.n);
	buf_free(&b);
	return err_field(err, ERR_INPUT, field, _("Dòng %zu, cột «%s»: %s"), line + 1, form_columns[column], why);
}

/* ---- text and cells ---- */

struct str form_text(struct arena *a, const struct str *cells, size_t rows)
{
	_cleanup_buf_ struct buf b = BUF_INIT(4 * FORM_TEXT_MOST);
	for (size_t i = 0; i < rows; i++) {
		size_t begin = b.n;
		bool any = false;
		for (size_t k = 0; k < FORM_COLUMNS; k++) {
			struct str s = str_trim(cells[i * FORM_COLUMNS + k]);
			any |= s.n > 0;
			for (size_t c = 0; c < s.n; c++)
				buf_add_char(&b, (unsigned char)s.p[c] < 0x20 || s.p[c] == 0x7F ? ' '
						 : s.p[c] == '|'                                ? '/'
												: s.p[c]);
			buf_add_char(&b, k + 1 < FORM_COLUMNS ? '|' : '\n');
		}
		if (!any)
			b.n = begin;
	}
	return arena_dup(a, buf_str(&b));
}

void form_cells_of_text(struct arena *a, struct str text, const struct str **ret_cells, size_t *ret_rows)
{
	struct str *cells = NULL, line, cell;
	size_t n = 0, cap = 0;
	while (str_split(&text, '\n', &line)) {
		if (str_trim(line).n == 0)
			continue;
		for (size_t k = 0; k < FORM_COLUMNS; k++) {
			cells = arena_grow(a, cells, n, &cap, sizeof(*cells));
			cells[n++] = str_split(&line, '|', &cell) ? str_trim(cell) : (struct str){0};
		}
	}
	*ret_cells = cells;
	*ret_rows = n / FORM_COLUMNS;
}

/* "Nam; Nữ" */
static size_t items(struct arena *a, struct str s, size_t most, const struct str **ret)
{
	struct str *v = arena_array_of(a, most + 1, struct str), part;
	size_t n = 0;
	while (n <= most && str_split(&s, ';', &part))
		if ((part = str_trim(part)).n)
			v[n++] = part;
	*ret = v;
	return n;
}

/* ---- names ---- */

static int line_of(const struct building *b, struct str code)
{
	for (size_t i = 0; i < b->line_n; i++)
		if (b->lines[i].code.n && str_eq(b->lines[i].code, code))
			return (int)i;
	return -1;
}

/* "3/2" → the line of 3, split 1; split -1: the whole. */
static int named(const struct building *b, struct str name, int *ret_split)
{
	struct str code, rest = name;
	int64_t k;
	int line = line_of(b, name);
	*ret_split = -1;
	if (line >= 0 || !str_split(&rest, '/', &code) || !str_to_i64(rest, 1, FORM_CHOICES_MOST, &k))
		return line;
	line = line_of(b, code);
	if (line < 0 || b->lines[line].split_n < (size_t)k)
		return -1;
	*ret_split = (int)k - 1;
	return line;
}

static int cell_at(const struct form_line *l, int split) { return split < 0 ? l->cell + l->cell_n - 1 : l->cell + split; }

static int unknown(struct err *err, struct str name)
{
	return err_set(err, ERR_INPUT,
		       _("Không có ô [%.*s]. Ô có tên là mã của chỉ tiêu, phân tổ thứ hai của nó là [mã/2]."),
		       STR_ARG(str_head(name, 40)));
}

static int find_one(struct building *b, struct str name, bool number, int *ret, size_t most, struct err *err)
{
	int split, line = named(b, name, &split);
	if (line < 0)
		return unknown(err, name);
	const struct form_line *l = &b->lines[line];
	if (l->kind != FORM_SECTION) {
		if (number && l->kind != FORM_NUMBER)
			return err_set(err, ERR_INPUT, _("Ô [%.*s] không phải là số nên không tính được với nó."),
				       STR_ARG(name));
		ret[0] = cell_at(l, split);
		return 1;
	}
	int n = 0;
	for (size_t i = 0; i < b->line_n && (size_t)n < most; i++)
		if (b->lines[i].kind == FORM_NUMBER && b->lines[i].section == line && !b->lines[i].formula.n)
			ret[n++] = cell_at(&b->lines[i], -1);
	return n ? n : err_set(err, ERR_INPUT, _("Mục [%.*s] không có ô số nào để cộng."), STR_ARG(name));
}

static int find_cells(void *ctx, struct str from, struct str to, bool number, int *ret, size_t most, struct err *err)
{
	struct building *b = ctx;
	if (!to.n)
		return find_one(b, from, number, ret, most, err);
	int split, split_to, first = named(b, from, &split), last = named(b, to, &split_to), n = 0;
	if (first < 0 || last < 0)
		return unknown(err, first < 0 ? from : to);
	if (first > last || split != split_to)
		return err_set(err, ERR_INPUT, _("Dãy [%.*s]:[%.*s] phải đi từ trên xuống, trong cùng một phân tổ."),
			       STR_ARG(from), STR_ARG(to));
	for (int i = first; i <= last && (size_t)n < most; i++)
		if (b->lines[i].kind == FORM_NUMBER && (split < 0 || b->lines[i].split_n > (size_t)split))
			ret[n++] = cell_at(&b->lines[i], split);
	return n ? n : err_set(err, ERR_INPUT, _("Dãy [%.*s]:[%.*s] không có ô số nào."), STR_ARG(from), STR_ARG(to));
}

/* ---- lines ---- */

static bool good_code(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
		      c == '-' || c == '_'))
			return false;
	}
	return s.n <= FORM_CODE_BYTES;
}

static int read_kind(struct building *b, size_t at, struct str word, struct form_line *l)
{
	struct str fold = text_fold(b->a, word);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq_c(fold, kinds[i].words)) {
			l->kind = kinds[i].kind;
			l->decimals = l->kind == FORM_NUMBER ? kinds[i].detail : 0;
			l->rule = l->kind == FORM_RULE ? (enum form_rule)kinds[i].detail : RULE_SKIP;
			return 0;
		}
	return refuse(
		b->err, at, C_KIND,
		_("chọn một trong: mục, số nguyên, số lẻ 1 đến số lẻ 4, chữ, chữ dài, ngày, chọn, tệp, quy tắc, quy tắc "
		  "đủ, cảnh báo."));
}

static int read_roll(struct building *b, size_t at, struct str word, struct form_line *l)
{
	struct str fold = text_fold(b->a, word);
	bool number = l->kind == FORM_NUMBER;
	l->roll = number ? (l->formula.n ? ROLL_AGAIN : ROLL_SUM) : l->kind == FORM_SECTION ? ROLL_NONE : ROLL_LIST;
	if (!word.n)
		return 0;
	ptrdiff_t open = str_find_char(word, '['), close = str_find_char(word, ']');
	if (str_starts(fold, STR("theo ")) && open > 0 && close > open && number) {
		l->roll = ROLL_WEIGHED;
		l->weight = str_trim(str_slice(word, (size_t)open + 1, (size_t)close));
		return 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(rolls); i++)
		if (str_eq_c(fold, rolls[i].words)) {
			l->roll = rolls[i].roll;
			bool fits = l->roll == ROLL_NONE || (l->roll == ROLL_LIST ? !number : number);
			return fits && (l->roll != ROLL_AGAIN || l->formula.n)
				       ? 0
				       : refuse(b->err, at, C_ROLL, _("cách cộng này không hợp với kiểu của chỉ tiêu."));
		}
	return refuse(b->err, at, C_ROLL, _("chọn: cộng, cuối kỳ, bình quân, theo [mã], tính lại, danh sách, không."));
}

static int read_splits(struct building *b, size_t at, const struct str *cell, struct form_line *l)
{
	l->split_n = items(b->a, cell[C_SPLITS], FORM_CHOICES_MOST, &l->splits);
	if (l->split_n && (l->kind != FORM_NUMBER || l->formula.n))
		return refuse(b->err, at, C_SPLITS, _("chỉ chỉ tiêu số không có công thức mới có phân tổ."));
	if (l->split_n == 1 || l->split_n > FORM_CHOICES_MOST)
		return refuse(b->err, at, C_SPLITS, _("phân tổ có từ 2 đến 20 mục, cách nhau bằng dấu chấm phẩy."));
	if (l->kind != FORM_CHOICE)
		return 0;
	l->choice_n = items(b->a, cell[C_MEASURE], FORM_CHOICES_MOST, &l->choices);
	l->measure = (struct str){0};
	return l->choice_n >= 2 && l->choice_n <= FORM_CHOICES_MOST
		       ? 0
		       : refuse(b->err, at, C_MEASURE,
				_("kiểu «chọn» cần từ 2 đến 20 lựa chọn, cách nhau bằng dấu chấm phẩy."));
}

static int read_line(struct building *b, size_t at, const struct str *cell)
{
	struct form_line *l = &b->lines[at];
	int r = read_kind(b, at, cell[C_KIND], l);
	if (r < 0)
		return r;
	bool asks = l->kind != FORM_SECTION && l->kind != FORM_RULE;
	l->code = cell[C_CODE];
	l->label = cell[C_LABEL];
	l->measure = cell[C_MEASURE];
	l->note = cell[C_NOTE];
	l->formula = cell[C_FORMULA];
	l->required = cell[C_REQUIRED].n > 0;
	l->section = at == 0 ? -1 : b->lines[at - 1].kind == FORM_SECTION ? (int)at - 1 : b->lines[at - 1].section;
	if (!l->label.n || l->label.n > 600)
		return refuse(b->err, at, C_LABEL, _("cần có, tối đa 600 byte."));
	if (!good_code(l->code) || (asks && !l->code.n))
		return refuse(b->err, at, C_CODE, _("chỉ tiêu cần mã có 1 đến 12 chữ cái không dấu, chữ số, dấu . - _"));
	if (l->code.n && line_of(b, l->code) != (int)at)
		return refuse(b->err, at, C_CODE, _("mã này đã dùng ở dòng trên."));
	if (l->kind == FORM_RULE ? !l->formula.n : l->formula.n && l->kind != FORM_NUMBER)
		return refuse(b->err, at, C_FORMULA,
			      l->kind == FORM_RULE ? _("quy tắc cần một phép so sánh, ví dụ [2] <= [1].")
						   : _("chỉ chỉ tiêu số mới có công thức."));
	r = read_splits(b, at, cell, l);
	return r < 0 ? r : read_roll(b, at, cell[C_ROLL], l);
}

static int open_cells(struct building *b, size_t at)
{
	struct form_line *l = &b->lines[at];
	if (l->kind == FORM_SECTION || l->kind == FORM_RULE)
		return 0;
	size_t n = l->split_n + 1;
	if (b->cell_n + n > FORM_CELLS_MOST)
		return err_set(b->err, ERR_INPUT, _("Biểu mẫu có quá %d ô; hãy tách thành hai biểu mẫu."), FORM_CELLS_MOST);
	l->cell = (int)b->cell_n;
	l->cell_n = (int)n;
	for (size_t k = 0; k < n; k++)
		b->cells[b->cell_n++] = (struct form_cell){
			.line = (int)at,
			.split = k < l->split_n ? (int)k : -1,
			.code = k < l->split_n ? arena_printf(b->a, "%.*s/%zu", STR_ARG(l->code), k + 1) : l->code,
			.computed = k == l->split_n && (l->split_n > 0 || l->formula.n > 0),
			.weight = -1,
		};
	return 0;
}

/* ---- formulas ---- */

static int located(struct building *b, size_t line, enum column column, int r)
{
	if (r >= 0)
		return r;
	struct err inner = *b->err;
	return refuse(b->err, line, column, inner.text);
}

static int compile_line(struct building *b, size_t at)
{
	struct form_line *l = &b->lines[at];
	struct expr_names names = {b, find_cells};
	if (l->kind == FORM_RULE) {
		struct form_check *c = &b->checks[b->check_n++];
		c->line = (int)at;
		return located(b, at, C_FORMULA,
			       expr_compile(b->a, l->formula, true, &names, &b->constants, &c->expr, b->err));
	}
	if (l->kind != FORM_NUMBER)
		return 0;
	struct form_cell *cell = &b->cells[l->cell + l->cell_n - 1];
	if (l->roll == ROLL_WEIGHED) {
		int r = find_one(b, l->weight, true, &cell->weight, 1, b->err);
		if (r < 0)
			return located(b, at, C_ROLL, r);
		for (int k = l->cell; k < l->cell + l->cell_n; k++)
			b->cells[k].weight = cell->weight;
	}
	if (!cell->computed)
		return 0;
	struct str formula = l->formula;
	if (l->split_n)
		formula = arena_printf(b->a, "TONG(");
	for (size_t k = 0; k < l->split_n; k++)
		formula = arena_printf(b->a, "%.*s[%.*s/%zu]%s", STR_ARG(formula), STR_ARG(l->code), k + 1,
				       k + 1 < l->split_n ? ";" : ")");
	return located(b, at, C_FORMULA, expr_compile(b->a, formula, false, &names, &b->constants, &cell->expr, b->err));
}

/* Cells on the way, for the sentence about a circle. */
struct walk {
	struct building *b;
	int path[FORM_CELLS_MOST];
	size_t n;
	int r;
};

static void visit(void *ctx, int cell)
{
	struct walk *w = ctx;
	struct building *b = w->b;
	if (w->r < 0 || b->state[cell] == 2 || !b->cells[cell].computed)
		return;
	if (b->state[cell] == 1) {
		_cleanup_buf_ struct buf names = BUF_INIT(300);
		size_t from = 0;
		while (w->path[from] != cell)
			from++;
		for (size_t i = from; i < w->n; i++)
			buf_printf(&names, _("[%.*s] → "), STR_ARG(b->cells[w->path[i]].code));
		buf_printf(&names, "[%.*s]", STR_ARG(b->cells[cell].code));
		w->r = refuse(b->err, (size_t)b->cells[cell].line, C_FORMULA,
			      arena_c(b->a, arena_printf(b->a, _("công thức tính vòng quanh chính nó: %.*s."),
							 STR_ARG(buf_str(&names)))));
		return;
	}
	b->state[cell] = 1;
	w->path[w->n++] = cell;
	expr_cells(&b->cells[cell].expr, visit, w);
	w->n--;
	b->state[cell] = 2;
	if (w->r == 0)
		b->order[b->order_n++] = cell;
}

static int put_in_order(struct building *b)
{
	struct walk *w = arena_new_of(b->a, struct walk);
	w->b = b;
	b->state = arena_alloc(b->a, b->cell_n + 1);
	b->order = arena_array_of(b->a, b->cell_n + 1, int);
	for (size_t i = 0; w->r == 0 && i < b->cell_n; i++)
		visit(w, (int)i);
	return w->r;
}

int form_read(struct arena *a, struct str text, struct form **ret_form, struct err *err)
{
	const struct str *cells;
	size_t rows;
	int r = 0;
	if (text.n > FORM_TEXT_MOST || !str_is_utf8(text))
		return err_set(err, ERR_INPUT,
			       _("Biểu mẫu quá dài hoặc không phải chữ Unicode; hãy tách thành hai biểu mẫu."));
	form_cells_of_text(a, text, &cells, &rows);
	if (rows > FORM_LINES_MOST)
		return err_set(err, ERR_INPUT, _("Biểu mẫu có quá %d dòng; hãy tách thành hai biểu mẫu."), FORM_LINES_MOST);
	struct building b = {
		.a = a,
		.err = err,
		.lines = arena_array_of(a, rows + 1, struct form_line),
		.cells = arena_array_of(a, FORM_CELLS_MOST, struct form_cell),
		.checks = arena_array_of(a, rows + 1, struct form_check),
	};
	for (size_t i = 0; r == 0 && i < rows; i++) {
		b.line_n = i + 1;
		r = read_line(&b, i, cells + i * FORM_COLUMNS);
		if (r == 0)
			r = open_cells(&b, i);
	}
	for (size_t i = 0; r == 0 && i < rows; i++)
		r = compile_line(&b, i);
	if (r == 0)
		r = put_in_order(&b);
	if (r == 0 && b.cell_n == 0)
		r = err_set(err, ERR_INPUT, _("Biểu mẫu chưa có chỉ tiêu nào; thêm ít nhất một dòng."));
	if (r < 0)
		return r;
	/* constants moved while they grew */
	for (size_t i = 0; i < b.cell_n; i++)
		b.cells[i].expr.constants = b.constants.v;
	for (size_t i = 0; i < b.check_n; i++)
		b.checks[i].expr.constants = b.constants.v;
	struct form *f = arena_new_of(a, struct form);
	*f = (struct form){b.lines,  b.line_n, b.cells,	 b.cell_n,	  b.order,
			   b.order_n, b.checks, b.check_n, b.constants.v, b.constants.n};
	*ret_form = f;
	return 0;
}

int form_cell_find(const struct form *f, struct str code)
{
	for (size_t i = 0; i < f->cell_n; i++)
		if (str_eq(f->cells[i].code, code))
			return (int)i;
	return -1;
}

struct str form_cell_label(struct arena *a, const struct form *f, int cell)
{
	const struct form_cell *c = &f->cells[cell];
	const struct form_line *l = &f->lines[c->line];
	if (c->split < 0)
		return l->label;
	return arena_printf(a, "%.*s – %.*s", STR_ARG(l->label), STR_ARG(l->splits[c->split]));
}

size_t form_parts(const struct form *f, size_t most, size_t *ret_first)
{
	size_t n = 0, cells = 0;
	for (size_t i = 0; i < f->line_n; i++) {
		const struct form_line *l = &f->lines[i];
		bool section = l->kind == FORM_SECTION && 2 * cells >= most, full = cells + (size_t)l->cell_n > most;
		if (n == 0 || (cells > 0 && (section || full))) {
			ret_first[n++] = i;
			cells = 0;
		}
		cells += (size_t)l->cell_n;
	}
	return n;
}

/* ---- the table for the browser ---- */

static void write_code(struct buf *out, const struct expr *e)
{
	for (size_t i = 0; i < e->n; i++)
		buf_printf(out, "%s%d", i ? " " : "", e->code[i]);
}

void form_table_write(const struct form *f, struct buf *out)
{
	static const char letters[] = {
		[FORM_NUMBER] = 'n', [FORM_SHORT] = 't', [FORM_LONG] = 't', [FORM_DAY] = 'd', [FORM_CHOICE] = 't', [FORM_FILE] = 'f'};
	for (size_t i = 0; i < f->cell_n; i++) {
		const struct form_line *l = &f->lines[f->cells[i].line];
		buf_printf(out, "%s%c%d%s", i ? "," : "", letters[l->kind], l->decimals,
			   f->cells[i].computed ? "=" : l->required ? "!" : "");
	}
	buf_add_char(out, '|');
	for (size_t i = 0; i < f->constant_n; i++)
		buf_printf(out, "%s%lld", i ? "," : "", (long long)f->constants[i]);
	buf_add_char(out, '|');
	for (size_t i = 0; i < f->order_n; i++) {
		buf_printf(out, "%s%d:", i ? "," : "", f->order[i]);
		write_code(out, &f->cells[f->order[i]].expr);
	}
	buf_add_char(out, '|');
	for (size_t i = 0; i < f->check_n; i++) {
		buf_printf(out, "%s%c:", i ? "," : "", "swa"[f->lines[f->checks[i].line].rule]);
		write_code(out, &f->checks[i].expr);
	}
	for (size_t i = 0; i < f->check_n; i++) {
		struct str label = f->lines[f->checks[i].line].label;
		buf_add_char(out, '|');
		for (size_t k = 0; k < label.n; k++)
			buf_add_char(out, label.p[k]);
	}
}
