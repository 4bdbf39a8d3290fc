/*
 * Tasks: the six clears, recipients and the whole, delegation, extensions, urging, difficulties, decisions, lateness – and a
 * long chance walk over all of their verbs, after each step of which everything that must hold is asked of the tables.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <string.h>

#include <cmocka.h>

#include "app/bell.h"
#include "app/daily.h"
#include "base/log.h"
#include "small_site.h"
#include "work/figures.h"

static struct small s;

#define SPECIALIST s.person[AT_PROVINCE][ROLE_SPECIALIST]
#define DIRECTOR s.person[AT_PROVINCE][ROLE_LEADER]
#define OFFICER_A s.person[AT_A][ROLE_OFFICER]
#define CHAIR_A s.person[AT_A][ROLE_COMMUNE_LEADER]
#define OFFICER_B s.person[AT_B][ROLE_OFFICER]

static int begin(void **state)
{
	(void)state;
	log_quiet(true);
	small_make(&s, "work");
	small_people(&s);
	return 0;
}

static int end(void **state)
{
	(void)state;
	small_end(&s);
	return 0;
}

static int64_t count(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int64_t count(const char *format, ...)
{
	char sql[6000];
	va_list ap;
	va_start(ap, format);
	vsnprintf(sql, sizeof(sql), format, ap);
	va_end(ap);
	return small_count(&s, sql);
}

/* ---- giving work ---- */

static struct call work(const char *title, day_t due, const char *leads)
{
	struct call c = {0};
	call_add(&c, "title", arena_dup(s.a, str_from_c(title)));
	call_add(&c, "assigner", STR("chair"));
	call_add(&c, "document", STR("Công văn 12/UBND-NC"));
	call_day(&s, &c, "due", due);
	call_add(&c, "responsible", STR("Phó Chủ tịch UBND phụ trách"));
	call_add(&c, "product", STR("Báo cáo bằng văn bản"));
	call_add(&c, "authority", STR("Chủ tịch UBND xã ký"));
	if (leads)
		call_add(&c, "leads", arena_dup(s.a, str_from_c(leads)));
	return c;
}

static struct verb_arg *arg(struct call *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq_c(c->arg[i].name, name))
			return &c->arg[i];
	fail_msg("no argument %s", name);
	return NULL;
}

static const char *units(int a, int b)
{
	return arena_c(s.a, b < 0 ? arena_printf(s.a, "%lld", (long long)s.commune[a])
				  : arena_printf(s.a, "%lld %lld", (long long)s.commune[a], (long long)s.commune[b]));
}

static int64_t give(const char *title, day_t due, const char *leads)
{
	struct call c = work(title, due, leads);
	return small_do(&s, SPECIALIST, "assignment.give", &c);
}

static int64_t row_for(int64_t assignment, int64_t unit)
{
	return count("SELECT id FROM task WHERE assignment = %lld AND unit = %lld ORDER BY id DESC LIMIT 1",
		     (long long)assignment, (long long)unit);
}

/* ---- doing ---- */

static int with(int64_t person, const char *verb, int64_t id, const char *name, const char *value)
{
	struct call c = {0};
	call_int(&s, &c, "id", id);
	if (name)
		call_add(&c, name, arena_dup(s.a, str_from_c(value)));
	return small_run(&s, person, verb, &c);
}

static void must(int r)
{
	if (r < 0)
		fail_msg("%s: %s", err_name(s.err.code), s.err.text);
}

static void refused(int r, enum err_code code, const char *word)
{
	if (r != -(int)code || !strstr(s.err.text, word))
		fail_msg("%s “%s” instead of %s with “%s”", err_name(s.err.code), s.err.text, err_name(code), word);
}

static bool task_is(int64_t task, const char *code)
{
	struct row row = small_row(&s, &task_record, task);
	return row_is(&row, "state", code);
}

static bool whole_is(int64_t assignment, const char *code)
{
	struct row row = small_row(&s, &assignment_record, assignment);
	return row_is(&row, "state", code);
}

static void hand_in_and_accept(int64_t person, int64_t task)
{
	must(with(person, "task.report", task, "note", "báo cáo số 3"));
	must(with(SPECIALIST, "task.accept", task, NULL, NULL));
}

/* ---- what must always hold ---- */

#define CLASS                                                                                                          \
	"CASE state WHEN 'assigned' THEN 0 WHEN 'submitted' THEN 2 WHEN 'done' THEN CASE WHEN late_days > 0 THEN 5 "   \
	"WHEN due IS NOT NULL "                                                                                        \
	"AND done_day < due THEN 3 ELSE 4 END ELSE 1 END"
#define MARK                                                                                                           \
	"CASE WHEN state IN ('submitted', 'done') OR due IS NULL THEN 1099511627776 ELSE 2 * due + (step IS NOT NULL) END"
#define WHAT "strftime('%Y', assigned_day * 86400, 'unixepoch') || '/' || coalesce(assigner, 'law')"
#define COUNTED                                                                                                        \
	"WITH t AS (SELECT *, " CLASS " AS class, " MARK " AS mark, " WHAT                                             \
	" AS what, (SELECT document FROM assignment WHERE assignment.id = task.assignment) AS document "               \
	"FROM task WHERE state <> 'cancelled'), "                                                             \
	"e AS (SELECT 'all' AS dim, 0 AS scope, '' AS what, class, mark, count(*) AS n FROM t GROUP BY class, mark "   \
	"UNION ALL "                                                                                                   \
	"SELECT 'all', unit, '', class, mark, count(*) FROM t GROUP BY unit, class, mark UNION ALL "                   \
	"SELECT 'assigner', 0, what, class, mark, count(*) FROM t GROUP BY what, class, mark UNION ALL "               \
	"SELECT 'assigner', unit, what, class, mark, count(*) FROM t GROUP BY unit, what, class, mark UNION ALL "      \
	"SELECT 'person', person, '', class, mark, count(*) FROM t WHERE person IS NOT NULL GROUP BY person, class, "  \
	"mark UNION ALL "                                                                                              \
	"SELECT 'assignment', assignment, '', class, mark, count(*) FROM t WHERE assignment IS NOT NULL GROUP BY "     \
	"assignment, class, mark UNION ALL "                                                                           \
	"SELECT 'document', 0, coalesce(document, ''), class, mark, count(*) FROM t GROUP BY coalesce(document, ''), " \
	"class, mark), "                                                                                   \
	"c AS (SELECT dim, scope, what, class, mark, n FROM task_count WHERE dim <> 'whole') "

