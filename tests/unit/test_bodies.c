/* Election bodies: who may be in them, by which decision, what is refused with its article and what is only asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "election/progress.h"
#include "small_site.h"

static struct small s;

static int setup(void **state)
{
	(void)state;
	small_make(&s, "bodies");
	small_people(&s);
	small_open_election(&s);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	struct ledger_report report;
	struct err err = ERR_INIT;
	int r = ledger_verify(s.db, &s.app->catalog, s.site->key.public_key, NULL, &report, &err);
	if (r < 0)
		print_error("verify: %s (%s)\n", err.text, err.detail);
	small_end(&s);
	return r;
}

static int64_t officer(void) { return s.person[AT_A][ROLE_OFFICER]; }

static struct call decision(const char *kind, const char *place)
{
	struct call c = {0};
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "kind", str_from_c(kind));
	call_add(&c, "place", str_from_c(place));
	call_add(&c, "decision_number", STR("152/QĐ-UBND"));
	call_day(&s, &c, "decision_day", s.world.today);
	call_add(&c, "signer", STR("Lê Văn Ký"));
	call_add(&c, "agreed", STR("1"));
	return c;
}

static void line(struct call *c, int at, const char *name, const char *position, const char *role)
{
	call_add(c, arena_c(s.a, arena_printf(s.a, "name_%d", at)), arena_dup(s.a, str_from_c(name)));
	call_add(c, arena_c(s.a, arena_printf(s.a, "position_%d", at)), arena_dup(s.a, str_from_c(position)));
	if (role)
		call_add(c, arena_c(s.a, arena_printf(s.a, "role_%d", at)), str_from_c(role));
}

static const char *nth(int i) { return arena_c(s.a, arena_printf(s.a, "Ông Nguyễn Văn Số %d", i)); }

/* A head, `deputies`, a secretary unless there is none, members up to `n`. */
static void lines(struct call *c, int n, int deputies, bool secretary)
{
	for (int i = 1; i <= n; i++)
		line(c, i, nth(i), "Công chức xã",
		     i == 1                           ? "head"
		     : i <= 1 + deputies              ? "deputy"
		     : secretary && i == 2 + deputies ? "secretary"
						      : "member");
}

static void refused(const struct call *c, const char *field, const char *words)
{
	int64_t before = small_head(&s).number;
	int r = small_run(&s, officer(), "committee.enter", c);
	if (r >= 0)
		fail_msg("accepted, wanted «%s»", words);
	bool found = false;
	for (size_t i = 0; i < s.result.error_count; i++)
		found |= strcmp(s.result.errors[i].field, field) == 0 && strstr(s.result.errors[i].text, words);
	if (!found)
		fail_msg("%s: %s: wanted %s «%s»", s.err.field, s.err.text, field, words);
	assert_int_equal(small_head(&s).number, before);
}

static int64_t count(const char *sql) { return small_count(&s, sql); }

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

/* ---- what is there, what is missing ---- */

static size_t findings(int64_t body, const char *words)
{
	struct body_finding *f;
	size_t n, found = 0;
	struct err err = ERR_INIT;
	struct row row = small_row(&s, &committee_record, body);
	small_must(body_findings(s.db, s.a, s.site->law, &row, &f, &n, &err), &err, "findings");
	for (size_t i = 0; i < n; i++)
		found += str_find(f[i].text, str_from_c(words)) >= 0;
	return found;
}

static bool closed(void)
{
	struct row task = small_row(&s, &task_record, small_task(&s, "COMMUNE_UBBC", s.commune[0]));
	return row_is(&task, "state", "done");
}

/* A number without names is what 0.1.0 wrote; a plan has no decision and closes nothing. */
static void planned_and_plain(void **state)
{
	(void)state;
	struct call c = {0};
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", s.commune[0]);
	int64_t id = small_do(&s, officer(), "committee.save", &c);
	struct row body = small_row(&s, &committee_record, id);
	assert_int_equal(body_state(&body), BODY_PLANNED);
	assert_true(row_is(&body, "kind", "UBBC_COMMUNE"));
	assert_int_equal(findings(id, ""), 0);
	assert_false(closed());
	c = small_committee(&s, s.commune[0], 9, id, 1);
	small_do(&s, officer(), "committee.save", &c);
	assert_int_equal(findings(id, "chưa ghi danh sách"), 1);
	assert_int_equal(findings(id, "chưa gửi danh sách"), 1);
	assert_int_equal(findings(id, "thống nhất"), 0);
	assert_true(closed());
}

