#include "result/decide.h"

#include "text/text.h"

static struct str number(struct arena *a, int64_t v)
{
	return text_number(a, v);
}

int64_t result_percent(int64_t part, int64_t whole)
{
	return whole == 0 ? -1 : (part * 20000 + whole) / (2 * whole);
}

void result_shares(const int64_t *part, size_t n, int64_t *ret_share)
{
	int64_t whole = 0, rest = 10000;
	for (size_t i = 0; i < n; i++)
		whole += part[i];
	for (size_t i = 0; i < n; i++) {
		ret_share[i] = result_percent(part[i], whole);
		rest -= ret_share[i];
	}
	for (size_t i = n; whole && i-- > 0 && rest;) {
		int64_t moved = ret_share[i] + rest < 0 ? -ret_share[i] : rest;
		ret_share[i] += moved;
		rest -= moved;
	}
}

static void add_rule(struct why_list *why, const struct law *law, enum law_result_id id, struct str text)
{
	why_add(why, text.n ? text : law_result(law, id)->text, law_result(law, id)->rule.basis_brief);
}

/* "2 × 600 = 1.200 > 1.100" */
static struct str half(struct arena *a, int64_t part, int64_t whole)
{
	return arena_printf(a, _("2 × %.*s = %.*s %s %.*s"), STR_ARG(number(a, part)), STR_ARG(number(a, 2 * part)),
			    2 * part > whole ? ">" : _("≤"), STR_ARG(number(a, whole)));
}

static struct str percent(struct arena *a, int64_t part, int64_t whole)
{
	int64_t p = result_percent(part, whole);
	if (p < 0)
		return STR("");
	return arena_printf(a, " (%.*s %%)", STR_ARG(text_scaled(a, p, 2)));
}

static void add_votes(struct why_list *why, const struct law *law, const struct contest *c, int64_t votes)
{
	struct arena *a = why->a;
	bool yes = 2 * votes > c->valid;
	struct str text =
		arena_printf(a, _("%.*s phiếu trong %.*s phiếu hợp lệ%.*s: %.*s, %s"), STR_ARG(number(a, votes)),
			     STR_ARG(number(a, c->valid)), STR_ARG(percent(a, votes, c->valid)),
			     STR_ARG(half(a, votes, c->valid)), yes ? _("quá một nửa") : _("không quá một nửa"));
	add_rule(why, law, c->round == ROUND_SUPPLEMENTARY ? LAW_HALF_SUPPLEMENTARY : LAW_HALF, text);
}

/* "3 người bằng nhau 600 phiếu ở cuối danh sách, còn 2 đại biểu được bầu" */
static struct str equals(struct arena *a, const struct outcome *o, int64_t votes)
{
	return arena_printf(
		a, _("%lld người bằng nhau %.*s phiếu ở cuối danh sách trúng cử mà chỉ còn %lld đại biểu được bầu"),
		(long long)o->equal, STR_ARG(number(a, votes)), (long long)o->places);
}

static void add_order(struct why_list *why, const struct law *law, const struct contest *c, const struct outcome *o,
		      const struct standing *s)
{
	struct arena *a = why->a;
	const struct contest_candidate *x = &c->candidate[s->candidate];
	long long above = (long long)o->above, seats = (long long)c->seats, rank = (long long)s->rank;
	struct str many = arena_printf(a, _("%lld người đạt quá một nửa, bầu %lld đại biểu"), above, seats);
	struct str born = date_vn(a, x->born), same = equals(a, o, x->votes), text = {0};
	switch (s->reason) {
	case STANDING_HALF_OR_LESS:
		break;
	case STANDING_ABOVE_HALF:
		why_add(why, many, (struct str){0});
		break;
	case STANDING_MORE_VOTES:
		text = arena_printf(a, _("%.*s: số phiếu đứng thứ %lld, thuộc những người có số phiếu cao hơn"),
				    STR_ARG(many), rank);
		add_rule(why, law, LAW_MORE, text);
		break;
	case STANDING_FEWER_VOTES:
		text = arena_printf(a, _("%.*s: số phiếu đứng thứ %lld, đã đủ người có số phiếu cao hơn"),
				    STR_ARG(many), rank);
		add_rule(why, law, LAW_MORE, text);
		break;
	case STANDING_OLDER:
		text = arena_printf(a, _("%.*s: sinh ngày %.*s, thuộc những người nhiều tuổi hơn"), STR_ARG(same),
				    STR_ARG(born));
		add_rule(why, law, LAW_OLDER, text);
		break;
	case STANDING_YOUNGER:
		text = arena_printf(a, _("%.*s: sinh ngày %.*s, ít tuổi hơn"), STR_ARG(same), STR_ARG(born));
		add_rule(why, law, LAW_OLDER, text);
		break;
	case STANDING_TIED:
		text = arena_printf(a, _("%.*s; %lld người cùng sinh ngày %.*s cho %lld đại biểu"), STR_ARG(same),
				    (long long)o->tied, STR_ARG(born), (long long)o->tied_places);
		add_rule(why, law, LAW_OLDER, text);
		break;
	}
}

static struct str turnout(struct arena *a, const struct contest *c)
{
	bool yes = 2 * c->turnout > c->voters;
	return arena_printf(a, _("%.*s cử tri tham gia bỏ phiếu trong %.*s cử tri%.*s: %.*s, %s"),
			    STR_ARG(number(a, c->turnout)), STR_ARG(number(a, c->voters)),
			    STR_ARG(percent(a, c->turnout, c->voters)), STR_ARG(half(a, c->turnout, c->voters)),
			    yes ? _("quá một nửa") : _("chưa quá một nửa"));
}

