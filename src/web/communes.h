/*
 * communes.h – private to web/: the communes a person may read, with what the pages about units say of each.
 */
#pragma once
#include "law/seats.h"
#include "unit/records.h"
#include "web/internal.h"

struct commune {
	struct unit_item item;
	const struct row *row;
	int64_t population; /* POPULATION_UNKNOWN */
	enum tri mountainous;
	struct seats seats;
	bool committee; /* of the present election */
	int64_t late;	/* tasks late today */
};

struct communes {
	struct commune *v; /* in Vietnamese order of names */
	size_t n;
	bool committees, tasks; /* whether this person may know of them at all */
};

int web_communes(struct web_call *c, struct communes *ret_communes, struct err *err);
/* 1 with the seats of the unit's council; 0 when the unit elects none. */
int web_seats(struct web_call *c, const struct row *unit, struct seats *ret_seats, struct err *err);
/* "21", "20–25" */
struct str web_range(struct web_call *c, int64_t lo, int64_t hi);
/* The sentence that goes with provisional numbers of seats. */
const char *web_seats_provisional(void);
