/* A slice of rows through the writer: judged again, since the register may have changed, then entered in the ledger. Where no row
 * looks at others all but the entry itself is done before, outside; should anybody have written meanwhile it is done again. */
#include <stdio.h>
#include <string.h>

#include "record/import_int.h"
#include "record/statements.h"
#include "record/verbs.h"

struct import_ready {
	struct import_write *w;
	struct import_judge judge;
	struct verb verb;
	struct verb_call call;
	struct verb_result result;
	struct actor actor;
	char name[80];
	/* outside only */
	struct head head; /* of what was read */
	struct verb_made made;
	int64_t unit;
};

static void refuse(struct import_write *w, size_t row, struct str why)
{
	w->refused[w->refused_n++] = (struct import_late){row, why};
}

/* All that a record's check found wrong, in one line. */
static struct str reasons(struct arena *a, const struct verb_result *result, const struct err *one)
{
	_cleanup_buf_ struct buf b = BUF_INIT(4000);
	for (size_t i = 0; i < result->error_count; i++)
		buf_printf(&b, "%s%s", i ? " " : "", result->errors[i].text);
	return b.n ? arena_dup(a, buf_str(&b)) : arena_dup(a, str_from_c(one->text));
}

static int edit_of(struct import_ready *run, const struct import_row *row, struct edit **ret, struct err *err)
{
	const struct record *record = run->w->record;
	struct edit *e = NULL;
	int r = 0;
	if (row->existing)
		r = edit_row(&run->call, record, row->existing, &e, err);
	else
		e = edit_new(&run->call, record);
	for (size_t i = 0; r == 0 && i < record->field_count; i++)
		if (row->value[i].given && import_field_set(&record->fields[i]))
			edit_set_at(e, i, row->value[i].v);
	if (r == 0 && !row->existing && record->state)
		edit_set(e, record->state, v_c(record->fields[record_field(record, record->state)].choices[0].code));
	if (r == 0)
		*ret = e;
	return r;
}

/* A row refused by the record's own check leaves no edits behind. */
static void forget(struct verb_call *c, struct edit *last)
{
	c->last = last;
	if (last)
		last->next = NULL;
	else
		c->first = NULL;
}

static bool is_refusal(enum err_code code)
{
	return code == ERR_INPUT || code == ERR_LAW || code == ERR_CONFLICT || code == ERR_NOT_FOUND || code == ERR_DENIED;
}

/* 1 taken, 0 refused or nothing to do. */
static int take_row(struct import_ready *run, size_t at, struct err *err)
{
	struct import_write *w = run->w;
	struct import_row *row = &w->rows[at];
	struct edit *e = NULL, *last = run->call.last;
	struct err one = ERR_INIT;
	struct str why;
	int r = import_row_judge(&run->judge, row, &why, err);
	if (r == 0)
		refuse(w, at, why);
	if (r <= 0 || row->same)
		return r < 0 ? r : 0;
	r = edit_of(run, row, &e, err);
	if (r < 0)
		return r;
	run->result.error_count = 0;
	if (w->record->check)
		r = w->record->check(&(struct record_check){&run->call, e, row->existing == 0}, &one);
	if (r < 0 && !is_refusal(one.code)) {
		*err = one;
		return r;
	}
	if (r == 0 && run->result.error_count == 0)
		return 1;
	refuse(w, at, reasons(w->a, &run->result, &one));
	forget(&run->call, last);
	return 0;
}

struct str import_key(struct arena *a, int64_t job)
{
	return arena_printf(a, "import-%llx-", (long long)job);
}

bool import_is_slice(const struct entry *entry)
{
	return str_starts(entry->key, STR("import-")) && str_find(entry->key, STR("-s")) >= 0;
}

/* `line` 0: of the slice. */
static struct str entry_key(const struct import_write *w, int64_t line)
{
	struct str job = import_key(w->a, w->job);
	return line ? arena_printf(w->a, "%.*s%lld", STR_ARG(job), (long long)line)
		    : arena_printf(w->a, "%.*ss%lld", STR_ARG(job), (long long)w->slice);
}

