/*
 * A week of reports: a template made on the page and in Excel, answered, sent back, answered again, added up; then a
 * second month answered by all 166 communes over HTTP, each by its own officer and approved by its own chair.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/fs.h"
#include "base/json_in.h"
#include "scenario.h"
#include "signed_pdf.h"

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
	browser_get(specialist, at(answer, "/tra-lai"));
	check(browser_submit(specialist, at(answer, "/tra-lai"), NULL) == 422 && browser_has(specialist, "Chưa ghi lý do nào"),
	      "without a reason nothing goes back");
	check(browser_submit(specialist, at(answer, "/tra-lai"), "l1", "chưa khớp", "reasons", "xem lại cả báo cáo", NULL) == 200,
	      "the department sends it back, with a reason beside the cell");
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

/* ---- a long form, with a file, signed as a file ---- */

static const char *a_long_template(struct browser *specialist)
{
	struct buf b = BUF_INIT(1 << 16);
	buf_add_c(&b, "Kiểu,Mã,Nội dung,Đơn vị tính hoặc lựa chọn,Phân tổ,Bắt buộc,Công thức hoặc quy tắc,Cách cộng,Hướng dẫn\n");
	for (int i = 0; i < 60; i++) {
		if (i % 20 == 0)
			buf_printf(&b, "mục,M%d,Mục %d,,,,,,\n", i / 20, i / 20 + 1);
		buf_printf(&b, "số nguyên,%d,Chỉ tiêu số %d,người,,,,,\n", i + 1, i + 1);
	}
	buf_add_c(&b, "tệp,T,Bản đồ kèm theo,,,x,,,\nquy tắc,,Đầu không nhiều hơn cuối,,,,[1] <= [60],,\n");
	browser_get(specialist, "/danh-muc/template/moi");
	browser_submit(specialist, "/danh-muc/template/moi", "code", "DAI", "title", "Biểu mẫu dài", "cycle", "week", "due_days",
		       "60", "approval", "digital", NULL);
	const char *page = at(browser_address(specialist), "");
	browser_get(specialist, at(page, "/soan"));
	browser_upload(specialist, at(page, "/tep"), "file", "dai.csv", buf_str(&b));
	buf_free(&b);
	browser_get(specialist, at(page, "/soan?tu=25"));
	check(browser_has(specialist, "Dòng 25–48") &&
		      browser_submit(specialist, at(page, "/soan"), "d2", "Chỉ tiêu đã sửa trên trang", NULL) == 200,
	      "a long form is edited on the page, part by part");
	browser_get(specialist, page);
	browser_submit(specialist, at(page, "/ban-hanh"), NULL);
	check(browser_has(specialist, "Chỉ tiêu đã sửa trên trang") && browser_has(specialist, "Chỉ tiêu số 60") &&
		      browser_has(specialist, "Chỉ tiêu số 1"),
	      "and nothing of the other parts is lost");
	browser_get(specialist, page);
	browser_submit(specialist, at(page, "/giao"), "from_day", "01/10/2025", NULL);
	browser_get(specialist, page);
	browser_submit(specialist, at(page, "/ky"), "day", "20/11/2025", NULL);
	return page;
}

static void filled_part_by_part(struct browser *officer, const char *answer)
{
	const char *fill = at(answer, "/nop");
	browser_get(officer, fill);
	check(browser_has(officer, "Phần 1/2") && browser_submit(officer, fill, "o0", "9", "sang", "2", NULL) == 200 &&
		      browser_has(officer, "Phần 2/2"),
	      "the officer goes on to the second part");
	check(strcmp(browser_field(officer, fill, "o0"), "9") == 0, "what stands on the first one goes along");
	check(browser_submit(officer, fill, "o59", "5", NULL) == 422 && browser_has(officer, "Đầu không nhiều hơn cuối") &&
		      browser_has(officer, "Bản đồ kèm theo: chưa nhập"),
	      "a rule over both parts is said, and the file that is missing");
	check(browser_upload(officer, fill, "t60", "bản đồ.txt", STR("bản đồ diễn tập\n")) == 422 &&
		      browser_link(officer, "bản đồ.txt", NULL),
	      "a file is kept although the rest is still wrong");
	check(browser_submit(officer, fill, "o59", "50", NULL) == 200 && browser_link(officer, "bản đồ.txt", NULL),
	      "then it goes to the chair, with a link to its file");
}

