/* The bell, the text of the day and the search: what waits for a person, and nothing of anybody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/digest.h"
#include "app/brief.h"
#include "area/plan_answer.h"
#include "base/log.h"
#include "one_site.h"
#include "web_client.h"

static struct actor who(int64_t person, day_t day)
{
	struct actor actor;
	struct err err = ERR_INIT;
	small_must(access_actor(s.db, s.a, person, day, &actor, &err), &err, "actor");
	return actor;
}

static struct bell rung(int64_t person, day_t day)
{
	struct bell bell;
	struct err err = ERR_INIT;
	struct actor actor = who(person, day);
	small_must(bell_make(s.site, s.db, s.a, &actor, day, &bell, &err), &err, "bell");
	return bell;
}

static const struct bell_item *of_row(const struct bell *b, int64_t id)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->items[i].id == id)
			return &b->items[i];
	return NULL;
}

/* A search that ended rings who asked for it, and nobody else; asked again it rings again. A plan that waits rings who decides. */
static void plans_asked_for(void **state)
{
	(void)state;
	int64_t specialist = s.person[AT_PROVINCE][ROLE_SPECIALIST], leader = s.person[AT_PROVINCE][ROLE_LEADER];
	struct actor program = app_program();
	struct err err = ERR_INIT;
	struct call c = {0};
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", s.root);
	call_add(&c, "level", STR("na"));
	call_add(&c, "name", STR("Phương án chuông"));
	call_int(&s, &c, "seats", 4);
	call_add(&c, "how", STR("search"));
	int64_t plan = small_do(&s, specialist, "plan.ask", &c);
	struct bell b = rung(specialist, SMALL_DAY);
	assert_null(of_row(&b, plan)); /* still being searched */
	small_must(plan_work(s.site, s.db, &program, plan, &err), &err, "search");
	b = rung(specialist, SMALL_DAY);
	assert_non_null(of_row(&b, plan));
	assert_true(str_find(of_row(&b, plan)->text, STR("Phương án chuông")) >= 0);
	struct str key = of_row(&b, plan)->key;
	b = rung(leader, SMALL_DAY);
	assert_null(of_row(&b, plan));
	b = rung(s.person[AT_A][ROLE_OFFICER], SMALL_DAY);
	assert_null(of_row(&b, plan));
	c = (struct call){0};
	call_int(&s, &c, "id", plan);
	small_do(&s, specialist, "plan.again", &c);
	small_must(plan_work(s.site, s.db, &program, plan, &err), &err, "search");
	b = rung(specialist, SMALL_DAY);
	assert_false(str_eq(of_row(&b, plan)->key, key));
	b = rung(specialist, SMALL_DAY + 8);
	assert_null(of_row(&b, plan)); /* no news any more */
}

static void ones_own_tasks(void **state)
{
	(void)state;
	int64_t officer = s.person[AT_A][ROLE_OFFICER];
	int64_t mine = small_task(&s, "COMMUNE_UBBC", s.commune[0]), theirs = small_task(&s, "COMMUNE_UBBC", s.commune[1]);
	struct row task = small_row(&s, &task_record, mine);
	day_t due = row_day(&task, "due");
	static const struct { int shift; enum bell_kind kind; } days[] = {{-8, BELL_NEW}, {-7, BELL_SOON}, {0, BELL_SOON}, {1, BELL_LATE}};
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		struct bell b = rung(officer, due + days[i].shift);
		assert_non_null(of_row(&b, mine));
		assert_int_equal(of_row(&b, mine)->kind, days[i].kind);
		assert_null(of_row(&b, theirs));
		for (size_t k = 0; k < b.n; k++) {
			struct row t = small_row(&s, b.items[k].record, b.items[k].id);
			assert_int_equal(row_int(&t, "unit"), s.commune[0]);
			assert_true(k == 0 || b.items[k - 1].kind <= b.items[k].kind);
		}
	}
	struct bell leader = rung(s.person[AT_PROVINCE][ROLE_LEADER], due + 1);
	assert_null(of_row(&leader, mine)); /* a figure of the brief, not a thing this person does */
	assert_int_equal(rung(s.person[AT_PROVINCE][ROLE_ADMIN], due + 1).n, 0);
}

