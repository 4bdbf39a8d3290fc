/* One action on many rows: looked at, staged, done. */
#include "record/many.h"

#include <string.h>

#include "ledger/ledger.h"
#include "record/import_int.h"
#include "record/list.h"
#include "record/statements.h"
#include "record/unmake.h"
#include "record/verbs.h"

#define COLUMNS 3 /* of the refused rows: heading, unit, id */
#define BACK_BLOCK 8

bool many_sets(const struct field *f)
{
	return (f->kind == FIELD_CHOICE || f->kind == FIELD_TRISTATE) && !(f->flags & (FIELD_SET | FIELD_PRIVATE));
}

static bool read_move(const struct record *record, struct str rest, struct many_action *ret)
{
	struct str name;
	if (!str_split(&rest, '\t', &name))
		return false;
	for (size_t i = 0; i < record->move_count; i++)
		if (str_eq_c(name, record->moves[i].name)) {
			*ret = (struct many_action){.kind = MANY_MOVE, .verb = record_move_verb(record, i), .move = i};
			while (ret->said_n < many_asks(ret) && str_split(&rest, '\t', &ret->said[ret->said_n]))
				ret->said_n++;
			return true;
		}
	return false;
}

static bool read_set(const struct record *record, struct str name, struct str value, struct many_action *ret)
{
	for (size_t i = 0; i < record->field_count; i++) {
		const struct field *f = &record->fields[i];
		if (!str_eq_c(name, f->name) || !many_sets(f))
			continue;
		if (f->kind == FIELD_CHOICE ? !field_choice(f, value) : !str_eq_c(value, "1") && !str_eq_c(value, "0"))
			return false;
		*ret = (struct many_action){.kind = MANY_SET, .verb = record_set_verb(record), .field = f, .value = value};
		return true;
	}
	return false;
}

bool many_read(const struct record *record, struct str text, struct many_action *ret_action)
{
	struct str kind, name, rest = text;
	int64_t job;
	if (!str_split(&rest, ' ', &kind))
		return false;
	if (str_eq_c(kind, "move"))
		return read_move(record, rest, ret_action);
	if (!str_split(&rest, ' ', &name))
		return false;
	if (str_eq_c(kind, "set"))
		return read_set(record, name, rest, ret_action);
	bool back = str_eq_c(kind, "back");
	const struct verb *undo = record_undo_verb(record);
	if ((!back && !str_eq_c(kind, "undo")) || !access_known(undo->name) || !str_to_i64(name, 1, INT64_MAX, &job))
		return false;
	*ret_action = (struct many_action){.kind = back ? MANY_BACK : MANY_UNDO, .verb = undo, .job = job};
	return true;
}

struct str many_title(struct arena *a, const struct record *record, const struct many_action *action)
{
	if (action->kind == MANY_MOVE) {
		struct str title = str_from_c(record->moves[action->move].title);
		for (size_t i = 0; i < action->said_n; i++)
			title = arena_printf(a, "%.*s%s %.*s", STR_ARG(title), i ? "," : ":", STR_ARG(action->said[i]));
		return title;
	}
	if (action->kind == MANY_UNDO)
		return str_from_c(_("Hoàn tác lần làm với nhiều dòng"));
	if (action->kind == MANY_BACK)
		return str_from_c(_("Rút lại bảng đã nhập"));
	struct value v = action->field->kind == FIELD_CHOICE ? v_text(action->value) : v_int(str_eq_c(action->value, "1"));
	return arena_printf(a, _("Đặt «%s» là «%.*s»"), action->field->label, STR_ARG(field_text(a, action->field, &v)));
}

/* ---- looked at ---- */

struct many {
	struct site *site;
	struct db *db;
	struct arena *keep, *a; /* for the whole, for the block */
	const struct actor *actor;
	const struct record *record;
	const struct many_action *action;
	struct import_may *may;
	size_t may_n, may_cap;
	struct stage_out *out, *bad;
	struct buf block, bad_block;
	size_t staged; /* rows in the block */
	int64_t ready, same, refused;
};

