/* area_cases.h – for test_verbs.c: what each verb of constituencies, villages and polling areas needs, all of it of the first commune. */
#pragma once

static int area_n, number_n;

static struct str area_name(const char *what) { return arena_printf(s.a, "%s %d", what, ++area_n); }

static int64_t give_village(struct call *c)
{
	call_int(&s, c, "unit", s.commune[0]);
	call_add(c, "name", area_name("Thôn thử"));
	call_add(c, "kind", STR("thon"));
	call_add(c, "population", STR("1000"));
	call_add(c, "voters", STR("700"));
	return s.commune[0];
}

static int64_t fresh_village(int64_t area)
{
	struct call c = {0};
	give_village(&c);
	if (area)
		call_int(&s, &c, "area", area);
	return small_do(&s, 0, "village.save", &c);
}

static int64_t give_village_link(struct call *c)
{
	call_int(&s, c, "unit", s.commune[0]);
	call_int(&s, c, "village_a", fresh_village(0));
	call_int(&s, c, "village_b", fresh_village(0));
	return s.commune[0];
}

/* There are four communes, six pairs: one pair is saved again and again. */
static int64_t give_commune_link(struct call *c)
{
	int64_t id = small_count(&s, "SELECT max(id) FROM commune_link");
	if (id) {
		call_int(&s, c, "id", id);
		call_int(&s, c, "revision", small_row(&s, app_verb(STR("commune_link.save"))->record, id).revision);
	}
	call_int(&s, c, "unit", s.root);
	call_int(&s, c, "commune_a", s.commune[0]);
	call_int(&s, c, "commune_b", s.commune[1]);
	call_add(c, "means", area_name("cầu"));
	return s.root;
}

static int64_t give_polling_area(struct call *c)
{
	call_int(&s, c, "election", s.election);
	call_int(&s, c, "unit", s.commune[0]);
	call_int(&s, c, "number", ++number_n);
	call_add(c, "kind", STR("normal"));
	call_add(c, "voters", STR("1400"));
	call_add(c, "place", area_name("Nhà văn hóa"));
	call_add(c, "decision", area_name("Quyết định")); /* another case may have had the voter list posted */
	return s.commune[0];
}

static int64_t fresh_area(void)
{
	struct call c = {0};
	give_polling_area(&c);
	return small_do(&s, 0, "polling_area.save", &c);
}

static int64_t give_split(struct call *c)
{
	int64_t area = fresh_area(), village = fresh_village(area);
	fresh_village(area);
	call_int(&s, c, "id", area);
	call_int(&s, c, "number", ++number_n);
	struct row row = small_row(&s, app_verb(STR("village.save"))->record, village);
	call_add(c, "villages", row_str(&row, "name"));
	call_add(c, "place", STR("Trường học"));
	call_add(c, "document", area_name("Quyết định"));
	return s.commune[0];
}

static int64_t give_merge(struct call *c)
{
	call_int(&s, c, "id", fresh_area());
	call_int(&s, c, "into", fresh_area());
	call_add(c, "document", area_name("Quyết định"));
	return s.commune[0];
}

/* A second save of a row, to be undone. */
static int64_t area_saved_twice(struct call *c, const char *verb, int64_t (*give)(struct call *c), const char *field)
{
	struct call first = {0}, again = {0};
	int64_t unit = give(&first), id = small_do(&s, 0, verb, &first);
	call_int(&s, &again, "id", id);
	call_int(&s, &again, "revision", small_row(&s, app_verb(str_from_c(verb))->record, id).revision);
	for (size_t i = 0; i < first.n; i++)
		if (!str_eq_c(first.arg[i].name, "id") && !str_eq_c(first.arg[i].name, "revision")) {
			bool other = str_eq_c(first.arg[i].name, field) || str_eq_c(first.arg[i].name, "decision");
			call_add(&again, arena_c(s.a, first.arg[i].name), other ? area_name("Khác") : first.arg[i].value);
		}
	if (strcmp(field, "metres") == 0)
		call_add(&again, field, STR("500"));
	small_do(&s, 0, verb, &again);
	call_int(&s, c, "id", id);
	return unit;
}

static int64_t give_undo_village(struct call *c) { return area_saved_twice(c, "village.save", give_village, "name"); }

static int64_t give_undo_village_link(struct call *c)
{
	return area_saved_twice(c, "village_link.save", give_village_link, "metres");
}

static int64_t give_undo_commune_link(struct call *c)
{
	return area_saved_twice(c, "commune_link.save", give_commune_link, "means");
}

static int64_t give_undo_polling_area(struct call *c)
{
	return area_saved_twice(c, "polling_area.save", give_polling_area, "place");
}

/* ---- plans ---- */

static int64_t give_plan_ask(struct call *c)
{
	call_int(&s, c, "election", s.election);
	call_int(&s, c, "unit", s.commune[0]);
	call_add(c, "level", STR("commune"));
	call_add(c, "name", area_name("Phương án"));
	call_add(c, "seats", STR("5"));
	call_add(c, "count", STR("1"));
	call_add(c, "how", STR("manual"));
	return s.commune[0];
}

