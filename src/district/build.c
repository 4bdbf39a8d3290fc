#include "district/groups.h"
#include "district/search.h"

/* ---- nodes: places that stay together ---- */

static int make_nodes(struct arena *a, const struct district_problem *p, const struct district_wish *wish,
		      struct search *s)
{
	int *up = groups_apart(a, p->n), *node = arena_array_of(a, p->n, int), n = 0;
	for (size_t i = 0; i < wish->together_n; i++)
		groups_unite(up, (int)wish->together[i].a, (int)wish->together[i].b);
	for (size_t i = 0; i < p->n; i++)
		if (groups_root(up, (int)i) == (int)i)
			node[i] = n++;
	for (size_t i = 0; i < p->n; i++)
		node[i] = node[groups_root(up, (int)i)];
	s->node_of = node;
	return n;
}

struct link {
	int a, b;
	int64_t metres;
};

static int by_ends(const void *x, const void *y)
{
	const struct link *a = x, *b = y;
	return a->a != b->a ? (a->a > b->a) - (a->a < b->a) : (a->b > b->b) - (a->b < b->b);
}

/* Neighbours of nodes, both ways, parallel ones added up. */
static void make_edges(struct arena *a, const struct district_problem *p, struct search *s)
{
	struct link *link = arena_array_of(a, 2 * p->edge_n + 1, struct link);
	size_t n = 0, kept = 0;
	for (size_t i = 0; i < p->edge_n; i++) {
		int x = s->node_of[p->edge[i].a], y = s->node_of[p->edge[i].b];
		if (x == y)
			continue;
		link[n++] = (struct link){x, y, p->edge[i].metres};
		link[n++] = (struct link){y, x, p->edge[i].metres};
	}
	qsort(link, n, sizeof *link, by_ends);
	for (size_t i = 0; i < n; i++)
		if (kept && by_ends(&link[kept - 1], &link[i]) == 0)
			link[kept - 1].metres += link[i].metres;
		else
			link[kept++] = link[i];
	s->first = arena_array_of(a, (size_t)s->n + 1, int);
	s->to = arena_array_of(a, kept + 1, int);
	s->source = arena_array_of(a, kept + 1, int);
	s->metres = arena_array_of(a, kept + 1, int64_t);
	s->near = arena_array_of(a, (size_t)(s->n * s->words), uint64_t);
	for (size_t i = 0; i < kept; i++) {
		s->first[link[i].a + 1]++;
		s->source[i] = link[i].a;
		s->to[i] = link[i].b;
		s->metres[i] = link[i].metres;
		s->near[link[i].a * s->words + (link[i].b >> 6)] |= UINT64_C(1) << (link[i].b & 63);
	}
	for (int v = 0; v < s->n; v++)
		s->first[v + 1] += s->first[v];
}

static int64_t square_root(int64_t x)
{
	int64_t r = 0;
	while ((r + 1) * (r + 1) <= x)
		r++;
	return r;
}

static int64_t scale_of(const struct district_problem *p, int k)
{
	int64_t metres = 0, borders = 0;
	for (size_t i = 0; i < p->edge_n; i++)
		if (!p->edge[i].crossing) {
			metres += p->edge[i].metres;
			borders++;
		}
	return borders ? metres * square_root((int64_t)p->n * k * 10000) / 100 / borders : 0;
}

/* How many places of each node carry each label. */
static void make_labels(struct arena *a, const struct district_problem *p, struct search *s)
{
	int olds = (int)p->old_n, *count, *districts = arena_array_of(a, p->n + 1, int);
	int total = 0;
	s->olds = olds;
	s->labels = olds * LABEL_FAMILIES;
	count = arena_array_of(a, (size_t)(s->n * s->labels) + 1, int);
	s->old_of = arena_array_of(a, (size_t)s->n, int);
	for (int v = 0; v < s->n; v++)
		s->old_of[v] = -1;
	for (size_t i = 0; i < p->member_n; i++)
		districts[p->member[i].place]++;
	for (size_t i = 0; i < p->member_n; i++) {
		const struct district_member *m = &p->member[i];
		int node = s->node_of[m->place], *mine = &count[node * s->labels];
		mine[LABEL_ANY * olds + (int)m->old]++;
		if (districts[m->place] == 1)
			mine[LABEL_INNER * olds + (int)m->old]++;
		if (i == 0 || p->member[i - 1].place != m->place) {
			mine[LABEL_MAIN * olds + (int)m->old]++;
			if (s->old_of[node] < 0)
				s->old_of[node] = (int)m->old;
		}
	}
	for (int i = 0; i < s->n * s->labels; i++)
		total += count[i] > 0;
	s->label_first = arena_array_of(a, (size_t)s->n + 1, int);
	s->label = arena_array_of(a, (size_t)total + 1, int);
	s->label_count = arena_array_of(a, (size_t)total + 1, int);
	total = 0;
	for (int v = 0; v < s->n; v++) {
		for (int l = 0; l < s->labels; l++)
			if (count[v * s->labels + l]) {
				s->label[total] = l;
				s->label_count[total++] = count[v * s->labels + l];
			}
		s->label_first[v + 1] = total;
	}
}

