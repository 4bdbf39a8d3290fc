#include "ledger/body.h"

#include "base/json.h"
#include "base/json_in.h"

static void hex_to(char *out, const uint8_t *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
}

static void value_write(struct json_out *j, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NULL:
		json_null(j);
		return;
	case VALUE_INT:
		json_i64(j, v->i);
		return;
	case VALUE_TEXT:
		json_str(j, v->s);
		return;
	case VALUE_BLOB:
		break;
	}
	BUG("a projected field holds no bytes");
}

void body_write(struct buf *out, const uint8_t salt[BODY_SALT], const struct change *changes, size_t n)
{
	char salt_hex[2 * BODY_SALT];
	hex_to(salt_hex, salt, BODY_SALT);
	struct json_out j;
	json_begin(&j, out);
	json_object(&j);
	json_kv_str(&j, "salt", (struct str){salt_hex, sizeof(salt_hex)});
	json_key(&j, "changes");
	json_array(&j);
	for (const struct change *c = changes; c < changes + n; c++) {
		json_object(&j);
		json_kv_c(&j, "record", c->record->name);
		json_kv_i64(&j, "id", c->id);
		json_kv_i64(&j, "revision", c->revision);
		if (c->kind != CHANGE_SET)
			json_kv_c(&j, "row", c->kind == CHANGE_GONE ? "gone" : "back");
		json_key(&j, "fields");
		json_object(&j);
		for (size_t i = 0; i < c->n; i++) {
			json_key(&j, c->record->fields[c->fields[i]].name);
			value_write(&j, &c->values[i]);
		}
		json_object_end(&j);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
}

static int corrupt(struct err *err, const char *what)
{
	err_set(err, ERR_CORRUPT, _("Một bút toán của sổ cái không đọc được."));
	return err_detail(err, "entry body: %s", what);
}

static bool value_read(const struct jval *j, const struct field *f, struct value *ret)
{
	bool text = field_is_text(f->kind);
	if (j->kind == J_NULL)
		*ret = v_null();
	else if (j->kind == J_INT && !text)
		*ret = v_int(j->i);
	else if (j->kind == J_TEXT && text)
		*ret = v_text(j->s);
	else
		return false;
	return true;
}

static bool kind_read(const struct jval *j, enum change_kind *ret)
{
	*ret = !j ? CHANGE_SET : j->kind == J_TEXT && str_eq_c(j->s, "gone") ? CHANGE_GONE : CHANGE_BACK;
	return *ret != CHANGE_BACK || (j->kind == J_TEXT && str_eq_c(j->s, "back"));
}

static int change_read(struct arena *a, const struct catalog *c, const struct jval *j, struct change *ret, struct err *err)
{
	const struct jval *name = jval_get(j, "record"), *id = jval_get(j, "id"), *revision = jval_get(j, "revision");
	const struct jval *fields = jval_get(j, "fields");
	if (!name || name->kind != J_TEXT || !id || id->kind != J_INT || !revision || revision->kind != J_INT || !fields ||
	    fields->kind != J_MAP)
		return corrupt(err, "change without record, id, revision or fields");
	const struct record *record = catalog_record(c, name->s);
	enum change_kind kind;
	if (!record)
		return corrupt(err, "unknown record");
	if (!kind_read(jval_get(j, "row"), &kind))
		return corrupt(err, "a row that is neither gone nor back");
	int *at = arena_array_of(a, fields->n, int);
	struct value *values = arena_array_of(a, fields->n, struct value);
	for (size_t i = 0; i < fields->n; i++) {
		at[i] = record_field(record, arena_c(a, fields->keys[i]));
		if (at[i] < 0 || !value_read(&fields->items[i], &record->fields[at[i]], &values[i]))
			return corrupt(err, "unknown field or a value of another kind");
	}
	*ret = (struct change){record, id->i, revision->i, at, values, fields->n, kind};
	return 0;
}

int body_read(struct arena *a, const struct catalog *c, struct str body, struct change **ret_changes, size_t *ret_n,
              struct err *err)
{
	const struct jval *root;
	if (jval_parse(a, body, BODY_MOST, &root, err) < 0)
		return corrupt(err, "no JSON");
	const struct jval *list = jval_get(root, "changes");
	if (!list || list->kind != J_LIST)
		return corrupt(err, "no changes");
	struct change *changes = arena_array_of(a, list->n, struct change);
	for (size_t i = 0; i < list->n; i++) {
		int r = change_read(a, c, &list->items[i], &changes[i], err);
		if (r < 0)
			return r;
	}
	*ret_changes = changes;
	*ret_n = list->n;
	return 0;
}

/* The bytes of the object at the front; empty when it does not end. */
static struct str first_object(struct str text)
{
	size_t depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < text.n; i++) {
		char ch = text.p[i];
		if (quoted && ch == '\\')
			i++;
		else if (ch == '"')
			quoted = !quoted;
		else if (!quoted && ch == '{')
			depth++;
		else if (!quoted && ch == '}' && --depth == 0)
			return str_slice(text, 0, i + 1);
	}
	return (struct str){0};
}

int body_read_row(struct arena *a, const struct catalog *c, struct str body, const struct record *record, int64_t id,
		  struct change **ret_changes, size_t *ret_n, struct err *err)
{
	/* as body_write begins a change; inside a text the quotes would be escaped */
	struct str begin = arena_printf(a, "{\"record\":\"%s\",\"id\":%lld,\"revision\":", record->name, (long long)id);
	struct change *changes = NULL;
	size_t n = 0, cap = 0;
	ptrdiff_t at;
	while ((at = str_find(body, begin)) >= 0) {
		const struct jval *one;
		body = str_slice(body, (size_t)at, body.n);
		struct str text = first_object(body);
		if (text.n == 0 || jval_parse(a, text, BODY_MOST, &one, err) < 0)
			return corrupt(err, "no JSON");
		changes = arena_grow(a, changes, n, &cap, sizeof(*changes));
		int r = change_read(a, c, one, &changes[n++], err);
		if (r < 0)
			return r;
		body = str_slice(body, text.n, body.n);
	}
	*ret_changes = changes;
	*ret_n = n;
	return 0;
}

/* Integers as eight bytes, most significant first; texts with their length before them. */
static void add_i64(struct hash_state *s, int64_t v)
{
	uint8_t b[8];
	for (int i = 0; i < 8; i++)
		b[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
	hash_add(s, b, 8);
}

static void add_str(struct hash_state *s, struct str t)
{
	add_i64(s, (int64_t)t.n);
	hash_add(s, t.p, t.n);
}

struct hash header_hash(const struct entry *e)
{
	struct hash_state s;
	hash_begin(&s);
	add_i64(&s, e->number);
	add_i64(&s, e->now);
	add_i64(&s, e->day);
	add_i64(&s, e->actor);
	add_i64(&s, e->unit);
	add_str(&s, e->verb);
	add_str(&s, e->key);
	hash_add(&s, e->law.b, HASH_LEN);
	hash_add(&s, e->schema.b, HASH_LEN);
	return hash_end(&s);
}

struct hash entry_hash(const struct hash *previous, const struct entry *entry, const struct hash *body)
{
	struct hash header = header_hash(entry);
	return hash_three(previous->b, HASH_LEN, header.b, HASH_LEN, body->b, HASH_LEN);
}
