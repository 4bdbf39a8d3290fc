/* Difficulties; decisions asked of the leaders. */
#include <string.h>

#include "web/registers.h"
#include "web/statements.h"
#include "web/templates.h"
#include "web/work_pages.h"

/* ---- plain lists by state ---- */

struct plain {
	const struct record *record;
	const char *path;
	const char *const *fields; /* columns, the first leads to the row */
	size_t n;
	const struct verb *fresh; /* NULL: none */
	const char *order;        /* field the newest first */
};

static int plain_cells(struct web_call *c, const struct plain *p, const struct row *row, struct cell_view *cells, struct err *err)
{
	int r = 0;
	for (size_t k = 0; r == 0 && k < p->n; k++) {
		const struct field *f = &p->record->fields[record_field(p->record, p->fields[k])];
		r = web_value(c, f, row_value(row, f->name), &cells[k].text, err);
		if (f->kind == FIELD_CHOICE)
			cells[k].tone = work_tag(row, f->name).tone;
	}
	cells[0].href = web_path(c, "%s/%lld", p->path, (long long)row->id);
	return r;
}

static int plain_list(struct web_call *c, const struct plain *p, struct err *err)
{
	static const char *const sorts[] = {NULL};
	struct listing l;
	struct list_result rows = {0};
	struct str state = http_query(c->req, "trang-thai");
	struct list_page_view v = {.page = web_page(c, str_from_c(p->record->many), "/nhiem-vu")};
	struct filter_view *show = arena_new_of(c->arena, struct filter_view);
	struct link_view *fresh = arena_new_of(c->arena, struct link_view);
	int64_t page = web_page_number(c);
	listing_begin(&l, c, str_from_c(p->path), sorts);
	if (!field_choice(&p->record->fields[record_field(p->record, "state")], state))
		state = (struct str){0};
	listing_keep(&l, "trang-thai", state);
	struct list_filter f = {"state", "=", v_text(state)};
	int64_t of_state = 0;
	int r = work_state_links(c, &l, p->record, state, show, &of_state, err);
	if (r == 0)
		r = record_list(c->db, c->arena, &c->actor,
				&(struct list_query){.record = p->record,
						     .filters = &f,
						     .filter_count = state.n > 0,
						     .offset = (page - 1) * LIST_PAGE},
				&rows, err);
	struct cell_view *cells = arena_array_of(c->arena, rows.n * p->n, struct cell_view);
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		r = plain_cells(c, p, &rows.rows[i], cells + i * p->n, err);
	if (r < 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, p->n, struct column_view);
	for (size_t k = 0; k < p->n; k++)
		columns[k] = (struct column_view){
			.label = str_from_c(p->record->fields[record_field(p->record, p->fields[k])].label),
			.title = k == 0};
	*fresh = (struct link_view){.href = web_path(c, "%s/moi", p->path), .text = str_from_c(p->fresh->title), .current = true};
	v.list = (struct list_view){.caption = v.page.title,
				    .filters = show,
				    .filter_count = 1,
				    .columns = columns,
				    .column_count = p->n,
				    .cells = cells,
				    .row_count = rows.n,
				    .empty = str_from_c(p->record->empty),
				    .tools = fresh,
				    .tool_count = access_could(&c->actor, p->fresh->name)};
	web_crumb(c, &v.page, STR("/nhiem-vu"), str_from_c(_("Nhiệm vụ")));
	web_pages(c, &v.list, listing_with(&l, NULL, (struct str){0}), page, rows.total);
	page_list(&c->html, &v);
	return 0;
}

static int plain_form(struct web_call *c, const struct plain *p, struct err *err)
{
	struct form_page_view v = {.page = web_page(c, str_from_c(p->fresh->title), "/nhiem-vu")};
	int r = web_form(c, p->fresh, c->req->path, NULL, 0, &v.form, err);
	if (r < 0)
		return r;
	web_crumb(c, &v.page, str_from_c(p->path), str_from_c(p->record->many));
	v.form.cancel_href = str_from_c(p->path);
	page_form(&c->html, &v);
	return 0;
}

static int plain_new(struct web_call *c, const struct plain *p, struct err *err)
{
	struct verb_result result;
	int r = web_run(c, p->fresh, &result, err);
	if (r > 0)
		http_redirect(c->res, web_path(c, "%s/%lld?xong=1", p->path, (long long)result.id));
	return r < 0 ? r : 0;
}

/* The row's sheet: its facts (all but the state), then what the caller adds. */
static int plain_sheet(struct web_call *c, const struct plain *p, struct row *ret_row, struct sheet_view *ret, struct err *err)
{
	int r = web_read(c, p->record, c->id, ret_row, err);
	if (r < 0)
		return r;
	*ret = (struct sheet_view){.page = web_page(c, str_from_c(p->record->title), "/nhiem-vu"),
				   .state = work_tag(ret_row, "state")};
	web_crumb(c, &ret->page, str_from_c(p->path), str_from_c(p->record->many));
	for (size_t i = 0; r == 0 && i < p->record->field_count; i++)
		if (strcmp(p->record->fields[i].name, "state") != 0)
			r = work_fact_field(c, ret, ret_row, p->record->fields[i].name, err);
	return r;
}

