/* The registers: their index, their lists, their CSV. */
#include "web/registers.h"

#include <string.h>

#include "record/import.h"
#include "report/report.h"
#include "record/follow.h"
#include "app/briefing.h"
#include "area/area.h"
#include "election/election.h"
#include "unit/records.h"
#include "web/templates.h"
#include "work/task.h"

/* ---- of any register ---- */

const char *register_action(struct web_call *c, const struct record *record, const char *what)
{
	return arena_c(c->arena, arena_printf(c->arena, "%s.%s", record->name, what));
}

const struct record *register_of(struct web_call *c)
{
	for (const struct record *const *r = app_registers; *r; r++)
		if (str_eq_c(c->name, (*r)->name))
			return access_could(&c->actor, register_action(c, *r, "read")) ? *r : NULL;
	return NULL;
}

struct str register_href(struct web_call *c, const struct record *record, int64_t id)
{
	static const struct {
		const struct record *record;
		const char *path;
	} own[] = {{&unit_record, "/don-vi"},
		   {&task_record, "/nhiem-vu"},
		   {&assignment_record, "/giao-viec"},
		   {&difficulty_record, "/kho-khan"},
		   {&decision_record, "/xin-y-kien"},
		   {&step_record, "/bau-cu/buoc"},
		   {&plan_record, "/bau-cu/phuong-an"},
		   {&briefing_record, "/ban-tin"},
		   {&template_record, "/bao-cao/mau"},
		   {&period_record, "/bao-cao/ky"},
		   {&answer_record, "/bao-cao"}};
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (record == own[i].record)
			return web_path(c, "%s/%lld", own[i].path, (long long)id);
	for (const struct record *const *r = app_registers; *r; r++)
		if (*r == record)
			return web_path(c, "/danh-muc/%s/%lld", record->name, (long long)id);
	return (struct str){0};
}

size_t register_columns(const struct record *record, const char *without, const struct field **ret_fields)
{
	size_t n = 0;
	for (size_t i = 0; i < record->field_count && n < REGISTER_COLUMNS; i++)
		if ((record->fields[i].flags & FIELD_LISTED) &&
		    (!without || strcmp(record->fields[i].name, without) != 0))
			ret_fields[n++] = &record->fields[i];
	return n;
}

/* "cot[]" by the ticks of the form, "cot" with commas in links. */
static bool is_chosen(struct web_call *c, const struct field *f)
{
	for (size_t i = 0; i < c->req->query.n; i++) {
		struct http_pair pair = c->req->query.v[i];
		struct str name;
		if (!str_eq_c(pair.name, "cot") && !str_eq_c(pair.name, "cot[]"))
			continue;
		while (str_split(&pair.value, ',', &name))
			if (str_eq_c(name, f->name))
				return true;
	}
	return false;
}

size_t register_chosen(struct web_call *c, const struct record *record, const struct field **ret_fields)
{
	size_t n = 0;
	for (size_t i = 0; i < record->field_count && n < REGISTER_COLUMNS; i++)
		if (is_chosen(c, &record->fields[i]))
			ret_fields[n++] = &record->fields[i];
	return n ? n : register_columns(record, NULL, ret_fields);
}

struct str register_reference(struct web_call *c, const struct field *f, const struct value *v)
{
	struct err ignored = ERR_INIT;
	struct row row;
	if (f->kind != FIELD_REF || v->kind != VALUE_INT)
		return (struct str){0};
	const struct record *to = catalog_record(c->site->catalog, str_from_c(f->references));
	struct str href = to ? register_href(c, to, v->i) : (struct str){0};
	if (!href.n || record_read(c->site, c->db, c->arena, &c->actor, to, v->i, &row, &ignored) <= 0)
		return (struct str){0};
	return href;
}

/* Without where it leads. */
static int text_cell(struct web_call *c, const struct row *row, const struct field *f, struct cell_view *ret_cell, struct err *err)
{
	const struct value *v = row_at(row, f);
	struct cell_view cell = {0};
	int r = web_value(c, f, v, &cell.text, err);
	if (r < 0)
		return r;
	const struct choice *choice = f->kind == FIELD_CHOICE && v->kind == VALUE_TEXT ? field_choice(f, v->s) : NULL;
	if (choice && choice->tone)
		cell.tone = web_tone(choice->tone);
	*ret_cell = cell;
	return 0;
}

