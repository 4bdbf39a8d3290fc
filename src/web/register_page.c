/* One row of a register: its sheet, its form, a new one; and the temporary password of a person. */
#include <string.h>

#include "base/crypt.h"
#include "election/election.h"
#include "record/verbs.h"
#include "unit/records.h"
#include "web/registers.h"
#include "web/templates.h"

#define MOST_GRANTS 50

static void crumbs(struct web_call *c, const struct record *record, struct page_view *page)
{
	web_crumb(c, page, STR("/danh-muc"), str_from_c(_("Danh mục")));
	if (record == &unit_record)
		web_crumb(c, page, STR("/don-vi"), str_from_c(_("Xã, phường, đặc khu")));
	else
		web_crumb(c, page, web_path(c, "/danh-muc/%s", record->name), str_from_c(record->many));
}

/* The row of the address (@record, :id), else 404. */
static int row_of_address(struct web_call *c, struct row *ret_row, struct err *err)
{
	const struct record *record = register_of(c);
	return record ? web_read(c, record, c->id, ret_row, err) : web_not_found(c, err);
}

static int heading_of(struct web_call *c, const struct row *row, struct str *ret, struct err *err)
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
		int r = web_value(c, f, &row->values[i], &fact->value, err);
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
	if (access_could(&c->actor, "grants.save")) {
		struct link_view *tool = arena_new_of(c->arena, struct link_view);
		*tool = (struct link_view){
			.href = web_path(c, "/danh-muc/grants/moi?person=%lld", (long long)person->id),
			.text = str_from_c(_("Thêm vai trò"))};
		list->tools = tool;
		list->tool_count = 1;
	}
	v->lists = list;
	v->list_count = 1;
	return 0;
}

static int doings_of(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	int may = web_may(c, register_action(c, row->record, "save"), record_unit(c->site, row), err);
	if (may <= 0)
		return may;
	struct link_view *edit = arena_new_of(c->arena, struct link_view);
	*edit = (struct link_view){.href = web_path(c, "/danh-muc/%s/%lld/sua", row->record->name, (long long)row->id),
				   .text = str_from_c(_("Sửa bản ghi này"))};
	v->related = edit;
	v->related_count = 1;
	if (row->record == &person_record && row->id != c->actor.person) {
		struct action_view *reset = arena_new_of(c->arena, struct action_view);
		*reset = (struct action_view){.action =
						      web_path(c, "/danh-muc/person/%lld/mat-khau", (long long)row->id),
					      .text = str_from_c(_("Cấp mật khẩu tạm")),
					      .second = true};
		v->actions = reset;
		v->action_count = 1;
	}
	return 0;
}

int page_of_register_row(struct web_call *c, struct err *err)
{
	struct row row;
	struct sheet_view v = {0};
	struct str heading;
	int r = row_of_address(c, &row, err);
	if (r < 0)
		return r;
	if (row.record == &unit_record) {
		http_redirect(c->res, register_href(c, row.record, row.id));
		return 0;
	}
	r = heading_of(c, &row, &heading, err);
	if (r < 0)
		return r;
	v.page = web_page(c, heading, "/danh-muc");
	v.page.lead = str_from_c(row.record->title);
	if (row.record->scope && strcmp(row.record->scope, "id") != 0)
		v.page.lead = arena_printf(c->arena, "%s, %.*s", row.record->title,
					   STR_ARG(web_unit_name(c, record_unit(c->site, &row))));
	crumbs(c, row.record, &v.page);
	r = facts_of(c, &row, &v, err);
	if (r == 0)
		r = doings_of(c, &row, &v, err);
	if (r == 0 && row.record == &person_record)
		r = grants_of(c, &row, &v, err);
	if (r == 0)
		r = web_history(c, row.record, row.id, &v, err);
	if (r < 0)
		return r;
	page_sheet(&c->html, &v);
	return 0;
}

/* ---- forms ---- */

int web_row_form(struct web_call *c, const struct row *row, struct form_view *ret_form, struct err *err)
{
	const struct verb *verb = record_save_verb(row->record);
	struct form_field_value *values =
		arena_array_of(c->arena, row->record->field_count + 1, struct form_field_value);
	size_t n = 0;
	values[n++] = (struct form_field_value){"revision", web_path(c, "%lld", (long long)row->revision)};
	for (size_t i = 0; i < row->record->field_count; i++)
		values[n++] = (struct form_field_value){
			row->record->fields[i].name, field_typed(c->arena, &row->record->fields[i], &row->values[i])};
	struct form_view form;
	int r = web_form(c, verb, web_path(c, "/danh-muc/%s/%lld/sua", row->record->name, (long long)row->id), values,
			 n, &form, err);
	if (r == 0)
		*ret_form = form;
	return r;
}

