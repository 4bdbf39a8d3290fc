/* The director's page: its figures against a count by hand over all tasks, on many days and after many things that happen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/brief.h"
#include "base/json_in.h"
#include "record/list.h"
#include "one_site.h"
#include "text/text.h"
#include "web/papers.h"

static struct brief brief_on(day_t day)
{
	struct brief b;
	struct err err = ERR_INIT;
	small_must(db_read_begin(s.db, &err), &err, "snapshot");
	small_must(brief_make(s.site, s.db, s.a, day, &b, &err), &err, "brief");
	db_read_end(s.db);
	return b;
}

static struct list_result all_tasks(void)
{
	struct list_result r;
	struct err err = ERR_INIT;
	const struct actor program = app_program();
	small_must(record_list(s.db, s.a, &program, &(struct list_query){.record = &task_record, .limit = 10000}, &r,
			       &err),
		   &err, "list");
	return r;
}

static bool soon_then(const struct row *t, day_t day)
{
	day_t due = row_day(t, "due"), done = row_day(t, "done_day");
	return row_day(t, "assigned_day") <= day && due != DAY_NONE && due >= day && due <= day + 7 &&
	       (done == DAY_NONE || done > day);
}

/* Everything the page says about tasks, counted another way. */
static void same_figures(const struct brief *b)
{
	struct list_result all = all_tasks();
	int64_t done = 0, late = 0, soon = 0;
	for (size_t i = 0; i < all.n; i++) {
		const struct row *t = &all.rows[i];
		bool is_done = row_is(t, "state", "done");
		done += is_done;
		late += task_late_days(t, late_morning(b->day)) > 0 && !is_done;
		soon += soon_then(t, b->day) && !is_done;
	}
	assert_int_equal(b->total, all.n);
	assert_int_equal(b->done, done);
	assert_int_equal(b->late, late);
	assert_int_equal(b->soon, soon);
	assert_int_equal(b->late_n, late);
	int64_t sums[4] = {0};
	for (size_t i = 0; i < b->unit_n; i++) {
		const struct brief_unit *u = &b->units[i];
		sums[0] += u->total, sums[1] += u->done, sums[2] += u->late, sums[3] += u->soon;
		enum brief_state state = u->late               ? BRIEF_LATE
					 : u->soon             ? BRIEF_SOON
					 : !u->total           ? BRIEF_NONE
					 : u->done == u->total ? BRIEF_DONE
							       : BRIEF_WAIT;
		assert_int_equal(u->state, state);
	}
	assert_true(sums[0] == b->total && sums[1] == done && sums[2] == late && sums[3] == soon);
	for (size_t i = 0; i < b->late_n; i++) { /* each with its article, oldest first */
		const struct brief_late *l = &b->late_rows[i];
		struct row t = small_row(&s, &task_record, l->task);
		assert_int_equal(l->days, b->day - row_day(&t, "due"));
		assert_true(l->days > 0 && l->basis.n && str_find(l->basis, STR("Điều")) >= 0);
		assert_int_equal(l->unit, row_int(&t, "unit"));
		assert_true(i == 0 || b->late_rows[i - 1].due <= l->due);
	}
}

static void before_an_election(void **state)
{
	(void)state;
	struct brief b = brief_on(SMALL_DAY);
	_cleanup_buf_ struct buf json = BUF_INIT(1 << 20);
	_cleanup_buf_ struct buf text = BUF_INIT(1 << 20);
	assert_false(b.has_election);
	assert_int_equal(b.total + b.late + b.soon + b.committees, 0);
	assert_int_equal(b.communes, SMALL_COMMUNES);
	brief_json(&json, &b);
	brief_text(&text, &b);
	assert_true(json.n && text.n && !json.full && !text.full);
}

static void on_many_days(void **state)
{
	(void)state;
	small_open_election(&s);
	for (day_t day = SMALL_DAY; day < ELECTION_DAY + 20; day += 9) {
		int64_t task;
		small_set_day(&s, day);
		/* every time something happens: one reports, one takes back, a date moves */
		task = small_count(&s, "SELECT id FROM task WHERE state <> 'done' AND unit IN (SELECT unit FROM person "
				       "WHERE login = 'a.officer') ORDER BY due, id LIMIT 1");
		if (task)
			small_must(small_task_verb(&s, s.person[AT_A][ROLE_OFFICER], "task.report", task), &s.err, "report");
		if (day % 2) {
			task = small_count(&s, "SELECT id FROM task WHERE state = 'assigned' AND unit IN (SELECT unit "
					       "FROM person WHERE login = 'b.officer') ORDER BY id LIMIT 1");
			if (task)
				small_must(small_task_verb(&s, s.person[AT_B][ROLE_OFFICER], "task.receive", task),
					   &s.err, "receive");
		}
		struct brief b = brief_on(day);
		same_figures(&b);
		assert_true(b.has_election && b.election_day == ELECTION_DAY);
		assert_int_equal(b.days_left, ELECTION_DAY - day);
		struct head head = small_head(&s);
		assert_int_equal(b.head.number, head.number);
	}
	struct brief b = brief_on(ELECTION_DAY + 30);
	assert_true(b.late > 20); /* the test saw late ones */
	same_figures(&b);
}

