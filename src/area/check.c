#include "area/check.h"

#include "area/statements.h"
#include "base/buf.h"
#include "district/plan.h"
#include "text/text.h"
#include "unit/facts.h"

#define FINDINGS 12
#define NAMES_SHOWN 8

struct village {
	int64_t id, people, voters, area, constituency;
	struct str name;
};

struct polling {
	struct row row;
	size_t villages, constituencies; /* different ones of its villages */
	int64_t constituency, voters;    /* of its villages; −1 unknown */
};

struct checking {
	struct db *db;
	struct arena *a;
	const struct row *commune;
	int64_t election, root;
	const struct seats *seats;
	struct village *village;
	size_t villages, village_cap;
	struct polling *area;
	size_t areas, area_cap;
	int64_t plan; /* in force for the commune's council; 0: none */
	int64_t constituency[DISTRICT_UNITS_MAX]; /* of that plan */
	size_t constituencies;
	struct area_finding *finding;
	size_t n;
};

/* Names of what lacks, the first of them. */
struct names {
	struct buf b;
	size_t n;
	int64_t id; /* of the first */
};

static void name(struct names *s, struct str what, int64_t id)
{
	if (s->n++ == 0)
		s->id = id;
	if (s->n <= NAMES_SHOWN)
		buf_printf(&s->b, "%s%.*s", s->n > 1 ? ", " : "", STR_ARG(what));
	else if (s->n == NAMES_SHOWN + 1)
		buf_add_c(&s->b, ", …");
}

static struct area_finding *add(struct checking *k, const char *title, enum area_state state, struct str words)
{
	INVARIANT(k->n < FINDINGS, "more findings than FINDINGS");
	struct area_finding *f = &k->finding[k->n++];
	*f = (struct area_finding){.title = title, .state = state, .words = words};
	return f;
}

/* Full when nobody was named, else this many of so many. */
static struct area_finding *add_names(struct checking *k, const char *title, enum area_state bad, const char *record,
				      struct names *s, size_t of)
{
	struct area_finding *f;
	if (s->n == 0)
		f = add(k, title, of ? AREA_FULL : AREA_MISSING,
			of ? arena_printf(k->a, "%zu/%zu", of, of) : str_from_c(_("chưa có gì trong danh mục")));
	else
		f = add(k, title, bad, arena_printf(k->a, "%zu/%zu: %.*s", s->n, of, STR_ARG(buf_str(&s->b))));
	f->record = record;
	f->id = s->id;
	buf_free(&s->b);
	return f;
}

#define NAMES ((struct names){.b = BUF_INIT(2000)})

/* ---- reading ---- */