/* Read is read until something else is said of the row. */
static void read_once(void **state)
{
	(void)state;
	int64_t officer = s.person[AT_A][ROLE_OFFICER], mine = small_task(&s, "COMMUNE_UBBC", s.commune[0]);
	struct row task = small_row(&s, &task_record, mine);
	day_t due = row_day(&task, "due");
	struct err err = ERR_INIT;
	int64_t head = small_head(&s).number;
	struct bell b = rung(officer, due - 3);
	assert_true(b.unread == b.n && b.n > 0);
	small_must(bell_mark_read(s.site, officer, &b, &err), &err, "read");
	assert_int_equal(small_head(&s).number, head); /* no matter of the ledger */
	b = rung(officer, due - 2);
	assert_true(of_row(&b, mine)->read); /* "soon" was read */
	b = rung(officer, due + 1);
	assert_false(of_row(&b, mine)->read); /* "late" was not */
	b = rung(s.person[AT_A][ROLE_COMMUNE_LEADER], due - 2);
	assert_false(of_row(&b, mine)->read); /* by another person */
	small_must(small_task_verb(&s, officer, "task.report", mine), &s.err, "report");
	b = rung(officer, due + 1);
	assert_null(of_row(&b, mine)); /* done: gone by itself */
}

static void briefings_ring(void **state)
{
	(void)state;
	int64_t leader = s.person[AT_PROVINCE][ROLE_LEADER], specialist = s.person[AT_PROVINCE][ROLE_SPECIALIST];
	day_t friday = date_from_civil(2025, 11, 21);
	struct bell b = rung(specialist, friday - 1);
	assert_int_equal(b.n, 0);
	b = rung(specialist, friday);
	assert_true(b.n == 1 && b.items[0].id == 0 && b.items[0].kind == BELL_CHECK); /* the week is to be frozen */
	assert_int_equal(rung(leader, friday).n, 0);
	small_set_day(&s, friday);
	int64_t id = small_do(&s, specialist, "briefing.draft", &(struct call){0});
	b = rung(specialist, friday);
	assert_true(b.n == 1 && b.items[0].id == id);
	b = rung(leader, friday);
	assert_true(b.n == 1 && b.items[0].id == id);
	assert_int_equal(rung(s.person[AT_PROVINCE][ROLE_FRONT], friday).n, 0);
	assert_int_equal(rung(s.person[AT_B][ROLE_LEADER], friday).n, 0);
}

static struct str text_of(int64_t person, day_t day)
{
	struct str text = {0};
	struct err err = ERR_INIT;
	struct actor actor = who(person, day);
	small_must(digest_text(s.site, s.db, s.a, &actor, day, &text, &err), &err, "digest");
	return text;
}

static void keep_text(int64_t person, day_t day)
{
	struct err err = ERR_INIT;
	struct actor actor = who(person, day);
	small_must(digest_ensure(s.site, s.db, &actor, day, &err), &err, "digest");
}

/* Once a day: what happens later stands in tomorrow's. */
static void one_text_a_day(void **state)
{
	(void)state;
	int64_t officer = s.person[AT_A][ROLE_OFFICER], mine = small_task(&s, "COMMUNE_UBBC", s.commune[0]);
	struct row task = small_row(&s, &task_record, mine);
	day_t day = row_day(&task, "due") + 1;
	struct str title = row_str(&task, "title"), fresh = text_of(officer, day);
	assert_true(str_find(fresh, title) >= 0 && str_find(fresh, STR("quá hạn 1 ngày")) >= 0);
	assert_true(str_find(fresh, STR("Quá hạn\n- ")) >= 0);
	keep_text(officer, day);
	small_must(small_task_verb(&s, officer, "task.report", mine), &s.err, "report");
	keep_text(officer, day);
	assert_true(str_eq(text_of(officer, day), fresh));
	assert_int_equal(str_find(text_of(officer, day + 1), STR("quá hạn 2 ngày")) >= 0 &&
				 str_find(text_of(officer, day + 1), title) >= 0,
			 0);
	/* the leader's holds the day of the province, with the same figures as the page */
	struct brief brief;
	struct err err = ERR_INIT;
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	small_must(brief_make(s.site, s.db, s.a, day, &brief, &err), &err, "brief");
	brief_text(&out, &brief);
	struct str leader = text_of(s.person[AT_PROVINCE][ROLE_LEADER], day);
	assert_true(str_find(leader, str_trim(buf_str(&out))) >= 0);
	assert_int_equal(text_of(s.person[AT_PROVINCE][ROLE_ADMIN], day).n, 0);
}

