/*
 * A week of the help team: the figures are frozen and the briefing drafted, edited, issued by an impatient leader; what was issued
 * stays; a commune sees nothing of it. Then the director's day: page, JSON, text and paper say the same, also after the power went.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/json_in.h"
#include "scenario.h"
#include "text/text.h"

static const char *password;
static struct arena *a;

static struct browser *signed_in(const char *name, const char *login)
{
	struct browser *b = browser_new(name);
	browser_sign_in(b, login, password);
	return b;
}

/* Drafts the week's briefing; its address. */
static const char *draft(struct browser *lan)
{
	browser_get(lan, "/ban-tin");
	check(browser_has(lan, "Soạn bản tin tuần"), "the specialist may draft the week's briefing");
	browser_submit(lan, "/ban-tin", NULL);
	check(strncmp(browser_address(lan), "/ban-tin/", 9) == 0 && browser_has(lan, "Đang soạn, chưa có số"), "the draft opens");
	check(browser_has(lan, "quá hạn "), "with the figures of the week in words");
	char *address = strdup(browser_address(lan));
	address[strcspn(address, "?")] = '\0';
	browser_get(lan, "/ban-tin");
	check(browser_submit(lan, "/ban-tin/chot", NULL) == 409, "the week is frozen with it, once");
	check(browser_get(lan, "/ban-tin") == 200 && browser_submit(lan, "/ban-tin", NULL) == 409, "and has one briefing");
	return address;
}

static void issue(struct browser *leader, const char *address)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/phat-hanh", address);
	browser_get(leader, address);
	check(browser_submit(leader, path, "word", "phát hành", NULL) == 422, "nobody signs yet: refused");
	snprintf(path, sizeof(path), "/danh-muc/briefing%s/sua", strrchr(address, '/'));
	browser_get(leader, path);
	check(browser_submit(leader, path, "signer", "Lê Thị Diễn Tập", NULL) == 200, "edited by a person");
	snprintf(path, sizeof(path), "%s/phat-hanh", address);
	browser_get(leader, address);
	check(browser_submit(leader, path, "word", "phát hành", NULL) == 200 && browser_has(leader, "/BC-TGV"), "issued with its number");
	long entries = browser_entries(leader);
	browser_get(leader, address);
	snprintf(path, sizeof(path), "/danh-muc/briefing%s/sua", strrchr(address, '/'));
	browser_get(leader, path);
	check(browser_status(leader) != 200 || browser_submit(leader, path, "signer", "Người khác", NULL) == 409,
	      "what was issued is not changed");
	check(browser_entries(leader) == entries, "and nothing was written");
}

static int64_t number(const struct jval *map, const char *key)
{
	const struct jval *v = jval_get(map, key);
	return v && v->kind == J_INT ? v->i : -1;
}

/* What the command line says, as the page and the text say it. */
static void same_everywhere(struct browser *leader)
{
	const struct jval *json;
	struct err err = ERR_INIT;
	struct str said = scenario_noivu("brief", scenario_dir("site"), "--json", NULL);
	struct str text = scenario_noivu("brief", scenario_dir("site"), NULL);
	struct str paper = scenario_noivu("brief", scenario_dir("site"), "--pdf", NULL);
	if (jval_parse(a, said, said.n, &json, &err) < 0)
		scenario_give_up("brief --json: %s", err.text);
	int64_t late = number(jval_get(json, "tasks"), "late"), total = number(jval_get(json, "tasks"), "total");
	int64_t done = number(jval_get(json, "tasks"), "done"), before = number(jval_get(json, "before"), "late");
	browser_get(leader, "/");
	char *figure = arena_c(a, arena_printf(a, "%.*s việc chậm", STR_ARG(text_number(a, late))));
	check(late > 0 && browser_has(leader, figure), "the page says %s, as the JSON", figure);
	figure = arena_c(a, arena_printf(a, "%.*s/%.*s nhiệm vụ", STR_ARG(text_number(a, done)), STR_ARG(text_number(a, total))));
	check(browser_has(leader, figure), "and %s", figure);
	figure = arena_c(a, arena_printf(a, "tuần trước (14/11): %.*s", STR_ARG(text_number(a, before))));
	check(browser_has(leader, figure), "and %s", figure);
	check(str_find(text, arena_printf(a, "chậm %.*s;", STR_ARG(text_number(a, late)))) >= 0, "the text says the same");
	check(str_starts(paper, STR("%PDF-")), "the paper is made");
	check(browser_get(leader, "/hom-nay/pdf") == 200 && str_eq(browser_body(leader), paper), "byte for byte the one of the page");
}

int main(void)
{
	crypt_start();
	scenario_begin();
	a = arena_new("brief", 64u << 20);
	password = scenario_demo();
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *lan = signed_in("chuyên viên Sở", "chuyenvien"), *leader = signed_in("Giám đốc Sở", "giamdoc");
	struct browser *stranger = signed_in("cán bộ xã An Nông", "cb.15766");
	same_everywhere(leader);
	const char *address = draft(lan);
	check(browser_get(stranger, address) == 404 && browser_get(stranger, "/ban-tin") == 404, "a commune is told nothing of it");
	check(browser_get(stranger, "/hom-nay") == 404, "nor of the leader's day");
	issue(leader, address);
	scenario_kill_serving();
	scenario_serve(scenario_dir("site"), NULL);
	browser_get(leader, address);
	check(browser_has(leader, "/BC-TGV"), "the number is there after the power went");
	scenario_stop_serving();
	scenario_noivu("verify", scenario_dir("site"), NULL);
	return scenario_end();
}
