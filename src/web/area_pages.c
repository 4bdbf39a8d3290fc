/* Constituencies and polling areas: where they stand, asking for a plan, what a commune lacks, one polling area. */
#include <string.h>

#include "area/check.h"
#include "area/outlines.h"
#include "area/plan_answer.h"
#include "area/statements.h"
#include "unit/records.h"
#include "web/area_pages.h"
#include "web/communes.h"
#include "web/elections.h"
#include "web/templates.h"

static struct list_view list_of(struct web_call *c, const char *caption, const char *const *labels, size_t n,
				const char *empty)
{
	struct column_view *columns = arena_array_of(c->arena, n, struct column_view);
	for (size_t i = 0; i < n; i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	return (struct list_view){.caption = str_from_c(caption),
				  .heading = true,
				  .columns = columns,
				  .column_count = n,
				  .empty = str_from_c(empty)};
}

/* ---- where it stands ---- */

static int plan_cells(struct web_call *c, const struct row *plan, struct cell_view *cell, struct err *err)
{
	static const char *const shown[] = {"level", "unit", "seats", "deviation", "state"};
	cell[0] = (struct cell_view){.text = row_str(plan, "name"),
				     .href = web_path(c, "/bau-cu/phuong-an/%lld", (long long)plan->id)};
	for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
		const struct field *f = &plan_record.fields[record_field(&plan_record, shown[i])];
		int r = web_value(c, f, row_value(plan, shown[i]), &cell[i + 1].text, err);
		if (r < 0)
			return r;
		if (f->kind == FIELD_CHOICE && field_choice(f, row_str(plan, shown[i]))->tone[0])
			cell[i + 1].tone = web_tone(field_choice(f, row_str(plan, shown[i]))->tone);
	}
	if (row_str(plan, "decision").n)
		cell[5].note = row_str(plan, "decision");
	return 0;
}

static int plan_list(struct web_call *c, struct list_view *list, struct err *err)
{
	static const char *const labels[] = {
		_("Phương án"), _("Bầu"), _("Nơi bầu"), _("Đại biểu"), _("Chênh lệch lớn nhất (%)"), _("Tình trạng")};
	struct list_result rows = {0};
	int64_t page = web_page_number(c);
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = &plan_record, .sort = "-made_day", .offset = (page - 1) * LIST_PAGE},
			    &rows, err);
	*list = list_of(c, _("Các phương án"), labels, ARRAY_LEN(labels), _("Chưa có phương án nào."));
	struct cell_view *cells = arena_array_of(c->arena, rows.n * ARRAY_LEN(labels) + 1, struct cell_view);
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		r = plan_cells(c, &rows.rows[i], cells + i * ARRAY_LEN(labels), err);
	list->cells = cells;
	list->row_count = rows.n;
	web_pages(c, list, STR("/bau-cu/don-vi"), page, rows.total);
	return r;
}

int page_of_areas(struct web_call *c, struct err *err)
{
	struct list_page_view v = {.page = web_page(c, str_from_c(_("Đơn vị bầu cử, khu vực bỏ phiếu")), "/bau-cu")};
	struct link_view *tools = arena_array_of(c->arena, 8, struct link_view);
	int r = plan_list(c, &v.list, err);
	if (r < 0)
		return r;
	web_crumb(c, &v.page, STR("/bau-cu"), str_from_c(_("Lịch bầu cử")));
	v.page.lead = str_from_c(_("Đại biểu Quốc hội: Hội đồng bầu cử quốc gia quyết định theo đề nghị của Ủy ban bầu "
				   "cử ở tỉnh; HĐND: Ủy ban "
				   "bầu cử cùng cấp quyết định theo đề nghị của UBND (Điều 10)."));
	if (access_could(&c->actor, plan_ask.name))
		tools[v.list.tool_count++] = (struct link_view){.href = STR("/bau-cu/phuong-an/moi"),
								.text = str_from_c(_("Lập phương án"))};
	static const struct {
		const char *href, *text;
	} more[] = {
		{"/danh-muc/constituency?state=decided", _("Các đơn vị bầu cử đã quyết định")},
		{"/danh-muc/polling_area", _("Khu vực bỏ phiếu")},
		{"/danh-muc/village", _("Thôn, tổ dân phố")},
	};
	if (access_could(&c->actor, outline_load.name))
		tools[v.list.tool_count++] =
			(struct link_view){.href = STR("/bau-cu/ranh-gioi"), .text = str_from_c(_("Hình ranh giới"))};
	for (size_t i = 0; i < ARRAY_LEN(more); i++)
		tools[v.list.tool_count++] =
			(struct link_view){.href = str_from_c(more[i].href), .text = str_from_c(more[i].text)};
	struct row own;
	r = row_load(c->db, c->arena, &unit_record, c->actor.unit, &own, err);
	bool commune = r > 0 && unit_kind_is_communal(unit_kind_of_key(row_str(&own, "kind")));
	tools[v.list.tool_count++] = (struct link_view){
		.href = web_path(c, "/bau-cu/kiem-tra/%lld", (long long)(commune ? own.id : c->site->root)),
		.text = str_from_c(commune ? _("Đủ – thiếu – sai của xã") : _("Đủ – thiếu – sai các xã"))};
	v.list.tools = tools;
	if (r < 0)
		return r;
	page_list(&c->html, &v);
	return 0;
}

