/* Seals, polling places, work handed over; the sheet communes keep; how far each commune is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "election/progress.h"
#include "election/sheet.h"
#include "election/statements.h"
#include "one_site.h"

static int64_t officer(void) { return s.person[AT_A][ROLE_OFFICER]; }

static int64_t committee(void)
{
	struct call c = small_committee(&s, s.commune[0], 9, 0, 0);
	return small_do(&s, officer(), "committee.save", &c);
}

/* The call must be refused, the field named with these words; nothing is written. */
static void refused(const char *verb, const struct call *c, const char *field, const char *words)
{
	int64_t before = small_head(&s).number;
	bool found = false;
	assert_int_equal(small_run(&s, officer(), verb, c), -ERR_INPUT);
	for (size_t i = 0; i < s.result.error_count; i++)
		found |= strcmp(s.result.errors[i].field, field) == 0 && strstr(s.result.errors[i].text, words);
	if (!found)
		fail_msg("%s: %s: wanted %s «%s»", s.err.field, s.err.text, field, words);
	assert_int_equal(small_head(&s).number, before);
}

static bool state_is(const struct record *record, int64_t id, const char *state)
{
	struct row row = small_row(&s, record, id);
	return row_is(&row, "state", state);
}

/* ---- seals ---- */

static struct call seal_of(int64_t body, const char *what, const char *source)
{
	struct call c = {0};
	call_int(&s, &c, "committee", body);
	call_add(&c, "what", str_from_c(what));
	call_add(&c, "source", str_from_c(source));
	return c;
}

static void step(struct call *c, const char *name, day_t day)
{
	call_day(&s, c, arena_c(s.a, arena_printf(s.a, "%s_day", name)), day);
	call_add(c, arena_c(s.a, arena_printf(s.a, "%s_document", name)), STR("12/UBBC"));
}

static void seals_in_order(void **state)
{
	(void)state;
	int64_t body = committee();
	struct call c = seal_of(body, "seal", "new");
	refused("seal.save", &c, "what", "đã có một bản ghi khác"); /* it came with the decision */
	int64_t id = small_get(&s, &seal_of_body, VALUES(v_int(body), v_c("seal")));
	struct row seal = small_row(&s, &seal_record, id);
	assert_true(row_is(&seal, "state", "needed") && row_is(&seal, "source", "unknown") &&
		    str_starts(row_str(&seal, "name"), STR("Con dấu: Ủy ban bầu cử ")));
	call_int(&s, &c, "id", id);
	struct call unknown = c;
	unknown.arg[2].value = STR("unknown");
	step(&unknown, "requested", SMALL_DAY);
	refused("seal.save", &unknown, "source", "khắc mới, khắc lại hay dùng lại");
	struct call early = c;
	step(&early, "issued", SMALL_DAY);
	refused("seal.save", &early, "requested_day", "không cấp khi chưa đề nghị");
	struct call backwards = c;
	step(&backwards, "requested", SMALL_DAY);
	step(&backwards, "engraved", SMALL_DAY - 1);
	refused("seal.save", &backwards, "engraved_day", "ở trước ngày đề nghị");
	struct call bare = c;
	call_day(&s, &bare, "requested_day", SMALL_DAY);
	refused("seal.save", &bare, "requested_document", "Ghi văn bản");
	struct call later = c;
	step(&later, "requested", SMALL_DAY + 1);
	refused("seal.save", &later, "requested_day", "sau ngày hôm nay");
	static const char *const order[] = {"requested", "engraved", "registered", "issued", "used", "returned"};
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		step(&c, order[i], SMALL_DAY);
		small_do(&s, officer(), "seal.save", &c);
		assert_true(state_is(&seal_record, id, order[i]));
	}
	/* a kept seal is not engraved again; the stamp of a team is not registered */
	c = seal_of(body, "voted", "new");
	step(&c, "requested", SMALL_DAY - 2);
	step(&c, "engraved", SMALL_DAY - 1);
	step(&c, "issued", SMALL_DAY);
	id = small_do(&s, officer(), "seal.save", &c);
	assert_true(state_is(&seal_record, id, "issued"));
	assert_int_equal(small_run(&s, s.person[AT_B][ROLE_OFFICER], "seal.save", &c), -ERR_NOT_FOUND);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM seal"), 2);
}

