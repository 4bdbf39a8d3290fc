/*
 * late.h – the one place that knows what late is. Pure.
 *
 * A deadline is a day. Work that somebody ordered is due on that day by 17:00 (+07); a date the law sets is a whole day. So
 * that both are compared by one number, days are cut in two: the half that ends at 17:00 sharp and the rest of the day.
 *
 *   moment   where we are: 2 × day before or at 17:00, 2 × day + 1 after it
 *   mark     until where it is in time: 2 × day for what is cut off at 17:00, 2 × day + 1 for a whole day
 *   late     ⇔ mark < moment
 *
 * The hour counts only on the day it belongs to. Where the working day is held (a rehearsal, --today) `now` is of another
 * day, and the held day stays before 17:00.
 */
#pragma once
#include "base/date.h"

#define LATE_CUT_OFF_HOUR 17
#define LATE_NEVER ((int64_t)1 << 40) /* the mark of what has no deadline, or waits for somebody else */

int64_t late_moment(day_t today, int64_t now_ms);
/* The beginning of a day: what a figure "on the day" is counted at. */
int64_t late_morning(day_t day);
/* LATE_NEVER for DAY_NONE. */
int64_t late_mark(day_t due, bool whole_day);
/* 0 in time, else how many days: the first of them begins when the deadline ends. */
int64_t late_days(int64_t mark, int64_t moment);
