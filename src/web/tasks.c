/* Tasks: the list with its filters, one task. */
#include <stdio.h>
#include <string.h>

#include "election/election.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/internal.h"
#include "web/templates.h"
#include "work/task.h"

/* The filter "loai": what kind of tasks, in words people use. */
enum { SHOW_ALL, SHOW_LATE, SHOW_SOON, SHOW_OPEN, SHOW_DONE, SHOW_KINDS };
static const struct {
	const char *code, *label;
} shows[SHOW_KINDS] = {
	{"", _("tất cả")},        {"cham", _("chậm")},    {"sap", _("đến hạn trong 7 ngày")},
	{"dang", _("chưa xong")}, {"xong", _("đã xong")},
};

static size_t show_filters(int show, day_t today, struct list_filter *f)
{
	size_t n = 0;
	if (show == SHOW_DONE)
		f[n++] = (struct list_filter){"state", "=", v_c("done")};
	else if (show != SHOW_ALL)
		f[n++] = (struct list_filter){"state", "<>", v_c("done")};
	if (show == SHOW_LATE)
		f[n++] = (struct list_filter){"due", "<", v_int(today)};
	if (show == SHOW_SOON) {
		f[n++] = (struct list_filter){"due", ">=", v_int(today)};
		f[n++] = (struct list_filter){"due", "<=", v_int(today + TASK_SOON_DAYS)};
	}
	return n;
}

struct asked {
	int show;
	int64_t unit, step, election;
	struct str q;
	const char *sort;
	struct option_view keep[6]; /* of the address: name in text */
	size_t keep_n;
	int64_t *in;                /* units the search found */
	size_t in_n;
};

static int64_t id_of(struct str s)
{
	int64_t v;
	return str_to_i64(s, 1, (int64_t)1 << 53, &v) ? v : 0;
}

