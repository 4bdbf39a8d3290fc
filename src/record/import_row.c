/* One row of a table against the register: which row it is, whose, and what would change. */
#include <string.h>

#include "access/private.h"
#include "record/import_int.h"
#include "record/list.h"
#include "record/verbs.h"

#define KEY_COLUMNS 8
#define ALIKE_MOST 50 /* rows that are the same but for what is private */

static const struct field *field_at(const struct record *record, struct str column, int *ret_at)
{
	for (size_t i = 0; i < record->field_count; i++)
		if (str_eq_c(column, record->fields[i].name)) {
			*ret_at = (int)i;
			return &record->fields[i];
		}
	BUG("an index over a column that is no field");
}

static bool has_keys(const struct record *record)
{
	for (size_t i = 0; i < record->index_count; i++)
		if (record->indexes[i].unique)
			return true;
	return false;
}

static int first_id(struct import_judge *j, struct buf *sql, const struct value *values, size_t n, int64_t *ret_id, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query_sql(j->db, buf_str(sql), values, n, &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r >= 0)
		*ret_id = r ? query_int(q, 0) : 0;
	return r < 0 ? r : 0;
}

/* What the row will have in this field: from the table, else (`old` given) as stored. */
static struct value will_be(const struct import_judge *j, const struct import_row *row, const struct row *old, int at)
{
	struct value absent = field_absent(&j->record->fields[at]);
	return row->value[at].given ? row->value[at].v : old ? old->values[at] : absent;
}

/* The row with these values in a unique index, 0 when there is none. `except` is not looked at. 1; 0 when one of the values is
 * blank, for blanks are never equal. */
static int by_index(struct import_judge *j, const struct index *index, const struct import_row *row, const struct row *old,
		    int64_t except, int64_t *ret_id, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(2048);
	struct value values[KEY_COLUMNS] = {v_int(except)};
	struct str rest = str_from_c(index->columns), column;
	size_t n = 1;
	buf_add_c(&sql, "SELECT id FROM ");
	buf_add_c(&sql, j->record->name);
	buf_add_c(&sql, " WHERE id <> ?1");
	*ret_id = 0;
	while (str_split(&rest, ',', &column)) {
		int at;
		column = str_trim(column);
		field_at(j->record, column, &at);
		INVARIANT(n < KEY_COLUMNS, "a unique index over more than seven fields");
		values[n] = will_be(j, row, old, at);
		if (values[n].kind == VALUE_NULL)
			return 0;
		buf_add_c(&sql, " AND ");
		buf_add(&sql, column);
		buf_add_c(&sql, " = ?");
		buf_add_i64(&sql, (int64_t)++n);
	}
	int r = first_id(j, &sql, values, n, ret_id, err);
	return r < 0 ? r : 1;
}

static int old_values(struct import_judge *j, int64_t id, struct row *ret, struct err *err)
{
	struct verb_call call = {.site = j->site, .db = j->db, .arena = j->a};
	int r = row_load(j->db, j->a, j->record, id, ret, err);
	INVARIANT(r != 0, "a row that was just found");
	return r < 0 ? r : private_unseal_row(&call, j->record, id, ret->values, err);
}

/* What the row says in private fields against what this one has: 1 the same, 0 nothing there yet, -1 another. */
static int same_in_private(const struct record *record, const struct import_row *row, const struct value *stored)
{
	int same = 1;
	for (size_t i = 0; i < record->field_count; i++) {
		const struct value *v = &row->value[i].v;
		if (!(record->fields[i].flags & FIELD_PRIVATE) || !row->value[i].given || v->kind == VALUE_NULL)
			continue;
		if (stored[i].kind == VALUE_NULL)
			same = 0;
		else if (!value_eq(v, &stored[i]))
			return -1;
	}
	return same;
}

static bool says_private(const struct record *record, const struct import_row *row)
{
	for (size_t i = 0; i < record->field_count; i++)
		if ((record->fields[i].flags & FIELD_PRIVATE) && row->value[i].given && row->value[i].v.kind != VALUE_NULL)
			return true;
	return false;
}

/* Of those that are the same but for what is private: the one with the same there, else the first with nothing there; people of
 * one name are told apart by their numbers. */
static int among_alike(struct import_judge *j, const struct import_row *row, const int64_t *ids, size_t n, int64_t *ret_id,
		       struct err *err)
{
	*ret_id = 0;
	if (!says_private(j->record, row)) {
		*ret_id = n ? ids[0] : 0;
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct row old;
		int r = old_values(j, ids[i], &old, err);
		if (r < 0)
			return r;
		int same = same_in_private(j->record, row, old.values);
		if (same > 0 || (same == 0 && !*ret_id))
			*ret_id = ids[i];
		if (same > 0)
			break;
	}
	return 0;
}

/* A row without a whole unique key (a person who does not sign in): a row that is there already with all these values is that row.
 * Looked for only through an index, and never one of what is empty in thousands of rows; without one every row is new. */
