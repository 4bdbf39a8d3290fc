/*
 * Something was written by mistake: an officer takes back a survey of the wrong place and brings it again; three hundred villages of
 * the wrong table go while the server dies in the midst, but for the one that is in use, which is named; a neighbour sees nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypt.h"
#include "scenario.h"

#define COMMUNE "15766"
#define ROWS 300

static struct arena *a;

static const char *address(struct browser *b)
{
	const char *at = browser_address(b);
	return arena_c(a, str_slice(str_from_c(at), 0, strcspn(at, "?")));
}

static const char *undo_of(const char *row) { return arena_c(a, arena_printf(a, "%s/hoan-tac", row)); }

static bool listed(struct browser *b, const char *register_of, const char *words)
{
	browser_get(b, arena_c(a, arena_printf(a, "/danh-muc/%s?q=%s", register_of, "nham")));
	return browser_has(b, words);
}

static void one_row(struct browser *officer, struct browser *stranger)
{
	long before = browser_entries(officer);
	browser_get(officer, "/danh-muc/facility/moi");
	browser_submit(officer, "/danh-muc/facility/moi", "number", "77", "name", "Nhà ghi nhầm", "power", "0", "by_day", "20/12/2025", "note", "đang chờ quyết định", NULL);
	const char *row = address(officer);
	check(browser_has(officer, "Rút lại bản ghi vừa lập"), "a new row can be taken back");
	check(listed(officer, "facility", "Nhà ghi nhầm"), "and is found");
	check(browser_get(stranger, row) == 404, "by its own commune alone");
	browser_get(officer, "/nhiem-vu");
	check(browser_has(officer, "Khắc phục nơi bỏ phiếu số 77"), "what it lacks is a task");
	browser_get(officer, row);
	browser_submit(officer, undo_of(row), NULL);
	browser_again(officer);
	check(strcmp(address(officer), row) == 0 && browser_has(officer, "đã rút lại") && browser_has(officer, "Nhà ghi nhầm"),
	      "its page says that it was taken back, by whom, and what it was");
	check(browser_entries(officer) == before + 2, "by one entry, also when it is pressed twice");
	check(!listed(officer, "facility", "Nhà ghi nhầm"), "it is in no list");
	browser_get(officer, "/nhiem-vu");
	check(!browser_has(officer, "Khắc phục nơi bỏ phiếu số 77"), "its task went with it");
	check(browser_get(stranger, row) == 404, "a neighbour still sees nothing of it");
	check(browser_get(officer, arena_c(a, arena_printf(a, "%s/sua", row))) == 404, "nobody changes what is gone");
	browser_get(officer, "/danh-muc/facility/moi");
	browser_submit(officer, "/danh-muc/facility/moi", "number", "77", "name", "Nhà đúng", "note", "đang chờ quyết định", NULL);
	const char *other = address(officer);
	check(strcmp(other, "/danh-muc/facility/moi") != 0 && browser_status(officer) == 200, "its number is free");
	browser_get(officer, row);
	check(browser_submit(officer, undo_of(row), NULL) == 422 && browser_has(officer, "đã có một bản ghi khác"),
	      "it does not come back beside the one that has its number");
	browser_get(officer, other);
	browser_submit(officer, undo_of(other), NULL);
	browser_get(officer, row);
	browser_submit(officer, undo_of(row), NULL);
	check(browser_has(officer, "Lập lại bản ghi đã rút") && listed(officer, "facility", "Nhà ghi nhầm"), "then it does");
}

/* Saved again since, it goes whole, and comes as it was last; who looked at it before is told. */
static void one_row_saved_since(struct browser *officer, struct browser *stranger)
{
	browser_get(officer, "/danh-muc/facility/moi");
	browser_submit(officer, "/danh-muc/facility/moi", "number", "78", "name", "Nhà ghi nhầm hai", "note", "đang chờ quyết định", NULL);
	const char *row = address(officer), *edit = arena_c(a, arena_printf(a, "%s/sua", row));
	check(!browser_has(officer, "Rút lại cả bản ghi này"), "a new row has one button");
	browser_get(officer, edit);
	browser_submit(officer, edit, "name", "Nhà ghi nhầm ba", NULL);
	check(browser_has(officer, "Hoàn tác lần sửa này") && browser_has(officer, "Rút lại cả bản ghi này"), "one that was saved since has two");
	long before = browser_entries(officer);
	browser_get(officer, row);
	check(browser_submit(officer, undo_of(row), "revision", NULL, "whole", "1", NULL) == 409 && browser_has(officer, "đã có thay đổi khác") &&
		      !browser_has(officer, "ở lần sửa"),
	      "not by a page from before the last save");
	check(browser_entries(officer) == before && browser_get(stranger, row) == 404, "nothing is written; a neighbour sees nothing");
	browser_get(officer, row);
	browser_submit(officer, undo_of(row), "revision", NULL, "whole", "2", NULL);
	browser_again(officer);
	check(browser_has(officer, "đã rút lại") && !listed(officer, "facility", "Nhà ghi nhầm ba"), "it is taken back whole");
	check(browser_entries(officer) == before + 1, "by one entry");
	browser_get(officer, row);
	browser_submit(officer, undo_of(row), NULL);
	check(listed(officer, "facility", "Nhà ghi nhầm ba") && !listed(officer, "facility", "Nhà ghi nhầm hai"), "and comes as it was last");
	browser_get(officer, row);
	browser_submit(officer, undo_of(row), NULL);
}

