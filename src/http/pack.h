/*
 * pack.h – pages packed once and put together anew around what differs: the only door to zlib.
 *
 * A page that is kept has holes: the person, the tokens of its forms. What lies between them is compressed once, each piece up to a
 * whole byte; an answer copies the pieces and puts between them what the holes hold, as it stands. No piece refers to what is in a
 * hole, and what is in a hole is never compressed: the length of an answer tells nothing of a secret in it (BREACH).
 */
#pragma once
#include "base/buf.h"

struct pack_piece {
	size_t at, n;	/* of the packed bytes */
	size_t plain;	/* bytes of the page */
	uint32_t crc;	/* of these */
	uint64_t shift; /* what carries a checksum over them */
};

struct pack_source {
	struct str plain;
	size_t hole; /* bytes of the hole behind it, where they are always as many; 0: of any length, nothing refers across it */
};

/* Appends the pieces to `out`, packed closely. False when `out` is full. */
bool pack_pieces(struct buf *out, const struct pack_source *sources, size_t n, struct pack_piece *ret_pieces);

struct packing {
	struct buf *out;
	uint32_t crc, n;
};

/* A gzip file (RFC 1952) from pieces and texts in their order, behind what `out` holds. `packed`: what pack_pieces wrote to. */
void packing_begin(struct packing *p, struct buf *out);
void packing_piece(struct packing *p, const struct pack_piece *piece, const char *packed);
void packing_text(struct packing *p, struct str text);
void packing_end(struct packing *p);
