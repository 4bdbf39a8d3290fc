/* One row of a register: its sheet; and the temporary password of a person. */
#include <string.h>

#include "area/area.h"
#include "base/crypt.h"
#include "record/unmake.h"
#include "record/verbs.h"
#include "unit/records.h"
#include "web/bodies.h"
#include "web/templates.h"

#define MOST_GRANTS 50

void register_crumbs(struct web_call *c, const struct record *record, struct page_view *page)
{
	bool listed = false;
	for (const struct record *const *r = app_registers; *r && !listed; r++)
		listed = *r == record;
	if (!listed) /* pages of its own, which know the way up */
		return;
	web_crumb(c, page, STR("/danh-muc"), str_from_c(_("Danh mục")));
	if (record == &unit_record)
		web_crumb(c, page, STR("/don-vi"), str_from_c(_("Xã, phường, đặc khu")));
	else
		web_crumb(c, page, web_path(c, "/danh-muc/%s", record->name), str_from_c(record->many));
}

int register_row(struct web_call *c, struct row *ret_row, struct err *err)
{
	const struct record *record = register_of(c);
	return record ? web_read(c, record, c->id, ret_row, err) : web_not_found(c, err);
}

int register_any_row(struct web_call *c, struct row *ret_row, const struct history_item **ret_gone, struct err *err)
{
	const struct record *record = register_of(c);
	struct history_item *gone = arena_new_of(c->arena, struct history_item);
	*ret_gone = NULL;
	if (!record)
		return web_not_found(c, err);
	int r = record_read(c->site, c->db, c->arena, &c->actor, record, c->id, ret_row, err);
	if (r != 0)
		return r < 0 ? r : 0;
	r = record_read_gone(c->site, c->db, c->arena, &c->actor, record, c->id, ret_row, gone, err);
	*ret_gone = gone;
	return r < 0 ? r : r ? 0 : web_not_found(c, err);
}

int register_heading(struct web_call *c, const struct row *row, struct str *ret, struct err *err)
{
	const struct record *record = row->record;
	struct str text = {0};
	if (record == &unit_record) {
		*ret = web_unit_name(c, row->id);
		return 0;
	}
	int r = web_value(c, &record->fields[record_field(record, record->heading)], row_value(row, record->heading),
			  &text, err);
	if (r == 0)
		*ret = text.n ? text : str_from_c(record->title);
	return r;
}

/* ---- the sheet ---- */

static int facts_of(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	struct fact_view *facts = arena_array_of(c->arena, row->record->field_count, struct fact_view);
	for (size_t i = 0; i < row->record->field_count; i++) {
		const struct field *f = &row->record->fields[i];
		struct fact_view *fact = &facts[v->fact_count++];
		*fact = (struct fact_view){.label = str_from_c(f->label),
					   .href = register_reference(c, f, &row->values[i])};
		if (f->kind == FIELD_FILE && row->values[i].kind == VALUE_INT)
			fact->href = web_path(c, "%.*s/tep/%lld", STR_ARG(register_href(c, row->record, row->id)),
					      (long long)row->values[i].i);
		int r = web_value(c, f, &row->values[i], &fact->value, err);
		if (r == 0)
			r = register_open_button(c, row, f, &fact->open, err);
		if (r < 0)
			return r;
	}
	v->facts = facts;
	return 0;
}

