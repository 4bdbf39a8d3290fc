#include "access/private.h"

#include <stdlib.h>
#include <string.h>

#include "access/statements.h"

#define SEALED_MARK '~'
#define FOUND_HASH 16	 /* bytes of the hash that are kept */
#define SPAN 4096	 /* ids: see private_found */

static const struct column key_columns[] = {
	{"record", COLUMN_TEXT, false, NULL}, {"id", COLUMN_INT, false, NULL}, {"wrapped", COLUMN_BLOB, false, NULL}};
const struct table record_key_table = {
	"record_key", TABLE_OPERATIONAL, key_columns, ARRAY_LEN(key_columns), "record, id", NULL, 0};

/* Hashes fall anywhere: in one order for all ids, each row that is written would touch a page of its own. By spans of ids a slice
 * of new rows touches a few, and whoever looks for a value asks span after span. The hash stands for the field, too. */
static const struct column found_columns[] = {{"record", COLUMN_TEXT, false, NULL},
					      {"span", COLUMN_INT, false, NULL},
					      {"hash", COLUMN_BLOB, false, NULL},
					      {"id", COLUMN_INT, false, NULL}};
const struct table private_found_table = {"private_found", TABLE_OPERATIONAL, found_columns, ARRAY_LEN(found_columns),
					  "record, span, hash, id", NULL, 0};
const struct succession private_found_before = {
	&private_found_table, "private_find",
	"INSERT INTO private_found (record, span, hash, id) SELECT record, id / 4096, substr(hash, 1, 16), id FROM private_find"};

static const struct column reading_columns[] = {{"record", COLUMN_TEXT, false, NULL},
						{"id", COLUMN_INT, false, NULL},
						{"at", COLUMN_INT, false, NULL},
						{"person", COLUMN_INT, false, "person"},
						{"field", COLUMN_TEXT, false, NULL}};
const struct table private_reading_table = {"private_reading",
					    TABLE_OPERATIONAL,
					    reading_columns,
					    ARRAY_LEN(reading_columns),
					    "record, id, at, person, field",
					    NULL,
					    0};

bool record_has_private(const struct record *record)
{
	for (size_t i = 0; i < record->field_count; i++)
		if (record->fields[i].flags & FIELD_PRIVATE)
			return true;
	return false;
}

/* ---- the row's key ---- */

static struct str about_key(struct arena *a, const struct record *record, int64_t id)
{
	_cleanup_buf_ struct buf b = BUF_INIT(256);
	buf_add_c(&b, "key ");
	buf_add_c(&b, record->name);
	buf_add_char(&b, ' ');
	buf_add_i64(&b, id);
	return arena_dup(a, buf_str(&b));
}

static struct str about_value(struct arena *a, const struct record *record, int64_t id, const struct field *f)
{
	_cleanup_buf_ struct buf b = BUF_INIT(256);
	buf_add_c(&b, "value ");
	buf_add_c(&b, record->name);
	buf_add_char(&b, ' ');
	buf_add_i64(&b, id);
	buf_add_char(&b, ' ');
	buf_add_c(&b, f->name);
	return arena_dup(a, buf_str(&b));
}

