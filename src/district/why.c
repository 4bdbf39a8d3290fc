#include "district/why.h"

#include "base/buf.h"
#include "text/text.h"

struct str district_share(struct arena *a, int64_t deviation)
{
	return arena_printf(a, "%.*s %%", STR_ARG(text_scaled(a, deviation, 2)));
}

struct str district_signed_share(struct arena *a, const struct district_unit *u)
{
	return arena_printf(a, "%s%.*s %%",
			    u->deviation == 0 ? ""
			    : u->above        ? "+"
					      : _("−"),
			    STR_ARG(text_scaled(a, u->deviation, 2)));
}

struct str district_km(struct arena *a, int64_t metres)
{
	return arena_printf(a, "%.*s km", STR_ARG(text_scaled(a, (metres + 50) / 100, 1)));
}

static void why_seats(struct why_list *l, const struct district_problem *p, const struct district_measure *m,
		      const struct district_unit *u)
{
	struct arena *a = l->a;
	why_add(l,
		arena_printf(a,
			     _("%d đại biểu cho %.*s người: %.*s người một đại biểu; bình quân chung %.*s ÷ %d = %.*s; "
			       "chênh %.*s"),
			     u->seats, STR_ARG(text_number(a, u->people)), STR_ARG(text_number(a, u->per_seat)),
			     STR_ARG(text_number(a, m->people)), p->seats,
			     STR_ARG(text_number(a, (2 * m->people + p->seats) / (2 * p->seats))),
			     STR_ARG(district_signed_share(a, u))),
		arena_printf(a, _("Điều 10 khoản 4 Luật Bầu cử: không quá %d đại biểu một đơn vị"), p->seats_most));
}

/* Names of former districts, whole ones and those of which the constituency has only some places. */
static void why_districts(struct why_list *l, const struct district_problem *p, const struct district_plan *plan,
			  size_t unit)
{
	struct arena *a = l->a;
	_cleanup_buf_ struct buf whole = BUF_INIT(4096), part = BUF_INIT(4096);
	int *all = arena_array_of(a, p->old_n + 1, int), *mine = arena_array_of(a, p->old_n + 1, int);
	for (size_t i = 0; i < p->member_n; i++) {
		all[p->member[i].old]++;
		mine[p->member[i].old] += plan->part[p->member[i].place] == (int)unit;
	}
	for (size_t d = 0; d < p->old_n; d++)
		if (mine[d] && mine[d] == all[d])
			buf_printf(&whole, "%s%.*s", whole.n ? ", " : "", STR_ARG(p->old_name[d]));
		else if (mine[d])
			buf_printf(&part, "%s%.*s (%d/%d)", part.n ? ", " : "", STR_ARG(p->old_name[d]), mine[d],
				   all[d]);
	if (whole.n)
		why_add(l, arena_printf(a, _("trọn địa bàn cũ: %.*s"), STR_ARG(buf_str(&whole))), (struct str){0});
	if (part.n)
		why_add(l,
			arena_printf(a, _("một phần địa bàn cũ (số xã, phường ở đây trên tổng số): %.*s"),
				     STR_ARG(buf_str(&part))),
			(struct str){0});
}

static void why_border(struct why_list *l, const struct district_problem *p, const struct district_plan *plan,
		       const struct district_unit *u, size_t unit)
{
	struct arena *a = l->a;
	int64_t metres = 0;
	_cleanup_buf_ struct buf over = BUF_INIT(2048);
	for (size_t i = 0; i < p->edge_n; i++) {
		const struct district_edge *e = &p->edge[i];
		bool x = plan->part[e->a] == (int)unit, y = plan->part[e->b] == (int)unit;
		if (x != y)
			metres += e->metres;
		else if (x && e->crossing)
			buf_printf(&over, "%s%.*s – %.*s", over.n ? ", " : "", STR_ARG(p->place[e->a].name),
				   STR_ARG(p->place[e->b].name));
	}
	if (u->connected)
		why_add(l,
			arena_printf(a, _("liền nhau; giáp đơn vị bầu cử khác %.*s"), STR_ARG(district_km(a, metres))),
			(struct str){0});
	else
		why_add(l, arena_printf(a, _("KHÔNG liền nhau: %zu mảnh rời"), u->pieces), (struct str){0});
	if (over.n)
		why_add(l,
			arena_printf(a, _("nối không qua đường giáp ranh (cầu, phà, tàu): %.*s"),
				     STR_ARG(buf_str(&over))),
			(struct str){0});
}

struct why district_why(struct arena *a, const struct district_problem *p, const struct district_plan *plan,
			const struct district_measure *m, size_t unit)
{
	struct why_list l = {.a = a};
	why_seats(&l, p, m, &m->unit[unit]);
	why_districts(&l, p, plan, unit);
	why_border(&l, p, plan, &m->unit[unit], unit);
	return why_end(&l);
}
