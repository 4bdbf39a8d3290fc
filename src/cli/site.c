/* Making a site and looking at it: init, demo, brief, verify, rebuild, head. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/brief.h"
#include "demo/demo.h"
#include "base/fs.h"
#include "base/json.h"
#include "cli/cli.h"
#include "record/attach.h"
#include "unit/units_csv.h"
#include "web/papers.h"

#define UNITS_MOST ((size_t)64 << 20)

static int own_units(struct cli *cli, const char *path, struct app_new_site *fresh, struct err *err)
{
	struct str text;
	struct units_csv units;
	_cleanup_buf_ struct buf refusals = BUF_INIT(1 << 20);
	int r = fs_read(cli->arena, path, UNITS_MOST, &text, err);
	if (r == 0)
		r = units_csv_read(cli->arena, text, fresh->province.code, &units, err);
	if (r < 0)
		return r;
	if (units.refusal_count) {
		units_csv_print_refusals(&units, 200, &refusals);
		fwrite(refusals.p, 1, refusals.n, stderr);
		return err_set(err, ERR_INPUT, _("%.*s Chưa tạo gì; hãy sửa các dòng trên rồi chạy lại."),
			       STR_ARG(units_csv_summary(cli->arena, &units)));
	}
	app_site_units(cli->arena, &units, fresh);
	return 0;
}

int cli_init(struct cli *cli, struct err *err)
{
	const char *dir, *province = NULL, *units = NULL, *name = NULL;
	const struct cli_option options[] = {
		{"province", &province, NULL}, {"units", &units, NULL}, {"name", &name, NULL}};
	const struct app *app = app_start();
	struct world *world = world_real(DAY_NONE);
	struct app_new_site fresh;
	_cleanup_site_ struct site *site = NULL;
	uint16_t chance;
	int r = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &dir, err);
	if (r == 0 && !province)
		r = err_set(err, ERR_INPUT, _("Thiếu --province: mã hoặc tên tỉnh, ví dụ --province 38."));
	if (r == 0)
		r = app_site_from_facts(cli->arena, app, str_from_c(province), world->today(world), &fresh, err);
	if (r == 0 && units)
		r = own_units(cli, units, &fresh, err);
	if (r < 0)
		return r;
	if (name)
		fresh.name = str_from_c(name);
	random_bytes(&chance, sizeof(chance));
	fresh.number = 1 + chance % 4095;
	struct site_parts parts = app_parts(app, world, DAY_NONE);
	r = app_init(dir, &parts, &fresh, &site, err);
	if (r < 0)
		return r;
	cli_printf(cli, _("Đã tạo %s: %.*s, %zu xã, phường, đặc khu.\n"), dir, STR_ARG(fresh.name),
		   fresh.commune_count);
	cli_printf(cli, _("Giữ riêng một bản của %s/site.key: không có nó thì không ký được sổ cái.\n"), dir);
	cli_printf(cli, _("Tiếp theo: noivu user add %s --login quantri --name \"Họ tên\" --role admin\n"), dir);
	return 0;
}

static void progress(const char *what)
{
	fprintf(stderr, "… %s\n", what);
}

static void demo_print(struct cli *cli, const char *dir, const struct demo_result *d)
{
	cli_printf(cli, _("Máy chủ diễn tập %s: %lld bút toán, đầu sổ cái %.*s\n"), dir, (long long)d->entries,
		   STR_ARG(head_short(cli->arena, &d->head)));
	cli_printf(cli, _("Mật khẩu của mọi tài khoản diễn tập: %.*s\n"), STR_ARG(d->password));
	for (size_t i = 0; i < d->n; i++)
		cli_printf(cli, "  %-12.*s %.*s – %.*s, %.*s\n", STR_ARG(d->logins[i].login),
			   STR_ARG(d->logins[i].name), STR_ARG(d->logins[i].position), STR_ARG(d->logins[i].unit));
	cli_printf(cli, _("Mỗi xã có hai tài khoản: cb.<mã> (công chức) và ct.<mã> (chủ tịch). Dữ liệu diễn tập.\n"));
}

static void demo_print_json(const struct demo_result *d, struct arena *a)
{
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	struct json_out j;
	json_begin(&j, &out);
	json_object(&j);
	json_kv_i64(&j, "entries", d->entries);
	json_kv_str(&j, "head", hex(a, d->head.hash.b, HASH_LEN));
	json_kv_str(&j, "password", d->password);
	json_key(&j, "logins");
	json_array(&j);
	for (size_t i = 0; i < d->n; i++) {
		json_object(&j);
		json_kv_str(&j, "login", d->logins[i].login);
		json_kv_str(&j, "password", d->password);
		json_kv_str(&j, "name", d->logins[i].name);
		json_kv_str(&j, "position", d->logins[i].position);
		json_kv_str(&j, "unit", d->logins[i].unit);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
	buf_add_char(&out, '\n');
	cli_print(buf_str(&out));
}

int cli_demo(struct cli *cli, struct err *err)
{
	const char *dir, *day_text = "2025-11-18";
	bool json = false;
	day_t day;
	const struct cli_option options[] = {{"day", &day_text, NULL}, {"json", NULL, &json}};
	struct demo_result result = {0};
	int r = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &dir, err);
	if (r == 0)
		r = cli_day("day", day_text, &day, err);
	if (r == 0)
		r = demo_make(dir, app_start(), day, progress, &result, cli->arena, err);
	if (r < 0)
		return r;
	if (json)
		demo_print_json(&result, cli->arena);
	else
		demo_print(cli, dir, &result);
	return 0;
}

int cli_brief(struct cli *cli, struct err *err)
{
	const char *dir, *today_text = NULL;
	bool json = false, pdf = false;
	day_t today;
	const struct cli_option options[] = {{"today", &today_text, NULL}, {"json", NULL, &json}, {"pdf", NULL, &pdf}};
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	_cleanup_buf_ struct buf out = BUF_INIT(16 << 20);
	struct brief brief;
	struct pdf_paper paper;
	int r = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &dir, err);
	if (r == 0)
		r = cli_day("today", today_text, &today, err);
	if (r == 0)
		r = cli_open(dir, SITE_READ, today, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0)
		r = db_read_begin(db, err);
	if (r == 0)
		r = brief_make(site, db, cli->arena, site_today(site), &brief, err);
	if (r == 0 && pdf)
		r = paper_brief(cli->arena, site, db, &brief, &paper, err);
	if (db)
		db_read_end(db);
	if (r < 0)
		return r;
	if (pdf && (r = pdf_write(&paper, &out, NULL, err)) < 0)
		return r;
	if (json)
		brief_json(&out, &brief);
	else if (!pdf)
		brief_text(&out, &brief);
	cli_print(buf_str(&out));
	return 0;
}

/* `files`: attached ones whose content was read; -1: nobody looked. */
static void report_print(struct cli *cli, const struct ledger_report *p, int64_t files, bool json, const char *what)
{
	struct arena *a = cli->arena;
	struct str dump = hex(a, p->dump.b, HASH_LEN), head = hex(a, p->head.hash.b, HASH_LEN);
	struct str more = files < 0 ? (struct str){0} : arena_printf(a, ",\"files\":%lld", (long long)files);
	if (json)
		cli_printf(cli, "{\"ok\":true,\"entries\":%lld,\"rows\":%lld,\"head\":\"%.*s\",\"dump\":\"%.*s\"%.*s}\n",
			   (long long)p->entries, (long long)p->rows, STR_ARG(head), STR_ARG(dump), STR_ARG(more));
	else
		cli_printf(cli, _("%s: %lld bút toán, %lld dòng.\nĐầu sổ cái: %lld %.*s\nBăm các bảng: %.*s\n"), what,
			   (long long)p->entries, (long long)p->rows, (long long)p->head.number, STR_ARG(head),
			   STR_ARG(dump));
}

