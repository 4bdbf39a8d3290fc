/* A cell of somebody's table, as people write it, to a value. */
#include <stdio.h>
#include <string.h>

#include "record/import_int.h"
#include "record/list.h"
#include "record/verbs.h"
#include "text/text.h"
#include "unit/kinds.h"
#include "unit/records.h"

#define MEMO 256 /* power of two */

/* ---- what references may point to ---- */

struct named {
	struct hash key;
	int64_t id;
	struct str shown;   /* heading and code; without a code the heading, and the unit once the row is told apart */
	struct named *next; /* another row with the same key */
	bool coded, told, placed; /* placed: its unit is said */
	bool alike; /* another one has the same heading and unit, or it has no unit: the number tells them apart */
};

struct refs_of {
	const struct record *record;
	struct named *slot; /* open addressing by key */
	size_t room, n;
	struct refs_of *next;
	/* tables say the same few things again and again */
	struct { char typed[60]; size_t n; int64_t id; } memo[MEMO];
};

struct import_refs {
	struct arena *a;
	struct site *site;
	struct db *db;
	const struct actor *actor;
	struct refs_of *first;
};

struct import_refs *import_refs_new(struct arena *a, struct site *site, struct db *db, const struct actor *actor)
{
	struct import_refs *refs = arena_new_of(a, struct import_refs);
	*refs = (struct import_refs){.a = a, .site = site, .db = db, .actor = actor};
	return refs;
}

static struct named *slot_of(struct refs_of *of, const struct hash *key)
{
	uint64_t at;
	memcpy(&at, key->b, sizeof(at));
	for (at &= of->room - 1; of->slot[at].id && !hash_eq(&of->slot[at].key, key); at = (at + 1) & (of->room - 1))
		;
	return &of->slot[at];
}

static void add(struct import_refs *refs, struct refs_of *of, struct arena *scratch, struct str words, int64_t id, struct str shown,
		bool coded)
{
	if (!words.n)
		return;
	struct hash key = hash_str(text_name_key(scratch, words));
	struct named *e = slot_of(of, &key);
	if (!e->id) {
		*e = (struct named){.key = key, .id = id, .shown = shown, .coded = coded};
		of->n++;
		return;
	}
	for (struct named *k = e; k; k = k->next)
		if (k->id == id)
			return;
	struct named *more = arena_new_of(refs->a, struct named);
	*more = (struct named){.key = key, .id = id, .shown = shown, .coded = coded, .next = e->next};
	e->next = more;
}

/* The text column that is unique by itself: a unit's code, a person's login; NULL without one. */
static const char *code_of(const struct record *record)
{
	for (size_t i = 0; i < record->index_count; i++) {
		int at = record->indexes[i].unique ? record_field(record, record->indexes[i].columns) : -1;
		if (at >= 0 && field_is_text(record->fields[at].kind))
			return record->indexes[i].columns;
	}
	return NULL;
}

static int64_t count_rows(struct import_refs *refs, const struct record *record, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	_cleanup_buf_ struct buf sql = BUF_INIT(256);
	buf_printf(&sql, "SELECT count(*) FROM %s", record->name);
	int r = db_query_sql(refs->db, buf_str(&sql), NO_VALUES, &q, err);
	if (r == 0)
		r = query_next(q, err);
	return r < 0 ? r : query_int(q, 0);
}

/* One row under all its names: heading, code, "heading (code)", a unit with the word for its kind too. */
static void add_row(struct import_refs *refs, struct refs_of *of, struct arena *scratch, struct query *q)
{
	const struct record *record = of->record;
	struct value heading = query_value(q, 1);
	int64_t id = query_int(q, 0);
	struct str name = field_text(scratch, &record->fields[record_field(record, record->heading)], &heading);
	struct str code = query_str(q, 2), full = name;
	if (record == &unit_record)
		full = unit_full_name(scratch, unit_kind_of_key(query_str(q, 3)), name);
	struct str shown = code.n ? arena_printf(refs->a, "%.*s (%.*s)", STR_ARG(full), STR_ARG(code))
				  : arena_dup(refs->a, full);
	add(refs, of, scratch, name, id, shown, code.n > 0);
	add(refs, of, scratch, full, id, shown, code.n > 0);
	add(refs, of, scratch, code, id, shown, code.n > 0);
	add(refs, of, scratch, shown, id, shown, code.n > 0);
}

