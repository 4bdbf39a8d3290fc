/* The first page by role, and the leader's brief. */
#include <string.h>

#include "app/brief.h"
#include "election/progress.h"
#include "render/tilemap.h"
#include "unit/facts.h"
#include "unit/records.h"
#include "web/elections.h"
#include "web/registers.h"
#include "web/start.h"
#include "web/templates.h"
#include "work/task.h"

#define LATE_SHOWN 8 /* units of one step; the rest behind a link */
#define LATE_STEPS 20
#define PEOPLE_SHOWN 4 /* who did not hand over; the rest behind a link */
#define SOON_SHOWN 16
#define NAMES_MOST 40 /* of one state of the map, in its table */

/* ---- the leader's day ---- */

/* The rows behind a figure. */
static struct str of_kind(struct web_call *c, const char *kind)
{
	return web_path(c, "/nhiem-vu?loai=%s", kind);
}

/* The rows of one job come oldest first; how many there are in all is counted. */
static void late_job(struct web_call *c, const struct brief *b, size_t job, struct late_view *v)
{
	const struct brief_job *j = &b->jobs[job];
	const struct brief_late *first = &b->late_rows[j->first];
	struct late_unit_view *units = arena_array_of(c->arena, LATE_SHOWN, struct late_unit_view);
	for (size_t i = j->first; i < b->late_n && v->unit_count < LATE_SHOWN; i++) {
		const struct brief_late *l = &b->late_rows[i];
		if (l->job == job)
			units[v->unit_count++] =
				(struct late_unit_view){l->unit_name, web_path(c, "/nhiem-vu/%lld", (long long)l->task),
							arena_printf(c->arena, _("%lld ngày"), (long long)l->days)};
	}
	v->task = first->title;
	v->task_href = first->step         ? web_path(c, "/bau-cu/buoc/%lld", (long long)first->step)
		       : first->assignment ? register_href(c, &assignment_record, first->assignment)
					   : web_path(c, "/nhiem-vu/%lld", (long long)first->task);
	v->due = date_vn(c->arena, first->due);
	v->basis = first->basis;
	if (first->legal_due != first->due)
		v->note = arena_printf(c->arena, _("hạn theo %.*s; luật: %.*s"), STR_ARG(first->directed_document),
				       STR_ARG(first->legal_due == DAY_NONE ? str_from_c(_("không định ngày"))
									    : date_vn(c->arena, first->legal_due)));
	v->state = (struct tag_view){TONE_LATE, arena_printf(c->arena, _("%.*s đơn vị"), STR_ARG(web_number(c, j->late)))};
	v->units = units;
	int64_t more = j->late - (int64_t)v->unit_count;
	if (more > 0)
		v->more = (struct link_view){
			.href = first->step ? web_path(c, "/nhiem-vu?loai=cham&buoc=%lld", (long long)first->step) : v->task_href,
			.text = arena_printf(c->arena, _("và %.*s đơn vị khác"), STR_ARG(web_number(c, more)))};
}

/* Those who should be free for the election by now, by name. */
static void late_people(struct web_call *c, const struct brief *b, struct late_view *v)
{
	struct late_unit_view *units = arena_array_of(c->arena, PEOPLE_SHOWN, struct late_unit_view);
	for (size_t i = 0; i < b->freed_n && i < PEOPLE_SHOWN; i++) {
		const struct brief_freed *f = &b->freed[i];
		units[v->unit_count++] = (struct late_unit_view){
			arena_printf(c->arena, "%.*s, %.*s", STR_ARG(f->person), STR_ARG(f->unit_name)),
			register_href(c, &handover_record, f->id), arena_printf(c->arena, _("%d ngày"), b->day - f->due)};
	}
	v->task = str_from_c(_("Bàn giao công việc để tham gia bầu cử"));
	v->task_href = web_path(c, "/bau-cu/to-chuc?buoc=%d", PROGRESS_FREED);
	v->due = date_vn(c->arena, b->freed[0].due);
	const char *many = b->freed_n == BRIEF_FREED_MOST ? _("từ ") : "";
	v->state = (struct tag_view){TONE_LATE, arena_printf(c->arena, _("%s%zu người"), many, b->freed_n)};
	v->units = units;
	if (b->freed_n > v->unit_count)
		v->more = (struct link_view){.href = v->task_href,
					     .text = arena_printf(c->arena, _("và %zu người khác"), b->freed_n - v->unit_count)};
}

