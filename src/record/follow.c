#include "record/follow.h"

#include <stdlib.h>
#include <string.h>

#include "record/statements.h"
#include "text/text.h"

static const struct column counter_columns[] = {
	{"record", COLUMN_TEXT, false, NULL}, {"field", COLUMN_TEXT, false, NULL}, {"value", COLUMN_TEXT, false, NULL},
	{"unit", COLUMN_INT, false, "unit"},  {"n", COLUMN_INT, false, NULL},
};
const struct table counter_table = {
	"counter", TABLE_DERIVED, counter_columns, ARRAY_LEN(counter_columns), "record, field, value, unit", NULL, 0};

static const struct column token_columns[] = {{"token", COLUMN_TEXT, false, NULL}, {"id", COLUMN_INT, false, NULL}};
const struct table search_token_table = {
	"search_token", TABLE_DERIVED, token_columns, ARRAY_LEN(token_columns), "token, id", NULL, 0};

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

static int64_t unit_of(const struct record *record, int64_t id, const struct value *values)
{
	if (!record->scope)
		return 0;
	if (strcmp(record->scope, "id") == 0)
		return id;
	const struct value *v = &values[record_field(record, record->scope)];
	return v->kind == VALUE_INT ? v->i : 0;
}

/* ---- what is to be written ---- */

/* A row of one of the three tables; `by` is what is added, of words and keys -1 takes the row away. */
struct line {
	const struct record *record;
	const char *field; /* "" for words */
	struct str text;   /* value, token or key */
	int64_t id;        /* unit or row */
	int by;
};

struct lines {
	struct line *line;
	size_t n, cap;
};

struct follow_made {
	struct arena *a;
	struct lines counts, words, keys; /* each in the order of its table's key */
};

static void note(struct follow_made *f, struct lines *l, struct line line)
{
	l->line = arena_grow(f->a, l->line, l->n, &l->cap, sizeof(*l->line));
	l->line[l->n++] = line;
}

/* The order of the primary keys: pages are touched one after the other. A word or key of a row is either added or taken away. */
static int by_key(const void *p, const void *q)
{
	const struct line *x = p, *y = q;
	int c = x->record == y->record ? 0 : strcmp(x->record->name, y->record->name);
	if (c == 0 && x->field != y->field)
		c = strcmp(x->field, y->field);
	if (c == 0)
		c = str_cmp(x->text, y->text);
	return c ? c : (x->id > y->id) - (x->id < y->id);
}

static void in_order_of_key(struct lines *l)
{
	if (l->n > 1)
		qsort(l->line, l->n, sizeof(*l->line), by_key);
}

/* ---- counters ---- */

static void recount(struct follow_made *f, const struct followed *row, const char *field, int at)
{
	const struct value *before = row->before, *after = row->after;
	struct str old = at >= 0 && before ? counter_value(&before[at]) : STR(""),
		   now = at >= 0 && after ? counter_value(&after[at]) : STR("");
	int64_t unit = after ? unit_of(row->record, row->id, after) : 0, from = before ? unit_of(row->record, row->id, before) : 0;
	if (before && after && unit == from && str_eq(old, now))
		return;
	if (before)
		note(f, &f->counts, (struct line){row->record, field, old, from, -1});
	if (after)
		note(f, &f->counts, (struct line){row->record, field, now, unit, 1});
}

