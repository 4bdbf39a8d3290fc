/* Reports through their verbs: a template, a round, answers of two communes, who may do what to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report_site.h"

static int64_t template, period;

static int begin_round(void **state)
{
	begin(state);
	template = new_template("T1", "leader");
	period = open_round(template, SMALL_DAY);
	return 0;
}

static void a_published_edition_never_changes(void **state)
{
	(void)state;
	struct call c = {0};
	int64_t published;
	struct err err = ERR_INIT;
	assert_int_equal(report_edition(s.db, template, false, &published, &err), 0);
	call_int(&s, &c, "id", template);
	call_add(&c, "body", STR("số nguyên|1|Khác||||[1]+1||\n"));
	assert_int_equal(small_run(&s, SPECIALIST, "edition.save", &c), -ERR_INPUT); /* refers to itself */
	assert_non_null(strstr(s.err.text, "[1] → [1]"));
	c.arg[1].value = STR("số nguyên|1|Khác||||||\n");
	assert_int_equal(small_run(&s, OFFICER(AT_A), "edition.save", &c), -ERR_DENIED);
	small_do(&s, SPECIALIST, "edition.save", &c);
	struct row row = small_row(&s, &edition_record, published);
	assert_true(str_eq_c(row_str(&row, "body"), body));
	int64_t draft;
	assert_int_equal(report_edition(s.db, template, true, &draft, &err), 0);
	assert_true(draft && draft != published);
	c.n = 1;
	struct call same = c;
	small_do(&s, SPECIALIST, "edition.publish", &c);
	row = small_row(&s, &edition_record, published);
	assert_true(row_is(&row, "state", "closed") && str_eq_c(row_str(&row, "body"), body));
	assert_int_equal(small_run(&s, SPECIALIST, "edition.publish", &same), -ERR_CONFLICT);
	/* back to the form of the other cases, as a third edition; answers of the round keep the one they began with */
	call_add(&c, "body", str_from_c(body));
	small_do(&s, SPECIALIST, "edition.save", &c);
	c.n = 1;
	small_do(&s, SPECIALIST, "edition.publish", &c);
	row = small_row(&s, &answer_record, answer_at(period, s.commune[0]));
	assert_int_equal(row_int(&row, "edition"), published);
}

static void an_answer_is_filled_approved_accepted(void **state)
{
	(void)state;
	int64_t a = answer_at(period, s.commune[0]);
	assert_int_equal(fill(OFFICER(AT_B), a, "1/1=1\n"), -ERR_NOT_FOUND); /* another commune's: not even a hint */
	assert_int_equal(on_answer(CHAIR(AT_B), "answer.approve", a), -ERR_NOT_FOUND);
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=3\n2=5\n"), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "gõ số 0"));
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=3\n1/2=1\n2=5\n"), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "Đảng viên không nhiều hơn"));
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=ba\n1/2=1,5\n2=1\n"), -ERR_INPUT);
	assert_int_equal(s.result.error_count, 2);
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=300\n1/2=1\n2=1\n"), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "giải trình"));
	assert_int_equal(fill(OFFICER(AT_A), a, ""), -ERR_INPUT);
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=3\n1/2=1\n2=2\n4=một\\nhai\n"), 0);
	assert_true(answer_is(a, "prepared"));
	assert_int_equal(on_answer(OFFICER(AT_A), "answer.approve", a), -ERR_DENIED);
	assert_int_equal(send_back(CHAIR(AT_A), "answer.hold", a, "2: đếm lại"), 0);
	assert_true(answer_is(a, "returned"));
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=3\n1/2=1\n2=3\n"), 0);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), 0);
	assert_true(answer_is(a, "sent"));
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.accept", a), -ERR_DENIED);
	assert_int_equal(send_back(SPECIALIST, "answer.return", a, "99: sai"), -ERR_INPUT); /* no such cell */
	assert_int_equal(send_back(SPECIALIST, "answer.return", a, "2: sai\nxem lại cả báo cáo"), 0);
	struct row row = small_row(&s, &answer_record, a);
	struct report_reason *reasons;
	size_t n;
	report_reasons(s.a, &row, &reasons, &n);
	assert_int_equal(n, 2);
	assert_true(str_eq_c(reasons[0].code, "2") && str_eq_c(reasons[0].text, "sai") && reasons[1].code.n == 0);
	small_set_day(&s, SMALL_DAY + 7); /* a day after the due Monday */
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=3\n1/2=1\n2=1\n"), 0);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), 0);
	row = small_row(&s, &answer_record, a);
	assert_int_equal(row_int(&row, "late_days"), 0); /* the first complete one was in time */
	assert_int_equal(on_answer(SPECIALIST, "answer.accept", a), 0);
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=3\n1/2=1\n2=1\n"), -ERR_CONFLICT);
	small_set_day(&s, SMALL_DAY);
}

