#include "district/plan.h"

#include "base/buf.h"
#include "district/groups.h"

size_t district_fewest(const struct district_problem *p)
{
	return ((size_t)p->seats + (size_t)p->seats_most - 1) / (size_t)p->seats_most;
}

/* |people × S − P × seats|: the deviation times P × seats. */
static int64_t distance(int64_t people, int seats, int64_t all_people, int all_seats)
{
	int64_t d = people * all_seats - all_people * seats;
	return d < 0 ? -d : d;
}

size_t district_groups(struct arena *scratch, const struct district_problem *p, int *ret_group)
{
	int *up = groups_apart(scratch, p->n), *size = arena_array_of(scratch, p->n, int);
	int *number = arena_array_of(scratch, p->n, int);
	size_t groups = 0;
	for (size_t i = 0; i < p->edge_n; i++)
		groups_unite(up, (int)p->edge[i].a, (int)p->edge[i].b);
	for (size_t i = 0; i < p->n; i++)
		size[groups_root(up, (int)i)]++;
	for (;;) { /* the largest that has no number yet */
		int best = -1;
		for (size_t i = 0; i < p->n; i++)
			if (up[i] == (int)i && number[i] == 0 && (best < 0 || size[i] > size[best]))
				best = (int)i;
		if (best < 0)
			break;
		number[best] = (int)++groups;
	}
	for (size_t i = 0; i < p->n; i++)
		ret_group[i] = number[groups_root(up, (int)i)] - 1;
	return groups;
}

static int check_numbers(const struct district_problem *p, size_t count, struct err *err)
{
	if (p->n == 0)
		return err_set(err, ERR_INPUT, _("Không có đơn vị hành chính nào để chia."));
	if (p->n > DISTRICT_PLACES_MAX)
		return err_set(err, ERR_TOO_LARGE, _("%zu đơn vị hành chính: quá %d, không chia một lần được."), p->n,
			       DISTRICT_PLACES_MAX);
	if (p->seats_most < 1 || p->seats_most > DISTRICT_SEATS_MAX)
		return err_field(err, ERR_INPUT, "max",
				 _("Mỗi đơn vị bầu cử không thể bầu tới %d đại biểu: đại biểu Quốc hội không quá 3, "
				   "đại biểu Hội đồng "
				   "nhân dân không quá 5 (Điều 10 khoản 4 Luật Bầu cử)."),
				 p->seats_most);
	if (p->seats < 1)
		return err_field(err, ERR_INPUT, "seats", _("Số đại biểu được bầu phải từ 1 trở lên."));
	if (count > (size_t)p->seats)
		return err_field(err, ERR_INPUT, "count",
				 _("%zu đơn vị bầu cử cho %d đại biểu: mỗi đơn vị phải bầu ít nhất một người."), count,
				 p->seats);
	if (count && count < district_fewest(p))
		return err_field(err, ERR_INPUT, "count",
				 _("%zu đơn vị bầu cử không đủ cho %d đại biểu khi mỗi đơn vị bầu không quá %d người; "
				   "cần ít nhất %zu."),
				 count, p->seats, p->seats_most, district_fewest(p));
	if (count == 0)
		count = district_fewest(p);
	if (count > p->n)
		return err_field(err, ERR_INPUT, "seats",
				 _("%d đại biểu cần ít nhất %zu đơn vị bầu cử mà chỉ có %zu xã, phường, đặc khu (hoặc "
				   "thôn, tổ dân phố): "
				   "không được chia một nơi ra hai đơn vị bầu cử."),
				 p->seats, count, p->n);
	if (count > DISTRICT_UNITS_MAX)
		return err_field(err, ERR_TOO_LARGE, "count", _("%zu đơn vị bầu cử: quá %d."), count,
				 DISTRICT_UNITS_MAX);
	return 0;
}

static int check_people(const struct district_problem *p, const bool *joined, struct err *err)
{
	int64_t all = 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct district_place *x = &p->place[i];
		if (x->people < 0)
			return err_set(err, ERR_INPUT, _("%.*s (%.*s): chưa có dân số. Nhập dân số rồi mới chia được."),
				       STR_ARG(x->name), STR_ARG(x->code));
		if (x->people == 0 && joined[i])
			return err_set(err, ERR_INPUT,
				       _("%.*s (%.*s): dân số bằng 0. Một nơi giáp nơi khác mà không có dân là số liệu "
					 "sai; sửa rồi chạy "
					 "lại."),
				       STR_ARG(x->name), STR_ARG(x->code));
		all += x->people;
	}
	if (all == 0)
		return err_set(err, ERR_INPUT, _("Tổng dân số bằng 0."));
	return 0;
}