static int by_everything(struct import_judge *j, const struct import_row *row, int64_t *ret_id, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(8192);
	_cleanup_query_ struct query *q = NULL;
	struct value values[65];
	int64_t ids[ALIKE_MOST];
	bool indexed = false;
	size_t n = 0, alike = 0;
	buf_printf(&sql, "SELECT id FROM %s WHERE", j->record->name);
	*ret_id = 0;
	for (size_t i = 0; i < j->record->field_count; i++) {
		const struct field *f = &j->record->fields[i];
		if (!import_field_set(f) || (f->flags & FIELD_PRIVATE))
			continue;
		values[n] = row->value[i].given ? row->value[i].v : v_null();
		buf_printf(&sql, "%s %s%s IS ?%zu", n ? " AND" : "", values[n].kind == VALUE_NULL ? "+" : "", f->name, n + 1);
		indexed = indexed || ((f->flags & FIELD_INDEXED) && row->value[i].given);
		n++;
	}
	if (!indexed)
		return 0;
	values[n++] = v_int(ALIKE_MOST);
	buf_printf(&sql, " ORDER BY id LIMIT ?%zu", n);
	int r = db_query_sql(j->db, buf_str(&sql), values, n, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		ids[alike++] = query_int(q, 0);
		r = 0;
	}
	return r < 0 ? r : among_alike(j, row, ids, alike, ret_id, err);
}

/* Named by its number: one that the actor may read. */
static int by_number(struct import_judge *j, struct import_row *row, struct str *ret_why, struct err *err)
{
	struct row found;
	int r = record_read(j->site, j->db, j->a, j->actor, j->record, row->named, &found, err);
	row->existing = r > 0 ? row->named : 0;
	if (r == 0)
		*ret_why = arena_printf(j->a, _("«%s»: không có bản ghi này, hoặc đã rút lại; để trống nếu là bản ghi mới."), IMPORT_ID);
	return r;
}

/* 1 found or new (0 in row->existing), 0 refused. */
static int find_existing(struct import_judge *j, struct import_row *row, struct str *ret_why, struct err *err)
{
	const struct record *record = j->record;
	bool keyed = false;
	int r = 0;
	row->existing = 0;
	if (row->named)
		return by_number(j, row, ret_why, err);
	for (size_t i = 0; i < record->index_count; i++) {
		int64_t id = 0;
		r = record->indexes[i].unique ? by_index(j, &record->indexes[i], row, NULL, 0, &id, err) : 0;
		if (r < 0)
			return r;
		keyed = keyed || r > 0;
		if (id && row->existing && id != row->existing) {
			*ret_why = str_from_c(_("dòng này trùng khóa với hai bản ghi khác nhau."));
			return 0;
		}
		row->existing = id ? id : row->existing;
	}
	r = keyed ? 0 : by_everything(j, row, &row->existing, err);
	return r < 0 ? r : 1;
}

/* Permission for the unit, asked once for each. */
static int may(struct import_judge *j, int64_t unit, struct err *err)
{
	for (size_t i = 0; i < j->may_n; i++)
		if (j->may[i].unit == unit)
			return j->may[i].may;
	int r = access_may(j->db, j->actor, j->action, unit, err);
	if (r < 0)
		return r;
	j->may = arena_grow(j->keep, j->may, j->may_n, &j->may_cap, sizeof(*j->may));
	j->may[j->may_n++] = (struct import_may){unit, r > 0};
	return r;
}

/* 1 allowed, 0 refused with the unit named. */
static int permit(struct import_judge *j, int64_t unit, struct str *ret_why, struct err *err)
{
	struct str name = {0};
	int r = may(j, unit, err);
	if (r != 0)
		return r;
	r = record_label(j->db, j->a, j->site->catalog, "unit", unit, &name, err);
	*ret_why = arena_printf(j->a, _("bạn không được ghi cho đơn vị «%.*s»."), STR_ARG(name));
	return r < 0 ? r : 0;
}

/* Would another row then have the same key? */
static int stays_unique(struct import_judge *j, const struct import_row *row, const struct row *old, struct str *ret_why,
			struct err *err)
{
	for (size_t i = 0; i < j->record->index_count; i++) {
		int64_t other = 0;
		int r = j->record->indexes[i].unique ? by_index(j, &j->record->indexes[i], row, old, old->id, &other, err) : 0;
		if (r < 0)
			return r;
		if (other) {
			*ret_why = str_from_c(_("đã có một bản ghi khác như vậy."));
			return 0;
		}
	}
	return 1;
}

static int judge_existing(struct import_judge *j, struct import_row *row, struct str *ret_why, struct err *err)
{
	struct row old = {0};
	int r = old_values(j, row->existing, &old, err);
	if (r < 0)
		return r;
	row->unit = record_unit(j->site, &old);
	r = permit(j, row->unit, ret_why, err);
	if (r <= 0)
		return r;
	row->same = true;
	for (size_t i = 0; i < j->record->field_count; i++) {
		const struct field *f = &j->record->fields[i];
		if (!row->value[i].given || !import_field_set(f))
			continue;
		if (row->value[i].v.kind == VALUE_NULL && (f->flags & FIELD_REQUIRED)) {
			*ret_why = arena_printf(j->a, _("Chưa nhập «%s»."), f->label);
			return 0;
		}
		row->same = row->same && value_eq(&row->value[i].v, &old.values[i]);
	}
	if (row->same)
		return 1;
	int scope = j->record->scope ? record_field(j->record, j->record->scope) : -1;
	if (scope >= 0 && row->value[scope].given && (r = permit(j, row->value[scope].v.i, ret_why, err)) <= 0)
		return r;
	return stays_unique(j, row, &old, ret_why, err);
}

