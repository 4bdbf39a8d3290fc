/*
 * listing.h – private to web/: what a list was asked for by its address, and the links that ask for something else.
 *
 * An address holds the filters (by their own names), `q` (the search), `cot` (columns), `sap` (a field, with '-' before
 * it for downward) and `trang`. A link changes one of them and keeps the others, but not the page.
 */
#pragma once
#include "web/internal.h"

#define LISTING_MOST 13

struct listing {
	struct web_call *c;
	struct str path;
	struct option_view asked[LISTING_MOST]; /* name in text; q and sap are the last two */
	size_t n;
	struct str q, fold; /* as typed; folded for comparing, empty without a search */
	const char *sort;   /* of the allowed ones; NULL: the list's own order */
};

/* Takes q and sap from the request; `sorts` ends with NULL. */
void listing_begin(struct listing *l, struct web_call *c, struct str path, const char *const *sorts);
/* One filter that was understood. */
void listing_keep(struct listing *l, const char *name, struct str value);
/* The address with this parameter changed; an empty value drops it. */
struct str listing_with(struct listing *l, const char *name, struct str value);
/* Another page with the same question, for exports. */
struct str listing_elsewhere(struct listing *l, struct str path);
/* A heading that sorts by `field`; NULL: it does not sort. `own` is the order without `sap`. */
struct column_view listing_column(struct listing *l, const char *label, const char *field, const char *own);
bool listing_narrowed(const struct listing *l);
/* Search form, kept parameters. */
void listing_search(struct listing *l, struct list_view *v, const char *label);

/* Makes the answer a CSV file for spreadsheets: UTF-8 with BOM. */
void listing_csv(struct web_call *c, struct str filename);
