/*
 * The scan of a decision: attached by the commune's officer, seen by who may see the row and by nobody else, and never a way
 * to run something in a colleague's browser.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "scenario.h"

#define LARGE ((size_t)26 << 20)
#define PDF STR("%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n")
#define SVG STR("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>")

static struct arena *texts;

static const char *join(const char *a, const char *b)
{
	return arena_c(texts, arena_printf(texts, "%s%s", a, b));
}

static bool header_is(struct browser *b, const char *name, const char *part)
{
	const char *value = browser_header(b, name);
	return value && strstr(value, part);
}

/* A commune with a committee and the login of its officer. */
static const char *find_committee(struct browser *province, const char **ret_login)
{
	static char row[128], login[32];
	browser_get(province, "/danh-muc/committee");
	const char *href = browser_link(province, NULL, "/danh-muc/committee/1");
	if (!href)
		scenario_give_up("the rehearsal has no committee");
	snprintf(row, sizeof(row), "%s", href);
	browser_get(province, row);
	const char *unit = browser_link(province, NULL, "/don-vi/");
	if (!unit)
		scenario_give_up("a committee without its unit");
	browser_get(province, unit);
	struct str body = browser_body(province);
	/* the code of the commune stands on its page, five digits in a cell of their own */
	for (size_t i = 0; i + 7 <= body.n; i++) {
		bool code = body.p[i] == '>' && body.p[i + 6] == '<';
		for (size_t k = 1; code && k < 6; k++)
			code = body.p[i + k] >= '0' && body.p[i + k] <= '9';
		if (code) {
			snprintf(login, sizeof(login), "cb.%.5s", body.p + i + 1);
			*ret_login = login;
			return row;
		}
	}
	scenario_give_up("no code on %s", unit);
}

static void attach(struct browser *officer, const char *row)
{
	const char *form = join(row, "/tep");
	browser_get(officer, row);
	check(browser_upload(officer, form, "file", "../../Quyết định 152.pdf", PDF) == 200, "the officer attaches a scan");
	check(strncmp(browser_address(officer), row, strlen(row)) == 0, "and is back at the row");
	check(browser_has(officer, "Quyết định 152.pdf") && !browser_has(officer, "../"), "a file is a name, never a path");
	check(browser_has(officer, "PDF") && browser_has(officer, "đang đính kèm"), "the row lists it");
	browser_again(officer);
	check(browser_status(officer) == 200, "a double click gets the first answer");
	browser_get(officer, row);
	check(browser_upload(officer, form, "file", "lần hai.pdf", PDF) == 422 && browser_has(officer, "cùng nội dung"),
	      "the same content again is said to be a mistake");
	browser_get(officer, row);
	check(browser_upload(officer, form, "file", "trống.pdf", STR("")) == 422 && browser_has(officer, "Chưa chọn tệp"),
	      "an empty file is refused");
}

static void look(struct browser *b, const char *file)
{
	check(browser_get(b, file) == 200 && browser_has(b, "Mã băm") && browser_has(b, "Đính kèm tệp"),
	      "its page says what it is and its history");
	check(browser_get(b, join(file, "/tai")) == 200 && str_eq(browser_body(b), PDF), "it is downloaded byte for byte");
	check(header_is(b, "content-disposition", "attachment; filename*=UTF-8''Quy%E1%BA%BFt%20"), "under its name");
	check(header_is(b, "x-content-type-options", "nosniff") && header_is(b, "cache-control", "no-store"),
	      "nobody guesses what it is, nobody keeps a copy");
	check(browser_get(b, join(file, "/xem")) == 200 && header_is(b, "content-type", "application/pdf"), "a scan is shown");
	check(header_is(b, "content-disposition", "inline") && browser_has_raw(b, "%PDF"), "inside the browser");
}

