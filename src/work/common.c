/* What the verbs of work share. */
#include "work/internal.h"
#include "work/statements.h"

struct value work_actor(const struct verb_call *c)
{
	return c->actor->program ? v_null() : v_int(c->actor->person);
}

bool work_is(const struct edit *e, const char *field, const char *code)
{
	const struct value *v = edit_value(e, field);
	return v->kind == VALUE_TEXT && str_eq_c(v->s, code);
}

int64_t work_int(const struct edit *e, const char *field)
{
	const struct value *v = edit_value(e, field);
	return v->kind == VALUE_INT ? v->i : 0;
}

day_t work_day(const struct edit *e, const char *field)
{
	const struct value *v = edit_value(e, field);
	return v->kind == VALUE_INT ? (day_t)v->i : DAY_NONE;
}

struct row work_row(const struct edit *e)
{
	return (struct row){e->record, e->id, e->revision, e->values};
}

struct edit *work_editing(struct verb_call *c, const struct record *record, int64_t id)
{
	for (struct edit *e = c->first; e; e = e->next)
		if (e->record == record && e->id == id)
			return e;
	return NULL;
}

int64_t work_moment(const struct verb_call *c)
{
	return late_moment(c->today, c->now);
}

int64_t task_now(struct site *site)
{
	return late_moment(site_today(site), site_now(site));
}

int work_ids(struct verb_call *c, const char *field, struct str text, int64_t **ret_ids, size_t *ret_n, struct err *err)
{
	int64_t *ids = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < text.n;) {
		size_t to = i;
		while (to < text.n && text.p[to] != ' ' && text.p[to] != ',' && text.p[to] != '\n')
			to++;
		struct str part = str_slice(text, i, to);
		i = to + 1;
		if (part.n == 0)
			continue;
		ids = arena_grow(c->arena, ids, n, &cap, sizeof(*ids));
		if (!str_to_i64(part, 1, (int64_t)1 << 53, &ids[n]))
			return err_field(err, ERR_INPUT, field,
					 _("«%.*s» không phải mã đã chọn; hãy chọn lại trong danh sách."),
					 (int)(part.n < 20 ? part.n : 20), part.p);
		bool twice = false;
		for (size_t k = 0; k < n && !twice; k++)
			twice = ids[k] == ids[n];
		n += !twice;
	}
	*ret_ids = ids;
	*ret_n = n;
	return 0;
}

int work_query_ids(struct verb_call *c, const struct stmt *stmt, const struct value *values, size_t n, int64_t **ret_ids,
		   size_t *ret_n, struct err *err)
{
	int64_t *ids = NULL;
	size_t count = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, stmt, values, n, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		ids = arena_grow(c->arena, ids, count, &cap, sizeof(*ids));
		ids[count++] = query_int(q, 0);
		r = 0;
	}
	if (r < 0)
		return r;
	*ret_ids = ids;
	*ret_n = count;
	return 0;
}

/* ---- both sides ---- */

static int assigning_unit(struct verb_call *c, const struct row *task, int64_t *ret_unit, struct err *err)
{
	struct row assignment;
	int64_t id = row_int(task, "assignment");
	int r = id ? row_load(c->db, c->arena, &assignment_record, id, &assignment, err) : 0;
	if (r >= 0)
		*ret_unit = r ? row_int(&assignment, "unit") : c->site->root;
	return r < 0 ? r : 0;
}

int task_target_many(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row task;
	int r = verb_load(c, &task_record, verb_int(c, "id"), &task, err);
	if (r < 0)
		return r;
	if (verb_str(c, "also").n)
		return assigning_unit(c, &task, ret_unit, err);
	*ret_unit = row_int(&task, "unit");
	return 0;
}

int task_assigning_unit(struct verb_call *c, const struct edit *task, int64_t *ret_unit, struct err *err)
{
	struct row row = work_row(task);
	return assigning_unit(c, &row, ret_unit, err);
}

int task_by_assigner(struct verb_call *c, const struct edit *task, struct err *err)
{
	int64_t unit;
	int r = task_assigning_unit(c, task, &unit, err);
	if (r < 0)
		return r;
	r = access_may(c->db, c->actor, c->verb->name, unit, err);
	if (r != 0)
		return r < 0 ? r : 0;
	return err_set(err, ERR_LAW, _("Chỉ bên giao việc được làm việc này: %s."), c->verb->title);
}

static int may_each(struct verb_call *c, const struct edit *task, bool asked, struct err *err)
{
	int may = asked ? 1 : access_may(c->db, c->actor, c->verb->name, work_int(task, "unit"), err);
	if (may < 0)
		return may;
	return may ? task_by_assigner(c, task, err)
		   : err_set(err, ERR_NOT_FOUND, _("Không tìm thấy «%s» này."), task_record.title);
}

int task_chosen(struct verb_call *c, struct edit ***ret_tasks, size_t *ret_n, struct err *err)
{
	int64_t *also, first = verb_int(c, "id");
	size_t n, count = 0;
	int r = work_ids(c, "also", verb_str(c, "also"), &also, &n, err);
	if (r < 0)
		return r;
	struct edit **tasks = arena_array_of(c->arena, n + 1, struct edit *);
	for (size_t i = 0; i <= n; i++) {
		int64_t id = i ? also[i - 1] : first;
		if (i && id == first)
			continue;
		r = edit_row(c, &task_record, id, &tasks[count], err);
		if (r == 0)
			r = may_each(c, tasks[count], n == 0, err);
		if (r < 0)
			return r;
		count++;
	}
	*ret_tasks = tasks;
	*ret_n = count;
	return 0;
}
