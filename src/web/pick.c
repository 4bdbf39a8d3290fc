#include "web/pick.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "record/follow.h"
#include "record/search.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/api.h"
#include "web/registers.h"

#define WORDS ".tim"
#define BEFORE ".da"

/* ---- what a field says ---- */

struct str pick_ids(struct str typed)
{
	ptrdiff_t at = str_find_char(typed, '?');
	return str_trim(at < 0 ? typed : str_slice(typed, 0, (size_t)at));
}

struct str pick_words(struct str typed)
{
	ptrdiff_t at = str_find_char(typed, '?');
	return at < 0 ? (struct str){0} : str_trim(str_slice(typed, (size_t)at + 1, typed.n));
}

struct str pick_joined(struct arena *a, struct str marked, struct str words, struct str before)
{
	words = str_trim(words);
	bool answered = marked.p && str_eq(words, str_trim(before));
	if (!words.n || answered)
		return marked;
	return marked.n ? arena_printf(a, "%.*s ?%.*s", STR_ARG(marked), STR_ARG(words)) : arena_printf(a, "?%.*s", STR_ARG(words));
}

/* Is it a part of such a field? Then *ret_of is the field. */
static bool is_part(struct web_call *c, struct str name, struct str *ret_of)
{
	struct str of = str_ends(name, STR(WORDS))    ? str_slice(name, 0, name.n - strlen(WORDS))
			: str_ends(name, STR(BEFORE)) ? str_slice(name, 0, name.n - strlen(BEFORE))
			: str_ends(name, STR("[]"))   ? str_slice(name, 0, name.n - 2)
						      : name;
	*ret_of = of;
	return http_form(c->req, arena_c(c->arena, arena_printf(c->arena, "%.*s" WORDS, STR_ARG(of)))).p != NULL;
}

static bool has_parts(const struct http_pairs *form)
{
	for (size_t i = 0; i < form->n; i++)
		if (str_ends(form->v[i].name, STR(WORDS)))
			return true;
	return false;
}

void pick_receive(struct web_call *c)
{
	if (!has_parts(&c->req->form)) /* most forms, some of them with thousands of cells */
		return;
	struct http_pair *pairs = arena_array_of(c->arena, c->req->form.n + 1, struct http_pair);
	struct http_request *req = arena_new_of(c->arena, struct http_request);
	size_t n = 0;
	for (size_t i = 0; i < c->req->form.n; i++) {
		const struct http_pair *pair = &c->req->form.v[i];
		struct str of;
		if (!is_part(c, pair->name, &of))
			pairs[n++] = *pair;
		else if (str_ends(pair->name, STR(WORDS))) {
			const char *before = arena_c(c->arena, arena_printf(c->arena, "%.*s" BEFORE, STR_ARG(of)));
			struct str marked = web_joined(c, arena_c(c->arena, of));
			pairs[n++] = (struct http_pair){of, pick_joined(c->arena, marked, pair->value, http_form(c->req, before))};
		}
	}
	*req = *c->req;
	req->form = (struct http_pairs){pairs, n};
	c->req = req;
}

/* ---- rows in words ---- */

/* Somebody of one unit need not be told whose rows they are. */
static bool of_several_units(struct web_call *c, const struct record *record)
{
	int64_t units[ACCESS_FEW];
	const char *action = register_action(c, record, "read");
	return access_known(action) && access_few(&c->actor, action, units) != 1;
}

int pick_text(struct web_call *c, const struct row *row, struct str *ret, struct err *err)
{
	const struct record *record = row->record;
	struct unit_item unit = {0};
	struct str text, more = {0};
	int r = register_heading(c, row, &text, err);
	if (r == 0 && record == &person_record) /* two people may have one name */
		more = row_str(row, row_str(row, "position").n ? "position" : "login");
	if (more.n)
		text = arena_printf(c->arena, "%.*s (%.*s)", STR_ARG(text), STR_ARG(more));
	if (r == 0 && record->scope && strcmp(record->scope, "id") != 0 && of_several_units(c, record))
		r = unit_get(c->db, c->arena, row_int(row, record->scope), &unit, err);
	if (r < 0)
		return r;
	bool said = !unit.name.n || str_find(text, unit.name) >= 0;
	*ret = said ? text : arena_printf(c->arena, "%.*s – %.*s", STR_ARG(text), STR_ARG(unit.full));
	return 0;
}

