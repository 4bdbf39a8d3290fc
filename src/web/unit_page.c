/* The sheet of one unit. */
#include "record/verbs.h"
#include "web/communes.h"
#include "web/elections.h"
#include "web/registers.h"
#include "web/templates.h"
#include "work/task.h"

#define SHOWN_TASKS 200

static struct fact_view fact(const char *label, struct str value)
{
	return (struct fact_view){.label = str_from_c(label), .value = value};
}

/* A figure with the document it rests on. */
static int documented(struct web_call *c, const struct row *unit, const char *field, const char *document,
		      struct fact_view *ret, struct err *err)
{
	const struct field *f = &unit_record.fields[record_field(&unit_record, field)];
	const struct value *v = row_value(unit, field);
	struct str text, paper = row_str(unit, document);
	int r = web_value(c, f, v, &text, err);
	if (r < 0)
		return r;
	*ret = fact(f->label, text);
	if (paper.n)
		ret->note = paper;
	else if (v->kind != VALUE_NULL)
		ret->note = str_from_c(_("chưa có văn bản xác nhận"));
	return 0;
}

static int seats_fact(struct web_call *c, const struct row *unit, struct fact_view *ret, struct err *err)
{
	struct seats seats;
	int r = web_seats(c, unit, &seats, err);
	if (r <= 0)
		return r;
	*ret = fact(_("Đại biểu HĐND theo luật"), web_range(c, seats.lo, seats.hi));
	if (seats.provisional)
		ret->note = str_from_c(web_seats_provisional());
	ret->why = web_why(c, &seats.why);
	return 1;
}

/* The committee of the present election, or where to write it down. 1 when there is something to say. */
static int committee_fact(struct web_call *c, const struct row *unit, struct fact_view *ret, bool *ret_has, struct err *err)
{
	struct row election;
	struct list_result rows = {0};
	int r = web_may(c, "committee.read", unit->id, err);
	if (r > 0)
		r = unit_kind_is_communal(unit_kind_of_key(row_str(unit, "kind")));
	if (r > 0)
		r = web_election(c, unit->id, &election, err);
	const char *kind = r > 0 ? body_committee_of_commune(&election) : NULL;
	if (r <= 0 || !kind)
		return r < 0 ? r : 0;
	struct list_filter f[] = {
		{"election", "=", v_int(election.id)}, {"unit", "=", v_int(unit->id)}, {"kind", "=", v_c(kind)}};
	r = record_list(c->db, c->arena, &c->actor,
			&(struct list_query){
				.record = &committee_record, .filters = f, .filter_count = ARRAY_LEN(f), .limit = 1},
			&rows, err);
	if (r < 0)
		return r;
	*ret = fact(_("Ủy ban bầu cử"), (struct str){0});
	ret->note = row_str(&election, "name");
	*ret_has = true;
	if (rows.n && body_state(rows.rows) != BODY_PLANNED) {
		ret->value = arena_printf(c->arena, _("Quyết định số %.*s ngày %.*s"),
					  STR_ARG(row_str(rows.rows, "decision_number")),
					  STR_ARG(date_vn(c->arena, row_day(rows.rows, "decision_day"))));
		ret->href = web_path(c, "/danh-muc/committee/%lld", (long long)rows.rows->id);
		return 1;
	}
	r = web_may(c, "committee.enter", unit->id, err);
	if (r > 0) {
		ret->value = str_from_c(_("chưa có – ghi quyết định thành lập"));
		ret->href = web_path(c, "/bau-cu/to-chuc/moi?unit=%lld", (long long)unit->id);
	}
	return r < 0 ? r : 1;
}

static int facts_of(struct web_call *c, const struct row *unit, struct sheet_view *v, struct err *err)
{
	struct fact_view *f = arena_array_of(c->arena, 10, struct fact_view);
	bool running = false;
	enum unit_kind kind = unit_kind_of_key(row_str(unit, "kind"));
	const struct field *area = &unit_record.fields[record_field(&unit_record, "area")];
	size_t n = 0;
	int64_t parent = row_int(unit, "parent");
	f[n++] = fact(_("Mã"), row_str(unit, "code"));
	f[n++] = fact(_("Loại"), unit_kind_word(kind));
	if (parent) {
		int may = web_may(c, "unit.read", parent, err);
		if (may < 0)
			return may;
		f[n] = fact(_("Thuộc"), web_unit_name(c, parent));
		if (may)
			f[n].href = web_path(c, "/don-vi/%lld", (long long)parent);
		n++;
	}
	int r = seats_fact(c, unit, &f[n], err);
	if (r > 0) {
		n++;
		r = documented(c, unit, "population", "population_document", &f[n], err);
		if (r == 0 && unit_kind_is_communal(kind)) {
			n++;
			r = documented(c, unit, "mountainous", "mountainous_document", &f[n], err);
		}
		n++;
		f[n++] = fact(area->label, field_text(c->arena, area, row_value(unit, "area")));
	}
	if (r == 0)
		r = committee_fact(c, unit, &f[n], &running, err);
	if (r > 0)
		n++;
	if (running) { /* all that this page does not say */
		f[n] = fact(_("Tổ chức bầu cử"), str_from_c(_("đã có gì, còn thiếu gì")));
		f[n++].href = web_path(c, "/bau-cu/to-chuc/don-vi/%lld", (long long)unit->id);
	}
	v->facts = f;
	v->fact_count = n;
	return r < 0 ? r : 0;
}

