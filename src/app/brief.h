/*
 * brief.h – the director's page as figures: what is late and where, what is due, which communes lack a committee.
 *
 * Everything is computed from rows at the moment it is asked, for one working day. "Last week" is the same computed for
 * seven days before, from the days kept in the rows.
 */
#pragma once
#include "app/app.h"

struct brief_late {
	int64_t task, unit, step;
	struct str unit_name, unit_code, title;
	day_t due, legal_due;
	int64_t days;
	struct str basis;             /* the article */
	struct str directed_document; /* where the deadline is stricter than the law's */
};

struct brief_step {
	int64_t step;
	struct str title, basis;
	day_t by, legal, directed; /* DAY_NONE */
	int64_t done, of;          /* tasks; of 0: a milestone others own, or not assigned yet */
	bool milestone;
};

enum brief_state { BRIEF_NONE, BRIEF_WAIT, BRIEF_SOON, BRIEF_LATE, BRIEF_DONE };

struct brief_unit {
	int64_t unit;
	struct str code, name, full;
	int64_t total, done, late, soon;
	int64_t late_days;   /* of the oldest late task */
	enum brief_state state;
	bool committee;
};

struct brief {
	day_t day;
	bool has_election;
	struct row election;
	day_t election_day;
	int64_t days_left;
	int64_t total, done, late, soon;
	int64_t late_before, soon_before; /* a week ago */
	int64_t committees, communes, committees_before;
	struct brief_late *late_rows; /* oldest first */
	size_t late_n;
	struct brief_step *steps;     /* due within TASK_SOON_DAYS and not done, or milestones overdue */
	size_t step_n;
	struct brief_unit *units;     /* communes in Vietnamese order, then the department when it has tasks */
	size_t unit_n;
	struct head head;

};

/* Several queries: the caller keeps them on one state (db_read_begin). */
int brief_make(const struct site *site, struct db *db, struct arena *a, day_t day, struct brief *ret_brief, struct err *err);
/* The contract of the command line. */
void brief_json(struct buf *out, const struct brief *b);
/* For a terminal or a letter. */
void brief_text(struct buf *out, const struct brief *b);
