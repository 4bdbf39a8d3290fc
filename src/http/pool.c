#include "http/pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "http/http.h"

#define TICK_MS 250

struct lane {
	struct pool_job *first, **last; /* the oldest is first */
	unsigned waiting, running, idle;
	pthread_cond_t work;
};

struct worker {
	struct pool *pool;
	enum pool_lane lane;
	unsigned index;
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

static struct pool_job *lane_take(struct lane *l)
{
	struct pool_job *job = l->first;
	if (!job)
		return NULL;
	l->first = job->next;
	if (!l->first)
		l->last = &l->first;
	l->waiting--;
	job->next = NULL;
	return job;
}

static void worker_loop(struct worker *w, void *own)
{
	struct pool *p = w->pool;
	struct lane *l = &p->lanes[w->lane];
	pthread_mutex_lock(&p->lock);
	for (;;) {
		struct pool_job *job = lane_take(l);
		if (job) {
			l->running++;
			pthread_mutex_unlock(&p->lock);
			p->config.run(p->config.ctx, own, job);
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

/* Takes everything off the lanes that has waited longer than `ms`. */
static void refuse_older(struct pool *p, int64_t ms)
{
	for (;;) {
		struct pool_job *job = NULL;
		int64_t before = http_now_ms() - ms;
		pthread_mutex_lock(&p->lock);
		for (int i = 0; i < POOL_LANES && !job; i++)
			if (p->lanes[i].first && p->lanes[i].first->queued_ms <= before)
				job = lane_take(&p->lanes[i]);
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
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += TICK_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		pthread_mutex_lock(&p->lock);
		int code = 0;
		while (!p->stopping && code != ETIMEDOUT)
			code = pthread_cond_timedwait(&p->changed, &p->lock, &until);
		bool ending = p->stopping;
		pthread_mutex_unlock(&p->lock);
		if (ending)
			return NULL;
		refuse_older(p, p->config.queue_ms);
		p->config.tick(p->config.ctx);
	}
}

bool pool_push(struct pool *p, enum pool_lane lane, struct pool_job *job)
{
	struct lane *l = &p->lanes[lane];
	job->next = NULL;
	job->queued_ms = http_now_ms();
	pthread_mutex_lock(&p->lock);
	bool taken = !p->stopping && l->waiting < p->config.queue;
	bool wake = l->idle > 0;
	if (taken) {
		*l->last = job;
		l->last = &job->next;
		l->waiting++;
	}
	pthread_mutex_unlock(&p->lock);
	if (taken && wake)
		pthread_cond_signal(&l->work);
	return taken;
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
	refuse_older(p, 0);
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
	for (int i = 0; i < POOL_LANES; i++)
		pthread_cond_destroy(&p->lanes[i].work);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	free(p->workers);
	free(p);
}

static struct pool *pool_new(const struct pool_config *config)
{
	unsigned count = config->workers[POOL_READ] + config->workers[POOL_WRITE];
	struct pool *p = calloc(1, sizeof(*p));
	struct worker *workers = calloc(count, sizeof(*workers));
	if (!p || !workers)
		BUG("no memory for the workers");
	p->config = *config;
	p->workers = workers;
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&p->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	for (int i = 0; i < POOL_LANES; i++) {
		p->lanes[i].last = &p->lanes[i].first;
		pthread_cond_init(&p->lanes[i].work, NULL);
	}
	return p;
}

static int start_workers(struct pool *p, struct err *err)
{
	unsigned all = p->config.workers[POOL_READ] + p->config.workers[POOL_WRITE];
	for (unsigned i = 0; i < all; i++) {
		struct worker *w = &p->workers[i];
		*w = (struct worker){
			.pool = p, .index = i, .lane = i < p->config.workers[POOL_READ] ? POOL_READ : POOL_WRITE};
		int code = pthread_create(&w->thread, NULL, worker_main, w);
		if (code != 0) {
			err_set(err, ERR_IO, _("Máy không cho mở thêm luồng xử lý."));
			return err_detail(err, "pthread_create: %d", code);
		}
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
		p->ticking = pthread_create(&p->ticker, NULL, ticker_main, p) == 0;
		if (!p->ticking)
			code = err_set(err, ERR_IO, _("Máy không cho mở thêm luồng xử lý."));
	}
	if (code < 0) {
		pool_stop(p);
		pool_free(p);
		return code;
	}
	*ret_pool = p;
	return 0;
}
