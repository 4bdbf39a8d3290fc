/*
 * buf.h – a byte buffer that grows up to a cap given at its start.
 *
 * Every buffer fed from outside has a cap. Beyond it the buffer keeps what it has, takes nothing more and says so in
 * `full`: a writer may go on and ask once at the end.
 */
#pragma once
#include <stdarg.h>
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
void buf_add(struct buf *b, struct str s);
void buf_add_c(struct buf *b, const char *c);
void buf_add_bytes(struct buf *b, const void *p, size_t n);
void buf_add_char(struct buf *b, char c);
void buf_add_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));
/* What it holds now; valid until the next change. */
struct str buf_str(const struct buf *b);
