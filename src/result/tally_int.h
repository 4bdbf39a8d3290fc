/*
 * tally_int.h – what tally_read.c fills and tally.c decides. For this folder only.
 */
#pragma once
#include "result/tally.h"

#define TALLY_BALLOTS 3

struct tally_unit {
	struct str code;
	enum contest_level level;
	int64_t seats, voters, turnout, valid;
	uint32_t forms;
	uint32_t first, n; /* candidates, by number */
};

struct tally_candidate {
	int64_t votes;
	day_t born;
	uint32_t number;
	uint32_t unit;
	uint32_t rows; /* of votes */
};

struct tally {
	struct arena *a;
	size_t unit_n, unit_cap;
	struct tally_unit *unit;
	size_t candidate_n, candidate_cap;
	struct tally_candidate *candidate;
	size_t slots;   /* of the table of codes: index + 1, or 0 */
	uint32_t *slot;
	uint32_t last;  /* the unit looked up before */
	size_t forms, votes, issued;
};

/* A table being read, row by row: cells are what the reader asks for next. */
struct tally_scan {
	const char *p, *end, *start;
	const char *file;
	struct err *err;
	int fault; /* 0 or what to return */
};
/* Checks the heading, which must be exactly that line, and stands behind it. */
int tally_open(struct tally_scan *s, const char *file, const char *heading, struct str text, struct err *err);
/* A cell and the mark behind it: ',' or '\n' ('\r' before it is passed over; the end of the text counts). */
struct str tally_text(struct tally_scan *s, const char *column, char mark);
int64_t tally_int(struct tally_scan *s, const char *column, char mark);
void tally_fault(struct tally_scan *s, const char *at, const char *column, const char *reason);
/* Index by code, or UINT32_MAX. */
uint32_t tally_find(struct tally *t, struct str code);
