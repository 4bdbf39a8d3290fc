/* The run: its checks and its folder, the program under test, the processes beside. */
#include "scenario_int.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_WORDS 32
#define MOST_BESIDE 64

static struct {
	struct arena *arena;
	char dir[256];
	pid_t server;
	int port;
	int checks, failures;
	bool beside; /* this is a process of scenario_beside */
	pid_t besides[MOST_BESIDE];
	size_t beside_count;
} run;

struct arena *scenario_arena(void) { return run.arena; }

int scenario_port(void) { return run.port; }

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
	if (run.beside_count == MOST_BESIDE)
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
	browser_print_last();
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
		browser_print_last();
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

const char *scenario_under(const char *row, const char *what)
{
	return arena_c(run.arena, arena_printf(run.arena, "%s/%s", row, what));
}

const char *scenario_dir(const char *name) { return scenario_under(run.dir, name); }

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

struct str scenario_read(int fd)
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
	*ret_out = scenario_read(out);
	*ret_said = scenario_read(errors);
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
	scenario_give_up("the server said no address: %.*s", STR_ARG(scenario_read(errors)));
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
	struct str said = scenario_read(errors);
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
