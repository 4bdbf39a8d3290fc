/* Tasks as rows of recipients: the list with its filters, and the same as a table. */
#include <stdio.h>
#include <string.h>

#include "election/election.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/export_table.h"
#include "web/templates.h"
#include "web/work_pages.h"

/* The filter "loai": what kind of tasks, in words people use. */
enum { SHOW_ALL, SHOW_LATE, SHOW_SOON, SHOW_OPEN, SHOW_NEW, SHOW_SUBMITTED, SHOW_DONE, SHOW_DONE_LATE, SHOW_KINDS };
static const struct {
	const char *code, *label;
} shows[SHOW_KINDS] = {
	{"", _("tất cả")},
	{"cham", _("quá hạn")},
	{"sap", _("đến hạn trong 7 ngày")},
	{"dang", _("chưa xong")},
	{"moi", _("chưa tiếp nhận")},
	{"nop", _("chờ nghiệm thu")},
	{"xong", _("đã xong")},
	{"xong-cham", _("xong chậm")},
};

struct asked {
	struct listing l;
	int show;
	int64_t unit, step, election, person, assignment;
	struct str what;   /* "2025/chair" */
	struct str assigner; /* "chair" */
	day_t from, to;    /* of its year */
	int64_t moment;
	bool whole;        /* reads the whole site */
	int64_t *in;       /* units the search found */
	size_t in_n;
	size_t narrowed;   /* by how many of unit … what, search */
};

static int64_t id_of(struct web_call *c, struct asked *a, const char *name)
{
	int64_t v;
	struct str typed = http_query(c->req, name);
	if (!str_to_i64(typed, 1, (int64_t)1 << 53, &v))
		return 0;
	listing_keep(&a->l, name, typed);
	a->narrowed++;
	return v;
}

static void read_what(struct web_call *c, struct asked *a)
{
	int64_t year;
	struct str what = http_query(c->req, "giao");
	if (what.n < 6 || what.p[4] != '/' || !str_to_i64(str_slice(what, 0, 4), 1900, 2400, &year))
		return;
	a->what = what;
	a->assigner = str_slice(what, 5, what.n);
	a->from = date_from_civil((int)year, 1, 1);
	a->to = date_from_civil((int)year, 12, 31);
	a->narrowed++;
	listing_keep(&a->l, "giao", what);
}

