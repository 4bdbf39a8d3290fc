/* The database interface: statements, values, transactions, what is broken off. Its files: test_db_files.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "db_folder.h"

static const struct stmt all = {"all", "SELECT id, name, body FROM t ORDER BY id"};
static const struct stmt biggest = {"biggest", "SELECT max(id) FROM t"};
static const struct stmt name_of = {"name_of", "SELECT name FROM t WHERE id = ?1"};
static const struct stmt by_name = {"by_name", "SELECT id FROM t WHERE name = ?1"};
static const struct stmt rename_all = {"rename_all", "UPDATE t SET name = ?1"};

static void test_values(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();
	_cleanup_arena_ struct arena *a = arena_new("test", 1 << 16);
	struct query *q = NULL;
	struct str kept;

	assert_int_equal(db_run(db, &insert, VALUES(v_int(INT64_MIN), v_c("Hóa\0"), v_blob("\0\xff", 2)), &err), 0);
	assert_int_equal(db_changed(db), 1);
	/* The empty text and the empty blob are no NULL, whatever their pointer. */
	assert_int_equal(db_run(db, &insert, VALUES(v_int(2), v_text((struct str){0}), v_blob(NULL, 0)), &err), 0);
	assert_int_equal(db_run(db, &insert, VALUES(v_int(3), v_null(), v_null()), &err), 0);

	assert_int_equal(db_query(db, &all, NO_VALUES, &q, &err), 0);
	assert_int_equal(query_columns(q), 3);
	assert_int_equal(query_next(q, &err), 1);
	assert_true(query_int(q, 0) == INT64_MIN);
	assert_true(str_eq_c(query_str(q, 1), "Hóa"));
	assert_true(str_eq(query_str(q, 2), STR("\0\xff")));
	assert_int_equal(query_value(q, 0).kind, VALUE_INT);
	assert_int_equal(query_value(q, 1).kind, VALUE_TEXT);
	assert_int_equal(query_value(q, 2).kind, VALUE_BLOB);
	kept = query_dup(q, 1, a);
	assert_int_equal(query_next(q, &err), 1);
	assert_true(str_eq_c(kept, "Hóa"));
	assert_false(query_is_null(q, 1));
	assert_false(query_is_null(q, 2));
	assert_int_equal(query_str(q, 1).n, 0);
	assert_int_equal(query_next(q, &err), 1);
	assert_true(query_is_null(q, 1));
	assert_int_equal(query_value(q, 1).kind, VALUE_NULL);
	assert_int_equal(query_day(q, 2), DAY_NONE);
	assert_int_equal(query_day(q, 0), 3);
	assert_int_equal(query_next(q, &err), 0);
	assert_int_equal(query_next(q, &err), 0); /* not run again */
	query_end(q);
	assert_int_equal(db_open_queries(db), 0);
}

static void test_get_int(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();
	int64_t n = 0;

	assert_int_equal(db_get_int(db, &biggest, NO_VALUES, 17, &n, &err), 0);
	assert_int_equal(n, 17); /* NULL */
	assert_int_equal(db_get_int(db, &by_name, VALUES(v_c("none")), 18, &n, &err), 0);
	assert_int_equal(n, 18); /* no row */
	assert_int_equal(add(db, 5, "a"), 0);
	assert_int_equal(db_get_int(db, &biggest, NO_VALUES, 17, &n, &err), 0);
	assert_int_equal(n, 5);
	assert_int_equal(db_run(db, &rename_all, VALUES(v_c("b")), &err), 0);
	assert_int_equal(db_changed(db), 1);
}

static void test_statements_are_kept(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();
	int64_t before;
	char sql[64];

	for (int i = 0; i < 10; i++)
		assert_int_equal(add(db, i, NULL), 0);
	rows(db);
	before = db_prepared(db);
	for (int i = 10; i < 20; i++)
		assert_int_equal(add(db, i, NULL), 0);
	assert_int_equal(rows(db), 20);
	assert_int_equal(db_prepared(db), before);

	/* 65 texts: the first one was pushed out, the last one was not. */
	for (int i = 0; i <= 64; i++) {
		snprintf(sql, sizeof(sql), "SELECT id FROM t WHERE id = %d", i);
		assert_int_equal(db_run_sql(db, str_from_c(sql), NO_VALUES, &err), 0);
	}
	assert_int_equal(db_prepared(db), before + 65);
	assert_int_equal(db_run_sql(db, str_from_c(sql), NO_VALUES, &err), 0);
	assert_int_equal(db_prepared(db), before + 65);
	assert_int_equal(db_run_sql(db, STR("SELECT id FROM t WHERE id = 0"), NO_VALUES, &err), 0);
	assert_int_equal(db_prepared(db), before + 66);
}

static void test_many_static_statements(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();
	static struct stmt many[300];

	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < ARRAY_LEN(many); i++) {
			many[i] = (struct stmt){"many", "SELECT count(*) + ?1 FROM t"};
			int64_t n = 0;

			assert_int_equal(db_get_int(db, &many[i], VALUES(v_int((int64_t)i)), 0, &n, &err), 0);
			assert_int_equal(n, i);
		}
	assert_in_range(db_prepared(db), 300, 310);
}

