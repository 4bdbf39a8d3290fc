/*
 * A week of reports: a template made on the page and in Excel, answered, sent back, answered again, added up; then a
 * second month answered by all 166 communes over HTTP, each by its own officer and approved by its own chair.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/json_in.h"
#include "scenario.h"

static const char *password;
static struct arena *memory;

static void make_site(void)
{
	struct str said = scenario_noivu("demo", scenario_dir("site"), "--day", "2025-11-21", "--json", NULL);
	const struct jval *all;
	struct err err = ERR_INIT;
	if (jval_parse(memory, said, said.n, &all, &err) < 0)
		scenario_give_up("demo --json: %s", err.text);
	password = arena_c(memory, jval_get(all, "password")->s);
}

/* The next person at the same machine. */
static void sits_down(struct browser *b, const char *login)
{
	browser_forget(b);
	browser_get(b, "/dang-nhap");
	if (browser_submit(b, "/dang-nhap", "login", login, "password", password, NULL) != 200)
		scenario_give_up("%s cannot sign in", login);
}

static struct browser *signed_in(const char *login)
{
	struct browser *b = browser_new(login);
	sits_down(b, login);
	return b;
}

static const char *at(const char *address, const char *what)
{
	return arena_c(memory, arena_printf(memory, "%.*s%s", (int)strcspn(address, "?"), address, what));
}

/* ---- a template ---- */

static const char *a_template(struct browser *specialist)
{
	browser_get(specialist, "/danh-muc/template/moi");
	browser_submit(specialist, "/danh-muc/template/moi", "code", "THANG", "title", "Báo cáo tháng", "cycle",
		       "month15", "due_days", "60", "approval", "leader", NULL);
	browser_get(specialist, "/danh-muc/template?q=thang");
	const char *row = browser_link(specialist, "THANG", NULL);
	if (!row)
		scenario_give_up("the template is not there");
	const char *page = arena_c(memory, arena_printf(memory, "/bao-cao/mau/%s", strrchr(row, '/') + 1));
	check(browser_get(specialist, at(page, "/soan")) == 200, "the page for making a form opens");
	check(browser_submit(specialist, at(page, "/soan"), "d0", "số nguyên", "d1", "1", "d2", "Tổng", "d5", "x", "d6",
			     "[1] + 1", NULL) == 422 &&
		      browser_has(specialist, "[1] → [1]"),
	      "a formula that refers to itself is refused, with the cells named");
	check(browser_submit(specialist, at(page, "/soan"), "d0", "số nguyên", "d1", "1", "d2", "Hồ sơ tiếp nhận", "d5",
			     "x", "d6", "", "d9", "số nguyên", "d10", "2", "d11", "Hồ sơ đúng hạn", "d14", "x", "d18",
			     "số lẻ 2", "d19", "3", "d20", "Tỷ lệ", "d24", "[2] / [1] * 100", "d27", "quy tắc", "d29",
			     "Đúng hạn không nhiều hơn tiếp nhận", "d33", "[2] <= [1]", "d36", "chữ dài", "d37", "4",
			     "d38", "Khó khăn", NULL) == 200,
	      "and a right one is kept");
	browser_get(specialist, page);
	browser_submit(specialist, at(page, "/ban-hanh"), NULL);
	check(browser_has(specialist, "Bản đang dùng"), "it is published");
	browser_get(specialist, at(page, "/tep"));
	struct str workbook = arena_dup(memory, browser_body(specialist));
	browser_get(specialist, at(page, "/soan"));
	check(browser_upload(specialist, at(page, "/tep"), "file", "bieu-mau.xlsx", workbook) == 200 &&
		      browser_has(specialist, "Bản đang soạn"),
	      "as a workbook it comes back as a new draft");
	browser_get(specialist, page);
	browser_submit(specialist, at(page, "/giao"), "from_day", "01/10/2025", NULL);
	browser_get(specialist, page);
	check(browser_submit(specialist, at(page, "/ky"), "day", "01/11/2025", NULL) == 200 &&
		      browser_has(specialist, "Tháng 11/2025"),
	      "a round opens, cut on the 14th");
	return page;
}

/* ---- one answer ---- */

static const char *own_answer(struct browser *officer, const char *title)
{
	browser_get(officer, "/bao-cao");
	const char *link = browser_link(officer, title, NULL);
	if (!link)
		scenario_give_up("no report «%s»", title);
	return link;
}