static void signed_as_a_file(struct browser *chair, const char *answer)
{
	int64_t now = (int64_t)time(NULL) * 1000, year = INT64_C(365) * 86400000;
	struct signer *authority = signer_make(NULL, "Cơ quan thử", 1, now - year, now + year),
		      *hand = signer_make(authority, "Chủ tịch Diễn Tập", 2, now - year, now + year);
	struct err err = ERR_INIT;
	fs_write_new(scenario_dir("site/authorities.pem"), signer_pem(memory, authority), 0600, &err);
	browser_get(chair, at(answer, "/in"));
	struct str paper = arena_dup(memory, browser_body(chair));
	browser_get(chair, answer);
	check(browser_submit(chair, at(answer, "/duyet"), NULL) == 422 && browser_has(chair, "cần tệp PDF ký số"),
	      "unsigned it does not leave");
	browser_get(chair, answer);
	check(browser_upload(chair, at(answer, "/ky"), "file", "ký.pdf", paper) == 422 && browser_has(chair, "chưa có chữ ký số"),
	      "a paper without a signature is refused");
	struct signing how = {.by = hand, .at = now, .kind = "ETSI.CAdES.detached"};
	struct str good = signed_pdf(memory, paper, &how);
	char *bent = arena_c(memory, good);
	bent[good.n / 3] ^= 1;
	check(browser_upload(chair, at(answer, "/ky"), "file", "ký.pdf", (struct str){bent, good.n}) == 422 &&
		      browser_has(chair, "sửa sau khi ký"),
	      "and one that was changed after signing");
	check(browser_upload(chair, at(answer, "/ky"), "file", "ký.pdf", good) == 200 &&
		      browser_has(chair, "Chủ tịch Diễn Tập") && browser_has(chair, "hợp lệ"),
	      "the paper of the system, signed by one whom an authority vouches for, is good");
	browser_get(chair, at(answer, "/ky"));
	check(browser_has(chair, "đúng là bản PDF hệ thống in ra") && browser_has(chair, "Cơ quan thử"), "asked again it still is");
	browser_get(chair, answer);
	check(browser_submit(chair, at(answer, "/duyet"), "number", "15/BC-UBND", NULL) == 200 && browser_has(chair, "đã gửi"),
	      "and it leaves");
	signer_free(authority);
	signer_free(hand);
}

static void long_and_signed(struct browser *specialist)
{
	const char *template = a_long_template(specialist);
	struct browser *officer = signed_in("cb.14758"), *chair = signed_in("ct.14758"), *stranger = signed_in("ct.15766");
	const char *answer = at(own_answer(officer, "Biểu mẫu dài"), "");
	filled_part_by_part(officer, answer);
	const char *file = (browser_get(officer, answer), browser_link(officer, "bản đồ.txt", NULL));
	check(browser_get(stranger, file) == 404 && browser_get(stranger, at(answer, "/in")) == 404 &&
		      browser_get(stranger, at(answer, "/ky")) == 404,
	      "another commune finds neither file nor paper nor signature");
	signed_as_a_file(chair, answer);
	browser_get(specialist, template);
	const char *round = browser_link(specialist, "Tuần 47 năm 2025", NULL);
	browser_get(specialist, at(round, "/y-kien?o=T"));
	const char *listed = browser_link(specialist, "bản đồ.txt", NULL);
	check(listed && browser_get(specialist, listed) == 200, "the round lists its files with links to them");
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
	long_and_signed(specialist);
	all_of_them(specialist, template);
	return scenario_end();
}
