#include "district/groups.h"
#include "district/search.h"

/* Random trees: the way a first plan is made, and the way two constituencies are divided anew. */

static int by_key(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return (a > b) - (a < b);
}

#define KEY_BITS 20 /* an edge's place below, a random number above it */

/* A random tree over the list; how many edges it has. */
static int grow_tree(struct search *s, const struct division *d)
{
	int keys = 0, edges = 0;
	for (int i = 0; i < d->n; i++) {
		int v = s->list[i];
		s->up[v] = v;
		for (int e = s->first[v]; e < s->first[v + 1]; e++) {
			int u = s->to[e];
			int64_t key;
			if (u < v || (s->part[u] != d->a && s->part[u] != d->b))
				continue;
			key = (int64_t)(search_random(s) >> 44);
			if (d->by_district && s->old_of[u] != s->old_of[v])
				key += INT64_C(1) << 20;
			s->key[keys++] = key << KEY_BITS | e;
		}
	}
	qsort(s->key, (size_t)keys, sizeof *s->key, by_key);
	for (int i = 0; i < keys && edges < d->n - 1; i++) {
		int e = (int)(s->key[i] & ((1 << KEY_BITS) - 1));
		int x = groups_root(s->up, s->source[e]), y = groups_root(s->up, s->to[e]);
		if (x == y)
			continue;
		s->up[x] = y;
		s->ends[edges * 2] = s->source[e];
		s->ends[edges * 2 + 1] = s->to[e];
		edges++;
	}
	return edges;
}

/* order: from the root outwards; up: the node before; below: people of a node and all behind it; head: how many these
 * are. */
static void hang_tree(struct search *s, const struct division *d, int edges)
{
	int read = 0, write = 0;
	for (int i = 0; i < d->n; i++)
		s->head[s->list[i]] = -1;
	for (int i = 0; i < edges * 2; i++) {
		s->next[i] = s->head[s->ends[i]];
		s->head[s->ends[i]] = i;
	}
	s->order[write++] = s->list[0];
	s->up[s->list[0]] = -1;
	while (read < write) {
		int v = s->order[read++];
		for (int i = s->head[v]; i >= 0; i = s->next[i])
			if (s->ends[i ^ 1] != s->up[v]) {
				s->up[s->ends[i ^ 1]] = v;
				s->order[write++] = s->ends[i ^ 1];
			}
	}
	INVARIANT(write == d->n, "a tree over what is not connected");
	for (int i = 0; i < d->n; i++) {
		s->below[s->order[i]] = s->people[s->order[i]];
		s->head[s->order[i]] = 1;
	}
	for (int i = d->n - 1; i > 0; i--) {
		int v = s->order[i];
		s->below[s->up[v]] += s->below[v];
		s->head[s->up[v]] += s->head[v];
	}
}

struct edge_choice {
	int node, seats; /* what hangs at the node goes to a, with so many seats */
	int64_t deviation;
	int good; /* how many kept the limit */
};

static void weigh_edge(struct search *s, const struct division *d, int node, struct edge_choice *c)
{
	int64_t all = s->below[s->order[0]];
	if (s->head[node] < d->nodes_a || d->n - s->head[node] < d->nodes_b)
		return;
	for (int seats = d->seats_low; seats <= d->seats_high; seats++) {
		int64_t x = search_deviation(s, s->below[node], seats);
		int64_t y = search_deviation(s, all - s->below[node], d->seats - seats);
		if (y > x)
			x = y;
		if (x <= s->limit ? search_below(s, ++c->good) != 0
				  : c->good > 0 || (c->node >= 0 && x >= c->deviation))
			continue;
		c->node = node;
		c->seats = seats;
		c->deviation = x;
	}
}

bool search_divide(struct search *s, const struct division *d, int *ret_seats)
{
	struct edge_choice c = {.node = -1};
	if (d->n < 2)
		return false;
	hang_tree(s, d, grow_tree(s, d));
	for (int i = 1; i < d->n; i++)
		weigh_edge(s, d, s->order[i], &c);
	if (c.node < 0)
		return false;
	for (int i = 0; i < d->n; i++) { /* head: now 1 for what hangs at the node */
		int v = s->order[i];
		s->head[v] = v == c.node || (i > 0 && s->head[s->up[v]] == 1);
		search_shift(s, v, s->head[v] ? d->a : d->b);
	}
	*ret_seats = c.seats;
	return true;
}
