/* The count from plain tables: its rules, its refusals, and the result file made of it. */
#include "result_world.h"

#include "result/tally_file.h"

#define UNITS "ballot,unit,seats\n1,Q1-1,2\n3,X1-2,2\n"
#define CANDIDATES "unit,cand,birth\nQ1-1,1,1970-01-01\nQ1-1,2,1960-01-01\nQ1-1,3,1980-01-01\nX1-2,1,1970-01-01\nX1-2,2,1970-01-01\nX1-2,3,1970-01-01\n"
#define FORMS_HEAD "area,commune,ballot,unit,voters,took_part,issued,collected,valid,invalid\n"
#define FORMS FORMS_HEAD "a,c,1,Q1-1,100,90,90,90,80,10\na,c,3,X1-2,90,80,80,80,80,0\nb,c,1,Q1-1,50,40,40,40,40,0\n"
#define VOTES_HEAD "area,ballot,unit,cand,votes\n"
#define VOTES VOTES_HEAD "a,1,Q1-1,1,40\na,1,Q1-1,2,40\na,1,Q1-1,3,70\na,3,X1-2,1,50\na,3,X1-2,2,50\na,3,X1-2,3,50\nb,1,Q1-1,1,30\nb,1,Q1-1,2,30\nb,1,Q1-1,3,20\n"
#define WINNERS                                                                                                            \
	"unit,cand,votes,valid,elected\nQ1-1,1,70,120,0\nQ1-1,2,70,120,1\nQ1-1,3,90,120,1\nX1-2,1,50,80,1\nX1-2,2,50,80,1\nX1-2,3,50,80,0\n"

static int read_tables(const char *units, const char *candidates, const char *forms, const char *votes, struct tally **ret_tally,
		       struct err *err)
{
	struct tally *t = tally_new(arena);
	int k = tally_units(t, str_from_c(units), err);
	if (k == 0)
		k = tally_candidates(t, str_from_c(candidates), err);
	if (k == 0)
		k = tally_forms(t, str_from_c(forms), err);
	if (k == 0)
		k = tally_votes(t, str_from_c(votes), err);
	*ret_tally = t;
	return k;
}

static void note(void *ctx, struct str sentence)
{
	struct str *all = ctx;
	*all = arena_printf(arena, "%.*s%.*s\n", STR_ARG(*all), STR_ARG(sentence));
}

static void expect(const char *units, const char *candidates, const char *forms, const char *votes, const char *winners)
{
	struct tally *t;
	struct err err = ERR_INIT;
	struct tally_counts counts;
	struct str remarks = STR("");
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	if (read_tables(units, candidates, forms, votes, &t, &err) < 0)
		fail_msg("%s", err.text);
	tally_winners(t, &out, note, &remarks, &counts);
	assert_string_equal(arena_c(arena, buf_str(&out)), winners);
	assert_int_equal(counts.elected, 4);
	assert_int_equal(counts.seats, 4);
	assert_int_equal(counts.ties, 1);
	assert_true(says(remarks, "X1-2") && says(remarks, "số 1, 2, 3") && !says(remarks, "Q1-1"));
}

static void test_winners(void **state)
{
	(void)state;
	expect(UNITS, CANDIDATES, FORMS, VOTES, WINNERS);
	/* rows in another order, line ends of another system, no line end at the end, a byte order mark */
	expect("\xef\xbb\xbf" "ballot,unit,seats\r\n3,X1-2,2\r\n1,Q1-1,2\r\n",
	       "unit,cand,birth\nX1-2,3,1970-01-01\nQ1-1,2,1960-01-01\nQ1-1,3,1980-01-01\nX1-2,1,1970-01-01\nQ1-1,1,1970-01-01\nX1-2,2,1970-01-01",
	       FORMS_HEAD "b,c,1,Q1-1,50,40,40,40,40,0\na,c,3,X1-2,90,80,80,80,80,0\na,c,1,Q1-1,100,90,90,90,80,10\n",
	       VOTES_HEAD "b,1,Q1-1,2,30\nb,1,Q1-1,3,20\na,1,Q1-1,3,70\na,3,X1-2,3,50\nb,1,Q1-1,1,30\na,3,X1-2,1,50\na,1,Q1-1,2,40\na,3,X1-2,2,50\na,1,Q1-1,1,40\n",
	       WINNERS);
	/* an area split in two changes nothing */
	expect(UNITS, CANDIDATES, FORMS "b2,c,3,X1-2,0,0,0,0,0,0\n", VOTES "b2,3,X1-2,1,0\nb2,3,X1-2,2,0\nb2,3,X1-2,3,0\n", WINNERS);
}

