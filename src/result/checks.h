/*
 * checks.h – checks of minutes: what figures must add up to, and areas that look odd beside the others.
 *
 * The catalogue is law/checks.csv: a number that never changes (K104), the equation in words, block or explain, basis, one text
 * for the typist and one for the supervisor. The typist is told which cells to look at again and nothing else, so that nobody
 * is steered to a value; the supervisor sees both sides. What a check compares is computed here. A figure that is missing is
 * not compared; K110 says that it is missing.
 *
 * The sideways checks K201–K206 compare the areas of one constituency; their thresholds are the program's, not the law's, they
 * are provisional, and all they ever do is ask.
 */
#pragma once
#include "result/counts.h"

#define NO_CANDIDATE SIZE_MAX
#define NO_FORM SIZE_MAX

struct finding {
	enum law_check_id check;
	int64_t left, right; /* the two sides; what they count follows the equation */
	size_t form, other;  /* which minutes (index in the set); the other one of a pair; NO_FORM */
	size_t candidate, second; /* index; NO_CANDIDATE */
	enum count_field field;   /* K110: of which cell, when candidate is NO_CANDIDATE; K123 */
};

struct findings {
	struct arena *a;
	size_t n, cap;
	struct finding *item;
};

/* Adds one; for checks that are made elsewhere too. Valid until the next. */
struct finding *findings_add(struct findings *to, enum law_check_id check, size_t form, int64_t left, int64_t right);

/* What belongs to the minutes of one area besides their figures. */
struct form_more {
	int64_t seats;
	int64_t roll;            /* voters on the closed list of this level, or COUNT_MISSING */
	const int64_t *by_names; /* valid ballots with 1, 2, …, seats names; NULL when they were not sorted so */
};

/* K101–K113 of one area; `index` becomes finding.form. */
void checks_form(struct findings *to, size_t index, const struct form *f, const struct form_more *more);
/* K131, K132: minutes of one area for the three levels; NULL where one is not there. */
void checks_levels(struct findings *to, const struct form *na, const struct form *province, const struct form *commune);
/* K121 */
void checks_seats(struct findings *to, enum contest_level level, int64_t seats);
/* K123: the sums of a constituency beside what its own minutes say. */
void checks_sums(struct findings *to, const struct sums *sums, const int64_t stated[COUNT_FIELDS], const struct count_sum *votes,
		 const int64_t *stated_votes, size_t n);
/* K201–K206: the complete forms of one constituency. The thresholds are those of the law's table. */
void checks_set(struct findings *to, const struct law *law, const struct form *form, size_t n);

/* How many of them block. */
size_t findings_blocking(const struct law *law, const struct findings *f);

/* Names for the texts; NULL: "khu vực 3", "người thứ 2". */
struct finding_names {
	const struct form *form;
	const struct contest_candidate *candidate;
};
/* "K104: hãy xem lại …" */
struct str finding_typist(struct arena *a, const struct law *law, const struct finding *f, const struct finding_names *names);
/* "K104 …: số phiếu thu vào = …: 510 ≠ 511. … (Điều 76 khoản 2 …)" */
struct str finding_supervisor(struct arena *a, const struct law *law, const struct finding *f, const struct finding_names *names);
