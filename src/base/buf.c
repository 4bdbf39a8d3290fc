#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){.cap = b->cap};
}

void buf_reset(struct buf *b)
{
	b->n = 0;
	b->full = false;
}

char *buf_room(struct buf *b, size_t more)
{
	if (b->full || more > b->cap - b->n) {
		b->full = true;
		return NULL;
	}
	if (b->p && b->n + more <= b->room)
		return b->p + b->n;
	size_t room = b->room ? b->room * 2 : 1024;
	while (room < b->n + more)
		room *= 2;
	if (room > b->cap)
		room = b->cap;
	char *p = realloc(b->p, room ? room : 1);
	if (!p)
		abort();
	b->p = p;
	b->room = room;
	return b->p + b->n;
}

void buf_add_i64(struct buf *b, int64_t v)
{
	char digits[20];
	size_t n = sizeof(digits);
	uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	do
		digits[--n] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (v < 0)
		buf_add_char(b, '-');
	buf_add_bytes(b, digits + n, sizeof(digits) - n);
}

void buf_vprintf(struct buf *b, const char *format, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	char small[256];
	int n = vsnprintf(small, sizeof(small), format, ap);
	if (n >= 0 && (size_t)n < sizeof(small)) {
		buf_add_bytes(b, small, (size_t)n);
	} else if (n >= 0) {
		char *large = malloc((size_t)n + 1);
		if (!large)
			abort();
		vsnprintf(large, (size_t)n + 1, format, again);
		buf_add_bytes(b, large, (size_t)n);
		free(large);
	}
	va_end(again);
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	buf_vprintf(b, format, ap);
	va_end(ap);
}

struct str buf_str(const struct buf *b)
{
	return (struct str){b->p, b->n};
}
