#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	struct sockaddr_un local;
};

static int bad_address(struct str text, struct err *err)
{
	return err_set(
		err, ERR_INPUT,
		_("Địa chỉ mở cổng “%.*s” không đọc được. Viết như 127.0.0.1:8026, [::1]:8026 hoặc unix:/đường/dẫn."),
		STR_ARG(text));
}

static int refused(struct str text, int error, struct err *err)
{
	if (error == EADDRINUSE)
		err_set(err, ERR_BUSY, _("Địa chỉ %.*s đang có chương trình khác dùng."), STR_ARG(text));
	else
		err_set(err, ERR_IO, _("Không mở được địa chỉ %.*s."), STR_ARG(text));
	return err_detail(err, "listen: %s", strerror(error));
}

/* "127.0.0.1:8026" or "[::1]:8026": numbers only, no look-up of names. */
static bool parse_inet(struct arena *a, struct str text, union address *ret_address, socklen_t *ret_len)
{
	size_t colon = text.n;
	while (colon > 0 && text.p[colon - 1] != ':')
		colon--;
	int64_t port;
	if (colon == 0 || !str_to_i64(str_slice(text, colon, text.n), 0, 65535, &port))
		return false;
	struct str host = str_slice(text, 0, colon - 1);
	union address at = {0};
	if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']') {
		at.six.sin6_family = AF_INET6;
		at.six.sin6_port = htons((uint16_t)port);
		*ret_len = sizeof(at.six);
		if (inet_pton(AF_INET6, arena_c(a, str_slice(host, 1, host.n - 1)), &at.six.sin6_addr) != 1)
			return false;
	} else {
		at.four.sin_family = AF_INET;
		at.four.sin_port = htons((uint16_t)port);
		*ret_len = sizeof(at.four);
		if (inet_pton(AF_INET, arena_c(a, host), &at.four.sin_addr) != 1)
			return false;
	}
	*ret_address = at;
	return true;
}

/* Removes the socket of a process that died; one that answers is left alone. */
static void remove_dead_socket(const union address *at)
{
	struct stat st;
	if (lstat(at->local.sun_path, &st) != 0 || !S_ISSOCK(st.st_mode))
		return;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (connect(fd, &at->any, sizeof(at->local)) != 0 && errno == ECONNREFUSED)
		unlink(at->local.sun_path);
	close(fd);
}

static int listen_unix(struct arena *a, struct str text, struct str path, struct http_listener *ret, struct err *err)
{
	union address at = {.local = {.sun_family = AF_UNIX}};
	struct http_listener l = {.local = true, .address = arena_dup(a, text)};
	if (path.n == 0 || path.n >= sizeof(at.local.sun_path) || str_find_char(path, '\0') >= 0)
		return bad_address(text, err);
	memcpy(at.local.sun_path, path.p, path.n);
	memcpy(l.path, path.p, path.n);
	remove_dead_socket(&at);
	l.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l.fd < 0)
		return refused(text, errno, err);
	if (bind(l.fd, &at.any, sizeof(at.local)) != 0) {
		int error = errno;
		close(l.fd);
		return refused(text, error, err);
	}
	/* the web server in front belongs to the group of the socket's owner; others stay out */
	if (chmod(l.path, 0660) != 0 || listen(l.fd, BACKLOG) != 0) {
		int error = errno;
		close(l.fd);
		unlink(l.path);
		return refused(text, error, err);
	}
	*ret = l;
	return 0;
}

static struct str address_text(struct arena *a, int fd)
{
	union address at = {0};
	socklen_t n = sizeof(at);
	char host[INET6_ADDRSTRLEN] = "";
	if (getsockname(fd, &at.any, &n) != 0)
		BUG("a bound socket has no name");
	if (at.any.sa_family == AF_INET6) {
		inet_ntop(AF_INET6, &at.six.sin6_addr, host, sizeof(host));
		return arena_printf(a, "http://[%s]:%u", host, ntohs(at.six.sin6_port));
	}
	inet_ntop(AF_INET, &at.four.sin_addr, host, sizeof(host));
	return arena_printf(a, "http://%s:%u", host, ntohs(at.four.sin_port));
}

int http_listen(struct arena *a, struct str text, struct http_listener *ret_listener, struct err *err)
{
	struct http_listener l = {0};
	union address at;
	socklen_t n;
	int on = 1;
	if (str_starts(text, STR("unix:")))
		return listen_unix(a, text, str_slice(text, 5, text.n), ret_listener, err);
	if (!parse_inet(a, text, &at, &n))
		return bad_address(text, err);
	l.fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l.fd < 0)
		return refused(text, errno, err);
	setsockopt(l.fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(l.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); /* accepted sockets inherit it */
	if (bind(l.fd, &at.any, n) != 0 || listen(l.fd, BACKLOG) != 0) {
		int error = errno;
		close(l.fd);
		return refused(text, error, err);
	}
	l.address = address_text(a, l.fd);
	*ret_listener = l;
	return 0;
}
