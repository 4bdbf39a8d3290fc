#include "http/pool.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "base/monotonic.h"
#include "base/thread.h"
#include "http/http.h"

#define TICK_MS 250

struct lane {
	struct pool_job *first, **last; /* the oldest is first */
	unsigned waiting, running, idle;
	pthread_cond_t work;
	uint64_t *busy; /* whose job each worker of a lane with shares runs; 0: nobody's */
};

struct worker {
	struct pool *pool;
	unsigned lane, index; /* index counts through all lanes */
	unsigned place;       /* counts in the lane */
	pthread_t thread;
	int code;       /* of start */
	struct err err;
};

struct pool {
	struct pool_config config;
	pthread_mutex_t lock;
	pthread_cond_t changed; /* a worker has started, or failed to; or the ticker shall end */
	struct lane lanes[POOL_LANES];
	struct worker *workers;
	unsigned count, started;
	bool stopping;
	pthread_t ticker;
	bool ticking;
};

static struct pool_job *lane_take(struct lane *l, struct pool_job **at)
{
	struct pool_job *job = *at;
	if (!job)
		return NULL;
	*at = job->next;
	if (!job->next)
		l->last = at;
	l->waiting--;
	job->next = NULL;
	return job;
}

/* How many others than the worker at `place` run for this client. */
static unsigned running_of(const struct lane *l, unsigned workers, unsigned place, uint64_t client)
{
	unsigned n = 0;
	for (unsigned i = 0; i < workers; i++)
		n += i != place && l->busy[i] == client;
	return n;
}

/* The oldest of those whose client has the fewest running, and a worker left of its share. What this worker has just done
 * counts as one of them: with a single worker, too, clients take turns. */
static struct pool_job *lane_next(struct pool *p, const struct worker *w)
{
	struct lane *l = &p->lanes[w->lane];
	const struct pool_lane *config = &p->config.lanes[w->lane];
	unsigned fewest = UINT_MAX;
	struct pool_job **next = NULL;
	if (!config->share)
		return lane_take(l, &l->first);
	for (struct pool_job **at = &l->first; *at && fewest; at = &(*at)->next) {
		uint64_t client = (*at)->client;
		unsigned running = client ? running_of(l, config->workers, w->place, client) : 0;
		if (running >= config->share)
			continue;
		running += client && client == l->busy[w->place];
		if (running < fewest) {
			fewest = running;
			next = at;
		}
	}
	return next ? lane_take(l, next) : NULL;
}

static bool share_waits(const struct lane *l, const struct pool_lane *config, uint64_t client)
{
	unsigned n = 0;
	if (!config->share || !client)
		return false;
	for (const struct pool_job *job = l->first; job; job = job->next)
		n += job->client == client;
	return n >= config->share_queue;
}

static void worker_loop(struct worker *w, void *own)
{
	struct pool *p = w->pool;
	struct lane *l = &p->lanes[w->lane];
	pthread_mutex_lock(&p->lock);
	for (;;) {
		struct pool_job *job = lane_next(p, w);
		l->busy[w->place] = job ? job->client : 0;
		if (job) {
			l->running++;
			pthread_mutex_unlock(&p->lock);
			p->config.run(p->config.ctx, own, w->lane, job);
			pthread_mutex_lock(&p->lock);
			l->running--;
		} else if (p->stopping) {
			break;
		} else {
			l->idle++;
			pthread_cond_wait(&l->work, &p->lock);
			l->idle--;
		}
	}
	pthread_mutex_unlock(&p->lock);
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct pool *p = w->pool;
	void *own = p->config.ctx;
	int nice = p->config.lanes[w->lane].nice;
	if (nice)
		thread_come_after(nice);
	if (p->config.start)
		w->code = p->config.start(p->config.ctx, w->index, &own, &w->err);
	pthread_mutex_lock(&p->lock);
	p->started++;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	if (w->code < 0)
		return NULL;
	worker_loop(w, own);
	if (p->config.stop)
		p->config.stop(p->config.ctx, own);
	return NULL;
}

/* Takes everything off the lanes that has waited too long, or all. */
static void refuse_older(struct pool *p, bool all)
{
	for (;;) {
		struct pool_job *job = NULL;
		int64_t now = monotonic_ms();
		pthread_mutex_lock(&p->lock);
		for (int i = 0; i < POOL_LANES && !job; i++) {
			struct lane *l = &p->lanes[i];
			if (l->first && (all || l->first->queued_ms + p->config.lanes[i].queue_ms <= now))
				job = lane_take(l, &l->first);
		}
		pthread_mutex_unlock(&p->lock);
		if (!job)
			return;
		p->config.refuse(p->config.ctx, job);
	}
}

