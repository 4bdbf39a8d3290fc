/*
 * rollup.h – many answers into one: over the units of a period, and over periods.
 *
 * What is missing stays missing: a sum is over the answers that have the cell, and says how many these are. "Nothing to
 * report" is an answer without cells. Each indicator adds up by its own rule (form.h); a computed one with "tính lại" is
 * computed from what was added up, so that a share is the share of the whole. Units that merged are added under their heir
 * before they are compared, by the same rules.
 */
#pragma once
#include "form/answer.h"

struct roll_cell {
	__int128 sum;    /* of values, or of value × weight */
	__int128 weight; /* of weights, scaled */
	int64_t n;       /* answers that have it */
	int64_t min, max;
	struct expr_value value; /* by roll_end */
};

struct roll {
	const struct form *form;
	struct roll_cell *cells;
	int64_t answers; /* added, those with nothing to report included */
};

void roll_begin(struct arena *a, const struct form *f, struct roll *ret_roll);
void roll_add(struct roll *r, const struct answer_cell *cells);
/* Gives every cell its value. */
void roll_end(struct roll *r);
/* Over periods in their order, each ended; n ≥ 1, all of one form. */
void roll_periods(struct arena *a, const struct roll *const *periods, size_t n, struct roll *ret_roll);
/* As cells, for answer_text. */
void roll_cells(const struct roll *r, struct answer_cell *ret_cells);

/* Against the unit's own past (the periods before, at most 12): outside mean ± 2 standard deviations, from six values
 * on, or more than three times the largest from three on. Integers only. A value to be explained, not a wrong one. */
bool roll_is_outlier(const int64_t *past, size_t n, int64_t value);
