/*
 * The ledger: what somebody could do to the data file, and that it is found; rebuilding; files that are torn, foreign or in use;
 * and the small ledger of each release (tests/golden), rebuilt by today's program.
 *
 *   test_ledger --golden FOLDER    writes such a ledger, for a new release
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>

#include "base/json.h"
#include "ledger/ledger.h"
#include "small_site.h"

#define GOLDEN "tests/golden/0.1.0"
#define FILE_MOST ((size_t)16 << 20)

/* ---- one site as it should be, and a copy of it for each case ---- */

static struct small base;
static struct ledger_key key;
static struct head published; /* of the untouched site */
static struct ledger_report whole;
static char copy[96], path[128];
static struct arena *a;

/* Some of everything: people, an election, tasks in each state, a committee that was changed once. */
static void story(struct small *s)
{
	int64_t clerk;
	small_people(s);
	small_open_election(s);
	clerk = s->person[AT_A][ROLE_OFFICER];
	small_must(small_task_verb(s, clerk, "task.receive", small_task(s, "VOTER_LIST", s->commune[0])), &s->err, "receive");
	small_must(small_task_verb(s, clerk, "task.report", small_task(s, "KVBP", s->commune[0])), &s->err, "report");
	struct call c = small_committee(s, s->commune[0], 11, 0, 0);
	int64_t id = small_do(s, clerk, "committee.save", &c);
	small_set_day(s, SMALL_DAY + 1);
	c = small_committee(s, s->commune[0], 13, id, 1);
	small_do(s, clerk, "committee.save", &c);
}

static void copy_file(const char *from_dir, const char *to_dir, const char *name)
{
	char from[160], to[160];
	struct err err = ERR_INIT;
	struct str bytes;
	snprintf(from, sizeof(from), "%s/%s", from_dir, name);
	snprintf(to, sizeof(to), "%s/%s", to_dir, name);
	small_must(fs_read(a, from, FILE_MOST, &bytes, &err), &err, from);
	small_must(fs_write_new(to, bytes, 0600, &err), &err, to);
}

static int group_setup(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	a = arena_new("ledger test", (size_t)256 << 20);
	small_make(&base, "ledger");
	story(&base);
	published = small_head(&base);
	key = base.site->key;
	small_must(ledger_verify(base.db, &base.app->catalog, key.public_key, NULL, &whole, &err), &err, "verify");
	small_close(&base);
	return 0;
}

static int group_teardown(void **state)
{
	(void)state;
	small_remove(base.dir);
	arena_free(base.a);
	arena_free(a);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	small_folder(copy, "copy");
	snprintf(path, sizeof(path), "%s/noivu.db", copy);
	copy_file(base.dir, copy, "noivu.db");
	copy_file(base.dir, copy, "site.key");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	small_remove(copy);
	return 0;
}

/* ---- doing harm ---- */

/* What somebody with the file and a tool can do; how many rows it changed. */
static int64_t harm(const char *sql, const struct value *values, size_t n)
{
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;
	small_must(db_open(path, DB_WRITE, &db, &err), &err, "open");
	small_must(db_run_sql(db, str_from_c(sql), values, n, &err), &err, sql);
	return db_changed(db);
}

static int verify(const struct head *head, struct err *err)
{
	_cleanup_db_ struct db *db = NULL;
	struct ledger_report report = {.entries = -7};
	*err = ERR_INIT;
	int r = db_open(path, DB_READ, &db, err);
	if (r == 0)
		r = ledger_verify(db, &base.app->catalog, key.public_key, head, &report, err);
	if (r < 0)
		assert_int_equal(report.entries, -7); /* untouched */
	else
		assert_int_equal(report.entries, report.head.number);
	return r;
}

static void sound(const struct head *head)
{
	struct err err;
	if (verify(head, &err) < 0)
		fail_msg("%s (%s)", err.text, err.detail);
}

