/*
 * monotonic.h – the clock that nobody sets: how long something takes, until when to wait. It counts from some moment on and means
 * nothing to people; what is kept or shown asks a world (world.h).
 */
#pragma once
#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* Whole milliseconds. */
int64_t monotonic_ms(void);
/* With their parts, for figures of what takes less than one. */
double monotonic_fine_ms(void);
/* So many milliseconds from now, for pthread_cond_timedwait … */
struct timespec monotonic_in(int64_t ms);
/* … on a condition that keeps this clock. */
void monotonic_cond_init(pthread_cond_t *cond);