static int find_units(struct web_call *c, struct asked *a, struct err *err)
{
	struct unit_item *units;
	size_t n;
	int r = a->l.fold.n ? unit_communes(c->db, c->arena, c->site->root, &units, &n, err) : 0;
	if (r < 0 || !a->l.fold.n)
		return r;
	a->narrowed++;
	a->in = arena_array_of(c->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		if (str_find(units[i].fold, a->l.fold) >= 0)
			a->in[a->in_n++] = units[i].id;
	return 0;
}

static int read_asked(struct web_call *c, struct asked *a, struct err *err)
{
	static const char *const sorts[] = {"due", NULL};
	struct str loai = http_query(c->req, "loai");
	listing_begin(&a->l, c, STR("/nhiem-vu"), sorts);
	for (int i = 0; i < SHOW_KINDS; i++)
		if (str_eq_c(loai, shows[i].code))
			a->show = i;
	listing_keep(&a->l, "loai", a->show ? loai : (struct str){0});
	a->unit = id_of(c, a, "donvi");
	a->step = id_of(c, a, "buoc");
	a->election = id_of(c, a, "cuoc");
	a->person = id_of(c, a, "nguoi");
	a->assignment = id_of(c, a, "viec");
	read_what(c, a);
	a->moment = task_now(c->site);
	int whole = figures_whole(c->site, c->db, &c->actor, err);
	a->whole = whole > 0;
	return whole < 0 ? whole : find_units(c, a, err);
}

/* ---- conditions, once for the engine's list and once for the rows that run ---- */

static size_t narrow(const struct asked *a, struct list_filter *f)
{
	size_t n = 0;
	if (a->unit)
		f[n++] = (struct list_filter){"unit", "=", v_int(a->unit)};
	if (a->step)
		f[n++] = (struct list_filter){"step", "=", v_int(a->step)};
	if (a->election)
		f[n++] = (struct list_filter){"election", "=", v_int(a->election)};
	if (a->person)
		f[n++] = (struct list_filter){"person", "=", v_int(a->person)};
	if (a->assignment)
		f[n++] = (struct list_filter){"assignment", "=", v_int(a->assignment)};
	if (a->what.n && n + 3 < LIST_MOST_FILTERS) {
		f[n++] = (struct list_filter){"assigner", "=", v_text(a->assigner)};
		f[n++] = (struct list_filter){"assigned_day", ">=", v_int(a->from)};
		f[n++] = (struct list_filter){"assigned_day", "<=", v_int(a->to)};
	}
	return n;
}

static bool runs(int show)
{
	return show == SHOW_LATE || show == SHOW_SOON || show == SHOW_OPEN || show == SHOW_NEW || show == SHOW_SUBMITTED;
}

/* Of the rows that are open: which marks, which class. */
static void marks_of(const struct asked *a, int show, struct buf *sql)
{
	int64_t soon = late_mark((day_t)(a->moment / 2) + TASK_SOON_DAYS, true);
	if (show == SHOW_LATE)
		buf_printf(sql, " AND r.mark < %lld", (long long)a->moment);
	if (show == SHOW_SOON)
		buf_printf(sql, " AND r.mark >= %lld AND r.mark <= %lld", (long long)a->moment, (long long)soon);
	if (show == SHOW_NEW)
		buf_printf(sql, " AND r.class = %d", TASK_NOT_STARTED);
	if (show == SHOW_SUBMITTED)
		buf_printf(sql, " AND r.class = %d", TASK_SUBMITTED);
}

/* What only the row itself knows is asked of it. */
static bool asks_row(const struct asked *a)
{
	return a->step || a->election || a->assignment;
}

static void running_sql(struct web_call *c, const struct asked *a, int show, struct buf *sql, struct value *values, size_t *ret_n)
{
	size_t n = 0;
	buf_printf(sql, " FROM task_running r%s WHERE ", asks_row(a) ? " JOIN task t ON t.id = r.task" : "");
	/* the plus leaves the order to the index of marks when nearly every row is allowed */
	access_filter(sql, &c->actor, "task.read", a->whole ? "+r.unit" : "r.unit");
	marks_of(a, show, sql);
	const struct {
		const char *column;
		int64_t id;
	} ids[] = {{"r.unit", a->unit},
		   {"r.person", a->person},
		   {"t.step", a->step},
		   {"t.election", a->election},
		   {"t.assignment", a->assignment}};
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		if (ids[i].id) {
			values[n++] = v_int(ids[i].id);
			buf_printf(sql, " AND %s = ?%zu", ids[i].column, n);
		}
	if (a->what.n) {
		values[n++] = v_text(a->what);
		buf_printf(sql, " AND r.what = ?%zu", n);
	}
	if (a->in) {
		buf_add_c(sql, " AND r.unit IN (-1");
		for (size_t i = 0; i < a->in_n; i++)
			buf_printf(sql, ",%lld", (long long)a->in[i]);
		buf_add_c(sql, ")");
	}
	*ret_n = n;
}

/* ---- counts ---- */

static int64_t shown_of(const struct figures *f, int show)
{
	switch (show) {
	case SHOW_LATE: return f->overdue;
	case SHOW_SOON: return f->soon;
	case SHOW_OPEN: return f->total - figures_done(f);
	case SHOW_NEW: return f->not_started + f->overdue_not_started;
	case SHOW_SUBMITTED: return f->submitted;
	case SHOW_DONE: return figures_done(f);
	case SHOW_DONE_LATE: return f->late;
	default: return f->total;
	}
}

/* Counters answer what is narrowed at most once; 1 when they did. */
static int counted(struct web_call *c, const struct asked *a, struct figures *ret, struct err *err)
{
	int r;
	if (a->narrowed > 1 || a->step || a->election || a->in)
		return 0;
	if (a->unit)
		r = figures_of(c->db, "all", a->unit, a->moment, ret, err);
	else if (a->assignment && a->whole)
		r = figures_of(c->db, "assignment", a->assignment, a->moment, ret, err);
	else if (a->person && a->whole)
		r = figures_of(c->db, "person", a->person, a->moment, ret, err);
	else if (a->assignment || a->person)
		return 0;
	else
		r = figures_for(c->site, c->db, &c->actor, a->what, a->moment, ret, err);
	return r < 0 ? r : 1;
}

static int count_rows(struct web_call *c, const struct asked *a, int show, int64_t *ret, struct err *err)
{
	struct list_filter f[LIST_MOST_FILTERS];
	struct list_result rows = {0};
	if (runs(show)) {
		_cleanup_buf_ struct buf sql = BUF_INIT(1 << 16);
		_cleanup_query_ struct query *q = NULL;
		struct value values[8];
		size_t n;
		buf_add_c(&sql, "SELECT count(*)");
		running_sql(c, a, show, &sql, values, &n);
		int r = db_query_sql(c->db, buf_str(&sql), values, n, &q, err);
		if (r == 0)
			r = query_next(q, err);
		if (r > 0)
			*ret = query_int(q, 0);
		return r < 0 ? r : 0;
	}
	struct list_query q = {.record = &task_record, .filters = f, .filter_count = narrow(a, f), .limit = 1};
	if (show == SHOW_DONE || show == SHOW_DONE_LATE)
		f[q.filter_count++] = (struct list_filter){"state", "=", v_c("done")};
	else
		f[q.filter_count++] = (struct list_filter){"state", "<>", v_c("cancelled")};
	if (show == SHOW_DONE_LATE)
		f[q.filter_count++] = (struct list_filter){"late_days", ">", v_int(0)};
	if (a->in) {
		q.in_field = "unit";
		q.in = a->in;
		q.in_count = a->in_n;
	}
	int r = record_list(c->db, c->arena, &c->actor, &q, &rows, err);
	if (r == 0)
		*ret = rows.total;
	return r;
}

/* Links "quá hạn 23 · đã xong 120 …", each with the count of its rows. */
static int show_links(struct web_call *c, struct asked *a, struct filter_view *ret, int64_t *ret_total, struct err *err)
{
	struct link_view *links = arena_array_of(c->arena, SHOW_KINDS, struct link_view);
	struct figures f = {0};
	int known = counted(c, a, &f, err);
	if (known < 0)
		return known;
	for (int i = 0; i < SHOW_KINDS; i++) {
		int64_t n = shown_of(&f, i);
		int r = known ? 0 : count_rows(c, a, i, &n, err);
		if (r < 0)
			return r;
		links[i] = (struct link_view){.href = listing_with(&a->l, "loai", str_from_c(shows[i].code)),
					      .text = str_from_c(shows[i].label),
					      .count = web_number(c, n),
					      .current = a->show == i};
		if (a->show == i)
			*ret_total = n;
	}
	*ret = (struct filter_view){str_from_c(_("Xem")), links, SHOW_KINDS};
	return 0;
}

/* ---- rows ---- */

static int running_rows(struct web_call *c, const struct asked *a, int64_t offset, struct list_result *ret, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 16);
	_cleanup_query_ struct query *q = NULL;
	struct value values[8];
	size_t n;
	bool down = a->l.sort && a->l.sort[0] == '-';
	buf_add_c(&sql, "SELECT r.task");
	running_sql(c, a, a->show, &sql, values, &n);
	buf_printf(&sql, " ORDER BY r.mark%s, r.task%s LIMIT %d OFFSET %lld", down ? " DESC" : "", down ? " DESC" : "", LIST_PAGE,
		   (long long)offset);
	int r = db_query_sql(c->db, buf_str(&sql), values, n, &q, err);
	struct row *rows = arena_array_of(c->arena, LIST_PAGE, struct row);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		r = row_load(c->db, c->arena, &task_record, query_int(q, 0), &rows[ret->n], err);
		if (r > 0)
			ret->n++;
		r = r < 0 ? r : 0;
	}
	ret->rows = rows;
	return r;
}

