#include "access/verb.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "access/private.h"
#include "access/statements.h"

#define CALL_MOST ((size_t)512 << 20)

struct job {
	struct verb_call call;
	struct str key;
};

static int param_index(const struct verb *v, const char *name)
{
	for (size_t i = 0; i < v->param_count; i++)
		if (strcmp(v->params[i].name, name) == 0)
			return (int)i;
	BUG("a parameter the verb does not have");
}

int64_t verb_int(const struct verb_call *c, const char *param)
{
	const struct value *v = &c->args[param_index(c->verb, param)];
	return v->kind == VALUE_INT ? v->i : 0;
}

day_t verb_day(const struct verb_call *c, const char *param)
{
	const struct value *v = &c->args[param_index(c->verb, param)];
	return v->kind == VALUE_INT ? (day_t)v->i : DAY_NONE;
}

struct str verb_str(const struct verb_call *c, const char *param)
{
	const struct value *v = &c->args[param_index(c->verb, param)];
	return v->kind == VALUE_TEXT ? v->s : (struct str){0};
}

static void note_error(struct verb_result *r, const char *field, const char *text)
{
	if (r->error_count == VERB_MOST_ERRORS)
		return;
	struct verb_error *e = &r->errors[r->error_count++];
	snprintf(e->field, sizeof(e->field), "%s", field);
	snprintf(e->text, sizeof(e->text), "%s", text);
}

void verb_wrong(struct verb_call *c, const char *field, const char *format, ...)
{
	struct err e = ERR_INIT;
	char text[600];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	err_field(&e, ERR_INPUT, field, "%s", text); /* cuts whole characters */
	note_error(c->result, field, e.text);
}

int verb_failed(struct verb_call *c, struct err *err)
{
	if (c->result->error_count == 0)
		return 0;
	const struct verb_error *e = &c->result->errors[0];
	return err_field(err, ERR_INPUT, e->field, "%s", e->text);
}

int64_t record_unit(const struct site *site, const struct row *row)
{
	if (!row->record->scope)
		return site->root;
	return strcmp(row->record->scope, "id") == 0 ? row->id : row_int(row, row->record->scope);
}

int verb_of_site(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	(void)err;
	*ret_unit = c->site->root;
	return 0;
}

int verb_of_row(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row row;
	int r = verb_load(c, c->verb->record, verb_int(c, "id"), &row, err);
	if (r == 0)
		*ret_unit = record_unit(c->site, &row);
	return r;
}

int verb_load(struct verb_call *c, const struct record *record, int64_t id, struct row *ret_row, struct err *err)
{
	int r = row_load(c->db, c->arena, record, id, ret_row, err);
	if (r < 0)
		return r;
	return r ? 0 : err_set(err, ERR_NOT_FOUND, _("Không tìm thấy «%s» này."), record->title);
}

static struct edit *edit_make(struct verb_call *c, const struct record *record)
{
	struct edit *e = arena_new_of(c->arena, struct edit);
	e->record = record;
	e->values = arena_array_of(c->arena, record->field_count, struct value);
	e->set = arena_array_of(c->arena, record->field_count, bool);
	if (c->last)
		c->last->next = e;
	else
		c->first = e;
	c->last = e;
	return e;
}

struct edit *edit_new(struct verb_call *c, const struct record *record)
{
	struct edit *e = edit_make(c, record);
	if (c->ids_left > 0) {
		c->ids_left--;
		e->id = c->next_id++;
	} else {
		e->id = ledger_new_id(c->site->ledger);
	}
	e->revision = 1;
	for (size_t i = 0; i < record->field_count; i++) {
		e->set[i] = true; /* a new row is written whole */
		e->values[i] = field_absent(&record->fields[i]);
	}
	return e;
}

struct edit *edit_made(const struct verb_call *c, const struct record *record, int64_t id)
{
	for (struct edit *e = c->first; e; e = e->next)
		if (e->record == record && e->id == id)
			return e;
	return NULL;
}

