/* Sums with missing parts, what is still open, and the checks of minutes. */
#include "result_world.h"

#include "result/checks.h"

#define MOST 8

static struct form form(const char *area, size_t n, const int64_t *field, const int64_t *votes)
{
	struct form f = {.area = str_from_c(area), .n = n};
	int64_t *v = arena_array_of(arena, n, int64_t);
	memcpy(f.field, field, sizeof(f.field));
	memcpy(v, votes, n * sizeof(*v));
	f.votes = v;
	return f;
}

#define FIGURES(...) ((const int64_t[]){__VA_ARGS__})

static void test_sums(void **state)
{
	(void)state;
	struct form f[3] = {
		form("1", 2, FIGURES(100, 90, 90, 90, 88, 2), FIGURES(50, 40)),
		form("2", 2, FIGURES(200, 180, 180, 180, 170, 10), FIGURES(100, 90)),
		form("3", 2, FIGURES(300, COUNT_MISSING, COUNT_MISSING, COUNT_MISSING, COUNT_MISSING, 0), FIGURES(COUNT_MISSING, 7)),
	};
	struct sums a = {0}, b = {0}, all = {0};
	struct count_sum votes[2] = {{0}};
	sums_add_form(&a, &f[0]);
	sums_add_form(&b, &f[2]);
	sums_add_form(&b, &f[1]);
	sums_add(&all, &b);
	sums_add(&all, &a);
	for (size_t i = 0; i < 3; i++)
		sums_add_votes(votes, &f[i]);
	assert_int_equal(all.forms, 3);
	assert_int_equal(all.complete, 2);
	assert_int_equal(sum_value(&all.field[COUNT_VOTERS]), 600);
	assert_int_equal(sum_value(&all.field[COUNT_VALID]), COUNT_MISSING);
	assert_int_equal(all.field[COUNT_VALID].known, 258);
	assert_int_equal(all.field[COUNT_VALID].missing, 1);
	assert_int_equal(sum_value(&votes[0]), COUNT_MISSING);
	assert_int_equal(sum_value(&votes[1]), 137);
	assert_false(form_complete(&f[2]));
}

/* Any grouping and order gives the same sums; an area split in two changes nothing, neither sums nor who is elected. */
static void test_split(void **state)
{
	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct form f[MOST], split[2 * MOST];
		struct contest_candidate x[3] = {{.name = STR("A")}, {.name = STR("B"), .born = 1}, {.name = STR("C"), .born = 2}};
		struct contest base = {.id = STR("1"), .seats = 2, .n = 3, .candidate = x};
		size_t n = 1 + (size_t)chance(MOST), m = 0;
		struct sums whole = {0}, parts = {0};
		for (size_t i = 0; i < n; i++) {
			int64_t one[COUNT_FIELDS], two[COUNT_FIELDS], sum[COUNT_FIELDS], v[3], w[3], s[3];
			for (size_t k = 0; k < COUNT_FIELDS; k++)
				sum[k] = (one[k] = chance(100)) + (two[k] = chance(100));
			for (size_t k = 0; k < 3; k++)
				s[k] = (v[k] = chance(60)) + (w[k] = chance(60));
			f[i] = form("w", 3, sum, s);
			split[m++] = form("a", 3, one, v);
			split[m++] = form("b", 3, two, w);
		}
		for (size_t i = 0; i < n; i++)
			sums_add_form(&whole, &f[i]);
		for (size_t i = m; i-- > 0;)
			sums_add_form(&parts, &split[i]);
		for (size_t k = 0; k < COUNT_FIELDS; k++)
			assert_int_equal(sum_value(&whole.field[k]), sum_value(&parts.field[k]));
		struct open_result a, b;
		result_open(arena, &base, f, n, &a);
		result_open(arena, &base, split, m, &b);
		assert_int_equal(a.outcome.elected, b.outcome.elected);
		for (size_t i = 0; i < 3; i++)
			assert_int_equal(a.outcome.standing[i].candidate, b.outcome.standing[i].candidate);
		assert_int_equal(a.outstanding, 0);
		assert_int_equal(a.margin, b.margin);
	}
}

