#include "work/figures.h"

#include <stdio.h>
#include <string.h>

#include "work/statements.h"

static const struct column count_columns[] = {
	{"dim", COLUMN_TEXT, false, NULL},   {"scope", COLUMN_INT, false, NULL}, {"what", COLUMN_TEXT, false, NULL},
	{"class", COLUMN_INT, false, NULL}, {"mark", COLUMN_INT, false, NULL},  {"n", COLUMN_INT, false, NULL},
};
static const struct index count_indexes[] = {{"dim, mark", false}}; /* which assignments are due */
const struct table task_count_table = {
	"task_count", TABLE_DERIVED, count_columns, ARRAY_LEN(count_columns), "dim, scope, what, class, mark",
	count_indexes, ARRAY_LEN(count_indexes)};

static const struct column running_columns[] = {
	{"task", COLUMN_INT, false, "task"},  {"unit", COLUMN_INT, false, "unit"}, {"person", COLUMN_INT, true, "person"},
	{"what", COLUMN_TEXT, false, NULL},  {"class", COLUMN_INT, false, NULL},  {"mark", COLUMN_INT, false, NULL},
};
static const struct index running_indexes[] = {
	{"mark", false}, {"unit, mark", false}, {"person, mark", false}, {"class, mark", false}, {"what, mark", false}};
const struct table task_running_table = {
	"task_running", TABLE_DERIVED, running_columns, ARRAY_LEN(running_columns), "task",
	running_indexes, ARRAY_LEN(running_indexes)};

/* ---- counting while rows change ---- */

#define MOST_CELLS 7
#define WHAT_MOST 48
#define DOCUMENT_MOST 1024 /* bytes of 200 characters, and more */

struct cell {
	const char *dim;
	int64_t scope;
	const char *what;
};

/* Where a row is counted, and as what. */
struct counted {
	char what[WHAT_MOST], document[DOCUMENT_MOST];
	enum task_class class;
	int64_t mark;
	struct cell cells[MOST_CELLS];
	size_t n;
};

static void what_of(const struct row *row, char ret[WHAT_MOST])
{
	day_t day = row_day(row, "assigned_day");
	struct str assigner = row_str(row, "assigner");
	/* rows of 0.1.0 were all steps of the law's calendar */
	snprintf(ret, WHAT_MOST, "%04d/%.*s", day == DAY_NONE ? 0 : date_to_civil(day).year,
		 STR_ARG(assigner.n ? assigner : STR("law")));
}

static void add_cell(struct counted *c, const char *dim, int64_t scope, const char *what)
{
	c->cells[c->n++] = (struct cell){dim, scope, what};
}

static void count_task(const struct row *task, struct counted *c)
{
	c->n = 0;
	c->class = task_class_of(task);
	c->mark = task_mark(task);
	what_of(task, c->what);
	if (c->class == TASK_CANCELLED)
		return;
	int64_t unit = row_int(task, "unit"), person = row_int(task, "person"), assignment = row_int(task, "assignment");
	add_cell(c, "all", 0, "");
	add_cell(c, "all", unit, "");
	add_cell(c, "assigner", 0, c->what);
	add_cell(c, "assigner", unit, c->what);
	if (person)
		add_cell(c, "person", person, "");
	if (assignment)
		add_cell(c, "assignment", assignment, "");
	add_cell(c, "document", 0, c->document);
}

/* The document stands in the assignment, which is there before its rows and keeps it. */
static int document_of(struct db *db, int64_t assignment, char ret[DOCUMENT_MOST], struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	ret[0] = 0;
	int r = assignment ? db_query(db, &assignment_document, VALUES(v_int(assignment)), &q, err) : 0;
	if (r == 0 && assignment && (r = query_next(q, err)) > 0)
		snprintf(ret, DOCUMENT_MOST, "%.*s", STR_ARG(query_str(q, 0)));
	return r < 0 ? r : 0;
}

