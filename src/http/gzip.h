/*
 * gzip.h – the only door to zlib: one compressor, used again and again.
 */
#pragma once
#include "base/buf.h"

struct gzip;

struct gzip *gzip_new(void);
void gzip_free(struct gzip *g);
/* `bytes` as a gzip file at level 1 (a page costs about 50 µs; higher levels gain little on pages) into `out`, which is
 * emptied first. False when it came out no shorter or did not fit the cap of `out`. */
bool gzip_bytes(struct gzip *g, struct str bytes, struct buf *out);
