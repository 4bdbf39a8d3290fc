/* Tables of a paper: heads that come again, rows over several pages. */
#include "render/pdf_int.h"

#define PAD_X 3.0
#define PAD_Y 2.0
#define RULE 0.5

struct grid {
	struct sheet *s;
	const struct pdf_table *table;
	double x[PDF_COLUMNS_MAX + 1]; /* edges of the columns */
	size_t n;
	bool groups;
	double size, head_height;
};

/* One row on its way onto the paper. */
struct line {
	struct canvas_text *cell[PDF_COLUMNS_MAX];
	size_t from[PDF_COLUMNS_MAX]; /* lines drawn so far */
	double left[PDF_COLUMNS_MAX], right[PDF_COLUMNS_MAX];
	size_t n;
};

static void columns(struct grid *g)
{
	int sum = 0, so_far = 0;
	for (size_t i = 0; i < g->n; i++) {
		sum += g->table->columns[i].width ? g->table->columns[i].width : 1;
		g->groups |= g->table->columns[i].group.n > 0;
	}
	for (size_t i = 0; i < g->n; i++) {
		g->x[i] = g->s->left + (g->s->right - g->s->left) * so_far / sum;
		so_far += g->table->columns[i].width ? g->table->columns[i].width : 1;
	}
	g->x[g->n] = g->s->right;
}

static struct canvas_text *lay_out(const struct grid *g, struct str text, bool bold, enum pdf_align align, double left,
				   double right)
{
	double width = right - left - 2 * PAD_X;
	const struct canvas_style style = {.size = g->size, .bold = bold, .align = align};
	return canvas_lay_out(g->s->c, text, &style, width > g->size ? width : g->size);
}

static double height_of(const struct canvas_text *t)
{
	return canvas_text_height(t, 0, canvas_text_lines(t)) + 2 * PAD_Y;
}

/* ---- the head ---- */

/* The end of the group that begins at column `i`; a column without a group stands alone. */
static size_t group_end(const struct grid *g, size_t i)
{
	const struct pdf_column *c = g->table->columns;
	size_t end = i + 1;
	while (c[i].group.n && end < g->n && str_eq(c[end].group, c[i].group))
		end++;
	return end;
}

/* Text in the middle of a box, and the frame around it. */
static void head_cell(struct grid *g, struct str text, size_t from, size_t to, double y, double height)
{
	struct canvas *c = g->s->c;
	struct canvas_text *t = lay_out(g, text, true, PDF_CENTRE, g->x[from], g->x[to]);
	canvas_draw(c, t, 0, canvas_text_lines(t), g->x[from] + PAD_X, y + (height - height_of(t)) / 2 + PAD_Y);
	canvas_line(c, g->x[from], y, g->x[to], y, RULE);
	canvas_line(c, g->x[from], y + height, g->x[to], y + height, RULE);
	canvas_line(c, g->x[from], y, g->x[from], y + height, RULE);
	canvas_line(c, g->x[to], y, g->x[to], y + height, RULE);
	canvas_text_free(t);
}

static double head_text_height(struct grid *g, struct str text, size_t from, size_t to)
{
	struct canvas_text *t = lay_out(g, text, true, PDF_CENTRE, g->x[from], g->x[to]);
	double height = height_of(t);
	canvas_text_free(t);
	return height;
}

/* The two heights of the head: of the groups and of the columns below them. */
static void head_heights(struct grid *g, double *ret_upper, double *ret_lower)
{
	double upper = 0, lower = 0, whole = 0;
	for (size_t i = 0; i < g->n; i++) {
		double h = head_text_height(g, g->table->columns[i].head, i, i + 1);
		if (g->table->columns[i].group.n || !g->groups)
			lower = h > lower ? h : lower;
		else
			whole = h > whole ? h : whole;
	}
	for (size_t i = 0; i < g->n; i = group_end(g, i))
		if (g->table->columns[i].group.n) {
			double h = head_text_height(g, g->table->columns[i].group, i, group_end(g, i));
			upper = h > upper ? h : upper;
		}
	if (upper + lower < whole)
		lower = whole - upper;
	*ret_upper = upper;
	*ret_lower = lower;
}

