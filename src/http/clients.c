#include "http/clients.h"

#include <stdlib.h>

#include "base/crypt.h"
#include "base/err.h"

/* Open addressing with linear probing; at most half full, so that a search is short. */
struct slot {
	uint64_t key; /* 0: free */
	unsigned n;
};

struct clients {
	uint64_t seed;
	unsigned room, used; /* room: a power of two */
	struct slot slots[];
};

struct clients *clients_new(unsigned most)
{
	unsigned room = 64;
	while (room < 4 * most)
		room *= 2;
	struct clients *c = calloc(1, sizeof(*c) + room * sizeof(struct slot));
	if (!c)
		BUG("no memory for the clients");
	c->room = room;
	random_bytes(&c->seed, sizeof(c->seed));
	return c;
}

void clients_free(struct clients *c)
{
	free(c);
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	__uint128_t product = (__uint128_t)(h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t client_key(const struct clients *c, char kind, struct str text)
{
	if (text.n == 0)
		return 0;
	uint64_t h = mix(c->seed, (uint64_t)(unsigned char)kind << 32 | text.n);
	for (size_t i = 0; i < text.n; i++)
		h = mix(h, (unsigned char)text.p[i] + c->seed);
	return h ? h : 1;
}

/* Where the key is, or where it would be. */
static unsigned find(const struct clients *c, uint64_t key)
{
	unsigned i = (unsigned)key & (c->room - 1);
	while (c->slots[i].key && c->slots[i].key != key)
		i = (i + 1) & (c->room - 1);
	return i;
}

bool clients_enter(struct clients *c, uint64_t key, unsigned most)
{
	if (!key)
		return true;
	struct slot *s = &c->slots[find(c, key)];
	if (s->n >= most || (!s->key && c->used >= c->room / 2))
		return false;
	c->used += !s->key;
	s->key = key;
	s->n++;
	return true;
}

/* The hole is filled by what would not be found behind it. */
static void remove_at(struct clients *c, unsigned hole)
{
	unsigned mask = c->room - 1;
	for (unsigned i = (hole + 1) & mask; c->slots[i].key; i = (i + 1) & mask) {
		unsigned home = (unsigned)c->slots[i].key & mask;
		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		c->slots[hole] = c->slots[i];
		hole = i;
	}
	c->slots[hole] = (struct slot){0};
}

void clients_leave(struct clients *c, uint64_t key)
{
	if (!key)
		return;
	unsigned i = find(c, key);
	INVARIANT(c->slots[i].n > 0, "a client left that never came");
	if (--c->slots[i].n == 0) {
		remove_at(c, i);
		c->used--;
	}
}

unsigned clients_count(const struct clients *c)
{
	return c->used;
}
