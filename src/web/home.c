/* The first page by role: the leader's brief, a commune's own list; and the search. */
#include <string.h>

#include "app/brief.h"
#include "election/election.h"
#include "render/tilemap.h"
#include "text/text.h"
#include "unit/facts.h"
#include "unit/records.h"
#include "web/internal.h"
#include "web/templates.h"
#include "work/task.h"

#define LATE_SHOWN 30 /* units of one step; the rest behind a link */
#define LATE_STEPS 20

/* ---- the leader's day ---- */

/* The rows behind a figure: of this election only, like the figure. */
static struct str of_kind(struct web_call *c, const struct brief *b, const char *kind)
{
	return web_path(c, "/nhiem-vu?loai=%s&cuoc=%lld", kind, (long long)b->election.id);
}

/* The late rows come oldest first; those of one step stand together. */
static void late_step(struct web_call *c, const struct brief *b, size_t from, struct late_view *v)
{
	const struct brief_late *first = &b->late_rows[from];
	struct late_unit_view *units = arena_array_of(c->arena, LATE_SHOWN, struct late_unit_view);
	size_t all = 0;
	for (size_t i = from; i < b->late_n; i++) {
		const struct brief_late *l = &b->late_rows[i];
		if (l->step != first->step)
			continue;
		if (all++ < LATE_SHOWN)
			units[v->unit_count++] =
				(struct late_unit_view){l->unit_name, web_path(c, "/nhiem-vu/%lld", (long long)l->task),
							arena_printf(c->arena, _("%lld ngày"), (long long)l->days)};
	}
	v->task = first->title;
	v->task_href = web_path(c, "/bau-cu/buoc/%lld", (long long)first->step);
	v->due = date_vn(c->arena, first->due);
	v->basis = first->basis;
	if (first->legal_due != first->due)
		v->note = arena_printf(c->arena, _("hạn theo %.*s; luật: %.*s"), STR_ARG(first->directed_document),
				       STR_ARG(first->legal_due == DAY_NONE ? str_from_c(_("không định ngày"))
									    : date_vn(c->arena, first->legal_due)));
	v->state = (struct tag_view){TONE_LATE, arena_printf(c->arena, _("%zu đơn vị"), all)};
	v->units = units;
	if (all > v->unit_count)
		v->more = (struct link_view){
			.href = web_path(c, "/nhiem-vu?loai=cham&buoc=%lld", (long long)first->step),
			.text = arena_printf(c->arena, _("và %zu đơn vị khác"), all - v->unit_count)};
}

static void late_views(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	struct late_view *late = arena_array_of(c->arena, LATE_STEPS, struct late_view);
	for (size_t i = 0; i < b->late_n && v->late_count < LATE_STEPS; i++) {
		bool seen = false;
		for (size_t k = 0; k < i && !seen; k++)
			seen = b->late_rows[k].step == b->late_rows[i].step;
		if (!seen)
			late_step(c, b, i, &late[v->late_count++]);
	}
	v->late = late;
}

static void soon_views(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	struct soon_view *soon = arena_array_of(c->arena, b->step_n, struct soon_view);
	for (size_t i = 0; i < b->step_n; i++) {
		const struct brief_step *s = &b->steps[i];
		bool late = s->by < b->day;
		soon[i] = (struct soon_view){
			.task = s->title,
			.href = web_path(c, "/bau-cu/buoc/%lld", (long long)s->step),
			.due = date_vn_long(c->arena, s->by),
			.basis = s->basis,
			.progress = s->of ? arena_printf(c->arena, "%lld/%lld", (long long)s->done, (long long)s->of)
					  : (struct str){0},
			.state = {late ? TONE_LATE : TONE_SOON,
				  late              ? str_from_c(_("mốc chưa ghi hoàn thành"))
				  : s->milestone    ? str_from_c(_("mốc theo dõi"))
				  : s->of == 0      ? str_from_c(_("chưa giao"))
				  : s->by == b->day ? str_from_c(_("hôm nay"))
						    : arena_printf(c->arena, _("còn %d ngày"), s->by - b->day)},
		};
	}
	v->soon = soon;
	v->soon_count = b->step_n;
}

static const struct {
	enum tile_state tile;
	const char *words;
} map_states[] = {
	[BRIEF_NONE] = {TILE_NONE, _("chưa giao việc")},
	[BRIEF_WAIT] = {TILE_WAIT, _("đang làm, trong hạn")},
	[BRIEF_SOON] = {TILE_SOON, _("có việc sắp đến hạn")},
	[BRIEF_LATE] = {TILE_LATE, _("có việc quá hạn")},
	[BRIEF_DONE] = {TILE_DONE, _("xong mọi việc đã giao")},
};

