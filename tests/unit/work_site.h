/* A site where work is given and done: giving, doing, and what must always hold of it. */
#pragma once
#include "app/bell.h"
#include "app/daily.h"
#include "base/log.h"
#include "one_site.h"
#include "work/figures.h"

#define SPECIALIST s.person[AT_PROVINCE][ROLE_SPECIALIST]
#define DIRECTOR s.person[AT_PROVINCE][ROLE_LEADER]
#define OFFICER_A s.person[AT_A][ROLE_OFFICER]
#define CHAIR_A s.person[AT_A][ROLE_COMMUNE_LEADER]
#define OFFICER_B s.person[AT_B][ROLE_OFFICER]

static inline int begin(void **state)
{
	log_quiet(true);
	return with_people(state);
}

static inline int64_t count(const char *format, ...) __attribute__((format(printf, 1, 2)));
static inline int64_t count(const char *format, ...)
{
	char sql[6000];
	va_list ap;
	va_start(ap, format);
	vsnprintf(sql, sizeof(sql), format, ap);
	va_end(ap);
	return small_count(&s, sql);
}

/* ---- giving work ---- */

static inline struct call work(const char *title, day_t due, const char *leads)
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

static inline struct verb_arg *arg(struct call *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq_c(c->arg[i].name, name))
			return &c->arg[i];
	fail_msg("no argument %s", name);
	return NULL;
}

static inline const char *units(int a, int b)
{
	return arena_c(s.a, b < 0 ? arena_printf(s.a, "%lld", (long long)s.commune[a])
				  : arena_printf(s.a, "%lld %lld", (long long)s.commune[a], (long long)s.commune[b]));
}

static inline int64_t give(const char *title, day_t due, const char *leads)
{
	struct call c = work(title, due, leads);
	return small_do(&s, SPECIALIST, "assignment.give", &c);
}

static inline int64_t row_for(int64_t assignment, int64_t unit)
{
	return count("SELECT id FROM task WHERE assignment = %lld AND unit = %lld ORDER BY id DESC LIMIT 1",
		     (long long)assignment, (long long)unit);
}

/* ---- doing ---- */

static inline int with(int64_t person, const char *verb, int64_t id, const char *name, const char *value)
{
	struct call c = {0};
	call_int(&s, &c, "id", id);
	if (name)
		call_add(&c, name, arena_dup(s.a, str_from_c(value)));
	return small_run(&s, person, verb, &c);
}

static inline void must(int r)
{
	if (r < 0)
		fail_msg("%s: %s", err_name(s.err.code), s.err.text);
}

static inline void refused(int r, enum err_code code, const char *word)
{
	if (r != -(int)code || !strstr(s.err.text, word))
		fail_msg("%s “%s” instead of %s with “%s”", err_name(s.err.code), s.err.text, err_name(code), word);
}

static inline bool task_is(int64_t task, const char *code)
{
	struct row row = small_row(&s, &task_record, task);
	return row_is(&row, "state", code);
}

static inline bool whole_is(int64_t assignment, const char *code)
{
	struct row row = small_row(&s, &assignment_record, assignment);
	return row_is(&row, "state", code);
}

static inline void hand_in_and_accept(int64_t person, int64_t task)
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

static inline void holds(const char *after)
{
	for (size_t i = 0; i < ARRAY_LEN(laws); i++)
		if (small_count(&s, laws[i].sql))
			fail_msg("after %s: not “%s” (%lld)", after, laws[i].what, (long long)small_count(&s, laws[i].sql));
}
