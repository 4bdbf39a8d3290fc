#include <stdlib.h>
#include <string.h>

#include "result/tally_int.h"

#define UNITS_MAX 1000000u
#define CANDIDATES_MAX 4000000u
#define CODE_MAX 64

struct tally *tally_new(struct arena *a)
{
	struct tally *t = arena_new_of(a, struct tally);
	t->a = a;
	t->last = UINT32_MAX;
	return t;
}

static uint32_t *slot_of(const struct tally *t, struct str code)
{
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < code.n; i++)
		h = (h ^ (unsigned char)code.p[i]) * 1099511628211u;
	size_t at = (size_t)(h >> 20) & (t->slots - 1);
	while (t->slot[at] && !str_eq(t->unit[t->slot[at] - 1].code, code))
		at = (at + 1) & (t->slots - 1);
	return &t->slot[at];
}

uint32_t tally_find(struct tally *t, struct str code)
{
	if (t->last != UINT32_MAX && str_eq(t->unit[t->last].code, code))
		return t->last;
	uint32_t found = t->slots ? *slot_of(t, code) : 0;
	if (found == 0)
		return UINT32_MAX;
	t->last = found - 1;
	return t->last;
}

static void add_unit(struct tally *t, const struct tally_unit *unit)
{
	if (2 * (t->unit_n + 1) > t->slots) {
		t->slots = t->slots ? 4 * t->slots : 4096;
		t->slot = arena_array_of(t->a, t->slots, uint32_t);
		for (uint32_t i = 0; i < t->unit_n; i++)
			*slot_of(t, t->unit[i].code) = i + 1;
	}
	t->unit = arena_grow(t->a, t->unit, t->unit_n, &t->unit_cap, sizeof(*t->unit));
	t->unit[t->unit_n] = *unit;
	t->unit[t->unit_n].code = arena_dup(t->a, unit->code);
	uint32_t *slot = slot_of(t, t->unit[t->unit_n].code);
	*slot = (uint32_t)++t->unit_n;
}

int tally_units(struct tally *t, struct str text, struct err *err)
{
	struct tally_scan s;
	int k = tally_open(&s, "units.csv", "ballot,unit,seats", text, err);
	while (k == 0 && s.p < s.end) {
		const char *row = s.p;
		int64_t ballot = tally_int(&s, "ballot", ',');
		struct tally_unit u = {.code = tally_text(&s, "unit", ',')};
		u.seats = tally_int(&s, "seats", '\n');
		if (ballot < 1 || ballot > TALLY_BALLOTS)
			tally_fault(&s, row, "ballot", _("chỉ nhận 1, 2 hoặc 3"));
		if (u.seats < 1 || u.seats > RESULT_SEATS_MAX)
			tally_fault(&s, row, "seats", _("số đại biểu được bầu ngoài khoảng cho phép"));
		if (u.code.n > CODE_MAX || t->unit_n >= UNITS_MAX)
			tally_fault(&s, row, "unit", _("quá dài hoặc quá nhiều đơn vị bầu cử"));
		if (!s.fault && tally_find(t, u.code) != UINT32_MAX)
			tally_fault(&s, row, "unit", _("đơn vị bầu cử đã có ở dòng trên"));
		k = s.fault;
		u.level = (enum contest_level)(ballot - 1);
		if (k == 0)
			add_unit(t, &u);
	}
	return k;
}

/* The unit a row names; a fault when it is unknown. */
static struct tally_unit *unit_of(struct tally *t, struct tally_scan *s, const char *row, struct str code)
{
	uint32_t u = s->fault ? UINT32_MAX : tally_find(t, code);
	if (u == UINT32_MAX) {
		tally_fault(s, row, "unit", _("không có trong units.csv"));
		return NULL;
	}
	return &t->unit[u];
}

