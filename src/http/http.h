/*
 * http.h – HTTP/1.1: from the socket to a handler and back. Knows no domain and no database.
 *
 * One thread moves bytes (libmicrohttpd, epoll). It never runs a handler: a complete request is put into a bounded
 * queue and its connection is suspended; workers take it apart, call the handler, finish the response (validator, gzip,
 * headers) and wake the connection. So a handler may wait – for a commit, for a password hash – and nobody else does.
 *
 * There are lanes with workers and queues of their own. GET and HEAD go to *read*, POST to *write*, so that pages stay quick
 * while many posts wait for the disk. The worker that took a request apart may find that it belongs into another one
 * (`lane` of the config): *slow* for what takes seconds (exports, papers, tables read), *door* for what hashes a password.
 * There pages are never behind it; in slow, one client has at most half of the workers; at the door one address has at most
 * half of the queue, and another one comes before its next.
 *
 * Nothing that came in is trusted: sizes, counts and characters are limited here (see the HTTP_MAX_ constants and
 * `struct http_limits`), so that behind this header every text is UTF-8 without NUL and every list is short. What is
 * over a limit is answered here, with the page of `error_page`:
 *
 *   400 malformed path, query, form or headers   405 another method   408 the head or body came too slowly
 *   413 body too large   414 address too long    415 a body type nobody reads
 *   429 too many requests of one session or address in work; with Retry-After
 *   500 the handler's answer was unusable
 *   503 queue full, waited too long, bodies over their common limit, or stopping; with Retry-After
 *
 * Whoever has not sent a request line, or does not read the answer, is cut off without one. When most of the allowed
 * connections are open, those on which nothing happens are cut off sooner, in the end at once: a crowd of idle ones never
 * keeps others out. The same goes for bodies under way when they fill most of `bodies`.
 *
 * Behind a proxy the server listens on a unix socket; only there X-Forwarded-For is believed.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"

#define HTTP_MAX_PATH 1024       /* bytes, decoded */
#define HTTP_MAX_URI 8192        /* bytes, as sent, query included */
#define HTTP_MAX_QUERY_PAIRS 100
#define HTTP_MAX_FORM_PAIRS 500
#define HTTP_MAX_FILES 20 /* of one form */
#define HTTP_MAX_COOKIES 20
#define HTTP_MAX_HEADERS 16      /* that a handler may add */
#define HTTP_MAX_SET_COOKIES 4

/* HEAD reaches the handler as GET with `head` set; the body is counted but not sent. */
enum http_method { HTTP_GET = 1, HTTP_POST = 2 };

/* The request headers that are kept: X(id, name). Everything else is dropped unseen. */
#define HTTP_HEADERS(X)                         \
	X(HTTP_HOST, "Host")                    \
	X(HTTP_ORIGIN, "Origin")                \
	X(HTTP_REFERER, "Referer")              \
	X(HTTP_SEC_FETCH_SITE, "Sec-Fetch-Site") \
	X(HTTP_IF_NONE_MATCH, "If-None-Match")  \
	X(HTTP_ACCEPT, "Accept")                \
	X(HTTP_ACCEPT_ENCODING, "Accept-Encoding") \
	X(HTTP_AUTHORIZATION, "Authorization")  \
	X(HTTP_IDEMPOTENCY_KEY, "Idempotency-Key") \
	X(HTTP_CONTENT_TYPE, "Content-Type")    \
	X(HTTP_USER_AGENT, "User-Agent")        \
	X(HTTP_COOKIE, "Cookie")                \
	X(HTTP_FORWARDED_FOR, "X-Forwarded-For")

enum http_header {
#define X(id, name) id,
	HTTP_HEADERS(X)
#undef X
	HTTP_HEADER_COUNT
};

struct http_pair { struct str name, value; };
struct http_pairs { const struct http_pair *v; size_t n; };

/* A file part of a multipart form. `bytes` is as sent; `filename` is a label and never a path. `more`: the next one chosen. */
struct http_file {
	struct str field, filename, type, bytes;
	struct http_file *more;
};

struct http_request {
	int64_t id;              /* counts up from 1 since the start; stands in the log and on error pages */
	enum http_method method;
	bool head;
	struct str path;         /* decoded: begins with '/', UTF-8, no control characters, no "." or ".." segment */
	struct str query_text;   /* as sent, without '?'; for links that keep the filters */
	struct http_pairs query;
	struct http_pairs form;  /* urlencoded or multipart; line ends are LF */
	struct http_file file;   /* the first; field.p == NULL when there is none */
	struct str body;         /* as sent, for application/json only */
	struct http_pairs cookies;
	struct str header[HTTP_HEADER_COUNT]; /* bytes as sent, not necessarily UTF-8; p == NULL when absent */
	const struct http_match *match; /* what the chooser of the lane found; for the handler */
	struct str client;       /* "192.0.2.7", "2001:db8::1", or "unix" */
	struct arena *arena;     /* lives until the answer has been sent */
	int64_t deadline_ms;     /* monotonic_ms() after which nobody waits for the answer any more */
};

