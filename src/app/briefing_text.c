/* The parts of a briefing as they begin: sentences from figures. Nothing is said that no row says. */
#include "app/briefing.h"
#include "text/text.h"

#define NAMES_SHOWN 30

static struct str done(struct arena *a, struct buf *b)
{
	struct str text = arena_dup(a, str_trim(buf_str(b)));
	buf_free(b);
	return text;
}

/* ", tuần trước 12"; nothing when no earlier week was frozen. */
static struct str before(struct arena *a, const struct brief *b, int64_t then)
{
	if (!b->has_before)
		return (struct str){0};
	return arena_printf(a, _(" (số chốt %.*s: %.*s)"), STR_ARG(date_vn(a, b->before.day)), STR_ARG(text_number(a, then)));
}

/* The units late with a job: "Chậm: … (hạn …): 12 đơn vị – Xã A, Xã B …". */
static void late_job(struct buf *out, struct arena *a, const struct brief *b, size_t job)
{
	const struct brief_job *j = &b->jobs[job];
	const struct brief_late *first = &b->late_rows[j->first];
	int64_t shown = 0;
	buf_printf(out, _("Chậm: %.*s (hạn %.*s): %lld đơn vị"), STR_ARG(first->title), STR_ARG(date_vn(a, first->due)),
		   (long long)j->late);
	for (size_t i = j->first; i < b->late_n && shown < NAMES_SHOWN; i++)
		if (b->late_rows[i].job == job)
			buf_printf(out, "%s%.*s", shown++ ? ", " : " – ", STR_ARG(b->late_rows[i].unit_name));
	buf_printf(out, "%s.\n", shown < j->late ? _(" …") : "");
}

struct str briefing_situation(struct arena *a, const struct brief *b)
{
	struct buf out = BUF_INIT(BRIEFING_PART_MOST);
	buf_printf(&out, _("Đến hết ngày %.*s, còn %lld ngày đến ngày bầu cử (%.*s).\n"), STR_ARG(date_vn(a, b->day)),
		   (long long)b->days_left, STR_ARG(date_vn_long(a, b->election_day)));
	buf_printf(&out,
		   _("Nhiệm vụ theo lịch bầu cử: đã giao %.*s; đã xong %.*s%.*s; quá hạn %.*s%.*s; đến hạn trong 7 ngày tới "
		     "%.*s%.*s.\n"),
		   STR_ARG(text_number(a, b->total)), STR_ARG(text_number(a, b->done)), STR_ARG(before(a, b, b->before.done)),
		   STR_ARG(text_number(a, b->late)), STR_ARG(before(a, b, b->before.late)), STR_ARG(text_number(a, b->soon)),
		   STR_ARG(before(a, b, b->before.soon)));
	if (b->committees_of)
		buf_printf(&out, _("Ủy ban bầu cử ở xã, phường, đặc khu: đã ghi quyết định thành lập %lld/%lld%.*s.\n"),
			   (long long)b->committees, (long long)b->committees_of, STR_ARG(before(a, b, b->before.committees)));
	int64_t in = 0;
	for (size_t i = 0; i < b->job_n; in += b->jobs[i++].late)
		late_job(&out, a, b, i);
	if (b->late > in)
		buf_printf(&out, _("Trên đây là các việc chậm lâu nhất; còn %.*s việc chậm ít ngày hơn.\n"),
			   STR_ARG(text_number(a, b->late - in)));
	return done(a, &out);
}

/* Cut where a part would not take it: the whole stands in the register. */
static void told(struct buf *out, struct arena *a, const struct brief_difficulty *d)
{
	if (out->n + d->text.n + 200 < BRIEFING_PART_MOST)
		buf_printf(out, _("%.*s (%.*s): %.*s%s\n"), STR_ARG(d->unit_name), STR_ARG(date_vn(a, d->day)), STR_ARG(d->text),
			   d->passed ? _(" – đã chuyển cấp trên, chưa có trả lời.") : "");
}

struct str briefing_difficulties(struct arena *a, const struct brief *b)
{
	struct buf out = BUF_INIT(BRIEFING_PART_MOST);
	for (size_t i = 0; i < b->difficulty_n; i++)
		if (!b->difficulties[i].proposal)
			told(&out, a, &b->difficulties[i]);
	if (!out.n)
		buf_add_c(&out, _("Các đơn vị chưa phản ánh khó khăn, vướng mắc trên hệ thống."));
	return done(a, &out);
}

struct str briefing_proposals(struct arena *a, const struct brief *b)
{
	struct buf out = BUF_INIT(BRIEFING_PART_MOST);
	if (b->late_n)
		buf_printf(&out, _("Đề nghị lãnh đạo chỉ đạo các đơn vị đang quá hạn (%lld việc) hoàn thành ngay và báo cáo.\n"),
			   (long long)b->late);
	for (size_t i = 0; i < b->decision_n; i++)
		buf_printf(&out, _("Xin ý kiến quyết định: %.*s (trình ngày %.*s).\n"), STR_ARG(b->decisions[i].question),
			   STR_ARG(date_vn(a, b->decisions[i].asked)));
	for (size_t i = 0; i < b->difficulty_n; i++)
		if (b->difficulties[i].proposal)
			told(&out, a, &b->difficulties[i]);
	for (size_t i = 0; i < b->due_n; i++)
		if (brief_due_waits(&b->due[i]))
			buf_printf(&out, _("Đề nghị cho giao nhiệm vụ: %.*s (hạn %.*s).\n"), STR_ARG(b->due[i].title),
				   STR_ARG(date_vn(a, b->due[i].by)));
	if (!out.n)
		buf_add_c(&out, _("Không có."));
	return done(a, &out);
}

struct str briefing_next(struct arena *a, const struct brief *b)
{
	struct buf out = BUF_INIT(BRIEFING_PART_MOST);
	for (size_t i = 0; i < b->due_n; i++) {
		const struct brief_due *s = &b->due[i];
		buf_printf(&out, _("%.*s: hạn %.*s"), STR_ARG(s->title), STR_ARG(date_vn_long(a, s->by)));
		if (s->of)
			buf_printf(&out, _(", đã xong %lld/%lld"), (long long)s->done, (long long)s->of);
		if (s->basis.n)
			buf_printf(&out, " (%.*s)", STR_ARG(s->basis));
		buf_add_c(&out, ".\n");
	}
	if (!out.n)
		buf_add_c(&out, _("Không có việc nào đến hạn trong 7 ngày tới."));
	return done(a, &out);
}
