/* Import jobs: what waits, what is being written, what was refused. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "record/import_int.h"
#include "record/statements.h"

#define KEPT_MS ((int64_t)30 * 86400000)
#define NO_PLACE (-1) /* the staging files are gone */

static const struct column job_columns[] = {
	{"id", COLUMN_INT, false, NULL},       {"record", COLUMN_TEXT, false, NULL}, {"person", COLUMN_INT, false, "person"},
	{"file", COLUMN_TEXT, false, NULL},    {"state", COLUMN_TEXT, false, NULL},  {"made_at", COLUMN_INT, false, NULL},
	{"total", COLUMN_INT, false, NULL},    {"fresh", COLUMN_INT, false, NULL},   {"changed", COLUMN_INT, false, NULL},
	{"same", COLUMN_INT, false, NULL},     {"refused", COLUMN_INT, false, NULL}, {"slices", COLUMN_INT, false, NULL},
	{"done", COLUMN_INT, false, NULL},     {"place", COLUMN_INT, false, NULL},   {"written", COLUMN_INT, false, NULL},
	{"understood", COLUMN_TEXT, false, NULL}, {"ignored", COLUMN_TEXT, false, NULL}, {"problem", COLUMN_TEXT, true, NULL},
	{"doing", COLUMN_TEXT, true, NULL},
};
static const struct index job_indexes[] = {{"person, record, made_at", false}, {"state, made_at", false}};
const struct table import_job_table = {"import_job", TABLE_OPERATIONAL, job_columns, ARRAY_LEN(job_columns), "id", job_indexes,
				       ARRAY_LEN(job_indexes)};

static const struct column late_columns[] = {
	{"job", COLUMN_INT, false, NULL}, {"line", COLUMN_INT, false, NULL}, {"sealed", COLUMN_BLOB, false, NULL}};
const struct table import_late_table = {"import_late", TABLE_OPERATIONAL, late_columns, ARRAY_LEN(late_columns), "job, line",
					NULL, 0};

static const char *const state_names[] = {
	[IMPORT_CHECKED] = "checked", [IMPORT_CONFIRMED] = "confirmed", [IMPORT_DONE] = "done",
	[IMPORT_DROPPED] = "dropped", [IMPORT_FAILED] = "failed",
};

const char *import_action(const struct record *record, char buf[80])
{
	snprintf(buf, 80, "%s.import", record->name);
	if (!access_known(buf))
		snprintf(buf, 80, "%s.save", record->name);
	return buf;
}

/* ---- reading ---- */

/* false when its record is not of this program any more. */
static bool job_of(struct site *site, struct query *q, struct arena *a, struct import_job *ret, int64_t *ret_place)
{
	struct import_job job = {
		.id = query_int(q, 0),
		.record = catalog_record(site->catalog, query_str(q, 1)),
		.person = query_int(q, 2),
		.file = query_dup(q, 3, a),
		.at = query_int(q, 5),
		.rows = query_int(q, 6),
		.fresh = query_int(q, 7),
		.changed = query_int(q, 8),
		.same = query_int(q, 9),
		.refused = query_int(q, 10),
		.slices = query_int(q, 11),
		.done = query_int(q, 12),
		.written = query_int(q, 14),
		.columns = query_dup(q, 15, a),
		.ignored = query_dup(q, 16, a),
		.problem = query_dup(q, 17, a),
		.doing = query_dup(q, 18, a),
	};
	for (size_t i = 0; i < ARRAY_LEN(state_names); i++)
		if (str_eq_c(query_str(q, 4), state_names[i]))
			job.state = (enum import_state)i;
	job.kept = query_int(q, 13) != NO_PLACE;
	if (ret_place)
		*ret_place = query_int(q, 13);
	*ret = job;
	return job.record != NULL;
}