static void the_days_around_a_deadline(void **state)
{
	(void)state;
	small_open_election(&s);
	struct row task = small_row(&s, &task_record, small_task(&s, "COMMUNE_UBBC", s.commune[0]));
	day_t due = row_day(&task, "due");
	static const struct { int shift; bool late, soon; } days[] = {
		{-8, false, false}, {-7, false, true}, {0, false, true}, {1, true, false}, {40, true, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		struct brief b = brief_on(due + days[i].shift);
		bool late = false, soon = false;
		for (size_t k = 0; k < b.late_n; k++)
			late |= b.late_rows[k].task == task.id;
		for (size_t k = 0; k < b.due_n; k++)
			soon |= b.due[k].step == row_int(&task, "step");
		assert_int_equal(late, days[i].late);
		assert_int_equal(soon, days[i].soon);
	}
}

static void committees_counted(void **state)
{
	(void)state;
	small_open_election(&s);
	struct brief b = brief_on(SMALL_DAY);
	assert_true(b.committees == 0 && b.communes == SMALL_COMMUNES);
	int64_t late = brief_on(SMALL_DAY + 30).late;
	struct call c = small_committee(&s, s.commune[1], 9, 0, 0);
	small_do(&s, s.person[AT_B][ROLE_OFFICER], "committee.save", &c);
	b = brief_on(SMALL_DAY);
	assert_int_equal(b.committees, 1);
	assert_int_equal(b.committees_wrong, 1); /* a number without names, not sent */
	assert_int_equal(b.done, 1);
	for (size_t i = 0; i < b.unit_n; i++)
		assert_int_equal(b.units[i].committee, b.units[i].unit == s.commune[1]);
	b = brief_on(SMALL_DAY + 30);
	assert_int_equal(b.late, late - 1); /* its task closed itself */
	same_figures(&b);
}

/* A milestone of others stays on the page until somebody writes that it was reached. */
static void milestones(void **state)
{
	(void)state;
	small_open_election(&s);
	int64_t step = small_get(&s, &step_by_rule, VALUES(v_int(s.election), v_c("HT1")));
	struct row row = small_row(&s, &step_record, step);
	day_t by = row_day(&row, "by_day");
	small_set_day(&s, by + 3);
	for (int marked = 0; marked < 2; marked++) {
		struct brief b = brief_on(by + 3);
		bool there = false;
		for (size_t i = 0; i < b.due_n; i++)
			if (b.due[i].step == step) {
				there = true;
				assert_true(b.due[i].milestone && b.due[i].of == 0 && b.due[i].basis.n);
			}
		assert_int_equal(there, !marked);
		struct call c = {0};
		call_int(&s, &c, "id", step);
		call_day(&s, &c, "day", by);
		small_do(&s, s.person[AT_PROVINCE][ROLE_FRONT], "step.mark", &c);
	}
}

/* A stricter day is named with its document, beside the legal one. */
static void directed(void **state)
{
	(void)state;
	small_open_election(&s);
	struct call c = {0};
	call_int(&s, &c, "id", small_get(&s, &step_by_rule, VALUES(v_int(s.election), v_c("COMMUNE_UBBC"))));
	call_day(&s, &c, "day", date_from_civil(2025, 11, 20));
	call_add(&c, "document", STR("Công văn 12 diễn tập"));
	small_do(&s, s.person[AT_PROVINCE][ROLE_LEADER], "step.direct", &c);
	struct brief b = brief_on(date_from_civil(2025, 11, 22));
	int seen = 0;
	for (size_t i = 0; i < b.late_n; i++) {
		if (!str_eq_c(b.late_rows[i].directed_document, "Công văn 12 diễn tập"))
			continue;
		seen++;
		assert_int_equal(b.late_rows[i].days, 2);
		assert_int_equal(b.late_rows[i].legal_due, date_from_civil(2025, 11, 30));
	}
	assert_int_equal(seen, SMALL_COMMUNES);
}

/* What was frozen is what the next week is compared with, whatever happens to the rows afterwards. */
static void the_week_before(void **state)
{
	(void)state;
	const struct call none = {0};
	int64_t specialist = s.person[AT_PROVINCE][ROLE_SPECIALIST];
	assert_int_equal(small_run(&s, specialist, "snapshot.take", &none), -ERR_CONFLICT); /* no election yet */
	small_open_election(&s);
	small_set_day(&s, ELECTION_DAY - 20); /* enough is late by then */
	struct brief then = brief_on(ELECTION_DAY - 20);
	assert_true(then.late > 4 && !then.has_before);
	int64_t before = small_head(&s).number;
	assert_int_equal(small_run(&s, s.person[AT_PROVINCE][ROLE_FRONT], "snapshot.take", &none), -ERR_DENIED);
	assert_int_equal(small_run(&s, s.person[AT_A][ROLE_OFFICER], "snapshot.take", &none), -ERR_NOT_FOUND);
	assert_int_equal(small_run(&s, s.person[AT_B][ROLE_SPECIALIST], "snapshot.take", &none), -ERR_NOT_FOUND);
	assert_int_equal(small_head(&s).number, before);
	int64_t id = small_do(&s, specialist, "snapshot.take", &none);
	assert_int_equal(small_run(&s, specialist, "snapshot.take", &none), -ERR_CONFLICT); /* once a week */
	assert_false(brief_on(ELECTION_DAY - 20).has_before); /* this week is not last week */
	/* everything late is done now, and nothing of that changes what was frozen */
	for (size_t i = 0; i < then.late_n; i++)
		(void)small_task_verb(&s, 0, "task.report", then.late_rows[i].task);
	small_set_day(&s, ELECTION_DAY - 13);
	struct brief now = brief_on(ELECTION_DAY - 13);
	assert_true(now.late < then.late);
	assert_true(now.has_before && now.before.id == id && now.before.day == ELECTION_DAY - 20);
	assert_true(now.before.late == then.late && now.before.soon == then.soon && now.before.done == then.done &&
		    now.before.total == then.total && now.before.committees == then.committees &&
		    now.before.communes == then.communes);
	/* a week without one is passed over: the newest earlier one counts, and says its day */
	assert_int_equal(brief_on(ELECTION_DAY + 10).before.id, id);
	struct row row = small_row(&s, &snapshot_record, id);
	assert_true(date_weekday(row_day(&row, "week")) == MONDAY && row_day(&row, "week") <= row_day(&row, "day"));
	assert_int_equal(row_int(&row, "taken_by"), specialist);
	struct call save = {0};
	call_int(&s, &save, "id", id);
	call_int(&s, &save, "late", 0);
	assert_true(small_run(&s, specialist, "snapshot.save", &save) < 0);
	assert_int_equal(snapshot_week(date_from_civil(2026, 1, 1)), date_from_civil(2025, 12, 29)); /* over the end of a year */
}

static bool says(const struct pdf_paper *p, struct str part)
{
	for (size_t i = 0; i < p->block_count; i++) {
		const struct pdf_table *t = p->blocks[i].table;
		if (str_find(p->blocks[i].text, part) >= 0)
			return true;
		for (size_t k = 0; t && k < t->row_count * t->column_count; k++)
			if (str_find(t->cells[k], part) >= 0)
				return true;
	}
	return false;
}

/* The same figures as text and as paper. */
static void text_and_paper(void **state)
{
	(void)state;
	const struct call none = {0};
	small_open_election(&s);
	small_set_day(&s, ELECTION_DAY - 20);
	small_do(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], "snapshot.take", &none);
	struct brief b = brief_on(ELECTION_DAY - 10);
	struct err err = ERR_INIT;
	struct pdf_paper paper;
	_cleanup_buf_ struct buf text = BUF_INIT(1 << 20);
	_cleanup_buf_ struct buf pdf = BUF_INIT(1 << 22);
	brief_text(&text, &b);
	small_must(paper_brief(s.a, s.site, s.db, &b, &paper, &err), &err, "paper");
	const struct str both[] = {text_number(s.a, b.late), text_number(s.a, b.soon), text_number(s.a, b.total),
				   text_number(s.a, b.before.late), date_vn(s.a, b.before.day), b.late_rows[0].unit_name,
				   b.late_rows[b.late_n - 1].title, b.late_rows[0].basis};
	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		assert_true(str_find(buf_str(&text), both[i]) >= 0);
		assert_true(says(&paper, both[i]));
	}
	assert_true(says(&paper, arena_printf(s.a, "%lld/%d", (long long)(b.communes - b.committees), SMALL_COMMUNES)));
	assert_int_equal(pdf_write(&paper, &pdf, NULL, &err), 0);
}