int district_check_problem(struct arena *scratch, const struct district_problem *p, size_t count, struct err *err)
{
	bool *joined = arena_array_of(scratch, p->n + 1, bool);
	int *group = arena_array_of(scratch, p->n + 1, int);
	int k = check_numbers(p, count, err);
	if (k < 0)
		return k;
	for (size_t i = 0; i < p->edge_n; i++)
		if (!p->edge[i].crossing)
			joined[p->edge[i].a] = joined[p->edge[i].b] = true;
	k = check_people(p, joined, err);
	if (k < 0)
		return k;
	if (district_groups(scratch, p, group) > 1) {
		_cleanup_buf_ struct buf names = BUF_INIT(400);
		size_t n = 0, shown = 0;
		for (size_t i = 0; i < p->n; i++)
			if (group[i] > 0 && ++n <= 6) {
				buf_printf(&names, "%s%.*s (%.*s)", n > 1 ? ", " : "", STR_ARG(p->place[i].name),
					   STR_ARG(p->place[i].code));
				shown++;
			}
		return err_set(err, ERR_INPUT,
			       _("Không nối được với phần còn lại theo bảng giáp ranh: %.*s%s. Người có trách nhiệm "
				 "phải nói nơi ấy đi "
				 "cùng nơi nào (ví dụ --join MÃ=MÃ)."),
			       STR_ARG(buf_str(&names)), n > shown ? ", …" : "");
	}
	return 0;
}

int district_check_plan(const struct district_problem *p, const struct district_plan *plan, struct err *err)
{
	int sum = 0;
	bool used[DISTRICT_UNITS_MAX] = {0};
	if (plan->k < 1 || plan->k > DISTRICT_UNITS_MAX)
		return err_set(err, ERR_INPUT, _("Phương án có %zu đơn vị bầu cử."), plan->k);
	for (size_t i = 0; i < p->n; i++) {
		int part = plan->part[i];
		if (part < 0 || (size_t)part >= plan->k)
			return err_set(err, ERR_INPUT, _("%.*s (%.*s) chưa thuộc đơn vị bầu cử nào."),
				       STR_ARG(p->place[i].name), STR_ARG(p->place[i].code));
		used[part] = true;
	}
	for (size_t u = 0; u < plan->k; u++) {
		if (!used[u])
			return err_set(err, ERR_INPUT, _("Đơn vị bầu cử số %zu không có nơi nào."), u + 1);
		if (plan->seats[u] < 1 || plan->seats[u] > p->seats_most)
			return err_set(err, ERR_INPUT,
				       _("Đơn vị bầu cử số %zu bầu %d đại biểu; luật cho từ 1 đến %d (Điều 10 khoản 4 "
					 "Luật Bầu cử)."),
				       u + 1, plan->seats[u], p->seats_most);
		sum += plan->seats[u];
	}
	if (sum != p->seats)
		return err_set(err, ERR_INPUT, _("Các đơn vị bầu cử cộng lại bầu %d đại biểu, phải là %d."), sum,
			       p->seats);
	return 0;
}

static void measure_units(const struct district_problem *p, const struct district_plan *plan,
			  struct district_unit *unit, struct district_measure *m)
{
	for (size_t i = 0; i < p->n; i++) {
		struct district_unit *u = &unit[plan->part[i]];
		u->people += p->place[i].people;
		u->places++;
		m->people += p->place[i].people;
	}
	for (size_t i = 0; i < plan->k; i++) {
		struct district_unit *u = &unit[i];
		int64_t whole;
		u->seats = plan->seats[i];
		u->per_seat = (2 * u->people + u->seats) / (2 * u->seats);
		u->above = u->people * p->seats > m->people * u->seats;
		whole = m->people * u->seats;
		u->deviation =
			(int64_t)(((__int128)distance(u->people, u->seats, m->people, p->seats) * DISTRICT_WHOLE +
				   whole - 1) /
				  whole);
		if (u->deviation > m->deviation) {
			m->deviation = u->deviation;
			m->worst = i;
		}
	}
}

static void measure_pieces(struct arena *a, const struct district_problem *p, const struct district_plan *plan,
			   struct district_unit *unit, struct district_measure *m)
{
	int *up = groups_apart(a, p->n);
	for (size_t i = 0; i < p->edge_n; i++) {
		const struct district_edge *e = &p->edge[i];
		if (plan->part[e->a] == plan->part[e->b])
			groups_unite(up, (int)e->a, (int)e->b);
		else
			m->cut += e->metres;
	}
	for (size_t i = 0; i < p->n; i++)
		if (up[i] == (int)i)
			unit[plan->part[i]].pieces++;
	m->connected = true;
	for (size_t i = 0; i < plan->k; i++) {
		unit[i].connected = unit[i].pieces == 1;
		m->connected = m->connected && unit[i].connected;
	}
}

static void measure_splits(struct arena *a, const struct district_problem *p, const struct district_plan *plan,
			   struct district_measure *m)
{
	bool *in = arena_array_of(a, p->old_n * plan->k + 1, bool);
	for (size_t i = 0; i < p->member_n; i++)
		in[p->member[i].old * plan->k + (size_t)plan->part[p->member[i].place]] = true;
	for (size_t d = 0; d < p->old_n; d++) {
		size_t parts = 0;
		for (size_t u = 0; u < plan->k; u++)
			parts += in[d * plan->k + u];
		m->split += parts > 1;
		m->pieces += parts > 1 ? parts - 1 : 0;
	}
}

struct district_measure district_measure(struct arena *a, const struct district_problem *p,
					 const struct district_plan *plan)
{
	struct district_measure m = {0};
	struct district_unit *unit = arena_array_of(a, plan->k, struct district_unit);
	measure_units(p, plan, unit, &m);
	measure_pieces(a, p, plan, unit, &m);
	measure_splits(a, p, plan, &m);
	m.unit = unit;
	return m;
}
