#include "base/monotonic.h"

static struct timespec now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t;
}

int64_t monotonic_ms(void)
{
	struct timespec t = now();
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

double monotonic_fine_ms(void)
{
	struct timespec t = now();
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct timespec monotonic_in(int64_t ms)
{
	struct timespec t = now();
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

void monotonic_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attributes);
	pthread_condattr_destroy(&attributes);
}
