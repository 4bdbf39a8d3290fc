/*
 * records.h – the units of a site: the province, its department, its communes.
 *
 * Population and mountain status are facts with a source: as long as `population_document` or `mountainous_document` is
 * blank they are provisional, and whatever is computed from them says so.
 */
#pragma once
#include "declare/record.h"
#include "declare/row.h"
#include "unit/kinds.h"

extern const struct record unit_record;
/* Derived: which unit lies in which tree (itself included); names folded for search and keyed for Vietnamese order. */
extern const struct table unit_scope_table, unit_name_table;

struct unit_item {
	int64_t id;
	struct str code, name; /* name without its kind */
	struct str full;       /* "Xã Thiệu Hóa" */
	struct str fold;       /* for search */
	enum unit_kind kind;
};

struct query;
/* Of a statement that gives id, code, name, kind, and fold of unit_name. */
struct unit_item unit_item_of(struct query *q, struct arena *a);
/* Communes below `ancestor`, in Vietnamese order of names. Everything lives in the arena. */
int unit_communes(struct db *db, struct arena *a, int64_t ancestor, struct unit_item **ret_items, size_t *ret_n, struct err *err);
/* 1 found, 0 not. */
int unit_get(struct db *db, struct arena *a, int64_t id, struct unit_item *ret_item, struct err *err);
