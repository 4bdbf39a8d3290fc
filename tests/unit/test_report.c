/* Reports through their verbs: a template, a round, answers of two communes, who may do what to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "record/attach.h"
#include "report/report.h"
#include "report/statements.h"
#include "signed_pdf.h"
#include "small_site.h"

static struct small s;
static int64_t template, period;

#define SPECIALIST (s.person[AT_PROVINCE][ROLE_SPECIALIST])
#define OFFICER(place) (s.person[place][ROLE_OFFICER])
#define CHAIR(place) (s.person[place][ROLE_COMMUNE_LEADER])

static const char body[] = "mục|I|Nhân sự||||||\n"
			   "số nguyên|1|Tổng số|người|Nam; Nữ|x||cộng|\n"
			   "số nguyên|2|Đảng viên|người||x||cộng|\n"
			   "số lẻ 2|3|Tỷ lệ|%|||[2] / [1] * 100|tính lại|\n"
			   "chữ dài|4|Khó khăn||||||\n"
			   "quy tắc||Đảng viên không nhiều hơn tổng số||||[2] <= [1]||\n"
			   "cảnh báo||Nữ ít||||[1/2] * 10 >= [1]||\n";

static int64_t template_of(const char *code, const char *approval, const char *form)
{
	struct call c = {0};
	call_add(&c, "code", str_from_c(code));
	call_add(&c, "title", STR("Biểu thử"));
	call_add(&c, "cycle", STR("week"));
	call_add(&c, "due_days", STR("1"));
	call_add(&c, "late_days", STR("2"));
	call_add(&c, "approval", str_from_c(approval));
	int64_t id = small_do(&s, SPECIALIST, "template.save", &c);
	c = (struct call){0};
	call_int(&s, &c, "id", id);
	call_add(&c, "body", str_from_c(form));
	small_do(&s, SPECIALIST, "edition.save", &c);
	c.n = 1;
	small_do(&s, SPECIALIST, "edition.publish", &c);
	call_day(&s, &c, "from_day", SMALL_DAY - 60);
	small_do(&s, SPECIALIST, "reporter.assign", &c);
	return id;
}

static int64_t new_template(const char *code, const char *approval) { return template_of(code, approval, body); }

static int64_t open_round(int64_t of, day_t day)
{
	struct call c = {0};
	call_int(&s, &c, "id", of);
	call_day(&s, &c, "day", day);
	return small_do(&s, SPECIALIST, "period.begin", &c);
}

static int64_t answer_at(int64_t round, int64_t unit)
{
	return small_get(&s, &answer_of, VALUES(v_int(round), v_int(unit)));
}

static int fill_with(int64_t person, int64_t answer, const char *cells, const char *note)
{
	struct call c = {0};
	call_int(&s, &c, "id", answer);
	call_add(&c, "cells", str_from_c(cells));
	call_add(&c, "note", str_from_c(note));
	return small_run(&s, person, "answer.fill", &c);
}

static int fill(int64_t person, int64_t answer, const char *cells) { return fill_with(person, answer, cells, ""); }

static int on_answer(int64_t person, const char *verb, int64_t answer)
{
	struct call c = {0};
	call_int(&s, &c, "id", answer);
	return small_run(&s, person, verb, &c);
}

static int send_back(int64_t person, const char *verb, int64_t answer, const char *reasons)
{
	struct call c = {0};
	call_int(&s, &c, "id", answer);
	call_add(&c, "reasons", str_from_c(reasons));
	return small_run(&s, person, verb, &c);
}

static bool answer_is(int64_t answer, const char *state)
{
	struct row row = small_row(&s, &answer_record, answer);
	return row_is(&row, "state", state);
}

static int begin(void **state)
{
	(void)state;
	small_make(&s, "report");
	small_people(&s);
	small_set_day(&s, SMALL_DAY); /* Tuesday of week 47 */
	template = new_template("T1", "leader");
	period = open_round(template, SMALL_DAY);
	return 0;
}

static int end(void **state)
{
	(void)state;
	small_end(&s);
	return 0;
}

/* ---- */

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
	small_do(&s, SPECIALIST, "unlock.save", &c);
	assert_int_equal(fill(OFFICER(AT_B), b, "1/1=9\n1/2=9\n2=9\n"), 0);
	small_set_day(&s, SMALL_DAY + 2);
	assert_int_equal(fill(OFFICER(AT_B), b, "1/1=8\n1/2=9\n2=9\n"), -ERR_CONFLICT);
	small_set_day(&s, SMALL_DAY);
	row = small_row(&s, &period_record, period);
	assert_true(str_find(row_str(&row, "frozen"), STR("1=8\n")) >= 0); /* what was frozen stays */
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

