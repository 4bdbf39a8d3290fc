#include "base/world.h"

#include <pthread.h>
#include <time.h>

#include "base/crypt.h"
#include "base/log.h"

static struct {
	struct world world;
	pthread_mutex_t lock;
	int64_t last;
	int64_t ahead; /* of the time since the machine's start; 0: not looked yet */
	day_t fixed_today;
} real = {.lock = PTHREAD_MUTEX_INITIALIZER, .fixed_today = DAY_NONE};

#define JUMP_MS (60 * 1000) /* more than what adjusting in small steps does between two looks */

static int64_t clock_ms(clockid_t which)
{
	struct timespec t;
	clock_gettime(which, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Somebody set the clock: the log says so, as times written before and after do not fit together. */
static void look_for_jump(int64_t ms)
{
	int64_t ahead = ms - clock_ms(CLOCK_BOOTTIME), jump = ahead - real.ahead;
	if (real.ahead && (jump > JUMP_MS || jump < -JUMP_MS))
		log_line(LOG_WARNING, "clock", "jump_s=%lld", (long long)(jump / 1000));
	real.ahead = ahead;
}

static int64_t real_now(struct world *w)
{
	(void)w;
	int64_t ms = clock_ms(CLOCK_REALTIME);
	pthread_mutex_lock(&real.lock);
	look_for_jump(ms);
	if (ms < real.last && real.last - ms <= WORLD_HOLD_MS)
		ms = real.last;
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
