/*
 * How far one unit is, and what it still lacks: each thing a line that leads to the form where it is written down, with the
 * number and the place already in it.
 */
#include "unit/records.h"
#include "web/bodies.h"
#include "web/elections.h"
#include "web/templates.h"

#define SHOWN 12 /* of one step; a commune may have sixty polling areas */

enum tone web_progress_tone(enum progress_state state)
{
	static const enum tone tones[PROGRESS_STATES] = {
		[PROGRESS_NONE] = TONE_NONE, [PROGRESS_WAIT] = TONE_WAIT, [PROGRESS_SOON] = TONE_SOON,
		[PROGRESS_FIX] = TONE_SOON,  [PROGRESS_LATE] = TONE_LATE, [PROGRESS_DONE] = TONE_DONE};
	return tones[state];
}

struct str web_progress_amount(struct web_call *c, const struct progress_cell *x)
{
	return x->of == PROGRESS_UNKNOWN ? web_path(c, "%lld", (long long)x->have)
					 : web_path(c, "%lld/%lld", (long long)x->have, (long long)x->of);
}

struct unit_page {
	struct web_call *c;
	const struct row *election;
	const struct progress *p;
	size_t at;
	int64_t unit;
	day_t today;
};

/* ---- where to write it down ---- */

static bool could(struct unit_page *u, const char *action) { return access_could(&u->c->actor, action); }

/* A form of this election: named where it is not the one the form would begin with. */
static struct str of_election(struct unit_page *u)
{
	return http_query(u->c->req, "cuoc").n ? web_path(u->c, "%lld", (long long)u->election->id) : (struct str){0};
}

/* `by`: the kind of Art. 90 that a by-election has instead. */
static struct str new_body(struct unit_page *u, const char *kind, const char *by, struct str place)
{
	bool general = election_kind_of(u->election) == ELECTION_GENERAL;
	const struct option_view with[] = {{.text = STR("kind"), .value = str_from_c(general ? kind : by)},
					   {.text = STR("unit"), .value = web_path(u->c, "%lld", (long long)u->unit)},
					   {.text = STR("election"), .value = of_election(u)}};
	if (!could(u, "committee.enter"))
		return (struct str){0};
	return web_with(u->c, STR("/bau-cu/to-chuc/moi"), with, ARRAY_LEN(with), place.n ? "place" : NULL, place);
}

static struct str new_survey(struct unit_page *u, const struct progress_lack *l)
{
	const struct option_view with[] = {{.text = STR("unit"), .value = web_path(u->c, "%lld", (long long)u->unit)},
					   {.text = STR("number"), .value = l->place},
					   {.text = STR("name"), .value = l->name}};
	return could(u, "facility.save") ? web_with(u->c, STR("/danh-muc/facility/moi"), with, ARRAY_LEN(with), NULL, (struct str){0})
					 : (struct str){0};
}

/* Nothing is divided into areas or constituencies yet: the page that says what they need. */
static struct str areas_of(struct unit_page *u)
{
	bool commune = u->at < u->p->communes;
	return commune && could(u, "polling_area.read")
		       ? web_election_keep(u->c, web_path(u->c, "/bau-cu/kiem-tra/%lld", (long long)u->unit))
		       : (struct str){0};
}

static const char *board_kind(const struct progress_lack *l)
{
	return str_eq_c(l->name, "na") ? "BBC_NA" : str_eq_c(l->name, "province") ? "BBC_PROVINCE" : "BBC_COMMUNE";
}

