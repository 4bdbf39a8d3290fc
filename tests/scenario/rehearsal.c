/* What every scenario begins with: the rehearsal site and its people. */
#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "base/json_in.h"
#include "scenario.h"

/* A copy of the one that was made for all, with what the program said then; or one of our own. */
static struct str rehearsal_made(struct arena *a)
{
	const char *made = getenv("REHEARSAL");
	char command[1200];
	struct str said;
	struct err err = ERR_INIT;
	if (!made || !made[0])
		return scenario_noivu("demo", scenario_dir("site"), "--json", NULL);
	snprintf(command, sizeof(command), "cp -a '%s/site' '%s'", made, scenario_dir("site"));
	if (system(command) != 0)
		scenario_give_up("the rehearsal in %s cannot be copied", made);
	if (fs_read(a, arena_c(a, arena_printf(a, "%s/said.json", made)), (size_t)16 << 20, &said, &err) < 0)
		scenario_give_up("%s", err.text);
	return said;
}

const char *scenario_demo(void)
{
	struct arena *a = arena_new("demo", 64u << 20);
	struct str said = rehearsal_made(a);
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

struct browser *browser_signed_in(const char *login, const char *password)
{
	struct browser *b = browser_new(login);
	browser_sign_in(b, login, password);
	return b;
}

/* The number behind these words of the page. */
static long number_behind(const struct browser *b, struct str mark)
{
	struct str body = browser_body(b);
	ptrdiff_t at = str_find(body, mark);
	return at < 0 ? -1 : strtol(body.p + (size_t)at + mark.n, NULL, 10);
}

long browser_planned(const struct browser *b) { return number_behind(b, STR("Làm với ")); }

long browser_entries(struct browser *b)
{
	browser_get(b, "/");
	return number_behind(b, STR("Mã sổ cái <code>"));
}
