#include "http/http.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "http/listen.h"
#include "http/task.h"

#define SLOWEST_READER 4 /* bytes a millisecond */
#define SLOWEST_SENDER 20
#define SLOW_NICE 10    /* who waits for a page goes before who waits for a file */
#define SLOW_TIMES 4    /* so much longer waits who asked for slow work */
#define CUT INT64_MIN   /* a deadline that the ticker has acted on */
#define SPARE_FILES 256 /* of the process: data, logs, pipes, spare ones */

enum waiting { WAIT_IDLE, WAIT_HEAD, WAIT_BODY, WAIT_READER };

/* What the ticker knows of a connection: when it is cut off. 0: not now, a worker has its request. */
struct connection {
	struct connection *prev, *next;
	int fd;
	_Atomic int64_t deadline_ms;
	_Atomic int64_t patience_ms; /* the whole time given, of which the deadline is the end */
	_Atomic enum waiting waiting;  /* for a request line; for the rest of its head; of its body; for somebody to read the answer */
};

struct worker_own {
	void *user;
	struct gzip *gzip;
};

struct http_server {
	struct intake intake; /* only the thread that moves bytes */
	struct arena *arena;
	struct http_listener listener;
	struct MHD_Daemon *mhd;
	struct pool *pool;
	/* any thread */
	pthread_mutex_t connections_lock;
	struct connection *connections;
	atomic_bool stopping;
	_Atomic int64_t requests, errors, bytes, open, active;
};

/* ---- on a worker ---- */

/* Hands the finished answer over. The bytes stay the task's until the request is completed. */
static void give_back(struct http_server *s, struct task *t)
{
	const struct http_wire *w = &t->wire;
	struct MHD_Response *answer =
		MHD_create_response_from_buffer(w->body.n, (void *)(uintptr_t)w->body.p, MHD_RESPMEM_PERSISTENT);
	if (!answer)
		BUG("no memory for an answer");
	for (size_t i = 0; i < w->header_count; i++)
		if (MHD_add_response_header(answer, w->headers[i].name, w->headers[i].value) != MHD_YES)
			log_line(LOG_ERROR, "http_header", "id=%lld name=%s", (long long)t->request.id,
				 w->headers[i].name);
	if (atomic_load(&s->stopping))
		MHD_add_response_header(answer, "Connection", "close");
	t->answer = answer;
	t->phase = PHASE_HANDLED;
}

/* True: its own lane, or there is no other. False: it is another worker's now, or refused with `status`. */
static bool in_its_lane(struct http_server *s, struct task *t, unsigned lane, int *ret_status)
{
	const struct http_config *config = &s->intake.config;
	enum http_lane wanted = config->lane ? config->lane(config->ctx, &t->request) : lane;
	t->parsed = true;
	*ret_status = 0;
	if (wanted == lane)
		return true;
	if (wanted == HTTP_LANE_DOOR && t->address)
		t->job.client = t->address; /* whose session it is, who knocks here only says */
	if (wanted == HTTP_LANE_SLOW)
		t->request.deadline_ms += (SLOW_TIMES - 1) * (int64_t)config->limits.request_ms;
	/* taken: from here on the task is not ours */
	enum pool_push pushed = pool_push(s->pool, wanted, &t->job);
	if (pushed != POOL_TAKEN)
		*ret_status = pushed == POOL_FULL ? 503 : 429;
	return false;
}

static void run_task(void *ctx, void *worker, unsigned lane, struct pool_job *job)
{
	struct http_server *s = ctx;
	struct worker_own *own = worker;
	struct task *t = (struct task *)job;
	struct err err = ERR_INIT;
	int status;
	if (!t->parsed && task_parse(t, &err) < 0) {
		task_refuse(t, err.code == ERR_TOO_LARGE ? 413 : 400, str_from_c(err.text), own->gzip);
	} else if (t->parsed || in_its_lane(s, t, lane, &status)) {
		s->intake.config.handler(own->user, &t->request, &t->response);
		task_answer(t, own->gzip);
	} else if (status) {
		task_refuse(t, status, (struct str){0}, own->gzip);
	} else {
		return;
	}
	give_back(s, t);
	MHD_resume_connection(t->mhd);
}

/* On any thread: it waited too long, or nobody takes it. */
static void refuse_task(void *ctx, struct pool_job *job)
{
	struct task *t = (struct task *)job;
	task_refuse(t, 503, (struct str){0}, NULL);
	give_back(ctx, t);
	MHD_resume_connection(t->mhd);
}

