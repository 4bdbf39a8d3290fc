/* A round: its sum, who has answered, words gathered, units and periods compared, Excel. */
#include <stdlib.h>
#include <string.h>

#include "record/export.h"
#include "render/chart.h"
#include "render/tilemap.h"
#include "report/statements.h"
#include "unit/facts.h"
#include "web/registers.h"
#include "web/reports.h"
#include "web/templates.h"

#define GRID_CELLS 4 /* figures beside each unit */
#define CHART_PERIODS 12

struct round_at {
	struct row period, template;
	struct form *form;
	struct report_round round;
	struct roll sum;
	int cell; /* chosen by the address: ?o=CODE */
};

static int first_number(const struct form *f)
{
	for (size_t i = 0; i < f->cell_n; i++)
		if (f->lines[f->cells[i].line].kind == FORM_NUMBER)
			return (int)i;
	return 0;
}

static int load(struct web_call *c, struct round_at *w, struct err *err)
{
	int64_t edition;
	int r = web_read(c, &period_record, c->id, &w->period, err);
	if (r == 0)
		r = row_load(c->db, c->arena, &template_record, row_int(&w->period, "template"), &w->template, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	edition = row_int(&w->period, "frozen_edition");
	r = edition ? 0 : report_edition(c->db, w->template.id, false, &edition, err);
	if (r == 0)
		r = report_form(c->db, c->arena, edition, &w->form, err);
	if (r == 0)
		r = report_round_read(c->db, c->arena, &c->actor, w->period.id, &w->round, err);
	if (r < 0)
		return r;
	report_round_sum(c->arena, w->form, &w->round, &w->sum);
	w->cell = form_cell_find(w->form, http_query(c->req, "o"));
	if (w->cell < 0 || w->form->lines[w->form->cells[w->cell].line].kind != FORM_NUMBER)
		w->cell = first_number(w->form);
	return 0;
}

static struct page_view page_of_round(struct web_call *c, const struct round_at *w, const char *what)
{
	struct page_view page =
		web_page(c,
			 arena_printf(c->arena, "%s%.*s – %.*s", what, STR_ARG(row_str(&w->template, "title")),
				      STR_ARG(row_str(&w->period, "name"))),
			 "/bao-cao");
	web_crumb(c, &page, STR("/bao-cao"), str_from_c(_("Báo cáo")));
	web_crumb(c, &page, web_path(c, "/bao-cao/mau/%lld", (long long)w->template.id), row_str(&w->template, "title"));
	page.lead = arena_printf(c->arena, _("số liệu đến hết %.*s · hạn gửi %.*s"),
				 STR_ARG(date_vn(c->arena, row_day(&w->period, "cut_day"))),
				 STR_ARG(date_vn_long(c->arena, row_day(&w->period, "due_day"))));
	return page;
}

static struct str round_path(struct web_call *c, const struct round_at *w, const char *what)
{
	return web_path(c, "/bao-cao/ky/%lld%s", (long long)w->period.id, what);
}

/* ---- figures and map ---- */

static void figures_of(struct web_call *c, const struct round_at *w, struct report_sum_view *v)
{
	struct figure_view *f = arena_array_of(c->arena, 4, struct figure_view);
	int64_t waiting = 0, returned = 0;
	for (size_t i = 0; i < w->round.n; i++) {
		waiting += str_eq_c(w->round.answers[i].state, "waiting");
		returned += str_eq_c(w->round.answers[i].state, "returned");
	}
	bool late = site_today(c->site) > row_day(&w->period, "due_day");
	struct str all = web_number(c, (int64_t)w->round.n);
	f[0] = (struct figure_view){.value = web_number(c, w->round.counted),
				    .of = all,
				    .label = str_from_c(_("đơn vị đã gửi")),
				    .href = round_path(c, w, "/luoi?loc=gui"),
				    .tone = TONE_DONE};
	f[1] = (struct figure_view){.value = web_number(c, w->round.on_time),
				    .of = all,
				    .label = str_from_c(_("gửi đúng hạn")),
				    .href = round_path(c, w, "/luoi?loc=gui"),
				    .tone = TONE_DONE};
	f[2] = (struct figure_view){.value = web_number(c, waiting),
				    .of = all,
				    .label = str_from_c(_("chưa gửi")),
				    .href = round_path(c, w, "/luoi?loc=chua"),
				    .tone = late && waiting ? TONE_LATE : TONE_WAIT};
	f[3] = (struct figure_view){.value = web_number(c, returned), .label = str_from_c(_("bị trả lại, chưa gửi lại")),
				    .href = round_path(c, w, "/luoi?loc=tra"), .tone = returned ? TONE_SOON : TONE_NONE};
	v->figures = f;
	v->figure_count = 4;
}

static void map_of(struct web_call *c, const struct round_at *w, struct report_sum_view *v)
{
	struct tile *tiles = arena_array_of(c->arena, w->round.n, struct tile);
	bool late = site_today(c->site) > row_day(&w->period, "due_day");
	for (size_t i = 0; i < w->round.n; i++) {
		const struct report_answer *one = &w->round.answers[i];
		const struct unit_fact *fact = unit_commune(c->app->facts, one->unit_code);
		tiles[i] = (struct tile){
			.name = one->unit_name,
			.href = report_href(c, one->id, ""),
			.col = fact ? fact->col : -1,
			.row = fact ? fact->row : -1,
			.state = one->counts			? TILE_DONE
				 : late				? TILE_LATE
				 : str_eq_c(one->state, "waiting") ? TILE_WAIT
								: TILE_SOON,
		};
	}
	const struct tile_map map = {str_from_c(_("Các đơn vị đã gửi và chưa gửi; cùng số liệu ở trang «Từng đơn vị»")),
				     tiles, w->round.n, false};
	v->map = tilemap_make(c->arena, &map);
}

/* ---- the sum ---- */

static int before_of(struct web_call *c, const struct round_at *w, struct roll *ret, bool *ret_there, struct err *err)
{
	int64_t period;
	struct report_round round;
	int r = db_get_int(c->db, &period_before,
			   VALUES(v_int(w->template.id), v_day(row_day(&w->period, "start_day"))), 0, &period, err);
	*ret_there = false;
	if (r < 0 || !period)
		return r;
	r = report_round_read(c->db, c->arena, &c->actor, period, &round, err);
	if (r == 0) {
		report_round_sum(c->arena, w->form, &round, ret);
		*ret_there = true;
	}
	return r;
}

static struct str shown(struct web_call *c, const struct form *f, int cell, struct expr_value v)
{
	const struct answer_cell one = {v.state, v.v, {0}};
	return v.state == EXPR_NUMBER ? answer_text(c->arena, f, cell, &one) : (struct str){0};
}

/* Closed: what was frozen stands beside what the answers say now. */
static void frozen_of(struct web_call *c, const struct round_at *w, struct answer_cell *ret)
{
	answer_kept(c->arena, w->form, row_str(&w->period, "frozen"), ret);
}

/* "đã thành lập: 87 · chưa thành lập: 74" */
static struct str choices_of(struct web_call *c, const struct round_at *w, int cell)
{
	const struct form_line *l = &w->form->lines[w->form->cells[cell].line];
	struct answer_cell *own = arena_array_of(c->arena, w->form->cell_n, struct answer_cell);
	_cleanup_buf_ struct buf b = BUF_INIT(4000);
	int64_t counts[FORM_CHOICES_MOST] = {0};
	for (size_t i = 0; i < w->round.n; i++) {
		answer_kept(c->arena, w->form, w->round.answers[i].counts ? w->round.answers[i].cells : (struct str){0},
			    own);
		for (size_t k = 0; k < l->choice_n && own[cell].state == EXPR_NUMBER; k++)
			counts[k] += str_eq(own[cell].text, l->choices[k]);
	}
	for (size_t k = 0; k < l->choice_n; k++)
		buf_printf(&b, "%s%.*s: %lld", k ? _(" · ") : "", STR_ARG(l->choices[k]), (long long)counts[k]);
	return arena_dup(c->arena, buf_str(&b));
}

static void sum_row(struct web_call *c, const struct round_at *w, int cell, const struct roll *before,
		    const struct answer_cell *frozen, struct cell_view *to)
{
	const struct form *f = w->form;
	const struct form_line *l = &f->lines[f->cells[cell].line];
	const struct roll_cell *sum = &w->sum.cells[cell];
	bool closed = row_is(&w->period, "state", "closed"), number = l->kind == FORM_NUMBER;
	struct str now = shown(c, f, cell, sum->value);
	to[0] = (struct cell_view){
		.text = arena_printf(c->arena, "%.*s. %.*s", STR_ARG(f->cells[cell].code),
				     STR_ARG(form_cell_label(c->arena, f, cell))),
		.note = l->measure,
		.href = number ? web_with(c, round_path(c, w, ""), NULL, 0, "o", f->cells[cell].code)
			       : web_with(c, round_path(c, w, "/y-kien"), NULL, 0, "o", f->cells[cell].code)};
	to[1].text = number ? now : l->kind == FORM_CHOICE ? choices_of(c, w, cell) : str_from_c(_("xem danh sách"));
	if (closed && number && frozen[cell].state == EXPR_NUMBER) {
		struct str kept = answer_text(c->arena, f, cell, &frozen[cell]);
		to[1].text = kept;
		to[1].note = str_eq(kept, now) ? (struct str){0} : arena_printf(c->arena, _("nay là %.*s"), STR_ARG(now));
	}
	if (before && number)
		to[2].text = shown(c, f, cell, before->cells[cell].value);
	to[3].text = arena_printf(c->arena, "%lld/%lld", (long long)sum->n, (long long)w->sum.answers);
	if (number && sum->n && l->roll != ROLL_AGAIN)
		to[4].text = arena_printf(c->arena, "%.*s – %.*s",
					  STR_ARG(shown(c, f, cell, (struct expr_value){EXPR_NUMBER, sum->min})),
					  STR_ARG(shown(c, f, cell, (struct expr_value){EXPR_NUMBER, sum->max})));
	if (l->roll == ROLL_AGAIN)
		to[3].text = (struct str){0};
}

static int sum_list(struct web_call *c, const struct round_at *w, struct list_view *ret, struct err *err)
{
	static const char *const labels[] = {_("Chỉ tiêu"), _("Tổng hợp"), _("Kỳ trước"), _("Đơn vị có số"),
					     _("Ít nhất – nhiều nhất")};
	struct roll before;
	bool there;
	const struct form *f = w->form;
	int r = before_of(c, w, &before, &there, err);
	if (r < 0)
		return r;
	struct answer_cell *frozen = arena_array_of(c->arena, f->cell_n, struct answer_cell);
	frozen_of(c, w, frozen);
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, f->cell_n * ARRAY_LEN(labels), struct cell_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = report_column(labels[i], i > 0, i == 0);
	for (size_t i = 0; i < f->cell_n; i++)
		sum_row(c, w, (int)i, there ? &before : NULL, frozen, &cells[i * ARRAY_LEN(labels)]);
	*ret = (struct list_view){.caption = str_from_c(_("Số tổng hợp")),
				  .heading = true,
				  .columns = columns,
				  .column_count = ARRAY_LEN(labels),
				  .cells = cells,
				  .row_count = f->cell_n};
	return 0;
}

/* The chosen indicator over the last periods: drawing and table. */
static int over_periods(struct web_call *c, const struct round_at *w, struct report_sum_view *v, struct list_view *ret,
			struct err *err)
{
	struct chart_bar *bars = arena_array_of(c->arena, CHART_PERIODS, struct chart_bar);
	struct cell_view *cells = arena_array_of(c->arena, CHART_PERIODS * 3, struct cell_view);
	int64_t ids[CHART_PERIODS];
	size_t n = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, &periods_until,
			 VALUES(v_int(w->template.id), v_day(row_day(&w->period, "start_day")), v_int(CHART_PERIODS)),
			 &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		ids[n++] = query_int(q, 0);
		r = 0;
	}
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct report_round round;
		struct roll sum;
		struct row period;
		size_t at = n - 1 - i;
		r = row_load(c->db, c->arena, &period_record, ids[i], &period, err);
		if (r > 0)
			r = report_round_read(c->db, c->arena, &c->actor, ids[i], &round, err);
		if (r < 0)
			return r;
		report_round_sum(c->arena, w->form, &round, &sum);
		struct expr_value value = sum.cells[w->cell].value;
		struct str words = shown(c, w->form, w->cell, value);
		bars[at] = (struct chart_bar){.name = row_str(&period, "name"), .words = words, .value = value.v,
					      .missing = value.state != EXPR_NUMBER};
		cells[3 * at] = (struct cell_view){.text = bars[at].name,
						   .href = web_path(c, "/bao-cao/ky/%lld", (long long)ids[i])};
		cells[3 * at + 1].text = words;
		cells[3 * at + 2].text = arena_printf(c->arena, "%lld/%zu", (long long)round.counted, round.n);
	}
	if (r < 0)
		return r;
	struct str label = form_cell_label(c->arena, w->form, w->cell);
	const struct chart chart = {label, bars, n};
	v->chart = chart_make(c->arena, &chart);
	struct column_view *columns = arena_array_of(c->arena, 3, struct column_view);
	columns[0] = report_column(_("Kỳ"), false, true);
	columns[1] = (struct column_view){.label = label, .numeric = true};
	columns[2] = report_column(_("Đơn vị đã gửi"), true, false);
	*ret = (struct list_view){.caption = arena_printf(c->arena, _("%.*s qua các kỳ"), STR_ARG(label)),
				  .heading = true,
				  .columns = columns,
				  .column_count = 3,
				  .cells = cells,
				  .row_count = n};
	return 0;
}

