/* The browsers: one request and what follows from it, forms, and what a page shows. */
#include "scenario_int.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/form.h"
#include "page.h"

#define MOST_BROWSERS 64
#define MOST_COOKIES 16
#define MOST_REDIRECTS 5

struct cookie { char *name, *value; };

struct browser {
	const char *name;
	struct cookie cookies[MOST_COOKIES];
	size_t cookie_count;
	const char *address;
	int status;
	struct str head, body;
	struct str last_post;         /* the request as sent */
	const char *last_post_address;
};

static struct {
	struct browser all[MOST_BROWSERS];
	size_t count;
	const struct browser *last; /* that got an answer */
} browsers;

void browser_print_last(void)
{
	const struct browser *b = browsers.last;
	if (!b)
		return;
	struct str text = page_text(scenario_arena(), b->body);
	printf("# %s at %s: status %d\n# %.*s\n", b->name, b->address, b->status, (int)(text.n < 1500 ? text.n : 1500),
	       text.p);
}

/* ---- one request ---- */

static int connect_site(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)scenario_port())};
	struct timeval patience = {.tv_sec = PATIENCE_S};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (fd < 0 || connect(fd, (const struct sockaddr *)&at, sizeof(at)) != 0)
		scenario_give_up("no connection to port %d: %s", scenario_port(), strerror(errno));
	return fd;
}

const char *browser_header(const struct browser *b, const char *name)
{
	struct str rest = b->head, line;
	while (str_split(&rest, '\n', &line)) {
		size_t n = strlen(name);
		if (line.n > n && strncasecmp(line.p, name, n) == 0 && line.p[n] == ':')
			return arena_c(scenario_arena(), str_trim(str_slice(line, n + 1, line.n)));
	}
	return NULL;
}

static void keep_cookie(struct browser *b, struct str text)
{
	struct str rest = text, pair, name;
	bool gone = str_find(text, STR("Max-Age=0")) >= 0;
	if (!str_split(&rest, ';', &pair) || !str_split(&pair, '=', &name))
		return;
	char *key = arena_c(scenario_arena(), str_trim(name));
	size_t i = 0;
	while (i < b->cookie_count && strcmp(b->cookies[i].name, key) != 0)
		i++;
	if (gone) {
		if (i < b->cookie_count)
			b->cookies[i] = b->cookies[--b->cookie_count];
		return;
	}
	if (i == MOST_COOKIES)
		scenario_give_up("too many cookies");
	b->cookies[i] = (struct cookie){key, arena_c(scenario_arena(), pair)};
	if (i == b->cookie_count)
		b->cookie_count++;
}

static void take_answer(struct browser *b, struct str all)
{
	ptrdiff_t end = str_find(all, STR("\r\n\r\n"));
	int64_t status;
	if (end < 0 || !str_starts(all, STR("HTTP/1.1 ")) || !str_to_i64(str_slice(all, 9, 12), 100, 599, &status))
		scenario_give_up("%s: no answer at %s", b->name, b->address);
	b->status = (int)status;
	b->head = str_slice(all, 0, (size_t)end);
	b->body = str_slice(all, (size_t)end + 4, all.n);
	struct str rest = b->head, line;
	while (str_split(&rest, '\n', &line))
		if (line.n > 12 && strncasecmp(line.p, "set-cookie: ", 12) == 0)
			keep_cookie(b, str_slice(line, 12, line.n));
	const char *length = browser_header(b, "Content-Length");
	int64_t n;
	if (length && (!str_to_i64(str_from_c(length), 0, INT64_MAX, &n) || (size_t)n != b->body.n))
		scenario_give_up("%s: the answer at %s was cut off", b->name, b->address);
	browsers.last = b;
}

