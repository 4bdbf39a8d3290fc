/*
 * list.h – rows of a record as a list: what the actor may read, filtered, sorted, by pages.
 *
 * Filters and sorts name declared fields only; what an address asks beyond that is passed over. The SQL is made of names of
 * the declaration and of integers; every text is a parameter.
 */
#pragma once
#include "access/access.h"
#include "declare/row.h"
#include "site/site.h"

#define LIST_PAGE 50
#define LIST_MOST_FILTERS 8
#define LIST_SMALL 20000   /* rows of a register that are searched, put in order and counted one by one */
#define LIST_COUNTED 10000 /* rows with filters that are counted exactly; beyond, `more` is set */

/* One condition: field = value, or for a range of days or numbers: op is one of "=", "<", "<=", ">", ">=", "<>". */
struct list_filter {
	const char *field;
	const char *op;
	struct value value;
};

struct list_query {
	const struct record *record;
	const struct list_filter *filters;
	size_t filter_count;
	/* Only rows whose field `in_field` is one of these ids (the search); NULL: all. */
	const char *in_field;
	const int64_t *in;
	size_t in_count;
	const char *sort; /* field, with '-' before it for downward; NULL: the record's. Equal ones go by id, the same way */
	bool by_key;      /* the field is FIELD_SORTED: in Vietnamese order, as it is kept */
	bool uncounted; /* the caller knows how many there are: `total` is left at what was read */
	bool large; /* this person may read more than LIST_SMALL rows: the order is walked, not made */
	int64_t offset, limit; /* limit 0: LIST_PAGE */
	int64_t all; /* record_total, when the caller has asked already; 0: it has not */
};

struct list_result {
	struct row *rows;
	size_t n;
	int64_t total; /* with the filters, all pages */
	bool more;     /* and more than that: not counted further */
};

int record_list(struct db *db, struct arena *a, const struct actor *actor, const struct list_query *query,
                struct list_result *ret_result, struct err *err);
/* How many rows this person may read, without reading them (record/follow.h). */
int record_total(struct db *db, const struct actor *actor, const struct record *record, int64_t *ret_total, struct err *err);
/* How many rows, by the values of one field (for filters as links with counts); the field's own filter is left out by the
 * caller. Values come in their own order. A facet without other conditions is answered by its counters; with conditions, in a
 * large register, its values come with n = -1: not counted. */
struct list_count { struct value value; int64_t n; };
int record_counts(struct db *db, struct arena *a, const struct actor *actor, const struct list_query *query, const char *field,
                  struct list_count **ret_counts, size_t *ret_n, struct err *err);

/* What a reference shows: the heading of the row it points to ("Xã Thiệu Hóa" for a unit); empty when it is gone. */
int record_label(struct db *db, struct arena *a, const struct catalog *catalog, const char *record, int64_t id,
                 struct str *ret_label, struct err *err);
/* 1 when the actor may read it (*ret_row), 0 when it is not there or not for them: callers answer both with 404. */
int record_read(struct site *site, struct db *db, struct arena *a, const struct actor *actor, const struct record *record,
                int64_t id, struct row *ret_row, struct err *err);
