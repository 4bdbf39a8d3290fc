#include "scenario.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http/form.h"
#include "page.h"

#define PATIENCE_S 60
#define MOST_WORDS 32
#define MOST_BROWSERS 64
#define MOST_COOKIES 16
#define MOST_BYTES ((size_t)64 << 20)
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
	struct arena *arena;
	char dir[256];
	pid_t server;
	int port;
	int checks, failures;
	bool beside; /* this is a process of scenario_beside */
	pid_t besides[MOST_BROWSERS];
	size_t beside_count;
	struct browser browsers[MOST_BROWSERS];
	size_t browser_count;
	const struct browser *last;
} run;

/* ---- TAP ---- */

static void remove_dir(void)
{
	if (!run.dir[0])
		return;
	pid_t pid = fork();
	if (pid == 0) {
		execlp("rm", "rm", "-rf", "--", run.dir, (char *)NULL);
		_exit(127);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
	run.dir[0] = '\0';
}

static void end_server(int sig)
{
	if (run.server <= 0)
		return;
	kill(run.server, sig);
	waitpid(run.server, NULL, 0);
	run.server = 0;
}

int scenario_server(void) { return (int)run.server; }

void scenario_beside(void (*work)(void *shared), void *shared)
{
	if (run.beside_count == MOST_BROWSERS)
		scenario_give_up("too many beside");
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		run.beside = true;
		work(shared);
		_exit(0);
	}
	if (pid < 0)
		scenario_give_up("fork: %s", strerror(errno));
	run.besides[run.beside_count++] = pid;
}

void scenario_beside_end(void)
{
	for (size_t i = 0; i < run.beside_count; i++)
		kill(run.besides[i], SIGKILL);
	for (size_t i = 0; i < run.beside_count; i++)
		waitpid(run.besides[i], NULL, 0);
	run.beside_count = 0;
}

static void at_end(void)
{
	scenario_beside_end();
	end_server(SIGKILL);
	remove_dir();
}

static void print_last(void)
{
	const struct browser *b = run.last;
	if (!b)
		return;
	struct str text = page_text(run.arena, b->body);
	printf("# %s at %s: status %d\n# %.*s\n", b->name, b->address, b->status, (int)(text.n < 1500 ? text.n : 1500),
	       text.p);
}

void scenario_give_up(const char *format, ...)
{
	va_list ap;
	if (run.beside)
		_exit(0); /* the server is gone: as meant */
	va_start(ap, format);
	printf("Bail out! ");
	vprintf(format, ap);
	printf("\n");
	va_end(ap);
	print_last();
	fflush(stdout);
	exit(1);
}

bool scenario_check(const char *file, int line, bool holds, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	printf("%sok %d - ", holds ? "" : "not ", ++run.checks);
	vprintf(format, ap);
	printf("\n");
	va_end(ap);
	if (!holds) {
		run.failures++;
		printf("# %s:%d\n", file, line);
		print_last();
	}
	fflush(stdout);
	return holds;
}

void scenario_begin(void)
{
	const char *tmp = getenv("TMPDIR");
	run.arena = arena_new("scenario", (size_t)1 << 30);
	snprintf(run.dir, sizeof(run.dir), "%s/noivu-scenario-XXXXXX", tmp && tmp[0] == '/' ? tmp : "/tmp");
	if (!mkdtemp(run.dir)) {
		run.dir[0] = '\0';
		scenario_give_up("no folder for the run: %s", strerror(errno));
	}
	signal(SIGPIPE, SIG_IGN);
	atexit(at_end);
}

int scenario_end(void)
{
	if (run.server > 0)
		scenario_stop_serving();
	printf("1..%d\n", run.checks);
	fflush(stdout);
	return run.failures ? 1 : 0;
}

char *scenario_keep(struct str text) { return arena_c(run.arena, text); }

const char *scenario_dir(const char *name)
{
	return arena_c(run.arena, arena_printf(run.arena, "%s/%s", run.dir, name));
}

/* ---- the program ---- */

static const char *program(void)
{
	const char *path = getenv("NOIVU");
	return path && path[0] ? path : "build/noivu";
}

static void words_of(const char *words[MOST_WORDS], size_t n, const char *first, va_list ap)
{
	words[0] = program();
	for (const char *word = first; word; word = va_arg(ap, const char *)) {
		if (n == MOST_WORDS - 1)
			scenario_give_up("too many words");
		words[n++] = word;
	}
	words[n] = NULL;
}

