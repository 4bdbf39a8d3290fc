/*
 * search.h – the state of the search, for solve.c and its steps only.
 *
 * Places that must stay together are one *node*. A *label* is what a plan should not tear apart: in three families a former
 * district as all that hold a part of it, as those that lie in it only, as those whose main district it is. Everything that the
 * cost asks is kept up to date by `search_shift`.
 */
#pragma once
#include "district/solve.h"

enum label_family { LABEL_ANY, LABEL_INNER, LABEL_MAIN, LABEL_FAMILIES };

struct search {
	const struct district_problem *p;
	const struct district_wish *wish;
	struct district_weights weight;
	int64_t limit, scale; /* metres */

	/* fixed */
	int n, k, words; /* nodes, constituencies, 64-bit words of a set of nodes */
	int locked;      /* the first constituencies stay */
	int seats, most;
	int64_t all;
	const int *node_of; /* place → node */
	int64_t *people;    /* of a node */
	int *first, *to, *source; /* neighbours of node i: to[first[i] … first[i+1]), source[…] = i */
	int64_t *metres;
	uint64_t *near;     /* the same as sets */
	int *label_first, *label, *label_count; /* of a node, with how many of its places */
	int labels, olds;
	int *old_of;        /* main district of a node, or -1 */
	int *apart_first, *apart; /* nodes it must not be with */

	/* a plan and its figures */
	int *part, *unit_seats;
	int64_t *unit_people;
	uint64_t *in;       /* nodes of a constituency */
	int *held;          /* label × constituency: places */
	int *spread;        /* of a former district: in how many constituencies */
	int64_t cut, split, pieces[LABEL_FAMILIES], together; /* together: pairs that should be apart */

	uint64_t chance;
	int *list, *before, *up, *order, *head; /* scratch, n each; list: nodes of the step under trial, before: where they were */
	int *ends, *next;                       /* of a tree: its edges' two ends, and the next edge of the same node */
	int64_t *key, *below;
	uint64_t *set;
};

/* In `broken`, for a pair that should be apart: more than any deviation adds up to. */
#define SEARCH_APART (INT64_C(1) << 40)

struct cost {
	int64_t broken; /* deviation above the limit, pairs not apart: 0 in a plan that does all it was asked */
	int64_t above;  /* what lies above the ceiling, in 1/10,000 */
	int64_t all;    /* everything weighed, metres */
};
/* By these three, in this order. */
bool cost_less(struct cost a, struct cost b);

uint64_t search_random(struct search *s);
int search_below(struct search *s, int n); /* 0 … n−1 */

int search_build(struct arena *a, const struct district_problem *p, const struct district_wish *wish, struct search *s,
                 struct err *err);
/* Reads part and unit_seats and makes the rest. */
void search_count(struct search *s);
void search_shift(struct search *s, int node, int to);
struct cost search_cost(const struct search *s);
bool search_connected(struct search *s, int unit);
int64_t search_deviation(const struct search *s, int64_t people, int seats);

/* Divides the nodes in list[0 … n), all of the constituencies a or b and connected, along a random tree: one side goes to a, the
 * other to b, people as near to the seats as an edge of the tree allows (or any that keeps the limit). */
struct division {
	int n, a, b;
	int seats;                /* of both sides */
	int seats_low, seats_high; /* what a may get; the rest is b's */
	int nodes_a, nodes_b;     /* at least so many on each side */
	bool by_district;         /* the tree prefers to stay inside a former district */
};
/* False when no edge will do. ret_seats: those of a. */
bool search_divide(struct search *s, const struct division *d, int *ret_seats);
/* A first plan of all that is not locked. */
int search_start(struct search *s, struct err *err);
/* Anneals `steps` steps; the best plan seen stays in best_part, best_seats. False when the caller stopped it. */
struct anneal {
	int64_t steps, hot, cold; /* metres */
	int done_from, done_to;   /* of 1,000, for go_on */
	int *best_part, *best_seats;
	struct cost best;
};
bool search_anneal(struct search *s, struct anneal *n);