static struct call move_of(int64_t id, const char *to, day_t day)
{
	struct call c = {0};
	call_int(&s, &c, "id", id);
	step(&c, to, day);
	return c;
}

/* Each step by its button: with day and paper, in order, only by whom it concerns; the last one is put back. */
static void seals_by_moves(void **state)
{
	(void)state;
	int64_t id = small_get(&s, &seal_of_body, VALUES(v_int(committee()), v_c("seal")));
	struct row seal = small_row(&s, &seal_record, id);
	struct call c = seal_of(row_int(&seal, "committee"), "seal", "new");
	call_int(&s, &c, "id", id);
	small_do(&s, officer(), "seal.save", &c);
	struct call issue = move_of(id, "issued", SMALL_DAY), request = move_of(id, "requested", SMALL_DAY - 1);
	assert_int_equal(small_run(&s, officer(), "seal.issue", &issue), -ERR_CONFLICT); /* not even asked for */
	struct call bare = {0};
	call_int(&s, &bare, "id", id);
	refused("seal.request", &bare, "requested_day", "Chưa nhập");
	assert_int_equal(small_run(&s, s.person[AT_B][ROLE_OFFICER], "seal.request", &request), -ERR_NOT_FOUND);
	small_do(&s, officer(), "seal.request", &request);
	assert_true(state_is(&seal_record, id, "requested"));
	refused("seal.issue", &issue, "engraved_day", "không cấp khi chưa khắc");
	bare = (struct call){0};
	call_int(&s, &bare, "id", id);
	small_do(&s, officer(), "seal.undo", &bare);
	seal = small_row(&s, &seal_record, id);
	assert_true(row_is(&seal, "state", "needed") && row_day(&seal, "requested_day") == DAY_NONE);
}

/* ---- places ---- */

static void what_is_missing_is_a_task(void **state)
{
	(void)state;
	struct call c = {0};
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "number", STR("3"));
	call_add(&c, "name", STR("Nhà văn hóa thôn 3"));
	call_add(&c, "room", STR("1"));
	call_add(&c, "boxes", STR("0"));
	call_add(&c, "power", STR("1"));
	call_add(&c, "signal", STR("0"));
	call_add(&c, "disabled", STR("?"));
	int64_t id = small_do(&s, officer(), "facility.save", &c);
	struct row place = small_row(&s, &facility_record, id);
	assert_true(row_is(&place, "state", "missing") &&
		    row_is(&place, "missing", "sóng điện thoại, mạng, hòm phiếu"));
	struct row task = small_row(&s, &task_record, row_int(&place, "task"));
	assert_true(row_is(&task, "state", "assigned") && row_int(&task, "unit") == s.commune[0]);
	assert_true(str_find(row_str(&task, "title"), STR("hòm phiếu")) > 0);
	/* part of it is there: the same task, other words; all of it but one answer: still open; all: closed by itself
	 */
	call_int(&s, &c, "id", id);
	c.arg[4].value = STR("2");
	small_do(&s, officer(), "facility.save", &c);
	struct row again = small_row(&s, &task_record, task.id);
	assert_int_equal(str_find(row_str(&again, "title"), STR("hòm phiếu")), -1);
	c.arg[6].value = STR("1");
	small_do(&s, officer(), "facility.save", &c);
	assert_true(state_is(&facility_record, id, "unknown") && state_is(&task_record, task.id, "assigned"));
	c.arg[7].value = STR("1");
	small_do(&s, officer(), "facility.save", &c);
	assert_true(state_is(&facility_record, id, "ready") && state_is(&task_record, task.id, "done"));
	again = small_row(&s, &task_record, task.id);
	assert_true(str_starts(row_str(&again, "note"), STR("Tự đóng")));
	/* missing again: another task */
	c.arg[5].value = STR("0");
	small_do(&s, officer(), "facility.save", &c);
	place = small_row(&s, &facility_record, id);
	assert_true(row_int(&place, "task") != task.id);
	assert_int_equal(small_run(&s, s.person[AT_B][ROLE_OFFICER], "facility.save", &c), -ERR_NOT_FOUND);
}

