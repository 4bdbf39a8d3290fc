/* Asking for a plan, its answer, work on a draft. */
#include "area/plan_int.h"
#include "area/statements.h"
#include "election/election.h"
#include "unit/records.h"

int area_most(struct str level) { return str_eq_c(level, "na") ? 3 : DISTRICT_SEATS_MAX; }

int area_in_force(struct db *db, int64_t election, struct str level, int64_t unit, int64_t *ret_id, struct err *err)
{
	return db_get_int(db, &plan_in_force, VALUES(v_int(election), v_text(level), v_int(unit)), 0, ret_id, err);
}

static int target_unit(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	(void)err;
	*ret_unit = verb_int(c, "unit");
	return 0;
}

/* ---- asking ---- */

static int check_level(struct verb_call *c, const struct row *election, struct err *err)
{
	struct row unit;
	int r = verb_load(c, &unit_record, verb_int(c, "unit"), &unit, err);
	if (r < 0)
		return r;
	bool commune = str_eq_c(verb_str(c, "level"), "commune");
	if (commune && !unit_kind_is_communal(unit_kind_of_key(row_str(&unit, "kind"))))
		verb_wrong(c, "unit", _("Đơn vị bầu cử đại biểu HĐND cấp xã: chọn một xã, phường hoặc đặc khu."));
	if (!commune && unit.id != c->site->root)
		verb_wrong(c, "unit", _("Đơn vị bầu cử đại biểu Quốc hội, HĐND cấp tỉnh: chọn tỉnh, thành phố."));
	if (!row_is(election, "kind", "general"))
		verb_wrong(c, "election", _("Bầu cử bổ sung giữ nguyên các đơn vị bầu cử đã có."));
	return 0;
}

static int64_t fewest(int64_t seats, int most) { return (seats + most - 1) / most; }

static void check_count(struct verb_call *c)
{
	int64_t seats = verb_int(c, "seats"), count = verb_int(c, "count");
	int most = area_most(verb_str(c, "level"));
	if (count && count < fewest(seats, most))
		verb_wrong(c, "count",
			   _("%lld đơn vị không đủ cho %lld đại biểu: mỗi đơn vị bầu không quá %d người (Điều 10 khoản "
			     "4), cần ít nhất "
			     "%lld."),
			   (long long)count, (long long)seats, most, (long long)fewest(seats, most));
	if (count > seats)
		verb_wrong(c, "count", _("Nhiều đơn vị hơn số đại biểu: mỗi đơn vị phải bầu ít nhất một người."));
	if (count > DISTRICT_UNITS_MAX || (!count && fewest(seats, most) > DISTRICT_UNITS_MAX))
		verb_wrong(c, "count", _("Không quá %d đơn vị bầu cử."), DISTRICT_UNITS_MAX);
}

static struct edit *new_constituency(struct verb_call *c, const struct edit *plan, int64_t number, int64_t seats)
{
	struct edit *e = edit_new(c, &constituency_record);
	edit_set(e, "plan", v_int(plan->id));
	edit_set(e, "election", *edit_value(plan, "election"));
	edit_set(e, "unit", *edit_value(plan, "unit"));
	edit_set(e, "level", *edit_value(plan, "level"));
	edit_set(e, "number", v_int(number));
	edit_set(e, "name", v_text(arena_printf(c->arena, _("Đơn vị bầu cử số %lld"), (long long)number)));
	edit_set(e, "seats", v_int(seats));
	edit_set(e, "locked", v_int(0));
	edit_set(e, "state", v_c("draft"));
	return e;
}

/* Empty ones, seats as even as they go. */
static void empty_constituencies(struct verb_call *c, const struct edit *plan, int64_t count, int64_t seats)
{
	for (int64_t i = 0; i < count; i++)
		new_constituency(c, plan, i + 1, seats / count + (i < seats % count));
}

static struct edit *new_plan(struct verb_call *c, const char *state)
{
	struct edit *e = edit_new(c, &plan_record);
	edit_set(e, "state", v_c(state));
	edit_set(e, "made_day", v_day(c->today));
	return e;
}

struct value plan_text(struct str s) { return s.n ? v_text(s) : v_null(); }

/* Whose bell rings when the search is done. */
static void set_asker(struct verb_call *c, struct edit *plan)
{
	edit_set(plan, "asker", c->actor->program ? v_null() : v_int(c->actor->person));
	edit_set(plan, "answered_day", v_null());
}

