/*
 * Seals of all the bodies of a province, and what one commune still lacks: the steps of many seals at once with one day and
 * one paper, refused out of order, taken back; an officer who is led to each form, whose survey makes a task and closes it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "scenario.h"

#define LIST "/danh-muc/seal"
#define MANY LIST "/nhieu"
#define NEEDED "?state=needed"

static long after(struct browser *b, const char *words)
{
	struct str body = browser_body(b), mark = str_from_c(words);
	ptrdiff_t at = str_find(body, mark);
	return at < 0 ? -1 : strtol(body.p + (size_t)at + mark.n, NULL, 10);
}

static void do_it(struct browser *b)
{
	char page[256];
	snprintf(page, sizeof(page), "%s", browser_address(b));
	browser_submit(b, MANY "/lam", NULL);
	browser_wait(b, page, "đã xong");
}

/* The filter "cần có, chưa đề nghị 69": how many. */
static long needed(struct browser *b)
{
	browser_get(b, LIST NEEDED);
	return after(b, "> Cả ");
}

static void many_seals(struct browser *lan)
{
	long rows = needed(lan);
	check(rows > 50, "each body that is decided needs its seal (%ld)", rows);
	browser_submit(lan, MANY, "viec", "set source new", "tat_ca", "1", NULL);
	do_it(lan);
	check(needed(lan) == rows, "from where they come is said first");
	check(browser_submit(lan, MANY, "viec", "move request", "tat_ca", "1", NULL) == 200 && browser_has(lan, "Văn bản đề nghị"),
	      "a step asks for its day and paper");
	int status = browser_submit(lan, MANY, "requested_day", "31/02/2025", "requested_document", "88/SNV-XDCQ", NULL);
	const char *typed = browser_field(lan, MANY, "requested_document");
	check(status == 422 && typed && strcmp(typed, "88/SNV-XDCQ") == 0, "a day that is none is refused, nothing typed is lost");
	check(browser_submit(lan, MANY, "requested_day", "18/11/2025", "requested_document", "", NULL) == 422,
	      "a step without its paper too");
	check(browser_submit(lan, MANY, "requested_day", "18/11/2025", "requested_document", "88/SNV-XDCQ", NULL) == 200 &&
		      after(lan, "Làm với ") == rows,
	      "then it is shown before it is done");
	do_it(lan);
	check(needed(lan) < 1, "all of them in one go");
	browser_get(lan, MANY);
	const char *job = browser_link(lan, NULL, MANY "?lan="); /* the newest */
	check(job && browser_has(lan, "Đề nghị cấp dấu: 18/11/2025, 88/SNV-XDCQ"), "what was done is listed with its day and paper");
	browser_get(lan, LIST "?state=requested");
	browser_submit(lan, MANY, "viec", "move issue", "tat_ca", "1", NULL);
	browser_submit(lan, MANY, "issued_day", "18/11/2025", "issued_document", "90/SNV-XDCQ", NULL);
	do_it(lan);
	check(browser_has(lan, "không cấp khi chưa khắc"), "a seal is not issued before it is engraved, and the rows say so");
	browser_get(lan, job);
	browser_submit(lan, MANY, NULL);
	do_it(lan);
	check(needed(lan) == rows, "the whole step is taken back");
}