/* The whole is early, on time or late as its latest lead was. */
static void count_whole(const struct row *assignment, struct counted *c)
{
	bool done = row_is(assignment, "state", "done");
	day_t due = row_day(assignment, "due"), closed = row_day(assignment, "closed_day");
	c->n = 0;
	if (!done && !row_is(assignment, "state", "assigned"))
		return;
	what_of(assignment, c->what);
	c->class = !done ? TASK_IN_PROGRESS
		   : row_int(assignment, "late_days") > 0 ? TASK_LATE
		   : due != DAY_NONE && closed < due      ? TASK_EARLY
							  : TASK_ON_TIME;
	c->mark = done ? LATE_NEVER : late_mark(due, row_int(assignment, "step") != 0);
	add_cell(c, "whole", 0, c->what);
	add_cell(c, "whole", row_int(assignment, "unit"), c->what);
}

static bool same_cell(const struct counted *a, const struct counted *b, size_t i)
{
	return i < a->n && i < b->n && a->class == b->class && a->mark == b->mark && a->cells[i].scope == b->cells[i].scope &&
	       strcmp(a->cells[i].dim, b->cells[i].dim) == 0 && strcmp(a->cells[i].what, b->cells[i].what) == 0;
}

static int add_one(struct db *db, const struct counted *c, const struct cell *cell, struct err *err)
{
	return db_run(db, &task_count_add,
		      VALUES(v_c(cell->dim), v_int(cell->scope), v_c(cell->what), v_int(c->class), v_int(c->mark)), err);
}

/* What reaches zero goes, so that the table holds only what there is. */
static int take_one(struct db *db, const struct counted *c, const struct cell *cell, struct err *err)
{
	const struct value key[] = {v_c(cell->dim), v_int(cell->scope), v_c(cell->what), v_int(c->class), v_int(c->mark)};
	int r = db_run(db, &task_count_drop, key, ARRAY_LEN(key), err);
	if (r < 0 || db_changed(db))
		return r;
	return db_run(db, &task_count_take, key, ARRAY_LEN(key), err);
}

static int recount(struct db *db, const struct counted *old, const struct counted *now, struct err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < old->n; i++)
		if (!same_cell(old, now, i))
			r = take_one(db, old, &old->cells[i], err);
	for (size_t i = 0; r == 0 && i < now->n; i++)
		if (!same_cell(old, now, i))
			r = add_one(db, now, &now->cells[i], err);
	return r;
}

static int run_list(struct db *db, const struct row *task, const struct counted *now, struct err *err)
{
	int64_t person = row_int(task, "person");
	if (!task_open(task))
		return db_run(db, &task_running_drop, VALUES(v_int(task->id)), err);
	return db_run(db, &task_running_set,
		      VALUES(v_int(task->id), v_int(row_int(task, "unit")), person ? v_int(person) : v_null(), v_c(now->what),
			     v_int(now->class), v_int(now->mark)),
		      err);
}

int task_follow(struct db *db, int64_t id, const struct value *before, const struct value *after, struct err *err)
{
	struct counted old, now;
	struct row was = {&task_record, id, 0, (struct value *)(uintptr_t)before},
		   is = {&task_record, id, 0, (struct value *)(uintptr_t)after};
	int64_t assignment = row_int(after ? &is : &was, "assignment");
	old.class = old.mark = old.n = 0; /* the rest is only read as far as it is set */
	old.document[0] = now.document[0] = 0;
	if (before)
		count_task(&was, &old);
	if (after)
		count_task(&is, &now);
	else
		now.class = now.mark = now.n = 0;
	bool open = after && task_open(&is);
	bool changed = !before || !after || old.class != now.class || old.mark != now.mark || old.n != now.n;
	for (size_t i = 0; i < now.n && !changed; i++)
		changed = !same_cell(&old, &now, i);
	if (!changed)
		return 0;
	int r = document_of(db, assignment, now.document, err);
	if (before && row_int(&was, "assignment") == assignment)
		memcpy(old.document, now.document, sizeof(old.document));
	if (r == 0)
		r = recount(db, &old, &now, err);
	if (r == 0 && (open || (before && task_open(&was))))
		r = after ? run_list(db, &is, &now, err) : db_run(db, &task_running_drop, VALUES(v_int(id)), err);
	return r;
}

int assignment_follow(struct db *db, int64_t id, const struct value *before, const struct value *after, struct err *err)
{
	struct counted old = {0}, now = {0};
	struct row was = {&assignment_record, id, 0, (struct value *)(uintptr_t)before},
		   is = {&assignment_record, id, 0, (struct value *)(uintptr_t)after};
	if (before)
		count_whole(&was, &old);
	if (after)
		count_whole(&is, &now);
	return recount(db, &old, &now, err);
}

