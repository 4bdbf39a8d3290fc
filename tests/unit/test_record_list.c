/* Lists: what the actor may read, filtered, sorted, by pages, counted; single rows; labels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "record/list.h"
#include "one_site.h"

static struct actor boss, officer, admin, neighbour;

static int setup(void **state)
{
	with_election(state);
	boss = actor_of(s.person[AT_PROVINCE][ROLE_LEADER]);
	officer = actor_of(s.person[AT_A][ROLE_OFFICER]);
	neighbour = actor_of(s.person[AT_B][ROLE_OFFICER]);
	admin = actor_of(s.person[AT_PROVINCE][ROLE_ADMIN]);
	for (int i = 0; i < 3; i++) {
		struct call c = small_committee(&s, s.commune[i], 9 + i, 0, 0);
		small_do(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], "committee.save", &c);
	}
	return 0;
}

static struct list_result list(const struct actor *who, const struct list_query *q)
{
	struct list_result result = {.total = -7};
	struct err err = ERR_INIT;
	small_must(record_list(s.db, s.a, who, q, &result, &err), &err, "list");
	return result;
}

static int64_t total(const struct actor *who, const struct record *record)
{
	return list(who, &(struct list_query){.record = record, .limit = 1000}).total;
}

static void only_ones_own(void **state)
{
	(void)state;
	int64_t all = small_count(&s, "SELECT count(*) FROM task");
	char sql[100];
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM task WHERE unit = %lld", (long long)s.commune[0]);
	assert_int_equal(total(&boss, &task_record), all);
	assert_int_equal(total(&officer, &task_record), small_count(&s, sql));
	struct list_result mine = list(&officer, &(struct list_query){.record = &task_record, .limit = 1000});
	for (size_t i = 0; i < mine.n; i++)
		assert_int_equal(row_int(&mine.rows[i], "unit"), s.commune[0]);
	assert_int_equal(total(&admin, &task_record), 0); /* no figures for who runs the machine */
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM person WHERE unit = %lld", (long long)s.commune[0]);
	assert_int_equal(total(&officer, &person_record), small_count(&s, sql));
	assert_int_equal(total(&admin, &person_record), small_count(&s, "SELECT count(*) FROM person"));
	assert_int_equal(total(&officer, &unit_record), 1);
	assert_int_equal(total(&boss, &unit_record), SMALL_COMMUNES + 2);
	assert_int_equal(total(&officer, &step_record), small_count(&s, "SELECT count(*) FROM step")); /* the calendar is everybody's */
	assert_int_equal(total(&officer, &committee_record), 1);
	struct actor nobody = {.person = 5};
	assert_int_equal(total(&nobody, &task_record), 0);
	/* asking for another's unit gives nothing, not more */
	const struct list_filter theirs = {"unit", "=", v_int(s.commune[1])};
	assert_int_equal(list(&officer, &(struct list_query){.record = &task_record, .filters = &theirs, .filter_count = 1}).total, 0);
	const int64_t ids[] = {s.commune[0], s.commune[1]};
	assert_int_equal(list(&officer, &(struct list_query){.record = &unit_record, .in_field = "id", .in = ids, .in_count = 2}).total, 1);
	assert_int_equal(list(&boss, &(struct list_query){.record = &unit_record, .in_field = "id", .in = ids, .in_count = 2}).total, 2);
	assert_int_equal(list(&boss, &(struct list_query){.record = &unit_record, .in_field = "id", .in = ids, .in_count = 0}).total, 0);
}

