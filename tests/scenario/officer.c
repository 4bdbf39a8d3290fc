/*
 * A day of a commune's officer: the door, one's own tasks and nobody else's, an impatient double click, a text that
 * looks like a script, another site's form, the end of a session, and the power going.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "scenario.h"

static const char *password;

static void sign_in(struct browser *b, const char *login)
{
	browser_sign_in(b, login, password);
}

static void the_door(struct browser *lan)
{
	browser_get(lan, "/nhiem-vu?loai=cham");
	check(strncmp(browser_address(lan), "/dang-nhap", 10) == 0, "a stranger is led to the door");
	check(browser_submit(lan, "/dang-nhap", "login", "cb.14758", "password", "sai", NULL) == 422,
	      "a wrong password is refused");
	check(browser_field(lan, "/dang-nhap", "login") &&
		  strcmp(browser_field(lan, "/dang-nhap", "login"), "cb.14758") == 0,
	      "and the name need not be typed again");
	browser_submit(lan, "/dang-nhap", "password", password, NULL);
	check(browser_status(lan) == 200 && strcmp(browser_address(lan), "/nhiem-vu?loai=cham") == 0,
	      "the right one leads to what was asked for");
	browser_get(lan, "/");
	check(browser_has(lan, "Phường Hàm Rồng") && browser_has(lan, "Nhiệm vụ của đơn vị"),
	      "the officer sees the ward's own tasks");
}

/* Not found, in the same words as what does not exist. */
static void only_one_own(struct browser *stranger, const char *task)
{
	check(browser_get(stranger, task) == 404, "another commune's task is not found");
	check(browser_get(stranger, "/nhiem-vu/999999999") == 404, "as one that does not exist");
	browser_get(stranger, "/tai-khoan");
	const char *csrf = browser_field(stranger, "/dang-xuat", "csrf");
	if (!csrf)
		scenario_give_up("the account has no form with a token");
	char body[256];
	snprintf(body, sizeof(body), "csrf=%s&khoa=0123456789abcdef01234567", csrf);
	check(browser_post(stranger, scenario_under(task, "tiep-nhan"), NULL, body) == 404, "nor can it be received");
	check(browser_post(stranger, scenario_under(task, "bao-cao"), NULL, body) == 404, "nor reported");
}

static void double_click(struct browser *lan, const char *task)
{
	long before = browser_entries(lan);
	browser_get(lan, task);
	check(browser_submit(lan, scenario_under(task, "tiep-nhan"), NULL) == 200, "the task is received");
	check(browser_has(lan, "đã tiếp nhận"), "and the page says so");
	browser_again(lan);
	check(browser_status(lan) == 200, "a double click gets the first answer");
	check(browser_entries(lan) == before + 1, "and leaves one entry in the ledger");
}

static void forged(struct browser *lan, const char *task)
{
	long before = browser_entries(lan);
	char body[256];
	browser_get(lan, task);
	snprintf(body, sizeof(body), "csrf=%s&khoa=1123456789abcdef01234567&note=x",
		 browser_field(lan, scenario_under(task, "bao-cao"), "csrf"));
	check(browser_post(lan, scenario_under(task, "bao-cao"), "http://evil.example", body) == 403,
	      "another site's form is refused");
	check(browser_post(lan, scenario_under(task, "bao-cao"), NULL, "khoa=2123456789abcdef01234567&note=x") == 403,
	      "a form without the page's token too");
	check(browser_entries(lan) == before, "and neither left anything");
}

static void script_in_a_text(struct browser *lan, const char *task)
{
	browser_get(lan, task);
	check(browser_submit(lan, scenario_under(task, "bao-cao"), "note", "<script>alert(1)</script> \"'& <b>xong</b>",
			     NULL) == 200,
	      "a report with a script in it is taken");
	browser_get(lan, task);
	check(browser_has(lan, "<script>alert(1)</script> \"'& <b>xong</b>"), "it is shown as it was written");
	check(!browser_has_raw(lan, "<script>alert") && !browser_has_raw(lan, "<b>xong"), "and is no script");
}

static void the_end_of_a_session(struct browser *lan, const char *task)
{
	struct browser *thief = browser_copy(lan, "cookie cũ");
	browser_get(lan, task);
	struct browser *other_tab = browser_copy(lan, "cửa sổ khác");
	browser_get(lan, "/tai-khoan");
	browser_submit(lan, "/dang-xuat", NULL);
	check(strncmp(browser_address(lan), "/dang-nhap", 10) == 0, "signing out leads to the door");
	browser_get(thief, task);
	check(strncmp(browser_address(thief), "/dang-nhap", 10) == 0, "the old cookie opens nothing");
	check(browser_submit(other_tab, scenario_under(task, "rut-lai"), NULL) == 401,
	      "a form left open says that the session has ended");
}

int main(void)
{
	crypt_start();
	scenario_begin();
	password = scenario_demo();
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *lan = browser_new("cán bộ phường Hàm Rồng"), *stranger = browser_new("cán bộ xã An Nông");
	the_door(lan);
	browser_get(lan, "/nhiem-vu"); /* a step nobody has received yet; a report closes it */
	const char *task = browser_link(lan, "Thành lập Ban bầu cử", "/nhiem-vu/");
	if (!task)
		scenario_give_up("the ward has no such task");
	sign_in(stranger, "cb.15766");
	only_one_own(stranger, task);
	double_click(lan, task);
	forged(lan, task);
	script_in_a_text(lan, task);
	long before = browser_entries(lan);
	scenario_kill_serving();
	scenario_serve(scenario_dir("site"), NULL);
	check(browser_entries(lan) == before, "after the power went everything acknowledged is there, the session too");
	the_end_of_a_session(lan, task);
	scenario_stop_serving();
	struct str said;
	check(scenario_noivu_fails(&said, "verify", scenario_dir("site"), NULL) == 0, "and the ledger proves itself");
	return scenario_end();
}
