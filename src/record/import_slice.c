/* A confirmed job, some slices at a time in one commit: while the writer has one, the next is read, judged and made ready. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/monotonic.h"
#include "job/job.h"
#include "record/import_int.h"
#include "record/many.h"
#include "record/statements.h"

#define SLICE_ARENA ((size_t)1 << 30)
#define SLICES 3 /* one being written, one that waits for it, one being made ready */
#define SLICE_LEAST 128
#define SLICE_MS 3   /* what a slice should take … */
#define COMMIT_MS 16 /* … and the commit behind some of them, so that nobody waits for more than about 20 ms */
#define GROUP_LEAST 512 /* rows of one commit */
#define GROUP_MOST 4096
#define GROUP_MS 250
#define PATIENCE_MS 4 /* of the writer, for the next slice */
#define IDS_AT_ONCE 8192

/* A slice with all its memory. */
struct slice {
	struct import_write w;
	struct many_action action;
	struct arena *a;
};

/* The job's mark, and where the staging file is read on. */
struct mark { int64_t done, slices, place; };

struct import_run {
	struct site *site;
	struct db *db;
	int64_t id;
	struct mark at; /* behind the last slice that was read */
	struct import_ids ids;
	bool asked;     /* a slice under way sets more aside */
	double held_ms;

	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t changed;
	struct slice slice[SLICES]; /* number i lies in [i % SLICES]; the one being read or written is its thread's alone */
	size_t made, written;       /* so many are ready, so many of them written */
	bool over, closed;          /* no more is made, no more is taken, for this commit */
	struct import_ids more;     /* set aside by a slice that was just written */
	bool stale, last;           /* as the slice written last was */
	/* the writer's thread, in the job: */
	struct import_chain own;
	size_t rows;
	double busy, ended;
	double looked, longest; /* when it last asked whether others wait; the longest time between two such looks */
};

struct import_run *import_begin(struct site *site, struct db *db, int64_t id)
{
	struct import_run *run = calloc(1, sizeof(*run));
	if (!run)
		abort();
	run->site = site;
	run->db = db;
	run->id = id;
	pthread_mutex_init(&run->lock, NULL);
	monotonic_cond_init(&run->changed);
	for (size_t i = 0; i < ARRAY_LEN(run->slice); i++)
		run->slice[i].a = arena_new("import slice", SLICE_ARENA);
	return run;
}

void import_end(struct import_run *run)
{
	if (!run)
		return;
	for (size_t i = 0; i < ARRAY_LEN(run->slice); i++)
		arena_free(run->slice[i].a);
	pthread_cond_destroy(&run->changed);
	pthread_mutex_destroy(&run->lock);
	free(run);
}

double import_held_ms(const struct import_run *run)
{
	return run->held_ms;
}

/* ---- how many rows a slice may have, and a commit ---- */

/* Of this process: a slow machine, or one with much else to do, gets shorter slices. A commit writes whole pages, and slices of
 * one commit mostly the same ones: so as many of them as nobody has to wait for too long. */
static _Atomic size_t pace = IMPORT_SLICE_FIRST, group = GROUP_LEAST;

/* Halfway from what it was to what would have taken the time allowed. */
static void note_pace(_Atomic size_t *rows, size_t done, double ms, double allowed, size_t least, size_t most)
{
	double fitting = (double)done * allowed / (ms > 0.1 ? ms : 0.1), next = ((double)*rows + fitting) / 2;
	*rows = next < (double)least ? least : next > (double)most ? most : (size_t)next;
}

/* ---- its rows ---- */

static int read_block(struct import_write *w, size_t *cap, struct err *err)
{
	struct str block;
	int r = stage_read(w->site, w->a, w->job, STAGE_ROWS, &w->place, &block, err);
	if (r == 0)
		return err_set(err, ERR_CORRUPT, _("Tệp tạm của lần nhập bị cắt ngắn. Hãy nhập lại bảng."));
	while (r > 0) {
		struct import_row row;
		r = stage_row_read(w->a, w->record, &block, &row, NULL, err);
		if (r > 0) {
			w->rows = arena_grow(w->a, w->rows, w->n, cap, sizeof(*w->rows));
			w->rows[w->n++] = row;
		}
	}
	w->blocks++;
	return r;
}