/* ---- over HTTP ---- */

static struct client c;
static struct visitor visitor;

static void visit(const char *login, const char *path)
{
	client_sign_in(&c, login, &visitor);
	assert_int_equal(client_ask(&c, "GET", path, visitor.cookie, (struct str){0}), 200);
}

static void begin_http(void)
{
	client_passwords(&s, &s.person[0][0], (size_t)PLACES * ROLE_COUNT);
	client_start(&c, &s);
}

static void the_number_in_the_frame(void **state)
{
	(void)state;
	begin_http();
	char headers[512], number[64];
	struct bell b = rung(s.person[AT_A][ROLE_OFFICER], SMALL_DAY);
	assert_true(b.unread > 0);
	snprintf(number, sizeof(number), "Chuông <b>%zu</b>", b.unread);
	visit("a.officer", "/nhiem-vu");
	assert_true(client_shows(&c, number));
	client_form_headers(&c, &visitor, headers, sizeof(headers));
	struct str body = arena_printf(s.a, "csrf=%s&khoa=read-1", visitor.csrf);
	assert_int_equal(client_ask(&c, "POST", "/chuong/da-xem", headers, body), 303);
	assert_int_equal(client_ask(&c, "GET", "/nhiem-vu", visitor.cookie, (struct str){0}), 200);
	assert_false(client_shows(&c, "Chuông <b>"));
	visit("a.commune-leader", "/nhiem-vu");
	assert_true(client_shows(&c, number)); /* another person's bell rings on */
	client_end(&c);
}

static void search_shows_what_one_may_read(void **state)
{
	(void)state;
	struct call call = small_committee(&s, s.commune[1], 9, 0, 0);
	for (size_t i = 0; i < call.n; i++)
		if (strcmp(arena_c(s.a, call.arg[i].name), "decision_number") == 0)
			call.arg[i].value = STR("777/QĐ-UBND");
	int64_t committee = small_do(&s, s.person[AT_B][ROLE_OFFICER], "committee.save", &call);
	struct unit_item other;
	struct err err = ERR_INIT;
	small_must(unit_get(s.db, s.a, s.commune[1], &other, &err), &err, "unit");
	char *by_name = arena_c(s.a, arena_printf(s.a, "/tim?q=%.*s", STR_ARG(other.fold)));
	for (char *p = by_name; *p; p++)
		*p = *p == ' ' ? '+' : *p;
	char *unit_href = arena_c(s.a, arena_printf(s.a, "/don-vi/%lld\"", (long long)s.commune[1]));
	char *committee_href = arena_c(s.a, arena_printf(s.a, "/danh-muc/committee/%lld\"", (long long)committee));
	begin_http();
	visit("p.specialist", by_name);
	if (!client_shows(&c, unit_href) || !client_shows(&c, committee_href))
		fail_msg("%s shows not %s and %s: %.*s", by_name, unit_href, committee_href, (int)c.body_n, c.body);
	assert_true(client_shows(&c, unit_href) && client_shows(&c, committee_href)); /* its committee by the unit's name */
	visit("p.specialist", "/tim?q=777");
	assert_true(client_shows(&c, committee_href) && !client_shows(&c, unit_href));
	visit("b.officer", "/tim?q=777");
	assert_true(client_shows(&c, committee_href));
	visit("a.officer", "/tim?q=777");
	assert_false(client_shows(&c, committee_href));
	assert_true(client_shows(&c, "Không tìm thấy"));
	visit("a.officer", by_name);
	assert_false(client_shows(&c, unit_href) || client_shows(&c, committee_href));
	/* people only for those who keep them */
	visit("p.admin", "/tim?q=nguoi");
	assert_true(client_shows(&c, "/danh-muc/person/"));
	assert_true(client_shows(&c, "Xem cả"));
	visit("p.admin", "/tim?q=nguoi&nhom=person");
	assert_true(client_shows(&c, "/danh-muc/person/"));
	visit("p.front", "/tim?q=nguoi");
	assert_false(client_shows(&c, "/danh-muc/person/"));
	/* steps of the calendar by a word without accents */
	visit("a.officer", "/tim?q=khu+vuc+bo+phieu");
	assert_true(client_shows(&c, "/bau-cu/buoc/"));
	visit("a.officer", "/tim?q=");
	assert_true(client_shows(&c, "Gõ vài chữ đầu"));
	client_end(&c);
}

