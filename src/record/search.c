#include "record/search.h"

#include <stdio.h>
#include <string.h>

#include "record/follow.h"
#include "text/text.h"
#include "unit/kinds.h"
#include "unit/records.h"

#define SLICE 500
#define REACH_ROWS 10000
#define LAST_CHARACTER "\xF4\x8F\xBF\xBF" /* behind every letter, so that word … word + this are the words that begin so */

/* ---- does a row fit? ---- */

static bool begins_a_word(struct str fold, struct str word)
{
	struct str part;
	while (str_split(&fold, ' ', &part))
		if (str_starts(part, word))
			return true;
	return false;
}

/* What is searched of one field, folded; empty when nothing is. */
static int text_of(struct db *db, struct arena *scratch, const struct catalog *catalog, const struct field *f,
		   const struct value *v, struct str *ret_fold, struct err *err)
{
	bool reference = f->kind == FIELD_REF && (f->flags & FIELD_LISTED);
	struct str text = {0};
	*ret_fold = (struct str){0};
	if (v->kind == VALUE_NULL || (!reference && !(f->flags & FIELD_SEARCHED)))
		return 0;
	int r = reference ? record_label(db, scratch, catalog, f->references, v->i, &text, err) : 0;
	if (r == 0)
		*ret_fold = text_fold(scratch, reference ? text : field_text(scratch, f, v));
	return r;
}

int search_fits(struct db *db, struct arena *scratch, const struct catalog *catalog, const struct row *row, struct str fold,
		struct err *err)
{
	struct str word, text, words[SEARCH_WORDS];
	bool found[SEARCH_WORDS] = {false};
	size_t n = 0, missing;
	while (n < SEARCH_WORDS && search_word(&fold, &word))
		words[n++] = word;
	missing = n;
	for (size_t i = 0; i < row->record->field_count && missing; i++) {
		int r = text_of(db, scratch, catalog, &row->record->fields[i], &row->values[i], &text, err);
		if (r < 0)
			return r;
		for (size_t k = 0; k < n && text.n; k++)
			if (!found[k] && begins_a_word(text, words[k])) {
				found[k] = true;
				missing--;
			}
	}
	return missing == 0;
}

/* ---- in a large register ---- */

struct ids {
	int64_t *id;
	size_t n, cap;
};

static int take(struct query *q, struct arena *a, struct ids *ids, struct err *err)
{
	int r;
	while ((r = query_next(q, err)) > 0) {
		ids->id = arena_grow(a, ids->id, ids->n, &ids->cap, sizeof(*ids->id));
		ids->id[ids->n++] = query_int(q, 0);
	}
	return r;
}

/* A listed reference by which rows are found quickly. */
static bool leads_to_rows(const struct field *f)
{
	return f->kind == FIELD_REF && (f->flags & FIELD_LISTED) && (f->flags & FIELD_INDEXED);
}

/* Rows with the word, their own (`at` -1) or by the reference `at`: their ids, or their number, up to `most`. */
static int words_query(struct db *db, struct arena *a, const struct catalog *catalog, const struct record *record, int at,
		       struct str word, bool number, int64_t most, struct query **ret, struct err *err)
{
	const struct record *from = at >= 0 ? catalog_record(catalog, str_from_c(record->fields[at].references)) : record;
	INVARIANT(from, "a reference to no record");
	struct str begin = search_token(a, from, word), end = arena_printf(a, "%.*s%s", STR_ARG(begin), LAST_CHARACTER);
	struct str inner = STR("SELECT id FROM search_token WHERE token >= ?1 AND token < ?2 LIMIT ?3");
	if (at >= 0)
		inner = arena_printf(a,
				     "SELECT %s.id FROM search_token AS k CROSS JOIN %s WHERE k.token >= ?1 AND k.token < ?2 AND "
				     "%s.%s = k.id LIMIT ?3",
				     record->name, record->name, record->name, record->fields[at].name);
	struct str sql = number ? arena_printf(a, "SELECT count(*) FROM (%.*s) AS some", STR_ARG(inner)) : inner;
	return db_query_sql(db, sql, VALUES(v_text(begin), v_text(end), v_int(most)), ret, err);
}

