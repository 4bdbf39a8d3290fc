#include "area/site_plan.h"

#include "area/statements.h"
#include "text/text.h"
#include "unit/records.h"

struct loading {
	struct db *db;
	struct arena *a;
	struct area_place *place;
	int64_t *id;
	size_t n, cap, id_cap;
	struct area_codes *join;
	size_t joins, join_cap;
};

static void add_place(struct loading *l, int64_t id, struct area_place place)
{
	l->place = arena_grow(l->a, l->place, l->n, &l->cap, sizeof *l->place);
	l->id = arena_grow(l->a, l->id, l->n, &l->id_cap, sizeof *l->id);
	l->id[l->n] = id;
	l->place[l->n++] = place;
}

static int64_t people_or_unknown(struct query *q, int column)
{
	return query_is_null(q, column) ? UNIT_UNKNOWN : query_int(q, column);
}

static int load_communes(struct loading *l, int64_t unit, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(l->db, &people_of_communes, VALUES(v_int(unit)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct str name = unit_full_name(l->a, unit_kind_of_key(query_str(q, 3)), query_dup(q, 2, l->a));
		add_place(l, query_int(q, 0),
			  (struct area_place){query_dup(q, 1, l->a), name, people_or_unknown(q, 4), {0}});
		r = 0;
	}
	return r;
}

/* Villages have no codes: their ids stand for them. */
static int load_villages(struct loading *l, int64_t unit, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(l->db, &people_of_villages, VALUES(v_int(unit)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct str code = arena_printf(l->a, "v%lld", (long long)query_int(q, 0));
		add_place(l, query_int(q, 0),
			  (struct area_place){code, query_dup(q, 1, l->a), people_or_unknown(q, 3), {0}});
		r = 0;
	}
	return r;
}

static struct str code_of(const struct loading *l, int64_t id)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->id[i] == id)
			return l->place[i].code;
	return (struct str){0};
}

