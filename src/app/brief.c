#include "app/brief.h"

#include "app/statements.h"
#include "election/election.h"
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

static int count_units(struct db *db, struct brief *b, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_units, VALUES(v_int(b->election.id), v_day(b->day), v_day(b->day + TASK_SOON_DAYS)),
			 &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct brief_unit *u = unit_of(b, query_int(q, 0));
		r = 0;
		if (!u)
			continue;
		u->total = query_int(q, 1);
		u->done = query_int(q, 2);
		u->late = query_int(q, 3);
		u->soon = query_int(q, 4);
		if (u->late)
			u->late_days = b->day - query_int(q, 5);
		u->state = state_of(u);
		b->total += u->total;
		b->done += u->done;
		b->late += u->late;
		b->soon += u->soon;
	}
	return r;
}

static int committees(struct db *db, struct brief *b, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_committees, VALUES(v_int(b->election.id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct brief_unit *u = unit_of(b, query_int(q, 0));
		r = 0;
		if (!u)
			continue;
		u->committee = true;
		b->committees++;
		b->committees_before += query_day(q, 3) <= b->day - 7;
	}
	return r;
}

static struct str basis_of(const struct calendar *calendar, struct str rule)
{
	const struct calendar_row *row = calendar_find(calendar, rule);
	return row ? row->rule->basis_brief : (struct str){0};
}

static int late_rows(const struct calendar *calendar, struct db *db, struct arena *a, struct brief *b, struct err *err)
{
	size_t cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_late, VALUES(v_int(b->election.id), v_day(b->day)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		const struct brief_unit *u = unit_of(b, query_int(q, 1));
		r = 0;
		if (!u)
			continue;
		b->late_rows = arena_grow(a, b->late_rows, b->late_n, &cap, sizeof(*b->late_rows));
		b->late_rows[b->late_n++] = (struct brief_late){
			.task = query_int(q, 0),
			.step = query_int(q, 2),
			.unit = u->unit,
			.unit_name = u->full,
			.unit_code = u->code,
			.title = query_dup(q, 3, a),
			.due = query_day(q, 4),
			.legal_due = query_day(q, 5),
			.days = b->day - query_day(q, 4),
			.basis = basis_of(calendar, query_str(q, 6)),
			.directed_document = query_dup(q, 7, a),
		};
	}
	return r;
}

static int steps(const struct calendar *calendar, struct db *db, struct arena *a, struct brief *b, struct err *err)
{
	size_t cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_steps, VALUES(v_int(b->election.id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct brief_step s = {
			.step = query_int(q, 0),
			.by = query_day(q, 3),
			.legal = query_day(q, 4),
			.directed = query_day(q, 5),
			.done = query_int(q, 9),
			.of = query_int(q, 8),
			.milestone = str_eq_c(query_str(q, 6), "none"),
		};
		bool done = s.of ? s.done == s.of : !query_is_null(q, 7);
		r = 0;
		/* late tasks have their own list; a milestone others own stays until somebody says it was reached */
		if (done || s.by == DAY_NONE || s.by > b->day + TASK_SOON_DAYS || (s.by < b->day && s.of))
			continue;
		s.title = query_dup(q, 1, a);
		s.basis = basis_of(calendar, query_str(q, 2));
		b->steps = arena_grow(a, b->steps, b->step_n, &cap, sizeof(*b->steps));
		b->steps[b->step_n++] = s;
	}
	return r;
}

static int a_week_ago(struct db *db, struct brief *b, struct err *err)
{
	day_t then = b->day - 7;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_before, VALUES(v_int(b->election.id), v_day(then), v_day(then + TASK_SOON_DAYS)),
			 &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r <= 0)
		return r;
	b->late_before = query_int(q, 0);
	b->soon_before = query_int(q, 1);
	return 0;
}

static int election_part(const struct site *site, struct db *db, struct arena *a, struct brief *b, struct err *err)
{
	struct calendar calendar;
	b->election_day = row_day(&b->election, "day");
	b->days_left = b->election_day - b->day;
	int r = calendar_make(a, site->law, election_kind_of(&b->election), b->election_day, &calendar, err);
	if (r == 0)
		r = count_units(db, b, err);
	if (r == 0)
		r = committees(db, b, err);
	if (r == 0)
		r = late_rows(&calendar, db, a, b, err);
	if (r == 0)
		r = steps(&calendar, db, a, b, err);
	return r < 0 ? r : a_week_ago(db, b, err);
}

int brief_make(const struct site *site, struct db *db, struct arena *a, day_t day, struct brief *ret_brief,
	       struct err *err)
{
	struct brief b = {.day = day, .election_day = DAY_NONE};
	int r = election_current(db, a, day, &b.election, err);
	b.has_election = r > 0;
	if (r >= 0)
		r = load_units(site, db, a, &b, err);
	if (r == 0 && b.has_election)
		r = election_part(site, db, a, &b, err);
	if (r == 0)
		r = ledger_head(db, &b.head, err);
	if (r == 0)
		*ret_brief = b;
	return r;
}
