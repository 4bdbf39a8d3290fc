/*
 * solve.h – proposes constituencies (plan.h has the measures).
 *
 * Several runs of simulated annealing, each from a division along random spanning trees whose branches prefer to stay inside a
 * former district. A step moves one place, exchanges two, moves what one constituency holds of a former district, moves a seat
 * between neighbours, or joins two neighbours and divides them anew along another tree; a step that leaves a constituency
 * unconnected is taken back. What counts, in this order of weight: a deviation above the limit, former districts split, border and
 * deviation together. All arithmetic is in whole numbers and chance comes from the seed: the same problem, wishes and seed give
 * the same plan on every machine, unless the caller stops it.
 *
 * It is a search, not a proof: tests compare it with all plans of small problems and print the gap.
 */
#pragma once
#include "district/plan.h"

struct district_pair {
	size_t a, b;
};

/* What weighs as much as so many thousandths of the *scale*: √(places × constituencies) mean borders, about half of what a usual
 * plan cuts. So a large province with long borders is judged like a small one. */
struct district_weights {
	int64_t over;    /* 1 % of deviation above the limit */
	int64_t piece;   /* one more piece of a former district (all places that hold a part of it) */
	int64_t inner;   /* … of the places that lie in it only */
	int64_t main;    /* … of the places whose main district it is */
	int64_t even;    /* a largest deviation of 10 %; of 5 % a quarter: it grows by the square */
	int64_t level;   /* a largest deviation of 10 %; of 5 % a half */
};

struct district_wish {
	size_t count;                       /* constituencies; 0: the fewest */
	int64_t limit;                      /* deviation, parts of DISTRICT_WHOLE; 0: 1,000 = 10 % */
	/* A plan in force that the new one should not be worse than; all 0: none. Wished for, not promised: see the measures. */
	struct district_ceiling {
		int64_t deviation; /* never above `limit` */
		int64_t cut;
		size_t split;
		bool set;
	} ceiling;
	uint64_t seed;
	const struct district_weights *weights; /* NULL: the usual ones */
	int effort;                         /* 1 … 100; 0: 10 */
	size_t together_n;
	const struct district_pair *together; /* in one constituency */
	size_t apart_n;
	const struct district_pair *apart;    /* in different ones */
	size_t locked_n;                    /* the first constituencies stay as they are in `from` */
	const struct district_plan *from;   /* with the same `count`; NULL when nothing is locked */
	/* Asked now and then with the part done (of 1,000); false stops: the best plan so far is the answer. NULL: never asked. */
	bool (*go_on)(void *ctx, int done);
	void *ctx;
};

/* ERR_INPUT when there is no plan: what the check of the problem says, wishes against each other, places cut off by what is locked;
 * names the places. A plan that keeps apart what it was asked to keep together is never given; when the limit of
 * deviation cannot be kept the measures say so. */
int district_solve(struct arena *a, const struct district_problem *p, const struct district_wish *wish,
                   struct district_plan *ret_plan, struct err *err);
