/* Giving work: the form in six clears, what was given, one of them with all its recipients. */
#include <string.h>

#include "web/registers.h"
#include "web/statements.h"
#include "web/templates.h"
#include "web/work_pages.h"

/* ---- the form ---- */

/* The verb the form chose; what is proposed may lack some of the six. */
static const struct verb *chosen_verb(struct web_call *c)
{
	bool may = access_could(&c->actor, assignment_give.name);
	return !may || str_eq_c(http_form(c->req, "cach"), "trinh") ? &assignment_propose : &assignment_give;
}

/* From a task: a part of it, with what follows from the whole. */
static int from_task(struct web_call *c, struct form_field_value *values, size_t *n, struct err *err)
{
	int64_t id;
	struct row task;
	struct str typed = http_query(c->req, "tu");
	if (!str_to_i64(typed, 1, (int64_t)1 << 53, &id))
		return 0;
	int r = web_read(c, &task_record, id, &task, err);
	if (r < 0)
		return r;
	values[(*n)++] = (struct form_field_value){"parent", typed};
	values[(*n)++] = (struct form_field_value){"assigner", STR("commune_chair")};
	values[(*n)++] = (struct form_field_value){"leads", web_path(c, "%lld", (long long)row_int(&task, "unit"))};
	values[(*n)++] = (struct form_field_value){
		"due", row_day(&task, "due") == DAY_NONE ? (struct str){0} : date_vn(c->arena, row_day(&task, "due"))};
	return 0;
}

int page_of_assignment_form(struct web_call *c, struct err *err)
{
	struct form_page_view v = {.page = web_page(c, str_from_c(assignment_give.title), "/nhiem-vu")};
	struct form_field_value values[8];
	size_t n = 0;
	int r = from_task(c, values, &n, err);
	if (r == 0)
		r = web_form(c, &assignment_give, STR("/giao-viec/moi"), values, n, &v.form, err);
	if (r < 0)
		return r;
	web_crumb(c, &v.page, STR("/giao-viec"), str_from_c(assignment_record.many));
	v.page.lead = str_from_c(_("Đủ sáu rõ mới giao được: rõ người, rõ việc, rõ thời gian, rõ trách nhiệm, rõ sản "
				   "phẩm, rõ thẩm quyền."));
	v.form.cancel_href = STR("/giao-viec");
	page_form(&c->html, &v);
	return 0;
}

static int run(struct web_call *c, const struct verb *verb, struct err *err)
{
	struct verb_result result;
	if (http_query(c->req, "mo").n) /* another list is to be chosen from; nothing is given yet */
		return web_form_again(c, verb, err);
	int r = web_run(c, verb, &result, err);
	if (r > 0)
		http_redirect(c->res, web_path(c, "/giao-viec/%lld?xong=1", (long long)(c->id ? c->id : result.id)));
	return r < 0 ? r : 0;
}

int page_of_assignment_new(struct web_call *c, struct err *err)
{
	return run(c, chosen_verb(c), err);
}

/* What a proposal says, as it would be typed. */
int page_of_assignment_edit(struct web_call *c, struct err *err)
{
	struct row row;
	struct form_page_view v = {.page = web_page(c, str_from_c(_("Sửa đề xuất giao việc")), "/nhiem-vu")};
	struct form_field_value values[24];
	size_t n = 0;
	int r = web_read(c, &assignment_record, c->id, &row, err);
	if (r == 0)
		r = web_require(c, assignment_propose.name, row_int(&row, "unit"), err);
	for (size_t i = 0; r == 0 && i < assignment_propose.param_count && n < ARRAY_LEN(values); i++) {
		const char *name = assignment_propose.params[i].name;
		int at = record_field(&assignment_record, name);
		if (at >= 0)
			values[n++] = (struct form_field_value){
				name, field_typed(c->arena, &assignment_record.fields[at], &row.values[at])};
	}
	if (r == 0)
		r = web_form(c, &assignment_propose, c->req->path, values, n, &v.form, err);
	if (r < 0)
		return r;
	v.form.submit = str_from_c(_("Lưu đề xuất"));
	v.form.cancel_href = web_path(c, "/giao-viec/%lld", (long long)c->id);
	page_form(&c->html, &v);
	return 0;
}

int page_of_assignment_save(struct web_call *c, struct err *err)
{
	return run(c, &assignment_propose, err);
}

/* ---- what was given ---- */

