/* Constituencies: measures by hand, small cases beside all plans there are, properties over random maps, wishes, bad
 * tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "area/province.h"
#include "base/embedded.h"
#include "district/solve.h"
#include "district/why.h"
#include "group_arena.h"

static uint64_t dice;

static int roll(int n)
{
	dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int)((dice >> 33) % (uint64_t)n);
}

/* A grid of w × h places with random people and borders; some pairs are no neighbours, but the rows hang together.
 * Former districts are pairs of columns. */
static struct district_problem grid(int w, int h, int seats, int most)
{
	struct district_problem p = {.n = (size_t)(w * h), .seats = seats, .seats_most = most};
	struct district_place *place = arena_array_of(a, p.n, struct district_place);
	struct district_edge *edge = arena_array_of(a, 2 * p.n, struct district_edge);
	struct district_member *member = arena_array_of(a, p.n, struct district_member);
	struct str *old = arena_array_of(a, (size_t)w, struct str);
	for (int i = 0; i < w * h; i++) {
		place[i] = (struct district_place){arena_printf(a, "%05d", i + 1), arena_printf(a, "Xã %d", i + 1),
						   500 + roll(1000)};
		member[i] = (struct district_member){(size_t)i, (size_t)(i % w / 2)};
		if (i % w + 1 < w)
			edge[p.edge_n++] = (struct district_edge){(size_t)i, (size_t)i + 1, 1000 + roll(9000), false};
		if (i + w < w * h && (i % w == 0 || roll(4)))
			edge[p.edge_n++] = (struct district_edge){(size_t)i, (size_t)(i + w), 1000 + roll(9000), false};
	}
	for (int i = 0; i < w; i++)
		old[i] = arena_printf(a, "Huyện %d", i);
	p.place = place;
	p.edge = edge;
	p.member = member;
	p.member_n = p.n;
	p.old_n = (size_t)(w + 1) / 2;
	p.old_name = old;
	return p;
}

/* ---- measures ---- */

static void measures_by_hand(void **state)
{
	(void)state;
	/* 1–2–3–4 in a line; A holds 1, 2; B holds 2, 3; 4 has none. People 100, 200, 300, 400; 5 seats. */
	const struct district_place place[] = {{STR_INIT("1"), STR_INIT("một"), 100},
					       {STR_INIT("2"), STR_INIT("hai"), 200},
					       {STR_INIT("3"), STR_INIT("ba"), 300},
					       {STR_INIT("4"), STR_INIT("bốn"), 400}};
	const struct district_edge edge[] = {{0, 1, 1500, false}, {1, 2, 2500, false}, {2, 3, 3500, false}};
	const struct district_member member[] = {{0, 0}, {1, 0}, {1, 1}, {2, 1}};
	const struct str old[] = {STR_INIT("A"), STR_INIT("B")};
	struct district_problem p = {4, place, 3, edge, 2, old, 4, member, 5, 3};
	struct district_plan plan = {2, (int[]){2, 3}, (int[]){0, 1, 1, 0}};
	struct err err = ERR_INIT;
	assert_int_equal(district_check_plan(&p, &plan, &err), 0);
	struct district_measure m = district_measure(a, &p, &plan);
	assert_int_equal(m.people, 1000);
	assert_int_equal(m.cut, 1500 + 3500);
	assert_int_equal(m.split, 1); /* A: in 0 (place 1) and 1 (place 2); B: 2 and 3 both in 1 */
	assert_int_equal(m.pieces, 1);
	assert_false(m.connected);
	assert_int_equal(m.unit[0].pieces, 2);
	assert_true(m.unit[1].connected);
	/* unit 0: 500 people, 2 seats, even 400: 25 %; unit 1: 500 and 600: 16.67 % rounded up */
	assert_int_equal(m.unit[0].deviation, 2500);
	assert_true(m.unit[0].above);
	assert_int_equal(m.unit[1].deviation, 1667);
	assert_int_equal(m.deviation, 2500);
	assert_int_equal(m.unit[0].per_seat, 250);
	assert_int_equal(m.unit[1].per_seat, 167);
	plan.seats = (int[]){2, 2};
	assert_int_equal(district_check_plan(&p, &plan, &err), -ERR_INPUT);
	plan.seats = (int[]){1, 4};
	assert_int_equal(district_check_plan(&p, &plan, &err), -ERR_INPUT);
	plan = (struct district_plan){2, (int[]){2, 3}, (int[]){0, 1, 1, DISTRICT_FREE}};
	assert_int_equal(district_check_plan(&p, &plan, &err), -ERR_INPUT);
	assert_non_null(strstr(err.text, "bốn (4)"));
}

