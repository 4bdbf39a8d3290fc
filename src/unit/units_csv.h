/*
 * units_csv.h – reads somebody's table of communes; every bad row is named.
 *
 *   code,name,type,population,area_km2,mountainous   and, when it covers the country, province_code, old_districts
 *
 * Columns may stand in any order, under these names or the Vietnamese ones ("Mã", "Tên", "Loại", "Dân số", "Diện tích (km2)",
 * "Miền núi", "Mã tỉnh", "Huyện cũ"; with or without accents); others are passed over. The first six must be there, their
 * cells may be blank where unknown is a value: population, area_km2, mountainous.
 *
 *   code          1 to 20 letters, digits, '-', '.', '_'; a code of 1 to 4 digits gets back the zeros a spreadsheet ate
 *   type          xã, phường, đặc khu: any case, accents or none
 *   population    a whole number; "63.166" and "63,166" only as groups of three digits; blank is unknown, never zero
 *   area_km2      "20.88" or "20,88", at most two decimals; "1.114,78" with groups
 *   mountainous   1 or có, 0 or không, blank = unknown
 *
 * A row is accepted whole or refused; a refused row gives one refusal for each fault. Whether any refusal stops the import
 * is for the caller to say.
 */
#pragma once
#include "base/buf.h"
#include "format/csv.h"
#include "unit/facts.h"

struct unit_row {
	size_t line;              /* in the file, from 1 */
	struct str code;
	struct str name;          /* NFC, single blanks, without the word for its kind */
	enum unit_kind kind;
	int64_t population;       /* UNIT_UNKNOWN when blank */
	int64_t area;             /* km² × 100, UNIT_UNKNOWN when blank */
	enum unit_mountain mountain;
	struct str province_code; /* empty without the column */
	struct str old_districts; /* empty without the column */
};

struct unit_refusal {
	size_t line;
	struct str column;   /* heading as it stands in the file */
	struct str value;    /* the cell, at most 60 bytes of it */
	struct str sentence; /* what is wrong and what to do, Vietnamese */
};

struct units_csv {
	const struct unit_row *rows;         /* accepted, in the order of the file */
	size_t row_count;
	const struct unit_refusal *refusals; /* in the order of the file */
	size_t refusal_count;
	size_t refused_rows;
	size_t elsewhere;    /* rows of other provinces, passed over */
	size_t padded;       /* codes that got zeros back */
	size_t unknown_population, unknown_mountain; /* accepted rows with a blank */
};

#define UNITS_CSV_ROWS 12000                  /* the country has 3,321 */
#define UNITS_CSV_ARENA ((size_t)64 << 20)    /* an arena with this cap holds the worst table of that many rows */

/*
 * Reads `text`. With `province_code` not empty and such a column in the file only rows of that province count.
 * Fails (ERR_INPUT, ERR_TOO_LARGE) only when the table cannot be read at all: no UTF-8, an open quote, a missing column
 * (named, with those found), no row. Refusals are no failure. Everything lives in `a`.
 */
int units_csv_read(struct arena *a, struct str text, struct str province_code, struct units_csv *ret_units, struct err *err);

/* The refusals for people: one line each, at most `max`, then how many more there are. */
void units_csv_print_refusals(const struct units_csv *units, size_t max, struct buf *out);
/* All of them as CSV: dòng,cột,giá trị,lý do. */
void units_csv_refusals_csv(const struct units_csv *units, struct buf *out);
/* One sentence: "166 dòng được nhận, 2 dòng bị từ chối (3 lỗi) …". */
struct str units_csv_summary(struct arena *a, const struct units_csv *units);
