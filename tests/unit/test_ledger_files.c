/*
 * The ledger: dropping and rebuilding; files that are torn, foreign or in use; and the small ledger of each release (tests/golden),
 * rebuilt by today's program.
 *
 *   test_ledger_files --golden FOLDER    writes such a ledger, for a new release
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include "ledger_copy.h"

#define GOLDEN "tests/golden/0.1.0"

/* ---- dropping, rebuilding ---- */

/* The body is gone, and with it the row that only this entry knew: the chain still proves itself. */
static void dropped_body(void **state)
{
	(void)state;
	int64_t n = number_in("SELECT max(number) FROM entry WHERE verb = 'grants.save'");
	int64_t id = number_in("SELECT max(id) FROM grants");
	assert_int_equal(harm("UPDATE entry SET body = NULL WHERE number = ?1", VALUES(v_int(n))), 1);
	assert_int_equal(harm("DELETE FROM grants WHERE id = ?1", VALUES(v_int(id))), 1);
	struct ledger_report report;
	struct err err = ERR_INIT;
	small_must(rebuild(&report, &err), &err, "rebuild"); /* what follows from the rows goes with them */
	sound(&published);
	/* its header and its hash are still guarded */
	harm("UPDATE entry SET body_hash = zeroblob(32) WHERE number = ?1", VALUES(v_int(n)));
	found(NULL, "Sổ cái sai", "");
}

static void rebuilt_the_same(void **state)
{
	(void)state;
	struct ledger_report report;
	struct err err;
	small_must(rebuild(&report, &err), &err, "rebuild");
	assert_true(hash_eq(&report.dump, &whole.dump));
	assert_int_equal(report.rows, whole.rows);
	assert_int_equal(report.changes, whole.changes);
	assert_true(hash_eq(&report.head.hash, &published.hash));
	sound(&published);
}

static void rebuild_repairs(void **state)
{
	(void)state;
	struct ledger_report report;
	struct err err;
	int64_t scope = number_in("SELECT count(*) FROM unit_scope"), notes = number_in("SELECT count(*) FROM change_of");
	harm("UPDATE task SET late_days = 99, note = 'x'", NO_VALUES);
	harm("DELETE FROM committee", NO_VALUES);
	harm("UPDATE grants SET role = 'leader'", NO_VALUES);
	harm("DELETE FROM unit_scope", NO_VALUES);
	harm("UPDATE unit_name SET fold = 'x'", NO_VALUES);
	harm("DELETE FROM change_of", NO_VALUES);
	harm("INSERT INTO session (token_hash, person, started, seen, client) VALUES (x'01', 1, 1, 1, '')", NO_VALUES);
	assert_true(verify(NULL, &err) < 0);
	small_must(rebuild(&report, &err), &err, "rebuild");
	assert_true(hash_eq(&report.dump, &whole.dump));
	sound(&published);
	assert_int_equal(number_in("SELECT count(*) FROM unit_scope"), scope);
	assert_int_equal(number_in("SELECT count(*) FROM unit_name WHERE fold = 'x'"), 0);
	assert_int_equal(number_in("SELECT count(*) FROM change_of"), notes);
	assert_int_equal(number_in("SELECT count(*) FROM session"), 1); /* what is not in the ledger stays */
}

static void rebuild_of_a_broken_chain(void **state)
{
	(void)state;
	struct ledger_report report = {.entries = 77};
	struct err err;
	harm("UPDATE entry SET actor = actor + 1 WHERE number = 9", NO_VALUES);
	harm("UPDATE task SET late_days = 99", NO_VALUES);
	int64_t tasks = number_in("SELECT count(*) FROM task");
	assert_int_equal(rebuild(&report, &err), -ERR_CORRUPT);
	assert_true(str_find(str_from_c(err.text), STR("số 9")) >= 0);
	assert_int_equal(report.entries, 77);
	assert_int_equal(number_in("SELECT count(*) FROM task WHERE late_days = 99"), tasks); /* nothing was changed */
}

