/*
 * check.h – "đủ – thiếu – sai": what a commune still lacks between its villages, polling areas and constituencies, and
 * what does not fit.
 *
 * Every village lies in one area, every area in one constituency of each level (Art. 11(1), read with Art. 10), seats of
 * the decided
 * plans are those of the law, people and voters add up. Missing is what nobody said yet; wrong is what two registers say
 * differently.
 */
#pragma once
#include "area/area.h"
#include "law/seats.h"

enum area_state { AREA_FULL, AREA_MISSING, AREA_WRONG };

struct area_finding {
	const char *title;      /* "Mỗi thôn thuộc một khu vực bỏ phiếu" */
	enum area_state state;
	struct str words;       /* counts, and names of what lacks or does not fit */
	const char *record;     /* the register behind it, or NULL */
	int64_t id;             /* of one row to look at, or 0 */
	bool of_constituencies; /* about areas that do not fit the council's constituencies in force */
};

struct area_check {
	const struct area_finding *finding;
	size_t n;
	size_t counts[3];       /* by area_state */
};

/* `seats` is what the law gives the commune's council. */
int area_check(struct db *db, struct arena *a, int64_t root, const struct row *commune, int64_t election,
		   const struct seats *seats,
               struct area_check *ret_check, struct err *err);
