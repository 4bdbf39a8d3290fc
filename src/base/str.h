/*
 * str.h – strings are a pointer and a length.
 *
 * A str never owns its bytes: they belong to an arena, a buffer or a literal, and the header of the function that returns
 * one says which. Bytes are UTF-8; nothing here needs a closing NUL, and none may be assumed.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p; /* may be NULL only when n is 0 */
	size_t n;      /* bytes */
};

/* A literal as str:  STR("xã")  */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* The same for a constant initialiser of a static table. */
#define STR_INIT(literal) {"" literal, sizeof(literal) - 1}
/* For printf-like calls:  buf_printf(b, "%.*s", STR_ARG(s))  */
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* Marks a text that users read, so that tools/texts can list them all. Vietnamese is the language of the source. */
#define _(text) (text)

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* A NUL-terminated C string as str; NULL gives the empty str. The bytes stay the caller's. */
static inline struct str str_from_c(const char *c)
{
	return c ? (struct str){c, strlen(c)} : (struct str){0};
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_eq_c(struct str a, const char *b)
{
	return str_eq(a, str_from_c(b));
}

/* s[from, to), clipped to s. */
static inline struct str str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (struct str){s.p ? s.p + from : NULL, to - from};
}

/* Byte order: <0, 0, >0. */
int str_cmp(struct str a, struct str b);
static inline bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}
bool str_ends(struct str s, struct str suffix);
/* Index of the first occurrence, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);
ptrdiff_t str_find_char(struct str s, char c);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* How many characters: s is UTF-8. */
size_t str_characters(struct str s);
/* Behind the last '/' or '\\': a file's name without the folders that some programs put before it. */
struct str str_base_name(struct str s);
/* The beginning, at most so many bytes, cut between characters: s is UTF-8. */
struct str str_head(struct str s, size_t most);
/* Cuts the part before the next `sep` off the front of *rest into *ret_part; false when nothing is left. A last part
 * without separator counts; an empty str has one empty part only when `*rest` starts with p != NULL. */
bool str_split(struct str *rest, char sep, struct str *ret_part);

/* A decimal integer, whole string, optional '-', no blanks, no '+', no leading zeros asked. False when it is no number or
 * outside [min, max]; *ret_value is then untouched. */
bool str_to_i64(struct str s, int64_t min, int64_t max, int64_t *ret_value);
/* "12", "12.3", "12,34" with at most `decimals` digits after the mark, as an integer scaled by 10^decimals. */
bool str_to_scaled(struct str s, int decimals, int64_t min, int64_t max, int64_t *ret_value);

/* True when no byte is above 0x7F. */
bool str_is_ascii(struct str s);
/* True when the bytes are well-formed UTF-8 (no surrogates, no overlong forms). */
bool str_is_utf8(struct str s);
/* A character, at most U+10FFFF, as UTF-8: one to four bytes, how many is returned. */
size_t str_put_utf8(char *to, uint32_t c);
