/*
 * test_shared.c – pages that are kept for everybody with the same grants: each person gets their own page, of the rows, the
 * grants and the day as they are now. Every shared address is asked by people of three places twice, and compared with what a
 * server says that keeps nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/log.h"
#include "one_site.h"
#include "web_client.h"

#define PAGE_MOST (1 << 18)

enum { FIRST, SECOND, AT_COMMUNE_A, AT_COMMUNE_B, MIXED, PEOPLE };
static const char *const logins[PEOPLE] = {"p.specialist", "p2.specialist", "a.officer", "b.officer", "mixed"};

static const char *const addresses[] = {"/danh-muc/committee", "/danh-muc/committee?kind=UBBC_COMMUNE", "/danh-muc/task?sap=-due",
					"/danh-muc/person",    "/don-vi",                               "/don-vi?sap=-late",
					"/nhiem-vu",           "/nhiem-vu?loai=cham",                   "/tong-hop/nhiem-vu",
					"/giao-viec",          "/bau-cu"};

static struct client kept;
static struct visitor who[PEOPLE];
static int64_t ids[PEOPLE], second_grant;
static int packed;
static struct arena *pages; /* of one comparison */

static int start(void **state)
{
	log_quiet(true);
	with_election(state);
	ids[FIRST] = s.person[AT_PROVINCE][ROLE_SPECIALIST];
	ids[SECOND] = small_person(&s, "p2.specialist", s.root);
	second_grant = small_grant(&s, ids[SECOND], "specialist", s.root, SMALL_DAY - 30, DAY_NONE);
	ids[AT_COMMUNE_A] = s.person[AT_A][ROLE_OFFICER];
	ids[AT_COMMUNE_B] = s.person[AT_B][ROLE_OFFICER];
	ids[MIXED] = small_person(&s, "mixed", s.commune[0]);
	small_grant(&s, ids[MIXED], "officer", s.commune[0], SMALL_DAY - 30, DAY_NONE);
	small_grant(&s, ids[MIXED], "front", s.commune[1], SMALL_DAY - 30, DAY_NONE);
	client_passwords(&s, ids, PEOPLE);
	client_start(&kept, &s);
	for (int i = 0; i < PEOPLE; i++)
		client_sign_in(&kept, logins[i], &who[i]);
	return 0;
}

static int end(void **state)
{
	client_end(&kept);
	return sound(state);
}

static int ask(struct client *c, int person, const char *path)
{
	return client_ask(c, "GET", path, who[person].cookie, (struct str){0});
}

/* The same, packed. */
static int ask_packed(struct client *c, int person, const char *path)
{
	static char page[PAGE_MOST];
	char headers[300];
	snprintf(headers, sizeof(headers), "%sAccept-Encoding: gzip\r\n", who[person].cookie);
	int status = client_ask(c, "GET", path, headers, (struct str){0});
	if (!str_eq_c(client_header(c, "Content-Encoding"), "gzip"))
		return status;
	z_stream z = {.next_in = (Bytef *)c->body, .avail_in = (uInt)c->body_n};
	z.next_out = (Bytef *)page;
	z.avail_out = PAGE_MOST - 1;
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	page[z.total_out] = 0;
	memcpy(c->body, page, z.total_out + 1);
	c->body_n = z.total_out;
	inflateEnd(&z);
	packed++;
	return status;
}

/* The page without what is another one in every answer: the values of its forms' hidden tokens. */
static struct str page_of(struct client *c)
{
	static const char *const names[] = {"name=\"csrf\" value=\"", "name=\"khoa\" value=\""};
	char *body = arena_c(pages, (struct str){c->body, c->body_n});
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (char *at = body; (at = strstr(at, names[i]));) {
			at += strlen(names[i]);
			for (; *at != '"'; at++)
				*at = 'x';
		}
	return str_from_c(body);
}

static void same_as_fresh(void)
{
	struct client fresh;
	struct web_config config = {.site = s.site, .app = s.app, .listen = STR_INIT("127.0.0.1:0"), .still = true, .alone = true};
	client_start_as(&fresh, &config);
	pages = arena_new("pages", (size_t)256 << 20);
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
		for (int round = 0; round < 2; round++)
			for (int person = 0; person < PEOPLE; person++) {
				int status = ask(&kept, person, addresses[i]);
				struct str page = page_of(&kept);
				assert_int_equal(ask(&fresh, person, addresses[i]), status);
				if (!str_eq(page, page_of(&fresh)))
					fail_msg("%s for %s differs", addresses[i], logins[person]);
				assert_int_equal(ask_packed(&kept, person, addresses[i]), status);
				if (!str_eq(page, page_of(&kept)))
					fail_msg("%s for %s differs when it comes packed", addresses[i], logins[person]);
			}
	assert_true(packed > 0);
	arena_free(pages);
	client_end(&fresh);
}

static void each_gets_their_own(void **state)
{
	(void)state;
	char name[64];
	same_as_fresh();
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
		for (int person = 0; person < PEOPLE; person++) {
			if (ask(&kept, person, addresses[i]) != 200)
				continue;
			snprintf(name, sizeof(name), ">Người %s<", logins[person]);
			assert_true(client_shows(&kept, name));
		}
}

