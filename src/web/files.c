/* Files of a row: the list on its page, attaching, one file's own page, downloading, showing, removing. */
#include <string.h>

#include "file/store.h"
#include "record/attach.h"
#include "record/verbs.h"
#include "text/text.h"
#include "web/registers.h"
#include "web/templates.h"

static struct str file_href(struct web_call *c, const struct row *owner, int64_t file, const char *what)
{
	return web_path(c, "/danh-muc/%s/%lld/tep/%lld%s", owner->record->name, (long long)owner->id, (long long)file, what);
}

/* "1,2 MB", "340 KB", "12 byte". */
static struct str size_text(struct web_call *c, int64_t bytes)
{
	if (bytes < 1024)
		return arena_printf(c->arena, _("%lld byte"), (long long)bytes);
	if (bytes < 1 << 20)
		return arena_printf(c->arena, _("%lld KB"), (long long)((bytes + 1023) / 1024));
	return arena_printf(c->arena, _("%.*s MB"), STR_ARG(text_scaled(c->arena, bytes * 10 >> 20, 1)));
}

/* What the file is for, in the words of the declaration; empty for one that is for nothing in particular. */
static struct str purpose_of(struct web_call *c, const struct row *owner, const struct row *file)
{
	int at = record_field(owner->record, arena_c(c->arena, row_str(file, "field")));
	return at < 0 ? (struct str){0} : str_from_c(owner->record->fields[at].label);
}

static int person_of(struct web_call *c, const struct row *file, struct str *ret, struct err *err)
{
	*ret = str_from_c(_("Chương trình"));
	int64_t person = row_int(file, "person");
	return person ? record_label(c->db, c->arena, c->site->catalog, "person", person, ret, err) : 0;
}

/* ---- on the page of the row ---- */

enum { COLUMN_NAME, COLUMN_TYPE, COLUMN_SIZE, COLUMN_PERSON, COLUMN_DAY, COLUMN_STATE, COLUMNS };

static int cells_of(struct web_call *c, const struct row *owner, const struct row *file, struct cell_view *cells,
		    struct err *err)
{
	bool attached = record_file_attached(file);
	cells[COLUMN_NAME] = (struct cell_view){.text = row_str(file, "name"),
						.href = file_href(c, owner, file->id, ""),
						.note = purpose_of(c, owner, file)};
	cells[COLUMN_TYPE].text = str_from_c(file_type_named(row_str(file, "type"))->label);
	cells[COLUMN_SIZE].text = size_text(c, row_int(file, "size"));
	cells[COLUMN_DAY].text = date_vn(c->arena, row_day(file, "day"));
	cells[COLUMN_STATE] = (struct cell_view){.text = str_from_c(attached ? _("đang đính kèm") : _("đã gỡ")),
						 .tone = attached ? TONE_PLAIN : TONE_WAIT};
	return person_of(c, file, &cells[COLUMN_PERSON].text, err);
}

#define PHOTOS_SHOWN 24

/* The pictures among the files, small. They are the files themselves: how much opening them costs stands beside. */
static void photos_of(struct web_call *c, const struct row *owner, const struct row *files, size_t n, struct sheet_view *v)
{
	struct link_view *photos = arena_array_of(c->arena, PHOTOS_SHOWN, struct link_view);
	int64_t bytes = 0;
	for (size_t i = 0; i < n && v->photo_count < PHOTOS_SHOWN; i++) {
		const struct file_type *type = file_type_named(row_str(&files[i], "type"));
		if (!record_file_attached(&files[i]) || !type->shown || !str_starts(str_from_c(type->mime), STR("image/")))
			continue;
		bytes += row_int(&files[i], "size");
		photos[v->photo_count++] =
			(struct link_view){.href = file_href(c, owner, files[i].id, "/xem"), .text = row_str(&files[i], "name")};
	}
	v->photos = photos;
	v->photo_words = arena_printf(c->arena, _("Xem %zu ảnh (%.*s)"), v->photo_count, STR_ARG(size_text(c, bytes)));
}

