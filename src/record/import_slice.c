/* A confirmed job, slice by slice: while the writer has one, the next is read, judged and made ready. */
#include <stdlib.h>
#include <string.h>

#include "job/job.h"
#include "record/import_int.h"
#include "record/many.h"
#include "record/statements.h"

#define SLICE_ARENA ((size_t)1 << 30)
#define SLICE_LEAST 256
#define AHEAD 2 /* slices whose ids are set aside: of the one being written and the one being made ready */

/* A slice with all its memory. */
struct slice {
	struct import_write w;
	struct many_action action;
	struct arena *a;
};

struct import_run {
	struct site *site;
	struct db *db;
	int64_t id;
	struct slice slice[2];
	size_t next;  /* which of the two is, or will be, the next one */
	bool ready;   /* it is made ready */
	struct import_ids ids[AHEAD];
	int64_t own;  /* entry of the last slice */
	double held_ms;
};

struct import_run *import_begin(struct site *site, struct db *db, int64_t id)
{
	struct import_run *run = calloc(1, sizeof(*run));
	if (!run)
		abort();
	run->site = site;
	run->db = db;
	run->id = id;
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
	free(run);
}

double import_held_ms(const struct import_run *run)
{
	return run->held_ms;
}

/* ---- how many rows a slice may have ---- */

/* Of this process: a slow machine, or one with much else to do, gets shorter slices. Not too short: each commit writes whole
 * pages, so that very short slices would take the longer and keep the writer from others all the more. */
static _Atomic size_t pace = IMPORT_SLICE_FIRST;

/* Halfway from what it was to what would have taken four fifths of the time allowed. */
static void note_pace(size_t rows, double ms)
{
	double fitting = (double)rows * 0.8 * IMPORT_SLICE_MS / (ms > 0.1 ? ms : 0.1), now = (double)pace;
	double next = (now + fitting) / 2;
	pace = next < SLICE_LEAST ? SLICE_LEAST : next > IMPORT_SLICE ? IMPORT_SLICE : (size_t)next;
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

/* The job's mark, and where the staging file is read on. */
struct mark { int64_t done, slices, place; };

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

/* ---- one slice ahead ---- */

/* What was set aside and made ready is worth nothing any more. */
static void begin_again(struct import_run *run)
{
	memset(run->ids, 0, sizeof(run->ids));
	run->ready = false;
}

static void take_ids(struct import_run *run)
{
	for (size_t i = 0; i + 1 < AHEAD; i++)
		run->ids[i] = run->ids[i + 1];
	run->ids[AHEAD - 1] = (struct import_ids){0};
}

/* One slice's, or of the first slice that writes two slices'. */
static void give_ids(struct import_run *run, struct import_ids ids, bool two)
{
	int64_t n = two ? ids.left / 2 : ids.left;
	for (size_t i = 0; i < AHEAD && ids.left; i++)
		if (run->ids[i].left == 0) {
			run->ids[i] = (struct import_ids){ids.next, n};
			ids = (struct import_ids){ids.next + n, ids.left - n};
		}
}

/* A failure is found again by the job that has to do without. */
static void make_ready(struct import_run *run, const struct import_job *job, const struct mark *at)
{
	struct slice *s = &run->slice[run->next];
	struct err ignored = ERR_INIT;
	size_t most = pace < (size_t)run->ids[0].left ? pace : (size_t)run->ids[0].left;
	run->ready = false;
	if (most < IMPORT_BLOCK || job->doing.n || job->record->check || at->done >= at->slices)
		return;
	if (read_slice(run, s, job, at, most, &ignored) == 0 &&
	    import_make_ready(&s->w, run->db, run->ids[0], &run->ready, &ignored) == 0 && run->ready)
		take_ids(run);
}

/* ---- writing ---- */

static bool fits(const struct import_run *run, const struct mark *at)
{
	const struct import_write *w = &run->slice[run->next].w;
	return run->ready && w->slice == at->done && w->from == at->place;
}

/* The slice through the writer, the next one being made ready meanwhile. */
static int write_slice(struct import_run *run, struct slice *s, const struct import_job *job, const struct mark *at,
		       struct err *err)
{
	struct import_write *w = &s->w;
	struct writer_job j = {.fn = import_write_job, .arg = w, .err = err};
	struct mark next = {at->done + 1, at->slices - (w->blocks > 1 ? w->blocks - 1 : 0), w->place};
	bool whole = job->record->check == NULL && !w->action;
	size_t wanted = (pace + IMPORT_BLOCK - 1) / IMPORT_BLOCK * IMPORT_BLOCK;
	w->own = run->own;
	bool two = run->ids[0].left == 0;
	w->reserve = !whole || w->last || run->ids[AHEAD - 1].left ? 0 : (int64_t)(two ? AHEAD * wanted : wanted);
	run->next ^= 1;
	run->ready = false;
	int r = writer_begin(run->site->writer, &j, err);
	if (r < 0)
		return r;
	make_ready(run, job, &next);
	r = writer_wait(run->site->writer, &j);
	run->held_ms = j.held_ms;
	if (r < 0)
		return r;
	give_ids(run, w->ids, two);
	if (w->entry)
		run->own = w->entry;
	if (whole && w->n >= IMPORT_BLOCK)
		note_pace(w->n, j.held_ms);
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
	struct slice *s = &run->slice[run->next];
	if (!fits(run, &at) && run->ids[0].left)
		make_ready(run, &job, &at);
	r = fits(run, &at) ? 0 : read_slice(run, s, &job, &at, pace, err);
	if (r == 0)
		r = write_slice(run, s, &job, &at, err);
	if (r < 0 && s->w.stale) {
		*err = ERR_INIT;
		begin_again(run);
		r = read_slice(run, s, &job, &at, pace, err);
		run->next = (size_t)(s - run->slice);
		if (r == 0)
			r = write_slice(run, s, &job, &at, err);
	}
	if (r == 0 && s->w.last)
		stage_remove(run->site, run->id, STAGE_ROWS);
	*ret_more = r == 0 && !s->w.last;
	return r;
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
