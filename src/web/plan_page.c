/* A plan of constituencies: what it is, what may be done with it. */
#include <string.h>

#include "area/check.h"
#include "area/outlines.h"
#include "area/plan_answer.h"
#include "area/statements.h"
#include "district/why.h"
#include "job/job.h"
#include "unit/records.h"
#include "web/area_pages.h"
#include "web/communes.h"
#include "web/plan_page.h"
#include "web/templates.h"

/* ---- figures ---- */

static struct figure_view figure(struct str value, const char *label, enum tone tone)
{
	return (struct figure_view){.value = value, .label = str_from_c(label), .tone = tone};
}

static void measures_of(struct web_call *c, const struct site_plan *p, const struct district_measure *m,
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

struct str plan_place_href(struct web_call *c, const struct site_plan *p, size_t i)
{
	bool village = row_is(&p->row, "level", "commune");
	return village ? web_path(c, "/danh-muc/village/%lld", (long long)p->place[i])
		       : web_path(c, "/don-vi/%lld", (long long)p->place[i]);
}

/* "Xã A, Xã B" */
static struct str names_of(struct web_call *c, const struct site_plan *p, int part, size_t *ret_n)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 20);
	*ret_n = 0;
	for (size_t i = 0; i < p->n; i++)
		if (p->plan.part[i] == part)
			buf_printf(&b, "%s%.*s", (*ret_n)++ ? ", " : "", STR_ARG(p->area.problem.place[i].name));
	return arena_dup(c->arena, buf_str(&b));
}

enum { UNIT_NUMBER, UNIT_SEATS, UNIT_PEOPLE, UNIT_DEVIATION, UNIT_PLACES, UNIT_COLUMNS };

static void unit_cells(struct web_call *c, const struct plan_page *x, size_t u, struct cell_view *cell)
{
	const struct site_plan *p = &x->p;
	size_t places;
	struct str names = names_of(c, p, (int)u, &places);
	cell[UNIT_NUMBER] = (struct cell_view){.text = web_path(c, _("Đơn vị bầu cử số %zu"), u + 1),
					       .href = web_path(c, "/bau-cu/phuong-an/%lld/don-vi?so=%zu", (long long)x->row.id, u + 1),
					       .note = str_from_c(p->constituency[u].locked ? _("đã khóa") : "")};
	cell[UNIT_SEATS].text = web_path(c, "%d", p->plan.seats[u]);
	cell[UNIT_PLACES].text = arena_printf(c->arena, _("%zu nơi: %.*s"), places, STR_ARG(names));
	if (!x->measured)
		return;
	const struct district_unit *m = &x->m.unit[u];
	cell[UNIT_PEOPLE].text = web_number(c, m->people);
	cell[UNIT_DEVIATION].text = district_signed_share(c->arena, m);
	if (!m->connected && !p->links_missing)
		cell[UNIT_PLACES].note = arena_printf(c->arena, _("%zu mảnh rời"), m->pieces);
}

static void units_of(struct web_call *c, const struct plan_page *x, struct plan_view *v)
{
	static const char *const labels[UNIT_COLUMNS] = {_("Đơn vị bầu cử"), _("Đại biểu"), _("Dân số"), _("Chênh lệch"), _("Gồm")};
	const struct site_plan *p = &x->p;
	struct column_view *columns = arena_array_of(c->arena, UNIT_COLUMNS, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, (p->k + 1) * UNIT_COLUMNS, struct cell_view);
	struct list_view list = {.caption = str_from_c(_("Các đơn vị bầu cử")),
				 .heading = true,
				 .columns = columns,
				 .column_count = UNIT_COLUMNS,
				 .cells = cells,
				 .row_count = p->k};
	size_t left;
	if (p->k == 0)
		return;
	for (size_t i = 0; i < UNIT_COLUMNS; i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]),
						  .title = i == UNIT_NUMBER,
						  .numeric = i != UNIT_NUMBER && i != UNIT_PLACES};
	for (size_t u = 0; u < p->k; u++)
		unit_cells(c, x, u, cells + u * UNIT_COLUMNS);
	struct str names = names_of(c, p, DISTRICT_FREE, &left);
	if (left) { /* those in none stand last */
		struct cell_view *cell = cells + list.row_count++ * UNIT_COLUMNS;
		cell[UNIT_NUMBER] = (struct cell_view){
			.text = str_from_c(_("Chưa xếp vào đơn vị bầu cử nào")),
			.href = web_path(c, "/bau-cu/phuong-an/%lld/don-vi", (long long)x->row.id),
			.tone = TONE_SOON};
		cell[UNIT_PLACES].text = arena_printf(c->arena, _("%zu nơi: %.*s"), left, STR_ARG(names));
	}
	sheet_add_list(c, &v->sheet, &list);
}