static int may(struct many *m, int64_t unit, struct err *err)
{
	for (size_t i = 0; i < m->may_n; i++)
		if (m->may[i].unit == unit)
			return m->may[i].may;
	int r = access_may(m->db, m->actor, m->action->verb->name, unit, err);
	if (r < 0)
		return r;
	m->may = arena_grow(m->keep, m->may, m->may_n, &m->may_cap, sizeof(*m->may));
	m->may[m->may_n++] = (struct import_may){unit, r > 0};
	return r;
}

/* Is it a row for this action? What only the verb knows is asked when it is done. */
static bool fits(struct many *m, const struct row *row, const struct many_row *asked, struct str *ret_why)
{
	const struct record *record = m->record;
	if (asked->revision && asked->revision != row->revision) {
		*ret_why = str_from_c(m->action->kind == MANY_BACK ? _("Đã có thay đổi khác sau lần nhập đó.")
								   : _("Đã có thay đổi khác sau lần làm đó."));
		return false;
	}
	if (m->action->kind != MANY_MOVE)
		return true;
	const struct move *move = &record->moves[m->action->move];
	const struct field *state = &record->fields[record_field(record, record->state)];
	if (record_move_fits(move, row_str(row, record->state)))
		return true;
	*ret_why = arena_printf(m->a, _("Đang ở trạng thái «%.*s»."), STR_ARG(field_text(m->a, state, row_value(row, record->state))));
	return false;
}

static bool is_so(struct many *m, const struct row *row)
{
	const struct field *f = m->action->field;
	if (m->action->kind != MANY_SET)
		return false;
	return str_eq(field_typed(m->a, f, row_value(row, f->name)), m->action->value);
}

static int cells_of(struct many *m, const struct row *row, struct str cell[COLUMNS], struct err *err)
{
	const struct record *record = m->record;
	int r = record_label(m->db, m->a, m->site->catalog, record->name, row->id, &cell[0], err);
	if (r == 0 && !cell[0].n) /* taken back */
		cell[0] = field_text(m->a, &record->fields[record_field(record, record->heading)], row_value(row, record->heading));
	if (r == 0)
		r = record_label(m->db, m->a, m->site->catalog, "unit", record_unit(m->site, row), &cell[1], err);
	return r;
}

static int flush(struct many *m, struct err *err)
{
	int r = m->staged ? stage_add(m->out, buf_str(&m->block), err) : 0;
	if (r == 0 && m->bad_block.n)
		r = stage_add(m->bad, buf_str(&m->bad_block), err);
	m->staged = 0;
	buf_reset(&m->block);
	buf_reset(&m->bad_block);
	arena_reset(m->a);
	return r;
}

static void keep(struct many *m, const struct import_row *row, struct str why)
{
	if (why.n) {
		m->refused++;
		stage_row_write(&m->bad_block, NULL, row, why);
		return;
	}
	m->ready++;
	m->staged++;
	stage_row_write(&m->block, m->record, row, why);
}

static int look_at(struct many *m, const struct many_row *asked, int64_t line, struct err *err)
{
	struct row row;
	struct str cell[COLUMNS + 1] = {[2] = arena_printf(m->a, "%lld", (long long)asked->id),
					[3] = arena_printf(m->a, "%lld", (long long)asked->revision)}, why = {0};
	struct import_row staged = {.line = line, .cell = cell, .n = COLUMNS};
	staged.value = arena_array_of(m->a, m->record->field_count, struct import_value);
	struct history_item gone;
	int r = record_read(m->site, m->db, m->a, m->actor, m->record, asked->id, &row, err);
	if (r == 0 && m->action->kind == MANY_UNDO)
		r = record_read_gone(m->site, m->db, m->a, m->actor, m->record, asked->id, &row, &gone, err);
	if (r < 0)
		return r;
	if (r == 0) {
		keep(m, &staged, arena_printf(m->a, _("Không tìm thấy «%s» này."), m->record->title));
		return 0;
	}
	r = cells_of(m, &row, cell, err);
	int allowed = r < 0 ? r : may(m, record_unit(m->site, &row), err);
	if (allowed < 0)
		return allowed;
	if (!allowed)
		why = arena_printf(m->a, _("Vai trò của bạn không được làm việc này cho đơn vị «%.*s»."), STR_ARG(cell[1]));
	else if (is_so(m, &row))
		m->same++;
	else if (fits(m, &row, asked, &why))
		staged.n = COLUMNS + 1;
	if (why.n || staged.n > COLUMNS)
		keep(m, &staged, why);
	return 0;
}

