#include "record/make.h"
#include "record/many.h"
#include "record/verbs.h"

#include <stdlib.h>
#include <string.h>

int record_unit_of(const struct site *site, struct db *db, struct arena *a, const struct record *record, int64_t to,
		   int64_t *ret_unit, struct err *err)
{
	const struct field *f = &record->fields[record_field(record, record->scope_of)];
	const struct record *owner = catalog_record(site->catalog, str_from_c(f->references));
	struct row row;
	INVARIANT(owner, "a scope that follows a record which is not in the catalog");
	int r = row_load(db, a, owner, to, &row, err);
	if (r > 0)
		*ret_unit = record_unit(site, &row);
	return r;
}

/* The row as it is, or – for a new one – the unit that was chosen. */
static int save_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	const struct record *record = c->verb->record;
	if (verb_int(c, "id") == 0) {
		bool own = record->scope && strcmp(record->scope, "id") != 0 && !record->made_by_verbs;
		if (record->scope_of) {
			int r = record_unit_of(c->site, c->db, c->arena, record, verb_int(c, record->scope_of), ret_unit, err);
			return r == 0 ? err_set(err, ERR_NOT_FOUND, _("Không tìm thấy «%s» này."), record->title) : r < 0 ? r : 0;
		}
		*ret_unit = own ? verb_int(c, record->scope) : c->site->root;
		return 0;
	}
	return verb_of_row(c, ret_unit, err);
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

/* 1 when the actor may read it; what nobody asks permission for is there for everybody. Only what was typed is asked about: an
 * undo puts back what was there. */
static int may_refer(struct verb_call *c, const struct field *f, const struct row *row, struct err *err)
{
	bool typed = false;
	for (size_t i = 0; i < c->verb->param_count; i++)
		typed = typed || strcmp(c->verb->params[i].name, f->name) == 0;
	if (!typed)
		return 1;
	const char *action = arena_c(c->arena, arena_printf(c->arena, "%s.read", row->record->name));
	return access_known(action) ? access_may(c->db, c->actor, action, record_unit(c->site, row), err) : 1;
}

/* What was chosen is there, and for this actor: another commune's person is not. */
int record_check_references(struct verb_call *c, const struct edit *e, struct err *err)
{
	for (size_t i = 0; i < e->record->field_count; i++) {
		const struct field *f = &e->record->fields[i];
		struct row row;
		if (f->kind != FIELD_REF || !e->set[i] || e->values[i].kind == VALUE_NULL)
			continue;
		const struct record *to = catalog_record(c->site->catalog, str_from_c(f->references));
		INVARIANT(to, "a field refers to a record that is not in the catalog");
		const struct edit *made = edit_made(c, to, e->values[i].i);
		if (made && made->kind == CHANGE_BACK) /* comes again with it */
			continue;
		int r = row_load(c->db, c->arena, to, e->values[i].i, &row, err);
		if (r > 0)
			r = may_refer(c, f, &row, err);
		if (r < 0)
			return r;
		if (r == 0)
			verb_wrong(c, f->name, _("«%s»: mục đã chọn không còn."), f->label);
	}
	return 0;
}

/* One unique index of the declaration: is there another row with the same values? The first of its fields is named. */
static int check_unique_index(struct verb_call *c, const struct edit *e, const struct index *index, struct err *err)
{
	const struct field *first = NULL;
	struct value values[8];
	size_t n = 0;
	int64_t other = 0;
	struct str rest = str_from_c(index->columns), name;
	_cleanup_buf_ struct buf sql = BUF_INIT(2048);
	_cleanup_query_ struct query *q = NULL;
	buf_printf(&sql, "SELECT id FROM %s WHERE id <> ?1", e->record->name);
	values[n++] = v_int(e->id);
	while (str_split(&rest, ',', &name)) {
		const char *column = arena_c(c->arena, str_trim(name));
		const struct field *f = &e->record->fields[record_field(e->record, column)];
		INVARIANT(n < ARRAY_LEN(values), "a unique index over more than seven fields");
		values[n] = *edit_value(e, column);
		struct value absent = field_absent(f);
		if (values[n].kind == VALUE_NULL)
			return 0; /* blanks are never equal */
		buf_printf(&sql, " AND %s = ?%zu", column, ++n);
		if (value_eq(&absent, &values[n - 1]))
			continue;
		/* the error stands at what was typed, else at the unit */
		bool scope = e->record->scope && strcmp(column, e->record->scope) == 0;
		if (!first || f->kind != FIELD_REF || (scope && first->kind == FIELD_REF))
			first = f;
	}
	int r = db_query_sql(c->db, buf_str(&sql), values, n, &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r > 0)
		other = query_int(q, 0);
	if (r >= 0 && other)
		verb_wrong(c, first->name, _("«%s»: đã có một bản ghi khác như vậy; hãy sửa bản ghi đã có."),
			   first->label);
	return r < 0 ? r : 0;
}