static struct call place_of(int number, const char *signal)
{
	struct call c = {0};
	call_int(&s, &c, "unit", s.commune[0]);
	call_int(&s, &c, "number", number);
	call_add(&c, "name", STR("Nhà văn hóa thôn 3"));
	call_add(&c, "room", STR("1"));
	call_add(&c, "boxes", STR("1"));
	call_add(&c, "power", STR("1"));
	call_add(&c, "signal", str_from_c(signal));
	call_add(&c, "disabled", STR("1"));
	return c;
}

static int64_t open_tasks(void)
{
	return small_count(&s, "SELECT count(*) FROM task WHERE assigner = 'register' AND state <> 'done'");
}

/* What is taken back takes its task along, and never leaves two. */
static void a_survey_taken_back(void **state)
{
	(void)state;
	struct call c = place_of(3, "1"), undo = {0}, report = {0};
	int64_t id = small_do(&s, officer(), "facility.save", &c);
	call_int(&s, &c, "id", id);
	call_int(&s, &undo, "id", id);
	c.arg[6].value = STR("0");
	small_do(&s, officer(), "facility.save", &c);
	assert_int_equal(open_tasks(), 1);
	struct row with = small_row(&s, &facility_record, id);
	int64_t task = row_int(&with, "task");
	small_do(&s, officer(), "facility.undo", &undo); /* there was signal after all */
	assert_true(state_is(&facility_record, id, "ready") && open_tasks() == 0);
	struct row row = small_row(&s, &facility_record, id);
	assert_int_equal(row_int(&row, "task"), task);
	small_do(&s, officer(), "facility.save", &c); /* missing again, then there, then that is taken back */
	c.arg[6].value = STR("1");
	small_do(&s, officer(), "facility.save", &c);
	assert_int_equal(open_tasks(), 0);
	small_do(&s, officer(), "facility.undo", &undo);
	assert_true(state_is(&facility_record, id, "missing") && open_tasks() == 1);
	/* the survey closes it, nobody by hand */
	row = small_row(&s, &facility_record, id);
	call_int(&s, &report, "id", row_int(&row, "task"));
	assert_int_equal(small_run(&s, officer(), "task.report", &report), -ERR_CONFLICT);
}

static void add_area(int number)
{
	struct call c = small_area(&s, s.election, s.commune[0], number, "normal", 900);
	small_do(&s, officer(), "polling_area.save", &c);
}

/* A survey is of an area; a number that the list does not know is asked about. */
static void a_survey_of_an_area(void **state)
{
	(void)state;
	struct call c = place_of(7, "1");
	int64_t id = small_do(&s, officer(), "facility.save", &c); /* before there is a list */
	add_area(3);
	struct call other = place_of(8, "1"), area = place_of(3, "1");
	refused("facility.save", &other, "number", "chưa có khu vực bỏ phiếu số 8");
	call_add(&other, "note", STR("Khu vực mới, đang chờ quyết định"));
	small_do(&s, officer(), "facility.save", &other);
	struct row row = small_row(&s, &facility_record, small_do(&s, officer(), "facility.save", &area));
	assert_int_equal(row_int(&row, "polling_area"),
			 small_get(&s, &body_area, VALUES(v_int(s.election), v_int(s.commune[0]), v_int(3))));
	assert_true(id != row.id);
}

/* ---- tasks of the calendar ---- */

