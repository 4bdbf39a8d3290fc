#include <string.h>

#include "ledger/apply.h"
#include "ledger/body.h"
#include "ledger/check.h"
#include "ledger/statements.h"

struct walk {
	struct db *into; /* where the changes are applied; NULL: nowhere */
	const struct catalog *catalog;
	struct hash previous;
	int64_t entries, changes;
	bool check;
};

static int found(struct err *err, int64_t entry, const char *what)
{
	err_set(err, ERR_CORRUPT, _("Sổ cái sai từ bút toán số %lld: %s."), (long long)entry, what);
	return err_detail(err, "entry %lld", (long long)entry);
}

static int walk_entry(void *ctx, struct arena *a, const struct entry *e, struct str body, bool dropped,
                      const struct hash *body_hash, const struct hash *hash, struct err *err)
{
	struct walk *w = ctx;
	if (w->check) {
		struct hash real_body = hash_str(body), real = entry_hash(&w->previous, e, body_hash);
		if (e->number != w->entries + 1)
			return found(err, w->entries + 1, _("thiếu bút toán này"));
		if (!dropped && !hash_eq(&real_body, body_hash))
			return found(err, e->number, _("nội dung đã bị sửa"));
		if (!hash_eq(&real, hash))
			return found(err, e->number, _("chuỗi băm bị đứt (đầu mục hoặc bút toán trước đã bị sửa)"));
	}
	w->previous = *hash;
	w->entries++;
	if (dropped || !w->into)
		return 0;
	struct change *changes;
	size_t n;
	int r = body_read(a, w->catalog, body, &changes, &n, err);
	if (r == 0)
		r = apply_changes(w->into, w->catalog, changes, n, e->number, NULL, err);
	w->changes += (int64_t)n;
	return r;
}

/* One question to two databases, row by row. */
struct both {
	struct query *p, *q;
	bool there, again; /* there is a row */
	bool same;         /* the rows hold the same, or there is none in either */
};

static void both_end(struct both *b)
{
	query_end(b->p);
	query_end(b->q);
}

static int both_ask(struct both *b, struct db *db, struct db *again, struct str sql, struct err *err)
{
	int r = db_query_sql(db, sql, NO_VALUES, &b->p, err);
	return r < 0 ? r : db_query_sql(again, sql, NO_VALUES, &b->q, err);
}

/* 1 as long as one of them has a row. */
static int both_next(struct both *b, struct err *err)
{
	int has = query_next(b->p, err);
	int should = has < 0 ? has : query_next(b->q, err);
	if (should < 0)
		return should;
	b->there = has > 0;
	b->again = should > 0;
	b->same = b->there == b->again;
	for (int i = 0; b->same && b->there && i < query_columns(b->p); i++) {
		struct value x = query_value(b->p, i), y = query_value(b->q, i);
		b->same = value_eq(&x, &y);
	}
	return b->there || b->again;
}

/* Do both databases answer alike? */
static int same_answers(struct db *db, struct db *again, struct str sql, bool *ret_same, struct err *err)
{
	__attribute__((cleanup(both_end))) struct both b = {.same = true};
	int r = both_ask(&b, db, again, sql, err);
	while (r == 0 && b.same && (r = both_next(&b, err)) > 0)
		r = 0;
	if (r == 0)
		*ret_same = b.same;
	return r;
}

/* First row of a table that differs between two databases, row by row in order of id. */
static int same_rows(struct db *db, struct db *again, const struct record *record, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("dump", 1 << 16);
	__attribute__((cleanup(both_end))) struct both b = {0};
	int r = both_ask(&b, db, again, dump_sql(a, record), err);
	while (r == 0 && (r = both_next(&b, err)) > 0) {
		if (!b.same) {
			int64_t id = !b.there                                             ? query_int(b.q, 0)
				     : !b.again || query_int(b.p, 0) < query_int(b.q, 0) ? query_int(b.p, 0)
											  : query_int(b.q, 0);
			return err_set(err, ERR_CORRUPT,
				       _("Bảng «%s» (%s) khác với sổ cái ở bản ghi %lld. Chạy noivu rebuild để dựng "
					 "lại từ sổ cái."),
				       record->title, record->name, (long long)id);
		}
		r = 0;
	}
	return r;
}

