#include "election/progress_int.h"

#include <stdlib.h>

#include "election/body_int.h"
#include "election/election.h"
#include "election/statements.h"

#define SOON_DAYS 7

static const struct {
	const char *title;
	/* of the calendar, of that of a by-election; NULL: neither law nor directive gives one day for all */
	const char *rule, *by_rule;
} steps[PROGRESS_STEPS] = {
	[PROGRESS_COMMITTEE] = {_("Ủy ban bầu cử"), "COMMUNE_UBBC", "B_UBBC"},
	[PROGRESS_BOARDS] = {_("Ban bầu cử"), "BBC", "B_BBC"},
	[PROGRESS_TEAMS] = {_("Tổ bầu cử"), "TBC", "B_TBC"},
	[PROGRESS_SEALS] = {_("Con dấu"), NULL, NULL},
	[PROGRESS_PLACES] = {_("Nơi bỏ phiếu"), NULL, NULL},
	[PROGRESS_FREED] = {_("Bàn giao công việc"), NULL, NULL},
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

int progress_step_of(struct str kind)
{
	enum body_place place = body_kind_of(kind)->place;
	if (place != BODY_EVERYWHERE)
		return place == BODY_AREA ? PROGRESS_TEAMS : PROGRESS_BOARDS;
	return str_starts(kind, STR("UBBC_")) || str_eq_c(kind, "B_UBBC") ? PROGRESS_COMMITTEE : -1;
}

static int by_body(const void *key, const void *one)
{
	int64_t body = *(const int64_t *)key, of = ((const struct body_twice *)one)->body;
	return body < of ? -1 : body > of;
}

struct body_facts progress_facts(const struct progress *p, struct query *q)
{
	int64_t body = query_int(q, 0);
	const struct body_twice *twice =
		p && p->twice_n ? bsearch(&body, p->twice, p->twice_n, sizeof(*p->twice), by_body) : NULL;
	return (struct body_facts){
		.decided = true,
		.sent = !query_is_null(q, 5),
		.agreed_known = !query_is_null(q, 6),
		.agreed = query_int(q, 6) == 1,
		.held = {query_int(q, 7), query_int(q, 8), query_int(q, 9), query_int(q, 10)},
		.candidates = query_int(q, 11),
		.sent_missing = query_str(q, 12),
		.place_gone = query_int(q, 13) == 1,
		.twice = twice ? twice->words : (struct str){0},
	};
}

static void take_body(const struct progress *p, struct arena *a, const struct law *law, struct query *q, struct progress_unit *u,
		      int step)
{
	struct progress_cell *cell = &u->cell[step];
	struct body_finding *findings;
	const struct body_facts facts = progress_facts(p, q);
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

int progress_committees(struct db *db, struct arena *a, const struct law *law, const struct row *election, int64_t *ret_wrong,
			struct err *err)
{
	int64_t wrong = 0;
	_cleanup_query_ struct query *q = NULL;
	const char *kind = body_committee_of_commune(election);
	int r = kind ? db_query(db, &progress_bodies, VALUES(v_int(election->id), v_c(kind)), &q, err) : 0;
	while (r == 0 && q && (r = query_next(q, err)) > 0) {
		struct body_finding *findings;
		const struct body_facts facts = progress_facts(NULL, q);
		wrong += body_look_at(a, law, query_str(q, 2), &facts, &findings) > 0;
		r = 0;
	}
	if (r == 0)
		*ret_wrong = wrong;
	return r;
}

static int take_twice(struct progress *p, struct db *db, struct arena *a, int64_t election, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &progress_twice, VALUES(v_int(election)), &q, err);
	return r < 0 ? r : body_twice_read(q, a, &p->twice, &p->twice_n, err);
}

static int take_bodies(struct progress *p, struct db *db, struct arena *a, const struct law *law, int64_t election,
		       struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &progress_bodies, VALUES(v_int(election), v_c("")), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct progress_unit *u = unit_of(p, query_int(q, 1));
		int step = progress_step_of(query_str(q, 2));
		r = 0;
		if (u && step >= 0)
			take_body(p, a, law, q, u, step);
	}
	return r;
}

