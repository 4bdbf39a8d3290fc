/* Any bytes as a GeoJSON file, and any shapes that come of it drawn small: no crash, refusals have words, what is drawn stays inside. */
#include <stdint.h>

#include "district/outline.h"
#include "format/geojson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every path begins with M, ends with z and has only what a path needs. */
static void check_path(const struct outline *o)
{
	INVARIANT(o->path.p[0] == 'M' && o->path.p[o->path.n - 1] == 'z', "a path without an end");
	for (size_t i = 0; i < o->path.n; i++) {
		char c = o->path.p[i];
		INVARIANT((c >= '0' && c <= '9') || c == '-' || c == ' ' || c == 'M' || c == 'l' || c == 'z', "a letter of no path");
	}
	INVARIANT(o->x >= o->left && o->x <= o->right && o->y >= o->top && o->y <= o->bottom, "a mark outside");
}

static void draw(struct arena *a, const struct geojson *file)
{
	struct outline_shape *shapes = arena_array_of(a, file->n + 1, struct outline_shape);
	struct outline *o = arena_array_of(a, file->n + 1, struct outline);
	for (size_t i = 0; i < file->n; i++) {
		const struct geo_shape *s = &file->shape[i];
		shapes[i] = (struct outline_shape){s->n, arena_array_of(a, s->n + 1, struct outline_ring)};
		for (size_t k = 0; k < s->n; k++) {
			const struct geo_ring *ring = &s->ring[k];
			struct outline_point *p = arena_array_of(a, ring->n, struct outline_point);
			INVARIANT(ring->n >= 3, "a ring of two points");
			for (size_t v = 0; v < ring->n; v++) {
				INVARIANT(ring->point[v].lon >= 10000000 && ring->point[v].lon <= 11900000 && ring->point[v].lat >= 500000 &&
						  ring->point[v].lat <= 2500000,
					  "a point outside Viet Nam");
				p[v] = outline_project(ring->point[v].lon, ring->point[v].lat);
			}
			shapes[i].ring[k] = (struct outline_ring){ring->n, p};
		}
	}
	outline_draw(a, shapes, file->n, o);
	for (size_t i = 0; i < file->n; i++)
		if (o[i].path.n)
			check_path(&o[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1 << 16)
		return 0;
	struct arena *a = arena_new("fuzz", (size_t)256 << 20);
	struct geojson file = {0};
	struct err err = ERR_INIT;
	int k = geojson_read(a, (struct str){(const char *)data, size}, &file, &err);
	if (k < 0) {
		INVARIANT(err.code == (enum err_code) - k && err.text[0] && str_is_utf8(str_from_c(err.text)), "a refusal without words");
	} else {
		for (size_t i = 0; i < file.n; i++)
			INVARIANT(file.shape[i].code.n <= GEOJSON_CODE, "a code that is too long");
		draw(a, &file);
	}
	arena_free(a);
	return 0;
}