static int rows_with(struct db *db, struct arena *a, const struct catalog *catalog, const struct record *record,
		     struct str word, struct ids *ids, struct err *err)
{
	int r = 0;
	for (int at = -1; r == 0 && at < (int)record->field_count; at++) {
		_cleanup_query_ struct query *q = NULL;
		if (at >= 0 && !leads_to_rows(&record->fields[at]))
			continue;
		r = words_query(db, a, catalog, record, at, word, false, SEARCH_CANDIDATES + 1, &q, err);
		if (r == 0)
			r = take(q, a, ids, err);
	}
	return r;
}

static int how_many(struct db *db, struct arena *a, const struct catalog *catalog, const struct record *record,
		    struct str word, int64_t *ret, struct err *err)
{
	int64_t sum = 0;
	int r = 0;
	for (int at = -1; r == 0 && at < (int)record->field_count && sum <= SEARCH_COMMON; at++) {
		_cleanup_query_ struct query *q = NULL;
		if (at >= 0 && !leads_to_rows(&record->fields[at]))
			continue;
		r = words_query(db, a, catalog, record, at, word, true, SEARCH_COMMON + 1, &q, err);
		if (r == 0)
			r = query_next(q, err);
		if (r > 0) {
			sum += query_int(q, 0);
			r = 0;
		}
	}
	*ret = sum;
	return r;
}

/* Words for kinds of units stand in what a reference shows, not among the words of its name. */
static bool names_a_kind(struct str word)
{
	static const char *const kinds[] = {"xa", "phuong", "dac", "khu", "tinh", "thanh", "pho", "so"};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_starts(str_from_c(kinds[i]), word))
			return true;
	return false;
}

/* How far the ids of the first rows with this very word reach: the farther, the rarer it is. For words that are too common to be
 * counted. */