/* "An Nông, Ba Đình, …" */
static struct str names_in_state(struct web_call *c, const struct brief *b, enum brief_state state)
{
	_cleanup_buf_ struct buf names = BUF_INIT(1 << 16);
	for (int64_t i = 0; i < b->communes; i++)
		if (b->units[i].state == state)
			buf_printf(&names, "%s%.*s", names.n ? ", " : "", STR_ARG(b->units[i].name));
	return arena_dup(c->arena, buf_str(&names));
}

static void map_view(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	/* legend in the order of enum tone from NONE */
	static const enum brief_state order[] = {BRIEF_NONE, BRIEF_WAIT, BRIEF_SOON, BRIEF_LATE, BRIEF_DONE};
	struct tile *tiles = arena_array_of(c->arena, (size_t)b->communes, struct tile);
	int64_t counts[5] = {0};
	for (int64_t i = 0; i < b->communes; i++) {
		const struct brief_unit *u = &b->units[i];
		const struct unit_fact *fact = unit_commune(c->app->facts, u->code);
		counts[u->state]++;
		tiles[i] = (struct tile){
			.name = u->full,
			.words = u->late ? arena_printf(c->arena, _("quá hạn %lld ngày"), (long long)u->late_days)
					 : (struct str){0},
			.mark = u->late ? arena_printf(c->arena, "%lld", (long long)u->late_days) : (struct str){0},
			.href = web_path(c, "/don-vi/%lld", (long long)u->unit),
			.col = fact ? fact->col : -1,
			.row = fact ? fact->row : -1,
			.state = map_states[u->state].tile,
		};
	}
	struct tile_map map = {str_from_c(_("Tình trạng nhiệm vụ của các xã, phường; mỗi ô là một đơn vị")), tiles,
			       (size_t)b->communes, false};
	struct link_view *legend = arena_array_of(c->arena, ARRAY_LEN(order), struct link_view);
	struct str *names = arena_array_of(c->arena, ARRAY_LEN(order), struct str);
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		legend[i] = (struct link_view){.href = order[i] == BRIEF_LATE   ? of_kind(c, b, "cham")
						       : order[i] == BRIEF_SOON ? of_kind(c, b, "sap")
										: (struct str){0},
					       .text = str_from_c(map_states[order[i]].words),
					       .count = web_number(c, counts[order[i]])};
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		names[i] = names_in_state(c, b, order[i]);
	v->legend_units = names;
	v->map = tilemap_make(c->arena, &map);
	v->legend = legend;
	v->legend_count = ARRAY_LEN(order);
}

static struct why_view one_why(struct web_call *c, struct str text, const char *basis)
{
	struct why_line_view *line = arena_new_of(c->arena, struct why_line_view);
	*line = (struct why_line_view){text, str_from_c(basis)};
	return (struct why_view){line, 1};
}

static void figures(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	struct figure_view *f = arena_array_of(c->arena, 4, struct figure_view);
	struct arena *a = c->arena;
	f[0] = (struct figure_view){
		.value = web_number(c, b->late),
		.label = str_from_c(_("việc chậm")),
		.href = of_kind(c, b, "cham"),
		.before = arena_printf(a, _("tuần trước %lld"), (long long)b->late_before),
		.tone = b->late ? TONE_LATE : TONE_DONE,
		.why = one_why(c,
			       arena_printf(a,
					    _("Nhiệm vụ có hạn trước %.*s mà đơn vị chưa báo cáo xong. Hạn là ngày "
					      "cuối cùng còn đúng hạn."),
					    STR_ARG(date_vn(a, b->day))),
			       ""),
	};
	f[1] = (struct figure_view){
		.value = web_number(c, b->soon),
		.label = str_from_c(_("việc đến hạn trong 7 ngày")),
		.href = of_kind(c, b, "sap"),
		.before = arena_printf(a, _("tuần trước %lld"), (long long)b->soon_before),
		.tone = b->soon ? TONE_SOON : TONE_DONE,
		.why = one_why(c,
			       arena_printf(a, _("Nhiệm vụ chưa xong có hạn từ %.*s đến %.*s."),
					    STR_ARG(date_vn(a, b->day)), STR_ARG(date_vn(a, b->day + TASK_SOON_DAYS))),
			       ""),
	};
	f[2] = (struct figure_view){
		.value = web_number(c, b->communes - b->committees),
		.of = web_number(c, b->communes),
		.label = str_from_c(_("xã chưa có Ủy ban bầu cử")),
		.href = STR("/don-vi?uybc=0"),
		.before = arena_printf(a, _("tuần trước %lld"), (long long)(b->communes - b->committees_before)),
		.tone = b->committees == b->communes ? TONE_DONE : TONE_SOON,
		.why = one_why(c,
			       str_from_c(_("Xã, phường, đặc khu chưa ghi quyết định thành lập Ủy ban bầu cử; luật "
					    "định chậm nhất 105 ngày trước ngày bầu cử.")),
			       _("Điều 22 khoản 2 Luật Bầu cử")),
	};
	f[3] = (struct figure_view){
		.value = web_number(c, b->done),
		.of = web_number(c, b->total),
		.label = str_from_c(_("nhiệm vụ đã xong")),
		.href = of_kind(c, b, "xong"),
		.tone = TONE_PLAIN,
		.why = one_why(
			c,
			str_from_c(_(
				"Mỗi đơn vị được giao một bước của lịch là một nhiệm vụ; đã xong khi đơn vị báo cáo.")),
			""),
	};
	v->figures = f;
	v->figure_count = 4;
}