static void a_signed_report_needs_number_and_scan(void **state)
{
	(void)state;
	int64_t of = new_template("T2", "signed"), round = open_round(of, SMALL_DAY), a = answer_at(round, s.commune[0]);
	struct call c = {0};
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=1\n1/2=1\n2=1\n"), 0);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), -ERR_INPUT);
	call_int(&s, &c, "id", a);
	call_add(&c, "number", STR("12/BC-UBND"));
	assert_int_equal(small_run(&s, CHAIR(AT_A), "answer.approve", &c), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "bản quét"));
	struct actor officer = {.person = OFFICER(AT_A)};
	const struct attaching what = {.record = &answer_record, .id = a, .field = STR("scan"), .name = STR("bao-cao.txt"),
				       .bytes = STR("bản quét\n"), .key = STR("quet")};
	struct verb_result result;
	assert_int_equal(record_attach(s.site, &officer, &what, &result, &s.err), 0);
	assert_int_equal(small_run(&s, CHAIR(AT_A), "answer.approve", &c), 0);
	assert_true(answer_is(a, "sent"));
	int64_t direct = new_template("T3", "none"), straight = open_round(direct, SMALL_DAY);
	assert_int_equal(fill(OFFICER(AT_B), answer_at(straight, s.commune[1]), "1/1=1\n1/2=1\n2=1\n"), 0);
	assert_true(answer_is(answer_at(straight, s.commune[1]), "sent"));
}

static int64_t attach(int64_t person, int64_t answer, const char *bytes)
{
	struct actor actor = {.person = person};
	struct verb_result result;
	const struct attaching what = {.record = &answer_record, .id = answer, .name = STR("bản đồ.txt"), .bytes = str_from_c(bytes)};
	return record_attach(s.site, &actor, &what, &result, &s.err) < 0 ? 0 : result.id;
}

static void a_cell_holds_a_file(void **state)
{
	(void)state;
	int64_t of = template_of("T6", "none", "số nguyên|1|Số thôn||||||\ntệp|2|Bản đồ|||x|||\n"), round = open_round(of, SMALL_DAY);
	int64_t a = answer_at(round, s.commune[0]), b = answer_at(round, s.commune[1]);
	char *cells = arena_alloc(s.a, 200);
	assert_int_equal(fill(OFFICER(AT_A), a, "1=5\n"), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "Bản đồ: chưa nhập"));
	assert_int_equal(fill(OFFICER(AT_A), a, "1=5\n2=bản đồ.txt\n"), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "hãy chọn tệp"));
	int64_t own = attach(OFFICER(AT_A), a, "thôn một\n"), other = attach(OFFICER(AT_B), b, "thôn hai\n");
	assert_true(own && other);
	snprintf(cells, 200, "1=5\n2=%lld bản đồ.txt\n", (long long)other); /* another commune's */
	assert_int_equal(fill(OFFICER(AT_A), a, cells), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "không đính kèm ở báo cáo này"));
	snprintf(cells, 200, "1=5\n2=%lld tên khác.txt\n", (long long)own);
	assert_int_equal(fill(OFFICER(AT_A), a, cells), -ERR_INPUT);
	snprintf(cells, 200, "1=5\n2=%lld bản đồ.txt\n", (long long)own);
	assert_int_equal(fill(OFFICER(AT_A), a, cells), 0);
	/* the list of the round has its name, the sheet too, and reading the sheet leaves it as it is */
	struct form *form;
	struct err err = ERR_INIT;
	struct row row = small_row(&s, &answer_record, a);
	struct answer_cell kept[2], none[2] = {{.state = EXPR_EMPTY}, {.state = EXPR_EMPTY}};
	assert_int_equal(report_form(s.db, s.a, row_int(&row, "edition"), &form, &err), 0);
	answer_kept(s.a, form, row_str(&row, "cells"), kept);
	assert_true(str_eq_c(answer_text(s.a, form, 1, &kept[1]), "bản đồ.txt"));
	struct str path = arena_printf(s.a, "%s/file.xlsx", s.dir), sheet, ignored = {0};
	struct str typed[2] = {answer_typed(s.a, form, 0, &kept[0]), answer_typed(s.a, form, 1, &kept[1])}, before = typed[1];
	assert_int_equal(report_sheet_write(arena_c(s.a, path), s.a, form, STR("T6"), none, kept, &err), 0);
	assert_int_equal(fs_read(s.a, arena_c(s.a, path), 1 << 20, &sheet, &err), 0);
	assert_int_equal(report_sheet_read(s.a, form, sheet, "t.xlsx", typed, &ignored, &err), 0);
	assert_true(str_eq(typed[1], before) && str_eq_c(typed[0], "5"));
	unlink(arena_c(s.a, path));
	/* taken off the report it is no longer there to be sent */
	struct call c = {0};
	call_int(&s, &c, "id", own);
	small_do(&s, OFFICER(AT_A), "answer.detach", &c);
	assert_int_equal(fill(OFFICER(AT_A), a, cells), -ERR_INPUT);
}

