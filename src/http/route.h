/*
 * route.h – which entry of a table answers an address. Pure: no server, no memory of its own but the arena given.
 *
 * A pattern is literal segments and parameters, from one '/' to the next:
 *
 *   /nhiem-vu/:id/tiep-nhan      :x  a positive number < 2^53, digits only, no leading zero   → ids
 *   /danh-muc/@record/:id        @x  1 to 64 of a-z 0-9 - _ .                                 → names
 *
 * A literal segment wins over :x, :x over @x, the leftmost difference decides. A path with a slash at its end, or an
 * empty segment, is another path (the root "/" is its own).
 */
#pragma once
#include "http/http.h"

#define HTTP_MAX_ROUTES 256
#define HTTP_MAX_SEGMENTS 8
#define HTTP_MAX_PARAMS 4

struct http_route {
	enum http_method method;
	const char *pattern;
	const void *target;     /* what the caller wants back */
};

struct http_match {
	const struct http_route *route;
	size_t id_count, name_count;
	int64_t ids[HTTP_MAX_PARAMS];
	struct str names[HTTP_MAX_PARAMS]; /* parts of the path given */
	unsigned methods;       /* enum http_method OR-ed: what the address takes, set on 405 too */
};

struct http_router;

/* The table must outlive the router. A malformed pattern, or two entries of one method for the same addresses, is a
 * bug. */
struct http_router *http_router_new(struct arena *a, const struct http_route *routes, size_t count);
/* 200 with *ret_match filled; 405 with only its `methods`; 404 with nothing touched. */
int http_route_find(const struct http_router *router, enum http_method method, struct str path,
			struct http_match *ret_match);
