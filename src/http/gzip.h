/*
 * gzip.h – the only door to zlib: one compressor, used again and again.
 */
#pragma once
#include "base/buf.h"

struct gzip;

struct gzip *gzip_new(void);
void gzip_free(struct gzip *g);
/* `bytes` as a gzip file into `out`, which is emptied first: at level 1 (a page costs about 50 µs), beyond 32 KB at level 6
 * (about a fifth shorter, for weak lines). False when it came out no shorter or did not fit the cap of `out`. */
bool gzip_bytes(struct gzip *g, struct str bytes, struct buf *out);