static void test_nested_use(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();
	struct query *outer = NULL, *inner = NULL;
	int pairs = 0;

	for (int i = 0; i < 3; i++)
		assert_int_equal(add(db, i, NULL), 0);
	assert_int_equal(db_query(db, &all, NO_VALUES, &outer, &err), 0);
	while (query_next(outer, &err) > 0) {
		assert_int_equal(db_query(db, &all, NO_VALUES, &inner, &err), 0);
		assert_ptr_not_equal(outer, inner);
		while (query_next(inner, &err) > 0)
			pairs++;
		assert_int_equal(db_open_queries(db), 2);
		query_end(inner);
	}
	query_end(outer);
	assert_int_equal(pairs, 9);

	/* 70 running texts at once: more than are kept. */
	struct query *running[70];
	for (int i = 0; i < 70; i++) {
		char sql[64];

		snprintf(sql, sizeof(sql), "SELECT %d FROM t", i);
		assert_int_equal(db_query_sql(db, str_from_c(sql), NO_VALUES, &running[i], &err), 0);
		assert_int_equal(query_next(running[i], &err), 1);
	}
	for (int i = 0; i < 70; i++) {
		assert_int_equal(query_int(running[i], 0), i);
		query_end(running[i]);
	}
}

static void test_values_are_copied(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();
	struct query *q = NULL;
	char name[] = "Thanh";

	assert_int_equal(add(db, 1, "Thanh"), 0);
	assert_int_equal(db_query(db, &by_name, VALUES(v_c(name)), &q, &err), 0);
	memset(name, 'x', 5);
	assert_int_equal(query_next(q, &err), 1);
	query_end(q);
}

static void test_full_scans(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();
	int64_t before;

	for (int i = 0; i < 10; i++)
		assert_int_equal(add(db, i, NULL), 0);
	before = db_full_scan_steps(db);
	for (int i = 0; i < 10; i++)
		assert_int_equal(db_run(db, &name_of, VALUES(v_int(i)), &err), 0);
	assert_int_equal(db_full_scan_steps(db), before);
	assert_int_equal(db_run_sql(db, STR("SELECT id FROM t WHERE body = x'01'"), NO_VALUES, &err), 0);
	assert_int_equal(db_full_scan_steps(db), before + 9); /* steps from row to row */
}

static void test_errors(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();
	int64_t n;

	assert_int_equal(add(db, 1, "a"), 0);
	assert_int_equal(add(db, 1, "b"), -ERR_CONFLICT);
	err = ERR_INIT;
	assert_int_equal(add(db, 2, "a"), -ERR_CONFLICT);
	assert_non_null(strstr(err.detail, "t.name"));
	assert_null(strstr(err.text, "t.name"));
	assert_int_equal(db_script(db, STR("SELECT 1; SELEKT 2"), &err), -ERR_INTERNAL);
	assert_int_equal(db_script(db, STR("INSERT INTO t (id) VALUES (9);  \n INSERT INTO t (id) VALUES (1);"), &err),
	                 -ERR_CONFLICT);
	assert_int_equal(rows(db), 2);
	/* Quotes: "text" is no string by mistake. */
	assert_int_equal(db_script(db, STR("SELECT \"nothing\""), &err), -ERR_INTERNAL);
	n = 77;
	assert_int_equal(db_get_int(db, &(struct stmt){"bad", "SELECT x FROM y"}, NO_VALUES, 0, &n, &err), -ERR_INTERNAL);
	assert_int_equal(n, 77);
}

static void test_transactions(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();

	assert_false(db_in_transaction(db));
	assert_int_equal(db_begin(db, &err), 0);
	assert_true(db_in_transaction(db));
	assert_int_equal(add(db, 1, NULL), 0);
	assert_int_equal(db_savepoint(db, &err), 0);
	assert_int_equal(add(db, 2, NULL), 0);
	assert_int_equal(db_savepoint(db, &err), 0);
	assert_int_equal(add(db, 3, NULL), 0);
	db_savepoint_rollback(db);
	assert_int_equal(rows(db), 2);
	assert_int_equal(db_savepoint_release(db, &err), 0);
	assert_int_equal(db_savepoint(db, &err), 0);
	assert_int_equal(add(db, 4, NULL), 0);
	db_savepoint_rollback(db);
	assert_int_equal(db_commit(db, &err), 0);
	assert_int_equal(rows(db), 2);
	assert_int_equal(db_begin(db, &err), 0);
	assert_int_equal(add(db, 5, NULL), 0);
	db_rollback(db);
	db_rollback(db); /* harmless */
	assert_int_equal(rows(db), 2);
}