/* 1 with the key, 0 when the row has none (any more). */
static int load_key(const struct site *site, struct db *db, struct arena *a, const struct record *record, int64_t id,
		    uint8_t key[SEAL_KEY_LEN], struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	struct str plain;
	int r = db_query(db, &private_key_get, VALUES(v_c(record->name), v_int(id)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r <= 0)
		return r;
	if (!unseal(a, site->seal_key, about_key(a, record, id), query_str(q, 0), &plain) || plain.n != SEAL_KEY_LEN) {
		err_set(err, ERR_CORRUPT,
			_("Khóa của một bản ghi không mở được: tệp site.key không phải của dữ liệu này."));
		return err_detail(err, "key of %s %lld does not open", record->name, (long long)id);
	}
	memcpy(key, plain.p, SEAL_KEY_LEN);
	return 1;
}

/* A line of record_key, or one of private_found that is added or goes. */
struct private_note {
	const struct record *record;
	enum { NOTE_KEY, NOTE_DROP, NOTE_ADD } kind;
	int64_t id;
	struct str wrapped; /* NOTE_KEY */
	struct hash hash;   /* the others */
};

static void note(struct arena *a, struct private_notes *notes, struct private_note one)
{
	notes->note = arena_grow(a, notes->note, notes->n, &notes->cap, sizeof(one));
	notes->note[notes->n++] = one;
}

static void make_key(struct verb_call *c, const struct record *record, int64_t id, struct private_notes *notes,
		     uint8_t key[SEAL_KEY_LEN])
{
	uint8_t nonce[SEAL_NONCE_LEN];
	c->site->world->random(c->site->world, key, SEAL_KEY_LEN);
	c->site->world->random(c->site->world, nonce, sizeof(nonce));
	struct str wrapped = seal(c->arena, c->site->seal_key, nonce, about_key(c->arena, record, id),
				  (struct str){(const char *)key, SEAL_KEY_LEN});
	note(c->arena, notes, (struct private_note){.record = record, .kind = NOTE_KEY, .id = id, .wrapped = wrapped});
}

/* The key of a value sealed just before in the same row. */
static bool noted_key(struct verb_call *c, const struct record *record, int64_t id, const struct private_notes *notes,
		      uint8_t key[SEAL_KEY_LEN])
{
	struct str plain;
	for (size_t i = notes->n; i > 0 && notes->note[i - 1].id == id && notes->note[i - 1].record == record; i--) {
		const struct private_note *one = &notes->note[i - 1];
		if (one->kind == NOTE_KEY && unseal(c->arena, c->site->seal_key, about_key(c->arena, record, id), one->wrapped, &plain)) {
			memcpy(key, plain.p, SEAL_KEY_LEN);
			return true;
		}
	}
	return false;
}

/* ---- values ---- */

static struct value sealed_text(struct arena *a, struct str sealed)
{
	struct str h = base64url(a, sealed.p, sealed.n);
	return v_text(arena_printf(a, "%c%.*s", SEALED_MARK, STR_ARG(h)));
}

/* NULL when it does not open. */
static struct value opened(struct arena *a, const uint8_t key[SEAL_KEY_LEN], const struct record *record, int64_t id,
			   const struct field *f, const struct value *stored)
{
	struct str bytes, plain;
	if (stored->kind != VALUE_TEXT || stored->s.n < 2 || stored->s.p[0] != SEALED_MARK)
		return v_null();
	if (!unbase64url(a, str_slice(stored->s, 1, stored->s.n), &bytes) ||
	    !unseal(a, key, about_value(a, record, id, f), bytes, &plain))
		return v_null();
	return v_text(plain);
}

int private_unseal_row(struct verb_call *c, const struct record *record, int64_t id, struct value *values,
		       struct err *err)
{
	uint8_t key[SEAL_KEY_LEN];
	if (!record_has_private(record))
		return 0;
	int r = load_key(c->site, c->db, c->arena, record, id, key, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < record->field_count; i++)
		if (record->fields[i].flags & FIELD_PRIVATE)
			values[i] = r ? opened(c->arena, key, record, id, &record->fields[i], &values[i]) : v_null();
	memory_wipe(key, sizeof(key));
	return 0;
}

static struct hash find_hash(const struct site *site, struct arena *a, const struct record *record,
			     const struct field *f, struct str text)
{
	return hash_keyed(site->find_key, arena_printf(a, "%s %s %.*s", record->name, f->name, STR_ARG(text)));
}

static void note_found(struct verb_call *c, const struct record *record, int64_t id, const struct field *f, int kind,
		       const struct value *plain, struct private_notes *notes)
{
	if (plain && plain->kind != VALUE_NULL)
		note(c->arena, notes,
		     (struct private_note){.record = record, .kind = kind, .id = id,
					   .hash = find_hash(c->site, c->arena, record, f, plain->s)});
}

void private_found_again(struct verb_call *c, const struct record *record, int64_t id, const struct field *f, bool found,
			 const struct value *plain, struct private_notes *notes)
{
	note_found(c, record, id, f, found ? NOTE_ADD : NOTE_DROP, plain, notes);
}

int private_seal_value(struct verb_call *c, const struct record *record, int64_t id, const struct field *f, bool fresh,
		       const struct value *old, const struct value *plain, struct private_notes *notes, struct value *ret_sealed,
		       struct err *err)
{
	uint8_t key[SEAL_KEY_LEN], nonce[SEAL_NONCE_LEN];
	if (f->flags & FIELD_FOUND) {
		note_found(c, record, id, f, NOTE_DROP, old, notes);
		note_found(c, record, id, f, NOTE_ADD, plain, notes);
	}
	if (plain->kind == VALUE_NULL) {
		*ret_sealed = v_null();
		return 0;
	}
	int r = fresh ? 0 : noted_key(c, record, id, notes, key) ? 1 : load_key(c->site, c->db, c->arena, record, id, key, err);
	if (r < 0)
		return r;
	if (r == 0)
		make_key(c, record, id, notes, key);
	c->site->world->random(c->site->world, nonce, sizeof(nonce));
	*ret_sealed = sealed_text(c->arena, seal(c->arena, key, nonce, about_value(c->arena, record, id, f), plain->s));
	memory_wipe(key, sizeof(key));
	return 0;
}

/* ---- written beside the entry ---- */

/* Keys first, then what goes, then what comes, in the order of the primary keys: pages are touched one after the other. */
static int by_key(const void *p, const void *q)
{
	const struct private_note *x = p, *y = q;
	int64_t span = x->id / SPAN, other = y->id / SPAN;
	int c = x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind)
		: x->record == y->record ? 0 : strcmp(x->record->name, y->record->name);
	if (c == 0 && span != other)
		return span > other ? 1 : -1;
	if (c == 0 && x->kind != NOTE_KEY)
		c = memcmp(x->hash.b, y->hash.b, FOUND_HASH);
	return c ? c : (x->id > y->id) - (x->id < y->id);
}

