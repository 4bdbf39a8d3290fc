#include "law/calendar.h"

#include "law/tet.h"

#define MINUTES_PER_DAY (24 * 60)
#define OPENING_MINUTE (7 * 60)  /* Art. 71(1) */
#define EARLIEST_MINUTE (5 * 60)
#define ZONE_MINUTES (7 * 60)    /* +07 */

static const struct {
	enum law_level level;
	bool answers;
	const char *name;
} actors[] = {
#define X(id, level_, answers_, name_) {level_, answers_, name_},
	LAW_ACTORS(X)
#undef X
};

const char *law_actor_name(enum law_actor a)
{
	return actors[a].name;
}

bool law_step_asks(const struct law_step *s, enum law_level level)
{
	for (size_t i = 0; i < ACTOR_COUNT; i++)
		if ((s->actors & 1u << i) && actors[i].answers && actors[i].level == level)
			return true;
	return false;
}

static bool applies(const struct law_step *s, enum election_kind kind, day_t day)
{
	return (s->kinds & 1u << kind) && law_rule_holds(&s->rule, day, s->first_version);
}

const struct law_step *law_step_find(const struct law *law, enum election_kind kind, day_t day, struct str id)
{
	for (size_t i = 0; i < law->step_n; i++)
		if (applies(&law->step[i], kind, day) && str_eq(law->step[i].rule.id, id))
			return &law->step[i];
	return NULL;
}

day_t calendar_row_day(const struct calendar_row *r)
{
	return r->start != DAY_NONE ? r->start : r->due;
}

struct maker {
	struct arena *a;
	const struct law *law;
	enum election_kind kind;
	day_t election_day;
};

/* "15/03/2026 − 105 ngày = 30/11/2025" */
static struct str days_text(struct arena *a, day_t from, int n)
{
	if (n == 0)
		return date_vn(a, from);
	return arena_printf(a, _("%.*s %s %d ngày = %.*s"), STR_ARG(date_vn(a, from)), n < 0 ? _("−") : "+",
			    n < 0 ? -n : n, STR_ARG(date_vn(a, from + n)));
}

static struct str clock_text(struct arena *a, day_t d, int minute)
{
	return arena_printf(a, _("%02d:%02d ngày %.*s"), minute / 60, minute % 60, STR_ARG(date_vn(a, d)));
}

struct moment {
	day_t day;
	int minute; /* −1: the whole day */
	bool moving;
};

/* Where a point falls, and how it was counted. */
static struct moment resolve(const struct maker *m, const struct law_point *p, struct str *ret_text)
{
	struct moment at = {.day = DAY_NONE, .minute = -1};
	struct arena *a = m->a;
	day_t t = m->election_day;
	if (p->anchor == ANCHOR_DAY) {
		at.day = t + p->n;
		*ret_text = days_text(a, t, p->n);
	} else if (p->anchor == ANCHOR_START) {
		int minute = OPENING_MINUTE + 60 * p->n, days = 0;
		for (; minute < 0; minute += MINUTES_PER_DAY)
			days--;
		at = (struct moment){.day = t + days, .minute = minute, .moving = true};
		struct str opening = clock_text(a, t, OPENING_MINUTE);
		*ret_text = arena_printf(a, _("Khu vực bắt đầu bỏ phiếu lúc %.*s thì trước %d giờ là %.*s"),
					 STR_ARG(opening), -p->n, STR_ARG(clock_text(a, at.day, minute)));
		if (p->n == 0)
			*ret_text = arena_printf(a, _("Khu vực bắt đầu bỏ phiếu lúc %.*s thì đến lúc đó"),
						 STR_ARG(opening));
	} else if (p->anchor == ANCHOR_STEP) {
		const struct law_step *base = law_step_find(m->law, m->kind, t, p->step);
		INVARIANT(base && base->due.anchor == ANCHOR_DAY, "a step counts from one without a date");
		day_t done = t + base->due.n;
		at = (struct moment){.day = done + p->n, .minute = -1, .moving = true};
		*ret_text = arena_printf(a, _("Nếu bước “%.*s” làm vào ngày cuối %.*s: %.*s"), STR_ARG(base->title),
					 STR_ARG(date_vn(a, done)), STR_ARG(days_text(a, done, p->n)));
	}
	return at;
}

