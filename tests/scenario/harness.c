/* The harness itself, against a small site of its own in this process: forms found and filled, cookies kept, redirects
 * followed, a double click seen. */
#include <stdatomic.h>
#include <stdio.h>

#include "base/crypt.h"
#include "http/http.h"
#include "scenario.h"

static atomic_int saved;

static void form_page(struct http_response *p)
{
	buf_add_c(
		&p->body,
		"<!DOCTYPE html><html><body><h1>Lê &amp; <b>con</b>\n  &lt;x&gt;</h1>"
		"<form action=\"/khac\" method=\"post\"><input name=\"a\" value=\"0\"></form>"
		"<form action=\"/luu?id=1&amp;b=2\" method=\"post\"><input type=\"hidden\" name=\"khoa\" "
		"value=\"k&quot;&#39;&gt;\">"
		"<input name=\"ten\" value=\"cũ\"><input type=\"checkbox\" name=\"co\" checked><input type=\"checkbox\" "
		"name=\"khong\">"
		"<input type=\"radio\" name=\"r\" value=\"1\"><input type=\"radio\" name=\"r\" value=\"2\" checked>"
		"<textarea name=\"y\">\nhai\ndòng</textarea><select name=\"s\"><option value=\"1\">một</option>"
		"<option value=\"2\" selected>hai</option></select><select "
		"name=\"s2\"><option>Đầu</option><option>sau</option></select>"
		"<input type=\"file\" name=\"tep\"><button name=\"nut\" value=\"1\">Lưu</button></form>"
		"<form action=\"/tim\"><input name=\"q\" value=\"a b\"></form>"
		"<a href=\"/mot\">Một</a> <a class=\"x\" href=\"/hai?x=1&amp;y=2\">Trang <b>hai</b></a></body></html>");
}

static void handler(void *ctx, const struct http_request *r, struct http_response *p)
{
	(void)ctx;
	if (str_eq(r->path, STR("/form"))) {
		http_set_cookie(p, "phien", STR("p1"), 100);
		form_page(p);
	} else if (str_eq(r->path, STR("/thoat"))) {
		http_set_cookie(p, "phien", STR(""), 0);
		http_redirect(p, STR("/form2#cuoi"));
	} else if (str_eq(r->path, STR("/luu"))) {
		int n = atomic_fetch_add(&saved, 1) + 1;
		buf_printf(&p->body, "<p>lần %d cookie=%.*s gốc=%d tệp=%.*s/%zu", n, STR_ARG(http_cookie(r, "phien")),
			   http_same_origin(r), STR_ARG(r->file.filename), r->file.bytes.n);
		for (size_t i = 0; i < r->form.n; i++)
			buf_printf(&p->body, " %.*s=[%.*s]", STR_ARG(r->form.v[i].name), STR_ARG(r->form.v[i].value));
	} else {
		p->status = str_eq(r->path, STR("/form2")) ? 200 : 404;
		buf_printf(&p->body, "%.*s?%.*s cookie=%.*s", STR_ARG(r->path), STR_ARG(r->query_text),
			   STR_ARG(http_cookie(r, "phien")));
	}
}

static struct http_server *start(void)
{
	struct http_config config = {.listen = STR_INIT("127.0.0.1:0"), .readers = 1, .writers = 1, .handler = handler};
	struct http_server *server;
	struct err err = ERR_INIT;
	int64_t port;
	if (http_start(&config, &server, &err) < 0)
		scenario_give_up("%s", err.text);
	struct str address = http_address(server);
	if (!str_to_i64(str_slice(address, 17, address.n), 1, 65535, &port))
		scenario_give_up("no port");
	scenario_use((int)port);
	return server;
}

static void forms(struct browser *b)
{
	browser_get(b, "/form");
	check(browser_has(b, "Lê & con <x>"), "text is what a reader sees");
	check(!browser_has(b, "cũ"), "values of fields are no text");
	check(browser_has_raw(b, "&lt;x&gt;"), "raw bytes are as sent");
	check(browser_has_cookie(b, "phien"), "a cookie is kept");
	check(str_eq_c(str_from_c(browser_field(b, "/luu", "khoa")), "k\"'>"), "a hidden field is decoded");
	check(!browser_field(b, "/luu", "nut"), "a button is no field");
	check(str_eq_c(str_from_c(browser_link(b, "hai", NULL)), "/hai?x=1&y=2"), "a link is found by its text");
	check(str_eq_c(str_from_c(browser_link(b, NULL, "/mo")), "/mot"), "a link is found by its address");
	check(!browser_link(b, "ba", NULL), "a link that is not there is not found");
	browser_submit(b, "/luu", "ten", "mới & <b>", "them", "1", "r", NULL, NULL);
	/* the answer is not escaped: the text of the value reads as a tag */
	check(browser_has_raw(b, "lần 1 cookie=p1 gốc=1 tệp=/0 khoa=[k\"'>] ten=[mới & <b>] co=[on] y=[hai\ndòng] "
				 "s=[2] s2=[Đầu] them=[1]"),
	      "a form is sent with what it held and what was typed");
	check(str_eq_c(str_from_c(browser_address(b)), "/luu?id=1&b=2"), "to its own address");
	browser_again(b);
	check(browser_has(b, "lần 2") && browser_has_raw(b, "khoa=[k\"'>]"), "a double click sends the same again");
	browser_get(b, "/form");
	browser_upload(b, "/luu", "tep", "xã.csv", STR("a,b\r\n1,2\r\n"));
	check(browser_has(b, "tệp=xã.csv/10"), "a file is sent");
	browser_post(b, "/luu", "http://evil.example", "x=1");
	check(browser_has(b, "gốc=0 tệp=/0 x=[1]"), "another site's form is told apart");
}

int main(void)
{
	crypt_start();
	scenario_begin();
	struct http_server *server = start();
	struct browser *b = browser_new("thử");
	forms(b);
	browser_get(b, "/form");
	check(browser_submit(b, "/tim", "trang", "2", NULL) == 404, "a GET form is a GET");
	check(str_eq_c(str_from_c(browser_address(b)), "/tim?q=a%20b&trang=2"), "with its fields in the address");
	struct browser *copy = browser_copy(b, "bản sao");
	check(browser_get(b, "/thoat") == 200, "a redirect is followed");
	check(str_eq_c(str_from_c(browser_address(b)), "/form2"), "without the part behind #");
	check(!browser_has_cookie(b, "phien") && browser_has_raw(b, "cookie="), "a deleted cookie is gone");
	browser_get(copy, "/form2");
	check(browser_has(copy, "cookie=p1"), "a copy keeps its own cookies");
	browser_forget(copy);
	browser_get(copy, "/form2");
	check(!browser_has(copy, "cookie=p1"), "until it forgets them");
	check(browser_header(copy, "content-security-policy") != NULL, "headers are found without case");
	http_stop(server);
	return scenario_end();
}