static int start_worker(void *ctx, unsigned index, void **ret_worker, struct err *err)
{
	struct http_server *s = ctx;
	const struct http_config *config = &s->intake.config;
	void *user = config->ctx;
	if (config->worker_start) {
		int code = config->worker_start(config->ctx, index, &user, err);
		if (code < 0)
			return code;
	}
	struct worker_own *own = calloc(1, sizeof(*own));
	if (!own)
		BUG("no memory for a worker");
	*own = (struct worker_own){user, gzip_new()};
	*ret_worker = own;
	return 0;
}

static void stop_worker(void *ctx, void *worker)
{
	struct http_server *s = ctx;
	struct worker_own *own = worker;
	if (s->intake.config.worker_stop)
		s->intake.config.worker_stop(s->intake.config.ctx, own->user);
	gzip_free(own->gzip);
	free(own);
}

/* ---- on the thread that moves bytes ---- */

/* Header texts stay in the library's memory until the request is completed. */
static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n, const char *value,
				 size_t value_n)
{
	(void)kind;
	task_take_header(cls, (struct str){key, key_n}, value ? (struct str){value, value_n} : STR(""));
	return MHD_YES;
}

static struct str client_text(struct MHD_Connection *mhd, char text[INET6_ADDRSTRLEN])
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *at = info ? info->client_addr : NULL;
	if (at && at->sa_family == AF_INET)
		return str_from_c(inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)at)->sin_addr, text,
						INET6_ADDRSTRLEN));
	if (at && at->sa_family == AF_INET6)
		return str_from_c(inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)at)->sin6_addr, text,
						INET6_ADDRSTRLEN));
	return STR("unix");
}

/* False: the ticker was quicker, and has told the other side so. */
static bool connection_deadline(struct connection *c, enum waiting waiting, int64_t ms)
{
	int64_t before = atomic_load(&c->deadline_ms);
	atomic_store(&c->waiting, waiting);
	atomic_store(&c->patience_ms, ms);
	do {
		if (before == CUT)
			return false;
	} while (!atomic_compare_exchange_weak(&c->deadline_ms, &before, ms ? monotonic_ms() + ms : 0));
	return true;
}

static bool set_deadline(struct task *t, enum waiting waiting, int64_t ms)
{
	return !t->connection || connection_deadline(t->connection, waiting, ms);
}

static enum MHD_Result send_answer(struct task *t)
{
	const struct http_limits *l = &t->intake->config.limits;
	if (!set_deadline(t, WAIT_READER, 1000 * (int64_t)l->head_s + (int64_t)(t->wire.body.n / SLOWEST_READER)))
		return MHD_NO;
	return MHD_queue_response(t->mhd, (unsigned)t->wire.status, t->answer);
}

static enum MHD_Result refuse_now(struct http_server *s, struct task *t)
{
	task_refuse(t, t->refuse, (struct str){0}, NULL);
	give_back(s, t);
	return send_answer(t);
}

static enum MHD_Result take_head(struct http_server *s, struct task *t, const char *method)
{
	char client[INET6_ADDRSTRLEN];
	task_take_method(t, str_from_c(method));
	MHD_get_connection_values_n(t->mhd, MHD_HEADER_KIND, on_header, t);
	bool refused = task_expect(t, client_text(t->mhd, client));
	/* a large file over a weak line takes its time: what was announced, at the slowest speed we wait for */
	int64_t announced = (int64_t)t->announced;
	if (!set_deadline(t, WAIT_BODY, 1000 * (int64_t)s->intake.config.limits.body_s + announced / SLOWEST_SENDER))
		return MHD_NO;
	return refused ? refuse_now(s, t) : MHD_YES;
}

