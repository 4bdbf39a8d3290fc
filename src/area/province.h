/*
 * province.h – from tables of communes and neighbours to a problem for district/solve.h.
 *
 * Former districts and crossings that a table handed over does not have are taken from the program's own (data/old_districts.csv,
 * data/crossings.csv) when it knows the codes. A crossing of the program's table is used only where nothing else joins a place, and
 * is said in a question: a person must look at it.
 */
#pragma once
#include "district/neighbours.h"
#include "unit/facts.h"
#include "unit/units_csv.h"

struct area_place {
	struct str code, name;
	int64_t people;           /* UNIT_UNKNOWN allowed: refused with the name later */
	struct str old_districts; /* "Huyện A; Huyện B"; empty: as the program knows */
};

/* Two places that somebody says are joined: by a border of so many metres, or by a crossing. */
struct area_codes {
	struct str a, b;
	bool border;
	int64_t metres;
};

struct area_input {
	size_t n;
	const struct area_place *place;
	const struct str *neighbours; /* CSV; NULL: the program's own table, read once for all callers */
	bool own;                     /* codes that are none of these places lie elsewhere */
	size_t join_n;
	const struct area_codes *join; /* what a person says */
	const struct unit_facts *facts; /* who else is a commune, somewhere */
	int seats, most;
};

struct area_problem {
	struct district_problem problem;
	struct district_codes codes;
	bool old_known;           /* somebody said what the former districts are */
	size_t question_n;
	const struct str *question; /* for a person, Vietnamese */
	struct district_neighbours neighbours; /* its faults are set also when the function fails */
};

struct area_place area_place_of_fact(const struct unit_fact *fact);
struct area_place area_place_of_row(const struct unit_row *row);

/* ERR_INPUT: the neighbour table has faults (all in ret_problem->neighbours), a code of a join is none of ours. Everything
 * lives in the arena; `facts` and the texts must live as long. */
int area_problem(struct arena *a, const struct area_input *in, struct area_problem *ret_problem, struct err *err);

/* A plan as a table: unit,seats,commune_codes (codes separated by blanks), with province_code when it covers several. ERR_INPUT
 * names the unit or the commune that does not fit: unknown, twice, in none, of another province. */
int area_plan_read(struct arena *a, struct str text, struct str province_code, const struct area_problem *p,
                   struct district_plan *ret_plan, struct err *err);
/* The constituencies of the National Assembly of 2026 (Resolution 85/NQ-HĐBCQG of 15/12/2025) when they are over exactly these
 * communes and seats. */
bool area_plan_2026(struct arena *a, struct str province_code, const struct area_problem *p, struct district_plan *ret_plan);
/* The same table of a plan. */
void area_plan_write(const struct district_problem *p, const struct district_plan *plan, struct buf *out);
