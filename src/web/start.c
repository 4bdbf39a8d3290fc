/* The first page of those who neither lead the province nor run the machine. */
#include "web/start.h"

#include <stdlib.h>
#include <string.h>

#include "app/brief.h"
#include "app/bell.h"
#include "app/statements.h"
#include "render/squares.h"
#include "web/elections.h"
#include "web/registers.h"
#include "web/reports.h"
#include "web/statements.h"
#include "web/templates.h"
#include "work/task.h"

static void add_tool(struct web_call *c, struct my_tasks_view *v, const char *href, const char *text, const char *action)
{
	struct link_view *more = arena_array_of(c->arena, v->tool_count + 1, struct link_view);
	if (action && !access_could(&c->actor, action))
		return;
	if (v->tool_count)
		memcpy(more, v->tools, v->tool_count * sizeof(*more));
	more[v->tool_count++] = (struct link_view){.href = str_from_c(href), .text = str_from_c(text)};
	v->tools = more;
}

static void add_figure(struct web_call *c, struct my_tasks_view *v, int64_t n, const char *label, const char *href, enum tone tone)
{
	struct figure_view *more = arena_array_of(c->arena, v->figure_count + 1, struct figure_view);
	if (v->figure_count)
		memcpy(more, v->figures, v->figure_count * sizeof(*more));
	more[v->figure_count++] = (struct figure_view){
		.value = web_number(c, n), .label = str_from_c(label), .href = str_from_c(href), .tone = n ? tone : TONE_DONE};
	v->figures = more;
}

/* ---- a unit's day ---- */

enum { MY_SIGN, MY_LATE, MY_SOON, MY_LATER, MY_UNDATED, MY_DONE, MY_GROUPS };

/* A task or a report on the unit's list. */
struct mine {
	struct my_task_view view;
	day_t due;
	int group;
};

static int group_of(const struct web_call *c, day_t due)
{
	day_t today = site_today(c->site);
	return due == DAY_NONE                 ? MY_UNDATED
	       : due < today                   ? MY_LATE
	       : due <= today + TASK_SOON_DAYS ? MY_SOON
					       : MY_LATER;
}

static struct str due_text(struct web_call *c, day_t due)
{
	return due == DAY_NONE ? str_from_c(_("chưa định ngày")) : date_vn_long(c->arena, due);
}

static struct mine my_task(struct web_call *c, const struct row *task)
{
	day_t due = row_day(task, "due");
	bool open = task_open(task) && !row_is(task, "state", "submitted");
	return (struct mine){
		.due = due,
		.group = open ? group_of(c, due) : MY_DONE,
		.view = {
			.title = row_str(task, "title"),
			.href = web_path(c, "/nhiem-vu/%lld", (long long)task->id),
			.due = due_text(c, due),
			.state = web_task_state(c, task),
			.action = row_is(task, "state", "assigned") ? str_from_c(_("Tiếp nhận"))
				  : open                            ? str_from_c(_("Báo cáo"))
								    : (struct str){0},
		},
	};
}

/* Opens directly on the form that is to be filled, or on what is to be approved. 0: not on the list any more. */
static int my_report(struct web_call *c, const struct row *answer, struct mine *ret, struct err *err)
{
	struct row period;
	bool prepared = row_is(answer, "state", "prepared"), leads = access_could(&c->actor, answer_approve.name);
	bool fills = !prepared && access_could(&c->actor, answer_fill.name) && !report_counts(row_str(answer, "state"));
	int r = row_load(c->db, c->arena, &period_record, row_int(answer, "period"), &period, err);
	if (r <= 0 || !row_is(&period, "state", "open"))
		return r < 0 ? r : 0;
	day_t due = row_day(&period, "due_day");
	*ret = (struct mine){
		.due = due,
		.group = report_counts(row_str(answer, "state")) ? MY_DONE : prepared && leads ? MY_SIGN : group_of(c, due),
		.view = {
			.title = row_str(answer, "title"),
			.href = report_href(c, answer->id, fills ? "/nop" : ""),
			.due = due_text(c, due),
			.state = report_state(c, row_str(answer, "state"), row_int(answer, "late_days"), &period),
			.action = prepared && leads ? str_from_c(_("Xem, duyệt")) : fills ? str_from_c(_("Nhập báo cáo")) : (struct str){0},
		},
	};
	return 1;
}

static int compare_mine(const void *x, const void *y)
{
	const struct mine *a = x, *b = y;
	if (a->group != b->group)
		return a->group - b->group;
	return a->due < b->due ? -1 : a->due > b->due; /* DAY_NONE stand in a group of their own */
}