static int plain_end(struct web_call *c, struct row *row, struct sheet_view *v, struct err *err)
{
	int r = register_files(c, row, v, err);
	struct link_view *related = arena_new_of(c->arena, struct link_view);
	struct row task;
	if (r == 0)
		r = web_history(c, row->record, row->id, v, err);
	if (r == 0 && row_int(row, "task") &&
	    record_read(c->site, c->db, c->arena, &c->actor, &task_record, row_int(row, "task"), &task, err) > 0) {
		*related = (struct link_view){.href = web_path(c, "/nhiem-vu/%lld", (long long)task.id),
					      .text = row_str(&task, "title")};
		v->related = related;
		v->related_count = 1;
	}
	if (r == 0)
		page_sheet(&c->html, v);
	return r;
}

/* ---- difficulties ---- */

static const char *const difficulty_fields[] = {"text", "unit", "kind", "reported_day", "state"};
static const struct plain difficulties = {&difficulty_record,           "/kho-khan",        difficulty_fields,
					  ARRAY_LEN(difficulty_fields), &difficulty_report, "-reported_day"};

int page_of_difficulty_list(struct web_call *c, struct err *err) { return plain_list(c, &difficulties, err); }

int page_of_difficulty_form(struct web_call *c, struct err *err) { return plain_form(c, &difficulties, err); }

int page_of_difficulty_new(struct web_call *c, struct err *err) { return plain_new(c, &difficulties, err); }

int page_of_difficulty(struct web_call *c, struct err *err)
{
	struct row row;
	struct sheet_view v;
	int r = plain_sheet(c, &difficulties, &row, &v, err);
	if (r < 0)
		return r;
	bool reported = row_is(&row, "state", "reported"), passed = row_is(&row, "state", "passed");
	int64_t unit = row_int(&row, "unit");
	struct str here = web_path(c, "/kho-khan/%lld", (long long)row.id);
	if (reported)
		r = work_add_form(c, &v, &difficulty_settle, unit,
				  arena_printf(c->arena, "%.*s/giai-quyet", STR_ARG(here)), NULL, err);
	if (r >= 0 && reported)
		r = work_add_form(c, &v, &difficulty_pass, unit, arena_printf(c->arena, "%.*s/chuyen", STR_ARG(here)), NULL, err);
	if (r >= 0 && passed)
		r = work_add_form(c, &v, &difficulty_answer, unit,
				  arena_printf(c->arena, "%.*s/tra-loi", STR_ARG(here)), NULL, err);
	if (r >= 0 && (reported || passed))
		r = work_add_action(c, &v, &difficulty_withdraw, unit,
				    arena_printf(c->arena, "%.*s/rut", STR_ARG(here)), true, err);
	return r < 0 ? r : plain_end(c, &row, &v, err);
}

/* ---- decisions ---- */

static const char *const decision_fields[] = {"question", "asked_day", "due", "state"};
static const struct plain decisions = {&decision_record,           "/xin-y-kien", decision_fields,
				       ARRAY_LEN(decision_fields), &decision_ask, "-asked_day"};

int page_of_decision_list(struct web_call *c, struct err *err) { return plain_list(c, &decisions, err); }

int page_of_decision_form(struct web_call *c, struct err *err) { return plain_form(c, &decisions, err); }

int page_of_decision_new(struct web_call *c, struct err *err) { return plain_new(c, &decisions, err); }

/* One form with the reason, one button for yes and one for no. */
static int decide_form(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	struct form_view form = {0};
	struct link_view *no = arena_new_of(c->arena, struct link_view);
	int r = web_may(c, decision_approve.name, row_int(row, "unit"), err);
	if (r > 0)
		r = web_form(c, &decision_approve, web_path(c, "/xin-y-kien/%lld/dong-y", (long long)row->id), NULL, 0, &form, err);
	else
		return r;
	*no = (struct link_view){.href = web_path(c, "/xin-y-kien/%lld/khong-dong-y", (long long)row->id),
				 .text = str_from_c(decision_refuse.title)};
	form.heading = str_from_c(_("Quyết định"));
	form.others = no;
	form.other_count = 1;
	if (r == 0)
		sheet_add_form(c, v, &form);
	return r;
}

int page_of_decision(struct web_call *c, struct err *err)
{
	struct row row;
	struct sheet_view v;
	int r = plain_sheet(c, &decisions, &row, &v, err);
	bool asked = r == 0 && row_is(&row, "state", "asked");
	if (r == 0)
		v.page.title = row_str(&row, "question");
	if (asked)
		r = decide_form(c, &row, &v, err);
	if (r == 0 && asked)
		r = work_add_action(c, &v, &decision_withdraw, row_int(&row, "unit"),
				    web_path(c, "/xin-y-kien/%lld/rut", (long long)row.id), true, err);
	return r < 0 ? r : plain_end(c, &row, &v, err);
}
