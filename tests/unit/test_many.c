/* One action on many rows of a register: looked at, confirmed, done row by row by the verbs, taken back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "record/import.h"
#include "record/many.h"
#include "one_site.h"

/* A register with a move, a choice that a form has, and undo. */
#define STAMP_ACCESS                                                      \
	"action,leader,specialist,commune_leader,officer,front,council,admin\n" \
	"stamp.read,tree,tree,tree,tree,,,\n"                             \
	"stamp.save,,tree,,tree,,,\n"                                     \
	"stamp.undo,,tree,,tree,,,\n"                                     \
	"stamp.give_back,,tree,,tree,,,\n"                                \
	"stamp.lend,,tree,,tree,,,\n"
static const struct choice states[] = {{"given", _("đang giữ"), "wait"}, {"lent", _("đã cho mượn"), "wait"}, {"returned", _("đã nộp lại"), "done"}, {0}};
static const struct choice materials[] = {{"wood", _("gỗ"), ""}, {"copper", _("đồng"), ""}, {0}};
static const struct field fields[] = {
	{.name = "unit", .kind = FIELD_REF, .label = _("Đơn vị"), .flags = FIELD_REQUIRED | FIELD_LISTED, .references = "unit"},
	{.name = "body", .kind = FIELD_TEXT, .label = _("Con dấu của"), .flags = FIELD_REQUIRED | FIELD_LISTED},
	{.name = "material", .kind = FIELD_CHOICE, .label = _("Chất liệu"), .flags = FIELD_LISTED, .choices = materials},
	{.name = "state", .kind = FIELD_CHOICE, .label = _("Tình trạng"), .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED, .choices = states},
	{.name = "lent_day", .kind = FIELD_DAY, .label = _("Ngày cho mượn")},
	{.name = "paper", .kind = FIELD_TEXT, .label = _("Giấy mượn"), .max = 40},
	{.name = "returned_day", .kind = FIELD_DAY, .label = _("Ngày nộp lại"), .flags = FIELD_SET | FIELD_LISTED},
};
static const struct move moves[] = {
	{.name = "give_back", .title = _("Đã nộp lại con dấu"), .from = "given", .to = "returned", .day = "returned_day"},
	{.name = "lend", .title = _("Cho mượn"), .from = "given returned", .to = "lent", .asks = {"lent_day", "paper"}}};
static const struct record stamp_record = {
	.name = "stamp", .title = _("Con dấu"), .many = _("Con dấu"), .fields = fields, .field_count = ARRAY_LEN(fields), .scope = "unit",
	.heading = "body", .sort = "body", .state = "state", .moves = moves, .move_count = ARRAY_LEN(moves),
};

static struct actor specialist, officer, neighbour;
static struct err err = ERR_INIT;

static int setup(void **state)
{
	small_register(&stamp_record, STAMP_ACCESS);
	with_people(state);
	specialist = actor_of(s.person[AT_PROVINCE][ROLE_SPECIALIST]);
	officer = actor_of(s.person[AT_A][ROLE_OFFICER]);
	neighbour = actor_of(s.person[AT_B][ROLE_OFFICER]);
	return 0;
}

static int64_t stamp_of(int64_t unit, int number)
{
	struct call c = {0};
	call_int(&s, &c, "unit", unit);
	call_add(&c, "body", arena_printf(s.a, "Tổ bầu cử số %d", number));
	assert_int_equal(small_act(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], record_save_verb(&stamp_record), &c), 0);
	return s.result.id;
}

static struct import_job job;

static void check(const struct actor *actor, const char *what, const struct many_row *rows, size_t n)
{
	int64_t id;
	small_must(many_check(s.site, s.db, actor, &stamp_record, str_from_c(what), rows, n, &id, &err), &err, "check");
	assert_int_equal(import_load(s.site, s.db, s.a, id, &job, &err), 1);
	assert_int_equal(job.state, IMPORT_CHECKED);
}

static void go(void)
{
	small_must(import_confirm(s.site, job.id, &err), &err, "confirm");
	import_slices(s.site, s.db, job.id, true);
	assert_int_equal(import_load(s.site, s.db, s.a, job.id, &job, &err), 1);
	assert_int_equal(job.state, IMPORT_DONE);
}

static bool is(int64_t id, const char *state)
{
	struct row row = small_row(&s, &stamp_record, id);
	return row_is(&row, "state", state);
}

static int64_t entries(const char *verb)
{
	return small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT count(*) FROM entry WHERE verb = '%s'", verb)));
}