/* ---- asking ---- */

void figures_add(struct figures *a, const struct figures *b)
{
	a->total += b->total;
	a->early += b->early;
	a->on_time += b->on_time;
	a->late += b->late;
	a->submitted += b->submitted;
	a->in_progress += b->in_progress;
	a->not_started += b->not_started;
	a->overdue += b->overdue;
	a->soon += b->soon;
	a->overdue_not_started += b->overdue_not_started;
}

void figures_take(struct figures *a, const struct figures *b)
{
	a->total -= b->total;
	a->early -= b->early;
	a->on_time -= b->on_time;
	a->late -= b->late;
	a->submitted -= b->submitted;
	a->in_progress -= b->in_progress;
	a->not_started -= b->not_started;
	a->overdue -= b->overdue;
	a->soon -= b->soon;
	a->overdue_not_started -= b->overdue_not_started;
}

static void add_class(struct figures *f, enum task_class class, int64_t n, int64_t overdue, int64_t soon)
{
	f->total += n;
	switch (class) {
	case TASK_NOT_STARTED:
		f->not_started += n - overdue;
		f->overdue_not_started += overdue;
		f->overdue += overdue;
		f->soon += soon;
		break;
	case TASK_IN_PROGRESS:
		f->in_progress += n - overdue;
		f->overdue += overdue;
		f->soon += soon;
		break;
	case TASK_SUBMITTED: f->submitted += n; break;
	case TASK_EARLY: f->early += n; break;
	case TASK_ON_TIME: f->on_time += n; break;
	case TASK_LATE: f->late += n; break;
	case TASK_CANCELLED:
	case TASK_CLASSES: BUG("a class that is not counted");
	}
}

#define SUMS "class, sum(n), sum(CASE WHEN mark < ?2 THEN n ELSE 0 END), sum(CASE WHEN mark >= ?2 AND mark <= ?3 THEN n ELSE 0 END)"

/* Rows (scope, what, class, n, overdue, soon), those of one line together. */
static int lines_from(struct query *q, struct arena *a, struct figures_line **ret_lines, size_t *ret_n, struct err *err)
{
	struct figures_line *lines = NULL;
	size_t n = 0, cap = 0;
	int r;
	while ((r = query_next(q, err)) > 0) {
		int64_t scope = query_int(q, 0);
		if (n == 0 || lines[n - 1].scope != scope || !str_eq(lines[n - 1].what, query_str(q, 1))) {
			lines = arena_grow(a, lines, n, &cap, sizeof(*lines));
			lines[n++] = (struct figures_line){.scope = scope, .what = query_dup(q, 1, a)};
		}
		add_class(&lines[n - 1].figures, (enum task_class)query_int(q, 2), query_int(q, 3), query_int(q, 4),
			  query_int(q, 5));
	}
	if (r < 0)
		return r;
	*ret_lines = lines;
	*ret_n = n;
	return 0;
}

static int64_t soon_until(int64_t moment)
{
	return late_mark((day_t)(moment / 2) + TASK_SOON_DAYS, true);
}

static int sum_rows(struct query *q, struct figures *ret, struct err *err)
{
	struct figures f = {0};
	int r;
	while ((r = query_next(q, err)) > 0)
		add_class(&f, (enum task_class)query_int(q, 0), query_int(q, 1), query_int(q, 2), query_int(q, 3));
	if (r == 0)
		*ret = f;
	return r;
}

int figures_of(struct db *db, const char *dim, int64_t scope, int64_t moment, struct figures *ret, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &task_count_one, VALUES(v_c(dim), v_int(moment), v_int(soon_until(moment)), v_int(scope)), &q, err);
	return r < 0 ? r : sum_rows(q, ret, err);
}

int figures_whole(const struct site *site, struct db *db, const struct actor *actor, struct err *err)
{
	return access_may(db, actor, "task.read", site->root, err);
}

static int may_scope(const struct site *site, struct db *db, struct buf *sql, const struct actor *actor, struct err *err)
{
	int whole = figures_whole(site, db, actor, err);
	if (whole < 0)
		return whole;
	if (whole) {
		buf_add_c(sql, "scope = 0");
		return 0;
	}
	buf_add_c(sql, "scope <> 0 AND ");
	access_filter(sql, actor, "task.read", "scope");
	return 0;
}

