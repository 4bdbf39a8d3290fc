/* Tables in and out of any register: import, export. */
#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "cli/cli.h"
#include "record/export.h"
#include "record/import.h"
#include "record/list.h"
#include "unit/records.h"
#include "unit/units_csv.h"

#define TABLE_MOST ((size_t)64 << 20)
#define REASONS_SHOWN 20
#define EXPORT_SLICE 500

static bool ends_in(const char *path, const char *ending)
{
	return str_ends(str_from_c(path), str_from_c(ending));
}

/* The part after the last '/'. */
static struct str base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return str_from_c(slash ? slash + 1 : path);
}

/* ---- units, from the tables of other systems ---- */

static int write_refused(const struct units_csv *units, const char *path, struct err *err)
{
	_cleanup_buf_ struct buf out = BUF_INIT(64 << 20);
	units_csv_refusals_csv(units, &out);
	return fs_replace(path, buf_str(&out), 0600, err);
}

struct import_request {
	const char *dir, *record, *path;
	const char *refused, *population, *mountain;
	bool rename; /* of units: names and kinds may change */
	bool check, partly, json;
	struct str bytes;
};

/* A CSV of units as other systems give it (code, name, type …); one of our own exports is an ordinary register. */
static bool is_foreign_units(const struct import_request *q)
{
	struct str head = str_slice(q->bytes, 0, 600), own = str_from_c(_("Miền núi, hải đảo"));
	return strcmp(q->record, "unit") == 0 && ends_in(q->path, ".csv") && str_find(head, own) < 0;
}

static int import_units(struct cli *cli, struct site *site, const struct import_request *q, struct err *err)
{
	_cleanup_buf_ struct buf lines = BUF_INIT(1 << 20);
	struct units_csv units;
	struct verb_result result;
	struct actor program = app_program();
	int r = units_csv_read(cli->arena, q->bytes, site->province, &units, err);
	if (r < 0)
		return r;
	if (units.refusal_count) {
		units_csv_print_refusals(&units, 200, &lines);
		fwrite(lines.p, 1, lines.n, stderr);
		if (q->refused && (r = write_refused(&units, q->refused, err)) < 0)
			return r;
		return err_set(err, ERR_INPUT, _("%.*s Chưa nhập gì."), STR_ARG(units_csv_summary(cli->arena, &units)));
	}
	const struct verb_arg args[] = {{STR("population_document"), str_from_c(q->population)},
					{STR("mountainous_document"), str_from_c(q->mountain)},
					{STR("rename"), q->rename ? STR("1") : STR("0")}};
	if (q->check) {
		cli_printf(cli, _("%zu dòng đọc được; chưa nhập gì.\n"), units.row_count);
		return 0;
	}
	r = verb_run(site, &program, &unit_import_verb,
		     &(struct verb_input){.args = args, .n = ARRAY_LEN(args), .file = q->bytes}, &result, err);
	for (size_t i = 0; r < 0 && i < result.error_count; i++)
		fprintf(stderr, "%s\n", result.errors[i].text);
	if (r == 0)
		cli_printf(cli,
			   result.entry ? _("Đã nhập %zu dòng (bút toán số %lld).\n")
					: _("%zu dòng giống hệt dữ liệu đang có; không ghi gì (%lld).\n"),
			   units.row_count, (long long)result.entry);
	return r;
}

/* ---- any register ---- */

static const struct record *register_named(const char *name)
{
	for (const struct record *const *r = app_registers; *r; r++)
		if (strcmp((*r)->name, name) == 0)
			return *r;
	return NULL;
}

static int write_slices(struct site *site, struct db *db, int64_t id, struct err *err)
{
	struct import_run *run = import_begin(site, db, id);
	bool more = true;
	int r = 0;
	while (r == 0 && more)
		r = import_next(run, &more, err);
	import_end(run);
	return r;
}