static int ask_check(struct verb_call *c, struct err *err)
{
	struct row election;
	bool manual = str_eq_c(verb_str(c, "how"), "manual");
	int64_t seats = verb_int(c, "seats"), count = verb_int(c, "count");
	int r = verb_load(c, &election_record, verb_int(c, "election"), &election, err);
	if (r == 0)
		r = check_level(c, &election, err);
	if (r < 0)
		return r;
	check_count(c);
	if (c->result->error_count)
		return verb_failed(c, err);
	struct edit *e = new_plan(c, manual ? "draft" : "asked");
	edit_set(e, "election", v_int(election.id));
	edit_set(e, "unit", v_int(verb_int(c, "unit")));
	edit_set(e, "level", v_text(verb_str(c, "level")));
	edit_set(e, "name", v_text(verb_str(c, "name")));
	edit_set(e, "seats", v_int(seats));
	edit_set(e, "count", v_int(count ? count : fewest(seats, area_most(verb_str(c, "level")))));
	edit_set(e, "seed", v_int(1));
	edit_set(e, "how", v_text(verb_str(c, "how")));
	edit_set(e, "together", plan_text(verb_str(c, "together")));
	edit_set(e, "apart", plan_text(verb_str(c, "apart")));
	set_asker(c, e);
	if (manual)
		empty_constituencies(c, e, edit_value(e, "count")->i, seats);
	return 0;
}

/* ---- the answer of the search ---- */

static int place_edit(struct verb_call *c, const struct edit *plan, const struct site_plan *p, size_t i,
		      struct edit **ret_edit, struct err *err)
{
	bool village = str_eq_c(edit_value(plan, "level")->s, "commune");
	if (p->place_row[i])
		return edit_row(c, &constituency_place_record, p->place_row[i], ret_edit, err);
	struct edit *e = edit_new(c, &constituency_place_record);
	edit_set(e, "plan", v_int(plan->id));
	edit_set(e, "unit", *edit_value(plan, "unit"));
	edit_set(e, village ? "village" : "commune", v_int(p->place[i]));
	*ret_edit = e;
	return 0;
}

/* The constituency of each part of the answer: those there are, locked first, then new ones. */
static int answer_units(struct verb_call *c, const struct edit *plan, const struct plan_answer *answer,
			int64_t *ret_unit, struct err *err)
{
	const struct site_plan *p = answer->site_plan;
	size_t n = 0;
	for (int turn = 0; turn < 2; turn++)
		for (size_t u = 0; u < p->k; u++)
			if (p->constituency[u].locked == (turn == 0))
				ret_unit[n++] = p->constituency[u].id;
	INVARIANT(n == 0 || n == answer->plan.k, "an answer with another number of constituencies");
	for (size_t u = 0; u < answer->plan.k; u++) {
		struct edit *e;
		int r = 0;
		if (n == 0)
			ret_unit[u] = new_constituency(c, plan, (int64_t)u + 1, answer->plan.seats[u])->id;
		else
			r = edit_row(c, &constituency_record, ret_unit[u], &e, err);
		if (r < 0)
			return r;
		if (n)
			edit_set(e, "seats", v_int(answer->plan.seats[u]));
	}
	return 0;
}

void plan_set_measure(struct edit *e, const struct site_plan *p, const struct district_measure *m)
{
	edit_set(e, "deviation", v_int(m->deviation));
	edit_set(e, "cut", v_int(m->cut));
	edit_set(e, "split", p->area.old_known ? v_int((int64_t)m->split) : v_null());
	edit_set(e, "connected", p->links_missing ? v_null() : v_int(m->connected));
}

