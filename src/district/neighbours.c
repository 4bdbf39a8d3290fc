#include "district/neighbours.h"

#include "format/csv.h"
#include "text/text.h"

enum column { CODE_A, CODE_B, LENGTH, COLUMNS };

static const struct {
	const char *folded; /* as text_fold leaves a heading */
	enum column column;
} headings[] = {
	{"code a", CODE_A},           {"ma a", CODE_A},      {"ma 1", CODE_A}, {"ma xa a", CODE_A},
	{"code b", CODE_B},           {"ma b", CODE_B},      {"ma 2", CODE_B}, {"ma xa b", CODE_B},
	{"shared border km", LENGTH}, {"border km", LENGTH}, {"km", LENGTH},   {"duong giap ranh km", LENGTH},
	{"chieu dai km", LENGTH},
};

static const char *const names[COLUMNS] = {"code_a", "code_b", "shared_border_km"};

struct pair {
	size_t a, b; /* a < b */
	int64_t metres;
	size_t line, back_line; /* where it stands as a→b and as b→a; 0: not */
};

struct reading {
	struct arena *a;
	const struct district_codes *codes;
	const struct csv_table *csv;
	int at[COLUMNS];
	struct pair *pair;
	size_t pairs, pair_cap;
	int *slot; /* pair of two places, by a × n + b folded into a table */
	size_t slots;
	int *by_code; /* place + 1, by the hash of its code */
	size_t code_slots;
	struct district_fault *fault;
	size_t faults, fault_cap;
	size_t elsewhere;
};

#define CODE_DIGITS 5
#define KM_MAX 20000 /* longer than the whole border of the country */
#define FAULTS_MAX 1000

size_t district_place_of(const struct district_codes *codes, struct str code)
{
	char padded[CODE_DIGITS];
	if (code.n > 0 && code.n < CODE_DIGITS) {
		memset(padded, '0', sizeof padded);
		memcpy(padded + CODE_DIGITS - code.n, code.p, code.n);
	}
	for (size_t i = 0; i < codes->n; i++)
		if (str_eq(codes->place[i].code, code) ||
		    (code.n > 0 && code.n < CODE_DIGITS &&
		     str_eq(codes->place[i].code, (struct str){padded, CODE_DIGITS})))
			return i;
	return SIZE_MAX;
}

static void fault(struct reading *r, size_t line, struct str sentence)
{
	if (r->faults == FAULTS_MAX)
		return;
	r->fault = arena_grow(r->a, r->fault, r->faults, &r->fault_cap, sizeof *r->fault);
	r->fault[r->faults++] = (struct district_fault){line, sentence};
}

/* What goes into a sentence of anything typed: no control characters, at most 40 bytes. */
static struct str shown(struct arena *a, struct str cell)
{
	size_t n = cell.n > 40 ? 40 : cell.n;
	while (n > 0 && n < cell.n && ((unsigned char)cell.p[n] & 0xc0) == 0x80)
		n--;
	char *copy = arena_c(a, str_slice(cell, 0, n));
	for (char *c = copy; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
	return str_from_c(copy);
}

static int find_columns(struct reading *r, struct err *err)
{
	for (int c = 0; c < COLUMNS; c++)
		r->at[c] = -1;
	for (size_t i = 0; i < r->csv->columns; i++) {
		struct str folded = text_fold(r->a, r->csv->names[i]);
		for (size_t h = 0; h < ARRAY_LEN(headings); h++)
			if (str_eq_c(folded, headings[h].folded) && r->at[headings[h].column] < 0)
				r->at[headings[h].column] = (int)i;
	}
	for (int c = 0; c < COLUMNS; c++)
		if (r->at[c] < 0)
			return err_field(
				err, ERR_INPUT, names[c],
				_("Bảng giáp ranh thiếu cột %s. Cần ba cột: code_a, code_b, shared_border_km."),
				names[c]);
	return 0;
}

static size_t code_slot(const struct reading *r, struct str code)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < code.n; i++)
		h = (h ^ (unsigned char)code.p[i]) * 16777619u;
	return h & (r->code_slots - 1);
}

static void hash_codes(struct reading *r)
{
	r->code_slots = 64;
	while (r->code_slots < 4 * r->codes->n)
		r->code_slots *= 2;
	r->by_code = arena_array_of(r->a, r->code_slots, int);
	for (size_t i = 0; i < r->codes->n; i++) {
		size_t at = code_slot(r, r->codes->place[i].code);
		while (r->by_code[at])
			at = (at + 1) & (r->code_slots - 1);
		r->by_code[at] = (int)i + 1;
	}
}

/* Whole codes by the hash; what a spreadsheet shortened, one by one. */
static size_t find_code(const struct reading *r, struct str code)
{
	for (size_t at = code_slot(r, code); r->by_code[at]; at = (at + 1) & (r->code_slots - 1))
		if (str_eq(r->codes->place[r->by_code[at] - 1].code, code))
			return (size_t)r->by_code[at] - 1;
	return code.n < CODE_DIGITS ? district_place_of(r->codes, code) : SIZE_MAX;
}

/* SIZE_MAX: not one of ours; *ret_elsewhere says whether it is a place all the same. */
static size_t place(struct reading *r, size_t line, struct str code, bool *ret_elsewhere)
{
	size_t i = find_code(r, code);
	*ret_elsewhere = i == SIZE_MAX && r->codes->elsewhere && r->codes->elsewhere(r->codes->ctx, code);
	if (i == SIZE_MAX && !*ret_elsewhere)
		fault(r, line, arena_printf(r->a, _("không có nơi nào mang mã «%.*s»"), STR_ARG(shown(r->a, code))));
	return i;
}

