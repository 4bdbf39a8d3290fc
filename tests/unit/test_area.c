/* Plans proposed, worked on, decided, replaced; outlines and boards of constituencies; each thing tried as somebody else too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "area_site.h"

static void a_plan_is_asked_rightly(void **state)
{
	(void)state;
	struct call c = ask_of("na", s.root, 4, 1, "search"); /* four deputies in one constituency of the Assembly */
	assert_int_equal(small_run(&s, specialist(), "plan.ask", &c), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "không quá 3 người"));
	c = ask_of("province", s.root, 6, 1, "search");
	assert_int_equal(small_run(&s, specialist(), "plan.ask", &c), -ERR_INPUT);
	c = ask_of("na", s.root, 2, 3, "search");
	assert_int_equal(small_run(&s, specialist(), "plan.ask", &c), -ERR_INPUT);
	c = ask_of("na", s.commune[0], 2, 1, "search");
	assert_int_equal(small_run(&s, specialist(), "plan.ask", &c), -ERR_INPUT);
	c = ask_of("commune", s.root, 15, 0, "search");
	assert_int_equal(small_run(&s, specialist(), "plan.ask", &c), -ERR_INPUT);
	c = ask_of("na", s.root, 4, 2, "search");
	assert_true(small_run(&s, officer(), "plan.ask", &c) < 0); /* not the commune's to propose */
	c = ask_of("commune", s.commune[0], 15, 0, "search");
	assert_true(small_run(&s, s.person[AT_B][ROLE_OFFICER], "plan.ask", &c) < 0);
}

static void what_cannot_be_found_says_why(void **state)
{
	(void)state;
	struct call c = ask_of("commune", s.commune[0], 15, 0, "search");
	int64_t plan = small_do(&s, officer(), "plan.ask", &c);
	work(plan);
	assert_true(plan_is(plan, "failed"));
	struct row row = small_row(&s, &plan_record, plan);
	assert_true(str_find(row_str(&row, "problem"), STR("Chưa ghi thôn nào giáp thôn nào")) >= 0);
	c = ask_of("na", s.root, 17, 6, "assembly_2026"); /* other communes than those of 2026 */
	plan = small_do(&s, specialist(), "plan.ask", &c);
	work(plan);
	assert_true(plan_is(plan, "failed"));
}

