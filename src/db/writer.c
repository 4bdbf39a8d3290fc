#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/monotonic.h"
#include "base/thread.h"
#include "db/db_int.h"
#include "db/writer.h"

#define WAITING_MOST 4096
#define GROUP_JOBS_MOST 256
#define GROUP_MS_MOST 20 /* then the group is committed, whoever else waits: bounds the first one's delay */
#define LOG_STEP 8192    /* pages: from 32 MiB on the log is moved into the file; a page that changes often is moved once */
#define IDLE_SECONDS 1   /* nothing to do for so long: move the log as well */

static int64_t log_step = LOG_STEP;

void writer_log_step(int64_t pages)
{
	log_step = pages ? pages : LOG_STEP;
}

struct job_list {
	struct writer_job *first, **end;
	size_t count;
};

struct writer {
	struct db *db;
	struct writer_hooks hooks;
	pthread_t thread;
	struct db *mover;       /* moves the log while the writer writes; its thread only */
	pthread_t mover_thread;
	/* the writer's thread only: */
	int64_t log_seen, log_next; /* pages at the last look, pages that ask for a move by the writer itself */
	bool trace;                 /* a refused commit may stand in the log: see commit_group */

	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t move;      /* the mover is wanted, or has done */
	bool moving, mover_stops; /* wanted or at work; to end */
	int64_t moved;            /* pages of the log that are in the file */
	pthread_cond_t wake;
	struct job_list waiting;
	bool stopping;
	size_t callers;         /* inside writer_run: the last one out lets writer_stop free what they use */
	pthread_cond_t emptied;
	int64_t jobs, commits;
};

static void list_init(struct job_list *l)
{
	*l = (struct job_list){.end = &l->first};
}

static void list_add(struct job_list *l, struct writer_job *j)
{
	INVARIANT(j, "no job to add");
	j->next = NULL;
	*l->end = j;
	l->end = &j->next;
	l->count++;
}

static struct writer_job *list_take(struct job_list *l)
{
	struct writer_job *j = l->first;

	if (!j)
		return NULL;
	l->first = j->next;
	if (!l->first)
		l->end = &l->first;
	l->count--;
	return j;
}

/* ---- one group --------------------------------------------------------------------------------------------------- */

static struct writer_job *take_waiting(struct writer *w)
{
	struct writer_job *j;

	pthread_mutex_lock(&w->lock);
	j = list_take(&w->waiting);
	pthread_mutex_unlock(&w->lock);
	return j;
}

/* A name of its own: whatever savepoints the job leaves behind go with it. */
static const struct stmt stmt_job_begin = {"job_begin", "SAVEPOINT writer_job"};
static const struct stmt stmt_job_end = {"job_end", "RELEASE writer_job"};
static const struct stmt stmt_job_undo = {"job_undo", "ROLLBACK TO writer_job"};

static void undo_job(struct writer *w)
{
	struct err ignored = ERR_INIT;

	if (!db_in_transaction(w->db))
		return;
	if (db_run(w->db, &stmt_job_undo, NO_VALUES, &ignored) < 0 ||
	    db_run(w->db, &stmt_job_end, NO_VALUES, &ignored) < 0)
		db_rollback(w->db);
}

/* Runs the job. The first of a transaction needs no savepoint, which would copy every page it touches: when it fails, the
 * transaction begins anew. The transaction may be gone afterwards: see run_jobs. */
static void run_job(struct writer *w, struct writer_job *j, bool first)
{
	struct err ignored = ERR_INIT;

	j->began = monotonic_fine_ms();
	j->result = first ? 0 : db_run(w->db, &stmt_job_begin, NO_VALUES, j->err);
	if (j->result == 0) {
		j->result = j->fn(w->db, j->arg, j->err);
		INVARIANT(j->result == 0 || j->err->code != ERR_NONE, "a job failed without saying why");
		INVARIANT(db_open_queries(w->db) == 0, "a job left a query running");
		if (j->result == 0 && !first && db_in_transaction(w->db))
			j->result = db_run(w->db, &stmt_job_end, NO_VALUES, j->err);
		if (j->result && first) {
			db_rollback(w->db);
			db_begin(w->db, &ignored); /* failing, run_jobs finds no transaction */
		} else if (j->result) {
			undo_job(w);
		}
	}
	if (j->result && w->hooks.job_failed)
		w->hooks.job_failed(w->hooks.ctx);
	else if (j->result == 0 && w->hooks.job_done)
		w->hooks.job_done(w->hooks.ctx);
}

