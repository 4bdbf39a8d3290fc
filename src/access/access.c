#include "access/access.h"

#include <stdlib.h>
#include <string.h>

#include "access/statements.h"
#include "base/embedded.h"
#include "format/csv.h"

enum reach { REACH_NONE, REACH_TREE, REACH_ANY };

struct rule {
	struct str action;
	enum reach reach[ROLE_COUNT];
};

/* As long as the program. */
static struct arena *table_arena;
static struct rule *rules;
static size_t rule_count;
/* Where a rule stands by the hash of its action, one more than its index; 0: none. Twice as many places as rules, at least. */
static uint32_t *places;
static size_t place_mask;

static const struct {
	const char *code, *label;
} roles[ROLE_COUNT] = {
	[ROLE_LEADER] = {"leader", _("Lãnh đạo tỉnh, lãnh đạo Sở")},
	[ROLE_SPECIALIST] = {"specialist", _("Chuyên viên Sở, Tổ giúp việc")},
	[ROLE_COMMUNE_LEADER] = {"commune_leader", _("Lãnh đạo UBND cấp xã")},
	[ROLE_OFFICER] = {"officer", _("Công chức thực hiện ở đơn vị")},
	[ROLE_FRONT] = {"front", _("Ủy ban MTTQ Việt Nam")},
	[ROLE_COUNCIL] = {"council", _("Thường trực HĐND")},
	[ROLE_ADMIN] = {"admin", _("Người vận hành")},
};

const char *role_code(enum role role) { return roles[role].code; }
const char *role_label(enum role role) { return roles[role].label; }

static enum reach reach_of(struct str cell)
{
	if (cell.n == 0)
		return REACH_NONE;
	if (str_eq_c(cell, "tree"))
		return REACH_TREE;
	INVARIANT(str_eq_c(cell, "any"), "access.csv: a cell is blank, tree or any");
	return REACH_ANY;
}

/* FNV-1a. */
static uint32_t hash_action(struct str s)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return h;
}

void access_add(struct str table)
{
	struct csv_table t;
	struct err err = ERR_INIT;
	int r = csv_table(table_arena, table, &csv_limits_default, &t, &err);
	INVARIANT(r == 0 && csv_column(&t, "action") == 0 && t.columns == ROLE_COUNT + 1, "access.csv is malformed");
	struct rule *made = arena_array_of(table_arena, rule_count + t.rows, struct rule);
	if (rule_count)
		memcpy(made, rules, rule_count * sizeof(*made));
	for (size_t i = 0; i < t.rows; i++) {
		struct rule *rule = &made[rule_count + i];
		rule->action = csv_cell(&t, i, 0);
		for (int role = 0; role < ROLE_COUNT; role++) {
			int column = csv_column(&t, roles[role].code);
			INVARIANT(column > 0, "access.csv lacks a role");
			rule->reach[role] = reach_of(csv_cell(&t, i, column));
		}
	}
	rules = made;
	rule_count += t.rows;
	for (place_mask = 1; place_mask < 2 * rule_count; place_mask *= 2)
		;
	places = arena_array_of(table_arena, place_mask--, uint32_t);
	for (size_t i = 0; i < rule_count; i++) {
		size_t at = hash_action(rules[i].action) & place_mask;
		while (places[at])
			at = (at + 1) & place_mask;
		places[at] = (uint32_t)i + 1;
	}
}

void access_start(void)
{
	if (table_arena)
		return;
	table_arena = arena_new("access table", 1 << 20);
	access_add(embedded_text("src/access/access.csv"));
}

static const struct rule *rule_of(const char *action)
{
	INVARIANT(rules, "access_start was not called");
	struct str wanted = str_from_c(action);
	for (size_t at = hash_action(wanted) & place_mask; places[at]; at = (at + 1) & place_mask)
		if (str_eq(rules[places[at] - 1].action, wanted))
			return &rules[places[at] - 1];
	return NULL;
}

bool access_known(const char *action) { return rule_of(action) != NULL; }

static enum reach reach(const char *action, enum role role)
{
	const struct rule *rule = rule_of(action);
	INVARIANT(rule, "an action without a row in access.csv");
	return rule->reach[role];
}

bool access_role_may(const char *action, enum role role) { return reach(action, role) != REACH_NONE; }

bool access_could(const struct actor *actor, const char *action)
{
	for (size_t i = 0; i < actor->n; i++)
		if (reach(action, actor->grants[i].role) != REACH_NONE)
			return true;
	return actor->program;
}

int access_may(struct db *db, const struct actor *actor, const char *action, int64_t unit, struct err *err)
{
	INVARIANT(access_known(action), "an action without a row in access.csv");
	if (actor->program)
		return 1;
	for (size_t i = 0; i < actor->n; i++) {
		enum reach how = reach(action, actor->grants[i].role);
		int64_t within = how == REACH_ANY || (how == REACH_TREE && actor->grants[i].unit == unit);
		if (how == REACH_TREE && !within) {
			int r = db_get_int(db, &access_in_tree, VALUES(v_int(actor->grants[i].unit), v_int(unit)), 0,
					   &within, err);
			if (r < 0)
				return r;
		}
		if (within)
			return 1;
	}
	return 0;
}