static void what_is_missing(struct browser *officer, struct browser *neighbour)
{
	char unit[128], survey[128], task[128];
	browser_get(officer, "/bau-cu/to-chuc");
	check(browser_has(officer, "Khu vực bỏ phiếu số 8 chưa có Tổ bầu cử") && browser_has(officer, "Hạn theo chỉ đạo"),
	      "a commune sees what it lacks, both deadlines beside it");
	const char *form = browser_link(officer, "Khu vực bỏ phiếu số 8 chưa có Tổ bầu cử", NULL);
	browser_get(officer, form);
	const char *number = browser_field(officer, "/bau-cu/to-chuc/moi", "place");
	check(number && strcmp(number, "8") == 0, "and is led to the form, with the number in it");
	browser_get(officer, "/bau-cu/to-chuc");
	form = browser_link(officer, "Khu vực bỏ phiếu số 8 chưa khảo sát", NULL);
	browser_get(officer, form);
	browser_submit(officer, "/danh-muc/facility/moi", "room", "1", "boxes", "2", "power", "1", "signal", "0", "disabled", "1", NULL);
	snprintf(survey, sizeof(survey), "%s", browser_address(officer));
	check(browser_has(officer, "còn thiếu") && browser_link(officer, NULL, "/danh-muc/polling_area/"), "a survey of an area");
	const char *own = browser_link(officer, "Khắc phục nơi bỏ phiếu số 8", NULL);
	if (!own)
		scenario_give_up("no task for what is missing");
	snprintf(task, sizeof(task), "%s", own);
	browser_get(officer, task);
	check(browser_link(officer, "Bản khảo sát", NULL) && !browser_has(officer, "Báo cáo hoàn thành"),
	      "what is missing is a task that only the survey closes");
	char edit[160];
	snprintf(edit, sizeof(edit), "%.*s/sua", (int)strcspn(survey, "?"), survey);
	browser_get(officer, edit);
	browser_submit(officer, edit, "signal", "1", NULL);
	browser_get(officer, task);
	check(browser_has(officer, "Tự đóng: khảo sát") && browser_link(officer, "Tự đóng nhờ: Khảo sát nơi bỏ phiếu", NULL),
	      "it closes itself and says by what");
	browser_get(officer, "/bau-cu/to-chuc");
	const char *sheet = browser_link(officer, "Xuất Excel", NULL);
	check(sheet && browser_get(officer, sheet) == 200, "the sheet of the own line");
	browser_get(officer, task);
	const char *at = browser_link(officer, NULL, "/don-vi/");
	snprintf(unit, sizeof(unit), "/bau-cu/to-chuc/don-vi/%s", at ? strrchr(at, '/') + 1 : "0");
	check(browser_get(officer, unit) == 200 && browser_get(neighbour, unit) == 404, "the next commune does not see it");
}

static void the_province(struct browser *lan)
{
	browser_get(lan, "/bau-cu/to-chuc?buoc=5");
	check(browser_has(lan, "Quá hạn bàn giao công việc") && browser_has(lan, "Cấp tỉnh"),
	      "who did not hand over is named; the province has its own line");
	const char *filtered = browser_link(lan, "Xuất Excel", NULL);
	check(filtered && browser_get(lan, filtered) == 200, "the sheet");
	struct str brief = scenario_noivu("brief", scenario_dir("site"), "--json", NULL);
	check(str_find(brief, STR("\"seals\":{\"needed\":")) > 0 && str_find(brief, STR("{\"kind\":\"TBC\",\"done\":7,\"of\":8}")) > 0 &&
		      str_find(brief, STR("\"handovers_late\":[{\"unit_name\"")) > 0,
	      "the brief counts bodies by kind, seals by state, and names who is late");
}

/* Of the people of a whole province, the form of a hand-over offers those who may stand in it; with a commune of many there are too
 * many for a list, and words find them. */
static void who_hands_over(struct browser *lan, struct browser *officer)
{
	static const char form[] = "/danh-muc/handover/moi", director[] = "Giám đốc Sở Nội vụ", of_communes[] = "Công chức Phòng Văn hóa – Xã hội";
	browser_get(lan, form);
	check(browser_has(lan, director) && !browser_has(lan, of_communes), "while no commune is chosen, people of the offices");
	browser_get(officer, "/nhiem-vu");
	browser_get(officer, browser_link(officer, NULL, "/nhiem-vu/1"));
	const char *at = browser_link(officer, NULL, "/don-vi/");
	char of_unit[96];
	snprintf(of_unit, sizeof(of_unit), "%s?unit=%s", form, at ? strrchr(at, '/') + 1 : "0");
	browser_get(lan, of_unit);
	check(!browser_has(lan, director) && !browser_has(lan, of_communes), "with those of the commune they are too many for a list");
	browser_submit(lan, form, "person.tim", "an nong", "tim", "person", NULL);
	check(browser_has(lan, "kết quả cho “an nong”") && browser_has(lan, " – Xã An Nông"), "words find those of the commune");
	browser_submit(lan, form, "person.tim", "thuy ngoc so noi vu", "tim", "person", NULL);
	check(browser_has(lan, director), "and those of the offices");
}

int main(void)
{
	crypt_start();
	scenario_begin();
	const char *password = scenario_demo();
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *lan = browser_new("chuyên viên Sở"), *officer = browser_new("cán bộ xã An Nông"),
		       *neighbour = browser_new("cán bộ xã Ba Đình");
	browser_sign_in(lan, "chuyenvien", password);
	browser_sign_in(officer, "cb.15766", password);
	browser_sign_in(neighbour, "cb.16171", password);
	the_province(lan);
	who_hands_over(lan, officer);
	what_is_missing(officer, neighbour);
	many_seals(lan);
	scenario_stop_serving();
	struct str said;
	check(scenario_noivu_fails(&said, "verify", scenario_dir("site"), NULL) == 0, "and the ledger proves itself");
	return scenario_end();
}
