#include <string.h>

#include "ledger/ledger.h"
#include "ledger/statements.h"

static const struct column entry_columns[] = {
	{"number", COLUMN_INT, false, NULL},     {"at", COLUMN_INT, false, NULL},
	{"day", COLUMN_INT, false, NULL},        {"actor", COLUMN_INT, false, "person"},
	{"unit", COLUMN_INT, false, "unit"},     {"verb", COLUMN_TEXT, false, NULL},
	{"key", COLUMN_TEXT, false, NULL},       {"law", COLUMN_BLOB, false, NULL},
	{"schema", COLUMN_BLOB, false, NULL},    {"body", COLUMN_BLOB, true, NULL},
	{"body_hash", COLUMN_BLOB, false, NULL}, {"hash", COLUMN_BLOB, false, NULL},
};
static const struct index entry_indexes[] = {{"actor, key", true}};
static const struct table entry_table = {"entry", TABLE_LEDGER, entry_columns, ARRAY_LEN(entry_columns), "number",
                                         entry_indexes, ARRAY_LEN(entry_indexes)};

static const struct column head_columns[] = {
	{"one", COLUMN_INT, false, NULL},
	{"number", COLUMN_INT, false, NULL},
	{"hash", COLUMN_BLOB, false, NULL},
	{"signature", COLUMN_BLOB, false, NULL},
};
static const struct table head_table = {"head", TABLE_LEDGER, head_columns, ARRAY_LEN(head_columns), "one", NULL, 0};

/* Which entries touched a row: history without reading the whole ledger. */
static const struct column change_of_columns[] = {
	{"record", COLUMN_TEXT, false, NULL},
	{"id", COLUMN_INT, false, NULL},
	{"entry", COLUMN_INT, false, NULL},
};
static const struct table change_of_table = {
	"change_of", TABLE_DERIVED, change_of_columns, ARRAY_LEN(change_of_columns), "record, id, entry", NULL, 0};

const struct table *const ledger_tables[] = {&entry_table, &head_table, &change_of_table, NULL};

const struct record *catalog_record(const struct catalog *c, struct str name)
{
	for (const struct record *const *r = c->records; *r; r++)
		if (str_eq_c(name, (*r)->name))
			return *r;
	return NULL;
}

int catalog_create(const struct catalog *c, struct db *db, struct err *err)
{
	_cleanup_buf_ struct buf ddl = BUF_INIT(1 << 20);
	for (const struct table *const *t = ledger_tables; *t; t++)
		schema_ddl(&ddl, *t, ENGINE_SQLITE);
	for (const struct record *const *r = c->records; *r; r++)
		schema_ddl(&ddl, record_table(*r), ENGINE_SQLITE);
	for (const struct table *const *t = c->tables; *t; t++)
		schema_ddl(&ddl, *t, ENGINE_SQLITE);
	INVARIANT(!ddl.full, "schema larger than its buffer");
	int r = db_script(db, buf_str(&ddl), err);
	return r < 0 ? r : db_set_stamp(db, catalog_stamp(c), err);
}

struct hash catalog_schema(const struct catalog *c)
{
	const struct table *all[256];
	size_t n = 0;
	for (const struct table *const *t = ledger_tables; *t; t++)
		all[n++] = *t;
	for (const struct record *const *r = c->records; *r; r++)
		all[n++] = record_table(*r);
	for (const struct table *const *t = c->tables; *t; t++)
		all[n++] = *t;
	INVARIANT(n <= ARRAY_LEN(all), "more tables than catalog_schema holds");
	struct hash h;
	schema_hash(all, n, &h);
	return h;
}

/* Words, order and counts are others when other fields are searched, sorted or listed, or say whose a row is; no column shows
 * that. */
#define FOLLOWED (FIELD_SEARCHED | FIELD_SORTED | FIELD_LISTED)

int64_t catalog_stamp(const struct catalog *c)
{
	struct hash_state s;
	struct hash h = catalog_schema(c);
	hash_begin(&s);
	hash_add(&s, h.b, sizeof(h.b));
	for (const struct record *const *r = c->records; *r; r++)
		for (size_t i = 0; i < (*r)->field_count; i++) {
			const struct field *f = &(*r)->fields[i];
			const bool scope = (*r)->scope && strcmp((*r)->scope, f->name) == 0;
			const uint8_t is[3] = {(uint8_t)f->kind, (uint8_t)(f->flags & FOLLOWED), scope};
			hash_add(&s, f->name, strlen(f->name) + 1);
			hash_add(&s, is, sizeof(is));
		}
	h = hash_end(&s);
	return (int64_t)c->number << 23 | (((int64_t)h.b[0] << 16 | (int64_t)h.b[1] << 8 | h.b[2]) & 0x7FFFFF);
}

int catalog_check_stamp(const struct catalog *c, struct db *db, struct err *err)
{
	int64_t stamp, ours = catalog_stamp(c);
	int r = db_stamp(db, &stamp, err);
	if (r < 0)
		return r;
	if (stamp == ours)
		return 0;
	if (stamp == 0)
		return err_set(err, ERR_CORRUPT, _("Tệp dữ liệu chưa được tạo xong hoặc không phải của noivu."));
	if (stamp >> 23 > c->number)
		return err_set(
			err, ERR_SCHEMA,
			_("Dữ liệu do bản noivu mới hơn tạo (lược đồ %lld, bản này hiểu đến %d). Hãy dùng bản mới."),
			(long long)(stamp >> 23), c->number);
	if (stamp >> 23 == c->number) /* indexes, tables that follow from the ledger */
		return err_set(err, ERR_SCHEMA, _("Các bảng của dữ liệu do bản noivu khác tạo. Hãy sao lưu rồi chạy noivu upgrade."));
	return err_set(
		err, ERR_SCHEMA,
		_("Dữ liệu do bản noivu khác tạo (lược đồ %lld, bản này dùng %d). Hãy sao lưu rồi chạy noivu upgrade."),
		(long long)(stamp >> 23), c->number);
}
