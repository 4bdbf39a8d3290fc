#include "area/province.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/embedded.h"
#include "district/why.h"
#include "format/csv.h"

struct area_place area_place_of_fact(const struct unit_fact *fact)
{
	return (struct area_place){.code = fact->code, .name = fact->name, .people = fact->population};
}

struct area_place area_place_of_row(const struct unit_row *row)
{
	return (struct area_place){row->code, row->name, row->population, row->old_districts};
}

static bool is_commune(void *ctx, struct str code) { return ctx && unit_commune(ctx, code) != NULL; }

static bool is_any(void *ctx, struct str code)
{
	(void)ctx, (void)code;
	return true;
}

/* ---- the program's own tables, read once ---- */

struct own_old {
	struct str code, list;
};

static struct {
	struct arena *arena; /* as long as the program */
	struct csv_table neighbours, crossings;
	struct own_old *old; /* by code */
	size_t old_n;
} own;
static pthread_once_t own_read = PTHREAD_ONCE_INIT;

static int by_code(const void *a, const void *b)
{
	return str_cmp(((const struct own_old *)a)->code, ((const struct own_old *)b)->code);
}

static void read_own_table(struct arena *a, const char *name, struct csv_table *ret)
{
	struct err err = ERR_INIT;
	if (csv_table(a, embedded_text(name), &csv_limits_default, ret, &err) < 0)
		BUG(name);
}

static void read_own(void)
{
	struct arena *a = own.arena = arena_new("tables of places", (size_t)16 << 20);
	struct csv_table olds;
	read_own_table(a, "data/neighbours.csv", &own.neighbours);
	read_own_table(a, "data/crossings.csv", &own.crossings);
	read_own_table(a, "data/old_districts.csv", &olds);
	int code = csv_column(&olds, "code"), list = csv_column(&olds, "old_districts");
	own.old = arena_array_of(a, olds.rows + 1, struct own_old);
	for (; own.old_n < olds.rows; own.old_n++)
		own.old[own.old_n] = (struct own_old){csv_cell(&olds, own.old_n, code), csv_cell(&olds, own.old_n, list)};
	qsort(own.old, own.old_n, sizeof(*own.old), by_code);
}

static struct str own_olds(struct str code)
{
	const struct own_old wanted = {.code = code}, *found = bsearch(&wanted, own.old, own.old_n, sizeof(*own.old), by_code);
	return found ? found->list : (struct str){0};
}

/* ---- former districts ---- */

struct olds {
	struct str *name;
	size_t n, cap;
	struct district_member *member;
	size_t members, member_cap;
};

static size_t old_of(struct arena *a, struct olds *o, struct str name)
{
	for (size_t i = 0; i < o->n; i++)
		if (str_eq(o->name[i], name))
			return i;
	o->name = arena_grow(a, o->name, o->n, &o->cap, sizeof *o->name);
	o->name[o->n] = name;
	return o->n++;
}

static void add_olds(struct arena *a, struct olds *o, size_t place, struct str list)
{
	struct str name;
	size_t from = o->members;
	while (str_split(&list, ';', &name)) {
		bool seen = false;
		name = str_trim(name);
		if (!name.n)
			continue;
		size_t old = old_of(a, o, name);
		for (size_t i = from; i < o->members; i++)
			seen = seen || o->member[i].old == old;
		if (seen)
			continue;
		o->member = arena_grow(a, o->member, o->members, &o->member_cap, sizeof *o->member);
		o->member[o->members++] = (struct district_member){place, old};
	}
}

/* Places that have none of their own are looked up in the program's list. */
static void read_olds(struct arena *a, const struct area_input *in, struct area_problem *p)
{
	struct olds o = {0};
	for (size_t i = 0; i < in->n; i++)
		add_olds(a, &o, i, in->place[i].old_districts.n ? in->place[i].old_districts : own_olds(in->place[i].code));
	p->old_known = o.members > 0;
	p->problem.old_n = o.n;
	p->problem.old_name = o.name;
	p->problem.member_n = o.members;
	p->problem.member = o.member;
}

/* ---- crossings ---- */

struct edges {
	struct district_edge *edge;
	size_t n;
};

static bool has_edge(const struct edges *e, size_t a, size_t b)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->edge[i].a == a && e->edge[i].b == b)
			return true;
	return false;
}

static void add_edge(struct edges *e, size_t x, size_t y, int64_t metres, bool crossing)
{
	size_t a = x < y ? x : y, b = x < y ? y : x;
	if (!has_edge(e, a, b))
		e->edge[e->n++] = (struct district_edge){a, b, metres, crossing};
}