static enum MHD_Result dispatch(struct http_server *s, struct task *t)
{
	t->counted = true;
	atomic_fetch_add(&s->active, 1);
	if (!t->refuse)
		task_enter(t);
	if (t->refuse)
		return refuse_now(s, t);
	if (!set_deadline(t, WAIT_READER, 0))
		return MHD_NO;
	t->request.deadline_ms = monotonic_ms() + s->intake.config.limits.request_ms;
	/* from here to MHD_resume_connection the task is the pool's; it may be back before pool_push returns */
	MHD_suspend_connection(t->mhd);
	unsigned lane = t->request.method == HTTP_POST ? HTTP_LANE_WRITE : HTTP_LANE_READ;
	if (pool_push(s->pool, lane, &t->job) != POOL_TAKEN)
		refuse_task(s, &t->job);
	return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
				  const char *version, const char *data, size_t *n, void **task)
{
	struct task *t = *task;
	struct str piece = {data, *n};
	(void)url, (void)version;
	switch (t->phase) {
	case PHASE_HEAD:
		t->mhd = mhd;
		return take_head(cls, t, method);
	case PHASE_BODY:
		if (piece.n == 0)
			return dispatch(cls, t);
		*n = 0;
		return task_take_body(t, piece) ? MHD_YES : MHD_NO;
	case PHASE_HANDLED:
		return send_answer(t);
	}
	BUG("a request in no phase");
}

/* The first call for a request: the request line is there, as sent. */
static void *on_target(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	struct http_server *s = cls;
	struct task *t = task_new(&s->intake, str_from_c(uri));
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	t->connection = info ? info->socket_context : NULL;
	if (t->connection) /* the time for the head runs since the connection came, or its last answer */
		atomic_store(&t->connection->waiting, WAIT_HEAD);
	return t;
}

/* What people search for stays out of the log: the path only. */
static void log_request(const struct task *t, size_t sent, bool complete)
{
	ptrdiff_t mark = str_find_char(t->target, '?');
	struct str path = str_slice(t->target, 0, mark < 0 ? t->target.n : (size_t)mark);
	log_line(t->wire.status >= 500 ? LOG_WARNING : LOG_INFO, "request",
		 "id=%lld method=%s path=%s status=%d bytes=%zu ms=%lld complete=%d client=%s",
		 (long long)t->request.id, log_quote(t->method), log_quote(path), t->wire.status, sent,
		 (long long)(monotonic_ms() - t->arrived_ms), complete, log_quote(t->request.client));
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **task, enum MHD_RequestTerminationCode code)
{
	struct http_server *s = cls;
	struct task *t = *task;
	(void)mhd;
	if (!t)
		return;
	*task = NULL;
	size_t sent = t->request.head ? 0 : t->wire.body.n;
	if (t->wire.status) {
		atomic_fetch_add(&s->requests, 1);
		atomic_fetch_add(&s->errors, t->wire.status >= 500 && t->wire.status != 503);
		atomic_fetch_add(&s->bytes, (int64_t)sent);
	}
	if (s->intake.config.log_requests)
		log_request(t, sent, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
	set_deadline(t, WAIT_IDLE, 1000 * (int64_t)s->intake.config.limits.head_s);
	if (t->answer)
		MHD_destroy_response(t->answer);
	if (t->counted)
		atomic_fetch_sub(&s->active, 1);
	task_free(t);
}

static void connection_opened(struct http_server *s, struct MHD_Connection *mhd, void **context)
{
	struct connection *c = calloc(1, sizeof(*c));
	if (!c)
		BUG("no memory for a connection");
	c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	connection_deadline(c, WAIT_IDLE, 1000 * (int64_t)s->intake.config.limits.head_s);
	*context = c;
	atomic_fetch_add(&s->open, 1);
	pthread_mutex_lock(&s->connections_lock);
	c->next = s->connections;
	if (c->next)
		c->next->prev = c;
	s->connections = c;
	pthread_mutex_unlock(&s->connections_lock);
}

static void connection_closed(struct http_server *s, struct connection *c)
{
	pthread_mutex_lock(&s->connections_lock);
	if (c->prev)
		c->prev->next = c->next;
	else
		s->connections = c->next;
	if (c->next)
		c->next->prev = c->prev;
	pthread_mutex_unlock(&s->connections_lock);
	free(c);
	atomic_fetch_sub(&s->open, 1);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **context,
			  enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		connection_opened(cls, mhd, context);
	} else if (*context) {
		connection_closed(cls, *context);
		*context = NULL;
	}
}

/* How much of their time is taken from those who only wait, in thousandths: none while three quarters of what there is for
 * all are used or less, everything when all of it is. */
static int64_t pressure(int64_t used, int64_t most)
{
	int64_t calm = most - most / 4;
	return used <= calm ? 0 : 1000 * (used - calm) / (most - calm);
}

static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static bool too_late(const struct connection *c, int64_t deadline, int64_t now, int64_t taken)
{
	if (deadline == 0 || deadline == CUT)
		return false;
	return deadline - atomic_load(&c->patience_ms) * taken / 1000 <= now;
}

