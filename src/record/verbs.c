#include "record/verbs.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 64

static struct save_verb {
	struct verb verb;
	char name[64];
} made[MOST];
static size_t made_count;
static pthread_mutex_t made_lock = PTHREAD_MUTEX_INITIALIZER;

int64_t record_unit(const struct site *site, const struct row *row)
{
	if (!row->record->scope)
		return site->root;
	return strcmp(row->record->scope, "id") == 0 ? row->id : row_int(row, row->record->scope);
}

/* The row as it is, or – for a new one – the unit that was chosen. */
static int save_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	const struct record *record = c->verb->record;
	struct row row;
	if (verb_int(c, "id") == 0) {
		bool own = record->scope && strcmp(record->scope, "id") != 0;
		*ret_unit = own ? verb_int(c, record->scope) : c->site->root;
		return 0;
	}
	int r = verb_load(c, record, verb_int(c, "id"), &row, err);
	if (r == 0)
		*ret_unit = record_unit(c->site, &row);
	return r;
}

/* A row may not be moved to a unit where the actor could not have made it. */
static int may_move(struct verb_call *c, const struct edit *e, struct err *err)
{
	const char *scope = e->record->scope;
	if (!scope || strcmp(scope, "id") == 0)
		return 0;
	int may = access_may(c->db, c->actor, c->verb->name, edit_value(e, scope)->i, err);
	if (may != 0)
		return may < 0 ? may : 0;
	return err_field(err, ERR_INPUT, scope, _("Bạn không được ghi cho đơn vị này."));
}

static int check_references(struct verb_call *c, const struct edit *e, struct err *err)
{
	for (size_t i = 0; i < e->record->field_count; i++) {
		const struct field *f = &e->record->fields[i];
		struct row row;
		if (f->kind != FIELD_REF || !e->set[i] || e->values[i].kind == VALUE_NULL)
			continue;
		const struct record *to = catalog_record(c->site->catalog, str_from_c(f->references));
		INVARIANT(to, "a field refers to a record that is not in the catalog");
		int r = row_load(c->db, c->arena, to, e->values[i].i, &row, err);
		if (r < 0)
			return r;
		if (r == 0)
			verb_wrong(c, f->name, _("«%s»: mục đã chọn không còn."), f->label);
	}
	return 0;
}

static int save_check(struct verb_call *c, struct err *err)
{
	const struct record *record = c->verb->record;
	int64_t id = verb_int(c, "id"), revision = verb_int(c, "revision");
	struct edit *e;
	int r = 0;
	if (id == 0)
		e = edit_new(c, record);
	else
		r = edit_row(c, record, id, &e, err);
	if (r < 0)
		return r;
	if (id && revision && revision != e->revision - 1)
		return err_set(err, ERR_CONFLICT, _("Người khác vừa lưu bản ghi này. Hãy xem lại giá trị mới rồi lưu lần nữa."));
	for (size_t i = 0; i < c->verb->param_count; i++) {
		const struct field *p = &c->verb->params[i];
		if (record_field(record, p->name) >= 0)
			edit_set(e, p->name, c->args[i]);
	}
	r = may_move(c, e, err);
	if (r == 0)
		r = check_references(c, e, err);
	if (r == 0 && record->check)
		r = record->check(&(struct record_check){c, e, id == 0}, err);
	return r < 0 ? r : verb_failed(c, err);
}

static void make(struct save_verb *m, const struct record *record)
{
	struct field *params = calloc(record->field_count + 2, sizeof(*params));
	if (!params)
		abort();
	size_t n = 0;
	params[n++] = (struct field){.name = "id", .kind = FIELD_REF, .label = _("Bản ghi"), .references = record->name};
	params[n++] = (struct field){.name = "revision", .kind = FIELD_INT, .label = _("Lần sửa")};
	for (size_t i = 0; i < record->field_count; i++)
		if (!(record->fields[i].flags & FIELD_SET))
			params[n++] = record->fields[i];
	snprintf(m->name, sizeof(m->name), "%s.save", record->name);
	m->verb = (struct verb){
		.name = m->name,
		.title = _("Lưu"),
		.params = params,
		.param_count = n,
		.record = record,
		.target = save_target,
		.check = save_check,
	};
}

const struct verb *record_save_verb(const struct record *record)
{
	pthread_mutex_lock(&made_lock);
	size_t i = 0;
	while (i < made_count && made[i].verb.record != record)
		i++;
	if (i == made_count) {
		INVARIANT(made_count < MOST, "more registers than MOST");
		make(&made[made_count++], record);
	}
	pthread_mutex_unlock(&made_lock);
	return &made[i].verb;
}