int register_cell(struct web_call *c, const struct row *row, const struct field *f, struct cell_view *ret_cell,
		  struct err *err)
{
	int r = text_cell(c, row, f, ret_cell, err);
	if (r == 0)
		ret_cell->href = register_reference(c, f, row_at(row, f));
	return r;
}

/* ---- the index ---- */

static int count_of(struct web_call *c, const struct record *record, int64_t *ret, struct err *err)
{
	struct list_result rows = {0};
	if (record == &unit_record) { /* those of the page, not the offices beside them */
		struct list_count *counts = NULL;
		size_t n = 0;
		int r = record_counts(c->db, c->arena, &c->actor, &(struct list_query){.record = record}, "kind",
				      &counts, &n, err);
		*ret = 0;
		for (size_t i = 0; r == 0 && i < n; i++)
			if (unit_kind_is_communal(unit_kind_of_key(counts[i].value.s)))
				*ret += counts[i].n;
		return r;
	}
	int r = record_list(c->db, c->arena, &c->actor, &(struct list_query){.record = record, .limit = 1}, &rows, err);
	*ret = rows.total;
	return r;
}

int page_of_registers(struct web_call *c, struct err *err)
{
	const struct column_view columns[] = {{.label = str_from_c(_("Danh mục")), .title = true},
					      {.label = str_from_c(_("Số bản ghi")), .numeric = true}};
	struct list_page_view v = {.page = web_page(c, str_from_c(_("Danh mục")), "/danh-muc")};
	struct cell_view cells[2 * 34] = {0};
	size_t n = 0;
	for (const struct record *const *rec = app_registers; *rec && n < 32; rec++) {
		int64_t count = 0;
		if (!access_could(&c->actor, register_action(c, *rec, "read")))
			continue;
		int r = count_of(c, *rec, &count, err);
		if (r < 0)
			return r;
		bool unit = *rec == &unit_record;
		cells[2 * n].text = str_from_c(unit ? _("Xã, phường, đặc khu") : (*rec)->many);
		cells[2 * n].href = unit ? STR("/don-vi") : web_path(c, "/danh-muc/%s", (*rec)->name);
		cells[2 * n++ + 1].text = web_number(c, count);
		if (unit)
			cells[2 * n++] =
				(struct cell_view){.text = str_from_c(_("Số đại biểu Hội đồng nhân dân theo luật")),
						   .href = STR("/dai-bieu")};
	}
	v.list = (struct list_view){.caption = v.page.title,
				    .columns = columns,
				    .column_count = 2,
				    .cells = cells,
				    .row_count = n,
				    .empty = str_from_c(_("Không có danh mục nào dành cho bạn."))};
	page_list(&c->html, &v);
	return 0;
}

/* ---- the list ---- */

static int facet_links(struct web_call *c, struct register_query *a, const struct field *f, struct filter_view *ret,
		       struct err *err)
{
	struct list_count *counts = NULL;
	const struct value *now = NULL;
	int64_t all = 0;
	size_t n = 0;
	int r = register_counts(c, a, f->name, &counts, &n, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < a->filter_count; i++)
		if (strcmp(a->filters[i].field, f->name) == 0)
			now = &a->filters[i].value;
	struct link_view *links = arena_array_of(c->arena, n + 1, struct link_view);
	for (size_t i = 0; i < n; i++) {
		all += counts[i].n;
		bool blank = counts[i].value.kind == VALUE_NULL;
		links[i + 1] = (struct link_view){
			.href = listing_with(&a->l, f->name, blank ? STR(REGISTER_BLANK) : field_typed(c->arena, f, &counts[i].value)),
			.text = blank && f->kind == FIELD_CHOICE ? str_from_c(_("chưa chọn"))
								 : field_text(c->arena, f, &counts[i].value),
			.count = counts[i].n < 0 ? (struct str){0} : web_number(c, counts[i].n),
			.current = now && value_eq(now, &counts[i].value),
		};
	}
	links[0] = (struct link_view){.href = listing_with(&a->l, f->name, (struct str){0}),
				      .text = str_from_c(_("tất cả")),
				      .count = all < 0 ? (struct str){0} : web_number(c, all),
				      .current = !now};
	*ret = (struct filter_view){str_from_c(f->label), links, n + 1};
	return 0;
}

