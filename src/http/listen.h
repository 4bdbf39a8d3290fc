/*
 * listen.h – the listening socket from its text. For server.c.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

struct http_listener {
	int fd;
	bool local;            /* a unix socket */
	struct str address;    /* "http://127.0.0.1:8026" with the real port, or "unix:/path"; in the arena */
	char path[108];        /* of a unix socket, to be removed at the end; else empty */
};

int http_listen(struct arena *a, struct str text, struct http_listener *ret_listener, struct err *err);
