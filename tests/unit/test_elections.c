/* Elections side by side: whose is which, what pages show of it, how one looks at another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/brief.h"
#include "base/log.h"
#include "election/progress.h"
#include "web_client.h"

static struct small s;

static int setup(void **state)
{
	(void)state;
	log_quiet(true);
	small_make(&s, "elections");
	small_people(&s);
	small_open_election(&s);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	small_end(&s);
	return 0;
}

static int64_t by_election(const char *kind, day_t day, int64_t unit)
{
	struct call c = {0};
	call_add(&c, "name", arena_printf(s.a, "Bầu cử bổ sung %s", kind));
	call_add(&c, "kind", str_from_c(kind));
	call_day(&s, &c, "day", day);
	if (unit)
		call_int(&s, &c, "unit", unit);
	return small_do(&s, s.person[AT_PROVINCE][ROLE_SPECIALIST], "election.open", &c);
}

static int64_t current(int64_t unit, day_t day)
{
	struct row election;
	struct err err = ERR_INIT;
	int r = election_current(s.db, s.a, unit, day, &election, &err);
	small_must(r, &err, "current");
	return r ? election.id : 0;
}

/* A commune's by-election is that commune's; the neighbour and the province go on with the general one. */
static void of_one_commune(void **state)
{
	(void)state;
	day_t sunday = date_from_civil(2026, 1, 18);
	int64_t by = by_election("by_commune", sunday, s.commune[0]);
	assert_int_equal(current(s.commune[0], SMALL_DAY), by);
	assert_int_equal(current(s.commune[1], SMALL_DAY), s.election);
	assert_int_equal(current(s.root, SMALL_DAY), s.election);
	assert_int_equal(current(s.department, SMALL_DAY), s.election);
	assert_int_equal(current(s.commune[0], sunday), by);
	assert_int_equal(current(s.commune[0], sunday + 1), s.election);
	/* after the general election: to come before past, elsewhere never */
	int64_t later = by_election("by_commune", date_from_civil(2026, 5, 17), s.commune[0]);
	assert_int_equal(current(s.commune[0], ELECTION_DAY + 1), later);
	assert_int_equal(current(s.root, ELECTION_DAY + 1), later);
	assert_int_equal(current(s.commune[1], ELECTION_DAY + 1), s.election);
}

static int area_in(int64_t election, int64_t unit, int64_t person)
{
	struct call c = small_area(&s, election, unit, 1, "normal", 900);
	return small_run(&s, person, "polling_area.save", &c);
}

/* Held in some constituencies of the province: a commune takes part once it has an area there. */
static void of_the_province(void **state)
{
	(void)state;
	int64_t by = by_election("by_province", date_from_civil(2026, 1, 18), 0);
	assert_int_equal(current(s.root, SMALL_DAY), by);
	assert_int_equal(current(s.commune[1], SMALL_DAY), s.election);
	assert_int_equal(area_in(by, s.commune[1], s.person[AT_A][ROLE_OFFICER]), -ERR_NOT_FOUND);
	assert_int_equal(area_in(by, s.commune[1], s.person[AT_B][ROLE_OFFICER]), 0);
	assert_int_equal(current(s.commune[1], SMALL_DAY), by);
	assert_int_equal(current(s.commune[0], SMALL_DAY), s.election);
	assert_int_equal(current(s.commune[0], ELECTION_DAY + 1), s.election);
}

