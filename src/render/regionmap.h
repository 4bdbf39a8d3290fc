/*
 * regionmap.h – a map as an SVG file of its own: shapes filled by group, each with a mark and a title in words.
 *
 *   <svg xmlns="…" viewBox="…" role="img"><title>…</title><g stroke="#555" …><path fill="#bcd3e0" d="M…z">
 *   <title>Xã Thiệu Hóa: …</title></path> … </g><g …><text x="…" y="…">3</text> … </g></svg>
 *
 * It is asked by an <img>, so it brings its colours with it as attributes; no style, no script, no link. Colours only tell
 * neighbours apart; what a shape belongs to stands in it as a mark. The table twin is the page's.
 */
#pragma once
#include "render/html.h"

#define REGION_GROUPS 6
#define REGION_NONE (-1) /* in no group: left white */

struct region {
	struct str name, words; /* "Xã Thiệu Hóa", "đơn vị bầu cử số 3" */
	struct str mark;        /* "3"; empty: none */
	struct str path;        /* path data, whole numbers; made by the program */
	int64_t x, y;           /* the middle of the mark */
	int group;              /* 0 … REGION_GROUPS − 1, or REGION_NONE */
};

struct region_map {
	struct str label;
	const struct region *regions;
	size_t n;
	int64_t x, y, width, height; /* of the drawing */
	int64_t size;                /* of a mark, in the same units */
	int64_t line;                /* width of the line between shapes, in tenths of a unit */
};

/* Nothing for no regions. */
void regionmap_write(const struct region_map *map, struct buf *out);

/* Different groups for what touches, as far as REGION_GROUPS reach: touches[a * n + b]. */
void regionmap_colours(const bool *touches, size_t n, int *ret_group);
