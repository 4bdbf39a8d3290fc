/*
 * apply.h – changes into tables. Private to ledger/. Runs no rule and knows no clock.
 */
#pragma once
#include "ledger/ledger.h"

/* Projected row, then history index and derived tables. ERR_CORRUPT when the row has another revision than the change says. */
int apply_change(struct db *db, const struct catalog *c, const struct change *change, int64_t entry, struct err *err);

/* Called for each entry in order; the arena is reset between two. */
typedef int (*entry_fn)(void *ctx, struct arena *a, const struct entry *entry, struct str body, bool dropped,
                        const struct hash *body_hash, const struct hash *hash, struct err *err);
int ledger_each(struct db *db, entry_fn fn, void *ctx, struct err *err);
/* Reads the entry of the present row of ledger_all or ledger_of_row; texts into the arena. */
void entry_from_row(struct query *q, struct arena *a, struct entry *ret_entry, struct str *ret_body, bool *ret_dropped,
                    struct hash *ret_body_hash, struct hash *ret_hash);
/* "SELECT id, revision, … FROM t ORDER BY id" */
struct str dump_sql(struct arena *a, const struct record *record);
