#include "record/attach.h"

#include <stdlib.h>
#include <string.h>

#include "file/name.h"
#include "file/store.h"
#include "record/list.h"
#include "record/make.h"
#include "record/statements.h"
#include "record/verbs.h"

static const struct choice states[] = {
	{"attached", _("đang đính kèm"), ""}, {"removed", _("đã gỡ"), "wait"}, {0}};

/* The codes and labels of file/type.h. */
static const struct choice types[] = {
	{"pdf", _("PDF"), ""},
	{"png", _("ảnh PNG"), ""},
	{"jpeg", _("ảnh JPEG"), ""},
	{"webp", _("ảnh WebP"), ""},
	{"docx", _("văn bản Word"), ""},
	{"xlsx", _("bảng tính Excel"), ""},
	{"zip", _("tệp nén"), ""},
	{"csv", _("bảng CSV"), ""},
	{"txt", _("văn bản thuần"), ""},
	{"other", _("tệp khác"), ""},
	{0},
};

static const struct field fields[] = {
	{.name = "of_record", .kind = FIELD_TEXT, .label = _("Thuộc danh mục"), .flags = FIELD_REQUIRED | FIELD_SET},
	{.name = "of_id", .kind = FIELD_INT, .label = _("Thuộc bản ghi"), .flags = FIELD_REQUIRED | FIELD_SET},
	{.name = "field", .kind = FIELD_TEXT, .label = _("Mục"), .flags = FIELD_SET},
	{.name = "name", .kind = FIELD_TEXT, .label = _("Tên tệp"), .flags = FIELD_REQUIRED | FIELD_SET},
	{.name = "type",
	 .kind = FIELD_CHOICE,
	 .label = _("Loại tệp"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .choices = types},
	{.name = "size", .kind = FIELD_INT, .label = _("Dung lượng (byte)"), .flags = FIELD_REQUIRED | FIELD_SET},
	{.name = "hash", .kind = FIELD_TEXT, .label = _("Mã băm BLAKE2b-256"), .flags = FIELD_REQUIRED | FIELD_SET | FIELD_INDEXED},
	{.name = "person", .kind = FIELD_REF, .label = _("Người đính kèm"), .flags = FIELD_SET, .references = "person"},
	{.name = "day", .kind = FIELD_DAY, .label = _("Ngày đính kèm"), .flags = FIELD_REQUIRED | FIELD_SET},
	{.name = "state", .kind = FIELD_CHOICE, .label = _("Trạng thái"), .flags = FIELD_REQUIRED | FIELD_SET, .choices = states},
};
static const struct index indexes[] = {{"of_record, of_id", false}};

const struct record file_record = {
	.name = "file",
	.title = _("Tệp đính kèm"),
	.many = _("Tệp đính kèm"),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.heading = "name",
	.sort = "name",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.made_by_verbs = true,
};

bool record_file_attached(const struct row *file)
{
	return row_is(file, "state", "attached");
}

/* ---- attaching ---- */

/* What the verb is given beside the parameters: the program's own finding about the bytes. */
struct content {
	struct str hash, name;
	int64_t size;
	const struct file_type *type;
};

static const struct field attach_params[] = {
	{.name = "id", .kind = FIELD_REF, .label = _("Bản ghi"), .flags = FIELD_REQUIRED},
	{.name = "field", .kind = FIELD_TEXT, .label = _("Mục"), .max = 48},
};

static int check_room(struct verb_call *c, const struct content *content, struct err *err)
{
	struct value owner[] = {v_c(c->verb->record->name), v_int(verb_int(c, "id")), v_text(content->hash)};
	int64_t count, same;
	int r = db_get_int(c->db, &attached_count, owner, 2, 0, &count, err);
	if (r == 0)
		r = db_get_int(c->db, &attached_same, owner, 3, 0, &same, err);
	if (r < 0)
		return r;
	if (count >= ATTACH_MOST)
		return err_field(err, ERR_INPUT, "file", _("Bản ghi đã có %d tệp, nhiều nhất có thể. Hãy gỡ bớt."),
				 ATTACH_MOST);
	if (same)
		return err_field(err, ERR_INPUT, "file", _("Tệp này (cùng nội dung) đã được đính kèm vào bản ghi."));
	return 0;
}

/* The field of the row names the new file; the one it named before is removed. */
static int fill_field(struct verb_call *c, const char *name, int64_t file, struct err *err)
{
	const struct record *record = c->verb->record;
	struct edit *row, *former;
	int at = record_field(record, name);
	if (at < 0 || record->fields[at].kind != FIELD_FILE)
		return err_field(err, ERR_INPUT, "field", _("Chọn một mục trong danh sách."));
	int r = edit_row(c, record, verb_int(c, "id"), &row, err);
	if (r == 0 && row->values[at].kind == VALUE_INT) {
		r = edit_row(c, &file_record, row->values[at].i, &former, err);
		if (r == 0)
			edit_set(former, "state", v_c("removed"));
	}
	if (r == 0)
		edit_set(row, name, v_int(file));
	return r;
}

static int attach_check(struct verb_call *c, struct err *err)
{
	const struct content *content = c->input->data;
	struct str field = verb_str(c, "field");
	INVARIANT(content, "a file is attached by record_attach only");
	int r = check_room(c, content, err);
	if (r < 0)
		return r;
	struct edit *e = edit_new(c, &file_record);
	edit_set(e, "of_record", v_c(c->verb->record->name));
	edit_set(e, "of_id", v_int(verb_int(c, "id")));
	edit_set(e, "field", field.n ? v_text(field) : v_null());
	edit_set(e, "name", v_text(content->name));
	edit_set(e, "type", v_c(content->type->code));
	edit_set(e, "size", v_int(content->size));
	edit_set(e, "hash", v_text(content->hash));
	edit_set(e, "person", c->actor->person ? v_int(c->actor->person) : v_null());
	edit_set(e, "day", v_day(c->today));
	edit_set(e, "state", v_c("attached"));
	return field.n ? fill_field(c, arena_c(c->arena, field), e->id, err) : 0;
}

void record_attach_make(struct verb *verb)
{
	verb->title = _("Đính kèm tệp");
	verb->params = attach_params;
	verb->param_count = ARRAY_LEN(attach_params);
	verb->target = verb_of_row;
	verb->check = attach_check;
}

int record_attach(struct site *site, const struct actor *actor, const struct attaching *what,
		  struct verb_result *ret_result, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("attach", 1 << 20);
	struct hash hash;
	const struct verb *verb = record_attach_verb(what->record);
	INVARIANT(verb && site->files, "files are attached to records that take them, on a site that is written");
	int r = file_put(site->files, what->bytes, &hash, err);
	if (r < 0)
		return r;
	struct content content = {hex(a, hash.b, HASH_LEN), file_clean_name(a, what->name), (int64_t)what->bytes.n, NULL};
	content.type = file_type_of(what->bytes, content.name);
	struct verb_arg args[] = {{STR_INIT("id"), arena_printf(a, "%lld", (long long)what->id)},
				  {STR_INIT("field"), what->field}};
	struct verb_input input = {.args = args, .n = ARRAY_LEN(args), .key = what->key, .data = &content};
	return verb_run(site, actor, verb, &input, ret_result, err);
}

/* ---- removing ---- */

static const struct field detach_params[] = {
	{.name = "id", .kind = FIELD_REF, .label = _("Tệp"), .flags = FIELD_REQUIRED, .references = "file"},
};

static int not_found(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, _("Không tìm thấy tệp này."));
}