static const struct {
	const char *what, *sql; /* counts what is wrong */
} laws[] = {
	{"counters equal a recount", COUNTED "SELECT (SELECT count(*) FROM (SELECT * FROM e EXCEPT SELECT * FROM c)) + "
					     "(SELECT count(*) FROM (SELECT * FROM c EXCEPT SELECT * FROM e))"},
	{"wholes counted equal a recount",
	 "WITH a AS (SELECT " WHAT " AS what, CASE WHEN state = 'assigned' THEN 1 WHEN late_days > 0 THEN 5 WHEN due IS NOT NULL AND "
	 "closed_day < due THEN 3 ELSE 4 END AS class FROM assignment WHERE state IN ('assigned', 'done')), "
	 "e AS (SELECT what, class, count(*) AS n FROM a GROUP BY what, class), "
	 "c AS (SELECT what, class, sum(n) AS n FROM task_count WHERE dim = 'whole' AND scope = 0 GROUP BY what, class) "
	 "SELECT (SELECT count(*) FROM (SELECT * FROM e EXCEPT SELECT * FROM c)) + "
	 "(SELECT count(*) FROM (SELECT * FROM c EXCEPT SELECT * FROM e))"},
	{"the open list is what is open",
	 "SELECT (SELECT count(*) FROM task WHERE state NOT IN ('done', 'cancelled') AND id NOT IN "
	 "(SELECT task FROM task_running)) + (SELECT count(*) FROM task_running WHERE task NOT IN "
	 "(SELECT id FROM task WHERE state NOT IN ('done', 'cancelled')))"},
	{"the whole is done exactly when every lead is",
	 "SELECT count(*) FROM assignment a WHERE state IN ('assigned', 'done') AND (state = 'done') <> (EXISTS "
	 "(SELECT 1 FROM task t WHERE "
	 "t.assignment = a.id AND role = 'lead' AND t.state = 'done') AND NOT EXISTS (SELECT 1 FROM task t WHERE "
	 "t.assignment = a.id AND "
	 "role = 'lead' AND t.state NOT IN ('done', 'cancelled')))"},
	{"a whole that is done knows its lateness",
	 "SELECT count(*) FROM assignment a WHERE state = 'done' AND (closed_day IS NULL OR late_days IS NOT (SELECT "
	 "max(late_days) FROM "
	 "task t WHERE t.assignment = a.id AND role = 'lead' AND t.state = 'done'))"},
	{"what is given has a lead",
	 "SELECT count(*) FROM assignment a WHERE state IN ('assigned', 'done') AND NOT EXISTS (SELECT 1 FROM task t "
	 "WHERE t.assignment = a.id AND role = 'lead' AND t.state <> 'cancelled')"},
	{"all six are clear in what is given",
	 "SELECT count(*) FROM assignment WHERE state IN ('assigned', 'done') AND step IS NULL AND (due IS NULL OR "
	 "responsible IS NULL OR product IS NULL OR authority IS NULL OR leads IS NULL)"},
	{"urgings are numbered without gaps", "SELECT count(*) FROM task t WHERE coalesce(urged, 0) <> (SELECT "
					      "count(*) FROM urging u WHERE u.task = t.id) OR coalesce(urged, 0) <> "
					      "coalesce((SELECT max(number) FROM urging u WHERE u.task = t.id), 0)"},
	{"the frozen number is there exactly when it is done",
	 "SELECT count(*) FROM task WHERE (state = 'done') <> (late_days IS NOT NULL)"},
	{"nothing open hangs below what is cancelled",
	 "SELECT count(*) FROM assignment a JOIN task t ON t.id = a.parent WHERE t.state = 'cancelled' AND a.state IN "
	 "('proposed', 'assigned')"},
	{"nothing runs below what is done", "SELECT count(*) FROM assignment a JOIN task t ON t.id = a.parent WHERE "
					    "t.state IN ('done', 'submitted') AND a.state = 'assigned'"},
	{"rows of a cancelled whole are not open",
	 "SELECT count(*) FROM task t JOIN assignment a ON a.id = t.assignment WHERE a.state = 'cancelled' AND t.state "
	 "NOT IN ('done', 'cancelled')"},
	{"nobody accepted their own", "SELECT count(*) FROM task WHERE accepted_by = done_by"},
	{"the first deadline is never later than the one in force",
	 "SELECT count(*) FROM task WHERE step IS NULL AND due < first_due"},
	{"one extension at a time",
	 "SELECT count(*) FROM (SELECT task FROM extension WHERE state = 'asked' GROUP BY task HAVING count(*) > 1)"},
	{"what is decided says who and why", "SELECT count(*) FROM decision WHERE state IN ('approved', 'refused') AND "
					     "(reason IS NULL OR decided_day IS NULL)"},
};

static void holds(const char *after)
{
	for (size_t i = 0; i < ARRAY_LEN(laws); i++)
		if (small_count(&s, laws[i].sql))
			fail_msg("after %s: not “%s” (%lld)", after, laws[i].what, (long long)small_count(&s, laws[i].sql));
}

/* ---- the six clears ---- */

static void six_clears(void **state)
{
	(void)state;
	static const struct {
		const char *field, *word;
	} clears[] = {{"title", "Rõ việc"},         {"due", "Rõ thời gian"},     {"responsible", "Rõ trách nhiệm"},
		      {"product", "Rõ sản phẩm"}, {"authority", "Rõ thẩm quyền"}, {"leads", "Rõ người"}};
	struct head before = small_head(&s);
	for (size_t i = 0; i < ARRAY_LEN(clears); i++) {
		struct call c = work("Một việc", SMALL_DAY + 3, units(0, -1));
		arg(&c, clears[i].field)->value = STR("");
		refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, clears[i].word);
		assert_string_equal(s.err.field, clears[i].field);
	}
	/* all of them at once are named at once */
	struct call nothing = {0};
	call_add(&nothing, "assigner", STR("chair"));
	call_add(&nothing, "document", STR("Công văn"));
	refused(small_run(&s, SPECIALIST, "assignment.give", &nothing), ERR_INPUT, "Rõ");
	assert_int_equal(s.result.error_count, 6);
	assert_int_equal(small_head(&s).number, before.number);
	/* a proposal may wait for them, and says which */
	struct call c = work("Đề xuất thiếu", SMALL_DAY + 3, NULL);
	arg(&c, "product")->value = STR("");
	int64_t id = small_do(&s, SPECIALIST, "assignment.propose", &c);
	refused(with(DIRECTOR, "assignment.assign", id, NULL, NULL), ERR_LAW, "rõ sản phẩm, rõ người");
	call_int(&s, &c, "id", id);
	arg(&c, "product")->value = STR("Báo cáo");
	call_add(&c, "leads", STR("communes"));
	small_do(&s, SPECIALIST, "assignment.propose", &c);
	refused(with(SPECIALIST, "assignment.assign", id, NULL, NULL), ERR_DENIED, "Duyệt giao");
	must(with(DIRECTOR, "assignment.assign", id, NULL, NULL));
	assert_int_equal(
		count("SELECT count(*) FROM task WHERE assignment = %lld AND state = 'assigned' AND role = 'lead'",
		      (long long)id),
		SMALL_COMMUNES);
	refused(with(DIRECTOR, "assignment.assign", id, NULL, NULL), ERR_CONFLICT, "đã được duyệt");
	holds("a proposal");
}

static void clear_person(void **state)
{
	(void)state;
	/* an office names its person; a commune's chair stands for it until it names an officer */
	struct call c = work("Việc của Sở", SMALL_DAY + 3, arena_c(s.a, arena_printf(s.a, "%lld", (long long)s.department)));
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "Rõ người");
	assert_string_equal(s.err.field, "people");
	int64_t id = give("Việc của xã", SMALL_DAY + 3, units(0, -1)), task = row_for(id, s.commune[0]);
	struct row row = small_row(&s, &task_record, task);
	assert_int_equal(row_value(&row, "person")->kind, VALUE_NULL);
	struct call receive = {0};
	call_int(&s, &receive, "id", task);
	call_int(&s, &receive, "person", OFFICER_B);
	refused(small_run(&s, OFFICER_A, "task.receive", &receive), ERR_INPUT, "ở đơn vị này");
	arg(&receive, "person")->value = arena_printf(s.a, "%lld", (long long)OFFICER_A);
	must(small_run(&s, CHAIR_A, "task.receive", &receive));
	row = small_row(&s, &task_record, task);
	assert_int_equal(row_int(&row, "person"), OFFICER_A);
	/* without a document a leader must say so */
	c = work("Việc không văn bản", SMALL_DAY + 3, units(0, -1));
	arg(&c, "document")->value = STR("");
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "trình lãnh đạo");
	must(small_run(&s, DIRECTOR, "assignment.give", &c));
	holds("naming people");
}