static void *ticker_main(void *arg)
{
	struct pool *p = arg;
	for (;;) {
		struct timespec until = monotonic_in(TICK_MS);
		pthread_mutex_lock(&p->lock);
		int code = 0;
		while (!p->stopping && code != ETIMEDOUT)
			code = pthread_cond_timedwait(&p->changed, &p->lock, &until);
		bool ending = p->stopping;
		pthread_mutex_unlock(&p->lock);
		if (ending)
			return NULL;
		refuse_older(p, false);
		p->config.tick(p->config.ctx);
	}
}

enum pool_push pool_push(struct pool *p, unsigned lane, struct pool_job *job)
{
	struct lane *l = &p->lanes[lane];
	job->next = NULL;
	job->queued_ms = monotonic_ms();
	pthread_mutex_lock(&p->lock);
	enum pool_push result = p->stopping || l->waiting >= p->config.lanes[lane].queue ? POOL_FULL
			      : share_waits(l, &p->config.lanes[lane], job->client)      ? POOL_SHARE_FULL
										     : POOL_TAKEN;
	bool wake = l->idle > 0;
	if (result == POOL_TAKEN) {
		*l->last = job;
		l->last = &job->next;
		l->waiting++;
	}
	pthread_mutex_unlock(&p->lock);
	if (result == POOL_TAKEN && wake)
		pthread_cond_signal(&l->work);
	return result;
}

void pool_figures(struct pool *p, int64_t *ret_waiting, int64_t *ret_running)
{
	int64_t waiting = 0, running = 0;
	pthread_mutex_lock(&p->lock);
	for (int i = 0; i < POOL_LANES; i++) {
		waiting += p->lanes[i].waiting;
		running += p->lanes[i].running;
	}
	pthread_mutex_unlock(&p->lock);
	*ret_waiting = waiting;
	*ret_running = running;
}

void pool_stop(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	refuse_older(p, true);
	pthread_mutex_lock(&p->lock);
	for (int i = 0; i < POOL_LANES; i++)
		pthread_cond_broadcast(&p->lanes[i].work);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->count; i++)
		pthread_join(p->workers[i].thread, NULL);
	p->count = 0;
	if (p->ticking)
		pthread_join(p->ticker, NULL);
	p->ticking = false;
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	for (int i = 0; i < POOL_LANES; i++) {
		pthread_cond_destroy(&p->lanes[i].work);
		free(p->lanes[i].busy);
	}
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	free(p->workers);
	free(p);
}

static unsigned all_workers(const struct pool_config *config)
{
	unsigned n = 0;
	for (int i = 0; i < POOL_LANES; i++)
		n += config->lanes[i].workers;
	return n;
}

static struct pool *pool_new(const struct pool_config *config)
{
	unsigned count = all_workers(config);
	struct pool *p = calloc(1, sizeof(*p));
	struct worker *workers = calloc(count, sizeof(*workers));
	if (!p || !workers)
		BUG("no memory for the workers");
	p->config = *config;
	p->workers = workers;
	pthread_mutex_init(&p->lock, NULL);
	monotonic_cond_init(&p->changed);
	for (int i = 0; i < POOL_LANES; i++) {
		p->lanes[i].last = &p->lanes[i].first;
		p->lanes[i].busy = calloc(config->lanes[i].workers + 1, sizeof(uint64_t));
		if (!p->lanes[i].busy)
			BUG("no memory for the workers");
		pthread_cond_init(&p->lanes[i].work, NULL);
	}
	return p;
}

static int start_workers(struct pool *p, struct err *err)
{
	unsigned lane = 0, place = 0;
	for (unsigned i = 0; i < all_workers(&p->config); i++, place++) {
		struct worker *w = &p->workers[i];
		for (; place == p->config.lanes[lane].workers; lane++)
			place = 0;
		*w = (struct worker){.pool = p, .index = i, .lane = lane, .place = place};
		int code = thread_start(p->config.lanes[lane].name, worker_main, w, &w->thread, err);
		if (code < 0)
			return code;
		p->count++;
	}
	pthread_mutex_lock(&p->lock);
	while (p->started < p->count)
		pthread_cond_wait(&p->changed, &p->lock);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->count; i++) {
		if (p->workers[i].code < 0) {
			*err = p->workers[i].err;
			return p->workers[i].code;
		}
	}
	return 0;
}

int pool_start(const struct pool_config *config, struct pool **ret_pool, struct err *err)
{
	struct pool *p = pool_new(config);
	int code = start_workers(p, err);
	if (code == 0) {
		code = thread_start("tick", ticker_main, p, &p->ticker, err);
		p->ticking = code == 0;
	}
	if (code < 0) {
		pool_stop(p);
		pool_free(p);
		return code;
	}
	*ret_pool = p;
	return 0;
}