/* Time and chance from a seed: the same story gives the same head, another seed another one. */
static void same_story_same_head(void **state)
{
	(void)state;
	struct small again;
	small_make(&again, "again");
	story(&again);
	struct head head = small_head(&again);
	assert_int_equal(head.number, published.number);
	assert_true(hash_eq(&head.hash, &published.hash));
	assert_memory_equal(head.signature, published.signature, SIGNATURE_LEN);
	small_end(&again);
}

static void history(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;
	struct history_item *items;
	size_t n;
	int64_t id = number_in("SELECT id FROM committee");
	int members = record_field(&committee_record, "members");
	assert_int_equal(db_open(path, DB_READ, &db, &err), 0);
	assert_int_equal(ledger_history(db, a, &base.app->catalog, &committee_record, id, &items, &n, &err), 0);
	assert_int_equal(n, 2);
	assert_int_equal(items[0].revision, 2);
	assert_int_equal(items[1].revision, 1);
	assert_true(str_eq_c(items[0].entry.verb, "committee.save"));
	assert_int_equal(items[0].entry.actor, base.person[AT_A][ROLE_OFFICER]);
	bool seen = false;
	for (size_t i = 0; i < items[0].n; i++)
		if (items[0].fields[i] == members) {
			seen = true;
			assert_int_equal(items[0].before[i].i, 11);
			assert_int_equal(items[0].after[i].i, 13);
		}
	assert_true(seen);
	assert_int_equal(items[1].n, committee_record.field_count);
	assert_int_equal(items[1].before[members].kind, VALUE_NULL);
	assert_int_equal(ledger_history(db, a, &base.app->catalog, &committee_record, 424242, &items, &n, &err), 0);
	assert_int_equal(n, 0);
}

/* ---- files ---- */

static enum err_code opened(enum site_mode mode, struct err *err)
{
	struct site_parts parts = app_parts(base.app, &base.world.world, DAY_NONE);
	_cleanup_site_ struct site *site = NULL;
	*err = ERR_INIT;
	int r = site_open(copy, mode, &parts, &site, err);
	assert_true(r == 0 || (site == NULL && err->text[0] && str_is_utf8(str_from_c(err->text))));
	return (enum err_code)-r;
}

static struct hash file_hash(void)
{
	struct err err = ERR_INIT;
	struct str bytes;
	small_must(fs_read(a, path, FILE_MOST, &bytes, &err), &err, path);
	return hash_str(bytes);
}

static void overwrite(struct str bytes)
{
	struct err err = ERR_INIT;
	small_must(fs_replace(path, bytes, 0600, &err), &err, path);
}

/* Refused with that code, reading and writing, and left as it was. */
static void refused(enum err_code code)
{
	struct err err;
	struct hash before = file_hash();
	if (opened(SITE_READ, &err) != code || opened(SITE_WRITE, &err) != code)
		fail_msg("%s: %s", err_name(err.code), err.text);
	struct hash after = file_hash();
	assert_true(hash_eq(&before, &after));
}

static void damaged_files(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct str bytes;
	assert_int_equal(fs_read(a, path, FILE_MOST, &bytes, &err), 0);
	overwrite((struct str){0});
	refused(ERR_CORRUPT);
	overwrite(str_slice(bytes, 0, 100));
	refused(ERR_CORRUPT);
	overwrite(str_slice(bytes, 0, bytes.n / 2 / 4096 * 4096));
	refused(ERR_CORRUPT);
	overwrite(str_slice(bytes, 0, bytes.n - 1000));
	refused(ERR_CORRUPT);
	overwrite(STR("not a database, but long enough to look like one: 0123456789012345678901234567890123456789012345678901234567890"));
	refused(ERR_CORRUPT);
	struct str zeros = {arena_alloc(a, bytes.n), bytes.n};
	overwrite(zeros);
	refused(ERR_CORRUPT);
}

/* Pages torn in the middle may open; verify must find each. */
static void torn_pages(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct str bytes;
	assert_int_equal(fs_read(a, path, FILE_MOST, &bytes, &err), 0);
	size_t pages = bytes.n / 4096;
	for (size_t page = 1; page < pages; page += 7) {
		char *torn = arena_alloc(a, bytes.n);
		memcpy(torn, bytes.p, bytes.n);
		memset(torn + page * 4096, 0, 4096);
		overwrite((struct str){torn, bytes.n});
		if (verify(NULL, &err) >= 0)
			fail_msg("page %zu", page);
		assert_true(err.code == ERR_CORRUPT);
	}
}

