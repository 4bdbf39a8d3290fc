/*
 * writer.h – the one thread that writes, with group commit.
 *
 * Jobs from any thread are queued; the writer takes what waits (up to a limit), runs each so that one that fails
 * leaves nothing, all in one transaction, and commits once. writer_run returns after COMMIT – what it acknowledged
 * survives power loss – or with the job's own error, in which case nothing of that job is in the database. If COMMIT
 * itself fails (full disk), every job of the group gets that error and nothing of the group is in the database. One
 * thing no program can promise: when a disk refuses to sync and goes on refusing, the fate of that group is open until
 * the next commit or start, and the sentence says so.
 *
 * A job must end its queries, may use savepoints of its own, and must not commit. It runs on the writer's thread
 * while its caller waits, so `arg` may be on the caller's stack.
 *
 * A thread beside it moves the log into the file, from 32 MiB on and after a second without work, while the writer writes;
 * between two groups stands only what came meanwhile. Without work it is asked each second until all is in the file, as a reader
 * may keep it from the rest for a while.
 */
#pragma once
#include <pthread.h>
#include "db/db.h"

struct writer;

/* What moves only together with COMMIT (the chain head in memory): all run on the writer's thread. Any may be NULL. */
struct writer_hooks {
	void *ctx;
	void (*job_failed)(void *ctx);  /* a job was taken back */
	void (*job_done)(void *ctx);    /* a job succeeded: keep its mark */
	int (*before_commit)(void *ctx, struct db *db, struct err *err); /* only when a job succeeded; may write */
	void (*committed)(void *ctx);
	void (*rolled_back)(void *ctx); /* the whole group is gone */
};

typedef int (*write_fn)(struct db *db, void *arg, struct err *err);

/* Takes the connection (opened DB_WRITE or DB_CREATE) and gives it back to nobody: writer_stop closes it, or this function when
 * it fails (no more threads, a file that cannot be opened a second time). */
int writer_start(struct db *db, const struct writer_hooks *hooks, struct writer **ret_writer, struct err *err);
/* Waits for the commit; never from inside a job. ERR_BUSY at once when 4,096 jobs wait or the writer is stopping. */
int writer_run(struct writer *w, write_fn fn, void *arg, struct err *err);
/* The same in two steps, so that the caller does something else meanwhile. The job lies where it is until writer_wait, which
 * each success of writer_begin needs. */
struct writer_job {
	write_fn fn;
	void *arg;
	struct err *err;
	double held_ms; /* after writer_wait: from its start to the end of the commit, other jobs of its group included */
	/* private */
	double began;
	int result;
	bool finished;
	pthread_cond_t ready;
	struct writer_job *next;
};
int writer_begin(struct writer *w, struct writer_job *job, struct err *err);
int writer_wait(struct writer *w, struct writer_job *job);
/* From inside a job that could go on or stop: does another one wait? */
bool writer_wanted(struct writer *w);
/* Finishes what is queued, checkpoints, closes the connection. NULL is allowed. */
void writer_stop(struct writer *w);
/* For tests, before writer_start: the log is moved from so many pages on, not from 8,192; 0 as usual. */
void writer_log_step(int64_t pages);
/* Since the start: jobs done, commits, for `bench` and metrics. */
void writer_figures(struct writer *w, int64_t *ret_jobs, int64_t *ret_commits);
