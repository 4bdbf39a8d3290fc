/* What lists of any length stand on – counters, words, order – follows every change, answers like the rows themselves, and is
 * made again by rebuild. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "record/follow.h"
#include "record/search.h"
#include "one_site.h"
#include "text/text.h"

#define PEOPLE 60
#define CHANGES 200

static struct actor boss, ward;

static const char *const names[] = {"Nguyễn Văn Ánh",  "Nguyễn Văn An", "Trần Thị Đào", "Đào Duy Anh",    "Lê Hoàng Ân",
				    "Phạm Thị Hòa",    "Phạm Thị Hoa",  "Vũ Tổ 10",     "Vũ Tổ 2",	      "Ngô Quý",
				    "Nguyễn Thị Thiệu", "Ông Đặng",	"ông đặng",     "Bùi Văn Anh Em", "Ứng Hòe"};

static void change_somebody(struct seeded *chance, int64_t *ids, size_t i)
{
	struct call c = {0};
	const int64_t units[] = {s.root, s.commune[0], s.commune[1], s.commune[2]};
	if (ids[i])
		call_int(&s, &c, "id", ids[i]);
	call_add(&c, "name", str_from_c(names[seeded_below(chance, ARRAY_LEN(names))]));
	call_int(&s, &c, "unit", units[seeded_below(chance, ARRAY_LEN(units))]);
	call_add(&c, "login", arena_printf(s.a, "nguoi.%zu", i));
	call_add(&c, "active", seeded_below(chance, 3) ? STR("1") : STR("0"));
	small_must(small_run(&s, 0, "person.save", &c), &s.err, "person.save");
	ids[i] = s.result.id ? s.result.id : ids[i];
}

static int setup(void **state)
{
	static int64_t ids[PEOPLE];
	struct seeded chance;
	with_election(state);
	seeded_start(&chance, STR("follow"));
	for (size_t i = 0; i < PEOPLE; i++)
		change_somebody(&chance, ids, i);
	for (size_t i = 0; i < CHANGES; i++)
		change_somebody(&chance, ids, seeded_below(&chance, PEOPLE));
	boss = actor_of(s.person[AT_PROVINCE][ROLE_ADMIN]);
	ward = actor_of(s.person[AT_A][ROLE_ADMIN]);
	return 0;
}

/* ---- counters ---- */

static int64_t counter(const char *record, const char *field, const char *value)
{
	return small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT sum(n) FROM counter WHERE record = '%s' AND field = '%s' AND "
							      "value = '%s'",
							 record, field, value)));
}

/* Each counter beside the rows it stands for, and no row without a counter. */
static void counters_are_the_rows(void **state)
{
	(void)state;
	int64_t seen = 0;
	for (const struct record *const *p = s.app->catalog.records; *p; p++) {
		const struct record *r = *p;
		const char *unit = r->scope ? r->scope : "0";
		char sql[600];
		snprintf(sql, sizeof(sql),
			 "SELECT count(*) FROM (SELECT %s AS u, count(*) AS c FROM %s GROUP BY %s) AS t LEFT JOIN counter AS k ON "
			 "k.record = '%s' AND k.field = '' AND k.unit = t.u WHERE k.n IS NULL OR k.n <> t.c",
			 unit, r->name, r->scope ? r->scope : "1 + 1", r->name);
		assert_int_equal(small_count(&s, sql), 0);
		snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", r->name);
		assert_int_equal(counter(r->name, "", ""), small_count(&s, sql));
		for (size_t i = 0; i < r->field_count; i++) {
			if (!record_facet(&r->fields[i]))
				continue;
			const char *f = r->fields[i].name;
			snprintf(sql, sizeof(sql),
				 "SELECT count(*) FROM (SELECT coalesce(CAST(%s AS TEXT), '') AS v, %s AS u, count(*) AS c FROM %s "
				 "GROUP BY 1, 2) AS t LEFT JOIN counter AS k ON k.record = '%s' AND k.field = '%s' AND k.value = t.v "
				 "AND k.unit = t.u WHERE k.n IS NULL OR k.n <> t.c",
				 f, unit, r->name, r->name, f);
			assert_int_equal(small_count(&s, sql), 0);
			seen++;
		}
	}
	assert_true(seen >= 5);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM counter WHERE n < 0"), 0);
}

static void counts_by_whoever_asks(void **state)
{
	(void)state;
	const struct actor *who[] = {&boss, &ward};
	for (size_t w = 0; w < ARRAY_LEN(who); w++) {
		struct list_count *c;
		struct list_result rows;
		struct err err = ERR_INIT;
		size_t n;
		int64_t total, sum = 0;
		const struct list_query all = {.record = &person_record, .limit = 5000};
		small_must(record_list(s.db, s.a, who[w], &all, &rows, &err), &err, "list");
		small_must(record_total(s.db, who[w], &person_record, &total, &err), &err, "total");
		assert_int_equal(total, rows.n);
		small_must(record_counts(s.db, s.a, who[w], &all, "active", &c, &n, &err), &err, "counts");
		for (size_t i = 0; i < n; i++) {
			int64_t here = 0;
			for (size_t k = 0; k < rows.n; k++)
				here += row_int(&rows.rows[k], "active") == c[i].value.i;
			assert_int_equal(c[i].n, here);
			const struct list_filter f = {"active", "=", c[i].value};
			const struct list_query one = {.record = &person_record, .filters = &f, .filter_count = 1, .limit = 1};
			struct list_result page;
			small_must(record_list(s.db, s.a, who[w], &one, &page, &err), &err, "list");
			assert_int_equal(page.total, here);
			sum += here;
		}
		assert_true(n == 2 && sum == total);
	}
}

/* ---- words and order ---- */