static int sign_with(int64_t person, int64_t answer, struct str pdf, struct str paper)
{
	struct actor actor = {.person = person};
	struct verb_result result;
	const struct report_signing what = {.answer = answer, .name = STR("ký.pdf"), .bytes = pdf, .paper = paper};
	s.err = ERR_INIT;
	return report_sign(s.site, &actor, &what, &result, &s.err);
}

static void a_report_is_signed_as_a_file(void **state)
{
	(void)state;
	int64_t now = site_now(s.site), year = INT64_C(365) * 86400000;
	struct signer *authority = signer_make(NULL, "Cơ quan thử", 1, now - year, now + year),
		      *chair = signer_make(authority, "Chủ tịch xã", 2, now - year, now + year);
	int64_t of = new_template("T8", "digital"), round = open_round(of, SMALL_DAY), a = answer_at(round, s.commune[0]);
	struct str paper = plain_pdf(s.a);
	struct signing how = {.by = chair, .at = now, .kind = "ETSI.CAdES.detached"};
	struct str good = signed_pdf(s.a, paper, &how);
	assert_int_equal(sign_with(CHAIR(AT_A), a, good, paper), -ERR_CONFLICT); /* nothing to sign yet */
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=1\n1/2=1\n2=1\n"), 0);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "ký số"));
	assert_int_equal(sign_with(CHAIR(AT_A), a, paper, paper), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "chưa có chữ ký số"));
	char *bent = arena_c(s.a, good);
	bent[20] ^= 1;
	assert_int_equal(sign_with(CHAIR(AT_A), a, (struct str){bent, good.n}, paper), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "sửa sau khi ký"));
	assert_int_equal(sign_with(CHAIR(AT_B), a, good, paper), -ERR_NOT_FOUND);
	/* nobody vouches for it yet */
	assert_int_equal(sign_with(CHAIR(AT_A), a, good, paper), 0);
	struct row row = small_row(&s, &answer_record, a);
	assert_true(row_is(&row, "signature", "look") && str_eq_c(row_str(&row, "signer"), "Chủ tịch xã"));
	assert_true(str_find(row_str(&row, "signature_note"), STR("cần người xem")) >= 0);
	struct err err = ERR_INIT;
	const char *pem = arena_c(s.a, arena_printf(s.a, "%s/" REPORT_AUTHORITIES, s.site->dir));
	assert_int_equal(fs_write_new(pem, signer_pem(s.a, authority), 0600, &err), 0);
	assert_int_equal(sign_with(CHAIR(AT_A), a, good, STR("%PDF-another")), 0); /* a good signature on something else */
	row = small_row(&s, &answer_record, a);
	assert_true(row_is(&row, "signature", "look") && str_find(row_str(&row, "signature_note"), STR("người so lại")) >= 0);
	assert_int_equal(sign_with(CHAIR(AT_A), a, good, paper), 0);
	row = small_row(&s, &answer_record, a);
	assert_true(row_is(&row, "signature", "good") && row_value(&row, "signature_note")->kind == VALUE_NULL);
	assert_int_equal(row_int(&row, "signature_at") / 1000, now / 1000);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), 0);
	assert_int_equal(sign_with(CHAIR(AT_A), a, good, paper), -ERR_CONFLICT); /* it has left */
	/* other figures are not those that were signed */
	assert_int_equal(send_back(SPECIALIST, "answer.return", a, "2: sai"), 0);
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=2\n1/2=1\n2=1\n"), 0);
	row = small_row(&s, &answer_record, a);
	assert_true(row_value(&row, "signature")->kind == VALUE_NULL && row_value(&row, "signed_file")->kind == VALUE_NULL);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), -ERR_INPUT);
	unlink(pem);
	signer_free(authority);
	signer_free(chair);
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

