/* Orders on top of a legal date: calendar_apply(). */
#include "law/calendar.h"

/* "trước ngày 30/11" is done by 29/11. */
static day_t last_day(const struct calendar_order *o)
{
	return o->before ? o->day - 1 : o->day;
}

static struct str document_text(struct arena *a, const struct calendar_order *o)
{
	struct str document = str_trim(o->document);
	return document.n ? arena_printf(a, _("theo %.*s"), STR_ARG(document)) : str_from_c(_("chưa ghi văn bản"));
}

static struct str by_text(struct arena *a, const struct calendar_order *o)
{
	struct str day = date_vn(a, o->day);
	if (!o->before)
		return arena_printf(a, _("chậm nhất %.*s"), STR_ARG(day));
	return arena_printf(a, _("trước ngày %.*s, tức chậm nhất %.*s"), STR_ARG(day), STR_ARG(date_vn(a, o->day - 1)));
}

static int put_override(struct why_list *why, const struct calendar_row *row, const struct calendar_order *o,
			struct calendar_effect *e, struct err *err)
{
	const struct law_reason *power = law_reason(row->law, "ADJUST");
	if (row->plan)
		return err_field(err, ERR_INPUT, "override",
				 _("“%.*s” là dự kiến, không phải thời hạn của luật nên không có gì để điều chỉnh."),
				 STR_ARG(row->title));
	if (str_trim(o->document).n == 0)
		return err_field(err, ERR_INPUT, "document",
				 _("Hãy ghi số, ngày văn bản của Hội đồng bầu cử quốc gia "
				   "điều chỉnh thời gian (%.*s)."),
				 STR_ARG(power->rule.basis));
	e->legal = last_day(o);
	e->overridden = true;
	why_add(why, arena_printf(why->a, _("Hội đồng bầu cử quốc gia điều chỉnh: %.*s, %.*s"),
				  STR_ARG(by_text(why->a, o)), STR_ARG(document_text(why->a, o))),
		power->rule.basis);
	return 0;
}

static int put_directed(struct why_list *why, const struct calendar_order *o, struct calendar_effect *e,
			struct err *err)
{
	day_t day = last_day(o);
	if (e->legal != DAY_NONE && day > e->legal) {
		struct civil d = date_to_civil(day), l = date_to_civil(e->legal);
		return err_field(err, ERR_LAW, "directed",
				 _("Thời hạn chỉ đạo %02d/%02d/%04d muộn hơn thời hạn luật định %02d/%02d/%04d. "
				   "Thời hạn chỉ đạo chỉ được sớm hơn hoặc bằng."),
				 d.day, d.month, d.year, l.day, l.month, l.year);
	}
	e->directed = day;
	why_add(why, arena_printf(why->a, _("Thời hạn chỉ đạo: %.*s, %.*s"), STR_ARG(by_text(why->a, o)),
				  STR_ARG(document_text(why->a, o))), (struct str){0});
	return 0;
}

int calendar_apply(struct arena *a, const struct calendar_row *row, const struct calendar_order *override,
		   const struct calendar_order *directed, struct calendar_effect *ret_effect, struct err *err)
{
	struct calendar_effect e = {.legal = row->due, .directed = DAY_NONE};
	struct why_list why = {.a = a};
	int k = 0;
	for (size_t i = 0; i < row->why.n; i++)
		why_add(&why, row->why.line[i].text, row->why.line[i].basis);
	if (override && override->day != DAY_NONE)
		k = put_override(&why, row, override, &e, err);
	if (k == 0 && directed && directed->day != DAY_NONE)
		k = put_directed(&why, directed, &e, err);
	if (k < 0)
		return k;
	e.by = e.directed != DAY_NONE ? e.directed : e.legal;
	e.why = why_end(&why);
	*ret_effect = e;
	return 0;
}
