/* The assigning side: accept, return with a reason, take a recipient off. */
#include "work/internal.h"
#include "unit/records.h"
#include "work/statements.h"

static struct str unit_name(struct verb_call *c, int64_t unit)
{
	struct unit_item item = {0};
	struct err ignored = ERR_INIT;
	return unit_get(c->db, c->arena, unit, &item, &ignored) > 0 ? item.full : (struct str){0};
}

/* ---- task.accept ---- */

static int accept_one(struct verb_call *c, struct edit *e, struct err *err)
{
	if (!work_is(e, "state", "submitted"))
		return err_set(err, ERR_CONFLICT,
			       work_is(e, "state", "done") ? _("%.*s: nhiệm vụ đã xong, không cần nghiệm thu nữa.")
							   : _("%.*s chưa nộp kết quả nên chưa nghiệm thu được."),
			       STR_ARG(unit_name(c, work_int(e, "unit"))));
	if (!c->actor->program && work_int(e, "submitted_by") == c->actor->person)
		return err_set(err, ERR_LAW,
			       _("Người nộp không tự nghiệm thu kết quả của mình; hãy để người khác của bên giao "
				 "nghiệm thu."));
	int r = task_no_open_parts(c, e->id, err);
	if (r < 0)
		return r;
	task_finish(c, e, work_day(e, "submitted_day"), work_int(e, "submitted_moment"), *edit_value(e, "submitted_by"));
	edit_set(e, "accepted_day", v_day(c->today));
	edit_set(e, "accepted_by", work_actor(c));
	return 0;
}

static int check_accept(struct verb_call *c, struct err *err)
{
	struct edit **tasks;
	size_t n;
	int r = task_chosen(c, &tasks, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = accept_one(c, tasks[i], err);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = assignment_settle(c, work_int(tasks[i], "assignment"), err);
	return r;
}

/* ---- task.return ---- */

static int check_return(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &task_record, verb_int(c, "id"), &e, err);
	if (r == 0)
		r = task_by_assigner(c, e, err);
	if (r < 0)
		return r;
	if (!work_is(e, "state", "submitted"))
		return err_set(err, ERR_CONFLICT, _("Không có kết quả nào đang chờ nghiệm thu để trả lại."));
	edit_set(e, "state", v_c("returned"));
	edit_set(e, "reason", v_text(verb_str(c, "reason")));
	edit_set(e, "returned", v_int(work_int(e, "returned") + 1));
	edit_set(e, "submitted_day", v_null());
	edit_set(e, "submitted_by", v_null());
	edit_set(e, "submitted_moment", v_null());
	return 0;
}

/* ---- task.remove ---- */

/* At least one lead always remains. */
static int not_the_last(struct verb_call *c, const struct edit *e, struct err *err)
{
	int64_t others;
	if (!work_is(e, "role", "lead"))
		return 0;
	int r = db_get_int(c->db, &assignment_other_leads, VALUES(v_int(work_int(e, "assignment")), v_int(e->id)), 0, &others, err);
	if (r < 0 || others)
		return r;
	return err_set(err, ERR_LAW,
		       _("Đây là đơn vị chủ trì cuối cùng: nhiệm vụ luôn phải có ít nhất một đơn vị chủ trì. Hãy thêm "
			 "đơn vị chủ trì khác "
			 "trước, hoặc thôi giao cả nhiệm vụ."));
}

static int check_remove(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &task_record, verb_int(c, "id"), &e, err);
	if (r == 0)
		r = task_by_assigner(c, e, err);
	if (r < 0)
		return r;
	struct row row = work_row(e);
	if (!task_open(&row))
		return err_set(err, ERR_CONFLICT, _("Nhiệm vụ của đơn vị này đã đóng nên không thôi giao nữa."));
	if (work_int(e, "step"))
		return err_set(err, ERR_LAW, _("Việc theo lịch bầu cử do luật giao nên không thôi giao được."));
	r = not_the_last(c, e, err);
	if (r == 0)
		r = task_cancel(c, e, verb_str(c, "reason"), err);
	return r < 0 ? r : assignment_settle(c, work_int(e, "assignment"), err);
}

static const struct field accept_params[] = {WORK_ID("task", _("Nhiệm vụ")), WORK_ALSO};
static const struct field return_params[] = {
	WORK_ID("task", _("Nhiệm vụ")),
	WORK_REASON(_("Lý do trả lại"), _("Thiếu gì, sai gì, sửa thế nào.")),
};
static const struct field remove_params[] = {
	WORK_ID("task", _("Nhiệm vụ")),
	WORK_REASON(_("Lý do thôi giao"), _("Những việc đơn vị này đã giao tiếp từ nhiệm vụ cũng thôi theo.")),
};

const struct verb task_accept = {"task.accept", _("Nghiệm thu"), accept_params, ARRAY_LEN(accept_params),
				 &task_record,  task_target_many,     check_accept,  NULL};
const struct verb task_return = {"task.return", _("Trả lại"), return_params, ARRAY_LEN(return_params),
				 &task_record,  verb_of_row,  check_return,  NULL};
const struct verb task_remove = {"task.remove", _("Thôi giao cho đơn vị này"), remove_params, ARRAY_LEN(remove_params),
				 &task_record,  verb_of_row,                   check_remove,  NULL};
