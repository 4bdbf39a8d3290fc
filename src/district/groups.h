/*
 * groups.h – private to district/: which of the things 0…n−1 hang together. up[i] leads to the root of i's group; of two groups
 * that are united the smaller root stays.
 */
#pragma once
#include "base/arena.h"

/* Each a group of its own. */
static inline int *groups_apart(struct arena *a, size_t n)
{
	int *up = arena_array_of(a, n, int);
	for (size_t i = 0; i < n; i++)
		up[i] = (int)i;
	return up;
}

static inline int groups_root(int *up, int i)
{
	while (up[i] != i) {
		up[i] = up[up[i]];
		i = up[i];
	}
	return i;
}

static inline void groups_unite(int *up, int a, int b)
{
	a = groups_root(up, a);
	b = groups_root(up, b);
	if (a != b)
		up[a > b ? a : b] = a > b ? b : a;
}
