/*
 * import.h – tables (xlsx, CSV) into any register.
 *
 *   import_check    reads and checks the whole table without writing to the register; what is fine and what is refused go to
 *                   a staging file, and a row of `import_job` says how many
 *   import_confirm  the person has seen it and wants it
 *   import_next     some slices in one commit, one at least; meanwhile the next are judged and made ready. As soon as anybody
 *                   else wants the writer it is the last: slice and commit take about 20 ms at most on this machine
 *
 * Columns are found by label or field name, in any order, without regard to accents and case, in the first ten rows; a second
 * heading row may refine merged cells of the first. A row whose unique key is there already changes that row: a blank cell
 * keeps what is stored, equal values change nothing, a table that changes nothing leaves no entry. A register without a key that
 * every row has (people who do not sign in, members of bodies) is exported with a column «Mã bản ghi», which names the row when it
 * comes back; without it only a row that is there with all these values is known again. Other rows are new.
 * References are read by heading or code (units: code, name with or without the word for the kind; people: login, name when only
 * one has it), and only among what the actor may read. Rows of one heading without a code are told apart by their unit, and in one
 * unit by their number: "Trần Văn An (Xã An Nông, mã 12)", in what is exported too.
 *
 * Whoever imports needs "RECORD.import" when access.csv has it, else "RECORD.save", for the unit of each row; a row of another
 * unit is refused, the rest goes on. Entries bear the verb "RECORD.import": one for each slice, or one for each row where the
 * record has a check of its own, since a check may look at other rows.
 *
 * The mark how far it went is written in the same transaction as the entries: after a crash the job goes on where it was,
 * each row exactly once. Staging files (DIR/staging) are sealed with the key of the site, for a table may hold private values;
 * they go when the job is done or dropped, except the refused rows, which stay 30 days to be mended and brought back.
 */
#pragma once
#include "access/access.h"
#include "site/site.h"

enum import_state {
	IMPORT_CHECKED,   /* waits for the person */
	IMPORT_CONFIRMED, /* being written */
	IMPORT_DONE,
	IMPORT_DROPPED,   /* before anything was written, or stopped while it was: what was written stays */
	IMPORT_FAILED,    /* `problem` says why; what was written stays written */
};

struct import_job {
	int64_t id;
	const struct record *record;
	int64_t person;   /* 0: the program itself */
	struct str file;  /* name as sent, for people */
	enum import_state state;
	int64_t at;       /* ms UTC, of the check */
	int64_t rows;     /* with anything in a column that was understood */
	int64_t fresh, changed, same; /* as checked */
	int64_t refused;  /* by the check and, if things changed meanwhile, while writing */
	int64_t slices, done; /* the mark */
	int64_t written;  /* rows new or changed, so far */
	bool kept;            /* the refused rows can still be asked for */
	struct str columns;   /* labels of the columns understood, ", " between, what was read from cells merged down, hidden rows */
	struct str ignored;   /* headings nobody knows, or that are not changed by tables; rows that say nothing in the others */
	struct str problem;
	struct str doing;     /* an action on many rows (many.h); empty: a table */
};

extern const struct table import_job_table, import_late_table;

/* The name of the action asked for: "person.import" or "person.save". */
const char *import_action(const struct record *record, char buf[80]);

/* `db` is a reader. ERR_INPUT when the table as a whole cannot be read: no heading row, a column twice, a required column
 * missing, a wrong file. Rows that are wrong are no error: they are counted and kept. */
int import_check(struct site *site, struct db *db, const struct actor *actor, const struct record *record, struct str filename,
                 struct str bytes, int64_t *ret_job, struct err *err);
/* 1 found, 0 not there. */
int import_load(struct site *site, struct db *db, struct arena *a, int64_t id, struct import_job *ret_job, struct err *err);
/* Jobs of a person for a record, newest first: tables, or with `many` actions on many rows. */
int import_recent(struct site *site, struct db *db, struct arena *a, int64_t person, const struct record *record, bool many,
                  size_t most, struct import_job **ret_jobs, size_t *ret_n, struct err *err);
/* ERR_CONFLICT when it is not IMPORT_CHECKED any more. */
int import_confirm(struct site *site, int64_t id, struct err *err);
int import_drop(struct site *site, int64_t id, struct err *err);
/* No further slices. ERR_CONFLICT when it is not IMPORT_CONFIRMED. */
int import_stop(struct site *site, int64_t id, struct err *err);
/* The refused rows as they were sent, under their own headings, with a last column "Lý do": CSV with BOM. */
int import_refusals(struct site *site, struct db *db, int64_t id, struct buf *out, struct err *err);
/* The same as a workbook in a new file. */
int import_refusals_xlsx(struct site *site, struct db *db, int64_t id, const char *path, struct err *err);
/* The reasons of the first rows, for a page. */
struct import_refusal {
	int64_t line;
	struct str first; /* cell */
	struct str reason;
};
int import_reasons(struct site *site, struct db *db, struct arena *a, int64_t id, size_t most, struct import_refusal **ret_list,
                   size_t *ret_n, struct err *err);

/* Writing a confirmed job; `db` is a reader of the caller's alone until the end. */
struct import_run;
struct import_run *import_begin(struct site *site, struct db *db, int64_t id);
/* Writes the next slices; *ret_more is false when that was all. What cannot be written ends the job as IMPORT_FAILED,
 * except ERR_BUSY and ERR_DISK_FULL: then the same can be tried again. */
int import_next(struct import_run *run, bool *ret_more, struct err *err);
/* How long others had to wait for the writer at most, during the last ones: the longest slice and the commit. */
double import_held_ms(const struct import_run *run);
void import_end(struct import_run *run); /* NULL is allowed */
/* The oldest confirmed job, 0 for none. */
int import_waiting(struct db *db, int64_t *ret_id, struct err *err);
/* Staging files and refused rows older than 30 days. */
int import_clean(struct site *site, struct db *db, struct err *err);

/* ---- for `serve`: a thread beside the pages (job/job.h) that writes what is confirmed; it stops after the slice under way ---- */

struct job_thread;
int import_thread_start(struct site *site, struct job_thread **ret_thread, struct err *err);