static int fill(struct web_call *c, const struct list_result *rows, const struct field *const *fields, size_t n,
		struct list_view *v, struct err *err)
{
	struct cell_view *cells = arena_array_of(c->arena, rows->n * n, struct cell_view);
	for (size_t i = 0; i < rows->n; i++) {
		for (size_t k = 0; k < n; k++) {
			/* the first leads to the row itself */
			int r = k ? register_cell(c, &rows->rows[i], fields[k], &cells[i * n + k], err)
				  : text_cell(c, &rows->rows[i], fields[k], &cells[i * n], err);
			if (r < 0)
				return r;
		}
		cells[i * n].href = register_href(c, rows->rows[i].record, rows->rows[i].id);
		if (!cells[i * n].text.n)
			cells[i * n].text = str_from_c(_("(chưa có)"));
	}
	v->cells = cells;
	v->row_count = rows->n;
	return 0;
}

static bool may_add(struct web_call *c, const struct record *record)
{
	return !record->made_by_verbs && access_could(&c->actor, register_action(c, record, "save"));
}

static void tools_of(struct web_call *c, struct register_query *a, struct list_view *v)
{
	struct link_view *tools = arena_array_of(c->arena, 5, struct link_view);
	struct str out = web_path(c, "/danh-muc/%s/xuat", a->record->name);
	char action[80];
	size_t n = 0;
	if (may_add(c, a->record))
		/* a body comes with its whole list, in a form of its own */
		tools[n++] = (struct link_view){.href = a->record == &committee_record
								? STR("/bau-cu/to-chuc/moi")
								: web_path(c, "/danh-muc/%s/moi", a->record->name),
						.text = str_from_c(_("Thêm mới")),
						.current = true};
	if (access_could(&c->actor, import_action(a->record, action)))
		tools[n++] = (struct link_view){.href = web_path(c, "/danh-muc/%s/nhap", a->record->name),
						.text = str_from_c(_("Nhập bảng"))};
	tools[n++] = (struct link_view){.href = web_with(c, out, a->l.asked, a->l.n, "dang", STR("xlsx")),
					.text = str_from_c(_("Xuất Excel"))};
	tools[n++] = (struct link_view){.href = listing_elsewhere(&a->l, out), .text = str_from_c(_("Xuất CSV"))};
	if (v->many)
		tools[n++] = (struct link_view){.href = web_path(c, "/danh-muc/%s/nhieu", a->record->name),
						.text = str_from_c(_("Việc với nhiều dòng"))};
	v->tools = tools;
	v->tool_count = n;
}

/* Of the listed columns, shown or not. */
static int filters_of(struct web_call *c, struct register_query *a, struct list_view *v, struct err *err)
{
	const struct field *fields[REGISTER_COLUMNS];
	size_t n = register_columns(a->record, NULL, fields);
	struct filter_view *filters = arena_array_of(c->arena, n, struct filter_view);
	for (size_t i = 0; i < n; i++) {
		int r = record_facet(fields[i]) ? facet_links(c, a, fields[i], &filters[v->filter_count], err) : 0;
		if (r < 0)
			return r;
		v->filter_count += record_facet(fields[i]);
	}
	v->filters = filters;
	return 0;
}

int register_table(struct web_call *c, const struct record *record, const struct list_result *rows,
		   struct list_view *ret_list, struct err *err)
{
	const struct field *fields[REGISTER_COLUMNS];
	size_t n = register_columns(record, NULL, fields);
	struct column_view *columns = arena_array_of(c->arena, n, struct column_view);
	struct list_view v = {.caption = str_from_c(record->many), .columns = columns, .column_count = n};
	for (size_t i = 0; i < n; i++)
		columns[i] = (struct column_view){.label = str_from_c(fields[i]->label), .title = i == 0};
	int r = fill(c, rows, fields, n, &v, err);
	if (r == 0)
		*ret_list = v;
	return r;
}

