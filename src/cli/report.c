/* export DIR report FILE: a round as a workbook, or every figure of every round as CSV. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "cli/cli.h"
#include "format/csv.h"
#include "report/report.h"
#include "report/statements.h"

#define FLUSH ((size_t)1 << 20)
#define EDITIONS_MOST 4096

/* ---- one round, a line for each unit ---- */

static int round_of(struct cli *cli, const struct site *site, struct db *db, int64_t period, const char *path,
		    int64_t *ret_rows, struct err *err)
{
	const struct actor program = app_program();
	struct row row, template;
	struct report_round round;
	struct roll sum;
	struct form *form;
	int64_t edition;
	int r = row_load(db, cli->arena, &period_record, period, &row, err);
	if (r > 0)
		r = row_load(db, cli->arena, &template_record, row_int(&row, "template"), &template, err);
	if (r == 0)
		return err_set(err, ERR_NOT_FOUND, _("Không có kỳ báo cáo số %lld."), (long long)period);
	if (r > 0)
		r = report_edition(db, template.id, false, &edition, err);
	if (r == 0)
		r = report_form(db, cli->arena, edition, &form, err);
	if (r == 0)
		r = report_round_read(site, db, cli->arena, &program, period, &round, err);
	if (r < 0)
		return r;
	report_round_sum(cli->arena, form, &round, &sum);
	r = report_round_write(path, cli->arena, form, row_str(&template, "code"), &round, &sum, err);
	if (r == 0)
		*ret_rows = (int64_t)round.n;
	return r;
}

/* ---- every figure ---- */

struct long_export {
	struct db *db;
	struct arena *editions; /* forms that were read */
	struct { int64_t id; struct form *form; } form[EDITIONS_MOST];
	size_t form_n;
	FILE *file;
	struct buf out;
	int64_t rows;
};

static int form_of(struct long_export *x, int64_t edition, struct form **ret, struct err *err)
{
	for (size_t i = 0; i < x->form_n; i++)
		if (x->form[i].id == edition) {
			*ret = x->form[i].form;
			return 0;
		}
	if (x->form_n == EDITIONS_MOST)
		return err_set(err, ERR_TOO_LARGE, _("Có quá %d lần ban hành biểu mẫu."), EDITIONS_MOST);
	int r = report_form(x->db, x->editions, edition, ret, err);
	if (r == 0) {
		x->form[x->form_n].id = edition;
		x->form[x->form_n++].form = *ret;
	}
	return r;
}

static int flush(struct long_export *x, struct err *err)
{
	if (fwrite(x->out.p, 1, x->out.n, x->file) != x->out.n)
		return err_set(err, ERR_IO, _("Không ghi được tệp xuất ra."));
	buf_reset(&x->out);
	return 0;
}

static int figures_of(struct long_export *x, struct arena *a, struct query *q, struct err *err)
{
	struct form *f;
	int r = form_of(x, query_int(q, 5), &f, err);
	if (r < 0)
		return r;
	struct answer_cell *cells = arena_array_of(a, f->cell_n, struct answer_cell);
	answer_kept(a, f, query_str(q, 6), cells);
	for (size_t i = 0; i < f->cell_n; i++) {
		if (cells[i].state != EXPR_NUMBER)
			continue;
		for (int k = 0; k < 5; k++)
			csv_write_text(&x->out, k == 2 ? date_iso(a, query_day(q, k)) : query_str(q, k), false);
		csv_write_text(&x->out, f->cells[i].code, false);
		csv_write_text(&x->out, form_cell_label(a, f, (int)i), false);
		bool file = f->lines[f->cells[i].line].kind == FORM_FILE; /* its name says more than where it lies */
		csv_write_text(&x->out, file ? answer_text(a, f, (int)i, &cells[i]) : answer_typed(a, f, (int)i, &cells[i]), true);
		x->rows++;
	}
	return x->out.n > FLUSH ? flush(x, err) : 0;
}

static int all_figures(struct cli *cli, struct db *db, const char *path, int64_t *ret_rows, struct err *err)
{
	static const char *const heads[] = {_("Biểu mẫu"),   _("Kỳ"),   _("Từ ngày"),  _("Mã đơn vị"),
					    _("Tình trạng"), _("Mã ô"), _("Nội dung"), _("Giá trị")};
	_cleanup_arena_ struct arena *a = arena_new("figures", (size_t)64 << 20);
	_cleanup_query_ struct query *q = NULL;
	struct long_export *x = arena_new_of(cli->arena, struct long_export);
	char part[4096];
	*x = (struct long_export){.db = db, .editions = cli->arena, .out = BUF_INIT(64 * FLUSH)};
	if (snprintf(part, sizeof(part), "%s.part", path) >= (int)sizeof(part) || !(x->file = fopen(part, "wb")))
		return err_set(err, ERR_IO, _("Không tạo được tệp %s."), path);
	buf_add_c(&x->out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		csv_write_text(&x->out, str_from_c(heads[i]), i + 1 == ARRAY_LEN(heads));
	int r = db_query(db, &answers_every, NO_VALUES, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		arena_reset(a);
		r = figures_of(x, a, q, err);
	}
	if (r == 0)
		r = flush(x, err);
	if (fclose(x->file) != 0 && r == 0)
		r = err_set(err, ERR_IO, _("Không ghi được tệp xuất ra."));
	if (r == 0)
		r = fs_rename(part, path, err);
	if (r < 0)
		unlink(part);
	else
		*ret_rows = x->rows;
	buf_free(&x->out);
	return r;
}

int cli_export_reports(struct cli *cli, const struct site *site, struct db *db, const char *path, const char *period,
		       int64_t *ret_rows, struct err *err)
{
	int64_t id = 0;
	if (str_ends(str_from_c(path), STR(".csv")))
		return all_figures(cli, db, path, ret_rows, err);
	if (period && !str_to_i64(str_from_c(period), 1, INT64_MAX, &id))
		return err_set(err, ERR_INPUT, _("--period cần số của kỳ báo cáo, như trong địa chỉ /bao-cao/ky/…"));
	int r = period ? 0 : db_get_int(db, &period_latest, NO_VALUES, 0, &id, err);
	if (r == 0 && !id)
		return err_set(err, ERR_NOT_FOUND, _("Chưa có kỳ báo cáo nào để xuất."));
	return r < 0 ? r : round_of(cli, site, db, id, path, ret_rows, err);
}