/* The headings of the refused rows. */
static int write_head(struct many *m, struct err *err)
{
	const struct record *record = m->record;
	struct str name[COLUMNS] = {str_from_c(record->fields[record_field(record, record->heading)].label),
				    str_from_c(_("Đơn vị")), str_from_c(_("Số bản ghi"))};
	struct import_row head = {.cell = name, .n = COLUMNS};
	stage_row_write(&m->bad_block, NULL, &head, STR(""));
	int r = stage_add(m->bad, buf_str(&m->bad_block), err);
	buf_reset(&m->bad_block);
	return r;
}

/* To put a row back reads its history, a slice of a table at a time. */
static size_t block_of(const struct many_action *action)
{
	return action->kind == MANY_BACK ? BACK_BLOCK : IMPORT_BLOCK;
}

static int look_at_all(struct many *m, int64_t id, const struct many_row *rows, size_t n, struct err *err)
{
	int r = stage_create(m->site, id, STAGE_ROWS, &m->out, err);
	if (r == 0)
		r = stage_create(m->site, id, STAGE_BAD, &m->bad, err);
	if (r == 0)
		r = write_head(m, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		r = look_at(m, &rows[i], (int64_t)i + 1, err);
		if (r == 0 && (m->staged == block_of(m->action) || i % 1024 == 1023))
			r = flush(m, err);
	}
	return r < 0 ? r : flush(m, err);
}

/* What a move asks for is there and can be read. */
static int check_said(struct arena *a, const struct many_action *action, struct err *err)
{
	for (size_t i = 0; i < many_asks(action); i++) {
		struct value v;
		const struct field *f = &action->verb->params[i + 1];
		struct str typed = i < action->said_n ? action->said[i] : (struct str){0};
		int r = field_parse(a, f, typed, &v, err);
		if (r < 0)
			return r;
		if (v.kind == VALUE_NULL)
			return err_field(err, ERR_INPUT, f->name, _("Chưa nhập «%s»."), f->label);
	}
	return 0;
}

int many_check(struct site *site, struct db *db, const struct actor *actor, const struct record *record, struct str text,
	       const struct many_row *rows, size_t n, int64_t *ret_job, struct err *err)
{
	_cleanup_arena_ struct arena *whole = arena_new("many rows", (size_t)64 << 20);
	_cleanup_arena_ struct arena *a = arena_new("many rows block", (size_t)256 << 20);
	struct many_action action;
	struct many m = {.site = site, .db = db, .keep = whole, .a = a, .actor = actor, .record = record, .action = &action,
			 .block = BUF_INIT((size_t)64 << 20), .bad_block = BUF_INIT((size_t)64 << 20)};
	if (!many_read(record, text, &action))
		return err_set(err, ERR_INPUT, _("Chưa chọn việc cần làm. Hãy quay lại và chọn một việc."));
	if (n == 0)
		return err_set(err, ERR_INPUT,
			       _("Chưa chọn dòng nào. Hãy quay lại và đánh dấu các dòng, hoặc chọn tất cả các dòng đang lọc."));
	if (n > MANY_MOST)
		return err_set(err, ERR_TOO_LARGE, _("Nhiều hơn %d dòng. Hãy lọc bớt rồi làm từng phần."), MANY_MOST);
	if (!access_could(actor, action.verb->name))
		return err_set(err, ERR_DENIED, _("Vai trò của bạn không được làm việc này: %s."), action.verb->title);
	int64_t id = import_fresh_id(site);
	int r = check_said(whole, &action, err);
	if (r == 0)
		r = look_at_all(&m, id, rows, n, err);
	struct import_made made = {.id = id, .record = record, .actor = actor, .doing = text,
				   .file = many_title(whole, record, &action),
				   .total = (int64_t)n, .changed = m.ready, .same = m.same, .refused = m.refused};
	if (r == 0)
		r = import_make_job(site, &made, &m.out, &m.bad, err);
	stage_abandon(m.out);
	stage_abandon(m.bad);
	buf_free(&m.block);
	buf_free(&m.bad_block);
	if (r == 0)
		*ret_job = id;
	return r;
}

