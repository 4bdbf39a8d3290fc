/* How many deputies the province and its communes elect, with why. */
#include "web/communes.h"
#include "web/templates.h"

#define WHOLE 400 /* a province stands on one page, to be printed; a country does not */

/* A range stands as "3.478" with "đến 3.493 đại biểu …" under it: a figure is one short number. */
static struct figure_view figure(struct web_call *c, int64_t lo, int64_t hi, bool provisional, struct str whose)
{
	struct str to = lo == hi ? (struct str){0} : arena_printf(c->arena, _("đến %.*s "), STR_ARG(web_number(c, hi)));
	return (struct figure_view){
		.value = web_number(c, lo),
		.label = arena_printf(c->arena, _("%.*sđại biểu HĐND %.*s%s"), STR_ARG(to), STR_ARG(whose),
				      provisional ? _(" (tạm tính)") : ""),
	};
}

/* The province's own council, for those who may read the province. 1, 0. */
static int province_figure(struct web_call *c, struct figure_view *ret, bool *provisional, struct err *err)
{
	struct row root;
	struct seats seats = {0};
	int r = record_read(c->site, c->db, c->arena, &c->actor, &unit_record, c->site->root, &root, err);
	if (r > 0)
		r = web_seats(c, &root, &seats, err);
	if (r <= 0)
		return r;
	*provisional |= seats.provisional;
	*ret = figure(
		c, seats.lo, seats.hi, seats.provisional,
		unit_name_in_sentence(c->arena, unit_kind_of_key(row_str(&root, "kind")), row_str(&root, "name")));
	ret->href = web_path(c, "/don-vi/%lld", (long long)root.id);
	ret->why = web_why(c, &seats.why);
	return 1;
}

static void fill_row(struct web_call *c, const struct commune *x, bool all_provisional, struct cell_view *cells)
{
	static const char *const mountain[] = {[TRI_NO] = _("không"), [TRI_YES] = _("có")};
	cells[0] = (struct cell_view){.text = x->item.full, .href = web_path(c, "/don-vi/%lld", (long long)x->item.id)};
	cells[1].text = x->item.code;
	cells[2].text = x->population == POPULATION_UNKNOWN ? str_from_c(_("chưa có")) : web_number(c, x->population);
	cells[3].text = str_from_c(x->mountainous == TRI_UNKNOWN ? _("chưa rõ") : mountain[x->mountainous]);
	cells[4].text = web_range(c, x->seats.lo, x->seats.hi);
	if (x->seats.provisional && !all_provisional)
		cells[4].note = str_from_c(_("tạm tính"));
}

static void table(struct web_call *c, const struct communes *all, struct list_view *v)
{
	static const char *const labels[] = {_("Đơn vị"), _("Mã"), _("Dân số"), _("Miền núi, hải đảo"),
					     _("Đại biểu HĐND")};
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	int64_t page = all->n > WHOLE ? web_page_number(c) : 1;
	size_t size = all->n > WHOLE ? LIST_PAGE : WHOLE, from = (size_t)(page - 1) * size;
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){
			.label = str_from_c(labels[i]), .title = i == 0, .numeric = i == 2 || i == 4};
	*v = (struct list_view){.caption = str_from_c(_("Từng xã, phường, đặc khu")),
				.heading = true,
				.columns = columns,
				.column_count = ARRAY_LEN(labels),
				.empty = str_from_c(_("Chưa có đơn vị nào."))};
	v->row_count = from >= all->n ? 0 : all->n - from < size ? all->n - from : size;
	struct cell_view *cells = arena_array_of(c->arena, v->row_count * ARRAY_LEN(labels), struct cell_view);
	bool provisional = true; /* said once above when it holds for all */
	for (size_t i = 0; i < all->n; i++)
		provisional &= all->v[i].seats.provisional;
	for (size_t i = 0; i < v->row_count; i++)
		fill_row(c, &all->v[from + i], provisional, cells + i * ARRAY_LEN(labels));
	v->cells = cells;
	if (all->n > WHOLE)
		web_pages(c, v, STR("/dai-bieu"), page, (int64_t)all->n);
	struct link_view *tools = arena_new_of(c->arena, struct link_view);
	*tools = (struct link_view){.href = STR("/don-vi/xuat"), .text = str_from_c(_("Xuất CSV"))};
	v->tools = tools;
	v->tool_count = 1;
}

int page_of_seats(struct web_call *c, struct err *err)
{
	struct communes all;
	struct seats_total total = {0};
	struct list_page_view v = {
		.page = web_page(c, str_from_c(_("Số đại biểu Hội đồng nhân dân theo luật")), "/danh-muc")};
	struct figure_view *figures = arena_array_of(c->arena, 2, struct figure_view);
	bool provisional = false;
	int r = web_communes(c, &all, err);
	if (r == 0)
		r = province_figure(c, figures, &provisional, err);
	if (r < 0)
		return r;
	v.figure_count = (size_t)r;
	for (size_t i = 0; i < all.n; i++)
		seats_add(&total, &all.v[i].seats);
	provisional |= total.provisional;
	figures[v.figure_count] = figure(
		c, total.lo, total.hi, total.provisional,
		arena_printf(c->arena, _("của %.*s xã, phường, đặc khu"), STR_ARG(web_number(c, (int64_t)all.n))));
	figures[v.figure_count++].href = STR("/don-vi?sap=-seats");
	v.figures = figures;
	web_crumb(c, &v.page, STR("/danh-muc"), str_from_c(_("Danh mục")));
	if (provisional)
		web_message(c, &v.page, TONE_SOON, str_from_c(web_seats_provisional()));
	if (total.ranges)
		web_message(c, &v.page, TONE_SOON,
			    arena_printf(c->arena,
					 _("%zu đơn vị chưa đủ dữ liệu để ra một con số; mở từng đơn vị để biết ai "
					   "phải xác nhận."),
					 total.ranges));
	table(c, &all, &v.list);
	page_list(&c->html, &v);
	return 0;
}
