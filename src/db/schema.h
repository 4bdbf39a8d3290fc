/*
 * schema.h – tables as data. Every table of a site is one `const struct table`; the DDL of both engines follows from
 * it.
 *
 * Classes:
 *   TABLE_LEDGER       the entries themselves and their head
 *   TABLE_PROJECTED    made from the ledger by applying it; rebuild gives the same rows. Has the columns `id`
 *                      (primary key) and `revision` first, which the schema adds by itself
 *   TABLE_DERIVED      made from projected tables (search, closure, history index); made again at will
 *   TABLE_OPERATIONAL  sessions, password hashes, jobs: never in the ledger, kept by rebuild
 * Types are INTEGER (64 bit), TEXT (UTF-8, sorted by bytes) and BLOB only: what SQLite and PostgreSQL mean alike.
 * Names are lower-case letters, digits and '_', at most 48, and no reserved word of either engine: they stand
 * unquoted in SQL.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include "db/value.h"

enum column_type { COLUMN_INT = VALUE_INT, COLUMN_TEXT = VALUE_TEXT, COLUMN_BLOB = VALUE_BLOB };
enum table_class { TABLE_LEDGER, TABLE_PROJECTED, TABLE_DERIVED, TABLE_OPERATIONAL };
enum engine { ENGINE_SQLITE, ENGINE_POSTGRES };

struct column {
	const char *name;
	enum column_type type;
	bool null_ok;
	/* The projected table whose id it holds, or NULL: for documentation and history, no constraint. */
	const char *references;
};

struct index {
	const char *columns; /* "unit, due" */
	bool unique;
};

struct table {
	const char *name;
	enum table_class class;
	const struct column *columns; /* without id and revision when projected */
	size_t column_count;
	const char *primary_key; /* for tables that are not projected: "number" or "person, key" */
	const struct index *indexes;
	size_t index_count;
};

/* CREATE TABLE and CREATE INDEX statements, each ended by ";\n". SQLite: STRICT tables; a single-column INTEGER
 * primary key is the rowid, any other primary key WITHOUT ROWID. Index names are table_1, table_2 … A declaration
 * that contradicts itself (a key or index over a column that is not there, a name twice) is a bug and ends the
 * process. */
void schema_ddl(struct buf *out, const struct table *table, enum engine engine);
/* For a table that is there already: a column that may be blank. */
void schema_add_column(struct buf *out, const struct table *table, const struct column *column, enum engine engine);
struct hash;
/* BLAKE2b-256 over the canonical text of the tables in the order given: the schema version that entries and the
 * file carry. It changes with what the DDL or the class of a table says; `references` is documentation and does
 * not change it. */
void schema_hash(const struct table *const *tables, size_t count, struct hash *ret_hash);