/* A decision that is taken out again opens the task again, and says so; put back it is closed again. */
static void a_decision_taken_out(void **state)
{
	(void)state;
	int64_t body = committee(), task = small_task(&s, "COMMUNE_UBBC", s.commune[0]);
	struct row row = small_row(&s, &task_record, task);
	assert_true(row_is(&row, "state", "done") && row_is(&row, "closed_record", "committee") && row_int(&row, "closed_row") == body);
	struct call back = {0};
	call_int(&s, &back, "id", task);
	assert_int_equal(small_run(&s, officer(), "task.take_back", &back), -ERR_CONFLICT);
	struct call c = {0}, undo = {0};
	call_int(&s, &c, "id", body);
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", s.commune[0]);
	call_int(&s, &undo, "id", body);
	small_do(&s, officer(), "committee.save", &c);
	row = small_row(&s, &task_record, task);
	assert_true(row_is(&row, "state", "received") && row_int(&row, "closed_row") == 0 && row_day(&row, "done_day") == DAY_NONE);
	assert_true(str_starts(row_str(&row, "note"), STR("Mở lại")));
	small_do(&s, officer(), "committee.undo", &undo);
	row = small_row(&s, &task_record, task);
	assert_true(row_is(&row, "state", "done") && row_int(&row, "closed_row") == body);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM seal"), 1);
}

/* Every area has its team; then there is one more. */
static void another_area(void **state)
{
	(void)state;
	add_area(1);
	struct call c = small_committee(&s, s.commune[0], 11, 0, 0);
	call_add(&c, "kind", STR("TBC"));
	call_add(&c, "place", STR("1"));
	int64_t team = small_do(&s, officer(), "committee.save", &c), task = small_task(&s, "TBC", s.commune[0]);
	struct row row = small_row(&s, &task_record, task);
	assert_true(row_is(&row, "state", "done") && row_int(&row, "closed_row") == team);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM seal WHERE what = 'voted'"), 1);
	add_area(2);
	row = small_row(&s, &task_record, task);
	assert_true(row_is(&row, "state", "received") && str_find(row_str(&row, "note"), STR("số 2 mới lập")) > 0);
}

/* ---- work handed over ---- */

static void handed_over(void **state)
{
	(void)state;
	struct call c = {0};
	call_int(&s, &c, "unit", s.commune[0]);
	call_int(&s, &c, "person", officer());
	call_add(&c, "work", STR("Người có công"));
	call_int(&s, &c, "successor", officer());
	call_add(&c, "document", STR("Thông báo 3/TB"));
	call_day(&s, &c, "due", SMALL_DAY - 1);
	refused("handover.save", &c, "successor", "người khác");
	c.arg[3].value = arena_printf(s.a, "%lld", (long long)s.person[AT_A][ROLE_COUNCIL]);
	struct call stranger = c;
	stranger.arg[1].value = arena_printf(s.a, "%lld", (long long)s.person[AT_PROVINCE][ROLE_SPECIALIST]);
	assert_int_equal(small_run(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], "handover.save", &stranger), -ERR_INPUT);
	assert_string_equal(s.err.field, "person");
	int64_t id = small_do(&s, officer(), "handover.save", &c);
	assert_true(state_is(&handover_record, id, "open"));
	refused("handover.save", &c, "work", "đã có một dòng");
	struct call finish = {0};
	call_int(&s, &finish, "id", id);
	refused("handover.finish", &finish, "done_day", "Chưa nhập");
	call_int(&s, &c, "id", id);
	call_day(&s, &c, "done_day", SMALL_DAY);
	refused("handover.save", &c, "done_document", "cả ngày và biên bản");
	call_add(&c, "done_document", STR("Biên bản 1"));
	small_do(&s, officer(), "handover.save", &c);
	assert_true(state_is(&handover_record, id, "done"));
}

/* ---- how far ---- */

static struct progress look(day_t today)
{
	struct progress p;
	struct err err = ERR_INIT;
	struct row election = small_row(&s, &election_record, s.election);
	small_must(progress_make(s.db, s.a, s.site->law, &election, today, s.commune, SMALL_COMMUNES, SMALL_COMMUNES, &p,
				 &err), &err,
		   "progress");
	return p;
}

