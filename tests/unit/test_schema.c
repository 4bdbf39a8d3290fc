/* Tables as data: the text of both engines, what changes the schema's version and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypt.h"
#include "db/db.h"

static const struct column task_columns[] = {
	{"title", COLUMN_TEXT, false, NULL},
	{"unit", COLUMN_INT, false, "unit"},
	{"due", COLUMN_INT, true, NULL},
	{"paper", COLUMN_BLOB, true, NULL},
};
static const struct index task_indexes[] = {{"unit, due", false}, {"title", true}};
static const struct table task = {"task",      TABLE_PROJECTED, task_columns, ARRAY_LEN(task_columns), NULL,
                                  task_indexes, ARRAY_LEN(task_indexes)};

static const struct column entry_columns[] = {{"number", COLUMN_INT, false, NULL}, {"body", COLUMN_BLOB, false, NULL}};
static const struct table entry = {"entry", TABLE_LEDGER, entry_columns, ARRAY_LEN(entry_columns), "number", NULL, 0};

static const struct column answer_columns[] = {{"person", COLUMN_INT, false, NULL}, {"key", COLUMN_TEXT, false, NULL}};
static const struct table answer = {"answer", TABLE_OPERATIONAL, answer_columns, ARRAY_LEN(answer_columns), "person, key",
                                    NULL,     0};

static const struct column session_columns[] = {{"token", COLUMN_BLOB, false, NULL}};
static const struct table session = {"session", TABLE_OPERATIONAL, session_columns, 1, "token", NULL, 0};

static void expect_ddl(const struct table *t, enum engine engine, const char *want)
{
	_cleanup_buf_ struct buf out = BUF_INIT(4096);

	schema_ddl(&out, t, engine);
	buf_add_char(&out, '\0');
	assert_string_equal(out.p, want);
}

static void test_sqlite_text(void **state)
{
	(void)state;
	expect_ddl(&task, ENGINE_SQLITE,
	           "CREATE TABLE task (\n\tid INTEGER PRIMARY KEY,\n\trevision INTEGER NOT NULL,\n\ttitle TEXT NOT NULL,\n"
	           "\tunit INTEGER NOT NULL,\n\tdue INTEGER,\n\tpaper BLOB\n) STRICT;\n"
	           "CREATE INDEX task_1 ON task (unit, due);\nCREATE UNIQUE INDEX task_2 ON task (title);\n");
	expect_ddl(&entry, ENGINE_SQLITE,
	           "CREATE TABLE entry (\n\tnumber INTEGER PRIMARY KEY,\n\tbody BLOB NOT NULL\n) STRICT;\n");
	expect_ddl(&answer, ENGINE_SQLITE,
	           "CREATE TABLE answer (\n\tperson INTEGER NOT NULL,\n\tkey TEXT NOT NULL,\n\tPRIMARY KEY (person, key)\n"
	           ") STRICT, WITHOUT ROWID;\n");
	expect_ddl(&session, ENGINE_SQLITE,
	           "CREATE TABLE session (\n\ttoken BLOB NOT NULL,\n\tPRIMARY KEY (token)\n) STRICT, WITHOUT ROWID;\n");
}

static void test_postgres_text(void **state)
{
	(void)state;
	expect_ddl(&task, ENGINE_POSTGRES,
	           "CREATE TABLE task (\n\tid BIGINT PRIMARY KEY,\n\trevision BIGINT NOT NULL,\n"
	           "\ttitle TEXT COLLATE \"C\" NOT NULL,\n\tunit BIGINT NOT NULL,\n\tdue BIGINT,\n\tpaper BYTEA\n);\n"
	           "CREATE INDEX task_1 ON task (unit, due);\nCREATE UNIQUE INDEX task_2 ON task (title);\n");
	expect_ddl(&answer, ENGINE_POSTGRES,
	           "CREATE TABLE answer (\n\tperson BIGINT NOT NULL,\n\tkey TEXT COLLATE \"C\" NOT NULL,\n"
	           "\tPRIMARY KEY (person, key)\n);\n");
}

static void test_engine_takes_it(void **state)
{
	(void)state;
	static const struct table *const all[] = {&task, &entry, &answer, &session};
	_cleanup_buf_ struct buf out = BUF_INIT(4096);
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		schema_ddl(&out, all[i], ENGINE_SQLITE);
	assert_false(out.full);
	assert_int_equal(db_open(NULL, DB_MEMORY, &db, &err), 0);
	assert_int_equal(db_script(db, buf_str(&out), &err), 0);
	/* STRICT: a text is no integer; NOT NULL holds. */
	assert_int_equal(db_script(db, STR("INSERT INTO entry VALUES (1, 'text')"), &err), -ERR_INTERNAL);
	assert_int_equal(db_script(db, STR("INSERT INTO entry VALUES (1, NULL)"), &err), -ERR_INTERNAL);
	assert_int_equal(db_script(db, STR("INSERT INTO entry VALUES (1, x'00')"), &err), 0);
}

static struct hash hash_of(const struct table *t)
{
	struct hash h;

	schema_hash(&t, 1, &h);
	return h;
}

static void test_hash(void **state)
{
	(void)state;
	static const struct table *const order_1[] = {&task, &entry}, *const order_2[] = {&entry, &task};
	struct column columns[ARRAY_LEN(task_columns)];
	struct index indexes[ARRAY_LEN(task_indexes)];
	struct table other = task;
	struct hash base = hash_of(&task), h, g;

	memcpy(columns, task_columns, sizeof(columns));
	memcpy(indexes, task_indexes, sizeof(indexes));
	other.columns = columns;
	other.indexes = indexes;
	h = hash_of(&other);
	assert_true(hash_eq(&base, &h));

	columns[1].references = NULL; /* documentation only */
	indexes[0].columns = "unit,due";
	h = hash_of(&other);
	assert_true(hash_eq(&base, &h));

	columns[2].null_ok = false;
	h = hash_of(&other);
	assert_false(hash_eq(&base, &h));
	columns[2].null_ok = true;
	columns[3].type = COLUMN_TEXT;
	h = hash_of(&other);
	assert_false(hash_eq(&base, &h));
	columns[3].type = COLUMN_BLOB;
	indexes[0].unique = true;
	h = hash_of(&other);
	assert_false(hash_eq(&base, &h));
	indexes[0].unique = false;
	other.index_count = 1;
	h = hash_of(&other);
	assert_false(hash_eq(&base, &h));

	schema_hash(order_1, 2, &h);
	schema_hash(order_2, 2, &g);
	assert_false(hash_eq(&h, &g));
}

static void test_value_eq(void **state)
{
	(void)state;
	struct value one = v_int(1), two = v_int(2), text = v_c("1"), same = v_text(STR("1")), blob = v_blob("1", 1);
	struct value none = v_null(), no_day = v_day(DAY_NONE), empty = v_c("");

	assert_true(value_eq(&one, &one));
	assert_false(value_eq(&one, &two));
	assert_false(value_eq(&one, &text));
	assert_true(value_eq(&text, &same));
	assert_false(value_eq(&text, &blob));
	assert_true(value_eq(&none, &no_day));
	assert_false(value_eq(&none, &empty));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sqlite_text), cmocka_unit_test(test_postgres_text), cmocka_unit_test(test_engine_takes_it),
		cmocka_unit_test(test_hash),        cmocka_unit_test(test_value_eq),
	};
	crypt_start();
	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
