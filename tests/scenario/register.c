/*
 * The registers by hand: a private field masked, opened, found and erased; a row changed, changed back, drafted; two people
 * at one row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "scenario.h"

#define NUMBER "038085012345"

/* The address of the row of a person. */
static const char *person(struct browser *b, const char *login)
{
	char list[128];
	snprintf(list, sizeof(list), "/danh-muc/person?q=%s", login);
	browser_get(b, list);
	struct str body = browser_body(b), mark = STR("\"/danh-muc/person/");
	for (ptrdiff_t at; (at = str_find(body, mark)) >= 0; body = str_slice(body, (size_t)at + 1, body.n)) {
		struct str address = str_slice(body, (size_t)at + 1, (size_t)at + 80);
		struct str number = str_slice(address, mark.n - 1, address.n);
		if (number.n && number.p[0] >= '0' && number.p[0] <= '9')
			return scenario_keep(str_slice(address, 0, (size_t)str_find_char(address, '"')));
	}
	return "";
}

/* ---- private fields ---- */

static void kept_secret(struct browser *admin, struct browser *colleague, const char *row)
{
	browser_get(admin, scenario_under(row, "sua"));
	check(browser_submit(admin, scenario_under(row, "sua"), "citizen_id", "03808501234", NULL) == 422 &&
		  browser_has(admin, "đúng 12 chữ số"),
	      "a number of eleven digits is refused in words");
	browser_submit(admin, scenario_under(row, "sua"), "citizen_id", NUMBER, NULL);
	check(browser_status(admin) == 200 && browser_has(admin, "•••••"), "a number of twelve is kept, masked");
	check(!browser_has_raw(admin, NUMBER), "and is nowhere on the page");
	browser_get(admin, scenario_under(row, "sua"));
	check(!browser_has_raw(admin, NUMBER), "nor in the form");
	browser_submit(admin, scenario_under(row, "sua"), "position", "Chức vụ khác", NULL);
	check(browser_has(admin, "•••••"), "saved again without typing it, it stays");
	browser_get(colleague, row);
	check(browser_status(colleague) == 200 && browser_has(colleague, "•••••") && !browser_has(colleague, "Xem «"),
	      "who may only read the row sees no button");
}

static void opened(struct browser *admin, struct browser *colleague, const char *row)
{
	char body[256];
	browser_get(admin, row);
	check(browser_has(admin, "Chưa ai xem."), "nobody has read it yet");
	browser_submit(admin, scenario_under(row, "xem"), NULL);
	check(browser_has(admin, NUMBER), "one button shows it");
	check(browser_header(admin, "Cache-Control") && strstr(browser_header(admin, "Cache-Control"), "no-store"),
	      "on a page no browser keeps");
	browser_get(admin, row);
	check(!browser_has(admin, "Chưa ai xem.") && browser_has(admin, "Ai đã xem mục riêng tư"), "the reading is noted");
	browser_get(colleague, "/tai-khoan");
	snprintf(body, sizeof(body), "csrf=%s&khoa=0123456789abcdef01234567&field=citizen_id",
		 browser_field(colleague, "/dang-xuat", "csrf"));
	check(browser_post(colleague, scenario_under(row, "xem"), NULL, body) == 404, "who may not open it gets nothing");
	snprintf(body, sizeof(body), "csrf=%s&khoa=1123456789abcdef01234567&field=name",
		 browser_field(admin, scenario_under(row, "xem"), "csrf"));
	check(browser_post(admin, scenario_under(row, "xem"), NULL, body) == 404, "only private fields are opened so");
}