/* The form that chooses columns: a tick for each field. */
static void choice_of_columns(struct web_call *c, struct register_query *a, const struct field *const *fields, size_t n,
			      struct list_view *v)
{
	const struct record *record = a->record;
	struct option_view *options = arena_array_of(c->arena, record->field_count, struct option_view);
	struct option_view *keep = arena_array_of(c->arena, a->l.n, struct option_view);
	for (size_t i = 0; i < record->field_count; i++) {
		options[i] = (struct option_view){.value = str_from_c(record->fields[i].name),
						  .text = str_from_c(record->fields[i].label)};
		for (size_t k = 0; k < n; k++)
			options[i].chosen = options[i].chosen || fields[k] == &record->fields[i];
	}
	for (size_t i = 0; i < a->l.n; i++)
		if (a->l.asked[i].value.n && !str_eq_c(a->l.asked[i].text, "cot"))
			keep[v->choose_keep_count++] = a->l.asked[i];
	v->choose = options;
	v->choose_count = record->field_count;
	v->choose_keep = keep;
}

/* A heading sorts when the order is offered: by listed columns, in a large register by some of them. */
static void headings_of(struct web_call *c, struct register_query *a, const struct field *const *fields, size_t n,
			struct list_view *v)
{
	struct column_view *columns = arena_array_of(c->arena, n, struct column_view);
	for (size_t i = 0; i < n; i++) {
		bool sorts = (fields[i]->flags & FIELD_LISTED) && register_sorts(a, fields[i]);
		columns[i] = listing_column(&a->l, fields[i]->label, sorts ? fields[i]->name : NULL, a->record->sort);
		columns[i].numeric = fields[i]->kind == FIELD_INT || fields[i]->kind == FIELD_DECIMAL ||
				     fields[i]->kind == FIELD_MONEY;
		columns[i].title = i == 0;
	}
	v->columns = columns;
}

static int show_list(struct web_call *c, const struct record *record, struct err *err)
{
	const struct field *fields[REGISTER_COLUMNS];
	struct register_query a = {0};
	struct list_result rows = {0};
	struct list_page_view v = {.page = web_page(c, str_from_c(record->many), "/danh-muc")};
	size_t n = register_chosen(c, record, fields);
	int64_t page = web_page_number(c);
	int r = register_ask(c, record, &a, err);
	if (r == 0)
		r = register_rows(c, c->arena, &a, (page - 1) * LIST_PAGE, LIST_PAGE, &rows, err);
	v.list = (struct list_view){.caption = v.page.title, .column_count = n};
	if (r == 0)
		r = filters_of(c, &a, &v.list, err);
	if (r == 0)
		r = fill(c, &rows, fields, n, &v.list, err);
	if (r < 0)
		return r;
	headings_of(c, &a, fields, n, &v.list);
	choice_of_columns(c, &a, fields, n, &v.list);
	v.list.empty = str_from_c(listing_narrowed(&a.l) ? _("Không có bản ghi nào như vậy. Hãy bỏ bớt điều kiện lọc.")
				  : record->empty ? record->empty
				  : may_add(c, record) ? _("Chưa có bản ghi nào. Bấm «Thêm mới» để ghi bản ghi đầu tiên.")
							 : _("Chưa có bản ghi nào."));
	web_crumb(c, &v.page, STR("/danh-muc"), str_from_c(_("Danh mục")));
	listing_search(&a.l, &v.list, _("Tìm trong danh sách (không cần dấu)"));
	register_many_offer(c, &a, &rows, &v.list);
	tools_of(c, &a, &v.list);
	web_pages(c, &v.list, listing_elsewhere(&a.l, a.l.path), page, rows.total);
	if (rows.more)
		v.list.found = arena_printf(c->arena, _("hơn %.*s bản ghi; hãy lọc hoặc gõ thêm chữ"),
					    STR_ARG(web_number(c, rows.total)));
	struct form_view find;
	if (register_find_form(c, record, &find)) {
		v.forms = &find;
		v.form_count = 1;
	}
	page_list(&c->html, &v);
	return 0;
}

int page_of_register_list(struct web_call *c, struct err *err)
{
	const struct record *record = register_of(c);
	if (!record)
		return web_not_found(c, err);
	if (record == &unit_record) {
		http_redirect(c->res, STR("/don-vi"));
		return 0;
	}
	return show_list(c, record, err);
}

int register_list_again(struct web_call *c, const struct record *record, struct err *err)
{
	http_restart(c->res, 422);
	return show_list(c, record, err);
}
