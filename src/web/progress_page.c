/*
 * How far every commune is with who runs the election: one page, one sheet, one map. A commune's officer sees the own
 * line, the province all of them; every figure leads to the rows behind it.
 */
#include <stdio.h>

#include "election/statements.h"
#include "render/tilemap.h"
#include "unit/facts.h"
#include "web/elections.h"
#include "web/overview.h"
#include "web/templates.h"

/* The province and its department, behind the communes. */
static int add_province(struct web_call *c, int64_t *units, size_t *n, struct err *err)
{
	int64_t department = 0;
	int may = web_may(c, "committee.read", c->site->root, err);
	if (may <= 0)
		return may;
	units[(*n)++] = c->site->root;
	int r = db_get_int(c->db, &department_of_site, VALUES(v_int(c->site->root)), 0, &department, err);
	if (r == 0 && department)
		units[(*n)++] = department;
	return r;
}

/* A by-election of one commune's council is nobody else's. */
static void keep_held(struct web_call *c, struct overview *o)
{
	int64_t held = row_int(&o->election, "unit");
	size_t n = 0;
	for (size_t i = 0; i < o->all.n; i++)
		if (held == c->site->root || o->all.v[i].item.id == held)
			o->all.v[n++] = o->all.v[i];
	o->all.n = n;
}

int overview_load(struct web_call *c, struct overview *o, struct err *err)
{
	int64_t step, state;
	int r = web_election(c, c->actor.unit, &o->election, err);
	if (r <= 0)
		return r;
	r = web_communes(c, &o->all, err);
	if (r < 0)
		return r;
	keep_held(c, o);
	size_t n = o->all.n;
	int64_t *units = arena_array_of(c->arena, n + 2, int64_t);
	for (size_t i = 0; i < n; i++)
		units[i] = o->all.v[i].item.id;
	r = add_province(c, units, &n, err);
	if (r < 0)
		return r;
	o->c = c;
	o->today = site_today(c->site);
	o->step = str_to_i64(http_query(c->req, "buoc"), 0, PROGRESS_STEPS - 1, &step) ? (enum progress_step)step
										       : PROGRESS_COMMITTEE;
	o->state = str_to_i64(http_query(c->req, "tt"), 0, PROGRESS_STATES - 1, &state) ? (int)state : -1;
	r = progress_make(c->db, c->arena, c->site->law, &o->election, o->today, units, n, o->all.n, &o->p, err);
	return r < 0 ? r : 1;
}

static struct str address(struct overview *o, int step, int state)
{
	return web_election_keep(o->c, state < 0 ? web_path(o->c, "/bau-cu/to-chuc?buoc=%d", step)
						 : web_path(o->c, "/bau-cu/to-chuc?buoc=%d&tt=%d", step, state));
}

/* ---- one cell ---- */

struct str overview_name(const struct overview *o, size_t unit)
{
	return unit < o->all.n ? o->all.v[unit].item.full : web_unit_name(o->c, o->p.units[unit].unit);
}

struct str web_days_left(struct web_call *c, day_t by, day_t today)
{
	if (by == DAY_NONE)
		return (struct str){0};
	return by < today    ? arena_printf(c->arena, _("quá hạn %d ngày"), today - by)
	       : by == today ? str_from_c(_("hôm nay"))
			     : arena_printf(c->arena, _("còn %d ngày"), by - today);
}

/* What lies behind the cell: the committee, or the rows of the unit. */
static struct str behind(struct overview *o, size_t unit, enum progress_step step)
{
	static const char *const registers[PROGRESS_STEPS] = {
		[PROGRESS_COMMITTEE] = "committee", [PROGRESS_BOARDS] = "committee", [PROGRESS_TEAMS] = "committee",
		[PROGRESS_SEALS] = "seal",          [PROGRESS_PLACES] = "facility",  [PROGRESS_FREED] = "handover"};
	const struct progress_cell *x = &o->p.units[unit].cell[step];
	char action[40];
	if (x->id)
		return web_path(o->c, "/danh-muc/committee/%lld", (long long)x->id);
	snprintf(action, sizeof(action), "%s.read", registers[step]);
	if (!x->have && !x->wrong && !x->late) /* no rows yet */
		return (struct str){0};
	return access_could(&o->c->actor, action)
		       ? web_path(o->c, "/danh-muc/%s?unit=%lld", registers[step], (long long)o->p.units[unit].unit)
		       : (struct str){0};
}

