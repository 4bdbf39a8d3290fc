/* The one writing thread: groups, jobs that fail, hooks, stopping, many threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/writer.h"

static char folder[64], path[96], log_path[104];
static struct err err;

static const struct stmt insert = {"insert", "INSERT INTO t (id, thread) VALUES (?1, ?2)"};
static const struct stmt count = {"count", "SELECT count(*) FROM t"};
static const struct stmt fill = {"fill", "INSERT INTO t (id, thread, body) VALUES (?1, 0, zeroblob(?2))"};

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/noivu-writer-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/noivu.db", folder);
	snprintf(log_path, sizeof(log_path), "%s-wal", path);
	err = ERR_INIT;
	return 0;
}

static int tear_down(void **state)
{
	char name[128];

	(void)state;
	unlink(path);
	unlink(log_path);
	snprintf(name, sizeof(name), "%s-shm", path);
	unlink(name);
	return rmdir(folder);
}

static struct db *created(void)
{
	struct db *db = NULL;

	assert_int_equal(db_open(path, DB_CREATE, &db, &err), 0);
	assert_int_equal(
		db_script(db, STR("CREATE TABLE t (id INTEGER PRIMARY KEY, thread INTEGER, body BLOB) STRICT"), &err), 0);
	return db;
}

static struct writer *started(const struct writer_hooks *hooks)
{
	struct writer *w = NULL;

	assert_int_equal(writer_start(created(), hooks, &w, &err), 0);
	return w;
}

static int64_t rows_on_disk(void)
{
	_cleanup_db_ struct db *db = NULL;
	int64_t n = -1;

	assert_int_equal(db_open(path, DB_READ, &db, &err), 0);
	assert_int_equal(db_get_int(db, &count, NO_VALUES, 0, &n, &err), 0);
	assert_int_equal(db_check(db, &err), 0);
	return n;
}

/* ---- jobs -------------------------------------------------------------------------------------------------------- */

struct row { int64_t id, thread; };

static int add_row(struct db *db, void *arg, struct err *e)
{
	const struct row *r = arg;

	return db_run(db, &insert, VALUES(v_int(r->id), v_int(r->thread)), e);
}

/* Writes, then fails. */
static int add_and_refuse(struct db *db, void *arg, struct err *e)
{
	int rc = add_row(db, arg, e);

	return rc ? rc : err_set(e, ERR_LAW, "refused");
}

/* Holds the writer until told, so that others gather behind it. */
struct gate {
	pthread_mutex_t lock;
	pthread_cond_t change;
	bool inside, open;
};

static int hold(struct db *db, void *arg, struct err *e)
{
	struct gate *g = arg;

	(void)db;
	(void)e;
	pthread_mutex_lock(&g->lock);
	g->inside = true;
	pthread_cond_broadcast(&g->change);
	while (!g->open)
		pthread_cond_wait(&g->change, &g->lock);
	pthread_mutex_unlock(&g->lock);
	return 0;
}

/* A job that waits in the queue, in the order of the calls. */
struct call {
	struct writer_job job;
	struct err err;
	struct row row;
};

static void call_start(struct call *c, struct writer *w, write_fn fn, void *arg)
{
	c->job = (struct writer_job){.fn = fn, .arg = arg, .err = &c->err};
	c->err = ERR_INIT;
	assert_int_equal(writer_begin(w, &c->job, &c->err), 0);
}

static void call_rows(struct call *calls, size_t n, struct writer *w, write_fn fn, int64_t first)
{
	for (size_t i = 0; i < n; i++) {
		calls[i].row = (struct row){first + (int64_t)i, 0};
		call_start(&calls[i], w, fn, &calls[i].row);
	}
}