/* Tells who was sending a request that nobody waits for it any more. By hand: the library has no answer before a request is
 * whole. What does not go into the socket at once is not worth waiting for. */
static void say_too_slow(int fd)
{
	static const char text[] = _("Yêu cầu gửi lên quá chậm nên máy chủ đã thôi chờ. Việc chưa được thực hiện; hãy gửi lại.\n");
	char answer[512];
	int n = snprintf(answer, sizeof(answer), "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nCache-Control: no-store\r\n"
			 "Content-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n\r\n%s", sizeof(text) - 1, text);
	if (send(fd, answer, (size_t)n, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return;
}

/* Cuts off who takes too long for a head, a body or an answer: an idle time-out alone never ends who sends one byte now
 * and then. The descriptor cannot be another's yet: the library tells about closing before it closes. */
static void on_tick(void *ctx)
{
	struct http_server *s = ctx;
	const struct http_limits *l = &s->intake.config.limits;
	int64_t now = monotonic_ms(), crowded = pressure(atomic_load(&s->open), l->connections);
	int64_t laden = pressure((int64_t)atomic_load(&s->intake.bodies), (int64_t)l->bodies);
	const int64_t taken[] = {[WAIT_IDLE] = crowded, [WAIT_HEAD] = crowded, [WAIT_BODY] = larger(crowded, laden), [WAIT_READER] = 0};
	pthread_mutex_lock(&s->connections_lock);
	for (struct connection *c = s->connections; c; c = c->next) {
		int64_t deadline = atomic_load(&c->deadline_ms);
		enum waiting waiting = atomic_load(&c->waiting);
		if (!too_late(c, deadline, now, taken[waiting]) ||
		    !atomic_compare_exchange_strong(&c->deadline_ms, &deadline, CUT))
			continue;
		if (waiting == WAIT_HEAD || waiting == WAIT_BODY)
			say_too_slow(c->fd);
		shutdown(c->fd, SHUT_RDWR);
	}
	pthread_mutex_unlock(&s->connections_lock);
}

/* The target is decoded from what on_target got; what the library makes of it is not used. */
static size_t leave_encoded(void *cls, struct MHD_Connection *mhd, char *text)
{
	(void)cls, (void)mhd;
	return strlen(text);
}

__attribute__((format(printf, 2, 0))) static void library_says(void *cls, const char *format, va_list ap)
{
	const struct http_server *s = cls;
	char text[256];
	if (!s->intake.config.log_requests)
		return;
	vsnprintf(text, sizeof(text), format, ap);
	log_line(LOG_INFO, "http", "text=%s", log_quote(str_trim(str_from_c(text))));
}

/* ---- starting and stopping ---- */

static void use_default(unsigned *value, unsigned standard)
{
	if (*value == 0)
		*value = standard;
}

static void use_default_size(size_t *value, size_t standard)
{
	if (*value == 0)
		*value = standard;
}

static void fill_defaults(struct http_config *config)
{
	struct http_limits *l = &config->limits;
	use_default_size(&l->form, 256u << 10);
	use_default_size(&l->upload, 4u << 20);
	use_default_size(&l->bodies, 64u << 20);
	use_default_size(&l->response, 16u << 20);
	use_default_size(&l->arena, 32u << 20);
	use_default(&l->queue, 1024);
	use_default(&l->slow_queue, 64);
	use_default(&l->session_work, 128);
	use_default(&l->address_work, 512);
	use_default(&l->connections, 1000);
	use_default(&l->queue_ms, 10000);
	use_default(&l->request_ms, 30000);
	use_default(&l->idle_s, 30);
	use_default(&l->head_s, 60);
	use_default(&l->body_s, 300);
	use_default(&l->stop_s, 10);
	use_default(&config->readers, 12);
	use_default(&config->writers, 16);
	use_default(&config->slow, 4);
	use_default(&config->door, 2);
	if (!config->lane)
		config->slow = config->door = 0;
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur > 2 * SPARE_FILES &&
	    l->connections > files.rlim_cur - SPARE_FILES)
		l->connections = (unsigned)(files.rlim_cur - SPARE_FILES);
}

static void server_free(struct http_server *s)
{
	pool_free(s->pool);
	intake_clear(&s->intake);
	pthread_mutex_destroy(&s->connections_lock);
	arena_free(s->arena);
	free(s);
}

static struct http_server *server_new(const struct http_config *config)
{
	struct http_server *s = calloc(1, sizeof(*s));
	if (!s)
		BUG("no memory for the server");
	s->arena = arena_new("http server", 1u << 20);
	s->intake.config = *config;
	s->intake.config.listen = arena_dup(s->arena, config->listen);
	fill_defaults(&s->intake.config);
	s->intake.clients = clients_new(2 * s->intake.config.limits.queue + s->intake.config.readers + s->intake.config.writers +
					2 * s->intake.config.limits.slow_queue + s->intake.config.slow + s->intake.config.door);
	pthread_mutex_init(&s->connections_lock, NULL);
	return s;
}

static int start_pool(struct http_server *s, struct err *err)
{
	const struct http_config *c = &s->intake.config;
	const struct http_limits *l = &c->limits;
	unsigned slow_share = (c->slow + 1) / 2;
	struct pool_config pool = {
		.lanes = {[HTTP_LANE_READ] = {"read", c->readers, l->queue, l->queue_ms, 0, 0, 0},
			  [HTTP_LANE_WRITE] = {"write", c->writers, l->queue, l->queue_ms, 0, 0, 0},
			  [HTTP_LANE_SLOW] = {"slow", c->slow, l->slow_queue, SLOW_TIMES * l->queue_ms, slow_share, 4 * slow_share, SLOW_NICE},
			  [HTTP_LANE_DOOR] = {"door", c->door, l->slow_queue, l->queue_ms, c->door, (l->slow_queue + 1) / 2, 0}},
		.ctx = s,
		.start = start_worker,
		.stop = stop_worker,
		.run = run_task,
		.refuse = refuse_task,
		.tick = on_tick,
	};
	return pool_start(&pool, &s->pool, err);
}

static int start_daemon(struct http_server *s, struct err *err)
{
	const struct http_limits *l = &s->intake.config.limits;
	s->mhd = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG, 0, NULL, NULL,
		on_request, s, MHD_OPTION_EXTERNAL_LOGGER, library_says, s, /* first, so that it hears of the others */
		MHD_OPTION_LISTEN_SOCKET, s->listener.fd, MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, s, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_CONNECTION_LIMIT, l->connections,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, l->per_client, MHD_OPTION_CONNECTION_TIMEOUT, l->idle_s,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	return s->mhd ? 0 : err_set(err, ERR_IO, _("Không khởi động được máy chủ web."));
}

/* Nobody new comes in. The number stays taken until the library's thread, which may be about to name it, is gone. */
static void shut_listener(struct http_server *s, int fd)
{
	if (fd >= 0)
		shutdown(fd, SHUT_RDWR);
	if (s->listener.path[0])
		unlink(s->listener.path);
}

int http_start(const struct http_config *config, struct http_server **ret_server, struct err *err)
{
	struct http_server *s = server_new(config);
	int code = http_listen(s->arena, s->intake.config.listen, &s->listener, err);
	if (code < 0) {
		server_free(s);
		return code;
	}
	s->intake.behind_proxy = s->listener.local;
	code = start_pool(s, err);
	if (code == 0) {
		code = start_daemon(s, err);
		if (code < 0)
			pool_stop(s->pool);
	}
	if (code < 0) {
		shut_listener(s, s->listener.fd);
		close(s->listener.fd);
		server_free(s);
		return code;
	}
	*ret_server = s;
	return 0;
}

struct str http_address(const struct http_server *s)
{
	return s->listener.address;
}

void http_stop(struct http_server *s)
{
	if (!s)
		return;
	atomic_store(&s->stopping, true);
	int listener = MHD_quiesce_daemon(s->mhd);
	shut_listener(s, listener);
	pool_stop(s->pool); /* after this no connection is suspended any more */
	int64_t until = monotonic_ms() + 1000 * (int64_t)s->intake.config.limits.stop_s;
	while (atomic_load(&s->active) > 0 && monotonic_ms() < until)
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	MHD_stop_daemon(s->mhd);
	if (listener >= 0)
		close(listener);
	server_free(s);
}

void http_figures(struct http_server *s, struct http_figures *ret_figures)
{
	struct http_figures f = {
		.requests = atomic_load(&s->requests),
		.refused = atomic_load(&s->intake.refused),
		.errors = atomic_load(&s->errors),
		.bytes = atomic_load(&s->bytes),
		.connections = atomic_load(&s->open),
	};
	pool_figures(s->pool, &f.waiting, &f.running);
	*ret_figures = f;
}
