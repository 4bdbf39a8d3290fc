#include <stdlib.h>
#include <string.h>

#include "result/tally_int.h"
#include "text/text.h"

#define NAMED_MAX 20 /* people in one sentence */
#define SCRATCH_MAX ((size_t)256 << 20)

static int by_code(const void *left, const void *right)
{
	const struct tally_unit *a = *(const struct tally_unit *const *)left, *b = *(const struct tally_unit *const *)right;
	return str_cmp(a->code, b->code);
}

/* Digits without the detour of a format: half a million of them are written. */
static void put_number(struct buf *out, int64_t v, char mark)
{
	char digits[24];
	size_t at = sizeof(digits);
	digits[--at] = mark;
	do
		digits[--at] = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	buf_add_bytes(out, digits + at, sizeof(digits) - at);
}

static void contest_of(struct arena *a, const struct tally *t, const struct tally_unit *u, struct contest *ret_contest)
{
	struct contest_candidate *x = arena_array_of(a, u->n, struct contest_candidate);
	for (uint32_t i = 0; i < u->n; i++) {
		const struct tally_candidate *from = &t->candidate[u->first + i];
		x[i] = (struct contest_candidate){.number = from->number, .born = from->born, .votes = from->votes};
	}
	*ret_contest = (struct contest){.id = u->code,
					.level = u->level,
					.round = ROUND_FIRST,
					.seats = u->seats,
					.voters = u->voters,
					.turnout = u->turnout,
					.valid = u->valid,
					.n = u->n,
					.candidate = x};
}

/* The file knows neither turnout nor an open question: elected is who has the votes, and of the tied those with the smaller
 * number, which is their order in the standings (same votes, same day, no names). */
static void mark_elected(const struct outcome *o, bool *elected)
{
	int64_t places = o->tied_places;
	for (size_t i = 0; i < o->n; i++) {
		const struct standing *s = &o->standing[i];
		bool by_votes = s->reason == STANDING_ABOVE_HALF || s->reason == STANDING_MORE_VOTES ||
				s->reason == STANDING_OLDER;
		elected[s->candidate] = by_votes || (s->reason == STANDING_TIED && places-- > 0);
	}
}

static struct str tie_sentence(struct arena *a, const struct contest *c, const struct outcome *o)
{
	struct str who = {0};
	const struct contest_candidate *x = NULL;
	size_t named = 0;
	for (size_t i = 0; i < o->n && named <= NAMED_MAX; i++) {
		if (o->standing[i].reason != STANDING_TIED)
			continue;
		x = &c->candidate[o->standing[i].candidate];
		who = named++ == NAMED_MAX
			      ? arena_printf(a, "%.*s …", STR_ARG(who)) /* texts */
			      : arena_printf(a, "%.*s%s%lld", STR_ARG(who), who.n ? ", " : "", (long long)x->number);
	}
	INVARIANT(x != NULL, "a tie of nobody");
	return arena_printf(a,
			    _("Đơn vị bầu cử %.*s: người ứng cử số %.*s bằng nhau %.*s phiếu, cùng sinh ngày %.*s, "
			      "chỉ còn %lld đại biểu được bầu. "
			      "Tệp chọn theo số thứ tự; luật không quy định, người có thẩm quyền phải quyết định (Điều "
			      "78 khoản 4)."),
			    STR_ARG(c->id), STR_ARG(who), STR_ARG(text_number(a, x->votes)),
			    STR_ARG(date_vn(a, x->born)), (long long)o->tied_places);
}

static struct str turnout_sentence(struct arena *a, const struct contest *c)
{
	return arena_printf(a,
			    _("Đơn vị bầu cử %.*s: %.*s trong %.*s cử tri tham gia bỏ phiếu, chưa quá một nửa: "
			      "kết quả không được công nhận (Điều 78 khoản 1)."),
			    STR_ARG(c->id), STR_ARG(text_number(a, c->turnout)), STR_ARG(text_number(a, c->voters)));
}

static void put_unit(struct arena *a, const struct tally *t, const struct tally_unit *u, struct buf *out,
		     void (*remark)(void *ctx, struct str sentence), void *ctx, struct tally_counts *counts)
{
	struct contest c;
	struct outcome o;
	contest_of(a, t, u, &c);
	result_decide(a, &c, &o);
	bool *elected = arena_array_of(a, c.n, bool);
	mark_elected(&o, elected);
	for (size_t i = 0; i < c.n; i++) {
		buf_add(out, c.id);
		buf_add_char(out, ',');
		put_number(out, c.candidate[i].number, ',');
		put_number(out, c.candidate[i].votes, ',');
		put_number(out, c.valid, ',');
		put_number(out, elected[i], '\n');
		counts->elected += elected[i];
	}
	counts->seats += c.seats;
	if (o.tied) {
		counts->ties++;
		remark(ctx, tie_sentence(a, &c, &o));
	}
	if (o.recognised != TRI_YES) {
		counts->turnout++;
		remark(ctx, turnout_sentence(a, &c));
	}
}

void tally_winners(struct tally *t, struct buf *out, void (*remark)(void *ctx, struct str sentence), void *ctx,
		   struct tally_counts *ret_counts)
{
	_cleanup_arena_ struct arena *scratch = arena_new("constituency", SCRATCH_MAX);
	const struct tally_unit **order = arena_array_of(t->a, t->unit_n, const struct tally_unit *);
	struct tally_counts counts = {.units = t->unit_n, .candidates = t->candidate_n, .forms = t->forms, .votes = t->votes,
				      .issued = t->issued};
	for (size_t i = 0; i < t->unit_n; i++)
		order[i] = &t->unit[i];
	if (t->unit_n)
		qsort(order, t->unit_n, sizeof(*order), by_code);
	buf_add_c(out, "unit,cand,votes,valid,elected\n");
	for (size_t i = 0; i < t->unit_n; i++) {
		arena_reset(scratch);
		put_unit(scratch, t, order[i], out, remark, ctx, &counts);
	}
	*ret_counts = counts;
}
