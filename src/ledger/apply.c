#include "ledger/apply.h"

#include <string.h>

#include "declare/row.h"
#include "ledger/statements.h"

#define MOST_FIELDS 64
#define BATCH 1024 /* changes whose derived tables are done together */

static struct str insert_sql(struct buf *b, const struct change *c)
{
	buf_add_c(b, "INSERT INTO ");
	buf_add_c(b, c->record->name);
	buf_add_c(b, " (id, revision");
	for (size_t i = 0; i < c->n; i++) {
		buf_add_c(b, ", ");
		buf_add_c(b, c->record->fields[c->fields[i]].name);
	}
	buf_add_c(b, ") VALUES (?1, ?2");
	for (size_t i = 0; i < c->n; i++) {
		buf_add_c(b, ", ?");
		buf_add_i64(b, (int64_t)i + 3);
	}
	buf_add_char(b, ')');
	return buf_str(b);
}

static struct str update_sql(struct buf *b, const struct change *c)
{
	buf_add_c(b, "UPDATE ");
	buf_add_c(b, c->record->name);
	buf_add_c(b, " SET revision = ?2");
	for (size_t i = 0; i < c->n; i++) {
		buf_add_c(b, ", ");
		buf_add_c(b, c->record->fields[c->fields[i]].name);
		buf_add_c(b, " = ?");
		buf_add_i64(b, (int64_t)i + 3);
	}
	buf_add_c(b, " WHERE id = ?1 AND revision = ?2 - 1");
	return buf_str(b);
}

static struct str delete_sql(struct buf *b, const struct change *c)
{
	buf_add_c(b, "DELETE FROM ");
	buf_add_c(b, c->record->name);
	buf_add_c(b, " WHERE id = ?1 AND revision = ?2 - 1");
	return buf_str(b);
}

enum how { HOW_INSERT, HOW_UPDATE, HOW_DELETE };

static enum how how_of(const struct change *c)
{
	return c->kind == CHANGE_GONE ? HOW_DELETE : change_makes(c) ? HOW_INSERT : HOW_UPDATE;
}

/* The statement of the last change, which the next one mostly needs again. */
struct shape {
	struct buf sql;
	const struct record *record;
	enum how how;
	size_t n;
	int fields[MOST_FIELDS];
};

static struct str sql_of(struct shape *s, const struct change *c)
{
	enum how how = how_of(c);
	if (s->record == c->record && s->how == how && s->n == c->n && memcmp(s->fields, c->fields, c->n * sizeof(int)) == 0)
		return buf_str(&s->sql);
	s->record = c->record;
	s->how = how;
	s->n = c->n;
	memcpy(s->fields, c->fields, c->n * sizeof(int));
	buf_reset(&s->sql);
	return how == HOW_INSERT ? insert_sql(&s->sql, c) : how == HOW_UPDATE ? update_sql(&s->sql, c) : delete_sql(&s->sql, c);
}

static int write_row(struct db *db, struct shape *shape, const struct change *c, struct err *err)
{
	struct value values[MOST_FIELDS + 2] = {v_int(c->id), v_int(c->revision)};
	for (size_t i = 0; i < c->n; i++)
		values[i + 2] = c->values[i];
	int r = db_run_sql(db, sql_of(shape, c), values, c->n + 2, err);
	if (r < 0)
		return r;
	if (db_changed(db) != 1) {
		err_set(err, ERR_CORRUPT, _("Sổ cái và bảng «%s» không khớp ở bản ghi %lld."), c->record->title,
			(long long)c->id);
		return err_detail(err, "revision %lld does not follow", (long long)c->revision);
	}
	return 0;
}

/* The row as it is now; a row that is not there is found out by write_row. */
static int values_of(struct db *db, struct arena *a, const struct record *record, int64_t id, struct value *ret, struct err *err)
{
	struct row row;
	int r = row_load(db, a, record, id, &row, err);
	if (r > 0)
		memcpy(ret, row.values, record->field_count * sizeof(*ret));
	return r < 0 ? r : 0;
}

