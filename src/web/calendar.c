/* The election: opening one, its calendar, one step. */
#include <string.h>

#include "election/statements.h"
#include "text/text.h"
#include "web/elections.h"
#include "web/statements.h"
#include "web/templates.h"
#include "work/task.h"

/* ---- opening ---- */

int page_of_election_form(struct web_call *c, struct err *err)
{
	struct form_page_view v = {.page = web_page(c, str_from_c(election_open.title), "/bau-cu")};
	const struct form_field_value values[] = {{"kind", STR("general")}};
	int r = web_form(c, &election_open, STR("/bau-cu/moi"), values, ARRAY_LEN(values), &v.form, err);
	if (r < 0)
		return r;
	v.page.lead = str_from_c(_("Hệ thống đặt mọi bước theo luật từ ngày bầu cử."));
	v.form.cancel_href = STR("/bau-cu");
	page_form(&c->html, &v);
	return 0;
}

int page_of_election_new(struct web_call *c, struct err *err)
{
	return web_post(c, &election_open, STR("/bau-cu"), err);
}

int page_of_step_assign_all(struct web_call *c, struct err *err)
{
	return web_post(c, &step_assign_all, STR("/bau-cu"), err);
}

/* ---- the calendar ---- */

struct progress { int64_t step, done, of, late; };

static int load_progress(struct web_call *c, int64_t election, struct progress **ret, size_t *ret_n, struct err *err)
{
	struct progress *list = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, &web_step_progress, VALUES(v_int(election), v_day(site_today(c->site))), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		list = arena_grow(c->arena, list, n, &cap, sizeof(*list));
		list[n++] = (struct progress){query_int(q, 0), query_int(q, 2), query_int(q, 1), query_int(q, 3)};
		r = 0;
	}
	if (r < 0)
		return r;
	*ret = list;
	*ret_n = n;
	return 0;
}

static struct tag_view step_state(struct web_call *c, const struct row *step, const struct progress *p)
{
	day_t today = site_today(c->site), by = row_day(step, "by_day"), done = row_day(step, "done_day");
	if (p && p->of && p->done == p->of)
		return (struct tag_view){TONE_DONE, str_from_c(_("đã xong"))};
	if (done != DAY_NONE)
		return (struct tag_view){TONE_DONE,
					 arena_printf(c->arena, _("xong %.*s"), STR_ARG(date_vn(c->arena, done)))};
	if (p && p->late)
		return (struct tag_view){TONE_LATE, arena_printf(c->arena, _("%lld đơn vị chậm"), (long long)p->late)};
	if (by == DAY_NONE)
		return (struct tag_view){TONE_NONE, str_from_c(_("chưa định ngày"))};
	bool mine = !row_is(step, "asks", "none");
	if (by < today)
		return (struct tag_view){TONE_LATE,
					 str_from_c(mine ? _("quá hạn, chưa giao") : _("chưa ghi hoàn thành"))};
	if (by - today <= TASK_SOON_DAYS)
		return (struct tag_view){TONE_SOON, by == today ? str_from_c(_("hôm nay"))
								: arena_printf(c->arena, _("còn %d ngày"), by - today)};
	return (struct tag_view){p && p->of ? TONE_WAIT : TONE_NONE, str_from_c(p && p->of ? _("đang làm")
										: mine     ? _("chưa giao")
											   : _("mốc theo dõi"))};
}