/* The writer is inside this job until the gate is opened. */
static void hold_writer(struct call *holder, struct writer *w, struct gate *gate)
{
	call_start(holder, w, hold, gate);
	pthread_mutex_lock(&gate->lock);
	while (!gate->inside)
		pthread_cond_wait(&gate->change, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
}

static void open_gate(struct gate *gate)
{
	pthread_mutex_lock(&gate->lock);
	gate->open = true;
	pthread_cond_broadcast(&gate->change);
	pthread_mutex_unlock(&gate->lock);
}

/* ---- hooks that count -------------------------------------------------------------------------------------------- */

struct counts {
	int failed, done, before, committed, rolled_back;
	int refuse; /* before_commit fails so often */
};

static void on_failed(void *ctx) { ((struct counts *)ctx)->failed++; }
static void on_done(void *ctx) { ((struct counts *)ctx)->done++; }
static void on_committed(void *ctx) { ((struct counts *)ctx)->committed++; }
static void on_rolled_back(void *ctx) { ((struct counts *)ctx)->rolled_back++; }
static int on_before(void *ctx, struct db *db, struct err *e)
{
	struct counts *c = ctx;

	assert_true(db_in_transaction(db));
	c->before++;
	return c->refuse-- > 0 ? err_set(e, ERR_DISK_FULL, "full") : 0;
}

static struct writer_hooks hooks_for(struct counts *c)
{
	return (struct writer_hooks){c, on_failed, on_done, on_before, on_committed, on_rolled_back};
}

/* ---- tests ------------------------------------------------------------------------------------------------------- */

static void test_one_by_one(void **state)
{
	(void)state;
	struct counts c = {0};
	struct writer_hooks hooks = hooks_for(&c);
	struct writer *w = started(&hooks);
	int64_t jobs, commits;

	for (int64_t i = 0; i < 20; i++)
		assert_int_equal(writer_run(w, add_row, &(struct row){i, 0}, &err), 0);
	assert_int_equal(rows_on_disk(), 20); /* others see what was acknowledged */
	assert_int_equal(writer_run(w, add_row, &(struct row){3, 0}, &err), -ERR_CONFLICT);
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_int_equal(writer_run(w, add_and_refuse, &(struct row){50, 0}, &err), -ERR_LAW);
	writer_figures(w, &jobs, &commits);
	assert_int_equal(jobs, 20);
	assert_int_equal(commits, 20);
	writer_stop(w);
	assert_int_equal(rows_on_disk(), 20);
	assert_int_equal(c.done, 20);
	assert_int_equal(c.failed, 2);
	assert_int_equal(c.before, 20); /* nothing to commit for the failed ones */
	assert_int_equal(c.committed, 20);
	assert_int_equal(c.rolled_back, 2);
}

/* A group of good and bad jobs: one commit, each its own answer. */
static void test_group(void **state)
{
	(void)state;
	struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false};
	struct counts c = {0};
	struct writer_hooks hooks = hooks_for(&c);
	struct writer *w = started(&hooks);
	struct call holder, good[30], bad[10], twin[2];
	int64_t jobs, commits;

	hold_writer(&holder, w, &gate);
	call_rows(good, 30, w, add_row, 100);
	call_rows(bad, 10, w, add_and_refuse, 200);
	call_rows(&twin[0], 1, w, add_row, 300);
	call_rows(&twin[1], 1, w, add_row, 300);
	open_gate(&gate);

	assert_int_equal(writer_wait(w, &holder.job), 0);
	for (int i = 0; i < 30; i++)
		assert_int_equal(writer_wait(w, &good[i].job), 0);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(writer_wait(w, &bad[i].job), -ERR_LAW);
		assert_string_equal(bad[i].err.text, "refused");
	}
	assert_int_equal(writer_wait(w, &twin[0].job), 0); /* the first one keeps the number */
	assert_int_equal(writer_wait(w, &twin[1].job), -ERR_CONFLICT);
	writer_figures(w, &jobs, &commits);
	assert_int_equal(jobs, 32);
	assert_in_range(commits, 1, 20); /* one or two, but a group ends after its time */
	writer_stop(w);
	assert_int_equal(rows_on_disk(), 31);
	assert_int_equal(c.done, 32);
	assert_int_equal(c.failed, 11);
	assert_int_equal(c.committed, commits);
}

/* The commit fails: everyone hears it, nothing is there, the next group is fine. */
static void test_commit_fails(void **state)
{
	(void)state;
	struct counts c = {.refuse = 1};
	struct writer_hooks hooks = hooks_for(&c);
	struct writer *w = started(&hooks);

	assert_int_equal(writer_run(w, add_row, &(struct row){1, 0}, &err), -ERR_DISK_FULL);
	assert_string_equal(err.text, "full");
	assert_int_equal(rows_on_disk(), 0);
	assert_int_equal(c.rolled_back, 1);
	assert_int_equal(c.committed, 0);
	err = ERR_INIT;
	assert_int_equal(writer_run(w, add_row, &(struct row){1, 0}, &err), 0);
	writer_stop(w);
	assert_int_equal(rows_on_disk(), 1);
}