/* ---- beside all plans ---- */

struct best {
	bool found;
	int64_t cut, deviation; /* shortest border within 10 %; smallest deviation of all */
};

static struct best all_plans(const struct district_problem *p, int k)
{
	struct best best = {false, 0, INT64_MAX};
	int part[16] = {0}, seats[8];
	for (;;) {
		for (int code = 0, all = 1; code < all; code++) { /* every way to give seats */
			int left = code, sum = 0;
			all = 1;
			for (int u = 0; u < k; u++) {
				seats[u] = 1 + left % p->seats_most;
				left /= p->seats_most;
				sum += seats[u];
				all *= p->seats_most;
			}
			struct district_plan plan = {(size_t)k, seats, part};
			struct err err = ERR_INIT;
			if (sum != p->seats || district_check_plan(p, &plan, &err) < 0)
				continue;
			_cleanup_arena_ struct arena *scratch = arena_new("measure", (size_t)1 << 20);
			struct district_measure m = district_measure(scratch, p, &plan);
			if (!m.connected)
				continue;
			if (m.deviation < best.deviation)
				best.deviation = m.deviation;
			if (m.deviation <= 1000 && (!best.found || m.cut < best.cut)) {
				best.found = true;
				best.cut = m.cut;
			}
		}
		size_t i = 1; /* the first place is always in the first */
		while (i < p->n && ++part[i] == k)
			part[i++] = 0;
		if (i == p->n)
			return best;
	}
}

static void small_cases_reach_the_optimum(void **state)
{
	(void)state;
	const struct district_weights border_only = {.over = 300};
	int feasible = 0;
	dice = 7;
	for (int i = 0; i < 24; i++) {
		int k = 2 + i % 2;
		struct district_problem p = grid(3, 3, i % 3 + 2 * k, 3);
		struct district_wish wish = {.count = (size_t)k, .seed = 1, .effort = 1, .weights = &border_only};
		struct district_plan plan;
		struct err err = ERR_INIT;
		struct best best;
		if (p.seats > 3 * k)
			continue;
		best = all_plans(&p, k);
		assert_int_equal(district_solve(a, &p, &wish, &plan, &err), 0);
		struct district_measure m = district_measure(a, &p, &plan);
		assert_true(m.connected);
		if (best.found) {
			feasible++;
			if (m.cut != best.cut)
				print_message("# case %d: border %lld m, the shortest %lld m\n", i, (long long)m.cut,
					      (long long)best.cut);
			assert_true(m.deviation <= 1000);
			assert_int_equal(m.cut, best.cut);
		} else if (m.deviation != best.deviation) {
			print_message("# case %d: deviation %lld, the smallest %lld\n", i, (long long)m.deviation,
				      (long long)best.deviation);
		}
	}
	print_message("# %d cases within 10 %%\n", feasible);
	assert_true(feasible >= 12);
}

/* ---- properties ---- */

static void random_maps(void **state)
{
	(void)state;
	dice = 11;
	for (int i = 0; i < 40; i++) {
		int w = 2 + roll(7), h = 2 + roll(7), most = roll(2) ? 3 : 5, n = w * h;
		struct district_problem p = grid(w, h, 1 + roll(n < 20 ? n : 20), most);
		struct district_wish wish = {.seed = (uint64_t)i, .effort = 1};
		struct district_plan plan, again;
		struct err err = ERR_INIT;
		assert_int_equal(district_solve(a, &p, &wish, &plan, &err), 0);
		assert_int_equal(district_check_plan(&p, &plan, &err),
				 0); /* each once, seats 1 to the most, their sum */
		assert_int_equal(plan.k, district_fewest(&p));
		assert_true(district_measure(a, &p, &plan).connected);
		assert_int_equal(district_solve(a, &p, &wish, &again, &err), 0);
		assert_memory_equal(plan.part, again.part, sizeof *plan.part * p.n);
		assert_memory_equal(plan.seats, again.seats, sizeof *plan.seats * plan.k);
		struct district_measure m = district_measure(a, &p, &plan);
		for (size_t u = 0; u < plan.k; u++)
			assert_true(district_why(a, &p, &plan, &m, u).n >= 2);
	}
}

