/*
 * plan_answer.h – what the search hands to plan.fill, and the thread that runs it beside the pages.
 */
#pragma once
#include "area/site_plan.h"

struct plan_answer {
	const struct site_plan *site_plan; /* as it was searched */
	struct district_plan plan;
	struct district_measure measure;
	struct str problem;                /* why there is none; empty: there is one */
};

/* Searches and fills one plan, in the calling thread; `db` is a reader. `done` (may be NULL) is kept at the part done, of 1,000. */
int plan_work(struct site *site, struct db *db, const struct actor *program, int64_t id, int *done, struct err *err);

/* ---- for `serve`; goes on with what an earlier process left ---- */

struct plan_driver;
int plan_driver_start(struct site *site, const struct actor *program, struct plan_driver **ret_driver, struct err *err);
/* Something was asked. */
void plan_driver_wake(struct plan_driver *d);
/* How much of this plan is done, of 1,000; 0 when it waits. */
int plan_driver_done(struct plan_driver *d, int64_t id);
/* Leaves the search under way; it is begun again by the next process. NULL is allowed. */
void plan_driver_stop(struct plan_driver *d);