static void other_programs(void **state)
{
	(void)state;
	struct err err;
	char sql[80];
	int64_t ours = catalog_stamp(&base.app->catalog);
	const struct { int64_t stamp; enum err_code code; const char *word; } stamps[] = {
		{ours + (1 << 23), ERR_SCHEMA, "mới hơn"}, {ours ^ 1, ERR_SCHEMA, "upgrade"}, {ours & 0x7FFFFF, ERR_SCHEMA, "upgrade"},
		{0, ERR_CORRUPT, "noivu"},
	};
	for (size_t i = 0; i < ARRAY_LEN(stamps); i++) {
		snprintf(sql, sizeof(sql), "PRAGMA user_version = %lld", (long long)stamps[i].stamp);
		harm(sql, NO_VALUES);
		refused(stamps[i].code);
		opened(SITE_WRITE, &err);
		if (str_find(str_from_c(err.text), str_from_c(stamps[i].word)) < 0)
			fail_msg("%s", err.text);
		struct ledger_report report;
		assert_int_equal(rebuild(&report, &err), -(int)stamps[i].code);
	}
}

/* A field that is searched, sorted or listed from now on: what follows from its rows must be made again, so the file is of another
 * program. */
static void other_fields(void **state)
{
	(void)state;
	static const unsigned flags[] = {FIELD_SEARCHED, FIELD_SORTED, FIELD_LISTED, FIELD_NEAR};
	struct catalog c = base.app->catalog;
	size_t n = 0;
	while (c.records[n])
		n++;
	const struct record **records = arena_array_of(a, n + 1, const struct record *);
	static struct record changed;
	memcpy(records, c.records, n * sizeof(*records));
	records[n] = NULL;
	changed = *records[0];
	struct field *fields = arena_array_of(a, changed.field_count, struct field);
	memcpy(fields, changed.fields, changed.field_count * sizeof(*fields));
	changed.fields = fields;
	records[0] = &changed;
	c.records = records;
	assert_int_equal(catalog_stamp(&c), catalog_stamp(&base.app->catalog));
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		fields[0].flags ^= flags[i];
		assert_int_equal(catalog_stamp(&c) != catalog_stamp(&base.app->catalog), flags[i] != FIELD_NEAR); /* that one is of forms alone */
		fields[0].flags ^= flags[i];
	}
}

static void keys(void **state)
{
	(void)state;
	struct err err;
	char name[128];
	struct str text;
	snprintf(name, sizeof(name), "%s/site.key", copy);
	assert_int_equal(fs_read(a, name, 4096, &text, &err), 0);
	struct stat st;
	assert_int_equal(stat(name, &st), 0);
	unlink(name);
	refused(ERR_NOT_FOUND);
	opened(SITE_WRITE, &err);
	assert_true(str_find(str_from_c(err.text), STR("site.key")) >= 0);
	assert_int_equal(fs_write_new(name, str_slice(text, 0, text.n / 2), 0600, &err), 0);
	refused(ERR_CORRUPT);
	assert_int_equal(fs_replace(name, STR(""), 0600, &err), 0);
	refused(ERR_CORRUPT);
	/* a good key of another site signs nothing here */
	char *other = arena_c(a, text);
	char *digit = strstr(other, "sign ") + 5;
	*digit = *digit == '0' ? '1' : '0';
	assert_int_equal(fs_replace(name, str_from_c(other), 0600, &err), 0);
	assert_int_equal(opened(SITE_WRITE, &err), ERR_CORRUPT);
	assert_int_equal(fs_replace(name, text, 0600, &err), 0);
	assert_int_equal(opened(SITE_WRITE, &err), ERR_NONE);
}

static void fresh_files(void **state)
{
	(void)state;
	struct stat st;
	char name[128];
	snprintf(name, sizeof(name), "%s/site.key", base.dir);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	snprintf(name, sizeof(name), "%s/noivu.db", base.dir);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_mode & 0077, 0);
}

