/*
 * reader.h – reads one table of law/ row by row, naming file, line and column of what is wrong. For this folder only.
 *
 * Getters remember the first fault and go on with harmless values; look at `fault` once at the end of a row.
 */
#pragma once
#include "format/csv.h"
#include "law/law.h"

struct source {
	struct str id, name;
	struct str brief; /* "Luật Bầu cử" */
};

struct reader {
	struct arena *a;
	const char *file;
	struct csv_table t;
	size_t row;
	const struct source *source; /* known sources; none while reading them */
	size_t source_n;
	int fault; /* 0 or what to return */
	struct err *err;
};

int reader_open(struct reader *r, struct arena *a, const char *file, struct str text, struct err *err);
/* Marks a fault in that column of the present row. */
void reader_fault(struct reader *r, const char *column, const char *reason);
/* The cell; a column that is not in the table is a fault, an empty cell is none. */
struct str reader_text(struct reader *r, const char *column);
/* The cell, which must not be empty. */
struct str reader_word(struct reader *r, const char *column);
/* A number; `missing` when the cell is empty. */
int64_t reader_int(struct reader *r, const char *column, int64_t min, int64_t max, int64_t missing);
/* "1" or empty. */
bool reader_flag(struct reader *r, const char *column);
/* YYYY-MM-DD; DAY_NONE when empty. */
day_t reader_day(struct reader *r, const char *column);
enum law_confidence reader_confidence(struct reader *r);
/* Words separated by blanks, looked up in names[]: a bit per word. At least one. */
unsigned reader_set(struct reader *r, const char *column, const char *const *names, size_t n);
/* Bits of election kinds from the column "kind". */
unsigned reader_kinds(struct reader *r);
/* The columns id, source, article, confidence, note of every table. */
struct law_rule reader_rule(struct reader *r);
/* The columns from and to. */
void reader_versions(struct reader *r, struct law_rule *rule);

/* calendar.csv and plan_2026.csv: calendar_load.c */
int law_read_steps(struct reader *r, struct law *law);
int law_read_plan(struct reader *r, struct law *law);
/* results.csv and checks.csv: results.c */
int law_read_results(struct reader *r, struct law *law);
int law_read_checks(struct reader *r, struct law *law);
