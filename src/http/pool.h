/*
 * pool.h – workers behind two bounded queues (lanes), for server.c. Knows no HTTP.
 *
 * A job is handed over by pushing it and belongs to the pool until `run` or `refuse` has been called for it, exactly
 * once.
 */
#pragma once
#include "base/err.h"

enum pool_lane { POOL_READ, POOL_WRITE, POOL_LANES };

/* The first member of what is pushed. */
struct pool_job {
	struct pool_job *next;
	int64_t queued_ms;
};

struct pool_config {
	unsigned workers[POOL_LANES];
	unsigned queue;           /* jobs waiting in a lane */
	unsigned queue_ms;        /* how long a job may wait */
	void *ctx;
	int (*start)(void *ctx, unsigned index, void **ret_worker, struct err *err); /* on the worker's thread */
	void (*stop)(void *ctx, void *worker);
	void (*run)(void *ctx, void *worker, struct pool_job *job);
	void (*refuse)(void *ctx, struct pool_job *job); /* waited too long, or the pool is stopping; any thread */
	void (*tick)(void *ctx);                         /* about four times a second, on a thread of its own */
};

struct pool;

int pool_start(const struct pool_config *config, struct pool **ret_pool, struct err *err);
/* False, and the job stays the caller's, when the lane is full or the pool is stopping. Never waits for a worker. */
bool pool_push(struct pool *p, enum pool_lane lane, struct pool_job *job);
void pool_figures(struct pool *p, int64_t *ret_waiting, int64_t *ret_running);
/* Refuses what waits, lets what runs finish, ends the workers. The pool stays and refuses every push. */
void pool_stop(struct pool *p);
/* After pool_stop. NULL is allowed. */
void pool_free(struct pool *p);