static int load(struct import_refs *refs, struct refs_of *of, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 20);
	_cleanup_query_ struct query *q = NULL;
	_cleanup_arena_ struct arena *scratch = arena_new("import references", 1 << 22);
	char action[80];
	const struct record *record = of->record;
	int64_t rows = count_rows(refs, record, err);
	if (rows < 0)
		return (int)rows;
	for (of->room = 64; of->room < (size_t)rows * 8; of->room *= 2)
		;
	of->slot = arena_array_of(refs->a, of->room, struct named);
	snprintf(action, sizeof(action), "%s.read", record->name);
	buf_printf(&sql, "SELECT id, %s, %s, %s FROM %s WHERE ", record->heading, code_of(record) ? code_of(record) : "NULL",
		   record == &unit_record ? "kind" : "NULL", record->name);
	access_filter(&sql, refs->actor, action, record->scope ? record->scope : "(SELECT root FROM site LIMIT 1)");
	int r = db_query_sql(refs->db, buf_str(&sql), NO_VALUES, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		arena_reset(scratch);
		if (of->n * 2 < of->room) /* rows may come while we read: those are not seen */
			add_row(refs, of, scratch, q);
		r = 0;
	}
	return r;
}

static int refs_of(struct import_refs *refs, const char *name, struct refs_of **ret, struct err *err)
{
	struct refs_of *of = refs->first;
	while (of && strcmp(of->record->name, name) != 0)
		of = of->next;
	if (!of) {
		of = arena_new_of(refs->a, struct refs_of);
		of->record = catalog_record(refs->site->catalog, str_from_c(name));
		INVARIANT(of->record && of->record->heading, "a reference to a record without a heading");
		int r = load(refs, of, err);
		if (r < 0)
			return r;
		of->next = refs->first;
		refs->first = of;
	}
	*ret = of;
	return 0;
}

/* ---- rows of one name ---- */

/* "Trần Văn An" becomes "Trần Văn An (Xã An Nông)"; what has no unit, or is the unit, is left. */
static int add_unit(struct import_refs *refs, const struct refs_of *of, struct arena *a, struct named *k, struct err *err)
{
	struct row row;
	struct str unit = {0};
	const char *scope = of->record->scope;
	k->alike = !scope || strcmp(scope, "id") == 0;
	if (k->alike)
		return 0;
	int r = row_load(refs->db, a, of->record, k->id, &row, err);
	if (r > 0)
		r = record_label(refs->db, a, refs->site->catalog, "unit", record_unit(refs->site, &row), &unit, err);
	k->placed = r == 0 && unit.n;
	if (k->placed)
		k->shown = arena_printf(refs->a, "%.*s (%.*s)", STR_ARG(k->shown), STR_ARG(unit));
	return r < 0 ? r : 0;
}

/* Those with this key are told apart, once: by the code where they have one, else by the unit, else by the number of the row. */
static int tell_apart(struct import_refs *refs, const struct refs_of *of, struct arena *a, struct named *first, struct err *err)
{
	int r = 0;
	if (first->told)
		return 0;
	for (struct named *k = first; r == 0 && k; k = k->next)
		r = k->coded ? 0 : add_unit(refs, of, a, k, err);
	for (struct named *k = first; r == 0 && k; k = k->next)
		for (struct named *other = k->next; !k->coded && other; other = other->next)
			if (!other->coded && str_eq(k->shown, other->shown))
				k->alike = other->alike = true;
	first->told = r == 0;
	return r;
}

