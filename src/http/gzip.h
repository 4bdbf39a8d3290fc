/*
 * gzip.h – the only door to libdeflate: one compressor, used again and again (doc/decisions/016-libdeflate.md).
 */
#pragma once
#include "base/buf.h"

struct gzip;

struct gzip *gzip_new(void);
void gzip_free(struct gzip *g);
/* `bytes` as a gzip file into `out`, which is emptied first: at level 1; at level 9 what comes out longer than a weak line likes.
 * False when it came out no shorter or did not fit the cap of `out`. Pages that are kept are packed by http/pack.h. */
bool gzip_bytes(struct gzip *g, struct str bytes, struct buf *out);