static struct step_view step_line(struct web_call *c, const struct row *step, const struct calendar_row *law,
				  const struct progress *p)
{
	struct arena *a = c->arena;
	day_t legal = row_day(step, "legal_day"), directed = row_day(step, "directed_day");
	struct step_view v = {
		.title = row_str(step, "title"),
		.href = web_path(c, "/bau-cu/buoc/%lld", (long long)step->id),
		.date = legal != DAY_NONE ? date_vn(a, legal) : str_from_c(_("không định ngày")),
		.weekday = legal != DAY_NONE ? str_from_c(weekday_vn(date_weekday(legal)))
			   : law             ? law->counts
					     : (struct str){0},
		.directed = directed != DAY_NONE ? arena_printf(a, "%.*s – %.*s", STR_ARG(date_vn(a, directed)),
								STR_ARG(row_str(step, "directed_document")))
						 : (struct str){0},
		.progress = p && p->of ? arena_printf(a, "%lld/%lld", (long long)p->done, (long long)p->of)
				       : (struct str){0},
		.state = step_state(c, step, p),
	};
	if (!law)
		return v;
	v.who = law->who;
	v.basis = law->rule->basis_brief;
	v.warning = law->warning;
	if (row_day(step, "override_day") != DAY_NONE)
		v.offset = arena_printf(a, _("điều chỉnh theo %.*s"), STR_ARG(row_str(step, "override_document")));
	else if (law->has_offset && law->offset)
		v.offset = arena_printf(a, "T%s%d", law->offset < 0 ? _("−") : "+",
					law->offset < 0 ? -law->offset : law->offset);
	return v;
}

/* Filter "ai": whose steps. */
static const struct {
	const char *code, *label;
} whose[] = {{"", _("tất cả")},
	     {"xa", _("cấp xã báo cáo")},
	     {"tinh", _("cấp tỉnh báo cáo")},
	     {"khac", _("cơ quan khác (mốc theo dõi)")}};

static bool shown(const struct row *step, struct str ai)
{
	bool both = row_is(step, "asks", "both");
	if (str_eq_c(ai, "xa"))
		return both || row_is(step, "asks", "commune");
	if (str_eq_c(ai, "tinh"))
		return both || row_is(step, "asks", "province");
	return str_eq_c(ai, "khac") ? row_is(step, "asks", "none") : true;
}

static void whose_links(struct web_call *c, const struct list_result *steps, const struct row *election,
			struct filter_view *ret)
{
	const struct option_view keep = {.value = web_path(c, "%lld", (long long)election->id), .text = STR("cuoc")};
	size_t keeps = http_query(c->req, "cuoc").n ? 1 : 0;
	struct link_view *links = arena_array_of(c->arena, ARRAY_LEN(whose), struct link_view);
	struct str ai = http_query(c->req, "ai");
	for (size_t i = 0; i < ARRAY_LEN(whose); i++) {
		int64_t n = 0;
		for (size_t k = 0; k < steps->n; k++)
			n += shown(&steps->rows[k], str_from_c(whose[i].code));
		links[i] = (struct link_view){
			.href = web_with(c, STR("/bau-cu"), &keep, keeps, "ai", str_from_c(whose[i].code)),
			.text = str_from_c(whose[i].label),
			.count = web_number(c, n),
			.current = str_eq_c(ai, whose[i].code)};
	}
	*ret = (struct filter_view){str_from_c(_("Của")), links, ARRAY_LEN(whose)};
}

static const struct progress *progress_of(const struct progress *list, size_t n, int64_t step)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].step == step)
			return &list[i];
	return NULL;
}

static void fill_steps(struct web_call *c, const struct list_result *rows, const struct calendar *calendar,
		       const struct progress *p, size_t pn, struct calendar_view *v)
{
	struct step_view *steps = arena_array_of(c->arena, rows->n, struct step_view);
	day_t today = site_today(c->site);
	bool marked = false;
	for (size_t i = 0; i < rows->n; i++) {
		const struct row *step = &rows->rows[i];
		if (!shown(step, http_query(c->req, "ai")))
			continue;
		struct step_view line = step_line(c, step, calendar_find(calendar, row_str(step, "rule")),
						  progress_of(p, pn, step->id));
		day_t day = row_day(step, "legal_day");
		line.today_before = !marked && day != DAY_NONE && day >= today;
		marked |= line.today_before;
		steps[v->step_count++] = line;
	}
	v->steps = steps;
}