struct cell_view overview_cell(struct overview *o, size_t unit, enum progress_step step)
{
	const struct progress_cell *x = &o->p.units[unit].cell[step];
	struct web_call *c = o->c;
	struct cell_view v = {.tone = web_progress_tone(x->state), .href = behind(o, unit, step)};
	if (x->state == PROGRESS_NONE)
		return (struct cell_view){.text = STR("–")};
	day_t by = progress_by(&o->p, unit, step);
	if (step == PROGRESS_COMMITTEE) {
		v.text = str_from_c(x->have ? (x->wrong ? _("cần xem lại") : _("có")) : progress_state_words(x->state));
		if (x->have && by != DAY_NONE && x->day > by)
			v.note = arena_printf(c->arena, _("chậm %d ngày"), x->day - by);
		else if (!x->have)
			v.note = web_days_left(c, by, o->today);
		return v;
	}
	v.text = x->have || x->of > 0 ? web_progress_amount(c, x) : str_from_c(_("chưa có"));
	if (x->late)
		v.note = arena_printf(c->arena, _("quá hạn %lld"), (long long)x->late);
	else if (x->wrong)
		v.note = arena_printf(c->arena, _("cần xem lại %lld"), (long long)x->wrong);
	else if (x->due != DAY_NONE)
		v.note = web_days_left(c, x->due, o->today);
	return v;
}

/* ---- the tables ---- */

#define WIDTH (PROGRESS_STEPS + 1)

static void begin_table(struct overview *o, struct list_view *v, size_t most, const char *caption)
{
	struct column_view *columns = arena_array_of(o->c->arena, WIDTH, struct column_view);
	columns[0] = (struct column_view){.label = str_from_c(_("Đơn vị")), .title = true};
	for (int s = 0; s < PROGRESS_STEPS; s++)
		columns[s + 1] = (struct column_view){.label = str_from_c(progress_step_title((enum progress_step)s))};
	v->caption = str_from_c(caption);
	v->heading = true;
	v->columns = columns;
	v->column_count = WIDTH;
	v->cells = arena_array_of(o->c->arena, most * WIDTH, struct cell_view);
}

static void add_unit(struct overview *o, struct list_view *v, size_t unit)
{
	struct cell_view *row = (struct cell_view *)(uintptr_t)v->cells + v->row_count++ * WIDTH;
	row[0] = (struct cell_view){
		.text = overview_name(o, unit),
		.href = web_election_keep(o->c, web_path(o->c, "/bau-cu/to-chuc/don-vi/%lld", (long long)o->p.units[unit].unit))};
	for (int s = 0; s < PROGRESS_STEPS; s++)
		row[s + 1] = overview_cell(o, unit, (enum progress_step)s);
}

bool overview_shows(const struct overview *o, size_t unit)
{
	return o->state < 0 || (int)o->p.units[unit].cell[o->step].state == o->state;
}

#define UNITS_PAGE 36 /* beside the map this much fits a weak line */

static void units_table(struct overview *o, struct list_view *v)
{
	int64_t page = web_page_number(o->c), all = 0;
	begin_table(o, v, UNITS_PAGE, _("Từng xã, phường, đặc khu"));
	for (size_t i = 0; i < o->all.n; i++)
		if (overview_shows(o, i) && all++ >= (page - 1) * UNITS_PAGE && v->row_count < UNITS_PAGE)
			add_unit(o, v, i);
	v->empty = str_from_c(_("Không có đơn vị nào như vậy; bỏ bộ lọc để xem tất cả."));
	web_pages_of(o->c, v, address(o, (int)o->step, o->state), page, all, UNITS_PAGE);
}

/* The province's own bodies, seals and people. */
static void province_table(struct overview *o, struct list_view *v)
{
	if (o->p.n == o->all.n)
		return;
	begin_table(o, v, o->p.n - o->all.n, _("Cấp tỉnh"));
	for (size_t i = o->all.n; i < o->p.n; i++)
		add_unit(o, v, i);
}

#define LATE_SHOWN 12