/* Adds a unit to those in order, once; false when there are too many. */
static bool add_unit(int64_t units[ACCESS_FEW], size_t *n, int64_t unit)
{
	size_t at = 0;
	while (at < *n && units[at] < unit)
		at++;
	if (at < *n && units[at] == unit)
		return true;
	if (*n == ACCESS_FEW)
		return false;
	memmove(units + at + 1, units + at, (*n - at) * sizeof(*units));
	units[at] = unit;
	(*n)++;
	return true;
}

size_t access_few(const struct actor *actor, const char *action, int64_t ret_units[ACCESS_FEW])
{
	const struct rule *rule = rule_of(action);
	size_t n = 0;
	INVARIANT(rule, "an action without a row in access.csv");
	if (actor->program || !actor->reach)
		return 0;
	for (size_t i = 0; i < actor->n; i++) {
		enum reach how = rule->reach[actor->grants[i].role];
		const struct grant_reach *r = &actor->reach[i];
		if (how == REACH_NONE)
			continue;
		if (how == REACH_ANY || r->whole || r->n == 0)
			return 0;
		for (size_t k = 0; k < r->n; k++)
			if (!add_unit(ret_units, &n, r->unit[k]))
				return 0;
	}
	return n;
}

static void filter_few(struct buf *sql, const char *column, const int64_t *units, size_t n)
{
	if (n == 1) {
		buf_printf(sql, "%s = %lld", column, (long long)units[0]);
		return;
	}
	for (size_t i = 0; i < n; i++)
		buf_printf(sql, "%s%s%lld", i ? ", " : column, i ? "" : " IN (", (long long)units[i]);
	buf_add_c(sql, ")");
}

void access_filter(struct buf *sql, const struct actor *actor, const char *action, const char *column)
{
	bool first = true;
	INVARIANT(access_known(action), "an action without a row in access.csv");
	const struct rule *rule = rule_of(action);
	bool whole = false;
	int64_t few[ACCESS_FEW];
	for (size_t i = 0; i < actor->n; i++) {
		if (rule->reach[actor->grants[i].role] == REACH_ANY) {
			buf_add_c(sql, "1 = 1");
			return;
		}
		whole |= rule->reach[actor->grants[i].role] == REACH_TREE && actor->reach && actor->reach[i].whole;
	}
	if (actor->program) {
		buf_add_c(sql, "1 = 1");
		return;
	}
	if (whole) {
		buf_printf(sql, "%s IS NOT NULL", column);
		return;
	}
	size_t n = access_few(actor, action, few);
	if (n) {
		filter_few(sql, column, few, n);
		return;
	}
	for (size_t i = 0; i < actor->n; i++) {
		if (rule->reach[actor->grants[i].role] != REACH_TREE)
			continue;
		if (first)
			buf_printf(sql, "%s IN (SELECT unit FROM unit_scope WHERE ancestor IN (", column);
		buf_printf(sql, "%s%lld", first ? "" : ", ", (long long)actor->grants[i].unit);
		first = false;
	}
	buf_add_c(sql, first ? "0 = 1" : "))");
}

static int role_from(struct str code, enum role *ret)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (str_eq_c(code, roles[i].code)) {
			*ret = (enum role)i;
			return 1;
		}
	return 0;
}

int access_actor(struct db *db, struct arena *a, int64_t person, day_t today, struct actor *ret_actor, struct err *err)
{
	struct actor actor = {.person = person};
	struct grant *grants = NULL;
	size_t cap = 0;
	_cleanup_query_ struct query *q = NULL, *g = NULL;
	int r = db_query(db, &access_person, VALUES(v_int(person)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r < 0)
		return r;
	if (r == 0)
		return err_set(err, ERR_SIGN_IN, _("Tài khoản này không còn dùng được."));
	actor.name = query_dup(q, 0, a);
	actor.position = query_dup(q, 1, a);
	actor.login = query_dup(q, 2, a);
	r = db_query(db, &access_grants_of, VALUES(v_int(person), v_int(today)), &g, err);
	while (r == 0 && (r = query_next(g, err)) > 0) {
		struct grant one = {.unit = query_int(g, 1)};
		if (role_from(query_str(g, 0), &one.role)) {
			grants = arena_grow(a, grants, actor.n, &cap, sizeof(*grants));
			grants[actor.n++] = one;
		}
		r = 0;
	}
	if (r < 0)
		return r;
	if (actor.n == 0)
		return err_set(err, ERR_SIGN_IN,
			       _("Tài khoản này chưa được giao vai trò nào còn hiệu lực. Hãy hỏi người vận hành."));
	actor.grants = grants;
	actor.unit = grants[0].unit;
	*ret_actor = actor;
	return 0;
}

static int units_below(struct db *db, int64_t unit, struct grant_reach *ret, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &access_below, VALUES(v_int(unit), v_int(ACCESS_FEW + 1)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		if (ret->n == ACCESS_FEW) {
			ret->n = 0;
			return 0;
		}
		ret->unit[ret->n++] = query_int(q, 0);
		r = 0;
	}
	return r;
}

int access_mark_reach(struct db *db, struct arena *a, struct actor *actor, struct err *err)
{
	struct grant_reach *far = arena_array_of(a, actor->n, struct grant_reach);
	for (size_t i = 0; i < actor->n; i++) {
		int64_t outside;
		int r = db_get_int(db, &access_outside, VALUES(v_int(actor->grants[i].unit)), 0, &outside, err);
		if (r == 0)
			r = units_below(db, actor->grants[i].unit, &far[i], err);
		if (r < 0)
			return r;
		far[i].whole = !outside;
	}
	actor->reach = far;
	return 0;
}