/* One entry from the edits so far. */
static int enter(struct import_ready *run, int64_t line, int64_t unit, struct err *err)
{
	int r = verb_append(&run->call, entry_key(run->w, line), unit, err);
	forget(&run->call, NULL);
	return r;
}

/* Whose the slice is: the unit of its rows, the root of the site when they are of several. */
static int64_t common_unit(int64_t so_far, int64_t unit, int64_t root)
{
	return so_far == 0 || so_far == unit ? unit : root;
}

/* By the verb itself: its own permission, rules and entry. 1 changed, 0 refused or nothing to do. */
static int do_row(struct import_ready *run, size_t at, struct err *err)
{
	struct import_write *w = run->w;
	struct verb_result result = {0};
	struct verb_call call = run->call;
	struct err one = ERR_INIT;
	int r = db_savepoint(call.db, err);
	if (r < 0)
		return r;
	call.result = &result;
	r = many_do(&call, w->action, &w->rows[at], many_key(w->a, w->job, w->rows[at].line), &one);
	if (r == 0)
		return db_savepoint_release(call.db, err) < 0 ? -(int)err->code : result.entry > 0;
	db_savepoint_rollback(call.db);
	if (!is_refusal(one.code)) {
		*err = one;
		return r;
	}
	refuse(w, at, reasons(w->a, &result, &one));
	return 0;
}

static int do_rows(struct import_ready *run, struct err *err)
{
	struct import_write *w = run->w;
	int r = 0;
	for (size_t i = 0; r >= 0 && i < w->n; i++) {
		r = do_row(run, i, err);
		w->written += r > 0;
	}
	return r < 0 ? r : 0;
}

