/*
 * bell.h – what waits for one person: their own units' tasks that are late, due soon or new, and what only they can do next.
 *
 * Computed from rows when asked, never stored: what is settled is gone by itself. An item has a key that changes with its
 * state, so that what was read comes back only when something happened ("task/123/late" after "task/123/soon"). That a person
 * has read an item is kept outside the ledger (table bell_mark).
 */
#pragma once
#include "access/access.h"
#include "site/site.h"

#define BELL_MOST 100 /* of one source; beyond, `more` is set */
#define BELL_KEPT_DAYS 400

extern const struct table bell_mark_table;

enum bell_kind { BELL_LATE, BELL_SOON, BELL_NEW, BELL_DECIDE, BELL_CHECK, BELL_NEWS, BELL_KINDS };

struct bell_item {
	struct str key;
	enum bell_kind kind;
	struct str text;
	const struct record *record; /* where it leads: a row, or the list of these with id 0 */
	int64_t id;
	day_t day;  /* its deadline, or when it happened; DAY_NONE */
	bool read;
};

struct bell {
	struct bell_item *items; /* by kind, then by day */
	size_t n, unread;
	bool more;
};

/* Vietnamese heading of a kind: "Quá hạn". */
const char *bell_heading(enum bell_kind kind);
int bell_make(struct site *site, struct db *db, struct arena *a, const struct actor *actor, day_t today,
	      struct bell *ret_bell, struct err *err);
/* All of these were read by this person now. */
int bell_mark_read(struct site *site, int64_t person, const struct bell *bell, struct err *err);