/* The finding must name each of these. */
static void found(const struct head *head, const char *one, const char *two)
{
	struct err err;
	if (verify(head, &err) >= 0)
		fail_msg("not found: %s", one);
	assert_int_equal(err.code, ERR_CORRUPT);
	if (str_find(str_from_c(err.text), str_from_c(one)) < 0 || str_find(str_from_c(err.text), str_from_c(two)) < 0)
		fail_msg("“%s” does not name “%s” and “%s”", err.text, one, two);
}

static int64_t number_in(const char *sql)
{
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;
	struct query *q;
	small_must(db_open(path, DB_READ, &db, &err), &err, "open");
	small_must(db_query_sql(db, str_from_c(sql), NO_VALUES, &q, &err), &err, sql);
	assert_int_equal(query_next(q, &err), 1);
	int64_t v = query_int(q, 0);
	query_end(q);
	return v;
}

static int rebuild(struct ledger_report *ret, struct err *err)
{
	struct site_parts parts = app_parts(base.app, &base.world.world, DAY_NONE);
	*err = ERR_INIT;
	return site_rebuild(copy, &parts, ret, err);
}

/* ---- the format, from doc/formats/ledger.md and not from the program ---- */

static void put_i64(struct buf *b, int64_t v)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		buf_add_char(b, (char)((uint64_t)v >> shift & 0xFF));
}

static void put_str(struct buf *b, struct str s)
{
	put_i64(b, (int64_t)s.n);
	buf_add(b, s);
}

/* Columns as in the table: number, at, day, actor, unit, verb, key, law, schema, body, body_hash, hash. */
static struct hash chained(struct query *q, const struct hash *before, const struct hash *body)
{
	_cleanup_buf_ struct buf header = BUF_INIT(4096);
	_cleanup_buf_ struct buf all = BUF_INIT(200);
	for (int i = 0; i < 5; i++)
		put_i64(&header, query_int(q, i));
	put_str(&header, query_str(q, 5));
	put_str(&header, query_str(q, 6));
	buf_add(&header, query_str(q, 7));
	buf_add(&header, query_str(q, 8));
	struct hash h = hash_str(buf_str(&header));
	buf_add_bytes(&all, before->b, HASH_LEN);
	buf_add_bytes(&all, h.b, HASH_LEN);
	buf_add_bytes(&all, body->b, HASH_LEN);
	return hash_str(buf_str(&all));
}

#define ALL_ENTRIES \
	STR("SELECT number, at, day, actor, unit, verb, key, law, schema, body, body_hash, hash FROM entry ORDER BY number")

static void sign(const uint8_t secret[SIGN_SECRET_LEN], struct head *head)
{
	_cleanup_buf_ struct buf b = BUF_INIT(128);
	buf_printf(&b, "noivu head 1\n%lld\n", (long long)head->number);
	buf_add_bytes(&b, head->hash.b, HASH_LEN);
	sign_bytes(secret, b.p, b.n, head->signature);
}

static void as_documented(void **state)
{
	(void)state;
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;
	struct query *q;
	struct hash before = {0};
	int64_t n = 0;
	assert_int_equal(db_open(path, DB_READ, &db, &err), 0);
	assert_int_equal(db_query_sql(db, ALL_ENTRIES, NO_VALUES, &q, &err), 0);
	while (query_next(q, &err) > 0) {
		struct hash body = hash_str(query_str(q, 9));
		struct hash hash = chained(q, &before, &body);
		assert_int_equal(query_int(q, 0), ++n);
		assert_memory_equal(query_str(q, 10).p, body.b, HASH_LEN);
		assert_memory_equal(query_str(q, 11).p, hash.b, HASH_LEN);
		before = hash;
	}
	query_end(q);
	assert_int_equal(n, published.number);
	assert_true(hash_eq(&before, &published.hash));
	struct head again = published;
	sign(key.secret, &again);
	assert_memory_equal(again.signature, published.signature, SIGNATURE_LEN);
}

/* ---- small changes ---- */