/* More than a slice of them; each has an entry of its own, under the verb's name. */
static void moved(void **state)
{
	(void)state;
	struct many_row rows[150] = {0};
	for (int i = 0; i < 150; i++)
		rows[i].id = stamp_of(s.commune[0], i);
	int64_t before = entries("stamp.give_back");
	check(&officer, "move give_back", rows, 150);
	assert_int_equal(job.changed, 150);
	assert_true(is(rows[0].id, "given")); /* nothing before it is confirmed */
	assert_true(job.slices >= 3);
	go();
	assert_int_equal(job.written, 150);
	assert_int_equal(entries("stamp.give_back"), before + 150);
	for (int i = 0; i < 150; i++)
		assert_true(is(rows[i].id, "returned"));
	check(&officer, "move give_back", rows, 150); /* there is nothing left to do */
	assert_int_equal(job.changed, 0);
	assert_int_equal(job.refused, 150);
}

/* What is another commune's is not there; for whoever may read but not act it is refused; the rest is done. */
static void by_permission(void **state)
{
	(void)state;
	struct many_row rows[] = {{stamp_of(s.commune[0], 201), 0}, {stamp_of(s.commune[1], 202), 0}, {4711, 0}};
	struct import_refusal *why;
	struct actor leader = actor_of(s.person[AT_PROVINCE][ROLE_LEADER]);
	size_t n;
	int64_t id;
	check(&neighbour, "move give_back", rows, 3);
	assert_int_equal(job.changed, 1);
	assert_int_equal(job.refused, 2);
	small_must(import_reasons(s.site, s.db, s.a, job.id, 10, &why, &n, &err), &err, "reasons");
	assert_int_equal(n, 2);
	assert_true(str_find(why[0].reason, STR("Không tìm thấy")) >= 0);
	assert_true(str_find(why[0].reason, STR("201")) < 0);
	assert_int_equal(why[0].first.n, 0); /* not even its name */
	go();
	assert_true(is(rows[0].id, "given") && is(rows[1].id, "returned"));
	assert_int_equal(many_check(s.site, s.db, &leader, &stamp_record, STR("move give_back"), rows, 1, &id, &err), -ERR_DENIED);
	assert_int_equal(many_check(s.site, s.db, &officer, &stamp_record, STR("move melt"), rows, 1, &id, &err), -ERR_INPUT);
	assert_int_equal(many_check(s.site, s.db, &officer, &stamp_record, STR("set state returned"), rows, 1, &id, &err), -ERR_INPUT);
	assert_int_equal(many_check(s.site, s.db, &officer, &stamp_record, STR("move give_back"), rows, 0, &id, &err), -ERR_INPUT);
}

/* What changed after it was shown is refused when its turn comes, and can be downloaded. */
static void too_late(void **state)
{
	(void)state;
	struct many_row rows[] = {{stamp_of(s.commune[0], 301), 0}, {stamp_of(s.commune[0], 302), 0}};
	struct call c = {0};
	struct buf out = BUF_INIT(1 << 20);
	check(&officer, "move give_back", rows, 2);
	assert_int_equal(job.changed, 2);
	call_int(&s, &c, "id", rows[1].id);
	assert_int_equal(small_act(&s, specialist.person, record_move_verb(&stamp_record, 0), &c), 0);
	go();
	assert_int_equal(job.written, 1);
	assert_int_equal(job.refused, 1);
	small_must(import_refusals(s.site, s.db, job.id, &out, &err), &err, "refusals");
	assert_true(str_find(buf_str(&out), STR("Tổ bầu cử số 302")) > 0);
	assert_true(str_find(buf_str(&out), STR("đã nộp lại")) > 0);
	assert_true(str_find(buf_str(&out), STR("301")) < 0);
	buf_free(&out);
}

/* The server stops between two slices: the rest is done afterwards, each row once. */
static void goes_on(void **state)
{
	(void)state;
	struct many_row rows[100] = {0};
	int64_t id, waiting = 0;
	for (int i = 0; i < 100; i++)
		rows[i].id = stamp_of(s.commune[0], 400 + i);
	int64_t before = entries("stamp.give_back");
	check(&officer, "move give_back", rows, 100);
	id = job.id;
	small_must(import_confirm(s.site, id, &err), &err, "confirm");
	assert_true(import_slices(s.site, s.db, id, false));
	small_close(&s);
	small_open(&s);
	small_must(import_waiting(s.db, &waiting, &err), &err, "waiting");
	assert_int_equal(waiting, id);
	import_slices(s.site, s.db, id, true);
	assert_int_equal(entries("stamp.give_back"), before + 100);
}

