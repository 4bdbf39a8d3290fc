/*
 * site_plan.h – a stored plan with its places, people and neighbours, ready for district/.
 */
#pragma once
#include "area/area.h"
#include "area/province.h"
#include "district/solve.h"

struct site_constituency {
	int64_t id;
	int seats;
	bool locked;
};

struct site_plan {
	struct row row;
	struct str province;   /* its code */
	struct area_problem area;
	const int64_t *place;  /* id of the commune or village, in the order of the problem's places */
	const int64_t *place_row; /* its constituency_place; 0: not yet in the plan */
	size_t n;
	size_t k;
	const struct site_constituency *constituency; /* by number */
	struct district_plan plan; /* part DISTRICT_FREE for a place in none */
	bool complete;             /* every place in one, none of them empty, seats as they should be: it passed the check */
	struct str incomplete;     /* why not */
	bool links_missing;        /* a commune's villages of which nobody said who borders whom: connection is not known */
};

/* ERR_NOT_FOUND, or what the tables say. People unknown are an error of the search, not of the reading. */
int site_plan_load(struct db *db, struct arena *a, int64_t root, int64_t id, struct site_plan *ret_plan,
                   struct err *err);
/* Of a complete plan. */
struct district_measure site_plan_measure(struct arena *a, const struct site_plan *p);
/* Runs the search with the plan's wishes and locks. */
int site_plan_solve(struct arena *a, const struct site_plan *p, bool (*go_on)(void *ctx, int done), void *ctx,
                    struct district_plan *ret_plan, struct err *err);
/* The place of that code or name, with or without the word for its kind. ERR_INPUT names what is no place. */
int site_plan_place(struct arena *a, const struct site_plan *p, struct str word, const char *field, size_t *ret_place,
		    struct err *err);
/* "Xã A, Xã B; Xã C, Xã D": groups of names or codes → pairs, each with the first of its group. ERR_INPUT names what
 * is no place. */
int site_plan_pairs(struct arena *a, const struct site_plan *p, struct str text, const char *field,
		   struct district_pair **ret_pair,
                    size_t *ret_n, struct err *err);