static struct cell_view state_cell(struct web_call *c, const struct row *row, const struct figures *f)
{
	struct tag_view tag = work_tag(row, "state");
	struct cell_view cell = {.text = tag.text, .tone = tag.tone};
	if (f->overdue) {
		cell.text = arena_printf(c->arena, _("%lld đơn vị quá hạn"), (long long)f->overdue);
		cell.tone = TONE_LATE;
	} else if (row_is(row, "state", "done") && row_int(row, "late_days")) {
		cell.text = arena_printf(c->arena, _("đã xong, chậm %lld ngày"), (long long)row_int(row, "late_days"));
	}
	return cell;
}

#define LIST_COLUMNS 5

static int list_cells(struct web_call *c, const struct row *row, struct cell_view *cells, struct err *err)
{
	struct figures f;
	day_t due = row_day(row, "due");
	int r = figures_of(c->db, "assignment", row->id, task_now(c->site), &f, err);
	if (r < 0)
		return r;
	cells[0] = (struct cell_view){.text = row_str(row, "title"),
				      .href = web_path(c, "/giao-viec/%lld", (long long)row->id),
				      .note = row_str(row, "document")};
	cells[1].text = work_tag(row, "assigner").text;
	cells[2].text = due == DAY_NONE ? str_from_c(_("chưa định")) : date_vn(c->arena, due);
	cells[3].text = f.total ? arena_printf(c->arena, "%lld/%lld", (long long)figures_done(&f), (long long)f.total)
				: (struct str){0};
	cells[4] = state_cell(c, row, &f);
	return 0;
}

int page_of_assignment_list(struct web_call *c, struct err *err)
{
	static const char *const sorts[] = {"due", NULL}, *const labels[LIST_COLUMNS] = {_("Việc"), _("Người giao"),
											 NULL, _("Xong"),
											 _("Tình trạng")};
	struct listing l;
	struct list_result rows = {0};
	struct str state = http_query(c->req, "trang-thai");
	struct list_page_view v = {.page = web_page(c, str_from_c(assignment_record.many), "/nhiem-vu")};
	struct filter_view *show = arena_new_of(c->arena, struct filter_view);
	int64_t page = web_page_number(c), total = 0;
	int whole = web_may(c, "assignment.read", c->site->root, err);
	if (whole < 0)
		return whole;
	listing_begin(&l, c, STR("/giao-viec"), sorts);
	if (!field_choice(&assignment_record.fields[record_field(&assignment_record, "state")], state))
		state = (struct str){0};
	listing_keep(&l, "trang-thai", state);
	struct list_filter f = {"state", "=", v_text(state)};
	struct list_query q = {.record = &assignment_record,
			       .filters = &f,
			       .filter_count = state.n > 0,
			       .sort = l.sort ? l.sort : "-due",
			       .uncounted = true, /* the links know */
			       .large = whole > 0,
			       .offset = (page - 1) * LIST_PAGE};
	int r = work_state_links(c, &l, &assignment_record, state, show, &total, err);
	if (r == 0)
		r = record_list(c->db, c->arena, &c->actor, &q, &rows, err);
	struct cell_view *cells = arena_array_of(c->arena, rows.n * LIST_COLUMNS, struct cell_view);
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		r = list_cells(c, &rows.rows[i], cells + i * LIST_COLUMNS, err);
	if (r < 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, LIST_COLUMNS, struct column_view);
	for (size_t i = 0; i < LIST_COLUMNS; i++)
		columns[i] = labels[i] ? (struct column_view){.label = str_from_c(labels[i]), .title = i == 0, .numeric = i == 3}
				       : listing_column(&l, _("Hạn"), "due", "-due");
	const struct link_view give = {.href = STR("/giao-viec/moi"), .text = str_from_c(assignment_give.title), .current = true};
	v.list = (struct list_view){.caption = v.page.title,
				    .filters = show,
				    .filter_count = 1,
				    .columns = columns,
				    .column_count = LIST_COLUMNS,
				    .cells = cells,
				    .row_count = rows.n,
				    .empty = str_from_c(assignment_record.empty),
				    .tools = &give,
				    .tool_count = access_could(&c->actor, assignment_propose.name)};
	web_crumb(c, &v.page, STR("/nhiem-vu"), str_from_c(_("Nhiệm vụ")));
	web_pages(c, &v.list, listing_with(&l, NULL, (struct str){0}), page, total);
	page_list(&c->html, &v);
	return 0;
}

/* ---- one of them ---- */