#define OPEN_SHOWN 300
#define DONE_SHOWN 60 /* the latest: the rest is history, on /nhiem-vu */

/* Tasks and reports of what this person may read, by group and day; *ret_left: open tasks that are not among them. */
static int all_mine(struct web_call *c, struct mine **ret, size_t *ret_n, int64_t *ret_left, struct err *err)
{
	const struct list_filter open[] = {TASK_OPEN}, done = {"state", "=", v_c("done")};
	struct list_result tasks = {0}, before = {0}, answers = {0};
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = &task_record,
						 .filters = open,
						 .filter_count = ARRAY_LEN(open),
						 .sort = "due",
						 .limit = OPEN_SHOWN},
			    &tasks, err);
	if (r == 0)
		r = record_list(c->db, c->arena, &c->actor,
				&(struct list_query){.record = &task_record,
						     .filters = &done,
						     .filter_count = 1,
						     .sort = "-due",
						     .limit = DONE_SHOWN,
						     .uncounted = true},
				&before, err);
	if (r == 0)
		r = record_list(c->db, c->arena, &c->actor,
				&(struct list_query){.record = &answer_record, .sort = "-period", .limit = 40}, &answers, err);
	if (r < 0)
		return r;
	struct mine *list = arena_array_of(c->arena, tasks.n + before.n + answers.n + 1, struct mine);
	size_t n = 0;
	for (size_t i = 0; i < tasks.n; i++)
		list[n++] = my_task(c, &tasks.rows[i]);
	for (size_t i = 0; i < before.n; i++)
		list[n++] = my_task(c, &before.rows[i]);
	for (size_t i = 0; r >= 0 && i < answers.n; i++) {
		r = my_report(c, &answers.rows[i], &list[n], err);
		n += r > 0;
	}
	if (r < 0)
		return r;
	qsort(list, n, sizeof(*list), compare_mine);
	*ret = list;
	*ret_n = n;
	*ret_left = tasks.total - (int64_t)tasks.n;
	return 0;
}

static void unit_tools(struct web_call *c, struct my_tasks_view *v)
{
	add_tool(c, v, "/bao-cao", _("Báo cáo số liệu"), "answer.read");
	add_tool(c, v, "/kho-khan/moi", _("Phản ánh khó khăn"), difficulty_report.name);
	add_tool(c, v, "/bau-cu/to-chuc", _("Tổ chức bầu cử: còn thiếu gì"), "committee.save");
	add_tool(c, v, "/dai-bieu", _("Số đại biểu theo luật"), "unit.read");
	add_tool(c, v, "/bau-cu", _("Lịch bầu cử"), "election.read");
}

int start_of_unit(struct web_call *c, struct err *err)
{
	static const char *const headings[MY_GROUPS] = {_("Chờ duyệt, ký"), _("Quá hạn"), _("Trong 7 ngày tới"), _("Sau đó"),
							_("Chưa định ngày"), _("Đã xong, đã gửi")};
	struct my_tasks_view v = {.page = web_page(c, str_from_c(_("Nhiệm vụ của đơn vị")), "/")};
	struct my_group_view *groups = arena_array_of(c->arena, MY_GROUPS, struct my_group_view);
	struct mine *list;
	size_t n = 0, counts[MY_GROUPS] = {0};
	int64_t left = 0;
	int r = all_mine(c, &list, &n, &left, err);
	if (r < 0)
		return r;
	struct my_task_view *rows = arena_array_of(c->arena, n + 1, struct my_task_view);
	for (size_t i = 0; i < n; i++) {
		rows[i] = list[i].view;
		if (i == 0 || list[i].group != list[i - 1].group)
			groups[v.group_count++] = (struct my_group_view){str_from_c(headings[list[i].group]), &rows[i], 0};
		groups[v.group_count - 1].count++;
		counts[list[i].group]++;
	}
	v.page.lead = arena_printf(c->arena, "%.*s · %.*s", STR_ARG(v.page.unit), STR_ARG(v.page.day));
	v.groups = groups;
	if (left)
		web_message(c, &v.page, TONE_SOON,
			    arena_printf(c->arena, _("Ở đây là %d việc chưa xong đến hạn sớm nhất; còn %.*s việc nữa ở trang Nhiệm vụ."),
					 OPEN_SHOWN, STR_ARG(web_number(c, left))));
	if (access_could(&c->actor, answer_approve.name))
		add_figure(c, &v, (int64_t)counts[MY_SIGN], _("chờ duyệt, ký"), "/bao-cao", TONE_SOON);
	add_figure(c, &v, (int64_t)counts[MY_LATE], _("việc quá hạn"), "/nhiem-vu?loai=cham", TONE_LATE);
	add_figure(c, &v, (int64_t)counts[MY_SOON], _("đến hạn trong 7 ngày"), "/nhiem-vu?loai=sap", TONE_SOON);
	add_figure(c, &v, (int64_t)(n - counts[MY_DONE]), _("việc chưa xong"), "/nhiem-vu", TONE_WAIT);
	unit_tools(c, &v);
	v.empty = str_from_c(_("Chưa có nhiệm vụ nào được giao cho đơn vị."));
	page_my_tasks(&c->html, &v);
	return 0;
}

