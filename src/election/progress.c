#include "election/progress.h"

#include "election/election.h"
#include "election/statements.h"

#define SOON_DAYS 7

static const struct {
	const char *title;
	const char *rule; /* of the calendar; NULL: neither law nor directive gives one day for all */
} steps[PROGRESS_STEPS] = {
	[PROGRESS_COMMITTEE] = {_("Ủy ban bầu cử"), "COMMUNE_UBBC"},
	[PROGRESS_BOARDS] = {_("Ban bầu cử"), "BBC"},
	[PROGRESS_TEAMS] = {_("Tổ bầu cử"), "TBC"},
	[PROGRESS_SEALS] = {_("Con dấu"), NULL},
	[PROGRESS_PLACES] = {_("Nơi bỏ phiếu"), NULL},
	[PROGRESS_FREED] = {_("Bàn giao công việc"), NULL},
};

const char *progress_step_title(enum progress_step step) { return steps[step].title; }

const char *progress_state_words(enum progress_state state)
{
	static const char *const words[PROGRESS_STATES] = {[PROGRESS_NONE] = _("chưa có gì phải làm"),
							   [PROGRESS_WAIT] = _("đang làm, trong hạn"),
							   [PROGRESS_SOON] = _("sắp đến hạn"),
							   [PROGRESS_FIX] = _("cần xem lại"),
							   [PROGRESS_LATE] = _("quá hạn"),
							   [PROGRESS_DONE] = _("đã xong")};
	return words[state];
}

/* ---- what is there ---- */

static struct progress_unit *unit_of(struct progress *p, int64_t unit)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->units[i].unit == unit)
			return &p->units[i];
	return NULL;
}

static int step_of_kind(struct str kind)
{
	if (str_eq_c(kind, "UBBC_COMMUNE"))
		return PROGRESS_COMMITTEE;
	if (str_eq_c(kind, "BBC_COMMUNE"))
		return PROGRESS_BOARDS;
	return str_starts(kind, STR("TBC")) ? PROGRESS_TEAMS : -1;
}

/* What is known of one decided body, as progress_bodies gives it. */
static struct body_facts facts_of(struct query *q)
{
	return (struct body_facts){
		.decided = true,
		.sent = !query_is_null(q, 5),
		.agreed_known = !query_is_null(q, 6),
		.agreed = query_int(q, 6) == 1,
		.held = {query_int(q, 7), query_int(q, 8), query_int(q, 9), query_int(q, 10)},
		.candidates = query_int(q, 11),
		.sent_missing = query_str(q, 12),
		.place_gone = query_int(q, 13) == 1,
	};
}

static void take_body(struct arena *a, const struct law *law, struct query *q, struct progress_unit *u, int step)
{
	struct progress_cell *cell = &u->cell[step];
	struct body_finding *findings;
	const struct body_facts facts = facts_of(q);
	size_t n = body_look_at(a, law, query_str(q, 2), &facts, &findings);
	cell->have++;
	cell->wrong += n > 0;
	if (n && !cell->why.n)
		cell->why = findings[0].text;
	if (step == PROGRESS_COMMITTEE) {
		cell->id = query_int(q, 0);
		cell->paper = query_dup(q, 3, a);
		cell->day = query_day(q, 14); /* when it was set up, however often it was renewed since */
	}
}

int progress_committees(struct db *db, struct arena *a, const struct law *law, int64_t election, int64_t *ret_wrong,
			struct err *err)
{
	int64_t wrong = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &progress_bodies, VALUES(v_int(election), v_c("UBBC_COMMUNE")), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct body_finding *findings;
		const struct body_facts facts = facts_of(q);
		wrong += body_look_at(a, law, query_str(q, 2), &facts, &findings) > 0;
		r = 0;
	}
	if (r == 0)
		*ret_wrong = wrong;
	return r;
}

static int take_bodies(struct progress *p, struct db *db, struct arena *a, const struct law *law, int64_t election,
		       struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &progress_bodies, VALUES(v_int(election), v_c("")), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct progress_unit *u = unit_of(p, query_int(q, 1));
		int step = step_of_kind(query_str(q, 2));
		r = 0;
		if (u && step >= 0)
			take_body(a, law, q, u, step);
	}
	return r;
}

/* Rows of a register by unit and state: how many there are, how many are in the states that count as there. */
static int take_counts(struct progress *p, struct db *db, const struct stmt *stmt, enum progress_step step, day_t today,
		       struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, stmt, VALUES(v_day(today)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct progress_unit *u = unit_of(p, query_int(q, 0));
		r = 0;
		if (!u)
			continue;
		u->cell[step].of = query_int(q, 1);
		u->cell[step].have = query_int(q, 2);
		u->cell[step].wrong = query_int(q, 3);
		u->cell[step].late = query_int(q, 4);
	}
	return r;
}