/* ---- bad input ---- */

static void bad_input(void **state)
{
	(void)state;
	struct call c = work("Việc quá hạn", SMALL_DAY - 1, units(0, -1));
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "đã qua");
	assert_string_equal(s.err.field, "due");
	c = work("Việc dài", SMALL_DAY + 1, units(0, -1));
	char *text = arena_alloc(s.a, 5001);
	memset(text, 'x', 5000);
	call_add(&c, "content", (struct str){text, 5000});
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "tối đa 1000");
	c = work("Việc hai lần một đơn vị", SMALL_DAY + 1, units(0, 0));
	int64_t once = small_do(&s, SPECIALIST, "assignment.give", &c);
	assert_int_equal(count("SELECT count(*) FROM task WHERE assignment = %lld", (long long)once), 1);
	c = work("Việc cho ai đó", SMALL_DAY + 1, "7 khác");
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "chọn lại");
	c = work("Việc cho đơn vị không có", SMALL_DAY + 1, "424242");
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "phạm vi");
	/* a commune gives nothing to its neighbour */
	c = work("Việc cho xã bên", SMALL_DAY + 1, units(1, -1));
	arg(&c, "assigner")->value = STR("commune_chair");
	refused(small_run(&s, CHAIR_A, "assignment.give", &c), ERR_INPUT, "phạm vi");
	c = work("Việc của tỉnh", SMALL_DAY + 1, units(0, -1));
	refused(small_run(&s, CHAIR_A, "assignment.give", &c), ERR_NOT_FOUND, "Không tìm thấy");
}

static void own_and_others(void **state)
{
	(void)state;
	int64_t id = give("Nộp và nghiệm thu", SMALL_DAY + 3, units(0, 1)), a = row_for(id, s.commune[0]),
		b = row_for(id, s.commune[1]);
	refused(with(OFFICER_B, "task.report", a, "note", "của người khác"), ERR_NOT_FOUND, "Không tìm thấy");
	refused(with(OFFICER_A, "task.report", a, NULL, NULL), ERR_INPUT, "Ghi kết quả");
	refused(with(SPECIALIST, "task.accept", a, NULL, NULL), ERR_CONFLICT, "chưa nộp");
	must(with(OFFICER_A, "task.report", a, "note", "báo cáo 7"));
	refused(with(CHAIR_A, "task.accept", a, NULL, NULL), ERR_LAW, "bên giao");
	refused(with(OFFICER_A, "task.accept", a, NULL, NULL), ERR_DENIED, "Nghiệm thu");
	must(with(SPECIALIST, "task.return", a, "reason", "thiếu biểu"));
	assert_true(task_is(a, "returned"));
	must(with(OFFICER_A, "task.report", a, "note", "báo cáo 7, đủ biểu"));
	must(with(SPECIALIST, "task.accept", a, NULL, NULL));
	assert_true(whole_is(id, "assigned")); /* b is a lead too */
	refused(with(OFFICER_A, "task.take_back", a, NULL, NULL), ERR_CONFLICT, "đã được nghiệm thu");
	struct call extend = {0};
	call_int(&s, &extend, "id", a);
	call_day(&s, &extend, "new_due", SMALL_DAY + 9);
	call_add(&extend, "reason", STR("muộn"));
	refused(small_run(&s, OFFICER_A, "task.extend", &extend), ERR_CONFLICT, "đã đóng");
	/* whoever handed it in does not accept it, even with both roles */
	int64_t both = small_person(&s, "hai.vai", s.commune[1]);
	small_grant(&s, both, "specialist", s.root, SMALL_DAY, DAY_NONE);
	small_grant(&s, both, "officer", s.commune[1], SMALL_DAY, DAY_NONE);
	must(with(both, "task.report", b, "note", "báo cáo 8"));
	refused(with(both, "task.accept", b, NULL, NULL), ERR_LAW, "tự nghiệm thu");
	must(with(SPECIALIST, "task.accept", b, NULL, NULL));
	assert_true(whole_is(id, "done"));
	holds("acceptance");
}

static void last_lead(void **state)
{
	(void)state;
	struct call c = work("Chủ trì cuối cùng", SMALL_DAY + 3, units(0, 1));
	call_add(&c, "supports", str_from_c(units(2, -1)));
	int64_t id = small_do(&s, SPECIALIST, "assignment.give", &c);
	must(with(SPECIALIST, "task.remove", row_for(id, s.commune[2]), "reason", "không cần phối hợp"));
	must(with(SPECIALIST, "task.remove", row_for(id, s.commune[1]), "reason", "giao nhầm"));
	refused(with(SPECIALIST, "task.remove", row_for(id, s.commune[0]), "reason", "giao nhầm"), ERR_LAW, "chủ trì cuối cùng");
	refused(with(OFFICER_B, "task.report", row_for(id, s.commune[1]), "note", "x"), ERR_CONFLICT, "thôi giao");
	struct call add = {0};
	call_int(&s, &add, "id", id);
	call_int(&s, &add, "units", s.commune[0]);
	call_add(&add, "role", STR("lead"));
	refused(small_run(&s, SPECIALIST, "assignment.add", &add), ERR_INPUT, "đã được giao");
	arg(&add, "units")->value = str_from_c(units(3, -1));
	must(small_run(&s, SPECIALIST, "assignment.add", &add));
	must(with(SPECIALIST, "assignment.cancel", id, "reason", "văn bản đã thu hồi"));
	assert_true(whole_is(id, "cancelled") && task_is(row_for(id, s.commune[0]), "cancelled"));
	refused(with(SPECIALIST, "assignment.cancel", id, "reason", "lần nữa"), ERR_CONFLICT, "đã thôi");
	holds("removing");
}

/* ---- delegation ---- */

static int64_t delegate(int64_t task, day_t due)
{
	struct call c = work("Việc con", due, units(0, -1));
	arg(&c, "assigner")->value = STR("commune_chair");
	call_add(&c, "people", arena_printf(s.a, "%lld", (long long)OFFICER_A));
	call_int(&s, &c, "parent", task);
	int r = small_run(&s, CHAIR_A, "assignment.give", &c);
	return r < 0 ? r : s.result.id;
}