static int closed_rows(struct web_call *c, const struct asked *a, int64_t offset, struct list_result *ret, struct err *err)
{
	struct list_filter f[LIST_MOST_FILTERS];
	struct list_query q = {.record = &task_record,
			       .filters = f,
			       .filter_count = narrow(a, f),
			       .sort = a->l.sort ? a->l.sort : a->show == SHOW_ALL ? "due" : "-done_day",
			       .uncounted = true, /* the links above know */
			       .large = a->whole && a->narrowed == 0,
			       .offset = offset};
	if (a->show == SHOW_ALL)
		f[q.filter_count++] = (struct list_filter){"state", "<>", v_c("cancelled")};
	else
		f[q.filter_count++] = (struct list_filter){"done_day", ">", v_int(0)};
	if (a->show == SHOW_DONE_LATE)
		f[q.filter_count++] = (struct list_filter){"late_days", ">", v_int(0)};
	if (a->in) {
		q.in_field = "unit";
		q.in = a->in;
		q.in_count = a->in_n;
	}
	return record_list(c->db, c->arena, &c->actor, &q, ret, err);
}

#define COLUMNS 5

static void fill_row(struct web_call *c, const struct row *task, struct cell_view *cells)
{
	day_t due = row_day(task, "due");
	struct tag_view state = web_task_state(c, task);
	int64_t urged = row_int(task, "urged");
	cells[0] = (struct cell_view){.text = row_str(task, "title"),
				      .href = web_path(c, "/nhiem-vu/%lld", (long long)task->id)};
	cells[1] = (struct cell_view){.text = web_unit_name(c, row_int(task, "unit")),
				      .href = web_path(c, "/don-vi/%lld", (long long)row_int(task, "unit"))};
	cells[2].text = work_tag(task, "assigner").text;
	cells[3] = (struct cell_view){.text = due == DAY_NONE ? str_from_c(_("chưa định")) : date_vn(c->arena, due)};
	cells[4] = (struct cell_view){.text = state.text, .tone = state.tone};
	if (urged)
		cells[4].note = arena_printf(c->arena, _("đôn đốc %lld lần"), (long long)urged);
}

