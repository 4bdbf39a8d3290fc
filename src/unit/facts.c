#include <stdlib.h>
#include "base/embedded.h"
#include "format/csv.h"
#include "unit/facts.h"

#define CODE_PROVINCE 2
#define CODE_COMMUNE 5

struct unit_texts unit_texts_embedded(void)
{
	return (struct unit_texts){
		.provinces = embedded_text("data/provinces.csv"),
		.communes = embedded_text("data/communes.csv"),
		.kind_changes = embedded_text("data/kind_changes.csv"),
		.tiles = embedded_text("data/tiles.csv"),
	};
}

/* A table being read: for messages that name it and the line. */
struct table {
	const char *name;
	struct csv_table csv;
	struct err *err;
};

static int fault(const struct table *t, size_t row, const char *what)
{
	size_t line = row < t->csv.rows ? t->csv.row[row].line : 1;
	return err_set(t->err, ERR_CORRUPT, _("Bảng %s của chương trình sai ở dòng %zu (%s). Hãy cài lại chương trình."),
	               t->name, line, what);
}

/* Reads a table and finds its columns; the first `required` must be there. */
static int table_read(struct arena *a, const char *name, struct str text, const char *const columns[], size_t n, int *ret_at,
                      struct table *ret_table, struct err *err)
{
	*ret_table = (struct table){.name = name, .err = err};
	int k = csv_table(a, text, &csv_limits_default, &ret_table->csv, err);
	if (k < 0)
		return k;
	for (size_t i = 0; i < n; i++) {
		ret_at[i] = csv_column(&ret_table->csv, columns[i]);
		if (ret_at[i] < 0)
			return fault(ret_table, SIZE_MAX, columns[i]);
	}
	return 0;
}

/* The program's own tables use the exact words. */
static enum unit_kind kind_of_word(struct str word)
{
	for (int k = UNIT_KIND_NONE + 1; k < UNIT_KIND_COUNT; k++)
		if (str_eq(unit_kind_word((enum unit_kind)k), word))
			return (enum unit_kind)k;
	return UNIT_KIND_NONE;
}

