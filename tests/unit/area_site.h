/* Plans on the small site: asked for, searched, worked on, submitted and decided, by those who may. */
#pragma once
#include "area/outlines.h"
#include "area/plan_answer.h"
#include "one_site.h"

static struct actor program;
static struct err err;

static inline int begin(void **state)
{
	program = app_program();
	return with_election(state);
}

static inline int64_t officer(void) { return someone(AT_A, ROLE_OFFICER); }

static inline int64_t specialist(void) { return someone(AT_PROVINCE, ROLE_SPECIALIST); }

static inline struct call ask_of(const char *level, int64_t unit, int seats, int count, const char *how)
{
	struct call c = {0};
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", unit);
	call_add(&c, "level", str_from_c(level));
	call_add(&c, "name", STR("Phương án thử"));
	call_int(&s, &c, "seats", seats);
	if (count)
		call_int(&s, &c, "count", count);
	call_add(&c, "how", str_from_c(how));
	return c;
}

static inline struct call of_plan(int64_t plan)
{
	struct call c = {0};
	call_int(&s, &c, "id", plan);
	return c;
}

static inline void work(int64_t plan) { small_must(plan_work(s.site, s.db, &program, plan, &err), &err, "search"); }

static inline bool plan_is(int64_t plan, const char *state)
{
	struct row row = small_row(&s, &plan_record, plan);
	return row_is(&row, "state", state);
}

static inline struct site_plan loaded(int64_t plan)
{
	struct site_plan p;
	small_must(site_plan_load(s.db, s.a, s.root, plan, &p, &err), &err, "load");
	return p;
}

static inline int move(int64_t person, int64_t plan, int64_t place, int number)
{
	struct call c = of_plan(plan);
	call_int(&s, &c, "place", place);
	call_int(&s, &c, "number", number);
	return small_run(&s, person, "plan.move", &c);
}

/* The four communes of the small site need not border: joined by hand, as a person says. */
static inline void join_communes(void)
{
	for (int i = 0; i + 1 < SMALL_COMMUNES; i++) {
		struct call c = {0};
		call_int(&s, &c, "unit", s.root);
		call_int(&s, &c, "commune_a", s.commune[i]);
		call_int(&s, &c, "commune_b", s.commune[i + 1]);
		call_add(&c, "means", STR("cầu diễn tập"));
		small_do(&s, specialist(), "commune_link.save", &c);
	}
}

static inline int64_t proposed(void)
{
	struct call c = ask_of("na", s.root, 4, 2, "search");
	int64_t plan = small_do(&s, specialist(), "plan.ask", &c);
	work(plan);
	assert_true(plan_is(plan, "draft"));
	return plan;
}

static inline int decide(int64_t person, int64_t plan)
{
	struct call c = of_plan(plan);
	call_add(&c, "decider", STR("Hội đồng bầu cử quốc gia (diễn tập)"));
	call_add(&c, "decision", STR("Nghị quyết diễn tập số 1"));
	call_day(&s, &c, "decision_day", s.world.today);
	return small_run(&s, person, "plan.decide", &c);
}

static inline int submit(int64_t person, int64_t plan)
{
	struct call c = of_plan(plan);
	call_add(&c, "note", STR("Tờ trình diễn tập"));
	return small_run(&s, person, "plan.submit", &c);
}
