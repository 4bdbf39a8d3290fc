/* The server over real sockets: lanes, shares of one client, deadlines told, crowds that cost nothing. */
#include "http_site.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "http/clients.h"

/* Memory is measured here: what is given back may not stay for long in the sanitizer's hands. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=1";
}

#define POST_(path) "POST " path " HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n"

/* /giu?l=cham is slow work, ?l=cua that of the door. */
static enum http_lane lane_of(void *ctx, struct http_request *r)
{
	struct str l = http_query(r, "l");
	(void)ctx;
	return str_eq(l, STR("cham"))	     ? HTTP_LANE_SLOW
	       : str_eq(l, STR("cua"))	     ? HTTP_LANE_DOOR
	       : r->method == HTTP_POST ? HTTP_LANE_WRITE
				   : HTTP_LANE_READ;
}

/* What is sent first comes first into its lane: one worker sends it there. The lane of that worker has room for all, however long it
 * sleeps: what is refused is refused by the other lane. */
static struct http_config lanes_config(void)
{
	struct http_config config = plain_config();
	config.readers = config.writers = 1;
	config.limits.queue = 20;
	config.lane = lane_of;
	config.session_cookie = "phien";
	config.slow = 2;
	config.door = 1;
	config.limits.slow_queue = 3;
	return config;
}

static int send_off(const char *request)
{
	int fd = open_socket();
	put(fd, request);
	return fd;
}

static void finish(const int *fd, int n, int status)
{
	for (int i = 0; i < n; i++) {
		assert_true(get(fd[i], true));
		assert_int_equal(reply.status, status);
		close(fd[i]);
	}
}

static int ask_as(const char *path, const char *session)
{
	char request[300];
	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n" H "Cookie: a=b; phien=%s; c=d\r\n\r\n", path, session);
	return send_off(request);
}

static int send_off_from(const char *address, const char *session, const char *request)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct timeval patience = {.tv_sec = PATIENCE_S};
	struct sockaddr_in at = {.sin_family = AF_INET};
	char text[300];
	inet_pton(AF_INET, address, &at.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&site.at, sizeof(site.at)), 0);
	snprintf(text, sizeof(text), "POST %s HTTP/1.1\r\n" H "Cookie: phien=%s\r\nContent-Length: 0\r\n\r\n", request, session);
	put(fd, text);
	return fd;
}

/* Slow work and passwords fill their lanes and their queues: no page and no post waits for them. */
static void test_lanes(void **state)
{
	(void)state;
	struct http_config config = lanes_config();
	int held[9];
	char session[8];
	site_start(&config);
	for (int i = 0; i < 5; i++) { /* two run, three wait; each of another session */
		snprintf(session, sizeof(session), "s%d", i);
		held[i] = ask_as("/giu?l=cham", session);
		if (i < 2)
			wait_held(i + 1);
	}
	for (int i = 5; i < 9; i++) {
		held[i] = send_off_from(i == 8 ? "127.0.0.2" : "127.0.0.1", "", "/giu?l=cua");
		if (i == 5)
			wait_held(3);
	}
	wait_waiting(6);
	for (int i = 0; i < 50; i++) {
		assert_int_equal(ask(GET_("/a")), 200);
		assert_int_equal(ask(POST_("/a")), 200);
	}
	/* more of it is told to come back */
	assert_int_equal(ask(GET_("/giu?l=cham")), 503);
	assert_string_equal(header("Retry-After"), "5");
	assert_int_equal(ask(POST_("/giu?l=cua")), 503);
	let_go();
	finish(held, 9, 200);
	site_stop();
}

/* One session has half of the slow workers, however much it asks for; another one gets its turn. */
static void test_share(void **state)
{
	(void)state;
	struct http_config config = lanes_config();
	int mine[5];
	config.limits.slow_queue = 10;
	site_start(&config);
	for (int i = 0; i < 5; i++) {
		mine[i] = ask_as("/giu?l=cham", "toi");
		if (i == 0)
			wait_held(1);
		else
			wait_waiting(i);
	}
	wait_waiting(4); /* though a worker is free */
	int refused = ask_as("/giu?l=cham", "toi");
	finish(&refused, 1, 429);
	assert_non_null(strstr(reply.body, "<h1>429</h1>"));
	assert_string_equal(header("Retry-After"), "5");
	int other = ask_as("/giu?l=cham", "khac");
	wait_held(2);
	let_go();
	finish(&other, 1, 200);
	finish(mine, 5, 200);
	site_stop();
}

