/* Election bodies: who may be in them, by which decision, what is refused with its article. What comes after: test_bodies_later.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bodies_site.h"

/* ---- one form, whole ---- */

static void from_paper(void **state)
{
	(void)state;
	struct call c = decision("UBBC_COMMUNE", "");
	lines(&c, 11, 2, true);
	int64_t people = count("SELECT count(*) FROM person"), before = small_head(&s).number;
	int64_t id = small_do(&s, officer(), "committee.enter", &c);
	assert_int_equal(small_head(&s).number, before + 1); /* one entry: body, people, members, task */
	assert_int_equal(count("SELECT count(*) FROM person"), people + 11);
	assert_int_equal(count("SELECT count(*) FROM person WHERE login IS NULL AND name LIKE 'Nguyễn%'"), 11);
	assert_int_equal(count("SELECT count(*) FROM member WHERE to_day IS NULL"), 11);
	struct row body = small_row(&s, &committee_record, id);
	assert_int_equal(row_int(&body, "members"), 11);
	assert_true(str_starts(row_str(&body, "name"), STR("Ủy ban bầu cử xã")) ||
		    str_starts(row_str(&body, "name"), STR("Ủy ban bầu cử phường")));
	assert_int_equal(body_state(&body), BODY_DECIDED);
	struct row task = small_row(&s, &task_record, small_task(&s, "COMMUNE_UBBC", s.commune[0]));
	assert_true(row_is(&task, "state", "done"));
	struct member_item *items;
	size_t n;
	struct err err = ERR_INIT;
	small_must(body_members(s.db, s.a, id, false, &items, &n, &err), &err, "members");
	assert_int_equal(n, 11);
	assert_true(str_eq_c(items[0].name, "Nguyễn Văn Số 1") && str_eq_c(items[0].address, "ong") &&
		    str_eq_c(items[0].role, "head"));
	assert_int_equal(items[0].from, SMALL_DAY);
	/* once more the same: nothing changes, nobody twice */
	struct call again = decision("UBBC_COMMUNE", "");
	call_int(&s, &again, "id", id);
	lines(&again, 11, 2, true);
	small_do(&s, officer(), "committee.enter", &again);
	assert_int_equal(s.result.entry, 0);
	/* and as the neighbour, as somebody who only reads */
	assert_int_equal(small_run(&s, s.person[AT_B][ROLE_OFFICER], "committee.enter", &again), -ERR_NOT_FOUND);
	assert_int_equal(small_run(&s, s.person[AT_A][ROLE_FRONT], "committee.enter", &again), -ERR_DENIED);
}

/* Kiện toàn: who leaves keeps the row with the decision; who comes is added; the rest stays as it was. */
static void renewed(void **state)
{
	(void)state;
	struct call c = decision("UBBC_COMMUNE", "");
	lines(&c, 9, 1, true);
	int64_t id = small_do(&s, officer(), "committee.enter", &c);
	small_set_day(&s, SMALL_DAY + 3);
	struct call next = decision("UBBC_COMMUNE", "");
	call_int(&s, &next, "id", id);
	for (size_t i = 0; i < next.n; i++)
		if (str_eq_c(next.arg[i].name, "decision_number"))
			next.arg[i].value = STR("171/QĐ-UBND");
	lines(&next, 8, 1, true);
	line(&next, 9, "Bà Trần Thị Mới", "Chủ tịch Ủy ban MTTQ xã", "member");
	small_do(&s, officer(), "committee.enter", &next);
	assert_int_equal(count("SELECT count(*) FROM member WHERE to_day IS NULL"), 9);
	assert_int_equal(
		count("SELECT count(*) FROM member WHERE to_reason = 'replaced' AND to_document = '171/QĐ-UBND'"), 1);
	assert_int_equal(count("SELECT count(*) FROM member WHERE from_document = '152/QĐ-UBND' AND to_day IS NULL"),
			 8);
	struct member_item *all;
	size_t n;
	struct err err = ERR_INIT;
	small_must(body_members(s.db, s.a, id, true, &all, &n, &err), &err, "all");
	assert_true(n == 10 && str_eq_c(all[8].address, "ba") && all[9].to == SMALL_DAY + 3);
	/* a decision from before the one in force */
	for (size_t i = 0; i < next.n; i++)
		if (str_eq_c(next.arg[i].name, "decision_day"))
			next.arg[i].value = STR("17/11/2025");
	refused(&next, "decision_day", "trước quyết định đang có");
}

/* ---- who is who ---- */