static int read_villages(struct checking *k, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(k->db, &people_of_villages, VALUES(v_int(k->commune->id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		k->village = arena_grow(k->a, k->village, k->villages, &k->village_cap, sizeof *k->village);
		k->village[k->villages++] = (struct village){
			.id = query_int(q, 0),
			.name = query_dup(q, 1, k->a),
			.people = query_is_null(q, 3) ? UNIT_UNKNOWN : query_int(q, 3),
			.voters = query_is_null(q, 4) ? UNIT_UNKNOWN : query_int(q, 4),
			.area = query_int(q, 5),
		};
		r = 0;
	}
	return r;
}

static int read_areas(struct checking *k, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(k->db, &areas_of, VALUES(v_int(k->election), v_int(k->commune->id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct polling p = {0};
		r = row_load(k->db, k->a, &polling_area_record, query_int(q, 0), &p.row, err);
		if (r <= 0)
			return r;
		r = 0;
		if (!row_is(&p.row, "state", "active"))
			continue;
		k->area = arena_grow(k->a, k->area, k->areas, &k->area_cap, sizeof *k->area);
		k->area[k->areas++] = p;
	}
	return r;
}

static int read_numbers(struct checking *k, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(k->db, &constituencies_of, VALUES(v_int(k->plan)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		INVARIANT(k->constituencies < DISTRICT_UNITS_MAX, "a plan with more constituencies than there may be");
		k->constituency[k->constituencies++] = query_int(q, 0);
		r = 0;
	}
	return r;
}

static bool in_force(const struct checking *k, int64_t constituency)
{
	for (size_t i = 0; i < k->constituencies; i++)
		if (k->constituency[i] == constituency)
			return true;
	return false;
}

static int read_constituencies(struct checking *k, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = area_in_force(k->db, k->election, STR("commune"), k->commune->id, &k->plan, err);
	if (r == 0 && k->plan)
		r = read_numbers(k, err);
	if (r == 0 && k->plan)
		r = db_query(k->db, &places_of_plan, VALUES(v_int(k->plan)), &q, err);
	while (r == 0 && q && (r = query_next(q, err)) > 0) {
		for (size_t i = 0; i < k->villages; i++)
			if (k->village[i].id == query_int(q, 1))
				k->village[i].constituency = query_int(q, 2);
		r = 0;
	}
	return r;
}

static void join(struct checking *k)
{
	for (size_t i = 0; i < k->areas; i++) {
		struct polling *p = &k->area[i];
		for (size_t v = 0; v < k->villages; v++) {
			const struct village *x = &k->village[v];
			if (x->area != p->row.id)
				continue;
			p->villages++;
			p->voters = p->voters < 0 || x->voters < 0 ? UNIT_UNKNOWN : p->voters + x->voters;
			if (!x->constituency)
				continue;
			p->constituencies +=
				p->constituency && p->constituency != x->constituency ? 1 : p->constituencies == 0;
			p->constituency = x->constituency;
		}
		if (p->villages == 0 && in_force(k, row_int(&p->row, "constituency")))
			p->constituency = row_int(&p->row, "constituency");
	}
}

/* ---- the checks ---- */

static void check_villages(struct checking *k)
{
	struct names without = NAMES, apart = NAMES;
	for (size_t i = 0; i < k->villages; i++) {
		const struct village *v = &k->village[i];
		if (!v->area)
			name(&without, v->name, v->id);
		if (k->plan && !v->constituency)
			name(&apart, v->name, v->id);
	}
	add_names(k, _("Mỗi thôn, tổ dân phố thuộc một khu vực bỏ phiếu"), AREA_MISSING, "village", &without,
		  k->villages);
	if (k->plan)
		add_names(k, _("Mỗi thôn, tổ dân phố thuộc một đơn vị bầu cử HĐND xã"), AREA_MISSING, "village", &apart,
			  k->villages);
	else
		buf_free(&apart.b);
}

static void check_areas(struct checking *k)
{
	struct names none = NAMES, mixed = NAMES, size = NAMES, sums = NAMES, left = NAMES;
	for (size_t i = 0; i < k->areas; i++) {
		const struct polling *p = &k->area[i];
		struct str who = row_str(&p->row, "name");
		int64_t written = row_int(&p->row, "constituency");
		const struct value *voters = row_value(&p->row, "voters");
		if (k->plan && !p->constituency)
			name(&none, who, p->row.id);
		if (p->constituencies > 1 || (p->constituency && written && written != p->constituency))
			name(&mixed, who, p->row.id);
		if (k->plan && written && !in_force(k, written))
			name(&left, who, p->row.id);
		if (voters->kind != VALUE_INT)
			name(&size, who, p->row.id);
		else if (p->villages && p->voters >= 0 && p->voters != voters->i)
			name(&sums,
			     arena_printf(k->a, _("%.*s (%lld, các thôn cộng lại %lld)"), STR_ARG(who),
					  (long long)voters->i, (long long)p->voters),
			     p->row.id);
	}
	add_names(k, _("Mỗi khu vực bỏ phiếu đã có số cử tri"), AREA_MISSING, "polling_area", &size, k->areas);
	add_names(k, _("Cử tri của khu vực bằng tổng cử tri các thôn"), AREA_WRONG, "polling_area", &sums, k->areas);
	add_names(k, _("Mỗi khu vực nằm trọn trong một đơn vị bầu cử HĐND xã"), AREA_WRONG, "polling_area", &mixed,
		  k->areas)
		->of_constituencies = true;
	if (k->plan)
		add_names(k, _("Mỗi khu vực đã thuộc một đơn vị bầu cử HĐND xã"), AREA_MISSING, "polling_area", &none,
			  k->areas);
	else
		buf_free(&none.b);
	if (left.n) /* area_follow.c moved what it could */
		add_names(k, _("Khu vực còn ghi đơn vị bầu cử của phương án đã thay thế: người có trách nhiệm chọn lại"),
			  AREA_WRONG, "polling_area", &left, k->areas)
			->of_constituencies = true;
	else
		buf_free(&left.b);
}

static void check_people(struct checking *k)
{
	struct names unknown = NAMES;
	const struct value *people = row_value(k->commune, "population");
	int64_t sum = 0;
	for (size_t i = 0; i < k->villages; i++) {
		if (k->village[i].people < 0)
			name(&unknown, k->village[i].name, k->village[i].id);
		else
			sum += k->village[i].people;
	}
	if (unknown.n || !k->villages || people->kind != VALUE_INT) {
		if (!unknown.n)
			name(&unknown, row_str(k->commune, "name"), 0);
		add_names(k, _("Dân số các thôn cộng bằng dân số xã"), AREA_MISSING, "village", &unknown, k->villages);
		return;
	}
	buf_free(&unknown.b);
	add(k, _("Dân số các thôn cộng bằng dân số xã"), sum == people->i ? AREA_FULL : AREA_WRONG,
	    arena_printf(k->a, _("các thôn %.*s; xã %.*s"), STR_ARG(text_number(k->a, sum)),
			 STR_ARG(text_number(k->a, people->i))))
		->record = "village";
}

static int check_council(struct checking *k, struct err *err)
{
	struct row plan;
	const char *title = _("Số đại biểu HĐND xã của các đơn vị bầu cử đúng số theo luật");
	if (!k->plan) {
		add(k, _("Đơn vị bầu cử đại biểu HĐND xã đã được quyết định"), AREA_MISSING,
		    str_from_c(_("chưa có phương án được quyết định")));
		return 0;
	}
	int r = row_load(k->db, k->a, &plan_record, k->plan, &plan, err);
	if (r <= 0)
		return r;
	add(k, _("Đơn vị bầu cử đại biểu HĐND xã đã được quyết định"), AREA_FULL, row_str(&plan, "decision"));
	int64_t seats = row_int(&plan, "seats");
	if (seats < k->seats->lo || seats > k->seats->hi)
		add(k, title, AREA_WRONG,
		    arena_printf(k->a, _("phương án %lld, theo luật %d"), (long long)seats, k->seats->lo));
	else if (k->seats->lo != k->seats->hi)
		add(k, title, AREA_MISSING,
		    arena_printf(k->a, _("phương án %lld; chưa đủ dữ liệu để ra một số theo luật (từ %d đến %d)"),
				 (long long)seats, k->seats->lo, k->seats->hi));
	else
		add(k, title, AREA_FULL, arena_printf(k->a, "%lld", (long long)seats));
	return 0;
}

/* The commune lies in one constituency of the Assembly and one of the province. */
static int check_above(struct checking *k, const char *level, const char *title, struct err *err)
{
	int64_t plan, constituency = 0;
	struct row row;
	int r = area_in_force(k->db, k->election, str_from_c(level), k->root, &plan, err);
	if (r == 0 && plan)
		r = db_get_int(k->db, &constituency_of_commune, VALUES(v_int(plan), v_int(k->commune->id)), 0,
			       &constituency, err);
	if (r == 0 && constituency)
		r = row_load(k->db, k->a, &constituency_record, constituency, &row, err);
	if (r < 0)
		return r;
	if (constituency)
		add(k, title, AREA_FULL, row_str(&row, "name"));
	else
		add(k, title, plan ? AREA_WRONG : AREA_MISSING,
		    str_from_c(plan ? _("xã không có trong phương án đã quyết định") : _("tỉnh chưa có quyết định")));
	return 0;
}

int area_check(struct db *db, struct arena *a, int64_t root, const struct row *commune, int64_t election,
	       const struct seats *seats, struct area_check *ret_check, struct err *err)
{
	struct checking k = {.db = db,
			     .a = a,
			     .commune = commune,
			     .election = election,
			     .root = root,
			     .seats = seats,
			     .finding = arena_array_of(a, FINDINGS, struct area_finding)};
	struct area_check c = {0};
	int r = read_villages(&k, err);
	if (r == 0)
		r = read_areas(&k, err);
	if (r == 0)
		r = read_constituencies(&k, err);
	if (r < 0)
		return r;
	join(&k);
	check_villages(&k);
	check_areas(&k);
	check_people(&k);
	r = check_council(&k, err);
	if (r == 0)
		r = check_above(&k, "na", _("Xã thuộc một đơn vị bầu cử đại biểu Quốc hội"), err);
	if (r == 0)
		r = check_above(&k, "province", _("Xã thuộc một đơn vị bầu cử đại biểu HĐND tỉnh"), err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < k.n; i++)
		c.counts[k.finding[i].state]++;
	c.finding = k.finding;
	c.n = k.n;
	*ret_check = c;
	return 0;
}