static int make_apart(struct arena *a, const struct district_problem *p, const struct district_wish *wish,
		      struct search *s, struct err *err)
{
	s->apart_first = arena_array_of(a, (size_t)s->n + 1, int);
	s->apart = arena_array_of(a, 2 * wish->apart_n + 1, int);
	for (size_t i = 0; i < wish->apart_n; i++) {
		size_t x = wish->apart[i].a, y = wish->apart[i].b;
		if (s->node_of[x] == s->node_of[y])
			return err_set(err, ERR_INPUT,
				       _("%.*s và %.*s vừa phải ở cùng, vừa phải ở khác đơn vị bầu cử; bỏ một trong "
					 "hai yêu cầu."),
				       STR_ARG(p->place[x].name), STR_ARG(p->place[y].name));
		s->apart_first[s->node_of[x] + 1]++;
		s->apart_first[s->node_of[y] + 1]++;
	}
	for (int v = 0; v < s->n; v++)
		s->apart_first[v + 1] += s->apart_first[v];
	int *filled = arena_array_of(a, (size_t)s->n, int);
	for (size_t i = 0; i < wish->apart_n; i++) {
		int x = s->node_of[wish->apart[i].a], y = s->node_of[wish->apart[i].b];
		s->apart[s->apart_first[x] + filled[x]++] = y;
		s->apart[s->apart_first[y] + filled[y]++] = x;
	}
	return 0;
}

static void make_room(struct arena *a, struct search *s)
{
	size_t n = (size_t)s->n, k = (size_t)s->k;
	s->part = arena_array_of(a, n, int);
	s->unit_seats = arena_array_of(a, k, int);
	s->unit_people = arena_array_of(a, k, int64_t);
	s->in = arena_array_of(a, k * (size_t)s->words, uint64_t);
	s->held = arena_array_of(a, (size_t)s->labels * k + 1, int);
	s->spread = arena_array_of(a, (size_t)s->olds + 1, int);
	s->list = arena_array_of(a, n, int);
	s->before = arena_array_of(a, n, int);
	s->up = arena_array_of(a, n, int);
	s->order = arena_array_of(a, n, int);
	s->head = arena_array_of(a, n, int);
	s->below = arena_array_of(a, n, int64_t);
	s->key = arena_array_of(a, (size_t)s->first[s->n] + 1, int64_t);
	s->ends = arena_array_of(a, (size_t)s->first[s->n] + 2, int);
	s->next = arena_array_of(a, (size_t)s->first[s->n] + 2, int);
	s->set = arena_array_of(a, 2 * (size_t)s->words, uint64_t);
}

int search_build(struct arena *a, const struct district_problem *p, const struct district_wish *wish, struct search *s,
		 struct err *err)
{
	int k;
	*s = (struct search){.p = p,
			     .wish = wish,
			     .seats = p->seats,
			     .most = p->seats_most,
			     .locked = (int)wish->locked_n,
			     .limit = wish->limit ? wish->limit : DISTRICT_WHOLE / 10,
			     .chance = wish->seed};
	s->k = (int)(wish->count ? wish->count : district_fewest(p));
	s->n = make_nodes(a, p, wish, s);
	s->words = (s->n + 63) / 64;
	s->people = arena_array_of(a, (size_t)s->n, int64_t);
	for (size_t i = 0; i < p->n; i++) {
		s->people[s->node_of[i]] += p->place[i].people;
		s->all += p->place[i].people;
	}
	if (s->k > s->n)
		return err_set(err, ERR_INPUT, _("Các nơi phải ở cùng nhau chỉ còn %d nhóm cho %d đơn vị bầu cử."),
			       s->n, s->k);
	s->scale = scale_of(p, s->k);
	make_edges(a, p, s);
	make_labels(a, p, s);
	k = make_apart(a, p, wish, s, err);
	if (k == 0)
		make_room(a, s);
	return k;
}
