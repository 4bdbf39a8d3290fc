/* The law as the program carries it, in the arena of a group of tests. */
#pragma once
#include <stdio.h>

#include "base/crypt.h"
#include "law/law.h"

static struct arena *arena;
static struct law *law;

static inline int world_setup(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct law_texts texts = law_texts_embedded();
	crypt_start();
	arena = arena_new("test", (size_t)1 << 30);
	int k = law_load(arena, &texts, &law, &err);
	if (k < 0)
		fprintf(stderr, "%s\n", err.text);
	return k;
}

static inline int world_teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}