static int facts_of(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	static const char *const fields[] = {"assigner",    "document",   "document_day", "content",     "responsible",
					     "product",     "authority",  "closing",      "unit",        "assigned_day",
					     "assigned_by", "proposed_day", "proposed_by", "closed_day", "reason"},
				 *const periods[] = {"every", "off_day", "until", "period"};
	int r = 0;
	work_fact(c, v, _("Hạn"), work_due(c, row_day(row, "due"), row_int(row, "step") != 0));
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(fields); i++)
		r = work_fact_field(c, v, row, fields[i], err);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(periods) && !row_is(row, "every", "once"); i++)
		r = row_value(row, "every")->kind == VALUE_NULL ? 0 : work_fact_field(c, v, row, periods[i], err);
	if (r == 0 && row_int(row, "series") && !row_is(row, "state", "cancelled") && site_today(c->site) <= row_day(row, "due"))
		work_fact(c, v, _("Kỳ sau"),
			  arena_printf(c->arena, _("tự mở ngày %.*s, khi kỳ này hết hạn, nếu việc chưa đến ngày thôi"),
				       STR_ARG(date_vn(c->arena, row_day(row, "due") + 1))));
	if (r == 0 && row_is(row, "state", "proposed")) {
		struct str missing = assignment_missing(c->arena, row);
		work_fact(c, v, _("Còn thiếu"), missing.n ? missing : str_from_c(_("đủ 6 rõ")));
	}
	return r;
}

/* The recipients that are not done, or all when every one is. */
static int recipient_rows(struct web_call *c, const struct row *row, bool *ret_open, struct list_result *ret, struct err *err)
{
	struct list_filter f[] = {
		{"assignment", "=", v_int(row->id)}, TASK_OPEN};
	struct list_query q = {.record = &task_record,
			       .filters = f,
			       .filter_count = 3,
			       .sort = "due",
			       .offset = (web_page_number(c) - 1) * LIST_PAGE};
	int r = record_list(c->db, c->arena, &c->actor, &q, ret, err);
	*ret_open = r == 0 && ret->total > 0;
	if (r < 0 || *ret_open)
		return r;
	q.filter_count = 1;
	return record_list(c->db, c->arena, &c->actor, &q, ret, err);
}

/* Chosen ones are urged or accepted together. */
static int recipients(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	static const char *const labels[] = {_("Đơn vị"), _("Vai trò"), _("Hạn"), _("Trạng thái")};
	struct list_result rows = {0};
	int64_t page = web_page_number(c);
	bool open;
	int r = recipient_rows(c, row, &open, &rows, err);
	if (r < 0 || rows.n == 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, rows.n * ARRAY_LEN(labels), struct cell_view);
	struct str *picks = arena_array_of(c->arena, rows.n, struct str);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *t = &rows.rows[i];
		struct tag_view state = web_task_state(c, t);
		struct cell_view *cell = cells + i * ARRAY_LEN(labels);
		cell[0] = (struct cell_view){.text = web_unit_name(c, row_int(t, "unit")),
					     .href = web_path(c, "/nhiem-vu/%lld", (long long)t->id)};
		cell[1].text = work_tag(t, "role").text;
		cell[2].text = date_vn(c->arena, row_day(t, "due"));
		cell[3] = (struct cell_view){.text = state.text, .tone = state.tone};
		if (row_int(t, "urged"))
			cell[3].note = arena_printf(c->arena, _("đôn đốc %lld lần"), (long long)row_int(t, "urged"));
		picks[i] = task_open(t) ? web_path(c, "%lld", (long long)t->id) : (struct str){0};
	}
	struct list_view list = {.caption = str_from_c(open ? _("Đơn vị chưa xong") : _("Đơn vị nhận")),
				 .heading = true,
				 .columns = columns,
				 .column_count = ARRAY_LEN(labels),
				 .cells = cells,
				 .row_count = rows.n};
	struct str here = web_path(c, "/giao-viec/%lld", (long long)row->id);
	web_pages(c, &list, here, page, rows.total);
	r = web_may(c, task_remind.name, row_int(row, "unit"), err);
	if (r > 0 && open) {
		struct form_view form;
		list.many = work_many(c, false, here, picks, &form);
		sheet_add_form(c, v, &form);
	}
	work_many_gone(c, &v->page, list.many);
	sheet_add_list(c, v, &list);
	return r < 0 ? r : 0;
}

static int doings(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	int64_t unit = row_int(row, "unit");
	bool law = row_int(row, "step") != 0, proposed = row_is(row, "state", "proposed"), given = row_is(row, "state", "assigned");
	struct str here = web_path(c, "/giao-viec/%lld", (long long)row->id);
	int r = 0;
	if (proposed)
		r = work_add_action(c, v, &assignment_assign, unit, arena_printf(c->arena, "%.*s/duyet", STR_ARG(here)),
				    false, err);
	if (r == 0 && row_int(row, "series"))
		r = task_period_due(c->db, c->arena, row, site_today(c->site), err); /* it did not open by itself */
	if (r > 0)
		r = work_add_action(c, v, &assignment_next, unit, arena_printf(c->arena, "%.*s/ky-sau", STR_ARG(here)), true, err);
	if (r == 0 && !law && (given || proposed))
		r = work_add_form(c, v, &assignment_cancel, unit, arena_printf(c->arena, "%.*s/thoi", STR_ARG(here)), NULL, err);
	return r;
}