/* Every polling area has its team: the commune's task closes itself, with the last of them. */
static void teams_of_all_areas(void **state)
{
	(void)state;
	for (int i = 1; i <= 2; i++) {
		struct call c = {0};
		call_int(&s, &c, "election", s.election);
		call_int(&s, &c, "unit", s.commune[0]);
		call_int(&s, &c, "number", i);
		call_add(&c, "kind", STR("normal"));
		call_int(&s, &c, "voters", 900);
		call_add(&c, "place", STR("Nhà văn hóa"));
		small_do(&s, officer(), "polling_area.save", &c);
	}
	struct call c = decision("TBC", "9");
	lines(&c, 11, 0, true);
	refused(&c, "place", "chưa có khu vực bỏ phiếu số 9");
	for (int i = 1; i <= 2; i++) {
		struct row task = small_row(&s, &task_record, small_task(&s, "TBC", s.commune[0]));
		assert_false(row_is(&task, "state", "done"));
		c = decision("TBC", i == 1 ? "1" : "2");
		lines(&c, 11, 0, true);
		int64_t id = small_do(&s, officer(), "committee.enter", &c);
		struct row body = small_row(&s, &committee_record, id);
		assert_int_equal(row_int(&body, "polling_area"),
				 small_get(&s, &body_area, VALUES(v_int(s.election), v_int(s.commune[0]), v_int(i))));
	}
	struct row task = small_row(&s, &task_record, small_task(&s, "TBC", s.commune[0]));
	assert_true(row_is(&task, "state", "done") && str_starts(row_str(&task, "note"), STR("Tự đóng")));
	/* a garrison with an area of its own: a team of its own, and nowhere else such a small one */
	c = (struct call){0};
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", s.commune[0]);
	call_int(&s, &c, "number", 3);
	call_add(&c, "kind", STR("army"));
	call_int(&s, &c, "voters", 200);
	call_add(&c, "place", STR("Nhà ăn doanh trại"));
	small_do(&s, officer(), "polling_area.save", &c);
	c = decision("TBC", "3");
	lines(&c, 11, 0, true);
	refused(&c, "place", "là khu vực riêng của đơn vị vũ trang");
	c = decision("TBC_ARMED", "3");
	lines(&c, 5, 0, true);
	small_do(&s, officer(), "committee.enter", &c);
	c = decision("TBC_ARMED", "1");
	lines(&c, 5, 0, true);
	refused(&c, "place", "không phải khu vực riêng");
}

static void set_arg(struct call *c, const char *name, const char *value)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq_c(c->arg[i].name, name))
			c->arg[i].value = str_from_c(value);
}

/* Kiện toàn a month later: what was set up in time stays in time. */
static void founded_in_time(void **state)
{
	(void)state;
	struct call c = decision("UBBC_COMMUNE", "");
	lines(&c, 9, 1, true);
	int64_t id = small_do(&s, officer(), "committee.enter", &c);
	small_set_day(&s, SMALL_DAY + 40);
	c = decision("UBBC_COMMUNE", "");
	call_int(&s, &c, "id", id);
	set_arg(&c, "decision_number", "299/QĐ-UBND");
	lines(&c, 9, 1, true);
	small_do(&s, officer(), "committee.enter", &c);
	c = decision("UBBC_COMMUNE", "");
	call_int(&s, &c, "id", id);
	small_set_day(&s, SMALL_DAY + 50);
	set_arg(&c, "decision_number", "9/QĐ-UBND");
	lines(&c, 9, 1, true);
	small_do(&s, officer(), "committee.enter", &c);
	struct row body = small_row(&s, &committee_record, id);
	assert_int_equal(row_day(&body, "founded_day"), SMALL_DAY);
	assert_true(str_eq_c(row_str(&body, "founded_number"), "152/QĐ-UBND"));
	struct progress p;
	struct err err = ERR_INIT;
	struct row election = small_row(&s, &election_record, s.election);
	small_must(progress_make(s.db, s.a, s.site->law, &election, SMALL_DAY + 50, s.commune, 1, 1, &p, &err), &err, "progress");
	assert_int_equal(p.units[0].cell[PROGRESS_COMMITTEE].day, SMALL_DAY);
}

