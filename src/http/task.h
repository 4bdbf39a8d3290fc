/*
 * task.h – one request on its way: taking in, judging, parsing, answering. For server.c; knows sockets and threads not.
 *
 * A task belongs to the thread that moves bytes, except between pool_push and the waking of its connection: then it is
 * the worker's. `intake` is the moving thread's alone.
 */
#pragma once
#include <stdatomic.h>

#include "http/clients.h"
#include "http/pool.h"
#include "http/response.h"

struct MHD_Connection; /* the library's; only server.c looks inside */
struct MHD_Response;
struct connection;     /* server.c */

#define HTTP_DRAINED                                                                                                   \
	(32u << 20) /* bytes: a refused body is read up to here, so that the client comes to read the answer */

enum phase { PHASE_HEAD, PHASE_BODY, PHASE_HANDLED };

/* What the headers say about the body. */
struct framing {
	bool has_length, chunked, malformed;
	unsigned cookies; /* headers */
	struct str length;
};

struct task {
	struct pool_job job; /* first: pool.h */
	struct task *next_free;
	struct intake *intake;
	struct MHD_Connection *mhd;
	struct MHD_Response *answer;
	struct connection *connection;
	enum phase phase;
	int refuse;              /* status decided before the end of the body, or 0 */
	bool counted;            /* in the server's `active` */
	bool parsed;             /* its lane is chosen */
	uint64_t person, address; /* keys it has entered by; job.client is one of them */
	struct str target, method; /* as sent */
	struct framing framing;
	size_t body_limit, announced, held, drained; /* held: bytes counted in the intake's `bodies` */
	struct buf body, packed;
	int64_t arrived_ms;
	struct http_request request;
	struct http_response response;
	struct http_wire wire;   /* what is sent; status 0 until task_answer or task_refuse */
};

/* Where tasks come from and go back to, and what all bodies together may hold. */
struct intake {
	struct http_config config;   /* limits filled in */
	bool behind_proxy;           /* X-Forwarded-For is believed */
	struct task *free_tasks;
	unsigned free_count;
	_Atomic size_t bodies;       /* bytes that have come and are held; the ticker reads it, too */
	struct clients *clients;     /* with a request in work */
	int64_t last_id;
	_Atomic int64_t refused;     /* answered 503; any thread */
};

/* `target` as in the request line. */
struct task *task_new(struct intake *in, struct str target);
/* Gives it back; `answer` must be gone. */
void task_free(struct task *t);
void intake_clear(struct intake *in);

/* The head: method, then each header (texts must live as long as the task), then task_expect, which may set `refuse`
 * and returns true when the answer must go out at once because the body has no end to wait for. `client` is the address
 * of the other side, empty on a unix socket. */
void task_take_method(struct task *t, struct str method);
void task_take_header(struct task *t, struct str name, struct str value);
bool task_expect(struct task *t, struct str client);
/* The whole request is there: counts it to its client, or sets `refuse` because that one has too many in work. */
void task_enter(struct task *t);
/* A piece of the body; false: give up on the connection. */
bool task_take_body(struct task *t, struct str piece);

/* On a worker: target, cookies and body into the request. */
int task_parse(struct task *t, struct err *err);
/* Makes `wire` from what the handler wrote; an unusable answer becomes a 500. */
void task_answer(struct task *t, struct gzip *gzip);
/* Makes `wire` from a status; `text` empty: the usual reason. gzip may be NULL. */
void task_refuse(struct task *t, int status, struct str text, struct gzip *gzip);