/* What is to be done comes first, by date; then what has no date yet, then what is done. */
static int urgency(const struct row *task)
{
	return !task_open(task) ? 2 : row_day(task, "due") == DAY_NONE ? 1 : 0;
}

static void task_cells(struct web_call *c, const struct row *task, struct cell_view *cell)
{
	struct tag_view state = web_task_state(c, task);
	day_t due = row_day(task, "due");
	cell[0] = (struct cell_view){.text = row_str(task, "title"),
				     .href = web_path(c, "/nhiem-vu/%lld", (long long)task->id)};
	cell[1].text = due == DAY_NONE ? str_from_c(_("chưa định")) : date_vn_long(c->arena, due);
	cell[2] = (struct cell_view){.text = state.text, .tone = state.tone};
}

static int tasks_of(struct web_call *c, const struct row *unit, struct sheet_view *v, struct err *err)
{
	static const char *const labels[] = {_("Nhiệm vụ"), _("Hạn"), _("Trạng thái")};
	struct list_result rows = {0};
	struct list_filter f = {"unit", "=", v_int(unit->id)};
	int r = web_may(c, "task.read", unit->id, err);
	if (r > 0)
		r = record_list(c->db, c->arena, &c->actor,
				&(struct list_query){.record = &task_record,
						     .filters = &f,
						     .filter_count = 1,
						     .sort = "due",
						     .limit = SHOWN_TASKS},
				&rows, err);
	if (r < 0 || rows.n == 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, rows.n * ARRAY_LEN(labels), struct cell_view);
	struct list_view *list = arena_new_of(c->arena, struct list_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	size_t done = 0;
	for (int turn = 0; turn <= 2; turn++)
		for (size_t i = 0; i < rows.n; i++)
			if (urgency(&rows.rows[i]) == turn)
				task_cells(c, &rows.rows[i], cells + done++ * ARRAY_LEN(labels));
	*list = (struct list_view){.caption = str_from_c(_("Nhiệm vụ của đơn vị")),
				   .heading = true,
				   .columns = columns,
				   .column_count = ARRAY_LEN(labels),
				   .cells = cells,
				   .row_count = rows.n};
	if (rows.total > (int64_t)rows.n) {
		struct link_view *all = arena_new_of(c->arena, struct link_view);
		*all = (struct link_view){
			.href = web_path(c, "/nhiem-vu?donvi=%lld", (long long)unit->id),
			.text = arena_printf(c->arena, _("Xem cả %.*s nhiệm vụ"), STR_ARG(web_number(c, rows.total)))};
		list->pages = all;
		list->page_count = 1;
	}
	v->lists = list;
	v->list_count = 1;
	return 0;
}

/* The form to correct it, folded, for those who may. */
static int form_of(struct web_call *c, const struct row *unit, struct sheet_view *v, struct err *err)
{
	const struct verb *verb = record_save_verb(&unit_record);
	struct form_view *form = arena_new_of(c->arena, struct form_view);
	int may = web_may(c, verb->name, unit->id, err);
	if (may <= 0)
		return may;
	int r = web_row_form(c, unit, form, err);
	form->heading = str_from_c(_("Sửa số liệu của đơn vị"));
	form->folded = true;
	v->forms = form;
	v->form_count = 1;
	return r;
}

int page_of_unit(struct web_call *c, struct err *err)
{
	struct row unit;
	int r = web_read(c, &unit_record, c->id, &unit, err);
	if (r < 0)
		return r;
	struct sheet_view v = {.page = web_page(c, web_unit_name(c, unit.id), "/danh-muc")};
	web_crumb(c, &v.page, STR("/danh-muc"), str_from_c(_("Danh mục")));
	web_crumb(c, &v.page, STR("/don-vi"), str_from_c(_("Xã, phường, đặc khu")));
	r = facts_of(c, &unit, &v, err);
	if (r == 0)
		r = form_of(c, &unit, &v, err);
	if (r == 0)
		r = tasks_of(c, &unit, &v, err);
	if (r == 0)
		r = web_history(c, &unit_record, unit.id, &v, err);
	if (r < 0)
		return r;
	page_sheet(&c->html, &v);
	return 0;
}