static struct str where(struct unit_page *u, const struct progress_lack *l)
{
	static const char *const registers[PROGRESS_STEPS] = {
		[PROGRESS_COMMITTEE] = "committee", [PROGRESS_BOARDS] = "committee", [PROGRESS_TEAMS] = "committee",
		[PROGRESS_SEALS] = "seal",          [PROGRESS_PLACES] = "facility",  [PROGRESS_FREED] = "handover"};
	bool body = l->step <= PROGRESS_TEAMS;
	if (l->row && body && could(u, "committee.enter"))
		return web_path(u->c, "/bau-cu/to-chuc/%lld/danh-sach", (long long)l->row);
	if (l->row)
		return web_path(u->c, "/danh-muc/%s/%lld", registers[l->step], (long long)l->row);
	if (l->step == PROGRESS_COMMITTEE)
		return new_body(u, u->at < u->p->communes ? "UBBC_COMMUNE" : "UBBC_PROVINCE", "B_UBBC", (struct str){0});
	if (l->step == PROGRESS_SEALS)
		return could(u, "seal.save") ? web_path(u->c, "/danh-muc/seal/moi?committee=%lld", (long long)l->body) : (struct str){0};
	if (!l->place.n)
		return areas_of(u);
	return l->step == PROGRESS_PLACES ? new_survey(u, l)
	       : l->step == PROGRESS_BOARDS ? new_body(u, board_kind(l), "B_BBC", l->place)
					    : new_body(u, "TBC", "B_TBC", l->place);
}

/* "trong hạn" only where there is one. */
static struct str state_words(enum progress_state state, day_t by)
{
	return str_from_c(state == PROGRESS_WAIT && by == DAY_NONE ? _("chưa xong") : progress_state_words(state));
}

/* ---- what is missing ---- */

static void lack_cells(struct unit_page *u, const struct progress_lack *l, struct cell_view *cell)
{
	day_t by = l->by != DAY_NONE ? l->by : progress_by(u->p, u->at, l->step);
	cell[0] = (struct cell_view){.text = l->text, .href = where(u, l)};
	cell[1].text = str_from_c(progress_step_title(l->step));
	cell[2] = (struct cell_view){.text = state_words(l->state, by), .tone = web_progress_tone(l->state)};
	cell[3] = (struct cell_view){.text = by == DAY_NONE ? str_from_c(_("không định ngày")) : date_vn(u->c->arena, by),
				     .note = web_days_left(u->c, by, u->today)};
}

/* The first of each step, then how many more. */
static size_t shown_lacks(struct unit_page *u, const struct progress_lack *list, size_t n, struct cell_view *cells, size_t width)
{
	size_t rows = 0;
	for (int s = 0; s < PROGRESS_STEPS; s++) {
		size_t of_step = 0;
		for (size_t i = 0; i < n; i++)
			if ((int)list[i].step == s && of_step++ < SHOWN)
				lack_cells(u, &list[i], cells + rows++ * width);
		if (of_step > SHOWN) {
			struct cell_view *cell = cells + rows++ * width;
			cell[0].text = arena_printf(u->c->arena, _("… và %zu việc nữa"), of_step - SHOWN);
			cell[1].text = str_from_c(progress_step_title((enum progress_step)s));
		}
	}
	return rows;
}