/* A new row that says nothing of a field which has an `absent` value: the entry is older than the field. */
static bool says_nothing(const struct change *c, size_t field)
{
	if (!c->record->fields[field].absent)
		return false;
	for (size_t i = 0; i < c->n; i++)
		if ((size_t)c->fields[i] == field)
			return false;
	return true;
}

static void complete(struct change *c, int *fields, struct value *values)
{
	size_t n = c->n;
	memcpy(fields, c->fields, n * sizeof(*fields));
	memcpy(values, c->values, n * sizeof(*values));
	for (size_t i = 0; i < c->record->field_count; i++)
		if (says_nothing(c, i)) {
			INVARIANT(n < MOST_FIELDS, "a record with more than MOST_FIELDS fields");
			fields[n] = (int)i;
			values[n++] = field_absent(&c->record->fields[i]);
		}
	c->fields = fields;
	c->values = values;
	c->n = n;
}

/* Changes applied whose derived tables are still to be brought up to date. */
struct batch {
	struct db *db;
	const struct catalog *catalog;
	struct arena *a; /* forgotten when the batch is */
	int64_t entry;
	struct shape shape;
	bool made; /* what follows was made before */
	const struct change *applied;
	size_t applied_n;
	struct followed *followed; /* NULL: none yet; has room for `room` */
	size_t followed_n, room;
};

/* Which entry touched these rows. */
static int note_changes(struct batch *b, struct err *err)
{
	struct db_rows rows;
	int r = 0;
	db_rows_begin(&rows, b->db, &ledger_note_change);
	for (const struct change *c = b->applied; r == 0 && c < b->applied + b->applied_n; c++)
		r = db_rows_add(&rows, VALUES(v_c(c->record->name), v_int(b->entry), v_int(c->id)), err);
	return db_rows_end(&rows, r, err);
}

static int finish(struct batch *b, struct err *err)
{
	int r = note_changes(b, err);
	if (r == 0 && b->followed_n)
		r = b->catalog->follow_write(b->db, b->catalog->follow_make(b->a, b->followed, b->followed_n), err);
	b->applied += b->applied_n;
	b->applied_n = b->followed_n = 0;
	b->followed = NULL;
	arena_reset(b->a);
	return r;
}

static bool is_there(const struct batch *b, const struct change *c)
{
	for (size_t i = 0; c->revision > 1 && i < b->followed_n; i++)
		if (b->followed[i].id == c->id && b->followed[i].record == c->record)
			return true;
	return false;
}

/* The values before and after, for those who want both; NULL where the row was not, or is not, there. */
static int both(struct db *db, struct arena *a, const struct change *c, struct followed *ret, struct err *err)
{
	size_t n = c->record->field_count;
	struct value *before = change_makes(c) ? NULL : arena_array_of(a, n, struct value);
	struct value *after = c->kind == CHANGE_GONE ? NULL : arena_array_of(a, n, struct value);
	int r = before ? values_of(db, a, c->record, c->id, before, err) : 0;
	if (before && after)
		memcpy(after, before, n * sizeof(*after));
	for (size_t i = 0; after && i < c->n; i++)
		after[c->fields[i]] = c->values[i];
	*ret = (struct followed){c->record, c->id, before, after};
	return r;
}

static int apply_whole(struct batch *b, const struct change *c, struct err *err)
{
	const struct record *record = c->record;
	bool listed = !b->made && b->catalog->follow_make && b->catalog->follows(c);
	struct followed row;
	int r = listed || record->follow ? both(b->db, b->a, c, &row, err) : 0;
	if (r == 0)
		r = write_row(b->db, &b->shape, c, err);
	if (r == 0 && record->follow)
		r = record->follow(b->db, c->id, row.before, row.after, err);
	if (r == 0 && listed && !b->followed)
		b->followed = arena_array_of(b->a, b->room, struct followed);
	if (r == 0 && listed)
		b->followed[b->followed_n++] = row;
	if (r == 0 && record->derive)
		r = record->derive(b->db, c->id, err);
	b->applied_n++;
	return r;
}

/* A change with room for what it does not say. */
struct whole {
	struct change change;
	int fields[MOST_FIELDS];
	struct value values[MOST_FIELDS];
};