static bool stop_at_once(void *ctx, int done)
{
	(void)done;
	++*(int *)ctx;
	return false;
}

static void wishes_are_kept(void **state)
{
	(void)state;
	struct district_plan plan, next;
	struct err err = ERR_INIT;
	dice = 5;
	struct district_problem p = grid(6, 6, 12, 3);
	const struct district_pair together[] = {{0, 35}, {5, 30}}, apart[] = {{14, 15}, {20, 21}};
	struct district_wish wish = {.seed = 3,
				     .effort = 2,
				     .count = 5,
				     .together = together,
				     .together_n = 1,
				     .apart = apart,
				     .apart_n = 2};
	assert_int_equal(district_solve(a, &p, &wish, &plan, &err), 0);
	assert_int_equal(plan.k, 5);
	assert_int_equal(plan.part[0], plan.part[35]);
	assert_int_not_equal(plan.part[14], plan.part[15]);
	assert_int_not_equal(plan.part[20], plan.part[21]);
	/* the first two stay, whatever the seed */
	wish = (struct district_wish){.seed = 99, .effort = 1, .count = 5, .locked_n = 2, .from = &plan};
	assert_int_equal(district_solve(a, &p, &wish, &next, &err), 0);
	for (size_t i = 0; i < p.n; i++)
		assert_true(plan.part[i] < 2 ? next.part[i] == plan.part[i] : next.part[i] >= 2);
	assert_int_equal(next.seats[0], plan.seats[0]);
	/* stopped at the first question: a whole plan all the same */
	int asked = 0;
	wish = (struct district_wish){.seed = 1, .go_on = stop_at_once, .ctx = &asked};
	assert_int_equal(district_solve(a, &p, &wish, &next, &err), 0);
	assert_int_equal(asked, 1);
	assert_int_equal(district_check_plan(&p, &next, &err), 0);
	/* together and apart at once */
	const struct district_pair same[] = {{0, 35}};
	wish = (struct district_wish){.together = same, .together_n = 1, .apart = same, .apart_n = 1};
	assert_int_equal(district_solve(a, &p, &wish, &next, &err), -ERR_INPUT);
	assert_non_null(strstr(err.text, "Xã 36"));
}

static void a_ceiling_is_sought(void **state)
{
	(void)state;
	struct district_plan plan;
	struct err err = ERR_INIT;
	dice = 21;
	struct district_problem p = grid(8, 6, 12, 3);
	struct district_wish wish = {.seed = 1,
				     .effort = 2,
				     .ceiling = {.deviation = 100, .cut = INT64_C(1) << 40, .split = 9, .set = true}};
	assert_int_equal(district_solve(a, &p, &wish, &plan, &err), 0);
	assert_true(district_measure(a, &p, &plan).deviation <= 100);
}

/* ---- what is refused ---- */

static void refused(struct district_problem *p, size_t count, const char *word)
{
	struct err err = ERR_INIT;
	assert_int_equal(district_check_problem(a, p, count, &err),
			 err.code == ERR_TOO_LARGE ? -ERR_TOO_LARGE : -ERR_INPUT);
	if (!strstr(err.text, word))
		print_message("# %s\n", err.text);
	assert_non_null(strstr(err.text, word));
}

