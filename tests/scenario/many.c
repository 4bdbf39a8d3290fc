/*
 * One thing done with many rows: all that a list shows, seen before it is done, done while one is elsewhere, taken back; a
 * commune's officer does it only for the commune's own, a stranger sees nothing of it, and a power cut stops nothing. Tasks are
 * urged many at once, and with none ticked the list comes back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "scenario.h"

#define LIST "/danh-muc/committee"
#define MANY LIST "/nhieu"
#define URGE "/nhiem-vu/nhac-nho"

/* How many rows are meant, from "Cả 95 dòng của danh sách". */
static long rows_of(struct browser *b)
{
	struct str body = browser_body(b), mark = STR("> Cả ");
	ptrdiff_t at = str_find(body, mark);
	return at < 0 ? -1 : strtol(body.p + (size_t)at + mark.n, NULL, 10);
}

static void by_filter(struct browser *lan, struct browser *stranger)
{
	browser_get(lan, LIST);
	long rows = rows_of(lan), before = browser_entries(lan);
	browser_get(lan, LIST);
	check(browser_submit(lan, MANY, "viec", "set agreed 0", NULL) == 422, "without a row nothing is done");
	check(browser_has(lan, "Chưa chọn dòng nào") && rows_of(lan) == rows && browser_has_raw(lan, "<option value=\"set agreed 0\" selected"),
	      "the list comes back, says so and keeps what was said");
	browser_get(lan, LIST);
	check(browser_submit(lan, MANY, "tat_ca", "1", NULL) == 422, "without an action neither");
	check(browser_has(lan, "Chưa chọn việc cần làm") && browser_submit(lan, MANY, "viec", "set agreed 0", NULL) == 200,
	      "said then, the rows are those that were meant");
	browser_get(lan, LIST);
	check(browser_submit(lan, MANY, "viec", "set agreed 0", "tat_ca", "1", NULL) == 200 && browser_has(lan, "Làm được"),
	      "it is shown first");
	const char *job = browser_address(lan);
	long planned = browser_planned(lan); /* some say already what is to be set */
	check(planned > rows / 2 && planned <= rows, "most of the %ld rows would change (%ld)", rows, planned);
	check(browser_entries(lan) == before, "and nothing is done by looking");
	check(browser_get(stranger, job) == 404, "somebody else sees nothing of it");
	browser_get(lan, job);
	browser_submit(lan, MANY "/lam", NULL);
	browser_again(lan);
	browser_get(lan, "/nhiem-vu"); /* one is elsewhere meanwhile */
	browser_wait(lan, job, "đã xong");
	check(browser_entries(lan) == before + planned, "each of these has its entry, also when it is sent twice");
	browser_get(lan, MANY);
	check(browser_link(lan, NULL, job) != NULL, "the result waits in the list of what was done");
	browser_get(lan, job);
	check(browser_submit(lan, MANY, NULL) == 200 && browser_has(lan, "Hoàn tác"), "it can be taken back");
	const char *back = browser_address(lan);
	browser_submit(lan, MANY "/lam", NULL);
	browser_wait(lan, back, "đã xong");
	check(browser_entries(lan) == before + 2 * planned, "row by row");
}

static void by_permission(struct browser *officer, const char *foreign)
{
	char chosen[64];
	snprintf(chosen, sizeof(chosen), "%s", strrchr(foreign, '/') + 1);
	browser_get(officer, LIST);
	long rows = rows_of(officer);
	check(rows >= 0 && rows < 5, "an officer's list is the commune's own (%ld)", rows);
	if (rows <= 0)
		return;
	browser_submit(officer, MANY, "viec", "set agreed 0", "chon[]", chosen, NULL);
	check(browser_has(officer, "Không tìm thấy") && browser_has(officer, "Không có dòng nào làm được"),
	      "another commune's row is not there");
}

static void through_a_cut(struct browser *lan)
{
	long before = browser_entries(lan);
	browser_get(lan, LIST);
	browser_submit(lan, MANY, "viec", "set agreed 0", "tat_ca", "1", NULL);
	const char *job = browser_address(lan);
	long planned = browser_planned(lan);
	browser_submit(lan, MANY "/lam", NULL);
	scenario_kill_serving();
	scenario_serve(scenario_dir("site"), NULL);
	browser_wait(lan, job, "đã xong");
	check(planned > 0 && browser_entries(lan) == before + planned, "after the power went the rest is done, each row once");
}

