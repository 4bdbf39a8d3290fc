/* The units of a round: who has answered, what, words gathered, compared with each other and with their own past. */
#include <stdlib.h>
#include <string.h>

#include "web/internal.h"
#include "web/reports.h"
#include "web/templates.h"

#define GRID_CELLS 4 /* figures beside each unit */
#define PAST_PERIODS 12

struct grid_row {
	const struct report_answer *answer;
	struct answer_cell *cells;
	int64_t key;
	size_t place;
};

static int by_key(const void *a, const void *b)
{
	const struct grid_row *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? 1 : -1;
	return (x->place > y->place) - (x->place < y->place);
}

static const struct { const char *code, *label;
} grid_filters[] = {{"", _("tất cả")},    {"chua", _("chưa gửi")},  {"duyet", _("chờ lãnh đạo duyệt")},
		    {"gui", _("đã gửi")}, {"tra", _("bị trả lại")}, {"tre", _("gửi chậm")}};

static bool in_filter(const struct report_answer *a, size_t filter)
{
	switch (filter) {
	case 1: return str_eq_c(a->state, "waiting");
	case 2: return str_eq_c(a->state, "prepared");
	case 3: return a->counts;
	case 4: return str_eq_c(a->state, "returned");
	case 5: return a->counts && !a->on_time;
	default: return true;
	}
}

/* The chosen figure first, then the first ones of the form. */
static size_t grid_columns(const struct report_at_round *w, int *ret)
{
	size_t n = 0;
	ret[n++] = w->cell;
	for (size_t i = 0; i < w->form->cell_n && n < GRID_CELLS; i++)
		if ((int)i != w->cell && w->form->cells[i].split < 0 &&
		    w->form->lines[w->form->cells[i].line].kind == FORM_NUMBER)
			ret[n++] = (int)i;
	return n;
}

static void grid_filter(struct web_call *c, const struct report_at_round *w, size_t chosen, struct str path,
			struct filter_view *ret)
{
	struct link_view *links = arena_array_of(c->arena, ARRAY_LEN(grid_filters), struct link_view);
	for (size_t k = 0; k < ARRAY_LEN(grid_filters); k++) {
		int64_t n = 0;
		for (size_t i = 0; i < w->round.n; i++)
			n += in_filter(&w->round.answers[i], k);
		links[k] = (struct link_view){.href = web_with(c, path, NULL, 0, "loc", str_from_c(grid_filters[k].code)),
					      .text = str_from_c(grid_filters[k].label),
					      .count = web_number(c, n),
					      .current = k == chosen};
	}
	*ret = (struct filter_view){str_from_c(_("Xem")), links, ARRAY_LEN(grid_filters)};
}