/* The token of the page belongs to the session that asked, and works. */
static void tokens_are_ones_own(void **state)
{
	(void)state;
	char headers[512];
	for (int person = FIRST; person <= SECOND; person++) {
		struct visitor other = who[person == FIRST ? SECOND : FIRST];
		assert_int_equal(ask(&kept, person, "/danh-muc/committee?tokens"), 200);
		const char *at = strstr(kept.body, "name=\"csrf\" value=\"");
		assert_non_null(at);
		at += strlen("name=\"csrf\" value=\"");
		struct str form = arena_printf(s.a, "csrf=%.*s&viec=", (int)strcspn(at, "\""), at);
		client_form_headers(&kept, &who[person], headers, sizeof(headers));
		assert_int_not_equal(client_ask(&kept, "POST", "/danh-muc/committee/nhieu", headers, form), 403);
		client_form_headers(&kept, &other, headers, sizeof(headers));
		assert_int_equal(client_ask(&kept, "POST", "/danh-muc/committee/nhieu", headers, form), 403);
	}
}

static void a_row_changes(void **state)
{
	(void)state;
	struct call c = small_committee(&s, s.commune[0], 11, 0, 0);
	for (int person = 0; person < PEOPLE; person++)
		ask(&kept, person, "/danh-muc/committee");
	assert_false(client_shows(&kept, "152/QĐ-UBND"));
	int64_t id = small_do(&s, s.person[AT_A][ROLE_OFFICER], "committee.save", &c);
	for (int person = 0; person < PEOPLE; person++) {
		ask(&kept, person, "/danh-muc/committee");
		assert_int_equal(client_shows(&kept, "152/QĐ-UBND"), person != AT_COMMUNE_B);
	}
	same_as_fresh();
	/* another record's rows leave the page, the next change of its own does not */
	small_person(&s, "somebody", s.commune[1]);
	same_as_fresh();
	struct row row = small_row(&s, &committee_record, id);
	c = small_committee(&s, s.commune[0], 13, id, row.revision);
	c.arg[4].value = STR("153/QĐ-UBND");
	small_do(&s, s.person[AT_A][ROLE_OFFICER], "committee.save", &c);
	ask(&kept, SECOND, "/danh-muc/committee");
	assert_true(client_shows(&kept, "153/QĐ-UBND") && !client_shows(&kept, "152/QĐ-UBND"));
	same_as_fresh();
}

/* What a row refers to is renamed. */
static void a_name_changes(void **state)
{
	(void)state;
	struct row unit = small_row(&s, &unit_record, s.commune[0]);
	struct call c = {0};
	ask(&kept, FIRST, "/danh-muc/committee");
	call_int(&s, &c, "id", unit.id);
	call_int(&s, &c, "revision", unit.revision);
	for (size_t i = 0; i < unit_record.field_count; i++)
		if (!(unit_record.fields[i].flags & FIELD_SET))
			call_add(&c, unit_record.fields[i].name,
				 strcmp(unit_record.fields[i].name, "name") == 0
					 ? STR("Tên Mới Tinh")
					 : field_typed(s.a, &unit_record.fields[i], &unit.values[i]));
	small_do(&s, 0, "unit.save", &c);
	ask(&kept, FIRST, "/danh-muc/committee");
	assert_true(client_shows(&kept, "Tên Mới Tinh"));
	same_as_fresh();
}

static void the_day_moves(void **state)
{
	(void)state;
	for (int person = 0; person < PEOPLE; person++)
		ask(&kept, person, "/nhiem-vu");
	s.world.today = SMALL_DAY + 40; /* the hours of sessions stand still */
	ask(&kept, FIRST, "/nhiem-vu");
	assert_true(client_shows(&kept, "28/12/2025"));
	same_as_fresh();
	s.world.today = SMALL_DAY;
	same_as_fresh();
}

static void a_grant_ends(void **state)
{
	(void)state;
	struct row grant = small_row(&s, &grants_record, second_grant);
	struct call c = {0};
	assert_int_equal(ask(&kept, SECOND, "/danh-muc/committee"), 200);
	call_int(&s, &c, "id", grant.id);
	call_int(&s, &c, "revision", grant.revision);
	call_int(&s, &c, "person", ids[SECOND]);
	call_add(&c, "role", STR("officer"));
	call_int(&s, &c, "unit", s.commune[1]);
	call_day(&s, &c, "from_day", SMALL_DAY - 30);
	small_do(&s, 0, "grants.save", &c);
	assert_int_equal(ask(&kept, SECOND, "/danh-muc/committee"), 200);
	assert_false(client_shows(&kept, "153/QĐ-UBND"));
	same_as_fresh();
	call_day(&s, &c, "to_day", SMALL_DAY - 1);
	grant = small_row(&s, &grants_record, second_grant);
	c.arg[1].value = arena_printf(s.a, "%lld", (long long)grant.revision);
	small_do(&s, 0, "grants.save", &c);
	assert_int_not_equal(ask(&kept, SECOND, "/danh-muc/committee"), 200);
	assert_int_equal(ask(&kept, FIRST, "/danh-muc/committee"), 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_gets_their_own), cmocka_unit_test(a_row_changes), cmocka_unit_test(tokens_are_ones_own),
		cmocka_unit_test(a_name_changes),      cmocka_unit_test(the_day_moves),       cmocka_unit_test(a_grant_ends),
	};
	return cmocka_run_group_tests(tests, start, end);
}
