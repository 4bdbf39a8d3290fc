/* Which rows of a register an address asks for, and in which order. */
#include <stdlib.h>
#include <string.h>

#include "record/follow.h"
#include "record/search.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/registers.h"

#define SLICE 2000

struct register_key {
	int64_t id;
	struct str key;
};

/* What the order of a column goes by: what a person reads, a unit by its name without the word for its kind, so that communes
 * and wards mix. */
static int words_of(struct web_call *c, struct arena *a, const struct field *f, const struct value *v, struct str *ret,
		    struct err *err)
{
	if (v->kind == VALUE_NULL || f->kind != FIELD_REF) {
		*ret = v->kind == VALUE_NULL ? (struct str){0} : field_text(a, f, v);
		return 0;
	}
	if (strcmp(f->references, "unit") == 0) {
		struct unit_item unit = {0};
		int r = unit_get(c->db, a, v->i, &unit, err);
		*ret = unit.name;
		return r < 0 ? r : 0;
	}
	return record_label(c->db, a, c->site->catalog, f->references, v->i, ret, err);
}

static bool passes(const struct register_query *q, const struct row *row)
{
	for (size_t i = 0; i < q->filter_count; i++)
		if (!value_eq(row_value(row, q->filters[i].field), &q->filters[i].value))
			return false;
	return true;
}

static int take(struct web_call *c, struct arena *scratch, struct register_query *q, const struct row *row,
		struct err *err)
{
	struct str words;
	int r = q->l.fold.n ? search_fits(c->db, scratch, c->site->catalog, row, q->l.fold, err) : 1;
	if (r <= 0)
		return r;
	if (q->l.fold.n) {
		q->found = arena_grow(c->arena, q->found, q->found_n, &q->found_cap, sizeof(*q->found));
		q->found[q->found_n++] = row->id;
	}
	if (!q->by_words || !passes(q, row))
		return 0;
	r = words_of(c, scratch, q->by_words, row_value(row, q->by_words->name), &words, err);
	if (r < 0)
		return r;
	q->keys = arena_grow(c->arena, q->keys, q->key_n, &q->key_cap, sizeof(*q->keys));
	q->keys[q->key_n++] = (struct register_key){row->id, text_sort_key(c->arena, words)};
	return 0;
}

/* Reads what this person may read, in slices: at most LIST_SMALL rows, or it would be another way. */
static int scan(struct web_call *c, struct register_query *q, struct err *err)
{
	_cleanup_arena_ struct arena *scratch = arena_new("register scan", (size_t)512 << 20);
	struct list_query all = {.record = q->record, .sort = "id", .limit = SLICE};
	struct list_result rows;
	q->found_cap = 1;
	q->found = q->l.fold.n ? arena_array_of(c->arena, 1, int64_t) : NULL;
	do {
		arena_reset(scratch);
		rows = (struct list_result){0};
		int r = record_list(c->db, scratch, &c->actor, &all, &rows, err);
		for (size_t i = 0; r == 0 && i < rows.n; i++)
			r = take(c, scratch, q, &rows.rows[i], err);
		if (r < 0)
			return r;
		all.offset += SLICE;
	} while (rows.n == SLICE && all.offset <= LIST_SMALL);
	return 0;
}

static int compare(const struct register_key *x, const struct register_key *y)
{
	int order = str_cmp(x->key, y->key);
	return order ? order : x->id < y->id ? -1 : x->id > y->id;
}

static int upward(const void *a, const void *b)
{
	return compare(a, b);
}
static int downward(const void *a, const void *b)
{
	return compare(b, a);
}

static bool in_words(const struct field *f)
{
	return f->kind == FIELD_TEXT || f->kind == FIELD_LONG || f->kind == FIELD_CHOICE || f->kind == FIELD_REF;
}

/* In a large register only an order that is kept is offered: by keys, by an index. */
bool register_sorts(const struct register_query *q, const struct field *f)
{
	if (!q->large)
		return true;
	return (f->flags & FIELD_SORTED) || (!in_words(f) && (f->flags & FIELD_INDEXED));
}

/* Without an order chosen, the register's own; by words that is the Vietnamese one, read from the kept keys unless the rows are
 * few enough, or looked at anyway, to be put in order here. */
static void own_order(struct register_query *q)
{
	const char *own = q->record->sort;
	int at = own && !q->l.sort ? record_field(q->record, own + (own[0] == '-')) : -1;
	if (at < 0 || !(q->record->fields[at].flags & FIELD_SORTED))
		return;
	if (q->large || q->l.fold.n || q->all <= SLICE)
		q->by_words = &q->record->fields[at];
	else
		q->by_key = true;
}

/* Rows by words: all that may be read one by one, or in a large register by what is kept for it. */
static int find(struct web_call *c, struct register_query *q, struct err *err)
{
	struct search_found found = {0};
	if (!q->large)
		return q->l.fold.n || q->by_words ? scan(c, q, err) : 0;
	q->by_key = q->by_words != NULL;
	q->by_words = NULL;
	if (!q->l.fold.n)
		return 0;
	int r = record_search(c->db, c->arena, &c->actor, c->site->catalog, q->record, NULL, 0, q->l.fold, &found, err);
	q->found = found.ids;
	q->found_n = found.n;
	q->more = found.more;
	return r;
}