static void filters(void **state)
{
	(void)state;
	static const struct { const char *op, *sql; } ops[] = {
		{"=", "due = 20487"}, {"<", "due < 20487"}, {"<=", "due <= 20487"}, {">", "due > 20487"}, {">=", "due >= 20487"}, {"<>", "due <> 20487"},
	};
	char sql[160];
	assert_int_equal(date_from_civil(2026, 2, 3), 20487); /* T-40: lists of voters */
	for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
		const struct list_filter f = {"due", ops[i].op, v_int(20487)};
		snprintf(sql, sizeof(sql), "SELECT count(*) FROM task WHERE %s", ops[i].sql);
		int64_t expected = small_count(&s, sql);
		struct list_result r = list(&boss, &(struct list_query){.record = &task_record, .filters = &f, .filter_count = 1, .limit = 1000});
		assert_int_equal(r.total, expected);
		assert_int_equal(r.n, expected);
		assert_true(expected > 0);
	}
	const struct list_filter two[] = {{"state", "=", v_c("done")}, {"unit", "=", v_int(s.commune[1])}};
	assert_int_equal(list(&boss, &(struct list_query){.record = &task_record, .filters = two, .filter_count = 2}).total, 1);
	const struct list_filter blank = {"done_day", "=", v_null()}, given = {"done_day", "<>", v_null()};
	assert_int_equal(list(&boss, &(struct list_query){.record = &task_record, .filters = &blank, .filter_count = 1}).total,
	                 small_count(&s, "SELECT count(*) FROM task WHERE done_day IS NULL"));
	assert_int_equal(list(&boss, &(struct list_query){.record = &task_record, .filters = &given, .filter_count = 1}).total, 3);
	const struct list_filter wild = {"title", "=", v_c("' OR '1'='1")};
	assert_int_equal(list(&boss, &(struct list_query){.record = &task_record, .filters = &wild, .filter_count = 1}).total, 0);
}

static void order(void **state)
{
	(void)state;
	struct list_result up = list(&boss, &(struct list_query){.record = &task_record, .limit = 1000});
	struct list_result down = list(&boss, &(struct list_query){.record = &task_record, .sort = "-due", .limit = 1000});
	assert_true(up.n > 20 && up.n == down.n);
	for (size_t i = 1; i < up.n; i++) {
		day_t a = row_day(&up.rows[i - 1], "due"), b = row_day(&up.rows[i], "due"); /* blank is DAY_NONE, smaller than all */
		assert_true(a < b || (a == b && up.rows[i - 1].id < up.rows[i].id));
		a = row_day(&down.rows[i - 1], "due"), b = row_day(&down.rows[i], "due");
		assert_true(a > b || (a == b && down.rows[i - 1].id > down.rows[i].id)); /* the way up, turned round */
	}
}

/* Pages put together are the whole, whatever their size, and each knows the total. */
static void pages(void **state)
{
	(void)state;
	struct list_result all = list(&boss, &(struct list_query){.record = &task_record, .limit = 1000});
	const int64_t n = all.total, sizes[] = {1, 7, n - 1, n, n + 1};
	for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
		int64_t seen = 0;
		for (int64_t offset = 0; offset < n; offset += sizes[k]) {
			struct list_result page = list(&boss, &(struct list_query){.record = &task_record, .offset = offset, .limit = sizes[k]});
			assert_int_equal(page.total, n);
			for (size_t i = 0; i < page.n; i++)
				assert_int_equal(page.rows[i].id, all.rows[seen++].id);
		}
		assert_int_equal(seen, n);
		struct list_result beyond = list(&boss, &(struct list_query){.record = &task_record, .offset = n + 5, .limit = sizes[k]});
		assert_int_equal(beyond.n, 0);
		assert_int_equal(beyond.total, n);
	}
	struct list_result usual = list(&boss, &(struct list_query){.record = &task_record});
	assert_int_equal(usual.n, n < LIST_PAGE ? n : LIST_PAGE);
}

/* A person of two communes: rows of each come in order from the index and are put together. The same as when nothing is known about the
 * reach of the grants, whatever is asked. */
static void of_a_few_units(void **state)
{
	(void)state;
	static const char *const sorts[] = {NULL, "due", "-due", "id", "-id", "title", "-state"};
	const struct list_filter given = {"state", "=", v_c("assigned")};
	struct err err = ERR_INIT;
	int64_t units[ACCESS_FEW];
	const struct grant grants[] = {{ROLE_OFFICER, s.commune[1]}, {ROLE_COMMUNE_LEADER, s.commune[0]}, {ROLE_OFFICER, s.commune[0]}};
	for (size_t n = 1; n <= ARRAY_LEN(grants); n++) {
		struct actor plain = {.person = 9, .grants = grants, .n = n, .unit = s.commune[1]}, marked = plain;
		small_must(access_mark_reach(s.db, s.a, &marked, &err), &err, "reach");
		assert_int_equal(access_few(&plain, "task.read", units), 0);
		assert_int_equal(access_few(&marked, "task.read", units), n < 2 ? 1 : 2);
		for (size_t i = 0; i < 4 * ARRAY_LEN(sorts); i++) {
			struct list_query q = {.record = &task_record, .filters = &given, .filter_count = i % 2, .sort = sorts[i / 4],
					       .offset = i % 4 < 2 ? 0 : 2, .limit = 5};
			struct list_result as = list(&plain, &q), is = list(&marked, &q);
			assert_true(as.n == 5 && is.n == 5);
			assert_int_equal(is.total, as.total);
			for (size_t k = 0; k < is.n; k++)
				assert_int_equal(is.rows[k].id, as.rows[k].id);
		}
		assert_int_equal(total(&marked, &unit_record), n < 2 ? 1 : 2);
		assert_int_equal(total(&marked, &step_record), total(&plain, &step_record));
	}
}