/* A renewal typed for the wrong body is taken back: the decision before it, its members; who came never was one. */
static void undone(void **state)
{
	(void)state;
	struct call c = decision("UBBC_COMMUNE", ""), undo = {0};
	lines(&c, 9, 1, true);
	int64_t id = small_do(&s, officer(), "committee.enter", &c);
	call_int(&s, &undo, "id", id);
	assert_int_equal(small_run(&s, officer(), "committee.undo", &undo), -ERR_CONFLICT); /* the first of all is not undone */
	small_set_day(&s, SMALL_DAY + 3);
	c = decision("UBBC_COMMUNE", "");
	call_int(&s, &c, "id", id);
	set_arg(&c, "decision_number", "299/QĐ-UBND");
	lines(&c, 8, 1, true);
	line(&c, 9, "Bà Trần Thị Mới", "Chủ tịch Ủy ban MTTQ xã", "member");
	small_do(&s, officer(), "committee.enter", &c);
	int64_t people = count("SELECT count(*) FROM person");
	assert_int_equal(small_run(&s, s.person[AT_B][ROLE_OFFICER], "committee.undo", &undo), -ERR_NOT_FOUND);
	assert_int_equal(small_run(&s, s.person[AT_A][ROLE_FRONT], "committee.undo", &undo), -ERR_DENIED);
	small_do(&s, officer(), "committee.undo", &undo);
	struct row body = small_row(&s, &committee_record, id);
	assert_true(row_is(&body, "decision_number", "152/QĐ-UBND") && row_day(&body, "founded_day") == DAY_NONE);
	assert_int_equal(count("SELECT count(*) FROM member WHERE to_day IS NULL AND from_document = '152/QĐ-UBND'"), 9);
	assert_int_equal(count("SELECT count(*) FROM member WHERE to_reason = 'mistake'"), 1);
	assert_int_equal(count("SELECT count(*) FROM person"), people);
	assert_true(closed()); /* there is a committee still */
}

/* What is agreed before the decision: a list without number, day and signer, which the law does not measure yet. */
static void planned_first(void **state)
{
	(void)state;
	struct call c = {0};
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", s.commune[0]);
	lines(&c, 3, 0, false);
	refused(&c, "decision_number", "mới dự kiến");
	call_add(&c, "stage", STR("planned"));
	int64_t id = small_do(&s, officer(), "committee.enter", &c);
	struct row body = small_row(&s, &committee_record, id);
	assert_int_equal(body_state(&body), BODY_PLANNED);
	assert_false(closed());
	/* one line fewer in the plan, then the decision with all of them */
	c = (struct call){0};
	call_int(&s, &c, "id", id);
	call_add(&c, "stage", STR("planned"));
	lines(&c, 2, 0, false);
	small_do(&s, officer(), "committee.enter", &c);
	assert_int_equal(count("SELECT count(*) FROM member WHERE to_day IS NULL"), 2);
	c = decision("UBBC_COMMUNE", "");
	call_int(&s, &c, "id", id);
	lines(&c, 8, 1, true);
	refused(&c, "members", "từ 9 đến 17");
	line(&c, 9, nth(9), "Công chức xã", "member");
	small_do(&s, officer(), "committee.enter", &c);
	assert_true(closed());
	assert_int_equal(count("SELECT count(*) FROM member WHERE to_day IS NULL AND from_document = '152/QĐ-UBND'"), 9);
	body = small_row(&s, &committee_record, id);
	assert_int_equal(row_day(&body, "founded_day"), DAY_NONE);
	call_add(&c, "stage", STR("planned")); /* decided is decided */
	assert_int_equal(small_run(&s, officer(), "committee.enter", &c), -ERR_INPUT);
}