static struct str numbered(struct arena *a, const struct named *k)
{
	struct str s = str_slice(k->shown, 0, k->shown.n - k->placed);
	return arena_printf(a, k->placed ? _("%.*s, mã %lld)") : _("%.*s (mã %lld)"), STR_ARG(s), (long long)k->id);
}

static struct str told(struct arena *a, const struct named *k)
{
	return k->alike && !k->coded ? numbered(a, k) : k->shown;
}

/* "có 3 mục cùng tên: A (x), B (y) …" */
static struct str candidates(struct arena *a, const struct named *e)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1000);
	size_t n = 0;
	for (const struct named *k = e; k; k = k->next)
		if (n++ < 5)
			buf_printf(&b, "%s%.*s", n > 1 ? ", " : "", STR_ARG(told(a, k)));
	return arena_printf(a, _("có %zu mục cùng tên này; hãy ghi rõ như một trong các mục: %.*s%s"), n, STR_ARG(buf_str(&b)),
			    n > 5 ? " …" : ".");
}

/* Among those with this key: the one that was told apart in these words, NULL when there is none. */
static struct named *told_so(struct arena *a, struct named *first, const struct hash *words)
{
	for (struct named *k = first; k; k = k->next) {
		struct hash number = hash_str(text_name_key(a, numbered(a, k))), plain = hash_str(text_name_key(a, k->shown));
		if (hash_eq(words, &number) || (!k->alike && hash_eq(words, &plain)))
			return k;
	}
	return NULL;
}

/* "Trần Văn An (Xã An Nông, mã 12)": what stands before a bracket is a heading. 1 found, 0 not; *ret_alike is then the first of
 * those with such a heading, if any. */
static int find_told(struct import_refs *refs, struct refs_of *of, struct arena *a, struct str typed, struct named **ret_alike,
		     int64_t *ret_id, struct err *err)
{
	struct hash words = hash_str(text_name_key(a, typed));
	for (size_t n = str_ends(typed, STR(")")) ? typed.n : 0; n-- > 1;) {
		struct hash key = typed.p[n] == '(' ? hash_str(text_name_key(a, str_slice(typed, 0, n))) : words;
		struct named *first = typed.p[n] == '(' ? slot_of(of, &key) : NULL;
		int r = first && first->id ? tell_apart(refs, of, a, first, err) : 0;
		if (r < 0)
			return r;
		struct named *k = first && first->id ? told_so(a, first, &words) : NULL;
		if (k)
			*ret_id = k->id;
		if (k)
			return 1;
		*ret_alike = first && first->id ? first : *ret_alike;
	}
	return 0;
}

/* Nobody is called so, or several are. */
static int find_else(struct import_refs *refs, struct refs_of *of, struct arena *a, struct named *e, struct str typed,
		     int64_t *ret_id, struct str *ret_why, struct err *err)
{
	struct named *alike = e->id ? e : NULL;
	int r = alike ? tell_apart(refs, of, a, alike, err) : find_told(refs, of, a, typed, &alike, ret_id, err);
	if (r != 0)
		return r;
	if (alike && alike->next)
		*ret_why = candidates(a, alike);
	else
		*ret_why = arena_printf(a, _("không có «%s» nào tên hoặc mã là “%.*s”."), of->record->title,
					STR_ARG(str_head(typed, 100)));
	return 0;
}

int import_ref_find(struct import_refs *refs, struct arena *a, const char *record, struct str typed, int64_t *ret_id,
		    struct str *ret_why, struct err *err)
{
	struct refs_of *of;
	int r = refs_of(refs, record, &of, err);
	if (r < 0)
		return r;
	uint32_t at = 2166136261u;
	for (size_t i = 0; i < typed.n; i++)
		at = (at ^ (unsigned char)typed.p[i]) * 16777619u;
	at = (at ^ at >> 15) & (MEMO - 1);
	if (of->memo[at].n && of->memo[at].n == typed.n && memcmp(of->memo[at].typed, typed.p, typed.n) == 0) {
		*ret_id = of->memo[at].id;
		return 1;
	}
	struct hash key = hash_str(text_name_key(a, typed));
	struct named *e = slot_of(of, &key);
	if (!e->id || e->next) {
		r = find_else(refs, of, a, e, typed, ret_id, ret_why, err);
		if (r <= 0)
			return r;
	} else {
		*ret_id = e->id;
	}
	if (typed.n <= sizeof(of->memo[at].typed)) {
		memcpy(of->memo[at].typed, typed.p, typed.n);
		of->memo[at].n = typed.n;
		of->memo[at].id = *ret_id;
	}
	return 1;
}

