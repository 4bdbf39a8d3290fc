#include "record/list.h"

#include <stdio.h>
#include <string.h>

#include "record/verbs.h"
#include "unit/records.h"

#define MOST_VALUES (LIST_MOST_FILTERS + 4)

struct where {
	struct buf sql;
	struct value values[MOST_VALUES];
	size_t n;
};

static bool op_known(const char *op)
{
	static const char *const ops[] = {"=", "<", "<=", ">", ">=", "<>"};
	for (size_t i = 0; i < ARRAY_LEN(ops); i++)
		if (strcmp(ops[i], op) == 0)
			return true;
	return false;
}

static void where_of(struct where *w, const struct actor *actor, const struct list_query *q)
{
	char action[80];
	snprintf(action, sizeof(action), "%s.read", q->record->name);
	buf_add_c(&w->sql, " WHERE ");
	access_filter(&w->sql, actor, action, q->record->scope ? q->record->scope : "(SELECT root FROM site LIMIT 1)");
	INVARIANT(q->filter_count <= LIST_MOST_FILTERS, "more filters than a list takes");
	for (size_t i = 0; i < q->filter_count; i++) {
		const struct list_filter *f = &q->filters[i];
		INVARIANT(op_known(f->op) && (strcmp(f->field, "id") == 0 || record_field(q->record, f->field) >= 0),
		          "a filter on a field the record does not have");
		if (f->value.kind == VALUE_NULL) {
			buf_printf(&w->sql, " AND %s IS%s NULL", f->field, f->op[0] == '=' ? "" : " NOT");
			continue;
		}
		w->values[w->n++] = f->value;
		buf_printf(&w->sql, " AND %s %s ?%zu", f->field, f->op, w->n);
	}
	if (q->in_field) {
		buf_printf(&w->sql, " AND %s IN (", q->in_field);
		for (size_t i = 0; i < q->in_count; i++)
			buf_printf(&w->sql, "%s%lld", i ? "," : "", (long long)q->in[i]);
		buf_add_c(&w->sql, q->in_count ? ")" : "-1)");
	}
}

static int rows_of(struct query *q, struct arena *a, const struct record *record, struct list_result *result,
		   struct err *err)
{
	size_t cap = 0;
	int r;
	while ((r = query_next(q, err)) > 0) {
		struct value *values = arena_array_of(a, record->field_count, struct value);
		for (size_t i = 0; i < record->field_count; i++) {
			values[i] = query_value(q, (int)i + 2);
			if (values[i].kind == VALUE_TEXT || values[i].kind == VALUE_BLOB)
				values[i].s = arena_dup(a, values[i].s);
		}
		result->rows = arena_grow(a, result->rows, result->n, &cap, sizeof(*result->rows));
		result->rows[result->n++] = (struct row){record, query_int(q, 0), query_int(q, 1), values};
	}
	return r;
}