/* Each role begins with what is theirs. */
static void first_pages(void **state)
{
	(void)state;
	static const struct { const char *login, *shows; } pages[] = {
		{"p.leader", "Chậm ở đâu"}, {"p.specialist", "Đang làm ở các xã"}, {"a.officer", "việc chưa xong"},
		{"a.commune-leader", "việc chưa xong"}, {"p.front", "Bước luật giao"}, {"p.council", "Được gửi đến"},
		{"a.front", "Bước luật giao"}};
	begin_http();
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		visit(pages[i].login, "/");
		if (!client_shows(&c, pages[i].shows))
			fail_msg("%s does not see %s", pages[i].login, pages[i].shows);
		assert_true(strstr(c.body, "<h1>") != NULL);
	}
	visit("p.front", "/hom-nay");
	assert_true(client_shows(&c, "Chậm ở đâu"));
	client_end(&c);
}

static int64_t give(const char *title, day_t due)
{
	struct call call = {0};
	call_add(&call, "title", str_from_c(title));
	call_add(&call, "assigner", STR("chair"));
	call_add(&call, "document", STR("Công văn 12/UBND-NC"));
	call_day(&s, &call, "due", due);
	call_add(&call, "responsible", STR("Phó Chủ tịch UBND phụ trách"));
	call_add(&call, "product", STR("Báo cáo bằng văn bản"));
	call_add(&call, "authority", STR("Chủ tịch UBND xã ký"));
	call_int(&s, &call, "leads", s.commune[0]);
	return small_do(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], "assignment.give", &call);
}

#define MANY 305

/* A unit's first page shows 300 open tasks: what was given before and is over pushes none of them out, and what is left out is said. */
static void open_work_comes_first(void **state)
{
	int64_t id[MANY];
	(void)state;
	for (size_t i = 0; i < MANY; i++)
		id[i] = give("Việc sẽ thôi", SMALL_DAY + 1);
	give("Việc còn lại", SMALL_DAY + 400); /* later than the steps of the election */
	int64_t open = small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT count(*) FROM task WHERE unit = %lld AND state = 'assigned'",
								 (long long)s.commune[0])));
	const char *left = arena_c(s.a, arena_printf(s.a, "còn %lld việc nữa", (long long)open - 300));
	begin_http();
	visit("a.officer", "/");
	assert_true(open > MANY && client_shows(&c, left) && !client_shows(&c, "Việc còn lại"));
	for (size_t i = 0; i < MANY; i++) {
		struct call call = {0};
		call_int(&s, &call, "id", id[i]);
		call_add(&call, "reason", STR("văn bản đã thu hồi"));
		small_do(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], "assignment.cancel", &call);
	}
	visit("a.officer", "/");
	assert_true(client_shows(&c, "Việc còn lại") && !client_shows(&c, "việc nữa") && !client_shows(&c, "Việc sẽ thôi"));
	client_end(&c);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, with_election, sound)

int main(void)
{
	log_quiet(true);
	crypt_start();
	const struct CMUnitTest tests[] = {
		CASE(plans_asked_for), CASE(ones_own_tasks), CASE(read_once),			       CASE(briefings_ring), CASE(one_text_a_day),
		CASE(the_number_in_the_frame), CASE(search_shows_what_one_may_read), CASE(open_work_comes_first),
		CASE(first_pages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