static void by_table(struct browser *officer, struct browser *stranger)
{
	struct buf b = BUF_INIT(1 << 20);
	buf_add_c(&b, "Xã; phường; đặc khu,Tên,Loại,Dân số\r\n");
	for (int i = 0; i < ROWS; i++)
		buf_printf(&b, COMMUNE ",Thôn nhầm %03d,thôn,%d\r\n", i, 900 + i);
	browser_get(officer, "/danh-muc/village/nhap");
	browser_upload(officer, "/danh-muc/village/nhap", "file", "nhầm.csv", buf_str(&b));
	buf_free(&b);
	const char *job = arena_c(a, str_from_c(browser_address(officer)));
	browser_submit(officer, "/danh-muc/village/nhap/ghi", NULL);
	browser_wait(officer, job, "đã xong");
	long before = browser_entries(officer);
	browser_get(officer, "/danh-muc/village?q=nham+007");
	const char *used = browser_link(officer, NULL, "/danh-muc/village/1"), *id = used ? strrchr(used, '/') + 1 : "";
	browser_get(officer, "/danh-muc/village?q=nham+008");
	const char *next = browser_link(officer, NULL, "/danh-muc/village/1");
	if (!used || !next)
		scenario_give_up("the villages are not there");
	browser_get(officer, "/danh-muc/village_link/moi");
	check(browser_submit(officer, "/danh-muc/village_link/moi", "village_a", id, "village_b", strrchr(next, '/') + 1, NULL) == 200,
	      "two of them are used meanwhile");
	browser_get(officer, job);
	check(browser_submit(officer, "/danh-muc/village/nhieu", NULL) == 200 && browser_planned(officer) == ROWS, "all of them would go");
	const char *back = arena_c(a, str_from_c(browser_address(officer)));
	check(browser_get(stranger, back) == 404, "nobody else sees that");
	browser_get(officer, back);
	browser_submit(officer, "/danh-muc/village/nhieu/lam", NULL);
	usleep(150000);
	scenario_kill_serving();
	scenario_serve(scenario_dir("site"), NULL);
	browser_wait(officer, back, "đã xong");
	check(browser_has(officer, "Thôn nhầm 007") && browser_has(officer, "Thôn giáp thôn"), "what is in use is named, with what uses it");
	check(browser_entries(officer) == before + 1 + ROWS - 2, "the others went, each once, though the power went in the midst");
	check(listed(officer, "village", "Thôn nhầm 007") && !browser_has(officer, "Thôn nhầm 009"), "and are in no list");
	browser_get(officer, back);
	browser_submit(officer, "/danh-muc/village/nhieu", NULL);
	check(browser_planned(officer) == ROWS - 2, "that can be undone, too");
	const char *again = arena_c(a, str_from_c(browser_address(officer)));
	browser_submit(officer, "/danh-muc/village/nhieu/lam", NULL);
	browser_wait(officer, again, "đã xong");
	check(browser_entries(officer) == before + 1 + 2 * (ROWS - 2) && listed(officer, "village", "Thôn nhầm 009"), "they are all there again");
}

int main(void)
{
	crypt_start();
	scenario_begin();
	a = arena_new("taken back", 64u << 20);
	const char *password = scenario_demo();
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *officer = browser_new("cán bộ xã An Nông"), *stranger = browser_new("cán bộ xã Ba Đình");
	browser_sign_in(officer, "cb." COMMUNE, password);
	browser_sign_in(stranger, "cb.16171", password);
	one_row(officer, stranger);
	one_row_saved_since(officer, stranger);
	by_table(officer, stranger);
	scenario_stop_serving();
	struct str said;
	check(scenario_noivu_fails(&said, "verify", scenario_dir("site"), NULL) == 0, "the ledger proves itself");
	check(scenario_noivu_fails(&said, "rebuild", scenario_dir("site"), NULL) == 0, "and gives the same tables");
	check(scenario_noivu_fails(&said, "doctor", scenario_dir("site"), NULL) == 0, "the doctor finds nothing");
	return scenario_end();
}