/* Rows of a register by unit and state: how many there are, how many are in the states that count as there, are wrong, are late,
 * and the first day that is still to be kept. */
static int take_counts(struct progress *p, struct db *db, const struct stmt *stmt, enum progress_step step, int64_t election,
		       day_t today, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, stmt, VALUES(v_day(today), v_int(election)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct progress_unit *u = unit_of(p, query_int(q, 0));
		r = 0;
		if (!u)
			continue;
		struct progress_cell *cell = &u->cell[step];
		cell->of += query_int(q, 1);
		cell->have = query_int(q, 2);
		cell->wrong = query_int(q, 3);
		cell->late = query_int(q, 4);
		cell->due = query_day(q, 5);
	}
	return r;
}

/* Bodies whose seal nobody has written down yet. */
static int take_sealless(struct progress *p, struct db *db, const struct law *law, int64_t election, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &progress_sealless, VALUES(v_int(election)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct progress_unit *u = unit_of(p, query_int(q, 0));
		if (u && body_has_seal(law, query_str(q, 1)))
			u->cell[PROGRESS_SEALS].of += query_int(q, 2);
		r = 0;
	}
	return r;
}

static size_t index_of(const struct progress *p, const struct progress_unit *u) { return (size_t)(u - p->units); }

/* A unit without polling areas stays unknown, where it has any; one area is one team and one place. Surveys of a unit without
 * are of another election. */
static int take_areas(struct progress *p, struct db *db, int64_t election, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &progress_areas, VALUES(v_int(election)), &q, err);
	for (size_t i = 0; i < p->communes; i++) {
		struct progress_cell *cell = p->units[i].cell;
		if (cell[PROGRESS_TEAMS].of != PROGRESS_UNKNOWN)
			cell[PROGRESS_PLACES] = (struct progress_cell){.day = DAY_NONE, .due = DAY_NONE};
		cell[PROGRESS_PLACES].of = cell[PROGRESS_TEAMS].of;
	}
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct progress_unit *u = unit_of(p, query_int(q, 0));
		r = 0;
		if (u)
			u->cell[PROGRESS_TEAMS].of = u->cell[PROGRESS_PLACES].of = query_int(q, 1);
	}
	return r;
}