static void delegation(void **state)
{
	(void)state;
	int64_t id = give("Việc giao tiếp", SMALL_DAY + 5, units(0, 1)), task = row_for(id, s.commune[0]);
	assert_true(delegate(task, SMALL_DAY + 6) < 0);
	refused((int)-ERR_INPUT, ERR_INPUT, "không được sau hạn");
	int64_t part = delegate(task, SMALL_DAY + 4), part_row = row_for(part, s.commune[0]);
	int64_t deep = delegate(part_row, SMALL_DAY + 4), deep_row = row_for(deep, s.commune[0]);
	refused(with(CHAIR_A, "task.report", task, "note", "xong"), ERR_CONFLICT, "việc con chưa xong");
	/* a loop: a part of its own part, while it is a proposal */
	struct call loop = work("Vòng", SMALL_DAY + 3, NULL);
	arg(&loop, "assigner")->value = STR("commune_chair");
	call_int(&s, &loop, "parent", deep_row);
	int64_t proposed = small_do(&s, CHAIR_A, "assignment.propose", &loop);
	assert_true(proposed > 0);
	/* taking the recipient off calls off all that came from it */
	must(with(SPECIALIST, "task.remove", task, "reason", "chuyển xã khác"));
	assert_true(whole_is(part, "cancelled") && whole_is(deep, "cancelled") && whole_is(proposed, "cancelled"));
	assert_true(task_is(part_row, "cancelled") && task_is(deep_row, "cancelled"));
	holds("a removal that cascades");
	/* a part is not opened again under a closed whole */
	id = give("Việc mở lại", SMALL_DAY + 5, units(0, -1));
	task = row_for(id, s.commune[0]);
	struct call c = work("Việc con báo cáo là xong", SMALL_DAY + 4, units(0, -1));
	arg(&c, "assigner")->value = STR("commune_chair");
	call_add(&c, "people", arena_printf(s.a, "%lld", (long long)OFFICER_A));
	call_int(&s, &c, "parent", task);
	call_add(&c, "closing", STR("report"));
	part = small_do(&s, CHAIR_A, "assignment.give", &c);
	part_row = row_for(part, s.commune[0]);
	must(with(OFFICER_A, "task.report", part_row, NULL, NULL));
	hand_in_and_accept(CHAIR_A, task);
	refused(with(OFFICER_A, "task.take_back", part_row, NULL, NULL), ERR_CONFLICT, "không mở lại");
	assert_true(delegate(task, SMALL_DAY + 4) < 0);
	holds("closing the whole");
}

/* A proposal that is given somewhere below itself. */
static void loops(void **state)
{
	(void)state;
	int64_t id = give("Gốc", SMALL_DAY + 5, units(0, -1)), task = row_for(id, s.commune[0]);
	int64_t part = delegate(task, SMALL_DAY + 4), part_row = row_for(part, s.commune[0]);
	/* no verb moves a part that runs, so the loop is tried where an older ledger could have made it: in the
	 * proposal's own words */
	struct call c = work("Chính nó", SMALL_DAY + 4, units(0, -1));
	arg(&c, "assigner")->value = STR("commune_chair");
	call_add(&c, "people", arena_printf(s.a, "%lld", (long long)OFFICER_A));
	call_int(&s, &c, "parent", part_row);
	call_int(&s, &c, "id", part);
	refused(small_run(&s, CHAIR_A, "assignment.propose", &c), ERR_CONFLICT, "không còn là đề xuất");
	for (int level = 2; level <= 17; level++) {
		part = delegate(part_row, SMALL_DAY + 4);
		if (part < 0)
			break;
		part_row = row_for(part, s.commune[0]);
	}
	refused((int)part, ERR_INPUT, "16 cấp");
	holds("a chain of parts");
}

/* ---- extension, urging ---- */

static void extension(void **state)
{
	(void)state;
	int64_t id = give("Xin gia hạn", SMALL_DAY + 3, units(0, -1)), task = row_for(id, s.commune[0]);
	struct call c = {0};
	call_int(&s, &c, "id", task);
	call_day(&s, &c, "new_due", SMALL_DAY + 3);
	call_add(&c, "reason", STR("mưa lũ, đường bị chia cắt"));
	refused(small_run(&s, OFFICER_A, "task.extend", &c), ERR_INPUT, "phải sau hạn");
	arg(&c, "new_due")->value = date_iso(s.a, SMALL_DAY + 8);
	int64_t ask = small_do(&s, OFFICER_A, "task.extend", &c);
	refused(small_run(&s, OFFICER_A, "task.extend", &c), ERR_CONFLICT, "đang chờ");
	refused(with(CHAIR_A, "extension.grant", ask, NULL, NULL), ERR_LAW, "bên giao");
	must(with(SPECIALIST, "extension.grant", ask, "reason", "đồng ý"));
	struct row row = small_row(&s, &task_record, task);
	assert_int_equal(row_day(&row, "due"), SMALL_DAY + 8);
	assert_int_equal(row_day(&row, "first_due"), SMALL_DAY + 3);
	refused(with(SPECIALIST, "extension.refuse", ask, "reason", "thôi"), ERR_CONFLICT, "đã được trả lời");
	holds("an extension");
}

static void urging(void **state)
{
	(void)state;
	int64_t id = give("Đôn đốc", SMALL_DAY + 3, units(0, 1)), a = row_for(id, s.commune[0]), b = row_for(id, s.commune[1]);
	struct call c = {0};
	call_int(&s, &c, "id", a);
	call_int(&s, &c, "also", b);
	call_add(&c, "text", STR("đề nghị báo cáo trước 25/11"));
	must(small_run(&s, SPECIALIST, "task.remind", &c));
	refused(small_run(&s, SPECIALIST, "task.criticise", &c), ERR_DENIED, "Phê bình");
	must(small_run(&s, DIRECTOR, "task.criticise", &c));
	/* the third grade: a leader of the department, for what the province assigned */
	int64_t head = small_person(&s, "giam.doc", s.department);
	small_grant(&s, head, "leader", s.root, SMALL_DAY - 1, DAY_NONE);
	refused(small_run(&s, head, "task.demand", &c), ERR_LAW, "cơ quan đã giao việc");
	must(small_run(&s, DIRECTOR, "task.demand", &c));
	assert_int_equal(count("SELECT count(*) FROM urging WHERE task = %lld AND number = 3 AND grade = 'demand'",
			       (long long)b),
			 1);
	assert_int_equal(count("SELECT urged FROM task WHERE id = %lld", (long long)a), 3);
	int64_t last = count("SELECT id FROM urging WHERE task = %lld AND number = 3", (long long)a);
	refused(with(OFFICER_B, "urging.note", last, NULL, NULL), ERR_NOT_FOUND, "Không tìm thấy");
	must(with(OFFICER_A, "urging.note", last, NULL, NULL));
	assert_int_equal(count("SELECT count(*) FROM urging WHERE unit = %lld AND task = %lld AND read_day IS NULL",
			       (long long)s.commune[0], (long long)a),
			 2);
	must(with(OFFICER_A, "task.report", a, "note", "đã làm"));
	refused(small_run(&s, SPECIALIST, "task.remind", &c), ERR_CONFLICT, "chờ nghiệm thu"); /* one of them: nobody is urged */
	assert_int_equal(count("SELECT urged FROM task WHERE id = %lld", (long long)b), 3);
	holds("urging");
}

/* ---- decisions, difficulties ---- */

static void two_leaders(void **state)
{
	(void)state;
	int64_t other = small_person(&s, "pho.giam.doc", s.root);
	small_grant(&s, other, "leader", s.root, SMALL_DAY - 1, DAY_NONE);
	struct call c = {0};
	call_add(&c, "question", STR("Chọn phương án 2?"));
	int64_t id = small_do(&s, SPECIALIST, "decision.ask", &c);
	refused(with(DIRECTOR, "decision.approve", id, NULL, NULL), ERR_INPUT, "Lý do");
	must(with(DIRECTOR, "decision.approve", id, "reason", "đúng thẩm quyền"));
	refused(with(other, "decision.refuse", id, "reason", "chưa nên"), ERR_CONFLICT, "p.leader đã quyết định ngày 18/11/2025");
	struct row row = small_row(&s, &decision_record, id);
	assert_true(row_is(&row, "state", "approved"));
	refused(with(SPECIALIST, "decision.withdraw", id, NULL, NULL), ERR_CONFLICT, "đồng ý");
}