static void late_views(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	struct late_view *late = arena_array_of(c->arena, LATE_STEPS + 1, struct late_view);
	int64_t in = 0;
	for (size_t i = 0; i < b->job_n && i < LATE_STEPS; i++) {
		late_job(c, b, i, &late[v->late_count++]);
		in += b->jobs[i].late;
	}
	if (b->late > in)
		v->late_more = arena_printf(c->arena, _("và %.*s việc khác chậm ít ngày hơn"), STR_ARG(web_number(c, b->late - in)));
	if (b->freed_n)
		late_people(c, b, &late[v->late_count++]);
	v->late = late;
}

static void soon_views(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	size_t n = b->due_n < SOON_SHOWN ? b->due_n : SOON_SHOWN;
	struct soon_view *soon = arena_array_of(c->arena, n, struct soon_view);
	for (size_t i = 0; i < n; i++) {
		const struct brief_due *s = &b->due[i];
		bool late = s->by < b->day;
		soon[i] = (struct soon_view){
			.task = s->title,
			.href = s->step ? web_path(c, "/bau-cu/buoc/%lld", (long long)s->step)
					: register_href(c, &assignment_record, s->assignment),
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
	v->soon_count = n;
	if (b->due_n > n)
		v->soon_more = arena_printf(c->arena, _("và %zu việc khác"), b->due_n - n);
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
		legend[i] = (struct link_view){.href = order[i] == BRIEF_LATE   ? of_kind(c, "cham")
						       : order[i] == BRIEF_SOON ? of_kind(c, "sap")
										: (struct str){0},
					       .text = str_from_c(map_states[order[i]].words),
					       .count = web_number(c, counts[order[i]])};
	/* a large group is only counted here: the whole table is one click away, and a weak line is spared a page of names */
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		names[i] = counts[order[i]] > NAMES_MOST ? str_from_c(_("xem ở bảng đầy đủ")) : names_in_state(c, b, order[i]);
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

/* As it was frozen; never zero for what nobody froze. */
static struct str last_week(struct web_call *c, const struct brief *b, int64_t then)
{
	if (!b->has_before)
		return str_from_c(_("tuần trước: chưa chốt"));
	struct str day = date_vn(c->arena, b->before.day);
	return arena_printf(c->arena, _("tuần trước (%.*s): %.*s"), STR_ARG(str_slice(day, 0, 5)), STR_ARG(web_number(c, then)));
}

static void figures(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	struct figure_view *f = arena_array_of(c->arena, 4, struct figure_view);
	size_t n = 2;
	bool general = b->has_election && election_kind_of(&b->election) == ELECTION_GENERAL;
	struct arena *a = c->arena;
	f[0] = (struct figure_view){
		.value = web_number(c, b->late),
		.label = str_from_c(_("việc chậm")),
		.href = of_kind(c, "cham"),
		.before = last_week(c, b, b->before.late),
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
		.href = of_kind(c, "sap"),
		.before = last_week(c, b, b->before.soon),
		.tone = b->soon ? TONE_SOON : TONE_DONE,
		.why = one_why(c,
			       arena_printf(a, _("Nhiệm vụ chưa xong có hạn từ %.*s đến %.*s."),
					    STR_ARG(date_vn(a, b->day)), STR_ARG(date_vn(a, b->day + TASK_SOON_DAYS))),
			       ""),
	};
	if (b->committees_of) {
		f[n++] = (struct figure_view){
			.value = web_number(c, b->committees_of - b->committees),
			.of = web_number(c, b->committees_of),
			.label = str_from_c(_("xã chưa có Ủy ban bầu cử")),
			.href = web_election_keep(c, STR("/don-vi?uybc=0")),
			.before = last_week(c, b, b->before.communes - b->before.committees),
			.tone = b->committees == b->committees_of ? TONE_DONE : TONE_SOON,
			.why = one_why(c,
				       str_from_c(general ? _("Xã, phường, đặc khu chưa ghi quyết định thành lập Ủy ban bầu cử; luật "
							      "định chậm nhất 105 ngày trước ngày bầu cử.")
							  : _("Nơi bầu cử bổ sung chưa ghi quyết định thành lập Ủy ban bầu cử bổ sung.")),
				       general ? _("Điều 22 khoản 2 Luật Bầu cử") : _("Điều 90 Luật Bầu cử")),
		};
	}
	f[n++] = (struct figure_view){
		.value = web_number(c, b->waiting),
		.label = str_from_c(_("chờ quyết định")),
		.href = STR("#quyet-dinh"),
		.before = last_week(c, b, b->before.waiting),
		.tone = b->waiting ? TONE_SOON : TONE_DONE,
		.why = one_why(c,
			       str_from_c(_("Việc các đơn vị trình lãnh đạo quyết định chưa có trả lời, và bước đến hạn trong 7 "
					    "ngày mà chưa giao cho ai.")),
			       ""),
	};
	v->figures = f;
	v->figure_count = n;
}

/* What a leader can decide on now: what was asked, and steps nobody was given. */
static void decisions(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	struct decision_view *list = arena_array_of(c->arena, b->due_n + b->decision_n + 1, struct decision_view);
	for (size_t i = 0; i < b->decision_n; i++) {
		const struct brief_decision *d = &b->decisions[i];
		list[v->decision_count++] = (struct decision_view){
			.text = d->question,
			.href = register_href(c, &decision_record, d->id),
			.from = arena_printf(c->arena, _("%.*s trình %.*s"), STR_ARG(d->asked_by),
					     STR_ARG(date_vn(c->arena, d->asked))),
			.state = {TONE_SOON, d->due == DAY_NONE ? str_from_c(_("chờ quyết định"))
								: arena_printf(c->arena, _("cần trước %.*s"),
									       STR_ARG(date_vn(c->arena, d->due)))},
		};
	}
	for (size_t i = 0; i < b->due_n; i++) {
		const struct brief_due *s = &b->due[i];
		if (!brief_due_waits(s))
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

#define DIFFICULTIES_SHOWN 3
#define DIFFICULTY_BYTES 110

/* The first words of a long text. */
static struct str first_words(struct web_call *c, struct str text)
{
	if (text.n <= DIFFICULTY_BYTES)
		return text;
	size_t n = DIFFICULTY_BYTES;
	while (n && text.p[n] != ' ' && text.p[n] != '\n')
		n--;
	return arena_printf(c->arena, "%.*s …", STR_ARG(str_slice(text, 0, n)));
}

static void difficulties(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	struct difficulty_view *list = arena_array_of(c->arena, DIFFICULTIES_SHOWN, struct difficulty_view);
	for (size_t i = 0; i < b->difficulty_n && v->difficulty_count < DIFFICULTIES_SHOWN; i++) {
		const struct brief_difficulty *d = &b->difficulties[i];
		list[v->difficulty_count++] = (struct difficulty_view){
			.text = first_words(c, d->text),
			.href = register_href(c, &difficulty_record, d->id),
			.unit = d->unit_name,
			.day = date_vn(c->arena, d->day),
		};
	}
	if (b->difficulty_n > v->difficulty_count)
		v->difficulty_more = arena_printf(c->arena, _("và %zu việc khác"),
						  b->difficulty_n - v->difficulty_count);
	v->difficulties = list;
}

static void tools(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	struct link_view *links = arena_array_of(c->arena, 3, struct link_view);
	if (!b->has_election && access_could(&c->actor, "election.open"))
		links[v->tool_count++] = (struct link_view){.href = STR("/bau-cu/moi"), .text = str_from_c(_("Mở cuộc bầu cử"))};
	links[v->tool_count++] =
		(struct link_view){.href = web_election_keep(c, STR("/hom-nay/pdf")), .text = str_from_c(_("Bản in (PDF)"))};
	if (access_could(&c->actor, "briefing.read"))
		links[v->tool_count++] = (struct link_view){.href = STR("/ban-tin"), .text = str_from_c(_("Bản tin tuần"))};
	v->tools = links;
}

/* Tasks are followed before an election is opened, and after it. */
static void the_election(struct web_call *c, const struct brief *b, struct brief_view *v)
{
	struct str done = arena_printf(c->arena, _("đã xong %.*s/%.*s nhiệm vụ"), STR_ARG(web_number(c, b->done)),
				       STR_ARG(web_number(c, b->total)));
	if (!b->has_election) {
		v->page.lead = arena_printf(c->arena, _("Chưa mở cuộc bầu cử nào · %.*s"), STR_ARG(done));
		return;
	}
	v->countdown = b->days_left > 0    ? arena_printf(c->arena, _("còn %lld ngày"), (long long)b->days_left)
		       : b->days_left == 0 ? str_from_c(_("hôm nay"))
					   : arena_printf(c->arena, _("đã qua %lld ngày"), (long long)-b->days_left);
	v->election = arena_printf(c->arena, b->days_left ? _("ngày bầu cử %.*s") : _("là ngày bầu cử %.*s"),
				   STR_ARG(date_vn_long(c->arena, b->election_day)));
	v->page.lead = arena_printf(c->arena, "%.*s · %.*s", STR_ARG(row_str(&b->election, "name")), STR_ARG(done));
}

static int brief_page(struct web_call *c, struct err *err)
{
	struct brief b;
	struct brief_view v = {0};
	int r = web_brief(c, &b, err);
	if (r == 0 && b.has_election)
		r = web_election_links(c, &b.election, STR("/hom-nay"), &v.elections, err);
	if (r < 0)
		return r;
	v.page = web_page(c, date_vn_long(c->arena, b.day), "/");
	the_election(c, &b, &v);
	tools(c, &b, &v);
	figures(c, &b, &v);
	decisions(c, &b, &v);
	difficulties(c, &b, &v);
	map_view(c, &b, &v);
	late_views(c, &b, &v);
	soon_views(c, &b, &v);
	page_brief(&c->html, &v);
	return 0;
}

int page_of_brief(struct web_call *c, struct err *err)
{
	int may = web_may(c, "brief.read", c->site->root, err);
	if (may == 0) /* a role of that name, but not for the province */
		http_redirect(c->res, STR("/"));
	return may <= 0 ? may : brief_page(c, err);
}

/* ---- by role ---- */

static bool is(const struct web_call *c, enum role role)
{
	for (size_t i = 0; i < c->actor.n; i++)
		if (c->actor.grants[i].role == role)
			return true;
	return false;
}

/* Whoever has several roles begins with the first of these. */
int page_of_home(struct web_call *c, struct err *err)
{
	int whole = web_may(c, "brief.read", c->site->root, err);
	if (whole < 0)
		return whole;
	if (whole && is(c, ROLE_LEADER))
		return brief_page(c, err);
	if (whole && is(c, ROLE_SPECIALIST))
		return start_of_specialist(c, err);
	if (is(c, ROLE_OFFICER) || is(c, ROLE_COMMUNE_LEADER))
		return start_of_unit(c, err);
	if (is(c, ROLE_FRONT) || is(c, ROLE_COUNCIL))
		return start_of_institution(c, is(c, ROLE_FRONT) ? ROLE_FRONT : ROLE_COUNCIL, err);
	if (access_could(&c->actor, "task.read"))
		return start_of_unit(c, err);
	http_redirect(c->res, STR("/danh-muc"));
	return 0;
}