/* What a leader can decide on now: steps nobody was given, milestones nobody confirmed. */
static void decisions(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	struct decision_view *list = arena_array_of(c->arena, b->step_n, struct decision_view);
	for (size_t i = 0; i < b->step_n; i++) {
		const struct brief_step *s = &b->steps[i];
		if (!(s->of == 0 && !s->milestone))
			continue;
		list[v->decision_count++] = (struct decision_view){
			.text = arena_printf(c->arena, _("Giao nhiệm vụ: %.*s"), STR_ARG(s->title)),
			.href = web_path(c, "/bau-cu/buoc/%lld", (long long)s->step),
			.from = arena_printf(c->arena, _("hạn %.*s"), STR_ARG(date_vn_long(c->arena, s->by))),
			.state = {TONE_SOON, str_from_c(_("chưa giao"))},
		};
	}
	v->decisions = list;
}

static int brief_page(struct web_call *c, struct err *err)
{
	struct brief b;
	struct brief_view v = {0};
	int r = brief_make(c->site, c->db, c->arena, site_today(c->site), &b, err);
	if (r < 0)
		return r;
	v.page = web_page(c, date_vn_long(c->arena, b.day), "/");
	if (!b.has_election) {
		struct list_page_view empty = {.page = v.page};
		empty.list.caption = str_from_c(_("Cuộc bầu cử"));
		empty.list.empty =
			access_could(&c->actor, "election.open")
				? str_from_c(_("Chưa mở cuộc bầu cử nào. Mở một cuộc bầu cử để có lịch theo luật và "
					       "giao việc cho các xã."))
				: str_from_c(_(
					  "Chưa mở cuộc bầu cử nào. Chuyên viên Sở mở cuộc bầu cử tại trang Bầu cử."));
		const struct link_view open = {
			.href = STR("/bau-cu/moi"), .text = str_from_c(_("Mở cuộc bầu cử")), .current = true};
		empty.list.tools = &open;
		empty.list.tool_count = access_could(&c->actor, "election.open");
		page_list(&c->html, &empty);
		return 0;
	}
	v.countdown = b.days_left > 0    ? arena_printf(c->arena, _("còn %lld ngày"), (long long)b.days_left)
	              : b.days_left == 0 ? str_from_c(_("hôm nay"))
	                                 : arena_printf(c->arena, _("đã qua %lld ngày"), (long long)-b.days_left);
	v.election = arena_printf(c->arena, b.days_left ? _("ngày bầu cử %.*s") : _("là ngày bầu cử %.*s"),
				  STR_ARG(date_vn_long(c->arena, b.election_day)));
	v.page.lead = row_str(&b.election, "name");
	figures(c, &b, &v);
	decisions(c, &b, &v);
	map_view(c, &b, &v);
	late_views(c, &b, &v);
	soon_views(c, &b, &v);
	page_brief(&c->html, &v);
	return 0;
}

/* ---- a commune's day ---- */

enum { MY_LATE, MY_SOON, MY_LATER, MY_UNDATED, MY_DONE, MY_GROUPS };

static int group_of(const struct row *task, day_t today)
{
	day_t due = row_day(task, "due");
	if (row_is(task, "state", "done"))
		return MY_DONE;
	return due == DAY_NONE                 ? MY_UNDATED
	       : due < today                   ? MY_LATE
	       : due <= today + TASK_SOON_DAYS ? MY_SOON
					       : MY_LATER;
}

