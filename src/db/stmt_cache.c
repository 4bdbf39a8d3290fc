#include "db/stmt_cache.h"
#include <stdlib.h>
#include <string.h>

static void *must(void *p)
{
	INVARIANT(p, "out of memory");
	return p;
}

static uint64_t hash_address(const void *p)
{
	return ((uint64_t)(uintptr_t)p >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 20;
}

/* FNV-1a: a first sieve, the text itself decides. */
static uint64_t hash_text(struct str s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
	return h;
}

void stmt_cache_init(struct stmt_cache *c, void (*drop)(struct query *q))
{
	*c = (struct stmt_cache){.stmt_room = 64, .drop = drop};
	c->by_stmt = must(calloc(c->stmt_room, sizeof(*c->by_stmt)));
}

void stmt_cache_free(struct stmt_cache *c, struct query *q)
{
	c->drop(q);
	free(q->sql);
	free(q);
}

static void free_kept(struct stmt_cache *c, struct query *q)
{
	INVARIANT(!q->busy, "a connection is closed while a query runs");
	stmt_cache_free(c, q);
}

void stmt_cache_clear(struct stmt_cache *c)
{
	for (size_t i = 0; i < c->stmt_room; i++)
		if (c->by_stmt[i])
			free_kept(c, c->by_stmt[i]);
	for (size_t i = 0; i < c->text_count; i++)
		free_kept(c, c->by_text[i]);
	free(c->by_stmt);
	*c = (struct stmt_cache){0};
}

/* The place of `stmt`, or the empty place where it belongs. */
static struct query **place_of(struct query **table, size_t room, const struct stmt *stmt)
{
	size_t i = hash_address(stmt) & (room - 1);

	while (table[i] && table[i]->stmt != stmt)
		i = (i + 1) & (room - 1);
	return &table[i];
}

struct query *stmt_cache_find(struct stmt_cache *c, const struct stmt *stmt)
{
	return *place_of(c->by_stmt, c->stmt_room, stmt);
}

static void grow(struct stmt_cache *c)
{
	size_t room = c->stmt_room * 2;
	struct query **table = must(calloc(room, sizeof(*table)));

	for (size_t i = 0; i < c->stmt_room; i++)
		if (c->by_stmt[i])
			*place_of(table, room, c->by_stmt[i]->stmt) = c->by_stmt[i];
	free(c->by_stmt);
	c->by_stmt = table;
	c->stmt_room = room;
}

void stmt_cache_keep(struct stmt_cache *c, struct query *q, const struct stmt *stmt)
{
	if (2 * (c->stmt_count + 1) > c->stmt_room)
		grow(c);
	q->stmt = stmt;
	q->kept = true;
	*place_of(c->by_stmt, c->stmt_room, stmt) = q;
	c->stmt_count++;
}

struct query *stmt_cache_find_text(struct stmt_cache *c, struct str sql)
{
	uint64_t hash = hash_text(sql);

	for (size_t i = 0; i < c->text_count; i++) {
		struct query *q = c->by_text[i];

		if (q->sql_hash == hash && str_eq((struct str){q->sql, q->sql_n}, sql)) {
			q->used = ++c->turn;
			return q;
		}
	}
	return NULL;
}

/* A place for one more text; NULL when every statement kept is in use. */
static struct query **text_place(struct stmt_cache *c)
{
	struct query **oldest = NULL;

	if (c->text_count < STMT_TEXTS_KEPT)
		return &c->by_text[c->text_count++];
	for (size_t i = 0; i < c->text_count; i++)
		if (!c->by_text[i]->busy && (!oldest || c->by_text[i]->used < (*oldest)->used))
			oldest = &c->by_text[i];
	if (oldest)
		stmt_cache_free(c, *oldest);
	return oldest;
}

void stmt_cache_keep_text(struct stmt_cache *c, struct query *q, struct str sql)
{
	struct query **place = text_place(c);

	if (!place)
		return;
	q->sql = must(malloc(sql.n ? sql.n : 1));
	memcpy(q->sql, sql.p, sql.n);
	q->sql_n = sql.n;
	q->sql_hash = hash_text(sql);
	q->used = ++c->turn;
	q->kept = true;
	*place = q;
}
