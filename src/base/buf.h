/*
 * buf.h – a byte buffer that grows up to a cap given at its start.
 *
 * Every buffer fed from outside has a cap. Beyond it the buffer keeps what it has, takes nothing more and says so in
 * `full`: a writer may go on and ask once at the end.
 */
#pragma once
#include <stdarg.h>
#include <string.h>
#include "base/arena.h"

struct buf {
	char *p;     /* not NUL-terminated */
	size_t n;    /* bytes used */
	size_t room; /* bytes allocated */
	size_t cap;  /* the most it may hold */
	bool full;   /* something did not fit */
};

#define BUF_INIT(cap_) ((struct buf){.cap = (cap_)})
#define _cleanup_buf_ __attribute__((cleanup(buf_free)))

void buf_free(struct buf *b);
void buf_reset(struct buf *b);
/* Room for `more` bytes behind those it holds, for who writes them there and adds to `n`; NULL beyond the cap. */
char *buf_room(struct buf *b, size_t more);
void buf_add_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));
/* What it holds now; valid until the next change. */
struct str buf_str(const struct buf *b);

/* Here because pages are made of nothing else. */
static inline void buf_add_bytes(struct buf *b, const void *p, size_t n)
{
	char *room = n == 0 ? NULL : !b->full && n <= b->room - b->n ? b->p + b->n : buf_room(b, n);
	if (!room)
		return;
	memcpy(room, p, n);
	b->n += n;
}

static inline void buf_add(struct buf *b, struct str s) { buf_add_bytes(b, s.p, s.n); }
static inline void buf_add_c(struct buf *b, const char *c) { buf_add(b, str_from_c(c)); }
static inline void buf_add_char(struct buf *b, char c) { buf_add_bytes(b, &c, 1); }
