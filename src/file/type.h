/*
 * type.h – what a file is, told from its bytes. What its name or the browser says is not believed: it only tells a table
 * of values from other text, and takes trust away.
 *
 * Only what a browser shows without running anything is ever shown inside it; the rest is downloaded. A drawing (SVG), a
 * page (HTML) or anything else with a mark at its beginning is unknown: bytes to download.
 */
#pragma once
#include "base/arena.h"

struct file_type {
	const char *code;  /* stored, never changed */
	const char *label; /* Vietnamese */
	const char *mime;
	bool shown;        /* a browser may show it */
};

/* Ends with {NULL}; the last before that is "other". */
extern const struct file_type file_types[];

/* `name` is cleaned (name.h). Never NULL. */
const struct file_type *file_type_of(struct str bytes, struct str name);
/* By its code; an unknown one is "other". */
const struct file_type *file_type_named(struct str code);
