/* The forms of a register: a new row, a row to change; drafts of both; two people at one row. */
#include <string.h>

#include "access/private.h"
#include "record/draft.h"
#include "record/verbs.h"
#include "unit/records.h"
#include "web/elections.h"
#include "web/pick.h"
#include "web/registers.h"
#include "web/templates.h"

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
	return web_form(c, verb, web_path(c, "/danh-muc/%s/%lld/sua", row->record->name, (long long)row->id), values, n, ret_form,
			err);
}

/* ---- drafts ---- */

/* The form of a unit stands on the unit's own page, which offers no drafts. */
static bool keeps_drafts(const struct record *record) { return record != &unit_record; }

/* The draft of this form, if there is one: offered above it, or – when the address asks for it – in it. */
static int with_draft(struct web_call *c, const struct record *record, int64_t id, struct form_view *form, struct err *err)
{
	struct verb_arg *typed;
	size_t n;
	int64_t at;
	if (!keeps_drafts(record))
		return 0;
	form->drafts = true;
	int r = draft_load(c->site, c->db, c->arena, c->actor.person, record, id, &typed, &n, &at, err);
	if (r <= 0)
		return r;
	struct str when = moment_vn(c->arena, at), cancel = form->cancel_href;
	bool open = str_eq_c(http_query(c->req, "nhap"), "1");
	if (open) {
		struct form_field_value *values = arena_array_of(c->arena, n, struct form_field_value);
		for (size_t i = 0; i < n; i++)
			values[i] = (struct form_field_value){arena_c(c->arena, typed[i].name), typed[i].value};
		r = web_form(c, record_save_verb(record), c->req->path, values, n, form, err);
		form->cancel_href = cancel;
		form->drafts = true;
		if (record_has_private(record))
			c->res->cache = HTTP_CACHE_NEVER;
	} else {
		form->draft_href = web_with(c, c->req->path, NULL, 0, "nhap", STR("1"));
	}
	form->draft_note = arena_printf(c->arena, open ? _("Đây là bản nháp giữ lúc %.*s; chưa ghi gì.")
						       : _("Bạn có bản nháp của biểu mẫu này, giữ lúc %.*s."), STR_ARG(when));
	form->draft_drop = (struct action_view){.action = web_with(c, c->req->path, NULL, 0, "bo", STR("1")),
						.text = str_from_c(_("Bỏ bản nháp")),
						.name = STR("nhap"),
						.value = STR("0"),
						.second = true};
	return r < 0 ? r : 0;
}

static int keep_draft(struct web_call *c, const struct record *record, struct err *err)
{
	struct verb_arg *typed = arena_array_of(c->arena, c->req->form.n, struct verb_arg);
	for (size_t i = 0; i < c->req->form.n; i++)
		typed[i] = (struct verb_arg){c->req->form.v[i].name, c->req->form.v[i].value};
	return keeps_drafts(record)
		       ? draft_save(c->site, c->actor.person, record_save_verb(record), c->id, typed, c->req->form.n, err)
		       : 0;
}

/* The buttons "Lưu nháp" (1) and "Bỏ bản nháp" (0): 1 when one was pressed and the answer is ready. */
static int asked_for_draft(struct web_call *c, const struct record *record, struct err *err)
{
	struct str what = http_form(c->req, "nhap");
	bool keep = str_eq_c(what, "1"), drop = str_eq_c(what, "0");
	if (!keeps_drafts(record) || (!keep && !drop))
		return 0;
	int r = keep ? keep_draft(c, record, err) : draft_drop(c->site, c->db, c->actor.person, record, c->id, err);
	if (r < 0)
		return r;
	http_redirect(c->res, keep ? web_with(c, c->req->path, NULL, 0, "nhap", STR("1")) : c->req->path);
	return 1;
}

/* What went through leaves no draft. */
static void saved(struct web_call *c, const struct record *record, int64_t made)
{
	struct err ignored = ERR_INIT;
	draft_drop(c->site, c->db, c->actor.person, record, c->id, &ignored);
	int64_t id = c->id ? c->id : made;
	http_redirect(c->res, web_with(c, register_href(c, record, id), NULL, 0, "xong", STR("1")));
}

/* What is refused stays as a draft. */
static int save(struct web_call *c, const struct record *record, struct err *err)
{
	struct verb_result result;
	struct err ignored = ERR_INIT;
	int r = web_run(c, record_save_verb(record), &result, err);
	if (r < 0)
		return r;
	if (r == 0) { /* the form is shown again; that it is kept as well must not fail it */
		keep_draft(c, record, &ignored);
		return 0;
	}
	saved(c, record, result.id);
	return 0;
}