void pick_add(struct web_call *c, struct options *o, struct str value, struct str text, bool chosen)
{
	o->list = arena_grow(c->arena, o->list, o->n, &o->cap, sizeof(*o->list));
	o->list[o->n++] = (struct option_view){value, text, chosen};
}

enum rank {
	CALLED_SO,
	WORDS_OF_ITS_NAME, /* who is named Thu comes before every "văn thư" */
	BEGINNINGS_OF_ITS_NAME,
	WORDS_OF_ITS_OWN,
	BEGINNINGS_OF_ITS_OWN,
	OF_ITS_UNIT_TOO,
	OF_ITS_UNIT_ALONE
};

struct ordered {
	enum rank rank;
	struct str name, rest; /* keys: one name together, whatever stands beside it */
	struct option_view option;
};

static int compare(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;
	int names = str_cmp(x->name, y->name);
	return x->rank != y->rank ? (int)x->rank - (int)y->rank : names ? names : str_cmp(x->rest, y->rest);
}

static int ordered_of(struct web_call *c, const struct row *row, struct str *ret_name, struct ordered *ret, struct err *err)
{
	struct str text;
	int r = register_heading(c, row, ret_name, err);
	if (r == 0)
		r = pick_text(c, row, &text, err);
	if (r == 0)
		*ret = (struct ordered){.name = text_sort_key(c->arena, *ret_name),
					.rest = text_sort_key(c->arena, text),
					.option = {web_path(c, "%lld", (long long)row->id), text, false}};
	return r;
}

void pick_order(struct web_call *c, struct options *o, size_t first)
{
	size_t n = o->n - first;
	struct ordered *all = arena_array_of(c->arena, n + 1, struct ordered);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct ordered){.name = text_sort_key(c->arena, o->list[first + i].text), .option = o->list[first + i]};
	if (n)
		qsort(all, n, sizeof(*all), compare);
	for (size_t i = 0; i < n; i++)
		o->list[first + i] = all[i].option;
}

/* Equal ones get what is theirs alone, beside what they share: a person the login, a unit the code, any other row its number. */
static int tell_apart(struct web_call *c, const struct record *record, struct option_view *list, size_t n, struct err *err)
{
	struct str *texts = arena_array_of(c->arena, n + 1, struct str);
	for (size_t i = 0; i < n; i++)
		texts[i] = list[i].text;
	for (size_t i = 0; i < n; i++) {
		bool alone = true;
		for (size_t k = 0; k < n && alone; k++)
			alone = k == i || !str_eq(texts[i], texts[k]);
		struct row row;
		int64_t id;
		if (alone || !str_to_i64(list[i].value, 1, INT64_MAX, &id))
			continue;
		int r = row_load(c->db, c->arena, record, id, &row, err);
		if (r < 0)
			return r;
		const char *own = record == &person_record ? "login" : record == &unit_record ? "code" : NULL;
		struct str said = r && own ? row_str(&row, own) : (struct str){0};
		list[i].text = said.n ? arena_printf(c->arena, "%.*s – %.*s", STR_ARG(texts[i]), STR_ARG(said))
				      : arena_printf(c->arena, _("%.*s – mã %lld"), STR_ARG(texts[i]), (long long)id);
	}
	return 0;
}

/* ---- few ---- */

/* Every unit the actor may read: the offices first, then the communes by name. */
static int all_units(struct web_call *c, struct str chosen, struct options *o, struct err *err)
{
	struct unit_item *units;
	size_t offices, count = 0;
	int r = access_units(c->db, c->arena, &c->actor, "unit.read", &units, &offices, &count, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct str id = web_path(c, "%lld", (long long)units[i].id);
		pick_add(c, o, id, units[i].full, str_eq(id, chosen));
	}
	return r < 0 ? r : 1;
}

/* Is its own order one of words? Then the Vietnamese one, not that of the bytes. */
static bool in_words(const struct record *record)
{
	int at = record->sort ? record_field(record, record->sort) : -1;
	return at >= 0 && (record->fields[at].flags & FIELD_SORTED);
}

