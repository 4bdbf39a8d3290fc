/*
 * pick.h – private to web/: choosing the row a form refers to: a person, a unit, a row of a register.
 *
 * As long as there are few (PICK_FEW) they stand in a list. Of more the form asks for words: what fits them comes back with the
 * form, to choose from; with script it is offered under the field as one types (/danh-muc/RECORD/chon, ui/app.js).
 *
 * What such a field says is one text on its whole way, in a form that comes back, in a draft, in an address: ids with blanks
 * between and, while something is still looked for, '?' and the words: "12", "12 15", "?nguyễn an", "12 ?nguyễn an". A verb knows
 * ids only and refuses the rest.
 *
 * A form sends it in parts: NAME, or NAME[] once for each (what is marked), NAME.tim (the words), NAME.da (the words that the rows
 * shown answer); pick_receive puts them together before a handler sees the form. Words that were answered already give way to
 * what was marked.
 */
#pragma once
#include "web/internal.h"

#define PICK_FEW 200   /* two lists of so many people beside all communes stay under 6 KB on the wire; more nobody looks through */
#define PICK_BOXES 60  /* a box takes three times as much as an option */
#define PICK_SHOWN 20  /* of what was found */
#define PICK_OFFERED 8 /* under the field while one types */
#define PICK_FIND "tim" /* the button that only looks: its value is the field */

/* What may be chosen: the rows of the record that the actor may read and the filters leave. */
struct pick_pool {
	const struct record *record;
	struct list_filter filters[2];
	size_t filter_count;
	bool several; /* a list of ids */
};

/* The parts of such fields as one pair each, in c->req. */
void pick_receive(struct web_call *c);
/* `marked`: ids, p == NULL when nothing is; `before`: the words whose answer was shown. */
struct str pick_joined(struct arena *a, struct str marked, struct str words, struct str before);
struct str pick_ids(struct str typed);
/* What is still looked for; empty when nothing is. */
struct str pick_words(struct str typed);

/* The row by name and by what tells it from others of that name. */
int pick_text(struct web_call *c, const struct row *row, struct str *ret, struct err *err);

struct options {
	struct option_view *list;
	size_t n, cap;
};
void pick_add(struct web_call *c, struct options *o, struct str value, struct str text, bool chosen);
/* In Vietnamese order, from the one at `first` on. */
void pick_order(struct web_call *c, struct options *o, size_t first);
/* Adds the rows of the pool: 1; 0 when they are more than PICK_FEW, and nothing is added. Those of records whose own order is one
 * of words come in the Vietnamese one. */
int pick_list(struct web_call *c, const struct pick_pool *pool, struct str chosen, struct options *o, struct err *err);

struct pick_found {
	struct options rows;  /* at most `most`: those that are called just so, then those whose own words they are, then the rest */
	int64_t total;        /* how many fit … */
	bool more;            /* … at least */
	struct str only;      /* id of the one row that is called just so; empty when there is none, or more than one */
};
int pick_find(struct web_call *c, const struct pick_pool *pool, struct str words, size_t most, struct pick_found *ret,
	      struct err *err);

/* Makes a CONTROL_PICK of the field, whose value is what it says now; words that name one row alone are settled. */
int pick_field(struct web_call *c, const struct pick_pool *pool, struct field_view *v, struct err *err);
/* What the field says, its words replaced by the row that is called just so. */
int pick_settle(struct web_call *c, const struct pick_pool *pool, struct str typed, struct str *ret, struct err *err);
/* A form that came back keeps what it looks for until somebody has chosen: says so at the field. */
bool pick_complain(struct field_view *v);