static void untouched(void **state)
{
	(void)state;
	sound(NULL);
	sound(&published);
	assert_int_equal(whole.entries, published.number);
	assert_true(whole.changes > whole.entries && whole.rows > 100);
}

static void changed_body(void **state)
{
	(void)state;
	int64_t n = number_in("SELECT max(number) FROM entry WHERE verb = 'committee.save'");
	assert_int_equal(harm("UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '\"members\":13', '\"members\":17') AS BLOB) WHERE number = ?1",
	                      VALUES(v_int(n))), 1);
	char number[32];
	snprintf(number, sizeof(number), "số %lld", (long long)n);
	found(NULL, number, "nội dung");
}

static void changed_body_and_its_hash(void **state)
{
	(void)state;
	struct hash h = hash_str(STR("{\"salt\":\"00\",\"changes\":[]}"));
	assert_int_equal(harm("UPDATE entry SET body = ?1, body_hash = ?2 WHERE number = 3",
	                      VALUES(v_blob("{\"salt\":\"00\",\"changes\":[]}", 26), v_blob(h.b, HASH_LEN))), 1);
	found(NULL, "số 3", "chuỗi");
}

/* Each field of a header counts. */
static void changed_header(void **state)
{
	(void)state;
	static const char *const changes[] = {
		"at = at + 1", "day = day - 1", "actor = actor + 1", "unit = unit + 1", "verb = 'task.reporT'", "key = key || 'x'",
		"law = zeroblob(32)", "schema = zeroblob(32)", "hash = zeroblob(32)", "body_hash = zeroblob(32)",
	};
	char sql[120];
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		teardown(state);
		setup(state);
		snprintf(sql, sizeof(sql), "UPDATE entry SET %s WHERE number = 5", changes[i]);
		assert_int_equal(harm(sql, NO_VALUES), 1);
		found(NULL, "số 5", "");
	}
}

static void missing_entry(void **state)
{
	(void)state;
	assert_int_equal(harm("DELETE FROM entry WHERE number = 7", NO_VALUES), 1);
	found(NULL, "số 7", "thiếu");
}

/* Two entries that look alike change places. */
static void entries_in_another_order(void **state)
{
	(void)state;
	harm("UPDATE entry SET number = -1 WHERE number = 3", NO_VALUES);
	harm("UPDATE entry SET number = 3 WHERE number = 4", NO_VALUES);
	harm("UPDATE entry SET number = 4 WHERE number = -1", NO_VALUES);
	found(NULL, "số 3", "");
}

/* ---- the tables beside the ledger ---- */

static void changed_cell(void **state)
{
	(void)state;
	static const struct { const char *record, *change; } cells[] = {
		{"unit", "population = population + 1"}, {"person", "active = 0"}, {"grants", "role = 'leader'"}, {"task", "late_days = 0"},
		{"task", "due = due + 10"}, {"step", "by_day = 1"}, {"committee", "members = 17"}, {"election", "day = day + 7"},
		{"site", "name = 'khác'"}, {"committee", "revision = 9"}, {"task", "note = ''"},
	};
	char sql[160], id[40];
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		teardown(state);
		setup(state);
		snprintf(sql, sizeof(sql), "SELECT max(id) FROM %s", cells[i].record);
		int64_t row = number_in(sql);
		snprintf(sql, sizeof(sql), "UPDATE %s SET %s WHERE id = %lld", cells[i].record, cells[i].change, (long long)row);
		assert_int_equal(harm(sql, NO_VALUES), 1);
		snprintf(id, sizeof(id), "bản ghi %lld", (long long)row);
		snprintf(sql, sizeof(sql), "(%s)", cells[i].record);
		found(NULL, sql, id);
	}
}

static void missing_row(void **state)
{
	(void)state;
	int64_t id = number_in("SELECT min(id) FROM task");
	char text[40];
	harm("DELETE FROM task WHERE id = ?1", VALUES(v_int(id)));
	snprintf(text, sizeof(text), "bản ghi %lld", (long long)id);
	found(NULL, "(task)", text);
}

