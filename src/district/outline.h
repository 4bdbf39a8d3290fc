/*
 * outline.h – outlines drawn small: the same border of two places stays one line. Pure.
 *
 * Points come as hundred-thousandths of a degree and are laid on a plane of whole units (about 22 m; east shortened for 16° north,
 * which is right enough for a drawing anywhere in Viet Nam and measures nothing). A border is cut where three places meet; each
 * piece is simplified once, from the same end, whichever place asks, so no gaps appear between neighbours. Islands too small to be
 * seen are left out, but never the largest part of a place.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define OUTLINE_FINE 700       /* the tolerance is the larger side of the whole by this */
#define OUTLINE_PATH_MOST 20000

struct outline_point {
	int32_t x, y;
};

struct outline_ring {
	size_t n;
	struct outline_point *point;
};

struct outline_shape {
	size_t n;
	struct outline_ring *ring;
};

/* What is kept of a shape. */
struct outline {
	struct str path; /* SVG: "M504525 350001l12-3 4 5z…"; empty: nothing was left */
	int32_t x, y;    /* a point inside its largest part, for a mark */
	int32_t left, top, right, bottom;
};

struct outline_point outline_project(int32_t lon, int32_t lat);
/* `shapes` are the places of one map, already projected; their points are changed. ret_outline: as many as shapes. */
void outline_draw(struct arena *a, struct outline_shape *shapes, size_t n, struct outline *ret_outline);
