/* What the tests of results share: the law, chance that comes out the same every time, short ways to figures. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "law_world.h"
#include "result/counts.h"

static uint64_t chance_state = 2026;

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

static inline enum tri elected(const struct outcome *o, size_t candidate)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->standing[i].candidate == candidate)
			return o->standing[i].elected;
	fail();
	return TRI_UNKNOWN;
}

static inline bool says(struct str s, const char *part)
{
	return str_find(s, str_from_c(part)) >= 0;
}
