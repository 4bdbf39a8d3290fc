/* Search over everything a person may read: one question, results by kind, without accents. */
#include <string.h>

#include "app/briefing.h"
#include "election/election.h"
#include "record/search.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/registers.h"
#include "web/templates.h"
#include "work/task.h"

#define SHOWN 5 /* of each kind; the rest behind a link */
#define KINDS_MOST 40

/* What is searched before the registers. */
static const struct record *const first[] = {&unit_record, &task_record, &assignment_record, &step_record,
					     &difficulty_record, &decision_record, NULL};

/* The kinds this person may read any row of. */
static size_t kinds_of(struct web_call *c, const struct record **ret_kinds)
{
	size_t n = 0;
	for (const struct record *const *r = first; *r; r++)
		ret_kinds[n++] = *r;
	for (const struct record *const *r = app_registers; *r && n < KINDS_MOST; r++) {
		bool seen = false;
		for (const struct record *const *f = first; *f; f++)
			seen |= *f == *r;
		if (!seen)
			ret_kinds[n++] = *r;
	}
	size_t may = 0;
	for (size_t i = 0; i < n; i++)
		if (access_could(&c->actor, register_action(c, ret_kinds[i], "read")))
			ret_kinds[may++] = ret_kinds[i];
	return may;
}

static int cells_of(struct web_call *c, const struct list_result *rows, struct cell_view *cells, struct err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < rows->n; i++) {
		const struct row *row = &rows->rows[i];
		bool own = row->record->scope && strcmp(row->record->scope, "id") != 0;
		cells[2 * i].href = register_href(c, row->record, row->id);
		r = register_heading(c, row, &cells[2 * i].text, err);
		if (r == 0 && own)
			r = record_label(c->db, c->arena, c->site->catalog, "unit", row_int(row, row->record->scope),
					 &cells[2 * i + 1].text, err);
		if (!cells[2 * i].text.n)
			cells[2 * i].text = str_from_c(_("(chưa có)"));
	}
	return r;
}

/* The rows of one kind; *ret_n stays 0 when there are none. With `all` by pages, else the first few and a link to the rest. */
static int one_kind(struct web_call *c, const struct record *record, struct str fold, bool all, struct list_view *v,
		    size_t *ret_n, struct err *err)
{
	struct search_found found = {0};
	struct list_result rows = {0};
	int64_t page = all ? web_page_number(c) : 1;
	struct column_view *columns = arena_array_of(c->arena, 2, struct column_view);
	int r = record_search(c->db, c->arena, &c->actor, c->site->catalog, record, NULL, 0, fold, &found, err);
	if (r < 0 || !found.n)
		return r;
	r = record_list(c->db, c->arena, &c->actor,
			&(struct list_query){.record = record,
					     .in_field = "id",
					     .in = found.ids,
					     .in_count = found.n,
					     .limit = all ? LIST_PAGE : SHOWN,
					     .offset = (page - 1) * LIST_PAGE},
			&rows, err);
	struct cell_view *cells = arena_array_of(c->arena, 2 * (rows.n ? rows.n : 1), struct cell_view);
	if (r == 0)
		r = cells_of(c, &rows, cells, err);
	if (r < 0)
		return r;
	columns[0] = (struct column_view){.label = str_from_c(record->title), .title = true};
	columns[1] = (struct column_view){.label = str_from_c(_("Thuộc"))};
	*v = (struct list_view){
		.caption = arena_printf(c->arena, _("%s: %s%zu"), record->many, found.more ? _("hơn ") : "", found.n),
		.heading = true,
		.columns = columns,
		.column_count = 2,
		.cells = cells,
		.row_count = rows.n,
	};
	const struct option_view keep[] = {{.text = STR("q"), .value = http_query(c->req, "q")}};
	struct str path = web_with(c, STR("/tim"), keep, 1, "nhom", str_from_c(record->name));
	if (all)
		web_pages(c, v, path, page, (int64_t)found.n);
	if (!all && found.n > SHOWN) {
		struct link_view *more = arena_new_of(c->arena, struct link_view);
		*more = (struct link_view){.href = path, .text = arena_printf(c->arena, _("Xem cả %zu kết quả"), found.n)};
		v->tools = more;
		v->tool_count = 1;
	}
	*ret_n = rows.n;
	return 0;
}

int page_of_search(struct web_call *c, struct err *err)
{
	struct str q = http_query(c->req, "q"), fold = text_fold(c->arena, q), only = http_query(c->req, "nhom");
	struct sheet_view v = {.page = web_page(c, str_from_c(_("Tìm kiếm")), "")};
	const struct record *kinds[KINDS_MOST];
	size_t n = kinds_of(c, kinds), found = 0;
	v.page.search = q;
	for (size_t i = 0; i < n && fold.n; i++) {
		struct list_view list = {0};
		size_t rows = 0;
		if (only.n && !str_eq_c(only, kinds[i]->name))
			continue;
		int r = one_kind(c, kinds[i], fold, only.n > 0, &list, &rows, err);
		if (r < 0)
			return r;
		if (rows)
			sheet_add_list(c, &v, &list);
		found += rows;
	}
	v.page.lead = !fold.n ? str_from_c(_("Gõ vài chữ đầu của tên xã, nhiệm vụ, người, số văn bản vào ô tìm ở đầu trang; có "
					     "dấu hay không dấu đều được."))
		      : found ? arena_printf(c->arena, _("Kết quả cho “%.*s”"), STR_ARG(q))
			      : arena_printf(c->arena, _("Không tìm thấy “%.*s” trong những gì bạn được xem. Thử ít chữ hơn; có dấu "
							 "hay không dấu đều được."),
					     STR_ARG(q));
	page_sheet(&c->html, &v);
	return 0;
}