static void found(struct browser *admin, struct browser *colleague, const char *row)
{
	browser_get(admin, "/danh-muc/person");
	browser_submit(admin, "/danh-muc/person/tim-rieng", "citizen_id", "038 085 012345", NULL);
	check(browser_status(admin) == 200 && browser_link(admin, NULL, row), "typed whole, it leads to the row");
	browser_submit(admin, "/danh-muc/person/tim-rieng", "citizen_id", "038085012346", NULL);
	check(browser_has(admin, "Không có bản ghi nào như vậy"), "another number leads nowhere");
	check(browser_submit(admin, "/danh-muc/person/tim-rieng", "citizen_id", "12", NULL) == 422, "half a number is no number");
	check(browser_submit(admin, "/danh-muc/person/tim-rieng", "citizen_id", "", NULL) == 422, "nor is nothing");
	browser_get(colleague, "/danh-muc/person");
	check(!browser_field(colleague, "/danh-muc/person/tim-rieng", "citizen_id"), "who may not open has no such search");
}

static void erased(struct browser *admin, const char *row)
{
	browser_get(admin, row);
	check(browser_submit(admin, scenario_under(row, "xoa-rieng-tu"), "word", "ừ", NULL) == 422, "erasing wants the word");
	browser_submit(admin, scenario_under(row, "xoa-rieng-tu"), "word", "xoá", NULL);
	check(browser_status(admin) == 200 && !browser_has(admin, "Xem «"), "erased, there is nothing to open");
	browser_get(admin, "/danh-muc/person");
	browser_submit(admin, "/danh-muc/person/tim-rieng", "citizen_id", NUMBER, NULL);
	check(browser_has(admin, "Không có bản ghi nào như vậy"), "nor to find");
}

/* ---- saving, undoing, drafts ---- */

static void put_back(struct browser *admin, struct browser *colleague, const char *row)
{
	browser_get(admin, scenario_under(row, "sua"));
	browser_submit(admin, scenario_under(row, "sua"), "position", "Chức vụ gõ nhầm", NULL);
	check(browser_has(admin, "Chức vụ gõ nhầm") && browser_has(admin, "Hoàn tác lần sửa này"), "a save can be put back");
	browser_get(colleague, row);
	check(!browser_has(colleague, "Hoàn tác lần sửa này"), "by who may save only");
	struct browser *slow = browser_copy(admin, "cửa sổ cũ");
	browser_get(slow, row);
	browser_submit(admin, scenario_under(row, "hoan-tac"), NULL);
	browser_get(admin, scenario_under(row, "sua"));
	const char *position = browser_field(admin, scenario_under(row, "sua"), "position");
	check(position && strcmp(position, "Chức vụ khác") == 0, "and is as it was");
	check(browser_submit(slow, scenario_under(row, "hoan-tac"), NULL) == 409, "a second window does not undo the undoing");
}

static void drafted(struct browser *admin, struct browser *colleague, const char *row)
{
	const char *form = scenario_under(row, "sua");
	browser_get(admin, form);
	browser_submit(admin, form, "position", "", "phone", "0912", "login", "CÓ DẤU", "citizen_id", NUMBER, NULL);
	check(browser_status(admin) == 422, "a wrong form is refused");
	check(browser_link(admin, "Thôi", NULL) && browser_link(admin, "Danh mục", "/danh-muc") && browser_has(admin, "Sửa: ") &&
		      browser_has(admin, "Lưu nháp"),
	      "and comes back with its title, the way up, the way out");
	browser_get(admin, form);
	check(browser_has(admin, "Bạn có bản nháp"), "and kept as a draft");
	const char *login = browser_field(admin, form, "login");
	check(login && strcmp(login, "mattran") == 0 && !browser_has_raw(admin, NUMBER), "which is only offered");
	browser_get(admin, browser_link(admin, "Mở bản nháp", NULL));
	login = browser_field(admin, form, "login");
	check(login && strcmp(login, "CÓ DẤU") == 0 && browser_has_raw(admin, NUMBER), "and opened when asked for");
	check(browser_header(admin, "Cache-Control") && strstr(browser_header(admin, "Cache-Control"), "no-store"),
	      "with what is private, on a page no browser keeps");
	struct browser *other = browser_copy(colleague, "người khác");
	browser_get(other, form);
	check(!browser_has(other, "bản nháp"), "it is nobody else's");
	browser_submit(admin, scenario_under(row, "sua?bo=1"), NULL);
	check(!browser_has(admin, "Bạn có bản nháp"), "dropped, it is gone");
	browser_submit(admin, form, "position", "Chức vụ nháp", "nhap", "1", NULL);
	check(browser_status(admin) == 200 && browser_has(admin, "Đây là bản nháp"), "a button keeps one as well");
	scenario_kill_serving();
	scenario_serve(scenario_dir("site"), NULL);
	browser_get(admin, form);
	check(browser_has(admin, "Bạn có bản nháp"), "and the power going does not take it");
	browser_get(admin, browser_link(admin, "Mở bản nháp", NULL));
	browser_submit(admin, form, NULL);
	browser_get(admin, form);
	check(!browser_has(admin, "Bạn có bản nháp"), "saved, there is no draft left");
	const char *position = browser_field(admin, form, "position");
	check(position && strcmp(position, "Chức vụ nháp") == 0, "and it is what was saved");
}