bool calendar_day_off(day_t d)
{
	struct civil c = date_to_civil(d);
	int date = c.month * 100 + c.day;
	bool holiday = date == 101 || date == 430 || date == 501 || date == 902;
	return date_weekday(d) >= SATURDAY || tet_week(d) || holiday;
}

static void warn_off(struct arena *a, struct calendar_row *row)
{
	bool weekend = date_weekday(row->due) >= SATURDAY;
	bool tet = tet_week(row->due);
	if (!weekend && !tet)
		return;
	row->warnings |= (weekend ? WARN_WEEKEND : 0) | (tet ? WARN_TET : 0);
	row->suggested = row->due - 1;
	while (calendar_day_off(row->suggested))
		row->suggested--;
	row->warning = arena_printf(a, _("Ngày cuối là %s%s. Luật không dời ngày; đề xuất nội bộ: xong chậm nhất %.*s"),
				    weekday_vn(date_weekday(row->due)), tet ? _(", trong tuần Tết Nguyên đán") : "",
				    STR_ARG(date_vn_long(a, row->suggested)));
}

/* A term that runs from a step before the vote and ends on election day or later: the law gives no shorter one. */
static void warn_after_vote(const struct maker *m, const struct law_step *s, struct calendar_row *row)
{
	if (s->due.anchor != ANCHOR_STEP || row->due < m->election_day)
		return;
	if (law_step_find(m->law, m->kind, m->election_day, s->due.step)->due.n >= 0)
		return;
	row->warnings |= WARN_AFTER_VOTE;
	row->warning = arena_printf(m->a,
				    _("Thời hạn kết thúc ngày %.*s, không trước ngày bầu cử: "
				      "người có trách nhiệm phải xem"),
				    STR_ARG(date_vn(m->a, row->due)));
}

static void explain(const struct maker *m, const struct law_step *s, struct calendar_row *row, struct str start,
		    struct str due)
{
	struct why_list why = {.a = m->a};
	if (s->counts.n && row->due == DAY_NONE)
		why_add(&why, arena_printf(m->a, _("Không có ngày cố định: %.*s"), STR_ARG(s->counts)), s->rule.basis);
	else if (s->counts.n)
		why_add(&why, arena_printf(m->a, _("Tính: %.*s"), STR_ARG(s->counts)), s->rule.basis);
	if (start.n)
		why_add(&why, arena_printf(m->a, _("Từ: %.*s"), STR_ARG(start)), (struct str){0});
	if (due.n)
		why_add(&why, start.n ? arena_printf(m->a, _("Đến hết: %.*s"), STR_ARG(due)) : due,
			s->counts.n ? (struct str){0} : s->rule.basis);
	if (s->rule.provisional)
		why_add(&why, str_from_c(_("Mốc này còn phải đối chiếu văn bản")), (struct str){0});
	row->why = why_end(&why);
}

static struct calendar_row make_row(const struct maker *m, const struct law_step *s)
{
	struct str start_text = {0}, due_text = {0};
	struct moment start = resolve(m, &s->start, &start_text), due = resolve(m, &s->due, &due_text);
	struct calendar_row row = {
		.law = m->law,
		.id = s->rule.id,
		.step = s,
		.rule = &s->rule,
		.title = s->title,
		.who = s->who,
		.basis = s->rule.basis,
		.hours = s->hours,
		.sent_to = s->sent_to,
		.counts = s->counts,
		.note = s->rule.note,
		.start = start.day,
		.due = due.day,
		.due_minute = due.minute,
		.moving = start.moving || due.moving,
		.suggested = DAY_NONE,
	};
	const struct law_point *first = s->start.anchor != ANCHOR_NONE ? &s->start : &s->due;
	row.has_offset = first->anchor == ANCHOR_DAY;
	row.offset = row.has_offset ? first->n : 0;
	if (s->office && row.due != DAY_NONE)
		warn_off(m->a, &row);
	warn_after_vote(m, s, &row);
	explain(m, s, &row, start_text, due_text);
	return row;
}

