/*
 * facts.h – the program's own table of the country: 34 provinces and their 3,321 communes, wards and special zones.
 *
 * From data/provinces.csv, communes.csv, kind_changes.csv, tiles.csv; data/README.md names the sources and limits. Two warnings go
 * wherever the figures go: the population is that of the 2025 merger schemes, not the National Population Database at
 * 31/08/2025 which Resolution 107/2025/UBTVQH15 asks for; mountainous is derived, not read from a decision, and blank for
 * most provinces. Both are provisional.
 */
#pragma once
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "unit/kinds.h"

#define UNIT_UNKNOWN (-1) /* population or area that nobody gave: never to be taken for zero */

/* Decided by the Ministry of Ethnic and Religious Affairs (mountains) and the Ministry of Home Affairs (islands). */
enum unit_mountain { MOUNTAIN_UNKNOWN = -1, MOUNTAIN_NO = 0, MOUNTAIN_YES = 1 };

struct unit_fact {
	struct str code;          /* of the statistics office: 2 digits for a province, 5 for a commune */
	struct str name;          /* without the word for the kind: "Thiệu Hóa" */
	struct str province_code; /* its own for a province */
	enum unit_kind kind;      /* from 1 July 2025; ask unit_fact_kind for a day */
	enum unit_kind later_kind; /* UNIT_KIND_NONE when it never changed */
	day_t later_from;         /* first day of later_kind, DAY_NONE without one */
	int64_t population;       /* UNIT_UNKNOWN allowed; of a province: the sum, or unknown when one commune's is */
	int64_t area;             /* km² × 100, UNIT_UNKNOWN allowed */
	enum unit_mountain mountain;
	int col, row;             /* square on the tile map of the province, from 0; -1 without one */
	size_t first, count;      /* of a province: its communes in `communes` */
};

struct unit_facts {
	const struct unit_fact *provinces; /* by code */
	size_t province_count;
	const struct unit_fact *communes;  /* by province, then code */
	size_t commune_count;
	const struct unit_fact *const *by_code; /* the communes in the order of their codes */
};

/* The four tables as text. kind_changes and tiles may be empty. */
struct unit_texts {
	struct str provinces, communes, kind_changes, tiles;
};

/* The tables inside the program. */
struct unit_texts unit_texts_embedded(void);
/* Everything lives in the arena (about 3 MiB). ERR_CORRUPT names table and line: these tables are the program's own. */
int unit_facts_load(struct arena *a, const struct unit_texts *texts, const struct unit_facts **ret_facts, struct err *err);

/* What kind it was, is or will be on that day. */
enum unit_kind unit_fact_kind(const struct unit_fact *fact, day_t day);

/* NULL when there is none. Leading zeros that a spreadsheet ate are given back ("4792" finds 04792). */
const struct unit_fact *unit_province(const struct unit_facts *facts, struct str code);
const struct unit_fact *unit_commune(const struct unit_facts *facts, struct str code);

/* A commune of the province by name, with or without the word for its kind before it; where the tone mark stands does not
 * matter, accents do. ERR_NOT_FOUND names up to five of like spelling. `province` may be NULL: the whole country, and
 * ERR_CONFLICT when several have the name. */
int unit_commune_by_name(struct arena *scratch, const struct unit_facts *facts, const struct unit_fact *province,
                         struct str name, const struct unit_fact **ret_commune, struct err *err);
/* The same for a province: "Thanh Hoá", "tỉnh Thanh Hóa", "38". */
int unit_province_by_name(struct arena *scratch, const struct unit_facts *facts, struct str name,
                          const struct unit_fact **ret_province, struct err *err);
