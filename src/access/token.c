#include "access/token.h"

#include <string.h>

#include "access/statements.h"

#define USED_EVERY_MS 300000
#define DAY_MS 86400000LL

static const struct column token_columns[] = {
	{"token_hash", COLUMN_BLOB, false, NULL}, {"person", COLUMN_INT, false, "person"},
	{"name", COLUMN_TEXT, false, NULL},       {"may_write", COLUMN_INT, false, NULL},
	{"records", COLUMN_TEXT, false, NULL},    {"made_at", COLUMN_INT, false, NULL},
	{"ends_at", COLUMN_INT, false, NULL},     {"used_at", COLUMN_INT, false, NULL},
};
static const struct index token_indexes[] = {{"person", false}};
const struct table token_table = {"token", TABLE_OPERATIONAL, token_columns, ARRAY_LEN(token_columns), "token_hash",
				  token_indexes, ARRAY_LEN(token_indexes)};

struct make {
	struct hash hash;
	int64_t person, now, ends_at;
	const struct token_wish *wish;
	struct str name;
};

static int write_token(struct db *db, void *arg, struct err *err)
{
	const struct make *m = arg;
	int64_t has = 0;
	int r = db_run(db, &token_clean, VALUES(v_int(m->now)), err);
	if (r == 0)
		r = db_get_int(db, &token_count, VALUES(v_int(m->person)), 0, &has, err);
	if (r == 0 && has >= TOKEN_MOST)
		return err_set(err, ERR_CONFLICT,
			       _("Mỗi người có nhiều nhất %d mã truy cập. Hãy thu hồi mã không còn dùng."), TOKEN_MOST);
	if (r == 0)
		r = db_run(db, &token_insert,
			   VALUES(v_blob(m->hash.b, HASH_LEN), v_int(m->person), v_text(m->name), v_int(m->wish->write),
				  v_text(m->wish->records), v_int(m->now), v_int(m->ends_at)),
			   err);
	return r;
}

int token_make(struct site *site, struct arena *a, int64_t person, const struct token_wish *wish, struct str *ret_text,
	       struct err *err)
{
	static const struct field name_field = {.name = "name",
						.kind = FIELD_TEXT,
						.label = _("Dùng cho việc gì"),
						.flags = FIELD_REQUIRED,
						.max = TOKEN_MOST_NAME};
	uint8_t chance[TOKEN_LEN];
	struct value name;
	struct make m = {.person = person, .now = site_now(site), .wish = wish};
	int r = field_parse(a, &name_field, wish->name, &name, err);
	if (r < 0)
		return r;
	if (wish->days < 1 || wish->days > TOKEN_MOST_DAYS)
		return err_field(err, ERR_INPUT, "days", _("«Dùng trong bao nhiêu ngày» phải từ 1 đến %d."),
				 TOKEN_MOST_DAYS);
	random_bytes(chance, sizeof(chance));
	m.hash = hash_bytes(chance, sizeof(chance));
	m.name = name.s;
	m.ends_at = m.now + wish->days * DAY_MS;
	r = writer_run(site->writer, write_token, &m, err);
	if (r == 0)
		*ret_text = arena_printf(a, "%s%.*s", TOKEN_PREFIX, STR_ARG(base64url(a, chance, sizeof(chance))));
	memory_wipe(chance, sizeof(chance));
	return r;
}

static struct token token_of(struct query *q, struct arena *a)
{
	struct token t = {
		.person = query_int(q, 1),
		.name = query_dup(q, 2, a),
		.write = query_int(q, 3) != 0,
		.records = query_dup(q, 4, a),
		.made_at = query_int(q, 5),
		.ends_at = query_int(q, 6),
		.used_at = query_int(q, 7),
	};
	struct str hash = query_str(q, 0);
	INVARIANT(hash.n == HASH_LEN, "a token's hash has another length");
	memcpy(t.hash.b, hash.p, HASH_LEN);
	return t;
}

struct used {
	const struct hash *hash;
	int64_t now;
};

static int write_used(struct db *db, void *arg, struct err *err)
{
	const struct used *u = arg;
	return db_run(db, &token_used, VALUES(v_blob(u->hash->b, HASH_LEN), v_int(u->now)), err);
}

int token_find(struct site *site, struct db *db, struct arena *a, struct str text, struct token *ret_token,
	       struct err *err)
{
	struct token token = {0};
	struct str bytes = {0};
	int64_t now = site_now(site);
	bool known = false;
	if (str_starts(text, STR(TOKEN_PREFIX)) && text.n <= 64 &&
	    unbase64url(a, str_slice(text, strlen(TOKEN_PREFIX), text.n), &bytes) && bytes.n == TOKEN_LEN) {
		struct hash hash = hash_bytes(bytes.p, bytes.n);
		_cleanup_query_ struct query *q = NULL;
		int r = db_query(db, &token_get, VALUES(v_blob(hash.b, HASH_LEN)), &q, err);
		if (r == 0)
			r = query_next(q, err);
		if (r < 0)
			return r;
		if (r > 0)
			token = token_of(q, a);
		known = r > 0 && token.ends_at > now;
	}
	if (!known)
		return err_set(err, ERR_SIGN_IN, _("Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi."));
	if (now - token.used_at > USED_EVERY_MS) {
		int r = writer_run(site->writer, write_used, &(struct used){&token.hash, now}, err);
		if (r < 0)
			return r;
	}
	*ret_token = token;
	return 0;
}

bool token_opens(const struct token *token, struct str record)
{
	struct str rest = token->records, one;
	if (rest.n == 0)
		return true;
	while (str_split(&rest, ',', &one))
		if (one.n && str_eq(one, record))
			return true;
	return false;
}

int token_list(struct db *db, struct arena *a, int64_t person, struct token **ret_tokens, size_t *ret_n,
	       struct err *err)
{
	struct token *tokens = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &token_of_person, VALUES(v_int(person)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		tokens = arena_grow(a, tokens, n, &cap, sizeof(*tokens));
		tokens[n++] = token_of(q, a);
		r = 0;
	}
	if (r < 0)
		return r;
	*ret_tokens = tokens;
	*ret_n = n;
	return 0;
}

struct revoke {
	const struct hash *hash;
	int64_t person;
};

static int write_revoke(struct db *db, void *arg, struct err *err)
{
	const struct revoke *v = arg;
	int r = db_run(db, &token_delete, VALUES(v_int(v->person), v_blob(v->hash->b, HASH_LEN)), err);
	if (r == 0 && db_changed(db) == 0)
		return err_set(err, ERR_NOT_FOUND, _("Không còn mã truy cập này."));
	return r;
}

int token_revoke(struct site *site, int64_t person, const struct hash *hash, struct err *err)
{
	return writer_run(site->writer, write_revoke, &(struct revoke){hash, person}, err);
}
