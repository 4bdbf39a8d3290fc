/*
 * sqlite_int.h – what the files over the engine share; nobody else includes it.
 */
#pragma once
#include <sqlite3.h>
#include "db/db_int.h"
#include "db/stmt_cache.h"

struct db {
	sqlite3 *handle;
	enum db_mode mode;
	struct stmt_cache cache;
	int64_t open_queries, prepared, full_scan_steps;
	int64_t log_pages;
	int64_t deadline_ms; /* 0: none */
	bool watched;        /* the engine asks for it */
	bool mover;          /* of db_open_mover */
	char *path;          /* NULL in memory; owned */
};

/* Sets what the engine's code means to users; the engine's own words become the detail. */
int engine_error(struct db *db, int rc, const char *what, struct err *err);
