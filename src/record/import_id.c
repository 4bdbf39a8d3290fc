/* Rows that are named by their number: in a register without a key that every row has, a changed row would be a new one. */
#include "record/import_int.h"
#include "text/text.h"

static bool always_there(const struct record *record, struct str column)
{
	for (size_t i = 0; i < record->field_count; i++) {
		const struct field *f = &record->fields[i];
		if (str_eq_c(column, f->name))
			return (f->flags & FIELD_REQUIRED) || f->absent;
	}
	return false;
}

bool import_has_key(const struct record *record)
{
	for (size_t i = 0; i < record->index_count; i++) {
		struct str rest = str_from_c(record->indexes[i].columns), column;
		bool whole = record->indexes[i].unique;
		while (whole && str_split(&rest, ',', &column))
			whole = always_there(record, str_trim(column));
		if (whole)
			return true;
	}
	return false;
}

struct str import_id_text(struct arena *a, int64_t id)
{
	return arena_printf(a, _("mã %lld"), (long long)id);
}

int64_t import_id_read(struct arena *a, struct str cell)
{
	int64_t id = 0;
	struct str fold = text_fold(a, cell);
	str_to_i64(str_starts(fold, STR("ma ")) ? str_slice(fold, 3, fold.n) : fold, 1, INT64_MAX, &id);
	return id;
}
