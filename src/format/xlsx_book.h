/*
 * xlsx_book.h – a workbook, opened for reading one of its sheets: sheet names, shared strings, number formats.
 *
 * Inside of format/ only; the door is xlsx_read.h.
 */
#pragma once
#include "base/buf.h"
#include "format/package.h"
#include "format/xlsx_read.h"
#include "format/xlsx_value.h"

struct xlsx_sheet {
	struct str name; /* at most XLSX_SHEET_NAME - 1 bytes */
	struct str id;   /* of the relation */
	struct str part; /* NULL: no sheet of cells (a chart, a dialog) */
	bool hidden;
};

struct xlsx_book {
	struct arena *arena;
	struct package *package;
	const struct xlsx_limits *limits;
	bool from_1904;
	struct xlsx_sheet *sheets;
	size_t sheet_count, sheet_room;
	struct str strings_part, styles_part;
	struct buf strings; /* bytes of all shared strings, one after the other */
	struct buf starts;  /* uint32_t each: where a string starts; one more for the end */
	struct buf formats; /* a byte of enum xlsx_format for each style of cells */
};

/* Opens the workbook: its sheets and where its parts are. Refuses what is no .xlsx with the remedy. The book lives until
 * xlsx_book_close; `bytes` and `limits` must live as long. */
int xlsx_book_open(struct str bytes, const struct xlsx_limits *limits, struct xlsx_book **ret_book, struct err *err);
void xlsx_book_close(struct xlsx_book **book);
#define _cleanup_xlsx_book_ __attribute__((cleanup(xlsx_book_close)))
/* The sheet of that name; of the empty name: the first that is not hidden. */
int xlsx_book_find(struct xlsx_book *book, struct str name, const struct xlsx_sheet **ret_sheet, struct err *err);
/* Reads shared strings and formats, once. */
int xlsx_book_load(struct xlsx_book *book, struct err *err);
/* False when there is no string of that number. The bytes are the book's. */
bool xlsx_book_string(const struct xlsx_book *book, struct str number, struct str *ret_string);
/* Of a style of cells; unknown ones are plain. */
enum xlsx_format xlsx_book_format(const struct xlsx_book *book, struct str style);
