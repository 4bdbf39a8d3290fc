/* Who runs the election, in figures: bodies by kind, seals, polling places and hand-overs by state. */
#include "app/brief.h"
#include "app/statements.h"
#include "election/body.h"
#include "unit/records.h"

/* Polling teams of every sort stand for the areas together, so that no single sort has a whole. */
static int teams_of(struct db *db, struct brief *b, struct err *err)
{
	int64_t areas = 0;
	int r = db_get_int(db, &brief_areas, VALUES(v_int(b->election.id)), 0, &areas, err);
	for (size_t i = 0; r == 0 && areas && i < b->body_n; i++)
		if (str_eq_c(b->bodies[i].kind, "TBC"))
			b->bodies[i].of = areas;
	return r;
}

static int count_bodies(struct db *db, struct arena *a, struct brief *b, struct err *err)
{
	size_t cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &brief_bodies, VALUES(v_int(b->election.id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct str kind = query_dup(q, 0, a);
		const struct choice *c = body_kind_choices;
		while (c->code && !str_eq_c(kind, c->code))
			c++;
		b->bodies = arena_grow(a, b->bodies, b->body_n, &cap, sizeof(*b->bodies));
		b->bodies[b->body_n++] = (struct brief_body){kind, c->code ? c->label : "", query_int(q, 1), BRIEF_UNKNOWN};
		if (str_eq_c(kind, "UBBC_COMMUNE"))
			b->bodies[b->body_n - 1].of = b->communes;
		else if (str_eq_c(kind, "UBBC_PROVINCE"))
			b->bodies[b->body_n - 1].of = 1;
		r = 0;
	}
	return r;
}

/* From the counters: every state of the register, in its order. */
static int count_states(struct db *db, const struct record *record, struct brief_states *ret, struct err *err)
{
	const struct field *state = &record->fields[record_field(record, "state")];
	_cleanup_query_ struct query *q = NULL;
	ret->n = 0;
	for (const struct choice *c = state->choices; c->code && ret->n < BRIEF_STATES_MOST; c++)
		ret->of[ret->n++] = (struct brief_state_count){c->code, c->label, 0};
	int r = db_query(db, &brief_states, VALUES(v_c(record->name)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		for (size_t i = 0; i < ret->n; i++)
			if (str_eq_c(query_str(q, 0), ret->of[i].state))
				ret->of[i].n = query_int(q, 1);
		r = 0;
	}
	return r;
}

static int late_people(struct db *db, struct arena *a, struct brief *b, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	b->freed = arena_array_of(a, BRIEF_FREED_MOST, struct brief_freed);
	int r = db_query(db, &brief_freed, VALUES(v_day(b->day), v_int(BRIEF_FREED_MOST)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct unit_item unit = {0};
		r = unit_get(db, a, query_int(q, 5), &unit, err);
		if (r < 0)
			return r;
		b->freed[b->freed_n++] = (struct brief_freed){.id = query_int(q, 0),
							      .person = query_dup(q, 1, a),
							      .successor = query_dup(q, 2, a),
							      .work = query_dup(q, 3, a),
							      .due = query_day(q, 4),
							      .unit_name = unit.full};
		r = 0;
	}
	return r;
}

int brief_bodies_make(struct db *db, struct arena *a, struct brief *b, struct err *err)
{
	int r = count_bodies(db, a, b, err);
	if (r == 0)
		r = teams_of(db, b, err);
	if (r == 0)
		r = count_states(db, &seal_record, &b->seals, err);
	if (r == 0)
		r = count_states(db, &facility_record, &b->places, err);
	if (r == 0)
		r = count_states(db, &handover_record, &b->handovers, err);
	return r < 0 ? r : late_people(db, a, b, err);
}