/* A drawing with a script is bytes to download, whatever it is called. */
static void hostile(struct browser *officer, const char *row)
{
	static const char *const called[] = {"hình.svg", "hình.png"};
	for (size_t i = 0; i < ARRAY_LEN(called); i++) {
		browser_get(officer, row);
		struct str bytes = i ? STR("<svg onload=\"alert(1)\"/>") : SVG;
		check(browser_upload(officer, join(row, "/tep"), "file", called[i], bytes) == 200, "%s is kept", called[i]);
		const char *file = browser_link(officer, called[i], NULL);
		if (!file)
			scenario_give_up("no link to %s", called[i]);
		file = join(file, "");
		check(browser_get(officer, join(file, "/xem")) == 404, "%s is not shown", called[i]);
		check(browser_get(officer, join(file, "/tai")) == 200 &&
			      header_is(officer, "content-type", "application/octet-stream") &&
			      header_is(officer, "content-disposition", "attachment"),
		      "%s is saved only", called[i]);
	}
}

/* What really is a picture is offered small, folded, through the same permitted address; what only says so is not. */
static void picture(struct browser *officer, struct browser *other, const char *row)
{
	static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
	browser_get(officer, row);
	check(!browser_has(officer, "Xem 1 ảnh"), "a drawing that says it is a picture is not offered as one");
	int status = browser_upload(officer, join(row, "/tep"), "file", "thật.png", (struct str){png, sizeof(png) - 1});
	check(status == 200 && browser_has(officer, "Xem 1 ảnh (16 byte)"), "a picture is, with its size said before");
	check(browser_has_raw(officer, "loading=\"lazy\"") && browser_has_raw(officer, "<details class=\"photos\">"),
	      "folded, so that nothing is sent before it is opened");
	const char *file = browser_link(officer, "thật.png", NULL);
	if (!file)
		scenario_give_up("no link to the picture");
	file = join(file, "/xem");
	check(browser_get(officer, file) == 200 && header_is(officer, "content-type", "image/png"), "it is shown");
	check(browser_get(other, file) == 404, "not to another commune");
}

static void too_large(struct browser *officer, const char *row)
{
	char *bytes = calloc(1, LARGE);
	if (!bytes)
		scenario_give_up("no memory");
	browser_get(officer, row);
	int status = browser_upload(officer, join(row, "/tep"), "file", "26.bin", (struct str){bytes, LARGE});
	check(status == 413 && browser_has(officer, "tối đa 25 MB"), "a file of 26 MB is refused in words");
	browser_get(officer, row);
	check(!browser_has(officer, "26.bin"), "and nothing is kept of it");
	browser_get(officer, row);
	status = browser_upload(officer, join(row, "/tep"), "file", "25.bin", (struct str){bytes, (size_t)25 << 20});
	check(status == 200 && browser_has(officer, "25.bin") && browser_has(officer, "25,0 MB"), "one of 25 MB is kept");
	const char *file = browser_link(officer, "25.bin", NULL);
	check(file && browser_get(officer, join(file, "/tai")) == 200 && browser_body(officer).n == (size_t)25 << 20,
	      "and comes back whole");
	browser_get(officer, "/tai-khoan");
	status = browser_upload(officer, "/dang-xuat", "file", "5.bin", (struct str){bytes, (size_t)5 << 20});
	check(status == 413, "elsewhere nothing of that size is taken");
	check(browser_get(officer, "/tai-khoan") == 200 && browser_field(officer, "/dang-xuat", "csrf"), "and nothing is done");
	free(bytes);
}

