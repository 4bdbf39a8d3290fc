/* A folder for each case and a data file in it: three columns, the statements that cases have in common. */
#pragma once
#include <stdio.h>
#include <unistd.h>

#include "db/db.h"

static char folder[64], path[96];
static struct err err;

static const struct stmt insert = {"insert", "INSERT INTO t (id, name, body) VALUES (?1, ?2, ?3)"};
static const struct stmt count = {"count", "SELECT count(*) FROM t"};

#define TABLE_T STR("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, body BLOB) STRICT;")

static inline int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/noivu-db-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/noivu.db", folder);
	err = ERR_INIT;
	return 0;
}

static inline int tear_down(void **state)
{
	static const char *const names[] = {"noivu.db", "noivu.db-wal", "noivu.db-shm",
	                                    "copy.db",  "copy.db-wal",  "copy.db-shm"};
	char name[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(name, sizeof(name), "%s/%s", folder, names[i]);
		unlink(name);
	}
	return rmdir(folder); /* nothing else was left in it */
}

static inline struct db *opened(enum db_mode mode)
{
	struct db *db = NULL;
	int rc = db_open(path, mode, &db, &err);

	if (rc)
		print_message("%s | %s\n", err.text, err.detail);
	assert_int_equal(rc, 0);
	return db;
}

static inline struct db *created(void)
{
	struct db *db = opened(DB_CREATE);

	assert_int_equal(db_script(db, TABLE_T, &err), 0);
	return db;
}

static inline int add(struct db *db, int64_t id, const char *name)
{
	return db_run(db, &insert, VALUES(v_int(id), name ? v_c(name) : v_null(), v_null()), &err);
}

static inline int64_t rows(struct db *db)
{
	int64_t n = -1;

	assert_int_equal(db_get_int(db, &count, NO_VALUES, 0, &n, &err), 0);
	return n;
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
