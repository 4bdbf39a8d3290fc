/* Accounts, on the machine itself: user add|reset|list. */
#include <stdio.h>
#include <string.h>

#include "access/session.h"
#include "access/statements.h"
#include "cli/cli.h"
#include "record/list.h"
#include "unit/statements.h"

static int new_password(struct cli *cli, struct site *site, int64_t person, struct str login, struct err *err)
{
	char hash[PASSWORD_HASH_MAX];
	struct str password = password_invent(cli->arena, site->world);
	password_hash(password, hash);
	int r = password_set_hash(site, person, hash, true, err);
	if (r == 0)
		cli_printf(cli, _("Mật khẩu tạm của %.*s: %.*s (phải đổi khi đăng nhập lần đầu)\n"), STR_ARG(login),
			   STR_ARG(password));
	return r;
}

static int grant(struct cli *cli, struct site *site, int64_t person, const char *role, struct str unit, struct err *err)
{
	struct actor program = app_program();
	struct verb_result result;
	const struct verb_arg args[] = {
		{STR("person"), arena_printf(cli->arena, "%lld", (long long)person)},
		{STR("role"), str_from_c(role)},
		{STR("unit"), unit},
		{STR("from_day"), date_iso(cli->arena, site_today(site))},
	};
	return verb_run(site, &program, app_verb(STR("grants.save")),
			&(struct verb_input){.args = args, .n = ARRAY_LEN(args)}, &result, err);
}

static int unit_id(struct cli *cli, struct site *site, const char *code, struct str *ret_unit, struct err *err)
{
	_cleanup_db_ struct db *db = NULL;
	int64_t id = site->root;
	int r = site_reader(site, &db, err);
	if (r == 0 && code)
		r = db_get_int(db, &unit_by_code, VALUES(v_c(code)), 0, &id, err);
	if (r == 0 && id == 0)
		r = err_set(err, ERR_INPUT, _("Không có đơn vị mã %s."), code);
	if (r == 0)
		*ret_unit = arena_printf(cli->arena, "%lld", (long long)id);
	return r;
}

/* Asked before the person is made: an account without a role would be of no use and keep its login taken. */
static int known_role(const char *code, struct err *err)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		if (strcmp(code, role_code((enum role)role)) == 0)
			return 0;
	_cleanup_buf_ struct buf all = BUF_INIT(1024);
	for (int role = 0; role < ROLE_COUNT; role++)
		buf_printf(&all, "%s%s", role ? ", " : "", role_code((enum role)role));
	return err_set(err, ERR_INPUT, _("Không có vai trò %s. Các vai trò: %.*s."), code, STR_ARG(buf_str(&all)));
}

static int add(struct cli *cli, struct site *site, const char *login, const char *name, const char *role,
	       const char *unit_code, struct err *err)
{
	struct actor program = app_program();
	struct verb_result result;
	struct str unit;
	if (!login || !name || !role)
		return err_set(err, ERR_INPUT, _("user add cần --login, --name và --role."));
	int r = known_role(role, err);
	if (r == 0)
		r = unit_id(cli, site, unit_code, &unit, err);
	if (r < 0)
		return r;
	const struct verb_arg args[] = {{STR("name"), str_from_c(name)},
					{STR("unit"), unit},
					{STR("login"), str_from_c(login)},
					{STR("active"), STR("1")}};
	r = verb_run(site, &program, app_verb(STR("person.save")),
		     &(struct verb_input){.args = args, .n = ARRAY_LEN(args)}, &result, err);
	if (r == 0)
		r = grant(cli, site, result.id, role, unit, err);
	return r < 0 ? r : new_password(cli, site, result.id, str_from_c(login), err);
}

static int reset(struct cli *cli, struct site *site, const char *login, struct err *err)
{
	_cleanup_db_ struct db *db = NULL;
	int64_t person;
	if (!login)
		return err_set(err, ERR_INPUT, _("user reset cần --login."));
	int r = site_reader(site, &db, err);
	if (r == 0)
		r = db_get_int(db, &person_by_login, VALUES(v_c(login)), 0, &person, err);
	if (r == 0 && person == 0)
		r = err_set(err, ERR_NOT_FOUND, _("Không có tài khoản %s."), login);
	return r < 0 ? r : new_password(cli, site, person, str_from_c(login), err);
}

static int list(struct cli *cli, struct site *site, struct err *err)
{
	_cleanup_db_ struct db *db = NULL;
	_cleanup_query_ struct query *q = NULL;
	int r = site_reader(site, &db, err);
	if (r == 0)
		r = db_query(db, &people_with_roles, NO_VALUES, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		cli_printf(cli, "%-16.*s %-18.*s %.*s%s\n", STR_ARG(query_str(q, 0)), STR_ARG(query_str(q, 2)),
			   STR_ARG(query_str(q, 1)), query_int(q, 3) ? "" : _(" (đã khóa)"));
		r = 0;
	}
	return r;
}

int cli_user(struct cli *cli, struct err *err)
{
	const char *words[2], *login = NULL, *name = NULL, *role = NULL, *unit = NULL;
	const struct cli_option options[] = {
		{"login", &login, NULL}, {"name", &name, NULL}, {"role", &role, NULL}, {"unit", &unit, NULL}};
	_cleanup_site_ struct site *site = NULL;
	int r = cli_options(cli, options, ARRAY_LEN(options), 2, 2, words, err);
	if (r < 0)
		return r;
	bool reading = strcmp(words[0], "list") == 0;
	r = cli_open(words[1], reading ? SITE_READ : SITE_WRITE, DAY_NONE, &site, err);
	if (r < 0)
		return r;
	if (reading)
		return list(cli, site, err);
	if (strcmp(words[0], "add") == 0)
		return add(cli, site, login, name, role, unit, err);
	if (strcmp(words[0], "reset") == 0)
		return reset(cli, site, login, err);
	return err_set(err, ERR_INPUT, _("user: add, reset hoặc list."));
}