static void test_readers(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();
	_cleanup_db_ struct db *reader = opened(DB_READ);

	assert_int_equal(add(db, 1, NULL), 0);
	assert_int_equal(rows(reader), 1);
	assert_int_equal(add(reader, 2, NULL), -ERR_INTERNAL); /* query-only */
	assert_int_equal(db_script(reader, STR("CREATE TABLE u (a INTEGER) STRICT"), &err), -ERR_INTERNAL);

	assert_int_equal(db_read_begin(reader, &err), 0);
	assert_int_equal(rows(reader), 1);
	assert_int_equal(add(db, 2, NULL), 0);
	assert_int_equal(rows(reader), 1); /* the same state for a whole page */
	db_read_end(reader);
	assert_int_equal(rows(reader), 2);
}

static void test_stamp(void **state)
{
	(void)state;
	struct db *db = opened(DB_CREATE);
	int64_t stamp = -1;

	assert_int_equal(db_stamp(db, &stamp, &err), 0);
	assert_int_equal(stamp, 0);
	assert_int_equal(db_begin(db, &err), 0);
	assert_int_equal(db_set_stamp(db, 8, &err), 0);
	db_rollback(db);
	assert_int_equal(db_stamp(db, &stamp, &err), 0);
	assert_int_equal(stamp, 0); /* part of the transaction */
	assert_int_equal(db_set_stamp(db, INT32_MAX, &err), 0);
	db_close(db);
	db = opened(DB_WRITE);
	assert_int_equal(db_stamp(db, &stamp, &err), 0);
	assert_int_equal(stamp, INT32_MAX);
	db_close(db);
}

static void test_log(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = created();
	_cleanup_db_ struct db *reader = opened(DB_READ);
	char log[128];
	struct stat st;
	int64_t moved = 0;

	snprintf(log, sizeof(log), "%s-wal", path);
	for (int i = 0; i < 100; i++)
		assert_int_equal(add(db, i, NULL), 0);
	assert_true(db_log_pages(db) >= 100);
	assert_int_equal(db_read_begin(reader, &err), 0);
	assert_int_equal(rows(reader), 100);
	assert_int_equal(add(db, 100, NULL), 0);
	assert_int_equal(db_checkpoint_passive(db, &moved, &err), 0);
	assert_true(moved >= 100 && moved < db_log_pages(db)); /* what the reader does not look at */
	err = ERR_INIT;
	assert_int_equal(db_checkpoint(db, &err), -ERR_BUSY);
	db_read_end(reader);
	assert_int_equal(db_checkpoint(db, &err), 0);
	assert_int_equal(stat(log, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(db_log_pages(db), 0);
	assert_int_equal(rows(reader), 101);
}

static void test_memory(void **state)
{
	(void)state;
	_cleanup_db_ struct db *one = NULL, *two = NULL;

	assert_int_equal(db_open(NULL, DB_MEMORY, &one, &err), 0);
	assert_int_equal(db_open(NULL, DB_MEMORY, &two, &err), 0);
	assert_int_equal(db_script(one, TABLE_T, &err), 0);
	assert_int_equal(db_script(two, TABLE_T, &err), 0);
	assert_int_equal(db_begin(one, &err), 0);
	assert_int_equal(add(one, 1, NULL), 0);
	assert_int_equal(db_commit(one, &err), 0);
	assert_int_equal(rows(one), 1);
	assert_int_equal(rows(two), 0); /* each of its own */
	assert_int_equal(db_script(one, STR("ATTACH 'x.db' AS x"), &err), -ERR_INTERNAL);
}

static void test_engine(void **state)
{
	(void)state;
	struct str version = str_from_c(db_engine_version()), part;
	int64_t n[3] = {0};

	for (int i = 0; i < 3; i++) {
		assert_true(str_split(&version, '.', &part));
		assert_true(str_to_i64(part, 0, 999, &n[i]));
	}
	assert_true(n[0] * 1000000 + n[1] * 1000 + n[2] >= 3051003);
}

/* A query without an end is broken off; the connection stays of use. */
static void deadline(void **state)
{
	(void)state;
	static const struct stmt endless = {"endless",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"};
	struct db *writer = opened(DB_CREATE), *db = opened(DB_READ);
	int64_t n = 0;
	db_deadline(db, 1);
	assert_int_equal(db_get_int(db, &endless, NO_VALUES, 0, &n, &err), -ERR_BUSY);
	assert_non_null(strstr(err.text, "quá nhiều thời gian"));
	db_deadline(db, 0);
	err = ERR_INIT;
	static const struct stmt two = {"two", "SELECT 2"};
	assert_int_equal(db_get_int(db, &two, NO_VALUES, 0, &n, &err), 0);
	assert_int_equal(n, 2);
	db_close(db);
	db_close(writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_values), IN_FOLDER(test_get_int), IN_FOLDER(test_statements_are_kept),
		IN_FOLDER(test_many_static_statements), IN_FOLDER(test_nested_use), IN_FOLDER(test_values_are_copied),
		IN_FOLDER(test_full_scans), IN_FOLDER(test_errors), IN_FOLDER(test_transactions),
		IN_FOLDER(test_readers), IN_FOLDER(test_stamp), IN_FOLDER(test_log), IN_FOLDER(test_memory),
		cmocka_unit_test(test_engine),
		IN_FOLDER(deadline),
	};
	return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