/* A role is most often held where the person works; somebody of a commune writes for the commune. Never the whole
 * province by itself: that must be chosen. */
static int guess_unit(struct web_call *c, struct str *ret, struct err *err)
{
	struct row person;
	int64_t id, unit = c->actor.unit;
	if (str_to_i64(http_query(c->req, "person"), 1, INT64_MAX, &id)) {
		int r = record_read(c->site, c->db, c->arena, &c->actor, &person_record, id, &person, err);
		if (r < 0)
			return r;
		if (r > 0)
			unit = row_int(&person, "unit");
	}
	if (unit != c->site->root)
		*ret = web_path(c, "%lld", (long long)unit);
	return 0;
}

/* What a new row most often holds: the address may name it, else what follows from who and when. */
static int guess(struct web_call *c, const struct field *f, struct str *ret, struct err *err)
{
	struct str given = http_query(c->req, f->name);
	struct row election;
	if (given.n) {
		*ret = given;
	} else if (f->kind == FIELD_REF && strcmp(f->references, "election") == 0) {
		int r = election_current(c->db, c->arena, &election, err);
		if (r < 0)
			return r;
		*ret = r ? web_path(c, "%lld", (long long)election.id) : (struct str){0};
	} else if (f->kind == FIELD_REF && strcmp(f->references, "unit") == 0) {
		return guess_unit(c, ret, err);
	} else if (strcmp(f->name, "from_day") == 0) {
		*ret = date_vn(c->arena, site_today(c->site));
	} else if (strcmp(f->name, "active") == 0) {
		*ret = STR("1");
	}
	return 0;
}

/* What the address has named already is not asked again: it stands above the form. */
static void settle(struct web_call *c, const struct record *record, struct form_page_view *v)
{
	struct field_view *fields = (struct field_view *)(uintptr_t)v->form.fields; /* just made, in our arena */
	for (size_t i = 0; i < v->form.count; i++) {
		int at = record_field(record, arena_c(c->arena, fields[i].name));
		if (at < 0 || record->fields[at].kind != FIELD_REF || !http_query(c->req, record->fields[at].name).n)
			continue;
		for (size_t k = 0; k < fields[i].option_count; k++) {
			const struct option_view *o = &fields[i].options[k];
			if (!o->chosen)
				continue;
			fields[i].kind = CONTROL_HIDDEN;
			fields[i].value = o->value;
			v->page.lead =
				arena_printf(c->arena, "%.*s%s%s: %.*s", STR_ARG(v->page.lead),
					     v->page.lead.n ? " · " : "", record->fields[at].label, STR_ARG(o->text));
		}
	}
}

/* A register this person could add to. Units are not added one by one: they come with the site. */
static const struct record *addable(struct web_call *c)
{
	const struct record *record = register_of(c);
	return record && record != &unit_record && access_could(&c->actor, register_action(c, record, "save")) ? record
													       : NULL;
}

int page_of_register_form(struct web_call *c, struct err *err)
{
	const struct record *record = addable(c);
	if (!record)
		return web_not_found(c, err);
	const struct verb *verb = record_save_verb(record);
	struct form_field_value *values = arena_array_of(c->arena, record->field_count, struct form_field_value);
	for (size_t i = 0; i < record->field_count; i++) {
		values[i].name = record->fields[i].name;
		int r = guess(c, &record->fields[i], &values[i].typed, err);
		if (r < 0)
			return r;
	}
	struct form_page_view v = {
		.page = web_page(c, arena_printf(c->arena, _("Thêm: %s"), record->title), "/danh-muc")};
	int r = web_form(c, verb, c->req->path, values, record->field_count, &v.form, err);
	if (r < 0)
		return r;
	settle(c, record, &v);
	crumbs(c, record, &v.page);
	v.form.cancel_href = web_path(c, "/danh-muc/%s", record->name);
	page_form(&c->html, &v);
	return 0;
}

int page_of_register_new(struct web_call *c, struct err *err)
{
	const struct record *record = addable(c);
	struct verb_result result;
	if (!record)
		return web_not_found(c, err);
	int r = web_run(c, record_save_verb(record), &result, err);
	if (r > 0)
		http_redirect(c->res, web_with(c, register_href(c, record, result.id), NULL, 0, "xong", STR("1")));
	return r < 0 ? r : 0;
}