static int map_of(struct web_call *c, const struct plan_page *x, struct plan_view *v, struct err *err)
{
	struct str source;
	if (row_is(&x->row, "level", "commune") || x->p.k == 0)
		return 0;
	int r = site_outlines_source(c->db, c->arena, c->site->root, &source, err);
	if (r < 0)
		return r;
	struct link_view *links = arena_array_of(c->arena, 2, struct link_view);
	struct str href = web_path(c, "/bau-cu/phuong-an/%lld/ban-do", (long long)x->row.id);
	v->map = href;
	links[v->map_link_count++] = (struct link_view){.href = href, .text = str_from_c(_("Mở bản đồ"))};
	if (source.n)
		v->map_source = arena_printf(c->arena, _("Hình ranh giới: %.*s."), STR_ARG(source));
	if (source.n)
		links[v->map_link_count++] = (struct link_view){.href = web_with(c, href, NULL, 0, "kieu", STR("o")),
								.text = str_from_c(_("Bản đồ ô vuông"))};
	v->map_links = links;
	return 0;
}

/* ---- forms ---- */

struct field_view *plan_field(struct form_view *form, const char *name)
{
	struct field_view *field = web_form_field(form, name);
	INVARIANT(field, "a form of a plan without this field");
	return field;
}

void plan_field_numbers(struct web_call *c, const struct plan_page *x, int without, struct field_view *f)
{
	struct option_view *options = arena_array_of(c->arena, x->p.k + 1, struct option_view);
	size_t n = 0;
	for (size_t u = 0; u < x->p.k; u++)
		if ((int)u != without)
			options[n++] = (struct option_view){.value = web_path(c, "%zu", u + 1), .text = web_path(c, _("số %zu"), u + 1)};
	f->kind = CONTROL_CHOICE;
	f->options = options;
	f->option_count = n;
}

void plan_field_hidden(struct web_call *c, struct form_view *form, const char *name, struct str value)
{
	struct field_view *fields = arena_array_of(c->arena, form->count + 1, struct field_view);
	memcpy(fields, form->fields, form->count * sizeof *fields);
	fields[form->count++] = (struct field_view){.kind = CONTROL_HIDDEN, .name = str_from_c(name), .value = value};
	form->fields = fields;
}

int plan_form(struct web_call *c, const struct plan_page *x, const struct verb *verb, const char *path,
	      struct form_view *ret_form, struct err *err)
{
	int may = web_may(c, verb->name, row_int(&x->row, "unit"), err);
	if (may <= 0)
		return may;
	int r = web_form(c, verb, web_path(c, "/bau-cu/phuong-an/%lld/%s", (long long)x->row.id, path), NULL, 0, ret_form, err);
	if (r < 0)
		return r;
	ret_form->id = str_from_c(path);
	ret_form->heading = ret_form->submit = str_from_c(verb->title);
	ret_form->folded = true;
	return 1;
}

static int add_form(struct web_call *c, const struct plan_page *x, const struct verb *verb, const char *path,
		    struct sheet_view *v, struct err *err)
{
	struct form_view form;
	int r = plan_form(c, x, verb, path, &form, err);
	if (r <= 0)
		return r;
	if (verb == &plan_move) { /* any places, by name; one constituency's own are on its page */
		plan_field(&form, "place")->kind = CONTROL_HIDDEN;
		plan_field(&form, "places")->required = true;
		plan_field_numbers(c, x, -1, plan_field(&form, "number"));
		form.folded = false;
	}
	sheet_add_form(c, v, &form);
	return 0;
}