/* From there on, as many blocks as `most` rows allow, one at least; a single one where each row is an entry of its own. */
static int read_slice(struct import_run *run, struct slice *s, const struct import_job *job, const struct mark *at, size_t most,
		      struct err *err)
{
	size_t cap = 0;
	int r = 0;
	arena_reset(s->a);
	s->w = (struct import_write){.site = run->site, .record = job->record, .person = job->person, .job = run->id, .a = s->a,
				     .slice = at->done, .from = at->place, .place = at->place};
	if (job->doing.n) {
		if (!many_read(job->record, arena_dup(s->a, job->doing), &s->action))
			return err_set(err, ERR_CORRUPT, _("Việc của lần làm này không còn trong chương trình."));
		s->w.action = &s->action;
	}
	bool single = s->w.action || job->record->check;
	do {
		if (at->slices > 0)
			r = read_block(&s->w, &cap, err);
		s->w.last = at->done + s->w.blocks >= at->slices;
	} while (r == 0 && !s->w.last && !single && s->w.n + IMPORT_BLOCK <= most);
	return r;
}

/* ---- slices ahead ---- */

/* What was set aside and made ready is worth nothing any more. */
static void begin_again(struct import_run *run)
{
	run->ids = run->more = (struct import_ids){0};
	run->asked = run->stale = run->last = false;
	run->made = run->written = 0;
	run->own = (struct import_chain){0};
}

/* Where the next one is read, once a slice is free for it. */
static struct slice *free_slice(struct import_run *run)
{
	return &run->slice[run->made % SLICES];
}

static size_t blocks_left(const struct mark *at)
{
	return at->slices > at->done ? (size_t)(at->slices - at->done) : 0;
}

/* Behind this slice. */
static void go_on(struct import_run *run, struct import_write *w)
{
	int64_t left;
	run->at = (struct mark){w->slice + 1, run->at.slices - (w->blocks > 1 ? w->blocks - 1 : 0), w->place};
	left = (int64_t)blocks_left(&run->at) * IMPORT_BLOCK;
	if (!w->action && !w->record->check && left > 0 && !run->asked && run->ids.left < 2 * IMPORT_SLICE) {
		w->reserve = left < IDS_AT_ONCE ? left : IDS_AT_ONCE;
		run->asked = true;
	}
}

/* Under the lock. The few that are left then are given to nobody. */
static void take_more_ids(struct import_run *run)
{
	if (run->more.left == 0 || run->ids.left >= (int64_t)pace)
		return;
	run->ids = run->more;
	run->more = (struct import_ids){0};
	run->asked = false;
}

/* A failure is found again by the job that has to do without. */
static bool make_ready(struct import_run *run, const struct import_job *job)
{
	struct slice *s = free_slice(run);
	struct err ignored = ERR_INIT;
	bool ready = false;
	size_t most = pace < (size_t)run->ids.left ? pace : (size_t)run->ids.left;
	if (most < IMPORT_BLOCK || job->doing.n || job->record->check || blocks_left(&run->at) == 0)
		return false;
	if (read_slice(run, s, job, &run->at, most, &ignored) < 0 ||
	    import_make_ready(&s->w, run->db, &run->ids, &ready, &ignored) < 0 || !ready)
		return false;
	go_on(run, &s->w);
	return true;
}

/* Waits for a free slice, and for ids when there are too few. False: the writer takes no more. */
static bool wait_for_room(struct import_run *run)
{
	pthread_mutex_lock(&run->lock);
	for (;;) {
		take_more_ids(run);
		bool few = run->ids.left < (int64_t)pace && run->asked;
		if (run->closed || (run->made - run->written < SLICES && (!few || run->made == run->written)))
			break;
		pthread_cond_wait(&run->changed, &run->lock);
	}
	bool closed = run->closed;
	pthread_mutex_unlock(&run->lock);
	return !closed;
}

