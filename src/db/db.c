/* What follows from starting, stepping and ending a query, whatever the engine. */
#include <stdio.h>
#include <string.h>
#include "db/db_int.h"

day_t query_day(struct query *q, int column)
{
	int64_t day;

	if (query_is_null(q, column))
		return DAY_NONE;
	day = query_int(q, column);
	INVARIANT(day > INT32_MIN && day <= INT32_MAX, "a day out of range");
	return (day_t)day;
}

struct str query_dup(struct query *q, int column, struct arena *a)
{
	return arena_dup(a, query_str(q, column));
}

static int run_to_end(struct query *q, struct err *err)
{
	int rc;

	while ((rc = query_next(q, err)) > 0)
		;
	query_end(q);
	return rc;
}

int db_query(struct db *db, const struct stmt *stmt, const struct value *values, size_t count, struct query **ret_query,
             struct err *err)
{
	return db_start(db, stmt, values, count, false, ret_query, err);
}

int db_query_sql(struct db *db, struct str sql, const struct value *values, size_t count, struct query **ret_query,
                 struct err *err)
{
	return db_start_sql(db, sql, values, count, false, ret_query, err);
}

int db_run(struct db *db, const struct stmt *stmt, const struct value *values, size_t count, struct err *err)
{
	struct query *q;
	int rc = db_start(db, stmt, values, count, true, &q, err);

	return rc < 0 ? rc : run_to_end(q, err);
}

int db_run_sql(struct db *db, struct str sql, const struct value *values, size_t count, struct err *err)
{
	struct query *q;
	int rc = db_start_sql(db, sql, values, count, true, &q, err);

	return rc < 0 ? rc : run_to_end(q, err);
}

/* ---- many rows --------------------------------------------------------------------------------------------------- */

void db_rows_begin(struct db_rows *rows, struct db *db, const struct stmt *stmt)
{
	rows->db = db;
	rows->stmt = stmt;
	rows->n = 0;
}

int db_rows_add(struct db_rows *rows, const struct value *values, size_t count, struct err *err)
{
	INVARIANT(count <= DB_ROWS_COLUMNS && (rows->n == 0 || count == rows->columns), rows->stmt->name);
	rows->columns = count;
	memcpy(rows->values + rows->n++ * count, values, count * sizeof(*values));
	if (rows->n < DB_ROWS_AT_ONCE)
		return 0;
	rows->n = 0;
	return db_run(rows->db, db_many(rows->db, rows->stmt), rows->values, DB_ROWS_AT_ONCE * count, err);
}

int db_rows_end(struct db_rows *rows, int r, struct err *err)
{
	for (size_t i = 0; r >= 0 && i < rows->n; i++)
		r = db_run(rows->db, rows->stmt, rows->values + i * rows->columns, rows->columns, err);
	rows->n = 0;
	return r;
}

/* ---- one number -------------------------------------------------------------------------------------------------- */

int db_get_int(struct db *db, const struct stmt *stmt, const struct value *values, size_t count, int64_t otherwise,
               int64_t *ret_value, struct err *err)
{
	struct query *q;
	int rc = db_query(db, stmt, values, count, &q, err);

	if (rc < 0)
		return rc;
	rc = query_next(q, err);
	if (rc >= 0)
		*ret_value = rc > 0 && !query_is_null(q, 0) ? query_int(q, 0) : otherwise;
	query_end(q);
	return rc < 0 ? rc : 0;
}

/* ---- transactions ------------------------------------------------------------------------------------------------ */

static const struct stmt stmt_begin = {"begin", "BEGIN IMMEDIATE"};
static const struct stmt stmt_begin_read = {"begin_read", "BEGIN"};
static const struct stmt stmt_commit = {"commit", "COMMIT"};
static const struct stmt stmt_rollback = {"rollback", "ROLLBACK"};
static const struct stmt stmt_savepoint = {"savepoint", "SAVEPOINT job"};
static const struct stmt stmt_release = {"release", "RELEASE job"};
static const struct stmt stmt_rollback_to = {"rollback_to", "ROLLBACK TO job"};

int db_begin(struct db *db, struct err *err)
{
	return db_run(db, &stmt_begin, NO_VALUES, err);
}

int db_commit(struct db *db, struct err *err)
{
	return db_run(db, &stmt_commit, NO_VALUES, err);
}

void db_rollback(struct db *db)
{
	struct err ignored = ERR_INIT;

	if (!db_in_transaction(db))
		return;
	db_run(db, &stmt_rollback, NO_VALUES, &ignored);
	INVARIANT(!db_in_transaction(db), "a transaction cannot be rolled back");
}

int db_savepoint(struct db *db, struct err *err)
{
	return db_run(db, &stmt_savepoint, NO_VALUES, err);
}

int db_savepoint_release(struct db *db, struct err *err)
{
	return db_run(db, &stmt_release, NO_VALUES, err);
}

void db_savepoint_rollback(struct db *db)
{
	struct err ignored = ERR_INIT;

	if (!db_in_transaction(db))
		return;
	if (db_run(db, &stmt_rollback_to, NO_VALUES, &ignored) < 0 ||
	    db_run(db, &stmt_release, NO_VALUES, &ignored) < 0)
		db_rollback(db);
}

int db_read_begin(struct db *db, struct err *err)
{
	return db_run(db, &stmt_begin_read, NO_VALUES, err);
}

void db_read_end(struct db *db)
{
	struct err ignored = ERR_INIT;

	if (db_in_transaction(db) && db_run(db, &stmt_commit, NO_VALUES, &ignored) < 0)
		db_rollback(db);
}

/* ---- stamp and check --------------------------------------------------------------------------------------------- */

static const struct stmt stmt_stamp = {"stamp", "PRAGMA user_version"};
static const struct stmt stmt_integrity = {"integrity", "PRAGMA integrity_check(1)"};

int db_stamp(struct db *db, int64_t *ret_stamp, struct err *err)
{
	return db_get_int(db, &stmt_stamp, NO_VALUES, 0, ret_stamp, err);
}

int db_set_stamp(struct db *db, int64_t stamp, struct err *err)
{
	char sql[64];

	INVARIANT(stamp >= 0 && stamp <= INT32_MAX, "a stamp beyond 31 bits");
	snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", (int)stamp);
	return db_script(db, str_from_c(sql), err);
}

int db_get_text(struct db *db, const struct stmt *stmt, char *ret_text, size_t room, struct err *err)
{
	struct query *q;
	int rc = db_query(db, stmt, NO_VALUES, &q, err);

	if (rc < 0)
		return rc;
	rc = query_next(q, err);
	if (rc > 0)
		snprintf(ret_text, room, "%.*s", STR_ARG(query_str(q, 0)));
	query_end(q);
	return rc < 0 ? rc : 0;
}

int db_check(struct db *db, struct err *err)
{
	char finding[256] = "";
	int rc = db_get_text(db, &stmt_integrity, finding, sizeof(finding), err);

	if (rc < 0)
		return rc;
	for (char *p = finding; *p; p++) /* for a log of one line each */
		if (*p == '\n')
			*p = ' ';
	return str_eq_c(STR("ok"), finding) ? 0 : db_corrupt("integrity_check", finding, err);
}
