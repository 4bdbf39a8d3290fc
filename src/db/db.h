/*
 * db.h – one interface to the database engine. sqlite3.h is included behind sqlite_int.h and in sqlite_log.c alone.
 *
 * A `struct db` is one connection, used by one thread at a time. Exactly one connection of a site may write and
 * checkpoint (writer.h owns it); all others are query-only. While a process has a connection to a file, nothing else
 * in that process may open() the file: closing any descriptor of it would drop the engine's locks. To copy it there
 * is db_copy_to.
 *
 * Statements are static `struct stmt` in the statement table of a domain (X-macro, see STATEMENTS below), so that a
 * test can prepare each of them on every engine. Parameters are ?1, ?2 …; no LIKE, no engine's own functions.
 */
#pragma once
#include "db/schema.h"

struct db;
struct query;

struct stmt {
	const char *name;
	const char *sql;
};

/* STATEMENTS. A folder's statement table is its statements.def: lines  STATEMENT(task_by_unit, "SELECT …").
 * db/statement_names.inc makes the names of it (statements.h), db/statement_table.inc the table (statements.c). */

enum db_mode {
	DB_READ,   /* query-only */
	DB_WRITE,  /* the one writing connection; WAL, synchronous=FULL */
	DB_CREATE, /* DB_WRITE on a new file; ERR_CONFLICT when it exists */
	DB_MEMORY, /* a scratch database of its own, gone when closed */
};

/* Refuses an engine older than 3.51.3 (ERR_INTERNAL: earlier ones can lose pages when the log begins anew), a file
 * that is not there (ERR_NOT_FOUND), one that is empty, truncated or no database (ERR_CORRUPT). DB_READ works
 * beside a process that writes and when there is none. `path` is not looked at for DB_MEMORY. A file made by
 * DB_CREATE is readable by its owner alone; when DB_CREATE fails nothing is left. */
int db_open(const char *path, enum db_mode mode, struct db **ret_db, struct err *err);
void db_close(struct db *db); /* NULL is allowed */
void db_closep(struct db **db);
#define _cleanup_db_ __attribute__((cleanup(db_closep)))

/* Use another storage of the engine by its registered name, for fault tests; NULL is the ordinary one. Before any
 * db_open; the name must stay valid. */
void db_use_vfs(const char *name);
const char *db_engine_version(void);

/* VALUES(v_int(3), v_text(name)) – the parameters of a statement, in order; NO_VALUES for none. */
#define VALUES(...) \
	(const struct value[]){__VA_ARGS__}, sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)
#define NO_VALUES NULL, 0

/* Starts a query. Prepared statements are kept by the connection; one that is running already may be started again
 * inside its own loop. The values are copied. Exactly one query_end per success. Another number of values than the
 * statement has parameters, or two statements in one text, is a bug. */
int db_query(struct db *db, const struct stmt *stmt, const struct value *values, size_t count, struct query **ret_query,
             struct err *err);
/* The same for SQL built from a declaration at run time (kept by text, 64 at most). Never from user text. */
int db_query_sql(struct db *db, struct str sql, const struct value *values, size_t count, struct query **ret_query,
                 struct err *err);
/* 1: a row is there. 0: no more, also when asked again. Negative: error. */
int query_next(struct query *q, struct err *err);
void query_end(struct query *q); /* NULL is allowed */
void query_endp(struct query **q);
#define _cleanup_query_ __attribute__((cleanup(query_endp)))

/* Columns of the present row, from 0. Texts and blobs stay valid until query_next or query_end. */
int64_t query_int(struct query *q, int column); /* NULL gives 0: ask query_is_null where it matters */
day_t query_day(struct query *q, int column);   /* NULL gives DAY_NONE */
struct str query_str(struct query *q, int column);
struct str query_dup(struct query *q, int column, struct arena *a);
bool query_is_null(struct query *q, int column);
struct value query_value(struct query *q, int column);
int query_columns(struct query *q);