int edit_row(struct verb_call *c, const struct record *record, int64_t id, struct edit **ret_edit, struct err *err)
{
	struct edit *e = edit_made(c, record, id);
	if (e) {
		*ret_edit = e;
		return 0;
	}
	struct row row;
	int r = verb_load(c, record, id, &row, err);
	if (r < 0)
		return r;
	e = edit_make(c, record);
	e->id = id;
	e->revision = row.revision + 1;
	r = private_unseal_row(c, record, id, row.values, err);
	if (r < 0)
		return r;
	e->old = row.values;
	memcpy(e->values, row.values, record->field_count * sizeof(struct value));
	*ret_edit = e;
	return 0;
}

int edit_gone(struct verb_call *c, const struct record *record, int64_t id, struct edit **ret_edit, struct err *err)
{
	int r = edit_row(c, record, id, ret_edit, err);
	INVARIANT(!record->derive, "rows that others are derived from are not taken back");
	if (r == 0)
		(*ret_edit)->kind = CHANGE_GONE;
	return r;
}

int edit_back(struct verb_call *c, const struct row *gone, struct edit **ret_edit, struct err *err)
{
	const struct record *record = gone->record;
	size_t n = record->field_count;
	struct edit *e = edit_make(c, record);
	e->id = gone->id;
	e->revision = gone->revision + 1;
	e->kind = CHANGE_BACK;
	e->stored = gone->values;
	e->old = arena_array_of(c->arena, n, struct value);
	memcpy(e->old, gone->values, n * sizeof(*e->old));
	int r = private_unseal_row(c, record, e->id, e->old, err);
	if (r < 0)
		return r;
	memcpy(e->values, e->old, n * sizeof(*e->old));
	for (size_t i = 0; i < n; i++)
		e->set[i] = true; /* what it refers to is asked for again */
	*ret_edit = e;
	return 0;
}

void edit_gone_again(struct verb_call *c, const struct edit *back)
{
	struct edit *e = edit_make(c, back->record);
	INVARIANT(back->kind == CHANGE_BACK, "only what came back goes again");
	e->id = back->id;
	e->revision = back->revision + 1;
	e->kind = CHANGE_GONE;
	e->old = e->values = back->values;
}

void edit_set(struct edit *e, const char *field, struct value v)
{
	int i = record_field(e->record, field);
	INVARIANT(i >= 0, "a field the record does not have");
	edit_set_at(e, (size_t)i, v);
}

void edit_set_at(struct edit *e, size_t field, struct value v)
{
	e->values[field] = v;
	e->set[field] = !e->old || !value_eq(&e->old[field], &v);
}

const struct value *edit_value(const struct edit *e, const char *field)
{
	int i = record_field(e->record, field);
	INVARIANT(i >= 0, "a field the record does not have");
	return &e->values[i];
}

/* What is found of a row that goes is found no more, and again when it is back; sealed it stays what it is. True when there is
 * nothing else to be written of this field. */
static bool as_it_was(struct verb_call *c, const struct edit *e, size_t field, struct private_notes *notes, struct value *ret)
{
	const struct field *f = &e->record->fields[field];
	bool gone = e->kind == CHANGE_GONE, same = value_eq(&e->old[field], &e->values[field]);
	if ((f->flags & FIELD_FOUND) && (gone || same))
		private_found_again(c, e->record, e->id, f, !gone, &e->old[field], notes);
	if (!gone && same)
		*ret = e->stored[field];
	return gone || same;
}

/* What the edits really change; edits without a difference are passed over. */
static int changes_of(struct verb_call *c, struct private_notes *notes, struct change **ret_changes, size_t *ret_n, struct err *err)
{
	size_t n = 0, most = 0;
	for (struct edit *e = c->first; e; e = e->next)
		most++;
	struct change *changes = arena_array_of(c->arena, most, struct change);
	for (struct edit *e = c->first; e; e = e->next) {
		int *fields = arena_array_of(c->arena, e->record->field_count, int);
		struct value *values = arena_array_of(c->arena, e->record->field_count, struct value);
		size_t k = 0;
		bool fresh = !e->old;
		for (size_t i = 0; i < e->record->field_count; i++) {
			if (e->kind != CHANGE_SET && as_it_was(c, e, i, notes, &values[k])) {
				fields[k] = (int)i;
				k += e->kind == CHANGE_BACK;
				continue;
			}
			if (!e->set[i])
				continue;
			INVARIANT(e->values[i].kind != VALUE_NULL || !(e->record->fields[i].flags & FIELD_REQUIRED),
			          "a verb left a required field blank");
			fields[k] = (int)i;
			values[k] = e->values[i];
			if (e->record->fields[i].flags & FIELD_PRIVATE) {
				int r = private_seal_value(c, e->record, e->id, &e->record->fields[i], fresh,
							   e->old ? &e->old[i] : NULL, &e->values[i], notes, &values[k], err);
				fresh = false;
				if (r < 0)
					return r;
			}
			k++;
		}
		if (k || e->kind == CHANGE_GONE)
			changes[n++] = (struct change){e->record, e->id, e->revision, fields, values, k, e->kind};
	}
	*ret_changes = changes;
	*ret_n = n;
	return 0;
}