/* More recipients: a page of its own, for its list of units would weigh on the assignment's. */
int page_of_assignment_more(struct web_call *c, struct err *err)
{
	struct row row;
	struct form_page_view v = {.page = web_page(c, str_from_c(assignment_add.title), "/nhiem-vu")};
	int r = web_read(c, &assignment_record, c->id, &row, err);
	if (r == 0)
		r = web_require(c, assignment_add.name, row_int(&row, "unit"), err);
	if (r == 0)
		r = web_form(c, &assignment_add, c->req->path, NULL, 0, &v.form, err);
	if (r < 0)
		return r;
	web_crumb(c, &v.page, STR("/giao-viec"), str_from_c(assignment_record.many));
	web_crumb(c, &v.page, web_path(c, "/giao-viec/%lld", (long long)row.id), row_str(&row, "title"));
	v.form.cancel_href = web_path(c, "/giao-viec/%lld", (long long)row.id);
	page_form(&c->html, &v);
	return 0;
}

/* Would the verb take more recipients? */
static bool takes_more(struct web_call *c, const struct row *row)
{
	bool given = row_is(row, "state", "assigned") || row_is(row, "state", "done");
	return given && !row_int(row, "step") && late_mark(row_day(row, "due"), false) >= task_now(c->site);
}

int page_of_assignment(struct web_call *c, struct err *err)
{
	struct row row;
	struct figures f;
	int r = web_read(c, &assignment_record, c->id, &row, err);
	if (r == 0)
		r = figures_of(c->db, "assignment", row.id, task_now(c->site), &f, err);
	if (r < 0)
		return r;
	struct sheet_view v = {.page = web_page(c, row_str(&row, "title"), "/nhiem-vu"), .state = work_tag(&row, "state")};
	web_crumb(c, &v.page, STR("/giao-viec"), str_from_c(assignment_record.many));
	r = facts_of(c, &row, &v, err);
	if (r == 0 && f.total) {
		struct cell_view *cells = arena_array_of(c->arena, FIGURE_COLUMNS, struct cell_view);
		struct column_view *columns = arena_array_of(c->arena, FIGURE_COLUMNS, struct column_view);
		work_figure_columns(columns, _("Đơn vị nhận"));
		work_figure_cells(c, str_from_c(_("tất cả")), web_path(c, "/nhiem-vu?viec=%lld", (long long)row.id), &f, cells);
		const struct list_view list = {.caption = str_from_c(_("Tình hình thực hiện")),
					       .heading = true,
					       .columns = columns,
					       .column_count = FIGURE_COLUMNS,
					       .cells = cells,
					       .row_count = 1};
		sheet_add_list(c, &v, &list);
	}
	if (r == 0)
		r = doings(c, &row, &v, err);
	if (r == 0)
		r = recipients(c, &row, &v, err);
	if (r == 0)
		r = register_files(c, &row, &v, err);
	if (r == 0)
		r = web_history(c, &assignment_record, row.id, &v, err);
	if (r < 0)
		return r;
	struct link_view *related = arena_array_of(c->arena, 3, struct link_view);
	r = takes_more(c, &row) ? web_may(c, assignment_add.name, row_int(&row, "unit"), err) : 0;
	if (r < 0)
		return r;
	if (r)
		related[v.related_count++] = (struct link_view){.href = web_path(c, "/giao-viec/%lld/them", (long long)row.id),
								.text = str_from_c(_("Thêm đơn vị vào việc này"))};
	if (row_is(&row, "state", "proposed") && access_could(&c->actor, assignment_propose.name))
		related[v.related_count++] =
			(struct link_view){.href = web_path(c, "/giao-viec/%lld/sua", (long long)row.id),
					   .text = str_from_c(_("Sửa đề xuất"))};
	if (row_int(&row, "step"))
		related[v.related_count++] =
			(struct link_view){.href = web_path(c, "/bau-cu/buoc/%lld", (long long)row_int(&row, "step")),
					   .text = str_from_c(_("Bước này trong lịch bầu cử"))};
	v.related = related;
	page_sheet(&c->html, &v);
	return 0;
}