/* A job that ends the transaction itself, as a full disk may do: the group is lost and says so. */
static int lose_transaction(struct db *db, void *arg, struct err *e)
{
	int rc = add_row(db, arg, e);

	db_rollback(db);
	return rc;
}

static void test_transaction_lost(void **state)
{
	(void)state;
	struct counts c = {0};
	struct writer_hooks hooks = hooks_for(&c);
	struct writer *w = started(&hooks);

	assert_int_equal(writer_run(w, lose_transaction, &(struct row){1, 0}, &err), -ERR_IO);
	assert_int_equal(c.rolled_back, 1);
	assert_int_equal(writer_run(w, add_row, &(struct row){2, 0}, &err), 0);
	writer_stop(w);
	assert_int_equal(rows_on_disk(), 1);
}

/* A job that fails with a savepoint of its own still open: all of it goes. */
static int refuse_inside_savepoint(struct db *db, void *arg, struct err *e)
{
	const struct row *r = arg;
	int rc = add_row(db, arg, e);

	if (rc == 0)
		rc = db_savepoint(db, e);
	if (rc == 0)
		rc = add_and_refuse(db, &(struct row){r->id + 1, 0}, e);
	return rc;
}

static void test_open_savepoint(void **state)
{
	(void)state;
	struct writer *w = started(NULL);

	assert_int_equal(writer_run(w, refuse_inside_savepoint, &(struct row){1, 0}, &err), -ERR_LAW);
	assert_int_equal(writer_run(w, add_row, &(struct row){5, 0}, &err), 0);
	writer_stop(w);
	assert_int_equal(rows_on_disk(), 1);
}

#define THREADS 16
#define EACH 60

struct load {
	struct writer *w;
	int64_t thread;
	atomic_int *refused;
	pthread_t id;
};

static void *load_main(void *arg)
{
	struct load *l = arg;

	for (int64_t i = 0; i < EACH; i++) {
		struct err e = ERR_INIT;
		struct row r = {l->thread * 1000 + i, l->thread};
		int rc = writer_run(l->w, i % 5 == 4 ? add_and_refuse : add_row, &r, &e);

		if (rc)
			atomic_fetch_add(l->refused, 1);
	}
	return NULL;
}

static void *reader_main(void *arg)
{
	atomic_bool *stop = arg;
	struct err e = ERR_INIT;
	struct db *db = NULL;
	int64_t last = 0, n = 0;

	if (db_open(path, DB_READ, &db, &e) < 0)
		return (void *)e.code;
	while (!atomic_load(stop) && n >= last) {
		last = n;
		if (db_get_int(db, &count, NO_VALUES, 0, &n, &e) < 0)
			break;
	}
	db_close(db);
	return n < last || e.code ? (void *)1 : NULL;
}

