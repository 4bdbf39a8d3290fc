/*
 * row.h – one stored row of a record, whole.
 */
#pragma once
#include "db/db.h"
#include "declare/record.h"

struct row {
	const struct record *record;
	int64_t id, revision;
	struct value *values; /* one for each field */
};

/* 1 found, 0 not there, negative error. The row lives in the arena. */
int row_load(struct db *db, struct arena *a, const struct record *record, int64_t id, struct row *ret_row, struct err *err);
/* The value of a field named in the program; an unknown name is a bug. */
const struct value *row_value(const struct row *row, const char *field);
/* The same of a field of its own record, without looking for the name. */
static inline const struct value *row_at(const struct row *row, const struct field *field)
{
	ptrdiff_t at = field - row->record->fields;
	INVARIANT(at >= 0 && at < (ptrdiff_t)row->record->field_count, "a field of another record");
	return &row->values[at];
}
int64_t row_int(const struct row *row, const char *field);    /* NULL: 0 */
day_t row_day(const struct row *row, const char *field);      /* NULL: DAY_NONE */
struct str row_str(const struct row *row, const char *field); /* NULL: empty */
bool row_is(const struct row *row, const char *field, const char *code);