static void namesakes(void **state)
{
	(void)state;
	struct call c = decision("SUBCOMMITTEE", "Tuyên truyền");
	line(&c, 1, "Nguyễn Văn Hùng", "Phó Chủ tịch UBND", "head");
	small_do(&s, officer(), "committee.enter", &c);
	int64_t hung = count("SELECT id FROM person WHERE name = 'Nguyễn Văn Hùng'");
	/* the same name and position, another way of writing the tone: that person */
	c = decision("SUBCOMMITTEE", "An ninh");
	line(&c, 1, "Đồng chí nguyễn văn hùng", "Phó chủ tịch UBND", "head");
	small_do(&s, officer(), "committee.enter", &c);
	assert_int_equal(count("SELECT count(*) FROM person WHERE name LIKE '%Hùng%'"), 1);
	/* another position: asked, and either answer is taken */
	c = decision("SUBCOMMITTEE", "Hậu cần");
	line(&c, 1, "Nguyễn Văn Hùng", "Trưởng thôn 3", "head");
	refused(&c, "person_1", "đã có 1 người tên");
	call_add(&c, "person_1", STR("moi"));
	small_do(&s, officer(), "committee.enter", &c);
	assert_int_equal(count("SELECT count(*) FROM person WHERE name = 'Nguyễn Văn Hùng'"), 2);
	c = decision("SUBCOMMITTEE", "Khiếu nại");
	line(&c, 1, "Nguyễn Văn Hùng", "Trưởng ban", "head");
	call_int(&s, &c, "person_1", hung);
	small_do(&s, officer(), "committee.enter", &c);
	assert_int_equal(count("SELECT person FROM member ORDER BY id DESC LIMIT 1"), hung);
	/* somebody of another commune cannot be named at all */
	for (size_t i = 0; i < c.n; i++)
		if (str_eq_c(c.arg[i].name, "person_1"))
			c.arg[i].value = arena_printf(s.a, "%lld", (long long)s.person[AT_B][ROLE_OFFICER]);
	refused(&c, "person_1", "Chọn đúng người");
}

/* ---- bad input, each with its article ---- */

static void against_the_law(void **state)
{
	(void)state;
	struct call c = decision("TBC", "5");
	lines(&c, 10, 0, true);
	refused(&c, "members", "từ 11 đến 21 thành viên (Điều 25 khoản 1");
	c = decision("TBC", "5");
	lines(&c, 11, 1, true);
	refused(&c, "role_1", "Điều 25 khoản 1");
	c = decision("TBC_ARMED", "6");
	lines(&c, 10, 0, true);
	refused(&c, "members", "từ 5 đến 9");
	c = decision("UBBC_COMMUNE", "");
	lines(&c, 9, 2, false);
	refused(&c, "role_1", "chưa có Thư ký");
	c = decision("BBC_COMMUNE", "2");
	lines(&c, 16, 1, true);
	refused(&c, "members", "từ 9 đến 15");
	c = decision("UBBC_PROVINCE", "");
	lines(&c, 23, 1, true);
	refused(&c, "unit", "cấp tỉnh");
	c = decision("BBC_COMMUNE", "");
	lines(&c, 9, 1, true);
	refused(&c, "place", "ghi số hoặc tên");
	c = decision("UBBC_COMMUNE", "");
	lines(&c, 8, 1, true);
	line(&c, 9, nth(3), "Công chức xã", "member");
	refused(&c, "name_9", "đã ghi ở dòng 3");
	c = decision("UBBC_COMMUNE", "");
	refused(&c, "name_1", "Chưa ghi thành viên nào");
	c = decision("B_BBC", "1");
	lines(&c, 3, 1, false);
	refused(&c, "election", "không thành lập");
	/* a team of the law goes through, and a second of that area does not */
	c = decision("TBC", "5");
	lines(&c, 11, 0, true);
	small_do(&s, officer(), "committee.enter", &c);
	refused(&c, "place", "đã có một bản ghi khác");
}

/* A date before the election was announced is unusual, not forbidden: asked once, kept with its explanation. */
static void before_the_announcement(void **state)
{
	(void)state;
	struct call mark = {0};
	call_int(&s, &mark, "id", small_get(&s, &step_by_rule, VALUES(v_int(s.election), v_c("ANNOUNCE_DAY"))));
	call_add(&mark, "day", STR("17/11/2025"));
	call_add(&mark, "note", STR("Nghị quyết diễn tập"));
	small_do(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], "step.mark", &mark);
	struct call c = decision("UBBC_COMMUNE", "");
	for (size_t i = 0; i < c.n; i++)
		if (str_eq_c(c.arg[i].name, "decision_day"))
			c.arg[i].value = STR("10/11/2025");
	lines(&c, 9, 1, true);
	refused(&c, "decision_day", "Điều 5");
	call_add(&c, "explanation", STR("Quyết định ghi sai tháng, đã có văn bản đính chính."));
	small_do(&s, officer(), "committee.enter", &c);
}