static void others(struct browser *stranger, struct browser *director, const char *row, const char *file)
{
	static const char *const parts[] = {"", "/tai", "/xem"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		check(browser_get(stranger, join(file, parts[i])) == 404, "another commune's officer finds no file %s", parts[i]);
		check(browser_get(director, join(file, parts[i])) == 200, "the director does %s", parts[i]);
	}
	browser_get(director, row);
	check(browser_has(director, "Quyết định 152.pdf") && !browser_has_raw(director, "enctype"),
	      "the director reads and is offered no form");
	browser_get(stranger, "/tai-khoan");
	const char *csrf = browser_field(stranger, "/dang-xuat", "csrf");
	char body[256];
	snprintf(body, sizeof(body), "csrf=%s&khoa=0123456789abcdef01234567", csrf ? csrf : "");
	check(browser_post(stranger, join(row, "/tep"), NULL, body) == 404, "a stranger attaches nothing");
	check(browser_post(stranger, join(file, "/go"), NULL, body) == 404, "and removes nothing");
	struct browser *nobody = browser_new("không ai");
	browser_get(nobody, join(file, "/tai"));
	check(strncmp(browser_address(nobody), "/dang-nhap", 10) == 0, "nobody gets it without signing in");
}

/* A file seen under another row's address is not there. */
static void crossed(struct browser *province, const char *row, const char *file)
{
	browser_get(province, "/danh-muc/committee?trang=2");
	const char *other = browser_link(province, NULL, "/danh-muc/committee/1");
	if (!other || strcmp(other, row) == 0)
		scenario_give_up("no second committee");
	check(browser_get(province, join(other, strstr(file, "/tep/"))) == 404, "a file belongs to one row only");
}

static void take_off(struct browser *officer, const char *row, const char *file)
{
	browser_get(officer, file);
	check(browser_submit(officer, join(file, "/go"), NULL) == 200, "the officer removes it");
	browser_get(officer, row);
	check(browser_has(officer, "đã gỡ"), "the row says so");
	check(browser_get(officer, join(file, "/tai")) == 404, "it is no longer given out");
	check(browser_get(officer, file) == 200 && browser_has(officer, "Gỡ tệp"), "its history stays");
}

static void by_hand(void)
{
	struct str said;
	const char *site = scenario_dir("site"), *copy = scenario_dir("sao-luu"), *back = scenario_dir("phuc-hoi");
	scenario_noivu("verify", site, NULL);
	check(str_find(scenario_noivu("files", site, "--collect", NULL), STR("Đã bỏ 1 nội dung")) >= 0, "one content is swept");
	scenario_noivu("backup", site, copy, NULL);
	said = scenario_noivu("restore", copy, back, "--key", join(site, "/site.key"), NULL);
	check(str_find(said, STR("tệp đính kèm")) >= 0, "a backup brings the files back");
	if (remove(join(copy, ".files")) != 0)
		scenario_give_up("the backup has no second file");
	check(scenario_noivu_fails(&said, "restore", copy, scenario_dir("nua"), "--key", join(site, "/site.key"), NULL) == 4 &&
		      str_find(said, STR("hai tệp")) >= 0,
	      "half a backup is refused");
	if (remove(join(back, "/files.db")) != 0)
		scenario_give_up("nothing was restored");
	check(scenario_noivu_fails(&said, "verify", back, NULL) == 8 && str_find(said, STR("Kho tệp thiếu")) >= 0,
	      "verify finds a lost store");
}

int main(void)
{
	const char *login;
	crypt_start();
	texts = arena_new("addresses", 1u << 20);
	scenario_begin();
	const char *password = scenario_demo();
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *province = browser_signed_in("chuyenvien", password), *director = browser_signed_in("giamdoc", password);
	const char *row = find_committee(province, &login);
	struct browser *officer = browser_signed_in(login, password),
		       *stranger = browser_signed_in(strcmp(login, "cb.14758") ? "cb.14758" : "cb.14797", password);
	attach(officer, row);
	browser_get(officer, row);
	const char *file = browser_link(officer, "Quyết định 152.pdf", NULL);
	if (!file)
		scenario_give_up("no link to the file");
	file = join(file, "");
	look(officer, file);
	hostile(officer, row);
	picture(officer, stranger, row);
	too_large(officer, row);
	others(stranger, director, row, file);
	crossed(province, row, file);
	take_off(officer, row, file);
	scenario_stop_serving();
	by_hand();
	arena_free(texts);
	return scenario_end();
}
