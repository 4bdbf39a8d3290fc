/* Which of the elections that run side by side a unit works on. */
#include "election/election.h"
#include "election/statements.h"
#include "unit/records.h"
#include "work/statements.h"

/* How surely the unit takes part. */
enum part { PART_SURE, PART_MAYBE, PART_NONE };

struct looking {
	struct db *db;
	int64_t unit;
	bool communal;
};

static int has(struct db *db, const struct stmt *stmt, int64_t x, int64_t y, struct err *err)
{
	int64_t found = 0;
	int r = db_get_int(db, stmt, VALUES(v_int(x), v_int(y)), 0, &found, err);
	return r < 0 ? r : found > 0;
}

/* A by-election for the Assembly or the province's council is held in some constituencies: a commune takes part once it has an area
 * or a body there. The province and its offices see to what is held in their communes. */
static int part_in(const struct looking *l, int64_t election, enum election_kind kind, int64_t held, enum part *ret,
		   struct err *err)
{
	int within = l->unit == held ? 1 : has(l->db, &unit_is_below, held, l->unit, err);
	int over = within ? 0 : has(l->db, &unit_is_below, l->unit, held, err);
	if (within < 0 || over < 0)
		return within < 0 ? within : over;
	bool some = l->communal && (kind == ELECTION_BY_NA || kind == ELECTION_BY_PROVINCE);
	int there = within && some ? has(l->db, &election_concerns, election, l->unit, err) : within;
	*ret = there ? PART_SURE : within || over ? PART_MAYBE : PART_NONE;
	return there < 0 ? there : 0;
}

/* What is to come before what is past, but a by-election elsewhere never. */
static int rank_of(enum part part, bool past)
{
	return part == PART_NONE ? 4 + past : 2 * past + (part == PART_MAYBE);
}

/* Whose election it is: an office of the province works on what the province works on. */
static int look_for(struct db *db, struct arena *a, int64_t unit, struct looking *ret, struct err *err)
{
	struct unit_item item;
	int64_t root = 0;
	int r = unit_get(db, a, unit, &item, err);
	*ret = (struct looking){db, unit, r > 0 && unit_kind_is_communal(item.kind)};
	if (r < 0 || ret->communal)
		return r < 0 ? r : 0;
	r = db_get_int(db, &election_root, NO_VALUES, unit, &root, err);
	ret->unit = root;
	return r;
}

int election_current(struct db *db, struct arena *a, int64_t unit, day_t today, struct row *ret_election, struct err *err)
{
	struct looking l;
	int64_t best = 0;
	int best_rank = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = look_for(db, a, unit, &l, err);
	if (r == 0)
		r = db_query(db, &elections_by_day, NO_VALUES, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		enum part part = PART_NONE;
		enum election_kind kind;
		bool known = election_kind_parse(query_str(q, 1), &kind), past = query_day(q, 2) < today;
		INVARIANT(known, "an election of unknown kind was stored");
		r = part_in(&l, query_int(q, 0), kind, query_int(q, 3), &part, err);
		int rank = rank_of(part, past);
		/* the nearest to come, the latest of those that were */
		if (!best || rank < best_rank || (rank == best_rank && past)) {
			best = query_int(q, 0);
			best_rank = rank;
		}
	}
	return r < 0 || !best ? r : row_load(db, a, &election_record, best, ret_election, err);
}