static int fill_check(struct verb_call *c, struct err *err)
{
	const struct plan_answer *answer = c->input->data;
	struct edit *e, *place;
	int64_t unit[DISTRICT_UNITS_MAX];
	int r = edit_row(c, &plan_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	INVARIANT(answer, "plan.fill is for the program alone");
	if (!str_eq_c(edit_value(e, "state")->s, "asked"))
		return err_set(err, ERR_CONFLICT, _("Phương án này không còn chờ kết quả."));
	edit_set(e, "state", v_c(answer->problem.n ? "failed" : "draft"));
	edit_set(e, "problem", plan_text(answer->problem));
	edit_set(e, "answered_day", v_day(c->today));
	if (answer->problem.n)
		return 0;
	r = answer_units(c, e, answer, unit, err);
	for (size_t i = 0; r == 0 && i < answer->site_plan->n; i++) {
		r = place_edit(c, e, answer->site_plan, i, &place, err);
		if (r == 0)
			edit_set(place, "constituency", v_int(unit[answer->plan.part[i]]));
	}
	if (r == 0)
		plan_set_measure(e, answer->site_plan, &answer->measure);
	return r;
}

/* ---- work on a draft ---- */

int plan_draft(struct verb_call *c, struct edit **ret_edit, struct err *err)
{
	int r = edit_row(c, &plan_record, verb_int(c, "id"), ret_edit, err);
	if (r == 0 && !str_eq_c(edit_value(*ret_edit, "state")->s, "draft"))
		return err_set(err, ERR_CONFLICT,
			       _("Phương án không còn là dự thảo nên không sửa được. Muốn đổi thì sao thành dự thảo "
				 "mới và trình lại."));
	return r;
}

static const struct site_constituency *numbered(const struct site_plan *p, int64_t number)
{
	return number >= 1 && (size_t)number <= p->k ? &p->constituency[number - 1] : NULL;
}

/* Measures of a draft are those of what it is now; unknown until it is whole. */
static void measure_again(struct verb_call *c, struct edit *plan, struct site_plan *p)
{
	struct err ignored = ERR_INIT;
	static const char *const measures[] = {"deviation", "cut", "split", "connected"};
	if (district_check_plan(&p->area.problem, &p->plan, &ignored) == 0) {
		struct district_measure m = district_measure(c->arena, &p->area.problem, &p->plan);
		plan_set_measure(plan, p, &m);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(measures); i++)
		edit_set(plan, measures[i], v_null());
}

/* One place to another constituency. */
static int move_one(struct verb_call *c, struct edit *plan, struct site_plan *p, size_t at,
		    const struct site_constituency *to, struct err *err)
{
	struct edit *place;
	struct str name = p->area.problem.place[at].name;
	if (p->plan.part[at] >= 0 && p->constituency[p->plan.part[at]].locked)
		return err_field(err, ERR_INPUT, verb_str(c, "places").n ? "places" : "place",
				 _("%.*s đang ở một đơn vị bầu cử đã khóa; mở khóa rồi chuyển."), STR_ARG(name));
	int r = place_edit(c, plan, p, at, &place, err);
	if (r < 0)
		return r;
	edit_set(place, "constituency", v_int(to->id));
	((int *)(uintptr_t)p->plan.part)[at] = (int)(to - p->constituency);
	return 0;
}

/* Those chosen by their id, or typed by name or code. */
static int move_places(struct verb_call *c, struct edit *plan, struct site_plan *p, const struct site_constituency *to,
		       struct err *err)
{
	struct str text = verb_str(c, "places"), word;
	size_t at = 0, moved = 0;
	int r = 0;
	while (r == 0 && str_split(&text, ',', &word)) {
		word = str_trim(word);
		if (!word.n)
			continue;
		r = site_plan_place(c->arena, p, word, "places", &at, err);
		if (r == 0)
			r = move_one(c, plan, p, at, to, err);
		moved++;
	}
	if (r < 0 || moved)
		return r;
	if (!verb_int(c, "place"))
		return err_field(err, ERR_INPUT, "places", _("Ghi tên hoặc mã của ít nhất một nơi."));
	for (at = 0; at < p->n && p->place[at] != verb_int(c, "place");)
		at++;
	if (at == p->n)
		return err_field(err, ERR_INPUT, "place", _("Nơi này không thuộc phương án."));
	return move_one(c, plan, p, at, to, err);
}

static int move_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	struct site_plan p;
	int r = plan_draft(c, &e, err);
	if (r == 0)
		r = site_plan_load(c->db, c->arena, c->site->root, e->id, &p, err);
	if (r < 0)
		return r;
	const struct site_constituency *to = numbered(&p, verb_int(c, "number"));
	if (!to)
		return err_field(err, ERR_INPUT, "number", _("Không có đơn vị bầu cử số %lld."),
				 (long long)verb_int(c, "number"));
	if (to->locked)
		return err_field(err, ERR_INPUT, "number", _("Đơn vị bầu cử này đã khóa; mở khóa rồi chuyển."));
	r = move_places(c, e, &p, to, err);
	if (r == 0)
		measure_again(c, e, &p);
	return r;
}

