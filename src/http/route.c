#include "http/route.h"

enum segment_kind { SEGMENT_NAME, SEGMENT_ID, SEGMENT_LITERAL }; /* the larger wins */

struct segment {
	enum segment_kind kind;
	struct str text; /* of a literal */
};

struct entry {
	const struct http_route *route;
	size_t n;
	struct segment segments[HTTP_MAX_SEGMENTS];
};

struct http_router {
	size_t count;
	struct entry entries[];
};

#define LARGEST_ID ((INT64_C(1) << 53) - 1)
#define LONGEST_NAME 64

/* Splits "/a/b" into "a", "b"; "/" into nothing. False when it is no path or has too many segments. */
static bool split_path(struct str path, struct str segments[HTTP_MAX_SEGMENTS], size_t *ret_n)
{
	if (path.n == 0 || path.p[0] != '/')
		return false;
	size_t n = 0;
	struct str rest = str_slice(path, 1, path.n), part;
	while (path.n > 1 && str_split(&rest, '/', &part)) {
		if (n == HTTP_MAX_SEGMENTS)
			return false;
		segments[n++] = part;
	}
	*ret_n = n;
	return true;
}

static bool is_name(struct str s)
{
	if (s.n == 0 || s.n > LONGEST_NAME)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))
			return false;
	}
	return true;
}

static bool is_id(struct str s, int64_t *ret_id)
{
	return s.n > 0 && s.p[0] != '0' && s.p[0] != '-' && str_to_i64(s, 1, LARGEST_ID, ret_id);
}

static struct entry entry_of(const struct http_route *route)
{
	struct entry e = {.route = route};
	struct str parts[HTTP_MAX_SEGMENTS];
	if (!split_path(str_from_c(route->pattern), parts, &e.n))
		BUG("route pattern is no path, or too long");
	size_t params = 0;
	for (size_t i = 0; i < e.n; i++) {
		if (parts[i].n == 0)
			BUG("route pattern has an empty segment");
		char first = parts[i].p[0];
		e.segments[i].kind = first == ':' ? SEGMENT_ID : first == '@' ? SEGMENT_NAME : SEGMENT_LITERAL;
		if (e.segments[i].kind == SEGMENT_LITERAL)
			e.segments[i].text = parts[i];
		else if (++params > HTTP_MAX_PARAMS)
			BUG("route pattern has too many parameters");
	}
	return e;
}

static bool same_addresses(const struct entry *a, const struct entry *b)
{
	if (a->route->method != b->route->method || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->segments[i].kind != b->segments[i].kind || !str_eq(a->segments[i].text, b->segments[i].text))
			return false;
	return true;
}

struct http_router *http_router_new(struct arena *a, const struct http_route *routes, size_t count)
{
	if (count > HTTP_MAX_ROUTES)
		BUG("too many routes");
	struct http_router *r = arena_alloc(a, sizeof(*r) + count * sizeof(r->entries[0]));
	for (size_t i = 0; i < count; i++) {
		r->entries[i] = entry_of(&routes[i]);
		for (size_t k = 0; k < i; k++)
			if (same_addresses(&r->entries[i], &r->entries[k]))
				BUG("two routes for the same addresses");
	}
	r->count = count;
	return r;
}

static bool entry_matches(const struct entry *e, const struct str *parts, struct http_match *m)
{
	for (size_t i = 0; i < e->n; i++) {
		switch (e->segments[i].kind) {
		case SEGMENT_LITERAL:
			if (!str_eq(parts[i], e->segments[i].text))
				return false;
			break;
		case SEGMENT_ID:
			if (!is_id(parts[i], &m->ids[m->id_count]))
				return false;
			m->id_count++;
			break;
		case SEGMENT_NAME:
			if (!is_name(parts[i]))
				return false;
			m->names[m->name_count++] = parts[i];
			break;
		}
	}
	m->route = e->route;
	return true;
}

/* Both match the same path: the leftmost segment that differs in kind decides. */
static bool wins(const struct entry *a, const struct entry *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->segments[i].kind != b->segments[i].kind)
			return a->segments[i].kind > b->segments[i].kind;
	return false;
}

int http_route_find(const struct http_router *router, enum http_method method, struct str path,
			struct http_match *ret_match)
{
	struct str parts[HTTP_MAX_SEGMENTS];
	size_t n;
	if (!split_path(path, parts, &n))
		return 404;
	struct http_match best = {0};
	const struct entry *winner = NULL;
	unsigned methods = 0;
	for (size_t i = 0; i < router->count; i++) {
		const struct entry *e = &router->entries[i];
		struct http_match m = {0};
		if (e->n != n || !entry_matches(e, parts, &m))
			continue;
		methods |= e->route->method;
		if (e->route->method == method && (!winner || wins(e, winner))) {
			winner = e;
			best = m;
		}
	}
	if (!methods)
		return 404;
	if (!winner) {
		ret_match->methods = methods;
		return 405;
	}
	best.methods = methods;
	*ret_match = best;
	return 200;
}
