/* The server over real sockets: slow handlers, full queues, bad company, starting and stopping. */
#include "http_site.h"

/* ---- cases: load and bad company ---- */

static void test_slow_handler(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	site_start(&config);
	int slow_read = open_socket(), slow_write = open_socket();
	put(slow_read, GET_("/giu"));
	put(slow_write, "POST /giu HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n");
	wait_held(2); /* one of two readers, the only writer */
	for (int i = 0; i < 50; i++)
		assert_int_equal(ask(GET_("/a")), 200);
	let_go();
	assert_true(get(slow_read, true));
	assert_string_equal(reply.body, "held");
	assert_true(get(slow_write, true));
	assert_string_equal(reply.body, "held");
	close(slow_read);
	close(slow_write);
	site_stop();
}

static void test_queue_full(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	int held[6];
	site_start(&config);
	for (int i = 0; i < 6; i++) { /* two run, four wait */
		held[i] = open_socket();
		put(held[i], GET_("/giu"));
		if (i < 2)
			wait_held(i + 1);
	}
	struct http_figures f = wait_waiting(4);
	assert_int_equal(f.running, 2);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(ask(GET_("/a")), 503);
		assert_string_equal(header("Retry-After"), "5");
		assert_non_null(strstr(reply.body, "<h1>503</h1>"));
	}
	/* the other lane is free */
	assert_int_equal(ask("POST /a HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n"), 200);
	http_figures(site.server, &f);
	assert_int_equal(f.refused, 3);
	let_go();
	for (int i = 0; i < 6; i++) {
		assert_true(get(held[i], true));
		assert_int_equal(reply.status, 200);
		close(held[i]);
	}
	assert_int_equal(ask(GET_("/a")), 200);
	site_stop();
}

static void test_queue_deadline(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	config.limits.queue_ms = 300;
	site_start(&config);
	int held[2];
	for (int i = 0; i < 2; i++) {
		held[i] = open_socket();
		put(held[i], GET_("/giu"));
	}
	wait_held(2);
	assert_int_equal(ask(GET_("/a")), 503); /* nobody takes it: the ticker answers */
	assert_string_equal(header("Retry-After"), "5");
	let_go();
	for (int i = 0; i < 2; i++) {
		assert_true(get(held[i], true));
		assert_int_equal(reply.status, 200);
		close(held[i]);
	}
	site_stop();
}

static bool few_connections(const struct http_figures *f)
{
	return f->connections <= 1;
}

static void test_slow_clients(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	config.limits.head_s = 1;
	config.limits.body_s = 1;
	config.limits.idle_s = 60;
	site_start(&config);
	int slow[20];
	for (int i = 0; i < 20; i++) {
		slow[i] = open_socket();
		put(slow[i], i < 7 ? "GET /a HTTP/1.1\r\nHo" : i < 14 ?
			"POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{" : "");
	}
	for (int i = 0; i < 20; i++)
		assert_int_equal(ask(GET_("/a")), 200);
	/* who sends a byte now and then is cut off all the same */
	bool cut = false;
	for (int64_t until = monotonic_ms() + PATIENCE_S * 1000; !cut && monotonic_ms() < until; usleep(50000))
		cut = send(slow[0], "s", 1, MSG_NOSIGNAL) < 0;
	assert_true(cut);
	wait_figures(few_connections);
	assert_int_equal(site.effects, 0);
	for (int i = 0; i < 20; i++)
		close(slow[i]);
	assert_int_equal(ask(GET_("/a")), 200);
	site_stop();
}

static void test_half_open(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	site_start(&config);
	/* says that it will send no more, but still listens */
	int fd = open_socket();
	put(fd, GET_("/a"));
	shutdown(fd, SHUT_WR);
	assert_true(get(fd, true));
	assert_int_equal(reply.status, 200);
	close(fd);
	/* goes away while its handler runs, and while it waits in the queue */
	int gone[4];
	for (int i = 0; i < 4; i++) {
		gone[i] = open_socket();
		put(gone[i], GET_("/giu"));
		if (i < 2)
			wait_held(i + 1);
	}
	for (int i = 0; i < 4; i++) {
		struct linger reset = {.l_onoff = 1};
		setsockopt(gone[i], SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
		close(gone[i]);
	}
	let_go();
	wait_held(0);
	assert_int_equal(ask(GET_("/a")), 200);
	wait_figures(few_connections);
	site_stop();
}

static void test_garbage(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	config.limits.idle_s = 1; /* half a request and an end may come in one piece: then only time tells */
	site_start(&config);
	struct seeded chance;
	seeded_start(&chance, STR("garbage"));
	for (int i = 0; i < 200; i++) {
		char bytes[512];
		size_t n = 1 + seeded_below(&chance, sizeof(bytes) - 1);
		seeded_bytes(&chance, bytes, n);
		if (i % 2)
			memcpy(bytes, "POST / HTTP/1.1\r\n" H, n < 26 ? n : 26);
		int fd = open_socket();
		send(fd, bytes, n, MSG_NOSIGNAL);
		close(fd);
	}
	assert_int_equal(ask(GET_("/a")), 200);
	wait_figures(few_connections);
	assert_int_equal(site.effects, 0);
	site_stop();
}

/* ---- cases: starting and stopping ---- */

static void *stopper(void *arg)
{
	(void)arg;
	http_stop(site.server);
	return NULL;
}

static void test_graceful_stop(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	site_start(&config);
	int held[5], idle = open_socket();
	put(idle, GET_("/a"));
	assert_true(get(idle, true));
	for (int i = 0; i < 5; i++) { /* two run, three wait */
		held[i] = open_socket();
		put(held[i], GET_("/giu"));
		if (i < 2)
			wait_held(i + 1);
	}
	int unfinished = open_socket();
	put(unfinished, "GET /a HT");
	wait_waiting(3);
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, stopper, NULL), 0);
	for (int i = 2; i < 5; i++) { /* what waited is told so at once; nothing of it was done */
		assert_true(get(held[i], true));
		assert_int_equal(reply.status, 503);
		assert_string_equal(header("Connection"), "close");
		close(held[i]);
	}
	/* nobody new comes in */
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&site.at, sizeof(site.at)), -1);
	close(fd);
	let_go();
	for (int i = 0; i < 2; i++) { /* what ran is finished and delivered */
		assert_true(get(held[i], true));
		assert_int_equal(reply.status, 200);
		assert_string_equal(reply.body, "held");
		close(held[i]);
	}
	pthread_join(thread, NULL);
	assert_int_equal(site.stopped, 3);
	close(idle);
	close(unfinished);
}

