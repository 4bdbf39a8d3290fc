#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define FIRST_BLOCK 4096
#define LARGEST_BLOCK (1u << 20)
#define ALIGN 16

struct block {
	struct block *next;
	size_t room;
	_Alignas(ALIGN) unsigned char bytes[];
};

struct arena {
	const char *name;
	struct block *first, *current;
	size_t used;  /* in the current block */
	size_t held;  /* bytes of all blocks */
	size_t cap;
};

static struct block *block_new(struct arena *a, size_t room)
{
	a->held += room;
	if (a->held > a->cap) {
		fprintf(stderr, "arena %s: more than its cap of %zu bytes\n", a->name, a->cap);
		BUG("arena cap exceeded");
	}
	struct block *b = malloc(sizeof(*b) + room);
	if (!b) {
		fprintf(stderr, "out of memory in arena %s\n", a->name);
		abort();
	}
	b->next = NULL;
	b->room = room;
	return b;
}

struct arena *arena_new(const char *name, size_t cap)
{
	struct arena *a = calloc(1, sizeof(*a));
	if (!a)
		abort();
	a->name = name;
	a->cap = cap;
	return a;
}

static void blocks_free(struct arena *a, struct block *b)
{
	while (b) {
		struct block *next = b->next;
		a->held -= b->room;
		free(b);
		b = next;
	}
}

void arena_reset(struct arena *a)
{
	if (!a->first)
		return;
	blocks_free(a, a->first->next);
	a->first->next = NULL;
	a->current = a->first;
	a->used = 0;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	blocks_free(a, a->first);
	free(a);
}

void arena_freep(struct arena **a)
{
	arena_free(*a);
}

/* Not zeroed. */
static void *take(struct arena *a, size_t size)
{
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!a->current || a->current->room - a->used < size) {
		size_t room = a->current ? a->current->room * 2 : FIRST_BLOCK;
		if (room > LARGEST_BLOCK)
			room = LARGEST_BLOCK;
		if (room < size)
			room = size;
		struct block *b = block_new(a, room);
		if (a->current)
			a->current->next = b;
		else
			a->first = b;
		a->current = b;
		a->used = 0;
	}
	void *p = a->current->bytes + a->used;
	a->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size), 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t total;
	if (__builtin_mul_overflow(count, size, &total))
		BUG("array size overflows");
	return arena_alloc(a, total);
}

void *arena_grow(struct arena *a, void *old, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return old;
	size_t more = *cap ? *cap * 2 : 16;
	void *p = arena_array(a, more, size);
	if (old)
		memcpy(p, old, *cap * size);
	*cap = more;
	return p;
}

struct str arena_dup(struct arena *a, struct str s)
{
	char *p = take(a, s.n ? s.n : 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){p, s.n};
}

char *arena_c(struct arena *a, struct str s)
{
	char *p = take(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct str arena_printf(struct arena *a, const char *format, ...)
{
	char most[2048]; /* are shorter, and then printed once */
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(most, sizeof(most), format, ap);
	va_end(ap);
	if (n < 0)
		BUG("bad format");
	char *p = take(a, (size_t)n + 1);
	if ((size_t)n < sizeof(most)) {
		memcpy(p, most, (size_t)n + 1);
		return (struct str){p, (size_t)n};
	}
	va_start(ap, format);
	vsnprintf(p, (size_t)n + 1, format, ap);
	va_end(ap);
	return (struct str){p, (size_t)n};
}
