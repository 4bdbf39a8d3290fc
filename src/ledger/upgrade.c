/*
 * From an older schema to today's. What follows from the ledger is dropped and made again from it; what does not (the ledger
 * itself, operational tables) may be missing, or lack columns that can be blank; other changes need a step of their own.
 */
#include "ledger/check.h"

/* A column that old rows do not have and that may be blank. */
static int add_column(struct db *db, const struct table *t, const struct column *column, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(8192);
	if (!column->null_ok)
		return err_set(err, ERR_SCHEMA, _("Bảng «%s» của dữ liệu cũ thiếu cột; bản này không nâng được."), t->name);
	schema_add_column(&sql, t, column, ENGINE_SQLITE);
	return db_script(db, buf_str(&sql), err);
}

static bool is_there(struct db *db, const char *table)
{
	struct err ignored = ERR_INIT;
	_cleanup_buf_ struct buf sql = BUF_INIT(8192);
	_cleanup_query_ struct query *any = NULL;
	buf_printf(&sql, "SELECT 1 FROM %s LIMIT 1", table);
	return db_query_sql(db, buf_str(&sql), NO_VALUES, &any, &ignored) == 0;
}

/* 1 when the table is there, with all its columns now; 0 when it is missing; ERR_SCHEMA when it is another. */
static int has_table(struct db *db, const struct table *t, struct err *err)
{
	struct err ignored = ERR_INIT;
	_cleanup_buf_ struct buf sql = BUF_INIT(8192);
	if (!is_there(db, t->name))
		return 0;
	for (size_t i = 0; i < t->column_count; i++) {
		_cleanup_query_ struct query *one = NULL;
		buf_reset(&sql);
		buf_printf(&sql, "SELECT %s FROM %s LIMIT 1", t->columns[i].name, t->name);
		int r = db_query_sql(db, buf_str(&sql), NO_VALUES, &one, &ignored) < 0 ? add_column(db, t, &t->columns[i], err) : 0;
		if (r < 0)
			return r;
	}
	return 1;
}

static const struct succession *succession_of(const struct catalog *c, const struct table *t)
{
	for (const struct succession *const *s = c->successions; s && *s; s++)
		if ((*s)->table == t)
			return *s;
	return NULL;
}

static int keep_or_create(struct db *db, const struct catalog *c, const struct table *t, struct err *err)
{
	_cleanup_buf_ struct buf ddl = BUF_INIT(1 << 16);
	int r = has_table(db, t, err);
	if (r != 0)
		return r < 0 ? r : 0;
	schema_ddl(&ddl, t, ENGINE_SQLITE);
	const struct succession *s = succession_of(c, t);
	if (s && is_there(db, s->before))
		buf_printf(&ddl, "%s;\nDROP TABLE %s;\n", s->carry, s->before);
	return db_script(db, buf_str(&ddl), err);
}

static int make_again(struct db *db, const struct table *t, struct err *err)
{
	_cleanup_buf_ struct buf ddl = BUF_INIT(1 << 16);
	buf_printf(&ddl, "DROP TABLE IF EXISTS %s;\n", t->name);
	schema_ddl(&ddl, t, ENGINE_SQLITE);
	return db_script(db, buf_str(&ddl), err);
}

static int one_table(struct db *db, const struct catalog *c, const struct table *t, struct err *err)
{
	bool follows = t->class == TABLE_PROJECTED || t->class == TABLE_DERIVED;
	return follows ? make_again(db, t, err) : keep_or_create(db, c, t, err);
}

static int all_tables(struct db *db, const struct catalog *c, struct err *err)
{
	int r = 0;
	for (const struct table *const *t = ledger_tables; r == 0 && *t; t++)
		r = one_table(db, c, *t, err);
	for (const struct record *const *rec = c->records; r == 0 && *rec; rec++)
		r = one_table(db, c, record_table(*rec), err);
	for (const struct table *const *t = c->tables; r == 0 && *t; t++)
		r = one_table(db, c, *t, err);
	return r;
}

int ledger_upgrade(struct db *db, const struct catalog *c, struct ledger_report *ret_report, struct err *err)
{
	int64_t stamp;
	int r = db_stamp(db, &stamp, err);
	if (r == 0 && stamp >> 23 > c->number)
		return catalog_check_stamp(c, db, err);
	if (r == 0)
		r = db_begin(db, err);
	if (r < 0)
		return r;
	r = all_tables(db, c, err);
	if (r == 0)
		r = ledger_apply_all(db, c, ret_report, err);
	if (r == 0)
		r = db_set_stamp(db, catalog_stamp(c), err);
	if (r == 0)
		r = db_commit(db, err);
	if (r < 0)
		db_rollback(db);
	return r;
}
