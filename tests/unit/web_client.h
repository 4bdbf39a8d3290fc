/*
 * web_client.h – a small site served in the process, and a client that asks it over a real socket: one connection that is
 * kept, one request at a time. For tests of who may do what.
 */
#pragma once
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <sys/socket.h>

#include "small_site.h"
#include "web/web.h"

#define CLIENT_PASSWORD STR("một câu đủ dài để nhớ")
#define CLIENT_BODY ((size_t)4 << 20)

struct client {
	struct web *web;
	int port, fd;
	char *head, *body; /* of the last answer, NUL-terminated */
	size_t body_n;
	int status;
};

static inline void client_give_up(const char *why)
{
	fprintf(stderr, "# client: %s\n", why);
	abort();
}

static inline void client_connect(struct client *c)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)c->port)};
	struct timeval patience = {.tv_sec = 60};
	int one = 1;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (c->fd < 0 || connect(c->fd, (const struct sockaddr *)&at, sizeof(at)) < 0)
		client_give_up("cannot connect");
}

static inline void client_start_as(struct client *c, const struct web_config *config)
{
	struct err err = ERR_INIT;
	int64_t port = 0;
	*c = (struct client){.fd = -1, .head = malloc(65536), .body = malloc(CLIENT_BODY)};
	small_must(web_start(config, &c->web, &err), &err, "web_start");
	struct str address = web_address(c->web);
	if (!c->head || !c->body || !str_to_i64(str_slice(address, 17, address.n), 1, 65535, &port))
		client_give_up("no port");
	c->port = (int)port;
	client_connect(c);
}

/* Serves that site. */
static inline void client_start(struct client *c, struct small *small)
{
	client_start_as(c, &(struct web_config){.site = small->site, .app = small->app, .listen = STR_INIT("127.0.0.1:0"), .still = true});
}

static inline void client_end(struct client *c)
{
	close(c->fd);
	web_stop(c->web);
	free(c->head);
	free(c->body);
}

static inline bool client_bytes(struct client *c, char *p, size_t n)
{
	for (size_t got = 0; got < n;) {
		ssize_t k = recv(c->fd, p + got, n - got, 0);
		if (k <= 0)
			return false;
		got += (size_t)k;
	}
	return true;
}

/* A header of the last answer up to the end of its line; empty when absent. */
static inline struct str client_header(const struct client *c, const char *name)
{
	char wanted[64];
	snprintf(wanted, sizeof(wanted), "\r\n%s: ", name);
	const char *at = strcasestr(c->head, wanted);
	if (!at)
		return (struct str){0};
	at += strlen(wanted);
	return (struct str){at, strcspn(at, "\r")};
}

/* The head; how much of the body came with it. */
static inline size_t client_head(struct client *c)
{
	const char *end = NULL;
	size_t n = 0;
	while (!end) {
		ssize_t k = recv(c->fd, c->head + n, 65000 - n, 0);
		if (k <= 0)
			client_give_up("no whole answer");
		n += (size_t)k;
		end = memmem(c->head, n, "\r\n\r\n", 4);
	}
	size_t head = (size_t)(end - c->head) + 4, early = n - head;
	memcpy(c->body, c->head + head, early);
	c->head[head] = 0;
	return early;
}

static inline void client_receive(struct client *c)
{
	int64_t length = 0;
	size_t early = client_head(c);
	if (sscanf(c->head, "HTTP/1.1 %d", &c->status) != 1)
		client_give_up("no status");
	struct str text = client_header(c, "Content-Length");
	if (text.n && !str_to_i64(text, 0, CLIENT_BODY - 1, &length))
		client_give_up("an answer too large");
	c->body_n = (size_t)length;
	if (early > c->body_n || !client_bytes(c, c->body + early, c->body_n - early))
		client_give_up("half an answer");
	c->body[c->body_n] = 0;
	if (str_eq_c(client_header(c, "Connection"), "close")) {
		close(c->fd);
		client_connect(c);
	}
}

/* One request; `headers` are whole lines with CRLF. The status. */
static inline int client_ask(struct client *c, const char *method, const char *path, const char *headers, struct str body)
{
	_cleanup_buf_ struct buf b = BUF_INIT(CLIENT_BODY);
	buf_printf(&b, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s", method, path, c->port, headers);
	if (strcmp(method, "POST") == 0)
		buf_printf(&b, "Content-Length: %zu\r\n", body.n);
	buf_add_c(&b, "\r\n");
	buf_add(&b, body);
	for (size_t sent = 0; sent < b.n;) {
		ssize_t k = send(c->fd, b.p + sent, b.n - sent, MSG_NOSIGNAL);
		if (k <= 0)
			client_give_up("the server does not read");
		sent += (size_t)k;
	}
	client_receive(c);
	return c->status;
}

static inline bool client_shows(const struct client *c, const char *text)
{
	return str_find((struct str){c->body, c->body_n}, str_from_c(text)) >= 0;
}

/* ---- people ---- */

struct visitor {
	char cookie[160]; /* a header line, or "" */
	char csrf[128];
};

/* One password for everybody, so that it is hashed once. */
static inline void client_passwords(struct small *small, const int64_t *people, size_t n)
{
	char hash[PASSWORD_HASH_MAX];
	struct err err = ERR_INIT;
	password_hash(CLIENT_PASSWORD, hash);
	for (size_t i = 0; i < n; i++)
		small_must(password_set_hash(small->site, people[i], hash, false, &err), &err, "password");
}

static inline void client_form_headers(const struct client *c, const struct visitor *v, char *out, size_t room)
{
	snprintf(out, room, "%sOrigin: http://127.0.0.1:%d\r\nContent-Type: application/x-www-form-urlencoded\r\n", v->cookie,
		 c->port);
}

/* Through the door as a person would come, and the token of a form of one's own account. */
static inline void client_sign_in(struct client *c, const char *login, struct visitor *v)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1024);
	char headers[512];
	*v = (struct visitor){0};
	buf_printf(&b, "login=%s&password=", login);
	for (size_t i = 0; i < CLIENT_PASSWORD.n; i++)
		buf_printf(&b, "%%%02X", (unsigned char)CLIENT_PASSWORD.p[i]);
	client_form_headers(c, v, headers, sizeof(headers));
	if (client_ask(c, "POST", "/dang-nhap", headers, buf_str(&b)) != 303)
		client_give_up("the right password is refused");
	struct str cookie = client_header(c, "Set-Cookie");
	ptrdiff_t end = str_find_char(cookie, ';');
	snprintf(v->cookie, sizeof(v->cookie), "Cookie: %.*s\r\n", (int)(end < 0 ? (ptrdiff_t)cookie.n : end), cookie.p);
	client_ask(c, "GET", "/tai-khoan", v->cookie, (struct str){0});
	const char *at = strstr(c->body, "name=\"csrf\" value=\"");
	if (!at)
		client_give_up("no form with a token");
	at += strlen("name=\"csrf\" value=\"");
	snprintf(v->csrf, sizeof(v->csrf), "%.*s", (int)strcspn(at, "\""), at);
}
