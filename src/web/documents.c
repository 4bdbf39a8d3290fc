/* Văn bản: which documents ordered work and how far it is, and the help team's briefings that were issued. */
#include "app/briefing.h"
#include "web/registers.h"
#include "web/templates.h"
#include "web/work_pages.h"

#define DOCUMENTS_SHOWN 20
#define BRIEFINGS_SHOWN 5

#define COLUMNS 3

static int orders(struct web_call *c, struct sheet_view *v, struct err *err)
{
	static const char *const labels[COLUMNS] = {_("Văn bản giao việc"), _("Đã xong"), _("Quá hạn")};
	struct figures_line *lines;
	size_t n, rows = 0;
	int r = figures_by_document(c->db, c->arena, task_now(c->site), DOCUMENTS_SHOWN, &lines, &n, err);
	if (r < 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, COLUMNS, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, n * COLUMNS, struct cell_view);
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0, .numeric = i > 0};
	for (size_t i = 0; i < n; i++) {
		const struct figures *f = &lines[i].figures;
		const struct option_view words = {.text = STR("q"), .value = lines[i].what};
		struct cell_view *cell = cells + rows * COLUMNS;
		if (!lines[i].what.n)
			continue;
		cell[0] = (struct cell_view){.text = lines[i].what, .href = web_with(c, STR("/tim"), &words, 1, NULL, (struct str){0})};
		cell[1].text = arena_printf(c->arena, "%lld/%lld", (long long)figures_done(f), (long long)f->total);
		cell[2] = (struct cell_view){.text = web_number(c, f->overdue), .tone = f->overdue ? TONE_LATE : TONE_PLAIN};
		rows++;
	}
	const struct list_view list = {.caption = str_from_c(_("Văn bản giao việc mới nhất")),
				       .heading = true,
				       .columns = columns,
				       .column_count = COLUMNS,
				       .cells = cells,
				       .row_count = rows,
				       .empty = str_from_c(_("Chưa có văn bản nào giao việc. Số, ký hiệu văn bản được ghi khi giao việc."))};
	sheet_add_list(c, v, &list);
	return 0;
}

static int issued(struct web_call *c, struct sheet_view *v, struct err *err)
{
	struct list_result rows = {0};
	struct list_view list = {0};
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = &briefing_record, .sort = "-day", .limit = BRIEFINGS_SHOWN}, &rows, err);
	if (r == 0)
		r = register_table(c, &briefing_record, &rows, &list, err);
	if (r < 0)
		return r;
	list.caption = str_from_c(briefing_record.many);
	list.heading = true;
	list.empty = str_from_c(briefing_record.empty);
	sheet_add_list(c, v, &list);
	return 0;
}

int page_of_documents(struct web_call *c, struct err *err)
{
	struct sheet_view v = {.page = web_page(c, str_from_c(_("Văn bản")), "/van-ban")};
	const struct link_view related[] = {
		{.href = STR("/ban-tin"), .text = str_from_c(_("Mọi bản tin, báo cáo tuần"))},
		{.href = STR("/tong-hop/nhiem-vu?theo=van-ban"), .text = str_from_c(_("Mọi văn bản giao việc"))}};
	int whole = figures_whole(c->site, c->db, &c->actor, err);
	int r = whole <= 0 ? whole : orders(c, &v, err); /* what was ordered is counted for the whole site only */
	if (r == 0)
		r = issued(c, &v, err);
	if (r < 0)
		return r;
	v.related = related;
	v.related_count = whole ? ARRAY_LEN(related) : 1;
	page_sheet(&c->html, &v);
	return 0;
}