/* Duties, working rules, area, where it was sent: kept where a form does not ask, cleared where it does. */
static void duties_and_papers(void **state)
{
	(void)state;
	struct call c = decision("UBBC_COMMUNE", "");
	lines(&c, 9, 1, true);
	call_add(&c, "duty_2", STR("Phụ trách thôn 1, thôn 2"));
	call_add(&c, "rules_document", STR("Quy chế 01/QC-UBBC"));
	call_add(&c, "area", STR("Toàn xã"));
	call_day(&s, &c, "sent_day", SMALL_DAY);
	call_add(&c, "sent_missing", STR("Ban Thường trực MTTQ tỉnh"));
	int64_t id = small_do(&s, officer(), "committee.enter", &c);
	assert_int_equal(findings(id, "chưa gửi danh sách đến: Ban Thường trực MTTQ tỉnh"), 1);
	c = decision("UBBC_COMMUNE", "");
	call_int(&s, &c, "id", id);
	call_day(&s, &c, "sent_day", SMALL_DAY);
	call_add(&c, "sent_missing", STR(""));
	lines(&c, 9, 1, true);
	small_do(&s, officer(), "committee.enter", &c);
	assert_int_equal(findings(id, "chưa gửi"), 0);
	struct row body = small_row(&s, &committee_record, id);
	assert_true(str_eq_c(row_str(&body, "rules_document"), "Quy chế 01/QC-UBBC") && str_eq_c(row_str(&body, "area"), "Toàn xã"));
	assert_int_equal(count("SELECT count(*) FROM member WHERE duty IS NOT NULL"), 1);
	call_add(&c, "duty_2", STR(""));
	small_do(&s, officer(), "committee.enter", &c);
	assert_int_equal(count("SELECT count(*) FROM member WHERE duty IS NOT NULL"), 0);
}

/* One help team with groups, or eight teams by name. */
static void help_teams(void **state)
{
	(void)state;
	struct call c = decision("HELP_TEAM", "");
	line(&c, 1, "Ông Lê Văn Trưởng", "Trưởng phòng", "head");
	int64_t team = small_do(&s, officer(), "committee.enter", &c);
	c = decision("HELP_GROUP", "Khiếu nại, tố cáo");
	line(&c, 1, "Bà Lê Thị Nhóm", "Công chức", "head");
	refused(&c, "parent", "chọn Tổ giúp việc");
	call_int(&s, &c, "parent", team);
	small_do(&s, officer(), "committee.enter", &c);
	for (int i = 1; i <= 8; i++) {
		c = decision("HELP_TEAM", arena_c(s.a, arena_printf(s.a, "%d", i)));
		line(&c, 1, nth(i), "Công chức", "head");
		small_do(&s, officer(), "committee.enter", &c);
	}
	assert_int_equal(count("SELECT count(*) FROM committee WHERE kind = 'HELP_TEAM'"), 9);
}

/* Its polling area was merged into another one: the team is there on paper only. */
static void place_gone(void **state)
{
	(void)state;
	int64_t area[2], team[2];
	struct call c;
	for (int i = 0; i < 2; i++) {
		c = (struct call){0};
		call_int(&s, &c, "election", s.election);
		call_int(&s, &c, "unit", s.commune[0]);
		call_int(&s, &c, "number", i + 1);
		call_add(&c, "kind", STR("normal"));
		call_int(&s, &c, "voters", 900);
		call_add(&c, "place", STR("Nhà văn hóa"));
		area[i] = small_do(&s, officer(), "polling_area.save", &c);
		c = decision("TBC", i ? "2" : "1");
		lines(&c, 11, 0, true);
		team[i] = small_do(&s, officer(), "committee.enter", &c);
	}
	/* the same people in both: seen beside each other */
	struct member_elsewhere *in;
	size_t n;
	struct err err = ERR_INIT;
	struct row body = small_row(&s, &committee_record, team[0]);
	small_must(body_elsewhere(s.db, s.a, &body, &in, &n, &err), &err, "elsewhere");
	assert_true(n == 11 && in[0].body == team[1] && str_eq_c(in[0].kind, "TBC"));
	assert_int_equal(findings(team[1], "không còn"), 0);
	c = (struct call){0};
	call_int(&s, &c, "id", area[1]);
	call_int(&s, &c, "into", area[0]);
	call_add(&c, "document", STR("Quyết định 30/QĐ-UBND"));
	small_do(&s, officer(), "polling_area.merge", &c);
	assert_int_equal(findings(team[1], "khu vực bỏ phiếu của Tổ này không còn"), 1);
	assert_int_equal(findings(team[0], "không còn"), 0);
	struct progress p;
	struct row election = small_row(&s, &election_record, s.election);
	small_must(progress_make(s.db, s.a, s.site->law, &election, SMALL_DAY, s.commune, 1, 1, &p, &err), &err, "progress");
	assert_int_equal(p.units[0].cell[PROGRESS_TEAMS].wrong, 1);
}

