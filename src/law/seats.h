/*
 * seats.h – how many council deputies a unit elects (Law 72/2025/QH15, Art. 30), from law/seats.csv.
 *
 * A rule is a base number up to a base population, then one more for each full `step1` people up to `first_until`,
 * then one for each full `step2`, never above the cap. What is left over below a full step gives nothing: that is
 * the plain reading of the words "cứ thêm … người thì được bầu thêm", not confirmed by an instruction for 2026, so a
 * number that would be another if rounded is provisional and the why says it.
 *
 * Unknown is a value. A xã whose mountain (or island) status is unknown has the range of both rules; an unknown
 * population has the range from the base number to the cap. A total of ranges is a range. Nothing unknown ever
 * counts as 0.
 */
#pragma once
#include "law/law.h"

enum tri { TRI_UNKNOWN = -1, TRI_NO = 0, TRI_YES = 1 };

#define POPULATION_UNKNOWN (-1)

/* The units Art. 30 distinguishes. */
enum seats_unit {
	SEATS_PROVINCE,           /* tỉnh */
	SEATS_CITY,               /* thành phố trực thuộc trung ương */
	SEATS_XA,
	SEATS_PHUONG_OF_PROVINCE, /* phường thuộc tỉnh */
	SEATS_PHUONG_OF_CITY,     /* phường thuộc thành phố trực thuộc trung ương */
	SEATS_DAC_KHU,
	SEATS_UNIT_COUNT
};

struct law_seats {
	struct law_rule rule;
	enum seats_unit unit;
	enum tri mountainous;      /* TRI_UNKNOWN: the rule does not ask */
	struct str province_codes; /* separated by blanks; empty: every unit of the kind */
	int64_t base_population;   /* 0 for a fixed number */
	int base;
	int64_t step1, first_until, step2; /* first_until and step2 are 0 when there is one step only */
	int cap;
	struct str title;
};

struct seats_input {
	enum seats_unit unit;
	struct str province_code; /* of a province or city itself; "01" and "79" have a fixed number */
	int64_t population;       /* people in the national population database; POPULATION_UNKNOWN */
	enum tri mountainous;     /* only asked for a xã: mountainous or island */
	bool population_final;    /* the figure is the one the law asks for (as of 31/08/2025), not another source */
	bool mountainous_final;   /* the status stands in the published decision */
};

struct seats {
	int lo, hi;       /* equal when the number is certain */
	bool provisional; /* a person must still confirm population, status or the reading of remainders */
	struct why why;
};

/* `a` NULL: the figures alone, without words, for lists of many units. Every input has an answer; a negative population
 * other than POPULATION_UNKNOWN is a bug of the caller. */
struct seats seats_for_unit(struct arena *a, const struct law *law, const struct seats_input *in);

struct seats_total {
	int64_t lo, hi;
	size_t units, ranges; /* how many were added, how many of them are ranges */
	bool provisional;
};
void seats_add(struct seats_total *t, const struct seats *s);
