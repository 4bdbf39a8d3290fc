#include "result/decide.h"

#include <stdlib.h>

struct word {
	const char *id, *name;
};

static const struct word levels[] = {
	[LEVEL_NA] = {"na", _("đại biểu Quốc hội")},
	[LEVEL_PROVINCE] = {"province", _("đại biểu Hội đồng nhân dân cấp tỉnh")},
	[LEVEL_COMMUNE] = {"commune", _("đại biểu Hội đồng nhân dân cấp xã")},
};

static const struct word rounds[] = {
	[ROUND_FIRST] = {"first", _("bầu cử lần đầu")},
	[ROUND_SUPPLEMENTARY] = {"supplementary", _("bầu cử thêm")},
	[ROUND_REPEAT_TURNOUT] = {"repeat-turnout", _("bầu cử lại do chưa quá một nửa số cử tri đi bỏ phiếu")},
	[ROUND_REPEAT_ANNULLED] = {"repeat-annulled", _("bầu cử lại do kết quả bị hủy bỏ")},
};

static const char *const nexts[] = {
	[NEXT_NONE] = "none",
	[NEXT_SUPPLEMENTARY] = "supplementary",
	[NEXT_SUPPLEMENTARY_REFER_NEC] = "supplementary-refer-nec",
	[NEXT_VACANT_ACCEPTED] = "vacant-accepted",
	[NEXT_VACANT_FINAL] = "vacant-final",
	[NEXT_REPEAT_TURNOUT] = "repeat-turnout",
	[NEXT_REFER] = "refer",
};

static const char *const refers[] = {
	[REFER_NOTHING] = NULL, [REFER_TURNOUT] = "turnout", [REFER_TIE] = "tie", [REFER_ROUND] = "round"};

const char *contest_level_id(enum contest_level l)
{
	return levels[l].id;
}

const char *contest_level_name(enum contest_level l)
{
	return levels[l].name;
}

bool contest_level_parse(struct str s, enum contest_level *ret_level)
{
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		if (str_eq_c(s, levels[i].id)) {
			*ret_level = (enum contest_level)i;
			return true;
		}
	return false;
}

const char *contest_round_id(enum contest_round r)
{
	return rounds[r].id;
}

const char *contest_round_name(enum contest_round r)
{
	return rounds[r].name;
}

bool contest_round_parse(struct str s, enum contest_round *ret_round)
{
	for (size_t i = 0; i < ARRAY_LEN(rounds); i++)
		if (str_eq_c(s, rounds[i].id)) {
			*ret_round = (enum contest_round)i;
			return true;
		}
	return false;
}

const char *result_next_id(enum result_next n)
{
	return nexts[n];
}

bool result_next_parse(struct str s, enum result_next *ret_next)
{
	for (size_t i = 0; i < ARRAY_LEN(nexts); i++)
		if (str_eq_c(s, nexts[i])) {
			*ret_next = (enum result_next)i;
			return true;
		}
	return false;
}

const char *result_refer_id(enum result_refer r)
{
	return refers[r];
}

static bool above_half(const struct contest *c, const struct contest_candidate *x)
{
	return 2 * x->votes > c->valid;
}

/* More votes first; then what decides or orders among equal votes. Nothing of it is the place in the input. */
static int by_votes(const void *left, const void *right)
{
	const struct contest_candidate *a = *(const struct contest_candidate *const *)left;
	const struct contest_candidate *b = *(const struct contest_candidate *const *)right;
	if (a->votes != b->votes)
		return a->votes > b->votes ? -1 : 1;
	if (a->born != b->born)
		return a->born < b->born ? -1 : 1;
	int k = str_cmp(a->name, b->name);
	return k ? k : (a->number > b->number) - (a->number < b->number);
}

