/*
 * asset.h – the files of ui/ inside the program.
 *
 * Their address holds a hash of the content, so they may be kept by browsers for ever: /tep/<hash>/<name>. The table is made
 * by tools/embed at build time.
 */
#pragma once
#include "base/str.h"

struct asset {
	const char *name;    /* "app.css" */
	const char *url;     /* "/tep/9f3c…/app.css" */
	const char *hash;    /* 16 hexadecimal digits, FNV-1a of the bytes served: names a version, proves nothing */
	const char *type;    /* content type with charset */
	const uint8_t *data;
	size_t n;
	const uint8_t *gz;   /* the same compressed, or NULL when that is no smaller */
	size_t gz_n;
};

extern const struct asset assets[];
extern const size_t asset_count;

/* The asset of an address's two parts; NULL when name or hash is not today's. */
const struct asset *asset_find(struct str hash, struct str name);
/* The address of a file named by the program; a name that is not there is a bug. */
const char *asset_url(const char *name);