static int list_files(struct web_call *c, const struct row *owner, struct sheet_view *v, struct err *err)
{
	static const char *const labels[COLUMNS] = {_("Tên tệp"), _("Loại"), _("Dung lượng"),
						    _("Người đính kèm"), _("Ngày"), _("Trạng thái")};
	struct row *files;
	size_t n;
	int r = record_files(c->db, c->arena, owner->record, owner->id, &files, &n, err);
	if (r < 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, COLUMNS, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, n * COLUMNS, struct cell_view);
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i] = (struct column_view){
			.label = str_from_c(labels[i]), .title = i == COLUMN_NAME, .numeric = i == COLUMN_SIZE};
	for (size_t i = 0; r == 0 && i < n; i++)
		r = cells_of(c, owner, &files[i], &cells[i * COLUMNS], err);
	const struct list_view list = {.caption = str_from_c(file_record.many),
				       .heading = true,
				       .columns = columns,
				       .column_count = COLUMNS,
				       .cells = cells,
				       .row_count = n,
				       .empty = str_from_c(_("Chưa có tệp nào."))};
	sheet_add_list(c, v, &list);
	photos_of(c, owner, files, n, v);
	return r;
}

/* What the form begins with: the first field that has no file yet. */
static struct str likely_purpose(struct web_call *c, const struct row *owner)
{
	if (c->req->method == HTTP_POST)
		return http_form(c->req, "field");
	for (size_t i = 0; i < owner->record->field_count; i++)
		if (owner->record->fields[i].kind == FIELD_FILE && owner->values[i].kind == VALUE_NULL)
			return str_from_c(owner->record->fields[i].name);
	return (struct str){0};
}

/* Which field of the row the file is for; what is for none comes last. False when there is nothing to choose. */
static bool purposes(struct web_call *c, const struct row *owner, struct field_view *ret)
{
	const struct record *record = owner->record;
	struct str chosen = likely_purpose(c, owner);
	struct option_view *options = arena_array_of(c->arena, record->field_count + 1, struct option_view);
	size_t n = 0;
	for (size_t i = 0; i < record->field_count; i++)
		if (record->fields[i].kind == FIELD_FILE) {
			struct str name = str_from_c(record->fields[i].name);
			options[n++] = (struct option_view){name, str_from_c(record->fields[i].label), str_eq(name, chosen)};
		}
	options[n] = (struct option_view){STR(""), str_from_c(_("tệp khác")), chosen.n == 0};
	*ret = (struct field_view){.kind = CONTROL_CHOICE,
				   .name = STR("field"),
				   .label = str_from_c(_("Tệp này là")),
				   .required = true,
				   .options = options,
				   .option_count = n + 1};
	return n > 0;
}

static struct form_view attach_form(struct web_call *c, const struct row *owner, struct str wrong)
{
	struct field_view *fields = arena_array_of(c->arena, 2, struct field_view);
	size_t n = purposes(c, owner, &fields[0]);
	fields[n++] = (struct field_view){
		.kind = CONTROL_FILE,
		.name = STR("file"),
		.label = str_from_c(_("Tệp")),
		.required = true,
		.error = wrong,
		.hint = arena_printf(c->arena,
				     _("PDF, ảnh, Word, Excel hoặc tệp khác; mỗi lần một tệp, tối đa %zu MB."),
				     FILE_MOST >> 20),
	};
	return (struct form_view){
		.id = STR("tep"),
		.action = web_path(c, "/danh-muc/%s/%lld/tep", owner->record->name, (long long)owner->id),
		.heading = str_from_c(record_attach_verb(owner->record)->title),
		.fields = fields,
		.count = n,
		.submit = str_from_c(record_attach_verb(owner->record)->title),
		.folded = true,
	};
}

int register_files(struct web_call *c, const struct row *owner, struct sheet_view *v, struct err *err)
{
	if (!owner->record->files)
		return 0;
	int r = list_files(c, owner, v, err);
	int may = r < 0 ? r : register_may(c, owner, "attach", err);
	if (may > 0) {
		struct form_view form = attach_form(c, owner, (struct str){0});
		sheet_add_form(c, v, &form);
	}
	return may < 0 ? may : 0;
}

/* ---- attaching ---- */

