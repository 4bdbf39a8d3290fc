#include "result/counts.h"

static const struct {
	const char *id, *name;
} fields[COUNT_FIELDS] = {
	[COUNT_VOTERS] = {"voters", _("tổng số cử tri")},
	[COUNT_TURNOUT] = {"turnout", _("số cử tri tham gia bỏ phiếu")},
	[COUNT_ISSUED] = {"issued", _("số phiếu phát ra")},
	[COUNT_COLLECTED] = {"collected", _("số phiếu thu vào")},
	[COUNT_VALID] = {"valid", _("số phiếu hợp lệ")},
	[COUNT_INVALID] = {"invalid", _("số phiếu không hợp lệ")},
};

const char *count_field_id(enum count_field f)
{
	return fields[f].id;
}

const char *count_field_name(enum count_field f)
{
	return fields[f].name;
}

bool form_complete(const struct form *f)
{
	for (size_t i = 0; i < COUNT_FIELDS; i++)
		if (f->field[i] == COUNT_MISSING)
			return false;
	for (size_t i = 0; i < f->n; i++)
		if (f->votes[i] == COUNT_MISSING)
			return false;
	return true;
}

static void add(struct count_sum *to, int64_t v)
{
	if (v == COUNT_MISSING)
		to->missing++;
	else
		to->known += v;
}

void sums_add_form(struct sums *to, const struct form *f)
{
	to->forms++;
	to->complete += form_complete(f);
	for (size_t i = 0; i < COUNT_FIELDS; i++)
		add(&to->field[i], f->field[i]);
}

void sums_add(struct sums *to, const struct sums *part)
{
	to->forms += part->forms;
	to->complete += part->complete;
	for (size_t i = 0; i < COUNT_FIELDS; i++) {
		to->field[i].known += part->field[i].known;
		to->field[i].missing += part->field[i].missing;
	}
}

void sums_add_votes(struct count_sum *votes, const struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		add(&votes[i], f->votes[i]);
}

int64_t sum_value(const struct count_sum *s)
{
	return s->missing ? COUNT_MISSING : s->known;
}

/* Whether candidate i is elected, or is not, whichever way r more ballots are marked. */
static enum tri with_more(const struct contest *c, size_t i, int64_t r)
{
	const struct contest_candidate *x = &c->candidate[i];
	int64_t ahead = 0, threats = 0; /* before i even at i's best; perhaps before i at i's worst */
	for (size_t k = 0; k < c->n; k++) {
		const struct contest_candidate *y = &c->candidate[k];
		if (k == i)
			continue;
		ahead += y->votes > x->votes + r || (y->votes == x->votes + r && y->born < x->born);
		threats += y->votes + r > x->votes || (y->votes + r == x->votes && y->born <= x->born);
	}
	if (2 * x->votes > c->valid + r && threats < c->seats)
		return TRI_YES;
	if (2 * (x->votes + r) <= c->valid + r || ahead >= c->seats)
		return TRI_NO;
	return TRI_UNKNOWN;
}

/* Fewest ballots with which the answer is open. Once open, more ballots never close it. */
static int64_t margin_of(const struct contest *c, size_t i)
{
	int64_t low = 0, high = 4 * RESULT_COUNT_MAX; /* open with that many */
	if (with_more(c, i, high) != TRI_UNKNOWN)
		return high;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (with_more(c, i, middle) == TRI_UNKNOWN)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static enum tri recognition(const struct contest *c, int64_t outstanding)
{
	if (c->round == ROUND_REPEAT_TURNOUT || (c->voters != COUNT_MISSING && 2 * c->turnout > c->voters))
		return TRI_YES;
	if (c->round == ROUND_SUPPLEMENTARY || outstanding == COUNT_MISSING)
		return TRI_UNKNOWN;
	return 2 * (c->turnout + outstanding) <= c->voters ? TRI_NO : TRI_UNKNOWN;
}

static void add_up(struct arena *a, const struct form *form, size_t n, struct open_result *o)
{
	struct contest *c = &o->so_far;
	struct contest_candidate *candidate = arena_array_of(a, c->n, struct contest_candidate);
	size_t *missing = arena_array_of(a, n, size_t);
	c->voters = c->turnout = c->valid = 0;
	for (size_t k = 0; k < c->n; k++) {
		candidate[k] = c->candidate[k];
		candidate[k].votes = 0;
	}
	for (size_t i = 0; i < n; i++) {
		const struct form *f = &form[i];
		int64_t voters = f->field[COUNT_VOTERS];
		INVARIANT(f->n == c->n, "minutes with other candidates");
		c->voters = voters == COUNT_MISSING || c->voters == COUNT_MISSING ? COUNT_MISSING : c->voters + voters;
		if (!form_complete(f)) {
			missing[o->missing_n++] = i;
			if (o->outstanding != COUNT_MISSING)
				o->outstanding = voters == COUNT_MISSING ? COUNT_MISSING : o->outstanding + voters;
			continue;
		}
		c->turnout += f->field[COUNT_TURNOUT];
		c->valid += f->field[COUNT_VALID];
		for (size_t k = 0; k < c->n; k++)
			candidate[k].votes += f->votes[k];
	}
	c->candidate = candidate;
	o->missing = missing;
}

void result_open(struct arena *a, const struct contest *base, const struct form *form, size_t n, struct open_result *ret_open)
{
	struct open_result o = {.so_far = *base, .decided = true, .margin = INT64_MAX};
	add_up(a, form, n, &o);
	o.recognised = recognition(&o.so_far, o.outstanding);
	result_decide(a, &o.so_far, &o.outcome);
	o.candidate = arena_array_of(a, base->n, struct open_candidate);
	for (size_t i = 0; i < base->n; i++) {
		struct open_candidate *x = &o.candidate[i];
		x->margin = margin_of(&o.so_far, i);
		x->elected = TRI_UNKNOWN;
		if (o.outstanding != COUNT_MISSING)
			x->elected = with_more(&o.so_far, i, o.outstanding);
		o.decided &= x->elected != TRI_UNKNOWN;
		if (x->margin < o.margin)
			o.margin = x->margin;
	}
	*ret_open = o;
}
