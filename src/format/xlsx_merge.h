/*
 * xlsx_merge.h – cells that people merge down a column: the village over the twelve rows of its households. Private to format/.
 *
 * Such a value stands in the first of its rows only, and that it counts for the others a workbook says behind all rows. So the
 * sheet is looked through before it is read, for the word alone, as far as it is not longer than XLSX_MERGE_AHEAD; only one that
 * has it is walked for its ranges. In the rows of a range the cell of its first column has the value, when it is blank there and
 * the row has something of its own: a row of nothing else is none. Ranges of a single row – titles, totals – stay as they are.
 *
 * Memory: the sheet that was looked through, the ranges, at most XLSX_MERGES_MOST, and a value for each column; the area of a range
 * costs nothing. The sheet is unpacked once.
 */
#pragma once
#include "format/xlsx_book.h"

#define XLSX_MERGE_AHEAD ((size_t)16 << 20) /* bytes of the sheet, unpacked: some 25,000 rows of ten columns */
#define XLSX_MERGES_MOST 100000

struct xlsx_merges;

/* NULL in *ret_merges when the sheet has no cells merged over rows, or is too long to be looked through. The merges live until
 * xlsx_merges_free. ERR_TOO_LARGE beyond XLSX_MERGES_MOST; what is no range is passed over. */
int xlsx_merges_find(struct xlsx_book *book, const struct xlsx_sheet *sheet, size_t columns, struct xlsx_merges **ret_merges,
		     struct err *err);
void xlsx_merges_free(struct xlsx_merges **merges); /* NULL inside is allowed */
#define _cleanup_xlsx_merges_ __attribute__((cleanup(xlsx_merges_free)))
/* The row of this line, with room for every column: fills what is merged down into it, and keeps what stands at the top of a range.
 * *n: one behind the last cell that is not empty. Lines come upwards. What was filled is noted in `info`. */
void xlsx_merges_fill(struct xlsx_merges *merges, size_t line, struct str *cells, size_t *n, struct xlsx_info *info);
/* "A2:A13": false when it is no range. Columns and rows from 0 and 1, as xlsx_ref. */
struct xlsx_range { size_t top, left, bottom, right; };
bool xlsx_range(struct str ref, struct xlsx_range *ret);
