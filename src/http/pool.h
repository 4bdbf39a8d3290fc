/*
 * pool.h – workers behind bounded queues (lanes), for server.c. Knows no HTTP.
 *
 * A job is handed over by pushing it and belongs to the pool until `run` or `refuse` has been called for it, exactly
 * once. `run` may push it again, to another lane.
 *
 * A lane with `share` is fair: of one client (`job->client`, not 0) at most so many jobs run at a time and at most
 * `share_queue` wait; whoever has the fewest running comes next. Such a lane is searched, so its queue is short.
 */
#pragma once
#include "base/err.h"

#define POOL_LANES 4

/* The first member of what is pushed. */
struct pool_job {
	struct pool_job *next;
	int64_t queued_ms;
	uint64_t client;
};

struct pool_lane {
	const char *name; /* of its threads (base/thread.h) */
	unsigned workers;
	unsigned queue;    /* jobs waiting */
	unsigned queue_ms; /* how long a job may wait */
	unsigned share;    /* of the workers, for one client; 0: the oldest job comes next, whose ever */
	unsigned share_queue; /* jobs of one client waiting */
	int nice;          /* its threads yield the processor to others, 0 … 19 as nice(1) means it */
};

struct pool_config {
	struct pool_lane lanes[POOL_LANES];
	void *ctx;
	int (*start)(void *ctx, unsigned index, void **ret_worker, struct err *err); /* on the worker's thread */
	void (*stop)(void *ctx, void *worker);
	void (*run)(void *ctx, void *worker, unsigned lane, struct pool_job *job);
	void (*refuse)(void *ctx, struct pool_job *job); /* waited too long, or the pool is stopping; any thread */
	void (*tick)(void *ctx);                         /* about four times a second, on a thread of its own */
};

struct pool;

int pool_start(const struct pool_config *config, struct pool **ret_pool, struct err *err);
enum pool_push { POOL_TAKEN, POOL_FULL, POOL_SHARE_FULL };
/* Otherwise than POOL_TAKEN the job stays the caller's: the lane is full or the pool is stopping; or this client has its
 * share waiting. Never waits for a worker. */
enum pool_push pool_push(struct pool *p, unsigned lane, struct pool_job *job);
void pool_figures(struct pool *p, int64_t *ret_waiting, int64_t *ret_running);
/* Refuses what waits, lets what runs finish, ends the workers. The pool stays and refuses every push. */
void pool_stop(struct pool *p);
/* After pool_stop. NULL is allowed. */
void pool_free(struct pool *p);
