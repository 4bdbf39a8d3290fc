/*
 * scenario_int.h – private to the harness: what the run (scenario.c) and the browsers (browser.c) know of each other.
 */
#pragma once
#include "base/arena.h"
#include "scenario.h"

#define PATIENCE_S 60
#define MOST_BYTES ((size_t)64 << 20)

/* Lives until the end of the program. */
struct arena *scenario_arena(void);
/* Where the site under test listens. */
int scenario_port(void);
/* Everything up to the end of the file, at most MOST_BYTES. */
struct str scenario_read(int fd);
/* What the browser that was answered last saw, as TAP comments. */
void browser_print_last(void);