/* Really at once: whoever is first decides, the other is told what and by whom; never both, never neither. */
struct leader {
	int64_t person, decision;
	const struct verb *verb;
	pthread_barrier_t *start;
	int r;
	struct err err;
};

static void *decides(void *arg)
{
	struct leader *l = arg;
	char id[32];
	snprintf(id, sizeof(id), "%lld", (long long)l->decision);
	const struct verb_arg args[] = {{STR_INIT("id"), str_from_c(id)}, {STR_INIT("reason"), STR_INIT("đúng thẩm quyền")}};
	struct actor actor = {.person = l->person};
	struct verb_result result;
	l->err = ERR_INIT;
	pthread_barrier_wait(l->start);
	l->r = verb_run(s.site, &actor, l->verb, &(struct verb_input){.args = args, .n = ARRAY_LEN(args)}, &result, &l->err);
	return NULL;
}

static void two_leaders_at_once(void **state)
{
	(void)state;
	int64_t other = small_person(&s, "pho.giam.doc.2", s.root);
	small_grant(&s, other, "leader", s.root, SMALL_DAY - 1, DAY_NONE);
	for (int round = 0; round < 20; round++) {
		struct call c = {0};
		pthread_t thread[2];
		pthread_barrier_t start;
		call_add(&c, "question", STR("Cùng lúc?"));
		int64_t id = small_do(&s, SPECIALIST, "decision.ask", &c);
		struct leader leaders[] = {{.person = DIRECTOR, .decision = id, .verb = &decision_approve, .start = &start},
					   {.person = other, .decision = id, .verb = &decision_refuse, .start = &start}};
		pthread_barrier_init(&start, NULL, 2);
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(pthread_create(&thread[i], NULL, decides, &leaders[i]), 0);
		for (size_t i = 0; i < 2; i++)
			pthread_join(thread[i], NULL);
		pthread_barrier_destroy(&start);
		assert_true((leaders[0].r == 0) != (leaders[1].r == 0));
		const struct leader *lost = leaders[0].r ? &leaders[0] : &leaders[1], *won = leaders[0].r ? &leaders[1] : &leaders[0];
		assert_int_equal(lost->r, -ERR_CONFLICT);
		assert_non_null(strstr(lost->err.text, "đã quyết định ngày"));
		struct row row = small_row(&s, &decision_record, id);
		assert_int_equal(row_int(&row, "decided_by"), won->person);
		assert_true(row_is(&row, "state", won == &leaders[0] ? "approved" : "refused"));
	}
}

static void difficulties(void **state)
{
	(void)state;
	int64_t task = row_for(give("Có vướng mắc", SMALL_DAY + 3, units(0, -1)), s.commune[0]);
	struct call c = {0};
	call_int(&s, &c, "task", task);
	call_add(&c, "kind", STR("difficulty"));
	call_add(&c, "text", STR("Chưa có quyết định công nhận xã miền núi"));
	refused(small_run(&s, OFFICER_B, "difficulty.report", &c), ERR_NOT_FOUND, "Không tìm thấy");
	int64_t id = small_do(&s, OFFICER_A, "difficulty.report", &c);
	struct call pass = {0};
	call_int(&s, &pass, "id", id);
	call_add(&pass, "to", STR("Bộ Dân tộc và Tôn giáo"));
	call_add(&pass, "reason", STR("không thuộc thẩm quyền của tỉnh"));
	refused(small_run(&s, SPECIALIST, "difficulty.pass", &pass), ERR_INPUT, "Căn cứ");
	call_add(&pass, "basis", STR("quy định về thẩm quyền công nhận"));
	must(small_run(&s, SPECIALIST, "difficulty.pass", &pass));
	refused(with(SPECIALIST, "difficulty.settle", id, "answer", "tự giải quyết"), ERR_CONFLICT, "đã chuyển cấp trên");
	must(with(SPECIALIST, "difficulty.answer", id, "answer", "tạm áp dụng quy định cũ"));
	refused(with(OFFICER_A, "difficulty.withdraw", id, NULL, NULL), ERR_CONFLICT, "đã có trả lời");
}

/* ---- time ---- */

static void at(day_t day, int hour, int minute, int second, int ms)
{
	s.world.today = day;
	s.world.now = (int64_t)day * 86400000 - 7 * 3600000LL + ((hour * 60 + minute) * 60 + second) * 1000LL + ms -
		      1; /* the clock steps by 1 */
}

static void lateness(void **state)
{
	(void)state;
	day_t d = date_from_civil(2025, 12, 31);
	int64_t noon = late_moment(d, (int64_t)d * 86400000 + 5 * 3600000LL),
		five = late_moment(d, (int64_t)d * 86400000 + 10 * 3600000LL),
		after = late_moment(d, (int64_t)d * 86400000 + 10 * 3600000LL + 1),
		held = late_moment(d, (int64_t)(d + 300) * 86400000 + 12 * 3600000LL);
	assert_int_equal(late_days(late_mark(d, false), noon), 0);
	assert_int_equal(late_days(late_mark(d, false), five), 0);  /* 17:00 sharp */
	assert_int_equal(late_days(late_mark(d, false), after), 1); /* a thousandth later */
	assert_int_equal(late_days(late_mark(d, true), after), 0);  /* the law's days are whole */
	assert_int_equal(late_days(late_mark(d, false), held), 0);  /* a day that is held has no hour */
	assert_int_equal(late_days(late_mark(d, false), late_morning(d + 1)), 1); /* over the year's end */
	assert_int_equal(late_days(late_mark(d, true), late_morning(d + 1)), 1);
	assert_int_equal(late_days(late_mark(d, false), late_morning(d + 1) + 1), 2);
	assert_int_equal(late_days(late_mark(d, true), late_morning(d + 1) + 1), 1);
	assert_int_equal(late_days(late_mark(DAY_NONE, false), late_morning(d + 40000)), 0);
}

/* Handed in at 17:00 is in time, however late it is accepted; after it is a day late, and stays so. */
static void cut_off(void **state)
{
	(void)state;
	day_t d = SMALL_DAY + 1;
	at(SMALL_DAY, 9, 0, 0, 0);
	int64_t id = give("Hạn mười bảy giờ", d, units(0, 1)), a = row_for(id, s.commune[0]), b = row_for(id, s.commune[1]);
	at(d, 17, 0, 0, 0);
	must(with(OFFICER_A, "task.report", a, "note", "đúng giờ"));
	at(d, 17, 0, 0, 1);
	must(with(OFFICER_B, "task.report", b, "note", "muộn một chút"));
	struct call c = work("Hạn đã qua giờ", d, units(0, -1));
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "đã qua");
	at(d + 20, 9, 0, 0, 0);
	must(with(SPECIALIST, "task.accept", a, NULL, NULL));
	must(with(SPECIALIST, "task.accept", b, NULL, NULL));
	struct row row = small_row(&s, &task_record, a);
	assert_int_equal(row_int(&row, "late_days"), 0);
	assert_int_equal(task_class_of(&row), TASK_ON_TIME);
	row = small_row(&s, &task_record, b);
	assert_int_equal(row_int(&row, "late_days"), 1);
	assert_int_equal(task_class_of(&row), TASK_LATE);
	row = small_row(&s, &assignment_record, id);
	assert_int_equal(row_int(&row, "late_days"), 1);
	small_set_day(&s, SMALL_DAY);
	holds("the cut-off");
}