/* Blank fields, those with the value of saying nothing, and empty tables leave no trace: a field or a record that a later
 * program adds does not change the dump of an older site. */
static int dump_table(struct db *db, const struct record *record, struct hash_state *h, int64_t *rows, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("dump", 1 << 16);
	_cleanup_query_ struct query *q = NULL;
	int r = db_query_sql(db, dump_sql(a, record), NO_VALUES, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		hash_add(h, record->name, strlen(record->name) + 1);
		for (int i = 0; i < query_columns(q); i++) {
			struct value v = query_value(q, i);
			const char *name = i == 0 ? "id" : i == 1 ? "revision" : record->fields[i - 2].name;
			int64_t head[2] = {v.kind, v.kind == VALUE_INT ? v.i : (int64_t)v.s.n};
			struct value absent = i < 2 ? v_null() : field_absent(&record->fields[i - 2]);
			if (v.kind == VALUE_NULL || value_eq(&v, &absent))
				continue;
			hash_add(h, name, strlen(name) + 1);
			hash_add(h, head, sizeof(head));
			if (v.kind == VALUE_TEXT || v.kind == VALUE_BLOB)
				hash_add(h, v.s.p, v.s.n);
		}
		++*rows;
		r = 0;
	}
	return r;
}

int ledger_dump_hash(struct db *db, const struct catalog *c, struct hash *ret_hash, int64_t *ret_rows, struct err *err)
{
	struct hash_state h;
	int64_t rows = 0;
	hash_begin(&h);
	for (const struct record *const *r = c->records; *r; r++) {
		int s = dump_table(db, *r, &h, &rows, err);
		if (s < 0)
			return s;
	}
	*ret_hash = hash_end(&h);
	*ret_rows = rows;
	return 0;
}

