/*
 * follow.h – what lists of any length need beside the rows, kept by every change (the catalog's `follow`) and made again by
 * rebuild:
 *
 *   counter        how many rows of a unit have a value in a facet; the field "" counts all rows. For filters as links with
 *                  counts, and for totals, without reading the rows.
 *   search_token   the words of the FIELD_SEARCHED texts, folded, each behind the name of its register; a word is found by its
 *                  beginning.
 *   sort_key       the Vietnamese order of the FIELD_SORTED texts.
 */
#pragma once
#include "ledger/ledger.h"

#define FOLLOW_MOST_WORDS 64 /* of one row; further words are not found */
#define FOLLOW_WORD 48	     /* bytes of a word that count */

extern const struct table counter_table, search_token_table, sort_key_table;

/* A facet: a listed choice or yes-or-no field. */
bool record_facet(const struct field *f);
/* The value as the counter holds it: a code, "1", "0", or "" for blank. */
struct str counter_value(const struct value *v);
/* Cuts the next word off a folded text. */
bool search_word(struct str *rest, struct str *ret_word);
/* The word as it stands in search_token: "person nguyen". */
struct str search_token(struct arena *a, const struct record *record, struct str word);

/* The catalog's `follow_make` and `follow_write`: what one entry did to many rows, in the order of the tables' keys. */
struct follow_made *record_follow_make(struct arena *a, const struct followed *rows, size_t n);
int record_follow_write(struct db *db, const struct follow_made *made, struct err *err);
/* The catalog's `follows`: could this change make a difference here? */
bool record_follows(const struct change *change);