static int by_unit(const void *left, const void *right)
{
	const struct tally_candidate *a = left, *b = right;
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static int sort_candidates(struct tally *t, struct err *err)
{
	if (t->candidate_n)
		qsort(t->candidate, t->candidate_n, sizeof(*t->candidate), by_unit);
	for (uint32_t i = 0; i < t->candidate_n; i++) {
		struct tally_unit *u = &t->unit[t->candidate[i].unit];
		if (i && by_unit(&t->candidate[i - 1], &t->candidate[i]) == 0)
			return err_field(
				err, ERR_INPUT, "cand",
				_("Tệp candidates.csv: người ứng cử số %u của đơn vị bầu cử %.*s có hai dòng."),
				t->candidate[i].number, STR_ARG(u->code));
		if (u->n++ == 0)
			u->first = i;
	}
	return 0;
}

int tally_candidates(struct tally *t, struct str text, struct err *err)
{
	struct tally_scan s;
	int k = tally_open(&s, "candidates.csv", "unit,cand,birth", text, err);
	while (k == 0 && s.p < s.end) {
		const char *row = s.p;
		struct tally_candidate x = {0};
		struct str code = tally_text(&s, "unit", ',');
		int64_t number = tally_int(&s, "cand", ',');
		struct str birth = tally_text(&s, "birth", '\n');
		const struct tally_unit *u = unit_of(t, &s, row, code);
		if (t->candidate_n >= CANDIDATES_MAX)
			tally_fault(&s, row, "cand", _("quá nhiều người ứng cử"));
		if (number < 1 || number > 1000000)
			tally_fault(&s, row, "cand", _("số thứ tự ngoài khoảng cho phép"));
		if (!s.fault && !date_parse_iso(birth, &x.born))
			tally_fault(&s, row, "birth", _("không phải một ngày có thật"));
		k = s.fault;
		if (k < 0)
			break;
		x.number = (uint32_t)number;
		x.unit = (uint32_t)(u - t->unit);
		t->candidate = arena_grow(t->a, t->candidate, t->candidate_n, &t->candidate_cap, sizeof(*t->candidate));
		t->candidate[t->candidate_n++] = x;
	}
	return k == 0 ? sort_candidates(t, err) : k;
}

struct figures {
	int64_t voters, took_part, issued, collected, valid, invalid;
};

static void check_figures(struct tally_scan *s, const char *row, const struct figures *f)
{
	if (f->took_part > f->voters)
		tally_fault(s, row, "took_part", _("K101: nhiều hơn tổng số cử tri (voters)"));
	else if (f->collected > f->issued)
		tally_fault(s, row, "collected", _("K103: nhiều hơn số phiếu phát ra (issued)"));
	else if (f->valid > f->collected)
		tally_fault(s, row, "valid", _("K104: nhiều hơn số phiếu thu vào (collected)"));
	else if (f->valid + f->invalid != f->collected)
		tally_fault(s, row, "invalid", _("K104: số phiếu hợp lệ cộng không hợp lệ khác số phiếu thu vào"));
}

int tally_forms(struct tally *t, struct str text, struct err *err)
{
	struct tally_scan s;
	int k = tally_open(&s, "forms.csv", "area,commune,ballot,unit,voters,took_part,issued,collected,valid,invalid",
			   text, err);
	while (k == 0 && s.p < s.end) {
		const char *row = s.p;
		struct figures f;
		tally_text(&s, "area", ',');
		tally_text(&s, "commune", ',');
		int64_t ballot = tally_int(&s, "ballot", ',');
		struct str code = tally_text(&s, "unit", ',');
		f.voters = tally_int(&s, "voters", ',');
		f.took_part = tally_int(&s, "took_part", ',');
		f.issued = tally_int(&s, "issued", ',');
		f.collected = tally_int(&s, "collected", ',');
		f.valid = tally_int(&s, "valid", ',');
		f.invalid = tally_int(&s, "invalid", '\n');
		struct tally_unit *u = unit_of(t, &s, row, code);
		if (u && ballot != (int64_t)u->level + 1)
			tally_fault(&s, row, "ballot", _("khác với units.csv"));
		if (u)
			check_figures(&s, row, &f);
		k = s.fault;
		if (k < 0)
			break;
		u->voters += f.voters;
		u->turnout += f.took_part;
		u->valid += f.valid;
		u->forms++;
		t->forms++;
		t->issued += f.issued > f.took_part;
	}
	return k;
}

/* Candidates are numbered 1…n as a rule, so the place follows from the number; else it is looked for. */
static struct tally_candidate *candidate_of(struct tally *t, const struct tally_unit *u, int64_t number)
{
	struct tally_candidate *x = &t->candidate[u->first];
	if (number >= 1 && number <= u->n && x[number - 1].number == number)
		return &x[number - 1];
	for (uint32_t i = 0; i < u->n; i++)
		if (x[i].number == number)
			return &x[i];
	return NULL;
}

static int all_there(const struct tally *t, struct err *err)
{
	for (size_t i = 0; i < t->candidate_n; i++) {
		const struct tally_candidate *x = &t->candidate[i];
		const struct tally_unit *u = &t->unit[x->unit];
		if (x->rows != u->forms)
			return err_field(
				err, ERR_INPUT, "votes",
				_("Tệp votes.csv: người ứng cử số %u của đơn vị bầu cử %.*s có %u dòng, phải là %u, "
				  "mỗi khu vực bỏ phiếu một dòng."),
				x->number, STR_ARG(u->code), x->rows, u->forms);
		if (x->votes > u->valid)
			return err_field(err, ERR_INPUT, "votes",
					 _("Tệp votes.csv: người ứng cử số %u của đơn vị bầu cử %.*s có %lld phiếu, "
					   "nhiều hơn %lld phiếu hợp lệ (K105)."),
					 x->number, STR_ARG(u->code), (long long)x->votes, (long long)u->valid);
	}
	return 0;
}

int tally_votes(struct tally *t, struct str text, struct err *err)
{
	struct tally_scan s;
	int k = tally_open(&s, "votes.csv", "area,ballot,unit,cand,votes", text, err);
	while (k == 0 && s.p < s.end) {
		const char *row = s.p;
		tally_text(&s, "area", ',');
		int64_t ballot = tally_int(&s, "ballot", ',');
		struct str code = tally_text(&s, "unit", ',');
		int64_t number = tally_int(&s, "cand", ',');
		int64_t votes = tally_int(&s, "votes", '\n');
		const struct tally_unit *u = unit_of(t, &s, row, code);
		if (u && ballot != (int64_t)u->level + 1)
			tally_fault(&s, row, "ballot", _("khác với units.csv"));
		struct tally_candidate *x = u ? candidate_of(t, u, number) : NULL;
		if (u && !x)
			tally_fault(&s, row, "cand", _("không có trong candidates.csv"));
		k = s.fault;
		if (k < 0)
			break;
		x->votes += votes;
		x->rows++;
		t->votes++;
	}
	return k == 0 ? all_there(t, err) : k;
}