static void missing_last_row(void **state)
{
	(void)state;
	int64_t id = number_in("SELECT max(id) FROM grants");
	char text[40];
	harm("DELETE FROM grants WHERE id = ?1", VALUES(v_int(id)));
	snprintf(text, sizeof(text), "bản ghi %lld", (long long)id);
	found(NULL, "(grants)", text);
}

static void extra_row(void **state)
{
	(void)state;
	harm("INSERT INTO grants (id, revision, person, role, unit, from_day) SELECT 5, 1, person, 'leader', unit, from_day FROM grants LIMIT 1",
	     NO_VALUES);
	found(NULL, "(grants)", "bản ghi 5");
	harm("UPDATE grants SET id = 4611686018427387904 WHERE id = 5", NO_VALUES);
	found(NULL, "(grants)", "bản ghi 4611686018427387904");
}

/* Permission is read from unit_scope: a row more there is a right more. */
static void changed_derived_table(void **state)
{
	(void)state;
	static const struct { const char *table, *change; } changes[] = {
		{"unit_scope", "INSERT INTO unit_scope (ancestor, unit) SELECT a.id, b.id FROM unit a, unit b WHERE a.parent IS NOT NULL AND a.id <> b.id LIMIT 1"},
		{"unit_scope", "DELETE FROM unit_scope WHERE ancestor <> unit"}, {"unit_name", "UPDATE unit_name SET fold = 'x'"},
	};
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		struct ledger_report report;
		struct err err;
		teardown(state);
		setup(state);
		assert_true(harm(changes[i].change, NO_VALUES) > 0);
		found(NULL, changes[i].table, "rebuild");
		small_must(rebuild(&report, &err), &err, "rebuild");
		sound(&published);
	}
}

/* ---- while others write ---- */

static void *keep_writing(void *arg)
{
	struct small *s = arg;
	for (int i = 0; i < 60; i++) {
		struct call c = {0};
		struct err err = ERR_INIT;
		struct verb_result result;
		struct actor program = app_program();
		char login[24], unit[24];
		snprintf(login, sizeof(login), "viet.%d", i);
		call_add(&c, "name", STR("Người mới"));
		snprintf(unit, sizeof(unit), "%lld", (long long)s->root);
		call_add(&c, "unit", str_from_c(unit));
		call_add(&c, "login", str_from_c(login));
		call_add(&c, "active", STR("1"));
		small_must(verb_run(s->site, &program, app_verb(STR("person.save")), &(struct verb_input){.args = c.arg, .n = c.n}, &result, &err),
		           &err, "person.save");
	}
	return NULL;
}

/* Every look is at one state: entries and tables that fit, whatever is being written. */
static void verified_while_working(void **state)
{
	(void)state;
	struct small s = base;
	struct ledger_report report = {0};
	struct err err = ERR_INIT;
	pthread_t thread;
	int64_t first = 0;
	snprintf(s.dir, sizeof(s.dir), "%s", copy);
	small_open(&s);
	assert_int_equal(pthread_create(&thread, NULL, keep_writing, &s), 0);
	do {
		small_must(ledger_verify(s.db, &s.app->catalog, key.public_key, &published, &report, &err), &err, "verify");
		first = first ? first : report.entries;
	} while (report.entries < published.number + 60);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(first < report.entries); /* it was looked at in between */
	small_close(&s);
}

/* ---- the whole chain ---- */

static void tail_cut(void **state)
{
	(void)state;
	harm("DELETE FROM entry WHERE number > ?1", VALUES(v_int(published.number - 2)));
	found(NULL, "Đầu sổ cái", "cắt");
	struct err err;
	struct ledger_report report;
	/* rebuilding now would throw away what the tables still know */
	assert_int_equal(rebuild(&report, &err), -ERR_CORRUPT);
	assert_int_equal(number_in("SELECT members FROM committee"), 13);
	/* nor may anybody go on working */
	struct site_parts parts = app_parts(base.app, &base.world.world, DAY_NONE);
	struct site *site = NULL;
	assert_int_equal(site_open(copy, SITE_WRITE, &parts, &site, &err), -ERR_CORRUPT);
	assert_null(site);
}

