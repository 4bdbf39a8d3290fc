/* What every scenario begins with: the rehearsal site and its people. */
#include <stdlib.h>

#include "base/json_in.h"
#include "scenario.h"

const char *scenario_demo(void)
{
	struct str said = scenario_noivu("demo", scenario_dir("site"), "--json", NULL);
	struct arena *a = arena_new("demo", 64u << 20);
	const struct jval *all;
	struct err err = ERR_INIT;
	if (jval_parse(a, said, said.n, &all, &err) < 0)
		scenario_give_up("demo --json: %s", err.text);
	const struct jval *word = jval_get(all, "password");
	if (!word || word->kind != J_TEXT)
		scenario_give_up("demo --json names no password");
	const char *password = scenario_keep(word->s);
	arena_free(a);
	return password;
}

void browser_sign_in(struct browser *b, const char *login, const char *password)
{
	browser_get(b, "/dang-nhap");
	browser_submit(b, "/dang-nhap", "login", login, "password", password, NULL);
}

long browser_entries(struct browser *b)
{
	browser_get(b, "/");
	struct str body = browser_body(b), mark = STR("Mã sổ cái <code>");
	ptrdiff_t at = str_find(body, mark);
	return at < 0 ? -1 : strtol(body.p + (size_t)at + mark.n, NULL, 10);
}
