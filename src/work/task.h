/*
 * task.h – tasks, thin: one row for each unit that answers; assigned → received → done.
 *
 * A task is late when its deadline has passed and it is not done; when it is reported done the days of lateness are frozen.
 * The deadline is the last day on which it is still in time.
 */
#pragma once
#include "access/verb.h"

extern const struct record task_record;
extern const struct verb task_receive, task_report, task_take_back;

#define TASK_SOON_DAYS 7

/* What a task is made from. */
struct task_source {
	int64_t election, step;
	struct str title;
	day_t due;       /* DAY_NONE: no fixed date */
	day_t legal_due; /* where a stricter date was directed; else the same */
};

/* Inside a verb's check: a new task for a unit; a unit that has this step's task already gets none (returns 0). */
int task_give(struct verb_call *c, const struct task_source *from, int64_t unit, struct err *err);
/* The date of a step moved: all of its tasks that are not done follow. */
int task_move(struct verb_call *c, int64_t step, day_t due, day_t legal_due, struct err *err);
/* What a step of the law (by its rule id) asks for is there now: the unit's open task closes itself and says why. */
int task_close(struct verb_call *c, int64_t election, const char *rule, int64_t unit, day_t done, struct str note, struct err *err);

/* Days late on `today`: positive when late, 0 in time or without deadline. For a done task the frozen number. */
int64_t task_late_days(const struct row *task, day_t today);