/* The page says what is missing, at its top and where it is mended, and keeps what was said; with nothing ticked nothing is done. */
static void nothing_ticked(struct browser *b, const char *page, const char *seen)
{
	browser_get(b, page);
	check(browser_submit(b, URGE, NULL) == 422 && browser_has(b, seen), "%s: without a row the page comes back", page);
	check(browser_has_raw(b, "<a href=\"#nhieu-dong\">Chưa chọn đơn vị nào") && browser_has_raw(b, " id=\"nhieu-dong\"") &&
		      browser_has_raw(b, "<a href=\"#don-doc-text\">Chưa nhập"),
	      "with both that is missing, each leading to its place");
	check(browser_submit(b, URGE, "text", "Gửi báo cáo trước 17 giờ.", NULL) == 422 && browser_has(b, seen) &&
		      !browser_has(b, "Chưa nhập") && strcmp(browser_field(b, URGE, "text"), "Gửi báo cáo trước 17 giờ.") == 0,
	      "what was typed stays");
}

static void urging(struct browser *lan, struct browser *leader)
{
	static const char page[] = "/nhiem-vu?loai=dang&trang=2";
	long before = browser_entries(lan);
	nothing_ticked(lan, page, "51–100 trong");
	struct str ids = browser_body(lan), mark = STR("name=\"chon[]\" id=\"nhieu-dong\" aria-describedby=\"nhieu-dong-them\" value=\"");
	ptrdiff_t at = str_find(ids, mark);
	if (at < 0)
		scenario_give_up("no row can be ticked");
	ids = str_slice(ids, (size_t)at + mark.n, ids.n);
	const char *id = scenario_keep(str_slice(ids, 0, (size_t)str_find_char(ids, '"')));
	check(browser_submit(lan, URGE, "chon[]", id, NULL) == 200 && browser_entries(lan) == before + 1, "ticked then, it is sent");
	browser_get(lan, page);
	browser_submit(lan, URGE, "chon[]", id, "text", "Nhắc lần nữa.", NULL);
	check(strncmp(browser_address(lan), page, strlen(page)) == 0, "and one is where one was (%s)", browser_address(lan));
	browser_get(lan, "/giao-viec");
	nothing_ticked(lan, scenario_keep(str_from_c(browser_link(lan, NULL, "/giao-viec/1"))), "Đơn vị chưa xong");
	browser_get(lan, "/nhiem-vu?loai=dang");
	check(browser_submit(lan, URGE, "ve", "/nhiem-vu?loai=xong", NULL) == 422 && browser_has(lan, "không còn để chọn"),
	      "where nothing can be ticked any more, that is said");
	browser_get(lan, "/nhiem-vu?loai=dang");
	check(browser_submit(lan, URGE, "ve", "//noi-khac", NULL) == 422 && browser_has(lan, "Chưa chọn đơn vị nào"),
	      "nor does it come back elsewhere");
	browser_get(leader, "/nhiem-vu?loai=dang");
	check(browser_submit(leader, URGE, NULL) == 422 && browser_has(leader, "Chưa chọn đơn vị nào"), "a commune's leader is told the same");
}

int main(void)
{
	crypt_start();
	scenario_begin();
	const char *password = scenario_demo();
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *lan = browser_new("chuyên viên Sở"), *stranger = browser_new("cán bộ xã An Nông"),
		       *officer = browser_new("cán bộ xã Ba Đình"), *leader = browser_new("lãnh đạo phường Hàm Rồng");
	browser_sign_in(lan, "chuyenvien", password);
	browser_sign_in(stranger, "cb.15766", password);
	browser_sign_in(officer, "cb.16171", password);
	browser_sign_in(leader, "ct.14758", password);
	browser_get(lan, LIST "?sap=-decision_day");
	const char *foreign = browser_link(lan, NULL, LIST "/1");
	if (!foreign)
		scenario_give_up("the rehearsal has no committee");
	by_permission(officer, foreign);
	urging(lan, leader);
	by_filter(lan, stranger);
	through_a_cut(lan);
	scenario_stop_serving();
	struct str said;
	check(scenario_noivu_fails(&said, "verify", scenario_dir("site"), NULL) == 0, "and the ledger proves itself");
	return scenario_end();
}
