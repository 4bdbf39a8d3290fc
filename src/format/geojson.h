/*
 * geojson.h – outlines from a GeoJSON file (RFC 7946): a FeatureCollection of Polygon and MultiPolygon, with limits.
 *
 * Each feature says which unit it is by a member of its properties named code, ma, ma_xa or maxa, in capitals or not, a text or
 * a number; without one by its id. Whatever else stands in the file is passed over. Coordinates are longitude and latitude
 * (WGS 84), kept as whole hundred-thousandths of a degree; heights are passed over. A file is refused with the place (line and
 * byte of the line) and the remedy.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define GEOJSON_BYTES ((size_t)24 << 20)
#define GEOJSON_SHAPES 5000
#define GEOJSON_POINTS 1500000
#define GEOJSON_DEPTH 32
#define GEOJSON_CODE 40

struct geo_point {
	int32_t lon, lat; /* 1/100,000 degree */
};

struct geo_ring {
	size_t n;
	const struct geo_point *point; /* the first is not repeated at the end; at least three */
};

struct geo_shape {
	struct str code; /* empty: the feature has none */
	size_t n;        /* 0: it has no outline */
	const struct geo_ring *ring;
};

struct geojson {
	size_t n;
	const struct geo_shape *shape;
};

/* Everything lives in the arena. ERR_INPUT, ERR_TOO_LARGE. */
int geojson_read(struct arena *a, struct str text, struct geojson *ret_file, struct err *err);