/* The pair's record, made when it is new. Open addressing, the table at most half full. */
static struct pair *pair_of(struct reading *r, size_t a, size_t b)
{
	size_t i = (a * 2654435761u ^ b * 40503u) & (r->slots - 1);
	for (; r->slot[i]; i = (i + 1) & (r->slots - 1))
		if (r->pair[r->slot[i] - 1].a == a && r->pair[r->slot[i] - 1].b == b)
			return &r->pair[r->slot[i] - 1];
	r->pair = arena_grow(r->a, r->pair, r->pairs, &r->pair_cap, sizeof *r->pair);
	r->pair[r->pairs] = (struct pair){.a = a, .b = b, .metres = -1};
	r->slot[i] = (int)++r->pairs;
	return &r->pair[r->pairs - 1];
}

static void take(struct reading *r, size_t line, size_t a, size_t b, int64_t metres)
{
	const struct district_place *x = &r->codes->place[a], *y = &r->codes->place[b];
	struct pair *p = a < b ? pair_of(r, a, b) : pair_of(r, b, a);
	size_t *mine = a < b ? &p->line : &p->back_line;
	if (*mine) {
		fault(r, line,
		      arena_printf(r->a, _("cặp %.*s – %.*s đã có ở dòng %zu"), STR_ARG(x->name), STR_ARG(y->name),
				   *mine));
		return;
	}
	*mine = line;
	if (p->metres >= 0 && p->metres != metres) {
		fault(r, line,
		      arena_printf(r->a, _("%.*s – %.*s: hai chiều ghi hai độ dài (%.*s và %.*s km)"), STR_ARG(x->name),
				   STR_ARG(y->name), STR_ARG(text_scaled(r->a, p->metres, 3)),
				   STR_ARG(text_scaled(r->a, metres, 3))));
		return;
	}
	p->metres = metres;
}

static void read_row(struct reading *r, size_t row)
{
	size_t line = r->csv->row[row].line;
	struct str code_a = csv_cell(r->csv, row, r->at[CODE_A]), code_b = csv_cell(r->csv, row, r->at[CODE_B]);
	struct str length = csv_cell(r->csv, row, r->at[LENGTH]);
	bool elsewhere_a, elsewhere_b;
	int64_t metres;
	size_t a = place(r, line, code_a, &elsewhere_a), b = place(r, line, code_b, &elsewhere_b);
	if (elsewhere_a || elsewhere_b)
		r->elsewhere++;
	if (a == SIZE_MAX || b == SIZE_MAX)
		return;
	if (a == b)
		fault(r, line,
		      arena_printf(r->a, _("%.*s (%.*s) giáp chính nó"), STR_ARG(r->codes->place[a].name),
				   STR_ARG(code_a)));
	else if (!str_to_scaled(length, 3, 0, KM_MAX * INT64_C(1000), &metres))
		fault(r, line,
		      arena_printf(r->a, _("độ dài đường giáp ranh «%.*s» không phải là số km (ví dụ 12,345)"),
				   STR_ARG(shown(r->a, length))));
	else
		take(r, line, a, b, metres);
}

/* Both directions for all pairs or for none. */
static void check_symmetry(struct reading *r)
{
	size_t both = 0;
	for (size_t i = 0; i < r->pairs; i++)
		both += r->pair[i].line && r->pair[i].back_line;
	for (size_t i = 0; both && i < r->pairs; i++) {
		const struct pair *p = &r->pair[i];
		const struct district_place *x = &r->codes->place[p->line ? p->a : p->b],
					    *y = &r->codes->place[p->line ? p->b : p->a];
		if (p->line && p->back_line)
			continue;
		fault(r, p->line ? p->line : p->back_line,
		      arena_printf(r->a, _("bảng không đối xứng: có %.*s → %.*s mà không có chiều ngược lại"),
				   STR_ARG(x->name), STR_ARG(y->name)));
	}
}

static int by_ends(const void *x, const void *y)
{
	const struct district_edge *a = x, *b = y;
	return a->a != b->a ? (a->a > b->a) - (a->a < b->a) : (a->b > b->b) - (a->b < b->b);
}

int district_neighbours_read(struct arena *a, struct str text, const struct district_codes *codes,
			     struct district_neighbours *ret_neighbours, struct err *err)
{
	struct csv_table csv;
	int k = csv_table(a, text, &csv_limits_default, &csv, err);
	return k < 0 ? k : district_neighbours_of(a, &csv, codes, ret_neighbours, err);
}

int district_neighbours_of(struct arena *a, const struct csv_table *csv, const struct district_codes *codes,
			   struct district_neighbours *ret_neighbours, struct err *err)
{
	struct reading r = {.a = a, .codes = codes, .csv = csv, .slots = 64};
	struct district_edge *edge;
	int k = find_columns(&r, err);
	if (k < 0)
		return k;
	while (r.slots < 2 * csv->rows + 2)
		r.slots *= 2;
	r.slot = arena_array_of(a, r.slots, int);
	hash_codes(&r);
	for (size_t i = 0; i < csv->rows; i++)
		read_row(&r, i);
	check_symmetry(&r);
	edge = arena_array_of(a, r.pairs + 1, struct district_edge);
	for (size_t i = 0; i < r.pairs; i++)
		edge[i] = (struct district_edge){r.pair[i].a, r.pair[i].b, r.pair[i].metres, false};
	qsort(edge, r.pairs, sizeof *edge, by_ends);
	*ret_neighbours = (struct district_neighbours){
		.edge_n = r.pairs, .edge = edge, .elsewhere = r.elsewhere, .fault_n = r.faults, .fault = r.fault};
	return 0;
}
