#include "result/checks.h"

#include "text/text.h"

#define SEATS_MAX_NA 3
#define SEATS_MAX_COUNCIL 5

struct finding *findings_add(struct findings *to, enum law_check_id check, size_t form, int64_t left, int64_t right)
{
	to->item = arena_grow(to->a, to->item, to->n, &to->cap, sizeof(*to->item));
	to->item[to->n] = (struct finding){.check = check, .left = left, .right = right, .form = form, .other = NO_FORM,
					   .candidate = NO_CANDIDATE, .second = NO_CANDIDATE};
	return &to->item[to->n++];
}

enum sign { AT_MOST, EQUAL, AT_LEAST };

/* Notes the check when both sides are there and do not stand as the sign says. */
static void compare(struct findings *to, enum law_check_id check, size_t form, int64_t left, enum sign sign, int64_t right)
{
	if (left == COUNT_MISSING || right == COUNT_MISSING)
		return;
	if (sign == AT_MOST ? left > right : sign == AT_LEAST ? left < right : left != right)
		findings_add(to, check, form, left, right);
}

/* The comparisons of two cells. */
static const struct {
	enum law_check_id check;
	enum count_field left;
	enum sign sign;
	enum count_field right;
} pairs[] = {
	{K101, COUNT_TURNOUT, AT_MOST, COUNT_VOTERS},
	{K102, COUNT_ISSUED, AT_MOST, COUNT_TURNOUT},
	{K103, COUNT_COLLECTED, AT_MOST, COUNT_ISSUED},
	{K107, COUNT_COLLECTED, AT_MOST, COUNT_TURNOUT},
};

static void check_missing(struct findings *to, size_t index, const struct form *f)
{
	for (size_t i = 0; i < COUNT_FIELDS; i++)
		if (f->field[i] == COUNT_MISSING)
			findings_add(to, K110, index, COUNT_MISSING, 0)->field = (enum count_field)i;
	for (size_t k = 0; k < f->n; k++)
		if (f->votes[k] == COUNT_MISSING)
			findings_add(to, K110, index, COUNT_MISSING, 0)->candidate = k;
}

static void check_votes(struct findings *to, size_t index, const struct form *f, const struct form_more *more)
{
	int64_t valid = f->field[COUNT_VALID], sum = 0, ballots = 0, names = 0;
	for (size_t k = 0; k < f->n; k++) {
		if (sum != COUNT_MISSING)
			sum = f->votes[k] == COUNT_MISSING ? COUNT_MISSING : sum + f->votes[k];
		if (valid != COUNT_MISSING && f->votes[k] > valid)
			findings_add(to, K105, index, f->votes[k], valid)->candidate = k;
	}
	if (valid != COUNT_MISSING) {
		compare(to, K108, index, sum, AT_MOST, valid * more->seats);
		compare(to, K109, index, sum, AT_LEAST, valid);
	}
	if (!more->by_names)
		return;
	for (int64_t i = 0; i < more->seats; i++) {
		if (more->by_names[i] == COUNT_MISSING)
			return;
		ballots += more->by_names[i];
		names += (i + 1) * more->by_names[i];
	}
	compare(to, K111, index, ballots, EQUAL, valid);
	compare(to, K112, index, names, EQUAL, sum);
}

void checks_form(struct findings *to, size_t index, const struct form *f, const struct form_more *more)
{
	int64_t valid = f->field[COUNT_VALID], invalid = f->field[COUNT_INVALID];
	check_missing(to, index, f);
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		compare(to, pairs[i].check, index, f->field[pairs[i].left], pairs[i].sign, f->field[pairs[i].right]);
	if (valid != COUNT_MISSING && invalid != COUNT_MISSING)
		compare(to, K104, index, f->field[COUNT_COLLECTED], EQUAL, valid + invalid);
	if (f->field[COUNT_COLLECTED] == COUNT_MISSING)
		compare(to, K106, index, valid, AT_MOST, f->field[COUNT_TURNOUT]);
	check_votes(to, index, f, more);
	compare(to, K113, index, f->field[COUNT_VOTERS], EQUAL, more->roll);
}