/* ---- what is open ---------------------------------------------------------------------------------------------------- */

struct seen {
	bool yes[MOST], no[MOST], open[MOST];
};

/* Every way in which r ballots more can be marked: votes[k] up to r each, all together at least r and at most r × seats. */
static void try_all(const struct contest *so_far, int64_t r, struct seen *seen)
{
	struct contest_candidate x[MOST];
	int64_t extra[MOST] = {0};
	for (;;) {
		int64_t sum = 0;
		size_t k = 0;
		struct contest c = *so_far;
		struct outcome o;
		for (size_t i = 0; i < c.n; i++) {
			x[i] = so_far->candidate[i];
			x[i].votes += extra[i];
			sum += extra[i];
		}
		if (sum >= r && sum <= r * c.seats) {
			c.candidate = x;
			c.valid += r;
			c.turnout = c.voters; /* the bounds are about who is elected once the result is recognised */
			result_decide(arena, &c, &o);
			for (size_t i = 0; i < c.n; i++) {
				seen->yes[i] |= elected(&o, i) == TRI_YES;
				seen->no[i] |= elected(&o, i) == TRI_NO;
				seen->open[i] |= elected(&o, i) == TRI_UNKNOWN;
			}
		}
		while (k < c.n && extra[k] == r)
			extra[k++] = 0;
		if (k == c.n)
			return;
		extra[k]++;
	}
}

static void open_case(void)
{
	struct contest_candidate x[4];
	size_t n = 3 + (size_t)chance(2);
	struct contest base = {.id = STR("1"), .seats = 1 + chance(2), .n = n, .candidate = x};
	int64_t valid = chance(12), out = chance(4), votes[4], none[4] = {COUNT_MISSING, COUNT_MISSING, COUNT_MISSING, COUNT_MISSING};
	for (size_t i = 0; i < n; i++) {
		votes[i] = chance(valid + 1);
		x[i] = (struct contest_candidate){.name = arena_printf(arena, "%zu", i), .born = (day_t)chance(2)};
	}
	struct form f[2] = {form("1", n, FIGURES(20, valid, valid, valid, valid, 0), votes),
			    form("2", n, FIGURES(out, COUNT_MISSING, COUNT_MISSING, COUNT_MISSING, COUNT_MISSING, COUNT_MISSING), none)};
	struct open_result o;
	struct seen seen = {0};
	result_open(arena, &base, f, 2, &o);
	assert_int_equal(o.missing_n, 1);
	assert_int_equal(o.outstanding, out);
	struct contest so_far = o.so_far;
	for (int64_t r = 0; r <= out; r++)
		try_all(&so_far, r, &seen);
	bool decided = true;
	for (size_t i = 0; i < n; i++) {
		bool one_answer = !seen.open[i] && seen.yes[i] != seen.no[i];
		assert_int_equal(o.candidate[i].elected, one_answer ? (seen.yes[i] ? TRI_YES : TRI_NO) : TRI_UNKNOWN);
		assert_int_equal(o.candidate[i].margin <= out, !one_answer);
		decided &= one_answer;
	}
	assert_int_equal(o.decided, decided);
	assert_int_equal(o.margin > out, decided);
}

static void test_open(void **state)
{
	(void)state;
	for (int round = 0; round < 4000; round++)
		open_case();
}

