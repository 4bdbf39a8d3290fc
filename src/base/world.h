/*
 * world.h – what a program takes from outside: time and chance.
 *
 * Everything that needs the moment, the working day or random bytes asks a world, so that a rehearsal can give its own and
 * come out the same twice. Two clocks: `now` does not run backward (sessions, order), see WORLD_HOLD_MS; `today` is the site's
 * working day. A jump of the real clock stands in the log.
 */
#pragma once
#include "base/date.h"

/* A clock that was set back by no more than this stands still until it is later again, so that nothing happens before what
 * happened before it. Set back further it is believed: then it was wrong before, and standing still would make it worse. */
#define WORLD_HOLD_MS (24 * 3600 * 1000LL)

struct world {
	int64_t (*now_ms)(struct world *w);                   /* UTC, milliseconds, monotone */
	day_t (*today)(struct world *w);                      /* +07, or the day of the rehearsal */
	void (*random)(struct world *w, void *p, size_t n);   /* salts, tokens */
};

/* The real one; `fixed_today` other than DAY_NONE holds the working day (--today). One per process, safe from any thread. */
struct world *world_real(day_t fixed_today);
