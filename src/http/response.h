/*
 * response.h – from what a handler wrote to what goes on the wire: validator, compression, headers. For server.c.
 */
#pragma once
#include "http/gzip.h"
#include "http/http.h"

#define HTTP_MAX_WIRE_HEADERS (HTTP_MAX_HEADERS + HTTP_MAX_SET_COOKIES + 16)

/* Names and values are NUL-terminated and live in the request's arena or for ever. */
struct http_wire_header { const char *name, *value; };

struct http_wire {
	int status;
	struct str body;        /* points into the response, `packed`, or fixed bytes */
	size_t header_count;
	struct http_wire_header headers[HTTP_MAX_WIRE_HEADERS];
};

void http_response_init(struct http_response *p, struct arena *arena, size_t cap);
/* Decides everything that is not the handler's: 304 when the client has the page, ETag and Cache-Control, gzip,
 * cookies, the security headers. `gzip` may be NULL (nothing is compressed). `packed` receives the compressed body. */
void http_finish(const struct http_request *r, struct http_response *p, bool secure, struct gzip *gzip,
		 struct buf *packed, struct http_wire *ret_wire);