/* ---- the help team ---- */

#define STEPS_MOST 6
#define ROUNDS_MOST 4
#define NEXT_MOST 6 /* of what waits for oneself; the bell has all */

static int steps_of(struct web_call *c, int64_t election, struct my_tasks_view *v, struct progress_view *list, struct err *err)
{
	day_t today = site_today(c->site);
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, &start_steps, VALUES(v_int(election), v_day(today), v_day(today + TASK_SOON_DAYS)), &q, err);
	while (r == 0 && v->progress_count < STEPS_MOST + ROUNDS_MOST && (r = query_next(q, err)) > 0) {
		int64_t all = query_int(q, 3), done = query_int(q, 4), late = query_int(q, 5), soon = query_int(q, 6);
		int64_t counts[TILE_STATE_COUNT] = {[TILE_DONE] = done, [TILE_LATE] = late, [TILE_SOON] = soon};
		r = 0;
		if (done == all)
			continue;
		counts[TILE_WAIT] = all - done - late - soon;
		struct str words = arena_printf(c->arena, _("%lld/%lld đã xong, %lld chậm"), (long long)done, (long long)all,
						(long long)late);
		list[v->progress_count++] = (struct progress_view){
			.title = query_dup(q, 1, c->arena),
			.href = web_path(c, "/bau-cu/buoc/%lld", (long long)query_int(q, 0)),
			.due = date_vn_long(c->arena, query_day(q, 2)),
			.words = words,
			.tone = late ? TONE_LATE : soon ? TONE_SOON : TONE_WAIT,
			.squares = squares_make(c->arena, counts, words),
		};
	}
	return r < 0 ? r : 0;
}

/* The rounds of reports under way, as squares too. */
static int rounds_of(struct web_call *c, struct my_tasks_view *v, struct progress_view *list, size_t most, struct err *err)
{
	day_t today = site_today(c->site);
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, &rounds_open, NO_VALUES, &q, err);
	while (r == 0 && v->progress_count < most && (r = query_next(q, err)) > 0) {
		int64_t all = query_int(q, 4), sent = query_int(q, 5), accepted = query_int(q, 6), returned = query_int(q, 7);
		int64_t missing = all - sent - accepted - returned;
		bool late = query_day(q, 3) < today;
		const int64_t counts[TILE_STATE_COUNT] = {[TILE_DONE] = accepted,
							  [TILE_WAIT] = sent,
							  [TILE_SOON] = returned,
							  [TILE_NONE] = late ? 0 : missing,
							  [TILE_LATE] = late ? missing : 0};
		struct str words = arena_printf(c->arena, _("%lld/%lld đã gửi, %lld chờ tiếp nhận"), (long long)(sent + accepted),
						(long long)all, (long long)sent);
		struct str title = query_str(q, 2), name = query_str(q, 1);
		list[v->progress_count++] = (struct progress_view){
			.title = arena_printf(c->arena, "%.*s, %.*s", STR_ARG(title), STR_ARG(name)),
			.href = web_path(c, "/bao-cao/ky/%lld", (long long)query_int(q, 0)),
			.due = date_vn_long(c->arena, query_day(q, 3)),
			.words = words,
			.tone = late && missing ? TONE_LATE : TONE_WAIT,
			.squares = squares_make(c->arena, counts, words),
		};
		r = 0;
	}
	return r < 0 ? r : 0;
}

