/* The server over real sockets: what it answers and what it refuses. */
#include "http_site.h"

/* ---- cases: behaviour ---- */

static void test_keep_alive(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	site_start(&config);
	int fd = open_socket();
	put(fd, GET_("/x%C3%A3?a=1"));
	assert_true(get(fd, true));
	assert_int_equal(reply.status, 200);
	assert_non_null(strstr(reply.body, "GET /xã client=127.0.0.1 "));
	assert_string_equal(header("Cache-Control"), "no-cache, private");
	assert_string_equal(header("X-Content-Type-Options"), "nosniff");
	assert_string_equal(header("X-Frame-Options"), "DENY");
	assert_non_null(strstr(header("Content-Security-Policy"), "default-src 'none'; "));
	assert_non_null(strstr(header("Content-Security-Policy"), "frame-ancestors 'none'"));
	assert_null(strstr(header("Content-Security-Policy"), "unsafe"));
	put(fd, "POST /gui HTTP/1.1\r\n" H "Cookie: phien=abc\r\nContent-Type: application/x-www-form-urlencoded\r\n"
		"Content-Length: 14\r\n\r\nten=L%C3%AA&b=");
	assert_true(get(fd, true));
	assert_non_null(strstr(reply.body, "POST /gui client=127.0.0.1 cookie=abc form=2 ten=Lê"));
	assert_string_equal(header("Cache-Control"), "no-store");
	/* two cookie headers, lower case, a body in chunks */
	put(fd, "POST /gui HTTP/1.1\r\n" H
		"cookie: a=1\r\ncookie: phien=hai\r\ncontent-type: application/json; charset=utf-8\r\n"
		"Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n");
	assert_true(get(fd, true));
	assert_non_null(strstr(reply.body, "cookie=hai"));
	assert_non_null(strstr(reply.body, "body={\"a\":1}"));
	put(fd, "POST /gui HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n");
	assert_true(get(fd, true));
	assert_int_equal(reply.status, 200);
	assert_int_equal(site.effects, 3);
	close(fd);
	site_stop();
}

static void test_pipelining(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	site_start(&config);
	int fd = open_socket();
	put(fd, GET_("/1")
			GET_("/2") "POST /3 HTTP/1.1\r\n" H
			       "Content-Length: 4\r\nContent-Type: application/json\r\n\r\nbodyHEAD /4 HTTP/1.1\r\n" H
			       "\r\n" GET_("/5"));
	for (int i = 1; i <= 5; i++) {
		char path[8];
		snprintf(path, sizeof(path), " /%d ", i);
		assert_true(get(fd, i != 4));
		assert_int_equal(reply.status, 200);
		if (i != 4)
			assert_non_null(strstr(reply.body, path));
	}
	close(fd);
	site_stop();
}

static void test_page(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	site_start(&config);
	assert_int_equal(ask(GET_("/trang")), 200);
	assert_int_equal(reply.length, 11000);
	assert_null(header("Content-Encoding"));
	char etag[64], request[256];
	snprintf(etag, sizeof(etag), "%.60s", header("ETag"));
	assert_int_equal(ask("GET /trang HTTP/1.1\r\n" H "Accept-Encoding: gzip, deflate\r\n\r\n"), 200);
	assert_string_equal(header("Content-Encoding"), "gzip");
	assert_true(reply.length < 1000);
	assert_memory_equal(reply.body, "\x1f\x8b", 2);
	char packed[16];
	snprintf(packed, sizeof(packed), "%zu", reply.length);
	assert_int_equal(ask("HEAD /trang HTTP/1.1\r\n" H "Accept-Encoding: gzip\r\n\r\n"), 200);
	assert_string_equal(header("Content-Length"), packed);
	snprintf(request, sizeof(request), "GET /trang HTTP/1.1\r\n" H "If-None-Match: %s\r\n\r\n", etag);
	assert_int_equal(ask(request), 304);
	assert_string_equal(header("ETag"), etag);
	assert_int_equal(reply.length, 0);
	site_stop();
}

static void test_upload(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	site_start(&config);
	static char body[90000], head[256];
	int n = snprintf(body, sizeof(body), "--b\r\nContent-Disposition: form-data; name=\"ten\"\r\n\r\nLan\r\n--b\r\n"
			 "Content-Disposition: form-data; name=\"t\"; filename=\"a.csv\"\r\n\r\n");
	memset(body + n, 'x', 80000);
	n += 80000;
	n += snprintf(body + n, sizeof(body) - (size_t)n, "\r\n--b--\r\n");
	snprintf(head, sizeof(head),
		 "POST /gui HTTP/1.1\r\n" H
		 "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n",
		 n);
	int fd = open_socket();
	put(fd, head);
	put_bytes(fd, body, (size_t)n);
	assert_true(get(fd, true));
	assert_non_null(strstr(reply.body, "form=1 ten=Lan tep=a.csv/80000 "));
	/* the same cut short by the client is no request */
	snprintf(head, sizeof(head),
		 "POST /gui HTTP/1.1\r\n" H
		 "Content-Type: multipart/form-data; boundary=c\r\nContent-Length: %d\r\n\r\n",
		 n);
	put(fd, head);
	put_bytes(fd, body, (size_t)n);
	assert_true(get(fd, true));
	assert_int_equal(reply.status, 400);
	close(fd);
	assert_int_equal(site.effects, 1);
	site_stop();
}