static void hand_on(struct import_run *run, bool ready)
{
	pthread_mutex_lock(&run->lock);
	run->made += ready;
	run->over = !ready;
	pthread_cond_signal(&run->changed);
	pthread_mutex_unlock(&run->lock);
}

/* While the writer takes them, the next ones. */
static void make_slices(struct import_run *run, const struct import_job *job)
{
	bool ready = true;
	while (ready && wait_for_room(run)) {
		ready = make_ready(run, job);
		hand_on(run, ready);
	}
}

/* ---- the writer's side ---- */

/* Does anybody else want the writer? */
static bool wanted(struct import_run *run)
{
	double now = monotonic_fine_ms();
	if (now - run->looked > run->longest)
		run->longest = now - run->looked;
	run->looked = now;
	return writer_wanted(run->site->writer);
}

/* One more in this transaction? NULL: it is to be committed. */
static struct slice *next_slice(struct import_run *run, double began)
{
	struct timespec until = monotonic_in(PATIENCE_MS);
	if (wanted(run) || run->rows >= group || monotonic_fine_ms() - began > GROUP_MS)
		return NULL;
	pthread_mutex_lock(&run->lock);
	while (run->made == run->written && !run->over)
		if (pthread_cond_timedwait(&run->changed, &run->lock, &until) == ETIMEDOUT)
			break;
	struct slice *s = run->made > run->written ? &run->slice[run->written % SLICES] : NULL;
	pthread_mutex_unlock(&run->lock);
	return s && !wanted(run) ? s : NULL;
}

static void note_written(struct import_run *run, const struct import_write *w, bool good)
{
	pthread_mutex_lock(&run->lock);
	run->written++;
	run->rows += w->n;
	run->stale = w->stale;
	run->last = w->last;
	if (w->ids.left)
		run->more = w->ids;
	if (w->entry && w->entry != run->own.last + 1)
		run->own.first = w->entry;
	if (w->entry)
		run->own.last = w->entry;
	run->closed = !good || w->last || !w->ready;
	pthread_cond_signal(&run->changed);
	pthread_mutex_unlock(&run->lock);
}

/* Slice after slice into one transaction, as long as nobody waits. One that is not ready is alone. */
static int write_slices(struct db *db, void *arg, struct err *err)
{
	struct import_run *run = arg;
	double began = run->looked = monotonic_fine_ms();
	struct slice *s = &run->slice[run->written % SLICES];
	int r = 0;
	run->longest = run->busy = 0;
	run->rows = 0;
	while (s) {
		double at = monotonic_fine_ms();
		s->w.own = &run->own;
		r = import_write_job(db, &s->w, err);
		run->busy += monotonic_fine_ms() - at;
		note_written(run, &s->w, r == 0);
		s = run->closed ? NULL : next_slice(run, began);
	}
	wanted(run);
	pthread_mutex_lock(&run->lock);
	run->closed = true;
	pthread_cond_signal(&run->changed);
	pthread_mutex_unlock(&run->lock);
	run->ended = monotonic_fine_ms() - began;
	return r;
}

/* Slices through the writer, the first of which is there; the next ones are made ready meanwhile. */
static int write_group(struct import_run *run, const struct import_job *job, struct err *err)
{
	struct writer_job j = {.fn = write_slices, .arg = run, .err = err};
	run->over = run->closed = false;
	int r = writer_begin(run->site->writer, &j, err);
	if (r < 0)
		return r;
	make_slices(run, job);
	r = writer_wait(run->site->writer, &j);
	double commit = j.held_ms - run->ended;
	run->held_ms = run->longest + commit;
	if (r == 0 && !job->doing.n && !job->record->check && run->rows >= IMPORT_BLOCK) {
		note_pace(&pace, run->rows, run->busy, SLICE_MS, SLICE_LEAST, IMPORT_SLICE);
		note_pace(&group, run->rows, commit, COMMIT_MS, GROUP_LEAST, GROUP_MOST);
	}
	return r;
}

