/*
 * xlsx_value.h – what a cell of a workbook means. Pure: text in, text out.
 *
 * Texts come out as people type them in a form here: whole numbers as digits alone, others with a decimal comma, days as
 * 2026-03-15, times as 07:30. Source of the rules: ECMA-376 part 1, 18.8.30 (number formats), 18.17.4 (dates), 22.9.2.19
 * (escapes).
 */
#pragma once
#include "base/arena.h"

#define XLSX_ROWS_MOST 1048576
#define XLSX_COLUMNS_MOST 16384

/* "AB12": row from 1, column from 0. False for anything else, and beyond the sheet's end. */
bool xlsx_ref(struct str s, size_t *ret_row, size_t *ret_column);
/* Column 27 as "AB", NUL-terminated. */
struct xlsx_letters { char c[4]; };
struct xlsx_letters xlsx_letters(size_t column);

/* What a number format shows of a number. */
enum xlsx_format {
	XLSX_PLAIN,  /* the number */
	XLSX_DAY,    /* a day */
	XLSX_TIME,   /* a time of day, or a duration */
	XLSX_MOMENT, /* both */
};
/* Formats that every workbook has, by number: 14–17 days, 18–21 and 45–47 times, 22 both. */
enum xlsx_format xlsx_format_built_in(int64_t id);
/* A format as written: letters d, m, y, h, s outside of quotes, brackets and escapes; m beside h or s is minutes. */
enum xlsx_format xlsx_format_of(struct str code);

/* A number as written in the file ("38", "45000.5", "1E3"). Days count from 1900 (with the day 29/02/1900, which never was:
 * it stays a number) or from 1904. What is no number, and days outside of the calendar, come back as they are. */
struct str xlsx_number(struct arena *a, struct str raw, enum xlsx_format format, bool from_1904);
/* A cell of type d: "2026-03-15T00:00:00" as 2026-03-15, with its time when there is one. */
struct str xlsx_iso(struct arena *a, struct str raw);

/* Opens "_x000D_" in place and gives the new length. NUL and halves of pairs stay as written. */
size_t xlsx_unescape(char *p, size_t n);
/* The same text with what would be taken for such an escape escaped ("_x0041_" → "_x005F_x0041_"), and what XML cannot
 * hold; `s` itself when there is nothing to do. */
struct str xlsx_escape(struct arena *a, struct str s);
