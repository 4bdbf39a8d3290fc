/*
 * world.h – what a program takes from outside: time and chance.
 *
 * Everything that needs the moment, the working day or random bytes asks a world, so that a rehearsal can give its own and
 * come out the same twice. Two clocks: `now` never runs backward (sessions, order); `today` is the site's working day.
 */
#pragma once
#include "base/date.h"

struct world {
	int64_t (*now_ms)(struct world *w);                   /* UTC, milliseconds, monotone */
	day_t (*today)(struct world *w);                      /* +07, or the day of the rehearsal */
	void (*random)(struct world *w, void *p, size_t n);   /* salts, tokens */
};

/* The real one; `fixed_today` other than DAY_NONE holds the working day (--today). One per process, safe from any thread. */
struct world *world_real(day_t fixed_today);
