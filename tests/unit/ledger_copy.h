/* A site with some of everything and its ledger; a copy of it for each case, to be harmed and looked at. */
#pragma once
#include <pthread.h>

#include "base/json.h"
#include "ledger/ledger.h"
#include "small_site.h"

#define FILE_MOST ((size_t)16 << 20)

/* ---- one site as it should be, and a copy of it for each case ---- */

static struct small base;
static struct ledger_key key;
static struct head published; /* of the untouched site */
static struct ledger_report whole;
static char copy[96], path[128];
static struct arena *a;

/* Some of everything: people, an election, tasks in each state, a committee that was changed once. */
static inline void story(struct small *s)
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

static inline int group_setup(void **state)
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

static inline int group_teardown(void **state)
{
	(void)state;
	small_remove(base.dir);
	arena_free(base.a);
	arena_free(a);
	return 0;
}

static inline int setup(void **state)
{
	(void)state;
	small_folder(copy, "copy");
	snprintf(path, sizeof(path), "%s/noivu.db", copy);
	small_copy_file(base.dir, copy, "noivu.db");
	small_copy_file(base.dir, copy, "site.key");
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	small_remove(copy);
	return 0;
}

/* ---- doing harm ---- */

/* What somebody with the file and a tool can do; how many rows it changed. */
static inline int64_t harm(const char *sql, const struct value *values, size_t n)
{
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;
	small_must(db_open(path, DB_WRITE, &db, &err), &err, "open");
	small_must(db_run_sql(db, str_from_c(sql), values, n, &err), &err, sql);
	return db_changed(db);
}

static inline int verify(const struct head *head, struct err *err)
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

static inline void sound(const struct head *head)
{
	struct err err;
	if (verify(head, &err) < 0)
		fail_msg("%s (%s)", err.text, err.detail);
}

/* The finding must name each of these. */
static inline void found(const struct head *head, const char *one, const char *two)
{
	struct err err;
	if (verify(head, &err) >= 0)
		fail_msg("not found: %s", one);
	assert_int_equal(err.code, ERR_CORRUPT);
	if (str_find(str_from_c(err.text), str_from_c(one)) < 0 || str_find(str_from_c(err.text), str_from_c(two)) < 0)
		fail_msg("“%s” does not name “%s” and “%s”", err.text, one, two);
}

static inline int64_t number_in(const char *sql)
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

static inline int rebuild(struct ledger_report *ret, struct err *err)
{
	struct site_parts parts = app_parts(base.app, &base.world.world, DAY_NONE);
	*err = ERR_INIT;
	return site_rebuild(copy, &parts, ret, err);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
