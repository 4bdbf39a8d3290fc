/* Many rows by the statement for one: all of them, once, in any number; and texts of statements that follow one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "db/db.h"

static struct db *db;
static struct err err;

static const struct stmt insert = {"insert", "INSERT INTO t (name, id) VALUES (?2, ?1)"};
static const struct stmt offer = {"offer", "INSERT INTO t (id, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING"};
static const struct stmt count = {"count", "SELECT count(*) FROM t"};
static const struct stmt right = {"right", "SELECT count(*) FROM t WHERE name = 'n' || id"};

static int set_up(void **state)
{
	(void)state;
	err = ERR_INIT;
	assert_int_equal(db_open("", DB_MEMORY, &db, &err), 0);
	return db_script(db, STR("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"), &err);
}

static int tear_down(void **state)
{
	(void)state;
	db_close(db);
	return 0;
}

static int64_t number(const struct stmt *stmt)
{
	int64_t n = -1;
	assert_int_equal(db_get_int(db, stmt, NO_VALUES, 0, &n, &err), 0);
	return n;
}

static int add(const struct stmt *stmt, struct arena *a, int64_t from, int64_t n)
{
	struct db_rows rows;
	int r = 0;
	db_rows_begin(&rows, db, stmt);
	for (int64_t id = from; r == 0 && id < from + n; id++)
		r = db_rows_add(&rows, VALUES(v_int(id), v_text(arena_printf(a, "n%lld", (long long)id))), &err);
	return db_rows_end(&rows, r, &err);
}

static void any_number_of_rows(void **state)
{
	(void)state;
	static const int64_t lengths[] = {0, 1, DB_ROWS_AT_ONCE - 1, DB_ROWS_AT_ONCE, DB_ROWS_AT_ONCE + 1, 3 * DB_ROWS_AT_ONCE + 5};
	_cleanup_arena_ struct arena *a = arena_new("rows", 1 << 20);
	int64_t next = 1;
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		assert_int_equal(add(i % 2 ? &offer : &insert, a, next, lengths[i]), 0);
		next += lengths[i];
		assert_int_equal(number(&count), next - 1);
		assert_int_equal(number(&right), next - 1); /* each parameter where its row wants it */
	}
}

/* Two rows of the 64 are there already: the others come, and nothing changes what is there. */
static void what_follows_the_values_holds_for_all(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new("rows", 1 << 20);
	assert_int_equal(db_run(db, &insert, VALUES(v_int(3), v_text(STR("old"))), &err), 0);
	assert_int_equal(db_run(db, &insert, VALUES(v_int(64), v_text(STR("old"))), &err), 0);
	assert_int_equal(add(&offer, a, 1, DB_ROWS_AT_ONCE), 0);
	assert_int_equal(number(&count), DB_ROWS_AT_ONCE);
	assert_int_equal(number(&right), DB_ROWS_AT_ONCE - 2);
}

/* A row that cannot be: the error comes to who adds it, or at the end; the rows before it go with the savepoint. */
static void a_row_that_cannot_be(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new("rows", 1 << 20);
	assert_int_equal(db_run(db, &insert, VALUES(v_int(10), v_text(STR("old"))), &err), 0);
	assert_int_equal(db_savepoint(db, &err), 0);
	assert_int_equal(add(&insert, a, 1, DB_ROWS_AT_ONCE), -ERR_CONFLICT);
	assert_true(db_in_transaction(db));
	db_savepoint_rollback(db);
	assert_int_equal(number(&count), 1);
	assert_int_equal(add(&insert, a, 10, 1), -ERR_CONFLICT);
	assert_int_equal(add(&insert, a, 100, 70), 0);
}

/* More texts than are kept, the same one twice in a row, and again when it made room for others. */
static void texts_that_make_room_for_others(void **state)
{
	(void)state;
	int64_t prepared = db_prepared(db);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 100; i++)
			for (int again = 0; again < 2; again++) {
				char sql[64];
				_cleanup_query_ struct query *q = NULL;
				int n = snprintf(sql, sizeof(sql), "SELECT %d + ?1", i);
				assert_int_equal(db_query_sql(db, (struct str){sql, (size_t)n}, VALUES(v_int(round)), &q, &err), 0);
				assert_int_equal(query_next(q, &err), 1);
				assert_int_equal(query_int(q, 0), i + round);
			}
	assert_int_equal(db_prepared(db) - prepared, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(any_number_of_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_follows_the_values_holds_for_all, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_row_that_cannot_be, set_up, tear_down),
		cmocka_unit_test_setup_teardown(texts_that_make_room_for_others, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("db_rows", tests, NULL, NULL);
}