static void test_unix(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	struct err err = ERR_INIT;
	struct http_server *second;
	char listen_at[96];
	snprintf(site.unix_path, sizeof(site.unix_path), "/tmp/noivu-test-%d.sock", (int)getpid());
	snprintf(listen_at, sizeof(listen_at), "unix:%s", site.unix_path);
	config.listen = str_from_c(listen_at);
	for (int round = 0; round < 2; round++) { /* the second time over a dead socket */
		site_start(&config);
		assert_int_equal(http_start(&config, &second, &err), -ERR_BUSY);
		struct sockaddr_un at = {.sun_family = AF_UNIX};
		snprintf(at.sun_path, sizeof(at.sun_path), "%s", site.unix_path);
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);
		assert_int_equal(connect(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
		put(fd, "GET /a HTTP/1.1\r\n" H "X-Forwarded-For: 6.6.6.6, 192.0.2.7\r\n\r\n" GET_("/b")
			"GET /c HTTP/1.1\r\n" H "X-Forwarded-For: <script>\r\n\r\n");
		assert_true(get(fd, true));
		assert_non_null(strstr(reply.body, "client=192.0.2.7 "));
		assert_true(get(fd, true));
		assert_non_null(strstr(reply.body, "client=unix "));
		assert_true(get(fd, true));
		assert_non_null(strstr(reply.body, "client=unix "));
		close(fd);
		site_stop();
		assert_int_equal(access(site.unix_path, F_OK), -1);
		int dead = socket(AF_UNIX, SOCK_STREAM, 0);
		assert_int_equal(bind(dead, (const struct sockaddr *)&at, sizeof(at)), 0);
		close(dead);
	}
	unlink(site.unix_path);
	site.unix_path[0] = '\0';
	/* over TCP the header is anybody's claim */
	config = plain_config();
	site_start(&config);
	assert_int_equal(ask("GET /a HTTP/1.1\r\n" H "X-Forwarded-For: 6.6.6.6\r\n\r\n"), 200);
	assert_non_null(strstr(reply.body, "client=127.0.0.1 "));
	site_stop();
}

/* ---- cases: refusals ---- */

static void test_refusals(void **state)
{
	(void)state;
	static const struct { const char *request; int status;
	} cases[] = {
		{GET_("/../etc"), 400},
		{GET_("/%ff"), 400},
		{GET_("/a?x=%zz"), 400},
		{"GET /a HTTP/1.1\r\n\r\n", 400},
		{"GET /a HTTP/1.1\r\n" H H "\r\n", 400},
		{"PUT /a HTTP/1.1\r\n" H "\r\n", 405},
		{"DELETE /a HTTP/1.1\r\n" H "\r\n", 405},
		{"OPTIONS * HTTP/1.1\r\n" H "\r\n", 405},
		{"POST /a HTTP/1.1\r\n" H "Content-Type: text/xml\r\nContent-Length: 1\r\n\r\nx", 415},
		{"POST /a HTTP/1.1\r\n" H "Content-Length: 1\r\n\r\nx", 415},
		{"POST /a HTTP/1.1\r\n" H "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=%",
	     400},
		{"POST /a HTTP/1.1\r\n" H
	     "Content-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
	     400},
		{"POST /a HTTP/1.1\r\n" H
	     "Content-Type: application/json\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	     400},
		{"POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nContent-Length : 3\r\n\r\n", 400},
		{"POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
		{"POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
		{"GET /a HTTP/1.1\r\n" H "X-A: b\x01\r\n\r\n", 400},
		{"POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nContent-Length: 99999999999999\r\n\r\n", 413},
		{"POST /a HTTP/1.1\r\n" H "Origin: a\r\nOrigin: b\r\nContent-Length: 0\r\n\r\n", 400},
	};
	struct http_config config = plain_config();
	site_start(&config);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (ask(cases[i].request) != cases[i].status)
			fail_msg("case %zu: %d instead of %d", i, reply.status, cases[i].status);
	assert_int_equal(site.effects, 0);
	assert_int_equal(ask("PUT /a HTTP/1.1\r\n" H "\r\n"), 405);
	assert_string_equal(header("Allow"), "GET, HEAD, POST");
	assert_string_equal(header("Cache-Control"), "no-store");
	assert_non_null(header("Content-Security-Policy"));
	assert_non_null(strstr(reply.body, "<h1>405</h1>"));
	assert_int_equal(ask(cases[8].request), 415);
	assert_non_null(strstr(reply.body, "Kiểu nội dung"));
	assert_string_equal(header("Content-Type"), "text/plain; charset=utf-8");
	/* 300 cookie headers */
	static char request[10000];
	int n = snprintf(request, sizeof(request), "GET / HTTP/1.1\r\n" H);
	for (int i = 0; i < 300; i++)
		n += snprintf(request + n, sizeof(request) - (size_t)n, "Cookie: phien=%d\r\n", i);
	snprintf(request + n, sizeof(request) - (size_t)n, "\r\n");
	assert_int_equal(ask(request), 400);
	/* an address of 9,000 bytes */
	n = snprintf(request, sizeof(request), "GET /?");
	memset(request + n, 'a', 9000);
	snprintf(request + n + 9000, 64, " HTTP/1.1\r\n" H "\r\n");
	assert_int_equal(ask(request), 414);
	site_stop();
}

static void test_too_large(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	site_start(&config);
	static char body[200000];
	memset(body, 'a', sizeof(body));
	int fd = open_socket();
	/* declared: read to its end, answered, and the connection goes on */
	put(fd, "POST /a HTTP/1.1\r\n" H
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 200000\r\n\r\n");
	put_bytes(fd, body, sizeof(body));
	assert_true(get(fd, true));
	assert_int_equal(reply.status, 413);
	assert_non_null(strstr(reply.body, "<h1>413</h1>"));
	/* in chunks */
	put(fd,
		"POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n");
	put_bytes(fd, body, 0x4000);
	put(fd, "\r\n0\r\n\r\n");
	assert_true(get(fd, true));
	assert_int_equal(reply.status, 413);
	/* exactly the limit is fine */
	put(fd,
		"POST /a HTTP/1.1\r\n" H "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4096\r\n\r\n");
	put_bytes(fd, body, 4096);
	assert_true(get(fd, true));
	assert_int_equal(reply.status, 200);
	assert_int_equal(site.effects, 1);
	close(fd);
	/* an answer over the limit is an error of ours, told as such */
	log_quiet(true);
	assert_int_equal(ask(GET_("/tran")), 500);
	log_quiet(false);
	assert_non_null(strstr(reply.body, "<h1>500</h1>"));
	site_stop();
}

static void test_body_budget(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	config.limits.bodies = 5000;
	site_start(&config);
	int first = open_socket();
	static const char most[3999] = "{";
	put(first, "POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n");
	put_bytes(first, most, sizeof(most));
	int second = open_socket();
	/* the first may not have been read yet: ask until its bytes are counted */
	for (int64_t until = monotonic_ms() + PATIENCE_S * 1000; monotonic_ms() < until;) {
		put(second, "POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nContent-Length: 1500\r\n\r\n");
		static const char body[1500] = "x";
		put_bytes(second, body, sizeof(body));
		assert_true(get(second, true));
		if (reply.status == 503)
			break;
	}
	assert_int_equal(reply.status, 503);
	/* one that does not say how long it is, when it has grown too long for what is left */
	char chunk[1600];
	memset(chunk, ' ', sizeof(chunk));
	put(second, "POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n640\r\n");
	put_bytes(second, chunk, sizeof(chunk));
	put(second, "\r\n0\r\n\r\n");
	assert_true(get(second, true));
	assert_int_equal(reply.status, 503);
	assert_string_equal(header("Retry-After"), "5");
	close(first); /* gives its bytes back */
	for (int64_t until = monotonic_ms() + PATIENCE_S * 1000; monotonic_ms() < until;) {
		put(second, "POST /a HTTP/1.1\r\n" H "Content-Type: application/json\r\nContent-Length: 1500\r\n\r\n");
		static const char body[1500] = "x";
		put_bytes(second, body, sizeof(body));
		assert_true(get(second, true));
		if (reply.status == 200)
			break;
	}
	assert_int_equal(reply.status, 200);
	close(second);
	site_stop();
}

static void test_injection(void **state)
{
	(void)state;
	struct http_config config = plain_config();
	site_start(&config);
	assert_int_equal(ask(GET_("/tiem?ten=a%0d%0aX-Evil:+1")), 400);
	assert_null(header("X-Evil"));
	assert_int_equal(ask(GET_("/tiem?ten=a%0aX-Evil:+1")), 400);
	assert_null(header("X-Evil"));
	assert_int_equal(ask(GET_("/tiem?ten=abc")), 200);
	assert_string_equal(header("X-Ten"), "abc");
	assert_string_equal(header("Set-Cookie"), "ten=abc; Max-Age=9; Path=/; HttpOnly; SameSite=Lax");
	assert_int_equal(ask(GET_("/tiem?ten=a%3b+Domain=evil")), 400);
	assert_null(header("Set-Cookie"));
	site_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keep_alive),
		cmocka_unit_test(test_pipelining),
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_upload),
		cmocka_unit_test(test_unix),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_body_budget),
		cmocka_unit_test(test_injection),
	};
	return site_main("http", tests, ARRAY_LEN(tests));
}
