#include "app/brief.h"

#include <stdlib.h>
#include <string.h>

#include "app/statements.h"
#include "election/election.h"
#include "election/progress.h"
#include "election/statements.h"
#include "unit/records.h"
#include "work/task.h"

static struct brief_unit *unit_of(struct brief *b, int64_t unit)
{
	for (size_t i = 0; i < b->unit_n; i++)
		if (b->units[i].unit == unit)
			return &b->units[i];
	return NULL;
}

static int load_units(const struct site *site, struct db *db, struct arena *a, struct brief *b, struct err *err)
{
	struct unit_item *items, department = {0};
	size_t n;
	int64_t department_id;
	int r = unit_communes(db, a, b->has_election ? row_int(&b->election, "unit") : site->root, &items, &n, err);
	if (r == 0)
		r = db_get_int(db, &department_of_site, VALUES(v_int(site->root)), 0, &department_id, err);
	if (r == 0 && department_id)
		r = unit_get(db, a, department_id, &department, err);
	if (r < 0)
		return r;
	b->units = arena_array_of(a, n + 1, struct brief_unit);
	for (size_t i = 0; i < n; i++)
		b->units[b->unit_n++] = (struct brief_unit){
			.unit = items[i].id, .code = items[i].code, .name = items[i].name, .full = items[i].full};
	b->communes = (int64_t)n;
	if (department.id)
		b->units[b->unit_n++] = (struct brief_unit){.unit = department.id,
							    .code = department.code,
							    .name = department.name,
							    .full = department.full};
	return 0;
}

static enum brief_state state_of(const struct brief_unit *u)
{
	return u->late               ? BRIEF_LATE
	       : u->soon             ? BRIEF_SOON
	       : u->total == 0       ? BRIEF_NONE
	       : u->done == u->total ? BRIEF_DONE
				     : BRIEF_WAIT;
}

/* Whoever has tasks and is no commune: another department, the province itself. */
static struct brief_unit *one_more(struct db *db, struct arena *a, struct brief *b, int64_t unit, int *ret_r, struct err *err)
{
	struct unit_item item = {0};
	*ret_r = unit_get(db, a, unit, &item, err);
	if (*ret_r <= 0)
		return NULL;
	b->units[b->unit_n] = (struct brief_unit){.unit = unit, .code = item.code, .name = item.name, .full = item.full};
	return &b->units[b->unit_n++];
}

static int oldest_of(struct db *db, struct brief_unit *u, int64_t moment, struct err *err)
{
	int64_t mark;
	int r = db_get_int(db, &brief_oldest, VALUES(v_int(u->unit)), moment, &mark, err);
	if (r == 0)
		u->late_days = late_days(mark, moment);
	return r;
}

/* From the counters, never from the rows. */
static int count_units(struct db *db, struct arena *a, struct brief *b, int64_t moment, struct err *err)
{
	const struct actor everything = {.program = true};
	struct figures_line *lines;
	size_t n;
	int r = figures_by_unit(db, a, &everything, moment, &lines, &n, err);
	if (r < 0)
		return r;
	struct brief_unit *units = arena_array_of(a, b->unit_n + n + 1, struct brief_unit);
	memcpy(units, b->units, b->unit_n * sizeof(*units));
	b->units = units;
	for (size_t i = 0; i < n; i++) {
		const struct figures *f = &lines[i].figures;
		struct brief_unit *u = unit_of(b, lines[i].scope);
		if (!u && !(u = one_more(db, a, b, lines[i].scope, &r, err)))
			return r;
		u->total = f->total;
		u->done = figures_done(f);
		u->late = f->overdue;
		u->soon = f->soon;
		u->state = state_of(u);
		if (u->late && (r = oldest_of(db, u, moment, err)) < 0)
			return r;
		b->total += u->total;
		b->done += u->done;
		b->late += u->late;
		b->soon += u->soon;
	}
	return 0;
}

static int committees(struct db *db, struct brief *b, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	const char *kind = body_committee_of_commune(&b->election);
	b->committees_of = kind ? b->communes : 0;
	int r = kind ? db_query(db, &brief_committees, VALUES(v_int(b->election.id), v_c(kind)), &q, err) : 1;
	if (r > 0)
		return 0;
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct brief_unit *u = unit_of(b, query_int(q, 0));
		r = 0;
		if (!u)
			continue;
		u->committee = true;
		b->committees++;
	}
	return r;
}

static struct str basis_of(const struct calendar *calendar, struct str rule)
{
	const struct calendar_row *row = calendar_find(calendar, rule);
	return row ? row->rule->basis_brief : (struct str){0};
}

