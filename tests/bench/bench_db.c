/*
 * bench_db.c – durable jobs per second through the one writer, and how many share a commit. Prints a table; never a
 * test.
 *
 *   bench_db FOLDER [SECONDS]     FOLDER lies on the disk to be measured and must be empty
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/crypt.h"
#include "db/writer.h"

#define WORKERS_MOST 64

static const struct stmt put = {"put", "INSERT INTO task (unit, due, title) VALUES (?1, ?2, ?3)"};
static const struct stmt page = {"page", "SELECT id, due, title FROM task WHERE unit = ?1 ORDER BY due LIMIT 41"};

static atomic_bool stop;

struct worker {
	struct writer *writer;
	int64_t number, jobs;
	int64_t slowest_us;
	pthread_t thread;
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int put_one(struct db *db, void *arg, struct err *err)
{
	const struct worker *w = arg;

	return db_run(db, &put, VALUES(v_int(w->number), v_int(20000 + w->jobs % 365), v_c("Niêm yết danh sách cử tri")), err);
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct err err = ERR_INIT;

	while (!atomic_load(&stop)) {
		double start = seconds();
		int64_t us;

		if (writer_run(w->writer, put_one, w, &err) < 0) {
			fprintf(stderr, "%s | %s\n", err.text, err.detail);
			exit(1);
		}
		w->jobs++;
		us = (int64_t)((seconds() - start) * 1e6);
		if (us > w->slowest_us)
			w->slowest_us = us;
	}
	return NULL;
}

static void measure(struct writer *writer, int count, double time)
{
	static struct worker w[WORKERS_MOST];
	int64_t jobs_before, commits_before, jobs, commits, slowest = 0;
	double start = seconds();

	writer_figures(writer, &jobs_before, &commits_before);
	atomic_store(&stop, false);
	for (int i = 0; i < count; i++) {
		w[i] = (struct worker){.writer = writer, .number = i};
		if (pthread_create(&w[i].thread, NULL, worker_main, &w[i]))
			exit(1);
	}
	usleep((useconds_t)(time * 1e6));
	atomic_store(&stop, true);
	for (int i = 0; i < count; i++) {
		pthread_join(w[i].thread, NULL);
		if (w[i].slowest_us > slowest)
			slowest = w[i].slowest_us;
	}
	time = seconds() - start;
	writer_figures(writer, &jobs, &commits);
	jobs -= jobs_before;
	commits -= commits_before;
	printf("%8d %12.0f %12.0f %14.1f %12.1f\n", count, (double)jobs / time, (double)commits / time,
	       (double)jobs / (double)(commits ? commits : 1), (double)slowest / 1000);
}

static void measure_reading(const char *path, double time)
{
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;
	int64_t pages = 0, bytes = 0;
	double start = seconds();

	if (db_open(path, DB_READ, &db, &err) < 0)
		exit(1);
	while (seconds() - start < time) {
		struct query *q;

		if (db_query(db, &page, VALUES(v_int(pages % WORKERS_MOST)), &q, &err) < 0)
			exit(1);
		while (query_next(q, &err) > 0)
			bytes += query_int(q, 0) % 2 + (int64_t)query_str(q, 2).n;
		query_end(q);
		pages++;
	}
	printf("\npages of 41 rows read: %.0f/s (%lld bytes each)\n", (double)pages / (seconds() - start),
	       (long long)(bytes / (pages ? pages : 1)));
}

int main(int argc, char **argv)
{
	double time = argc > 2 ? strtod(argv[2], NULL) : 3;
	struct err err = ERR_INIT;
	struct writer *writer;
	struct db *db;
	char path[4000];

	if (argc < 2) {
		fprintf(stderr, "bench_db FOLDER [SECONDS]\n");
		return 2;
	}
	crypt_start();
	snprintf(path, sizeof(path), "%s/bench.db", argv[1]);
	if (db_open(path, DB_CREATE, &db, &err) < 0 ||
	    db_script(db, STR("CREATE TABLE task (id INTEGER PRIMARY KEY, unit INTEGER NOT NULL, due INTEGER, title TEXT NOT NULL) "
	                      "STRICT; CREATE INDEX task_1 ON task (unit, due);"), &err) < 0 ||
	    writer_start(db, NULL, &writer, &err) < 0) {
		fprintf(stderr, "%s | %s\n", err.text, err.detail);
		return 1;
	}
	printf("SQLite %s\n%8s %12s %12s %14s %12s\n", db_engine_version(), "threads", "jobs/s", "commits/s", "jobs a commit",
	       "slowest ms");
	measure(writer, 1, time);
	measure(writer, 16, time);
	measure(writer, 64, time);
	writer_stop(writer);
	measure_reading(path, time / 3);
	unlink(path);
	return 0;
}