static int narrowed_lead(struct web_call *c, const struct asked *a, struct page_view *page, struct err *err)
{
	struct str label = {0};
	int r = 0;
	if (a->unit) {
		r = web_require(c, "unit.read", a->unit, err);
		if (r == 0)
			page->lead = web_unit_name(c, a->unit);
	}
	if (r == 0 && a->step)
		r = record_label(c->db, c->arena, c->site->catalog, "step", a->step, &label, err);
	if (r == 0 && a->person && a->whole)
		r = record_label(c->db, c->arena, c->site->catalog, "person", a->person, &label, err);
	if (r == 0 && a->assignment && a->whole)
		r = record_label(c->db, c->arena, c->site->catalog, "assignment", a->assignment, &label, err);
	if (r == 0 && a->what.n) {
		const struct choice *ch =
			field_choice(&task_record.fields[record_field(&task_record, "assigner")], a->assigner);
		label = arena_printf(c->arena, _("%s giao, năm %.*s"), ch ? ch->label : "", STR_ARG(str_slice(a->what, 0, 4)));
	}
	if (r == 0 && label.n)
		page->lead = page->lead.n ? arena_printf(c->arena, "%.*s · %.*s", STR_ARG(page->lead), STR_ARG(label)) : label;
	return r;
}

static void tools_of(struct web_call *c, struct asked *a, struct list_view *v)
{
	static const struct {
		const char *href, *text, *action;
	} tools[] = {
		{"/giao-viec/moi", _("Giao việc"), "assignment.propose"},
		{"/giao-viec", _("Việc đã giao"), "assignment.read"},
		{"/tong-hop/nhiem-vu", _("Tổng hợp"), "task.read"},
		{"/kho-khan", _("Khó khăn, vướng mắc"), "difficulty.read"},
		{"/xin-y-kien", _("Xin quyết định"), "decision.read"},
	};
	struct link_view *links = arena_array_of(c->arena, ARRAY_LEN(tools) + 1, struct link_view);
	struct str here = listing_with(&a->l, NULL, (struct str){0});
	for (size_t i = 0; i < ARRAY_LEN(tools); i++)
		if (access_could(&c->actor, tools[i].action))
			links[v->tool_count++] = (struct link_view){.href = str_from_c(tools[i].href),
								    .text = str_from_c(tools[i].text),
								    .current = v->tool_count == 0};
	if (v->row_count) /* the same address with the file's path */
		links[v->tool_count++] = (struct link_view){
			.href = arena_printf(c->arena, "/tong-hop/nhiem-vu/danh-sach%.*s",
					     STR_ARG(str_slice(here, strlen("/nhiem-vu"), here.n))),
			.text = str_from_c(_("Xuất Excel"))};
	v->tools = links;
}

/* Open rows can be chosen, and urged together; those handed in accepted together. */
static void choosing(struct web_call *c, struct asked *a, const struct list_result *rows, struct list_page_view *v)
{
	if (!runs(a->show) || !rows->n || !access_could(&c->actor, task_remind.name))
		return;
	struct str *picks = arena_array_of(c->arena, rows->n, struct str);
	for (size_t i = 0; i < rows->n; i++)
		picks[i] = web_path(c, "%lld", (long long)rows->rows[i].id);
	struct form_view *form = arena_new_of(c->arena, struct form_view);
	v->list.many = work_many(c, a->show == SHOW_SUBMITTED, listing_with(&a->l, NULL, (struct str){0}), picks, form);
	v->forms = form;
	v->form_count = 1;
}

