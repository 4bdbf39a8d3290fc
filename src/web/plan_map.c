/* The map of a plan, an address of its own: by outlines where the operator loaded some, else by tiles. Loading outlines. */
#include <stdlib.h>

#include "area/outlines.h"
#include "render/regionmap.h"
#include "unit/facts.h"
#include "unit/records.h"
#include "web/plan_page.h"
#include "web/templates.h"

#define TILE 10
#define TILE_SIDE 64

/* ---- regions ---- */

static struct region region_of(struct web_call *c, const struct site_plan *p, const int *group, size_t i)
{
	int unit = p->plan.part[i];
	return (struct region){
		.name = p->area.problem.place[i].name,
		.words = unit < 0 ? str_from_c(_("chưa xếp")) : web_path(c, _("đơn vị bầu cử số %d"), unit + 1),
		.mark = unit < 0 ? STR("?") : web_path(c, "%d", unit + 1),
		.group = unit < 0 ? REGION_NONE : group[unit],
	};
}

/* Constituencies that border get different colours. */
static int *groups_of(struct web_call *c, const struct site_plan *p)
{
	bool *touches = arena_array_of(c->arena, p->k * p->k + 1, bool);
	int *group = arena_array_of(c->arena, p->k + 1, int);
	for (size_t e = 0; e < p->area.problem.edge_n; e++) {
		int a = p->plan.part[p->area.problem.edge[e].a], b = p->plan.part[p->area.problem.edge[e].b];
		if (a >= 0 && b >= 0 && a != b)
			touches[(size_t)a * p->k + (size_t)b] = touches[(size_t)b * p->k + (size_t)a] = true;
	}
	regionmap_colours(touches, p->k, group);
	return group;
}

/* A square in about its place; those without one stand below. */
static void tiles(struct web_call *c, const struct site_plan *p, const int *group, struct region_map *map)
{
	struct region *regions = arena_array_of(c->arena, p->n + 1, struct region);
	bool *placed = arena_array_of(c->arena, p->n + 1, bool);
	int cols = 12, rows = 0, next = 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct unit_fact *fact = unit_commune(c->app->facts, p->area.problem.place[i].code);
		regions[i] = region_of(c, p, group, i);
		regions[i].x = fact ? fact->col : -1;
		regions[i].y = fact ? fact->row : -1;
		placed[i] = regions[i].x >= 0 && regions[i].y >= 0 && regions[i].x < TILE_SIDE && regions[i].y < TILE_SIDE;
		cols = placed[i] && regions[i].x >= cols ? (int)regions[i].x + 1 : cols;
		rows = placed[i] && regions[i].y >= rows ? (int)regions[i].y + 1 : rows;
	}
	for (size_t i = 0; i < p->n; i++) {
		struct region *r = &regions[i];
		if (!placed[i]) {
			r->x = next % cols;
			r->y = rows + 1 + next++ / cols;
		}
		r->path = web_path(c, "M%lld %lldh9v9h-9z", (long long)r->x * TILE, (long long)r->y * TILE);
		r->x = r->x * TILE + 4;
		r->y = r->y * TILE + 5;
	}
	rows += next ? 1 + (next + cols - 1) / cols : 0;
	map->regions = regions;
	map->n = p->n;
	map->x = map->y = -1;
	map->width = cols * TILE + 1;
	map->height = rows * TILE + 1;
	map->size = 5;
	map->line = 3;
}

static int by_unit(const void *a, const void *b)
{
	const struct site_outline *x = a, *y = b;
	return (x->unit > y->unit) - (x->unit < y->unit);
}

static void outlines(struct web_call *c, const struct site_plan *p, const int *group, const struct site_outline *list, size_t n,
		     struct region_map *map)
{
	struct region *regions = arena_array_of(c->arena, p->n + 1, struct region);
	int64_t left = INT32_MAX, right = INT32_MIN, top = INT32_MAX, bottom = INT32_MIN;
	for (size_t i = 0; i < p->n; i++) {
		const struct site_outline key = {.unit = p->place[i]};
		const struct site_outline *o = bsearch(&key, list, n, sizeof key, by_unit);
		if (!o)
			continue;
		struct region *r = &regions[map->n++];
		*r = region_of(c, p, group, i);
		r->path = o->o.path;
		r->x = o->o.x;
		r->y = o->o.y;
		left = o->o.left < left ? o->o.left : left;
		right = o->o.right > right ? o->o.right : right;
		top = o->o.top < top ? o->o.top : top;
		bottom = o->o.bottom > bottom ? o->o.bottom : bottom;
	}
	int64_t side = right - left > bottom - top ? right - left : bottom - top;
	map->regions = regions;
	map->x = left - side / 100;
	map->y = top - side / 100;
	map->width = right - left + side / 50;
	map->height = bottom - top + side / 50;
	map->size = side / 55 + 1;
	map->line = side / 80 + 1;
}