static void bad_problems_are_named(void **state)
{
	(void)state;
	dice = 3;
	struct district_problem p = grid(3, 3, 6, 3), q = p;
	q.seats_most = 6;
	refused(&q, 0, "6 đại biểu");
	q = p;
	q.seats = 0;
	refused(&q, 0, "từ 1");
	refused(&p, 7, "7 đơn vị bầu cử cho 6");
	refused(&p, 1, "cần ít nhất 2");
	q = p;
	q.seats = 28;
	refused(&q, 0, "chỉ có 9");
	struct district_place place[9];
	memcpy(place, p.place, sizeof place);
	q = p;
	q.place = place;
	place[4].people = 0;
	refused(&q, 0, "Xã 5 (00005): dân số bằng 0");
	place[4].people = -1;
	refused(&q, 0, "Xã 5 (00005): chưa có dân số");
	q = p;
	q.edge_n = 2; /* only 1–2 and another pair are joined */
	refused(&q, 0, "Không nối được");
}

static struct district_neighbours read_table(const char *text, size_t n)
{
	static struct district_place place[4];
	struct district_codes codes = {n, place, NULL, NULL};
	struct district_neighbours found = {0};
	struct err err = ERR_INIT;
	for (size_t i = 0; i < n; i++)
		place[i] = (struct district_place){arena_printf(a, "0000%zu", i + 1), arena_printf(a, "Xã %zu", i + 1),
						   1000};
	assert_int_equal(district_neighbours_read(a, str_from_c(text), &codes, &found, &err), 0);
	return found;
}

static void says(struct district_neighbours n, size_t line, const char *word)
{
	for (size_t i = 0; i < n.fault_n; i++)
		if (n.fault[i].line == line && strstr(arena_c(a, n.fault[i].sentence), word))
			return;
	print_message("# no fault in line %zu says %s\n", line, word);
	fail();
}

static void tables_of_neighbours(void **state)
{
	(void)state;
	struct district_neighbours n = read_table("code_a,code_b,shared_border_km\n00001,00002,1.5\n2,00003,2\n", 3);
	assert_int_equal(n.fault_n, 0);
	assert_int_equal(n.edge_n, 2);
	assert_int_equal(n.edge[0].metres, 1500);
	n = read_table("Mã A;Mã B;Đường giáp ranh (km)\n00001;00002;1,5\n00002;00001;1,5\n", 2);
	assert_int_equal(n.fault_n, 0);
	assert_int_equal(n.edge_n, 1);
	says(read_table("code_a,code_b,shared_border_km\n00001,00009,1\n", 2), 2, "«00009»");
	says(read_table("code_a,code_b,shared_border_km\n00001,00001,1\n", 2), 2, "giáp chính nó");
	says(read_table("code_a,code_b,shared_border_km\n00001,00002,-1\n", 2), 2, "không phải là số km");
	says(read_table("code_a,code_b,shared_border_km\n00001,00002,1\n00001,00002,1\n", 2), 3, "đã có ở dòng 2");
	says(read_table("code_a,code_b,shared_border_km\n00001,00002,1\n00002,00001,2\n", 2), 3, "hai độ dài");
	says(read_table("code_a,code_b,shared_border_km\n00001,00002,1\n00002,00001,1\n00002,00003,1\n", 3), 4,
	     "không đối xứng");
	struct district_codes codes = {0};
	struct district_neighbours none;
	struct err err = ERR_INIT;
	assert_int_equal(district_neighbours_read(a, STR("code_a,km\n1,2\n"), &codes, &none, &err), -ERR_INPUT);
	assert_non_null(strstr(err.text, "code_b"));
}

/* ---- the country ---- */

/* `neighbours` NULL: the program's own table. */
static struct area_problem province_by(const struct unit_facts *facts, const char *code, int seats, const struct str *neighbours)
{
	const struct unit_fact *p = unit_province(facts, str_from_c(code));
	struct area_place *place = arena_array_of(a, p->count, struct area_place);
	struct area_problem area;
	struct err err = ERR_INIT;
	for (size_t i = 0; i < p->count; i++)
		place[i] = area_place_of_fact(&facts->communes[p->first + i]);
	struct area_input in = {.n = p->count,
				.place = place,
				.neighbours = neighbours,
				.facts = facts,
				.seats = seats,
				.most = 3};
	assert_int_equal(area_problem(a, &in, &area, &err), 0);
	return area;
}