static void filled_and_sent_back(struct browser *specialist)
{
	struct browser *officer = signed_in("cb.14758"), *chair = signed_in("ct.14758"), *stranger = signed_in("cb.15766");
	const char *answer = own_answer(officer, "Báo cáo tháng – Tháng 11/2025");
	check(browser_get(stranger, answer) == 404 && browser_get(stranger, at(answer, "/nop")) == 404,
	      "another commune's report is not found, nor its form");
	browser_get(officer, at(answer, "/nop"));
	check(browser_submit(officer, at(answer, "/nop"), "o0", "1.234.5", "o1", "mười", NULL) == 422 &&
		      browser_has(officer, "dấu chấm chỉ để") && browser_has(officer, "không phải là số"),
	      "what is no number is said, cell by cell");
	browser_get(officer, at(answer, "/nop"));
	check(strcmp(browser_field(officer, at(answer, "/nop"), "o0"), "1.234.5") == 0,
	      "and what was typed is still there, as a draft");
	check(browser_submit(officer, at(answer, "/nop"), "dan", "Mã\tKỳ này\n2\t7\n1\t10\n", "lay", "1", NULL) == 200 &&
		      strcmp(browser_field(officer, at(answer, "/nop"), "o0"), "10") == 0,
	      "cells are pasted from a sheet with moved columns");
	check(browser_submit(officer, at(answer, "/nop"), "o0", "10", "o1", "12", NULL) == 422 &&
		      browser_has(officer, "Đúng hạn không nhiều hơn"),
	      "a broken rule is said");
	check(browser_submit(officer, at(answer, "/nop"), "o0", "10", "o1", "7", "o3", "thiếu máy", NULL) == 200 &&
		      browser_has(officer, "chờ lãnh đạo duyệt"),
	      "a right one waits for the chair");
	browser_again(officer);
	check(browser_status(officer) == 200 && strstr(browser_address(officer), "xong"), "sent twice it is one");
	browser_get(officer, at(answer, ""));
	browser_get(chair, at(answer, ""));
	check(browser_submit(chair, at(answer, "/duyet"), "number", "12/BC-UBND", NULL) == 200 &&
		      browser_has(chair, "đã gửi"),
	      "the chair sends it");
	browser_get(specialist, at(answer, ""));
	check(browser_submit(specialist, at(answer, "/tra-lai"), "reasons", "2: chưa khớp", NULL) == 200,
	      "the department sends it back");
	browser_get(officer, at(answer, "/nop"));
	check(browser_has(officer, "Bị trả lại, ô [2]: chưa khớp"), "with the reason at its cell");
	browser_get(officer, at(answer, "/bang"));
	struct str sheet = arena_dup(memory, browser_body(officer));
	browser_get(officer, at(answer, "/nop"));
	check(browser_upload(officer, at(answer, "/bang"), "file", "bang.xlsx", sheet) == 200 &&
		      strcmp(browser_field(officer, at(answer, "/nop"), "o1"), "7") == 0,
	      "the sheet of the report comes back into its cells");
	check(browser_upload(officer, at(answer, "/bang"), "file", "khac.csv", STR("Mã,Kỳ này\n77,5\n")) == 422 &&
		      browser_has(officer, "biểu mẫu khác"),
	      "another template's sheet is refused in words");
	browser_get(officer, at(answer, "/nop"));
	browser_submit(officer, at(answer, "/nop"), "o1", "6", NULL);
	browser_get(chair, at(answer, ""));
	browser_submit(chair, at(answer, "/duyet"), NULL);
	browser_get(specialist, at(answer, ""));
	check(browser_has(specialist, "[2]") && browser_has(specialist, "đã gửi"), "the history has every cell");
}

/* ---- everybody ---- */

static void all_of_them(struct browser *specialist, const char *template)
{
	browser_get(specialist, template);
	check(browser_submit(specialist, at(template, "/ky"), "day", "20/11/2025", NULL) == 200, "a second month opens");
	browser_get(specialist, template);
	const char *round = browser_link(specialist, "Tháng 12/2025", NULL);
	struct browser *officer = browser_new("cán bộ"), *chair = browser_new("chủ tịch");
	int64_t done = 0;
	struct str list;
	browser_get(specialist, "/don-vi/xuat");
	list = arena_dup(memory, browser_body(specialist));
	struct str line;
	while (str_split(&list, '\n', &line)) {
		char code[16], login[32], value[16];
		struct str name, number;
		if (!str_split(&line, ',', &name) || !str_split(&line, ',', &number) || number.n != 5 || number.p[0] > '9')
			continue;
		snprintf(code, sizeof(code), "%.*s", STR_ARG(number));
		snprintf(login, sizeof(login), "cb.%s", code);
		sits_down(officer, login);
		const char *answer = own_answer(officer, "Báo cáo tháng – Tháng 12/2025");
		snprintf(value, sizeof(value), "%d", 10 + (int)(done % 7));
		browser_get(officer, at(answer, "/nop"));
		browser_submit(officer, at(answer, "/nop"), "o0", value, "o1", "5", NULL);
		snprintf(login, sizeof(login), "ct.%s", code);
		sits_down(chair, login);
		browser_get(chair, at(answer, ""));
		done += browser_submit(chair, at(answer, "/duyet"), NULL) == 200;
	}
	check(done == 166, "all 166 answered over HTTP (%lld)", (long long)done);
	browser_get(specialist, round);
	check(browser_has(specialist, "166/166"), "and the round says so");
	check(browser_has(specialist, "830"), "five from each make 830");
	browser_get(specialist, at(round, "/xuat"));
	check(browser_status(specialist) == 200 && browser_body(specialist).n > 4000, "the round goes out as a workbook");
}

int main(void)
{
	crypt_start();
	scenario_begin();
	memory = arena_new("scenario", (size_t)512 << 20);
	make_site();
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *specialist = signed_in("chuyenvien");
	const char *template = a_template(specialist);
	filled_and_sent_back(specialist);
	all_of_them(specialist, template);
	return scenario_end();
}
