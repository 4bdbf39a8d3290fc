/*
 * sheet.h – bodies with their members as communes keep them in Excel: one line a member, the body's own columns on its
 * first line or on each.
 *
 * Columns are found by their heading, in any order, without regard to accents and case. A body begins where kind,
 * number, unit or decision change; a blank cell in these columns means "as above". Sums and signatures in the column of names are
 * nobody. What is read here is only put into
 * the fields of committee.enter; whether it is lawful, and who is who, is that verb's own business.
 */
#pragma once
#include "election/body.h"
#include "format/table.h"

#define SHEET_BODIES_MOST 500
#define SHEET_COLUMNS 14

/* One body: what a form of committee.enter would hold, and where it stands in the file. */
struct sheet_body {
	size_t line;      /* of its first member */
	struct str title; /* "Tổ bầu cử 5", for people */
	int64_t unit;
	struct str kind, place;
	struct verb_arg *args;
	size_t n, cap;
	size_t members;
	size_t *lines;    /* of the file, of each member */
	struct str (*rows)[SHEET_COLUMNS]; /* as typed, with what stood above filled in, of each member */
	struct str wrong; /* what could not be read; empty: nothing */
};
struct sheet {
	struct sheet_body *bodies;
	size_t n;
	struct str ignored; /* headings nobody knows */
	size_t ended;       /* line where signatures begin under the list, from which on nothing is read; 0: none */
};
/* The headings of the model sheet, in their order; ends with NULL. */
extern const char *const sheet_headings[];

/* `unit` is whose a line is that names none, `units` (those the person may write for, `province` among them) are found by name
 * or code.
 * ERR_INPUT when the table as a whole cannot be read. */
struct sheet_unit {
	int64_t id;
	struct str name, code;
};
int sheet_read(struct arena *a, struct str bytes, const char *filename, int64_t election, int64_t province, int64_t unit,
	       const struct sheet_unit *units, size_t unit_n, struct sheet *ret_sheet, struct err *err);
