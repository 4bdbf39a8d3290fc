/* Proposing a plan and deciding it. */
#include "area/plan_int.h"
#include "area/statements.h"
#include "election/body.h"
#include "work/task.h"

static int submit_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	struct site_plan p;
	int r = plan_draft(c, &e, err);
	if (r == 0)
		r = site_plan_load(c->db, c->arena, c->site->root, e->id, &p, err);
	if (r < 0)
		return r;
	if (!p.complete)
		return err_set(err, ERR_INPUT, _("Chưa trình được: %.*s"), STR_ARG(p.incomplete));
	for (size_t i = 0; i < p.n; i++)
		if (p.area.problem.place[i].people < 0)
			return err_set(err, ERR_INPUT, _("Chưa trình được: %.*s chưa có dân số."),
				       STR_ARG(p.area.problem.place[i].name));
	struct district_measure m = site_plan_measure(c->arena, &p);
	bool needs_words = m.deviation > DISTRICT_WHOLE / 10 || !m.connected || p.area.question_n;
	if (needs_words && !verb_str(c, "note").n)
		return err_field(err, ERR_INPUT, "note",
				 _("Chênh lệch trên 10 %%, có đơn vị không liền nhau hoặc có nơi nối qua nước: ghi lý "
				   "do để cơ quan quyết định "
				   "biết."));
	edit_set(e, "state", v_c("submitted"));
	edit_set(e, "submitted_day", v_day(c->today));
	edit_set(e, "submitted_note", plan_text(verb_str(c, "note")));
	plan_set_measure(e, &p, &m);
	return 0;
}

static int submitted(struct verb_call *c, struct edit **ret_edit, struct err *err)
{
	int r = edit_row(c, &plan_record, verb_int(c, "id"), ret_edit, err);
	if (r == 0 && !str_eq_c(edit_value(*ret_edit, "state")->s, "submitted"))
		return err_set(err, ERR_CONFLICT, _("Phương án này không chờ quyết định."));
	return r;
}

static int return_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = submitted(c, &e, err);
	if (r < 0)
		return r;
	edit_set(e, "state", v_c("draft"));
	edit_set(e, "returned_note", v_text(verb_str(c, "note")));
	return 0;
}

static int settle_units(struct verb_call *c, const struct site_plan *p, const char *state,
			const struct district_measure *m, struct err *err)
{
	struct edit *e;
	int r = 0;
	for (size_t u = 0; r == 0 && u < p->k; u++) {
		r = edit_row(c, &constituency_record, p->constituency[u].id, &e, err);
		if (r < 0)
			return r;
		edit_set(e, "state", v_c(state));
		if (m)
			edit_set(e, "population", v_int(m->unit[u].people));
	}
	return r;
}

/* The plan in force until now, *ret_old with k 0 when there is none. */
static int replace(struct verb_call *c, struct edit *plan, struct site_plan *ret_old, struct err *err)
{
	struct edit *e;
	int64_t id;
	*ret_old = (struct site_plan){0};
	int r = area_in_force(c->db, edit_value(plan, "election")->i, edit_value(plan, "level")->s,
			      edit_value(plan, "unit")->i, &id, err);
	if (r < 0 || id == 0)
		return r;
	r = site_plan_load(c->db, c->arena, c->site->root, id, ret_old, err);
	if (r == 0)
		r = edit_row(c, &plan_record, id, &e, err);
	if (r < 0)
		return r;
	edit_set(e, "state", v_c("replaced"));
	edit_set(plan, "replaces", v_int(id));
	return settle_units(c, ret_old, "replaced", NULL, err);
}

static int decide_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	struct site_plan p, old;
	int r = submitted(c, &e, err);
	if (r == 0)
		r = site_plan_load(c->db, c->arena, c->site->root, e->id, &p, err);
	if (r < 0)
		return r;
	if (!p.complete)
		return err_set(err, ERR_CONFLICT, _("Từ khi trình, danh mục đã đổi: %.*s Trả lại để sửa."),
			       STR_ARG(p.incomplete));
	if (verb_day(c, "decision_day") > c->today)
		verb_wrong(c, "decision_day", _("«Ngày quyết định» ở sau ngày hôm nay."));
	if (verb_day(c, "decision_day") < (day_t)edit_value(e, "submitted_day")->i)
		verb_wrong(c, "decision_day", _("«Ngày quyết định» ở trước ngày trình."));
	if (c->result->error_count)
		return verb_failed(c, err);
	struct district_measure m = site_plan_measure(c->arena, &p);
	r = replace(c, e, &old, err);
	if (r == 0)
		r = settle_units(c, &p, "decided", &m, err);
	if (r < 0)
		return r;
	edit_set(e, "state", v_c("decided"));
	edit_set(e, "decider", v_text(verb_str(c, "decider")));
	edit_set(e, "decision", v_text(verb_str(c, "decision")));
	edit_set(e, "decision_day", v_day(verb_day(c, "decision_day")));
	plan_set_measure(e, &p, &m);
	if (old.k) /* the boards there are were set up for constituencies that are no more */
		r = body_places_new(c, row_int(&p.row, "election"), row_int(&p.row, "unit"), BODY_CONSTITUENCY,
				    str_from_c(_("các đơn vị bầu cử đã được quyết định lại")), err);
	if (r < 0)
		return r;
	if (!row_is(&p.row, "level", "commune"))
		return 0; /* above, an area's constituency is that of its commune */
	r = areas_follow(c, &p, old.k ? &old : NULL, err);
	if (r < 0)
		return r;
	const struct task_closer by = {"plan", e->id,
				       arena_printf(c->arena, _("Tự đóng khi các đơn vị bầu cử được quyết định: %.*s."),
						    STR_ARG(verb_str(c, "decision")))};
	return task_close(c, row_int(&p.row, "election"), "CONSTIT", row_int(&p.row, "unit"),
			  verb_day(c, "decision_day"), &by, err);
}

static const struct field submit_params[] = {
	PLAN_ID,
	{.name = "note",
	 .kind = FIELD_LONG,
	 .label = _("Tờ trình, lý do"),
	 .max = 2000,
	 .hint = _("Số tờ trình; lý do của chỗ đặc biệt.")},
};
static const struct field return_params[] = {
	PLAN_ID,
	{.name = "note", .kind = FIELD_LONG, .label = _("Lý do trả lại"), .flags = FIELD_REQUIRED, .max = 2000}};
static const struct field decide_params[] = {
	PLAN_ID,
	{.name = "decider",
	 .kind = FIELD_TEXT,
	 .label = _("Cơ quan quyết định"),
	 .flags = FIELD_REQUIRED,
	 .max = 200,
	 .hint = _("Đại biểu Quốc hội: Hội đồng bầu cử quốc gia; HĐND: Ủy ban bầu cử cùng cấp (Điều 10).")},
	{.name = "decision",
	 .kind = FIELD_TEXT,
	 .label = _("Văn bản quyết định"),
	 .flags = FIELD_REQUIRED,
	 .max = 200,
	 .hint = _("Số, ngày, ví dụ: Nghị quyết 85/NQ-HĐBCQG.")},
	{.name = "decision_day", .kind = FIELD_DAY, .label = _("Ngày quyết định"), .flags = FIELD_REQUIRED},
};

PLAN_VERB(plan_submit, "plan.submit", _("Trình"), submit_params, verb_of_row, submit_check);
PLAN_VERB(plan_return, "plan.return", _("Trả lại"), return_params, verb_of_row, return_check);
PLAN_VERB(plan_decide, "plan.decide", _("Ghi quyết định"), decide_params, verb_of_row, decide_check);
