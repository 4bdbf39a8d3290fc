/* The parent of a process that reads a table: starts it, believes nothing it says, ends it. */
#include "format/apart.h"

#include <errno.h>
#include <poll.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "format/apart_int.h"

static const char *program;
static struct apart_limits limits_of_child;
static _Atomic int64_t started;

void apart_use(const char *path, const struct apart_limits *limits)
{
	struct apart_limits l = limits ? *limits : (struct apart_limits){0};
	program = path;
	limits_of_child = (struct apart_limits){
		.memory = l.memory ? l.memory : (size_t)512 << 20,
		.cpu_s = l.cpu_s ? l.cpu_s : 120,
		.stall_ms = l.stall_ms ? l.stall_ms : 60000,
	};
}

bool apart_used(void)
{
	return program != NULL;
}

int64_t apart_count(void)
{
	return atomic_load(&started);
}

/* ---- starting and ending ---- */

struct child {
	const char *name; /* of the file, for the user */
	const struct csv_limits *limits;
	size_t rows;
	pid_t pid;
	int fd;           /* of its frames */
	char *frame;      /* one that is not whole in `piece` */
	size_t frame_room;
	struct str *cells;
	char piece[64 << 10]; /* read ahead */
	size_t at, end;
};

static int no_process(struct err *err, const char *what)
{
	err_set(err, ERR_BUSY, _("Hệ điều hành không cho chạy thêm tiến trình đọc bảng. Hãy thử lại sau ít phút."));
	return err_detail(err, "%s: %s", what, strerror(errno));
}

