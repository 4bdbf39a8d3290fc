/* What a monitor asks: the process in figures, in the text form monitors read (name value). Only for programs of this
 * machine: whoever comes through a proxy, or from elsewhere, gets 404. No row of the site is in it. */
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "format/apart.h"
#include "web/internal.h"

static bool from_this_machine(const struct http_request *r)
{
	return !r->header[HTTP_FORWARDED_FOR].p &&
	       (str_eq_c(r->client, "unix") || str_eq_c(r->client, "127.0.0.1") || str_eq_c(r->client, "::1"));
}

/* Resident memory in bytes; 0 when the system does not say. */
static int64_t resident(void)
{
	long long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	if (!f)
		return 0;
	if (fscanf(f, "%*s %lld", &pages) != 1)
		pages = 0;
	fclose(f);
	return pages * sysconf(_SC_PAGESIZE);
}

/* Bytes the site may still fill; 0 when the system does not say. */
static int64_t room(const char *dir)
{
	struct statvfs fs;
	return statvfs(dir, &fs) < 0 ? 0 : (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
}

/* The table of doc/operate.md explains each (tests/package/run looks). */
struct figure {
	const char *name, *type, *help; /* for operators, who read English dashboards */
	int64_t value;
};

static void print(struct buf *out, const struct figure *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "# HELP noivu_%s %s\n# TYPE noivu_%s %s\nnoivu_%s %lld\n", f[i].name, f[i].help,
			   f[i].name, f[i].type, f[i].name, (long long)f[i].value);
}

int page_of_metrics(struct web_call *c, struct err *err)
{
	struct http_figures http;
	struct head head;
	int64_t jobs = 0, commits = 0;
	if (!from_this_machine(c->req))
		return web_not_found(c, err);
	int r = ledger_head(c->db, &head, err);
	if (r < 0)
		return r;
	http_figures(c->web->server, &http);
	writer_figures(c->site->writer, &jobs, &commits);
	const struct figure figures[] = {
		{"http_requests_total", "counter", "answers of any status", http.requests},
		{"http_refused_total", "counter", "answers 503 and 429: too much was waiting, or too much of one client", http.refused},
		{"http_errors_total", "counter", "answers 500 and above but 503: see event=error in the log", http.errors},
		{"http_body_bytes_total", "counter", "bytes of bodies sent", http.bytes},
		{"http_waiting", "gauge", "requests waiting for a worker", http.waiting},
		{"http_running", "gauge", "requests a worker is busy with", http.running},
		{"http_connections", "gauge", "open connections", http.connections},
		{"write_jobs_total", "counter", "jobs of the writer, done or refused by a rule", jobs},
		{"write_commits_total", "counter", "commits, each with one sync", commits},
		{"ledger_entries", "gauge", "number of the last entry", head.number},
		{"tables_read_total", "counter", "tables from outside read in a process apart", apart_count()},
		{"memory_resident_bytes", "gauge", "memory in use", resident()},
		{"disk_free_bytes", "gauge", "room left where the site lies", room(c->site->dir)},
	};
	c->res->type = STR("text/plain; version=0.0.4; charset=utf-8");
	c->res->cache = HTTP_CACHE_NEVER;
	print(&c->res->body, figures, ARRAY_LEN(figures));
	return 0;
}