/* The attached file of the parameter, when it belongs to a row of this verb's record. */
static int file_of_call(struct verb_call *c, struct row *ret_file, struct err *err)
{
	struct row file;
	int r = verb_load(c, &file_record, verb_int(c, "id"), &file, err);
	if (r < 0)
		return r;
	if (!str_eq_c(row_str(&file, "of_record"), c->verb->record->name))
		return not_found(err);
	*ret_file = file;
	return 0;
}

static int detach_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row file, row;
	int r = file_of_call(c, &file, err);
	if (r == 0)
		r = verb_load(c, c->verb->record, row_int(&file, "of_id"), &row, err);
	if (r == 0)
		*ret_unit = record_unit(c->site, &row);
	return r;
}

static int detach_check(struct verb_call *c, struct err *err)
{
	struct row file;
	struct edit *e, *row;
	int r = file_of_call(c, &file, err);
	if (r < 0)
		return r;
	if (!record_file_attached(&file))
		return err_set(err, ERR_CONFLICT, _("Tệp này đã được gỡ."));
	r = edit_row(c, &file_record, file.id, &e, err);
	if (r < 0)
		return r;
	edit_set(e, "state", v_c("removed"));
	if (row_value(&file, "field")->kind == VALUE_NULL)
		return 0;
	const char *field = arena_c(c->arena, row_str(&file, "field"));
	if (record_field(c->verb->record, field) < 0)
		return 0; /* a field that an earlier release had */
	r = edit_row(c, c->verb->record, row_int(&file, "of_id"), &row, err);
	if (r == 0 && edit_value(row, field)->kind == VALUE_INT && edit_value(row, field)->i == file.id)
		edit_set(row, field, v_null());
	return r;
}

void record_detach_make(struct verb *verb)
{
	verb->title = _("Gỡ tệp");
	verb->params = detach_params;
	verb->param_count = ARRAY_LEN(detach_params);
	verb->target = detach_target;
	verb->check = detach_check;
}

/* ---- reading ---- */

int record_files(struct db *db, struct arena *a, const struct record *record, int64_t id, struct row **ret_files,
		 size_t *ret_n, struct err *err)
{
	struct row *list = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &attached_to, VALUES(v_c(record->name), v_int(id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		list = arena_grow(a, list, n, &cap, sizeof(*list));
		r = row_load(db, a, &file_record, query_int(q, 0), &list[n], err);
		if (r > 0) {
			n++;
			r = 0;
		}
	}
	if (r < 0)
		return r;
	*ret_files = list;
	*ret_n = n;
	return 0;
}

static int missing(const struct row *file, struct err *err)
{
	err_set(err, ERR_CORRUPT,
		_("Nội dung của tệp «%.*s» không còn nguyên trong kho tệp. Hãy báo người vận hành lấy lại từ bản sao lưu."),
		STR_ARG(row_str(file, "name")));
	return err_detail(err, "content of file %lld is missing or changed", (long long)file->id);
}

int record_file_bytes(struct site *site, const struct row *file, struct buf *out, struct err *err)
{
	_cleanup_db_ struct db *db = NULL;
	struct hash hash;
	if (!record_file_attached(file) || !unhex(row_str(file, "hash"), hash.b, HASH_LEN))
		return not_found(err);
	struct err store = ERR_INIT; /* its sentences are for who runs the machine: they name paths */
	int r = site_files_reader(site, &db, &store);
	if (r == 0)
		r = file_get(db, &hash, out, &store);
	if (r > 0)
		return 0;
	if (r == 0 || store.code == ERR_NOT_FOUND || store.code == ERR_CORRUPT || store.code == ERR_SCHEMA)
		return missing(file, err);
	*err = store;
	return r;
}
