/*
 * A commune's officer mends a table at home: takes the register as a file, changes it, sends it back, sees what is wrong, has
 * the rest written; a neighbour sees nothing of it, and a server that stops in the middle goes on with it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "scenario.h"

#define PAGE "/danh-muc/committee/nhap"
#define MANY "/danh-muc/committee/nhieu"

static const char *password;
static struct arena *a;

static void sign_in(struct browser *b, const char *login)
{
	browser_sign_in(b, login, password);
}

static struct str line_of(struct str text, size_t n)
{
	struct str line = {0};
	for (size_t i = 0; i <= n; i++)
		if (!str_split(&text, '\n', &line))
			scenario_give_up("the table has no line %zu", n);
	return line;
}

int main(void)
{
	crypt_start();
	scenario_begin();
	a = arena_new("import", 64u << 20);
	password = scenario_demo();
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *lan = browser_new("chuyên viên Sở"), *stranger = browser_new("cán bộ xã An Nông");
	sign_in(lan, "chuyenvien");
	sign_in(stranger, "cb.15766");
	long before = browser_entries(lan);

	check(browser_get(lan, PAGE) == 200 && browser_has(lan, "Tải bảng hiện có"), "the page offers the table as it is");
	browser_get(lan, "/danh-muc/committee/xuat?du=1");
	struct str table = arena_dup(a, browser_body(lan));
	check(str_find(table, STR("Cuộc bầu cử,Đơn vị")) >= 0, "with all columns");

	browser_get(lan, PAGE);
	browser_upload(lan, PAGE, "file", "nguyen.csv", table);
	check(browser_status(lan) == 200 && browser_has(lan, "không làm thay đổi gì"), "sent back unchanged it changes nothing");

	struct str head = line_of(table, 0), row = line_of(table, 1);
	ptrdiff_t at = str_find(row, STR("/QĐ-UBND"));
	if (at < 4)
		scenario_give_up("no decision in: %.*s", STR_ARG(row));
	browser_get(lan, PAGE);
	browser_upload(lan, PAGE, "file", "sai.csv", arena_printf(a, "%.*s\n%.*sx,,,\n", STR_ARG(head), (int)str_find(row, STR(",")), row.p));
	check(browser_has(lan, "đều bị từ chối") && !browser_has(lan, "không làm thay đổi gì"), "a table of which nothing is taken says so");
	struct str changed = arena_printf(a, "%.*s\n%.*s7%.*s\n%.*sx,,,\n", STR_ARG(head), (int)at, row.p,
					  STR_ARG(str_slice(row, (size_t)at, row.n)), (int)str_find(row, STR(",")), row.p);
	browser_get(lan, PAGE);
	browser_upload(lan, PAGE, "file", "sửa.csv", changed);
	const char *job = arena_c(a, str_from_c(browser_address(lan)));
	check(browser_has(lan, "Bản ghi thay đổi") && browser_has(lan, "Dòng bị từ chối"), "it says what would change and what is wrong");
	check(browser_entries(lan) == before, "and nothing is written by looking");
	check(browser_get(stranger, job) == 404, "somebody else sees nothing of it");
	browser_get(lan, job);
	const char *bad = browser_link(lan, "Tải (CSV)", NULL);
	check(bad && browser_get(lan, bad) == 200 && str_find(browser_body(lan), STR("Lý do")) >= 0, "the refused row comes with its reason");
	bad = (browser_get(lan, job), browser_link(lan, "Tải các dòng này", NULL));
	check(bad && browser_get(lan, bad) == 200 && str_starts(browser_body(lan), STR("PK")), "as a workbook too");

	browser_get(lan, job);
	browser_submit(lan, PAGE "/ghi", NULL);
	browser_wait(lan, job, "đã xong");
	browser_again(lan);
	check(browser_entries(lan) == before + 1, "confirmed, the changed row is one entry, also when it is sent twice");
	browser_get(lan, "/danh-muc/committee/xuat?dang=xlsx");
	check(browser_status(lan) == 200 && str_starts(browser_body(lan), STR("PK")), "the list is there as a workbook");

	browser_get(lan, PAGE);
	check(browser_upload(lan, PAGE, "file", "ảnh.csv", STR("\x89PNG\r\n")) == 422, "a picture is no table");
	check(browser_has(lan, "tệp ảnh"), "and it is said in words");
	check(browser_get(lan, "/metrics") == 200 && browser_has(lan, "noivu_tables_read_total") && !browser_has(lan, "noivu_tables_read_total 0\n"),
	      "each was read in a process of its own");
	check(browser_get(stranger, "/danh-muc/person/nhap") == 404, "who may not import finds no page");

	/* confirmed, and the power goes at once */
	browser_get(lan, PAGE);
	struct str again = arena_printf(a, "%.*s\n%.*s9%.*s\n", STR_ARG(head), (int)at, row.p, STR_ARG(str_slice(row, (size_t)at, row.n)));
	browser_upload(lan, PAGE, "file", "lần ba.csv", again);
	job = arena_c(a, str_from_c(browser_address(lan)));
	browser_submit(lan, PAGE "/ghi", NULL);
	scenario_kill_serving();
	scenario_serve(scenario_dir("site"), NULL);
	browser_wait(lan, job, "đã xong");
	check(browser_entries(lan) == before + 2, "after the power went it is written, once");

	/* taken back, through another power cut */
	browser_get(stranger, "/tai-khoan");
	const char *csrf = browser_field(stranger, "/dang-xuat", "csrf");
	const char *body = arena_c(a, arena_printf(a, "csrf=%s&khoa=0123456789abcdef01234567&viec=back+%s", csrf ? csrf : "", strchr(job, '=') + 1));
	check(browser_post(stranger, MANY, NULL, body) == 404, "nobody else takes it back");
	browser_get(lan, job);
	check(browser_has(lan, "Rút lại bảng đã nhập") && browser_submit(lan, MANY, NULL) == 200 && browser_has(lan, "Làm với 1 dòng"),
	      "whoever sent it sees what would come back");
	const char *back = arena_c(a, str_from_c(browser_address(lan)));
	check(browser_get(stranger, back) == 404 && browser_entries(lan) == before + 2, "nothing happens by looking");
	browser_get(lan, back);
	browser_submit(lan, MANY "/lam", NULL);
	scenario_kill_serving();
	scenario_serve(scenario_dir("site"), NULL);
	browser_wait(lan, back, "đã xong");
	check(browser_entries(lan) == before + 3, "by an entry of its own");
	browser_get(lan, PAGE);
	browser_upload(lan, PAGE, "file", "sửa.csv", changed);
	check(browser_has(lan, "Bản ghi thay đổi 0 Giống hệt dữ liệu đang có 1"), "the row is again as it was before");
	scenario_stop_serving();
	struct str said;
	check(scenario_noivu_fails(&said, "verify", scenario_dir("site"), NULL) == 0, "and the ledger proves itself");
	return scenario_end();
}
