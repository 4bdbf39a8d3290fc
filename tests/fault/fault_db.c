/*
 * fault_db.c – power cuts, full disks and failing ones under the database and its writer.
 *
 *   fault_db [SECONDS [SEED]]     prints TAP; without SECONDS as long as NOIVU_LEVEL says (quick 3, full 20, all 120)
 *
 * Workers run jobs that each write two rows and count them in a third; what writer_run acknowledged is remembered
 * outside. After a fault the files are opened by the ordinary storage: they must be sound, hold every acknowledged
 * job, no refused one, and each job whole or not at all. The same loop with synchronous=OFF or NORMAL, and on a disk
 * that lies, must find losses: otherwise the test itself would be blind.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypt.h"
#include "db/writer.h"
#include "fault_run.h"
#include "fault_vfs.h"

#define WORKERS_MOST 4
#define JOBS_MOST 4000 /* of one worker over all lives of a site */
#define LARGE 24000

enum fate { UNTRIED, ACKNOWLEDGED, REFUSED, UNKNOWN };

static char folder[64], site_path[96], look_path[96];
static enum fate fates[WORKERS_MOST][JOBS_MOST];
static bool table_is_there; /* its making was acknowledged */
static char problem[480];

static const struct stmt put = {"put", "INSERT INTO t (id, body) VALUES (?1, ?2)"};
static const struct stmt bump = {"bump", "UPDATE c SET n = n + 1"};
static const struct stmt counted = {"counted", "SELECT n FROM c"};
static const struct stmt all_rows = {"all_rows", "SELECT id, body FROM t ORDER BY id"};

#define TABLES \
	STR("BEGIN; CREATE TABLE t (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;" \
	    "CREATE TABLE c (n INTEGER NOT NULL) STRICT; INSERT INTO c VALUES (0); COMMIT;")

/* ---- jobs -------------------------------------------------------------------------------------------------------- */

struct work {
	struct writer *writer;
	int64_t worker, first, count;
	uint64_t chance;
	bool large;
	bool go_on; /* after a refusal, until the power is gone */
	enum err_code want;  /* of every refusal that is not the job's own */
	struct err surprise; /* another one */
	pthread_t thread;
};

struct one {
	int64_t id;
	size_t size;
	bool refuse;
	uint8_t *body;
};

/* What row `id` must hold: its size and bytes follow from the id. */
static size_t body_of(int64_t id, bool large, uint8_t *ret_body)
{
	uint64_t chance = (uint64_t)id * 2 + large;
	size_t size = large ? LARGE : 1 + fault_random(&chance, 900);

	for (size_t i = 0; i < size; i++)
		ret_body[i] = i < 8 || i % 64 == 0 ? (uint8_t)fault_random(&chance, 256) : (uint8_t)(ret_body[i - 1] + 1);
	ret_body[0] = large;
	return size;
}

static int put_two(struct db *db, void *arg, struct err *err)
{
	const struct one *o = arg;
	int rc = db_run(db, &put, VALUES(v_int(2 * o->id), v_blob(o->body, o->size)), err);

	if (rc == 0)
		rc = db_run(db, &put, VALUES(v_int(2 * o->id + 1), v_blob(o->body, o->size)), err);
	if (rc == 0)
		rc = db_run(db, &bump, NO_VALUES, err);
	if (rc == 0 && o->refuse)
		rc = err_set(err, ERR_LAW, "refused by the job itself");
	return rc;
}

static void *work_main(void *arg)
{
	struct work *w = arg;
	uint8_t body[LARGE];

	for (int64_t i = w->first; i < w->first + w->count; i++) {
		struct err err = ERR_INIT;
		struct one o = {.id = w->worker * JOBS_MOST + i, .body = body};
		int rc;

		o.refuse = fault_random(&w->chance, 10) == 0;
		o.size = body_of(o.id, w->large, body);
		rc = writer_run(w->writer, put_two, &o, &err);
		/* When power goes or the disk goes on failing during a commit nobody can know, and the writer says so;
		 * otherwise a refusal is a promise too. */
		bool open = rc && !o.refuse && (fault_is_cut() || strstr(err.text, "chưa rõ"));
		fates[w->worker][i] = rc == 0 ? ACKNOWLEDGED : open ? UNKNOWN : REFUSED;
		if (rc && !o.refuse && err.code != w->want)
			w->surprise = err;
		if (rc && (fault_is_cut() || (!w->go_on && !o.refuse)))
			break;
	}
	return NULL;
}