static void add_recognition(struct why_list *why, const struct law *law, const struct contest *c, const struct outcome *o)
{
	struct arena *a = why->a;
	add_rule(why, law, LAW_TURNOUT, turnout(a, c));
	if (o->recognised_ruled)
		why_add(why,
			str_from_c(o->recognised == TRI_YES
					   ? _("Người có thẩm quyền đã quyết định công nhận kết quả")
					   : _("Người có thẩm quyền đã quyết định không công nhận kết quả")),
			(struct str){0});
	else if (o->recognised == TRI_YES && 2 * c->turnout <= c->voters)
		add_rule(why, law, LAW_TURNOUT_REPEAT, (struct str){0});
	else if (o->recognised == TRI_NO)
		why_add(why, str_from_c(_("Kết quả không được công nhận, không có người trúng cử")), (struct str){0});
	else if (o->recognised == TRI_UNKNOWN)
		add_rule(why, law, LAW_REFER_TURNOUT, (struct str){0});
}

struct why result_candidate_why(struct arena *a, const struct law *law, const struct contest *c, const struct outcome *o,
				size_t standing)
{
	struct why_list why = {.a = a};
	const struct standing *s = &o->standing[standing];
	add_votes(&why, law, c, c->candidate[s->candidate].votes);
	add_order(&why, law, c, o, s);
	if (o->recognised != TRI_YES && s->reason != STANDING_HALF_OR_LESS)
		add_recognition(&why, law, c, o);
	if (s->ruled)
		why_add(&why,
			str_from_c(s->elected == TRI_YES ? _("Người có thẩm quyền đã quyết định người này trúng cử")
							 : _("Người có thẩm quyền đã quyết định người khác trúng cử")),
			(struct str){0});
	else if (s->reason == STANDING_TIED && o->recognised == TRI_YES)
		add_rule(&why, law, LAW_REFER_TIE, (struct str){0});
	return why_end(&why);
}

/* "3 × 2 = 6 < 2 × 5 = 10" of the two thirds of Art. 79(2). */
static struct str two_thirds(struct arena *a, const struct contest *c, const struct outcome *o)
{
	long long left = 3 * (long long)o->elected, right = 2 * (long long)c->seats;
	return arena_printf(a, _("3 × %lld = %lld %s 2 × %lld = %lld"), (long long)o->elected, left,
			    left < right ? "<" : _("≥"), (long long)c->seats, right);
}

static void add_elected(struct why_list *why, const struct contest *c, const struct outcome *o)
{
	struct str sum = {0};
	if (c->level != LEVEL_NA && o->left)
		sum = arena_printf(why->a, ": %.*s", STR_ARG(two_thirds(why->a, c, o)));
	why_add(why,
		arena_printf(why->a, _("Trúng cử %lld trong %lld đại biểu được bầu%.*s"), (long long)o->elected,
			     (long long)c->seats, STR_ARG(sum)),
		(struct str){0});
}

/* What each answer rests on, in the order shown; ids of which LAW_RESULT_COUNT ends the list. */
static const struct next_rules {
	enum law_result_id na[3], council[3];
} next_rules[NEXT_COUNT] = {
	[NEXT_NONE] = {{LAW_NONE, LAW_RESULT_COUNT}, {LAW_NONE, LAW_RESULT_COUNT}},
	[NEXT_SUPPLEMENTARY] = {{LAW_RESULT_COUNT},
				{LAW_SUPPLEMENTARY_COUNCIL, LAW_SUPPLEMENTARY_LIMIT, LAW_RESULT_COUNT}},
	[NEXT_SUPPLEMENTARY_REFER_NEC] = {{LAW_SUPPLEMENTARY_NA, LAW_SUPPLEMENTARY_LIMIT, LAW_RESULT_COUNT},
					  {LAW_RESULT_COUNT}},
	[NEXT_VACANT_ACCEPTED] = {{LAW_RESULT_COUNT}, {LAW_VACANT_ACCEPTED, LAW_RESULT_COUNT}},
	[NEXT_VACANT_FINAL] = {{LAW_VACANT_FINAL, LAW_RESULT_COUNT}, {LAW_VACANT_FINAL, LAW_RESULT_COUNT}},
	[NEXT_REPEAT_TURNOUT] = {{LAW_REPEAT_TURNOUT_NA, LAW_REPEAT_LIMIT, LAW_RESULT_COUNT},
				 {LAW_REPEAT_TURNOUT_COUNCIL, LAW_REPEAT_LIMIT, LAW_RESULT_COUNT}},
	[NEXT_REFER] = {{LAW_REFER_NA, LAW_RESULT_COUNT}, {LAW_REFER_COUNCIL, LAW_RESULT_COUNT}},
};

struct why result_next_why(struct arena *a, const struct law *law, const struct contest *c, const struct outcome *o)
{
	struct why_list why = {.a = a};
	const enum law_result_id *id = c->level == LEVEL_NA ? next_rules[o->next].na : next_rules[o->next].council;
	add_recognition(&why, law, c, o);
	if (o->recognised == TRI_YES)
		add_elected(&why, c, o);
	if (o->refer == REFER_TIE)
		add_rule(&why, law, LAW_REFER_TIE, (struct str){0});
	else if (o->refer == REFER_ROUND)
		add_rule(&why, law, LAW_REFER_ROUND, (struct str){0});
	for (; *id != LAW_RESULT_COUNT; id++)
		add_rule(&why, law, *id, (struct str){0});
	return why_end(&why);
}
