/* One recipient's task: the six clears, where it stands, what this person may do with it, and all that belongs to it. */
#include <stdio.h>
#include <string.h>

#include "election/election.h"
#include "unit/records.h"
#include "web/registers.h"
#include "web/statements.h"
#include "web/templates.h"
#include "web/work_pages.h"

struct page {
	struct row task, assignment, step, election;
	bool has_assignment, has_step;
	int64_t unit;     /* the recipient's */
	int64_t assigner; /* the unit that assigned */
	struct sheet_view v;
};

static struct str to(struct web_call *c, const struct page *p, const char *what)
{
	return web_path(c, "/nhiem-vu/%lld%s", (long long)p->task.id, what);
}

static int load(struct web_call *c, struct page *p, struct err *err)
{
	int r = web_read(c, &task_record, c->id, &p->task, err);
	if (r < 0)
		return r;
	p->unit = row_int(&p->task, "unit");
	p->assigner = c->site->root;
	if (row_int(&p->task, "assignment"))
		r = row_load(c->db, c->arena, &assignment_record, row_int(&p->task, "assignment"), &p->assignment, err);
	p->has_assignment = r > 0;
	if (r > 0)
		p->assigner = row_int(&p->assignment, "unit");
	if (r >= 0 && row_int(&p->task, "step"))
		r = row_load(c->db, c->arena, &step_record, row_int(&p->task, "step"), &p->step, err);
	else
		return r < 0 ? r : 0;
	if (r > 0)
		r = row_load(c->db, c->arena, &election_record, row_int(&p->task, "election"), &p->election, err);
	p->has_step = r > 0;
	return r < 0 ? r : 0;
}

/* ---- facts ---- */

/* Rõ người: who was named, else the head of the unit. */
static int person_fact(struct web_call *c, struct page *p, struct err *err)
{
	struct unit_item unit = {0};
	int r = unit_get(c->db, c->arena, p->unit, &unit, err);
	if (r < 0)
		return r;
	if (row_int(&p->task, "person"))
		return work_fact_field(c, &p->v, &p->task, "person", err);
	work_fact(c, &p->v, _("Người thực hiện"),
		  str_from_c(unit_kind_is_communal(unit.kind) ? _("Chủ tịch UBND (chưa phân công công chức)")
							      : _("người đứng đầu đơn vị")));
	return 0;
}

static int due_facts(struct web_call *c, struct page *p, struct err *err)
{
	const struct calendar_row *law_row = NULL;
	struct calendar_effect effect = {0};
	day_t due = row_day(&p->task, "due"), first = row_day(&p->task, "first_due"), legal = row_day(&p->task, "legal_due");
	int r = p->has_step ? step_effect(c->arena, c->site->law, &p->election, &p->step, &law_row, &effect, err) : 0;
	if (r < 0)
		return r;
	work_fact(c, &p->v, _("Hạn"), due == DAY_NONE && law_row ? law_row->counts : work_due(c, due, p->has_step));
	if (law_row)
		((struct fact_view *)(uintptr_t)p->v.facts)[p->v.fact_count - 1].why = web_why(c, &effect.why);
	if (first != DAY_NONE && first != due)
		work_fact(c, &p->v, _("Hạn giao lần đầu"), date_vn_long(c->arena, first));
	if (legal != due && legal != DAY_NONE)
		work_fact(c, &p->v, _("Hạn theo luật"), date_vn_long(c->arena, legal));
	if (law_row && !p->has_assignment) {
		work_fact(c, &p->v, _("Căn cứ"), law_row->basis);
		work_fact(c, &p->v, _("Ai thực hiện"), law_row->who);
		work_fact(c, &p->v, _("Gửi tới"), law_row->sent_to);
	}
	return 0;
}

static int facts_of(struct web_call *c, struct page *p, struct err *err)
{
	static const char *const ordered[] = {"content", "assigner", "document"}, *const clears[] = {"responsible",
												     "product",
												     "authority"};
	work_fact(c, &p->v, _("Đơn vị"), web_unit_name(c, p->unit));
	((struct fact_view *)(uintptr_t)p->v.facts)[0].href = web_path(c, "/don-vi/%lld", (long long)p->unit);
	int r = work_fact_field(c, &p->v, &p->task, "role", err);
	if (r == 0)
		r = person_fact(c, p, err);
	if (r == 0)
		r = due_facts(c, p, err);
	for (size_t i = 0; r == 0 && p->has_assignment && i < ARRAY_LEN(clears); i++)
		r = work_fact_field(c, &p->v, &p->assignment, clears[i], err);
	for (size_t i = 0; r == 0 && p->has_assignment && i < ARRAY_LEN(ordered); i++)
		r = work_fact_field(c, &p->v, &p->assignment, ordered[i], err);
	if (r == 0 && p->has_assignment)
		work_fact_day(c, &p->v, _("Ngày văn bản"), row_day(&p->assignment, "document_day"));
	work_fact_day(c, &p->v, _("Ngày giao"), row_day(&p->task, "assigned_day"));
	work_fact_day(c, &p->v, _("Ngày tiếp nhận"), row_day(&p->task, "received_day"));
	return r;
}

