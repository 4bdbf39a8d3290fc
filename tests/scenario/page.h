/*
 * page.h – enough of HTML for scenarios: forms, links and the text of pages that our own templates make (attributes in
 * double quotes, tags closed). No browser.
 */
#pragma once
#include "base/arena.h"

struct page_field { struct str name, value; };

#define PAGE_FIELDS 600

struct page_form {
	struct str action, method; /* "get" or "post" */
	size_t count;
	struct page_field fields[PAGE_FIELDS]; /* what a browser would send if nobody touched it; no buttons */
};

/* The form with that action, else the first whose action begins with it; NULL. */
struct page_form *page_form(struct arena *a, struct str html, struct str action);
/* See browser_link. p == NULL when there is none. */
struct str page_link(struct arena *a, struct str html, struct str text, struct str href);
/* What a reader sees, on one line. */
struct str page_text(struct arena *a, struct str html);
