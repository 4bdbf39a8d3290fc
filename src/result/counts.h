/*
 * counts.h – sums of minutes from polling area to constituency to unit to nation, and what is still open.
 *
 * "Missing" is a value: a figure nobody has given yet is COUNT_MISSING and never counts as 0. A sum knows how many of its parts
 * are missing, and has a value only when none is.
 */
#pragma once
#include "result/decide.h"

#define COUNT_MISSING (-1)

/* The figures of the minutes of a polling area, in their order (Art. 76(2)). */
enum count_field {
	COUNT_VOTERS,    /* tổng số cử tri, of this level */
	COUNT_TURNOUT,   /* số cử tri đã tham gia bỏ phiếu */
	COUNT_ISSUED,    /* số phiếu phát ra */
	COUNT_COLLECTED, /* số phiếu thu vào */
	COUNT_VALID,     /* số phiếu hợp lệ */
	COUNT_INVALID,   /* số phiếu không hợp lệ */
	COUNT_FIELDS
};
const char *count_field_id(enum count_field f);   /* "voters", "turnout", "issued", "collected", "valid", "invalid" */
const char *count_field_name(enum count_field f); /* Vietnamese */

/* The minutes of one polling area for one constituency. Figures are 0…RESULT_COUNT_MAX or COUNT_MISSING. */
struct form {
	struct str area;
	enum contest_round round; /* ROUND_REPEAT_ANNULLED where the area alone voted again (Art. 81(1)) */
	int64_t field[COUNT_FIELDS];
	size_t n;                 /* candidates */
	const int64_t *votes;
};
/* Nothing of it is missing. */
bool form_complete(const struct form *f);

struct count_sum {
	int64_t known;   /* sum of the parts that are there */
	size_t missing;  /* parts that are not */
};
struct sums {
	size_t forms, complete;
	struct count_sum field[COUNT_FIELDS];
};
/* All start as {0}. Neither order nor grouping changes a sum. */
void sums_add_form(struct sums *to, const struct form *f);
void sums_add(struct sums *to, const struct sums *part);
/* votes[n] += those of the form, which has n candidates. */
void sums_add_votes(struct count_sum *votes, const struct form *f);
/* The value, or COUNT_MISSING when a part is missing. */
int64_t sum_value(const struct count_sum *s);

/* What may still come: ballots of polling areas whose minutes are not in, at most one for each of their voters. */
struct open_candidate {
	enum tri elected; /* whatever comes: TRI_YES, TRI_NO; TRI_UNKNOWN: what is outstanding can still change it */
	int64_t margin;   /* so many outstanding ballots, no fewer, could change what the counted ones say; 0: they leave it open */
};
struct open_result {
	size_t missing_n;
	const size_t *missing;      /* forms that are not complete */
	int64_t outstanding;        /* voters of these; COUNT_MISSING when one's number of voters is missing */
	enum tri recognised;        /* whatever comes (Art. 78(1)) */
	bool decided;               /* nothing outstanding can change who is elected, once the result is recognised */
	int64_t margin;             /* the smallest of all candidates */
	struct contest so_far;      /* sums of the complete forms; voters of all */
	struct outcome outcome;     /* what the counted ballots say; its recognition is of no meaning while something is missing */
	struct open_candidate *candidate; /* like base->candidate */
};
/*
 * `base` has seats, level, round and candidates; its figures are not looked at. The bounds are exact as long as there are more
 * candidates than seats and each outstanding voter may hand in one ballot with any 1…seats names: TRI_YES and TRI_NO hold for
 * every way the outstanding areas may vote, and for TRI_UNKNOWN there is a way that changes it (or that leaves a tie to
 * people). With fewer candidates they err to "open". A form with some figures missing counts as not in at all.
 */
void result_open(struct arena *a, const struct contest *base, const struct form *form, size_t n, struct open_result *ret_open);
