#include "web/communes.h"

#include <stdlib.h>

#include "web/elections.h"
#include "work/figures.h"

#define MOST_UNITS 20000

static bool council_of(enum unit_kind kind, enum unit_kind province, enum seats_unit *ret)
{
	switch (kind) {
	case UNIT_PROVINCE:
		*ret = SEATS_PROVINCE;
		return true;
	case UNIT_CITY:
		*ret = SEATS_CITY;
		return true;
	case UNIT_COMMUNE:
		*ret = SEATS_XA;
		return true;
	case UNIT_WARD:
		*ret = province == UNIT_CITY ? SEATS_PHUONG_OF_CITY : SEATS_PHUONG_OF_PROVINCE;
		return true;
	case UNIT_SPECIAL_ZONE:
		*ret = SEATS_DAC_KHU;
		return true;
	default:
		return false;
	}
}

static int64_t population_of(const struct row *unit)
{
	const struct value *v = row_value(unit, "population");
	return v->kind == VALUE_INT ? v->i : POPULATION_UNKNOWN;
}

static enum tri mountainous_of(const struct row *unit)
{
	const struct value *v = row_value(unit, "mountainous");
	return v->kind != VALUE_INT ? TRI_UNKNOWN : v->i ? TRI_YES : TRI_NO;
}

/* A figure is final only with the document that gave it. `words` NULL: without a why. */
static bool seats_of(struct web_call *c, struct arena *words, const struct row *unit, enum unit_kind province, struct seats *ret)
{
	struct seats_input in = {
		.province_code = row_str(unit, "code"),
		.population = population_of(unit),
		.mountainous = mountainous_of(unit),
		.population_final = row_str(unit, "population_document").n > 0,
		.mountainous_final = row_str(unit, "mountainous_document").n > 0,
	};
	if (!council_of(unit_kind_of_key(row_str(unit, "kind")), province, &in.unit))
		return false;
	*ret = seats_for_unit(words, c->site->law, &in);
	return true;
}

/* The kind of the province decides the rule of its wards; whoever may read a ward may know in what kind of province it
 * lies. */
static int province_kind(struct web_call *c, enum unit_kind *ret, struct err *err)
{
	struct unit_item root;
	int r = unit_get(c->db, c->arena, c->site->root, &root, err);
	if (r == 0)
		return web_not_found(c, err);
	if (r > 0)
		*ret = root.kind;
	return r < 0 ? r : 0;
}

int web_seats(struct web_call *c, const struct row *unit, struct seats *ret_seats, struct err *err)
{
	enum unit_kind province = UNIT_KIND_NONE;
	int r = province_kind(c, &province, err);
	return r < 0 ? r : seats_of(c, c->arena, unit, province, ret_seats);
}

static int by_id(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* Order and folded names come with the units, the rest from their rows. */
static int load_units(struct web_call *c, struct communes *all, struct err *err)
{
	struct list_result rows = {0};
	struct unit_item *items = NULL;
	size_t n = 0, offices = 0;
	enum unit_kind province = UNIT_KIND_NONE;
	int r = province_kind(c, &province, err);
	if (r == 0)
		r = record_list(c->db, c->arena, &c->actor,
				&(struct list_query){.record = &unit_record, .sort = "id", .limit = MOST_UNITS}, &rows,
				err);
	if (r == 0)
		r = access_units(c->db, c->arena, &c->actor, "unit.read", &items, &offices, &n, err);
	if (r < 0)
		return r;
	all->v = arena_array_of(c->arena, rows.n, struct commune);
	for (size_t i = offices; i < n; i++) {
		struct row key = {.id = items[i].id};
		const struct row *row = bsearch(&key, rows.rows, rows.n, sizeof(*rows.rows), by_id);
		struct commune *x = &all->v[all->n];
		if (!row)
			continue;
		*x = (struct commune){.item = items[i],
				      .row = row,
				      .population = population_of(row),
				      .mountainous = mountainous_of(row)};
		all->n += seats_of(c, NULL, row, province, &x->seats);
	}
	return 0;
}

static struct commune *find(struct communes *all, int64_t unit)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].item.id == unit)
			return &all->v[i];
	return NULL;
}

static int load_committees(struct web_call *c, struct communes *all, struct err *err)
{
	struct row election;
	struct list_count *counts = NULL;
	size_t n = 0;
	if (!access_could(&c->actor, "committee.read"))
		return 0;
	int r = web_election(c, c->actor.unit, &election, err);
	if (r <= 0)
		return r;
	const char *kind = body_committee_of_commune(&election);
	if (!kind)
		return 0;
	struct list_filter f[] = {{"election", "=", v_int(election.id)},
				  {"kind", "=", v_c(kind)},
				  {"decision_day", "<", v_int(INT64_MAX)}};
	r = record_counts(c->db, c->arena, &c->actor,
			  &(struct list_query){.record = &committee_record, .filters = f, .filter_count = ARRAY_LEN(f)}, "unit",
			  &counts, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct commune *x = find(all, counts[i].value.i);
		if (x)
			x->committee = true;
	}
	all->committees = r == 0;
	return r;
}

static int load_late(struct web_call *c, struct communes *all, struct err *err)
{
	struct figures_line *lines = NULL;
	size_t n = 0;
	if (!access_could(&c->actor, "task.read"))
		return 0;
	int r = figures_by_unit(c->db, c->arena, &c->actor, task_now(c->site), &lines, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct commune *x = find(all, lines[i].scope);
		if (x)
			x->late = lines[i].figures.overdue;
	}
	all->tasks = r == 0;
	return r;
}

int web_communes(struct web_call *c, struct communes *ret_communes, struct err *err)
{
	struct communes all = {0};
	int r = load_units(c, &all, err);
	if (r == 0)
		r = load_committees(c, &all, err);
	if (r == 0)
		r = load_late(c, &all, err);
	if (r == 0)
		*ret_communes = all;
	return r;
}

struct str web_range(struct web_call *c, int64_t lo, int64_t hi)
{
	if (lo == hi)
		return web_number(c, lo);
	return arena_printf(c->arena, _("%.*s–%.*s"), STR_ARG(web_number(c, lo)), STR_ARG(web_number(c, hi)));
}

const char *web_seats_provisional(void)
{
	return _("Tạm tính: dân số, danh mục miền núi, hải đảo hoặc cách tính phần lẻ còn phải xác nhận; không phải số "
		 "đại biểu được ấn định.");
}
