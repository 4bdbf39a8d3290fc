/* One round: the answers of a period, their sum, a unit's own past. */
#include "report/report.h"

#include "access/access.h"
#include "report/statements.h"
#include "unit/kinds.h"

static struct report_answer answer_of_row(struct query *q, struct arena *a)
{
	struct report_answer v = {
		.id = query_int(q, 0),
		.unit = query_int(q, 1),
		.state = query_dup(q, 2, a),
		.none = query_int(q, 3) == 1,
		.late_days = query_int(q, 4),
		.cells = query_dup(q, 5, a),
		.unit_code = query_dup(q, 6, a),
	};
	v.unit_name = unit_full_name(a, unit_kind_of_key(query_str(q, 8)), query_dup(q, 7, a));
	v.counts = report_counts(v.state);
	v.on_time = v.counts && v.late_days == 0;
	return v;
}

int report_round_read(const struct site *site, struct db *db, struct arena *a, const struct actor *actor, int64_t period,
		      struct report_round *ret, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	struct report_round round = {.period = period};
	size_t cap = 0;
	int whole = access_may(db, actor, "answer.read", site->root, err); /* then each of them, without asking */
	if (whole < 0)
		return whole;
	int r = db_query(db, &answers_of_period, VALUES(v_int(period)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		int may = whole ? 1 : access_may(db, actor, "answer.read", query_int(q, 1), err);
		if (may < 0)
			return may;
		r = 0;
		if (!may)
			continue;
		round.answers = arena_grow(a, round.answers, round.n, &cap, sizeof(*round.answers));
		const struct report_answer *one = &round.answers[round.n];
		round.answers[round.n++] = answer_of_row(q, a);
		round.counted += one->counts;
		round.on_time += one->on_time;
	}
	if (r < 0)
		return r;
	*ret = round;
	return 0;
}

bool report_round_frozen(struct arena *a, const struct form *f, const struct row *period, struct answer_cell *ret_cells)
{
	if (!row_is(period, "state", "closed") || row_value(period, "frozen_of")->kind != VALUE_INT)
		return false;
	answer_kept(a, f, row_str(period, "frozen"), ret_cells);
	return true;
}

void report_round_sum(struct arena *a, const struct form *f, const struct report_round *round, struct roll *ret_roll)
{
	struct answer_cell *cells = arena_array_of(a, f->cell_n, struct answer_cell);
	roll_begin(a, f, ret_roll);
	for (size_t i = 0; i < round->n; i++) {
		if (!round->answers[i].counts)
			continue;
		answer_kept(a, f, round->answers[i].cells, cells);
		roll_add(ret_roll, cells);
	}
	roll_end(ret_roll);
}

int report_past(struct db *db, struct arena *a, const struct form *f, int64_t template, int64_t unit, day_t before,
		size_t most, struct roll **ret_periods, size_t *ret_n, struct err *err)
{
	struct roll *rolls = arena_array_of(a, most + 1, struct roll);
	struct answer_cell *cells = arena_array_of(a, f->cell_n, struct answer_cell);
	int64_t period = 0;
	size_t n = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &answers_past, VALUES(v_int(template), v_day(before), v_int(unit)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		r = 0;
		if (query_int(q, 0) != period) {
			if (n == most)
				break;
			period = query_int(q, 0);
			roll_begin(a, f, &rolls[n++]);
		}
		answer_kept(a, f, query_dup(q, 1, a), cells);
		roll_add(&rolls[n - 1], cells);
	}
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		roll_end(&rolls[i]);
	*ret_periods = rolls;
	*ret_n = n;
	return 0;
}
