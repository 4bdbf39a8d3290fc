/* Who is elected: every rule of Art. 78–80 by hand, then what must hold whatever the figures are. */
#include "result_world.h"

#define MOST 8

struct person {
	const char *born;
	int64_t votes;
};

/* A constituency of persons named A, B, …; `people` ends with a NULL birth date. */
static struct contest contest(enum contest_level level, enum contest_round round, int64_t seats, int64_t voters, int64_t turnout,
			      int64_t valid, const struct person *people)
{
	struct contest_candidate *x = arena_array_of(arena, MOST, struct contest_candidate);
	struct contest c = {.id = STR("1"), .level = level, .round = round, .seats = seats, .voters = voters, .turnout = turnout,
			    .valid = valid, .candidate = x};
	for (; people[c.n].born; c.n++)
		x[c.n] = (struct contest_candidate){.number = (int64_t)c.n + 1,
						    .name = arena_printf(arena, "%c", (char)('A' + c.n)),
						    .born = day_of(people[c.n].born),
						    .votes = people[c.n].votes};
	return c;
}

#define PEOPLE(...) ((const struct person[]){__VA_ARGS__, {NULL, 0}})

/* "A+ B- C?" in the order of the candidates: elected, not elected, open. */
static const char *answer(const struct contest *c, const struct outcome *o)
{
	char *s = arena_alloc(arena, 4 * MOST);
	for (size_t i = 0; i < o->n; i++) {
		size_t k = o->standing[i].candidate;
		s[2 * k] = (char)('A' + k);
		s[2 * k + 1] = o->standing[i].elected == TRI_YES ? '+' : o->standing[i].elected == TRI_NO ? '-' : '?';
	}
	(void)c;
	return s;
}

static void expect(const struct contest *c, const char *who, enum tri recognised, enum result_next next, enum result_refer refer)
{
	struct outcome o;
	result_decide(arena, c, &o);
	assert_string_equal(answer(c, &o), who);
	assert_int_equal(o.recognised, recognised);
	assert_string_equal(result_next_id(o.next), result_next_id(next));
	assert_int_equal(o.refer, refer);
	assert_int_equal(o.left, c->seats - o.elected);
	struct why why = result_next_why(arena, law, c, &o);
	assert_true(why.n > 0 && says(why_text(arena, &why), "Điều"));
	for (size_t i = 0; i < o.n; i++) {
		why = result_candidate_why(arena, law, c, &o, i);
		assert_true(says(why_text(arena, &why), "Điều"));
	}
}

static void test_half(void **state)
{
	(void)state;
	struct contest c = contest(LEVEL_NA, ROUND_FIRST, 3, 1000, 900, 800,
				   PEOPLE({"1970-01-01", 401}, {"1970-01-01", 400}, {"1970-01-01", 800}, {"1970-01-01", 0}));
	expect(&c, "A+B-C+D-", TRI_YES, NEXT_SUPPLEMENTARY_REFER_NEC, REFER_NOTHING);
	c.valid = 803; /* 2 × 401 = 802 */
	expect(&c, "A-B-C+D-", TRI_YES, NEXT_SUPPLEMENTARY_REFER_NEC, REFER_NOTHING);
	c.valid = 0;
	struct contest none = contest(LEVEL_COMMUNE, ROUND_FIRST, 2, 10, 10, 0, PEOPLE({"1970-01-01", 0}, {"1971-01-01", 0}));
	expect(&none, "A-B-", TRI_YES, NEXT_SUPPLEMENTARY, REFER_NOTHING);
	struct contest nobody = contest(LEVEL_NA, ROUND_FIRST, 2, 10, 10, 10, (const struct person[]){{NULL, 0}});
	expect(&nobody, "", TRI_YES, NEXT_SUPPLEMENTARY_REFER_NEC, REFER_NOTHING);
}

static void test_turnout(void **state)
{
	(void)state;
	const struct person *people = PEOPLE({"1970-01-01", 90}, {"1971-01-01", 80}, {"1972-01-01", 10});
	struct contest c = contest(LEVEL_NA, ROUND_FIRST, 2, 200, 100, 100, people);
	expect(&c, "A-B-C-", TRI_NO, NEXT_REPEAT_TURNOUT, REFER_NOTHING);
	c.turnout = 101;
	expect(&c, "A+B+C-", TRI_YES, NEXT_NONE, REFER_NOTHING);
	c.turnout = 100;
	c.round = ROUND_REPEAT_TURNOUT;
	expect(&c, "A+B+C-", TRI_YES, NEXT_NONE, REFER_NOTHING);
	c.round = ROUND_REPEAT_ANNULLED;
	expect(&c, "A-B-C-", TRI_NO, NEXT_REPEAT_TURNOUT, REFER_NOTHING);
	c.round = ROUND_SUPPLEMENTARY;
	expect(&c, "A?B?C-", TRI_UNKNOWN, NEXT_REFER, REFER_TURNOUT);
	c.level = LEVEL_COMMUNE;
	expect(&c, "A?B?C-", TRI_UNKNOWN, NEXT_REFER, REFER_TURNOUT);
}

