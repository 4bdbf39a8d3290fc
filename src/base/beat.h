/*
 * beat.h – a thread that does one thing again and again beside the rest of the program: at once, then every so many seconds or
 * when it is woken, until it is stopped.
 *
 * Signals stay with the main thread. `turn` must end by itself; a long one asks beat_stopping in between.
 */
#pragma once
#include <stdbool.h>

#include "base/err.h"

struct beat;

/* `*ret_beat` is there before the first turn begins; `name`: base/thread.h. */
int beat_start(const char *name, int seconds, void (*turn)(void *ctx), void *ctx, struct beat **ret_beat, struct err *err);
void beat_wake(struct beat *b);
bool beat_stopping(struct beat *b);
/* Waits for the turn under way. NULL is allowed. */
void beat_stop(struct beat *b);