/* Takes and runs jobs into `group` until none waits or the group is large or old enough. Negative when the engine
 * ended the transaction in the middle (a full or failing disk may do that): then nothing of the group is in the
 * database. */
static int run_jobs(struct writer *w, struct job_list *group, size_t *ret_good, struct err *err)
{
	double until = monotonic_fine_ms() + GROUP_MS_MOST;
	size_t good = 0;
	struct writer_job *j;

	while (group->count < GROUP_JOBS_MOST && (group->count == 0 || monotonic_fine_ms() < until) && (j = take_waiting(w))) {
		list_add(group, j);
		run_job(w, j, good == 0);
		good += j->result == 0;
		if (db_in_transaction(w->db))
			continue;
		if (j->result) {
			*err = *j->err;
			return j->result;
		}
		err_set(err, ERR_IO, "%s", TEXT_IO);
		return err_detail(err, "the transaction ended inside a job that reported no error");
	}
	*ret_good = good;
	return 0;
}

/* Any commit writes over the trace of a refused one: here one that changes nothing. */
static bool erase_trace(struct writer *w)
{
	struct err ignored = ERR_INIT;
	int64_t stamp;

	if (!w->trace)
		return true;
	if (db_stamp(w->db, &stamp, &ignored) == 0 && db_begin(w->db, &ignored) == 0)
		w->trace = db_set_stamp(w->db, stamp, &ignored) < 0 || db_commit(w->db, &ignored) < 0;
	db_rollback(w->db);
	return !w->trace;
}

/* A commit that failed at its sync stands in the log, whole perhaps: this process does not see it, but a crash now
 * would bring it back. So it is written over before anybody is told. Without room on the disk it cannot be whole. */
static int commit_group(struct writer *w, struct err *err)
{
	int rc = w->hooks.before_commit ? w->hooks.before_commit(w->hooks.ctx, w->db, err) : 0;
	struct err why;

	if (rc)
		return rc;
	rc = db_commit(w->db, err);
	if (rc == 0)
		w->trace = false;
	if (rc == 0 || err->code == ERR_DISK_FULL)
		return rc;
	db_rollback(w->db);
	w->trace = true;
	if (erase_trace(w))
		return rc;
	why = *err;
	err_set(err, why.code, _("Ổ đĩa của máy chủ gặp lỗi nên chưa rõ việc này đã được lưu hay chưa. "
	                         "Hãy kiểm tra lại trước khi làm lại."));
	return err_detail(err, "%s", why.detail);
}

/* Tells every job of the group; `rc` other than 0 is the fate of all that had gone well. */
static void finish_group(struct writer *w, struct job_list *group, int rc, const struct err *err)
{
	struct writer_job *j;

	pthread_mutex_lock(&w->lock);
	while ((j = list_take(group))) {
		if (rc && j->result == 0) {
			j->result = rc;
			*j->err = *err;
		}
		w->jobs += j->result == 0;
		j->held_ms = monotonic_fine_ms() - j->began;
		j->finished = true;
		pthread_cond_signal(&j->ready); /* under the lock: `j` is gone as soon as its thread can go on */
	}
	pthread_mutex_unlock(&w->lock);
}

static void run_group(struct writer *w)
{
	struct err err = ERR_INIT;
	struct job_list group;
	size_t good = 0;
	bool committed = false;
	int rc;

	list_init(&group);
	rc = db_begin(w->db, &err);
	if (rc == 0)
		rc = run_jobs(w, &group, &good, &err);
	else
		list_add(&group, take_waiting(w)); /* woken by it, so it is there; the next one may fare better */
	if (rc == 0 && good > 0) {
		rc = commit_group(w, &err);
		committed = rc == 0;
	}
	if (!committed)
		db_rollback(w->db);
	if (committed && w->hooks.committed)
		w->hooks.committed(w->hooks.ctx);
	if (!committed && w->hooks.rolled_back)
		w->hooks.rolled_back(w->hooks.ctx);
	if (committed) {
		pthread_mutex_lock(&w->lock);
		w->commits++;
		pthread_mutex_unlock(&w->lock);
	}
	finish_group(w, &group, rc, &err);
}