static int64_t number(const struct jval *map, const char *key)
{
	const struct jval *v = jval_get(map, key);
	if (!v || v->kind != J_INT)
		fail_msg("no number %s", key);
	return v->i;
}

static void as_json(void **state)
{
	(void)state;
	small_open_election(&s);
	struct brief b = brief_on(SMALL_DAY + 60);
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	_cleanup_buf_ struct buf text = BUF_INIT(1 << 20);
	const struct jval *root;
	struct err err = ERR_INIT;
	brief_json(&out, &b);
	small_must(jval_parse(s.a, buf_str(&out), out.n, &root, &err), &err, "json");
	assert_true(str_eq(jval_get(root, "day")->s, date_iso(s.a, SMALL_DAY + 60)));
	assert_true(str_eq(jval_get(root, "head")->s, head_short(s.a, &b.head)));
	const struct jval *tasks = jval_get(root, "tasks"), *late = jval_get(root, "late");
	assert_int_equal(number(tasks, "total"), b.total);
	assert_int_equal(number(tasks, "done"), b.done);
	assert_int_equal(number(tasks, "late"), b.late);
	assert_int_equal(number(tasks, "due_soon"), b.soon);
	assert_int_equal(number(jval_get(jval_get(root, "bodies"), "commune_committee"), "of"), SMALL_COMMUNES);
	assert_int_equal(late->n, b.late_n);
	assert_true(b.late_n > 4);
	assert_int_equal(number(&late->items[0], "days"), b.late_rows[0].days);
	assert_true(jval_get(root, "difficulties")->kind == J_LIST);
	brief_text(&text, &b);
	assert_true(str_is_utf8(buf_str(&text)) && !text.full);
	assert_true(str_find(buf_str(&text), b.late_rows[0].unit_name) >= 0);
	assert_true(str_find(buf_str(&text), head_short(s.a, &b.head)) >= 0);
}

