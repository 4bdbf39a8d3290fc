/* Gia hạn: a recipient asks for a later deadline, the assigning side decides. The first deadline stays in the row. */
#include "work/internal.h"
#include "work/statements.h"

static const struct choice states[] = {{"asked", _("chờ trả lời"), "wait"},
				       {"granted", _("đồng ý"), "done"},
				       {"refused", _("không đồng ý"), "soon"},
				       {0}};

static const struct field fields[] = {
	WORK_UNIT(_("Đơn vị"), FIELD_LISTED),
	WORK_OF("task", _("Nhiệm vụ"), FIELD_REQUIRED | FIELD_LISTED),
	WORK_DAY("old_due", _("Hạn cũ"), FIELD_REQUIRED),
	WORK_DAY("new_due", _("Hạn xin lùi đến"), FIELD_REQUIRED | FIELD_LISTED),
	WORK_WORDS("reason", _("Lý do xin gia hạn"), FIELD_REQUIRED),
	WORK_DAY("asked_day", _("Ngày xin"), FIELD_REQUIRED),
	WORK_BY("asked_by", _("Người xin")),
	WORK_CHOICE("state", _("Trả lời"), states),
	WORK_WORDS("answer", _("Ý kiến trả lời"), 0),
	WORK_DAY("decided_day", _("Ngày trả lời"), 0),
	WORK_BY("decided_by", _("Người trả lời")),
};
static const struct index indexes[] = {{"task, asked_day", false}, {"state, asked_day", false}, {"unit, asked_day", false}};

const struct record extension_record = {
	.name = "extension",
	.title = _("Xin gia hạn"),
	.many = _("Xin gia hạn"),
	.empty = _("Chưa có đơn vị nào xin gia hạn."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "reason",
	.sort = "-asked_day",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
};

/* ---- task.extend ---- */

static int may_ask(struct verb_call *c, const struct edit *task, struct err *err)
{
	int64_t open;
	struct row row = work_row(task);
	if (!task_open(&row))
		return err_set(err, ERR_CONFLICT, _("Nhiệm vụ này đã đóng nên không gia hạn được nữa."));
	if (work_int(task, "step"))
		return err_field(err, ERR_LAW, "new_due",
				 _("Hạn của lịch bầu cử do luật định, không gia hạn ở đây; chỉ Hội đồng bầu cử quốc "
				   "gia điều chỉnh "
				   "(Điều 98 khoản 3)."));
	if (work_day(task, "due") == DAY_NONE)
		return err_field(err, ERR_INPUT, "new_due", _("Nhiệm vụ này chưa định hạn."));
	int r = db_get_int(c->db, &extension_open, VALUES(v_int(task->id)), 0, &open, err);
	if (r < 0 || !open)
		return r;
	return err_set(err, ERR_CONFLICT, _("Đã có một đề nghị gia hạn đang chờ trả lời."));
}

static int extend_check(struct verb_call *c, struct err *err)
{
	struct edit *task;
	day_t wish = verb_day(c, "new_due");
	int r = edit_row(c, &task_record, verb_int(c, "id"), &task, err);
	if (r == 0)
		r = may_ask(c, task, err);
	if (r < 0)
		return r;
	if (wish <= work_day(task, "due"))
		verb_wrong(c, "new_due", _("Hạn mới phải sau hạn hiện nay %.*s."),
			   STR_ARG(date_vn(c->arena, work_day(task, "due"))));
	else if (late_mark(wish, false) < work_moment(c))
		verb_wrong(c, "new_due", _("Hạn mới %.*s đã qua."), STR_ARG(date_vn(c->arena, wish)));
	else if (wish > work_day(task, "due") + 3660)
		verb_wrong(c, "new_due", _("Hạn mới xa hơn mười năm; hãy kiểm tra lại năm."));
	struct edit *e = edit_new(c, &extension_record);
	edit_set(e, "unit", *edit_value(task, "unit"));
	edit_set(e, "task", v_int(task->id));
	edit_set(e, "old_due", *edit_value(task, "due"));
	edit_set(e, "new_due", v_day(wish));
	edit_set(e, "reason", v_text(verb_str(c, "reason")));
	edit_set(e, "asked_day", v_day(c->today));
	edit_set(e, "asked_by", work_actor(c));
	edit_set(e, "state", v_c("asked"));
	return verb_failed(c, err);
}

/* ---- extension.grant, extension.refuse ---- */

static int decide(struct verb_call *c, const char *state, struct edit **ret_task, struct edit **ret, struct err *err)
{
	struct edit *e, *task;
	int r = edit_row(c, &extension_record, verb_int(c, "id"), &e, err);
	if (r == 0)
		r = edit_row(c, &task_record, work_int(e, "task"), &task, err);
	if (r == 0)
		r = task_by_assigner(c, task, err);
	if (r < 0)
		return r;
	if (!work_is(e, "state", "asked"))
		return err_set(err, ERR_CONFLICT, _("Đề nghị gia hạn này đã được trả lời ngày %.*s."),
			       STR_ARG(date_vn(c->arena, work_day(e, "decided_day"))));
	struct row row = work_row(task);
	if (!task_open(&row))
		return err_set(err, ERR_CONFLICT, _("Nhiệm vụ này đã đóng nên không gia hạn được nữa."));
	edit_set(e, "state", v_c(state));
	edit_set(e, "answer", verb_str(c, "reason").n ? v_text(verb_str(c, "reason")) : v_null());
	edit_set(e, "decided_day", v_day(c->today));
	edit_set(e, "decided_by", work_actor(c));
	*ret_task = task;
	*ret = e;
	return 0;
}

static int grant_check(struct verb_call *c, struct err *err)
{
	struct edit *task, *e;
	int r = decide(c, "granted", &task, &e, err);
	if (r == 0)
		edit_set(task, "due", *edit_value(e, "new_due"));
	return r;
}

static int refuse_check(struct verb_call *c, struct err *err)
{
	struct edit *task, *e;
	return decide(c, "refused", &task, &e, err);
}

static const struct field extend_params[] = {
	WORK_ID("task", _("Nhiệm vụ")),
	{.name = "new_due",
	 .kind = FIELD_DAY,
	 .label = _("Xin lùi hạn đến"),
	 .flags = FIELD_REQUIRED,
	 .hint = _("Đến 17 giờ ngày này.")},
	WORK_REASON(_("Lý do xin gia hạn"), _("Vướng gì, đã làm đến đâu. Hạn giao lần đầu vẫn được ghi lại.")),
};
static const struct field grant_params[] = {
	WORK_ID("extension", _("Đề nghị gia hạn")),
	{.name = "reason", .kind = FIELD_LONG, .label = _("Ý kiến"), .max = TASK_TEXT_MOST},
};
static const struct field refuse_params[] = {
	WORK_ID("extension", _("Đề nghị gia hạn")),
	WORK_REASON(_("Lý do không đồng ý"), NULL),
};

const struct verb task_extend = {"task.extend", _("Xin gia hạn"), extend_params, ARRAY_LEN(extend_params),
				 &task_record,  verb_of_row,      extend_check,  NULL};
const struct verb extension_grant = {"extension.grant", _("Đồng ý gia hạn"), grant_params, ARRAY_LEN(grant_params),
				     &extension_record, verb_of_row,         grant_check,  NULL};
const struct verb extension_refuse = {"extension.refuse", _("Không đồng ý gia hạn"), refuse_params, ARRAY_LEN(refuse_params),
				      &extension_record,  verb_of_row,               refuse_check,  NULL};
