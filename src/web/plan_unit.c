/* One constituency of a plan: its places, what they border, moving them; and the places that are in none. */
#include <string.h>

#include "district/why.h"
#include "web/plan_page.h"
#include "web/templates.h"

#define PLACES_SHOWN 50

/* ---- who borders whom ---- */

/* touches[place * (k + 1) + part + 1]: the place borders one of that part. */
static bool *touches_of(struct web_call *c, const struct site_plan *p)
{
	size_t width = p->k + 1;
	bool *touches = arena_array_of(c->arena, p->n * width + 1, bool);
	for (size_t e = 0; e < p->area.problem.edge_n; e++) {
		const struct district_edge *edge = &p->area.problem.edge[e];
		touches[edge->a * width + (size_t)(p->plan.part[edge->b] + 1)] = true;
		touches[edge->b * width + (size_t)(p->plan.part[edge->a] + 1)] = true;
	}
	return touches;
}

static struct str neighbours_of(struct web_call *c, const struct site_plan *p, const bool *touches, size_t place)
{
	_cleanup_buf_ struct buf b = BUF_INIT(4096);
	for (size_t u = 0; u < p->k; u++)
		if ((int)u != p->plan.part[place] && touches[place * (p->k + 1) + u + 1])
			buf_printf(&b, "%s%zu", b.n ? ", " : "", u + 1);
	return arena_dup(c->arena, buf_str(&b));
}

static void places_list(struct web_call *c, const struct plan_page *x, int part, const bool *touches, struct str here,
			struct sheet_view *v)
{
	static const char *const labels[] = {_("Nơi"), _("Dân số"), _("Giáp đơn vị bầu cử số")};
	const struct site_plan *p = &x->p;
	struct column_view *columns = arena_array_of(c->arena, 3, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, 3 * PLACES_SHOWN, struct cell_view);
	int64_t page = web_page_number(c), all = 0, skip = (page - 1) * PLACES_SHOWN;
	struct list_view list = {.caption = str_from_c(_("Gồm")),
				 .heading = true,
				 .columns = columns,
				 .column_count = 3,
				 .cells = cells,
				 .empty = str_from_c(_("Không có nơi nào."))};
	for (size_t i = 0; i < 3; i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0, .numeric = i == 1};
	for (size_t i = 0; i < p->n; i++) {
		const struct district_place *place = &p->area.problem.place[i];
		if (p->plan.part[i] != part || all++ < skip || list.row_count == PLACES_SHOWN)
			continue;
		struct cell_view *cell = cells + 3 * list.row_count++;
		cell[0] = (struct cell_view){.text = place->name, .href = plan_place_href(c, p, i)};
		cell[1].text = place->people < 0 ? str_from_c(_("chưa có")) : web_number(c, place->people);
		cell[2].text = neighbours_of(c, p, touches, i);
	}
	web_pages(c, &list, here, page, all);
	sheet_add_list(c, v, &list);
}

/* ---- moving ---- */

/* Places as options; `inside`: those of the part, else those that border it or are in none. */
static void place_options(struct web_call *c, const struct plan_page *x, int part, bool inside, const bool *touches,
			  struct field_view *f)
{
	const struct site_plan *p = &x->p;
	struct option_view *options = arena_array_of(c->arena, p->n + 1, struct option_view);
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++) {
		bool beside = p->plan.part[i] != part && touches[i * (p->k + 1) + (size_t)(part + 1)];
		struct str name = p->area.problem.place[i].name;
		if (inside ? p->plan.part[i] != part : !beside)
			continue;
		options[n++] = (struct option_view){
			.value = web_path(c, "%lld", (long long)p->place[i]),
			.text = inside || p->plan.part[i] < 0
					? name
					: arena_printf(c->arena, _("%.*s (đang ở số %d)"), STR_ARG(name), p->plan.part[i] + 1)};
	}
	f->kind = CONTROL_CHOICE;
	f->required = true;
	f->options = options;
	f->option_count = n;
}

static int move_form(struct web_call *c, const struct plan_page *x, int part, bool out, const bool *touches, struct str here,
		     struct sheet_view *v, struct err *err)
{
	struct form_view form;
	int r = plan_form(c, x, &plan_move, "chuyen", &form, err);
	if (r <= 0)
		return r;
	struct field_view *place = plan_field(&form, "place"), *number = plan_field(&form, "number");
	plan_field(&form, "places")->kind = CONTROL_HIDDEN;
	place_options(c, x, part, out, touches, place);
	if (!place->option_count)
		return 0;
	if (out) {
		plan_field_numbers(c, x, part, number);
	} else {
		number->kind = CONTROL_HIDDEN;
		number->value = web_path(c, "%d", part + 1);
	}
	form.id = out ? STR("chuyen") : STR("nhan");
	form.heading = form.submit = str_from_c(out ? plan_move.title : _("Nhận thêm một nơi giáp ranh"));
	form.folded = false;
	plan_field_hidden(c, &form, "ve", here);
	sheet_add_form(c, v, &form);
	return 0;
}