int record_list(struct db *db, struct arena *a, const struct actor *actor, const struct list_query *lq,
                struct list_result *ret_result, struct err *err)
{
	const struct record *record = lq->record;
	struct where w = {.sql = BUF_INIT(1 << 20)};
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 20);
	struct list_result result = {0};
	const char *sort = lq->sort ? lq->sort : record->sort ? record->sort : "id";
	bool down = sort[0] == '-';
	int64_t limit = lq->limit ? lq->limit : LIST_PAGE;
	where_of(&w, actor, lq);
	INVARIANT(strcmp(sort + down, "id") == 0 || record_field(record, sort + down) >= 0,
		  "a list sorted by an unknown field");
	buf_add_c(&sql, "SELECT id, revision");
	for (size_t i = 0; i < record->field_count; i++)
		buf_printf(&sql, ", %s", record->fields[i].name);
	buf_printf(&sql, " FROM %s", record->name);
	buf_add(&sql, buf_str(&w.sql));
	buf_printf(&sql, " ORDER BY %s%s, id LIMIT ?%zu OFFSET ?%zu", sort + down, down ? " DESC" : "", w.n + 1,
		   w.n + 2);
	w.values[w.n] = v_int(limit);
	w.values[w.n + 1] = v_int(lq->offset);
	{
		_cleanup_query_ struct query *q = NULL;
		int r = db_query_sql(db, buf_str(&sql), w.values, w.n + 2, &q, err);
		if (r == 0)
			r = rows_of(q, a, record, &result, err);
		if (r < 0) {
			buf_free(&w.sql);
			return r;
		}
	}
	result.total = lq->offset + (int64_t)result.n;
	int r = 0;
	if ((int64_t)result.n == limit || (lq->offset && result.n == 0)) {
		_cleanup_query_ struct query *q = NULL;
		buf_reset(&sql);
		buf_printf(&sql, "SELECT count(*) FROM %s", record->name);
		buf_add(&sql, buf_str(&w.sql));
		r = db_query_sql(db, buf_str(&sql), w.values, w.n, &q, err);
		if (r == 0 && (r = query_next(q, err)) > 0)
			result.total = query_int(q, 0);
	}
	buf_free(&w.sql);
	if (r < 0)
		return r;
	*ret_result = result;
	return 0;
}

int record_counts(struct db *db, struct arena *a, const struct actor *actor, const struct list_query *lq,
		  const char *field, struct list_count **ret_counts, size_t *ret_n, struct err *err)
{
	struct where w = {.sql = BUF_INIT(1 << 20)};
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 20);
	_cleanup_query_ struct query *q = NULL;
	struct list_count *counts = NULL;
	size_t n = 0, cap = 0;
	where_of(&w, actor, lq);
	INVARIANT(record_field(lq->record, field) >= 0, "counts by an unknown field");
	buf_printf(&sql, "SELECT %s, count(*) FROM %s", field, lq->record->name);
	buf_add(&sql, buf_str(&w.sql));
	buf_printf(&sql, " GROUP BY %s ORDER BY %s", field, field);
	int r = db_query_sql(db, buf_str(&sql), w.values, w.n, &q, err);
	buf_free(&w.sql);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		counts = arena_grow(a, counts, n, &cap, sizeof(*counts));
		counts[n].value = query_value(q, 0);
		if (counts[n].value.kind == VALUE_TEXT)
			counts[n].value.s = arena_dup(a, counts[n].value.s);
		counts[n++].n = query_int(q, 1);
		r = 0;
	}
	if (r < 0)
		return r;
	*ret_counts = counts;
	*ret_n = n;
	return 0;
}

int record_label(struct db *db, struct arena *a, const struct catalog *catalog, const char *name, int64_t id,
                 struct str *ret_label, struct err *err)
{
	if (strcmp(name, "unit") == 0) {
		struct unit_item unit = {0};
		int r = unit_get(db, a, id, &unit, err);
		if (r >= 0)
			*ret_label = unit.full;
		return r < 0 ? r : 0;
	}
	const struct record *record = catalog_record(catalog, str_from_c(name));
	struct row row;
	INVARIANT(record && record->heading, "a reference to a record without a heading");
	int r = row_load(db, a, record, id, &row, err);
	if (r < 0)
		return r;
	*ret_label = r ? field_text(a, &record->fields[record_field(record, record->heading)],
				    row_value(&row, record->heading))
		       : (struct str){0};
	return 0;
}

int record_read(struct site *site, struct db *db, struct arena *a, const struct actor *actor,
		const struct record *record, int64_t id, struct row *ret_row, struct err *err)
{
	char action[80];
	struct row row;
	snprintf(action, sizeof(action), "%s.read", record->name);
	int r = row_load(db, a, record, id, &row, err);
	if (r > 0)
		r = access_may(db, actor, action, record_unit(site, &row), err);
	if (r > 0)
		*ret_row = row;
	return r;
}