/* ---- a new row ---- */

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
		int64_t unit;
		bool named = str_to_i64(http_query(c->req, "unit"), 1, INT64_MAX, &unit);
		int r = web_election(c, named ? unit : c->actor.unit, &election, err);
		if (r < 0)
			return r;
		*ret = r ? web_path(c, "%lld", (long long)election.id) : (struct str){0};
	} else if (f->kind == FIELD_REF && strcmp(f->references, "unit") == 0) {
		return guess_unit(c, ret, err);
	} else if (strcmp(f->name, "from_day") == 0) {
		*ret = date_vn(c->arena, site_today(c->site));
	} else if (strcmp(f->name, "active") == 0) {
		*ret = STR("1");
	} else if (f->preset) {
		*ret = strcmp(f->preset, "today") == 0 ? date_vn(c->arena, site_today(c->site)) : str_from_c(f->preset);
	} else if (f->absent) {
		*ret = str_from_c(f->absent);
	}
	return 0;
}

/* What the address has named already is not asked again: it stands above the form. */
static void settle(struct web_call *c, const struct record *record, struct form_page_view *v)
{
	struct field_view *fields = web_form_fields(&v->form);
	for (size_t i = 0; i < v->form.count; i++) {
		int at = record_field(record, arena_c(c->arena, fields[i].name));
		if (at < 0 || record->fields[at].kind != FIELD_REF || !http_query(c->req, record->fields[at].name).n)
			continue;
		for (size_t k = 0; k < fields[i].option_count; k++) {
			const struct option_view *o = &fields[i].options[k];
			if (!o->chosen || !o->value.n)
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
	return record && !record->made_by_verbs && access_could(&c->actor, register_action(c, record, "save")) ? record
													       : NULL;
}

/* Title, way up and way out of the page, asked for or shown again. */
static int frame_new(struct web_call *c, struct form_page_view *v, struct err *err)
{
	const struct record *record = register_of(c);
	(void)err;
	v->page = web_page(c, arena_printf(c->arena, _("Thêm: %s"), record->title), "/danh-muc");
	register_crumbs(c, record, &v->page);
	v->form.cancel_href = web_path(c, "/danh-muc/%s", record->name);
	v->form.drafts = keeps_drafts(record);
	return 0;
}

int page_of_register_form(struct web_call *c, struct err *err)
{
	const struct record *record = addable(c);
	if (!record)
		return web_not_found(c, err);
	const struct verb *verb = record_save_verb(record);
	struct form_field_value *values = arena_array_of(c->arena, record->field_count, struct form_field_value);
	size_t n = 0; /* what nobody knows yet begins with its preset */
	for (size_t i = 0; i < record->field_count; i++) {
		values[n].name = record->fields[i].name;
		int r = guess(c, &record->fields[i], &values[n].typed, err);
		if (r < 0)
			return r;
		n += values[n].typed.n > 0;
	}
	struct form_page_view v = {0};
	int r = web_form(c, verb, c->req->path, values, n, &v.form, err);
	if (r == 0)
		r = frame_new(c, &v, err);
	if (r < 0)
		return r;
	settle(c, record, &v);
	r = with_draft(c, record, 0, &v.form, err);
	if (r == 0)
		page_form(&c->html, &v);
	return r;
}

int page_of_register_new(struct web_call *c, struct err *err)
{
	const struct record *record = addable(c);
	if (!record)
		return web_not_found(c, err);
	int r = asked_for_draft(c, record, err);
	c->again = frame_new;
	return r == 0 ? save(c, record, err) : r < 0 ? r : 0;
}

/* ---- a row to change ---- */

/* A private field is never filled in: what stands there already stays when it is left blank. */
static void say_what_stays(struct web_call *c, const struct row *row, struct form_view *form)
{
	struct field_view *fields = web_form_fields(form);
	for (size_t i = 0; i < form->count; i++) {
		int at = record_field(row->record, arena_c(c->arena, fields[i].name));
		if (at >= 0 && (row->record->fields[at].flags & FIELD_PRIVATE) && row->values[at].kind != VALUE_NULL)
			fields[i].hint = arena_printf(c->arena, _("%.*s Đã có; để trống thì giữ nguyên."), STR_ARG(fields[i].hint));
	}
}

static int frame_edit(struct web_call *c, struct form_page_view *v, struct err *err)
{
	struct str heading;
	struct row row;
	int r = register_row(c, &row, err);
	if (r == 0)
		r = register_heading(c, &row, &heading, err);
	if (r < 0)
		return r;
	v->page = web_page(c, arena_printf(c->arena, _("Sửa: %.*s"), STR_ARG(heading)), "/danh-muc");
	register_crumbs(c, row.record, &v->page);
	web_crumb(c, &v->page, register_href(c, row.record, row.id), heading);
	v->form.cancel_href = register_href(c, row.record, row.id);
	v->form.drafts = keeps_drafts(row.record);
	say_what_stays(c, &row, &v->form);
	return 0;
}

static int show_edit(struct web_call *c, struct form_page_view *v, struct err *err)
{
	int r = frame_edit(c, v, err);
	if (r == 0)
		page_form(&c->html, v);
	return r;
}

/* The row of the address, for one who may change it. */
static int row_to_edit(struct web_call *c, struct row *ret_row, struct err *err)
{
	struct row row;
	int r = register_row(c, &row, err);
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
	if (r == 0)
		r = with_draft(c, row.record, row.id, &v.form, err);
	return r < 0 ? r : show_edit(c, &v, err);
}

/* One line of the comparison, when what was typed is another thing than what is stored; *ret_n counts it. */
static int compare(struct web_call *c, const struct row *row, size_t at, struct str typed, struct difference_view *to,
		   size_t *ret_n, struct err *err)
{
	const struct field *f = &row->record->fields[at];
	struct err ignored = ERR_INIT;
	struct value v;
	struct str words = f->kind == FIELD_REF ? pick_words(typed) : (struct str){0};
	struct difference_view one = {.label = str_from_c(f->label), .typed = words.n ? words : typed};
	bool understood = field_parse(c->arena, f, typed, &v, &ignored) == 0;
	if ((understood && value_eq(&v, &row->values[at])) || ((f->flags & FIELD_PRIVATE) && !typed.n))
		return 0;
	int r = understood ? web_value(c, f, &v, &one.typed, err) : 0;
	if (r == 0)
		r = web_value(c, f, &row->values[at], &one.stored, err);
	if (r < 0)
		return r;
	to[(*ret_n)++] = one;
	return 0;
}

/* Who was quicker, and when. */
static int quicker(struct web_call *c, const struct row *row, struct str *ret, struct err *err)
{
	struct history_item *items;
	struct str who = str_from_c(_("Chương trình"));
	size_t n;
	int r = ledger_history(c->db, c->arena, c->site->catalog, row->record, row->id, &items, &n, err);
	if (r == 0 && n && items[0].entry.actor)
		r = record_label(c->db, c->arena, c->site->catalog, "person", items[0].entry.actor, &who, err);
	if (r < 0)
		return r;
	*ret = arena_printf(c->arena,
			    _("%.*s đã lưu bản ghi này lúc %.*s, sau khi bạn mở biểu mẫu, nên chưa ghi gì. Hãy so hai bên, rồi lưu "
			      "lần nữa nếu vẫn muốn thay."),
			    STR_ARG(who), STR_ARG(moment_vn(c->arena, n ? items[0].entry.now : 0)));
	return 0;
}

/* To be saved over the row as it stands now. */
static int form_as_typed(struct web_call *c, const struct row *row, struct form_view *ret_form, struct err *err)
{
	const struct verb *verb = record_save_verb(row->record);
	struct form_field_value *values = arena_array_of(c->arena, verb->param_count, struct form_field_value);
	for (size_t i = 0; i < verb->param_count; i++) {
		const char *name = verb->params[i].name;
		values[i] = (struct form_field_value){name, strcmp(name, "revision") == 0
								    ? web_path(c, "%lld", (long long)row->revision)
								    : web_joined(c, name)};
	}
	return web_form(c, verb, c->req->path, values, verb->param_count, ret_form, err);
}

/* Somebody saved meanwhile: what was typed stays, beside it stands what is stored now; saving again is then a decision. */
static int show_difference(struct web_call *c, const struct row *row, struct err *err)
{
	struct form_page_view v = {0};
	struct difference_view *differences = arena_array_of(c->arena, row->record->field_count, struct difference_view);
	int r = form_as_typed(c, row, &v.form, err);
	for (size_t i = 0; r == 0 && i < v.form.count; i++) {
		const char *name = arena_c(c->arena, v.form.fields[i].name);
		int at = record_field(row->record, name);
		if (at >= 0)
			r = compare(c, row, (size_t)at, web_joined(c, name), differences, &v.form.difference_count, err);
	}
	if (r == 0)
		r = quicker(c, row, &v.form.error, err);
	if (r < 0)
		return r;
	v.form.differences = differences;
	http_restart(c->res, err_http_status(ERR_CONFLICT));
	return show_edit(c, &v, err);
}

/* A form that is too late because it was saved already, by a button pressed twice: the verb knows it again and refuses any
 * other. */
static bool sent_twice(struct web_call *c, const struct record *record)
{
	struct verb_input input;
	struct verb_result result;
	struct err ignored = ERR_INIT;
	return !http_form(c->req, PICK_FIND).p && web_input(c, record_save_verb(record), &input, &ignored) == 0 &&
	       verb_run(c->site, &c->actor, record_save_verb(record), &input, &result, &ignored) == 0 && result.repeated;
}

int page_of_register_save(struct web_call *c, struct err *err)
{
	struct row row;
	int64_t revision;
	int r = row_to_edit(c, &row, err);
	if (r == 0)
		r = asked_for_draft(c, row.record, err);
	if (r != 0)
		return r < 0 ? r : 0;
	if (str_to_i64(http_form(c->req, "revision"), 1, INT64_MAX, &revision) && revision < row.revision) {
		struct err ignored = ERR_INIT;
		if (sent_twice(c, row.record)) {
			saved(c, row.record, row.id);
			return 0;
		}
		keep_draft(c, row.record, &ignored);
		return show_difference(c, &row, err);
	}
	c->again = frame_edit;
	return save(c, row.record, err);
}
