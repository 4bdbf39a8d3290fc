/*
 * progress.h – how far each commune is with the bodies, their seals, their places and their people: what is there, what
 * is missing, what a person must look at, by which deadline. Figures and states only; pages and sheets say them in
 * words.
 *
 * How many boards, teams and surveyed places a commune needs follows from its decided constituencies and polling areas; while
 * there are none the total is unknown, and what is there is never called complete. Each committee, board and team that is
 * decided needs its seal, a team the stamp too.
 */
#pragma once
#include "election/body.h"

enum progress_step {
	PROGRESS_COMMITTEE, /* Ủy ban bầu cử, Art. 22(2) */
	PROGRESS_BOARDS,    /* Ban bầu cử, Art. 24 */
	PROGRESS_TEAMS,     /* Tổ bầu cử, Art. 25 */
	PROGRESS_SEALS,
	PROGRESS_PLACES, /* polling places surveyed */
	PROGRESS_FREED,  /* officials who handed over their work */
	PROGRESS_STEPS
};
enum progress_state {
	PROGRESS_NONE,
	PROGRESS_WAIT,
	PROGRESS_SOON,
	PROGRESS_FIX,
	PROGRESS_LATE,
	PROGRESS_DONE,
	PROGRESS_STATES
};

#define PROGRESS_UNKNOWN (-1)

struct progress_cell {
	int64_t have, of; /* of: PROGRESS_UNKNOWN, or how many are needed */
	int64_t wrong;    /* bodies a person must look at; places that lack something */
	int64_t late;     /* hand-overs and repairs whose day has passed */
	day_t due;        /* the first of the days that hand-overs and repairs still have to keep; DAY_NONE */
	enum progress_state state;
	int64_t id;       /* of the committee; 0 elsewhere */
	struct str paper; /* its decision */
	day_t day;        /* it was set up, by its first decision; DAY_NONE */
	struct str why;   /* the first thing to look at */
};
struct progress_unit {
	int64_t unit;
	struct progress_cell cell[PROGRESS_STEPS];
};
/* A deadline of the calendar; DAY_NONE where the law and the directives name none. */
struct progress_due {
	day_t legal, directed, by;
	struct str document, basis;
};
struct progress {
	struct progress_due due[PROGRESS_STEPS], province; /* of communes; of the province's committee */
	struct progress_unit *units; /* in the order given */
	size_t n, communes;
	struct body_twice *twice; /* of the whole election, for progress_lacks; by the body's id */
	size_t twice_n;
	int64_t count[PROGRESS_STEPS][PROGRESS_STATES]; /* of the communes */
};

/* The first `communes` of the units are communes; others – the province, its department – have no teams and places of their own,
 * the province its committee and the boards of both its levels. */
int progress_make(struct db *db, struct arena *a, const struct law *law, const struct row *election, day_t today,
		  const int64_t *units, size_t n, size_t communes, struct progress *ret_progress, struct err *err);

/* The day a unit's step is measured against: its own, else the calendar's; DAY_NONE. */
day_t progress_by(const struct progress *p, size_t at, enum progress_step step);

/* One thing that a unit still lacks, and where it is written down. */
struct progress_lack {
	enum progress_step step;
	enum progress_state state;
	struct str text;
	struct str place; /* what is new is for: number of a constituency or an area; empty */
	struct str name;  /* of the area's place */
	int64_t row;      /* of the step's register: what is there and wrong or unfinished; 0: it is to be made */
	int64_t body;     /* whose seal is to be written down; 0 */
	day_t by;         /* its own day; DAY_NONE: that of the step */
};
/* All of them, step by step; `p` holds the unit at `at`. Not asked for: hand-overs, unless `freed`. */
int progress_lacks(struct db *db, struct arena *a, const struct law *law, const struct row *election, day_t today,
		   const struct progress *p, size_t at, bool freed, struct progress_lack **ret_list, size_t *ret_n, struct err *err);
/* How many of the communes' election committees a person must look at: for the brief, without all the rest. */
int progress_committees(struct db *db, struct arena *a, const struct law *law, const struct row *election, int64_t *ret_wrong,
			struct err *err);
const char *progress_step_title(enum progress_step step);
/* "đã xong", "cần xem lại", "quá hạn" … */
const char *progress_state_words(enum progress_state state);