static struct area_problem province(const struct unit_facts *facts, const char *code, int seats)
{
	return province_by(facts, code, seats, NULL);
}

/* What is read once and kept serves every province as the text itself does. */
static void the_table_kept_is_the_table_read(void **state)
{
	(void)state;
	const struct unit_facts *facts;
	struct unit_texts texts = unit_texts_embedded();
	const struct str text = embedded_text("data/neighbours.csv");
	struct err err = ERR_INIT;
	assert_int_equal(unit_facts_load(a, &texts, &facts, &err), 0);
	static const char *const codes[] = {"38", "22", "01", "38"};
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		struct area_problem kept = province(facts, codes[i], 17), read = province_by(facts, codes[i], 17, &text);
		assert_int_equal(kept.problem.edge_n, read.problem.edge_n);
		for (size_t e = 0; e < read.problem.edge_n; e++) {
			assert_int_equal(kept.problem.edge[e].a, read.problem.edge[e].a);
			assert_int_equal(kept.problem.edge[e].b, read.problem.edge[e].b);
		}
		assert_int_equal(kept.neighbours.elsewhere, read.neighbours.elsewhere);
		assert_true(kept.old_known);
	}
	/* whose former districts are in the list */
	struct area_problem hanoi = province(facts, "01", 17);
	bool found = false;
	for (size_t i = 0; i < hanoi.problem.old_n; i++)
		found = found || str_eq(hanoi.problem.old_name[i], STR("Quận Ba Đình"));
	assert_true(found);
	struct str nobody = STR("");
	struct area_input empty = {.neighbours = &nobody};
	assert_int_equal(area_problem(a, &empty, &hanoi, &err), -ERR_INPUT); /* an empty file is not the program's table */
}

static void the_plan_of_2026(void **state)
{
	(void)state;
	const struct unit_facts *facts;
	struct unit_texts texts = unit_texts_embedded();
	struct err err = ERR_INIT;
	struct district_plan plan, same;
	assert_int_equal(unit_facts_load(a, &texts, &facts, &err), 0);
	struct area_problem th = province(facts, "38", 17);
	assert_int_equal(th.question_n, 0);
	assert_true(area_plan_2026(a, STR("38"), &th, &plan));
	assert_int_equal(plan.k, 6);
	struct district_measure m = district_measure(a, &th.problem, &plan);
	assert_int_equal(m.deviation, 2496);
	assert_int_equal(m.split, 3);
	assert_true(m.connected);
	/* written and read again; not that of another province, nor of other seats */
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	area_plan_write(&th.problem, &plan, &out);
	assert_int_equal(area_plan_read(a, buf_str(&out), STR("38"), &th, &same, &err), 0);
	assert_memory_equal(plan.part, same.part, sizeof *plan.part * th.problem.n);
	const int *part = same.part; /* without its last line it is no plan, and none is given */
	size_t n = out.n - 1;
	while (out.p[n - 1] != '\n')
		n--;
	assert_int_equal(area_plan_read(a, str_slice(buf_str(&out), 0, n), STR("38"), &th, &same, &err), -ERR_INPUT);
	assert_ptr_equal(same.part, part);
	assert_false(area_plan_2026(a, STR("40"), &th, &plan));
	struct area_problem other = province(facts, "38", 16);
	assert_false(area_plan_2026(a, STR("38"), &other, &plan));
	/* islands: joined by the table of the program, and asked about */
	struct area_problem islands = province(facts, "22", 9);
	assert_int_equal(islands.question_n, 4);
	assert_int_equal(district_check_problem(a, &islands.problem, 0, &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measures_by_hand),     cmocka_unit_test(small_cases_reach_the_optimum),
		cmocka_unit_test(random_maps),          cmocka_unit_test(wishes_are_kept),
		cmocka_unit_test(a_ceiling_is_sought),  cmocka_unit_test(bad_problems_are_named),
		cmocka_unit_test(tables_of_neighbours), cmocka_unit_test(the_table_kept_is_the_table_read),
		cmocka_unit_test(the_plan_of_2026),
	};
	return cmocka_run_group_tests_name("constituencies", tests, with_arena, without_arena);
}
