/*
 * table.h – one way to read a table that somebody gives: Excel (.xlsx) or CSV.
 *
 * The content decides, not the name: what begins like a zip file or an old Excel file is read as a workbook, all else as CSV.
 * Rows are those of csv.h whichever it is: the number of the line, and cells as people type them. Files that are neither
 * (.xls, Word, PDF, web pages that call themselves .xls) are refused with what to do.
 *
 * A program that serves reads them in a process apart (apart.h) once it has said so; callers see no difference.
 */
#pragma once
#include "format/csv.h"
#include "format/xlsx_read.h"

enum table_kind { TABLE_CSV, TABLE_XLSX };

struct table_info {
	enum table_kind kind;
	struct xlsx_info xlsx; /* of a workbook: sheet, formulas, hidden rows */
};

/* `filename` is what the user calls the file, for better words only; NULL when there is none. `info` may be NULL; its kind and
 * sheet are there before the first row. */
int table_read(struct str bytes, const char *filename, const struct csv_limits *limits,
               int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct table_info *info,
               struct err *err);

/* The first rows, at most `most` (up to XLSX_HEADING_MOST), with merged cells filled: for finding the heading, which may be
 * two rows under a title. Cells live in the arena. */
int table_heading(struct arena *a, struct str bytes, const char *filename, size_t most, const struct csv_limits *limits,
                  struct xlsx_rows *ret_rows, struct err *err);

/* What a spreadsheet shows where there is no value: #REF!, #N/A, #DIV/0!, #NAME? …, Err:502, and "####" where a column was too
 * narrow for it when it was saved as text. Never a value, whatever is read. */
bool table_cell_failed(struct str cell);

/* The same in this process, whatever apart.h was told. */
int table_read_here(struct str bytes, const char *filename, const struct csv_limits *limits,
		    int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct table_info *info,
		    struct err *err);
int table_heading_here(struct arena *a, struct str bytes, const char *filename, size_t most, const struct csv_limits *limits,
		       struct xlsx_rows *ret_rows, struct err *err);