/* Hand-overs whose day has passed, by name. */
static int late_table(struct overview *o, struct list_view *v, struct err *err)
{
	static const char *const fields[] = {"person", "unit", "work", "successor", "due"};
	struct web_call *c = o->c;
	const struct list_filter open = {"state", "=", v_c("open")};
	struct list_result rows = {0};
	if (o->step != PROGRESS_FREED || !access_could(&c->actor, "handover.read"))
		return 0;
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = &handover_record,
						 .filters = &open,
						 .filter_count = 1,
						 .sort = "due",
						 .limit = LATE_SHOWN},
			    &rows, err);
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(fields), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, rows.n * ARRAY_LEN(fields) + 1, struct cell_view);
	for (size_t k = 0; k < ARRAY_LEN(fields); k++)
		columns[k] = (struct column_view){
			.label = str_from_c(handover_record.fields[record_field(&handover_record, fields[k])].label), .title = k == 0};
	for (size_t i = 0; r == 0 && i < rows.n && row_day(&rows.rows[i], "due") < o->today; i++) {
		struct cell_view *cell = cells + v->row_count++ * ARRAY_LEN(fields);
		for (size_t k = 0; r == 0 && k < ARRAY_LEN(fields); k++)
			r = register_cell(c, &rows.rows[i], &handover_record.fields[record_field(&handover_record, fields[k])],
					  &cell[k], err);
		cell[0].href = web_path(c, "/danh-muc/handover/%lld", (long long)rows.rows[i].id);
		cell[4].note = web_days_left(c, row_day(&rows.rows[i], "due"), o->today);
	}
	struct link_view *all = arena_new_of(c->arena, struct link_view);
	*all = (struct link_view){.href = STR("/danh-muc/handover?state=open&sap=due"),
				  .text = str_from_c(_("Mọi việc chưa bàn giao"))};
	v->tools = all;
	v->tool_count = 1;
	v->caption = str_from_c(_("Quá hạn bàn giao công việc"));
	v->heading = true;
	v->columns = columns;
	v->column_count = ARRAY_LEN(fields);
	v->cells = cells;
	return r;
}

static void filters_of(struct overview *o, struct list_view *v)
{
	struct web_call *c = o->c;
	struct filter_view *f = arena_array_of(c->arena, 2, struct filter_view);
	struct link_view *by_step = arena_array_of(c->arena, PROGRESS_STEPS, struct link_view);
	struct link_view *by_state = arena_array_of(c->arena, PROGRESS_STATES + 1, struct link_view);
	size_t n = 0;
	for (int s = 0; s < PROGRESS_STEPS; s++)
		by_step[s] = (struct link_view){.href = address(o, s, -1),
						.text = str_from_c(progress_step_title((enum progress_step)s)),
						.current = (int)o->step == s};
	by_state[n++] = (struct link_view){.href = address(o, (int)o->step, -1),
					   .text = str_from_c(_("tất cả")),
					   .count = web_number(c, (int64_t)o->all.n),
					   .current = o->state < 0};
	for (int s = PROGRESS_STATES - 1; s >= 0; s--)
		if (o->p.count[o->step][s])
			by_state[n++] =
				(struct link_view){.href = address(o, (int)o->step, s),
						   .text = str_from_c(progress_state_words((enum progress_state)s)),
						   .count = web_number(c, o->p.count[o->step][s]),
						   .current = o->state == s};
	f[0] = (struct filter_view){str_from_c(_("Bước")), by_step, PROGRESS_STEPS};
	f[1] = (struct filter_view){str_from_c(_("Tình trạng")), by_state, n};
	v->filters = f;
	v->filter_count = 2;
}

static void add_tool(struct overview *o, struct list_view *v, struct link_view *tools, struct str path, const char *words)
{
	tools[v->tool_count++] = (struct link_view){.href = web_election_keep(o->c, path), .text = str_from_c(words)};
}

static void tools_of(struct overview *o, struct list_view *v)
{
	struct web_call *c = o->c;
	static const struct record *const registers[PROGRESS_STEPS] = {
		[PROGRESS_SEALS] = &seal_record, [PROGRESS_PLACES] = &facility_record, [PROGRESS_FREED] = &handover_record};
	const struct record *behind = registers[o->step];
	struct link_view *tools = arena_array_of(c->arena, 7, struct link_view);
	struct str excel = str_from_c("/bau-cu/to-chuc/xuat");
	if (o->state >= 0)
		excel = web_path(c, "/bau-cu/to-chuc/xuat?buoc=%d&tt=%d", (int)o->step, o->state);
	add_tool(o, v, tools, excel, _("Xuất Excel"));
	if (access_could(&c->actor, "member.read"))
		add_tool(o, v, tools, STR("/bau-cu/to-chuc/thanh-vien"), _("Thành viên, điện thoại (Excel)"));
	add_tool(o, v, tools, STR("/bau-cu/to-chuc/pdf"), _("In tất cả (PDF)"));
	if (access_could(&c->actor, "committee.enter")) {
		struct str form = STR("/bau-cu/to-chuc/moi"), named = http_query(c->req, "cuoc");
		tools[v->tool_count++] = (struct link_view){.href = web_with(c, form, NULL, 0, "election", named),
							    .text = str_from_c(_("Ghi tổ chức theo quyết định"))};
		add_tool(o, v, tools, STR("/bau-cu/to-chuc/nhap"), _("Nhập từ Excel"));
	}
	if (behind && access_could(&c->actor, arena_c(c->arena, arena_printf(c->arena, "%s.read", behind->name))))
		tools[v->tool_count++] = (struct link_view){.href = web_path(c, "/danh-muc/%s", behind->name),
							    .text = str_from_c(behind->many)};
	v->tools = tools;
}