static void test_open_recognition(void **state)
{
	(void)state;
	struct contest_candidate x[2] = {{.name = STR("A")}, {.name = STR("B"), .born = 1}};
	struct contest base = {.id = STR("1"), .seats = 1, .n = 2, .candidate = x};
	struct form f[2] = {form("1", 2, FIGURES(100, 60, 60, 60, 60, 0), FIGURES(50, 10)),
			    form("2", 2, FIGURES(20, COUNT_MISSING, 0, 0, 0, 0), FIGURES(0, 0))};
	struct open_result o;
	result_open(arena, &base, f, 2, &o);
	assert_int_equal(o.recognised, TRI_UNKNOWN); /* 2 × 60 = 120 of 120; one more voter is enough */
	assert_true(o.decided);
	assert_int_equal(o.margin, 40);
	f[0].field[COUNT_TURNOUT] = 61;
	result_open(arena, &base, f, 2, &o);
	assert_int_equal(o.recognised, TRI_YES);
	f[0].field[COUNT_TURNOUT] = 40;
	result_open(arena, &base, f, 2, &o);
	assert_int_equal(o.recognised, TRI_NO);
	base.round = ROUND_REPEAT_TURNOUT;
	result_open(arena, &base, f, 2, &o);
	assert_int_equal(o.recognised, TRI_YES);
	f[1].field[COUNT_VOTERS] = COUNT_MISSING; /* nobody knows how many may still come */
	result_open(arena, &base, f, 2, &o);
	assert_int_equal(o.outstanding, COUNT_MISSING);
	assert_false(o.decided);
	assert_int_equal(o.margin, 40);
}

/* ---- checks ---------------------------------------------------------------------------------------------------------- */

static bool has(const struct findings *f, enum law_check_id check)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->item[i].check == check)
			return true;
	return false;
}

/* The minutes of one area with one cell changed: which checks speak. */
static void expect_form(const int64_t *field, const int64_t *votes, const char *checks)
{
	struct form f = form("1", 2, field, votes);
	struct form_more more = {.seats = 1, .roll = COUNT_MISSING};
	struct findings found = {.a = arena};
	char *said = arena_alloc(arena, 200);
	checks_form(&found, 0, &f, &more);
	for (size_t i = 0; i < found.n; i++) {
		const char *name = law_check_name(found.item[i].check);
		memcpy(said + 5 * i, name, 4);
		said[5 * i + 4] = i + 1 < found.n ? ' ' : '\0';
		struct str typist = finding_typist(arena, law, &found.item[i], NULL);
		struct str supervisor = finding_supervisor(arena, law, &found.item[i], NULL);
		assert_true(says(typist, "hãy") && says(typist, name));
		assert_true(says(supervisor, name) && says(supervisor, "đang là") && says(supervisor, "Điều"));
		if (found.item[i].left > 20) /* the typist sees no value */
			assert_false(says(typist, arena_c(arena, arena_printf(arena, "%lld", (long long)found.item[i].left))));
	}
	assert_string_equal(said, checks);
}

static void test_form(void **state)
{
	(void)state;
	const int64_t X = COUNT_MISSING;
	expect_form(FIGURES(100, 90, 90, 90, 88, 2), FIGURES(50, 38), "");
	expect_form(FIGURES(89, 90, 90, 90, 88, 2), FIGURES(50, 38), "K101");
	expect_form(FIGURES(100, 90, 91, 90, 88, 2), FIGURES(50, 38), "K102");
	expect_form(FIGURES(100, 90, 89, 90, 88, 2), FIGURES(50, 38), "K103");
	expect_form(FIGURES(100, 90, 91, 91, 88, 2), FIGURES(50, 38), "K102 K107 K104");
	expect_form(FIGURES(100, 90, 90, 90, 88, 1), FIGURES(50, 38), "K104");
	expect_form(FIGURES(100, 90, 90, 90, 88, 2), FIGURES(89, 0), "K105 K108");
	expect_form(FIGURES(100, 90, 90, 90, 88, 2), FIGURES(50, 39), "K108");
	expect_form(FIGURES(100, 90, 90, 90, 88, 2), FIGURES(50, 37), "K109");
	expect_form(FIGURES(100, 90, 90, X, 91, 2), FIGURES(50, 41), "K110 K106");
	expect_form(FIGURES(X, X, X, X, X, X), FIGURES(X, X), "K110 K110 K110 K110 K110 K110 K110 K110");
	expect_form(FIGURES(100, 90, 90, 90, 88, 2), FIGURES(X, 0), "K110");
	expect_form(FIGURES(0, 0, 0, 0, 0, 0), FIGURES(0, 0), "");
}