static void two_officers_at_one_answer(void **state)
{
	(void)state;
	int64_t b = answer_at(period, s.commune[1]);
	struct row row = small_row(&s, &answer_record, b);
	struct call c = {0};
	call_int(&s, &c, "id", b);
	call_int(&s, &c, "revision", row.revision);
	call_add(&c, "cells", STR("1/1=1\n1/2=1\n2=1\n"));
	small_do(&s, OFFICER(AT_B), "answer.fill", &c);
	c.arg[2].value = STR("1/1=2\n1/2=2\n2=2\n");
	assert_int_equal(small_run(&s, OFFICER(AT_B), "answer.fill", &c), -ERR_CONFLICT); /* from the form as it was */
	/* the same form sent twice is one answer */
	c.arg[1].value = arena_printf(s.a, "%lld", (long long)row.revision + 1);
	c.key = STR("hang-doi-1");
	small_do(&s, OFFICER(AT_B), "answer.fill", &c);
	int64_t head = small_head(&s).number;
	assert_int_equal(small_run(&s, OFFICER(AT_B), "answer.fill", &c), 0);
	assert_true(s.result.repeated);
	assert_int_equal(small_head(&s).number, head);
}

static void nothing_is_not_zero(void **state)
{
	(void)state;
	int64_t c2 = answer_at(period, s.commune[2]);
	struct call c = {0};
	call_int(&s, &c, "id", c2);
	call_add(&c, "none", STR("1"));
	call_add(&c, "cells", STR("2=1\n"));
	assert_int_equal(small_run(&s, 0, "answer.fill", &c), -ERR_INPUT);
	c.arg[2].value = STR("");
	assert_int_equal(small_run(&s, 0, "answer.fill", &c), 0);
	assert_int_equal(on_answer(0, "answer.approve", c2), 0);
	struct row row = small_row(&s, &answer_record, c2);
	assert_true(row_int(&row, "none") == 1 && row_value(&row, "cells")->kind == VALUE_NULL);
}

static struct report_round round_of(int64_t of, int64_t person)
{
	struct report_round round;
	struct actor actor;
	struct err err = ERR_INIT;
	small_must(access_actor(s.db, s.a, person, s.world.today, &actor, &err), &err, "actor");
	small_must(report_round_read(s.site, s.db, s.a, &actor, of, &round, &err), &err, "round");
	return round;
}