static struct my_task_view my_task(struct web_call *c, const struct row *task)
{
	day_t due = row_day(task, "due");
	return (struct my_task_view){
		.title = row_str(task, "title"),
		.href = web_path(c, "/nhiem-vu/%lld", (long long)task->id),
		.due = due == DAY_NONE ? str_from_c(_("chưa định ngày")) : date_vn_long(c->arena, due),
		.state = web_task_state(c, task),
		.action = row_is(task, "state", "assigned")   ? str_from_c(_("Tiếp nhận"))
		          : row_is(task, "state", "received") ? str_from_c(_("Báo cáo"))
		                                              : (struct str){0},
	};
}

static int my_page(struct web_call *c, struct err *err)
{
	static const char *const headings[MY_GROUPS] = {_("Quá hạn"), _("Trong 7 ngày tới"), _("Sau đó"),
							_("Chưa định ngày"), _("Đã xong")};
	struct list_result tasks = {0};
	struct my_tasks_view v = {.page = web_page(c, str_from_c(_("Nhiệm vụ của đơn vị")), "/")};
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = &task_record, .sort = "due", .limit = 300}, &tasks, err);
	if (r < 0)
		return r;
	day_t today = site_today(c->site);
	struct my_group_view *groups = arena_array_of(c->arena, MY_GROUPS, struct my_group_view);
	for (int g = 0; g < MY_GROUPS; g++) {
		struct my_task_view *list = arena_array_of(c->arena, tasks.n, struct my_task_view);
		size_t n = 0;
		for (size_t i = 0; i < tasks.n; i++)
			if (group_of(&tasks.rows[i], today) == g)
				list[n++] = my_task(c, &tasks.rows[i]);
		if (n)
			groups[v.group_count++] = (struct my_group_view){str_from_c(headings[g]), list, n};
	}
	v.page.lead = arena_printf(c->arena, "%.*s · %.*s", STR_ARG(v.page.unit), STR_ARG(v.page.day));
	v.groups = groups;
	page_my_tasks(&c->html, &v);
	return 0;
}

int page_of_home(struct web_call *c, struct err *err)
{
	int may = web_may(c, "brief.read", c->site->root, err);
	if (may < 0)
		return may;
	if (may)
		return brief_page(c, err);
	if (access_could(&c->actor, "task.read"))
		return my_page(c, err);
	http_redirect(c->res, STR("/danh-muc"));
	return 0;
}

/* ---- search ---- */

int page_of_search(struct web_call *c, struct err *err)
{
	struct str q = http_query(c->req, "q"), fold = text_fold(c->arena, q);
	struct list_page_view v = {.page = web_page(c, str_from_c(_("Tìm kiếm")), "")};
	struct unit_item *units = NULL;
	size_t n = 0, found = 0;
	int r = unit_communes(c->db, c->arena, c->actor.unit, &units, &n, err);
	if (r == 0 && c->actor.unit != c->site->root && access_could(&c->actor, "brief.read"))
		r = unit_communes(c->db, c->arena, c->site->root, &units, &n, err);
	if (r < 0)
		return r;
	v.page.search = q;
	struct cell_view *cells = arena_array_of(c->arena, 2 * n, struct cell_view);
	for (size_t i = 0; i < n; i++) {
		if (!fold.n || (str_find(units[i].fold, fold) < 0 && !str_eq(units[i].code, str_trim(q))))
			continue;
		if ((r = web_may(c, "unit.read", units[i].id, err)) < 0)
			return r;
		if (!r)
			continue;
		cells[2 * found] = (struct cell_view){.text = units[i].full,
						      .href = web_path(c, "/don-vi/%lld", (long long)units[i].id)};
		cells[2 * found + 1] =
			(struct cell_view){.text = str_from_c(_("Nhiệm vụ")),
					   .href = web_path(c, "/nhiem-vu?donvi=%lld", (long long)units[i].id)};
		found++;
	}
	const struct column_view columns[] = {{.label = str_from_c(_("Đơn vị")), .title = true},
					      {.label = str_from_c(_("Mở"))}};
	v.list = (struct list_view){
		.caption = str_from_c(_("Kết quả")),
		.columns = columns,
		.column_count = 2,
		.cells = cells,
		.row_count = found,
		.empty = fold.n ? arena_printf(c->arena,
					       _("Không có đơn vị nào có tên “%.*s”. Gõ một phần tên, có dấu hay không "
						 "dấu đều được."),
					       STR_ARG(q))
				: str_from_c(_("Gõ tên xã, phường, có dấu hay không dấu đều được.")),
		.search_action = STR("/tim"),
		.search_label = str_from_c(_("Tìm đơn vị")),
		.search = q,
	};
	page_list(&c->html, &v);
	return 0;
}
