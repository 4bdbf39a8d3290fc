/* Private fields on pages: masked, opened one at a time, found when typed whole, erased for good. Every opening is noted. */
#include "access/private.h"

#include <string.h>

#include "record/verbs.h"
#include "web/registers.h"
#include "web/templates.h"

#define SHOWN_READINGS 50

int register_may(struct web_call *c, const struct row *row, const char *what, struct err *err)
{
	const char *action = register_action(c, row->record, what);
	return access_known(action) ? web_may(c, action, record_unit(c->site, row), err) : 0;
}

/* ---- opening one value ---- */

int register_open_button(struct web_call *c, const struct row *row, const struct field *f,
			 const struct action_view **ret_button, struct err *err)
{
	if (!(f->flags & FIELD_PRIVATE) || row_value(row, f->name)->kind == VALUE_NULL)
		return 0;
	int may = register_may(c, row, "open", err);
	if (may <= 0)
		return may;
	struct action_view *button = arena_new_of(c->arena, struct action_view);
	*button = (struct action_view){
		.action = web_path(c, "/danh-muc/%s/%lld/xem", row->record->name, (long long)row->id),
		.text = arena_printf(c->arena, _("Xem «%s»"), f->label),
		.name = STR("field"),
		.value = str_from_c(f->name),
		.second = true,
	};
	*ret_button = button;
	return 0;
}

/* Shown once, to the one who asked, on a page no browser keeps. */
int page_of_register_open(struct web_call *c, struct err *err)
{
	struct row row;
	struct str text, heading;
	const struct history_item *gone;
	int r = register_any_row(c, &row, &gone, err);
	if (r == 0)
		r = register_heading(c, &row, &heading, err);
	if (r < 0)
		return r;
	int at = record_field(row.record, arena_c(c->arena, http_form(c->req, "field")));
	if (at < 0 || !(row.record->fields[at].flags & FIELD_PRIVATE))
		return web_not_found(c, err);
	int may = register_may(c, &row, "open", err);
	if (may <= 0)
		return may < 0 ? may : web_not_found(c, err);
	const struct field *f = &row.record->fields[at];
	r = private_open(c->site, c->db, c->arena, &c->actor, &row, record_unit(c->site, &row), f->name, &text, err);
	if (r < 0)
		return r;
	const struct fact_view fact = {.label = str_from_c(f->label),
				       .value = text,
				       .note = str_from_c(_("lần xem này đã được ghi lại"))};
	const struct link_view back = {.href = web_path(c, "/danh-muc/%s/%lld", row.record->name, (long long)row.id),
				       .text = arena_printf(c->arena, _("Về %.*s"), STR_ARG(heading))};
	struct sheet_view v = {.page = web_page(c, heading, "/danh-muc"),
			       .facts = &fact,
			       .fact_count = 1,
			       .related = &back,
			       .related_count = 1};
	v.page.lead = str_from_c(_("Mục riêng tư. Chỉ dùng cho việc đang làm; đóng trang này khi xem xong."));
	register_crumbs(c, row.record, &v.page);
	c->res->cache = HTTP_CACHE_NEVER;
	page_sheet(&c->html, &v);
	return 0;
}

/* ---- who read it, and erasing ---- */

static int readings_of(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	static const char *const labels[] = {_("Lúc"), _("Người xem"), _("Mục")};
	struct private_reading *list;
	size_t n;
	int r = private_readings(c->db, c->arena, row->record, row->id, &list, &n, err);
	if (r < 0)
		return r;
	n = n < SHOWN_READINGS ? n : SHOWN_READINGS;
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, n * ARRAY_LEN(labels), struct cell_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct cell_view *cell = cells + i * ARRAY_LEN(labels);
		int at = record_field(row->record, arena_c(c->arena, list[i].field));
		cell[0].text = moment_vn(c->arena, list[i].at);
		r = record_label(c->db, c->arena, c->site->catalog, "person", list[i].person, &cell[1].text, err);
		cell[2].text = at < 0 ? list[i].field : str_from_c(row->record->fields[at].label);
	}
	if (r < 0)
		return r;
	const struct list_view view = {.caption = str_from_c(_("Ai đã xem mục riêng tư")),
				       .heading = true,
				       .columns = columns,
				       .column_count = ARRAY_LEN(labels),
				       .cells = cells,
				       .row_count = n,
				       .empty = str_from_c(_("Chưa ai xem."))};
	sheet_add_list(c, v, &view);
	return 0;
}

static bool holds_private(const struct row *row)
{
	for (size_t i = 0; i < row->record->field_count; i++)
		if ((row->record->fields[i].flags & FIELD_PRIVATE) && row->values[i].kind != VALUE_NULL)
			return true;
	return false;
}

static int erase_of(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	struct form_view form;
	int may = holds_private(row) ? register_may(c, row, "erase", err) : 0;
	if (may <= 0)
		return may;
	int r = web_form(c, record_erase_verb(row->record),
			 web_path(c, "/danh-muc/%s/%lld/xoa-rieng-tu", row->record->name, (long long)row->id), NULL, 0,
			 &form, err);
	if (r < 0)
		return r;
	form.heading = str_from_c(_("Xóa hẳn dữ liệu riêng tư"));
	form.intro = arena_printf(c->arena,
				  _("Các mục riêng tư của bản ghi này mất hẳn, kể cả trong lịch sử; không lấy lại được. "
				    "Gõ %s để xác nhận."),
				  ERASE_WORD);
	form.folded = form.danger = true;
	sheet_add_form(c, v, &form);
	return 0;
}