static int result_facts(struct web_call *c, struct page *p, struct err *err)
{
	static const char *const fields[] = {"progress", "progress_day", "note",         "submitted_day",
					     "done_day", "done_by",      "accepted_day", "accepted_by"};
	int r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(fields); i++)
		r = work_fact_field(c, &p->v, &p->task, fields[i], err);
	if (r == 0 && (row_is(&p->task, "state", "returned") || row_is(&p->task, "state", "cancelled")))
		work_fact(c, &p->v, row_is(&p->task, "state", "returned") ? _("Lý do trả lại") : _("Lý do thôi giao"),
			  row_str(&p->task, "reason"));
	if (r == 0 && row_int(&p->task, "returned"))
		work_fact(c, &p->v, _("Số lần bị trả lại"), web_number(c, row_int(&p->task, "returned")));
	return r;
}

/* ---- what this person may do ---- */

static bool is(const struct page *p, const char *state) { return row_is(&p->task, "state", state); }

static int recipient_forms(struct web_call *c, struct page *p, struct err *err)
{
	bool open = task_open(&p->task), submitted = is(p, "submitted");
	int r = 0;
	if (is(p, "assigned"))
		r = work_add_form(c, &p->v, &task_receive, p->unit, to(c, p, "/tiep-nhan"), NULL, err);
	if (r >= 0 && open && !submitted && p->has_assignment)
		r = work_add_form(c, &p->v, &task_progress, p->unit, to(c, p, "/tien-do"), NULL, err);
	if (r >= 0 && open && !submitted && !row_is(&p->task, "assigner", "register")) /* those close themselves */
		r = work_add_form(c, &p->v, &task_report, p->unit, to(c, p, "/bao-cao"), NULL, err);
	if (r >= 0 && open && !is(p, "assigned") && p->has_assignment)
		r = work_add_form(c, &p->v, &task_name, p->unit, to(c, p, "/phan-cong"), NULL, err);
	if (r >= 0 && open && !p->has_step && !submitted)
		r = work_add_form(c, &p->v, &task_extend, p->unit, to(c, p, "/gia-han"), NULL, err);
	if (r >= 0 && open)
		r = work_add_form(c, &p->v, &difficulty_report, p->unit, to(c, p, "/kho-khan"), NULL, err);
	bool back = submitted ||
		    (is(p, "done") && row_day(&p->task, "accepted_day") == DAY_NONE && !row_int(&p->task, "closed_row"));
	if (r >= 0 && back)
		r = work_add_action(c, &p->v, &task_take_back, p->unit, to(c, p, "/rut-lai"), true, err);
	return r < 0 ? r : 0;
}

/* The assigning side: asked for both units, as the verb does. */
static int by_assigner(struct web_call *c, const struct page *p, const struct verb *verb, struct err *err)
{
	int r = web_may(c, verb->name, p->assigner, err);
	return r > 0 ? web_may(c, verb->name, p->unit, err) : r;
}

static int assigner_form(struct web_call *c, struct page *p, const struct verb *verb, const char *path, struct err *err)
{
	int r = by_assigner(c, p, verb, err);
	return r > 0 ? work_add_form(c, &p->v, verb, p->unit, to(c, p, path), NULL, err) : r;
}

static int assigner_forms(struct web_call *c, struct page *p, struct err *err)
{
	bool open = task_open(&p->task), submitted = is(p, "submitted");
	int r = submitted ? by_assigner(c, p, &task_accept, err) : 0;
	if (r > 0)
		r = work_add_action(c, &p->v, &task_accept, p->unit, to(c, p, "/nghiem-thu"), false, err);
	if (r >= 0 && submitted)
		r = assigner_form(c, p, &task_return, "/tra-lai", err);
	if (r >= 0 && open && !submitted)
		r = assigner_form(c, p, &task_remind, "/nhac-nho", err);
	if (r >= 0 && open && !submitted)
		r = assigner_form(c, p, &task_criticise, "/phe-binh", err);
	if (r >= 0 && open && !submitted)
		r = assigner_form(c, p, &task_demand, "/kiem-diem", err);
	if (r >= 0 && open && !p->has_step && p->has_assignment)
		r = assigner_form(c, p, &task_remove, "/thoi-giao", err);
	return r < 0 ? r : 0;
}

