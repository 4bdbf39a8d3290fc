/*
 * results.h – the law behind results: who is elected, what comes next, what minutes must add up to; from law/results.csv and
 * law/checks.csv.
 *
 * results.csv has the shape of reasons.csv: a rule's wording under an id. Which rule applies is decided in src/result; here
 * stand the words and articles it shows. checks.csv is the catalogue of checks of minutes: a check has a number that never
 * changes and is never used again for something else.
 */
#pragma once
#include "law/law.h"

/* The wordings the program needs; loading refuses a table without one of them. */
#define LAW_RESULT_IDS(X)                                                                                                 \
	X(TURNOUT) X(TURNOUT_REPEAT) X(HALF) X(HALF_SUPPLEMENTARY) X(MORE) X(OLDER) X(NONE) X(REPEAT_TURNOUT_NA)         \
	X(REPEAT_TURNOUT_COUNCIL) X(REPEAT_LIMIT) X(SUPPLEMENTARY_NA) X(SUPPLEMENTARY_COUNCIL) X(SUPPLEMENTARY_LIMIT)    \
	X(VACANT_ACCEPTED) X(VACANT_FINAL) X(REFER_TURNOUT) X(REFER_TIE) X(REFER_ROUND) X(REFER_NA) X(REFER_COUNCIL)     \
	X(SEATS_NA) X(SEATS_COUNCIL) X(PERCENT)

enum law_result_id {
#define X(id) LAW_##id,
	LAW_RESULT_IDS(X)
#undef X
	LAW_RESULT_COUNT
};

/*        number  what is compared; checks.csv has words, kind and basis */
#define LAW_CHECKS(X)                                                                                                     \
	X(K101) X(K102) X(K103) X(K104) X(K105) X(K106) X(K107) X(K108) X(K109) X(K110) X(K111) X(K112) X(K113)          \
	X(K121) X(K122) X(K123) X(K131) X(K132) X(K201) X(K202) X(K203) X(K204) X(K205) X(K206)

enum law_check_id {
#define X(id) id,
	LAW_CHECKS(X)
#undef X
	LAW_CHECK_COUNT
};

enum check_kind {
	CHECK_BLOCK,  /* cannot be: the figures must be put right before anything is computed from them */
	CHECK_EXPLAIN /* can be: a person must look, and the explanation goes into the minutes */
};

/* What a check looks at. */
enum check_scope {
	CHECK_FORM,         /* the minutes of one polling area and level */
	CHECK_CONSTITUENCY, /* one constituency */
	CHECK_FILE,         /* a file of figures */
	CHECK_LEVELS,       /* the minutes of one polling area for two levels */
	CHECK_SET,          /* a polling area beside the others of its constituency */
	CHECK_SCOPE_COUNT
};

struct law_check {
	struct law_rule rule; /* its id is the number: "K104" */
	enum check_kind kind;
	enum check_scope scope;
	struct str equation;   /* what must hold, in words */
	struct str typist;     /* "hãy xem lại ô …": which cells to look at again, never which value is expected */
	struct str supervisor; /* what it means and what to do */
	int64_t share;         /* thresholds of the checks that compare areas; 0 where there is none. Hundredths of a percent */
	int64_t times;         /* so many times as much */
	int64_t least;         /* at least so many votes, ballots or candidates */
};

/* The version without an end. Both ids were checked when loading. */
const struct law_reason *law_result(const struct law *law, enum law_result_id id);
const struct law_check *law_check(const struct law *law, enum law_check_id id);
/* "K104" */
const char *law_check_name(enum law_check_id id);
