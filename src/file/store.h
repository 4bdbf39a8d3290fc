/*
 * store.h – the contents of files, each once, by the BLAKE2b-256 of its bytes.
 *
 * A store is a data file of its own beside the ledger (DIR/files.db) with one writing connection and a writer thread of
 * its own: a large upload never holds up the ledger. file_put answers when the bytes are on the disk, so that an entry of
 * the ledger that names a hash is always younger than its content: whatever falls over in between, no entry points at
 * nothing. What is left over by an entry that was refused is swept by file_collect.
 *
 * The store knows no names, no rows and no permission: those stand in the record `file` (record/attach.h).
 */
#pragma once
#include "base/crypt.h"
#include "db/db.h"

#define FILE_MOST ((size_t)25 << 20) /* bytes of one content */
#define FILE_STORE_SCHEMA 1

extern const struct table file_content_table;

struct file_store;

/* Opens the store for writing; one that is not there is made. ERR_SCHEMA, ERR_CORRUPT as for the data file. The caller
 * holds the lock of the site. */
int file_store_open(const char *path, struct file_store **ret_store, struct err *err);
void file_store_close(struct file_store *store); /* NULL is allowed */

/* Keeps the bytes and gives their hash, after COMMIT and sync; the same bytes are kept once. From any thread.
 * ERR_INPUT when there are none, ERR_TOO_LARGE beyond FILE_MOST, ERR_DISK_FULL with nothing kept. */
int file_put(struct file_store *store, struct str bytes, struct hash *ret_hash, struct err *err);
/* Forgets every content whose hash `keep` does not want (0: forget, positive: keep, negative: stop with that error). For
 * when nobody else puts. Gives how many, and their bytes. */
typedef int (*file_keep_fn)(void *ctx, const struct hash *hash, struct err *err);
int file_collect(struct file_store *store, file_keep_fn keep, void *ctx, int64_t *ret_count, int64_t *ret_bytes,
		 struct err *err);

/* A query-only connection, for the functions below; ERR_NOT_FOUND when the store is not there. */
int file_reader(const char *path, struct db **ret_db, struct err *err);
/* Appends the content to `out` (whose cap must have room). 1, 0 when it is not there, ERR_CORRUPT when the bytes are no
 * longer those that were kept: nothing changed is ever handed out. */
int file_get(struct db *db, const struct hash *hash, struct buf *out, struct err *err);