/* A period more, over the end of a year and through Tết; months end when they end. */
static void recurring(void **state)
{
	(void)state;
	day_t first = date_from_civil(2025, 12, 26);
	small_set_day(&s, first - 3);
	struct call c = work("Báo cáo tuần", first, units(0, -1));
	call_add(&c, "every", STR("week"));
	call_day(&s, &c, "until", first + 60);
	int64_t id = small_do(&s, SPECIALIST, "assignment.give", &c), last = id;
	refused(with(SPECIALIST, "assignment.next", id, NULL, NULL), ERR_CONFLICT, "27/12/2025");
	for (int week = 1; week <= 8; week++) {
		small_set_day(&s, first + 7 * (week - 1) + 1);
		must(with(SPECIALIST, "assignment.next", last, NULL, NULL));
		last = s.result.id;
		struct row row = small_row(&s, &assignment_record, last);
		assert_int_equal(
			row_day(&row, "due"),
			first + 7 * week); /* 02/01/2026 …, 20/02 lies in Tết: the day stays what was ordered */
		assert_int_equal(row_int(&row, "period"), week + 1);
	}
	small_set_day(&s, first + 57);
	refused(with(SPECIALIST, "assignment.next", last, NULL, NULL), ERR_CONFLICT, "đã hết");
	/* the unfinished period before it is still there, and late */
	assert_int_equal(count("SELECT count(*) FROM task t JOIN assignment a ON a.id = t.assignment WHERE a.series = "
			       "%lld AND t.state = 'assigned'",
			       (long long)id),
			 9);
	assert_int_equal(count("SELECT count(*) FROM task_running r JOIN task t ON t.id = r.task JOIN assignment a ON "
			       "a.id = t.assignment "
			       "WHERE a.series = %lld AND r.mark < %lld",
			       (long long)id, (long long)late_morning(first + 57)),
			 9);
	small_set_day(&s, SMALL_DAY);
	holds("periods");
}

/* By itself: once a period, whoever asks how often, over the year's end and Tết; what cannot open waits for a person. */
static int64_t periods_of(int64_t series)
{
	return count("SELECT count(*) FROM assignment WHERE series = %lld", (long long)series);
}

static void begin_day(day_t day)
{
	struct actor program = app_program();
	struct err err = ERR_INIT;
	small_set_day(&s, day);
	small_must(daily_run(s.site, s.db, &program, &err), &err, "the day");
}

static void recurs_by_itself(void **state)
{
	(void)state;
	/* every Thursday from 25/12/2025; 01/01 is a holiday, 19/02 lies in Tết */
	day_t first = date_from_civil(2025, 12, 25);
	const char *const choices[] = {"keep", "before", "after"};
	int64_t id[3];
	small_set_day(&s, first - 3);
	for (size_t i = 0; i < 3; i++) {
		struct call c = work("Báo cáo tuần, tự mở", first, units(0, 1));
		call_add(&c, "every", STR("week"));
		call_add(&c, "off_day", str_from_c(choices[i]));
		call_day(&s, &c, "until", first + 63);
		id[i] = small_do(&s, SPECIALIST, "assignment.give", &c);
	}
	struct head before = small_head(&s);
	begin_day(first);
	assert_int_equal(small_head(&s).number, before.number); /* the day of the deadline is still its own */
	begin_day(first + 1);
	struct head once = small_head(&s);
	assert_int_equal(once.number, before.number + 3); /* an entry each, by the program */
	begin_day(first + 1);
	small_close(&s);
	small_open(&s); /* a restart */
	begin_day(first + 1);
	assert_int_equal(small_head(&s).number, once.number);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(periods_of(id[i]), 2);
	assert_int_equal(count("SELECT count(*) FROM entry WHERE verb = 'assignment.next' AND actor = 0"), 3);
	for (day_t day = first + 2; day <= first + 80; day++)
		begin_day(day);
	static const struct {
		size_t i;
		int month, day, shown_month, shown_day;
	} dues[] = {{0, 1, 1, 1, 1},   {1, 1, 1, 12, 31}, {2, 1, 1, 1, 2},  {0, 2, 19, 2, 19},
		    {1, 2, 19, 2, 13}, {2, 2, 19, 2, 23}, {0, 2, 26, 2, 26}};
	for (size_t k = 0; k < ARRAY_LEN(dues); k++)
		assert_int_equal(count("SELECT count(*) FROM assignment WHERE series = %lld AND due = %d", (long long)id[dues[k].i],
				       date_from_civil(dues[k].shown_month == 12 ? 2025 : 2026, dues[k].shown_month, dues[k].shown_day)),
				 1);
	for (size_t i = 0; i < 3; i++) { /* 25/12 … 26/02: ten Thursdays, and then it has ended */
		assert_int_equal(periods_of(id[i]), 10);
		assert_int_equal(count("SELECT count(DISTINCT due) FROM assignment WHERE series = %lld", (long long)id[i]), 10);
	}
	small_set_day(&s, SMALL_DAY);
	holds("periods that open by themselves");
}

static void leaves(int64_t person)
{
	struct row row = small_row(&s, &person_record, person);
	struct call c = {0};
	call_int(&s, &c, "id", person);
	for (size_t i = 0; i < 3; i++) {
		static const char *const same[] = {"name", "unit", "login"};
		call_add(&c, same[i],
			 field_typed(s.a, &person_record.fields[record_field(&person_record, same[i])], row_value(&row, same[i])));
	}
	call_add(&c, "active", STR("0"));
	must(small_run(&s, 0, "person.save", &c));
}

/* Nobody is left to do it in an office: the program opens nothing and a person is told; in a commune its chair stands for who
 * left. A machine that stood still for weeks makes nothing up. */
static void recurs_without_a_person(void **state)
{
	(void)state;
	int64_t there = small_person(&s, "di.roi", s.department), officer = small_person(&s, "xa.di.roi", s.commune[0]);
	struct call c = work("Việc tuần của Sở", SMALL_DAY + 1, arena_c(s.a, arena_printf(s.a, "%lld", (long long)s.department)));
	call_add(&c, "every", STR("week"));
	call_int(&s, &c, "people", there);
	int64_t office = small_do(&s, SPECIALIST, "assignment.give", &c);
	c = work("Việc tuần của xã", SMALL_DAY + 1, units(0, -1));
	call_add(&c, "every", STR("week"));
	call_int(&s, &c, "people", officer);
	int64_t commune = small_do(&s, SPECIALIST, "assignment.give", &c);
	leaves(there);
	leaves(officer);
	begin_day(SMALL_DAY + 30);
	assert_int_equal(periods_of(office), 1);
	assert_int_equal(periods_of(commune), 2);
	assert_int_equal(count("SELECT due FROM assignment WHERE series = %lld AND period > 1", (long long)commune), SMALL_DAY + 36);
	assert_int_equal(count("SELECT count(*) FROM task t JOIN assignment a ON a.id = t.assignment WHERE a.series = %lld AND "
			       "a.period > 1 AND t.person IS NULL",
			       (long long)commune),
			 1);
	struct actor actor;
	struct bell bell;
	struct err err = ERR_INIT;
	bool told = false;
	small_must(access_actor(s.db, s.a, SPECIALIST, SMALL_DAY + 30, &actor, &err), &err, "actor");
	small_must(bell_make(s.site, s.db, s.a, &actor, SMALL_DAY + 30, &bell, &err), &err, "bell");
	for (size_t i = 0; i < bell.n; i++)
		told |= bell.items[i].record == &assignment_record && bell.items[i].id == office;
	assert_true(told);
	must(with(SPECIALIST, "assignment.cancel", office, "reason", "người làm đã chuyển công tác"));
	small_set_day(&s, SMALL_DAY);
	holds("nobody left");
}

