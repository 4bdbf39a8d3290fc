/* The table of `noivu winners`: what is read, what is refused with its line and column, what is asked about. */
#include "result_world.h"

#include "result/winners.h"

#define HEAD "constituency,level,round,seats,voters,turnout,valid,candidate,born,votes\n"
#define ROW(name, born, votes) "Q1,na,first,2,100,90,80," name "," born "," votes "\n"
#define GOOD ROW("Lê Thị Hoa", "1970-01-02", "60") ROW("Trần An", "1960-01-02", "30")

static void refused(const char *text, const char *line, const char *column)
{
	struct winners w;
	struct err err = ERR_INIT;
	int k = winners_read(arena, str_from_c(text), &w, &err);
	if (k >= 0)
		fail_msg("accepted: %s", text);
	if (line && !strstr(err.text, line))
		fail_msg("“%s” does not name “%s”", err.text, line);
	if (column && (strcmp(err.field, column) != 0 || !strstr(err.text, column)))
		fail_msg("“%s” (%s) does not name “%s”", err.text, err.field, column);
}

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *line, *column;
	} cases[] = {
		{"", NULL, NULL},
		{HEAD, NULL, NULL},
		{GOOD, "dòng 1", "constituency"},
		{"constituency,level,round,seats,voters,turnout,valid,candidate,born\n", "dòng 1", "votes"},
		{"votes," HEAD, "dòng 1", "votes"},
		{HEAD GOOD ROW("A", "1970-01-01", "81"), "dòng 4", "votes"},
		{HEAD GOOD ROW("A", "1970-01-01", "-1"), "dòng 4", "votes"},
		{HEAD GOOD ROW("A", "1970-01-01", "+1"), "dòng 4", "votes"},
		{HEAD GOOD ROW("A", "1970-01-01", ""), "dòng 4", "votes"},
		{HEAD GOOD ROW("A", "1970-01-01", "1.0"), "dòng 4", "votes"},
		{HEAD GOOD ROW("A", "1970-01-01", "12345678901234567890"), "dòng 4", "votes"},
		{HEAD GOOD ROW("A", "1970-01-01", "0x10"), "dòng 4", "votes"},
		{HEAD GOOD ROW("A", "1970-02-30", "1"), "dòng 4", "born"},
		{HEAD GOOD ROW("A", "01/02/1970", "1"), "dòng 4", "born"},
		{HEAD GOOD ROW("A", "", "1"), "dòng 4", "born"},
		{HEAD GOOD ROW("  ", "1970-01-01", "1"), "dòng 4", "candidate"},
		{HEAD GOOD ROW(" Trần An ", "1960-01-02", "1"), "dòng 4", "candidate"},
		{HEAD GOOD ROW("Tra\xcc\x82\xcc\x80n An", "1960-01-02", "1"), "dòng 4", "candidate"}, /* decomposed */
		{HEAD GOOD "Q1,na,first,3,100,90,80,B,1970-01-01,1\n", "dòng 4", "seats"},
		{HEAD GOOD "Q1,province,first,2,100,90,80,B,1970-01-01,1\n", "dòng 4", "level"},
		{HEAD GOOD "Q1,na,supplementary,2,100,90,80,B,1970-01-01,1\n", "dòng 4", "round"},
		{HEAD GOOD "Q1,na,first,2,101,90,80,B,1970-01-01,1\n", "dòng 4", "voters"},
		{HEAD GOOD "Q1,na,first,2,100,91,80,B,1970-01-01,1\n", "dòng 4", "turnout"},
		{HEAD GOOD "Q1,na,first,2,100,90,81,B,1970-01-01,1\n", "dòng 4", "valid"},
		{HEAD "Q1,na,second,2,100,90,80,B,1970-01-01,1\n", "dòng 2", "round"},
		{HEAD "Q1,NA,first,2,100,90,80,B,1970-01-01,1\n", "dòng 2", "level"},
		{HEAD "Q1,na,first,0,100,90,80,B,1970-01-01,1\n", "dòng 2", "seats"},
		{HEAD "Q1,na,first,1001,100,90,80,B,1970-01-01,1\n", "dòng 2", "seats"},
		{HEAD "Q1,na,first,1,0,0,0,B,1970-01-01,0\n", "dòng 2", "voters"},
		{HEAD "Q1,na,first,1,100,101,80,B,1970-01-01,1\n", "dòng 2", "turnout"},
		{HEAD ",na,first,1,100,90,80,B,1970-01-01,1\n", "dòng 2", "constituency"},
		{HEAD GOOD "Q1,na,first,2,100,9", "dòng 4", NULL},
		{HEAD GOOD "Q1,na,first,2,100,90,80,B,1970-01-01,1,\n", "dòng 4", NULL},
		{HEAD GOOD "Q1,na,first,2,100,90,80,\"B,1970-01-01,1\n", "Dòng 4", NULL},
		{HEAD GOOD "Q1,na,first,2,100,90,80,B\xff,1970-01-01,1\n", "Dòng 4", NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		refused(cases[i].text, cases[i].line, cases[i].column);
}

static struct winners read_good(const char *text)
{
	struct winners w = {0};
	struct err err = ERR_INIT;
	if (winners_read(arena, str_from_c(text), &w, &err) < 0)
		fail_msg("%s", err.text);
	return w;
}

static void test_accepted(void **state)
{
	(void)state;
	struct winners w = read_good("\xef\xbb\xbf" HEAD GOOD);
	assert_int_equal(w.n, 1);
	assert_int_equal(w.entry[0].contest.n, 2);
	assert_int_equal(w.entry[0].line, 2);
	w = read_good("x,votes,born,candidate,valid,turnout,voters,seats,round,level,constituency\r\n"
		      "1,0060,1970-01-02,\"Hoa, \"\"Lê\"\"\",80,90,100,2,repeat-annulled,commune,X1\r\n");
	assert_int_equal(w.entry[0].contest.candidate[0].votes, 60);
	assert_int_equal(w.entry[0].contest.round, ROUND_REPEAT_ANNULLED);
	assert_true(str_eq_c(w.entry[0].contest.candidate[0].name, "Hoa, \"Lê\""));
	w = read_good(HEAD ROW("A", "1970-01-01", "1") "Q2,na,first,1,5,5,5,A,1970-01-01,5\n" ROW("A", "1970-01-02", "2"));
	assert_int_equal(w.n, 2);
	assert_int_equal(w.entry[0].contest.n, 2); /* rows apart; namesakes of different age */
	assert_int_equal(w.entry[0].contest.candidate[1].votes, 2);
	w = read_good(HEAD "Qu\xe1\xba\xadn 1,na,first,1,5,5,5,A,1970-01-01,5\nQua\xcc\xa3\xcc\x82n 1,na,first,1,5,5,5,B,1970-01-01,5\n");
	assert_int_equal(w.n, 1); /* one id, composed and decomposed */
}

static void expect_questions(const char *text, const char *checks)
{
	struct winners w = read_good(text);
	struct findings f = {.a = arena};
	struct str said = STR("");
	winners_questions(&w.entry[0], &f);
	for (size_t i = 0; i < f.n; i++) {
		said = arena_printf(arena, "%.*s%s:%zu:%s ", STR_ARG(said), law_check_name(f.item[i].check),
				    winners_line(&w.entry[0], &f.item[i]), winners_column(&f.item[i]));
	}
	assert_string_equal(arena_c(arena, said), checks);
}

static void test_questions(void **state)
{
	(void)state;
	expect_questions(HEAD GOOD, "");
	expect_questions(HEAD "Q1,na,first,2,100,79,80,A,1970-01-01,80\n", "K106:2:valid ");
	expect_questions(HEAD "Q1,na,first,1,100,90,80,A,1970-01-01,80\nQ1,na,first,1,100,90,80,B,1970-01-01,1\n", "K108:2:votes ");
	expect_questions(HEAD "Q1,na,first,1,100,90,80,A,1970-01-01,79\n", "K109:2:votes ");
	expect_questions(HEAD "Q1,na,first,4,100,90,80,A,1970-01-01,80\n", "K121:2:seats ");
	expect_questions(HEAD "Q1,commune,first,5,100,90,80,A,1970-01-01,80\n", "");
	expect_questions(HEAD "Q1,commune,first,6,100,90,80,A,1970-01-01,80\n", "K121:2:seats ");
	expect_questions(HEAD ROW("A", "1970-01-01", "80") "Q1,na,first,2,100,90,80,B,1970-01-01,8", "K122:3:votes ");
}

static void test_json(void **state)
{
	(void)state;
	struct winners w = read_good(HEAD GOOD "Q1,na,first,2,100,90,80,Vũ <b>,1970-01-01,30\n");
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	struct json_out j;
	json_begin(&j, &out);
	winners_json(arena, law, &w.entry[0], &j);
	assert_true(says(buf_str(&out), "{\"id\":\"Q1\",\"level\":\"na\",\"round\":\"first\",\"recognised\":true,\"seats\":2,\"elected\":1,"
					"\"left\":1,\"next\":\"supplementary-refer-nec\",\"refer\":null,\"next_why\":\""));
	assert_true(says(buf_str(&out), "\"turnout_percent\":90.00,\"candidates\":[{\"name\":\"Lê Thị Hoa\",\"born\":\"1970-01-02\",\"votes\":60,"
					"\"percent\":75.00,\"elected\":true,\"rank\":1,\"why\":\""));
	assert_true(says(buf_str(&out), "\"name\":\"Vũ \\u003cb\\u003e\",\"born\":\"1970-01-01\",\"votes\":30,\"percent\":37.50,\"elected\":false,"
					"\"rank\":2,"));
	assert_true(says(buf_str(&out), "2 × 60 = 120 \\u003e 80, quá một nửa (Điều 78 khoản 2 Luật Bầu cử)"));
	buf_reset(&out);
	winners_text(arena, law, &w.entry[0], &out);
	assert_true(says(buf_str(&out), "TRÚNG CỬ") && says(buf_str(&out), "Điều 79 khoản 1"));
	w = read_good(HEAD "X,commune,supplementary,1,100,50,0,A,1970-01-01,0\n");
	buf_reset(&out);
	json_begin(&j, &out);
	winners_json(arena, law, &w.entry[0], &j);
	assert_true(says(buf_str(&out), "\"recognised\":null") && says(buf_str(&out), "\"next\":\"refer\",\"refer\":\"turnout\"") &&
		    says(buf_str(&out), "\"percent\":null,\"elected\":false"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_json),
	};
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