static int no_election(struct web_call *c)
{
	struct list_page_view v = {.page = web_page(c, str_from_c(_("Bầu cử")), "/bau-cu")};
	const struct link_view open = {
		.href = STR("/bau-cu/moi"), .text = str_from_c(_("Mở cuộc bầu cử")), .current = true};
	v.list.caption = str_from_c(_("Cuộc bầu cử"));
	v.list.empty = str_from_c(_("Chưa mở cuộc bầu cử nào."));
	v.list.tools = &open;
	v.list.tool_count = access_could(&c->actor, "election.open");
	page_list(&c->html, &v);
	return 0;
}

int page_of_calendar(struct web_call *c, struct err *err)
{
	struct row election;
	struct calendar calendar;
	struct list_result steps = {0};
	struct progress *progress = NULL;
	size_t n = 0;
	int r = web_election(c, c->actor.unit, &election, err);
	if (r <= 0)
		return r < 0 ? r : no_election(c);
	const struct list_filter of = {"election", "=", v_int(election.id)};
	r = calendar_make(c->arena, c->site->law, election_kind_of(&election), row_day(&election, "day"), &calendar,
			  err);
	if (r == 0)
		r = record_list(
			c->db, c->arena, &c->actor,
			&(struct list_query){.record = &step_record, .filters = &of, .filter_count = 1, .limit = 200},
			&steps, err);
	if (r == 0)
		r = load_progress(c, election.id, &progress, &n, err);
	if (r < 0)
		return r;
	struct calendar_view v = {.page = web_page(c, str_from_c(_("Lịch bầu cử")), "/bau-cu")};
	int64_t left = row_day(&election, "day") - site_today(c->site);
	struct filter_view filters[2];
	struct link_view *tools = arena_array_of(c->arena, 3, struct link_view);
	v.page.lead = row_str(&election, "name");
	v.countdown = arena_printf(c->arena, _("%.*s · ngày bầu cử %.*s"),
				   STR_ARG(left > 0 ? arena_printf(c->arena, _("còn %lld ngày"), (long long)left)
						    : str_from_c(left ? _("đã qua") : _("hôm nay"))),
				   STR_ARG(date_vn_long(c->arena, row_day(&election, "day"))));
	whose_links(c, &steps, &election, &filters[0]);
	v.filters = filters;
	v.filter_count = 1;
	r = web_election_links(c, &election, STR("/bau-cu"), &filters[1], err);
	if (r < 0)
		return r;
	v.filter_count += filters[1].count > 0;
	fill_steps(c, &steps, &calendar, progress, n, &v);
	if (access_could(&c->actor, "committee.read"))
		tools[v.tool_count++] = (struct link_view){
			.href = web_election_keep(c, STR("/bau-cu/to-chuc")),
			.text = str_from_c(_("Tổ chức phụ trách bầu cử")),
			.current = true};
	if (access_could(&c->actor, "election.open"))
		tools[v.tool_count++] =
			(struct link_view){.href = STR("/bau-cu/moi"), .text = str_from_c(_("Mở cuộc bầu cử khác"))};
	if (access_could(&c->actor, "plan.read"))
		tools[v.tool_count++] = (struct link_view){.href = STR("/bau-cu/don-vi"),
							   .text = str_from_c(_("Đơn vị bầu cử, khu vực bỏ phiếu"))};
	v.tools = tools;
	v.note = arena_printf(c->arena, "%.*s%s%s", STR_ARG(calendar.caution), calendar.caution.n ? " " : "",
			      _("Ngày theo luật là ngày cuối cùng còn đúng hạn; Hội đồng bầu cử quốc gia có thể điều "
				"chỉnh (Điều 98 khoản 3)."));
	page_calendar(&c->html, &v);
	return 0;
}

/* ---- one step ---- */

