/*
 * apply.h – changes into tables. Private to ledger/. Runs no rule and knows no clock.
 */
#pragma once
#include "ledger/ledger.h"

/* The changes of an entry: projected rows, one after the other, each with what its own declaration derives; history index and
 * the tables of all records for many at once, sorted; `follow` is what follows there when that was made before. ERR_CORRUPT when a
 * row has another revision than its change says. */
int apply_changes(struct db *db, const struct catalog *c, const struct change *changes, size_t n, int64_t entry,
		  const struct follow_made *follow, struct err *err);
/* What will follow in the tables of all records, from the rows as `db` reads them; no row twice. */
int apply_follow(struct db *db, struct arena *a, const struct catalog *c, const struct change *changes, size_t n,
		 const struct follow_made **ret, struct err *err);

/* Called for each entry in order; the arena is reset between two. */
typedef int (*entry_fn)(void *ctx, struct arena *a, const struct entry *entry, struct str body, bool dropped,
                        const struct hash *body_hash, const struct hash *hash, struct err *err);
int ledger_each(struct db *db, entry_fn fn, void *ctx, struct err *err);
/* Reads the entry of the present row of ledger_all or ledger_of_row; texts into the arena. */
void entry_from_row(struct query *q, struct arena *a, struct entry *ret_entry, struct str *ret_body, bool *ret_dropped,
                    struct hash *ret_body_hash, struct hash *ret_hash);
/* "SELECT id, revision, … FROM t ORDER BY id" */
struct str dump_sql(struct arena *a, const struct record *record);
