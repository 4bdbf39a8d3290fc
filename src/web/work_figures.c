/* Figures of tasks by who assigned, unit, person and document: on the page, and the same table as a workbook. Whatever they are
 * sorted by, they come to the same whole. */
#include "web/export_table.h"
#include "web/templates.h"
#include "web/work_pages.h"

enum { BY_ASSIGNER, BY_WHOLE, BY_UNIT, BY_PERSON, BY_DOCUMENT, BYS };
static const struct {
	const char *code, *label;
	bool all; /* only for those who read the whole site */
	const char *rest; /* what has no line of its own */
} bys[BYS] = {{"", _("người giao, năm"), false, NULL},
	      {"ca-viec", _("người giao, năm (việc giao nhiều đơn vị tính một lần)"), false, NULL},
	      {"don-vi", _("đơn vị"), false, NULL},
	      {"nguoi", _("người thực hiện"), true, _("chưa phân công (người đứng đầu đơn vị)")},
	      {"van-ban", _("văn bản giao"), true, _("các văn bản trước đó")}};

#define MOST_DOCUMENTS 400

static struct str what_label(struct web_call *c, struct str what)
{
	const struct choice *ch = NULL;
	for (const struct choice *k = task_assigners; k->code && what.n > 5; k++)
		if (str_eq_c(str_slice(what, 5, what.n), k->code))
			ch = k;
	return ch ? arena_printf(c->arena, _("%s, năm %.*s"), ch->label, STR_ARG(str_slice(what, 0, 4))) : what;
}

static int lines_by(struct web_call *c, int by, int64_t moment, struct figures_line **ret, size_t *ret_n, struct err *err)
{
	switch (by) {
	case BY_UNIT: return figures_by_unit(c->db, c->arena, &c->actor, moment, ret, ret_n, err);
	case BY_PERSON: return figures_by_person(c->db, c->arena, moment, ret, ret_n, err);
	case BY_DOCUMENT: return figures_by_document(c->db, c->arena, moment, MOST_DOCUMENTS, ret, ret_n, err);
	default:
		return figures_by_assigner(c->site, c->db, c->arena, &c->actor, by == BY_WHOLE ? "whole" : "assigner", moment, ret,
					   ret_n, err);
	}
}

static int line_label(struct web_call *c, int by, const struct figures_line *line, struct str *ret,
		      struct str *ret_href, struct err *err)
{
	const struct option_view what = {.text = STR("giao"), .value = line->what};
	switch (by) {
	case BY_UNIT:
		*ret = web_unit_name(c, line->scope);
		*ret_href = web_path(c, "/nhiem-vu?donvi=%lld", (long long)line->scope);
		return 0;
	case BY_PERSON:
		*ret_href = web_path(c, "/nhiem-vu?nguoi=%lld", (long long)line->scope);
		return record_label(c->db, c->arena, c->site->catalog, "person", line->scope, ret, err);
	case BY_DOCUMENT: *ret = line->what.n ? line->what : str_from_c(_("không có văn bản")); return 0;
	case BY_WHOLE: *ret = what_label(c, line->what); return 0;
	default:
		*ret = what_label(c, line->what);
		*ret_href = web_with(c, STR("/nhiem-vu"), &what, 1, NULL, (struct str){0});
		return 0;
	}
}

/* The lines, what is in none of them, and what all come to. */
static int figure_cells(struct web_call *c, int by, int64_t moment, struct cell_view **ret_cells, size_t *ret_n, struct err *err)
{
	struct figures_line *lines = NULL;
	struct figures sum = {0}, whole = {0};
	size_t n = 0, rows = 0;
	int r = lines_by(c, by, moment, &lines, &n, err);
	if (r == 0 && bys[by].rest)
		r = figures_for(c->site, c->db, &c->actor, (struct str){0}, moment, &whole, err);
	if (r < 0)
		return r;
	struct cell_view *cells = arena_array_of(c->arena, (n + 2) * FIGURE_COLUMNS, struct cell_view);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct str label = {0}, href = {0};
		if (!lines[i].figures.total)
			continue;
		r = line_label(c, by, &lines[i], &label, &href, err);
		work_figure_cells(c, label, href, &lines[i].figures, cells + rows++ * FIGURE_COLUMNS);
		figures_add(&sum, &lines[i].figures);
	}
	if (r == 0 && bys[by].rest && whole.total != sum.total) {
		figures_take(&whole, &sum);
		work_figure_cells(c, str_from_c(bys[by].rest), (struct str){0}, &whole, cells + rows++ * FIGURE_COLUMNS);
		figures_add(&sum, &whole);
	}
	if (rows)
		work_figure_cells(c, str_from_c(_("Cộng")), (struct str){0}, &sum, cells + rows++ * FIGURE_COLUMNS);
	*ret_cells = cells;
	*ret_n = rows;
	return r;
}

