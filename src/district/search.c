#include "district/search.h"

/* splitmix64: small, and the same everywhere. */
uint64_t search_random(struct search *s)
{
	uint64_t z = (s->chance += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int search_below(struct search *s, int n) { return (int)(((search_random(s) >> 32) * (uint64_t)n) >> 32); }

int64_t search_deviation(const struct search *s, int64_t people, int seats)
{
	int64_t d = people * s->seats - s->all * seats, whole = s->all * seats;
	return ((d < 0 ? -d : d) * DISTRICT_WHOLE + whole - 1) / whole;
}

static int family_of(const struct search *s, int label) { return label / (s->olds ? s->olds : 1); }

static int64_t family_weight(const struct search *s, int family)
{
	return family == LABEL_ANY ? s->weight.piece : family == LABEL_INNER ? s->weight.inner : s->weight.main;
}

static void hold(struct search *s, int node, int unit, int sign)
{
	for (int i = s->label_first[node]; i < s->label_first[node + 1]; i++) {
		int *held = &s->held[s->label[i] * s->k + unit];
		bool was = *held > 0;
		*held += sign * s->label_count[i];
		if (was == (*held > 0))
			continue;
		s->pieces[family_of(s, s->label[i])] += sign;
		if (s->label[i] < s->olds) {
			int *spread = &s->spread[s->label[i]], before = *spread > 1;
			*spread += sign;
			s->split += (*spread > 1) - before;
		}
	}
}

static int64_t with(const struct search *s, int node, int unit)
{
	int64_t n = 0;
	for (int i = s->apart_first[node]; i < s->apart_first[node + 1]; i++)
		n += s->part[s->apart[i]] == unit;
	return n;
}

void search_shift(struct search *s, int node, int to)
{
	int from = s->part[node];
	uint64_t bit = UINT64_C(1) << (node & 63);
	if (from == to)
		return;
	for (int i = s->first[node]; i < s->first[node + 1]; i++) {
		int other = s->part[s->to[i]];
		if (other == from)
			s->cut += s->metres[i];
		else if (other == to)
			s->cut -= s->metres[i];
	}
	s->together += with(s, node, to) - with(s, node, from);
	hold(s, node, from, -1);
	hold(s, node, to, 1);
	s->unit_people[from] -= s->people[node];
	s->unit_people[to] += s->people[node];
	s->in[from * s->words + (node >> 6)] &= ~bit;
	s->in[to * s->words + (node >> 6)] |= bit;
	s->part[node] = to;
}

void search_count(struct search *s)
{
	memset(s->in, 0, sizeof *s->in * (size_t)(s->k * s->words));
	memset(s->held, 0, sizeof *s->held * (size_t)(s->labels * s->k + 1));
	memset(s->unit_people, 0, sizeof *s->unit_people * (size_t)s->k);
	memset(s->pieces, 0, sizeof s->pieces);
	memset(s->spread, 0, sizeof *s->spread * (size_t)(s->olds + 1));
	s->cut = s->split = s->together = 0;
	for (int v = 0; v < s->n; v++) {
		int u = s->part[v];
		s->in[u * s->words + (v >> 6)] |= UINT64_C(1) << (v & 63);
		s->unit_people[u] += s->people[v];
		hold(s, v, u, 1);
		s->together += with(s, v, u);
		for (int i = s->first[v]; i < s->first[v + 1]; i++)
			if (s->to[i] > v && s->part[s->to[i]] != u)
				s->cut += s->metres[i];
	}
	s->together /= 2;
}

/* Above the plan in force: border by its share, a split district as 15 %. */
static int64_t above_ceiling(const struct search *s, int64_t deviation)
{
	const struct district_ceiling *c = &s->wish->ceiling;
	int64_t above = 0;
	if (!c->set)
		return 0;
	if (deviation > c->deviation)
		above += deviation - c->deviation;
	if (s->cut > c->cut)
		above += (s->cut - c->cut) * DISTRICT_WHOLE / (c->cut + 1);
	if (s->split > (int64_t)c->split)
		above += (s->split - (int64_t)c->split) * (DISTRICT_WHOLE * 15 / 100);
	return above;
}

struct cost search_cost(const struct search *s)
{
	struct cost c = {0};
	int64_t most = 0, weight;
	for (int u = 0; u < s->k; u++) {
		int64_t d = search_deviation(s, s->unit_people[u], s->unit_seats[u]);
		if (u >= s->locked && d > s->limit)
			c.broken += d - s->limit;
		if (d > most)
			most = d;
	}
	c.above = above_ceiling(s, most);
	weight = s->weight.over * (4 * c.broken + c.above) / 100 + s->weight.even * most * most / 1000000 +
		 s->weight.level * most / 1000;
	for (int f = 0; f < LABEL_FAMILIES; f++)
		weight += family_weight(s, f) * s->pieces[f];
	c.all = weight * s->scale / 1000 + s->cut + s->together * s->scale;
	c.broken += s->together * SEARCH_APART;
	return c;
}

bool cost_less(struct cost a, struct cost b)
{
	return a.broken != b.broken ? a.broken < b.broken : a.above != b.above ? a.above < b.above : a.all < b.all;
}

/* Floods from any node of it. */
bool search_connected(struct search *s, int unit)
{
	const uint64_t *in = &s->in[unit * s->words];
	uint64_t *reached = s->set, *front = s->set + s->words;
	int w = 0;
	while (w < s->words && in[w] == 0)
		w++;
	if (w == s->words)
		return false;
	memset(reached, 0, sizeof *reached * (size_t)s->words * 2);
	reached[w] = front[w] = in[w] & (~in[w] + 1);
	for (bool more = true; more;) {
		more = false;
		for (w = 0; w < s->words; w++)
			while (front[w]) {
				int v = w * 64 + __builtin_ctzll(front[w]);
				front[w] &= front[w] - 1;
				for (int x = 0; x < s->words; x++) {
					uint64_t fresh = s->near[v * s->words + x] & in[x] & ~reached[x];
					reached[x] |= fresh;
					front[x] |= fresh;
					more = more || (fresh && x < w);
				}
			}
	}
	return memcmp(reached, in, sizeof *in * (size_t)s->words) == 0;
}
