#include "record/follow.h"

#include <string.h>

#include "record/statements.h"
#include "text/text.h"

static const struct column counter_columns[] = {
	{"record", COLUMN_TEXT, false, NULL}, {"field", COLUMN_TEXT, false, NULL}, {"value", COLUMN_TEXT, false, NULL},
	{"unit", COLUMN_INT, false, "unit"},  {"n", COLUMN_INT, false, NULL},
};
const struct table counter_table = {
	"counter", TABLE_DERIVED, counter_columns, ARRAY_LEN(counter_columns), "record, field, value, unit", NULL, 0};

static const struct column token_columns[] = {
	{"record", COLUMN_TEXT, false, NULL}, {"token", COLUMN_TEXT, false, NULL}, {"id", COLUMN_INT, false, NULL}};
const struct table search_token_table = {
	"search_token", TABLE_DERIVED, token_columns, ARRAY_LEN(token_columns), "record, token, id", NULL, 0};

static const struct column key_columns[] = {{"record", COLUMN_TEXT, false, NULL},
					    {"field", COLUMN_TEXT, false, NULL},
					    {"key", COLUMN_BLOB, false, NULL},
					    {"id", COLUMN_INT, false, NULL}};
const struct table sort_key_table = {
	"sort_key", TABLE_DERIVED, key_columns, ARRAY_LEN(key_columns), "record, field, key, id", NULL, 0};

bool record_facet(const struct field *f)
{
	return (f->flags & FIELD_LISTED) && (f->kind == FIELD_CHOICE || f->kind == FIELD_TRISTATE);
}

struct str counter_value(const struct value *v)
{
	if (v->kind == VALUE_INT)
		return v->i ? STR("1") : STR("0");
	return v->kind == VALUE_TEXT ? v->s : STR("");
}

/* ---- counters ---- */

static int64_t unit_of(const struct record *record, int64_t id, const struct value *values)
{
	if (!record->scope)
		return 0;
	if (strcmp(record->scope, "id") == 0)
		return id;
	const struct value *v = &values[record_field(record, record->scope)];
	return v->kind == VALUE_INT ? v->i : 0;
}

static int count(struct db *db, const struct record *record, const char *field, struct str value, int64_t unit, int by,
		 struct err *err)
{
	return db_run(db, &counter_add, VALUES(v_c(record->name), v_c(field), v_text(value), v_int(unit), v_int(by)), err);
}

static int recount(struct db *db, const struct record *record, const char *field, int64_t id, const struct value *before,
		   const struct value *after, int at, struct err *err)
{
	struct str old = at >= 0 && before ? counter_value(&before[at]) : STR(""), now = at >= 0 ? counter_value(&after[at]) : STR("");
	int64_t unit = unit_of(record, id, after), from = before ? unit_of(record, id, before) : 0;
	if (before && unit == from && str_eq(old, now))
		return 0;
	int r = before ? count(db, record, field, old, from, -1, err) : 0;
	return r < 0 ? r : count(db, record, field, now, unit, 1, err);
}

/* ---- words ---- */

struct words {
	struct str word[FOLLOW_MOST_WORDS];
	size_t n;
};

bool search_word(struct str *rest, struct str *ret_word)
{
	struct str word;
	while (str_split(rest, ' ', &word)) {
		size_t n = word.n < FOLLOW_WORD ? word.n : FOLLOW_WORD;
		while (n < word.n && n > 0 && ((unsigned char)word.p[n] & 0xC0) == 0x80)
			n--; /* whole characters */
		if (n == 0)
			continue;
		*ret_word = str_slice(word, 0, n);
		return true;
	}
	return false;
}

static bool has_word(const struct words *w, struct str word)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_eq(w->word[i], word))
			return true;
	return false;
}

static void take_words(struct arena *a, struct words *w, const struct value *v)
{
	struct str rest = v->kind == VALUE_TEXT ? text_fold(a, v->s) : (struct str){0}, word;
	while (w->n < FOLLOW_MOST_WORDS && search_word(&rest, &word))
		if (!has_word(w, word))
			w->word[w->n++] = word;
}

static int change_words(struct db *db, const struct record *record, int64_t id, const struct words *old, const struct words *now,
			struct err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < old->n; i++)
		if (!has_word(now, old->word[i]))
			r = db_run(db, &token_drop, VALUES(v_c(record->name), v_text(old->word[i]), v_int(id)), err);
	for (size_t i = 0; r == 0 && i < now->n; i++)
		if (!has_word(old, now->word[i]))
			r = db_run(db, &token_add, VALUES(v_c(record->name), v_text(now->word[i]), v_int(id)), err);
	return r;
}

/* ---- order ---- */

static struct value key_of(struct arena *a, const struct value *v)
{
	struct str key = v->kind == VALUE_TEXT ? text_sort_key(a, v->s) : (struct str){0};
	return v_blob(key.n ? key.p : "", key.n);
}

static int change_key(struct db *db, struct arena *a, const struct record *record, size_t at, int64_t id,
		      const struct value *before, const struct value *after, struct err *err)
{
	const char *field = record->fields[at].name;
	if (before && value_eq(&before[at], &after[at]))
		return 0;
	int r = before ? db_run(db, &key_drop, VALUES(v_c(record->name), v_c(field), key_of(a, &before[at]), v_int(id)), err) : 0;
	return r < 0 ? r : db_run(db, &key_add, VALUES(v_c(record->name), v_c(field), key_of(a, &after[at]), v_int(id)), err);
}

/* ---- all of it ---- */

static bool in_order(const struct field *f) { return (f->flags & FIELD_SORTED) != 0; }

bool record_follows(const struct change *c)
{
	if (c->revision == 1)
		return true;
	for (size_t i = 0; i < c->n; i++) {
		const struct field *f = &c->record->fields[c->fields[i]];
		if (record_facet(f) || in_order(f) || (f->flags & FIELD_SEARCHED) ||
		    (c->record->scope && strcmp(f->name, c->record->scope) == 0))
			return true;
	}
	return false;
}

int record_follow(struct db *db, const struct record *record, int64_t id, const struct value *before,
		  const struct value *after, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("follow", (size_t)16 << 20);
	struct words old = {0}, now = {0};
	int r = recount(db, record, "", id, before, after, -1, err);
	for (size_t i = 0; r == 0 && i < record->field_count; i++) {
		const struct field *f = &record->fields[i];
		if (record_facet(f))
			r = recount(db, record, f->name, id, before, after, (int)i, err);
		if (r == 0 && in_order(f))
			r = change_key(db, a, record, i, id, before, after, err);
		if (f->flags & FIELD_SEARCHED) {
			if (before)
				take_words(a, &old, &before[i]);
			take_words(a, &now, &after[i]);
		}
	}
	return r < 0 ? r : change_words(db, record, id, &old, &now, err);
}
