#include "district/search.h"

#define RUNS 6
#define STEPS_PER_EFFORT INT64_C(30000)

/* What a former district torn apart, a tenth of a percent of deviation … weigh, in metres of border. */
static const struct district_weights usual = {.over = 150, .piece = 100, .inner = 50, .main = 50, .even = 150};

static void restore(struct search *s, const int *part, const int *seats)
{
	memcpy(s->part, part, sizeof *part * (size_t)s->n);
	memcpy(s->unit_seats, seats, sizeof *seats * (size_t)s->k);
	search_count(s);
}

/* Constituencies that were not locked are numbered by their first place. */
static void write_plan(struct arena *a, const struct search *s, const int *part, const int *seats,
		       struct district_plan *ret_plan)
{
	int *number = arena_array_of(a, (size_t)s->k, int), *place_part = arena_array_of(a, s->p->n, int);
	int *unit_seats = arena_array_of(a, (size_t)s->k, int), next = s->locked;
	for (int u = 0; u < s->k; u++)
		number[u] = u < s->locked ? u : -1;
	for (size_t i = 0; i < s->p->n; i++) {
		int u = part[s->node_of[i]];
		if (number[u] < 0)
			number[u] = next++;
		place_part[i] = number[u];
	}
	for (int u = 0; u < s->k; u++)
		unit_seats[number[u]] = seats[u];
	*ret_plan = (struct district_plan){(size_t)s->k, unit_seats, place_part};
}

int district_solve(struct arena *a, const struct district_problem *p, const struct district_wish *wish,
		   struct district_plan *ret_plan, struct err *err)
{
	struct search s;
	struct anneal run = {0};
	int effort = wish->effort ? wish->effort : 10, *part, *seats;
	struct cost best = {0};
	int k = district_check_problem(a, p, wish->count, err);
	if (k == 0)
		k = search_build(a, p, wish, &s, err);
	if (k < 0)
		return k;
	s.weight = wish->weights ? *wish->weights : usual;
	part = arena_array_of(a, (size_t)s.n, int);
	seats = arena_array_of(a, (size_t)s.k, int);
	run.best_part = arena_array_of(a, (size_t)s.n, int);
	run.best_seats = arena_array_of(a, (size_t)s.k, int);
	for (int i = 0; i <= RUNS; i++) {
		bool go_on;
		run.steps = s.k > 1 ? effort * STEPS_PER_EFFORT : 1;
		run.hot = i < RUNS ? s.scale / 6 : s.scale / 25;
		run.cold = s.scale / 2000;
		run.done_from = 1000 * i / (RUNS + 1);
		run.done_to = 1000 * (i + 1) / (RUNS + 1);
		if (i < RUNS)
			k = search_start(&s, err);
		else
			restore(&s, part, seats);
		if (k < 0)
			return k;
		go_on = search_anneal(&s, &run);
		if (i == 0 || cost_less(run.best, best)) {
			best = run.best;
			memcpy(part, run.best_part, sizeof *part * (size_t)s.n);
			memcpy(seats, run.best_seats, sizeof *seats * (size_t)s.k);
		}
		if (!go_on)
			break;
	}
	if (best.broken >= SEARCH_APART) /* places to be kept apart still together */
		return err_set(err, ERR_INPUT,
			       _("Không tìm được phương án để các nơi phải khác đơn vị bầu cử ở khác nhau; bỏ bớt yêu "
				 "cầu hoặc tăng số đơn "
				 "vị."));
	write_plan(a, &s, part, seats, ret_plan);
	return 0;
}