/* What a by-election asks of whom: bodies of Art. 90, where it is held. */
static void how_far(void **state)
{
	(void)state;
	struct progress p;
	struct err err = ERR_INIT;
	int64_t by = by_election("by_commune", date_from_civil(2026, 1, 18), s.commune[0]);
	int64_t units[] = {s.commune[0], s.commune[1], s.root};
	struct row election = small_row(&s, &election_record, by);
	small_must(progress_make(s.db, s.a, s.site->law, &election, SMALL_DAY, units, 3, 2, &p, &err), &err, "progress");
	assert_int_equal(p.due[PROGRESS_COMMITTEE].by, date_from_civil(2026, 1, 18) - 20);
	assert_int_equal(p.units[0].cell[PROGRESS_COMMITTEE].of, 1);
	assert_int_equal(p.units[0].cell[PROGRESS_TEAMS].of, PROGRESS_UNKNOWN);
	for (int i = 1; i < 3; i++)
		for (int step = PROGRESS_COMMITTEE; step <= PROGRESS_PLACES; step++)
			assert_int_equal(p.units[i].cell[step].state, PROGRESS_NONE);
	struct call c = {0};
	call_int(&s, &c, "election", by);
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "kind", STR("B_UBBC"));
	call_add(&c, "decision_number", STR("9/QĐ-UBND"));
	call_day(&s, &c, "decision_day", SMALL_DAY);
	call_add(&c, "signer", STR("Lê Văn Ký"));
	call_int(&s, &c, "members", 3);
	small_do(&s, s.person[AT_A][ROLE_OFFICER], "committee.save", &c);
	small_must(progress_make(s.db, s.a, s.site->law, &election, SMALL_DAY, units, 3, 2, &p, &err), &err, "progress");
	assert_int_equal(p.units[0].cell[PROGRESS_COMMITTEE].have, 1);
	assert_int_equal(p.units[0].cell[PROGRESS_SEALS].of, 1);
	struct brief b;
	small_must(brief_of(s.site, s.db, s.a, SMALL_DAY, &election, &b, &err), &err, "brief");
	assert_true(b.committees_of == 1 && b.committees == 1 && b.communes == 1);
	small_must(brief_make(s.site, s.db, s.a, SMALL_DAY, &b, &err), &err, "brief");
	assert_true(b.election.id == s.election && b.committees_of == SMALL_COMMUNES);
}

static const char *path(const char *of, int64_t election)
{
	return arena_c(s.a, arena_printf(s.a, "%s?cuoc=%lld", of, (long long)election));
}

static bool asked(struct client *c, const struct visitor *v, const char *address, const char *text)
{
	assert_int_equal(client_ask(c, "GET", address, v->cookie, (struct str){0}), 200);
	return client_shows(c, text);
}

/* The pages begin with one's own and lead to the other; nobody's rows are shown for that. */
static void switched(void **state)
{
	(void)state;
	static const char own[] = "<p class=\"lead\">Bầu cử bổ sung by_commune", general[] = "<p class=\"lead\">Bầu cử diễn tập";
	struct client c;
	struct visitor a, b, leader;
	int64_t by = by_election("by_commune", date_from_civil(2026, 1, 18), s.commune[0]);
	const int64_t people[] = {s.person[AT_A][ROLE_OFFICER], s.person[AT_B][ROLE_OFFICER], s.person[AT_PROVINCE][ROLE_LEADER]};
	client_passwords(&s, people, 3);
	client_start(&c, &s);
	client_sign_in(&c, "a.officer", &a);
	client_sign_in(&c, "b.officer", &b);
	client_sign_in(&c, "p.leader", &leader);
	assert_true(asked(&c, &a, "/bau-cu/to-chuc", own));
	assert_true(client_shows(&c, path("/bau-cu/to-chuc", s.election)));
	assert_true(asked(&c, &a, path("/bau-cu/to-chuc", s.election), general));
	assert_true(asked(&c, &b, "/bau-cu/to-chuc", general));
	assert_true(asked(&c, &b, "/bau-cu", general) && asked(&c, &a, "/bau-cu", own));
	assert_true(asked(&c, &leader, "/hom-nay", general));
	assert_true(client_shows(&c, path("/hom-nay", by)));
	assert_true(asked(&c, &leader, path("/hom-nay", by), own));
	/* of another commune: its name, none of its bodies */
	assert_true(asked(&c, &b, path("/bau-cu/to-chuc", by), own));
	const char *neighbour = arena_c(s.a, arena_printf(s.a, "/bau-cu/to-chuc/don-vi/%lld", (long long)s.commune[0]));
	assert_int_equal(client_ask(&c, "GET", path(neighbour, by), b.cookie, (struct str){0}), 404);
	assert_int_equal(client_ask(&c, "GET", path("/hom-nay", 999), leader.cookie, (struct str){0}), 404);
	assert_int_equal(client_ask(&c, "GET", "/bau-cu/to-chuc?cuoc=x", a.cookie, (struct str){0}), 404);
	client_end(&c);
}

