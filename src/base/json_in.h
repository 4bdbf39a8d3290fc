/*
 * json_in.h – JSON in, by jansson (json_in.c is the only door to it).
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

enum jkind { J_NULL, J_FALSE, J_TRUE, J_INT, J_TEXT, J_LIST, J_MAP };

/* A parsed value; everything in it lives in the arena given to jval_parse. */
struct jval {
	enum jkind kind;
	int64_t i;
	struct str s;
	size_t n;           /* items of a list or map */
	struct jval *items; /* values */
	struct str *keys;   /* of a map, in the order of the text */
};

/* Refuses duplicate keys, invalid UTF-8, NUL, numbers that are no 64-bit integers, more than 32 levels, text after the end,
 * and more than `cap` bytes. */
int jval_parse(struct arena *a, struct str text, size_t cap, const struct jval **ret_value, struct err *err);
/* The member, or NULL (also when `map` is NULL or no map). */
const struct jval *jval_get(const struct jval *map, const char *key);
