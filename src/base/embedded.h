/*
 * embedded.h – tables of law, facts and permissions inside the program, put there by tools/embed at build time.
 */
#pragma once
#include "base/str.h"

struct embedded {
	const char *name;   /* "law/calendar.csv" */
	const uint8_t *p;   /* its bytes as they are in the tree; a NUL follows them */
	size_t n;
};

extern const struct embedded embedded_files[];
extern const size_t embedded_count;

/* NULL when there is none of that name. */
static inline const struct embedded *embedded_find(const char *name)
{
	for (size_t i = 0; i < embedded_count; i++)
		if (str_eq_c(str_from_c(name), embedded_files[i].name))
			return &embedded_files[i];
	return NULL;
}

/* The same as a str; empty when there is none. */
static inline struct str embedded_text(const char *name)
{
	const struct embedded *e = embedded_find(name);

	return e ? (struct str){(const char *)e->p, e->n} : (struct str){0};
}
