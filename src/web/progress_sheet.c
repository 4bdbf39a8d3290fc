/* How far every commune is, as a workbook and on paper: what the page shows, all of it at once. */
#include "format/xlsx_write.h"
#include "web/overview.h"
#include "web/papers.h"

/* ---- the sheet ---- */

/* "Tổ bầu cử (luật 31/01/2026)", "Ủy ban bầu cử (luật 30/11/2025, chỉ đạo 29/11/2025)" */
static struct str step_heading(struct overview *o, int s)
{
	const struct progress_due *due = &o->p.due[s];
	const char *title = progress_step_title((enum progress_step)s);
	struct arena *a = o->c->arena;
	if (due->legal == DAY_NONE)
		return str_from_c(title);
	struct str legal = date_vn(a, due->legal);
	if (due->directed == DAY_NONE)
		return arena_printf(a, _("%s (luật %.*s)"), title, STR_ARG(legal));
	struct str directed = date_vn(a, due->directed);
	return arena_printf(a, _("%s (luật %.*s, chỉ đạo %.*s)"), title, STR_ARG(legal), STR_ARG(directed));
}

static struct str on_paper(struct overview *o, size_t unit, enum progress_step step)
{
	struct cell_view v = overview_cell(o, unit, step);
	return v.note.n ? arena_printf(o->c->arena, "%.*s (%.*s)", STR_ARG(v.text), STR_ARG(v.note)) : v.text;
}

/* For each step: where it stands, in the words of the page; its figures, to be counted with; the days that are left. */
#define SHEET_STEP 6

static void sheet_columns(struct overview *o, struct xlsx_column *columns, size_t *n)
{
	static const char *const figures[] = {_("đã có"), _("cần có"), _("cần xem lại"), _("quá hạn"), _("hạn")};
	struct web_call *c = o->c;
	columns[(*n)++] = (struct xlsx_column){.label = str_from_c(_("Mã"))};
	columns[(*n)++] = (struct xlsx_column){.label = str_from_c(_("Đơn vị")), .width = 26};
	for (int s = 0; s < PROGRESS_STEPS; s++) {
		const char *title = progress_step_title((enum progress_step)s);
		columns[(*n)++] = (struct xlsx_column){.label = step_heading(o, s), .width = 24};
		for (size_t i = 0; i < ARRAY_LEN(figures); i++)
			columns[(*n)++] = (struct xlsx_column){.label = arena_printf(c->arena, "%s: %s", title, figures[i]),
							       .kind = i + 1 == ARRAY_LEN(figures) ? XLSX_DATE : XLSX_INT};
	}
	columns[(*n)++] = (struct xlsx_column){.label = str_from_c(_("Quyết định Ủy ban bầu cử")), .width = 18};
	columns[(*n)++] = (struct xlsx_column){.label = str_from_c(_("Ngày")), .kind = XLSX_DATE};
	columns[(*n)++] = (struct xlsx_column){.label = str_from_c(_("Điều cần xem lại")), .width = 60};
}

static void sheet_step(struct overview *o, size_t i, enum progress_step step, struct xlsx_writer *w)
{
	const struct progress_cell *x = &o->p.units[i].cell[step];
	if (x->state == PROGRESS_NONE) { /* nothing is asked: blank, not zero */
		xlsx_write_text(w, STR("–"));
		for (int k = 1; k < SHEET_STEP; k++)
			xlsx_write_empty(w);
		return;
	}
	struct str words = on_paper(o, i, step), state = str_from_c(progress_state_words(x->state));
	xlsx_write_text(w, step == PROGRESS_COMMITTEE ? words
						      : arena_printf(o->c->arena, "%.*s – %.*s", STR_ARG(words), STR_ARG(state)));
	xlsx_write_int(w, x->have);
	if (x->of == PROGRESS_UNKNOWN)
		xlsx_write_empty(w);
	else
		xlsx_write_int(w, x->of);
	xlsx_write_int(w, x->wrong);
	xlsx_write_int(w, x->late);
	xlsx_write_day(w, progress_by(&o->p, i, step));
}

