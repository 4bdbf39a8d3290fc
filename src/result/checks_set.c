/* The sideways checks: an area beside the others of its constituency. */
#include <stdlib.h>

#include "result/checks.h"

typedef __int128 wide; /* products of two counts */

struct set {
	struct findings *to;
	const struct law *law;
	const struct form *form;
	size_t n;         /* forms */
	size_t candidates;
	int64_t valid, invalid; /* sums over the complete forms */
	int64_t *votes;
};

static int by_figures(const int64_t *a, const int64_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/* Votes, then the other figures, then the place in the set: equal ones come together. */
static int by_votes(const void *left, const void *right)
{
	const struct form *a = *(const struct form *const *)left, *b = *(const struct form *const *)right;
	int k = by_figures(a->votes, b->votes, a->n);
	if (k == 0)
		k = by_figures(a->field, b->field, COUNT_FIELDS);
	return k ? k : (a > b) - (a < b);
}

static int64_t sum_of_votes(const struct form *f)
{
	int64_t sum = 0;
	for (size_t k = 0; k < f->n; k++)
		sum += f->votes[k];
	return sum;
}

/* K201: every figure of two areas is the same; K202: every number of votes is. */
static void check_copies(struct set *s, const struct form **order, size_t n)
{
	int64_t least = law_check(s->law, K202)->least;
	qsort(order, n, sizeof(*order), by_votes);
	for (size_t i = 1; i < n; i++) {
		const struct form *a = order[i - 1], *b = order[i];
		int64_t votes = sum_of_votes(a);
		if (votes == 0 || by_figures(a->votes, b->votes, s->candidates) != 0)
			continue;
		bool same = by_figures(a->field, b->field, COUNT_FIELDS) == 0;
		if (!same && (int64_t)s->candidates < least)
			continue;
		struct finding *f = findings_add(s->to, same ? K201 : K202, (size_t)(a - s->form), votes, votes);
		f->other = (size_t)(b - s->form);
	}
}

/* Among the candidates of one area one got far more than the rest of the constituency lets expect, another far less (K203). */
static void check_swap(struct set *s, size_t index, const struct form *f, int64_t rest_valid)
{
	const struct law_check *c = law_check(s->law, K203);
	size_t much = NO_CANDIDATE, little = NO_CANDIDATE;
	for (size_t k = 0; k < f->n; k++) {
		wide got = (wide)f->votes[k] * rest_valid;
		wide expected = (wide)(s->votes[k] - f->votes[k]) * f->field[COUNT_VALID];
		wide least = (wide)c->least * rest_valid;
		if (much == NO_CANDIDATE && got >= c->times * expected && got - expected >= least)
			much = k;
		else if (little == NO_CANDIDATE && c->times * got <= expected && expected - got >= least)
			little = k;
	}
	if (much == NO_CANDIDATE || little == NO_CANDIDATE)
		return;
	struct finding *x = findings_add(s->to, K203, index, f->votes[much], f->votes[little]);
	x->candidate = much;
	x->second = little;
}

static void check_invalid(struct set *s, size_t index, const struct form *f, int64_t rest_valid)
{
	const struct law_check *c = law_check(s->law, K204);
	int64_t invalid = f->field[COUNT_INVALID], collected = f->field[COUNT_VALID] + invalid;
	int64_t rest = s->invalid - invalid, rest_collected = rest_valid + rest;
	if (invalid >= c->least && (wide)invalid * 10000 >= (wide)c->share * collected &&
	    (wide)invalid * rest_collected >= (wide)c->times * rest * collected)
		findings_add(s->to, K204, index, result_percent(invalid, collected), result_percent(rest, rest_collected));
}

static void check_all_equal(struct set *s, size_t index, const struct form *f)
{
	if ((int64_t)f->n < law_check(s->law, K205)->least || f->votes[0] == 0)
		return;
	for (size_t k = 1; k < f->n; k++)
		if (f->votes[k] != f->votes[0])
			return;
	findings_add(s->to, K205, index, f->votes[0], f->votes[0]);
}

static void check_shares(struct set *s, size_t index, const struct form *f, int64_t rest_valid)
{
	const struct law_check *c = law_check(s->law, K206);
	int64_t valid = f->field[COUNT_VALID];
	if (valid < c->least)
		return;
	for (size_t k = 0; k < f->n; k++) {
		int64_t rest = s->votes[k] - f->votes[k];
		wide gap = (wide)f->votes[k] * rest_valid - (wide)rest * valid;
		if ((gap < 0 ? -gap : gap) * 10000 >= (wide)c->share * valid * rest_valid)
			findings_add(s->to, K206, index, result_percent(f->votes[k], valid),
				     result_percent(rest, rest_valid))
				->candidate = k;
	}
}

void checks_set(struct findings *to, const struct law *law, const struct form *form, size_t n)
{
	struct set s = {.to = to, .law = law, .form = form, .n = n, .candidates = n ? form[0].n : 0};
	const struct form **order = arena_array_of(to->a, n, const struct form *);
	size_t complete = 0;
	s.votes = arena_array_of(to->a, s.candidates, int64_t);
	for (size_t i = 0; i < n; i++) {
		INVARIANT(form[i].n == s.candidates, "minutes with other candidates");
		if (!form_complete(&form[i]))
			continue;
		order[complete++] = &form[i];
		s.valid += form[i].field[COUNT_VALID];
		s.invalid += form[i].field[COUNT_INVALID];
		for (size_t k = 0; k < s.candidates; k++)
			s.votes[k] += form[i].votes[k];
	}
	if (complete > 1)
		check_copies(&s, order, complete);
	for (size_t i = 0; i < n; i++) {
		const struct form *f = &form[i];
		int64_t rest_valid = s.valid - f->field[COUNT_VALID];
		if (!form_complete(f) || f->field[COUNT_VALID] == 0)
			continue;
		if (s.candidates)
			check_all_equal(&s, i, f);
		if (rest_valid == 0)
			continue;
		check_swap(&s, i, f, rest_valid);
		check_invalid(&s, i, f, rest_valid);
		check_shares(&s, i, f, rest_valid);
	}
}