/* The province has boards at two levels: while one of them is not divided, the total is unknown. */
static int take_constituencies(struct progress *p, struct db *db, const struct row *election, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	bool both = election_kind_of(election) == ELECTION_GENERAL;
	int r = db_query(db, &progress_constituencies, VALUES(v_int(election->id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct progress_unit *u = unit_of(p, query_int(q, 0));
		bool province = u && index_of(p, u) >= p->communes;
		r = 0;
		if (u && (!province || !both || query_int(q, 2) == 2))
			u->cell[PROGRESS_BOARDS].of = query_int(q, 1);
	}
	return r;
}

/* ---- deadlines ---- */

/* DAY_NONE throughout where the calendar has no such step. */
static int due_of(struct db *db, struct arena *a, const struct calendar *calendar, const struct row *election, const char *rule,
		  struct progress_due *ret, struct err *err)
{
	struct row step;
	int64_t id = 0;
	*ret = (struct progress_due){DAY_NONE, DAY_NONE, DAY_NONE, {0}, {0}};
	if (!rule)
		return 0;
	int r = db_get_int(db, &step_by_rule, VALUES(v_int(election->id), v_c(rule)), 0, &id, err);
	int found = r == 0 && id ? row_load(db, a, &step_record, id, &step, err) : r;
	if (found <= 0)
		return found;
	const struct calendar_row *row = calendar_find(calendar, str_from_c(rule));
	*ret = (struct progress_due){.legal = row_day(&step, "legal_day"),
				     .directed = row_day(&step, "directed_day"),
				     .by = row_day(&step, "by_day"),
				     .document = row_str(&step, "directed_document"),
				     .basis = row ? row->rule->basis_brief : (struct str){0}};
	return 0;
}

static int take_due(struct progress *p, struct db *db, struct arena *a, const struct law *law,
		    const struct row *election, struct err *err)
{
	struct calendar calendar;
	bool general = election_kind_of(election) == ELECTION_GENERAL;
	int r = calendar_make(a, law, election_kind_of(election), row_day(election, "day"), &calendar, err);
	for (int i = 0; r == 0 && i < PROGRESS_STEPS; i++)
		r = due_of(db, a, &calendar, election, general ? steps[i].rule : steps[i].by_rule, &p->due[i], err);
	return r < 0 ? r : due_of(db, a, &calendar, election, general ? "PROV_UBBC" : "B_UBBC", &p->province, err);
}

/* ---- states ---- */

enum progress_state progress_by_deadline(day_t by, day_t today)
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
	if (c->of == 0 && c->have == 0 && c->wrong == 0)
		return PROGRESS_NONE;
	if (c->have == 0 && !(register_only && c->wrong))
		return progress_by_deadline(by, today);
	if (c->wrong)
		return PROGRESS_FIX;
	/* an unknown total is never complete */
	return c->of != PROGRESS_UNKNOWN && c->have >= c->of ? PROGRESS_DONE : progress_by_deadline(by, today);
}

day_t progress_by(const struct progress *p, size_t at, enum progress_step step)
{
	day_t own = p->units[at].cell[step].due;
	return own != DAY_NONE                                      ? own
	       : step == PROGRESS_COMMITTEE && at >= p->communes ? p->province.by
								    : p->due[step].by;
}

static void set_states(struct progress *p, day_t today)
{
	for (size_t i = 0; i < p->n; i++)
		for (int s = 0; s < PROGRESS_STEPS; s++) {
			struct progress_cell *c = &p->units[i].cell[s];
			c->state = state_of(c, (enum progress_step)s, progress_by(p, i, (enum progress_step)s), today);
			if (i < p->communes)
				p->count[s][c->state]++;
		}
}

/* What is asked of a unit before anything is there. Of communes in a by-election of their council, in a by-election above them only
 * what their areas say, as it is held in some of them. */
static void begin_unit(struct progress_unit *u, int64_t unit, bool commune, const struct row *election)
{
	enum election_kind kind = election_kind_of(election);
	bool held = unit == row_int(election, "unit"), whole = commune && (kind == ELECTION_GENERAL || held);
	bool committee = whole || (!commune && held && kind != ELECTION_BY_NA);
	*u = (struct progress_unit){.unit = unit};
	for (int s = 0; s < PROGRESS_STEPS; s++)
		u->cell[s].day = u->cell[s].due = DAY_NONE;
	u->cell[PROGRESS_COMMITTEE].of = committee;
	if (whole || (!commune && held))
		u->cell[PROGRESS_BOARDS].of = PROGRESS_UNKNOWN;
	if (whole)
		u->cell[PROGRESS_TEAMS].of = PROGRESS_UNKNOWN;
}

int progress_make(struct db *db, struct arena *a, const struct law *law, const struct row *election, day_t today,
		  const int64_t *units, size_t n, size_t communes, struct progress *ret_progress, struct err *err)
{
	static const struct {
		const struct stmt *stmt;
		enum progress_step step;
	} counts[] = {{&progress_seals, PROGRESS_SEALS}, {&progress_places, PROGRESS_PLACES}, {&progress_handovers, PROGRESS_FREED}};
	struct progress p = {.units = arena_array_of(a, n + 1, struct progress_unit), .n = n, .communes = communes};
	for (size_t i = 0; i < n; i++)
		begin_unit(&p.units[i], units[i], i < communes, election);
	int r = take_due(&p, db, a, law, election, err);
	if (r == 0)
		r = take_twice(&p, db, a, election->id, err);
	if (r == 0)
		r = take_bodies(&p, db, a, law, election->id, err);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(counts); i++)
		r = take_counts(&p, db, counts[i].stmt, counts[i].step, election->id, today, err);
	if (r == 0)
		r = take_sealless(&p, db, law, election->id, err);
	if (r == 0)
		r = take_areas(&p, db, election->id, err);
	if (r == 0)
		r = take_constituencies(&p, db, election, err);
	if (r < 0)
		return r;
	set_states(&p, today);
	*ret_progress = p;
	return 0;
}
