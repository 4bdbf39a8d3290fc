/* A round: its sum, how far it is, periods compared. */
#include <string.h>

#include "render/chart.h"
#include "render/tilemap.h"
#include "report/statements.h"
#include "unit/facts.h"
#include "web/internal.h"
#include "web/reports.h"
#include "web/templates.h"

#define CHART_PERIODS 12

static int first_number(const struct form *f)
{
	for (size_t i = 0; i < f->cell_n; i++)
		if (f->lines[f->cells[i].line].kind == FORM_NUMBER)
			return (int)i;
	return 0;
}

int report_round_at(struct web_call *c, struct report_at_round *w, struct err *err)
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
		r = report_round_read(c->site, c->db, c->arena, &c->actor, w->period.id, &w->round, err);
	if (r < 0)
		return r;
	report_round_sum(c->arena, w->form, &w->round, &w->sum);
	w->cell = form_cell_find(w->form, http_query(c->req, "o"));
	if (w->cell < 0 || w->form->lines[w->form->cells[w->cell].line].kind != FORM_NUMBER)
		w->cell = first_number(w->form);
	return 0;
}

struct page_view report_round_page(struct web_call *c, const struct report_at_round *w, const char *what)
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

struct str report_round_path(struct web_call *c, const struct report_at_round *w, const char *what)
{
	return web_path(c, "/bao-cao/ky/%lld%s", (long long)w->period.id, what);
}

/* ---- figures and map ---- */

static void figures_of(struct web_call *c, const struct report_at_round *w, struct report_sum_view *v)
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
				    .href = report_round_path(c, w, "/luoi?loc=gui"),
				    .tone = TONE_DONE};
	f[1] = (struct figure_view){.value = web_number(c, w->round.on_time),
				    .of = all,
				    .label = str_from_c(_("gửi đúng hạn")),
				    .href = report_round_path(c, w, "/luoi?loc=gui"),
				    .tone = TONE_DONE};
	f[2] = (struct figure_view){.value = web_number(c, waiting),
				    .of = all,
				    .label = str_from_c(_("chưa gửi")),
				    .href = report_round_path(c, w, "/luoi?loc=chua"),
				    .tone = late && waiting ? TONE_LATE : TONE_WAIT};
	f[3] = (struct figure_view){.value = web_number(c, returned), .label = str_from_c(_("bị trả lại, chưa gửi lại")),
				    .href = report_round_path(c, w, "/luoi?loc=tra"), .tone = returned ? TONE_SOON : TONE_NONE};
	v->figures = f;
	v->figure_count = 4;
}

static void map_of(struct web_call *c, const struct report_at_round *w, struct report_sum_view *v)
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

static int before_of(struct web_call *c, const struct report_at_round *w, struct roll *ret, bool *ret_there, struct err *err)
{
	int64_t period;
	struct report_round round;
	int r = db_get_int(c->db, &period_before,
			   VALUES(v_int(w->template.id), v_day(row_day(&w->period, "start_day"))), 0, &period, err);
	*ret_there = false;
	if (r < 0 || !period)
		return r;
	r = report_round_read(c->site, c->db, c->arena, &c->actor, period, &round, err);
	if (r == 0) {
		report_round_sum(c->arena, w->form, &round, ret);
		*ret_there = true;
	}
	return r;
}

struct str report_shown(struct web_call *c, const struct form *f, int cell, struct expr_value v)
{
	const struct answer_cell one = {v.state, v.v, {0}};
	return v.state == EXPR_NUMBER ? answer_text(c->arena, f, cell, &one) : (struct str){0};
}

/* Closed: what was frozen stands beside what the answers say now. */
static void frozen_of(struct web_call *c, const struct report_at_round *w, struct answer_cell *ret)
{
	answer_kept(c->arena, w->form, row_str(&w->period, "frozen"), ret);
}

/* "đã thành lập: 87 · chưa thành lập: 74" */
struct str report_choices(struct web_call *c, const struct report_at_round *w, int cell)
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

