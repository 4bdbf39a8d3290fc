/* Any bytes as a table of neighbours, and any graph that comes of it as a problem: no crash, faults have words, a plan
 * keeps its promises. */
#include <stdint.h>

#include "district/neighbours.h"
#include "district/solve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PLACES 12

static bool nine_is_elsewhere(void *ctx, struct str code)
{
	(void)ctx;
	return code.n && code.p[0] == '9';
}

/* The search is long for a fuzzer: its first run is enough. */
static bool a_little(void *ctx, int done)
{
	(void)ctx;
	return done < 10;
}

static void try_to_divide(struct arena *a, struct district_problem *p, unsigned chance)
{
	struct err err = ERR_INIT;
	struct district_plan plan;
	struct district_wish wish = {.seed = chance, .effort = 1, .count = chance % 5};
	const struct district_pair pair[] = {{chance % PLACES, chance / 3 % PLACES}};
	wish.together = wish.apart = pair;
	wish.together_n = chance / 7 % 2;
	wish.apart_n = chance / 11 % 2;
	wish.go_on = a_little;
	if (pair[0].a == pair[0].b)
		wish.together_n = wish.apart_n = 0;
	if (district_solve(a, p, &wish, &plan, &err) < 0) {
		INVARIANT(err.text[0], "a refusal without words");
		return;
	}
	INVARIANT(district_check_plan(p, &plan, &err) == 0, "a plan that is none");
	INVARIANT(wish.together_n || district_measure(a, p, &plan).connected, "a constituency in pieces");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2 || size > 1 << 14)
		return 0;
	struct arena *a = arena_new("fuzz", (size_t)256 << 20);
	struct district_place place[PLACES];
	for (size_t i = 0; i < PLACES; i++)
		place[i] = (struct district_place){arena_printf(a, "%05zu", i + 1), arena_printf(a, "Xã %zu", i + 1),
						   1000 + (int64_t)data[0] * (int64_t)i};
	struct district_codes codes = {PLACES, place, nine_is_elsewhere, NULL};
	struct district_neighbours n = {0};
	struct err err = ERR_INIT;
	int k = district_neighbours_read(a, (struct str){(const char *)data, size}, &codes, &n, &err);
	if (k < 0) {
		INVARIANT(err.code == (enum err_code) - k && err.text[0] && str_is_utf8(str_from_c(err.text)),
			  "a refusal without words");
	} else {
		for (size_t i = 0; i < n.edge_n; i++)
			INVARIANT(n.edge[i].a < n.edge[i].b && n.edge[i].b < PLACES && n.edge[i].metres >= 0,
				  "an edge that is none");
		for (size_t i = 0; i < n.fault_n; i++)
			INVARIANT(n.fault[i].line && n.fault[i].sentence.n && str_is_utf8(n.fault[i].sentence),
				  "a fault without words");
		struct district_problem p = {.n = PLACES,
					     .place = place,
					     .edge_n = n.edge_n,
					     .edge = n.edge,
					     .seats = 1 + data[1] % 20,
					     .seats_most = 3 + data[1] % 3};
		try_to_divide(a, &p, data[0] + 256u * data[1]);
	}
	arena_free(a);
	return 0;
}