int register_private_parts(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	if (!record_has_private(row->record))
		return 0;
	int r = erase_of(c, row, v, err);
	if (r < 0)
		return r;
	int may = register_may(c, row, "open", err);
	return may > 0 ? readings_of(c, row, v, err) : may;
}

int page_of_register_erase(struct web_call *c, struct err *err)
{
	const struct history_item *gone;
	struct row row;
	int r = register_any_row(c, &row, &gone, err);
	if (r < 0)
		return r;
	int may = record_has_private(row.record) ? register_may(c, &row, "erase", err) : 0;
	if (may <= 0)
		return may < 0 ? may : web_not_found(c, err);
	return web_post(c, record_erase_verb(row.record), web_path(c, "/danh-muc/%s/%lld", row.record->name, (long long)row.id), err);
}

/* ---- finding by a value typed whole ---- */

static bool may_find(struct web_call *c, const struct record *record)
{
	const char *action = register_action(c, record, "open");
	return record_has_private(record) && access_known(action) && access_could(&c->actor, action);
}

/* Posted, not asked by address: addresses stay in histories and logs. */
bool register_find_form(struct web_call *c, const struct record *record, struct form_view *ret_form)
{
	struct field_view *fields = arena_array_of(c->arena, record->field_count, struct field_view);
	size_t n = 0;
	for (size_t i = 0; i < record->field_count && may_find(c, record); i++)
		if (record->fields[i].flags & FIELD_FOUND)
			fields[n++] = (struct field_view){.kind = CONTROL_TEXT,
							  .name = str_from_c(record->fields[i].name),
							  .label = str_from_c(record->fields[i].label)};
	if (n == 1)
		fields[0].required = true;
	*ret_form = (struct form_view){
		.id = STR("rieng"),
		.action = web_path(c, "/danh-muc/%s/tim-rieng", record->name),
		.heading = str_from_c(_("Tìm theo mục riêng tư")),
		.intro = str_from_c(_("Gõ đủ cả số. Bản ghi tìm thấy được ghi là đã xem.")),
		.fields = fields,
		.count = n,
		.submit = str_from_c(_("Tìm đúng số này")),
		.folded = true,
	};
	return n > 0;
}

/* Those of the ids this person may open; finding one is reading it, and is noted as such. */
static int open_found(struct web_call *c, const struct field *f, const struct record *record, const int64_t *ids, size_t n,
		      struct list_result *ret, struct err *err)
{
	struct list_result found = {.rows = arena_array_of(c->arena, n, struct row)};
	for (size_t i = 0; i < n; i++) {
		struct row row;
		struct str text;
		int r = record_read(c->site, c->db, c->arena, &c->actor, record, ids[i], &row, err);
		if (r > 0)
			r = register_may(c, &row, "open", err);
		if (r > 0) {
			r = private_open(c->site, c->db, c->arena, &c->actor, &row, record_unit(c->site, &row), f->name,
					 &text, err);
			if (r == 0)
				found.rows[found.n++] = row;
		}
		if (r < 0)
			return r;
	}
	found.total = (int64_t)found.n;
	*ret = found;
	return 0;
}

/* The first field that is filled in; a value that cannot be one is said at the field. NULL: shown again. */
static const struct field *asked(struct web_call *c, const struct record *record, struct form_view *form,
				 struct value *ret_value)
{
	struct field_view *fields = web_form_fields(form);
	for (size_t i = 0; i < form->count; i++) {
		const struct field *f = &record->fields[record_field(record, arena_c(c->arena, fields[i].name))];
		struct str typed = http_form(c->req, f->name);
		struct err why = ERR_INIT;
		if (!str_trim(typed).n)
			continue;
		if (field_parse(c->arena, f, typed, ret_value, &why) == 0)
			return f;
		fields[i].value = typed;
		fields[i].error = arena_dup(c->arena, str_from_c(why.text));
		return NULL;
	}
	fields[0].error = arena_printf(c->arena, _("Chưa nhập «%.*s»."), STR_ARG(fields[0].label));
	return NULL;
}

int page_of_register_find(struct web_call *c, struct err *err)
{
	const struct record *record = register_of(c);
	struct form_view form;
	struct value value;
	struct list_result rows = {0};
	int64_t *ids = NULL;
	size_t n = 0;
	if (!record || !register_find_form(c, record, &form))
		return web_not_found(c, err);
	const struct field *f = asked(c, record, &form, &value);
	int r = f ? private_find(c->site, c->db, c->arena, record, f, value.s, &ids, &n, err) : 0;
	if (r == 0 && n)
		r = open_found(c, f, record, ids, n, &rows, err);
	struct list_page_view v = {.page = web_page(c, str_from_c(record->many), "/danh-muc"), .forms = &form, .form_count = 1};
	if (r == 0)
		r = register_table(c, record, &rows, &v.list, err);
	if (r < 0)
		return r;
	register_crumbs(c, record, &v.page);
	v.page.lead = f ? arena_printf(c->arena, _("Có %s đúng như vừa gõ"), f->label) : (struct str){0};
	v.list.empty = str_from_c(f ? _("Không có bản ghi nào như vậy trong phạm vi của bạn.") : _("Chưa tìm gì."));
	http_restart(c->res, f ? 200 : 422);
	c->res->cache = HTTP_CACHE_NEVER;
	page_list(&c->html, &v);
	return 0;
}