/* The first value with that name; p == NULL when there is none (an empty value has p != NULL). */
struct str http_query(const struct http_request *r, const char *name);
struct str http_form(const struct http_request *r, const char *name);
struct str http_cookie(const struct http_request *r, const char *name);
struct str http_pairs_get(struct http_pairs pairs, const char *name);
struct str http_header(const struct http_request *r, enum http_header h);

/* True when the browser says that the request comes from a page of this site: Sec-Fetch-Site is same-origin or none,
 * or, without that header, Origin names our Host. False when it says otherwise or says nothing; a POST needs true, and
 * the token of the form besides. */
bool http_same_origin(const struct http_request *r);
/* True for an address inside this site: one '/', then neither '/' nor '\\', no control characters. For "go back to". */
bool http_is_local(struct str address);

/* ---- the answer ---- */

enum http_cache {
	HTTP_CACHE_PAGE,    /* GET 200: "no-cache, private" with a validator; everything else: "no-store" */
	HTTP_CACHE_NEVER,   /* "no-store": pages with personal data that must not stay on a shared computer */
	HTTP_CACHE_FOREVER, /* "public, max-age=31536000, immutable": assets whose address holds their hash */
};

struct http_response_header { struct str name, value; };

/* A handler finds it ready: status 200, "text/html; charset=utf-8", empty body. It writes `body` (its cap is the limit
 * `response`; when it overflows the client gets 500) and changes what is different. */
struct http_response {
	int status;
	struct str type;         /* Content-Type */
	struct buf body;
	struct str fixed;        /* instead of `body`: bytes that live as long as the program */
	struct str fixed_gzip;   /* the same compressed at build time, or empty */
	struct str packed;       /* instead of both: compressed already, for who takes it (http_packed) */
	struct str etag;         /* set by http_unchanged; empty: made from the body of a GET 200 */
	enum http_cache cache;
	struct arena *arena;     /* the request's */
	size_t header_count, cookie_count;
	struct http_response_header headers[HTTP_MAX_HEADERS];
	struct http_response_header cookies[HTTP_MAX_SET_COOKIES]; /* name, and value with Max-Age */
};

/* Adds a header; the value is copied. CR, LF, NUL or other control characters in it are a bug elsewhere, but one that a
 * person may be able to provoke: false is returned, nothing is added. */
bool http_add_header(struct http_response *p, const char *name, struct str value);
/* Always HttpOnly, SameSite=Lax, Path=/, and Secure when the server is told so. max_age in seconds; 0 deletes the
 * cookie, -1 makes it end with the browser. Name and value: letters, digits and -_. only, or false. */
bool http_set_cookie(struct http_response *p, const char *name, struct str value, int64_t max_age);
/* 303 to an address inside the site; what http_is_local refuses becomes "/". Bytes outside ASCII are encoded. */
void http_redirect(struct http_response *p, struct str address);
/* The validator of a page from what it was made of (ledger head, session, day), before it is rendered. True: the client
 * has this page already, the answer is a ready 304 and the handler returns. Pages with a form need this: their masked
 * token is different each time, so a validator made from the body never matches. */
bool http_unchanged(const struct http_request *r, struct http_response *p, struct str version);
/* A body that lives as long as the program, with its compressed twin (may be empty). */
void http_fixed(struct http_response *p, struct str type, struct str bytes, struct str gzip);
/* Does the client take gzip? Then the body may be given compressed already, as it goes on the wire. */
bool http_takes_gzip(const struct http_request *r);
void http_packed(struct http_response *p, struct str gzip);
/* Empties what a handler wrote so far and sets the status: for turning a half-made page into an error page. */
void http_restart(struct http_response *p, int status);
/* "Content-Disposition: attachment" with a UTF-8 file name (RFC 6266). */
void http_attachment(struct http_response *p, struct str filename);
/* The same for what the browser shows itself: "inline", and a policy of its own beside the site's that lets it run nothing. */
void http_inline(struct http_response *p, struct str filename);
/* "Allow" of a 405 from a set of methods. */
void http_allow(struct http_response *p, unsigned methods);

/* ---- tokens in pages ---- */

/* A compressed page must not hold the same secret twice the same way (BREACH): the token is printed as random bytes and
 * the token XOR these. */
#define HTTP_TOKEN_LEN 16
struct str http_token_mask(struct arena *a, const uint8_t token[HTTP_TOKEN_LEN], const uint8_t chance[HTTP_TOKEN_LEN]);
bool http_token_unmask(struct str text, uint8_t ret_token[HTTP_TOKEN_LEN]);

/* ---- the server ---- */