static void the_round_adds_up_and_is_frozen(void **state)
{
	(void)state;
	struct form *form;
	struct roll sum;
	struct err err = ERR_INIT;
	int64_t edition;
	assert_int_equal(round_of(period, SPECIALIST).n, SMALL_COMMUNES);
	assert_int_equal(round_of(period, OFFICER(AT_B)).n, 1); /* one's own only */
	assert_int_equal(on_answer(CHAIR(AT_B), "answer.approve", answer_at(period, s.commune[1])), 0);
	struct report_round round = round_of(period, SPECIALIST);
	assert_int_equal(round.counted, 3);
	report_edition(s.db, template, false, &edition, &err);
	assert_int_equal(report_form(s.db, s.a, edition, &form, &err), 0);
	report_round_sum(s.a, form, &round, &sum);
	assert_int_equal(sum.answers, 3);
	assert_int_equal(sum.cells[form_cell_find(form, STR("1"))].value.v, 8 * FORM_SCALE); /* 4 + 4 + nothing */
	assert_int_equal(sum.cells[form_cell_find(form, STR("1"))].n, 2);
	assert_int_equal(sum.cells[form_cell_find(form, STR("3"))].value.v, 375000); /* 3 of 8 */
	struct call c = {0};
	call_int(&s, &c, "id", period);
	call_add(&c, "word", STR("chắc"));
	assert_int_equal(small_run(&s, SPECIALIST, "period.close", &c), -ERR_INPUT);
	c.arg[1].value = STR("CHỐT");
	assert_int_equal(small_run(&s, OFFICER(AT_A), "period.close", &c), -ERR_DENIED);
	small_do(&s, SPECIALIST, "period.close", &c);
	struct row row = small_row(&s, &period_record, period);
	assert_true(str_find(row_str(&row, "frozen"), STR("1=8\n")) >= 0 && row_int(&row, "frozen_of") == SMALL_COMMUNES);
	/* after closing: no, but with an exception that has a reason and an end */
	int64_t b = answer_at(period, s.commune[1]);
	assert_int_equal(fill(OFFICER(AT_B), b, "1/1=9\n1/2=9\n2=9\n"), -ERR_CONFLICT);
	assert_int_equal(send_back(SPECIALIST, "answer.return", b, "muộn"), -ERR_CONFLICT);
	c = (struct call){0};
	call_int(&s, &c, "period", period);
	call_int(&s, &c, "unit", s.commune[1]);
	call_day(&s, &c, "until_day", SMALL_DAY + 1);
	assert_int_equal(small_run(&s, SPECIALIST, "unlock.save", &c), -ERR_INPUT); /* without a reason */
	call_add(&c, "reason", STR("nhập nhầm cột"));
	assert_int_equal(small_run(&s, OFFICER(AT_B), "unlock.save", &c), -ERR_DENIED);
	struct call undo = {0};
	call_int(&s, &undo, "id", small_do(&s, SPECIALIST, "unlock.save", &c));
	small_do(&s, SPECIALIST, "unlock.undo", &undo); /* for the wrong unit: taken back it opens nothing */
	assert_int_equal(fill(OFFICER(AT_B), b, "1/1=9\n1/2=9\n2=9\n"), -ERR_CONFLICT);
	small_do(&s, SPECIALIST, "unlock.undo", &undo);
	assert_int_equal(fill(OFFICER(AT_B), b, "1/1=9\n1/2=9\n2=9\n"), 0);
	assert_int_equal(small_run(&s, SPECIALIST, "unlock.undo", &undo), -ERR_CONFLICT); /* it was used */
	assert_non_null(strstr(s.err.text, "đã sửa báo cáo"));
	small_set_day(&s, SMALL_DAY + 2);
	assert_int_equal(fill(OFFICER(AT_B), b, "1/1=8\n1/2=9\n2=9\n"), -ERR_CONFLICT);
	small_set_day(&s, SMALL_DAY);
	row = small_row(&s, &period_record, period);
	assert_true(str_find(row_str(&row, "frozen"), STR("1=8\n")) >= 0); /* what was frozen stays */
}

/* A form nobody has worked on, a unit that owes nothing yet: taken back; afterwards each says what holds it. */
static void made_by_mistake(void **state)
{
	(void)state;
	int64_t of = new_template("T9", "none"), assigned = small_get(&s, &reporter_in_force, VALUES(v_int(of), v_int(s.commune[1]), v_day(SMALL_DAY)));
	struct call c = {0}, undo = {0}, form = {0};
	call_int(&s, &undo, "id", of);
	assert_int_equal(small_run(&s, SPECIALIST, "template.undo", &undo), -ERR_CONFLICT);
	assert_non_null(strstr(s.err.text, "Lần ban hành biểu mẫu"));
	call_int(&s, &c, "id", assigned);
	assert_int_equal(small_run(&s, SPECIALIST, "reporter.undo", &c), -ERR_CONFLICT); /* of a whole assignment */
	c = (struct call){0};
	call_int(&s, &c, "template", of);
	call_int(&s, &c, "unit", s.root);
	call_day(&s, &c, "from_day", SMALL_DAY);
	undo.n = 0;
	call_int(&s, &undo, "id", small_do(&s, SPECIALIST, "reporter.save", &c));
	assert_int_equal(small_run(&s, OFFICER(AT_A), "reporter.undo", &undo), -ERR_NOT_FOUND);
	small_do(&s, SPECIALIST, "reporter.undo", &undo);
	assert_int_equal(small_get(&s, &reporter_in_force, VALUES(v_int(of), v_int(s.root), v_day(SMALL_DAY))), 0);
	small_do(&s, SPECIALIST, "reporter.undo", &undo);
	int64_t round = open_round(of, SMALL_DAY);
	assert_int_equal(small_run(&s, SPECIALIST, "reporter.undo", &undo), -ERR_CONFLICT);
	assert_non_null(strstr(s.err.text, "đã có báo cáo"));
	undo.n = 0;
	call_int(&s, &undo, "id", round);
	assert_int_equal(small_run(&s, SPECIALIST, "period.undo", &undo), -ERR_CONFLICT);
	assert_non_null(strstr(s.err.text, "chốt kỳ"));
	call_add(&form, "code", STR("T10"));
	call_add(&form, "title", STR("Biểu lập nhầm"));
	call_add(&form, "cycle", STR("week"));
	call_add(&form, "due_days", STR("1"));
	call_add(&form, "approval", STR("none"));
	undo.n = 0;
	call_int(&s, &undo, "id", small_do(&s, SPECIALIST, "template.save", &form));
	assert_int_equal(small_run(&s, CHAIR(AT_A), "template.undo", &undo), -ERR_DENIED);
	small_do(&s, SPECIALIST, "template.undo", &undo);
	small_do(&s, SPECIALIST, "template.save", &form); /* its code is free */
}

