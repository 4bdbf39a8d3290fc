/* The search for constituencies, at once or beside the pages. */
#include "area/plan_answer.h"
#include "area/statements.h"
#include "job/job.h"

#define SEARCH_ARENA ((size_t)512 << 20)

/* ---- one plan ---- */

/* `ctx` NULL: in the calling thread, to its end. */
static bool go_on(void *ctx, int done)
{
	struct job_thread *t = ctx;
	if (t)
		job_note_progress(t, done);
	return !t || !job_stopping(t);
}

static int fill(struct site *site, const struct actor *program, int64_t id, const struct plan_answer *answer,
		struct arena *a, struct err *err)
{
	struct verb_arg arg = {STR("id"), arena_printf(a, "%lld", (long long)id)};
	struct verb_input input = {.args = &arg, .n = 1, .data = answer};
	struct verb_result result;
	return verb_run(site, program, &plan_fill, &input, &result, err);
}

static int work(struct site *site, struct db *db, const struct actor *program, int64_t id, struct job_thread *t,
		struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("search", SEARCH_ARENA);
	struct site_plan p;
	struct plan_answer answer = {.site_plan = &p};
	int r = site_plan_load(db, a, site->root, id, &p, err);
	if (r == 0)
		r = site_plan_solve(a, &p, go_on, t, &answer.plan, err);
	if (r < 0 && err->code != ERR_INPUT && err->code != ERR_TOO_LARGE)
		return r;
	if (t && job_stopping(t))
		return 0; /* half a search is no answer */
	if (r < 0) {
		answer.problem = arena_dup(a, str_from_c(err->text));
		*err = ERR_INIT;
	} else {
		answer.measure = district_measure(a, &p.area.problem, &answer.plan);
	}
	return fill(site, program, id, &answer, a, err);
}

int plan_work(struct site *site, struct db *db, const struct actor *program, int64_t id, struct err *err)
{
	return work(site, db, program, id, NULL, err);
}

/* ---- beside the pages ---- */

static int waiting(void *ctx, struct db *db, int64_t *ret_id, struct err *err)
{
	(void)ctx;
	return db_get_int(db, &plan_waiting, NO_VALUES, 0, ret_id, err);
}

static int work_of(void *ctx, struct db *db, int64_t id, struct job_thread *t, struct err *err)
{
	const struct plan_queue *queue = ctx;
	return work(queue->site, db, queue->program, id, t, err);
}

int plan_thread_start(struct plan_queue *queue, struct job_thread **ret_thread, struct err *err)
{
	static const struct job_kind kind = {.name = "plan", .waiting = waiting, .work = work_of};
	struct db *db;
	int r = site_reader(queue->site, &db, err);
	return r < 0 ? r : job_start(&kind, queue, db, ret_thread, err);
}