/* What was confirmed before and not finished, by a page or a run that was cut short. */
static int finish_earlier(struct cli *cli, struct site *site, struct db *db, struct err *err)
{
	int64_t id = 0;
	int r;
	while ((r = import_waiting(db, &id, err)) == 0 && id) {
		struct import_job job = {0};
		r = write_slices(site, db, id, err);
		if (r == 0)
			r = import_load(site, db, cli->arena, id, &job, err);
		if (r < 0)
			return r;
		fprintf(stderr, _("Đã ghi tiếp lần nhập dở trước: «%s», %.*s.\n"), job.record ? job.record->many : "",
			STR_ARG(job.file));
	}
	return r;
}

static int show_refused(struct cli *cli, struct site *site, struct db *db, const struct import_request *q, int64_t id,
			struct err *err)
{
	struct import_refusal *list = NULL;
	size_t n = 0;
	_cleanup_buf_ struct buf csv = BUF_INIT((size_t)128 << 20);
	int r = import_reasons(site, db, cli->arena, id, REASONS_SHOWN, &list, &n, err);
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, _("Dòng %lld: %.*s\n"), (long long)list[i].line, STR_ARG(list[i].reason));
	if (r < 0 || !q->refused)
		return r;
	if (ends_in(q->refused, ".xlsx"))
		return import_refusals_xlsx(site, db, id, q->refused, err);
	r = import_refusals(site, db, id, &csv, err);
	return r < 0 ? r : fs_replace(q->refused, buf_str(&csv), 0600, err);
}

static void report(struct cli *cli, const struct import_request *q, const struct import_job *job)
{
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 16);
	struct json_out j;
	if (!q->json) {
		cli_printf(cli,
			   _("%lld dòng: %lld mới, %lld thay đổi, %lld giống hệt dữ liệu đang có, %lld bị từ chối; đã "
			     "ghi %lld.\n"),
			   (long long)job->rows, (long long)job->fresh, (long long)job->changed, (long long)job->same,
			   (long long)job->refused, (long long)job->written);
		if (job->ignored.n)
			cli_printf(cli, _("Bỏ qua: %.*s.\n"), STR_ARG(job->ignored));
		return;
	}
	json_begin(&j, &out);
	json_object(&j);
	json_kv_i64(&j, "rows", job->rows);
	json_kv_i64(&j, "new", job->fresh);
	json_kv_i64(&j, "changed", job->changed);
	json_kv_i64(&j, "same", job->same);
	json_kv_i64(&j, "refused", job->refused);
	json_kv_i64(&j, "written", job->written);
	json_kv_str(&j, "columns", job->columns);
	json_kv_str(&j, "ignored", job->ignored);
	json_object_end(&j);
	buf_add_char(&out, '\n');
	cli_print(buf_str(&out));
}

static int import_rows(struct cli *cli, struct site *site, const struct import_request *q, struct err *err)
{
	_cleanup_db_ struct db *db = NULL;
	const struct record *record = register_named(q->record);
	const struct actor program = app_program();
	struct import_job job = {0};
	int64_t id = 0;
	if (!record)
		return err_set(err, ERR_INPUT, _("Không có danh mục «%s» để nhập."), q->record);
	int r = site_reader(site, &db, err);
	if (r == 0)
		r = finish_earlier(cli, site, db, err);
	if (r == 0)
		r = import_check(site, db, &program, record, base_name(q->path), q->bytes, &id, err);
	if (r == 0)
		r = import_load(site, db, cli->arena, id, &job, err);
	if (r >= 0 && job.refused)
		r = show_refused(cli, site, db, q, id, err);
	if (r < 0)
		return r;
	bool write = !q->check && (q->partly || !job.refused);
	r = write ? import_confirm(site, id, err) : import_drop(site, id, err);
	if (r == 0 && write)
		r = write_slices(site, db, id, err);
	if (r == 0)
		r = import_load(site, db, cli->arena, id, &job, err);
	if (r < 0)
		return r;
	report(cli, q, &job);
	if (job.refused && !write && !q->check)
		return err_set(err, ERR_INPUT,
			       _("%lld dòng bị từ chối nên chưa nhập gì. Hãy sửa rồi nhập lại, hoặc thêm --partly."),
			       (long long)job.refused);
	return 0;
}