static int take_rows(struct import_ready *run, struct err *err)
{
	struct import_write *w = run->w;
	bool each = w->record->check != NULL;
	for (size_t i = 0; i < w->n; i++) {
		int r = take_row(run, i, err);
		if (r > 0) {
			w->written++;
			run->unit = common_unit(run->unit, w->rows[i].unit, w->site->root);
		}
		if (r > 0 && each)
			r = enter(run, w->rows[i].line, w->rows[i].unit, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Rows that were fine when they were checked and are not any more. */
static int keep_refused(struct import_write *w, struct db *db, struct err *err)
{
	for (size_t i = 0; i < w->refused_n; i++) {
		_cleanup_buf_ struct buf b = BUF_INIT((size_t)64 << 20);
		const struct import_row *row = &w->rows[w->refused[i].row];
		stage_row_write(&b, NULL, row, w->refused[i].why);
		struct str sealed = import_seal(w->site, w->a, w->job, "late", row->line, buf_str(&b));
		int r = db_run(db, &import_late_add, VALUES(v_int(w->job), v_int(row->line), v_blob(sealed.p, sealed.n)), err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* The mark moves in the same transaction as the rows. */
static int move_mark(struct import_write *w, struct db *db, struct err *err)
{
	int r = db_run(db, &import_job_move,
		       VALUES(v_int(w->job), v_int(w->slice), v_int(w->blocks > 1 ? w->blocks - 1 : 0), v_int(w->place),
			      v_int(w->written), v_int((int64_t)w->refused_n), v_c(w->last ? "done" : "confirmed")),
		       err);
	if (r == 0 && db_changed(db) != 1)
		return err_set(err, ERR_CONFLICT, _("Lần nhập này không còn chờ ghi."));
	return r;
}

static int begin(struct import_ready *run, struct db *db, struct err *err)
{
	struct import_write *w = run->w;
	struct site *site = w->site;
	run->actor = (struct actor){.program = true};
	int r = w->person ? access_actor(db, w->a, w->person, site_today(site), &run->actor, err) : 0;
	if (r < 0)
		return r;
	snprintf(run->name, sizeof(run->name), "%s.import", w->record->name);
	run->verb = (struct verb){.name = run->name, .title = _("Nhập bảng"), .record = w->record};
	run->call = (struct verb_call){.site = site, .db = db, .arena = w->a, .verb = &run->verb, .actor = &run->actor,
				       .today = site_today(site), .now = site_now(site), .result = &run->result};
	run->judge = (struct import_judge){.site = site, .db = db, .a = w->a, .keep = w->a, .actor = &run->actor,
					   .record = w->record, .today = run->call.today};
	import_action(w->record, run->judge.action);
	w->refused = arena_array_of(w->a, w->n, struct import_late);
	w->refused_n = 0;
	w->written = 0;
	return 0;
}

/* ---- outside ---- */

static int judge_and_make(struct import_ready *run, struct db *db, struct import_ids ids, struct err *err)
{
	int r = ledger_head(db, &run->head, err);
	if (r == 0)
		r = begin(run, db, err);
	if (r < 0)
		return r;
	run->call.next_id = ids.next;
	run->call.ids_left = ids.left;
	r = take_rows(run, err);
	if (r == 0)
		r = verb_make(&run->call, &run->made, err);
	return r < 0 || run->made.n == 0 ? r : ledger_follow(run->w->site->ledger, db, run->w->a, run->made.changes, run->made.n,
							     &run->made.body, err);
}

int import_make_ready(struct import_write *w, struct db *db, struct import_ids *ids, bool *ret_ready, struct err *err)
{
	struct import_ready *run = arena_new_of(w->a, struct import_ready);
	*ret_ready = false;
	if (w->record->check || w->action || (int64_t)w->n > ids->left)
		return 0;
	*run = (struct import_ready){.w = w};
	int r = db_read_begin(db, err);
	if (r < 0)
		return r;
	r = judge_and_make(run, db, *ids, err);
	db_read_end(db);
	if (r < 0)
		return r;
	w->ready = run;
	*ids = (struct import_ids){run->call.next_id, run->call.ids_left};
	*ret_ready = true;
	return 0;
}

/* Has nobody but this job written since the rows were judged? */
static bool still_true(const struct import_ready *run)
{
	const struct import_write *w = run->w;
	int64_t now = ledger_last_number(w->site->ledger);
	bool alone = now == run->head.number || (now == w->own->last && run->head.number + 1 >= w->own->first);
	return alone && run->call.today == site_today(w->site);
}

static int enter_ready(struct import_ready *run, struct db *db, struct err *err)
{
	struct import_write *w = run->w;
	w->stale = !still_true(run);
	if (w->stale)
		return err_set(err, ERR_CONFLICT, "%s", ""); /* never shown: done again */
	run->call.db = db;
	run->call.now = site_now(w->site);
	return verb_append_made(&run->call, &run->made, entry_key(w, 0), run->unit, err);
}

/* ---- in the job ---- */

static int enter_rows(struct import_ready *run, struct db *db, struct err *err)
{
	struct import_write *w = run->w;
	int r = begin(run, db, err);
	if (r < 0)
		return r;
	if (w->action)
		return do_rows(run, err);
	r = take_rows(run, err);
	return r == 0 && w->written && !w->record->check ? enter(run, 0, run->unit, err) : r;
}

/* Ids for a later slice: counted as given with this one's commit. */
static void set_aside(struct import_write *w)
{
	if (w->reserve > 0)
		w->ids = (struct import_ids){ledger_reserve(w->site->ledger, w->reserve), w->reserve};
}

int import_write_job(struct db *db, void *arg, struct err *err)
{
	struct import_write *w = arg;
	struct import_ready here = {.w = w}, *run = w->ready ? w->ready : &here;
	int r = w->ready ? enter_ready(run, db, err) : enter_rows(run, db, err);
	if (r < 0)
		return r;
	w->entry = run->result.entry;
	if (w->trial) {
		w->tried = true;
		return err_set(err, ERR_CONFLICT, "%s", ""); /* takes everything back */
	}
	set_aside(w);
	r = move_mark(w, db, err);
	return r < 0 ? r : keep_refused(w, db, err);
}

int import_try_rows(struct import_write *w, struct err *err)
{
	struct err taken_back = ERR_INIT;
	int r = writer_run(w->site->writer, import_write_job, w, &taken_back);
	if (w->tried)
		return 0;
	*err = taken_back;
	return r;
}