/* What a site goes through between opening and the power cut. */
struct life {
	uint64_t *chance;
	int workers;
	int64_t first, count;
	const char *sync; /* another setting than the engine is opened with: the failing twins */
	bool go_on;
	bool large;   /* so many large rows that the log is moved into the file and begins anew in between */
	enum err_code want;
};

static int run_workers(struct writer *writer, const struct life *l, int64_t first, struct err *err)
{
	struct work w[WORKERS_MOST];
	int rc = 0;

	for (int i = 0; i < l->workers; i++) {
		w[i] = (struct work){.writer = writer, .worker = i, .first = first, .count = l->count};
		w[i].go_on = l->go_on;
		w[i].want = l->want;
		w[i].chance = fault_random(l->chance, UINT64_MAX);
		w[i].large = l->large || fault_random(l->chance, 8) == 0;
		if (pthread_create(&w[i].thread, NULL, work_main, &w[i]))
			BUG("no thread");
	}
	for (int i = 0; i < l->workers; i++) {
		pthread_join(w[i].thread, NULL);
		if (w[i].surprise.code) {
			*err = w[i].surprise;
			rc = -(int)err->code;
		}
	}
	return rc;
}

/* ---- looking ----------------------------------------------------------------------------------------------------- */

static bool found_problem(const char *what, int64_t id)
{
	snprintf(problem, sizeof(problem), "%s (row %lld)", what, (long long)id);
	return false;
}

static bool found_err(const char *what, const struct err *err)
{
	snprintf(problem, sizeof(problem), "%s: %s: %s", what, err_name(err->code), err->detail);
	return false;
}

/* One pass over the rows beside the list of fates. */
static bool look_at_rows(struct db *db)
{
	static bool seen[2 * WORKERS_MOST * JOBS_MOST];
	struct err err = ERR_INIT;
	uint8_t body[LARGE];
	struct query *q;
	int64_t n = 0, count = 0;
	bool good = true;
	int rc = db_query(db, &all_rows, NO_VALUES, &q, &err);

	memset(seen, 0, sizeof(seen));
	while (rc == 0 && good && (rc = query_next(q, &err)) > 0) {
		int64_t id = query_int(q, 0);
		struct str got = query_str(q, 1);

		rc = 0;
		n++;
		if (id < 0 || id >= 2 * WORKERS_MOST * JOBS_MOST)
			good = found_problem("a row nobody wrote", id);
		else
			seen[id] = true;
		size_t size = body_of(id / 2, got.n && got.p[0], body);
		if (good && (got.n != size || memcmp(got.p, body, size)))
			good = found_problem("a row with other bytes", id);
	}
	if (rc < 0)
		return found_err("reading rows", &err);
	query_end(q);
	for (int64_t job = 0; good && job < WORKERS_MOST * JOBS_MOST; job++) {
		enum fate fate = fates[job / JOBS_MOST][job % JOBS_MOST];

		if (seen[2 * job] != seen[2 * job + 1])
			good = found_problem("half a job", 2 * job);
		else if (fate == ACKNOWLEDGED && !seen[2 * job])
			good = found_problem("an acknowledged write is lost", 2 * job);
		else if ((fate == REFUSED || fate == UNTRIED) && seen[2 * job])
			good = found_problem("a refused write is there", 2 * job);
	}
	if (good && db_get_int(db, &counted, NO_VALUES, -1, &count, &err) < 0)
		return found_err("reading the count", &err);
	return good && count * 2 != n ? found_problem("the count is not that of the rows", count) : good;
}

