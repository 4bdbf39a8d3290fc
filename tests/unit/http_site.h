/*
 * http_site.h – a small site in the process and clients written by hand, so that they can behave badly: for test_http.c,
 * test_http_load.c and test_http_limits.c. Bounds on time are generous: a case fails on what happens, or when nothing happens for 20
 * seconds.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/log.h"
#include "base/monotonic.h"
#include "http/http.h"

#define PATIENCE_S 20
#define LARGE 12000000 /* bytes of /lon: more than the system buffers between two sockets */

/* ---- what is served ---- */

struct site {
	struct http_server *server;
	struct sockaddr_in at;
	char unix_path[64];
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int held;       /* handlers waiting at /giu */
	bool open;      /* let them go */
	atomic_int started, stopped, effects;
};

static struct site site;

/* Holds the worker until the test lets it go. */
static void hold(struct site *s)
{
	pthread_mutex_lock(&s->lock);
	s->held++;
	pthread_cond_broadcast(&s->changed);
	while (!s->open)
		pthread_cond_wait(&s->changed, &s->lock);
	s->held--;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

static void echo(const struct http_request *r, struct http_response *p)
{
	p->type = STR("text/plain; charset=utf-8");
	buf_printf(&p->body, "%s %.*s client=%.*s cookie=%.*s form=%zu ten=%.*s tep=%.*s/%zu body=%.*s",
		   r->method == HTTP_POST ? "POST" : "GET", STR_ARG(r->path), STR_ARG(r->client),
		   STR_ARG(http_cookie(r, "phien")), r->form.n, STR_ARG(http_form(r, "ten")), STR_ARG(r->file.filename),
		   r->file.bytes.n, STR_ARG(r->body));
}

static void handler(void *worker, const struct http_request *r, struct http_response *p)
{
	struct site *s = worker;
	int turn = r->method == HTTP_POST ? atomic_fetch_add(&s->effects, 1) + 1 : 0;
	if (str_eq(r->path, STR("/giu"))) {
		hold(s);
		buf_add_c(&p->body, "held");
		if (turn) {
			char text[16];
			snprintf(text, sizeof(text), "%d", turn);
			http_add_header(p, "X-Turn", str_from_c(text)); /* the first post, the second … */
		}
	} else if (str_eq(r->path, STR("/trang"))) {
		for (int i = 0; i < 1000; i++)
			buf_add_c(&p->body, "<p>xã</p>\n");
	} else if (str_eq(r->path, STR("/lon"))) {
		p->type = STR("application/octet-stream");
		for (int i = 0; i < LARGE / 100; i++)
			buf_printf(&p->body, "%99d\n", i);
	} else if (str_eq(r->path, STR("/tran"))) {
		for (int i = 0; i < 100000; i++)
			buf_add_c(&p->body, "too much for the limit of this site");
	} else if (str_eq(r->path, STR("/tiem"))) {
		if (!http_add_header(p, "X-Ten", http_query(r, "ten")) ||
			!http_set_cookie(p, "ten", http_query(r, "ten"), 9))
			p->status = 400;
	} else {
		echo(r, p);
	}
}

static void error_page(void *ctx, const struct http_request *r, int status, struct str text, struct http_response *p)
{
	(void)ctx;
	if (status == 415)
		return; /* plain text */
	buf_printf(&p->body, "<h1>%d</h1><p>%.*s</p><p>%lld</p>", status, STR_ARG(text), (long long)r->id);
}

static int worker_start(void *ctx, unsigned index, void **ret_worker, struct err *err)
{
	struct site *s = ctx;
	if (s->unix_path[0] == '!' && index == 2)
		return err_set(err, ERR_IO, "no database");
	atomic_fetch_add(&s->started, 1);
	*ret_worker = s;
	return 0;
}

static void worker_stop(void *ctx, void *worker)
{
	assert_ptr_equal(ctx, worker);
	atomic_fetch_add(&site.stopped, 1);
}

static struct http_config plain_config(void)
{
	return (struct http_config){
		.listen = STR_INIT("127.0.0.1:0"),
		.readers = 2,
		.writers = 1,
		.limits = {.queue = 4,
		       .queue_ms = 60000,
		       .form = 4096,
		       .upload = 100000,
		       .response = 1u << 20,
		       .stop_s = PATIENCE_S},
		.ctx = &site,
		.handler = handler,
		.error_page = error_page,
		.worker_start = worker_start,
		.worker_stop = worker_stop,
	};
}

static void site_start(const struct http_config *config)
{
	struct err err = ERR_INIT;
	site.open = false;
	site.held = 0;
	site.effects = site.started = site.stopped = 0;
	if (http_start(config, &site.server, &err) < 0)
		fail_msg("%s (%s)", err.text, err.detail);
	assert_int_equal(site.started, (int)(config->readers + config->writers + config->slow + config->door));
	struct str address = http_address(site.server);
	if (!str_starts(address, STR("http://127.0.0.1:")))
		return;
	int64_t port;
	assert_true(str_to_i64(str_slice(address, 17, address.n), 1, 65535, &port));
	site.at = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	site.at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}

static void let_go(void)
{
	pthread_mutex_lock(&site.lock);
	site.open = true;
	pthread_cond_broadcast(&site.changed);
	pthread_mutex_unlock(&site.lock);
}

static void site_stop(void)
{
	let_go();
	http_stop(site.server);
	site.server = NULL;
	assert_int_equal(site.stopped, site.started);
}

/* Until so many handlers wait at /giu. */
static inline void wait_held(int n)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_S;
	pthread_mutex_lock(&site.lock);
	while (site.held != n)
		if (pthread_cond_timedwait(&site.changed, &site.lock, &until) != 0)
			fail_msg("%d handlers held instead of %d", site.held, n);
	pthread_mutex_unlock(&site.lock);
}

