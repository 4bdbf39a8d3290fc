/*
 * report.h – one template, many answers, one sum.
 *
 *   template   what is asked, how often, how long after the period it is due, whether a leader approves
 *   edition    the form itself (form/form.h) in numbered editions: draft → published → closed; never changed once published
 *   reporter   which unit answers, from when to when, and who is its heir after a merger
 *   period     from–to, cut, opening, due and locking day of one round; closed with a frozen sum
 *   answer     one unit's answer to one period: waiting → prepared → sent → accepted, or returned with reasons
 *   unlock     an exception for one unit, with reason and end
 *
 * An answer is one row that is there from the opening of its period, so that who has not answered is a list like any other.
 * Its cells are one text (form/answer.h); adding up reads these texts, there is no second copy of a figure.
 */
#pragma once
#include "access/verb.h"
#include "form/period.h"
#include "form/rollup.h"

extern const struct record template_record, edition_record, reporter_record, period_record, answer_record, unlock_record;

/* id is the template's for the first four, the period's for the next two lines, the answer's for the rest. */
extern const struct verb edition_save, edition_publish, reporter_assign, period_open;
extern const struct verb period_accept, period_close;
extern const struct verb period_urge, period_criticise, period_demand; /* who has not sent, in the three grades of work/urging.h */
extern const struct verb answer_fill, answer_approve, answer_sign, answer_hold, answer_return, answer_accept;

/* What an officer types, as the parameter `cells` of answer.fill: "code=typed\n" as answers are kept. */
struct str report_pack(struct arena *a, const struct form *f, const struct str *typed);
/* typed: f->cell_n, empty where the text has nothing. */
void report_unpack(struct arena *a, const struct form *f, struct str packed, struct str *ret_typed);

/* The form of an edition. */
int report_form(struct db *db, struct arena *a, int64_t edition, struct form **ret_form, struct err *err);
/* The newest published edition of a template, or its draft; 0 for none. */
int report_edition(struct db *db, int64_t template, bool draft, int64_t *ret_edition, struct err *err);
/* May this answer be filled today? */
int report_lock(struct db *db, const struct row *period, const struct row *answer, day_t today, enum period_lock *ret_lock,
		struct err *err);
/* What was returned: a reason for each code; "" for the whole. */
struct report_reason {
	struct str code, text;
};
void report_reasons(struct arena *a, const struct row *answer, struct report_reason **ret, size_t *ret_n);
/* Sent and not sent back: counts in the sum. */
bool report_counts(struct str state);

/* ---- signing ---- */

#define REPORT_AUTHORITIES "authorities.pem" /* in the site's folder: whom the operator trusts; may be missing */

struct report_signing {
	int64_t answer, revision;
	struct str name, bytes; /* the signed PDF */
	struct str paper;       /* the PDF of this answer as it is printed here; empty: none to compare with */
	struct str key;         /* idempotency key */
};
/* Asks the signature, keeps the file with the answer and what was found in its row. ERR_INPUT: not signed, or no longer what was
 * signed; nothing is kept then. A signature nobody vouches for, or on another paper, is kept as one a person must look at. */
int report_sign(struct site *site, const struct actor *actor, const struct report_signing *what, struct verb_result *ret_result,
		struct err *err);
/* The site's authorities, empty when there are none. */
int report_authorities(const struct site *site, struct arena *a, struct str *ret_pem, struct err *err);

/* ---- adding up ---- */

struct report_answer {
	int64_t id, unit, late_days;
	struct str state, cells, unit_code, unit_name;
	bool none, counts, on_time;
};
struct report_round {
	int64_t period;
	struct report_answer *answers; /* those the actor may read, in the order of names */
	size_t n;
	int64_t counted, on_time; /* of n: complete, complete in time */
};
int report_round_read(const struct site *site, struct db *db, struct arena *a, const struct actor *actor, int64_t period,
		      struct report_round *ret, struct err *err);
/* The same sum from what was frozen when the period was closed, for those who may read all of it: no answer is read. False for
 * a period that is open. *ret_cells: f->cell_n. */
bool report_round_frozen(struct arena *a, const struct form *f, const struct row *period, struct answer_cell *ret_cells);
/* The sum of the answers that count. */
void report_round_sum(struct arena *a, const struct form *f, const struct report_round *round, struct roll *ret_roll);
/* Cells of the answers of the unit, and of units it is the heir of, before a day: newest first, at most `most`, one for
 * each period; units that merged are added up by the form's rules. */
int report_past(struct db *db, struct arena *a, const struct form *f, int64_t template, int64_t unit, day_t before,
		size_t most, struct roll **ret_periods, size_t *ret_n, struct err *err);

/* ---- sheets ---- */

/* A form as cells of a sheet: which cell each row is for, what was there before, what is there. Columns: Mã, Nội dung,
 * Đơn vị tính, Kỳ trước, Kỳ này. */
#define REPORT_SHEET_COLUMNS 5
extern const char *const report_sheet_columns[REPORT_SHEET_COLUMNS];
/* Reads a filled sheet or pasted table: columns are found by their headings wherever they stand, rows by their code. Into
 * `typed` (f->cell_n); cells that the sheet leaves out stay. ERR_INPUT: another template's sheet, a code twice, no heading;
 * *ret_ignored says in words what was passed over. */
int report_sheet_read(struct arena *a, const struct form *f, struct str bytes, const char *filename, struct str *typed,
		      struct str *ret_ignored, struct err *err);
/* A form from a workbook or pasted table with the nine columns, in any order: the text for edition.save. */
int report_form_sheet(struct arena *a, struct str bytes, const char *filename, struct str *ret_body, struct err *err);
/* And to a workbook. */
int report_form_write(const char *path, struct arena *a, struct str title, struct str body, struct err *err);
/* The sheet to be filled. */
int report_sheet_write(const char *path, struct arena *a, const struct form *f, struct str title,
		       const struct answer_cell *before, const struct answer_cell *now, struct err *err);
/* A line for every unit and a column for every cell, with the sums on top: for `export` and the page of a period. */
int report_round_write(const char *path, struct arena *a, const struct form *f, struct str title,
		       const struct report_round *round, const struct roll *sum, struct err *err);
