/* Reads law/calendar.csv and law/plan_2026.csv. */
#include "law/calendar.h"
#include "law/reader.h"

#define POINT_DAYS_MAX 400

/* "T-105", "VOTER_LIST+30", "START-24h", "EVENT+5", "TBC", or empty. */
static struct law_point reader_point(struct reader *r, const char *column)
{
	struct law_point p = {0};
	struct str s = reader_text(r, column);
	if (s.n == 0)
		return p;
	ptrdiff_t sign = str_find_char(s, '-');
	if (sign < 0)
		sign = str_find_char(s, '+');
	struct str name = sign < 0 ? s : str_slice(s, 0, (size_t)sign);
	struct str number = sign < 0 ? (struct str){0} : str_slice(s, (size_t)sign + 1, s.n);
	p.anchor = str_eq_c(name, "T")	     ? ANCHOR_DAY
		   : str_eq_c(name, "START") ? ANCHOR_START
		   : str_eq_c(name, "EVENT") ? ANCHOR_EVENT
					     : ANCHOR_STEP;
	if (p.anchor == ANCHOR_STEP)
		p.step = name;
	if (sign < 0)
		return p;
	bool hours = str_ends(number, STR("h"));
	int64_t n = 0;
	if (hours != (p.anchor == ANCHOR_START) ||
	    !str_to_i64(str_slice(number, 0, number.n - hours), 1, POINT_DAYS_MAX, &n))
		reader_fault(r, column, _("mốc viết sai"));
	p.n = s.p[sign] == '-' ? -(int)n : (int)n;
	return p;
}

static unsigned reader_actors(struct reader *r)
{
	static const char *const names[] = {
#define X(id, level, answers, name) #id,
		LAW_ACTORS(X)
#undef X
	};
	return reader_set(r, "actors", names, ARRAY_LEN(names));
}

static void read_step(struct reader *r, struct law_step *s)
{
	s->rule = reader_rule(r);
	reader_versions(r, &s->rule);
	s->kinds = reader_kinds(r);
	s->actors = reader_actors(r);
	s->start = reader_point(r, "start");
	s->due = reader_point(r, "due");
	s->office = reader_flag(r, "office");
	s->title = reader_word(r, "title");
	s->who = reader_word(r, "who");
	s->hours = reader_text(r, "hours");
	s->sent_to = reader_text(r, "sent_to");
	s->counts = reader_text(r, "counts");
	if (s->due.anchor != ANCHOR_DAY && s->counts.n == 0)
		reader_fault(r, "counts", _("ô trống: phải nói tính từ đâu"));
	if (s->due.anchor == ANCHOR_EVENT && s->due.n <= 0)
		reader_fault(r, "due", _("mốc viết sai"));
}

/* The step a point counts from must exist for every kind of election of the row and itself have a fixed date. */
static void check_point(struct reader *r, const char *column, const struct law_step *s, size_t n,
			const struct law_step *of, const struct law_point *p)
{
	if (p->anchor != ANCHOR_STEP)
		return;
	unsigned kinds = 0;
	for (size_t i = 0; i < n; i++)
		if (str_eq(s[i].rule.id, p->step)) {
			kinds |= s[i].kinds;
			if (s[i].due.anchor != ANCHOR_DAY)
				reader_fault(r, column, _("tính từ một bước không có ngày cố định"));
		}
	if ((of->kinds & ~kinds) != 0)
		reader_fault(r, column, _("tính từ một bước không có trong bảng"));
}

/* Two rows of one id for one kind of election must not hold on the same day; tells the earliest version. */
static void check_versions(struct reader *r, struct law_step *s, size_t n)
{
	struct law_step *of = &s[r->row];
	of->first_version = true;
	for (size_t i = 0; i < n; i++) {
		if (i == r->row || !str_eq(s[i].rule.id, of->rule.id) || (s[i].kinds & of->kinds) == 0)
			continue;
		const struct law_rule *x = &s[i].rule, *y = &of->rule;
		if ((x->to == DAY_NONE || x->to >= y->from) && (y->to == DAY_NONE || y->to >= x->from))
			reader_fault(r, "id", _("trùng với một dòng khác"));
		if (x->from < y->from)
			of->first_version = false;
	}
}

int law_read_steps(struct reader *r, struct law *law)
{
	size_t n = r->t.rows;
	struct law_step *step = arena_array_of(r->a, n, struct law_step);
	for (r->row = 0; r->row < n; r->row++)
		read_step(r, &step[r->row]);
	for (r->row = 0; r->row < n && r->fault == 0; r->row++) {
		check_point(r, "start", step, n, &step[r->row], &step[r->row].start);
		check_point(r, "due", step, n, &step[r->row], &step[r->row].due);
		check_versions(r, step, n);
	}
	law->step = step;
	law->step_n = n;
	return r->fault;
}

int law_read_plan(struct reader *r, struct law *law)
{
	struct law_plan *plan = arena_array_of(r->a, r->t.rows, struct law_plan);
	for (r->row = 0; r->row < r->t.rows; r->row++) {
		struct law_plan *p = &plan[r->row];
		p->rule = reader_rule(r);
		p->election_day = reader_day(r, "election_day");
		p->of = reader_text(r, "of");
		p->start = reader_day(r, "first");
		p->due = reader_day(r, "last");
		p->hours = reader_text(r, "hours");
		p->title = reader_word(r, "title");
		p->who = reader_word(r, "who");
		if (p->election_day == DAY_NONE || p->due == DAY_NONE)
			reader_fault(r, "last", _("ô trống"));
		if (p->start != DAY_NONE && p->start > p->due)
			reader_fault(r, "first", _("sau ngày cuối"));
	}
	law->plan = plan;
	law->plan_n = r->t.rows;
	return r->fault;
}