static void test_age(void **state)
{
	(void)state;
	struct contest c = contest(LEVEL_PROVINCE, ROUND_FIRST, 3, 1000, 900, 800,
				   PEOPLE({"1980-05-02", 500}, {"1975-05-02", 500}, {"1990-05-02", 700}, {"1975-05-01", 500},
					  {"1960-01-01", 300}));
	expect(&c, "A-B+C+D+E-", TRI_YES, NEXT_NONE, REFER_NOTHING);
	c.seats = 2; /* one place left: D alone is the oldest */
	expect(&c, "A-B-C+D+E-", TRI_YES, NEXT_NONE, REFER_NOTHING);
	c.seats = 4; /* equal votes that all fit decide nothing */
	expect(&c, "A+B+C+D+E-", TRI_YES, NEXT_NONE, REFER_NOTHING);
	c.seats = 1; /* the tie is behind the last seat */
	expect(&c, "A-B-C+D-E-", TRI_YES, NEXT_NONE, REFER_NOTHING);
}

static void test_tied(void **state)
{
	(void)state;
	struct outcome o;
	struct contest c = contest(LEVEL_PROVINCE, ROUND_FIRST, 3, 1000, 900, 800,
				   PEOPLE({"1975-05-02", 500}, {"1975-05-02", 500}, {"1975-05-02", 500}, {"1970-01-01", 500},
					  {"1985-01-01", 500}));
	expect(&c, "A?B?C?D+E-", TRI_YES, NEXT_REFER, REFER_TIE);
	result_decide(arena, &c, &o);
	assert_int_equal(o.tied, 3);
	assert_int_equal(o.tied_places, 2);
	assert_int_equal(o.equal, 5);
	assert_int_equal(o.left, 2);
	for (size_t i = 0; i < o.n; i++)
		assert_int_equal(o.standing[i].rank, 1);
	c.seats = 4; /* all three of the day fit */
	expect(&c, "A+B+C+D+E-", TRI_YES, NEXT_NONE, REFER_NOTHING);
	c.round = ROUND_SUPPLEMENTARY; /* Art. 78(4) is the general rule */
	c.seats = 2;
	expect(&c, "A?B?C?D+E-", TRI_YES, NEXT_REFER, REFER_TIE);
}

static void test_two_thirds(void **state)
{
	(void)state;
	/* fewest elected of 1…5 with which no supplementary vote is held (Art. 79(2)) */
	static const int64_t enough[] = {0, 1, 2, 2, 3, 4};
	for (int64_t seats = 1; seats <= 5; seats++)
		for (int64_t elected = 0; elected <= seats; elected++) {
			struct person people[MOST] = {{NULL, 0}};
			for (int64_t i = 0; i < 6; i++)
				people[i] = (struct person){"1970-01-01", i < elected ? 60 : 50};
			struct contest c = contest(LEVEL_COMMUNE, ROUND_FIRST, seats, 100, 100, 100, people);
			struct outcome o;
			result_decide(arena, &c, &o);
			assert_int_equal(o.elected, elected);
			assert_int_equal(o.next, elected == seats	      ? NEXT_NONE
						 : elected < enough[seats] ? NEXT_SUPPLEMENTARY
									   : NEXT_VACANT_ACCEPTED);
			c.level = LEVEL_NA;
			result_decide(arena, &c, &o);
			assert_int_equal(o.next, elected == seats ? NEXT_NONE : NEXT_SUPPLEMENTARY_REFER_NEC);
			c.round = ROUND_SUPPLEMENTARY;
			result_decide(arena, &c, &o);
			assert_int_equal(o.next, elected == seats ? NEXT_NONE : NEXT_VACANT_FINAL);
			c.round = ROUND_REPEAT_ANNULLED;
			result_decide(arena, &c, &o);
			assert_int_equal(o.refer, elected == seats ? REFER_NOTHING : REFER_ROUND);
			c.level = LEVEL_PROVINCE;
			result_decide(arena, &c, &o);
			assert_int_equal(o.next, elected == seats	      ? NEXT_NONE
						 : elected < enough[seats] ? NEXT_REFER
									   : NEXT_VACANT_ACCEPTED);
		}
}