/* ---- what belongs to it ---- */

/* A request that waits for an answer. */
static int extension_asked(struct web_call *c, struct page *p, struct err *err)
{
	struct list_filter f[] = {{"task", "=", v_int(p->task.id)}, {"state", "=", v_c("asked")}};
	struct list_result rows = {0};
	int r = record_list(
		c->db, c->arena, &c->actor,
		&(struct list_query){.record = &extension_record, .filters = f, .filter_count = 2, .limit = 1}, &rows,
		err);
	if (r < 0 || rows.n == 0)
		return r;
	const struct row *e = &rows.rows[0];
	web_message(c, &p->v.page, TONE_SOON,
		    arena_printf(c->arena, _("Đơn vị xin gia hạn từ %.*s đến %.*s: %.*s"),
				 STR_ARG(date_vn(c->arena, row_day(e, "old_due"))),
				 STR_ARG(date_vn(c->arena, row_day(e, "new_due"))), STR_ARG(row_str(e, "reason"))));
	r = task_open(&p->task) ? by_assigner(c, p, &extension_grant, err) : 0;
	if (r > 0)
		r = work_add_form(c, &p->v, &extension_grant, p->unit,
				  web_path(c, "/gia-han/%lld/dong-y", (long long)e->id), NULL, err);
	else
		return r;
	return r < 0 ? r
		     : work_add_form(c, &p->v, &extension_refuse, p->unit,
				     web_path(c, "/gia-han/%lld/tu-choi", (long long)e->id), NULL, err);
}

static int parts(struct web_call *c, struct page *p, struct err *err)
{
	static const char *const extension[] = {"asked_day", "new_due", "reason", "state", "answer"},
				 *const difficulty[] = {"text", "kind", "reported_day", "state"},
				 *const part[] = {"title", "due", "state"};
	const struct work_rows lists[] = {
		{&extension_record, "task", extension_record.many, extension, ARRAY_LEN(extension), NULL},
		{&difficulty_record, "task", difficulty_record.many, difficulty, ARRAY_LEN(difficulty), "/kho-khan"},
		{&assignment_record, "parent", _("Việc con đã giao"), part, ARRAY_LEN(part), "/giao-viec"},
	};
	int r = work_urgings(c, &p->v, "task", p->task.id, err);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(lists); i++)
		if (lists[i].record != &assignment_record || access_could(&c->actor, "assignment.read"))
			r = work_rows_of(c, &p->v, &lists[i], p->task.id, err);
	return r == 0 ? register_files(c, &p->task, &p->v, err) : r;
}

/* The row of a register that closed it, or will: 1 with its address. */
static int row_behind(struct web_call *c, struct page *p, struct link_view *ret, struct err *err)
{
	char action[40];
	int64_t id = row_int(&p->task, "closed_row");
	struct str record = id ? row_str(&p->task, "closed_record") : STR("facility");
	int r = id || !row_is(&p->task, "assigner", "register")
			? 0
			: db_get_int(c->db, &web_survey_of_task, VALUES(v_int(p->task.id)), 0, &id, err);
	if (r < 0 || !id)
		return r;
	snprintf(action, sizeof(action), "%.*s.read", STR_ARG(record));
	*ret = (struct link_view){
		.href = web_path(c, "/danh-muc/%.*s/%lld", STR_ARG(record), (long long)id),
		.text = task_open(&p->task) ? str_from_c(_("Bản khảo sát: sửa khi đã đủ (nhiệm vụ tự đóng)"))
					    : arena_printf(c->arena, _("Tự đóng nhờ: %.*s"), STR_ARG(work_tag(&p->task, "closed_record").text))};
	return web_may(c, action, p->unit, err);
}

/* Steps whose page of what is missing leads to the forms. */
static bool is_counted_step(const struct page *p)
{
	static const char *const rules[] = {"COMMUNE_UBBC", "BBC", "TBC"};
	for (size_t i = 0; p->has_step && i < ARRAY_LEN(rules); i++)
		if (row_is(&p->step, "rule", rules[i]))
			return true;
	return false;
}

