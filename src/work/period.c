/* What recurs: the next period opens when the one before has run out, by somebody's button or by itself as the day changes. */
#include "base/log.h"
#include "law/calendar.h"
#include "unit/records.h"
#include "work/assignment.h"
#include "work/statements.h"

day_t assignment_period_due(day_t first, struct str every, struct str off_day, int64_t period)
{
	struct civil c = date_to_civil(first);
	int months = str_eq_c(every, "month") ? 1 : str_eq_c(every, "quarter") ? 3 : 12;
	day_t due = first + 7 * (day_t)(period - 1);
	if (!str_eq_c(every, "week")) {
		int at = c.month - 1 + months * (int)(period - 1), year = c.year + at / 12, month = at % 12 + 1;
		/* the 31st of a shorter month is its last day */
		day_t next = month == 12 ? date_from_civil(year + 1, 1, 1) : date_from_civil(year, month + 1, 1);
		due = date_from_civil(year, month, 1) + c.day - 1;
		due = due < next ? due : next - 1;
	}
	int step = str_eq_c(off_day, "before") ? -1 : str_eq_c(off_day, "after") ? 1 : 0;
	while (step && period > 1 && calendar_day_off(due)) /* the first day was typed by a person */
		due += step;
	return due;
}

/* ---- which comes next ---- */

struct next {
	struct row first, last;
	int64_t period;
	day_t due;
};

/* Of the series `first` is of. ERR_INPUT, ERR_CONFLICT: it does not recur, has ended, has not run out yet. */
static int find_next(struct db *db, struct arena *a, int64_t series, day_t today, struct next *ret, struct err *err)
{
	struct next n = {0};
	int64_t last;
	int r = db_get_int(db, &assignment_last_of_series, VALUES(v_int(series)), 0, &last, err);
	if (r == 0)
		r = row_load(db, a, &assignment_record, series, &n.first, err);
	if (r > 0)
		r = row_load(db, a, &assignment_record, last, &n.last, err);
	if (r <= 0)
		return r < 0 ? r : err_set(err, ERR_INPUT, _("Việc này không định kỳ."));
	if (row_is(&n.last, "state", "cancelled"))
		return err_set(err, ERR_CONFLICT, _("Việc định kỳ này đã thôi giao nên không mở kỳ mới."));
	if (today <= row_day(&n.last, "due"))
		return err_set(err, ERR_CONFLICT, _("Kỳ sau mở từ ngày %.*s, khi kỳ này hết hạn."),
			       STR_ARG(date_vn(a, row_day(&n.last, "due") + 1)));
	n.period = row_int(&n.last, "period");
	do /* periods nobody opened in time are not made up afterwards */
		n.due = assignment_period_due(row_day(&n.first, "due"), row_str(&n.first, "every"), row_str(&n.first, "off_day"),
					      ++n.period);
	while (n.due < today);
	if (row_day(&n.last, "until") != DAY_NONE && n.due > row_day(&n.last, "until"))
		return err_set(err, ERR_CONFLICT, _("Việc định kỳ này đã hết, kỳ cuối đến ngày %.*s."),
			       STR_ARG(date_vn(a, row_day(&n.last, "until"))));
	*ret = n;
	return 0;
}

/* ---- assignment.next ---- */

/* Whoever has left since is no reason to open nothing: a commune's chair stands for its officer, an office has to name
 * somebody. */
static int still_here(struct verb_call *c, struct str list, struct str *ret, struct err *err)
{
	int64_t *people;
	size_t n;
	struct str kept = {0};
	int r = work_ids(c, "people", list, &people, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct row person;
		int found = row_load(c->db, c->arena, &person_record, people[i], &person, err);
		if (found < 0)
			return found;
		if (found && row_int(&person, "active") == 1)
			kept = arena_printf(c->arena, "%.*s%s%lld", STR_ARG(kept), kept.n ? " " : "", (long long)people[i]);
	}
	*ret = kept;
	return r;
}

static void copy_terms(struct edit *to, const struct row *from)
{
	static const char *const kept[] = {"unit",  "title",       "content", "assigner",  "document", "document_day", "every",
					   "until", "responsible", "product", "authority", "closing",  "leads",        "supports",
					   "off_day"};
	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		edit_set(to, kept[i], *row_value(from, kept[i]));
}

static int next_check(struct verb_call *c, struct err *err)
{
	struct row row;
	struct next next;
	struct str people = {0};
	int r = verb_load(c, &assignment_record, verb_int(c, "id"), &row, err);
	if (r == 0)
		r = find_next(c->db, c->arena, row_int(&row, "series"), c->today, &next, err);
	if (r == 0)
		r = still_here(c, row_str(&next.last, "people"), &people, err);
	if (r < 0)
		return r;
	struct edit *e = edit_new(c, &assignment_record);
	copy_terms(e, &next.last);
	edit_set(e, "people", people.n ? v_text(people) : v_null());
	edit_set(e, "due", v_day(next.due));
	edit_set(e, "series", v_int(next.first.id));
	edit_set(e, "period", v_int(next.period));
	r = assignment_fan_out(c, e, err);
	return r < 0 ? r : verb_failed(c, err);
}

static const struct field id_param[] = {WORK_ID("assignment", _("Việc được giao"))};

const struct verb assignment_next = {"assignment.next",  _("Mở kỳ tiếp theo"), id_param,   ARRAY_LEN(id_param),
				     &assignment_record, verb_of_row,          next_check, NULL};

/* ---- by itself ---- */

int task_period_due(struct db *db, struct arena *a, const struct row *last, day_t today, struct err *err)
{
	struct next next;
	struct err why = ERR_INIT;
	int r = find_next(db, a, row_int(last, "series"), today, &next, &why);
	if (r == 0 && next.last.id == last->id)
		return 1;
	if (r == 0 || why.code == ERR_CONFLICT || why.code == ERR_INPUT)
		return 0;
	*err = why;
	return r;
}

/* The key names the period it follows, so that it opens once, whoever asks how often. */
static int open_next(struct site *site, struct arena *a, const struct actor *program, int64_t last, struct err *err)
{
	struct verb_arg arg = {STR("id"), arena_printf(a, "%lld", (long long)last)};
	struct verb_input input = {.args = &arg, .n = 1, .key = arena_printf(a, "after-%lld", (long long)last)};
	struct verb_result result;
	return verb_run(site, program, &assignment_next, &input, &result, err);
}

static int ran_out(struct db *db, struct arena *a, day_t today, int64_t **ret, size_t *ret_n, struct err *err)
{
	int64_t *ids = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &assignment_series_run_out, VALUES(v_day(today)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		ids = arena_grow(a, ids, n, &cap, sizeof(*ids));
		ids[n++] = query_int(q, 0);
		r = 0;
	}
	*ret = ids;
	*ret_n = n;
	return r;
}

int task_periods_open(struct site *site, struct db *db, const struct actor *program, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("periods", (size_t)64 << 20);
	int64_t *last;
	size_t n = 0;
	day_t today = site_today(site);
	int r = ran_out(db, a, today, &last, &n, err);
	for (size_t i = 0; r >= 0 && i < n; i++) {
		struct row row;
		struct err why = ERR_INIT;
		r = row_load(db, a, &assignment_record, last[i], &row, err);
		if (r > 0)
			r = task_period_due(db, a, &row, today, err);
		/* what fails stays in the bell of those who may do it by hand (app/bell.c); the others still open */
		if (r > 0 && open_next(site, a, program, last[i], &why) < 0)
			log_err(LOG_WARNING, "period", "after", last[i], &why);
	}
	return r < 0 ? r : 0;
}