/* A commit whose fate nobody knew has one as soon as the files have been looked at: it must keep it. */
static void settle_unknown(struct db *db)
{
	static const struct stmt has = {"has", "SELECT count(*) FROM t WHERE id = ?1"};

	for (int64_t job = 0; job < WORKERS_MOST * JOBS_MOST; job++) {
		enum fate *fate = &fates[job / JOBS_MOST][job % JOBS_MOST];
		struct err err = ERR_INIT;
		int64_t there = 0;

		if (*fate == UNKNOWN && db_get_int(db, &has, VALUES(v_int(2 * job)), 0, &there, &err) == 0)
			*fate = there ? ACKNOWLEDGED : REFUSED;
	}
}

static bool look_at(const char *path)
{
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;

	if (db_open(path, DB_WRITE, &db, &err) < 0)
		return table_is_there ? found_err("opening", &err) : true;
	if (db_check(db, &err) < 0)
		return found_err("integrity check", &err);
	if (!table_is_there)
		return true;
	if (!look_at_rows(db))
		return false;
	settle_unknown(db);
	return true;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static const char *const endings[] = {"", "-wal", "-shm", "-journal"};

static void remove_files(const char *path)
{
	char name[128];

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		snprintf(name, sizeof(name), "%s%s", path, endings[i]);
		unlink(name);
	}
}

static void copy_file(const char *from, const char *to)
{
	static char bytes[1 << 16];
	int in = open(from, O_RDONLY | O_CLOEXEC), out;
	ssize_t n;

	if (in < 0)
		return;
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	INVARIANT(out >= 0, "open");
	while ((n = read(in, bytes, sizeof(bytes))) > 0)
		INVARIANT(write(out, bytes, (size_t)n) == n, "write");
	close(in);
	close(out);
}

/* Looks at a copy, so that the next life begins with what the power loss left and not with what a look mended. */
static bool look_at_copy(void)
{
	char from[128], to[128];
	bool good;

	remove_files(look_path);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		snprintf(from, sizeof(from), "%s%s", site_path, endings[i]);
		snprintf(to, sizeof(to), "%s%s", look_path, endings[i]);
		copy_file(from, to);
	}
	good = look_at(look_path);
	remove_files(look_path);
	return good;
}

/* ---- a life: from opening to the power cut ----------------------------------------------------------------------- */

static int open_site(const struct life *l, struct db **ret_db, struct err *err)
{
	bool is_new = access(site_path, F_OK) < 0;
	struct db *db;
	int rc;

	if (!table_is_there && !is_new) {
		remove_files(site_path); /* its making was never acknowledged: make it again */
		is_new = true;
	}
	rc = db_open(site_path, is_new ? DB_CREATE : DB_WRITE, &db, err);
	if (rc < 0)
		return rc;
	if (l->sync)
		rc = db_script(db, str_from_c(l->sync), err);
	if (rc == 0 && is_new)
		rc = db_script(db, TABLES, err);
	if (rc < 0) {
		db_close(db);
		return rc;
	}
	table_is_there = true;
	*ret_db = db;
	return 0;
}

