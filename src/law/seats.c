#include "law/seats.h"

#include "text/text.h"

static bool has_word(struct str words, struct str word)
{
	struct str w;
	while (str_split(&words, ' ', &w))
		if (w.n && str_eq(w, word))
			return true;
	return false;
}

/* The rule for a unit; of a xã that of the status given. A rule that names the province's code goes before the general
 * one. */
static const struct law_seats *find_rule(const struct law *law, const struct seats_input *in, enum tri mountainous)
{
	const struct law_seats *general = NULL;
	for (size_t i = 0; i < law->seats_n; i++) {
		const struct law_seats *s = &law->seats[i];
		if (s->rule.to != DAY_NONE || s->unit != in->unit)
			continue;
		if (s->mountainous != TRI_UNKNOWN && s->mountainous != mountainous)
			continue;
		if (s->province_codes.n == 0)
			general = s;
		else if (has_word(s->province_codes, in->province_code))
			return s;
	}
	INVARIANT(general != NULL, "law/seats.csv has no rule for a kind of unit");
	return general;
}

/* The number of one rule for a known population, in the parts the why shows. */
struct sum {
	int64_t first, second; /* full steps above base_population, above first_until */
	int64_t left;          /* people left over in the last step */
	int64_t uncapped;
	int seats;
};

static struct sum add_up(const struct law_seats *s, int64_t population)
{
	struct sum x = {.uncapped = s->base, .seats = s->base};
	if (s->base_population == 0 || population <= s->base_population)
		return x;
	int64_t in_first = s->first_until && population > s->first_until ? s->first_until : population;
	x.first = (in_first - s->base_population) / s->step1;
	x.left = (in_first - s->base_population) % s->step1;
	if (in_first < population) {
		x.second = (population - s->first_until) / s->step2;
		x.left = (population - s->first_until) % s->step2;
	}
	x.uncapped = s->base + x.first + x.second;
	x.seats = x.uncapped > s->cap ? s->cap : (int)x.uncapped;
	return x;
}

/* Rounding could only change the number while the cap leaves room. */
static bool remainder_decides(const struct law_seats *s, const struct sum *x)
{
	return x->left > 0 && x->uncapped < s->cap;
}

static struct str people(struct arena *a, int64_t n)
{
	return text_number(a, n);
}

/* The rule in words. */
static struct str rule_text(struct arena *a, const struct law_seats *s)
{
	if (s->base_population == 0)
		return arena_printf(a, _("%.*s được bầu %d đại biểu"), STR_ARG(s->title), s->base);
	struct str text = arena_printf(a,
				       _("%.*s có từ %.*s người trở xuống được bầu %d đại biểu; "
					 "trên %.*s người thì cứ thêm %.*s người được bầu thêm một đại biểu"),
				       STR_ARG(s->title), STR_ARG(people(a, s->base_population)), s->base,
				       STR_ARG(people(a, s->base_population)), STR_ARG(people(a, s->step1)));
	if (s->first_until)
		text = arena_printf(a, _("%.*s; trên %.*s người thì cứ thêm %.*s người được bầu thêm một đại biểu"),
				    STR_ARG(text), STR_ARG(people(a, s->first_until)), STR_ARG(people(a, s->step2)));
	return arena_printf(a, _("%.*s; không quá %d đại biểu"), STR_ARG(text), s->cap);
}

/* "15 + (10.000 − 5.000) : 1.000 + (13.000 − 10.000) : 3.000 = 15 + 5 + 1 = 21" */
static struct str sum_text(struct arena *a, const struct law_seats *s, int64_t population, const struct sum *x)
{
	if (s->base_population == 0 || population <= s->base_population)
		return arena_printf(a, _("Số đại biểu: %d"), s->base);
	bool two = s->first_until && population > s->first_until;
	struct str left = arena_printf(a, _("%d + (%.*s − %.*s) : %.*s"), s->base,
				       STR_ARG(people(a, two ? s->first_until : population)),
				       STR_ARG(people(a, s->base_population)), STR_ARG(people(a, s->step1)));
	struct str right = arena_printf(a, "%d + %lld", s->base, (long long)x->first);
	if (two) {
		left = arena_printf(a, _("%.*s + (%.*s − %.*s) : %.*s"), STR_ARG(left), STR_ARG(people(a, population)),
				    STR_ARG(people(a, s->first_until)), STR_ARG(people(a, s->step2)));
		right = arena_printf(a, "%.*s + %lld", STR_ARG(right), (long long)x->second);
	}
	struct str text = arena_printf(a, _("Số đại biểu: %.*s = %.*s = %lld"), STR_ARG(left), STR_ARG(right),
				       (long long)x->uncapped);
	if (x->uncapped > s->cap)
		return arena_printf(a, _("%.*s, nhiều hơn mức tối đa nên là %d"), STR_ARG(text), s->cap);
	return text;
}