static void two_at_one_row(struct browser *admin, const char *row)
{
	const char *form = scenario_under(row, "sua");
	struct browser *second = browser_copy(admin, "người thứ hai");
	browser_get(admin, form);
	browser_get(second, form);
	struct browser *twice = browser_copy(admin, "hai lần bấm");
	browser_submit(admin, form, "position", "Của người thứ nhất", NULL);
	browser_submit(twice, form, "position", "Của người thứ nhất", NULL);
	check(browser_status(twice) == 200 && browser_has(twice, "Của người thứ nhất") && !browser_has(twice, "đã lưu bản ghi này"),
	      "a button pressed twice saves once, and says so");
	check(browser_submit(second, form, "position", "Của người thứ hai", NULL) == 409, "the second one is told");
	check(browser_has(second, "Của người thứ nhất") && browser_has(second, "Của người thứ hai") &&
		  browser_has(second, "Đang lưu"),
	      "both are shown side by side");
	check(browser_has(second, "Nguyễn Thị Vi đã lưu bản ghi này lúc"), "with who was quicker");
	browser_submit(second, form, NULL);
	check(browser_status(second) == 200 && browser_has(second, "Của người thứ hai"), "saved again, it was a decision");
}

/* ---- the list ---- */

static void listed(struct browser *admin)
{
	browser_get(admin, "/danh-muc/person?cot%5B%5D=name&cot%5B%5D=phone");
	check(browser_has(admin, "Điện thoại công vụ") && !browser_has_raw(admin, "data-label=\"Tên đăng nhập\""),
	      "only the chosen columns are shown");
	browser_get(admin, "/danh-muc/person?cot=name,phone&active=1&q=mattran");
	check(browser_has_raw(admin, "data-label=\"Điện thoại công vụ\"") && browser_has(admin, "1–1 trong 1"),
	      "together with a filter and a search");
	const char *all = browser_link(admin, "tất cả", NULL);
	check(all && strstr(all, "cot=name%2Cphone") && strstr(all, "q=mattran"), "and links keep the choice");
	browser_get(admin, "/danh-muc/person?cot=citizen_id,name");
	check(browser_status(admin) == 200 && !browser_has_raw(admin, NUMBER), "a private column stays masked");
	browser_get(admin, "/danh-muc/person?cot=password,hash");
	check(browser_status(admin) == 200 && browser_has_raw(admin, "data-label=\"Tên đăng nhập\""),
	      "what is no field changes nothing");
	browser_get(admin, "/danh-muc/person?q=tran+khong-co");
	check(browser_has(admin, "Không có bản ghi nào như vậy"), "every word typed must be there");
}