static int lacks_table(struct unit_page *u, struct list_view *v, struct err *err)
{
	static const char *const labels[] = {_("Còn thiếu, cần làm"), _("Bước"), _("Tình trạng"), _("Hạn")};
	struct web_call *c = u->c;
	struct progress_lack *list;
	size_t n;
	int freed = web_may(c, "handover.read", u->unit, err);
	int r = freed < 0 ? freed
			  : progress_lacks(c->db, c->arena, c->site->law, u->election, u->today, u->p, u->at, freed > 0, &list, &n, err);
	if (r < 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, (n + PROGRESS_STEPS) * ARRAY_LEN(labels), struct cell_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	*v = (struct list_view){.caption = str_from_c(_("Còn thiếu gì")),
				.heading = true,
				.columns = columns,
				.column_count = ARRAY_LEN(labels),
				.cells = cells,
				.row_count = shown_lacks(u, list, n, cells, ARRAY_LEN(labels)),
				.empty = str_from_c(_("Không còn thiếu gì."))};
	return 0;
}

/* ---- each step ---- */

static void step_cells(struct unit_page *u, enum progress_step step, struct cell_view *cell)
{
	struct web_call *c = u->c;
	const struct progress_cell *x = &u->p->units[u->at].cell[step];
	const struct progress_due *due =
		step == PROGRESS_COMMITTEE && u->at >= u->p->communes ? &u->p->province : &u->p->due[step];
	day_t by = progress_by(u->p, u->at, step);
	cell[0] = (struct cell_view){.text = str_from_c(progress_step_title(step)), .note = due->basis};
	cell[1].text = x->state == PROGRESS_NONE ? STR("–") : web_progress_amount(c, x);
	cell[2] = (struct cell_view){.text = state_words(x->state, by), .tone = web_progress_tone(x->state)};
	cell[3].text = due->legal == DAY_NONE ? str_from_c(_("không định ngày chung")) : date_vn(c->arena, due->legal);
	cell[4] = (struct cell_view){.text = due->directed == DAY_NONE ? (struct str){0} : date_vn(c->arena, due->directed),
				     .note = due->document};
	if (x->due != DAY_NONE)
		cell[4] = (struct cell_view){.text = date_vn(c->arena, x->due), .note = str_from_c(_("hạn gần nhất đã ghi"))};
	if (x->state != PROGRESS_DONE && x->state != PROGRESS_NONE)
		cell[5].text = web_days_left(c, by, u->today);
}

static void steps_table(struct unit_page *u, struct list_view *v)
{
	static const char *const labels[] = {_("Bước"),         _("Đã có"),           _("Tình trạng"),
					     _("Hạn theo luật"), _("Hạn theo chỉ đạo"), _("Còn lại")};
	struct column_view *columns = arena_array_of(u->c->arena, ARRAY_LEN(labels), struct column_view);
	struct cell_view *cells = arena_array_of(u->c->arena, PROGRESS_STEPS * ARRAY_LEN(labels), struct cell_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	for (int s = 0; s < PROGRESS_STEPS; s++)
		step_cells(u, (enum progress_step)s, cells + (size_t)s * ARRAY_LEN(labels));
	*v = (struct list_view){.caption = str_from_c(_("Từng bước")),
				.heading = true,
				.columns = columns,
				.column_count = ARRAY_LEN(labels),
				.cells = cells,
				.row_count = PROGRESS_STEPS};
}

int web_progress_of_unit(struct web_call *c, const struct row *election, const struct progress *p, size_t at,
			 struct bodies_progress_view *v, struct err *err)
{
	struct unit_page u = {c, election, p, at, p->units[at].unit, site_today(c->site)};
	steps_table(&u, &v->steps);
	return lacks_table(&u, &v->units, err);
}

int page_of_bodies_unit(struct web_call *c, struct err *err)
{
	struct row unit, election;
	struct progress p;
	struct bodies_progress_view v = {0};
	int r = web_read(c, &unit_record, c->id, &unit, err);
	if (r == 0)
		r = web_require(c, "committee.read", unit.id, err);
	if (r < 0)
		return r;
	r = web_election(c, unit.id, &election, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	bool commune = unit_kind_is_communal(unit_kind_of_key(row_str(&unit, "kind")));
	r = progress_make(c->db, c->arena, c->site->law, &election, site_today(c->site), &unit.id, 1, commune, &p, err);
	if (r < 0)
		return r;
	v.page = web_page(c, arena_printf(c->arena, _("Tổ chức bầu cử: %.*s"), STR_ARG(web_unit_name(c, unit.id))), "/bau-cu");
	v.page.lead = row_str(&election, "name");
	web_crumb(c, &v.page, STR("/bau-cu"), str_from_c(_("Bầu cử")));
	web_crumb(c, &v.page, web_election_keep(c, STR("/bau-cu/to-chuc")), str_from_c(_("Tổ chức phụ trách bầu cử")));
	web_crumb(c, &v.page, web_path(c, "/don-vi/%lld", (long long)unit.id), web_unit_name(c, unit.id));
	r = web_election_links(c, &election, c->req->path, &v.elections, err);
	if (r == 0)
		r = web_progress_of_unit(c, &election, &p, 0, &v, err);
	if (r == 0)
		page_progress(&c->html, &v);
	return r;
}
