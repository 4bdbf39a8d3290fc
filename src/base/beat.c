#include "base/beat.h"

#include <errno.h>
#include <stdlib.h>

#include "base/monotonic.h"
#include "base/thread.h"

struct beat {
	int seconds;
	void (*turn)(void *ctx);
	void *ctx;
	pthread_t thread;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t wake;
	bool woken, stopping;
};

/* false: stop. */
static bool rest(struct beat *b)
{
	struct timespec until = monotonic_in((int64_t)b->seconds * 1000);
	pthread_mutex_lock(&b->lock);
	while (!b->woken && !b->stopping && pthread_cond_timedwait(&b->wake, &b->lock, &until) != ETIMEDOUT)
		;
	b->woken = false;
	bool go_on = !b->stopping;
	pthread_mutex_unlock(&b->lock);
	return go_on;
}

static void *run(void *arg)
{
	struct beat *b = arg;
	do
		b->turn(b->ctx);
	while (rest(b));
	return NULL;
}

int beat_start(const char *name, int seconds, void (*turn)(void *ctx), void *ctx, struct beat **ret_beat, struct err *err)
{
	struct beat *b = calloc(1, sizeof(*b));
	if (!b)
		abort();
	b->seconds = seconds;
	b->turn = turn;
	b->ctx = ctx;
	pthread_mutex_init(&b->lock, NULL);
	monotonic_cond_init(&b->wake);
	struct beat *kept = *ret_beat;
	*ret_beat = b; /* the first turn may ask it */
	int r = thread_start(name, run, b, &b->thread, err);
	if (r < 0) {
		*ret_beat = kept;
		pthread_cond_destroy(&b->wake);
		pthread_mutex_destroy(&b->lock);
		free(b);
		return r;
	}
	return 0;
}

static void tell(struct beat *b, bool *what)
{
	pthread_mutex_lock(&b->lock);
	__atomic_store_n(what, true, __ATOMIC_RELAXED);
	pthread_cond_signal(&b->wake);
	pthread_mutex_unlock(&b->lock);
}

void beat_wake(struct beat *b) { tell(b, &b->woken); }

bool beat_stopping(struct beat *b)
{
	return __atomic_load_n(&b->stopping, __ATOMIC_RELAXED); /* asked in the middle of work: without the lock */
}

void beat_stop(struct beat *b)
{
	if (!b)
		return;
	tell(b, &b->stopping);
	pthread_join(b->thread, NULL);
	pthread_cond_destroy(&b->wake);
	pthread_mutex_destroy(&b->lock);
	free(b);
}
