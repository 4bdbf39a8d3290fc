/* A plan of constituencies: what it is, what may be done with it. */
#include "area/plan_answer.h"
#include "area/statements.h"
#include "district/why.h"
#include "election/election.h"
#include "render/tilemap.h"
#include "web/area_pages.h"
#include "web/internal.h"
#include "web/templates.h"

/* ---- figures ---- */

static struct figure_view figure(struct str value, const char *label, enum tone tone)
{
	return (struct figure_view){.value = value, .label = str_from_c(label), .tone = tone};
}

static void figures_of(struct web_call *c, const struct site_plan *p, const struct district_measure *m,
		       struct plan_view *v)
{
	struct figure_view *f = arena_array_of(c->arena, 4, struct figure_view);
	size_t n = 0;
	if (m) {
		f[n++] = figure(district_share(c->arena, m->deviation), _("chênh lệch người/đại biểu lớn nhất"),
				m->deviation > DISTRICT_WHOLE / 10 ? TONE_LATE : TONE_DONE);
		f[n++] = figure(district_km(c->arena, m->cut), _("đường giáp ranh bị cắt"), TONE_PLAIN);
		if (p->area.old_known)
			f[n++] = figure(web_number(c, (int64_t)m->split), _("địa bàn huyện cũ bị chia"), TONE_PLAIN);
		f[n++] = p->links_missing ? figure(str_from_c(_("chưa rõ")), _("sự liền nhau"), TONE_SOON)
					  : figure(str_from_c(m->connected ? _("có") : _("không")),
						   _("mọi đơn vị đều liền nhau"), m->connected ? TONE_DONE : TONE_LATE);
	}
	v->figures = f;
	v->figure_count = n;
}

/* ---- constituencies ---- */

static struct str place_href(struct web_call *c, const struct site_plan *p, size_t i)
{
	bool village = row_is(&p->row, "level", "commune");
	return village ? web_path(c, "/danh-muc/village/%lld", (long long)p->place[i])
		       : web_path(c, "/don-vi/%lld", (long long)p->place[i]);
}

static void unit_places(struct web_call *c, const struct site_plan *p, int unit, struct plan_unit_view *v)
{
	struct link_view *links = arena_array_of(c->arena, p->n + 1, struct link_view);
	for (size_t i = 0; i < p->n; i++) {
		const struct district_place *place = &p->area.problem.place[i];
		if (p->plan.part[i] == unit)
			links[v->place_count++] =
				(struct link_view){.text = place->name,
						   .href = place_href(c, p, i),
						   .count = place->people < 0 ? str_from_c(_("chưa có dân số"))
									      : web_number(c, place->people)};
	}
	v->places = links;
}

static void unit_view(struct web_call *c, const struct site_plan *p, const struct district_measure *m, size_t u,
		      bool draft, struct plan_unit_view *v)
{
	v->title = web_path(c, _("Đơn vị bầu cử số %zu"), u + 1);
	unit_places(c, p, (int)u, v);
	if (m) {
		struct why why = district_why(c->arena, &p->area.problem, &p->plan, m, u);
		v->why = web_why(c, &why);
		v->line = arena_printf(c->arena, _("%d đại biểu · %.*s người · %.*s · %zu nơi"), p->plan.seats[u],
				       STR_ARG(web_number(c, m->unit[u].people)),
				       STR_ARG(district_signed_share(c->arena, &m->unit[u])), v->place_count);
		if (!m->unit[u].connected && !p->links_missing)
			v->state = (struct tag_view){TONE_LATE,
						     arena_printf(c->arena, _("%zu mảnh rời"), m->unit[u].pieces)};
	} else {
		v->line = arena_printf(c->arena, _("%d đại biểu · %zu nơi"), p->plan.seats[u], v->place_count);
	}
	if (p->constituency[u].locked)
		v->state = (struct tag_view){TONE_WAIT, str_from_c(_("đã khóa"))};
	if (!draft)
		return;
	struct action_view *lock = arena_new_of(c->arena, struct action_view);
	*lock = (struct action_view){.action = web_path(c, "/bau-cu/phuong-an/%lld/khoa", (long long)p->row.id),
				     .text = str_from_c(p->constituency[u].locked ? _("Mở khóa") : _("Khóa")),
				     .name = STR("number"),
				     .value = web_path(c, "%zu", u + 1),
				     .second = true};
	v->actions = lock;
	v->action_count = 1;
}

