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
#include "small_site.h"

static struct small s;

static int setup(void **state)
{
	(void)state;
	small_make(&s, "progress");
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
	int64_t id = small_do(&s, officer(), "seal.save", &c);
	assert_true(state_is(&seal_record, id, "needed"));
	call_int(&s, &c, "id", id);
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
	int64_t id = small_do(&s, officer(), "handover.save", &c);
	assert_true(state_is(&handover_record, id, "open"));
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
	small_must(progress_make(s.db, s.a, s.site->law, &election, today, s.commune, SMALL_COMMUNES, &p, &err), &err,
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
	assert_int_equal(look(SMALL_DAY - 1).units[1].cell[PROGRESS_FREED].state, PROGRESS_WAIT);
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

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {CASE(seals_in_order), CASE(what_is_missing_is_a_task),
					   CASE(handed_over),    CASE(how_far),
					   CASE(a_sheet),        CASE(in_earnest)};
	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