static void put_in_order(struct arena *a, const struct contest *c, struct outcome *o)
{
	const struct contest_candidate **order = arena_array_of(a, c->n, const struct contest_candidate *);
	for (size_t i = 0; i < c->n; i++)
		order[i] = &c->candidate[i];
	if (c->n > 1)
		qsort(order, c->n, sizeof(*order), by_votes);
	o->n = c->n;
	o->standing = arena_array_of(a, c->n, struct standing);
	for (size_t i = 0; i < c->n; i++) {
		bool equal = i > 0 && order[i]->votes == order[i - 1]->votes;
		o->standing[i].candidate = (size_t)(order[i] - c->candidate);
		o->standing[i].rank = equal ? o->standing[i - 1].rank : (int64_t)i + 1;
		o->above += above_half(c, order[i]);
	}
}

static const struct contest_candidate *at(const struct contest *c, const struct outcome *o, size_t i)
{
	return &c->candidate[o->standing[i].candidate];
}

static void set(struct outcome *o, size_t from, size_t to, enum tri elected, enum standing_reason reason)
{
	for (size_t i = from; i < to; i++) {
		o->standing[i].elected = elected;
		o->standing[i].reason = reason;
	}
}

/* Art. 78(4): those of [from, to) have equal votes, above half, and only `places` of them fit; oldest first. */
static void decide_by_age(const struct contest *c, struct outcome *o, size_t from, size_t to, size_t places)
{
	size_t last = from + places; /* the first that does not fit */
	size_t tied_from = last, tied_to = last;
	day_t born = at(c, o, last)->born;
	o->equal = (int64_t)(to - from);
	o->places = (int64_t)places;
	if (at(c, o, last - 1)->born == born) {
		while (tied_from > from && at(c, o, tied_from - 1)->born == born)
			tied_from--;
		while (tied_to < to && at(c, o, tied_to)->born == born)
			tied_to++;
	}
	set(o, from, tied_from, TRI_YES, STANDING_OLDER);
	set(o, tied_from, tied_to, TRI_UNKNOWN, STANDING_TIED);
	set(o, tied_to, to, TRI_NO, STANDING_YOUNGER);
	o->tied = (int64_t)(tied_to - tied_from);
	o->tied_places = (int64_t)(last - tied_from);
}

/* Votes and age alone, as if the result were recognised. */
static void decide_by_votes(const struct contest *c, struct outcome *o)
{
	size_t above = (size_t)o->above, seats = (size_t)c->seats, from, to;
	set(o, above, o->n, TRI_NO, STANDING_HALF_OR_LESS);
	if (above <= seats) {
		set(o, 0, above, TRI_YES, STANDING_ABOVE_HALF);
		return;
	}
	from = to = seats - 1; /* who has as many votes as the last that fits */
	while (from > 0 && at(c, o, from - 1)->votes == at(c, o, seats - 1)->votes)
		from--;
	while (to < above && at(c, o, to)->votes == at(c, o, seats - 1)->votes)
		to++;
	set(o, 0, from, TRI_YES, STANDING_MORE_VOTES);
	set(o, to, above, TRI_NO, STANDING_FEWER_VOTES);
	if (to <= seats)
		set(o, from, to, TRI_YES, STANDING_MORE_VOTES);
	else
		decide_by_age(c, o, from, to, seats - from);
}

static enum tri recognised(const struct contest *c)
{
	if (2 * c->turnout > c->voters || c->round == ROUND_REPEAT_TURNOUT)
		return TRI_YES;
	return c->round == ROUND_SUPPLEMENTARY ? TRI_UNKNOWN : TRI_NO;
}

/* Nobody is elected by a result that does not count; by one of which nobody knows it, those are open who would be. */
static void apply_recognition(struct outcome *o)
{
	o->elected = 0;
	for (size_t i = 0; i < o->n; i++) {
		struct standing *s = &o->standing[i];
		if (o->recognised == TRI_NO)
			s->elected = TRI_NO;
		else if (o->recognised == TRI_UNKNOWN && s->elected == TRI_YES)
			s->elected = TRI_UNKNOWN;
		o->elected += s->elected == TRI_YES;
	}
}

