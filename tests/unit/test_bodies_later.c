/* Election bodies in time: planned, decided, renewed and undone; their places, other kinds, what is missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bodies_site.h"

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

static int64_t area_of(int number)
{
	struct call c = small_area(&s, s.election, s.commune[0], number, "normal", 900);
	return small_do(&s, officer(), "polling_area.save", &c);
}

/* Every polling area has its team: the commune's task closes itself, with the last of them. */
static void teams_of_all_areas(void **state)
{
	(void)state;
	for (int i = 1; i <= 2; i++)
		area_of(i);
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
	c = small_area(&s, s.election, s.commune[0], 3, "army", 200);
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
	int64_t members = count("SELECT count(*) FROM member"), id = small_do(&s, officer(), "committee.enter", &c);
	call_int(&s, &undo, "id", id);
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
	assert_int_equal(members + 9, count("SELECT count(*) FROM member")); /* not even as a mistake */
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

/* How many lines of what the commune lacks say that somebody stands in two teams; each is one its table counts. */
static int64_t twice_lacking(size_t commune)
{
	struct progress p;
	struct progress_lack *list;
	struct err err = ERR_INIT;
	size_t n;
	int64_t found = 0;
	struct row election = small_row(&s, &election_record, s.election);
	small_must(progress_make(s.db, s.a, s.site->law, &election, SMALL_DAY, &s.commune[commune], 1, 1, &p, &err), &err, "progress");
	small_must(progress_lacks(s.db, s.a, s.site->law, &election, SMALL_DAY, &p, 0, false, &list, &n, &err), &err, "lacks");
	for (size_t i = 0; i < n; i++)
		if (list[i].step == PROGRESS_TEAMS && str_find(list[i].text, STR("cũng ở Tổ bầu cử khác")) >= 0) {
			assert_true(list[i].state == PROGRESS_FIX && list[i].row);
			found++;
		}
	assert_true(p.units[0].cell[PROGRESS_TEAMS].wrong >= found);
	return found;
}

static bool teams_done(void)
{
	struct row task = small_row(&s, &task_record, small_task(&s, "TBC", s.commune[0]));
	return row_is(&task, "state", "done");
}

/* Areas that end and areas that are new: the task for the teams follows them, not only the teams. */
static void merged_areas(void **state)
{
	(void)state;
	int64_t area[4];
	for (int i = 0; i < 4; i++)
		area[i] = area_of(i + 1);
	for (int i = 0; i < 2; i++) {
		struct call c = decision("TBC", i ? "2" : "1");
		lines(&c, 11, 0, true);
		small_do(&s, officer(), "committee.enter", &c);
	}
	struct call merge = {0};
	call_int(&s, &merge, "id", area[3]);
	call_int(&s, &merge, "into", area[1]);
	assert_int_equal(small_run(&s, s.person[AT_B][ROLE_OFFICER], "polling_area.merge", &merge), -ERR_NOT_FOUND);
	small_do(&s, officer(), "polling_area.merge", &merge);
	assert_false(teams_done()); /* number 3 has none still */
	merge = (struct call){0};
	call_int(&s, &merge, "id", area[2]);
	call_int(&s, &merge, "into", area[0]);
	small_set_day(&s, SMALL_DAY + 5);
	small_do(&s, officer(), "polling_area.merge", &merge);
	assert_true(teams_done());
	struct row task = small_row(&s, &task_record, small_task(&s, "TBC", s.commune[0]));
	assert_int_equal(row_day(&task, "done_day"), SMALL_DAY + 5); /* until then one was missing */
	assert_true(str_find(row_str(&task, "note"), STR("khu vực bỏ phiếu số 3 đã nhập vào khu vực số 1")) > 0);
	assert_true(row_is(&task, "closed_record", "committee") && row_int(&task, "closed_row"));
	area_of(5);
	assert_false(teams_done());
}

/* Its polling area was merged into another one: the team is there on paper only. */
static void place_gone(void **state)
{
	(void)state;
	int64_t area[2], team[2];
	struct call c;
	for (int i = 0; i < 2; i++) {
		area[i] = area_of(i + 1);
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
	/* nobody is at two places on the day: to be looked at in both, by name */
	assert_int_equal(findings(team[0], "11 người cũng ở Tổ bầu cử khác"), 1);
	assert_int_equal(findings(team[0], "Nguyễn Văn Số 1 (Tổ bầu cử số 2); Nguyễn Văn Số 2"), 1);
	assert_int_equal(findings(team[0], "; và 8 người nữa"), 1);
	assert_int_equal(twice_lacking(0), 2);
	assert_int_equal(twice_lacking(1), 0); /* the neighbour has none of this */
	c = (struct call){0};
	call_int(&s, &c, "id", area[1]);
	call_int(&s, &c, "into", area[0]);
	call_add(&c, "document", STR("Quyết định 30/QĐ-UBND"));
	small_do(&s, officer(), "polling_area.merge", &c);
	assert_int_equal(findings(team[1], "khu vực bỏ phiếu của Tổ này không còn"), 1);
	assert_int_equal(findings(team[0], "không còn"), 0);
	assert_int_equal(findings(team[0], "cũng ở Tổ bầu cử khác"), 0); /* it is at work nowhere */
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
	int64_t area = area_of(1);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(planned_and_plain),
		CASE(teams_of_all_areas),
		CASE(founded_in_time),
		CASE(undone),
		CASE(planned_first),
		CASE(duties_and_papers),
		CASE(help_teams),
		CASE(merged_areas),
		CASE(place_gone),
		CASE(by_election),
		CASE(names_of_bodies),
	};
	return cmocka_run_group_tests_name("bodies later", tests, NULL, NULL);
}