static void late_and_locked(void **state)
{
	(void)state;
	int64_t next = open_round(template, SMALL_DAY + 7), a = answer_at(next, s.commune[0]),
		b = answer_at(next, s.commune[1]);
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=1\n1/2=1\n2=1\n"), -ERR_CONFLICT); /* not yet */
	small_set_day(&s, SMALL_DAY + 14);
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=1\n1/2=1\n2=1\n"), 0);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), 0);
	struct row row = small_row(&s, &answer_record, a);
	assert_int_equal(row_int(&row, "late_days"), 1);
	small_set_day(&s, SMALL_DAY + 16);
	assert_int_equal(fill(OFFICER(AT_B), b, "1/1=1\n1/2=1\n2=1\n"), -ERR_CONFLICT);
	assert_non_null(strstr(s.err.text, "khóa số liệu"));
	small_set_day(&s, SMALL_DAY);
}

static void a_unit_merged_in_mid_period(void **state)
{
	(void)state;
	int64_t of = new_template("T4", "none"), before = open_round(of, SMALL_DAY), last;
	struct call c = {0};
	assert_int_equal(fill(0, answer_at(before, s.commune[0]), "1/1=1\n1/2=2\n2=1\n"), 0);
	assert_int_equal(fill(0, answer_at(before, s.commune[1]), "1/1=10\n1/2=20\n2=11\n"), 0);
	/* commune 1 goes into commune 0 in the middle of next week */
	int64_t row_id = small_get(&s, &reporter_in_force, VALUES(v_int(of), v_int(s.commune[1]), v_day(SMALL_DAY)));
	struct row row = small_row(&s, &reporter_record, row_id);
	call_int(&s, &c, "id", row_id);
	call_int(&s, &c, "revision", row.revision);
	call_int(&s, &c, "template", of);
	call_int(&s, &c, "unit", s.commune[1]);
	call_day(&s, &c, "from_day", row_day(&row, "from_day"));
	call_int(&s, &c, "heir", s.commune[0]);
	assert_int_equal(small_run(&s, SPECIALIST, "reporter.save", &c), -ERR_INPUT); /* until when? */
	call_day(&s, &c, "to_day", SMALL_DAY + 9);
	small_do(&s, SPECIALIST, "reporter.save", &c);
	int64_t next = open_round(of, SMALL_DAY + 7);
	assert_int_equal(answer_at(next, s.commune[1]), 0); /* the heir answers for all of it */
	assert_true(answer_at(next, s.commune[0]) > 0);
	struct form *form;
	struct roll *past;
	struct err err = ERR_INIT;
	size_t n;
	report_edition(s.db, of, false, &last, &err);
	assert_int_equal(report_form(s.db, s.a, last, &form, &err), 0);
	assert_int_equal(report_past(s.db, s.a, form, of, s.commune[0], SMALL_DAY + 6, 12, &past, &n, &err), 0);
	assert_int_equal(n, 1);
	assert_int_equal(past[0].cells[form_cell_find(form, STR("1"))].value.v, 33 * FORM_SCALE);
	assert_int_equal(past[0].cells[form_cell_find(form, STR("3"))].value.v,
			 363600); /* 12 of 33, not a mean of two shares */
}

