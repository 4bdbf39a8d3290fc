/*
 * csv.h – read and write CSV (RFC 4180), with limits.
 *
 * Reading: UTF-8 with or without BOM, UTF-16 with its BOM (what older spreadsheets save as "Unicode text"), LF or CRLF, quoted
 * fields with line breaks and doubled quotes. Latin-1 or other bytes that are no UTF-8 are refused with the line and the
 * remedy, an open quote with the line it began in. Cells are separated by commas, by semicolons (what a spreadsheet with the
 * Vietnamese number format writes) or by tabs: by the one that most of the first ten lines have outside quotes.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"

struct csv_limits {
	size_t bytes;   /* whole text */
	size_t rows;
	size_t columns;
	size_t cell;    /* bytes of one cell */
	bool utf8_only; /* UTF-16 is refused: files whose very bytes are agreed upon */
};
extern const struct csv_limits csv_limits_default; /* 64 MiB, 2,000,000 rows, 200 columns, 64 KiB */

struct csv_row {
	size_t line;             /* first line of the row in the file, from 1 */
	size_t n;
	const struct str *cells; /* live until the callback returns, except those of csv_table */
};

/* Calls `row` for each row, the heading included; a non-zero return stops and is returned. Empty lines are passed
 * over. */
int csv_read(struct str text, const struct csv_limits *limits,
             int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct err *err);

/* The whole of a small table with a heading, for the project's own files. Cells live in the arena. */
struct csv_table {
	size_t columns;
	const struct str *names;
	size_t rows;
	const struct csv_row *row;
};
int csv_table(struct arena *a, struct str text, const struct csv_limits *limits, struct csv_table *ret_table,
              struct err *err);
/* Column by name, or -1. */
int csv_column(const struct csv_table *t, const char *name);
/* The cell, trimmed; empty when the row is short. */
struct str csv_cell(const struct csv_table *t, size_t row, int column);

/* Writing: CRLF, quotes where needed. Cells of text that a spreadsheet would run as a formula (= + - @ tab CR at the
 * start) get a leading apostrophe. */
void csv_write_text(struct buf *out, struct str cell, bool last);
void csv_write_int(struct buf *out, int64_t v, bool last);
/* The cell without that apostrophe, for reading back what csv_write_text wrote. */
struct str csv_unguard(struct str cell);