void private_order(struct private_notes *notes)
{
	if (notes->n > 1)
		qsort(notes->note, notes->n, sizeof(*notes->note), by_key);
}

int private_write(struct db *db, const struct private_notes *notes, struct err *err)
{
	struct db_rows keys, found;
	int r = 0;
	db_rows_begin(&keys, db, &private_key_set);
	db_rows_begin(&found, db, &private_found_add);
	for (size_t i = 0; r == 0 && i < notes->n; i++) {
		const struct private_note *one = &notes->note[i];
		const struct value record = v_c(one->record->name), id = v_int(one->id);
		const struct value hash[] = {record, v_int(one->id / SPAN), v_blob(one->hash.b, FOUND_HASH), id};
		if (one->kind == NOTE_KEY)
			r = db_rows_add(&keys, VALUES(record, id, v_blob(one->wrapped.p, one->wrapped.n)), err);
		else if (one->kind == NOTE_DROP)
			r = db_run(db, &private_found_drop, hash, ARRAY_LEN(hash), err);
		else
			r = db_rows_add(&found, hash, ARRAY_LEN(hash), err);
	}
	r = db_rows_end(&keys, r, err);
	return db_rows_end(&found, r, err);
}

int private_erase(struct db *db, const struct record *record, int64_t id, struct err *err)
{
	int r = db_run(db, &private_key_drop, VALUES(v_c(record->name), v_int(id)), err);
	return r < 0 ? r : db_run(db, &private_found_drop_all, VALUES(v_c(record->name), v_int(id / SPAN), v_int(id)), err);
}

/* ---- reading ---- */

struct reading {
	const char *record, *field;
	int64_t id, at, person;
};

static int write_reading(struct db *db, void *arg, struct err *err)
{
	const struct reading *r = arg;
	return db_run(db, &private_reading_add,
		      VALUES(v_c(r->record), v_int(r->id), v_int(r->at), v_int(r->person), v_c(r->field)), err);
}

int private_open(struct site *site, struct db *db, struct arena *a, const struct actor *actor, const struct row *row,
		 int64_t unit, const char *field, struct str *ret_text, struct err *err)
{
	uint8_t key[SEAL_KEY_LEN];
	int i = record_field(row->record, field);
	INVARIANT(i >= 0 && (row->record->fields[i].flags & FIELD_PRIVATE), "only private fields are opened");
	struct str action = arena_printf(a, "%s.open", row->record->name);
	int may = access_may(db, actor, arena_c(a, action), unit, err);
	if (may <= 0)
		return may < 0 ? may : err_set(err, ERR_DENIED, _("Vai trò của bạn không được xem mục riêng tư này."));
	struct reading reading = {row->record->name, field, row->id, site_now(site), actor->person};
	int r = writer_run(site->writer, write_reading, &reading, err);
	if (r == 0)
		r = load_key(site, db, a, row->record, row->id, key, err);
	if (r < 0)
		return r;
	struct value plain =
		r ? opened(a, key, row->record, row->id, &row->record->fields[i], &row->values[i]) : v_null();
	memory_wipe(key, sizeof(key));
	*ret_text = plain.kind == VALUE_TEXT ? plain.s : (struct str){0};
	return 0;
}