/* ---- the thread -------------------------------------------------------------------------------------------------- */

/* The mover's: what can be moved without waiting. A move that fails leaves everything in the log, which is as good; the disk's
 * trouble shows at the next commit. */
static void *mover_main(void *arg)
{
	struct writer *w = arg;

	thread_come_after(THREAD_BESIDE);
	pthread_mutex_lock(&w->lock);
	for (;;) {
		struct err ignored = ERR_INIT;
		int64_t moved = 0;

		while (!w->moving && !w->mover_stops)
			pthread_cond_wait(&w->move, &w->lock);
		if (w->mover_stops)
			break;
		pthread_mutex_unlock(&w->lock);
		db_checkpoint_passive(w->mover, &moved, &ignored);
		pthread_mutex_lock(&w->lock);
		w->moved = moved;
		w->moving = false;
		pthread_cond_broadcast(&w->move);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static void ask_mover(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->moving = true;
	pthread_cond_broadcast(&w->move);
	pthread_mutex_unlock(&w->lock);
}

/* How many pages of the log are not in the file; -1 while the mover is at work. */
static int64_t pages_left(struct writer *w, int64_t pages)
{
	pthread_mutex_lock(&w->lock);
	if (pages < w->log_seen || w->moved > pages)
		w->moved = 0; /* it has begun anew */
	int64_t left = w->moving ? -1 : pages - w->moved;
	pthread_mutex_unlock(&w->lock);
	return left;
}

static void wait_for_mover(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	while (w->moving)
		pthread_cond_wait(&w->move, &w->lock);
	pthread_mutex_unlock(&w->lock);
}

/* The log begins anew with the next group only when all of it was in the file before: while groups follow one another the mover
 * is always one behind. So it does the long part, beside them, and the writer what came since. True: all is in the file, as far
 * as is known – not while the mover is at work, or a reader has kept it from the rest. */
static bool move_log(struct writer *w, bool idle)
{
	struct err ignored = ERR_INIT;
	int64_t pages = db_log_pages(w->db), left = pages_left(w, pages), moved;

	int64_t few = log_step * 3 / 8, most = log_step * 2; /* 12 and 64 MiB */

	if (pages < w->log_seen)
		w->log_next = log_step;
	w->log_seen = pages;
	if (pages >= most && pages >= w->log_next) {
		wait_for_mover(w);
		db_checkpoint(w->db, &ignored); /* waits for readers, too */
		w->log_next = pages + log_step;
	} else if (pages >= w->log_next && left > 0 && left <= few && !idle) {
		db_checkpoint_passive(w->db, &moved, &ignored);
		w->log_next = pages + log_step / 2;
	} else if (left > 0 && (idle || (pages >= log_step && left > few))) {
		ask_mover(w);
	}
	return left == 0;
}

enum next_step { RUN_GROUP, MOVE_LOG, STOP };

/* Waits for a job, or to be stopped; `may_idle`: or for a second without either. What waits is done before stopping. */
static enum next_step wait_for_work(struct writer *w, bool may_idle)
{
	enum next_step step = STOP;
	struct timespec until = monotonic_in(IDLE_SECONDS * 1000);
	bool idle = false;

	pthread_mutex_lock(&w->lock);
	while (!w->waiting.first && !w->stopping && !idle)
		if (may_idle)
			idle = pthread_cond_timedwait(&w->wake, &w->lock, &until) == ETIMEDOUT;
		else
			pthread_cond_wait(&w->wake, &w->lock);
	if (w->waiting.first)
		step = RUN_GROUP;
	else if (!w->stopping)
		step = MOVE_LOG;
	pthread_mutex_unlock(&w->lock);
	return step;
}

static void *writer_main(void *arg)
{
	struct writer *w = arg;
	bool moved = true;

	for (;;)
		switch (wait_for_work(w, !moved)) {
		case RUN_GROUP:
			run_group(w);
			move_log(w, false);
			moved = false;
			break;
		case MOVE_LOG:
			moved = move_log(w, true);
			break;
		case STOP:
			return NULL;
		}
}

/* ---- the door ---------------------------------------------------------------------------------------------------- */

static void free_writer(struct writer *w)
{
	pthread_cond_destroy(&w->wake);
	pthread_cond_destroy(&w->emptied);
	pthread_cond_destroy(&w->move);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

static void stop_mover(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->mover_stops = true;
	pthread_cond_broadcast(&w->move);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->mover_thread, NULL);
	db_close(w->mover);
}

static int start_threads(struct writer *w, struct err *err)
{
	int r = db_open_mover(w->db, &w->mover, err);

	if (r < 0)
		return r;
	r = thread_start("log", mover_main, w, &w->mover_thread, err);
	if (r < 0) {
		db_close(w->mover);
		return r;
	}
	r = thread_start("ledger", writer_main, w, &w->thread, err);
	if (r < 0)
		stop_mover(w);
	return r;
}

int writer_start(struct db *db, const struct writer_hooks *hooks, struct writer **ret_writer, struct err *err)
{
	struct writer *w = calloc(1, sizeof(*w));

	INVARIANT(w, "out of memory");
	w->db = db;
	if (hooks)
		w->hooks = *hooks;
	w->log_next = log_step;
	list_init(&w->waiting);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->emptied, NULL);
	pthread_cond_init(&w->move, NULL);
	monotonic_cond_init(&w->wake);
	int r = start_threads(w, err);
	if (r < 0) {
		db_close(db);
		free_writer(w);
		return r;
	}
	*ret_writer = w;
	return 0;
}

int writer_begin(struct writer *w, struct writer_job *j, struct err *err)
{
	INVARIANT(!pthread_equal(pthread_self(), w->thread), "a job waits for the writer that runs it");
	pthread_mutex_lock(&w->lock);
	if (w->stopping || w->waiting.count >= WAITING_MOST) {
		pthread_mutex_unlock(&w->lock);
		return err_set(err, ERR_BUSY, _("Hệ thống đang quá tải hoặc sắp dừng; việc này chưa được lưu. "
		                                "Hãy thử lại sau ít phút."));
	}
	pthread_cond_init(&j->ready, NULL);
	j->finished = false;
	j->began = monotonic_fine_ms();
	w->callers++;
	list_add(&w->waiting, j);
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	return 0;
}

int writer_wait(struct writer *w, struct writer_job *j)
{
	pthread_mutex_lock(&w->lock);
	while (!j->finished)
		pthread_cond_wait(&j->ready, &w->lock);
	if (--w->callers == 0)
		pthread_cond_signal(&w->emptied);
	pthread_mutex_unlock(&w->lock);
	pthread_cond_destroy(&j->ready);
	return j->result;
}

int writer_run(struct writer *w, write_fn fn, void *arg, struct err *err)
{
	struct writer_job j = {.fn = fn, .arg = arg, .err = err};
	int rc = writer_begin(w, &j, err);

	return rc < 0 ? rc : writer_wait(w, &j);
}

bool writer_wanted(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	bool wanted = w->waiting.first != NULL;
	pthread_mutex_unlock(&w->lock);
	return wanted;
}

void writer_stop(struct writer *w)
{
	struct err ignored = ERR_INIT;

	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_mutex_lock(&w->lock);
	while (w->callers)
		pthread_cond_wait(&w->emptied, &w->lock);
	pthread_mutex_unlock(&w->lock);
	stop_mover(w);
	erase_trace(w);
	db_checkpoint(w->db, &ignored); /* failing, everything stays in the log */
	db_close(w->db);
	free_writer(w);
}

void writer_figures(struct writer *w, int64_t *ret_jobs, int64_t *ret_commits)
{
	pthread_mutex_lock(&w->lock);
	*ret_jobs = w->jobs;
	*ret_commits = w->commits;
	pthread_mutex_unlock(&w->lock);
}
