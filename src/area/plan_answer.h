/*
 * plan_answer.h – what the search hands to plan.fill, and who runs it beside the pages.
 */
#pragma once
#include "area/site_plan.h"

struct plan_answer {
	const struct site_plan *site_plan; /* as it was searched */
	struct district_plan plan;
	struct district_measure measure;
	struct str problem;                /* why there is none; empty: there is one */
};

/* Searches and fills one plan, in the calling thread; `db` is a reader. */
int plan_work(struct site *site, struct db *db, const struct actor *program, int64_t id, struct err *err);

/* ---- for `serve`: a thread beside the pages (job/job.h). The search under way is left when it is stopped, and begun again by the
 * next process. ---- */

struct plan_queue {
	struct site *site;
	const struct actor *program;
};
struct job_thread;
/* `queue` stays the caller's until job_stop. */
int plan_thread_start(struct plan_queue *queue, struct job_thread **ret_thread, struct err *err);