static inline struct http_figures wait_figures(bool (*good)(const struct http_figures *f))
{
	struct http_figures f;
	for (int64_t until = monotonic_ms() + PATIENCE_S * 1000; monotonic_ms() < until; usleep(2000)) {
		http_figures(site.server, &f);
		if (good(&f))
			return f;
	}
	fail_msg("the figures never came: waiting %d running %d connections %d", (int)f.waiting, (int)f.running,
		 (int)f.connections);
	return f;
}

static inline struct http_figures wait_waiting(int n)
{
	struct http_figures f;
	for (int64_t until = monotonic_ms() + PATIENCE_S * 1000; monotonic_ms() < until; usleep(2000)) {
		http_figures(site.server, &f);
		if (f.waiting == n)
			return f;
	}
	fail_msg("%d wait instead of %d", (int)f.waiting, n);
	return f;
}

/* ---- clients ---- */

struct reply {
	int status;
	size_t length; /* of the body */
	char head[4096], body[65536];
};

static struct reply reply;

static int open_socket(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct timeval patience = {.tv_sec = PATIENCE_S};
	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	assert_int_equal(connect(fd, (const struct sockaddr *)&site.at, sizeof(site.at)), 0);
	return fd;
}

static void put_bytes(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = send(fd, p, n, MSG_NOSIGNAL);
		if (w <= 0)
			fail_msg("the server does not read");
		p += w;
		n -= (size_t)w;
	}
}

static void put(int fd, const char *text)
{
	put_bytes(fd, text, strlen(text));
}

static bool find_header(const struct reply *r, const char *name, char *value, size_t room)
{
	char wanted[64];
	snprintf(wanted, sizeof(wanted), "\r\n%s: ", name);
	const char *at = strcasestr(r->head, wanted);
	if (!at)
		return false;
	at += strlen(wanted);
	snprintf(value, room, "%.*s", (int)strcspn(at, "\r"), at);
	return true;
}

/* Of the last answer; NULL when it has none. */
static const char *header(const char *name)
{
	static char value[1024];
	return find_header(&reply, name, value, sizeof(value)) ? value : NULL;
}

/* One answer, byte by byte so that a pipelined next one stays in the socket. False when the connection ended. */
static bool receive(int fd, bool with_body, struct reply *r)
{
	size_t n = 0;
	char length[32];
	memset(r, 0, sizeof(*r));
	while (n < 4 || memcmp(r->head + n - 4, "\r\n\r\n", 4) != 0)
		if (n == sizeof(r->head) - 1 || recv(fd, &r->head[n++], 1, 0) != 1)
			return false;
	if (sscanf(r->head, "HTTP/1.1 %d", &r->status) != 1)
		return false;
	if (with_body && find_header(r, "Content-Length", length, sizeof(length)))
		r->length = strtoul(length, NULL, 10);
	if (r->length >= sizeof(r->body))
		return false;
	return r->length == 0 || recv(fd, r->body, r->length, MSG_WAITALL) == (ssize_t)r->length;
}

static bool get(int fd, bool with_body)
{
	return receive(fd, with_body, &reply);
}

static int ask(const char *request)
{
	int fd = open_socket();
	put(fd, request);
	assert_true(get(fd, strncmp(request, "HEAD", 4) != 0));
	close(fd);
	return reply.status;
}

#define H "Host: x\r\n"
#define GET_(path) "GET " path " HTTP/1.1\r\n" H "\r\n"

static int site_main(const char *name, const struct CMUnitTest *tests, size_t count)
{
	crypt_start();
	pthread_mutex_init(&site.lock, NULL);
	pthread_cond_init(&site.changed, NULL);
	return _cmocka_run_group_tests(name, tests, count, NULL, NULL);
}
