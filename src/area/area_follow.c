/* Polling areas after a new decision about their council's constituencies. */
#include "area/plan_int.h"
#include "area/statements.h"

struct following {
	struct verb_call *call;
	const struct site_plan *plan, *old;
};

/* The part of a village in a plan; DISTRICT_FREE when it is in none. */
static int part_of(const struct site_plan *p, int64_t village)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->place[i] == village)
			return p->plan.part[i];
	return DISTRICT_FREE;
}

/* *ret_part: where all villages of the area are; DISTRICT_FREE when it has none or they are in several. */
static int part_of_villages(struct following *f, int64_t area, int *ret_part, size_t *ret_n, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(f->call->db, &villages_of_area, VALUES(v_int(area)), &q, err), part = DISTRICT_FREE;
	bool apart = false;
	size_t n = 0;
	while (r == 0 && (r = query_next(q, err)) > 0) {
		int one = part_of(f->plan, query_int(q, 0));
		apart = apart || (n && one != part);
		part = one;
		n++;
		r = 0;
	}
	*ret_part = apart ? DISTRICT_FREE : part;
	*ret_n = n;
	return r;
}

/* An area without villages (a barracks, a hospital) was written into a constituency: where the same villages make up one again, it
 * is the same in substance. */
static int same_places(const struct following *f, int64_t constituency)
{
	int before = DISTRICT_FREE, now = DISTRICT_FREE;
	for (size_t u = 0; f->old && u < f->old->k; u++)
		if (f->old->constituency[u].id == constituency)
			before = (int)u;
	for (size_t i = 0; before != DISTRICT_FREE && i < f->old->n && now == DISTRICT_FREE; i++)
		if (f->old->plan.part[i] == before)
			now = part_of(f->plan, f->old->place[i]);
	for (size_t i = 0; now != DISTRICT_FREE && i < f->plan->n; i++)
		if ((f->plan->plan.part[i] == now) != (part_of(f->old, f->plan->place[i]) == before))
			return DISTRICT_FREE;
	return now;
}

static int follow(struct following *f, int64_t id, struct err *err)
{
	struct edit *e;
	int part;
	size_t villages;
	int r = edit_row(f->call, &polling_area_record, id, &e, err);
	if (r < 0 || !str_eq_c(edit_value(e, "state")->s, "active"))
		return r;
	r = part_of_villages(f, id, &part, &villages, err);
	if (r < 0)
		return r;
	const struct value *written = edit_value(e, "constituency");
	if (villages == 0 && written->kind == VALUE_INT)
		part = same_places(f, written->i);
	if (part != DISTRICT_FREE)
		edit_set(e, "constituency", v_int(f->plan->constituency[part].id));
	return 0;
}

int areas_follow(struct verb_call *c, const struct site_plan *plan, const struct site_plan *old, struct err *err)
{
	struct following f = {c, plan, old};
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, &areas_of, VALUES(v_int(row_int(&plan->row, "election")), v_int(row_int(&plan->row, "unit"))),
			 &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0)
		r = follow(&f, query_int(q, 0), err);
	return r;
}

int area_constituency(struct db *db, const struct row *area, int64_t *ret_id, bool *ret_apart, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int64_t plan, id = 0;
	size_t n = 0;
	int r = area_in_force(db, row_int(area, "election"), STR("commune"), row_int(area, "unit"), &plan, err);
	if (r == 0)
		r = db_query(db, &constituencies_of_area, VALUES(v_int(area->id), v_int(plan)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		id = query_int(q, 0);
		n++;
		r = 0;
	}
	*ret_id = n == 1 ? id : n == 0 ? row_int(area, "constituency") : 0;
	*ret_apart = n > 1;
	return r;
}