int page_of_plan_map(struct web_call *c, struct err *err)
{
	struct plan_page x = {0};
	struct site_outline *list;
	size_t n;
	int r = plan_page_load(c, c->id, &x, err);
	if (r == 0)
		r = site_outlines(c->db, c->arena, c->site->root, &list, &n, err);
	if (r < 0)
		return r;
	const int *group = groups_of(c, &x.p);
	struct region_map map = {.label = arena_printf(c->arena, _("%.*s: các đơn vị bầu cử%s"), STR_ARG(row_str(&x.row, "name")),
						       c->site->rehearsal ? _(" (diễn tập)") : "")};
	if (n && !str_eq_c(http_query(c->req, "kieu"), "o"))
		outlines(c, &x.p, group, list, n, &map);
	if (!map.n)
		tiles(c, &x.p, group, &map);
	c->res->type = STR("image/svg+xml; charset=utf-8");
	regionmap_write(&map, &c->res->body);
	return 0;
}

/* ---- outlines of the site ---- */

static int outlines_facts(struct web_call *c, struct sheet_view *v, struct err *err)
{
	struct site_outline *list;
	struct unit_item *units;
	size_t n, all;
	_cleanup_buf_ struct buf without = BUF_INIT(4000);
	int r = site_outlines(c->db, c->arena, c->site->root, &list, &n, err);
	if (r == 0)
		r = unit_communes(c->db, c->arena, c->site->root, &units, &all, err);
	if (r < 0)
		return r;
	for (size_t i = 0; n && i < all; i++) {
		const struct site_outline key = {.unit = units[i].id};
		if (!bsearch(&key, list, n, sizeof key, by_unit))
			buf_printf(&without, "%s%.*s", without.n ? ", " : "", STR_ARG(units[i].full));
	}
	struct fact_view *f = arena_array_of(c->arena, 4, struct fact_view);
	f[v->fact_count++] = (struct fact_view){.label = str_from_c(_("Đã có hình ranh giới")),
						.value = arena_printf(c->arena, _("%zu/%zu xã, phường, đặc khu"), n, all)};
	if (n)
		f[v->fact_count++] = (struct fact_view){.label = str_from_c(_("Nguồn")), .value = list[0].source};
	if (n && list[0].day != DAY_NONE)
		f[v->fact_count++] = (struct fact_view){.label = str_from_c(_("Ngày nhập")), .value = date_vn(c->arena, list[0].day)};
	if (without.n)
		f[v->fact_count++] = (struct fact_view){.label = str_from_c(_("Còn thiếu")),
							.value = arena_dup(c->arena, buf_str(&without))};
	v->facts = f;
	if (n) {
		const struct action_view drop = {
			.action = STR("/bau-cu/ranh-gioi/bo"), .text = str_from_c(outline_drop.title), .second = true};
		sheet_add_action(c, v, &drop);
	}
	return 0;
}

static int show_outlines(struct web_call *c, struct str wrong, struct err *err)
{
	const struct form_field_value typed = {"source", http_form(c->req, "source")};
	struct sheet_view v = {.page = web_page(c, str_from_c(_("Hình ranh giới")), "/bau-cu")};
	struct form_view form;
	int r = outlines_facts(c, &v, err);
	if (r == 0)
		r = web_form(c, &outline_load, STR("/bau-cu/ranh-gioi"), &typed, 1, &form, err);
	if (r < 0)
		return r;
	web_crumb(c, &v.page, STR("/bau-cu/don-vi"), str_from_c(_("Đơn vị bầu cử")));
	v.page.lead = str_from_c(_("Bản đồ các phương án vẽ theo hình này; chưa có hình thì vẽ bằng ô vuông. Hình chỉ để nhìn, không "
				   "dùng để tính."));
	struct field_view *fields = arena_array_of(c->arena, form.count + 1, struct field_view);
	for (size_t i = 0; i < form.count; i++)
		fields[i + 1] = form.fields[i];
	fields[0] = (struct field_view){
		.kind = CONTROL_FILE,
		.name = STR("file"),
		.label = str_from_c(_("Tệp GeoJSON")),
		.required = true,
		.error = wrong,
		.hint = str_from_c(_("Vùng (Polygon, MultiPolygon) của từng xã, phường, đặc khu, tọa độ WGS 84; thuộc tính code (hoặc ma, "
				     "ma_xa) là mã đơn vị hành chính. Xuất được từ QGIS."))};
	form.fields = fields;
	form.count++;
	sheet_add_form(c, &v, &form);
	page_sheet(&c->html, &v);
	return 0;
}

int page_of_outlines(struct web_call *c, struct err *err) { return show_outlines(c, (struct str){0}, err); }

int page_of_outlines_load(struct web_call *c, struct err *err)
{
	struct verb_result result;
	struct verb_input input;
	int r = web_input(c, &outline_load, &input, err);
	if (r < 0)
		return r;
	r = verb_run(c->site, &c->actor, &outline_load, &input, &result, err);
	if (r == 0)
		http_redirect(c->res, STR("/bau-cu/ranh-gioi?xong=1"));
	if (r == 0 || (err->code != ERR_INPUT && err->code != ERR_TOO_LARGE))
		return r;
	struct str wrong = arena_dup(c->arena, str_from_c(err->text));
	http_restart(c->res, err_http_status(err->code));
	return show_outlines(c, wrong, err);
}
