#include "district/outline.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define UNIT 20      /* hundred-thousandths of a degree */
#define EAST 961     /* thousandths: the cosine of 16 degrees */
#define POLE 9000000

struct outline_point outline_project(int32_t lon, int32_t lat)
{
	return (struct outline_point){(int32_t)(((int64_t)lon * EAST / 1000 + UNIT / 2) / UNIT),
				      (int32_t)(((int64_t)POLE - lat + UNIT / 2) / UNIT)};
}

static int compare(struct outline_point a, struct outline_point b)
{
	return a.x != b.x ? (a.x < b.x ? -1 : 1) : (a.y > b.y) - (a.y < b.y);
}

static bool same(struct outline_point a, struct outline_point b) { return a.x == b.x && a.y == b.y; }

/* ---- where lines meet ---- */

/* A point with its two neighbours on the first ring that passes; `meets` when another one passes otherwise. */
struct node {
	struct outline_point p, a, b;
	bool used, meets;
};

struct nodes {
	struct node *node;
	size_t room; /* a power of two */
};

static struct node *find_node(struct nodes *t, struct outline_point p)
{
	uint64_t h = ((uint64_t)(uint32_t)p.x << 32 | (uint32_t)p.y) * UINT64_C(0x9E3779B97F4A7C15);
	size_t i = (size_t)(h >> 20) & (t->room - 1);
	while (t->node[i].used && !same(t->node[i].p, p))
		i = (i + 1) & (t->room - 1);
	return &t->node[i];
}

static void pass(struct nodes *t, struct outline_point p, struct outline_point before, struct outline_point after)
{
	struct node *n = find_node(t, p);
	struct outline_point a = compare(before, after) < 0 ? before : after, b = compare(before, after) < 0 ? after : before;
	if (!n->used)
		*n = (struct node){p, a, b, true, false};
	else if (!same(n->a, a) || !same(n->b, b))
		n->meets = true;
}

static void drop_repeats(struct outline_ring *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n; i++)
		if (n == 0 || !same(r->point[n - 1], r->point[i]))
			r->point[n++] = r->point[i];
	while (n > 1 && same(r->point[0], r->point[n - 1]))
		n--;
	r->n = n;
}

static struct nodes all_nodes(struct arena *a, struct outline_shape *shapes, size_t n)
{
	size_t points = 0;
	struct nodes t = {.room = 16};
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < shapes[i].n; k++) {
			drop_repeats(&shapes[i].ring[k]);
			points += shapes[i].ring[k].n;
		}
	while (t.room < 2 * points)
		t.room *= 2;
	t.node = arena_array_of(a, t.room, struct node);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < shapes[i].n; k++) {
			const struct outline_ring *r = &shapes[i].ring[k];
			for (size_t v = 0; v < r->n; v++)
				pass(&t, r->point[v], r->point[(v + r->n - 1) % r->n], r->point[(v + 1) % r->n]);
		}
	return t;
}

/* ---- one piece of a border ---- */