static void from_proposal_to_decision(void **state)
{
	(void)state;
	join_communes();
	int64_t plan = proposed(), other;
	struct site_plan p = loaded(plan);
	assert_true(p.complete && p.k == 2 && p.n == SMALL_COMMUNES);
	/* a place goes to the other constituency and back, its figures with it */
	int to = p.plan.part[0] == 0 ? 2 : 1;
	assert_true(move(officer(), plan, p.place[0], to) < 0);
	assert_int_equal(move(specialist(), plan, p.place[0], 3), -ERR_INPUT);
	assert_int_equal(move(specialist(), plan, 999, to), -ERR_INPUT);
	assert_int_equal(move(specialist(), plan, p.place[0], to), 0);
	assert_int_equal(loaded(plan).plan.part[0], to - 1);
	assert_int_equal(move(specialist(), plan, p.place[0], 3 - to), 0);
	/* several at once, by name and by code; what is no place is named */
	struct call many = of_plan(plan);
	call_add(&many, "places", arena_printf(s.a, "%.*s, %.*s", STR_ARG(p.area.problem.place[0].name),
					       STR_ARG(p.area.problem.place[0].code)));
	call_int(&s, &many, "number", to);
	small_do(&s, specialist(), "plan.move", &many);
	assert_int_equal(loaded(plan).plan.part[0], to - 1);
	many.arg[1].value = STR("Xã Không Có");
	assert_int_equal(small_run(&s, specialist(), "plan.move", &many), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "«Xã Không Có»"));
	many.arg[1].value = STR(" , ");
	assert_int_equal(small_run(&s, specialist(), "plan.move", &many), -ERR_INPUT);
	assert_string_equal(s.err.field, "places");
	assert_int_equal(move(specialist(), plan, p.place[0], 3 - to), 0);
	/* a locked constituency takes and gives nothing, and stays when the search goes on */
	struct call c = of_plan(plan);
	call_int(&s, &c, "number", 1);
	small_do(&s, specialist(), "plan.lock", &c);
	assert_int_equal(move(specialist(), plan, p.place[0], to), -ERR_INPUT);
	c = of_plan(plan);
	small_do(&s, specialist(), "plan.again", &c);
	assert_int_equal(move(specialist(), plan, p.place[0], to), -ERR_CONFLICT); /* being searched */
	work(plan);
	struct site_plan again = loaded(plan);
	for (size_t i = 0; i < p.n; i++)
		assert_int_equal(again.plan.part[i] == 0, p.plan.part[i] == 0);
	/* six seats in one constituency */
	c = of_plan(plan);
	call_int(&s, &c, "number", 2);
	call_int(&s, &c, "seats", 6);
	assert_int_equal(small_run(&s, specialist(), "plan.seats", &c), -ERR_INPUT);
	/* proposed by one, decided by another; then frozen */
	assert_int_equal(decide(s.person[AT_PROVINCE][ROLE_LEADER], plan), -ERR_CONFLICT);
	assert_int_equal(submit(specialist(), plan), 0);
	assert_int_equal(move(specialist(), plan, p.place[0], to), -ERR_CONFLICT);
	assert_true(decide(specialist(), plan) < 0);
	assert_true(decide(s.person[AT_A][ROLE_COMMUNE_LEADER], plan) < 0);
	assert_int_equal(decide(s.person[AT_PROVINCE][ROLE_LEADER], plan), 0);
	assert_true(plan_is(plan, "decided"));
	assert_int_equal(small_count(&s, "SELECT count(*) FROM constituency WHERE state = 'decided'"), 2);
	assert_int_equal(move(specialist(), plan, p.place[0], to), -ERR_CONFLICT);
	/* only another decision changes it; the first stays to be read */
	c = of_plan(plan);
	call_add(&c, "name", STR("Phương án 2"));
	other = small_do(&s, specialist(), "plan.copy", &c);
	assert_int_equal(move(specialist(), other, p.place[1], loaded(other).plan.part[1] == 0 ? 2 : 1), 0);
	small_must(submit(specialist(), other), &s.err, "submit");
	assert_int_equal(decide(s.person[AT_PROVINCE][ROLE_LEADER], other), 0);
	assert_true(plan_is(plan, "replaced") && plan_is(other, "decided"));
	struct row row = small_row(&s, &plan_record, other);
	assert_int_equal(row_int(&row, "replaces"), plan);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM constituency WHERE state = 'decided'"), 2);
}

static void half_a_plan_is_not_submitted(void **state)
{
	(void)state;
	struct call c = ask_of("province", s.root, 6, 2, "manual");
	int64_t plan = small_do(&s, specialist(), "plan.ask", &c);
	assert_true(plan_is(plan, "draft"));
	assert_int_equal(submit(specialist(), plan), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "chưa thuộc đơn vị bầu cử nào"));
	for (int i = 0; i < SMALL_COMMUNES; i++)
		assert_int_equal(move(specialist(), plan, s.commune[i], 1 + i / 2), 0);
	c = of_plan(plan); /* uneven, so it needs words */
	assert_int_equal(small_run(&s, specialist(), "plan.submit", &c), -ERR_INPUT);
	assert_string_equal(s.err.field, "note");
	assert_int_equal(submit(specialist(), plan), 0);
	c = of_plan(plan);
	call_add(&c, "note", STR("Chia lại cho đều"));
	assert_true(small_run(&s, specialist(), "plan.return", &c) < 0);
	small_do(&s, s.person[AT_PROVINCE][ROLE_LEADER], "plan.return", &c);
	assert_true(plan_is(plan, "draft"));
}

/* ---- outlines ---- */

static struct str squares(const char *const *codes, size_t n)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 16);
	buf_add_c(&b, "{\"type\":\"FeatureCollection\",\"features\":[");
	for (size_t i = 0; i < n; i++)
		buf_printf(&b,
			   "%s{\"type\":\"Feature\",\"properties\":{\"ma\":%s},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
			   "[[[10%zu.1,19.1],[10%zu.2,19.1],[10%zu.2,19.2],[10%zu.1,19.1]]]}}",
			   i ? "," : "", codes[i], i + 4, i + 4, i + 4, i + 4);
	buf_add_c(&b, "]}");
	return arena_dup(s.a, buf_str(&b));
}

static int load_outlines(int64_t person, struct str file)
{
	struct call c = {.file = file};
	call_add(&c, "source", STR("Tệp thử"));
	return small_run(&s, person, "outline.load", &c);
}

