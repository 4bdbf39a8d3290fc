/* What the tests of results share: the law, an arena, chance that comes out the same every time, short ways to figures. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "result/counts.h"

static struct arena *arena;
static struct law *law;
static uint64_t chance_state = 2026;

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

static inline int64_t chance(int64_t below)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return (int64_t)(chance_state % (uint64_t)below);
}

static inline day_t day_of(const char *iso)
{
	day_t d = DAY_NONE;
	assert_true(date_parse_iso(str_from_c(iso), &d));
	return d;
}

static inline bool says(struct str s, const char *part)
{
	return str_find(s, str_from_c(part)) >= 0;
}
