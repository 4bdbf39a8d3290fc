#include "law/law.h"

#include "base/buf.h"
#include "base/embedded.h"

static const struct {
	const char *id, *name;
} election_kinds[] = {
	[ELECTION_GENERAL] = {"general", _("Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân các cấp")},
	[ELECTION_BY_NA] = {"by_na", _("Bầu cử bổ sung đại biểu Quốc hội")},
	[ELECTION_BY_PROVINCE] = {"by_province", _("Bầu cử bổ sung đại biểu Hội đồng nhân dân cấp tỉnh")},
	[ELECTION_BY_COMMUNE] = {"by_commune", _("Bầu cử bổ sung đại biểu Hội đồng nhân dân cấp xã")},
};

const char *election_kind_id(enum election_kind k)
{
	return election_kinds[k].id;
}

const char *election_kind_name(enum election_kind k)
{
	return election_kinds[k].name;
}

static bool same_id(struct str s, const char *id)
{
	size_t i = 0;
	for (; i < s.n && id[i]; i++)
		if (s.p[i] != id[i] && !(s.p[i] == '-' && id[i] == '_'))
			return false;
	return i == s.n && !id[i];
}

bool election_kind_parse(struct str s, enum election_kind *ret_kind)
{
	for (size_t k = 0; k < ELECTION_KIND_COUNT; k++)
		if (same_id(s, election_kinds[k].id)) {
			*ret_kind = (enum election_kind)k;
			return true;
		}
	return false;
}

void why_add(struct why_list *l, struct str text, struct str basis)
{
	l->line = arena_grow(l->a, l->line, l->n, &l->cap, sizeof(*l->line));
	l->line[l->n++] = (struct why_line){.text = text, .basis = basis};
}

struct why why_end(const struct why_list *l)
{
	return (struct why){.n = l->n, .line = l->line};
}

struct str why_text(struct arena *a, const struct why *w)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 20);
	for (size_t i = 0; i < w->n; i++) {
		buf_add_c(&b, i ? "; " : "");
		buf_add(&b, w->line[i].text);
		if (w->line[i].basis.n)
			buf_printf(&b, " (%.*s)", STR_ARG(w->line[i].basis));
	}
	if (w->n)
		buf_add_char(&b, '.');
	return arena_dup(a, buf_str(&b));
}

bool law_rule_holds(const struct law_rule *r, day_t day, bool first_version)
{
	return (day >= r->from || first_version) && (r->to == DAY_NONE || day <= r->to);
}

const struct law_reason *law_reason(const struct law *law, const char *id)
{
	for (size_t i = 0; i < law->reason_n; i++)
		if (law->reason[i].rule.to == DAY_NONE && str_eq_c(law->reason[i].rule.id, id))
			return &law->reason[i];
	BUG("a reason the program names is not in law/reasons.csv");
}

struct law_texts law_texts_embedded(void)
{
	return (struct law_texts){
		.sources = embedded_text("law/sources.csv"),
		.calendar = embedded_text("law/calendar.csv"),
		.plan = embedded_text("law/plan_2026.csv"),
		.seats = embedded_text("law/seats.csv"),
		.bodies = embedded_text("law/bodies.csv"),
		.reasons = embedded_text("law/reasons.csv"),
		.results = embedded_text("law/results.csv"),
		.checks = embedded_text("law/checks.csv"),
	};
}
