/*
 * Constituencies and polling areas: those of the National Assembly decided, the provincial council's as a draft of the
 * search, and one commune with its villages, polling areas and the decided constituencies of its council.
 *
 * The constituencies of the Assembly are those of Resolution 85/NQ-HĐBCQG of 15/12/2025 (data/assembly_2026.csv); the
 * rehearsal decides them on a day of its own by a document of its own. Villages are invented: there is no public list
 * of them.
 */
#include "area/plan_answer.h"
#include "app/app.h"
#include "demo/int.h"
#include "law/seats.h"

#define VILLAGES 12

struct areas {
	const struct clerk *clerk; /* of the commune that is further than the others */
	int64_t village[VILLAGES];
};

static struct str number(struct demo *d, int64_t v) { return demo_number(d, v); }

/* Asks, searches at once, returns the plan. */
static int make_plan(struct demo *d, const struct actor *by, const char *level, int64_t unit, const char *name,
		     int64_t seats, int64_t count, const char *how, int64_t *ret_id, struct err *err)
{
	int r = DO(d, by, &plan_ask, ret_id, ARG("election", number(d, d->election)), ARG("unit", number(d, unit)),
		   ARG("level", str_from_c(level)), ARG("name", str_from_c(name)), ARG("seats", number(d, seats)),
		   ARG("count", count ? number(d, count) : STR("")), ARG("how", str_from_c(how)));
	return r < 0 ? r : plan_work(d->site, d->db, &d->program, *ret_id, err);
}

static int submit(struct demo *d, const struct actor *by, int64_t plan, const char *note, struct err *err)
{
	return DO(d, by, &plan_submit, NULL, ARG("id", number(d, plan)), ARG("note", str_from_c(note)));
}

static int decide(struct demo *d, const struct actor *by, int64_t plan, const char *decider, const char *decision,
		  struct err *err)
{
	return DO(d, by, &plan_decide, NULL, ARG("id", number(d, plan)), ARG("decider", str_from_c(decider)),
		  ARG("decision", str_from_c(decision)), ARG("decision_day", demo_today_iso(d)));
}

static int assembly(struct demo *d, struct err *err)
{
	int64_t plan;
	int r = make_plan(d, &d->specialist, "na", d->site->root,
			  _("Các đơn vị bầu cử đại biểu Quốc hội (theo Nghị quyết 85/NQ-HĐBCQG)"), 17, 6,
			  "assembly_2026", &plan, err);
	if (r == 0)
		r = submit(d, &d->specialist, plan,
			   _("Tờ trình diễn tập số 05/TTr-DT. Chênh lệch lớn nhất 24,96 %: giữ như Nghị quyết "
			     "85/NQ-HĐBCQG."),
			   err);
	return r < 0 ? r
		     : decide(d, &d->director, plan, _("Hội đồng bầu cử quốc gia (diễn tập)"),
			      _("Quyết định diễn tập số 06/QĐ-DT (số liệu của Nghị quyết 85/NQ-HĐBCQG ngày "
				"15/12/2025)"),
			      err);
}

/* ---- one commune ---- */

static int villages(struct demo *d, struct story *s, struct areas *x, int64_t people, struct err *err)
{
	int64_t left = people;
	int r = 0;
	for (int i = 0; r == 0 && i < VILLAGES; i++) {
		int64_t mine =
			i + 1 == VILLAGES ? left : people / VILLAGES - 150 + (int64_t)seeded_below(&s->chance, 300);
		left -= mine;
		r = DO(d, &x->clerk->officer, app_verb(STR("village.save")), &x->village[i],
		       ARG("unit", number(d, x->clerk->unit)),
		       ARG("name", arena_printf(d->a, _("Thôn %d (diễn tập)"), i + 1)), ARG("kind", STR("thon")),
		       ARG("population", number(d, mine)), ARG("voters", number(d, mine * 7 / 10)));
	}
	for (int i = 0; r == 0 && i < VILLAGES; i++) /* around, and the one across */
		for (int step = 1; r == 0 && step <= (i < VILLAGES / 2 ? 2 : 1); step++) {
			int64_t other = x->village[step == 1 ? (i + 1) % VILLAGES : VILLAGES - 1 - i];
			if (step == 2 && (i == 0 || VILLAGES - 1 - i == i + 1))
				continue;
			r = DO(d, &x->clerk->officer, app_verb(STR("village_link.save")), NULL,
			       ARG("unit", number(d, x->clerk->unit)), ARG("village_a", number(d, x->village[i])),
			       ARG("village_b", number(d, other)),
			       ARG("metres", number(d, 300 + (int64_t)seeded_below(&s->chance, 1500))));
		}
	return r;
}

/* Which constituency a village came to. */
static int constituency_of(struct demo *d, int64_t plan, int64_t village, int64_t *ret, struct err *err)
{
	struct site_plan p;
	int r = site_plan_load(d->db, d->a, d->site->root, plan, &p, err);
	for (size_t i = 0; r == 0 && i < p.n; i++)
		if (p.place[i] == village)
			*ret = p.plan.part[i];
	return r;
}

