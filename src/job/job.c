#include "job/job.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "base/thread.h"

#define LOOK_SECONDS 5 /* also without being woken */

struct job_thread {
	const struct job_kind *kind;
	void *ctx;
	struct db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool woken;   /* under the lock */
	int stopping; /* atomic: asked in the middle of work */
	int64_t at;   /* atomic: what is worked on, 0 for nothing */
	int done;     /* atomic, of 1,000 */
};

bool job_stopping(struct job_thread *t)
{
	return __atomic_load_n(&t->stopping, __ATOMIC_RELAXED);
}

void job_note_progress(struct job_thread *t, int thousandths)
{
	__atomic_store_n(&t->done, thousandths, __ATOMIC_RELAXED);
}

int job_progress(struct job_thread *t, int64_t id)
{
	return __atomic_load_n(&t->at, __ATOMIC_RELAXED) == id ? __atomic_load_n(&t->done, __ATOMIC_RELAXED) : 0;
}

/* False: stop. */
static bool wait_for_work(struct job_thread *t)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_SECONDS;
	pthread_mutex_lock(&t->lock);
	while (!t->woken && !job_stopping(t) && pthread_cond_timedwait(&t->wake, &t->lock, &until) != ETIMEDOUT)
		;
	t->woken = false;
	pthread_mutex_unlock(&t->lock);
	return !job_stopping(t);
}

static void log_error(const struct job_thread *t, int64_t id, const struct err *err)
{
	log_line(LOG_ERROR, t->kind->name, "job=%lld code=%s text=%s detail=%s", (long long)id, err_name(err->code),
		 log_quote(str_from_c(err->text)), log_quote(str_from_c(err->detail)));
}

static bool work_one(struct job_thread *t, int64_t id)
{
	struct err err = ERR_INIT;
	job_note_progress(t, 0);
	__atomic_store_n(&t->at, id, __ATOMIC_RELAXED);
	int r = t->kind->work(t->ctx, t->db, id, t, &err);
	__atomic_store_n(&t->at, 0, __ATOMIC_RELAXED);
	if (r < 0)
		log_error(t, id, &err);
	return r == 0;
}

/* All that waits; what failed and still waits is left for the next look. */
static void work_all(struct job_thread *t)
{
	int64_t id = 0, failed = 0;
	struct err err = ERR_INIT;
	while (!job_stopping(t) && t->kind->waiting(t->ctx, t->db, &id, &err) == 0 && id && id != failed)
		if (!work_one(t, id))
			failed = id;
	if (err.code)
		log_error(t, 0, &err);
}

static void *thread_main(void *arg)
{
	struct job_thread *t = arg;
	struct err err = ERR_INIT;
	if (t->kind->begin && t->kind->begin(t->ctx, t->db, &err) < 0)
		log_error(t, 0, &err);
	do
		work_all(t);
	while (wait_for_work(t));
	return NULL;
}

static void let_go(struct job_thread *t)
{
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->wake);
	db_close(t->db);
	free(t);
}

int job_start(const struct job_kind *kind, void *ctx, struct db *db, struct job_thread **ret_thread, struct err *err)
{
	struct job_thread *t = calloc(1, sizeof(*t));
	pthread_condattr_t clocked;
	if (!t)
		abort();
	t->kind = kind;
	t->ctx = ctx;
	t->db = db;
	pthread_mutex_init(&t->lock, NULL);
	pthread_condattr_init(&clocked);
	pthread_condattr_setclock(&clocked, CLOCK_MONOTONIC);
	pthread_cond_init(&t->wake, &clocked);
	pthread_condattr_destroy(&clocked);
	int r = thread_start(kind->name, thread_main, t, &t->thread, err);
	if (r < 0) {
		let_go(t);
		return r;
	}
	*ret_thread = t;
	return 0;
}

void job_wake(struct job_thread *t)
{
	pthread_mutex_lock(&t->lock);
	t->woken = true;
	pthread_cond_signal(&t->wake);
	pthread_mutex_unlock(&t->lock);
}

void job_stop(struct job_thread *t)
{
	if (!t)
		return;
	pthread_mutex_lock(&t->lock);
	__atomic_store_n(&t->stopping, 1, __ATOMIC_RELAXED);
	pthread_cond_signal(&t->wake);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
	let_go(t);
}
