/* Reports: what is to be done, templates, making a form. */
#include "web/reports.h"

#include <string.h>
#include <unistd.h>

#include "record/export.h"
#include "unit/records.h"
#include "web/registers.h"
#include "web/templates.h"

#define ROUNDS_SHOWN 20
#define EDIT_ROWS 24 /* of a form on one page … */
#define EDIT_ROWS_FREE 6 /* … and room behind them */
#define EDIT_ROWS_SENT (EDIT_ROWS + EDIT_ROWS_FREE)

struct column_view report_column(const char *label, bool numeric, bool title)
{
	return (struct column_view){.label = str_from_c(label), .numeric = numeric, .title = title};
}

struct str report_href(struct web_call *c, int64_t answer, const char *what)
{
	return web_path(c, "/bao-cao/%lld%s", (long long)answer, what);
}

struct str report_file_href(struct web_call *c, int64_t answer, const struct form_line *line, const struct answer_cell *cell)
{
	struct str name;
	int64_t file;
	bool has = line->kind == FORM_FILE && cell->state == EXPR_NUMBER && answer_file(cell->text, &file, &name);
	return has ? web_path(c, "/danh-muc/answer/%lld/tep/%lld", (long long)answer, (long long)file) : (struct str){0};
}

int report_run(struct web_call *c, const struct verb *verb, const struct verb_arg *args, size_t n, struct verb_result *ret,
	       struct err *err)
{
	return verb_run(c->site, &c->actor, verb,
			&(struct verb_input){.args = args, .n = n, .key = http_form(c->req, HTML_FIELD_KEY)}, ret, err);
}