/* One address that knocks and knocks, each time with another cookie, leaves room at the door, and the next turn, to others. */
static void test_door_of_all(void **state)
{
	(void)state;
	struct http_config config = lanes_config();
	int mine[5];
	char session[8];
	config.limits.slow_queue = 8;
	site_start(&config);
	for (int i = 0; i < 5; i++) {
		snprintf(session, sizeof(session), "s%d", i);
		mine[i] = send_off_from("127.0.0.1", session, "/giu?l=cua");
		if (i == 0)
			wait_held(1);
		else
			wait_waiting(i);
	}
	int refused = send_off_from("127.0.0.1", "s5", "/giu?l=cua");
	finish(&refused, 1, 429);
	assert_string_equal(header("Retry-After"), "5");
	int other = send_off_from("127.0.0.2", "", "/giu?l=cua");
	wait_waiting(5);
	assert_int_equal(ask(POST_("/a")), 200); /* by the only writer, who has sent the other to its lane before */
	let_go();
	finish(&other, 1, 200);
	assert_string_equal(header("X-Turn"), "3");
	finish(mine, 5, 200);
	site_stop();
}

static void test_session_work(void **state)
{
	(void)state;
	struct http_config config = lanes_config();
	int mine[3];
	config.readers = 8;
	config.limits.session_work = 3;
	config.limits.address_work = 5;
	site_start(&config);
	for (int i = 0; i < 3; i++)
		mine[i] = ask_as("/giu", "toi");
	wait_held(3);
	int fourth = ask_as("/a", "toi"), other = ask_as("/a", "khac");
	finish(&fourth, 1, 429);
	finish(&other, 1, 200);
	int more[2] = {ask_as("/giu", "x"), ask_as("/giu", "y")}; /* five of this address */
	wait_held(5);
	int sixth = ask_as("/a", "z");
	finish(&sixth, 1, 429);
	struct http_figures f;
	http_figures(site.server, &f);
	assert_int_equal(f.refused, 2);
	let_go();
	finish(mine, 3, 200);
	finish(more, 2, 200);
	for (int i = 0; i < 20; i++) { /* each left as it had come */
		int fd = ask_as("/a", "toi");
		finish(&fd, 1, 200);
	}
	site_stop();
}

static void test_clients(void **state)
{
	(void)state;
	enum { MANY = 300 };
	struct clients *c = clients_new(MANY);
	uint64_t keys[MANY];
	char name[16];
	assert_int_equal(client_key(c, 'p', STR("")), 0);
	assert_true(client_key(c, 'p', STR("x")) != client_key(c, 'a', STR("x")));
	assert_true(clients_enter(c, 0, 0));
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < MANY; i++) {
			snprintf(name, sizeof(name), "%d", i);
			keys[i] = client_key(c, 'p', str_from_c(name));
			assert_true(clients_enter(c, keys[i], 2));
			assert_true(clients_enter(c, keys[i], 2));
			assert_false(clients_enter(c, keys[i], 2));
		}
		assert_int_equal(clients_count(c), MANY);
		for (int i = 0; i < MANY; i++) { /* odd ones first: holes in the middle of runs */
			int at = i < MANY / 2 ? 2 * i + 1 : 2 * (i - MANY / 2);
			clients_leave(c, keys[at]);
			assert_false(clients_enter(c, keys[at], 1));
			clients_leave(c, keys[at]);
		}
		assert_int_equal(clients_count(c), 0);
	}
	clients_free(c);
}

/* Who began a request and does not go on is told so; who has not begun one is only cut off. */
static void test_too_slow(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	config.limits.head_s = 1;
	config.limits.body_s = 1;
	site_start(&config);
	int head = send_off("GET /a HTTP/1.1\r\nHo"), idle = open_socket();
	int body = send_off("POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{");
	for (int i = 0; i < 2; i++) {
		assert_true(get(i ? body : head, true));
		assert_int_equal(reply.status, 408);
		assert_non_null(strstr(reply.body, "quá chậm"));
		assert_string_equal(header("Connection"), "close");
	}
	assert_int_equal(recv(idle, reply.body, 1, 0), 0);
	close(head);
	close(body);
	close(idle);
	assert_int_equal(site.effects, 0);
	site_stop();
}

/* Large bodies that are only announced, whole or in chunks, take no room from others. */
static void test_announced_bodies(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	int fd[12];
	config.limits.bodies = 200000;
	site_start(&config);
	for (int i = 0; i < 12; i++)
		fd[i] = send_off(i % 2 ? "POST /a HTTP/1.1\r\n" H "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n--x"
				       : "POST /a HTTP/1.1\r\n" H "Content-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: "
					 "chunked\r\n\r\n2\r\n--\r\n");
	for (struct http_figures f = {0}; f.connections < 12; usleep(2000))
		http_figures(site.server, &f);
	for (int i = 0; i < 20; i++)
		assert_int_equal(ask("POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"), 200);
	for (int i = 0; i < 12; i++)
		close(fd[i]);
	site_stop();
}