static void test_form_more(void **state)
{
	(void)state;
	struct form f = form("1", 3, FIGURES(100, 90, 90, 90, 88, 2), FIGURES(60, 50, 30));
	int64_t by_names[2] = {36, 52};
	struct form_more more = {.seats = 2, .roll = 100, .by_names = by_names};
	struct findings found = {.a = arena};
	checks_form(&found, 0, &f, &more);
	assert_int_equal(found.n, 0);
	by_names[0]++; /* one ballot and one name too many */
	more.roll = 101;
	checks_form(&found, 0, &f, &more);
	assert_int_equal(found.n, 3);
	assert_true(has(&found, K111) && has(&found, K112) && has(&found, K113));
	assert_int_equal(findings_blocking(law, &found), 2);
	found.n = 0;
	by_names[0] = COUNT_MISSING;
	more.roll = 100;
	checks_form(&found, 0, &f, &more);
	assert_int_equal(found.n, 0);
}

static void test_other_scopes(void **state)
{
	(void)state;
	struct form na = form("1", 0, FIGURES(100, 0, 0, 0, 0, 0), FIGURES(0)), province = na, commune = na;
	struct findings found = {.a = arena};
	checks_levels(&found, &na, &province, &commune);
	commune.field[COUNT_VOTERS] = 80;
	checks_levels(&found, &na, &province, &commune);
	checks_levels(&found, NULL, &province, NULL);
	for (int l = 0; l < LEVEL_COUNT; l++)
		checks_seats(&found, (enum contest_level)l, l == LEVEL_NA ? 3 : 5);
	assert_int_equal(found.n, 0);
	commune.field[COUNT_VOTERS] = 101;
	na.field[COUNT_VOTERS] = 99;
	checks_levels(&found, &na, &province, &commune);
	assert_true(found.n == 2 && has(&found, K131) && has(&found, K132));
	found.n = 0;
	checks_seats(&found, LEVEL_NA, 4);
	checks_seats(&found, LEVEL_COMMUNE, 6);
	assert_int_equal(found.n, 2);
	struct sums sums = {0};
	struct count_sum votes = {.known = 7};
	const int64_t stated[COUNT_FIELDS] = {0, 0, 1, 0, 0, 0}, stated_votes = 8;
	found.n = 0;
	checks_sums(&found, &sums, stated, &votes, &stated_votes, 1);
	assert_int_equal(found.n, 2);
	assert_int_equal(found.item[0].field, COUNT_ISSUED);
	assert_true(says(finding_supervisor(arena, law, &found.item[0], NULL), "số phiếu phát ra"));
	assert_int_equal(found.item[1].candidate, 0);
}

/* Areas that are alike in the way areas are, with one made odd. */
static void odd_one(size_t area, const int64_t *field, const int64_t *votes, struct findings *found)
{
	struct form f[6];
	for (size_t i = 0; i < 6; i++) {
		int64_t k = 1000 + 7 * (int64_t)i;
		f[i] = form("x", 3, FIGURES(k + 100, k, k, k, k - 10, 10), FIGURES(k - 300, k / 2, 30 + (int64_t)i));
	}
	if (votes)
		f[area] = form("odd", 3, field, votes);
	found->a = arena;
	found->n = 0;
	checks_set(found, law, f, 6);
}