static void head(struct grid *g)
{
	double upper, lower, y = g->s->y;
	head_heights(g, &upper, &lower);
	for (size_t i = 0, end; i < g->n; i = end) {
		const struct pdf_column *c = &g->table->columns[i];
		end = group_end(g, i);
		if (!c->group.n) {
			head_cell(g, c->head, i, i + 1, y, upper + lower);
			continue;
		}
		head_cell(g, c->group, i, end, y, upper);
		for (size_t k = i; k < end; k++)
			head_cell(g, g->table->columns[k].head, k, k + 1, y + upper, lower);
	}
	g->head_height = upper + lower;
	g->s->y += upper + lower;
}

/* ---- rows ---- */

static void begin_line(struct grid *g, size_t row, struct line *l)
{
	enum pdf_row kind = g->table->rows ? g->table->rows[row] : PDF_ROW_PLAIN;
	const struct str *cells = g->table->cells + row * g->n;
	l->n = kind == PDF_ROW_SPAN ? 1 : g->n;
	for (size_t i = 0; i < l->n; i++) {
		l->left[i] = g->x[i];
		l->right[i] = kind == PDF_ROW_SPAN ? g->x[g->n] : g->x[i + 1];
		l->from[i] = 0;
		l->cell[i] = lay_out(g, cells[i], kind != PDF_ROW_PLAIN,
				     kind == PDF_ROW_SPAN ? PDF_LEFT : g->table->columns[i].align, l->left[i], l->right[i]);
	}
}

/* What is left of the row. */
static double left_height(const struct line *l)
{
	double most = 0;
	for (size_t i = 0; i < l->n; i++) {
		double h = canvas_text_height(l->cell[i], l->from[i], canvas_text_lines(l->cell[i]));
		most = h > most ? h : most;
	}
	return most + 2 * PAD_Y;
}

/* As many lines of every cell as fit into `room`, at least one; true when the whole row is on the paper now. */
static bool draw_part(struct grid *g, struct line *l, double room)
{
	double most = 0, y = g->s->y;
	bool whole = true;
	struct canvas *c = g->s->c;
	for (size_t i = 0; i < l->n; i++) {
		size_t n = canvas_text_lines(l->cell[i]), to = l->from[i];
		while (to < n && (to == l->from[i] || canvas_text_height(l->cell[i], l->from[i], to + 1) + 2 * PAD_Y <= room))
			to++;
		canvas_draw(c, l->cell[i], l->from[i], to, l->left[i] + PAD_X, y + PAD_Y);
		double h = canvas_text_height(l->cell[i], l->from[i], to);
		most = h > most ? h : most;
		l->from[i] = to;
		whole &= to == n;
	}
	most += 2 * PAD_Y;
	for (size_t i = 0; i < l->n; i++)
		canvas_line(c, l->left[i], y, l->left[i], y + most, RULE);
	canvas_line(c, g->x[g->n], y, g->x[g->n], y + most, RULE);
	canvas_line(c, g->x[0], y + most, g->x[g->n], y + most, RULE);
	g->s->y += most;
	return whole;
}

static void row(struct grid *g, size_t i, double keep)
{
	struct sheet *s = g->s;
	struct line l;
	begin_line(g, i, &l);
	double page = s->bottom - s->top - g->head_height, height = left_height(&l);
	bool whole = false;
	if (s->y + height + keep > s->bottom && height + keep <= page) {
		sheet_new_page(s);
		head(g);
	}
	while (!whole && !s->failed) {
		whole = draw_part(g, &l, s->bottom - s->y);
		if (!whole) {
			sheet_new_page(s);
			head(g);
		}
	}
	for (size_t k = 0; k < l.n; k++)
		canvas_text_free(l.cell[k]);
}

void sheet_table(struct sheet *s, const struct pdf_table *table, double keep)
{
	struct grid g = {.s = s, .table = table, .n = table->column_count, .size = table->size ? table->size : 11};
	INVARIANT(g.n && g.n <= PDF_COLUMNS_MAX, "a printed table with no columns, or too many");
	if (!table->row_count && !table->empty.n)
		return;
	columns(&g);
	s->y += 6;
	sheet_need(s, 60); /* never the head alone */
	head(&g);
	for (size_t i = 0; i < table->row_count && !s->failed; i++)
		row(&g, i, i + 1 == table->row_count ? keep : 0);
	if (!table->row_count) {
		struct pdf_table none = *table;
		struct str cells[PDF_COLUMNS_MAX] = {table->empty};
		static const enum pdf_row span = PDF_ROW_SPAN;
		none.cells = cells;
		none.rows = &span;
		none.row_count = 1;
		g.table = &none;
		row(&g, 0, keep);
	}
	s->y += 6;
}