static int published_in_chain(struct db *db, const struct head *published, const struct head *head,
                              const uint8_t public_key[SIGN_PUBLIC_LEN], struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	if (!head_is_signed(published, public_key))
		return err_set(err, ERR_INPUT,
			       _("Đầu sổ cái đem đối chiếu không mang chữ ký của máy chủ này: tệp đã bị sửa hoặc không "
				 "phải của máy chủ này."));
	if (published->number > head->number)
		return err_set(err, ERR_CORRUPT,
			       _("Sổ cái bị cắt đuôi: bản đã công bố có %lld bút toán, ở đây chỉ còn %lld."),
			       (long long)published->number, (long long)head->number);
	int r = db_query(db, &ledger_hash_of, VALUES(v_int(published->number)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r < 0)
		return r;
	struct str hash = r ? query_str(q, 0) : (struct str){0};
	if (hash.n != HASH_LEN || memcmp(hash.p, published->hash.b, HASH_LEN) != 0)
		return err_set(err, ERR_CORRUPT,
			       _("Sổ cái đã bị viết lại: bút toán số %lld không phải là bút toán đã công bố."),
			       (long long)published->number);
	return 0;
}

/* Derived tables follow from the projected ones, and permission is read from one of them (unit_scope). Not change_of: it
 * remembers which rows an entry touched after its body was dropped. */
static int same_derived(struct db *db, struct db *again, const struct table *const *tables, struct err *err)
{
	int r = 0;
	for (const struct table *const *t = tables; r == 0 && *t; t++) {
		_cleanup_buf_ struct buf sql = BUF_INIT(4096);
		bool same;
		if ((*t)->class != TABLE_DERIVED)
			continue;
		buf_add_c(&sql, "SELECT ");
		for (size_t i = 0; i < (*t)->column_count; i++)
			buf_printf(&sql, "%s%s", i ? ", " : "", (*t)->columns[i].name);
		buf_printf(&sql, " FROM %s ORDER BY %s", (*t)->name, (*t)->primary_key);
		r = same_answers(db, again, buf_str(&sql), &same, err);
		if (r == 0 && !same)
			r = err_set(err, ERR_CORRUPT,
				    _("Bảng phụ «%s» không còn khớp với sổ cái. Chạy noivu rebuild để dựng lại từ sổ cái."),
				    (*t)->name);
	}
	return r;
}

/* The chain and its end before the tables: who is told to rebuild must not lose what a cut tail left only in the
 * tables. */
static int verify_tables(struct db *db, const struct catalog *c, struct walk *w, const struct head *head,
                         const uint8_t public_key[SIGN_PUBLIC_LEN], struct err *err)
{
	_cleanup_db_ struct db *scratch = NULL;
	int r = db_open(NULL, DB_MEMORY, &scratch, err);
	if (r == 0)
		r = catalog_create(c, scratch, err);
	if (r == 0)
		r = db_begin(scratch, err);
	w->into = scratch;
	if (r == 0)
		r = ledger_each(db, walk_entry, w, err);
	if (r == 0)
		r = db_commit(scratch, err);
	if (r == 0)
		r = head_check(db, head, public_key, err);
	for (const struct record *const *rec = c->records; r == 0 && *rec; rec++)
		r = same_rows(db, scratch, *rec, err);
	return r < 0 ? r : same_derived(db, scratch, c->tables, err);
}

static int verify_all(struct db *db, const struct catalog *c, const uint8_t public_key[SIGN_PUBLIC_LEN],
		      const struct head *published, struct ledger_report *report, struct err *err)
{
	struct walk w = {.catalog = c, .check = true};
	int r = db_check(db, err);
	if (r == 0)
		r = ledger_head(db, &report->head, err);
	if (r == 0)
		r = verify_tables(db, c, &w, &report->head, public_key, err);
	if (r == 0 && published)
		r = published_in_chain(db, published, &report->head, public_key, err);
	if (r == 0)
		r = ledger_dump_hash(db, c, &report->dump, &report->rows, err);
	report->entries = w.entries;
	report->changes = w.changes;
	return r;
}

int ledger_verify(struct db *db, const struct catalog *c, const uint8_t public_key[SIGN_PUBLIC_LEN],
		  const struct head *published, struct ledger_report *ret_report, struct err *err)
{
	struct ledger_report report = {0};
	bool own = !db_in_transaction(db); /* one state for all the queries: somebody may be writing */
	int r = own ? db_read_begin(db, err) : 0;
	if (r < 0)
		return r;
	r = verify_all(db, c, public_key, published, &report, err);
	if (own)
		db_read_end(db);
	if (r == 0)
		*ret_report = report;
	return r;
}

static int empty_tables(struct db *db, const struct catalog *c, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 16);
	for (const struct record *const *r = c->records; *r; r++)
		buf_printf(&sql, "DELETE FROM %s;\n", (*r)->name);
	for (const struct table *const *t = ledger_tables; *t; t++)
		if ((*t)->class == TABLE_DERIVED)
			buf_printf(&sql, "DELETE FROM %s;\n", (*t)->name);
	for (const struct table *const *t = c->tables; *t; t++)
		if ((*t)->class == TABLE_DERIVED)
			buf_printf(&sql, "DELETE FROM %s;\n", (*t)->name);
	return db_script(db, buf_str(&sql), err);
}

int ledger_apply_all(struct db *db, const struct catalog *c, struct ledger_report *ret_report, struct err *err)
{
	struct ledger_report report = {0};
	struct walk w = {.into = db, .catalog = c, .check = true};
	int r = ledger_each(db, walk_entry, &w, err);
	if (r == 0)
		r = ledger_head(db, &report.head, err);
	if (r == 0)
		r = head_ends(&report.head, w.entries, &w.previous, err);
	if (r == 0)
		r = ledger_dump_hash(db, c, &report.dump, &report.rows, err);
	if (r < 0)
		return r;
	report.entries = w.entries;
	report.changes = w.changes;
	*ret_report = report;
	return 0;
}

int ledger_rebuild(struct db *db, const struct catalog *c, struct ledger_report *ret_report, struct err *err)
{
	int r = db_begin(db, err);
	if (r < 0)
		return r;
	r = empty_tables(db, c, err);
	if (r == 0)
		r = ledger_apply_all(db, c, ret_report, err);
	if (r == 0)
		r = db_commit(db, err);
	if (r < 0)
		db_rollback(db);
	return r;
}