/* ---- asking for a plan ---- */

int page_of_plan_form(struct web_call *c, struct err *err)
{
	struct row election;
	struct form_page_view v = {.page = web_page(c, str_from_c(_("Lập phương án đơn vị bầu cử")), "/bau-cu")};
	int r = web_election(c, c->actor.unit, &election, err);
	if (r < 0)
		return r;
	if (r == 0)
		return err_set(err, ERR_CONFLICT, _("Chưa mở cuộc bầu cử nào; mở ở trang Bầu cử."));
	bool province =
		c->actor.unit == c->site->root || access_may(c->db, &c->actor, plan_ask.name, c->site->root, err) > 0;
	const struct form_field_value values[] = {
		{"election", web_path(c, "%lld", (long long)election.id)},
		{"unit", web_path(c, "%lld", (long long)(province ? c->site->root : c->actor.unit))},
		{"level", province ? STR("na") : STR("commune")},
		{"how", STR("search")},
		{"name", str_from_c(_("Phương án 1"))},
	};
	web_crumb(c, &v.page, STR("/bau-cu/don-vi"), str_from_c(_("Đơn vị bầu cử")));
	r = web_form(c, &plan_ask, STR("/bau-cu/phuong-an/moi"), values, ARRAY_LEN(values), &v.form, err);
	if (r < 0)
		return r;
	v.form.submit = str_from_c(_("Lập phương án"));
	v.form.cancel_href = STR("/bau-cu/don-vi");
	page_form(&c->html, &v);
	return 0;
}

int page_of_plan_new(struct web_call *c, struct err *err)
{
	struct verb_result result;
	int r = web_run(c, &plan_ask, &result, err);
	if (r <= 0)
		return r;
	web_wake_plans(c);
	http_redirect(c->res, web_path(c, "/bau-cu/phuong-an/%lld", (long long)result.id));
	return 0;
}

/* ---- what a commune lacks ---- */

static const struct {
	enum tone tone;
	const char *word;
} states[] = {[AREA_FULL] = {TONE_DONE, _("đủ")},
	      [AREA_MISSING] = {TONE_SOON, _("thiếu")},
	      [AREA_WRONG] = {TONE_LATE, _("sai")}};

static void finding_cells(struct web_call *c, const struct area_finding *f, int64_t commune, struct cell_view *cell)
{
	cell[0].text = str_from_c(f->title);
	if (f->record && f->id)
		cell[0].href = web_path(c, "/danh-muc/%s/%lld", f->record, (long long)f->id);
	else if (f->record)
		cell[0].href = web_path(c, "/danh-muc/%s?unit=%lld", f->record, (long long)commune);
	cell[1] = (struct cell_view){.text = str_from_c(states[f->state].word), .tone = states[f->state].tone};
	cell[2].text = f->words;
}

