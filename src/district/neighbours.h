/*
 * neighbours.h – reads a table of who borders whom; every bad row is named.
 *
 *   code_a,code_b,shared_border_km     other columns are passed over; Vietnamese headings too ("Mã A", "Mã B",
 *                                      "Đường giáp ranh (km)")
 *
 * A pair stands once, or in both directions with the same length; a table that states some pair in both directions must do so for
 * every pair (otherwise it is not symmetric, and the pair is named). A code is one of the places, or one of elsewhere (another
 * province: the row is passed over and counted), or unknown, which is a fault. A length is a number of km with at most three
 * decimals, "," or "." before them; 0 joins without a border. Codes of one to four digits get back the zeros a spreadsheet ate.
 */
#pragma once
#include "base/buf.h"
#include "district/plan.h"

struct district_codes {
	size_t n;
	const struct district_place *place;
	/* NULL: nobody is elsewhere. */
	bool (*elsewhere)(void *ctx, struct str code);
	void *ctx;
};

struct district_fault {
	size_t line;
	struct str sentence; /* Vietnamese, names the place */
};

struct district_neighbours {
	size_t edge_n;
	const struct district_edge *edge; /* by a, then b */
	size_t elsewhere;                 /* rows passed over */
	size_t fault_n;
	const struct district_fault *fault; /* in the order of the file */
};

#define DISTRICT_NEIGHBOURS_BYTES ((size_t)16 << 20)

/* Fails only when the table cannot be read at all: no UTF-8, a column missing (named). Faults are for the caller to judge. */
int district_neighbours_read(struct arena *a, struct str text, const struct district_codes *codes,
                             struct district_neighbours *ret_neighbours, struct err *err);
/* The same of a table that was read before. */
struct csv_table;
int district_neighbours_of(struct arena *a, const struct csv_table *csv, const struct district_codes *codes,
			   struct district_neighbours *ret_neighbours, struct err *err);
/* The place with that code, or SIZE_MAX. */
size_t district_place_of(const struct district_codes *codes, struct str code);