#define WHAT_IS "strftime('%%Y', assigned_day * 86400, 'unixepoch') || '/' || coalesce(assigner, 'law') = '%.*s'"

static struct figures sum_of(const struct figures_line *lines, size_t n)
{
	struct figures sum = {0};
	for (size_t i = 0; i < n; i++)
		figures_add(&sum, &lines[i].figures);
	return sum;
}

static bool same_figures(const struct figures *a, const struct figures *b) { return memcmp(a, b, sizeof(*a)) == 0; }

/* Every view comes to the same whole, column by column; what has no line of its own (nobody named, no document) is what is
 * missing, never negative. */
static void every_view_adds_up(day_t day)
{
	struct actor everything = app_program();
	struct figures_line *lines;
	struct figures all = {0}, sum;
	struct err err = ERR_INIT;
	size_t n;
	int64_t moment = late_morning(day);
	small_must(figures_for(s.site, s.db, &everything, (struct str){0}, moment, &all, &err), &err, "all");
	assert_int_equal(all.total, figures_done(&all) + all.submitted + all.in_progress + all.overdue + all.not_started);
	small_must(figures_by_assigner(s.site, s.db, s.a, &everything, "assigner", moment, &lines, &n, &err), &err, "assigners");
	sum = sum_of(lines, n);
	assert_true(same_figures(&sum, &all));
	for (size_t i = 0; i < n; i++) { /* and the rows a line leads to are those it counts */
		struct str what = lines[i].what;
		struct figures one = {0};
		small_must(figures_for(s.site, s.db, &everything, what, moment, &one, &err), &err, "one assigner");
		assert_true(same_figures(&one, &lines[i].figures));
		assert_int_equal(one.total, count("SELECT count(*) FROM task WHERE state <> 'cancelled' AND " WHAT_IS, STR_ARG(what)));
		assert_int_equal(figures_done(&one),
				 count("SELECT count(*) FROM task WHERE state = 'done' AND " WHAT_IS, STR_ARG(what)));
	}
	small_must(figures_by_unit(s.db, s.a, &everything, moment, &lines, &n, &err), &err, "units");
	sum = sum_of(lines, n);
	assert_true(same_figures(&sum, &all));
	small_must(figures_by_document(s.db, s.a, moment, 10000, &lines, &n, &err), &err, "documents");
	sum = sum_of(lines, n);
	assert_true(same_figures(&sum, &all));
	small_must(figures_by_document(s.db, s.a, moment, 2, &lines, &n, &err), &err, "two documents");
	assert_in_range(n, 1, 3);
	small_must(figures_by_person(s.db, s.a, moment, &lines, &n, &err), &err, "people");
	sum = sum_of(lines, n);
	figures_take(&all, &sum);
	assert_int_equal(all.total, count("SELECT count(*) FROM task WHERE state <> 'cancelled' AND person IS NULL"));
	assert_true(all.early >= 0 && all.on_time >= 0 && all.late >= 0 && all.submitted >= 0 && all.in_progress >= 0 &&
		    all.not_started >= 0 && all.overdue >= 0 && all.soon >= 0);
}

/* "184/184 tasks of those assigned by the Provincial Party Committee, the Party committee of the People's Committee, its chair and
 * vice-chairs": of a year, whatever else was assigned by others, or by them in the next year. */
static void all_of_a_year(void **state)
{
	(void)state;
	static const char *const leaders[] = {"party", "party_committee", "chair", "vice_chair"};
	int64_t doer = small_person(&s, "chuyen.vien.so", s.department);
	small_grant(&s, doer, "officer", s.department, SMALL_DAY - 1, DAY_NONE);
	char department[32];
	snprintf(department, sizeof(department), "%lld", (long long)s.department);
	for (int i = 0; i < 184 + 8; i++) {
		bool of_it = i < 184;
		small_set_day(&s, date_from_civil(of_it || i % 2 ? 2031 : 2032, 3, 1 + i % 20));
		struct call c = work("Việc tỉnh giao Sở", s.world.today + 20, department);
		arg(&c, "assigner")->value = str_from_c(!of_it && i % 2 ? "director" : leaders[i % 4]);
		call_int(&s, &c, "people", doer);
		int64_t id = small_do(&s, SPECIALIST, "assignment.give", &c);
		if (of_it)
			hand_in_and_accept(doer, row_for(id, s.department));
	}
	struct actor everything = app_program();
	struct err err = ERR_INIT;
	const char *const dims[] = {"assigner", "whole"};
	for (size_t d = 0; d < ARRAY_LEN(dims); d++) {
		struct figures_line *lines;
		struct figures sum = {0};
		size_t n;
		small_must(figures_by_assigner(s.site, s.db, s.a, &everything, dims[d], late_morning(s.world.today), &lines, &n, &err),
			   &err, dims[d]);
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < ARRAY_LEN(leaders); k++)
				if (str_eq(lines[i].what, arena_printf(s.a, "2031/%s", leaders[k])))
					figures_add(&sum, &lines[i].figures);
		assert_int_equal(sum.total, 184);
		assert_int_equal(figures_done(&sum), 184);
		assert_int_equal(sum.early, 184);
	}
	every_view_adds_up(s.world.today);
	holds("a year of an office");
	small_set_day(&s, SMALL_DAY);
}

static void who_assigned(void **state)
{
	(void)state;
	every_view_adds_up(SMALL_DAY);
	every_view_adds_up(SMALL_DAY + 400);
}

/* ---- the walk ---- */

#define STEPS 4000

static struct seeded chance;

static int64_t pick(const char *sql)
{
	return count("SELECT id FROM (%s) ORDER BY (id * %lld) %% 1000003 LIMIT 1", sql,
		     (long long)(1 + seeded_below(&chance, 999983)));
}

static int64_t anybody(void)
{
	static const enum role roles[] = {ROLE_LEADER, ROLE_SPECIALIST, ROLE_COMMUNE_LEADER, ROLE_OFFICER};
	return s.person[seeded_below(&chance, PLACES)][roles[seeded_below(&chance, ARRAY_LEN(roles))]];
}