/* ---- one member at a time ---- */

static struct call member(int64_t body, int64_t person, const char *role)
{
	struct call c = {0};
	call_int(&s, &c, "committee", body);
	call_int(&s, &c, "person", person);
	call_add(&c, "role", str_from_c(role));
	return c;
}

static void one_by_one(void **state)
{
	(void)state;
	struct call c = decision("BBC_COMMUNE", "1");
	lines(&c, 14, 1, true);
	int64_t body = small_do(&s, officer(), "committee.enter", &c);
	c = member(body, s.person[AT_A][ROLE_COUNCIL], "member");
	int64_t id = small_do(&s, officer(), "member.save", &c);
	assert_int_equal(count("SELECT members FROM committee"), 15);
	struct row m = small_row(&s, &member_record, id);
	assert_int_equal(row_int(&m, "unit"), s.commune[0]); /* follows its body */
	assert_int_equal(row_day(&m, "from_day"), SMALL_DAY);
	assert_int_equal(small_run(&s, officer(), "member.save", &c), -ERR_INPUT); /* twice in one body */
	c = member(body, s.person[AT_A][ROLE_FRONT], "member");
	assert_int_equal(small_run(&s, officer(), "member.save", &c), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "từ 9 đến 15"));
	c = member(body, s.person[AT_B][ROLE_FRONT], "member"); /* another commune's */
	assert_int_equal(small_run(&s, 0, "member.save", &c), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "đơn vị khác"));
	/* leaves: day, decision and reason together */
	c = member(body, s.person[AT_A][ROLE_COUNCIL], "member");
	call_int(&s, &c, "id", id);
	call_day(&s, &c, "to_day", SMALL_DAY);
	assert_int_equal(small_run(&s, officer(), "member.save", &c), -ERR_INPUT);
	call_add(&c, "to_document", STR("160/QĐ-UBND"));
	call_add(&c, "to_reason", STR("replaced"));
	small_do(&s, officer(), "member.save", &c);
	assert_int_equal(count("SELECT members FROM committee"), 14);
	assert_int_equal(small_run(&s, s.person[AT_B][ROLE_OFFICER], "member.save", &c), -ERR_NOT_FOUND);
}

/* Art. 27: while the list is not official a candidate is a question; from then on not a member of that board. */
static void a_candidate(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct call c = decision("BBC_COMMUNE", "1");
	lines(&c, 9, 1, true);
	int64_t body = small_do(&s, officer(), "committee.enter", &c);
	int64_t id = count("SELECT max(id) FROM member"),
		person = count("SELECT person FROM member ORDER BY id DESC LIMIT 1");
	c = member(body, person, "member");
	call_int(&s, &c, "id", id);
	call_add(&c, "stands_here", STR("1"));
	small_do(&s, officer(), "member.save", &c);
	struct body_finding *f;
	size_t n, found = 0;
	struct row row = small_row(&s, &committee_record, body);
	small_must(body_findings(s.db, s.a, s.site->law, &row, &f, &n, &err), &err, "findings");
	for (size_t i = 0; i < n; i++)
		found += str_find(f[i].basis, STR("Điều 27")) >= 0;
	assert_int_equal(found, 1);
	struct call mark = {0};
	call_int(&s, &mark, "id", small_get(&s, &step_by_rule, VALUES(v_int(s.election), v_c("OFFICIAL_LIST"))));
	call_day(&s, &mark, "day", SMALL_DAY);
	call_add(&mark, "note", STR("Danh sách diễn tập"));
	small_must(small_run(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], "step.mark", &mark), &s.err, "step.mark");
	call_add(&c, "duty", STR("kiểm phiếu"));
	assert_int_equal(small_run(&s, officer(), "member.save", &c), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "Điều 27"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(from_paper),
		CASE(renewed),
		CASE(namesakes),
		CASE(against_the_law),
		CASE(before_the_announcement),
		CASE(one_by_one),
		CASE(a_candidate),
	};
	return cmocka_run_group_tests_name("bodies", tests, NULL, NULL);
}