int cli_import(struct cli *cli, struct err *err)
{
	const char *words[3];
	struct import_request q = {.population = "", .mountain = ""};
	const struct cli_option options[] = {{"refused", &q.refused, NULL},
					     {"population-document", &q.population, NULL},
					     {"mountainous-document", &q.mountain, NULL},
					     {"rename", NULL, &q.rename},
					     {"check", NULL, &q.check},
					     {"partly", NULL, &q.partly},
					     {"json", NULL, &q.json}};
	_cleanup_site_ struct site *site = NULL;
	int r = cli_options(cli, options, ARRAY_LEN(options), 3, 3, words, err);
	if (r < 0)
		return r;
	q.dir = words[0];
	q.record = words[1];
	q.path = words[2];
	r = fs_read(cli->arena, q.path, TABLE_MOST, &q.bytes, err);
	if (r == 0)
		r = cli_open(q.dir, SITE_WRITE, DAY_NONE, &site, err);
	if (r < 0)
		return r;
	return is_foreign_units(&q) ? import_units(cli, site, &q, err) : import_rows(cli, site, &q, err);
}

/* ---- export ---- */

static int write_rows(struct db *db, struct exporter *e, const struct export_to *to, int64_t *ret_rows, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("export", (size_t)256 << 20);
	int64_t last = 0;
	*ret_rows = 0;
	for (;;) {
		const struct list_filter after = {"id", ">", v_int(last)};
		struct list_result list = {0};
		arena_reset(a);
		int r = record_list(db, a, to->actor,
				    &(struct list_query){.record = to->record,
							 .filters = &after,
							 .filter_count = 1,
							 .sort = "id",
							 .limit = EXPORT_SLICE},
				    &list, err);
		if (r == 0)
			r = export_rows(e, list.rows, list.n, err);
		if (r < 0)
			return r;
		*ret_rows += (int64_t)list.n;
		if (list.n < EXPORT_SLICE)
			return 0;
		last = list.rows[list.n - 1].id;
	}
}

static int export_all(const struct export_to *to, int64_t *ret_rows, struct err *err)
{
	struct exporter *e;
	int r = db_read_begin(to->db, err);
	if (r < 0)
		return r;
	r = export_start(to, &e, err);
	if (r == 0) {
		r = write_rows(to->db, e, to, ret_rows, err);
		if (r == 0)
			r = export_end(e, err);
		else
			export_abandon(e);
	}
	db_read_end(to->db);
	return r;
}

int cli_export(struct cli *cli, struct err *err)
{
	const char *words[3];
	const char *period = NULL;
	bool open = false;
	const struct cli_option options[] = {{"private", NULL, &open}, {"period", &period, NULL}};
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	_cleanup_buf_ struct buf csv = BUF_INIT((size_t)1 << 30);
	const struct actor program = app_program();
	int64_t rows = 0;
	int r = cli_options(cli, options, ARRAY_LEN(options), 3, 3, words, err);
	if (r == 0)
		r = cli_open(words[0], open ? SITE_WRITE : SITE_READ, DAY_NONE, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r < 0)
		return r;
	if (strcmp(words[1], "report") == 0) {
		r = cli_export_reports(cli, site, db, words[2], period, &rows, err);
		if (r == 0)
			cli_printf(cli, _("Đã xuất %lld dòng ra %s.\n"), (long long)rows, words[2]);
		return r;
	}
	const struct record *record = catalog_record(site->catalog, str_from_c(words[1]));
	if (!record)
		return err_set(err, ERR_INPUT, _("Không có bảng «%s»."), words[1]);
	const struct field **fields = arena_array_of(cli->arena, record->field_count, const struct field *);
	for (size_t i = 0; i < record->field_count; i++)
		fields[i] = &record->fields[i];
	bool xlsx = ends_in(words[2], ".xlsx");
	r = export_all(&(struct export_to){.site = site, .db = db, .actor = &program, .record = record, .fields = fields,
					   .n = record->field_count, .open = open, .format = xlsx ? EXPORT_XLSX : EXPORT_CSV,
					   .csv = xlsx ? NULL : &csv, .path = words[2]},
		       &rows, err);
	if (r == 0 && !xlsx)
		r = fs_replace(words[2], buf_str(&csv), 0600, err);
	if (r == 0)
		cli_printf(cli, _("Đã xuất %lld dòng ra %s.\n"), (long long)rows, words[2]);
	return r;
}