/* The table of one page of rows. */
static int table(struct web_call *c, struct asked *a, int64_t offset, struct list_result *rows, struct list_view *ret,
		 struct err *err)
{
	int r = (runs(a->show) ? running_rows : closed_rows)(c, a, offset, rows, err);
	if (r < 0)
		return r;
	struct cell_view *cells = arena_array_of(c->arena, rows->n * COLUMNS, struct cell_view);
	for (size_t i = 0; i < rows->n; i++)
		fill_row(c, &rows->rows[i], cells + COLUMNS * i);
	struct column_view *columns = arena_array_of(c->arena, COLUMNS, struct column_view);
	columns[0] = (struct column_view){.label = str_from_c(_("Nhiệm vụ")), .title = true};
	columns[1] = (struct column_view){.label = str_from_c(_("Đơn vị"))};
	columns[2] = (struct column_view){.label = str_from_c(_("Người giao"))};
	columns[3] = listing_column(&a->l, _("Hạn"), "due", runs(a->show) || a->show == SHOW_ALL ? "due" : NULL);
	columns[4] = (struct column_view){.label = str_from_c(_("Trạng thái"))};
	*ret = (struct list_view){.caption = str_from_c(_("Nhiệm vụ")),
				  .columns = columns,
				  .column_count = COLUMNS,
				  .cells = cells,
				  .row_count = rows->n};
	return 0;
}

int page_of_task_list(struct web_call *c, struct err *err)
{
	struct asked a = {0};
	struct list_result rows = {0};
	struct list_page_view v = {.page = web_page(c, str_from_c(_("Nhiệm vụ")), "/nhiem-vu")};
	struct filter_view *show = arena_new_of(c->arena, struct filter_view);
	int64_t page = web_page_number(c), total = 0;
	int r = read_asked(c, &a, err);
	if (r == 0)
		r = narrowed_lead(c, &a, &v.page, err);
	if (r == 0)
		r = show_links(c, &a, show, &total, err);
	if (r == 0)
		r = table(c, &a, (page - 1) * LIST_PAGE, &rows, &v.list, err);
	if (r < 0)
		return r;
	v.list.filters = show;
	v.list.filter_count = 1;
	v.list.empty = listing_narrowed(&a.l) ? str_from_c(_("Không có nhiệm vụ nào như vậy.")) : str_from_c(task_record.empty);
	listing_search(&a.l, &v.list, _("Tìm theo tên đơn vị"));
	tools_of(c, &a, &v.list);
	choosing(c, &a, &rows, &v);
	work_many_gone(c, &v.page, v.list.many);
	web_pages(c, &v.list, listing_with(&a.l, NULL, (struct str){0}), page, total);
	page_list(&c->html, &v);
	return 0;
}

#define EXPORT_MOST 50000

/* The same rows, all pages. */
int page_of_task_export(struct web_call *c, struct err *err)
{
	_cleanup_arena_ struct arena *scratch = arena_new("task export", (size_t)64 << 20);
	struct web_call one = *c; /* a page's rows need no longer than their page */
	struct asked a = {0};
	struct list_view list;
	struct list_result rows = {0};
	struct table_file *t;
	one.arena = scratch;
	int r = read_asked(c, &a, err);
	if (r == 0 && a.unit)
		r = web_require(c, "unit.read", a.unit, err);
	if (r == 0)
		r = table(c, &a, 0, &rows, &list, err);
	if (r == 0)
		r = table_file_begin(c, &list, &t, err);
	if (r < 0)
		return r;
	table_file_rows(c, t, &list);
	for (int64_t offset = LIST_PAGE; r == 0 && rows.n == LIST_PAGE; offset += LIST_PAGE) {
		if (offset >= EXPORT_MOST)
			r = err_set(err, ERR_TOO_LARGE, _("Hơn %d nhiệm vụ: hãy lọc bớt theo đơn vị, người giao hoặc tình trạng rồi xuất."),
				    EXPORT_MOST);
		arena_reset(scratch);
		rows = (struct list_result){0};
		if (r == 0)
			r = table(&one, &a, offset, &rows, &list, err);
		if (r == 0)
			table_file_rows(&one, t, &list);
	}
	if (r < 0) {
		table_file_abandon(t);
		return r;
	}
	return table_file_send(c, t, STR("nhiem-vu.xlsx"), err);
}