void checks_levels(struct findings *to, const struct form *na, const struct form *province, const struct form *commune)
{
	if (na && province)
		compare(to, K131, NO_FORM, na->field[COUNT_VOTERS], EQUAL, province->field[COUNT_VOTERS]);
	if (commune && province)
		compare(to, K132, NO_FORM, commune->field[COUNT_VOTERS], AT_MOST, province->field[COUNT_VOTERS]);
}

void checks_seats(struct findings *to, enum contest_level level, int64_t seats)
{
	compare(to, K121, NO_FORM, seats, AT_MOST, level == LEVEL_NA ? SEATS_MAX_NA : SEATS_MAX_COUNCIL);
}

void checks_sums(struct findings *to, const struct sums *sums, const int64_t stated[COUNT_FIELDS],
		 const struct count_sum *votes, const int64_t *stated_votes, size_t n)
{
	for (size_t i = 0; i < COUNT_FIELDS; i++) {
		size_t before = to->n;
		compare(to, K123, NO_FORM, stated[i], EQUAL, sum_value(&sums->field[i]));
		if (to->n > before)
			to->item[before].field = (enum count_field)i;
	}
	for (size_t k = 0; k < n; k++) {
		size_t before = to->n;
		compare(to, K123, NO_FORM, stated_votes[k], EQUAL, sum_value(&votes[k]));
		if (to->n > before)
			to->item[before].candidate = k;
	}
}

size_t findings_blocking(const struct law *law, const struct findings *f)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		n += law_check(law, f->item[i].check)->kind == CHECK_BLOCK;
	return n;
}

static struct str form_name(struct arena *a, size_t form, const struct finding_names *names)
{
	if (names && names->form)
		return arena_printf(a, _("khu vực bỏ phiếu %.*s"), STR_ARG(names->form[form].area));
	return arena_printf(a, _("khu vực bỏ phiếu thứ %zu"), form + 1);
}

static struct str candidate_name(struct arena *a, size_t candidate, const struct finding_names *names)
{
	if (names && names->candidate)
		return names->candidate[candidate].name;
	return arena_printf(a, _("người ứng cử thứ %zu"), candidate + 1);
}

/* ", khu vực bỏ phiếu 3, Lê Thị Hoa" */
static struct str place(struct arena *a, const struct finding *f, const struct finding_names *names)
{
	struct str s = {0};
	if (f->form != NO_FORM)
		s = arena_printf(a, ", %.*s", STR_ARG(form_name(a, f->form, names)));
	if (f->other != NO_FORM)
		s = arena_printf(a, _("%.*s và %.*s"), STR_ARG(s), STR_ARG(form_name(a, f->other, names)));
	if (f->candidate != NO_CANDIDATE)
		s = arena_printf(a, "%.*s, %.*s", STR_ARG(s), STR_ARG(candidate_name(a, f->candidate, names)));
	if (f->second != NO_CANDIDATE)
		s = arena_printf(a, _("%.*s và %.*s"), STR_ARG(s), STR_ARG(candidate_name(a, f->second, names)));
	else if ((f->check == K110 || f->check == K123) && f->candidate == NO_CANDIDATE)
		s = arena_printf(a, _("%.*s, ô %s"), STR_ARG(s), count_field_name(f->field));
	return s;
}

struct str finding_typist(struct arena *a, const struct law *law, const struct finding *f, const struct finding_names *names)
{
	const struct law_check *c = law_check(law, f->check);
	return arena_printf(a, "%.*s%.*s: %.*s", STR_ARG(c->rule.id), STR_ARG(place(a, f, names)), STR_ARG(c->typist));
}

static struct str side(struct arena *a, int64_t v)
{
	return v == COUNT_MISSING ? str_from_c(_("chưa có")) : text_number(a, v);
}

struct str finding_supervisor(struct arena *a, const struct law *law, const struct finding *f,
			      const struct finding_names *names)
{
	const struct law_check *c = law_check(law, f->check);
	return arena_printf(a, _("%.*s%.*s: %.*s; đang là %.*s và %.*s. %.*s (%.*s)"), STR_ARG(c->rule.id),
			    STR_ARG(place(a, f, names)), STR_ARG(c->equation), STR_ARG(side(a, f->left)),
			    STR_ARG(side(a, f->right)), STR_ARG(c->supervisor), STR_ARG(c->rule.basis_brief));
}
