/*
 * job.h – a thread beside the pages that does what waits: tables that were confirmed, constituencies to be searched. One for each
 * kind of work.
 *
 * What waits stands in a table, marked there as done by the work itself, so that a later process goes on with what this one
 * left; here are only the thread, its waiting and its end. It looks when it is woken and every few seconds. Work that fails is
 * noted in the log; when it still waits afterwards it is tried again at the next look, otherwise the thread goes on.
 */
#pragma once
#include "db/db.h"

struct job_thread;

struct job_kind {
	const char *name; /* in the log: "import" */
	/* Once, before anything else; NULL: nothing. */
	int (*begin)(void *ctx, struct db *db, struct err *err);
	/* The one that waits longest, 0 for none. */
	int (*waiting)(void *ctx, struct db *db, int64_t *ret_id, struct err *err);
	/* All of one, or until job_stopping; no error then. */
	int (*work)(void *ctx, struct db *db, int64_t id, struct job_thread *t, struct err *err);
};

/* `db` is a reader of its own: closed by job_stop, also when this fails. `kind` and `ctx` stay the caller's until job_stop. */
int job_start(const struct job_kind *kind, void *ctx, struct db *db, struct job_thread **ret_thread, struct err *err);
/* Something waits. */
void job_wake(struct job_thread *t);
/* How much of this one is done, of 1,000; 0 when it waits. */
int job_progress(struct job_thread *t, int64_t id);
/* Asks the work under way to leave off, waits for that, frees. NULL is allowed. */
void job_stop(struct job_thread *t);

/* ---- for work ---- */

bool job_stopping(struct job_thread *t);
void job_note_progress(struct job_thread *t, int thousandths);