static int doings(struct web_call *c, const struct round_at *w, struct report_sum_view *v, struct err *err)
{
	struct action_view *accept = arena_new_of(c->arena, struct action_view);
	struct form_view *close = arena_new_of(c->arena, struct form_view);
	int may = web_may(c, period_close.name, c->site->root, err);
	if (may <= 0 || row_is(&w->period, "state", "closed"))
		return may < 0 ? may : 0;
	bool any = false;
	for (size_t i = 0; i < w->round.n; i++)
		any |= str_eq_c(w->round.answers[i].state, "sent");
	*accept = (struct action_view){.action = round_path(c, w, "/tiep-nhan"), .text = str_from_c(period_accept.title)};
	v->actions = accept;
	v->action_count = any;
	int r = web_form(c, &period_close, round_path(c, w, "/chot"), NULL, 0, close, err);
	close->heading = str_from_c(period_close.title);
	close->folded = true;
	close->danger = true;
	v->forms = close;
	v->form_count = 1;
	return r;
}

int page_of_report_round(struct web_call *c, struct err *err)
{
	struct round_at w;
	int r = load(c, &w, err);
	if (r < 0)
		return r;
	bool closed = row_is(&w.period, "state", "closed");
	struct report_sum_view v = {
		.page = page_of_round(c, &w, ""),
		.state = {closed ? TONE_DONE : TONE_WAIT,
			  closed ? arena_printf(c->arena, _("đã chốt ngày %.*s: %lld/%lld đơn vị"),
						STR_ARG(date_vn(c->arena, row_day(&w.period, "closed_day"))),
						(long long)row_int(&w.period, "frozen_answers"),
						(long long)row_int(&w.period, "frozen_of"))
				 : str_from_c(_("đang nhận"))},
	};
	struct link_view *tools = arena_array_of(c->arena, 4, struct link_view);
	tools[v.tool_count++] =
		(struct link_view){.href = round_path(c, &w, "/luoi"), .text = str_from_c(_("Từng đơn vị"))};
	tools[v.tool_count++] =
		(struct link_view){.href = round_path(c, &w, "/y-kien"), .text = str_from_c(_("Ý kiến bằng lời"))};
	tools[v.tool_count++] = (struct link_view){.href = round_path(c, &w, "/xuat"), .text = str_from_c(_("Xuất Excel"))};
	if (!closed && web_may(c, "period.save", c->site->root, err) > 0)
		tools[v.tool_count++] =
			(struct link_view){.href = web_path(c, "/danh-muc/period/%lld/sua", (long long)w.period.id),
					   .text = str_from_c(_("Sửa các ngày"))};
	v.tools = tools;
	figures_of(c, &w, &v);
	map_of(c, &w, &v);
	struct list_view *lists = arena_array_of(c->arena, 2, struct list_view);
	r = sum_list(c, &w, &lists[0], err);
	if (r == 0)
		r = over_periods(c, &w, &v, &lists[1], err);
	v.lists = lists;
	v.list_count = 2;
	if (r == 0)
		r = doings(c, &w, &v, err);
	if (r == 0)
		page_report_sum(&c->html, &v);
	return r;
}

