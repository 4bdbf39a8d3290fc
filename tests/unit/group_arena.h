/* The arena of a group of tests: what is taken from it is given back at the end. */
#pragma once
#include "base/arena.h"

#ifndef GROUP_ARENA_MOST
#define GROUP_ARENA_MOST ((size_t)512 << 20)
#endif

static struct arena *a;

static inline int with_arena(void **state)
{
	(void)state;
	a = arena_new("group", GROUP_ARENA_MOST);
	return 0;
}

static inline int without_arena(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}