/* Each counter once. One that ends as it was is written too: that it is there tells that it was needed. */
static int write_counts(struct db *db, const struct lines *counts, struct err *err)
{
	const struct line *l = counts->line;
	int r = 0;
	for (size_t i = 0, next; r == 0 && i < counts->n; i = next) {
		int64_t by = 0;
		for (next = i; next < counts->n && by_key(&l[next], &l[i]) == 0; next++)
			by += l[next].by;
		r = db_run(db, &counter_add,
			   VALUES(v_c(l[i].record->name), v_c(l[i].field), v_text(l[i].text), v_int(l[i].id), v_int(by)), err);
	}
	return r;
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

struct str search_token(struct arena *a, const struct record *record, struct str word)
{
	size_t n = strlen(record->name);
	char *token = arena_alloc(a, n + 1 + word.n);
	memcpy(token, record->name, n);
	token[n] = ' ';
	memcpy(token + n + 1, word.p, word.n);
	return (struct str){token, n + 1 + word.n};
}

static void change_words(struct follow_made *f, const struct followed *row, const struct words *old, const struct words *now)
{
	const struct record *record = row->record;
	for (size_t i = 0; i < old->n; i++)
		if (!has_word(now, old->word[i]))
			note(f, &f->words, (struct line){record, "", search_token(f->a, record, old->word[i]), row->id, -1});
	for (size_t i = 0; i < now->n; i++)
		if (!has_word(old, now->word[i]))
			note(f, &f->words, (struct line){record, "", search_token(f->a, record, now->word[i]), row->id, 1});
}

static int write_words(struct db *db, const struct lines *words, struct err *err)
{
	struct db_rows added;
	int r = 0;
	db_rows_begin(&added, db, &token_add);
	for (size_t i = 0; r == 0 && i < words->n; i++) {
		const struct line *l = &words->line[i];
		r = l->by < 0 ? db_run(db, &token_drop, VALUES(v_text(l->text), v_int(l->id)), err)
			      : db_rows_add(&added, VALUES(v_text(l->text), v_int(l->id)), err);
	}
	return db_rows_end(&added, r, err);
}

/* ---- order ---- */

static struct str key_of(struct arena *a, const struct value *v)
{
	return v->kind == VALUE_TEXT ? text_sort_key(a, v->s) : (struct str){0};
}

static void change_key(struct follow_made *f, const struct followed *row, size_t at)
{
	const char *field = row->record->fields[at].name;
	const struct value *before = row->before, *after = row->after;
	if (before && after && value_eq(&before[at], &after[at]))
		return;
	if (before)
		note(f, &f->keys, (struct line){row->record, field, key_of(f->a, &before[at]), row->id, -1});
	if (after)
		note(f, &f->keys, (struct line){row->record, field, key_of(f->a, &after[at]), row->id, 1});
}

static int write_keys(struct db *db, const struct lines *keys, struct err *err)
{
	struct db_rows added;
	int r = 0;
	db_rows_begin(&added, db, &key_add);
	for (size_t i = 0; r == 0 && i < keys->n; i++) {
		const struct line *l = &keys->line[i];
		struct value key = v_blob(l->text.n ? l->text.p : "", l->text.n);
		const struct value row[] = {v_c(l->record->name), v_c(l->field), key, v_int(l->id)};
		r = l->by < 0 ? db_run(db, &key_drop, row, ARRAY_LEN(row), err) : db_rows_add(&added, row, ARRAY_LEN(row), err);
	}
	return db_rows_end(&added, r, err);
}

/* ---- all of it ---- */

static bool in_order(const struct field *f) { return (f->flags & FIELD_SORTED) != 0; }

bool record_follows(const struct change *c)
{
	if (c->kind != CHANGE_SET || c->revision == 1)
		return true;
	for (size_t i = 0; i < c->n; i++) {
		const struct field *f = &c->record->fields[c->fields[i]];
		if (record_facet(f) || in_order(f) || (f->flags & FIELD_SEARCHED) ||
		    (c->record->scope && strcmp(f->name, c->record->scope) == 0))
			return true;
	}
	return false;
}

static void follow_row(struct follow_made *f, const struct followed *row)
{
	struct words old = {0}, now = {0};
	recount(f, row, "", -1);
	for (size_t i = 0; i < row->record->field_count; i++) {
		const struct field *field = &row->record->fields[i];
		if (record_facet(field))
			recount(f, row, field->name, (int)i);
		if (in_order(field))
			change_key(f, row, i);
		if (field->flags & FIELD_SEARCHED) {
			if (row->before)
				take_words(f->a, &old, &row->before[i]);
			if (row->after)
				take_words(f->a, &now, &row->after[i]);
		}
	}
	change_words(f, row, &old, &now);
}

struct follow_made *record_follow_make(struct arena *a, const struct followed *rows, size_t n)
{
	struct follow_made *made = arena_new_of(a, struct follow_made);
	*made = (struct follow_made){.a = a};
	for (size_t i = 0; i < n; i++)
		follow_row(made, &rows[i]);
	in_order_of_key(&made->counts);
	in_order_of_key(&made->words);
	in_order_of_key(&made->keys);
	return made;
}

int record_follow_write(struct db *db, const struct follow_made *made, struct err *err)
{
	int r = write_counts(db, &made->counts, err);
	if (r == 0)
		r = write_words(db, &made->words, err);
	return r < 0 ? r : write_keys(db, &made->keys, err);
}