/* More late tasks than the brief names: the figures are of all, the list is of the oldest and says what it leaves out. */
static void late_without_end(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf text = BUF_INIT(1 << 20);
	small_open_election(&s);
	for (int i = 0; i <= BRIEF_LATE_MOST / SMALL_COMMUNES; i++) {
		struct call c = {0};
		call_add(&c, "title", STR("Giao cho mọi xã"));
		call_add(&c, "assigner", STR("chair"));
		call_add(&c, "document", STR("Công văn 1/UBND"));
		call_day(&s, &c, "due", SMALL_DAY + 1 + (i > 0));
		call_add(&c, "responsible", STR("Chủ tịch UBND xã"));
		call_add(&c, "product", STR("Báo cáo"));
		call_add(&c, "authority", STR("Chủ tịch UBND xã"));
		call_add(&c, "closing", STR("report"));
		call_add(&c, "leads", i ? STR("communes")
					: arena_printf(s.a, "%lld %lld", (long long)s.commune[0], (long long)s.commune[1]));
		small_do(&s, s.person[AT_PROVINCE][ROLE_LEADER], "assignment.give", &c);
	}
	struct brief b = brief_on(SMALL_DAY + 3); /* before any deadline of the law */
	assert_int_equal(b.late, BRIEF_LATE_MOST + 2);
	assert_int_equal(b.late_n, BRIEF_LATE_MOST);
	/* how many are late with a job is counted, also where not all of them are listed */
	size_t cut = 0, listed = 0;
	for (size_t i = 0; i < b.job_n; i++) {
		const struct brief_job *j = &b.jobs[i];
		assert_int_equal(j->late, i ? SMALL_COMMUNES : 2);
		assert_int_equal(b.late_rows[j->first].job, i);
		cut += (int64_t)j->listed < j->late;
		listed += j->listed;
	}
	assert_int_equal(listed, BRIEF_LATE_MOST);
	assert_true(cut > 0);
	assert_int_equal(b.late_rows[0].due, SMALL_DAY + 1);
	for (size_t i = 0; i < SMALL_COMMUNES; i++) /* the last two have only the later ones */
		assert_true(b.units[i].late_days == 2 || b.units[i].late_days == 1);
	brief_text(&text, &b);
	assert_false(text.full);
	assert_true(str_find(buf_str(&text), STR("… và 2 việc chậm ít ngày hơn")) >= 0);
}

