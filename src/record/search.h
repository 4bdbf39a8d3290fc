/*
 * search.h – rows by the words people type, without accents: every word must begin a word of one of the row's FIELD_SEARCHED
 * texts or of what one of its listed references shows. A unit's own name is kept without the word for its kind, which may be
 * typed before it: "phường Hạc Thành".
 */
#pragma once
#include "record/list.h"

#define SEARCH_WORDS 8
#define SEARCH_FOUND 500	 /* rows found in a large register; beyond, `more` is set */
#define SEARCH_CANDIDATES 20000 /* rows looked at for that */
#define SEARCH_COMMON 100000	 /* rows of a word that are counted to find the rarest one */

/* Does the row fit the folded words? 1, 0, negative. */
int search_fits(struct db *db, struct arena *scratch, const struct catalog *catalog, const struct row *row, struct str fold,
		struct err *err);

struct search_found {
	int64_t *ids;
	size_t n;
	bool more; /* there are, or may be, further ones: type more */
};
/* In a large register, by search_token: among the rows of the rarest word. Only what the actor may read, and what the filters
 * ("=" alone) leave. */
int record_search(struct db *db, struct arena *a, const struct actor *actor, const struct catalog *catalog,
		  const struct record *record, const struct list_filter *filters, size_t filter_count, struct str fold,
		  struct search_found *ret_found, struct err *err);
