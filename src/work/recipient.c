/* The recipient's side of a task: receive, name who does it, tell the progress, hand in, take back. */
#include "unit/kinds.h"
#include "unit/records.h"
#include "work/internal.h"
#include "work/statements.h"

static int task_edit(struct verb_call *c, struct edit **ret, struct err *err)
{
	return edit_row(c, &task_record, verb_int(c, "id"), ret, err);
}

/* ERR_CONFLICT that says why nothing more is done with a closed row. */
static int closed(struct verb_call *c, const struct edit *e, struct err *err)
{
	if (work_is(e, "state", "cancelled"))
		return err_set(err, ERR_CONFLICT, _("Nhiệm vụ này đã thôi giao cho đơn vị."));
	return err_set(err, ERR_CONFLICT, _("Nhiệm vụ này đã được báo cáo xong ngày %.*s."),
		       STR_ARG(date_vn(c->arena, work_day(e, "done_day"))));
}

static bool is_closed(const struct edit *e)
{
	return work_is(e, "state", "done") || work_is(e, "state", "cancelled");
}

/* Rõ người: somebody of the unit itself, who is still there. */
static int set_person(struct verb_call *c, struct edit *e, int64_t person, struct err *err)
{
	struct row row;
	int r = row_load(c->db, c->arena, &person_record, person, &row, err);
	if (r < 0)
		return r;
	if (r == 0 || row_int(&row, "unit") != work_int(e, "unit") || row_int(&row, "active") != 1)
		return err_field(err, ERR_INPUT, "person",
				 _("«Người thực hiện» phải là người đang làm việc ở đơn vị này."));
	edit_set(e, "person", v_int(person));
	return 0;
}

/* ---- task.receive, task.name ---- */

static int check_receive(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = task_edit(c, &e, err);
	if (r < 0)
		return r;
	if (is_closed(e))
		return closed(c, e, err);
	if (!work_is(e, "state", "assigned"))
		return err_set(err, ERR_CONFLICT, _("Nhiệm vụ này đã được tiếp nhận rồi."));
	edit_set(e, "state", v_c("received"));
	edit_set(e, "received_day", v_day(c->today));
	edit_set(e, "received_by", work_actor(c));
	return verb_int(c, "person") ? set_person(c, e, verb_int(c, "person"), err) : 0;
}

static int check_name(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = task_edit(c, &e, err);
	if (r < 0)
		return r;
	return is_closed(e) ? closed(c, e, err) : set_person(c, e, verb_int(c, "person"), err);
}

/* ---- task.progress ---- */

static int check_progress(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = task_edit(c, &e, err);
	if (r < 0)
		return r;
	if (is_closed(e))
		return closed(c, e, err);
	if (work_is(e, "state", "submitted"))
		return err_set(err, ERR_CONFLICT, _("Kết quả đã nộp, đang chờ nghiệm thu; muốn làm tiếp hãy rút lại."));
	if (edit_value(e, "received_day")->kind == VALUE_NULL) {
		edit_set(e, "received_day", v_day(c->today));
		edit_set(e, "received_by", work_actor(c));
	}
	edit_set(e, "state", v_c("working"));
	edit_set(e, "progress", v_text(verb_str(c, "progress")));
	edit_set(e, "progress_day", v_day(c->today));
	return 0;
}

/* ---- task.report: handing in ---- */

static void submit(struct verb_call *c, struct edit *e)
{
	edit_set(e, "state", v_c("submitted"));
	edit_set(e, "submitted_day", v_day(c->today));
	edit_set(e, "submitted_by", work_actor(c));
	edit_set(e, "submitted_moment", v_int(work_moment(c)));
	if (edit_value(e, "received_day")->kind == VALUE_NULL) {
		edit_set(e, "received_day", v_day(c->today));
		edit_set(e, "received_by", work_actor(c));
	}
}

static int check_report(struct verb_call *c, struct err *err)
{
	struct edit *e;
	struct str note = verb_str(c, "note");
	int r = task_edit(c, &e, err);
	if (r < 0)
		return r;
	if (is_closed(e))
		return closed(c, e, err);
	if (work_is(e, "state", "submitted"))
		return err_set(err, ERR_CONFLICT, _("Kết quả đã nộp ngày %.*s, đang chờ nghiệm thu."),
			       STR_ARG(date_vn(c->arena, work_day(e, "submitted_day"))));
	if (work_is(e, "assigner", "register"))
		return err_set(err, ERR_CONFLICT,
			       _("Nhiệm vụ này tự đóng khi bản ghi trong danh mục không còn thiếu; hãy sửa bản ghi ấy."));
	/* rows of 0.1.0 know no assignment: their steps closed by report */
	bool by_report = work_int(e, "by_report") || work_int(e, "assignment") == 0;
	if (!by_report && note.n == 0)
		return err_field(err, ERR_INPUT, "note", _("Ghi kết quả: số, ngày văn bản hoặc sản phẩm nộp."));
	r = task_no_open_parts(c, e->id, err);
	if (r < 0)
		return r;
	edit_set(e, "note", note.n ? v_text(note) : v_null());
	if (!by_report) {
		submit(c, e);
		return 0;
	}
	task_finish(c, e, c->today, work_moment(c), work_actor(c));
	return assignment_settle(c, work_int(e, "assignment"), err);
}