/* The words of one rule's result: the rule, the arithmetic, and the reading of what is left over where it decides. */
static void say_rule(struct why_list *why, const struct law *law, const struct law_seats *s, int64_t population,
		     const struct sum *x)
{
	struct arena *a = why->a;
	if (!a)
		return;
	why_add(why, arena_printf(a, _("Quy định: %.*s"), STR_ARG(rule_text(a, s))), s->rule.basis);
	if (!x) {
		why_add(why, arena_printf(a, _("Chưa biết dân số nên số đại biểu từ %d đến %d"), s->base, s->cap),
			(struct str){0});
		return;
	}
	why_add(why, sum_text(a, s, population, x), (struct str){0});
	if (!remainder_decides(s, x))
		return;
	const struct law_reason *reading = law_reason(law, "REMAINDER");
	why_add(why, arena_printf(a, _("Còn lẻ %.*s người. %.*s. %.*s"), STR_ARG(people(a, x->left)),
				  STR_ARG(reading->text), STR_ARG(reading->rule.note)),
		reading->rule.basis);
}

static struct seats by_rule(struct why_list *why, const struct law *law, const struct law_seats *s, int64_t population)
{
	bool fixed = s->base_population == 0;
	if (population == POPULATION_UNKNOWN && !fixed) {
		say_rule(why, law, s, population, NULL);
		return (struct seats){.lo = s->base, .hi = s->cap, .provisional = true};
	}
	struct sum x = add_up(s, population);
	say_rule(why, law, s, population, &x);
	return (struct seats){
		.lo = x.seats,
		.hi = x.seats,
		.provisional = s->rule.provisional || (remainder_decides(s, &x) && law_reason(law, "REMAINDER")->rule.provisional),
	};
}

/* True when the figure is the one the law asks for. */
static bool add_population(struct why_list *why, const struct law *law, const struct seats_input *in)
{
	const struct law_reason *source = law_reason(law, "POPULATION");
	bool known = in->population != POPULATION_UNKNOWN;
	if (!why->a)
		return known && in->population_final;
	struct str text = str_from_c(_("Chưa có dân số"));
	if (known)
		text = arena_printf(why->a, _("Dân số: %.*s người"), STR_ARG(people(why->a, in->population)));
	why_add(why,
		arena_printf(why->a, "%.*s%s. %.*s", STR_ARG(text),
			     known && !in->population_final ? _(", chưa xác nhận") : "", STR_ARG(source->text)),
		source->rule.basis);
	return known && in->population_final;
}

/* Of a xã whose status nobody has said: what both rules give. */
static struct seats by_both_rules(struct why_list *why, const struct law *law, const struct seats_input *in)
{
	const struct law_reason *status = law_reason(law, "MOUNTAIN");
	if (why->a)
		why_add(why, arena_printf(why->a, _("Chưa biết có phải xã miền núi, hải đảo hay không. %.*s"), STR_ARG(status->text)),
			status->rule.basis);
	struct seats yes = by_rule(why, law, find_rule(law, in, TRI_YES), in->population);
	struct seats no = by_rule(why, law, find_rule(law, in, TRI_NO), in->population);
	struct seats both = {
		.lo = no.lo < yes.lo ? no.lo : yes.lo,
		.hi = no.hi > yes.hi ? no.hi : yes.hi,
		.provisional = yes.provisional || no.provisional || yes.lo != no.lo || yes.hi != no.hi,
	};
	if (why->a)
		why_add(why, both.lo == both.hi ? arena_printf(why->a, _("Theo cả hai quy định đều là %d đại biểu"), both.lo)
						: arena_printf(why->a, _("Vì vậy từ %d đến %d đại biểu"), both.lo, both.hi),
			(struct str){0});
	return both;
}

/* Of a xã whose status is given, by a decision or not yet. */
static struct seats by_status(struct why_list *why, const struct law *law, const struct seats_input *in)
{
	const struct law_reason *status = law_reason(law, "MOUNTAIN");
	const char *claim = in->mountainous == TRI_YES ? _("Là xã miền núi hoặc hải đảo, chưa xác nhận")
						       : _("Không phải xã miền núi, hải đảo, chưa xác nhận");
	if (why->a && !in->mountainous_final)
		why_add(why, arena_printf(why->a, "%s. %.*s", claim, STR_ARG(status->text)), status->rule.basis);
	struct seats result = by_rule(why, law, find_rule(law, in, in->mountainous), in->population);
	result.provisional |= !in->mountainous_final;
	return result;
}

struct seats seats_for_unit(struct arena *a, const struct law *law, const struct seats_input *in)
{
	INVARIANT(in->population >= 0 || in->population == POPULATION_UNKNOWN, "a population below zero");
	struct why_list why = {.a = a};
	struct seats result;
	if (in->unit != SEATS_XA) {
		const struct law_seats *rule = find_rule(law, in, TRI_UNKNOWN);
		bool fixed = rule->base_population == 0; /* whatever the population */
		bool final = fixed || add_population(&why, law, in);
		result = by_rule(&why, law, rule, in->population);
		result.provisional |= !final;
	} else {
		bool final = add_population(&why, law, in);
		result = in->mountainous == TRI_UNKNOWN ? by_both_rules(&why, law, in) : by_status(&why, law, in);
		result.provisional |= !final;
	}
	result.why = why_end(&why);
	return result;
}

void seats_add(struct seats_total *t, const struct seats *s)
{
	t->lo += s->lo;
	t->hi += s->hi;
	t->units++;
	t->ranges += s->lo != s->hi;
	t->provisional |= s->provisional;
}
