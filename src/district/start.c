#include "district/search.h"

#include "base/buf.h"

/* A first plan: each connected piece of what is free gets seats by its people, then is halved along trees again and
 * again. */

struct share {
	int nodes, seats, units;
	int64_t people;
};

/* Seats one by one to the piece with the most people for each half seat more (Sainte-Laguë), every piece at least one.
 */
static void share_seats(struct share *piece, int pieces, int seats)
{
	for (int i = 0; i < pieces; i++)
		piece[i].seats = 1;
	for (int left = seats - pieces; left > 0; left--) {
		int best = 0;
		for (int i = 1; i < pieces; i++)
			if ((__int128)piece[i].people * (2 * piece[best].seats + 1) >
			    (__int128)piece[best].people * (2 * piece[i].seats + 1))
				best = i;
		piece[best].seats++;
	}
}

/* The fewest constituencies for each, the others where most seats fall to one. False when there are too few. */
static bool share_units(const struct search *s, struct share *piece, int pieces, int units)
{
	for (int i = 0; i < pieces; i++) {
		piece[i].units = (piece[i].seats + s->most - 1) / s->most;
		units -= piece[i].units;
		if (piece[i].units > piece[i].nodes)
			return false;
	}
	for (; units > 0; units--) {
		int best = -1;
		for (int i = 0; i < pieces; i++)
			if (piece[i].units < piece[i].seats && piece[i].units < piece[i].nodes &&
			    (best < 0 || piece[i].seats * piece[best].units > piece[best].seats * piece[i].units))
				best = i;
		if (best < 0)
			return false;
		piece[best].units++;
	}
	return units == 0;
}

/* Numbers the connected pieces of the nodes without a constituency: part becomes −2 − number. */
static int find_pieces(struct search *s, struct share *piece, int most)
{
	int pieces = 0;
	for (int v = 0; v < s->n; v++) {
		int read = 0, write = 0;
		if (s->part[v] != DISTRICT_FREE)
			continue;
		if (pieces == most)
			return most + 1;
		s->order[write++] = v;
		s->part[v] = -2 - pieces;
		while (read < write) {
			int x = s->order[read++];
			piece[pieces].nodes++;
			piece[pieces].people += s->people[x];
			for (int e = s->first[x]; e < s->first[x + 1]; e++)
				if (s->part[s->to[e]] == DISTRICT_FREE) {
					s->part[s->to[e]] = -2 - pieces;
					s->order[write++] = s->to[e];
				}
		}
		pieces++;
	}
	return pieces;
}

/* Halves what constituency `unit` holds into `units` of them, the first `unit` itself. */
static bool halve(struct search *s, int unit, int units, int seats)
{
	int half = units / 2, mine;
	struct division d = {.a = unit + half,
			     .b = unit,
			     .seats = seats,
			     .nodes_a = units - half,
			     .nodes_b = half,
			     .by_district = true};
	if (units == 1) {
		s->unit_seats[unit] = seats;
		return true;
	}
	for (int v = 0; v < s->n; v++)
		if (s->part[v] == unit)
			s->list[d.n++] = v;
	d.seats_low = (seats * (units - half)) / units;
	d.seats_high = (seats * (units - half) + units - 1) / units;
	for (int attempt = 0;; attempt++) {
		if (search_divide(s, &d, &mine))
			break;
		if (attempt == 50)
			return false;
	}
	return halve(s, unit, half, seats - mine) && halve(s, unit + half, units - half, mine);
}

static int cut_off(const struct search *s, const struct share *piece, int pieces, struct err *err)
{
	int least = 0;
	_cleanup_buf_ struct buf names = BUF_INIT(300);
	for (int i = 1; i < pieces; i++)
		if (piece[i].nodes < piece[least].nodes)
			least = i;
	for (size_t i = 0, n = 0; i < s->p->n; i++)
		if (s->part[s->node_of[i]] == -2 - least && n++ < 5)
			buf_printf(&names, "%s%.*s", n > 1 ? ", " : "", STR_ARG(s->p->place[i].name));
	return err_set(err, ERR_INPUT,
		       _("Không chia được phần còn lại: các đơn vị bầu cử đã khóa hoặc yêu cầu đi cùng nhau cắt rời "
			 "%.*s. Mở khóa một đơn "
			 "vị bầu cử giáp đó hoặc đổi số đơn vị."),
		       STR_ARG(buf_str(&names)));
}

static int lock(struct search *s, int *ret_seats, struct err *err)
{
	const struct district_plan *from = s->wish->from;
	*ret_seats = s->seats;
	for (int v = 0; v < s->n; v++)
		s->part[v] = DISTRICT_FREE;
	for (int u = 0; u < s->locked; u++) {
		s->unit_seats[u] = from->seats[u];
		*ret_seats -= from->seats[u];
	}
	for (size_t i = 0; s->locked && i < s->p->n; i++) {
		int *part = &s->part[s->node_of[i]], is = from->part[i];
		if (is < 0 || is >= s->locked)
			continue;
		if (*part != DISTRICT_FREE && *part != is)
			return err_set(err, ERR_INPUT,
				       _("%.*s phải ở cùng một nơi của đơn vị bầu cử đã khóa khác; bỏ một yêu cầu."),
				       STR_ARG(s->p->place[i].name));
		*part = is;
	}
	return 0;
}

int search_start(struct search *s, struct err *err)
{
	struct share piece[DISTRICT_UNITS_MAX] = {0};
	int seats, pieces, unit = s->locked, k = lock(s, &seats, err);
	if (k < 0)
		return k;
	pieces = find_pieces(s, piece, s->k - s->locked);
	if (pieces == 0 && s->locked == s->k && seats == 0) {
		search_count(s);
		return 0;
	}
	if (pieces == 0 || pieces > s->k - s->locked || seats < s->k - s->locked ||
	    seats > (s->k - s->locked) * s->most)
		return err_set(err, ERR_INPUT,
			       _("Phần chưa khóa: %d mảnh rời nhau, còn %d đại biểu cho %d đơn vị bầu cử; không chia "
				 "được. Mở khóa bớt hoặc đổi "
				 "số đơn vị."),
			       pieces, seats, s->k - s->locked);
	share_seats(piece, pieces, seats);
	if (!share_units(s, piece, pieces, s->k - s->locked))
		return cut_off(s, piece, pieces, err);
	for (int i = 0, at = unit; i < pieces; at += piece[i++].units)
		for (int v = 0; v < s->n; v++)
			if (s->part[v] == -2 - i)
				s->part[v] = at;
	for (int u = unit; u < s->k; u++)
		s->unit_seats[u] = 1; /* until they are known */
	search_count(s);
	for (int i = 0; i < pieces; unit += piece[i++].units)
		if (!halve(s, unit, piece[i].units, piece[i].seats))
			return cut_off(s, piece, pieces, err);
	return 0;
}