/* What a person may do, with the way to add to it. */
static int grants_of(struct web_call *c, const struct row *person, struct sheet_view *v, struct err *err)
{
	struct list_result rows = {0};
	struct list_filter f = {"person", "=", v_int(person->id)};
	const struct field *fields[16];
	size_t n = register_columns(&grants_record, "person", fields);
	if (!access_could(&c->actor, "grants.read"))
		return 0;
	int r = record_list(
		c->db, c->arena, &c->actor,
		&(struct list_query){
			.record = &grants_record, .filters = &f, .filter_count = 1, .sort = "id", .limit = MOST_GRANTS},
		&rows, err);
	if (r < 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, n, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, rows.n * n, struct cell_view);
	struct list_view *list = arena_new_of(c->arena, struct list_view);
	for (size_t i = 0; i < n; i++)
		columns[i] = (struct column_view){.label = str_from_c(fields[i]->label), .title = i == 0};
	for (size_t i = 0; i < rows.n; i++) {
		for (size_t k = 0; k < n; k++) {
			r = register_cell(c, &rows.rows[i], fields[k], &cells[i * n + k], err);
			if (r < 0)
				return r;
		}
		cells[i * n].href = register_href(c, &grants_record, rows.rows[i].id);
	}
	*list = (struct list_view){.caption = str_from_c(grants_record.many),
				   .heading = true,
				   .columns = columns,
				   .column_count = n,
				   .cells = cells,
				   .row_count = rows.n,
				   .empty = str_from_c(_("Người này chưa có vai trò nào nên chưa đăng nhập được."))};
	web_cut(c, list, &rows);
	if (access_could(&c->actor, "grants.save")) {
		struct link_view *tool = arena_new_of(c->arena, struct link_view);
		*tool = (struct link_view){
			.href = web_path(c, "/danh-muc/grants/moi?person=%lld", (long long)person->id),
			.text = str_from_c(_("Thêm vai trò"))};
		list->tools = tool;
		list->tool_count = 1;
	}
	sheet_add_list(c, v, list);
	return 0;
}

/* Registers whose rows are worked on at a page beside this one. */
static const struct {
	const struct record *record;
	const char *path, *text;
} worked_on[] = {
	{&plan_record, "/bau-cu/phuong-an", _("Trang làm việc của phương án")},
	{&polling_area_record, "/bau-cu/khu-vuc", _("Các thôn của khu vực; tách, nhập")},
};

static int doings_of(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	struct link_view *related = arena_array_of(c->arena, ARRAY_LEN(worked_on), struct link_view);
	struct link_view *edit = arena_new_of(c->arena, struct link_view);
	int r = register_moves(c, row, v, err);
	int may = r < 0 ? r : register_may(c, row, "save", err);
	v->related = related;
	for (size_t i = 0; i < ARRAY_LEN(worked_on); i++)
		if (row->record == worked_on[i].record)
			related[v->related_count++] =
				(struct link_view){.href = web_path(c, "%s/%lld", worked_on[i].path, (long long)row->id),
						   .text = str_from_c(worked_on[i].text)};
	if (may <= 0)
		return may;
	*edit = (struct link_view){.href = web_path(c, "/danh-muc/%s/%lld/sua", row->record->name, (long long)row->id),
				   .text = str_from_c(_("Sửa bản ghi này"))};
	v->tools = edit;
	v->tool_count = 1;
	if (row->record == &person_record && row->id != c->actor.person) {
		const struct action_view reset = {
			.action = web_path(c, "/danh-muc/person/%lld/mat-khau", (long long)row->id),
			.text = str_from_c(_("Cấp mật khẩu tạm")),
			.second = true};
		sheet_add_action(c, v, &reset);
	}
	return 0;
}

/* A row that was taken back: what it was, who took it back, its history with the button that brings it again. */
static int show_gone(struct web_call *c, const struct row *row, const struct history_item *gone, struct sheet_view *v,
		     struct err *err)
{
	struct str who = str_from_c(_("Chương trình"));
	int r = gone->entry.actor ? record_label(c->db, c->arena, c->site->catalog, "person", gone->entry.actor, &who, err) : 0;
	if (r < 0)
		return r;
	web_message(c, &v->page, TONE_SOON,
		    arena_printf(c->arena,
				 _("Bản ghi này đã được %.*s rút lại %.*s: không còn trong danh sách, số đếm, tìm kiếm và bảng xuất. "
				   "Lập lại được ở phần «Lịch sử»."),
				 STR_ARG(who), STR_ARG(web_when(c, &gone->entry))));
	v->state = (struct tag_view){TONE_NONE, str_from_c(_("đã rút lại"))};
	r = facts_of(c, row, v, err);
	if (r == 0)
		r = register_private_parts(c, row, v, err);
	if (r == 0)
		r = web_history(c, row->record, row->id, v, err);
	if (r == 0)
		page_sheet(&c->html, v);
	return r;
}