static void some_work(struct call *c)
{
	bool own = seeded_below(&chance, 3) == 0;
	int place = (int)seeded_below(&chance, 2);
	*c = work("Đi theo ngẫu nhiên", s.world.today + (day_t)seeded_below(&chance, 9) - 1,
		  own                        ? units(place, -1)
		  : seeded_below(&chance, 4) ? units((int)seeded_below(&chance, 4), (int)seeded_below(&chance, 4))
					     : "communes");
	if (seeded_below(&chance, 8) == 0)
		arg(c, "product")->value = STR("");
	if (seeded_below(&chance, 3) == 0)
		call_add(c, "closing", STR("report"));
	if (own) {
		int64_t parent = count("SELECT coalesce(max(id), 0) FROM task WHERE unit = %lld AND state NOT IN "
				       "('done', 'cancelled') AND id %% 3 = %lld",
				       (long long)s.commune[place], (long long)seeded_below(&chance, 3));
		arg(c, "assigner")->value = STR("commune_chair");
		call_add(c, "people", arena_printf(s.a, "%lld", (long long)s.person[place ? AT_B : AT_A][ROLE_OFFICER]));
		if (parent && seeded_below(&chance, 3))
			call_int(&s, c, "parent", parent);
	}
}

static const struct {
	const char *verb, *of;
} steps[] = {
	{"assignment.give", NULL},
	{"assignment.give", NULL},
	{"assignment.propose", NULL},
	{"assignment.assign", "SELECT id FROM assignment WHERE state = 'proposed'"},
	{"assignment.cancel", "SELECT id FROM assignment"},
	{"assignment.add", "SELECT id FROM assignment"},
	{"task.receive", "SELECT id FROM task"},
	{"task.receive", "SELECT id FROM task WHERE state = 'assigned'"},
	{"task.progress", "SELECT id FROM task"},
	{"task.report", "SELECT id FROM task"},
	{"task.report", "SELECT id FROM task WHERE state = 'received'"},
	{"task.report", "SELECT id FROM task WHERE state = 'working'"},
	{"task.take_back", "SELECT id FROM task WHERE state IN ('done', 'submitted')"},
	{"task.take_back", "SELECT id FROM task WHERE state = 'submitted'"},
	{"task.accept", "SELECT id FROM task WHERE state = 'submitted'"},
	{"task.accept", "SELECT id FROM task WHERE state = 'submitted'"},
	{"task.return", "SELECT id FROM task WHERE state = 'submitted'"},
	{"task.remove", "SELECT id FROM task"},
	{"task.extend", "SELECT id FROM task"},
	{"extension.grant", "SELECT id FROM extension"},
	{"extension.grant", "SELECT id FROM extension WHERE state = 'asked'"},
	{"extension.refuse", "SELECT id FROM extension"},
	{"extension.refuse", "SELECT id FROM extension WHERE state = 'asked'"},
	{"task.remind", "SELECT id FROM task"},
	{"task.demand", "SELECT id FROM task"},
	{"urging.note", "SELECT id FROM urging"},
};

/* Once accepted, a row's lateness, days and class stay: each is kept as it was first seen and compared ever after. */
#define FROZEN_MOST 4096
static struct frozen {
	int64_t id, late, done, submitted, class;
} kept[FROZEN_MOST];
static size_t kept_n;

static void frozen_stays(const char *after)
{
	struct err err = ERR_INIT;
	struct query *q;
	size_t seen = 0;
	int r = db_query_sql(s.db,
			     STR("SELECT id, late_days, done_day, submitted_moment, " CLASS " FROM task WHERE accepted_day IS NOT NULL"),
			     NO_VALUES, &q, &err);
	while (r >= 0 && (r = query_next(q, &err)) > 0) {
		struct frozen now = {query_int(q, 0), query_int(q, 1), query_int(q, 2), query_int(q, 3), query_int(q, 4)};
		size_t i = 0;
		while (i < kept_n && kept[i].id != now.id)
			i++;
		seen++;
		if (i == kept_n && kept_n < FROZEN_MOST)
			kept[kept_n++] = now;
		else if (memcmp(&kept[i], &now, sizeof(now)) != 0)
			fail_msg("%s changed what was frozen in task %lld", after, (long long)now.id);
	}
	small_must(r, &err, "frozen rows");
	query_end(q);
	if (seen != kept_n)
		fail_msg("%s took back what was accepted", after);
}

static int one_step(size_t k)
{
	struct call c = {0};
	if (!steps[k].of) {
		some_work(&c);
	} else {
		call_int(&s, &c, "id", pick(steps[k].of));
		call_add(&c, "note", STR("kết quả"));
		call_add(&c, "reason", STR("lý do"));
		call_add(&c, "text", STR("đôn đốc"));
		call_add(&c, "progress", STR("tiến độ"));
		call_int(&s, &c, "units", s.commune[seeded_below(&chance, 4)]);
		call_add(&c, "role", seeded_below(&chance, 2) ? STR("lead") : STR("support"));
		call_day(&s, &c, "new_due", s.world.today + (day_t)seeded_below(&chance, 12) - 1);
	}
	return small_run(&s, anybody(), steps[k].verb, &c);
}

static void the_walk(void **state)
{
	(void)state;
	int went[ARRAY_LEN(steps)] = {0};
	seeded_start(&chance, STR("walk over tasks"));
	for (int i = 0; i < STEPS; i++) {
		size_t k = seeded_below(&chance, ARRAY_LEN(steps));
		if (seeded_below(&chance, 40) == 0)
			at(s.world.today + (day_t)seeded_below(&chance, 3), 8 + (int)seeded_below(&chance, 12), 0, 0, 0);
		bool went_well = one_step(k) == 0;
		went[k] += went_well;
		if (!went_well && (s.err.code == ERR_INTERNAL || s.err.code == ERR_CORRUPT || !s.err.text[0]))
			fail_msg("%s: %s %s", steps[k].verb, s.err.text, s.err.detail);
		frozen_stays(steps[k].verb);
		if (i % 5 == 0 || i == STEPS - 1)
			holds(steps[k].verb);
		if (i % 200 == 0 || i == STEPS - 1)
			every_view_adds_up(s.world.today);
	}
	for (size_t k = 0; k < ARRAY_LEN(steps); k++)
		if (went[k] == 0)
			fail_msg("%s (%zu) never went well: the walk is too short to say anything", steps[k].verb, k);
}

/* The same tables come out of the ledger. */
static void rebuilt(void **state)
{
	(void)state;
	struct site_parts parts = small_parts(&s);
	struct ledger_report report;
	struct err err = ERR_INIT;
	int64_t rows = count("SELECT count(*) FROM task_count"), running = count("SELECT count(*) FROM task_running");
	small_close(&s);
	small_must(site_rebuild(s.dir, &parts, &report, &err), &err, "rebuild");
	small_open(&s);
	assert_int_equal(count("SELECT count(*) FROM task_count"), rows);
	assert_int_equal(count("SELECT count(*) FROM task_running"), running);
	holds("a rebuild");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(six_clears),     cmocka_unit_test(clear_person), cmocka_unit_test(bad_input),
		cmocka_unit_test(own_and_others), cmocka_unit_test(last_lead),    cmocka_unit_test(delegation),
		cmocka_unit_test(loops),          cmocka_unit_test(extension),    cmocka_unit_test(urging),
		cmocka_unit_test(two_leaders),    cmocka_unit_test(two_leaders_at_once), cmocka_unit_test(difficulties), cmocka_unit_test(lateness),
		cmocka_unit_test(cut_off),        cmocka_unit_test(recurring),
		cmocka_unit_test(recurs_by_itself), cmocka_unit_test(recurs_without_a_person),
		    cmocka_unit_test(who_assigned),
		cmocka_unit_test(the_walk),       cmocka_unit_test(all_of_a_year),       cmocka_unit_test(rebuilt),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