int import_ref_text(struct import_refs *refs, struct arena *a, const char *record, int64_t id, struct str *ret_text,
		    struct err *err)
{
	struct refs_of *of;
	struct str text = {0};
	int r = refs_of(refs, record, &of, err);
	if (r == 0)
		r = record_label(refs->db, a, refs->site->catalog, record, id, &text, err);
	if (r < 0)
		return r;
	struct hash key = hash_str(text_name_key(a, text));
	struct named *e = slot_of(of, &key);
	r = e->id && e->next ? tell_apart(refs, of, a, e, err) : 0;
	if (r < 0)
		return r;
	*ret_text = text;
	for (const struct named *k = e->id && e->next ? e : NULL; k; k = k->next)
		if (k->id == id)
			*ret_text = told(a, k);
	return 0;
}

/* ---- other kinds ---- */

/* What was wrong with the cell is no failure of the import. */
static int wrong(struct arena *a, struct err *why, struct str *ret_why)
{
	*ret_why = arena_dup(a, str_from_c(why->text));
	*why = ERR_INIT;
	return 0;
}

/* By code, else by label without accents when only one has it. */
static struct str choice_of(struct arena *a, const struct field *f, struct str cell)
{
	struct str fold = text_fold(a, cell), code = cell;
	size_t found = 0;
	if (field_choice(f, cell))
		return cell;
	for (const struct choice *c = f->choices; c && c->code; c++)
		if (str_eq(fold, text_fold(a, str_from_c(c->label))) || str_eq(fold, text_fold(a, str_from_c(c->code)))) {
			code = str_from_c(c->code);
			found++;
		}
	return found == 1 ? code : cell;
}

/* What may be written there, as far as a page has room for it. */
static struct str no_choice(struct arena *a, const struct field *f, struct str cell)
{
	_cleanup_buf_ struct buf b = BUF_INIT(600);
	for (const struct choice *c = f->choices; c && c->code && b.n < 400; c++)
		buf_printf(&b, "%s“%s”", b.n ? ", " : "", c->label);
	return arena_printf(a, _("«%s»: không có mục “%.*s”; hãy ghi một trong các mục %.*s%s"), f->label,
			    STR_ARG(str_head(cell, 100)), STR_ARG(buf_str(&b)), b.n < 400 ? "." : " …");
}

static struct str tristate_of(struct arena *a, struct str cell)
{
	static const struct {
		const char *fold, *typed;
	} words[] = {
		{"co", "1"}, {"x", "1"}, {"dung", "1"}, {"yes", "1"}, {"true", "1"}, {"1", "1"},
		{"khong", "0"}, {"ko", "0"}, {"sai", "0"}, {"no", "0"}, {"false", "0"}, {"0", "0"},
		{"chua ro", "?"}, {"chua biet", "?"},
	};
	struct str fold = text_fold(a, cell);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq_c(fold, words[i].fold))
			return str_from_c(words[i].typed);
	return cell;
}

/* A time of day as people and programs write it behind a day. */
static bool is_time(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (str_find_char(STR("0123456789:."), s.p[i]) < 0)
			return false;
	return s.n >= 4 && s.n <= 15 && str_find_char(s, ':') > 0;
}

/* A day as people write it, with a time behind it too, and the number of the day that a spreadsheet shows when the cell has lost
 * its format (days since 30/12/1899). */
