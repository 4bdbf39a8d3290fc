#include "ledger/apply.h"
#include "ledger/body.h"
#include "ledger/statements.h"

static void take_change(struct arena *a, const struct change *c, struct value *now, struct history_item *item)
{
	struct value *before = arena_array_of(a, c->n, struct value);
	for (size_t i = 0; i < c->n; i++) {
		before[i] = now[c->fields[i]];
		now[c->fields[i]] = c->values[i];
	}
	item->kind = c->kind;
	item->revision = c->revision;
	item->n = c->n;
	item->fields = c->fields;
	item->before = before;
	item->after = c->values;
}

/* Oldest first; `now` becomes the values of the last. */
static int read_history(struct db *db, struct arena *a, const struct catalog *c, const struct record *record, int64_t id,
			struct value *now, struct history_item **ret_items, size_t *ret_n, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	struct history_item *items = NULL;
	size_t n = 0, cap = 0;
	int r = db_query(db, &ledger_of_row, VALUES(v_c(record->name), v_int(id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct history_item item = {0};
		struct str body;
		struct hash body_hash;
		struct change *changes = NULL;
		size_t count = 0;
		entry_from_row(q, a, &item.entry, &body, &item.dropped, &body_hash, &item.hash);
		r = item.dropped ? 0 : body_read_row(a, c, body, record, id, &changes, &count, err);
		if (r < 0)
			return r;
		for (size_t i = 0; i < count; i++)
			take_change(a, &changes[i], now, &item);
		items = arena_grow(a, items, n, &cap, sizeof(*items));
		items[n++] = item;
	}
	if (r < 0)
		return r;
	*ret_items = items;
	*ret_n = n;
	return 0;
}

int ledger_history(struct db *db, struct arena *a, const struct catalog *c, const struct record *record, int64_t id,
                   struct history_item **ret_items, size_t *ret_n, struct err *err)
{
	struct history_item *items;
	size_t n;
	int r = read_history(db, a, c, record, id, arena_array_of(a, record->field_count, struct value), &items, &n, err);
	if (r < 0)
		return r;
	/* newest first */
	for (size_t i = 0; i < n / 2; i++) {
		struct history_item swap = items[i];
		items[i] = items[n - 1 - i];
		items[n - 1 - i] = swap;
	}
	*ret_items = items;
	*ret_n = n;
	return 0;
}

int ledger_gone(struct db *db, struct arena *a, const struct catalog *c, const struct record *record, int64_t id,
		struct row *ret_row, struct history_item *ret_item, struct err *err)
{
	struct value *now = arena_array_of(a, record->field_count, struct value);
	struct history_item *items;
	size_t n;
	for (size_t i = 0; i < record->field_count; i++)
		now[i] = field_absent(&record->fields[i]); /* entries older than the field */
	int r = read_history(db, a, c, record, id, now, &items, &n, err);
	if (r < 0 || n == 0 || items[n - 1].kind != CHANGE_GONE)
		return r < 0 ? r : 0;
	*ret_row = (struct row){record, id, items[n - 1].revision, now};
	*ret_item = items[n - 1];
	return 1;
}

int ledger_changes(struct db *db, struct arena *a, const struct catalog *c, int64_t number, struct change **ret_changes,
                   size_t *ret_n, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	struct change *changes = NULL;
	size_t n = 0;
	int r = db_query(db, &ledger_body_of, VALUES(v_int(number)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r > 0 && !query_is_null(q, 0))
		r = body_read(a, c, query_dup(q, 0, a), &changes, &n, err);
	if (r < 0)
		return r;
	*ret_changes = changes;
	*ret_n = n;
	return 0;
}
