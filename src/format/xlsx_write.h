/*
 * xlsx_write.h – write one table as an Excel workbook (.xlsx). The only door to libxlsxwriter.
 *
 * A bold heading that stays in sight, a filter on every column, widths, cells with their kind: days are real dates shown as
 * 15/03/2026, numbers are numbers, and text is text: never a formula or a link, whatever it begins with, and in cells of the
 * format "text", so that 038… keeps its zero and =… stays words when somebody edits the cell. What is written is read again by
 * xlsx_read as the same. The same rows give the same bytes. Memory is flat: a row at a time goes to a temporary file without a
 * name, where the C library keeps these (/tmp).
 */
#pragma once
#include "base/date.h"
#include "base/err.h"

enum xlsx_kind { XLSX_TEXT, XLSX_INT, XLSX_DECIMAL, XLSX_DATE }; /* decimals are shown with thousands set apart */

struct xlsx_column {
	struct str label;
	enum xlsx_kind kind; /* of most cells below; any cell may be of another */
	int decimals;        /* XLSX_DECIMAL: 0…6, how many are shown */
	int width;           /* in characters; 0: by the label and the kind */
};

struct xlsx_writer;

/* Begins the file. It grows as `path`.part, readable by this user only; what is at `path` stays until xlsx_write_end replaces
 * it. The sheet's name may be any text: signs that Excel refuses become '-', beyond 31 characters it is cut. Columns are
 * copied. */
int xlsx_write_start(const char *path, struct str sheet, const struct xlsx_column *columns, size_t n,
                     struct xlsx_writer **ret_writer, struct err *err);

/* One cell after the other, from the left; xlsx_write_row ends the row. Rows beyond Excel's 1,048,576, more cells than columns
 * and text longer than 32,767 characters are said by xlsx_write_end. */
void xlsx_write_text(struct xlsx_writer *w, struct str text);
/* Beyond fifteen digits, which Excel does not keep, a number is written as text. */
void xlsx_write_int(struct xlsx_writer *w, int64_t v);
void xlsx_write_scaled(struct xlsx_writer *w, int64_t v, int decimals);
/* DAY_NONE leaves the cell empty; days before 01/03/1900, which Excel does not count rightly, are written as text. */
void xlsx_write_day(struct xlsx_writer *w, day_t day);
void xlsx_write_empty(struct xlsx_writer *w);
void xlsx_write_row(struct xlsx_writer *w);

/* Finishes the file, looks whether it is whole, and frees the writer. On failure there is no file. */
int xlsx_write_end(struct xlsx_writer *w, struct err *err);
/* Gives up: frees the writer, leaves no file. NULL is allowed. */
void xlsx_write_abandon(struct xlsx_writer *w);
