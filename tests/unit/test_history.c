/* The history of a row on its page: the last hundred changes, and a way to all of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "one_site.h"
#include "web_client.h"

#define CHANGES 103

static size_t occurrences(const struct client *c, const char *text)
{
	size_t n = 0;
	for (const char *at = c->body; (at = strstr(at, text)); at++)
		n++;
	return n;
}

static int ask(struct client *c, const struct visitor *v, const char *path)
{
	return client_ask(c, "GET", path, v->cookie, (struct str){0});
}

static void all_of_it(void **state)
{
	(void)state;
	struct client c;
	struct visitor a, b;
	int64_t who = someone(AT_A, ROLE_FRONT), readers[] = {someone(AT_A, ROLE_OFFICER), someone(AT_B, ROLE_OFFICER)};
	char page[80], whole[100];
	for (int i = 1; i <= CHANGES; i++) {
		struct call call = {0};
		call_int(&s, &call, "id", who);
		call_add(&call, "position", arena_printf(s.a, "Việc thứ %d", i));
		struct row row = small_row(&s, &person_record, who);
		call_add(&call, "name", row_str(&row, "name"));
		call_int(&s, &call, "unit", s.commune[0]);
		call_add(&call, "login", row_str(&row, "login"));
		call_add(&call, "active", STR("1"));
		small_do(&s, 0, "person.save", &call);
	}
	client_passwords(&s, readers, 2);
	client_start(&c, &s);
	client_sign_in(&c, "a.officer", &a);
	client_sign_in(&c, "b.officer", &b);
	snprintf(page, sizeof(page), "/danh-muc/person/%lld", (long long)who);
	snprintf(whole, sizeof(whole), "%s?lich-su=tat-ca", page);
	assert_int_equal(ask(&c, &a, page), 200);
	assert_int_equal(occurrences(&c, "class=\"when\""), 100);
	assert_true(client_shows(&c, "Việc thứ 103") && !client_shows(&c, ">Việc thứ 2<"));
	assert_true(client_shows(&c, whole) && client_shows(&c, "Toàn bộ lịch sử"));
	assert_int_equal(ask(&c, &a, whole), 200);
	assert_int_equal(occurrences(&c, "class=\"when\""), CHANGES + 1);
	assert_true(client_shows(&c, ">Việc thứ 2<") && !client_shows(&c, "Toàn bộ lịch sử"));
	assert_int_equal(ask(&c, &b, whole), 404); /* the neighbour */
	client_end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_of_it, with_people, sound),
	};
	log_quiet(true);
	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
