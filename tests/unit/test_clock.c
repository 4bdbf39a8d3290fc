/* A clock that is set back and forward: in one process, and between two starts of a site. The linker puts our hands in place of
 * the machine's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "base/log.h"
#include "ledger/statements.h"
#include "small_site.h"

#define HOUR (3600 * 1000LL)
#define DAY (24 * HOUR)
#define YEAR (365 * DAY)

static int64_t hands, since_start;

int __wrap_clock_gettime(clockid_t which, struct timespec *t);
int __wrap_clock_gettime(clockid_t which, struct timespec *t)
{
	int64_t ms = which == CLOCK_REALTIME ? hands : since_start;
	*t = (struct timespec){ms / 1000, ms % 1000 * 1000000};
	return 0;
}

static int64_t later(struct world *w, int64_t real, int64_t shown)
{
	since_start += real;
	hands += shown;
	return w->now_ms(w);
}

static void one_process(void **state)
{
	(void)state;
	struct world *w = world_real(DAY_NONE);
	hands = 1764000000000;
	since_start = 5000;
	log_quiet(true);
	int64_t t = w->now_ms(w);
	assert_int_equal(t, hands);
	assert_int_equal(later(w, 1000, 1000), t + 1000);
	/* an hour back: it stands still until it is later again */
	assert_int_equal(later(w, 1000, -HOUR), t + 1000);
	assert_int_equal(later(w, HOUR / 2, HOUR / 2), t + 1000);
	assert_int_equal(later(w, HOUR, HOUR), t + 1000 + HOUR / 2);
	/* a year forward by mistake: believed; and back again: believed too, not a year of standing still */
	assert_int_equal(later(w, 1000, YEAR), t + 1000 + HOUR / 2 + YEAR);
	assert_int_equal(later(w, 1000, 1000 - YEAR), t + 2000 + HOUR / 2);
	assert_int_equal(w->today(w), date_of_ms(hands));
	log_quiet(false);
}

static struct small s;

static int64_t write_one(void)
{
	struct call c = {0};
	static int n;
	small_close(&s);
	small_open(&s);
	call_add(&c, "name", arena_printf(s.a, "Người %d", ++n));
	call_int(&s, &c, "unit", s.root);
	call_add(&c, "active", STR("1"));
	small_do(&s, 0, "person.save", &c);
	return small_get(&s, &ledger_last_at, NO_VALUES);
}

static void between_starts(void **state)
{
	(void)state;
	small_make(&s, "clock");
	int64_t first = write_one();
	s.world.now += DAY; /* a day forward */
	int64_t second = write_one();
	assert_true(second >= first + DAY);
	s.world.now -= 12 * HOUR; /* half a day back: never before what was there */
	int64_t third = write_one();
	assert_true(third >= second && third < second + HOUR);
	s.world.now += YEAR;
	int64_t fourth = write_one();
	assert_true(fourth > third + 300 * DAY);
	s.world.now -= YEAR; /* put right: entries have the right time again at once */
	int64_t fifth = write_one();
	assert_true(fifth < fourth - 300 * DAY);
	/* whatever the clock did, the chain proves itself, and the tables follow from it */
	struct ledger_report report;
	struct err err = ERR_INIT;
	small_must(ledger_verify(s.db, s.site->catalog, s.site->key.public_key, NULL, &report, &err), &err, "verify");
	small_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(one_process), cmocka_unit_test(between_starts)};
	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