static bool in(const struct search_found *found, int64_t id)
{
	for (size_t i = 0; i < found->n; i++)
		if (found->ids[i] == id)
			return true;
	return false;
}

/* The words kept and the rows read one by one find the same. */
static void search_is_what_the_rows_say(void **state)
{
	(void)state;
	static const char *const asked[] = {"nguyen", "NGUYỄN", "an", "nguyen van an", "dao", "hoa pham", "zzz", "to 1", "nguoi.7", "a",
					    "thanh hoa", "xa", "dang ong", "guyen", "tinh nguyen", "nguyen zzz"};
	struct list_result rows;
	struct err err = ERR_INIT;
	size_t hits = 0;
	const struct list_query all = {.record = &person_record, .limit = 5000};
	small_must(record_list(s.db, s.a, &boss, &all, &rows, &err), &err, "list");
	for (size_t q = 0; q < ARRAY_LEN(asked); q++) {
		struct search_found found = {0}, own = {0};
		struct str fold = text_fold(s.a, str_from_c(asked[q]));
		small_must(record_search(s.db, s.a, &boss, &s.app->catalog, &person_record, NULL, 0, fold, &found, &err), &err, asked[q]);
		small_must(record_search(s.db, s.a, &ward, &s.app->catalog, &person_record, NULL, 0, fold, &own, &err), &err, asked[q]);
		assert_false(found.more);
		size_t n = 0;
		for (size_t i = 0; i < rows.n; i++) {
			int fits = search_fits(s.db, s.a, &s.app->catalog, &rows.rows[i], fold, &err);
			bool mine = row_int(&rows.rows[i], "unit") == s.commune[0];
			/* a word for the kind of a unit alone drives no search: it would give everybody */
			if (strcmp(asked[q], "xa") != 0 && fits != (int)in(&found, rows.rows[i].id))
				fail_msg("“%s” and %.*s", asked[q], STR_ARG(row_str(&rows.rows[i], "name")));
			assert_true(!in(&own, rows.rows[i].id) || mine); /* nobody else's */
			n += in(&found, rows.rows[i].id);
		}
		assert_int_equal(n, found.n);
		hits += n;
	}
	assert_true(hits > 100);
}

/* More than a search gives: it gives that many, says so, and nobody else's. */
static void more_than_it_gives(void **state)
{
	(void)state;
	const struct actor *who[] = {&boss, &ward};
	for (int i = 0; i < 2 * (SEARCH_FOUND + 5); i++) {
		struct call c = {0};
		call_add(&c, "name", STR("Lý Thường Đông"));
		call_int(&s, &c, "unit", s.commune[i % 2]);
		call_add(&c, "login", arena_printf(s.a, "dong.%d", i));
		call_add(&c, "active", STR("1"));
		small_do(&s, 0, "person.save", &c);
	}
	for (size_t w = 0; w < ARRAY_LEN(who); w++) {
		struct search_found found;
		struct err err = ERR_INIT;
		small_must(record_search(s.db, s.a, who[w], &s.app->catalog, &person_record, NULL, 0, STR("dong thuong"), &found, &err), &err, "search");
		assert_true(found.more && found.n == SEARCH_FOUND);
		for (size_t i = 0; i < found.n; i++) {
			struct row row = small_row(&s, &person_record, found.ids[i]);
			assert_true(str_eq_c(row_str(&row, "name"), "Lý Thường Đông"));
			assert_true(who[w] == &boss || row_int(&row, "unit") == s.commune[0]);
		}
	}
}

static void kept_order_is_the_alphabet(void **state)
{
	(void)state;
	for (int down = 0; down < 2; down++) {
		struct list_result rows;
		struct err err = ERR_INIT;
		const struct list_query q = {.record = &person_record, .sort = down ? "-name" : "name", .by_key = true, .large = true, .limit = 5000};
		small_must(record_list(s.db, s.a, &boss, &q, &rows, &err), &err, "list");
		assert_int_equal(rows.n, rows.total);
		for (size_t i = 1; i < rows.n; i++) {
			int order = str_cmp(text_sort_key(s.a, row_str(&rows.rows[i - 1], "name")),
					    text_sort_key(s.a, row_str(&rows.rows[i], "name")));
			order = order ? order : rows.rows[i - 1].id < rows.rows[i].id ? -1 : 1;
			assert_true(down ? order > 0 : order < 0);
		}
	}
	assert_int_equal(small_count(&s, "SELECT count(*) FROM sort_key WHERE record = 'person' AND field = 'name'"),
			 small_count(&s, "SELECT count(*) FROM person"));
}

/* ---- made again ---- */

static void rebuilt_the_same(void **state)
{
	(void)state;
	struct ledger_report report;
	struct err err = ERR_INIT;
	struct site_parts parts = small_parts(&s);
	small_must(ledger_verify(s.db, &s.app->catalog, s.site->key.public_key, NULL, &report, &err), &err, "verify");
	int64_t words = small_count(&s, "SELECT count(*) FROM search_token");
	small_close(&s);
	small_must(site_rebuild(s.dir, &parts, &report, &err), &err, "rebuild");
	small_open(&s);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM search_token"), words);
	small_must(ledger_verify(s.db, &s.app->catalog, s.site->key.public_key, NULL, &report, &err), &err, "verify");
	counters_are_the_rows(state);
	kept_order_is_the_alphabet(state);
}

int main(void)
{
	crypt_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_are_the_rows),       cmocka_unit_test(counts_by_whoever_asks),
		cmocka_unit_test(search_is_what_the_rows_say), cmocka_unit_test(kept_order_is_the_alphabet),
		cmocka_unit_test(more_than_it_gives),	       cmocka_unit_test(rebuilt_the_same),
	};
	return cmocka_run_group_tests_name("follow", tests, setup, sound);
}
