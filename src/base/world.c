#include "base/world.h"

#include <pthread.h>
#include <time.h>

#include "base/crypt.h"

static struct {
	struct world world;
	pthread_mutex_t lock;
	int64_t last;
	day_t fixed_today;
} real = {.lock = PTHREAD_MUTEX_INITIALIZER, .fixed_today = DAY_NONE};

static int64_t real_now(struct world *w)
{
	(void)w;
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	int64_t ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	pthread_mutex_lock(&real.lock);
	if (ms < real.last)
		ms = real.last; /* the machine's clock was set back */
	real.last = ms;
	pthread_mutex_unlock(&real.lock);
	return ms;
}

static day_t real_today(struct world *w)
{
	return real.fixed_today != DAY_NONE ? real.fixed_today : date_of_ms(real_now(w));
}

static void real_random(struct world *w, void *p, size_t n)
{
	(void)w;
	random_bytes(p, n);
}

struct world *world_real(day_t fixed_today)
{
	real.world = (struct world){real_now, real_today, real_random};
	real.fixed_today = fixed_today;
	return &real.world;
}