static void who_has_not_sent_is_urged_once_a_day(void **state)
{
	(void)state;
	int64_t of = new_template("T5", "none"), round = open_round(of, SMALL_DAY), a = answer_at(round, s.commune[0]),
		b = answer_at(round, s.commune[1]);
	struct call c = {0};
	call_int(&s, &c, "id", round);
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=1\n1/2=1\n2=1\n"), 0);
	assert_int_equal(small_run(&s, CHAIR(AT_A), "period.urge", &c), -ERR_DENIED);
	small_do(&s, SPECIALIST, "period.urge", &c);
	assert_int_equal(small_run(&s, SPECIALIST, "period.urge", &c), -ERR_CONFLICT);
	small_set_day(&s, SMALL_DAY + 1);
	small_do(&s, SPECIALIST, "period.urge", &c);
	small_set_day(&s, SMALL_DAY);
	struct row row = small_row(&s, &answer_record, b);
	assert_int_equal(row_int(&row, "urged"), 2);
	row = small_row(&s, &answer_record, a);
	assert_int_equal(row_int(&row, "urged"), 0); /* it had sent */
}

static int64_t urgings(int64_t answer, const char *and)
{
	return small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT count(*) FROM urging WHERE answer = %lld%s", (long long)answer, and)));
}

/* The same record as for tasks: three grades, who signs, numbered without gaps, unread until somebody of the unit read it. */
static void urging_has_grades_and_is_read(void **state)
{
	(void)state;
	int64_t of = new_template("T7", "none"), round = open_round(of, SMALL_DAY), a = answer_at(round, s.commune[0]);
	int64_t head = small_person(&s, "giam.doc.so", s.department);
	small_grant(&s, head, "leader", s.root, SMALL_DAY - 1, DAY_NONE);
	struct call c = {0}, words = {0}, read = {0};
	call_int(&s, &c, "id", round);
	small_do(&s, SPECIALIST, "period.urge", &c);
	assert_int_equal(urgings(a, " AND number = 1 AND grade = 'remind' AND read_day IS NULL AND text <> ''"), 1);
	assert_int_equal(small_run(&s, SPECIALIST, "period.criticise", &c), -ERR_DENIED);
	call_int(&s, &words, "id", round);
	call_add(&words, "text", STR("Đã ba lần chậm"));
	small_do(&s, s.person[AT_PROVINCE][ROLE_LEADER], "period.criticise", &words);
	assert_int_equal(urgings(a, " AND number = 2 AND grade = 'criticise' AND text = 'Đã ba lần chậm'"), 1);
	/* the third grade is of the province's own leaders: a leader of the department may not sign it */
	assert_int_equal(small_run(&s, head, "period.demand", &words), -ERR_LAW);
	small_do(&s, s.person[AT_PROVINCE][ROLE_LEADER], "period.demand", &words);
	struct row row = small_row(&s, &answer_record, a);
	assert_int_equal(row_int(&row, "urged"), 3);
	assert_int_equal(urgings(a, " AND number = 3"), 1);
	call_int(&s, &read, "id", small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT id FROM urging WHERE answer = %lld AND number = 1",
									   (long long)a))));
	assert_int_equal(small_run(&s, OFFICER(AT_B), "urging.note", &read), -ERR_NOT_FOUND);
	small_do(&s, OFFICER(AT_A), "urging.note", &read);
	assert_int_equal(urgings(a, " AND read_day IS NULL"), 2);
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=1\n1/2=1\n2=1\n"), 0);
	small_set_day(&s, SMALL_DAY + 1);
	small_do(&s, SPECIALIST, "period.urge", &c);
	assert_int_equal(urgings(a, ""), 3); /* it has sent: nothing more, and nothing is taken back */
	small_set_day(&s, SMALL_DAY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_published_edition_never_changes),
		cmocka_unit_test(an_answer_is_filled_approved_accepted),
		cmocka_unit_test(two_officers_at_one_answer),
		cmocka_unit_test(nothing_is_not_zero),
		cmocka_unit_test(the_round_adds_up_and_is_frozen),
		cmocka_unit_test(made_by_mistake),
		cmocka_unit_test(late_and_locked),
		cmocka_unit_test(who_has_not_sent_is_urged_once_a_day),
		cmocka_unit_test(urging_has_grades_and_is_read),
		cmocka_unit_test(a_unit_merged_in_mid_period),
	};
	return cmocka_run_group_tests_name("reports", tests, begin_round, sound);
}