/* ---- done ---- */

static struct str many_prefix(struct arena *a, int64_t job)
{
	return arena_printf(a, "many-%llx-", (long long)job);
}

struct str many_key(struct arena *a, int64_t job, int64_t line)
{
	return arena_printf(a, "%.*s%lld", STR_ARG(many_prefix(a, job)), (long long)line);
}

int many_do(struct verb_call *c, const struct many_action *action, const struct import_row *row, struct str key, struct err *err)
{
	struct verb_arg *args = arena_array_of(c->arena, 3 + MOVE_ASKS, struct verb_arg);
	struct verb_input *input = arena_new_of(c->arena, struct verb_input); /* the call keeps it */
	size_t n = 0;
	args[n++] = (struct verb_arg){STR("id"), row->n > COLUMNS ? row->cell[2] : (struct str){0}};
	for (size_t i = 0; i < action->said_n; i++)
		args[n++] = (struct verb_arg){str_from_c(action->verb->params[i + 1].name), action->said[i]};
	if (action->kind == MANY_SET) {
		args[n++] = (struct verb_arg){STR("field"), str_from_c(action->field->name)};
		args[n++] = (struct verb_arg){STR("value"), action->value};
	} else if ((action->kind == MANY_UNDO || action->kind == MANY_BACK) && row->n > COLUMNS) {
		args[n++] = (struct verb_arg){STR("revision"), row->cell[3]};
	}
	*input = (struct verb_input){.args = args, .n = n};
	c->verb = action->verb;
	c->input = input;
	return verb_run_here(c, key, err);
}

/* The rows that the entries of a job changed. */
struct done {
	struct site *site;
	struct db *db;
	struct arena *a, *body; /* for the rows, for one entry */
	struct many_row *rows;
	size_t n, cap;
};

static int done_rows(struct done *d, int64_t entry, bool slice, struct err *err)
{
	struct change *changes;
	size_t n;
	arena_reset(d->body);
	int r = ledger_changes(d->db, d->body, d->site->catalog, entry, &changes, &n, err);
	for (size_t i = 0; r == 0 && i < n && (slice || i == 0); i++) {
		d->rows = arena_grow(d->a, d->rows, d->n, &d->cap, sizeof(*d->rows));
		d->rows[d->n++] = (struct many_row){changes[i].id, changes[i].revision};
	}
	return r;
}

/* The entries of this person whose key begins so. */
static int done_entries(struct done *d, const struct actor *actor, struct str key, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	struct str to = arena_printf(d->a, "%.*s.", STR_ARG(str_slice(key, 0, key.n - 1))); /* the sign behind '-' */
	struct entry entry = {0};
	int r = db_query(d->db, &many_entries, VALUES(v_int(actor->person), v_text(key), v_text(to)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		entry.key = query_str(q, 1);
		r = done_rows(d, query_int(q, 0), import_is_slice(&entry), err);
	}
	return r;
}

static int job_rows(struct done *d, const struct actor *actor, struct str key, struct many_row **ret_rows, size_t *ret_n,
		    struct err *err)
{
	_cleanup_arena_ struct arena *body = arena_new("many rows done", (size_t)256 << 20);
	d->body = body;
	int r = done_entries(d, actor, key, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < d->n / 2; i++) { /* the last first: what was made later may refer to what was made before */
		struct many_row swap = d->rows[i];
		d->rows[i] = d->rows[d->n - 1 - i];
		d->rows[d->n - 1 - i] = swap;
	}
	*ret_rows = d->rows;
	*ret_n = d->n;
	return 0;
}

int many_done(struct site *site, struct db *db, struct arena *a, const struct actor *actor, int64_t job,
	      struct many_row **ret_rows, size_t *ret_n, struct err *err)
{
	struct done d = {.site = site, .db = db, .a = a};
	return job_rows(&d, actor, many_prefix(a, job), ret_rows, ret_n, err);
}

int many_imported(struct site *site, struct db *db, struct arena *a, const struct actor *actor, int64_t job,
		  struct many_row **ret_rows, size_t *ret_n, struct err *err)
{
	struct done d = {.site = site, .db = db, .a = a};
	return job_rows(&d, actor, import_key(a, job), ret_rows, ret_n, err);
}