/* The choice of columns as it stands in links; empty without one. */
static struct str chosen_columns(struct web_call *c, const struct record *record)
{
	_cleanup_buf_ struct buf b = BUF_INIT(4096);
	const struct field *fields[REGISTER_COLUMNS];
	bool chosen = http_query(c->req, "cot").n || http_query(c->req, "cot[]").n;
	size_t n = chosen ? register_chosen(c, record, fields) : 0;
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i ? "," : "", fields[i]->name);
	return arena_dup(c->arena, buf_str(&b));
}

int register_ask(struct web_call *c, const struct record *record, struct register_query *ret_query, struct err *err)
{
	struct register_query q = {.record = record};
	const char *sorts[REGISTER_COLUMNS + 1] = {0};
	const struct field *fields[REGISTER_COLUMNS];
	size_t n = register_columns(record, NULL, fields);
	for (size_t i = 0; i < n; i++)
		sorts[i] = fields[i]->name;
	int64_t all = 0;
	int r = record_total(c->db, &c->actor, record, &all, err);
	if (r < 0)
		return r;
	q.large = all > LIST_SMALL;
	q.all = all;
	listing_begin(&q.l, c, web_path(c, "/danh-muc/%s", record->name), sorts);
	own_order(&q);
	const char *sort = q.l.sort ? q.l.sort : record->sort ? record->sort : "";
	bool down = sort[0] == '-';
	for (size_t i = 0; i < n; i++) {
		struct err ignored = ERR_INIT;
		struct value v;
		struct str typed = http_query(c->req, fields[i]->name);
		if (q.l.sort && strcmp(sort + down, fields[i]->name) == 0) {
			if (!register_sorts(&q, fields[i]))
				q.l.sort = NULL;
			else if (in_words(fields[i]))
				q.by_words = fields[i];
		}
		if (q.filter_count == LIST_MOST_FILTERS || !record_facet(fields[i]) || !typed.n)
			continue;
		if (str_eq_c(typed, REGISTER_BLANK))
			v = v_null();
		else if (field_parse(c->arena, fields[i], typed, &v, &ignored) < 0)
			continue;
		q.filters[q.filter_count++] = (struct list_filter){fields[i]->name, "=", v};
		listing_keep(&q.l, fields[i]->name, typed);
	}
	listing_keep(&q.l, "cot", chosen_columns(c, record));
	r = find(c, &q, err);
	if (r < 0)
		return r;
	if (q.key_n)
		qsort(q.keys, q.key_n, sizeof(*q.keys), down ? downward : upward);
	*ret_query = q;
	return 0;
}

static struct list_query filtered(const struct register_query *q, const char *without, struct list_filter *filters)
{
	struct list_query lq = {
		.record = q->record, .filters = filters, .sort = q->l.sort, .by_key = q->by_key, .large = q->large, .all = q->all};
	for (size_t i = 0; i < q->filter_count; i++)
		if (!without || strcmp(q->filters[i].field, without) != 0)
			filters[lq.filter_count++] = q->filters[i];
	if (q->found) {
		lq.in_field = "id";
		lq.in = q->found;
		lq.in_count = q->found_n;
	}
	return lq;
}

/* The rows of one page of q->keys, put back into that order. */
static int rows_by_words(struct web_call *c, struct arena *a, const struct register_query *q, int64_t offset,
			 int64_t limit, struct list_result *ret_rows, struct err *err)
{
	size_t from = (size_t)offset < q->key_n ? (size_t)offset : q->key_n;
	size_t n = q->key_n - from < (size_t)limit ? q->key_n - from : (size_t)limit;
	int64_t *ids = arena_array_of(a, n, int64_t);
	struct list_result found = {0},
			   ordered = {.rows = arena_array_of(a, n, struct row), .total = (int64_t)q->key_n};
	for (size_t i = 0; i < n; i++)
		ids[i] = q->keys[from + i].id;
	struct list_query lq = {
		.record = q->record, .in_field = "id", .in = ids, .in_count = n, .sort = "id", .limit = limit};
	int r = record_list(c->db, a, &c->actor, &lq, &found, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < found.n; k++)
			if (found.rows[k].id == ids[i])
				ordered.rows[ordered.n++] = found.rows[k];
	*ret_rows = ordered;
	return 0;
}

int register_rows(struct web_call *c, struct arena *a, const struct register_query *q, int64_t offset, int64_t limit,
		  struct list_result *ret_rows, struct err *err)
{
	struct list_filter filters[LIST_MOST_FILTERS];
	if (q->by_words)
		return rows_by_words(c, a, q, offset, limit, ret_rows, err);
	struct list_query lq = filtered(q, NULL, filters);
	lq.offset = offset;
	lq.limit = limit;
	int r = record_list(c->db, a, &c->actor, &lq, ret_rows, err);
	if (r == 0)
		ret_rows->more = ret_rows->more || q->more;
	return r;
}

int register_counts(struct web_call *c, const struct register_query *q, const char *field,
		    struct list_count **ret_counts, size_t *ret_n, struct err *err)
{
	struct list_filter filters[LIST_MOST_FILTERS];
	struct list_query lq = filtered(q, field, filters);
	return record_counts(c->db, c->arena, &c->actor, &lq, field, ret_counts, ret_n, err);
}