static int check_unique(struct verb_call *c, const struct edit *e, struct err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < e->record->index_count; i++)
		if (e->record->indexes[i].unique)
			r = check_unique_index(c, e, &e->record->indexes[i], err);
	return r;
}

/* The scope goes with the row it is taken from; a row that is gone is named by record_check_references. */
static int follow_scope(struct verb_call *c, struct edit *e, struct err *err)
{
	int64_t unit;
	if (!e->record->scope_of)
		return 0;
	int r = record_unit_of(c->site, c->db, c->arena, e->record, edit_value(e, e->record->scope_of)->i, &unit, err);
	if (r > 0)
		edit_set(e, e->record->scope, v_int(unit));
	return r < 0 ? r : 0;
}

int record_check_row(struct verb_call *c, struct edit *e, struct err *err)
{
	int r = follow_scope(c, e, err);
	if (r == 0)
		r = may_move(c, e, err);
	if (r == 0)
		r = record_check_references(c, e, err);
	if (r == 0)
		r = check_unique(c, e, err);
	if (r == 0 && e->record->check)
		r = e->record->check(&(struct record_check){c, e, e->revision == 1 || e->kind == CHANGE_BACK}, err);
	return r;
}

static int save_check(struct verb_call *c, struct err *err)
{
	const struct record *record = c->verb->record;
	int64_t id = verb_int(c, "id"), revision = verb_int(c, "revision");
	struct edit *e;
	int r = 0;
	if (id == 0 && record->made_by_verbs)
		return err_set(err, ERR_INPUT, _("«%s» không thêm bằng biểu mẫu này."), record->title);
	if (id == 0) {
		e = edit_new(c, record);
		if (record->state)
			edit_set(e, record->state, v_c(record->fields[record_field(record, record->state)].choices[0].code));
	} else {
		r = edit_row(c, record, id, &e, err);
	}
	if (r < 0)
		return r;
	if (id && revision && revision != e->revision - 1)
		return err_set(err, ERR_CONFLICT,
			       _("Người khác vừa lưu bản ghi này. Hãy xem lại giá trị mới rồi lưu lần nữa."));
	for (size_t i = 0; i < c->verb->param_count; i++) {
		const struct field *p = &c->verb->params[i];
		int at = record_field(record, p->name);
		if (at < 0)
			continue;
		/* a form never shows what is private: left blank it stays as it is */
		if (id && (record->fields[at].flags & FIELD_PRIVATE) && c->args[i].kind == VALUE_NULL)
			continue;
		edit_set(e, p->name, c->args[i]);
	}
	r = record_check_row(c, e, err);
	return r < 0 ? r : verb_failed(c, err);
}

void record_save_make(struct verb *verb, const struct record *record)
{
	struct field *params = calloc(record->field_count + 2, sizeof(*params));
	if (!params)
		abort();
	size_t n = 0;
	params[n++] =
		(struct field){.name = "id", .kind = FIELD_REF, .label = _("Bản ghi"), .references = record->name};
	params[n++] = (struct field){.name = "revision", .kind = FIELD_INT, .label = _("Lần sửa")};
	for (size_t i = 0; i < record->field_count; i++)
		if (!(record->fields[i].flags & FIELD_SET))
			params[n++] = record->fields[i];
	verb->title = _("Lưu");
	verb->params = params;
	verb->param_count = n;
	verb->target = save_target;
	verb->check = save_check;
}

/* ---- one field of a row ---- */

static int set_check(struct verb_call *c, struct err *err)
{
	const struct record *record = c->verb->record;
	struct value v;
	struct edit *e;
	int at = record_field(record, arena_c(c->arena, verb_str(c, "field")));
	if (at < 0 || !many_sets(&record->fields[at]))
		return err_set(err, ERR_INPUT, _("Mục này không đặt được cho nhiều dòng."));
	int r = field_parse(c->arena, &record->fields[at], verb_str(c, "value"), &v, err);
	if (r == 0)
		r = edit_row(c, record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	edit_set(e, record->fields[at].name, v);
	r = record_check_row(c, e, err);
	return r < 0 ? r : verb_failed(c, err);
}

void record_set_make(struct verb *verb)
{
	static const struct field params[] = {
		{.name = "id", .kind = FIELD_REF, .label = _("Bản ghi"), .flags = FIELD_REQUIRED},
		{.name = "field", .kind = FIELD_TEXT, .label = _("Mục"), .flags = FIELD_REQUIRED, .max = 60},
		{.name = "value", .kind = FIELD_TEXT, .label = _("Giá trị"), .flags = FIELD_REQUIRED, .max = 60},
	};
	verb->title = _("Sửa bản ghi");
	verb->params = params;
	verb->param_count = ARRAY_LEN(params);
	verb->target = save_target;
	verb->check = set_check;
}
