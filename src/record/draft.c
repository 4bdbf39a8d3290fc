#include "record/draft.h"

#include "base/json.h"
#include "base/json_in.h"
#include "record/statements.h"
#include "record/verbs.h"

static const struct column columns[] = {
	{"person", COLUMN_INT, false, "person"}, {"record", COLUMN_TEXT, false, NULL}, {"id", COLUMN_INT, false, NULL},
	{"at", COLUMN_INT, false, NULL},	 {"sealed", COLUMN_BLOB, false, NULL},
};
static const struct index indexes[] = {{"at", false}, {"person, at", false}};
const struct table draft_table = {"draft", TABLE_OPERATIONAL,	columns, ARRAY_LEN(columns), "person, record, id",
				  indexes, ARRAY_LEN(indexes)};

/* What it is bound to: a draft copied to another person or row does not open. */
static struct str about(struct arena *a, int64_t person, const struct record *record, int64_t id)
{
	return arena_printf(a, "draft %lld %s %lld", (long long)person, record->name, (long long)id);
}

struct job {
	int64_t person, id, now;
	const char *record;
	struct str sealed;
};

static int write_draft(struct db *db, void *arg, struct err *err)
{
	const struct job *j = arg;
	int r = db_run(db, &draft_put,
		       VALUES(v_int(j->person), v_c(j->record), v_int(j->id), v_int(j->now), v_blob(j->sealed.p, j->sealed.n)),
		       err);
	if (r == 0)
		r = db_run(db, &draft_clean, VALUES(v_int(j->now - DRAFT_DAYS * 86400000LL)), err);
	if (r == 0)
		r = db_run(db, &draft_keep, VALUES(v_int(j->person), v_int(DRAFT_MOST)), err);
	return r;
}

static bool is_typed(const struct verb *save, struct str name)
{
	for (size_t i = 0; i < save->param_count; i++)
		if (str_eq_c(name, save->params[i].name))
			return true;
	return false;
}

int draft_save(struct site *site, int64_t person, const struct verb *verb, int64_t id, const struct verb_arg *typed,
	       size_t n, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("draft", 4 * DRAFT_BYTES);
	_cleanup_buf_ struct buf text = BUF_INIT(DRAFT_BYTES);
	const struct record *record = verb->record;
	uint8_t nonce[SEAL_NONCE_LEN];
	struct json_out json;
	json_begin(&json, &text);
	json_array(&json);
	for (size_t i = 0; i < n; i++) {
		if (!is_typed(verb, typed[i].name))
			continue;
		json_str(&json, typed[i].name);
		json_str(&json, typed[i].value);
	}
	json_array_end(&json);
	if (text.full)
		return err_set(err, ERR_TOO_LARGE, _("Bản nháp quá dài nên không giữ được; hãy rút ngắn."));
	random_bytes(nonce, sizeof(nonce));
	struct job j = {person, id, site_now(site), record->name,
			seal(a, site->seal_key, nonce, about(a, person, record, id), buf_str(&text))};
	return writer_run(site->writer, write_draft, &j, err);
}

/* A draft that does not open (another key, another program) is as good as none. */
static bool read_typed(struct arena *a, struct str text, struct verb_arg **ret_typed, size_t *ret_n)
{
	const struct jval *list;
	struct err ignored = ERR_INIT;
	if (jval_parse(a, text, DRAFT_BYTES, &list, &ignored) < 0 || list->kind != J_LIST || list->n % 2)
		return false;
	struct verb_arg *typed = arena_array_of(a, list->n / 2, struct verb_arg);
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].kind != J_TEXT)
			return false;
		*(i % 2 ? &typed[i / 2].value : &typed[i / 2].name) = list->items[i].s;
	}
	*ret_typed = typed;
	*ret_n = list->n / 2;
	return true;
}

int draft_load(struct site *site, struct db *db, struct arena *a, int64_t person, const struct record *record, int64_t id,
	       struct verb_arg **ret_typed, size_t *ret_n, int64_t *ret_at, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	struct str text;
	int r = db_query(db, &draft_get, VALUES(v_int(person), v_c(record->name), v_int(id)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r <= 0)
		return r;
	int64_t at = query_int(q, 0);
	if (at < site_now(site) - DRAFT_DAYS * 86400000LL ||
	    !unseal(a, site->seal_key, about(a, person, record, id), query_str(q, 1), &text) ||
	    !read_typed(a, text, ret_typed, ret_n))
		return 0;
	*ret_at = at;
	return 1;
}

static int write_drop(struct db *db, void *arg, struct err *err)
{
	const struct job *j = arg;
	return db_run(db, &draft_delete, VALUES(v_int(j->person), v_c(j->record), v_int(j->id)), err);
}

int draft_drop(struct site *site, struct db *db, int64_t person, const struct record *record, int64_t id, struct err *err)
{
	struct job j = {.person = person, .id = id, .record = record->name};
	int64_t at;
	int r = db_get_int(db, &draft_get, VALUES(v_int(person), v_c(record->name), v_int(id)), 0, &at, err);
	return r < 0 || !at ? r : writer_run(site->writer, write_drop, &j, err);
}
