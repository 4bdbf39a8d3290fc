#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/monotonic.h"
#include "db/sqlite_int.h"

/* ---- errors ------------------------------------------------------------------------------------------------------ */

struct engine_error {
	int rc; /* extended, or primary for all of its family */
	enum err_code code;
	const char *text;
};

static const struct engine_error engine_errors[] = {
	{SQLITE_CONSTRAINT_UNIQUE, ERR_CONFLICT, TEXT_CONFLICT},
	{SQLITE_CONSTRAINT_PRIMARYKEY, ERR_CONFLICT, TEXT_CONFLICT},
	{SQLITE_CONSTRAINT_ROWID, ERR_CONFLICT, TEXT_CONFLICT},
	{SQLITE_FULL, ERR_DISK_FULL, TEXT_DISK_FULL},
	{SQLITE_IOERR, ERR_IO, TEXT_IO},
	{SQLITE_CANTOPEN, ERR_IO, TEXT_IO},
	{SQLITE_READONLY, ERR_IO, TEXT_IO},
	{SQLITE_PERM, ERR_IO, TEXT_IO},
	{SQLITE_PROTOCOL, ERR_BUSY, TEXT_BUSY},
	{SQLITE_BUSY, ERR_BUSY, TEXT_BUSY},
	{SQLITE_CORRUPT, ERR_CORRUPT, TEXT_CORRUPT},
	{SQLITE_NOTADB, ERR_CORRUPT, TEXT_CORRUPT},
	{SQLITE_INTERRUPT, ERR_BUSY, TEXT_TOO_LONG},
	{SQLITE_TOOBIG, ERR_TOO_LARGE, TEXT_TOO_LARGE},
	{0, ERR_INTERNAL, TEXT_INTERNAL}, /* all others are defects of the program */
};

static const struct engine_error *look_up_error(const struct db *db, int rc)
{
	const struct engine_error *e = engine_errors;
	int primary = rc & 0xff;

	/* No room can also show as a failed open or map: the system's own number tells. A failed sync is another
	 * matter: ERR_DISK_FULL promises that no commit was written whole (see writer.c). */
	if ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) && rc != SQLITE_IOERR_FSYNC) {
		int number = sqlite3_system_errno(db->handle);

		if (number == ENOSPC || number == EDQUOT)
			primary = rc = SQLITE_FULL;
	}
	/* A statement that writes on a query-only connection is a defect, not a matter of permission. */
	if (primary == SQLITE_READONLY && db->mode == DB_READ)
		primary = rc = SQLITE_ERROR;
	while (e->rc && e->rc != rc && e->rc != primary)
		e++;
	return e;
}