static int late_rows(const struct calendar *calendar, struct db *db, struct arena *a, struct brief *b, int64_t moment,
		     struct err *err)
{
	size_t cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_late, VALUES(v_int(moment), v_int(BRIEF_LATE_MOST)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct brief_unit *u = unit_of(b, query_int(q, 1));
		r = 0;
		if (!u)
			continue;
		struct str basis = calendar ? basis_of(calendar, query_str(q, 6)) : (struct str){0};
		int64_t days = late_days(query_int(q, 9), moment);
		b->late_rows = arena_grow(a, b->late_rows, b->late_n, &cap, sizeof(*b->late_rows));
		b->late_rows[b->late_n++] = (struct brief_late){
			.task = query_int(q, 0),
			.step = query_int(q, 2),
			.assignment = query_int(q, 8),
			.unit = u->unit,
			.unit_name = u->full,
			.unit_code = u->code,
			.title = query_dup(q, 3, a),
			.due = query_day(q, 4),
			.legal_due = query_is_null(q, 5) && !query_int(q, 2) ? query_day(q, 4) : query_day(q, 5),
			.days = days,
			.basis = basis.n ? basis : query_dup(q, 10, a),
			.directed_document = query_dup(q, 7, a),
		};
	}
	return r;
}

static bool same_job(const struct brief_late *a, const struct brief_late *b)
{
	return a->assignment || b->assignment ? a->assignment == b->assignment : a->step == b->step;
}

/* From the counters of the assignment; steps of sites of 0.1.0 have none. */
static int count_job(struct db *db, const struct brief_late *row, int64_t moment, struct brief_job *job, struct err *err)
{
	struct figures f = {0};
	if (!row->assignment)
		return db_get_int(db, &brief_late_of_step, VALUES(v_int(row->step), v_int(moment)), 0, &job->late, err);
	int r = figures_of(db, "assignment", row->assignment, moment, &f, err);
	job->late = f.overdue;
	return r;
}

static int late_jobs(struct db *db, struct arena *a, struct brief *b, int64_t moment, struct err *err)
{
	size_t cap = 0;
	int r = 0;
	for (size_t i = 0; r == 0 && i < b->late_n; i++) {
		struct brief_late *l = &b->late_rows[i];
		while (l->job < b->job_n && !same_job(&b->late_rows[b->jobs[l->job].first], l))
			l->job++;
		if (l->job == b->job_n) {
			b->jobs = arena_grow(a, b->jobs, b->job_n, &cap, sizeof(*b->jobs));
			b->jobs[b->job_n++] = (struct brief_job){.first = i};
			r = count_job(db, l, moment, &b->jobs[l->job], err);
		}
		b->jobs[l->job].listed++;
	}
	return r;
}

static int asked(struct db *db, struct arena *a, struct brief *b, struct err *err)
{
	size_t cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_decisions, NO_VALUES, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		b->decisions = arena_grow(a, b->decisions, b->decision_n, &cap, sizeof(*b->decisions));
		b->decisions[b->decision_n++] = (struct brief_decision){
			.id = query_int(q, 0),
			.question = query_dup(q, 1, a),
			.asked = query_day(q, 2),
			.due = query_day(q, 3),
			.asked_by = query_dup(q, 4, a),
		};
		r = 0;
	}
	return r;
}

static int difficulties(struct db *db, struct arena *a, struct brief *b, struct err *err)
{
	size_t cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_difficulties, NO_VALUES, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		const struct brief_unit *u = unit_of(b, query_int(q, 1));
		r = 0;
		b->difficulties = arena_grow(a, b->difficulties, b->difficulty_n, &cap, sizeof(*b->difficulties));
		b->difficulties[b->difficulty_n++] = (struct brief_difficulty){
			.id = query_int(q, 0),
			.unit = query_int(q, 1),
			.unit_name = u ? u->full : (struct str){0},
			.unit_code = u ? u->code : (struct str){0},
			.text = query_dup(q, 2, a),
			.day = query_day(q, 3),
			.passed = str_eq_c(query_str(q, 4), "passed"),
			.proposal = str_eq_c(query_str(q, 5), "proposal"),
		};
	}
	return r;
}

static void add_due(struct arena *a, struct brief *b, size_t *cap, struct brief_due due)
{
	b->due = arena_grow(a, b->due, b->due_n, cap, sizeof(*b->due));
	b->due[b->due_n++] = due;
}

static int steps_due(const struct calendar *calendar, struct db *db, struct arena *a, struct brief *b, size_t *cap,
		     struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_steps, VALUES(v_int(b->election.id), v_day(b->day + TASK_SOON_DAYS)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct brief_due s = {
			.step = query_int(q, 0),
			.by = query_day(q, 3),
			.done = query_int(q, 7),
			.of = query_int(q, 6),
			.milestone = str_eq_c(query_str(q, 4), "none"),
		};
		bool done = s.of ? s.done == s.of : !query_is_null(q, 5);
		r = 0;
		/* late tasks have their own list; a milestone others own stays until somebody says it was reached */
		if (done || s.by == DAY_NONE || s.by > b->day + TASK_SOON_DAYS || (s.by < b->day && s.of))
			continue;
		s.title = query_dup(q, 1, a);
		s.basis = basis_of(calendar, query_str(q, 2));
		add_due(a, b, cap, s);
	}
	return r;
}

