/*
 * stmt_cache.h – the prepared statements that a connection keeps (private to db/).
 *
 * Static statements are found by their address and stay until the connection closes: their number is that of the source
 * code. Statements built at run time are found by their text; beyond STMT_TEXTS_KEPT the one unused longest makes room.
 * A statement in use is never given out a second time: the caller prepares another that it does not keep.
 */
#pragma once
#include "db/db.h"

#define STMT_TEXTS_KEPT 64
#define MANY_KEPT 16

struct sqlite3_stmt;

struct query {
	struct db *db;
	struct sqlite3_stmt *handle;
	const char *name;        /* for messages: of the static statement, or "sql" */
	const struct stmt *stmt; /* the key in `by_stmt`, or NULL */
	char *sql;               /* the key in `by_text`, or NULL; owned */
	size_t sql_n;
	uint64_t sql_hash;
	uint64_t used;           /* turn of the last use, for texts */
	bool kept, busy, done;
};

/* A statement for many rows, made of one for a single row. */
struct many {
	const struct stmt *one;
	struct stmt stmt; /* owns its text */
};

struct stmt_cache {
	struct query **by_stmt; /* open addressing, power of two, at most half full */
	size_t stmt_count, stmt_room;
	struct query *by_text[STMT_TEXTS_KEPT];
	size_t text_count;
	uint64_t turn;
	struct query *last; /* found by text just before: mostly the same is wanted again */
	struct many many[MANY_KEPT];
	size_t many_count;
	void (*drop)(struct query *q); /* finalises the handle */
};

void stmt_cache_init(struct stmt_cache *c, void (*drop)(struct query *q));
/* Drops everything; nothing may be busy. */
void stmt_cache_clear(struct stmt_cache *c);

/* The kept statement, busy or not, or NULL. */
struct query *stmt_cache_find(struct stmt_cache *c, const struct stmt *stmt);
struct query *stmt_cache_find_text(struct stmt_cache *c, struct str sql);
/* Keeps `q`, which is prepared and not kept yet. By text: does nothing when all places are busy. */
void stmt_cache_keep(struct stmt_cache *c, struct query *q, const struct stmt *stmt);
void stmt_cache_keep_text(struct stmt_cache *c, struct query *q, struct str sql);
/* See db_many. */
const struct stmt *stmt_cache_many(struct stmt_cache *c, const struct stmt *stmt);
/* Frees a query that is not kept, with its handle. */
void stmt_cache_free(struct stmt_cache *c, struct query *q);
