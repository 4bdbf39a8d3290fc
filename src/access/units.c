/* The units somebody may do something to, as a list. */
#include "access/access.h"
#include "base/buf.h"
#include "unit/records.h"

/* Where the offices stand before the communes, which keep their order. */
static int rank_of(enum unit_kind kind)
{
	static const enum unit_kind offices[] = {UNIT_PROVINCE, UNIT_CITY, UNIT_DEPARTMENT, UNIT_BODY};
	for (size_t i = 0; i < ARRAY_LEN(offices); i++)
		if (kind == offices[i])
			return (int)i;
	return (int)ARRAY_LEN(offices) + !unit_kind_is_communal(kind);
}

int access_units(struct db *db, struct arena *a, const struct actor *actor, const char *action, struct unit_item **ret_units,
		 size_t *ret_offices, size_t *ret_n, struct err *err)
{
	struct unit_item *all = NULL;
	size_t n = 0, cap = 0, count = 0;
	_cleanup_buf_ struct buf sql = BUF_INIT(8192);
	_cleanup_query_ struct query *q = NULL;
	buf_add_c(&sql, "SELECT u.id, u.code, u.name, u.kind, n.fold FROM unit u JOIN unit_name n ON n.unit = u.id WHERE ");
	access_filter(&sql, actor, action, "u.id");
	buf_add_c(&sql, " ORDER BY n.sort, u.code");
	int r = db_query_sql(db, buf_str(&sql), NO_VALUES, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		all = arena_grow(a, all, n, &cap, sizeof(*all));
		all[n++] = unit_item_of(q, a);
		r = 0;
	}
	if (r < 0)
		return r;
	struct unit_item *units = arena_array_of(a, n + 1, struct unit_item);
	for (int rank = 0; rank <= rank_of(UNIT_COMMUNE); rank++) {
		if (rank == rank_of(UNIT_COMMUNE))
			*ret_offices = count;
		for (size_t i = 0; i < n; i++)
			if (rank_of(all[i].kind) == rank)
				units[count++] = all[i];
	}
	*ret_units = units;
	*ret_n = count;
	return 0;
}