/* Permission for whoever does it: grants as they are now, on the writing connection. */
static int permit(struct verb_call *c, int64_t unit, struct err *err)
{
	int may = access_may(c->db, c->actor, c->verb->name, unit, err);
	if (may != 0)
		return may < 0 ? may : 0;
	char read[80];
	snprintf(read, sizeof(read), "%s.read", c->verb->record->name);
	may = access_may(c->db, c->actor, read, unit, err);
	if (may < 0)
		return may;
	if (may)
		return err_set(err, ERR_DENIED, _("Vai trò của bạn không được làm việc này: %s."), c->verb->title);
	return err_set(err, ERR_NOT_FOUND, _("Không tìm thấy «%s» này."), c->verb->record->title);
}

int verb_make(struct verb_call *c, struct verb_made *ret_made, struct err *err)
{
	struct verb_made made = {0};
	int r = changes_of(c, &made.notes, &made.changes, &made.n, err);
	if (r == 0 && made.n)
		r = ledger_body(c->site->ledger, c->arena, made.changes, made.n, &made.body, err);
	if (r < 0)
		return r;
	private_order(&made.notes);
	*ret_made = made;
	return 0;
}

int verb_append_made(struct verb_call *c, const struct verb_made *made, struct str key, int64_t unit, struct err *err)
{
	if (made->n == 0)
		return 0;
	struct entry entry = {
		.now = c->now,
		.day = c->today,
		.actor = c->actor->person,
		.unit = unit,
		.verb = str_from_c(c->verb->name),
		.key = key,
	};
	int r = private_write(c->db, &made->notes, err);
	if (r == 0)
		r = ledger_append_body(c->site->ledger, c->db, &entry, made->changes, made->n, &made->body, err);
	if (r < 0)
		return r;
	c->result->entry = entry.number;
	c->result->id = made->changes[0].id;
	return 0;
}

int verb_append(struct verb_call *c, struct str key, int64_t unit, struct err *err)
{
	struct verb_made made;
	int r = verb_make(c, &made, err);
	return r < 0 ? r : verb_append_made(c, &made, key, unit, err);
}

static struct str typed(const struct verb_input *input, const char *name)
{
	for (size_t i = 0; i < input->n; i++)
		if (str_eq_c(input->args[i].name, name))
			return input->args[i].value;
	return (struct str){0};
}

/* The key of the entry: what the form carries and what it asks. A form sent twice is a repeat; the same form sent again
 * with other words (the browser's way back) is not. */
static struct str bound_key(struct verb_call *c, struct str key)
{
	struct hash_state s;
	hash_begin(&s);
	hash_add(&s, c->verb->name, strlen(c->verb->name) + 1);
	for (size_t i = 0; i < c->verb->param_count; i++) {
		struct str value = typed(c->input, c->verb->params[i].name);
		int64_t n = (int64_t)value.n;
		hash_add(&s, &n, sizeof(n));
		hash_add(&s, value.p, value.n);
	}
	hash_add(&s, c->input->file.p, c->input->file.n);
	struct hash h = hash_end(&s);
	return arena_printf(c->arena, "%.*s:%.*s", STR_ARG(key), STR_ARG(hex(c->arena, h.b, 8)));
}

