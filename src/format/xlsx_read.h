/*
 * xlsx_read.h – read the cells of an Excel workbook (.xlsx, .xlsm), row by row, with limits.
 *
 * One sheet is read: the named one, or the first that is not hidden. Rows come in the order of the file, with the number that
 * the spreadsheet shows; gaps between cells are empty cells, empty cells at the end and empty rows are left out. Cells are
 * text as people type it (xlsx_value.h): whole numbers by digits alone, other numbers with a decimal comma, days as
 * 2026-03-15, times as 07:30, booleans as 1 and 0, errors as they are shown (#N/A). Of a formula the value is taken that was
 * saved with it. A range merged over several rows has its value in each of them, in its first column (xlsx_merge.h); otherwise a
 * merged range has its value in its first cell only; xlsx_heading fills it for headings.
 *
 * Refused with the remedy: .xls and files locked by a password, Word and other files, zip files that are no workbook, torn
 * files, document types and entities, rows or cells out of order, anything beyond a limit. Memory: the shared strings and one
 * row, whatever the length of the sheet. Nothing is believed that the file says of itself: bytes are counted as they come.
 */
#pragma once
#include "format/csv.h"
#include "format/package.h"

struct xlsx_limits {
	struct package_limits package;
	size_t strings;      /* shared strings */
	size_t string_bytes; /* of all of them */
	size_t sheets;
	size_t styles;
};
/* 5,000 parts, 1 GiB, 300 times, 64 deep, 1 MiB; 4,000,000, 96 MiB; 500; 65,536 */
extern const struct xlsx_limits xlsx_limits_default;

#define XLSX_SHEET_NAME 128
#define XLSX_MERGED_COLUMNS 64
struct xlsx_info {
	char sheet[XLSX_SHEET_NAME]; /* the sheet that is read */
	size_t other_sheets;         /* not hidden, and not read */
	size_t rows;                 /* given to the callback */
	size_t hidden_rows;          /* of these: hidden in the spreadsheet, by a filter or by hand */
	size_t formulas;             /* cells whose saved value was taken */
	size_t formulas_unsaved;     /* formulas without one: empty cells here. The user must be told */
	size_t unsaved_line, unsaved_column; /* of the first of these, from 1 */
	/* for each column: the last line that had the value merged down into it; 0: none. The user must be told */
	size_t merged[XLSX_MERGED_COLUMNS];
	size_t merged_unread; /* ranges over several rows that were not filled: the sheet is too long (xlsx_merge.h) */
};

/* Calls `row` for each row as csv_read does; a non-zero return stops and is returned. `sheet` empty: the first not hidden.
 * `limits` are those of the table, `package` those of the file around it. `info` may be NULL; sheet and other_sheets are
 * there before the first row, the counts with the last. */
int xlsx_read(struct str bytes, struct str sheet, const struct csv_limits *limits, const struct xlsx_limits *package,
              int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct xlsx_info *info,
              struct err *err);

/* The first rows, at most `most` (up to XLSX_HEADING_MOST), for finding the heading: a merged range has its value in every
 * cell that lies in these rows. Cells live in the arena. The sheet is walked to its end, as merged ranges stand there. */
#define XLSX_HEADING_MOST 32
struct xlsx_rows {
	size_t n;
	struct csv_row *row;
};
int xlsx_heading(struct arena *a, struct str bytes, struct str sheet, size_t most, const struct csv_limits *limits,
                 const struct xlsx_limits *package, struct xlsx_rows *ret_rows, struct err *err);