static bool stands_out(struct web_call *c, const struct report_at_round *w, const struct grid_row *row, struct err *err)
{
	struct roll *past;
	int64_t values[PAST_PERIODS];
	size_t n, k = 0;
	if (row->cells[w->cell].state != EXPR_NUMBER ||
	    report_past(c->db, c->arena, w->form, w->template.id, row->answer->unit, row_day(&w->period, "start_day"),
			PAST_PERIODS, &past, &n, err) < 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (past[i].cells[w->cell].value.state == EXPR_NUMBER)
			values[k++] = past[i].cells[w->cell].value.v;
	return roll_is_outlier(values, k, row->cells[w->cell].v);
}

/* What the address asks of the grid, and the rows it gets. */
struct grid {
	struct report_at_round w;
	size_t filter, cells_n;
	int columns[GRID_CELLS];
	bool sorted;
	struct grid_row *rows;
	size_t n;
};

static void grid_rows(struct web_call *c, struct grid *g)
{
	const struct report_at_round *w = &g->w;
	g->rows = arena_array_of(c->arena, w->round.n, struct grid_row);
	for (size_t i = 0; i < w->round.n; i++) {
		if (!in_filter(&w->round.answers[i], g->filter))
			continue;
		struct grid_row *row = &g->rows[g->n++];
		*row = (struct grid_row){&w->round.answers[i],
					 arena_array_of(c->arena, w->form->cell_n, struct answer_cell), 0, i};
		answer_kept(c->arena, w->form, row->answer->counts ? row->answer->cells : (struct str){0}, row->cells);
		row->key = !g->sorted					    ? 0
			   : row->cells[w->cell].state == EXPR_NUMBER ? row->cells[w->cell].v
								      : INT64_MIN;
	}
	qsort(g->rows, g->n, sizeof(*g->rows), by_key);
}

static void grid_line(struct web_call *c, const struct grid *g, const struct grid_row *row, struct cell_view *to,
		      struct err *err)
{
	const struct report_answer *answer = row->answer;
	struct tag_view tag = report_state(c, answer->state, answer->late_days, &g->w.period);
	to[0] = (struct cell_view){.text = answer->unit_name, .href = report_href(c, answer->id, "")};
	to[1] = (struct cell_view){.text = tag.text,
				   .tone = tag.tone,
				   .note = answer->none ? str_from_c(_("không có gì để báo cáo")) : (struct str){0}};
	for (size_t k = 0; k < g->cells_n; k++)
		if (row->cells[g->columns[k]].state == EXPR_NUMBER)
			to[k + 2].text =
				answer_text(c->arena, g->w.form, g->columns[k], &row->cells[g->columns[k]]);
	if (stands_out(c, &g->w, row, err))
		to[2].note = str_from_c(_("khác thường so với các kỳ trước"));
}

static struct column_view *grid_heads(struct web_call *c, const struct grid *g, struct str filtered)
{
	struct column_view *columns = arena_array_of(c->arena, g->cells_n + 2, struct column_view);
	columns[0] = report_column(_("Đơn vị"), false, true);
	columns[1] = report_column(_("Tình trạng"), false, false);
	for (size_t k = 0; k < g->cells_n; k++)
		columns[k + 2] = (struct column_view){
			.label = form_cell_label(c->arena, g->w.form, g->columns[k]),
			.numeric = true,
			.sorted = g->sorted && k == 0 ? -1 : 0,
			.sort_href = web_with(c, filtered, NULL, 0, "o", g->w.form->cells[g->columns[k]].code)};
	return columns;
}

int page_of_report_grid(struct web_call *c, struct err *err)
{
	struct grid g = {0};
	int r = report_round_at(c, &g.w, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < ARRAY_LEN(grid_filters); i++)
		if (str_eq_c(http_query(c->req, "loc"), grid_filters[i].code))
			g.filter = i;
	g.sorted = http_query(c->req, "o").n > 0;
	g.cells_n = grid_columns(&g.w, g.columns);
	grid_rows(c, &g);
	int64_t page = web_page_number(c);
	size_t width = g.cells_n + 2, from = (size_t)(page - 1) * LIST_PAGE, to = from + LIST_PAGE;
	from = from < g.n ? from : g.n;
	to = to < g.n ? to : g.n;
	struct cell_view *cells = arena_array_of(c->arena, (to - from) * width, struct cell_view);
	for (size_t i = from; i < to; i++)
		grid_line(c, &g, &g.rows[i], &cells[(i - from) * width], err);
	struct list_page_view v = {.page = report_round_page(c, &g.w, _("Từng đơn vị: "))};
	struct str path = report_round_path(c, &g.w, "/luoi"), code = str_from_c(grid_filters[g.filter].code),
		   sorted = g.sorted ? web_with(c, path, NULL, 0, "o", g.w.form->cells[g.w.cell].code) : path;
	struct filter_view *filter = arena_new_of(c->arena, struct filter_view);
	grid_filter(c, &g.w, g.filter, sorted, filter);
	web_crumb(c, &v.page, report_round_path(c, &g.w, ""), row_str(&g.w.period, "name"));
	v.list = (struct list_view){
		.caption = str_from_c(_("Từng đơn vị")),
		.filters = filter,
		.filter_count = 1,
		.columns = grid_heads(c, &g, web_with(c, path, NULL, 0, "loc", code)),
		.column_count = width,
		.cells = cells,
		.row_count = to - from,
		.empty = str_from_c(_("Không có đơn vị nào như vậy.")),
	};
	web_pages(c, &v.list, web_with(c, sorted, NULL, 0, "loc", code), page, (int64_t)g.n);
	page_list(&c->html, &v);
	return 0;
}

/* ---- words ---- */

int page_of_report_words(struct web_call *c, struct err *err)
{
	struct report_at_round w;
	int r = report_round_at(c, &w, err);
	if (r < 0)
		return r;
	int only = form_cell_find(w.form, http_query(c->req, "o"));
	size_t n = 0, cap = 0, all = 0;
	struct cell_view *cells = NULL;
	int64_t page = web_page_number(c);
	struct answer_cell *own = arena_array_of(c->arena, w.form->cell_n, struct answer_cell);
	for (size_t k = 0; k < w.form->cell_n; k++) {
		const struct form_line *l = &w.form->lines[w.form->cells[k].line];
		if (l->roll != ROLL_LIST || (only >= 0 && (int)k != only))
			continue;
		for (size_t i = 0; i < w.round.n; i++) {
			if (!w.round.answers[i].counts)
				continue;
			answer_kept(c->arena, w.form, w.round.answers[i].cells, own);
			if (own[k].state != EXPR_NUMBER || (int64_t)(all++ / LIST_PAGE) != page - 1)
				continue;
			for (size_t x = 0; x < 3; x++) {
				cells = arena_grow(c->arena, cells, n, &cap, sizeof(*cells));
				cells[n++] = (struct cell_view){0};
			}
			cells[n - 3] = (struct cell_view){.text = w.round.answers[i].unit_name,
							  .href = report_href(c, w.round.answers[i].id, "")};
			cells[n - 2].text = l->label;
			cells[n - 1] = (struct cell_view){
				.text = answer_text(c->arena, w.form, (int)k, &own[k]),
				.href = report_file_href(c, w.round.answers[i].id, l, &own[k])};
		}
	}
	struct list_page_view v = {.page = report_round_page(c, &w, _("Ý kiến: "))};
	struct column_view *columns = arena_array_of(c->arena, 3, struct column_view);
	columns[0] = report_column(_("Đơn vị"), false, true);
	columns[1] = report_column(_("Mục"), false, false);
	columns[2] = report_column(_("Nội dung"), false, false);
	web_crumb(c, &v.page, report_round_path(c, &w, ""), row_str(&w.period, "name"));
	v.list = (struct list_view){.caption = str_from_c(_("Ý kiến bằng lời")),
				    .columns = columns,
				    .column_count = 3,
				    .cells = cells,
				    .row_count = n / 3,
				    .empty = str_from_c(_("Chưa có ý kiến nào trong các báo cáo đã gửi."))};
	web_pages(c, &v.list, web_with(c, report_round_path(c, &w, "/y-kien"), NULL, 0, "o", http_query(c->req, "o")), page,
		  (int64_t)all);
	page_list(&c->html, &v);
	return 0;
}
