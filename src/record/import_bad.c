/* What was refused, to be shown, mended and brought back. */
#include "format/xlsx_write.h"
#include "record/import_int.h"
#include "record/statements.h"

#define BAD_ARENA ((size_t)1 << 30)

typedef int (*bad_fn)(void *ctx, const struct import_row *row, struct str why, struct err *err);

static int late_rows(struct site *site, struct db *db, struct arena *a, int64_t id, bad_fn fn, void *ctx, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &import_late_of, VALUES(v_int(id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct import_row row;
		struct str text, why;
		if (!import_unseal(site, a, id, "late", query_int(q, 0), query_str(q, 1), &text))
			return err_set(err, ERR_CORRUPT, _("Danh sách dòng bị từ chối không mở được."));
		r = stage_row_read(a, NULL, &text, &row, &why, err);
		if (r > 0)
			r = fn(ctx, &row, why, err);
	}
	return r;
}

/* The headings first, with why == "" or "reason" when the table had such a column; a non-zero return of `fn` stops. */
static int each_bad(struct site *site, struct db *db, int64_t id, bad_fn fn, void *ctx, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("import refusals", BAD_ARENA);
	int64_t place = 0;
	struct str block, why;
	struct import_row row;
	int r = 0;
	for (;;) {
		arena_reset(a);
		r = stage_read(site, a, id, STAGE_BAD, &place, &block, err);
		if (r <= 0)
			break;
		while ((r = stage_row_read(a, NULL, &block, &row, &why, err)) > 0)
			if ((r = fn(ctx, &row, why, err)) != 0)
				return r;
		if (r < 0)
			return r;
	}
	arena_reset(a);
	return r < 0 ? r : late_rows(site, db, a, id, fn, ctx, err);
}

/* The rows under their own headings with the reason behind them; a column of reasons from an earlier time is left out. */
struct bad_out {
	struct buf *csv;
	const char *path; /* of a workbook */
	struct xlsx_writer *xlsx;
	size_t columns;
	int reason;
	bool headed;
};

static void cell_out(struct bad_out *o, struct str text, bool last)
{
	if (o->csv)
		csv_write_text(o->csv, text, last);
	else
		xlsx_write_text(o->xlsx, text);
	if (last && o->xlsx)
		xlsx_write_row(o->xlsx);
}

static int head_out(struct bad_out *o, const struct import_row *row, bool has_reason, struct err *err)
{
	struct xlsx_column columns[IMPORT_COLUMNS_MOST + 1];
	size_t n = 0;
	o->headed = true;
	o->columns = row->n;
	o->reason = -1;
	for (size_t i = 0; i < row->n; i++)
		if (has_reason && str_eq_c(row->cell[i], _("Lý do")))
			o->reason = (int)i;
	for (size_t i = 0; i < row->n; i++)
		if ((int)i != o->reason)
			columns[n++] = (struct xlsx_column){.label = row->cell[i]};
	columns[n++] = (struct xlsx_column){.label = str_from_c(_("Lý do")), .width = 60};
	if (o->path)
		return xlsx_write_start(o->path, str_from_c(_("Dòng bị từ chối")), columns, n, &o->xlsx, err);
	for (size_t i = 0; i < n; i++)
		csv_write_text(o->csv, columns[i].label, i + 1 == n);
	return 0;
}

static int write_bad(void *ctx, const struct import_row *row, struct str why, struct err *err)
{
	struct bad_out *o = ctx;
	if (!o->headed)
		return head_out(o, row, why.n > 0, err);
	for (size_t i = 0; i < o->columns; i++)
		if ((int)i != o->reason)
			cell_out(o, i < row->n ? row->cell[i] : (struct str){0}, false);
	cell_out(o, why, true);
	return o->csv && o->csv->full ? err_set(err, ERR_TOO_LARGE, _("Danh sách dòng bị từ chối quá dài.")) : 0;
}

int import_refusals(struct site *site, struct db *db, int64_t id, struct buf *out, struct err *err)
{
	struct bad_out o = {.csv = out};
	buf_add_c(out, "\xEF\xBB\xBF");
	return each_bad(site, db, id, write_bad, &o, err);
}

int import_refusals_xlsx(struct site *site, struct db *db, int64_t id, const char *path, struct err *err)
{
	struct bad_out o = {.path = path};
	int r = each_bad(site, db, id, write_bad, &o, err);
	if (r == 0 && o.xlsx)
		return xlsx_write_end(o.xlsx, err);
	xlsx_write_abandon(o.xlsx);
	return r;
}

struct reasons { struct arena *a; struct import_refusal *list; size_t n, most; bool headed; };

static int take_reason(void *ctx, const struct import_row *row, struct str why, struct err *err)
{
	struct reasons *t = ctx;
	(void)err;
	if (t->headed)
		t->list[t->n++] = (struct import_refusal){
			row->line, row->n ? arena_dup(t->a, row->cell[0]) : (struct str){0}, arena_dup(t->a, why)};
	t->headed = true;
	return t->n == t->most;
}

int import_reasons(struct site *site, struct db *db, struct arena *a, int64_t id, size_t most, struct import_refusal **ret_list,
		   size_t *ret_n, struct err *err)
{
	struct reasons t = {.a = a, .list = arena_array_of(a, most, struct import_refusal), .most = most};
	int r = most ? each_bad(site, db, id, take_reason, &t, err) : 0;
	if (r < 0)
		return r;
	*ret_list = t.list;
	*ret_n = t.n;
	return 0;
}
