/* The thread that searches, beside the pages. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "area/plan_answer.h"
#include "area/statements.h"
#include "base/log.h"

#define LOOK_SECONDS 5
#define SEARCH_ARENA ((size_t)512 << 20)

struct plan_driver {
	struct site *site;
	struct db *db;
	const struct actor *program;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool woken;
	int stopping; /* atomic: asked in the middle of a search */
	int64_t at;   /* atomic: which plan */
	int done;     /* atomic, of 1,000 */
};

/* ---- one plan ---- */

struct watch {
	int *done, *stopping;
};

static bool go_on(void *ctx, int done)
{
	struct watch *w = ctx;
	if (w->done)
		__atomic_store_n(w->done, done, __ATOMIC_RELAXED);
	return !w->stopping || !__atomic_load_n(w->stopping, __ATOMIC_RELAXED);
}

static int fill(struct site *site, const struct actor *program, int64_t id, const struct plan_answer *answer,
		struct arena *a, struct err *err)
{
	struct verb_arg arg = {STR("id"), arena_printf(a, "%lld", (long long)id)};
	struct verb_input input = {.args = &arg, .n = 1, .data = answer};
	struct verb_result result;
	return verb_run(site, program, &plan_fill, &input, &result, err);
}

static int work(struct site *site, struct db *db, const struct actor *program, int64_t id, struct watch *watch,
		struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("search", SEARCH_ARENA);
	struct site_plan p;
	struct plan_answer answer = {.site_plan = &p};
	int r = site_plan_load(db, a, site->root, id, &p, err);
	if (r == 0)
		r = site_plan_solve(a, &p, go_on, watch, &answer.plan, err);
	if (r < 0 && err->code != ERR_INPUT && err->code != ERR_TOO_LARGE)
		return r;
	if (watch->stopping && __atomic_load_n(watch->stopping, __ATOMIC_RELAXED))
		return 0; /* half a search is no answer */
	if (r < 0) {
		answer.problem = arena_dup(a, str_from_c(err->text));
		*err = ERR_INIT;
	} else {
		answer.measure = district_measure(a, &p.area.problem, &answer.plan);
	}
	return fill(site, program, id, &answer, a, err);
}

int plan_work(struct site *site, struct db *db, const struct actor *program, int64_t id, int *done, struct err *err)
{
	struct watch watch = {done, NULL};
	return work(site, db, program, id, &watch, err);
}

/* ---- the thread ---- */

static bool stopping(struct plan_driver *d) { return __atomic_load_n(&d->stopping, __ATOMIC_RELAXED); }

/* false: stop. */
static bool wait_for_work(struct plan_driver *d)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_SECONDS;
	pthread_mutex_lock(&d->lock);
	while (!d->woken && !stopping(d) && pthread_cond_timedwait(&d->wake, &d->lock, &until) != ETIMEDOUT)
		;
	d->woken = false;
	pthread_mutex_unlock(&d->lock);
	return !stopping(d);
}

/* False when it has to be tried again later. */
static bool work_one(struct plan_driver *d, int64_t id)
{
	struct err err = ERR_INIT;
	struct watch watch = {&d->done, &d->stopping};
	__atomic_store_n(&d->done, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&d->at, id, __ATOMIC_RELAXED);
	int r = work(d->site, d->db, d->program, id, &watch, &err);
	__atomic_store_n(&d->at, 0, __ATOMIC_RELAXED);
	if (r < 0)
		log_line(LOG_ERROR, "plan", "id=%lld code=%s text=%s detail=%s", (long long)id, err_name(err.code),
			 log_quote(str_from_c(err.text)), log_quote(str_from_c(err.detail)));
	return r == 0;
}

static void *driver_main(void *arg)
{
	struct plan_driver *d = arg;
	do {
		int64_t id = 0;
		struct err err = ERR_INIT;
		while (!stopping(d) && db_get_int(d->db, &plan_waiting, NO_VALUES, 0, &id, &err) == 0 && id &&
		       work_one(d, id))
			;
	} while (wait_for_work(d));
	return NULL;
}

int plan_driver_start(struct site *site, const struct actor *program, struct plan_driver **ret_driver, struct err *err)
{
	struct plan_driver *d = calloc(1, sizeof(*d));
	pthread_condattr_t clocked;
	sigset_t all, before;
	if (!d)
		abort();
	d->site = site;
	d->program = program;
	int r = site_reader(site, &d->db, err);
	if (r < 0) {
		free(d);
		return r;
	}
	pthread_mutex_init(&d->lock, NULL);
	pthread_condattr_init(&clocked);
	pthread_condattr_setclock(&clocked, CLOCK_MONOTONIC);
	pthread_cond_init(&d->wake, &clocked);
	pthread_condattr_destroy(&clocked);
	sigfillset(&all); /* signals belong to the main thread */
	pthread_sigmask(SIG_BLOCK, &all, &before);
	r = pthread_create(&d->thread, NULL, driver_main, d);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r) {
		db_close(d->db);
		free(d);
		return err_set(err, ERR_IO, _("Hệ điều hành không cho chạy thêm luồng xử lý. Hãy thử lại sau."));
	}
	*ret_driver = d;
	return 0;
}

void plan_driver_wake(struct plan_driver *d)
{
	pthread_mutex_lock(&d->lock);
	d->woken = true;
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->lock);
}

int plan_driver_done(struct plan_driver *d, int64_t id)
{
	return __atomic_load_n(&d->at, __ATOMIC_RELAXED) == id ? __atomic_load_n(&d->done, __ATOMIC_RELAXED) : 0;
}

void plan_driver_stop(struct plan_driver *d)
{
	if (!d)
		return;
	pthread_mutex_lock(&d->lock);
	__atomic_store_n(&d->stopping, 1, __ATOMIC_RELAXED);
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->lock);
	pthread_join(d->thread, NULL);
	pthread_mutex_destroy(&d->lock);
	pthread_cond_destroy(&d->wake);
	db_close(d->db);
	free(d);
}
