#include "http/gzip.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/err.h"

struct gzip {
	z_stream z;
	bool ready; /* its 260 KB are taken at the first page: most workers that write never need them */
};

#define GZIP_FORMAT 16 /* added to windowBits: header and checksum of gzip instead of zlib's */
/* The larger a page, the more bytes on a weak line count against time. */
#define MEDIUM 32768
#define LARGE 49152
#define QUICK 1
#define HALFWAY 4
#define CLOSE 6

struct gzip *gzip_new(void)
{
	struct gzip *g = calloc(1, sizeof(*g));
	if (!g)
		BUG("no memory for a compressor");
	return g;
}

static void get_ready(struct gzip *g)
{
	int code = g->ready ? deflateReset(&g->z)
				: deflateInit2(&g->z, QUICK, Z_DEFLATED, 15 + GZIP_FORMAT, 8, Z_DEFAULT_STRATEGY);
	if (code != Z_OK)
		BUG("no memory for a compressor");
	g->ready = true;
}

void gzip_free(struct gzip *g)
{
	if (!g)
		return;
	if (g->ready)
		deflateEnd(&g->z);
	free(g);
}

bool gzip_bytes(struct gzip *g, struct str bytes, struct buf *out)
{
	unsigned char piece[16384];
	int code;
	buf_reset(out);
	if (bytes.n > UINT32_MAX)
		return false;
	get_ready(g);
	/* nothing was put in yet: the level may change at no cost */
	if (deflateParams(&g->z, bytes.n < MEDIUM ? QUICK : bytes.n < LARGE ? HALFWAY : CLOSE, Z_DEFAULT_STRATEGY) != Z_OK)
		BUG("a compressor refused its level");
	g->z.next_in = (Bytef *)(uintptr_t)bytes.p; /* zlib's type has no const; it does not write there */
	g->z.avail_in = (uInt)bytes.n;
	do {
		g->z.next_out = piece;
		g->z.avail_out = sizeof(piece);
		code = deflate(&g->z, Z_FINISH);
		buf_add_bytes(out, piece, sizeof(piece) - g->z.avail_out);
	} while (code == Z_OK && !out->full);
	return code == Z_STREAM_END && !out->full && out->n < bytes.n;
}