static void step_facts(struct web_call *c, const struct row *step, const struct calendar_row *law,
		       const struct calendar_effect *effect, struct sheet_view *v)
{
	struct arena *a = c->arena;
	struct fact_view *f = arena_array_of(a, 12, struct fact_view);
	size_t n = 0;
	day_t legal = row_day(step, "legal_day"), directed = row_day(step, "directed_day"),
	      override = row_day(step, "override_day");
	f[n++] = (struct fact_view){.label = str_from_c(_("Hạn theo luật")),
				    .value = legal != DAY_NONE ? date_vn_long(a, legal)
					     : law             ? law->counts
							       : (struct str){0},
				    .note = law ? law->warning : (struct str){0},
				    .why = law ? web_why(c, &effect->why) : (struct why_view){0}};
	if (override != DAY_NONE)
		f[n++] = (struct fact_view){.label = str_from_c(_("Hội đồng bầu cử quốc gia điều chỉnh")),
					    .value = date_vn_long(a, override),
					    .note = row_str(step, "override_document")};
	if (directed != DAY_NONE)
		f[n++] = (struct fact_view){.label = str_from_c(_("Hạn theo chỉ đạo")),
					    .value = date_vn_long(a, directed),
					    .note = row_str(step, "directed_document")};
	if (law) {
		f[n++] = (struct fact_view){.label = str_from_c(_("Căn cứ")),
					    .value = law->basis,
					    .note = law->rule->provisional ? str_from_c(_("tạm ghi, còn phải kiểm tra"))
									   : (struct str){0}};
		f[n++] = (struct fact_view){.label = str_from_c(_("Ai thực hiện")), .value = law->who};
		if (law->sent_to.n)
			f[n++] = (struct fact_view){.label = str_from_c(_("Gửi tới")), .value = law->sent_to};
		if (law->hours.n)
			f[n++] = (struct fact_view){.label = str_from_c(_("Giờ")), .value = law->hours};
		if (law->note.n)
			f[n++] = (struct fact_view){.label = str_from_c(_("Ghi chú")), .value = law->note};
	}
	if (row_is(step, "asks", "none"))
		f[n++] = (struct fact_view){.label = str_from_c(_("Hoàn thành")),
					    .value = date_vn(a, row_day(step, "done_day")),
					    .note = row_str(step, "done_note")};
	else
		f[n++] = (struct fact_view){.label = str_from_c(_("Ngày giao")),
					    .value = date_vn(a, row_day(step, "assigned_day"))};
	v->facts = f;
	v->fact_count = n;
}

static int order_form(struct web_call *c, const struct verb *verb, const char *path, const struct row *step,
		      const char *day, const char *document, struct form_view *form, struct err *err)
{
	const struct form_field_value values[] = {{"day", date_vn(c->arena, row_day(step, day))},
						  {"document", row_str(step, document)},
						  {"note", row_str(step, document)}};
	int r = web_form(c, verb, web_path(c, "/bau-cu/buoc/%lld/%s", (long long)step->id, path), values,
			 ARRAY_LEN(values), form, err);
	form->heading = str_from_c(verb->title);
	form->submit = str_from_c(_("Lưu"));
	form->folded = true;
	return r;
}

static int step_forms(struct web_call *c, const struct row *step, bool planned, struct sheet_view *v, struct err *err)
{
	struct form_view *forms = arena_array_of(c->arena, 3, struct form_view);
	struct action_view *assign = arena_new_of(c->arena, struct action_view);
	bool own = !row_is(step, "asks", "none");
	int r = 0, may;
	if (own && row_day(step, "assigned_day") == DAY_NONE &&
	    (may = web_may(c, step_assign.name, c->site->root, err)) != 0) {
		if (may < 0)
			return may;
		*assign = (struct action_view){.action = web_path(c, "/bau-cu/buoc/%lld/giao", (long long)step->id),
					       .text = str_from_c(step_assign.title)};
		v->actions = assign;
		v->action_count = 1;
	}
	if (!own && (r = web_may(c, step_mark.name, c->site->root, err)) > 0)
		r = order_form(c, &step_mark, "hoan-thanh", step, "done_day", "done_note", &forms[v->form_count++],
			       err);
	if (r >= 0 && (r = web_may(c, step_direct.name, c->site->root, err)) > 0)
		r = order_form(c, &step_direct, "chi-dao", step, "directed_day", "directed_document",
			       &forms[v->form_count++], err);
	if (r >= 0 && !planned && (r = web_may(c, step_override.name, c->site->root, err)) > 0)
		r = order_form(c, &step_override, "dieu-chinh", step, "override_day", "override_document",
			       &forms[v->form_count++], err);
	v->forms = forms;
	return r < 0 ? r : 0;
}