static int load_joins(struct loading *l, const struct stmt *statement, int64_t unit, bool villages, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(l->db, statement, VALUES(v_int(unit)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct area_codes join = {.a = code_of(l, query_int(q, 0)), .b = code_of(l, query_int(q, 1))};
		r = 0;
		if (!join.a.n || !join.b.n)
			continue;
		join.border = villages;
		join.metres = villages && !query_is_null(q, 2) ? query_int(q, 2) : 0;
		l->join = arena_grow(l->a, l->join, l->joins, &l->join_cap, sizeof *l->join);
		l->join[l->joins++] = join;
	}
	return r;
}

static int load_constituencies(struct loading *l, struct site_plan *p, struct err *err)
{
	struct site_constituency *list = arena_array_of(l->a, DISTRICT_UNITS_MAX, struct site_constituency);
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(l->db, &constituencies_of, VALUES(v_int(p->row.id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		INVARIANT(p->k < DISTRICT_UNITS_MAX, "a plan with more constituencies than there may be");
		list[p->k++] = (struct site_constituency){query_int(q, 0), (int)query_int(q, 2), query_int(q, 3) == 1};
		r = 0;
	}
	p->constituency = list;
	return r;
}

static int load_parts(struct loading *l, struct site_plan *p, struct err *err)
{
	int *part = arena_array_of(l->a, l->n + 1, int), *seats = arena_array_of(l->a, p->k + 1, int);
	int64_t *rows = arena_array_of(l->a, l->n + 1, int64_t);
	_cleanup_query_ struct query *q = NULL;
	for (size_t i = 0; i < l->n; i++)
		part[i] = DISTRICT_FREE;
	for (size_t u = 0; u < p->k; u++)
		seats[u] = p->constituency[u].seats;
	int r = db_query(l->db, &places_of_plan, VALUES(v_int(p->row.id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		r = 0;
		for (size_t i = 0; i < l->n; i++) {
			if (l->id[i] != query_int(q, 1))
				continue;
			rows[i] = query_int(q, 0);
			for (size_t u = 0; u < p->k; u++)
				if (p->constituency[u].id == query_int(q, 2))
					part[i] = (int)u;
			break;
		}
	}
	p->place_row = rows;
	p->plan = (struct district_plan){p->k, seats, part};
	return r;
}

int site_plan_load(struct db *db, struct arena *a, int64_t root, int64_t id, struct site_plan *ret_plan,
		   struct err *err)
{
	struct loading l = {.db = db, .a = a};
	struct site_plan p = {0};
	struct err why = ERR_INIT;
	int r = row_load(db, a, &plan_record, id, &p.row, err);
	if (r <= 0)
		return r < 0 ? r : err_set(err, ERR_NOT_FOUND, _("Không tìm thấy phương án này."));
	struct unit_item province;
	bool villages = row_is(&p.row, "level", "commune");
	int64_t unit = row_int(&p.row, "unit");
	r = unit_get(db, a, root, &province, err);
	if (r <= 0)
		return r < 0 ? r : err_set(err, ERR_NOT_FOUND, _("Không tìm thấy phương án này."));
	p.province = province.code;
	r = villages ? load_villages(&l, unit, err) : load_communes(&l, unit, err);
	if (r == 0)
		r = villages ? load_joins(&l, &links_of_villages, unit, true, err)
			     : load_joins(&l, &links_of_communes, root, false, err);
	if (r == 0)
		r = load_constituencies(&l, &p, err);
	if (r == 0)
		r = load_parts(&l, &p, err);
	if (r < 0)
		return r;
	struct area_input in = {.n = l.n,
				.place = l.place,
				.join = l.join,
				.join_n = l.joins,
				.own = true,
				.seats = (int)row_int(&p.row, "seats"),
				.most = area_most(row_str(&p.row, "level"))};
	const struct str nobody = STR("code_a,code_b,shared_border_km\n");
	in.neighbours = villages ? &nobody : NULL; /* villages: only what their commune says */
	p.links_missing = villages && l.joins == 0;
	p.place = l.id;
	p.n = l.n;
	r = area_problem(a, &in, &p.area, err);
	if (r < 0)
		return r;
	p.complete = p.k > 0 && district_check_plan(&p.area.problem, &p.plan, &why) == 0;
	p.incomplete = p.k ? arena_dup(a, str_from_c(why.text)) : (struct str){0};
	*ret_plan = p;
	return 0;
}

struct district_measure site_plan_measure(struct arena *a, const struct site_plan *p)
{
	INVARIANT(p->complete, "measuring half a plan");
	return district_measure(a, &p->area.problem, &p->plan);
}

/* The place of that code or name, with or without the word for its kind. */
static size_t find_place(struct arena *a, const struct site_plan *p, struct str word)
{
	size_t i = district_place_of(&p->area.codes, word), found = SIZE_MAX;
	struct str key = text_name_key(a, word);
	if (i != SIZE_MAX)
		return i;
	for (i = 0; i < p->n; i++) {
		struct str name = p->area.problem.place[i].name, rest;
		enum unit_kind kind;
		unit_name_part(a, name, &kind, &rest);
		if (!str_eq(text_name_key(a, name), key) && !str_eq(text_name_key(a, rest), key))
			continue;
		if (found != SIZE_MAX)
			return SIZE_MAX; /* two of that name */
		found = i;
	}
	return found;
}

int site_plan_place(struct arena *a, const struct site_plan *p, struct str word, const char *field, size_t *ret_place,
		    struct err *err)
{
	size_t place = find_place(a, p, word);
	if (place == SIZE_MAX)
		return err_field(err, ERR_INPUT, field,
				 _("«%.*s» không phải là mã hay tên của một nơi trong phương án (hoặc có hai nơi cùng tên: "
				   "ghi mã)."),
				 STR_ARG(word));
	*ret_place = place;
	return 0;
}

int site_plan_pairs(struct arena *a, const struct site_plan *p, struct str text, const char *field,
		    struct district_pair **ret_pair, size_t *ret_n, struct err *err)
{
	struct district_pair *pair = NULL;
	size_t n = 0, cap = 0;
	struct str group, word;
	while (str_split(&text, ';', &group)) {
		size_t first = SIZE_MAX;
		while (str_split(&group, ',', &word)) {
			word = str_trim(word);
			if (!word.n)
				continue;
			size_t place;
			int r = site_plan_place(a, p, word, field, &place, err);
			if (r < 0)
				return r;
			if (first != SIZE_MAX && first != place) {
				pair = arena_grow(a, pair, n, &cap, sizeof *pair);
				pair[n++] = (struct district_pair){first, place};
			}
			first = first == SIZE_MAX ? place : first;
		}
	}
	*ret_pair = pair;
	*ret_n = n;
	return 0;
}

/* Locked constituencies first, as the search wants them. */
static struct district_plan locked_first(struct arena *a, const struct site_plan *p, size_t *ret_locked)
{
	int *number = arena_array_of(a, p->k + 1, int), *seats = arena_array_of(a, p->k + 1, int),
	    *part = arena_array_of(a, p->n + 1, int);
	int next = 0;
	for (size_t u = 0; u < p->k; u++)
		if (p->constituency[u].locked) {
			seats[next] = p->plan.seats[u];
			number[u] = next++;
		}
	*ret_locked = (size_t)next;
	for (size_t u = 0; u < p->k; u++)
		if (!p->constituency[u].locked) {
			seats[next] = p->plan.seats[u];
			number[u] = next++;
		}
	for (size_t i = 0; i < p->n; i++)
		part[i] = p->plan.part[i] < 0 ? DISTRICT_FREE : number[p->plan.part[i]];
	return (struct district_plan){p->k, seats, part};
}

int site_plan_solve(struct arena *a, const struct site_plan *p, bool (*go_on)(void *ctx, int done), void *ctx,
		    struct district_plan *ret_plan, struct err *err)
{
	struct district_pair *together, *apart;
	struct district_plan from, old;
	struct district_wish wish = {.count = (size_t)row_int(&p->row, "count"),
				     .seed = (uint64_t)row_int(&p->row, "seed"),
				     .go_on = go_on,
				     .ctx = ctx};
	int r = site_plan_pairs(a, p, row_str(&p->row, "together"), "together", &together, &wish.together_n, err);
	if (r == 0)
		r = site_plan_pairs(a, p, row_str(&p->row, "apart"), "apart", &apart, &wish.apart_n, err);
	if (r < 0)
		return r;
	if (p->links_missing)
		return err_set(err, ERR_INPUT,
			       _("Chưa ghi thôn nào giáp thôn nào nên không xét được sự liền nhau. Nhập ở Danh mục → "
				 "Thôn giáp thôn, hoặc tự "
				 "xếp từng thôn vào đơn vị bầu cử."));
	if (row_is(&p->row, "how", "assembly_2026")) {
		if (row_is(&p->row, "level", "na") && area_plan_2026(a, p->province, &p->area, ret_plan))
			return 0;
		return err_set(err, ERR_INPUT,
			       _("Các đơn vị bầu cử năm 2026 là của đại biểu Quốc hội, đúng các xã và số đại biểu của "
				 "tỉnh khi ấy; ở đây khác nên "
				 "không lấy được."));
	}
	from = locked_first(a, p, &wish.locked_n);
	if (wish.locked_n) {
		wish.from = &from;
		wish.count = p->k;
	}
	wish.together = together;
	wish.apart = apart;
	if (row_is(&p->row, "level", "na") && area_plan_2026(a, p->province, &p->area, &old)) {
		struct district_measure m = district_measure(a, &p->area.problem, &old);
		wish.ceiling = (struct district_ceiling){m.deviation, m.cut, m.split, true};
	}
	return district_solve(a, &p->area.problem, &wish, ret_plan, err);
}