/* What stands above the list of a register leads somewhere, for whoever sees it. */
static void tools_lead(struct browser *b)
{
	static const char *const tools[] = {"Thêm mới", "Nhập bảng", "Xuất Excel", "Xuất CSV", "Việc với nhiều dòng"};
	const char *registers[64];
	size_t n = 0, wrong = 0, followed = 0;
	browser_get(b, "/danh-muc");
	struct str body = browser_body(b), mark = STR("\"/danh-muc/");
	for (ptrdiff_t at; (at = str_find(body, mark)) >= 0 && n < ARRAY_LEN(registers); body = str_slice(body, (size_t)at + 1, body.n)) {
		struct str address = str_slice(body, (size_t)at + 1, (size_t)at + 80);
		registers[n++] = scenario_keep(str_slice(address, 0, (size_t)str_find_char(address, '"')));
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ARRAY_LEN(tools); k++) {
			const char *to = browser_get(b, registers[i]) == 200 ? browser_link(b, tools[k], NULL) : NULL;
			followed += to != NULL;
			if (to && browser_get(b, to) != 200) {
				printf("# %s: %s answers %d\n", registers[i], to, browser_status(b));
				wrong++;
			}
		}
	check(followed > 2 * n && wrong == 0, "each tool above a list leads somewhere");
}

/* The rows of a list of people, as they stand. */
static const char *rows_of(struct browser *b, const char *list)
{
	char all[8192] = "";
	size_t n = 0;
	browser_get(b, list);
	struct str body = browser_body(b), mark = STR("<th scope=\"row\">");
	for (ptrdiff_t at; (at = str_find(body, mark)) >= 0; body = str_slice(body, (size_t)at + 1, body.n)) {
		struct str row = str_slice(body, (size_t)at, (size_t)at + 100);
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%.*s\n", (int)str_find_char(row, '\n'), row.p);
	}
	return scenario_keep(str_from_c(all));
}

/* The order nobody chose is the Vietnamese one, as the heading says; so is that of a choice in a form. */
static void in_order(struct browser *admin, struct browser *colleague)
{
	const char *own = rows_of(admin, "/danh-muc/person"), *few = rows_of(colleague, "/danh-muc/person?q=nguyen");
	check(own[0] && strcmp(own, rows_of(admin, "/danh-muc/person?sap=name")) == 0, "a list comes in its Vietnamese order");
	check(few[0] && strcmp(few, rows_of(colleague, "/danh-muc/person?q=nguyen&sap=name")) == 0, "what was searched too");
	browser_get(admin, "/danh-muc/grants/moi");
	struct str body = browser_body(admin), units = str_slice(body, (size_t)str_find(body, STR("<select id=\"save-unit\"")), body.n);
	ptrdiff_t dd = str_find(units, STR(">Xã Đ")), l = str_find(units, STR(">Xã L"));
	check(dd > 0 && l > 0 && dd < l, "in a form Đ stands before L");
	browser_get(admin, "/danh-muc/person?trang=9999");
	check(browser_has(admin, "Không có trang 9.999") && !browser_has(admin, "Chưa có ai"), "behind the last page nobody is told that the list is empty");
}

static void no_such_moves(struct browser *admin, const char *row)
{
	char body[256];
	browser_get(admin, row);
	snprintf(body, sizeof(body), "csrf=%s&khoa=2123456789abcdef01234567",
		 browser_field(admin, scenario_under(row, "mat-khau"), "csrf"));
	check(browser_post(admin, scenario_under(row, "save"), NULL, body) == 404, "an address does not name any verb");
	check(browser_post(admin, "/danh-muc/task/1/receive", NULL, body) == 404, "nor any record");
}

int main(void)
{
	crypt_start();
	scenario_begin();
	const char *password = scenario_demo();
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *admin = browser_signed_in("quantri", password), *colleague = browser_signed_in("chuyenvien", password);
	const char *row = person(admin, "mattran");
	if (!row[0])
		scenario_give_up("the rehearsal has no person mattran");
	kept_secret(admin, colleague, row);
	opened(admin, colleague, row);
	found(admin, colleague, row);
	put_back(admin, colleague, row);
	drafted(admin, colleague, row);
	two_at_one_row(admin, row);
	listed(admin);
	in_order(admin, colleague);
	tools_lead(admin);
	tools_lead(colleague);
	erased(admin, row);
	no_such_moves(admin, row);
	scenario_stop_serving();
	struct str said;
	check(scenario_noivu_fails(&said, "verify", scenario_dir("site"), NULL) == 0, "and the ledger proves itself");
	return scenario_end();
}
