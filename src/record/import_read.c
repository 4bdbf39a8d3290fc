/* A table is taken apart in a thread of its own, while its rows are judged: on two cores nearly twice as fast. */
#include <errno.h>
#include <string.h>

#include "base/thread.h"
#include "record/import_int.h"

#define BATCHES 3
#define BATCH_ROWS 256
#define BATCH_BYTES ((size_t)256 << 10) /* then it is handed on; one row may be longer */

struct batch {
	struct arena *a;
	struct csv_row rows[BATCH_ROWS];
	size_t n, bytes;
};

struct reading {
	struct str bytes;
	const char *name;
	struct table_info *info;
	struct batch batch[BATCHES];
	size_t filling; /* the reader's own */
	int result;
	struct err err;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	size_t full;             /* batches that wait to be taken, the one being taken included */
	bool ended, unwanted;
};

/* ---- the reader's thread ---- */

/* false: nobody wants more. */
static bool hand_on(struct reading *r)
{
	pthread_mutex_lock(&r->lock);
	r->full++;
	pthread_cond_signal(&r->changed);
	while (r->full == BATCHES && !r->unwanted)
		pthread_cond_wait(&r->changed, &r->lock);
	bool wanted = !r->unwanted;
	pthread_mutex_unlock(&r->lock);
	r->filling = (r->filling + 1) % BATCHES;
	struct batch *next = &r->batch[r->filling];
	if (wanted) {
		arena_reset(next->a);
		next->n = next->bytes = 0;
	}
	return wanted;
}

static int keep_row(void *ctx, const struct csv_row *row, struct err *err)
{
	struct reading *r = ctx;
	struct batch *b = &r->batch[r->filling];
	struct str *cells = arena_array_of(b->a, row->n, struct str);
	size_t bytes = 0;
	for (size_t i = 0; i < row->n; i++)
		bytes += row->cells[i].n;
	char *at = arena_alloc(b->a, bytes + 1);
	for (size_t i = 0; i < row->n; i++) {
		if (row->cells[i].n)
			memcpy(at, row->cells[i].p, row->cells[i].n);
		cells[i] = (struct str){at, row->cells[i].n};
		at += row->cells[i].n;
	}
	b->rows[b->n++] = (struct csv_row){.line = row->line, .n = row->n, .cells = cells};
	b->bytes += bytes + row->n * sizeof(*cells);
	if (b->n < BATCH_ROWS && b->bytes < BATCH_BYTES)
		return 0;
	return hand_on(r) ? 0 : err_set(err, ERR_CONFLICT, "%s", ""); /* never shown: whoever stopped it has a reason */
}

static void *read_all(void *arg)
{
	struct reading *r = arg;
	r->result = table_read(r->bytes, r->name, &csv_limits_default, keep_row, r, r->info, &r->err);
	if (r->result == 0 && r->batch[r->filling].n)
		hand_on(r);
	pthread_mutex_lock(&r->lock);
	r->ended = true;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

/* ---- the caller's ---- */

/* A batch to take, or false: that was all. */
static bool wait_for_batch(struct reading *r)
{
	pthread_mutex_lock(&r->lock);
	while (!r->full && !r->ended)
		pthread_cond_wait(&r->changed, &r->lock);
	bool there = r->full > 0;
	pthread_mutex_unlock(&r->lock);
	return there;
}

static void give_back(struct reading *r, bool unwanted)
{
	pthread_mutex_lock(&r->lock);
	r->full--;
	r->unwanted = r->unwanted || unwanted;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

static int take_all(struct reading *r, int (*row)(void *, const struct csv_row *, struct err *), void *ctx, struct err *err)
{
	int result = 0;
	for (size_t at = 0; result == 0 && wait_for_batch(r); at = (at + 1) % BATCHES) {
		const struct batch *b = &r->batch[at];
		for (size_t i = 0; result == 0 && i < b->n; i++)
			result = row(ctx, &b->rows[i], err);
		give_back(r, result != 0);
	}
	return result;
}

int import_read(struct str bytes, const char *name, int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx,
		struct table_info *info, struct err *err)
{
	struct reading r = {.bytes = bytes, .name = name, .info = info, .err = ERR_INIT};
	pthread_t thread;
	pthread_mutex_init(&r.lock, NULL);
	pthread_cond_init(&r.changed, NULL);
	for (size_t i = 0; i < BATCHES; i++)
		r.batch[i].a = arena_new("rows read", (size_t)256 << 20);
	int result = thread_start("table", read_all, &r, &thread, err);
	if (result == 0) {
		result = take_all(&r, row, ctx, err);
		pthread_join(thread, NULL);
		if (result == 0 && r.result < 0) {
			*err = r.err;
			result = r.result;
		}
	}
	for (size_t i = 0; i < BATCHES; i++)
		arena_free(r.batch[i].a);
	pthread_cond_destroy(&r.changed);
	pthread_mutex_destroy(&r.lock);
	return result;
}