int page_of_register_row(struct web_call *c, struct err *err)
{
	struct row row;
	struct sheet_view v = {0};
	struct str heading;
	const struct history_item *gone;
	int r = register_any_row(c, &row, &gone, err);
	if (r < 0)
		return r;
	if (!gone && !str_starts(register_href(c, row.record, row.id), STR("/danh-muc/"))) { /* it has a page of its own */
		http_redirect(c->res, register_href(c, row.record, row.id));
		return 0;
	}
	r = register_heading(c, &row, &heading, err);
	if (r < 0)
		return r;
	v.page = web_page(c, heading, "/danh-muc");
	v.page.lead = str_from_c(row.record->title);
	if (row.record->scope && strcmp(row.record->scope, "id") != 0)
		v.page.lead = arena_printf(c->arena, "%s, %.*s", row.record->title,
					   STR_ARG(web_unit_name(c, record_unit(c->site, &row))));
	register_crumbs(c, row.record, &v.page);
	if (gone)
		return show_gone(c, &row, gone, &v, err);
	r = facts_of(c, &row, &v, err);
	if (r == 0)
		r = doings_of(c, &row, &v, err);
	if (r == 0 && row.record == &person_record)
		r = grants_of(c, &row, &v, err);
	if (r == 0 && row.record == &person_record)
		r = web_person_bodies(c, &row, &v, err);
	if (r == 0 && row.record == &committee_record)
		r = web_body_parts(c, &row, &v, err);
	if (r == 0 && row.record == &handover_record)
		r = web_handover_tasks(c, &row, &v, err);
	if (r == 0)
		r = register_files(c, &row, &v, err);
	if (r == 0)
		r = register_private_parts(c, &row, &v, err);
	if (r == 0)
		r = web_history(c, row.record, row.id, &v, err);
	if (r < 0)
		return r;
	page_sheet(&c->html, &v);
	return 0;
}

/* ---- a temporary password ---- */

/* Shown once, to the one who asked; kept as a hash only. The person has to choose another one first. */
int page_of_reset_password(struct web_call *c, struct err *err)
{
	struct row person;
	char hash[PASSWORD_HASH_MAX];
	int r = web_read(c, &person_record, c->id, &person, err);
	if (r == 0)
		r = web_require(c, "person.reset", record_unit(c->site, &person), err);
	if (r < 0)
		return r;
	if (person.id == c->actor.person)
		return err_set(err, ERR_INPUT, _("Mật khẩu của chính mình thì đổi ở trang Tài khoản."));
	struct str password = password_invent(c->arena, c->site->world);
	password_hash(password, hash);
	struct verb_result noted;
	if (web_run(c, &person_reset, &noted, err) < 0)
		return -(int)err->code;
	r = password_set_hash(c->site, person.id, hash, true, err);
	if (r < 0)
		return r;
	struct fact_view facts[] = {
		{.label = str_from_c(_("Người dùng")),
		 .value = row_str(&person, "name"),
		 .href = register_href(c, &person_record, person.id)},
		{.label = str_from_c(_("Tên đăng nhập")), .value = row_str(&person, "login")},
		{.label = str_from_c(_("Mật khẩu tạm")),
		 .value = password,
		 .note = str_from_c(_("chỉ hiện một lần trên trang này"))},
	};
	struct sheet_view v = {.page = web_page(c, str_from_c(_("Đã cấp mật khẩu tạm")), "/danh-muc"),
			       .facts = facts,
			       .fact_count = ARRAY_LEN(facts)};
	v.page.lead = str_from_c(_("Đọc cho người dùng; khi đăng nhập lần tới họ phải đặt mật khẩu mới. Mọi phiên đang "
				   "mở của họ đã đóng."));
	register_crumbs(c, &person_record, &v.page);
	c->res->cache = HTTP_CACHE_NEVER;
	page_sheet(&c->html, &v);
	return 0;
}