static int64_t root_of(int64_t square)
{
	int64_t low = 0, high = 1 << 20;
	while (low < high) {
		int64_t middle = (low + high + 1) / 2;
		if (middle * middle <= square)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

/* A chord; how far a point is from it, and from where on that counts, in the same measure: twice the area between chord and point,
 * or the square of the distance from the end when both ends are one point. */
struct chord {
	struct outline_point a;
	int64_t dx, dy, limit;
};

static struct chord chord_of(struct outline_point a, struct outline_point b, int64_t fine)
{
	struct chord c = {a, b.x - a.x, b.y - a.y, fine * fine};
	if (c.dx || c.dy)
		c.limit = fine * root_of(c.dx * c.dx + c.dy * c.dy);
	return c;
}

static int64_t far_from(const struct chord *c, struct outline_point p)
{
	int64_t px = p.x - c->a.x, py = p.y - c->a.y, cross = c->dx * py - c->dy * px;
	if (!c->dx && !c->dy)
		return px * px + py * py;
	return cross < 0 ? -cross : cross;
}

struct span {
	size_t from, to;
};

/* Marks what stays of point[0 … n−1]; both ends stay. */
static void simplify(struct arena *a, const struct outline_point *point, size_t n, int64_t fine, bool *keep)
{
	struct span *stack = arena_array_of(a, n + 1, struct span);
	size_t depth = 0;
	memset(keep, 0, n);
	keep[0] = keep[n - 1] = true;
	stack[depth++] = (struct span){0, n - 1};
	while (depth) {
		struct span s = stack[--depth];
		struct chord chord = chord_of(point[s.from], point[s.to], fine);
		int64_t most = chord.limit;
		size_t at = 0;
		for (size_t i = s.from + 1; i < s.to; i++) {
			int64_t far = far_from(&chord, point[i]);
			if (far > most) {
				most = far;
				at = i;
			}
		}
		if (!at)
			continue;
		keep[at] = true;
		stack[depth++] = (struct span){s.from, at};
		stack[depth++] = (struct span){at, s.to};
	}
}

struct drawing {
	struct arena *a; /* for this ring only */
	struct nodes *nodes;
	int64_t fine;
};

/* point[0 … n−1] in the direction of the ring; simplified from the end that comes first in order, then added. The last is not
 * added: the next piece begins with it. */
static size_t add_piece(struct drawing *d, const struct outline_point *point, size_t n, struct outline_point *out)
{
	struct outline_point *p = arena_array_of(d->a, n, struct outline_point);
	bool *keep = arena_array_of(d->a, n, bool);
	int order = compare(point[0], point[n - 1]);
	bool turned = order > 0 || (order == 0 && n > 2 && compare(point[1], point[n - 2]) > 0);
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		p[i] = point[turned ? n - 1 - i : i];
	simplify(d->a, p, n, d->fine, keep);
	for (size_t i = 0; i + 1 < n; i++)
		if (keep[turned ? n - 1 - i : i])
			out[count++] = point[i];
	return count;
}

/* Where a ring begins: at a meeting, else at its first point in order. */
static size_t begin_of(struct drawing *d, const struct outline_ring *r)
{
	size_t least = 0;
	for (size_t i = 0; i < r->n; i++) {
		if (find_node(d->nodes, r->point[i])->meets)
			return i;
		if (compare(r->point[i], r->point[least]) < 0)
			least = i;
	}
	return least;
}

static void draw_ring(struct drawing *d, struct outline_ring *r)
{
	size_t begin = r->n ? begin_of(d, r) : 0, piece = 0, count = 0;
	if (r->n < 3) {
		r->n = 0;
		return;
	}
	struct outline_point *round = arena_array_of(d->a, r->n + 1, struct outline_point);
	struct outline_point *out = arena_array_of(d->a, r->n + 1, struct outline_point);
	for (size_t i = 0; i <= r->n; i++)
		round[i] = r->point[(begin + i) % r->n];
	for (size_t i = 1; i <= r->n; i++)
		if (i == r->n || find_node(d->nodes, round[i])->meets) {
			count += add_piece(d, round + piece, i - piece + 1, out + count);
			piece = i;
		}
	for (size_t i = 0; count < 3 && i < 3; i++) /* hardly seen: three of its points */
		out[i] = round[i * r->n / 3];
	r->n = count < 3 ? 3 : count;
	memcpy(r->point, out, r->n * sizeof *out);
}

/* ---- what comes of a shape ---- */

/* Twice its area. */
static int64_t area_of(const struct outline_ring *r)
{
	int64_t sum = 0;
	for (size_t i = 0; i < r->n; i++) {
		struct outline_point p = r->point[i], q = r->point[(i + 1) % r->n];
		sum += (int64_t)p.x * q.y - (int64_t)q.x * p.y;
	}
	return sum < 0 ? -sum : sum;
}

static void write_ring(const struct outline_ring *r, struct buf *b)
{
	buf_printf(b, "M%d %dl", r->point[0].x, r->point[0].y);
	for (size_t i = 1; i < r->n; i++) {
		int dx = r->point[i].x - r->point[i - 1].x, dy = r->point[i].y - r->point[i - 1].y;
		buf_printf(b, "%s%d%s%d", i > 1 && dx >= 0 ? " " : "", dx, dy >= 0 ? " " : "", dy);
	}
	buf_add_char(b, 'z');
}

static int by_value(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
	return (x > y) - (x < y);
}

/* In the middle of the widest stretch of the line half way up. */
static void place_mark(struct arena *a, const struct outline_ring *r, struct outline *o)
{
	int32_t low = INT32_MAX, high = INT32_MIN, *cut = arena_array_of(a, r->n + 1, int32_t);
	size_t n = 0;
	int64_t widest = -1;
	for (size_t i = 0; i < r->n; i++) {
		low = r->point[i].y < low ? r->point[i].y : low;
		high = r->point[i].y > high ? r->point[i].y : high;
	}
	o->x = r->point[0].x;
	o->y = low + (high - low) / 2;
	for (size_t i = 0; i < r->n; i++) {
		struct outline_point p = r->point[i], q = r->point[(i + 1) % r->n];
		if ((p.y > o->y) != (q.y > o->y))
			cut[n++] = (int32_t)(p.x + (int64_t)(q.x - p.x) * (o->y - p.y) / (q.y - p.y));
	}
	qsort(cut, n, sizeof *cut, by_value);
	for (size_t i = 0; i + 1 < n; i += 2)
		if (cut[i + 1] - cut[i] > widest) {
			widest = cut[i + 1] - cut[i];
			o->x = cut[i] + (cut[i + 1] - cut[i]) / 2;
		}
}

static void write_shape(struct arena *a, const struct outline_shape *s, int64_t fine, struct outline *o)
{
	_cleanup_buf_ struct buf b = BUF_INIT((size_t)4 << 20);
	size_t largest = 0;
	*o = (struct outline){.left = INT32_MAX, .top = INT32_MAX, .right = INT32_MIN, .bottom = INT32_MIN};
	for (size_t i = 1; i < s->n; i++)
		largest = area_of(&s->ring[i]) > area_of(&s->ring[largest]) ? i : largest;
	for (size_t i = 0; i < s->n; i++) {
		const struct outline_ring *r = &s->ring[i];
		if (!r->n || (i != largest && area_of(r) < 8 * fine * fine))
			continue;
		write_ring(r, &b);
		for (size_t k = 0; k < r->n; k++) {
			struct outline_point p = r->point[k];
			o->left = p.x < o->left ? p.x : o->left;
			o->right = p.x > o->right ? p.x : o->right;
			o->top = p.y < o->top ? p.y : o->top;
			o->bottom = p.y > o->bottom ? p.y : o->bottom;
		}
	}
	o->path = arena_dup(a, buf_str(&b));
	if (o->path.n)
		place_mark(a, &s->ring[largest], o);
	else
		*o = (struct outline){0};
}

static int64_t fine_of(const struct outline_shape *shapes, size_t n)
{
	int64_t left = INT32_MAX, right = INT32_MIN, top = INT32_MAX, bottom = INT32_MIN;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < shapes[i].n; k++)
			for (size_t v = 0; v < shapes[i].ring[k].n; v++) {
				struct outline_point p = shapes[i].ring[k].point[v];
				left = p.x < left ? p.x : left;
				right = p.x > right ? p.x : right;
				top = p.y < top ? p.y : top;
				bottom = p.y > bottom ? p.y : bottom;
			}
	int64_t side = right - left > bottom - top ? right - left : bottom - top;
	return side / OUTLINE_FINE > 1 ? side / OUTLINE_FINE : 1;
}

void outline_draw(struct arena *a, struct outline_shape *shapes, size_t n, struct outline *ret_outline)
{
	_cleanup_arena_ struct arena *table = arena_new("outline nodes", (size_t)1 << 30);
	struct nodes nodes = all_nodes(table, shapes, n);
	int64_t fine = fine_of(shapes, n);
	for (size_t i = 0; i < n; i++) {
		_cleanup_arena_ struct arena *scratch = arena_new("outline", (size_t)1 << 30);
		struct drawing d = {scratch, &nodes, fine};
		for (size_t k = 0; k < shapes[i].n; k++)
			draw_ring(&d, &shapes[i].ring[k]);
		write_shape(a, &shapes[i], fine, &ret_outline[i]);
	}
}