static int reach_of(struct db *db, struct arena *a, const struct record *record, struct str word, int64_t *ret, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query_sql(db,
			     STR("SELECT max(id) FROM (SELECT id FROM search_token WHERE token = ?1 ORDER BY id LIMIT ?2) AS some"),
			     VALUES(v_text(search_token(a, record, word)), v_int(REACH_ROWS)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	*ret = r > 0 ? query_int(q, 0) : 0;
	return r < 0 ? r : 0;
}

/* The rarest word; empty when a word stands nowhere. */
static int rarest_word(struct db *db, struct arena *a, const struct catalog *catalog, const struct record *record,
		       struct str fold, struct str *ret, struct err *err)
{
	struct str word, rarest = {0};
	int64_t fewest = 0, farthest = 0, n, reach = 0;
	for (size_t i = 0; i < SEARCH_WORDS && search_word(&fold, &word); i++) {
		int r = how_many(db, a, catalog, record, word, &n, err);
		if (r == 0 && n > SEARCH_COMMON)
			r = reach_of(db, a, record, word, &reach, err);
		if (r < 0)
			return r;
		n = n > SEARCH_COMMON ? SEARCH_COMMON + 1 : n;
		if (n == 0 && !names_a_kind(word)) {
			*ret = (struct str){0};
			return 0;
		}
		if (n && (!rarest.n || n < fewest || (n == fewest && n > SEARCH_COMMON && reach > farthest))) {
			rarest = word;
			fewest = n;
			farthest = reach;
		}
	}
	*ret = rarest;
	return 0;
}

/* Rows that have all the words as they were typed: found in the tables of words alone, so that common words are quick. What
 * only begins so is left to the rows. */
static int whole_words(struct db *db, struct arena *a, const struct actor *actor, const struct record *record,
		       const struct list_filter *filters, size_t filter_count, struct str fold, struct str rarest, struct ids *ret,
		       struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 16);
	_cleanup_query_ struct query *q = NULL;
	struct value values[SEARCH_WORDS + LIST_MOST_FILTERS + 2] = {v_text(search_token(a, record, rarest))};
	struct str word;
	size_t n = 1;
	char action[80], scope[120];
	snprintf(action, sizeof(action), "%s.read", record->name);
	snprintf(scope, sizeof(scope), "+%s.%s", record->name, record->scope ? record->scope : "id");
	buf_printf(&sql, "SELECT %s.id FROM search_token AS k CROSS JOIN %s WHERE k.token = ?1 AND %s.id = k.id AND ",
		   record->name, record->name, record->name);
	access_filter(&sql, actor, action, record->scope ? scope : "(SELECT root FROM site LIMIT 1)");
	for (size_t i = 0; i < SEARCH_WORDS && search_word(&fold, &word); i++) {
		if (str_eq(word, rarest))
			continue;
		values[n++] = v_text(search_token(a, record, word));
		buf_printf(&sql, " AND EXISTS (SELECT 1 FROM search_token AS o WHERE o.token = ?%zu AND o.id = k.id)", n);
	}
	INVARIANT(filter_count <= LIST_MOST_FILTERS, "more filters than a search takes");
	for (size_t i = 0; i < filter_count; i++) {
		values[n++] = filters[i].value;
		buf_printf(&sql, " AND +%s.%s = ?%zu", record->name, filters[i].field, n);
	}
	values[n++] = v_int(SEARCH_FOUND);
	buf_printf(&sql, " LIMIT ?%zu", n);
	int r = db_query_sql(db, buf_str(&sql), values, n, &q, err);
	return r < 0 ? r : take(q, a, ret, err);
}

static bool has_id(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* "xã Thiệu Hóa" is found as "Thiệu Hóa": the kind is no part of a name. */
static struct str without_kind(struct arena *a, struct str fold)
{
	for (int kind = UNIT_KIND_NONE + 1; kind < UNIT_KIND_COUNT; kind++) {
		enum unit_tier tier = unit_kind_tier((enum unit_kind)kind);
		struct str word = text_fold(a, unit_kind_word((enum unit_kind)kind));
		if ((tier == TIER_PROVINCE || tier == TIER_COMMUNE) && str_starts(fold, word) && word.n < fold.n && fold.p[word.n] == ' ')
			return str_slice(fold, word.n + 1, fold.n);
	}
	return fold;
}

int record_search(struct db *db, struct arena *a, const struct actor *actor, const struct catalog *catalog,
		  const struct record *record, const struct list_filter *filters, size_t filter_count, struct str fold,
		  struct search_found *ret_found, struct err *err)
{
	_cleanup_arena_ struct arena *all = arena_new("search", (size_t)64 << 20);
	_cleanup_arena_ struct arena *scratch = arena_new("search slice", (size_t)64 << 20);
	struct search_found found = {.ids = arena_array_of(a, SEARCH_FOUND, int64_t)};
	struct ids rows = {0};
	struct str rarest;
	fold = record == &unit_record ? without_kind(a, fold) : fold;
	int r = rarest_word(db, all, catalog, record, fold, &rarest, err);
	if (r == 0 && rarest.n)
		r = whole_words(db, a, actor, record, filters, filter_count, fold, rarest, &rows, err);
	if (r == 0 && rows.n == SEARCH_FOUND) {
		*ret_found = (struct search_found){rows.id, rows.n, true};
		return 0;
	}
	rows = (struct ids){0};
	if (r == 0 && rarest.n)
		r = rows_with(db, all, catalog, record, rarest, &rows, err);
	if (r < 0)
		return r;
	size_t most = rows.n > SEARCH_CANDIDATES ? SEARCH_CANDIDATES : rows.n;
	found.more = rows.n > most;
	for (size_t from = 0; r == 0 && from < most && found.n < SEARCH_FOUND; from += SLICE) {
		struct list_result page = {0};
		size_t n = most - from < SLICE ? most - from : SLICE;
		const struct list_query lq = {.record = record,
					      .filters = filters,
					      .filter_count = filter_count,
					      .in_field = "id",
					      .in = rows.id + from,
					      .in_count = n,
					      .sort = "id",
					      .limit = SLICE + 1,
					      .large = true};
		arena_reset(scratch);
		r = record_list(db, scratch, actor, &lq, &page, err);
		for (size_t i = 0; r == 0 && i < page.n; i++) {
			int fits = search_fits(db, scratch, catalog, &page.rows[i], fold, err);
			if (fits < 0)
				r = fits;
			else if (fits && found.n == SEARCH_FOUND)
				found.more = true;
			else if (fits && !has_id(found.ids, found.n, page.rows[i].id)) /* by two of its words */
				found.ids[found.n++] = page.rows[i].id;
		}
		found.more = found.more || (found.n == SEARCH_FOUND && from + n < most);
	}
	if (r == 0)
		*ret_found = found;
	return r;
}