/* How many boards and teams there must be; a unit without such places stays unknown. */
static int take_needed(struct progress *p, struct db *db, const struct stmt *stmt, enum progress_step step,
		       int64_t election, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, stmt, VALUES(v_int(election)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct progress_unit *u = unit_of(p, query_int(q, 0));
		if (u)
			u->cell[step].of = query_int(q, 1);
		r = 0;
	}
	return r;
}

/* ---- deadlines ---- */

static int take_due(struct progress *p, struct db *db, struct arena *a, const struct law *law,
		    const struct row *election, struct err *err)
{
	struct calendar calendar;
	int r = calendar_make(a, law, election_kind_of(election), row_day(election, "day"), &calendar, err);
	for (int i = 0; r == 0 && i < PROGRESS_STEPS; i++) {
		struct row step;
		int64_t id = 0;
		p->due[i] = (struct progress_due){DAY_NONE, DAY_NONE, DAY_NONE, {0}, {0}};
		if (!steps[i].rule)
			continue;
		r = db_get_int(db, &step_by_rule, VALUES(v_int(election->id), v_c(steps[i].rule)), 0, &id, err);
		int found = r == 0 && id ? row_load(db, a, &step_record, id, &step, err) : r;
		if (found < 0)
			return found;
		if (!found)
			continue;
		const struct calendar_row *row = calendar_find(&calendar, str_from_c(steps[i].rule));
		p->due[i] = (struct progress_due){.legal = row_day(&step, "legal_day"),
						  .directed = row_day(&step, "directed_day"),
						  .by = row_day(&step, "by_day"),
						  .document = row_str(&step, "directed_document"),
						  .basis = row ? row->rule->basis_brief : (struct str){0}};
	}
	return r;
}

/* ---- states ---- */

static enum progress_state by_deadline(day_t by, day_t today)
{
	return by == DAY_NONE            ? PROGRESS_WAIT
	       : by < today              ? PROGRESS_LATE
	       : by <= today + SOON_DAYS ? PROGRESS_SOON
					 : PROGRESS_WAIT;
}

static enum progress_state state_of(const struct progress_cell *c, enum progress_step step, day_t by, day_t today)
{
	bool register_only = steps[step].rule == NULL;
	if (c->late)
		return PROGRESS_LATE;
	if (register_only && c->of == 0)
		return PROGRESS_NONE;
	if (c->have == 0 && !(register_only && c->wrong))
		return by_deadline(by, today);
	if (c->wrong)
		return PROGRESS_FIX;
	/* an unknown total is never complete */
	return c->of != PROGRESS_UNKNOWN && c->have >= c->of ? PROGRESS_DONE : by_deadline(by, today);
}

int progress_make(struct db *db, struct arena *a, const struct law *law, const struct row *election, day_t today,
		  const int64_t *units, size_t n, struct progress *ret_progress, struct err *err)
{
	struct progress p = {.units = arena_array_of(a, n + 1, struct progress_unit), .n = n};
	for (size_t i = 0; i < n; i++) {
		p.units[i].unit = units[i];
		p.units[i].cell[PROGRESS_COMMITTEE] = (struct progress_cell){.of = 1, .day = DAY_NONE};
		p.units[i].cell[PROGRESS_BOARDS].of = p.units[i].cell[PROGRESS_TEAMS].of = PROGRESS_UNKNOWN;
	}
	int r = take_due(&p, db, a, law, election, err);
	if (r == 0)
		r = take_bodies(&p, db, a, law, election->id, err);
	if (r == 0)
		r = take_needed(&p, db, &progress_areas, PROGRESS_TEAMS, election->id, err);
	if (r == 0)
		r = take_needed(&p, db, &progress_constituencies, PROGRESS_BOARDS, election->id, err);
	if (r == 0)
		r = take_counts(&p, db, &progress_seals, PROGRESS_SEALS, today, err);
	if (r == 0)
		r = take_counts(&p, db, &progress_places, PROGRESS_PLACES, today, err);
	if (r == 0)
		r = take_counts(&p, db, &progress_handovers, PROGRESS_FREED, today, err);
	for (size_t i = 0; r == 0 && i < n; i++)
		for (int s = 0; s < PROGRESS_STEPS; s++) {
			struct progress_cell *c = &p.units[i].cell[s];
			c->state = state_of(c, (enum progress_step)s, p.due[s].by, today);
			p.count[s][c->state]++;
		}
	if (r == 0)
		*ret_progress = p;
	return r;
}