/* The first that fits; the table of doc/formats/winners.md. */
static void find_next(const struct contest *c, struct outcome *o)
{
	bool na = c->level == LEVEL_NA, first = c->round == ROUND_FIRST, open = false;
	bool enough = !na && 3 * o->elected >= 2 * c->seats;
	for (size_t i = 0; i < o->n; i++)
		open |= o->standing[i].elected == TRI_UNKNOWN;
	o->left = c->seats - o->elected;
	o->refer = REFER_NOTHING;
	o->next = NEXT_REFER;
	if (o->recognised == TRI_UNKNOWN)
		o->refer = REFER_TURNOUT;
	else if (o->recognised == TRI_NO && c->round != ROUND_SUPPLEMENTARY)
		o->next = NEXT_REPEAT_TURNOUT;
	else if (open)
		o->refer = REFER_TIE;
	else if (o->left == 0)
		o->next = NEXT_NONE;
	else if (c->round == ROUND_SUPPLEMENTARY)
		o->next = NEXT_VACANT_FINAL;
	else if (enough)
		o->next = NEXT_VACANT_ACCEPTED;
	else if (first)
		o->next = na ? NEXT_SUPPLEMENTARY_REFER_NEC : NEXT_SUPPLEMENTARY;
	else
		o->refer = REFER_ROUND;
}

void result_decide(struct arena *a, const struct contest *c, struct outcome *ret_outcome)
{
	struct outcome o = {.recognised = recognised(c)};
	INVARIANT(c->seats >= 1 && c->seats <= RESULT_SEATS_MAX, "a constituency without seats");
	put_in_order(a, c, &o);
	decide_by_votes(c, &o);
	apply_recognition(&o);
	find_next(c, &o);
	*ret_outcome = o;
}

static int rule_recognition(const struct contest *c, enum tri recognised_by, struct outcome *o, struct err *err)
{
	if (o->recognised != TRI_UNKNOWN)
		return err_set(
			err, ERR_LAW,
			_("Đơn vị bầu cử %.*s: việc công nhận kết quả đã rõ theo luật, không cần ai quyết định."),
			STR_ARG(c->id));
	o->recognised = recognised_by;
	o->recognised_ruled = true;
	decide_by_votes(c, o);
	apply_recognition(o);
	return 0;
}

static int rule_tie(const struct contest *c, const struct ruling *r, struct outcome *o, struct err *err)
{
	if (o->recognised != TRI_YES || o->tied == 0)
		return err_set(err, ERR_LAW,
			       _("Đơn vị bầu cử %.*s: không có người bằng phiếu và cùng ngày sinh cần quyết định."),
			       STR_ARG(c->id));
	if (r->n != (size_t)o->tied_places)
		return err_set(err, ERR_LAW,
			       _("Đơn vị bầu cử %.*s: phải quyết định đúng %lld người trúng cử, đang ghi %zu người."),
			       STR_ARG(c->id), (long long)o->tied_places, r->n);
	for (size_t i = 0; i < o->n; i++) {
		struct standing *s = &o->standing[i];
		if (s->reason != STANDING_TIED)
			continue;
		s->elected = TRI_NO;
		s->ruled = true;
	}
	for (size_t k = 0; k < r->n; k++) {
		size_t i = 0;
		while (i < o->n && o->standing[i].candidate != r->elected[k])
			i++;
		if (i == o->n || o->standing[i].reason != STANDING_TIED || o->standing[i].elected == TRI_YES)
			return err_set(err, ERR_LAW,
				       _("Đơn vị bầu cử %.*s: quyết định nêu người không thuộc những người bằng phiếu "
					 "và cùng ngày sinh, hoặc nêu hai lần."),
				       STR_ARG(c->id));
		o->standing[i].elected = TRI_YES;
		o->elected++;
	}
	return 0;
}

int result_rule(const struct contest *c, const struct ruling *r, struct outcome *outcome, struct err *err)
{
	int k = 0;
	if (r->recognised != TRI_UNKNOWN)
		k = rule_recognition(c, r->recognised, outcome, err);
	if (k == 0 && r->n)
		k = rule_tie(c, r, outcome, err);
	if (k == 0)
		find_next(c, outcome);
	return k;
}