static void test_rank(void **state)
{
	(void)state;
	struct outcome o;
	struct contest c = contest(LEVEL_NA, ROUND_FIRST, 2, 100, 100, 100,
				   PEOPLE({"1970-01-01", 20}, {"1970-01-01", 60}, {"1960-01-01", 60}, {"1970-01-01", 70}));
	static const int64_t ranks[] = {1, 2, 2, 4};
	result_decide(arena, &c, &o);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(o.standing[i].rank, ranks[i]);
	assert_int_equal(o.standing[1].candidate, 2); /* the older of the two first */
}

/* What people decided. */
static void test_rulings(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct outcome o;
	struct contest c = contest(LEVEL_NA, ROUND_SUPPLEMENTARY, 1, 200, 100, 100, PEOPLE({"1970-01-01", 60}, {"1970-01-01", 60}, {"1971-01-01", 9}));
	size_t b[] = {1}, outsider[] = {2}, both[] = {0, 1}, twice[] = {1, 1};
	struct ruling yes = {.recognised = TRI_YES}, no = {.recognised = TRI_NO};
	struct ruling tie = {.recognised = TRI_YES, .n = 1, .elected = b};
	result_decide(arena, &c, &o);
	assert_int_equal(result_rule(&c, &yes, &o, &err), 0);
	assert_string_equal(answer(&c, &o), "A?B?C-");
	assert_int_equal(o.refer, REFER_TIE);
	result_decide(arena, &c, &o);
	assert_int_equal(result_rule(&c, &tie, &o, &err), 0);
	assert_string_equal(answer(&c, &o), "A-B+C-");
	assert_int_equal(o.next, NEXT_NONE);
	result_decide(arena, &c, &o);
	assert_int_equal(result_rule(&c, &no, &o, &err), 0);
	assert_string_equal(answer(&c, &o), "A-B-C-");
	assert_int_equal(o.next, NEXT_VACANT_FINAL);
	const struct ruling wrong[] = {
		{.recognised = TRI_YES, .n = 1, .elected = outsider}, {.recognised = TRI_YES, .n = 2, .elected = both},
		{.recognised = TRI_YES, .n = 2, .elected = twice},    {.recognised = TRI_UNKNOWN, .n = 1, .elected = b},
		{.recognised = TRI_NO, .n = 1, .elected = b}};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		result_decide(arena, &c, &o);
		assert_int_equal(result_rule(&c, &wrong[i], &o, &err), -ERR_LAW);
	}
	c.turnout = 150; /* nothing about recognition is open any more */
	result_decide(arena, &c, &o);
	assert_int_equal(result_rule(&c, &no, &o, &err), -ERR_LAW);
}

static void test_percent(void **state)
{
	(void)state;
	assert_int_equal(result_percent(1, 3), 3333);
	assert_int_equal(result_percent(2, 3), 6667);
	assert_int_equal(result_percent(1, 800), 13); /* 0.125 % */
	assert_int_equal(result_percent(0, 5), 0);
	assert_int_equal(result_percent(0, 0), -1);
	assert_int_equal(result_percent(RESULT_COUNT_MAX, RESULT_COUNT_MAX), 10000);
	int64_t share[4];
	result_shares((const int64_t[]){199, 1}, 2, share); /* 99.5 and 0.5 */
	assert_int_equal(share[0], 9950);
	result_shares((const int64_t[]){20001, 19999}, 2, share); /* both would round up */
	assert_int_equal(share[0], 5000);
	assert_int_equal(share[1], 5000);
	result_shares((const int64_t[]){0, 0}, 2, share);
	assert_int_equal(share[1], -1);
	for (int round = 0; round < 20000; round++) {
		int64_t part[4], sum = 0;
		size_t n = 1 + (size_t)chance(4);
		for (size_t i = 0; i < n; i++)
			part[i] = chance(round % 2 ? 7 : 3000);
		part[0]++;
		result_shares(part, n, share);
		for (size_t i = 0; i < n; i++) {
			assert_in_range(share[i], 0, 10000);
			sum += share[i];
		}
		assert_int_equal(sum, 10000);
	}
}

