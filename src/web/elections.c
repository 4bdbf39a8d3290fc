#include "web/elections.h"

#include "app/brief.h"

#define SHOWN 6 /* the latest: of those before nobody asks on a working page */

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

int web_election_links(struct web_call *c, const struct row *now, struct str path, struct filter_view *ret, struct err *err)
{
	struct list_result all = {0};
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = &election_record, .sort = "-day", .limit = SHOWN, .uncounted = true}, &all,
			    err);
	*ret = (struct filter_view){0};
	if (r < 0 || all.n < 2)
		return r;
	struct link_view *links = arena_array_of(c->arena, all.n, struct link_view);
	for (size_t i = 0; i < all.n; i++) {
		const struct row *e = &all.rows[all.n - 1 - i];
		links[i] = (struct link_view){
			.href = web_with(c, path, NULL, 0, "cuoc", web_path(c, "%lld", (long long)e->id)),
			.text = arena_printf(c->arena, "%.*s (%.*s)", STR_ARG(row_str(e, "name")),
					     STR_ARG(date_vn(c->arena, row_day(e, "day")))),
			.current = e->id == now->id};
	}
	*ret = (struct filter_view){str_from_c(_("Cuộc bầu cử")), links, all.n};
	return 0;
}