/* ---- step by step ---- */

/* Is the slice that is ready the one behind the mark? */
static bool fits(struct import_run *run, const struct mark *at)
{
	const struct import_write *w = &run->slice[run->written % SLICES].w;
	return run->made > run->written && w->slice == at->done && w->from == at->place;
}

/* A slice behind the mark, ready when that is possible. */
static int first_slice(struct import_run *run, const struct import_job *job, const struct mark *at, struct err *err)
{
	if (fits(run, at))
		return 0;
	run->made = run->written; /* the writer is at rest: nobody else looks at them */
	run->at = *at;
	take_more_ids(run);
	if (!make_ready(run, job)) {
		int r = read_slice(run, free_slice(run), job, at, pace, err);
		if (r < 0)
			return r;
		go_on(run, &free_slice(run)->w);
	}
	run->made++;
	return 0;
}

/* The end of a job without slices, too: a table that changes nothing. */
static int step(struct import_run *run, struct arena *a, bool *ret_more, struct err *err)
{
	struct import_job job = {0};
	struct mark at = {0};
	int r = import_load_place(run->site, run->db, a, run->id, &job, &at.place, err);
	*ret_more = false;
	if (r <= 0 || job.state != IMPORT_CONFIRMED)
		return r < 0 ? r : 0;
	at.done = job.done;
	at.slices = job.slices;
	r = first_slice(run, &job, &at, err);
	if (r == 0)
		r = write_group(run, &job, err);
	if (r < 0 && run->stale) {
		*err = ERR_INIT;
		begin_again(run);
		r = first_slice(run, &job, &at, err);
		if (r == 0)
			r = write_group(run, &job, err);
	}
	if (r < 0)
		return r;
	if (run->last)
		stage_remove(run->site, run->id, STAGE_ROWS);
	*ret_more = !run->last;
	return 0;
}

struct failing { int64_t id; const char *why; };

static int fail(struct db *db, void *arg, struct err *err)
{
	const struct failing *f = arg;
	return db_run(db, &import_job_fail, VALUES(v_int(f->id), v_c(f->why)), err);
}

/* Stopped by its owner, in the middle of a slice perhaps. */
static bool is_stopped(struct import_run *run, struct arena *a)
{
	struct import_job job = {0};
	struct err ignored = ERR_INIT;
	return import_load(run->site, run->db, a, run->id, &job, &ignored) > 0 && job.state == IMPORT_DROPPED;
}

int import_next(struct import_run *run, bool *ret_more, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("import job", 1 << 20);
	struct err ignored = ERR_INIT;
	int r = step(run, a, ret_more, err);
	if (r == 0)
		return 0;
	begin_again(run);
	if (err->code == ERR_BUSY || err->code == ERR_DISK_FULL)
		return r;
	if (is_stopped(run, a)) {
		*err = ERR_INIT;
		return 0;
	}
	struct failing f = {run->id, err->text};
	writer_run(run->site->writer, fail, &f, &ignored);
	return r;
}

/* ---- beside the pages ---- */

static int clean(void *ctx, struct db *db, struct err *err)
{
	return import_clean(ctx, db, err);
}

static int waiting(void *ctx, struct db *db, int64_t *ret_id, struct err *err)
{
	(void)ctx;
	return import_waiting(db, ret_id, err);
}

static int write_all(void *ctx, struct db *db, int64_t id, struct job_thread *t, struct err *err)
{
	struct import_run *run = import_begin(ctx, db, id);
	bool more = true;
	int r = 0;
	while (r == 0 && more && !job_stopping(t))
		r = import_next(run, &more, err);
	import_end(run);
	return r;
}

int import_thread_start(struct site *site, struct job_thread **ret_thread, struct err *err)
{
	static const struct job_kind kind = {.name = "import", .begin = clean, .waiting = waiting, .work = write_all};
	struct db *db;
	int r = site_reader(site, &db, err);
	return r < 0 ? r : job_start(&kind, site, db, ret_thread, err);
}
