/*
 * draft.h – what somebody has typed into a register's form and not saved yet: kept on the server, for that person alone, for
 * one form each (a row's, or the one for a new row), DRAFT_DAYS long.
 *
 * A draft is operational data, outside the ledger. It is sealed whole with the site's key, since private fields are among
 * what is typed; a backup without the key shows nothing of it.
 */
#pragma once
#include "access/verb.h"

#define DRAFT_DAYS 30
#define DRAFT_MOST 50 /* of one person; the oldest goes */
#define DRAFT_BYTES ((size_t)256 << 10)

extern const struct table draft_table;

/* Keeps what was typed for the parameters of the verb (a record's save, or another that fills its form); replaces an
 * earlier draft. `id` 0: the form for a new row. ERR_TOO_LARGE beyond DRAFT_BYTES. */
int draft_save(struct site *site, int64_t person, const struct verb *verb, int64_t id, const struct verb_arg *typed,
	       size_t n, struct err *err);
/* 1 with what was typed and when, 0 when there is none. Lives in the arena. */
int draft_load(struct site *site, struct db *db, struct arena *a, int64_t person, const struct record *record, int64_t id,
	       struct verb_arg **ret_typed, size_t *ret_n, int64_t *ret_at, struct err *err);
/* Drops it; writes only when `db` (a reader) sees one. */
int draft_drop(struct site *site, struct db *db, int64_t person, const struct record *record, int64_t id, struct err *err);