/* ---- sheets ---- */

static struct str file_of(const char *path)
{
	struct str bytes;
	struct err err = ERR_INIT;
	small_must(fs_read(s.a, path, (size_t)4 << 20, &bytes, &err), &err, path);
	return bytes;
}

static void sheets_come_back(void **state)
{
	(void)state;
	char path[128];
	struct form *form;
	struct str text, typed[20] = {{0}}, ignored = {0};
	struct answer_cell before[20], now[20];
	struct err err = ERR_INIT;
	snprintf(path, sizeof(path), "%s/form.xlsx", s.dir);
	assert_int_equal(report_form_write(path, s.a, STR("T1"), str_from_c(body), &err), 0);
	assert_int_equal(report_form_sheet(s.a, file_of(path), "form.xlsx", &text, &err), 0);
	assert_true(str_eq_c(text, body));
	assert_int_equal(form_read(s.a, text, &form, &err), 0);
	answer_kept(s.a, form, STR("1/1=3\n1/2=4\n1=7\n2=2\n4=một\\nhai\n"), now);
	answer_kept(s.a, form, STR(""), before);
	unlink(path);
	assert_int_equal(report_sheet_write(path, s.a, form, STR("T1"), before, now, &err), 0);
	assert_int_equal(report_sheet_read(s.a, form, file_of(path), "t.xlsx", typed, &ignored, &err), 0);
	assert_true(str_eq_c(typed[form_cell_find(form, STR("1/2"))], "4") && ignored.n == 0);
	unlink(path);
	/* columns moved, one more in between */
	assert_int_equal(report_sheet_read(s.a, form, STR("Kỳ này\tGhi chú\tMã\n5\tx\t1/1\n6\t\t2\n"), NULL, typed,
					   &ignored, &err),
			 0);
	assert_true(str_eq_c(typed[form_cell_find(form, STR("1/1"))], "5") &&
		    str_eq_c(typed[form_cell_find(form, STR("1/2"))], "4"));
	/* without its heading; a decimal comma is no separator */
	assert_int_equal(report_sheet_read(s.a, form, STR("1/1\tTổng số – Nam\t8,5\n2\tĐảng viên\t9\n"), NULL, typed,
					   &ignored, &err),
			 0);
	assert_true(str_eq_c(typed[form_cell_find(form, STR("1/1"))], "8,5"));
	struct str kept = typed[form_cell_find(form, STR("2"))];
	assert_int_equal(report_sheet_read(s.a, form, STR("Mã\tNội dung\tKỳ này\n1/1\tSố lợn\t5\n2\tSố gà\t6\n"), NULL,
					   typed, &ignored, &err),
			 -ERR_INPUT);
	assert_non_null(strstr(err.text, "biểu mẫu khác"));
	assert_int_equal(
		report_sheet_read(s.a, form, STR("Mã\tKỳ này\n77\t5\n2\t7\n78\t1\n"), NULL, typed, &ignored, &err),
		-ERR_INPUT);
	assert_int_equal(report_sheet_read(s.a, form, STR("Mã\tKỳ này\n2\t5\n2\t7\n"), NULL, typed, &ignored, &err),
			 -ERR_INPUT);
	assert_int_equal(report_sheet_read(s.a, form, STR("Xã,Số\nA,5\n"), "a.csv", typed, &ignored, &err), -ERR_INPUT);
	assert_true(str_eq(typed[form_cell_find(form, STR("2"))], kept)); /* refused whole */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_published_edition_never_changes),
		cmocka_unit_test(an_answer_is_filled_approved_accepted),
		cmocka_unit_test(two_officers_at_one_answer),
		cmocka_unit_test(nothing_is_not_zero),
		cmocka_unit_test(the_round_adds_up_and_is_frozen),
		cmocka_unit_test(late_and_locked),
		cmocka_unit_test(who_has_not_sent_is_urged_once_a_day),
		cmocka_unit_test(urging_has_grades_and_is_read),
		cmocka_unit_test(a_signed_report_needs_number_and_scan),
		cmocka_unit_test(a_cell_holds_a_file),
		cmocka_unit_test(a_report_is_signed_as_a_file),
		cmocka_unit_test(a_unit_merged_in_mid_period),
		cmocka_unit_test(sheets_come_back),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