/* Bodies that fill what there is for all and do not go on are cut off long before their time. */
static void test_stuck_bodies(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	static const char part[99900] = "--x";
	int fd[2];
	config.limits.bodies = 200000;
	site_start(&config);
	for (int i = 0; i < 2; i++) {
		fd[i] = send_off("POST /a HTTP/1.1\r\n" H "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n");
		put_bytes(fd[i], part, sizeof(part));
	}
	finish(fd, 2, 408);
	assert_int_equal(ask("POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"), 200);
	site_stop();
}

/* ---- crowds ---- */

static long resident_kb(void)
{
	long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%*s %ld", &pages), 1);
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* A process of its own, as descriptors are counted by process: opens `n` connections, sends the text on each, stays until it is
 * ended. One that is cut off is opened anew. */
static pid_t crowd(int n, const char *text)
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child)
		return child;
	size_t length = strlen(text);
	struct pollfd *p = calloc((size_t)n, sizeof(*p));
	for (int i = 0; i < n; i++)
		p[i].fd = -1;
	for (;;) {
		for (int i = 0; i < n; i++) {
			if (p[i].fd >= 0 && !(p[i].revents & (POLLIN | POLLHUP | POLLERR)))
				continue;
			if (p[i].fd >= 0)
				close(p[i].fd);
			p[i] = (struct pollfd){socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), POLLIN, 0};
			if (p[i].fd >= 0 && (connect(p[i].fd, (const struct sockaddr *)&site.at, sizeof(site.at)) == 0 || errno == EINPROGRESS))
				send(p[i].fd, text, length, MSG_NOSIGNAL); /* not through yet: it stays silent */
		}
		poll(p, (nfds_t)n, 20);
	}
}

static void end_crowd(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

#define CROWD 10000
/* 4,000 connections at 25 KiB each, the sanitizer with them; 10,000 would be more. */
#ifdef __SANITIZE_THREAD__
#define CROWD_KB (1024 << 10) /* it keeps shadows of everything */
#else
#define CROWD_KB (100 << 10)
#endif

static void test_crowd_of_idlers(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	config.limits.connections = 4000;
	config.limits.queue = 100;
	static const char *const what[] = {"", "GET /a HTTP/1.1\r\nHo"};
	for (size_t i = 0; i < ARRAY_LEN(what); i++) {
		site_start(&config);
		long before = resident_kb(), most = 0;
		pid_t child = crowd(CROWD, what[i]);
		struct http_figures f = {0};
		for (int64_t until = monotonic_ms() + PATIENCE_S * 1000; f.connections < 3000 && monotonic_ms() < until; usleep(10000))
			http_figures(site.server, &f);
		assert_true(f.connections >= 3000);
		for (int k = 0; k < 30; k++) {
			assert_int_equal(ask(GET_("/trang")), 200);
			long now = resident_kb();
			most = now > most ? now : most;
			http_figures(site.server, &f);
			assert_true(f.connections <= 4000);
		}
		end_crowd(child);
		print_message("# grew %ld KiB\n", most - before);
		if (most - before > CROWD_KB)
			fail_msg("memory grew by %ld KiB", most - before);
		site_stop();
	}
}

/* More requests than anybody can work on: told so at once, and nothing of them stays. */
static void test_flood(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	config.limits.connections = 3000;
	config.limits.queue = 100;
	site_start(&config);
	int held[2] = {send_off(GET_("/giu")), send_off(GET_("/giu"))};
	wait_held(2);
	long before = resident_kb(), most = 0;
	pid_t child = crowd(1000, GET_("/giu") GET_("/giu") GET_("/giu"));
	struct http_figures f = {0};
	for (int64_t until = monotonic_ms() + PATIENCE_S * 1000; f.refused < 5000 && monotonic_ms() < until; usleep(10000)) {
		http_figures(site.server, &f);
		assert_true(f.waiting <= 100 && f.running <= 2);
		long now = resident_kb();
		most = now > most ? now : most;
	}
	assert_true(f.refused >= 1000);
	assert_int_equal(ask(POST_("/a")), 200); /* the other lane is free */
	end_crowd(child);
	let_go();
	finish(held, 2, 200);
	print_message("# grew %ld KiB\n", most - before);
	if (most - before > CROWD_KB)
		fail_msg("memory grew by %ld KiB", most - before);
	site_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lanes),
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_door_of_all),
		cmocka_unit_test(test_session_work),
		cmocka_unit_test(test_clients),
		cmocka_unit_test(test_too_slow),
		cmocka_unit_test(test_announced_bodies),
		cmocka_unit_test(test_stuck_bodies),
		cmocka_unit_test(test_crowd_of_idlers),
		cmocka_unit_test(test_flood),
	};
	return site_main("http_limits", tests, ARRAY_LEN(tests));
}