/* Art. 90: other bodies, smaller ones, where the by-election is held; their steps close themselves too. */
static void by_election(void **state)
{
	(void)state;
	struct call c = {0};
	call_add(&c, "name", STR("Bầu cử bổ sung diễn tập"));
	call_add(&c, "kind", STR("by_commune"));
	call_day(&s, &c, "day", ELECTION_DAY);
	call_add(&c, "document", STR("Nghị quyết diễn tập"));
	call_int(&s, &c, "unit", s.commune[0]);
	s.election = small_do(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], "election.open", &c);
	c = (struct call){0};
	call_int(&s, &c, "id", s.election);
	small_do(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], "step.assign_all", &c);
	c = decision("UBBC_COMMUNE", "");
	lines(&c, 9, 1, true);
	refused(&c, "election", "Điều 22");
	c = decision("B_UBBC", "");
	lines(&c, 6, 1, false);
	refused(&c, "members", "từ 3 đến 5");
	c = decision("B_UBBC", "");
	lines(&c, 5, 1, true);
	refused(&c, "role_1", "Thư ký");
	c = decision("B_UBBC", "");
	lines(&c, 5, 1, false);
	set_arg(&c, "unit", arena_c(s.a, arena_printf(s.a, "%lld", (long long)s.commune[1])));
	assert_int_equal(small_run(&s, s.person[AT_B][ROLE_OFFICER], "committee.enter", &c), -ERR_INPUT); /* held elsewhere */
	assert_non_null(strstr(s.err.text, "Điều 90"));
	c = decision("B_UBBC", "");
	lines(&c, 5, 1, false);
	small_do(&s, officer(), "committee.enter", &c);
	struct row task = small_row(&s, &task_record, small_task(&s, "B_UBBC", s.commune[0]));
	assert_true(row_is(&task, "state", "done") && str_starts(row_str(&task, "note"), STR("Tự đóng")));
	/* its team has its polling area, and closes the step when it is the last */
	c = (struct call){0};
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", s.commune[0]);
	call_int(&s, &c, "number", 1);
	call_add(&c, "kind", STR("normal"));
	call_int(&s, &c, "voters", 900);
	call_add(&c, "place", STR("Nhà văn hóa"));
	int64_t area = small_do(&s, officer(), "polling_area.save", &c);
	c = decision("B_TBC", "1");
	lines(&c, 12, 0, true);
	refused(&c, "members", "từ 9 đến 11");
	c = decision("B_TBC", "1");
	lines(&c, 9, 0, true);
	int64_t team = small_do(&s, officer(), "committee.enter", &c);
	struct row body = small_row(&s, &committee_record, team);
	assert_int_equal(row_int(&body, "polling_area"), area);
	task = small_row(&s, &task_record, small_task(&s, "B_TBC", s.commune[0]));
	assert_true(row_is(&task, "state", "done"));
}

static void names_of_bodies(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *place, *name;
	} rows[] = {{"UBBC_COMMUNE", "", "Ủy ban bầu cử xã A"},
		    {"TBC", "5", "Tổ bầu cử số 5, xã A"},
		    {"BBC_COMMUNE", "2", "Ban bầu cử đại biểu HĐND xã A – đơn vị bầu cử số 2"},
		    {"BBC_NA", "3", "Ban bầu cử đại biểu Quốc hội – đơn vị bầu cử số 3, xã A"},
		    {"HELP_TEAM", "", "Tổ giúp việc xã A"},
		    {"SUBCOMMITTEE", "Tuyên truyền", "Tiểu ban Tuyên truyền, xã A"}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_true(str_eq_c(
			body_name(s.a, body_kind_of(str_from_c(rows[i].kind)), str_from_c(rows[i].place), STR("xã A")),
			rows[i].name));
	for (size_t i = 0; body_kind_choices[i].code; i++)
		assert_string_equal(body_kinds[i].code, body_kind_choices[i].code);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

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
		CASE(planned_and_plain),
		CASE(founded_in_time),
		CASE(undone),
		CASE(planned_first),
		CASE(duties_and_papers),
		CASE(help_teams),
		CASE(place_gone),
		CASE(by_election),
		CASE(names_of_bodies),
		CASE(teams_of_all_areas),
	};
	return cmocka_run_group_tests_name("bodies", tests, NULL, NULL);
}