static void sum_row(struct web_call *c, const struct report_at_round *w, int cell, const struct roll *before,
		    const struct answer_cell *frozen, struct cell_view *to)
{
	const struct form *f = w->form;
	const struct form_line *l = &f->lines[f->cells[cell].line];
	const struct roll_cell *sum = &w->sum.cells[cell];
	bool closed = row_is(&w->period, "state", "closed"), number = l->kind == FORM_NUMBER;
	struct str now = report_shown(c, f, cell, sum->value);
	to[0] = (struct cell_view){
		.text = arena_printf(c->arena, "%.*s. %.*s", STR_ARG(f->cells[cell].code),
				     STR_ARG(form_cell_label(c->arena, f, cell))),
		.note = l->measure,
		.href = number ? web_with(c, report_round_path(c, w, ""), NULL, 0, "o", f->cells[cell].code)
			       : web_with(c, report_round_path(c, w, "/y-kien"), NULL, 0, "o", f->cells[cell].code)};
	to[1].text = number ? now : l->kind == FORM_CHOICE ? report_choices(c, w, cell) : str_from_c(_("xem danh sách"));
	if (closed && number && frozen[cell].state == EXPR_NUMBER) {
		struct str kept = answer_text(c->arena, f, cell, &frozen[cell]);
		to[1].text = kept;
		to[1].note = str_eq(kept, now) ? (struct str){0} : arena_printf(c->arena, _("nay là %.*s"), STR_ARG(now));
	}
	if (before && number)
		to[2].text = report_shown(c, f, cell, before->cells[cell].value);
	to[3].text = arena_printf(c->arena, "%lld/%lld", (long long)sum->n, (long long)w->sum.answers);
	if (number && sum->n && l->roll != ROLL_AGAIN)
		to[4].text = arena_printf(c->arena, "%.*s – %.*s",
					  STR_ARG(report_shown(c, f, cell, (struct expr_value){EXPR_NUMBER, sum->min})),
					  STR_ARG(report_shown(c, f, cell, (struct expr_value){EXPR_NUMBER, sum->max})));
	if (l->roll == ROLL_AGAIN)
		to[3].text = (struct str){0};
}

static int sum_list(struct web_call *c, const struct report_at_round *w, struct list_view *ret, struct err *err)
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

/* One figure of one period: as it was frozen, else added up now. */
struct at_period {
	struct str name, words;
	struct expr_value value;
	int64_t counted, of;
};

