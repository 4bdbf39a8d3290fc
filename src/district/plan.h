/*
 * plan.h – dividing a province into constituencies (or a commune, with its villages): the problem, a plan, its measures.
 *
 * The law (Election Law, Art. 10): a constituency of the National Assembly elects one to three deputies, one of a People's
 * Council one to five; their number follows the population; a commune (a village) is never cut. Beyond the law three things are
 * asked of a plan, all measured here in whole numbers, the same way for a plan of this program and for one made by hand:
 *
 *   deviation   of a constituency: |people × all seats − all people × its seats| ÷ (all people × its seats), that is, how far its
 *               people per seat lie from those of the whole. Compared by multiplying crosswise, never by a rounded share. In
 *               print a share rounded up to 1/10,000, so that 10.00 % never hides more than ten. The plan's is the largest.
 *   border cut  length, in metres, of the shared borders between places of different constituencies, each pair once.
 *   split       a former district counts as split when the places that hold a part of it lie in more than one constituency. A
 *               place that took parts of several districts counts for each of them. `pieces` is the sum over the districts of
 *               their constituencies less one: a district in three constituencies is split once and has two more pieces. A place
 *               without a former district counts for none.
 *
 * A constituency is connected when one can walk through its places over neighbours. A crossing joins as a neighbour does but has
 * no border: a ferry or a bridge that a table or a person names (data/crossings.csv for islands). A place that nothing joins is
 * an error for a person to settle, never a guess.
 *
 * Pure: neither database, clock nor file. Everything lives in the arena handed in.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define DISTRICT_PLACES_MAX 1024 /* a province has at most 168 communes, a commune about 150 villages */
#define DISTRICT_UNITS_MAX 128
#define DISTRICT_SEATS_MAX 5     /* in one constituency, Art. 10(4) */
#define DISTRICT_WHOLE 10000     /* shares are parts of this */
#define DISTRICT_FREE (-1)

struct district_place {
	struct str code, name;
	int64_t people;
};

struct district_edge {
	size_t a, b;    /* a < b, each pair once */
	int64_t metres; /* 0 for a crossing */
	bool crossing;
};

struct district_member {
	size_t place, old; /* by place; the first of a place is its main district */
};

struct district_problem {
	size_t n;
	const struct district_place *place;
	size_t edge_n;
	const struct district_edge *edge;
	size_t old_n;
	const struct str *old_name;
	size_t member_n;
	const struct district_member *member;
	int seats;      /* of all constituencies together */
	int seats_most; /* of one: 3 or 5 */
};

struct district_plan {
	size_t k;
	const int *seats; /* of each constituency */
	const int *part;  /* of each place: 0 … k−1 */
};

struct district_unit {
	int64_t people;
	int seats;
	int64_t per_seat;  /* rounded half up */
	int64_t deviation; /* parts of DISTRICT_WHOLE, rounded up */
	bool above;        /* more people per seat than the whole */
	bool connected;
	size_t places;
	size_t pieces;     /* connected pieces, 1 when connected */
};

struct district_measure {
	int64_t people;    /* of all places */
	int64_t deviation; /* the largest */
	size_t worst;      /* which constituency */
	int64_t cut;       /* metres */
	size_t split;      /* former districts */
	size_t pieces;     /* more than one a district */
	bool connected;
	const struct district_unit *unit; /* k of them */
};

/* Is it a problem at all? ERR_INPUT names the place, the pair or the number: no people, an island nobody joined, more
 * constituencies than places, a number of seats the law does not know. `count` 0: the fewest constituencies. */
int district_check_problem(struct arena *scratch, const struct district_problem *p, size_t count, struct err *err);
/* Every place in one constituency, none empty, seats 1 to the most, their sum right; connected is measured, not asked. */
int district_check_plan(const struct district_problem *p, const struct district_plan *plan, struct err *err);
/* Of a plan that passed the check. */
struct district_measure district_measure(struct arena *a, const struct district_problem *p, const struct district_plan *plan);
/* The fewest constituencies: seats ÷ most, rounded up. */
size_t district_fewest(const struct district_problem *p);
/* Groups of places that neighbours and crossings join; ret_group[place] numbers them from 0, the largest first. */
size_t district_groups(struct arena *scratch, const struct district_problem *p, int *ret_group);