int cli_read_head(struct cli *cli, const char *path, struct head *head, uint8_t public_key[SIGN_PUBLIC_LEN],
		     struct err *err)
{
	struct str text;
	int r = fs_read(cli->arena, path, 1 << 16, &text, err);
	return r < 0 ? r : head_read(cli->arena, text, head, public_key, err);
}

int cli_verify(struct cli *cli, struct err *err)
{
	const char *dir, *head_path = NULL;
	bool json = false;
	const struct cli_option options[] = {{"head", &head_path, NULL}, {"json", NULL, &json}};
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	struct head head;
	uint8_t public_key[SIGN_PUBLIC_LEN];
	struct ledger_report report;
	int64_t files;
	int r = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &dir, err);
	if (r == 0 && head_path)
		r = cli_read_head(cli, head_path, &head, public_key, err);
	if (r == 0)
		r = cli_open(dir, SITE_READ, DAY_NONE, &site, err);
	if (r == 0 && head_path && memcmp(public_key, site->key.public_key, SIGN_PUBLIC_LEN) != 0)
		r = err_set(err, ERR_CORRUPT,
			    _("Đầu sổ cái đã công bố được ký bằng khóa khác với khóa của máy chủ này."));
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0)
		r = ledger_verify(db, site->catalog, site->key.public_key, head_path ? &head : NULL, &report, err);
	if (r == 0)
		r = record_files_check(site, db, &files, err);
	if (r < 0)
		return r;
	report_print(cli, &report, files, json, _("Sổ cái đúng"));
	if (!json)
		cli_printf(cli, _("Tệp đính kèm: %lld, đủ nội dung.\n"), (long long)files);
	return r;
}

int cli_rebuild(struct cli *cli, struct err *err)
{
	const char *dir;
	bool json = false;
	const struct cli_option options[] = {{"json", NULL, &json}};
	struct site_parts parts = app_parts(app_start(), world_real(DAY_NONE), DAY_NONE);
	struct ledger_report report;
	int r = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &dir, err);
	if (r == 0)
		r = site_rebuild(dir, &parts, &report, err);
	if (r == 0)
		report_print(cli, &report, -1, json, _("Đã dựng lại từ sổ cái"));
	return r;
}

int cli_head(struct cli *cli, struct err *err)
{
	const char *dir;
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 16);
	struct head head;
	int r = cli_options(cli, NULL, 0, 1, 1, &dir, err);
	if (r == 0)
		r = cli_open(dir, SITE_READ, DAY_NONE, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0)
		r = ledger_head(db, &head, err);
	if (r < 0)
		return r;
	head_write(&out, &head, site->key.public_key);
	buf_add_char(&out, '\n');
	cli_print(buf_str(&out));
	return 0;
}