static int figure_at(struct web_call *c, const struct report_at_round *w, int64_t id, bool whole, struct at_period *ret,
		     struct err *err)
{
	struct report_round round;
	struct roll sum;
	struct row period;
	struct answer_cell *frozen = arena_array_of(c->arena, w->form->cell_n, struct answer_cell);
	int r = row_load(c->db, c->arena, &period_record, id, &period, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	ret->name = row_str(&period, "name");
	if (whole && report_round_frozen(c->arena, w->form, &period, frozen)) {
		ret->value = (struct expr_value){frozen[w->cell].state, frozen[w->cell].v};
		ret->counted = row_int(&period, "frozen_answers");
		ret->of = row_int(&period, "frozen_of");
	} else {
		r = report_round_read(c->site, c->db, c->arena, &c->actor, id, &round, err);
		if (r < 0)
			return r;
		report_round_sum(c->arena, w->form, &round, &sum);
		ret->value = sum.cells[w->cell].value;
		ret->counted = round.counted;
		ret->of = (int64_t)round.n;
	}
	ret->words = report_shown(c, w->form, w->cell, ret->value);
	return 0;
}

/* ?dai=1: five years of months. */
static struct filter_view *length_filter(struct web_call *c, const struct report_at_round *w, bool lengthy)
{
	struct filter_view *filter = arena_new_of(c->arena, struct filter_view);
	struct link_view *links = arena_array_of(c->arena, 2, struct link_view);
	struct str path = web_with(c, report_round_path(c, w, ""), NULL, 0, "o", w->form->cells[w->cell].code);
	links[0] = (struct link_view){.href = path, .text = arena_printf(c->arena, _("%d kỳ"), CHART_PERIODS), .current = !lengthy};
	links[1] = (struct link_view){.href = web_with(c, path, NULL, 0, "dai", STR("1")),
				      .text = arena_printf(c->arena, _("%d kỳ"), CHART_BARS_MOST),
				      .current = lengthy};
	*filter = (struct filter_view){str_from_c(_("Số kỳ gần nhất")), links, 2};
	return filter;
}

static int last_periods(struct web_call *c, const struct report_at_round *w, size_t most, int64_t *ids, size_t *ret_n,
			struct err *err)
{
	size_t n = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, &periods_until,
			 VALUES(v_int(w->template.id), v_day(row_day(&w->period, "start_day")), v_int((int64_t)most)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		ids[n++] = query_int(q, 0);
		r = 0;
	}
	*ret_n = n;
	return r;
}

/* The chosen indicator over the last periods: drawing and table. */
static int over_periods(struct web_call *c, const struct report_at_round *w, struct report_sum_view *v, struct list_view *ret,
			struct err *err)
{
	struct chart_bar *bars = arena_array_of(c->arena, CHART_BARS_MOST, struct chart_bar);
	struct cell_view *cells = arena_array_of(c->arena, CHART_BARS_MOST * 3, struct cell_view);
	int64_t ids[CHART_BARS_MOST];
	size_t n;
	bool lengthy = str_eq_c(http_query(c->req, "dai"), "1");
	int whole = web_may(c, "answer.read", c->site->root, err);
	int r = whole < 0 ? whole : last_periods(c, w, lengthy ? CHART_BARS_MOST : CHART_PERIODS, ids, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct at_period one = {0};
		size_t at = n - 1 - i;
		r = figure_at(c, w, ids[i], whole > 0, &one, err);
		bars[at] = (struct chart_bar){.name = one.name, .words = one.words, .value = one.value.v,
					      .missing = one.value.state != EXPR_NUMBER};
		cells[3 * at] = (struct cell_view){.text = one.name,
						   .href = web_path(c, "/bao-cao/ky/%lld", (long long)ids[i])};
		cells[3 * at + 1].text = one.words;
		cells[3 * at + 2].text = arena_printf(c->arena, "%lld/%lld", (long long)one.counted, (long long)one.of);
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
				  .filters = length_filter(c, w, lengthy),
				  .filter_count = n == CHART_PERIODS || lengthy,
				  .columns = columns,
				  .column_count = 3,
				  .cells = cells,
				  .row_count = n};
	return 0;
}

/* Who has not sent is urged in the grades this person may sign. */
int page_of_report_urge(struct web_call *c, struct err *err)
{
	static const struct {
		const char *path;
		const struct verb *verb;
	} grades[] = {{"/phe-binh", &period_criticise}, {"/kiem-diem", &period_demand}};
	struct report_at_round w;
	struct form_page_view v = {0};
	int r = report_round_at(c, &w, err);
	if (r == 0)
		r = web_require(c, period_urge.name, c->site->root, err);
	if (r == 0)
		r = web_form(c, &period_urge, c->req->path, NULL, 0, &v.form, err);
	if (r < 0)
		return r;
	struct link_view *others = arena_array_of(c->arena, ARRAY_LEN(grades), struct link_view);
	for (size_t i = 0; i < ARRAY_LEN(grades); i++)
		if (access_could(&c->actor, grades[i].verb->name))
			others[v.form.other_count++] = (struct link_view){.href = report_round_path(c, &w, grades[i].path),
									  .text = str_from_c(grades[i].verb->title)};
	v.form.others = others;
	v.page = report_round_page(c, &w, _("Đôn đốc: "));
	v.page.lead = arena_printf(c->arena, _("%lld đơn vị chưa gửi báo cáo."), (long long)w.round.n - (long long)w.round.counted);
	v.form.cancel_href = report_round_path(c, &w, "");
	page_form(&c->html, &v);
	return 0;
}

static int doings(struct web_call *c, const struct report_at_round *w, struct report_sum_view *v, struct err *err)
{
	struct action_view *accept = arena_new_of(c->arena, struct action_view);
	struct form_view *close = arena_new_of(c->arena, struct form_view);
	int may = web_may(c, period_close.name, c->site->root, err);
	if (may <= 0 || row_is(&w->period, "state", "closed"))
		return may < 0 ? may : 0;
	bool any = false;
	for (size_t i = 0; i < w->round.n; i++)
		any |= str_eq_c(w->round.answers[i].state, "sent");
	if (any) {
		*accept = (struct action_view){.action = report_round_path(c, w, "/tiep-nhan"),
					       .text = str_from_c(period_accept.title)};
		v->actions = accept;
		v->action_count = 1;
	}
	int r = web_form(c, &period_close, report_round_path(c, w, "/chot"), NULL, 0, close, err);
	close->heading = str_from_c(period_close.title);
	close->intro = str_from_c(period_record.stays);
	close->folded = true;
	close->danger = true;
	v->forms = close;
	v->form_count = 1;
	return r;
}

int page_of_report_round(struct web_call *c, struct err *err)
{
	struct report_at_round w;
	int r = report_round_at(c, &w, err);
	if (r < 0)
		return r;
	bool closed = row_is(&w.period, "state", "closed");
	struct report_sum_view v = {
		.page = report_round_page(c, &w, ""),
		.state = {closed ? TONE_DONE : TONE_WAIT,
			  closed ? arena_printf(c->arena, _("đã chốt ngày %.*s: %lld/%lld đơn vị"),
						STR_ARG(date_vn(c->arena, row_day(&w.period, "closed_day"))),
						(long long)row_int(&w.period, "frozen_answers"),
						(long long)row_int(&w.period, "frozen_of"))
				 : str_from_c(_("đang nhận"))},
	};
	struct link_view *tools = arena_array_of(c->arena, 6, struct link_view);
	int64_t unsent = (int64_t)w.round.n - w.round.counted;
	if (!closed && unsent && web_may(c, period_urge.name, c->site->root, err) > 0)
		tools[v.tool_count++] = (struct link_view){
			.href = report_round_path(c, &w, "/don-doc"),
			.text = arena_printf(c->arena, _("Đôn đốc %lld đơn vị chưa gửi"), (long long)unsent)};
	tools[v.tool_count++] =
		(struct link_view){.href = report_round_path(c, &w, "/luoi"), .text = str_from_c(_("Từng đơn vị"))};
	tools[v.tool_count++] =
		(struct link_view){.href = report_round_path(c, &w, "/y-kien"), .text = str_from_c(_("Ý kiến bằng lời"))};
	tools[v.tool_count++] = (struct link_view){.href = report_round_path(c, &w, "/xuat"), .text = str_from_c(_("Xuất Excel"))};
	tools[v.tool_count++] = (struct link_view){.href = report_round_path(c, &w, "/in"), .text = str_from_c(_("Báo cáo PDF"))};
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