/* Two villages an area, of one constituency; what is left over joins the last of its constituency. */
static int areas(struct demo *d, struct areas *x, int64_t plan, struct err *err)
{
	int64_t in[VILLAGES], voters[VILLAGES], group[VILLAGES] = {0}, next = 0;
	int r = 0;
	for (int i = 0; r == 0 && i < VILLAGES; i++) {
		struct row row;
		r = constituency_of(d, plan, x->village[i], &in[i], err);
		if (r == 0 && row_load(d->db, d->a, &village_record, x->village[i], &row, err) > 0)
			voters[i] = row_int(&row, "voters");
	}
	for (int i = 0; r == 0 && i < VILLAGES; i++) {
		int64_t sum = voters[i], id;
		if (group[i])
			continue;
		group[i] = ++next;
		for (int k = i + 1; k < VILLAGES; k++)
			if (!group[k] && in[k] == in[i] && sum + voters[k] <= 3600) {
				group[k] = next;
				sum += voters[k];
			}
		r = DO(d, &x->clerk->officer, app_verb(STR("polling_area.save")), &id,
		       ARG("election", number(d, d->election)), ARG("unit", number(d, x->clerk->unit)),
		       ARG("number", number(d, next)), ARG("kind", STR("normal")), ARG("voters", number(d, sum)),
		       ARG("small", sum < AREA_VOTERS_LEAST ? STR("scattered") : STR("")),
		       ARG("place", arena_printf(d->a, _("Nhà văn hóa Thôn %d (diễn tập)"), i + 1)),
		       ARG("decision", str_from_c(_("Quyết định diễn tập số 21/QĐ-UBND"))));
		for (int k = i; r == 0 && k < VILLAGES; k++) {
			struct row v;
			if (group[k] != next)
				continue;
			r = row_load(d->db, d->a, &village_record, x->village[k], &v, err);
			if (r > 0)
				r = DO(d, &x->clerk->officer, app_verb(STR("village.save")), NULL,
				       ARG("id", number(d, x->village[k])), ARG("revision", number(d, v.revision)),
				       ARG("unit", number(d, x->clerk->unit)), ARG("name", row_str(&v, "name")),
				       ARG("kind", STR("thon")),
				       ARG("population", number(d, row_int(&v, "population"))),
				       ARG("voters", number(d, row_int(&v, "voters"))), ARG("area", number(d, id)));
		}
	}
	return r;
}

static int council_seats(struct demo *d, const struct row *unit, int64_t *ret)
{
	struct seats_input in = {.unit = SEATS_XA,
				 .population = row_int(unit, "population"),
				 .mountainous = row_value(unit, "mountainous")->kind != VALUE_INT ? TRI_UNKNOWN
						: row_int(unit, "mountainous")                    ? TRI_YES
												  : TRI_NO};
	struct seats seats = seats_for_unit(d->a, d->app->law, &in);
	*ret = seats.lo;
	return 0;
}

static int commune(struct demo *d, struct story *s, struct err *err)
{
	struct areas *x = s->state;
	struct row unit;
	int64_t seats, plan;
	int r = row_load(d->db, d->a, &unit_record, x->clerk->unit, &unit, err);
	if (r < 0)
		return r;
	council_seats(d, &unit, &seats);
	r = villages(d, s, x, row_int(&unit, "population"), err);
	if (r == 0)
		r = make_plan(d, &x->clerk->officer, "commune", x->clerk->unit, _("Phương án 1"), seats, 0, "search",
			      &plan, err);
	if (r == 0)
		r = submit(d, &x->clerk->officer, plan, _("Tờ trình diễn tập số 12/TTr-UBND"), err);
	if (r == 0)
		r = decide(d, &x->clerk->leader, plan, _("Ủy ban bầu cử xã (diễn tập)"),
			   _("Nghị quyết diễn tập số 02/NQ-UBBC"), err);
	return r < 0 ? r : areas(d, x, plan, err);
}

/* ---- day by day ---- */

static int begin(struct demo *d, struct story *s, struct err *err)
{
	struct areas *x = arena_new_of(d->a, struct areas);
	(void)err;
	for (size_t i = 0; i < d->clerk_n && !x->clerk; i++)
		for (size_t k = 0; k < d->clerk_n; k++)
			if (d->communes[k].id == d->clerks[i].unit && d->communes[k].kind == UNIT_COMMUNE)
				x->clerk = &d->clerks[i];
	INVARIANT(x->clerk, "a province without a commune");
	s->state = x;
	return 0;
}

static int day_of(struct demo *d, struct story *s, day_t day, struct err *err)
{
	int64_t plan;
	if (day == d->opened + 20)
		return assembly(d, err);
	if (day == d->opened + 21)
		return make_plan(d, &d->specialist, "province", d->site->root, _("Phương án 1 (dự thảo)"), 85, 27,
				 "search", &plan, err);
	return day == d->opened + 22 ? commune(d, s, err) : 0;
}

const struct demo_story demo_areas_story = {"areas", _("đơn vị bầu cử, khu vực bỏ phiếu"), begin, day_of};