/* A form whose constituency is this one. */
static int own_form(struct web_call *c, const struct plan_page *x, int part, const struct verb *verb, const char *path,
		    const char *title, struct str here, struct sheet_view *v, struct err *err)
{
	struct form_view form;
	int r = plan_form(c, x, verb, path, &form, err);
	if (r <= 0)
		return r;
	struct field_view *number = plan_field(&form, "number");
	number->kind = CONTROL_HIDDEN;
	number->value = web_path(c, "%d", part + 1);
	if (verb == &plan_seats)
		plan_field(&form, "seats")->value = web_path(c, "%d", x->p.plan.seats[part]);
	form.heading = form.submit = str_from_c(title);
	plan_field_hidden(c, &form, "ve", here);
	sheet_add_form(c, v, &form);
	return 0;
}

static int unit_forms(struct web_call *c, const struct plan_page *x, int part, const bool *touches, struct str here,
		      struct sheet_view *v, struct err *err)
{
	bool locked = part >= 0 && x->p.constituency[part].locked;
	int r = 0;
	if (!row_is(&x->row, "state", "draft"))
		return 0;
	if (!locked)
		r = move_form(c, x, part, true, touches, here, v, err);
	if (r == 0 && !locked && part >= 0)
		r = move_form(c, x, part, false, touches, here, v, err);
	if (r == 0 && part >= 0)
		r = own_form(c, x, part, &plan_seats, "so-dai-bieu", plan_seats.title, here, v, err);
	if (r == 0 && part >= 0)
		r = own_form(c, x, part, &plan_lock, "khoa", locked ? _("Mở khóa đơn vị bầu cử") : _("Khóa đơn vị bầu cử"), here,
			     v, err);
	return r;
}

/* ---- the page ---- */

static void unit_facts(struct web_call *c, const struct plan_page *x, int part, struct sheet_view *v)
{
	const struct site_plan *p = &x->p;
	struct fact_view *f = arena_array_of(c->arena, 5, struct fact_view);
	size_t n = 0;
	f[n++] = (struct fact_view){.label = str_from_c(_("Số đại biểu")), .value = web_path(c, "%d", p->plan.seats[part])};
	if (p->constituency[part].locked)
		f[n++] = (struct fact_view){.label = str_from_c(_("Tình trạng")), .value = str_from_c(_("đã khóa")), .tone = TONE_WAIT};
	if (x->measured) {
		const struct district_unit *m = &x->m.unit[part];
		struct why why = district_why(c->arena, &p->area.problem, &p->plan, &x->m, (size_t)part);
		f[n++] = (struct fact_view){.label = str_from_c(_("Dân số")), .value = web_number(c, m->people)};
		f[n++] = (struct fact_view){.label = str_from_c(_("Chênh lệch người/đại biểu")),
					    .value = district_signed_share(c->arena, m),
					    .why = web_why(c, &why)};
		if (!p->links_missing)
			f[n++] = (struct fact_view){.label = str_from_c(_("Liền nhau")),
						    .value = m->connected ? str_from_c(_("có"))
									  : arena_printf(c->arena, _("%zu mảnh rời"), m->pieces),
						    .tone = m->connected ? TONE_PLAIN : TONE_LATE};
	}
	v->facts = f;
	v->fact_count = n;
}

static int show_part(struct web_call *c, struct plan_page *x, int part, struct str title, struct err *err)
{
	struct plan_view v = {0};
	bool *touches = touches_of(c, &x->p);
	struct str path = web_path(c, "/bau-cu/phuong-an/%lld/don-vi", (long long)x->row.id);
	struct str here = part < 0 ? path : web_with(c, path, NULL, 0, "so", web_path(c, "%d", part + 1));
	plan_page_head(c, x, title, &v);
	web_crumb(c, &v.sheet.page, web_path(c, "/bau-cu/phuong-an/%lld", (long long)x->row.id), row_str(&x->row, "name"));
	if (part >= 0)
		unit_facts(c, x, part, &v.sheet);
	v.facts_first = true;
	places_list(c, x, part, touches, here, &v.sheet);
	int r = unit_forms(c, x, part, touches, here, &v.sheet, err);
	if (r < 0)
		return r;
	page_plan(&c->html, &v);
	return 0;
}

/* Without a number: those that are in none. */
int page_of_plan_unit(struct web_call *c, struct err *err)
{
	struct plan_page x = {0};
	int64_t number = 0;
	int r = plan_page_load(c, c->id, &x, err);
	if (r < 0)
		return r;
	if (http_query(c->req, "so").n && !str_to_i64(http_query(c->req, "so"), 1, (int64_t)x.p.k, &number))
		return web_not_found(c, err);
	return number ? show_part(c, &x, (int)number - 1, web_path(c, _("Đơn vị bầu cử số %lld"), (long long)number), err)
		      : show_part(c, &x, DISTRICT_FREE, str_from_c(_("Chưa xếp vào đơn vị bầu cử nào")), err);
}