/* Runs to the end; rows, if any, are passed over. */
int db_run(struct db *db, const struct stmt *stmt, const struct value *values, size_t count, struct err *err);
int db_run_sql(struct db *db, struct str sql, const struct value *values, size_t count, struct err *err);
/* Many rows by a statement for one, "INSERT … VALUES (?1, …) …", DB_ROWS_AT_ONCE together; the others are written by
 * db_rows_end. What the values point to is to stay until then. A failure leaves some of the rows written: the transaction or
 * savepoint is to be taken back. */
#define DB_ROWS_AT_ONCE 64
#define DB_ROWS_COLUMNS 4 /* values of one row, at most */
struct db_rows {
	struct db *db;
	const struct stmt *stmt;
	size_t n, columns;
	struct value values[DB_ROWS_AT_ONCE * DB_ROWS_COLUMNS];
};
void db_rows_begin(struct db_rows *rows, struct db *db, const struct stmt *stmt);
int db_rows_add(struct db_rows *rows, const struct value *values, size_t count, struct err *err);
/* `r`: how it went so far; negative does nothing and is given back. */
int db_rows_end(struct db_rows *rows, int r, struct err *err);
/* Rows inserted, changed or deleted by the last such statement that ended. */
int64_t db_changed(struct db *db);
/* The integer in the first column of the first row; no row or NULL gives `otherwise`. */
int db_get_int(struct db *db, const struct stmt *stmt, const struct value *values, size_t count, int64_t otherwise,
               int64_t *ret_value, struct err *err);
/* Several statements of DDL without parameters. */
int db_script(struct db *db, struct str sql, struct err *err);

/* On the writing connection (or a scratch one) only. After db_commit failed, db_rollback ends the transaction. A
 * full or failing disk can end a transaction in the middle of a statement: db_in_transaction says whether it still
 * runs, and db_rollback is harmless when it does not. Savepoints nest. A savepoint that cannot be rolled back
 * takes the whole transaction with it. A read snapshot: db_read_begin … db_read_end keeps several queries of one
 * page on the same state. */
int db_begin(struct db *db, struct err *err);
int db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);
bool db_in_transaction(struct db *db);
int db_savepoint(struct db *db, struct err *err);
int db_savepoint_release(struct db *db, struct err *err);
void db_savepoint_rollback(struct db *db);
int db_read_begin(struct db *db, struct err *err);
void db_read_end(struct db *db);

/* Queries of this connection end with ERR_BUSY once the monotonic clock stands at `at_ms`; 0: never. DB_READ only. */
void db_deadline(struct db *db, int64_t at_ms);

/* A number in the file's header that names the schema (SQLite: user_version, 32 bits); 0 for a new file. */
int db_stamp(struct db *db, int64_t *ret_stamp, struct err *err);
int db_set_stamp(struct db *db, int64_t stamp, struct err *err);
/* Whole-file check of the engine; ERR_CORRUPT with the first finding. */
int db_check(struct db *db, struct err *err);
/* A consistent copy into a new file while others write. ERR_CONFLICT when it exists; on failure nothing is left. */
int db_copy_to(struct db *db, const char *path, struct err *err);

/* Moving the log into the file; the writing connection only, or its mover. db_checkpoint waits a second for readers, empties
 * the log, and is ERR_BUSY when they stay; db_checkpoint_passive moves what it can without waiting, *ret_moved is how many of
 * the log's pages are in the file then (ERR_BUSY: another moves already). db_log_pages is the length of the log after the last
 * commit, in pages of 4 KiB. */
int db_checkpoint(struct db *db, struct err *err);
int db_checkpoint_passive(struct db *db, int64_t *ret_moved, struct err *err);
int64_t db_log_pages(struct db *db);

/* Counters, for tests and `bench`: statements prepared so far, queries not ended yet, rows stepped over by full
 * scans in queries that have ended (SQLite's FULLSCAN_STEP). */
int64_t db_prepared(struct db *db);
int64_t db_open_queries(struct db *db);
int64_t db_full_scan_steps(struct db *db);
