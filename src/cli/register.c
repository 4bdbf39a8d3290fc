/* Tables in and out: import, export. */
#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "cli/cli.h"
#include "format/csv.h"
#include "record/list.h"
#include "unit/units_csv.h"

#define TABLE_MOST ((size_t)64 << 20)

static int write_refused(struct cli *cli, const struct units_csv *units, const char *path, struct err *err)
{
	_cleanup_buf_ struct buf out = BUF_INIT(64 << 20);
	(void)cli;
	units_csv_refusals_csv(units, &out);
	return fs_replace(path, buf_str(&out), 0600, err);
}

int cli_import(struct cli *cli, struct err *err)
{
	const char *words[3], *refused = NULL, *population = "", *mountain = "";
	const struct cli_option options[] = {{"refused", &refused, NULL},
					     {"population-document", &population, NULL},
					     {"mountainous-document", &mountain, NULL}};
	_cleanup_site_ struct site *site = NULL;
	_cleanup_buf_ struct buf lines = BUF_INIT(1 << 20);
	struct str text;
	struct units_csv units;
	struct verb_result result;
	struct actor program = app_program();
	int r = cli_options(cli, options, ARRAY_LEN(options), 3, 3, words, err);
	if (r == 0 && strcmp(words[1], "unit") != 0)
		r = err_set(err, ERR_INPUT, _("Bản này chỉ nhập bảng «unit»."));
	if (r == 0)
		r = fs_read(cli->arena, words[2], TABLE_MOST, &text, err);
	if (r == 0)
		r = cli_open(words[0], SITE_WRITE, DAY_NONE, &site, err);
	if (r == 0)
		r = units_csv_read(cli->arena, text, site->province, &units, err);
	if (r < 0)
		return r;
	if (units.refusal_count) {
		units_csv_print_refusals(&units, 200, &lines);
		fwrite(lines.p, 1, lines.n, stderr);
		if (refused && (r = write_refused(cli, &units, refused, err)) < 0)
			return r;
		return err_set(err, ERR_INPUT, _("%.*s Chưa nhập gì."), STR_ARG(units_csv_summary(cli->arena, &units)));
	}
	const struct verb_arg args[] = {{STR("population_document"), str_from_c(population)},
					{STR("mountainous_document"), str_from_c(mountain)}};
	r = verb_run(site, &program, &unit_import_verb,
		     &(struct verb_input){.args = args, .n = ARRAY_LEN(args), .file = text}, &result, err);
	for (size_t i = 0; r < 0 && i < result.error_count; i++)
		fprintf(stderr, "%s\n", result.errors[i].text);
	if (r == 0)
		cli_printf(cli,
			   result.entry ? _("Đã nhập %zu dòng (bút toán số %lld).\n")
					: _("%zu dòng giống hệt dữ liệu đang có; không ghi gì (%lld).\n"),
			   units.row_count, (long long)result.entry);
	return r;
}

static void export_row(struct cli *cli, struct buf *out, const struct row *row)
{
	size_t n = row->record->field_count;
	for (size_t i = 0; i < n; i++) {
		const struct field *f = &row->record->fields[i];
		if (row->values[i].kind == VALUE_NULL)
			csv_write_text(out, (struct str){0}, i + 1 == n);
		else if (f->kind == FIELD_INT || f->kind == FIELD_REF || f->kind == FIELD_TRISTATE)
			csv_write_int(out, row->values[i].i, i + 1 == n);
		else
			csv_write_text(out, field_typed(cli->arena, f, &row->values[i]), i + 1 == n);
	}
}

int cli_export(struct cli *cli, struct err *err)
{
	const char *words[3];
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	_cleanup_buf_ struct buf out = BUF_INIT((size_t)1 << 30);
	const struct actor program = app_program();
	struct list_result list = {0};
	int r = cli_options(cli, NULL, 0, 3, 3, words, err);
	if (r == 0)
		r = cli_open(words[0], SITE_READ, DAY_NONE, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r < 0)
		return r;
	const struct record *record = catalog_record(site->catalog, str_from_c(words[1]));
	if (!record)
		return err_set(err, ERR_INPUT, _("Không có bảng «%s»."), words[1]);
	r = record_list(db, cli->arena, &program,
			&(struct list_query){.record = record, .sort = "id", .limit = INT64_MAX}, &list, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < record->field_count; i++)
		csv_write_text(&out, str_from_c(record->fields[i].label), i + 1 == record->field_count);
	for (size_t i = 0; i < list.n; i++)
		export_row(cli, &out, &list.rows[i]);
	r = fs_replace(words[2], buf_str(&out), 0600, err);
	if (r == 0)
		cli_printf(cli, _("Đã xuất %zu dòng ra %s.\n"), list.n, words[2]);
	return r;
}