/* The head set back to what is left, with the hash it had; the tables made to fit. */
static struct head cut_back(int64_t number)
{
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;
	struct query *q;
	struct head head = {.number = number};
	harm("DELETE FROM entry WHERE number > ?1", VALUES(v_int(number)));
	assert_int_equal(db_open(path, DB_READ, &db, &err), 0);
	assert_int_equal(db_query_sql(db, STR("SELECT hash FROM entry ORDER BY number DESC LIMIT 1"), NO_VALUES, &q, &err), 0);
	assert_int_equal(query_next(q, &err), 1);
	memcpy(head.hash.b, query_str(q, 0).p, HASH_LEN);
	query_end(q);
	return head;
}

static void put_head(const struct head *head)
{
	assert_int_equal(harm("UPDATE head SET number = ?1, hash = ?2, signature = ?3",
	                      VALUES(v_int(head->number), v_blob(head->hash.b, HASH_LEN), v_blob(head->signature, SIGNATURE_LEN))), 1);
}

static void tail_cut_and_head_rewritten(void **state)
{
	(void)state;
	struct ledger_report report;
	struct err err;
	struct head head = cut_back(published.number - 1);
	memcpy(head.signature, published.signature, SIGNATURE_LEN);
	put_head(&head);
	small_must(rebuild(&report, &err), &err, "rebuild");
	found(NULL, "Đầu sổ cái", ""); /* the signature is of another head */
	/* with the site's key it cannot be seen from inside: that is what the published head is for */
	sign(key.secret, &head);
	put_head(&head);
	sound(NULL);
	found(&published, "cắt đuôi", "");
}

static void head_gone(void **state)
{
	(void)state;
	harm("DELETE FROM head", NO_VALUES);
	found(NULL, "Đầu sổ cái", "");
}

/* Another value in the past, everything after it made anew. */
static void rewrite_chain(const uint8_t *secret)
{
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;
	struct query *q;
	struct hash before = {0};
	struct head head = {0};
	harm("UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '\"members\":13', '\"members\":17') AS BLOB)", NO_VALUES);
	assert_int_equal(db_open(path, DB_WRITE, &db, &err), 0);
	int64_t last = number_in("SELECT max(number) FROM entry");
	for (int64_t n = 1; n <= last; n++) {
		assert_int_equal(db_query_sql(db, STR("SELECT number, at, day, actor, unit, verb, key, law, schema, body FROM entry WHERE number = ?1"),
		                              VALUES(v_int(n)), &q, &err), 0);
		assert_int_equal(query_next(q, &err), 1);
		struct hash body = hash_str(query_str(q, 9));
		struct hash hash = chained(q, &before, &body);
		query_end(q);
		assert_int_equal(db_run_sql(db, STR("UPDATE entry SET body_hash = ?2, hash = ?3 WHERE number = ?1"),
		                            VALUES(v_int(n), v_blob(body.b, HASH_LEN), v_blob(hash.b, HASH_LEN)), &err), 0);
		before = hash;
	}
	head = (struct head){.number = last, .hash = before};
	sign(secret, &head);
	db_close(db);
	db = NULL;
	put_head(&head);
}

static void chain_rewritten_without_key(void **state)
{
	(void)state;
	uint8_t seed[32] = {1}, public_key[SIGN_PUBLIC_LEN], secret[SIGN_SECRET_LEN];
	struct ledger_report report;
	struct err err;
	sign_keypair_from_seed(seed, public_key, secret);
	rewrite_chain(secret);
	small_must(rebuild(&report, &err), &err, "rebuild");
	assert_int_equal(number_in("SELECT members FROM committee"), 17);
	found(NULL, "Đầu sổ cái", "");
}

