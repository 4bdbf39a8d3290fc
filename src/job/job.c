#include "job/job.h"

#include <stdlib.h>

#include "base/beat.h"
#include "base/log.h"
#include "base/thread.h"

#define LOOK_SECONDS 5 /* also without being woken */

struct job_thread {
	const struct job_kind *kind;
	void *ctx;
	struct db *db;
	struct beat *beat;
	bool begun; /* of the thread alone */
	int64_t at; /* atomic: what is worked on, 0 for nothing */
	int done;   /* atomic, of 1,000 */
};

bool job_stopping(struct job_thread *t)
{
	return beat_stopping(t->beat);
}

void job_note_progress(struct job_thread *t, int thousandths)
{
	__atomic_store_n(&t->done, thousandths, __ATOMIC_RELAXED);
}

int job_progress(struct job_thread *t, int64_t id)
{
	return __atomic_load_n(&t->at, __ATOMIC_RELAXED) == id ? __atomic_load_n(&t->done, __ATOMIC_RELAXED) : 0;
}

static bool work_one(struct job_thread *t, int64_t id)
{
	struct err err = ERR_INIT;
	job_note_progress(t, 0);
	__atomic_store_n(&t->at, id, __ATOMIC_RELAXED);
	int r = t->kind->work(t->ctx, t->db, id, t, &err);
	__atomic_store_n(&t->at, 0, __ATOMIC_RELAXED);
	if (r < 0)
		log_err(LOG_ERROR, t->kind->name, "job", id, &err);
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
		log_err(LOG_ERROR, t->kind->name, "job", 0, &err);
}

static void turn(void *ctx)
{
	struct job_thread *t = ctx;
	struct err err = ERR_INIT;
	if (!t->begun)
		thread_come_after(THREAD_BESIDE);
	if (!t->begun && t->kind->begin && t->kind->begin(t->ctx, t->db, &err) < 0)
		log_err(LOG_ERROR, t->kind->name, "job", 0, &err);
	t->begun = true;
	work_all(t);
}

int job_start(const struct job_kind *kind, void *ctx, struct db *db, struct job_thread **ret_thread, struct err *err)
{
	struct job_thread *t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	t->kind = kind;
	t->ctx = ctx;
	t->db = db;
	int r = beat_start(kind->name, LOOK_SECONDS, turn, t, &t->beat, err);
	if (r < 0) {
		db_close(db);
		free(t);
		return r;
	}
	*ret_thread = t;
	return 0;
}

void job_wake(struct job_thread *t)
{
	beat_wake(t->beat);
}

void job_stop(struct job_thread *t)
{
	if (!t)
		return;
	beat_stop(t->beat);
	db_close(t->db);
	free(t);
}