static int64_t fresh_plan(void)
{
	struct call c = {0};
	give_plan_ask(&c);
	return small_do(&s, 0, "plan.ask", &c);
}

static int64_t give_plan(struct call *c)
{
	call_int(&s, c, "id", fresh_plan());
	return s.commune[0];
}

static int64_t give_plan_move(struct call *c)
{
	call_int(&s, c, "id", fresh_plan());
	call_int(&s, c, "place", fresh_village(0));
	call_int(&s, c, "number", 1);
	return s.commune[0];
}

static int64_t give_plan_number(struct call *c)
{
	give_plan(c);
	call_int(&s, c, "number", 1);
	return s.commune[0];
}

static int64_t give_plan_seats(struct call *c)
{
	give_plan_number(c);
	call_int(&s, c, "seats", 4);
	return s.commune[0];
}

static int64_t give_plan_copy(struct call *c)
{
	give_plan(c);
	call_add(c, "name", area_name("Bản sao"));
	return s.commune[0];
}

/* Whole: every village there is in its only constituency. */
static int64_t give_plan_submit(struct call *c)
{
	int64_t plan = fresh_plan();
	struct query *q;
	struct err err = ERR_INIT;
	struct str sql = arena_printf(s.a, "SELECT id FROM village WHERE unit = %lld", (long long)s.commune[0]);
	small_must(db_query_sql(s.db, sql, NO_VALUES, &q, &err), &err, "villages");
	while (query_next(q, &err) > 0) {
		struct call move = {0};
		call_int(&s, &move, "id", plan);
		call_int(&s, &move, "place", query_int(q, 0));
		call_int(&s, &move, "number", 1);
		small_do(&s, 0, "plan.move", &move);
	}
	query_end(q);
	call_int(&s, c, "id", plan);
	call_add(c, "note", STR("Tờ trình thử"));
	return s.commune[0];
}

static int64_t give_plan_return(struct call *c)
{
	struct call submit = {0};
	give_plan_submit(&submit);
	small_do(&s, 0, "plan.submit", &submit);
	call_add(c, "id", submit.arg[0].value);
	call_add(c, "note", STR("Chia lại"));
	return s.commune[0];
}

static int64_t give_plan_decide(struct call *c)
{
	give_plan_return(c);
	call_add(c, "decider", STR("Ủy ban bầu cử"));
	call_add(c, "decision", STR("Nghị quyết thử"));
	call_day(&s, c, "decision_day", s.world.today);
	return s.commune[0];
}

/* Never twice the same square: nothing changed would be no entry. */
static int64_t give_outlines(struct call *c)
{
	static int shift = 10000;
	struct row unit = small_row(&s, &unit_record, s.commune[0]);
	int east = ++shift;
	c->file = arena_printf(s.a,
			       "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"code\":\"%.*s\"},\"geometry\":{\"type\":"
			       "\"Polygon\",\"coordinates\":[[[105.1,19.1],[105.%d,19.1],[105.%d,19.3],[105.1,19.3],[105.1,19.1]]]}}]}",
			       STR_ARG(row_str(&unit, "code")), east * 2, east * 2);
	call_add(c, "source", STR("Sở thử"));
	return s.root;
}

static int64_t give_outline_drop(struct call *c)
{
	struct call load = {0};
	give_outlines(&load);
	small_do(&s, 0, "outline.load", &load);
	(void)c;
	return s.root;
}

/* Neither is saved by a form: only their verbs write them. */
static int64_t give_plan_save(struct call *c)
{
	give_plan(c);
	call_add(c, "revision", STR("1"));
	call_add(c, "name", area_name("Phương án"));
	return s.commune[0];
}

static int64_t give_constituency_save(struct call *c)
{
	fresh_plan();
	call_int(&s, c, "id", small_count(&s, "SELECT max(id) FROM constituency"));
	call_add(c, "revision", STR("1"));
	return s.commune[0];
}

#define AREA_CASES                                                                                                     \
	{"plan.ask", give_plan_ask}, {"plan.fill", give_plan}, {"plan.move", give_plan_move},                          \
		{"plan.seats", give_plan_seats}, {"plan.lock", give_plan_number}, {"plan.again", give_plan},           \
		{"plan.copy", give_plan_copy}, {"plan.submit", give_plan_submit}, {"plan.return", give_plan_return},   \
		{"plan.decide", give_plan_decide}, {"plan.save", give_plan_save},                                      \
		{"constituency.save", give_constituency_save}, {"commune_link.save", give_commune_link},               \
		{"commune_link.undo", give_undo_commune_link}, {"village.save", give_village},                         \
		{"village.undo", give_undo_village}, {"village_link.save", give_village_link},                         \
		{"village_link.undo", give_undo_village_link}, {"polling_area.save", give_polling_area},               \
		{"polling_area.undo", give_undo_polling_area}, {"polling_area.split", give_split},                     \
		{"polling_area.merge", give_merge}, {"outline.load", give_outlines},                                   \
		{"outline.drop", give_outline_drop},