static void make_whole(const struct change *c, struct whole *ret)
{
	INVARIANT(c->n <= MOST_FIELDS && c->record->field_count <= MOST_FIELDS, "a record with more than MOST_FIELDS fields");
	ret->change = *c;
	if (change_makes(c))
		complete(&ret->change, ret->fields, ret->values);
}

static int apply_one(struct batch *b, const struct change *c, struct err *err)
{
	struct whole whole;
	make_whole(c, &whole);
	int r = b->applied_n == BATCH || is_there(b, c) ? finish(b, err) : 0;
	return r < 0 ? r : apply_whole(b, &whole.change, err);
}

int apply_changes(struct db *db, const struct catalog *catalog, const struct change *changes, size_t n, int64_t entry,
		  const struct follow_made *follow, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("rows applied", (size_t)512 << 20);
	struct batch b = {.db = db, .catalog = catalog, .a = a, .entry = entry, .made = follow != NULL, .applied = changes,
			  .room = n < BATCH ? n : BATCH};
	int r = 0;
	b.shape.sql = BUF_INIT(16384);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = apply_one(&b, &changes[i], err);
	if (r == 0)
		r = finish(&b, err);
	if (r == 0 && follow)
		r = catalog->follow_write(db, follow, err);
	buf_free(&b.shape.sql);
	return r;
}

int apply_follow(struct db *db, struct arena *a, const struct catalog *catalog, const struct change *changes, size_t n,
		 const struct follow_made **ret, struct err *err)
{
	struct followed *rows = arena_array_of(a, n, struct followed);
	size_t rows_n = 0;
	int r = 0;
	if (!catalog->follow_make)
		return 0;
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct whole whole;
		make_whole(&changes[i], &whole);
		if (catalog->follows(&whole.change))
			r = both(db, a, &whole.change, &rows[rows_n++], err);
	}
	if (r == 0)
		*ret = catalog->follow_make(a, rows, rows_n);
	return r;
}

static struct hash hash_of(struct query *q, int column)
{
	struct hash h = {0};
	struct str s = query_str(q, column);
	if (s.n == HASH_LEN)
		memcpy(h.b, s.p, HASH_LEN);
	return h;
}

void entry_from_row(struct query *q, struct arena *a, struct entry *ret_entry, struct str *ret_body, bool *ret_dropped,
                    struct hash *ret_body_hash, struct hash *ret_hash)
{
	*ret_entry = (struct entry){
		.number = query_int(q, 0),
		.now = query_int(q, 1),
		.day = query_day(q, 2),
		.actor = query_int(q, 3),
		.unit = query_int(q, 4),
		.verb = query_dup(q, 5, a),
		.key = query_dup(q, 6, a),
		.law = hash_of(q, 7),
		.schema = hash_of(q, 8),
	};
	*ret_dropped = query_is_null(q, 9);
	*ret_body = *ret_dropped ? (struct str){0} : query_dup(q, 9, a);
	*ret_body_hash = hash_of(q, 10);
	*ret_hash = hash_of(q, 11);
}

int ledger_each(struct db *db, entry_fn fn, void *ctx, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("entry", (size_t)1 << 30);
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &ledger_all, NO_VALUES, &q, err);
	if (r < 0)
		return r;
	while ((r = query_next(q, err)) > 0) {
		struct entry e;
		struct str body;
		bool dropped;
		struct hash body_hash, hash;
		arena_reset(a);
		entry_from_row(q, a, &e, &body, &dropped, &body_hash, &hash);
		r = fn(ctx, a, &e, body, dropped, &body_hash, &hash, err);
		if (r < 0)
			return r;
	}
	return r;
}

struct str dump_sql(struct arena *a, const struct record *record)
{
	_cleanup_buf_ struct buf b = BUF_INIT(16384);
	buf_add_c(&b, "SELECT id, revision");
	for (size_t i = 0; i < record->field_count; i++)
		buf_printf(&b, ", %s", record->fields[i].name);
	buf_printf(&b, " FROM %s ORDER BY id", record->name);
	return arena_dup(a, buf_str(&b));
}