static int unit_check(struct verb_call *c, struct site_plan *p, struct edit **ret_plan, struct edit **ret_unit,
		      struct err *err)
{
	int r = plan_draft(c, ret_plan, err);
	if (r == 0)
		r = site_plan_load(c->db, c->arena, c->site->root, (*ret_plan)->id, p, err);
	if (r < 0)
		return r;
	const struct site_constituency *u = numbered(p, verb_int(c, "number"));
	if (!u)
		return err_field(err, ERR_INPUT, "number", _("Không có đơn vị bầu cử số %lld."),
				 (long long)verb_int(c, "number"));
	return edit_row(c, &constituency_record, u->id, ret_unit, err);
}

static int seats_check(struct verb_call *c, struct err *err)
{
	struct site_plan p;
	struct edit *plan, *unit;
	int most, r = unit_check(c, &p, &plan, &unit, err);
	if (r < 0)
		return r;
	most = area_most(edit_value(plan, "level")->s);
	if (verb_int(c, "seats") < 1 || verb_int(c, "seats") > most)
		return err_field(err, ERR_INPUT, "seats",
				 _("Mỗi đơn vị bầu từ 1 đến %d đại biểu (Điều 10 khoản 4 Luật Bầu cử)."), most);
	edit_set(unit, "seats", v_int(verb_int(c, "seats")));
	((int *)(uintptr_t)p.plan.seats)[verb_int(c, "number") - 1] = (int)verb_int(c, "seats");
	measure_again(c, plan, &p);
	return 0;
}

static int lock_check(struct verb_call *c, struct err *err)
{
	struct site_plan p;
	struct edit *plan, *unit;
	int r = unit_check(c, &p, &plan, &unit, err);
	if (r == 0)
		edit_set(unit, "locked", v_int(edit_value(unit, "locked")->i == 1 ? 0 : 1));
	return r;
}

/* The search once more, with other chance; locked constituencies stay. */
static int again_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &plan_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	struct str state = edit_value(e, "state")->s;
	if (!str_eq_c(state, "draft") && !str_eq_c(state, "failed"))
		return err_set(err, ERR_CONFLICT, _("Chỉ tính lại được một dự thảo."));
	edit_set(e, "state", v_c("asked"));
	edit_set(e, "how", v_c("search"));
	edit_set(e, "seed", v_int(edit_value(e, "seed")->i + 1));
	set_asker(c, e);
	return 0;
}

static int copy_check(struct verb_call *c, struct err *err)
{
	static const char *const same[] = {"election", "unit",  "level",     "seats", "count", "seed",     "how",
					   "together", "apart", "deviation", "cut",   "split", "connected"};
	struct site_plan p;
	struct edit *place;
	int r = site_plan_load(c->db, c->arena, c->site->root, verb_int(c, "id"), &p, err);
	if (r < 0)
		return r;
	if (row_is(&p.row, "state", "asked"))
		return err_set(err, ERR_CONFLICT, _("Phương án này đang được tính; chờ xong rồi sao."));
	struct edit *e = new_plan(c, "draft");
	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		edit_set(e, same[i], *row_value(&p.row, same[i]));
	edit_set(e, "name", v_text(verb_str(c, "name")));
	int64_t *unit = arena_array_of(c->arena, p.k + 1, int64_t);
	for (size_t u = 0; u < p.k; u++)
		unit[u] = new_constituency(c, e, (int64_t)u + 1, p.plan.seats[u])->id;
	p.place_row = arena_array_of(c->arena, p.n + 1, int64_t); /* all new */
	for (size_t i = 0; r == 0 && i < p.n; i++) {
		if (p.plan.part[i] < 0)
			continue;
		r = place_edit(c, e, &p, i, &place, err);
		edit_set(place, "constituency", v_int(unit[p.plan.part[i]]));
	}
	return r;
}

/* ---- declarations ---- */

#define NUMBER                                                                                                         \
	{                                                                                                              \
		.name = "number", .kind = FIELD_INT, .label = _("Đơn vị bầu cử số"), .flags = FIELD_REQUIRED,          \
		.min = 1, .max = DISTRICT_UNITS_MAX                                                                    \
	}

const struct choice plan_hows[] = {
	{"search", _("chương trình đề xuất"), ""},
	{"assembly_2026", _("như các đơn vị bầu cử đại biểu Quốc hội năm 2026 (Nghị quyết 85/NQ-HĐBCQG)"), ""},
	{"manual", _("tự xếp từ đầu"), ""},
	{0},
};

