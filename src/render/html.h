/*
 * html.h – what compiled templates write into, and the escaping they rely on.
 *
 * A template (tools/README.md) chooses the function by the place of its expression; hand-written code has no reason to call
 * anything here. Values are struct str, char pointers (NULL prints nothing) and integers; any other type does
 * not compile. Integers print plain, as ids and counts in addresses need them: numbers for readers are text_number()'s.
 *
 * Output goes to a capped buffer; a page that did not fit has `out->full` set and must not be sent.
 */
#pragma once
#include "base/buf.h"

/* Markup that is right as it stands, made by our own renderers (tile map, icons), never from what people typed. */
struct html_raw {
	struct str markup;
};

/* Where in the output a text stands that is another one in the next answer: a watched one, or the fields of a form. */
#define HTML_WATCHED_MOST 4
#define HTML_HOLES_MOST 16
#define HTML_HOLE_TOKEN HTML_WATCHED_MOST
struct html_hole { size_t at, n; unsigned what; };
struct html_notes {
	struct str watched[HTML_WATCHED_MOST]; /* known again by their bytes' address; empty: none */
	struct html_hole hole[HTML_HOLES_MOST]; /* in the order of the page */
	size_t n;
	bool full; /* there were more */
};

struct html {
	struct buf *out;
	struct html_notes *notes;            /* NULL: nothing is noted */
	struct str csrf;                     /* token of the session (masked for this answer), for every post form */
	struct str (*form_key)(void *ctx);   /* a fresh idempotency key for each form; NULL: forms carry none */
	void *form_ctx;
};

/* Names of the hidden fields that {{ token }} prints. */
#define HTML_FIELD_CSRF "csrf"
#define HTML_FIELD_KEY "khoa"

/* Text or the inside of a double-quoted attribute value: & < > " ' escaped. */
#define html_text(h, x) HTML_DISPATCH_(x, html_text_str, html_text_c)((h), (x))
/* A whole address, or its beginning. Relative, http, https, mailto and tel pass; anything else, and anything with control
 * characters or a blank in front, prints '#'. */
#define html_url(h, x) HTML_DISPATCH_(x, html_url_str, html_url_c)((h), (x))
/* A later part of an address (segment, query value, fragment): all but letters, digits and -._~ percent-encoded. */
#define html_url_part(h, x) HTML_DISPATCH_(x, html_url_part_str, html_url_part_c)((h), (x))

#define HTML_DISPATCH_(x, for_str, for_c)                                                                                 \
	_Generic((x), struct str: for_str, const char *: for_c, char *: for_c,                                            \
		short: html_i64, int: html_i64, long: html_i64, long long: html_i64,                                      \
		unsigned short: html_u64, unsigned: html_u64, unsigned long: html_u64, unsigned long long: html_u64)

void html_text_str(struct html *h, struct str s);
void html_text_c(struct html *h, const char *s);
void html_url_str(struct html *h, struct str s);
void html_url_c(struct html *h, const char *s);
void html_url_part_str(struct html *h, struct str s);
void html_url_part_c(struct html *h, const char *s);
void html_i64(struct html *h, int64_t v);
void html_u64(struct html *h, uint64_t v);
/* Markup as it stands. */
void html_raw(struct html *h, struct html_raw raw);
/* The template's own text. */
void html_static(struct html *h, const char *p, size_t n);
/* The hidden fields of a post form. */
void html_token(struct html *h);