static struct contest any(void)
{
	static const char *const days[] = {"1960-01-01", "1960-01-02", "1985-07-01"};
	int64_t voters = 1 + chance(40), turnout = chance(voters + 1), valid = chance(turnout + 1);
	struct person people[MOST] = {{NULL, 0}};
	size_t n = (size_t)chance(7);
	for (size_t i = 0; i < n; i++)
		people[i] = (struct person){days[chance(3)], valid / 2 + chance(valid - valid / 2 + 1)};
	return contest((enum contest_level)chance(LEVEL_COUNT), (enum contest_round)chance(ROUND_COUNT), 1 + chance(5), voters, turnout,
		       valid, people);
}

/* Never more elected than seats; each above half; nobody with fewer votes before one with more; open ones only when asked. */
static void check_sound(const struct contest *c, const struct outcome *o)
{
	int64_t n = 0, open = 0;
	for (size_t i = 0; i < o->n; i++) {
		const struct contest_candidate *x = &c->candidate[o->standing[i].candidate];
		n += o->standing[i].elected == TRI_YES;
		open += o->standing[i].elected == TRI_UNKNOWN;
		if (o->standing[i].elected != TRI_NO)
			assert_true(2 * x->votes > c->valid);
		for (size_t k = 0; k < i; k++) {
			const struct contest_candidate *y = &c->candidate[o->standing[k].candidate];
			assert_true(y->votes >= x->votes);
			if (o->standing[i].elected == TRI_YES && y->votes > x->votes)
				assert_int_equal(o->standing[k].elected, TRI_YES);
		}
	}
	assert_int_equal(n, o->elected);
	assert_true(n <= c->seats);
	assert_int_equal(o->next == NEXT_REFER && o->refer != REFER_ROUND, open > 0 || o->recognised == TRI_UNKNOWN);
	assert_int_equal(o->next == NEXT_REFER, o->refer != REFER_NOTHING);
}

static void test_properties(void **state)
{
	(void)state;
	for (int round = 0; round < 60000; round++) {
		struct contest c = any(), turned = c, more = c;
		struct contest_candidate *x = arena_array_of(arena, c.n, struct contest_candidate);
		struct contest_candidate *y = arena_array_of(arena, c.n, struct contest_candidate);
		struct outcome o, p;
		result_decide(arena, &c, &o);
		check_sound(&c, &o);
		for (size_t i = 0; i < c.n; i++)
			x[i] = c.candidate[c.n - 1 - i];
		turned.candidate = x;
		result_decide(arena, &turned, &p);
		for (size_t i = 0; i < c.n; i++)
			assert_int_equal(elected(&o, i), elected(&p, c.n - 1 - i));
		assert_int_equal(o.next, p.next);
		for (size_t i = 0; i < c.n; i++) {
			if (elected(&o, i) != TRI_YES)
				continue;
			memcpy(y, c.candidate, c.n * sizeof(*y));
			more.candidate = y;
			y[i].votes++; /* with one ballot more, and without when there is room */
			more.valid = c.valid + 1;
			result_decide(arena, &more, &p);
			assert_int_equal(elected(&p, i), TRI_YES);
			more.valid = c.valid;
			result_decide(arena, &more, &p);
			assert_int_equal(elected(&p, i), TRI_YES);
		}
		if (round % 1000 == 0) {
			arena_reset(arena);
			struct law_texts texts = law_texts_embedded();
			struct err err = ERR_INIT;
			assert_int_equal(law_load(arena, &texts, &law, &err), 0);
		}
	}
}

static void test_words(void **state)
{
	(void)state;
	enum contest_level l;
	enum contest_round r;
	enum result_next n;
	for (int i = 0; i < LEVEL_COUNT; i++)
		assert_true(contest_level_parse(str_from_c(contest_level_id((enum contest_level)i)), &l) && (int)l == i);
	for (int i = 0; i < ROUND_COUNT; i++)
		assert_true(contest_round_parse(str_from_c(contest_round_id((enum contest_round)i)), &r) && (int)r == i);
	for (int i = 0; i < NEXT_COUNT; i++)
		assert_true(result_next_parse(str_from_c(result_next_id((enum result_next)i)), &n) && (int)n == i);
	assert_false(contest_level_parse(STR("NA"), &l));
	assert_false(contest_round_parse(STR(""), &r));
	assert_false(result_next_parse(STR("referred"), &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_half),	   cmocka_unit_test(test_turnout), cmocka_unit_test(test_age),
		cmocka_unit_test(test_tied),	   cmocka_unit_test(test_two_thirds), cmocka_unit_test(test_rank),
		cmocka_unit_test(test_rulings),	   cmocka_unit_test(test_percent), cmocka_unit_test(test_properties),
		cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