static void how_far(void **state)
{
	(void)state;
	struct progress p = look(SMALL_DAY);
	assert_int_equal(p.due[PROGRESS_COMMITTEE].by, date_from_civil(2025, 11, 30));
	assert_int_equal(p.count[PROGRESS_COMMITTEE][PROGRESS_WAIT], SMALL_COMMUNES);
	assert_int_equal(look(date_from_civil(2025, 11, 25)).count[PROGRESS_COMMITTEE][PROGRESS_SOON], SMALL_COMMUNES);
	assert_int_equal(look(date_from_civil(2025, 12, 1)).count[PROGRESS_COMMITTEE][PROGRESS_LATE], SMALL_COMMUNES);
	int64_t body = committee(); /* a number without names, not sent */
	p = look(SMALL_DAY);
	const struct progress_cell *x = &p.units[0].cell[PROGRESS_COMMITTEE];
	assert_true(x->state == PROGRESS_FIX && x->have == 1 && x->id == body && x->wrong == 1 && x->why.n);
	assert_int_equal(p.count[PROGRESS_COMMITTEE][PROGRESS_FIX], 1);
	struct call c = small_committee(&s, s.commune[0], 9, 0, 0);
	call_add(&c, "sent_day", date_iso(s.a, SMALL_DAY));
	call_int(&s, &c, "id", body);
	for (int i = 1; i <= 9; i++) {
		call_add(&c, arena_c(s.a, arena_printf(s.a, "name_%d", i)),
			 arena_printf(s.a, "Nguyễn Văn %c", 'A' + i));
		call_add(&c, arena_c(s.a, arena_printf(s.a, "role_%d", i)),
			 i == 1   ? STR("head")
			 : i == 2 ? STR("secretary")
				  : STR("member"));
	}
	small_do(&s, officer(), "committee.enter", &c);
	p = look(SMALL_DAY);
	assert_int_equal(p.units[0].cell[PROGRESS_COMMITTEE].state, PROGRESS_DONE);
	/* boards and teams: what is there is said, that it is all is not */
	assert_int_equal(p.units[0].cell[PROGRESS_TEAMS].of, PROGRESS_UNKNOWN);
	assert_int_equal(p.count[PROGRESS_TEAMS][PROGRESS_DONE], 0);
	/* a hand-over whose day has passed */
	struct call h = {0};
	call_int(&s, &h, "unit", s.commune[1]);
	call_int(&s, &h, "person", s.person[AT_B][ROLE_OFFICER]);
	call_add(&h, "work", STR("Người có công"));
	call_int(&s, &h, "successor", s.person[AT_B][ROLE_COUNCIL]);
	call_add(&h, "document", STR("Thông báo 3/TB"));
	call_day(&s, &h, "due", SMALL_DAY - 1);
	small_do(&s, s.person[AT_B][ROLE_OFFICER], "handover.save", &h);
	assert_int_equal(look(SMALL_DAY).units[1].cell[PROGRESS_FREED].state, PROGRESS_LATE);
	assert_int_equal(look(SMALL_DAY - 1).units[1].cell[PROGRESS_FREED].state, PROGRESS_SOON);
	/* the seal of the committee is needed and not there */
	assert_true(p.units[0].cell[PROGRESS_SEALS].of == 1 && p.units[0].cell[PROGRESS_SEALS].have == 0);
	assert_int_equal(p.units[2].cell[PROGRESS_SEALS].state, PROGRESS_NONE);
}

static bool lacks(const struct progress_lack *list, size_t n, enum progress_step step, const char *words)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].step == step && str_find(list[i].text, str_from_c(words)) >= 0)
			return true;
	return false;
}