/* A field set in many rows, and put back by another job: only where nobody came in between. */
static void set_and_undone(void **state)
{
	(void)state;
	struct many_action action;
	struct many_row *done;
	size_t n;
	assert_false(many_read(&stamp_record, STR("set state returned"), &action)); /* only by its moves */
	assert_false(many_read(&stamp_record, STR("set nothing x"), &action));
	assert_false(many_read(&stamp_record, STR(""), &action));
	struct many_row rows[] = {{stamp_of(s.commune[0], 501), 0}, {stamp_of(s.commune[0], 502), 0}, {stamp_of(s.commune[0], 503), 0}};
	check(&officer, "set material wood", rows, 3);
	assert_int_equal(job.changed, 3);
	go();
	assert_int_equal(job.written, 3);
	int64_t id = job.id;
	struct row row = small_row(&s, &stamp_record, rows[0].id);
	assert_true(row_is(&row, "material", "wood"));
	check(&officer, "set material wood", rows, 3);
	assert_int_equal(job.same, 3);
	small_must(many_done(s.site, s.db, s.a, &officer, id, &done, &n, &err), &err, "done");
	assert_int_equal(n, 3);
	struct call c = {0};
	call_int(&s, &c, "id", rows[2].id); /* somebody gives it back meanwhile */
	assert_int_equal(small_act(&s, specialist.person, record_move_verb(&stamp_record, 0), &c), 0);
	check(&officer, "undo 1", done, n);
	assert_int_equal(job.changed, 2);
	assert_int_equal(job.refused, 1);
	go();
	assert_int_equal(job.written, 2);
	row = small_row(&s, &stamp_record, rows[0].id);
	assert_false(row_is(&row, "material", "wood"));
	row = small_row(&s, &stamp_record, rows[2].id);
	assert_true(row_is(&row, "material", "wood"));
	small_must(many_done(s.site, s.db, s.a, &neighbour, id, &done, &n, &err), &err, "done");
	assert_int_equal(n, 0); /* another's */
}

/* A move that asks for day and paper: once for all rows, put back like what was set. */
static void with_what_is_asked(void **state)
{
	(void)state;
	struct many_action action;
	struct many_row *done, rows[] = {{stamp_of(s.commune[0], 601), 0}, {stamp_of(s.commune[0], 602), 0}};
	int64_t id;
	size_t n;
	assert_true(many_read(&stamp_record, STR("move lend"), &action) && many_asks(&action) == 2 && action.said_n == 0);
	assert_int_equal(many_check(s.site, s.db, &officer, &stamp_record, STR("move lend"), rows, 2, &id, &err), -ERR_INPUT);
	assert_string_equal(err.field, "lent_day");
	assert_int_equal(many_check(s.site, s.db, &officer, &stamp_record, STR("move lend\t31/02/2025\t7"), rows, 2, &id, &err), -ERR_INPUT);
	assert_string_equal(err.field, "lent_day");
	assert_int_equal(many_check(s.site, s.db, &officer, &stamp_record, STR("move lend\t17/11/2025\t"), rows, 2, &id, &err), -ERR_INPUT);
	assert_string_equal(err.field, "paper");
	check(&officer, "move lend\t17/11/2025\tGiấy 7/UB", rows, 2);
	assert_true(str_eq_c(job.file, "Cho mượn: 17/11/2025, Giấy 7/UB"));
	go();
	assert_int_equal(job.written, 2);
	struct row row = small_row(&s, &stamp_record, rows[1].id);
	assert_true(row_is(&row, "state", "lent") && row_is(&row, "paper", "Giấy 7/UB") &&
		    row_day(&row, "lent_day") == date_from_civil(2025, 11, 17));
	small_must(many_done(s.site, s.db, s.a, &officer, job.id, &done, &n, &err), &err, "done");
	check(&officer, "undo 1", done, n);
	assert_int_equal(job.changed, 2);
	go();
	row = small_row(&s, &stamp_record, rows[1].id);
	assert_true(row_is(&row, "state", "given") && row_day(&row, "lent_day") == DAY_NONE);
}

/* A site of the time before such actions gets their column. */
static void upgraded(void **state)
{
	(void)state;
	struct ledger_report report;
	struct import_job *jobs;
	char path[160];
	struct db *db;
	size_t n;
	snprintf(path, sizeof(path), "%s/noivu.db", s.dir);
	small_close(&s);
	small_must(db_open(path, DB_WRITE, &db, &err), &err, "open");
	small_must(db_script(db, STR("ALTER TABLE import_job DROP COLUMN doing"), &err), &err, "as it was");
	small_must(db_set_stamp(db, 1, &err), &err, "stamp");
	small_must(ledger_upgrade(db, &small_app->catalog, &report, &err), &err, "upgrade");
	db_close(db);
	small_open(&s);
	small_must(import_recent(s.site, s.db, s.a, officer.person, &stamp_record, false, 50, &jobs, &n, &err), &err, "recent");
	assert_true(n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moved), cmocka_unit_test(by_permission), cmocka_unit_test(too_late), cmocka_unit_test(goes_on),
		cmocka_unit_test(set_and_undone), cmocka_unit_test(with_what_is_asked), cmocka_unit_test(upgraded),
	};
	return cmocka_run_group_tests_name("many", tests, setup, sound);
}
