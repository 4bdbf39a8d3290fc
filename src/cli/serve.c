/* Serving the pages; and the list of addresses. */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/cli.h"
#include "format/apart.h"
#include "web/web.h"

/* As many descriptors as the system gives to whom asks: each connection is one. */
static void raise_files(void)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur == files.rlim_max)
		return;
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) < 0)
		log_line(LOG_INFO, "files", "limit=%llu", (unsigned long long)files.rlim_cur);
}

/* To whoever started us as a service and asked to be told (sd_notify(3)): so `systemctl start` says whether the site is there, not
 * only that a process was begun. '@' stands for a name outside the file system. */
static void tell(const char *word)
{
	const char *where = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t n = where ? strlen(where) : 0;
	if (n == 0 || n >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, where, n);
	if (where[0] == '@')
		to.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	if (sendto(fd, word, strlen(word), MSG_NOSIGNAL, (const struct sockaddr *)&to, length) < 0)
		log_line(LOG_WARNING, "notify", "socket=%s", log_quote(str_from_c(where)));
	close(fd);
}

static int serve(const struct web_config *config, struct err *err)
{
	struct web *web;
	sigset_t ends;
	int signal_number;
	/* blocked before any thread starts, so that only this one takes them */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	raise_files();
	apart_use("/proc/self/exe", NULL); /* what people send is read in a process of its own */
	int r = web_start(config, &web, err);
	if (r < 0)
		return r;
	printf("address=%.*s\n", STR_ARG(web_address(web)));
	fflush(stdout);
	tell("READY=1");
	sigwait(&ends, &signal_number);
	tell("STOPPING=1");
	log_line(LOG_INFO, "stopping", "signal=%d", signal_number);
	web_stop(web);
	return 0;
}

static bool loopback(const char *listen)
{
	return strncmp(listen, "127.", 4) == 0 || strncmp(listen, "[::1]", 5) == 0 ||
	       strncmp(listen, "localhost", 9) == 0 || strncmp(listen, "unix:", 5) == 0;
}

int cli_serve(struct cli *cli, struct err *err)
{
	const char *dir, *listen = "127.0.0.1:8026", *today_text = NULL, *password = "";
	bool secure = false, open_to_all = false;
	day_t today;
	const struct cli_option options[] = {{"listen", &listen, NULL},
					     {"today", &today_text, NULL},
					     {"rehearsal-password", &password, NULL},
					     {"secure", NULL, &secure},
					     {"public", NULL, &open_to_all}};
	_cleanup_site_ struct site *site = NULL;
	int r = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &dir, err);
	if (r == 0)
		r = cli_day("today", today_text, &today, err);
	if (r == 0)
		r = cli_open(dir, SITE_WRITE, today, &site, err);
	if (r < 0)
		return r;
	if (site->rehearsal && !loopback(listen) && !open_to_all)
		return err_set(
			err, ERR_INPUT,
			_("Máy chủ diễn tập chỉ nghe trên 127.0.0.1; thêm --public nếu thật sự muốn mở ra ngoài."));
	struct web_config config = {
		.site = site, .app = app_start(), .listen = str_from_c(listen), .secure_cookies = secure,
		.rehearsal_password = site->rehearsal ? str_from_c(password) : (struct str){0},
	};
	return serve(&config, err);
}

int cli_routes(struct cli *cli, struct err *err)
{
	bool json = false;
	const char *dir;
	const struct cli_option options[] = {{"json", NULL, &json}};
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	int r = cli_options(cli, options, ARRAY_LEN(options), 0, 1, &dir, err);
	if (r == 0 && dir)
		r = cli_open(dir, SITE_READ, DAY_NONE, &site, err);
	if (r == 0 && dir)
		r = site_reader(site, &db, err);
	if (r == 0)
		r = web_routes_json(&out, &app_start()->catalog, db, err);
	if (r == 0)
		cli_print(buf_str(&out));
	return r;
}