static void units_of(struct web_call *c, const struct site_plan *p, const struct district_measure *m, bool draft,
		     struct plan_view *v)
{
	struct plan_unit_view *units = arena_array_of(c->arena, p->k + 1, struct plan_unit_view);
	for (size_t u = 0; u < p->k; u++)
		unit_view(c, p, m, u, draft, &units[v->unit_count++]);
	for (size_t i = 0; i < p->n; i++)
		if (p->k && p->plan.part[i] < 0) { /* those in none stand last */
			struct plan_unit_view *none = &units[v->unit_count++];
			none->title = str_from_c(_("Chưa xếp vào đơn vị bầu cử nào"));
			none->state = (struct tag_view){TONE_SOON, str_from_c(_("phải xếp"))};
			unit_places(c, p, DISTRICT_FREE, none);
			none->line = arena_printf(c->arena, _("%zu nơi"), none->place_count);
			break;
		}
	v->units = units;
}

static void map_of(struct web_call *c, const struct site_plan *p, struct plan_view *v)
{
	struct tile *tiles = arena_array_of(c->arena, p->n + 1, struct tile);
	if (row_is(&p->row, "level", "commune") || p->k == 0 || p->n > TILES_MAX)
		return;
	for (size_t i = 0; i < p->n; i++) {
		const struct unit_fact *fact = unit_commune(c->app->facts, p->area.problem.place[i].code);
		int unit = p->plan.part[i];
		tiles[i] = (struct tile){
			.name = p->area.problem.place[i].name,
			.words = unit < 0 ? str_from_c(_("chưa xếp")) : web_path(c, _("đơn vị bầu cử số %d"), unit + 1),
			.mark = unit < 0 ? STR("?") : web_path(c, "%d", unit + 1),
			.col = fact ? fact->col : -1,
			.row = fact ? fact->row : -1,
			.state = unit < 0 ? TILE_NONE : TILE_GROUP_1 + (enum tile_state)(unit % TILE_GROUPS)};
	}
	struct tile_map map = {str_from_c(_("Các đơn vị bầu cử; mỗi ô là một xã, phường, đặc khu")), tiles, p->n,
			       false};
	v->map = tilemap_make(c->arena, &map);
	v->has_map = true;
}

/* ---- forms ---- */

static void number_field(struct web_call *c, const struct site_plan *p, struct field_view *f)
{
	struct option_view *options = arena_array_of(c->arena, p->k + 1, struct option_view);
	for (size_t u = 0; u < p->k; u++)
		options[u] = (struct option_view){.value = web_path(c, "%zu", u + 1),
						  .text = web_path(c, _("số %zu"), u + 1)};
	f->kind = CONTROL_CHOICE;
	f->options = options;
	f->option_count = p->k;
}

static void place_field(struct web_call *c, const struct site_plan *p, struct field_view *f)
{
	struct option_view *options = arena_array_of(c->arena, p->n + 1, struct option_view);
	for (size_t i = 0; i < p->n; i++) {
		struct str name = p->area.problem.place[i].name;
		options[i] = (struct option_view){.value = web_path(c, "%lld", (long long)p->place[i]),
						  .text = p->plan.part[i] < 0
								  ? name
								  : arena_printf(c->arena, _("%.*s (đang ở số %d)"),
										 STR_ARG(name), p->plan.part[i] + 1)};
	}
	f->kind = CONTROL_CHOICE;
	f->options = options;
	f->option_count = p->n;
}

