/* What follows for the whole and for the parts when one recipient's row changes. */
#include "work/internal.h"
#include "work/statements.h"

#define DEEPEST 64 /* levels of delegation; more is a fault of the data */

struct leads {
	size_t open, done;
	int64_t late_days;
	day_t last; /* day the last of them was handed in */
};

/* The lead rows as they will be after this call: what is being changed counts as changed. */
static void count_lead(struct leads *l, const struct row *task)
{
	if (row_is(task, "state", "done")) {
		day_t day = row_day(task, "done_day");
		l->done++;
		l->late_days = row_int(task, "late_days") > l->late_days ? row_int(task, "late_days") : l->late_days;
		l->last = l->last == DAY_NONE || day > l->last ? day : l->last;
	} else if (!row_is(task, "state", "cancelled")) {
		l->open++;
	}
}

static int leads_of(struct verb_call *c, int64_t assignment, struct leads *ret, struct err *err)
{
	struct leads l = {.last = DAY_NONE};
	int64_t *ids, changing = 0;
	size_t n;
	for (struct edit *e = c->first; e; e = e->next)
		if (e->record == &task_record && work_int(e, "assignment") == assignment && work_is(e, "role", "lead")) {
			struct row row = work_row(e);
			count_lead(&l, &row);
			changing++;
		}
	if (l.open) { /* the rest makes no difference */
		*ret = l;
		return 0;
	}
	/* one more than are being changed: is there another? */
	int r = work_query_ids(c, &assignment_open_leads, VALUES(v_int(assignment), v_int(changing + 1)), &ids, &n, err);
	for (size_t i = 0; r == 0 && i < n && !l.open; i++)
		l.open += work_editing(c, &task_record, ids[i]) == NULL;
	if (r == 0 && !l.open)
		r = work_query_ids(c, &assignment_done_leads, VALUES(v_int(assignment)), &ids, &n, err);
	for (size_t i = 0; r == 0 && !l.open && i < n; i++) {
		struct row row;
		if (work_editing(c, &task_record, ids[i]))
			continue;
		r = verb_load(c, &task_record, ids[i], &row, err);
		if (r == 0)
			count_lead(&l, &row);
	}
	if (r == 0)
		*ret = l;
	return r;
}

int assignment_settle(struct verb_call *c, int64_t assignment, struct err *err)
{
	struct leads l = {.last = DAY_NONE};
	struct row now;
	struct edit *e = assignment ? work_editing(c, &assignment_record, assignment) : NULL;
	int r = assignment ? leads_of(c, assignment, &l, err) : 0;
	if (r < 0 || !assignment)
		return r;
	if (!e && (r = verb_load(c, &assignment_record, assignment, &now, err)) < 0)
		return r;
	if (e)
		now = work_row(e);
	bool is_done = row_is(&now, "state", "done"), done = l.open == 0 && l.done > 0;
	if (row_is(&now, "state", "cancelled") || is_done == done)
		return 0;
	r = edit_row(c, &assignment_record, assignment, &e, err);
	if (r < 0)
		return r;
	edit_set(e, "state", v_c(done ? "done" : "assigned"));
	edit_set(e, "closed_day", done ? v_day(l.last) : v_null());
	edit_set(e, "late_days", done ? v_int(l.late_days) : v_null());
	return 0;
}

static int drop(struct verb_call *c, int64_t assignment, struct str reason, int depth, struct err *err);

static int cancel(struct verb_call *c, struct edit *task, struct str reason, int depth, struct err *err)
{
	int64_t *ids;
	size_t n;
	struct row row = work_row(task);
	if (!task_open(&row))
		return 0;
	edit_set(task, "state", v_c("cancelled"));
	edit_set(task, "reason", v_text(reason));
	int r = work_query_ids(c, &assignments_below, VALUES(v_int(task->id)), &ids, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = drop(c, ids[i], reason, depth + 1, err);
	return r;
}

static int drop(struct verb_call *c, int64_t assignment, struct str reason, int depth, struct err *err)
{
	int64_t *ids;
	size_t n;
	struct edit *e;
	INVARIANT(depth < DEEPEST, "delegation without an end");
	int r = edit_row(c, &assignment_record, assignment, &e, err);
	if (r < 0)
		return r;
	edit_set(e, "state", v_c("cancelled"));
	edit_set(e, "reason", v_text(reason));
	r = work_query_ids(c, &assignment_tasks, VALUES(v_int(assignment)), &ids, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct edit *task;
		r = edit_row(c, &task_record, ids[i], &task, err);
		if (r == 0)
			r = cancel(c, task, reason, depth, err);
	}
	return r;
}

int task_cancel(struct verb_call *c, struct edit *task, struct str reason, struct err *err)
{
	return cancel(c, task, reason, 0, err);
}

int assignment_drop(struct verb_call *c, int64_t assignment, struct str reason, struct err *err)
{
	return drop(c, assignment, reason, 0, err);
}

int task_no_open_parts(struct verb_call *c, int64_t task, struct err *err)
{
	int64_t *ids;
	size_t n;
	struct row part;
	int r = work_query_ids(c, &assignments_running_below, VALUES(v_int(task)), &ids, &n, err);
	if (r == 0 && n)
		r = verb_load(c, &assignment_record, ids[0], &part, err);
	if (r < 0 || n == 0)
		return r;
	return err_set(err, ERR_CONFLICT,
		       _("Còn việc con chưa xong: «%.*s»%s. Hãy nghiệm thu hoặc thôi giao việc con trước."),
		       STR_ARG(row_str(&part, "title")), n > 1 ? _(" và việc khác") : "");
}

int task_may_reopen(struct verb_call *c, const struct edit *task, struct err *err)
{
	struct row assignment, above;
	int64_t id = work_int(task, "assignment");
	int r = id ? row_load(c->db, c->arena, &assignment_record, id, &assignment, err) : 0;
	if (r > 0 && row_int(&assignment, "parent"))
		r = row_load(c->db, c->arena, &task_record, row_int(&assignment, "parent"), &above, err);
	else
		return r < 0 ? r : 0;
	if (r <= 0 || task_open(&above))
		return r < 0 ? r : 0;
	return err_set(err, ERR_CONFLICT, _("Việc lớn «%.*s» đã đóng nên việc con không mở lại được."),
		       STR_ARG(row_str(&above, "title")));
}