/* Six are offered beside the one the page is about; the rest is counted, and listed. */
static void many_elections(void **state)
{
	(void)state;
	struct client c;
	struct visitor b;
	int64_t id[9];
	const int64_t people[] = {s.person[AT_B][ROLE_OFFICER]};
	for (int i = 0; i < 9; i++)
		id[i] = by_election("by_commune", date_from_civil(2026, 5, 3) + 7 * i, s.commune[0]);
	client_passwords(&s, people, 1);
	client_start(&c, &s);
	client_sign_in(&c, "b.officer", &b);
	assert_true(asked(&c, &b, "/bau-cu", "còn 3 cuộc khác"));
	assert_true(client_shows(&c, path("/bau-cu", s.election)) && client_shows(&c, path("/bau-cu", id[3])));
	assert_false(client_shows(&c, path("/bau-cu", id[2])));
	assert_true(asked(&c, &b, path("/bau-cu", id[2]), path("/bau-cu", id[2])));
	assert_true(client_shows(&c, "còn 3 cuộc khác") && client_shows(&c, "href=\"/bau-cu/cac-cuoc\""));
	assert_true(asked(&c, &b, path("/bau-cu", id[8]), "còn 4 cuộc khác"));
	assert_true(asked(&c, &b, "/bau-cu/cac-cuoc", path("/bau-cu", s.election)));
	for (int i = 0; i < 9; i++)
		assert_true(client_shows(&c, path("/bau-cu", id[i])));
	client_end(&c);
}

/* All of a polling area's villages are on its page, fifty at a time. */
static void many_villages(void **state)
{
	(void)state;
	struct client c;
	struct visitor own, other;
	const int64_t people[] = {s.person[AT_A][ROLE_OFFICER], s.person[AT_B][ROLE_OFFICER]};
	struct call call = small_area(&s, s.election, s.commune[0], 21, "normal", 2100);
	int64_t area = small_do(&s, people[0], "polling_area.save", &call);
	for (int i = 1; i <= 60; i++) {
		call = (struct call){0};
		call_int(&s, &call, "unit", s.commune[0]);
		call_add(&call, "name", arena_printf(s.a, "Xóm %d", i));
		call_add(&call, "kind", STR("thon"));
		call_int(&s, &call, "area", area);
		small_do(&s, people[0], "village.save", &call);
	}
	const char *page = arena_c(s.a, arena_printf(s.a, "/bau-cu/khu-vuc/%lld", (long long)area));
	const char *next = arena_c(s.a, arena_printf(s.a, "%s?trang=2", page));
	client_passwords(&s, people, 2);
	client_start(&c, &s);
	client_sign_in(&c, "a.officer", &own);
	client_sign_in(&c, "b.officer", &other);
	assert_true(asked(&c, &own, page, "1–50 trong 60") && client_shows(&c, next));
	assert_true(client_shows(&c, ">Xóm 1<") && !client_shows(&c, ">Xóm 9<"));
	assert_true(asked(&c, &own, next, "51–60 trong 60") && client_shows(&c, ">Xóm 9<"));
	assert_int_equal(client_ask(&c, "GET", next, other.cookie, (struct str){0}), 404);
	client_end(&c);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {CASE(of_one_commune), CASE(of_the_province), CASE(how_far), CASE(switched),
					   CASE(many_elections), CASE(many_villages)};
	return cmocka_run_group_tests_name("elections", tests, NULL, NULL);
}