static bool is_code(struct str s, size_t digits)
{
	if (s.n != digits)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

/* The facts under way, still writable. */
struct loading {
	struct arena *a;
	struct unit_fact *provinces, *communes;
	const struct unit_fact **by_code;
	struct unit_facts facts;
};

static int load_provinces(struct loading *l, struct str text, struct err *err)
{
	enum { CODE, NAME, TYPE, COLUMNS };
	static const char *const names[COLUMNS] = {"code", "name", "type"};
	int at[COLUMNS];
	struct table t;
	int k = table_read(l->a, "provinces.csv", text, names, COLUMNS, at, &t, err);
	if (k < 0)
		return k;
	l->provinces = arena_array_of(l->a, t.csv.rows, struct unit_fact);
	for (size_t i = 0; i < t.csv.rows; i++) {
		struct unit_fact *f = &l->provinces[i];
		*f = (struct unit_fact){
			.code = csv_cell(&t.csv, i, at[CODE]),
			.name = csv_cell(&t.csv, i, at[NAME]),
			.kind = kind_of_word(csv_cell(&t.csv, i, at[TYPE])),
			.later_from = DAY_NONE,
			.mountain = MOUNTAIN_UNKNOWN,
			.col = -1,
			.row = -1,
		};
		f->province_code = f->code;
		if (!is_code(f->code, CODE_PROVINCE) || (i && str_cmp(f[-1].code, f->code) >= 0))
			return fault(&t, i, "code");
		if (!unit_kind_is_provincial(f->kind))
			return fault(&t, i, "type");
		if (!f->name.n)
			return fault(&t, i, "name");
	}
	l->facts.provinces = l->provinces;
	l->facts.province_count = t.csv.rows;
	return 0;
}

enum { C_CODE, C_NAME, C_TYPE, C_POPULATION, C_AREA, C_MOUNTAIN, C_PROVINCE, C_COLUMNS };

static int read_commune(const struct table *t, const int *at, size_t i, struct unit_fact *ret_fact)
{
	struct str population = csv_cell(&t->csv, i, at[C_POPULATION]), area = csv_cell(&t->csv, i, at[C_AREA]);
	struct str mountain = csv_cell(&t->csv, i, at[C_MOUNTAIN]);
	struct unit_fact f = {
		.code = csv_cell(&t->csv, i, at[C_CODE]),
		.name = csv_cell(&t->csv, i, at[C_NAME]),
		.province_code = csv_cell(&t->csv, i, at[C_PROVINCE]),
		.kind = kind_of_word(csv_cell(&t->csv, i, at[C_TYPE])),
		.later_from = DAY_NONE,
		.population = UNIT_UNKNOWN,
		.area = UNIT_UNKNOWN,
		.mountain = MOUNTAIN_UNKNOWN,
		.col = -1,
		.row = -1,
	};
	if (!is_code(f.code, CODE_COMMUNE))
		return fault(t, i, "code");
	if (!f.name.n)
		return fault(t, i, "name");
	if (!unit_kind_is_communal(f.kind))
		return fault(t, i, "type");
	if (population.n && !str_to_i64(population, 0, 100000000, &f.population))
		return fault(t, i, "population");
	if (area.n && !str_to_scaled(area, 2, 0, 100000000, &f.area))
		return fault(t, i, "area_km2");
	if (str_eq_c(mountain, "1"))
		f.mountain = MOUNTAIN_YES;
	else if (str_eq_c(mountain, "0"))
		f.mountain = MOUNTAIN_NO;
	else if (mountain.n)
		return fault(t, i, "mountainous");
	*ret_fact = f;
	return 0;
}

static int64_t add_known(int64_t sum, int64_t part)
{
	return sum == UNIT_UNKNOWN || part == UNIT_UNKNOWN ? UNIT_UNKNOWN : sum + part;
}

static int compare_codes(const void *a, const void *b)
{
	return str_cmp((*(const struct unit_fact *const *)a)->code, (*(const struct unit_fact *const *)b)->code);
}

static int load_communes(struct loading *l, struct str text, struct err *err)
{
	static const char *const names[C_COLUMNS] = {
		"code", "name", "type", "population", "area_km2", "mountainous", "province_code",
	};
	int at[C_COLUMNS];
	struct table t;
	int k = table_read(l->a, "communes.csv", text, names, C_COLUMNS, at, &t, err);
	if (k < 0)
		return k;
	size_t n = t.csv.rows, p = 0;
	l->communes = arena_array_of(l->a, n, struct unit_fact);
	l->by_code = arena_array_of(l->a, n, const struct unit_fact *);
	for (size_t i = 0; i < n; i++) {
		struct unit_fact *f = &l->communes[i];
		k = read_commune(&t, at, i, f);
		if (k < 0)
			return k;
		/* Both tables are in the order of province codes: one walk. */
		while (p < l->facts.province_count && str_cmp(l->provinces[p].code, f->province_code) < 0)
			p++;
		if (p == l->facts.province_count || !str_eq(l->provinces[p].code, f->province_code))
			return fault(&t, i, "province_code");
		struct unit_fact *province = &l->provinces[p];
		if (!province->count)
			province->first = i;
		province->count++;
		province->population = add_known(province->population, f->population);
		province->area = add_known(province->area, f->area);
		l->by_code[i] = f;
	}
	l->facts.communes = l->communes;
	l->facts.commune_count = n;
	l->facts.by_code = l->by_code;
	qsort(l->by_code, n, sizeof(struct unit_fact *), compare_codes);
	for (size_t i = 1; i < n; i++)
		if (str_eq(l->by_code[i - 1]->code, l->by_code[i]->code))
			return fault(&t, (size_t)(l->by_code[i] - l->communes), "code");
	return 0;
}

static const struct unit_fact *find(const struct unit_facts *facts, struct str code)
{
	for (size_t i = 0; code.n == CODE_PROVINCE && i < facts->province_count; i++)
		if (str_eq(facts->provinces[i].code, code))
			return &facts->provinces[i];
	struct unit_fact key = {.code = code};
	const struct unit_fact *wanted = &key;
	const struct unit_fact *const *hit = NULL;
	if (code.n == CODE_COMMUNE && facts->commune_count)
		hit = bsearch(&wanted, facts->by_code, facts->commune_count, sizeof(*facts->by_code), compare_codes);
	return hit ? *hit : NULL;
}

/* The same, writable while loading. */
static struct unit_fact *find_loading(struct loading *l, struct str code)
{
	const struct unit_fact *f = find(&l->facts, code);
	if (!f)
		return NULL;
	return code.n == CODE_PROVINCE ? &l->provinces[f - l->provinces] : &l->communes[f - l->communes];
}

static int load_changes(struct loading *l, struct str text, struct err *err)
{
	enum { CODE, TYPE, FROM, COLUMNS };
	static const char *const names[COLUMNS] = {"code", "type", "from"};
	int at[COLUMNS];
	struct table t;
	int k = table_read(l->a, "kind_changes.csv", text, names, COLUMNS, at, &t, err);
	if (k < 0)
		return k;
	for (size_t i = 0; i < t.csv.rows; i++) {
		struct unit_fact *f = find_loading(l, csv_cell(&t.csv, i, at[CODE]));
		enum unit_kind kind = kind_of_word(csv_cell(&t.csv, i, at[TYPE]));
		if (!f || f->later_kind)
			return fault(&t, i, "code");
		if (kind == f->kind || kind == UNIT_KIND_NONE || unit_kind_tier(kind) != unit_kind_tier(f->kind))
			return fault(&t, i, "type");
		if (!date_parse_iso(csv_cell(&t.csv, i, at[FROM]), &f->later_from))
			return fault(&t, i, "from");
		f->later_kind = kind;
	}
	return 0;
}

static int load_tiles(struct loading *l, struct str text, struct err *err)
{
	enum { CODE, COL, ROW, COLUMNS };
	static const char *const names[COLUMNS] = {"code", "col", "row"};
	int at[COLUMNS];
	struct table t;
	int k = table_read(l->a, "tiles.csv", text, names, COLUMNS, at, &t, err);
	if (k < 0)
		return k;
	for (size_t i = 0; i < t.csv.rows; i++) {
		int64_t col, row;
		struct str code = csv_cell(&t.csv, i, at[CODE]);
		struct unit_fact *f = code.n == CODE_COMMUNE ? find_loading(l, code) : NULL;
		if (!f || f->col >= 0)
			return fault(&t, i, "code");
		if (!str_to_i64(csv_cell(&t.csv, i, at[COL]), 0, 63, &col) ||
		    !str_to_i64(csv_cell(&t.csv, i, at[ROW]), 0, 63, &row))
			return fault(&t, i, "col, row");
		f->col = (int)col;
		f->row = (int)row;
	}
	return 0;
}

int unit_facts_load(struct arena *a, const struct unit_texts *texts, const struct unit_facts **ret_facts, struct err *err)
{
	struct loading l = {.a = a};
	int k = load_provinces(&l, texts->provinces, err);
	if (k < 0)
		return k;
	k = load_communes(&l, texts->communes, err);
	if (k < 0)
		return k;
	if (texts->kind_changes.n)
		k = load_changes(&l, texts->kind_changes, err);
	if (k < 0)
		return k;
	if (texts->tiles.n)
		k = load_tiles(&l, texts->tiles, err);
	if (k < 0)
		return k;
	struct unit_facts *facts = arena_new_of(a, struct unit_facts);
	*facts = l.facts;
	*ret_facts = facts;
	return 0;
}

enum unit_kind unit_fact_kind(const struct unit_fact *fact, day_t day)
{
	return fact->later_kind && day >= fact->later_from ? fact->later_kind : fact->kind;
}

/* Zeros put back in front of a code of digits, into `room`. */
static struct str padded(struct str code, size_t digits, char room[CODE_COMMUNE])
{
	code = str_trim(code);
	if (!code.n || code.n >= digits || !is_code(code, code.n))
		return code;
	for (size_t i = 0; i < digits; i++)
		room[i] = i + code.n < digits ? '0' : code.p[i + code.n - digits];
	return (struct str){room, digits};
}

const struct unit_fact *unit_province(const struct unit_facts *facts, struct str code)
{
	char room[CODE_COMMUNE];
	struct str whole = padded(code, CODE_PROVINCE, room);
	return whole.n == CODE_PROVINCE ? find(facts, whole) : NULL;
}

const struct unit_fact *unit_commune(const struct unit_facts *facts, struct str code)
{
	char room[CODE_COMMUNE];
	struct str whole = padded(code, CODE_COMMUNE, room);
	return whole.n == CODE_COMMUNE ? find(facts, whole) : NULL;
}