static int read_asked(struct web_call *c, struct asked *a, struct err *err)
{
	static const char *const sorts[] = {"due", "-due", "title", "-title", "state", "-state"};
	struct str loai = http_query(c->req, "loai"), sap = http_query(c->req, "sap");
	for (int i = 0; i < SHOW_KINDS; i++)
		if (str_eq_c(loai, shows[i].code))
			a->show = i;
	a->unit = id_of(http_query(c->req, "donvi"));
	a->step = id_of(http_query(c->req, "buoc"));
	a->election = id_of(http_query(c->req, "cuoc"));
	a->q = http_query(c->req, "q");
	for (size_t i = 0; i < ARRAY_LEN(sorts); i++)
		if (str_eq_c(sap, sorts[i]))
			a->sort = sorts[i];
	a->keep[a->keep_n++] = (struct option_view){.value = a->show ? loai : (struct str){0}, .text = STR("loai")};
	a->keep[a->keep_n++] = (struct option_view){.value = a->unit ? http_query(c->req, "donvi") : (struct str){0},
						    .text = STR("donvi")};
	a->keep[a->keep_n++] = (struct option_view){.value = a->step ? http_query(c->req, "buoc") : (struct str){0},
						    .text = STR("buoc")};
	a->keep[a->keep_n++] = (struct option_view){.value = a->election ? http_query(c->req, "cuoc") : (struct str){0},
						    .text = STR("cuoc")};
	a->keep[a->keep_n++] = (struct option_view){.value = a->q, .text = STR("q")};
	a->keep[a->keep_n++] = (struct option_view){.value = a->sort ? sap : (struct str){0}, .text = STR("sap")};
	struct str fold = text_fold(c->arena, a->q);
	struct unit_item *units;
	size_t n;
	int r = fold.n ? unit_communes(c->db, c->arena, c->site->root, &units, &n, err) : 0;
	if (r < 0 || !fold.n)
		return r;
	a->in = arena_array_of(c->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		if (str_find(units[i].fold, fold) >= 0)
			a->in[a->in_n++] = units[i].id;
	return 0;
}

static struct list_query query_of(struct web_call *c, const struct asked *a, int show, struct list_filter *filters)
{
	struct list_query q = {.record = &task_record, .filters = filters, .sort = a->sort};
	q.filter_count = show_filters(show, site_today(c->site), filters);
	if (a->unit)
		filters[q.filter_count++] = (struct list_filter){"unit", "=", v_int(a->unit)};
	if (a->step)
		filters[q.filter_count++] = (struct list_filter){"step", "=", v_int(a->step)};
	if (a->election)
		filters[q.filter_count++] = (struct list_filter){"election", "=", v_int(a->election)};
	if (a->in) {
		q.in_field = "unit";
		q.in = a->in;
		q.in_count = a->in_n;
	}
	return q;
}

/* Links "chậm 23 · đã xong 120 …", each with the count of its rows. */
static int show_links(struct web_call *c, const struct asked *a, struct filter_view *ret, struct err *err)
{
	struct link_view *links = arena_array_of(c->arena, SHOW_KINDS, struct link_view);
	for (int i = 0; i < SHOW_KINDS; i++) {
		struct list_filter filters[LIST_MOST_FILTERS];
		struct list_query q = query_of(c, a, i, filters);
		struct list_count *counts;
		size_t n;
		int64_t total = 0;
		int r = record_counts(c->db, c->arena, &c->actor, &q, "state", &counts, &n, err);
		if (r < 0)
			return r;
		for (size_t k = 0; k < n; k++)
			total += counts[k].n;
		links[i] = (struct link_view){
			.href = web_with(c, STR("/nhiem-vu"), a->keep, a->keep_n, "loai", str_from_c(shows[i].code)),
			.text = str_from_c(shows[i].label),
			.count = web_number(c, total),
			.current = a->show == i,
		};
	}
	*ret = (struct filter_view){str_from_c(_("Xem")), links, SHOW_KINDS};
	return 0;
}

static struct column_view column(struct web_call *c, const struct asked *a, const char *label, const char *field)
{
	struct column_view v = {.label = str_from_c(label)};
	if (!field)
		return v;
	bool now = a->sort && strcmp(a->sort + (a->sort[0] == '-'), field) == 0;
	bool down = now && a->sort[0] == '-';
	v.sorted = now ? (down ? -1 : 1) : 0;
	v.sort_href = web_with(c, STR("/nhiem-vu"), a->keep, a->keep_n, "sap",
	                       arena_printf(c->arena, "%s%s", now && !down ? "-" : "", field));
	return v;
}

static void fill_row(struct web_call *c, const struct row *task, struct cell_view *cells)
{
	day_t due = row_day(task, "due");
	struct tag_view state = web_task_state(c, task);
	cells[0] = (struct cell_view){.text = row_str(task, "title"),
				      .href = web_path(c, "/nhiem-vu/%lld", (long long)task->id)};
	cells[1] = (struct cell_view){.text = web_unit_name(c, row_int(task, "unit")),
	                              .href = web_path(c, "/don-vi/%lld", (long long)row_int(task, "unit"))};
	cells[2] = (struct cell_view){.text = due == DAY_NONE ? str_from_c(_("chưa định")) : date_vn(c->arena, due)};
	cells[3] = (struct cell_view){.text = state.text, .tone = state.tone};
}

static int narrowed(struct web_call *c, const struct asked *a, struct page_view *page, struct err *err)
{
	struct str label;
	int r = 0;
	if (a->unit) {
		r = web_require(c, "unit.read", a->unit, err);
		if (r == 0)
			page->lead = web_unit_name(c, a->unit);
	}
	if (r == 0 && a->step) {
		r = record_label(c->db, c->arena, c->site->catalog, "step", a->step, &label, err);
		if (r == 0)
			page->lead = page->lead.n ? arena_printf(c->arena, "%.*s · %.*s", STR_ARG(page->lead),
								 STR_ARG(label))
						  : label;
	}
	return r;
}

int page_of_task_list(struct web_call *c, struct err *err)
{
	struct asked a = {0};
	struct list_filter filters[LIST_MOST_FILTERS];
	struct list_result rows = {0};
	struct list_page_view v = {.page = web_page(c, str_from_c(_("Nhiệm vụ")), "/nhiem-vu")};
	struct filter_view *show = arena_new_of(c->arena, struct filter_view);
	int64_t page = web_page_number(c);
	int r = read_asked(c, &a, err);
	if (r == 0)
		r = narrowed(c, &a, &v.page, err);
	if (r == 0)
		r = show_links(c, &a, show, err);
	struct list_query q = query_of(c, &a, a.show, filters);
	q.offset = (page - 1) * LIST_PAGE;
	if (r == 0)
		r = record_list(c->db, c->arena, &c->actor, &q, &rows, err);
	if (r < 0)
		return r;
	struct cell_view *cells = arena_array_of(c->arena, rows.n * 4, struct cell_view);
	for (size_t i = 0; i < rows.n; i++)
		fill_row(c, &rows.rows[i], cells + 4 * i);
	struct column_view *columns = arena_array_of(c->arena, 4, struct column_view);
	columns[0] = column(c, &a, _("Nhiệm vụ"), "title");
	columns[0].title = true;
	columns[1] = column(c, &a, _("Đơn vị"), NULL);
	columns[2] = column(c, &a, _("Hạn"), "due");
	columns[3] = column(c, &a, _("Trạng thái"), "state");
	v.list = (struct list_view){
		.caption = str_from_c(_("Nhiệm vụ")),
		.filters = show,
		.filter_count = 1,
		.columns = columns,
		.column_count = 4,
		.cells = cells,
		.row_count = rows.n,
		.search_action = STR("/nhiem-vu"),
		.search_label = str_from_c(_("Tìm theo tên đơn vị")),
		.search = a.q,
		.keep = a.keep,
		.keep_count = 4,
		.empty = a.show || a.q.n || a.unit || a.step ? str_from_c(_("Không có nhiệm vụ nào như vậy."))
							     : str_from_c(task_record.empty),
	};
	web_pages(c, &v.list, web_with(c, STR("/nhiem-vu"), a.keep, a.keep_n, NULL, (struct str){0}), page, rows.total);
	page_list(&c->html, &v);
	return 0;
}

/* ---- one task ---- */

static int actions_of(struct web_call *c, const struct row *task, struct sheet_view *v, struct err *err)
{
	int64_t unit = row_int(task, "unit");
	struct action_view *actions = arena_array_of(c->arena, 2, struct action_view);
	struct form_view *form = arena_new_of(c->arena, struct form_view);
	int receive = web_may(c, task_receive.name, unit, err),
	    report = receive < 0 ? receive : web_may(c, task_report.name, unit, err);
	if (report < 0)
		return report;
	if (receive && row_is(task, "state", "assigned"))
		actions[v->action_count++] =
			(struct action_view){.action = web_path(c, "/nhiem-vu/%lld/tiep-nhan", (long long)task->id),
					     .text = str_from_c(task_receive.title)};
	if (report && row_is(task, "state", "done"))
		actions[v->action_count++] =
			(struct action_view){.action = web_path(c, "/nhiem-vu/%lld/rut-lai", (long long)task->id),
					     .text = str_from_c(task_take_back.title),
					     .second = true};
	v->actions = actions;
	if (!report || row_is(task, "state", "done"))
		return 0;
	int r = web_form(c, &task_report, web_path(c, "/nhiem-vu/%lld/bao-cao", (long long)task->id), NULL, 0, form,
			 err);
	form->heading = str_from_c(_("Báo cáo kết quả"));
	v->forms = form;
	v->form_count = 1;
	return r;
}

static int task_facts(struct web_call *c, const struct row *task, const struct row *step, const struct row *election,
		      struct sheet_view *v, struct err *err)
{
	const struct calendar_row *law_row = NULL;
	struct calendar_effect effect = {0};
	struct fact_view *f = arena_array_of(c->arena, 12, struct fact_view);
	struct str person;
	size_t n = 0;
	day_t due = row_day(task, "due"), legal = row_day(task, "legal_due");
	int r = step_effect(c->arena, c->site->law, election, step, &law_row, &effect, err);
	if (r < 0)
		return r;
	f[n++] = (struct fact_view){.label = str_from_c(_("Đơn vị")),
				    .value = web_unit_name(c, row_int(task, "unit")),
				    .href = web_path(c, "/don-vi/%lld", (long long)row_int(task, "unit"))};
	f[n++] = (struct fact_view){.label = str_from_c(_("Hạn")),
				    .value = due == DAY_NONE && law_row ? law_row->counts : date_vn_long(c->arena, due),
				    .why = law_row ? web_why(c, &effect.why) : (struct why_view){0}};
	if (legal != due && legal != DAY_NONE)
		f[n++] = (struct fact_view){.label = str_from_c(_("Hạn theo luật")),
					    .value = date_vn_long(c->arena, legal)};
	if (law_row) {
		f[n++] = (struct fact_view){.label = str_from_c(_("Căn cứ")), .value = law_row->basis};
		f[n++] = (struct fact_view){.label = str_from_c(_("Ai thực hiện")), .value = law_row->who};
		if (law_row->sent_to.n)
			f[n++] = (struct fact_view){.label = str_from_c(_("Gửi tới")), .value = law_row->sent_to};
	}
	f[n++] = (struct fact_view){.label = str_from_c(_("Ngày giao")),
				    .value = date_vn(c->arena, row_day(task, "assigned_day"))};
	f[n++] = (struct fact_view){.label = str_from_c(_("Ngày tiếp nhận")),
				    .value = date_vn(c->arena, row_day(task, "received_day"))};
	if (row_is(task, "state", "done")) {
		r = web_value(c, &task_record.fields[record_field(&task_record, "done_by")], row_value(task, "done_by"),
			      &person, err);
		f[n++] = (struct fact_view){.label = str_from_c(_("Báo cáo xong")),
					    .value = date_vn(c->arena, row_day(task, "done_day")),
					    .note = person};
		f[n++] = (struct fact_view){.label = str_from_c(_("Kết quả")), .value = row_str(task, "note")};
	}
	v->facts = f;
	v->fact_count = n;
	return r;
}

int page_of_task(struct web_call *c, struct err *err)
{
	struct row task, step, election;
	int r = web_read(c, &task_record, c->id, &task, err);
	if (r < 0)
		return r;
	r = row_load(c->db, c->arena, &step_record, row_int(&task, "step"), &step, err);
	if (r > 0)
		r = row_load(c->db, c->arena, &election_record, row_int(&task, "election"), &election, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	struct sheet_view v = {.page = web_page(c, row_str(&task, "title"), "/nhiem-vu"),
			       .state = web_task_state(c, &task)};
	web_crumb(c, &v.page, STR("/nhiem-vu"), str_from_c(_("Nhiệm vụ")));
	r = task_facts(c, &task, &step, &election, &v, err);
	if (r == 0)
		r = actions_of(c, &task, &v, err);
	if (r == 0)
		r = web_history(c, &task_record, task.id, &v, err);
	if (r < 0)
		return r;
	struct link_view *related = arena_array_of(c->arena, 2, struct link_view);
	related[0] = (struct link_view){.href = web_path(c, "/bau-cu/buoc/%lld", (long long)step.id),
					.text = str_from_c(_("Bước này trong lịch bầu cử"))};
	v.related_count = 1;
	if (row_is(&step, "rule", "COMMUNE_UBBC") && access_could(&c->actor, "committee.save") &&
	    !row_is(&task, "state", "done"))
		related[v.related_count++] = (struct link_view){
			.href = STR("/danh-muc/committee/moi"),
			.text = str_from_c(_("Ghi quyết định thành lập Ủy ban bầu cử (nhiệm vụ tự đóng)"))};
	v.related = related;
	page_sheet(&c->html, &v);
	return 0;
}
