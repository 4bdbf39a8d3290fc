/*
 * brief.h – the director's page as figures: what is late and where, what is due, which communes lack a committee.
 *
 * Everything is computed from rows at the moment it is asked, for one working day. "Last week" is what was frozen then
 * (snapshot.h): the newest snapshot of an earlier week, never computed again. Page, print, PDF, text and JSON are made from
 * this one struct.
 */
#pragma once
#include "app/snapshot.h"
#include "work/figures.h"

struct brief_late {
	int64_t task, unit;
	int64_t assignment, step; /* 0: none */
	struct str unit_name, unit_code, title;
	day_t due, legal_due;
	int64_t days;
	struct str basis;             /* the article, or the document that assigned it */
	struct str directed_document; /* where the deadline is stricter than the law's */
	size_t job;                   /* which of the jobs it is a row of */
};
/* One job that was given to several units, and who is late with it. */
struct brief_job {
	size_t first, listed; /* its oldest row among late_rows, and how many of them are there */
	int64_t late;         /* how many there are in all: counted, not only among those */
};

struct brief_decision { /* asked of the leaders of the province */
	int64_t id;
	struct str question, asked_by;
	day_t asked, due; /* DAY_NONE */
};
struct brief_difficulty { /* reported, or passed up and not answered yet */
	int64_t id, unit;
	struct str unit_name, unit_code, text;
	day_t day;
	bool passed, proposal;
};

/* What is due soon: a step of the calendar, or what somebody assigned. */
struct brief_due {
	int64_t step, assignment; /* one of them, the other 0 */
	struct str title, basis;  /* the article, or the document that assigned it */
	day_t by;                 /* of an assignment: the first of its open rows' deadlines */
	int64_t done, of;         /* recipients; of 0: a milestone others own, or not assigned yet */
	bool milestone;
};

/* A leader has to have it assigned. */
static inline bool brief_due_waits(const struct brief_due *s) { return s->of == 0 && !s->milestone; }

enum brief_state { BRIEF_NONE, BRIEF_WAIT, BRIEF_SOON, BRIEF_LATE, BRIEF_DONE };

/* How many bodies of a kind are decided; of: how many there must be, BRIEF_UNKNOWN while nobody knows. */
#define BRIEF_UNKNOWN (-1)
struct brief_body {
	struct str kind;   /* code, "TBC" … */
	const char *title; /* … and for people */
	int64_t done, of;
};
/* How many rows of a register are in a state: seals, polling places, hand-overs. */
struct brief_state_count {
	const char *state, *title;
	int64_t n;
};
#define BRIEF_STATES_MOST 8
struct brief_states {
	struct brief_state_count of[BRIEF_STATES_MOST];
	size_t n;
};
/* Somebody who should be free for the election by now. */
struct brief_freed {
	int64_t id;
	struct str person, successor, work, unit_name;
	day_t due;
};

#define BRIEF_LATE_MOST 2000
#define BRIEF_FREED_MOST 50

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
	struct figures_line *assigners; /* who assigned and in which year: tasks, one for each recipient … */
	size_t assigner_n;
	struct figures_line *wholes;    /* … and assignments, done when every lead is ("184/184") */
	size_t whole_n;
	int64_t committees, communes;
	int64_t committees_of;    /* communes that must have one: all, or none in by-elections without */
	int64_t committees_wrong; /* of those that are there: somebody must look (election/progress.h) */
	struct brief_body *bodies; /* kinds of which there are any, in the order of body_kinds */
	size_t body_n;
	struct brief_states seals, places, handovers;
	struct brief_freed *freed; /* hand-overs whose day has passed, BRIEF_FREED_MOST at most, oldest first */
	size_t freed_n;
	bool has_before;
	struct snapshot before; /* of an earlier week, when one was frozen */
	struct brief_late *late_rows; /* oldest first, BRIEF_LATE_MOST of the `late` ones at most */
	size_t late_n;
	struct brief_job *jobs;       /* of those rows, in their order */
	size_t job_n;
	int64_t waiting;              /* for a decision: those asked, and steps due soon that nobody was given */
	struct brief_decision *decisions; /* oldest first */
	size_t decision_n;
	struct brief_difficulty *difficulties;
	size_t difficulty_n;
	struct brief_due *due;        /* within TASK_SOON_DAYS and not done, by day; and milestones overdue */
	size_t due_n;
	struct brief_unit *units;     /* communes in Vietnamese order, then the department and whoever else has tasks */
	size_t unit_n;
	struct head head;
};

/* Part of brief_make: bodies by kind, seals, places and hand-overs by state. */
int brief_bodies_make(struct db *db, struct arena *a, struct brief *b, struct err *err);
/* Of the election the province works on. Several queries: the caller keeps them on one state (db_read_begin). */
int brief_make(struct site *site, struct db *db, struct arena *a, day_t day, struct brief *ret_brief, struct err *err);
/* Of this election; NULL: there is none. */
int brief_of(struct site *site, struct db *db, struct arena *a, day_t day, const struct row *election, struct brief *ret_brief,
	     struct err *err);
/* The contract of the command line. */
void brief_json(struct buf *out, const struct brief *b);
/* For a terminal or a letter. */
void brief_text(struct buf *out, const struct brief *b);