static void sheet_row(struct overview *o, size_t i, struct xlsx_writer *w)
{
	const struct progress_cell *committee = &o->p.units[i].cell[PROGRESS_COMMITTEE];
	xlsx_write_text(w, i < o->all.n ? o->all.v[i].item.code : (struct str){0});
	xlsx_write_text(w, overview_name(o, i));
	for (int s = 0; s < PROGRESS_STEPS; s++)
		sheet_step(o, i, (enum progress_step)s, w);
	xlsx_write_text(w, committee->paper);
	xlsx_write_day(w, committee->have ? committee->day : DAY_NONE);
	xlsx_write_text(w, committee->why);
	xlsx_write_row(w);
}

/* The communes as they are filtered; without a filter the province too. */
int page_of_bodies_export(struct web_call *c, struct err *err)
{
	struct overview o = {0};
	struct xlsx_column columns[2 + SHEET_STEP * PROGRESS_STEPS + 3];
	struct xlsx_writer *w;
	char path[EXPORT_PATH];
	size_t n = 0;
	int r = overview_load(c, &o, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	sheet_columns(&o, columns, &n);
	r = export_temp(c->site, path, err);
	if (r == 0)
		r = xlsx_write_start(path, str_from_c(_("Tổ chức bầu cử")), columns, n, &w, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < (o.state < 0 ? o.p.n : o.all.n); i++)
		if (overview_shows(&o, i))
			sheet_row(&o, i, w);
	r = xlsx_write_end(w, err);
	return r < 0 ? r : register_send_file(c, path, STR("to-chuc-bau-cu.xlsx"), err);
}

/* ---- on paper: all of them ---- */

static const struct pdf_table *paper_table(struct overview *o)
{
	struct arena *a = o->c->arena;
	size_t width = PROGRESS_STEPS + 1;
	struct pdf_table *table = arena_new_of(a, struct pdf_table);
	struct pdf_column *columns = arena_array_of(a, width, struct pdf_column);
	struct str *cells = arena_array_of(a, o->p.n * width + 1, struct str);
	columns[0] = (struct pdf_column){.head = str_from_c(_("Đơn vị")), .width = 3};
	for (int s = 0; s < PROGRESS_STEPS; s++)
		columns[s + 1] = (struct pdf_column){.head = step_heading(o, s), .width = 2};
	for (size_t i = 0; i < o->p.n; i++) {
		cells[i * width] = overview_name(o, i);
		for (int s = 0; s < PROGRESS_STEPS; s++)
			cells[i * width + 1 + (size_t)s] = on_paper(o, i, (enum progress_step)s);
	}
	*table = (struct pdf_table){.columns = columns, .column_count = width, .cells = cells, .row_count = o->p.n, .size = 9};
	return table;
}

int page_of_bodies_paper(struct web_call *c, struct err *err)
{
	struct overview o = {0};
	struct pdf_paper paper = {0};
	int r = overview_load(c, &o, err);
	if (r == 0)
		return web_not_found(c, err);
	if (r > 0)
		r = paper_begin(c->arena, c->site, c->db, &paper, err);
	if (r < 0)
		return r;
	const struct pdf_block block = {.kind = PDF_TABLE, .table = paper_table(&o)};
	paper.kind = str_from_c(_("TÌNH HÌNH TỔ CHỨC BẦU CỬ"));
	paper.about = arena_printf(c->arena, _("%.*s, đến ngày %.*s"), STR_ARG(row_str(&o.election, "name")),
				   STR_ARG(date_vn(c->arena, o.today)));
	paper.day = o.today;
	paper.blocks = &block;
	paper.block_count = 1;
	paper.wide = true;
	return web_send_paper(c, &paper, STR("to-chuc-bau-cu.pdf"), err);
}