static void chain_rewritten_with_key(void **state)
{
	(void)state;
	struct ledger_report report;
	struct err err;
	rewrite_chain(key.secret);
	small_must(rebuild(&report, &err), &err, "rebuild");
	sound(NULL);
	found(&published, "viết lại", "");
}

static void an_earlier_head_lies_in_the_chain(void **state)
{
	(void)state;
	struct small s = base;
	struct err err = ERR_INIT;
	snprintf(s.dir, sizeof(s.dir), "%s", copy);
	small_open(&s);
	for (int i = 0; i < 3; i++)
		small_person(&s, arena_c(a, arena_printf(a, "them.%d", i)), s.root);
	struct head now = small_head(&s);
	small_close(&s);
	assert_int_equal(now.number, published.number + 3);
	sound(&published);
	sound(&now);
	(void)err;
}

static void forged_head(void **state)
{
	(void)state;
	uint8_t seed[32] = {9}, public_key[SIGN_PUBLIC_LEN], secret[SIGN_SECRET_LEN];
	struct err err;
	struct head forged = published;
	forged.signature[0] ^= 1; /* the right hash, and nobody signed it */
	assert_true(verify(&forged, &err) < 0);
	assert_true(str_find(str_from_c(err.text), STR("chữ ký")) >= 0);
	forged = published;
	sign_keypair_from_seed(seed, public_key, secret);
	forged.hash.b[5] ^= 0x20;
	sign(secret, &forged); /* a false alarm by somebody else */
	assert_true(verify(&forged, &err) < 0);
	assert_true(str_find(str_from_c(err.text), STR("chữ ký")) >= 0);
	assert_int_equal(err.code, ERR_INPUT); /* the paper is wrong, not the site */
}

static void published_form(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "{}", "[]", "{\"number\":0,\"hash\":\"\",\"signature\":\"\",\"public_key\":\"\"}", "x",
	};
	_cleanup_buf_ struct buf b = BUF_INIT(4096);
	struct err err = ERR_INIT;
	struct head head;
	uint8_t public_key[SIGN_PUBLIC_LEN];
	head_write(&b, &published, key.public_key);
	assert_int_equal(head_read(a, buf_str(&b), &head, public_key, &err), 0);
	assert_memory_equal(&head, &published, sizeof(head));
	assert_memory_equal(public_key, key.public_key, SIGN_PUBLIC_LEN);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(head_read(a, str_from_c(bad[i]), &head, public_key, &err), -ERR_INPUT);
	assert_int_equal(head_read(a, str_slice(buf_str(&b), 0, b.n - 4), &head, public_key, &err), -ERR_INPUT);
	struct str text = head_short(a, &published);
	struct str hash = hex(a, published.hash.b, 4);
	assert_true(str_eq(text, arena_printf(a, "%lld-%.*s", (long long)published.number, STR_ARG(hash))));
}

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
	copy_file(GOLDEN, copy, "golden.db");
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

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		CASE(untouched), CASE(as_documented), CASE(changed_body), CASE(changed_body_and_its_hash), CASE(changed_header),
		CASE(missing_entry), CASE(entries_in_another_order), CASE(changed_cell), CASE(missing_row), CASE(missing_last_row),
		CASE(extra_row), CASE(changed_derived_table), CASE(verified_while_working), CASE(tail_cut), CASE(tail_cut_and_head_rewritten), CASE(head_gone), CASE(chain_rewritten_without_key),
		CASE(chain_rewritten_with_key), CASE(an_earlier_head_lies_in_the_chain), CASE(forged_head), CASE(published_form),
		CASE(dropped_body), CASE(rebuilt_the_same), CASE(rebuild_repairs), CASE(rebuild_of_a_broken_chain),
		CASE(same_story_same_head), CASE(history), CASE(damaged_files), CASE(torn_pages), CASE(other_programs), CASE(keys),
		CASE(fresh_files), CASE(two_starts), CASE(places), CASE(ids), CASE(golden),
	};
	crypt_start();
	if (argc == 3 && strcmp(argv[1], "--golden") == 0)
		return write_golden(argv[2]);
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