static int send_request(struct browser *b, const char *address, struct str request)
{
	int fd = connect_site();
	b->address = arena_c(scenario_arena(), str_from_c(address)); /* the caller's may go */
	while (request.n > 0) {
		ssize_t n = send(fd, request.p, request.n, MSG_NOSIGNAL);
		if (n <= 0)
			break; /* the server may answer before it has read all */
		request = str_slice(request, (size_t)n, request.n);
	}
	take_answer(b, scenario_read(fd));
	close(fd);
	return b->status;
}

static struct str request_text(const struct browser *b, const char *method, const char *address, const char *origin,
			       const char *type, struct str body)
{
	struct buf out = BUF_INIT(MOST_BYTES);
	buf_printf(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n", method, address, scenario_port());
	for (size_t i = 0; i < b->cookie_count; i++)
		buf_printf(&out, "%s%s=%s", i ? "; " : "Cookie: ", b->cookies[i].name, b->cookies[i].value);
	if (b->cookie_count)
		buf_add_c(&out, "\r\n");
	if (type && origin)
		buf_printf(&out, "Origin: %s\r\n", origin);
	else if (type)
		buf_printf(&out, "Origin: http://127.0.0.1:%d\r\n", scenario_port());
	if (type)
		buf_printf(&out, "Content-Type: %s\r\nContent-Length: %zu\r\n", type, body.n);
	buf_add_c(&out, "\r\n");
	buf_add(&out, body);
	struct str text = arena_dup(scenario_arena(), buf_str(&out));
	buf_free(&out);
	return text;
}

static int follow(struct browser *b)
{
	for (int i = 0; i < MOST_REDIRECTS && (b->status == 302 || b->status == 303); i++) {
		const char *to = browser_header(b, "Location");
		if (!to || to[0] != '/')
			scenario_give_up("%s: redirected from %s to nowhere", b->name, b->address);
		char *address = arena_c(scenario_arena(), str_from_c(to));
		address[strcspn(address, "#")] = '\0';
		send_request(b, address, request_text(b, "GET", address, NULL, NULL, STR("")));
	}
	return b->status;
}

/* ---- browsers ---- */

struct browser *browser_new(const char *name)
{
	if (browsers.count == MOST_BROWSERS)
		scenario_give_up("too many browsers");
	struct browser *b = &browsers.all[browsers.count++];
	*b = (struct browser){.name = name, .address = "(nowhere)"};
	return b;
}

struct browser *browser_copy(const struct browser *b, const char *name)
{
	struct browser *copy = browser_new(name);
	*copy = *b;
	copy->name = name;
	return copy;
}

void browser_forget(struct browser *b)
{
	b->cookie_count = 0;
}

int browser_get(struct browser *b, const char *address)
{
	send_request(b, address, request_text(b, "GET", address, NULL, NULL, STR("")));
	return follow(b);
}

void browser_wait(struct browser *b, const char *address, const char *words)
{
	for (int i = 0; i < 2400; i++) {
		browser_get(b, address);
		if (browser_has(b, words))
			return;
		usleep(50000);
	}
	scenario_give_up("%s waits in vain for «%s» at %s", b->name, words, address);
}

static int post(struct browser *b, const char *address, const char *origin, const char *type, struct str body)
{
	b->last_post = request_text(b, "POST", address, origin, type, body);
	b->last_post_address = scenario_keep(str_from_c(address)); /* the caller's may go */
	send_request(b, address, b->last_post);
	return follow(b);
}

int browser_post(struct browser *b, const char *address, const char *origin, const char *body)
{
	return post(b, address, origin, "application/x-www-form-urlencoded", str_from_c(body));
}

int browser_again(struct browser *b)
{
	if (!b->last_post_address)
		scenario_give_up("%s has posted nothing yet", b->name);
	send_request(b, b->last_post_address, b->last_post);
	return follow(b);
}

static struct page_form *the_form(const struct browser *b, const char *action)
{
	struct page_form *f = page_form(scenario_arena(), b->body, str_from_c(action));
	if (!f)
		scenario_give_up("%s finds no form for %s at %s (status %d)", b->name, action, b->address, b->status);
	return f;
}

static void set_field(struct page_form *f, const char *name, const char *value)
{
	size_t kept = 0;
	bool set = false;
	for (size_t i = 0; i < f->count; i++) {
		struct page_field field = f->fields[i];
		if (str_eq_c(field.name, name)) {
			if (set || !value)
				continue;
			field.value = str_from_c(value);
			set = true;
		}
		f->fields[kept++] = field;
	}
	f->count = kept;
	if (set || !value)
		return;
	if (f->count == PAGE_FIELDS)
		scenario_give_up("too many fields");
	f->fields[f->count++] = (struct page_field){str_from_c(name), str_from_c(value)};
}

static struct str urlencoded(const struct page_form *f)
{
	struct buf out = BUF_INIT(MOST_BYTES);
	for (size_t i = 0; i < f->count; i++) {
		if (i)
			buf_add_char(&out, '&');
		http_encode(&out, f->fields[i].name, false);
		buf_add_char(&out, '=');
		http_encode(&out, f->fields[i].value, false);
	}
	struct str s = arena_dup(scenario_arena(), buf_str(&out));
	buf_free(&out);
	return s;
}

int browser_submit(struct browser *b, const char *action, ...)
{
	struct page_form *f = the_form(b, action);
	va_list ap;
	va_start(ap, action);
	for (const char *name; (name = va_arg(ap, const char *));)
		set_field(f, name, va_arg(ap, const char *));
	va_end(ap);
	char *address = arena_c(scenario_arena(), f->action);
	if (str_eq_c(f->method, "post"))
		return post(b, address, NULL, "application/x-www-form-urlencoded", urlencoded(f));
	return browser_get(b, arena_c(scenario_arena(), arena_printf(scenario_arena(), "%s?%.*s", address, STR_ARG(urlencoded(f)))));
}

int browser_upload(struct browser *b, const char *action, const char *field, const char *filename, struct str bytes)
{
	struct page_form *f = the_form(b, action);
	struct buf out = BUF_INIT(MOST_BYTES);
	for (size_t i = 0; i < f->count; i++)
		buf_printf(&out, "--scenario\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n",
			   STR_ARG(f->fields[i].name), STR_ARG(f->fields[i].value));
	buf_printf(&out, "--scenario\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
		   "Content-Type: application/octet-stream\r\n\r\n", field, filename);
	buf_add(&out, bytes);
	buf_add_c(&out, "\r\n--scenario--\r\n");
	struct str body = arena_dup(scenario_arena(), buf_str(&out));
	buf_free(&out);
	return post(b, arena_c(scenario_arena(), f->action), NULL, "multipart/form-data; boundary=scenario", body);
}

/* ---- what it shows ---- */

int browser_status(const struct browser *b)
{
	return b->status;
}

const char *browser_address(const struct browser *b)
{
	return b->address;
}

struct str browser_body(const struct browser *b)
{
	return b->body;
}

bool browser_has_cookie(const struct browser *b, const char *name)
{
	for (size_t i = 0; i < b->cookie_count; i++)
		if (strcmp(b->cookies[i].name, name) == 0)
			return true;
	return false;
}

bool browser_has(const struct browser *b, const char *text)
{
	return str_find(page_text(scenario_arena(), b->body), str_from_c(text)) >= 0;
}

bool browser_has_raw(const struct browser *b, const char *bytes)
{
	return str_find(b->body, str_from_c(bytes)) >= 0;
}

const char *browser_link(const struct browser *b, const char *text, const char *href)
{
	struct str found = page_link(scenario_arena(), b->body, str_from_c(text), str_from_c(href));
	return found.p ? arena_c(scenario_arena(), found) : NULL;
}

const char *browser_field(const struct browser *b, const char *action, const char *name)
{
	const struct page_form *f = page_form(scenario_arena(), b->body, str_from_c(action));
	for (size_t i = 0; f && i < f->count; i++)
		if (str_eq_c(f->fields[i].name, name))
			return arena_c(scenario_arena(), f->fields[i].value);
	return NULL;
}
