/* Which addresses do slow work: by what they are called, so that a new one is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "web/web.h"

static bool ends_in(const char *pattern, const char *end)
{
	size_t n = strlen(pattern), m = strlen(end);
	return n >= m && strcmp(pattern + n - m, end) == 0;
}

/* Papers, exports, tables given out and tables read. */
static bool is_slow(const struct web_route *r)
{
	static const char *const made[] = {"/pdf", "/xuat", "/in", "/bang", "/nhap/loi", "/nhieu/loi"};
	static const char *const read[] = {"/nhap", "/bang", "/nhieu"};
	bool slow = false;
	for (size_t i = 0; r->method == HTTP_GET && i < ARRAY_LEN(made); i++)
		slow |= ends_in(r->pattern, made[i]);
	for (size_t i = 0; r->method == HTTP_POST && i < ARRAY_LEN(read); i++)
		slow |= ends_in(r->pattern, read[i]);
	return slow;
}

static bool is_door(const struct web_route *r)
{
	return r->method == HTTP_POST && (ends_in(r->pattern, "/dang-nhap") || ends_in(r->pattern, "/mat-khau"));
}

static void slow_work_has_its_lane(void **state)
{
	(void)state;
	size_t slow = 0, door = 0;
	for (const struct web_route *r = web_routes; r->pattern; r++) {
		if ((is_slow(r) && !(r->flags & WEB_SLOW)) || is_door(r) != ((r->flags & WEB_DOOR) != 0))
			fail_msg("%s is not in its lane", r->pattern);
		slow += is_slow(r);
		door += is_door(r);
	}
	assert_true(slow >= 15);
	assert_true(door >= 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(slow_work_has_its_lane)};
	return cmocka_run_group_tests_name("lanes", tests, NULL, NULL);
}