/* All communes this person may read, with their counts. */
static int province_check(struct web_call *c, int64_t election, struct err *err)
{
	static const char *const labels[] = {_("Xã, phường, đặc khu"), _("đủ"), _("thiếu"), _("sai")};
	struct communes all;
	struct list_page_view v = {.page = web_page(c, str_from_c(_("Đủ – thiếu – sai")), "/bau-cu")};
	int r = web_communes(c, &all, err);
	if (r < 0)
		return r;
	web_crumb(c, &v.page, STR("/bau-cu/don-vi"), str_from_c(_("Đơn vị bầu cử")));
	v.page.lead = str_from_c(_("Thôn, khu vực bỏ phiếu, đơn vị bầu cử của từng xã, phường, đặc khu"));
	v.list = list_of(c, _("Các xã, phường, đặc khu"), labels, ARRAY_LEN(labels), _("Chưa có đơn vị nào."));
	struct cell_view *cells = arena_array_of(c->arena, all.n * 4 + 1, struct cell_view);
	for (size_t i = 0; i < all.n; i++) {
		struct area_check check;
		r = area_check(c->db, c->arena, c->site->root, all.v[i].row, election, &all.v[i].seats, &check, err);
		if (r < 0)
			return r;
		cells[4 * i] =
			(struct cell_view){.text = all.v[i].item.full,
					   .href = web_election_keep(
						   c, web_path(c, "/bau-cu/kiem-tra/%lld", (long long)all.v[i].item.id))};
		for (size_t k = 0; k < 3; k++)
			cells[4 * i + k + 1].text = web_number(c, (int64_t)check.counts[k]);
		if (check.counts[AREA_WRONG])
			cells[4 * i + 3].tone = TONE_LATE;
	}
	v.list.cells = cells;
	v.list.row_count = all.n;
	page_list(&c->html, &v);
	return 0;
}

int page_of_area_check(struct web_call *c, struct err *err)
{
	static const char *const labels[] = {_("Phải có"), _("Kết quả"), _("Chi tiết")};
	struct row commune, election;
	struct seats seats = {0};
	struct area_check check;
	int r = web_read(c, &unit_record, c->id, &commune, err);
	if (r == 0)
		r = web_require(c, "polling_area.read", commune.id, err);
	if (r < 0)
		return r;
	r = web_election(c, commune.id, &election, err);
	if (r == 0)
		return err_set(err, ERR_CONFLICT, _("Chưa mở cuộc bầu cử nào."));
	if (r > 0 && !unit_kind_is_communal(unit_kind_of_key(row_str(&commune, "kind"))))
		return province_check(c, election.id, err);
	if (r > 0)
		r = web_seats(c, &commune, &seats, err);
	if (r >= 0)
		r = area_check(c->db, c->arena, c->site->root, &commune, election.id, &seats, &check, err);
	if (r < 0)
		return r;
	struct list_page_view v = {.page = web_page(c, str_from_c(_("Đủ – thiếu – sai")), "/bau-cu")};
	struct figure_view *figures = arena_array_of(c->arena, 3, struct figure_view);
	web_crumb(c, &v.page, STR("/bau-cu/don-vi"), str_from_c(_("Đơn vị bầu cử")));
	v.page.lead = arena_printf(c->arena, _("%.*s: thôn, khu vực bỏ phiếu, đơn vị bầu cử"),
				   STR_ARG(web_unit_name(c, commune.id)));
	for (size_t i = 0; i < 3; i++)
		figures[i] = (struct figure_view){.value = web_number(c, (int64_t)check.counts[i]),
						  .label = str_from_c(states[i].word),
						  .tone = states[i].tone};
	v.figures = figures;
	v.figure_count = 3;
	v.list = list_of(c, _("Các điều kiện"), labels, ARRAY_LEN(labels), "");
	struct cell_view *cells = arena_array_of(c->arena, check.n * 3 + 1, struct cell_view);
	for (size_t i = 0; i < check.n; i++)
		finding_cells(c, &check.finding[i], commune.id, cells + 3 * i);
	v.list.cells = cells;
	v.list.row_count = check.n;
	page_list(&c->html, &v);
	return 0;
}

/* ---- one polling area ---- */

