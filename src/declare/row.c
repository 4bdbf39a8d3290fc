#include "declare/row.h"

int row_load(struct db *db, struct arena *a, const struct record *record, int64_t id, struct row *ret_row, struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(8192);
	_cleanup_query_ struct query *q = NULL;
	buf_add_c(&sql, "SELECT revision");
	for (size_t i = 0; i < record->field_count; i++) {
		buf_add_c(&sql, ", ");
		buf_add_c(&sql, record->fields[i].name);
	}
	buf_add_c(&sql, " FROM ");
	buf_add_c(&sql, record->name);
	buf_add_c(&sql, " WHERE id = ?1");
	int r = db_query_sql(db, buf_str(&sql), VALUES(v_int(id)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r <= 0)
		return r;
	struct value *values = arena_array_of(a, record->field_count, struct value);
	for (size_t i = 0; i < record->field_count; i++) {
		values[i] = query_value(q, (int)i + 1);
		if (values[i].kind == VALUE_TEXT || values[i].kind == VALUE_BLOB)
			values[i].s = arena_dup(a, values[i].s);
	}
	*ret_row = (struct row){record, id, query_int(q, 0), values};
	return 1;
}

const struct value *row_value(const struct row *row, const char *field)
{
	int i = record_field(row->record, field);
	INVARIANT(i >= 0, "a field the record does not have");
	return &row->values[i];
}

int64_t row_int(const struct row *row, const char *field)
{
	const struct value *v = row_value(row, field);
	return v->kind == VALUE_INT ? v->i : 0;
}

day_t row_day(const struct row *row, const char *field)
{
	const struct value *v = row_value(row, field);
	return v->kind == VALUE_INT ? (day_t)v->i : DAY_NONE;
}

struct str row_str(const struct row *row, const char *field)
{
	const struct value *v = row_value(row, field);
	return v->kind == VALUE_TEXT ? v->s : (struct str){0};
}

bool row_is(const struct row *row, const char *field, const char *code)
{
	return str_eq_c(row_str(row, field), code);
}