int report_at_address(struct web_call *c, struct report_at *ret, struct err *err)
{
	int r = web_read(c, &answer_record, c->id, &ret->answer, err);
	if (r == 0)
		r = row_load(c->db, c->arena, &period_record, row_int(&ret->answer, "period"), &ret->period, err);
	if (r > 0)
		r = row_load(c->db, c->arena, &template_record, row_int(&ret->answer, "template"), &ret->template, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	r = report_form(c->db, c->arena, row_int(&ret->answer, "edition"), &ret->form, err);
	return r < 0 ? r : report_lock(c->db, &ret->period, &ret->answer, site_today(c->site), &ret->lock, err);
}

struct tag_view report_state(struct web_call *c, struct str state, int64_t late_days, const struct row *period)
{
	const struct choice *choice = field_choice(&answer_record.fields[record_field(&answer_record, "state")], state);
	day_t due = row_day(period, "due_day"), today = site_today(c->site);
	struct tag_view tag = {web_tone(choice->tone), str_from_c(choice->label)};
	if (report_counts(state) && late_days)
		tag.text = arena_printf(c->arena, _("%s, chậm %lld ngày"), choice->label, (long long)late_days);
	else if (!report_counts(state) && today > due)
		tag = (struct tag_view){TONE_LATE,
					arena_printf(c->arena, _("%s, quá hạn %d ngày"), choice->label, today - due)};
	else if (!report_counts(state) && due - today <= 2)
		tag = (struct tag_view){
			TONE_SOON, arena_printf(c->arena, due == today ? _("%s, hạn hôm nay") : _("%s, còn %d ngày"),
						choice->label, due - today)};
	return tag;
}

/* ---- what is to be done ---- */

/* Answers of one's own units, the newest rounds first. */
static int own_answers(struct web_call *c, struct list_view *ret, struct err *err)
{
	struct list_result rows = {0};
	struct list_query q = {.record = &answer_record, .sort = "-period"};
	int r = record_list(c->db, c->arena, &c->actor, &q, &rows, err);
	if (r < 0)
		return r;
	struct cell_view *cells = arena_array_of(c->arena, rows.n * 4, struct cell_view);
	for (size_t i = 0; i < rows.n; i++) {
		struct row period;
		r = row_load(c->db, c->arena, &period_record, row_int(&rows.rows[i], "period"), &period, err);
		if (r <= 0)
			return r < 0 ? r : web_not_found(c, err);
		struct tag_view tag =
			report_state(c, row_str(&rows.rows[i], "state"), row_int(&rows.rows[i], "late_days"), &period);
		cells[4 * i] = (struct cell_view){.text = row_str(&rows.rows[i], "title"),
						  .href = report_href(c, rows.rows[i].id, "")};
		cells[4 * i + 1] = (struct cell_view){.text = web_unit_name(c, row_int(&rows.rows[i], "unit"))};
		cells[4 * i + 2] = (struct cell_view){.text = date_vn_long(c->arena, row_day(&period, "due_day"))};
		cells[4 * i + 3] = (struct cell_view){.text = tag.text, .tone = tag.tone};
	}
	struct column_view *columns = arena_array_of(c->arena, 4, struct column_view);
	columns[0] = report_column(_("Báo cáo"), false, true);
	columns[1] = report_column(_("Đơn vị"), false, false);
	columns[2] = report_column(_("Hạn gửi"), false, false);
	columns[3] = report_column(_("Tình trạng"), false, false);
	*ret = (struct list_view){.caption = str_from_c(_("Báo cáo của đơn vị")),
				  .columns = columns,
				  .column_count = 4,
				  .cells = cells,
				  .row_count = rows.n,
				  .empty = str_from_c(_("Không có báo cáo nào phải làm."))};
	return 0;
}

/* How many answers of a round are in one of the states that count. */
static int progress(struct web_call *c, int64_t period, struct str *ret, struct err *err)
{
	const struct list_filter filter = {"period", "=", v_int(period)};
	struct list_query q = {.record = &answer_record, .filters = &filter, .filter_count = 1};
	struct list_count *counts;
	size_t n;
	int64_t sent = 0, all = 0;
	int r = record_counts(c->db, c->arena, &c->actor, &q, "state", &counts, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		all += counts[i].n;
		sent += report_counts(counts[i].value.s) ? counts[i].n : 0;
	}
	*ret = arena_printf(c->arena, "%lld/%lld", (long long)sent, (long long)all);
	return r;
}

static int rounds(struct web_call *c, const struct list_filter *filter, struct list_view *ret, struct err *err)
{
	struct list_result rows = {0};
	struct list_query q = {.record = &period_record,
			       .filters = filter,
			       .filter_count = filter != NULL,
			       .sort = "-due_day",
			       .limit = ROUNDS_SHOWN};
	int r = record_list(c->db, c->arena, &c->actor, &q, &rows, err);
	struct cell_view *cells = arena_array_of(c->arena, rows.n * 5 + 1, struct cell_view);
	for (size_t i = 0; r == 0 && i < rows.n; i++) {
		const struct row *p = &rows.rows[i];
		bool closed = row_is(p, "state", "closed");
		cells[5 * i] = (struct cell_view){.text = row_str(p, "name"),
						  .href = web_path(c, "/bao-cao/ky/%lld", (long long)p->id)};
		r = record_label(c->db, c->arena, c->site->catalog, "template", row_int(p, "template"),
				 &cells[5 * i + 1].text, err);
		cells[5 * i + 1].href = web_path(c, "/bao-cao/mau/%lld", (long long)row_int(p, "template"));
		cells[5 * i + 2].text = date_vn(c->arena, row_day(p, "due_day"));
		if (r == 0)
			r = progress(c, p->id, &cells[5 * i + 3].text, err);
		cells[5 * i + 4] = (struct cell_view){.text = str_from_c(closed ? _("đã chốt") : _("đang nhận")),
						      .tone = closed ? TONE_DONE : TONE_WAIT};
	}
	struct column_view *columns = arena_array_of(c->arena, 5, struct column_view);
	columns[0] = report_column(_("Kỳ"), false, true);
	columns[1] = report_column(_("Biểu mẫu"), false, false);
	columns[2] = report_column(_("Hạn gửi"), false, false);
	columns[3] = report_column(_("Đã gửi"), true, false);
	columns[4] = report_column(_("Tình trạng"), false, false);
	*ret = (struct list_view){.caption = str_from_c(period_record.many),
				  .heading = true,
				  .columns = columns,
				  .column_count = 5,
				  .cells = cells,
				  .row_count = rows.n,
				  .empty = str_from_c(period_record.empty)};
	web_cut(c, ret, &rows);
	return r;
}

int page_of_reports(struct web_call *c, struct err *err)
{
	struct sheet_view v = {.page = web_page(c, str_from_c(_("Báo cáo")), "/bao-cao")};
	struct list_view list;
	bool makes = access_could(&c->actor, "template.save"), answers = access_could(&c->actor, "answer.fill"),
	     whole = web_may(c, "answer.read", c->site->root, err) > 0;
	int r = 0;
	if (!whole || (answers && !makes)) {
		r = own_answers(c, &list, err);
		if (r == 0)
			sheet_add_list(c, &v, &list);
	}
	if (r == 0 && whole) {
		r = rounds(c, NULL, &list, err);
		if (r == 0)
			sheet_add_list(c, &v, &list);
	}
	if (r < 0)
		return r;
	struct link_view *related = arena_array_of(c->arena, 4, struct link_view);
	related[v.related_count++] =
		(struct link_view){.href = STR("/danh-muc/template"), .text = str_from_c(template_record.many)};
	related[v.related_count++] = (struct link_view){.href = STR("/danh-muc/answer"),
							.text = str_from_c(_("Tìm, lọc, xuất các báo cáo"))};
	if (makes) {
		related[v.related_count++] = (struct link_view){.href = STR("/danh-muc/template/moi"),
								.text = str_from_c(_("Lập biểu mẫu mới"))};
		related[v.related_count++] =
			(struct link_view){.href = STR("/danh-muc/unlock"), .text = str_from_c(unlock_record.many)};
	}
	v.related = related;
	page_sheet(&c->html, &v);
	return 0;
}

/* ---- one template ---- */

static void template_facts(struct web_call *c, const struct row *t, struct sheet_view *v)
{
	static const char *const names[] = {"code",       "basis",     "cycle",    "due_days",
					    "early_days", "late_days", "approval", "state"};
	struct fact_view *f = arena_array_of(c->arena, ARRAY_LEN(names), struct fact_view);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct field *field = &template_record.fields[record_field(&template_record, names[i])];
		f[i] = (struct fact_view){.label = str_from_c(field->label),
					  .value = field_text(c->arena, field, row_value(t, names[i]))};
	}
	v->facts = f;
	v->fact_count = ARRAY_LEN(names);
}