struct readings {
	const struct row *rows;
	const bool *may;
	size_t n;
	int64_t at, person;
};

static int write_readings(struct db *db, void *arg, struct err *err)
{
	const struct readings *all = arg;
	int r = 0;
	for (size_t i = 0; r == 0 && i < all->n; i++) {
		const struct record *record = all->rows[i].record;
		for (size_t k = 0; r == 0 && all->may[i] && k < record->field_count; k++)
			if ((record->fields[k].flags & FIELD_PRIVATE) && all->rows[i].values[k].kind != VALUE_NULL)
				r = db_run(db, &private_reading_add,
					   VALUES(v_c(record->name), v_int(all->rows[i].id), v_int(all->at),
						  v_int(all->person), v_c(record->fields[k].name)),
					   err);
	}
	return r;
}

static int open_row(struct site *site, struct db *db, struct arena *a, struct row *row, bool may, struct err *err)
{
	uint8_t key[SEAL_KEY_LEN];
	int r = may ? load_key(site, db, a, row->record, row->id, key, err) : 0;
	if (r < 0)
		return r;
	for (size_t i = 0; i < row->record->field_count; i++)
		if (row->record->fields[i].flags & FIELD_PRIVATE)
			row->values[i] =
				r ? opened(a, key, row->record, row->id, &row->record->fields[i], &row->values[i])
				  : v_null();
	memory_wipe(key, sizeof(key));
	return 0;
}

int private_open_rows(struct site *site, struct db *db, struct arena *a, const struct actor *actor, struct row *rows,
		      const int64_t *units, size_t n, struct err *err)
{
	bool *may = arena_array_of(a, n, bool), any = false;
	int r = 0;
	for (size_t i = 0; i < n; i++) {
		const char *action = arena_c(a, arena_printf(a, "%s.open", rows[i].record->name));
		r = access_known(action) ? access_may(db, actor, action, units[i], err) : 0;
		if (r < 0)
			return r;
		may[i] = r > 0;
		any = any || may[i];
	}
	struct readings all = {rows, may, n, site_now(site), actor->person};
	r = any ? writer_run(site->writer, write_readings, &all, err) : 0;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = open_row(site, db, a, &rows[i], may[i], err);
	return r;
}

/* The next span of the record that has anything; 0 when there is none. */
static int next_span(struct db *db, const struct record *record, int64_t after, int64_t *ret, struct err *err)
{
	return db_get_int(db, &private_found_span, VALUES(v_c(record->name), v_int(after)), 0, ret, err);
}

int private_find(const struct site *site, struct db *db, struct arena *a, const struct record *record,
		 const struct field *field, struct str text, int64_t **ret_ids, size_t *ret_n, struct err *err)
{
	struct hash h = find_hash(site, a, record, field, text);
	int64_t *ids = NULL, span;
	size_t n = 0, cap = 0;
	int r = next_span(db, record, 0, &span, err);
	while (r == 0 && span) {
		_cleanup_query_ struct query *q = NULL;
		r = db_query(db, &private_found_ids, VALUES(v_c(record->name), v_int(span), v_blob(h.b, FOUND_HASH)), &q, err);
		while (r == 0 && (r = query_next(q, err)) > 0) {
			ids = arena_grow(a, ids, n, &cap, sizeof(*ids));
			ids[n++] = query_int(q, 0);
			r = 0;
		}
		if (r == 0)
			r = next_span(db, record, span, &span, err);
	}
	if (r < 0)
		return r;
	*ret_ids = ids;
	*ret_n = n;
	return 0;
}

int private_readings(struct db *db, struct arena *a, const struct record *record, int64_t id,
		     struct private_reading **ret_readings, size_t *ret_n, struct err *err)
{
	struct private_reading *list = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &private_readings_of, VALUES(v_c(record->name), v_int(id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		list = arena_grow(a, list, n, &cap, sizeof(*list));
		list[n++] = (struct private_reading){query_int(q, 0), query_int(q, 1), query_dup(q, 2, a)};
		r = 0;
	}
	if (r < 0)
		return r;
	*ret_readings = list;
	*ret_n = n;
	return 0;
}
