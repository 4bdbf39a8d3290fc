/*
 * A week of the help team: the figures are frozen and the briefing drafted, edited, issued by an impatient leader; what was issued
 * stays; a commune sees nothing of it. Then the director's day: page, JSON, text and paper say the same, also after the power went.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/json_in.h"
#include "format/xlsx_read.h"
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
	char *address = scenario_keep(str_from_c(browser_address(lan)));
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

/* The first `n` numbers of the table's row that begins with a text. */
struct sheet_row {
	struct str label;
	int64_t numbers[8];
	bool found;
};

static int look(void *ctx, const struct csv_row *row, struct err *err)
{
	struct sheet_row *want = ctx;
	(void)err;
	if (row->n != 9 || !str_eq(row->cells[0], want->label))
		return 0;
	want->found = true;
	for (size_t i = 0; i < 8; i++)
		if (!str_to_i64(row->cells[i + 1], 0, INT64_MAX, &want->numbers[i]))
			want->numbers[i] = row->cells[i + 1].n ? -1 : 0;
	return 0;
}

/* Who assigned, in which year: the command line, the page and its workbook say the same of each, and all come to the whole. */
static void assigners_everywhere(struct browser *leader)
{
	static const struct {
		const char *code, *name;
	} names[] = {{"party", "Tỉnh ủy, Ban Thường vụ Tỉnh ủy"}, {"party_committee", "Đảng ủy UBND tỉnh"},
		     {"chair", "Chủ tịch UBND tỉnh"},            {"vice_chair", "Phó Chủ tịch UBND tỉnh"},
		     {"director", "Giám đốc Sở"},                {"law", "Lịch bầu cử theo luật"}};
	static const char *const keys[] = {"total", "early", "on_time", "late", "submitted", "in_progress", "not_started", "overdue"};
	const struct jval *json;
	struct err err = ERR_INIT;
	struct str said = scenario_noivu("brief", scenario_dir("site"), "--json", NULL);
	if (jval_parse(a, said, said.n, &json, &err) < 0)
		scenario_give_up("brief --json: %s", err.text);
	const struct jval *lines = jval_get(json, "assigners");
	browser_get(leader, "/tong-hop/nhiem-vu/xuat");
	struct str file = arena_dup(a, browser_body(leader));
	browser_get(leader, "/tong-hop/nhiem-vu");
	int64_t total = 0, done = 0;
	for (size_t i = 0; i < lines->n; i++) {
		const struct jval *line = &lines->items[i];
		const char *name = "";
		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			if (str_eq_c(jval_get(line, "assigner")->s, names[k].code))
				name = names[k].name;
		struct sheet_row row = {.label = arena_printf(a, "%s, năm %lld", name, (long long)number(line, "year"))};
		total += number(line, "total");
		done += number(line, "done");
		if (!*name) /* what registers gave: counted, not told by name here */
			continue;
		check(browser_has(leader, arena_c(a, row.label)), "the page has %s", arena_c(a, row.label));
		if (xlsx_read(file, (struct str){0}, &csv_limits_default, &xlsx_limits_default, look, &row, NULL, &err) < 0)
			scenario_give_up("the workbook: %s", err.text);
		bool same = row.found;
		for (size_t k = 0; k < ARRAY_LEN(keys); k++)
			same &= row.numbers[k] == number(line, keys[k]);
		check(same, "the workbook says the same of %s as the command line", arena_c(a, row.label));
		check(browser_has(leader, arena_c(a, arena_printf(a, "%.*s %.*s", STR_ARG(row.label),
								  STR_ARG(text_number(a, number(line, "total")))))),
		      "and so does the page");
	}
	check(total == number(jval_get(json, "tasks"), "total") && done == number(jval_get(json, "tasks"), "done"),
	      "all assigners come to the whole: %lld of %lld", (long long)done, (long long)total);
}

/* What recurs goes on by itself when a new day begins: at the start of the server, once, however often it starts. */
static void the_next_day(struct browser *lan)
{
	static const char *const days[] = {"2025-11-18", "2025-11-19", "2025-11-19", "2025-11-20"};
	static const long opened[] = {0, 1, 0, 0}; /* the weekly report of 18/11 has run out on the 19th */
	long entries = browser_entries(lan);
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		scenario_kill_serving();
		scenario_serve(scenario_dir("site"), "--today", days[i], NULL);
		long now = entries;
		for (int look = 0; look < 1200 && (now = browser_entries(lan)) < entries + opened[i]; look++)
			usleep(100000); /* the first page may be quicker than the day's work */
		check(now == entries + opened[i], "on %s %ld period opens by itself", days[i], opened[i]);
		entries = now;
	}
	browser_get(lan, "/nhiem-vu?loai=moi");
	check(browser_has(lan, "Báo cáo tiến độ chuẩn bị bầu cử hằng tuần"), "its recipients have it");
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
	assigners_everywhere(leader);
	const char *address = draft(lan);
	check(browser_get(stranger, address) == 404 && browser_get(stranger, "/ban-tin") == 404, "a commune is told nothing of it");
	check(browser_get(stranger, "/hom-nay") == 404, "nor of the leader's day");
	issue(leader, address);
	scenario_kill_serving();
	scenario_serve(scenario_dir("site"), NULL);
	browser_get(leader, address);
	check(browser_has(leader, "/BC-TGV"), "the number is there after the power went");
	the_next_day(lan);
	scenario_stop_serving();
	scenario_noivu("verify", scenario_dir("site"), NULL);
	return scenario_end();
}