static struct cell_view count_cell(struct overview *o, int step, enum progress_state state)
{
	int64_t n = o->p.count[step][state];
	return (struct cell_view){.text = web_number(o->c, n), .href = n ? address(o, step, (int)state) : (struct str){0}};
}

/* The first day that any unit still has to keep, of those written down one by one. */
static day_t first_due(const struct overview *o, enum progress_step step)
{
	day_t first = DAY_NONE;
	for (size_t i = 0; i < o->p.n; i++) {
		day_t due = o->p.units[i].cell[step].due;
		if (due != DAY_NONE && (first == DAY_NONE || due < first))
			first = due;
	}
	return first;
}

/* Each step with both deadlines, what is done and what is not. */
static void steps_table(struct overview *o, struct list_view *v)
{
	static const char *const labels[] = {_("Bước"),    _("Hạn theo luật"), _("Hạn theo chỉ đạo"), _("Còn lại"),
					     _("Đã xong"), _("Cần xem lại"),   _("Quá hạn")};
	struct web_call *c = o->c;
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, PROGRESS_STEPS * ARRAY_LEN(labels), struct cell_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0, .numeric = i > 3};
	for (int s = 0; s < PROGRESS_STEPS; s++) {
		const struct progress_due *due = &o->p.due[s];
		const int64_t *count = o->p.count[s];
		struct cell_view *cell = cells + (size_t)s * ARRAY_LEN(labels);
		cell[0] = (struct cell_view){.text = str_from_c(progress_step_title((enum progress_step)s)),
					     .href = address(o, s, -1),
					     .note = due->basis};
		cell[1].text =
			due->legal == DAY_NONE ? str_from_c(_("không định ngày chung")) : date_vn(c->arena, due->legal);
		cell[2] = (struct cell_view){.text = due->directed == DAY_NONE ? (struct str){0}
									       : date_vn(c->arena, due->directed),
					     .note = due->document};
		day_t own = first_due(o, (enum progress_step)s);
		if (due->by == DAY_NONE && own != DAY_NONE)
			cell[2] = (struct cell_view){.text = date_vn(c->arena, own), .note = str_from_c(_("hạn gần nhất đã ghi"))};
		cell[3].text = web_days_left(c, due->by != DAY_NONE ? due->by : own, o->today);
		cell[4].text = arena_printf(c->arena, "%lld/%zu", (long long)count[PROGRESS_DONE], o->all.n);
		cell[5] = count_cell(o, s, PROGRESS_FIX);
		cell[6] = count_cell(o, s, PROGRESS_LATE);
	}
	*v = (struct list_view){.caption = str_from_c(_("Từng bước")),
				.heading = true,
				.columns = columns,
				.column_count = ARRAY_LEN(labels),
				.cells = cells,
				.row_count = PROGRESS_STEPS};
}

/* ---- the map ---- */

