/*
 * The ledger: what somebody could do to the data file, and that it is found. Rebuilding and whole files: test_ledger_files.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include "ledger_copy.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(untouched), CASE(as_documented), CASE(changed_body), CASE(changed_body_and_its_hash), CASE(changed_header),
		CASE(missing_entry), CASE(entries_in_another_order), CASE(changed_cell), CASE(missing_row), CASE(missing_last_row),
		CASE(extra_row), CASE(changed_derived_table), CASE(verified_while_working), CASE(tail_cut),
		CASE(tail_cut_and_head_rewritten), CASE(head_gone), CASE(chain_rewritten_without_key),
		CASE(chain_rewritten_with_key), CASE(an_earlier_head_lies_in_the_chain), CASE(forged_head), CASE(published_form),
	};
	crypt_start();
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