int pick_list(struct web_call *c, const struct pick_pool *pool, struct str chosen, struct options *o, struct err *err)
{
	const struct record *record = pool->record;
	struct list_result rows = {0};
	size_t first = o->n;
	int64_t all = 0;
	int r = pool->filter_count ? 0 : record_total(c->db, &c->actor, record, &all, err);
	if (r < 0 || all > PICK_FEW)
		return r < 0 ? r : 0;
	if (record == &unit_record && !pool->filter_count)
		return all_units(c, chosen, o, err);
	const struct list_query q = {.record = record,
				     .filters = pool->filters,
				     .filter_count = pool->filter_count,
				     .limit = PICK_FEW + 1,
				     .uncounted = true};
	r = record_list(c->db, c->arena, &c->actor, &q, &rows, err);
	if (r < 0 || rows.n > PICK_FEW)
		return r < 0 ? r : 0;
	struct ordered *all_rows = arena_array_of(c->arena, rows.n + 1, struct ordered);
	struct str name;
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		r = ordered_of(c, &rows.rows[i], &name, &all_rows[i], err);
	if (r == 0 && rows.n && in_words(record))
		qsort(all_rows, rows.n, sizeof(*all_rows), compare);
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		pick_add(c, o, all_rows[i].option.value, all_rows[i].option.text, str_eq(all_rows[i].option.value, chosen));
	if (r == 0 && o->n > first)
		r = tell_apart(c, record, o->list + first, o->n - first, err);
	return r < 0 ? r : 1;
}

/* ---- many: by words ---- */

/* How well these words stand for a row of these texts of its own. */
static enum rank rank_of_words(struct str own, struct str fold)
{
	size_t words = 0, whole = 0, begun = 0;
	struct str word, part;
	while (search_word(&fold, &word)) {
		bool is = false, begins = false;
		for (struct str rest = own; str_split(&rest, ' ', &part);) {
			is = is || str_eq(part, word);
			begins = begins || str_starts(part, word);
		}
		words++;
		whole += is;
		begun += begins;
	}
	return whole == words ? WORDS_OF_ITS_OWN : begun == words ? BEGINNINGS_OF_ITS_OWN : begun ? OF_ITS_UNIT_TOO : OF_ITS_UNIT_ALONE;
}

/* An office is searched, too, and tells nobody apart. */
static bool identifies(const struct row *row, const struct field *f)
{
	return row->record != &person_record || strcmp(f->name, "position") != 0;
}

/* Called just so is what is named so, shown so, or has such a login, code or number that is searched. */
static enum rank rank_of(struct web_call *c, const struct row *row, struct str name, struct str text, struct str fold)
{
	struct str own = text_fold(c->arena, name);
	enum rank by_name = rank_of_words(own, fold);
	bool called = str_eq(own, fold) || str_eq(text_fold(c->arena, text), fold);
	for (size_t i = 0; i < row->record->field_count && !called; i++) {
		const struct field *f = &row->record->fields[i];
		if (!(f->flags & FIELD_SEARCHED) || row->values[i].kind == VALUE_NULL)
			continue;
		struct str one = text_fold(c->arena, field_text(c->arena, f, &row->values[i]));
		called = identifies(row, f) && str_eq(one, fold);
		own = arena_printf(c->arena, "%.*s %.*s", STR_ARG(own), STR_ARG(one));
	}
	if (called)
		return CALLED_SO;
	return by_name == WORDS_OF_ITS_OWN	  ? WORDS_OF_ITS_NAME
	       : by_name == BEGINNINGS_OF_ITS_OWN ? BEGINNINGS_OF_ITS_NAME
						  : rank_of_words(own, fold);
}

struct called {
	size_t n, exact_n;      /* without accents; with them */
	struct str one, exact;
};

static int look_at(struct web_call *c, const struct row *row, struct str words, struct ordered *ret, struct called *called,
		   struct err *err)
{
	struct str name;
	int r = ordered_of(c, row, &name, ret, err);
	if (r < 0)
		return r;
	struct str id = ret->option.value;
	ret->rank = rank_of(c, row, name, ret->option.text, text_fold(c->arena, words));
	bool so = ret->rank == CALLED_SO;
	if (so) {
		called->n++;
		called->one = id;
	}
	if (so && str_eq(text_name_key(c->arena, name), text_name_key(c->arena, words))) {
		called->exact_n++;
		called->exact = id;
	}
	return 0;
}

