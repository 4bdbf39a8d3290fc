#include "record/list.h"

#include <stdio.h>
#include <string.h>

#include "record/follow.h"
#include "record/verbs.h"
#include "unit/records.h"

#define MOST_VALUES (LIST_MOST_FILTERS + 4)
#define WHOLE_SITE "(SELECT root FROM site LIMIT 1)"

/* The condition without the units, and the units by themselves. */
struct where {
	struct buf scope, sql;
	struct value values[MOST_VALUES];
	size_t n;
	int64_t few[ACCESS_FEW]; /* the units, when they are few: each has its rows in order in an index */
	size_t few_n;
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
	char action[80], scope[80];
	snprintf(action, sizeof(action), "%s.read", q->record->name);
	w->few_n = q->record->scope ? access_few(actor, action, w->few) : 0;
	/* in a large register the plus keeps the engine from gathering the rows of all units first and sorting them then */
	bool walked = q->large && !w->few_n;
	snprintf(scope, sizeof(scope), "%s%s", walked ? "+" : "", q->record->scope ? q->record->scope : WHOLE_SITE);
	access_filter(&w->scope, actor, action, scope);
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

/* The declared field of a sort; `*ret_down` for a '-' before it. */
static const char *sort_of(const struct list_query *lq, bool *ret_down)
{
	const char *sort = lq->sort ? lq->sort : lq->record->sort ? lq->record->sort : "id";
	*ret_down = sort[0] == '-';
	sort += *ret_down;
	INVARIANT(strcmp(sort, "id") == 0 || record_field(lq->record, sort) >= 0, "a list sorted by an unknown field");
	INVARIANT(!lq->by_key || (lq->record->fields[record_field(lq->record, sort)].flags & FIELD_SORTED),
		  "a list by keys the field does not have");
	return sort;
}

static void condition(struct buf *sql, const struct where *w)
{
	buf_add_c(sql, " WHERE ");
	buf_add(sql, buf_str(&w->scope));
	buf_add(sql, buf_str(&w->sql));
}

static void select_from(struct buf *sql, const struct list_query *lq, const char *sort)
{
	const struct record *record = lq->record;
	buf_printf(sql, "SELECT %s.id, revision", record->name);
	for (size_t i = 0; i < record->field_count; i++) {
		buf_add_c(sql, ", ");
		buf_add_c(sql, record->name);
		buf_add_char(sql, '.');
		buf_add_c(sql, record->fields[i].name);
	}
	buf_add_c(sql, " FROM ");
	if (lq->by_key)
		buf_printf(sql, "(SELECT key AS by_key_, id AS by_id_ FROM sort_key WHERE record = '%s' AND field = '%s') AS k CROSS JOIN ",
			   record->name, sort);
	buf_add_c(sql, record->name);
}

/* The rows of several units: each unit's in order from the index, put together by the engine as they come. */
static void select_few(struct buf *sql, const struct list_query *lq, const struct where *w, const char *sort)
{
	for (size_t i = 0; i < w->few_n; i++) {
		buf_add_c(sql, i ? " UNION ALL " : "");
		select_from(sql, lq, sort);
		buf_printf(sql, " WHERE %s = %lld", lq->record->scope, (long long)w->few[i]);
		buf_add(sql, buf_str(&w->sql));
	}
}

static void select_sql(struct buf *sql, const struct list_query *lq, const struct where *w)
{
	bool down;
	const char *sort = sort_of(lq, &down), *way = down ? " DESC" : "", *scope = lq->record->scope;
	if (w->few_n > 1 && !lq->by_key && !lq->in_field && strcmp(scope, "id") != 0) {
		select_few(sql, lq, w, sort);
	} else {
		select_from(sql, lq, sort);
		condition(sql, w);
	}
	/* equal ones come the way the index has them, or all of a day would be sorted for one page */
	if (lq->by_key)
		buf_printf(sql, " AND %s.id = by_id_ ORDER BY by_key_%s, by_id_%s", lq->record->name, way, way);
	else
		buf_printf(sql, " ORDER BY %s%s, id%s", sort, way, way);
	buf_printf(sql, " LIMIT ?%zu OFFSET ?%zu", w->n + 1, w->n + 2);
}

/* ---- counting ---- */

/* Is there at most one condition, one that a counter answers? */
static bool counter_answers(const struct list_query *lq, const char **ret_field, struct str *ret_value)
{
	const struct list_filter *f = lq->filters;
	*ret_field = "";
	*ret_value = STR("");
	if (lq->in_field || lq->filter_count > 1)
		return false;
	if (lq->filter_count == 0)
		return true;
	int at = record_field(lq->record, f->field);
	if (at < 0 || !record_facet(&lq->record->fields[at]) || strcmp(f->op, "=") != 0)
		return false;
	*ret_field = f->field;
	*ret_value = counter_value(&f->value);
	return true;
}

static void counter_sql(struct buf *sql, const struct actor *actor, const struct record *record, const char *what)
{
	char action[80];
	snprintf(action, sizeof(action), "%s.read", record->name);
	buf_printf(sql, "SELECT %s FROM counter WHERE record = ?1 AND field = ?2 AND ", what);
	access_filter(sql, actor, action, record->scope ? "unit" : WHOLE_SITE);
}

static int counted(struct db *db, const struct actor *actor, const struct record *record, const char *field, struct str value,
		   int64_t *ret, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 16);
	_cleanup_query_ struct query *q = NULL;
	counter_sql(&sql, actor, record, "sum(n)");
	buf_add_c(&sql, " AND value = ?3");
	int r = db_query_sql(db, buf_str(&sql), VALUES(v_c(record->name), v_c(field), v_text(value)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r > 0)
		*ret = query_int(q, 0);
	return r < 0 ? r : 0;
}

int record_total(struct db *db, const struct actor *actor, const struct record *record, int64_t *ret_total, struct err *err)
{
	return counted(db, actor, record, "", STR(""), ret_total, err);
}

static int total_of(struct db *db, const struct actor *actor, const struct list_query *lq, struct where *w,
		    struct list_result *result, struct err *err)
{
	const char *field;
	struct str value;
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 20);
	_cleanup_query_ struct query *q = NULL;
	int64_t most = lq->offset + (int64_t)result->n > LIST_COUNTED ? lq->offset + (int64_t)result->n : LIST_COUNTED;
	if (lq->all && !lq->filter_count && !lq->in_field) {
		result->total = lq->all;
		return 0;
	}
	if (counter_answers(lq, &field, &value))
		return counted(db, actor, lq->record, field, value, &result->total, err);
	buf_printf(&sql, "SELECT count(*) FROM (SELECT 1 FROM %s", lq->record->name);
	condition(&sql, w);
	buf_printf(&sql, " LIMIT ?%zu) AS some", w->n + 1);
	w->values[w->n] = v_int(most + 1);
	int r = db_query_sql(db, buf_str(&sql), w->values, w->n + 1, &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r <= 0)
		return r;
	result->more = query_int(q, 0) > most;
	result->total = result->more ? most : query_int(q, 0);
	return 0;
}

