/* Two plans of constituencies side by side. */
#include "district/why.h"
#include "web/plan_page.h"
#include "web/templates.h"

static void compare_figure(struct web_call *c, const char *label, struct str one, struct str two,
			   struct cell_view *cell)
{
	(void)c;
	cell[0].text = str_from_c(label);
	cell[1].text = one;
	cell[2].text = two;
}

struct compared {
	struct site_plan p;
	struct district_measure m;
};

static int load_compared(struct web_call *c, int64_t id, struct compared *ret, struct err *err)
{
	struct row row;
	int r = web_read(c, &plan_record, id, &row, err);
	if (r == 0)
		r = site_plan_load(c->db, c->arena, c->site->root, id, &ret->p, err);
	if (r == 0 && !ret->p.complete)
		return err_set(err, ERR_CONFLICT, _("«%.*s» chưa xếp xong nên chưa so sánh được."),
			       STR_ARG(row_str(&row, "name")));
	if (r == 0)
		ret->m = site_plan_measure(c->arena, &ret->p);
	return r;
}

static struct list_view table_of(struct web_call *c, const char *caption, const char *const *labels,
				 const struct compared *x, struct cell_view *cells, size_t rows)
{
	struct column_view *columns = arena_array_of(c->arena, 3, struct column_view);
	columns[0] = (struct column_view){.label = str_from_c(labels[0]), .title = true};
	for (size_t i = 0; i < 2; i++)
		columns[i + 1] = (struct column_view){.label = row_str(&x[i].p.row, "name"), .numeric = true};
	return (struct list_view){.caption = str_from_c(caption),
				  .heading = true,
				  .columns = columns,
				  .column_count = 3,
				  .cells = cells,
				  .row_count = rows,
				  .empty = str_from_c(_("Hai phương án xếp mọi nơi như nhau."))};
}

/* Nothing named to compare with: the plans there are. */
static int choose_other(struct web_call *c, struct err *err)
{
	struct row plan;
	int r = web_read(c, &plan_record, c->id, &plan, err);
	struct sheet_view v = {.page = web_page(c, str_from_c(_("So sánh với phương án nào?")), "/bau-cu")};
	web_crumb(c, &v.page, STR("/bau-cu/don-vi"), str_from_c(_("Đơn vị bầu cử")));
	if (r == 0)
		r = plan_related(c, &plan, &v, err);
	if (r < 0)
		return r;
	page_sheet(&c->html, &v);
	return 0;
}

int page_of_plan_compare(struct web_call *c, struct err *err)
{
	static const char *const what[] = {_("So sánh")}, *const place[] = {_("Nơi ở hai đơn vị khác nhau")};
	struct compared x[2];
	int64_t other = 0;
	if (!str_to_i64(http_query(c->req, "voi"), 1, (int64_t)1 << 53, &other))
		return choose_other(c, err);
	int r = load_compared(c, c->id, &x[0], err);
	if (r == 0)
		r = load_compared(c, other, &x[1], err);
	if (r < 0)
		return r;
	if (!str_eq(row_str(&x[0].p.row, "level"), row_str(&x[1].p.row, "level")) ||
	    row_int(&x[0].p.row, "unit") != row_int(&x[1].p.row, "unit"))
		return web_not_found(c, err);
	struct sheet_view v = {.page = web_page(c, str_from_c(_("So sánh hai phương án")), "/bau-cu")};
	web_crumb(c, &v.page, STR("/bau-cu/don-vi"), str_from_c(_("Đơn vị bầu cử")));
	web_crumb(c, &v.page, web_path(c, "/bau-cu/phuong-an/%lld", (long long)c->id), row_str(&x[0].p.row, "name"));
	struct cell_view *cells = arena_array_of(c->arena, 3 * 5, struct cell_view),
			 *moved = arena_array_of(c->arena, 3 * x[0].p.n + 3, struct cell_view);
	compare_figure(c, _("Số đơn vị bầu cử"), web_number(c, (int64_t)x[0].p.k), web_number(c, (int64_t)x[1].p.k),
		       cells);
	compare_figure(c, _("Chênh lệch lớn nhất"), district_share(c->arena, x[0].m.deviation),
		       district_share(c->arena, x[1].m.deviation), cells + 3);
	compare_figure(c, _("Đường giáp ranh bị cắt"), district_km(c->arena, x[0].m.cut),
		       district_km(c->arena, x[1].m.cut), cells + 6);
	compare_figure(c, _("Địa bàn huyện cũ bị chia"), web_number(c, (int64_t)x[0].m.split),
		       web_number(c, (int64_t)x[1].m.split), cells + 9);
	size_t n = 0;
	for (size_t i = 0; i < x[0].p.n && i < x[1].p.n; i++)
		if (x[0].p.plan.part[i] != x[1].p.plan.part[i]) {
			moved[3 * n].text = x[0].p.area.problem.place[i].name;
			moved[3 * n + 1].text = web_path(c, _("số %d"), x[0].p.plan.part[i] + 1);
			moved[3 * n++ + 2].text = web_path(c, _("số %d"), x[1].p.plan.part[i] + 1);
		}
	struct list_view figures = table_of(c, _("Số đo"), what, x, cells, 4),
			 places = table_of(c, _("Nơi xếp khác nhau"), place, x, moved, n);
	sheet_add_list(c, &v, &figures);
	sheet_add_list(c, &v, &places);
	page_sheet(&c->html, &v);
	return 0;
}