int pick_find(struct web_call *c, const struct pick_pool *pool, struct str words, size_t most, struct pick_found *ret,
	      struct err *err)
{
	struct str fold = text_fold(c->arena, words);
	struct search_found ids = {0};
	struct list_result rows = {0};
	struct called called = {0};
	struct pick_found found = {0};
	if (!fold.n) {
		*ret = found;
		return 0;
	}
	int r = record_search(c->db, c->arena, &c->actor, c->site->catalog, pool->record, pool->filters, pool->filter_count, fold,
			      &ids, err);
	const struct list_query q = {.record = pool->record,
				     .filters = pool->filters,
				     .filter_count = pool->filter_count,
				     .in_field = "id",
				     .in = ids.ids,
				     .in_count = ids.n,
				     .sort = "id",
				     .large = true,
				     .uncounted = true,
				     .limit = SEARCH_FOUND};
	if (r == 0 && ids.n)
		r = record_list(c->db, c->arena, &c->actor, &q, &rows, err);
	struct ordered *all = arena_array_of(c->arena, rows.n + 1, struct ordered);
	bool units = of_several_units(c, pool->record);
	size_t n = 0;
	for (size_t i = 0; r == 0 && i < rows.n; i++) {
		r = look_at(c, &rows.rows[i], words, &all[n], &called, err);
		n += units || all[n].rank < OF_ITS_UNIT_ALONE; /* the name of the one unit fits every row */
	}
	if (r < 0)
		return r;
	if (n)
		qsort(all, n, sizeof(*all), compare);
	for (size_t i = 0; i < n && i < most; i++)
		pick_add(c, &found.rows, all[i].option.value, all[i].option.text, false);
	found.total = (int64_t)n;
	found.more = ids.more;
	if (!found.more)
		found.only = called.n == 1 ? called.one : called.exact_n == 1 ? called.exact : (struct str){0};
	*ret = found;
	return tell_apart(c, pool->record, found.rows.list, found.rows.n, err);
}

/* The one row in place of the words: beside what is marked, or instead of it. */
static struct str with_only(struct web_call *c, const struct pick_pool *pool, struct str typed, struct str only)
{
	struct str ids = pick_ids(typed);
	return pool->several && ids.n ? arena_printf(c->arena, "%.*s %.*s", STR_ARG(ids), STR_ARG(only)) : only;
}

int pick_settle(struct web_call *c, const struct pick_pool *pool, struct str typed, struct str *ret, struct err *err)
{
	struct str words = pick_words(typed);
	struct pick_found found = {0};
	int r = words.n ? pick_find(c, pool, words, 1, &found, err) : 0;
	if (r < 0)
		return r;
	*ret = found.only.n ? with_only(c, pool, typed, found.only) : typed;
	return 0;
}

/* ---- the field ---- */

static struct str said_of(struct web_call *c, const struct pick_found *found, struct str words)
{
	struct str total = web_number(c, found->total);
	if (found->total == 0)
		return arena_printf(c->arena, _("Không tìm thấy “%.*s” trong những gì bạn được xem. Hãy thử ít chữ hơn; có dấu hay "
						"không dấu, thứ tự nào cũng được."),
				    STR_ARG(words));
	if (found->more || found->total > (int64_t)found->rows.n)
		return arena_printf(c->arena, _("Có %s%.*s kết quả cho “%.*s”, ở đây là %zu kết quả đầu; hãy gõ thêm chữ, ví dụ tên "
						"đơn vị."),
				    found->more ? _("hơn ") : "", STR_ARG(total), STR_ARG(words), found->rows.n);
	return arena_printf(c->arena, _("Có %.*s kết quả cho “%.*s”; hãy chọn."), STR_ARG(total), STR_ARG(words));
}

/* What is marked already, as far as it may be read. */
static int marked(struct web_call *c, const struct pick_pool *pool, struct str ids, struct options *o, struct err *err)
{
	struct str part, text;
	int r = 0;
	while (r == 0 && str_split(&ids, ' ', &part)) {
		struct row row;
		int64_t id;
		if (!str_to_i64(part, 1, INT64_MAX, &id))
			continue;
		r = record_read(c->site, c->db, c->arena, &c->actor, pool->record, id, &row, err);
		if (r <= 0)
			continue;
		r = pick_text(c, &row, &text, err);
		if (r == 0)
			pick_add(c, o, part, text, true);
	}
	return r < 0 ? r : 0;
}