static int page_of_rows(struct db *db, struct arena *a, const struct list_query *lq, struct where *w, int64_t limit,
			struct list_result *result, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 20);
	_cleanup_query_ struct query *q = NULL;
	select_sql(&sql, lq, w);
	w->values[w->n] = v_int(limit);
	w->values[w->n + 1] = v_int(lq->offset);
	int r = db_query_sql(db, buf_str(&sql), w->values, w->n + 2, &q, err);
	return r < 0 ? r : rows_of(q, a, lq->record, result, err);
}

int record_list(struct db *db, struct arena *a, const struct actor *actor, const struct list_query *lq,
                struct list_result *ret_result, struct err *err)
{
	struct where w = {.scope = BUF_INIT(1 << 16), .sql = BUF_INIT(1 << 20)};
	struct list_result result = {0};
	int64_t limit = lq->limit ? lq->limit : LIST_PAGE;
	where_of(&w, actor, lq);
	int r = page_of_rows(db, a, lq, &w, limit, &result, err);
	result.total = lq->offset + (int64_t)result.n;
	if (r == 0 && !lq->uncounted && ((int64_t)result.n == limit || (lq->offset && result.n == 0)))
		r = total_of(db, actor, lq, &w, &result, err);
	buf_free(&w.scope);
	buf_free(&w.sql);
	if (r < 0)
		return r;
	*ret_result = result;
	return 0;
}

/* A stored value again from what the counter holds. */
static struct value value_of(struct arena *a, const struct field *f, struct str counter)
{
	if (counter.n == 0)
		return v_null();
	return f->kind == FIELD_TRISTATE ? v_int(counter.p[0] == '1') : v_text(arena_dup(a, counter));
}

static int counts_from(struct query *q, struct arena *a, const struct field *f, bool counters, struct list_count **ret_counts,
		       size_t *ret_n, struct err *err)
{
	struct list_count *counts = NULL;
	size_t n = 0, cap = 0;
	int r;
	while ((r = query_next(q, err)) > 0) {
		if (counters && query_int(q, 1) == 0)
			continue; /* a value that no row has any more */
		counts = arena_grow(a, counts, n, &cap, sizeof(*counts));
		counts[n].value = counters ? value_of(a, f, query_str(q, 0)) : query_value(q, 0);
		if (!counters && counts[n].value.kind == VALUE_TEXT)
			counts[n].value.s = arena_dup(a, counts[n].value.s);
		counts[n++].n = query_int(q, 1);
	}
	if (r < 0)
		return r;
	*ret_counts = counts;
	*ret_n = n;
	return 0;
}

int record_counts(struct db *db, struct arena *a, const struct actor *actor, const struct list_query *lq, const char *field,
                  struct list_count **ret_counts, size_t *ret_n, struct err *err)
{
	struct where w = {.scope = BUF_INIT(1 << 16), .sql = BUF_INIT(1 << 20)};
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 20);
	_cleanup_query_ struct query *q = NULL;
	int at = record_field(lq->record, field), r;
	INVARIANT(at >= 0, "counts by an unknown field");
	const struct field *f = &lq->record->fields[at];
	bool plain = lq->filter_count == 0 && !lq->in_field, counters = record_facet(f) && (plain || lq->large);
	if (counters) {
		counter_sql(&sql, actor, lq->record, "value, sum(n)");
		buf_add_c(&sql, " GROUP BY value ORDER BY value");
		r = db_query_sql(db, buf_str(&sql), VALUES(v_c(lq->record->name), v_c(field)), &q, err);
	} else {
		where_of(&w, actor, lq);
		buf_printf(&sql, "SELECT %s, count(*) FROM %s", field, lq->record->name);
		condition(&sql, &w);
		buf_printf(&sql, " GROUP BY %s ORDER BY %s", field, field);
		r = db_query_sql(db, buf_str(&sql), w.values, w.n, &q, err);
		buf_free(&w.scope);
		buf_free(&w.sql);
	}
	if (r == 0)
		r = counts_from(q, a, f, counters, ret_counts, ret_n, err);
	for (size_t i = 0; r == 0 && counters && !plain && i < *ret_n; i++)
		(*ret_counts)[i].n = -1;
	return r;
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
