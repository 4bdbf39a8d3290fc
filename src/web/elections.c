#include "web/elections.h"

#include <string.h>

#include "app/brief.h"
#include "web/templates.h"

#define SHOWN 6 /* the latest: of those before few ask on a working page */
#define ALL "/bau-cu/cac-cuoc"

int web_election(struct web_call *c, int64_t unit, struct row *ret_election, struct err *err)
{
	int64_t id;
	struct str named = http_query(c->req, "cuoc");
	if (!named.n)
		return election_current(c->db, c->arena, unit, site_today(c->site), ret_election, err);
	int r = str_to_i64(named, 1, INT64_MAX, &id)
			? record_read(c->site, c->db, c->arena, &c->actor, &election_record, id, ret_election, err)
			: 0;
	return r == 0 ? web_not_found(c, err) : r;
}

int web_brief(struct web_call *c, struct brief *ret_brief, struct err *err)
{
	struct row election;
	int r = web_election(c, c->site->root, &election, err);
	return r < 0 ? r : brief_of(c->site, c->db, c->arena, site_today(c->site), r ? &election : NULL, ret_brief, err);
}

struct str web_election_keep(struct web_call *c, struct str path)
{
	return web_with(c, path, NULL, 0, "cuoc", http_query(c->req, "cuoc"));
}

void web_election_rest(struct web_call *c, struct filter_view *links, int64_t total)
{
	struct link_view *all = arena_array_of(c->arena, links->count + 1, struct link_view);
	int64_t left = total - (int64_t)links->count;
	if (left <= 0)
		return;
	if (links->count)
		memcpy(all, links->links, links->count * sizeof(*all));
	all[links->count++] =
		(struct link_view){.href = STR(ALL), .text = arena_printf(c->arena, _("còn %.*s cuộc khác"), STR_ARG(web_number(c, left)))};
	links->links = all;
}

/* The latest ones in the order of their days, and the one this page is about among them. */
static size_t shown_of(const struct list_result *all, const struct row *now, const struct row **ret_rows)
{
	size_t n = 0;
	bool there = false;
	for (size_t i = 0; i < all->n; i++)
		there = there || all->rows[i].id == now->id;
	if (!there)
		ret_rows[n++] = now;
	for (size_t i = all->n; i > 0; i--)
		ret_rows[n++] = &all->rows[i - 1];
	return n;
}

int web_election_links(struct web_call *c, const struct row *now, struct str path, struct filter_view *ret, struct err *err)
{
	struct list_result all = {0};
	const struct row *shown[SHOWN + 1];
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = &election_record, .sort = "-day", .limit = SHOWN}, &all, err);
	*ret = (struct filter_view){0};
	if (r < 0 || all.n < 2)
		return r;
	size_t n = shown_of(&all, now, shown);
	struct link_view *links = arena_array_of(c->arena, n, struct link_view);
	for (size_t i = 0; i < n; i++)
		links[i] = (struct link_view){
			.href = web_with(c, path, NULL, 0, "cuoc", web_path(c, "%lld", (long long)shown[i]->id)),
			.text = arena_printf(c->arena, "%.*s (%.*s)", STR_ARG(row_str(shown[i], "name")),
					     STR_ARG(date_vn(c->arena, row_day(shown[i], "day")))),
			.current = shown[i]->id == now->id};
	*ret = (struct filter_view){str_from_c(_("Cuộc bầu cử")), links, n};
	web_election_rest(c, ret, all.total);
	return 0;
}

/* ---- all of them ---- */

#define COLUMNS 4

static int cells_of(struct web_call *c, const struct row *election, struct cell_view *cells, struct err *err)
{
	static const char *const fields[COLUMNS] = {"name", "day", "kind", "unit"};
	int r = 0;
	for (size_t i = 0; r == 0 && i < COLUMNS; i++)
		r = web_value(c, &election_record.fields[record_field(&election_record, fields[i])], row_value(election, fields[i]),
			      &cells[i].text, err);
	cells[0].href = web_path(c, "/bau-cu?cuoc=%lld", (long long)election->id);
	return r;
}

int page_of_elections(struct web_call *c, struct err *err)
{
	static const char *const labels[COLUMNS] = {_("Cuộc bầu cử"), _("Ngày bầu cử"), _("Loại"), _("Nơi bầu cử")};
	struct list_page_view v = {.page = web_page(c, str_from_c(election_record.many), "/bau-cu")};
	struct list_result rows = {0};
	int64_t page = web_page_number(c);
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = &election_record, .offset = (page - 1) * LIST_PAGE}, &rows, err);
	struct column_view *columns = arena_array_of(c->arena, COLUMNS, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, rows.n * COLUMNS, struct cell_view);
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		r = cells_of(c, &rows.rows[i], cells + i * COLUMNS, err);
	if (r < 0)
		return r;
	v.list = (struct list_view){.caption = v.page.title,
				    .columns = columns,
				    .column_count = COLUMNS,
				    .cells = cells,
				    .row_count = rows.n,
				    .empty = str_from_c(election_record.empty)};
	web_crumb(c, &v.page, STR("/bau-cu"), str_from_c(_("Lịch bầu cử")));
	web_pages(c, &v.list, STR(ALL), page, rows.total);
	page_list(&c->html, &v);
	return 0;
}
