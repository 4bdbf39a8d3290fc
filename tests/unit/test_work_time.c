/*
 * Work that is assigned, as time goes by: lateness, what recurs, figures that come to the same whole in every view, and a walk of
 * thousands of steps after which everything still holds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "work_site.h"

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

static struct seeded chance; /* asked once a statement: compilers differ in what they call first */

static int64_t pick(const char *sql)
{
	return count("SELECT id FROM (%s) ORDER BY (id * %lld) %% 1000003 LIMIT 1", sql,
		     (long long)(1 + seeded_below(&chance, 999983)));
}

static int64_t anybody(void)
{
	static const enum role roles[] = {ROLE_LEADER, ROLE_SPECIALIST, ROLE_COMMUNE_LEADER, ROLE_OFFICER};
	size_t place = seeded_below(&chance, PLACES), role = seeded_below(&chance, ARRAY_LEN(roles));
	return s.person[place][roles[role]];
}

static void some_work(struct call *c)
{
	bool own = seeded_below(&chance, 3) == 0, some = seeded_below(&chance, 4) > 0;
	int place = (int)seeded_below(&chance, 2), one = (int)seeded_below(&chance, 4), other = (int)seeded_below(&chance, 4);
	*c = work("Đi theo ngẫu nhiên", s.world.today + (day_t)seeded_below(&chance, 9) - 1,
		  own ? units(place, -1) : some ? units(one, other) : "communes");
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
		if (seeded_below(&chance, 40) == 0) {
			day_t later = (day_t)seeded_below(&chance, 3);
			at(s.world.today + later, 8 + (int)seeded_below(&chance, 12), 0, 0, 0);
		}
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
		cmocka_unit_test(lateness),         cmocka_unit_test(cut_off),
		cmocka_unit_test(recurring),        cmocka_unit_test(recurs_by_itself),
		cmocka_unit_test(recurs_without_a_person), cmocka_unit_test(who_assigned),
		cmocka_unit_test(the_walk),         cmocka_unit_test(all_of_a_year),
		cmocka_unit_test(rebuilt),
	};
	return cmocka_run_group_tests(tests, begin, sound);
}