/* A form of one of the plan's verbs, its places and numbers as lists. */
static int plan_form(struct web_call *c, const struct site_plan *p, const struct verb *verb, const char *path,
		     struct sheet_view *v, struct err *err)
{
	struct form_view form;
	int may = web_may(c, verb->name, row_int(&p->row, "unit"), err);
	if (may <= 0)
		return may;
	int r = web_form(c, verb, web_path(c, "/bau-cu/phuong-an/%lld/%s", (long long)p->row.id, path), NULL, 0, &form,
			 err);
	if (r < 0)
		return r;
	struct field_view *fields = (struct field_view *)(uintptr_t)form.fields;
	for (size_t i = 0; i < form.count; i++)
		if (str_eq_c(fields[i].name, "place"))
			place_field(c, p, &fields[i]);
		else if (str_eq_c(fields[i].name, "number"))
			number_field(c, p, &fields[i]);
	form.id = str_from_c(path);
	form.heading = form.submit = str_from_c(verb->title);
	form.folded = verb != &plan_move;
	sheet_add_form(c, v, &form);
	return 0;
}

static int plan_forms(struct web_call *c, const struct site_plan *p, struct sheet_view *v, struct err *err)
{
	bool draft = row_is(&p->row, "state", "draft"), sent = row_is(&p->row, "state", "submitted");
	int r = 0;
	if (draft) {
		r = plan_form(c, p, &plan_move, "chuyen", v, err);
		if (r == 0)
			r = plan_form(c, p, &plan_seats, "so-dai-bieu", v, err);
		if (r == 0)
			r = plan_form(c, p, &plan_submit, "trinh", v, err);
	}
	if (r == 0 && sent)
		r = plan_form(c, p, &plan_decide, "quyet-dinh", v, err);
	if (r == 0 && sent)
		r = plan_form(c, p, &plan_return, "tra-lai", v, err);
	if (r == 0 && p->k)
		r = plan_form(c, p, &plan_copy, "sao", v, err);
	return r;
}

static int plan_buttons(struct web_call *c, const struct site_plan *p, struct sheet_view *v, struct err *err)
{
	bool again = row_is(&p->row, "state", "draft") || row_is(&p->row, "state", "failed");
	int may = again && !p->links_missing ? web_may(c, plan_again.name, row_int(&p->row, "unit"), err) : 0;
	const struct action_view button = {.action =
						   web_path(c, "/bau-cu/phuong-an/%lld/tinh-lai", (long long)p->row.id),
					   .text = str_from_c(plan_again.title),
					   .second = true};
	if (may > 0)
		sheet_add_action(c, v, &button);
	return may < 0 ? may : 0;
}

/* ---- what else is known ---- */

static int plan_facts(struct web_call *c, const struct row *plan, struct sheet_view *v, struct err *err)
{
	static const char *const shown[] = {"election",      "unit",    "level",    "seats",         "count",
					    "together",      "apart",   "made_day", "submitted_day", "submitted_note",
					    "returned_note", "decider", "decision", "decision_day",  "replaces"};
	struct fact_view *facts = arena_array_of(c->arena, ARRAY_LEN(shown), struct fact_view);
	for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
		const struct field *f = &plan_record.fields[record_field(&plan_record, shown[i])];
		const struct value *value = row_value(plan, shown[i]);
		if (value->kind == VALUE_NULL)
			continue;
		struct fact_view *fact = &facts[v->fact_count++];
		fact->label = str_from_c(f->label);
		if (str_eq_c(str_from_c(shown[i]), "replaces"))
			fact->href = web_path(c, "/bau-cu/phuong-an/%lld", (long long)value->i);
		int r = web_value(c, f, value, &fact->value, err);
		if (r < 0)
			return r;
	}
	v->facts = facts;
	return 0;
}

/* Other plans for the same, to be compared with. */
static int related_of(struct web_call *c, const struct row *plan, struct sheet_view *v, struct err *err)
{
	struct link_view *links = arena_array_of(c->arena, 53, struct link_view);
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(
		c->db, &plans_of,
		VALUES(v_int(row_int(plan, "election")), v_text(row_str(plan, "level")), v_int(row_int(plan, "unit"))),
		&q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct row other;
		r = query_int(q, 0) == plan->id ? 0
						: row_load(c->db, c->arena, &plan_record, query_int(q, 0), &other, err);
		if (r > 0)
			links[v->related_count++] = (struct link_view){
				.href = web_path(c, "/bau-cu/phuong-an/%lld/so-sanh?voi=%lld", (long long)plan->id,
						 (long long)other.id),
				.text = arena_printf(c->arena, _("So với «%.*s»"), STR_ARG(row_str(&other, "name")))};
		r = r < 0 ? r : 0;
	}
	links[v->related_count++] =
		(struct link_view){.href = web_path(c, "/danh-muc/plan/%lld", (long long)plan->id),
				   .text = str_from_c(_("Bản ghi, tệp đính kèm (bản quét quyết định)"))};
	v->related = links;
	return r;
}