/* The row of the address, of a record that takes files, for one who may do this to them. */
static int owner_for(struct web_call *c, const char *what, struct row *ret_owner, struct err *err)
{
	struct row owner;
	const struct record *record = catalog_record(c->site->catalog, c->name);
	int r = record && record->files && access_could(&c->actor, register_action(c, record, "read"))
			? web_read(c, record, c->id, &owner, err)
			: web_not_found(c, err);
	if (r < 0)
		return r;
	int may = owner.record->files ? register_may(c, &owner, what, err) : 0;
	if (may <= 0)
		return may < 0 ? may : web_not_found(c, err);
	*ret_owner = owner;
	return 0;
}

static int show_form(struct web_call *c, const struct row *owner, const struct err *why, struct err *err)
{
	struct str heading;
	int r = register_heading(c, owner, &heading, err);
	if (r < 0)
		return r;
	struct form_page_view v = {.page = web_page(c, str_from_c(record_attach_verb(owner->record)->title), "/danh-muc"),
				   .form = attach_form(c, owner, arena_dup(c->arena, str_from_c(why->text)))};
	register_crumbs(c, owner->record, &v.page);
	web_crumb(c, &v.page, register_href(c, owner->record, owner->id), heading);
	v.form.heading = (struct str){0};
	v.form.folded = false;
	v.form.cancel_href = register_href(c, owner->record, owner->id);
	http_restart(c->res, err_http_status(why->code));
	page_form(&c->html, &v);
	return 0;
}

int page_of_file_attach(struct web_call *c, struct err *err)
{
	struct row owner;
	struct verb_result result;
	int r = owner_for(c, "attach", &owner, err);
	if (r < 0)
		return r;
	struct attaching what = {.record = owner.record,
				 .id = owner.id,
				 .field = http_form(c->req, "field"),
				 .name = c->req->file.filename,
				 .bytes = c->req->file.bytes,
				 .key = http_form(c->req, HTML_FIELD_KEY)};
	if (!str_eq_c(c->req->file.field, "file") || what.bytes.n == 0)
		r = err_set(err, ERR_INPUT, _("Chưa chọn tệp, hoặc tệp trống."));
	else
		r = record_attach(c->site, &c->actor, &what, &result, err);
	if (r < 0 && (err->code == ERR_INPUT || err->code == ERR_TOO_LARGE)) {
		struct err why = *err;
		return show_form(c, &owner, &why, err);
	}
	if (r == 0)
		http_redirect(c->res, web_with(c, register_href(c, owner.record, owner.id), NULL, 0, "xong", STR("1")));
	return r;
}

/* ---- one file ---- */

/* The file of the address, with its row. */
static int file_of_address(struct web_call *c, const char *what, struct row *ret_file, struct row *ret_owner,
			   struct err *err)
{
	struct row owner, file;
	int r = owner_for(c, what, &owner, err);
	if (r == 0)
		r = row_load(c->db, c->arena, &file_record, c->id2, &file, err);
	if (r < 0)
		return r;
	if (r == 0 || !str_eq_c(row_str(&file, "of_record"), owner.record->name) || row_int(&file, "of_id") != owner.id)
		return web_not_found(c, err);
	*ret_file = file;
	*ret_owner = owner;
	return 0;
}

static int file_doings(struct web_call *c, const struct row *owner, const struct row *file, struct sheet_view *v,
		       struct err *err)
{
	if (!record_file_attached(file))
		return 0;
	int may = register_may(c, owner, "detach", err);
	const struct action_view detach = {.action = file_href(c, owner, file->id, "/go"),
					   .text = str_from_c(record_detach_verb(owner->record)->title),
					   .second = true};
	if (may > 0)
		sheet_add_action(c, v, &detach);
	return may < 0 ? may : 0;
}