static int figure_table(struct web_call *c, int by, struct list_view *ret, struct err *err)
{
	struct cell_view *cells;
	size_t n;
	int r = figure_cells(c, by, task_now(c->site), &cells, &n, err);
	if (r < 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, FIGURE_COLUMNS, struct column_view);
	work_figure_columns(columns, bys[by].label);
	*ret = (struct list_view){.caption = arena_printf(c->arena, _("Số nhiệm vụ theo %s"), bys[by].label),
				  .columns = columns,
				  .column_count = FIGURE_COLUMNS,
				  .cells = cells,
				  .row_count = n,
				  .empty = str_from_c(task_record.empty)};
	return 0;
}

static int chosen(struct web_call *c, int whole)
{
	for (int i = 0; i < BYS; i++)
		if ((whole || !bys[i].all) && str_eq_c(http_query(c->req, "theo"), bys[i].code))
			return i;
	return BY_ASSIGNER;
}

int page_of_task_figures(struct web_call *c, struct err *err)
{
	struct list_page_view v = {.page = web_page(c, str_from_c(_("Tổng hợp nhiệm vụ")), "/nhiem-vu")};
	struct filter_view *choose = arena_new_of(c->arena, struct filter_view);
	struct link_view *links = arena_array_of(c->arena, BYS, struct link_view), *file = arena_new_of(c->arena, struct link_view);
	int whole = figures_whole(c->site, c->db, &c->actor, err), by = chosen(c, whole);
	if (whole < 0)
		return whole;
	for (int i = 0; i < BYS; i++)
		if (whole || !bys[i].all)
			links[choose->count++] = (struct link_view){
				.href = web_with(c, STR("/tong-hop/nhiem-vu"), NULL, 0, "theo", str_from_c(bys[i].code)),
				.text = str_from_c(bys[i].label),
				.current = by == i};
	int r = figure_table(c, by, &v.list, err);
	if (r < 0)
		return r;
	choose->label = str_from_c(_("Theo"));
	choose->links = links;
	v.list.filters = choose;
	v.list.filter_count = 1;
	*file = (struct link_view){.href = web_with(c, STR("/tong-hop/nhiem-vu/xuat"), NULL, 0, "theo", str_from_c(bys[by].code)),
				   .text = str_from_c(_("Xuất Excel"))};
	v.list.tools = file;
	v.list.tool_count = v.list.row_count > 0;
	v.page.lead = str_from_c(by == BY_WHOLE ? _("Một việc giao cho nhiều đơn vị tính một lần: xong khi mọi đơn vị chủ trì xong.")
						: _("Mỗi đơn vị nhận một việc là một nhiệm vụ; các cột cộng lại bằng tổng số. “Quá "
						    "hạn” là chưa xong mà đã quá 17 giờ ngày hạn."));
	web_crumb(c, &v.page, STR("/nhiem-vu"), str_from_c(_("Nhiệm vụ")));
	page_list(&c->html, &v);
	return 0;
}

int page_of_task_figures_export(struct web_call *c, struct err *err)
{
	struct list_view list;
	struct table_file *t;
	int whole = figures_whole(c->site, c->db, &c->actor, err);
	int r = whole < 0 ? whole : figure_table(c, chosen(c, whole), &list, err);
	if (r == 0)
		r = table_file_begin(c, &list, &t, err);
	if (r < 0)
		return r;
	table_file_rows(c, t, &list);
	return table_file_send(c, t, STR("tong-hop-nhiem-vu.xlsx"), err);
}
