#include "http/gzip.h"

#include <libdeflate.h>
#include <stdlib.h>

#include "base/err.h"

/* A packed page longer than this no longer fits a weak line's few packets beside its headers (the goal is 6 KB): it is packed
 * again, closely. */
#define LIGHT 5900

enum { QUICK, CLOSE, EFFORTS };
static const int levels[EFFORTS] = {1, 9};

struct gzip {
	struct libdeflate_compressor *by[EFFORTS]; /* made at the first page: most workers that write never need them */
};

struct gzip *gzip_new(void)
{
	struct gzip *g = calloc(1, sizeof(*g));
	if (!g)
		BUG("no memory for a compressor");
	return g;
}

void gzip_free(struct gzip *g)
{
	if (!g)
		return;
	for (int i = 0; i < EFFORTS; i++)
		if (g->by[i])
			libdeflate_free_compressor(g->by[i]);
	free(g);
}

static bool pack(struct gzip *g, int effort, struct str bytes, struct buf *out)
{
	if (!g->by[effort])
		g->by[effort] = libdeflate_alloc_compressor(levels[effort]);
	if (!g->by[effort])
		BUG("no memory for a compressor");
	buf_reset(out);
	/* shorter than the page, or of no use */
	char *room = buf_room(out, bytes.n < out->cap ? bytes.n : out->cap);
	size_t n = room ? libdeflate_gzip_compress(g->by[effort], bytes.p, bytes.n, room, bytes.n < out->cap ? bytes.n : out->cap) : 0;
	out->n = n;
	return n && n < bytes.n;
}

bool gzip_bytes(struct gzip *g, struct str bytes, struct buf *out)
{
	if (!pack(g, QUICK, bytes, out))
		return false;
	return out->n <= LIGHT || pack(g, CLOSE, bytes, out);
}