static int plan_forms(struct web_call *c, const struct plan_page *x, struct sheet_view *v, struct err *err)
{
	bool draft = row_is(&x->row, "state", "draft"), sent = row_is(&x->row, "state", "submitted");
	const struct {
		const struct verb *verb;
		const char *path;
		bool shown;
	} forms[] = {{&plan_move, "chuyen", draft && x->p.k},
		     {&plan_submit, "trinh", draft},
		     {&plan_decide, "quyet-dinh", sent},
		     {&plan_return, "tra-lai", sent},
		     {&plan_copy, "sao", x->p.k > 0}};
	int r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(forms); i++)
		if (forms[i].shown)
			r = add_form(c, x, forms[i].verb, forms[i].path, v, err);
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

int plan_related(struct web_call *c, const struct row *plan, struct sheet_view *v, struct err *err)
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
		int done = c->web->plans ? job_progress(c->web->plans, p->row.id) : 0;
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

int plan_page_load(struct web_call *c, int64_t id, struct plan_page *ret, struct err *err)
{
	int r = web_read(c, &plan_record, id, &ret->row, err);
	if (r == 0)
		r = site_plan_load(c->db, c->arena, c->site->root, id, &ret->p, err);
	if (r < 0)
		return r;
	ret->measured = ret->p.complete;
	for (size_t i = 0; i < ret->p.n; i++)
		ret->measured = ret->measured && ret->p.area.problem.place[i].people >= 0;
	if (ret->measured)
		ret->m = site_plan_measure(c->arena, &ret->p);
	return 0;
}

void plan_page_head(struct web_call *c, const struct plan_page *x, struct str title, struct plan_view *v)
{
	const struct field *state = &plan_record.fields[record_field(&plan_record, "state")];
	const struct choice *choice = field_choice(state, row_str(&x->row, "state"));
	v->sheet.page = web_page(c, title, "/bau-cu");
	web_crumb(c, &v->sheet.page, STR("/bau-cu"), str_from_c(_("Lịch bầu cử")));
	web_crumb(c, &v->sheet.page, STR("/bau-cu/don-vi"), str_from_c(_("Đơn vị bầu cử")));
	v->sheet.state =
		(struct tag_view){choice->tone[0] ? web_tone(choice->tone) : TONE_NONE, str_from_c(choice->label)};
	measures_of(c, &x->p, x->measured ? &x->m : NULL, v);
}

/* A decided council plan: what of the commune does not fit it any more. */
static int areas_left(struct web_call *c, const struct plan_page *x, struct page_view *page, struct err *err)
{
	struct row commune;
	struct seats seats = {0};
	struct area_check check;
	if (!row_is(&x->row, "state", "decided") || !row_is(&x->row, "level", "commune"))
		return 0;
	int r = row_load(c->db, c->arena, &unit_record, row_int(&x->row, "unit"), &commune, err);
	if (r > 0)
		r = web_seats(c, &commune, &seats, err);
	if (r >= 0)
		r = area_check(c->db, c->arena, c->site->root, &commune, row_int(&x->row, "election"), &seats, &check, err);
	for (size_t i = 0; r >= 0 && i < check.n; i++)
		if (check.finding[i].state == AREA_WRONG && check.finding[i].of_constituencies)
			web_message(c, page, TONE_LATE,
				    arena_printf(c->arena, "%s: %.*s.", check.finding[i].title, STR_ARG(check.finding[i].words)));
	return r < 0 ? r : 0;
}

int page_of_plan(struct web_call *c, struct err *err)
{
	struct plan_page x = {0};
	struct plan_view v = {0};
	int r = plan_page_load(c, c->id, &x, err);
	if (r < 0)
		return r;
	plan_page_head(c, &x, row_str(&x.row, "name"), &v);
	messages_of(c, &x.p, &v.sheet.page);
	units_of(c, &x, &v);
	r = map_of(c, &x, &v, err);
	if (r == 0)
		r = areas_left(c, &x, &v.sheet.page, err);
	if (r == 0)
		r = plan_buttons(c, &x.p, &v.sheet, err);
	if (r == 0)
		r = plan_forms(c, &x, &v.sheet, err);
	if (r == 0)
		r = plan_facts(c, &x.row, &v.sheet, err);
	if (r == 0)
		r = plan_related(c, &x.row, &v.sheet, err);
	if (r == 0)
		r = web_history(c, &plan_record, x.row.id, &v.sheet, err);
	if (r < 0)
		return r;
	page_plan(&c->html, &v);
	return 0;
}

/* ---- asking again ---- */

void web_wake_plans(struct web_call *c)
{
	if (c->web->plans)
		job_wake(c->web->plans);
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