static void two_starts(void **state)
{
	(void)state;
	struct site_parts parts = app_parts(base.app, &base.world.world, DAY_NONE);
	struct site *first = NULL, *second = NULL;
	struct ledger_report report;
	struct err err = ERR_INIT;
	assert_int_equal(site_open(copy, SITE_WRITE, &parts, &first, &err), 0);
	assert_int_equal(site_open(copy, SITE_WRITE, &parts, &second, &err), -ERR_BUSY);
	assert_null(second);
	assert_true(str_find(str_from_c(err.text), str_from_c(copy)) >= 0);
	assert_int_equal(rebuild(&report, &err), -ERR_BUSY);
	assert_int_equal(site_open(copy, SITE_READ, &parts, &second, &err), 0); /* looking is free */
	site_close(second);
	second = NULL;
	site_close(first);
	assert_int_equal(site_open(copy, SITE_WRITE, &parts, &second, &err), 0);
	site_close(second);
}

static void places(void **state)
{
	(void)state;
	struct site_parts parts = app_parts(base.app, &base.world.world, DAY_NONE);
	struct site *site = NULL;
	struct err err = ERR_INIT;
	struct app_new_site fresh;
	assert_int_equal(site_open("/nonexistent/site", SITE_READ, &parts, &site, &err), -ERR_NOT_FOUND);
	assert_int_equal(app_site_from_facts(a, base.app, STR("38"), SMALL_DAY, &fresh, &err), 0);
	struct hash before = file_hash();
	assert_int_equal(app_init(copy, &parts, &fresh, &site, &err), -ERR_CONFLICT); /* never over an existing one */
	struct hash after = file_hash();
	assert_true(hash_eq(&before, &after));
	unlink(path);
	assert_int_equal(site_open(copy, SITE_WRITE, &parts, &site, &err), -ERR_NOT_FOUND);
	assert_null(site);
}

/* Ids follow on after a restart and are never given twice. */
static void ids(void **state)
{
	(void)state;
	struct small s = base;
	snprintf(s.dir, sizeof(s.dir), "%s", copy);
	small_open(&s);
	int64_t one = small_person(&s, "mot", s.root);
	struct call c = {0}; /* refused: its ids are given back */
	call_add(&c, "name", STR("x"));
	assert_int_equal(small_run(&s, 0, "person.save", &c), -ERR_INPUT);
	int64_t two = small_person(&s, "hai", s.root);
	small_close(&s);
	small_open(&s);
	int64_t three = small_person(&s, "ba", s.root);
	assert_int_equal(two, one + 1);
	assert_int_equal(three, two + 1);
	assert_int_equal(one >> 40, s.site->number);
	assert_true(three < (int64_t)1 << 53);
	small_close(&s);
	sound(&published);
}

/* ---- golden ---- */

static struct str golden_value(struct str text, const char *name)
{
	struct str line;
	while (str_split(&text, '\n', &line))
		if (str_starts(line, str_from_c(name)) && line.n > strlen(name))
			return str_slice(line, strlen(name) + 1, line.n);
	fail_msg("%s/expected.txt lacks %s", GOLDEN, name);
	return (struct str){0};
}

static void copy_rows(struct db *from, struct db *to, const char *select, const char *insert)
{
	struct err err = ERR_INIT;
	struct query *q;
	small_must(db_query_sql(from, str_from_c(select), NO_VALUES, &q, &err), &err, select);
	while (query_next(q, &err) > 0) {
		struct value values[12];
		int n = query_columns(q);
		for (int i = 0; i < n; i++)
			values[i] = query_value(q, i);
		small_must(db_run_sql(to, str_from_c(insert), values, (size_t)n, &err), &err, insert);
	}
	assert_int_equal(err.code, ERR_NONE);
	query_end(q);
}

#define ENTRIES_FROM "SELECT number, at, day, actor, unit, verb, key, law, schema, body, body_hash, hash FROM entry ORDER BY number"
#define ENTRIES_INTO \
	"INSERT INTO entry (number, at, day, actor, unit, verb, key, law, schema, body, body_hash, hash) " \
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"

static void copy_ledger(struct db *from, struct db *to)
{
	copy_rows(from, to, ENTRIES_FROM, ENTRIES_INTO);
	copy_rows(from, to, "SELECT one, number, hash, signature FROM head", "INSERT INTO head (one, number, hash, signature) VALUES (?1, ?2, ?3, ?4)");
}