/* What is no step (its mark is even: cut off at 17:00): each job once, however many units have it, from the counters, so that it
 * costs by the jobs that are due and not by their rows. */
static int assigned_due(struct db *db, struct arena *a, struct brief *b, int64_t moment, size_t *cap, struct err *err)
{
	size_t from = b->due_n;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_assigned, VALUES(v_int(moment), v_int(late_mark(b->day + TASK_SOON_DAYS, true))), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		add_due(a, b, cap,
			(struct brief_due){.assignment = query_int(q, 0),
					   .title = query_dup(q, 1, a),
					   .basis = query_dup(q, 2, a),
					   .by = query_day(q, 3)});
		r = 0;
	}
	for (size_t i = from; r == 0 && i < b->due_n; i++) {
		struct figures f;
		r = figures_of(db, "assignment", b->due[i].assignment, moment, &f, err);
		if (r == 0) {
			b->due[i].done = figures_done(&f);
			b->due[i].of = f.total;
		}
	}
	return r;
}

static int compare_due(const void *x, const void *y)
{
	const struct brief_due *a = x, *b = y;
	if (a->by != b->by)
		return a->by < b->by ? -1 : 1;
	if (!a->step != !b->step)
		return a->step ? -1 : 1;
	int64_t x_id = a->step ? a->step : a->assignment, y_id = b->step ? b->step : b->assignment;
	return (x_id > y_id) - (x_id < y_id);
}

static int due_soon(const struct calendar *calendar, struct db *db, struct arena *a, struct brief *b, int64_t moment,
		    struct err *err)
{
	size_t cap = 0;
	int r = calendar ? steps_due(calendar, db, a, b, &cap, err) : 0;
	if (r == 0)
		r = assigned_due(db, a, b, moment, &cap, err);
	if (r == 0 && b->due_n)
		qsort(b->due, b->due_n, sizeof(*b->due), compare_due);
	return r;
}

static int election_part(const struct law *law, struct db *db, struct arena *a, struct brief *b, struct err *err)
{
	int r = committees(db, b, err);
	if (r == 0)
		r = progress_committees(db, a, law, &b->election, &b->committees_wrong, err);
	if (r == 0)
		r = brief_bodies_make(db, a, b, err);
	if (r == 0)
		r = snapshot_before(db, a, b->election.id, b->day, &b->before, err);
	b->has_before = r > 0;
	return r < 0 ? r : 0;
}

static int work_part(struct site *site, struct db *db, struct arena *a, const struct calendar *calendar, struct brief *b,
		     struct err *err)
{
	int64_t moment = b->day == site_today(site) ? task_now(site) : late_morning(b->day);
	const struct actor everything = {.program = true};
	int r = count_units(db, a, b, moment, err);
	if (r == 0)
		r = figures_by_assigner(site, db, a, &everything, "assigner", moment, &b->assigners, &b->assigner_n, err);
	if (r == 0)
		r = figures_by_assigner(site, db, a, &everything, "whole", moment, &b->wholes, &b->whole_n, err);
	if (r == 0)
		r = late_rows(calendar, db, a, b, moment, err);
	if (r == 0)
		r = late_jobs(db, a, b, moment, err);
	if (r == 0)
		r = due_soon(calendar, db, a, b, moment, err);
	if (r == 0)
		r = asked(db, a, b, err);
	return r < 0 ? r : difficulties(db, a, b, err);
}

int brief_make(struct site *site, struct db *db, struct arena *a, day_t day, struct brief *ret_brief, struct err *err)
{
	struct row election;
	int r = election_current(db, a, site->root, day, &election, err);
	return r < 0 ? r : brief_of(site, db, a, day, r ? &election : NULL, ret_brief, err);
}

int brief_of(struct site *site, struct db *db, struct arena *a, day_t day, const struct row *election, struct brief *ret_brief,
	     struct err *err)
{
	struct brief b = {.day = day, .election_day = DAY_NONE, .has_election = election != NULL};
	struct calendar calendar;
	int r = 0;
	if (election) {
		b.election = *election;
		b.election_day = row_day(&b.election, "day");
		b.days_left = b.election_day - day;
		r = calendar_make(a, site->law, election_kind_of(&b.election), b.election_day, &calendar, err);
	}
	if (r == 0)
		r = load_units(site, db, a, &b, err);
	if (r == 0)
		r = work_part(site, db, a, b.has_election ? &calendar : NULL, &b, err);
	if (r == 0 && b.has_election)
		r = election_part(site->law, db, a, &b, err);
	if (r == 0)
		r = ledger_head(db, &b.head, err);
	b.waiting = (int64_t)b.decision_n;
	for (size_t i = 0; i < b.due_n; i++)
		b.waiting += brief_due_waits(&b.due[i]);
	if (r == 0)
		*ret_brief = b;
	return r;
}