static void test_turnout(void **state)
{
	(void)state;
	struct tally *t;
	struct err err = ERR_INIT;
	struct tally_counts counts;
	struct str remarks = STR("");
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	assert_int_equal(read_tables("ballot,unit,seats\n1,Q,1\n", "unit,cand,birth\nQ,7,1970-01-01\n",
				     FORMS_HEAD "a,c,1,Q,100,50,51,50,50,0\n", VOTES_HEAD "a,1,Q,7,50\n", &t, &err), 0);
	tally_winners(t, &out, note, &remarks, &counts);
	assert_true(says(buf_str(&out), "Q,7,50,50,1\n"));
	assert_int_equal(counts.turnout, 1);
	assert_int_equal(counts.issued, 1);
	assert_true(says(remarks, "Điều 78 khoản 1"));
}

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *units, *candidates, *forms, *votes, *says;
	} cases[] = {
		{"unit,seats\n", CANDIDATES, FORMS, VOTES, "units.csv, dòng 1"},
		{UNITS "4,Z,1\n", CANDIDATES, FORMS, VOTES, "units.csv, dòng 4, cột ballot"},
		{UNITS "1,Z,0\n", CANDIDATES, FORMS, VOTES, "units.csv, dòng 4, cột seats"},
		{UNITS "1,Q1-1,1\n", CANDIDATES, FORMS, VOTES, "units.csv, dòng 4, cột unit"},
		{UNITS "1,Z\n", CANDIDATES, FORMS, VOTES, "units.csv, dòng 4, cột unit"},
		{UNITS "1,Z", CANDIDATES, FORMS, VOTES, "cắt"},
		{UNITS "1,Z,1,1\n", CANDIDATES, FORMS, VOTES, "dòng 4, cột seats"},
		{UNITS "\n", CANDIDATES, FORMS, VOTES, "units.csv, dòng 4"},
		{UNITS, CANDIDATES "Q1-1,4,1970-02-30\n", FORMS, VOTES, "candidates.csv, dòng 8, cột birth"},
		{UNITS, CANDIDATES "Q1-1,2,1970-02-03\n", FORMS, VOTES, "số 2 của đơn vị bầu cử Q1-1"},
		{UNITS, CANDIDATES "Q9,2,1970-02-03\n", FORMS, VOTES, "candidates.csv, dòng 8, cột unit"},
		{UNITS, CANDIDATES, FORMS "c,c,1,Q1-1,9,10,10,10,10,0\n", VOTES, "forms.csv, dòng 5, cột took_part: K101"},
		{UNITS, CANDIDATES, FORMS "c,c,1,Q1-1,10,10,9,10,10,0\n", VOTES, "cột collected: K103"},
		{UNITS, CANDIDATES, FORMS "c,c,1,Q1-1,10,10,10,9,10,0\n", VOTES, "cột valid: K104"},
		{UNITS, CANDIDATES, FORMS "c,c,1,Q1-1,10,10,10,10,9,0\n", VOTES, "cột invalid: K104"},
		{UNITS, CANDIDATES, FORMS "c,c,3,Q1-1,10,10,10,10,10,0\n", VOTES, "dòng 5, cột ballot"},
		{UNITS, CANDIDATES, FORMS "c,c,1,Q1-1,10,10,10,-1,10,0\n", VOTES, "dòng 5, cột collected"},
		{UNITS, CANDIDATES, FORMS "c,c,1,Q1-1,12345678901234567890,10,10,1,10,0\n", VOTES, "dòng 5, cột voters: số quá lớn"},
		{UNITS, CANDIDATES, FORMS "c,c,1,Q1-1,10,10,10,10,10,0\n", VOTES, "có 2 dòng, phải là 3"},
		{UNITS, CANDIDATES, FORMS, VOTES "b,1,Q1-1,2,30\n", "có 3 dòng, phải là 2"},
		{UNITS, CANDIDATES, FORMS, VOTES "b,1,Q1-1,4,30\n", "votes.csv, dòng 11, cột cand"},
		{UNITS, CANDIDATES, FORMS, VOTES "b,1,Q1-1,2,3x\n", "votes.csv, dòng 11, cột votes"},
		{UNITS, CANDIDATES, FORMS, VOTES "b,1,Q1-1,2", "cắt"},
		{UNITS, "unit,cand,birth\nQ1-1,1,1970-01-01\n", FORMS_HEAD "a,c,1,Q1-1,9,9,9,9,9,0\n", VOTES_HEAD "a,1,Q1-1,1,10\n", "K105"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct tally *t;
		struct err err = ERR_INIT;
		int k = read_tables(cases[i].units, cases[i].candidates, cases[i].forms, cases[i].votes, &t, &err);
		if (k >= 0 || !strstr(err.text, cases[i].says))
			fail_msg("%zu: %d “%s” does not say “%s”", i, k, err.text, cases[i].says);
	}
}