/* Thing by thing, for one unit. */
static void what_is_missing(void **state)
{
	(void)state;
	struct progress_lack *list;
	struct err err = ERR_INIT;
	size_t n;
	struct progress p = look(SMALL_DAY);
	struct row election = small_row(&s, &election_record, s.election);
	assert_int_equal(p.units[0].cell[PROGRESS_PLACES].of, PROGRESS_UNKNOWN);
	small_must(progress_lacks(s.db, s.a, s.site->law, &election, SMALL_DAY, &p, 0, true, &list, &n, &err), &err, "lacks");
	assert_true(lacks(list, n, PROGRESS_COMMITTEE, "Chưa có Ủy ban") && lacks(list, n, PROGRESS_TEAMS, "chưa rõ cần bao nhiêu"));
	committee();
	add_area(3);
	add_area(4);
	struct call c = place_of(3, "0");
	small_do(&s, officer(), "facility.save", &c);
	p = look(SMALL_DAY);
	assert_true(p.units[0].cell[PROGRESS_PLACES].of == 2 && p.units[0].cell[PROGRESS_PLACES].state == PROGRESS_FIX);
	small_must(progress_lacks(s.db, s.a, s.site->law, &election, SMALL_DAY, &p, 0, true, &list, &n, &err), &err, "lacks");
	assert_false(lacks(list, n, PROGRESS_COMMITTEE, "Chưa có Ủy ban"));
	assert_true(lacks(list, n, PROGRESS_COMMITTEE, "chưa ghi danh sách thành viên"));
	assert_true(lacks(list, n, PROGRESS_TEAMS, "số 4 chưa có Tổ bầu cử"));
	assert_true(lacks(list, n, PROGRESS_SEALS, ": cần có, chưa đề nghị"));
	assert_true(lacks(list, n, PROGRESS_PLACES, "số 4 chưa khảo sát") && lacks(list, n, PROGRESS_PLACES, "còn thiếu sóng"));
	assert_false(lacks(list, n, PROGRESS_PLACES, "số 3 chưa khảo sát"));
}

/* ---- the sheet ---- */

static struct sheet read_sheet(const char *text, int want)
{
	struct sheet sheet = {0};
	struct err err = ERR_INIT;
	const struct sheet_unit own[] = {{s.commune[0], STR("Xã Một"), STR("00001")}};
	assert_int_equal(sheet_read(s.a, str_from_c(text), "bang.csv", s.election, s.site->root, s.commune[0], own, 1, &sheet, &err),
			 want);
	return sheet;
}

static struct str arg(const struct sheet_body *b, const char *name)
{
	for (size_t i = 0; i < b->n; i++)
		if (str_eq_c(b->args[i].name, name))
			return b->args[i].value;
	return (struct str){0};
}

#define HEAD "TT,Tổ chức,Số hoặc tên,Số QĐ,Ngày QĐ,Người ký,Họ và tên,Chức vụ,Chức danh\n"