/* ---- each unit ---- */

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
static size_t grid_columns(const struct round_at *w, int *ret)
{
	size_t n = 0;
	ret[n++] = w->cell;
	for (size_t i = 0; i < w->form->cell_n && n < GRID_CELLS; i++)
		if ((int)i != w->cell && w->form->cells[i].split < 0 &&
		    w->form->lines[w->form->cells[i].line].kind == FORM_NUMBER)
			ret[n++] = (int)i;
	return n;
}

static void grid_filter(struct web_call *c, const struct round_at *w, size_t chosen, struct str path,
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

static bool stands_out(struct web_call *c, const struct round_at *w, const struct grid_row *row, struct err *err)
{
	struct roll *past;
	int64_t values[CHART_PERIODS];
	size_t n, k = 0;
	if (row->cells[w->cell].state != EXPR_NUMBER ||
	    report_past(c->db, c->arena, w->form, w->template.id, row->answer->unit, row_day(&w->period, "start_day"),
			CHART_PERIODS, &past, &n, err) < 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (past[i].cells[w->cell].value.state == EXPR_NUMBER)
			values[k++] = past[i].cells[w->cell].value.v;
	return roll_is_outlier(values, k, row->cells[w->cell].v);
}

/* What the address asks of the grid, and the rows it gets. */
struct grid {
	struct round_at w;
	size_t filter, cells_n;
	int columns[GRID_CELLS];
	bool sorted;
	struct grid_row *rows;
	size_t n;
};

static void grid_rows(struct web_call *c, struct grid *g)
{
	const struct round_at *w = &g->w;
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
	int r = load(c, &g.w, err);
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
	struct list_page_view v = {.page = page_of_round(c, &g.w, _("Từng đơn vị: "))};
	struct str path = round_path(c, &g.w, "/luoi"), code = str_from_c(grid_filters[g.filter].code),
		   sorted = g.sorted ? web_with(c, path, NULL, 0, "o", g.w.form->cells[g.w.cell].code) : path;
	struct filter_view *filter = arena_new_of(c->arena, struct filter_view);
	grid_filter(c, &g.w, g.filter, sorted, filter);
	web_crumb(c, &v.page, round_path(c, &g.w, ""), row_str(&g.w.period, "name"));
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
	struct round_at w;
	int r = load(c, &w, err);
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
			cells[n - 1].text = answer_text(c->arena, w.form, (int)k, &own[k]);
		}
	}
	struct list_page_view v = {.page = page_of_round(c, &w, _("Ý kiến: "))};
	struct column_view *columns = arena_array_of(c->arena, 3, struct column_view);
	columns[0] = report_column(_("Đơn vị"), false, true);
	columns[1] = report_column(_("Mục"), false, false);
	columns[2] = report_column(_("Nội dung"), false, false);
	web_crumb(c, &v.page, round_path(c, &w, ""), row_str(&w.period, "name"));
	v.list = (struct list_view){.caption = str_from_c(_("Ý kiến bằng lời")),
				    .columns = columns,
				    .column_count = 3,
				    .cells = cells,
				    .row_count = n / 3,
				    .empty = str_from_c(_("Chưa có ý kiến nào trong các báo cáo đã gửi."))};
	web_pages(c, &v.list, web_with(c, round_path(c, &w, "/y-kien"), NULL, 0, "o", http_query(c->req, "o")), page,
		  (int64_t)all);
	page_list(&c->html, &v);
	return 0;
}

int page_of_report_export(struct web_call *c, struct err *err)
{
	struct round_at w;
	char path[EXPORT_PATH];
	int r = load(c, &w, err);
	if (r == 0)
		r = export_temp(c->site, path, err);
	if (r == 0)
		r = report_round_write(path, c->arena, w.form, row_str(&w.template, "code"), &w.round, &w.sum, err);
	return r < 0 ? r : register_send_file(c, path, STR("tong-hop.xlsx"), err);
}