int engine_error(struct db *db, int rc, const char *what, struct err *err)
{
	const struct engine_error *e = look_up_error(db, rc);

	err_set(err, e->code, "%s", e->text);
	return err_detail(err, "%s: %s (%d, errno %d)", what, sqlite3_errmsg(db->handle), rc,
	                  sqlite3_system_errno(db->handle));
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

static int prepare(struct db *db, const char *name, struct str sql, unsigned flags, struct query **ret_query,
                   struct err *err)
{
	const char *tail = NULL;
	struct query *q;
	sqlite3_stmt *handle;
	int rc;

	INVARIANT(sql.n <= INT32_MAX, "a statement too long");
	rc = sqlite3_prepare_v3(db->handle, sql.p, (int)sql.n, flags, &handle, &tail);
	if (rc)
		return engine_error(db, rc, name, err);
	INVARIANT(handle, "a statement without text");
	INVARIANT(str_trim(str_slice(sql, (size_t)(tail - sql.p), sql.n)).n == 0, "two statements in one text");
	q = calloc(1, sizeof(*q));
	INVARIANT(q, "out of memory");
	*q = (struct query){.db = db, .handle = handle, .name = name};
	db->prepared++;
	*ret_query = q;
	return 0;
}

/* `stay`: the bytes outlive the query, so that the engine need not copy them. */
static int bind_one(sqlite3_stmt *handle, int place, const struct value *v, bool stay)
{
	const char *bytes = v->s.p ? v->s.p : ""; /* a NULL pointer would bind NULL */
	sqlite3_destructor_type copy = stay ? SQLITE_STATIC : SQLITE_TRANSIENT;

	switch (v->kind) {
	case VALUE_NULL:
		return sqlite3_bind_null(handle, place);
	case VALUE_INT:
		return sqlite3_bind_int64(handle, place, v->i);
	case VALUE_TEXT:
		return sqlite3_bind_text64(handle, place, bytes, v->s.n, copy, SQLITE_UTF8);
	case VALUE_BLOB:
		return sqlite3_bind_blob64(handle, place, bytes, v->s.n, copy);
	}
	BUG("no kind of value");
}

/* Gives the values to a prepared query and marks it as running. */
static int start(struct query *q, const struct value *values, size_t count, bool stay, struct err *err)
{
	q->busy = true;
	q->done = false;
	q->db->open_queries++;
	INVARIANT((size_t)sqlite3_bind_parameter_count(q->handle) == count, q->name);
	for (size_t i = 0; i < count; i++) {
		int rc = bind_one(q->handle, (int)i + 1, &values[i], stay);

		if (rc) {
			rc = engine_error(q->db, rc, q->name, err);
			query_end(q);
			return rc;
		}
	}
	return 0;
}

int db_start(struct db *db, const struct stmt *stmt, const struct value *values, size_t count, bool stay,
             struct query **ret_query, struct err *err)
{
	struct query *q = stmt_cache_find(&db->cache, stmt);
	bool keep = !q;
	int rc;

	if (!q || q->busy) {
		rc = prepare(db, stmt->name, str_from_c(stmt->sql), keep ? SQLITE_PREPARE_PERSISTENT : 0, &q, err);
		if (rc < 0)
			return rc;
		if (keep)
			stmt_cache_keep(&db->cache, q, stmt);
	}
	rc = start(q, values, count, stay, err);
	if (rc == 0)
		*ret_query = q;
	return rc;
}

int db_start_sql(struct db *db, struct str sql, const struct value *values, size_t count, bool stay,
                 struct query **ret_query, struct err *err)
{
	struct query *q = stmt_cache_find_text(&db->cache, sql);
	bool keep = !q;
	int rc;

	if (!q || q->busy) {
		rc = prepare(db, "sql", sql, keep ? SQLITE_PREPARE_PERSISTENT : 0, &q, err);
		if (rc < 0)
			return rc;
		if (keep)
			stmt_cache_keep_text(&db->cache, q, sql);
	}
	rc = start(q, values, count, stay, err);
	if (rc == 0)
		*ret_query = q;
	return rc;
}

const struct stmt *db_many(struct db *db, const struct stmt *stmt)
{
	return stmt_cache_many(&db->cache, stmt);
}

int query_next(struct query *q, struct err *err)
{
	int rc;

	if (q->done)
		return 0;
	rc = sqlite3_step(q->handle);
	if (rc == SQLITE_ROW)
		return 1;
	q->done = true;
	return rc == SQLITE_DONE ? 0 : engine_error(q->db, rc, q->name, err);
}

void query_end(struct query *q)
{
	struct db *db;

	if (!q)
		return;
	db = q->db;
	INVARIANT(q->busy, "a query is ended twice");
	db->full_scan_steps += sqlite3_stmt_status(q->handle, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
	db->open_queries--;
	q->busy = false;
	if (!q->kept) {
		stmt_cache_free(&db->cache, q);
		return;
	}
	sqlite3_reset(q->handle);
	sqlite3_clear_bindings(q->handle);
}

void query_endp(struct query **q)
{
	query_end(*q);
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

int query_columns(struct query *q)
{
	return sqlite3_column_count(q->handle);
}

static sqlite3_stmt *column_of(struct query *q, int column)
{
	INVARIANT(!q->done && column >= 0 && column < sqlite3_column_count(q->handle), q->name);
	return q->handle;
}

int64_t query_int(struct query *q, int column)
{
	return sqlite3_column_int64(column_of(q, column), column);
}

struct str query_str(struct query *q, int column)
{
	sqlite3_stmt *handle = column_of(q, column);
	bool blob = sqlite3_column_type(handle, column) == SQLITE_BLOB;
	const void *p = blob ? sqlite3_column_blob(handle, column) : sqlite3_column_text(handle, column);

	return (struct str){p, (size_t)sqlite3_column_bytes(handle, column)};
}

bool query_is_null(struct query *q, int column)
{
	return sqlite3_column_type(column_of(q, column), column) == SQLITE_NULL;
}

struct value query_value(struct query *q, int column)
{
	switch (sqlite3_column_type(column_of(q, column), column)) {
	case SQLITE_NULL:
		return v_null();
	case SQLITE_INTEGER:
		return v_int(query_int(q, column));
	case SQLITE_TEXT:
		return v_text(query_str(q, column));
	case SQLITE_BLOB:
		return (struct value){.kind = VALUE_BLOB, .s = query_str(q, column)};
	default:
		BUG("a real number: no column of ours holds one");
	}
}

/* ---- the connection and the file --------------------------------------------------------------------------------- */

int db_script(struct db *db, struct str sql, struct err *err)
{
	while (sql.n > 0) {
		sqlite3_stmt *handle;
		const char *tail;
		int rc = sqlite3_prepare_v2(db->handle, sql.p, (int)sql.n, &handle, &tail);

		while (rc == 0 && handle && sqlite3_step(handle) == SQLITE_ROW)
			;
		if (rc == 0)
			rc = sqlite3_finalize(handle); /* gives the code of the last step; NULL for white space */
		if (rc)
			return engine_error(db, rc, "script", err);
		sql = str_slice(sql, (size_t)(tail - sql.p), sql.n);
	}
	return 0;
}

int64_t db_changed(struct db *db)
{
	return sqlite3_changes64(db->handle);
}

bool db_in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(db->handle);
}

static int checkpoint(struct db *db, int how, int *ret_moved, struct err *err)
{
	int rc;

	INVARIANT(db->mover || db->mode == DB_WRITE || db->mode == DB_CREATE, "a checkpoint by another than the writing connection");
	rc = sqlite3_wal_checkpoint_v2(db->handle, NULL, how, NULL, ret_moved);
	return rc ? engine_error(db, rc, "checkpoint", err) : 0;
}

int db_checkpoint(struct db *db, struct err *err)
{
	int rc = checkpoint(db, SQLITE_CHECKPOINT_TRUNCATE, NULL, err);

	if (rc == 0)
		db->log_pages = 0;
	return rc;
}

int db_checkpoint_passive(struct db *db, int64_t *ret_moved, struct err *err)
{
	int moved = 0, rc = checkpoint(db, SQLITE_CHECKPOINT_PASSIVE, &moved, err);

	if (rc == 0)
		*ret_moved = moved;
	return rc;
}

int64_t db_log_pages(struct db *db)
{
	return db->log_pages;
}

int64_t db_prepared(struct db *db)
{
	return db->prepared;
}

int64_t db_open_queries(struct db *db)
{
	return db->open_queries;
}

int64_t db_full_scan_steps(struct db *db)
{
	return db->full_scan_steps;
}

/* ---- deadlines --------------------------------------------------------------------------------------------------- */

#define LOOK_EVERY 20000 /* steps of the engine, some ten thousandths of a second */

static int past_deadline(void *ctx)
{
	const struct db *db = ctx;

	return db->deadline_ms && monotonic_ms() >= db->deadline_ms;
}

void db_deadline(struct db *db, int64_t at_ms)
{
	INVARIANT(db->mode == DB_READ, "only reading may be broken off");
	if (at_ms && !db->watched)
		sqlite3_progress_handler(db->handle, LOOK_EVERY, past_deadline, db);
	db->watched |= at_ms != 0;
	db->deadline_ms = at_ms;
}