/* Starts it with stdout and stderr in files or pipes. */
static pid_t spawn(const char *const words[], int out, int errors)
{
	fflush(stdout);
	pid_t pid = fork();
	if (pid < 0)
		scenario_give_up("fork: %s", strerror(errno));
	if (pid == 0) {
		dup2(out, 1);
		dup2(errors, 2);
		execv(words[0], (char *const *)(uintptr_t)words);
		dprintf(2, "%s: %s\n", words[0], strerror(errno));
		_exit(127);
	}
	return pid;
}

static int scratch_file(const char *name)
{
	int fd = open(scenario_dir(name), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		scenario_give_up("%s: %s", scenario_dir(name), strerror(errno));
	return fd;
}

static struct str read_all(int fd)
{
	struct buf out = BUF_INIT(MOST_BYTES);
	char piece[65536];
	ssize_t n;
	while ((n = read(fd, piece, sizeof(piece))) > 0)
		buf_add_bytes(&out, piece, (size_t)n);
	struct str s = arena_dup(run.arena, buf_str(&out));
	buf_free(&out);
	return s;
}

static int run_program(const char *const words[], struct str *ret_out, struct str *ret_said)
{
	int out = scratch_file("stdout"), errors = scratch_file("stderr"), status;
	pid_t pid = spawn(words, out, errors);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	lseek(out, 0, SEEK_SET);
	lseek(errors, 0, SEEK_SET);
	*ret_out = read_all(out);
	*ret_said = read_all(errors);
	close(out);
	close(errors);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct str scenario_noivu(const char *word, ...)
{
	const char *words[MOST_WORDS];
	struct str out, said;
	va_list ap;
	va_start(ap, word);
	words_of(words, 1, word, ap);
	va_end(ap);
	int status = run_program(words, &out, &said);
	if (status != 0)
		scenario_give_up("noivu %s ended with %d: %.*s", word, status, STR_ARG(str_trim(said)));
	return out;
}

int scenario_noivu_fails(struct str *ret_said, const char *word, ...)
{
	const char *words[MOST_WORDS];
	struct str out;
	va_list ap;
	va_start(ap, word);
	words_of(words, 1, word, ap);
	va_end(ap);
	return run_program(words, &out, ret_said);
}

/* Reads the pipe until the line with the address; what comes later stays in the pipe's buffer. */
static void wait_for_address(int fd)
{
	char text[4096];
	size_t n = 0;
	struct pollfd p = {.fd = fd, .events = POLLIN};
	while (n < sizeof(text) - 1 && poll(&p, 1, PATIENCE_S * 1000) > 0 && read(fd, text + n, 1) == 1) {
		text[++n] = '\0';
		const char *at = strstr(text, "address=http://127.0.0.1:");
		if (at && text[n - 1] == '\n') {
			run.port = (int)strtol(at + strlen("address=http://127.0.0.1:"), NULL, 10);
			return;
		}
	}
	int errors = open(scenario_dir("serve.log"), O_RDONLY);
	scenario_give_up("the server said no address: %.*s", STR_ARG(read_all(errors)));
}

void scenario_serve(const char *dir, ...)
{
	const char *words[MOST_WORDS] = {NULL, "serve", dir, "--listen", "127.0.0.1:0"};
	int fds[2], errors = scratch_file("serve.log");
	va_list ap;
	if (run.server > 0)
		scenario_stop_serving();
	va_start(ap, dir);
	words_of(words, 5, va_arg(ap, const char *), ap);
	va_end(ap);
	if (pipe2(fds, O_CLOEXEC) != 0)
		scenario_give_up("pipe: %s", strerror(errno));
	run.server = spawn(words, fds[1], errors);
	close(fds[1]);
	close(errors);
	wait_for_address(fds[0]); /* fds[0] stays open: the server may say more */
}

void scenario_stop_serving(void)
{
	int status = 0;
	if (run.server <= 0)
		return;
	kill(run.server, SIGTERM);
	waitpid(run.server, &status, 0);
	run.server = 0;
	int errors = open(scenario_dir("serve.log"), O_RDONLY | O_CLOEXEC);
	struct str said = read_all(errors);
	close(errors);
	if (!check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the server ends in order"))
		printf("# %.*s\n", STR_ARG(str_slice(said, said.n > 3000 ? said.n - 3000 : 0, said.n)));
}

void scenario_kill_serving(void)
{
	end_server(SIGKILL);
}

void scenario_use(int port)
{
	run.port = port;
}

/* ---- one request ---- */

static int connect_site(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)run.port)};
	struct timeval patience = {.tv_sec = PATIENCE_S};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (fd < 0 || connect(fd, (const struct sockaddr *)&at, sizeof(at)) != 0)
		scenario_give_up("no connection to port %d: %s", run.port, strerror(errno));
	return fd;
}