static int area_villages(struct web_call *c, const struct row *area, struct sheet_view *v, struct err *err)
{
	static const char *const labels[] = {_("Thôn, tổ dân phố"), _("Dân số"), _("Số cử tri")};
	const struct list_filter of[] = {{"area", "=", v_int(area->id)}};
	struct list_result rows = {0};
	int64_t page = web_page_number(c);
	struct list_view list = list_of(c, _("Gồm các thôn, tổ dân phố"), labels, ARRAY_LEN(labels),
					_("Chưa có thôn nào. Chọn khu vực này ở trang của từng thôn, hoặc nhập bảng "
					  "thôn có cột Khu vực bỏ phiếu."));
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){
				    .record = &village_record, .filters = of, .filter_count = 1, .offset = (page - 1) * LIST_PAGE},
			    &rows, err);
	struct cell_view *cells = arena_array_of(c->arena, rows.n * 3 + 1, struct cell_view);
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *x = &rows.rows[i];
		cells[3 * i] = (struct cell_view){.text = row_str(x, "name"),
						  .href = web_path(c, "/danh-muc/village/%lld", (long long)x->id)};
		for (size_t k = 1; k < 3; k++) {
			const struct value *value = row_value(x, k == 1 ? "population" : "voters");
			cells[3 * i + k].text =
				value->kind == VALUE_INT ? web_number(c, value->i) : str_from_c(_("chưa có"));
		}
	}
	list.cells = cells;
	list.row_count = rows.n;
	web_pages(c, &list, web_path(c, "/bau-cu/khu-vuc/%lld", (long long)area->id), page, rows.total);
	if (r == 0)
		sheet_add_list(c, v, &list);
	return r;
}

static int area_form(struct web_call *c, const struct row *area, const struct verb *verb, const char *path,
		     struct sheet_view *v, struct err *err)
{
	struct form_view form;
	int may = web_may(c, verb->name, row_int(area, "unit"), err);
	if (may <= 0)
		return may;
	int r = web_form(c, verb, web_path(c, "/bau-cu/khu-vuc/%lld/%s", (long long)area->id, path), NULL, 0, &form,
			 err);
	form.id = str_from_c(path);
	form.heading = form.submit = str_from_c(verb->title);
	form.folded = true;
	if (r == 0)
		sheet_add_form(c, v, &form);
	return r;
}

/* The constituency it lies in, of each level: above the commune, that of the commune. */
static int area_constituencies(struct web_call *c, const struct row *area, struct fact_view *facts, size_t *n, struct err *err)
{
	static const struct {
		const char *level, *label;
	} levels[] = {{"na", _("Đơn vị bầu cử đại biểu Quốc hội")},
		      {"province", _("Đơn vị bầu cử đại biểu HĐND tỉnh")},
		      {"commune", _("Đơn vị bầu cử đại biểu HĐND xã")}};
	int r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(levels); i++) {
		bool own = strcmp(levels[i].level, "commune") == 0;
		bool apart = false;
		int64_t plan = 0, id = 0;
		struct row row = {0};
		if (own)
			r = area_constituency(c->db, area, &id, &apart, err);
		else
			r = area_in_force(c->db, row_int(area, "election"), str_from_c(levels[i].level), c->site->root, &plan, err);
		if (r == 0 && plan)
			r = db_get_int(c->db, &constituency_of_commune, VALUES(v_int(plan), v_int(row_int(area, "unit"))), 0, &id, err);
		if (r == 0 && id)
			r = row_load(c->db, c->arena, &constituency_record, id, &row, err);
		if (r < 0)
			return r;
		bool left = r > 0 && !row_is(&row, "state", "decided");
		facts[(*n)++] = (struct fact_view){
			.label = str_from_c(levels[i].label),
			.value = r > 0 ? row_str(&row, "name") : apart ? str_from_c(_("các thôn ở nhiều đơn vị bầu cử")) : (struct str){0},
			.note = left ? str_from_c(_("của phương án đã thay thế: phải chọn lại")) : (struct str){0},
			.tone = left || apart ? TONE_LATE : TONE_PLAIN,
			.href = r > 0 ? web_path(c, "/bau-cu/phuong-an/%lld/don-vi?so=%lld", (long long)row_int(&row, "plan"),
						 (long long)row_int(&row, "number"))
				      : (struct str){0}};
		r = 0;
	}
	return r;
}