static void test_set(void **state)
{
	(void)state;
	struct findings found = {0};
	odd_one(0, NULL, NULL, &found);
	assert_int_equal(found.n, 0);
	odd_one(3, FIGURES(1107, 1007, 1007, 1007, 997, 10), FIGURES(707, 503, 31), &found); /* a copy of area 1 */
	assert_true(found.n == 1 && has(&found, K201));
	assert_int_equal(found.item[0].form + found.item[0].other, 4);
	odd_one(3, FIGURES(1100, 1007, 1007, 1007, 997, 10), FIGURES(707, 503, 31), &found); /* its votes only */
	assert_true(found.n == 1 && has(&found, K202));
	odd_one(2, FIGURES(1100, 1000, 1000, 1000, 990, 10), FIGURES(32, 500, 700), &found); /* A and C changed places */
	assert_true(has(&found, K203));
	for (size_t i = 0; i < found.n; i++)
		if (found.item[i].check == K203)
			assert_true(found.item[i].candidate == 2 && found.item[i].second == 0 && found.item[i].form == 2);
	odd_one(2, FIGURES(1100, 1000, 1000, 1000, 900, 100), FIGURES(640, 450, 28), &found);
	assert_true(found.n == 1 && has(&found, K204));
	assert_int_equal(found.item[0].left, 1000); /* 10.00 % */
	odd_one(2, FIGURES(1100, 1000, 1000, 1000, 990, 10), FIGURES(400, 400, 400), &found);
	assert_true(has(&found, K205));
	odd_one(2, FIGURES(1100, 1000, 1000, 1000, 990, 10), FIGURES(100, 500, 40), &found);
	assert_true(has(&found, K206));
	for (size_t i = 0; i < found.n; i++)
		assert_int_equal(law_check(law, found.item[i].check)->kind, CHECK_EXPLAIN);
	odd_one(2, FIGURES(0, 0, 0, 0, 0, 0), FIGURES(0, 0, 0), &found); /* an area where nobody voted, or that is missing */
	assert_int_equal(found.n, 0);
	odd_one(2, FIGURES(1100, 1000, 1000, 1000, 990, 10), FIGURES(COUNT_MISSING, 500, 40), &found);
	assert_int_equal(found.n, 0);
	checks_set(&found, law, NULL, 0);
	assert_int_equal(found.n, 0);
}

/* Numbers never change, every row has its words, and a table with something missing or unknown is refused. */
static void test_catalogue(void **state)
{
	(void)state;
	for (int i = 0; i < LAW_CHECK_COUNT; i++) {
		const struct law_check *c = law_check(law, (enum law_check_id)i);
		assert_true(str_eq_c(c->rule.id, law_check_name((enum law_check_id)i)));
		assert_true(c->scope != CHECK_SET || (c->kind == CHECK_EXPLAIN && c->rule.provisional));
	}
	assert_int_equal(law_check(law, K102)->kind, CHECK_EXPLAIN);
	assert_int_equal(law_check(law, K104)->kind, CHECK_BLOCK);
	for (int i = 0; i < LAW_RESULT_COUNT; i++)
		assert_true(law_result(law, (enum law_result_id)i)->text.n > 0);
	struct law_texts t = law_texts_embedded();
	struct str checks = t.checks, results = t.results;
	struct law *got = NULL;
	struct err err = ERR_INIT;
	t.checks = str_slice(checks, 0, (size_t)str_find(checks, STR("K206,")));
	assert_int_equal(law_load(arena, &t, &got, &err), -ERR_INTERNAL);
	assert_non_null(strstr(err.text, "K206"));
	t.checks = arena_printf(arena, "%.*sK999,block,form,a,b,c,,,,LBC,Điều 1,high,,2025-07-01,,\n", STR_ARG(checks));
	assert_int_equal(law_load(arena, &t, &got, &err), -ERR_INTERNAL);
	assert_non_null(strstr(err.text, "law/checks.csv"));
	t.checks = checks;
	t.results = arena_printf(arena, "%.*sHALF,hai lần,LBC,Điều 1,high,,2025-07-01,,\n", STR_ARG(results));
	assert_int_equal(law_load(arena, &t, &got, &err), -ERR_INTERNAL);
	assert_non_null(strstr(err.text, "trùng"));
	t.results = arena_printf(arena, "%.*sHALF,cũ,LBC,Điều 1,high,,2016-01-01,2025-06-30,\n", STR_ARG(results));
	assert_int_equal(law_load(arena, &t, &got, &err), 0);
	assert_false(hash_eq(&got->hash, &law->hash));
	assert_true(says(law_result(got, LAW_HALF)->text, "quá một nửa"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums),	     cmocka_unit_test(test_split),	  cmocka_unit_test(test_open),
		cmocka_unit_test(test_open_recognition), cmocka_unit_test(test_form),	  cmocka_unit_test(test_form_more),
		cmocka_unit_test(test_other_scopes), cmocka_unit_test(test_set),	  cmocka_unit_test(test_catalogue),
	};
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