static int related(struct web_call *c, struct page *p, struct err *err)
{
	struct link_view *links = arena_array_of(c->arena, 6, struct link_view);
	int behind = row_behind(c, p, &links[0], err);
	if (behind < 0)
		return behind;
	p->v.related_count = behind > 0;
	int64_t whole = row_int(&p->task, "assignment");
	int may = whole ? web_may(c, "assignment.read", p->assigner, err) : 0;
	if (may > 0)
		links[p->v.related_count++] =
			(struct link_view){.href = web_path(c, "/giao-viec/%lld", (long long)whole),
					   .text = str_from_c(_("Cả việc này, mọi đơn vị nhận"))};
	if (may >= 0 && task_open(&p->task) && p->has_assignment)
		may = web_may(c, assignment_give.name, p->unit, err);
	else
		may = may < 0 ? may : 0;
	if (may > 0)
		links[p->v.related_count++] =
			(struct link_view){.href = web_path(c, "/giao-viec/moi?tu=%lld", (long long)p->task.id),
					   .text = str_from_c(_("Giao việc con từ nhiệm vụ này"))};
	if (p->has_step)
		links[p->v.related_count++] = (struct link_view){.href = web_path(c, "/bau-cu/buoc/%lld", (long long)p->step.id),
								 .text = str_from_c(_("Bước này trong lịch bầu cử"))};
	if (p->has_step && row_is(&p->step, "rule", "COMMUNE_UBBC") && access_could(&c->actor, "committee.enter") &&
	    task_open(&p->task))
		links[p->v.related_count++] = (struct link_view){
			.href = web_path(c, "/bau-cu/to-chuc/moi?kind=UBBC_COMMUNE&unit=%lld", (long long)row_int(&p->task, "unit")),
			.text = str_from_c(_("Ghi quyết định thành lập Ủy ban bầu cử (nhiệm vụ tự đóng)"))};
	if (is_counted_step(p) && access_could(&c->actor, "committee.read"))
		links[p->v.related_count++] = (struct link_view){.href = web_path(c, "/bau-cu/to-chuc/don-vi/%lld", (long long)p->unit),
								 .text = str_from_c(_("Đơn vị còn thiếu gì"))};
	p->v.related = links;
	return may < 0 ? may : 0;
}

int page_of_task(struct web_call *c, struct err *err)
{
	struct page p = {0};
	int r = load(c, &p, err);
	if (r < 0)
		return r;
	p.v.page = web_page(c, row_str(&p.task, "title"), "/nhiem-vu");
	p.v.state = web_task_state(c, &p.task);
	web_crumb(c, &p.v.page, STR("/nhiem-vu"), str_from_c(_("Nhiệm vụ")));
	r = facts_of(c, &p, err);
	if (r == 0)
		r = result_facts(c, &p, err);
	if (r == 0)
		r = work_urgings_unread(c, &p.v, "task", p.task.id, p.unit, to(c, &p, ""), err);
	if (r == 0)
		r = extension_asked(c, &p, err);
	if (r >= 0)
		r = recipient_forms(c, &p, err);
	if (r == 0)
		r = assigner_forms(c, &p, err);
	if (r == 0)
		r = parts(c, &p, err);
	if (r == 0)
		r = related(c, &p, err);
	if (r == 0)
		r = web_history(c, &task_record, p.task.id, &p.v, err);
	if (r == 0)
		page_sheet(&c->html, &p.v);
	return r;
}

/* A difficulty told from its task's page. */
int page_of_task_difficulty(struct web_call *c, struct err *err)
{
	struct row task;
	struct verb_result result;
	int r = web_read(c, &task_record, c->id, &task, err);
	if (r < 0)
		return r;
	int64_t id = c->id;
	struct http_pair *fields = arena_array_of(c->arena, c->req->form.n + 1, struct http_pair);
	memcpy(fields, c->req->form.v, c->req->form.n * sizeof(*fields));
	fields[c->req->form.n] = (struct http_pair){STR("task"), web_path(c, "%lld", (long long)id)};
	struct http_request *req = arena_new_of(c->arena, struct http_request);
	*req = *c->req;
	req->form = (struct http_pairs){fields, c->req->form.n + 1};
	c->req = req;
	r = web_run(c, &difficulty_report, &result, err);
	if (r > 0)
		http_redirect(c->res, web_path(c, "/nhiem-vu/%lld?xong=1", (long long)id));
	return r < 0 ? r : 0;
}