static void a_sheet(void **state)
{
	(void)state;
	struct sheet sheet = read_sheet(
		"DANH SÁCH,,,\n" HEAD "1,Tổ bầu cử,1,25/QĐ-UBND,20/11/2025,Lê Ký,Ông Trần Văn A,Trưởng thôn,Tổ trưởng\n"
		"2,,,,,,Bà Lê Thị B,Giáo viên,Thư ký\n"
		"3,Tổ bầu cử,2,25/QĐ-UBND,20/11/2025,Lê Ký,Ông Trần Văn C,Trưởng thôn,Tổ trưởng\n"
		"4,,,,,,Ông Vũ Văn D,,Ủy viên\n,,,,,,,,\n",
		0);
	assert_int_equal(sheet.n, 2);
	assert_int_equal(sheet.bodies[0].members, 2);
	assert_int_equal(sheet.bodies[0].lines[1], 4);
	assert_true(str_eq_c(arg(&sheet.bodies[0], "kind"), "TBC") && str_eq_c(arg(&sheet.bodies[1], "place"), "2"));
	assert_true(str_eq_c(arg(&sheet.bodies[1], "decision_number"), "25/QĐ-UBND"));
	assert_true(str_eq_c(arg(&sheet.bodies[0], "role_2"), "secretary") &&
		    str_eq_c(arg(&sheet.bodies[1], "role_2"), "member"));
	/* what stands under a list is nobody; a formula that failed and a number are no name */
	struct sheet under = read_sheet(HEAD "1,Tổ bầu cử,1,25/QĐ-UBND,20/11/2025,Lê Ký,Ông Trần Văn A,Trưởng thôn,Tổ trưởng\n"
					     "2,,,,,,Bà Tống Công B,,Thư ký\n,,,,,,Tổng cộng: 2 người,,\n3,Tổ bầu cử,2,,,,Cộng Văn C,,\n"
					     ",,,,,,Cộng,,\n,,,,,,NGƯỜI LẬP BIỂU,,\n,,,,,,Lê Thị Lập,,\n", 0);
	assert_true(under.n == 2 && under.bodies[0].members == 2 && under.bodies[1].members == 0 + 1 && under.ended == 7);
	under = read_sheet(HEAD "1,Tổ bầu cử,1,25/QĐ-UBND,20/11/2025,Lê Ký,#REF!,,Tổ trưởng\n2,Tổ bầu cử,2,,,,Lê Văn 12,,\n"
				"3,Tổ bầu cử,3,,,,Lê Văn D,#N/A,\n1,Tổ bầu cử,4,,,,1. Lê Văn E,,\n1,Tổ bầu cử,5,,,,Lê Văn Tổ 5A,,\n", 0);
	assert_true(under.n == 5 && under.bodies[3].wrong.n > 0 && under.bodies[4].wrong.n == 0 && str_eq_c(under.bodies[0].wrong, "dòng 2, cột «Họ và tên»: ô báo lỗi «#REF!»") &&
		    str_eq_c(under.bodies[1].wrong, "dòng 3: không phải họ và tên «Lê Văn 12»") &&
		    str_find(under.bodies[2].wrong, STR("«Chức vụ»: ô báo lỗi «#N/A»")) >= 0);
	/* through the verb: refused with the article, and a trial writes nothing */
	struct verb_result result;
	struct actor actor = {.person = officer()};
	int64_t before = small_head(&s).number;
	s.err = ERR_INIT;
	const struct sheet_body *b = &sheet.bodies[0];
	assert_int_equal(verb_run(s.site, &actor, &committee_enter,
				  &(struct verb_input){.args = b->args, .n = b->n, .trial = true}, &result, &s.err),
			 -ERR_INPUT);
	assert_int_equal(small_head(&s).number, before);
	/* a decision about many bodies is written once; what is said of one body is not said of the next */
	sheet = read_sheet("Đơn vị,Tổ chức,Số,Số QĐ,Ngày QĐ,Người ký,Đã thống nhất,Ngày gửi danh sách,Họ và tên,Chức danh,Phân công\n"
			   ",Tổ bầu cử,1,25/QĐ,20/11/2025,Lê Ký,có,21/11/2025,Trần Văn A,\"Ủy viên, Thư ký\",Thôn 1\n"
			   ",,,,,,,,Trần Văn B,Ủy viên Thường trực,\n"
			   ",,2,,,,,,Trần Văn C,Tổ trưởng,\n"
			   ",Ban Chỉ đạo bầu cử,,26/QĐ,,,,,Trần Văn D,Trưởng ban,\n"
			   ",Tổ bầu cử,1,27/QĐ,20/11/2025,Lê Ký,,,Trần Văn E,,\n",
			   0);
	assert_int_equal(sheet.n, 4);
	assert_true(str_eq_c(arg(&sheet.bodies[0], "agreed"), "1") && str_eq_c(arg(&sheet.bodies[0], "duty_1"), "Thôn 1") &&
		    str_eq_c(arg(&sheet.bodies[0], "role_1"), "secretary") && str_eq_c(arg(&sheet.bodies[0], "role_2"), "member"));
	assert_true(str_eq_c(arg(&sheet.bodies[1], "kind"), "TBC") && str_eq_c(arg(&sheet.bodies[1], "decision_day"), "20/11/2025") &&
		    str_eq_c(arg(&sheet.bodies[1], "signer"), "Lê Ký") && !arg(&sheet.bodies[1], "agreed").n &&
		    !arg(&sheet.bodies[1], "sent_day").n);
	assert_true(str_eq_c(arg(&sheet.bodies[2], "kind"), "STEERING") && !arg(&sheet.bodies[2], "place").n &&
		    !arg(&sheet.bodies[2], "signer").n);
	assert_true(str_find(sheet.bodies[3].wrong, STR("đã có ở dòng 2")) > 0); /* twice in one file */
	assert_true(str_eq_c(sheet.bodies[0].rows[1][1], "Tổ bầu cử")); /* as it goes back */
	sheet = read_sheet("Tổ chức,Họ và tên\nBan bầu cử đại biểu Hội đồng nhân dân phường,Trần Văn A\n", 0);
	assert_true(str_eq_c(arg(&sheet.bodies[0], "kind"), "BBC_COMMUNE"));
	/* what cannot be read is said, not guessed */
	sheet = read_sheet("Đơn vị,Tổ chức,Họ và tên,Chức danh\nXã Hai,,Trần Văn A,Trưởng\n", 0);
	assert_true(str_find(sheet.bodies[0].wrong, STR("Xã Hai")) > 0);
	sheet = read_sheet("Tổ chức,Họ và tên\nĐội bóng,Trần Văn A\n", 0);
	assert_true(str_find(sheet.bodies[0].wrong, STR("Đội bóng")) > 0);
	sheet = read_sheet("Tổ chức,Họ và tên,Chức danh\n,Trần Văn A,Kế toán\n", 0);
	assert_true(str_find(sheet.bodies[0].wrong, STR("Kế toán")) > 0);
	read_sheet("a,b,c\n1,2,3\n", -ERR_INPUT);
	read_sheet(HEAD, -ERR_INPUT);
	read_sheet("", -ERR_INPUT);
}

