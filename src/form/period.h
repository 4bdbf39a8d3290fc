/*
 * period.h – the periods of a report: from which day to which, until when figures count, when it is due.
 *
 * Decree 09/2019/NĐ-CP, Article 12 (as the house knows it; provisional until its text is in law/): figures of a monthly
 * report run from the 15th of the month before to the 14th; of a quarter from the 15th of the month before it to the
 * 14th of its last month; half-years and years likewise. A period becomes a row of its own, so that each date can be
 * set otherwise.
 */
#pragma once
#include "base/date.h"

/* kind, key, words */
#define PERIOD_KINDS(X)                                                     \
	X(PERIOD_DAY, "day", _("hằng ngày"))                               \
	X(PERIOD_WEEK, "week", _("hằng tuần"))                             \
	X(PERIOD_MONTH, "month", _("hằng tháng, tròn tháng"))              \
	X(PERIOD_MONTH15, "month15", _("hằng tháng, chốt ngày 14"))        \
	X(PERIOD_QUARTER, "quarter", _("hằng quý, tròn quý"))              \
	X(PERIOD_QUARTER15, "quarter15", _("hằng quý, chốt ngày 14"))      \
	X(PERIOD_HALF15, "half15", _("6 tháng, chốt ngày 14"))             \
	X(PERIOD_YEAR15, "year15", _("hằng năm, chốt ngày 14/12"))         \
	X(PERIOD_ONCE, "once", _("một lần"))

enum period_kind {
#define X(kind, key, words) kind,
	PERIOD_KINDS(X)
#undef X
	PERIOD_KIND_COUNT
};

struct period_span {
	day_t start, end; /* both belong to it */
	struct str name;  /* "Tuần 47 năm 2025", "Tháng 11/2025" */
};

/* False when there is none of that key. */
bool period_kind_of(struct str key, enum period_kind *ret_kind);
/* The period that `day` lies in. PERIOD_ONCE: the day alone. */
struct period_span period_at(struct arena *a, enum period_kind kind, day_t day);

/* May a unit answer on `today`? The one place that says so: pages, verbs and sheets ask it. */
enum period_lock {
	LOCK_OPEN,
	LOCK_LATE,     /* open, after the due day */
	LOCK_EARLY,    /* not yet */
	LOCK_LOCKED,   /* the late window is over */
	LOCK_ACCEPTED, /* the answer was accepted */
	LOCK_CLOSED,   /* the period was closed */
};
struct period_window {
	day_t opens, due, locks; /* first day, last day in time, last day at all; DAY_NONE: no limit */
	bool accepted, closed;
	day_t unlocked_until;    /* of an exception; DAY_NONE: none */
};
enum period_lock period_lock(const struct period_window *w, day_t today);
static inline bool period_is_open(enum period_lock lock) { return lock <= LOCK_LATE; }
/* Why not, and what to do. */
const char *period_lock_words(enum period_lock lock);
