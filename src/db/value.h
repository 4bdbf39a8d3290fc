/*
 * value.h – one cell: what a column holds and a statement is given.
 */
#pragma once
#include "base/date.h"

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB };

struct value {
	enum value_kind kind;
	int64_t i;    /* VALUE_INT */
	struct str s; /* VALUE_TEXT (UTF-8), VALUE_BLOB; not owned */
};

static inline struct value v_null(void) { return (struct value){.kind = VALUE_NULL}; }
static inline struct value v_int(int64_t i) { return (struct value){.kind = VALUE_INT, .i = i}; }
static inline struct value v_text(struct str s) { return (struct value){.kind = VALUE_TEXT, .s = s}; }
static inline struct value v_c(const char *c) { return v_text(str_from_c(c)); }
static inline struct value v_blob(const void *p, size_t n)
{
	return (struct value){.kind = VALUE_BLOB, .s = {(const char *)p, n}};
}
/* A day as INTEGER; DAY_NONE as NULL. */
static inline struct value v_day(day_t d) { return d == DAY_NONE ? v_null() : v_int(d); }
bool value_eq(const struct value *a, const struct value *b);