/* The form was used before, for something else. */
static int check_reused(struct verb_call *c, struct str key, struct err *err)
{
	int64_t used;
	struct str prefix = str_slice(key, 0, (size_t)str_find_char(key, ':'));
	struct str from = arena_printf(c->arena, "%.*s:", STR_ARG(prefix)),
		   to = arena_printf(c->arena, "%.*s;", STR_ARG(prefix));
	int r = db_get_int(c->db, &verb_key_used, VALUES(v_int(c->actor->person), v_text(from), v_text(to)), 0, &used,
			   err);
	if (r < 0 || !used)
		return r;
	return err_set(err, ERR_CONFLICT,
		       _("Biểu mẫu này đã được gửi rồi, với nội dung khác. Hãy tải lại trang rồi nhập lần nữa."));
}

/* Whose is it, may the actor, the rules, the entry. */
static int carry_out(struct verb_call *c, struct str key, struct err *err)
{
	int64_t unit = 0;
	int r = c->verb->target(c, &unit, err);
	if (r == 0)
		r = permit(c, unit, err);
	if (r == 0)
		r = c->verb->check(c, err);
	if (r == 0)
		r = verb_failed(c, err);
	if (r == 0 && !c->input->trial)
		r = verb_append(c, key, unit, err);
	if (r < 0 && err->field[0] && c->result->error_count == 0)
		note_error(c->result, err->field, err->text);
	return r;
}

/* Rules may write beside the entry (the key of a row that is erased): of a trial nothing stays. */
static int try_out(struct verb_call *c, struct str key, struct err *err)
{
	int r = db_savepoint(c->db, err);
	if (r < 0)
		return r;
	r = carry_out(c, key, err);
	db_savepoint_rollback(c->db);
	return r;
}

static int run_job(struct db *db, void *arg, struct err *err)
{
	struct job *job = arg;
	struct verb_call *c = &job->call;
	struct actor actor = *c->actor;
	c->db = db;
	int r = ledger_repeat(db, c->arena, c->site->catalog, actor.person, job->key, &c->result->entry, &c->result->id,
			      err);
	if (r < 0 || c->result->entry) {
		c->result->repeated = r == 0;
		return r;
	}
	r = check_reused(c, job->key, err);
	if (r < 0)
		return r;
	if (!actor.program) {
		r = access_actor(db, c->arena, actor.person, c->today, &actor, err);
		if (r < 0)
			return r;
	}
	c->actor = &actor;
	return c->input->trial ? try_out(c, job->key, err) : carry_out(c, job->key, err);
}

static int read_params(struct verb_call *c, struct err *err)
{
	struct value *args = arena_array_of(c->arena, c->verb->param_count, struct value);
	for (size_t i = 0; i < c->verb->param_count; i++) {
		const struct field *f = &c->verb->params[i];
		struct err one = ERR_INIT;
		if (field_parse(c->arena, f, typed(c->input, f->name), &args[i], &one) < 0)
			note_error(c->result, f->name, one.text);
	}
	c->args = args;
	return verb_failed(c, err);
}

int verb_run_here(struct verb_call *c, struct str key, struct err *err)
{
	int r = read_params(c, err);
	return r < 0 ? r : carry_out(c, key, err);
}

int verb_run(struct site *site, const struct actor *actor, const struct verb *verb, const struct verb_input *input,
             struct verb_result *ret_result, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("verb", CALL_MOST);
	*ret_result = (struct verb_result){0};
	struct job job = {
		.call = {.site = site, .arena = a, .verb = verb, .actor = actor, .input = input,
	                 .today = site_today(site), .now = site_now(site), .result = ret_result},
		.key = input->key,
	};
	INVARIANT(site->writer && verb->target && verb->check && verb->record,
		  "a verb needs a site to write, target, check, record");
	if (job.key.n > VERB_KEY_MOST)
		return err_set(err, ERR_INPUT, _("Khóa của biểu mẫu không hợp lệ; hãy mở lại trang."));
	if (job.key.n == 0) {
		uint8_t chance[16];
		site->world->random(site->world, chance, sizeof(chance));
		job.key = hex(a, chance, sizeof(chance));
	}
	if (str_find_char(job.key, ':') >= 0)
		return err_set(err, ERR_INPUT, _("Khóa của biểu mẫu không hợp lệ; hãy mở lại trang."));
	job.key = bound_key(&job.call, job.key);
	int r = read_params(&job.call, err);
	return r < 0 ? r : writer_run(site->writer, run_job, &job, err);
}