int import_load_place(struct site *site, struct db *db, struct arena *a, int64_t id, struct import_job *ret, int64_t *ret_place,
		      struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &import_job_get, VALUES(v_int(id)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	return r > 0 ? job_of(site, q, a, ret, ret_place) : r;
}

int import_load(struct site *site, struct db *db, struct arena *a, int64_t id, struct import_job *ret_job, struct err *err)
{
	struct import_job job;
	int r = import_load_place(site, db, a, id, &job, NULL, err);
	if (r > 0)
		*ret_job = job;
	return r;
}

int import_recent(struct site *site, struct db *db, struct arena *a, int64_t person, const struct record *record, bool many,
		  size_t most, struct import_job **ret_jobs, size_t *ret_n, struct err *err)
{
	struct import_job *jobs = arena_array_of(a, most, struct import_job);
	size_t n = 0;
	_cleanup_query_ struct query *q = NULL;
	const struct stmt *recent = many ? &import_job_many : &import_job_recent;
	int r = db_query(db, recent, VALUES(v_int(person), v_c(record->name), v_int((int64_t)most)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		n += job_of(site, q, a, &jobs[n], NULL);
		r = 0;
	}
	if (r < 0)
		return r;
	*ret_jobs = jobs;
	*ret_n = n;
	return 0;
}

int import_waiting(struct db *db, int64_t *ret_id, struct err *err)
{
	return db_get_int(db, &import_job_waiting, NO_VALUES, 0, ret_id, err);
}

/* ---- a new one ---- */

int64_t import_fresh_id(struct site *site)
{
	uint64_t id;
	site->world->random(site->world, &id, sizeof(id));
	return (int64_t)(id & (((uint64_t)1 << 52) - 1)) | 1;
}

struct making { struct site *site; const struct import_made *made; int64_t slices; };

static int add_job(struct db *db, void *arg, struct err *err)
{
	const struct making *j = arg;
	const struct import_made *m = j->made;
	return db_run(db, &import_job_add,
		      VALUES(v_int(m->id), v_c(m->record->name), v_int(m->actor->program ? 0 : m->actor->person), v_text(m->file),
			     v_int(site_now(j->site)), v_int(m->total), v_int(m->fresh), v_int(m->changed), v_int(m->same),
			     v_int(m->refused), v_int(j->slices), v_text(m->understood), v_text(m->ignored),
			     m->doing.n ? v_text(m->doing) : v_null()),
		      err);
}

int import_make_job(struct site *site, const struct import_made *made, struct stage_out **out, struct stage_out **bad,
		    struct err *err)
{
	struct making job = {site, made, stage_blocks(*out)};
	struct stage_out *rows = *out, *refused = *bad;
	*out = *bad = NULL;
	int r = stage_finish(rows, err);
	int b = r == 0 ? stage_finish(refused, err) : (stage_abandon(refused), r);
	if (b == 0)
		b = writer_run(site->writer, add_job, &job, err);
	if (b < 0) {
		stage_remove(site, made->id, STAGE_ROWS);
		stage_remove(site, made->id, STAGE_BAD);
	}
	return b;
}

/* ---- what the person decides ---- */

struct settling { int64_t id; enum import_state to; };

static int settle(struct db *db, void *arg, struct err *err)
{
	const struct settling *s = arg;
	int r = db_run(db, &import_job_settle, VALUES(v_int(s->id), v_c(state_names[s->to])), err);
	if (r == 0 && db_changed(db) != 1)
		return err_set(err, ERR_CONFLICT, _("Lần nhập này đã được ghi hoặc đã bỏ."));
	return r;
}

int import_confirm(struct site *site, int64_t id, struct err *err)
{
	struct settling s = {id, IMPORT_CONFIRMED};
	return writer_run(site->writer, settle, &s, err);
}

int import_drop(struct site *site, int64_t id, struct err *err)
{
	struct settling s = {id, IMPORT_DROPPED};
	int r = writer_run(site->writer, settle, &s, err);
	if (r == 0)
		stage_remove(site, id, STAGE_ROWS);
	return r;
}

static int stop(struct db *db, void *arg, struct err *err)
{
	const int64_t *id = arg;
	int r = db_run(db, &import_job_stop, VALUES(v_int(*id)), err);
	if (r == 0 && db_changed(db) != 1)
		return err_set(err, ERR_CONFLICT, _("Lần nhập này đã ghi xong hoặc đã dừng."));
	return r;
}

int import_stop(struct site *site, int64_t id, struct err *err)
{
	int r = writer_run(site->writer, stop, &id, err);
	if (r == 0)
		stage_remove(site, id, STAGE_ROWS);
	return r;
}

/* ---- what nobody needs any more ---- */

static int forget(struct db *db, void *arg, struct err *err)
{
	const int64_t *id = arg;
	int r = db_run(db, &import_late_drop, VALUES(v_int(*id)), err);
	return r < 0 ? r : db_run(db, &import_job_cleaned, VALUES(v_int(*id)), err);
}

int import_clean(struct site *site, struct db *db, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("import clean", 1 << 24);
	int64_t *ids = NULL;
	size_t n = 0, cap = 0;
	int r;
	{
		_cleanup_query_ struct query *q = NULL;
		r = db_query(db, &import_job_old, VALUES(v_int(site_now(site) - KEPT_MS)), &q, err);
		while (r == 0 && (r = query_next(q, err)) > 0) {
			ids = arena_grow(a, ids, n, &cap, sizeof(*ids));
			ids[n++] = query_int(q, 0);
			r = 0;
		}
	}
	for (size_t i = 0; r == 0 && i < n; i++) {
		stage_remove(site, ids[i], STAGE_ROWS);
		stage_remove(site, ids[i], STAGE_BAD);
		r = writer_run(site->writer, forget, &ids[i], err);
	}
	return r;
}
