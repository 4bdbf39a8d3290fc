#include "result/file.h"

/* Every form against the checks of one area. The first that blocks is the refusal. */
static int check_forms(struct arena *a, const struct law *law, const struct result_constituency *c, size_t *ret_explain,
		       struct err *err)
{
	struct findings found = {.a = a};
	struct form_more more = {.seats = c->contest.seats, .roll = COUNT_MISSING};
	const struct finding_names names = {c->form, c->contest.candidate};
	size_t explain = 0;
	for (size_t i = 0; i < c->form_n; i++) {
		found.n = 0;
		checks_form(&found, i, &c->form[i], &more);
		explain += found.n;
		for (size_t k = 0; k < found.n; k++)
			if (law_check(law, found.item[k].check)->kind == CHECK_BLOCK)
				return err_set(err, ERR_LAW, _("Đơn vị bầu cử %.*s: %.*s"), STR_ARG(c->contest.id),
					       STR_ARG(finding_supervisor(a, law, &found.item[k], &names)));
	}
	*ret_explain = explain;
	return 0;
}

/* The candidate with that number, or contest.n. */
static size_t by_number(const struct contest *c, int64_t number)
{
	size_t i = 0;
	while (i < c->n && c->candidate[i].number != number)
		i++;
	return i;
}

/* All decisions together as one ruling. One about seats left after a re-vote settles nothing here, but must have its case. */
static int collect(struct arena *a, const struct result_constituency *c, struct ruling *ret_ruling, bool *ret_about_round,
		   struct err *err)
{
	struct ruling r = {.recognised = TRI_UNKNOWN};
	bool about_round = false;
	for (size_t i = 0; i < c->decision_n; i++) {
		const struct result_decision *d = &c->decision[i];
		size_t *elected = arena_array_of(a, d->n, size_t);
		for (size_t k = 0; k < d->n; k++)
			elected[k] = by_number(&c->contest, d->elected[k]);
		if ((d->about == REFER_TURNOUT && r.recognised != TRI_UNKNOWN) || (d->about == REFER_TIE && r.n) ||
		    (d->about == REFER_ROUND && about_round))
			return err_set(err, ERR_LAW, _("Đơn vị bầu cử %.*s: hai quyết định về cùng một việc."),
				       STR_ARG(c->contest.id));
		if (d->about == REFER_TURNOUT)
			r.recognised = d->recognised;
		about_round |= d->about == REFER_ROUND;
		if (d->about == REFER_TIE) {
			r.n = d->n;
			r.elected = elected;
		}
	}
	*ret_ruling = r;
	*ret_about_round = about_round;
	return 0;
}

static int decide(struct arena *a, const struct result_constituency *c, const struct contest *sums, struct outcome *ret_outcome,
		  struct err *err)
{
	struct ruling ruling = {0};
	bool about_round = false;
	int k = collect(a, c, &ruling, &about_round, err);
	if (k < 0)
		return k;
	result_decide(a, sums, ret_outcome);
	if (ruling.recognised != TRI_UNKNOWN || ruling.n)
		k = result_rule(sums, &ruling, ret_outcome, err);
	if (k == 0 && about_round && ret_outcome->refer != REFER_ROUND)
		return err_set(
			err, ERR_LAW,
			_("Đơn vị bầu cử %.*s: không còn thiếu đại biểu sau bầu cử lại mà có quyết định về việc đó."),
			STR_ARG(c->contest.id));
	return k;
}

/* Numbers of those with that verdict, rising: candidates stand by number. */
static const int64_t *numbers(struct arena *a, const struct contest *c, const struct outcome *o, enum tri verdict,
			      size_t *ret_n)
{
	int64_t *list = arena_array_of(a, c->n, int64_t);
	enum tri *of = arena_array_of(a, c->n, enum tri);
	size_t n = 0;
	for (size_t i = 0; i < o->n; i++)
		of[o->standing[i].candidate] = o->standing[i].elected;
	for (size_t i = 0; i < c->n; i++)
		if (of[i] == verdict)
			list[n++] = c->candidate[i].number;
	*ret_n = n;
	return list;
}

static void add_up(struct arena *a, const struct result_constituency *c, struct contest *sums, struct result_claim *claim)
{
	struct sums total = {0};
	struct count_sum *votes = arena_array_of(a, c->contest.n, struct count_sum);
	struct contest_candidate *candidate = arena_array_of(a, c->contest.n, struct contest_candidate);
	int64_t *claimed = arena_array_of(a, c->contest.n, int64_t);
	for (size_t i = 0; i < c->form_n; i++) {
		sums_add_form(&total, &c->form[i]);
		sums_add_votes(votes, &c->form[i]);
	}
	for (size_t i = 0; i < COUNT_FIELDS; i++)
		claim->counts[i] = sum_value(&total.field[i]);
	for (size_t i = 0; i < c->contest.n; i++) {
		candidate[i] = c->contest.candidate[i];
		candidate[i].votes = claimed[i] = sum_value(&votes[i]);
	}
	claim->votes = claimed;
	*sums = c->contest;
	sums->candidate = candidate;
	sums->voters = claim->counts[COUNT_VOTERS];
	sums->turnout = claim->counts[COUNT_TURNOUT];
	sums->valid = claim->counts[COUNT_VALID];
}

int result_compute(struct arena *a, const struct law *law, const struct result_constituency *c, struct result_claim *ret_claim,
		   size_t *ret_explain, struct err *err)
{
	struct result_claim claim = {0};
	struct contest sums;
	struct outcome o;
	size_t explain = 0;
	int k = check_forms(a, law, c, &explain, err); /* a missing figure is K110, which blocks */
	if (k < 0)
		return k;
	add_up(a, c, &sums, &claim);
	k = decide(a, c, &sums, &o, err);
	if (k < 0)
		return k;
	claim.recognised = o.recognised;
	claim.elected = numbers(a, &sums, &o, TRI_YES, &claim.elected_n);
	claim.open = numbers(a, &sums, &o, TRI_UNKNOWN, &claim.open_n);
	claim.left = o.left;
	claim.next = o.next;
	*ret_claim = claim;
	if (ret_explain)
		*ret_explain = explain;
	return 0;
}