/* The lines as people read them. */
static int preview(struct web_call *c, int64_t edition, const char *caption, struct list_view *ret, struct err *err)
{
	struct row row;
	const struct str *cells;
	size_t n;
	int r = row_load(c->db, c->arena, &edition_record, edition, &row, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	form_cells_of_text(c->arena, row_str(&row, "body"), &cells, &n);
	struct cell_view *shown = arena_array_of(c->arena, n * FORM_COLUMNS, struct cell_view);
	struct column_view *columns = arena_array_of(c->arena, FORM_COLUMNS, struct column_view);
	for (size_t i = 0; i < n * FORM_COLUMNS; i++)
		shown[i].text = cells[i];
	for (size_t k = 0; k < FORM_COLUMNS; k++)
		columns[k] = report_column(form_columns[k], false, k == 2);
	*ret = (struct list_view){
		.caption = arena_printf(c->arena, _("%s (lần %lld)"), caption, (long long)row_int(&row, "number")),
		.heading = true,
		.columns = columns,
		.column_count = FORM_COLUMNS,
		.cells = shown,
		.row_count = n,
	};
	return 0;
}

static int template_doings(struct web_call *c, const struct row *t, int64_t draft, int64_t published, struct sheet_view *v,
			   struct err *err)
{
	struct form_view form;
	int may = web_may(c, edition_save.name, c->site->root, err), r = 0;
	if (may <= 0)
		return may;
	struct link_view *links = arena_array_of(c->arena, 4, struct link_view);
	links[3] = v->related[0];
	links[0] = (struct link_view){.href = web_path(c, "/bao-cao/mau/%lld/soan", (long long)t->id),
				      .text = str_from_c(_("Soạn các chỉ tiêu"))};
	links[1] = (struct link_view){.href = web_path(c, "/danh-muc/template/%lld/sua", (long long)t->id),
				      .text = str_from_c(_("Sửa kỳ, hạn, cách duyệt"))};
	links[2] = (struct link_view){.href = STR("/danh-muc/reporter"), .text = str_from_c(reporter_record.many)};
	v->related = links;
	v->related_count = 4;
	const struct action_view publish = {.action = web_path(c, "/bao-cao/mau/%lld/ban-hanh", (long long)t->id),
					    .text = str_from_c(_("Ban hành bản đang soạn"))};
	if (draft)
		sheet_add_action(c, v, &publish);
	if (!published)
		return 0;
	r = web_form(c, &reporter_assign, web_path(c, "/bao-cao/mau/%lld/giao", (long long)t->id), NULL, 0, &form, err);
	form.heading = form.submit;
	form.folded = true;
	if (r == 0)
		sheet_add_form(c, v, &form);
	if (r == 0)
		r = web_form(c, &period_open, web_path(c, "/bao-cao/mau/%lld/ky", (long long)t->id), NULL, 0, &form, err);
	form.heading = form.submit;
	form.folded = true;
	if (r == 0)
		sheet_add_form(c, v, &form);
	return r;
}

int page_of_report_template(struct web_call *c, struct err *err)
{
	struct row t;
	struct list_view list;
	int64_t draft, published;
	const struct list_filter filter = {"template", "=", v_int(c->id)};
	int r = web_read(c, &template_record, c->id, &t, err);
	if (r == 0)
		r = report_edition(c->db, t.id, true, &draft, err);
	if (r == 0)
		r = report_edition(c->db, t.id, false, &published, err);
	if (r < 0)
		return r;
	struct sheet_view v = {.page = web_page(c, row_str(&t, "title"), "/bao-cao")};
	web_crumb(c, &v.page, STR("/bao-cao"), str_from_c(_("Báo cáo")));
	template_facts(c, &t, &v);
	struct link_view *file = arena_new_of(c->arena, struct link_view);
	*file = (struct link_view){.href = web_path(c, "/bao-cao/mau/%lld/tep", (long long)t.id),
				   .text = str_from_c(_("Tải biểu mẫu (Excel)"))};
	v.related = file;
	v.related_count = 1;
	r = template_doings(c, &t, draft, published, &v, err);
	if (r == 0)
		r = rounds(c, &filter, &list, err);
	if (r == 0)
		sheet_add_list(c, &v, &list);
	if (r == 0 && draft) {
		r = preview(c, draft, _("Bản đang soạn"), &list, err);
		if (r == 0)
			sheet_add_list(c, &v, &list);
	}
	if (r == 0 && published) {
		r = preview(c, published, _("Bản đang dùng"), &list, err);
		if (r == 0)
			sheet_add_list(c, &v, &list);
	}
	if (r == 0)
		r = web_history(c, &template_record, t.id, &v, err);
	if (r == 0)
		page_sheet(&c->html, &v);
	return r;
}

/* ---- making a form ---- */

static const char *const offered_kinds[] = {_("mục"),     _("số nguyên"), _("số lẻ 1"),    _("số lẻ 2"),
					    _("số lẻ 4"), _("chữ"),       _("chữ dài"),    _("ngày"),
					    _("chọn"),    _("tệp"),       _("quy tắc"),    _("quy tắc đủ"),
					    _("cảnh báo")};

/* A part of a form being made: the rows that stand on the page, and where they belong. */
struct editing {
	const struct str *cells; /* of the whole form */
	size_t rows;
	size_t first, taken; /* [first, first + taken): rows that the page shows, or has sent and replaces */
	struct str mark;     /* of the form those were taken from */
};

/* Tells one text of a form from another: a page that was opened on the former does not overwrite the later. */
static struct str mark_of(struct web_call *c, struct str body)
{
	struct hash h = hash_str(body);
	return hex(c->arena, h.b, 8);
}

static void edit_parts(struct web_call *c, const struct editing *e, struct str path, struct report_edit_view *v)
{
	size_t n = (e->rows + EDIT_ROWS - 1) / EDIT_ROWS;
	if (n <= 1)
		return;
	struct link_view *links = arena_array_of(c->arena, n, struct link_view);
	for (size_t i = 0; i < n; i++) {
		size_t from = i * EDIT_ROWS, to = from + EDIT_ROWS < e->rows ? from + EDIT_ROWS : e->rows;
		links[i] = (struct link_view){.text = arena_printf(c->arena, _("Dòng %zu–%zu"), from + 1, to),
					      .href = arena_printf(c->arena, "%.*s?tu=%zu", STR_ARG(path), from + 1),
					      .current = from == e->first};
	}
	v->parts = links;
	v->part_count = n;
}

/* `typed`: what was sent for the rows of the page, `typed_rows` of them; NULL: those of the form. */
static void show_edit(struct web_call *c, const struct row *t, const struct editing *e, const struct str *typed,
		      size_t typed_rows, struct str error)
{
	struct report_edit_view v = {
		.page = web_page(c, arena_printf(c->arena, _("Soạn: %.*s"), STR_ARG(row_str(t, "title"))), "/bao-cao"),
		.action = web_path(c, "/bao-cao/mau/%lld/soan", (long long)t->id),
		.upload_action = web_path(c, "/bao-cao/mau/%lld/tep", (long long)t->id),
		.error = error,
		.first = web_path(c, "%zu", e->first),
		.taken = web_path(c, "%zu", e->taken),
		.mark = e->mark,
		.number = e->first + 1,
		.numbered = e->first + e->taken < e->rows ? e->taken : FORM_LINES_MOST,
		.columns = FORM_COLUMNS,
		.rows = typed ? typed_rows : e->taken + EDIT_ROWS_FREE,
		.kind_count = ARRAY_LEN(offered_kinds),
	};
	struct str *heads = arena_array_of(c->arena, FORM_COLUMNS, struct str),
		   *kinds = arena_array_of(c->arena, v.kind_count, struct str);
	struct str *all = arena_array_of(c->arena, v.rows * FORM_COLUMNS, struct str),
		   *names = arena_array_of(c->arena, v.rows * FORM_COLUMNS, struct str);
	for (size_t k = 0; k < FORM_COLUMNS; k++)
		heads[k] = str_from_c(form_columns[k]);
	for (size_t k = 0; k < v.kind_count; k++)
		kinds[k] = str_from_c(offered_kinds[k]);
	for (size_t i = 0; i < v.rows * FORM_COLUMNS; i++) {
		if (typed)
			all[i] = typed[i];
		else if (i < e->taken * FORM_COLUMNS)
			all[i] = e->cells[e->first * FORM_COLUMNS + i];
		names[i] = arena_printf(c->arena, "d%zu", i);
	}
	v.heads = heads;
	v.cells = all;
	v.names = names;
	v.kinds = kinds;
	edit_parts(c, e, v.action, &v);
	web_crumb(c, &v.page, STR("/bao-cao"), str_from_c(_("Báo cáo")));
	web_crumb(c, &v.page, web_path(c, "/bao-cao/mau/%lld", (long long)t->id), row_str(t, "title"));
	v.page.lead = str_from_c(
		_("Mỗi dòng một mục, chỉ tiêu hoặc quy tắc; dòng để trống thì bỏ. Công thức gọi ô bằng mã trong ngoặc vuông: "
		  "[1] + [2], [3] / [4] * 100, TONG([1]:[9]); quy tắc: [2] <= [1], CAP([5];[6])."));
	page_report_edit(&c->html, &v);
}

static int template_to_edit(struct web_call *c, struct row *ret, struct err *err)
{
	int r = web_read(c, &template_record, c->id, ret, err);
	return r < 0 ? r : web_require(c, edition_save.name, c->site->root, err);
}

/* The draft, or the newest edition, as rows; nothing for a template without any. */
static int form_being_made(struct web_call *c, const struct row *t, struct editing *ret, struct err *err)
{
	struct row edition;
	int64_t id;
	struct str body = {0};
	int r = report_edition(c->db, t->id, true, &id, err);
	if (r == 0 && !id)
		r = report_edition(c->db, t->id, false, &id, err);
	if (r == 0 && id && (r = row_load(c->db, c->arena, &edition_record, id, &edition, err)) > 0)
		body = row_str(&edition, "body");
	if (r < 0)
		return r;
	*ret = (struct editing){.mark = mark_of(c, body)};
	form_cells_of_text(c->arena, body, &ret->cells, &ret->rows);
	return 0;
}

int page_of_report_edit_form(struct web_call *c, struct err *err)
{
	struct row t;
	struct editing e;
	int64_t from = 1;
	int r = template_to_edit(c, &t, err);
	if (r == 0)
		r = form_being_made(c, &t, &e, err);
	if (r < 0)
		return r;
	if (str_to_i64(http_query(c->req, "tu"), 1, FORM_LINES_MOST, &from) && (size_t)from <= e.rows)
		e.first = (size_t)(from - 1) / EDIT_ROWS * EDIT_ROWS;
	e.taken = e.rows - e.first < EDIT_ROWS ? e.rows - e.first : EDIT_ROWS;
	show_edit(c, &t, &e, NULL, 0, (struct str){0});
	return 0;
}

/* The text is the new draft. 0: refused by its rules, *ret_why says what is wrong. */
static int save_body(struct web_call *c, const struct row *t, struct str body, struct str *ret_why, struct err *err)
{
	struct verb_result result;
	const struct verb_arg args[] = {{STR("id"), web_path(c, "%lld", (long long)t->id)}, {STR("body"), body}};
	int r = report_run(c, &edition_save, args, ARRAY_LEN(args), &result, err);
	if (r == 0)
		return 1;
	if (err->code != ERR_INPUT)
		return r;
	*ret_why = arena_dup(c->arena, str_from_c(err->text));
	http_restart(c->res, err_http_status(err->code));
	return 0;
}

/* The rows of the page put in the place of those it was made from. */
static struct str body_with(struct web_call *c, const struct editing *e, const struct str *typed)
{
	size_t behind = e->rows - e->first - e->taken, n = 0;
	struct str *all = arena_array_of(c->arena, (e->rows + EDIT_ROWS_SENT) * FORM_COLUMNS, struct str);
	for (size_t i = 0; i < e->first * FORM_COLUMNS; i++)
		all[n++] = e->cells[i];
	for (size_t i = 0; i < EDIT_ROWS_SENT * FORM_COLUMNS; i++)
		all[n++] = typed[i];
	for (size_t i = 0; i < behind * FORM_COLUMNS; i++)
		all[n++] = e->cells[(e->first + e->taken) * FORM_COLUMNS + i];
	return form_text(c->arena, all, n / FORM_COLUMNS);
}

int page_of_report_edit(struct web_call *c, struct err *err)
{
	struct row t;
	struct editing e;
	struct str why = {0};
	struct str *typed = arena_array_of(c->arena, EDIT_ROWS_SENT * FORM_COLUMNS, struct str);
	int64_t at, taken = 0;
	int r = template_to_edit(c, &t, err);
	if (r == 0)
		r = form_being_made(c, &t, &e, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < c->req->form.n; i++) {
		struct str name = c->req->form.v[i].name;
		if (str_starts(name, STR("d")) &&
		    str_to_i64(str_slice(name, 1, name.n), 0, EDIT_ROWS_SENT * FORM_COLUMNS - 1, &at))
			typed[at] = c->req->form.v[i].value;
	}
	bool known = str_eq(http_form(c->req, "goc"), e.mark) &&
		     str_to_i64(http_form(c->req, "tu"), 0, (int64_t)e.rows, &at) &&
		     str_to_i64(http_form(c->req, "so"), 0, (int64_t)e.rows - at, &taken);
	if (!known) {
		http_restart(c->res, 409);
		show_edit(c, &t, &e, typed, EDIT_ROWS_SENT,
			  str_from_c(_("Bản đang soạn đã được lưu ở nơi khác trong lúc này nên chưa lưu trang này. Hãy mở lại trang "
				       "soạn rồi chép lại những chỗ cần sửa.")));
		return 0;
	}
	e.first = (size_t)at;
	e.taken = (size_t)taken;
	r = save_body(c, &t, body_with(c, &e, typed), &why, err);
	if (r == 0)
		show_edit(c, &t, &e, typed, EDIT_ROWS_SENT, why);
	else if (r > 0 && e.rows > EDIT_ROWS) /* a long form: on with it */
		http_redirect(c->res, web_path(c, "/bao-cao/mau/%lld/soan?tu=%zu&xong=1", (long long)t.id, e.first + 1));
	else if (r > 0)
		http_redirect(c->res, web_path(c, "/bao-cao/mau/%lld?xong=1", (long long)t.id));
	return r < 0 ? r : 0;
}

int page_of_report_edit_upload(struct web_call *c, struct err *err)
{
	struct row t;
	struct editing e;
	struct str body, why = {0};
	int r = template_to_edit(c, &t, err);
	if (r == 0)
		r = form_being_made(c, &t, &e, err);
	if (r < 0)
		return r;
	if (!c->req->file.bytes.n)
		r = err_set(err, ERR_INPUT, _("Chưa chọn tệp, hoặc tệp trống."));
	else
		r = report_form_sheet(c->arena, c->req->file.bytes, arena_c(c->arena, c->req->file.filename), &body, err);
	if (r < 0 && err->code != ERR_INPUT && err->code != ERR_TOO_LARGE)
		return r;
	if (r < 0) {
		why = arena_dup(c->arena, str_from_c(err->text));
		http_restart(c->res, err_http_status(err->code));
		r = 0;
	} else {
		r = save_body(c, &t, body, &why, err);
	}
	e.taken = e.rows < EDIT_ROWS ? e.rows : EDIT_ROWS;
	if (r == 0)
		show_edit(c, &t, &e, NULL, 0, why);
	else if (r > 0)
		http_redirect(c->res, web_path(c, "/bao-cao/mau/%lld?xong=1", (long long)t.id));
	return r < 0 ? r : 0;
}

/* The newest edition – the draft, if there is one – or an example to begin with. */
int page_of_report_edit_file(struct web_call *c, struct err *err)
{
	static const char example[] =
		_("mục|I|Mục thứ nhất||||||\n"
		  "số nguyên|1|Tổng số|người|Nam; Nữ|x||cộng|Số không có thì gõ 0\n"
		  "số nguyên|2|Trong đó đảng viên|người||x|||\n"
		  "số lẻ 2|3|Tỷ lệ đảng viên|%|||[2] / [1] * 100|tính lại|\n"
		  "chữ dài|4|Khó khăn, vướng mắc||||||\n"
		  "quy tắc||Số đảng viên không nhiều hơn tổng số||||[2] <= [1]||\n");
	struct row t, edition;
	int64_t id;
	char path[EXPORT_PATH];
	int r = web_read(c, &template_record, c->id, &t, err);
	if (r == 0)
		r = report_edition(c->db, t.id, true, &id, err);
	if (r == 0 && !id)
		r = report_edition(c->db, t.id, false, &id, err);
	struct str body = str_from_c(example);
	if (r == 0 && id && (r = row_load(c->db, c->arena, &edition_record, id, &edition, err)) > 0)
		body = row_str(&edition, "body");
	if (r >= 0)
		r = export_temp(c->site, path, err);
	if (r == 0)
		r = report_form_write(path, c->arena, row_str(&t, "code"), body, err);
	return r < 0 ? r : register_send_file(c, path, STR("bieu-mau.xlsx"), err);
}