static const struct brief_due *due_of(const struct brief *b, int64_t assignment)
{
	for (size_t i = 0; i < b->due_n; i++)
		if (b->due[i].assignment == assignment)
			return &b->due[i];
	return NULL;
}

/* What somebody assigned stands among what is due soon, once however many have it, in order of days, on every paper; with or
 * without an election. */
static void assigned_work_is_due_too(void **state)
{
	(void)state;
	int64_t specialist = s.person[AT_PROVINCE][ROLE_SPECIALIST], officer = s.person[AT_A][ROLE_OFFICER];
	struct call c = {0}, in = {0}, accept = {0};
	call_add(&c, "title", STR("Lập dự toán kinh phí"));
	call_add(&c, "assigner", STR("chair"));
	call_add(&c, "document", STR("Công văn 1312/UBND-NC"));
	call_day(&s, &c, "due", SMALL_DAY + 5);
	call_add(&c, "responsible", STR("Chủ tịch UBND xã"));
	call_add(&c, "product", STR("Dự toán"));
	call_add(&c, "authority", STR("Chủ tịch ký"));
	call_add(&c, "leads", arena_printf(s.a, "%lld %lld", (long long)s.commune[0], (long long)s.commune[1]));
	int64_t id = small_do(&s, specialist, "assignment.give", &c);
	for (int with_election = 0; with_election < 2; with_election++) {
		if (with_election)
			small_open_election(&s);
		static const struct { int day; bool due, late; } days[] = {
			{-3, false, false}, {-2, true, false}, {5, true, false}, {6, false, true}};
		for (size_t i = 0; i < ARRAY_LEN(days); i++) {
			struct brief b = brief_on(SMALL_DAY + days[i].day);
			bool late = false;
			for (size_t k = 0; k < b.late_n; k++)
				late |= b.late_rows[k].assignment == id;
			assert_int_equal(due_of(&b, id) != NULL, days[i].due);
			assert_int_equal(late, days[i].late);
			for (size_t k = 1; k < b.due_n; k++)
				assert_true(b.due[k - 1].by <= b.due[k].by);
		}
	}
	call_int(&s, &in, "id", small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT id FROM task WHERE assignment = %lld AND unit = %lld",
									 (long long)id, (long long)s.commune[0]))));
	call_add(&in, "note", STR("đã gửi"));
	small_do(&s, officer, "task.report", &in);
	call_add(&accept, "id", in.arg[0].value);
	small_do(&s, specialist, "task.accept", &accept);
	struct brief b = brief_on(SMALL_DAY);
	const struct brief_due *due = due_of(&b, id);
	assert_true(due && due->done == 1 && due->of == 2 && due->step == 0 && !due->milestone && !brief_due_waits(due));
	assert_true(due->by == SMALL_DAY + 5 && str_eq(due->basis, STR("Công văn 1312/UBND-NC")));
	struct err err = ERR_INIT;
	struct pdf_paper paper;
	const struct jval *root;
	_cleanup_buf_ struct buf text = BUF_INIT(1 << 20), out = BUF_INIT(1 << 20);
	brief_text(&text, &b);
	assert_true(str_find(buf_str(&text), STR("Lập dự toán kinh phí – 1/2 – Công văn 1312/UBND-NC")) >= 0);
	small_must(paper_brief(s.a, s.site, s.db, &b, &paper, &err), &err, "paper");
	assert_true(says(&paper, STR("Lập dự toán kinh phí")) && says(&paper, STR("1/2")));
	brief_json(&out, &b);
	small_must(jval_parse(s.a, buf_str(&out), out.n, &root, &err), &err, "json");
	const struct jval *list = jval_get(root, "due");
	assert_int_equal(list->n, b.due_n);
	bool told = false;
	for (size_t i = 0; i < list->n; i++)
		told |= str_eq(jval_get(&list->items[i], "title")->s, due->title) && number(&list->items[i], "done") == 1 &&
			number(&list->items[i], "of") == 2 && str_eq_c(jval_get(&list->items[i], "kind")->s, "assignment");
	assert_true(told);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, with_people, sound)

int main(void)
{
	crypt_start();
	const struct CMUnitTest tests[] = {
		CASE(before_an_election),
		CASE(on_many_days),
		CASE(the_days_around_a_deadline),
		CASE(committees_counted),
		CASE(milestones),
		CASE(directed),
		CASE(as_json),
		CASE(assigned_work_is_due_too),
		CASE(the_week_before),
		CASE(text_and_paper),
		CASE(late_without_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