static bool one_answered(const struct http_figures *f)
{
	return f->running == 0 && f->waiting == 0 && f->connections == 1;
}

/* An answer that is on its way when the end begins arrives whole. */
static void test_stop_delivers(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	config.limits.response = 2 * LARGE;
	site_start(&config);
	int fd = open_socket();
	char piece[65536];
	ssize_t n;
	put(fd, GET_("/lon"));
	assert_int_equal(recv(fd, piece, 1, MSG_PEEK), 1);
	wait_figures(one_answered);
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, stopper, NULL), 0);
	usleep(100000); /* whatever comes first, the answer must be whole */
	size_t all = 0;
	while ((n = recv(fd, piece, sizeof(piece), 0)) > 0)
		all += (size_t)n;
	assert_true(all > LARGE);
	pthread_join(thread, NULL);
	close(fd);
}

static void test_start_refused(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	struct http_server *server = NULL;
	struct err err = ERR_INIT;
	static const char *const bad[] = {
		"",        "8026",    "localhost:80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
		"1.2.3:1", "[::1:80", "unix:",        "[::zz]:1"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		config.listen = str_from_c(bad[i]);
		assert_int_equal(http_start(&config, &server, &err), -ERR_INPUT);
	}
	config = plain_config();
	site_start(&config);
	struct http_config again = plain_config();
	again.listen = str_slice(http_address(site.server), 7, 64);
	assert_int_equal(http_start(&again, &server, &err), -ERR_BUSY);
	assert_int_equal(site.started, 3);
	site_stop();
	site.unix_path[0] = '!'; /* the third worker does not get its database */
	site.started = site.stopped = 0;
	assert_int_equal(http_start(&config, &server, &err), -ERR_IO);
	assert_string_equal(err.text, "no database");
	assert_int_equal(site.started, 2);
	assert_int_equal(site.stopped, 2);
	assert_null(server);
	site.unix_path[0] = '\0';
	http_stop(NULL);
}

#define VISITORS 24
#define ROUNDS 5
#define VISITS 40

struct visitor {
	pthread_t thread;
	int good;
	struct reply reply;
};

static void *visit(void *arg)
{
	struct visitor *v = arg;
	for (int round = 0; round < ROUNDS; round++) {
		int fd = open_socket();
		for (int i = 0; i < VISITS; i++) {
			const char *request =
				i % 4 ? GET_("/trang") : "POST /a HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n";
			if (send(fd, request, strlen(request), MSG_NOSIGNAL) > 0 && receive(fd, true, &v->reply) &&
				v->reply.status == 200 && (i % 4 == 0 || v->reply.length == 11000))
				v->good++;
		}
		close(fd);
	}
	return NULL;
}

static bool all_gone(const struct http_figures *f)
{
	return f->connections == 0;
}

static void test_crowd(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	config.writers = 4;
	config.limits.queue = VISITORS;
	site_start(&config);
	struct visitor *v = calloc(VISITORS, sizeof(*v));
	assert_non_null(v);
	for (int i = 0; i < VISITORS; i++)
		assert_int_equal(pthread_create(&v[i].thread, NULL, visit, &v[i]), 0);
	for (int i = 0; i < VISITORS; i++) {
		pthread_join(v[i].thread, NULL);
		assert_int_equal(v[i].good, ROUNDS * VISITS);
	}
	free(v);
	struct http_figures f = wait_figures(all_gone);
	assert_int_equal(f.requests, VISITORS * ROUNDS * VISITS);
	assert_int_equal(f.bytes > INT64_C(11000) * VISITORS * ROUNDS * VISITS / 4 * 3, 1);
	assert_int_equal(site.effects, VISITORS * ROUNDS * VISITS / 4);
	site_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slow_handler),
		cmocka_unit_test(test_queue_full),
		cmocka_unit_test(test_queue_deadline),
		cmocka_unit_test(test_slow_clients),
		cmocka_unit_test(test_half_open),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_graceful_stop),
		cmocka_unit_test(test_stop_delivers),
		cmocka_unit_test(test_start_refused),
		cmocka_unit_test(test_crowd),
	};
	return site_main("http_load", tests, ARRAY_LEN(tests));
}