enum http_lane { HTTP_LANE_READ, HTTP_LANE_WRITE, HTTP_LANE_SLOW, HTTP_LANE_DOOR };

/* `worker` is what worker_start gave for this thread (or ctx without worker_start). */
typedef void (*http_handler)(void *worker, const struct http_request *r, struct http_response *p);
/* Fills the page of an error. May run on the thread that moves bytes: renders from constants, waits for nothing, asks
 * no database. `r` has an id, a method and an arena; of the rest only what could be parsed. `text` is the reason in
 * Vietnamese. NULL callback: plain text. */
typedef void (*http_error_page)(void *ctx, const struct http_request *r, int status, struct str text,
				struct http_response *p);

/* Zero means the default in brackets. */
struct http_limits {
	size_t form;            /* bytes of an urlencoded or JSON body [256 KiB] */
	size_t upload;          /* bytes of a multipart body [4 MiB] */
	size_t bodies;          /* bytes of all bodies that have come so far, of requests not yet answered [64 MiB]; beyond: 503 */
	size_t response;        /* bytes of a response [16 MiB] */
	size_t arena;           /* bytes of a request's arena [32 MiB] */
	unsigned queue;         /* requests waiting in a lane [1,024]; beyond: 503 */
	unsigned slow_queue;    /* the same for slow and door [64] */
	unsigned session_work;  /* requests of one session (or token) waiting or running [128]; beyond: 429 */
	unsigned address_work;  /* the same for one address, where it is known [512] */
	unsigned connections;   /* open at a time [1,000]; no more than the process may open, less 256 */
	unsigned per_client;    /* open at a time from one address, not on unix sockets [no limit] */
	unsigned queue_ms;      /* waiting for a worker [10,000]; beyond: 503 */
	unsigned request_ms;    /* from the end of a request to `deadline_ms` [30,000]; four times as long in the slow lane,
				 * its queue too */
	unsigned idle_s;        /* a connection on which nothing moves [30] */
	unsigned head_s;        /* from connecting, or the last answer, to the end of the next head [60]; for reading an
				 * answer too, and there a second more for every 4,000 bytes */
	unsigned body_s;        /* for receiving a body [300]; beside it a second more for every 20,000 bytes announced */
	unsigned stop_s;        /* http_stop: for answers on their way out [10] */
};

struct http_config {
	struct str listen;      /* "127.0.0.1:8026", "[::1]:8026", port 0 for any free one, or "unix:/path" */
	unsigned readers;       /* workers of the read lane [12]: so many slow pages (exports, searches) may be under way
				 * before others wait; a thread that sleeps costs nothing */
	unsigned writers;       /* workers of the write lane [16] */
	unsigned slow;          /* of the slow lane [4]; it and the door are there only with `lane` */
	unsigned door;          /* [2] */
	/* The lane of a request whose path, query and form are known, on a worker; may set `match`. NULL: by the method. */
	enum http_lane (*lane)(void *ctx, struct http_request *r);
	const char *session_cookie; /* whose value tells a session from another; NULL: none */
	bool secure_cookies;    /* the site is reached by https */
	bool log_requests;      /* one line for each answer */
	struct http_limits limits;
	/* The limit of a multipart body for this path (as sent, undecoded), where it is another than `upload`; 0: `upload`. Runs on
	 * the thread that moves bytes, before anything is known about who asks. May be NULL. */
	size_t (*upload_limit)(void *ctx, struct str path);
	void *ctx;
	http_handler handler;
	http_error_page error_page;
	/* Called on the worker's own thread before its first request; index counts through both lanes. A failure fails
	 * http_start. worker_stop is called for each successful start. Both may be NULL. */
	int (*worker_start)(void *ctx, unsigned index, void **ret_worker, struct err *err);
	void (*worker_stop)(void *ctx, void *worker);
};

struct http_server;

/* Binds, starts the workers and serves. Texts of the config are copied; ctx must outlive the server. ERR_BUSY when the
 * address is taken, ERR_INPUT when it cannot be read. A unix socket left behind by a dead process is replaced. */
int http_start(const struct http_config *config, struct http_server **ret_server, struct err *err);
/* "http://127.0.0.1:8026" with the real port, or "unix:/path"; lives as long as the server. */
struct str http_address(const struct http_server *s);
/* Stops accepting; what waits in the queue gets 503, what runs is finished (a handler minds its deadline), answers on
 * their way out get `stop_s`; then frees everything. NULL is allowed. */
void http_stop(struct http_server *s);

struct http_figures {
	int64_t requests;       /* answered, of any status */
	int64_t refused;        /* 503 and 429 by back-pressure */
	int64_t errors;         /* 500 and above, but 503 */
	int64_t bytes;          /* of bodies sent */
	int64_t waiting, running, connections; /* now */
};
void http_figures(struct http_server *s, struct http_figures *ret_figures);
