#include "district/search.h"

/* What a step under trial changed, to take it back. */
struct trial {
	int n;                /* nodes in list, where they were in before */
	int a, b;             /* constituencies whose connection must be looked at; −1 for none */
	int seats_a, seats_b; /* theirs before */
};

static bool is_free(const struct search *s, int unit) { return unit >= s->locked; }

static void note(struct search *s, struct trial *t, int node)
{
	s->list[t->n] = node;
	s->before[t->n++] = s->part[node];
}

/* A node at a border and the constituency on the other side. */
static bool pick(struct search *s, int *ret_node, int *ret_other)
{
	int v = search_below(s, s->n), degree = s->first[v + 1] - s->first[v];
	if (degree == 0)
		return false;
	*ret_node = v;
	*ret_other = s->part[s->to[s->first[v] + search_below(s, degree)]];
	return *ret_other != s->part[v] && is_free(s, s->part[v]) && is_free(s, *ret_other);
}

static void begin(struct search *s, struct trial *t, int a, int b)
{
	*t = (struct trial){.a = a, .b = b, .seats_a = s->unit_seats[a], .seats_b = s->unit_seats[b]};
}

static bool step_place(struct search *s, struct trial *t)
{
	int v, b;
	if (!pick(s, &v, &b))
		return false;
	begin(s, t, s->part[v], b);
	note(s, t, v);
	search_shift(s, v, b);
	return true;
}

/* v goes over, and one of the other side comes back. */
static bool step_swap(struct search *s, struct trial *t)
{
	int v, b, a, w = -1, seen = 0;
	if (!pick(s, &v, &b))
		return false;
	a = s->part[v];
	for (int i = 0; i < 8 && w < 0; i++) {
		int x = search_below(s, s->n);
		for (int e = s->first[x]; s->part[x] == b && e < s->first[x + 1]; e++)
			if (s->part[s->to[e]] == a && s->to[e] != v && search_below(s, ++seen) == 0)
				w = x;
	}
	if (w < 0)
		return false;
	begin(s, t, a, b);
	note(s, t, v);
	note(s, t, w);
	search_shift(s, v, b);
	search_shift(s, w, a);
	return true;
}

/* All that the constituency of v holds of v's district. */
static bool step_district(struct search *s, struct trial *t)
{
	int v, b, a;
	if (!pick(s, &v, &b) || s->old_of[v] < 0)
		return false;
	a = s->part[v];
	begin(s, t, a, b);
	for (int w = 0; w < s->n; w++)
		if (s->part[w] == a && s->old_of[w] == s->old_of[v])
			note(s, t, w);
	for (int i = 0; i < t->n; i++)
		search_shift(s, s->list[i], b);
	return true;
}

static bool step_seat(struct search *s, struct trial *t)
{
	int a = s->locked + search_below(s, s->k - s->locked), b = s->locked + search_below(s, s->k - s->locked);
	if (a == b || s->unit_seats[a] == 1 || s->unit_seats[b] == s->most)
		return false;
	begin(s, t, a, b);
	s->unit_seats[a]--;
	s->unit_seats[b]++;
	return true;
}

/* Two neighbours become one and are divided anew. */
static bool step_divide(struct search *s, struct trial *t)
{
	int v, b, a, seats;
	if (!pick(s, &v, &b))
		return false;
	a = s->part[v];
	begin(s, t, a, b);
	for (int w = 0; w < s->n; w++)
		if (s->part[w] == a || s->part[w] == b)
			note(s, t, w);
	seats = s->unit_seats[a] + s->unit_seats[b];
	struct division d = {.n = t->n, .a = a, .b = b, .seats = seats, .nodes_a = 1, .nodes_b = 1};
	d.seats_low = seats - s->most > 1 ? seats - s->most : 1;
	d.seats_high = s->most < seats - 1 ? s->most : seats - 1;
	d.by_district = search_below(s, 4) != 0;
	if (!search_divide(s, &d, &seats))
		return false;
	s->unit_seats[b] = d.seats - seats;
	s->unit_seats[a] = seats;
	return true;
}

static void take_back(struct search *s, const struct trial *t)
{
	for (int i = 0; i < t->n; i++)
		search_shift(s, s->list[i], s->before[i]);
	s->unit_seats[t->a] = t->seats_a;
	s->unit_seats[t->b] = t->seats_b;
}

static bool step(struct search *s, struct trial *t)
{
	int kind = search_below(s, 100);
	if (kind < 66)
		return step_place(s, t);
	if (kind < 82)
		return step_swap(s, t);
	if (kind < 92)
		return step_district(s, t);
	if (kind < 95)
		return step_seat(s, t);
	return step_divide(s, t);
}

/* −log2 of a random number in (0, 1], times 256: whole bits exactly, between them along a straight line. */
static int64_t luck(struct search *s)
{
	uint64_t r = search_random(s);
	return (r >> 32 ? __builtin_clz((uint32_t)(r >> 32)) : 32) * INT64_C(256) + (int64_t)(r & 255);
}

static void keep(struct search *s, struct anneal *n, struct cost c)
{
	memcpy(n->best_part, s->part, sizeof *s->part * (size_t)s->n);
	memcpy(n->best_seats, s->unit_seats, sizeof *s->unit_seats * (size_t)s->k);
	n->best = c;
}

#define ASK_EVERY 4096

bool search_anneal(struct search *s, struct anneal *n)
{
	struct cost now = search_cost(s);
	int64_t hot = n->hot;
	struct trial t;
	keep(s, n, now);
	for (int64_t i = 0; i < n->steps; i++) {
		if (i % ASK_EVERY == 0) {
			int done = n->done_from + (int)((n->done_to - n->done_from) * i / n->steps);
			int64_t left = n->steps - i;
			/* cooling by a square: slow where it is cold */
			hot = n->cold + (int64_t)((__int128)(n->hot - n->cold) * left / n->steps * left / n->steps *
						  left / n->steps);
			if (s->wish->go_on && !s->wish->go_on(s->wish->ctx, done))
				return false;
		}
		if (!step(s, &t))
			continue;
		struct cost then = search_cost(s);
		int64_t worse = then.all - now.all;
		if ((worse > 0 && worse * 256 > hot * luck(s)) || !search_connected(s, t.a) ||
		    !search_connected(s, t.b)) {
			take_back(s, &t);
			continue;
		}
		now = then;
		if (cost_less(now, n->best))
			keep(s, n, now);
	}
	return true;
}
