/* Tasks a unit has with itself because a register says that something is missing. */
#include "work/internal.h"

static void fill(struct edit *assignment, struct edit *task, const struct task_own *own)
{
	struct edit *both[] = {assignment, task};
	for (size_t i = 0; i < 2; i++) {
		if (!both[i])
			continue;
		edit_set(both[i], "title", v_text(own->title));
		edit_set(both[i], "due", v_day(own->due));
	}
	if (assignment)
		edit_set(assignment, "content", own->content.n ? v_text(own->content) : v_null());
}

static int64_t begin(struct verb_call *c, const struct task_own *own)
{
	struct edit *e = edit_new(c, &assignment_record);
	edit_set(e, "unit", v_int(own->unit));
	edit_set(e, "assigner", v_c("register"));
	edit_set(e, "product", own->product.n ? v_text(own->product) : v_null());
	edit_set(e, "closing", v_c("report"));
	edit_set(e, "state", v_c("assigned"));
	edit_set(e, "assigned_day", v_day(c->today));
	edit_set(e, "assigned_by", work_actor(c));
	fill(e, NULL, own);
	return task_row_new(c, &(struct task_wish){.assignment = e->id,
						   .unit = own->unit,
						   .role = "lead",
						   .title = own->title,
						   .assigner = STR("register"),
						   .due = own->due,
						   .legal_due = DAY_NONE,
						   .by_report = true})
		->id;
}

int task_own_open(struct verb_call *c, const struct task_own *own, int64_t *task, struct err *err)
{
	struct edit *e, *assignment = NULL;
	int r = *task ? edit_row(c, &task_record, *task, &e, err) : 0;
	if (r < 0)
		return r;
	if (*task && !work_is(e, "state", "done") && !work_is(e, "state", "cancelled")) {
		r = work_int(e, "assignment")
			    ? edit_row(c, &assignment_record, work_int(e, "assignment"), &assignment, err)
			    : 0;
		if (r == 0)
			fill(assignment, e, own);
		return r;
	}
	*task = begin(c, own);
	return 0;
}

int task_own_close(struct verb_call *c, int64_t task, const struct task_closer *by, struct err *err)
{
	return task_close_by(c, task, c->today, work_moment(c), by, err);
}