static int write_result(const char *forms, const char *votes, struct recount *ret_recount, struct err *err)
{
	static const uint8_t seed[32] = {9};
	uint8_t secret[SIGN_SECRET_LEN];
	struct result_header h = {.day = day_of("2026-03-15"), .level = LEVEL_ALL, .unit = STR("VN"), .unit_name = STR("cả nước"),
				  .program = STR("0")};
	struct tally *t;
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	sign_keypair_from_seed(seed, h.public_key, secret);
	assert_int_equal(read_tables(UNITS, CANDIDATES, FORMS, VOTES, &t, err), 0);
	struct tally_file *file = tally_file_new(t);
	int k = tally_file_forms(file, str_from_c(forms), err);
	if (k == 0)
		k = tally_file_votes(file, str_from_c(votes), err);
	if (k == 0)
		k = tally_file_write(file, law, &h, secret, &out, err);
	return k == 0 ? result_recount(arena, law, arena_dup(arena, buf_str(&out)), ret_recount, err) : k;
}

static void test_result(void **state)
{
	(void)state;
	struct recount r = {0};
	struct err err = ERR_INIT;
	if (write_result(FORMS, VOTES, &r, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(r.same && r.signature);
	assert_int_equal(r.constituencies, 2);
	assert_int_equal(r.areas, 3);
	assert_int_equal(r.elected, 2); /* nobody of the three tied */
	assert_int_equal(r.open, 3);
	assert_true(write_result(FORMS "a,c,1,Q1-1,100,90,90,90,80,10\n", VOTES, &r, &err) < 0);
	assert_true(write_result(FORMS, VOTES "a,1,Q1-1,1,40\n", &r, &err) < 0);
	assert_non_null(strstr(err.text, "votes.csv, dòng 11"));
	assert_true(write_result(FORMS, VOTES "z,1,Q1-1,1,40\n", &r, &err) < 0);
	assert_true(write_result(FORMS "c,c,1,Q1-1,10,10,10,10,10,0\n", VOTES, &r, &err) < 0);
	assert_non_null(strstr(err.text, "K110"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_winners),
		cmocka_unit_test(test_turnout),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_result),
	};
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