/* ---- task.take_back ---- */

static int reopen(struct verb_call *c, struct edit *e, struct err *err)
{
	int64_t closed_by;
	int r = db_get_int(c->db, &task_committee, VALUES(v_int(work_int(e, "step")), v_int(work_int(e, "unit"))), 0,
			   &closed_by, err);
	if (r == 0 && closed_by)
		return err_set(err, ERR_CONFLICT,
			       _("Nhiệm vụ này đã đóng vì Ủy ban bầu cử của đơn vị đã được ghi; hãy sửa bản ghi Ủy ban bầu cử."));
	if (r == 0 && work_int(e, "closed_row"))
		return err_set(err, ERR_CONFLICT,
			       _("Nhiệm vụ này đã tự đóng nhờ một bản ghi; bản ghi ấy được sửa lại thì nhiệm vụ tự mở lại."));
	if (r == 0)
		r = task_may_reopen(c, e, err);
	return r < 0 ? r : task_open_again(c, e, err);
}

static int check_take_back(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = task_edit(c, &e, err);
	if (r < 0)
		return r;
	if (work_is(e, "state", "submitted")) {
		edit_set(e, "state", v_c("working"));
		edit_set(e, "submitted_day", v_null());
		edit_set(e, "submitted_by", v_null());
		edit_set(e, "submitted_moment", v_null());
		return 0;
	}
	if (!work_is(e, "state", "done"))
		return err_set(err, ERR_CONFLICT, _("Nhiệm vụ này chưa được báo cáo xong nên không có gì để rút lại."));
	if (edit_value(e, "accepted_day")->kind != VALUE_NULL)
		return err_set(err, ERR_CONFLICT, _("Kết quả đã được nghiệm thu ngày %.*s nên không rút lại được."),
			       STR_ARG(date_vn(c->arena, work_day(e, "accepted_day"))));
	return reopen(c, e, err);
}

#define PERSON(flags_, hint_)                                                                                         \
	{                                                                                                             \
		.name = "person", .kind = FIELD_REF, .label = _("Người thực hiện"), .flags = flags_,              \
		.references = "person", .hint = hint_                                                                 \
	}

static const struct field id_param[] = {WORK_ID("task", _("Nhiệm vụ"))};
static const struct field receive_params[] = {
	WORK_ID("task", _("Nhiệm vụ")),
	PERSON(0, _("Rõ người: công chức được phân công. Để trống thì Chủ tịch UBND là người chịu trách nhiệm thực hiện.")),
};
static const struct field name_params[] = {WORK_ID("task", _("Nhiệm vụ")), PERSON(FIELD_REQUIRED, NULL)};
static const struct field progress_params[] = {
	WORK_ID("task", _("Nhiệm vụ")),
	{.name = "progress",
	 .kind = FIELD_LONG,
	 .label = _("Tiến độ"),
	 .flags = FIELD_REQUIRED,
	 .max = TASK_TEXT_MOST,
	 .hint = _("Đã làm gì, còn gì, khi nào xong.")},
};
static const struct field report_params[] = {
	WORK_ID("task", _("Nhiệm vụ")),
	{.name = "note",
	 .kind = FIELD_LONG,
	 .label = _("Kết quả"),
	 .max = 2000,
	 .hint = _("Số, ngày văn bản hoặc sản phẩm đã làm. Tệp kèm theo thì đính kèm trước khi nộp.")},
};

const struct verb task_receive = {"task.receive", _("Tiếp nhận"), receive_params, ARRAY_LEN(receive_params),
				  &task_record,   verb_of_row,    check_receive,  NULL};
const struct verb task_name = {"task.name",  _("Phân công người thực hiện"), name_params, ARRAY_LEN(name_params),
			       &task_record, verb_of_row,                    check_name,  NULL};
const struct verb task_progress = {"task.progress", _("Báo cáo tiến độ"), progress_params, ARRAY_LEN(progress_params),
				   &task_record,    verb_of_row,          check_progress,  NULL};
const struct verb task_report = {"task.report", _("Báo cáo kết quả"), report_params, ARRAY_LEN(report_params),
				 &task_record,  verb_of_row,          check_report,  NULL};
const struct verb task_take_back = {"task.take_back", _("Rút lại báo cáo"), id_param, ARRAY_LEN(id_param), &task_record,
				    verb_of_row,      check_take_back,      NULL};