static const struct field ask_params[] = {
	{.name = "election",
	 .kind = FIELD_REF,
	 .label = _("Cuộc bầu cử"),
	 .flags = FIELD_REQUIRED,
	 .references = "election"},
	{.name = "unit", .kind = FIELD_REF, .label = _("Nơi bầu"), .flags = FIELD_REQUIRED, .references = "unit"},
	{.name = "level", .kind = FIELD_CHOICE, .label = _("Bầu"), .flags = FIELD_REQUIRED, .choices = area_levels},
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .label = _("Tên phương án"),
	 .flags = FIELD_REQUIRED,
	 .max = 200,
	 .hint = _("Ví dụ: Phương án 1.")},
	{.name = "seats",
	 .kind = FIELD_INT,
	 .label = _("Tổng số đại biểu được bầu"),
	 .flags = FIELD_REQUIRED,
	 .min = 1,
	 .max = 500,
	 .hint = _("Đại biểu Quốc hội: theo phân bổ; HĐND: theo trang Số đại biểu.")},
	{.name = "count",
	 .kind = FIELD_INT,
	 .label = _("Số đơn vị bầu cử"),
	 .min = 1,
	 .max = DISTRICT_UNITS_MAX,
	 .hint = _("Để trống: ít nhất có thể (mỗi đơn vị 3 đại biểu Quốc hội hoặc 5 đại biểu HĐND).")},
	{.name = "together",
	 .kind = FIELD_LONG,
	 .label = _("Phải ở cùng đơn vị bầu cử"),
	 .max = 2000,
	 .hint = _("Tên hoặc mã, cách nhau bằng dấu phẩy; nhóm khác sau dấu chấm phẩy.")},
	{.name = "apart",
	 .kind = FIELD_LONG,
	 .label = _("Phải ở khác đơn vị bầu cử"),
	 .max = 2000,
	 .hint = _("Tên hoặc mã: nơi đầu của mỗi nhóm khác mọi nơi sau nó; nhóm khác sau dấu chấm phẩy.")},
	{.name = "how",
	 .kind = FIELD_CHOICE,
	 .label = _("Cách lập"),
	 .flags = FIELD_REQUIRED,
	 .choices = plan_hows,
	 .preset = "search"},
};
static const struct field id_params[] = {PLAN_ID};
static const struct field move_params[] = {
	PLAN_ID,
	{.name = "places",
	 .kind = FIELD_LONG,
	 .label = _("Các nơi cần chuyển"),
	 .max = 2000,
	 .hint = _("Tên hoặc mã, cách nhau bằng dấu phẩy.")},
	{.name = "place", .kind = FIELD_INT, .label = _("Xã, phường (thôn)"), .max = INT64_C(1) << 53},
	NUMBER,
};
static const struct field seats_params[] = {
	PLAN_ID,
	NUMBER,
	{.name = "seats", .kind = FIELD_INT, .label = _("Số đại biểu"), .flags = FIELD_REQUIRED, .min = 0, .max = 100},
};
static const struct field lock_params[] = {PLAN_ID, NUMBER};
static const struct field copy_params[] = {
	PLAN_ID,
	{.name = "name", .kind = FIELD_TEXT, .label = _("Tên phương án mới"), .flags = FIELD_REQUIRED, .max = 200}};

PLAN_VERB(plan_ask, "plan.ask", _("Lập phương án"), ask_params, target_unit, ask_check);
PLAN_VERB(plan_fill, "plan.fill", _("Ghi kết quả tính"), id_params, verb_of_row, fill_check);
PLAN_VERB(plan_move, "plan.move", _("Chuyển sang đơn vị bầu cử khác"), move_params, verb_of_row, move_check);
PLAN_VERB(plan_seats, "plan.seats", _("Đổi số đại biểu của đơn vị bầu cử"), seats_params, verb_of_row, seats_check);
PLAN_VERB(plan_lock, "plan.lock", _("Khóa hoặc mở khóa đơn vị bầu cử"), lock_params, verb_of_row, lock_check);
PLAN_VERB(plan_again, "plan.again", _("Tính lại phần chưa khóa"), id_params, verb_of_row, again_check);
PLAN_VERB(plan_copy, "plan.copy", _("Sao thành dự thảo mới"), copy_params, verb_of_row, copy_check);
