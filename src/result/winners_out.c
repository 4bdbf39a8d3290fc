#include "result/winners.h"

#include "text/text.h"

void winners_questions(const struct winners_entry *e, struct findings *to)
{
	const struct contest *c = &e->contest;
	int64_t sum = 0;
	for (size_t i = 0; i < c->n; i++)
		sum += c->candidate[i].votes;
	if (c->valid > c->turnout)
		findings_add(to, K106, NO_FORM, c->valid, c->turnout);
	if (sum > c->valid * c->seats)
		findings_add(to, K108, NO_FORM, sum, c->valid * c->seats);
	if (sum < c->valid)
		findings_add(to, K109, NO_FORM, sum, c->valid);
	checks_seats(to, c->level, c->seats);
	if (e->last_line)
		findings_add(to, K122, NO_FORM, 0, 1);
}

size_t winners_line(const struct winners_entry *e, const struct finding *f)
{
	return f->check == K122 ? e->last_line : e->line;
}

const char *winners_column(const struct finding *f)
{
	switch (f->check) {
	case K106:
		return "valid";
	case K121:
		return "seats";
	default:
		return "votes";
	}
}

static void json_tri(struct json_out *j, const char *key, enum tri v)
{
	json_key(j, key);
	if (v == TRI_UNKNOWN)
		json_null(j);
	else
		json_bool(j, v == TRI_YES);
}

static void json_percent(struct json_out *j, const char *key, int64_t hundredths)
{
	json_key(j, key);
	if (hundredths < 0)
		json_null(j);
	else
		json_scaled(j, hundredths, 2);
}

static void json_candidate(struct arena *a, const struct law *law, const struct contest *c, const struct outcome *o, size_t i,
			   struct json_out *j)
{
	const struct standing *s = &o->standing[i];
	const struct contest_candidate *x = &c->candidate[s->candidate];
	struct why why = result_candidate_why(a, law, c, o, i);
	json_object(j);
	json_kv_str(j, "name", x->name);
	json_kv_str(j, "born", date_iso(a, x->born));
	json_kv_i64(j, "votes", x->votes);
	json_percent(j, "percent", result_percent(x->votes, c->valid));
	json_tri(j, "elected", s->elected);
	json_kv_i64(j, "rank", s->rank);
	json_kv_str(j, "why", why_text(a, &why));
	json_object_end(j);
}

static void json_questions(struct arena *a, const struct law *law, const struct winners_entry *e, struct json_out *j)
{
	struct findings f = {.a = a};
	winners_questions(e, &f);
	json_key(j, "questions");
	json_array(j);
	for (size_t i = 0; i < f.n; i++) {
		json_object(j);
		json_kv_c(j, "check", law_check_name(f.item[i].check));
		json_kv_i64(j, "line", (int64_t)winners_line(e, &f.item[i]));
		json_kv_c(j, "field", winners_column(&f.item[i]));
		json_kv_str(j, "text", finding_supervisor(a, law, &f.item[i], NULL));
		json_object_end(j);
	}
	json_array_end(j);
}

void winners_json(struct arena *a, const struct law *law, const struct winners_entry *e, struct json_out *j)
{
	const struct contest *c = &e->contest;
	struct outcome o;
	result_decide(a, c, &o);
	struct why why = result_next_why(a, law, c, &o);
	json_object(j);
	json_kv_str(j, "id", c->id);
	json_kv_c(j, "level", contest_level_id(c->level));
	json_kv_c(j, "round", contest_round_id(c->round));
	json_tri(j, "recognised", o.recognised);
	json_kv_i64(j, "seats", c->seats);
	json_kv_i64(j, "elected", o.elected);
	json_kv_i64(j, "left", o.left);
	json_kv_c(j, "next", result_next_id(o.next));
	json_key(j, "refer");
	if (o.refer == REFER_NOTHING)
		json_null(j);
	else
		json_c(j, result_refer_id(o.refer));
	json_kv_str(j, "next_why", why_text(a, &why));
	json_percent(j, "turnout_percent", result_percent(c->turnout, c->voters));
	json_key(j, "candidates");
	json_array(j);
	for (size_t i = 0; i < o.n; i++)
		json_candidate(a, law, c, &o, i, j);
	json_array_end(j);
	json_questions(a, law, e, j);
	json_object_end(j);
}

static const char *verdict(enum tri elected)
{
	return elected == TRI_YES ? _("TRÚNG CỬ") : elected == TRI_NO ? _("không trúng cử") : _("CẦN QUYẾT ĐỊNH");
}

static const char *recognition(enum tri recognised)
{
	return recognised == TRI_YES  ? _("Kết quả được công nhận")
	       : recognised == TRI_NO ? _("Kết quả không được công nhận")
				      : _("Luật không nói kết quả có được công nhận hay không");
}

void winners_text(struct arena *a, const struct law *law, const struct winners_entry *e, struct buf *out)
{
	const struct contest *c = &e->contest;
	struct outcome o;
	result_decide(a, c, &o);
	struct why next = result_next_why(a, law, c, &o);
	buf_printf(out, _("Đơn vị bầu cử %.*s: %s, %s\n"), STR_ARG(c->id), contest_level_name(c->level),
		   contest_round_name(c->round));
	buf_printf(out, _("  %s; trúng cử %lld trong %lld đại biểu được bầu, còn thiếu %lld.\n  %.*s\n"),
		   recognition(o.recognised), (long long)o.elected, (long long)c->seats, (long long)o.left,
		   STR_ARG(why_text(a, &next)));
	for (size_t i = 0; i < o.n; i++) {
		const struct standing *s = &o.standing[i];
		const struct contest_candidate *x = &c->candidate[s->candidate];
		struct why why = result_candidate_why(a, law, c, &o, i);
		buf_printf(out, _("  %lld. %.*s, sinh ngày %.*s: %s. %.*s\n"), (long long)s->rank, STR_ARG(x->name),
			   STR_ARG(date_vn(a, x->born)), verdict(s->elected), STR_ARG(why_text(a, &why)));
	}
}