const char *browser_header(const struct browser *b, const char *name)
{
	struct str rest = b->head, line;
	while (str_split(&rest, '\n', &line)) {
		size_t n = strlen(name);
		if (line.n > n && strncasecmp(line.p, name, n) == 0 && line.p[n] == ':')
			return arena_c(run.arena, str_trim(str_slice(line, n + 1, line.n)));
	}
	return NULL;
}

static void keep_cookie(struct browser *b, struct str text)
{
	struct str rest = text, pair, name;
	bool gone = str_find(text, STR("Max-Age=0")) >= 0;
	if (!str_split(&rest, ';', &pair) || !str_split(&pair, '=', &name))
		return;
	char *key = arena_c(run.arena, str_trim(name));
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
	b->cookies[i] = (struct cookie){key, arena_c(run.arena, pair)};
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
	run.last = b;
}

static int send_request(struct browser *b, const char *address, struct str request)
{
	int fd = connect_site();
	b->address = arena_c(run.arena, str_from_c(address)); /* the caller's may go */
	while (request.n > 0) {
		ssize_t n = send(fd, request.p, request.n, MSG_NOSIGNAL);
		if (n <= 0)
			break; /* the server may answer before it has read all */
		request = str_slice(request, (size_t)n, request.n);
	}
	take_answer(b, read_all(fd));
	close(fd);
	return b->status;
}

static struct str request_text(const struct browser *b, const char *method, const char *address, const char *origin,
			       const char *type, struct str body)
{
	struct buf out = BUF_INIT(MOST_BYTES);
	buf_printf(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n", method, address, run.port);
	for (size_t i = 0; i < b->cookie_count; i++)
		buf_printf(&out, "%s%s=%s", i ? "; " : "Cookie: ", b->cookies[i].name, b->cookies[i].value);
	if (b->cookie_count)
		buf_add_c(&out, "\r\n");
	if (type && origin)
		buf_printf(&out, "Origin: %s\r\n", origin);
	else if (type)
		buf_printf(&out, "Origin: http://127.0.0.1:%d\r\n", run.port);
	if (type)
		buf_printf(&out, "Content-Type: %s\r\nContent-Length: %zu\r\n", type, body.n);
	buf_add_c(&out, "\r\n");
	buf_add(&out, body);
	struct str text = arena_dup(run.arena, buf_str(&out));
	buf_free(&out);
	return text;
}

static int follow(struct browser *b)
{
	for (int i = 0; i < MOST_REDIRECTS && (b->status == 302 || b->status == 303); i++) {
		const char *to = browser_header(b, "Location");
		if (!to || to[0] != '/')
			scenario_give_up("%s: redirected from %s to nowhere", b->name, b->address);
		char *address = arena_c(run.arena, str_from_c(to));
		address[strcspn(address, "#")] = '\0';
		send_request(b, address, request_text(b, "GET", address, NULL, NULL, STR("")));
	}
	return b->status;
}

/* ---- browsers ---- */

struct browser *browser_new(const char *name)
{
	if (run.browser_count == MOST_BROWSERS)
		scenario_give_up("too many browsers");
	struct browser *b = &run.browsers[run.browser_count++];
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
	b->last_post_address = address;
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
	struct page_form *f = page_form(run.arena, b->body, str_from_c(action));
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
	struct str s = arena_dup(run.arena, buf_str(&out));
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
	char *address = arena_c(run.arena, f->action);
	if (str_eq_c(f->method, "post"))
		return post(b, address, NULL, "application/x-www-form-urlencoded", urlencoded(f));
	return browser_get(b, arena_c(run.arena, arena_printf(run.arena, "%s?%.*s", address, STR_ARG(urlencoded(f)))));
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
	struct str body = arena_dup(run.arena, buf_str(&out));
	buf_free(&out);
	return post(b, arena_c(run.arena, f->action), NULL, "multipart/form-data; boundary=scenario", body);
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
	return str_find(page_text(run.arena, b->body), str_from_c(text)) >= 0;
}

bool browser_has_raw(const struct browser *b, const char *bytes)
{
	return str_find(b->body, str_from_c(bytes)) >= 0;
}

const char *browser_link(const struct browser *b, const char *text, const char *href)
{
	struct str found = page_link(run.arena, b->body, str_from_c(text), str_from_c(href));
	return found.p ? arena_c(run.arena, found) : NULL;
}

const char *browser_field(const struct browser *b, const char *action, const char *name)
{
	const struct page_form *f = page_form(run.arena, b->body, str_from_c(action));
	for (size_t i = 0; f && i < f->count; i++)
		if (str_eq_c(f->fields[i].name, name))
			return arena_c(run.arena, f->fields[i].value);
	return NULL;
}