/* Its polling team and what was surveyed there, when this person may read of them. */
static int area_people(struct web_call *c, const struct row *area, struct fact_view *facts, size_t *n, struct err *err)
{
	const struct list_filter team[] = {{"unit", "=", *row_value(area, "unit")}, {"polling_area", "=", v_int(area->id)}};
	const struct list_filter place[] = {{"unit", "=", *row_value(area, "unit")}, {"number", "=", *row_value(area, "number")}};
	const struct {
		const struct record *record;
		const struct list_filter *filters;
		const char *action, *label, *words, *note;
	} lists[] = {{&committee_record, team, "committee.read", _("Tổ bầu cử"), "name", "decision_number"},
		     {&facility_record, place, "facility.read", _("Cơ sở vật chất"), "state", "missing"}};
	int r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(lists); i++) {
		struct list_result rows = {0};
		if (!access_could(&c->actor, lists[i].action))
			continue;
		r = record_list(c->db, c->arena, &c->actor,
				&(struct list_query){
					.record = lists[i].record, .filters = lists[i].filters, .filter_count = 2, .limit = 1},
				&rows, err);
		struct fact_view *f = &facts[*n];
		f->label = str_from_c(lists[i].label);
		if (r == 0 && rows.n) {
			const struct field *field = &lists[i].record->fields[record_field(lists[i].record, lists[i].words)];
			r = web_value(c, field, row_value(&rows.rows[0], lists[i].words), &f->value, err);
			f->note = row_str(&rows.rows[0], lists[i].note);
			f->href = web_path(c, "/danh-muc/%s/%lld", lists[i].record->name, (long long)rows.rows[0].id);
		}
		(*n)++;
	}
	return r;
}

int page_of_polling_area(struct web_call *c, struct err *err)
{
	struct row area;
	int r = web_read(c, &polling_area_record, c->id, &area, err);
	if (r < 0)
		return r;
	struct sheet_view v = {.page = web_page(c, row_str(&area, "name"), "/bau-cu")};
	static const char *const shown[] = {"place", "address", "point", "voters", "kind", "small", "decision", "state"};
	struct fact_view *facts = arena_array_of(c->arena, ARRAY_LEN(shown) + 5, struct fact_view);
	v.page.lead = web_unit_name(c, row_int(&area, "unit"));
	web_crumb(c, &v.page, STR("/danh-muc/polling_area"), str_from_c(polling_area_record.many));
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(shown); i++) {
		const struct field *f = &polling_area_record.fields[record_field(&polling_area_record, shown[i])];
		facts[i].label = str_from_c(f->label);
		r = web_value(c, f, row_value(&area, shown[i]), &facts[i].value, err);
	}
	v.facts = facts;
	v.fact_count = ARRAY_LEN(shown);
	if (r == 0)
		r = area_constituencies(c, &area, facts, &v.fact_count, err);
	if (r == 0)
		r = area_people(c, &area, facts, &v.fact_count, err);
	if (r == 0)
		r = area_villages(c, &area, &v, err);
	if (r == 0 && row_is(&area, "state", "active")) {
		r = area_form(c, &area, &polling_area_split, "tach", &v, err);
		if (r == 0)
			r = area_form(c, &area, &polling_area_merge, "nhap-vao", &v, err);
	}
	struct link_view *related = arena_array_of(c->arena, 2, struct link_view);
	related[0] = (struct link_view){.href = web_path(c, "/danh-muc/polling_area/%lld", (long long)area.id),
					.text = str_from_c(_("Bản ghi, sửa, tệp đính kèm"))};
	related[1] = (struct link_view){.href = web_path(c, "/bau-cu/kiem-tra/%lld", (long long)row_int(&area, "unit")),
					.text = str_from_c(_("Đủ – thiếu – sai của xã"))};
	v.related = related;
	v.related_count = 2;
	if (r == 0)
		r = web_history(c, &polling_area_record, area.id, &v, err);
	if (r < 0)
		return r;
	page_sheet(&c->html, &v);
	return 0;
}