static int step_tasks(struct web_call *c, const struct row *step, struct sheet_view *v, struct err *err)
{
	static const char *const labels[] = {_("Đơn vị"), _("Trạng thái"), _("Tiếp nhận"), _("Báo cáo xong")};
	const struct list_filter of = {"step", "=", v_int(step->id)};
	struct list_result tasks = {0};
	int r = record_list(
		c->db, c->arena, &c->actor,
		&(struct list_query){
			.record = &task_record, .filters = &of, .filter_count = 1, .sort = "state", .limit = 20},
		&tasks, err);
	if (r < 0 || !tasks.n)
		return r;
	struct list_view *list = arena_new_of(c->arena, struct list_view);
	struct column_view *columns = arena_array_of(c->arena, 4, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, 4 * tasks.n, struct cell_view);
	struct link_view *all = arena_new_of(c->arena, struct link_view);
	for (size_t i = 0; i < 4; i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	for (size_t i = 0; i < tasks.n; i++) {
		const struct row *t = &tasks.rows[i];
		struct tag_view state = web_task_state(c, t);
		cells[4 * i] = (struct cell_view){.text = web_unit_name(c, row_int(t, "unit")),
						  .href = web_path(c, "/nhiem-vu/%lld", (long long)t->id)};
		cells[4 * i + 1] = (struct cell_view){.text = state.text, .tone = state.tone};
		cells[4 * i + 2] = (struct cell_view){.text = date_vn(c->arena, row_day(t, "received_day"))};
		cells[4 * i + 3] = (struct cell_view){.text = date_vn(c->arena, row_day(t, "done_day"))};
	}
	*all = (struct link_view){
		.href = web_path(c, "/nhiem-vu?buoc=%lld", (long long)step->id),
		.text = arena_printf(c->arena, _("Xem cả %lld đơn vị, lọc, tìm"), (long long)tasks.total)};
	*list = (struct list_view){.caption = str_from_c(_("Các đơn vị")),
				   .heading = true,
				   .columns = columns,
				   .column_count = 4,
				   .cells = cells,
				   .row_count = tasks.n,
				   .tools = all,
				   .tool_count = tasks.total > 1};
	v->lists = list;
	v->list_count = 1;
	return 0;
}

int page_of_step(struct web_call *c, struct err *err)
{
	struct row step, election;
	const struct calendar_row *law = NULL;
	struct calendar_effect effect = {0};
	struct progress *progress = NULL;
	size_t n = 0;
	int r = web_read(c, &step_record, c->id, &step, err);
	if (r == 0)
		r = row_load(c->db, c->arena, &election_record, row_int(&step, "election"), &election, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	r = step_effect(c->arena, c->site->law, &election, &step, &law, &effect, err);
	if (r == 0)
		r = load_progress(c, election.id, &progress, &n, err);
	if (r < 0)
		return r;
	struct sheet_view v = {.page = web_page(c, row_str(&step, "title"), "/bau-cu"),
			       .state = step_state(c, &step, progress_of(progress, n, step.id))};
	web_crumb(c, &v.page, STR("/bau-cu"), str_from_c(_("Lịch bầu cử")));
	step_facts(c, &step, law, &effect, &v);
	r = step_forms(c, &step, law && law->plan, &v, err);
	if (r == 0)
		r = step_tasks(c, &step, &v, err);
	if (r == 0)
		r = web_history(c, &step_record, step.id, &v, err);
	if (r < 0)
		return r;
	page_sheet(&c->html, &v);
	return 0;
}