static int add_joins(const struct area_input *in, const struct area_problem *p, struct edges *e, struct err *err)
{
	for (size_t i = 0; i < in->join_n; i++) {
		const struct area_codes *j = &in->join[i];
		size_t x = district_place_of(&p->codes, j->a), y = district_place_of(&p->codes, j->b);
		if (x == SIZE_MAX || y == SIZE_MAX || x == y)
			return err_field(err, ERR_INPUT, "join",
					 _("Nối %.*s với %.*s: phải là mã của hai nơi khác nhau trong tỉnh."),
					 STR_ARG(j->a), STR_ARG(j->b));
		add_edge(e, x, y, j->metres, !j->border);
	}
	return 0;
}

/* Those of the program's table that join what is not joined. */
static void add_table(struct arena *a, struct area_problem *p, struct edges *e)
{
	const struct csv_table *t = &own.crossings;
	int *group = arena_array_of(a, p->problem.n + 1, int);
	struct str *question = arena_array_of(a, t->rows + 1, struct str);
	for (size_t i = 0; i < t->rows; i++) {
		size_t x = district_place_of(&p->codes, csv_cell(t, i, csv_column(t, "code_a")));
		size_t y = district_place_of(&p->codes, csv_cell(t, i, csv_column(t, "code_b")));
		if (x == SIZE_MAX || y == SIZE_MAX)
			continue;
		p->problem.edge = e->edge;
		p->problem.edge_n = e->n;
		district_groups(a, &p->problem, group);
		if (group[x] == group[y])
			continue;
		add_edge(e, x, y, 0, true);
		question[p->question_n++] =
			arena_printf(a,
				     _("%.*s – %.*s không giáp nhau trong bảng; tạm coi là liền theo bảng nối qua nước "
				       "của chương trình. Người có "
				       "trách nhiệm phải xem lại."),
				     STR_ARG(p->problem.place[x].name), STR_ARG(p->problem.place[y].name));
	}
	p->question = question;
}

/* ---- the whole ---- */

static int take_faults(struct arena *a, const struct district_neighbours *n, struct err *err)
{
	_cleanup_buf_ struct buf b = BUF_INIT(450);
	(void)a;
	if (!n->fault_n)
		return 0;
	for (size_t i = 0; i < n->fault_n && i < 3; i++)
		buf_printf(&b, _("%s%.*s (dòng %zu)"), i ? "; " : "", STR_ARG(n->fault[i].sentence), n->fault[i].line);
	return err_field(err, ERR_INPUT, "adjacency", _("Bảng giáp ranh có %zu chỗ sai: %.*s%s."), n->fault_n,
			 STR_ARG(buf_str(&b)), n->fault_n > 3 ? "; …" : "");
}

static int check_codes(const struct district_codes *c, struct err *err)
{
	for (size_t i = 0; i < c->n; i++)
		if (district_place_of(c, c->place[i].code) != i)
			return err_set(err, ERR_INPUT, _("Mã %.*s (%.*s) có hai lần trong bảng đơn vị."),
				       STR_ARG(c->place[i].code), STR_ARG(c->place[i].name));
	return 0;
}

int area_problem(struct arena *a, const struct area_input *in, struct area_problem *ret_problem, struct err *err)
{
	struct area_problem *p = ret_problem;
	struct district_place *place = arena_array_of(a, in->n + 1, struct district_place);
	struct edges e = {0};
	int k;
	for (size_t i = 0; i < in->n; i++)
		place[i] = (struct district_place){in->place[i].code, in->place[i].name, in->place[i].people};
	*p = (struct area_problem){.problem = {.n = in->n, .place = place, .seats = in->seats, .seats_most = in->most}};
	p->codes = (struct district_codes){in->n, place, in->own ? is_any : is_commune, (void *)(uintptr_t)in->facts};
	pthread_once(&own_read, read_own);
	k = check_codes(&p->codes, err);
	if (k == 0 && in->neighbours)
		k = district_neighbours_read(a, *in->neighbours, &p->codes, &p->neighbours, err);
	else if (k == 0)
		k = district_neighbours_of(a, &own.neighbours, &p->codes, &p->neighbours, err);
	if (k == 0)
		k = take_faults(a, &p->neighbours, err);
	if (k < 0)
		return k;
	read_olds(a, in, p);
	e.edge = arena_array_of(a, p->neighbours.edge_n + in->join_n + 64, struct district_edge);
	e.n = p->neighbours.edge_n;
	for (size_t i = 0; i < e.n; i++)
		e.edge[i] = p->neighbours.edge[i];
	k = add_joins(in, p, &e, err);
	if (k == 0)
		add_table(a, p, &e);
	p->problem.edge = e.edge;
	p->problem.edge_n = e.n;
	return k;
}