/* What a form would begin with, and what it would ask for. */
static int complete(struct import_judge *j, struct import_row *row, struct str *ret_why)
{
	_cleanup_buf_ struct buf missing = BUF_INIT(1000);
	for (size_t i = 0; i < j->record->field_count; i++) {
		const struct field *f = &j->record->fields[i];
		struct import_value *v = &row->value[i];
		if (!import_field_set(f)) {
			v->given = false;
			continue;
		}
		if (!v->given && f->preset) {
			struct err ignored = ERR_INIT;
			v->v = v_day(j->today);
			v->given = strcmp(f->preset, "today") == 0 ||
				   field_parse(j->a, f, str_from_c(f->preset), &v->v, &ignored) == 0;
		}
		if (!v->given && f->absent)
			*v = (struct import_value){true, field_absent(f)};
		if ((f->flags & FIELD_REQUIRED) && (!v->given || v->v.kind == VALUE_NULL))
			buf_printf(&missing, "%s«%s»", missing.n ? ", " : "", f->label);
	}
	if (missing.n)
		*ret_why = arena_printf(j->a, _("Thiếu %.*s."), STR_ARG(buf_str(&missing)));
	return missing.n ? 0 : 1;
}

static int judge_new(struct import_judge *j, struct import_row *row, struct str *ret_why, struct err *err)
{
	const struct record *record = j->record;
	if (record->made_by_verbs) {
		*ret_why = str_from_c(_("không có bản ghi này; bảng chỉ sửa những bản ghi đã có."));
		return 0;
	}
	if (complete(j, row, ret_why) == 0)
		return 0;
	int scope = record->scope ? record_field(record, record->scope) : -1;
	int of = record->scope_of ? record_field(record, record->scope_of) : -1;
	row->unit = scope >= 0 && row->value[scope].given ? row->value[scope].v.i : j->site->root;
	int r = of >= 0 ? record_unit_of(j->site, j->db, j->a, record, row->value[of].v.i, &row->unit, err) : 1;
	if (r == 0)
		*ret_why = arena_printf(j->a, _("«%s»: mục đã chọn không còn."), record->fields[of].label);
	return r <= 0 ? r : permit(j, row->unit, ret_why, err);
}

int import_row_judge(struct import_judge *j, struct import_row *row, struct str *ret_why, struct err *err)
{
	int r = find_existing(j, row, ret_why, err);
	row->same = false;
	if (r <= 0)
		return r;
	return row->existing ? judge_existing(j, row, ret_why, err) : judge_new(j, row, ret_why, err);
}

/* ---- twice in one table ---- */

static void hash_value(struct hash_state *h, const struct value *v)
{
	hash_add(h, &v->kind, sizeof(v->kind));
	if (v->kind == VALUE_INT) {
		hash_add(h, &v->i, sizeof(v->i));
	} else if (v->kind == VALUE_TEXT) {
		hash_add(h, &v->s.n, sizeof(v->s.n));
		hash_add(h, v->s.p, v->s.n);
	}
}

static bool key_of(const struct import_judge *j, size_t index, const struct import_row *row, struct hash *ret)
{
	struct str rest = str_from_c(j->record->indexes[index].columns), column;
	struct hash_state h;
	hash_begin(&h);
	hash_add(&h, &index, sizeof(index));
	while (str_split(&rest, ',', &column)) {
		int at;
		field_at(j->record, str_trim(column), &at);
		if (!row->value[at].given || row->value[at].v.kind == VALUE_NULL)
			return false;
		hash_value(&h, &row->value[at].v);
	}
	*ret = hash_end(&h);
	return true;
}

bool import_row_claim(const struct import_row *row, struct hash *ret)
{
	struct hash_state h;
	if (!row->existing)
		return false;
	hash_begin(&h);
	hash_add(&h, "row", 3);
	hash_add(&h, &row->existing, sizeof(row->existing));
	*ret = hash_end(&h);
	return true;
}

size_t import_row_keys(struct import_judge *j, const struct import_row *row, struct hash *ret_keys, size_t most)
{
	size_t n = 0;
	if (has_keys(j->record)) {
		for (size_t i = 0; i < j->record->index_count && n < most; i++)
			n += j->record->indexes[i].unique && key_of(j, i, row, &ret_keys[n]);
		return n;
	}
	struct hash_state h;
	hash_begin(&h);
	hash_add(&h, &row->named, sizeof(row->named)); /* two that are the same but for that are two */
	for (size_t i = 0; i < j->record->field_count; i++)
		if (row->value[i].given)
			hash_value(&h, &row->value[i].v);
	ret_keys[0] = hash_end(&h);
	return 1;
}
