/*
 * arena.h – memory by lifetime.
 *
 * An arena is named after what it lives as long as: a request, a transaction, a scratch computation. Freeing is resetting.
 * One thread uses an arena at a time. Running out of memory ends the process with a message: there is no half state to
 * save, because acknowledged writes are already on the disk.
 */
#pragma once
#include "base/str.h"

struct arena;

/* `name` is a literal, for messages; `cap` is the most bytes the arena may ever hold: asking for more is a bug in a limit
 * elsewhere and ends the process. */
struct arena *arena_new(const char *name, size_t cap);
/* Forgets everything in it and keeps the first block. */
void arena_reset(struct arena *a);
/* NULL is allowed. */
void arena_free(struct arena *a);
void arena_freep(struct arena **a);
#define _cleanup_arena_ __attribute__((cleanup(arena_freep)))

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t count, size_t size);
#define arena_new_of(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array_of(a, count, type) ((type *)arena_array((a), (count), sizeof(type)))
/* Grows a vector kept in the arena: returns `old` or a larger copy so that index `count` is usable. */
void *arena_grow(struct arena *a, void *old, size_t count, size_t *cap, size_t size);

struct str arena_dup(struct arena *a, struct str s);
/* A NUL-terminated copy. */
char *arena_c(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