/* A whole sheet of a trial and the same in earnest. */
static void in_earnest(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf text = BUF_INIT(4000);
	buf_add_c(&text, "Tổ chức,Số hoặc tên,Số quyết định,Ngày quyết định,Người ký,Họ và tên,Chức vụ,Chức danh\n");
	for (int i = 1; i <= 11; i++)
		buf_printf(&text, "%s,Nguyễn Văn Thành Viên %d,Trưởng thôn %d,%s\n",
			   i == 1 ? "Tổ bầu cử,4,7/QĐ-UBND,18/11/2025,Lê Văn Ký" : ",,,,", i, i,
			   i == 1   ? "Tổ trưởng"
			   : i == 2 ? "Thư ký"
				    : "");
	struct sheet sheet = read_sheet(arena_c(s.a, buf_str(&text)), 0);
	struct verb_result result;
	struct actor actor = {.person = officer()};
	struct verb_input input = {.args = sheet.bodies[0].args, .n = sheet.bodies[0].n, .trial = true};
	int64_t before = small_head(&s).number;
	small_must(verb_run(s.site, &actor, &committee_enter, &input, &result, &s.err), &s.err, "trial");
	assert_int_equal(result.id, 0);
	assert_int_equal(small_head(&s).number, before);
	input.trial = false;
	small_must(verb_run(s.site, &actor, &committee_enter, &input, &result, &s.err), &s.err, "earnest");
	assert_int_equal(small_count(&s, "SELECT count(*) FROM member"), 11);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM committee WHERE kind = 'TBC' AND place = '4'"), 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, with_election, sound)

int main(void)
{
	const struct CMUnitTest tests[] = {CASE(seals_in_order), CASE(seals_by_moves), CASE(what_is_missing_is_a_task),
					   CASE(a_survey_taken_back), CASE(a_survey_of_an_area), CASE(a_decision_taken_out), CASE(another_area),
					   CASE(what_is_missing),
					   CASE(handed_over),    CASE(how_far),
					   CASE(a_sheet),        CASE(in_earnest)};
	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
