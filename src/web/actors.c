/* Who asks: person and grants, read again when the ledger touched people, grants or units, or the day changed. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "unit/records.h"
#include "web/internal.h"

#define SLOTS 256

struct slot {
	struct arena *arena; /* of what the actor points to; NULL: empty */
	int64_t version;
	day_t day;
	struct actor actor;
};

struct actor_cache {
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
};

struct actor_cache *actor_cache_new(void)
{
	struct actor_cache *a = calloc(1, sizeof(*a));
	INVARIANT(a, "no memory for actors");
	pthread_mutex_init(&a->lock, NULL);
	return a;
}

void actor_cache_free(struct actor_cache *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		if (a->slots[i].arena)
			arena_free(a->slots[i].arena);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

static struct actor copy(struct arena *a, const struct actor *from)
{
	struct actor to = *from;
	struct grant *grants = arena_array_of(a, from->n, struct grant);
	for (size_t i = 0; i < from->n; i++)
		grants[i] = from->grants[i];
	to.grants = grants;
	if (from->reach) {
		struct grant_reach *reach = arena_array_of(a, from->n, struct grant_reach);
		memcpy(reach, from->reach, from->n * sizeof(*reach));
		to.reach = reach;
	}
	to.name = arena_dup(a, from->name);
	to.position = arena_dup(a, from->position);
	to.login = arena_dup(a, from->login);
	return to;
}

static bool find(struct web_call *c, int64_t person, int64_t version, day_t day)
{
	struct actor_cache *cache = c->web->actors;
	pthread_mutex_lock(&cache->lock);
	const struct slot *s = &cache->slots[person % SLOTS];
	bool same = s->arena && s->actor.person == person && s->version == version && s->day == day;
	if (same)
		c->actor = copy(c->arena, &s->actor);
	pthread_mutex_unlock(&cache->lock);
	return same;
}

static void keep(struct web_call *c, int64_t version, day_t day)
{
	struct actor_cache *cache = c->web->actors;
	pthread_mutex_lock(&cache->lock);
	struct slot *s = &cache->slots[c->actor.person % SLOTS];
	if (!s->arena)
		s->arena = arena_new("actor", 1 << 16);
	arena_reset(s->arena);
	*s = (struct slot){s->arena, version, day, copy(s->arena, &c->actor)};
	pthread_mutex_unlock(&cache->lock);
}

int web_actor(struct web_call *c, int64_t person, struct err *err)
{
	static const struct record *const records[] = {&person_record, &grants_record, &unit_record};
	day_t day = site_today(c->site);
	if (!c->head || !c->site->ledger)
		return access_actor(c->db, c->arena, person, day, &c->actor, err);
	int64_t version = ledger_version(c->site->ledger, c->head->number, records, ARRAY_LEN(records));
	if (find(c, person, version, day))
		return 0;
	int r = access_actor(c->db, c->arena, person, day, &c->actor, err);
	if (r == 0)
		r = access_mark_reach(c->db, c->arena, &c->actor, err);
	if (r == 0)
		keep(c, version, day);
	return r;
}