static int show_edit(struct web_call *c, const struct row *row, struct form_page_view *v, struct err *err)
{
	struct str heading;
	int r = heading_of(c, row, &heading, err);
	if (r < 0)
		return r;
	v->page = web_page(c, arena_printf(c->arena, _("Sửa: %.*s"), STR_ARG(heading)), "/danh-muc");
	crumbs(c, row->record, &v->page);
	web_crumb(c, &v->page, register_href(c, row->record, row->id), heading);
	v->form.cancel_href = register_href(c, row->record, row->id);
	page_form(&c->html, v);
	return 0;
}

/* The row of the address, for one who may change it. */
static int row_to_edit(struct web_call *c, struct row *ret_row, struct err *err)
{
	struct row row;
	int r = row_of_address(c, &row, err);
	if (r == 0)
		r = web_require(c, register_action(c, row.record, "save"), record_unit(c->site, &row), err);
	if (r == 0)
		*ret_row = row;
	return r;
}

int page_of_register_edit(struct web_call *c, struct err *err)
{
	struct row row;
	struct form_page_view v = {0};
	int r = row_to_edit(c, &row, err);
	if (r == 0)
		r = web_row_form(c, &row, &v.form, err);
	return r < 0 ? r : show_edit(c, &row, &v, err);
}

/* Somebody saved meanwhile: what was typed stays, beside it stands what is there now; saving again is then a decision.
 */
static int show_difference(struct web_call *c, const struct row *row, struct err *err)
{
	struct form_page_view v = {0};
	int r = web_row_form(c, row, &v.form, err);
	struct field_view *fields = (struct field_view *)(uintptr_t)v.form.fields; /* just made, in our arena */
	for (size_t i = 0; r == 0 && i < v.form.count; i++) {
		struct err ignored = ERR_INIT;
		struct value typed;
		struct str now;
		const char *name = arena_c(c->arena, fields[i].name);
		int at = record_field(row->record, name);
		if (at < 0)
			continue;
		fields[i].value = http_form(c->req, name);
		for (size_t k = 0; k < fields[i].option_count; k++)
			((struct option_view *)(uintptr_t)fields[i].options)[k].chosen =
				str_eq(fields[i].options[k].value, fields[i].value);
		if (field_parse(c->arena, &row->record->fields[at], fields[i].value, &typed, &ignored) == 0 &&
		    value_eq(&typed, &row->values[at]))
			continue;
		r = web_value(c, &row->record->fields[at], &row->values[at], &now, err);
		fields[i].error = arena_printf(c->arena, _("Hiện đang lưu: %.*s"),
					       STR_ARG(now.n ? now : str_from_c(_("(để trống)"))));
	}
	if (r < 0)
		return r;
	v.form.error = str_from_c(_("Người khác vừa lưu bản ghi này nên chưa ghi gì. Hãy so với giá trị đang lưu ở "
				    "từng ô, rồi lưu lần nữa nếu vẫn muốn thay."));
	http_restart(c->res, err_http_status(ERR_CONFLICT));
	return show_edit(c, row, &v, err);
}

int page_of_register_save(struct web_call *c, struct err *err)
{
	struct row row;
	struct verb_result result;
	int64_t revision;
	int r = row_to_edit(c, &row, err);
	if (r < 0)
		return r;
	if (str_to_i64(http_form(c->req, "revision"), 1, INT64_MAX, &revision) && revision < row.revision)
		return show_difference(c, &row, err);
	r = web_run(c, record_save_verb(row.record), &result, err);
	if (r > 0)
		http_redirect(c->res, web_with(c, register_href(c, row.record, row.id), NULL, 0, "xong", STR("1")));
	return r < 0 ? r : 0;
}

/* ---- a temporary password ---- */

/* Shown once, to the one who asked; kept as a hash only. The person has to choose another one first. */
int page_of_reset_password(struct web_call *c, struct err *err)
{
	struct row person;
	char hash[PASSWORD_HASH_MAX];
	int r = web_read(c, &person_record, c->id, &person, err);
	if (r == 0)
		r = web_require(c, "person.save", record_unit(c->site, &person), err);
	if (r < 0)
		return r;
	if (person.id == c->actor.person)
		return err_set(err, ERR_INPUT, _("Mật khẩu của chính mình thì đổi ở trang Tài khoản."));
	struct str password = password_invent(c->arena, c->site->world);
	password_hash(password, hash);
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
	crumbs(c, &person_record, &v.page);
	c->res->cache = HTTP_CACHE_NEVER;
	page_sheet(&c->html, &v);
	return 0;
}