static void messages_of(struct web_call *c, const struct site_plan *p, struct page_view *page)
{
	if (row_is(&p->row, "state", "asked")) {
		int done = c->web->plans ? plan_driver_done(c->web->plans, p->row.id) : 0;
		web_message(c, page, TONE_SOON,
			    arena_printf(c->arena,
					 _("Đang tính: %d %%. Trang tự tải lại; có thể rời trang, kết quả ở lại đây."),
					 done / 10));
		http_add_header(c->res, "Refresh", STR("2"));
	}
	if (row_str(&p->row, "problem").n)
		web_message(c, page, TONE_LATE, row_str(&p->row, "problem"));
	if (p->k && !p->complete)
		web_message(c, page, TONE_SOON, p->incomplete);
	for (size_t i = 0; i < p->area.question_n; i++)
		web_message(c, page, TONE_SOON, p->area.question[i]);
}

int page_of_plan(struct web_call *c, struct err *err)
{
	struct row row;
	struct site_plan p;
	struct plan_view v = {0};
	struct district_measure measure, *m = NULL;
	int r = web_read(c, &plan_record, c->id, &row, err);
	if (r == 0)
		r = site_plan_load(c->db, c->arena, c->site->root, row.id, &p, err);
	if (r < 0)
		return r;
	v.sheet.page = web_page(c, row_str(&row, "name"), "/bau-cu");
	web_crumb(c, &v.sheet.page, STR("/bau-cu"), str_from_c(_("Lịch bầu cử")));
	web_crumb(c, &v.sheet.page, STR("/bau-cu/don-vi"), str_from_c(_("Đơn vị bầu cử")));
	messages_of(c, &p, &v.sheet.page);
	const struct field *state = &plan_record.fields[record_field(&plan_record, "state")];
	const struct choice *choice = field_choice(state, row_str(&row, "state"));
	v.sheet.state =
		(struct tag_view){choice->tone[0] ? web_tone(choice->tone) : TONE_NONE, str_from_c(choice->label)};
	bool known = p.complete;
	for (size_t i = 0; i < p.n; i++)
		known = known && p.area.problem.place[i].people >= 0;
	if (known) {
		measure = site_plan_measure(c->arena, &p);
		m = &measure;
	}
	bool draft = row_is(&row, "state", "draft");
	r = draft ? web_may(c, plan_lock.name, row_int(&row, "unit"), err) : 0;
	if (r < 0)
		return r;
	figures_of(c, &p, m, &v);
	units_of(c, &p, m, r > 0, &v);
	map_of(c, &p, &v);
	r = plan_buttons(c, &p, &v.sheet, err);
	if (r == 0)
		r = plan_forms(c, &p, &v.sheet, err);
	if (r == 0)
		r = plan_facts(c, &row, &v.sheet, err);
	if (r == 0)
		r = related_of(c, &row, &v.sheet, err);
	if (r == 0)
		r = web_history(c, &plan_record, row.id, &v.sheet, err);
	if (r < 0)
		return r;
	page_plan(&c->html, &v);
	return 0;
}

/* ---- asking again ---- */

void web_wake_plans(struct web_call *c)
{
	if (c->web->plans)
		plan_driver_wake(c->web->plans);
}

int page_of_plan_again(struct web_call *c, struct err *err)
{
	int r = web_post(c, &plan_again, web_path(c, "/bau-cu/phuong-an/%lld", (long long)c->id), err);
	if (r == 0)
		web_wake_plans(c);
	return r;
}

int page_of_plan_copy(struct web_call *c, struct err *err)
{
	struct verb_result result;
	int r = web_run(c, &plan_copy, &result, err);
	if (r > 0)
		http_redirect(c->res, web_path(c, "/bau-cu/phuong-an/%lld", (long long)result.id));
	return r < 0 ? r : 0;
}

/* ---- two plans side by side ---- */

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
		r = related_of(c, &plan, &v, err);
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