static struct calendar_row make_plan(const struct maker *m, const struct law_plan *p)
{
	struct why_list why = {.a = m->a};
	why_add(&why, arena_printf(m->a, _("Chỉ dự kiến cho ngày bầu cử %.*s, không phải thời hạn của luật"),
				   STR_ARG(date_vn(m->a, p->election_day))), p->rule.basis);
	return (struct calendar_row){
		.law = m->law,
		.id = p->rule.id,
		.plan = true,
		.rule = &p->rule,
		.title = p->title,
		.who = p->who,
		.basis = p->rule.basis,
		.hours = p->hours,
		.note = p->rule.note,
		.start = p->start,
		.due = p->due,
		.due_minute = -1,
		.suggested = DAY_NONE,
		.why = why_end(&why),
	};
}

/* Keeps rows in order while they are added: by day, those without one last, equal days as they came. */
static void insert(struct calendar_row *rows, size_t n, struct calendar_row row)
{
	day_t day = calendar_row_day(&row);
	size_t i = n;
	for (; i > 0 && day != DAY_NONE; i--) {
		day_t before = calendar_row_day(&rows[i - 1]);
		if (before != DAY_NONE && before <= day)
			break;
		rows[i] = rows[i - 1];
	}
	rows[i] = row;
}

static int check_day(const struct law *law, enum election_kind kind, day_t day, struct err *err)
{
	if (day == DAY_NONE || day < date_from_civil(2000, 1, 1) || day > date_from_civil(2199, 12, 31))
		return err_field(err, ERR_INPUT, "day", _("Ngày bầu cử phải từ năm 2000 đến năm 2199."));
	if (date_weekday(day) == SUNDAY)
		return 0;
	const struct law_reason *r = law_reason(law, kind == ELECTION_GENERAL ? "SUNDAY" : "BY_SUNDAY");
	struct civil c = date_to_civil(day);
	return err_field(err, ERR_LAW, "day", _("%.*s (%.*s); %02d/%02d/%04d là %s."), STR_ARG(r->text),
			 STR_ARG(r->rule.basis), c.day, c.month, c.year, weekday_vn(date_weekday(day)));
}

int calendar_make(struct arena *a, const struct law *law, enum election_kind kind, day_t election_day,
		  struct calendar *ret_calendar, struct err *err)
{
	int k = check_day(law, kind, election_day, err);
	if (k < 0)
		return k;
	struct maker m = {.a = a, .law = law, .kind = kind, .election_day = election_day};
	struct calendar c = {.kind = kind, .election_day = election_day};
	struct calendar_row *rows = arena_array_of(a, law->step_n + law->plan_n, struct calendar_row);
	day_t in_force = DAY_NONE;
	for (size_t i = 0; i < law->step_n; i++) {
		const struct law_step *s = &law->step[i];
		if (!applies(s, kind, election_day))
			continue;
		insert(rows, c.n++, make_row(&m, s));
		if (s->rule.from > in_force)
			in_force = s->rule.from;
	}
	for (size_t i = 0; i < law->plan_n; i++)
		if (kind == ELECTION_GENERAL && law->plan[i].election_day == election_day)
			insert(rows, c.n++, make_plan(&m, &law->plan[i]));
	if (in_force > election_day)
		c.caution = arena_printf(a,
					 _("Ngày bầu cử %.*s trước ngày quy định hiện hành có hiệu lực (%.*s): "
					   "lịch tính theo quy định hiện hành, không phải quy định khi đó"),
					 STR_ARG(date_vn(a, election_day)), STR_ARG(date_vn(a, in_force)));
	c.row = rows;
	*ret_calendar = c;
	return 0;
}

const struct calendar_row *calendar_find(const struct calendar *c, struct str id)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->row[i].id, id))
			return &c->row[i];
	return NULL;
}

int calendar_area_moment(const struct calendar_row *row, int64_t start_ms, int64_t *ret_ms, struct err *err)
{
	bool counts = row->step && row->step->due.anchor == ANCHOR_START;
	INVARIANT(counts, "the row does not count from the start of voting");
	const struct law_reason *opening = law_reason(row->law, "OPENING");
	int64_t ms_of_day = start_ms + ZONE_MINUTES * INT64_C(60000) - date_of_ms(start_ms) * INT64_C(86400000);
	if (ms_of_day < EARLIEST_MINUTE * INT64_C(60000) || ms_of_day > OPENING_MINUTE * INT64_C(60000))
		return err_field(err, ERR_LAW, "start", _("%.*s (%.*s)."), STR_ARG(opening->text),
				 STR_ARG(opening->rule.basis));
	*ret_ms = start_ms + row->step->due.n * INT64_C(3600000);
	return 0;
}