static void file_facts(struct web_call *c, const struct row *owner, const struct row *file, struct str person,
		       struct sheet_view *v)
{
	bool attached = record_file_attached(file);
	const struct file_type *type = file_type_named(row_str(file, "type"));
	struct fact_view *facts = arena_array_of(c->arena, 9, struct fact_view);
	size_t n = 0;
	if (attached)
		facts[n++] = (struct fact_view){.label = str_from_c(_("Nội dung")),
						.value = str_from_c(_("Tải về")),
						.href = file_href(c, owner, file->id, "/tai")};
	if (attached && type->shown)
		facts[n++] = (struct fact_view){.label = str_from_c(_("Xem thử")),
						.value = str_from_c(_("Xem trong trình duyệt")),
						.href = file_href(c, owner, file->id, "/xem")};
	facts[n++] = (struct fact_view){.label = str_from_c(_("Mục")), .value = purpose_of(c, owner, file)};
	facts[n++] = (struct fact_view){.label = str_from_c(_("Loại")), .value = str_from_c(type->label)};
	facts[n++] = (struct fact_view){.label = str_from_c(_("Dung lượng")),
					.value = size_text(c, row_int(file, "size"))};
	facts[n++] = (struct fact_view){.label = str_from_c(_("Người đính kèm")), .value = person};
	facts[n++] = (struct fact_view){.label = str_from_c(_("Ngày")), .value = date_vn(c->arena, row_day(file, "day"))};
	facts[n++] = (struct fact_view){.label = str_from_c(_("Trạng thái")),
					.value = str_from_c(attached ? _("đang đính kèm") : _("đã gỡ")),
					.tone = attached ? TONE_PLAIN : TONE_WAIT};
	facts[n++] = (struct fact_view){.label = str_from_c(_("Mã băm của nội dung")), .value = row_str(file, "hash")};
	v->facts = facts;
	v->fact_count = n;
}

/* Its first entry only repeats what stands above. */
static int file_history(struct web_call *c, const struct row *file, struct sheet_view *v, struct err *err)
{
	int r = web_history(c, &file_record, file->id, v, err);
	if (r < 0 || v->history_count == 0)
		return r;
	struct history_view *items = arena_array_of(c->arena, v->history_count, struct history_view);
	memcpy(items, v->history, v->history_count * sizeof(*items));
	items[v->history_count - 1].count = 0;
	v->history = items;
	return 0;
}

int page_of_file(struct web_call *c, struct err *err)
{
	struct row file, owner;
	struct str person, heading;
	int r = file_of_address(c, "read", &file, &owner, err);
	if (r == 0)
		r = person_of(c, &file, &person, err);
	if (r == 0)
		r = register_heading(c, &owner, &heading, err);
	if (r < 0)
		return r;
	struct sheet_view v = {.page = web_page(c, row_str(&file, "name"), "/danh-muc")};
	v.page.lead = arena_printf(c->arena, _("Tệp đính kèm của %.*s"), STR_ARG(heading));
	register_crumbs(c, owner.record, &v.page);
	web_crumb(c, &v.page, register_href(c, owner.record, owner.id), heading);
	file_facts(c, &owner, &file, person, &v);
	r = file_doings(c, &owner, &file, &v, err);
	if (r == 0)
		r = file_history(c, &file, &v, err);
	if (r == 0)
		page_sheet(&c->html, &v);
	return r;
}

/* The bytes; shown in the browser only where that runs nothing, else saved. They stay in no cache: machines are shared. */
static int send_file(struct web_call *c, bool show, struct err *err)
{
	struct row file, owner;
	int r = file_of_address(c, "read", &file, &owner, err);
	if (r < 0)
		return r;
	const struct file_type *type = file_type_named(row_str(&file, "type"));
	if (show && !type->shown)
		return web_not_found(c, err);
	r = record_file_bytes(c->site, &file, &c->res->body, err);
	if (r < 0)
		return r;
	c->res->type = str_from_c(type->mime);
	c->res->cache = HTTP_CACHE_NEVER;
	if (show)
		http_inline(c->res, row_str(&file, "name"));
	else
		http_attachment(c->res, row_str(&file, "name"));
	return 0;
}

int page_of_file_save(struct web_call *c, struct err *err)
{
	return send_file(c, false, err);
}

int page_of_file_show(struct web_call *c, struct err *err)
{
	return send_file(c, true, err);
}

int page_of_file_detach(struct web_call *c, struct err *err)
{
	struct row file, owner;
	struct verb_result result;
	int r = file_of_address(c, "detach", &file, &owner, err);
	if (r < 0)
		return r;
	struct verb_arg id = {STR_INIT("id"), web_path(c, "%lld", (long long)file.id)};
	struct verb_input input = {.args = &id, .n = 1, .key = http_form(c->req, HTML_FIELD_KEY)};
	r = verb_run(c->site, &c->actor, record_detach_verb(owner.record), &input, &result, err);
	if (r == 0)
		http_redirect(c->res, web_with(c, register_href(c, owner.record, owner.id), NULL, 0, "xong", STR("1")));
	return r;
}
