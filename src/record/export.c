#include "record/export.h"

#include <stdlib.h>

#include "access/private.h"
#include "format/csv.h"
#include "format/xlsx_write.h"
#include "record/import_int.h"
#include "record/verbs.h"

struct exporter {
	const struct export_to *to;
	struct xlsx_writer *xlsx;
	struct arena *keep, *a; /* labels of references; one call of export_rows */
	struct import_refs *refs;
	bool named; /* rows bear their number, for there is no other key */
};

static enum xlsx_kind kind_of(const struct field *f)
{
	switch (f->kind) {
	case FIELD_INT:
	case FIELD_MONEY:
		return XLSX_INT;
	case FIELD_DECIMAL:
		return XLSX_DECIMAL;
	case FIELD_DAY:
		return XLSX_DATE;
	default:
		return XLSX_TEXT;
	}
}

static int start_xlsx(struct exporter *e, struct err *err)
{
	const struct export_to *to = e->to;
	struct xlsx_column *columns = arena_array_of(e->keep, to->n + 1, struct xlsx_column);
	for (size_t i = 0; i < to->n; i++)
		columns[i] = (struct xlsx_column){.label = str_from_c(to->fields[i]->label), .kind = kind_of(to->fields[i]),
						  .decimals = to->fields[i]->decimals};
	columns[to->n] = (struct xlsx_column){.label = str_from_c(IMPORT_ID)};
	return xlsx_write_start(to->path, str_from_c(to->record->many), columns, to->n + e->named, &e->xlsx, err);
}

int export_start(const struct export_to *to, struct exporter **ret_exporter, struct err *err)
{
	struct exporter *e = calloc(1, sizeof(*e));
	int r = 0;
	if (!e)
		abort();
	*e = (struct exporter){.to = to, .keep = arena_new("export", (size_t)1 << 30),
			       .a = arena_new("export rows", (size_t)512 << 20)};
	e->named = !import_has_key(to->record);
	e->refs = import_refs_new(e->keep, to->site, to->db, to->actor);
	if (to->format == EXPORT_XLSX) {
		r = start_xlsx(e, err);
	} else {
		buf_add_c(to->csv, "\xEF\xBB\xBF");
		for (size_t i = 0; i < to->n; i++)
			csv_write_text(to->csv, str_from_c(to->fields[i]->label), i + 1 == to->n + e->named);
		if (e->named)
			csv_write_text(to->csv, str_from_c(IMPORT_ID), true);
	}
	if (r < 0) {
		export_abandon(e);
		return r;
	}
	*ret_exporter = e;
	return 0;
}

static int text_of(struct exporter *e, const struct field *f, const struct value *v, struct str *ret, struct err *err)
{
	*ret = (struct str){0};
	if (f->kind == FIELD_FILE || (v->kind == VALUE_NULL && f->kind != FIELD_TRISTATE))
		return 0;
	if (f->kind == FIELD_REF)
		return import_ref_text(e->refs, e->a, f->references, v->i, ret, err);
	if (f->flags & FIELD_PRIVATE)
		*ret = v->s; /* plain, or blank by now */
	else if (f->kind == FIELD_DECIMAL)
		*ret = field_typed(e->a, f, v);
	else
		*ret = field_text(e->a, f, v);
	return 0;
}

static int cell(struct exporter *e, const struct field *f, const struct value *v, bool last, struct err *err)
{
	enum xlsx_kind kind = kind_of(f);
	bool number = v->kind == VALUE_INT;
	struct str text;
	if (e->xlsx && number && kind != XLSX_TEXT) {
		if (kind == XLSX_INT)
			xlsx_write_int(e->xlsx, v->i);
		else if (kind == XLSX_DECIMAL)
			xlsx_write_scaled(e->xlsx, v->i, f->decimals);
		else
			xlsx_write_day(e->xlsx, (day_t)v->i);
		return 0;
	}
	if (!e->xlsx && number && kind == XLSX_INT) {
		csv_write_int(e->to->csv, v->i, last);
		return 0;
	}
	int r = text_of(e, f, v, &text, err);
	if (r < 0)
		return r;
	if (e->xlsx)
		xlsx_write_text(e->xlsx, text);
	else
		csv_write_text(e->to->csv, text, last);
	return 0;
}

/* Sealed values never leave as they are. */
static int open_private(struct exporter *e, struct row *rows, size_t n, struct err *err)
{
	const struct record *record = e->to->record;
	if (!record_has_private(record))
		return 0;
	if (e->to->open) {
		int64_t *units = arena_array_of(e->a, n, int64_t);
		for (size_t i = 0; i < n; i++)
			units[i] = record_unit(e->to->site, &rows[i]);
		return private_open_rows(e->to->site, e->to->db, e->a, e->to->actor, rows, units, n, err);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < record->field_count; k++)
			if (record->fields[k].flags & FIELD_PRIVATE)
				rows[i].values[k] = v_null();
	return 0;
}

int export_rows(struct exporter *e, struct row *rows, size_t n, struct err *err)
{
	arena_reset(e->a);
	int r = open_private(e, rows, n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		for (size_t k = 0; r == 0 && k < e->to->n; k++)
			r = cell(e, e->to->fields[k], row_value(&rows[i], e->to->fields[k]->name), k + 1 == e->to->n + e->named, err);
		if (e->named && e->xlsx)
			xlsx_write_text(e->xlsx, import_id_text(e->a, rows[i].id));
		else if (e->named)
			csv_write_text(e->to->csv, import_id_text(e->a, rows[i].id), true);
		if (e->xlsx)
			xlsx_write_row(e->xlsx);
	}
	return r;
}

int export_end(struct exporter *e, struct err *err)
{
	struct xlsx_writer *xlsx = e->xlsx;
	bool full = e->to->csv && e->to->csv->full;
	e->xlsx = NULL;
	int r = xlsx ? xlsx_write_end(xlsx, err)
		     : full ? err_set(err, ERR_TOO_LARGE, _("Danh sách quá dài cho một tệp; hãy lọc bớt rồi xuất lại.")) : 0;
	export_abandon(e);
	return r;
}

void export_abandon(struct exporter *e)
{
	if (!e)
		return;
	xlsx_write_abandon(e->xlsx);
	arena_free(e->keep);
	arena_free(e->a);
	free(e);
}
