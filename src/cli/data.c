/* Looking after the data file: check, files, upgrade; and printing the schema. */
#include <string.h>

#include "base/json.h"
#include "cli/cli.h"
#include "file/store.h"
#include "record/attach.h"
#include "web/statements.h"

int cli_check(struct cli *cli, struct err *err)
{
	const char *dir;
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	int r = cli_options(cli, NULL, 0, 1, 1, &dir, err);
	if (r == 0)
		r = cli_open(dir, SITE_READ, DAY_NONE, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0)
		r = db_check(db, err);
	if (r == 0)
		cli_printf(cli, _("Tệp dữ liệu của %s nguyên vẹn (SQLite %s).\n"), dir, db_engine_version());
	return r;
}

/* Sweeps contents that nothing names any more: files removed, and uploads whose entry was refused. */
int cli_files(struct cli *cli, struct err *err)
{
	const char *dir;
	bool collect = false;
	int64_t count, bytes;
	const struct cli_option options[] = {{"collect", NULL, &collect}};
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	int r = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &dir, err);
	if (r == 0)
		r = cli_open(dir, collect ? SITE_WRITE : SITE_READ, DAY_NONE, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0 && collect) {
		r = record_files_collect(site, db, &count, &bytes, err);
		if (r == 0)
			cli_printf(cli, _("Đã bỏ %lld nội dung không còn đính kèm ở đâu (%lld byte).\n"),
				   (long long)count, (long long)bytes);
	}
	if (r == 0)
		r = record_files_check(site, db, &count, err);
	if (r == 0)
		cli_printf(cli, _("Kho tệp đúng: %lld tệp đính kèm, đủ nội dung.\n"), (long long)count);
	return r;
}

int cli_upgrade(struct cli *cli, struct err *err)
{
	const char *dir;
	bool needed;
	struct ledger_report report;
	struct site_parts parts = app_parts(app_start(), world_real(DAY_NONE), DAY_NONE);
	int r = cli_options(cli, NULL, 0, 1, 1, &dir, err);
	if (r == 0)
		r = site_upgrade(dir, &parts, &needed, &report, err);
	if (r < 0)
		return r;
	if (!needed)
		cli_printf(cli, _("Dữ liệu đã ở lược đồ %d của bản này; không có gì để nâng.\n"), APP_SCHEMA);
	else
		cli_printf(cli, _("Đã nâng lên lược đồ %d: dựng lại %lld dòng từ %lld bút toán.\n"), APP_SCHEMA,
			   (long long)report.rows, (long long)report.entries);
	return 0;
}

int cli_schema(struct cli *cli, struct err *err)
{
	const char *name = "sqlite";
	const struct cli_option options[] = {{"engine", &name, NULL}};
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	int r = cli_options(cli, options, ARRAY_LEN(options), 0, 0, NULL, err);
	if (r < 0)
		return r;
	if (strcmp(name, "sqlite") != 0 && strcmp(name, "postgres") != 0)
		return err_set(err, ERR_INPUT, _("--engine: sqlite hoặc postgres."));
	enum engine engine = strcmp(name, "postgres") == 0 ? ENGINE_POSTGRES : ENGINE_SQLITE;
	const struct catalog *c = &app_start()->catalog;
	for (const struct table *const *t = ledger_tables; *t; t++)
		schema_ddl(&out, *t, engine);
	for (const struct record *const *rec = c->records; *rec; rec++)
		schema_ddl(&out, record_table(*rec), engine);
	for (const struct table *const *t = c->tables; *t; t++)
		schema_ddl(&out, *t, engine);
	schema_ddl(&out, &file_content_table, engine);
	cli_print(buf_str(&out));
	return 0;
}

static void statements_json(struct json_out *j, const struct stmt *const *list)
{
	for (const struct stmt *const *s = list; *s; s++) {
		json_object(j);
		json_kv_c(j, "name", (*s)->name);
		json_kv_c(j, "sql", (*s)->sql);
		json_object_end(j);
	}
}

int cli_statements(struct cli *cli, struct err *err)
{
	bool json = false;
	const struct cli_option options[] = {{"json", NULL, &json}};
	_cleanup_buf_ struct buf out = BUF_INIT(4 << 20);
	struct json_out j;
	int r = cli_options(cli, options, ARRAY_LEN(options), 0, 0, NULL, err);
	if (r < 0)
		return r;
	json_begin(&j, &out);
	json_array(&j);
	for (const struct stmt *const *const *list = app_statements; *list; list++)
		statements_json(&j, *list);
	statements_json(&j, web_statements);
	json_array_end(&j);
	buf_add_char(&out, '\n');
	cli_print(buf_str(&out));
	return 0;
}