/* What waits for this person, as the bell has it. */
static int waiting(struct web_call *c, struct my_tasks_view *v, struct err *err)
{
	struct bell bell;
	struct my_task_view *rows;
	int r = bell_make(c->site, c->db, c->arena, &c->actor, site_today(c->site), &bell, err);
	if (r < 0 || !bell.n)
		return r;
	size_t n = bell.n < NEXT_MOST ? bell.n : NEXT_MOST;
	rows = arena_array_of(c->arena, n, struct my_task_view);
	for (size_t i = 0; i < n; i++)
		rows[i] = web_bell_row(c, &bell.items[i]);
	struct my_group_view *group = arena_new_of(c->arena, struct my_group_view);
	*group = (struct my_group_view){
		n < bell.n ? arena_printf(c->arena, _("Việc của tôi, gần nhất trong %zu (xem đủ ở Chuông)"), bell.n)
			   : str_from_c(_("Việc của tôi")),
		rows, n};
	v->groups = group;
	v->group_count = 1;
	return 0;
}

int start_of_specialist(struct web_call *c, struct err *err)
{
	struct brief b;
	struct my_tasks_view v = {.page = web_page(c, date_vn_long(c->arena, site_today(c->site)), "/")};
	int r = brief_make(c->site, c->db, c->arena, site_today(c->site), &b, err);
	if (r < 0)
		return r;
	v.page.lead = b.has_election ? arena_printf(c->arena, _("còn %lld ngày đến ngày bầu cử %.*s"), (long long)b.days_left,
						    STR_ARG(date_vn_long(c->arena, b.election_day)))
				     : str_from_c(_("Chưa mở cuộc bầu cử nào."));
	add_figure(c, &v, b.late, _("việc chậm ở các đơn vị"), "/nhiem-vu?loai=cham", TONE_LATE);
	add_figure(c, &v, b.soon, _("đến hạn trong 7 ngày"), "/nhiem-vu?loai=sap", TONE_SOON);
	add_figure(c, &v, b.committees_of - b.committees, _("xã chưa có Ủy ban bầu cử"), "/don-vi?uybc=0", TONE_SOON);
	add_tool(c, &v, "/giao-viec/moi", _("Giao việc"), assignment_propose.name);
	add_tool(c, &v, "/nhiem-vu?loai=cham", _("Đôn đốc"), "task.read");
	add_tool(c, &v, "/bao-cao", _("Tổng hợp báo cáo"), "answer.read");
	add_tool(c, &v, "/ban-tin", _("Bản tin tuần"), "briefing.read");
	add_tool(c, &v, "/hom-nay", _("Trang điều hành"), "brief.read");
	struct progress_view *list = arena_array_of(c->arena, STEPS_MOST + ROUNDS_MOST, struct progress_view);
	v.progress = list;
	r = rounds_of(c, &v, list, ROUNDS_MOST, err);
	if (r == 0 && b.has_election)
		r = steps_of(c, b.election.id, &v, list, err);
	if (r == 0)
		r = waiting(c, &v, err);
	if (r < 0)
		return r;
	v.progress_heading = str_from_c(_("Đang làm ở các xã"));
	v.empty = str_from_c(_("Chưa có việc nào đang làm. Mở cuộc bầu cử rồi giao việc cho các xã."));
	page_my_tasks(&c->html, &v);
	return 0;
}

/* ---- the Front and the Standing Committee of the council ---- */

static const struct institution {
	enum role role;
	const char *named;           /* as the law's column "sent_to" names it */
	enum law_actor province, commune;
	const char *title;
} institutions[] = {
	{ROLE_FRONT, _("Mặt trận Tổ quốc"), ACTOR_province_front, ACTOR_commune_front,
	 _("Việc của Mặt trận Tổ quốc trong cuộc bầu cử")},
	{ROLE_COUNCIL, _("Thường trực Hội đồng nhân dân"), ACTOR_province_council, ACTOR_commune_council,
	 _("Việc của Thường trực Hội đồng nhân dân trong cuộc bầu cử")},
};

static bool says(struct str part, const char *words) { return str_find(part, str_from_c(words)) >= 0; }

/* Is it among those a result goes to? Bodies are parted by ';'; those of the nation or of the other level are others. */
static bool is_sent(const struct institution *in, bool province, struct str sent_to)
{
	const char *own = province ? _("cấp tỉnh") : _("cấp xã"), *another = province ? _("cấp xã") : _("cấp tỉnh");
	struct str part;
	while (str_split(&sent_to, ';', &part)) {
		bool other = says(part, _("trung ương")) || (says(part, another) && !says(part, own));
		if (!other && str_find(part, str_from_c(in->named)) >= 0)
			return true;
	}
	return false;
}

