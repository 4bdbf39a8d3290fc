#include "http/pack.h"

#include <string.h>
#include <zlib.h>

#include "base/err.h"

#define LEVEL 9
#define STORED_MOST 65535
#define FLUSH_ROOM 16 /* more than the empty block that ends a piece */
#define HOLE_MOST 1024

static bool piece(z_stream *z, struct buf *out, struct str plain, struct pack_piece *ret)
{
	size_t at = out->n, most = deflateBound(z, (uLong)plain.n) + FLUSH_ROOM;
	char *room = buf_room(out, most);
	if (!room)
		return false;
	z->next_in = (Bytef *)(uintptr_t)plain.p;
	z->avail_in = (uInt)plain.n;
	z->next_out = (Bytef *)room;
	z->avail_out = (uInt)most;
	int code = plain.n ? deflate(z, Z_SYNC_FLUSH) : Z_OK;
	INVARIANT(code == Z_OK && z->avail_in == 0 && z->avail_out > 0, "a piece longer than its bound");
	out->n += most - z->avail_out;
	*ret = (struct pack_piece){
		.at = at,
		.n = out->n - at,
		.plain = plain.n,
		.crc = plain.n ? (uint32_t)crc32_z(0, (const Bytef *)plain.p, plain.n) : 0,
		.shift = crc32_combine_gen((z_off_t)plain.n),
	};
	return true;
}

/* What comes next may refer to what came before the hole, over its length, but to nothing in it: its bytes stand in no page. */
static void pass_hole(z_stream *z, size_t n)
{
	Bytef never[HOLE_MOST];
	if (n == 0 || n > sizeof(never)) {
		deflateReset(z);
		return;
	}
	memset(never, 0xFF, n);
	INVARIANT(deflateSetDictionary(z, never, (uInt)n) == Z_OK, "a hole amid a piece");
}

bool pack_pieces(struct buf *out, const struct pack_source *sources, size_t n, struct pack_piece *ret_pieces)
{
	z_stream z = {0};
	bool fits = true;
	if (deflateInit2(&z, LEVEL, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		BUG("no memory for a compressor");
	for (size_t i = 0; fits && i < n; i++) {
		fits = piece(&z, out, sources[i].plain, &ret_pieces[i]);
		pass_hole(&z, sources[i].hole);
	}
	deflateEnd(&z);
	return fits;
}

static void add_u16(struct buf *out, unsigned v)
{
	buf_add_char(out, (char)(v & 0xFF));
	buf_add_char(out, (char)(v >> 8 & 0xFF));
}

static void add_u32(struct buf *out, uint32_t v)
{
	add_u16(out, v & 0xFFFF);
	add_u16(out, v >> 16);
}

void packing_begin(struct packing *p, struct buf *out)
{
	static const char head[10] = {'\x1F', '\x8B', 8, 0, 0, 0, 0, 0, 0, '\xFF'}; /* deflate, no name, no time, any system */
	*p = (struct packing){.out = out};
	buf_add_bytes(out, head, sizeof(head));
}

void packing_piece(struct packing *p, const struct pack_piece *piece, const char *packed)
{
	buf_add_bytes(p->out, packed + piece->at, piece->n);
	p->crc = (uint32_t)crc32_combine_op(p->crc, piece->crc, piece->shift);
	p->n += (uint32_t)piece->plain;
}

void packing_text(struct packing *p, struct str text)
{
	p->crc = (uint32_t)crc32_z(p->crc, (const Bytef *)(text.n ? text.p : ""), text.n);
	p->n += (uint32_t)text.n;
	while (text.n) { /* stored blocks, not the last */
		size_t n = text.n < STORED_MOST ? text.n : STORED_MOST;
		buf_add_char(p->out, 0);
		add_u16(p->out, (unsigned)n);
		add_u16(p->out, (unsigned)~n & 0xFFFF);
		buf_add_bytes(p->out, text.p, n);
		text = str_slice(text, n, text.n);
	}
}

void packing_end(struct packing *p)
{
	buf_add_char(p->out, 3); /* the last block: of fixed codes, empty */
	buf_add_char(p->out, 0);
	add_u32(p->out, p->crc);
	add_u32(p->out, p->n);
}