static void test_many_threads(void **state)
{
	(void)state;
	struct writer *w = started(NULL);
	struct load loads[THREADS];
	atomic_int refused = 0;
	atomic_bool stop = false;
	pthread_t reader;
	void *reader_found = NULL;
	int64_t jobs, commits;

	assert_int_equal(pthread_create(&reader, NULL, reader_main, &stop), 0);
	for (int i = 0; i < THREADS; i++) {
		loads[i] = (struct load){.w = w, .thread = i, .refused = &refused};
		assert_int_equal(pthread_create(&loads[i].id, NULL, load_main, &loads[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(loads[i].id, NULL);
	atomic_store(&stop, true);
	pthread_join(reader, &reader_found);
	assert_null(reader_found);
	writer_figures(w, &jobs, &commits);
	assert_int_equal(jobs, THREADS * EACH * 4 / 5);
	assert_int_equal(refused, THREADS * EACH / 5);
	assert_true(commits < jobs); /* groups formed by themselves */
	writer_stop(w);
	assert_int_equal(rows_on_disk(), THREADS * EACH * 4 / 5);
}

static int do_nothing(struct db *db, void *arg, struct err *e)
{
	(void)db;
	(void)arg;
	(void)e;
	return 0;
}

/* Stopping finishes what waits, refuses what comes, empties the log. */
static void *stop_main(void *arg)
{
	writer_stop(arg);
	return NULL;
}

static void test_stop(void **state)
{
	(void)state;
	struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false};
	struct writer *w = started(NULL);
	static struct writer_job early[2000];
	struct call holder, rows[8];
	pthread_t stopper;
	struct stat st;
	size_t n = 0;
	int code = 0;

	hold_writer(&holder, w, &gate);
	call_rows(rows, 8, w, add_row, 0);
	assert_int_equal(pthread_create(&stopper, NULL, stop_main, w), 0);
	/* The writer is held inside a job, so it cannot go away while we ask. What comes before the stop is done, too. */
	for (; n < ARRAY_LEN(early); n++) {
		early[n] = (struct writer_job){.fn = do_nothing, .err = &err};
		code = writer_begin(w, &early[n], &err);
		if (code < 0)
			break;
		usleep(10 * 1000);
	}
	assert_int_equal(code, -ERR_BUSY);
	open_gate(&gate);
	assert_int_equal(writer_wait(w, &holder.job), 0);
	for (int i = 0; i < 8; i++)
		assert_int_equal(writer_wait(w, &rows[i].job), 0);
	while (n > 0)
		assert_int_equal(writer_wait(w, &early[--n]), 0);
	pthread_join(stopper, NULL);
	assert_true(stat(log_path, &st) < 0 || st.st_size == 0);
	assert_int_equal(rows_on_disk(), 8);
	writer_stop(NULL);
}

static int add_large(struct db *db, void *arg, struct err *e)
{
	return db_run(db, &fill, VALUES(v_int(*(int64_t *)arg), v_int(200 << 10)), e);
}

#define MANY_LARGE 500

/* Until so many large rows are in the file itself; at most a minute. */
static void wait_moved(off_t rows)
{
	struct stat file;

	for (int i = 0; i < 600; i++) {
		usleep(100 * 1000);
		assert_int_equal(stat(path, &file), 0);
		if (file.st_size >= rows * (200 << 10))
			return;
	}
	fail_msg("%lld bytes in the file", (long long)file.st_size);
}

/* The log does not grow without end, and is moved when nothing happens. */
static void test_log_is_moved(void **state)
{
	(void)state;
	struct writer *w = started(NULL);
	struct stat log;

	for (int64_t i = 0; i < MANY_LARGE; i++) { /* 100 MB, without a pause in which all could be moved */
		assert_int_equal(writer_run(w, add_large, &i, &err), 0);
		assert_int_equal(stat(log_path, &log), 0);
		assert_in_range(log.st_size, 1, 66 << 20);
	}
	wait_moved(MANY_LARGE); /* all of it, while the writer idles */
	writer_stop(w);
	assert_int_equal(rows_on_disk(), MANY_LARGE);
}

/* Whoever reads keeps what came since from the file: it is moved when they have read, though nobody writes any more. */
static void test_log_waits_for_readers(void **state)
{
	(void)state;
	struct writer *w = started(NULL);
	_cleanup_db_ struct db *db = NULL;
	int64_t n;
	struct stat file;

	assert_int_equal(db_open(path, DB_READ, &db, &err), 0);
	assert_int_equal(db_read_begin(db, &err), 0);
	assert_int_equal(db_get_int(db, &count, NO_VALUES, -1, &n, &err), 0);
	for (int64_t i = 0; i < 20; i++)
		assert_int_equal(writer_run(w, add_large, &i, &err), 0);
	usleep(2500 * 1000); /* the writer finds itself idle, and the mover that it can move nothing; shorter, this shows less */
	assert_int_equal(stat(path, &file), 0);
	assert_true(file.st_size < (200 << 10));
	db_read_end(db);
	wait_moved(20);
	writer_stop(w);
	assert_int_equal(rows_on_disk(), 20);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_one_by_one),       IN_FOLDER(test_group), IN_FOLDER(test_commit_fails),
		IN_FOLDER(test_transaction_lost), IN_FOLDER(test_open_savepoint), IN_FOLDER(test_many_threads), IN_FOLDER(test_stop),
		IN_FOLDER(test_log_is_moved), IN_FOLDER(test_log_waits_for_readers),
	};
	return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