/* The entries of an older program, applied by today's: the same tables, the same head. */
static void golden(void **state)
{
	(void)state;
	_cleanup_db_ struct db *old = NULL, *now = NULL;
	struct err err = ERR_INIT;
	struct str expected;
	struct ledger_report report;
	uint8_t public_key[SIGN_PUBLIC_LEN];
	const struct catalog *c = &base.app->catalog;
	small_must(fs_read(a, GOLDEN "/expected.txt", 4096, &expected, &err), &err, GOLDEN);
	small_copy_file(GOLDEN, copy, "golden.db");
	snprintf(path, sizeof(path), "%s/golden.db", copy);
	small_must(db_open(path, DB_READ, &old, &err), &err, path);
	small_must(db_open(NULL, DB_MEMORY, &now, &err), &err, "memory");
	small_must(catalog_create(c, now, &err), &err, "create");
	copy_ledger(old, now);
	small_must(ledger_rebuild(now, c, &report, &err), &err, "rebuild");
	assert_true(unhex(golden_value(expected, "public_key"), public_key, sizeof(public_key)));
	small_must(ledger_verify(now, c, public_key, NULL, &report, &err), &err, "verify");
	assert_true(str_eq(arena_printf(a, "%lld", (long long)report.entries), golden_value(expected, "entries")));
	assert_true(str_eq(arena_printf(a, "%lld", (long long)report.rows), golden_value(expected, "rows")));
	assert_true(str_eq(hex(a, report.head.hash.b, HASH_LEN), golden_value(expected, "head")));
	if (!str_eq(hex(a, report.dump.b, HASH_LEN), golden_value(expected, "dump")))
		fail_msg("the tables came out otherwise: dump %.*s", STR_ARG(hex(a, report.dump.b, HASH_LEN)));
}

static int write_golden(const char *dir)
{
	char name[200];
	struct err err = ERR_INIT;
	_cleanup_buf_ struct buf b = BUF_INIT(4096);
	group_setup(NULL);
	snprintf(path, sizeof(path), "%s/noivu.db", base.dir);
	_cleanup_db_ struct db *from = NULL, *to = NULL;
	_cleanup_buf_ struct buf ddl = BUF_INIT(1 << 16);
	small_must(db_open(path, DB_READ, &from, &err), &err, path);
	snprintf(name, sizeof(name), "%s/golden.db", dir);
	unlink(name);
	small_must(db_open(name, DB_CREATE, &to, &err), &err, name);
	for (const struct table *const *t = ledger_tables; *t; t++)
		if ((*t)->class == TABLE_LEDGER)
			schema_ddl(&ddl, *t, ENGINE_SQLITE);
	small_must(db_script(to, buf_str(&ddl), &err), &err, "tables");
	copy_ledger(from, to);
	small_must(db_checkpoint(to, &err), &err, "checkpoint");
	buf_printf(&b, "entries %lld\nrows %lld\nhead %.*s\ndump %.*s\npublic_key %.*s\n", (long long)whole.entries, (long long)whole.rows,
	           STR_ARG(hex(a, whole.head.hash.b, HASH_LEN)), STR_ARG(hex(a, whole.dump.b, HASH_LEN)),
	           STR_ARG(hex(a, key.public_key, SIGN_PUBLIC_LEN)));
	snprintf(name, sizeof(name), "%s/expected.txt", dir);
	small_must(fs_replace(name, buf_str(&b), 0644, &err), &err, name);
	return group_teardown(NULL);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		CASE(dropped_body), CASE(rebuilt_the_same), CASE(rebuild_repairs), CASE(rebuild_of_a_broken_chain),
		CASE(same_story_same_head), CASE(history), CASE(damaged_files), CASE(torn_pages), CASE(other_programs),
		CASE(other_fields), CASE(keys), CASE(fresh_files), CASE(two_starts), CASE(places), CASE(ids), CASE(golden),
	};
	crypt_start();
	if (argc == 3 && strcmp(argv[1], "--golden") == 0)
		return write_golden(argv[2]);
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