int figures_for(const struct site *site, struct db *db, const struct actor *actor, struct str what, int64_t moment,
		struct figures *ret, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(8192);
	_cleanup_query_ struct query *q = NULL;
	buf_add_c(&sql, "SELECT " SUMS " FROM task_count WHERE dim = ?1 AND what = ?4 AND ");
	int r = may_scope(site, db, &sql, actor, err);
	buf_add_c(&sql, " GROUP BY class");
	if (r == 0)
		r = db_query_sql(db, buf_str(&sql),
				 VALUES(v_c(what.n ? "assigner" : "all"), v_int(moment), v_int(soon_until(moment)),
					v_text(what)),
				 &q, err);
	return r < 0 ? r : sum_rows(q, ret, err);
}

int figures_by_assigner(const struct site *site, struct db *db, struct arena *a, const struct actor *actor, const char *dim,
			int64_t moment, struct figures_line **ret_lines, size_t *ret_n, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(8192);
	_cleanup_query_ struct query *q = NULL;
	buf_add_c(&sql, "SELECT 0, what, " SUMS " FROM task_count WHERE dim = ?1 AND ");
	int r = may_scope(site, db, &sql, actor, err);
	buf_add_c(&sql, " GROUP BY what, class ORDER BY what DESC, class");
	if (r == 0)
		r = db_query_sql(db, buf_str(&sql), VALUES(v_c(dim), v_int(moment), v_int(soon_until(moment))), &q, err);
	return r < 0 ? r : lines_from(q, a, ret_lines, ret_n, err);
}

int figures_by_unit(struct db *db, struct arena *a, const struct actor *actor, int64_t moment, struct figures_line **ret_lines,
		    size_t *ret_n, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(8192);
	_cleanup_query_ struct query *q = NULL;
	buf_add_c(&sql, "SELECT scope, '', " SUMS " FROM task_count WHERE dim = ?1 AND scope <> 0 AND ");
	access_filter(&sql, actor, "task.read", "scope");
	/* "what" is empty in this dimension: named, the table's own order serves */
	buf_add_c(&sql, " GROUP BY scope, what, class ORDER BY scope, what, class");
	int r = db_query_sql(db, buf_str(&sql), VALUES(v_c("all"), v_int(moment), v_int(soon_until(moment))), &q, err);
	return r < 0 ? r : lines_from(q, a, ret_lines, ret_n, err);
}

int figures_by_person(struct db *db, struct arena *a, int64_t moment, struct figures_line **ret_lines, size_t *ret_n,
		      struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &task_count_people, VALUES(v_c("person"), v_int(moment), v_int(soon_until(moment))), &q, err);
	return r < 0 ? r : lines_from(q, a, ret_lines, ret_n, err);
}

static int one_document(struct db *db, struct str document, int64_t moment, struct figures *ret, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &task_count_document, VALUES(v_c("document"), v_int(moment), v_int(soon_until(moment)), v_text(document)),
			 &q, err);
	return r < 0 ? r : sum_rows(q, ret, err);
}

/* The documents of the newest assignments; several assignments may name one. */
static int newest_documents(struct db *db, struct arena *a, size_t most, struct figures_line *lines, size_t *ret_n, struct err *err)
{
	size_t n = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &assignment_documents, VALUES(v_int((int64_t)most)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		bool there = false;
		for (size_t i = 0; i < n && !there; i++)
			there = str_eq(lines[i].what, query_str(q, 0));
		if (!there)
			lines[n++] = (struct figures_line){.what = query_dup(q, 0, a)};
		r = 0;
	}
	*ret_n = n;
	return r;
}

int figures_by_document(struct db *db, struct arena *a, int64_t moment, size_t most, struct figures_line **ret_lines, size_t *ret_n,
			struct err *err)
{
	struct figures_line *lines = arena_array_of(a, most + 1, struct figures_line);
	size_t n;
	int r = newest_documents(db, a, most, lines, &n, err);
	lines[r < 0 ? 0 : n++] = (struct figures_line){0};
	for (size_t i = 0; r == 0 && i < n; i++)
		r = one_document(db, lines[i].what, moment, &lines[i].figures, err);
	if (r < 0)
		return r;
	*ret_lines = lines;
	*ret_n = n;
	return 0;
}