/* The engine is opened, worked, stopped – twice, so that stopping and opening are under fire too. */
static int live(const struct life *l, struct err *err)
{
	for (int half = 0; half < 2; half++) {
		struct writer *writer;
		struct db *db;
		int rc = open_site(l, &db, err);

		if (rc < 0)
			return rc;
		rc = writer_start(db, NULL, &writer, err);
		if (rc < 0)
			return rc;
		rc = run_workers(writer, l, l->first + half * l->count, err);
		writer_stop(writer);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static void new_site(void)
{
	remove_files(site_path);
	memset(fates, 0, sizeof(fates));
	table_is_there = false;
	problem[0] = '\0';
}

static int64_t count_acknowledged(void)
{
	int64_t n = 0;

	for (int w = 0; w < WORKERS_MOST; w++)
		for (int i = 0; i < JOBS_MOST; i++)
			n += fates[w][i] == ACKNOWLEDGED;
	return n;
}

/* A site with up to three power cuts in a row. False: something is lost, `problem` says what. */
static bool power_round(uint64_t seed, const char *sync, bool lying, struct fault_sums *sums)
{
	uint64_t chance = seed;
	struct life l = {.chance = &chance, .sync = sync, .want = ERR_IO};
	int lives = 1 + (int)fault_random(&chance, 3);

	new_site();
	l.workers = fault_random(&chance, 2) ? 1 : WORKERS_MOST;
	l.count = 10 + (int64_t)fault_random(&chance, 120);
	l.large = fault_random(&chance, 6) == 0;
	for (int life = 0; life < lives; life++, l.first += 2 * l.count) {
		struct err err = ERR_INIT;
		/* Steps of a life differ by threads and sizes: some cuts come after its end, which is one more case. */
		int64_t most = fault_random(&chance, 4) ? (l.large ? 60 : 12) * l.count * l.workers : 60;
		struct fault_plan plan = {.lying = lying};

		plan.seed = fault_random(&chance, UINT64_MAX);
		plan.cut_at = 1 + (int64_t)fault_random(&chance, (uint64_t)most);
		fault_start(&plan);
		db_use_vfs(FAULT_VFS);
		if (live(&l, &err) < 0 && !fault_is_cut())
			return found_err("working without a fault", &err);
		sums->cuts += fault_is_cut();
		fault_settle();
		db_use_vfs(NULL);
		if (!look_at_copy())
			return false;
	}
	sums->rounds++;
	sums->acknowledged += count_acknowledged();
	return true;
}

/* ---- faults that pass -------------------------------------------------------------------------------------------- */

/* The disk fails or is full for a while under a working writer; then it is well again and so must be everything. */
static bool error_round(uint64_t seed, const struct fault_plan *plan, int64_t *ret_given)
{
	uint64_t chance = seed;
	struct life l = {.chance = &chance, .count = 30, .go_on = true};
	struct err err = ERR_INIT;
	bool good = true;
	int rc;

	new_site();
	fault_start(plan);
	db_use_vfs(FAULT_VFS);
	l.workers = fault_random(&chance, 2) ? 1 : WORKERS_MOST;
	l.want = plan->full_from ? ERR_DISK_FULL : ERR_IO;
	rc = live(&l, &err);
	*ret_given = fault_given();
	if (rc < 0 && *ret_given == 0)
		good = found_err("working without a fault", &err);
	else if (rc < 0 && err.code != l.want)
		good = found_err("not the right error", &err);
	fault_heal();
	err = ERR_INIT;
	l.first = 100;
	l.want = ERR_NONE;
	if (good && live(&l, &err) < 0)
		good = found_err("working after the fault", &err);
	for (int w = 0; good && w < l.workers; w++)
		for (int64_t i = 100; good && i < 160; i++)
			if (fates[w][i] == UNTRIED)
				good = found_problem("a job after the fault was not tried", i);
	db_use_vfs(NULL);
	return good && look_at(site_path);
}

/* Jobs refused by a full or failing disk must say which: asked of one worker without a writer's help. */
static bool right_code(uint64_t seed, const struct fault_plan *plan, enum err_code want)
{
	static uint8_t body[LARGE];
	struct one o = {.id = 1, .size = LARGE, .body = body};
	uint64_t chance = seed;
	struct life l = {.chance = &chance};
	struct err err = ERR_INIT;
	struct writer *writer;
	struct db *db;
	int rc;

	new_site();
	fault_start(&(struct fault_plan){0});
	db_use_vfs(FAULT_VFS);
	if (open_site(&l, &db, &err) < 0 || writer_start(db, NULL, &writer, &err) < 0)
		return found_err("opening", &err);
	writer_stop(writer);
	fault_start(plan);
	if (db_open(site_path, DB_WRITE, &db, &err) < 0 || writer_start(db, NULL, &writer, &err) < 0)
		return found_err("opening", &err);
	rc = writer_run(writer, put_two, &o, &err);
	fault_heal();
	if (rc == -(int)want && writer_run(writer, put_two, &o, &(struct err){0}) == 0)
		rc = 0;
	writer_stop(writer);
	db_use_vfs(NULL);
	return rc == 0 ? true : found_err("not the right error", &err);
}

/* ---- the plan of the test ---------------------------------------------------------------------------------------- */

static const struct fault_power power = {power_round, "jobs", problem};

static void test_errors(double time, uint64_t seed, unsigned ops, const char *name)
{
	double until = fault_seconds() + time;
	int64_t rounds = 0, sum = 0;
	bool good = true;
	char figures[120];

	while (good && fault_another(until, rounds, 5, sum)) {
		uint64_t chance = seed;
		int64_t from = 1 + (int64_t)fault_random(&chance, rounds % 2 ? 20 : 400), given = 0;
		struct fault_plan plan = {.seed = seed};

		if (ops) {
			plan.fail_ops = ops;
			plan.fail_from = from;
			plan.fail_count = fault_random(&chance, 2) ? 1 : 1 + (int64_t)fault_random(&chance, 50);
		} else {
			plan.full_from = from;
		}
		good = error_round(seed, &plan, &given);
		seed += good;
		sum += given;
		rounds++;
	}
	if (good && sum == 0)
		good = found_problem("no fault was ever given", 0);
	snprintf(figures, sizeof(figures), "%lld sites, %lld faults", (long long)rounds, (long long)sum);
	fault_report(good, seed, name, figures, problem);
}

static void test_codes(uint64_t seed)
{
	static const struct fault_plan full = {.full_from = 2}; /* the first step makes the log */
	static const struct fault_plan write = {.fail_ops = FAULT_WRITE, .fail_from = 1, .fail_count = 1};
	static const struct fault_plan sync = {.fail_ops = FAULT_SYNC, .fail_from = 1, .fail_count = 1};

	fault_report(right_code(seed, &full, ERR_DISK_FULL), seed, "a full disk is called full", "the next job goes well", problem);
	fault_report(right_code(seed, &write, ERR_IO), seed, "a failed write is an I/O error", "the next job goes well", problem);
	fault_report(right_code(seed, &sync, ERR_IO), seed, "a failed sync is an I/O error", "the next job goes well", problem);
}

int main(int argc, char **argv)
{
	struct fault_run run = fault_begin(argc, argv, 12, 3, 20, 120);

	crypt_start();
	/* The model stands for the disk: keep the real files in memory where that is possible. */
	snprintf(folder, sizeof(folder), "%s/noivu-fault-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(folder))
		BUG("no folder");
	snprintf(site_path, sizeof(site_path), "%s/noivu.db", folder);
	snprintf(look_path, sizeof(look_path), "%s/look.db", folder);
	fault_power(&power, run.time * 0.5, run.seed, "what was acknowledged survives power cuts");
	fault_twin(&power, run.seed, "PRAGMA synchronous = OFF", false, "synchronous=OFF loses what it acknowledged");
	fault_twin(&power, run.seed, "PRAGMA synchronous = NORMAL", false, "synchronous=NORMAL loses what it acknowledged");
	fault_twin(&power, run.seed, NULL, true, "a disk that lies about syncs loses what was acknowledged");
	test_codes(run.seed);
	test_errors(run.time * 0.1, run.seed, 0, "a full disk: nothing lost, nothing half, works again after");
	test_errors(run.time * 0.1, run.seed, FAULT_WRITE, "failing writes");
	test_errors(run.time * 0.1, run.seed, FAULT_SYNC, "failing syncs");
	test_errors(run.time * 0.1, run.seed, FAULT_READ, "failing reads");
	test_errors(run.time * 0.1, run.seed, FAULT_TRUNCATE | FAULT_DELETE | FAULT_OPEN, "failing names and sizes");
	remove_files(site_path);
	remove_files(look_path);
	rmdir(folder);
	return fault_end();
}