static void map_of(struct overview *o, struct bodies_progress_view *v)
{
	static const enum tile_state tiles_of[PROGRESS_STATES] = {
		[PROGRESS_NONE] = TILE_NONE, [PROGRESS_WAIT] = TILE_WAIT, [PROGRESS_SOON] = TILE_SOON,
		[PROGRESS_FIX] = TILE_SOON,  [PROGRESS_LATE] = TILE_LATE, [PROGRESS_DONE] = TILE_DONE};
	struct web_call *c = o->c;
	struct tile *tiles = arena_array_of(c->arena, o->all.n + 1, struct tile);
	if (o->all.n < 2)
		return;
	for (size_t i = 0; i < o->all.n; i++) {
		const struct progress_cell *x = &o->p.units[i].cell[o->step];
		const struct unit_fact *fact = unit_commune(c->app->facts, o->all.v[i].item.code);
		tiles[i] = (struct tile){.name = o->all.v[i].item.full,
					 .words = str_from_c(progress_state_words(x->state)),
					 .mark = x->state == PROGRESS_FIX ? STR("?") : (struct str){0},
					 .href = behind(o, i, o->step).n
							 ? behind(o, i, o->step)
							 : web_path(c, "/don-vi/%lld", (long long)o->all.v[i].item.id),
					 .col = fact ? fact->col : -1,
					 .row = fact ? fact->row : -1,
					 .state = tiles_of[x->state]};
	}
	const struct tile_map map = {
		arena_printf(c->arena, _("%s của các xã, phường; mỗi ô là một đơn vị"), progress_step_title(o->step)),
		tiles, o->all.n, false};
	v->map = tilemap_make(c->arena, &map);
	struct legend_view *legend = arena_array_of(c->arena, PROGRESS_STATES, struct legend_view);
	for (int s = 0; s < PROGRESS_STATES; s++)
		if (o->p.count[o->step][s])
			legend[v->legend_count++] =
				(struct legend_view){web_progress_tone((enum progress_state)s),
						     {.href = address(o, (int)o->step, s),
						      .text = str_from_c(progress_state_words((enum progress_state)s)),
						      .count = web_number(c, o->p.count[o->step][s])}};
	v->legend = legend;
}

static void counts_of(struct overview *o, struct bodies_progress_view *v)
{
	struct web_call *c = o->c;
	const int64_t *count = o->p.count[PROGRESS_COMMITTEE];
	struct figure_view *f = arena_array_of(c->arena, 4, struct figure_view);
	int64_t there = 0, teams = 0, places = 0;
	for (size_t i = 0; i < o->all.n; i++) {
		there += o->p.units[i].cell[PROGRESS_COMMITTEE].have;
		teams += o->p.units[i].cell[PROGRESS_TEAMS].have;
		places += o->p.units[i].cell[PROGRESS_PLACES].wrong;
	}
	f[0] = (struct figure_view){.value = web_number(c, there),
				    .of = web_number(c, (int64_t)o->all.n),
				    .label = str_from_c(_("đã có Ủy ban bầu cử")),
				    .href = address(o, PROGRESS_COMMITTEE, -1),
				    .tone = there == (int64_t)o->all.n ? TONE_DONE : TONE_SOON};
	f[1] = (struct figure_view){.value = web_number(c, count[PROGRESS_FIX]),
				    .label = str_from_c(_("Ủy ban cần xem lại")),
				    .href = address(o, PROGRESS_COMMITTEE, PROGRESS_FIX),
				    .tone = count[PROGRESS_FIX] ? TONE_SOON : TONE_DONE};
	f[2] = (struct figure_view){.value = web_number(c, teams),
				    .label = str_from_c(_("Tổ bầu cử đã thành lập")),
				    .href = address(o, PROGRESS_TEAMS, -1)};
	f[3] = (struct figure_view){.value = web_number(c, places),
				    .label = str_from_c(_("nơi bỏ phiếu còn thiếu điều kiện")),
				    .href = address(o, PROGRESS_PLACES, -1),
				    .tone = places ? TONE_SOON : TONE_NONE};
	v->figures = f;
	v->figure_count = 4;
}

int page_of_bodies(struct web_call *c, struct err *err)
{
	struct overview o = {0};
	struct bodies_progress_view v = {.page = web_page(c, str_from_c(_("Tổ chức phụ trách bầu cử")), "/bau-cu")};
	int r = overview_load(c, &o, err);
	if (r < 0)
		return r;
	web_crumb(c, &v.page, STR("/bau-cu"), str_from_c(_("Bầu cử")));
	if (!r) {
		v.page.lead = str_from_c(_("Chưa mở cuộc bầu cử nào; mở ở mục Bầu cử."));
		page_progress(&c->html, &v);
		return 0;
	}
	v.page.lead = row_str(&o.election, "name");
	r = web_election_links(c, &o.election, STR("/bau-cu/to-chuc"), &v.elections, err);
	if (r < 0)
		return r;
	if (o.p.n == 1) {
		r = web_progress_of_unit(c, &o.election, &o.p, 0, &v, err);
		tools_of(&o, &v.units);
	} else {
		counts_of(&o, &v);
		map_of(&o, &v);
		steps_table(&o, &v.steps);
		province_table(&o, &v.province);
		r = late_table(&o, &v.late, err);
		units_table(&o, &v.units);
		filters_of(&o, &v.units);
		tools_of(&o, &v.units);
	}
	if (r >= 0)
		page_progress(&c->html, &v);
	return r < 0 ? r : 0;
}