static void counts(void **state)
{
	(void)state;
	struct list_count *c;
	struct err err = ERR_INIT;
	size_t n;
	int64_t sum = 0;
	assert_int_equal(record_counts(s.db, s.a, &boss, &(struct list_query){.record = &task_record}, "state", &c, &n, &err), 0);
	assert_int_equal(n, 2);
	assert_true(str_eq_c(c[0].value.s, "assigned") && str_eq_c(c[1].value.s, "done"));
	assert_int_equal(c[1].n, 3);
	for (size_t i = 0; i < n; i++)
		sum += c[i].n;
	assert_int_equal(sum, total(&boss, &task_record));
	assert_int_equal(record_counts(s.db, s.a, &neighbour, &(struct list_query){.record = &task_record}, "state", &c, &n, &err), 0);
	assert_int_equal(c[n - 1].n, 1);
	assert_int_equal(record_counts(s.db, s.a, &admin, &(struct list_query){.record = &task_record}, "state", &c, &n, &err), 0);
	assert_int_equal(n, 0);
}

static void single_rows(void **state)
{
	(void)state;
	struct row row = {.id = -7};
	struct err err = ERR_INIT;
	int64_t task = small_task(&s, "VOTER_LIST", s.commune[0]);
	assert_int_equal(record_read(s.site, s.db, s.a, &neighbour, &task_record, task, &row, &err), 0);
	assert_int_equal(record_read(s.site, s.db, s.a, &officer, &task_record, 424242, &row, &err), 0);
	assert_int_equal(row.id, -7); /* untouched */
	assert_int_equal(record_read(s.site, s.db, s.a, &officer, &task_record, task, &row, &err), 1);
	assert_int_equal(row.id, task);
	assert_int_equal(record_read(s.site, s.db, s.a, &officer, &unit_record, s.commune[1], &row, &err), 0);
	assert_int_equal(record_read(s.site, s.db, s.a, &officer, &unit_record, s.root, &row, &err), 0);
	assert_int_equal(record_read(s.site, s.db, s.a, &officer, &election_record, s.election, &row, &err), 1);
	assert_int_equal(record_read(s.site, s.db, s.a, &officer, &person_record, officer.person, &row, &err), 1);
	assert_int_equal(record_read(s.site, s.db, s.a, &officer, &person_record, neighbour.person, &row, &err), 0);
}

static void labels(void **state)
{
	(void)state;
	struct str label;
	struct err err = ERR_INIT;
	const struct catalog *c = &s.app->catalog;
	struct row unit = small_row(&s, &unit_record, s.commune[0]);
	assert_int_equal(record_label(s.db, s.a, c, "unit", s.commune[0], &label, &err), 0);
	assert_true(str_ends(label, row_str(&unit, "name")) && label.n > row_str(&unit, "name").n); /* with the word for its kind */
	assert_int_equal(record_label(s.db, s.a, c, "person", officer.person, &label, &err), 0);
	assert_true(str_eq_c(label, "Người a.officer"));
	assert_int_equal(record_label(s.db, s.a, c, "person", 424242, &label, &err), 0);
	assert_int_equal(label.n, 0);
	assert_int_equal(record_label(s.db, s.a, c, "unit", 424242, &label, &err), 0);
	assert_int_equal(label.n, 0);
}

int main(void)
{
	crypt_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_ones_own), cmocka_unit_test(filters), cmocka_unit_test(order), cmocka_unit_test(pages), cmocka_unit_test(of_a_few_units),
		cmocka_unit_test(counts), cmocka_unit_test(single_rows), cmocka_unit_test(labels),
	};
	return cmocka_run_group_tests(tests, setup, sound);
}