static void outlines_of_the_site(void **state)
{
	(void)state;
	struct row unit = small_row(&s, &unit_record, s.commune[0]);
	const char *own = arena_c(s.a, arena_printf(s.a, "\"%.*s\"", STR_ARG(row_str(&unit, "code"))));
	struct site_outline *list;
	size_t n;
	assert_true(load_outlines(officer(), squares(&own, 1)) < 0); /* the province's alone */
	assert_int_equal(load_outlines(specialist(), squares((const char *const[]){own, own}, 2)), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "có hai lần"));
	assert_int_equal(load_outlines(specialist(), squares((const char *const[]){"\"99999\""}, 1)), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "không hình nào mang mã"));
	small_must(load_outlines(specialist(), squares((const char *const[]){own, "\"99999\""}, 2)), &s.err, "outlines");
	small_must(site_outlines(s.db, s.a, s.root, &list, &n, &err), &err, "list");
	assert_int_equal(n, 1);
	assert_int_equal(list[0].unit, s.commune[0]);
	assert_true(list[0].o.path.n && list[0].o.left < list[0].o.right);
	struct call none = {0};
	assert_true(small_run(&s, officer(), "outline.drop", &none) < 0);
	small_do(&s, specialist(), "outline.drop", &none);
	small_must(site_outlines(s.db, s.a, s.root, &list, &n, &err), &err, "list");
	assert_int_equal(n, 0);
}

/* ---- boards ---- */

static void board(const char *kind, int64_t number)
{
	struct call c = {0};
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", s.root);
	call_add(&c, "kind", str_from_c(kind));
	call_int(&s, &c, "place", number);
	call_add(&c, "decision_number", STR("77/QĐ-UBND"));
	call_day(&s, &c, "decision_day", s.world.today);
	call_add(&c, "signer", STR("Lê Văn Ký"));
	call_add(&c, "agreed", STR("1"));
	for (int i = 1; i <= 11; i++) { /* Art. 24(2): 9–15 for the National Assembly, 11–15 for the province */
		static const char *const roles[] = {"head", "deputy", "secretary", "member"};
		call_add(&c, arena_c(s.a, arena_printf(s.a, "name_%d", i)),
			 arena_printf(s.a, "Ban Viên %s %lld-%d", kind, (long long)number, i));
		call_add(&c, arena_c(s.a, arena_printf(s.a, "position_%d", i)), STR("Công chức"));
		call_add(&c, arena_c(s.a, arena_printf(s.a, "role_%d", i)), str_from_c(roles[i < 4 ? i - 1 : 3]));
	}
	struct row row = small_row(&s, &committee_record, small_do(&s, specialist(), "committee.enter", &c));
	assert_true(row_int(&row, "constituency") != 0);
}

static bool boards_task_done(void)
{
	struct row row = small_row(&s, &task_record, small_task(&s, "BBC", s.department));
	return row_is(&row, "state", "done") && str_starts(row_str(&row, "note"), STR("Tự đóng")) &&
	       row_day(&row, "done_day") == s.world.today;
}

/* Every constituency of both levels has its board: the province's task closes itself, with the last of them, on its day; not while
 * the constituencies of the province's own council are not decided. */
static void boards_of_all_constituencies(void **state)
{
	(void)state;
	assert_true(small_task(&s, "BBC", s.department) != 0);
	board("BBC_NA", 1);
	board("BBC_NA", 2);
	assert_false(boards_task_done());
	int64_t plan = small_count(&s, "SELECT id FROM plan WHERE level = 'province' AND state = 'draft' ORDER BY id DESC LIMIT 1");
	assert_int_equal(submit(specialist(), plan), 0);
	assert_int_equal(decide(s.person[AT_PROVINCE][ROLE_LEADER], plan), 0);
	board("BBC_PROVINCE", 1);
	assert_false(boards_task_done());
	board("BBC_PROVINCE", 2);
	assert_true(boards_task_done());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_is_asked_rightly),
		cmocka_unit_test(what_cannot_be_found_says_why),
		cmocka_unit_test(from_proposal_to_decision),
		cmocka_unit_test(half_a_plan_is_not_submitted),
		cmocka_unit_test(outlines_of_the_site),
		cmocka_unit_test(boards_of_all_constituencies),
	};
	return cmocka_run_group_tests_name("constituencies of a site", tests, begin, sound);
}
