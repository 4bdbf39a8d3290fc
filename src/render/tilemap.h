/*
 * tilemap.h – the communes of a province as small squares, each in about its place, as inline SVG.
 *
 *   <svg class="tiles" role="group" aria-label="…"> … <g transform="translate(30 20)"><a href="…">
 *     <title>Xã Thiệu Hóa: quá hạn 3 ngày</title><g class="t-late"><use href="#t"/><text …>3</text></g></a> …
 *
 * Colours and edges belong to the style sheet (classes t-none t-wait t-soon t-late t-done around the square and its mark); no
 * style attribute, no script. What a colour says stands in the square as a mark and in the title as words. Legend and
 * table twin are the page's.
 */
#pragma once
#include "render/html.h"

/* The order is that of the legend. */
enum tile_state {
	TILE_NONE, /* nothing asked of this unit */
	TILE_WAIT, /* asked, in time */
	TILE_SOON, /* due soon */
	TILE_LATE, /* overdue */
	TILE_DONE,
	TILE_STATE_COUNT
};

struct tile {
	struct str name;  /* "Xã Thiệu Hóa" */
	struct str words; /* "quá hạn 3 ngày"; empty: the name alone */
	struct str mark;  /* in the square, at most four letters ("3", "TH"); empty: the sign of the state */
	struct str href;  /* empty: no link */
	int col, row;     /* from 0; negative: no place known, the square stands below the map */
	enum tile_state state;
};

struct tile_map {
	struct str label; /* what the map shows, for screen readers */
	const struct tile *tiles;
	size_t count;     /* at most TILES_MAX */
	bool keyboard;    /* squares are tab stops; off when a table with the same links stands beside the map */
};

#define TILES_MAX 1000
#define TILES_SIDE 64 /* columns and rows; beyond it a place is taken for unknown */

/* The sign of a state, for the legend. */
const char *tile_sign(enum tile_state state);
/* "t-late" */
const char *tile_class(enum tile_state state);

/* Writes the SVG; two squares on one place: the second stands below the map. Nothing for no tiles. About 16 bytes a square once
 * compressed. */
void tilemap_write(struct arena *scratch, const struct tile_map *map, struct buf *out);
/* The same, ready for a template. */
struct html_raw tilemap_make(struct arena *a, const struct tile_map *map);