static struct str day_of(struct arena *a, struct str cell)
{
	int64_t serial;
	day_t d;
	if (date_parse(cell, &d))
		return cell;
	if (str_to_i64(cell, 20000, 80000, &serial))
		return date_iso(a, (day_t)(serial - 25569));
	for (size_t i = cell.n; i-- > 0;)
		if (cell.p[i] == ' ' || cell.p[i] == 'T')
			return is_time(str_slice(cell, i + 1, cell.n)) && date_parse(str_slice(cell, 0, i), &d)
				       ? str_slice(cell, 0, i)
				       : cell;
	return cell;
}

/* The part of a day that a spreadsheet shows when the cell has lost its format: 0,3125 is 07:30. One with two decimals may be
 * somebody's way to write hours and minutes: it is left to be refused. */
static struct str time_of(struct arena *a, struct str cell)
{
	const int64_t day = INT64_C(1000000000000000);
	int64_t part;
	if (cell.n == 4 || !(str_starts(cell, STR("0,")) || str_starts(cell, STR("0."))) || !str_to_scaled(cell, 15, 1, day - 1, &part))
		return cell;
	int64_t minutes = (part * 1440 + day / 2) / day, off = part * 1440 - minutes * day;
	return minutes < 1440 && off < day / 100 && off > -day / 100
		       ? arena_printf(a, "%02lld:%02lld", (long long)(minutes / 60), (long long)(minutes % 60))
		       : cell;
}

/* "1.000 đồng" as exported lists show it. */
static struct str money_of(struct arena *a, struct str cell)
{
	static const char *const tails[] = {_("đồng"), _("đ"), _("VND"), _("VNĐ"), _("₫")};
	cell = text_nfc(a, cell);
	for (size_t i = 0; i < ARRAY_LEN(tails); i++)
		if (str_ends(cell, str_from_c(tails[i])))
			return str_trim(str_slice(cell, 0, cell.n - strlen(tails[i])));
	return cell;
}

int import_cell(struct import_refs *refs, struct arena *a, const struct field *f, struct str cell, struct import_value *ret,
		struct str *ret_why, struct err *err)
{
	struct import_value v = {.given = true};
	int64_t id;
	cell = str_trim(cell);
	*ret = (struct import_value){0};
	if (!cell.n)
		return 1;
	if (table_cell_failed(cell)) {
		*ret_why = arena_printf(a, _("«%s»: ô chỉ có “%.*s”, không phải giá trị; hãy sửa công thức hoặc nới rộng cột, "
					     "rồi lưu lại."), f->label, STR_ARG(str_head(cell, 40)));
		return 0;
	}
	if (f->kind == FIELD_REF) {
		int r = import_ref_find(refs, a, f->references, cell, &id, ret_why, err);
		if (r == 0)
			*ret_why = arena_printf(a, "«%s»: %.*s", f->label, STR_ARG(*ret_why));
		if (r > 0)
			*ret = (struct import_value){true, v_int(id)};
		return r;
	}
	if (cell.p[0] == '\'' && f->kind != FIELD_TEXT && f->kind != FIELD_LONG)
		cell = str_slice(cell, 1, cell.n); /* how spreadsheets, and programs that write for them, mark digits as a text */
	if (f->kind == FIELD_CHOICE)
		cell = choice_of(a, f, cell);
	if (f->kind == FIELD_CHOICE && !field_choice(f, cell)) {
		*ret_why = no_choice(a, f, cell);
		return 0;
	}
	if (f->kind == FIELD_TRISTATE)
		cell = tristate_of(a, cell);
	else if (f->kind == FIELD_DAY)
		cell = day_of(a, cell);
	else if (f->kind == FIELD_TIME)
		cell = time_of(a, cell);
	else if (f->kind == FIELD_MONEY)
		cell = money_of(a, cell);
	if (field_parse(a, f, cell, &v.v, err) < 0)
		return wrong(a, err, ret_why);
	*ret = v;
	return 1;
}