static bool is_marked(const struct options *o, struct str id)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->list[i].chosen && str_eq(o->list[i].value, id))
			return true;
	return false;
}

/* Where the script asks; nowhere for what is no register. */
static struct str source_of(struct web_call *c, const struct pick_pool *pool)
{
	struct str to = {0};
	for (const struct record *const *r = app_registers; *r; r++)
		if (*r == pool->record && access_could(&c->actor, register_action(c, *r, "read")))
			to = web_path(c, "/danh-muc/%s/chon", (*r)->name);
	for (size_t i = 0; to.n && i < pool->filter_count; i++)
		to = web_with(c, to, NULL, 0, pool->filters[i].field, web_path(c, "%lld", (long long)pool->filters[i].value.i));
	return to;
}

int pick_field(struct web_call *c, const struct pick_pool *pool, struct field_view *v, struct err *err)
{
	struct options o = {0};
	struct pick_found found = {0};
	struct str words = pick_words(v->value);
	int r = words.n ? pick_find(c, pool, words, PICK_SHOWN, &found, err) : 0;
	if (r == 0 && found.only.n) {
		v->value = with_only(c, pool, v->value, found.only);
		words = (struct str){0};
		found = (struct pick_found){0};
	}
	if (r == 0)
		r = marked(c, pool, pick_ids(v->value), &o, err);
	if (r < 0)
		return r;
	if (!pool->several && !v->required)
		pick_add(c, &o, STR(""), str_from_c(_("– không chọn –")), o.n == 0 && !words.n);
	for (size_t i = 0; i < found.rows.n; i++)
		if (!is_marked(&o, found.rows.list[i].value))
			pick_add(c, &o, found.rows.list[i].value, found.rows.list[i].text, false);
	v->kind = CONTROL_PICK;
	v->several = pool->several;
	v->words = words;
	v->source = source_of(c, pool);
	v->look = str_from_c(pool->record == &person_record ? _("Gõ vài chữ của tên, chức vụ hoặc đơn vị để tìm")
							    : _("Gõ vài chữ của tên, của đơn vị để tìm"));
	v->found = words.n ? said_of(c, &found, words) : (struct str){0};
	v->options = o.list;
	v->option_count = o.n;
	return 0;
}

bool pick_complain(struct field_view *v)
{
	if (v->kind != CONTROL_PICK || !v->words.n)
		return false;
	v->error = v->found;
	v->found = (struct str){0};
	return true;
}

/* ---- for the script ---- */

/* Of the address: what a list of the register could be filtered by. */
static void take_filter(struct web_call *c, struct pick_pool *pool, struct http_pair pair)
{
	int at = record_field(pool->record, arena_c(c->arena, pair.name));
	struct err ignored = ERR_INIT;
	struct value v;
	if (at < 0 || pool->filter_count == ARRAY_LEN(pool->filters) || !api_filters(&pool->record->fields[at]))
		return;
	const struct field *f = &pool->record->fields[at];
	if (field_parse(c->arena, f, pair.value, &v, &ignored) == 0 && v.kind != VALUE_NULL)
		pool->filters[pool->filter_count++] = (struct list_filter){f->name, "=", v};
}

int page_of_register_pick(struct web_call *c, struct err *err)
{
	struct pick_pool pool = {.record = register_of(c)};
	struct pick_found found = {0};
	struct str words = str_trim(http_query(c->req, "q"));
	struct json_out j;
	if (!pool.record)
		return web_not_found(c, err);
	for (size_t i = 0; i < c->req->query.n; i++)
		take_filter(c, &pool, c->req->query.v[i]);
	int r = pick_find(c, &pool, words, PICK_OFFERED, &found, err);
	if (r < 0)
		return r;
	c->res->type = STR("application/json; charset=utf-8");
	c->res->cache = HTTP_CACHE_NEVER;
	json_begin(&j, &c->res->body);
	json_object(&j);
	json_kv_str(&j, "said", said_of(c, &found, words));
	json_key(&j, "rows");
	json_array(&j);
	for (size_t i = 0; i < found.rows.n; i++) {
		json_object(&j);
		json_kv_str(&j, "id", found.rows.list[i].value);
		json_kv_str(&j, "text", found.rows.list[i].text);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
	return 0;
}