static struct my_task_view step_row(struct web_call *c, const struct row *step, const struct calendar_row *law, bool own)
{
	day_t by = row_day(step, "by_day"), done = row_day(step, "done_day"), today = site_today(c->site);
	struct my_task_view t = {
		.title = row_str(step, "title"),
		.href = web_path(c, "/bau-cu/buoc/%lld", (long long)step->id),
		.due = by == DAY_NONE ? law->counts : date_vn_long(c->arena, by),
		.from = own ? (struct str){0} : law->who,
		.to = own ? law->sent_to : (struct str){0},
		.basis = law->rule->basis_brief,
	};
	if (done != DAY_NONE)
		t.state = (struct tag_view){TONE_DONE, arena_printf(c->arena, _("xong %.*s"), STR_ARG(date_vn(c->arena, done)))};
	else if (by == DAY_NONE || by > today + TASK_SOON_DAYS)
		t.state = (struct tag_view){TONE_WAIT, str_from_c(_("chưa đến hạn"))};
	else if (by >= today)
		t.state = (struct tag_view){TONE_SOON, by == today ? str_from_c(_("hạn hôm nay"))
								   : arena_printf(c->arena, _("còn %d ngày"), by - today)};
	else
		t.state = (struct tag_view){TONE_LATE, str_from_c(_("quá hạn, chưa ghi hoàn thành"))};
	if (own && done == DAY_NONE && access_could(&c->actor, step_mark.name))
		t.action = str_from_c(_("Ghi hoàn thành"));
	return t;
}

static int law_steps(struct web_call *c, const struct institution *in, const struct row *election,
		     struct my_group_view groups[2], struct err *err)
{
	struct calendar calendar;
	struct list_result steps = {0};
	const struct list_filter of = {"election", "=", v_int(election->id)};
	bool province = c->actor.unit == c->site->root;
	unsigned bit = 1u << (province ? in->province : in->commune);
	int r = calendar_make(c->arena, c->site->law, election_kind_of(election), row_day(election, "day"), &calendar, err);
	if (r == 0)
		r = record_list(c->db, c->arena, &c->actor,
				&(struct list_query){.record = &step_record, .filters = &of, .filter_count = 1, .limit = 300},
				&steps, err);
	if (r < 0)
		return r;
	struct my_task_view *own = arena_array_of(c->arena, steps.n + 1, struct my_task_view);
	struct my_task_view *sent = arena_array_of(c->arena, steps.n + 1, struct my_task_view);
	for (size_t i = 0; i < steps.n; i++) {
		const struct row *s = &steps.rows[i];
		const struct calendar_row *law = calendar_find(&calendar, row_str(s, "rule"));
		if (law && law->step && (law->step->actors & bit))
			own[groups[0].count++] = step_row(c, s, law, true);
		else if (law && is_sent(in, province, law->sent_to))
			sent[groups[1].count++] = step_row(c, s, law, false);
	}
	groups[0].heading = str_from_c(_("Bước luật giao, phải làm và gửi đi"));
	groups[0].tasks = own;
	groups[1].heading = str_from_c(_("Được gửi đến: số liệu, danh sách, biên bản của nơi khác"));
	groups[1].tasks = sent;
	return 0;
}

int start_of_institution(struct web_call *c, enum role role, struct err *err)
{
	const struct institution *in = role == ROLE_FRONT ? &institutions[0] : &institutions[1];
	struct row election;
	struct my_tasks_view v = {.page = web_page(c, str_from_c(in->title), "/")};
	struct my_group_view *groups = arena_array_of(c->arena, 2, struct my_group_view);
	int r = web_election(c, c->actor.unit, &election, err);
	if (r > 0)
		r = law_steps(c, in, &election, groups, err);
	if (r < 0)
		return r;
	v.page.lead = arena_printf(c->arena, "%.*s · %.*s", STR_ARG(v.page.unit), STR_ARG(v.page.day));
	for (size_t i = 0; i < 2; i++)
		if (groups[i].count)
			groups[v.group_count++] = groups[i];
	v.groups = groups;
	add_tool(c, &v, "/hom-nay", _("Trang điều hành"), "brief.read");
	add_tool(c, &v, "/dai-bieu", _("Số đại biểu theo luật"), "unit.read");
	add_tool(c, &v, "/danh-muc/committee", _("Ủy ban bầu cử ở xã"), "committee.read");
	add_tool(c, &v, "/bau-cu", _("Lịch bầu cử"), "election.read");
	v.empty = str_from_c(_("Chưa mở cuộc bầu cử nào nên chưa có bước nào của luật. Chuyên viên Sở Nội vụ mở cuộc bầu cử."));
	page_my_tasks(&c->html, &v);
	return 0;
}