static bool put_all(int fd, const void *p, size_t n)
{
	const char *at = p;
	while (n) {
		ssize_t w = write(fd, at, n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return false;
		at += w;
		n -= (size_t)w;
	}
	return true;
}

/* The task and the file in memory that the child can only read. Negative: errno tells. */
static int hand_in(const struct apart_task *task, struct str bytes)
{
	int fd = memfd_create("table", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -1;
	if (put_all(fd, task, sizeof(*task)) && put_all(fd, bytes.p, bytes.n) && lseek(fd, 0, SEEK_SET) == 0 &&
	    fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Its own signals and no environment. */
static int spawn(int in, int out, pid_t *ret_pid)
{
	static char word[] = APART_WORD, name[] = "noivu";
	char *const argv[] = {name, word, NULL}, *const env[] = {NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, usual;
	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &usual);
	int code = posix_spawn(ret_pid, program, &actions, &attributes, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	errno = code;
	return code;
}

static int child_start(struct child *c, const struct apart_task *task, struct str bytes, struct err *err)
{
	int out[2], in = hand_in(task, bytes);
	if (in < 0)
		return no_process(err, "memfd");
	if (pipe2(out, O_CLOEXEC) < 0) {
		no_process(err, "pipe");
		close(in);
		return -ERR_BUSY;
	}
	fcntl(out[1], F_SETPIPE_SZ, 1 << 20); /* fewer turns; the usual size does too */
	int code = spawn(in, out[1], &c->pid);
	close(in);
	close(out[1]);
	c->fd = out[0];
	atomic_fetch_add(&started, code == 0);
	if (code == 0)
		return 0;
	close(out[0]);
	errno = code;
	return no_process(err, "spawn");
}

/* How it ended; it is made to end. */
static int child_end(struct child *c)
{
	int status = 0;
	close(c->fd);
	kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* ---- frames ---- */

static int nonsense(struct child *c, const char *what, struct err *err)
{
	log_line(LOG_WARNING, "table_reader", "pid=%d what=%s", (int)c->pid, log_quote(str_from_c(what)));
	err_set(err, ERR_INPUT,
		_("Không đọc được tệp “%s”: bộ phận đọc bảng đã dừng giữa chừng vì tệp hỏng, quá lớn hoặc quá phức tạp. Chưa ghi gì. Hãy "
		  "chép riêng bảng cần nạp sang một sổ Excel mới, lưu thành .xlsx rồi nạp lại."),
		c->name);
	return err_detail(err, "%s", what);
}

/* Some bytes more; 0: it has ended. */
static int more(struct child *c, struct err *err)
{
	struct pollfd p = {c->fd, POLLIN, 0};
	int ready;
	do
		ready = poll(&p, 1, (int)limits_of_child.stall_ms);
	while (ready < 0 && errno == EINTR);
	if (ready == 0)
		return nonsense(c, "stalled", err);
	ssize_t n;
	do
		n = read(c->fd, c->piece, sizeof(c->piece));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return nonsense(c, "unreadable", err);
	c->at = 0;
	c->end = (size_t)n;
	return n > 0;
}

static int take(struct child *c, char *to, size_t n, struct err *err)
{
	while (n) {
		if (c->at == c->end) {
			int r = more(c, err);
			if (r <= 0)
				return r < 0 ? r : nonsense(c, "ended early", err);
		}
		size_t part = c->end - c->at < n ? c->end - c->at : n;
		memcpy(to, c->piece + c->at, part);
		c->at += part;
		to += part;
		n -= part;
	}
	return 0;
}

static int take_frame(struct child *c, enum apart_kind *ret_kind, struct str *ret_bytes, struct err *err)
{
	struct apart_frame f;
	int r = take(c, (char *)&f, sizeof(f), err);
	if (r < 0)
		return r;
	if (f.kind < APART_INFO || f.kind > APART_ERROR || f.n > APART_FRAME_MOST)
		return nonsense(c, "no frame", err);
	*ret_kind = f.kind;
	if (c->end - c->at >= f.n) {
		*ret_bytes = (struct str){c->piece + c->at, f.n};
		c->at += f.n;
		return 0;
	}
	if (f.n > c->frame_room) {
		free(c->frame);
		c->frame_room = 2 * (size_t)f.n;
		c->frame = malloc(c->frame_room);
		if (!c->frame)
			BUG("no memory for a row");
	}
	*ret_bytes = (struct str){c->frame, f.n};
	return take(c, c->frame, f.n, err);
}

static int check_info(struct child *c, struct str bytes, struct table_info *ret_info, struct err *err)
{
	struct table_info info;
	if (bytes.n != sizeof(info))
		return nonsense(c, "info of another length", err);
	memcpy(&info, bytes.p, sizeof(info));
	if (info.kind != TABLE_CSV && info.kind != TABLE_XLSX)
		return nonsense(c, "no kind", err);
	if (!memchr(info.xlsx.sheet, 0, sizeof(info.xlsx.sheet)) || !str_is_utf8(str_from_c(info.xlsx.sheet)))
		return nonsense(c, "sheet without a name", err);
	*ret_info = info;
	return 0;
}

/* The cells stay where the frame is. */
static int check_row(struct child *c, struct str bytes, struct csv_row *ret_row, struct err *err)
{
	struct apart_row head;
	if (bytes.n < sizeof(head))
		return nonsense(c, "row cut short", err);
	memcpy(&head, bytes.p, sizeof(head));
	size_t at = sizeof(head) + head.cells * sizeof(uint32_t);
	if (head.cells > c->limits->columns || at > bytes.n || ++c->rows > c->limits->rows + XLSX_HEADING_MOST)
		return nonsense(c, "more rows or cells than asked for", err);
	for (size_t i = 0; i < head.cells; i++) {
		uint32_t n;
		memcpy(&n, bytes.p + sizeof(head) + i * sizeof(n), sizeof(n));
		if (n > c->limits->cell || n > bytes.n - at || (n && (bytes.p[at] & 0xC0) == 0x80))
			return nonsense(c, "cell over its end", err);
		c->cells[i] = (struct str){bytes.p + at, n};
		at += n;
	}
	if (!str_is_utf8(str_slice(bytes, sizeof(head) + head.cells * sizeof(uint32_t), at)) || at != bytes.n)
		return nonsense(c, "cells that are no text", err);
	*ret_row = (struct csv_row){.line = head.line, .n = head.cells, .cells = c->cells};
	return 0;
}

/* What the reader said of the file, when it is one of the things it may say. */
static int its_error(struct child *c, struct str bytes, struct err *err)
{
	struct apart_error e;
	if (bytes.n != sizeof(e))
		return nonsense(c, "error of another length", err);
	memcpy(&e, bytes.p, sizeof(e));
	e.text[sizeof(e.text) - 1] = 0;
	if ((e.code != ERR_INPUT && e.code != ERR_TOO_LARGE) || !e.text[0] || !str_is_utf8(str_from_c(e.text)))
		return nonsense(c, "an error nobody has", err);
	return err_set(err, e.code, "%s", e.text);
}

static int read_frames(struct child *c, int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx,
		       struct table_info *info, struct err *err)
{
	for (;;) {
		enum apart_kind kind = APART_ERROR;
		struct csv_row one;
		struct str bytes = {0};
		int r = take_frame(c, &kind, &bytes, err);
		if (r < 0)
			return r;
		switch (kind) {
		case APART_INFO:
		case APART_DONE:
			r = check_info(c, bytes, info, err);
			if (r < 0 || kind == APART_DONE)
				return r;
			break;
		case APART_ROW:
			r = check_row(c, bytes, &one, err);
			if (r == 0)
				r = row(ctx, &one, err);
			if (r)
				return r;
			break;
		case APART_ERROR:
			return its_error(c, bytes, err);
		}
	}
}

static int run(const struct apart_task *task, struct str bytes, const char *filename,
	       int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct table_info *info,
	       struct err *err)
{
	struct child *c = calloc(1, sizeof(*c));
	struct str *cells = calloc(task->limits.columns + 1, sizeof(*cells));
	if (!c || !cells)
		BUG("no memory for a table");
	*c = (struct child){.name = filename && filename[0] ? filename : _("bảng"), .limits = &task->limits, .cells = cells};
	int r = child_start(c, task, bytes, err);
	if (r == 0) {
		r = read_frames(c, row, ctx, info, err);
		int status = child_end(c);
		if (r < 0 && WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
			log_line(LOG_WARNING, "table_reader", "pid=%d signal=%d", (int)c->pid, WTERMSIG(status));
	}
	free(c->frame);
	free(cells);
	free(c);
	return r;
}

static struct apart_task task_of(const char *filename, size_t heading, const struct csv_limits *limits)
{
	struct apart_task t = {.heading = heading, .limits = *limits, .own = limits_of_child, .named = filename != NULL};
	struct str name = str_from_c(filename ? filename : "");
	size_t n = name.n < APART_NAME ? name.n : APART_NAME - 1;
	if (name.n > n) /* the ending is what is looked at */
		name = str_slice(name, name.n - n, name.n);
	memcpy(t.name, name.p, n);
	return t;
}

int apart_read(struct str bytes, const char *filename, const struct csv_limits *limits,
	       int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct table_info *info,
	       struct err *err)
{
	struct apart_task t = task_of(filename, 0, limits);
	struct table_info own;
	return run(&t, bytes, filename, row, ctx, info ? info : &own, err);
}

struct kept {
	struct arena *a;
	struct xlsx_rows rows;
	size_t most;
};

static int keep(void *ctx, const struct csv_row *row, struct err *err)
{
	struct kept *k = ctx;
	struct str *cells = arena_array_of(k->a, row->n, struct str);
	if (k->rows.n == k->most)
		return err_set(err, ERR_INPUT, _("Bảng có nhiều hàng tiêu đề hơn mức đọc được."));
	for (size_t i = 0; i < row->n; i++)
		cells[i] = arena_dup(k->a, row->cells[i]);
	k->rows.row[k->rows.n++] = (struct csv_row){.line = row->line, .n = row->n, .cells = cells};
	return 0;
}

int apart_heading(struct arena *a, struct str bytes, const char *filename, size_t most, const struct csv_limits *limits,
		  struct xlsx_rows *ret_rows, struct err *err)
{
	struct apart_task t = task_of(filename, most, limits);
	struct kept k = {.a = a, .most = most, .rows = {.row = arena_array_of(a, most, struct csv_row)}};
	struct table_info info;
	int r = run(&t, bytes, filename, keep, &k, &info, err);
	if (r == 0)
		*ret_rows = k.rows;
	return r;
}
